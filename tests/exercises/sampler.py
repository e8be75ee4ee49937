"""Inputs that the check doesn't know: zeros, large and tiny numbers, both signs or one, whole, sizes from 1 to 40."""

import contextlib
import copy
import io
import random
import warnings

import numpy as np

from helpers.exercises.check.cases import Case

SIZES = (1, 1, 2, 2, 3, 3, 4, 5, 6, 7, 8)  # mostly; one in ten inputs has a size of 9 to 40
LARGE = 300
SCALES = (1, 1, 1, 1, 3, 10, 1000, 1e-3, 1e-7)


class OtherNumbers:
    """A source of arrays like the check's own `Numbers`, of other values."""

    def __init__(self, seed, kind):
        self.rng, self.kind = random.Random(f"sampler {seed}"), kind
        self.numpy = np.random.default_rng(self.rng.randrange(2**32))

    def __call__(self, *shape):
        """Return an array of one of many kinds."""
        if self.kind == "integer":
            return self.numpy.integers(-4, 5, size=shape)
        values = self.numpy.normal(scale=self.rng.choice(SCALES), size=shape)
        change = self.rng.choice(("none", "none", "none", "zeros", "whole", "positive", "negative"))
        if change == "zeros":
            values *= self.numpy.random(shape) < 0.6
        elif change == "whole":
            values = np.rint(3 * values)
        elif change in ("positive", "negative"):
            values = np.abs(values) * (1 if change == "positive" else -1)
        return values

    def activations(self, *shape, low=0):
        """Return numbers between low and 1, some close to the ends."""
        inside = self.numpy.random(shape)
        edge = self.rng.choice((0, 0, 0, 1e-3, 1e-6))
        inside = np.where(self.numpy.random(shape) < 0.5, inside, edge) if edge else inside
        return low + (1 - low) * inside

    def classes(self, n, k):
        """Return n class numbers below k."""
        return self.numpy.integers(0, k, size=n)

    def pick(self, choices):
        """Return one of the choices."""
        return self.rng.choice(choices)


def inputs_of(exercise, count=200):
    """Return Cases for an exercise, the small ones first."""
    found = []
    for seed in range(count):
        rng = random.Random(f"sizes {seed}")
        sizes = {name: rng.choice(SIZES) for name in exercise.sizes[0]}
        if seed % 10 == 0:
            sizes[rng.choice([*sizes])] = rng.randint(9, 40)
        kind = "integer" if exercise.integers and seed % 8 == 5 else "random"
        arguments = exercise.draw(OtherNumbers(seed, kind), **sizes)
        found.append(arguments if isinstance(arguments, Case) else Case(arguments, sizes))
    if exercise.large_is == "remark":  # here large numbers may overflow
        found = [case for case in found if all(np.all(np.abs(each) < LARGE) for each in case.arguments)]
    return sorted(found, key=lambda case: sum(np.size(each) for each in case.arguments if isinstance(each, np.ndarray)))


def outcome(function, exercise, arguments):
    """Return the arrays that a function returns and leaves in its arguments, or None where it raises an error."""
    mine, is_one = copy.deepcopy(arguments), len(exercise.outputs) == 1
    with warnings.catch_warnings(), np.errstate(all="ignore"), contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        try:
            returned = function(*mine)
            results = [] if exercise.effect else [returned] if is_one else [*returned]
            return [_numbers(each) for each in (*results, *_flat(mine))]
        except Exception:
            return None


def alike(arrays, originals, rtol, atol):
    """Return whether two outcomes are the same to rounding: of each entry, or a thousand times finer of the largest."""
    if originals is None or not all(np.isfinite(each).all() for each in originals):
        return True  # here the original itself has nothing to say
    if arrays is None or [_shape(each) for each in arrays] != [_shape(each) for each in originals]:
        return False
    return all(
        np.all(np.abs(a - b) <= rtol * np.abs(b) + rtol / 1000 * np.max(np.abs(b), initial=0) + max(atol, 1e-12))
        for a, b in zip(arrays, originals, strict=True)
    )


def _shape(array):
    """Return an array's shape; of one number, however it is packed, none."""
    return array.shape if array.size != 1 else ()


def _flat(thing):
    """Yield the arrays and numbers in the arguments, also those in lists."""
    if isinstance(thing, tuple | list):
        for each in thing:
            yield from _flat(each)
    elif not callable(thing):
        yield thing


def _numbers(thing):
    """Return an array of real numbers."""
    if thing is None or np.iscomplexobj(thing):
        raise TypeError("a result is an array of real numbers")
    return np.asarray(thing, dtype=float)
