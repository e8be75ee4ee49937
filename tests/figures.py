"""What a test reads in a figure: its texts, its lines, and what leaves the canvas or runs over something else."""

import itertools
import re

import numpy as np
from matplotlib.text import Text

from helpers.plots.stepper.stamps import Stamps

TOUCH = 2  # pixels by which the boxes of two texts may run into each other: a box is higher than its letters
NUMBER = re.compile(r"[−-]?\d[\d,]*(?:\.\d+)?(?:e[−+-]?\d+)?")


def texts(figure):
    """Return all texts of a figure that can be seen; where axes are switched off, their ticks are not."""
    off = [axis for axes in figure.axes if not axes.axison for axis in (axes.xaxis, axes.yaxis)]
    hidden = {text for axis in off for text in axis.findobj(Text)}
    return [
        text for text in figure.findobj(Text) if text.get_visible() and text.get_text().strip() and text not in hidden
    ]


def words(figure):
    """Return what a figure says, stamps included."""
    return [text.get_text() for text in texts(figure)] + stamped(figure)


def stamped(figure):
    """Return what the stamps of a figure say."""
    return [word.text for stamps in figure.findobj(Stamps) for word in stamps.words]


def numbers(text):
    """Return all numbers in a text, as floats."""
    return [float(found.replace("−", "-").replace(",", "")) for found in NUMBER.findall(text)]


def labeled(axes):
    """Return the lines of axes that have a label, by label."""
    return {line.get_label(): line for line in axes.lines if not line.get_label().startswith("_")}


def markers(axes, marker):
    """Return the places (x, y) of all markers of this form."""
    found = [line for line in axes.lines if line.get_marker() == marker]
    return [place for line in found for place in zip(*line.get_data(), strict=True)]


def _boxes(figure):
    """Return [(text, box in pixels)] of all that is drawn; a tick outside of its axes' limits is not."""
    figure.draw_without_rendering()
    outside = set()
    for axis in (axis for axes in figure.axes for axis in (axes.xaxis, axes.yaxis)):
        low, high = sorted(axis.get_view_interval())
        for tick in axis.get_major_ticks():
            if not low <= tick.get_loc() <= high:
                outside |= {tick.label1, tick.label2}
    return [(text.get_text(), text.get_window_extent()) for text in texts(figure) if text not in outside]


def pixels(figure):
    """Return a figure as it looks, (height, width, 4); one drawing, where a PNG takes two."""
    figure.canvas.draw()
    return np.array(figure.canvas.buffer_rgba())


def hard_to_read(figure):
    """Return the texts that the figure's edge cuts off, and the pairs of texts whose boxes overlap.

    An empty last line is room for another text.
    """
    boxes, (width, height) = _boxes(figure), (figure.bbox.width, figure.bbox.height)
    cut = [words for words, box in boxes if min(box.x0, box.y0) < -1 or box.x1 > width + 1 or box.y1 > height + 1]
    pairs = itertools.combinations([(words, box) for words, box in boxes if not words.endswith("\n")], 2)
    return cut, [(one, other) for (one, a), (other, b) in pairs if _overlap(a, b)]


def _overlap(a, b):
    across = min(a.x1, b.x1) - max(a.x0, b.x0)
    up = min(a.y1, b.y1) - max(a.y0, b.y0)
    return across > TOUCH and up > TOUCH
