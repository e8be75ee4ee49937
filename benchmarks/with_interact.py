"""What slider_latency.py compares with: the same pictures in the usual way, interact around pyplot.

Each cell below becomes a cell of a notebook; its title is the explorer's. The margins are fixed, and
the pictures have fewer pixels than most explorers': both make this way faster than it could be.
"""

# %% first
# %matplotlib inline
import matplotlib.pyplot as plt
import numpy as np
from ipywidgets import Layout, SelectionSlider, interact

from helpers import data, nn, plots
from helpers.plots import style

plt.style.use(style.Path(style.__file__).with_name("course.mplstyle"))
plt.rcParams["figure.constrained_layout.use"] = False


def slider(label, values, value):
    """Return a slider over a list of values."""
    return SelectionSlider(
        description=label, options=values, value=value, layout=Layout(width="380px"), continuous_update=True
    )


def boundary(axes, network, X, Y, area, cells=240):
    """Draw what a network predicts in a plane, its border and the points."""
    left, right, bottom, top = area
    rows = round(cells * (top - bottom) / (right - left))
    x1, x2 = np.meshgrid(np.linspace(left, right, cells), np.linspace(bottom, top, rows))
    Y_hat = network.forward(np.column_stack([x1.ravel(), x2.ravel()])).reshape(rows, cells)
    axes.imshow(Y_hat, plots.lesson_05_boundaries.SHADES, vmin=0, vmax=1, extent=area, origin="lower", aspect="auto")
    axes.contour(x1, x2, Y_hat, [0.5], colors="black")
    for label, marker, color in ((0, "o", "white"), (1, "s", "black")):
        axes.plot(*X[Y.ravel() == label].T, marker, markerfacecolor=color, markeredgecolor="black", markersize=5)
    axes.set(xlabel="input $x_1$", ylabel="input $x_2$")


# %% sigmoid_slope
def sigmoid_slope(z):
    """Draw the sigmoid with its tangent, and its slope."""
    _figure, (curve, slopes) = plt.subplots(2, 1, figsize=(7.6, 3.8), sharex=True)
    grid = np.linspace(-6.5, 6.5, 300)
    a_grid, a = 1 / (1 + np.exp(-grid)), 1 / (1 + np.exp(-z))
    slope = a * (1 - a)
    curve.plot(grid, a_grid, color=style.ACTIVATION)
    slopes.plot(grid, a_grid * (1 - a_grid), color=style.GRADIENT)
    reach = np.array([z - 1.5, z + 1.5])
    curve.plot(reach, a + slope * (reach - z), "--", color=style.GRADIENT)
    curve.plot([z, z], [-0.12, a], ":", color=style.NEUTRAL, linewidth=1.6)
    slopes.plot([z, z], [slope, 0.3], ":", color=style.NEUTRAL, linewidth=1.6)
    curve.plot([z], [a], "o", color=style.ACTIVATION, markersize=10)
    slopes.plot([z], [slope], "D", color=style.GRADIENT, markersize=9)
    curve.text(0.02, 0.83, f"z = {z:g}, a = {a:.4f}", transform=curve.transAxes, size=12, weight="bold")
    slopes.text(0.02, 0.83, f"a (1 − a) = {slope:.4f}", transform=slopes.transAxes, size=12, weight="bold")
    curve.set(ylabel=r"$a = \sigma(z)$", xlim=(-6.5, 6.5), ylim=(-0.12, 1.12), yticks=[0, 0.5, 1])
    slopes.set(ylabel=r"slope $\sigma'(z)$", xlabel="$z$", ylim=(-0.02, 0.3), yticks=[0, 0.1, 0.2, 0.25])
    plt.show()


zs = [-6, -5, -4, -3, -2.5, -2, -1.5, -1, -0.5, 0, 0.5, 1, 1.5, 2, 2.5, 3, 4, 5, 6]
interact(sigmoid_slope, z=slider("z", zs, 2))


# %% descent
def descent(learning_rate, steps=12):
    """Draw gradient descent on one weight."""
    _figure, (bowl, history) = plt.subplots(1, 2, figsize=(7.6, 3.5), width_ratios=(1.25, 1))
    w = [0.5]
    for _ in range(steps):
        w.append(w[-1] - learning_rate * (2 * w[-1] - 3) * 2)
    w, grid = np.array(w), np.linspace(-1.5, 4.5, 200)
    bowl.plot(grid, 0.5 * (2 * grid - 3) ** 2, color=style.LOSS)
    losses = 0.5 * (2 * w - 3) ** 2
    bowl.plot(
        w, losses, "o-", color=style.PARAMETER, markerfacecolor=style.RATE, markeredgecolor="black", linewidth=1.2
    )
    history.plot(range(steps + 1), np.maximum(losses, 1e-30), "s-", color=style.LOSS, markersize=5)
    bowl.text(
        0.5,
        0.97,
        f"learning rate {learning_rate:g}",
        transform=bowl.transAxes,
        ha="center",
        va="top",
        size=12,
        weight="bold",
    )
    bowl.set(
        xlabel="weight $w$",
        ylabel="loss $L$",
        xlim=(-1.5, 4.5),
        ylim=(-0.8, 15),
        title="the weight on its way",
    )
    history.set(
        xlabel="step",
        ylabel="loss",
        yscale="log",
        xlim=(-0.3, steps + 0.3),
        ylim=(1e-8, 1e5),
        title="the loss on its way",
    )
    plt.show()


rates = [0.01, 0.02, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.51, 0.55, 0.6]
interact(lambda learning_rate: descent(learning_rate), learning_rate=slider("learning rate", rates, 0.02))


# %% moons_training
X, Y = data.moons(n=200, noise=0.15, rng=0)


def moons_training(learning_rate, batch_size=200, hidden=4, epochs=50):
    """Train on two moons, and draw the border and the losses."""
    rng = np.random.default_rng(3)
    network = nn.Network([nn.Linear(2, hidden, rng), nn.Tanh(), nn.Linear(hidden, 1, rng), nn.Sigmoid()])
    losses = nn.train(
        network, nn.HalfSquaredError(), X, Y, nn.SGD(learning_rate), epochs=epochs, batch_size=batch_size, rng=rng
    ).loss
    _figure, (plane, curve) = plt.subplots(1, 2, figsize=(7.6, 3.7), width_ratios=(1.5, 1))
    boundary(plane, network, X, Y, (-1.6, 2.6, -1.3, 1.6))
    plane.set_title(f"{((network.forward(X) >= 0.5) == Y).sum()} of 200 are classified right")
    curve.plot(range(1, epochs + 1), losses, color=style.LOSS)
    curve.set(
        xlabel="epoch",
        ylabel="loss",
        yscale="log",
        xlim=(0, epochs),
        ylim=(1e-4, 0.5),
        title="the loss on its way",
    )
    plt.show()


interact(
    lambda learning_rate: moons_training(learning_rate),
    learning_rate=slider("learning rate", [0.1, 0.3, 1, 3, 10, 30], 3),
)


# %% learning_rate
X, Y = data.xor()
RATES = [float(f"{rate:.1e}") for rate in np.geomspace(0.01, 1000, 51)]
rng = np.random.default_rng(1)
network = nn.Network([nn.Linear(2, 4, rng), nn.Sigmoid(), nn.Linear(4, 1, rng), nn.Sigmoid()])
sweep = nn.sweep_learning_rates(network, nn.HalfSquaredError(), X, Y, RATES, epochs=1000, rng=0).loss


def learning_rate(rate):
    """Draw the loss after 1,000 steps for each learning rate, and the curve of one."""
    _figure, (landscape, curve) = plt.subplots(1, 2, figsize=(7.6, 3.7), width_ratios=(1.25, 1), sharey=True)
    column = RATES.index(rate)
    landscape.axvline(rate, color=style.RATE, linewidth=5, alpha=0.5)
    landscape.plot(RATES, sweep[-1], "o-", color=style.LOSS, markersize=4, linewidth=1.5)
    landscape.plot([rate], [sweep[-1, column]], "D", color=style.RATE, markeredgecolor="black", markersize=10)
    curve.plot(range(1, 1001), sweep[:, column], color=style.LOSS)
    landscape.set(xscale="log", yscale="log", xlim=(0.008, 1250), ylim=(5e-6, 3e5), xticks=[0.01, 0.1, 1, 10, 100])
    landscape.set(
        xlabel="learning rate",
        ylabel="loss",
        title="after 1,000 steps, for each learning rate",
    )
    curve.set(xscale="log", xlim=(1, 1000), xlabel="step", title=f"learning rate {rate:g}")
    plt.show()


interact(learning_rate, rate=slider("learning rate", RATES, 0.1))


# %% digit_training
X_train, Y_train, X_test, Y_test = data.split(*data.digits(), held_out=0.2, rng=1)


def digit_training(learning_rate, batch_size=16, hidden=32, epochs=10):
    """Train on the digits, and draw losses and right answers."""
    rng, rows = np.random.default_rng(1), []
    network = nn.Network([nn.Linear(64, hidden, rng), nn.Sigmoid(), nn.Linear(hidden, 10, rng)])

    def measure(*_):
        """Keep both losses and both shares of right answers."""
        logits, loss = (network.forward(X_train), network.forward(X_test)), nn.SoftmaxCrossEntropy()
        right = [
            (z.argmax(axis=1) == classes).mean() * 100 for z, classes in zip(logits, (Y_train, Y_test), strict=True)
        ]
        rows.append((loss.forward(logits[0], Y_train), loss.forward(logits[1], Y_test), *right))

    measure()
    settings = {"epochs": epochs, "batch_size": batch_size, "rng": rng, "on_epoch": measure}
    nn.train(network, nn.SoftmaxCrossEntropy(), X_train, Y_train, nn.SGD(learning_rate), **settings)
    figure, (left, right) = plt.subplots(1, 2, figsize=(7.6, 3.6), width_ratios=(1.15, 1))
    for values, axes, look, color in zip(
        zip(*rows, strict=True),
        (left, left, right, right),
        ("-", "--") * 2,
        (style.LOSS,) * 2 + (style.ACTIVATION,) * 2,
        strict=True,
    ):
        axes.plot(range(len(rows)), values, look, color=color)
    right.axhline(10, color=style.NEUTRAL, linewidth=1.2, linestyle=":")
    left.set(
        yscale="log",
        ylim=(0.003, 100),
        xlabel="epoch",
        ylabel="loss",
        title=f"training loss at the end: {rows[-1][0]:.2f}",
    )
    right.set(
        ylim=(0, 104), xlabel="epoch", ylabel="right answers (%)", title=f"held out, at the end: {rows[-1][3]:.0f}%"
    )
    figure.legend(["the part it learns from", "the held-out part"], loc="lower center", ncols=2, handlelength=3)
    plt.show()


interact(
    lambda learning_rate: digit_training(learning_rate),
    learning_rate=slider("learning rate", [0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0], 1.0),
)
