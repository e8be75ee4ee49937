"""The inputs of a check: random ones of different sizes, small whole ones to show, and special ones.

All come from Python's own `random.Random`, whose numbers stay the same in every version, so that
a verdict shows the same example everywhere.
"""

import itertools
import random
from dataclasses import dataclass, field

import numpy as np

TENTHS = (0.1, 0.2, 0.4, 0.8)  # activations with which one can reckon on paper
SIZES_OF_NUMBERS = {  # what the kinds of numbers are made of that are no ordinary ones, up to a sign
    "close": (0, 0.1, 0.02, 0.003, 1e-4, 1e-6, 1e-8),
    "far": (0, 1, 4, 30, 500, 8000),
}


@dataclass(frozen=True, eq=False)
class Case:
    """One set of arguments, the sizes that are in them, and how large a number counts as 0 (beside rounding)."""

    arguments: tuple
    sizes: dict = field(default_factory=dict)
    atol: float = 0.0


class Numbers:
    """A source of arrays of one kind: "random", "float32", "small" (whole, but float64) or "integer".

    None of these is 0. Two more kinds have zeros in them: "close", with numbers near 0, and "far", with large ones.

    >>> Numbers(0, "small")(2, 2).tolist()
    [[3.0, 2.0], [-1.0, -2.0]]
    """

    def __init__(self, seed, kind):
        self.rng, self.kind = random.Random(seed), kind

    def __call__(self, *shape):
        """Return an array of positive and negative numbers."""
        if self.kind in SIZES_OF_NUMBERS:
            return self._array(shape, lambda: self.pick((-1, 1)) * self.pick(SIZES_OF_NUMBERS[self.kind]))
        return self.tame(*shape)

    def tame(self, *shape):
        """Return ordinary numbers of both signs, whatever the kind: for what would saturate."""
        if self.kind in ("small", "integer"):
            values = self._array(shape, lambda: self.pick((-3, -2, -1, 1, 2, 3)))
            return values.astype(np.int64) if self.kind == "integer" else values
        return self._float(self._array(shape, lambda: 4 * self.rng.random() - 2))

    def activations(self, *shape, low=0):
        """Return numbers between low (0, or −1) and 1; they are never whole."""
        if self.kind in ("small", "integer"):
            return self._array(shape, lambda: self.pick(TENTHS if low == 0 else (*TENTHS, -0.5)))
        return self._float(self._array(shape, lambda: low + 0.05 + (0.9 - low) * self.rng.random()))

    def classes(self, n, k):
        """Return n class numbers below k; where there is room, two samples have the same class."""
        return np.array([min(int(self.rng.random() * k), k - 1) for _ in range(n)])

    def pick(self, choices):
        """Return one of the choices."""
        return choices[int(self.rng.random() * len(choices))]

    def _array(self, shape, draw):
        return np.array([draw() for _ in range(int(np.prod(shape)))], dtype=np.float64).reshape(shape)

    def _float(self, values):
        return values.astype(np.float32) if self.kind == "float32" else values


def drawn(draw, kind, sizes, seed=0):
    """Return a Case, with sizes as {name: size} and draw(numbers, **sizes) for its arguments."""
    arguments = draw(Numbers(seed, kind), **sizes)
    return arguments if isinstance(arguments, Case) else Case(arguments, sizes)


def ladder(draw, names, kind="small", draws=2):
    """Yield small cases, the smallest first: every size from 1 to 3, at most 12 entries, some draws of each."""
    sizes = sorted(itertools.product((1, 2, 3), repeat=len(names)), key=lambda size: (np.prod(size), size))
    sizes = [dict(zip(names, size, strict=True)) for size in sizes if np.prod(size) <= 12]
    return (drawn(draw, kind, size, seed) for size in sizes for seed in range(1, draws + 1))


def copied(thing):
    """Return arguments of our own: arrays and lists are copied, functions and numbers are not."""
    if isinstance(thing, np.ndarray):
        return thing.copy()
    if isinstance(thing, list | tuple):
        return type(thing)(copied(each) for each in thing)
    return thing


def identical(a, b):
    """Return whether an argument is as it was; `x += h` and then `x -= h` may leave a last bit behind."""
    if isinstance(a, np.ndarray):
        same_kind = isinstance(b, np.ndarray) and a.dtype == b.dtype and a.shape == b.shape
        return same_kind and np.allclose(a, b, rtol=1e-12, atol=1e-12)
    if isinstance(a, list | tuple):
        return isinstance(b, list | tuple) and len(a) == len(b) and all(map(identical, a, b))
    return a is b or a == b
