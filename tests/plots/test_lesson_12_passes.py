"""The passes are those that were run, and all three ways find the same slopes."""

import pytest

from helpers import plots
from helpers.plots.lesson_12_passes import LOOKS, passes_for
from tests.figures import numbers


@pytest.mark.parametrize("width, parameters", [(1, 3), (2, 8), (4, 24), (8, 80)])
def test_the_counts(width, parameters):
    size, counts, difference = passes_for(width)
    assert (size, *counts.values()) == (parameters, 2 * parameters, parameters, 2)
    assert difference < 1e-8


def test_it_draws_them_and_says_so():
    figure = plots.passes_counted(widths=(1, 2))
    (axes,) = figure.axes
    drawn = [line.get_ydata().tolist() for line in axes.lines]
    assert drawn == [[6, 16], [3, 8], [2, 2]] and len(drawn) == len(LOOKS)
    assert [line.get_xdata().tolist() for line in axes.lines] == [[3, 8]] * 3
    assert numbers(figure.alt) == [3, 8, 8, 16, 8, 2, 2]
