"""Formulas and slips as text: what their lines give, and that an error in one says where it is."""

import traceback

import numpy as np
import pytest

from helpers.exercises.check.exercise import Exercise
from helpers.exercises.check.formula import Formula, lines_of, mistakes_of, only_first, only_last, read_slips

LINES = """
    slope = A * (1 - A)  # slope
    dL_dZ = (dL_dA
             * slope)
"""


def formula(text=LINES, parameters=("dL_dA", "A"), output="dL_dZ"):
    return Formula(parameters, lines_of(text), output, {})


def test_a_formula_is_its_lines():
    assert formula()(2.0, 0.25) == 2 * 0.25 * 0.75
    assert formula().steps == {"slope"}


def test_a_line_that_is_given_is_no_step():
    """The same text serves a line alone, with everything given that stands above it."""
    text = "A = Z\nslope = A * (1 - A)\ndL_dZ = dL_dA * slope"
    assert formula(text, ("dL_dA", "Z")).steps == {"A", "slope"}
    assert formula(text).steps == {"slope"} and formula(text)(2.0, 0.25) == 0.375


def test_a_slip_replaces_a_line():
    (wrong,) = mistakes_of("missing-slope | slope = A | The second factor is left out.", {"dL_dZ": formula()})
    assert formula()(2.0, 0.25, **wrong.steps) == 0.5
    assert (wrong.identifier, wrong.mend) == ("missing-slope", "The second factor is left out.")


def test_in_its_own_wrong_code_a_line_has_the_right_value():
    (wrong,) = mistakes_of("| dL_dZ = -dL_dZ | The sign.", {"dL_dZ": formula()})
    assert wrong.identifier is None and formula()(2.0, 0.25, **wrong.steps) == -0.375


def test_several_wrong_codes_lines_at_once_and_fields_that_go_on():
    text = """
transposed | slope = A.T ;
             A[::-1] and dL_dA = 0
           | One | only,
             and more.
| dL_dZ += A | A direction.
"""
    found = [
        (identifier, [(n, s, c.source) for n, s, c in changes], words)
        for identifier, changes, words in read_slips(text)
    ]
    assert found == [
        ("transposed", [("slope", "=", "A.T")], "One | only, and more."),
        ("transposed", [("slope", "=", "A[::-1]"), ("dL_dA", "=", "0")], "One | only, and more."),
        (None, [("dL_dZ", "+=", "A")], "A direction."),
    ]
    direction = mistakes_of(text, {"dL_dZ": formula()})[-1]
    assert direction.direction(2.0, 0.25) == 0.25 and direction.outputs == ("dL_dZ",)


def test_comparisons_and_keywords_are_no_names():
    ((_, [(name, _, code)], _),) = read_slips("| dL_dZ = A.sum(axis=0) if A.size == 1 else A | …")
    assert name == "dL_dZ" and code.source == "A.sum(axis=0) if A.size == 1 else A"


@pytest.mark.parametrize("text", ["transposed | A = B", "one two | A = B | words", "| words"])
def test_a_record_without_three_fields_is_refused(text):
    with pytest.raises(SyntaxError, match="three fields"):
        [*read_slips(text)]


def test_a_record_becomes_code_when_it_is_first_asked_for():
    """A slip that is no Python is found when it is used, with its line."""
    exercise = Exercise(
        "f(A)", "", "B = 2 * A", lambda numbers, n: (numbers(n),), ({"n": 2},), wrong="| B = A +* 2 | …"
    )
    assert exercise.right((np.ones(2),))[0].tolist() == [2, 2]
    with pytest.raises(SyntaxError, match=r"line 1: A \+\* 2"):
        exercise.formulas["B"](np.ones(2), **exercise.mistakes[0].steps)


def test_an_error_in_a_slip_has_a_line():
    text = "| slope = A | fine\n| slope = (A\n    @ missing) | wrong"
    wrong = mistakes_of(text, {"dL_dZ": formula()})[1]
    with pytest.raises(NameError) as error:
        formula()(2.0, 0.25, **wrong.steps)
    last = traceback.extract_tb(error.tb)[-1]
    assert last.filename.startswith("<slips") and last.lineno == 3 and last.line == "@ missing) | wrong"


def test_only_the_first_or_the_last_row():
    rows = np.arange(6.0).reshape(3, 2)
    assert only_last(rows).tolist() == [[0, 0], [0, 0], [4, 5]]
    assert only_first(rows).tolist() == [[0, 1], [0, 0], [0, 0]]
    assert only_last(np.array([1.0, 2.0])).tolist() == [0, 2]


def test_the_solution_is_written_from_the_formula():
    exercise = Exercise("f(dL_dA, A)", "", LINES, None, ())
    scope = {}
    exec(exercise.code, scope)
    assert scope["f"](2.0, 0.25) == 0.375 and "# slope" in exercise.code
