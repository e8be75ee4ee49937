"""How long does a training step take, beside what a reader would write or use instead?

Run it with `python benchmarks/training_step.py`. A step is forward, loss, backward and plain SGD.
The floor is the same arithmetic as flat NumPy lines, without layers and without checks.
"""

import importlib.util
import itertools
import time

import autograd.numpy as anp
import numpy as np
from autograd import grad

from helpers.nn import SGD, HalfSquaredError, Linear, Network, Sigmoid

CASES = [((2, 4, 1), 4), ((2, 16, 16, 1), 32), ((64, 32, 10), 32)]  # sizes of the layers, samples
LEARNING_RATE = 0.1
ROUNDS, STEPS = 300, 20  # each round times every contestant in turn, so that a busy machine slows all of them


def sigmoid(Z):
    return 1 / (1 + np.exp(-Z))


def ours(network, X, Y):
    """Return a function that takes one step with helpers.nn."""
    loss, optimizer = HalfSquaredError(), SGD(LEARNING_RATE)

    def step():
        loss.forward(network.forward(X), Y)
        network.backward(loss.backward())
        optimizer.step(network)

    return step


def flat_numpy(parameters, X, Y):
    """Return a function that takes one step in plain lines. Like helpers.nn, it goes back to the input."""

    def step():
        activations = [X]
        for W, b in parameters:
            activations.append(sigmoid(activations[-1] @ W + b))
        difference = activations[-1] - Y
        _ = 0.5 * (difference**2).sum() / len(X)
        gradient, changes = difference / len(X), []
        for (W, b), A_in, A in zip(parameters[::-1], activations[-2::-1], activations[:0:-1]):
            dL_dZ = gradient * A * (1 - A)
            changes.append((W, A_in.T @ dL_dZ, b, dL_dZ.sum(axis=0)))
            gradient = dL_dZ @ W.T
        for W, dL_dW, b, dL_db in changes:
            W -= LEARNING_RATE * dL_dW
            b -= LEARNING_RATE * dL_db

    return step


def with_autograd(parameters, X, Y):
    """Return a function that takes one step with the package autograd."""

    def loss(parameters):
        A = X
        for W, b in parameters:
            A = 1 / (1 + anp.exp(-(anp.dot(A, W) + b)))
        return 0.5 * anp.sum((A - Y) ** 2) / len(X)

    gradient = grad(loss)

    def step():
        for (W, b), (dL_dW, dL_db) in zip(parameters, gradient(parameters)):
            W -= LEARNING_RATE * dL_dW
            b -= LEARNING_RATE * dL_db

    return step


def with_torch(parameters, X, Y):
    """Return a function that takes one step with PyTorch, eager, on one thread."""
    import torch

    torch.set_num_threads(1)
    parameters = [(torch.tensor(W, requires_grad=True), torch.tensor(b, requires_grad=True)) for W, b in parameters]
    X, Y = torch.tensor(X), torch.tensor(Y)
    optimizer = torch.optim.SGD([theta for pair in parameters for theta in pair], lr=LEARNING_RATE)

    def step():
        A = X
        for W, b in parameters:
            A = torch.sigmoid(A @ W + b)
        optimizer.zero_grad()
        (0.5 * ((A - Y) ** 2).sum() / len(X)).backward()
        optimizer.step()

    return step


def contestants(sizes, n):
    """Return {name: step}, all from the same weights and on the same data."""
    rng = np.random.default_rng(0)
    X, Y = rng.normal(size=(n, sizes[0])), rng.uniform(size=(n, sizes[-1]))
    layers = []
    for d_in, d_out in itertools.pairwise(sizes):
        layers += [Linear(d_in, d_out, rng), Sigmoid()]
    network = Network(layers)

    def copies():
        return [(layer.W.copy(), layer.b.copy()) for layer in layers[::2]]

    plain, traced = copies(), copies()
    steps = {
        "helpers.nn": ours(network, X, Y),
        "flat NumPy": flat_numpy(plain, X, Y),
        "autograd": with_autograd(traced, X, Y),
    }
    if importlib.util.find_spec("torch"):
        steps["PyTorch"] = with_torch(copies(), X, Y)
    for step in steps.values():
        step()
    for layer, one, other in zip(layers[::2], plain, traced):  # a race between different sums would say nothing
        np.testing.assert_allclose(one[0], layer.W, rtol=1e-9, atol=1e-12)
        np.testing.assert_allclose(other[0], layer.W, rtol=1e-9, atol=1e-12)
    return steps


def measure(steps):
    """Return {name: microseconds per step of each round}."""
    times = {name: [] for name in steps}
    for _ in range(ROUNDS):
        for name, step in steps.items():
            start = time.perf_counter()
            for _ in range(STEPS):
                step()
            times[name].append((time.perf_counter() - start) / STEPS * 1e6)
    return times


def main():
    """Print one line per network: ratios first, as they travel between machines; medians over the rounds."""
    others = ["flat NumPy", "autograd"] + ["PyTorch"] * bool(importlib.util.find_spec("torch"))
    print("helpers.nn takes … times as long as          and in µs per step")
    names = "".join(f"{name:>12}" for name in others)
    print(f"{'network':14}{'samples':>8}{names}   {'helpers.nn':>12}{names}")
    for sizes, n in CASES:
        times = measure(contestants(sizes, n))
        mine = np.array(times["helpers.nn"])
        ratios = "".join(f"{np.median(mine / times[name]):12.2f}" for name in others)
        medians = "".join(f"{np.median(times[name]):12.1f}" for name in ["helpers.nn", *others])
        print(f"{'-'.join(map(str, sizes)):14}{n:8}{ratios}   {medians}")


if __name__ == "__main__":
    main()
