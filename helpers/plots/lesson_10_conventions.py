"""The switch: the same gradients in rows or in columns, with ½ or without, as a mean or as a sum (lesson 10)."""

import re
from functools import lru_cache

from matplotlib.collections import PatchCollection
from matplotlib.patches import Rectangle

from helpers.nn import numerical_gradient
from helpers.nn.delta import sigma
from helpers.plots.lesson_10_deltas import X, Y, example, signed
from helpers.plots.stepper.cells import tint
from helpers.plots.stepper.stamps import Stamps, Words, width_of
from helpers.plots.style import LOSS, NEUTRAL, course_style, page

HEIGHT, TOP, LINE, ROW = 4.75, 4.06, 0.285, 0.25  # inches: the figure, its first line, a line, a row of the table
EQUATION, CODE = 0.12, 3.5  # where they begin
NUMBERS = 4.0, 5.2, 6.15, 7.45  # where the columns of numbers end
MATH, MONO = 12, 10
N, SAMPLE, OUTPUT, HIDDEN = X.shape[1], 3, 1, 2  # the followed weight leads from hidden neuron HIDDEN to OUTPUT
RATE = 5

# What a choice puts in stands between < and >, and gets a colored ground.
ROWS = [
    (r"Z_l = A_{l-1}\,W_l + b_l", "Z[l] = A[l-1] @ W[l] + b[l]"),
    (r"A_l = \sigma(Z_l)", "A[l] = sigmoid(Z[l])"),
    (r"L = <½>\sum\,(A_3 - Y)^2 </\,n>", "L = <0.5> * ((A[3] - Y)**2).sum() </ n>"),
    (r"\sigma'(Z_l) = A_l \odot (1 - A_l)", "S[l] = A[l] * (1 - A[l])"),
    (r"dL/dZ_3 = <2\,>(A_3 - Y)</\,n> \odot \sigma'(Z_3)", "dL_dZ[3] = <2> * (A[3] - Y) </ n> * S[3]"),
    (r"dL/dZ_l = dL/dZ_{l+1}\,W_{l+1}^\top \odot \sigma'(Z_l)", "dL_dZ[l] = dL_dZ[l+1] @ W[l+1].T * S[l]"),
    (r"dL/dW_l = A_{l-1}^\top\,dL/dZ_l", "dL_dW[l] = A[l-1].T @ dL_dZ[l]"),
    (r"dL/db_l = \Sigma_{rows}\,dL/dZ_l", "dL_db[l] = dL_dZ[l].sum(axis=0)"),
]
COLUMNS = [
    (r"z_l = W_l\,a_{l-1} + b_l", "z[l] = W[l] @ a[l-1] + b[l]"),
    (r"a_l = \sigma(z_l)", "a[l] = sigmoid(z[l])"),
    (r"C = <½>\sum\,(a_3 - y)^2 </\,n>", "C = <0.5> * ((a[3] - y)**2).sum() </ n>"),
    (r"\sigma'(z_l) = a_l \odot (1 - a_l)", "s[l] = a[l] * (1 - a[l])"),
    (r"\delta_3 = <2\,>(a_3 - y) \odot \sigma'(z_3)", "delta[3] = <2> * (a[3] - y) * s[3]"),
    (r"\delta_l = W_{l+1}^\top\,\delta_{l+1} \odot \sigma'(z_l)", "delta[l] = W[l+1].T @ delta[l+1] * s[l]"),
    (r"dC/dW_l = \delta_l\,a_{l-1}^\top </\,n>", "dC_dW[l] = delta[l] @ a[l-1].T </ n>"),
    (r"dC/db_l = \Sigma_{columns}\,\delta_l </\,n>", "dC_db[l] = delta[l].sum(1, keepdims=True) </ n>"),
]
NAMES = {
    "rows": ["A[3][3, 1]", "L", "dL_dZ[3][3, 1]", "dL_dW[3][2, 1]", "dL_db[3][1]"],
    "columns": ["a[3][1, 3]", "C", "delta[3][1, 3]", "dC_dW[3][1, 2]", "dC_db[3][1, 0]"],
}
SPOKEN_BY = {
    ("rows", "½", "mean"): "this course",
    ("columns", "½", "mean"): "tutorial C",
    ("rows", "1", "mean"): "the course with tutorial B's loss",
}


def _chosen(text, half, over):
    """Put into a line what the choices put there: ½ or 0.5 in the cost, or 2 in its slope, and the / n of a mean."""
    gone = [r"<½>", r"<0\.5> \* "] if half == "1" else [r"<2\\,>", r"<2> \* "]
    gone += [r" ?</\\,n>", r" </ n>"] if over == "sum" else []
    return re.sub("|".join(gone), "", text)


def _equation(text, x, y):
    """Return an equation as Words, and a Rectangle as ground for each part between < and >."""

    def width(part):
        return width_of(Words(0, 0, f"${_plain(part)}$", MATH))

    grounds = []
    for mark in re.finditer("<(.*?)>", text):
        start, end = width(text[: mark.start()]), width(text[: mark.end()])
        grounds.append(Rectangle((x + start, y - 0.12), end - start, 0.24))
    return Words(x, y, f"${_plain(text)}$", MATH, align="left"), grounds


def _code(text, x, y):
    """Return a line of code as Words, with blocks in the same font as ground for each part between < and >."""
    blocks = re.sub("<(.*?)>", lambda mark: "█" * len(mark[1]), text)
    blocks = re.sub("[^█]", " ", blocks).rstrip()
    ground = [Words(x, y, blocks, MONO, tint(LOSS, 0.5), "left", family="monospace")] if blocks else []
    return [*ground, Words(x, y, _plain(text), MONO, align="left", family="monospace")]


def _plain(text):
    return re.sub("[<>]", "", text)


@lru_cache(maxsize=8)
def _measured(samples, half, over):
    """Compute with a convention; return [(number, what the judge says of it, or None)] in the order of NAMES."""
    factor, divisor = (0.5, 1)[half == "1"], N if over == "mean" else 1
    late = divisor if samples == "columns" else 1  # what δ leaves to the gradients of the parameters
    network = example()
    network.forward(X)
    a2, W, b = network.a[2], network.W[3], network.b[3]  # in columns; transposed, the numbers are the same

    def cost(z):
        return factor * ((sigma(z) - Y) ** 2).sum() / divisor

    z = W @ a2 + b
    a = sigma(z)
    delta = 2 * factor * (a - Y) * late / divisor * a * (1 - a)
    return [
        (a[OUTPUT, SAMPLE], None),
        (cost(z), None),
        (delta[OUTPUT, SAMPLE], numerical_gradient(lambda z: late * cost(z), z)[OUTPUT, SAMPLE]),
        ((delta @ a2.T / late)[OUTPUT, HIDDEN], numerical_gradient(lambda W: cost(W @ a2 + b), W)[OUTPUT, HIDDEN]),
        (delta.sum(axis=1)[OUTPUT] / late, numerical_gradient(lambda b: cost(W @ a2 + b), b)[OUTPUT, 0]),
    ]


@course_style
def conventions(samples="rows", half="½", over="mean"):
    """Draw equations, code and numbers of one convention: "rows" or "columns", "½" or "1", "mean" or "sum"."""
    figure, axes = page(HEIGHT)
    for y in (TOP + 0.2, TOP - 7.5 * LINE - 0.04, TOP - 7.5 * LINE - 0.04 - 1.25 * ROW):
        axes.plot([0.08, 7.52], [y, y], color=tint(NEUTRAL, 0.6), linewidth=1)
    grounds = axes.add_collection(PatchCollection([], facecolor=tint(LOSS, 0.5), edgecolor="none", zorder=2))
    words = Stamps(axes, zorder=5)
    figure.moving = [grounds, words]

    def draw(samples, half, over):
        lines, line_grounds = _page_of(samples, half, over)
        rows, row_grounds, alt = _table_of(samples, half, over)
        grounds.set_paths(line_grounds + row_grounds)
        words.write(lines + rows)
        return alt

    return figure.updates_with(draw, samples=samples, half=half, over=over)


@lru_cache(maxsize=8)
def _page_of(samples, half, over):
    """Return the Words of equations and code, and the grounds of what the choices put in."""
    name = SPOKEN_BY.get((samples, half, over))
    title = f"{samples}, {half}, {over}" + (f": {name}" if name else "")
    words, grounds = [Words(EQUATION, TOP + 0.42, title, 12, align="left", weight="bold")], []
    for place, (equation, code) in enumerate(ROWS if samples == "rows" else COLUMNS):
        y = TOP - place * LINE
        line, marks = _equation(_chosen(equation, half, over), EQUATION, y)
        words += [line, *_code(_chosen(code, half, over), CODE, y)]
        grounds += marks
    return words, grounds


@lru_cache(maxsize=8)
def _table_of(samples, half, over):
    """Return the Words of the table of numbers, the grounds of factors, and the alternative text."""
    here, course = _measured(samples, half, over), _measured("rows", "½", "mean")
    y = TOP - 7.5 * LINE - 0.04 - 0.62 * ROW
    words, said, grounds = _row(y, ("here", "this course", "factor", "judge, here"), "#444444"), [], []
    for name, (value, judged), (reference, _) in zip(NAMES[samples], here, course, strict=True):
        y -= ROW * (1.15 if not said else 1)
        factor = value / reference
        said.append(f"{name} = {signed(value)} (× {factor:.4g})")
        judge = "" if judged is None else signed(judged)
        words.append(Words(EQUATION, y, name, MONO, align="left", family="monospace"))
        words += _row(y, (signed(value), signed(reference), f"× {factor:.4g}", judge))
        grounds += _ground(y, factor)
    y -= ROW
    words.append(Words(EQUATION, y, "learning rate for the same steps", MONO, align="left"))
    words += _row(y, (f"{RATE / factor:g}", f"{RATE}", f"÷ {factor:.4g}", ""))
    alt = (
        f"samples are {samples}, factor {half} in the cost, {over} over {N} samples; in brackets, times the course's:"
        f" {', '.join(said)}. Learning rate for the same steps: {RATE / factor:g} for {RATE}."
    )
    return words, grounds + _ground(y, factor), alt


def _row(y, numbers, color="black"):
    return [Words(end, y, words, color=color, align="right") for end, words in zip(NUMBERS, numbers, strict=True)]


def _ground(y, factor):
    """Return the ground of a factor that isn't 1."""
    return [Rectangle((NUMBERS[2] - 0.42, y - 0.12), 0.5, 0.24)] if abs(factor - 1) > 1e-6 else []
