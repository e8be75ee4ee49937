"""Attention: who looks where, and how far a gradient gets with a causal mask and without (lesson 13)."""

import numpy as np
from matplotlib.colors import LinearSegmentedColormap

from helpers.nn import Attention
from helpers.plots.style import ACTIVATION, GRADIENT, course_style, panels

SHARES = LinearSegmentedColormap.from_list("shares", ["white", ACTIVATION])
POSITIONS, D = 6, 8  # of causal_mask; the lesson computes the same


def _shares(axes, P):
    """Draw shares (rows, columns), each as a square that is the greener the larger it is."""
    squares = axes.pcolormesh(P[::-1], cmap=SHARES, vmin=0, vmax=1, edgecolors="#dddddd", linewidth=0.6)
    axes.grid(False)
    axes.tick_params(length=0)
    return squares


@course_style
def attention_map(P, text):
    """Draw where each position looks that writes, from the arrow on: P (t, t), and the text of t + 1 symbols."""
    P = np.asarray(P)
    first = text.index(">")
    figure, axes = panels(4.1)
    _shares(axes, P[first:])
    rows = [f"{text[i]} writes {text[i + 1]}" for i in range(first, len(P))]
    axes.set(xticks=np.arange(len(P)) + 0.5, xticklabels=text[: len(P)], xlabel="where it looks")
    axes.set(yticks=np.arange(len(rows)) + 0.5, yticklabels=rows[::-1])
    axes.xaxis.set_ticks_position("top")
    axes.xaxis.set_label_position("top")
    for row in range(len(rows)):
        column = P[first + row].argmax()
        axes.text(
            column + 0.5, len(rows) - row - 0.5, f"{P[first + row, column]:.2f}", size=8, ha="center", va="center"
        )
    most = [f"{row} and looks at {text[P[first + i].argmax()]}" for i, row in enumerate(rows)]
    shares = P[first:].max(axis=1)
    figure.alt = f"{'; '.join(most)}, each with a share of {shares.min():.2f} or more."
    return figure


def _handed_back(position, causal):
    """Return the shares of an attention, and the size of dL_dX at each position for a gradient of ones at one."""
    layer, arrives = Attention(D, 1, rng=1, causal=causal), np.zeros((1, POSITIONS, D))
    layer.forward(np.random.default_rng(2).normal(size=(1, POSITIONS, D)))
    arrives[0, position - 1] = 1
    return layer.P[0, 0], np.sqrt((layer.backward(arrives)[0] ** 2).sum(axis=1))


@course_style
def causal_mask(position=3, mask="causal"):
    """Draw the shares of one head, and the size of what each position is handed back for a gradient at one position."""
    figure, (looks, bars) = panels(3.3, 1, 2, width_ratios=(1, 1.6))
    squares = _shares(looks, np.zeros((POSITIONS, POSITIONS)))
    numbers = np.arange(1, POSITIONS + 1)
    looks.set(xticks=numbers - 0.5, xticklabels=numbers, yticks=numbers - 0.5, yticklabels=numbers[::-1])
    looks.set(xlabel="position that is looked at", ylabel="position that looks", title="shares")
    columns = bars.bar(numbers, 0 * numbers, color=GRADIENT, width=0.6)
    (arrow,) = bars.plot([], [], "v", color="black", markersize=10)
    zeros = [bars.text(x, 0.02, "", ha="center") for x in numbers]
    bars.set(xticks=numbers, xlabel="position", ylabel="size of dL_dX", ylim=(0, 2.4), xlim=(0.4, POSITIONS + 0.6))

    def draw(position, mask):
        P, sizes = _handed_back(position, mask == "causal")
        squares.set_array(P[::-1])
        squares.changed()  # set_array alone doesn't say so
        arrow.set_data([position], [2.2])
        for column, zero, size in zip(columns, zeros, sizes, strict=True):
            column.set_height(size)
            zero.set_text("" if size else "0")
        bars.set_title(f"a gradient arrives at position {position}")
        told = ", ".join(f"{size:.2f}" for size in sizes)
        return (
            f"attention of {POSITIONS} positions, {'with a causal mask' if mask == 'causal' else 'without a mask'}. A"
            f" gradient arrives at position {position} alone, and what the positions are handed back has the sizes"
            f" {told}."
        )

    return figure.updates_with(draw, position=position, mask=mask)
