"""Is every gradient right? Two independent witnesses: central differences, and the package autograd."""

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import grad
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from helpers.nn import HalfSquaredError, Linear, ReLU, Sigmoid, SoftmaxCrossEntropy, Tanh, numerical_gradient
from tests.nn.problems import SEEDS, far_from_kinks, problems

BY_DIFFERENCES = 1e-6
BY_AUTOGRAD = 1e-10

# The forward formulas once more, for autograd, and on purpose not those of helpers.nn.
FORMULAS = {
    Sigmoid: lambda Z: 0.5 * (anp.tanh(Z / 2) + 1),
    Tanh: lambda Z: 1 - 2 / (anp.exp(2 * Z) + 1),
    ReLU: lambda Z: Z * (Z > 0),
}


def squared_error(Y_hat, Y):
    return sum(anp.sum((Y_hat[i] - Y[i]) ** 2) / 2 for i in range(len(Y))) / len(Y)


def cross_entropy(Y_hat, Y):
    return -sum(anp.log(anp.exp(Y_hat[i, Y[i]]) / anp.sum(anp.exp(Y_hat[i]))) for i in range(len(Y))) / len(Y)


LOSSES = {HalfSquaredError: squared_error, SoftmaxCrossEntropy: cross_entropy}


def loss_from_formulas(arrays, problem):
    """The loss of a problem from X and the parameters, in a form that autograd can differentiate."""
    A = arrays["X"]
    for i, layer in enumerate(problem.network.layers):
        A = anp.dot(A, arrays[f"W{i}"]) + arrays[f"b{i}"] if isinstance(layer, Linear) else FORMULAS[type(layer)](A)
    return LOSSES[type(problem.loss)](A, problem.Y)


def arrays_of(problem):
    """X and all parameters, by the names that Problem.run gives to their gradients."""
    arrays = {"X": problem.X}
    for i, layer in enumerate(problem.network.layers):
        if isinstance(layer, Linear):
            arrays |= {f"W{i}": layer.W, f"b{i}": layer.b}
    return arrays


def error(gradient, truth, smallest=1e-5):
    """The largest relative error, where entries below smallest, or a hundredth of the largest one, count as that.

    Such an entry is the small difference of larger numbers, and its last digits are rounding.
    """
    assert gradient.shape == truth.shape
    size = np.abs(gradient) + np.abs(truth)
    return np.max(np.abs(gradient - truth) / np.maximum(size, max(smallest, size.max() / 100)))


@given(problems())
@settings(max_examples=150)
def test_networks_agree_with_central_differences(problem):
    assume(far_from_kinks(problem))
    loss, gradients = problem.run()
    for name, array in arrays_of(problem).items():
        kept = array.copy()

        def loss_at(value, array=array):
            array[...] = value
            return problem.loss.forward(problem.network.forward(problem.X), problem.Y)

        numerical = numerical_gradient(loss_at, kept)
        array[...] = kept
        # A difference sees nothing below the rounding of the loss, divided by the nudge.
        assert error(gradients[name], numerical, smallest=1e-4 * (1 + loss)) < BY_DIFFERENCES, name


@given(problems())
@settings(max_examples=150)
def test_networks_agree_with_autograd(problem):
    assume(far_from_kinks(problem))
    loss, gradients = problem.run()
    arrays = arrays_of(problem)
    truth = grad(loss_from_formulas)(arrays, problem)
    assert loss == pytest.approx(loss_from_formulas(arrays, problem), rel=1e-12, abs=1e-14)
    assert gradients.keys() == truth.keys()
    for name, gradient in gradients.items():
        assert error(gradient, truth[name]) < BY_AUTOGRAD, name


@given(problems(dtype=np.float32))
@settings(max_examples=50)
def test_float32_networks_agree_with_autograd_in_float64(problem):
    assume(far_from_kinks(problem))
    _, gradients = problem.run()
    exact = {name: array.astype(np.float64) for name, array in arrays_of(problem).items()}
    truth = grad(loss_from_formulas)(exact, problem)
    for name, gradient in gradients.items():
        assert gradient.dtype == np.float32
        assert error(gradient, truth[name], smallest=1e-3) < 1e-3, name


@pytest.mark.parametrize("activation", [Sigmoid, Tanh, ReLU])
@given(seed=SEEDS, shape=st.tuples(st.integers(1, 4), st.integers(1, 4)))
@settings(max_examples=30)
def test_activations(activation, seed, shape):
    rng = np.random.default_rng(seed)
    Z = rng.uniform(0.1, 3, shape) * rng.choice([-1, 1], shape)  # away from the kink of ReLU
    G = rng.normal(size=shape)
    layer = activation()
    layer.forward(Z)
    dL_dZ = layer.backward(G)
    assert error(dL_dZ, grad(lambda Z: anp.sum(G * FORMULAS[activation](Z)))(Z)) < BY_AUTOGRAD
    assert error(dL_dZ, numerical_gradient(lambda Z: (G * layer.forward(Z)).sum(), Z)) < BY_DIFFERENCES


@given(seed=SEEDS, n=st.integers(1, 4), d_in=st.integers(1, 4), d_out=st.integers(1, 4))
@settings(max_examples=30)
def test_linear(seed, n, d_in, d_out):
    rng = np.random.default_rng(seed)
    layer = Linear(d_in, d_out, rng)
    X, b, G = rng.normal(size=(n, d_in)), rng.normal(size=d_out), rng.normal(size=(n, d_out))
    layer.b[:] = b
    layer.forward(X)
    gradients = [layer.backward(G), layer.dL_dW, layer.dL_db]

    def weighted_sum(X, W, b):
        return anp.sum(G * (anp.dot(X, W) + b))

    for i, gradient in enumerate(gradients):
        arguments = [X, layer.W, b]
        assert error(gradient, grad(weighted_sum, i)(*arguments)) < BY_AUTOGRAD

        def along(value, arguments=arguments, i=i):
            return weighted_sum(*arguments[:i], value, *arguments[i + 1 :])

        assert error(gradient, numerical_gradient(along, arguments[i])) < BY_DIFFERENCES


@given(seed=SEEDS, n=st.integers(1, 5), k=st.integers(2, 5))
@settings(max_examples=30)
def test_losses(seed, n, k):
    rng = np.random.default_rng(seed)
    Y_hat = rng.normal(size=(n, k))
    for loss, Y in [(HalfSquaredError(), rng.normal(size=(n, k))), (SoftmaxCrossEntropy(), rng.integers(k, size=n))]:
        loss.forward(Y_hat, Y)
        dL_dY_hat = loss.backward()
        assert error(dL_dY_hat, grad(LOSSES[type(loss)])(Y_hat, Y)) < BY_AUTOGRAD
        numerical = numerical_gradient(lambda Y_hat, loss=loss, Y=Y: loss.forward(Y_hat, Y), Y_hat)
        assert error(dL_dY_hat, numerical) < BY_DIFFERENCES
