"""The linear layer as neurons and edges: who used what, and what comes back (lesson 03)."""

import numpy as np
from matplotlib.patches import Circle, FancyArrowPatch

from helpers.plots.lesson_03_matrices import DL_DZ, B, W, X, factor, number, sum_of_products
from helpers.plots.style import CENTER, GRADIENT, INPUT, NEUTRAL, PARAMETER, course_style, page

LEFT, MIDDLE, RIGHT = 1.6, 3.13, 5.85  # where inputs, weights and neurons stand, in inches
RADIUS = 0.28  # of a circle, in inches
BIAS = 0.68  # how far above its neuron a bias stands, in inches


def mathtext(name):
    """Return a name such as "w12" as mathtext: a letter with its index."""
    return f"${name[0]}_{{{name[1:]}}}$" if name[1:] else f"${name}$"


def slope_of(name):
    """Return dL/d(name) as mathtext."""
    return f"$dL/d{mathtext(name)[1:]}"


class LayerDrawing:
    """Inputs on the left, neurons on the right, a weight on each edge, a bias on top of each neuron.

    Parameters: axes in inches; X, W and B, the numbers; the heights of inputs and of neurons. Names are counted from 1
    ("x1", "w12", "b2", "z2"); a single neuron has no number ("w1", "b").
    `note` writes beside a circle; `light` draws one half of an edge, with a number on it; `clear` undoes both.
    """

    def __init__(self, axes, X, W, B, inputs, neurons):
        self.axes, self.boxes, self.notes, self.halves = axes, {}, {}, {}
        for k, y in enumerate(inputs):
            self._circle(f"x{k + 1}", X[k], (LEFT, y), INPUT, -1)
        numbers = range(1, len(neurons) + 1) if len(neurons) > 1 else [""]
        for index, y, z, b in zip(numbers, neurons, X @ W + B, B, strict=True):
            self._circle(f"z{index}", z, (RIGHT, y), "white", 1)
            axes.plot([RIGHT, RIGHT], [y, y + BIAS], color=NEUTRAL, linewidth=1, zorder=1)
            self._parameter(f"b{index}", b, (RIGHT, y + BIAS))
            self.halves[f"b{index}", "right"] = _Half(axes, (RIGHT, y + BIAS - 0.12), (RIGHT, y + RADIUS))
        for k, j in np.ndindex(W.shape):
            self._edge(f"w{k + 1}{numbers[j]}", W[k, j], inputs[k], neurons[j])

    def _circle(self, name, value, place, color, side):
        self.axes.add_patch(Circle(place, RADIUS, facecolor=color, edgecolor="black", zorder=3))
        self.axes.text(*place, number(value), **CENTER, size=12, zorder=4)
        x, align = place[0] + side * (RADIUS + 0.1), "left" if side > 0 else "right"
        self.axes.text(x, place[1] + 0.03, mathtext(name), ha=align, va="bottom", size=12)
        look = {"size": 12, "color": GRADIENT, "weight": "bold"}
        self.notes[name] = self.axes.text(x, place[1] - 0.05, "", ha=align, va="top", **look)

    def _parameter(self, name, value, place):
        box = {"boxstyle": "round,pad=0.22", "facecolor": "white", "edgecolor": PARAMETER, "linewidth": 1.2}
        words = f"{mathtext(name)} = {number(value)}"
        self.boxes[name] = self.axes.text(*place, words, **CENTER, bbox=box, zorder=5)

    def _edge(self, name, value, start, end):
        rise = (end - start) / (RIGHT - LEFT)
        self.axes.plot([LEFT, RIGHT], [start, end], color=NEUTRAL, linewidth=1, zorder=1)
        self._parameter(name, value, (MIDDLE, start + rise * (MIDDLE - LEFT)))
        ends = LEFT + RADIUS, MIDDLE - 0.47, MIDDLE + 0.47, RIGHT - RADIUS
        source, before, after, neuron = [(x, start + rise * (x - LEFT)) for x in ends]
        self.halves[name, "left"] = _Half(self.axes, before, source)
        self.halves[name, "right"] = _Half(self.axes, after, neuron)

    def light(self, name, side, label, color=GRADIENT, away=False):
        """Draw one half of an edge as an arrow: to the weight, or away from it."""
        self.boxes[name].set(color="white", weight="bold")
        self.boxes[name].get_bbox_patch().set_facecolor(PARAMETER)
        self.halves[name, side].show(label, color, away)

    def note(self, name, words):
        """Write words beside an input or a neuron."""
        self.notes[name].set_text(words)

    def clear(self):
        """Put out all lights, and empty all notes."""
        for box in self.boxes.values():
            box.set(color="black", weight="normal")
            box.get_bbox_patch().set_facecolor("white")
        for half in self.halves.values():
            half.hide()
        for note in self.notes.values():
            note.set_text("")


class _Half:
    """Half an edge: an arrow between a weight and a circle, with a number on it; hidden until shown."""

    def __init__(self, axes, weight, circle):
        self.ends = (circle, weight)
        style = {"arrowstyle": "-|>", "mutation_scale": 17, "linewidth": 2.6, "shrinkA": 0, "shrinkB": 0}
        self.arrow = axes.add_patch(FancyArrowPatch(circle, weight, zorder=2, **style))
        box = {"boxstyle": "round,pad=0.15", "facecolor": "white", "edgecolor": "none"}
        self.label = axes.text(0, 0, "", **CENTER, size=12, weight="bold", bbox=box, zorder=6)
        self.hide()

    def show(self, label, color, away):
        circle, weight = self.ends
        self.arrow.set_positions(*((weight, circle) if away else (circle, weight)))
        self.arrow.set(visible=True, color=color)
        share = 0.4 if color == INPUT else 0.7  # clear of the short arrow's head, or where arrows to a circle are apart
        x, y = share * np.array(weight) + (1 - share) * np.array(circle)
        if circle[0] == weight[0]:  # a bias: its arrow is too short to carry a number
            x, y = x - 0.24, (weight[1] + circle[1]) / 2
        self.label.set_position((x, y))
        self.label.set(visible=True, text=label, color="black" if color == INPUT else color)

    def hide(self):
        self.arrow.set_visible(False)
        self.label.set_visible(False)


@course_style
def one_neuron():
    """Draw a neuron with two inputs, its slope dL/dz, and a question mark at each number that went into it."""
    figure, axes = page(2.4)
    drawing = LayerDrawing(axes, X[:2], W[:2, :1], B[:1], (1.75, 0.55), (1.15,))
    drawing.note("z", f"{slope_of('z')} = {number(DL_DZ[0])}")
    for name in ("x1", "x2"):
        drawing.note(name, f"{slope_of(name)} = ?")
    for name, place in {"w1": (MIDDLE, 1.83), "w2": (MIDDLE, 0.45), "b": (RIGHT, 2.15)}.items():
        axes.text(*place, f"{slope_of(name)} = ?", color=GRADIENT, size=12, weight="bold", **CENTER)
    figure.alt = (
        "a neuron with two inputs. x1 = 5 comes in with the weight w1 = 1, x2 = −1 with the weight w2 = 3, and the bias"
        " is 0.5. Its output is z = 2.5, and dL/dz = 2. The gradients of the two inputs, the two weights and the bias"
        " are question marks."
    )
    return figure


def _light_input(drawing, k):
    """Light up what x_k gets back; return its users, and the gradient in symbols and in numbers."""
    shares, symbols = DL_DZ * W[k - 1], []
    for j, slope, share in zip((1, 2), DL_DZ, shares, strict=True):
        drawing.light(f"w{k}{j}", "right", number(slope))
        drawing.light(f"w{k}{j}", "left", number(share), away=True)
        symbols.append(rf"{slope_of(f'z{j}')} $\cdot$ {mathtext(f'w{k}{j}')}")
    drawing.note(f"x{k}", f"{slope_of(f'x{k}')} = {number(shares.sum())}")
    terms = f"{number(shares[0])} + {factor(shares[1])}"
    numbers = f"{sum_of_products(DL_DZ, W[k - 1])} = {terms} = {number(shares.sum())}"
    return "both neurons: a sum of two terms", " + ".join(symbols), numbers


def _light_weight(drawing, k, j):
    x, slope = X[k - 1], DL_DZ[j - 1]
    drawing.light(f"w{k}{j}", "right", number(slope))
    drawing.light(f"w{k}{j}", "left", number(x), color=INPUT)
    symbols = rf"{mathtext(f'x{k}')} $\cdot$ {slope_of(f'z{j}')}"
    return f"neuron {j} alone: one term", symbols, f"{number(x)} · {factor(slope)} = {number(x * slope)}"


def _light_bias(drawing, j):
    drawing.light(f"b{j}", "right", number(DL_DZ[j - 1]))
    return f"neuron {j} alone: one term", slope_of(f"z{j}"), number(DL_DZ[j - 1])


_LIGHTS = {"x": _light_input, "w": _light_weight, "b": _light_bias}


@course_style
def who_used_it(name="w11"):
    """Draw a linear layer; light up who used the number of this name ("x1", "w12", "b2"), and what each hands back."""
    figure, axes = page(3.8)
    drawing = LayerDrawing(axes, X, W, B, (3.45, 2.3, 1.15), (2.85, 1.6))
    users = axes.text(0.35, 0.65, "", size=13)
    gradient = axes.text(1.1, 0.38, "", size=13, color=GRADIENT, ha="right")
    symbols = axes.text(1.2, 0.38, "", size=13, color=GRADIENT)
    numbers = axes.text(1.2, 0.11, "", size=13, color=GRADIENT, weight="bold")

    def draw(name):
        drawing.clear()
        for z, slope in zip(("z1", "z2"), DL_DZ, strict=True):
            drawing.note(z, f"{slope_of(z)} = {number(slope)}")
        used_by, in_symbols, in_numbers = _LIGHTS[name[0]](drawing, *map(int, name[1:]))
        users.set_text(f"{mathtext(name)} was used by {used_by}")
        gradient.set_text(slope_of(name))
        symbols.set_text(f"=  {in_symbols}")
        numbers.set_text(f"=  {in_numbers}")
        return f"{name} was used by {used_by}. dL/d{name} = {in_numbers}."

    return figure.updates_with(draw, name=name)
