"""Products: the counts are those of a recursion that counts what it multiplies."""

import pytest

from helpers import plots
from tests.figures import labeled, words


def counted(width, depth):
    """Return how many products a recursion takes for all deltas: nothing kept, started over, every delta kept."""
    count = 0

    def delta(l, k, kept):
        nonlocal count
        if (l, k) in kept:
            return
        if l < depth:
            for j in range(width):  # a weight times a delta for each user
                delta(l + 1, j, kept)
                count += 1
        count += 1  # times the slope
        if kept is not nothing:
            kept.add((l, k))

    counts, nothing = [], frozenset()
    for start in (lambda kept: nothing, lambda kept: set(), lambda kept: kept):
        count, kept = 0, set()
        for l in range(depth, 0, -1):
            of_layer = start(kept)
            for k in range(width):
                delta(l, k, of_layer)
        counts.append(count)
    return tuple(counts)


@pytest.mark.parametrize("width, depth", [(1, 1), (1, 4), (2, 3), (3, 4), (4, 3)])
def test_counts(width, depth):
    assert plots.products(width, depth) == counted(width, depth)


def test_the_lines_hold_the_counts():
    figure = plots.products_by_depth(2)
    lines = labeled(figure.axes[0])
    for place, name in enumerate(("nothing kept", "started over for each layer", "every δ kept")):
        assert lines[name].get_xdata().tolist() == list(range(1, 21))
        assert lines[name].get_ydata()[:4] == pytest.approx([counted(2, depth)[place] for depth in range(1, 5)])
    last = plots.products(2, 20)
    assert f"every δ kept {last[2]}" in figure.alt
    assert any(f"/ {last[1]:,} / {last[2]}" in each for each in words(figure))
