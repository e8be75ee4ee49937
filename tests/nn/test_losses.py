"""What holds for both losses, whatever the numbers."""

import math
import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.nn import HalfSquaredError, SoftmaxCrossEntropy
from tests.nn.problems import SEEDS

BOTH = [HalfSquaredError, SoftmaxCrossEntropy]
both_losses = pytest.mark.parametrize("kind", BOTH)


def batch(kind, seed, n, k=3, dtype=np.float64):
    """Predictions (n, k), and targets that fit the loss."""
    rng = np.random.default_rng(seed)
    Y_hat = rng.normal(size=(n, k)).astype(dtype)
    return Y_hat, rng.integers(k, size=n) if kind is SoftmaxCrossEntropy else rng.normal(size=(n, k)).astype(dtype)


def run(loss, Y_hat, Y):
    return loss.forward(Y_hat, Y), loss.backward()


@given(seed=SEEDS, n=st.integers(1, 5))
def test_half_squared_error_is_its_formula(seed, n):
    Y_hat, Y = batch(HalfSquaredError, seed, n)
    one_by_one = [0.5 * sum((a - b) ** 2 for a, b in zip(p, y, strict=True)) for p, y in zip(Y_hat, Y, strict=True)]
    L, dL_dY_hat = run(HalfSquaredError(), Y_hat, Y)
    assert pytest.approx(sum(one_by_one) / n) == L
    np.testing.assert_allclose(dL_dY_hat, (Y_hat - Y) / n)


@given(seed=SEEDS, n=st.integers(1, 5))
def test_cross_entropy_is_its_formula(seed, n):
    Y_hat, Y = batch(SoftmaxCrossEntropy, seed, n)
    L, dL_dY_hat = run(SoftmaxCrossEntropy(), Y_hat, Y)
    total = 0
    for i in range(n):
        p = [math.exp(z) / sum(math.exp(other) for other in Y_hat[i]) for z in Y_hat[i]]
        total -= math.log(p[Y[i]])
        expected = [(p[k] - (k == Y[i])) / n for k in range(3)]
        np.testing.assert_allclose(dL_dY_hat[i], expected, rtol=1e-12, atol=1e-15)
    assert pytest.approx(total / n) == L


@both_losses
@given(seed=SEEDS, n=st.integers(1, 5))
def test_the_loss_of_a_batch_is_the_mean_of_its_samples(kind, seed, n):
    Y_hat, Y = batch(kind, seed, n)
    L, dL_dY_hat = run(kind(), Y_hat, Y)
    alone = [run(kind(), Y_hat[i : i + 1], Y[i : i + 1]) for i in range(n)]
    assert pytest.approx(sum(one for one, _ in alone) / n) == L
    np.testing.assert_allclose(dL_dY_hat, np.concatenate([gradient for _, gradient in alone]) / n)


@both_losses
def test_the_loss_is_a_float_and_the_gradient_has_the_shape_and_dtype_of_the_prediction(kind):
    for dtype in (np.float32, np.float64):
        Y_hat, Y = batch(kind, seed=0, n=4, dtype=dtype)
        L, dL_dY_hat = run(kind(), Y_hat, Y)
        assert type(L) is float
        assert dL_dY_hat.shape == Y_hat.shape and dL_dY_hat.dtype == dtype
        # Targets in another dtype don't change that of the gradient.
        assert run(kind(), Y_hat, Y.astype(np.float64))[1].dtype == dtype


@both_losses
def test_whole_numbers_count_as_numbers(kind):
    Y_hat, Y = [[3, -1], [0, 2]], [[1, 0], [0, 1]]
    L, dL_dY_hat = run(kind(), Y_hat, Y)
    assert dL_dY_hat.dtype == np.float64
    expected_L, expected = run(kind(), np.array(Y_hat, float), np.array(Y, float))
    assert expected_L == L
    np.testing.assert_array_equal(dL_dY_hat, expected)
    # Unsigned numbers would wrap around below zero.
    unsigned = run(kind(), np.array([[1, 2], [0, 2]], np.uint8), np.array(Y, np.uint8))
    assert unsigned[0] == run(kind(), [[1.0, 2.0], [0.0, 2.0]], Y)[0]


@both_losses
@given(seed=SEEDS)
def test_no_argument_is_changed(kind, seed):
    Y_hat, Y = batch(kind, seed, n=4)
    kept_Y_hat, kept_Y = Y_hat.copy(), Y.copy()
    Y_hat.flags.writeable = Y.flags.writeable = False  # an attempt would raise
    run(kind(), Y_hat, Y)
    Y_hat.flags.writeable = Y.flags.writeable = True  # and now nothing would stop it
    run(kind(), Y_hat, Y)
    np.testing.assert_array_equal(Y_hat, kept_Y_hat)
    np.testing.assert_array_equal(Y, kept_Y)


@both_losses
@given(seed=SEEDS)
def test_running_twice_gives_the_same(kind, seed):
    loss = kind()
    Y_hat, Y = batch(kind, seed, n=4)
    L, dL_dY_hat = run(loss, Y_hat, Y)
    kept = dL_dY_hat.copy()
    run(loss, *batch(kind, seed + 1, n=2))  # another batch in between leaves nothing behind
    assert loss.forward(Y_hat, Y) == L
    np.testing.assert_array_equal(loss.backward(), kept)
    np.testing.assert_array_equal(loss.backward(), kept)


def test_half_squared_error_of_a_perfect_prediction_is_zero():
    L, dL_dY_hat = run(HalfSquaredError(), [[1.5, 2.0]], [[1.5, 2.0]])
    assert L == 0
    np.testing.assert_array_equal(dL_dY_hat, [[0, 0]])


@given(seed=SEEDS, shift=st.floats(-1e3, 1e3))
def test_a_shift_of_all_logits_changes_nothing(seed, shift):
    Y_hat, Y = batch(SoftmaxCrossEntropy, seed, n=4)
    L, dL_dY_hat = run(SoftmaxCrossEntropy(), Y_hat, Y)
    shifted_L, shifted = run(SoftmaxCrossEntropy(), Y_hat + shift, Y)
    assert shifted_L == pytest.approx(L, abs=1e-11)
    np.testing.assert_allclose(shifted, dL_dY_hat, atol=1e-12)


@given(seed=SEEDS, n=st.integers(1, 5), scale=st.floats(0.01, 1000))
def test_the_gradients_of_a_samples_logits_sum_to_zero(seed, n, scale):
    Y_hat, Y = batch(SoftmaxCrossEntropy, seed, n)
    _, dL_dY_hat = run(SoftmaxCrossEntropy(), scale * Y_hat, Y)
    np.testing.assert_allclose(dL_dY_hat.sum(axis=1), 0, atol=1e-15)
    # Only the logit of the right class is asked to grow.
    assert ((dL_dY_hat < 0).sum(axis=1) <= 1).all()
    assert (dL_dY_hat[np.arange(n), Y] <= 0).all()


@given(seed=SEEDS, n=st.integers(1, 5))
def test_class_numbers_and_one_hot_rows_mean_the_same(seed, n):
    Y_hat, classes = batch(SoftmaxCrossEntropy, seed, n)
    rows = np.zeros((n, 3), int)
    rows[np.arange(n), classes] = 1
    expected_L, expected = run(SoftmaxCrossEntropy(), Y_hat, rows)
    for Y in (classes, classes.astype(np.uint8), classes.astype(float), classes.tolist()):
        L, dL_dY_hat = run(SoftmaxCrossEntropy(), Y_hat, Y)
        assert expected_L == L
        np.testing.assert_array_equal(dL_dY_hat, expected)


@given(seed=SEEDS, n=st.integers(1, 5))
def test_soft_rows_are_a_mixture_of_classes(seed, n):
    """Half of one class and half of another cost half of each, and so do their gradients."""
    Y_hat, classes = batch(SoftmaxCrossEntropy, seed, n)
    others = (classes + 1) % 3
    soft = (np.eye(3)[classes] + np.eye(3)[others]) / 2
    L, dL_dY_hat = run(SoftmaxCrossEntropy(), Y_hat, soft)
    one, other = run(SoftmaxCrossEntropy(), Y_hat, classes), run(SoftmaxCrossEntropy(), Y_hat, others)
    assert pytest.approx((one[0] + other[0]) / 2) == L
    np.testing.assert_allclose(dL_dY_hat, (one[1] + other[1]) / 2, atol=1e-15)


def test_what_is_refused_names_soft_rows_too():
    for Y, words in (
        ([[0.5, 0.6, 0]], r"not one-hot \(or soft\): each must be non-negative and sum to 1"),
        ([[1, 0]], "soft"),
    ):
        with pytest.raises(ValueError, match=words):
            SoftmaxCrossEntropy().forward([[1, 2, 3]], Y)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("size", [1e3, 1e10, 1e37])
def test_huge_logits_neither_overflow_nor_warn(dtype, size):
    loss = SoftmaxCrossEntropy()
    with warnings.catch_warnings(), np.errstate(over="raise", invalid="raise", divide="raise"):
        warnings.simplefilter("error")
        L, dL_dY_hat = run(loss, np.array([[size, 0, -size], [size, 0, -size]], dtype), [0, 2])
    # Right and certain costs nothing; wrong and certain costs the distance of the logits.
    assert pytest.approx((0 + 2 * size) / 2, rel=1e-6) == L
    np.testing.assert_allclose(dL_dY_hat, [[0, 0, 0], [0.5, 0, -0.5]])


def test_no_idea_costs_the_logarithm_of_the_number_of_classes():
    for k in (2, 10):
        assert SoftmaxCrossEntropy().forward(np.zeros((3, k)), [0, 1, 1]) == pytest.approx(math.log(k))
