"""The explorers without a browser, in corners and at random settings: they break nothing and leave nothing behind."""

import asyncio
import io
import itertools
import random
import re
import sys
from base64 import b64decode
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache, partial
from html import unescape

import ipywidgets
import numpy as np
import pytest
from matplotlib.text import Text
from PIL import Image

from helpers import plots
from helpers.plots import lesson_07_suspects
from helpers.plots.style import drawing
from helpers.widgets import ahead, explore
from helpers.widgets.ahead import MOST_BYTES, Ahead
from helpers.widgets.controls import slider, start
from helpers.widgets.explore import Explorer
from helpers.widgets.live import LiveView
from helpers.widgets.numbers import as_html
from tests.explorers import cases, drawn_ahead, parts, values

MOST_CORNERS, AT_RANDOM = 64, 10
DRAWN = 10  # of these
FRESH, GLIMPSES = 2, 2  # comparisons, and moves before each that are left at the first stage
ROUNDING = 3  # of 255: an edge drawn on top of what was stored before
NEXT_COLOR = 40  # of 255: after such a rounding, a pixel may get another color of the palette
TOO_LARGE = {"stepper of the largest"}  # 33 kB; the kernel answers
NOT_A_NUMBER = re.compile(r"\b(nan|inf)\b", re.IGNORECASE)

CASES = cases()

# What a reader would see; that a library uses what another one gives up soon, Python keeps to itself.
pytestmark = pytest.mark.filterwarnings("error", "ignore::DeprecationWarning")


@pytest.fixture(scope="module", autouse=True)
def short_trainings():
    """A text and a picture are as right or wrong after fewer steps."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lesson_07_suspects, "STEPS", 300)
        patch.setattr(lesson_07_suspects, "STEPS_A_STAGE", 100)
        yield


class Moved:
    """An explorer's figure, updated in place as its controls would do it."""

    def __init__(self, case):
        self.figure_function, self.controls = parts(*CASES[case])
        if "epochs" in getattr(self.figure_function, "keywords", {}):
            self.figure_function = partial(self.figure_function, epochs=2)
        self.values = {setting: values(control) for setting, control in self.controls.items()}
        self.figure = self.figure_function(**{setting: options[0] for setting, options in self.values.items()})
        self.view = LiveView(self.figure)
        self.limit = np.inf if case in TOO_LARGE else MOST_BYTES
        self.dice = random.Random(case)

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

    def frame(self):
        """Draw what a browser gets, which must be small."""
        picture = self.view.frame()
        assert picture.startswith(b"\x89PNG") and len(picture) <= self.limit, f"{len(picture)}: {self.figure.alt}"

    def pixels(self):
        """Return what is drawn, before its colors are made few."""
        self.frame()
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
    return lru_cache(Moved)


@pytest.mark.parametrize("case", CASES)
def test_corners_and_random_settings(moved, case):
    explorer, said = moved(case), {}
    tried = explorer.corners() + [explorer.at_random() for _ in range(AT_RANDOM)]
    drawn = explorer.dice.sample(range(len(tried)), min(DRAWN, len(tried)))
    for place, settings in enumerate(tried):
        explorer.figure.update(**settings)
        if place in drawn:
            explorer.frame()
        wrong = {word for words in explorer.words() for word in NOT_A_NUMBER.findall(words)}
        assert not wrong, f"{settings}: {wrong}; {explorer.figure.alt}"
        told = explorer.told_apart(settings)
        other = said.setdefault(explorer.figure.alt, told)
        assert other == told, f"two pictures, one text, which doesn't tell them apart: {explorer.figure.alt}"


@pytest.mark.parametrize("case", CASES)
def test_updated_figure_equals_a_fresh_one(moved, case):
    explorer = moved(case)
    for _ in range(FRESH):
        for _ in range(GLIMPSES):  # as happens when somebody drags on
            next(explorer.figure.stages(**explorer.at_random()))
            explorer.frame()
        settings = explorer.at_random()
        explorer.figure.update(**settings)
        fresh = explorer.figure_function(**settings)
        assert explorer.figure.alt == fresh.alt
        away = abs(explorer.pixels() - drawn_whole(fresh)).max(axis=2)
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
    explorer = drawn_ahead("moons_training")
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
        explorer = drawn_ahead(name)
        explorer.ahead.begin()
        await explorer.ahead.task
        drawn_last = explorer.figure.settings["learning_rate"]
        shown = through_all_positions(explorer)
        assert_same(shown, through_all_positions(Explorer(*parts(name))))
        assert explorer.figure.settings["learning_rate"] == drawn_last != explorer.controls["learning_rate"].value
        explorer.more.value = True  # numbers are read from the figure, which has to catch up
        assert explorer.figure.settings["learning_rate"] == explorer.controls["learning_rate"].value
        assert f"{explorer.call()}</pre>" in explorer.numbers.value
        assert shown_by(explorer) == shown[-1]

    asyncio.run(look())


@pytest.fixture
def without_pauses(monkeypatch):
    """Draw ahead right after a move, as if the reader had waited."""
    for pause in ("PAUSE", "REST", "BREATH"):
        monkeypatch.setattr(ahead, pause, 0)
    monkeypatch.setattr(explore, "SETTLE", 0)


def test_the_browser_follows_the_control_moved_last(without_pauses):
    name = "two_valleys"

    async def look():
        explorer = drawn_ahead(name)
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

    drawn_now = shown_without_explorer(parts(name)[0])
    asyncio.run(look())


def test_the_browser_has_the_first_stage_of_a_training_until_there_is_more(without_pauses, monkeypatch):
    monkeypatch.setattr(ahead, "PAUSE", 1000)  # nothing is trained in advance

    async def train():
        explorer = drawn_ahead("hidden_neurons")
        control, browser = explorer.controls["hidden"], explorer.ahead.browser
        explorer.ahead.begin()
        while not browser.follows:
            await asyncio.sleep(0.01)
        for hidden in (3, 2):
            control.value = hidden
            assert browser.follows is control
            assert f"{hidden} hidden neurons has drawn between them after 0 epochs" in shown_by(explorer)[1]
        await explorer.task
        assert not browser.follows
        assert "2 hidden neurons has drawn between them after 80 epochs" in shown_by(explorer)[1]
        explorer.ahead.task.cancel()

    asyncio.run(train())


def test_a_finished_training_is_shown_again_and_an_interrupted_one_is_not():
    async def train():
        explorer = drawn_ahead("hidden_neurons")
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


def test_trainings_ahead_and_those_of_the_reader_do_not_mix(without_pauses):
    controls = {"hidden": slider("hidden neurons", [1, 2, 3], 1), "seed": start(3)}

    async def train():
        explorer = Explorer(plots.hidden_neurons, controls)
        Ahead(explorer).begin()
        for seed in (7, 8):
            await asyncio.sleep(0.03)  # now one is being trained out of sight
            controls["seed"].value = seed
            await explorer.task
            assert_same([shown_by(explorer)], [drawn_now(hidden=1, seed=seed)])
        await explorer.ahead.task
        assert (3, 8) in explorer.ahead.kept
        for (hidden, seed), kept in explorer.ahead.kept.items():
            assert_same([kept], [drawn_now(hidden=hidden, seed=seed)])

    drawn_now = shown_without_explorer(plots.hidden_neurons)
    asyncio.run(train())


def shown_without_explorer(figure_function):
    """Return a function of the settings: picture and text, from a figure that no explorer has."""
    figure = figure_function()
    figure.png()  # as the explorer does first; the layout settles while it is drawn
    view = LiveView(figure)

    @lru_cache
    def drawn_now(**settings):
        figure.update(**settings)
        return view.frame(), figure.alt

    return drawn_now


@pytest.mark.parametrize("name", ["descent", "weight_gradient"])
def test_without_anything_drawn_ahead_the_kernel_answers(name):
    explorer = Explorer(*parts(name))
    assert explorer.ahead is None and explorer.widget().children[-3] is explorer.picture.widget
    drawn_now = shown_without_explorer(explorer.function)
    for control in explorer.controls.values():
        for place in range(len(control.options)):
            control.index = place
            assert_same([shown_by(explorer)], [drawn_now(**explorer.settings())])


def test_a_control_without_positions_is_enough(without_pauses):
    async def train():
        field = start(3)
        explorer = Explorer(plots.hidden_neurons, {"seed": field})
        Ahead(explorer).begin()
        at_first = shown_by(explorer)
        field.value = 4
        await explorer.task
        assert_same([shown_by(explorer)], [drawn_now(seed=4)])
        field.value = 3
        assert shown_by(explorer) == at_first

    drawn_now = shown_without_explorer(plots.hidden_neurons)
    asyncio.run(train())


def test_a_picture_that_is_too_large_is_left_to_the_kernel(without_pauses, monkeypatch):
    async def look():
        explorer = drawn_ahead("descent")
        explorer.ahead.begin()
        await explorer.ahead.task
        assert not explorer.ahead.browser.follows
        assert not any(ready.value for ready in explorer.ahead.browser.ready)
        assert_same(through_all_positions(explorer), through_all_positions(Explorer(*parts("descent"))))

    monkeypatch.setattr(ahead, "MOST_BYTES", 5000)
    asyncio.run(look())


def test_kept_pictures_are_limited(monkeypatch):
    monkeypatch.setattr(ahead, "MOST_KEPT", 3)
    explorer = drawn_ahead("descent")
    assert len(set(through_all_positions(explorer))) > 3 >= len(explorer.ahead.kept)
    oldest = next(iter(explorer.ahead.kept))
    control = explorer.controls["learning_rate"]
    control.value = oldest[0]  # shown again, so that it is not the next one to go
    control.index = control.options.index(oldest[0]) + 5
    assert oldest in explorer.ahead.kept


@pytest.fixture
def impatient_threads():
    """Threads take turns as often as they can, so that they meet in the middle of everything."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    yield
    sys.setswitchinterval(before)


FULL_OF_FORMULAS = "who_used_it"


@pytest.fixture(scope="module")
def in_peace():
    """What an explorer full of formulas shows where nothing else is drawn."""
    return through_all_positions(Explorer(*parts(FULL_OF_FORMULAS)))


def test_cells_and_widgets_draw_in_turn(in_peace, impatient_threads):
    """JupyterLab runs cells in one thread and answers widgets in another."""
    explorer, other = Explorer(*parts(FULL_OF_FORMULAS)), Explorer(*parts(FULL_OF_FORMULAS))
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

    assert_same(asyncio.run(look(drawn_ahead(FULL_OF_FORMULAS))), in_peace)


def through_all_positions(explorer):
    """Move the first control through its positions; return the pictures and their texts."""
    control, shown = next(iter(explorer.controls.values())), []
    for place in reversed(range(len(control.options))):
        control.index = place
        shown.append(shown_by(explorer))
    return shown


def shown_by(explorer):
    """Return the picture that the browser shows, and its text."""
    browser = explorer.ahead and explorer.ahead.browser
    with drawing:  # nothing else happens between two looks
        if not browser or not browser.follows:
            assert not browser or browser.tab.children[browser.tab.selected_index] is explorer.picture.widget
            picture, caption = explorer.picture.widget.children
            return picture.value, text_of(caption.value)
        html = browser.tab.children[browser.follows.index].value  # what the link does, without a browser
    return b64decode(re.search(r"base64,([^']*)'", html)[1]), text_of(html)


def assert_same(shown, expected):
    """Compare texts, and pictures but for roundings."""
    assert [text for _, text in shown] == [text for _, text in expected]
    for (one, text), (other, _) in zip(shown, expected, strict=True):
        pixels = [np.asarray(Image.open(io.BytesIO(picture)).convert("RGB"), dtype=int) for picture in (one, other)]
        assert abs(pixels[0] - pixels[1]).max() <= NEXT_COLOR, text


def text_of(html):
    return unescape(re.sub(r"<[^>]*>", "", html))
