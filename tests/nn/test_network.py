"""What holds for every network: layers in order, gradients in reverse, and nothing else."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.nn import HalfSquaredError, Linear, Network, Sigmoid, Tanh
from tests.nn.problems import Problem, problems


@given(problems())
def test_forward_runs_the_layers_in_order(problem):
    A = problem.X
    for layer in problem.network.layers:
        A = layer.forward(A)
    np.testing.assert_array_equal(problem.network.forward(problem.X), A)


@given(problems())
def test_backward_runs_the_layers_in_reverse(problem):
    problem.loss.forward(problem.network.forward(problem.X), problem.Y)
    gradient = problem.loss.backward()
    dL_dX = problem.network.backward(gradient)
    for layer in problem.network.layers[::-1]:
        gradient = layer.backward(gradient)
    np.testing.assert_array_equal(dL_dX, gradient)
    assert dL_dX.shape == problem.X.shape


@given(problems())
def test_every_gradient_has_the_shape_of_its_parameter(problem):
    problem.run()
    for layer, name in problem.network.parameters():
        assert getattr(layer, f"dL_d{name}").shape == getattr(layer, name).shape


@given(problems())
def test_a_batch_gives_the_mean_of_the_gradients_of_its_samples(problem):
    n = len(problem.X)
    _, whole = problem.run()
    alone = [problem._replace(X=problem.X[i : i + 1], Y=problem.Y[i : i + 1]).run()[1] for i in range(n)]
    for name in whole.keys() - {"X"}:
        expected = sum(gradients[name] for gradients in alone) / n
        np.testing.assert_allclose(whole[name], expected, rtol=1e-9, atol=1e-12)
    expected = np.concatenate([gradients["X"] for gradients in alone]) / n
    np.testing.assert_allclose(whole["X"], expected, rtol=1e-9, atol=1e-12)


@given(problems())
def test_every_row_twice_changes_no_gradient_of_a_parameter(problem):
    _, once = problem.run()
    _, twice = problem._replace(X=np.repeat(problem.X, 2, axis=0), Y=np.repeat(problem.Y, 2, axis=0)).run()
    for name in once.keys() - {"X"}:
        np.testing.assert_allclose(twice[name], once[name], rtol=1e-9, atol=1e-12)


@given(problems(dtype=np.float32))
def test_float32_stays_float32(problem):
    assert problem.network.forward(problem.X).dtype == np.float32
    _, gradients = problem.run()
    assert {gradient.dtype for gradient in gradients.values()} == {np.dtype(np.float32)}
    # The layers compute in their own dtype, whatever comes in.
    _, gradients = problem._replace(X=problem.X.astype(np.float64)).run()
    assert all(gradient.dtype == np.float32 for name, gradient in gradients.items() if name != "X")


def test_float32_parameters_bring_other_input_to_float32():
    network = Network([Linear(2, 3, 0, np.float32), Sigmoid(), Linear(3, 1, 1, np.float32)])
    for X in ([[1, 2]], np.array([[1, 2]]), np.array([[1.0, 2.0]])):
        assert network.forward(X).dtype == np.float32
        assert network.backward([[1.0]]).dtype == np.float32


@given(problems())
def test_no_argument_is_changed(problem):
    kept_X, kept_Y = problem.X.copy(), problem.Y.copy()
    problem.X.flags.writeable = problem.Y.flags.writeable = False  # an attempt would raise
    problem.run()
    problem.X.flags.writeable = problem.Y.flags.writeable = True  # and now nothing would stop it
    problem.run()
    np.testing.assert_array_equal(problem.X, kept_X)
    np.testing.assert_array_equal(problem.Y, kept_Y)

    problem.loss.forward(problem.network.forward(problem.X), problem.Y)
    dL_dY_hat = problem.loss.backward()
    kept = dL_dY_hat.copy()
    problem.network.backward(dL_dY_hat)
    np.testing.assert_array_equal(dL_dY_hat, kept)


@given(problems())
def test_running_twice_gives_the_same(problem):
    L, gradients = problem.run()
    again_L, again = problem.run()
    assert again_L == L
    for name, gradient in gradients.items():
        np.testing.assert_array_equal(again[name], gradient)


@given(problems())
def test_a_pass_leaves_the_parameters_alone(problem):
    before = [getattr(layer, name).copy() for layer, name in problem.network.parameters()]
    problem.run()
    for (layer, name), kept in zip(problem.network.parameters(), before, strict=True):
        np.testing.assert_array_equal(getattr(layer, name), kept)


@given(problems(), st.randoms(use_true_random=False))
def test_the_order_of_the_samples_does_not_matter(problem, random):
    order = list(range(len(problem.X)))
    random.shuffle(order)
    _, gradients = problem.run()
    _, shuffled = problem._replace(X=problem.X[order], Y=problem.Y[order]).run()
    for name in gradients:
        expected = gradients[name][order] if name == "X" else gradients[name]
        np.testing.assert_allclose(shuffled[name], expected, rtol=1e-9, atol=1e-12)


def test_parameters_come_in_the_order_of_the_layers():
    first, second = Linear(2, 3, rng=0), Linear(3, 1, rng=0)
    network = Network([first, Tanh(), second])
    assert network.parameters() == [(first, "W"), (first, "b"), (second, "W"), (second, "b")]


def test_a_network_among_the_layers_is_unpacked():
    inner = Network([Linear(2, 3, rng=0), Sigmoid()])
    last = Linear(3, 1, rng=1)
    assert Network([inner, last]).layers == [*inner.layers, last]


def test_layers_may_come_from_any_iterable():
    assert len(Network(Linear(2, 2, rng) for rng in range(3)).layers) == 3


def test_a_network_without_parameters_is_a_network():
    X = np.array([[0.5, -0.5]])
    problem = Problem(Network([Sigmoid(), Tanh()]), HalfSquaredError(), X, np.zeros((1, 2)))
    _, gradients = problem.run()
    sigmoid = 1 / (1 + np.exp(-X))
    tanh = np.tanh(sigmoid)
    np.testing.assert_allclose(gradients["X"], tanh * (1 - tanh**2) * sigmoid * (1 - sigmoid), rtol=1e-14)
    assert problem.network.parameters() == []


@pytest.mark.parametrize("hidden", [1, 3, 17])
def test_a_layer_of_any_width(hidden):
    network = Network([Linear(2, hidden, rng=0), Sigmoid(), Linear(hidden, 2, rng=0)])
    assert network.forward(np.ones((5, 2))).shape == (5, 2)
