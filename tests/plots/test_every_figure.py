"""Every figure: it says what it shows, nothing is cut off, and no text runs over another one."""

import inspect
import re

import numpy as np
import pytest

from helpers import plots
from helpers.nn import Linear, Network, Sigmoid, Tanh, Value
from helpers.plots.lesson_08_interview import interview_curves
from helpers.plots.style import CourseFigure
from tests.figures import hard_to_read

SAID = {"products"}  # no figure: a count, which lesson 10 compares with its own


def own_network():
    return Network([Linear(3, 4, rng=1), Tanh(), Linear(4, 2, rng=2), Sigmoid()])


def guesses():
    """Return images, classes and probabilities; all say 3."""
    return np.zeros((12, 64)), np.arange(12) % 10, np.tile(np.eye(10)[3], (12, 1))


# Where a figure needs arguments, or where fewer epochs say as much.
ARGUMENTS = {
    "digit_training": {"epochs": 2},
    "optimizers_compared": {"epochs": 1},
    "mistakes": dict(zip(("X", "classes", "P"), guesses(), strict=True)),
    "attention_map": {"P": np.tri(5) / np.arange(1, 6)[:, None], "text": "ab>ba_"},
    "stepper": {"network": own_network(), "X": np.ones((1, 3)), "Y": np.ones((1, 2)), "step": 8},
    "expression_graph": {"value": (Value(2.0, name="w") * 3 + Value(1.0, name="b")).tanh()},
    "two_runs": {"right": [3.0, 2.0, 1.0], "suspect": [3.0, 2.5]},
    "interview_curves": {"xor_losses": [0.3, 0.1], "digit_losses": [2.3, 1.0], "held_out": 0.95},
}
FIGURES = dict(inspect.getmembers(plots, inspect.isfunction)) | {"interview_curves": interview_curves}


@pytest.mark.parametrize("name", sorted(FIGURES.keys() - SAID))
def test_it_says_what_it_shows_and_all_of_it_can_be_read(name):
    figure = FIGURES[name](**ARGUMENTS.get(name, {}))
    assert re.fullmatch(r".{40,}\.", figure.alt, re.DOTALL)
    assert not re.search(r"\b(nan|inf)\b|[{}$\\]", figure.alt)
    assert hard_to_read(figure) == ([], [])


def test_what_is_cut_off_or_runs_over_something_is_found():
    figure = CourseFigure(2)
    for x, words in ((0.1, "one"), (0.11, "another"), (0.98, "too far to the right"), (0.6, "alone")):
        figure.text(x, 0.5, words)
    assert hard_to_read(figure) == (["too far to the right"], [("one", "another")])
