"""Lesson 03: the gradients of all factors in a product of matrices, against finite differences."""

from functools import reduce

import numpy as np
import pytest

from helpers import exercises
from helpers.nn import numerical_gradient, relative_error
from tests.exercises.answers import checked, from_cell
from tests.exercises.cells import exercise_cells, run
from tests.exercises.further_answers import AFRESH, BY_SIDES

PRODUCT = exercises.product_backward


@pytest.mark.parametrize("r, d", [(1, 1), (1, 3), (2, 2), (3, 4), (5, 3)])
def test_the_gradients_are_right(r, d):
    rng = np.random.default_rng(r)
    dL_dM, factors = rng.normal(size=(d, d)), rng.normal(size=(r, d, d))
    judge = numerical_gradient(lambda factors: (dL_dM * reduce(np.matmul, factors)).sum(), factors)
    for gradients in (PRODUCT.right((dL_dM, factors))[0], from_cell(PRODUCT.code, PRODUCT.name)(dL_dM, factors)):
        assert gradients.shape == factors.shape and relative_error(gradients, judge) < 1e-6


def test_the_cell_filled_in():
    cell = exercise_cells("03")["product_backward"]
    assert run(cell).status == "not attempted"
    body = "\n    ".join(BY_SIDES.strip().split("\n"))
    assert run(cell.replace("    ...", f"    {body}")).status == "correct"


@pytest.mark.parametrize(
    "old, new, said",
    [
        ("B.T @ dL_dM", "B @ dL_dM", "before it isn't transposed"),
        ("@ C.T", "@ C", "after it isn't transposed"),
        ("factors[:i]", "factors[:i + 1]", "Stop one earlier"),
        ("factors[i + 1:]", "factors[i:]", "Start one later"),
        ("B = B @ A", "B = A @ B", "opposite order"),
        ("B = B @ A", "B = A", "next to it on the left"),
        ("B.T @ dL_dM @ C.T", "dL_dM @ C.T", "The factors before it are left out"),
        ("B.T @ dL_dM @ C.T", "B.T @ dL_dM", "The factors after it are left out"),
    ],
)
def test_the_words_are_about_the_side_that_is_wrong(old, new, said):
    verdict = checked("product_backward", AFRESH.replace(old, new))
    assert verdict.status == "wrong" and said in verdict.mend, verdict.mend
