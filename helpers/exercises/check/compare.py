"""Read what a function returned, and compare it with what is right."""

from numbers import Real

import numpy as np

from helpers.exercises.check.session import tried
from helpers.exercises.check.showing import a, entry, listed, number, value


class NotNumbers(Exception):
    """A result has the wrong type; the text says what it is."""


def read(exercise, call):
    """Return the results of a call as arrays of our own, float64 or int64; raise NotNumbers where that can't be."""
    if exercise.effect:
        try:
            return [_array(*each) for each in zip(exercise.outputs, exercise.effect(call), strict=True)]
        except ValueError:
            raise NotNumbers("The arrays that it was given have another size now.") from None
    names = exercise.outputs
    values = [call.returned] if len(names) == 1 else _several(names, call.returned)
    return [_array(name, value) for name, value in zip(names, values, strict=True)]


def _several(names, returned):
    """Return several results as a list, in whichever container they come."""
    due = f"{len(names)} results are asked for, ({', '.join(names)})"
    if returned is None:
        raise NotNumbers(f"It returns None; {due}. Is the `return` missing?")
    if isinstance(returned, dict) and returned.keys() == {*names}:
        return [returned[name] for name in names]
    if isinstance(returned, np.ndarray) and returned.size == len(names):  # as many numbers
        return list(returned.ravel())
    if not isinstance(returned, tuple | list):
        raise NotNumbers(f"It returns {_kind(returned)}; {due}.")
    if len(returned) != len(names):
        raise NotNumbers(f"It returns {len(returned)} result{'' if len(returned) == 1 else 's'}; {due}.")
    return list(returned)


def _array(name, value):
    if value is None:
        raise NotNumbers(f"{name} is None. Is a `return` or a value missing?")
    array = tried(np.array, value)
    if array is None:  # rows of different lengths, or an object that can't be an array
        rows = ": are its rows of different lengths?" if isinstance(value, tuple | list) else "."
        raise NotNumbers(f"{name} is {_kind(value)} that can't be read as an array{rows}")
    if array.dtype.kind == "O" and all(isinstance(each, Real) for each in array.flat):  # Python's own numbers
        array = tried(array.astype, np.float64, instead=array)
    if array.dtype.kind not in "biuf":
        raise NotNumbers(f"{name} must hold real numbers, but it is {_kind(value)}.")
    return array.astype(np.int64 if array.dtype.kind in "iu" else np.float64)


def _kind(value):
    if isinstance(value, np.ndarray):
        return f"an array of {value.dtype.name} and shape {value.shape}"
    return a(type(value).__name__)


def rights(exercise, case):
    """Return the right results of a case as a list of float64 arrays."""
    return [np.asarray(value, dtype=np.float64) for value in exercise.right(case.arguments)]


def same(given, right, rtol, atol=0.0, floor=None):
    """Return whether two arrays agree, in shape and up to rounding.

    Rounding is relative to each entry, and for small ones, which may be what is left of a
    difference, relative to the largest: floor, by default a thousand times finer. Where all are 0, the largest is 1.
    """
    if given.shape != right.shape:
        return False
    return bool(_is_close(given, right, rtol, atol, floor).all())


def _is_close(given, right, rtol, atol, floor=None):
    scale = np.max(np.abs(right), initial=0.0) or 1.0
    return np.abs(given - right) <= rtol * np.abs(right) + max((floor or rtol / 1000) * scale, atol)


def cut_off(pairs):
    """Return where results are cut off, as ["below …", "above …"], if they are right but for that; else nothing.

    pairs: (result, right result).
    """
    if any(given.shape != right.shape or not np.isfinite(given).all() for given, right in pairs):
        return []
    low, high = min(given.min() for given, _ in pairs), max(given.max() for given, _ in pairs)
    is_between = any(((low < right) & (right < high)).any() for _, right in pairs)
    if not is_between or not all(same(given, np.clip(right, low, high), 1e-6) for given, right in pairs):
        return []
    limits = ("below", low, min(right.min() for _, right in pairs)), ("above", high, max(r.max() for _, r in pairs))
    return [f"{where} {number(limit)}" for where, limit, farthest in limits if not np.isclose(limit, farthest)]


def settled(given, right):
    """Return a result in the right shape where only the form of one number differs, like [[3.0]] for 3.0."""
    return given.reshape(()) if right.shape == () and given.size == 1 else given


def has_wrong_shape(given, right):
    """Return whether a result has another shape than the right one."""
    return settled(given, right).shape != right.shape


def beside(exercise, given, case):
    """Return [(name, result, right result)] of a case."""
    return [*zip(exercise.outputs, given, rights(exercise, case), strict=True)]


@np.errstate(invalid="ignore", over="ignore")
def off(exercise, given, case, rtol=None, floor=None):
    """Return the names of the results of a case that are wrong."""
    rtol = rtol or exercise.rtol
    return [
        name
        for name, value, right in beside(exercise, given, case)
        if not same(settled(value, right), right, rtol, case.atol, floor)
    ]


def off_as_text(exercise, wrong):
    """Return a sentence that says which results are off."""
    if exercise.line_given:
        return f"`{exercise.line_given}` gives something else."
    wrong, names = [*map(exercise.label, wrong)], [*map(exercise.label, exercise.outputs)]
    sentence = f"{listed(wrong)} {'is' if len(wrong) == 1 else 'are'} off"
    fine = [name for name in names if name not in wrong]
    return f"{sentence}; {listed(fine)} {'is' if len(fine) == 1 else 'are'} right." if fine else f"{sentence}."


def differences(exercise, given, case, rtol=None, floor=None):
    """Return given and expected as text, for all results that are off, and the first entry that differs."""
    lines, rtol = [], rtol or exercise.rtol
    wrong = off(exercise, given, case, rtol, floor) if given else []
    for name, result, right in beside(exercise, given, case) if wrong else ():
        if name not in wrong:
            continue
        lines += [f"  your {exercise.label(name)}: {value(result)}", f"  expected: {value(right)}"]
        if result.shape != right.shape:
            lines[-2] += f", shape {result.shape}"
            lines[-1] += f", shape {right.shape}"
        elif right.size > 1:
            first = tuple(np.argwhere(~_is_close(result, right, rtol, case.atol, floor))[0])
            pair = f"{value(result[first])} where {value(right[first])} is expected"
            lines.append(f"  first entry that differs: {entry(first)}, {pair}")
    return "".join(f"\n{line}" for line in lines)


def in_one_row(arrays):
    """Return all entries of a list of arrays, one after the other, as floats."""
    return np.concatenate([np.ravel(np.asarray(array, dtype=np.float64)) for array in arrays])


def moved(call, place):
    """Return how far a call moved the arrays of a list, one of its arguments, that somebody outside still holds."""
    return in_one_row(call.held[place]) - in_one_row(call.given[place])
