"""Neurons one by one: the perceptron and its line, three factors, two valleys, and loops that vanish (lesson 09)."""

import time

import numpy as np
from matplotlib.patches import Circle, FancyArrowPatch

from helpers.data import logic_gate
from helpers.nn import Linear, Network, Sigmoid
from helpers.nn.neuron import ACTIVATIONS
from helpers.plots.lesson_05_boundaries import GATE_AREA, decision_boundary, legend_of_boundary
from helpers.plots.style import (
    ACTIVATION,
    GRADIENT,
    INPUT,
    LOSS,
    NEUTRAL,
    PARAMETER,
    RATE,
    TARGET,
    CourseFigure,
    course_style,
)

# One weight of a neuron with the bias −3. An input has both labels, so the best answer to it is ½.
VALLEY_BIAS, VALLEY_STEPS = -3.0, 60
VALLEY_INPUTS, VALLEY_LABELS = np.array([1.0, 1, -2, -2, -2, -2]), np.array([0.0, 1, 0, 1, 0, 1])


def _plain(text):
    return text.replace("-", "−")


def _circle(axes, place, color, words, radius=0.32):
    axes.add_patch(Circle(place, radius, facecolor=color, edgecolor="black", zorder=3))
    return axes.text(*place, words, ha="center", va="center", size=12, zorder=4)


def _arrow(axes, start, end, color=NEUTRAL, **look):
    """Draw an arrow between the rims of two circles."""
    style = {"arrowstyle": "-|>", "mutation_scale": 14, "linewidth": 1.6, "shrinkA": 16, "shrinkB": 16, "zorder": 2}
    return axes.add_patch(FancyArrowPatch(start, end, color=color, **style | look))


def _drawing(axes, width, height):
    """Make axes into a sheet to draw on, with units of the same length in both directions."""
    axes.set(xlim=(0, width), ylim=(0, height), aspect="equal")
    axes.axis("off")


def _neuron_sheet(axes):
    """Draw a neuron with two inputs; return the texts of its three parameters."""
    _drawing(axes, 4.4, 4)
    for name, place in {"$x_0$": (0.5, 3.2), "$x_1$": (0.5, 0.8)}.items():
        _circle(axes, place, INPUT, name)
        _arrow(axes, place, (2.3, 2), PARAMETER, shrinkB=23)
    _arrow(axes, (2.3, 3.5), (2.3, 2), PARAMETER, shrinkA=0, shrinkB=23)
    _circle(axes, (2.3, 2), "white", r"$\Sigma$ | act", 0.52)
    _arrow(axes, (2.3, 2), (3.9, 2), shrinkA=23)
    _circle(axes, (3.9, 2), ACTIVATION, "$a$")
    axes.text(
        2.05, 0.75, "$z = w_0\\,x_0 + w_1\\,x_1 + b$\n$a = act(z)$", ha="left", va="center", size=11, linespacing=1.5
    )
    spots = ((1.22, 2.42, "right"), (1.22, 1.6, "right"), (2.3, 3.72, "center"))
    look = {"va": "center", "size": 12, "weight": "bold", "color": PARAMETER}
    return [axes.text(x, y, "", ha=side, **look) for x, y, side in spots]


@course_style
def perceptron(gate="AND", w_0=2, w_1=2, b=-1):
    """Draw a neuron with two inputs, and beside it what it says about the four samples of a logic gate."""
    figure = CourseFigure(3.6)
    sheet, plane = figure.subplots(1, 2, width_ratios=(1, 1.05))
    parameters = _neuron_sheet(sheet)
    show = decision_boundary(plane, np.empty((0, 2)), np.empty((0, 1)), GATE_AREA, cells=160)
    zeros, ones = (
        plane.plot([], [], marker, markerfacecolor=color, markeredgecolor=TARGET)[0]
        for marker, color in (("o", "white"), ("s", TARGET))
    )
    plane.set(xlabel="input $x_0$", ylabel="input $x_1$", xticks=[0, 1], yticks=[0, 1])
    linear, X = Linear(2, 1, rng=0), logic_gate("AND")[0]
    neuron = Network([linear, Sigmoid()])
    outputs = [plane.text(x, y + 0.13, "", ha="center", va="bottom", size=11) for x, y in X]
    legend_of_boundary(figure)

    def draw(gate, w_0, w_1, b):
        linear.W[:], linear.b[:] = [[w_0], [w_1]], b
        a, Y = neuron.forward(X), logic_gate(gate)[1]
        show(neuron)
        for points, label in ((zeros, 0), (ones, 1)):
            points.set_data(*X[Y[:, 0] == label].T)
        words = [f"${name} = {value:g}$" for name, value in (("w_0", w_0), ("w_1", w_1), ("b", b))] + [
            f"{value:.2f}" for value in a[:, 0]
        ]
        for text, word in zip(parameters + outputs, words, strict=True):
            text.set_text(word)
        loss = ((a - Y) ** 2).mean()
        plane.set_title(f"{gate}: mean $(a - label)^2$ = {loss:.5f}")
        return _plain(
            f"a neuron with the weights {w_0:g} and {w_1:g} and the bias {b:g} says {', '.join(words[3:])} "
            f"to (0, 0), (0, 1), (1, 0) and (1, 1). For {gate} the mean of (a - label)² is {loss:.5f}."
        )

    return figure.updates_with(draw, gate=gate, w_0=w_0, w_1=w_1, b=b)


@course_style
def three_factors(weight=1.5, value=1.0, label=0, activation="sigmoid"):
    """Draw the loss of one sample against one weight, and the slope there as a product of three factors."""
    figure = CourseFigure(3.4)
    curve, bars = figure.subplots(1, 2, width_ratios=(1.15, 1))
    grid = np.linspace(-6, 6, 241)
    (losses,) = curve.plot([], [], color=LOSS)
    (tangent,) = curve.plot([], [], "--", color=GRADIENT)
    (point,) = curve.plot([], [], "o", color=PARAMETER, markersize=10)
    curve.set(xlabel="weight $w$", ylabel="$(a - label)^2$", xlim=(-6.3, 6.3))
    names = [
        "output gradient\n$2\\,(a - label)$",
        "activation gradient\n$act'(z)$",
        "input activation\n$x$",
        "gradient: all three\nmultiplied",
    ]
    drawn = bars.barh(
        [3, 2, 1, 0], [0] * 4, height=0.5, color=[NEUTRAL, ACTIVATION, INPUT, GRADIENT], edgecolor="black"
    )
    drawn[3].set_hatch("//")
    bars.axvline(0, color="black", linewidth=1)
    bars.set(yticks=[3, 2, 1, 0], yticklabels=names, ylim=(-0.5, 3.7))
    numbers = [bars.text(0, height, "", va="center", size=11) for height in (3, 2, 1, 0)]

    def draw(weight, value, label, activation):
        act, act_slope = ACTIVATIONS[activation]
        z = weight * value
        factors = [2 * (act(z) - label), act_slope(z), value]
        factors.append(factors[0] * factors[1] * factors[2])
        loss, reach = (act(z) - label) ** 2, np.array([weight - 1.5, weight + 1.5])
        losses.set_data(grid, [(act(w * value) - label) ** 2 for w in grid])
        tangent.set_data(reach, loss + factors[3] * (reach - weight))
        point.set_data([weight], [loss])
        top, side = (1.1, 3.4) if activation == "sigmoid" else (39.6, 20.4)
        if curve.get_ylim()[1] != top:  # other limits cost a new background
            curve.set_ylim(-0.1 * top, top)
            bars.set_xlim(-side, side)
        for bar, number, factor in zip(drawn, numbers, factors, strict=True):
            bar.set_width(factor)
            number.set(
                text=_plain(f"{factor + 0.0:.4g}"),
                x=factor + (0.04 if factor >= 0 else -0.04) * side,
                ha="left" if factor >= 0 else "right",
            )
        return _plain(
            f"one {activation} neuron with weight {weight:g}, input {value:g}, label {label}: z = {z:g}, a ="
            f" {act(z):.4f}. Output gradient {factors[0]:.4f}, activation gradient {factors[1]:.4f}, input activation"
            f" {value:g}; their product, {factors[3] + 0.0:.4f}, is the slope of the loss."
        )

    return figure.updates_with(draw, weight=weight, value=value, label=label, activation=activation)


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
    figure = CourseFigure(3.3)
    axes = figure.subplots()
    low, high = -8, 11
    grid = np.linspace(low, high, 400)
    axes.plot(grid, _valley_loss(grid), color=LOSS)
    axes.set(
        xlabel="weight $w$",
        ylabel="mean $(a - label)^2$",
        xlim=(low, high),
        ylim=(0.28, 0.53),
    )
    axes.text(-1.5, 0.295, "global minimum", ha="center", size=11)
    axes.text(3, 0.385, "local minimum", ha="center", size=11)
    (path,) = axes.plot(
        [], [], "o-", color=PARAMETER, markerfacecolor=RATE, markeredgecolor="black", linewidth=1, markersize=6
    )
    (first,) = axes.plot([], [], "D", color=PARAMETER, markeredgecolor="black", markersize=10)

    def draw(start, learning_rate):
        w = [float(start)]
        for _ in range(VALLEY_STEPS):
            w.append(w[-1] - learning_rate * _valley_slope(w[-1]))
        L = _valley_loss(np.array(w))
        path.set_data(w, L)
        first.set_data([start], [L[0]])
        axes.set_title(
            _plain(
                f"{VALLEY_STEPS} steps from $w$ = {start:g} with learning rate {learning_rate:g}: $w$ = {w[-1]:.2f},"
                f" loss {L[-1]:.4f}"
            )
        )
        return _plain(
            "the loss against one weight has a valley at -1.49, down to 0.330, and a shallower one at 3, down to"
            f" 0.417. From w = {start:g} with learning rate {learning_rate:g}, {VALLEY_STEPS} steps lead to w ="
            f" {w[-1]:.2f}, where the loss is {L[-1]:.4f}."
        )

    return figure.updates_with(draw, start=start, learning_rate=learning_rate)


def _network_piece(axes):
    """Draw three neurons of one layer, two of the next, and the cost, with their indices and what goes back."""
    _drawing(axes, 6.4, 4.6)
    ks, js, cost = [(0.6, 3.5), (0.6, 2.1), (0.6, 0.7)], [(3.4, 2.8), (3.4, 1.2)], (5.7, 2.0)
    for k, place in enumerate(ks):
        for j, end in enumerate(js):
            chosen = (k, j) == (1, 0)
            _arrow(
                axes,
                place,
                end,
                PARAMETER if chosen else NEUTRAL,
                linewidth=3 if chosen else 0.9,
                shrinkA=19,
                shrinkB=25,
            )
        _circle(axes, place, ACTIVATION, "$a_k$" if k == 1 else "", 0.36)
    for j, place in enumerate(js):
        _arrow(axes, place, cost, shrinkA=25, shrinkB=19)
        _circle(axes, place, ACTIVATION, "$z_j|a_j$" if j == 0 else "", 0.48)
        back = {
            "linestyle": (0, (4, 2)),
            "shrinkA": 27,
            "shrinkB": 21,
            "linewidth": 2,
            "connectionstyle": f"arc3,rad={(0.32, -0.28)[j]}",
        }
        _arrow(axes, place, ks[1], GRADIENT, **back)
    _circle(axes, cost, LOSS, "$C$", 0.36)
    axes.text(*cost + np.array([0, 0.75]), "$y_j$", ha="center", va="center", size=12)
    box = {"facecolor": "white", "edgecolor": "none", "pad": 1}
    axes.text(1.9, 2.42, "$w_{jk}$", color=PARAMETER, size=14, ha="center", va="center", bbox=box, zorder=5)
    for x, words in ((0.6, "layer $l-1$\nneuron $k$"), (3.4, "layer $l$\nneuron $j$"), (5.7, "cost")):
        axes.text(x, 4.3, words, ha="center", va="center", size=11)


@course_style
def textbook_symbols():
    """Draw a piece of a network with a textbook's letters, and the three equations with the names of the factors."""
    figure = CourseFigure(3.5)
    piece, words = figure.subplots(1, 2, width_ratios=(1.15, 1))
    _network_piece(piece)
    _drawing(words, 5, 4.6)
    words.set_aspect("auto")
    lines = [
        (
            4.0,
            (
                r"$\dfrac{\partial C}{\partial w_{jk}^{(l)}} = \dfrac{\partial C}{\partial a_j^{(l)}} \cdot"
                r" \sigma\,'(z_j^{(l)}) \cdot a_k^{(l-1)}$"
            ),
            13,
        ),
        (3.1, "output gradient · activation gradient\n· input activation", 10.5),
        (
            2.2,
            (
                r"$\dfrac{\partial C}{\partial a_k^{(l-1)}} = \sum_j\ \dfrac{\partial C}{\partial a_j^{(l)}} \cdot"
                r" \sigma\,'(z_j^{(l)}) \cdot w_{jk}^{(l)}$"
            ),
            13,
        ),
        (1.5, "the output gradient of neuron $k$", 10.5),
        (0.75, r"$\dfrac{\partial C}{\partial a_j^{(L)}} = 2\,(a_j^{(L)} - y_j)$", 13),
        (0.1, "where layer $L$ is the last one", 10.5),
    ]
    for height, line, size in lines:
        words.text(0, height, line, va="center", size=size)
    figure.alt = (
        "a piece of a network: neurons k of layer l − 1, neurons j of layer l, a weight w_jk between them, the cost C"
        " and the labels y_j. Dashed arrows lead back to neuron k from both neurons of layer l. Beside it the three"
        " equations: dC/dw_jk as a product of three factors, dC/da_k as a sum over j, and 2 (a_j − y_j) for the last"
        " layer."
    )
    return figure


def layer_by_loops(X, W, b):
    """Return X W + b, lists of rows, with a loop each over samples, neurons and inputs."""
    Z = []
    for x in X:
        Z.append(list(b))
        for j in range(len(b)):
            for k in range(len(x)):
                Z[-1][j] += x[k] * W[k][j]
    return Z


def layer_by_dot_products(X, W, b):
    """Return X W + b with loops over samples and neurons: NumPy sums over the inputs."""
    return [[np.dot(x, W[:, j]) + b[j] for j in range(len(b))] for x in X]


def layer_by_rows(X, W, b):
    """Return X W + b with a loop over the samples: NumPy does all neurons at once."""
    return [x @ W + b for x in X]


def layer_at_once(X, W, b):
    """Return X W + b."""
    return X @ W + b


def _best_time(function, *arguments, repeats=7):
    """Return the shortest of some measurements, in seconds."""
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        function(*arguments)
        times.append(time.perf_counter() - start)
    return min(times)


@course_style
def vanishing_loops(samples=64, inputs=64, neurons=32):
    """Measure a layer's forward pass with three loops, two, one and none, and draw the times."""
    rng = np.random.default_rng(0)
    arrays = rng.normal(size=(samples, inputs)), rng.normal(size=(inputs, neurons)), rng.normal(size=neurons)
    ways = {
        "loops over samples,\nneurons, inputs": (layer_by_loops, [array.tolist() for array in arrays]),
        "no loop over inputs:\ndot products": (layer_by_dot_products, arrays),
        "nor over neurons:\na row times a matrix": (layer_by_rows, arrays),
        "nor over samples:\n$X$ @ $W$ + $b$": (layer_at_once, arrays),
    }
    microseconds = [1e6 * _best_time(function, *given) for function, given in ways.values()]
    figure = CourseFigure(3.0)
    axes = figure.subplots()
    heights = range(len(ways) - 1, -1, -1)
    axes.barh(heights, microseconds, color=NEUTRAL, edgecolor="black", height=0.55)
    axes.set(xscale="log", yticks=heights, yticklabels=ways, xlim=(min(microseconds) / 4, max(microseconds) * 30))
    axes.set(xlabel="time of one forward pass on this machine (µs, logarithmic)")
    axes.grid(visible=False, axis="y")
    for height, now, before in zip(heights, microseconds, [None, *microseconds], strict=False):
        saved = f", {before / now:.1f} times faster" if before else ""
        axes.text(now * 1.15, height, f"{now:,.0f} µs{saved}", va="center", size=11)
    figure.alt = (
        f"the time of a layer's forward pass for {samples} samples, {inputs} inputs and {neurons} neurons, measured"
        " when this figure was drawn: with three nested loops, with dot products, with a row times a matrix, and with"
        " one matrix product."
    )
    return figure
