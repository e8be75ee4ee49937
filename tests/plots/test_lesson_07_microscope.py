"""The microscope: slopes and errors are those of helpers.nn, and of central differences."""

import numpy as np
import pytest

from helpers import plots
from helpers.nn import HalfSquaredError, Linear, Network, ReLU, Sigmoid, numerical_gradient, relative_error
from helpers.plots.lesson_07_microscope import HS, PLACES
from tests.figures import markers, numbers, words


def network(place):
    """Return the neuron of a place, and the loss of a weight, by helpers.nn."""
    here, linear = PLACES[place], Linear(1, 1, rng=0)
    linear.b[:] = here.bias
    net, loss = Network([linear, Sigmoid() if here.activation == "sigmoid" else ReLU()]), HalfSquaredError()

    def loss_of(w):
        linear.W[:] = w
        return loss.forward(net.forward([[4.0]]), [[here.target]])

    loss_of(0.75)
    net.backward(loss.backward())
    return linear.dL_dW.item(), loss_of


@pytest.mark.parametrize("place", PLACES)
def test_what_backward_says(place):
    slope, loss_of = network(place)
    assert PLACES[place].slope == pytest.approx(slope)
    assert float(PLACES[place].loss(0.75, np.float64)) == pytest.approx(loss_of(0.75))
    assert numbers(plots.microscope(place=place).alt)[-2] == pytest.approx(slope, rel=1e-5)


@pytest.mark.parametrize("place, h", [("smooth", 0.1), ("smooth", 1e-5), ("near a kink", 0.1), ("on a kink", 0.001)])
def test_what_the_judge_says(place, h):
    slope, loss_of = network(place)
    judge = float(numerical_gradient(loss_of, 0.75, h=h))
    figure = plots.microscope(h=h, place=place)
    error = relative_error(judge, slope)
    assert markers(figure.axes[1], "D") == [(h, pytest.approx(max(error, 1e-12), rel=1e-3))]
    assert f"judge {judge:.6g}, backward {slope:.6g}".replace("-", "−") in words(figure)
    feet = next(line for line in figure.axes[0].lines if line.get_label() == "slope of the judge")
    (left, right), scale = feet.get_ydata(), PLACES[place].scale  # a slope of scale rises by 1 over one h
    assert (right - left) / 2 == pytest.approx(judge / scale, rel=1e-3)
    drawn = [line for line in figure.axes[1].lines if line.get_label() in ("float64", "float32")]
    assert [len(line.get_xdata()) for line in drawn] == [HS.index(h) + 1] * 2  # nothing of what is still to come


def test_float32_is_lost_where_float64_is_right():
    fine, coarse = (plots.microscope(h=1e-5, precision=name) for name in ("float64", "float32"))
    errors = [markers(figure.axes[1], "D")[0][1] for figure in (fine, coarse)]
    assert errors[0] < 1e-6 < 1e-4 < errors[1]


def test_on_a_kink_the_judge_says_half_of_the_steep_side():
    assert markers(plots.microscope(h=1e-4, place="on a kink").axes[1], "D")[0][1] == pytest.approx(1)
