"""Stamps: many texts as one artist, each where it should be."""

import numpy as np
import pytest

from helpers.plots.stepper.stamps import Stamps, Words, width_of
from helpers.plots.style import course_style, page


@course_style
def ink(*words):
    """Return where a figure one inch high with these texts isn't white: left, right, bottom, top in inches."""
    figure, axes = page(1)
    Stamps(axes, zorder=1).write(words)
    figure.canvas.draw()
    rows, columns = np.nonzero((np.asarray(figure.canvas.buffer_rgba())[:, :, :3] < 128).any(axis=2))
    if not len(rows):
        return None
    dpi = figure.dpi
    return columns.min() / dpi, columns.max() / dpi, 1 - rows.max() / dpi, 1 - rows.min() / dpi


@pytest.mark.parametrize("text", ["0.125", "$W_1$"])
def test_a_text_is_centered_on_its_place(text):
    left, right, bottom, top = ink(Words(1, 0.5, text, size=14))
    assert (left + right) / 2 == pytest.approx(1, abs=0.03) and (bottom + top) / 2 == pytest.approx(0.5, abs=0.05)
    assert right - left == pytest.approx(width_of(Words(0, 0, text, size=14)), abs=0.06)


def test_a_text_ends_or_begins_at_its_place():
    assert ink(Words(1, 0.5, "0.125", align="left"))[0] == pytest.approx(1, abs=0.03)
    assert ink(Words(1, 0.5, "0.125", align="right"))[1] == pytest.approx(1, abs=0.03)


def test_what_is_written_next_takes_the_place_of_the_last():
    assert ink() is None
    _, axes = page(1)
    stamps = Stamps(axes, zorder=1)
    stamps.write([Words(0.5, 0.5, "one")])
    stamps.write(Words(0.5, 0.5, each) for each in ("two", "three"))
    assert [word.text for word in stamps.words] == ["two", "three"]


def test_larger_and_longer_texts_are_wider():
    plain = width_of(Words(0, 0, "12"))
    assert plain < width_of(Words(0, 0, "12", size=14)) and plain < width_of(Words(0, 0, "1234"))
