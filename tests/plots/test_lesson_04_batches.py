"""Batches: sums over the samples are those of a linear layer, and copies change what they are said to change."""

import numpy as np
import pytest

from helpers import plots
from helpers.nn import SGD, HalfSquaredError, Linear, Network
from tests.figures import numbers, words

X = np.array([[1.0, 0], [2, 1], [0, 3], [1, 2]])
W = np.array([[1.0, 0, 2], [-1, 3, 0]])
B = np.array([10.0, 20, 30])
DL_DZ = np.array([[1.0, 0, -2], [0, 3, 1], [2, -1, 0], [1, 1, -1]])


def layer():
    found = Linear(2, 3, rng=0)
    found.W[:], found.b[:] = W, B
    return found


def whole(array):
    """Return the entries of an array as they are written."""
    return [f"{entry + 0.0:g}".replace("-", "−") for entry in np.ravel(array)]  # −0 is 0


def test_one_bias_is_copied_to_every_row():
    figure = plots.one_bias()
    said = words(figure)
    for array in (X @ W, layer().forward(X), DL_DZ, np.repeat([B], 5, axis=0)):  # b itself, and a copy for each row
        assert all(said.count(entry) >= whole(array).count(entry) for entry in whole(array))
    assert said.count("?") == 3 and "(3,)" in said


@pytest.mark.parametrize("samples", [1, 2, 3, 4])
def test_the_sums_over_the_first_samples(samples):
    figure = plots.batch_parts(samples)
    linear = layer()
    linear.forward(X[:samples])
    linear.backward(DL_DZ[:samples])
    added = np.outer(X[samples - 1], DL_DZ[samples - 1])
    found = numbers(figure.alt)
    assert found[:2] == [samples, 4]
    assert found[2:11] == [*linear.dL_db, *linear.dL_dW.ravel()]
    assert found[11:] == [samples, np.count_nonzero(added), 6]
    shown = [each for each in words(figure) if each.lstrip("−").isdigit()]
    parts = [[X[i], DL_DZ[i], np.outer(X[i], DL_DZ[i])] for i in range(samples)]
    expected = [each for part in [*parts, [linear.dL_db, linear.dL_dW]] for array in part for each in whole(array)]
    assert sorted(shown) == sorted(expected)


@pytest.mark.parametrize("copies", [1, 2, 5, 6])
def test_copies_of_every_row(copies):
    figure = plots.duplicates(copies)
    linear, loss = layer(), HalfSquaredError()
    rows, targets = np.repeat(X, copies, axis=0), np.repeat(X @ W + B - DL_DZ, copies, axis=0)
    loss.forward(linear.forward(rows), targets)
    linear.backward(loss.backward())
    with_mean, without = linear.dL_db[0], linear.dL_db[0] * len(rows)
    points = {line.get_marker(): line.get_ydata()[0] for line in figure.axes[0].lines if line.get_marker() in "oD"}
    assert points == pytest.approx({"o": with_mean, "D": without})
    best = linear.b - linear.dL_db  # the gradient of b is its distance from the best one
    ratios = []
    for gradient in (linear.dL_db, linear.dL_db * len(rows)):
        stepped = Linear(2, 3, rng=0)
        stepped.b[:], stepped.dL_dW, stepped.dL_db = B, np.zeros((2, 3)), gradient
        SGD(0.1).step(Network([stepped]))
        ratios.append(((stepped.b - best) / (B - best))[0])
    assert numbers(figure.alt.replace("1/n", "")) == pytest.approx([copies, with_mean, without, *ratios])
    steady, wild = figure.axes[1].lines
    assert steady.get_ydata() == pytest.approx(np.abs(ratios[0]) ** np.arange(13))
    assert wild.get_ydata() == pytest.approx(np.abs(ratios[1]) ** np.arange(13))
    assert f"without 1/n: each step × {ratios[1]:.1f}".replace("-", "−") in words(figure)
