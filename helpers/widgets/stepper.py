"""The controls of the stepper: a slider with a play button, and a field for the next number."""

import asyncio
from functools import partial

import ipywidgets

from helpers import plots
from helpers.plots.stepper.cells import short
from helpers.plots.stepper.passes import record
from helpers.widgets.controls import LABEL, slider
from helpers.widgets.explore import explore
from helpers.widgets.predict import as_number

STILL = {"step": 8}  # the weights' rule of the last layer: more to see than at the start
PACE = 2.0  # seconds a step when it plays
CLOSE = 0.03  # as a part of the right number: whoever computes with the rounded numbers on the screen is right


def step_slider(recording):
    """Return a slider over the steps of a recording, with a play button before it."""
    names = ["start", *(f"{step.rule}: {recording.name(step.array)}" for step in recording.steps)]
    control = slider("step", [(f"{place} · {name}", place) for place, name in enumerate(names)], 0)
    control.readout = False  # its texts differ in length and would move the slider; the picture says the same
    control.row = ipywidgets.HBox([play_button(control), control])
    return control


def play_button(control, pace=PACE):
    """Return a button that moves a slider on, position after position, as long as it is down.

    ipywidgets has Play for this. It would have to be told of every move of the slider, and the picture
    would come later for it; and a screen reader finds no name on its buttons.
    """
    button = ipywidgets.ToggleButton(description="play", tooltip="show step after step", layout={"width": "70px"})
    last, playing = len(control.options) - 1, []

    async def play():
        control.index = control.index + 1 if control.index < last else 0
        while control.index < last:
            await asyncio.sleep(pace)
            control.index = min(control.index + 1, last)
        button.value = False

    def pressed(change):
        for task in playing:
            task.cancel()
        playing[:] = [asyncio.get_running_loop().create_task(play())] if change["new"] else []

    button.observe(pressed, names="value")
    return button


class NextNumber:
    """A field for one number of each step; `control` says whether the picture may show what the step computes.

    It stays hidden until the reader asks to be asked. Then each step starts with question marks, and a
    right number, or the button that gives up, uncovers them.
    """

    def __init__(self, recording, step):
        self.recording, self.step = recording, step
        self.control = ipywidgets.ToggleButtons(description="result", options=[("uncovered", True), ("covered", False)])
        hint = "type one number of a step before you see it"
        self.ask = ipywidgets.ToggleButton(description="Ask me first", tooltip=hint)
        look = {"style": LABEL, "layout": {"width": "330px"}, "continuous_update": False}
        self.field = ipywidgets.Text(placeholder="type the next number", **look)
        self.uncover = ipywidgets.Button(description="show it")
        self.reply = ipywidgets.HTML()
        self.control.row = ipywidgets.HBox([self.ask, self.field, self.uncover, self.reply])
        self.ask.observe(lambda _: self.start(), names="value")
        step.observe(lambda _: self.start(), names="value")
        self.field.observe(lambda change: self.check(change["new"]), names="value")
        self.uncover.on_click(lambda _: self.show_it())
        self.start()

    def entry(self):
        """Return the number that is asked for at this step, or None before the first."""
        return self.recording.steps[self.step.value - 1].entry if self.step.value else None

    def start(self):
        """Begin a step: empty the field, and cover what it asks for."""
        asked = self.ask.value and self.entry() is not None
        self.field.description = f"{self.recording.entry_name(self.entry())} =" if asked else ""
        self.field.value = self.reply.value = ""
        for widget in (self.field, self.uncover):
            widget.layout.visibility = "visible" if asked else "hidden"  # keeps its place, so that nothing jumps
        # Before the first step, too: the browser may have that ready, covered or not.
        self.control.value = not self.ask.value

    def check(self, written):
        """Say whether a number is right; a wrong one gives nothing away."""
        if not written.strip() or self.control.value:
            return
        number, right = as_number(written), self.recording.value(self.entry())
        if number is None:
            self.reply.value = "a number, please, like 0.25 or −3"
        elif short(number) == short(right) or abs(number - right) <= CLOSE * abs(right):
            self.reply.value, self.control.value = "<b>right</b>", True
        else:
            self.reply.value = "not yet"

    def show_it(self):
        """Give up, and uncover the numbers of the step."""
        self.reply.value, self.control.value = "", True


def step_controls(recording):
    """Return the controls of a stepper that draws this recording, by the names of its settings."""
    step = step_slider(recording)
    return {"step": step, "result": NextNumber(recording, step).control}


def stepper(network, X, Y):
    """Show your own network step by step: Linear, activation, Linear, activation, and one sample.

    Parameters: network, a Network of such layers; X (1, d_in) and Y (1, d_out), the sample.
    """
    explore(partial(plots.stepper, network, X, Y), STILL, **step_controls(record(network, X, Y)))
