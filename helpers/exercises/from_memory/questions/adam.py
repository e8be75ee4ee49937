"""Adam: both moments, their correction, where ε is added, and weight decay."""

import itertools
import random
from dataclasses import dataclass
from functools import lru_cache, partial

import numpy as np

from helpers.exercises.check.cases import Case
from helpers.exercises.check.compare import in_one_row
from helpers.exercises.check.exercise import Exercise
from helpers.exercises.check.formula import Formula, lines_of
from helpers.exercises.check.verdict import Mistake
from helpers.exercises.from_memory.question import Question
from helpers.exercises.from_memory.questions.adam_texts import (
    DECAY,
    DECAY_SLIPS,
    DECAYS,
    HINTS,
    PAGE,
    REFERENCE,
    ROOT_SLIPS,
    ROOTS,
    SHARED,
    SLIPS,
    TASK,
    WHERE,
)
from helpers.exercises.from_memory.questions.asked import Answers
from helpers.exercises.from_memory.questions.optimizer import Optimizer

# ---- the variants

COMBINATIONS = [*itertools.product(DECAYS, ROOTS)]
SETTINGS = ((0.9, 0.999, 1e-8), (0.9, 0.95, 1e-6), (0.8, 0.99, 1e-7))  # β₁, β₂ and ε


@dataclass(frozen=True)
class Variant:
    """Weight decay ("none", "decoupled" or "L2"), where ε is added, and the three constants."""

    decay: str = "none"
    epsilon_is: str = "outside"
    settings: tuple = SETTINGS[0]

    @property
    def name(self):
        """What makes a variant different from another."""
        words = {"none": "Adam", "decoupled": "AdamW", "L2": "Adam with L2"}[self.decay]
        return f"{words}, ε {self.epsilon_is} the root, β₂ = {self.settings[1]}"

    @property
    def more(self):
        """The name of the argument that only weight decay needs."""
        return ("weight_decay",) if self.decay != "none" else ()


@lru_cache
def variant_of(seed, columns=False):
    """Return the variant of a seed: neighbors differ, and the first is what is asked most."""
    order = COMBINATIONS[1:]
    random.Random(1).shuffle(order)
    decay, epsilon_is = [COMBINATIONS[0], *order][(seed - 1) % len(COMBINATIONS)]
    return Variant(decay, epsilon_is, SETTINGS[(seed - 1) % len(SETTINGS)])


# ---- what is right

STEPS = 3
GIVEN = ("theta", "gradient", "m", "v", "count", "place", "many", "learning_rate")


@lru_cache
def step_of(variant):
    """Return the formula of one step: the moments to keep, and the move."""
    g, decay = DECAYS[variant.decay]
    page = PAGE.format(g=g, decay=decay, root=ROOTS[variant.epsilon_is])
    names = dict(zip(("beta1", "beta2", "epsilon"), variant.settings, strict=True))
    return Formula((*GIVEN, *variant.more), lines_of(page, variant.name), "after", names)


def moves_of(variant):
    """Return the formula of the moves (steps, entries) for the arguments of the exercise."""
    step = step_of(variant)

    def formula(parameters, gradients, *settings, **wrong):
        theta = in_one_row(parameters)
        place = np.repeat(np.arange(len(parameters)), [each.size for each in parameters])
        m, v, moves = np.zeros(theta.shape), np.zeros(theta.shape), []
        for count, each in enumerate(gradients):
            m, v, move = step(theta, in_one_row(each), m, v, count, place, len(parameters), *settings, **wrong)
            moves.append(move)
            theta = theta + move
        return np.array(moves)

    formula.steps = {*step.lines}
    return formula


def moves_with_shared(moments, variant, parameters, gradients, *settings):
    """Return the moves where moments, "m", "v" or both, go from array to array; all arrays have one shape."""
    step, theta, moves = step_of(variant), [each.astype(float) for each in parameters], []
    kept = {name: [0.0] * len(theta) for name in "mv"}
    for count, of_step in enumerate(gradients):
        for place, gradient in enumerate(of_step):
            at = {name: 0 if name in moments else place for name in "mv"}
            m, v = (kept[name][at[name]] for name in "mv")
            m, v, move = step(theta[place], gradient, m, v, count, place, len(theta), *settings)
            kept["m"][at["m"]], kept["v"][at["v"]] = m, v
            moves.append(move)
            theta[place] = theta[place] + move
    return np.reshape(moves, (len(gradients), -1))


def drawn(variant, numbers, shapes_of, **sizes):
    """Return parameters, the gradients of all steps, a learning rate and a weight decay, as a Case.

    The gradients of one array are large, those of the other so small that ε shows.
    """
    shapes = shapes_of(**sizes)
    parameters = [numbers(*shape) for shape in shapes]
    scales = [10.0, 0.001] * len(shapes)
    gradients = [
        [numbers(*shape) * parameters[0].dtype.type(scale) for shape, scale in zip(shapes, scales, strict=False)]
        for _ in range(STEPS)
    ]
    more = [numbers.pick((0.1, 0.5, 0.2))] * len(variant.more)
    return Case((parameters, gradients, numbers.pick((0.1, 0.5, 0.2)), *more), sizes)


def alike(d_in, d_out):
    """Two arrays of one shape: what belongs to one of them runs with the other, too."""
    return (d_in, d_out), (d_in, d_out)


def unlike(d_in, d_out):
    """Weights and a bias."""
    return (d_in, d_out), (d_out,)


@lru_cache(maxsize=4)  # what mistakes give is computed once
def exercises_of(variant):
    """Return the exercises that look at the moves: with arrays of one shape, and of two."""
    formula = moves_of(variant)
    return tuple(
        Exercise(
            signature=", ".join(("Adam(parameters, gradients, learning_rate", *variant.more)) + ")",
            task="",
            formula={"Δθ": formula},
            draw=lambda numbers, shapes=shapes, **sizes: drawn(variant, numbers, shapes, **sizes),
            sizes=({"d_in": 3, "d_out": 2}, {"d_in": 2, "d_out": 4}),
            changes=(0,),
            integers=False,
            renamed={"wrong-sign": "uphill"},
            rtol_float32=1e-2,
            wrong=(
                SLIPS + ROOT_SLIPS[variant.epsilon_is] + DECAY_SLIPS[variant.decay],
                *(
                    Mistake(None, words, whole=partial(moves_with_shared, moments, variant))
                    for moments, words in SHARED.items()
                ),
            ),
        )
        for shapes in (alike, unlike)
    )


def submission(variant, *submitted, **named):
    """Return what looks at a submission: a class, or a function."""
    alone = submitted[0] if len(submitted) == 1 else None
    is_function = "step" in named or (callable(alone) and not isinstance(alone, type))
    more = "".join(f", {name}" for name in variant.more)
    form = (STEP if is_function else ADAM).format(more=more)
    of_one_shape, of_two = exercises_of(variant)
    parts = Optimizer(of_one_shape, "the steps", form), Optimizer(of_two, "arrays of different shapes", form)
    return Answers(parts, submitted, named, f"{variant.name}: the moments, their correction and the step.")


# ---- what the reader sees

ADAM, STEP = "Adam(parameters, learning_rate{more})", "step(parameters, gradients, state, learning_rate{more})"


def task_of(variant):
    """Return the task as text."""
    beta1, beta2, epsilon = variant.settings
    return TASK.format(
        name="AdamW" if variant.decay == "decoupled" else "Adam",
        beta1=beta1,
        beta2=beta2,
        epsilon=short(epsilon),
        where=WHERE[variant.epsilon_is],
        decay=DECAY[variant.decay],
        more="".join(f", {name}" for name in variant.more),
    )


def short(epsilon):
    """Return 1e-08 as 1e-8."""
    return f"{epsilon:.0e}".replace("e-0", "e-")


def signatures(variant):
    """Return the empty cell."""
    more = "".join(f", {name}" for name in variant.more)
    return (
        "import numpy as np\n\n\n"
        "class Adam:\n"
        f"    def __init__(self, parameters, learning_rate{more}): ...\n\n"
        "    def step(self, gradients): ...\n"
    )


def reference_code(variant):
    """Return a whole right page."""
    beta1, beta2, epsilon = variant.settings
    root = "(np.sqrt(v_hat) + self.epsilon)" if variant.epsilon_is == "outside" else "np.sqrt(v_hat + self.epsilon)"
    step = f"m_hat / {root}"
    return REFERENCE.format(
        more="".join(f", {name}" for name in variant.more),
        own_decay="".join(f", self.{name}" for name in variant.more),
        beta1=beta1,
        beta2=beta2,
        epsilon=short(epsilon),
        g="gradient = gradient + self.weight_decay * theta\n            " * (variant.decay == "L2"),
        step=f"({step} + self.weight_decay * theta)" if variant.decay == "decoupled" else step,
    )


QUESTION = Question(
    name="adam",
    minutes=20,
    variant_of=variant_of,
    task_of=task_of,
    signatures=signatures,
    hints=HINTS,
    reference_code=reference_code,
    submission=submission,
)
