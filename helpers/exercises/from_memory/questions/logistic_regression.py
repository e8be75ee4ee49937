"""Logistic regression from scratch: predict, a stable loss, the gradients of w and b, and the loop that fits them."""

from functools import lru_cache

import numpy as np

from helpers.exercises.check.exercise import Exercise
from helpers.exercises.from_memory.question import Question
from helpers.exercises.from_memory.questions.asked import Answers, Computed
from helpers.exercises.from_memory.questions.logistic_fit import Fit, in_two
from helpers.exercises.from_memory.questions.logistic_numbers import (
    at_parameters,
    fitted,
    formula_of,
    labels_of,
    predicting,
    to_fit,
    variant_of,
)
from helpers.exercises.from_memory.questions.logistic_regression_texts import (
    GRADIENT_SLIPS,
    HINTS,
    LOSS_SLIPS,
    OF_LABELS,
    PENALTY,
    PENALTY_SLIPS,
    PREDICT_SLIPS,
    PULL_SLIPS,
    REFERENCE,
    STEP_SLIPS,
    TASK,
)
from helpers.exercises.two_layers.slips import as_wholes

# ---- what is looked at

SIZES = ({"n": 5, "d": 3}, {"n": 4, "d": 2}, {"n": 3, "d": 6})
LARGE = ([[1000.0], [-1000.0]], [[-1000.0], [1000.0]])  # each sample on the right side, then on the wrong one


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
