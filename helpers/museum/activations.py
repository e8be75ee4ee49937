"""Mistakes in activations and their slopes."""

import warnings

import numpy as np

from helpers.museum.bench import GATE, Activation, judged, network, trained
from helpers.museum.exhibit import Exhibit
from helpers.nn import Linear, Network, Sigmoid


def sigmoid(z):
    """Return σ(z); it can't overflow."""
    return Sigmoid().forward(z)


# ------------------------------------------------------------------ a factor too many


def published_sigmoid_slope(z, a):
    return z * a * (1 - a)


def mended_sigmoid_slope(z, a):
    return a * (1 - a)


def with_sigmoid_slope(slope):
    return network(hidden=Activation(sigmoid, slope))


slope_times_z = Exhibit(
    name="slope-times-z",
    title="The slope of the sigmoid",
    source="tutorial B, where the derivative of the activation is introduced",
    question="z goes in, a = σ(z) came out. What does this slope say at z = 0, where the sigmoid is steepest?",
    published=published_sigmoid_slope,
    mended=mended_sigmoid_slope,
    measure=lambda slope: judged(with_sigmoid_slope(slope)),
    measured="relative error of a gradient",
    curve=lambda slope: trained(with_sigmoid_slope(slope), GATE, rate=10),
    because=(
        "The factor z does not belong there. At z = 0 it says 0 where the truth is 0.25, and for negative z it turns "
        "the gradient around. The output layer is right, and does what it can with hidden neurons that are pushed "
        "anywhere."
    ),
    tool="finite differences",
    fix="The slope is a(1 − a), and nothing else.",
)


# ------------------------------------------------------------------ the bias left out


def published_delta(dL_dA, X, W, b):
    a = sigmoid(X @ W)
    return dL_dA * a * (1 - a)


def mended_delta(dL_dA, X, W, b):
    a = sigmoid(X @ W + b)
    return dL_dA * a * (1 - a)


class SigmoidLayer(Linear):
    """A linear layer and its sigmoid in one, with a delta function to be put in."""

    def __init__(self, delta, *sizes, rng):
        super().__init__(*sizes, rng)
        self.delta = delta

    def forward(self, X):
        """Return σ(X W + b)."""
        return sigmoid(super().forward(X))

    def backward(self, dL_dA):
        """Return dL_dX."""
        return super().backward(self.delta(dL_dA, self.X, self.W, self.b))


def with_delta(delta):
    return Network([SigmoidLayer(delta, 2, 4, rng=1), SigmoidLayer(delta, 4, 1, rng=2)])


bias_left_out = Exhibit(
    name="bias-left-out",
    title="Delta, from the inputs of a layer",
    source="tutorial C, the delta of its output layer and of its hidden layers",
    question="A check right after the start, where all biases are 0, finds nothing. Why?",
    published=published_delta,
    mended=mended_delta,
    measure=lambda delta: judged(with_delta(delta)),
    measured="relative error of a gradient, with biases that aren't 0",
    curve=lambda delta: trained(with_delta(delta), GATE, rate=10),
    because=(
        "The slope is taken at X W, but the neuron was at X W + b. As long as b is 0 the two are the same, so a check "
        "of a fresh network passes. Then the network learns its biases, and the slopes are those of other places."
    ),
    tool="finite differences, with biases that aren't 0",
    fix="σ′ is a function of all of z = X W + b. Keep a, and use a(1 − a).",
)


# ------------------------------------------------------------------ tanh as its own slope


def published_tanh_slope(z, a):
    e = np.exp(-2 * np.abs(z))
    return np.sign(z) * (1 - e) / (1 + e)


def mended_tanh_slope(z, a):
    return 1 - a**2


def with_tanh_slope(slope):
    return network(hidden=Activation(np.tanh, slope))


tanh_for_its_slope = Exhibit(
    name="tanh-for-its-slope",
    title="The slope of tanh",
    source="andersbll/nnet, issue 4",
    question="Put in z = 0 and a large z. Which well-known curve is this?",
    published=published_tanh_slope,
    mended=mended_tanh_slope,
    measure=lambda slope: judged(with_tanh_slope(slope)),
    measured="relative error of a gradient",
    curve=lambda slope: trained(with_tanh_slope(slope)),
    because=(
        "That is tanh itself, written with exponentials: 0 at z = 0, where the slope is 1, and ±1 far out, where the "
        "slope is 0. It has the wrong sign for every negative z, and is right at one place only: where "
        "tanh(z) = 1 − tanh²(z)."
    ),
    tool="finite differences",
    fix="The slope of tanh is 1 − a², with a = tanh(z).",
)


# ------------------------------------------------------------------ a class where a function was meant


class PublishedSigmoid:
    def forward(self, Z):
        self.Z = Z
        return 1 / (1 + np.exp(-Z))

    def backward(self, dL_dA):
        return dL_dA * PublishedSigmoid(self.Z) * (1 - PublishedSigmoid(self.Z))


class MendedSigmoid:
    def forward(self, Z):
        self.A = 1 / (1 + np.exp(-Z))
        return self.A

    def backward(self, dL_dA):
        return dL_dA * self.A * (1 - self.A)


constructor_called = Exhibit(
    name="constructor-called",
    title="A sigmoid layer",
    source="tutorial A, its Sigmoid class",
    question="The formula is right. What does PublishedSigmoid(self.Z) do in Python?",
    published=PublishedSigmoid,
    mended=MendedSigmoid,
    measure=lambda layer: judged(network(hidden=layer())),
    measured="relative error of a gradient",
    curve=lambda layer: trained(network(hidden=layer()), GATE, rate=10),
    because=(
        "A class with parentheses makes a new object; it does not compute anything. The first backward pass ends in a "
        "TypeError. Among mistakes this is the friendly kind: it can't be overlooked, except where nobody ever runs "
        "the code."
    ),
    tool="running it once",
    fix="Keep the output A in forward. Backward needs nothing else: A(1 − A).",
)


# ------------------------------------------------------------------ overflow


def published_sigmoid(z):
    return 1 / (1 + np.exp(-z))


def mended_sigmoid(z):
    e = np.exp(-np.abs(z))  # between 0 and 1
    return np.where(z >= 0, 1, e) / (1 + e)


def warnings_of(function):
    """Return how many warnings NumPy gives for numbers far out."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        function(np.array([-1000.0, 0.0, 1000.0]))
    return len(caught)


overflow = Exhibit(
    name="overflow",
    title="The sigmoid itself",
    source="harvard-edge/cs249r_book, pull request 1870",
    question="No slope here, and the formula is that of the textbook. Try z = −1000.",
    published=published_sigmoid,
    mended=mended_sigmoid,
    measure=warnings_of,
    measured="warnings for z = −1000, 0, 1000",
    curve=lambda function: trained(network(hidden=Activation(function, mended_sigmoid_slope)), GATE, rate=10),
    because=(
        "exp(1000) is infinite in floating point, and 1/(1 + ∞) is 0: the right value, by luck, and a warning. The "
        "published tests switched all warnings of this kind off, and with them those that would have told of "
        "something worse."
    ),
    tool="tests in which a warning is an error",
    fix="Take exp of a number that is never positive, and treat the two signs of z apart.",
)

exhibits = [slope_times_z, bias_left_out, tanh_for_its_slope, constructor_called, overflow]
