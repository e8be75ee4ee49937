"""Deltas: each number in the cells is the slope of one sample's cost, by finite differences."""

import numpy as np
import pytest

from helpers import plots
from helpers.nn import numerical_gradient
from helpers.plots.lesson_10_deltas import DELTAS, SIZES, example
from tests.figures import numbers, stamped, words

SAMPLE, TARGET = np.array([[1.0], [1.0]]), np.array([[0.0], [1.0]])


def slopes(push):
    """Return dC/dz {l: (d_l,)} of the sample, by nudging biases, and the sample's cost."""
    network = example()
    network.b[3][0] += push

    def cost_with(l):
        def cost(b):
            kept, network.b[l] = network.b[l], b
            network.forward(SAMPLE)
            network.b[l] = kept
            return network.cost(TARGET)

        return cost

    found = {l: numerical_gradient(cost_with(l), network.b[l].copy()).ravel() for l in (1, 2, 3)}
    network.forward(SAMPLE)
    return found, network.cost(TARGET), network.a


@pytest.mark.parametrize("push", [0, 4])
def test_all_deltas(push):
    deltas, cost, a = slopes(push)
    figure = plots.delta_paths(DELTAS[0], push)
    for name in DELTAS:
        figure.update(delta=name, push=push)
        l, k = map(int, name[2:].split(","))
        calculation = figure.alt.split(f"neuron {k} = ")[1].split(". ")[0].rstrip(".")
        made, result = calculation.replace("−", "-").replace("·", "*").split(" = ")
        assert float(result) == pytest.approx(deltas[l][k - 1], abs=6e-5)
        assert eval(made) == pytest.approx(deltas[l][k - 1], abs=1e-3)
        paths = int(np.prod(SIZES[l + 1 :]))
        assert (f"{paths} paths lead from there" in figure.alt) == (l < 3)
    cells = [each for each in stamped(figure) if each.startswith("δ ")]
    shown = [numbers(each)[0] for each in cells]
    assert shown == pytest.approx([value for l in (1, 2, 3) for value in deltas[l]], abs=6e-5)
    activations = [numbers(each)[0] for each in stamped(figure) if each.startswith("a ")]
    assert activations == pytest.approx([value for l in (1, 2, 3) for value in a[l].ravel()], abs=6e-4)
    assert f"the sample's cost {cost:.4f}" in figure.alt and f"cost {cost:.3f}" in stamped(figure)


def test_the_dot_lies_on_the_curve_of_an_outputs_delta():
    axes = plots.delta_paths(push=2).axes[1]
    curve, dot = axes.lines
    (x,), (y,) = dot.get_data()
    assert np.interp(x, *curve.get_data()) == pytest.approx(y, abs=1e-3)
    assert y == pytest.approx(slopes(2)[0][3][0])


def test_the_network_has_the_shapes_that_are_written():
    said, network = words(plots.delta_network()), example()
    for l, W in network.W.items():
        assert f"$W_{l}$  {W.shape}" in said and f"$b_{l}$  {network.b[l].shape}" in said
        assert f"$\\delta_{l}$  ({W.shape[0]}, n)" in said
