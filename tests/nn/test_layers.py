"""What holds for every layer, whatever the numbers."""

import math
import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from helpers.nn import Linear, ReLU, Sigmoid, Tanh
from tests.nn.problems import SEEDS

D_IN = 3
LAYERS = {
    "Linear": lambda dtype=np.float64: Linear(D_IN, 4, rng=1, dtype=dtype),
    "Sigmoid": lambda dtype=None: Sigmoid(),
    "Tanh": lambda dtype=None: Tanh(),
    "ReLU": lambda dtype=None: ReLU(),
}
every_layer = pytest.mark.parametrize("make", LAYERS.values(), ids=LAYERS)


def batch(make, seed, n=5, dtype=np.float64):
    """A layer, an input X (n, 3), and a gradient G from above."""
    rng = np.random.default_rng(seed)
    layer = make(dtype)
    d_out = 4 if isinstance(layer, Linear) else D_IN
    return layer, rng.normal(size=(n, D_IN)).astype(dtype), rng.normal(size=(n, d_out)).astype(dtype)


def gradients(layer, X, G):
    """All gradients that a layer gives for X and G: its input's first, then its parameters'."""
    layer.forward(X)
    dL_dX = layer.backward(G)
    return [dL_dX, layer.dL_dW.copy(), layer.dL_db.copy()] if isinstance(layer, Linear) else [dL_dX]


@given(seed=SEEDS, n=st.integers(1, 4))
def test_linear_is_the_sum_over_inputs_plus_the_bias(seed, n):
    layer, X, _ = batch(LAYERS["Linear"], seed, n)
    layer.b[:] = [1, 2, 3, 4]
    Z = layer.forward(X)
    assert Z.shape == (n, 4)
    for sample in range(n):
        for k in range(4):
            by_hand = sum(X[sample, i] * layer.W[i, k] for i in range(D_IN)) + layer.b[k]
            assert Z[sample, k] == pytest.approx(by_hand, rel=1e-12, abs=1e-12)


@given(z=st.floats(-700, 700))
def test_activations_are_their_formulas(z):
    assert Sigmoid().forward([z])[0] == pytest.approx(1 / (1 + math.exp(-z)), rel=1e-14)
    assert Tanh().forward([z])[0] == pytest.approx(math.tanh(z), rel=1e-14)
    assert ReLU().forward([z])[0] == max(z, 0)


@every_layer
@given(seed=SEEDS, n=st.integers(1, 6))
def test_a_gradient_has_the_shape_of_what_it_belongs_to(make, seed, n):
    layer, X, G = batch(make, seed, n)
    assert layer.forward(X).shape == G.shape
    assert layer.backward(G).shape == X.shape
    if isinstance(layer, Linear):
        assert layer.dL_dW.shape == layer.W.shape == (3, 4)
        assert layer.dL_db.shape == layer.b.shape == (4,)


@every_layer
@given(seed=SEEDS, a=st.floats(-10, 10), b=st.floats(-10, 10))
def test_backward_is_linear_in_the_gradient_from_above(make, seed, a, b):
    layer, X, G = batch(make, seed)
    H = np.random.default_rng(seed + 1).normal(size=G.shape)
    mixed = gradients(layer, X, a * G + b * H)
    for mix, one, other in zip(mixed, gradients(layer, X, G), gradients(layer, X, H), strict=True):
        np.testing.assert_allclose(mix, a * one + b * other, rtol=1e-12, atol=1e-11)


@every_layer
@given(seed=SEEDS, n=st.integers(1, 6))
def test_a_batch_is_the_sum_of_batches_of_one(make, seed, n):
    layer, X, G = batch(make, seed, n)
    dL_dX, *whole = gradients(layer, X, G)
    alone = [gradients(layer, X[i : i + 1], G[i : i + 1]) for i in range(n)]
    np.testing.assert_allclose(dL_dX, np.concatenate([one[0] for one in alone]), rtol=1e-12, atol=1e-13)
    for k, gradient in enumerate(whole, start=1):
        np.testing.assert_allclose(gradient, sum(one[k] for one in alone), rtol=1e-12, atol=1e-13)


@every_layer
def test_float32_stays_float32(make):
    layer, X, G = batch(make, seed=0, dtype=np.float32)
    assert layer.forward(X).dtype == np.float32
    assert {gradient.dtype for gradient in gradients(layer, X, G)} == {np.dtype(np.float32)}
    # An upstream gradient in another precision doesn't change that of the layer.
    assert {gradient.dtype for gradient in gradients(layer, X, G.astype(np.float64))} == {np.dtype(np.float32)}


def test_a_linear_layer_computes_in_its_own_dtype():
    for dtype in (np.float32, np.float64):
        layer = Linear(2, 2, rng=0, dtype=dtype)
        for X in ([[1, 2]], np.array([[1, 2]], np.uint8), np.array([[True, False]]), np.ones((1, 2), np.float16)):
            assert layer.forward(X).dtype == dtype
            assert layer.backward(np.ones((1, 2), int)).dtype == dtype
            assert layer.dL_dW.dtype == layer.dL_db.dtype == dtype


@every_layer
def test_whole_numbers_count_as_numbers(make):
    layer, _, G = batch(make, seed=0, n=2)
    X = [[-2, 0, 3], [200, 7, -1]]
    as_lists, as_bytes = gradients(layer, X, G), gradients(layer, np.array(X, np.int16), G)
    for one, other, expected in zip(as_lists, as_bytes, gradients(layer, np.array(X, float), G), strict=True):
        assert one.dtype == np.float64
        np.testing.assert_array_equal(one, expected)
        np.testing.assert_array_equal(other, expected)


@every_layer
@given(seed=SEEDS)
def test_no_argument_is_changed(make, seed):
    layer, X, G = batch(make, seed)
    kept_X, kept_G = X.copy(), G.copy()
    X.flags.writeable = G.flags.writeable = False  # an attempt would raise
    gradients(layer, X, G)
    X.flags.writeable = G.flags.writeable = True  # and now nothing would stop it
    gradients(layer, X, G)
    np.testing.assert_array_equal(X, kept_X)
    np.testing.assert_array_equal(G, kept_G)


@every_layer
@given(seed=SEEDS)
def test_running_twice_gives_the_same(make, seed):
    layer, X, G = batch(make, seed)
    first_output, first = layer.forward(X).copy(), gradients(layer, X, G)
    np.testing.assert_array_equal(layer.forward(X), first_output)
    for one, other in zip(first, gradients(layer, X, G), strict=True):
        np.testing.assert_array_equal(one, other)  # overwritten, not added up
    np.testing.assert_array_equal(layer.backward(G), first[0])


@every_layer
def test_backward_belongs_to_the_last_forward(make):
    layer, X, G = batch(make, seed=0, n=4)
    expected = gradients(layer, X[:2], G[:2])
    layer.forward(X)
    for one, other in zip(gradients(layer, X[:2], G[:2]), expected, strict=True):
        np.testing.assert_array_equal(one, other)


def test_backward_updates_nothing():
    layer, X, G = batch(LAYERS["Linear"], seed=0)
    W, b = layer.W.copy(), layer.b.copy()
    gradients(layer, X, G)
    np.testing.assert_array_equal(layer.W, W)
    np.testing.assert_array_equal(layer.b, b)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@given(data=st.data())
def test_sigmoid_of_any_finite_number(dtype, data):
    width = np.finfo(dtype).bits
    numbers = st.floats(width=width, allow_nan=False, allow_infinity=False)
    largest = float(np.finfo(dtype).max)
    Z = np.concatenate([[-largest, largest], data.draw(arrays(dtype, 6, elements=numbers))]).astype(dtype)
    sigmoid = Sigmoid()
    with warnings.catch_warnings(), np.errstate(over="raise", invalid="raise", divide="raise"):
        warnings.simplefilter("error")
        A = sigmoid.forward(Z)
        slope = sigmoid.backward(np.ones_like(Z))
        mirrored = Sigmoid().forward(-Z)
    assert A.dtype == slope.dtype == dtype
    assert A[0] == 0 and A[1] == 1
    assert ((A >= 0) & (A <= 1)).all()
    assert ((slope >= 0) & (slope <= 0.25)).all()
    assert (np.diff(A[np.argsort(Z)]) >= 0).all()  # monotone
    np.testing.assert_allclose(A + mirrored, 1, rtol=2 * np.finfo(dtype).eps)  # symmetric


def test_a_small_sigmoid_keeps_its_digits():
    # 1 − σ(40) would be 0 in float64; σ(−40) is not.
    assert Sigmoid().forward([-40.0])[0] == pytest.approx(math.exp(-40), rel=1e-14)


def test_the_slope_of_relu_at_zero_is_zero():
    relu = ReLU()
    relu.forward([-1.0, -0.0, 0.0, 1.0])
    np.testing.assert_array_equal(relu.backward([5.0, 5.0, 5.0, 5.0]), [0, 0, 0, 5])


def test_activations_take_any_shape():
    for activation in (Sigmoid(), Tanh(), ReLU()):
        for shape in ((), (3,), (2, 3), (4, 2, 3)):
            assert np.shape(activation.forward(np.ones(shape))) == shape
            assert np.shape(activation.backward(np.ones(shape))) == shape


def test_initial_weights():
    layer = Linear(300, 200, rng=0)
    # 60,000 draws: their variance is 2/500 to within 4 of its standard errors, sqrt(2/60000) each.
    assert layer.W.var() == pytest.approx(2 / 500, rel=4 * math.sqrt(2 / 60_000))
    assert abs(layer.W.mean()) < 4 * math.sqrt(2 / 500 / 60_000)
    assert (layer.b == 0).all()


def test_initial_weights_can_be_repeated():
    np.testing.assert_array_equal(Linear(3, 2, rng=7).W, Linear(3, 2, rng=np.random.default_rng(7)).W)
    assert (Linear(3, 2, rng=7).W != Linear(3, 2, rng=8).W).all()
    rng = np.random.default_rng(7)
    assert (Linear(3, 2, rng).W != Linear(3, 2, rng).W).all()  # one generator, two layers
    np.testing.assert_array_equal(Linear(3, 2, 7, np.float32).W, Linear(3, 2, 7).W.astype(np.float32))
