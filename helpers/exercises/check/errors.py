"""What Python and NumPy say of an error, in our words."""

import re

from helpers.exercises.check.session import tried

CLEAR = "truth value of an array|bitwise_xor|for \\^: "  # no change of the line mends these
EXPLAINED = {
    r"for @: |not have enough dimensions": (
        "`@` multiplies rows by columns, and adds up. Single numbers are multiplied by `*`."
    ),
    r"could not be broadcast": (
        "`*`, `+` and `-` work entry by entry, on arrays of the same shape; `@` multiplies rows by columns, and adds"
        " up. Which of them is meant? On the line before it, print the shapes of both."
    ),
    r"mismatch in its core dimension|not aligned": (
        "`@` adds over the last axis of the first array and the first of the second: both have to be equally long."
        " Entry by entry it is `*`. On the line before it, print the shapes of both."
    ),
    r"out of bounds": (
        "An index is larger than its axis is long. `A[i]` picks a row, `A[:, j]` a column, and `A[i, j]` one entry;"
        " `np.ndindex(A.shape)` goes through all of them."
    ),
    r"'(numpy\.)?(function|builtin_function_or_method|ufunc|method|Curve|Function)'": (
        "A function is used as if it were a number. Call it: its name, and in parentheses what it works on."
    ),
    r"object is not callable": "What stands before a parenthesis is called. It is no function: is a `*` missing?",
    r"bitwise_xor|for \^: ": "`^` is no power in Python. A power is `**`.",
    "truth value of an array": (
        "`if` and `max` ask one question, and an array has many entries. `np.where` and `np.maximum` ask each."
    ),
}


def explained(error):
    """Return what an error means, or nothing; only Python's and NumPy's own can be asked for their words."""
    if not isinstance(error, TypeError | ValueError | IndexError) or type(error).__module__.split(".")[0] not in (
        "builtins",
        "numpy",
    ):
        return ""
    text = tried(str, error, instead="")
    return next((words for said, words in EXPLAINED.items() if re.search(said, text)), "")


def is_clear(error):
    """Return whether an error says all: one question was asked of an array, or `^` is meant as a power."""
    return isinstance(error, TypeError | ValueError) and bool(re.search(CLEAR, tried(str, error, instead="")))
