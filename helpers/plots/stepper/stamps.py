"""Many short texts as one artist: each is made into pixels once, and stamped from then on."""

from functools import lru_cache
from math import ceil
from typing import NamedTuple

import numpy as np
from matplotlib.artist import Artist
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.font_manager import FontProperties

MARGIN = 2  # pixels around each stamp
HALF_DIGIT = 0.3645  # of the font size: from the middle of a digit down to the base line


class Words(NamedTuple):
    """A text, plain or mathtext in dollars, at a place in inches; align is "left", "center" or "right"."""

    x: float
    y: float
    text: str
    size: float = 10
    color: str = "black"
    align: str = "center"
    weight: str = "normal"
    family: str = "sans-serif"


@lru_cache(maxsize=4000)
def _stamp(text, size, color, weight, family, dpi):
    """Return the text in pixels, its width, and how far its middle is above the image's lower edge."""
    font, math = FontProperties(family=family, size=size, weight=weight), text.startswith("$")
    width, height, descent = RendererAgg(1, 1, dpi).get_text_width_height_descent(text, font, math)
    renderer = RendererAgg(ceil(width) + 2 * MARGIN, ceil(height) + 2 * MARGIN, dpi)
    gc = renderer.new_gc()
    gc.set_foreground(color)
    renderer.draw_text(gc, MARGIN, MARGIN + height - descent, text, font, 0, math)
    image = np.ascontiguousarray(np.asarray(renderer.buffer_rgba())[::-1])  # from the bottom, as draw_image takes it
    middle = len(image) / 2 if math else len(image) - (MARGIN + height - descent) + HALF_DIGIT * size * dpi / 72
    return image, width, middle


def width_of(words, dpi=100):
    """Return how wide a text is, in inches."""
    return _stamp(words.text, words.size, words.color, words.weight, words.family, dpi)[1] / dpi


class Stamps(Artist):
    """All texts of one layer, drawn together: about ten times as fast as one Text for each.

    The axes must fill their figure, with inches as units. `write` takes the Words to show.
    """

    def __init__(self, axes, zorder):
        super().__init__()
        self.set_zorder(zorder)
        axes.add_artist(self)
        self.words = []

    def write(self, words):
        """Show these texts and no others."""
        self.words, self.stale = list(words), True

    def draw(self, renderer):
        """Stamp all texts."""
        gc, dpi = renderer.new_gc(), renderer.dpi
        for x, y, text, size, color, align, weight, family in self.words:
            image, width, middle = _stamp(text, size, color, weight, family, dpi)
            left = x * dpi - {"left": 0, "center": width / 2, "right": width}[align] - MARGIN
            renderer.draw_image(gc, round(left), round(y * dpi - middle), image)
        gc.restore()
        self.stale = False
