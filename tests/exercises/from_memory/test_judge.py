"""The judge is judged: a good one is accepted, and what is no judge is told which kind of mistake it can't see."""

import time

import numpy as np
import pytest

from helpers.exercises.check.verdict import CORRECT, NOT_ATTEMPTED, WRONG
from helpers.exercises.from_memory import judge
from helpers.exercises.from_memory.judge import SIZES, SQUARE, drawn, plants, read_answer
from helpers.exercises.from_memory.submission import Submission
from helpers.exercises.from_memory.training import Training
from helpers.exercises.two_layers.reference import reference_code
from helpers.exercises.two_layers.steps import PARAMETERS
from helpers.exercises.two_layers.variant import COMBINATIONS, Variant
from helpers.nn import numerical_gradient

COMPARES = "            if not abs((above - below) / (2 * h) - gradient[entry]) < 1e-6:\n                return False\n"
NUMERIC = "            numeric = (above - below) / (2 * h)\n"
LOOP = '    for name in ("W1", "b1", "W2", "b2"):\n        theta, gradient'
STARTS = "    network.forward(X)\n    network.backward(Y)\n    for"
ENDS = "    return True"
EVERY = [Variant(hidden, loss, columns, single) for hidden, loss, single in COMBINATIONS for columns in (False, True)]


def compares(code):
    """A judge that compares with other code; `numeric` is the difference quotient."""
    return [(COMPARES, NUMERIC + "            " + code.replace("\n", "\n            ") + "\n")]


def no_if(condition):
    """A judge that says no under another condition."""
    return compares(f"if {condition}:\n    return False")


def gathers(start, code, end):
    """A judge that starts with something, does something with each entry, and returns something."""
    return [(LOOP, f"    {start}\n{LOOP}"), *compares(code), (ENDS, f"    return {end}")]


def at_once(end):
    """A judge that gathers a, all entries of the gradients, and b, all differences, and returns something of both."""
    start = "from numpy.linalg import norm\n    a, b = np.zeros(0), np.zeros(0)"
    return gathers(start, "a, b = np.append(a, gradient[entry]), np.append(b, numeric)", end)


def over(names):
    """A judge that looks at some parameters alone."""
    return [('in ("W1", "b1", "W2", "b2"):\n        theta, gradient', f"in {names}:\n        theta, gradient")]


def report(*changes, variant=None):
    variant = variant or Variant()
    code = reference_code(variant)
    for old, new in changes:
        assert old in code, f"{old} is not in\n{code}"
        code = code.replace(old, new)
    space = {}
    exec(code, space)
    return Submission(variant, space["TwoLayers"], space["gradient_check"]).report()


@pytest.fixture(autouse=True)
def untrained(monkeypatch):
    """Leave the training out, which takes a second."""

    def learned(self):
        self.xor_losses, self.digit_losses, self.held_out = [1.0, 0.5], [1.0, 0.5], 0.9

    monkeypatch.setattr(Training, "xor", learned)
    monkeypatch.setattr(Training, "digits", learned)


# ------------------------------------------------------------ judges

NETWORK_OF_ITS_OWN = """    other = TwoLayers((X.shape[1], len(network.b1), len(network.b2)), np.random.default_rng(0))
    for name in ("W1", "b1", "W2", "b2"):
        setattr(other, name, getattr(network, name).copy())
    network = other
    network.forward(X)
    TwoLayers.backward(network, Y)
    for"""
OTHER_ARGUMENTS = [
    ("def gradient_check(network, X, Y, h=1e-5)", "def gradient_check(X, targets, *, model, eps)"),
    ("network", "model"),
    ("loss(model.forward(X), Y)", "loss(model.forward(X), targets)"),
    ("model.backward(Y)", "model.backward(targets)"),
    ("h\n            above", "eps\n            above"),
    ("h\n            below", "eps\n            below"),
    ("(2 * h)", "(2 * eps)"),
]
RELATIVE = "abs(numeric - gradient[entry]) / max(1e-8, abs(numeric) + abs(gradient[entry]))"
WORST = "worst = max(worst, abs(numeric - gradient[entry]))"
GOOD = {
    "one number for the whole vector": at_once("norm(a - b) / (norm(a) + norm(b)) < 1e-7"),
    "the same with a smaller nudge": [("h=1e-5", "h=1e-7"), *at_once("norm(a - b) / (norm(a) + norm(b)) < 2e-7")],
    "the largest error": at_once("np.abs(a - b).max()"),
    "the mean error, as an array of one": at_once("np.array([np.abs(a - b).mean()])"),
    "all errors": at_once("list(a - b)"),
    "a dictionary of bools": gathers(
        "good = {}", "good[name] = good.get(name, True) and abs(numeric - gradient[entry]) < 1e-6", "good"
    ),
    "whether, and how far": gathers("worst = 0", WORST, "bool(worst < 1e-6), worst"),
    "a count of errors": gathers("count = 0", "count += abs(numeric - gradient[entry]) > 1e-6", "int(count)"),
    "1 and 0": [("return False", "return 0"), (ENDS, "    return 1")],
    "allclose": no_if("not np.allclose(numeric, gradient[entry])"),
    "a relative error with a guard": no_if(f"{RELATIVE} > 1e-4"),
    "a limit of 1e-5": no_if("abs(numeric - gradient[entry]) > 1e-5"),
    "an assertion, and an error": gathers("worst = 0", f"{WORST}\nassert worst < 1e-6", "worst"),
    "numpy.testing": compares("np.testing.assert_allclose(gradient[entry], numeric, rtol=1e-5, atol=1e-8)"),
    "an error of its own": compares("if abs(numeric - gradient[entry]) > 1e-6:\n    raise ValueError(name)"),
    "on a copy": [(STARTS, f"    import copy\n    network = copy.deepcopy(network)\n{STARTS}")],
    "with a network of its own": [(STARTS, NETWORK_OF_ITS_OWN)],
    "with what backward has left": [(STARTS, "    for")],
    "other arguments, another order": OTHER_ARGUMENTS,
    "without a word where all is well": [(ENDS, "    return None")],
}
SMALL = "Of errors as small as that it sees none"
SUM = NUMERIC + "            total = numeric if not any(entry) else total + numeric\n"
BAD = {
    "no absolute value": (no_if("numeric - gradient[entry] > 1e-6"), "no entry that is too large"),
    "no absolute value, the other way": (no_if("gradient[entry] - numeric > 1e-6"), "no entry that is too small"),
    "a limit of 0.05": (no_if("abs(numeric - gradient[entry]) > 0.05"), SMALL),
    "a limit of 0.099": (no_if("abs(numeric - gradient[entry]) > 0.099"), "no error in one entry alone"),
    "a limit of 1e-4": (no_if("abs(numeric - gradient[entry]) > 1e-4"), SMALL),
    "a relative error of a tenth": (no_if("abs(numeric - gradient[entry]) > 0.1 * abs(numeric)"), SMALL),
    "allclose with a wide limit": (no_if("not np.allclose(numeric, gradient[entry], atol=1e-2)"), SMALL),
    "one-sided differences": (
        [("theta[entry] = kept - h\n", "theta[entry] = kept\n"), *no_if("abs(2 * numeric - gradient[entry]) > 1e-4")],
        SMALL,
    ),
    "sums alone": (
        [(COMPARES, f"{SUM}        if abs(total - gradient.sum()) > 1e-6:\n            return False\n")],
        "off by as much, the other way round",
    ),
    "norms alone": (at_once("abs(norm(a) - norm(b)) < 1e-9"), "accepts a network"),
    "the angle alone": (at_once("a @ b > (1 - 1e-9) * norm(a) * norm(b)"), "off by the same factor"),
    "a rough angle": (at_once("a @ b > 0.5 * norm(a) * norm(b)"), "no error in one entry alone"),
    "the signs alone": (no_if("np.sign(numeric) != np.sign(gradient[entry])"), "errors in one entry alone"),
    "the last one decides": (
        gathers("good = True", "good = abs(numeric - gradient[entry]) < 1e-6", "good"),
        "It sees errors in `dL_db2[2]` alone",
    ),
    "with itself": (no_if("abs(gradient[entry] - gradient[entry]) > 1e-6"), "It accepts all"),
    "prints alone": ([("                return False", "                print(name, entry)")], "It accepts all"),
    "forgets one": (over(("W1", "b1", "b2")), "In `dL_dW2` it sees no error"),
    "forgets the biases": (over(("W1", "W2")), "In `dL_db1` and `dL_db2` it sees no error"),
    "looks at the first rows alone": (
        [("            kept = ", "            if entry[0]:\n                continue\n            kept = ")],
        "It sees errors in",
    ),
    "a mean that may be negative": (at_once("np.mean(a - b)"), "accepts a network"),
    "says how many are right": (
        gathers("count = 0", "count += abs(numeric - gradient[entry]) < 1e-6", "int(count)"),
        "accepts a network",
    ),
}


@pytest.mark.parametrize("changes", GOOD.values(), ids=GOOD)
def test_a_good_judge_is_accepted(changes):
    verdict = report(*changes)
    assert verdict.status == CORRECT, f"{verdict}\n{verdict.mend}"


@pytest.mark.parametrize("changes, words", BAD.values(), ids=BAD)
def test_what_is_no_judge_is_told_what_it_cannot_see(changes, words):
    start = time.process_time()
    verdict = report(*changes)
    assert verdict.status == WRONG and words in verdict.message, f"{verdict}\n{verdict.mend}"
    assert "accepts a network in which `dL_d" in verdict.message and " is right. " in verdict.message
    assert verdict.mend and len(f"{verdict.message} {verdict.mend}".split()) <= 160
    assert time.process_time() - start < 5


REJECTS = {
    "another loss": [("loss(network.forward(X), Y)", "2 * loss(network.forward(X), Y)")],
    "a mean over the outputs too": [("loss(network.forward(X), Y)", "np.mean((network.forward(X) - Y) ** 2)")],
    "the wrong way round": [("return False", "return 'x'"), (ENDS, "    return False"), ("return 'x'", "return True")],
    "too strict": [("< 1e-6", "< 1e-15")],
    "not a number": [(ENDS, "    return float('nan')")],
}


@pytest.mark.parametrize("changes", REJECTS.values(), ids=REJECTS)
def test_a_judge_that_rejects_what_is_right_is_told_so(changes):
    verdict = report(*changes)
    assert verdict.status == WRONG and "and your network is right" in verdict.message, verdict


def test_a_judge_leaves_the_parameters_as_they_were():
    for changes in (
        [("            theta[entry] = kept\n", "")],
        [
            (
                "    network.forward(X)\n    network.backward(Y)\n    for",
                "    network.train(X, Y, 0.1, 3)\n    network.forward(X)\n    network.backward(Y)\n    for",
            )
        ],
    ):
        verdict = report(*changes)
        assert verdict.status == WRONG and "leaves the parameters nudged: `W1[0, 0]` was" in verdict.message


@pytest.mark.parametrize(
    "change, words",
    [
        (("getattr(network, name), getattr", "getattr(network, name + 'x'), getattr"), "raises AttributeError"),
        ((ENDS, "    return 'fine'"), "returns a str"),
        (("h=1e-5", "tolerance"), "wants `tolerance`, too"),
    ],
)
def test_an_error_or_another_interface_is_no_attempt(change, words):
    verdict = report(change)
    assert verdict.status == NOT_ATTEMPTED and words in verdict.message, verdict


def test_a_slow_judge_takes_seconds_at_most(monkeypatch):
    monkeypatch.setattr(judge, "SECONDS", 0.5)
    start = time.monotonic()
    verdict = report((LOOP, "    import time\n    time.sleep(0.05)\n" + LOOP))
    assert verdict.status == CORRECT and time.monotonic() - start < 5


# ------------------------------------------------------------ what is planted


@pytest.mark.parametrize("variant", EVERY, ids=lambda each: each.name)
def test_every_planted_mistake_can_be_seen(variant):
    for sizes in (SIZES, SQUARE):
        arguments, right = drawn(variant, sizes)
        for place, name in enumerate(PARAMETERS, start=2):
            assert np.abs(right[name]).min() > 1e-3

            def f(theta, place=place, arguments=arguments):
                return variant.mean_loss(*arguments[:place], theta, *arguments[place + 1 :])

            assert np.allclose(numerical_gradient(f, arguments[place]), right[name], atol=1e-7)
    assert all(np.abs(each.added[each.name]).max() >= 1e-5 for each in plants(variant))


def test_every_entry_is_wrong_once_in_each_direction():
    _, right = drawn(Variant(), SIZES)
    single = [each for each in plants(Variant()) if each.kind == "entry"]
    for sign in (1, -1):
        assert len({each.where for each in single if np.sign(each.size) == sign}) == sum(g.size for g in right.values())
        sizes = [abs(each.size / each.right) for each in single if np.sign(each.size) == sign]
        assert min(abs(each.size) for each in single if np.sign(each.size) == sign) < 1.5e-5 and max(sizes) > 0.999
    kinds = {(each.kind, each.name) for each in plants(Variant())}
    assert {(kind, name) for kind in ("scaled", "turned around", "left out", "cancel") for name in PARAMETERS} <= kinds
    assert {("transposed", "W1"), ("transposed", "W2")} <= kinds
    assert all(abs(each.added[each.name].sum()) < 1e-12 for each in plants(Variant()) if each.kind == "cancel")


@pytest.mark.parametrize(
    "said, answer",
    [
        (None, True),
        (np.bool_(False), False),
        ((False, 1e-9), False),
        ({"W1": 1e-9, "b1": -1e-3}, 1e-3),
        (np.array([True, False]), False),
        (3, 3),
    ],
)
def test_what_a_judge_returns_is_read(said, answer):
    assert read_answer(said) == answer and type(read_answer(said)) is type(answer)
