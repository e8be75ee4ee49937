"""The curves of the reader's own network: losses and the share of digits as they were given."""

import pytest

from helpers.plots.lesson_08_interview import interview_curves
from tests.figures import words


def test_the_losses_and_the_share():
    figure = interview_curves([0.14, 0.1, 0.004], [2.31, 1.0, 0.5, 0.25], held_out=0.947)
    xor, digits = (axes.lines[0].get_data() for axes in figure.axes)
    assert list(xor[0]) == [1, 2, 3] and list(xor[1]) == [0.14, 0.1, 0.004]
    assert list(digits[0]) == [0.25, 0.5, 0.75, 1] and list(digits[1]) == [2.31, 1.0, 0.5, 0.25]
    assert "95% of the held-out digits" in words(figure)
    assert "from 0.14 to 0.004 in 3 epochs" in figure.alt and "from 2.31 to 0.25, and it reads 95%" in figure.alt


@pytest.mark.parametrize("losses", [[0.3], [0.0, 0.0]])
def test_short_runs_and_losses_of_zero_are_drawn(losses):
    figure = interview_curves(losses, losses, held_out=0)
    assert all(axes.get_ylim()[1] > max(losses) for axes in figure.axes)
