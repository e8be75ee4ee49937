"""Lesson 10: deltas by hand, of the last layer, a layer's gradients, and the recap; samples are columns."""

import pytest

from helpers import exercises
from tests.exercises.answers import safe_sigmoid, written
from tests.exercises.cells import exercise_cells, run
from tests.exercises.test_every_exercise import made_by

CELLS = exercise_cells("10")

RIGHT = {
    "delta_output": [
        "return (a - y) * a * (1 - a)",
        "return (a - y) * (a - a**2)",
        "return np.multiply(a - y, a * (1 - a))",
        "slope = a * (1 - a)\nreturn -(y - a) * slope",
        (
            "delta = np.zeros(a.shape)\nfor j in range(len(a)):\n    for i in range(a.shape[1]):\n        delta[j, i] ="
            " (a[j, i] - y[j, i]) * a[j, i] * (1 - a[j, i])\nreturn delta"
        ),
        "return [[(p - t) * p * (1 - p) for p, t in zip(*rows)] for rows in zip(a, y)]",
        "return np.einsum('ji,ji,ji->ji', a - y, a, 1 - a)",
    ],
    "delta_gradients": [
        "n = delta.shape[1]\nreturn delta @ a_before.T / n, delta.mean(axis=1, keepdims=True)",
        "n = delta.shape[1]\nreturn np.dot(delta, a_before.T) / n, delta.sum(axis=1).reshape(-1, 1) / n",
        "return (a_before @ delta.T).T / len(delta[0]), np.mean(delta, 1)[:, None]",
        (
            "return np.einsum('jn,kn->jk', delta, a_before) / delta.shape[1], delta @ np.ones((delta.shape[1], 1)) /"
            " delta.shape[1]"
        ),
        (
            "n = delta.shape[1]\nW, b = 0, 0\nfor i in range(n):\n    W = W + np.outer(delta[:, i], a_before[:, i])\n  "
            "  b = b + delta[:, [i]]\nreturn W / n, b / n"
        ),
        "return (delta[:, None, :] * a_before).mean(axis=2), [[row.mean()] for row in delta]",
        (
            "share = delta / delta.shape[1]\nreturn [[sum(d * x) for x in a_before] for d in share], share.sum(axis=1,"
            " keepdims=True)"
        ),
    ],
}

N = "n = delta.shape[1]\n"
BIAS = ", delta.mean(axis=1, keepdims=True)"
WRONG = {
    "delta_output": [
        ("missing-slope", "return a - y"),
        ("missing-slope", "return (a - y) * a"),
        ("missing-slope", "return (a - y) * (1 - a)"),
        ("missing-upstream", "return a * (1 - a)"),
        ("slope-of-activation", "return (a - y) * sigmoid(a) * (1 - sigmoid(a))"),
        ("wrong-sign", "return (y - a) * a * (1 - a)"),
        ("wrong-sign", "return (a - y) * a * (a - 1)"),
        ("wrong-sign", "return (a + y) * a * (1 - a)"),
        ("wrong-sign", "return (a - y) * a * (1 + a)"),
        ("wrong-sign+missing-slope", "return y - a"),
        ("wrong-factor", "return 2 * (a - y) * a * (1 - a)"),
        ("wrong-factor", "return 0.5 * (a - y) * a * (1 - a)"),
        ("mean-for-sum", "return (a - y) * a * (1 - a) / a.shape[1]"),
        ("mean-for-sum", "return (a - y) * a * (1 - a) / len(a)"),
        ("mean-for-sum+missing-slope", "return (a - y) / a.shape[1]"),
        ("batch-not-summed", "return ((a - y) * a * (1 - a)).sum(axis=1, keepdims=True)"),
        (None, "return ((a - y) * a * (1 - a)).mean(axis=1)"),
        ("batch-not-summed", "return ((a - y) * a * (1 - a)).sum(axis=0)"),
        (
            "last-sample-only",
            "for i in range(a.shape[1]):\n    delta = (a[:, i] - y[:, i]) * a[:, i] * (1 - a[:, i])\nreturn delta",
        ),
        ("transposed", "return ((a - y) * a * (1 - a)).T"),
        ("wrong-shape", "return ((a - y) * a * (1 - a)).ravel()"),
        ("broadcast", "return np.outer(a - y, a * (1 - a))"),
        ("argument-changed", "a -= y\nreturn a * (a + y) * (1 - a - y)"),
        ("argument-changed", "y -= a\nreturn -y * a * (1 - a)"),
        ("integer", "delta = np.zeros_like(y)\ndelta[:] = (a - y) * a * (1 - a)\nreturn delta"),
        ("raises", "return (a - y) @ (a * (1 - a))"),
        ("raises", "return (a - y) * z * (1 - z)"),
        (None, "return 0.5 * (a - y) ** 2 * a * (1 - a)"),
        (None, "return (a - y) ** 2 * a * (1 - a)"),
        (None, "return a - y * a * (1 - a)"),
        (None, "return (a - y) + a * (1 - a)"),
        (None, "return a * a * (1 - a)"),
    ],
    "delta_gradients": [
        ("sum-for-mean", N + "return delta @ a_before.T" + BIAS),
        ("sum-for-mean", N + "return delta @ a_before.T / n, delta.sum(axis=1, keepdims=True)"),
        ("sum-for-mean", N + "return delta @ a_before.T, delta.sum(axis=1, keepdims=True)"),
        ("sum-for-mean", "n = len(delta)\nreturn delta @ a_before.T / n, delta.mean(axis=1, keepdims=True)"),
        ("mean-for-sum", N + "return delta @ a_before.T / n / n, delta.mean(axis=1, keepdims=True) / n"),
        ("transposed", N + "return a_before @ delta.T / n" + BIAS),
        ("transposed", N + "return delta.T @ a_before / n" + BIAS),
        ("transposed", N + "return a_before.T @ delta / n" + BIAS),
        ("transposed", N + "return delta @ a_before / n" + BIAS),
        ("transposed", N + "return delta.mean(axis=1, keepdims=True), delta @ a_before.T / n"),
        ("transposed", N + "return delta @ a_before.T / n, delta.mean(axis=1, keepdims=True).T"),
        ("transposed+sum-for-mean", N + "return a_before @ delta.T" + BIAS),
        ("wrong-shape", N + "return delta @ a_before.T / n, delta.mean(axis=1)"),
        ("batch-not-summed", N + "return delta @ a_before.T / n, delta.mean(axis=0)"),
        ("batch-not-summed", N + "return delta @ a_before.T / n, delta.mean(axis=0, keepdims=True)"),
        ("batch-not-summed", N + "return delta @ a_before.T / n, delta.mean()"),
        ("batch-not-summed", N + "return delta @ a_before.T / n, delta"),
        ("batch-not-summed", N + "return delta[:, None] * a_before / n" + BIAS),
        (
            "last-sample-only",
            N + "for i in range(n):\n    W, b = np.outer(delta[:, i], a_before[:, i]), delta[:, [i]]\nreturn W, b",
        ),
        (
            "last-sample-only",
            N + "for i in range(n):\n    W = np.outer(delta[:, i], a_before[:, i]) / n\nreturn W" + BIAS,
        ),
        ("missing-upstream", N + "return delta @ a_before.T / n, np.ones((len(delta), 1))"),
        ("missing-upstream", N + "return np.ones_like(delta, dtype=float) @ a_before.T / n" + BIAS),
        ("wrong-sign", N + "return -delta @ a_before.T / n, -delta.mean(axis=1, keepdims=True)"),
        ("wrong-factor", N + "return delta @ a_before.T / (2 * n)" + BIAS),
        ("argument-changed", N + "delta /= n\nreturn delta @ a_before.T, delta.sum(axis=1, keepdims=True)"),
        (
            "integer",
            N + "b = np.zeros_like(delta[:, :1])\nb[:] = delta.mean(axis=1, keepdims=True)\nreturn delta @ a_before.T /"
            " n, b",
        ),
        ("raises", "return delta @ a_before.T / n" + BIAS),
        ("raises", N + "return delta * a_before / n" + BIAS),
        (None, N + "return delta @ a_before.T / n"),
        (None, N + "return np.outer(delta.mean(axis=1), a_before.mean(axis=1))" + BIAS),
        (None, N + "return np.outer(delta[:, 0], a_before[:, 0]), delta[:, :1]"),
        (None, N + "return delta @ a_before.T / (n - 1)" + BIAS),
    ],
}


@pytest.mark.parametrize("name", RIGHT)
def test_right_answers_in_other_styles_pass(name):
    for body in RIGHT[name]:
        verdict = exercises.ALL[name].check(written(name, body))
        assert verdict.status == "correct", f"{body}\n{verdict}\n{verdict.mend}"


@pytest.mark.parametrize("name", WRONG)
def test_wrong_answers_are_named(name):
    for mistake, body in WRONG[name]:
        verdict = exercises.ALL[name].check(written(name, body))
        assert (verdict.status, verdict.mistake) == ("wrong", mistake), f"{body}\n{verdict}\n{verdict.mend}"


@pytest.mark.parametrize("name", CELLS)
def test_not_attempted(name):
    assert run(CELLS[name], sigmoid=safe_sigmoid).status == "not attempted"


def test_the_exercises():
    assert [*CELLS] == ["deltas_by_hand", "delta_hidden", "delta_output", "delta_gradients", "recap_10"]


@pytest.mark.parametrize(
    "line, status, mistake",
    [
        ("...", "not attempted", None),
        ("W_next.T @ delta_next", "correct", None),
        ("W_next @ delta_next", "wrong", "transposed"),
        ("delta_next @ W_next.T", "wrong", "transposed"),
        ("delta_next.sum(axis=0)", "wrong", "missing-path"),
        ("W_next.T @ delta_next / z.shape[1]", "wrong", "mean-for-sum"),
        ("1", "wrong", "missing-upstream"),
    ],
)
def test_the_line_that_is_missing(line, status, mistake):
    verdict = run(CELLS["delta_hidden"].replace("...", line), sigmoid=safe_sigmoid)
    assert (verdict.status, verdict.mistake) == (status, mistake), verdict


# ------------------------------------------------------------ on paper

NUMBERS = {"delta_1": -0.032, "delta_2": 0.125, "delta_hidden": 0.0216, "dC_dw": 0.0154}


def test_deltas_by_hand():
    exercise = exercises.deltas_by_hand
    assert exercise.check(**NUMBERS).status == "correct"
    assert (
        exercise.check(
            delta_1=(0.8 - 1) * 0.8 * 0.2,
            delta_2=0.5**3,
            delta_hidden=(5 * -0.032 + 2 * 0.125) * 0.6 * 0.4,
            dC_dw=(-0.032 * 0.6 + 0.1 * 0.5) / 2,
        ).status
        == "correct"
    )
    assert exercise.check(**dict.fromkeys(NUMBERS, ...)).status == "not attempted"
    assert exercise.check(delta_1=-0.032, delta_2=...).status == "not attempted"


@pytest.mark.parametrize(
    "name, number, mistake",
    [
        ("delta_1", 0.032, "wrong-sign"),
        ("delta_1", -0.2, "missing-slope"),
        ("delta_1", 0.16, "missing-upstream"),
        ("delta_1", -0.04278, "slope-of-activation"),
        ("delta_1", -0.064, "wrong-factor"),
        ("delta_2", 0.5, "missing-slope"),
        ("delta_2", 0.25, "missing-slope"),
        ("delta_hidden", 0.09, "missing-slope"),
        ("delta_hidden", -0.0384, "missing-path"),
        ("delta_hidden", 0.06, "missing-path"),
        ("delta_hidden", 0.02232, "missing-path"),
        ("delta_hidden", 1.68, "missing-upstream"),
        ("delta_hidden", 0.0108, "mean-for-sum"),
        ("dC_dw", 0.0308, "sum-for-mean"),
        ("dC_dw", 0.05, "last-sample-only"),
        ("dC_dw", 0.025, "last-sample-only"),
        ("dC_dw", -0.0192, None),
        ("dC_dw", 0.0187, None),
        ("dC_dw", 0.034, None),
        ("dC_dw", 3, None),
    ],
)
def test_slips_with_deltas(name, number, mistake):
    verdict = exercises.deltas_by_hand.check(**NUMBERS | {name: number})
    assert (verdict.status, verdict.mistake) == ("wrong", mistake), verdict


ROWS = {
    "z": ("(d_out, n)", "W @ a_before + b"),
    "delta_L": ("(d_out, n)", "(a - y) * a * (1 - a)"),
    "dC_da": ("(d_in, n)", "W.T @ delta"),
    "dC_dW": ("(d_out, d_in)", "delta @ a_before.T / n"),
    "dC_db": ("(d_out, 1)", "delta.mean(axis=1, keepdims=True)"),
}


def test_recap():
    assert exercises.recap_10.check(**ROWS).status == "correct"
    others = {
        "z": ("(d_out, n)", "b + np.dot(W, a_before)"),
        "dC_dW": ("(d_out, d_in)", "(a_before @ delta.T).T / n"),
        "dC_db": ("(d_out, 1)", "delta.sum(axis=1, keepdims=True) / n"),
    }
    assert exercises.recap_10.check(**ROWS | others).status == "correct"
    assert exercises.recap_10.check(**dict.fromkeys(ROWS, ...)).status == "not attempted"
    assert exercises.recap_10.check(**dict.fromkeys(ROWS, (..., ...))).status == "not attempted"


@pytest.mark.parametrize(
    "name, row, mistake",
    [
        ("z", ("(n, d_out)", "W @ a_before + b"), "wrong-shape"),
        ("z", ("(d_out, n)", "a_before @ W + b"), "transposed"),
        ("z", ("(d_out, n)", "W @ a_before"), None),
        ("delta_L", ("(d_out, n)", "a - y"), "missing-slope"),
        ("dC_da", ("(d_in, n)", "W @ delta"), "transposed"),
        ("dC_da", ("(d_in, n)", "delta @ W.T"), "transposed"),
        ("dC_dW", ("(d_in, d_out)", "delta @ a_before.T / n"), "wrong-shape"),
        ("dC_dW", ("(d_out, d_in)", "delta @ a_before.T"), "sum-for-mean"),
        ("dC_dW", ("(d_out, d_in)", "a_before.T @ delta / n"), "transposed"),
        ("dC_db", ("(d_out, 1)", "delta.mean(axis=1)"), "wrong-shape"),
        ("dC_db", ("(d_out,)", "delta.mean(axis=1, keepdims=True)"), "wrong-shape"),
        ("dC_db", ("(d_out, 1)", "delta.sum(axis=1, keepdims=True)"), "sum-for-mean"),
    ],
)
def test_wrong_rows(name, row, mistake):
    verdict = exercises.recap_10.check(**ROWS | {name: row})
    assert (verdict.status, verdict.mistake) == ("wrong", mistake), verdict


def test_the_recaps_own_catalogue():
    """Its rows are outputs of an exercise that readers never see as such."""
    exercise = exercises.recap_10.rows["z"][2]
    for place, made in enumerate(exercise.mistakes):
        verdict = exercise.check(made_by(exercise, place))
        assert (verdict.status, verdict.mistake) == ("wrong", made.identifier), f"{verdict}\n{verdict.mend}"
