"""LayerNorm and RMSNorm: the statistics of a row, forward and on the way back."""

import itertools
import random
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from helpers.exercises.check.cases import Case
from helpers.exercises.check.exercise import Exercise
from helpers.exercises.check.formula import Formula, lines_of
from helpers.exercises.from_memory.question import Question
from helpers.exercises.from_memory.questions import layer_norm_texts as texts
from helpers.exercises.from_memory.questions.asked import Answers, Computed
from helpers.exercises.lesson_13_norms import SIZES, arguments

# ---- the variants

COMBINATIONS = [*itertools.product(texts.WHAT, texts.WHERE)]


@dataclass(frozen=True)
class Variant:
    """Which norm, and where ε is added."""

    norm: str = "LayerNorm"
    epsilon_is: str = "inside"

    @property
    def name(self):
        """What makes a variant different from another."""
        return f"{self.norm}, ε {self.epsilon_is} the root"

    @property
    def centers(self):
        """Whether the mean is subtracted."""
        return self.norm != "RMSNorm"

    @property
    def has_bias(self):
        """Whether a bias is added."""
        return self.norm == "LayerNorm"

    @property
    def given(self):
        """The names of the arguments of forward, without ε."""
        return "X", "gain", *["b"] * self.has_bias

    @property
    def returns(self):
        """The names of what backward returns."""
        return "dL_dX", "dL_dgain", *["dL_db"] * self.has_bias


@lru_cache
def variant_of(seed, columns=False):
    """Return the variant of a seed: neighbors differ, and the first is what is asked most."""
    order = COMBINATIONS[1:]
    random.Random(4).shuffle(order)
    return Variant(*[COMBINATIONS[0], *order][(seed - 1) % len(COMBINATIONS)])


# ---- what is right


def formula_of(variant, output):
    """Return the formula of a result: "Z", or one of the gradients."""
    deviation, r, direction = texts.ROOTS[variant.epsilon_is]
    page = texts.PAGE.format(
        center="X.mean(axis=1, keepdims=True)" if variant.centers else "0",
        through_mean="G.mean(axis=1, keepdims=True)" if variant.centers else "0",
        shift="b" if variant.has_bias else "0",
        deviation=deviation,
        r=r,
        direction=direction,
    )
    given = (*variant.given, "epsilon") if output == "Z" else ("dL_dZ", "X", "gain", "epsilon")
    return Formula(given, lines_of(page, variant.name), output, {})


def drawn(variant, numbers, forward, n, d):
    """Return the arguments of forward, or of backward; no row has a deviation of 0, which has no slope."""
    d = max(d, 1 + variant.centers)
    dL_dZ, X, gain, epsilon = arguments(numbers, n, d).arguments
    X = X + X.dtype.type(0.5) * (np.arange(d) % 2).astype(X.dtype)
    given = (X, gain, *[numbers(d)] * variant.has_bias, epsilon) if forward else (dL_dZ, X, gain, epsilon)
    return Case(given, {"n": n, "d": d}, atol=1e-9)


def exercise_of(variant, forward):
    """Return the exercise that looks at forward, or at backward."""
    slips = texts.STATISTICS + (texts.INSIDE if variant.epsilon_is == "inside" else texts.OUTSIDE)
    slips += texts.CENTERED if variant.centers else texts.NOT_CENTERED
    if forward:
        slips += texts.FORWARD_SLIPS + texts.NO_SHIFT * variant.has_bias
    else:
        slips += texts.BACKWARD_SLIPS + texts.CENTER_SLIPS * variant.centers + texts.BIAS_SLIPS * variant.has_bias
        slips += texts.OUTSIDE_BACKWARD * (variant.epsilon_is == "outside")
        slips += texts.NOT_CENTERED_BACKWARD * (not variant.centers)
    outputs = ("Z",) if forward else variant.returns
    given = (*variant.given, "epsilon") if forward else ("dL_dZ", "X", "gain", "epsilon")
    return Exercise(
        signature=f"{'forward' if forward else 'backward'}({', '.join(given)})",
        task="",
        formula={output: formula_of(variant, output) for output in outputs},
        draw=lambda numbers, **sizes: drawn(variant, numbers, forward, **sizes),
        sizes=SIZES,
        alike=({"n": 4, "d": 4},),
        integers=False,
        wrong=slips,
    )


@lru_cache(maxsize=4)  # what mistakes give is computed once
def parts_of(variant):
    """Return the parts of the question."""
    return Computed(exercise_of(variant, True), "forward"), Computed(exercise_of(variant, False), "backward")


def submission(variant, *submitted, **named):
    """Return what looks at a submission."""
    words = f"{variant.norm}, forward, and all of its paths on the way back."
    return Answers(parts_of(variant), submitted, named, words)


# ---- what the reader sees


def task_of(variant):
    """Return the task as text."""
    return texts.TASK.format(
        name=variant.norm,
        and_bias=" and `b` (d,)" if variant.has_bias else "",
        what=texts.WHAT[variant.norm],
        where=texts.WHERE[variant.epsilon_is],
        arguments=", ".join(variant.given),
        returns=f"`({', '.join(variant.returns)})`",
    )


def signatures(variant):
    """Return the empty cell."""
    return (
        "import numpy as np\n\n\n"
        f"def forward({', '.join(variant.given)}, epsilon): ...\n\n\n"
        "def backward(dL_dZ, X, gain, epsilon): ...\n"
    )


def reference_code(variant):
    """Return a whole right page."""
    inside = variant.epsilon_is == "inside"
    return texts.REFERENCE.format(
        centered="X - X.mean(axis=1, keepdims=True)" if variant.centers else "X",
        inside=" + epsilon" * inside,
        r="root" if inside else "(root + epsilon)",
        arguments=", ".join(variant.given),
        shift=" + b" * variant.has_bias,
        direction="X_hat" if inside else "centered / root",
        minus_mean=" - G.mean(axis=1, keepdims=True)" * variant.centers,
        dL_db=", dL_dZ.sum(axis=0)" * variant.has_bias,
    )


QUESTION = Question(
    name="layer norm",
    minutes=25,
    variant_of=variant_of,
    task_of=task_of,
    signatures=signatures,
    hints=tuple(hint.format(center="the mean, ") for hint in texts.HINTS),
    reference_code=reference_code,
    submission=submission,
)
