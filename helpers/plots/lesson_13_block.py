"""A transformer block from left to right, with both ways around (lesson 13)."""

from itertools import pairwise

from matplotlib.patches import FancyArrowPatch, FancyBboxPatch

from helpers.plots.style import (
    BACKWARD_PANEL,
    CENTER,
    FORWARD_PANEL,
    GRADIENT,
    INPUT,
    LOSS,
    PARAMETER,
    course_style,
    page,
)

HEIGHT, FORWARD, BACKWARD, MIDDLE = 2.95, 1.94, 0.72, 1.42  # inches
TALL, AROUND = 0.46, 0.44  # of a box; how far above its lane the way around goes
BOXES = [  # name, middle, width, color of the edge, what is on the way back, in words
    ("ids", 0.36, 0.44, INPUT, "", ""),
    ("embed", 1.14, 0.72, PARAMETER, "add", "where it\nwas read"),
    ("norm", 2.1, 0.66, PARAMETER, "2 paths", "itself,\nand r"),
    ("attention", 3.02, 0.9, PARAMETER, "3 paths", "queries,\nkeys, values"),
    ("+", 3.76, 0.34, "black", "1 +", ""),
    ("norm", 4.5, 0.66, PARAMETER, "2 paths", "itself,\nand r"),
    ("SwiGLU", 5.34, 0.76, PARAMETER, "2 paths", "gate,\nand up"),
    ("+", 6.02, 0.34, "black", "1 +", ""),
    ("linear", 6.66, 0.62, PARAMETER, "W", "hand\nback"),
    ("loss", 7.28, 0.44, LOSS, "seed", ""),
]
WAYS = ((1.63, 3.76), (4.05, 6.02))  # around, from before a norm to a plus


@course_style
def transformer_block(backward=True):
    """Draw the block: what a row of numbers goes through, and below it, unless it is left out, the way back."""
    bottom = 0 if backward else MIDDLE - 0.04
    figure, axes = page(HEIGHT - bottom)
    axes.set_ylim(bottom, HEIGHT)
    panels = ((MIDDLE, HEIGHT - 0.04, FORWARD_PANEL), (0.04, MIDDLE - 0.04, BACKWARD_PANEL))
    for low, high, color in panels[: 1 + backward]:
        look = {"boxstyle": "round,pad=0,rounding_size=0.08", "fc": color, "ec": "none"}
        axes.add_patch(FancyBboxPatch((0.05, low), 7.5, high - low, **look))
    axes.text(0.14, HEIGHT - 0.24, "forward", weight="bold")
    _lane(axes, FORWARD, "black", BOXES)
    for name, x, wide, color, _, _ in BOXES:
        _box(axes, name, x, FORWARD, wide, color)
    figure.alt = (
        "a transformer block from left to right: ids, embedding, then norm and attention with a way around them and a"
        " plus, norm and SwiGLU with a way around them and a plus, a linear layer and the loss."
    )
    if backward:
        _way_back(axes)
        figure.alt += (
            " Below it the way back: seed, hand back, 1 plus what the layers hand back, two paths through SwiGLU, two"
            " through each norm, three through attention, and for the embedding a sum where it was read."
        )
    return figure


def _way_back(axes):
    axes.text(0.14, MIDDLE - 0.24, "backward", weight="bold", color=GRADIENT)
    _lane(axes, BACKWARD, GRADIENT, BOXES[1:], back=True)
    for _, x, wide, _, on_the_way_back, words in BOXES[1:]:
        _box(axes, on_the_way_back, x, BACKWARD, wide, GRADIENT)
        axes.text(x, BACKWARD - 0.44, words, size=9, linespacing=1.1, **CENTER)


def _lane(axes, lane, color, boxes, back=False):
    """Draw the arrows from box to box, and around the layers."""
    for (_, x, wide, *_), (_, after, wide_after, *_) in pairwise(boxes):
        ends = [(x + wide / 2, lane), (after - wide_after / 2, lane)]
        _arrow(axes, *ends[:: -1 if back else 1], color)
    for start, plus in WAYS:
        over, top = lane + AROUND, lane + TALL / 2
        corners = [(start, lane), (start, over), (plus, over), (plus, top)]
        axes.plot(*zip(*(corners if back else corners[:-1]), strict=True), color=color, lw=1.2, zorder=2)
        _arrow(axes, *([(start, over), (start, lane)] if back else [(plus, over), (plus, top)]), color)


def _box(axes, words, x, y, wide, color):
    shape = (x - wide / 2, y - TALL / 2), wide, TALL
    axes.add_patch(FancyBboxPatch(*shape, "round,pad=0,rounding_size=0.06", fc="white", ec=color, lw=1.6, zorder=3))
    axes.text(x, y, words, size=9.5, zorder=4, **CENTER)


def _arrow(axes, start, end, color):
    look = {"arrowstyle": "-|>", "mutation_scale": 9, "shrinkA": 0, "shrinkB": 0, "lw": 1.2}
    axes.add_patch(FancyArrowPatch(start, end, color=color, zorder=2, **look))
