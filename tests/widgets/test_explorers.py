"""The explorers without a browser, in corners and at random settings: they break nothing and leave nothing behind."""

import io
import itertools
import random
import re
from functools import lru_cache, partial

import ipywidgets
import numpy as np
import pytest
from matplotlib.text import Text
from PIL import Image

from helpers.plots import lesson_07_suspects
from helpers.widgets.ahead import MOST_BYTES
from helpers.widgets.live import LiveView
from helpers.widgets.numbers import as_html
from tests.explorers import NAMES, cases, parts, values

MOST_CORNERS, AT_RANDOM = 64, 5
DRAWN = 6  # of these
GLIMPSES = 3  # moves that are left at the first stage
ROUNDING = 3  # of 255: an edge drawn on top of what was stored before
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
        """Return all combinations of the sliders' ends and of all buttons with one start, or many of them."""
        ends = []
        for setting, options in self.values.items():
            slider = isinstance(self.controls[setting], ipywidgets.SelectionSlider)
            field = not hasattr(self.controls[setting], "options")
            ends.append((options[0], options[-1]) if slider else options[:1] if field else options)
        corners = [dict(zip(self.values, corner, strict=True)) for corner in itertools.product(*ends)]
        return corners if len(corners) <= MOST_CORNERS else self.dice.sample(corners, MOST_CORNERS)

    def frame(self):
        """Draw what a browser gets, which must be small, and as white as the page around it."""
        picture = self.view.frame()
        assert picture.startswith(b"\x89PNG") and len(picture) <= self.limit, f"{len(picture)}: {self.figure.alt}"
        assert Image.open(io.BytesIO(picture)).convert("RGB").getpixel((0, 0)) == (255, 255, 255)

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


@pytest.mark.parametrize("case", NAMES)  # of the steppers, test_stepper.py compares more
def test_updated_figure_equals_a_fresh_one(moved, case):
    explorer = moved(case)
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
