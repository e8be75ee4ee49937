"""The recording of a pass: its numbers are those of helpers.nn and of finite differences."""

import numpy as np
import pytest
from hypothesis import assume, given, settings, strategies

from helpers.nn import HalfSquaredError, Linear, Network, ReLU, Sigmoid, Tanh, numerical_gradient
from helpers.plots.stepper.passes import Entry, record, record_example, record_scalars

ACTIVATIONS = [Sigmoid, Tanh, ReLU]


def random_network(sizes, bend, last, seed):
    rng = np.random.default_rng(seed)
    network = Network([Linear(sizes[0], sizes[1], rng), bend(), Linear(sizes[1], sizes[2], rng), last()])
    for layer in network.layers[::2]:
        layer.b[:] = rng.normal(size=layer.b.shape)
    return network, rng.normal(size=(1, sizes[0])), rng.normal(size=(1, sizes[2]))


networks = strategies.builds(
    random_network,
    sizes=strategies.tuples(strategies.integers(1, 3), strategies.integers(1, 4), strategies.integers(1, 2)),
    bend=strategies.sampled_from(ACTIVATIONS),
    last=strategies.sampled_from(ACTIVATIONS),
    seed=strategies.integers(0, 10_000),
)


@settings(max_examples=40, deadline=None)
@given(networks)
def test_numbers_are_those_of_the_package(sample):
    network, X, Y = sample
    values = record(network, X, Y).values
    loss = HalfSquaredError()
    assert np.isclose(values["L"], loss.forward(network.forward(X), Y))
    network.backward(loss.backward())
    first, bend, second, _ = network.layers
    assert np.array_equal(values["A1"], bend.forward(first.forward(X)))
    for number, layer in (("1", first), ("2", second)):
        assert np.array_equal(values["dL_dW" + number], layer.dL_dW)
        assert np.array_equal(values["dL_db" + number], layer.dL_db)


@settings(max_examples=25, deadline=None)
@given(networks)
def test_gradients_agree_with_finite_differences(sample):
    network, X, Y = sample
    values = record(network, X, Y).values
    assume(min(np.abs(values["Z1"]).min(), np.abs(values["Z2"]).min()) > 1e-3)  # ReLU has a kink at 0
    loss = HalfSquaredError()
    for number, layer in (("1", network.layers[0]), ("2", network.layers[2])):
        for name in ("W", "b"):
            kept = getattr(layer, name)

            def loss_at(value, layer=layer, name=name):
                setattr(layer, name, value)
                return loss.forward(network.forward(X), Y)

            judge = numerical_gradient(loss_at, kept)
            setattr(layer, name, kept)
            assert np.allclose(values[f"dL_d{name}{number}"], judge, atol=1e-8)


def test_the_pencil_exercise():
    recording = record_scalars()
    found = {recording.name(step.array): recording.value(step.entry) for step in recording.steps}
    assert found == {
        "z1": 4, "a1": 16, "z2": 3, "a2": 9, "L": 50,
        "dL_da2": 10, "dL_dz2": 60, "dL_dw2": 960, "dL_db2": 60, "dL_da1": 30, "dL_dz1": 240, "dL_dw1": 1200,
        "dL_db1": 240,
    }  # fmt: skip


@settings(max_examples=30, deadline=None)
@given(networks)
def test_the_line_of_code_computes_the_numbers(sample):
    recording = record(*sample)
    known = {name: recording.values[name] for name in ("X", "Y", "W1", "b1", "W2", "b2")}
    known |= {"n": 1, "np": np, "sigmoid": lambda Z: 1 / (1 + np.exp(-Z))}
    for step in recording.steps:
        exec(step.code, known)
        assert np.allclose(known[step.array], recording.values[step.array]), step.code


def test_scalar_code_computes_the_numbers():
    known = {"x": 5, "y": -1, "w1": 2, "b1": -6, "w2": 0.5, "b2": -5, "S": np.square, "S_prime": lambda z: 2 * z}
    recording = record_scalars()
    for step in recording.steps:
        exec(step.code, known)
        assert known[recording.name(step.array)] == recording.value(step.entry), step.code


@pytest.mark.parametrize(
    "recording",
    [
        record_scalars(),
        *(record_example(sizes, bend) for sizes in ((2, 2, 1), (2, 3, 2)) for bend in ("sigmoid", "tanh", "relu")),
    ],
)
def test_the_written_calculation_gives_the_number(recording):
    signs = {"·": "*", "−": "-", ")²": ")**2", "½ (": "0.5 * (", "(1 −": "(1 -", "> 0 ]": "> 0)", "[": "("}
    known = {"σ": lambda z: 1 / (1 + np.exp(-z)), "tanh": np.tanh, "max": max}
    for step in recording.steps:
        parts = [
            f"({recording.value(part)!r})" if isinstance(part, Entry) else signs.get(part, part)
            for part in step.calculation
        ]
        assert np.isclose(eval(" ".join(parts), known), recording.value(step.entry)), parts


def test_the_network_stays_as_it_is():
    network, X, Y = random_network((2, 3, 2), Tanh, Sigmoid, 0)
    before = [getattr(layer, name).copy() for layer, name in network.parameters()]
    record(network, X, Y)
    assert network.layers[0].X is None
    assert all(
        np.array_equal(kept, getattr(layer, name))
        for kept, (layer, name) in zip(before, network.parameters(), strict=True)
    )


@pytest.mark.parametrize(
    ("layers", "X", "message"),
    [
        ([Linear(2, 2, 0), Sigmoid()], [[1, 2]], "this network is Linear, Sigmoid"),
        ([Linear(2, 5, 0), Tanh(), Linear(5, 1, 0), Sigmoid()], [[1, 2]], r"this network is \[2, 5, 1\]"),
        ([Linear(2, 2, 0), Tanh(), Linear(2, 1, 0), Sigmoid()], [[1, 2], [3, 4]], "pass X\\[:1\\]"),
        ([Linear(2, 2, 0), Tanh(), Linear(2, 1, 0), ReLU()], [[np.inf, 2]], "finite"),
    ],
)
def test_what_it_cannot_draw_is_refused(layers, X, message):
    with pytest.raises(ValueError, match=message):
        record(Network(layers), X, [[1]])
