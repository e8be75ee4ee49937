"""Numbers with named axes, and what formulas do with them.

An axis has a name: i for samples, k for inputs, j for outputs. In a product of matrices the last axis of the left one
has to be the first of the right one, by its name, so a missing transpose is refused even where the sizes would fit.
Without axes a value is one number. (Or several side by side, which is a convenience: no formula can tell.)
"""

from typing import NamedTuple

import numpy as np

ONE = "1"  # the axis of a column that is copied to all others


class Refused(ValueError):
    """A formula that can't be read, or that means nothing."""


class Value(NamedTuple):
    """An array, and the names of its axes, one letter each."""

    numbers: np.ndarray
    axes: str = ""


def add(a, b):
    """Add two values: of the same axes, a number to anything, a row to all rows or a column to all columns."""
    if a.axes == b.axes or not a.axes or not b.axes:
        return Value(a.numbers + b.numbers, a.axes or b.axes)
    row = len(b.axes) == 1 and b.axes == a.axes[-1]
    column = b.axes == a.axes[0] + ONE
    if not (row or column):
        raise Refused(f"a sum of {a.axes} and {b.axes}")
    return Value(a.numbers + b.numbers, a.axes)


def negative(a):
    """Turn the sign around."""
    return Value(-a.numbers, a.axes)


def product(a, b):
    """Multiply two values that stand side by side: numbers, a number and an array, or two matrices."""
    if not a.axes or not b.axes:
        return Value(a.numbers * b.numbers, a.axes or b.axes)
    if len(a.axes) != 2 or len(b.axes) != 2 or a.axes[1] != b.axes[0]:
        raise Refused(f"a product of {a.axes} and {b.axes}")
    return Value(a.numbers @ b.numbers, a.axes[0] + b.axes[1])


def entrywise(a, b):
    """Multiply entry by entry, as ⊙ says."""
    if a.axes != b.axes or not a.axes:
        raise Refused(f"{a.axes or 'a number'} ⊙ {b.axes or 'a number'}")
    return Value(a.numbers * b.numbers, a.axes)


def quotient(a, b):
    """Divide by a number."""
    if b.axes:
        raise Refused("a division by an array")
    return Value(a.numbers / b.numbers, a.axes)


def power(a, b):
    """Raise a number to a power."""
    if a.axes or b.axes:
        raise Refused("a power of an array")
    return Value(np.power(a.numbers, b.numbers))


def transpose(a):
    """Exchange rows and columns."""
    if len(a.axes) != 2:
        raise Refused("a transpose of what is no matrix")
    return Value(a.numbers.T, a.axes[::-1])


def norm(a):
    """The length of a vector."""
    if len(a.axes) != 1:
        raise Refused("the length of what is no vector")
    return Value(np.sqrt((a.numbers**2).sum()))


def sum_of_rows(a):
    """Add up the rows of a matrix, which leaves a row."""
    if len(a.axes) != 2:
        raise Refused("a sum of the rows of what is no matrix")
    return Value(a.numbers.sum(axis=0), a.axes[1])


def sum_of_columns(a):
    """Add up the columns of a matrix, which leaves a column."""
    if len(a.axes) != 2:
        raise Refused("a sum of the columns of what is no matrix")
    return Value(a.numbers.sum(axis=1, keepdims=True), a.axes[0] + ONE)


def total(values):
    """Add up a list of values."""
    return Value(sum(value.numbers for value in values), values[0].axes)
