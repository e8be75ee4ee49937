"""How each displayed formula of the lessons is vouched for.

A display is taken apart: into rows, each with its number; a row into equations, which stand beside each other; an
equation into its sides. All sides of an equation have to agree, and with its number's lines of code as well.
"""

import re
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from lessons.pairing import as_notebook, lesson_paths, read_text
from tests.equations.exceptions import NOT_THE_FORMULA
from tests.equations.letters import letters_of
from tests.equations.lines import numbered_lines
from tests.equations.reader import Side, compute_side
from tests.equations.tokens import split, tokens
from tests.equations.values import Refused
from tests.markdown import split_prose

# Words beside a formula that say nothing that could be computed, and the environments around it.
REMARK = re.compile(
    r"\\textbf\{[^}]*\}|\\text\{(so|with)\}|\\text\{as \} h \\text\{ shrinks to 0\}|\\(begin|end)\{align(ed)?\}"
)
GAPS = (r"\quad", r"\qquad")
RELATIONS = ("=", r"\approx", r"\leftarrow", r"\sim")


class Row(NamedTuple):
    """A row of a displayed formula: its lesson, its number (or "after 1.3", if it has none) and its tokens."""

    lesson: str
    key: str
    tokens: tuple

    @property
    def equations(self):
        """Return the equations of the row, each a list of sides and relations in turn."""
        parts = [part[:-1] if part[-1:] == [","] else part for part in split(self.tokens, GAPS)[::2]]
        return [split(part, RELATIONS) for part in parts if part]

    @property
    def is_numbered(self):
        """Say whether it has a number, and so a line of code."""
        return not self.key.startswith("after")

    @property
    def lines(self):
        """Return the lines of code that carry this number."""
        return [line for line in numbered_lines() if line.tag == self.key and line.text not in NOT_THE_FORMULA]


@lru_cache
def all_rows():
    """Return the rows of all displayed formulas, in the order of the lessons."""
    rows = []
    for path in lesson_paths():
        number = 0
        for cell in as_notebook(read_text(path)).cells:
            formulas = split_prose(cell.source).formulas if cell.cell_type == "markdown" else []
            for formula in (formula for formula, displayed in formulas if displayed):
                for tag, row in rows_of(formula):
                    number = tag or number
                    rows.append(Row(path.name[:2], tag or f"after {number}", row))
    return rows


def rows_of(formula):
    """Take a displayed formula apart into rows, each with its number or None."""
    rows = []
    for row in split(tokens(REMARK.sub("", formula)), (r"\\",), drop=("&",))[::2]:
        at = row.index(r"\tag") if r"\tag" in row else len(row)
        tag = row[at + 2] if at < len(row) else None
        row = tuple(row[:at] + row[at + 4 :])
        if row and row[0] in RELATIONS:  # it goes on with the row above
            rows[-1] = (tag or rows[-1][0], rows[-1][1] + row)
        elif row:
            rows.append((tag, row))
    return rows


def vouch(row):
    """Return how a row is vouched for: "both sides agree", and the lines of code that agree with it.

    Raises Refused, with the reason, if something can't be read, or doesn't agree, or if nothing vouches for it.
    """
    ways = []
    vouched = [check_sides(equation, letters_of(row.lesson, row.key)) for equation in row.equations]
    if all(vouched):
        ways.append("both sides agree")
    for line in row.lines:
        agree = [agrees(line, equation, letters_of(row.lesson, *line.keys)) for equation in row.equations]
        if not any(agree):
            raise Refused(f"the line computes something else: {line.text}")
        vouched = [before or now for before, now in zip(vouched, agree, strict=True)]
        ways.append(line.place)
    if not vouched or not all(vouched):
        raise Refused("nothing vouches for it: no line of code, and no letter on the left side that was computed")
    return ways


def check_sides(equation, letters):
    """Say whether the sides of an equation were compared; raise Refused if they differ."""
    numbers, first = compute(equation, letters)
    if len(numbers) < 2:
        raise Refused("no equation")
    for one, other in pairwise(numbers[1:]):
        if not same(one, other):
            raise Refused("the sides differ")
    left_is_known = equation[1] in ("=", r"\approx") and first.name not in letters.drawn
    if left_is_known and not same(numbers[0], numbers[1]):
        raise Refused("the sides differ")
    return left_is_known


def agrees(line, equation, letters):
    """Say whether a line of code computes what all sides but the first say."""
    numbers, first = compute(equation, letters)
    found = line.compute(letters.values, {index: letters.sizes[letters.kinds[index]] for index in first.free})
    target = letters.values.get(line.target)
    if isinstance(target, (np.ndarray, float)) and r"\sim" not in equation and not same(numbers[0], target):
        return False  # it assigns something else than the left side says
    entry = letters.values.get("entry", ...)
    return all(same(side[entry], found) for side in numbers[1:])


def compute(equation, letters):
    """Return the numbers of all sides of an equation, for all indices of its first side; and that side."""
    if r"\sim" in equation:
        Side(equation[0], letters)  # what has this distribution is no number, and is read only
        equation = [equation[2], "=", equation[2]]
    sides = [Side(side, letters) for side in equation[::2]]
    free = list(sides[0].free)
    if free and letters.implied and letters.implied not in free:
        free.append(letters.implied)
    computed = [compute_side(side, letters, free) for side in sides]
    axes = {axes for _, axes in computed}
    if len(axes) > 1:
        raise Refused(f"sides with the axes {' and '.join(each or 'of a number' for each in axes)}")
    return [numbers for numbers, _ in computed], sides[0]


def same(one, other):
    """Say whether two arrays agree; in how many brackets a number stands doesn't matter."""
    one, other = np.squeeze(one), np.squeeze(other)
    return one.shape == other.shape and np.allclose(one, other, rtol=1e-5, atol=1e-8)
