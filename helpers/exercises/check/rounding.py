"""Does a function compute in float32? Then its numbers are right to seven digits, and that is no mistake."""

from dataclasses import replace

import numpy as np

IN_FLOAT32 = {"rtol": 1e-5, "floor": 2e-6}  # how far it may be off then, relative to an entry and to the largest
IN_FLOAT64 = {"rtol": 1e-9, "floor": 1e-10}
NUDGE = 1e-9  # of a number: float64 sees it, and float32, which moves in steps of 6e-8, doesn't
COARSE = (
    "It rounds its arguments to float32, which keeps seven digits of sixteen: of a difference of nearly equal numbers"
    " hardly any digit is left. Compute in float64."
)
REMARK = (
    "A remark. It computes in float32, which keeps seven digits of sixteen. For training that is enough. For a gradient"
    " check it is not: the judge subtracts two losses that differ only in their last digits."
)


def computes_in_float32(exercise, results, case):
    """Return the names of the results that stand still or jump where the right ones move a little.

    results(case) returns what the function gives, as a list of arrays, or None. A formula that is a little wrong moves
    like the right one; what is rounded to float32 doesn't. Rounding to some decimals is no float32.
    """
    nudged = replace(case, arguments=_nudged(case.arguments))
    given = results(case), results(nudged)
    if None in given:
        return set()
    right = exercise.right(case.arguments), exercise.right(nudged.arguments)
    found = set()
    for name, before, after, right_before, right_after in zip(exercise.outputs, *given, *right, strict=True):
        moved, due = after - before, np.subtract(right_after, right_before)
        if np.max(np.abs(moved - due)) > 0.01 * np.max(np.abs(due)) and not _has_few_decimals(before):
            found.add(name)
    return found


def sees_float32_only(results, case):
    """Return whether the results stay, to the last bit, where the arguments are rounded to float32, and no coarser."""
    given, again = results(case), results(replace(case, arguments=_rounded(case.arguments)))
    moved = results(replace(case, arguments=_nudged(case.arguments, 1e-6)))
    if None in (given, again, moved):
        return False
    return all(map(np.array_equal, given, again)) and not all(map(np.array_equal, given, moved))


def _rounded(thing):
    """Return arguments whose floats are those of float32, in float64."""
    if isinstance(thing, tuple | list):
        return type(thing)(_rounded(each) for each in thing)
    if isinstance(thing, np.ndarray) and thing.dtype == np.float64:
        return thing.astype(np.float32).astype(np.float64)
    return float(np.float32(thing)) if isinstance(thing, float) else thing


def in_float32(case):
    """Return a case with what a number of the size of its arguments may be off in float32."""
    return replace(case, atol=max(case.atol, 2e-7 * _largest(case.arguments)))


def _largest(thing):
    if isinstance(thing, tuple | list):
        return max(map(_largest, thing), default=0.0)
    return float(np.max(np.abs(thing), initial=0.0)) if isinstance(thing, np.ndarray | float) else 0.0


def _nudged(thing, by=NUDGE):
    """Return arguments whose floats have moved a little, each by another part of itself."""
    if isinstance(thing, tuple | list):
        return type(thing)(_nudged(each, by) for each in thing)
    if isinstance(thing, np.ndarray) and thing.dtype == np.float64:
        return thing * (1 + by * np.cos(np.arange(thing.size)).reshape(thing.shape))
    return thing * (1 + by) if isinstance(thing, float) else thing


def _has_few_decimals(array):
    return any(np.abs(array * 10.0**k - np.rint(array * 10.0**k)).max() < 1e-5 for k in range(9))
