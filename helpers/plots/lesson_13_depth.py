"""Gradients through depth, with and without a way around each layer, and with and without a norm (lesson 13)."""

from functools import lru_cache

import numpy as np

from helpers.nn import Linear, Network, Residual, RMSNorm, Tanh
from helpers.plots.style import GRADIENT, course_style, minus, panels

D, SAMPLES, DEEPEST = 16, 32, 40
STACKS = {  # (a norm before each layer, a way around it): label, line style, marker
    (False, False): ("layers alone", ":", "^"),
    (True, False): ("with a norm", "-.", "s"),
    (False, True): ("with a residual", "--", "D"),
    (True, True): ("with both", "-", "o"),
}


def stack(depth, factor, norm, residual):
    """Return the layers: each is a Linear with its starting weights times factor, and a tanh."""
    rng, layers = np.random.default_rng(1), []
    for _ in range(depth):
        linear = Linear(D, D, rng)
        linear.W *= factor
        inner = [*[RMSNorm(D)] * norm, linear, Tanh()]
        layers.append(Residual(inner) if residual else Network(inner))
    return layers


@lru_cache
def sizes_by_depth(depth, factor, norm, residual):
    """Return the size of the gradient (root of the mean square) before and after each layer on the way back."""
    rng = np.random.default_rng(0)
    X, gradient = rng.normal(size=(SAMPLES, D)), rng.normal(size=(SAMPLES, D))
    layers = stack(depth, factor, norm, residual)
    for layer in layers:
        X = layer.forward(X)
    sizes = [1.0]
    first = np.sqrt((gradient**2).mean())
    for layer in reversed(layers):
        gradient = layer.backward(gradient)
        sizes.append(float(np.sqrt((gradient**2).mean()) / first))
    return sizes


@course_style
def gradient_in_stacks(depth=20, factor=0.5):
    """Draw the size of the gradient on its way back through a stack of layers, four ways."""
    figure, axes = panels(3.6)
    lines = {}
    for kind, (label, style, marker) in STACKS.items():
        look = {"marker": marker, "markersize": 4, "linewidth": 1.6, "label": label, "color": GRADIENT}
        (lines[kind],) = axes.plot([], [], style, **look)
    axes.axhline(1, color="black", linewidth=0.8)
    axes.set(xlabel="layers passed on the way back", ylabel="size of the gradient", yscale="log")
    axes.set(xlim=(-0.4, DEEPEST + 14.5), xticks=range(0, DEEPEST + 1, 10))
    axes.set(ylim=(1e-26, 1e10), yticks=10.0 ** np.arange(-24, 9, 8))
    axes.minorticks_off()
    axes.legend(loc="lower left", handlelength=3.4)
    table = axes.text(DEEPEST + 14.3, 1e-8, "", size=9.5, ha="right", va="center", ma="left", linespacing=1.5)
    table.set_in_layout(False)  # else its numbers would move the axes

    def draw(depth, factor):
        words = []
        for kind, line in lines.items():
            sizes = sizes_by_depth(depth, factor, *kind)
            line.set_data(range(depth + 1), sizes)
            words.append((STACKS[kind][0], minus(f"{sizes[-1]:.2g}")))
        table.set_text("\n".join(["what is left:", *(f"{label}: {left}" for label, left in words)]))
        return (
            f"a gradient of size 1 goes back through {depth} layers, whose starting weights were multiplied by"
            f" {factor:g}. What is left: {', '.join(f'{label} {left}' for label, left in words)}."
        )

    return figure.updates_with(draw, depth=depth, factor=factor)
