"""Lessons 04 and 06: the losses, and the seeds that they hand down."""

import numpy as np

from helpers.exercises.exercise import Exercise
from helpers.exercises.mistakes import mistake

SIZES = ({"n": 5, "d": 3}, {"n": 4, "d": 6}, {"n": 3, "d": 2})
COLUMN = ({"n": 4, "d": 1},)  # one output, where a row of targets against a column of predictions runs through


def predictions_and_targets(numbers, n, d):
    """Y_hat and Y."""
    return numbers(n, d), numbers(n, d)


def every_pair(Y_hat, Y):
    """Every prediction minus every target, as NumPy gives it for (n, 1) against (n,)."""
    return Y_hat.reshape(-1, 1) - Y.reshape(1, -1)


PAIRS = (
    "Every prediction is compared with every target: (n, 1) minus (n,) is (n, n). Leave both arrays as they are, or"
    " give both the same shape."
)


def mean_of_half_squares(Y_hat, Y, *, difference=np.subtract, of_a_sample=lambda D: (D**2).sum(axis=1)):
    """(1/n) Σ ½ ‖ŷ − y‖²."""
    return (0.5 * of_a_sample(difference(Y_hat, Y))).sum() / len(Y_hat)


half_squared_error = Exercise(
    signature="half_squared_error(Y_hat, Y)",
    task=(
        "Predictions `Y_hat` and targets `Y`, both (n, d), one sample in each row. The loss of one sample is ½‖ŷ − y‖²,"
        " half the sum of its squared differences. Return the mean over the samples, one number."
    ),
    formulas={"L": mean_of_half_squares},
    draw=predictions_and_targets,
    sizes=SIZES,
    alike=COLUMN,
    mean_over=("n",),
    hints=(
        (
            "Three steps: the differences, the loss of each sample, and the mean over the samples. Over which axis does"
            " each run?"
        ),
        "Within a sample the squares are added, over the outputs. Only over the samples it is a mean.",
        "`((Y_hat - Y) ** 2).sum(axis=1)` has one entry for each sample. Half of its mean is the loss.",
    ),
    code="""
def half_squared_error(Y_hat, Y):
    of_each_sample = 0.5 * ((Y_hat - Y) ** 2).sum(axis=1)
    return of_each_sample.mean()
""",
    reason=(
        "The sum runs over the outputs of a sample, axis 1, and the mean over the samples, (4.5). A mean over"
        " everything would divide by d as well."
    ),
    mistakes=(
        mistake("broadcast", PAIRS, "L", whole=lambda Y_hat, Y: 0.5 * (every_pair(Y_hat, Y) ** 2).sum() / len(Y_hat)),
        mistake("broadcast", PAIRS, "L", whole=lambda Y_hat, Y: 0.5 * (every_pair(Y_hat, Y) ** 2).mean()),
        mistake("broadcast", PAIRS, "L", whole=lambda Y_hat, Y: 0.5 * (every_pair(Y_hat, Y) ** 2).sum()),
        mistake("wrong-sign", "The difference is a prediction *minus* its target.", difference=np.add),
        mistake(
            "last-sample-only",
            "Each sample overwrites the loss of the one before it. Add over all samples.",
            "L",
            whole=lambda Y_hat, Y: 0.5 * ((Y_hat - Y)[-1] ** 2).sum(),
        ),
        mistake(
            "last-sample-only",
            "Each sample overwrites the loss of the one before it. Add over all samples.",
            "L",
            whole=lambda Y_hat, Y: 0.5 * ((Y_hat - Y)[-1] ** 2).sum() / len(Y),
        ),
        mistake(
            "batch-not-summed",
            "There is one loss for each sample. Their mean is asked for, one number.",
            "L",
            whole=lambda Y_hat, Y: 0.5 * ((Y_hat - Y) ** 2).sum(axis=1),
        ),
        mistake(
            "batch-not-summed",
            "There is one loss for each sample. Their mean is asked for, one number.",
            "L",
            whole=lambda Y_hat, Y: 0.5 * ((Y_hat - Y) ** 2).sum(axis=1, keepdims=True),
        ),
        mistake(
            "batch-not-summed",
            "The mean runs over the samples, but the outputs are still there: add over them.",
            "L",
            whole=lambda Y_hat, Y: 0.5 * ((Y_hat - Y) ** 2).mean(axis=0),
        ),
        mistake(
            "batch-not-summed",
            "The squares of all entries are there, one by one. Add within a sample, then take the mean.",
            "L",
            whole=lambda Y_hat, Y: 0.5 * (Y_hat - Y) ** 2,
        ),
        mistake(None, "The differences aren't squared.", of_a_sample=lambda D: D.sum(axis=1)),
        mistake(
            None, "The absolute value stands where the square belongs.", of_a_sample=lambda D: np.abs(D).sum(axis=1)
        ),
        mistake(
            None, "The sum is squared. Square each difference, then add.", of_a_sample=lambda D: D.sum(axis=1) ** 2
        ),
        mistake(
            None,
            "This is the length of the differences. Its square is asked for.",
            of_a_sample=lambda D: np.sqrt((D**2).sum(axis=1)),
        ),
        mistake(None, "Only the first sample counts.", "L", whole=lambda Y_hat, Y: 0.5 * ((Y_hat - Y)[0] ** 2).sum()),
    ),
)


half_squared_error_backward = Exercise(
    signature="half_squared_error_backward(Y_hat, Y)",
    task=(
        "The seed: the loss is the mean over the samples of ½‖ŷ − y‖². `Y_hat` and `Y` are (n, d), one sample in each"
        " row. Return `dL_dY_hat`, of the same shape."
    ),
    formulas={"dL_dY_hat": lambda Y_hat, Y, *, difference=np.subtract: difference(Y_hat, Y) / len(Y_hat)},
    draw=predictions_and_targets,
    sizes=SIZES,
    alike=COLUMN,
    mean_over=("n",),
    hints=(
        "Take one sample first. What is the slope of ½(ŷ − y)² in ŷ?",
        "The loss is a mean over the samples. What does that do to the slope of each of them?",
        "The difference, divided by the number of rows. On the way back this is the only place for that division.",
    ),
    code="""
def half_squared_error_backward(Y_hat, Y):
    return (Y_hat - Y) / len(Y_hat)
""",
    reason=(
        "The slope of ½u² is u, here ŷ − y. Each sample has a share of 1/n in the mean, so each slope is divided by n,"
        " (4.6): once, in the seed."
    ),
    mistakes=(
        mistake("broadcast", PAIRS, difference=every_pair),
        mistake("broadcast", PAIRS, difference=lambda Y_hat, Y: every_pair(Y_hat, Y).T),
        mistake("broadcast", PAIRS, difference=lambda Y_hat, Y: every_pair(Y_hat, Y).sum(axis=1, keepdims=True)),
        mistake(
            "wrong-sign", "The difference is a prediction *minus* its target; here they are added.", difference=np.add
        ),
        mistake(
            "last-sample-only",
            "Only the last row is filled.",
            difference=lambda Y_hat, Y: np.where(np.arange(len(Y))[:, None] == len(Y) - 1, Y_hat - Y, 0),
        ),
        mistake("last-sample-only", "Only the last sample is left.", difference=lambda Y_hat, Y: (Y_hat - Y)[-1]),
        mistake(
            "batch-not-summed",
            "Each prediction has its own slope. Nothing is summed over the samples.",
            difference=lambda Y_hat, Y: (Y_hat - Y).sum(axis=0),
        ),
        mistake(
            "batch-not-summed",
            "Each prediction has its own slope. Nothing is summed over the outputs.",
            difference=lambda Y_hat, Y: (Y_hat - Y).sum(axis=1),
        ),
        mistake(
            "batch-not-summed",
            "Each prediction has its own slope. Nothing is summed here.",
            difference=lambda Y_hat, Y: (Y_hat - Y).sum(),
        ),
        mistake(
            None,
            "This is the loss, entry by entry. Its slope is asked for: the slope of ½u² is u.",
            difference=lambda Y_hat, Y: 0.5 * (Y_hat - Y) ** 2,
        ),
        mistake(
            None,
            "Only the sign of the difference is left: that's the slope of the absolute value.",
            difference=lambda Y_hat, Y: np.sign(Y_hat - Y),
        ),
        mistake(None, "The target is left out. The slope of ½(ŷ − y)² is ŷ − y.", difference=lambda Y_hat, Y: Y_hat),
    ),
)


# ------------------------------------------------------------ softmax


def logits_and_classes(numbers, n, k):
    """logits (n, k) and class numbers (n,)."""
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
    task=(
        "The seed of lesson 06: `logits` (n, k), `classes` (n,) with the number of the right class of each sample. The"
        " loss is the mean over the samples of −log p[class], with p the softmax of the sample's logits. Return the"
        " gradient of the loss with respect to the logits, (n, k). Logits of 1000 must not overflow."
    ),
    formulas={"dL_dlogits": seed},
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
    mistakes=(
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
