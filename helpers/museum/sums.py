"""Mistakes where gradients should be added up: over uses, and over samples."""

import numpy as np

from helpers.museum.bench import GATE, MOONS, Loss, biased, judged, linear_with, network, trained
from helpers.museum.exhibit import Exhibit
from helpers.nn import Linear, Network, Sigmoid, numerical_gradient, relative_error

# ------------------------------------------------------------------ the last use wins


def published_collect(gradients, name, gradient):
    gradients[name] = gradient


def mended_collect(gradients, name, gradient):
    gradients[name] = gradients.get(name, 0) + gradient


def two_paths(collect):
    """Return the relative error of df/dx for f = ab with a = 2x and b = x + 1, at x = 3, where the truth is 14."""
    gradients, a, b = {}, 6.0, 4.0
    collect(gradients, "a", b)
    collect(gradients, "b", a)
    collect(gradients, "x", gradients["a"] * 2)
    collect(gradients, "x", gradients["b"] * 1)
    return relative_error(gradients["x"], 14.0)


class Twice(Linear):
    """One layer used twice in a row: tanh(tanh(X W + b) W + b)."""

    def __init__(self, collect, n, rng):
        super().__init__(n, n, rng)
        self.collect = collect

    def forward(self, X):
        """Return the second activation."""
        self.inputs = [X, np.tanh(X @ self.W + self.b)]
        self.A = np.tanh(self.inputs[1] @ self.W + self.b)
        return self.A

    def backward(self, dL_dA):
        """Return dL_dX."""
        gradients, A = {}, self.A
        for X in reversed(self.inputs):
            dL_dZ = dL_dA * (1 - A**2)
            self.collect(gradients, "W", X.T @ dL_dZ)
            self.collect(gradients, "b", dL_dZ.sum(axis=0))
            dL_dA, A = dL_dZ @ self.W.T, X
        self.dL_dW, self.dL_db = gradients["W"], gradients["b"]
        return dL_dA


def with_a_layer_twice(collect):
    return Network([Linear(2, 4, rng=1), Twice(collect, 4, rng=2), Linear(4, 1, rng=3), Sigmoid()])


last_use_wins = Exhibit(
    name="last-use-wins",
    title="Collecting gradients by name",
    source="callummcdougall/ARENA_3.0, issue 127",
    status="a reader's slip; the course's own solution adds",
    question="What if a value was used in two places? Lesson 01 had one: f = ab, a = 2x, b = x + 1, at x = 3.",
    published=published_collect,
    mended=mended_collect,
    measure=two_paths,
    measured="relative error of df/dx at x = 3",
    curve=lambda collect: trained(with_a_layer_twice(collect)),
    because=(
        "The second path overwrites the first: 6, where the truth is 8 + 6 = 14. As long as each value is used once, "
        "all is well, and the published tests had no other case: the slip passed every one of them, as a reader found "
        "whose last plot came out wrong. The curves are of a network that uses one layer twice."
    ),
    tool="finite differences, on a value that is used twice",
    fix="Add: sum over everyone who used it.",
)

# ------------------------------------------------------------------ the last sample wins


def published_sample_gradients(X, dL_dZ):
    for x, dl_dz in zip(X, dL_dZ):
        dL_dW = np.outer(x, dl_dz)
        dL_db = dl_dz
    return dL_dW, dL_db


def mended_sample_gradients(X, dL_dZ):
    dL_dW, dL_db = 0, 0
    for x, dl_dz in zip(X, dL_dZ):
        dL_dW = dL_dW + np.outer(x, dl_dz)
        dL_db = dL_db + dl_dz
    return dL_dW, dL_db


last_sample_wins = Exhibit(
    name="last-sample-wins",
    title="A batch, one sample after the other",
    source="tutorial B, the backward pass of its neuron",
    question="The text says that gradients are accumulated over the batch. Follow dL_dW through the loop.",
    published=published_sample_gradients,
    mended=mended_sample_gradients,
    measure=lambda gradients: judged(network(linear=linear_with(gradients))),
    measured="relative error of a gradient",
    curve=lambda gradients: trained(network(linear=linear_with(gradients))),
    because=(
        "Each sample overwrites the one before, and the batch learns from its last sample alone. In this run batches "
        "are shuffled, so in time each sample has its turn to be last: gradient descent with batches of one, at a "
        "fraction of the rate. The tutorial shuffles nothing: there most samples never have their turn. The check, "
        "which has no time, finds it at once."
    ),
    tool="finite differences, with more than one sample",
    fix="Start from 0, and add. Before the next batch, start from 0 again.",
)

# ------------------------------------------------------------------ all forward, then all backward


def published_order(forward, backward, samples):
    for sample in samples:
        forward(sample)
    for sample in samples:
        backward(sample)


def mended_order(forward, backward, samples):
    for sample in samples:
        forward(sample)
        backward(sample)


def run_batch(net, order, X, Y):
    """Send a batch through in this order, one row at a time; return its loss and the gradients of all parameters."""
    losses, slopes, totals = {}, {}, dict.fromkeys(net.parameters(), 0)

    def forward(i):
        difference = net.forward(X[i : i + 1]) - Y[i : i + 1]
        losses[i], slopes[i] = 0.5 * (difference**2).sum(), difference

    def backward(i):
        net.backward(slopes[i])
        for layer, name in totals:
            totals[layer, name] = totals[layer, name] + getattr(layer, f"dL_d{name}")

    order(forward, backward, range(len(X)))
    return sum(losses.values()) / len(X), {parameter: total / len(X) for parameter, total in totals.items()}


def order_error(order):
    """Return the relative error of the first layer's gradient, against finite differences of the loss."""
    net, (X, Y) = biased(network()), GATE
    first = net.layers[0]
    _, gradients = run_batch(net, order, X, Y)

    def loss(W):
        first.W = W
        return run_batch(net, mended_order, X, Y)[0]

    return relative_error(gradients[first, "W"], numerical_gradient(loss, first.W))


def order_curve(order):
    net, losses = network(), []
    for _ in range(200):
        loss, gradients = run_batch(net, order, *GATE)
        losses.append(loss)
        for (layer, name), gradient in gradients.items():
            setattr(layer, name, getattr(layer, name) - 5.0 * gradient)
    return losses


all_then_all = Exhibit(
    name="all-then-all",
    title="The order of a batch",
    source="tutorial B, mini-batch training",
    question="Each neuron keeps its inputs and z in forward, for its own backward. How many of them can it keep?",
    published=published_order,
    mended=mended_order,
    measure=order_error,
    measured="relative error of a gradient",
    curve=order_curve,
    because=(
        "One. When the first sample goes backward, every neuron remembers the last sample. So all gradients are taken "
        "at the inputs and slopes of one sample, with the others' output gradients. (The neuron of lesson 09 refuses "
        "a second backward without a forward of its own.)"
    ),
    tool="finite differences, with more than one sample",
    fix="Forward and backward take turns, sample by sample. (Or keep all rows at once: that is what a matrix X does.)",
)

# ------------------------------------------------------------------ a sum, called a mean


def published_batch_loss(Y_hat, Y):
    difference = Y_hat - Y
    loss = (difference**2).sum(axis=1).mean()
    return loss, 2 * difference


def mended_batch_loss(Y_hat, Y):
    difference = Y_hat - Y
    loss = (difference**2).sum(axis=1).mean()
    return loss, 2 * difference / len(Y)


sum_for_mean = Exhibit(
    name="sum-for-mean",
    title="The mean gradient of a batch",
    source="tutorial B, mini-batch training",
    question="With 4 samples it learns well. What happens to the step with 60?",
    published=published_batch_loss,
    mended=mended_batch_loss,
    measure=lambda loss: judged(network(), MOONS, Loss(loss)),
    measured="relative error of a gradient, for 60 samples",
    curve=lambda loss: trained(network(), loss=Loss(loss)),
    because=(
        "Accumulating gives the sum, which grows with the batch. The direction is right, the length is 60 times what "
        "it should be: the learning rate that was right for a small batch is far too large for a big one."
    ),
    tool="finite differences; every row twice must not change the gradient",
    fix="Divide by the number of samples, once, at the start of the backward pass.",
)

exhibits = [last_use_wins, last_sample_wins, all_then_all, sum_for_mean]
