"""Logistic regression from scratch: predict, a stable loss, the gradients of w and b, and the loop that fits them."""

import itertools
import random
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from helpers.exercises.check.calling import call, undisturbed
from helpers.exercises.check.cases import Case
from helpers.exercises.check.examine import examine
from helpers.exercises.check.exercise import Exercise
from helpers.exercises.check.formula import Formula, lines_of
from helpers.exercises.check.showing import number
from helpers.exercises.check.verdict import CORRECT, WRONG, Verdict
from helpers.exercises.from_memory.question import Question
from helpers.exercises.from_memory.questions.asked import Answers, Computed, of_the_interview
from helpers.exercises.from_memory.questions.logistic_regression_texts import (
    GRADIENT_SLIPS,
    HINTS,
    LOSS_SLIPS,
    OF_LABELS,
    PAGE,
    PENALTY,
    PENALTY_SLIPS,
    PREDICT_SLIPS,
    PULL_SLIPS,
    REFERENCE,
    STEP,
    STEP_SLIPS,
    TASK,
)
from helpers.exercises.from_memory.report import NAME, wrong
from helpers.exercises.two_layers.slips import as_wholes
from helpers.nn.delta import sigma

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


def fitted(variant, place):
    """Return the formula of what `fit` returns at a place: 0 for w, 1 for b."""
    one_step = Formula(("X", "y", "w", "b", "learning_rate", *variant.more), lines_for(variant, STEP), "after", {})
    turns = Formula(("epochs",), {"turns": lines_of("turns = epochs")["turns"]}, "turns", {})

    def formula(X, y, learning_rate, epochs, *more, **wrong):
        w, b = np.zeros(X.shape[1]), 0.0
        for _ in range(turns(epochs, **wrong)):
            w, b = one_step(X, y, w, b, learning_rate, *more, **wrong)
        return (w, b)[place]

    formula.steps = {*one_step.lines, "turns"}
    return formula


# ---- what is drawn

SIZES = ({"n": 5, "d": 3}, {"n": 4, "d": 2}, {"n": 3, "d": 6})
LARGE = ([[1000.0], [-1000.0]], [[-1000.0], [1000.0]])  # each sample on the right side, then on the wrong one


def labels_of(variant, bits):
    """Return labels, for classes 0 and 1."""
    return bits if variant.labels == "0 and 1" else 2 * bits - 1


def data(variant, numbers, n, d):
    """Return X and y: there are both labels, from two samples on."""
    X, bits = numbers(n, d), numbers.classes(n, 2)
    bits[0] = 1 - bits[-1] if n > 1 else bits[0]
    return X, labels_of(variant, bits.astype(X.dtype))


def at_parameters(variant, numbers, n, d):
    """Return X, y, w, b and what a penalty needs, as a Case."""
    X, y = data(variant, numbers, n, d)
    w, b = numbers(d), float(numbers(1)[0])
    return Case((X, y, w, b, *[numbers.pick((0.1, 0.5, 0.3))] * variant.penalty), {"n": n, "d": d}, atol=1e-12)


def to_fit(variant, numbers, n, d):
    """Return X, y, a learning rate, epochs and what a penalty needs, as a Case."""
    more = [numbers.pick((0.1, 0.5, 0.3))] * variant.penalty
    return Case((*data(variant, numbers, n, d), numbers.pick((0.1, 0.5, 0.2)), 3, *more), {"n": n, "d": d}, atol=1e-12)


def exercise(variant, signature, formula, draw, slips, **more):
    """Return the exercise that looks at one function."""
    return Exercise(
        signature=signature,
        task="",
        formula=formula,
        draw=lambda numbers, **sizes: draw(variant, numbers, **sizes),
        sizes=SIZES,
        alike=({"n": 3, "d": 3},),
        integers=False,
        wrong=slips,
        **more,
    )


def predicting(variant, numbers, n, d):
    """Return X, w and b."""
    X, _, w, b, *_ = at_parameters(variant, numbers, n, d).arguments
    return Case((X, w, b), {"n": n, "d": d}, atol=1e-12)


@lru_cache(maxsize=4)  # what mistakes give is computed once
def parts_of(variant):
    """Return the parts of the question."""
    more = "".join(f", {name}" for name in variant.more)
    over = ("n",) * (variant.reduction == "mean")
    loss_labels, gradient_labels = OF_LABELS[variant.labels]
    X, right = np.array(LARGE[0]), labels_of(variant, np.array([1.0, 0.0]))
    extra = (0.5,) * variant.penalty
    large = tuple((np.array(each), right, np.array([1.0]), 0.0, *extra) for each in LARGE)
    predict = exercise(
        variant, "predict(X, w, b)", {"p": formula_of(variant, "p")}, predicting, PREDICT_SLIPS,
        large=((X, np.array([1.0]), 0.0),), large_is="remark",
    )  # fmt: skip
    slips = LOSS_SLIPS.format(reduction=variant.reduction) + loss_labels + PENALTY_SLIPS * variant.penalty
    loss = exercise(
        variant, f"loss(X, y, w, b{more})", {"L": formula_of(variant, "L")}, at_parameters, slips,
        mean_over=over, large=large,
    )  # fmt: skip
    slips = GRADIENT_SLIPS + gradient_labels + PULL_SLIPS * variant.penalty
    formulas = {name: formula_of(variant, name) for name in ("dL_dw", "dL_db")}
    gradients = exercise(variant, f"gradients(X, y, w, b{more})", formulas, at_parameters, slips, mean_over=over)
    formulas = {name: fitted(variant, place) for place, name in enumerate(("w", "b"))}
    slips = (STEP_SLIPS, *as_wholes(slips, formulas))
    fit = exercise(variant, f"fit(X, y, learning_rate, epochs{more})", formulas, to_fit, slips, rtol_float32=1e-2)
    return (
        Computed(predict, "predict"),
        Computed(loss, "the loss"),
        Computed(gradients, "the gradients", in_two),
        Fit(variant, fit),
    )


# ---- how results may come


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


# ---- does it learn?

TO_LEARN = 60  # samples
EPOCHS = 400
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
        reached, start, smallest = self._losses(thing)
        words = f"on {TO_LEARN} samples it reaches the loss {number(reached)}; the smallest is {number(smallest)}"
        if not reached - smallest <= NEAR * (start - smallest):
            also = f"`fit`: {verdict.message}\n" if verdict.status == WRONG else "`fit` is right at first. "
            return wrong(f"{also}After {EPOCHS} epochs {words}.", None, LOOP)
        if verdict.status == CORRECT:
            return of_the_interview(self.name, verdict)
        remark = "A remark: your `fit` takes other steps than the task's, from zeros and with all samples"
        return Verdict(NAME, CORRECT, remarks=(f"{remark}. It was judged by its result: {words}.",))

    def _losses(self, fit):
        """Return the loss that a reader's loop reaches, that of the start, and the smallest, computed here."""
        X, y, more = to_learn(self.variant)
        rate = 0.5 if self.variant.reduction == "mean" else 0.5 / len(X)
        with undisturbed():
            outcome = call(self.adapted(fit), (X, y, rate, EPOCHS, *more))
        loss = formula_of(self.variant, "L")
        try:
            w, b = outcome.returned
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


def submission(variant, *submitted, **named):
    """Return what looks at a submission."""
    return Answers(parts_of(variant), submitted, named, "Logistic regression from scratch, and it learns.")


# ---- what the reader sees


def task_of(variant):
    """Return the task as text."""
    return TASK.format(
        labels=variant.labels.replace("and", "or"),
        reduction=variant.reduction,
        penalty=PENALTY * variant.penalty,
        more=", l2" * variant.penalty,
    )


def signatures(variant):
    """Return the empty cell."""
    more = ", l2" * variant.penalty
    return (
        "import numpy as np\n\n\n"
        "def predict(X, w, b): ...\n\n\n"
        f"def loss(X, y, w, b{more}): ...\n\n\n"
        f"def gradients(X, y, w, b{more}): ...\n\n\n"
        f"def fit(X, y, learning_rate, epochs{more}): ...\n"
    )


def reference_code(variant):
    """Return a whole right page."""
    bits = variant.labels == "0 and 1"
    return REFERENCE.format(
        more=", l2" * variant.penalty,
        of_each="(np.logaddexp(0, z) - y * z)" if bits else "np.logaddexp(0, -y * z)",
        reduction=variant.reduction,
        penalty=" + 0.5 * l2 * (w**2).sum()" * variant.penalty,
        target="y" if bits else "(y + 1) / 2",
        scale=" / len(y)" * (variant.reduction == "mean"),
        pull=" + l2 * w" * variant.penalty,
    )


QUESTION = Question(
    name="logistic regression",
    minutes=30,
    variant_of=variant_of,
    task_of=task_of,
    signatures=signatures,
    hints=HINTS,
    reference_code=reference_code,
    submission=submission,
)
