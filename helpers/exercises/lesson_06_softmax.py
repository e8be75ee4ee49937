"""Lesson 06: softmax, forward, and the cross-entropy above it. Their seed is in cross_entropy."""

import numpy as np

from helpers.exercises import lesson_06_cross_entropy as cross_entropy
from helpers.exercises.check.cases import Case
from helpers.exercises.check.exercise import Exercise
from helpers.exercises.check.on_paper import ByHand, Recap
from helpers.exercises.check.verdict import mistake
from helpers.exercises.lesson_04_page import line

SIZES = ({"n": 5, "k": 3}, {"n": 4, "k": 6}, {"n": 3, "k": 7})
SQUARE = ({"n": 4, "k": 4},)


# ------------------------------------------------------------ by hand

LOG3, LOG4 = float(np.log(3)), float(np.log(4))

softmax_by_hand = ByHand(
    name="softmax_by_hand",
    lesson="06",
    task=(
        "Two classes, with the logits log 3 and 0; the second class is right. Find the first probability `p1`, the loss"
        " `L` (as a number: `np.log(…)` is fine), and the gradients `dL_dz1` and `dL_dz2` of the two logits."
    ),
    fixed={"p1": 0.75, "L": LOG4, "dL_dz1": 0.75, "dL_dz2": -0.75},
    fixed_slips=(
        ("p1", 3.0, None, "This is the power alone. It is divided by the sum of both."),
        ("p1", 1.0, None, "The logits themselves are divided by their sum. First come the powers."),
        ("p1", 0.25, None, "This is the second probability."),
        ("L", float(np.log(4 / 3)), None, "This is what the first class would cost. The second one is right."),
        ("L", 0.25, None, "This is the probability of the right class. Its logarithm, with a minus, is the loss."),
        ("L", 0.75, None, "The loss is minus the logarithm of what the right class got."),
        ("L", float(np.log10(4)), "wrong-factor", "The logarithm is the natural one."),
        ("L", 2.0, "wrong-factor", "The logarithm is the natural one."),
        ("L", (LOG4 + float(np.log(4 / 3))) / 2, None, "Both classes are in it. The loss looks only at the right one."),
        ("dL_dz1", -0.25, None, "The 1 is subtracted in the right class, and that is the second."),
        (
            "dL_dz1",
            0.1875,
            "missing-upstream",
            "This is p (1 − p), a slope of the softmax. p − y is the whole gradient.",
        ),
        ("dL_dz2", 0.25, "missing-upstream", "This is the probability alone. In the right class 1 is subtracted."),
        (
            "dL_dz2",
            -4.0,
            "missing-slope",
            "This is −1/p, the slope of the loss in the probability. The softmax between it and the logit is left out.",
        ),
    ),
    hints=(
        "e to the power log 3 is 3, and e to the power 0 is 1.",
        (
            "(6.2) for the loss: minus the logarithm of what the *second* class got. (6.4) for the gradient: what it"
            " said, minus what it should have said."
        ),
        "The probabilities are ¾ and ¼, and y is (0, 1).",
    ),
    reason=(
        "The powers are 3 and 1, so p = (¾, ¼), (6.1). L = −log ¼ = log 4 ≈ 1.386, (6.2). p − y = (¾, ¼ − 1), (6.4)."
    ),
)


# ------------------------------------------------------------ softmax


def safe_powers(Z):
    """e^z, with each row shifted so that its largest is 1."""
    return np.exp(Z - Z.max(axis=1, keepdims=True))


def by_a_wrong_sum(identifier, words, total):
    """A wrong sum below the line, which shows differently for shifted powers, for those of the logits as they are, and with one shift for all."""
    ways = (safe_powers, np.exp, lambda Z: np.exp(Z - Z.max()))
    return tuple(mistake(identifier, words, "P", whole=lambda Z, way=way: way(Z) / total(way(Z))) for way in ways)


softmax = Exercise(
    signature="softmax(Z)",
    lesson="06",
    task=(
        "The probabilities (6.1) for each row of `Z` (n, k). Return an array of the same shape, and leave `Z` as it is."
        " Logits of 1000 and −1000 must neither overflow nor let NumPy warn."
    ),
    formula={"P": lambda Z, *, powers=safe_powers: powers(Z) / powers(Z).sum(axis=1, keepdims=True)},
    draw=lambda numbers, n, k: (numbers(n, k),),
    sizes=SIZES,
    alike=SQUARE,
    large=tuple(
        (np.array(logits),)
        for logits in ([[1000.0, 0.0]], [[-1000.0, -1001.0]], [[1000.0, -1000.0], [-1000.0, -1000.0]])
    ),
    hints=(
        "Which shift changes no probability, and leaves no power above 1?",
        (
            "Subtract from each row its own largest logit: a sum or a maximum along axis 1, with `keepdims=True`, is a"
            " column, and NumPy copies it sideways."
        ),
        "`np.exp(Z - Z.max(axis=1, keepdims=True))`, divided by its own sum along axis 1.",
    ),
    code="""
def softmax(Z):
    powers = np.exp(Z - Z.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)
""",
    reason=(
        "(6.1), with each row shifted by its largest logit: the shift cancels, the largest power is 1, and no sum is 0."
    ),
    wrong=(
        mistake(
            "transposed",
            "The sum runs down the columns. Each *row* adds up to 1.",
            "P",
            whole=lambda Z: cross_entropy.softmax(Z, axis=0),
        ),
        *by_a_wrong_sum(
            "broadcast",
            "The sums have lost their axis, and NumPy divides column j by the sum of row j. Keep it: `keepdims=True`.",
            lambda powers: powers.sum(axis=1),
        ),
        *by_a_wrong_sum(
            None, "The powers are divided by the sum of all rows. Each row adds up to 1 by itself.", np.sum
        ),
        *by_a_wrong_sum(
            None,
            "The powers are divided by the largest of the row. Divide by their sum.",
            lambda powers: powers.max(axis=1, keepdims=True),
        ),
        *by_a_wrong_sum(
            None,
            "The powers are divided by their mean. Divide by their sum.",
            lambda powers: powers.mean(axis=1, keepdims=True),
        ),
        mistake(
            "broadcast",
            "The maxima have lost their axis, and NumPy subtracts from column j the maximum of row j. Keep it:"
            " `keepdims=True`.",
            powers=lambda Z: np.exp(Z - Z.max(axis=1)),
        ),
        mistake(
            None,
            "The shift differs from column to column, and that changes the probabilities. Each row needs its own"
            " maximum.",
            powers=lambda Z: np.exp(Z - Z.max(axis=0)),
        ),
        mistake(None, "These are the powers alone. Divide each row by its sum.", "P", whole=np.exp),
        mistake(None, "These are the powers alone. Divide each row by its sum.", "P", whole=safe_powers),
        mistake(
            None,
            "The logits themselves are divided by their sum. First come the powers.",
            "P",
            whole=lambda Z: Z / Z.sum(axis=1, keepdims=True),
        ),
        mistake(
            "wrong-sign",
            "The exponent is z, without a minus: the largest logit gets the largest probability.",
            "P",
            whole=lambda Z: cross_entropy.softmax(-Z),
        ),
        mistake(
            None,
            "This is a sigmoid of each logit. A softmax divides by the row's sum.",
            "P",
            whole=lambda Z: 1 / (1 + np.exp(-Z)),
        ),
        mistake(
            None, "The softmax is applied twice.", "P", whole=lambda Z: cross_entropy.softmax(cross_entropy.softmax(Z))
        ),
        mistake(
            None, "This is the logarithm of the probabilities.", "P", whole=lambda Z: np.log(cross_entropy.softmax(Z))
        ),
    ),
)


# ------------------------------------------------------------ the loss


def of_each(logits, classes, *, axis=1):
    """−log p[class] of each sample."""
    shifted = logits - logits.max(axis=axis, keepdims=True)
    log_P = shifted - np.log(np.exp(shifted).sum(axis=axis, keepdims=True))
    return -log_P[np.arange(len(logits)), classes]


def right_probability(logits, classes):
    """p[class] of each sample."""
    return np.exp(-of_each(logits, classes))


softmax_cross_entropy = Exercise(
    signature="softmax_cross_entropy(logits, classes)",
    lesson="06",
    task=(
        "The loss of lesson 06: `logits` (n, k), and `classes` (n,) with the number of the right class of each sample."
        " Return the mean over the samples of −log p[class], one number. Logits of 1000 must not overflow, not even"
        " where the right class gets nothing."
    ),
    formula={"L": lambda logits, classes, *, loss=of_each: loss(logits, classes).sum() / len(logits)},
    draw=lambda numbers, n, k: Case(
        cross_entropy.logits_and_classes(numbers, n, k), {"n": n, "k": k}, atol=1e-9
    ),  # with a single class the loss is 0, or what rounding leaves of it
    sizes=SIZES,
    alike=SQUARE,
    mean_over=("n",),
    large=tuple(
        (np.array(logits), np.array([0, 1]))
        for logits in ([[1000.0, 0.0], [1.0, 2.0]], [[0.0, 1000.0], [1000.0, -1000.0]])
    ),
    hints=(
        "Take (6.3), not the logarithm of a probability: a stored 0 has none.",
        "Shift each row by its largest logit. Then −z_c + log Σ e^z needs no more than `np.exp`, `.sum` and `np.log`.",
        (
            "`shifted[np.arange(n), classes]` picks the right class of each row; `np.log(np.exp(shifted).sum(axis=1))`"
            " is the other term."
        ),
    ),
    code="""
def softmax_cross_entropy(logits, classes):
    shifted = logits - logits.max(axis=1, keepdims=True)
    log_sums = np.log(np.exp(shifted).sum(axis=1))
    return (log_sums - shifted[np.arange(len(logits)), classes]).mean()
""",
    reason=(
        "(6.3) for each row, and the mean. In the shifted row the largest power is 1, so the sum lies between 1 and k,"
        " and its logarithm is harmless."
    ),
    wrong=(
        mistake(
            "last-sample-only",
            "Only the last sample is left. Take the mean over all.",
            "L",
            whole=lambda logits, classes: of_each(logits, classes)[-1],
        ),
        mistake(
            "last-sample-only",
            "Each sample overwrites the loss of the one before it. Add over all samples.",
            "L",
            whole=lambda logits, classes: of_each(logits, classes)[-1] / len(logits),
        ),
        mistake(
            "batch-not-summed",
            "There is one loss for each sample. Their mean is asked for, one number.",
            "L",
            whole=of_each,
        ),
        mistake(
            "broadcast",
            "`log_P[:, classes]` takes these columns of *every* row. One entry in each row is due: `log_P[np.arange(n),"
            " classes]`.",
            "L",
            whole=lambda logits, classes: -np.log(cross_entropy.softmax(logits))[:, classes].mean(),
        ),
        mistake(
            "transposed",
            "The softmax runs down the columns. Each *row* adds up to 1.",
            loss=lambda logits, classes: of_each(logits, classes, axis=0),
        ),
        mistake(
            None, "The logarithm is left out: this is the mean probability of the right class.", loss=right_probability
        ),
        mistake(
            None,
            "The logarithm is left out: this is the mean probability of the right class, with a minus.",
            loss=lambda logits, classes: -right_probability(logits, classes),
        ),
        mistake(
            None,
            "1 − p stands where −log p belongs.",
            loss=lambda logits, classes: 1 - right_probability(logits, classes),
        ),
        mistake(
            None,
            "The wrong classes are in it, too, as with a sigmoid for each class. Only the right one counts.",
            "L",
            whole=lambda logits, classes: (
                -np.log(np.abs(1 - cross_entropy.one_hot(logits, classes) - cross_entropy.softmax(logits)))
                .sum(axis=1)
                .mean()
            ),
        ),
        mistake(
            None,
            "The logarithms of all classes are added. Only the right one counts.",
            "L",
            whole=lambda logits, classes: -np.log(cross_entropy.softmax(logits)).sum(axis=1).mean(),
        ),
        mistake(
            None,
            "The softmax is left out: the logarithm needs probabilities, or use (6.3).",
            loss=lambda logits, classes: -logits[np.arange(len(logits)), classes],
        ),
        mistake(
            None,
            "The second term of (6.3) alone: the logit of the right class is left out.",
            loss=lambda logits, classes: np.log(np.exp(logits).sum(axis=1)),
        ),
        mistake(
            None,
            "The logarithm is taken of the mean. Take it for each sample, then the mean.",
            "L",
            whole=lambda logits, classes: -np.log(right_probability(logits, classes).mean()),
        ),
        mistake(
            None,
            "The predicted class stands where the right one belongs.",
            "L",
            whole=lambda logits, classes: of_each(logits, logits.argmax(axis=1)).mean(),
        ),
    ),
)


# ------------------------------------------------------------ the recap


def logits_alone(numbers, n, k):
    """Y_hat."""
    return (numbers(n, k),)


def logits_below_0(numbers, n, k):
    """shifted: the largest of each row is 0."""
    Z = numbers(n, k)
    return (Z - Z.max(axis=1, keepdims=True),)


def after_forward(numbers, n, k):
    """P, Y as one-hot rows, and n."""
    logits, classes = cross_entropy.logits_and_classes(numbers, n, k)
    P = cross_entropy.softmax(logits)
    return P, cross_entropy.one_hot(logits, classes).astype(P.dtype), n


def in_motion(numbers, n, k):
    """v, dL_dW, the learning rate and the momentum."""
    return numbers(n, k), numbers(n, k), numbers.pick((0.1, 0.5, 0.2)), numbers.pick((0.9, 0.8, 0.6))


recap_06 = Recap(
    name="recap_06",
    lesson="06",
    task=(
        "Four lines of this lesson, each with the shape of its result and its code, both as text: the logits `Y_hat`"
        " (n, k), `shifted` so that the largest of each row is 0; `P` from `shifted`; the seed `dL_dY_hat` from `P`,"
        " `Y` and `n`; and the new velocity `v` for weights of shape (d_in, d_out), from `v`, `dL_dW`, `learning_rate`"
        " and `momentum`."
    ),
    rows={
        "shifted": (
            "(n, k)",
            "Y_hat - Y_hat.max(axis=1, keepdims=True)",
            line(
                "shifted",
                ("Y_hat",),
                "Y_hat - Y_hat.max(axis=1, keepdims=True)",
                logits_alone,
                SIZES,
                (
                    "broadcast",
                    (
                        "The maxima have lost their axis, and NumPy subtracts from column j the maximum of row j. Keep"
                        " it: `keepdims=True`."
                    ),
                    "Y_hat - Y_hat.max(axis=1)",
                ),
                (
                    "transposed",
                    "These are the largest of the columns. Each row has its own.",
                    "Y_hat - Y_hat.max(axis=0)",
                ),
                (None, "This is the largest of all rows. Each row has its own.", "Y_hat - Y_hat.max()"),
                alike=SQUARE,
            ),
        ),
        "P": (
            "(n, k)",
            "np.exp(shifted) / np.exp(shifted).sum(axis=1, keepdims=True)",
            line(
                "P",
                ("shifted",),
                "np.exp(shifted) / np.exp(shifted).sum(axis=1, keepdims=True)",
                logits_below_0,
                SIZES,
                (
                    "broadcast",
                    (
                        "The sums have lost their axis, and NumPy divides column j by the sum of row j. Keep it:"
                        " `keepdims=True`."
                    ),
                    "np.exp(shifted) / np.exp(shifted).sum(axis=1)",
                ),
                (
                    "transposed",
                    "The sum runs down the columns. Each *row* adds up to 1.",
                    "np.exp(shifted) / np.exp(shifted).sum(axis=0)",
                ),
                (None, "These are the powers alone. Divide each row by its sum.", "np.exp(shifted)"),
                (
                    None,
                    "The logits themselves are divided by their sum. First come the powers.",
                    "shifted / shifted.sum(axis=1, keepdims=True)",
                ),
                (
                    None,
                    "The powers are divided by the sum of all rows. Each row adds up to 1 by itself.",
                    "np.exp(shifted) / np.exp(shifted).sum()",
                ),
                alike=SQUARE,
            ),
        ),
        "dL_dY_hat": (
            "(n, k)",
            "(P - Y) / n",
            line(
                "dL_dY_hat",
                ("P", "Y", "n"),
                "(P - Y) / n",
                after_forward,
                SIZES,
                (
                    "missing-slope",
                    "This is the slope of the loss in the probabilities. The softmax has one, too.",
                    "-Y / P / n",
                ),
                ("wrong-sign", "The gradient is P *minus* Y.", "(P + Y) / n"),
                (
                    "slope-of-activation",
                    "P − Y is the whole gradient already: no slope p (1 − p) is left.",
                    "(P - Y) * P * (1 - P) / n",
                ),
                mean_over=("n",),
            ),
        ),
        "v": (
            "(d_in, d_out)",
            "momentum * v - learning_rate * dL_dW",
            line(
                "v",
                ("v", "dL_dW", "learning_rate", "momentum"),
                "momentum * v - learning_rate * dL_dW",
                in_motion,
                SIZES,
                ("uphill", "The gradient is subtracted.", "momentum * v + learning_rate * dL_dW"),
                (None, "The learning rate is left out.", "momentum * v - dL_dW"),
                (None, "The old velocity is left out.", "-learning_rate * dL_dW"),
                (None, "The old velocity is kept whole. μ keeps a part of it.", "v - learning_rate * dL_dW"),
            ),
        ),
    },
    hints=(
        "Each row of logits has its own largest one, and its own sum.",
        "`keepdims=True` keeps a column, which NumPy copies sideways.",
        "The seed is (6.8), the velocity (6.9).",
    ),
    reason="(6.1) with the shift, (6.8), and (6.9). The velocity has the shape of what it moves.",
)
