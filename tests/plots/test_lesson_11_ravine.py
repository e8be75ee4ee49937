"""The ravine: the path is that of helpers.nn.SGD, and of the formula."""

import numpy as np
import pytest

from helpers import plots
from helpers.nn import SGD, Linear, Network
from tests.figures import numbers, words


def path_and_losses(figure):
    plane, history = figure.axes
    return np.transpose(plane.lines[-1].get_data()), history.lines[-1].get_ydata()


@pytest.mark.parametrize("rate", [0.02, 0.07, 0.08, 0.09])
def test_without_momentum_each_step_multiplies(rate):
    points, losses = path_and_losses(plots.ravine(rate))
    t = np.arange(31)
    w1, w2 = -5 * (1 - rate) ** t, (1 - 25 * rate) ** t
    assert points == pytest.approx(np.transpose([w1, w2]), rel=1e-9)
    assert losses == pytest.approx(0.5 * (w1**2 + 25 * w2**2), rel=1e-9)


@pytest.mark.parametrize("momentum", [0.5, 0.9])
def test_with_momentum_it_is_the_path_of_the_package(momentum):
    figure = plots.ravine(0.03)
    figure.update(learning_rate=0.06, momentum=momentum)
    points, losses = path_and_losses(figure)
    network, optimizer = Network([Linear(1, 2, rng=0)]), SGD(0.06, momentum)
    layer = network.layers[0]
    layer.W[:] = [[-5, 1]]
    for point in points:
        assert layer.W[0] == pytest.approx(point, rel=1e-9)
        layer.dL_dW, layer.dL_db = layer.W * [1, 25], np.zeros(2)
        optimizer.step(network)
    assert losses[-1] == pytest.approx(0.5 * (points[-1] ** 2 @ [1, 25]))


def test_it_says_what_it_shows():
    figure = plots.ravine(0.07, 0.5)
    points, losses = path_and_losses(figure)
    last = [*points[-1], losses[-1]]
    assert numbers(figure.alt) == pytest.approx([30, 0.07, 0.5, -5, last[0], 1, last[1], 25, last[2]], rel=0.05)
    assert "learning rate 0.07, momentum 0.5" in words(figure)
    figure.update(learning_rate=0.09, momentum=0)
    assert "at the end: 8,156,631" in words(figure)


def test_both_directions_have_the_same_part_in_the_first_loss():
    points, losses = path_and_losses(plots.ravine())
    assert losses[0] == 25 and points[0].tolist() == [-5, 1]


def test_the_rings_are_where_the_loss_has_one_value():
    (rings,) = [each for each in plots.ravine().axes[0].collections if hasattr(each, "levels")]
    for level, ring in zip(rings.levels, rings.get_paths(), strict=True):
        w1, w2 = ring.vertices.T
        assert 0.5 * (w1**2 + 25 * w2**2) == pytest.approx(np.full(len(w1), level), rel=0.02)
