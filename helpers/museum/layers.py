"""Mistakes in linear layers, dropout, and what a layer hands back."""

import numpy as np

from helpers.museum.bench import CLASSES, MOONS, judged, linear_with, network, trained
from helpers.museum.exhibit import Exhibit
from helpers.nn import SGD, HalfSquaredError, Linear, Network, Sigmoid, SoftmaxCrossEntropy, Tanh, train

# ------------------------------------------------------------------ the factor of dropout


class PublishedDropout:
    def __init__(self, draw):
        self.draw = draw

    def forward(self, A):
        self.mask = self.draw(A.shape)  # 0 or 1
        return A * self.mask * 2

    def backward(self, dL_dA):
        return dL_dA * self.mask


class MendedDropout:
    def __init__(self, draw):
        self.draw = draw

    def forward(self, A):
        self.mask = self.draw(A.shape) * 2  # 0 or 2
        return A * self.mask

    def backward(self, dL_dA):
        return dL_dA * self.mask


def same_mask(shape):
    """Return the same mask of zeros and ones at every call, so that a loss can be nudged."""
    return np.random.default_rng(3).integers(0, 2, shape)


def with_dropout(layer, draw):
    """Return a network that drops hidden neurons."""
    plain = network(sizes=(2, 16, 1)).layers
    return Network([*plain[:2], layer(draw), *plain[2:]])


def dropout_curve(layer):
    """Train with dropout; return the losses that the network has with all of its neurons."""
    rng, loss, losses = np.random.default_rng(4), HalfSquaredError(), []
    net = with_dropout(layer, lambda shape: rng.integers(0, 2, shape))
    whole = Network(net.layers[:2] + net.layers[3:])

    def look(*_):
        losses.append(loss.forward(whole.forward(MOONS[0]), MOONS[1]))

    look()
    train(net, HalfSquaredError(), *MOONS, SGD(5.0), epochs=400, rng=0, on_epoch=look)
    return losses


dropout_factor = Exhibit(
    name="dropout-factor",
    title="A dropout layer",
    source="numpy/numpy-tutorials, deep learning on MNIST",
    status="still there in June 2026",
    question="Forward does two things to A. Does backward do the same two?",
    published=PublishedDropout,
    mended=MendedDropout,
    measure=lambda layer: judged(with_dropout(layer, same_mask)),
    measured="relative error of a gradient",
    curve=dropout_curve,
    because=(
        "The factor 2, which makes up for the dropped half, is missing on the way back. The gradients of all layers "
        "before it are half as long as they should be, so these layers learn at half the rate, and nobody notices."
    ),
    tool="finite differences, with the mask held still",
    fix="Keep the mask with its factor, and multiply by the same array in both directions.",
)

# ------------------------------------------------------------------ the bias gets a mean


def published_mean_gradients(X, dL_dZ):
    dL_dW = X.T @ dL_dZ
    dL_db = dL_dZ.mean(axis=0)
    return dL_dW, dL_db


def mended_gradients(X, dL_dZ):
    dL_dW = X.T @ dL_dZ
    dL_db = dL_dZ.sum(axis=0)
    return dL_dW, dL_db


bias_mean = Exhibit(
    name="bias-mean",
    title="The gradients of a linear layer",
    source="kvfrans/notes, issue 5",
    status="reported in 2025, open in 2026",
    question="dL_dZ already carries the 1/n of the loss. Is that true of both lines?",
    published=published_mean_gradients,
    mended=mended_gradients,
    measure=lambda gradients: judged(network(linear=linear_with(gradients))),
    measured="relative error of a gradient, for 4 samples",
    curve=lambda gradients: trained(network(linear=linear_with(gradients))),
    because=(
        "The weights sum over the samples, inside of the matrix product; the bias divides by n once more. Its "
        "gradient is too small by a factor n: with 60 samples the biases all but stand still. Much can be learned "
        "without them, and the weights make up for some of the rest."
    ),
    tool="finite differences",
    fix="Each sample used the bias, so sum. The 1/n is in the loss, once.",
)

# ------------------------------------------------------------------ one number for all biases


def published_total_gradients(X, dL_dZ):
    dL_dW = X.T @ dL_dZ
    dL_db = dL_dZ.sum()
    return dL_dW, dL_db


SHIFTED = CLASSES[0] + [1.5, 1.0], CLASSES[1]


def softmax_regression(gradients):
    """Return one linear layer for three classes, which needs its biases: the classes don't meet at the origin."""
    return Network([linear_with(gradients)(2, 3, rng=1)])


bias_one_number = Exhibit(
    name="bias-one-number",
    title="The gradients in a softmax regression",
    source="rasbt/stat453-deep-learning-ss21, issue 5",
    status="reported in 2022, open in 2026",
    question="What is the shape of dL_db? And what does a row of P − Y sum to?",
    published=published_total_gradients,
    mended=mended_gradients,
    measure=lambda gradients: judged(softmax_regression(gradients), SHIFTED, SoftmaxCrossEntropy()),
    measured="relative error of a gradient",
    curve=lambda gradients: trained(softmax_regression(gradients), SHIFTED, SoftmaxCrossEntropy(), rate=1),
    because=(
        "Without an axis, sum adds everything to one number, which broadcasts to all biases. Each row of P − Y sums "
        "to 0, and so does the whole: the biases never move. The reader who reported it saw three equal biases of "
        "−0.000000012."
    ),
    tool="a shape test",
    fix="Sum over the samples only, axis=0. A gradient has its parameter's shape.",
)

# ------------------------------------------------------------------ only one of the next neurons


def published_hand_back(dL_dZ, W):
    w, dl_dz = W[:, 0], dL_dZ[:, 0]  # the neuron that comes next
    return np.outer(dl_dz, w)


def mended_hand_back(dL_dZ, W):
    return sum(np.outer(dl_dz, w) for w, dl_dz in zip(W.T, dL_dZ.T, strict=True))


def with_hand_back(hand_back):
    return network(sizes=(2, 6, 3), linear=linear_with(hand_back=hand_back))


one_neighbor = Exhibit(
    name="one-neighbor",
    title="What a layer hands back",
    source="tutorial B, the output gradient of the layer before the last",
    question="A network with one output learns perfectly with this. What if it has three?",
    published=published_hand_back,
    mended=mended_hand_back,
    measure=lambda hand_back: judged(with_hand_back(hand_back), CLASSES),
    measured="relative error of a gradient",
    curve=lambda hand_back: trained(with_hand_back(hand_back), CLASSES),
    because=(
        "A hidden activation is used by every neuron of the next layer; this hears from one of them. The formula in "
        "the text has no sum. (The code further down does sum, so whoever compares the two finds it.)"
    ),
    tool="finite differences, with more than one output",
    fix="Sum over everyone who used it: dL_dZ @ W.T.",
)

# ------------------------------------------------------------------ one's own weights


def published_own_hand_back(dL_dZ_next, W, W_next):
    return dL_dZ_next @ W.T


def mended_own_hand_back(dL_dZ_next, W, W_next):
    return dL_dZ_next @ W_next.T


def square_network(hand_back):
    """Return three square layers, of which the second and the third hand back as told."""
    layers = [Linear(3, 3, rng=1)]
    for seed in (2, 3):
        W = layers[-1].W  # trained in place, so it stays the same array
        layers.append(linear_with(hand_back=lambda dL_dZ, W_next, W=W: hand_back(dL_dZ, W, W_next))(3, 3, rng=seed))
    return Network([layers[0], Tanh(), layers[1], Tanh(), layers[2], Sigmoid()])


THREE_INPUTS = np.hstack([CLASSES[0], CLASSES[0].prod(axis=1, keepdims=True)]), CLASSES[1]

own_weights = Exhibit(
    name="own-weights",
    title="Which weights hand back?",
    source="tutorial C, the derivation for the hidden layers",
    question=(
        "W belongs to this layer, W_next to the one after it. All layers have three neurons here, so every shape fits."
    ),
    published=published_own_hand_back,
    mended=mended_own_hand_back,
    measure=lambda hand_back: judged(square_network(hand_back), THREE_INPUTS),
    measured="relative error of a gradient",
    curve=lambda hand_back: trained(square_network(hand_back), THREE_INPUTS, rate=1, epochs=300),
    because=(
        "The index is off by one: the gradient comes back through the weights by which the input came in. With layers "
        "of different sizes, shapes clash and the mistake is found at once. With square ones it runs. (The summary of "
        "that tutorial has the right index.)"
    ),
    tool="layers of different sizes; finite differences",
    fix="What went out through W_next comes back through the transpose of W_next.",
)

# ------------------------------------------------------------------ nothing is returned


class PublishedLinear(Linear):
    def backward(self, dL_dZ):
        self.dL_dW = self.X.T @ dL_dZ
        self.dL_db = dL_dZ.sum(axis=0)
        dL_dX = dL_dZ @ self.W.T
        return


class MendedLinear(Linear):
    def backward(self, dL_dZ):
        self.dL_dW = self.X.T @ dL_dZ
        self.dL_db = dL_dZ.sum(axis=0)
        dL_dX = dL_dZ @ self.W.T
        return dL_dX


nothing_returned = Exhibit(
    name="nothing-returned",
    title="The backward pass of a linear layer",
    source="tutorial A, its Linear class",
    question="All three gradients are right. Who gets them?",
    published=PublishedLinear,
    mended=MendedLinear,
    measure=lambda linear: judged(network(linear=linear)),
    measured="relative error of a gradient",
    curve=lambda linear: trained(network(linear=linear)),
    because=(
        "A bare return hands back None, and the layer before can't multiply by it. In a network of a single layer "
        "nobody asks for dL_dX, and all is well: test with two."
    ),
    tool="running it once, with two layers",
    fix="return dL_dX.",
)

# ------------------------------------------------------------------ in place


def published_relu_backward(dL_dA, Z):
    dL_dA[Z <= 0] = 0
    return dL_dA


def mended_relu_backward(dL_dA, Z):
    return np.where(Z <= 0, 0, dL_dA)


class Skip(Linear):
    """Z + relu(Z W + b): the input goes around the layer as well as through it."""

    def __init__(self, relu_backward, n, rng):
        super().__init__(n, n, rng)
        self.relu_backward = relu_backward

    def forward(self, X):
        """Return the sum of both ways."""
        self.Z = super().forward(X)
        return X + np.maximum(self.Z, 0)

    def backward(self, dL_dA):
        """Return dL_dX, the sum over both ways."""
        through = super().backward(self.relu_backward(dL_dA, self.Z))
        return dL_dA + through


def with_skips(relu_backward):
    rng = np.random.default_rng(5)
    return Network(
        [Linear(2, 8, rng), Skip(relu_backward, 8, rng), Skip(relu_backward, 8, rng), Linear(8, 1, rng), Sigmoid()]
    )


overwritten = Exhibit(
    name="overwritten",
    title="The backward pass of ReLU",
    source="oreilly-japan/deep-learning-from-scratch, common/layers.py",
    question="The numbers that it returns are right. What else does it do?",
    published=published_relu_backward,
    mended=mended_relu_backward,
    measure=lambda relu_backward: judged(with_skips(relu_backward)),
    measured="relative error of a gradient, with skip connections",
    curve=lambda relu_backward: trained(with_skips(relu_backward), rate=2, epochs=150),
    because=(
        "It writes into the array that it was given, which is still the caller's. In a plain chain nobody looks at it "
        "again. Where a gradient goes two ways, as here around the layer and through it, the second way finds zeros."
    ),
    tool="a test that arguments stay as they are",
    fix="Make a new array: np.where(Z <= 0, 0, dL_dA).",
)

exhibits = [dropout_factor, bias_mean, bias_one_number, one_neighbor, own_weights, nothing_returned, overwritten]
