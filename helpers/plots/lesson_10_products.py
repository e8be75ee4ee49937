"""How many products all deltas take, with and without keeping them (lesson 10)."""

import numpy as np

from helpers.plots.style import GRADIENT, NEUTRAL, TARGET, course_style, panels

DEPTHS = np.arange(1, 21)
LOOKS = {
    "nothing kept": (NEUTRAL, ":", "s"),
    "started over for each layer": (TARGET, "--", "^"),
    "every δ kept": (GRADIENT, "-", "o"),
}


def products(width, depth):
    """Return how many products all deltas of one sample take.

    There are three counts: nothing kept, started over for each layer, every delta kept. All depth layers, and the
    input, have this width. A product is a weight times a delta, or the product with the slope.
    """
    one, nothing_kept, started_over = 1, 0, 0  # one: a delta made from nothing; in the last layer only the slope
    for steps in range(depth):
        nothing_kept += width * one
        started_over += width + steps * (width**2 + width)
        one = 1 + width + width * one
    return nothing_kept, started_over, width + (depth - 1) * (width**2 + width)


@course_style
def products_by_depth(width=3):
    """Draw how many products all deltas take in networks of 1 to 20 layers, with and without keeping them."""
    figure, axes = panels(3.4)
    axes.set(xlabel="layers of weights", xlim=(1, 20), xticks=[1, 5, 10, 15, 20])
    axes.set(ylabel="products (count)", yscale="log", ylim=(0.8, 1e22))
    lines = [
        axes.plot([], [], style, marker=marker, markersize=4, color=color, label=name)[0]
        for name, (color, style, marker) in LOOKS.items()
    ]
    axes.legend(loc="upper left", title="products for all deltas of a sample")
    note = axes.text(0.44, 0.965, "", transform=axes.transAxes, va="top")
    figure.moving = [*lines, note]

    def draw(width):
        counts = np.array([products(width, int(depth)) for depth in DEPTHS], dtype=float)
        for line, column in zip(lines, counts.T, strict=True):
            line.set_data(DEPTHS, column)
        at_20 = [f"{count:,.0f}" if count < 1e6 else f"{count:.1e}".replace("e+", "e") for count in counts[-1]]
        text = "20 layers: " + ", ".join(f"{name} {count}" for name, count in zip(LOOKS, at_20, strict=True))
        note.set_text(f"width {width}, 20 layers: {' / '.join(at_20)}")
        return f"the number of products for all deltas of one sample, over 1 to 20 layers of width {width}. {text}."

    return figure.updates_with(draw, width=width)
