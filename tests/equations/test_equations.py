"""Every displayed formula of every lesson is read, computed, and agrees with its line of code."""

import re

import pytest

from lessons.pairing import lesson_paths, read_text
from tests.equations.exceptions import NOT_THE_FORMULA
from tests.equations.lines import numbered_lines
from tests.equations.slips import is_noticed, slips
from tests.equations.vouch import all_rows, vouch

# Formulas without a line of code that could be compared: both of their sides are.
WITHOUT_A_LINE = {"5.2", "12.1"}


@pytest.mark.parametrize("row", all_rows(), ids=lambda row: f"{row.lesson} {row.key}")
def test_every_formula_is_vouched_for(row):
    """A new letter is declared in letters.txt; ``python -m tests.equations`` says what is wrong."""
    ways = vouch(row)
    if row.is_numbered and row.key not in WITHOUT_A_LINE:
        assert any(way.startswith("line") for way in ways), "no line of code was compared"


def test_lines_that_are_not_compared_exist():
    assert set(NOT_THE_FORMULA) <= {line.text for line in numbered_lines()}


def test_formula_and_line_name_the_same_rule():
    """Seed, slope, weights, bias, hand back: in bold beside the formula, and in the comment before its number."""
    text = "".join(read_text(path) for path in lesson_paths())
    named = {tag: rule for rule, tag in re.findall(r"\\textbf\{([a-z ]+)\} \\tag\{([\d.]+)\}", text)}
    assert len(named) > 20
    for line in numbered_lines():
        if line.tag in named:
            assert line.text.partition("  # ")[2] == f"{named[line.tag]} ({line.tag})"


def test_slips_in_the_formulas_are_noticed():
    """All that change a value. A factor of 1 doesn't; both lines of (2.6) are ½ at 0; with one class right, c is j."""
    planted = [(row, what, slip) for row in all_rows() for what, slip in slips(row)]
    missed = [f"{row.key}: {what}" for row, what, slip in planted if not is_noticed(slip)]
    assert len(planted) > 1000
    assert missed == [
        r"2.6: > for \ge",
        r"2.6: \le for <",
        r"4.2: the factor \frac { d z _ { i j } } { d b _ j } is left out",
        "4.2: the factor 1 is left out",
        "after 6.8: k for j",
        "6.5: c for j",
        "6.7: c for j",
        "after 6.7: c for j",
        "after 6.7: c for j",
        "after 6.7: c for j",
        r"after 6.7: the factor \sum _ j y _ j is left out",
    ]
