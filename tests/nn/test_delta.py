"""The delta recursion: its gradients, what holds for columns, what it learns, and what it refuses."""

import pickle
import random
from itertools import pairwise
from types import SimpleNamespace

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import grad
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.nn import DeltaNetwork, Linear, Network, ReLU, ShapeError, Sigmoid, Tanh, numerical_gradient
from helpers.nn.delta import sigma
from tests.nn.problems import SEEDS, SIZES
from tests.nn.test_gradients import BY_AUTOGRAD, BY_DIFFERENCES, FORMULAS, error

BITS = np.array([[0, 0, 1, 1], [0, 1, 0, 1]])  # columns
HALF_ADDER = np.array([[0, 1, 1, 0], [0, 0, 0, 1]])  # the sum of the two bits is XOR, the carry AND
NAN, INF = float("nan"), float("inf")


class Case(SimpleNamespace):
    """A network with its sizes, and columns X and Y."""

    def gradients(self):
        """Return the cost, and all gradients as one array: W_1, b_1, W_2, …"""
        self.network.forward(self.X)
        cost = self.network.cost(self.Y)
        self.network.backward(self.Y)
        return cost, flat(self.network.dC_dW, self.network.dC_db)

    def cost_of(self, parameters):
        """The cost through the network's own forward."""
        network, start = DeltaNetwork(self.sizes, rng=0), 0
        for l in network.W:
            for theta in (network.W[l], network.b[l]):
                theta[:] = parameters[start : start + theta.size].reshape(theta.shape)
                start += theta.size
        network.forward(self.X)
        return network.cost(self.Y)

    def cost_from_formulas(self, parameters):
        """The cost for autograd, one column at a time."""
        total = 0
        for x, y in zip(self.X.T, self.Y.T, strict=True):
            a, start = x, 0
            for m, d in pairwise(self.sizes):
                W, start = parameters[start : start + d * m].reshape(d, m), start + d * m
                b, start = parameters[start : start + d], start + d
                a = FORMULAS[Sigmoid](anp.dot(W, a) + b)
            total = total + anp.sum((a - y) ** 2) / 2
        return total / self.X.shape[1]


@st.composite
def cases(draw):
    """Networks of one to three layers of one to five rows, and one to six columns."""
    sizes, rng, n = draw(SIZES), np.random.default_rng(draw(SEEDS)), draw(st.integers(1, 6))
    network = DeltaNetwork(sizes, rng)
    for b in network.b.values():
        b[:] = rng.normal(size=b.shape)  # at 0, a forgotten bias would go unseen
    return Case(network=network, sizes=sizes, X=rng.normal(size=(sizes[0], n)), Y=rng.normal(size=(sizes[-1], n)))


def flat(W, b):
    return np.concatenate([part.ravel() for l in sorted(W) for part in (W[l], b[l])])


def parameters_in(network):
    return flat(network.W, network.b)


# Gradients


@given(cases())
def test_gradients_agree_with_central_differences(case):
    cost, gradients = case.gradients()
    numerical = numerical_gradient(case.cost_of, parameters_in(case.network))
    assert error(gradients, numerical, smallest=1e-4 * (1 + cost)) < BY_DIFFERENCES


@given(cases())
@settings(max_examples=100)
def test_gradients_agree_with_autograd(case):
    cost, gradients = case.gradients()
    parameters = parameters_in(case.network)
    assert cost == pytest.approx(case.cost_from_formulas(parameters), rel=1e-12, abs=1e-14)
    assert error(gradients, grad(case.cost_from_formulas)(parameters)) < BY_AUTOGRAD


@given(cases())
def test_a_delta_is_the_gradient_of_its_pre_activation(case):
    """δ_l of one column is dC/dz_l: nudge z_l there, and go on from it."""
    case.X, case.Y = case.X[:, :1], case.Y[:, :1]
    case.gradients()
    network = case.network

    def cost_from(l, z):
        a = sigma(z)
        for k in range(l + 1, network.L + 1):
            a = sigma(network.W[k] @ a + network.b[k])
        return 0.5 * np.sum((a - case.Y) ** 2)

    for l in range(1, network.L + 1):
        numerical = numerical_gradient(lambda z, l=l: cost_from(l, z), network.z[l])
        assert error(network.delta[l], numerical, smallest=1e-4) < BY_DIFFERENCES


def test_one_neuron_by_hand():
    """w = 0, b = 0, x = 3, y = 0: a = ½, C = ⅛, δ = ½ · ¼, so dC/dw = ⅜ and dC/db = ⅛."""
    network = DeltaNetwork([1, 1], rng=0)
    network.W[1][:] = 0
    assert network.forward([[3]]) == 0.5 and network.cost([[0]]) == 0.125
    network.backward([[0]])
    assert (network.delta[1], network.dC_dW[1], network.dC_db[1]) == (0.125, 0.375, 0.125)
    network.step(2)
    assert (network.W[1], network.b[1]) == (-0.75, -0.25)


@given(st.floats(allow_nan=False))
def test_no_number_overflows_in_the_sigmoid(z):
    assert 0 <= sigma(z) <= 1
    assert sigma(z) + sigma(-z) == pytest.approx(1, abs=1e-15)


# Columns


@given(cases())
def test_everything_has_the_documented_shape(case):
    case.gradients()
    network, n = case.network, case.X.shape[1]
    assert len(case.sizes) - 1 == network.L
    for l, (m, d) in enumerate(pairwise(case.sizes), 1):
        assert network.W[l].shape == network.dC_dW[l].shape == (d, m)
        assert network.b[l].shape == network.dC_db[l].shape == (d, 1)
        assert network.z[l].shape == network.a[l].shape == network.delta[l].shape == (d, n)


@given(cases())
def test_columns_do_not_see_each_other(case):
    together = case.network.forward(case.X)
    for i in range(case.X.shape[1]):
        np.testing.assert_allclose(case.network.forward(case.X[:, i : i + 1]), together[:, i : i + 1], rtol=1e-12)


@given(cases())
def test_a_batch_gives_the_mean_over_its_columns(case):
    n = case.X.shape[1]
    cost, gradients = case.gradients()
    alone = [Case(network=case.network, X=case.X[:, i : i + 1], Y=case.Y[:, i : i + 1]).gradients() for i in range(n)]
    assert cost == pytest.approx(sum(one for one, _ in alone) / n, rel=1e-12)
    np.testing.assert_allclose(gradients, sum(one for _, one in alone) / n, rtol=1e-9, atol=1e-13)


@given(cases(), st.integers(2, 4))
def test_every_column_several_times_changes_nothing(case, times):
    cost, gradients = case.gradients()
    case.X, case.Y = np.repeat(case.X, times, axis=1), np.repeat(case.Y, times, axis=1)
    again, same = case.gradients()
    assert again == pytest.approx(cost, rel=1e-12)
    np.testing.assert_allclose(same, gradients, rtol=1e-9, atol=1e-13)


@given(cases())
def test_a_batch_of_equal_columns_is_like_one(case):
    case.X, case.Y = case.X[:, :1], case.Y[:, :1]
    _, gradients = case.gradients()
    case.X, case.Y = np.repeat(case.X, 7, axis=1), np.repeat(case.Y, 7, axis=1)
    np.testing.assert_allclose(case.gradients()[1], gradients, rtol=1e-9, atol=1e-13)


@given(cases())
def test_running_twice_gives_the_same_and_moves_nothing(case):
    before = parameters_in(case.network)
    cost, gradients = case.gradients()
    case.network.backward(case.Y)  # from the same forward
    np.testing.assert_array_equal(flat(case.network.dC_dW, case.network.dC_db), gradients)
    again, same = case.gradients()
    assert again == cost
    np.testing.assert_array_equal(same, gradients)
    np.testing.assert_array_equal(parameters_in(case.network), before)


@given(cases(), st.floats(0.01, 10))
def test_a_step_goes_against_the_gradient(case, alpha):
    before = parameters_in(case.network)
    _, gradients = case.gradients()
    case.network.step(alpha)
    np.testing.assert_array_equal(parameters_in(case.network), before - alpha * gradients)


@given(cases())
@settings(max_examples=20)
def test_no_argument_is_changed(case):
    case.X.flags.writeable = case.Y.flags.writeable = False  # an attempt would raise
    kept = case.X.copy(), case.Y.copy()
    case.gradients()
    case.network.train(case.X, case.Y, alpha=0.1, epochs=2)
    case.X.flags.writeable = case.Y.flags.writeable = True  # and now nothing would stop it
    case.network.train(case.X, case.Y, alpha=0.1, epochs=2)
    np.testing.assert_array_equal(case.X, kept[0])
    np.testing.assert_array_equal(case.Y, kept[1])


def test_whole_numbers_lists_and_float32_are_computed_in_float64():
    network = DeltaNetwork([2, 3, 2], rng=0)
    expected = network.forward(BITS.astype(np.float64))
    for X in (BITS, BITS.tolist(), BITS.astype(np.float32), BITS.astype(bool)):
        A = network.forward(X)
        assert A.dtype == np.float64
        np.testing.assert_array_equal(A, expected)


# Randomness


def test_the_same_seed_gives_the_same_network_and_the_same_training():
    def run(rng):
        network = DeltaNetwork([2, 3, 3, 2], rng)
        return network.train(BITS, HALF_ADDER, alpha=1, epochs=5).loss, parameters_in(network).tolist()

    assert run(1) == run(np.random.default_rng(1)) == run(np.int64(1))
    assert run(1) != run(2)


def test_no_global_seed_is_read_or_moved():
    states = random.getstate(), pickle.dumps(np.random.get_state())
    DeltaNetwork([2, 3, 2], rng=0).train(BITS, HALF_ADDER, alpha=1, epochs=2)
    assert (random.getstate(), pickle.dumps(np.random.get_state())) == states


def test_the_weights_have_the_documented_spread():
    network = DeltaNetwork([100, 300], rng=0)
    assert network.W[1].mean() == pytest.approx(0, abs=0.003)
    assert network.W[1].std() == pytest.approx(np.sqrt(2 / 400), rel=0.03)
    assert not network.b[1].any()


# Training


@given(cases(), st.floats(0.01, 10))
@settings(max_examples=20)
def test_training_is_forward_cost_backward_step(case, alpha):
    other = Case(network=DeltaNetwork.from_network(case.network.to_network()), X=case.X, Y=case.Y)
    expected = []
    for _ in range(4):
        expected.append(other.gradients()[0])
        other.network.step(alpha)
    history = case.network.train(case.X, case.Y, alpha=alpha, epochs=4)
    assert history.loss == expected and history.diverged is None
    np.testing.assert_array_equal(parameters_in(case.network), parameters_in(other.network))


@pytest.mark.parametrize("seed", range(3))
def test_the_network_of_source_c_learns_to_add_two_bits(seed):
    network = DeltaNetwork([2, 3, 3, 2], rng=seed)
    assert network.train(BITS, HALF_ADDER, alpha=5, epochs=1000).loss[-1] < 0.01
    np.testing.assert_array_equal(network.forward(BITS).round(), HALF_ADDER)


def test_a_huge_step_saturates_without_a_warning():
    losses = DeltaNetwork([2, 3, 3, 2], rng=0).train(BITS, HALF_ADDER, alpha=1e300, epochs=5).loss
    assert np.isfinite(losses).all()


# Order of calls and bad input


@pytest.mark.parametrize("call", [DeltaNetwork.backward, DeltaNetwork.cost])
def test_no_backward_and_no_cost_before_forward(call):
    with pytest.raises(RuntimeError, match="was called before forward: there is nothing to compare with Y"):
        call(DeltaNetwork([2, 3, 2], rng=0), HALF_ADDER)


def test_no_step_before_backward():
    network = DeltaNetwork([2, 3, 2], rng=0)
    network.forward(BITS)
    before = pickle.dumps(network)
    with pytest.raises(RuntimeError, match="step was called before backward"):
        network.step(0.1)
    assert pickle.dumps(network) == before


def make_kit():
    """A network after a forward and a backward of four columns, and a network in rows."""
    kit = SimpleNamespace(
        network=DeltaNetwork([2, 3, 2], rng=0),
        rng=np.random.default_rng(0),
        rows=Network([Linear(2, 3, rng=0), Sigmoid(), Linear(3, 1, rng=1), Tanh()]),
    )
    kit.network.forward(BITS)
    kit.network.backward(HALF_ADDER)
    return kit


def training(**changes):
    """A call of train on the kit, with some of its arguments replaced."""
    return lambda kit: kit.network.train(**{"X": BITS, "Y": HALF_ADDER, "alpha": 0.1, "epochs": 2} | changes)


CASES = {
    "rows": (
        lambda kit: kit.network.forward(BITS.T),
        ShapeError,
        r"X has shape \(4, 2\), but \(2, n\) is expected; samples are columns here; did you pass them as rows\?",
    ),
    "three rows": (
        lambda kit: kit.network.forward(np.ones((3, 4))),
        ShapeError,
        r"X has shape \(3, 4\), but \(2, n\) is expected; one column per sample",
    ),
    "one sample": (
        lambda kit: kit.network.forward([1, 2]),
        ShapeError,
        r"X has shape \(2,\), but \(2, n\) is expected",
    ),
    "a number": (lambda kit: kit.network.forward(1.0), ShapeError, r"X has shape \(\), but \(2, n\)"),
    "images": (lambda kit: kit.network.forward(np.ones((2, 4, 4))), ShapeError, r"X has shape \(2, 4, 4\)"),
    "no columns": (lambda kit: kit.network.forward(np.ones((2, 0))), ShapeError, r"X has shape \(2, 0\)"),
    "words": (lambda kit: kit.network.forward([["a"], ["b"]]), TypeError, "X must hold real numbers.* <U1"),
    "None": (lambda kit: kit.network.forward(None), TypeError, "X must hold real numbers.* object"),
    "complex": (lambda kit: kit.network.forward(BITS * 1j), TypeError, "X must hold real numbers.* complex"),
    "ragged": (lambda kit: kit.network.forward([[1, 2], [3]]), ValueError, "X is ragged"),
    "targets as rows": (
        lambda kit: kit.network.backward(HALF_ADDER.T),
        ShapeError,
        r"Y has shape \(4, 2\) but Y_hat has shape \(2, 4\).* is it transposed\?",
    ),
    "targets (n,)": (lambda kit: kit.network.backward([0, 1, 1, 0]), ShapeError, r"Y has shape \(4,\) but .* \(2, 4\)"),
    "targets of another length": (
        lambda kit: kit.network.backward(HALF_ADDER[:, :3]),
        ShapeError,
        r"Y has shape \(2, 3\)",
    ),
    "targets of one row": (lambda kit: kit.network.cost(HALF_ADDER[:1]), ShapeError, r"Y has shape \(1, 4\)"),
    "one number as target": (lambda kit: kit.network.cost(1.0), ShapeError, r"Y has shape \(\)"),
    "words as targets": (lambda kit: kit.network.backward([["a"] * 4] * 2), TypeError, "Y must hold real numbers"),
    "ragged targets": (lambda kit: kit.network.backward([[1, 2], [3]]), ValueError, "Y is ragged"),
    "train, rows": (training(X=BITS.T), ShapeError, r"X has shape \(4, 2\).*did you pass them as rows"),
    "train, targets as rows": (training(Y=HALF_ADDER.T), ShapeError, r"Y has shape \(4, 2\).* is it transposed\?"),
    "train, other length": (training(Y=HALF_ADDER[:, :3]), ShapeError, r"Y has shape \(2, 3\)"),
    "train, nothing": (training(X=np.ones((2, 0)), Y=np.ones((2, 0))), ShapeError, r"X has shape \(2, 0\)"),
    "train, NaN": (training(X=BITS * NAN), ValueError, "X holds NaN or infinity; clean the data"),
    "train, infinity": (training(Y=HALF_ADDER + INF), ValueError, "Y holds NaN or infinity"),
    "train, words": (training(X=[["a"], ["b"]]), TypeError, "X must hold real numbers"),
    "train, ragged": (training(X=[[1, 2], [3]]), ValueError, "X is ragged"),
    "train, epochs 0": (training(epochs=0), ValueError, "epochs must be a whole number and at least 1, but it is 0"),
    "train, epochs 1.5": (training(epochs=1.5), ValueError, r"epochs must be a whole number.* 1\.5"),
    "one size": (lambda kit: DeltaNetwork([2], kit.rng), ValueError, r"sizes must list.* but it is \[2\]"),
    "a number as sizes": (lambda kit: DeltaNetwork(3, kit.rng), ValueError, "sizes must list.* but it is 3"),
    "size 0": (
        lambda kit: DeltaNetwork([2, 0, 1], kit.rng),
        ValueError,
        "sizes must be a whole number and at least 1.* 0",
    ),
    "size 2.5": (lambda kit: DeltaNetwork([2.5, 1], kit.rng), ValueError, r"sizes must be a whole number.* 2\.5"),
    "no rng": (lambda kit: DeltaNetwork([2, 1], None), TypeError, "rng is None"),
    "another's rng": (lambda kit: DeltaNetwork([2, 1], random.Random(0)), ValueError, "rng must be a whole number"),
    "tanh": (
        lambda kit: DeltaNetwork.from_network(kit.rows),
        ValueError,
        "must be Linear, Sigmoid, Linear, .* end in Sigmoid, but it is Linear, Sigmoid, Linear, Tanh",
    ),
    "relu": (
        lambda kit: DeltaNetwork.from_network(Network([Linear(2, 1, 0), ReLU()])),
        ValueError,
        "it is Linear, ReLU",
    ),
    "end in Linear": (
        lambda kit: DeltaNetwork.from_network(Network(kit.rows.layers[:3])),
        ValueError,
        "end in Sigmoid, but it is Linear, Sigmoid, Linear",
    ),
    "a list of layers": (lambda kit: DeltaNetwork.from_network(kit.rows.layers), TypeError, "network is .* no method"),
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
        f"train, alpha {value!r}": (training(alpha=value), kind, "alpha must"),
        f"step, alpha {value!r}": (lambda kit, value=value: kit.network.step(value), kind, "alpha must"),
    }


def state(kit):
    """All that a later step depends on; what forward keeps may be that of a call that then fails."""
    network = kit.network
    return pickle.dumps((network.W, network.b, network.dC_dW, network.dC_db, kit.rng, kit.rows))


@pytest.mark.parametrize(("call", "error", "message"), CASES.values(), ids=CASES)
def test_bad_input_is_refused_and_changes_nothing(call, error, message):
    kit = make_kit()
    before = state(kit)
    with pytest.raises(error, match=message):
        call(kit)
    assert state(kit) == before


def test_the_kit_itself_works():
    """Else the cases above could fail for another reason than theirs."""
    kit = make_kit()
    before = state(kit)
    training()(kit)
    assert state(kit) != before
    DeltaNetwork.from_network(Network(kit.rows.layers[:2]))


def test_the_hint_for_targets_in_one_dimension_fits_columns():
    network = DeltaNetwork([2, 1], rng=0)
    network.forward(BITS)
    with pytest.raises(ShapeError, match=r"Y has shape \(4,\) but Y_hat has shape \(1, 4\).*Y\.reshape\(1, -1\)"):
        network.backward([0, 1, 1, 0])


def test_each_layer_has_its_parameters_and_no_other():
    network = DeltaNetwork([2, 3, 1], rng=0)
    assert list(network.W) == list(network.b) == [1, 2]


def test_the_cost_is_a_float():
    network = DeltaNetwork([2, 3, 1], rng=0)
    network.forward(BITS)
    assert type(network.cost(HALF_ADDER[:1])) is float


def test_training_that_is_refused_does_not_even_go_forward():
    network = DeltaNetwork([2, 3, 2], rng=0)
    with pytest.raises(ValueError, match="alpha must lie in"):
        network.train(BITS, HALF_ADDER, alpha=0, epochs=1)
    assert network.a == {}
