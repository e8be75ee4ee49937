"""Three forms of one network: rows and matrices, neuron by neuron, and columns with deltas. They agree to 1e-12."""

import copy
import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.nn import SGD, DeltaNetwork, Linear, Network, NeuronNetwork, ReLU, Sigmoid, minibatches, train
from tests.nn.problems import SEEDS, plain_problems

for_neurons = plain_problems(Sigmoid, ReLU)
for_deltas = plain_problems(Sigmoid)
either = pytest.mark.parametrize(("translate", "problems"), [(NeuronNetwork, for_neurons), (DeltaNetwork, for_deltas)])
EXACT = {"rtol": 1e-12, "atol": 1e-12}


def linears(network):
    return [layer for layer in network.layers if isinstance(layer, Linear)]


def of_neurons(network, weights="weights", bias="bias"):
    """W and b of each layer, in the course's shapes: a neuron is a column of W; or their gradients."""
    return [
        (
            np.array([getattr(neuron, weights) for neuron in layer.neurons]).T,
            np.array([getattr(neuron, bias) for neuron in layer.neurons]),
        )
        for layer in network.layers
    ]


def of_deltas(W, b):
    """W and b of each layer, or their gradients, in the course's shapes: all are transposed."""
    return [(W[l].T, b[l][:, 0]) for l in sorted(W)]


def assert_same(pairs, linears, names=("W", "b"), factor=1, **tolerance):
    for (W, b), linear in zip(pairs, linears, strict=True):
        np.testing.assert_allclose(W, factor * getattr(linear, names[0]), **tolerance)
        np.testing.assert_allclose(b, factor * getattr(linear, names[1]), **tolerance)


@either
@given(data=st.data())
def test_there_and_back_changes_no_number(translate, problems, data):
    problem = data.draw(problems)
    back = translate.from_network(problem.network).to_network()
    assert [type(layer) for layer in back.layers] == [type(layer) for layer in problem.network.layers]
    assert_same([(linear.W, linear.b) for linear in linears(back)], linears(problem.network), rtol=0)
    for linear, original in zip(linears(back), linears(problem.network), strict=True):
        assert linear.W.dtype == np.float64
        assert not np.shares_memory(linear.W, original.W) and not np.shares_memory(linear.b, original.b)


@given(for_neurons)
def test_neurons_hold_the_columns_of_the_weights(problem):
    copied = NeuronNetwork.from_network(problem.network)
    assert_same(of_neurons(copied), linears(problem.network), rtol=0)
    assert all(type(value) is float for neuron in copied.neurons() for value in (*neuron.weights, neuron.bias))


@given(for_deltas)
def test_deltas_hold_the_transposed_weights(problem):
    copied = DeltaNetwork.from_network(problem.network)
    assert_same(of_deltas(copied.W, copied.b), linears(problem.network), rtol=0)
    for l, linear in enumerate(linears(problem.network), 1):
        assert not np.shares_memory(copied.W[l], linear.W) and not np.shares_memory(copied.b[l], linear.b)


@either
@given(data=st.data())
@settings(max_examples=20)
def test_each_goes_its_own_way(translate, problems, data):
    """Training the copy leaves the original alone, and what to_network gave before."""
    problem = data.draw(problems)
    original, copied = copy.deepcopy(problem.network), translate.from_network(problem.network)
    given_before = copied.to_network()
    if translate is NeuronNetwork:
        copied.train(problem.X, problem.Y, learning_rate=1, epochs=1, rng=0)
    else:
        copied.train(problem.X.T, problem.Y.T, alpha=1, epochs=1)
    for network in (problem.network, given_before):
        assert_same([(linear.W, linear.b) for linear in linears(network)], linears(original), rtol=0)


@given(for_neurons)
@settings(max_examples=100)
def test_neurons_give_the_same_outputs_and_twice_the_loss_and_the_gradients(problem):
    copied = NeuronNetwork.from_network(problem.network)
    outputs = [copied.forward(x) for x in problem.X.tolist()]
    np.testing.assert_allclose(outputs, problem.network.forward(problem.X), **EXACT)
    loss, gradients = problem.run()
    assert copied.gradients(problem.X, problem.Y) == pytest.approx(2 * loss, rel=1e-12, abs=1e-12)
    assert_same(
        of_neurons(copied, "weight_gradients", "bias_gradient"),
        linears(problem.network),
        ("dL_dW", "dL_db"),
        factor=2,
        **EXACT,
    )

    # And so is what goes back to each sample's inputs; the spine's holds the mean's 1/n.
    for x, y, dL_dx in zip(problem.X.tolist(), problem.Y, gradients["X"], strict=True):
        handed_back = copied.backward(2 * (np.array(copied.forward(x)) - y))
        np.testing.assert_allclose(handed_back, 2 * len(problem.X) * dL_dx, **EXACT)


@given(for_deltas)
@settings(max_examples=100)
def test_deltas_give_the_same_outputs_loss_and_gradients_transposed(problem):
    copied = DeltaNetwork.from_network(problem.network)
    np.testing.assert_allclose(copied.forward(problem.X.T).T, problem.network.forward(problem.X), **EXACT)
    loss, gradients = problem.run()
    assert copied.cost(problem.Y.T) == pytest.approx(loss, rel=1e-12, abs=1e-12)
    copied.backward(problem.Y.T)
    assert_same(of_deltas(copied.dC_dW, copied.dC_db), linears(problem.network), ("dL_dW", "dL_db"), **EXACT)
    n = len(problem.X)  # the spine's dL_dZ holds the mean's 1/n; a delta belongs to its own sample
    np.testing.assert_allclose((copied.W[1].T @ copied.delta[1]).T / n, gradients["X"], **EXACT)


# Training


class SameOrder(random.Random):
    """Shuffles as helpers.nn.minibatches does, so that both see the same batches."""

    def __init__(self, seed):
        super().__init__(seed)
        self.generator = np.random.default_rng(seed)

    def shuffle(self, order):
        order[:] = self.generator.permutation(len(order)).tolist()


@given(for_neurons, st.integers(1, 7) | st.none(), st.floats(0.01, 0.5), SEEDS)
@settings(max_examples=30)
def test_neurons_learn_the_same_at_half_the_learning_rate(problem, batch_size, learning_rate, seed):
    copied = NeuronNetwork.from_network(problem.network)
    history = copied.train(
        problem.X, problem.Y, learning_rate=learning_rate / 2, epochs=20, batch_size=batch_size, rng=SameOrder(seed)
    )
    expected = train(
        problem.network,
        problem.loss,
        problem.X,
        problem.Y,
        SGD(learning_rate),
        epochs=20,
        batch_size=batch_size,
        rng=seed,
    )
    assert expected.diverged is None and len(history.loss) == 20
    np.testing.assert_allclose(history.loss, 2 * np.array(expected.loss), **EXACT)
    assert_same(of_neurons(copied), linears(problem.network), **EXACT)


@given(for_deltas, st.floats(0.01, 2))
@settings(max_examples=30)
def test_deltas_learn_the_same(problem, learning_rate):
    copied = DeltaNetwork.from_network(problem.network)
    history = copied.train(problem.X.T, problem.Y.T, alpha=learning_rate, epochs=20)
    expected = train(problem.network, problem.loss, problem.X, problem.Y, SGD(learning_rate), epochs=20, rng=0)
    np.testing.assert_allclose(history.loss, expected.loss, **EXACT)
    assert_same(of_deltas(copied.W, copied.b), linears(problem.network), **EXACT)


@given(for_deltas, st.integers(1, 4), SEEDS)
@settings(max_examples=30)
def test_all_three_learn_the_same_from_the_same_mini_batches(problem, batch_size, seed):
    neurons, deltas = NeuronNetwork.from_network(problem.network), DeltaNetwork.from_network(problem.network)
    optimizer, rng = SGD(0.5), np.random.default_rng(seed)
    for _ in range(5):
        for X, Y in minibatches(problem.X, problem.Y, batch_size, rng):
            loss, _ = problem._replace(X=X, Y=Y).run()
            optimizer.step(problem.network)

            assert neurons.gradients(X, Y) == pytest.approx(2 * loss, rel=1e-12, abs=1e-12)
            neurons.step(0.5 / 2)

            deltas.forward(X.T)
            assert deltas.cost(Y.T) == pytest.approx(loss, rel=1e-12, abs=1e-12)
            deltas.backward(Y.T)
            deltas.step(0.5)
    assert_same(of_neurons(neurons), linears(problem.network), **EXACT)
    assert_same(of_deltas(deltas.W, deltas.b), linears(problem.network), **EXACT)


@given(for_deltas)
@settings(max_examples=20)
def test_a_translation_can_be_translated(problem):
    """Neurons to rows to columns to rows: still the same network."""
    rows = NeuronNetwork.from_network(problem.network).to_network()
    last = DeltaNetwork.from_network(rows).to_network()
    np.testing.assert_array_equal(last.forward(problem.X), problem.network.forward(problem.X))


def test_float32_parameters_become_float64_with_the_same_values():
    rows = Network([Linear(2, 3, 0, np.float32), Sigmoid(), Linear(3, 1, 1, np.float32), Sigmoid()])
    for translate in (NeuronNetwork, DeltaNetwork):
        back = translate.from_network(rows).to_network()
        assert_same([(linear.W, linear.b) for linear in linears(back)], linears(rows), rtol=0)
        assert back.layers[0].W.dtype == np.float64
