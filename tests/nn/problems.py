"""Random networks, with a loss and a batch that fit: what hypothesis draws from."""

from itertools import pairwise
from typing import NamedTuple

import numpy as np
from hypothesis import strategies as st

from helpers.nn import HalfSquaredError, Linear, Network, ReLU, Sigmoid, SoftmaxCrossEntropy, Tanh

SEEDS = st.integers(0, 2**32 - 1)
SIZES = st.lists(st.integers(1, 5), min_size=2, max_size=4)
ACTIVATIONS = (Sigmoid, Tanh, ReLU, None)  # None: two linear layers in a row


class Problem(NamedTuple):
    """All that is needed for a forward and a backward pass."""

    network: Network
    loss: HalfSquaredError | SoftmaxCrossEntropy
    X: np.ndarray
    Y: np.ndarray

    def run(self):
        """Go forward and backward; return the loss, and all gradients by name."""
        L = self.loss.forward(self.network.forward(self.X), self.Y)
        gradients = {"X": self.network.backward(self.loss.backward())}
        for i, layer in enumerate(self.network.layers):
            if isinstance(layer, Linear):
                gradients |= {f"W{i}": layer.dL_dW.copy(), f"b{i}": layer.dL_db.copy()}
        return L, gradients


@st.composite
def problems(draw, dtype=np.float64):
    """Networks of one to three linear layers of one to five columns, with any activations; batches of one to six."""
    sizes = draw(SIZES)
    activations = draw(st.lists(st.sampled_from(ACTIVATIONS), min_size=len(sizes) - 1, max_size=len(sizes) - 1))
    loss = draw(st.sampled_from([HalfSquaredError, SoftmaxCrossEntropy]))()
    n = draw(st.integers(1, 6))
    rng = np.random.default_rng(draw(SEEDS))
    if isinstance(loss, SoftmaxCrossEntropy):
        sizes[-1] += 1  # with one class there is nothing to learn
        activations[-1] = None  # logits
    layers = []
    for (d_in, d_out), activation in zip(pairwise(sizes), activations, strict=True):
        linear = Linear(d_in, d_out, rng, dtype)
        linear.b[:] = rng.normal(size=d_out)  # at 0, a forgotten bias would go unseen
        layers += [linear] if activation is None else [linear, activation()]
    X = rng.normal(size=(n, sizes[0])).astype(dtype)
    if isinstance(loss, SoftmaxCrossEntropy):
        Y = rng.integers(sizes[-1], size=n)
    else:
        Y = rng.normal(size=(n, sizes[-1])).astype(dtype)
    return Problem(Network(layers), loss, X, Y)


@st.composite
def plain_problems(draw, *activations):
    """What neuron.py and delta.py can translate: squared error, one of these activations after each linear layer."""
    sizes = draw(SIZES)
    rng = np.random.default_rng(draw(SEEDS))
    layers = []
    for d_in, d_out in pairwise(sizes):
        layers += [Linear(d_in, d_out, rng), draw(st.sampled_from(activations))()]
        layers[-2].b[:] = rng.normal(size=d_out)
    n = draw(st.integers(1, 6))
    return Problem(Network(layers), HalfSquaredError(), rng.normal(size=(n, sizes[0])), rng.normal(size=(n, sizes[-1])))


def far_from_kinks(problem):
    """True where no ReLU sees a number so close to 0 that a difference would reach over the kink."""
    A = problem.X
    for layer in problem.network.layers:
        if isinstance(layer, ReLU) and np.abs(A).min() < 1e-3:
            return False
        A = layer.forward(A)
    return True
