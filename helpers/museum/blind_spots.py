"""Mistakes beside a right gradient, which no gradient check can see; and a check that sees nothing."""

import numpy as np

from helpers.museum.bench import MOONS, network, trained
from helpers.museum.exhibit import Exhibit
from helpers.nn import SGD, HalfSquaredError

# ------------------------------------------------------------------ two shuffles


def published_shuffle(X, Y, rng):
    return rng.permutation(X), rng.permutation(Y)


def mended_shuffle(X, Y, rng):
    order = rng.permutation(len(X))
    return X[order], Y[order]


def torn_apart(shuffle):
    """Return the share of samples that have another one's answer after a shuffle; a sample is its own answer here."""
    numbers = np.arange(60)
    X, Y = shuffle(numbers, numbers, np.random.default_rng(0))
    return (X != Y).mean()


def shuffle_curve(shuffle, data=MOONS):
    rng, net, loss, optimizer, losses = np.random.default_rng(0), network(), HalfSquaredError(), SGD(3.0), []
    for _ in range(150):
        losses.append(loss.forward(net.forward(data[0]), data[1]))
        X, Y = shuffle(*data, rng)
        for start in range(0, len(X), 10):
            loss.forward(net.forward(X[start : start + 10]), Y[start : start + 10])
            net.backward(loss.backward())
            optimizer.step(net)
    return losses


two_shuffles = Exhibit(
    name="two-shuffles",
    title="Shuffling samples",
    source="xudonmao/VMT, issue 1 (its mixup)",
    status="fixed",
    question="Follow one sample and its answer through both calls.",
    published=published_shuffle,
    mended=mended_shuffle,
    measure=torn_apart,
    measured="share of samples with another one's answer",
    curve=shuffle_curve,
    because=(
        "Two calls, two different orders: nearly every sample is taught another one's answer. The gradient is right, "
        "for nonsense. What is left to learn is the mean answer."
    ),
    tool="five samples that it can't overfit",
    fix="Draw one order, and use it for both.",
)

# ------------------------------------------------------------------ zeros at the start


def published_start(d_in, d_out, rng):
    return np.zeros((d_in, d_out))


def mended_start(d_in, d_out, rng):
    return rng.normal(0, np.sqrt(2 / (d_in + d_out)), (d_in, d_out))


def started(start):
    """Return a network whose weights are started this way."""
    net, rng = network(), np.random.default_rng(1)
    for layer in (net.layers[0], net.layers[2]):
        layer.W = start(*layer.W.shape, rng)
    return net


def copies(start):
    """Return how many of the four hidden neurons are copies of another one after training."""
    net = started(start)
    trained(net, epochs=50)
    return 4 - len(np.unique(net.layers[0].W.round(6), axis=1).T)


zero_start = Exhibit(
    name="zero-start",
    title="The first weights",
    source="wagonhelm/NaNmnist, issue 2",
    status="reported in 2018; the author answered that one layer bears it, which is true",
    question="All hidden neurons start alike. When does the first one become different from the second?",
    published=published_start,
    mended=mended_start,
    measure=copies,
    measured="hidden neurons that are copies of another",
    curve=lambda start: trained(started(start)),
    because=(
        "Never. Equal neurons get equal gradients, and stay equal; with tanh and zeros everywhere they even stay at "
        "0, and only the last bias learns. The gradients are right. In the network of that report, a single layer, "
        "zeros do no harm; with a hidden layer they do."
    ),
    tool="five samples that it can't overfit",
    fix="Random weights. Biases may start at 0.",
)

# ------------------------------------------------------------------ a judge who lets everybody go


def published_check(analytic, numerical):
    size = np.abs(numerical)
    size[size < 1e-3] = 1
    return (np.abs(analytic - numerical) / size).max() <= 0.5


def mended_check(analytic, numerical):
    error = np.abs(analytic - numerical) / (np.abs(analytic) + np.abs(numerical))
    return error.max() < 1e-6


FACTORS = (2.0, 0.5, 1.2, -1.0)
TRUTH = np.array([0.3, 0.0009, 2.0])


def let_through(check):
    """Return how many of five wrong gradients pass: four off by one of FACTORS, and one with a single wrong entry."""
    wrong = [*(factor * TRUTH for factor in FACTORS), np.array([0.3, 0.4, 2.0])]
    return sum(bool(check(gradient, TRUTH)) for gradient in wrong)


def largest_pass(check):
    """Train with the largest of the factors that the check lets through, or with none."""
    factor = max([each for each in FACTORS if check(np.array([each]), np.array([1.0]))], default=1.0)
    return trained(network(), rate=5.0 * factor)


loose_judge = Exhibit(
    name="loose-judge",
    title="The gradient check itself",
    source="PaddlePaddle/Paddle, issue 4054",
    status="reported in 2017, closed",
    question="Which wrong gradients pass?",
    published=published_check,
    mended=mended_check,
    measure=let_through,
    measured="wrong gradients that pass, of five",
    curve=largest_pass,
    because=(
        "With a limit of one half, everything from half to one and a half of the truth passes. And where the truth is"
        " below 0.001 its size counts as 1: 0.4 passes for 0.0009. These checks ran in float32, whose rounding makes"
        " even a right gradient look wrong: the project's issue 4283 says so."
    ),
    tool="a planted bug: a check is worth what it catches",
    fix="Check in float64, with a limit of 1e-6.",
)

exhibits = [two_shuffles, zero_start, loose_judge]
