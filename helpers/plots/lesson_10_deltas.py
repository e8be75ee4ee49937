"""The delta recursion: the network in columns, and a delta as a sum over paths (lesson 10)."""

from functools import lru_cache
from itertools import pairwise

import numpy as np
from matplotlib.collections import LineCollection, PatchCollection

from helpers.nn import DeltaNetwork
from helpers.plots.stepper.cells import box, spread, tint
from helpers.plots.stepper.stamps import Stamps, Words
from helpers.plots.style import ACTIVATION, CENTER, GRADIENT, INPUT, NEUTRAL, PARAMETER, course_style, page

SIZES = (2, 3, 3, 2)
X = np.array([[0.0, 0, 1, 1], [0, 1, 0, 1]])  # (2, 4): one column per sample
Y = np.array([[0.0, 1, 1, 0], [0, 0, 0, 1]])  # (2, 4): XOR above, AND below: the half adder
OUTPUTS, SAMPLE = SIZES[-1], 3  # the explorer follows the column (1, 1), whose targets are 0 and 1
DELTAS = [f"δ {l},{k}" for l in (3, 2, 1) for k in range(1, SIZES[l] + 1)]


def example():
    """Return the DeltaNetwork of lesson 10, whose weights and biases have one decimal."""
    network, rng = DeltaNetwork(SIZES, rng=0), np.random.default_rng(2712)
    for l in network.W:
        network.W[l][:] = rng.normal(size=network.W[l].shape).round(1)
        network.b[l][:] = rng.normal(size=network.b[l].shape).round(1)
    return network


def _neurons(columns, bottom, height):
    """Return the place {(l, k): (x, y)} of each neuron, and of each input as layer 0; k counts from 1."""
    layers = enumerate(zip(columns, SIZES, strict=True))
    return {(l, k): (x, y) for l, (x, size) in layers for k, y in enumerate(spread(size, bottom, height), 1)}


def _edges(places):
    """Return the ends of all weights, {(l, j, k): ((x, y), (x, y))}, from neuron k of layer l − 1 to j of layer l."""
    return {(l, j, k): (places[l - 1, k], places[l, j]) for l, j in places if l for k in range(1, SIZES[l - 1] + 1)}


@course_style
def delta_network():
    """Draw the network: two inputs, three layers of weights, two outputs, with the names and shapes of papers."""
    figure, axes = page(3.5)
    columns = 0.9, 2.85, 4.8, 6.75
    places = _neurons(columns, 0.85, 2.1)
    _draw_edges(axes, _edges(places))
    for (l, k), (x, y) in places.items():
        marker, color = ("o", ACTIVATION) if l else ("s", INPUT)
        axes.plot([x], [y], marker, color=tint(color, 0.6), markeredgecolor="black", markersize=28)
        axes.text(x, y, f"$a_{{{l},{k}}}$" if l else f"$x_{k}$", **CENTER)
    _name_layers(axes, columns)
    figure.alt = (
        "Two inputs, layers 1 and 2 with three neurons each, layer 3 with two. W1 is (3, 2), W2 (3, 3), W3 (2, 3); z, a"
        " and δ of a layer have its size and one column per sample. The weight w with 2 above and 13 below leads from"
        " neuron 3 of layer 1 to neuron 1 of layer 2. The deltas run back from δ3 to δ1."
    )
    return figure


def _draw_edges(axes, edges):
    axes.add_collection(LineCollection(list(edges.values()), colors=[tint(PARAMETER, 0.4)], linewidths=1.2))
    (x0, y0), (x1, y1) = edges[2, 1, 3]
    axes.plot([x0, x1], [y0, y1], color=PARAMETER, linewidth=3)
    box = {"boxstyle": "round,pad=0.2", "facecolor": "white", "edgecolor": PARAMETER}
    place = 0.68 * x0 + 0.32 * x1, 0.68 * y0 + 0.32 * y1
    axes.text(*place, "$w^2_{13}$", **CENTER, color=PARAMETER, size=12, bbox=box)


def _name_layers(axes, columns):
    look = CENTER | {"size": 11}
    axes.text(columns[0], 0.66, "$a_0 = X$  (2, n)", **look)
    for l, (left, x) in enumerate(pairwise(columns), 1):
        axes.text((left + x) / 2, 3.33, f"$W_{l}$  ({SIZES[l]}, {SIZES[l - 1]})", color=PARAMETER, **look)
        axes.text((left + x) / 2, 3.08, f"$b_{l}$  ({SIZES[l]}, 1)", color=PARAMETER, **look)
        axes.text(x, 0.66, f"$z_{l},\\ a_{l}$  ({SIZES[l]}, n)", **look)
        axes.text(x, 0.26, f"$\\delta_{l}$  ({SIZES[l]}, n)", color=GRADIENT, weight="bold", **look)
        if l > 1:
            arrow = {"arrowstyle": "-|>", "color": GRADIENT, "linewidth": 2}
            axes.annotate("", (left + 0.52, 0.26), (x - 0.52, 0.26), arrowprops=arrow)


@lru_cache(maxsize=100)
def _pushed(push):
    """Return activations and deltas, {(l, k): number}, of the followed sample, with z of output 1 raised by push."""
    network = example()
    network.b[3][0] += push
    network.forward(X[:, [SAMPLE]])
    network.backward(Y[:, [SAMPLE]])
    return tuple(
        {(l, k): float(value) for l, values in arrays.items() for k, value in enumerate(values.ravel(), 1)}
        for arrays in (network.a, network.delta)
    )


def signed(value, digits=4):
    """Return a number with a real minus sign; what rounds to zero has none."""
    text = f"{value:.{digits}f}"
    return text.lstrip("-") if not float(text) else text.replace("-", "−")


def _in_words(l, k, W, a, delta):
    slope = f"{signed(a[l, k], 3)} · {signed(1 - a[l, k], 3)}"
    if l == 3:
        from_above = f"({signed(a[l, k], 3)} − {Y[k - 1, SAMPLE]:.0f})"
    else:
        pairs = [(signed(W[l + 1][j, k - 1], 1), signed(delta[l + 1, j + 1])) for j in range(SIZES[l + 1])]
        terms = [f"{w} · ({d})" if d[0] == "−" else f"{w} · {d}" for w, d in pairs]
        from_above = f"({' + '.join(terms)})".replace("+ −", "− ")
    return f"= {from_above} · {slope} = {signed(delta[l, k])}"


WIDE, TALL = 0.78, 0.25  # a cell of the explorer


@course_style
def delta_paths(delta="δ 2,1", push=0):
    """Draw a delta as the sum over those who used its activation; push drives the first output into saturation."""
    (figure, axes), W = page(3.7), example().W
    places = _neurons((0.42, 1.68, 3.18, 4.68), 0.62, 2.95)
    edges = {key: ((x0 + WIDE / 2, y0), (x1 - WIDE / 2, y1)) for key, ((x0, y0), (x1, y1)) in _edges(places).items()}
    lit, boxes, labels, numbers = _artists(axes, places, edges)
    dot = _slope_beside(figure)
    figure.moving = [lit, boxes, labels, numbers, dot]

    def draw(delta, push):
        (l, k), (a, deltas) = map(int, delta[2:].split(",")), _pushed(push)
        used_by = [(l + 1, j) for j in range(1, SIZES[l + 1] + 1)] if l < 3 else []
        lit.set_segments([edges[*user, k] for user in used_by])
        _fill(boxes, places, (l, k), used_by)
        weights = [_label(edges[*user, k], W[l + 1][user[1] - 1, k - 1]) for user in used_by]
        labels.set_paths([box(word.x, word.y, 0.42, 0.22) for word in weights])
        line, cost = _in_words(l, k, W, a, deltas), sum((a[3, j + 1] - Y[j, SAMPLE]) ** 2 for j in range(OUTPUTS)) / 2
        below = [
            Words(0.08, 0.25, f"$\\delta_{{{l},{k}}}$", 13, GRADIENT, "left"),
            Words(0.5, 0.25, line, 11, align="left"),
            Words(6.7, 0.25, f"cost {cost:.3f}", 11, align="left"),
        ]
        numbers.write([*_numbers(places, a, deltas), *weights, *below])
        dot.set_data([a[3, 1]], [deltas[3, 1]])
        return (
            f"the sample (1, 1) with targets 0 and 1, and z of output 1 raised by {push:g}: output 1 is {a[3, 1]:.4f},"
            f" the sample's cost {cost:.4f}. Delta of layer {l}, neuron {k} {line}.{_paths(l)}"
        )

    return figure.updates_with(draw, delta=delta, push=push)


def _artists(axes, places, edges):
    """Draw the gray edges; return what moves: lit edges, cells, boxes for weights, and all numbers."""
    axes.add_collection(LineCollection(list(edges.values()), colors=[tint(NEUTRAL, 0.4)], linewidths=1, zorder=1))
    lit = axes.add_collection(LineCollection([], colors=[GRADIENT], linewidths=3, zorder=2))
    sides = {True: (TALL / 2, -TALL / 2), False: (0,)}  # activation and delta, or one input
    cells = [box(x, y + up, WIDE, TALL) for (l, _), (x, y) in places.items() for up in sides[l > 0]]
    boxes = axes.add_collection(PatchCollection(cells, zorder=4))
    labels = axes.add_collection(PatchCollection([], facecolor="white", edgecolor=PARAMETER, linewidth=1, zorder=4))
    return lit, boxes, labels, Stamps(axes, zorder=5)


def _paths(l):
    count = int(np.prod(SIZES[l + 1 :]))
    return "" if l == 3 else f" {count} paths lead from there to an output, in one sum of {SIZES[l + 1]}."


def _fill(boxes, places, chosen, used_by):
    """Color all cells: activations green, deltas vermilion, those in the sum darker; frame the chosen one."""
    fills, rims = [], []
    for l, k in places:
        if l == 0:
            fills.append(tint(INPUT, 0.5))
        else:
            share = 1 if (l, k) == chosen else 0.55 if (l, k) in used_by else 0.15
            fills += [tint(ACTIVATION, 0.35), tint(GRADIENT, share)]
        rims += [0.8] * (2 if l else 1)
        if (l, k) == chosen:
            rims[-1] = 2.4
    boxes.set(facecolor=fills, edgecolor="black", linewidth=rims)


def _numbers(places, a, deltas):
    for (l, k), (x, y) in places.items():
        if l == 0:
            yield Words(x, y, f"x{k} = {a[l, k]:.0f}")
            continue
        yield Words(x, y + TALL / 2, f"a {signed(a[l, k], 3)}")
        yield Words(x, y - TALL / 2, f"δ {signed(deltas[l, k])}")
        if l == 3:
            yield Words(x + WIDE / 2 + 0.07, y, f"y = {Y[k - 1, SAMPLE]:.0f}", align="left")


def _label(edge, weight):
    (x0, y0), (x1, y1) = edge
    return Words(x0 + 0.62 * (x1 - x0), y0 + 0.62 * (y1 - y0), signed(weight, 1), 10.5, PARAMETER, weight="bold")


def _slope_beside(figure):
    axes = figure.add_axes((0.815, 0.33, 0.17, 0.5))
    axes.set(xlim=(0, 1), ylim=(0, 0.17), xticks=[0, 0.5, 1], yticks=[0, 0.05, 0.1, 0.15])
    a = np.linspace(0, 1, 101)
    axes.plot(a, a * a * (1 - a), color=NEUTRAL, linewidth=1.6)
    axes.set_xlabel("a of output 1\n(target 0)")
    axes.set_title("δ of output 1", color=GRADIENT)
    (dot,) = axes.plot([], [], "D", color=GRADIENT, markeredgecolor="black", clip_on=False)
    return dot
