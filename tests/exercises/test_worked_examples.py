"""The numbers of a worked example show every slip that somebody could make in it."""

import re
from itertools import pairwise

import numpy as np
import pytest

from helpers import exercises
from helpers.exercises.check.on_paper import ByHand
from lessons.pairing import lesson_paths, notebook_path, read_notebook
from tests.exercises.worked_examples import EXAMPLES, code_of, hidden, numbers_of

ON_PAPER = [name for name in dir(exercises) if isinstance(getattr(exercises, name), ByHand)]

# Slips that the numbers of an example hide, and why these numbers stay: they can be done in one's head.
HIDES = {
    # b = x + 1 has the slope 1. The exercise after it has 2x and 2.
    "01 two_paths_by_hand # (1.4)": ["df_db = df_db * db_dx", "along_b = df_db"],
    # The logits 2, 1, 0 have their mean in the middle. The exercise has others.
    "06 softmax_by_hand # (6.4)": ["L = -np.log(p).mean()"],
    # Both output neurons have z = 0, and so the slope ¼. The exercises draw theirs.
    "09 neuron_by_hand outputs, labels = [Neuron([2.0": ["activation_gradient = 0.25"],
    "09 layer_backward outputs, labels = [Neuron([2.0": [
        "slope = np.full(len(zs), slope[-1])",
        "slope = np.full(len(zs), slope[0])",
    ],
}


@pytest.mark.parametrize("example", EXAMPLES, ids=str)
def test_worked_examples_hide_no_slip(example):
    slips, planted = hidden(getattr(exercises, example.exercise), example.values())
    assert planted > 8
    assert slips == HIDES.get(str(example), [])


@pytest.mark.parametrize("name", ON_PAPER)
def test_exercises_on_paper_hide_no_slip(name):
    exercise = getattr(exercises, name)
    slips, _ = hidden(exercise, numbers_of(exercise))
    assert slips == HIDES.get(name, [])


def test_what_is_listed_as_hidden_is_there():
    assert set(HIDES) <= {*map(str, EXAMPLES), *ON_PAPER}


JUDGE = [
    ("below = float(f(x))", "below = float(f(np.where(x == kept - h, kept, x)))"),
    ("/ (2 * h)", "/ h"),
    ("(above - below)", "(below - above)"),
    ("gradient[entry] =", "gradient[:] ="),
    ("dtype=float", "dtype=int"),
    ("        x[entry] = kept\n", ""),
]


@pytest.mark.parametrize("right, wrong", JUDGE)
def test_the_first_example_of_the_judge_hides_no_slip(right, wrong):
    """f(u, v) = u² v in lesson 01. What is printed has to change."""
    code = code_of("01")
    start = code.index("def numerical_gradient")
    function = code[start : code.index("slopes = ", start)]
    assert right in function
    [asked] = [line for line in code.splitlines() if line.startswith("slopes = numerical_gradient")]

    def printed(function):
        names = {"np": np}
        exec(f"{function}\n{asked}\nslopes = slopes.round(6)", names)
        return names["slopes"].tolist()

    assert printed(function) != printed(function.replace(right, wrong, 1))


def given(text):
    """Return the numbers of a text, but for exponents, indices and the numbers of formulas."""
    plain = re.sub(r"\\tfrac12|½", "0.5", text.replace("−", "-"))
    return set(re.findall(r"(?<![\w.])-?\d+(?:\.\d+)?", re.sub(r"[\^_]\d|\(\d+\.\d+\)", "", plain)))


def test_a_lesson_asks_with_the_numbers_that_the_check_has():
    asked = {}
    for path in lesson_paths():
        for text, code in pairwise(read_notebook(notebook_path(path)).cells):
            for name in re.findall(r"exercises\.(\w+)\.check\(", code.source):
                if name in ON_PAPER and "**By hand" in text.source:
                    asked[name] = given(text.source.rpartition("**By hand")[2])
    assert len(asked) > 8
    for name, numbers in asked.items():
        assert numbers <= given(getattr(exercises, name).task), name
