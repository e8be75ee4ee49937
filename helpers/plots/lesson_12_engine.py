"""An expression as a graph, drawn from what its values remember; and its way back, a value a step (lesson 12)."""

from itertools import pairwise

import numpy as np
from matplotlib.colors import to_rgba

from helpers.nn import Value
from helpers.plots.lesson_12_layout import lay_out, values_of
from helpers.plots.stepper.cells import box, short
from helpers.plots.style import CENTER, GRADIENT, INPUT, LOSS, NEUTRAL, WIDTH, course_style, minus, page

BROAD, TALL, PITCH = 0.62, 0.5, 0.95  # of a box, and from row to row, in inches
MOST_COLUMNS, MOST_ROWS = 7, 6
ORDERS, SIGNS = ("users first", "as they come"), ("+=", "=")


def example():
    """Return the example of lesson 12: L = c · d, with c = w · x and d = c + w, at w = 3 and x = 4."""
    w, x = Value(3.0, name="w"), Value(4.0, name="x")
    c = w * x
    c.name = "c"
    d = c + w
    d.name = "d"
    L = c * d
    L.name = "L"
    return L


class Graph:
    """The drawing of an expression: boxes with names and values, arrows with slopes, room for the gradients."""

    def __init__(self, last, below=0.0):
        self.last, self.layout = last, lay_out(last)
        if self.layout.columns > MOST_COLUMNS or self.layout.rows > MOST_ROWS:
            raise ValueError(
                f"this expression needs {self.layout.columns} columns and {self.layout.rows} rows; there is room for"
                f" {MOST_COLUMNS} and {MOST_ROWS}: draw a part of it"
            )
        self.height = self.layout.rows * PITCH + 0.25 + below
        self.figure, self.axes = page(self.height)
        self.edges, self.boxes, self.gradients = {}, {}, {}
        for value in self.layout.places:
            self._draw_box(value)
        for arrow in self.layout.arrows:
            self._draw_arrow(*arrow)

    def at(self, column, row):
        """Return a place in inches; the last column is at the right edge."""
        across = (WIDTH - BROAD - 0.2) / max(self.layout.columns - 1, 1)
        middle = self.height - 0.1 - self.layout.rows * PITCH / 2
        return 0.1 + BROAD / 2 + column * across, middle - row * PITCH + 0.08

    def _draw_box(self, value):
        x, y = self.at(*self.layout.places[value])
        color = LOSS if value is self.last else "white" if value.used else INPUT
        patch = self.axes.add_patch(box(x, y, BROAD, TALL, facecolor=color, edgecolor="black", linewidth=1, zorder=3))
        words = "\n".join(filter(None, [value.name, written(value.data)]))
        self.axes.text(x, y - 0.01, words, **CENTER, size=11, zorder=4, linespacing=1.1)
        look = {"size": 11, "color": GRADIENT, "weight": "bold", "zorder": 4}
        self.boxes[value] = patch
        self.gradients[value] = self.axes.text(x, y - TALL / 2 - 0.13, "", **CENTER, **look)

    def _draw_arrow(self, other, user):
        places = [self.at(*place) for place in self.layout.arrows[other, user]]
        points = np.concatenate([_bend(start, end) for start, end in pairwise(places)])
        (line,) = self.axes.plot(*points.T, color=NEUTRAL, linewidth=1.4, zorder=1)
        tip = points[-1] + (0.1, 0)
        style = {"arrowstyle": "-|>", "color": NEUTRAL, "shrinkA": 0, "shrinkB": 0, "linewidth": 1.4}
        head = self.axes.annotate("", tip, points[-1], arrowprops=style)
        self.edges[other, user] = line, head.arrow_patch
        if np.size(other.data) == np.size(user.data) == 1:
            slopes = [slope_of(share) for each, share in user.used if each is other]
            ground = {"facecolor": "white", "edgecolor": "none", "pad": 1}
            at = points[17]  # of the first 40: arrows that cross do so in the middle
            words = " and ".join(map(short, slopes))
            self.axes.text(*at, words, **CENTER, size=10.5, color=GRADIENT, bbox=ground, zorder=5)

    def light(self, values, edges):
        """Frame these values, and color these edges."""
        for value, patch in self.boxes.items():
            patch.set_linewidth(3 if value in values else 1)
        for arrow, (line, head) in self.edges.items():
            color, width = (GRADIENT, 2.6) if arrow in edges else (NEUTRAL, 1.4)
            line.set(color=color, linewidth=width)
            head.set(color=to_rgba(color))


def _bend(start, end):
    """Return points from the right side of a box to shortly before the left side of another."""
    (x, y), (x_end, y_end), t = start, end, np.linspace(0, 1, 40)
    x, x_end = x + BROAD / 2, x_end - BROAD / 2 - 0.1
    return np.column_stack([x + t * (x_end - x), y + (3 * t**2 - 2 * t**3) * (y_end - y)])


def slope_of(share):
    """Return the slope of an arrow between numbers, from a number or a function."""
    return np.asarray(share(np.ones(())) if callable(share) else share).item()


def written(data):
    """Return a number as it is written in a box, and an array as its shape."""
    return short(np.asarray(data).item()) if np.size(data) == 1 else str(np.shape(data))


def two_depths():
    """Draw the example, without its gradients."""
    return expression_graph(example(), gradients=False)


@course_style
def expression_graph(value, gradients=True):
    """Draw your own expression: values in the boxes, slopes on the arrows, and below each box its gradient.

    Parameters: value, the last one of the expression, the package's Value or your own, with `.data`, `.grad`, `.name`
    and `.used`, pairs of a value and a slope (or a function); gradients, whether to show them.
    """
    graph = Graph(value)
    for each, text in graph.gradients.items():
        text.set_text(written(each.grad) if gradients else "")
    parts = [
        f"{each.name or 'a constant'} {written(each.data)}" + f" with gradient {written(each.grad)}" * gradients
        for each in graph.layout.places
    ]
    graph.figure.alt = minus(f"the graph of an expression, from left to right: {', '.join(parts)}.")
    return graph.figure


# ------------------------------------------------------------ step by step


def order_of(last, order):
    """Return the values that hand something on, in an order: after all of their users, or as they come."""
    if order == "users first":
        return [value for value in reversed(values_of(last)) if value.used]
    found = [last]
    for value in found:
        found += [other for other in dict.fromkeys(other for other, _ in value.used) if other not in found]
    return [value for value in found if value.used]


def passes(last, order, sign):
    """Return [(value, [(other, before, gradient, slope, after)], {value: gradient afterwards})], the seed first."""
    gradients = dict.fromkeys(values_of(last), 0.0) | {last: 1.0}
    found = [(None, [], dict(gradients))]
    for value in order_of(last, order):
        shares = []
        for other, share in value.used:
            slope, before = slope_of(share), gradients[other]
            gradients[other] = before * (sign == "+=") + gradients[value] * slope
            shares.append((other, before, gradients[value], slope, gradients[other]))
        found.append((value, shares, dict(gradients)))
    return found


@course_style
def engine_steps(step=3, order="users first", sign="+=", value=None):
    """Draw the way back through an expression of numbers after some steps.

    Parameters: step; order, "users first" or "as they come"; sign, "+=" or "="; value, your own expression.
    """
    last = example() if value is None else value
    if any(np.size(each.data) > 1 for each in values_of(last)):
        raise ValueError("this expression has arrays in it; the steps are drawn for numbers")
    lines = 1 + max(len(each.used) for each in values_of(last))
    graph = Graph(last, below=0.3 * lines + 0.1)
    truth = passes(last, "users first", "+=")[-1][2]
    captions = [graph.axes.text(0.1, 0.12 + 0.3 * row, "", size=12, va="bottom") for row in range(lines)][::-1]

    def draw(step, order, sign):
        steps = passes(last, order, sign)
        step = min(step, len(steps) - 1)
        value, shares, gradients = steps[step]
        graph.light({value}, {(other, value) for other, *_ in shares})
        is_over = step == len(steps) - 1
        for each, text in graph.gradients.items():
            wrong = is_over and not np.isclose(gradients[each], truth[each])
            text.set_text(short(gradients[each]) + f" ≠ {short(truth[each])}" * wrong)
        done = f"{value.name} hands on" if value else "the seed is 1"
        lines = [f"{order}, with {sign}, step {step} of {len(steps) - 1}: {done}"]
        lines += [_told(sign, *share) for share in shares]
        for caption, line in zip(captions, [*lines, *[""] * len(captions)], strict=False):
            caption.set_text(line)
        found = ", ".join(f"{each.name} {short(gradients[each])}" for each in gradients)
        told = ". ".join(filter(None, [lines[0], "; ".join(lines[1:])]))
        return f"{told}. Gradients: {found}."

    return graph.figure.updates_with(draw, step=step, order=order, sign=sign)


def _told(sign, other, before, gradient, slope, after):
    """Return what one share does, as text."""
    product, after = f"{short(gradient)} · {short(slope)}", short(after)
    if sign == "+=" and before:
        return f"{other.name}.grad += {product}:  {short(before)} + {short(gradient * slope)} = {after}"
    return f"{other.name}.grad {sign} {product}:  {after}"
