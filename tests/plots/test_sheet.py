"""The formula sheet: its code gives the right gradients, and it fits on one page."""

import re

import numpy as np
import pytest
from matplotlib.text import Text

from helpers.nn import (
    Attention,
    Embedding,
    HalfSquaredError,
    LayerNorm,
    Linear,
    Network,
    ReLU,
    RMSNorm,
    Sigmoid,
    Softmax,
    SoftmaxCrossEntropy,
    SwiGLU,
    Tanh,
    Value,
)
from helpers.nn.engine import in_order
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


def test_each_operation_of_the_engine_has_the_shares_of_the_package():
    rng = np.random.default_rng(2)
    functions = {"-z": "sigmoid", "exp": "exp", "log": "log", "tanh": "tanh", "maximum": "relu"}
    for operation, shares, _ in sheet.OPERATIONS:
        positive = "log" in operation or "**" in operation
        X = rng.uniform(0.5, 2, (5, 3)) * (1 if positive else rng.choice([-1, 1], (5, 3)))
        names = {"a": X, "x": X, "X": X, "z": X, "p": 3, "index": ([1, 4, 1], [0, 2, 0])}
        names |= {"b": rng.normal(size=3 if "copied" in operation else (5, 3)), "W": rng.normal(size=(3, 2))}
        values = {name: Value(each) if name in ("a", "b", "x", "X", "z", "W") else each for name, each in names.items()}
        if "a = " in operation:
            names |= run(operation, **names)
            result = getattr(values["z"], next(functions[key] for key in functions if key in operation))()
            used = [values["z"]]
        else:
            code = operation.split(",")[0]
            result = eval(code, {**values})
            used = [values[name] for name in re.findall(r"\b[abxXW]\b", code)]
        names["g"] = rng.normal(size=result.data.shape)
        (names["g"] * result).sum().backward()
        if "add.at" in shares:
            found = [run(shares, **names, dL_dx=np.zeros((5, 3)))["dL_dx"]]
        else:
            found = eval(f"[{shares}]", names | {"np": np})
        assert len(found) == len(used), operation
        for value, share in zip(used, found, strict=True):
            assert np.allclose(value.grad, share, rtol=1e-12), operation


def test_the_walk_of_the_engine_is_right():
    x = Value(3.0)
    L = 2 * x * (x + 1)
    run("\n".join(sheet.WALK), L=L, in_order=in_order)
    assert x.grad == 14


def test_each_piece_of_the_block_does_what_the_package_does():
    rng = np.random.default_rng(3)
    X, arrives, gain, b = rng.normal(size=(5, 4)), rng.normal(size=(5, 4)), rng.normal(size=4), rng.normal(size=4)
    softmax, rms, layer_norm, attention = Softmax(), RMSNorm(4), LayerNorm(4), Attention(4, 1, rng)
    swiglu, embedding, relu = SwiGLU(4, 3, rng), Embedding(6, 4, rng), ReLU()
    rms.gain[:], layer_norm.gain[:], layer_norm.b[:] = gain, gain, b
    pieces = {name: ("\n".join(forward), "\n".join(backward)) for name, forward, backward in sheet.BLOCKS}
    given = {"X": X, "Z": X, "gain": gain, "b": b, "epsilon": 1e-5, "exp": np.exp, "sqrt": np.sqrt}
    given |= {name: _kept(operation) for name, operation in (("mean", np.mean), ("total", np.sum))}

    def compare(name, result, backward, **more):
        forward_lines, backward_lines = pieces[name]
        names = run(forward_lines.replace("S[j > i] = -inf", "S[~np.tri(5, dtype=bool)] = -np.inf"), **given, **more)
        out = re.findall(r"(?m)^(\w+) = ", forward_lines)[-1]
        assert np.allclose(names[out], result, rtol=1e-12), name
        found = run(backward_lines, **names | {f"dL_d{out}": arrives} | backward.pop("given", {}))
        for gradient, right in backward.items():
            assert np.allclose(found[gradient], right, rtol=1e-10), (name, gradient)

    compare("softmax", softmax.forward(X), {"dL_dZ": softmax.backward(arrives)})
    for name, norm, parameters in (("RMSNorm", rms, ["gain"]), ("LayerNorm", layer_norm, ["gain", "b"])):
        result, dL_dX = norm.forward(X), norm.backward(arrives)
        compare(name, result, {"dL_dX": dL_dX} | {f"dL_d{each}": getattr(norm, f"dL_d{each}") for each in parameters})
    attention.W_o[:] = np.eye(4)
    result, dL_dX = attention.forward(X[None])[0], attention.backward(arrives[None])[0]
    weights = {name: getattr(attention, name) for name in ("W_q", "W_k", "W_v")}
    Q, K, V = (X @ W for W in weights.values())
    compare("attention", result, {"dL_dX": dL_dX}, root=2, softmax=softmax.forward, Q=Q, K=K, V=V, **weights)
    back = {"dL_dX": arrives + (relu.forward(X), relu.backward(arrives))[1], "given": {"f_backward": relu.backward}}
    compare("residual", X + relu.forward(X), back, f=relu.forward)
    arrives = rng.normal(size=(5, 4))
    swiglu.forward(X)
    dL_dX, gates = swiglu.backward(arrives), {"W_gate": swiglu.W_gate, "W_up": swiglu.W_up}
    compare(
        "SwiGLU",
        swiglu.silu * swiglu.B,
        {"dL_dX": dL_dX, "given": {"dL_dH": arrives @ swiglu.W_down.T}},
        **gates,
    )
    ids = np.array([2, 0, 2, 5, 2])
    result = embedding.forward(ids)
    embedding.backward(arrives)
    start = {"dL_dW": np.zeros((6, 4))}
    compare("embedding", result, {"dL_dW": embedding.dL_dW, "given": start}, W=embedding.W, ids=ids)


def _kept(operation):
    """Return mean or sum over the last axis, which stays."""
    return lambda array: operation(array, axis=-1, keepdims=True)


@pytest.mark.parametrize("draw", [sheet.formula_sheet, sheet.second_sheet])
def test_it_fits_on_one_page(draw):
    figure = draw()
    figure.canvas.draw()
    for text in figure.findobj(Text):
        if text.get_text():
            place = text.get_window_extent()
            assert place.x0 >= 0 and place.x1 <= figure.bbox.width and place.y0 >= 0, text.get_text()
    assert figure.get_figwidth() <= 8 and figure.get_figheight() <= 10.5  # Letter and A4, less their margins


def test_the_file_has_both_pages(tmp_path):
    sheet.write(tmp_path / "sheet.pdf")
    assert (tmp_path / "sheet.pdf").read_bytes() == sheet.FILE.read_bytes()
    assert len(re.findall(rb"/Type /Page\b", sheet.FILE.read_bytes())) == 2
