"""NumPy's warnings where it has none: in a browser no flag of the processor says that a number got too large."""

import warnings

import numpy as np

BY_ZERO = {"log", "log2", "log10", "log1p", "divide", "floor_divide", "remainder", "reciprocal", "power"}


def _warns():
    try:
        with np.errstate(over="raise"):
            np.exp(np.full(1, 1e4))
    except FloatingPointError:
        return True
    return False


WARNS = _warns()


def watched(thing):
    """Return an array, or a list of them, as arrays that warn; anything else as it is."""
    if isinstance(thing, list):
        return [watched(each) for each in thing]
    return np.asarray(thing).view(Watched) if isinstance(thing, np.ndarray | np.generic) else thing


class Watched(np.ndarray):
    """An array that warns where finite numbers become infinite, or none; and so does what is computed with it."""

    def __getitem__(self, index):
        return watched(super().__getitem__(index))

    def __array_ufunc__(self, ufunc, method, *inputs, out=None, **settings):
        given, asked = [_plain(each) for each in inputs], np.geterr()
        settings = {name: _plain(each) for name, each in settings.items()}
        if out is not None:
            settings["out"] = tuple(map(_plain, out))
        numbers = [np.array(each) for each in given if np.asarray(each).dtype.kind in "iuf"]  # as they are before
        with np.errstate(all="ignore"):
            found = getattr(ufunc, method)(*given, **settings)
        results = found if isinstance(found, tuple) else (found,)
        for kind, words in {_complaint(ufunc.__name__, numbers, each) for each in results if _is_float(each)}:
            if asked.get(kind) == "warn":
                warnings.warn(f"{words} encountered in {ufunc.__name__}", RuntimeWarning, stacklevel=2)
        results = out or tuple(map(watched, results))
        return results if isinstance(found, tuple) else results[0]


def _plain(thing):
    return thing.view(np.ndarray) if isinstance(thing, Watched) else thing


def _is_float(thing):
    return np.asarray(thing).dtype.kind == "f"


def _complaint(name, given, result):
    """Return what NumPy has to say where this becomes that: what it has to do with, and in words."""
    if np.isnan(result).any() and not any(np.isnan(each).any() for each in given):
        return "invalid", "invalid value"
    if np.isinf(result).any() and all(np.isfinite(each).all() for each in given):
        by_zero = name in BY_ZERO and any((each == 0).any() for each in given)
        return ("divide", "divide by zero") if by_zero else ("over", "overflow")
    return None, ""
