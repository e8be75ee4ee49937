"""Bad input gets an error that says what was given, what was expected and why; and nothing changes."""

import copy
import inspect
import pickle
import re
from types import SimpleNamespace

import numpy as np
import pytest

from helpers.nn import (
    SGD,
    Adam,
    HalfSquaredError,
    Linear,
    Network,
    ReLU,
    Residual,
    ShapeError,
    Sigmoid,
    SoftmaxCrossEntropy,
    Tanh,
    check_gradients,
    minibatches,
    numerical_gradient,
    relative_error,
    sweep_learning_rates,
    train,
)

NAN, INF = float("nan"), float("inf")
RAGGED = [[1, 2], [3]]
COMPLEX = np.ones((4, 2), complex)
OBJECTS = np.full((4, 2), None)
WORDS = [["a", "b"]] * 4
HOLED = np.array([[1, 2], [3, NAN], [5, 6], [7, 8]])


def make_kit():
    """A little of everything, after one step of training: two inputs, three outputs, four samples."""
    kit = SimpleNamespace(
        network=Network([Linear(2, 4, rng=0), Tanh(), Linear(4, 3, rng=1)]),
        linear=Linear(2, 3, rng=2),
        sigmoid=Sigmoid(),
        tanh=Tanh(),
        relu=ReLU(),
        half=HalfSquaredError(),
        cross=SoftmaxCrossEntropy(),
        sgd=SGD(0.1, momentum=0.5),
        adam=Adam(0.1),
        X=np.arange(8.0).reshape(4, 2) / 8,
        Y=np.arange(12.0).reshape(4, 3) / 12,
        classes=np.array([0, 2, 1, 0]),
        rng=np.random.default_rng(0),
    )
    for loss, Y in ((kit.half, kit.Y), (kit.cross, kit.classes)):
        loss.forward(kit.network.forward(kit.X), Y)
        kit.network.backward(loss.backward())
    kit.sgd.step(kit.network)
    kit.adam.step(kit.network)
    for layer in (kit.linear, kit.sigmoid, kit.tanh, kit.relu):
        layer.backward(layer.forward(kit.X))
    return kit


def training(**changes):
    """A call of train on the kit, with some of its arguments replaced: train(**changes) of a working call."""

    def call(kit):
        arguments = {
            "network": kit.network,
            "loss": kit.half,
            "X": kit.X,
            "Y": kit.Y,
            "optimizer": kit.sgd,
            "epochs": 2,
            "rng": kit.rng,
        }
        train(**arguments | changes)

    return call


def sweep(**changes):
    """The same for sweep_learning_rates."""

    def call(kit):
        arguments = {"network": kit.network, "loss": kit.half, "X": kit.X, "Y": kit.Y, "epochs": 2, "rng": kit.rng}
        arguments["learning_rates"] = [0.1, 1]
        sweep_learning_rates(**arguments | changes)

    return call


CASES = {
    # Arrays that are no arrays of real numbers.
    "ragged X": (lambda kit: kit.network.forward(RAGGED), ValueError, "X is ragged: its rows have different lengths"),
    "complex X": (lambda kit: kit.network.forward(COMPLEX), TypeError, "X must hold real numbers.* complex128"),
    "objects as X": (lambda kit: kit.network.forward(OBJECTS), TypeError, "X must hold real numbers.* object"),
    "words as X": (lambda kit: kit.network.forward(WORDS), TypeError, "X must hold real numbers.* <U1"),
    "None as X": (lambda kit: kit.network.forward(None), TypeError, "X must hold real numbers.* object"),
    "ragged Z": (lambda kit: kit.sigmoid.forward(RAGGED), ValueError, "Z is ragged"),
    "complex Z, sigmoid": (
        lambda kit: kit.sigmoid.forward(COMPLEX),
        TypeError,
        "Z must hold real numbers.* complex128",
    ),
    "complex Z, tanh": (lambda kit: kit.tanh.forward(COMPLEX), TypeError, "Z must hold real numbers.* complex128"),
    "words as Z": (lambda kit: kit.relu.forward(WORDS), TypeError, "Z must hold real numbers.* <U1"),
    "complex gradient": (
        lambda kit: kit.linear.backward(np.ones((4, 3), complex)),
        TypeError,
        "dL_dZ must hold real numbers",
    ),
    "words as gradient": (lambda kit: kit.relu.backward(WORDS), TypeError, "dL_dA must hold real numbers"),
    "complex prediction": (lambda kit: kit.half.forward(COMPLEX, kit.X), TypeError, "Y_hat must hold real numbers"),
    "ragged target": (lambda kit: kit.half.forward(kit.X, RAGGED), ValueError, "Y is ragged"),
    "words as classes": (lambda kit: kit.cross.forward(kit.Y, ["a"] * 4), TypeError, "Y must hold real numbers.* <U1"),
    "objects as classes": (
        lambda kit: kit.cross.forward(kit.Y, [None] * 4),
        TypeError,
        "Y must hold real numbers.* object",
    ),
    # Shapes: both of them, the parameter, and the likely cause.
    "one sample as X": (
        lambda kit: kit.network.forward([1, 2]),
        ShapeError,
        r"X has shape \(2,\); two dimensions.*\(samples, columns\).*one sample.*X.reshape\(1, -1\)",
    ),
    "a number as X": (lambda kit: kit.network.forward(3.0), ShapeError, r"X has shape \(\); two dimensions"),
    "images as X": (lambda kit: kit.network.forward(np.ones((4, 8, 8))), ShapeError, r"\(4, 8, 8\); two dim.*flatten"),
    "X transposed": (
        lambda kit: kit.network.forward(kit.X.T),
        ShapeError,
        r"X \(2, 4\) has 4 columns but the layer expects 2 inputs, W is \(2, 4\); did you pass X\.T\?",
    ),
    "X too wide": (
        lambda kit: kit.network.forward(np.ones((4, 5))),
        ShapeError,
        r"X \(4, 5\) has 5 columns but the layer expects 2 inputs.*another size",
    ),
    "gradient transposed": (
        lambda kit: kit.linear.backward(np.ones((3, 4))),
        ShapeError,
        r"dL_dZ has shape \(3, 4\).*last output had shape \(4, 3\); is it transposed",
    ),
    "gradient of another batch": (
        lambda kit: kit.linear.backward(np.ones((5, 3))),
        ShapeError,
        r"dL_dZ has shape \(5, 3\).*\(4, 3\).*another batch",
    ),
    "gradient of one column": (
        lambda kit: kit.linear.backward(np.ones((4, 1))),
        ShapeError,
        r"dL_dZ has shape \(4, 1\)",
    ),
    "gradient that would broadcast": (
        lambda kit: kit.sigmoid.backward(np.ones(2)),
        ShapeError,
        r"dL_dA has shape \(2,\)",
    ),
    "one number as gradient": (lambda kit: kit.tanh.backward(1.0), ShapeError, r"dL_dA has shape \(\)"),
    "gradient of the network": (
        lambda kit: kit.network.backward(np.ones((4, 2))),
        ShapeError,
        r"dL_dZ has shape \(4, 2\).*\(4, 3\)",
    ),
    "target (n,) for (n, 1)": (
        lambda kit: kit.half.forward(np.ones((4, 1)), np.ones(4)),
        ShapeError,
        r"Y has shape \(4,\) but Y_hat has shape \(4, 1\).*Y\.reshape\(-1, 1\)",
    ),
    "target (n, 1) for (n, 3)": (
        lambda kit: kit.half.forward(kit.Y, np.ones((4, 1))),
        ShapeError,
        r"Y has shape \(4, 1\) but Y_hat has shape \(4, 3\)",
    ),
    "target of one row": (lambda kit: kit.half.forward(kit.Y, np.ones((1, 3))), ShapeError, r"Y has shape \(1, 3\)"),
    "one number as target": (lambda kit: kit.half.forward(kit.Y, 1.0), ShapeError, r"Y has shape \(\)"),
    "prediction (n,)": (
        lambda kit: kit.half.forward(np.ones(4), np.ones(4)),
        ShapeError,
        r"Y_hat has shape \(4,\); two dim",
    ),
    "classes (n, 1)": (
        lambda kit: kit.cross.forward(kit.Y, [[0], [2], [1], [0]]),
        ShapeError,
        r"Y has shape \(4, 1\); expected class numbers \(4,\) or one-hot rows \(4, 3\)",
    ),
    "too few classes": (lambda kit: kit.cross.forward(kit.Y, [0, 1]), ShapeError, r"Y has shape \(2,\).*\(4,\)"),
    "X and Y of other length": (
        lambda kit: minibatches(kit.X, kit.Y[:3], 2, kit.rng),
        ShapeError,
        r"X has shape \(4, 2\) but Y has shape \(3, 3\); both need one row per sample",
    ),
    "a number as data": (lambda kit: minibatches(1.0, kit.Y, 2, kit.rng), ShapeError, r"X has shape \(\)"),
    "gradients of other shape": (
        lambda kit: relative_error(np.ones(3), np.ones((3, 1))),
        ShapeError,
        r"a has shape \(3,\) but b has shape \(3, 1\)",
    ),
    # Targets and batches.
    "negative class": (
        lambda kit: kit.cross.forward(kit.Y, [0, -1, 1, 0]),
        ValueError,
        r"class number -1; with 3 .* 0 to 2",
    ),
    "class too large": (
        lambda kit: kit.cross.forward(kit.Y, [0, 3, 1, 0]),
        ValueError,
        r"class number 3; with 3 .* 0 to 2",
    ),
    "fractional class": (
        lambda kit: kit.cross.forward(kit.Y, [0, 1.5, 1, 0]),
        ValueError,
        r"class number 1\.5; with 3",
    ),
    "NaN as class": (lambda kit: kit.cross.forward(kit.Y, [0, NAN, 1, 0]), ValueError, "class number nan"),
    "infinity as class": (lambda kit: kit.cross.forward(kit.Y, [0, INF, 1, 0]), ValueError, "class number inf"),
    "rows that sum to 2": (lambda kit: kit.cross.forward(kit.Y, [[1, 1, 0]] * 4), ValueError, "not one-hot"),
    "rows with −1": (lambda kit: kit.cross.forward(kit.Y, [[1, 1, -1]] * 4), ValueError, "not one-hot"),
    "rows with NaN": (lambda kit: kit.cross.forward(kit.Y, [[1, NAN, 0]] * 4), ValueError, "not one-hot"),
    "empty batch, squared": (
        lambda kit: kit.half.forward(np.ones((0, 3)), np.ones((0, 3))),
        ValueError,
        "batch is empty",
    ),
    "empty batch, classes": (lambda kit: kit.cross.forward(np.ones((0, 3)), []), ValueError, "batch is empty"),
    "empty data": (lambda kit: minibatches(np.ones((0, 2)), np.ones((0, 3)), 2, kit.rng), ValueError, "batch is empty"),
    # Settings of layers and optimizers.
    "no inputs": (
        lambda kit: Linear(0, 3, kit.rng),
        ValueError,
        "d_in must be a whole number and at least 1, but it is 0",
    ),
    "half an output": (lambda kit: Linear(2, 2.5, kit.rng), ValueError, r"d_out must be a whole number.* 2\.5"),
    "True inputs": (lambda kit: Linear(True, 3, kit.rng), ValueError, "d_in must be a whole number.* True"),
    "negative size": (lambda kit: Linear(2, -1, kit.rng), ValueError, "d_out must be a whole number.* -1"),
    "a word as size": (lambda kit: Linear("2", 3, kit.rng), ValueError, "d_in must be a whole number.* '2'"),
    "None as size": (lambda kit: Linear(None, 3, kit.rng), ValueError, "d_in must be a whole number.* None"),
    "whole-number weights": (
        lambda kit: Linear(2, 3, kit.rng, dtype=int),
        TypeError,
        "dtype must be a floating-point type.*int",
    ),
    "complex weights": (lambda kit: Linear(2, 3, kit.rng, dtype=complex), TypeError, "dtype must be a floating-point"),
    "weights without rng": (lambda kit: Linear(2, 3, None), TypeError, r"rng is None.*pass a seed \(rng=0\)"),
    "negative seed": (lambda kit: Linear(2, 3, -1), ValueError, "rng must be a whole number and at least 0.* -1"),
    "fractional seed": (lambda kit: Linear(2, 3, 0.5), ValueError, r"rng must be a whole number.* 0\.5"),
    "momentum 1": (lambda kit: SGD(0.1, momentum=1), ValueError, r"momentum must lie in \[0, 1\), but it is 1"),
    "negative momentum": (lambda kit: SGD(0.1, momentum=-0.1), ValueError, r"momentum must lie in \[0, 1\).* -0\.1"),
    "NaN as momentum": (lambda kit: SGD(0.1, momentum=NAN), ValueError, "momentum must lie in .*nan"),
    "beta_1 1": (lambda kit: Adam(0.1, beta_1=1), ValueError, r"beta_1 must lie in \[0, 1\)"),
    "beta_2 negative": (lambda kit: Adam(0.1, beta_2=-1), ValueError, r"beta_2 must lie in \[0, 1\)"),
    "epsilon 0": (lambda kit: Adam(0.1, epsilon=0), ValueError, r"epsilon must lie in \(0, inf\)"),
    "weights that grow": (
        lambda kit: Adam(0.1, weight_decay=-0.1),
        ValueError,
        r"weight_decay must lie in \[0, inf\), but it is -0\.1",
    ),
    "infinite decay": (lambda kit: Adam(0.1, weight_decay=np.inf), ValueError, r"weight_decay must lie in.* inf"),
    "NaN as decay": (lambda kit: Adam(0.1, weight_decay=NAN), ValueError, "weight_decay must lie in .*nan"),
    "a word as decay": (lambda kit: Adam(0.1, weight_decay="small"), TypeError, "weight_decay must hold real numbers"),
    "a decay for each": (lambda kit: Adam(0.1, weight_decay=[0.1, 0.2]), TypeError, "weight_decay must be one number"),
    # Networks.
    "no layers": (lambda kit: Network([]), ValueError, "layers is empty"),
    "one layer, not a list": (
        lambda kit: Network(kit.linear),
        TypeError,
        "layers must be a list of layers, but it is <.*Linear",
    ),
    "a number as layer": (lambda kit: Network([kit.linear, 3]), TypeError, "a layer is 3, which has no method forward"),
    "None as layer": (lambda kit: Network([None]), TypeError, "a layer is None, which has no method forward"),
    "a loss as last layer": (lambda kit: Network([kit.linear, "softmax"]), TypeError, "'softmax'.* no method forward"),
    "a class as layer": (
        lambda kit: Network([kit.linear, Sigmoid]),
        TypeError,
        "the class Sigmoid, not an instance.*parentheses",
    ),
    "one layer twice": (
        lambda kit: Network([kit.sigmoid, kit.linear, kit.sigmoid]),
        ValueError,
        "one layer stands in two places",
    ),
    "one layer in two residuals": (
        lambda kit: Network([Residual([kit.sigmoid]), Residual([kit.sigmoid])]),
        ValueError,
        "one layer stands in two places",
    ),
    # Order of calls.
    "backward first, linear": (
        lambda kit: Linear(2, 3, 0).backward(np.ones((4, 3))),
        RuntimeError,
        "backward was called before forward",
    ),
    "backward first, sigmoid": (
        lambda kit: Sigmoid().backward([1.0]),
        RuntimeError,
        "backward was called before forward",
    ),
    "backward first, tanh": (lambda kit: Tanh().backward([1.0]), RuntimeError, "backward was called before forward"),
    "backward first, relu": (lambda kit: ReLU().backward([1.0]), RuntimeError, "backward was called before forward"),
    "backward first, squared": (
        lambda kit: HalfSquaredError().backward(),
        RuntimeError,
        "backward was called before forward",
    ),
    "backward first, softmax": (
        lambda kit: SoftmaxCrossEntropy().backward(),
        RuntimeError,
        "backward was called before forward",
    ),
    "step first": (
        lambda kit: SGD(0.1).step(Network([Linear(2, 3, 0)])),
        RuntimeError,
        "step was called before backward.*Linear.*dL_dW",
    ),
    "step first, Adam": (
        lambda kit: Adam(0.1).step(Network([Linear(2, 3, 0)])),
        RuntimeError,
        "step was called before backward",
    ),
    "step with a new last layer": (
        lambda kit: kit.sgd.step(Network([kit.network, Linear(3, 1, 0)])),
        RuntimeError,
        "step was called before backward",
    ),
    "step of a layer": (lambda kit: kit.sgd.step(kit.linear), TypeError, "step needs a Network, but got <.*Linear"),
    "step of a list": (lambda kit: kit.adam.step([kit.linear]), TypeError, r"step needs a Network, but got \["),
    # Mini-batches and training.
    "batch size 0": (
        lambda kit: minibatches(kit.X, kit.Y, 0, kit.rng),
        ValueError,
        "batch_size must be a whole number and at least 1.* 0",
    ),
    "batch size 2.0": (
        lambda kit: minibatches(kit.X, kit.Y, 2.0, kit.rng),
        ValueError,
        r"batch_size must be a whole number.* 2\.0",
    ),
    "minibatches without rng": (lambda kit: minibatches(kit.X, kit.Y, 2, None), TypeError, "rng is None"),
    "ragged data": (lambda kit: minibatches(RAGGED, kit.Y[:2], 2, kit.rng), ValueError, "X is ragged"),
    "train, batch size": (training(batch_size=0), ValueError, "batch_size must be a whole number"),
    "train, epochs 0": (training(epochs=0), ValueError, "epochs must be a whole number and at least 1, but it is 0"),
    "train, epochs 1.5": (training(epochs=1.5), ValueError, r"epochs must be a whole number.* 1\.5"),
    "train, epochs True": (training(epochs=True), ValueError, "epochs must be a whole number.* True"),
    "train without rng": (training(rng=None), TypeError, "rng is None"),
    "train on NaN": (training(X=HOLED), ValueError, "X holds NaN or infinity; clean the data"),
    "train on infinity": (training(Y=np.full((4, 3), INF)), ValueError, "Y holds NaN or infinity"),
    "train on nothing": (training(X=np.ones((0, 2)), Y=np.ones((0, 3))), ValueError, "batch is empty"),
    "train, other length": (training(Y=np.ones((3, 3))), ShapeError, r"\(4, 2\).*\(3, 3\).*one row per sample"),
    "train, X (n,)": (training(X=np.ones(4)), ShapeError, r"X has shape \(4,\); two dimensions"),
    "train, X too wide": (training(X=np.ones((4, 3))), ShapeError, "X .* has 3 columns but the layer expects 2 inputs"),
    "train, Y (n,)": (training(Y=np.ones(4)), ShapeError, r"Y has shape \(4,\) but Y_hat has shape \(4, 3\)"),
    "train, complex X": (training(X=COMPLEX), TypeError, "X must hold real numbers"),
    "train, a network's class": (training(network=Network), TypeError, "network is the class Network, not an instance"),
    "train, a list of layers": (training(network=[Sigmoid()]), TypeError, "network is .* no method forward"),
    "train, a loss's class": (
        training(loss=HalfSquaredError),
        TypeError,
        "loss is the class HalfSquaredError.*parentheses",
    ),
    "train, an optimizer's class": (training(optimizer=SGD), TypeError, "optimizer is the class SGD.*parentheses"),
    "train, a number as optimizer": (
        training(optimizer=0.1),
        TypeError,
        r"optimizer is 0\.1, which has no method step",
    ),
    "train, a class too large, in the last of the batches": (
        training(loss=SoftmaxCrossEntropy(), Y=[0, 1, 2, 7], batch_size=1),
        ValueError,
        "class number 7; with 3",
    ),
    "train, a fractional class": (
        training(loss=SoftmaxCrossEntropy(), Y=[0.5, 1, 2, 0], batch_size=1),
        ValueError,
        r"class number 0\.5",
    ),
    "sweep, no rates": (sweep(learning_rates=[]), ValueError, "learning_rates is empty"),
    "sweep, epochs 0": (sweep(epochs=0), ValueError, "epochs must be a whole number"),
    "sweep, batch size 0": (sweep(batch_size=0), ValueError, "batch_size must be a whole number"),
    "sweep without rng": (sweep(rng=None), TypeError, "rng is None"),
    "sweep, NaN": (sweep(X=HOLED), ValueError, "X holds NaN or infinity"),
    "sweep, Y (n,)": (sweep(Y=np.ones(4)), ShapeError, r"Y has shape \(4,\)"),
    "sweep, class too large": (sweep(loss=SoftmaxCrossEntropy(), Y=[0, 1, 2, 7]), ValueError, "class number 7; with 3"),
    "sweep, a loss's class": (sweep(loss=HalfSquaredError), TypeError, "loss is the class HalfSquaredError"),
    # The gradient check.
    "h 0": (lambda kit: numerical_gradient(np.sum, kit.X, h=0), ValueError, r"h must lie in \(0, inf\), but it is 0"),
    "negative h": (lambda kit: numerical_gradient(np.sum, kit.X, h=-1e-5), ValueError, "h must lie in .* -1e-05"),
    "NaN as h": (lambda kit: numerical_gradient(np.sum, kit.X, h=NAN), ValueError, "h must lie in .* nan"),
    "a word as h": (lambda kit: numerical_gradient(np.sum, kit.X, h="small"), TypeError, "h must hold real numbers"),
    "two numbers as h": (
        lambda kit: numerical_gradient(np.sum, kit.X, h=[1e-5, 1e-5]),
        TypeError,
        r"h must be one number.*\(2,\)",
    ),
    "f gives a vector": (
        lambda kit: numerical_gradient(lambda x: x, kit.X),
        ValueError,
        r"f must return one number.*\(4, 2\)",
    ),
    "f gives nothing": (
        lambda kit: numerical_gradient(lambda x: None, kit.X),
        TypeError,
        "the value of f must hold real numbers",
    ),
    "f gives a complex number": (
        lambda kit: numerical_gradient(lambda x: 1j, kit.X),
        TypeError,
        "value of f.*complex128",
    ),
    "complex x": (lambda kit: numerical_gradient(np.sum, COMPLEX), TypeError, "x must hold real numbers"),
    "ragged x": (lambda kit: numerical_gradient(np.sum, RAGGED), ValueError, "x is ragged"),
    "check a class": (
        lambda kit: check_gradients(Network, kit.half, kit.X, kit.Y),
        TypeError,
        "network is the class Network",
    ),
    "check a layer": (
        lambda kit: check_gradients(kit.linear, kit.half, kit.X, kit.Y),
        TypeError,
        "network is .* no method parameters",
    ),
    "check, X transposed": (
        lambda kit: check_gradients(kit.network, kit.half, kit.X.T, kit.Y),
        ShapeError,
        r"did you pass X\.T\?",
    ),
    "check, Y (n,)": (
        lambda kit: check_gradients(kit.network, kit.half, kit.X, np.ones(4)),
        ShapeError,
        r"Y has shape \(4,\)",
    ),
    "check, empty batch": (
        lambda kit: check_gradients(kit.network, kit.half, kit.X[:0], kit.Y[:0]),
        ValueError,
        "batch is empty",
    ),
}

for value, error in [
    (0, ValueError),
    (-1, ValueError),
    (NAN, ValueError),
    (INF, ValueError),
    (-INF, ValueError),
    ("a", TypeError),
    (None, TypeError),
    ([0.1, 0.2], TypeError),
    (1j, TypeError),
]:
    shown = "learning_rate must .*" + (re.escape(repr(value)) if error is ValueError else "")
    CASES |= {
        f"SGD({value!r})": (lambda kit, value=value: SGD(value), error, shown),
        f"Adam({value!r})": (lambda kit, value=value: Adam(value), error, shown),
        f"sweep, rate {value!r}": (sweep(learning_rates=[0.1, value]), (ValueError, TypeError), "learning_rate"),
    }


@pytest.mark.parametrize(("call", "error", "message"), CASES.values(), ids=CASES)
def test_bad_input_is_refused_and_changes_nothing(call, error, message):
    kit = make_kit()
    before = pickle.dumps(vars(kit))
    with pytest.raises(error, match=message):
        call(kit)
    assert pickle.dumps(vars(kit)) == before


def test_the_kit_itself_works():
    """Else the cases above could fail for another reason than theirs."""
    kit = make_kit()
    before = pickle.dumps(vars(kit))
    sweep()(kit)
    sweep(learning_rates=(1, np.float32(0.1)), batch_size=np.int64(3))(kit)
    assert pickle.dumps(vars(kit)) != before  # the generator moved on: a change is seen
    training()(kit)
    training(loss=kit.cross, Y=kit.classes, batch_size=3, optimizer=kit.adam)(kit)
    assert check_gradients(kit.network, kit.half, kit.X, kit.Y).passed


def state(thing):
    """What a layer or a loss holds: which objects, and a copy of their values."""
    return {name: (value, copy.deepcopy(value)) for name, value in vars(thing).items()}


def assert_untouched(thing, before):
    assert vars(thing).keys() == before.keys()
    for name, (value, values) in before.items():
        assert vars(thing)[name] is value
        np.testing.assert_array_equal(value, values)


GOOD = np.arange(8.0).reshape(4, 2) / 8
NO_NUMBERS = {
    "ragged": (RAGGED, ValueError),
    "complex": (COMPLEX, TypeError),
    "objects": (OBJECTS, TypeError),
    "words": (WORDS, TypeError),
    "None": (None, TypeError),
}
NO_MATRIX = {"(n,)": (np.ones(2), ShapeError), "number": (1.0, ShapeError), "stack": (np.ones((4, 2, 2)), ShapeError)}
ANOTHER_SHAPE = {
    "transposed": (np.ones((2, 4)), ShapeError),
    "another batch": (np.ones((3, 2)), ShapeError),
    "one row": (np.ones((1, 2)), ShapeError),
    "one column": (np.ones((4, 1)), ShapeError),
    "empty": (np.ones((0, 2)), ShapeError),
}
NO_CLASSES = {
    "negative class": ([0, -1, 1, 0], ValueError),
    "class too large": ([0, 2, 1, 0], ValueError),
    "fractional class": ([0, 0.5, 1, 0], ValueError),
    "rows that sum to 2": ([[1, 1]] * 4, ValueError),
    "rows with −1": ([[2, -1]] * 4, ValueError),
    "too few": ([0, 1], ShapeError),
}
LAYERS = {
    "Linear": lambda: Linear(2, 2, rng=0),
    "Linear, float32": lambda: Linear(2, 2, rng=0, dtype=np.float32),
    "Sigmoid": Sigmoid,
    "Tanh": Tanh,
    "ReLU": ReLU,
}
LOSSES = {"HalfSquaredError": HalfSquaredError, "SoftmaxCrossEntropy": SoftmaxCrossEntropy}
FORWARD = [
    pytest.param(make, (value,), error, id=f"{name}, {what}")
    for name, make in LAYERS.items()
    for what, (value, error) in (
        NO_NUMBERS | (NO_MATRIX | {"too wide": (np.ones((4, 3)), ShapeError)} if "Linear" in name else {})
    ).items()
] + [
    pytest.param(make, values, error, id=f"{name}, {what}")
    for name, make in LOSSES.items()
    for what, (values, error) in (
        {f"{what} as Y_hat": ((value, GOOD), error) for what, (value, error) in (NO_NUMBERS | NO_MATRIX).items()}
        | {f"{what} as Y": ((GOOD, value), error) for what, (value, error) in (NO_NUMBERS | ANOTHER_SHAPE).items()}
        | {"empty batch": ((GOOD[:0], GOOD[:0]), ValueError)}
        | ({what: ((GOOD, Y), error) for what, (Y, error) in NO_CLASSES.items()} if "Softmax" in name else {})
    ).items()
]
BACKWARD = [
    pytest.param(make, value, error, id=f"{name}, {what}")
    for name, make in LAYERS.items()
    for what, (value, error) in (NO_NUMBERS | NO_MATRIX | ANOTHER_SHAPE).items()
]


def after_a_right_pass(make):
    """A layer or a loss that went forward and backward."""
    thing = make()
    if isinstance(thing, HalfSquaredError | SoftmaxCrossEntropy):
        thing.forward(GOOD, [[0, 1]] * 4)
        thing.backward()
    else:
        thing.backward(thing.forward(GOOD))
    return thing


@pytest.mark.parametrize("start", [lambda make: make(), after_a_right_pass], ids=["fresh", "after a pass"])
@pytest.mark.parametrize(("make", "values", "error"), FORWARD)
def test_a_refused_forward_leaves_everything_as_it_was(start, make, values, error):
    thing = start(make)
    before = state(thing)
    with pytest.raises(error):
        thing.forward(*values)
    assert_untouched(thing, before)


@pytest.mark.parametrize(("make", "value", "error"), BACKWARD)
def test_a_refused_backward_leaves_everything_as_it_was(make, value, error):
    layer = after_a_right_pass(make)
    before = state(layer)
    with pytest.raises(error):
        layer.backward(value)
    assert_untouched(layer, before)


@pytest.mark.parametrize("make", (LAYERS | LOSSES).values(), ids=LAYERS | LOSSES)
def test_backward_before_forward_leaves_everything_as_it_was(make):
    thing = make()
    before = state(thing)
    with pytest.raises(RuntimeError, match="backward was called before forward"):
        thing.backward(*[GOOD] * (make in LAYERS.values()))
    assert_untouched(thing, before)


@pytest.mark.parametrize("make", LAYERS.values(), ids=LAYERS)
def test_the_arguments_of_a_layer_keep_their_names(make):
    layer, by_name = make(), make()
    forward, backward = ("X", "dL_dZ") if hasattr(layer, "W") else ("Z", "dL_dA")
    np.testing.assert_array_equal(by_name.forward(**{forward: GOOD}), layer.forward(GOOD))
    np.testing.assert_array_equal(by_name.backward(**{backward: GOOD}), layer.backward(GOOD))
    assert list(inspect.signature(layer.forward).parameters) == [forward]
    assert layer.forward.__doc__ and layer.forward.__name__ == "forward"


def test_a_shape_error_is_a_value_error():
    assert issubclass(ShapeError, ValueError)


def test_layers_that_do_not_fit_each_other_are_named():
    network = Network([Linear(2, 3, rng=0), Sigmoid(), Linear(4, 1, rng=0)])
    with pytest.raises(ShapeError, match=r"X \(5, 3\) has 3 columns but the layer expects 4 inputs.*layer before it"):
        network.forward(np.ones((5, 2)))
