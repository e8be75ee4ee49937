"""Training runs: each curve of the sweep is a run of its own, and each step of the recording a network of its own."""

import numpy as np
import pytest

from helpers import plots
from helpers.data import xor
from helpers.nn import SGD, HalfSquaredError, Linear, Network, train
from helpers.plots.lesson_05_boundaries import logic_network
from helpers.plots.lesson_05_training import FLOOR, RATES
from tests.figures import markers, numbers, words


def run(rate, output):
    """Return the losses of a run on XOR with one learning rate."""
    network = logic_network((4,), rng=1)
    network = Network(network.layers[:-1]) if output == "linear" else network
    return np.array(train(network, HalfSquaredError(), *xor(), SGD(rate), epochs=1000, rng=0).loss)


@pytest.mark.parametrize("rate, output", [(0.1, "sigmoid"), (10.0, "sigmoid"), (0.1, "linear")])
def test_a_learning_rate_has_the_curve_of_its_run(rate, output):
    figure = plots.learning_rate(rate, output)
    landscape, curve = figure.axes
    loss = run(rate, output)
    assert curve.lines[-1].get_ydata() == pytest.approx(np.maximum(loss, FLOOR))
    assert markers(landscape, "D") == [(rate, pytest.approx(max(loss[-1], FLOOR)))]
    ends = next(line for line in landscape.lines if line.get_marker() == "o")
    assert ends.get_ydata()[RATES.index(rate)] == pytest.approx(max(loss[-1], FLOOR))
    assert numbers(figure.alt)[-1] == pytest.approx(loss[-1], rel=5e-3)


def test_what_blows_up_is_marked():
    figure = plots.learning_rate(100.0, "linear")
    network, loss, optimizer, (X, Y) = logic_network((4,), rng=1), HalfSquaredError(), SGD(100.0), xor()
    network, steps = Network(network.layers[:-1]), 0
    while loss.forward(network.forward(X), Y) < 1e6:
        network.backward(loss.backward())
        optimizer.step(network)
        steps += 1
    assert figure.alt.endswith(f": blown up after {steps} steps.")
    assert "×  blown up: more than a million" in words(figure)
    crossed = {x for x, _ in markers(figure.axes[0], "x")}
    assert 100.0 in crossed and 0.1 not in crossed
    assert markers(plots.learning_rate(0.1, "sigmoid").axes[0], "x") == []


@pytest.mark.parametrize("start", ["random", "all equal"])
def test_a_step_of_the_recording(start):
    figure = plots.xor_in_time(step=100, start=start)
    network, loss, (X, Y) = logic_network((4,), rng=1), HalfSquaredError(), xor()
    linear = [layer for layer in network.layers if isinstance(layer, Linear)]
    if start == "all equal":
        for layer in linear:
            layer.W[:] = 0.5
    train(network, loss, X, Y, SGD(5.0), epochs=100, rng=0)
    largest = max(abs(layer.W).max() for layer in linear)
    assert numbers(figure.alt)[-2:] == pytest.approx([round(loss.forward(network.forward(X), Y), 3), round(largest, 1)])
    weights = figure.axes[2].lines
    drawn = [np.interp(100, *line.get_data()) for line in weights if len(line.get_xdata()) > 2]
    assert sorted(drawn) == pytest.approx(sorted(np.concatenate([layer.W.ravel() for layer in linear])))
    assert len({round(value, 9) for value in drawn[:4]}) == (1 if start == "all equal" else 4)  # twins stay twins
    ((_, _, table),) = figure.numbers
    assert table[:, 2] == pytest.approx(network.forward(table[:, :2]).ravel())
