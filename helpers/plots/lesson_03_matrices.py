"""Matrices as grids of colored cells, and the products that make the gradients (lessons 03 and 04)."""

import numpy as np
from matplotlib.colors import to_rgb
from matplotlib.patches import Rectangle

from helpers.plots.style import CENTER, GRADIENT, INPUT, NEUTRAL, PARAMETER, CourseFigure, course_style, minus, text_on

# The running example of lesson 03: one sample, three inputs, two neurons.
X = np.array([5.0, -1.0, 3.0])
W = np.array([[1.0, -2.0], [3.0, 1.0], [0.5, 1.0]])
B = np.array([0.5, 1.0])
DL_DZ = np.array([2.0, -3.0])

CELL_WIDTH, CELL_HEIGHT = 1.0, 0.7  # of one entry, in the units of the axes


def number(value):
    """Return a number as a short text with a real minus sign."""
    return minus(f"{value:.4g}")


def pale(color):
    """Return a light, opaque tint of a color."""
    return tuple(0.18 * channel + 0.82 for channel in to_rgb(color))


def factor(value):
    """Return a number as it stands in a product or a sum: a negative one in parentheses."""
    return f"({number(value)})" if value < 0 else number(value)


def sum_of_products(a, b):
    """Return the products of the entries of two rows, and their sum: "2 · 3 + 4 · (−5)"."""
    pairs = list(zip(a, b, strict=True))
    first = f"{number(pairs[0][0])} · {factor(pairs[0][1])}"
    return " + ".join([first] + [f"{factor(left)} · {factor(right)}" for left, right in pairs[1:]])


def matrix_page(inches, width, height):
    """Return a figure and axes without a frame: x from 0 to width, y from 0 (top) down to −height, undistorted."""
    figure = CourseFigure(inches)
    figure.set_layout_engine("none")  # so that a text can't move the matrices
    axes = figure.add_axes((0.005, 0.01, 0.99, 0.98))
    axes.set(xlim=(0, width), ylim=(-height, 0), aspect="equal")
    axes.axis("off")
    return figure, axes


class MatrixDrawing:
    """A matrix drawn as a grid: a number in each cell, the name above, the shape below.

    Parameters: axes (see matrix_page), values (rows, columns), corner (x, y) at the upper left, color
    of the quantity, name (mathtext allowed), cell, the (width, height) of one entry.
    All cells are pale; `highlight` fills the chosen ones with the full color, `crop` shows a smaller matrix.
    """

    def __init__(self, axes, values, corner, color, name="", cell=(CELL_WIDTH, CELL_HEIGHT), size=12):
        self.corner, self.color, self.cell = corner, color, cell
        self.rows, self.columns = len(values), len(values[0])
        self.entries = [(r, c) for r in range(self.rows) for c in range(self.columns)]
        self.boxes, self.numbers = {}, {}
        for r, c in self.entries:
            x, y = self.center(r, c)
            box = Rectangle((x - cell[0] / 2, y - cell[1] / 2), *cell, linewidth=1.2, edgecolor="white")
            self.boxes[r, c] = axes.add_patch(box)
            self.numbers[r, c] = axes.text(x, y, "", **CENTER, size=size)
        self.name = axes.text(0, corner[1] + 0.12, name, ha="center", va="bottom", size=size, weight="bold")
        self.shape = axes.text(0, 0, "", ha="center", va="top", size=10, color="#555555")
        self.crop(self.rows, self.columns)
        self.fill(values)
        self.highlight([])

    def center(self, row, column):
        """Return the place (x, y) of an entry's center."""
        return self.corner[0] + (column + 0.5) * self.cell[0], self.corner[1] - (row + 0.5) * self.cell[1]

    def crop(self, rows, columns):
        """Show this many rows and columns, from the upper left; the rest is hidden. No rows hide all."""
        for r, c in self.entries:
            visible = r < rows and c < columns
            self.boxes[r, c].set_visible(visible)
            self.numbers[r, c].set_visible(visible)
        middle = self.corner[0] + columns * self.cell[0] / 2
        self.name.set(x=middle, visible=rows > 0)
        self.shape.set(position=(middle, self.corner[1] - rows * self.cell[1] - 0.1), visible=rows > 0)
        self.shape.set_text(f"({rows}, {columns})")

    def fill(self, values):
        """Write other numbers into the cells; a text is written as it is."""
        for r, c in self.entries:
            value = values[r][c]
            self.numbers[r, c].set_text(value if isinstance(value, str) else number(value))

    def highlight(self, entries):
        """Fill these entries, pairs (row, column), with the full color, and make the others pale."""
        chosen = set(entries)
        for entry in self.entries:
            full = entry in chosen
            self.boxes[entry].set_facecolor(self.color if full else pale(self.color))
            self.numbers[entry].set(color=text_on(self.color) if full else "black", weight="bold" if full else "normal")


class ProductDrawing:
    """A matrix product left @ top, with each entry of the result at the crossing of its row and its column.

    Parameters: axes (see matrix_page), left (rows, inner) and top (inner, columns), each (values, color,
    name), result, its (color, name), and corner (x, y), the upper left of the whole drawing.
    `show(row, column)` highlights one entry with what it is made from, and returns the sum as a text.
    """

    GAP = 0.7  # between the factors and the result: room for a shape

    def __init__(self, axes, left, top, result, corner):
        self.values = np.asarray(left[0]), np.asarray(top[0])
        (rows, inner), columns = self.values[0].shape, self.values[1].shape[1]
        x, y = corner[0] + inner * CELL_WIDTH + self.GAP, corner[1] - inner * CELL_HEIGHT - self.GAP
        self.left = MatrixDrawing(axes, left[0], (corner[0], y), *left[1:])
        self.top = MatrixDrawing(axes, top[0], (x, corner[1]), *top[1:])
        self.result = MatrixDrawing(axes, self.values[0] @ self.values[1], (x, y), *result)
        end = x + columns * CELL_WIDTH + 0.15  # the name stands beside the last row, where no guide passes
        self.result.name.set(position=(end, self.result.center(rows - 1, 0)[1]), ha="left", va="center")
        (self.across,) = axes.plot([], [], ":", color=NEUTRAL, linewidth=2, zorder=0)
        (self.down,) = axes.plot([], [], ":", color=NEUTRAL, linewidth=2, zorder=0)

    def show(self, row, column):
        """Highlight the entry (row, column), counted from 0, its row on the left and its column on top."""
        inner = range(self.left.columns)
        self.left.highlight([(row, k) for k in inner])
        self.top.highlight([(k, column) for k in inner])
        self.result.highlight([(row, column)])
        x, y = self.result.center(row, column)
        self.across.set_data([self.left.center(row, 0)[0], x], [y, y])
        self.down.set_data([x, x], [self.top.center(0, column)[1], y])
        a, b = self.values[0][row], self.values[1][:, column]
        return f"{sum_of_products(a, b)} = {number(a @ b)}"


@course_style
def weight_gradient(row=1, column=2):
    """Draw X.T @ dL_dZ for one sample: entry (row, column), counted from 1, and its factors; the rest is covered."""
    figure, axes = matrix_page(3.5, 9.6, 4.4)
    left, top = (X[:, None], INPUT, "X.T"), (DL_DZ[None], GRADIENT, "dL_dZ")
    product = ProductDrawing(axes, left, top, (GRADIENT, "dL_dW"), (0.3, -0.45))
    symbols, numbers = _two_lines(axes, 5.1, -1.65, 0.95)

    def draw(row, column):
        entry = f"{row}{column}"
        terms = product.show(row - 1, column - 1)
        cover = np.full((len(X), len(DL_DZ)), "?", dtype=object)  # the reader predicts an entry, then uncovers it
        cover[row - 1, column - 1] = X[row - 1] * DL_DZ[column - 1]
        product.result.fill(cover)
        symbols.set_text(rf"$dL/dw_{{{entry}}} = x_{row} \cdot dL/dz_{column}$")
        numbers.set_text(f"= {terms}")
        return (
            f"X.T is a column of three numbers, dL_dZ a row of two. Row {row} meets column {column}: dL/dw{entry} = "
            f"x{row} · dL/dz{column} = {terms}. The other entries of dL_dW are covered."
        )

    return figure.updates_with(draw, row=row, column=column)


def _two_lines(axes, x, y, indent):
    style = {"size": 13, "color": GRADIENT, "va": "center"}
    return axes.text(x, y, "", **style), axes.text(x + indent, y - 0.65, "", weight="bold", **style)


@course_style
def hand_back(column=1):
    """Draw dL_dZ @ W.T for one sample: the entry of this column, counted from 1, is a sum over both neurons."""
    figure, axes = matrix_page(2.8, 10.2, 3.7)
    left, top = (DL_DZ[None], GRADIENT, "dL_dZ"), (W.T, PARAMETER, "W.T")
    product = ProductDrawing(axes, left, top, (GRADIENT, "dL_dX"), (0.3, -0.45))
    symbols, numbers = _two_lines(axes, 6.6, -0.85, 0)

    def draw(column):
        terms = product.show(0, column - 1)
        symbols.set_text(rf"$dL/dx_{column} = \sum_j \; dL/dz_j \cdot w_{{{column}j}}$")
        numbers.set_text(f"= {terms}")
        return f"the row dL_dZ meets column {column} of W.T, which is row {column} of W: dL/dx{column} = {terms}."

    return figure.updates_with(draw, column=column)


LARGEST = 4  # rows and columns in the figure about the wrong order


def _shape_grid(axes, x, color, name):
    """Draw a grid without numbers, in the full color, to be cropped."""
    grid = MatrixDrawing(axes, [[""] * LARGEST] * LARGEST, (x, -0.5), color, name, cell=(0.45, 0.45))
    grid.highlight(grid.entries)
    return grid


@course_style
def wrong_order(samples=1, inputs=3, outputs=2):
    """Draw the shapes in `W -= lr * (dL_dZ @ X.T)`, the wrong order, and say whether NumPy lets it pass."""
    figure, axes = matrix_page(3.2, 9.6, 4.0)
    left, right = _shape_grid(axes, 0.3, GRADIENT, "dL_dZ"), _shape_grid(axes, 2.65, INPUT, "X.T")
    product, weights = _shape_grid(axes, 5.0, GRADIENT, "product"), _shape_grid(axes, 7.6, PARAMETER, "W")
    for x, sign in ((2.38, "@"), (4.73, "="), (7.2, "for")):
        axes.text(x, -0.75, sign, **CENTER, size=13)
    cross = axes.text(5.25, -0.75, "✗", **CENTER, size=20)
    verdict = axes.text(0.3, -3.2, "", size=13, weight="bold", va="center")
    reason = axes.text(0.3, -3.7, "", size=12, va="center")

    def draw(samples, inputs, outputs):
        heading, words = _fate_of_the_wrong_order(samples, inputs, outputs)
        left.crop(samples, outputs)
        right.crop(inputs, samples)
        weights.crop(inputs, outputs)
        cross.set_visible(inputs != outputs)
        product.crop(*((samples, samples) if inputs == outputs else (0, 0)))
        product.highlight(product.entries)
        if samples == 1 and inputs == outputs > 1:
            product.crop(inputs, outputs)
            product.highlight([(0, 0)])
            product.shape.set_text(f"(1, 1), stretched to ({inputs}, {outputs})")
        verdict.set(text=heading, color=GRADIENT if heading.endswith("wrong") else "black")
        reason.set_text(words)
        shapes = f"dL_dZ ({samples}, {outputs}) @ X.T ({inputs}, {samples}), for W ({inputs}, {outputs})"
        return f"{shapes}. {heading}: {words}."

    return figure.updates_with(draw, samples=samples, inputs=inputs, outputs=outputs)


def _fate_of_the_wrong_order(samples, inputs, outputs):
    """Return what NumPy does with the update of W by dL_dZ @ X.T, and why."""
    if inputs != outputs:
        return "Refused", f"a row of dL_dZ has length {outputs}, a column of X.T has length {inputs}"
    if samples == inputs == 1:
        return "Runs, and is right", "the product of two single numbers has no order"
    if samples == inputs:
        return "Runs, and is wrong", f"the product has the shape of W, but its {inputs**2} numbers aren't the gradient"
    if samples == 1:
        return "Runs, and is wrong", f"one number is stretched over all {inputs**2} weights"
    return (
        "Refused",
        f"the product runs, but ({samples}, {samples}) can't be subtracted from ({inputs}, {outputs}) in place",
    )
