"""The stepper: a small network as a graph, and one sample going through it, step by step (lessons 01, 04, 05)."""

import numpy as np
from matplotlib.collections import PatchCollection

from helpers.plots.stepper.cells import (
    BROAD,
    NEURON1,
    NEURON2,
    TALL,
    W1_AT,
    W2_AT,
    X_AT,
    Cells,
    Edges,
    Line,
    box,
    color_of,
    latex,
    lit_edges,
    places_of,
    short,
)  # fmt: skip
from helpers.plots.stepper.passes import Entry, record, record_example, record_scalars
from helpers.plots.stepper.stamps import Stamps, Words
from helpers.plots.style import BACKWARD_PANEL, FORWARD_PANEL, GRADIENT, WIDTH, course_style, page

# Places are in inches. The graph stands on top; the panel below holds the equation, the code and the numbers.
PANEL, HEADER, FOOTER, PITCH = 1.62, 0.46, 0.26, 1.0
TEXT_AT, ROOM = 1.72, 5.0  # left end and width of equation and numbers
BACKWARD = ("seed", "slope", "weights", "bias", "hand back")
PHRASES = {
    "start": ("the sample waits", "at the door"),
    "forward": ("from the inputs to", "the prediction"),
    "loss": ("how wrong is", "the prediction?"),
    "seed": ("the first gradient,", "from the loss"),
    "slope": ("times the slope of", "the activation"),
    "weights": ("what came in,", "times the gradient"),
    "bias": ("the gradient,", "as it is"),
    "hand back": ("the gradient,", "times the weights"),
}
MOVING = 2  # the zorder from which on artists change; what lies below is drawn once
SMALLEST = 0.85  # of the size of a line of numbers; where that is too long, terms in its middle are left out
GIVEN = ("X", "Y", "W1", "b1", "W2", "b2")


class Stepper:
    """The drawing of a Recording: a graph with all numbers that are known at a step, and the panel of that step."""

    def __init__(self, recording):
        self.recording = recording
        rows = max(*recording.values["W1"].shape, recording.values["W2"].shape[1])
        self.height = PANEL + FOOTER + HEADER + PITCH * rows + 0.06
        self.figure, self.axes = page(self.height)
        bottom = PANEL + FOOTER + 0.06
        places = places_of(recording, bottom, PITCH * rows)
        self._write_names(places, bottom, bottom + PITCH * rows)
        self._frame_neurons(places)
        self.edges, self.cells = Edges(self.axes, recording, places), Cells(self.axes, places)
        self._draw_panel()
        artists = (*self.axes.collections, *self.axes.patches, *self.axes.artists)
        self.figure.moving = [artist for artist in artists if artist.get_zorder() >= MOVING]

    def _write_names(self, places, bottom, top):
        name, style = self.recording.name, {"ha": "center", "size": 10, "weight": "bold", "zorder": 1.8}
        self.axes.text(X_AT, top + 0.08, name("X"), **style)
        for x, array, side in ((NEURON1, "Z1", -1), (NEURON1, "A1", 1), (NEURON2, "Z2", -1), (NEURON2, "Y_hat", 1)):
            self.axes.text(x + side * BROAD / 2, top + 0.08, name(array), **style)
            beside = style | {"ha": "right" if side < 0 else "left"}
            self.axes.text(x + side * 0.06, bottom - 0.04, name("dL_d" + array), color=GRADIENT, va="top", **beside)
        columns = (W1_AT, "W1", 0.08), (W2_AT, "W2", 0.08), (NEURON1, "b1", 0.25), (NEURON2, "b2", 0.25)
        for x, array, above in columns:
            self.axes.text(x - BROAD / 2, top + above, name(array), **style)
            self.axes.text(x + BROAD / 2, top + above, name("dL_d" + array), color=GRADIENT, **style)
        x, y = places[Entry("L", ())]
        self.axes.text(x + 0.14, y + 0.18, "L", **style)
        x, y = places[Entry("Y", (0, 0))]
        self.axes.text(x, y + 0.18, name("Y"), **style)

    def _frame_neurons(self, places):
        frame = {"facecolor": "#f7f7f7", "edgecolor": "#c8c8c8", "zorder": 1.5}
        for entry, (x, y) in places.items():
            if entry.array in ("b1", "b2"):
                self.axes.add_patch(box(x + BROAD / 2, y - 0.29, 2 * BROAD + 0.1, 0.94, **frame))

    def _draw_panel(self):
        ground = box(WIDTH / 2, PANEL / 2, WIDTH - 0.12, PANEL - 0.08, edgecolor="none", zorder=5)
        self.ground = self.axes.add_patch(ground)
        self.chips = self.axes.add_collection(PatchCollection([], edgecolor="none", zorder=6))
        self.writing = Stamps(self.axes, zorder=7)
        self.lines = {  # made at once, so that no step has to wait
            (place, result): (self._equation(step), self._calculation(step, result))
            for place, step in enumerate(self.recording.steps, 1)
            for result in (True, False)
        }

    def _equation(self, step):
        arrays = self.recording.values
        parts = [
            self._chip(part) if part.removesuffix(".T") in arrays else (part, None, "")
            for part in (step.array, "=", *step.equation)
        ]
        return Line(parts, (TEXT_AT, 1.23), ROOM, 0.5, 12.5)

    def _chip(self, array):
        name = self.recording.name(array)
        shape = "" if self.recording.scalar else self.recording.shape(array)
        return f"${latex(name)}$", color_of(array), shape

    def _calculation(self, step, result):
        """Return the numbers of the followed entry as chips; without result, "?" stands for what comes out."""
        line = self._line(step, step.calculation, result)
        signs = [place for place, part in enumerate(step.calculation) if part == "+"]
        if line.scale > SMALLEST or len(signs) < 3:
            return line
        return self._line(step, (*step.calculation[: signs[0] + 1], "…", *step.calculation[signs[-2] :]), result)

    def _line(self, step, calculation, result):
        signs = (f"{self.recording.entry_name(step.entry)} =", *calculation, self._equals(step))
        parts = [self._number(part) if isinstance(part, Entry) else (part, None, "") for part in signs]
        parts.append(self._number(step.entry) if result else ("?", color_of(step.array), ""))
        return Line(parts, (TEXT_AT, 0.3), ROOM + 0.6, TALL, 11)

    def _number(self, entry):
        return short(self.recording.value(entry)), color_of(entry.array), ""

    def _signed(self, part):
        """Return a part of a calculation as text, a negative number in parentheses."""
        words = short(self.recording.value(part)) if isinstance(part, Entry) else part
        return f"({words})" if isinstance(part, Entry) and words.startswith("−") else words

    def _equals(self, step):
        """Return "=", or "≈" where a number is shown rounded."""
        entries = [part for part in (*step.calculation, step.entry) if isinstance(part, Entry)]
        shown = [(float(short(value).replace("−", "-")), value) for value in map(self.recording.value, entries)]
        exact = all(abs(rounded - value) < 1e-12 for rounded, value in shown)
        return "=" if exact or step.rule == "bias" else "≈"

    def show(self, step, result):
        """Show the pass up to this step (0 is before the first); without result, "?" stands for what it computes."""
        now = self.recording.steps[step - 1] if step else None
        self._fill_cells(step, now, result)
        self.edges.light(lit_edges(self.recording, now) if now else [])
        self.ground.set_facecolor(BACKWARD_PANEL if now and now.rule in BACKWARD else FORWARD_PANEL)
        lines = self.lines.get((step, result), [])
        self.chips.set(
            paths=[chip for line in lines for chip in line.boxes],
            facecolor=[fill for line in lines for fill in line.fills],
        )
        self.figure.numbers = self._known_numbers(step if result else step - 1)
        self.writing.write(self._heading(step, now) + [words for line in lines for words in line.words])
        return self._words(step, now, result)

    def _heading(self, step, now):
        """Return what the panel says beside equation and numbers."""
        rule = now.rule if now else "start"
        backward = rule in BACKWARD
        words = [Words(0.2, 1.23, rule, 16, GRADIENT if backward else "black", "left", "bold")]
        words += [Words(0.2, 0.85 - 0.19 * place, line, align="left") for place, line in enumerate(PHRASES[rule])]
        words.append(Words(0.2, 0.3, f"step {step} of {len(self.recording.steps)}", color="#555555", align="left"))
        if now is None:
            x, y = self.recording.name("X"), self.recording.name("Y")
            given = f"The sample {x}, the target {y}, the weights and the biases are given."
            words.append(Words(TEXT_AT, 0.95, given, 11.5, align="left"))
            empty = "Every empty cell gets its number in one of the 13 steps."
            return [*words, Words(TEXT_AT, 0.95 - 0.27, empty, 11.5, align="left")]
        comment = f"{rule} {now.number}" if backward else now.number
        words.append(Words(TEXT_AT + 0.045, 0.62, f"{now.code}  # {comment}", 10.5, align="left", family="monospace"))
        return [*words, Words(7.42, 1.23, now.number, 12, align="right")]

    def _fill_cells(self, step, now, result):
        """Put into each cell its number, if it is known; the color is as full as its part in this step."""
        known = {*GIVEN, *(earlier.array for earlier in self.recording.steps[:step])}
        used = {part.removesuffix(".T") for part in now.equation} if now else set()
        followed = {part for part in now.calculation if isinstance(part, Entry)} | {now.entry} if now else set()
        for entry in self.cells.places:
            new = now is not None and entry.array == now.array
            if entry.array not in known:
                self.cells.put(entry, "", None)
                continue
            words = "?" if new and not result else short(self.recording.value(entry))
            share = 1 if entry in followed else 0.45 if new or entry.array in used else 0.16
            self.cells.put(entry, words, share, framed=now is not None and entry == now.entry)
        self.cells.show()

    def _known_numbers(self, step):
        """Return a table (caption, header, rows) for each array that is known after a step."""
        known = [*GIVEN, *(earlier.array for earlier in self.recording.steps[: max(step, 0)])]
        arrays = {self.recording.name(array): np.atleast_2d(self.recording.values[array]) for array in known}
        return [(name, [f"column {j}" for j in range(rows.shape[1])], rows.tolist()) for name, rows in arrays.items()]

    def _words(self, step, now, result):
        if now is None:
            words = (
                "a network as a graph, before the first step: the sample, the target, the weights and the biases have"
                " numbers, all other cells are empty."
            )
            return words if result else f"{words} Results will be covered."
        numbers = " ".join(self._signed(part) for part in now.calculation).replace("( ", "(").replace(" )", ")")
        end = short(self.recording.value(now.entry)) if result else "?"
        name = self.recording.entry_name(now.entry)
        return (
            f"step {step} of {len(self.recording.steps)}, {now.rule} {now.number}: {now.code}. {name} = {numbers}"
            f" {self._equals(now)} {end}."
        )


def _stepper(recording, step, result):
    stepper = Stepper(recording)
    return stepper.figure.updates_with(stepper.show, step=step, result=result)


@course_style
def stepper(network, X, Y, step=0, result=True):
    """Draw your own network with one sample in it, after this many steps.

    Parameters: network, Linear, activation, Linear, activation, at most [3, 4, 2]; X (1, d_in), Y (1, d_out);
    step, from 0 to 13; result, whether the numbers of this step are shown, or question marks.
    """
    return _stepper(record(network, X, Y), step, result)


@course_style
def network_stepper(sizes=(2, 3, 2), activation="sigmoid", step=0, result=True):
    """Draw an example, [2, 2, 1] or [2, 3, 2], with "sigmoid", "tanh" or "relu", after this many steps of the page."""
    return _stepper(record_example(sizes, activation), step, result)


@course_style
def scalar_stepper(step=0, result=True):
    """Draw the network of scalars of lesson 01 after this many steps."""
    return _stepper(record_scalars(), step, result)
