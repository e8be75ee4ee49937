"""The optimizers against a first two steps by hand, and against formulas written another way."""

import copy
import math
import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.nn import SGD, Adam, Linear, Network, ShapeError, Sigmoid
from tests.nn.problems import SEEDS, problems

OPTIMIZERS = {
    "SGD": lambda: SGD(0.1),
    "momentum": lambda: SGD(0.1, momentum=0.9),
    "Adam": lambda: Adam(0.1),
    "AdamW": lambda: Adam(0.1, weight_decay=0.3),
}
every_optimizer = pytest.mark.parametrize("make", OPTIMIZERS.values(), ids=OPTIMIZERS)


def follow(optimizer, gradients, start=0.0):
    """Where one number goes from start when the optimizer meets these gradients, step by step."""
    network = Network([Linear(1, 1, rng=0)])
    layer = network.layers[0]
    layer.W[:] = start
    places = []
    for gradient in gradients:
        layer.dL_dW, layer.dL_db = np.array([[gradient]], float), np.zeros(1)
        optimizer.step(network)
        places.append(layer.W.item())
    return places


def test_plain_gradient_descent_by_hand():
    # 1 − 0.1 · 2 = 0.8; 0.8 − 0.1 · 3 = 0.5
    assert follow(SGD(0.1), [2, 3], start=1) == pytest.approx([0.8, 0.5])


def test_momentum_by_hand():
    # v = −0.1 · 2 = −0.2, so 1 → 0.8; then v = 0.5 · (−0.2) − 0.1 · 3 = −0.4, so 0.8 → 0.4
    assert follow(SGD(0.1, momentum=0.5), [2, 3], start=1) == pytest.approx([0.8, 0.4])


def test_adam_by_hand():
    # Step 1, g = 2: m = 0.2, v = 0.004, so m̂ = 2, v̂ = 4, and the step is 0.1 · 2/2.
    # Step 2, g = −1: m = 0.18 − 0.1 = 0.08, v = 0.003996 + 0.001 = 0.004996,
    # so m̂ = 0.08/0.19, v̂ = 0.004996/0.001999.
    second = 0.1 * (0.08 / 0.19) / math.sqrt(0.004996 / 0.001999)
    assert follow(Adam(0.1), [2, -1], start=1) == pytest.approx([0.9, 0.9 - second], rel=1e-8)


def test_weight_decay_by_hand():
    # As above, and each step first takes 0.1 · 0.5 of the weight: 1 − 0.05 − 0.1 = 0.85; 0.85 · 0.95 − second.
    second = 0.1 * (0.08 / 0.19) / math.sqrt(0.004996 / 0.001999)
    places = follow(Adam(0.1, weight_decay=0.5), [2, -1], start=1)
    assert places == pytest.approx([0.85, 0.8075 - second], rel=1e-8)


def test_five_steps_of_another_implementation():
    # torch.optim.AdamW(lr=0.03, betas=(0.8, 0.95), eps=0.01, weight_decay=0.4) in float64, from 1.5 (PyTorch 2.13)
    theirs = [1.4521492537313432, 1.4283900559999294, 1.402041357422509, 1.3652141508494315, 1.3522535941170541]
    ours = follow(Adam(0.03, 0.8, 0.95, epsilon=0.01, weight_decay=0.4), [2.0, -1.0, 0.5, 3.0, -4.0], start=1.5)
    assert ours == pytest.approx(theirs, rel=1e-12)


gradients_over_time = st.lists(st.floats(-10, 10), min_size=1, max_size=12)


@given(gradients_over_time, st.floats(0, 0.99))
def test_momentum_is_a_weighted_sum_of_all_gradients(gradients, momentum):
    # Each gradient is felt at once, and again at every later step, momentum times as much as before.
    T = len(gradients)
    weights = [sum(momentum**k for k in range(T - t)) for t in range(T)]
    expected = -0.1 * sum(w * g for w, g in zip(weights, gradients, strict=True))
    assert follow(SGD(0.1, momentum), gradients)[-1] == pytest.approx(expected, rel=1e-9, abs=1e-11)


@given(gradients_over_time, st.floats(0, 0.99), st.floats(0, 0.9999))
def test_adam_divides_a_weighted_mean_by_a_weighted_root_mean_square(gradients, beta_1, beta_2):
    place = 0.0
    for t in range(1, len(gradients) + 1):
        age = np.arange(t)[::-1]
        mean = np.average(gradients[:t], weights=beta_1**age)
        mean_square = np.average(np.square(gradients[:t]), weights=beta_2**age)
        place -= 0.1 * mean / (math.sqrt(mean_square) + 1e-3)
    assert follow(Adam(0.1, beta_1, beta_2, epsilon=1e-3), gradients)[-1] == pytest.approx(place, rel=1e-6, abs=1e-9)


@given(gradients_over_time, st.floats(0, 3))
def test_weight_decay_stays_out_of_the_moments(gradients, decay):
    """The steps are those of Adam without it, and each of them decays from the next step on."""
    place, before = 2.0, 0.0
    for plain in follow(Adam(0.1), gradients):
        place, before = place * (1 - 0.1 * decay) + plain - before, plain
    assert follow(Adam(0.1, weight_decay=decay), gradients, start=2.0)[-1] == pytest.approx(place, rel=1e-9, abs=1e-9)


@given(gradients_over_time)
def test_no_weight_decay_is_adam(gradients):
    assert follow(Adam(0.1, weight_decay=0), gradients, start=2.0) == follow(Adam(0.1), gradients, start=2.0)


@given(st.floats(-10, 10), st.floats(1e-4, 1), st.floats(0, 2), st.integers(1, 20))
def test_without_a_gradient_only_the_decay_is_left(start, rate, decay, steps):
    place = follow(Adam(rate, weight_decay=decay), [0] * steps, start)[-1]
    assert place == pytest.approx(start * (1 - rate * decay) ** steps, rel=1e-9, abs=1e-12)


@given(st.floats(1e-4, 1e4), st.sampled_from([-1, 1]), st.floats(1e-4, 10))
def test_the_first_step_of_adam_is_as_long_as_the_learning_rate(size, sign, learning_rate):
    step = follow(Adam(learning_rate), [sign * size])[0]
    assert step == pytest.approx(-sign * learning_rate, rel=1e-3)


@every_optimizer
@given(problems())
def test_only_the_parameters_change(make, problem):
    problem.run()
    pairs = problem.network.parameters()
    parameters = [getattr(layer, name) for layer, name in pairs]
    gradients = [getattr(layer, f"dL_d{name}") for layer, name in pairs]
    kept = [gradient.copy() for gradient in gradients]
    for gradient in gradients:
        gradient.flags.writeable = False
    make().step(problem.network)
    for (layer, name), theta, gradient, before in zip(pairs, parameters, gradients, kept, strict=True):
        assert getattr(layer, name) is theta  # changed in place: whoever holds it sees the step
        assert getattr(layer, f"dL_d{name}") is gradient
        np.testing.assert_array_equal(gradient, before)


@every_optimizer
@given(problems(dtype=np.float32))
def test_float32_stays_float32(make, problem):
    optimizer = make()
    for _ in range(3):
        problem.run()
        optimizer.step(problem.network)
    assert {getattr(layer, name).dtype for layer, name in problem.network.parameters()} == {np.dtype(np.float32)}


@every_optimizer
@given(seed=SEEDS)
def test_every_number_of_every_parameter_takes_its_own_step(make, seed):
    rng = np.random.default_rng(seed)
    network = Network([Linear(2, 3, rng), Sigmoid(), Linear(3, 1, rng)])
    starts = [getattr(layer, name).copy() for layer, name in network.parameters()]
    gradients = [rng.normal(size=(2, *start.shape)) for start in starts]
    optimizer = make()
    for step in range(2):
        for (layer, name), gradient in zip(network.parameters(), gradients, strict=True):
            setattr(layer, f"dL_d{name}", gradient[step])
        optimizer.step(network)
    for (layer, name), start, gradient in zip(network.parameters(), starts, gradients, strict=True):
        theta = getattr(layer, name)
        for entry in np.ndindex(theta.shape):
            alone = follow(make(), gradient[(slice(None), *entry)], start[entry])[-1]
            assert theta[entry] == pytest.approx(alone, rel=1e-12, abs=1e-12)


@every_optimizer
def test_another_network_starts_afresh(make):
    optimizer = make()
    first = follow(optimizer, [1.0, 2.0, -3.0])
    assert follow(optimizer, [1.0, 2.0, -3.0]) == first


@every_optimizer
@pytest.mark.parametrize("again", [copy.deepcopy, lambda things: pickle.loads(pickle.dumps(things))])
def test_one_optimizer_serves_two_networks_in_turn(make, again):
    """Each goes where it would go with an optimizer of its own, also after both were copied or stored."""

    def networks():
        return [Network([Linear(2, 3, seed), Sigmoid(), Linear(3, 1, seed)]) for seed in (0, 1)]

    def step(network, optimizer):
        network.backward(network.forward([[1, 2], [3, -1]]))
        optimizer.step(network)

    shared, alone = (networks(), make()), [(network, make()) for network in networks()]
    for turn in range(6):
        if turn == 3:
            shared = again(shared)
        for network, (twin, its_own) in zip(shared[0], alone, strict=True):
            step(network, shared[1])
            step(twin, its_own)
    for network, (twin, _) in zip(shared[0], alone, strict=True):
        for (layer, name), (other, _) in zip(network.parameters(), twin.parameters(), strict=True):
            np.testing.assert_array_equal(getattr(layer, name), getattr(other, name))


@every_optimizer
def test_a_gradient_of_another_shape_than_its_parameter_is_refused(make):
    # `b -= gradient` would broadcast, or grow b from (out,) to (batch, out) with `b = b - gradient`.
    network = Network([Linear(2, 3, rng=0)])
    layer = network.layers[0]
    W, b = layer.W.copy(), layer.b.copy()
    layer.dL_dW, layer.dL_db = np.ones((2, 3)), np.ones((4, 3))
    with pytest.raises(ShapeError, match=r"dL_db has shape \(4, 3\) but b has shape \(3,\).*sum over the batch"):
        make().step(network)
    np.testing.assert_array_equal(layer.W, W)
    np.testing.assert_array_equal(layer.b, b)


@pytest.mark.parametrize("name", ["SGD", "momentum", "Adam"])  # AdamW's decay holds it back
def test_each_optimizer_finds_the_bottom_of_a_bowl(name):
    optimizer, network = OPTIMIZERS[name](), Network([Linear(1, 1, rng=0)])
    layer = network.layers[0]
    for _ in range(500):
        layer.dL_dW, layer.dL_db = layer.W - 3, layer.b + 1  # the gradient of ½(W − 3)² + ½(b + 1)²
        optimizer.step(network)
    assert layer.W.item() == pytest.approx(3, abs=1e-3)
    assert layer.b.item() == pytest.approx(-1, abs=1e-3)


@every_optimizer
@pytest.mark.parametrize("shape", [(1, 3), (2, 1), (3, 2), (2, 3, 1), (2,)])
def test_a_gradient_that_would_broadcast_is_refused(make, shape):
    network = Network([Linear(2, 3, rng=0)])
    layer = network.layers[0]
    layer.dL_dW, layer.dL_db = np.ones(shape), np.ones(3)
    with pytest.raises(ShapeError, match="dL_dW has shape"):
        make().step(network)


def test_epsilon_halves_the_step_where_the_gradient_is_as_small():
    assert follow(Adam(0.1), [1e-8], start=1) == pytest.approx([0.95], rel=1e-12)
