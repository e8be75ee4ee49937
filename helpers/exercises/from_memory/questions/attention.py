"""Attention from queries, keys and values: forward, and three gradients."""

import itertools
import random
from dataclasses import dataclass
from functools import lru_cache

from helpers.exercises.check.cases import Case
from helpers.exercises.check.exercise import Exercise
from helpers.exercises.check.formula import Formula, lines_of
from helpers.exercises.from_memory.question import Question
from helpers.exercises.from_memory.questions import attention_texts as texts
from helpers.exercises.from_memory.questions.asked import Answers, Computed

# ---- the variants

COMBINATIONS = [*itertools.product((True, False), (True, False), (False, True))]


@dataclass(frozen=True)
class Variant:
    """Whether there is a causal mask, whether scores are divided by the root of d_head, and whether there are heads."""

    causal: bool = True
    scaled: bool = True
    heads: bool = False

    @property
    def name(self):
        """What makes a variant different from another."""
        return ", ".join(
            (
                "causal" if self.causal else "all see all",
                "scaled" if self.scaled else "not scaled",
                "several heads" if self.heads else "one head",
            )
        )

    @property
    def given(self):
        """The names of the arguments of forward."""
        return "Q", "K", "V", *["heads"] * self.heads


@lru_cache
def variant_of(seed, columns=False):
    """Return the variant of a seed: neighbors differ, and the first is what is asked most."""
    order = COMBINATIONS[1:]
    random.Random(3).shuffle(order)
    return Variant(*[COMBINATIONS[0], *order][(seed - 1) % len(COMBINATIONS)])


# ---- what is right


def split(X, count):
    """Return the heads (heads, t, d_head) of X (t, d)."""
    return X.reshape(len(X), count, -1).swapaxes(0, 1)


def interleaved(X, count):
    """Return heads that are cut the wrong way: every so many columns belong to one."""
    return X.reshape(len(X), -1, count).transpose(2, 0, 1)


def merged(X):
    """Return X (t, d) of its heads."""
    return X.swapaxes(0, 1).reshape(X.shape[1], -1)


def formula_of(variant, output):
    """Return the formula of a result: "M", or one of the gradients."""
    page = texts.PAGE.format(
        count="heads" if variant.heads else "1",
        arrives="V" if output == "M" else "dL_dM",
        root="np.sqrt(Q3.shape[2])" if variant.scaled else "1.0",
        seen="np.tri(len(Q), dtype=bool)" if variant.causal else "np.ones((len(Q), len(Q)), dtype=bool)",
    )
    given = variant.given if output == "M" else ("dL_dM", *variant.given)
    names = {"split": split, "merged": merged, "interleaved": interleaved}
    return Formula(given, lines_of(page, variant.name), output, names)


def drawn(variant, numbers, forward, t, d_head):
    """Return the arguments of forward, or of backward; scores are small, so that no share is 0. Some slopes are 0."""
    heads = numbers.pick((2, 3)) if variant.heads else 1
    d = heads * d_head
    Q, K = numbers.activations(t, d, low=-1), numbers.tame(t, d)
    given = (*[numbers(t, d)] * (not forward), Q, K, numbers(t, d), *[heads] * variant.heads)
    return Case(given, {"t": t, "d_head": d_head}, atol=1e-9)


def exercise_of(variant, forward):
    """Return the exercise that looks at forward, or at backward."""
    slips = texts.SHARES + (texts.CAUSAL if variant.causal else texts.ALL_SEE_ALL)
    slips += (texts.SCALED if variant.scaled else texts.NOT_SCALED) + texts.HEADS * variant.heads
    slips += texts.MIXTURE if forward else texts.BACKWARD_SLIPS + texts.SCALED_BACKWARD * variant.scaled
    outputs = ("M",) if forward else ("dL_dQ", "dL_dK", "dL_dV")
    given = variant.given if forward else ("dL_dM", *variant.given)
    return Exercise(
        signature=f"{'forward' if forward else 'backward'}({', '.join(given)})",
        task="",
        formula={output: formula_of(variant, output) for output in outputs},
        draw=lambda numbers, **sizes: drawn(variant, numbers, forward, **sizes),
        sizes=({"t": 5, "d_head": 3}, {"t": 4, "d_head": 2}, {"t": 3, "d_head": 5}),
        alike=({"t": 4, "d_head": 4},),
        integers=False,
        wrong=slips,
    )


@lru_cache(maxsize=4)  # what mistakes give is computed once
def parts_of(variant):
    """Return the parts of the question."""
    return Computed(exercise_of(variant, True), "forward"), Computed(exercise_of(variant, False), "backward")


def submission(variant, *submitted, **named):
    """Return what looks at a submission."""
    words = "Attention, forward, and on the way back to queries, keys and values."
    return Answers(parts_of(variant), submitted, named, words)


# ---- what the reader sees


def task_of(variant):
    """Return the task as text."""
    return texts.TASK.format(
        heads="multi-head " if variant.heads else "",
        cut=texts.CUT if variant.heads else "",
        columns="the columns of a head" if variant.heads else "the d columns",
        scaled=f", divided by the root of {'d_head' if variant.heads else 'd'}" if variant.scaled else ", not divided",
        mask=texts.MASKS[variant.causal],
        arguments=", ".join(variant.given),
        joined=", with those of the heads side by side" if variant.heads else "",
    )


def signatures(variant):
    """Return the empty cell."""
    arguments = ", ".join(variant.given)
    return f"import numpy as np\n\n\ndef forward({arguments}): ...\n\n\ndef backward(dL_dM, {arguments}): ...\n"


def reference_code(variant):
    """Return a whole right page."""
    root = " / np.sqrt(Q.shape[-1])" * variant.scaled
    mask = "    S = np.where(np.tri(S.shape[-1], dtype=bool), S, -np.inf)\n" * variant.causal
    cut = "    {0} = ({1})\n"
    return texts.REFERENCE.format(
        helpers=texts.SPLIT * variant.heads,
        root=root,
        root_back=root,
        mask=mask,
        arguments=", ".join(variant.given),
        split=cut.format("Q, K, V", "split(X, heads) for X in (Q, K, V)") * variant.heads,
        split_all=cut.format("dL_dM, Q, K, V", "split(X, heads) for X in (dL_dM, Q, K, V)") * variant.heads,
        joined="merged(shares(Q, K) @ V)" if variant.heads else "shares(Q, K) @ V",
        all_joined="merged(dL_dQ), merged(dL_dK), merged(dL_dV)" if variant.heads else "dL_dQ, dL_dK, dL_dV",
    )


QUESTION = Question(
    name="attention",
    minutes=30,
    variant_of=variant_of,
    task_of=task_of,
    signatures=signatures,
    hints=tuple(hint.format(mask="a mask where one is asked for, ") for hint in texts.HINTS),
    reference_code=reference_code,
    submission=submission,
)
