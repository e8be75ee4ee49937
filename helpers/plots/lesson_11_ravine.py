"""The ravine: a loss that is 25 times as curved in one direction as in the other (lesson 11)."""

import numpy as np

from helpers.plots.style import LOSS, PARAMETER, RATE, TARGET, course_style, minus, panels

CURVATURE = np.array([1, 25])  # along w₁, and along w₂
START, STEPS = np.array([-5.0, 1.0]), 30  # where both directions have the same part in the loss


def _loss(points):
    return 0.5 * (CURVATURE * points**2).sum(axis=-1)


def _walk(learning_rate, momentum):
    """Return the points (w₁, w₂) before the first step and after each one, (STEPS + 1, 2)."""
    points, velocity = [START], np.zeros(2)
    for _ in range(STEPS):
        velocity = momentum * velocity - learning_rate * CURVATURE * points[-1]
        points.append(points[-1] + velocity)
    return np.array(points)


def _short(number):
    return f"{number:,.0f}" if abs(number) >= 10 else f"{number:.2g}"


@course_style
def ravine(learning_rate=0.07, momentum=0.0):
    """Draw 30 steps of gradient descent in a ravine, with a learning rate and a momentum; and the loss on the way."""
    figure, (plane, history) = panels(3.4, 1, 2, width_ratios=(1.6, 1))
    w1, w2 = np.meshgrid(np.linspace(-6.2, 6.2, 200), np.linspace(-2.1, 2.1, 200))
    rings = plane.contour(w1, w2, _loss(np.stack([w1, w2], axis=-1)), np.array([1, 5, 12.5, 25]), colors=LOSS)
    rings.set_linewidth(1)
    plane.plot(0, 0, "+", color=TARGET, markersize=12, markeredgewidth=2)
    plane.set(xlabel="weight $w_1$", ylabel="weight $w_2$", xlim=(-6.2, 6.2), ylim=(-2.1, 2.1), yticks=range(-2, 3))
    plane.grid(False)
    (path,) = plane.plot([], [], "o-", color=PARAMETER, markerfacecolor=RATE, markeredgecolor="black", linewidth=1.2)
    path.set_markersize(5)
    history.set(xlabel="step", ylabel="loss", yscale="log", xlim=(-0.5, STEPS + 0.5), ylim=(1e-8, 3e7))
    history.set(yticks=[1e-8, 1e-4, 1, 1e4])
    (losses,) = history.plot([], [], "s-", color=LOSS, markersize=4, linewidth=1.2)

    def draw(learning_rate, momentum):
        points = _walk(learning_rate, momentum)
        L = _loss(points)
        path.set_data(*points.T)
        losses.set_data(range(STEPS + 1), L)
        plane.set_title(f"learning rate {learning_rate:g}, momentum {momentum:g}")
        history.set_title(minus(f"at the end: {_short(L[-1])}"))
        pairs = zip((*START, L[0]), (*points[-1], L[-1]), strict=True)
        ends = [f"from {start:g} to {_short(end)}" for start, end in pairs]
        return minus(
            f"{STEPS} steps in a ravine, with learning rate {learning_rate:g} and momentum {momentum:g}: w₁ goes"
            f" {ends[0]}, w₂ {ends[1]}, and the loss {ends[2]}."
        )

    return figure.updates_with(draw, learning_rate=learning_rate, momentum=momentum)
