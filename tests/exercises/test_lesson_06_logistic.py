"""Lesson 06: logistic regression, its loss written plainly, its gradients against finite differences."""

import numpy as np
import pytest

from helpers import exercises
from helpers.nn import numerical_gradient, relative_error
from tests.exercises.answers import from_cell
from tests.exercises.cells import exercise_cells, run
from tests.exercises.further_answers import BACK, FORWARD, LOSS

LOGISTIC = exercises.logistic_regression


def loss(X, y, w, b):
    """−log of what the right answer got, sample by sample."""
    p = 1 / (1 + np.exp(-(X @ w + b)))
    return -np.mean([np.log(q if label else 1 - q) for q, label in zip(p, y, strict=True)])


@pytest.mark.parametrize("n, d_in", [(1, 1), (1, 3), (4, 1), (7, 3)])
def test_loss_and_gradients_are_right(n, d_in):
    rng = np.random.default_rng(n)
    X, y, w, b = rng.normal(size=(n, d_in)), rng.integers(0, 2, n), rng.normal(size=d_in), 0.4
    dw = numerical_gradient(lambda w: loss(X, y, w, b), w)
    db = numerical_gradient(lambda b: loss(X, y, w, b), b)
    for results in (LOGISTIC.right((X, y, w, b)), from_cell(LOGISTIC.code, LOGISTIC.name)(X, y, w, b)):
        p, L, dL_dw, dL_db = results
        assert np.allclose(p, 1 / (1 + np.exp(-X @ w - b))) and np.isclose(L, loss(X, y, w, b))
        assert relative_error(dL_dw, dw) < 1e-6 and relative_error(dL_db, db) < 1e-6


def test_the_inputs_hold_both_labels_and_sure_answers_on_both_sides():
    everywhere = []
    for X, y, w, b in (case.arguments for case in LOGISTIC.cases):
        assert {*y} == {0, 1}
        everywhere += [*(1 / (1 + np.exp(-X @ w - b)))]
    assert 1e-4 < min(everywhere) < 0.4 and 0.6 < max(everywhere) < 1 - 1e-4


def test_the_cell_filled_in():
    cell = exercise_cells("06")["logistic_regression"]
    assert run(cell).status == "not attempted"
    body = "\n    ".join((FORWARD + LOSS + BACK).split("\n"))
    assert run(cell.replace("    ...", f"    {body}")).status == "correct"
