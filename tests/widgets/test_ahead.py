"""Drawing ahead: what is shown is what would have been drawn then, and nothing mixes."""

import asyncio
import sys
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest

from helpers import plots
from helpers.widgets import ahead, explore
from helpers.widgets.ahead import Ahead
from helpers.widgets.controls import choice, slider, start
from helpers.widgets.explore import Explorer
from tests.explorers import assert_same, shown_by, shown_without_explorer, through_all_positions

pytestmark = pytest.mark.filterwarnings("error", "ignore::DeprecationWarning")


def descent():
    """Return an Explorer with few positions."""
    rates = [0.02, 0.1, 0.3, 0.5, 0.6]
    return Explorer(plots.descent, {"learning_rate": slider("learning rate", rates, 0.02)})


def two_valleys():
    """Return an Explorer with few positions of two controls."""
    starts, rates = slider("start", [-4, 0, 3, 6], -4), slider("learning rate", [0.3, 1, 3], 0.3)
    return Explorer(plots.two_valleys, {"start": starts, "learning_rate": rates})


trained = partial(plots.digit_training, epochs=3, batch_size=256)


def training():
    """Return an Explorer that trains, for a moment."""
    return Explorer(trained, {"hidden": slider("hidden size", [1, 4, 8], 1), "seed": start(3)})


def drawn_ahead(explorer):
    """Return an Explorer that is going to draw ahead, as a lesson shows it."""
    Ahead(explorer)
    return explorer


def test_in_voila_nothing_is_drawn_ahead(monkeypatch):
    async def look():
        explorer = drawn_ahead(descent())
        explorer.ahead.begin()
        assert_same(through_all_positions(explorer), through_all_positions(descent()))
        return explorer.ahead

    monkeypatch.setenv("SERVER_SOFTWARE", "voila/0.5.13")
    assert asyncio.run(look()).task is None


def test_pictures_drawn_ahead_are_shown_without_the_figure():
    async def look():
        explorer = drawn_ahead(descent())
        explorer.ahead.begin()
        await explorer.ahead.task
        drawn_last = explorer.figure.settings["learning_rate"]
        shown = through_all_positions(explorer)
        assert_same(shown, through_all_positions(descent()))
        assert explorer.figure.settings["learning_rate"] == drawn_last != explorer.controls["learning_rate"].value
        explorer.more.value = True  # numbers are read from the figure, which has to catch up
        assert explorer.figure.settings["learning_rate"] == explorer.controls["learning_rate"].value
        assert f"{explorer.call()}</pre>" in explorer.numbers.value
        assert_same([shown_by(explorer)], shown[-1:])

    asyncio.run(look())


@pytest.fixture
def without_pauses(monkeypatch):
    """Draw ahead right after a move, as if the reader had waited."""
    for pause in ("PAUSE", "REST", "BREATH"):
        monkeypatch.setattr(ahead, pause, 0)
    monkeypatch.setattr(explore, "SETTLE", 0)


def test_the_browser_follows_the_control_moved_last(without_pauses):
    async def look():
        explorer = drawn_ahead(two_valleys())
        explorer.ahead.begin()
        browser = explorer.ahead.browser
        for moved in ("start", "learning_rate", "start"):
            control = explorer.controls[moved]
            control.index = (control.index + 2) % len(control.options)
            assert not browser.follows or browser.follows is control
            assert_same([shown_by(explorer)], [drawn_now(**explorer.settings())])
            await explorer.ahead.task
            assert browser.follows is control
            for place in range(len(control.options)):
                control.index = place
                assert browser.follows is control
                assert_same([shown_by(explorer)], [drawn_now(**explorer.settings())])
        explorer.more.value = True  # numbers come from the kernel
        assert not browser.follows
        assert_same([shown_by(explorer)], [drawn_now(**explorer.settings())])
        explorer.more.value = False
        await explorer.ahead.task
        assert browser.follows is control

    drawn_now = shown_without_explorer(plots.two_valleys)
    asyncio.run(look())


def test_the_browser_has_the_first_stage_of_a_training_until_there_is_more(without_pauses, monkeypatch):
    monkeypatch.setattr(ahead, "PAUSE", 1000)  # nothing is trained in advance

    async def train():
        explorer = drawn_ahead(training())
        control, browser = explorer.controls["hidden"], explorer.ahead.browser
        explorer.ahead.begin()
        while not browser.follows:
            await asyncio.sleep(0.01)
        for hidden in (8, 4):
            control.value = hidden
            assert browser.follows is control
            assert all(words in shown_by(explorer)[1] for words in ("0 epochs", f"hidden size {hidden}"))
        await explorer.task
        assert not browser.follows
        assert all(words in shown_by(explorer)[1] for words in ("3 epochs", "hidden size 4"))
        explorer.ahead.task.cancel()

    asyncio.run(train())


def test_what_is_trained_while_the_browser_gets_ready_stays_on_the_page(without_pauses, monkeypatch):
    monkeypatch.setattr(ahead, "PAUSE", 1000)  # nothing is trained in advance

    async def train():
        explorer = drawn_ahead(training())
        control, browser = explorer.controls["hidden"], explorer.ahead.browser
        explorer.ahead.begin()
        while not browser.ready[1].value:
            await asyncio.sleep(0)
        control.index = 1  # which the browser has, after 0 epochs, and has not been told to show
        assert not browser.follows
        await explorer.task
        while not browser.follows:
            await asyncio.sleep(0.01)
        for index in (1, 2, 1):
            control.index = index
            assert ("3 epochs" in shown_by(explorer)[1]) == (index == 1)
        explorer.ahead.task.cancel()

    asyncio.run(train())


def test_a_finished_training_is_shown_again_and_an_interrupted_one_is_not():
    async def train():
        explorer = drawn_ahead(training())
        control = explorer.controls["hidden"]
        control.value = 8
        await explorer.task
        finished = shown_by(explorer)
        control.value = 4
        begun = shown_by(explorer)
        control.value = 8
        assert shown_by(explorer) == finished
        control.value = 4
        assert shown_by(explorer) == begun
        await explorer.task
        assert shown_by(explorer)[0] not in (begun[0], finished[0])

    asyncio.run(train())


def test_trainings_ahead_and_those_of_the_reader_do_not_mix(without_pauses):
    async def train():
        explorer = drawn_ahead(training())
        explorer.ahead.begin()
        for seed in (7, 8):
            await asyncio.sleep(0.03)  # now one is being trained out of sight
            explorer.controls["seed"].value = seed
            await explorer.task
            assert_same([shown_by(explorer)], [drawn_now(hidden=1, seed=seed)])
        await explorer.ahead.task
        assert (8, 8) in explorer.ahead.kept
        for (hidden, seed), kept in explorer.ahead.kept.items():
            assert_same([kept], [drawn_now(hidden=hidden, seed=seed)])

    drawn_now = shown_without_explorer(trained)
    asyncio.run(train())


def test_a_control_without_positions_is_enough(without_pauses):
    async def move():
        field = start(3)
        explorer = drawn_ahead(Explorer(plots.sigmoid_slope, {"z": field}))
        explorer.ahead.begin()
        at_first = shown_by(explorer)
        field.value = 4
        assert_same([shown_by(explorer)], [drawn_now(z=4)])
        field.value = 3
        assert shown_by(explorer) == at_first

    drawn_now = shown_without_explorer(plots.sigmoid_slope)
    asyncio.run(move())


def test_a_picture_that_is_too_large_is_left_to_the_kernel(without_pauses, monkeypatch):
    async def look():
        explorer = drawn_ahead(descent())
        explorer.ahead.begin()
        await explorer.ahead.task
        assert not explorer.ahead.browser.follows
        assert not any(ready.value for ready in explorer.ahead.browser.ready)
        assert_same(through_all_positions(explorer), through_all_positions(descent()))

    monkeypatch.setattr(ahead, "MOST_BYTES", 5000)
    asyncio.run(look())


def test_kept_pictures_are_limited(monkeypatch):
    monkeypatch.setattr(ahead, "MOST_KEPT", 3)
    explorer = drawn_ahead(descent())
    assert len(set(through_all_positions(explorer))) > 3 >= len(explorer.ahead.kept)
    oldest = next(iter(explorer.ahead.kept))
    control = explorer.controls["learning_rate"]
    control.value = oldest[0]  # shown again, so that it is not the next one to go
    control.index = control.options.index(oldest[0]) + 2
    assert oldest in explorer.ahead.kept


@pytest.fixture
def impatient_threads():
    """Threads take turns as often as they can, so that they meet in the middle of everything."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    yield
    sys.setswitchinterval(before)


def full_of_formulas():
    """Return an Explorer whose every picture needs matplotlib's parser of formulas."""
    return Explorer(plots.who_used_it, {"name": choice("who used", ["x1", "w11", "w32", "b2"], "w11")})


@pytest.fixture(scope="module")
def in_peace():
    """What an explorer full of formulas shows where nothing else is drawn."""
    return through_all_positions(full_of_formulas())


def test_cells_and_widgets_draw_in_turn(in_peace, impatient_threads):
    """JupyterLab runs cells in one thread and answers widgets in another."""
    explorer, other = full_of_formulas(), full_of_formulas()
    with ThreadPoolExecutor(1) as widgets:
        moves = widgets.submit(through_all_positions, explorer)
        while not moves.done():
            other.function(**other.settings()).png()
    assert_same(moves.result(), in_peace)


def test_look_ahead_and_moves_draw_in_turn(in_peace, without_pauses, impatient_threads):
    async def look(explorer):
        explorer.ahead.begin()
        with ThreadPoolExecutor(1) as widgets:
            moves = asyncio.get_running_loop().run_in_executor(widgets, through_all_positions, explorer)
            await explorer.ahead.task
            return await moves

    assert_same(asyncio.run(look(drawn_ahead(full_of_formulas()))), in_peace)
