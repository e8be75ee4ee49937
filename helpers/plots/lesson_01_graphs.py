"""Computation graphs: boxes for values, arrows for who uses whom, gradients that run back (lessons 01 and 04)."""

from typing import NamedTuple

from helpers.plots.style import (
    ACTIVATION,
    GRADIENT,
    INPUT,
    LOSS,
    NEUTRAL,
    PARAMETER,
    TARGET,
    CourseFigure,
    course_style,
    text_on,
)

KINDS = {
    "input": INPUT,
    "parameter": PARAMETER,
    "activation": ACTIVATION,
    "loss": LOSS,
    "plain": "white",
    "target": TARGET,
}


class Node(NamedTuple):
    """A value in a graph: its label (mathtext), place, kind (a key of KINDS), value, and gradient (or "")."""

    label: str
    x: float
    y: float
    kind: str
    value: str
    gradient: str = ""


class Edge(NamedTuple):
    """An arrow from one node to another; slope is the local derivative, written beside its middle."""

    start: str
    end: str
    slope: str = ""
    shift: tuple[float, float] = (0, 0.24)


@course_style
def computation_graph(nodes, edges, alt, height=2.6):
    """Draw a graph: values in the boxes run forward; slopes on the arrows and gradients below run back.

    Parameters: nodes, a dict of Node by name; edges, a list of Edge; alt, what the figure shows.
    """
    figure = CourseFigure(height)
    axes = figure.subplots()
    for edge in edges:
        start, end = nodes[edge.start], nodes[edge.end]
        arrow = {"arrowstyle": "-|>", "color": NEUTRAL, "linewidth": 1.4, "shrinkA": 26, "shrinkB": 26}
        axes.annotate("", (end.x, end.y), (start.x, start.y), arrowprops=arrow)
        middle = ((start.x + end.x) / 2 + edge.shift[0], (start.y + end.y) / 2 + edge.shift[1])
        axes.text(*middle, edge.slope, color=GRADIENT, ha="center", va="center", size=12)
    for node in nodes.values():
        color = KINDS[node.kind]
        box = {"boxstyle": "round,pad=0.35", "facecolor": color, "edgecolor": "black", "linewidth": 1}
        words = f"{node.label} = {node.value}" if node.value else node.label
        axes.text(node.x, node.y, words, ha="center", va="center", size=12, color=text_on(color), bbox=box)
        look = {"ha": "center", "va": "center", "size": 12, "color": GRADIENT, "weight": "bold"}
        axes.text(node.x, node.y - 0.42, node.gradient, **look)
    xs, ys = [node.x for node in nodes.values()], [node.y for node in nodes.values()]
    axes.set(xlim=(min(xs) - 0.6, max(xs) + 0.6), ylim=(min(ys) - 0.7, max(ys) + 0.45))
    axes.axis("off")
    figure.alt = alt
    return figure


def one_chain():
    """Draw x → a = 2x → g = a² at x = 3."""
    nodes = {
        "x": Node("$x$", 0, 0, "input", "3", "12 · 2 = 24"),
        "a": Node("$a$", 1.6, 0, "plain", "6", "1 · 12 = 12"),
        "g": Node("$g$", 3.2, 0, "plain", "36", "1"),
    }
    edges = [Edge("x", "a", r"$da/dx = 2$"), Edge("a", "g", r"$dg/da = 2a = 12$")]
    return computation_graph(
        nodes,
        edges,
        "x = 3 leads to a = 2x = 6 and to g = a² = 36. Backward: dg/dg = 1, dg/da = 12, dg/dx = 24.",
        height=1.9,
    )


def two_paths():
    """Draw f = a b with a = 2x and b = x + 1 at x = 3: two paths from x to f."""
    nodes = {
        "x": Node("$x$", 0, 0, "input", "3", "8 + 6 = 14"),
        "a": Node("$a$", 1.6, 0.7, "plain", "6", "4"),
        "b": Node("$b$", 1.6, -0.7, "plain", "4", "6"),
        "f": Node("$f$", 3.2, 0, "plain", "24", "1"),
    }
    edges = [
        Edge("x", "a", r"$da/dx = 2$", (0, 0.3)),
        Edge("x", "b", r"$db/dx = 1$", (0, 0.3)),
        Edge("a", "f", r"$df/da = b = 4$", (0, 0.3)),
        Edge("b", "f", r"$df/db = a = 6$", (0, 0.3)),
    ]
    return computation_graph(
        nodes,
        edges,
        "x = 3 reaches f = ab = 24 through a = 6 and through b = 4. The paths bring 8 and 6; df/dx is their sum, 14.",
        3.2,
    )


def scalar_network():
    """Draw the network of source A with scalar parameters: values forward, the five products backward."""
    nodes = {
        "x": Node("$x$", 0, 0, "input", ""),
        "z1": Node("$z_1$", 1, 0, "plain", "", "$dL/dz_1$"),
        "a1": Node("$a_1$", 2, 0, "activation", "", "$dL/da_1$"),
        "z2": Node("$z_2$", 3, 0, "plain", "", "$dL/dz_2$"),
        "a2": Node("$a_2$", 4, 0, "activation", "", "$dL/da_2$"),
        "L": Node("$L$", 5, 0, "loss", "", "1"),
        "y": Node("$y$", 4.8, 0.9, "target", ""),
    }
    for name, x in {"w1": 0.6, "b1": 1.2, "w2": 2.6, "b2": 3.2}.items():
        nodes[name] = Node(f"${name[0]}_{name[1]}$", x, 0.9, "parameter", "")
    edges = [
        Edge("x", "z1"),
        Edge("w1", "z1", "$x$", (-0.16, 0)),
        Edge("b1", "z1", "$1$", (0.1, 0)),
        Edge("z1", "a1", "$S'(z_1)$"),
        Edge("a1", "z2", "$w_2$"),
        Edge("w2", "z2", "$a_1$", (-0.18, 0)),
        Edge("b2", "z2", "$1$", (0.1, 0)),
        Edge("z2", "a2", "$S'(z_2)$"),
        Edge("a2", "L", "$a_2 - y$"),
        Edge("y", "L"),
    ]
    alt = (
        "from left to right: x, z1, a1, z2, a2, L, with the parameters w1, b1, w2, b2 and the target y joining from"
        " above. On the arrows between dials and loss stand the slopes; below z1 to a2, the gradients that come back"
        " from L."
    )
    return computation_graph(nodes, edges, alt, height=3.0)
