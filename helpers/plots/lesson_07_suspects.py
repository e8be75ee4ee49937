"""Suspects: networks with a wrong gradient, beside the same network with the right one (lesson 07)."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from helpers.data import digits, split, xor
from helpers.museum.suspects import AlwaysOn, HastyLinear, NoSlope, SlopeOfA, SlopeOfZ, WrongOrder
from helpers.nn import (
    SGD,
    HalfSquaredError,
    Linear,
    Network,
    ReLU,
    Sigmoid,
    SoftmaxCrossEntropy,
    numerical_gradient,
    relative_error,
    train,
)
from helpers.plots.style import GRADIENT, LOSS, NEUTRAL, TARGET, CourseFigure, course_style, panels

BITS = np.array([[0, 0, 1, 1], [0, 1, 0, 1], [1, 0, 0, 0], [1, 1, 1, 0]], dtype=float)  # to be said backward
STEPS, STEPS_A_STAGE = 3000, 250
LETTERS = "PQRSTU"
LINE_UP = (
    ("σ′(a)", True, 3.0, 3000),
    ("too early", True, 3.0, 800),
    ("too early", False, 40.0, 800),
    ("no slope", True, 1.0, 800),
    ("wrong order", True, 0.5, 3000),
)


class Suspect(NamedTuple):
    """What is exchanged for what in which network (sizes and layers), and how it is trained, on XOR or on four bits."""

    words: str
    exchanged: dict
    sizes: tuple = (2, 8, 1)
    hidden: type = Sigmoid
    rate: float = 3.0

    def network(self, seed, wrong):
        """Return the network with this start, with the wrong gradient or the right one."""
        rng, parts = np.random.default_rng(seed), {"layer": Linear, "hidden": self.hidden, "output": Sigmoid}
        parts |= self.exchanged if wrong else {}
        d_in, n_hidden, d_out = self.sizes
        layer = parts["layer"]
        return Network([layer(d_in, n_hidden, rng), parts["hidden"](), layer(n_hidden, d_out, rng), parts["output"]()])

    def data(self):
        """Return X and Y."""
        return xor() if self.sizes[0] == 2 else (BITS, BITS[:, ::-1].copy())


SUSPECTS = {
    "no slope": Suspect("the output has no slope", {"output": NoSlope}),
    "σ′(a)": Suspect("σ′(a) stands for σ′(z)", {"hidden": SlopeOfA}),
    "z(1 − z)": Suspect("z(1 − z) stands for a(1 − a)", {"hidden": SlopeOfZ}),
    "ReLU ≥ 0": Suspect("ReLU always lets pass", {"hidden": AlwaysOn}, sizes=(4, 8, 4), hidden=ReLU, rate=0.5),
    "too early": Suspect("it hands back through new weights", {"layer": HastyLinear}),
    "wrong order": Suspect("the factors are in the wrong order", {"layer": WrongOrder}, sizes=(4, 4, 4), rate=2.0),
}


@lru_cache(maxsize=1)
def _runs():
    """Return the losses of the six runs; the third has the right gradient."""
    loss, runs = HalfSquaredError(), []
    for name, wrong, rate, steps in LINE_UP:
        chosen = SUSPECTS[name]
        runs.append(train(chosen.network(3, wrong), loss, *chosen.data(), SGD(rate), epochs=steps, rng=0).loss)
    rng = np.random.default_rng(1)
    network = Network([Linear(64, 32, rng), AlwaysOn(), Linear(32, 10, rng)])
    X, Y, _, _ = split(*digits(), held_out=0.2, rng=1)
    runs.insert(4, train(network, SoftmaxCrossEntropy(), X, Y, SGD(0.1), epochs=20, batch_size=20, rng=rng).loss)
    return runs


@course_style
def line_up():
    """Draw the loss of six networks that learn, one of them with the right gradient."""
    figure = CourseFigure(3.6)
    for axes, letter, run in zip(figure.subplots(2, 3, sharex=True, sharey=True).flat, LETTERS, _runs(), strict=True):
        axes.plot(np.linspace(0, 1, len(run)), np.array(run) / run[0], color=LOSS)
        axes.text(0.95, 0.93, letter, transform=axes.transAxes, ha="right", va="top", size=17, weight="bold")
        axes.set(xlim=(0, 1), ylim=(0, 1.85), xticks=[], yticks=[0, 0.5, 1, 1.5])
    figure.supxlabel("step, from the first to the last", size=11)
    figure.supylabel("loss / first loss", size=11)
    ends = ", ".join(f"{letter} {run[-1] / run[0]:.2f}" for letter, run in zip(LETTERS, _runs(), strict=True))
    figure.alt = (
        f"the loss curves of six networks, P to U. Each falls; at the end, as a part of the first loss: {ends}. "
        f"R first rises, to {max(_runs()[2]) / _runs()[2][0]:.2f}; none of the others rises above its start."
    )
    return figure


@course_style
def two_runs(right, suspect, scale="linear", unit="step"):
    """Draw two loss curves side by side: with the right gradient, and with a suspect's.

    Parameters: right and suspect, lists of losses; scale of the losses, "linear" or "log"; unit, what they are
    counted in.
    """
    figure = CourseFigure(2.4)
    runs = {"right gradient": (right, "-"), "suspect": (suspect, "--")}
    ends = []
    for axes, (name, (run, style)) in zip(figure.subplots(1, 2, sharex=True, sharey=True), runs.items(), strict=True):
        for other, other_style in runs.values():
            if other is not run:
                axes.plot(np.arange(1, len(other) + 1), other, other_style, color=NEUTRAL, linewidth=1.2, alpha=0.6)
        axes.plot(np.arange(1, len(run) + 1), run, style, color=LOSS)
        cut_short = len(run) < len(max(right, suspect, key=len))
        if cut_short:
            axes.plot([len(run)], [run[-1]], "x", color=TARGET, markersize=9, markeredgewidth=2)
        end = f"stopped at {unit} {len(run)}" if cut_short else f"at the end {run[-1]:.2g}"
        axes.set_title(f"{name}: {end}")
        ends.append(f"{name} {end}")
        axes.set(yscale=scale, xlabel=unit, xlim=(0, max(len(right), len(suspect))))
        axes.margins(y=0.08)
    figure.axes[0].set_ylabel("loss")
    figure.get_layout_engine().set(wspace=0.06)
    figure.alt = f"two loss curves from the same start, at {right[0]:.3g}: {ends[0]}; {ends[1]}."
    return figure


def _gradients(network, loss, X, Y):
    """Return the gradients of all weights (n,) and of all biases (m,), each as ours and the judge's."""
    loss.forward(network.forward(X), Y)
    network.backward(loss.backward())
    found = {"W": ([], []), "b": ([], [])}
    for layer, name in network.parameters():
        theta, ours = getattr(layer, name), getattr(layer, f"dL_d{name}")

        def loss_at(value, layer=layer, name=name):
            setattr(layer, name, value)
            return loss.forward(network.forward(X), Y)

        found[name][0].append(ours.ravel())
        found[name][1].append(numerical_gradient(loss_at, theta).ravel())
        setattr(layer, name, theta)
    return {name: [np.concatenate(part) for part in pair] for name, pair in found.items()}


def _two_runs_in_stages(suspect, seed):
    """Train both networks; at the start and every few steps yield the losses so far, right and wrong."""
    networks, losses = [suspect.network(seed, wrong) for wrong in (False, True)], [[], []]
    data, settings = suspect.data(), {"epochs": STEPS_A_STAGE, "rng": 0}
    yield losses
    for steps in range(0, STEPS, STEPS_A_STAGE):
        for network, so_far in zip(networks, losses, strict=True):
            if len(so_far) == steps:  # else it was stopped
                so_far += train(network, HalfSquaredError(), *data, SGD(suspect.rate), **settings).loss
        yield losses


@course_style
def suspect(name="no slope", seed=3):
    """Draw the loss with the right gradient and with a wrong one, and the wrong one against the judge's."""
    figure, (curves, entries) = panels(3.6, 1, 2, width_ratios=(1.3, 1))
    show_losses, show_entries = _two_curves(curves), _ours_against_the_judge(entries)
    worst = curves.text(0.03, 0.92, "", transform=curves.transAxes, color=GRADIENT, weight="bold")

    def draw(name, seed):
        chosen = SUSPECTS[name]
        wrong, loss, (X, Y) = chosen.network(seed, wrong=True), HalfSquaredError(), chosen.data()
        found = _gradients(wrong, loss, X, Y)
        error = max(relative_error(*pair) for pair in found.values())
        show_entries(found)
        curves.set_title(chosen.words)
        worst.set_text(f"relative error {error:.2g}")
        for losses in _two_runs_in_stages(chosen, seed):
            show_losses(*losses)
            yield (
                f"{name}: {chosen.words}. The worst entry of the gradient is off by a relative error of {error:.2g}."
                f" {_said(losses)}"
            )

    return figure.updates_with(draw, name=name, seed=seed)


def _two_curves(axes):
    axes.set(xscale="log", xlim=(1, STEPS), ylim=(0, 1.6), xlabel="step", ylabel="loss / first loss")
    lines = [
        axes.plot([], [], style, color=color, label=label)[0]
        for style, color, label in (("-", NEUTRAL, "right"), ("--", LOSS, "wrong"))
    ]
    (end,) = axes.plot([], [], "x", color=TARGET, markersize=9, markeredgewidth=2)
    axes.legend(loc="lower left")

    def show(right, wrong):
        for line, run in zip(lines, (right, wrong), strict=True):
            line.set_data(np.arange(1, len(run) + 1), np.array(run) / run[0] if run else [])
        cut = 0 < len(wrong) < len(right)
        end.set_data([len(wrong)] if cut else [], [wrong[-1] / wrong[0]] if cut else [])

    return show


def _ours_against_the_judge(axes):
    """Return the function that shows what _gradients returns."""
    axes.axline((0, 0), slope=1, color=NEUTRAL, linewidth=1.4)
    clouds = {
        "W": axes.plot([], [], "o", color=GRADIENT, markersize=6, alpha=0.7, label="weights")[0],
        "b": axes.plot([], [], "s", color=GRADIENT, markerfacecolor="white", markersize=6, label="biases")[0],
    }
    axes.set(xlabel="the judge's (largest = 1)", ylabel="ours (largest = 1)")
    axes.set(xlim=(-1.1, 1.1), ylim=(-1.1, 1.1), xticks=[-1, 0, 1], yticks=[-1, 0, 1])
    close = {"handletextpad": 0.2, "borderpad": 0.2, "columnspacing": 1.2}
    axes.legend(loc="lower left", bbox_to_anchor=(-0.02, 0.99), ncols=2, **close)

    def show(found):
        largest = max(abs(part).max() for pair in found.values() for part in pair)
        for kind, (ours, judge) in found.items():
            clouds[kind].set_data(judge / largest, ours / largest)

    return show


def _said(losses):
    right, wrong = losses
    if not right:
        return "The networks start to train."
    what = f"stops at step {len(wrong)}" if len(wrong) < len(right) else f"is at {wrong[-1]:.2g}"
    return (
        f"After {len(right)} steps the loss with the right gradient is at {right[-1]:.2g}; with the wrong one it"
        f" {what}."
    )
