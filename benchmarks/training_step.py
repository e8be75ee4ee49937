"""How long does a training step take, beside what a reader would write or use instead?

python -m benchmarks.training_step             prints two tables
python -m benchmarks.training_step --write     and puts them into benchmarks/training_step.md

A step is forward, loss, backward and plain SGD. The floor is the same arithmetic as flat NumPy
lines, without layers and without checks. PyTorch, JAX, micrograd and scikit-learn take part where
they are installed; none of them is needed.
"""

import argparse
import itertools
import json
import os
import platform
import subprocess
import sys
import time
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import autograd.numpy as anp
import numpy as np
from autograd import grad

from helpers.nn import SGD, HalfSquaredError, Linear, Network, Sigmoid

HERE = Path(__file__).parent
CASES = [((2, 4, 1), 4), ((2, 16, 16, 1), 32), ((64, 32, 10), 32)]  # sizes of the layers, samples
LARGE = ((784, 128, 10), 64)  # in float32: here the matrix products are what takes the time
LEARNING_RATE = 0.1
PROCESSES, ROUNDS = 5, 200  # each round times every contestant in turn, so that a busy machine slows all of them
STEPS, TURN = 20, 5e-3  # steps of a turn, fewer where they would take more than these seconds
ONE_THREAD = {
    **dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1"),
    "XLA_FLAGS": "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1",
}


def sigmoid(Z):
    """Return σ(Z) as `helpers.nn` computes it: exp never gets a large number."""
    return np.exp(np.minimum(Z, 0)) / (1 + np.exp(-np.abs(Z)))


def naive_sigmoid(Z):
    """Return σ(Z) by its formula, which overflows, with a warning, for large negative numbers."""
    return 1 / (1 + np.exp(-Z))


def ours(network, X, Y):
    """Return a function that takes one step with helpers.nn."""
    loss, optimizer = HalfSquaredError(), SGD(LEARNING_RATE)

    def step():
        loss.forward(network.forward(X), Y)
        network.backward(loss.backward())
        optimizer.step(network)

    return step


def flat_numpy(parameters, X, Y, sigmoid):
    """Return a function that takes one step in plain lines. Like helpers.nn, it goes back to the input."""

    def step():
        activations = [X]
        for W, b in parameters:
            activations.append(sigmoid(activations[-1] @ W + b))
        difference = activations[-1] - Y
        _ = 0.5 * (difference**2).sum() / len(X)
        gradient, changes = difference / len(X), []
        for (W, b), A_in, A in zip(parameters[::-1], activations[-2::-1], activations[:0:-1], strict=True):
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
        for (W, b), (dL_dW, dL_db) in zip(parameters, gradient(parameters), strict=True):
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


def with_jax(parameters, X, Y):
    """Return a function that takes one step with JAX, compiled, in float64."""
    import jax

    jax.config.update("jax_enable_x64", True)

    def loss(parameters):
        A = X
        for W, b in parameters:
            A = jax.nn.sigmoid(A @ W + b)
        return 0.5 * ((A - Y) ** 2).sum() / len(X)

    @jax.jit
    def descend(parameters):
        L, gradients = jax.value_and_grad(loss)(parameters)
        return L, jax.tree.map(lambda theta, gradient: theta - LEARNING_RATE * gradient, parameters, gradients)

    state = [parameters]

    def step():
        _, state[0] = jax.block_until_ready(descend(state[0]))

    return step


def with_micrograd(parameters, X, Y):
    """Return a function that takes one step with micrograd, which has ReLU in place of the sigmoid."""
    from micrograd.nn import MLP

    network = MLP(len(X[0]), [len(b) for _, b in parameters])
    X, Y = X.tolist(), Y.ravel().tolist()  # one output

    def step():
        loss = sum(0.5 * (network(x) - y) ** 2 for x, y in zip(X, Y, strict=True)) * (1 / len(X))
        network.zero_grad()
        loss.backward()
        for p in network.parameters():
            p.data -= LEARNING_RATE * p.grad

    return step


def with_sklearn(parameters, X, Y):
    """Return a function that takes one step with scikit-learn's regressor, which ends without a sigmoid."""
    from sklearn.neural_network import MLPRegressor

    sizes = [len(b) for _, b in parameters[:-1]]
    settings = {"activation": "logistic", "solver": "sgd", "learning_rate_init": LEARNING_RATE, "momentum": 0.0}
    network = MLPRegressor(hidden_layer_sizes=sizes, alpha=0.0, batch_size=len(X), random_state=0, **settings)
    Y = Y.ravel() if Y.shape[1] == 1 else Y
    return lambda: network.partial_fit(X, Y)


OTHERS = {  # the package that each of them needs
    "autograd": ("autograd", with_autograd),
    "PyTorch": ("torch", with_torch),
    "JAX, jit": ("jax", with_jax),
    "micrograd": ("micrograd", with_micrograd),
    "scikit-learn": ("scikit-learn", with_sklearn),
}


def installed(package):
    """Return the version of a package, or None."""
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def network_and_data(sizes, n, dtype=np.float64):
    """Return a network, X and Y."""
    rng = np.random.default_rng(0)
    X, Y = rng.normal(size=(n, sizes[0])).astype(dtype), rng.uniform(size=(n, sizes[-1])).astype(dtype)
    layers = []
    for d_in, d_out in itertools.pairwise(sizes):
        layers += [Linear(d_in, d_out, rng, dtype), Sigmoid()]
    return Network(layers), X, Y


def contestants(sizes, n):
    """Return {name: step}, all from the same weights and on the same data."""
    network, X, Y = network_and_data(sizes, n)
    linears = network.layers[::2]

    def copies():
        return [(linear.W.copy(), linear.b.copy()) for linear in linears]

    plain, naive = copies(), copies()
    steps = {
        "helpers.nn": ours(network, X, Y),
        "flat": flat_numpy(plain, X, Y, sigmoid),
        "naive": flat_numpy(naive, X, Y, naive_sigmoid),
    }
    for name, (package, with_package) in OTHERS.items():
        # Number by number, micrograd would take a second for the larger networks.
        if installed(package) and (name != "micrograd" or sizes == CASES[0][0]):
            steps[name] = with_package(copies(), X, Y)
    for step in steps.values():
        step()
    for parameters in (plain, naive):  # a race between different sums would say nothing
        for linear, (W, b) in zip(linears, parameters, strict=True):
            np.testing.assert_allclose(W, linear.W, rtol=1e-9, atol=1e-12)
            np.testing.assert_allclose(b, linear.b, rtol=1e-9, atol=1e-12)
    return steps


def large_contestants():
    """Return {name: step} of the large network, of flat lines, and of its six matrix products alone."""
    sizes, n = LARGE
    network, X, Y = network_and_data(sizes, n, np.float32)
    plain = [(linear.W.copy(), linear.b.copy()) for linear in network.layers[::2]]
    W_1, W_2 = (linear.W.copy() for linear in network.layers[::2])
    A = sigmoid(X @ W_1)
    dL_dZ_1, dL_dZ_2 = np.ones_like(A), np.ones_like(Y)

    def products():
        X @ W_1
        A @ W_2
        A.T @ dL_dZ_2
        dL_dZ_2 @ W_2.T
        X.T @ dL_dZ_1
        dL_dZ_1 @ W_1.T

    return {"helpers.nn": ours(network, X, Y), "flat": flat_numpy(plain, X, Y, sigmoid), "products": products}


def measure(steps):
    """Return {name: (microseconds per step, the same over those of helpers.nn)}, medians over the rounds."""
    counts, times = {}, {name: [] for name in steps}
    for name, step in steps.items():
        step()  # the first is another matter: something may have to be compiled
        start = time.process_time()
        for _ in range(3):
            step()
        counts[name] = min(STEPS, max(1, int(3 * TURN / (time.process_time() - start))))
    for turn in range(ROUNDS):
        for name in steps if turn % 2 else reversed(steps):
            steps[name]()  # the one before has left the caches to itself
            start = time.process_time()  # of this process alone: what else runs on the machine doesn't count
            for _ in range(counts[name]):
                steps[name]()
            times[name].append((time.process_time() - start) / counts[name] * 1e6)
    mine = np.array(times["helpers.nn"])
    return {name: (np.median(own), np.median(own / mine)) for name, own in times.items()}


def in_processes():
    """Return [{name: (microseconds, ratio)}] for CASES and LARGE: medians over processes with one thread each."""
    command, results = [sys.executable, "-m", "benchmarks.training_step", "--one-process"], []
    for process in range(PROCESSES):
        run = subprocess.run(
            command, env=os.environ | ONE_THREAD, cwd=HERE.parent, check=True, stdout=subprocess.PIPE, text=True
        )
        results.append(json.loads(run.stdout))
        print(f"process {process + 1} of {PROCESSES}", file=sys.stderr, flush=True)
    return [
        {name: np.median([case[name] for case in cases], axis=0) for name in cases[0]}
        for cases in zip(*results, strict=True)
    ]


def tables(results):
    """Return the lines of both tables, for the medians of all processes."""
    lines = [
        f"| network | samples | `helpers.nn`, µs | over flat NumPy | with the naive sigmoid | {' | '.join(OTHERS)} |",
        "| --- " * (5 + len(OTHERS)) + "|",
    ]
    for (sizes, n), result in zip(CASES, results[:-1], strict=True):
        own, flat, naive = result["helpers.nn"][0], 1 / result["flat"][1], 1 / result["naive"][1]
        others = " | ".join(f"{result[name][1]:.1f}" if name in result else "" for name in OTHERS)
        lines.append(f"| {'-'.join(map(str, sizes))} | {n} | {own:.0f} | **{flat:.2f}** | {naive:.2f} | {others} |")
    (sizes, n), result = LARGE, results[-1]
    own, products, flat = (result[name][0] for name in ("helpers.nn", "products", "flat"))
    over_flat, over_six = 1 / result["flat"][1], 1 / result["products"][1]
    return [
        *lines,
        "",
        "| network, float32 | samples | `helpers.nn`, µs | over flat NumPy | its six matrix products, µs | over these |"
        " flat NumPy over these |",
        "| --- | --- | --- | --- | --- | --- | --- |",
        f"| {'-'.join(map(str, sizes))} | {n} | {own:.0f} | {over_flat:.2f} | {products:.0f} | **{over_six:.2f}** |"
        f" {flat / products:.2f} |",
    ]


NOTES = f"""A step is forward, loss, backward and plain SGD, in float64 and on one thread. The bold column says how many
times as long `helpers.nn` takes as flat NumPy lines with the same overflow-safe sigmoid; the next one compares it
with flat lines whose sigmoid overflows. The other columns say how many times as long as `helpers.nn` the others
take. All numbers are medians over {PROCESSES} processes of medians over {ROUNDS} rounds. In a round each contestant
has its turn, and the ratios are taken within it. What is measured is the processor time of the process, so that other
programs on the machine matter less. PyTorch is in its eager mode. micrograd computes number by number and has a
ReLU for the sigmoid; it is timed with the smallest network. scikit-learn's MLPRegressor (`partial_fit`) ends without
a sigmoid. The six matrix products are two forward and four backward; the gradient of the input is one of them."""


def conditions(load):
    """Say on what this was measured."""
    versions = {package: installed(package) for package in ("numpy", *(package for package, _ in OTHERS.values()))}
    python, cores = platform.python_version(), f"{os.cpu_count()} shared cores"
    there = ", ".join(f"{package} {number}" for package, number in versions.items() if number)
    missing = ", ".join(package for package, number in versions.items() if not number)
    return (
        f"{date.today()}: {cores}, {platform.system()}, Python {python}, {there}; load average {load:.1f} before,"
        f" {os.getloadavg()[0]:.1f} after." + (f" Not installed, so left out: {missing}." if missing else "")
    )


def main():
    """Measure, print and, if asked, write."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.training_step",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--write", action="store_true", help="put the tables into benchmarks/training_step.md")
    parser.add_argument("--one-process", action="store_true", help="measure once, here, and print the numbers as JSON")
    options = parser.parse_args()
    if options.one_process:
        cases = [measure(contestants(sizes, n)) for sizes, n in CASES]
        print(json.dumps([*cases, measure(large_contestants())]))
        return
    load = os.getloadavg()[0]
    lines = [*tables(in_processes()), "", NOTES, "", conditions(load)]
    print("\n".join(lines))
    if options.write:
        head = "# A training step\n\nWritten by `python -m benchmarks.training_step --write`.\n\n"
        (HERE / "training_step.md").write_text(head + "\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
