"""The formula sheet: its code gives the right gradients, and it fits on one page."""

import re

import numpy as np
from matplotlib.text import Text

from helpers.nn import HalfSquaredError, Linear, Network, ReLU, Sigmoid, SoftmaxCrossEntropy, Tanh
from helpers.plots import sheet


def run(code, **names):
    """Run code of the sheet; return all names afterwards."""
    names |= {"np": np}
    exec(code, names)
    return names


def two_layers(rng):
    """Return a network with its data, its gradients computed, and the names of the sheet's page."""
    network = Network([Linear(3, 4, rng), Sigmoid(), Linear(4, 2, rng), Sigmoid()])
    X, Y, loss = rng.normal(size=(5, 3)), rng.normal(size=(5, 2)), HalfSquaredError()
    loss.forward(network.forward(X), Y)
    network.backward(loss.backward())
    one, _, two, _ = network.layers
    parameters = {"W1": one.W.copy(), "b1": one.b.copy(), "W2": two.W.copy(), "b2": two.b.copy()}
    return network, parameters | {
        "X": X,
        "Y": Y,
        "n": 5,
        "learning_rate": 0.1,
        "sigmoid": lambda Z: 1 / (1 + np.exp(-Z)),
    }


def test_the_page_computes_the_gradients_and_steps():
    network, names = two_layers(np.random.default_rng(0))
    after = run("\n".join(sheet.PAGE), **names)
    for number, layer in ((1, network.layers[0]), (2, network.layers[2])):
        for name in ("W", "b"):
            gradient = getattr(layer, f"dL_d{name}")
            assert np.allclose(after[f"dL_d{name}{number}"], gradient, rtol=1e-12)
            assert np.allclose(after[f"{name}{number}"], getattr(layer, name) - 0.1 * gradient, rtol=1e-12)


def test_each_row_does_what_the_package_does():
    rng = np.random.default_rng(1)
    X, gradient, Y = rng.normal(size=(5, 3)), rng.normal(size=(5, 2)), rng.normal(size=(5, 2))
    linear, sigmoid, loss = Linear(3, 2, rng), Sigmoid(), HalfSquaredError()
    names = {"X": X, "W": linear.W, "b": linear.b, "Y": Y, "n": 5}
    for _, _, code, _ in sheet.FORWARD[:2]:
        names |= run(code, **names)
        names["q"] = np.exp(-np.abs(names["Z"]))  # as beside the code
    assert "q = e^{-|Z|}" in sheet.FORWARD[1][1]
    assert np.allclose(names["A"], sigmoid.forward(linear.forward(X)))
    rows = {name: code for name, _, code, _ in sheet.FORWARD + sheet.RULES + sheet.OTHERS}
    assert np.isclose(run(rows["loss"], **names | {"Y_hat": names["A"]})["L"], loss.forward(names["A"], Y))
    assert np.allclose(run(rows["seed"], **names | {"Y_hat": names["A"]})["dL_dY_hat"], loss.backward())
    assert np.allclose(run(rows["slope"], **names | {"dL_dA": gradient})["dL_dZ"], sigmoid.backward(gradient))
    dL_dX = linear.backward(gradient)
    for rule, name, right in (
        ("weights", "dL_dW", linear.dL_dW),
        ("bias", "dL_db", linear.dL_db),
        ("hand back", "dL_dX", dL_dX),
    ):
        assert np.allclose(run(rows[rule], **names | {"dL_dZ": gradient})[name], right)
    for name, layer in (("tanh", Tanh()), ("ReLU", ReLU())):
        Z = rng.normal(size=(5, 2))
        found = run(rows[name], A=layer.forward(Z), Z=Z, dL_dA=gradient)["dL_dZ"]
        assert np.allclose(found, layer.backward(gradient))
    softmax, one_hot = SoftmaxCrossEntropy(), np.eye(2)[[0, 1, 1, 0, 1]]
    softmax.forward(gradient, one_hot)
    assert np.allclose(run(rows["softmax"], P=softmax.P, Y=one_hot, n=5)["dL_dZ"], softmax.backward())


def test_it_fits_on_one_page():
    figure = sheet.formula_sheet()
    figure.canvas.draw()
    for text in figure.findobj(Text):
        if text.get_text():
            place = text.get_window_extent()
            assert place.x0 >= 0 and place.x1 <= figure.bbox.width and place.y0 >= 0, text.get_text()
    assert figure.get_figwidth() <= 8 and figure.get_figheight() <= 10.5  # Letter and A4, less their margins
    assert len(re.findall(rb"/Type /Page\b", sheet.FILE.read_bytes())) == 1
