"""The colors of the course, and the Figure that all plots return.

A quantity keeps its color in every plot, drawing and table. Color is never the only difference:
lines also differ in style, points in marker, and both carry direct labels.
"""

import io
from contextlib import contextmanager
from pathlib import Path
from threading import RLock

import matplotlib.style
from matplotlib import rc_params_from_file
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from threadpoolctl import ThreadpoolController

PARAMETER = "#0072B2"  # W, b
ACTIVATION = "#009E73"  # activations and predictions
GRADIENT = "#D55E00"
LOSS = "#CC79A7"
TARGET = "black"
INPUT = "#56B4E9"  # markers and fills only: too light for text
RATE = "#E69F00"  # learning rate and step; markers and fills only
NEUTRAL = "#777777"  # whatever is none of these

FORWARD_PANEL, BACKWARD_PANEL = "#f3f4f5", "#fef5ee"  # the light ground of a pass
CENTER = {"ha": "center", "va": "center"}  # of a text
WIDTH = 7.6  # inches; shown at 100 pixels an inch, this fits a 1280-pixel window beside the file list
PIXELS_PER_INCH = 100

# Read once, not at every frame.
STYLE = rc_params_from_file(Path(__file__).with_name("course.mplstyle"), use_default_template=False)
# JupyterLab runs cells in one thread and answers widgets in another; matplotlib has one style and one parser of
# formulas for both.
drawing = RLock()
# Products as small as ours gain nothing from a second thread, which afterwards waits busily for the next product. The
# browser needs that time.
blas = ThreadpoolController().select(user_api="blas")


@contextmanager
def _course_style():
    with drawing, blas.limit(limits=1), matplotlib.style.context(STYLE):
        yield


course_style = _course_style()


@course_style
def _in_style(function, *arguments, **settings):
    return function(*arguments, **settings)


class CourseFigure(Figure):
    """A figure that can describe itself, and be changed by the settings it was drawn with.

    `.alt` is a text that says what the figure shows; `.settings` are the values it shows now;
    `.update(name=value)` changes them in place; `.numbers` are tables (caption, header, rows) of what
    it shows beside lines, bars and images; `.moving` are artists that will change, if that is known.
    The figure is its own output in a notebook: a PNG with the alternative text, and that text in place
    of the usual address in memory.
    """

    def __init__(self, height):
        super().__init__(figsize=(WIDTH, height))
        FigureCanvasAgg(self)
        self.alt, self.settings, self._draw_settings = "", {}, None
        self.numbers, self.moving = [], []

    def updates_with(self, draw, **settings):
        """Draw the settings now, and again at every update; draw(**settings) returns the alternative text.

        Where the answer takes time to compute, draw is a generator: it yields the text of each stage.
        """
        self._draw_settings = draw
        self.update(**settings)
        return self

    def update(self, **settings):
        """Show other settings; those that are not named stay as they are."""
        for _ in self.stages(**settings):
            pass

    def stages(self, **settings):
        """Show other settings stage by stage: an iterator, which may be left before its end for newer settings."""
        self.settings |= settings
        drawn = _in_style(self._draw_settings, **self.settings)
        if isinstance(drawn, str):
            self.alt = drawn
            yield drawn
            return
        while (alt := _in_style(next, drawn, None)) is not None:
            self.alt = alt
            yield alt

    def png(self):
        """Return the figure as PNG bytes, with 1.6 pixels for one pixel on the page."""
        buffer = io.BytesIO()
        with drawing:
            self.savefig(buffer, format="png", dpi=1.6 * PIXELS_PER_INCH, metadata={"Software": None})
        return buffer.getvalue()

    def _repr_mimebundle_(self, include=None, exclude=None):
        width = round(self.get_figwidth() * PIXELS_PER_INCH)
        data = {"image/png": self.png(), "text/plain": f"Figure: {self.alt}"}
        return data, {"image/png": {"alt": self.alt, "width": width}}


def panels(height, rows=1, columns=1, **layout):
    """Return a CourseFigure and its axes, as `subplots` makes them."""
    figure = CourseFigure(height)
    return figure, figure.subplots(rows, columns, **layout)


def page(height):
    """Return a CourseFigure and axes without a frame that fill it, with inches as units."""
    figure = CourseFigure(height)
    figure.set_layout_engine("none")
    axes = figure.add_axes((0, 0, 1, 1), xlim=(0, WIDTH), ylim=(0, height))
    axes.axis("off")
    return figure, axes


def minus(text):
    """Return a text with real minus signs."""
    return text.replace("-", "−")


def text_on(color):
    """Return a text color that can be read on this color, with a contrast of at least 4.5 : 1."""
    return "white" if color in {PARAMETER, TARGET, NEUTRAL} else "black"
