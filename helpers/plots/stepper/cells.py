"""What the stepper is drawn with: cells with numbers, curves between them, and lines of colored chips."""

import re

import numpy as np
from matplotlib.collections import LineCollection, PatchCollection
from matplotlib.colors import to_rgb
from matplotlib.patches import FancyBboxPatch

from helpers.plots.stepper.passes import Entry
from helpers.plots.stepper.stamps import Stamps, Words, width_of
from helpers.plots.style import ACTIVATION, GRADIENT, INPUT, LOSS, NEUTRAL, PARAMETER, TARGET, minus, text_on

# Places are in inches.
X_AT, W1_AT, NEURON1, W2_AT, NEURON2, LOSS_AT = 0.37, 1.48, 3.02, 4.40, 5.94, 7.13  # centers of the columns
TALL, BROAD = 0.26, 0.54  # every cell
COLORS = {"X": INPUT, "Y": TARGET, "L": LOSS, "A": ACTIVATION, "Y_hat": ACTIVATION}
COLORS |= {"W": PARAMETER, "b": PARAMETER, "Z": NEUTRAL}


def short(value):
    """Return a number of at most six characters or so, with a real minus sign."""
    size = abs(value)
    if size and not 0.0005 <= size < 99999.5:
        mantissa, exponent = f"{value:.0e}".split("e")
        return minus(f"{mantissa}e{int(exponent)}")
    digits = 3 if size < 9.9995 else 2 if size < 99.995 else 1 if size < 999.95 else 0
    written = f"{value:.{digits}f}"
    written = written.rstrip("0").rstrip(".") if "." in written else written
    return "0" if written == "-0" else written.replace("-", "−")


def color_of(array):
    """Return the color of the quantity that an array holds."""
    return GRADIENT if array.startswith("dL_d") else COLORS.get(array) or COLORS[array[0]]


def tint(color, share):
    """Return a color with this share of itself, the rest white."""
    return tuple(share * channel + 1 - share for channel in to_rgb(color))


def latex(name):
    """Return mathtext for an array, named as in code: W2.T, dL_dZ2, Y_hat."""
    if name.startswith("dL_d"):
        return rf"\dfrac{{dL}}{{d{latex(name[4:])}}}"
    letter, digit, transposed = re.fullmatch(r"(\w+?)(\d?)(\.T)?", name.replace("Y_hat", r"Yhat")).groups()
    letter = r"\hat{Y}" if letter == "Yhat" else letter
    return letter + (f"_{digit}" if digit else "") + (r"^\top" if transposed else "")


class Cells:
    """Cells with a number in each: all boxes are one artist, each number is one.

    Parameters: axes; places, {Entry: (x, y)}. `put` sets the look of one; `show` applies all.
    """

    def __init__(self, axes, places):
        self.places = places
        boxes = [box(*place, BROAD, TALL) for place in places.values()]
        self.boxes = axes.add_collection(PatchCollection(boxes, zorder=4))
        self.numbers, self.looks, self.words = Stamps(axes, zorder=5), {}, {}

    def put(self, entry, words, share, framed=False):
        """Set the text of a cell and how full its color is; share None is a cell that isn't known yet."""
        color, (x, y) = color_of(entry.array), self.places[entry]
        fill = "white" if share is None else color if share == 1 else tint(color, share)
        edge = "black" if framed else tint(NEUTRAL, 0.35) if share is None else tint(color, max(share, 0.5))
        self.looks[entry] = (fill, edge, 2.2 if framed else 0.8)
        self.words[entry] = Words(x, y, words, color=text_on(color) if share == 1 else "black")

    def show(self):
        """Draw all cells as they were put."""
        fills, edges, widths = zip(*(self.looks[entry] for entry in self.places), strict=True)
        self.boxes.set(facecolor=fills, edgecolor=edges, linewidth=widths)
        self.numbers.write(words for words in self.words.values() if words.text)


def box(x, y, width, height, **look):
    """Return a box with round corners around its center."""
    style = "round,pad=0,rounding_size=0.05"
    return FancyBboxPatch((x - width / 2, y - height / 2), width, height, boxstyle=style, **look)


def spread(count, bottom, height):
    """Return the heights of this many things in a column, from the top."""
    return bottom + height * (1 - (np.arange(count) + 0.5) / count)


def places_of(recording, bottom, height):
    """Return the place (x, y) of each Entry of the graph, in inches."""
    d_in, hidden = recording.values["W1"].shape
    outputs = recording.values["W2"].shape[1]
    places = {Entry("X", (0, k)): (X_AT, y) for k, y in enumerate(spread(d_in, bottom, height))}
    for layer, x, neuron, size in (("1", W1_AT, NEURON1, (d_in, hidden)), ("2", W2_AT, NEURON2, (hidden, outputs))):
        for index, y in zip(np.ndindex(size), spread(size[0] * size[1], bottom, height), strict=True):
            places[Entry("W" + layer, index)] = (x - BROAD / 2, y)
            places[Entry("dL_dW" + layer, index)] = (x + BROAD / 2, y)
        a = "A1" if layer == "1" else "Y_hat"
        for j, y in enumerate(spread(size[1], bottom, height)):
            rows = (
                ("b" + layer, "dL_db" + layer, (j,), y + 0.29),
                ("Z" + layer, a, (0, j), y - 0.03),
                ("dL_dZ" + layer, "dL_d" + a, (0, j), y - 0.03 - TALL),
            )
            for left, right, index, row in rows:
                places[Entry(left, index)] = (neuron - BROAD / 2, row)
                places[Entry(right, index)] = (neuron + BROAD / 2, row)
    middle = bottom + height / 2 - 0.03 - TALL / 2
    places[Entry("L", ())] = (LOSS_AT, middle)
    for j, y in enumerate(spread(outputs, bottom, height)):
        places[Entry("Y", (0, j))] = (LOSS_AT, y - 0.03 - TALL / 2 if outputs > 1 else middle + 0.44)
    return places


def port(place, side, array):
    """Return where curves reach a cell, on its right (side 1) or left: a neuron between its value and its gradient."""
    return place[0] + side * BROAD / 2, place[1] - (0 if array == "X" else TALL / 2)


def _curve(start, end):
    t = np.linspace(0, 1, 18)
    bend = 3 * t**2 - 2 * t**3
    return np.column_stack([start[0] + t * (end[0] - start[0]), start[1] + bend * (end[1] - start[1])])


class Edges:
    """Who uses whom: a curve from each input to its weight, and on to the neuron; and those to the loss."""

    def __init__(self, axes, recording, places):
        self.curves = {}
        for layer, came_in in (("1", "X"), ("2", "A1")):
            for k, j in np.ndindex(recording.values["W" + layer].shape):
                source, neuron = places[Entry(came_in, (0, k))], places[Entry(f"Z{layer}", (0, j))]
                x, y = places[Entry("W" + layer, (k, j))]
                self.curves["W" + layer, k, j, "left"] = _curve(port(source, 1, came_in), (x - BROAD / 2, y))
                self.curves["W" + layer, k, j, "right"] = _curve((x + 1.5 * BROAD, y), port(neuron, -1, "Z"))
        loss = places[Entry("L", ())]
        for j in range(recording.values["Y"].shape[1]):
            prediction = places[Entry("Y_hat", (0, j))]
            self.curves["Y_hat", 0, j, ""] = _curve(port(prediction, 1, "Y_hat"), (loss[0] - BROAD / 2, loss[1]))
            x, y = places[Entry("Y", (0, j))]
            side = np.sign(y - loss[1]) * TALL / 2
            self.curves["Y", 0, j, ""] = np.array([(x, y - side), (x, loss[1] + side)])
        curves, gray = list(self.curves.values()), tint(NEUTRAL, 0.45)
        axes.add_collection(LineCollection(curves, colors=[gray], linewidths=1, zorder=1))
        self.lit = axes.add_collection(LineCollection([], zorder=2, capstyle="round"))
        self.heads = {side: axes.scatter([], [], s=42, marker=side, zorder=3, linewidths=0) for side in "<>"}

    def light(self, lit):
        """Light up some curves: lit is a list of (key, color, width, "<", ">" or "" for the side of the arrow head)."""
        self.lit.set(segments=[self.curves[key] for key, *_ in lit], color=[color for _, color, *_ in lit] or "none")
        self.lit.set_linewidth([width for _, _, width, _ in lit] or 1)
        for side, heads in self.heads.items():
            ends = [(self.curves[key][0 if side == "<" else -1], color) for key, color, _, head in lit if head == side]
            shift = 0.045 if side == "<" else -0.045
            heads.set_offsets([(x + shift, y) for (x, y), _ in ends] or np.empty((0, 2)))
            heads.set_facecolor([color for _, color in ends] or "none")


# The layer that a step lights up: colors and arrow heads of the curves left and right of its weights.
LIGHTS = {
    "Z1": ("1", (INPUT, ">"), (PARAMETER, ">")),
    "Z2": ("2", (ACTIVATION, ">"), (PARAMETER, ">")),
    "dL_dW1": ("1", (INPUT, ">"), (GRADIENT, "<")),
    "dL_dW2": ("2", (ACTIVATION, ">"), (GRADIENT, "<")),
    "dL_dA1": ("2", (GRADIENT, "<"), (GRADIENT, "<")),
}


def lit_edges(recording, step):
    """Return the curves that a step uses, as Edges.light takes them; those of its followed entry are thick."""
    found, followed = [], {step.entry, *step.calculation}
    if step.array in LIGHTS:
        layer, *looks = LIGHTS[step.array]
        for k, j in np.ndindex(recording.values["W" + layer].shape):
            width = 3 if followed & {Entry("W" + layer, (k, j)), Entry("dL_dW" + layer, (k, j))} else 1.3
            for side, (color, head) in zip(("left", "right"), looks, strict=True):
                found.append((("W" + layer, k, j, side), color, width, head))
    for j in range(recording.values["Y"].shape[1]):
        if step.array == "L":
            found += [(("Y_hat", 0, j, ""), ACTIVATION, 3, ">"), (("Y", 0, j, ""), TARGET, 3, "")]
        elif step.rule == "seed":
            found.append((("Y_hat", 0, j, ""), GRADIENT, 3 if j == 0 else 1.3, "<"))
    return found


class Line:
    """Signs and colored chips in a row: `words`, the chips' patches and colors `boxes` and `fills`, and its `scale`.

    Parameters: parts [(text, color or None, note below)], place (x, y) of the left end,
    room (its width), tall (height of a chip), size (of the text).
    """

    def __init__(self, parts, place, room, tall, size):
        (x, y), self.words, self.boxes = place, [], []
        self.fills = [color for _, color, _ in parts if color]
        texts = [width_of(Words(0, 0, text, size)) + (0.2 if color else 0.09) for text, color, _ in parts]
        notes = [width_of(Words(0, 0, note)) + 0.09 if note else 0 for _, _, note in parts]
        slots = np.maximum(texts, notes)
        self.scale = min(1, room / sum(slots))  # a line that is too long gets smaller as a whole
        size *= self.scale
        for (text, color, note), slot in zip(parts, slots * self.scale, strict=True):
            middle = x + slot / 2
            self.words.append(Words(middle, y, text, size, text_on(color) if color else "black"))
            if note:
                self.words.append(Words(middle, y - tall / 2 - 0.1, note, color="#444444"))
            if color:
                width = width_of(self.words[-2 if note else -1])
                self.boxes.append(box(middle, y, width + 0.13 * self.scale, tall))
            x += slot
