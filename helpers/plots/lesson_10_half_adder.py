"""The half adder: three starts, and the cost between two equally good places (lesson 10)."""

from functools import lru_cache

import numpy as np

from helpers.nn import DeltaNetwork
from helpers.plots.lesson_10_deltas import SIZES, X, Y
from helpers.plots.style import LOSS, NEUTRAL, PARAMETER, course_style, panels

STARTS = 3, 0, 1


@lru_cache(maxsize=1)
def _runs():
    networks = [DeltaNetwork(SIZES, rng=seed) for seed in STARTS]
    return networks, [network.train(X, Y, alpha=5, epochs=1000).loss for network in networks]


def _between(network, shares):
    """Return the cost on the way from a network to its twin, whose neurons 1 and 2 of layer 2 have changed places."""
    order, costs = [1, 0, 2], []
    W, b = network.W, network.b
    for share in shares:
        mixed = DeltaNetwork(SIZES, rng=0)
        mixed.W = {1: W[1], 2: (1 - share) * W[2] + share * W[2][order], 3: (1 - share) * W[3] + share * W[3][:, order]}
        mixed.b = {1: b[1], 2: (1 - share) * b[2] + share * b[2][order], 3: b[3]}
        mixed.forward(X)
        costs.append(mixed.cost(Y))
    return costs


@course_style
def half_adder():
    """Draw the cost of three runs on the half adder, and the cost on a straight way between two equally good places."""
    figure, (axes, valleys) = panels(3.3, 1, 2, width_ratios=(1.5, 1))
    networks, costs = _runs()
    axes.axhline(7 / 32, color=NEUTRAL, linestyle=":", linewidth=1.2)
    axes.text(990, 7 / 32 * 1.1, "the best constant answer: 7/32", ha="right", va="bottom", size=10, color="#555555")
    for seed, cost, style in zip(STARTS, costs, ("-", "--", "-."), strict=True):
        axes.plot(cost, style, color=LOSS, label=f"start {seed}")
    axes.set(xlabel="step", ylabel="cost $C$", yscale="log", ylim=(3e-4, 1), xlim=(0, 1000), title="three starts")
    axes.legend(loc="lower left")
    shares = np.linspace(-0.3, 1.3, 65)
    valleys.plot(shares, _between(networks[0], shares), color=LOSS)
    valleys.plot([0, 1], _between(networks[0], [0, 1]), "o", color=PARAMETER, markersize=9)
    valleys.set(xlabel="share of the way", ylabel="cost $C$", xticks=[0, 0.5, 1], ylim=(-0.012, None))
    valleys.set(title="two equally good places")
    figure.alt = (
        "left: the cost over 1,000 steps from three starts; each stays near 0.2188 at first and ends below"
        f" {max(cost[-1] for cost in costs):.4f}. Right: the cost from the end of the first run to the same network"
        f" with two hidden neurons exchanged: {costs[0][-1]:.4f} at both ends, {_between(networks[0], [0.5])[0]:.2f}"
        " halfway."
    )
    return figure
