"""Mistakes in losses, and in the gradient that starts the backward pass."""

import numpy as np

from helpers.museum.bench import CLASSES, MOONS, Loss, judged, network, trained
from helpers.museum.exhibit import Exhibit
from helpers.nn import Network, SoftmaxCrossEntropy

# ------------------------------------------------------------------ half of the gradient


def published_squared_error(Y_hat, Y):
    difference = Y_hat - Y
    loss = (difference**2).sum(axis=1).mean()
    return loss, difference / len(Y)


def mended_squared_error(Y_hat, Y):
    difference = Y_hat - Y
    loss = (difference**2).sum(axis=1).mean()
    return loss, 2 * difference / len(Y)


half_missing = Exhibit(
    name="half-missing",
    title="Squared error and its gradient",
    source="Open-Deep-ML/DML-OpenProblem, issue 54",
    status="fixed",
    question="Do the loss and the gradient belong together?",
    published=published_squared_error,
    mended=mended_squared_error,
    measure=lambda loss: judged(network(), loss=Loss(loss)),
    measured="relative error of a gradient",
    curve=lambda loss: trained(network(), loss=Loss(loss)),
    because=(
        "The gradient is that of half this loss: each entry is half of what it should be. It points exactly the right "
        "way, so this is a learning rate cut in two, and training can't tell. A comparison with other code can: that "
        "exercise had 2/n in its text and 1/n in its solution. Tutorial C puts ½ into the loss, where it belongs with "
        "this gradient, but calls it the mean squared error all the same."
    ),
    tool="finite differences",
    fix="Write 2/n, or put the ½ into the loss as well, as this course does.",
)

# ------------------------------------------------------------------ a mean too many


def published_multi_error(Y_hat, Y):
    difference = Y_hat - Y
    loss = (0.5 * difference**2).mean(axis=0).mean()
    return loss, difference / len(Y)


def mended_multi_error(Y_hat, Y):
    difference = Y_hat - Y
    loss = (0.5 * difference**2).mean(axis=0).sum()
    return loss, difference / len(Y)


mean_of_outputs = Exhibit(
    name="mean-of-outputs",
    title="Squared error with three outputs",
    source="scikit-learn/scikit-learn, issue 8349",
    status="reported in 2017, open in 2026, when somebody offered a fix",
    question="With one output this is right. What changes with three?",
    published=published_multi_error,
    mended=mended_multi_error,
    measure=lambda loss: judged(network(sizes=(2, 6, 3)), CLASSES, Loss(loss)),
    measured="relative error of a gradient",
    curve=lambda loss: trained(network(sizes=(2, 6, 3)), CLASSES, Loss(loss, mended_multi_error)),
    because=(
        "The loss is a mean over samples and outputs, the gradient divides by the samples alone: it is three times as"
        " long as it should be. Plain gradient descent doesn't mind. But an optimizer that compares the loss it finds"
        " with the loss that the gradient promised is misled, and in scikit-learn this pair goes to such a one, L-BFGS."
    ),
    tool="finite differences, with more than one output",
    fix="Sum over the outputs, mean over the samples, in both places.",
)

# ------------------------------------------------------------------ every pair


def published_flat_error(Y_hat, y):
    difference = Y_hat - y
    loss = 0.5 * (difference**2).mean()
    return loss, difference.mean(axis=1, keepdims=True) / len(y)


def mended_flat_error(Y_hat, y):
    difference = Y_hat - y.reshape(-1, 1)
    loss = 0.5 * (difference**2).mean()
    return loss, difference / len(y)


FLAT = MOONS[0], MOONS[1].ravel()

every_pair = Exhibit(
    name="every-pair",
    title="Targets in a flat array",
    source="HIPS/Kayak, issue 14",
    question="Y_hat is (n, 1), and y is (n,). What is the shape of the difference?",
    published=published_flat_error,
    mended=mended_flat_error,
    measure=lambda loss: loss(FLAT[1].reshape(-1, 1), FLAT[1])[0],
    measured="loss of perfect predictions",
    curve=lambda loss: trained(network(), FLAT, Loss(loss, mended_flat_error)),
    because=(
        "(n, n): each prediction is compared with every target. The best that it can do is to answer the mean target "
        "to everything. The gradient is the right one of this loss, so finite differences find nothing. The number "
        "that convicts is the loss of perfect predictions."
    ),
    tool="a shape test, or five samples that it can't overfit",
    fix="Refuse targets whose shape isn't that of the predictions.",
)

# ------------------------------------------------------------------ softmax, one entry at a time


def softmax(Z):
    """Return P, the softmax of each row."""
    loss = SoftmaxCrossEntropy()
    loss.forward(Z, np.zeros(len(Z), dtype=int))  # P is the same for all targets
    return loss.P


def published_softmax_slope(dL_dP, P):
    return dL_dP * P * (1 - P)


def mended_softmax_slope(dL_dP, P):
    return P * (dL_dP - (dL_dP * P).sum(axis=1, keepdims=True))


class Softmax:
    """A softmax layer whose backward is to be put in."""

    def __init__(self, slope):
        self.slope = slope

    def forward(self, Z):
        """Return P, of the shape of Z."""
        self.P = softmax(Z)
        return self.P

    def backward(self, dL_dP):
        """Return dL_dZ."""
        return self.slope(dL_dP, self.P)


def with_softmax(slope):
    return network(last=Softmax(slope), sizes=(2, 6, 3))


softmax_one_by_one = Exhibit(
    name="softmax-one-by-one",
    title="The slope of softmax",
    source="deeplearning4j/libnd4j, issue 440",
    status="fixed",
    question="P(1 − P) is right for a sigmoid. What does softmax do that a sigmoid does not?",
    published=published_softmax_slope,
    mended=mended_softmax_slope,
    measure=lambda slope: judged(with_softmax(slope), CLASSES),
    measured="relative error of a gradient",
    curve=lambda slope: trained(with_softmax(slope), CLASSES),
    because=(
        "Each logit moves every probability of its row, because they share a sum. P(1 − P) counts only what a logit "
        "does to its own probability. The paths to the others are left out."
    ),
    tool="finite differences",
    fix="Sum over everyone who used it: P (g − Σ g P), with g the gradient from above and the sum over the row.",
)

# ------------------------------------------------------------------ two wrongs


def published_cross_entropy(Z, Y):
    P = softmax(Z)
    loss = -(Y * np.log(P) + (1 - Y) * np.log(1 - P)).sum(axis=1).mean()
    dL_dP = (-Y / P + (1 - Y) / (1 - P)) / len(Y)
    return loss, dL_dP * P * (1 - P)


def mended_cross_entropy(Z, Y):
    P = softmax(Z)
    loss = -(Y * np.log(P)).sum(axis=1).mean()
    return loss, (P - Y) / len(Y)


def logits():
    """Return a network for the classes that ends in logits."""
    return Network(network(sizes=(2, 6, 3)).layers[:-1])


two_wrongs = Exhibit(
    name="two-wrongs",
    title="Softmax and cross-entropy",
    source="eriklindernoren/ML-From-Scratch, issue 71 (its Softmax and its CrossEntropy)",
    status="reported in 2019, with another repair, and closed",
    question="Multiply the last two lines out. Which loss has this gradient?",
    published=published_cross_entropy,
    mended=mended_cross_entropy,
    measure=lambda loss: judged(logits(), CLASSES, Loss(loss)),
    measured="relative error of a gradient",
    curve=lambda loss: trained(logits(), CLASSES, Loss(loss, mended_cross_entropy), rate=1),
    because=(
        "It is P − Y. The slope of softmax is wrong, one entry at a time, and the loss is one for yes-or-no outputs, "
        "which softmax's are not. The two mistakes cancel: P − Y is exactly the right gradient of another loss, the "
        "cross-entropy of classes. So the network learns as well as it can, while the loss on the screen belongs to "
        "something else. Put this softmax under a squared error, and nothing cancels."
    ),
    tool="finite differences",
    fix="For classes, sum −y log p alone, and hand down P − Y from softmax and loss together.",
)

# ------------------------------------------------------------------ a start from the loss itself


def published_start(Y_hat, Y):
    loss = ((Y_hat - Y) ** 2).sum(axis=1).mean()
    return loss, (Y_hat - Y) ** 2 / len(Y)


def mended_start(Y_hat, Y):
    loss = ((Y_hat - Y) ** 2).sum(axis=1).mean()
    return loss, 2 * (Y_hat - Y) / len(Y)


loss_for_its_slope = Exhibit(
    name="loss-for-its-slope",
    title="Where the backward pass starts",
    source="tutorial B, the backward pass of its model",
    question="Can what is handed down here ever be negative?",
    published=published_start,
    mended=mended_start,
    measure=lambda loss: judged(network(), loss=Loss(loss)),
    measured="relative error of a gradient",
    curve=lambda loss: trained(network(), loss=Loss(loss)),
    because=(
        "Backward is given the losses themselves, squares, which are never negative. So every output is told to sink, "
        "also one that is too low already. The network learns to answer 0."
    ),
    tool="finite differences; five samples that it can't overfit",
    fix="Start from the slope of the loss, 2(a − label) for this one.",
)

exhibits = [half_missing, mean_of_outputs, every_pair, softmax_one_by_one, two_wrongs, loss_for_its_slope]
