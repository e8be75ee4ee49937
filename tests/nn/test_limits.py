"""Where one answer turns into another: the last number that passes, the first that doesn't, and the hint that fits."""

import math
from dataclasses import dataclass
from types import SimpleNamespace

import numpy as np
import pytest

from helpers.nn import (
    SGD,
    DeltaNetwork,
    HalfSquaredError,
    Linear,
    Network,
    Neuron,
    NeuronNetwork,
    ReLU,
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
from helpers.nn.gradient_check import NUDGE, TOLERANCE, Comparison, GradientReport, _has_two_slopes

# What is missing


def one_layer():
    return Network([Linear(1, 1, rng=0)])


def training(network=None, loss=None):
    train(network or one_layer(), loss or HalfSquaredError(), [[1.0]], [[1.0]], SGD(0.1), epochs=1, rng=0)


def sweeping(network=None, loss=None):
    sweep_learning_rates(network or one_layer(), loss or HalfSquaredError(), [[1.0]], [[1.0]], [0.1], epochs=1, rng=0)


def checking(network=None, loss=None):
    check_gradients(network or one_layer(), loss or HalfSquaredError(), [[1.0]], [[1.0]])


@pytest.mark.parametrize(
    ("name", "methods", "call"),
    [
        ("network", ["forward", "backward", "parameters"], training),
        ("network", ["forward", "backward", "parameters"], sweeping),
        ("network", ["forward", "backward", "parameters"], checking),
        ("network", ["forward", "backward", "parameters"], lambda network: NeuronNetwork.from_network(network)),
        ("network", ["forward", "backward", "parameters"], lambda network: DeltaNetwork.from_network(network)),
        ("loss", ["forward", "backward"], training),
        ("loss", ["targets", "mean", "backward"], sweeping),
        ("loss", ["forward", "backward"], checking),
        ("layer", ["forward", "backward"], lambda layer: Network([layer])),
    ],
)
def test_the_first_method_that_is_missing_is_named(name, methods, call):
    for i, method in enumerate(methods):
        for rest in ({}, {method: "not a method"}):
            thing = SimpleNamespace(**dict.fromkeys(methods[:i], print), **rest)
            with pytest.raises(TypeError, match=f"{name} is namespace.*, which has no method {method}$"):
                call(**{name: thing})


# Shapes: which hint


@pytest.mark.parametrize(
    ("shape", "hint"),
    [
        ((4, 2), "is it transposed?"),
        ((4, 1), "was forward called with another batch since?"),
        ((4, 3), "was forward called with another batch since?"),
        ((3, 2), "was forward called with another batch since?"),
        ((5, 4), "was forward called with another batch since?"),
        ((2,), "was forward called with another batch since?"),
    ],
)
def test_the_hint_for_a_gradient_of_another_shape(shape, hint):
    layer = Linear(3, 4, rng=0)
    layer.forward(np.ones((2, 3)))
    activation = Sigmoid()
    activation.forward(np.ones((2, 4)))
    for each in (layer, activation):
        with pytest.raises(ShapeError) as raised:
            each.backward(np.ones(shape))
        assert str(raised.value).endswith(f" has shape {shape}, but the layer's last output had shape (2, 4); {hint}")


@pytest.mark.parametrize(
    ("shape", "hint"),
    [
        ((2, 3), "did you pass X.T?"),
        ((2, 1), "did you pass X.T?"),
        ((1, 3), "does the layer before it have another size?"),
        ((3, 3), "does the layer before it have another size?"),
    ],
)
def test_the_hint_for_samples_of_another_width(shape, hint):
    with pytest.raises(ShapeError) as raised:
        Linear(2, 4, rng=0).forward(np.ones(shape))
    expected = f"X {shape} has {shape[1]} columns but the layer expects 2 inputs, W is (2, 4); {hint}"
    assert str(raised.value) == expected


@pytest.mark.parametrize(
    ("shape", "hint"),
    [
        ((4, 2), "is it transposed?"),
        ((4, 1), "does the network end in another size?"),
        ((3, 2), "does the network end in another size?"),
        ((4, 3), "does the network end in another size?"),
        ((5, 4), "does the network end in another size?"),
        ((), "does the network end in another size?"),
        ((2,), "did you mean Y.reshape(-1, 1)?"),
    ],
)
def test_the_hint_for_targets_of_another_shape(shape, hint):
    with pytest.raises(ShapeError) as raised:
        HalfSquaredError().forward(np.ones((2, 4)), np.ones(shape))
    assert str(raised.value) == f"Y has shape {shape} but Y_hat has shape (2, 4); they must be equal; {hint}"


def test_the_hint_for_the_targets_of_one_sample():
    with pytest.raises(ShapeError, match=r"did you mean Y\.reshape\(1, -1\)\?$"):
        HalfSquaredError().forward(np.ones((1, 4)), np.ones(4))


# The gradient check


def test_an_error_of_a_millionth_passes_and_no_larger_one():
    assert TOLERANCE == 1e-6
    assert Comparison("X", (0, 0), 1.0, 1.0, TOLERANCE).passed is True
    assert Comparison("X", (0, 0), 1.0, 1.0, math.nextafter(TOLERANCE, 1)).passed is False
    assert Comparison("X", (0, 0), 1.0, 1.0, math.nan).passed is False


def test_the_report_is_a_table():
    nan = math.nan
    rows = (
        Comparison("X", (1, 0), 0.25, 0.25, 1e-9),
        Comparison("layers[0].W", (0, 2), -0.12345678, 12.5, 0.98),
        Comparison("layers[0].b", (), nan, nan, math.inf, "no shape"),
        Comparison("layers[2].W", (0, 0), 1.0, nan, 0.0, "a kink"),
    )
    report = GradientReport("layers[0].W", (0, 2), -0.12345678, 12.5, 0.98, rows=rows)
    assert repr(report).splitlines() == [
        "gradient of  worst entry      analytic    numerical  relative error  verdict",
        "X            (1, 0)           0.250000     0.250000  < 1e-06         right",
        "layers[0].W  (0, 2)          -0.123457    12.500000  0.98            WRONG",
        "layers[0].b                        nan          nan  inf             WRONG; no shape",
        "layers[2].W  (0, 0)           1.000000          nan  < 1e-06         a kink",
    ]
    assert not report.passed


class Constant(HalfSquaredError):
    """A loss that is the same everywhere, with a gradient that claims otherwise."""

    def __init__(self, value, gradient):
        self.value, self.gradient = value, gradient

    def forward(self, Y_hat, Y):
        return self.value

    def backward(self):
        return np.array([[self.gradient]])


@pytest.mark.parametrize("L", [0.0, 3.0, -3.0])
def test_rounding_explains_ten_units_in_the_last_place_of_one_plus_the_loss(L):
    network = one_layer()
    network.layers[0].W[:] = 1
    noise = 10 * 2.0**-52 * (1 + abs(L)) / 1e-5
    for times, error in ((0.95, 0.0), (1.05, 0.05 / 1.05), (4.0, 3 / 4)):
        report = check_gradients(network, Constant(L, times * noise), [[1.0]], [[1.0]])
        assert report.relative_error == pytest.approx(error, rel=1e-6, abs=1e-12)
        assert report.passed == (times < 1)


# What comes in


@pytest.mark.parametrize("dtype", [bool, np.int8, np.uint8, np.int64])
@pytest.mark.parametrize("activation", [Sigmoid, Tanh, ReLU])
def test_whole_numbers_are_computed_in_float64(activation, dtype):
    for Z in (np.array([0, 1], dtype), [dtype(0), dtype(1)]):
        A = activation().forward(Z)
        assert A.dtype == np.float64
        np.testing.assert_array_equal(A, activation().forward([0.0, 1.0]))


def test_a_gradient_keeps_its_digits_whatever_the_dtype_of_the_samples():
    for dtype in (np.float32, int):
        layer = Linear(1, 1, rng=0)
        layer.forward(np.array([[3]], dtype))
        assert layer.backward(np.array([[0.1]])) == 0.1 * layer.W
        assert layer.dL_dW.dtype == np.float64 and layer.dL_dW == 3 * 0.1


def test_a_stack_of_samples_is_refused_even_where_its_second_axis_fits():
    with pytest.raises(ShapeError, match=r"X has shape \(4, 2, 2\); two dimensions are expected"):
        Linear(2, 3, rng=0).forward(np.ones((4, 2, 2)))


def test_checked_methods_keep_their_names_and_docstrings():
    for layer in (Linear, Sigmoid, Tanh, ReLU):
        for name in ("forward", "backward"):
            method = getattr(layer, name)
            assert method.__name__ == name and method.__doc__


def test_a_neuron_keeps_floats_and_names_a_list_that_holds_something_else():
    neuron = Neuron(2, rng=0)
    for inputs in ([1, 2], [1.0, 2], [1, 2.0], [1.0, 2.0], (1.0, 2.0), np.array([1, 2])):
        neuron.forward(inputs)
        assert repr(neuron.inputs) == "[1.0, 2.0]"
    with pytest.raises(TypeError, match="inputs must hold real numbers"):
        neuron.forward([1.0, "two"])
    for wrong in ([1.0], [1.0, 2.0, 3.0]):
        with pytest.raises(ShapeError, match=rf"inputs has shape \({len(wrong)},\), but 2 numbers are expected"):
            neuron.forward(wrong)


@pytest.mark.parametrize(
    ("shape", "hint"),
    [
        ((4, 2), "samples are columns here; did you pass them as rows?"),
        ((4, 1), "one column per sample is expected"),
        ((4, 3), "one column per sample is expected"),
        ((1, 3), "one column per sample is expected"),
        ((3, 3), "one column per sample is expected"),
        ((2,), "one column per sample is expected"),
        ((2, 3, 1), "one column per sample is expected"),
        ((5, 1, 2), "one column per sample is expected"),
        ((2, 0), "one column per sample is expected"),
        ((), "one column per sample is expected"),
    ],
)
def test_the_hint_for_columns_of_another_shape(shape, hint):
    with pytest.raises(ShapeError) as raised:
        DeltaNetwork([2, 3, 1], rng=0).forward(np.ones(shape))
    assert str(raised.value) == f"X has shape {shape}, but (2, n) is expected; {hint}"


@pytest.mark.parametrize(
    ("inputs", "hint"),
    [
        ([1.0], ""),
        ([1.0] * 3, ""),
        (1.0, ""),
        ([[1.0, 2.0]], "; is it more than one sample?"),
        ([[[1.0, 2.0]]], "; is it more than one sample?"),
    ],
)
def test_the_hint_for_inputs_of_a_neuron(inputs, hint):
    with pytest.raises(ShapeError) as raised:
        Neuron(2, rng=0).forward(inputs)
    expected = f"inputs has shape {np.shape(inputs)}, but 2 numbers are expected, (2,){hint}"
    assert str(raised.value) == expected


def test_the_first_wrong_class_is_named():
    with pytest.raises(ValueError, match=r"^Y holds the class number -2; with 3 logits the classes are 0 to 2$"):
        SoftmaxCrossEntropy().forward(np.ones((4, 3)), [0, -2, 1, 3])


def test_inputs_are_named_before_labels():
    with pytest.raises(ShapeError, match=r"^inputs has shape \(1, 3\), but \(1, 2\) is expected, one row per sample$"):
        NeuronNetwork([2, 1], rng=0).gradients([[1, 2, 3]], [[1, 2]])


def test_even_long_numbers_become_floats_of_python():
    network, one = NeuronNetwork([1, 1], rng=0), np.array([[1]], np.longdouble)
    history = network.train(one, one, learning_rate=0.1, epochs=1, rng=0)
    (neuron,) = network.neurons()
    assert type(neuron.weights[0]) is type(neuron.bias) is type(history.loss[0]) is float


def test_no_number_is_not_one_number():
    with pytest.raises(ValueError, match=r"f must return one number, but it returned an array of shape \(0,\)"):
        numerical_gradient(lambda x: [], 1.0)


@pytest.mark.parametrize(("one", "other"), [((3, 1), (3,)), ((3,), (3, 1)), ((2,), (3,)), ((3,), (2,))])
def test_two_arrays_of_other_shapes_have_no_relative_error(one, other):
    with pytest.raises(ShapeError):
        relative_error(np.ones(one), np.ones(other))


def test_differences_are_those_of_float64():
    # What a longer number would see, a double doesn't.
    assert numerical_gradient(lambda x: np.longdouble(1) + np.longdouble(x) * 1e-18, 0.0, h=0.5) == 0


def test_of_errors_that_rounding_explains_the_first_is_shown():
    network = Network([Linear(2, 1, rng=0)])
    network.layers[0].W[:] = [[0.5], [0.9]]
    row = check_gradients(network, Constant(0.0, 10 * 2.0**-52 / 1e-5), [[1.0, 1.0]], [[1.0]]).rows[0]
    assert (row.parameter, row.entry, row.relative_error) == ("X", (0, 0), 0.0)


def test_a_gradient_that_is_nan_has_an_infinite_error():
    report = check_gradients(one_layer(), Constant(0.0, math.nan), [[1.0]], [[1.0]])
    assert [row.relative_error for row in report.rows] == [math.inf] * 3
    assert type(report.rows) is tuple


def test_the_report_holds_numbers_of_python():
    report = check_gradients(Network([Linear(2, 3, rng=0)]), HalfSquaredError(), np.ones((1, 2)), np.ones((1, 3)))
    for row in report.rows:
        numbers = [row.analytic, row.numerical, row.relative_error]
        assert {type(number) for number in numbers} == {float} and {type(i) for i in row.entry} == {int}


def test_a_gradient_of_another_shape_is_named_with_both():
    class NoSum(Linear):
        def backward(self, dL_dZ):
            dL_dX = super().backward(dL_dZ)
            self.dL_db = dL_dZ
            return dL_dX

    report = check_gradients(Network([NoSum(2, 3, rng=0)]), HalfSquaredError(), np.ones((4, 2)), np.ones((4, 3)))
    assert report.parameter == "layers[0].b is (3,), its gradient (4, 3)"


# Kinks


def checked(layer, X):
    """Check a network of this layer alone."""
    return check_gradients(Network([layer]), HalfSquaredError(), X, np.ones_like(X))


def test_a_kink_is_left_by_another_step_of_the_samples_or_of_the_parameters():
    row = checked(ReLU(), [[0.0, 2.0]]).rows[0]
    assert row.entry == (0, 1) and "1 of 2 on the kink" in row.remark  # what has no slope isn't shown if another has
    network = Network([Linear(2, 3, rng=0), ReLU()])
    network.layers[0].W[:] = 0  # whatever the samples, all is on the kink
    report = check_gradients(network, HalfSquaredError(), [[1.0, 2.0]], [[1.0, 2.0, 3.0]])
    assert report.passed and "6 of 6 on the kink" in repr(report)
    assert [row.relative_error for row in report.rows] == [0.0] * 3


def test_what_is_wrong_a_step_to_the_side_is_no_kink():
    class WrongBeside(ReLU):
        """Right at whole numbers, and below 3."""

        def backward(self, dL_dA):
            return super().backward(dL_dA) * np.where((self.A > 3) & (self.A % 1 > 0), 2, 1)

    assert not checked(WrongBeside(), [[0.0, 5.0]]).passed


def test_the_step_to_the_side_is_a_small_one():
    class WrongFarAway(ReLU):
        """Right near 0, and near 5."""

        def backward(self, dL_dA):
            return super().backward(dL_dA) * np.where((self.A > 0.6) & (np.abs(self.A - 5) > 0.6), 2, 1)

    assert checked(WrongFarAway(), [[0.0, 5.0]]).passed


def test_what_is_wrong_where_there_is_no_kink_is_wrong():
    class WrongHere(Tanh):
        """Wrong at one number only."""

        def backward(self, dL_dA):
            return super().backward(dL_dA) * np.where(np.isclose(self.A, np.tanh(0.5)), 2, 1)

    assert not checked(WrongHere(), [[0.5, 0.25]]).passed


def test_no_number_on_a_kink_is_wrong():
    class Divides(ReLU):
        def forward(self, Z):
            self.Z = Z
            return super().forward(Z)

        def backward(self, dL_dA):
            with np.errstate(invalid="ignore"):
                return dL_dA * self.A / self.Z

    report = checked(Divides(), [[0.0, 2.0]])
    assert not report.passed and report.entry == (0, 0)


def test_a_kink_with_the_right_slope_counts():
    class ReLUAndAbs:
        """The first column is bent at 0, the second has the mean of its two slopes there: 0."""

        def forward(self, Z):
            self.Z = Z
            return np.column_stack([np.maximum(Z[:, 0], 0), np.abs(Z[:, 1])])

        def backward(self, dL_dA):
            return dL_dA * np.column_stack([self.Z[:, 0] > 0, np.sign(self.Z[:, 1])])

    report = checked(ReLUAndAbs(), [[0.0, 0.0]])
    assert report.passed and "1 of 2 on the kink" in report.rows[0].remark


def test_no_global_seed_is_read_or_moved_by_the_check():
    np.random.seed(1)
    before = np.random.get_state()[1].tolist()
    checked(ReLU(), [[0.0, 2.0]])
    assert np.random.get_state()[1].tolist() == before


@pytest.mark.parametrize(
    ("f", "bent"),
    [
        (lambda x: 3 + 5 * x, False),
        (lambda x: 3 - 5 * x, False),
        (lambda x: (x + 3) ** 2, False),
        (lambda x: 1e4 * x**2, False),
        (lambda x: 3.0 + max(5 * x, 0), True),
        (lambda x: -3.0 + max(-5 * x, 0), True),
        (lambda x: 3 + max(7 * x, 2 * x), True),
    ],
)
def test_a_slope_that_differs_from_one_side_to_the_other(f, bent):
    x = np.array([[1.0, 0.0]])
    assert _has_two_slopes(lambda x: f(x[0, 1]) + x[0, 0], x, (0, 1)) == bent
    assert not _has_two_slopes(lambda x: f(x[0, 1]) + x[0, 0], x, (0, 0))


@pytest.mark.parametrize(
    ("gap", "smaller_gap", "bent"),
    [(1.0, 0.5, False), (1.0, 0.51, True)]
    + [(1e-9, times * 1e3 * 2.0**-52 / 1e-6, times > 1) for times in (0.995, 1.005)],
)
def test_two_slopes_stay_apart_as_the_nudge_shrinks_and_by_more_than_rounding(gap, smaller_gap, bent):
    gaps = {0.0: 0.0, NUDGE: gap, NUDGE / 10: smaller_gap}
    assert _has_two_slopes(lambda x: abs(x.item()) / 2 * gaps[abs(x.item())], np.zeros(1), (0,)) == bent


# Networks


def test_layers_that_are_equal_are_not_the_same():
    @dataclass
    class Scale:
        factor: float

        def forward(self, Z):
            return self.factor * Z

        def backward(self, dL_dA):
            return self.factor * dL_dA

    assert Network([Scale(3.0), Scale(3.0)]).forward(np.ones((1, 1))) == 9


@pytest.mark.parametrize("translate", [NeuronNetwork.from_network, DeltaNetwork.from_network])
def test_only_linear_layers_themselves_are_translated(translate):
    class Own(Linear):
        """Might do anything in its forward."""

    linear, own = Linear(2, 2, rng=0), Own(2, 2, rng=0)
    for layers in (
        [own, Sigmoid()],
        [linear, Sigmoid(), own, Sigmoid()],
        [own, Sigmoid(), linear, Sigmoid()],
        [Tanh(), Sigmoid()],
        [linear, Tanh()],
        [linear, Sigmoid(), Linear(2, 2, rng=0)],
    ):
        with pytest.raises(ValueError, match="the network must be Linear, "):
            translate(Network(layers))


@pytest.mark.parametrize("Y", [[0, 2], np.eye(3)[[0, 2]], np.eye(3, dtype=int)[[0, 2]]])
def test_the_gradient_has_the_dtype_of_the_logits_whatever_the_targets(Y):
    loss = SoftmaxCrossEntropy()
    loss.forward(np.ones((2, 3), np.float32), Y)
    assert loss.backward().dtype == np.float32


# Data


@pytest.mark.parametrize(
    ("X", "Y", "error", "message"),
    [
        (np.ones((2, 1)), ["a", "b"], TypeError, "Y must hold real numbers"),
        (["a", "b"], np.ones(2), TypeError, "X must hold real numbers"),
        (np.ones((2, 1)), [[1, 2], [3]], ValueError, "Y is ragged"),
        (np.ones((2, 1)), 1.0, ShapeError, r"X has shape \(2, 1\) but Y has shape \(\); both need one row per sample"),
        (1.0, np.ones(2), ShapeError, r"X has shape \(\) but Y has shape \(2,\); both need one row per sample"),
        (np.ones((2, 1)), np.ones(3), ShapeError, r"X has shape \(2, 1\) but Y has shape \(3,\); both need one row"),
        (np.ones((3, 1)), np.ones(2), ShapeError, r"X has shape \(3, 1\) but Y has shape \(2,\); both need one row"),
    ],
)
def test_data_that_cannot_be_split_into_batches(X, Y, error, message):
    with pytest.raises(error, match=message):
        minibatches(X, Y, None, rng=0)


def test_samples_in_one_dimension_are_named_even_where_the_layer_takes_any_shape():
    with pytest.raises(ShapeError, match=r"^X has shape \(2,\); two dimensions are expected"):
        train(Network([Sigmoid()]), HalfSquaredError(), np.ones(2), np.ones(2), SGD(0.1), epochs=1, rng=0)
