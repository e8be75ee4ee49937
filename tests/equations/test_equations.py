"""Every displayed formula of every lesson is read, computed, and agrees with its line of code."""

import pytest

from tests.equations.exceptions import NOT_THE_FORMULA
from tests.equations.lines import numbered_lines
from tests.equations.slips import is_noticed, slips
from tests.equations.vouch import all_rows, vouch

# Formulas without a line of code that could be compared: both of their sides are.
WITHOUT_A_LINE = {"5.2"}


@pytest.mark.parametrize("row", all_rows(), ids=lambda row: f"{row.lesson} {row.key}")
def test_every_formula_is_vouched_for(row):
    """A new letter is declared in letters.txt; ``python -m tests.equations`` says what is wrong."""
    ways = vouch(row)
    if row.is_numbered and row.key not in WITHOUT_A_LINE:
        assert any(way.startswith("line") for way in ways), "no line of code was compared"


def test_lines_that_are_not_compared_exist():
    assert set(NOT_THE_FORMULA) <= {line.text for line in numbered_lines()}


def test_slips_in_the_formulas_are_noticed():
    """All that change a value; a factor that is 1, and an index of the same entry, don't."""
    planted = [(row, what, slip) for row in all_rows() for what, slip in slips(row)]
    missed = [f"{row.key}: {what}" for row, what, slip in planted if not is_noticed(slip)]
    assert len(planted) > 1000
    assert missed == [
        r"4.2: the factor \frac { d z _ { i j } } { d b _ j } is left out",
        "4.2: the factor 1 is left out",
        "after 6.8: k for j",
        "6.5: c for j",
        "6.7: c for j",
        r"after 6.7: the factor \sum _ j y _ j is left out",
    ]
