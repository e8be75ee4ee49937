"""Matrices: products are those of NumPy and helpers.nn, and the fate of the wrong order is NumPy's own."""

import numpy as np
import pytest

from helpers import plots
from helpers.nn import Linear
from helpers.plots.lesson_03_matrices import MatrixDrawing, factor, matrix_page, number, pale, sum_of_products
from helpers.plots.style import GRADIENT
from tests.figures import numbers, words

X, W, DL_DZ = np.array([[5.0, -1.0, 3.0]]), [[1.0, -2.0], [3.0, 1.0], [0.5, 1.0]], np.array([[2.0, -3.0]])


@pytest.fixture(scope="module")
def gradients():
    """dL_dW and dL_dX of lesson 03."""
    layer = Linear(3, 2, rng=0)
    layer.W[:] = W
    layer.forward(X)
    dL_dX = layer.backward(DL_DZ)
    return layer.dL_dW, dL_dX


def test_numbers_as_text():
    assert [number(value) for value in (2.0, -0.5, 1 / 3)] == ["2", "−0.5", "0.3333"]
    assert [factor(value) for value in (2.0, -0.5)] == ["2", "(−0.5)"]
    assert sum_of_products([2, -1], [-3, 4]) == "2 · (−3) + (−1) · 4"


@pytest.mark.parametrize("row, column", list(np.ndindex(3, 2)))
def test_an_entry_of_the_weights_gradient(gradients, row, column):
    figure = plots.weight_gradient(row + 1, column + 1)
    entry = gradients[0][row, column]
    said = words(figure)
    assert numbers(next(each for each in said if each.startswith("= ")))[-1] == entry
    assert said.count("?") == 5 and number(entry) in said  # the others are for the reader
    assert f"= {number(entry)}." in figure.alt
    assert any(f"w_{{{row + 1}{column + 1}}}" in each for each in said)


@pytest.mark.parametrize("column", range(3))
def test_an_entry_that_is_handed_back(gradients, column):
    figure = plots.hand_back(column + 1)
    assert f"= {number(gradients[1][0, column])}." in figure.alt
    assert any(each.endswith(f"= {number(gradients[1][0, column])}") for each in words(figure))
    assert all(number(entry) in words(figure) for entry in gradients[1][0])


@pytest.fixture(scope="module")
def wrong_order():
    """The figure, drawn once and then moved, as a reader does it."""
    return plots.wrong_order()


@pytest.mark.parametrize("samples, inputs, outputs", [(n + 1, k + 1, j + 1) for n, k, j in np.ndindex(4, 4, 4)])
def test_the_wrong_order_meets_the_fate_that_is_told(wrong_order, samples, inputs, outputs):
    rng = np.random.default_rng(0)
    X, W, dL_dZ = rng.normal(size=(samples, inputs)), np.zeros((inputs, outputs)), rng.normal(size=(samples, outputs))
    try:
        W -= dL_dZ @ X.T
        fate = "Runs, and is right" if np.allclose(-W, X.T @ dL_dZ) else "Runs, and is wrong"
    except ValueError:
        fate = "Refused"
    wrong_order.update(samples=samples, inputs=inputs, outputs=outputs)
    assert f"for W ({inputs}, {outputs}). {fate}: " in wrong_order.alt
    assert fate in [text.get_text() for text in wrong_order.axes[0].texts]


def test_shapes_and_lights_of_a_matrix():
    figure, axes = matrix_page(2, 9, 4)
    drawing = MatrixDrawing(axes, [[1, -2, 3], [4, 5, 6]], (1, -1), GRADIENT, "M")
    assert "(2, 3)" in words(figure) and "−2" in words(figure)
    drawing.highlight([(1, 2)])
    full = [entry for entry, box in drawing.boxes.items() if box.get_facecolor()[:3] != pytest.approx(pale(GRADIENT))]
    assert full == [(1, 2)]
    drawing.crop(1, 2)
    assert "(1, 2)" in words(figure) and not {"3", "4", "5", "6"} & set(words(figure))
