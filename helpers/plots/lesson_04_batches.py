"""Batches: one bias for all rows, what each sample adds to a gradient, and every row twice (lesson 04)."""

import numpy as np

from helpers.plots.lesson_03_matrices import MatrixDrawing, matrix_page
from helpers.plots.style import CENTER, GRADIENT, INPUT, NEUTRAL, PARAMETER, course_style, minus, panels

# The running example of lesson 04: four samples, two inputs, three outputs.
X = np.array([[1, 0], [2, 1], [0, 3], [1, 2]])
W = np.array([[1, 0, 2], [-1, 3, 0]])
B = np.array([[10, 20, 30]])
DL_DZ = np.array([[1, 0, -2], [0, 3, 1], [2, -1, 0], [1, 1, -1]])
LEARNING_RATE, STEPS = 0.1, np.arange(13)  # of `duplicates`

ALL = [(row, column) for row in range(4) for column in range(3)]


@course_style
def one_bias():
    """Draw the bias, copied to every row on the way forward, and its gradient, summed over the rows on the way back."""
    figure, axes = matrix_page(3.25, 13.6, 5.7)
    cell = (0.8, 0.6)
    XW = X @ W
    MatrixDrawing(axes, XW, (0.2, -1.7), NEUTRAL, "X @ W", cell)
    bias = MatrixDrawing(axes, B, (3.3, -0.5), PARAMETER, "b", cell)
    copies = MatrixDrawing(axes, np.repeat(B, 4, axis=0), (3.3, -1.7), PARAMETER, "", cell)
    MatrixDrawing(axes, XW + B, (6.4, -1.7), NEUTRAL, "Z", cell)
    rows = MatrixDrawing(axes, DL_DZ, (10.9, -1.7), GRADIENT, "dL_dZ", cell)
    total = MatrixDrawing(axes, [["?", "?", "?"]], (10.9, -4.7), GRADIENT, "", cell)
    for row in (bias, total):
        row.highlight(ALL)
        row.shape.set_text("(3,)" if row is total else "")
    rows.shape.set_text("")
    copies.shape.set_text("one copy for each row")
    axes.text(2.95, -2.9, "+", **CENTER, size=16)
    axes.text(6.05, -2.9, "=", **CENTER, size=16)
    axes.text(10.7, -5, "dL_db", ha="right", va="center", size=12, weight="bold")
    for x, y, color in ((4.5, -1.12, PARAMETER), (12.1, -4.13, GRADIENT)):
        arrow = {"arrowstyle": "-|>", "color": color, "linewidth": 2.4, "shrinkA": 0, "shrinkB": 0}
        axes.annotate("", (x, y - 0.55), (x, y), arrowprops=arrow)
    axes.text(0.2, -0.5, "forward", size=13, weight="bold", va="center")
    axes.text(10.9, -0.5, "backward", size=13, weight="bold", va="center", color=GRADIENT)
    figure.alt = (
        "forward, the bias b = (10, 20, 30) is copied to each of the four rows of X @ W, and the sum is Z. "
        "Backward, four rows of dL_dZ arrive, and they must become one dL_db of three numbers."
    )
    return figure


@course_style
def batch_parts(samples=2):
    """Draw what each of the first samples adds to dL_db and dL_dW, as multiplication tables, and the sums."""
    figure, axes = matrix_page(2.05, 16.25, 3.75)
    tables = [_Table(axes, 3.5 * i, f"sample {i + 1}") for i in range(4)]
    total = _Table(axes, 13.2, "dL_db", with_input=False)
    axes.text(15.1, -3.25, "dL_dW", **CENTER, weight="bold")
    words = "At the left the inputs, on top the row of dL_dZ, inside their products."
    axes.text(0, -3.25, words, va="center", size=10, color="#555555")
    for i in range(4):
        axes.text(3.5 * i + 3.26, -2.1, "+" if i < 3 else "=", **CENTER, size=15)

    def draw(samples):
        for i, table in enumerate(tables):
            table.show(X[i], DL_DZ[i], np.outer(X[i], DL_DZ[i]), joined=i < samples)
        dL_db, dL_dW = DL_DZ[:samples].sum(axis=0), X[:samples].T @ DL_DZ[:samples]
        total.show(None, dL_db, dL_dW)
        last, added = tables[samples - 1], np.outer(X[samples - 1], DL_DZ[samples - 1])
        for table in [*tables, total]:
            table.mark(DL_DZ[samples - 1], added if table in (last, total) else 0 * added)
        return (
            f"with {samples} of 4 samples, dL_db is {dL_db.tolist()} and dL_dW is {dL_dW.tolist()}. "
            f"Sample {samples} changed {np.count_nonzero(added)} of the 6 entries of dL_dW."
        ).replace("-", "−")

    return figure.updates_with(draw, samples=samples)


class _Table:
    """A multiplication table: a sample's inputs at the left, its row of dL_dZ on top, their products inside."""

    def __init__(self, axes, x, name, with_input=True):
        cell = (0.74, 0.72)
        self.top = MatrixDrawing(axes, [[""] * 3], (x + 0.8, -0.6), GRADIENT, name, cell, 11)
        self.inside = MatrixDrawing(axes, [[""] * 3] * 2, (x + 0.8, -1.42), GRADIENT, "", cell, 11)
        self.side = MatrixDrawing(axes, [[""]] * 2, (x, -1.42), INPUT, "", cell, 11) if with_input else None
        for part in filter(None, (self.top, self.inside, self.side)):
            part.shape.set_text("")

    def show(self, inputs, dL_dZ, products, joined=True):
        """Write the numbers, or none where the sample has not joined the batch."""
        self.top.fill([dL_dZ] if joined else [[""] * 3])
        self.inside.fill(products if joined else [[""] * 3] * 2)
        if self.side:
            self.side.fill(inputs[:, None] if joined else [[""]] * 2)

    def mark(self, dL_dZ, products):
        """Fill the entries that have just received something other than 0."""
        self.inside.highlight(map(tuple, np.argwhere(products)))
        self.top.highlight((0, column) for column in np.flatnonzero(dL_dZ if products.any() else 0 * dL_dZ))


@course_style
def duplicates(copies=1):
    """Draw what copies of every row do to the gradient of a bias, and to descent, with 1/n in the loss and without."""
    figure, (left, right) = panels(3.4, 1, 2)
    with_mean, without = _gradients_by_copies(left)
    wild, note = _descent_on_the_bias(right)
    slope, n = DL_DZ[:, 0].sum(), len(DL_DZ)

    def draw(copies):
        factor = 1 - LEARNING_RATE * n * copies  # what a step without 1/n multiplies the distance by
        with_mean.set_data([copies], [slope / n])
        without.set_data([copies], [slope * copies])
        wild.set_data(STEPS, np.abs(factor) ** STEPS)
        note.set_text(minus(f"without 1/n: each step × {factor:.1f}"))
        return (
            f"copies of every row: {copies}. The first entry of dL_db is {slope / n:g} with 1/n in the loss and"
            f" {slope * copies} without. A step multiplies the distance from the best bias by {1 - LEARNING_RATE:g}"
            f" with 1/n, and by {factor:.1f} without."
        ).replace("-", "−")

    return figure.updates_with(draw, copies=copies)


def _gradients_by_copies(axes):
    """Draw the gradient with 1/n and without; return the points that move on its two lines."""
    copies, slope = np.arange(1, 7), DL_DZ[:, 0].sum()
    axes.plot(copies, 0 * copies + slope / len(DL_DZ), color=GRADIENT)
    axes.plot(copies, slope * copies, "--", color=GRADIENT)
    (with_mean,) = axes.plot([], [], "o", color=GRADIENT, markeredgecolor="black", markersize=10)
    (without,) = axes.plot([], [], "D", color=GRADIENT, markeredgecolor="black", markersize=9)
    axes.set(xlabel="copies of every row", ylabel="first entry of dL_db", title="the gradient")
    axes.set(xlim=(0.6, 6.4), ylim=(-2.5, 27))
    axes.text(6.3, 3.2, "with 1/n", ha="right", va="center", weight="bold")
    axes.text(4.1, 20.5, "without 1/n", ha="right", va="center", weight="bold")
    return with_mean, without


def _descent_on_the_bias(axes):
    """Draw the distance with 1/n; return the line without, and its note."""
    axes.plot(STEPS, (1 - LEARNING_RATE) ** STEPS, "o-", color=PARAMETER, markersize=5)
    (wild,) = axes.plot([], [], "D--", color=PARAMETER, markersize=5, markerfacecolor="white")
    axes.set(xlabel="step", ylabel="distance from best", yscale="log", ylim=(1e-9, 1e4), xlim=(-0.4, 12.4))
    axes.set_title(f"descent, learning rate {LEARNING_RATE}")
    axes.text(12.2, 0.12, "with 1/n", ha="right", va="top", weight="bold")
    return wild, axes.text(0.2, 4e-9, "", va="center", weight="bold")
