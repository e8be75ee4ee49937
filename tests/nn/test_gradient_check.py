"""The gradient check must pass what is right, and fail what is wrong, by its name."""

import copy
import math
import pickle

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from helpers.nn import (
    HalfSquaredError,
    Linear,
    Network,
    ReLU,
    Sigmoid,
    SoftmaxCrossEntropy,
    Tanh,
    check_gradients,
    numerical_gradient,
    relative_error,
)
from tests.nn.problems import SEEDS, far_from_kinks, problems

# numerical_gradient


@given(st.lists(st.floats(-100, 100), min_size=1, max_size=6))
def test_central_differences_are_exact_for_a_quadratic(x):
    x = np.array(x)
    a = np.arange(1.0, len(x) + 1)
    np.testing.assert_allclose(numerical_gradient(lambda x: (a * x**2 + 3 * x).sum(), x), 2 * a * x + 3, atol=1e-4)
    # With numbers that binary fractions hold, no rounding is left, whatever the nudge.
    assert numerical_gradient(lambda x: x**2, 3.0, h=0.5) == 6.0


def test_the_error_shrinks_with_the_square_of_the_nudge():
    # For x³ the formula is off by exactly h².
    for h in (0.5, 0.25, 0.125):
        assert numerical_gradient(lambda x: x**3, 1.0, h) == 3 + h**2


@pytest.mark.parametrize("shape", [(), (1,), (3,), (2, 3), (2, 1, 2), (0,)])
def test_the_gradient_has_the_shape_of_x(shape):
    gradient = numerical_gradient(lambda x: np.sin(x).sum(), np.ones(shape))
    assert np.shape(gradient) == shape
    np.testing.assert_allclose(gradient, np.cos(np.ones(shape)), atol=1e-9)


def test_one_number_gives_a_float():
    for x in (3, 3.0, np.float32(3), np.array(3)):
        gradient = numerical_gradient(lambda x: x**2, x)
        assert type(gradient) is float
        assert gradient == pytest.approx(6)


@pytest.mark.parametrize("dtype", [int, np.uint8, np.float32, bool])
def test_any_dtype_is_differentiated_in_float64(dtype):
    # An integer array can't be nudged by 0.00001: that gave gradients of 5000, or 0, elsewhere.
    x = np.array([1, 0, 1], dtype)
    gradient = numerical_gradient(lambda x: (5 * x).sum(), x)
    assert gradient.dtype == np.float64
    np.testing.assert_allclose(gradient, 5)
    assert x.dtype == dtype
    np.testing.assert_array_equal(x, np.array([1, 0, 1], dtype))


def test_x_stays_as_it_is_and_f_may_do_what_it_likes():
    def careless(x):
        x *= 2
        value = x.sum()
        x[:] = math.nan
        return value

    x = np.array([1.0, 2.0])
    x.flags.writeable = False
    np.testing.assert_allclose(numerical_gradient(careless, x), 2)
    np.testing.assert_array_equal(x, [1, 2])


def test_f_may_return_any_form_of_one_number():
    for form in (float, np.float32, lambda v: np.array([[v]]), lambda v: [v], lambda v: np.array(v)):
        assert numerical_gradient(lambda x, form=form: form(2.0 * float(x)), 1.0, h=0.5) == 2.0


# relative_error


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        (1.0, 1.0, 0.0),
        (0.0, 0.0, 0.0),
        (1.0, -1.0, 1.0),
        (1.0, 0.0, 1.0),
        (0.0, 1e-300, 1.0),
        (3, 1, 0.5),
        ([1.0, 2.0], [1.0, 2.0], 0.0),
        ([1.0, 3.0], [1.0, 1.0], 0.5),  # the worst entry counts, not the mean
        ([[1e9, 3.0]], [[1e9, 1.0]], 0.5),  # a large entry doesn't hide a small one
        ([], [], 0.0),
        (np.array([200], np.uint8), np.array([201], np.uint8), 1 / 401),  # no wrap-around
        (np.float32([1e-45]), np.float32([0]), 1.0),
    ],
)
def test_relative_error(a, b, expected):
    assert relative_error(a, b) == pytest.approx(expected, rel=1e-15)
    assert relative_error(b, a) == relative_error(a, b)
    assert type(relative_error(a, b)) is float


def test_relative_error_of_nan_never_passes():
    assert not relative_error([1.0, math.nan], [1.0, 1.0]) < 1e9


# check_gradients: what is right passes


@given(problems())
@settings(max_examples=100)
def test_a_right_network_passes(problem):
    assume(far_from_kinks(problem))
    report = check_gradients(*problem)
    assert report.passed, report
    parameters = [
        f"layers[{problem.network.layers.index(layer)}].{name}" for layer, name in problem.network.parameters()
    ]
    assert [row.parameter for row in report.rows] == ["X", *parameters]


@given(problems(dtype=np.float32))
@settings(max_examples=30)
def test_a_right_float32_network_passes(problem):
    assume(far_from_kinks(problem))
    assert check_gradients(*problem).passed


@given(problems())
@settings(max_examples=30)
def test_everything_stays_as_it_was(problem):
    problem.run()
    before = pickle.dumps(problem)
    check_gradients(*problem)
    assert pickle.dumps(problem) == before


def test_everything_stays_as_it_was_before_the_first_pass():
    network, loss = Network([Linear(2, 3, 0, np.float32), Tanh()]), HalfSquaredError()
    check_gradients(network, loss, [[1, 2]], [[1, 2, 3]])
    assert network.layers[0].W.dtype == np.float32
    assert network.layers[0].X is network.layers[0].dL_dW is network.layers[1].A is loss.n is None


def test_whole_numbers_as_samples():
    assert check_gradients(
        Network([Linear(2, 1, rng=0), Tanh()]), HalfSquaredError(), [[1, 2], [0, 1]], [[0], [1]]
    ).passed


# check_gradients: what is wrong fails. Each class below makes one mistake that was seen in the wild.


class WrongSign(Linear):
    def backward(self, dL_dZ):
        dL_dX = super().backward(dL_dZ)
        self.dL_dW = -self.dL_dW
        return dL_dX


class MissingTransposeInWeights(Linear):
    def backward(self, dL_dZ):
        dL_dX = super().backward(dL_dZ)
        self.dL_dW = self.X @ dL_dZ
        return dL_dX


class MissingTransposeInHandBack(Linear):
    def backward(self, dL_dZ):
        super().backward(dL_dZ)
        return dL_dZ @ self.W


class OnlyTheFirstSample(Linear):
    def backward(self, dL_dZ):
        dL_dX = super().backward(dL_dZ)
        self.dL_db = dL_dZ[0]
        return dL_dX


class MeanForSum(Linear):
    def backward(self, dL_dZ):
        dL_dX = super().backward(dL_dZ)
        self.dL_db = dL_dZ.mean(axis=0)
        return dL_dX


class WrongAxis(Linear):
    def backward(self, dL_dZ):
        dL_dX = super().backward(dL_dZ)
        self.dL_db = dL_dZ.sum(axis=1)
        return dL_dX


class AddsUp(Linear):
    """Adds to the gradient of the pass before, as some libraries do on purpose."""

    def backward(self, dL_dZ):
        before = 0 if self.dL_dW is None else self.dL_dW
        dL_dX = super().backward(dL_dZ)
        self.dL_dW = self.dL_dW + before
        return dL_dX


class SlopeAtTheActivation(Sigmoid):
    """σ′(a) for σ′(z): the sigmoid's slope, asked at the wrong number."""

    def backward(self, dL_dA):
        again = 1 / (1 + np.exp(-self.A))
        return dL_dA * again * (1 - again)


class FormulaInAUsedOnZ(Sigmoid):
    """z (1 − z): the formula in terms of the activation, fed with z."""

    def forward(self, Z):
        self.Z = Z
        return super().forward(Z)

    def backward(self, dL_dA):
        return dL_dA * self.Z * (1 - self.Z)


class NoSlope(Sigmoid):
    def backward(self, dL_dA):
        return dL_dA.copy()


class SlopeOfTheOutput(ReLU):
    """ReLU(z) >= 0 is always true."""

    def backward(self, dL_dA):
        return dL_dA * (self.A >= 0)


class WithoutMean(HalfSquaredError):
    def backward(self):
        return self.difference.copy()


class TwiceTheGradient(HalfSquaredError):
    """The gradient of ‖ŷ − y‖², with the loss of ½‖ŷ − y‖²."""

    def backward(self):
        return 2 * super().backward()


def square_problem(first=Linear, activation=Tanh, last=Linear, loss=HalfSquaredError):
    """A network 3-3-3 on three samples: all matrices are square, so that any order of factors runs."""
    rng = np.random.default_rng(0)
    network = Network([first(3, 3, rng), activation(), last(3, 3, rng)])
    return network, loss(), rng.normal(size=(3, 3)), rng.normal(size=(3, 3))


X_AND_FIRST = {"X", "layers[0].W", "layers[0].b"}
ALL = X_AND_FIRST | {"layers[2].W", "layers[2].b"}
MISTAKES = {
    "wrong sign, first layer": ({"first": WrongSign}, {"layers[0].W"}),
    "wrong sign, last layer": ({"last": WrongSign}, {"layers[2].W"}),
    "missing transpose in weights": ({"last": MissingTransposeInWeights}, {"layers[2].W"}),
    "missing transpose in hand back": ({"last": MissingTransposeInHandBack}, X_AND_FIRST),
    "missing transpose in hand back to X": ({"first": MissingTransposeInHandBack}, {"X"}),
    "missing sum over the batch": ({"last": OnlyTheFirstSample}, {"layers[2].b"}),
    "mean for sum": ({"first": MeanForSum}, {"layers[0].b"}),
    "sum over the wrong axis": ({"last": WrongAxis}, {"layers[2].b"}),
    "slope at a": ({"activation": SlopeAtTheActivation}, X_AND_FIRST),
    "formula in a used on z": ({"activation": FormulaInAUsedOnZ}, X_AND_FIRST),
    "no slope": ({"activation": NoSlope}, X_AND_FIRST),
    "slope of relu's output": ({"activation": SlopeOfTheOutput}, X_AND_FIRST),
    "missing 1/n": ({"loss": WithoutMean}, ALL),
    "loss and gradient don't belong together": ({"loss": TwiceTheGradient}, ALL),
}


@pytest.mark.parametrize("activation", [Sigmoid, Tanh, ReLU])
def test_the_problem_without_a_mistake_passes(activation):
    assert check_gradients(*square_problem(activation=activation)).passed


@pytest.mark.parametrize(("mistake", "wrong"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_found_and_named(mistake, wrong):
    report = check_gradients(*square_problem(**mistake))
    assert not report.passed
    assert {row.parameter for row in report.rows if not row.passed} == wrong
    assert report.parameter in wrong
    assert report.relative_error == max(row.relative_error for row in report.rows)


def test_adding_up_is_found_on_the_second_pass():
    network, loss, X, Y = square_problem(last=AddsUp)
    assert check_gradients(network, loss, X, Y).passed  # the first pass has nothing to add to
    loss.forward(network.forward(X), Y)
    network.backward(loss.backward())
    assert check_gradients(network, loss, X, Y).parameter == "layers[2].W"


def test_one_sample_hides_what_a_batch_shows():
    for mistake in ({"first": MeanForSum}, {"last": OnlyTheFirstSample}, {"loss": WithoutMean}):
        network, loss, X, Y = square_problem(**mistake)
        assert check_gradients(network, loss, X[:1], Y[:1]).passed


def test_the_report_shows_the_worst_entry_and_both_its_values():
    network, loss, X, Y = square_problem(last=WrongSign)
    report = check_gradients(network, loss, X, Y)
    right = copy.deepcopy(network)
    loss.forward(right.forward(X), Y)
    right.backward(loss.backward())
    truth = -right.layers[2].dL_dW[report.entry]
    assert report.analytic == pytest.approx(-truth)
    assert report.numerical == pytest.approx(truth, rel=1e-6)
    assert report.relative_error == pytest.approx(1, rel=1e-3)
    table = repr(report)
    lines = {line.split()[0]: line for line in table.splitlines()}
    assert len(lines) == 6
    assert lines["layers[2].W"].endswith("WRONG")
    assert all(line.endswith("right") for name, line in lines.items() if name not in ("gradient", "layers[2].W"))


class NoSum(Linear):
    def backward(self, dL_dZ):
        dL_dX = super().backward(dL_dZ)
        self.dL_db = dL_dZ
        return dL_dX


class Forgotten(Linear):
    def backward(self, dL_dZ):
        dL_dX = super().backward(dL_dZ)
        self.dL_dW = None
        return dL_dX


class HandsBackTheWrongShape(Linear):
    def backward(self, dL_dZ):
        return super().backward(dL_dZ).T


class DoesNotFit(Linear):
    def backward(self, dL_dZ):
        super().backward(dL_dZ)
        return dL_dZ @ self.W


class NotANumber(Linear):
    def backward(self, dL_dZ):
        return super().backward(dL_dZ) * math.nan


@pytest.mark.parametrize(
    ("layer", "named"),
    [
        (NoSum, "layers[0].b"),
        (Forgotten, "layers[0].W"),
        (HandsBackTheWrongShape, "X"),
        (NotANumber, "X"),
    ],
)
def test_what_has_no_value_to_compare_is_reported_not_raised(layer, named):
    network = Network([layer(2, 3, rng=0), Sigmoid()])
    report = check_gradients(network, HalfSquaredError(), np.ones((4, 2)), np.zeros((4, 3)))
    assert not report.passed
    assert named in report.parameter
    assert "WRONG" in repr(report)


@pytest.mark.parametrize("layer", [HandsBackTheWrongShape, DoesNotFit])
def test_a_wrong_shape_inside_the_network_is_reported_not_raised(layer):
    network = Network([Linear(2, 3, rng=0), Sigmoid(), layer(3, 2, rng=0)])
    report = check_gradients(network, HalfSquaredError(), np.ones((4, 2)), np.zeros((4, 2)))
    assert not report.passed


class OverwritesItsInput:
    """A ReLU that works in place."""

    def forward(self, Z):
        Z[Z < 0] = 0
        self.A = Z
        return Z

    def backward(self, dL_dA):
        return dL_dA * (self.A > 0)


def test_even_a_layer_that_overwrites_its_input_leaves_x_alone():
    X = np.array([[-1.0, 2.0]])
    check_gradients(Network([OverwritesItsInput(), Linear(2, 1, rng=0)]), HalfSquaredError(), X, [[0.0]])
    np.testing.assert_array_equal(X, [[-1, 2]])


@given(seed=SEEDS, scale=st.sampled_from([1e-3, 1.0, 1e3]))
@settings(max_examples=30)
def test_a_small_error_in_one_entry_is_found(seed, scale):
    """One entry of many, off by a part in a thousand, whatever the units of the targets."""

    class SlightlyOff(Linear):
        def backward(self, dL_dZ):
            dL_dX = super().backward(dL_dZ)
            largest = np.unravel_index(np.abs(self.dL_dW).argmax(), self.dL_dW.shape)
            self.dL_dW[largest] *= 1.001
            return dL_dX

    rng = np.random.default_rng(seed)
    network = Network([SlightlyOff(3, 4, rng), Tanh(), Linear(4, 2, rng)])
    X, Y = rng.normal(size=(5, 3)), scale * rng.normal(size=(5, 2))
    report = check_gradients(network, HalfSquaredError(), X, Y)
    assert not report.passed
    assert report.parameter == "layers[0].W"
    assert report.relative_error == pytest.approx(0.0005, rel=0.1)


def test_softmax_cross_entropy_is_checked_too():
    class WithoutTheTarget(SoftmaxCrossEntropy):
        def backward(self):
            return self.P / len(self.P)

    rng = np.random.default_rng(0)
    network, X = Network([Linear(3, 4, rng)]), rng.normal(size=(6, 3))
    Y = rng.integers(4, size=6)
    assert check_gradients(network, SoftmaxCrossEntropy(), X, Y).passed
    assert not check_gradients(network, WithoutTheTarget(), X, Y).passed


def test_a_backward_that_steps_is_judged_where_its_gradients_were_computed():
    class Stepping(Linear):
        def backward(self, dL_dZ):
            dL_dX = super().backward(dL_dZ)
            self.W -= 0.5 * self.dL_dW  # too early for the others, but its own gradients are right
            return dL_dX

    network = Network([Stepping(2, 3, rng=0), Tanh(), Stepping(3, 1, rng=1)])
    assert check_gradients(network, HalfSquaredError(), [[1, 2], [3, -1]], [[1], [0]]).passed


def test_the_message_of_a_backward_that_refuses_stands_in_the_table():
    class Refuses(Linear):
        def backward(self, dL_dZ):
            raise ValueError("I can't go back yet")

    report = check_gradients(Network([Refuses(2, 1, rng=0)]), HalfSquaredError(), [[1, 2]], [[3]])
    assert not report.passed
    assert (report.parameter, report.remark) == ("X has no gradient", "backward raised ValueError: I can't go back yet")
    assert report.relative_error == np.inf and np.isnan(report.numerical)
    assert "I can't go back yet" in repr(report)
    assert "()" not in repr(report)


# On the kink of ReLU


class AlwaysOne(ReLU):
    """A slope of 1 everywhere."""

    def backward(self, dL_dA):
        return dL_dA.copy()


class Doubled(ReLU):
    def backward(self, dL_dA):
        return 2 * super().backward(dL_dA)


def on_the_kink(activation=ReLU, first=Linear):
    """A network whose hidden neurons are at exactly 0 for the first sample, as its inputs and all biases are 0."""
    rng = np.random.default_rng(0)
    network = Network([first(2, 3, rng), activation(), Linear(3, 1, rng)])
    return network, HalfSquaredError(), np.array([[0.0, 0.0], [1.0, -2.0], [0.5, 1.5]]), np.ones((3, 1))


def test_a_right_network_on_the_kink_passes_and_the_table_says_where():
    report = check_gradients(*on_the_kink())
    assert report.passed
    rows = {row.parameter: row for row in report.rows}
    assert rows["layers[0].b"].remark == "3 of 3 on the kink of ReLU: there is no slope to compare with"
    assert math.isnan(rows["layers[0].b"].numerical)
    assert "on the kink" in rows["X"].remark
    assert rows["layers[0].W"].remark == rows["layers[2].W"].remark == ""  # an input of 0 does not move Z
    (line,) = (line for line in repr(report).splitlines() if line.startswith("layers[0].b"))
    assert line.endswith("< 1e-06         3 of 3 on the kink of ReLU: there is no slope to compare with")


def test_off_the_kink_no_row_has_a_remark():
    assert not any(row.remark for row in check_gradients(*square_problem(activation=ReLU)).rows)


@pytest.mark.parametrize(
    ("mistake", "wrong"),
    [
        ({"activation": AlwaysOne}, X_AND_FIRST),
        ({"activation": Doubled}, X_AND_FIRST),
        ({"first": WrongSign}, {"layers[0].W"}),
        ({"first": OnlyTheFirstSample}, {"layers[0].b"}),
        ({"first": MeanForSum}, {"layers[0].b"}),  # where all three entries are on the kink
    ],
)
def test_a_kink_hides_no_mistake(mistake, wrong):
    report = check_gradients(*on_the_kink(**mistake))
    assert not report.passed
    assert {row.parameter for row in report.rows if not row.passed} >= wrong


@given(seed=SEEDS, off=st.sampled_from([1.01, 0.99, -1.0, 0.0]))
@settings(max_examples=20)
def test_a_steep_slope_is_no_kink(seed, off):
    """Where a smooth function bends a lot, a wrong gradient is still wrong."""

    class Steep:
        def forward(self, Z):
            self.A = np.tanh(300 * Z)
            return self.A

        def backward(self, dL_dA):
            return dL_dA * 300 * (1 - self.A**2) * off

    rng = np.random.default_rng(seed)
    network, X = Network([Steep(), Linear(2, 1, rng)]), rng.normal(scale=1e-3, size=(3, 2))
    report = check_gradients(network, HalfSquaredError(), X, rng.normal(size=(3, 1)))
    assert not report.rows[0].passed
    assert not any(row.remark for row in report.rows)


class Doubled:
    """A right layer that changes its input in place, and gives something else when it gets the same array again."""

    def forward(self, Z):
        Z *= 2
        return Z

    def backward(self, dL_dA):
        return 2 * dL_dA


@pytest.mark.parametrize("place", [0, 1])
def test_a_right_layer_that_changes_its_input_in_place_is_right(place):
    layers = [Linear(3, 2, rng=0)]
    layers.insert(place, Doubled())
    X, Y = np.arange(6.0).reshape(2, 3) - 2.5, np.ones((2, 2))
    report = check_gradients(Network(layers), HalfSquaredError(), X, Y)
    assert report.passed, report
    assert X.tolist() == [[-2.5, -1.5, -0.5], [0.5, 1.5, 2.5]]
