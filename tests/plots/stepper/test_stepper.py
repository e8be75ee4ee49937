"""The stepper: its numbers are those of helpers.nn and of finite differences, and each step can be drawn."""

import asyncio
import warnings

import numpy as np
import pytest
from hypothesis import assume, given, settings, strategies

from helpers import plots
from helpers.nn import HalfSquaredError, Linear, Network, ReLU, Sigmoid, Tanh, numerical_gradient
from helpers.plots.stepper.cells import short
from helpers.plots.stepper.passes import Entry, record, record_example, record_scalars
from helpers.plots.stepper.stepper import Stepper
from helpers.widgets.stepper import NextNumber, play_button, step_slider

ACTIVATIONS = [Sigmoid, Tanh, ReLU]
STEPS = 14


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
    assume(min(np.abs(values["Z1"]).min(), np.abs(values["Z2"]).min()) >= 1e-3)  # at 0, ReLU has a kink
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
        "z1": 1, "a1": 1, "z2": 2, "a2": 4, "L": 2,
        "dL_da2": 2, "dL_dz2": 8, "dL_dw2": 8, "dL_db2": 8, "dL_da1": 24, "dL_dz1": 48, "dL_dw1": 48, "dL_db1": 48,
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
    known = {"x": 1, "y": 2, "w1": 2, "b1": -1, "w2": 3, "b2": -1, "S": np.square, "S_prime": lambda z: 2 * z}
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


FIGURES = {
    "scalar": plots.scalar_stepper,
    "2, 2, 1": lambda **setting: plots.network_stepper((2, 2, 1), "relu", **setting),
    "2, 3, 2": lambda **setting: plots.network_stepper((2, 3, 2), "tanh", **setting),
    "largest": lambda **setting: plots.stepper(*random_network((3, 4, 2), Sigmoid, Sigmoid, 3), **setting),
    "tiny and huge": lambda **setting: plots.stepper(tiny_and_huge(), [[1e-7, 1e6]], [[-1e9]], **setting),
}


def tiny_and_huge():
    network, _, _ = random_network((2, 2, 1), ReLU, ReLU, 1)
    network.layers[0].W[:] = [[1e-9, -1e5], [3e5, 1]]
    return network


@pytest.mark.parametrize("name", FIGURES)
def test_updated_equals_fresh(name):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        warnings.simplefilter("ignore", DeprecationWarning)  # of one library to another
        moved = FIGURES[name]()
        for step in (*range(STEPS), 5, 12, 0):
            moved.update(step=step, result=step % 2 == 0)
            if step in (0, 5, 12):
                fresh = FIGURES[name](step=step, result=step % 2 == 0)
                assert fresh.alt == moved.alt
                assert fresh.png(1) == moved.png(1)
            moved.png(0.5)


@pytest.mark.parametrize("step", range(1, STEPS))
def test_a_covered_result_is_nowhere_to_be_read(step):
    stepper = Stepper(record_example((2, 3, 2), "sigmoid"))
    alt = stepper.show(step=step, result=False)
    now = stepper.recording.steps[step - 1]
    cells = {entry: words.text for entry, words in stepper.cells.words.items()}
    assert {cells[entry] for entry in cells if entry.array == now.array} == {"?"}
    assert alt.endswith("?.")
    assert stepper.writing.words[-1].text == "?" or "?" in {words.text for words in stepper.writing.words}
    assert now.array not in {caption for caption, _, _ in stepper.figure.numbers}
    later = {later.array for later in stepper.recording.steps[step:]}
    assert {cells[entry] for entry in cells if entry.array in later} <= {""}


def test_short_numbers():
    written = {
        0.0: "0",
        0.5: "0.5",
        -0.12345: "−0.123",
        48.0: "48",
        1.125: "1.125",
        0.00002: "2e−5",
        -123456.0: "−1e5",
        999.96: "1000",
    }
    assert {value: short(value) for value in written} == written
    assert short(-0.0) == "0"


def test_the_field_says_right_or_not_yet_and_nothing_more():
    recording = record_scalars()
    step = step_slider(recording)
    question = NextNumber(recording, step)
    question.ask.value = True
    assert question.field.layout.visibility == "hidden"  # before the first step there is nothing to ask
    assert not question.control.value  # and the browser may have the first one ready, which gives nothing away
    step.value = 8
    assert not question.control.value
    assert question.field.description == "dL_dw2 ="
    for wrong in ("7", "-8", "eight"):
        question.field.value = wrong
        assert not question.control.value
        assert "8" not in question.reply.value
    question.field.value = "8"
    assert question.control.value
    assert "right" in question.reply.value
    step.value = 9
    assert not question.control.value
    assert question.field.value == question.reply.value == ""
    question.uncover.click()
    assert question.control.value
    question.ask.value = False
    step.value = 10
    assert question.control.value


def test_play_goes_on_to_the_end_pauses_and_starts_again():
    async def play():
        slider = step_slider(record_scalars())
        last, seen = len(slider.options) - 1, []
        slider.observe(lambda change: seen.append(change["new"]), names="index")
        slow, fast = play_button(slider, pace=3600), play_button(slider, pace=0)
        slow.value = True
        await asyncio.sleep(0)
        slow.value = False
        await asyncio.sleep(0)
        assert seen == [1]  # a step at once, and no more
        fast.value = True
        while fast.value:
            await asyncio.sleep(0)
        assert seen == list(range(1, last + 1))
        slow.value = True
        await asyncio.sleep(0)
        assert slider.index == 0  # from the end, back to the start

    asyncio.run(play())
