"""Handwritten digits: the images, softmax, a training run, the mistakes (lesson 06)."""

from functools import lru_cache

import numpy as np
from matplotlib.lines import Line2D

from helpers import data, nn
from helpers.plots.style import ACTIVATION, GRADIENT, LOSS, NEUTRAL, TARGET, CourseFigure, course_style, minus, panels

SEED = 1  # of the split and of the weights: lesson 06 uses the same, so that its run is the one in the figures
CLASSES = ("3", "5", "8")  # the three that softmax_bars chooses from
PLACES, RIGHT = range(3), 1  # of their bars; the picture shows a 5


def _image(axes, pixels):
    axes.imshow(pixels, vmin=0, vmax=1, interpolation="nearest")
    axes.grid(visible=False)
    axes.spines[:].set_visible(False)
    axes.set(xticks=[], yticks=[])


@course_style
def digit_grid(rows=4):
    """Draw images of the data set, a column for each digit."""
    figure, axes = panels(0.7 * rows + 0.4)
    X, classes = data.digits()
    columns = [X[classes == digit][:rows].reshape(rows, 8, 8) for digit in range(10)]
    padded = np.pad(columns, ((0, 0), (0, 0), (1, 1), (1, 1)))  # a white frame around each image
    _image(axes, padded.transpose(1, 2, 0, 3).reshape(rows * 10, 10 * 10))
    axes.set_xticks(np.arange(10) * 10 + 4.5, range(10), size=13)
    axes.tick_params(length=0, top=True, labeltop=True, bottom=False, labelbottom=False)
    figure.alt = (
        f"{10 * rows} images of handwritten digits, 8 by 8 gray pixels each: {rows} of every digit from 0 to 9."
    )
    return figure


def _written(number, form):
    """Format a number with a real minus sign, and without one at zero."""
    return minus(f"{number:{form}}".replace("-0.000", "0.000"))


@course_style
def softmax_bars(z_3=2, z_5=1, z_8=0):
    """Draw the probabilities that softmax makes of three logits, and the gradient where the right class is 5."""
    figure, (left, right) = panels(3.0, 1, 2)
    bars, words, below = _class_bars(left, right)
    left.plot(PLACES, np.eye(3)[RIGHT], "_", color=TARGET, markersize=42, markeredgewidth=2.5)
    left.text(RIGHT + 0.42, 1, "target", va="center")
    left.set(ylim=(0, 1.28), yticks=(0, 0.5, 1), ylabel="probability")
    right.set(ylim=(-1.35, 1.3), yticks=(-1, 0, 1), ylabel="slope", title="the gradient, $P - Y$")
    right.axhline(0, color="black", linewidth=1)

    def draw(z_3, z_5, z_8):
        z = np.array([z_3, z_5, z_8], dtype=float)
        loss = nn.SoftmaxCrossEntropy()
        L = loss.forward([z], [RIGHT])
        P, gradient = loss.P[0], loss.backward()[0]
        left.set_title(f"the picture shows a 5: loss {L:.3f}")
        for text, logit in zip(below, [*z, *z], strict=True):
            text.set_text(f"$z$ = {_written(logit, 'g')}")
        for bar, height, label in zip(bars, [*P, *gradient], words, strict=True):
            bar.set_height(height)
            label.set(text=_written(height, ".3f"), y=height + (0.07 if height > -0.0005 else -0.2))
        said = ", ".join(f"“{name}” {p:.3f}" for name, p in zip(CLASSES, P, strict=True))
        slope = ", ".join(_written(g, ".3f") for g in gradient)
        logits = ", ".join(_written(logit, "g") for logit in z)
        return f"the picture shows a 5. Logits: {logits}. Probabilities: {said}. Gradient: {slope}. Loss: {L:.3f}."

    return figure.updates_with(draw, z_3=z_3, z_5=z_5, z_8=z_8)


def _class_bars(left, right):
    """Return a bar for each class on both sides, the texts at their ends, and those below the axes."""
    bars = [
        *left.bar(PLACES, [0] * 3, color=ACTIVATION, edgecolor="black", width=0.55),
        *right.bar(PLACES, [0] * 3, color=GRADIENT, edgecolor="black", width=0.55, hatch="//"),
    ]
    words, below = [], []
    for axes in (left, right):
        under = axes.get_xaxis_transform()
        words += [axes.text(place, 0, "", ha="center") for place in PLACES]
        below += [axes.text(place, -0.2, "", ha="center", transform=under) for place in PLACES]
        axes.set_xticks(PLACES, [f"“{name}”\n" for name in CLASSES])
    return bars, words, below


@lru_cache(maxsize=1)
def _split():
    return data.split(*data.digits(), held_out=0.2, rng=SEED)


def _measure(network, X, Y):
    logits = network.forward(X)
    return nn.SoftmaxCrossEntropy().forward(logits, Y), (logits.argmax(axis=1) == Y).mean()


def train_on_digits(optimizer, batch_size=16, hidden=32, epochs=10, seed=SEED):
    """Train on four fifths of the digits.

    At the start and after each epoch, yield what was measured so far: the loss on the part it learns from and on the
    held-out part, and the share of right answers on both.
    """
    X_train, Y_train, X_test, Y_test = _split()
    rng = np.random.default_rng(seed)
    network = nn.Network([nn.Linear(64, hidden, rng), nn.Sigmoid(), nn.Linear(hidden, 10, rng)])
    rows, settings = [], {"epochs": 1, "batch_size": batch_size, "rng": rng}
    for epoch in range(epochs + 1):
        if epoch:
            nn.train(network, nn.SoftmaxCrossEntropy(), X_train, Y_train, optimizer, **settings)
        train, held_out = _measure(network, X_train, Y_train), _measure(network, X_test, Y_test)
        rows.append((train[0], held_out[0], train[1], held_out[1]))
        yield np.array(rows).T


@course_style
def digit_training(learning_rate=1.0, batch_size=16, hidden=32, momentum=0.0, epochs=40, seed=SEED):
    """Draw a training run on the digits: loss and accuracy after each epoch, on both parts of the data."""
    figure, (left, right) = panels(3.6, 1, 2, width_ratios=(1.15, 1))
    lines = _loss_and_accuracy(left, right, epochs)
    key = [Line2D([], [], color="black", linestyle=style) for style in ("-", "--")]
    names = ["the part it learns from", "the held-out part"]
    figure.legend(key, names, loc="outside lower center", ncols=2, handlelength=3)

    def draw(learning_rate, batch_size, hidden, momentum, seed):
        for run in train_on_digits(nn.SGD(learning_rate, momentum), batch_size, hidden, epochs, seed):
            for line, values, scale in zip(lines, run, (1, 1, 100, 100), strict=True):
                line.set_data(np.arange(len(values)), values * scale)
            L, accuracy = run[0, -1], 100 * run[3, -1]
            left.set_title(f"training loss at the end: {L:.2f}")
            right.set_title(f"held out, at the end: {accuracy:.0f}%")
            yield (
                f"{len(run[0]) - 1} epochs with learning rate {learning_rate:g}, batch size {batch_size},"
                f" hidden size {hidden}, momentum {momentum:g}: at the end the training loss is {L:.2f}, and"
                f" {accuracy:.0f}% of the held-out digits are right."
            )

    settings = {"learning_rate": learning_rate, "batch_size": batch_size, "hidden": hidden, "momentum": momentum}
    return figure.updates_with(draw, **settings, seed=seed)


def _loss_and_accuracy(left, right, epochs):
    left.set(yscale="log", ylim=(0.003, 100), ylabel="loss", yticks=[0.01, 0.1, 1, 10, 100])
    left.yaxis.set_major_formatter("{x:g}")
    left.minorticks_off()
    right.set(ylim=(0, 104), ylabel="right answers (%)")
    right.axhline(10, color=NEUTRAL, linewidth=1.2, linestyle=":")
    right.text(0.98, 0.5, "guessing: 10%", ha="right", va="bottom", transform=right.get_yaxis_transform())
    lines = []
    for axes, color in ((left, LOSS), (right, ACTIVATION)):
        axes.set(xlabel="epoch", xlim=(0, epochs * 1.02), xticks=np.linspace(0, epochs, 5 if epochs % 4 == 0 else 6))
        lines += [axes.plot([], [], style, color=color)[0] for style in ("-", "--")]
    return lines


def _a(digit):
    return f"an {digit}" if digit == 8 else f"a {digit}"


@course_style
def mistakes(X, classes, P):
    """Draw the digits that a network gets wrong, the surest first, at most ten.

    Parameters: X (n, 64) images, classes (n,) what they show, P (n, 10) the probabilities that the network gives.
    """
    said, sure = P.argmax(axis=1), P.max(axis=1)
    wrong = np.flatnonzero(said != classes)
    shown = wrong[np.argsort(-sure[wrong])][:10]
    figure = CourseFigure(3.8)
    figure.get_layout_engine().set(hspace=0.1, rect=(0, 0.02, 1, 0.95))  # the titles need it
    grid = figure.subplots(2, 5).ravel()
    for axes in grid:
        axes.axis("off")
    for axes, i in zip(grid, shown, strict=False):
        axes.axis("on")
        _image(axes, X[i].reshape(8, 8))
        axes.set_title(f"{_a(classes[i])}, read as {said[i]}", loc="center", size=12)
        axes.set_xlabel(f"{100 * sure[i]:.1f}% sure")
    pairs = ", ".join(f"{_a(classes[i])} read as {said[i]}" for i in shown)
    figure.alt = (
        f"{len(wrong)} of {len(X)} images are misread; {len(shown)} are shown, the surest mistake first: {pairs}."
    )
    return figure
