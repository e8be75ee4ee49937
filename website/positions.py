"""What an explorer is made of, and the positions at which the site draws it.

An explorer is given as a script: lines of Python, the last of which calls it, such as "widgets.learning_rate()".
"""

import ast
import io
import itertools
from contextlib import redirect_stdout
from dataclasses import dataclass
from functools import cached_property, lru_cache
from math import prod
from types import SimpleNamespace
from unittest import mock

import ipywidgets

from helpers import widgets
from helpers.widgets.explore import Explorer

STARTS, FEW = 5, 100  # how many starts are drawn, where there are no more than a few positions beside them

# Where all positions would be thousands, these values of a control are enough for what the lesson asks.
FEWER = {
    "softmax_bars": {f"z_{name}": [-6, -2, 0, 1, 2, 3, 6] for name in (3, 5, 8)},
    "digit_training": {
        "learning_rate": [0.01, 0.1, 1.0, 10.0],
        "batch_size": [16, 64, 1438],
        "hidden": [2, 8, 32, 128],
        "momentum": [0.0, 0.9],
    },
    "perceptron": {"w_0": [-10, -2, 0, 2, 10], "w_1": [-10, -2, 0, 2, 10], "b": [-15, -5, -1, 0, 5, 15]},
}


@lru_cache
def parts(script):
    """Return the Parts of an explorer."""
    name, caught = name_in(script), []

    def explore(function, still=None, **controls):
        caught.append((function, controls, still or {}))

    with mock.patch.dict(getattr(widgets, name).__globals__, explore=explore), redirect_stdout(io.StringIO()):
        exec(script, {"widgets": widgets})
    return Parts(name, *caught[0])


def name_in(script):
    """Return the name of the explorer that a script calls."""
    return ast.parse(script).body[-1].value.func.attr


@dataclass
class Parts:
    """An explorer's name, its figure function, its controls, and the settings of the picture that stands in for it."""

    name: str
    function: callable
    controls: dict
    still: dict

    @cached_property
    def values(self):
        """The values at which each control is drawn."""
        return {setting: self._values(setting, control) for setting, control in self.controls.items()}

    def _values(self, setting, control):
        if not hasattr(control, "options"):  # a field for the start
            return [control.value + more for more in range(STARTS if self.everything <= FEW else 1)]
        fewer = FEWER.get(self.name, {}).get(setting)
        return [value for _, value in options(control) if fewer is None or value in fewer]

    @property
    def everything(self):
        """How many positions the notebook has, from one start."""
        return prod(len(control.options) for control in self.controls.values() if hasattr(control, "options"))

    @property
    def has_starts(self):
        """Whether there is a field for a start, of which the notebook has 10,000."""
        return not all(hasattr(control, "options") for control in self.controls.values())

    @property
    def first(self):
        """The settings with which the explorer begins."""
        return {setting: control.value for setting, control in self.controls.items()}

    def positions(self):
        """Return the settings at each position; the last control changes fastest."""
        return [dict(zip(self.values, each, strict=True)) for each in itertools.product(*self.values.values())]

    def places(self, settings):
        """Return which of its values each control has."""
        return [values.index(settings[setting]) for setting, values in self.values.items()]

    def call(self):
        """Return the line of Python that draws a position, with {name} in place of each setting."""
        figure = SimpleNamespace(settings={setting: _Slot(setting) for setting in self.controls})
        return Explorer.call(SimpleNamespace(function=self.function, figure=figure))

    def described(self):
        """Return what the page has to know of each control."""
        return [self._described(setting, control) for setting, control in self.controls.items()]

    def _described(self, setting, control):
        labels = {value: label for label, value in options(control)} if hasattr(control, "options") else {}
        row = getattr(getattr(control, "row", None), "children", ())
        return {
            "name": setting,
            "label": control.description,
            "kind": "slider" if isinstance(control, ipywidgets.SelectionSlider) else "choice",
            "plays": any(getattr(child, "description", "") == "play" for child in row),
            "options": [labels.get(value, str(value)) for value in self.values[setting]],
            "code": [repr(value) for value in self.values[setting]],
        }


def options(control):
    """Return the options of a control as (label, value)."""
    return [option if isinstance(option, tuple) else (str(option), option) for option in control.options]


class _Slot:
    """Stands in for the value of a setting in a line of Python."""

    def __init__(self, name):
        self.name = name

    def __repr__(self):
        return f"{{{self.name}}}"
