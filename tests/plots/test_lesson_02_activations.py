"""Activations: slopes are those of finite differences, and the stack of layers is the package's."""

import math

import numpy as np
import pytest

from helpers import plots
from helpers.nn import Linear, Network, ReLU, Sigmoid, Tanh
from tests.figures import numbers, words


def sigma(z):
    return 1 / (1 + math.exp(-z))


def difference(f, z, h=1e-6):
    return (f(z + h) - f(z - h)) / (2 * h)


def at(line, z):
    """Return the height of a line at z."""
    return np.interp(z, *line.get_data())


def test_a_wiggle_of_one_comes_out_smaller():
    figure = plots.wiggle_through_sigmoid()
    out = [sigma(middle + 0.5) - sigma(middle - 0.5) for middle in (0, 4)]
    said = [numbers(each)[0] for each in words(figure) if each.endswith("comes out")]
    assert said == pytest.approx(out, abs=5e-4)
    assert all(f"{each:.3f}" in figure.alt for each in out)


@pytest.mark.parametrize("z", [-6, -2, 0, 2.0, 5])
def test_the_slope_below_is_that_of_the_tangent(z):
    figure = plots.sigmoid_slope(z)
    curve, slopes = figure.axes
    assert at(curve.lines[0], z) == pytest.approx(sigma(z), abs=1e-4)
    assert at(slopes.lines[0], z) == pytest.approx(difference(sigma, z), abs=2e-4)
    tangent = next(line for line in curve.lines if line.get_linestyle() == "--")
    (x0, x1), (y0, y1) = tangent.get_data()
    assert (y1 - y0) / (x1 - x0) == pytest.approx(difference(sigma, z), abs=1e-8)
    said = [numbers(each)[-1] for each in words(figure) if each.startswith(("z =", "a (1"))]
    assert said == pytest.approx([sigma(z), difference(sigma, z)], abs=5e-5)
    assert numbers(figure.alt.replace("-", "−"))[-3:] == pytest.approx([z, *said])


def test_wrong_slopes_at_two():
    figure = plots.wrong_slopes()
    right, of_a, factor_too_many, of_z = figure.axes[0].lines[:4]
    assert at(right, 2) == pytest.approx(difference(sigma, 2), abs=1e-4) == pytest.approx(0.105, abs=1e-3)
    assert at(of_a, 2) == pytest.approx(difference(sigma, sigma(2)), abs=1e-4) == pytest.approx(0.207, abs=1e-3)
    assert at(factor_too_many, 2) == pytest.approx(2 * at(right, 2), abs=1e-4)
    assert at(of_z, 2) == pytest.approx(-2, abs=1e-3)
    low, high = min(of_a.get_ydata()), max(of_a.get_ydata())
    assert [low, high] == pytest.approx(numbers(figure.alt)[2:4], abs=6e-4)


def test_three_activations_and_their_slopes():
    values, slopes = plots.three_activations().axes
    functions = {"-": sigma, "--": math.tanh, ":": lambda z: max(z, 0)}
    for line in values.lines:
        for z in (-3, -0.5, 2):
            assert at(line, z) == pytest.approx(functions[line.get_linestyle()](z), abs=1e-3)
    bends = [line for line in slopes.lines if len(line.get_xdata()) > 1]
    assert len(bends) == 6  # each function left and right of 0
    for line in bends:
        z = 1.3 if line.get_xdata()[0] > 0 else -1.3
        assert at(line, z) == pytest.approx(difference(functions[line.get_linestyle()], z), abs=1e-3)
    filled = [line for line in slopes.lines if list(line.get_xdata()) == [0] and line.get_markerfacecolor() != "white"]
    assert [line.get_ydata()[0] for line in filled] == [0]  # ReLU′(0) is 0 in this course


@pytest.mark.parametrize("factor", [0.5, 1.0, 8])
def test_what_is_left_after_twenty_layers(factor):
    figure = plots.gradient_by_depth(factor)
    lines = {line.get_label(): line for line in figure.axes[0].lines}
    for name, activation in (("sigmoid", Sigmoid), ("tanh", Tanh), ("ReLU", ReLU)):
        rng = np.random.default_rng(0)
        network = Network([layer for _ in range(20) for layer in (Linear(32, 32, rng), activation())])
        for linear in network.layers[::2]:
            linear.W *= factor
        ones = np.ones_like(network.forward(rng.normal(size=(64, 32))))
        left = np.sqrt((network.backward(ones) ** 2).mean())
        assert lines[name].get_ydata()[[0, -1]] == pytest.approx([1, left])
        assert f"{name} {left:.2g}" in figure.alt
        assert f"{left:.2g}".replace("-", "−") in words(figure)


def test_the_circuit_ends_in_the_slope_of_the_sigmoid():
    figure = plots.sigmoid_circuit()
    (axes,) = figure.axes
    below = [numbers(text.get_text())[0] for text in axes.texts if text.get_weight() == "bold" and text.get_text()]
    slopes = [numbers(each.split("slope")[1])[0] for each in words(figure) if "slope" in each]
    assert below[0] == pytest.approx(difference(sigma, 1.0), abs=5e-4) and below[-1] == 1
    for before, after, slope in zip(below[:-1], below[1:], slopes, strict=True):
        assert before == pytest.approx(after * slope, abs=2e-3)
    assert numbers(figure.alt)[-1] == below[0]
