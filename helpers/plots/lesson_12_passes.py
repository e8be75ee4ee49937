"""How many passes three ways need for all slopes of a loss, over the number of its parameters (lesson 12)."""

import numpy as np

from helpers.nn import Value, numerical_gradient
from helpers.plots.style import GRADIENT, LOSS, NEUTRAL, course_style, panels

WIDTHS = (1, 2, 4, 8, 16)
LOOKS = {
    "central differences": (NEUTRAL, "--", "s"),
    "forward mode": (LOSS, ":", "^"),
    "reverse mode": (GRADIENT, "-", "o"),
}


class Dual:
    """A number or an array, and how fast it moves with one parameter: forward mode."""

    __array_ufunc__ = None

    def __init__(self, data, slope):
        self.data, self.slope = np.asarray(data), np.asarray(slope)

    def __add__(self, other):
        return Dual(self.data + other.data, self.slope + other.slope)

    def __matmul__(self, other):
        return Dual(self.data @ other.data, self.slope @ other.data + self.data @ other.slope)

    def tanh(self):
        """Return the hyperbolic tangent."""
        a = np.tanh(self.data)
        return Dual(a, (1 - a**2) * self.slope)

    def sum(self):
        """Return the sum of all entries."""
        return Dual(self.data.sum(), self.slope.sum())


def loss_of(X, W1, b1, W2):
    """Return a loss of a small network, for Values and for Duals."""
    return ((X @ W1 + b1).tanh() @ W2).sum()


def passes_for(width):
    """Return the number of parameters, {way: passes that were run}, and the largest difference of their slopes."""
    rng = np.random.default_rng(width)
    X, shapes = rng.normal(size=(5, width)), [(width, width), (width,), (width, 1)]
    theta = [rng.normal(size=shape) / np.sqrt(width) for shape in shapes]
    counts, cuts = dict.fromkeys(LOOKS, 0), np.cumsum([each.size for each in theta])[:-1]

    def split(row):
        return [part.reshape(shape) for part, shape in zip(np.split(row, cuts), shapes, strict=True)]

    def loss(row):
        counts["central differences"] += 1
        return float(loss_of(Value(X), *map(Value, split(row))).data)

    row = np.concatenate([each.ravel() for each in theta])
    found = [numerical_gradient(loss, row)]
    slopes = []
    for direction in np.eye(len(row)):  # one parameter moves, the others rest
        duals = [Dual(*pair) for pair in zip(theta, split(direction), strict=True)]
        slopes.append(loss_of(Dual(X, 0 * X), *duals).slope)
        counts["forward mode"] += 1
    found.append(np.array(slopes))
    values = [*map(Value, theta)]
    loss_of(Value(X), *values).backward()
    counts["reverse mode"] += 2  # there, and back
    found.append(np.concatenate([each.grad.ravel() for each in values]))
    return len(row), counts, max(np.abs(each - found[-1]).max() for each in found)


@course_style
def passes_counted(widths=WIDTHS):
    """Draw how many passes through a network give all of its slopes, in three ways, each of them run and counted."""
    figure, axes = panels(3.3)
    runs = [passes_for(width) for width in widths]
    sizes = [size for size, *_ in runs]
    for name, (color, style, marker) in LOOKS.items():
        counts = [counted[name] for _, counted, _ in runs]
        axes.plot(sizes, counts, style, marker=marker, color=color, markersize=7)
        axes.text(sizes[-1] * 1.15, counts[-1], f"{name}: {counts[-1]}", va="center", color="black")
    axes.set(xscale="log", yscale="log", xlabel="parameters", ylabel="passes for all slopes", ylim=(0.8, 1500))
    axes.set(xlim=(2, sizes[-1] * 12), xticks=sizes, yticks=[1, 10, 100, 1000])
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter("{x:g}")
    axes.minorticks_off()
    last, counted, _ = runs[-1]
    told = ", ".join(f"{counted[name]} for {name}" for name in LOOKS)
    figure.alt = (
        f"the passes for all slopes over the number of parameters, {sizes[0]} to {last}, counted while they ran. With"
        f" {last} parameters: {told}. Reverse mode needs 2 everywhere."
    )
    return figure
