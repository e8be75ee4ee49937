"""The two losses of an exhibit: what is drawn is what the museum has trained."""

import numpy as np
import pytest

from helpers import museum, plots
from tests.figures import markers, words
from tests.museum.test_exhibits import KNOWN

RAISES = [name for name, (_, outcome) in KNOWN.items() if outcome == museum.RAISES]  # nothing is trained to find them


@pytest.mark.parametrize("name", ["slope-times-z", "up-the-hill", *RAISES])
def test_the_curves_are_those_of_the_exhibit(name):
    exhibit, figure = museum.find(name), plots.exhibit_curves("half-missing")
    figure.update(name=name)
    published, mended = exhibit.curves
    lines = {line.get_linestyle(): line.get_ydata() for line in figure.axes[0].lines if line.get_marker() != "x"}
    assert list(lines["-"]) == mended and list(lines["--"]) == (published or [])
    assert exhibit.verdict in figure.alt
    assert ("as published" if published else f"as published: {exhibit.number}") in words(figure)
    _, top = figure.axes[0].get_ylim()
    assert max([*mended, *(published or [])]) < top


def test_a_run_that_stops_early_is_marked(monkeypatch):
    class Stopped:
        curves, verdict, number = ([0.5, 0.7, 0.9], [0.5, 0.4, 0.3, 0.2]), "it stopped.", 1.0

    monkeypatch.setattr(museum, "find", lambda name: Stopped)
    axes = plots.exhibit_curves("any").axes[0]
    assert markers(axes, "x") == [(3, 0.9)] and axes.get_xlim() == (0, 4)
    assert np.isclose(axes.get_ylim()[1], 1.08 * 0.9)
