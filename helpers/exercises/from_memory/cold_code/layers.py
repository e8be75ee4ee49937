"""The forward pass in somebody's code: which arrays are the layers of a network."""

from dataclasses import dataclass
from functools import cached_property
from itertools import product

import numpy as np

from helpers.exercises.from_memory.cold_code.roles import SLOPES
from helpers.exercises.from_memory.cold_code.trace import Value

SOME = 6  # parameters and layers that are tried out; those of the first turns are enough


class Pool(list):
    """Values of one shape."""

    @cached_property
    def arrays(self):
        """All of them, a row each."""
        return np.array([each.array.ravel() for each in self])

    def equal(self, array):
        """Return those that are equal to an array, and that the code has computed."""
        row, size = np.ravel(array), np.abs(array).max()
        if not self or self[0].array.shape != np.shape(array) or not 0 < size < np.inf:
            return []
        places = np.flatnonzero(np.abs(self.arrays - row).max(axis=1) <= 1e-9 * size)
        return [self[place] for place in places if not self[place].given]


@dataclass(frozen=True)
class Layer:
    """A layer that was found: what goes in, its weights, what comes out, and which activation that is.

    batch: what comes out for all samples, where the code has seen one of them only.
    """

    W: Value
    product: np.ndarray
    Z: np.ndarray
    A: Value
    act: str
    batch: np.ndarray
    below: object = None  # the layer before

    @property
    def slope(self):
        """Its slope."""
        return SLOPES[self.act](self.A.array)

    @property
    def slope_of_batch(self):
        """Its slope for all samples."""
        return SLOPES[self.act](self.batch)


def layers(inputs, weights, biases, results, acts):
    """Return the layers whose results are there; inputs: (what the code has seen, all samples, the layer before)."""
    found = []
    shifts = [0.0, *(each.array for each in biases[:SOME] if each.array.any())]
    for (seen, batch, before), W, b in product(inputs, weights[:SOME], shifts):
        Z = seen @ W.array + b
        for name, act in acts.items():
            for A in results.equal(act(Z)):
                found.append(Layer(W, seen @ W.array, Z, A, name, act(batch @ W.array + b), before))
        if len(found) >= SOME:
            break
    # Where all of Z is positive, Z looks like a ReLU of itself: an activation that changes something comes first.
    return sorted(found, key=lambda each: np.allclose(each.A.array, each.Z))
