"""Lesson 01: the judge of every formula."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from helpers.exercises.check.cases import Case
from helpers.exercises.check.exercise import Exercise

SHAPES = {8: (2, 4), 12: (2, 3, 2), 6: (2, 3)}  # of x, by its size; else it has one axis
SMALL = {1: (1,), 2: (2,), 3: (2, 2)}  # for the ladder of small examples
STEEP = 1e6  # so steep a bowl that a one-sided difference is seen at its bottom, where the slope is 0


@dataclass(frozen=True, eq=False, repr=False)
class Function:
    """A function of an array, with its text, its slope and its curvature; it objects to another shape.

    twist: how far the slope in one entry moves with another entry. Frozen, because a reader's function gets it.
    """

    text: str
    value: Callable
    slope: Callable
    curvature: Callable
    shape: tuple
    twist: float = 0

    def __call__(self, x):
        """Return the value at x, a float."""
        x = np.asarray(x)
        if x.shape != self.shape:
            raise ValueError(
                f"f is a function of an array of shape {self.shape}, but it was called with shape {x.shape}"
            )
        return float(self.value(x.astype(np.float64)))


def cubes(numbers, shape):
    """f(x) = 0.1 Σ x³: the slope is 0.3 x², never whole for whole x; the curvature is 0.6 x."""
    f = Function(
        "x -> 0.1 * (x**3).sum()", lambda x: 0.1 * (x**3).sum(), lambda x: 0.3 * x**2, lambda x: 0.6 * x, shape
    )
    return Case((f, numbers(*shape)), atol=5e-4)


def waves(numbers, shape):
    """f(x) = Σ c sin(x) + (Σ x)²: each entry counts differently, and all of them together."""
    c = 3 + np.arange(np.prod(shape)).reshape(shape)
    f = Function(
        "x -> (c * np.sin(x)).sum() + x.sum() ** 2",
        lambda x: (c * np.sin(x)).sum() + x.sum() ** 2,
        lambda x: c * np.cos(x) + 2 * x.sum(),
        lambda x: 2 - c * np.sin(x),
        shape,
        twist=2,
    )
    x = numbers.tame(*shape)
    return Case(
        (f, x * (np.arange(x.size).reshape(x.shape) % 5 > 0) if numbers.kind == "far" else x), atol=5e-4
    )  # with zeros


def steep_bowl(numbers, shape):
    """f(x) = 10⁶ (Σ (x − c))², at its bottom: both sides are equally high, and the slope is 0.

    An entry that isn't put back is seen in all that follow it.
    """
    x = numbers(*shape)
    bottom = x.astype(np.float64)
    f = Function(
        f"x -> {STEEP:.0f} * (x - c).sum() ** 2, at x = c",
        lambda x: STEEP * (x - bottom).sum() ** 2,
        lambda x: np.full(shape, 2 * STEEP * (x - bottom).sum()),
        lambda x: np.full(shape, 2 * STEEP),
        shape,
        twist=2 * STEEP,
    )
    return Case((f, x), atol=1e-10 * STEEP)


def valley(numbers, shape):
    """f(x) = Σ |x − c|, at its tip: both sides are equally high, however small h is; one side alone has the slope 1."""
    x = numbers(*shape)
    tip = x.astype(np.float64)
    f = Function(
        "x -> np.abs(x - c).sum(), at x = c", lambda x: np.abs(x - tip).sum(), np.zeros_like, np.ones_like, shape
    )
    return Case((f, x), atol=0.01)


def arguments(numbers, size):
    """F and x, as a Case."""
    if numbers.kind in ("small", "integer"):
        return cubes(numbers, SMALL.get(size, SHAPES.get(size, (size,))))
    make = valley if numbers.kind == "kink" else steep_bowl if size == 5 else waves
    return make(numbers, SHAPES.get(size, (size,)))


numerical_gradient = Exercise(
    signature="numerical_gradient(f, x)",
    lesson="01",
    task="""
`f` takes an array of the shape of `x` and returns one number. Return the slope of `f` in each entry of `x`, by central
differences, as an array of floats in the shape of `x`. `x` may have any number of axes, and may hold whole numbers.
When you are done it is as it was. Choose the nudge h yourself, 1e-5 for instance.
""",
    formula="""
at = np.asarray(x, dtype=np.float64)
gradient = f.slope(at)
""",
    wrong="""
last-sample-only | gradient = np.full(at.shape, gradient.flat[-1])
  | Each entry overwrites the gradient of the one before it, in all places.
last-sample-only | gradient = gradient.flat[-1]
  | Each entry overwrites the gradient of the one before it; one number is left.
last-sample-only | gradient = gradient * (np.arange(at.size) == at.size - 1).reshape(at.shape)
  | Only the last entry's slope is there.
| gradient = np.full(at.shape, gradient.sum()) ; gradient.sum()
  | All entries are nudged at once, and the sum of their slopes comes out. Nudge one at a time.
| gradient += f.curvature(at)
  | Only one side is nudged. Look as far to the left as to the right: (f(x + h) − f(x − h)) / (2h).
| gradient += f.twist * np.arange(at.size).reshape(at.shape)
  | An entry that was nudged is not put back, so all that follow it are nudged elsewhere. Set it to its old value before
    the next one.
""",
    draw=arguments,
    also=("kink", "far"),
    sizes=({"size": 3}, {"size": 8}, {"size": 5}, {"size": 12}),
    rtol=1e-4,
    hints="""
Nudge one entry up and down, and leave the others. How far does f move, and over what distance?
`nudge` is 0 but for one entry, so `x + nudge` is x with that entry moved up. What is f there, and what is it on the
  other side?
`f(x + nudge) - f(x - nudge)` is how far f moves. The two points are `2 * h` apart.
""",
    body="""
def numerical_gradient(f, x, h=1e-5):
    gradient = np.zeros(x.shape)
    for entry in np.ndindex(x.shape):
        nudge = np.zeros(x.shape)
        nudge[entry] = h
        gradient[entry] = (f(x + nudge) - f(x - nudge)) / (2 * h)
    return gradient
""",
    reason="""
f moves by f(x + h) − f(x − h) while one entry moves by 2h, (1.1). `x + nudge` is a new array of floats, so whole
numbers work, and the reader's x stays as it is.
""",
)
