"""Training runs: the loss against the learning rate, and a network on its way through XOR (lesson 05)."""

from functools import lru_cache

import numpy as np

from helpers.data import xor
from helpers.nn import SGD, HalfSquaredError, Network, sweep_learning_rates, train
from helpers.plots.lesson_05_boundaries import GATE_AREA, decision_boundary, legend_of_boundary, logic_network
from helpers.plots.style import LOSS, NEUTRAL, PARAMETER, RATE, CourseFigure, course_style

STEPS, FLOOR, CEILING, BLOWN_UP = 1000, 1e-5, 1e5, 1e6
RATES = [float(f"{rate:.1e}") for rate in np.geomspace(0.01, 1000, 51)]


@lru_cache(maxsize=2)
def _sweep(output):
    """Return the losses (STEPS, R) on XOR for all RATES, with this output layer."""
    network = logic_network((4,), rng=1)
    if output == "linear":
        network = Network(network.layers[:-1])
    loss = sweep_learning_rates(network, HalfSquaredError(), *xor(), RATES, epochs=STEPS, rng=0).loss
    loss = np.where(loss < BLOWN_UP, loss, np.inf)  # NaN compares as False, so it is caught, too
    return np.where(np.maximum.accumulate(loss) < BLOWN_UP, loss, np.nan)  # what has blown up stays so


def _verdict(losses):
    if np.isnan(losses[-1]):
        return "blown up"
    if losses[-1] <= 0.02:
        return "it learns"
    if losses.max() > 1:
        return "it overshoots"
    return "it is stuck" if losses.max() > 1.5 * losses[0] else "it crawls"


@course_style
def learning_rate(rate=0.1, output="sigmoid"):
    """Draw the loss after 1,000 steps on XOR for 51 learning rates, and the loss curve of one of them."""
    figure = CourseFigure(3.7)
    _sweep("sigmoid"), _sweep("linear")  # both now, so that no move has to wait
    landscape, curve = figure.subplots(1, 2, width_ratios=(1.25, 1), sharey=True)
    show = _landscape(landscape, rate)
    curve.set(xscale="log", xlim=(1, STEPS), xlabel="step")
    (losses,) = curve.plot([], [], color=LOSS)

    def draw(rate, output):
        run = _sweep(output)[:, RATES.index(rate)]
        show(rate, output)
        losses.set_data(np.arange(1, STEPS + 1), np.maximum(run, FLOOR))
        curve.set_title(f"learning rate {rate:g}: {_verdict(run)}")
        broken = np.isnan(run)
        end = f" after {broken.argmax()} steps" if broken[-1] else f"; the last loss is {run[-1]:.3g}"
        return f"a network with {output} output on XOR. With learning rate {rate:g}: {_verdict(run)}{end}."

    return figure.updates_with(draw, rate=rate, output=output)


def _landscape(axes, rate):
    """Draw axes for the last loss over all learning rates; return the function that shows it."""
    axes.set(xscale="log", yscale="log", xlim=(0.007, 1450), ylim=(FLOOR / 2, CEILING * 3))
    axes.set(xlabel="learning rate", ylabel="loss", xticks=[0.01, 0.1, 1, 10, 100])
    axes.set_title(f"after {STEPS:,} steps, for each learning rate")
    line = axes.axvline(rate, color=RATE, linewidth=5, alpha=0.5)
    (ends,) = axes.plot([], [], "o-", color=LOSS, markersize=4, linewidth=1.5)
    (blown,) = axes.plot([], [], "x", color=NEUTRAL, markersize=6)
    (chosen,) = axes.plot([], [], "D", color=RATE, markeredgecolor="black", markersize=10)
    note = axes.text(0.03, 0.82, "", transform=axes.transAxes)
    at_floor = axes.text(0.47, 0.03, "", transform=axes.transAxes)

    def show(rate, output):
        last, here = np.clip(_sweep(output)[-1], FLOOR, CEILING), RATES.index(rate)
        broken = np.isnan(last)
        ends.set_data(RATES, last)
        blown.set_data(np.array(RATES)[broken], np.full(broken.sum(), CEILING))
        note.set_text("×  blown up: more than a million" if broken.any() else "")
        at_floor.set_text("← $10^{-5}$ or less" if (last == FLOOR).any() else "")
        line.set_xdata([rate, rate])
        chosen.set_data([rate], [CEILING if broken[here] else last[here]])

    return show


@lru_cache(maxsize=2)
def _recording(start):
    """Return the losses of 2,000 steps on XOR, and all weights before each step: (2001, 8) and (2001, 4)."""
    network, weights = logic_network((4,), rng=1), []
    linear = network.layers[::2]
    if start == "all equal":
        for layer in linear:
            layer.W[:] = 0.5

    def record(*_):
        weights.append([np.concatenate([layer.W.ravel(), layer.b]) for layer in linear])

    record()
    history = train(network, HalfSquaredError(), *xor(), SGD(5.0), epochs=2000, rng=0, on_epoch=record)
    return history.loss, *map(np.array, zip(*weights, strict=True))


def _network_at(step, start):
    network = logic_network((4,), rng=1)
    for layer, recorded in zip(network.layers[::2], _recording(start)[1:], strict=True):
        layer.W[:], layer.b[:] = recorded[step, : layer.W.size].reshape(layer.W.shape), recorded[step, layer.W.size :]
    return network


EVERY = 10  # steps: more points would take longer to draw, and look the same


@course_style
def xor_in_time(step=0, start="random"):
    """Draw a network on its way through XOR: its predictions at one step, its loss and its weights at all steps."""
    figure = CourseFigure(3.8)
    layout = [["plane", "loss"], ["plane", "weights"]]
    axes = figure.subplot_mosaic(layout, width_ratios=(1, 1.15), height_ratios=(1, 1.5))
    _recording("random"), _recording("all equal")  # both now, so that no move has to wait
    show = decision_boundary(axes["plane"], *xor(), GATE_AREA, cells=160)
    axes["plane"].set(xticks=[0, 1], yticks=[0, 1])
    legend_of_boundary(figure)
    show_curves = _loss_over_weights(axes["loss"], axes["weights"])
    now = [axes[name].axvline(0, color=RATE, linewidth=5, alpha=0.5) for name in ("loss", "weights")]

    def draw(step, start):
        L, W1, W2 = _recording(start)
        show(_network_at(step, start))
        axes["plane"].set_title(f"the prediction at step {step}")
        show_curves(start)
        for line in now:
            line.set_xdata([step, step])
        return (
            f"a network learns XOR from a start with {start} weights. At step {step} its loss is"
            f" {L[min(step, 1999)]:.3f}; its largest weight is"
            f" {max(abs(W1[step, :8]).max(), abs(W2[step, :4]).max()):.1f}."
        )

    return figure.updates_with(draw, step=step, start=start)


def _loss_over_weights(loss, weights):
    """Draw axes for the loss and all weights; return the function that shows those of a start."""
    loss.set(ylabel="loss", ylim=(0, 0.16), xlim=(0, 2000), xticklabels=[])
    weights.set(ylabel="weights", xlabel="step", ylim=(-11, 17), xlim=(0, 2000), yticks=[-10, 0, 10])
    (losses,) = loss.plot([], [], color=LOSS)
    first = weights.plot(np.zeros((2, 8)), color=PARAMETER, linewidth=1.4)
    second = weights.plot(np.zeros((2, 4)), "--", color=PARAMETER, linewidth=1.4)
    first[0].set_label("first layer")
    second[0].set_label("second layer")
    weights.legend(loc="upper left", ncols=2)

    def show(start):
        L, W1, W2 = _recording(start)
        losses.set_data(np.arange(2000)[::EVERY], L[::EVERY])
        for lines, recorded in ((first, W1), (second, W2)):
            for line, weight in zip(lines, recorded.T, strict=False):  # the biases, behind the weights, have no line
                line.set_data(np.arange(2001)[::EVERY], weight[::EVERY])

    return show
