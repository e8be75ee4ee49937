"""The gradient check under the microscope: the error of a numerical slope against its h (lesson 07)."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from helpers.nn import relative_error
from helpers.plots.style import GRADIENT, LOSS, NEUTRAL, TARGET, CourseFigure, course_style

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
    """Draw the loss around a weight, magnified until h fills the picture, and the slope's error from the coarsest h to this one."""
    figure = CourseFigure(3.8)
    near, far = figure.subplots(1, 2, width_ratios=(1, 1.15))
    near.set(
        xlim=(-2, 2),
        ylim=(-2.6, 2.6),
        xticks=[-1, 0, 1],
        xticklabels=["$w-h$", "$w$", "$w+h$"],
        yticks=[0],
        yticklabels=["$L(w)$"],
    )
    near.set_xlabel("weight")
    (curve,) = near.plot([], [], color=LOSS, linewidth=2.6, label="loss")
    (tangent,) = near.plot([], [], ":", color=TARGET, linewidth=1.6, label="slope of backward")
    (feet,) = near.plot([], [], "o--", color=GRADIENT, linewidth=1.6, label="slope of the judge")
    near.legend(loc="upper left", bbox_to_anchor=(0, 1.02), borderpad=0)
    far.set(
        xscale="log",
        yscale="log",
        xlim=(0.3, 3e-18),
        ylim=(2e-15, 4),
        xlabel="$h$, from coarse to fine",
    )
    far.set_ylabel("relative error")
    far.set(xticks=[1e-1, 1e-5, 1e-9, 1e-13, 1e-17], yticks=[1e-12, 1e-9, 1e-6, 1e-3, 1])
    far.axhline(TOLERANCE, color=NEUTRAL, linestyle=":", linewidth=1.4)
    far.text(1e-17, TOLERANCE / 1.6, "passes below", ha="right", va="top", size=10, color=NEUTRAL)
    arms = [far.text(h, error, "", size=12, color=GRADIENT) for h, error in ((0.1, 3e-10), (1e-9, 2e-11))]
    styles = (("float64", "-"), ("float32", "--"))
    lines = {name: far.plot([], [], style, color=NEUTRAL, linewidth=1.6, label=name)[0] for name, style in styles}
    far.legend(loc="lower right", ncols=2)
    (chosen,) = far.plot([], [], "D", color=GRADIENT, markeredgecolor="black", markersize=10)

    def draw(h, precision, place):
        here, (below, above, slope) = PLACES[place], _feet(place, precision, h)
        error = _errors(place, precision)[HS.index(h)]
        dtype = DTYPES[precision]
        L = float(here.loss(dtype(W), dtype))
        magnify = 1 / (h * here.scale)
        curve.set_data(FIELD, np.clip((here.loss(W + FIELD * h, dtype).astype(float) - L) * magnify, -9, 9))
        tangent.set_data([-2, 2], np.array([-2, 2]) * here.slope / here.scale)
        feet.set_data([-1, 1], np.clip([(below - L) * magnify, (above - L) * magnify], -9, 9))
        for name, line in lines.items():
            line.set_data(HS[: HS.index(h) + 1], _errors(place, name)[: HS.index(h) + 1])
        chosen.set_data([h], [error])
        for arm, words, passed in zip(arms, ("$\\propto h^2$", "$\\propto 1/h$"), (1e-4, 1e-10), strict=True):
            arm.set_text(words if place == "smooth" and h <= passed else "")
        near.set_title(f"judge {slope:.6g}, backward {here.slope:.6g}".replace("-", "−"))
        off = f"{error:.1e}" if error > LOWEST else f"{LOWEST:.0e} or less"
        far.set_title(f"h = {h:g}: error {off}")
        return (
            f"one weight of a neuron {here.words}, in {precision}, with h = {h:g}: the judge says {slope:.6g}, backward"
            f" says {here.slope:.6g}; the relative error is {off}."
        )

    return figure.updates_with(draw, h=h, precision=precision, place=place)
