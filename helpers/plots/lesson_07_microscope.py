"""The gradient check under the microscope: the error of a numerical slope against its h (lesson 07)."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from helpers.nn import relative_error
from helpers.plots.style import GRADIENT, LOSS, NEUTRAL, TARGET, course_style, minus, panels

HS = [float(f"{h:.0e}") for power in range(-1, -17, -1) for h in (10.0**power, 3 * 10.0 ** (power - 1))]
LOWEST, TOLERANCE = 1e-12, 1e-6  # the lowest error on the axis; what passes
W, X = 0.75, 4.0  # one neuron, one weight, one input
FIELD = np.linspace(-2, 2, 401)  # what the left side shows, in units of h


class Place(NamedTuple):
    """A neuron (bias, target, "sigmoid" or "relu") to differentiate at, and what backward says there."""

    bias: float
    target: float
    activation: str
    slope: float
    words: str
    scale: float  # the slope that fills the picture: that of the tangent, or at a kink of its steep side

    def loss(self, w, dtype):
        """Return ½(a − y)² for an array of weights, computed in this dtype from the first to the last step."""
        z = np.asarray(w, dtype) * dtype(X) + dtype(self.bias)
        a = 1 / (1 + np.exp(-z)) if self.activation == "sigmoid" else np.maximum(z, 0)
        return dtype(0.5) * (a - dtype(self.target)) ** 2


A = 1 / (1 + np.exp(-1.0))
PLACES = {
    "smooth": Place(-2.0, 0.0, "sigmoid", A * A * (1 - A) * X, "on a smooth loss", A * A * (1 - A) * X),
    "near a kink": Place(-2.996, 1.0, "relu", (0.004 - 1) * X, "0.001 beside a kink", (0.004 - 1) * X),
    "on a kink": Place(-3.0, 1.0, "relu", 0.0, "on a kink", -X),
}
DTYPES = {"float64": np.float64, "float32": np.float32}


def _feet(place, dtype, h):
    """Return the losses at w − h and w + h, as Python floats, and the numerical slope made of them."""
    dtype, h = DTYPES[dtype], DTYPES[dtype](h)
    below, above = PLACES[place].loss(dtype(W) - h, dtype), PLACES[place].loss(dtype(W) + h, dtype)
    return float(below), float(above), float((above - below) / (2 * h))


@lru_cache(maxsize=len(PLACES) * len(DTYPES))
def _errors(place, dtype):
    """Return the relative error for each of HS, not below what the axis shows."""
    errors = [relative_error(_feet(place, dtype, h)[2], PLACES[place].slope) for h in HS]
    return np.maximum(errors, LOWEST)


@course_style
def microscope(h=1e-5, precision="float64", place="smooth"):
    """Draw the loss around a weight, magnified until h fills the picture, and the slope's error down to this h."""
    figure, (near, far) = panels(3.8, 1, 2, width_ratios=(1, 1.15))
    magnify, show_errors = _magnified_loss(near), _errors_by_h(far)

    def draw(h, precision, place):
        here, slope = PLACES[place], _feet(place, precision, h)[2]
        error = _errors(place, precision)[HS.index(h)]
        magnify(h, precision, place)
        show_errors(h, precision, place)
        near.set_title(minus(f"judge {slope:.6g}, backward {here.slope:.6g}"))
        off = f"{error:.1e}" if error > LOWEST else f"{LOWEST:.0e} or less"
        far.set_title(f"h = {h:g}: error {off}")
        return (
            f"one weight of a neuron {here.words}, in {precision}, with h = {h:g}: the judge says {slope:.6g}, backward"
            f" says {here.slope:.6g}; the relative error is {off}."
        )

    return figure.updates_with(draw, h=h, precision=precision, place=place)


def _magnified_loss(axes):
    """Return the function that magnifies the loss around a weight until h fills the axes."""
    axes.set(xlim=(-2, 2), xticks=[-1, 0, 1], xticklabels=["$w-h$", "$w$", "$w+h$"], xlabel="weight")
    axes.set(ylim=(-2.6, 2.6), yticks=[0], yticklabels=["$L(w)$"])
    (curve,) = axes.plot([], [], color=LOSS, linewidth=2.6, label="loss")
    (tangent,) = axes.plot([], [], ":", color=TARGET, linewidth=1.6, label="slope of backward")
    (feet,) = axes.plot([], [], "o--", color=GRADIENT, linewidth=1.6, label="slope of the judge")
    axes.legend(loc="upper left", bbox_to_anchor=(0, 1.02), borderpad=0)

    def magnify(h, precision, place):
        here, dtype, (below, above, _) = PLACES[place], DTYPES[precision], _feet(place, precision, h)
        L, scale = float(here.loss(dtype(W), dtype)), 1 / (h * here.scale)
        curve.set_data(FIELD, np.clip((here.loss(W + FIELD * h, dtype).astype(float) - L) * scale, -9, 9))
        tangent.set_data([-2, 2], np.array([-2, 2]) * here.slope / here.scale)
        feet.set_data([-1, 1], np.clip([(below - L) * scale, (above - L) * scale], -9, 9))

    return magnify


def _errors_by_h(axes):
    """Return the function that shows the errors from the coarsest h down to one h."""
    axes.set(xscale="log", xlim=(0.3, 3e-18), xlabel="$h$, from coarse to fine")
    axes.set_xticks([1e-1, 1e-5, 1e-9, 1e-13, 1e-17])
    axes.set(yscale="log", ylim=(2e-15, 4), ylabel="relative error", yticks=[1e-12, 1e-9, 1e-6, 1e-3, 1])
    axes.axhline(TOLERANCE, color=NEUTRAL, linestyle=":", linewidth=1.4)
    axes.text(1e-17, TOLERANCE / 1.6, "passes below", ha="right", va="top", size=10, color=NEUTRAL)
    arms = [axes.text(h, error, "", size=12, color=GRADIENT) for h, error in ((0.1, 3e-10), (1e-9, 2e-11))]
    styles = (("float64", "-"), ("float32", "--"))
    lines = {name: axes.plot([], [], style, color=NEUTRAL, linewidth=1.6, label=name)[0] for name, style in styles}
    axes.legend(loc="lower right", ncols=2)
    (chosen,) = axes.plot([], [], "D", color=GRADIENT, markeredgecolor="black", markersize=10)

    def show(h, precision, place):
        passed = HS.index(h) + 1
        for name, line in lines.items():
            line.set_data(HS[:passed], _errors(place, name)[:passed])
        chosen.set_data([h], [_errors(place, precision)[HS.index(h)]])
        for arm, words, last in zip(arms, ("$\\propto h^2$", "$\\propto 1/h$"), (1e-4, 1e-10), strict=True):
            arm.set_text(words if place == "smooth" and h <= last else "")

    return show
