"""The loops that vanish: a layer with three, two, one and none, and their times (lesson 09)."""

import time

import numpy as np

from helpers.plots.style import NEUTRAL, course_style, panels


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
    figure, axes = panels(3.0)
    heights = range(len(ways) - 1, -1, -1)
    axes.barh(heights, microseconds, color=NEUTRAL, edgecolor="black", height=0.55)
    axes.set(xscale="log", yticks=heights, yticklabels=ways, xlim=(min(microseconds) / 4, max(microseconds) * 30))
    axes.set(xlabel="time of one forward pass on this machine (µs, logarithmic)")
    axes.grid(visible=False, axis="y")
    for height, now, before in zip(heights, microseconds, [None, *microseconds], strict=False):
        saved = f", {before / now:.1f} times faster" if before else ""
        axes.text(now * 1.15, height, f"{now:,.0f} µs{saved}", va="center")
    figure.alt = (
        f"the time of a layer's forward pass for {samples} samples, {inputs} inputs and {neurons} neurons, measured"
        " when this figure was drawn: with three nested loops, with dot products, with a row times a matrix, and with"
        " one matrix product."
    )
    return figure
