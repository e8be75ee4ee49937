"""The linear layer as a drawing: each number that is lit is the gradient that helpers.nn computes."""

import re

import numpy as np
import pytest
from matplotlib.patches import FancyArrowPatch

from helpers import plots
from helpers.nn import Linear
from tests.figures import numbers, words

X, DL_DZ = np.array([[5.0, -1.0, 3.0]]), np.array([[2.0, -3.0]])
NAMES = ["x1", "x2", "x3", "w11", "w12", "w21", "w22", "w31", "w32", "b1", "b2"]


@pytest.fixture(scope="module")
def layer():
    """The layer of lesson 03 after its backward pass, with the gradient that it hands back as dL_dX."""
    layer = Linear(3, 2, rng=0)
    layer.W[:], layer.b[:] = [[1.0, -2.0], [3.0, 1.0], [0.5, 1.0]], [0.5, 1.0]
    layer.Z = layer.forward(X)
    layer.dL_dX = layer.backward(DL_DZ)
    return layer


def gradient(layer, name):
    place = [int(digit) - 1 for digit in name[1:]]
    return {"x": layer.dL_dX[0], "w": layer.dL_dW, "b": layer.dL_db}[name[0]][tuple(place)]


@pytest.fixture(scope="module")
def figure():
    """The figure, drawn once and then moved, as a reader does it."""
    return plots.who_used_it()


@pytest.mark.parametrize("name", NAMES)
def test_who_used_it(layer, figure, name):
    figure.update(name=name)
    assert numbers(figure.alt)[-1] == gradient(layer, name)
    sums = [each for each in words(figure) if each.startswith("=  ") and "$" not in each]
    assert [numbers(each)[-1] for each in sums] == [gradient(layer, name)]
    written = figure.alt.replace("−", "-").replace("·", "*").split(" = ", 1)[1].rstrip(".")
    assert {eval(part) for part in written.split(" = ")} == {gradient(layer, name)}  # each step of the calculation
    users = layer.W.shape[1] if name[0] == "x" else 1
    arrows = [patch for patch in figure.findobj(FancyArrowPatch) if patch.get_visible()]
    assert len(arrows) == users * (1 if name[0] == "b" else 2)


def test_every_number_of_the_layer_is_written(layer, figure):
    said = words(figure)
    for k, j in np.ndindex(3, 2):
        assert f"$w_{{{k + 1}{j + 1}}}$ = {layer.W[k, j]:g}".replace("-", "−") in said
    for j in range(2):
        assert f"$b_{{{j + 1}}}$ = {layer.b[j]:g}" in said
        assert f"{layer.Z[0, j]:g}".replace("-", "−") in said
    assert sum(each in said for each in ("5", "−1", "3")) == 3


def test_a_light_goes_out_when_another_one_goes_on(figure):
    figure.update(name="x1")
    figure.update(name="b2")
    fresh = plots.who_used_it("b2")
    assert sorted(words(figure)) == sorted(words(fresh)) and figure.alt == fresh.alt


def test_one_neuron_asks_for_five_gradients(layer):
    figure = plots.one_neuron()
    z = X[0, :2] @ layer.W[:2, 0] + layer.b[0]
    assert f"{z:g}".replace("-", "−") in words(figure) and f"z = {z:g}".replace("-", "−") in figure.alt
    asked = [re.sub(r"[${}]", "", each) for each in words(figure) if each.endswith("= ?")]
    assert sorted(asked) == [f"dL/d{name} = ?" for name in ("b", "w_1", "w_2", "x_1", "x_2")]
