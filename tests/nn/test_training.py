"""Mini-batches, the training loop, and many training runs at once."""

import copy
import math
import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.nn import (
    SGD,
    Adam,
    HalfSquaredError,
    Linear,
    Network,
    ReLU,
    Sigmoid,
    SoftmaxCrossEntropy,
    Tanh,
    minibatches,
    sweep_learning_rates,
    train,
)
from tests.nn.problems import SEEDS


def small_network(dtype=np.float64, seed=0):
    return Network([Linear(2, 4, seed, dtype), Tanh(), Linear(4, 3, seed + 1, dtype)])


def some_data(loss, n=10, seed=0):
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(n, 2))
    return X, rng.integers(3, size=n) if isinstance(loss, SoftmaxCrossEntropy) else rng.normal(size=(n, 3))


def parameters(network):
    return [getattr(layer, name).copy() for layer, name in network.parameters()]


# minibatches


@given(seed=SEEDS, n=st.integers(1, 30), batch_size=st.integers(1, 35) | st.none())
def test_each_sample_is_in_one_batch_beside_its_target(seed, n, batch_size):
    X, Y = np.arange(2 * n).reshape(n, 2), np.arange(n)
    batches = list(minibatches(X, Y, batch_size, seed))
    size = min(batch_size or n, n)
    assert [len(Y_batch) for _, Y_batch in batches] == [size] * (n // size) + [n % size] * (n % size > 0)
    for X_batch, Y_batch in batches:
        np.testing.assert_array_equal(X_batch, X[Y_batch.astype(int)])
    assert sorted(np.concatenate([Y_batch for _, Y_batch in batches])) == list(range(n))


def test_samples_are_shuffled_not_batch_starts():
    # Of four samples in batches of two, all 24 orders occur; with shuffled starts only two would.
    rng = np.random.default_rng(0)
    orders = set()
    for _ in range(500):
        batches = minibatches(np.zeros((4, 1)), np.arange(4), 2, rng)
        orders.add(tuple(int(y) for _, Y_batch in batches for y in Y_batch))
    assert len(orders) == 24


def test_the_same_seed_gives_the_same_order():
    def order(rng):
        return np.concatenate([Y_batch for _, Y_batch in minibatches(np.zeros((20, 1)), np.arange(20), 6, rng)])

    np.testing.assert_array_equal(order(5), order(np.random.default_rng(5)))
    rng = np.random.default_rng(5)
    assert (order(rng) != order(rng)).any()  # a new order each time


def test_minibatches_change_nothing_and_share_nothing():
    X, Y = np.arange(8.0).reshape(4, 2), np.arange(4.0)
    for X_batch, Y_batch in minibatches(X, Y, None, rng=0):
        X_batch[:], Y_batch[:] = -1, -1
    np.testing.assert_array_equal(X, np.arange(8.0).reshape(4, 2))
    np.testing.assert_array_equal(Y, np.arange(4.0))


# train


@pytest.mark.parametrize("batch_size", [None, 1, 4, 100])
def test_training_equals_a_loop_written_by_hand(batch_size):
    """The whole page, with the seed, slope, weights and bias written out: tanh, then squared error."""
    network = Network([Linear(2, 4, rng=0), Tanh(), Linear(4, 3, rng=1)])
    X, Y = some_data(HalfSquaredError())
    W1, b1, W2, b2 = parameters(network)
    expected, rng = [], np.random.default_rng(3)
    for _ in range(5):
        total = 0
        for X_batch, Y_batch in minibatches(X, Y, batch_size, rng):
            A = np.tanh(X_batch @ W1 + b1)
            difference = A @ W2 + b2 - Y_batch
            total += 0.5 * (difference**2).sum()
            dL_dZ2 = difference / len(X_batch)
            dL_dZ1 = dL_dZ2 @ W2.T * (1 - A**2)
            W2 = W2 - 0.1 * A.T @ dL_dZ2
            b2 = b2 - 0.1 * dL_dZ2.sum(axis=0)
            W1 = W1 - 0.1 * X_batch.T @ dL_dZ1
            b1 = b1 - 0.1 * dL_dZ1.sum(axis=0)
        expected.append(total / len(X))

    history = train(network, HalfSquaredError(), X, Y, SGD(0.1), epochs=5, batch_size=batch_size, rng=3)
    assert history.loss == pytest.approx(expected, rel=1e-12)
    assert history.diverged is None
    for theta, by_hand in zip(parameters(network), [W1, b1, W2, b2], strict=True):
        np.testing.assert_allclose(theta, by_hand, rtol=1e-10, atol=1e-13)


@pytest.mark.parametrize("loss", [HalfSquaredError(), SoftmaxCrossEntropy()])
@pytest.mark.parametrize("make_optimizer", [lambda: SGD(0.1), lambda: SGD(0.1, 0.9), lambda: Adam(0.05)])
def test_training_can_be_repeated(loss, make_optimizer):
    def run(seed):
        network = small_network()
        history = train(network, loss, *some_data(loss), make_optimizer(), epochs=6, batch_size=3, rng=seed)
        return history.loss, parameters(network)

    losses, weights = run(seed=1)
    assert len(losses) == 6 and all(type(value) is float for value in losses)
    assert losses[-1] < losses[0]
    again, same_weights = run(seed=1)
    assert again == losses
    for one, other in zip(weights, same_weights, strict=True):
        np.testing.assert_array_equal(one, other)
    assert run(seed=2)[0] != losses


def test_the_first_loss_is_that_of_the_network_as_given():
    loss, network = HalfSquaredError(), small_network()
    X, Y = some_data(loss)
    before = loss.forward(network.forward(X), Y)
    assert train(network, loss, X, Y, SGD(0.1), epochs=1, rng=0).loss == pytest.approx([before])


def test_on_epoch_hears_of_every_epoch():
    heard = []
    loss = HalfSquaredError()
    history = train(
        small_network(),
        loss,
        *some_data(loss),
        SGD(0.1),
        epochs=4,
        rng=0,
        on_epoch=lambda epoch, value: heard.append((epoch, value)),
    )
    assert heard == list(enumerate(history.loss))


def test_training_changes_neither_data_nor_precision():
    loss, network = HalfSquaredError(), small_network(np.float32)
    X, Y = some_data(loss)
    kept = X.copy(), Y.copy()
    X.flags.writeable = Y.flags.writeable = False
    train(network, loss, X, Y, Adam(0.1), epochs=3, batch_size=4, rng=0)
    np.testing.assert_array_equal(X, kept[0])
    np.testing.assert_array_equal(Y, kept[1])
    assert {theta.dtype for theta in parameters(network)} == {np.dtype(np.float32)}


@pytest.mark.parametrize("seed", range(5))
def test_training_learns_xor(seed):
    X, Y = np.array([[0, 0], [0, 1], [1, 0], [1, 1]]), np.array([[0], [1], [1], [0]])
    network = Network([Linear(2, 8, seed), Tanh(), Linear(8, 1, seed + 100), Sigmoid()])
    history = train(network, HalfSquaredError(), X, Y, SGD(1.0), epochs=3000, rng=0)
    assert history.loss[-1] < 0.01
    np.testing.assert_array_equal(network.forward(X).round(), Y)


def test_a_run_that_diverges_is_stopped_and_reported():
    # Weight and bias both move by −10 times the error: a step makes the error 1 − 20 times as large.
    network = Network([Linear(1, 1, rng=0)])
    network.layers[0].W[:] = 2.0
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        history = train(network, HalfSquaredError(), [[1.0]], [[1.0]], SGD(10.0), epochs=50, rng=0)
    assert history.loss == pytest.approx([0.5, 0.5 * 19**2, 0.5 * 19**4])
    assert history.diverged.epoch == 3 and history.diverged.step == 0
    assert "loss is 2.35e+07" in history.diverged.reason


def run_of_losses(*losses):
    """Train with a loss that says these numbers, one per epoch."""

    class Told(HalfSquaredError):
        said = -1  # one pass comes before the first step, on a copy

        def forward(self, Y_hat, Y):
            super().forward(Y_hat, Y)
            self.said += 1
            return losses[self.said]

    return train(Network([Linear(1, 1, rng=0)]), Told(), [[1.0]], [[1.0]], SGD(0.1), epochs=len(losses), rng=0)


@pytest.mark.parametrize(("first", "limit"), [(0.5, 1e6), (1.0, 1e6), (3.0, 3e6)], ids=["below 1", "1", "above 1"])
def test_a_loss_has_exploded_beyond_a_million_times_the_first_one_or_1(first, limit):
    for loss, exploded in ((limit, False), (math.nextafter(limit, math.inf), True)):
        history = run_of_losses(first, loss)
        assert history.loss == ([first] if exploded else [first, loss])
        assert (history.diverged is not None) == exploded


@pytest.mark.parametrize("wrong", [math.inf, math.nan])
def test_a_loss_that_is_not_finite_stops_the_run_even_at_once(wrong):
    assert run_of_losses(wrong).diverged[:2] == (0, 0)
    assert run_of_losses(2.0, wrong).diverged[:2] == (1, 0)


def test_a_loss_of_zero_stops_nothing():
    assert run_of_losses(0.0, 0.0, 1.0).loss == [0.0, 0.0, 1.0]


def test_divergence_names_the_step_within_the_epoch():
    X, Y = np.ones((8, 1)), np.ones((8, 1))
    network = Network([Linear(1, 1, rng=0)])
    network.layers[0].W[:] = 2.0
    history = train(network, HalfSquaredError(), X, Y, SGD(10.0), epochs=50, batch_size=1, rng=0)
    assert history.loss == [] and history.diverged[:2] == (0, 3)


@pytest.mark.parametrize("learning_rate", [1e3, 1e150, 1e308])
@pytest.mark.parametrize("loss", [HalfSquaredError(), SoftmaxCrossEntropy()])
def test_overflow_is_reported_without_a_warning(learning_rate, loss):
    X, Y = some_data(loss)
    network = Network([Linear(2, 4, 0), ReLU(), Linear(4, 3, 1)])
    start = parameters(network)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        history = train(network, loss, X, Y, SGD(learning_rate), epochs=100, batch_size=5, rng=0)
    if isinstance(loss, HalfSquaredError) or learning_rate > 1e100:
        assert history.diverged is not None
    assert len(history.loss) == (100 if history.diverged is None else history.diverged.epoch)
    assert all(math.isfinite(value) for value in history.loss)

    # Put back to its start, the network trains as if nothing had happened.
    for (layer, name), theta in zip(network.parameters(), start, strict=True):
        getattr(layer, name)[:] = theta
    again = train(network, loss, X, Y, SGD(0.05), epochs=20, rng=0)
    assert again.diverged is None and again.loss[-1] < again.loss[0]


def test_training_goes_on_where_it_stopped():
    loss = HalfSquaredError()
    X, Y = some_data(loss)
    at_once, in_two = small_network(), small_network()
    whole = train(at_once, loss, X, Y, SGD(0.1), epochs=6, batch_size=3, rng=np.random.default_rng(0)).loss
    rng, optimizer = np.random.default_rng(0), SGD(0.1)
    parts = [train(in_two, loss, X, Y, optimizer, epochs=3, batch_size=3, rng=rng).loss for _ in range(2)]
    assert parts[0] + parts[1] == whole


# sweep_learning_rates

RATES = [0.001, 0.03, 0.2, 0.5]


@pytest.mark.parametrize("loss", [HalfSquaredError(), SoftmaxCrossEntropy()])
@pytest.mark.parametrize("batch_size", [None, 3])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@given(seed=st.integers(0, 1000))
@settings(max_examples=5)
def test_a_sweep_equals_separate_runs(loss, batch_size, dtype, seed):
    X, Y = some_data(loss, seed=seed)
    network = small_network(dtype, seed)
    sweep = sweep_learning_rates(network, loss, X, Y, RATES, epochs=8, batch_size=batch_size, rng=seed)
    assert sweep.loss.shape == (8, len(RATES))
    np.testing.assert_array_equal(sweep.learning_rates, RATES)
    for r, rate in enumerate(RATES):
        alone = train(copy.deepcopy(network), loss, X, Y, SGD(rate), epochs=8, batch_size=batch_size, rng=seed)
        np.testing.assert_allclose(sweep.loss[:, r], alone.loss, rtol=1e-10 if dtype == np.float64 else 2e-4)


@pytest.mark.parametrize(
    "layers",
    [
        [Sigmoid(), Linear(2, 3, 0)],
        [Linear(2, 3, 0)],
        [ReLU(), Tanh(), Linear(2, 4, 0), ReLU(), Linear(4, 3, 1), Sigmoid()],
        [Linear(2, 2, 0), Linear(2, 3, 1)],
    ],
    ids=["activation first", "linear alone", "activations at both ends", "linear twice"],
)
def test_a_sweep_takes_any_list_of_layers(layers):
    loss, network = HalfSquaredError(), Network(layers)
    X, Y = some_data(loss)
    sweep = sweep_learning_rates(network, loss, X, Y, RATES, epochs=4, batch_size=4, rng=0)
    for r, rate in enumerate(RATES):
        alone = train(copy.deepcopy(network), loss, X, Y, SGD(rate), epochs=4, batch_size=4, rng=0)
        np.testing.assert_allclose(sweep.loss[:, r], alone.loss, rtol=1e-10)


def test_a_sweep_leaves_the_network_and_the_loss_as_they_are():
    loss, network = HalfSquaredError(), small_network()
    X, Y = some_data(loss)
    X.flags.writeable = Y.flags.writeable = False
    before = parameters(network)
    sweep_learning_rates(network, loss, X, Y, RATES, epochs=3, rng=0)
    for theta, kept in zip(parameters(network), before, strict=True):
        np.testing.assert_array_equal(theta, kept)
    assert network.layers[0].dL_dW is None and network.layers[1].A is None and vars(loss) == vars(type(loss)())


@pytest.mark.parametrize("bad_rate", [1e5, 1e300])
def test_a_diverging_column_does_not_disturb_the_others(bad_rate):
    loss = HalfSquaredError()
    X, Y = some_data(loss)
    network = Network([Linear(2, 4, 0), ReLU(), Linear(4, 3, 1)])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        mixed = sweep_learning_rates(network, loss, X, Y, [0.01, bad_rate, 0.1], epochs=60, batch_size=4, rng=0)
    good = sweep_learning_rates(network, loss, X, Y, [0.01, 0.1], epochs=60, batch_size=4, rng=0)
    np.testing.assert_allclose(mixed.loss[:, [0, 2]], good.loss, rtol=1e-12)
    assert not (mixed.loss[-1, 1] < 1e6)  # huge, infinite or NaN


def test_a_sweep_computes_in_the_dtype_of_the_parameters():
    # Half a step between two float32 numbers: in float32, the prediction hits the target.
    network = Network([Linear(1, 1, rng=0, dtype=np.float32)])
    network.layers[0].W[:] = 1
    sweep = sweep_learning_rates(network, HalfSquaredError(), [[2.0**24 + 1]], [[2.0**24]], [0.1], epochs=1, rng=0)
    assert sweep.loss.tolist() == [[0.0]]


def test_a_sweep_over_a_network_without_parameters_is_refused():
    with pytest.raises(ValueError, match="layers is empty"):
        sweep_learning_rates(Network([Sigmoid()]), HalfSquaredError(), [[1.0]], [[1.0]], [0.1], epochs=1, rng=0)


@pytest.mark.parametrize("network", [Sigmoid(), Network])
def test_a_sweep_over_what_is_no_network_is_refused(network):
    with pytest.raises(TypeError, match=r"network is .*(no method parameters|not an instance)"):
        sweep_learning_rates(network, HalfSquaredError(), [[1.0]], [[1.0]], [0.1], epochs=1, rng=0)


def test_a_sweep_takes_the_steps_of_separate_runs_in_float32():
    # One weight and one sample: nothing is summed, so not even the rounding differs.
    network, data = Network([Linear(1, 1, rng=0, dtype=np.float32)]), ([[0.7]], [[0.3]])
    sweep = sweep_learning_rates(network, HalfSquaredError(), *data, RATES, epochs=20, rng=0)
    for r, rate in enumerate(RATES):
        alone = train(copy.deepcopy(network), HalfSquaredError(), *data, SGD(rate), epochs=20, rng=0)
        assert sweep.loss[:, r].tolist() == alone.loss


def test_a_layer_with_parameters_of_another_kind_cannot_be_stacked():
    class Own(Linear):
        """Might do anything in its forward."""

    network = Network([Own(1, 1, rng=0), Sigmoid()])
    with pytest.raises(TypeError, match="Own has parameters but is not a Linear: it can't be stacked"):
        sweep_learning_rates(network, HalfSquaredError(), [[1.0]], [[1.0]], [0.1], epochs=1, rng=0)
