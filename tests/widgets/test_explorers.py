"""The explorers without a browser: at their ends, in all corners and at random settings they break nothing and leave nothing behind."""

import asyncio
import io
import itertools
import random
import re
import sys
from base64 import b64decode
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from html import unescape

import ipywidgets
import numpy as np
import pytest
from matplotlib.text import Text
from PIL import Image

from helpers.widgets import explore
from helpers.widgets.explore import Explorer
from helpers.widgets.live import LiveView
from helpers.widgets.numbers import as_html
from tests.explorers import cases, parts, values

MOST_CORNERS = 64
AT_RANDOM, FRESH = 20, 5
AT_RANDOM_IF_IT_TRAINS, FRESH_IF_IT_TRAINS = 10, 3
ROUNDING = 3  # of 255: an edge drawn on top of what was stored before
JPEG_ROUNDING = 20  # of 255
NOT_A_NUMBER = re.compile(r"\b(nan|inf)\b", re.IGNORECASE)

CASES = cases()

# What a reader would see; that a library uses what another one gives up soon, Python keeps to itself.
pytestmark = pytest.mark.filterwarnings("error", "ignore::DeprecationWarning")


class Moved:
    """An explorer's figure, updated in place as its controls would do it."""

    def __init__(self, name, arguments):
        self.figure_function, self.controls = parts(name, arguments)
        self.values = {setting: values(control) for setting, control in self.controls.items()}
        self.figure = self.figure_function(**{setting: options[0] for setting, options in self.values.items()})
        self.view = LiveView(self.figure)
        self.trains = sum(1 for _ in self.figure.stages()) > 1  # it answers in stages, and takes its time
        self.dice = random.Random(name)

    def at_random(self):
        return {setting: self.dice.choice(options) for setting, options in self.values.items()}

    def corners(self):
        """Return all combinations of the sliders' ends and of all buttons, or many of them."""
        ends = []
        for setting, options in self.values.items():
            buttons = isinstance(self.controls[setting], ipywidgets.ToggleButtons)
            ends.append(options if buttons else (options[0], options[-1]))
        corners = [dict(zip(self.values, corner, strict=True)) for corner in itertools.product(*ends)]
        return corners if len(corners) <= MOST_CORNERS else self.dice.sample(corners, MOST_CORNERS)

    def move(self, settings):
        """Move there; return the pixels of the next frame."""
        self.figure.update(**settings)
        return self.pixels()

    def glimpse(self, settings):
        """Start to move there, and leave it at the first stage, as happens when somebody drags on."""
        next(self.figure.stages(**settings))
        return self.pixels()

    def pixels(self):
        assert self.view.frame().startswith(b"\xff\xd8"), "this is no JPEG"
        return np.array(self.figure.canvas.buffer_rgba(), dtype=int)

    def words(self):
        """Return all that can be read: below the picture, in it, and in the tables of numbers."""
        drawn = [text.get_text() for text in self.figure.findobj(Text) if text.get_visible()]
        return [self.figure.alt, *drawn, re.sub(r"<[^>]*>", " ", as_html(self.figure, ""))]

    def told_apart(self, settings):
        """Return the part of the settings that the text must tell apart: two starts may end alike."""
        return {setting: value for setting, value in settings.items() if hasattr(self.controls[setting], "options")}


@pytest.fixture(scope="module")
def moved():
    """A function: the Moved of a case, made once."""
    return lru_cache(lambda case: Moved(*CASES[case]))


@pytest.mark.parametrize("case", CASES)
def test_corners_and_random_settings(moved, case):
    explorer, said = moved(case), {}
    number = AT_RANDOM_IF_IT_TRAINS if explorer.trains else AT_RANDOM
    for settings in explorer.corners() + [explorer.at_random() for _ in range(number)]:
        explorer.move(settings)
        wrong = {word for words in explorer.words() for word in NOT_A_NUMBER.findall(words)}
        assert not wrong, f"{settings}: {wrong}; {explorer.figure.alt}"
        told = explorer.told_apart(settings)
        other = said.setdefault(explorer.figure.alt, told)
        assert other == told, f"two pictures, one text, which doesn't tell them apart: {explorer.figure.alt}"


@pytest.mark.parametrize("case", CASES)
def test_updated_figure_equals_a_fresh_one(moved, case):
    explorer = moved(case)
    for _ in range(FRESH_IF_IT_TRAINS if explorer.trains else FRESH):
        explorer.glimpse(explorer.at_random())
        settings = explorer.at_random()
        updated, text = explorer.move(settings), explorer.figure.alt
        fresh = explorer.figure_function(**settings)
        assert text == fresh.alt
        away = abs(updated - drawn_whole(fresh)).max(axis=2)
        places = np.argwhere(away > ROUNDING)
        if len(places):
            where = f"from (row, column) {places.min(axis=0)} to {places.max(axis=0)}"
            pytest.fail(f"{settings}: {len(places)} pixels differ, {where}, by up to {away.max()} of 255")


def drawn_whole(figure):
    """Return the pixels of a figure as a file would hold them, in the size of a live view."""
    LiveView(figure)  # draws it once; the layout settles at the second time
    buffer = io.BytesIO()
    figure.savefig(buffer, format="rgba", dpi=figure.dpi)
    return (
        np.frombuffer(buffer.getvalue(), dtype=np.uint8).reshape(*figure.canvas.get_width_height()[::-1], 4).astype(int)
    )


def test_numbers_come_with_the_sliders_as_lists():
    """Screen readers read the name and the value of a list, and of a slider only the position."""
    explorer = Explorer(*parts("moons_training"))
    assert explorer.below.children == (explorer.numbers,)
    explorer.more.value = True
    *lists, numbers = explorer.below.children
    sliders = [control for control in explorer.controls.values() if isinstance(control, ipywidgets.SelectionSlider)]
    assert [same.description for same in lists] == [slider.description for slider in sliders]
    lists[0].index = 0
    assert sliders[0].index == 0 and explorer.figure.settings == explorer.settings()
    sliders[1].index = 0
    assert lists[1].index == 0
    assert f"{explorer.call()}</pre>" in numbers.value
    explorer.more.value = False
    assert explorer.below.children == (numbers,) and not numbers.value


def test_pictures_drawn_ahead_are_shown_without_the_figure():
    name = "descent"

    async def look():
        explorer = Explorer(*parts(name))
        explorer.warm_up()
        await explorer.ahead
        drawn_last = explorer.key(explorer.figure.settings)
        shown = through_all_positions(explorer)
        assert shown == through_all_positions(Explorer(*parts(name)))
        assert explorer.key(explorer.figure.settings) == drawn_last != explorer.key(explorer.settings())
        explorer.more.value = True  # numbers are read from the figure, which has to catch up
        assert explorer.key(explorer.figure.settings) == explorer.key(explorer.settings())
        assert f"{explorer.call()}</pre>" in explorer.numbers.value
        assert shown_by(explorer) == shown[-1]

    asyncio.run(look())


@pytest.fixture
def without_pauses(monkeypatch):
    """Draw ahead right after a move, as if the reader had waited."""
    for pause in ("PAUSE", "REST", "BREATH", "SETTLE"):
        monkeypatch.setattr(explore, pause, 0)


def test_the_browser_follows_the_control_moved_last(without_pauses):
    name = "two_valleys"

    async def look():
        explorer = Explorer(*parts(name))
        explorer.warm_up()
        for moved in ("start", "learning_rate", "start"):
            control = explorer.controls[moved]
            control.index = (control.index + 2) % len(control.options)
            assert not explorer.pictures.follows or explorer.pictures.follows is control
            assert shown_by(explorer) == drawn_now(explorer)
            await explorer.ahead
            assert explorer.pictures.follows is control
            for place in range(len(control.options)):
                control.index = place
                assert explorer.pictures.follows is control
                assert shown_by(explorer) == drawn_now(explorer)
        explorer.more.value = True  # numbers come from the kernel
        assert not explorer.pictures.follows
        assert shown_by(explorer) == drawn_now(explorer)
        explorer.more.value = False
        await explorer.ahead
        assert explorer.pictures.follows is control

    figure_function, controls = parts(name)
    figure = figure_function(**{setting: control.value for setting, control in controls.items()})
    figure.png()  # as the explorer does first; the layout settles while it is drawn
    view = LiveView(figure)

    def drawn_now(explorer):
        figure.update(**explorer.settings())
        return view.frame(), figure.alt

    asyncio.run(look())


def test_the_browser_has_the_first_stage_of_a_training_until_there_is_more(without_pauses, monkeypatch):
    monkeypatch.setattr(explore, "PAUSE", 1000)  # nothing is trained in advance

    async def train():
        explorer = Explorer(*parts("hidden_neurons"))
        control = explorer.controls["hidden"]
        explorer.warm_up()
        while not explorer.pictures.follows:
            await asyncio.sleep(0.01)
        for hidden in (3, 2):
            control.value = hidden
            assert explorer.pictures.follows is control
            assert f"{hidden} hidden neurons has drawn between them after 0 epochs" in shown_by(explorer)[1]
        await explorer.task
        assert not explorer.pictures.follows
        assert "2 hidden neurons has drawn between them after 80 epochs" in shown_by(explorer)[1]
        explorer.ahead.cancel()

    asyncio.run(train())


def test_a_finished_training_is_shown_again_and_an_interrupted_one_is_not():
    async def train():
        explorer = Explorer(*parts("hidden_neurons"))
        control = explorer.controls["hidden"]
        control.value = 3
        await explorer.task
        finished = shown_by(explorer)
        control.value = 2
        begun = shown_by(explorer)
        control.value = 3
        assert shown_by(explorer) == finished
        control.value = 2
        assert shown_by(explorer) == begun
        await explorer.task
        assert shown_by(explorer)[0] not in (begun[0], finished[0])

    asyncio.run(train())


def test_trainings_ahead_and_those_of_the_reader_do_not_mix(monkeypatch):
    monkeypatch.setattr(explore, "PAUSE", 0)  # go on right after a move, as if the reader had waited
    monkeypatch.setattr(explore, "BREATH", 0)
    name = "hidden_neurons"

    async def train():
        explorer = Explorer(*parts(name))
        explorer.warm_up()
        for seed in (7, 8):
            await asyncio.sleep(0.03)  # now one is being trained out of sight
            explorer.controls["seed"].value = seed
            await explorer.task
            assert_shows(shown_by(explorer), {"hidden": 1, "seed": seed})
        await explorer.ahead
        assert (12, 8) in explorer.kept
        for (hidden, seed), kept in explorer.kept.items():
            assert_shows(kept, {"hidden": hidden, "seed": seed})

    def assert_shows(drawn, settings):
        figure_function, controls = parts(name)
        for setting, value in settings.items():
            controls[setting].value = value
        fresh = Explorer(figure_function, controls)
        assert drawn[1] == shown_by(fresh)[1]
        pictures = [np.asarray(Image.open(io.BytesIO(jpeg)), dtype=int) for jpeg in (drawn[0], shown_by(fresh)[0])]
        assert abs(pictures[0] - pictures[1]).max() <= JPEG_ROUNDING

    asyncio.run(train())


def test_kept_pictures_are_limited(monkeypatch):
    monkeypatch.setattr(explore, "MOST_KEPT", 3)
    explorer = Explorer(*parts("descent"))
    assert len(set(through_all_positions(explorer))) > 3 >= len(explorer.kept)
    oldest = next(iter(explorer.kept))
    control = explorer.controls["learning_rate"]
    control.value = oldest[0]  # shown again, so that it is not the next one to go
    control.index = control.options.index(oldest[0]) + 5
    assert oldest in explorer.kept


@pytest.fixture
def impatient_threads():
    """Threads take turns as often as they can, so that they meet in the middle of everything."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    yield
    sys.setswitchinterval(before)


def test_cells_and_widgets_draw_in_turn(impatient_threads):
    """JupyterLab runs cells in one thread and answers widgets in another."""
    name = "who_used_it"  # full of formulas
    explorer, other = Explorer(*parts(name)), Explorer(*parts(name))
    with ThreadPoolExecutor(1) as widgets:
        moves = widgets.submit(through_all_positions, explorer)
        through_all_positions(other)
        while not moves.done():
            other.function(**other.settings()).png()
    assert moves.result() == through_all_positions(Explorer(*parts(name)))


def test_look_ahead_and_moves_draw_in_turn(impatient_threads, monkeypatch):
    name = "who_used_it"
    monkeypatch.setattr(explore, "PAUSE", 0)  # don't wait for a quiet moment

    async def look(explorer):
        explorer.warm_up()
        with ThreadPoolExecutor(1) as widgets:
            moves = asyncio.get_running_loop().run_in_executor(widgets, through_all_positions, explorer)
            await explorer.ahead
            return await moves

    assert asyncio.run(look(Explorer(*parts(name)))) == through_all_positions(Explorer(*parts(name)))


def through_all_positions(explorer):
    """Move the first control through its positions; return the pictures and their texts."""
    control, shown = next(iter(explorer.controls.values())), []
    for place in reversed(range(len(control.options))):
        control.index = place
        shown.append(shown_by(explorer))
    return shown


def shown_by(explorer):
    """Return the picture that the browser shows, and its text."""
    pictures = explorer.pictures
    if not pictures.follows:
        assert pictures.tab.selected_index == len(pictures.tab.children) - 1
        picture, caption = pictures.tab.children[-1].children
        return picture.value, text_of(caption.value)
    html = pictures.tab.children[pictures.follows.index].value  # what the link does, without a browser
    return b64decode(re.search(r"base64,([^']*)'", html)[1]), text_of(html)


def text_of(html):
    return unescape(re.sub(r"<[^>]*>", "", html))
