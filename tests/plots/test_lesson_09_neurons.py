"""Neurons: outputs, factors and steps are those of helpers.nn and of finite differences."""

import numpy as np
import pytest

from helpers import plots
from helpers.data import logic_gate
from helpers.nn import HalfSquaredError, Linear, Network, Sigmoid, numerical_gradient
from helpers.plots.lesson_09_neurons import VALLEY_BIAS, VALLEY_INPUTS, VALLEY_LABELS
from tests.figures import markers, numbers, words


@pytest.mark.parametrize("gate, w_0, w_1, b", [("AND", 2, 2, -1), ("OR", 10, 10, -5), ("XOR", -3, 5, 1)])
def test_a_perceptron_says_what_its_layer_says(gate, w_0, w_1, b):
    figure = plots.perceptron(gate, w_0, w_1, b)
    layer, loss, (X, Y) = Linear(2, 1, rng=0), HalfSquaredError(), logic_gate(gate)
    layer.W[:], layer.b[:] = [[w_0], [w_1]], b
    a = Network([layer, Sigmoid()]).forward(X)
    mean = 2 * loss.forward(a, Y)  # without the ½
    said = [f"{each:.2f}" for each in a[:, 0]]
    assert f"says {', '.join(said)} to" in figure.alt and figure.alt.endswith(f"is {mean:.5f}.")
    assert set(said) <= set(words(figure)) and any(f"= {mean:.5f}" in each for each in words(figure))
    plane = figure.axes[1]
    assert sorted(markers(plane, "s")) == sorted(map(tuple, X[Y[:, 0] == 1]))
    assert sorted(markers(plane, "o")) == sorted(map(tuple, X[Y[:, 0] == 0]))
    parameters = [each for each in words(figure) if each.startswith(("$w_0 =", "$w_1 =", "$b ="))]
    assert parameters == [f"$w_0 = {w_0}$", f"$w_1 = {w_1}$", f"$b = {b}$"]
    ((_, _, table),) = figure.numbers
    assert table[:, 2] == pytest.approx(1 / (1 + np.exp(-(table[:, :2] @ [w_0, w_1] + b))))


FUNCTIONS = {"sigmoid": lambda z: 1 / (1 + np.exp(-z)), "relu": lambda z: np.maximum(z, 0.0)}


@pytest.mark.parametrize(
    "weight, value, label, activation",
    [(1.5, 1.0, 0, "sigmoid"), (6, -0.5, 1, "sigmoid"), (2, 1, 0, "relu"), (-2, 1, 1, "relu")],
)
def test_three_factors(weight, value, label, activation):
    figure = plots.three_factors(weight, value, label, activation)
    act = FUNCTIONS[activation]

    def loss(w):
        return float((act(w * value) - label) ** 2)

    truth = float(numerical_gradient(loss, float(weight)))
    curve, bars = figure.axes
    factors = [bar.get_width() for bar in bars.patches]
    assert factors[3] == pytest.approx(truth, abs=1e-8) == pytest.approx(factors[0] * factors[1] * factors[2], abs=1e-8)
    assert factors[0] == pytest.approx(2 * (act(weight * value) - label)) and factors[2] == value
    beside = [text.get_text() for text in bars.texts]
    assert beside == [f"{each + 0.0:.4g}".replace("-", "−") for each in factors]
    assert numbers(figure.alt)[-1] == pytest.approx(truth, abs=5e-5)
    losses, tangent, point = curve.lines
    assert np.interp(weight, *losses.get_data()) == pytest.approx(loss(weight), abs=1e-3)
    (x0, x1), (y0, y1) = tangent.get_data()
    assert (y1 - y0) / (x1 - x0) == pytest.approx(truth, abs=1e-8)
    assert [axis[0] for axis in point.get_data()] == [weight, pytest.approx(loss(weight))]


def valley(w):
    """Return the loss of the six samples, by hand."""
    return float(np.mean((1 / (1 + np.exp(-(w * VALLEY_INPUTS + VALLEY_BIAS))) - VALLEY_LABELS) ** 2))


@pytest.mark.parametrize("start, learning_rate", [(4, 3), (-2, 30), (-6, 1)])
def test_a_walk_in_the_valleys(start, learning_rate):
    figure = plots.two_valleys(start, learning_rate)
    w = [start]
    for _ in range(60):
        w.append(w[-1] - learning_rate * float(numerical_gradient(valley, float(w[-1]))))
    path = next(line for line in figure.axes[0].lines if line.get_marker() == "o")
    assert path.get_xdata() == pytest.approx(w, abs=1e-5)
    assert path.get_ydata() == pytest.approx([valley(each) for each in w], abs=1e-6)
    assert numbers(figure.alt)[-2:] == pytest.approx([w[-1], valley(w[-1])], abs=6e-3)
    assert any(f"loss {valley(w[-1]):.4f}" in each for each in words(figure))


def test_the_two_minima_are_where_they_are_said_to_be():
    alt, grid = plots.two_valleys().alt, np.linspace(-8, 11, 1901)
    losses = np.array([valley(w) for w in grid])
    low = np.flatnonzero((losses[1:-1] < losses[:-2]) & (losses[1:-1] < losses[2:])) + 1
    assert [f"{grid[place]:.2f}" for place in low] == ["-1.49", "3.00"]
    assert "valley at −1.49" in alt and "one at 3," in alt
    assert all(f"down to {losses[place]:.3f}" in alt for place in low)


def test_a_textbooks_letters():
    figure = plots.textbook_symbols()
    said = "".join(words(figure))
    for symbol in ("$w_{jk}$", "$a_k$", "$z_j|a_j$", "$C$", "$y_j$", r"\sum_j", "layer $l-1$\nneuron $k$"):
        assert symbol in said
    # In numbers: a hand back that sums over j, with (j, k) as the textbook has it.
    w, slopes = np.array([[1.0, -2, 3], [0.5, 4, -1]]), np.array([2.0, -3])
    W = w.T
    assert [sum(slopes[j] * w[j, k] for j in range(2)) for k in range(3)] == (slopes @ W.T).tolist()
