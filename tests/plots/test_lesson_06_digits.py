"""Digits: images, probabilities and runs are those of helpers.data and helpers.nn."""

import numpy as np
import pytest

from helpers import data, nn, plots
from tests.figures import numbers, words


def run(optimizer, epochs, hidden=32):
    """Return a network trained on the digits as lesson 06 does it, and a function for its loss and right answers."""
    X, Y, X_test, Y_test = data.split(*data.digits(), held_out=0.2, rng=1)
    rng, loss = np.random.default_rng(1), nn.SoftmaxCrossEntropy()
    network = nn.Network([nn.Linear(64, hidden, rng), nn.Sigmoid(), nn.Linear(hidden, 10, rng)])
    for _ in range(epochs):
        nn.train(network, loss, X, Y, optimizer, epochs=1, batch_size=16, rng=rng)
    right = (network.forward(X_test).argmax(axis=1) == Y_test).mean()
    return loss.forward(network.forward(X), Y), right


def test_each_column_of_the_grid_shows_its_digit():
    figure = plots.digit_grid(rows=3)
    shown = np.asarray(figure.axes[0].images[0].get_array())
    X, classes = data.digits()
    for digit in (0, 4, 9):
        image = shown[11:19, 10 * digit + 1 : 10 * digit + 9]
        assert image.ravel() == pytest.approx(X[classes == digit][1])
    assert figure.alt.startswith("30 images")


@pytest.mark.parametrize("z", [(2, 1, 0), (6, -6, 0), (0, 0, 0)])
def test_softmax_bars(z):
    figure = plots.softmax_bars(*z)
    P = np.exp(z) / np.exp(z).sum()
    gradient = P - [0, 1, 0]
    left, right = ([bar.get_height() for bar in axes.patches] for axes in figure.axes)
    assert left == pytest.approx(P) and right == pytest.approx(gradient)
    said = [f"{each:.3f}".replace("-0.000", "0.000").replace("-", "−") for each in (*P, *gradient)]
    assert all(each in words(figure) and each in figure.alt for each in said)
    assert f"the picture shows a 5: loss {-np.log(P[1]):.3f}" in words(figure)
    assert numbers(figure.alt)[-1] == pytest.approx(-np.log(P[1]), abs=5e-4)


def test_a_training_run_is_that_of_train():
    figure = plots.digit_training(epochs=2, momentum=0.5, learning_rate=0.3, hidden=8)
    L, right = run(nn.SGD(0.3, 0.5), 2, hidden=8)
    losses, accuracy = figure.axes
    assert [len(line.get_xdata()) for line in (*losses.lines, *accuracy.lines) if line.get_linestyle() != ":"] == [
        3
    ] * 4
    assert losses.lines[0].get_ydata()[-1] == pytest.approx(L)
    assert accuracy.lines[-1].get_ydata()[-1] == pytest.approx(100 * right)
    assert f"the training loss is {L:.2f}, and {100 * right:.0f}% of" in figure.alt
    assert f"training loss at the end: {L:.2f}" in words(figure)
    assert losses.lines[0].get_ydata()[0] == pytest.approx(np.log(10), abs=0.2)  # before it knows anything


def test_mistakes_are_shown_surest_first():
    X, classes = np.arange(5 * 64).reshape(5, 64) / 320, np.array([3, 8, 5, 1, 0])
    P = np.full((5, 10), 0.01)
    for row, (said, sure) in enumerate(((3, 0.9), (1, 0.7), (9, 0.8), (1, 0.9), (6, 0.5))):
        P[row, said] = sure
    figure = plots.mistakes(X, classes, P)
    shown = [axes for axes in figure.axes if axes.images]
    assert [axes.get_title() for axes in shown] == ["a 5, read as 9", "an 8, read as 1", "a 0, read as 6"]
    assert [axes.get_xlabel() for axes in shown] == ["80.0% sure", "70.0% sure", "50.0% sure"]
    assert np.asarray(shown[0].images[0].get_array()).ravel() == pytest.approx(X[2])
    assert figure.alt.startswith("3 of 5 images are misread; 3 are shown")
