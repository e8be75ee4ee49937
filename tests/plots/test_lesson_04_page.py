"""The whole page: its lines of code run, give arrays of the shapes beside them, and the gradients of helpers.nn."""

import numpy as np
import pytest

from helpers import plots
from helpers.nn import HalfSquaredError, Linear, Network, Sigmoid
from helpers.plots.lesson_04_page import ARROWS, BOXES
from tests.figures import words

SIZES = {"n": 5}
RULES = {"dL_dY_hat": "seed", "dL_dZ": "slope", "dL_dW": "weights", "dL_db": "bias", "dL_dA": "hand back"}


@pytest.fixture(scope="module")
def page():
    """All arrays of the page, by running its lines in their order, and the network that they are compared with."""
    rng = np.random.default_rng(0)
    network = Network([Linear(3, 4, rng), Sigmoid(), Linear(4, 2, rng), Sigmoid()])
    one, _, two, _ = network.layers
    one.b[:], two.b[:] = rng.normal(size=4), rng.normal(size=2)
    arrays = SIZES | {"X": rng.normal(size=(5, 3)), "Y": rng.normal(size=(5, 2))}
    arrays |= {"W1": one.W, "b1": one.b, "W2": two.W, "b2": two.b, "sigmoid": lambda Z: Sigmoid().forward(Z)}
    for box in BOXES:
        if box.code and box.name != "L":
            arrays[box.name] = eval(box.code.replace("\n", " "), {}, arrays)
    return arrays, network


@pytest.mark.parametrize("box", [box for box in BOXES if box.shape.startswith("(")], ids=lambda box: box.name)
def test_shapes(page, box):
    assert page[0][box.name].shape == eval(box.shape, {}, SIZES)


def test_gradients(page):
    arrays, network = page
    loss = HalfSquaredError()
    loss.forward(network.forward(arrays["X"]), arrays["Y"])
    network.backward(loss.backward())
    one, _, two, _ = network.layers
    for number, layer in (("1", one), ("2", two)):
        assert np.allclose(arrays["dL_dW" + number], layer.dL_dW) and np.allclose(arrays["dL_db" + number], layer.dL_db)


def test_rules():
    ruled = [box for box in BOXES if box.rule]
    assert len(ruled) == 8  # the eight lines back
    for box in ruled:
        assert box.rule == RULES.get(box.name, RULES.get(box.name.rstrip("12")))


def test_an_arrow_for_each_array_that_a_line_uses():
    forward = {(start, end) for start, end in map(str.split, ARROWS)}
    for box in BOXES:
        used = [other.name for other in BOXES if other.name in box.code.replace(".T", "").replace(".sum", " ").split()]
        for name in used:
            if not name.startswith("dL_") and box.name.startswith("dL_"):
                continue  # what was kept on the way forward has no arrow
            assert (name, box.name) in forward


def test_everything_is_written():
    said = words(plots.whole_page())
    for box in BOXES:
        for text in (box.name, box.shape, box.code, box.rule):
            assert text in said or not text
