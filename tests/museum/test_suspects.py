"""The suspects of lesson 07: right on the way forward, and wrong on the way back in the way that is said."""

import numpy as np
import pytest

from helpers.museum.suspects import AlwaysOn, HastyLinear, NoSlope, SlopeOfA, SlopeOfZ, WrongOrder
from helpers.nn import Linear, ReLU, Sigmoid

Z, G = np.array([[2.0, -1.0], [0.5, -3.0]]), np.array([[1.0, 2.0], [-3.0, 4.0]])


def sigma(z):
    return 1 / (1 + np.exp(-z))


@pytest.mark.parametrize(
    "suspect, right, slope",
    [
        (NoSlope, Sigmoid, np.ones_like(Z)),
        (SlopeOfA, Sigmoid, sigma(sigma(Z)) * (1 - sigma(sigma(Z)))),
        (SlopeOfZ, Sigmoid, Z * (1 - Z)),
        (AlwaysOn, ReLU, np.ones_like(Z)),
    ],
)
def test_activations(suspect, right, slope):
    layer = suspect()
    assert np.array_equal(layer.forward(Z), right().forward(Z))
    assert np.allclose(layer.backward(G), G * slope)


@pytest.fixture
def layers():
    """A right layer, and a function that makes a suspect with the same weights."""
    right = Linear(2, 2, rng=0)
    right.forward(Z)

    def suspected(kind):
        layer = kind(2, 2, rng=0)
        assert np.array_equal(layer.forward(Z), right.forward(Z))
        return layer

    return right, suspected


def test_too_early(layers):
    right, suspected = layers
    hasty = suspected(HastyLinear)
    handed_back = hasty.backward(G)
    right.backward(G)
    assert np.array_equal(hasty.dL_dW, right.dL_dW)
    assert np.allclose(handed_back, G @ (right.W - 3.0 * right.dL_dW).T)


def test_the_wrong_order(layers):
    right, suspected = layers
    wrong = suspected(WrongOrder)
    assert np.array_equal(wrong.backward(G), right.backward(G))
    assert np.allclose(wrong.dL_dW, G @ Z.T) and not np.allclose(wrong.dL_dW, right.dL_dW)
