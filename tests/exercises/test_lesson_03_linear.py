"""Lesson 03: a layer by hand, hand back with half a line missing, the layer both ways, and the recap."""

import numpy as np
import pytest

from helpers import exercises
from tests.exercises.cells import exercise_cells, run

CELLS = exercise_cells("03")
BY_HAND = {"z1": 9, "z2": -2, "dL_dw12": 15, "dL_dw21": 2, "dL_db1": -2, "dL_dx1": 1, "dL_dx2": 24}
TABLE = {
    "Z": ("(n, d_out)", "X @ W + b"),
    "dL_dW": ("(d_in, d_out)", "X.T @ dL_dZ"),
    "dL_db": ("(d_out,)", "dL_dZ.sum(axis=0)"),
    "dL_dX": ("(n, d_in)", "dL_dZ @ W.T"),
}
BACKWARD = "    return dL_dZ @ W.T, X.T @ dL_dZ, dL_dZ.sum(axis=0)"


def test_the_exercises():
    assert [name for name in CELLS if name != "blank_page"] == [
        "linear_by_hand",
        "hand_back",
        "linear_forward",
        "linear_backward",
        "product_backward",
        "recap_03",
    ]


@pytest.mark.parametrize("name", [name for name in CELLS if name != "blank_page"])
def test_not_attempted(name):
    assert run(CELLS[name]).status == "not attempted"


# ------------------------------------------------------------ by hand


def test_the_numbers_are_those_of_the_task():
    X, W, b, dL_dZ = np.array([[3, -1]]), np.array([[2, 1], [-2, 4]]), np.array([1, -1]), np.array([[-2, 5]])
    (z1, z2), (x1, x2), weights = (X @ W + b)[0], (dL_dZ @ W.T)[0], X.T @ dL_dZ
    found = {
        "z1": z1,
        "z2": z2,
        "dL_dw12": weights[0, 1],
        "dL_dw21": weights[1, 0],
        "dL_db1": dL_dZ.sum(axis=0)[0],
        "dL_dx1": x1,
        "dL_dx2": x2,
    }
    assert found == BY_HAND and exercises.linear_by_hand.check(**found).status == "correct"


@pytest.mark.parametrize(
    "mistake, given",
    [
        ("transposed", {"z1": 6, "z2": -11}),
        ("transposed", {"dL_dw12": 2, "dL_dw21": 15}),
        ("transposed", {"dL_dx1": -14, "dL_dx2": 18}),
        ("missing-path", {"dL_dx1": -4, "dL_dx2": 4}),
        ("missing-path", {"dL_dx1": 5, "dL_dx2": 20}),
        ("missing-upstream", {"dL_dx1": 3, "dL_dx2": 2}),
        ("missing-upstream", {"dL_dw12": 3, "dL_dw21": -1}),
        ("missing-upstream", {"dL_db1": 1}),
        ("transposed+missing-path", {"z1": 6, "dL_dx1": 5}),
        ("wrong-sign", {"dL_dw12": -15}),
        (None, {"dL_dx1": -20, "dL_dx2": 80}),
        (None, {"dL_dw12": 9}),
        (None, {"dL_dw12": 5}),
        (None, {"z1": 8, "z2": -1}),
    ],
)
def test_a_slip(mistake, given):
    verdict = exercises.linear_by_hand.check(**given)
    assert (verdict.status, verdict.mistake) == ("wrong", mistake) and verdict.mend
    assert exercises.linear_by_hand.check(**BY_HAND | given).mistake == mistake


# ------------------------------------------------------------ the cells, filled in


@pytest.mark.parametrize(
    "name, old, new",
    [
        ("hand_back", "said = ...", "said = dL_dZ[:, j] * W[k, j]"),
        ("hand_back", "said = ...", "said = W[k, j] * dL_dZ[:, j]"),
        ("hand_back", "said = ...", "said = dL_dZ[:, j] * W.T[j, k]"),
        ("linear_forward", "    return ...", "    return X @ W + b"),
        ("linear_backward", "    ...", BACKWARD),
    ],
)
def test_a_cell_filled_in(name, old, new):
    assert old in CELLS[name]
    assert run(CELLS[name].replace(old, new)).status == "correct"


@pytest.mark.parametrize(
    "mistake, line",
    [
        ("missing-upstream", "W[k, j]"),
        ("wrong-sign", "-dL_dZ[:, j] * W[k, j]"),
        ("raises", "dL_dZ[:, k] * W[k, j]"),
        ("transposed", "dL_dZ[:, j] * W[j, k]"),
        ("raises", "dL_dZ * W[k, j]"),
        (None, "dL_dZ[:, j] * X[:, k]"),
        (None, "dL_dZ[0, j] * W[k, j]"),
        (None, "dL_dZ[:, j]"),
        ("mean-for-sum", "dL_dZ[:, j] * W[k, j] / W.shape[1]"),
    ],
)
def test_a_wrong_line(mistake, line):
    verdict = run(CELLS["hand_back"].replace("said = ...", f"said = {line}"))
    assert (verdict.status, verdict.mistake) == ("wrong", mistake)


def test_a_sum_that_is_taken_away():
    verdict = run(CELLS["hand_back"].replace("said = ...", "said = dL_dZ[:, j] * W[k, j]").replace("+=", "="))
    assert verdict.mistake == "missing-path"


@pytest.mark.parametrize(
    "mistake, old, new",
    [
        ("transposed", "X.T @ dL_dZ", "dL_dZ @ X.T"),
        ("transposed", "X.T @ dL_dZ", "dL_dZ.T @ X"),
        ("transposed", "dL_dZ @ W.T", "dL_dZ @ W"),
        ("batch-not-summed", "dL_dZ.sum(axis=0)", "dL_dZ"),
        ("batch-not-summed", "dL_dZ.sum(axis=0)", "dL_dZ.sum(axis=1)"),
        ("mean-for-sum", "dL_dZ.sum(axis=0)", "dL_dZ.mean(axis=0)"),
        (None, "dL_dZ.sum(axis=0)", "dL_dZ[0]"),
        (None, "X.T @ dL_dZ", "np.outer(X[0], dL_dZ[0])"),
    ],
)
def test_a_wrong_backward(mistake, old, new):
    verdict = run(CELLS["linear_backward"].replace("    ...", BACKWARD.replace(old, new)))
    assert (verdict.status, verdict.mistake) == ("wrong", mistake)


# ------------------------------------------------------------ the recap


@pytest.mark.parametrize(
    "row",
    [
        {},
        {"dL_db": ("(d_out)", "np.ones(len(X)) @ dL_dZ")},
        {"dL_dX": ("(n, n_in)", "(W @ dL_dZ.T).T")},
        {"dL_dW": ("(n_in, n_out)", "np.einsum('ni,nj->ij', X, dL_dZ)")},
        {"Z": ("(n, n_out)", "np.dot(X, W) + b")},
    ],
)
def test_the_table(row):
    assert exercises.recap_03.check(**TABLE | row).status == "correct"


@pytest.mark.parametrize(
    "mistake, row",
    [
        ("wrong-shape", {"dL_dW": ("(d_out, d_in)", "X.T @ dL_dZ")}),
        ("wrong-shape", {"dL_db": ("(n, d_out)", "dL_dZ.sum(axis=0)")}),
        ("wrong-shape", {"dL_db": ("(1, d_out)", "dL_dZ.sum(axis=0)")}),
        ("wrong-shape", {"dL_dX": ("(1, d_in)", "dL_dZ @ W.T")}),
        ("transposed", {"dL_dW": ("(d_in, d_out)", "dL_dZ @ X.T")}),
        ("transposed", {"dL_dX": ("(n, d_in)", "W @ dL_dZ")}),
        ("batch-not-summed", {"dL_db": ("(d_out,)", "dL_dZ")}),
        ("mean-for-sum", {"dL_dW": ("(d_in, d_out)", "X.T @ dL_dZ / len(X)")}),
        ("missing-upstream", {"dL_dX": ("(n, d_in)", "W.T")}),
        ("raises", {"dL_dW": ("(d_in, d_out)", "self.X.T @ dL_dZ")}),
        (None, {"Z": ("(n, d_out)", "X @ W")}),
        ("transposed+batch-not-summed", {"dL_dW": ("(d_in, d_out)", "dL_dZ.T @ X"), "dL_db": ("(d_out,)", "dL_dZ")}),
    ],
)
def test_a_wrong_row(mistake, row):
    verdict = exercises.recap_03.check(**TABLE | row)
    assert (verdict.status, verdict.mistake) == ("wrong", mistake), verdict.mend
