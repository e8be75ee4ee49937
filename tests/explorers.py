"""The explorers of the course as a test sees them: their figure functions and controls, without a kernel or a page."""

import inspect
import io
import re
from base64 import b64decode
from functools import lru_cache
from html import unescape
from unittest import mock

import numpy as np
from PIL import Image

from helpers import widgets
from helpers.nn import Linear, Network, Tanh
from helpers.plots.style import drawing
from helpers.widgets.explore import Explorer
from helpers.widgets.live import LiveView

NEXT_COLOR = 40  # of 255: where an edge is rounded otherwise, a pixel may get another color of the palette
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


def shown_without_explorer(figure_function):
    """Return a function of the settings: picture and text, from a figure that no explorer has."""
    figure = figure_function()
    figure.png()  # as the explorer does first; the layout settles while it is drawn
    view = LiveView(figure)

    @lru_cache
    def drawn_now(**settings):
        figure.update(**settings)
        return view.frame(), figure.alt

    return drawn_now


def through_all_positions(explorer):
    """Move the first control through its positions; return the pictures and their texts."""
    control, shown = next(iter(explorer.controls.values())), []
    for place in reversed(range(len(control.options))):
        control.index = place
        shown.append(shown_by(explorer))
    return shown


def shown_by(explorer):
    """Return the picture that the browser shows, and its text."""
    browser = explorer.ahead and explorer.ahead.browser
    with drawing:  # nothing else happens between two looks
        if not browser or not browser.follows:
            assert not browser or browser.tab.children[browser.tab.selected_index] is explorer.picture.widget
            picture, caption = explorer.picture.widget.children
            return picture.value, text_of(caption.value)
        html = browser.tab.children[browser.follows.index].value  # what the link does, without a browser
    return b64decode(re.search(r"base64,([^']*)'", html)[1]), text_of(html)


def assert_same(shown, expected):
    """Compare texts, and pictures but for roundings."""
    assert [text for _, text in shown] == [text for _, text in expected]
    for (one, text), (other, _) in zip(shown, expected, strict=True):
        pixels = [np.asarray(Image.open(io.BytesIO(picture)).convert("RGB"), dtype=int) for picture in (one, other)]
        assert abs(pixels[0] - pixels[1]).max() <= NEXT_COLOR, text


def text_of(html):
    return unescape(re.sub(r"<[^>]*>", "", html))
