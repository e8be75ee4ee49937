"""The whole page: forward, loss and backward of a two-layer network in one picture (lesson 04 and the README)."""

from typing import NamedTuple

from matplotlib.patches import FancyBboxPatch

from helpers.plots.style import (
    ACTIVATION,
    BACKWARD_PANEL,
    CENTER,
    FORWARD_PANEL,
    GRADIENT,
    INPUT,
    LOSS,
    NEUTRAL,
    PARAMETER,
    TARGET,
    course_style,
    page,
    text_on,
)

# Places are in inches. Four lanes, from the top: parameters, forward, backward, gradients of the parameters.
HEIGHT, TOP, FORWARD, BACKWARD, BOTTOM = 4.36, 4.04, 3.15, 1.48, 0.78
X, LAYER1, A1, LAYER2, Y_HAT, LOSS_AT = 0.56, 1.68, 2.94, 4.36, 5.76, 6.97
ASIDE = 0.42  # how far W and b stand beside their layer
TALL = 0.46  # every box
ARROW = {"arrowstyle": "-|>", "shrinkA": 0, "shrinkB": 0}


class Box(NamedTuple):
    """An array of the page: its name, shape, place and color, and its line of code with the rule's name."""

    name: str
    shape: str
    x: float
    y: float
    color: str
    code: str = ""
    rule: str = ""
    width: float = 0.92


BOXES = [
    Box("W1", "(3, 4)", LAYER1 - ASIDE, TOP, PARAMETER, width=0.7),
    Box("b1", "(4,)", LAYER1 + ASIDE, TOP, PARAMETER, width=0.7),
    Box("W2", "(4, 2)", LAYER2 - ASIDE, TOP, PARAMETER, width=0.7),
    Box("b2", "(2,)", LAYER2 + ASIDE, TOP, PARAMETER, width=0.7),
    Box("Y", "(n, 2)", LOSS_AT, TOP, TARGET, width=0.7),
    Box("X", "(n, 3)", X, FORWARD, INPUT, width=0.7),
    Box("Z1", "(n, 4)", LAYER1, FORWARD, "white", "X @ W1 + b1"),
    Box("A1", "(n, 4)", A1, FORWARD, ACTIVATION, "sigmoid(Z1)"),
    Box("Z2", "(n, 2)", LAYER2, FORWARD, "white", "A1 @ W2 + b2"),
    Box("Y_hat", "(n, 2)", Y_HAT, FORWARD, ACTIVATION, "sigmoid(Z2)"),
    Box("L", "one number", LOSS_AT, FORWARD, LOSS, "mean of\n½‖Y_hat - Y‖²", width=1.0),
    Box("dL_dY_hat", "(n, 2)", Y_HAT, BACKWARD, GRADIENT, "(Y_hat - Y) / n", "seed", 1.0),
    Box("dL_dZ2", "(n, 2)", LAYER2, BACKWARD, GRADIENT, "dL_dY_hat * Y_hat\n* (1 - Y_hat)", "slope"),
    Box("dL_dA1", "(n, 4)", A1, BACKWARD, GRADIENT, "dL_dZ2 @ W2.T", "hand back"),
    Box("dL_dZ1", "(n, 4)", LAYER1, BACKWARD, GRADIENT, "dL_dA1 * A1\n* (1 - A1)", "slope"),
    Box("dL_dX", "not needed", X, BACKWARD, BACKWARD_PANEL),
    Box("dL_dW2", "(4, 2)", 3.75, BOTTOM, GRADIENT, "A1.T @ dL_dZ2", "weights"),
    Box("dL_db2", "(2,)", 5.34, BOTTOM, GRADIENT, "dL_dZ2.sum(axis=0)", "bias"),
    Box("dL_dW1", "(3, 4)", 0.7, BOTTOM, GRADIENT, "X.T @ dL_dZ1", "weights"),
    Box("dL_db1", "(4,)", 2.2, BOTTOM, GRADIENT, "dL_dZ1.sum(axis=0)", "bias"),
]
ARROWS = [
    *["X Z1", "Z1 A1", "A1 Z2", "Z2 Y_hat", "Y_hat L", "W1 Z1", "b1 Z1", "W2 Z2", "b2 Z2", "Y L"],
    *["dL_dY_hat dL_dZ2", "dL_dZ2 dL_dA1", "dL_dA1 dL_dZ1"],
    *["dL_dZ2 dL_dW2", "dL_dZ2 dL_db2", "dL_dZ1 dL_dW1", "dL_dZ1 dL_db1"],
]


@course_style
def whole_page():
    """Draw the whole page: arrays and shapes forward, the eight lines with their rules backward."""
    figure, axes = page(HEIGHT)
    _draw_panel(axes, 2.44, HEIGHT - 0.04, FORWARD_PANEL)
    _draw_panel(axes, 0.04, 2.38, BACKWARD_PANEL)
    _draw_arrows(axes)
    for box in BOXES:
        _draw_box(axes, box)
        _write_code(axes, box)
    look = CENTER | {"size": 12, "weight": "bold"}
    axes.text(X, FORWARD + 0.42, "forward →", color=NEUTRAL, **look)
    axes.text(LOSS_AT - 0.12, BACKWARD - 0.22, "← backward", color=GRADIENT, **look)
    figure.alt = (
        "forward from left to right: X, Z1, A1, Z2, Y_hat, L, each with its shape and its line of code; W1 and b1 join"
        " at Z1, W2 and b2 at Z2, the targets Y at L. Backward from right to left: dL_dY_hat by the seed, dL_dZ2 by the"
        " slope, dL_dA1 by the hand back, dL_dZ1 by the slope; below them dL_dW2, dL_db2, dL_dW1, dL_db1 by the rules"
        " weights and bias. dL_dX is not needed."
    )
    return figure


def _draw_panel(axes, low, high, color):
    style = "round,pad=0,rounding_size=0.1"
    axes.add_patch(FancyBboxPatch((0.04, low), 7.52, high - low, boxstyle=style, facecolor=color, edgecolor="none"))


def _draw_box(axes, box):
    corner = (box.x - box.width / 2, box.y - TALL / 2)
    look = {"boxstyle": "round,pad=0,rounding_size=0.07", "facecolor": box.color, "edgecolor": "black"}
    look["linestyle"] = "--" if box.color == BACKWARD_PANEL else "-"
    axes.add_patch(FancyBboxPatch(corner, box.width, TALL, **look))
    color = text_on(box.color)
    axes.text(box.x, box.y + 0.1, box.name, **CENTER, weight="bold", color=color)
    axes.text(box.x, box.y - 0.11, box.shape, **CENTER, size=10, color=color)


def _write_code(axes, box):
    """Write code and rule under a box, or over it in the backward lane."""
    over = box.y == BACKWARD
    y = box.y + TALL / 2 + 0.06 if over else box.y - TALL / 2 - (0.26 if box.rule else 0.06)
    va = "bottom" if over else "top"
    axes.text(box.x, y, box.code, ha="center", va=va, size=10, family="monospace", linespacing=1.15)
    y += 0.19 * (1 + box.code.count("\n")) if over else 0.2
    axes.text(box.x, y, box.rule, ha="center", va=va, size=11.5, weight="bold", color=GRADIENT)


def _draw_arrows(axes):
    """Draw the arrows between boxes, and the one around the corner from the loss to the seed."""
    boxes = {box.name: box for box in BOXES}
    for arrow in ARROWS:
        start, end = arrow.split()
        _draw_arrow(axes, boxes[start], boxes[end])
    corner = {"color": GRADIENT, "linewidth": 2.2, "connectionstyle": "angle,angleA=-90,angleB=0,rad=6"}
    axes.annotate("", (Y_HAT + 0.5, BACKWARD), (LOSS_AT, FORWARD - 0.65), arrowprops=ARROW | corner)


def _draw_arrow(axes, start, end):
    """Draw an arrow between the edges of two boxes: along a lane, or down to the next one."""
    look = {"color": GRADIENT, "linewidth": 2.2} if end.color == GRADIENT else {"color": NEUTRAL, "linewidth": 1.6}
    if start.y == end.y:
        side = 1 if end.x > start.x else -1
        tail, head = (start.x + side * start.width / 2, start.y), (end.x - side * end.width / 2, end.y)
    else:
        lean = 0.3 * (start.x - end.x)  # so that the arrows of W and b meet their layer beside each other
        into_layer = end.y == FORWARD
        tail = start.x - (0 if into_layer else lean), start.y - TALL / 2
        head = end.x + (lean if into_layer else 0), end.y + TALL / 2
    axes.annotate("", head, tail, arrowprops=ARROW | look)
