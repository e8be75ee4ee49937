"""Boundaries: the shading is the network's prediction, and the runs are those of train."""

import numpy as np
import pytest

from helpers import data, plots
from helpers.nn import SGD, HalfSquaredError, Linear, Network, Sigmoid, Tanh, train
from helpers.plots.lesson_05_boundaries import MOONS_AREA, SHADES, _border, decision_boundary, logic_network
from helpers.plots.style import CourseFigure
from tests.figures import markers, numbers, words


def half_plane():
    """Return a neuron that says ½ where x1 is 0.5."""
    layer = Linear(2, 1, rng=0)
    layer.W[:], layer.b[:] = [[4.0], [0.0]], -2
    return Network([layer, Sigmoid()])


def test_the_shading_is_the_prediction():
    figure = CourseFigure(3)
    axes, network = figure.subplots(), half_plane()
    X, Y = np.array([[0.1, 0.2], [0.9, 0.7]]), np.array([[0.0], [1.0]])
    decision_boundary(axes, X, Y, (0, 1, 0, 1), cells=41)(network)
    shown = np.asarray(axes.images[0].get_array())
    assert shown.shape == (41, 41, 4)
    black = (shown == [0, 0, 0, 255]).all(axis=-1)
    assert sorted({column for _, column in np.argwhere(black)}) == [19, 20]  # on both sides of x1 = 0.5
    for row, column in ((0, 0), (40, 10), (20, 40)):
        prediction = network.forward([[column / 40, row / 40]]).item()
        assert shown[row, column].tolist() == list(SHADES(prediction, bytes=True))
    ((_, _, table),) = figure.numbers
    assert table[:, 2] == pytest.approx(network.forward(table[:, :2]).ravel())
    assert markers(axes, "o") == [(0.1, 0.2)] and markers(axes, "s") == [(0.9, 0.7)]


def test_a_border_has_a_neighbor_on_the_other_side():
    above = np.array([[False, True, True], [False, False, True], [False, False, False]])
    assert _border(above).tolist() == [[True, True, False], [False, True, True], [False, False, True]]
    assert not _border(np.ones((3, 3), dtype=bool)).any()


@pytest.fixture(scope="module")
def trained():
    """The network of lesson 05 after 2,000 steps on XOR, and its loss."""
    network, loss, (X, Y) = logic_network((4,), rng=1), HalfSquaredError(), data.xor()
    train(network, loss, X, Y, SGD(5.0), epochs=2000, rng=0)
    return network, loss.forward(network.forward(X), Y)


def test_before_and_after(trained):
    figure = plots.before_and_after()
    assert numbers(figure.alt)[-1] == pytest.approx(trained[1], abs=5e-5)
    rows, columns = (190, 50, 190, 50), (60, 180, 180, 60)  # the four samples lie near these cells
    before, after = (np.asarray(axes.images[0].get_array()) for axes in figure.axes)
    assert np.ptp(before[rows, columns], axis=0).max() < 50  # at the start it says much the same everywhere
    right, _, wrong, _ = after[rows, columns].tolist()
    assert right == list(SHADES(0.99, bytes=True)) and wrong == list(SHADES(0.01, bytes=True))
    for axes in figure.axes:
        assert sorted(markers(axes, "o")) == [(0, 0), (1, 1)] and sorted(markers(axes, "s")) == [(0, 1), (1, 0)]


def test_gates(trained):
    figure = plots.gates()
    AND, OR, one_neuron, two_layers = [each for each in numbers(figure.alt) if 0 < each < 0.2]
    assert AND < 0.01 and OR < 0.01 and two_layers == pytest.approx(trained[1], abs=5e-5)
    assert one_neuron == 0.125  # ½ · (½)², the loss of ½ for everybody
    black = [(np.asarray(axes.images[0].get_array()) == [0, 0, 0, 255]).all(axis=-1).any() for axes in figure.axes]
    assert black == [True, True, False, True]
    assert {"AND, one neuron", "OR, one neuron", "XOR, one neuron", "XOR, two layers"} <= set(words(figure))


@pytest.mark.parametrize(
    "name, epochs, batch_size, rate", [("moons_training", 50, 100, 3), ("hidden_neurons", 80, 20, 5)]
)
def test_moons(name, epochs, batch_size, rate):
    settings = {"hidden": 2, "seed": 5} | ({"batch_size": batch_size} if name == "moons_training" else {})
    figure = getattr(plots, name)(**settings)
    X, Y = data.moons(n=200, noise=0.15, rng=0)
    rng = np.random.default_rng(5)
    network = Network([Linear(2, 2, rng), Tanh(), Linear(2, 1, rng), Sigmoid()])
    loss = train(network, HalfSquaredError(), X, Y, SGD(rate), epochs=epochs, batch_size=batch_size, rng=rng).loss
    _, curve = figure.axes
    assert curve.lines[0].get_xdata().tolist() == list(range(1, epochs + 1))
    assert curve.lines[0].get_ydata() == pytest.approx(loss)
    right = int(((network.forward(X) >= 0.5) == Y).sum())
    assert f"{right} of 200 are classified right" in words(figure) and str(right) in figure.alt
    if name == "moons_training":
        assert f" {epochs * 200 // batch_size} steps in {epochs} epochs" in figure.alt
    left, right, bottom, top = MOONS_AREA
    assert left < X[:, 0].min() and X[:, 0].max() < right and bottom < X[:, 1].min() and X[:, 1].max() < top
