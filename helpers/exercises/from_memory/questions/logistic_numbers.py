"""Logistic regression in numbers: its variants, what is right, and what is drawn to look at it."""

import itertools
import random
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from helpers.exercises.check.cases import Case
from helpers.exercises.check.formula import Formula, lines_of
from helpers.exercises.from_memory.questions.logistic_regression_texts import PAGE, STEP

# ---- the variants

COMBINATIONS = [*itertools.product(("0 and 1", "−1 and 1"), (False, True), ("mean", "sum"))]


@dataclass(frozen=True)
class Variant:
    """How labels are written, whether there is an L2 penalty, and how the losses of samples are put together."""

    labels: str = "0 and 1"
    penalty: bool = False
    reduction: str = "mean"

    @property
    def name(self):
        """What makes a variant different from another."""
        return f"labels {self.labels}, {'with L2' if self.penalty else 'no penalty'}, {self.reduction} over the samples"

    @property
    def more(self):
        """The name of the argument that only a penalty needs."""
        return ("l2",) if self.penalty else ()


@lru_cache
def variant_of(seed, columns=False):
    """Return the variant of a seed: neighbors differ, and the first is what is asked most."""
    order = COMBINATIONS[1:]
    random.Random(2).shuffle(order)
    return Variant(*[COMBINATIONS[0], *order][(seed - 1) % len(COMBINATIONS)])


# ---- what is right


def lines_for(variant, step=""):
    """Return the page of a variant, line by line."""
    page = PAGE.format(
        target="y" if variant.labels == "0 and 1" else "(y + 1) / 2",
        reduction=variant.reduction,
        scale="1 / len(X)" if variant.reduction == "mean" else "1",
        penalty="0.5 * l2 * (w**2).sum()" if variant.penalty else "0",
        pull="l2 * w" if variant.penalty else "0",
    )
    return lines_of(page + step, variant.name)


def formula_of(variant, output):
    """Return the formula of "p", "L", "dL_dw" or "dL_db"."""
    given = ("X", "w", "b") if output == "p" else ("X", "y", "w", "b", *variant.more)
    return Formula(given, lines_for(variant), output, {})


@lru_cache
def step_of(variant):
    """Return the formula of one step: w and b after it."""
    return Formula(("X", "y", "w", "b", "learning_rate", *variant.more), lines_for(variant, STEP), "after", {})


def fitted(variant, place):
    """Return the formula of what `fit` returns at a place: 0 for w, 1 for b."""
    one_step = step_of(variant)
    turns = Formula(("epochs",), {"turns": lines_of("turns = epochs")["turns"]}, "turns", {})

    def formula(X, y, learning_rate, epochs, *more, **wrong):
        w, b = np.zeros(X.shape[1]), 0.0
        for _ in range(turns(epochs, **wrong)):
            w, b = one_step(X, y, w, b, learning_rate, *more, **wrong)
        return (w, b)[place]

    formula.steps = {*one_step.lines, "turns"}
    return formula


# ---- what is drawn


def labels_of(variant, bits):
    """Return labels, for classes 0 and 1."""
    return bits if variant.labels == "0 and 1" else 2 * bits - 1


def far(numbers):
    """How many times as large the first input is: its gradients are large, and its weight is small. Not on paper."""
    return 1 if numbers.kind in ("small", "integer") else 20


def data(variant, numbers, n, d):
    """Return X and y: there are both labels, from two samples on."""
    X, bits = numbers(n, d), numbers.classes(n, 2)
    X[:, 0] *= far(numbers)
    bits[0] = 1 - bits[-1] if n > 1 else bits[0]
    return X, labels_of(variant, bits.astype(X.dtype))


def at_parameters(variant, numbers, n, d):
    """Return X, y, w, b and what a penalty needs, as a Case."""
    X, y = data(variant, numbers, n, d)
    w, b = numbers(d), float(numbers(1)[0])
    w[0] /= far(numbers)
    return Case((X, y, w, b, *[numbers.pick((0.1, 0.5, 0.3))] * variant.penalty), {"n": n, "d": d}, atol=1e-12)


def to_fit(variant, numbers, n, d):
    """Return X, y, a learning rate, epochs and what a penalty needs, as a Case."""
    more = [numbers.pick((0.1, 0.5, 0.3))] * variant.penalty
    return Case((*data(variant, numbers, n, d), numbers.pick((0.1, 0.5, 0.2)), 3, *more), {"n": n, "d": d}, atol=1e-12)


def predicting(variant, numbers, n, d):
    """Return X, w and b."""
    X, _, w, b, *_ = at_parameters(variant, numbers, n, d).arguments
    return Case((X, w, b), {"n": n, "d": d}, atol=1e-12)
