"""The explorers of the course as a test sees them: their figure functions and controls, without a kernel or a page."""

import inspect
from unittest import mock

import numpy as np

from helpers import widgets
from helpers.nn import Linear, Network, Tanh
from helpers.widgets.ahead import Ahead
from helpers.widgets.explore import Explorer

NO_EXPLORERS = {"gallery", "predict", "progress", "timer"}
NAMES = sorted({name for name, _ in inspect.getmembers(widgets, inspect.isfunction)} - NO_EXPLORERS)


def cases():
    """Return {label: (name, arguments)} of all explorers, of those that take arguments with a few of them."""
    rng = np.random.default_rng(0)
    found = {name: (name, {}) for name in NAMES}
    for label, (d_in, d_out) in {"stepper": (2, 1), "stepper of the largest": (3, 2)}.items():
        network = Network([Linear(d_in, 4, rng), Tanh(), Linear(4, d_out, rng), Tanh()])
        sample = {"X": rng.normal(size=(1, d_in)), "Y": rng.normal(size=(1, d_out))}
        found[label] = "stepper", {"network": network} | sample
    for sizes in ((2, 2, 1), (2, 3, 2)):
        for activation in ("sigmoid", "tanh", "relu"):
            label = f"network_stepper {'-'.join(map(str, sizes))} {activation}"
            found[label] = "network_stepper", {"sizes": sizes, "activation": activation}
    del found["network_stepper 2-3-2 sigmoid"]  # is network_stepper without arguments
    return found


class Caught(Exception):
    """What an explorer is made of, on its way to the test."""


def parts(name, arguments=None):
    """Return the figure function of an explorer, and its controls by the name of the setting."""

    def catch(_, figure_function, controls, still=None):
        raise Caught(figure_function, controls)

    with mock.patch.object(Explorer, "__init__", catch):
        try:
            getattr(widgets, name)(**arguments or {})
        except Caught as caught:
            return caught.args
    raise AssertionError(f"{name}() shows no Explorer")


def on_the_page(controls):
    """Yield all widgets that a reader sees of these controls: each with what stands in its row."""
    rows = [getattr(control, "row", control) for control in controls]
    while rows:
        widget = rows.pop()
        yield widget
        rows += [child for child in getattr(widget, "children", ()) if child.layout.visibility != "hidden"]


def drawn_ahead(name, arguments=None):
    """Return an Explorer that is going to draw ahead, as a lesson shows it."""
    explorer = Explorer(*parts(name, arguments))
    Ahead(explorer)
    return explorer


def values(control):
    """Return all values of a control; of a field for a number its least, its present and its largest."""
    if hasattr(control, "options"):
        return [reading(control, label) for label in labels(control)]
    return [control.min, control.value, control.max] if hasattr(control, "min") else [False, True]


def labels(control):
    """Return what a slider or a row of buttons shows at each of its positions."""
    return [str(option[0] if isinstance(option, tuple) else option) for option in control.options]


def reading(control, shown):
    """Return the value of a control that shows this text."""
    if not hasattr(control, "options"):
        return int(shown)
    control.index = labels(control).index(shown)
    return control.value
