"""Does a loop of logistic regression learn? The steps that it takes, and the loss that it reaches."""

from dataclasses import replace
from functools import lru_cache

import numpy as np

from helpers.exercises.check.examine import examine
from helpers.exercises.check.showing import number
from helpers.exercises.check.verdict import CORRECT, WRONG, Verdict
from helpers.exercises.from_memory.questions.asked import Computed, of_the_interview
from helpers.exercises.from_memory.questions.calls import returned_by
from helpers.exercises.from_memory.questions.logistic_numbers import formula_of, labels_of, step_of
from helpers.exercises.from_memory.report import NAME, wrong
from helpers.nn.delta import sigma

ENDS = ("w", "weights"), ("b", "bias")  # of names in a dictionary


def in_two(function):
    """Return a function whose result is (weights, bias), in whatever container they come."""

    def adapted(X, *arguments):
        return weights_and_bias(function(X, *arguments), X.shape[1])

    return adapted


def weights_and_bias(result, d):
    """Return (weights, bias) from a tuple, a dictionary, one array or an object; anything else as it is."""
    if isinstance(result, dict):
        result = tuple(each for ends in ENDS for name, each in result.items() if str(name).lower().endswith(ends))
    elif hasattr(result, "w") and hasattr(result, "b"):
        result = result.w, result.b
    elif isinstance(result, np.ndarray) and result.shape == (d + 1,) and result.dtype != object:
        result = result[:-1], result[-1]
    if isinstance(result, tuple | list) and len(result) > 1:  # losses may follow
        w, b = result[:2]
        return (np.reshape(w, d) if np.shape(w) in ((d, 1), (1, d)) else w), b
    return result


TO_LEARN = 60  # samples
EPOCHS, RATE = 300, 0.2
START = "It starts with other numbers. The task starts with zeros."
LOOP = "In each epoch: both gradients, from the w and the b that are there, then both steps."
NEAR = 0.05  # of the way from the start to the smallest loss may be left


class Fit(Computed):
    """The loop. Where it takes other steps than the task's, the loss that it reaches decides."""

    def __init__(self, variant, exercise):
        super().__init__(exercise, "the fit", in_two)
        self.variant = variant

    def look(self, thing):
        """Return the Verdict: the same numbers after three epochs, and a loss that is nearly the smallest."""
        slip = self.slip(thing)
        if slip:
            return slip
        verdict = examine(self.exercise, self.adapted(thing))
        if verdict.status != CORRECT and verdict.mend:  # somebody knows what it is
            return of_the_interview(self.name, verdict)
        mend = "" if verdict.status == CORRECT else self._off_on_one_sample(thing)
        if mend:
            return replace(of_the_interview(self.name, verdict), mend=mend)
        reached, start, smallest = self._losses(thing)
        words = f"on {TO_LEARN} samples it reaches the loss {number(reached)}; the smallest is {number(smallest)}"
        if not reached - smallest <= NEAR * (start - smallest):
            also = f"`fit`: {verdict.message}\n" if verdict.status == WRONG else "`fit` is right at first. "
            return wrong(f"{also}After {EPOCHS} epochs {words}.", None, LOOP)
        if verdict.status == CORRECT:
            return of_the_interview(self.name, verdict)
        remark = "A remark: your `fit` takes other steps than the task's, from zeros and with all samples"
        return Verdict(NAME, CORRECT, remarks=(f"{remark}. It was judged by its result: {words}.",))

    def _off_on_one_sample(self, fit):
        """Return what is off where there is one sample, and so no batches and no order of samples, as text.

        Where the start can't be had, or is another one each time, nobody knows.
        """
        X, y, more = to_learn(self.variant)
        found = []
        for seed, epochs in ((0, 0), (1, 0), (2, 3), (2, 3)):
            found.append(returned_by("fit", self._seeded(fit, seed), (X[:1], y[:1], RATE, epochs, *more)))
        try:
            other, start, end, again = (np.append(np.asarray(w, float), b) for w, b in found)
        except (TypeError, ValueError):
            return ""
        if start.any() and np.array_equal(start, other):
            return START
        theta, step = start, step_of(self.variant)
        for _ in range(3):
            theta = np.append(*step(X[:1], y[:1], theta[:-1], theta[-1], RATE, *more))
        is_right = np.allclose(end, theta, rtol=1e-6, atol=1e-9)
        return "" if is_right or not np.array_equal(end, again) or not np.array_equal(start, other) else LOOP

    def _seeded(self, fit, seed):
        """Return the loop with NumPy's own random numbers started anew; what calls it puts them back."""

        def seeded(*arguments):
            np.random.seed(seed)
            return self.adapted(fit)(*arguments)

        return seeded

    def _losses(self, fit):
        """Return the loss that a reader's loop reaches, that of the start, and the smallest, computed here."""
        X, y, more = to_learn(self.variant)
        rate = RATE if self.variant.reduction == "mean" else RATE / len(X)
        returned = returned_by("fit", self.adapted(fit), (X, y, rate, EPOCHS, *more))
        loss = formula_of(self.variant, "L")
        try:
            w, b = returned
            reached = float(loss(X, y, np.reshape(np.asarray(w, float), X.shape[1]), float(np.squeeze(b)), *more))
        except (TypeError, ValueError):  # it raised, or what came is no pair of numbers any more
            reached = np.nan
        return reached, float(loss(X, y, np.zeros(X.shape[1]), 0.0, *more)), smallest_loss(self.variant)


def to_learn(variant):
    """Return X, y and what a penalty needs: two clouds that overlap a little, so that the smallest loss is finite."""
    rng = np.random.default_rng(3)
    bits = np.arange(TO_LEARN) % 3 == 0
    X = rng.normal(size=(TO_LEARN, 2)) + np.where(bits[:, None], (1.5, 0.5), (-0.5, 0.0))
    return X, labels_of(variant, bits.astype(float)), (0.1,) * variant.penalty


@lru_cache
def smallest_loss(variant):
    """Return the smallest loss on these samples, by Newton's method."""
    X, y, more = to_learn(variant)
    formulas = [formula_of(variant, name) for name in ("L", "dL_dw", "dL_db")]
    scale = 1 / len(X) if variant.reduction == "mean" else 1
    wide = np.column_stack([X, np.ones(len(X))])
    theta = np.zeros(3)
    for _ in range(20):
        at = X, y, theta[:2], theta[2], *more
        p = sigma(wide @ theta)
        curvature = wide.T @ (wide * (p * (1 - p) * scale)[:, None]) + np.diag([*more, *more, 0] if more else [0] * 3)
        theta = theta - np.linalg.solve(curvature, np.append(formulas[1](*at), formulas[2](*at)))
    return float(formulas[0](X, y, theta[:2], theta[2], *more))
