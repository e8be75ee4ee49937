"""The wiggle that travels: what is drawn is what the four numbers do."""

import numpy as np
import pytest

from helpers import plots
from helpers.nn import numerical_gradient
from helpers.plots.lesson_01_wiggle import slopes_at, values_at
from tests.figures import words


@pytest.mark.parametrize("w", [-0.8, -0.3, 0.0, 0.5, 0.7])
def test_the_slopes_are_those_that_the_judge_finds(w):
    along = [numerical_gradient(lambda w, k=k: values_at(w)[k], w) for k in (1, 2, 3)]
    assert np.allclose(np.cumprod(slopes_at(w)), along, atol=1e-8)


@pytest.mark.parametrize(("w", "nudge"), [(0.5, 0.1), (0.0, 0.05), (-0.8, -0.01)])
def test_it_draws_how_far_each_number_moves(w, nudge):
    figure = plots.wiggle_travels(w, nudge)
    changes = np.subtract(values_at(w + nudge), values_at(w))
    beam = next(line for line in figure.axes[0].lines if len(line.get_ydata()) == 4 and any(line.get_ydata()))
    assert np.allclose(beam.get_ydata(), changes)
    for change in changes:
        assert f"{change:+.3f}".replace("-", "−") in words(figure)
    assert f"the loss by {changes[3]:+.3f}" in figure.alt
