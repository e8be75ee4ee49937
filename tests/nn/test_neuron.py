"""The network neuron by neuron: its gradients, what it keeps and forgets, what it learns, and what it refuses."""

import copy
import math
import pickle
import random
from itertools import chain, pairwise
from types import SimpleNamespace

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import grad
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from helpers.nn import (
    Linear,
    Network,
    Neuron,
    NeuronLayer,
    NeuronNetwork,
    ReLU,
    ShapeError,
    Sigmoid,
    Tanh,
    numerical_gradient,
)
from helpers.nn.neuron import relu, relu_slope, sigmoid, sigmoid_slope
from tests.nn.problems import SEEDS, SIZES
from tests.nn.test_gradients import BY_AUTOGRAD, BY_DIFFERENCES, FORMULAS, error

XOR = [[0, 0], [0, 1], [1, 0], [1, 1]], [[0], [1], [1], [0]]
NAN, INF = float("nan"), float("inf")


class Case(SimpleNamespace):
    """A network with its sizes, and a batch with labels."""

    def gradients(self):
        """Return the loss, and all gradients as one array, neuron after neuron: weights, then bias."""
        loss = self.network.gradients(self.inputs, self.labels)
        return loss, gradients_in(self.network)

    def loss_of(self, parameters):
        """The loss through the neurons' own forward."""
        network = copy.deepcopy(self.network)
        set_parameters(network, parameters)
        losses = [
            sum((a - y) ** 2 for a, y in zip(network.forward(x), label, strict=True))
            for x, label in zip(self.inputs, self.labels, strict=True)
        ]
        return sum(losses) / len(losses)

    def loss_from_formulas(self, parameters):
        """The loss in matrices, for autograd: a layer's parameters are rows, one per neuron, the bias at the end."""
        A, formula, start = np.array(self.inputs), FORMULAS[self.kind], 0
        for d_in, d_out in pairwise(self.sizes):
            rows = parameters[start : start + d_out * (d_in + 1)].reshape(d_out, d_in + 1)
            A, start = formula(anp.dot(A, rows[:, :-1].T) + rows[:, -1]), start + rows.size
        return anp.sum((A - np.array(self.labels)) ** 2) / len(A)

    def far_from_kinks(self):
        """True where no ReLU sees a number so close to 0 that a difference would reach over the kink."""
        smallest = INF
        for inputs in self.inputs:
            self.network.forward(inputs)
            smallest = min([smallest, *(abs(neuron.z) for neuron in self.network.neurons())])
        return self.kind is Sigmoid or smallest > 1e-3


@st.composite
def cases(draw):
    """Networks of one to three layers of one to five neurons, and batches of one to five, in lists."""
    sizes, seed, kind = draw(SIZES), draw(SEEDS), draw(st.sampled_from([Sigmoid, ReLU]))
    rng, n = np.random.default_rng(seed), draw(st.integers(1, 5))
    network = NeuronNetwork(sizes, seed, kind.__name__.lower())
    for neuron in network.neurons():
        neuron.bias = rng.normal()  # at 0, a forgotten bias would go unseen
    inputs, labels = rng.normal(size=(n, sizes[0])).tolist(), rng.normal(size=(n, sizes[-1])).tolist()
    return Case(network=network, sizes=sizes, kind=kind, inputs=inputs, labels=labels)


def parameters_in(network):
    return np.array([value for neuron in network.neurons() for value in (*neuron.weights, neuron.bias)])


def gradients_in(network):
    return np.array([g for neuron in network.neurons() for g in (*neuron.weight_gradients, neuron.bias_gradient)])


def set_parameters(network, parameters):
    parameters = iter(parameters.tolist())
    for neuron in network.neurons():
        neuron.weights = [next(parameters) for _ in neuron.weights]
        neuron.bias = next(parameters)


# Gradients


@given(cases())
def test_gradients_agree_with_central_differences(case):
    assume(case.far_from_kinks())
    loss, gradients = case.gradients()
    numerical = numerical_gradient(case.loss_of, parameters_in(case.network))
    assert error(gradients, numerical, smallest=1e-4 * (1 + loss)) < BY_DIFFERENCES


@given(cases())
@settings(max_examples=100)
def test_gradients_agree_with_autograd(case):
    assume(case.far_from_kinks())
    loss, gradients = case.gradients()
    parameters = parameters_in(case.network)
    assert loss == pytest.approx(case.loss_from_formulas(parameters), rel=1e-12, abs=1e-14)
    assert error(gradients, grad(case.loss_from_formulas)(parameters)) < BY_AUTOGRAD


@given(cases())
@settings(max_examples=30)
def test_what_goes_back_to_the_inputs_agrees_with_central_differences(case):
    assume(case.far_from_kinks())
    for x, label in zip(case.inputs, case.labels, strict=True):

        def loss_at(x, label=label):
            return sum((a - y) ** 2 for a, y in zip(case.network.forward(x.tolist()), label, strict=True))

        numerical = numerical_gradient(loss_at, x)
        outputs = case.network.forward(x)
        handed_back = case.network.backward([2 * (a - y) for a, y in zip(outputs, label, strict=True)])
        assert all(type(value) is float for value in outputs + handed_back)
        assert error(np.array(handed_back), numerical, smallest=1e-4 * (1 + loss_at(np.array(x)))) < BY_DIFFERENCES


def test_what_goes_back_is_the_sum_over_the_neurons_that_used_it():
    layer = NeuronLayer(2, 3, rng=0, activation="relu")
    for neuron, weights in zip(layer.neurons, [[2.0, 3.0], [5.0, 7.0], [-11.0, -13.0]], strict=True):
        neuron.weights = weights
    assert layer.forward([1, 1]) == [5.0, 12.0, 0.0]
    # The third neuron is off: of 10 and 100 come 10 · 2 + 100 · 5 and 10 · 3 + 100 · 7.
    assert layer.backward([10.0, 100.0, 1000.0]) == [520.0, 730.0]


def test_the_functions_and_their_slopes():
    assert (sigmoid(0), sigmoid_slope(0)) == (0.5, 0.25)
    assert sigmoid_slope(2) == pytest.approx(0.104994, abs=1e-6)
    assert (relu(-1.0), relu(2.0), relu_slope(-1.0), relu_slope(0.0), relu_slope(2.0)) == (0, 2, 0, 0, 1)


@given(st.floats(allow_nan=False))
def test_no_number_overflows_in_the_sigmoid(z):
    assert 0 <= sigmoid(z) <= 1
    assert sigmoid(z) + sigmoid(-z) == pytest.approx(1, abs=1e-15)
    assert 0 <= sigmoid_slope(z) <= 0.25


# Batches


@given(cases())
def test_a_batch_gives_the_mean_over_its_samples(case):
    loss, gradients = case.gradients()
    alone = [
        Case(network=case.network, inputs=[x], labels=[label]).gradients()
        for x, label in zip(case.inputs, case.labels, strict=True)
    ]
    assert loss == pytest.approx(sum(one for one, _ in alone) / len(alone), rel=1e-12)
    np.testing.assert_allclose(gradients, sum(one for _, one in alone) / len(alone), rtol=1e-9, atol=1e-13)


@given(cases())
def test_backward_adds_up_until_the_mean_is_taken(case):
    case.gradients()
    for neuron in case.network.neurons():
        neuron.zero_gradients()
    assert not gradients_in(case.network).any()
    for x, label in zip(case.inputs, case.labels, strict=True):
        outputs = case.network.forward(x)
        case.network.backward([2 * (a - y) for a, y in zip(outputs, label, strict=True)])
    total = gradients_in(case.network)
    for neuron in case.network.neurons():
        neuron.average_gradients()
    np.testing.assert_array_equal(gradients_in(case.network), total / len(case.inputs))
    np.testing.assert_array_equal(case.gradients()[1], total / len(case.inputs))


@given(cases())
def test_each_batch_starts_from_zero(case):
    loss, gradients = case.gradients()
    again, same = case.gradients()
    assert again == loss
    np.testing.assert_array_equal(same, gradients)


@given(cases(), st.integers(2, 4))
def test_every_sample_several_times_changes_nothing(case, times):
    loss, gradients = case.gradients()
    case.inputs, case.labels = case.inputs * times, case.labels * times
    again, same = case.gradients()
    assert again == pytest.approx(loss, rel=1e-12)
    np.testing.assert_allclose(same, gradients, rtol=1e-9, atol=1e-13)


@given(cases())
def test_a_batch_of_equal_samples_is_like_one(case):
    case.inputs, case.labels = case.inputs[:1], case.labels[:1]
    _, gradients = case.gradients()
    case.inputs, case.labels = case.inputs * 7, case.labels * 7
    np.testing.assert_allclose(case.gradients()[1], gradients, rtol=1e-9, atol=1e-13)


@given(cases(), st.floats(0.01, 10))
def test_a_step_goes_against_the_mean_gradient(case, learning_rate):
    before = parameters_in(case.network)
    _, gradients = case.gradients()
    np.testing.assert_array_equal(parameters_in(case.network), before)  # a pass moves nothing
    case.network.step(learning_rate)
    np.testing.assert_array_equal(parameters_in(case.network), before - learning_rate * gradients)


@given(cases())
@settings(max_examples=20)
def test_no_argument_is_changed(case):
    inputs, labels = np.array(case.inputs), np.array(case.labels)
    inputs.flags.writeable = labels.flags.writeable = False  # an attempt would raise
    kept = copy.deepcopy((case.inputs, case.labels))
    for x, y in ((case.inputs, case.labels), (inputs, labels)):
        case.network.gradients(x, y)
        case.network.train(x, y, learning_rate=0.1, epochs=2, batch_size=2, rng=0)
    assert (case.inputs, case.labels) == kept


def test_only_lists_and_floats():
    network = NeuronNetwork([2, 3, 1], rng=0)
    network.train(np.array(XOR[0], np.float32), np.array(XOR[1]), learning_rate=0.5, epochs=2, rng=0)
    assert all(type(value) is float for value in network.forward(np.array([0, 1])))
    for neuron in network.neurons():
        assert type(neuron.weights) is list and type(neuron.weight_gradients) is list
        values = [*neuron.weights, neuron.bias, *neuron.weight_gradients, neuron.bias_gradient]
        assert all(type(value) is float for value in values)


# Randomness


@pytest.mark.parametrize("activation", ["sigmoid", "relu"])
def test_the_same_seed_gives_the_same_network_and_the_same_training(activation):
    def run(seed):
        network = NeuronNetwork([2, 3, 1], seed, activation)
        history = network.train(*XOR, learning_rate=0.1, epochs=5, batch_size=3, rng=seed)
        return history.loss, parameters_in(network).tolist()

    assert run(1) == run(np.int64(1)) == run(1)
    assert run(1) != run(2)


def test_a_random_from_the_standard_library_is_used_and_moves_on():
    rng = random.Random(5)
    networks = [NeuronNetwork([2, 3, 1], rng) for _ in range(2)]
    np.testing.assert_array_equal(parameters_in(networks[0]), parameters_in(NeuronNetwork([2, 3, 1], rng=5)))
    assert not np.array_equal(*map(parameters_in, networks))
    before = rng.getstate()
    networks[0].train(*XOR, learning_rate=0.1, epochs=1, rng=rng)
    assert rng.getstate() != before


def test_no_global_seed_is_read_or_moved():
    states = random.getstate(), pickle.dumps(np.random.get_state())
    NeuronNetwork([2, 3, 1], rng=0).train(*XOR, learning_rate=0.1, epochs=2, batch_size=2, rng=0)
    assert (random.getstate(), pickle.dumps(np.random.get_state())) == states


def test_the_weights_have_the_documented_spread():
    weights = [weight for neuron in NeuronLayer(100, 200, rng=0).neurons for weight in neuron.weights]
    assert np.mean(weights) == pytest.approx(0, abs=0.003)
    assert np.std(weights) == pytest.approx(1 / math.sqrt(100), rel=0.03)
    assert not any(neuron.bias for neuron in NeuronLayer(2, 3, rng=0).neurons)


# Training


@pytest.mark.parametrize("batch_size", [None, 1, 3, 100])
def test_an_epoch_sees_each_sample_once_in_batches_of_that_size(batch_size):
    class Spy(NeuronNetwork):
        def gradients(self, batch, labels):
            seen.append(batch)
            assert labels == [[-value for value in sample] for sample in batch]
            return super().gradients(batch, labels)

    seen, samples = [], [[float(i)] for i in range(10)]
    network = Spy([1, 1], rng=0)
    network.train(samples, [[-i] for i in range(10)], learning_rate=0.1, epochs=2, batch_size=batch_size, rng=0)
    size = min(batch_size or 10, 10)
    per_epoch = len(seen) // 2
    assert [len(batch) for batch in seen[:per_epoch]] == [size] * (10 // size) + [10 % size] * (10 % size > 0)
    epochs = [[*chain(*part)] for part in (seen[:per_epoch], seen[per_epoch:])]
    assert sorted(epochs[0]) == sorted(epochs[1]) == samples
    assert epochs[0] != epochs[1]  # a new order


def test_the_loss_of_an_epoch_is_the_mean_over_its_samples():
    """Of batches of 3 and 1, each before its step: with a tiny learning rate, the loss of the whole set."""
    network = NeuronNetwork([2, 3, 1], rng=0)
    expected = network.gradients(*XOR)
    history = network.train(*XOR, learning_rate=1e-12, epochs=3, batch_size=3, rng=0)
    assert history.loss == pytest.approx([expected] * 3, rel=1e-9) and history.diverged is None


@given(st.lists(st.floats(-50, 50), min_size=3, max_size=3))
@settings(max_examples=300)
def test_no_neuron_gets_xor_below_a_quarter(parameters):
    network = NeuronNetwork([2, 1], rng=0)
    set_parameters(network, np.array(parameters))
    assert network.gradients(*XOR) >= 0.25 - 1e-12


@pytest.mark.parametrize("seed", range(3))
def test_training_leaves_one_neuron_at_a_quarter(seed):
    losses = NeuronNetwork([2, 1], rng=seed).train(*XOR, learning_rate=2, epochs=1000, rng=0).loss
    assert min(losses) >= 0.25 - 1e-12
    assert losses[-1] == pytest.approx(0.25, abs=1e-6)


@pytest.mark.parametrize(("sizes", "seed"), [([2, 2, 1], 0), ([2, 2, 1], 5), ([2, 3, 1], 0), ([2, 3, 1], 2)])
def test_two_layers_learn_xor(sizes, seed):
    network = NeuronNetwork(sizes, rng=seed)
    assert network.train(*XOR, learning_rate=2, epochs=1500, rng=0).loss[-1] < 0.01
    assert [[round(a) for a in network.forward(x)] for x in XOR[0]] == XOR[1]


@pytest.mark.parametrize("labels", [[[0], [0], [0], [1]], [[0], [1], [1], [1]]], ids=["and", "or"])
def test_one_neuron_learns_and_and_or(labels):
    assert NeuronNetwork([2, 1], rng=0).train(XOR[0], labels, learning_rate=5, epochs=500, rng=0).loss[-1] < 0.01


def test_a_run_that_diverges_is_stopped_and_reported():
    network = NeuronNetwork([1, 1], rng=0, activation="relu")
    set_parameters(network, np.array([1.0, 0.0]))  # a = 1, label = 3: the step goes up, by 4 times the learning rate
    history = network.train([[1.0], [1.0]], [[3.0], [3.0]], learning_rate=1e200, epochs=50, batch_size=1, rng=0)
    assert history.loss == [] and history.diverged == (0, 1, "the loss is inf")


# Order of calls


def test_a_neuron_keeps_one_sample():
    """All forward passes and then all backward passes would take the last sample for all of them."""
    network = NeuronNetwork([2, 3, 1], rng=0)
    network.forward([0, 1])
    network.forward([1, 0])
    network.backward([1.0])
    before = pickle.dumps(network)
    with pytest.raises(RuntimeError, match="backward without a forward of its own: a neuron keeps one sample"):
        network.backward([1.0])
    assert pickle.dumps(network) == before


@pytest.mark.parametrize("thing", [Neuron(2, 0), NeuronLayer(2, 3, 0), NeuronNetwork([2, 3, 1], 0)])
def test_no_backward_before_forward_and_no_step_before_backward(thing):
    gradient = {Neuron: 1.0, NeuronLayer: [1.0] * 3, NeuronNetwork: [1.0]}[type(thing)]
    before = pickle.dumps(thing)
    with pytest.raises(RuntimeError, match="backward without a forward"):
        thing.backward(gradient)
    with pytest.raises(RuntimeError, match="step was called before backward"):
        thing.step(0.1)
    assert pickle.dumps(thing) == before
    thing.forward([1, 2])
    with pytest.raises(RuntimeError, match="step was called before backward"):
        thing.step(0.1)
    thing.backward(gradient)
    thing.step(0.1)


# Bad input


def make_kit():
    """A network with gradients, a layer and a neuron, all after a forward; a generator; two inputs, one output."""
    kit = SimpleNamespace(
        network=NeuronNetwork([2, 3, 1], rng=0),
        layer=NeuronLayer(2, 3, rng=0),
        neuron=Neuron(2, rng=0),
        rng=random.Random(0),
        X=[[0.0, 1.0], [1.0, 1.0], [2.0, 0.0]],
        Y=[[0.0], [1.0], [0.0]],
        spine=Network([Linear(2, 3, rng=0), Tanh(), Linear(3, 1, rng=1), Sigmoid()]),
    )
    kit.network.gradients(kit.X, kit.Y)
    for thing in (kit.network, kit.layer, kit.neuron):
        thing.forward([1.0, 2.0])
    return kit


def training(**changes):
    """A call of train on the kit, with some of its arguments replaced."""

    def call(kit):
        arguments = {"inputs": kit.X, "labels": kit.Y, "learning_rate": 0.1, "epochs": 2, "rng": kit.rng}
        kit.network.train(**arguments | changes)

    return call


CASES = {
    # One sample.
    "three inputs": (lambda kit: kit.network.forward([1, 2, 3]), ShapeError, r"inputs has shape \(3,\), but 2 numbers"),
    "no inputs": (lambda kit: kit.network.forward([]), ShapeError, r"inputs has shape \(0,\), but 2 numbers"),
    "a number as inputs": (lambda kit: kit.network.forward(1.0), ShapeError, r"inputs has shape \(\), but 2 numbers"),
    "a batch as inputs": (
        lambda kit: kit.network.forward(kit.X),
        ShapeError,
        r"\(3, 2\).* is it more than one sample\?",
    ),
    "words as inputs": (lambda kit: kit.network.forward(["a", "b"]), TypeError, "inputs must hold real numbers.* <U1"),
    "a word as inputs": (lambda kit: kit.network.forward("ab"), TypeError, "inputs must hold real numbers.* <U2"),
    "None as inputs": (lambda kit: kit.network.forward(None), TypeError, "inputs must hold real numbers.* object"),
    "complex inputs": (lambda kit: kit.network.forward([1j, 2]), TypeError, "inputs must hold real numbers.* complex"),
    "ragged inputs": (lambda kit: kit.network.forward([[1, 2], 3]), ValueError, "inputs is ragged"),
    "inputs of a layer": (lambda kit: kit.layer.forward([1]), ShapeError, r"inputs has shape \(1,\), but 2 numbers"),
    "inputs of a neuron": (lambda kit: kit.neuron.forward([1]), ShapeError, r"inputs has shape \(1,\), but 2 numbers"),
    "two gradients": (
        lambda kit: kit.network.backward([1, 2]),
        ShapeError,
        r"output_gradients has shape \(2,\), but 1 numbers",
    ),
    "two gradients for three": (lambda kit: kit.layer.backward([1, 2]), ShapeError, r"\(2,\), but 3 numbers"),
    "a word as gradient": (lambda kit: kit.network.backward(["a"]), TypeError, "output_gradients must hold real"),
    # Batches.
    "empty batch": (lambda kit: kit.network.gradients([], []), ValueError, "batch is empty"),
    "labels (n,)": (
        lambda kit: kit.network.gradients(kit.X, [0, 1, 0]),
        ShapeError,
        r"labels has shape \(3,\), but \(3, 1\) is expected, one row per sample",
    ),
    "labels of another width": (
        lambda kit: kit.network.gradients(kit.X, kit.X),
        ShapeError,
        r"labels has shape \(3, 2\), but \(3, 1\) is expected",
    ),
    "labels of another length": (
        lambda kit: kit.network.gradients(kit.X, kit.Y[:2]),
        ShapeError,
        r"labels has shape \(2, 1\), but \(3, 1\) is expected",
    ),
    "transposed": (
        lambda kit: kit.network.gradients(np.transpose(kit.X), kit.Y),
        ShapeError,
        r"inputs has shape \(2, 3\), but \(2, 2\) is expected, one row per sample",
    ),
    "one sample as a batch": (lambda kit: kit.network.gradients([1, 2], [1]), ShapeError, r"inputs has shape \(2,\)"),
    "a number as a batch": (lambda kit: kit.network.gradients(1, 1), ShapeError, r"inputs has shape \(\)"),
    "ragged batch": (lambda kit: kit.network.gradients([[1, 2], [3]], kit.Y), ValueError, "inputs is ragged"),
    "words as labels": (lambda kit: kit.network.gradients(kit.X, [["a"]] * 3), TypeError, "labels must hold real"),
    # Training.
    "train, NaN": (training(inputs=[[1, 2], [1, NAN], [1, 2]]), ValueError, "inputs holds NaN or infinity; clean"),
    "train, infinite label": (
        training(labels=[[1], [2], [INF]], batch_size=1),
        ValueError,
        "labels holds NaN or infinity",
    ),
    "train, nothing": (training(inputs=[], labels=[]), ValueError, "batch is empty"),
    "train, no labels": (training(labels=[]), ShapeError, r"labels has shape \(0,\), but \(3, 1\)"),
    "train, labels (n,)": (training(labels=[0, 1, 0]), ShapeError, r"labels has shape \(3,\), but \(3, 1\)"),
    "train, transposed": (training(inputs=[[0, 1, 2], [1, 1, 0]]), ShapeError, r"inputs has shape \(2, 3\)"),
    "train, ragged": (training(inputs=[[1, 2], [1], [1, 2]]), ValueError, "inputs is ragged"),
    "train, words": (training(inputs=[["a", "b"]] * 3), TypeError, "inputs must hold real numbers"),
    "train, epochs 0": (training(epochs=0), ValueError, "epochs must be a whole number and at least 1, but it is 0"),
    "train, epochs 1.5": (training(epochs=1.5), ValueError, r"epochs must be a whole number.* 1\.5"),
    "train, batch size 0": (training(batch_size=0), ValueError, "batch_size must be a whole number and at least 1"),
    "train, batch size 2.0": (training(batch_size=2.0), ValueError, r"batch_size must be a whole number.* 2\.0"),
    "train without rng": (training(rng=None), TypeError, r"rng is None.*pass a seed \(rng=0\) or a random\.Random"),
    "train, NumPy's generator": (training(rng=np.random.default_rng(0)), ValueError, "rng must be a whole.* Generator"),
    # Networks.
    "one size": (lambda kit: NeuronNetwork([2], kit.rng), ValueError, r"sizes must list.* such as .* but it is \[2\]"),
    "no sizes": (lambda kit: NeuronNetwork([], kit.rng), ValueError, "sizes must list the inputs and each layer"),
    "a number as sizes": (lambda kit: NeuronNetwork(3, kit.rng), ValueError, "sizes must list.* but it is 3"),
    "size 0": (
        lambda kit: NeuronNetwork([2, 3, 0], kit.rng),
        ValueError,
        "sizes must be a whole number and at least 1.* 0",
    ),
    "size 2.5": (lambda kit: NeuronNetwork([2, 2.5, 1], kit.rng), ValueError, r"sizes must be a whole number.* 2\.5"),
    "size True": (lambda kit: NeuronNetwork([2, True], kit.rng), ValueError, "sizes must be a whole number.* True"),
    "words as sizes": (lambda kit: NeuronNetwork("231", kit.rng), ValueError, "sizes must be a whole number.* '2'"),
    "no rng": (lambda kit: NeuronNetwork([2, 1], None), TypeError, "rng is None"),
    "negative seed": (
        lambda kit: NeuronNetwork([2, 1], -1),
        ValueError,
        "rng must be a whole number and at least 0.* -1",
    ),
    "unknown activation": (
        lambda kit: NeuronNetwork([2, 1], kit.rng, "tanh"),
        ValueError,
        "activation must be one of sigmoid, relu, but it is 'tanh'",
    ),
    "neuron of no inputs": (lambda kit: Neuron(0, kit.rng), ValueError, "d_in must be a whole number"),
    "layer of no neurons": (lambda kit: NeuronLayer(2, 0, kit.rng), ValueError, "d_out must be a whole number"),
    "neuron without rng": (lambda kit: Neuron(2, None), TypeError, "rng is None"),
    "neuron, unknown activation": (lambda kit: Neuron(2, kit.rng, "step"), ValueError, "activation must be one of"),
    "another activation": (lambda kit: kit.neuron.activate_with("softmax"), ValueError, "but it is 'softmax'"),
    # Translation.
    "tanh": (
        lambda kit: NeuronNetwork.from_network(kit.spine),
        ValueError,
        "must be Linear, Sigmoid or ReLU, Linear, .* end in Sigmoid or ReLU, but it is Linear, Tanh, Linear, Sigmoid",
    ),
    "end in Linear": (
        lambda kit: NeuronNetwork.from_network(Network([*kit.spine.layers[2:], Linear(1, 1, 0)])),
        ValueError,
        "end in Sigmoid or ReLU, but it is Linear, Sigmoid, Linear",
    ),
    "start in Sigmoid": (
        lambda kit: NeuronNetwork.from_network(Network([Sigmoid(), *kit.spine.layers])),
        ValueError,
        "but it is Sigmoid, Linear",
    ),
    "a layer": (
        lambda kit: NeuronNetwork.from_network(kit.spine.layers[0]),
        TypeError,
        "network is .* no method param",
    ),
    "a class": (
        lambda kit: NeuronNetwork.from_network(Network),
        TypeError,
        "network is the class Network, not an instance",
    ),
}

for value, kind in [
    (0, ValueError),
    (-1, ValueError),
    (NAN, ValueError),
    (INF, ValueError),
    ("a", TypeError),
    (None, TypeError),
    ([0.1, 0.2], TypeError),
]:
    CASES |= {
        f"train, learning rate {value!r}": (training(learning_rate=value), kind, "learning_rate must"),
        f"step of a network, {value!r}": (lambda kit, value=value: kit.network.step(value), kind, "learning_rate must"),
        f"step of a layer, {value!r}": (lambda kit, value=value: kit.layer.step(value), kind, "learning_rate must"),
        f"step of a neuron, {value!r}": (lambda kit, value=value: kit.neuron.step(value), kind, "learning_rate must"),
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
    training()(kit)
    assert pickle.dumps(vars(kit)) != before
    kit.layer.backward([1, 2, 3])
    kit.neuron.backward(1.0)
    NeuronNetwork.from_network(Network(kit.spine.layers[2:]))


# What is seen only on one side of a limit


def test_relu_lets_nan_through():
    assert math.isnan(relu(NAN))  # a 0 would hide that something went wrong


def test_neurons_from_a_seed_differ():
    first, second = NeuronLayer(2, 2, rng=0).neurons
    assert first.weights != second.weights


def test_the_gradients_start_as_sums_of_no_sample():
    neuron = Neuron(2, rng=0)
    assert repr((neuron.weight_gradients, neuron.bias_gradient, neuron.samples)) == "([0.0, 0.0], 0.0, 0)"


def test_a_mean_taken_twice_is_the_same_mean():
    neuron = Neuron(1, rng=0, activation="relu")
    for _ in range(3):
        neuron.weights = [2.0]
        neuron.forward([4.0])
        neuron.backward(6.0)
    neuron.average_gradients()
    assert (neuron.weight_gradients, neuron.bias_gradient) == ([24.0], 6.0)
    neuron.average_gradients()
    assert (neuron.weight_gradients, neuron.bias_gradient) == ([24.0], 6.0)


def test_divergence_names_the_batch_within_the_epoch():
    steps = set()
    for seed in range(6):
        order = list(range(6))
        random.Random(seed).shuffle(order)
        network = NeuronNetwork([1, 1], rng=0, activation="relu")
        network.layers[0].neurons[0].weights = [1.0]
        inputs = [[1.0]] * 5 + [[1e200]]  # the square of the last one's error is infinite
        history = network.train(inputs, [[1.0]] * 6, learning_rate=0.1, epochs=1, batch_size=2, rng=seed)
        step = order.index(5) // 2
        steps.add(step)
        assert repr(history.diverged) == f"Divergence(epoch=0, step={step}, reason='the loss is inf')"
    assert steps == {0, 1, 2}


def test_translated_neurons_hold_numbers_of_python_and_are_ready_to_go_back():
    translated = NeuronNetwork.from_network(Network([Linear(3, 2, rng=0), Sigmoid(), Linear(2, 1, rng=1), ReLU()]))
    for neuron in translated.neurons():
        assert type(neuron.weights) is list and type(neuron.weights[0]) is type(neuron.bias) is float
        assert len(neuron.weight_gradients) == len(neuron.weights)
    translated.forward([1.0, 2.0, 3.0])
    assert len(translated.backward([1.0])) == 3
