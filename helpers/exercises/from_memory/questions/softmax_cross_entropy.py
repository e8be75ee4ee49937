"""Softmax and cross-entropy from logits: the loss, its gradient, and a gradient check."""

import itertools
import random
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from helpers.exercises.check.cases import Case, Numbers
from helpers.exercises.check.exercise import Exercise
from helpers.exercises.check.formula import Formula, lines_of
from helpers.exercises.from_memory.question import Question
from helpers.exercises.from_memory.questions.asked import Answers, Computed
from helpers.exercises.from_memory.questions.calls import returned_by
from helpers.exercises.from_memory.questions.own_check import OwnCheck
from helpers.exercises.from_memory.questions.softmax_cross_entropy_texts import (
    ALL_COLUMNS,
    GRADIENT_SLIPS,
    HINTS,
    HOT,
    HOT_GRADIENT,
    IN_ROWS,
    LABELS,
    LOSS_SLIPS,
    PAGE,
    REFERENCE,
    TASK,
)

# ---- the variants

COMBINATIONS = [*itertools.product(("mean", "sum"), ("integer", "one-hot"), (False, True))]


@dataclass(frozen=True)
class Variant:
    """What is added up, how labels come, whether there is a temperature, and how samples lie."""

    reduction: str = "mean"
    labels: str = "integer"
    temperature: bool = False
    columns: bool = False

    @property
    def name(self):
        """What makes a variant different from another."""
        return ", ".join(
            (
                f"{self.reduction} over the samples",
                f"{self.labels} labels",
                *["temperature"] * self.temperature,
                "columns" if self.columns else "rows",
            )
        )

    @property
    def given(self):
        """The names of the arguments."""
        return ("logits", "classes" if self.labels == "integer" else "Y", *["T"] * self.temperature)

    @property
    def arguments(self):
        """The same as text."""
        return ", ".join(self.given)


@lru_cache
def variant_of(seed, columns=False):
    """Return the variant of a seed: neighbors differ, and the first is what is asked most."""
    order = COMBINATIONS.copy()
    random.Random(6).shuffle(order)
    order.remove(COMBINATIONS[0])
    return Variant(*[COMBINATIONS[0], *order][(seed - 1) % len(COMBINATIONS)], bool(columns))


# ---- what is right: lines of text with samples in rows, and how the reader's arrays lie


class InLayout(Formula):
    """A formula in rows for arrays that lie as the reader's do."""

    def __init__(self, columns, *of_the_formula):
        super().__init__(*of_the_formula)
        self.columns = columns

    def scope_of(self, arguments):
        """The reader's arrays in rows."""
        return super().scope_of(map(self._turned, arguments))

    def value_in(self, scope, wrong):
        """The result as the reader has it."""
        return self._turned(super().value_in(scope, wrong))

    def _turned(self, thing):
        return thing.T if self.columns and np.ndim(thing) == 2 else thing


def formula_of(variant, output):
    """Return the formula of the loss, "L", or of the gradient, "dL_dlogits"."""
    page = PAGE.format(
        logits="logits / T" if variant.temperature else "logits",
        one_hot="np.eye(Z.shape[1])[classes]" if variant.labels == "integer" else "np.array(Y)",
        reduction=variant.reduction,
        scale="1 / len(Z)" if variant.reduction == "mean" else "1",
        of_T="1 / T" if variant.temperature else "1",
    )
    return InLayout(variant.columns, variant.given, lines_of(page, variant.name), output, {})


# ---- what is drawn

SIZES = ({"n": 5, "k": 3}, {"n": 4, "k": 6}, {"n": 3, "k": 7})
LARGE = ([[1000.0, 0.0], [1.0, 2.0]], [[0.0, 1000.0], [1000.0, -1000.0]], [[-1000.0, -1001.0], [1000.0, -1000.0]])


def laid_out(variant, logits, classes, T=2.0):
    """Return the arguments for logits (n, k) and class numbers (n,), as the reader has them."""
    labels = classes if variant.labels == "integer" else np.eye(logits.shape[1], dtype=logits.dtype)[classes]
    arrays = (each.T.copy() if variant.columns else each for each in (logits, labels))
    return (*arrays, *[T] * variant.temperature)


def drawn(variant, numbers, n, k):
    """Return the arguments as a Case; for a single class the loss is 0 up to rounding."""
    arguments = laid_out(variant, numbers(n, k), numbers.classes(n, k), numbers.pick((0.5, 2.0, 4.0)))
    return Case(arguments, {"n": n, "k": k}, atol=1e-9)


def exercise_of(variant, name, output, slips):
    """Return the exercise that looks at one of the two functions."""
    return Exercise(
        signature=f"{name}({variant.arguments})",
        task="",
        formula={output: formula_of(variant, output)},
        draw=lambda numbers, **sizes: drawn(variant, numbers, **sizes),
        sizes=SIZES,
        alike=({"n": 4, "k": 4},),
        mean_over=("n",) if variant.reduction == "mean" else (),
        integers=False,
        large=tuple(laid_out(variant, np.array(logits), np.array([0, 1])) for logits in LARGE),
        wrong=slips,
    )


@lru_cache(maxsize=4)  # what mistakes give is computed once
def parts_of(variant):
    """Return the parts of the question."""
    rows, counted = not variant.columns, variant.labels == "integer"
    hot, of_rows = HOT * variant.temperature, IN_ROWS * rows
    all_columns = ALL_COLUMNS.format(reduction=variant.reduction) * (rows and counted)
    loss = exercise_of(variant, "loss", "L", LOSS_SLIPS + all_columns + hot)
    gradient = exercise_of(
        variant, "gradient", "dL_dlogits", GRADIENT_SLIPS + of_rows + hot + HOT_GRADIENT * variant.temperature
    )
    logits, classes = Numbers(4, "random")(4, 3), np.array([2, 0, 1, 0])
    arguments = laid_out(variant, logits, classes)
    (right,) = gradient.right(arguments)

    def given(gradients):
        error = gradients["dL_dlogits"] - right
        return (lambda *now: float(loss.right(now)[0])), (lambda *now: gradient.right(now)[0] + error), *arguments

    check = OwnCheck(f"gradient_check(loss, gradient, {variant.arguments})", {"dL_dlogits": right}, given)
    return Computed(loss, "the loss"), Computed(gradient, "its gradient"), check


def submission(variant, *submitted, **named):
    """Return what looks at a submission; one function may return both the loss and its gradient."""
    parts = parts_of(variant)
    answers = Answers(parts, submitted, named, "Softmax and cross-entropy from logits, their gradient, and a judge.")
    both = answers.found.get("loss")
    if "gradient" not in answers.found and callable(both) and returns_both(both, parts[0].exercise.cases[0]):
        answers.found |= {"loss": lambda *given: both(*given)[0], "gradient": lambda *given: both(*given)[1]}
    return answers


def returns_both(function, case):
    """Return whether a function returns a number, and an array in the shape of the logits."""
    returned = returned_by("loss", function, case.arguments)
    is_pair = isinstance(returned, tuple | list) and len(returned) == 2
    return is_pair and np.ndim(returned[0]) == 0 and np.shape(returned[1]) == case.arguments[0].shape


# ---- what the reader sees


def task_of(variant):
    """Return the task as text."""
    return TASK.format(
        shape="(k, n)" if variant.columns else "(n, k)",
        labels=LABELS[variant.labels],
        divided=", divided by the temperature `T`" if variant.temperature else "",
        reduction=variant.reduction,
        arguments=variant.arguments,
    )


def signatures(variant):
    """Return the empty cell."""
    return (
        "import numpy as np\n\n\n"
        f"def loss({variant.arguments}): ...\n\n\n"
        f"def gradient({variant.arguments}): ...\n\n\n"
        f"def gradient_check(loss, gradient, {variant.arguments}): ...\n"
    )


def reference_code(variant):
    """Return a whole right page."""
    n = "logits.shape[1]" if variant.columns else "len(logits)"
    along = "axis=0" if variant.columns else "axis=1"
    of_own = f"classes, np.arange({n})" if variant.columns else f"np.arange({n}), classes"
    counted = variant.labels == "integer"
    return REFERENCE.format(
        arguments=variant.arguments,
        along=along,
        Z="logits / T" if variant.temperature else "logits",
        of_each=f"log_P[{of_own}]" if counted else f"(Y * log_P).sum({along})",
        reduction=variant.reduction,
        minus_one=f"error[{of_own}] -= 1" if counted else "error -= Y",
        scale=f" / {n}" * (variant.reduction == "mean") + " / T" * variant.temperature,
    )


QUESTION = Question(
    name="softmax cross-entropy",
    minutes=25,
    variant_of=variant_of,
    task_of=task_of,
    signatures=signatures,
    hints=HINTS,
    reference_code=reference_code,
    submission=submission,
)
