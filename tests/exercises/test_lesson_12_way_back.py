"""Lesson 12: the way back through any expression, in the styles and with the mistakes of readers."""

import time

import numpy as np
import pytest

from helpers import exercises
from helpers.exercises.check.cases import Numbers
from helpers.exercises.lesson_12_way_back import expression, way_back
from helpers.nn import Value, numerical_gradient
from tests.exercises.answers import written

VISIT = """
order = []
def visit(i):
    if i not in order:
        for k, slope in used[i]:
            visit(k)
        order.append(i)
visit(last)
"""
PUSH = """
g = [0.0] * len(used)
g[last] = 1.0
for i in order[::-1]:
    for k, slope in used[i]:
        g[k] += g[i] * slope
return g
"""
BREADTH = """
order = [last]
for i in order:
    for k, _ in used[i]:
        if k not in order:
            order.append(k)
"""
COUNTED = """
count, seen, todo = [0] * len(used), {last}, [last]
while todo:
    for k, _ in used[todo.pop()]:
        count[k] += 1
        if k not in seen:
            seen.add(k)
            todo.append(k)
g, todo = np.zeros(len(used)), [last]
g[last] = 1
while todo:
    i = todo.pop()
    for k, slope in used[i]:
        g[k] += g[i] * slope
        count[k] -= 1
        if count[k] == 0:
            todo.append(k)
return g
"""
FOUND = COUNTED[COUNTED.index("while todo") : COUNTED.index("g, todo")]
COUNTS_ALL = COUNTED.replace(FOUND, "for pairs in used:\n    for k, _ in pairs:\n        count[k] += 1\n")
AT_ONCE = """
g, seen = [0.0] * len(used), set()
g[last] = 1.0
def hand_on(i):
    for k, slope in used[i]:
        g[k] += g[i] * slope
        hand_on(k)
hand_on(last)
return g
"""
STACK = """
g, seen, todo = [0.0] * len(used), set(), [last]
g[last] = 1.0
while todo:
    i = todo.pop()
    for k, slope in used[i]:
        g[k] += g[i] * slope
        todo.append(k)
return g
"""
FORWARD = PUSH.replace("order[::-1]", "order")
RIGHT = [
    VISIT + PUSH,
    VISIT + PUSH.replace("return g", "return np.array(g)"),
    "g = np.zeros(len(used))\ndef push(i, share):\n    g[i] += share\n    for k, slope in used[i]:\n"
    "        push(k, share * slope)\npush(last, 1.0)\nreturn g",
    COUNTED,
    "import functools\nusers = {}\nfor i, pairs in enumerate(used):\n    for k, slope in pairs:\n"
    "        users.setdefault(k, []).append((i, slope))\n@functools.cache\ndef gradient(k):\n"
    "    return (k == last) + sum(gradient(i) * slope for i, slope in users.get(k, []))\n"
    "return [float(gradient(k)) for k in range(len(used))]",
    "n = len(used)\nA = np.zeros((n, n))\nfor i in range(n):\n    for k, slope in used[i]:\n        A[k, i] += slope\n"
    "seed = np.zeros(n)\nseed[last] = 1\nreturn np.linalg.solve(np.eye(n) - A, seed)",
]
WRONG = [
    ("last-sample-only", VISIT + PUSH.replace("+=", "=")),
    ("missing-path", BREADTH + FORWARD),
    ("last-sample-only", BREADTH + FORWARD.replace("+=", "=")),
    ("missing-path", VISIT.replace("    if i not in order:\n", "    if i not in order:\n        order.append(i)\n")
     .replace("            visit(k)\n        order.append(i)", "            visit(k)") + FORWARD),
    (None, "order = [last]\nfor i in order:\n    order += [k for k, _ in used[i]]\n" + FORWARD),
    ("missing-path", "order = range(len(used))\n" + PUSH),
    ("missing-path", "order = range(len(used))\n" + FORWARD),
    ("missing-path", VISIT + FORWARD),
    ("missing-path", VISIT + PUSH.replace("used[i]:", "dict(used[i]).items():")),
    ("missing-upstream", VISIT + PUSH.replace("g[last] = 1.0", "pass")),
    ("missing-upstream", VISIT + PUSH.replace("g[i] * slope", "slope")),
    (None, VISIT + PUSH.replace("g[i] * slope", "g[i]")),
    (None, VISIT + PUSH.replace("g[i] * slope", "g[i] + slope")),
    ("wrong-sign", VISIT + PUSH.replace("+=", "-=")),
    (None, AT_ONCE),
    ("missing-path", AT_ONCE.replace("    for k", "    if i in seen:\n        return\n    seen.add(i)\n    for k")),
    (None, STACK),
    ("missing-path", STACK.replace("    for k", "    if i in seen:\n        continue\n    seen.add(i)\n    for k")),
    (None, COUNTS_ALL),
    ("wrong-shape", VISIT + PUSH.replace("return g", "return [g[i] for i in sorted(order)]")),
    (None, VISIT + PUSH.replace("[0.0] * len(used)", "np.zeros(len(used), int)")),
    ("raises", VISIT + PUSH.replace("g[k]", "g[slope]")),
]  # fmt: skip


@pytest.mark.parametrize("body", RIGHT)
def test_right_answers_in_other_styles_pass(body):
    verdict = exercises.engine_backward.check(written("engine_backward", body))
    assert verdict.status == "correct", f"{verdict}\n{verdict.mend}"


@pytest.mark.parametrize("mistake, body", WRONG)
def test_wrong_answers_are_named(mistake, body):
    verdict = exercises.engine_backward.check(written("engine_backward", body))
    assert (verdict.status, verdict.mistake) == ("wrong", mistake), f"{verdict}\n{verdict.mend}"


@pytest.mark.parametrize("seed", range(5))
def test_the_right_way_back_agrees_with_differences(seed):
    """Any value may be nudged, and everything made from it is computed again: all of it is linear."""
    used, last = expression(Numbers(seed, "random"), 6)
    found = way_back(used, last)
    for place in range(len(used)):

        def L(nudge, place=place):
            def value(i):
                return nudge * (i == place) + sum(slope * value(k) for k, slope in used[i])

            return value(last)

        assert found[place] == pytest.approx(float(numerical_gradient(L, 0.0)), abs=1e-6)


def test_the_engine_of_the_package_finds_the_same():
    w, x = Value(3.0), Value(4.0)
    c = w * x
    L = c * (c + w)
    L.backward()
    used = [[], [], [(0, 4.0), (1, 3.0)], [(2, 1.0), (0, 1.0)], [(2, 15.0), (3, 12.0)]]
    assert way_back(used, 4).tolist() == [w.grad, x.grad, c.grad, 12, 1]


def test_whole_numbers_take_no_time():
    """A change that doubles a list in a list was tried, again and again, for 20 seconds."""
    start = time.process_time()
    exercises.engine_backward.check(
        written("engine_backward", VISIT + PUSH.replace("[0.0] * len(used)", "np.zeros(len(used), int)"))
    )
    assert time.process_time() - start < 4


def test_there_is_a_value_that_the_last_is_not_made_from():
    """Who counts its uses, too, waits for ever."""
    cases = [case.arguments for case in exercises.engine_backward.cases]
    assert any(way_back(used, last)[i] == 0 and used[i] for used, last in cases for i in range(len(used)))


def test_the_list_is_in_no_order_of_use():
    in_order = [all(k < i for i, pairs in enumerate(used) for k, _ in pairs)
                for used, _ in (case.arguments for case in exercises.engine_backward.cases)]  # fmt: skip
    assert not any(in_order)
    assert len({np.argmax([len(pairs) for pairs in case.arguments[0]]) for case in exercises.engine_backward.cases}) > 1
