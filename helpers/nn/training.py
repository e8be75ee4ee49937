"""Training: mini-batches, the loop, and many loops at once."""

import copy
import math
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from helpers.nn import checks
from helpers.nn.layers import Linear
from helpers.nn.network import Network

EXPLODED = 1e6  # a loss this many times the first one (or 1, if that is larger) counts as diverged


class Divergence(NamedTuple):
    """Where and why a run was stopped: epoch and step count from 0."""

    epoch: int
    step: int
    reason: str


@dataclass
class History:
    """What a training run leaves: `.loss`, one mean loss per finished epoch, and `.diverged`, None or a Divergence."""

    loss: list[float] = field(default_factory=list)
    diverged: Divergence | None = None


def minibatches(X, Y, batch_size, rng):
    """Split a data set into batches of shuffled samples; each sample is in one of them.

    X (n, d_in) and Y (n, …) give pairs (X_batch, Y_batch) of batch_size rows; the last may have fewer.
    Parameters: batch_size (whole number; None for all n), rng (generator or seed).
    Raises ShapeError where X and Y differ in length, ValueError for an empty set or a bad size.
    Source: lesson 05.

    >>> [len(X_batch) for X_batch, _ in minibatches([[1], [2], [3]], [1, 2, 3], batch_size=2, rng=0)]
    [2, 1]
    """
    rng = checks.generator(rng)
    X, Y = checks.samples(X, Y)
    batch_size = len(X) if batch_size is None else checks.whole_number("batch_size", batch_size)
    order = rng.permutation(len(X))
    starts = range(0, len(X), batch_size)
    return ((X[order[i : i + batch_size]], Y[order[i : i + batch_size]]) for i in starts)


def train(network, loss, X, Y, optimizer, *, epochs, batch_size=None, rng, on_epoch=None):
    """Train the network in place and return its History: forward, loss, backward, step, again and again.

    X (n, d_in), Y (n, d_out) or class numbers (n,). An epoch goes through all samples once, in a
    new order. Its loss is the mean over the samples, each measured before the step that it causes.
    Parameters: epochs (whole number), batch_size (None for all n), rng (generator or seed),
    on_epoch, called as on_epoch(epoch, loss) after each epoch.
    The run stops, without an error, when the loss is not finite or has exploded: see History.
    Raises ShapeError, ValueError or TypeError for data or settings that can't work, before any step.
    Source: lesson 05.

    >>> from helpers.nn import SGD, HalfSquaredError, Linear
    >>> network = Network([Linear(1, 1, rng=0)])
    >>> history = train(network, HalfSquaredError(), [[0], [1]], [[1], [3]], SGD(0.5), epochs=100, rng=0)
    >>> network.forward([[2]]).round(3)
    array([[5.]])
    """
    checks.has_methods("network", network, "forward", "backward", "parameters")
    checks.has_methods("loss", loss, "forward", "backward")
    checks.has_methods("optimizer", optimizer, "step")
    rng, epochs = checks.generator(rng), checks.whole_number("epochs", epochs)
    X, Y = checks.training_data(X, Y)
    history, limit = History(), None
    with np.errstate(over="ignore", invalid="ignore"):  # divergence is reported, not warned about
        copy.deepcopy(loss).forward(copy.deepcopy(network).forward(X), Y)  # what can't work fails before any step
        for epoch in range(epochs):
            total = 0.0
            for step, (X_batch, Y_batch) in enumerate(minibatches(X, Y, batch_size, rng)):
                batch_loss = loss.forward(network.forward(X_batch), Y_batch)
                limit = EXPLODED * max(batch_loss, 1.0) if limit is None else limit
                if not (math.isfinite(batch_loss) and batch_loss <= limit):
                    history.diverged = Divergence(epoch, step, f"the loss is {batch_loss:.3g}")
                    return history
                network.backward(loss.backward())
                optimizer.step(network)
                total += batch_loss * len(X_batch)
            history.loss.append(total / len(X))
            if on_epoch is not None:
                on_epoch(epoch, history.loss[-1])
    return history


class Sweep(NamedTuple):
    """`.learning_rates` (R,) and `.loss` (epochs, R), one column per learning rate."""

    learning_rates: np.ndarray
    loss: np.ndarray


def sweep_learning_rates(network, loss, X, Y, learning_rates, *, epochs, batch_size=None, rng):
    """Train R copies of the network at once with plain SGD, one per learning rate; the network stays as it is.

    All copies see the same batches. Their parameters are stacked, W (R, d_in, d_out) and b (R, 1, d_out),
    so that one matrix product serves all. The losses are those of R separate runs of `train`, to
    rounding; a copy that diverges is not stopped, and its loss may become infinite or NaN.
    Parameters: as for `train`; learning_rates (R,), each positive and finite.
    Raises as `train` does, and TypeError for layers or losses that can't be stacked.
    Source: lesson 05.

    >>> from helpers.nn import HalfSquaredError, Linear
    >>> network = Network([Linear(1, 1, rng=0)])
    >>> sweep = sweep_learning_rates(network, HalfSquaredError(), [[1]], [[2]], [0.1, 0.5], epochs=3, rng=0)
    >>> sweep.loss.shape
    (3, 2)
    """
    checks.has_methods("network", network, "forward", "backward", "parameters")
    checks.has_methods("loss", loss, "targets", "mean", "backward")
    rng, epochs = checks.generator(rng), checks.whole_number("epochs", epochs)
    X, Y = checks.training_data(X, Y)
    learning_rates = np.array([checks.positive("learning_rate", rate) for rate in learning_rates])
    if len(learning_rates) == 0:
        raise ValueError("learning_rates is empty: there is nothing to compare")
    layers, loss = copy.deepcopy(network.layers), copy.deepcopy(loss)
    Y = loss.targets(copy.deepcopy(network).forward(X), Y)
    while layers and not hasattr(layers[0], "W"):
        X = layers.pop(0).forward(X)  # before the first parameters, all copies compute the same
    runs = Network([_stacked(layer, len(learning_rates)) for layer in layers])
    losses = np.zeros((epochs, len(learning_rates)))
    with np.errstate(all="ignore"):
        for epoch in range(epochs):
            for X_batch, Y_batch in minibatches(X, Y, batch_size, rng):
                losses[epoch] += loss.mean(runs.forward(X_batch), Y_batch) * len(X_batch)
                runs.backward(loss.backward())
                for layer, name in runs.parameters():
                    theta, gradient = getattr(layer, name), getattr(layer, f"dL_d{name}")
                    theta -= learning_rates.astype(theta.dtype).reshape(-1, 1, 1) * gradient
    return Sweep(learning_rates, losses / len(X))


class _StackedLinear:
    """R linear layers side by side, with the same start: `Linear` with one more axis in front."""

    def __init__(self, layer, R):
        self.W = np.repeat(layer.W[None, :, :], R, axis=0)  # (R, d_in, d_out)
        self.b = np.repeat(layer.b[None, None, :], R, axis=0)  # (R, 1, d_out)

    def forward(self, X):
        """Return Z (R, n, d_out) for X (n, d_in) or (R, n, d_in)."""
        self.X = X.astype(self.W.dtype, copy=False)
        return self.X @ self.W + self.b

    def backward(self, dL_dZ):
        """As `Linear.backward`: .mT transposes the last two axes."""
        self.dL_dW = self.X.mT @ dL_dZ  # weights
        self.dL_db = dL_dZ.sum(axis=-2, keepdims=True)  # bias
        return dL_dZ @ self.W.mT  # hand back


def _stacked(layer, R):
    if type(layer) is Linear:
        return _StackedLinear(layer, R)
    if hasattr(layer, "W"):
        raise TypeError(f"{type(layer).__name__} has parameters but is not a Linear: it can't be stacked")
    return layer
