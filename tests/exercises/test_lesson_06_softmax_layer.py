"""Lesson 06: the softmax as a layer, with any gradient that arrives, against finite differences."""

import numpy as np
import pytest

from helpers import exercises
from helpers.exercises.check.cases import Numbers
from helpers.exercises.lesson_06_softmax_layer import gradient_and_probabilities
from helpers.nn import numerical_gradient, relative_error
from tests.exercises.answers import from_cell
from tests.exercises.cells import exercise_cells, run

LAYER = exercises.softmax_backward


def softmax(Z):
    """Row by row."""
    return np.stack([np.exp(z) / np.exp(z).sum() for z in Z])


@pytest.mark.parametrize("n, k", [(1, 2), (1, 4), (3, 2), (5, 6)])
def test_the_gradient_is_right(n, k):
    """With an upstream of ones all of it would be 0, whatever the code says."""
    rng = np.random.default_rng(k)
    Z, dL_dP = rng.normal(size=(n, k)), rng.normal(size=(n, k))
    judge = numerical_gradient(lambda Z: (dL_dP * softmax(Z)).sum(), Z)
    for gradient in (LAYER.right((dL_dP, softmax(Z)))[0], from_cell(LAYER.code, LAYER.name)(dL_dP, softmax(Z))):
        assert relative_error(gradient, judge) < 1e-6 and np.allclose(gradient.sum(axis=1), 0)
    ones = LAYER.right((np.ones((n, k)), softmax(Z)))[0]
    assert np.allclose(ones, 0)


def test_below_a_cross_entropy_it_is_the_seed_of_the_lesson():
    rng = np.random.default_rng(0)
    logits, classes = rng.normal(size=(4, 3)), np.array([2, 0, 1, 1])
    P, Y = softmax(logits), np.eye(3)[classes]
    (gradient,) = LAYER.right((-Y / P / 4, P))
    assert np.allclose(gradient, exercises.softmax_cross_entropy_backward.right((logits, classes))[0])


@pytest.mark.parametrize("kind", ["random", "small", "integer", "float32"])
@pytest.mark.parametrize("n, k", [(2, 1), (3, 2), (2, 3), (5, 4)])
def test_the_rows_that_are_given_add_up_to_1(kind, n, k):
    dL_dP, P = gradient_and_probabilities(Numbers(1, kind), n, k).arguments
    assert P.shape == dL_dP.shape == (n, k) and np.allclose(P.sum(axis=1), 1) and P.min() > 0
    assert kind != "float32" or P.dtype == dL_dP.dtype == np.float32


def test_the_cell_filled_in():
    cell = exercise_cells("06")["softmax_backward"]
    assert run(cell).status == "not attempted"
    line = "return P * (dL_dP - (dL_dP * P).sum(axis=1, keepdims=True))"
    assert run(cell.replace("    ...", f"    {line}")).status == "correct"
