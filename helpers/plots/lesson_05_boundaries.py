"""What a network says for every place in the plane: 2-D decision boundaries (lessons 00 and 05)."""

from functools import lru_cache
from itertools import pairwise

import numpy as np
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.lines import Line2D

from helpers.data import logic_gate, xor
from helpers.data import moons as make_moons
from helpers.nn import SGD, HalfSquaredError, Linear, Network, Sigmoid, Tanh, train
from helpers.plots.style import ACTIVATION, LOSS, TARGET, CourseFigure, course_style, panels

# A few shades instead of a smooth range: they read like contour lines, and a PNG of them is small.
SHADES = LinearSegmentedColormap.from_list("prediction", ["white", ACTIVATION], N=21).with_extremes(bad=TARGET)
MOONS_AREA = (-1.6, 2.6, -1.3, 1.6)
GATE_AREA = (-0.5, 1.5, -0.5, 1.5)
EVERY = 40  # cells of the plane, there is a row in the table of numbers
EPOCHS_A_STAGE = 10  # a slider shows the network as often as this while it learns


def decision_boundary(axes, X, Y, area, cells=240):
    """Draw samples, and behind them what a network predicts for each place; return the function that shows a network.

    X (n, 2), Y (n, 1) of 0 and 1; area, (left, right, bottom, top); cells, the number of places along
    the horizontal axis. The shading is the prediction, the black line is where it crosses 0.5.
    The returned `show(network)` updates the shading and the line.
    """
    left, right, bottom, top = area
    rows = round(cells * (top - bottom) / (right - left))
    x1, x2 = np.meshgrid(np.linspace(left, right, cells), np.linspace(bottom, top, rows))
    places = np.column_stack([x1.ravel(), x2.ravel()])
    image = axes.imshow(np.zeros((rows, cells, 4)), extent=area, origin="lower", aspect="auto", interpolation="nearest")
    for label, marker, color in ((0, "o", "white"), (1, "s", TARGET)):
        chosen = X[Y.ravel() == label]
        axes.plot(*chosen.T, marker, markerfacecolor=color, markeredgecolor=TARGET, markersize=5, linewidth=0)
    axes.set(xlabel="input $x_1$", ylabel="input $x_2$", xlim=(left, right), ylim=(bottom, top))
    axes.grid(False)

    def show(network):
        Y_hat = network.forward(places).reshape(rows, cells)
        above = Y_hat.round(9) >= 0.5  # a network that says 0.5 everywhere has no border, whatever the rounding
        shown = np.where(_border(above), np.nan, Y_hat)
        image.set_data(SHADES(shown, bytes=True))  # colored here, in half of matplotlib's time
        table = np.column_stack([places, Y_hat.ravel()]).reshape(rows, cells, 3)
        chosen = table[EVERY // 2 :: EVERY, EVERY // 2 :: EVERY].reshape(-1, 3)
        axes.figure.numbers = [("prediction", ["x1", "x2", "prediction"], chosen)]

    return show


def _border(above):
    """Return which cells of a grid have a neighbor on the other side."""
    border = np.zeros_like(above)
    across, up = above[:, :-1] != above[:, 1:], above[:-1] != above[1:]
    border[:, :-1] |= across
    border[:, 1:] |= across
    border[:-1] |= up
    border[1:] |= up
    return border


def legend_of_boundary(figure):
    """Say below the figure what the markers, the shading and the line mean."""
    marker = {"color": "none", "markeredgecolor": TARGET, "markersize": 7}
    handles = [
        Line2D([], [], marker="o", markerfacecolor="white", label="target 0", **marker),
        Line2D([], [], marker="s", markerfacecolor=TARGET, label="target 1", **marker),
        Line2D([], [], color=ACTIVATION, linewidth=9, label="prediction near 1 (white: near 0)"),
        Line2D([], [], color=TARGET, linewidth=1.6, label="prediction 0.5"),
    ]
    figure.legend(handles=handles, loc="outside lower center", ncols=4, columnspacing=1.4, handlelength=1.3)


def logic_network(hidden, rng):
    """Return a network for two inputs and one output: sigmoids everywhere, and hidden layers of these sizes."""
    rng, sizes = np.random.default_rng(rng), [2, *hidden, 1]
    return Network([layer for pair in pairwise(sizes) for layer in (Linear(*pair, rng), Sigmoid())])


@lru_cache(maxsize=8)
def _trained_on_gate(gate, hidden=()):
    network, loss, (X, Y) = logic_network(hidden, rng=1), HalfSquaredError(), logic_gate(gate)
    train(network, loss, X, Y, SGD(5.0), epochs=2000, rng=0)
    return network, loss.forward(network.forward(X), Y)


@course_style
def before_and_after():
    """Draw what a two-layer network says about XOR before the first step, and after 2,000 steps."""
    figure, panes = panels(3.6, 1, 2)
    network, loss = _trained_on_gate("XOR", (4,))
    networks = {"step 0": logic_network((4,), rng=1), "step 2,000": network}
    for axes, (title, shown) in zip(panes, networks.items(), strict=True):
        decision_boundary(axes, *xor(), GATE_AREA)(shown)
        axes.set(title=title, xticks=[0, 1], yticks=[0, 1])
    legend_of_boundary(figure)
    figure.alt = (
        "the four points of XOR and what a network predicts around them. At step 0, much the same everywhere. "
        f"At step 2,000, near 1 around (0, 1) and (1, 0), near 0 around (0, 0) and (1, 1); the loss is {loss:.4f}."
    )
    return figure


@course_style
def gates():
    """Draw the best that one neuron finds for AND, OR and XOR, and what two layers find for XOR."""
    figure, losses = CourseFigure(2.8), []
    trials = [("AND", ()), ("OR", ()), ("XOR", ()), ("XOR", (4,))]
    for axes, (gate, hidden) in zip(figure.subplots(1, 4, sharey=True), trials, strict=True):
        network, loss = _trained_on_gate(gate, hidden)
        decision_boundary(axes, *logic_gate(gate), GATE_AREA)(network)
        axes.set_title(f"{gate}, {'two layers' if hidden else 'one neuron'}", size=11)
        axes.set(xlabel="$x_1$", ylabel="", xticks=[0, 1], yticks=[0, 1])
        losses.append(loss)
    figure.axes[0].set_ylabel("$x_2$")
    legend_of_boundary(figure)
    figure.alt = (
        "four planes with four points each. One neuron separates AND and OR with a straight line (losses"
        f" {losses[0]:.4f} and {losses[1]:.4f}); on XOR it says one half everywhere, without a border (loss"
        f" {losses[2]:.4f}). Two layers separate XOR (loss {losses[3]:.4f})."
    )
    return figure


@lru_cache(maxsize=1)
def _moons_data():
    return make_moons(n=200, noise=0.15, rng=0)


def _train_on_moons(epochs, hidden, seed, learning_rate=5.0, batch_size=20):
    """Train a network with one hidden tanh layer, in stages.

    At the start and every few epochs, yield it, all losses so far, and how many samples it gets right.
    """
    X, Y = _moons_data()
    rng, losses = np.random.default_rng(seed), []
    network = Network([Linear(2, hidden, rng), Tanh(), Linear(hidden, 1, rng), Sigmoid()])
    optimizer, settings = SGD(learning_rate), {"epochs": EPOCHS_A_STAGE, "batch_size": batch_size, "rng": rng}
    for epoch in range(0, epochs + 1, EPOCHS_A_STAGE):
        if epoch:
            losses += train(network, HalfSquaredError(), X, Y, optimizer, **settings).loss
        yield network, losses, int(((network.forward(X) >= 0.5) == Y).sum())


def _moons_figure(epochs, say, **settings):
    """Return a figure with a boundary and a loss curve; say(epochs, neurons, right, **settings) describes it."""
    figure, (plane, curve) = panels(3.7, 1, 2, width_ratios=(1.5, 1))
    show = decision_boundary(plane, *_moons_data(), MOONS_AREA)
    legend_of_boundary(figure)
    curve.set(xlabel="epoch", ylabel="loss", yscale="log", xlim=(0, epochs), ylim=(1e-4, 0.5))
    curve.set_title("the loss on its way")
    (line,) = curve.plot([], [], color=LOSS)

    def draw(**settings):
        neurons = "1 hidden neuron" if settings["hidden"] == 1 else f"{settings['hidden']} hidden neurons"
        for network, losses, right in _train_on_moons(epochs, **settings):
            show(network)
            plane.set_title(f"{right} of 200 are classified right" if losses else "not trained yet")
            line.set_data(np.arange(1, len(losses) + 1), losses)
            yield say(len(losses), neurons, right, **settings)

    return figure.updates_with(draw, **settings)


@course_style
def hidden_neurons(hidden=4, seed=3):
    """Draw the boundary between two moons that a network with this many hidden neurons has learned, and its loss."""

    def say(epochs, neurons, right, **_):
        return (
            f"two moons of 200 points, and the border that a network with {neurons} has drawn between them after"
            f" {epochs} epochs; {right} points are classified right."
        )

    return _moons_figure(80, say, hidden=hidden, seed=seed)


@course_style
def moons_training(hidden=4, learning_rate=3, batch_size=20, seed=3):
    """Draw the boundary between two moons after 50 epochs, and the loss of each epoch."""

    def say(epochs, neurons, right, learning_rate, batch_size, **_):
        return (
            f"two moons, {neurons}, learning rate {learning_rate:g}, batches of {batch_size}:"
            f" {epochs * -(-200 // batch_size)} steps in {epochs} epochs; {right} of 200 points are classified right."
        )

    return _moons_figure(50, say, hidden=hidden, learning_rate=learning_rate, batch_size=batch_size, seed=seed)
