"""Lesson 01: the eight lines back through a network of two neurons."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from helpers.exercises.check.exercise import Exercise
from helpers.exercises.check.on_paper import Recap
from helpers.exercises.lesson_01_chain_rule import EIGHT_LINES, EIGHT_SLIPS, ONE_LINE_SLIPS, PLACE_SLIPS


@dataclass(frozen=True, eq=False, repr=False)
class Curve:
    """A function of one number, with its text; frozen, because a reader's function gets it."""

    text: str
    value: Callable

    def __call__(self, z):
        """Return the value at z."""
        return self.value(z)


SQUARE = Curve("z -> z**2", lambda z: z**2), Curve("z -> 2 * z", lambda z: 2 * z)
WAVE = Curve("z -> z + sin(z)", lambda z: z + np.sin(z)), Curve("z -> 1 + cos(z)", lambda z: 1 + np.cos(z))
BEND = (
    Curve("z -> sqrt(1 + z**2)", lambda z: np.sqrt(1 + z**2)),
    Curve("z -> z / sqrt(1 + z**2)", lambda z: z / np.sqrt(1 + z**2)),
)
# x, y, w1, b1, w2, b2 where the squares stay small
PAGES = (-1, 7, -2, 1, 2, -15), (3, 7, 1, -1, 2, -5), (2, 2, 1, 1, 1, -8)


def chain_arguments(numbers, page):
    """x, y, w1, b1, w2, b2, S and S_prime; three pages for the pencil, and any number of others."""
    if numbers.kind in ("small", "integer"):
        kind = int if numbers.kind == "integer" else float
        return (*map(kind, PAGES[page % len(PAGES)]), *SQUARE)
    x, y, w1, b1, w2, b2 = (number.item() for number in numbers.tame(6))
    y = numbers(1).item() if numbers.kind == "far" else y  # a target far away makes all gradients large
    return x, y, w1, b1, w2, b2, *numbers.pick((SQUARE, WAVE, BEND))


chain_backward = Exercise(
    signature="chain_backward(x, y, w1, b1, w2, b2, S, S_prime)",
    lesson="01",
    task="""
The network of (1.5) to (1.9): z₁ = x w₁ + b₁, a₁ = S(z₁), z₂ = a₁ w₂ + b₂, a₂ = S(z₂), and the loss ½ (a₂ − y)². All
are single numbers; `S` is a function, and `S_prime` its slope. Return `(dL_dw1, dL_db1, dL_dw2, dL_db2)`.
""",
    formula=EIGHT_LINES,
    returns=("dL_dw1", "dL_db1", "dL_dw2", "dL_db2"),
    wrong=EIGHT_SLIPS + PLACE_SLIPS,
    draw=chain_arguments,
    also=("far",),
    sizes=tuple({"page": page} for page in (11, 12, 13, 14, 15, 16)),
    hints="""
Forward makes four numbers; keep them all. Then start at the end: what is the slope of ½ (a₂ − y)² with respect to a₂?
Seed, slope, weights, bias, hand back, slope, weights, bias. Each is at most one product, of what arrives and a local
  slope.
`dL_dz2 = (a2 - y) * S_prime(z2)` goes three ways: times a1 to w2, as it is to b2, times w2 back to a1. Then the same
  once more from `dL_da1`.
""",
    body="""
z1 = x * w1 + b1
a1 = S(z1)
z2 = a1 * w2 + b2
a2 = S(z2)
dL_da2 = a2 - y  # seed
dL_dz2 = dL_da2 * S_prime(z2)  # slope
dL_dw2 = dL_dz2 * a1  # weights
dL_db2 = dL_dz2  # bias
dL_da1 = dL_dz2 * w2  # hand back
dL_dz1 = dL_da1 * S_prime(z1)  # slope
dL_dw1 = dL_dz1 * x  # weights
dL_db1 = dL_dz1  # bias
return dL_dw1, dL_db1, dL_dw2, dL_db2
""",
    reason="""
From each dial one path leads to the loss. The paths share their last part, so the products are made from the end to the
start, and each is made once: (1.10) to (1.17).
""",
)


def rule_arguments(numbers, page):
    """What the five rules may ask for. The gradients belong to the rest, so that a longer line is right, too."""
    x, y, w1, b1, w2, b2, S, S_prime = chain_arguments(numbers, page)
    a1 = S(x * w1 + b1)
    z2 = a1 * w2 + b2
    dL_da2 = S(z2) - y
    return y, a1, w2, z2, S(z2), dL_da2, dL_da2 * S_prime(z2), S_prime


five_rules = Exercise(
    signature="five_rules(y, a1, w2, z2, a2, dL_da2, dL_dz2, S_prime)",
    task="The five rules, each from what is given.",
    formula="""
in_2 = a1
dL_da2 = a2 - y
dL_dz2 = dL_da2 * S_prime(z2)
dL_dw2 = dL_dz2 * in_2
dL_db2 = dL_dz2
dL_da1 = dL_dz2 * w2
""",
    returns=("dL_da2", "dL_dz2", "dL_dw2", "dL_db2", "dL_da1"),
    wrong=ONE_LINE_SLIPS + EIGHT_SLIPS,
    draw=rule_arguments,
    sizes=tuple({"page": page} for page in (11, 12, 13, 14)),
)

recap_01 = Recap(
    name="recap_01",
    lesson="01",
    task="""
The five rules at the last neuron of (1.5) to (1.9), each as one line of code, made from `y`, `a1`, `w2`, `z2`, `a2`,
`S_prime` and the gradients that are there already.
""",
    rows={
        "dL_da2": (None, five_rules),
        "dL_dz2": (None, five_rules),
        "dL_dw2": (None, "dL_dz2 * a1", five_rules),
        "dL_db2": (None, five_rules),
        "dL_da1": (None, five_rules),
    },
    hints="""
Seed, slope, weights, bias, hand back. Each is what arrives, times one local slope.
In z₂ = a₁ w₂ + b₂ each factor gets the other one, and a bias has the slope 1.
From z₂ the gradient goes three ways: times `a1` to w₂, as it is to b₂, times `w2` to a₁. To z₂ it came from a₂, times
  `S_prime(z2)`.
""",
    reason="""
The seed is the slope of ½ (a₂ − y)². Each of the others is what arrives, times the slope on one arrow: S′(z₂), a₁, 1
and w₂.
""",
)
