"""Slopes: losses, tangents and steps are those of a linear layer with one weight."""

import numpy as np
import pytest

from helpers import plots
from helpers.nn import HalfSquaredError, Linear, Network
from tests.figures import numbers, words

X, Y = np.array([[2.0]]), np.array([[3.0]])


def network(weight):
    layer = Linear(1, 1, rng=0)
    layer.W[:] = weight
    return Network([layer])


def loss_and_slope(weight):
    loss, net = HalfSquaredError(), network(weight)
    value = loss.forward(net.forward(X), Y)
    net.backward(loss.backward())
    return value, net.layers[0].dL_dW.item()


@pytest.mark.parametrize("weight", [-0.5, 0.5, 1.5, 3])
def test_the_tangent_has_the_slope(weight):
    figure = plots.loss_against_weight(weight)
    value, slope = loss_and_slope(weight)
    curve, tangent, point = figure.axes[0].lines
    w, L = curve.get_data()
    assert L[::50] == pytest.approx([loss_and_slope(each)[0] for each in w[::50]])
    (x0, x1), (y0, y1) = tangent.get_data()
    assert (y1 - y0) / (x1 - x0) == pytest.approx(slope) and (y0 + y1) / 2 == pytest.approx(value)
    assert [axis[0] for axis in point.get_data()] == pytest.approx([weight, value])
    assert numbers(figure.alt)[-1] == pytest.approx(value) and ("falls" in figure.alt) == (slope < 0)


VERDICTS = {
    0.01: "it crawls",
    0.1: "it walks down",
    0.25: "there in one step",
    0.3: "it overshoots, and comes back",
    0.5: "back and forth forever",
    0.6: "each step leads farther away",
}


@pytest.mark.parametrize("rate", VERDICTS)
def test_descent_goes_against_the_slope(rate):
    figure = plots.descent(learning_rate=rate, steps=5)
    weights = [0.5]
    for _ in range(5):
        weights.append(weights[-1] - rate * loss_and_slope(weights[-1])[1])
    losses = [loss_and_slope(weight)[0] for weight in weights]
    bowl, history = figure.axes
    assert bowl.lines[-1].get_xdata() == pytest.approx(weights)
    assert bowl.lines[-1].get_ydata() == pytest.approx(losses)
    assert history.lines[-1].get_ydata() == pytest.approx(losses)
    assert VERDICTS[rate] in words(figure) and VERDICTS[rate] in figure.alt


@pytest.mark.parametrize("amount", [-1, 0.001, 0.5])
def test_the_nudge_changes_the_loss(amount):
    figure = plots.nudge(amount)
    value, slope = loss_and_slope(0.5)
    change, promised = loss_and_slope(0.5 + amount)[0] - value, slope * amount
    assert [bar.get_width() for bar in figure.axes[1].patches] == pytest.approx([change, promised])
    assert numbers(figure.alt)[1:3] == pytest.approx([change, promised], rel=1e-5)
    said = [numbers(each)[-1] for each in words(figure) if each.startswith(("what happens", "slope × nudge"))]
    assert [abs(each) for each in said] == pytest.approx([abs(change), abs(promised)], rel=1e-5)
