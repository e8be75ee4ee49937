"""Lessons 04 and 06: the losses, and the seeds that they hand down."""

import numpy as np

from helpers.exercises.check.exercise import Exercise
from helpers.exercises.check.verdict import mistake

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
    lesson="04",
    task=(
        "Predictions `Y_hat` and targets `Y`, both (n, d), one sample in each row. The loss of one sample is ½‖ŷ − y‖²,"
        " half the sum of its squared differences. Return the mean over the samples, one number."
    ),
    formula={"L": mean_of_half_squares},
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
    wrong=(
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
    lesson="04",
    task=(
        "The seed: the loss is the mean over the samples of ½‖ŷ − y‖². `Y_hat` and `Y` are (n, d), one sample in each"
        " row. Return `dL_dY_hat`, of the same shape."
    ),
    formula={"dL_dY_hat": lambda Y_hat, Y, *, difference=np.subtract: difference(Y_hat, Y) / len(Y_hat)},
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
    wrong=(
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
