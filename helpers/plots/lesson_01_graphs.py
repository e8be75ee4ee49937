"""Computation graphs: boxes for values, arrows for who uses whom, gradients that run back (lessons 01 and 04)."""

from typing import NamedTuple

from helpers.plots.style import (
    ACTIVATION,
    CENTER,
    GRADIENT,
    INPUT,
    LOSS,
    NEUTRAL,
    PARAMETER,
    TARGET,
    course_style,
    panels,
    text_on,
)


class Node(NamedTuple):
    """A value in a graph: its place, the color of its box, its value and its gradient (or ""), below it or above."""

    x: float
    y: float
    color: str = "white"
    value: str = ""
    gradient: str = ""
    above: bool = False


class Edge(NamedTuple):
    """An arrow from one node to another; slope is the local derivative, written beside its middle."""

    start: str
    end: str
    slope: str = ""
    shift: tuple[float, float] = (0, 0.24)


@course_style
def computation_graph(nodes, edges, alt, height, gap=26):
    """Draw a graph: values in the boxes run forward; slopes on the arrows and gradients below run back.

    Parameters: nodes, a dict of Node by name (mathtext); edges, a list of Edge; alt, what the figure shows; gap, how
    far from the middle of a box an arrow begins, in points. A gradient is above a box whose y is not 0.
    """
    figure, axes = panels(height)
    for edge in edges:
        start, end = nodes[edge.start], nodes[edge.end]
        arrow = {"arrowstyle": "-|>", "color": NEUTRAL, "linewidth": 1.4, "shrinkA": gap, "shrinkB": gap}
        axes.annotate("", (end.x, end.y), (start.x, start.y), arrowprops=arrow)
        middle = ((start.x + end.x) / 2 + edge.shift[0], (start.y + end.y) / 2 + edge.shift[1])
        axes.text(*middle, edge.slope, color=GRADIENT, **CENTER, size=12)
    for name, node in nodes.items():
        box = {"boxstyle": "round,pad=0.35", "facecolor": node.color, "edgecolor": "black", "linewidth": 1}
        words = f"${name}$ = {node.value}" if node.value else f"${name}$"
        axes.text(node.x, node.y, words, **CENTER, size=12, color=text_on(node.color), bbox=box)
        axes.text(
            node.x,
            node.y + (0.38 if node.above else -0.42),
            node.gradient,
            **CENTER,
            size=12,
            color=GRADIENT,
            weight="bold",
        )
    xs, ys = [node.x for node in nodes.values()], [node.y for node in nodes.values()]
    axes.set(xlim=(min(xs) - 0.6, max(xs) + 0.6), ylim=(min(ys) - 0.7, max(ys) + 0.6))
    axes.axis("off")
    figure.alt = alt
    return figure


def one_chain():
    """Draw x → a = 2x → g = a² at x = 3."""
    nodes = {
        "x": Node(0, 0, INPUT, "3", "12 · 2 = 24"),
        "a": Node(1.6, 0, "white", "6", "1 · 12 = 12"),
        "g": Node(3.2, 0, "white", "36", "1"),
    }
    edges = [Edge("x", "a", r"$da/dx = 2$"), Edge("a", "g", r"$dg/da = 2a = 12$")]
    alt = "x = 3 leads to a = 2x = 6 and to g = a² = 36. Backward: dg/dg = 1, dg/da = 12, dg/dx = 24."
    return computation_graph(nodes, edges, alt, 1.9)


def two_paths():
    """Draw f = a b with a = 2x and b = x + 1 at x = 3: two paths from x to f."""
    nodes = {
        "x": Node(0, 0, INPUT, "3", "8 + 6 = 14"),
        "a": Node(1.6, 0.7, "white", "6", "4"),
        "b": Node(1.6, -0.7, "white", "4", "6"),
        "f": Node(3.2, 0, "white", "24", "1"),
    }
    slopes = {"xa": "$da/dx = 2$", "xb": "$db/dx = 1$", "af": "$df/da = b = 4$", "bf": "$df/db = a = 6$"}
    edges = [Edge(*ends, slope, (0, 0.3)) for ends, slope in slopes.items()]
    alt = "x = 3 reaches f = ab = 24 through a = 6 and through b = 4. The paths bring 8 and 6; df/dx is their sum, 14."
    return computation_graph(nodes, edges, alt, 3.2)


def scalar_network():
    """Draw the network of source A with scalar parameters: values forward, the five products backward."""
    nodes = {
        "x": Node(0, 0, INPUT),
        "z_1": Node(1, 0, gradient="$dL/dz_1$"),
        "a_1": Node(2, 0, ACTIVATION, gradient="$dL/da_1$"),
        "z_2": Node(3, 0, gradient="$dL/dz_2$"),
        "a_2": Node(4, 0, ACTIVATION, gradient="$dL/da_2$"),
        "L": Node(5, 0, LOSS, gradient="1"),
        "y": Node(4.8, 0.9, TARGET),
    }
    for name, x in (("w_1", 0.6), ("b_1", 1.2), ("w_2", 2.6), ("b_2", 3.2)):
        nodes[name] = Node(x, 0.9, PARAMETER, gradient=f"$dL/d{name}$", above=True)
    edges = [
        Edge("x", "z_1", "$w_1$"),
        Edge("w_1", "z_1", "$x$", (-0.16, 0)),
        Edge("b_1", "z_1", "$1$", (0.1, 0)),
        Edge("z_1", "a_1", "$S'(z_1)$"),
        Edge("a_1", "z_2", "$w_2$"),
        Edge("w_2", "z_2", "$a_1$", (-0.18, 0)),
        Edge("b_2", "z_2", "$1$", (0.1, 0)),
        Edge("z_2", "a_2", "$S'(z_2)$"),
        Edge("a_2", "L", "$a_2 - y$"),
        Edge("y", "L"),
    ]
    alt = (
        "from left to right: x, z1, a1, z2, a2, L, with the parameters w1, b1, w2, b2 and the target y joining from"
        " above. Each arrow has its slope. The gradients that come back from L are below z1 to a2 and above the four"
        " parameters."
    )
    return computation_graph(nodes, edges, alt, 3.2, gap=17)
