"""The stepper: each step can be drawn, and a covered result is nowhere to be read."""

import asyncio
import warnings

import numpy as np
import pytest

from helpers import plots
from helpers.nn import Linear, Network, ReLU, Sigmoid
from helpers.plots.stepper.passes import record_example, record_scalars
from helpers.plots.stepper.stepper import Stepper
from helpers.widgets.stepper import NextNumber, play_button, step_slider
from tests.figures import pixels

STEPS = 14
FIGURES = {
    "scalar": plots.scalar_stepper,
    "2, 3, 2": lambda **setting: plots.network_stepper((2, 3, 2), "tanh", **setting),
    "largest": lambda **setting: plots.stepper(largest(), [[1.5, -0.2, 0.7]], [[0, 1]], **setting),
    "tiny and huge": lambda **setting: plots.stepper(tiny_and_huge(), [[1e-7, 1e6]], [[-1e9]], **setting),
}


def largest():
    return Network([Linear(3, 4, rng=1), Sigmoid(), Linear(4, 2, rng=2), Sigmoid()])


def tiny_and_huge():
    network = Network([Linear(2, 2, rng=1), ReLU(), Linear(2, 1, rng=2), ReLU()])
    network.layers[0].W[:] = [[1e-9, -1e5], [3e5, 1]]
    return network


@pytest.mark.parametrize("name", FIGURES)
def test_updated_equals_fresh(name):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        warnings.simplefilter("ignore", DeprecationWarning)  # of one library to another
        moved = FIGURES[name]()
        for step in range(STEPS):
            moved.update(step=step, result=step % 2 == 0)  # a formula that can't be drawn has no width either
        for step in (5, 12, 0):
            moved.update(step=step, result=step % 2 == 0)
            fresh = FIGURES[name](step=step, result=step % 2 == 0)
            assert fresh.alt == moved.alt
            assert np.array_equal(pixels(fresh), pixels(moved))


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
    for wrong in ("60", "-960", "many"):
        question.field.value = wrong
        assert not question.control.value
        assert "960" not in question.reply.value
    question.field.value = "960"
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
