"""Attention, drawn: the shares are those of the layer, and nothing comes from the future."""

import numpy as np
import pytest

from helpers import plots
from helpers.nn import Attention, numerical_gradient
from tests.figures import hard_to_read, numbers, words


def heights(figure):
    return [bar.get_height() for bar in figure.axes[1].patches]


@pytest.mark.parametrize("mask", ["causal", "none"])
@pytest.mark.parametrize("position", [1, 3, 6])
def test_the_bars_are_what_each_position_is_handed_back(position, mask):
    figure = plots.causal_mask()
    figure.update(position=position, mask=mask)
    layer = Attention(8, 1, rng=1, causal=mask == "causal")
    X = np.random.default_rng(2).normal(size=(1, 6, 8))
    judge = numerical_gradient(lambda X: layer.forward(X)[0, position - 1].sum(), X)[0]
    assert heights(figure) == pytest.approx(np.sqrt((judge**2).sum(axis=1)), abs=1e-6)
    assert numbers(figure.alt) == pytest.approx([6, position, *heights(figure)], abs=0.006)
    assert words(figure).count("0") == (6 - position if mask == "causal" else 0) and hard_to_read(figure) == ([], [])


def test_with_a_mask_nothing_comes_from_the_future():
    assert heights(plots.causal_mask(3, "causal"))[3:] == [0, 0, 0] and min(heights(plots.causal_mask(3, "none"))) > 0


def test_the_shares_are_those_of_the_layer():
    layer = Attention(8, 1, rng=1)
    layer.forward(np.random.default_rng(2).normal(size=(1, 6, 8)))
    (squares,) = plots.causal_mask().axes[0].collections
    assert np.asarray(squares.get_array()).reshape(6, 6)[::-1] == pytest.approx(layer.P[0, 0])


def test_the_map_says_who_looks_where():
    P = np.full((5, 5), 0.05)
    P[2, 1], P[3, 0], P[4, 4] = 0.8, 0.7, 0.6
    figure = plots.attention_map(P, "ab>ba_")
    (squares,) = figure.axes[0].collections
    assert np.asarray(squares.get_array()).reshape(3, 5)[::-1] == pytest.approx(P[2:])
    assert "> writes b and looks at b; b writes a and looks at a; a writes _ and looks at a" in figure.alt
    assert "0.60 or more" in figure.alt and {"0.80", "0.70", "0.60", "> writes b"} <= {*words(figure)}
    assert hard_to_read(figure) == ([], [])
