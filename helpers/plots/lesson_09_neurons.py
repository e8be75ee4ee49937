"""Neurons one by one: the perceptron and its line, three factors, two valleys, a textbook's letters (lesson 09)."""

import numpy as np
from matplotlib.patches import Circle, FancyArrowPatch

from helpers.data import logic_gate
from helpers.nn import Linear, Network, Sigmoid
from helpers.nn.neuron import ACTIVATIONS
from helpers.plots.lesson_01_slopes import walk
from helpers.plots.lesson_05_boundaries import GATE_AREA, decision_boundary, legend_of_boundary
from helpers.plots.style import (
    ACTIVATION,
    CENTER,
    GRADIENT,
    INPUT,
    LOSS,
    NEUTRAL,
    PARAMETER,
    RATE,
    TARGET,
    course_style,
    minus,
    panels,
)

# One weight of a neuron with the bias −3. An input has both labels, so the best answer to it is ½.
VALLEY_BIAS, VALLEY_STEPS = -3.0, 60
VALLEY_INPUTS, VALLEY_LABELS = np.array([1.0, 1, -2, -2, -2, -2]), np.array([0.0, 1, 0, 1, 0, 1])


def _circle(axes, place, color, words, radius=0.32):
    axes.add_patch(Circle(place, radius, facecolor=color, edgecolor="black", zorder=3))
    return axes.text(*place, words, **CENTER, size=12, zorder=4)


def _arrow(axes, start, end, color=NEUTRAL, **look):
    style = {"arrowstyle": "-|>", "mutation_scale": 14, "linewidth": 1.6, "shrinkA": 16, "shrinkB": 16, "zorder": 2}
    return axes.add_patch(FancyArrowPatch(start, end, color=color, **style | look))


def _drawing(axes, width, height):
    """Make axes into an undistorted sheet to draw on."""
    axes.set(xlim=(0, width), ylim=(0, height), aspect="equal")
    axes.axis("off")


def _neuron_sheet(axes):
    _drawing(axes, 4.4, 4)
    for name, place in {"$x_0$": (0.5, 3.2), "$x_1$": (0.5, 0.8)}.items():
        _circle(axes, place, INPUT, name)
        _arrow(axes, place, (2.3, 2), PARAMETER, shrinkB=23)
    _arrow(axes, (2.3, 3.5), (2.3, 2), PARAMETER, shrinkA=0, shrinkB=23)
    _circle(axes, (2.3, 2), "white", r"$\Sigma$ | act", 0.52)
    _arrow(axes, (2.3, 2), (3.9, 2), shrinkA=23)
    _circle(axes, (3.9, 2), ACTIVATION, "$a$")
    axes.text(2.05, 0.75, "$z = w_0\\,x_0 + w_1\\,x_1 + b$\n$a = act(z)$", va="center", linespacing=1.5)
    spots = ((1.22, 2.42, "right"), (1.22, 1.6, "right"), (2.3, 3.72, "center"))
    look = {"va": "center", "size": 12, "weight": "bold", "color": PARAMETER}
    return [axes.text(x, y, "", ha=side, **look) for x, y, side in spots]


@course_style
def perceptron(gate="AND", w_0=2, w_1=2, b=-1):
    """Draw a neuron with two inputs, and beside it what it says about the four samples of a logic gate."""
    figure, (sheet, plane) = panels(3.6, 1, 2, width_ratios=(1, 1.05))
    parameters, show = _neuron_sheet(sheet), _gate_plane(plane)
    linear = Linear(2, 1, rng=0)
    neuron = Network([linear, Sigmoid()])
    legend_of_boundary(figure)

    def draw(gate, w_0, w_1, b):
        linear.W[:], linear.b[:] = [[w_0], [w_1]], b
        X, Y = logic_gate(gate)
        a = neuron.forward(X)
        for text, name, value in zip(parameters, ("w_0", "w_1", "b"), (w_0, w_1, b), strict=True):
            text.set_text(f"${name} = {value:g}$")
        said = [f"{value:.2f}" for value in a[:, 0]]
        show(neuron, X, Y, said)
        loss = ((a - Y) ** 2).mean()
        plane.set_title(f"{gate}: mean $(a - label)^2$ = {loss:.5f}")
        return minus(
            f"a neuron with the weights {w_0:g} and {w_1:g} and the bias {b:g} says {', '.join(said)} "
            f"to (0, 0), (0, 1), (1, 0) and (1, 1). For {gate} the mean of (a - label)² is {loss:.5f}."
        )

    return figure.updates_with(draw, gate=gate, w_0=w_0, w_1=w_1, b=b)


def _gate_plane(axes):
    show_boundary = decision_boundary(axes, np.empty((0, 2)), np.empty((0, 1)), GATE_AREA, cells=160)
    zeros, ones = (
        axes.plot([], [], marker, markerfacecolor=color, markeredgecolor=TARGET)[0]
        for marker, color in (("o", "white"), ("s", TARGET))
    )
    axes.set(xlabel="input $x_0$", ylabel="input $x_1$", xticks=[0, 1], yticks=[0, 1])
    outputs = [axes.text(x_0, x_1 + 0.13, "", ha="center", va="bottom") for x_0, x_1 in logic_gate("AND")[0]]

    def show(network, X, Y, said):
        show_boundary(network)
        for points, label in ((zeros, 0), (ones, 1)):
            points.set_data(*X[Y[:, 0] == label].T)
        for text, words in zip(outputs, said, strict=True):
            text.set_text(words)

    return show


@course_style
def three_factors(weight=1.5, value=1.0, label=0, activation="sigmoid"):
    """Draw the loss of one sample against one weight, and the slope there as a product of three factors."""
    figure, (curve, bars) = panels(3.4, 1, 2, width_ratios=(1.15, 1))
    show_curve, show_factors = _one_sample_loss(curve), _factor_bars(bars)

    def draw(weight, value, label, activation):
        act, act_slope = ACTIVATIONS[activation]
        z = weight * value
        factors = [2 * (act(z) - label), act_slope(z), value]
        slope = factors[0] * factors[1] * factors[2]
        top, side = (1.1, 3.4) if activation == "sigmoid" else (39.6, 20.4)
        if curve.get_ylim()[1] != top:  # other limits cost a new background
            curve.set_ylim(-0.1 * top, top)
            bars.set_xlim(-side, side)
        show_curve(lambda w: (act(w * value) - label) ** 2, weight, slope)
        show_factors([*factors, slope], 0.04 * side)
        return minus(
            f"one {activation} neuron with weight {weight:g}, input {value:g}, label {label}: z = {z:g}, a ="
            f" {act(z):.4f}. Output gradient {factors[0]:.4f}, activation gradient {factors[1]:.4f}, input activation"
            f" {value:g}; their product, {slope + 0.0:.4f}, is the slope of the loss."
        )

    return figure.updates_with(draw, weight=weight, value=value, label=label, activation=activation)


def _one_sample_loss(axes):
    grid = np.linspace(-6, 6, 241)
    (losses,) = axes.plot([], [], color=LOSS)
    (tangent,) = axes.plot([], [], "--", color=GRADIENT)
    (point,) = axes.plot([], [], "o", color=PARAMETER, markersize=10)
    axes.set(xlabel="weight $w$", ylabel="$(a - label)^2$", xlim=(-6.3, 6.3))

    def show(loss, weight, slope):
        reach = np.array([weight - 1.5, weight + 1.5])
        losses.set_data(grid, [loss(w) for w in grid])
        tangent.set_data(reach, loss(weight) + slope * (reach - weight))
        point.set_data([weight], [loss(weight)])

    return show


def _factor_bars(axes):
    """Return the function that shows the factors and their product as bars with numbers."""
    names = [
        "output gradient\n$2\\,(a - label)$",
        "activation gradient\n$act'(z)$",
        "input activation\n$x$",
        "gradient: all three\nmultiplied",
    ]
    heights, colors = [3, 2, 1, 0], [NEUTRAL, ACTIVATION, INPUT, GRADIENT]
    bars = axes.barh(heights, [0] * 4, height=0.5, color=colors, edgecolor="black")
    bars[3].set_hatch("//")
    axes.axvline(0, color="black", linewidth=1)
    axes.set(yticks=heights, yticklabels=names, ylim=(-0.5, 3.7))
    numbers = [axes.text(0, height, "", va="center") for height in heights]

    def show(values, gap):
        for bar, number, value in zip(bars, numbers, values, strict=True):
            bar.set_width(value)
            side, align = (gap, "left") if value >= 0 else (-gap, "right")
            number.set(text=minus(f"{value + 0.0:.4g}"), x=value + side, ha=align)

    return show


def _valley_outputs(w):
    """Return the activations of the three samples, in the last axis, for weights w of any shape."""
    return Sigmoid().forward(np.multiply.outer(w, VALLEY_INPUTS) + VALLEY_BIAS)


def _valley_loss(w):
    return ((_valley_outputs(w) - VALLEY_LABELS) ** 2).mean(axis=-1)


def _valley_slope(w):
    a = _valley_outputs(w)
    return (2 * (a - VALLEY_LABELS) * a * (1 - a) * VALLEY_INPUTS).mean(axis=-1)


@course_style
def two_valleys(start=4, learning_rate=3):
    """Draw 60 steps against the slope, on the loss of six samples against one weight of one neuron."""
    figure, axes = panels(3.3)
    grid = np.linspace(-8, 11, 400)
    axes.plot(grid, _valley_loss(grid), color=LOSS)
    axes.set(xlabel="weight $w$", ylabel="mean $(a - label)^2$", xlim=(-8, 11), ylim=(0.28, 0.53))
    axes.text(-1.5, 0.295, "global minimum", ha="center")
    axes.text(3, 0.385, "local minimum", ha="center")
    step = {"markerfacecolor": RATE, "markeredgecolor": "black", "linewidth": 1, "markersize": 6}
    (path,) = axes.plot([], [], "o-", color=PARAMETER, **step)
    (first,) = axes.plot([], [], "D", color=PARAMETER, markeredgecolor="black", markersize=10)

    def draw(start, learning_rate):
        w = walk(_valley_slope, start, learning_rate, VALLEY_STEPS)
        L = _valley_loss(w)
        path.set_data(w, L)
        first.set_data([start], [L[0]])
        way = f"{VALLEY_STEPS} steps from $w$ = {start:g} with learning rate {learning_rate:g}"
        axes.set_title(minus(f"{way}: $w$ = {w[-1]:.2f}, loss {L[-1]:.4f}"))
        return minus(
            "the loss against one weight has a valley at -1.49, down to 0.330, and a shallower one at 3, down to"
            f" 0.417. From w = {start:g} with learning rate {learning_rate:g}, {VALLEY_STEPS} steps lead to w ="
            f" {w[-1]:.2f}, where the loss is {L[-1]:.4f}."
        )

    return figure.updates_with(draw, start=start, learning_rate=learning_rate)


def _network_piece(axes):
    _drawing(axes, 6.4, 4.6)
    ks, js, cost = [(0.6, 3.5), (0.6, 2.1), (0.6, 0.7)], [(3.4, 2.8), (3.4, 1.2)], (5.7, 2.0)
    for k, place in enumerate(ks):
        for j, end in enumerate(js):
            look = {"color": PARAMETER, "linewidth": 3} if (k, j) == (1, 0) else {"linewidth": 0.9}
            _arrow(axes, place, end, shrinkA=19, shrinkB=25, **look)
        _circle(axes, place, ACTIVATION, "$a_k$" if k == 1 else "", 0.36)
    back = {"linestyle": (0, (4, 2)), "shrinkA": 27, "shrinkB": 21, "linewidth": 2}
    for j, place in enumerate(js):
        _arrow(axes, place, cost, shrinkA=25, shrinkB=19)
        _circle(axes, place, ACTIVATION, "$z_j|a_j$" if j == 0 else "", 0.48)
        _arrow(axes, place, ks[1], GRADIENT, connectionstyle=f"arc3,rad={(0.32, -0.28)[j]}", **back)
    _circle(axes, cost, LOSS, "$C$", 0.36)
    axes.text(*cost + np.array([0, 0.75]), "$y_j$", size=12, **CENTER)
    box = {"facecolor": "white", "edgecolor": "none", "pad": 1}
    axes.text(1.9, 2.42, "$w_{jk}$", color=PARAMETER, size=14, bbox=box, zorder=5, **CENTER)
    for x, words in ((0.6, "layer $l-1$\nneuron $k$"), (3.4, "layer $l$\nneuron $j$"), (5.7, "cost")):
        axes.text(x, 4.3, words, **CENTER)


# Formulas and the words below them, with their height and size.
THROUGH = r" = \dfrac{\partial C}{\partial a_j^{(l)}} \cdot \sigma\,'(z_j^{(l)}) \cdot "
TEXTBOOK = (
    (4.0, rf"$\dfrac{{\partial C}}{{\partial w_{{jk}}^{{(l)}}}}{THROUGH} a_k^{{(l-1)}}$", 13),
    (3.1, "output gradient · activation gradient\n· input activation", 10.5),
    (2.2, r"$\dfrac{\partial C}{\partial a_k^{(l-1)}}" + THROUGH.replace("=", r"= \sum_j\ ") + r"w_{jk}^{(l)}$", 13),
    (1.5, "the output gradient of neuron $k$", 10.5),
    (0.75, r"$\dfrac{\partial C}{\partial a_j^{(L)}} = 2\,(a_j^{(L)} - y_j)$", 13),
    (0.1, "where layer $L$ is the last one", 10.5),
)


@course_style
def textbook_symbols():
    """Draw a piece of a network with a textbook's letters, and the three equations with the names of the factors."""
    figure, (piece, words) = panels(3.5, 1, 2, width_ratios=(1.15, 1))
    _network_piece(piece)
    _drawing(words, 5, 4.6)
    words.set_aspect("auto")
    for height, line, size in TEXTBOOK:
        words.text(0, height, line, va="center", size=size)
    figure.alt = (
        "a piece of a network: neurons k of layer l − 1, neurons j of layer l, a weight w_jk between them, the cost C"
        " and the labels y_j. Dashed arrows lead back to neuron k from both neurons of layer l. Beside it the three"
        " equations: dC/dw_jk as a product of three factors, dC/da_k as a sum over j, and 2 (a_j − y_j) for the last"
        " layer."
    )
    return figure
