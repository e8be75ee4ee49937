"""The engine: every operation against central differences and two other engines, and what its backward promises."""

import operator

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import grad
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import mutually_broadcastable_shapes

from helpers.data import moons
from helpers.nn import HalfSquaredError, Linear, Network, ShapeError, Sigmoid, Value, numerical_gradient
from helpers.nn.engine import in_order, unbroadcast
from tests.nn.problems import SEEDS
from tests.nn.test_gradients import BY_AUTOGRAD, BY_DIFFERENCES, error

# For Values, and the same for arrays of autograd; on purpose with other formulas, where there are any.
OF_ONE = {
    "negation": (lambda a: -a, lambda a: 0 - a),
    "square": (lambda a: a**2, lambda a: a * a),
    "inverse": (lambda a: (a + 3) ** -1, lambda a: 1 / (3 + a)),
    "power 1": (lambda a: a**1, lambda a: a),
    "power 0": (lambda a: a**0, lambda a: 0 * a + 1),
    "root": (lambda a: (a + 3) ** 0.5, lambda a: anp.sqrt(3 + a)),
    "exp": (lambda a: a.exp(), anp.exp),
    "log": (lambda a: (a + 3).log(), lambda a: anp.log(3 + a)),
    "tanh": (lambda a: a.tanh(), lambda a: 1 - 2 / (anp.exp(2 * a) + 1)),
    "sigmoid": (lambda a: a.sigmoid(), lambda a: 0.5 * (anp.tanh(a / 2) + 1)),
    "relu": (lambda a: a.relu(), lambda a: a * (a > 0)),
    "sum": (lambda a: a.sum(), anp.sum),
    "mean": (lambda a: a.mean(), lambda a: anp.sum(a) / a.size),
    "constants": (lambda a: 2 + (1 - a) * 3 - 4 / (5 + a), lambda a: 5 - 3 * a - 4 / (5 + a)),
    "used twice": (lambda a: a * a + a, lambda a: a**2 + a),
}
OF_A_MATRIX = {
    "rows": (lambda a: a.sum(axis=0), lambda a: anp.sum(a, axis=0)),
    "columns, kept": (lambda a: a.sum(axis=1, keepdims=True), lambda a: anp.sum(a, axis=1)[:, None]),
    "mean of rows": (lambda a: a.mean(axis=0), lambda a: anp.mean(a, axis=0)),
    "mean, kept": (lambda a: a.mean(axis=-1, keepdims=True), lambda a: anp.mean(a, axis=-1)[:, None]),
    "transpose": (lambda a: a.T, anp.transpose),
    "reshape": (lambda a: a.reshape(-1), anp.ravel),
    "reshape to a column": (lambda a: a.reshape((-1, 1)), lambda a: anp.ravel(a)[:, None]),
    "row": (lambda a: a[-1], lambda a: a[len(a) - 1]),
    "part": (lambda a: a[:2, 1:], lambda a: a[:2, 1:]),
    "rows several times": (lambda a: a[[1, 0, 1, 1]], lambda a: anp.stack([a[1], a[0], a[1], a[1]])),
    "an entry of each row": (
        lambda a: a[np.arange(len(a.data)), np.arange(len(a.data)) % 2],
        lambda a: anp.stack([a[i, i % 2] for i in range(len(a))]),
    ),
}
OF_TWO = {"+": operator.add, "-": operator.sub, "*": operator.mul, "/": lambda a, b: a / (b**2 + 1)}


def compare(function, other, *arrays, seed=0):
    """Compare forward and gradients of a function of Values with central differences and with autograd."""
    values = [Value(array) for array in arrays]
    result = function(*values)
    upstream = np.random.default_rng(seed + 1).normal(size=result.data.shape)  # not of ones: some mistakes vanish then
    (result * upstream).sum().backward()
    assert np.allclose(result.data, other(*arrays), rtol=1e-12, atol=1e-12)
    for place, value in enumerate(values):

        def loss(array, place=place, module=anp):
            return module.sum(other(*arrays[:place], array, *arrays[place + 1 :]) * upstream)

        def own_loss(array, place=place):
            changed = [Value(each) for each in (*arrays[:place], array, *arrays[place + 1 :])]
            return (function(*changed) * upstream).sum().data

        assert error(value.grad, np.asarray(numerical_gradient(own_loss, arrays[place]))) < BY_DIFFERENCES
        assert error(value.grad, np.asarray(grad(loss)(arrays[place]))) < BY_AUTOGRAD


def drawn(shape, seed):
    """Numbers of both signs, away from the kink of relu."""
    numbers = np.random.default_rng(seed).uniform(0.1, 2, size=shape)
    return numbers * np.random.default_rng(seed + 1).choice((-1, 1), size=shape)


SHAPES = st.lists(st.integers(1, 4), max_size=3).map(tuple)


@pytest.mark.parametrize("name", OF_ONE)
@settings(max_examples=15)
@given(SHAPES, SEEDS)
def test_operations_of_one_value(name, shape, seed):
    compare(*OF_ONE[name], drawn(shape, seed), seed=seed)


@pytest.mark.parametrize("name", OF_A_MATRIX)
@settings(max_examples=15)
@given(st.integers(2, 5), st.integers(2, 5), SEEDS)
def test_operations_of_a_matrix(name, n, d, seed):
    compare(*OF_A_MATRIX[name], drawn((n, d), seed), seed=seed)


@pytest.mark.parametrize("name", OF_TWO)
@settings(max_examples=25)
@given(mutually_broadcastable_shapes(num_shapes=2, max_dims=3, max_side=4), SEEDS)
def test_operations_of_two_values_of_any_shapes_that_fit(name, shapes, seed):
    compare(OF_TWO[name], OF_TWO[name], *(drawn(shape, seed + k) for k, shape in enumerate(shapes.input_shapes)))


@given(st.integers(1, 4), st.integers(1, 4), st.integers(1, 4), SEEDS)
def test_a_product_of_matrices(n, d_in, d_out, seed):
    compare(operator.matmul, anp.matmul, drawn((n, d_in), seed), drawn((d_in, d_out), seed + 1))
    compare(operator.matmul, anp.matmul, drawn((2, n, d_in), seed), drawn((2, d_in, d_out), seed + 1))
    compare(operator.matmul, anp.matmul, drawn((2, n, d_in), seed), drawn((d_in, d_out), seed + 1))


STEPS = st.lists(st.tuples(st.sampled_from("+*-/"), st.integers(0, 99), st.integers(0, 99)), min_size=1, max_size=12)
SQUASHES = {"value": lambda a: a.tanh(), "array": anp.tanh}


def by_steps(steps, values, kind):
    """An expression: each step combines two of the values so far, which may be used many times."""
    found = [*values]
    for sign, one, other in steps:
        found.append(SQUASHES[kind](OF_TWO[sign](found[one % len(found)], found[other % len(found)])))
    return found[-1] + found[-1] * found[0] + found[len(found) // 2]


@pytest.mark.filterwarnings("ignore:Output seems independent of input")
@settings(max_examples=60)
@given(STEPS, SEEDS)
def test_expressions_in_which_values_are_used_at_any_depth(steps, seed):
    arrays = drawn((2, 3), seed), drawn((3,), seed + 1), drawn((2, 1), seed + 2)
    compare(lambda *values: by_steps(steps, values, "value"), lambda *values: by_steps(steps, values, "array"), *arrays)


@settings(max_examples=20)
@given(STEPS, SEEDS)
def test_the_same_numbers_as_pytorch(steps, seed):
    torch = pytest.importorskip("torch")
    arrays = drawn((2, 3), seed), drawn((3,), seed + 1), drawn((2, 1), seed + 2)
    ours, theirs = [Value(each) for each in arrays], [torch.tensor(each, requires_grad=True) for each in arrays]
    for values in (ours, theirs):
        by_steps(steps, values, "value").sum().backward()
    for value, tensor in zip(ours, theirs, strict=True):
        there = np.zeros(value.grad.shape) if tensor.grad is None else tensor.grad.numpy()
        assert np.allclose(value.grad, there, rtol=1e-10, atol=1e-10)


# ------------------------------------------------------------ whole networks


def test_it_finds_the_gradients_and_the_training_curve_of_a_network():
    X, Y = moons(40, noise=0.1, rng=0)
    network, loss = Network([Linear(2, 5, rng=1), Sigmoid(), Linear(5, 1, rng=2), Sigmoid()]), HalfSquaredError()
    first, _, second, _ = network.layers
    parameters = [Value(each.copy()) for each in (first.W, first.b, second.W, second.b)]
    for _ in range(100):
        W1, b1, W2, b2 = parameters
        Y_hat = ((X @ W1 + b1).sigmoid() @ W2 + b2).sigmoid()
        L = (0.5 * (Y_hat - Y) ** 2).sum(axis=1).mean()
        assert np.isclose(L.data, loss.forward(network.forward(X), Y), rtol=1e-12)
        L.backward()
        network.backward(loss.backward())
        for value, (layer, name) in zip(parameters, network.parameters(), strict=True):
            gradient = getattr(layer, f"dL_d{name}")
            assert np.allclose(value.grad, gradient, rtol=1e-12, atol=1e-12)
            value.data -= 0.5 * value.grad
            setattr(layer, name, getattr(layer, name) - 0.5 * gradient)
            value.zero_grad()


# ------------------------------------------------------------ what backward promises


def test_a_value_that_is_used_at_two_depths_waits_for_both():
    w, x = Value(3), Value(4)
    c = w * x
    d = c + w
    L = c * d
    L.backward()
    assert [float(each.grad) for each in (L, d, c, w, x)] == [1, 12, 27, 120, 81]
    assert in_order(L) == [w, x, c, d, L]


def test_gradients_of_leaves_add_up_and_those_in_between_are_fresh():
    w = Value(3.0)
    c = w * 2
    L = c * c
    for times in (1, 2, 3):
        L.backward()
        assert float(w.grad) == times * 24 and float(c.grad) == 12
    w.zero_grad()
    (w * 5).backward()
    assert float(w.grad) == 5
    w.backward()
    assert float(w.grad) == 6


def test_a_long_expression_needs_no_deep_recursion():
    x = total = Value(1.0)
    for _ in range(20_000):
        total = total + x
    total.backward()
    assert float(x.grad) == 20_001


def test_a_value_with_many_paths_is_visited_once():
    x = value = Value(1.0)
    for _ in range(30):
        value = value * 2 + value  # twice as many paths each time
    value.backward()
    assert float(x.grad) == 3**30


def test_float32_stays_float32_and_whole_numbers_become_floats():
    x = Value(np.ones((2, 3), np.float32))
    L = ((2 * x ** np.float64(2) + np.ones(3)) @ np.ones((3, 2))).tanh().mean() + 1 / x.sum()
    L.backward()
    assert L.data.dtype == x.grad.dtype == np.float32
    assert Value([1, 2]).data.dtype == np.float64


def test_nothing_that_came_in_is_changed():
    array, upstream = np.arange(6.0).reshape(2, 3), np.ones((2, 3))
    x = Value(array)
    ((x + upstream) * upstream).sum().backward()
    x.zero_grad()
    assert np.array_equal(array, np.arange(6.0).reshape(2, 3)) and (upstream == 1).all()


def test_an_array_on_the_left_asks_the_value_on_its_right():
    x = Value(np.ones(3))
    for result in (np.ones(3) + x, np.ones(3) - x, np.ones(3) * x, np.ones(3) / x, np.float64(2) * x):
        assert isinstance(result, Value) and result.data.shape == (3,)
    assert isinstance(np.ones((2, 3)) @ x.reshape(3, 1), Value)


def test_it_shows_itself_and_keeps_a_name():
    assert repr(Value([2])) == "Value([2.0], grad=[0.0])"
    assert repr(Value(2, name="w")) == "Value(2.0, grad=0.0)" and Value(2, name="w").name == "w"
    assert [each.name for each in (Value(1) + 1, Value(1) * 1, Value(1) ** 2, Value(1).tanh())] == [
        "+",
        "·",
        "^2",
        "tanh",
    ]


def test_slopes_where_formulas_have_a_kink_or_a_hole():
    zero = Value([0.0, 1.0])
    (zero.relu() + zero**0).sum().backward()
    assert zero.grad.tolist() == [0, 1]


def test_what_was_used_comes_in_the_order_of_the_expression():
    A, B = Value(np.ones((2, 2))), Value(np.ones((2, 2)))
    for result in (A + B, A * B, A @ B):
        assert [value for value, _ in result.used] == [A, B]


def test_a_sum_of_all_is_one_number():
    x = Value(np.ones((2, 3)))
    assert x.sum().data.shape == x.mean().data.shape == () and x.sum(axis=0).data.shape == (3,)


def test_lists_are_constants_too():
    x, pair = Value([1.0, 3.0]), [1, 2]
    results = x + pair, x - pair, x * pair, x / pair, pair / x
    assert [each.data.tolist() for each in results] == [[2, 5], [0, 1], [1, 6], [1, 1.5], [1, 2 / 3]]


# ------------------------------------------------------------ broadcasting undone


@given(mutually_broadcastable_shapes(num_shapes=2, max_dims=4, max_side=4), SEEDS)
def test_unbroadcast_is_what_a_copy_forward_is_backward(shapes, seed):
    shape, large = shapes.input_shapes[0], shapes.result_shape
    x, gradient = drawn(shape, seed), drawn(large, seed + 1)
    found = unbroadcast(gradient, shape)
    assert found.shape == shape
    assert np.isclose((found * x).sum(), (gradient * np.broadcast_to(x, large)).sum())


def test_unbroadcast_takes_lists_and_empty_arrays():
    assert unbroadcast([[1, 2], [3, 4]], (2,)).tolist() == [4, 6]
    assert unbroadcast(np.ones((2, 0)), (0,)).shape == (0,)


# ------------------------------------------------------------ bad input


@pytest.mark.parametrize(
    "data, kind", [("a", TypeError), (None, TypeError), (1j, TypeError), ([[1], [1, 2]], ValueError)]
)
def test_what_is_no_number_is_refused(data, kind):
    for action in (lambda: Value(data), lambda: Value(1.0) + data, lambda: data * Value(1.0)):
        with pytest.raises((kind, TypeError)):
            action()


def test_a_value_of_a_value_is_refused():
    with pytest.raises(TypeError, match="is a Value already"):
        Value(Value(1.0))


@pytest.mark.parametrize("power", [Value(2.0), "2", 2j, np.ones(2), None])
def test_a_power_must_be_a_number(power):
    with pytest.raises(TypeError, match="the power must be a number"):
        Value(2.0) ** power


@pytest.mark.parametrize("one, other", [((2, 3), (2,)), ((2, 3), (3, 2)), ((2,), (3,))])
def test_shapes_that_cannot_meet_are_refused(one, other):
    for operation, sign in ((operator.add, "+"), (operator.mul, "*")):
        with pytest.raises(ShapeError) as caught:
            operation(Value(np.ones(one)), Value(np.ones(other)))
        assert f"{one} {sign} {other}" in str(caught.value) and "sizes must be equal, or 1" in str(caught.value)


@pytest.mark.parametrize("one, other", [((2, 3), (2, 3)), ((2, 2), (3, 2)), ((3,), (3, 2)), ((2, 3), (3,)), ((), ())])
def test_what_is_no_product_of_matrices_is_refused(one, other):
    with pytest.raises(ShapeError, match="no product of matrices"):
        Value(np.ones(one)) @ Value(np.ones(other))


def test_backward_starts_at_one_number_and_changes_nothing_before():
    x = Value(np.ones((2, 3)))
    with pytest.raises(ShapeError, match=r"this value has shape \(2, 3\); add its entries up first"):
        (x * 2).backward()
    assert (x.grad == 0).all()
    with pytest.raises(ShapeError, match=r"this value has shape \(0, 3\)"):
        Value(np.ones((0, 3))).backward()
    one = Value(np.ones((1, 1)))
    (one * 2).backward()
    assert one.grad.tolist() == [[2]]


@pytest.mark.parametrize("shape", [(2,), (4, 3), (1, 2, 3), (3, 2)])
def test_unbroadcast_refuses_a_shape_that_was_never_stretched(shape):
    with pytest.raises(ShapeError, match="is never broadcast to"):
        unbroadcast(np.ones((2, 3)), shape)
