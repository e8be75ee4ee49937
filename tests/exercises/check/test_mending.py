"""The reader's own code, changed until it is right: which code that is, and what it may not do meanwhile."""

import time

import numpy as np
import pytest

from helpers import exercises
from helpers.exercises.check import naming
from tests.exercises.answers import checked, from_cell, written

BACK = "return dL_dZ @ W.T, X.T @ dL_dZ, dL_dZ.sum(axis=0)"


def check(body, name="linear_backward"):
    return exercises.ALL[name].check(written(name, body))


def test_the_line_is_named_and_its_number_kept():
    verdict = check("D = dL_dZ\nE = D * W.T\nreturn E, X.T @ D, D.sum(axis=0)")
    assert verdict.where == 3 and "In line 3, `E = D * W.T`: `D * W.T` multiplies entry by entry" in verdict.mend


def test_a_lambda_is_found_among_others():
    twice = (lambda Z: np.exp(Z), lambda X, W, b: X * W + b)
    verdict = exercises.linear_forward.check(twice[1])
    assert verdict.where == twice[1].__code__.co_firstlineno and "`X @ W`" in verdict.mend


def test_what_a_function_closes_over_is_there():
    def outer(factor):
        def linear_forward(X, W, b):
            return factor * (X @ W) - b

        return linear_forward

    assert "sign" in exercises.linear_forward.check(outer(1)).mend


def test_a_decorated_function_and_one_that_calls_itself():
    source = "import functools\n@functools.cache\ndef half():\n    return 0.5\n"
    source += (
        "def relu(Z, depth=0):\n    if depth < 2:\n        return relu(Z, depth + 1)\n    return np.abs(Z) * half()\n"
    )
    assert exercises.relu.check(from_cell(source, "relu")).status == "wrong"


def test_code_that_nobody_kept_is_named_by_its_numbers():
    scope = {"np": np}
    exec("def linear_forward(X, W, b):\n    return X * W + b", scope)
    verdict = exercises.linear_forward.check(scope["linear_forward"])
    assert verdict.mistake == "raises" and "`X @ W`" in verdict.mend and verdict.where == 2


def test_a_loop_that_never_ends_when_it_is_changed():
    body = """
out, i = np.zeros(Z.shape), 0
while i < Z.size:
    out.flat[i] = max(Z.flat[i], -1)
    i += 1
return out
"""
    start = time.process_time()
    verdict = check(body, "relu")
    assert verdict.status == "wrong" and "still running" not in verdict.message and "`0`" in verdict.mend
    assert time.process_time() - start < 4


def test_a_loop_over_what_it_fills():
    """With another name in it, the loop would go over the list to which it adds."""
    body = """
errors = []
for gradient, z in zip(output_gradients, zs):
    errors.append(gradient * np.cos(z) ** 3)
return [[error * value for value in inputs] for error in errors], errors, np.dot(errors, weights)
"""
    start = time.process_time()
    verdict = check(body, "layer_backward")
    assert verdict.status == "wrong" and "still running" not in verdict.message
    assert time.process_time() - start < 4


def test_a_list_that_is_put_into_itself_or_doubled():
    """NumPy would look at all of what a list holds that holds itself, and never come to an end."""
    body = """
wg, bg, ig = [], [], [0.0] * len(inputs)
for g, z, row in zip(output_gradients, zs, weights):
    a = sigmoid(z)
    d = 2 * g * a * (1 - a)
    wg.append([d * i for i in inputs])
    bg = bg + [d]
    for k, w in enumerate(row):
        ig[k] += d * w
return wg, bg, ig
"""
    start = time.process_time()
    assert check(body, "layer_backward").mistake == "wrong-factor"
    assert time.process_time() - start < 4


def test_a_slow_answer_is_not_changed_and_tried_again():
    verdict = check("import time\ntime.sleep(0.12)\nreturn dL_dZ @ W.T, X.T @ dL_dZ, np.cos(dL_dZ).sum(axis=0)")
    assert verdict.status == "wrong" and verdict.where is None


def test_the_readers_own_names_keep_their_values():
    source = "count = 0\ndef relu(Z):\n    global count\n    count = count + 1\n    return np.where(Z > 0, Z, 0.1)\n"
    relu = from_cell(source, "relu")
    exercises.relu.check(relu)
    assert relu.__globals__["count"] < 40  # what was changed and tried has counted elsewhere


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("return dL_dZ * W.T, X * dL_dZ, dL_dZ.sum(axis=0)", "`X.T @ dL_dZ`"),
        ("return dL_dZ @ W.T, X.T @ dL_dZ, dL_db", "`dL_db`"),
        (BACK.replace("sum", "summ"), "print the shapes|sum"),
    ],
)
def test_where_it_raises_an_error(body, said):
    verdict = check(body)
    assert verdict.mistake == "raises" and any(each in verdict.mend for each in said.split("|"))


SOFTMAX = "e = np.exp(logits - logits.max(axis=1, keepdims=True))\nP = e / e.sum(axis=1, keepdims=True)\n"


@pytest.mark.parametrize(
    ("name", "body", "said"),
    [
        ("softmax_cross_entropy_backward", "return (P - np.eye(10)[classes]) / len(P)", "`logits.shape[1]`, not `10`"),
        (
            "softmax_cross_entropy_backward",
            "Y = np.zeros((len(P), 10))\nY[np.arange(len(P)), classes] = 1\nreturn (P - Y) / len(P)",
            "`logits.shape[1]`, not `10`",
        ),
        ("softmax_cross_entropy_backward", "return (P - classes) / len(P)", "`np.eye(logits.shape[1])[classes]`"),
        ("softmax_cross_entropy_backward", "P -= classes\nreturn P / len(P)", "`np.eye(logits.shape[1])[classes]`"),
        (
            "softmax_cross_entropy_backward",
            "P[classes] -= 1\nreturn P / len(P)",
            "`[np.arange(len(classes)), classes]`",
        ),
        ("softmax_cross_entropy", "return -np.log(P[classes]).mean()", "`[np.arange(len(classes)), classes]`"),
        (
            "softmax_cross_entropy",
            "return -(classes * np.log(P)).sum(axis=1).mean()",
            "`np.eye(logits.shape[1])[classes]`",
        ),
    ],
)
def test_classes_are_numbers_and_sizes_differ(name, body, said):
    verdict = check(SOFTMAX + body, name)
    assert verdict.mistake == "raises" and said in verdict.mend
    assert "stands where" not in verdict.mend and "alone. The classes" not in verdict.mend


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("softmax_cross_entropy_backward", SOFTMAX + "Y = np.eye(10)\nreturn (P - Y) / len(P)"),
        ("softmax_cross_entropy_backward", SOFTMAX + "Y = np.eye(10)[classes]\nreturn np.sin(P - Y)"),
        ("linear_backward", "return np.sin(dL_dZ * W.T) ** 3 + np.exp(X), X.T @ dL_dZ, dL_dZ.sum(axis=0)"),
    ],
)
def test_a_change_that_makes_it_run_and_not_right_is_no_cure(name, body):
    verdict = check(body, name)
    assert verdict.mistake == "raises" and "entry by entry" in verdict.mend
    assert ("one-hot rows of them have as many columns as `logits`" in verdict.mend) == ("softmax" in name)
    assert "stands where" not in verdict.mend and "left out" not in verdict.mend and "in line" not in verdict.mend


def test_a_second_change_keeps_the_first():
    """Of two changes in one place the second would undo the first."""
    verdict = check("return X * W - b", "linear_forward")
    assert "`X @ W`" in verdict.mend and "sign" in verdict.mend


def test_there_is_a_limit(monkeypatch):
    monkeypatch.setattr(naming, "SECONDS", 0)
    verdict = check(BACK.replace("dL_dZ @ W.T", "np.sin(dL_dZ @ W.T)"))
    assert verdict.status == "wrong" and verdict.mistake is None and "No known mistake" in verdict.message


def test_an_order_of_three_is_one_change():
    verdict = checked("batch_backward", "return X.T @ dL_dZ, dL_dZ.sum(axis=0), dL_dZ @ W")
    assert verdict.mend.count("stands where") <= 1
    assert all(f"`({wrong})` belongs" not in verdict.mend for wrong in ("b, W, X", "dL_db, dL_dW, dL_dX"))


def test_a_tried_change_may_put_a_list_into_itself():
    """NumPy would go through it forever, and nothing could stop it."""
    verdict = exercises.delta_hidden.check(
        from_cell(
            "def delta_hidden(W_next, delta_next, z):\n"
            "    columns = []\n"
            "    for d, column in zip(delta_next, z.T):\n"
            "        s = 1 / (1 + np.exp(-column))\n"
            "        columns.append(W_next.T @ d * s * (1 - s))\n"
            "    return np.array(columns).T\n",
            "delta_hidden",
        )
    )
    assert (verdict.status, verdict.mistake) == ("wrong", "transposed"), verdict
