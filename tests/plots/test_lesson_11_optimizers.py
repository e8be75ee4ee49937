"""The optimizers side by side: their runs are those of helpers.nn."""

from itertools import pairwise

import numpy as np
import pytest

from helpers import nn, plots
from helpers.plots.lesson_11_optimizers import CONTESTANTS
from tests.figures import labeled, numbers
from tests.plots.test_lesson_06_digits import run


def test_optimizers_compared():
    figure = plots.optimizers_compared(epochs=1)
    at_rates, best = figure.axes
    finals = {name: line.get_ydata() for name, line in zip(CONTESTANTS, at_rates.lines, strict=True)}
    assert finals["momentum 0.9"][2] == pytest.approx(run(nn.SGD(0.3, 0.9), 1)[0])
    assert finals["Adam"][1] == pytest.approx(run(nn.Adam(0.01), 1)[0])
    assert finals["AdamW, λ = 0.01"][3] == pytest.approx(run(nn.Adam(0.1, weight_decay=0.01), 1)[0])
    for name, (label, line) in zip(CONTESTANTS, labeled(best).items(), strict=True):
        rate = CONTESTANTS[name][1][int(np.argmin(finals[name]))]
        assert label == f"{name}: rate {rate:g}" and line.get_ydata()[-1] == min(finals[name])
        assert f"{name}: loss {min(finals[name]):.3f} at rate {rate:g}" in figure.alt
    starts = {line.get_ydata()[0] for line in best.lines}
    assert len(starts) == 1  # the same weights


def test_the_rates_are_about_a_factor_of_three_apart():
    for _, rates, *_ in CONTESTANTS.values():
        assert all(2.9 < up / down < 3.5 for down, up in pairwise(rates))


def test_each_is_shown_at_a_best_rate_with_worse_ones_on_both_sides():
    figure = plots.optimizers_compared(epochs=3)
    for line in figure.axes[0].lines:
        assert 0 < int(np.argmin(line.get_ydata())) < 3
    assert numbers(figure.alt)[0] == 3
