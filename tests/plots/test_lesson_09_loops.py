"""The loops that vanish: all four ways compute the layer of helpers.nn, and the bars are the times."""

import numpy as np
import pytest

from helpers import plots
from helpers.nn import Linear
from helpers.plots import lesson_09_loops
from tests.figures import numbers, words


@pytest.mark.parametrize(
    "way",
    [
        lesson_09_loops.layer_by_loops,
        lesson_09_loops.layer_by_dot_products,
        lesson_09_loops.layer_by_rows,
        lesson_09_loops.layer_at_once,
    ],
)
def test_each_way_is_the_layer(way):
    rng = np.random.default_rng(0)
    X, layer = rng.normal(size=(5, 3)), Linear(3, 4, rng)
    layer.b[:] = rng.normal(size=4)
    assert np.allclose(way(X, layer.W, layer.b), layer.forward(X))


def test_the_bars_are_the_times(monkeypatch):
    times = iter([0.03, 0.002, 0.0001, 0.00002])
    monkeypatch.setattr(lesson_09_loops, "_best_time", lambda *_: next(times))
    figure = plots.vanishing_loops(samples=4, inputs=3, neurons=2)
    assert [bar.get_width() for bar in figure.axes[0].patches] == pytest.approx([30_000, 2000, 100, 20])
    said = [numbers(each) for each in words(figure) if "µs" in each and "machine" not in each]
    assert said == [[30_000], [2000, 15], [100, 20], [20, 5]]
    assert "for 4 samples, 3 inputs and 2 neurons" in figure.alt


def test_the_shortest_of_some_measurements():
    calls = []
    assert lesson_09_loops._best_time(calls.append, 1, repeats=3) >= 0
    assert calls == [1, 1, 1]
