"""Activations: the sigmoid and its slope, wrong slopes, tanh and ReLU, and gradients through depth (lesson 02)."""

import numpy as np

from helpers.nn import Linear, Network, ReLU, Sigmoid, Tanh
from helpers.plots.lesson_01_graphs import Edge, Node, computation_graph
from helpers.plots.style import ACTIVATION, GRADIENT, INPUT, NEUTRAL, course_style, minus, panels

DEPTH, NEURONS, SAMPLES = 20, 32, 64  # the stack of gradient_by_depth; the lesson builds the same one
LOOKS = {  # each function keeps its line style and marker in all figures
    "sigmoid": (Sigmoid, "-", "o"),
    "tanh": (Tanh, "--", "s"),
    "ReLU": (ReLU, ":", "^"),
}


def _value_and_slope(activation, z):
    """Return a = S(z) and the slope S′(z), which is what backward makes of a gradient of 1."""
    layer = activation()
    return layer.forward(z), layer.backward(np.ones_like(z))


@course_style
def wiggle_through_sigmoid():
    """Draw the sigmoid, and what becomes of a wiggle of z by ±0.5 around 0 and around 4."""
    figure, axes = panels(3.4)
    z = np.linspace(-6, 6, 300)
    axes.plot(z, Sigmoid().forward(z), color=ACTIVATION)
    axes.set(xlabel="$z$", ylabel=r"$a = \sigma(z)$", xlim=(-6, 6), ylim=(-0.05, 1.13))
    words = []
    for middle, hatch in ((0.0, "//"), (4.0, "\\\\")):
        ends = np.array([middle - 0.5, middle + 0.5])
        low, high = Sigmoid().forward(ends)
        axes.fill_between(ends, -0.05, [low, high], color=INPUT, alpha=0.45, linewidth=0)
        axes.fill_betweenx([low, high], -6, ends, facecolor=ACTIVATION, alpha=0.45, linewidth=0, hatch=hatch)
        axes.text(middle, 0.04, "1 goes in", ha="center")
        axes.text(-5.8, high + 0.03, f"{high - low:.3f} comes out", weight="bold")
        words.append(f"around z = {middle:g}, a wiggle of z by 1 moves a by {high - low:.3f}")
    figure.alt = f"the sigmoid rises from 0 to 1, steeply in the middle and hardly at the ends: {'; '.join(words)}."
    return figure


@course_style
def sigmoid_slope(z=2.0):
    """Draw the sigmoid with its tangent at z, and below it the slope at every z."""
    figure, (curve, slopes) = panels(3.8, 2, 1, sharex=True)
    _sigmoid_over_its_slope(curve, slopes)
    plumb = [axes.plot([], [], ":", color=NEUTRAL, linewidth=1.6)[0] for axes in (curve, slopes)]
    (tangent,) = curve.plot([], [], "--", color=GRADIENT)
    (point,) = curve.plot([], [], "o", color=ACTIVATION, markersize=10)
    (height,) = slopes.plot([], [], "D", color=GRADIENT, markersize=9)
    look = {"size": 12, "weight": "bold", "bbox": {"facecolor": "white", "edgecolor": "none", "pad": 1}}
    notes = [axes.text(0.02, 0.83, "", transform=axes.transAxes, **look) for axes in (curve, slopes)]

    def draw(z):
        (a,), (slope,) = _value_and_slope(Sigmoid, np.array([float(z)]))
        reach = np.array([z - 1.5, z + 1.5])
        tangent.set_data(reach, a + slope * (reach - z))
        point.set_data([z], [a])
        height.set_data([z], [slope])
        plumb[0].set_data([z, z], [-0.12, a])
        plumb[1].set_data([z, z], [slope, 0.3])
        notes[0].set_text(minus(f"z = {z:g}, a = {a:.4f}"))
        notes[1].set_text(f"a (1 − a) = {slope:.4f}")
        return (
            f"the sigmoid with its tangent, and below it the slope. At z = {z:g} the activation a is {a:.4f} and the"
            f" slope {slope:.4f}."
        )

    return figure.updates_with(draw, z=z)


def _sigmoid_over_its_slope(curve, slopes):
    z = np.linspace(-6.5, 6.5, 300)
    a, slope = _value_and_slope(Sigmoid, z)
    curve.plot(z, a, color=ACTIVATION)
    slopes.plot(z, slope, color=GRADIENT)
    curve.set(ylabel=r"$a = \sigma(z)$", xlim=(-6.5, 6.5), ylim=(-0.12, 1.12), yticks=[0, 0.5, 1])
    slopes.set(ylabel=r"slope $\sigma'(z)$", xlabel="$z$", ylim=(-0.02, 0.3), yticks=[0, 0.1, 0.2, 0.25])


@course_style
def wrong_slopes():
    """Draw the slope of the sigmoid over z, and three formulas that are taken for it."""
    figure, axes = panels(3.4)
    z = np.linspace(-6, 6, 600)
    a, truth = _value_and_slope(Sigmoid, z)
    axes.plot(z, truth, color=GRADIENT, linewidth=3)
    axes.plot(z, _value_and_slope(Sigmoid, a)[1], "--", color="black", linewidth=1.6)
    axes.plot(z, z * truth, "-.", color=NEUTRAL)
    axes.plot(z, z * (1 - z), ":", color="black")
    axes.axhline(0, color="black", linewidth=0.8)
    axes.text(-2.75, 0.1, "the slope", color=GRADIENT, weight="bold", size=12, ha="right")
    axes.text(-5.8, 0.275, r"$\sigma'(a)$: $a$ for $z$", size=12)
    axes.text(-5.8, -0.285, r"$z\,\sigma(z)(1-\sigma(z))$: a factor too many", size=12)
    axes.text(1.4, -0.37, r"$z(1-z)$: $z$ for $a$", size=12)
    axes.set(xlabel="$z$", ylabel="taken for the slope", xlim=(-6, 6), ylim=(-0.4, 0.35))
    figure.alt = (
        "the slope of the sigmoid is a bell, 0.25 high at z = 0. σ′(a) stays between 0.197 and 0.25 everywhere; z"
        " σ(z)(1 − σ(z)) is 0 at z = 0 and negative left of it; z(1 − z) is a parabola that falls out of the frame on"
        " both sides."
    )
    return figure


def sigmoid_circuit():
    """Draw the sigmoid at z = 1 as four operations; values run forward, and a gradient of 1 runs back."""
    e = np.exp(-1.0)
    values = {"z": 1.0, "t": -1.0, "q": e, "u": 1 + e, "a": 1 / (1 + e)}
    steps = [(r"$\cdot\,(-1)$", -1.0), (r"$e^t$", e), ("$+ 1$", 1.0), ("$1/u$", -1 / (1 + e) ** 2)]
    gradients = np.cumprod([1, *(slope for _, slope in steps[::-1])])[::-1]
    nodes = {
        name: Node(1.25 * place, 0, color, minus(f"{value:.3g}"), minus(f"{gradient:.3f}".removesuffix(".000")))
        for place, (name, value, color, gradient) in enumerate(
            zip(values, values.values(), (INPUT, "white", "white", "white", ACTIVATION), gradients, strict=True)
        )
    }
    edges = [
        Edge(start, end, f"{operation}\nslope {minus(f'{slope:.3g}')}", (0, 0.42))
        for start, end, (operation, slope) in zip(nodes, [*nodes][1:], steps, strict=False)
    ]
    alt = (
        f"z = 1 goes through times −1, the exponential, plus 1 and 1/u and becomes a = {values['a']:.4f}. A gradient"
        f" of 1 comes back, times the slope of each: {gradients[3]:.3f}, {gradients[2]:.3f}, {gradients[1]:.3f} and"
        f" {gradients[0]:.3f}."
    )
    return computation_graph(nodes, edges, alt, 2.1, gap=35)


@course_style
def three_activations():
    """Draw sigmoid, tanh and ReLU, and beside them their slopes."""
    figure, (values, slopes) = panels(3.2, 1, 2)
    z = np.linspace(-4, 4, 400)  # an even number of points: none is 0
    for activation, style, _ in LOOKS.values():
        a, slope = _value_and_slope(activation, z)
        values.plot(z, a, style, color=ACTIVATION)
        for side in (z < 0, z > 0):
            slopes.plot(z[side], slope[side], style, color=GRADIENT)
    slopes.plot([0], [1], "^", color=GRADIENT, markerfacecolor="white", markersize=8, zorder=3)
    slopes.plot([0], [0], "^", color=GRADIENT, markersize=8, zorder=3)
    for x, y, name in ((-3.9, 0.17, "sigmoid"), (-3.9, -0.8, "tanh"), (0.4, 1.8, "ReLU")):
        values.text(x, y, name, color=ACTIVATION, weight="bold")
    for x, y, name in ((-3.9, 0.15, "sigmoid"), (-2.05, 0.5, "tanh"), (2.6, 1.05, "ReLU")):
        slopes.text(x, y, name, color=GRADIENT, weight="bold")
    values.set(xlabel="$z$", title="activation $a$", xlim=(-4, 4), ylim=(-1.2, 2.4))
    slopes.set(xlabel="$z$", title="slope", xlim=(-4, 4), ylim=(-0.1, 1.2))
    figure.alt = (
        "left, sigmoid (from 0 to 1), tanh (from −1 to 1) and ReLU (0, then z). Right, their slopes: the sigmoid's bell"
        " is 0.25 high, that of tanh 1; ReLU's slope jumps from 0 to 1 at z = 0, where the course takes 0."
    )
    return figure


def _sizes_by_depth(activation, factor):
    """Return the root mean square of a gradient of ones after each of DEPTH layers."""
    rng, layers = np.random.default_rng(0), []
    for _ in range(DEPTH):
        linear = Linear(NEURONS, NEURONS, rng)
        linear.W *= factor
        layers += [linear, activation()]
    A = Network(layers).forward(rng.normal(size=(SAMPLES, NEURONS)))
    gradient, sizes = np.ones_like(A), [1.0]
    for layer in reversed(layers):
        gradient = layer.backward(gradient)
        if isinstance(layer, Linear):
            sizes.append(np.sqrt((gradient**2).mean()))
    return np.array(sizes)


@course_style
def gradient_by_depth(factor=1.0):
    """Draw the size of the gradient on its way back through 20 layers, for three activations."""
    figure, axes = panels(3.5)
    lines = {}
    for name, (_, style, marker) in LOOKS.items():
        look = {"marker": marker, "color": GRADIENT, "markersize": 5, "linewidth": 1.6, "label": name}
        (lines[name],) = axes.plot(np.arange(DEPTH + 1), np.ones(DEPTH + 1), style, **look)
    axes.axhline(1, color="black", linewidth=0.8)
    axes.set(xlabel="layers passed on the way back", ylabel="size of the gradient", yscale="log")
    axes.set(xlim=(-0.4, DEPTH + 0.4), xticks=range(0, DEPTH + 1, 2))
    axes.set(ylim=(1e-20, 1e18), yticks=10.0 ** np.arange(-18, 19, 6))
    axes.minorticks_off()
    axes.legend(loc="upper left", fontsize=11, handlelength=3, title=f"left after {DEPTH} layers", alignment="left")
    left = [axes.text(4, 10.0**power, "", va="center") for power in (12.4, 9.4, 6.4)]

    def draw(factor):
        words = []
        for text, (name, line) in zip(left, lines.items(), strict=True):
            sizes = _sizes_by_depth(LOOKS[name][0], factor)
            line.set_ydata(sizes)
            text.set_text(minus(f"{sizes[-1]:.2g}"))
            words.append(f"{name} {sizes[-1]:.2g}")
        return (
            f"a gradient of size 1 goes back through {DEPTH} layers whose starting weights were multiplied by"
            f" {factor:g}. What is left: {', '.join(words)}."
        )

    return figure.updates_with(draw, factor=factor)
