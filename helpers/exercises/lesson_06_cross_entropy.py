"""Lesson 06: the gradient of softmax and cross-entropy together."""

import numpy as np

from helpers.exercises.check.exercise import Exercise
from helpers.exercises.check.verdict import mistake


def logits_and_classes(numbers, n, k):
    """Logits (n, k) and class numbers (n,)."""
    return numbers(n, k), numbers.classes(n, k)


def softmax(logits, axis=1):
    """exp(z) / Σ exp(z) in each row; no z overflows."""
    exp = np.exp(logits - logits.max(axis=axis, keepdims=True))
    return exp / exp.sum(axis=axis, keepdims=True)


def one_hot(logits, classes):
    """Y, with a 1 in the column of each sample's class."""
    return np.eye(logits.shape[1])[classes]


def seed(logits, classes, *, probabilities=softmax, targets=one_hot, difference=np.subtract):
    """(P − Y) / n."""
    return difference(probabilities(logits), targets(logits, classes)) / len(logits)


def all_columns(logits, classes):
    """A 1 in every column that is the class of any sample: what `P[:, classes] -= 1` subtracts."""
    Y = np.zeros(logits.shape)
    Y[:, classes] = 1
    return Y


def only_last(logits, classes):
    """One-hot for the last sample, 0 for the others."""
    Y = np.zeros(logits.shape)
    Y[-1, classes[-1]] = 1
    return Y


softmax_cross_entropy_backward = Exercise(
    signature="softmax_cross_entropy_backward(logits, classes)",
    lesson="06",
    task=(
        "The seed of lesson 06: `logits` (n, k), `classes` (n,) with the number of the right class of each sample. The"
        " loss is the mean over the samples of −log p[class], with p the softmax of the sample's logits. Return the"
        " gradient of the loss with respect to the logits, (n, k). Logits of 1000 must not overflow."
    ),
    formula={"dL_dlogits": seed},
    draw=logits_and_classes,
    sizes=({"n": 5, "k": 3}, {"n": 4, "k": 6}, {"n": 3, "k": 7}),
    alike=({"n": 4, "k": 4},),
    mean_over=("n",),
    large=tuple(
        (np.array(logits), np.array([0, 1]))
        for logits in ([[1000.0, 0.0], [1.0, 2.0]], [[-1000.0, -1001.0], [1000.0, -1000.0]])
    ),
    hints=(
        (
            "Two steps: the probabilities P in each row, and what the cross-entropy hands down. The two together are"
            " shorter than each alone."
        ),
        (
            "With Y as one-hot rows the gradient of one sample is P − Y. Then there is the mean. For large logits:"
            " subtracting the same number from a whole row changes no probability."
        ),
        (
            "Subtract each row's maximum before `np.exp`, divide by each row's sum with `keepdims=True`. Then subtract"
            " 1 at `P[np.arange(n), classes]`, and divide by n."
        ),
    ),
    code="""
def softmax_cross_entropy_backward(logits, classes):
    n = len(logits)
    exp = np.exp(logits - logits.max(axis=1, keepdims=True))
    P = exp / exp.sum(axis=1, keepdims=True)
    P[np.arange(n), classes] -= 1
    return P / n
""",
    reason=(
        "The slope of −log p[class] in the logits is P − Y, with Y as one-hot rows. The division by n comes from the"
        " mean, once. With the row's maximum subtracted, the largest exponential is 1."
    ),
    wrong=(
        mistake("wrong-sign", "The gradient is P *minus* Y.", difference=np.add),
        mistake(
            "missing-slope",
            "This is the slope of the loss in the probabilities, −Y / P. The softmax between them and the logits has a"
            " slope, too.",
            "dL_dlogits",
            whole=lambda logits, classes: -one_hot(logits, classes) / softmax(logits) / len(logits),
        ),
        mistake(
            "missing-path",
            "P (1 − P) is only what a logit does to its own probability. It moves all the others of its row as well,"
            " and over these paths the sum is left out.",
            "dL_dlogits",
            whole=lambda logits, classes: -one_hot(logits, classes) * (1 - softmax(logits)) / len(logits),
        ),
        mistake(
            "missing-upstream",
            "This is the softmax's own slope, P (1 − P). The cross-entropy above it is left out.",
            "dL_dlogits",
            whole=lambda logits, classes: softmax(logits) * (1 - softmax(logits)) / len(logits),
        ),
        mistake(
            "missing-upstream",
            "These are the probabilities alone. The classes have no part in them.",
            targets=lambda logits, classes: 0,
        ),
        mistake(
            "slope-of-activation",
            "The logits stand where their probabilities belong: the softmax is left out.",
            probabilities=np.array,
        ),
        mistake(
            "slope-of-activation",
            "The softmax is applied twice: the second time to probabilities.",
            probabilities=lambda logits: softmax(softmax(logits)),
        ),
        mistake(
            "slope-of-activation",
            "The softmax has no single slope p (1 − p): each probability depends on all logits of its row. P − Y is the"
            " whole gradient already.",
            "dL_dlogits",
            whole=lambda logits, classes: (
                (softmax(logits) - one_hot(logits, classes)) * softmax(logits) * (1 - softmax(logits)) / len(logits)
            ),
        ),
        mistake(
            "broadcast",
            "`P[:, classes]` takes these columns of *every* row. One entry in each row is due: `P[np.arange(n),"
            " classes]`.",
            targets=all_columns,
        ),
        mistake("last-sample-only", "Only the last sample has its class subtracted.", targets=only_last),
        mistake(
            "last-sample-only",
            "Only the last row is filled.",
            "dL_dlogits",
            whole=lambda logits, classes: np.where(
                np.arange(len(logits))[:, None] == len(logits) - 1, seed(logits, classes), 0
            ),
        ),
        mistake(
            "last-sample-only",
            "Only the last sample is left.",
            "dL_dlogits",
            whole=lambda logits, classes: seed(logits, classes)[-1],
        ),
        mistake(
            "batch-not-summed",
            "Each logit has its own slope. Nothing is summed over the samples.",
            "dL_dlogits",
            whole=lambda logits, classes: seed(logits, classes).sum(axis=0),
        ),
        mistake(
            "transposed",
            "The softmax runs down the columns. Each *row* adds up to 1.",
            probabilities=lambda logits: softmax(logits, axis=0),
        ),
        mistake(
            "broadcast",
            "The sums have lost their axis, and NumPy divides column j by the sum of row j. Keep it: `keepdims=True`.",
            probabilities=lambda logits: np.exp(logits) / np.exp(logits).sum(axis=1),
        ),
        mistake(None, "The exponentials aren't divided by their sum.", probabilities=np.exp),
        mistake(
            None,
            "The exponentials are divided by the sum of all rows. Each row adds up to 1 by itself.",
            probabilities=lambda logits: softmax(logits, axis=None),
        ),
        mistake(
            None,
            "The probabilities are those of a sigmoid. A softmax divides by the row's sum.",
            probabilities=lambda logits: 1 / (1 + np.exp(-logits)),
        ),
        mistake(
            None,
            "The class *number* is subtracted. Subtract 1 in its column.",
            targets=lambda logits, classes: classes[:, None],
        ),
    ),
)
