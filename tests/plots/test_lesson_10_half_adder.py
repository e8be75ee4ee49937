"""The half adder: three runs of the delta recursion, and a hill between two equally good places."""

import numpy as np
import pytest

from helpers import plots
from helpers.nn import DeltaNetwork
from tests.figures import labeled

X = np.array([[0.0, 0, 1, 1], [0, 1, 0, 1]])
Y = np.array([X.sum(axis=0) % 2, X.prod(axis=0)])  # sum and carry


@pytest.fixture(scope="module")
def figure():
    return plots.half_adder()


def test_a_run_is_that_of_the_delta_network(figure):
    network = DeltaNetwork((2, 3, 3, 2), rng=0)
    costs = network.train(X, Y, alpha=5, epochs=1000).loss
    runs = labeled(figure.axes[0])
    assert runs.keys() == {"start 3", "start 0", "start 1"}
    assert runs["start 0"].get_ydata() == pytest.approx(costs)
    ends = [line.get_ydata()[-1] for line in runs.values()]
    assert f"ends below {max(ends):.4f}." in figure.alt and max(ends) < 0.01


def test_the_best_constant_answer():
    best = (0.5 * (Y - Y.mean(axis=1, keepdims=True)) ** 2).sum(axis=0).mean()
    assert best == 7 / 32 == pytest.approx(0.2188, abs=5e-5)


def test_exchanged_neurons_cost_the_same_and_half_way_costs_more(figure):
    curve, ends = figure.axes[1].lines
    shares, costs = curve.get_data()
    network = DeltaNetwork((2, 3, 3, 2), rng=3)
    network.train(X, Y, alpha=5, epochs=1000)
    network.forward(X)
    assert ends.get_ydata() == pytest.approx([network.cost(Y)] * 2)
    swap = [1, 0, 2]
    W, b = network.W, network.b
    W[2], b[2], W[3] = (W[2] + W[2][swap]) / 2, (b[2] + b[2][swap]) / 2, (W[3] + W[3][:, swap]) / 2
    network.forward(X)
    assert np.interp(0.5, shares, costs) == pytest.approx(network.cost(Y))
    assert figure.alt.endswith(f"{network.cost(Y):.2f} halfway.") and network.cost(Y) > 10 * ends.get_ydata()[0]
