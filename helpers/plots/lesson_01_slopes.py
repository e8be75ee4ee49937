"""Slopes: the loss against one weight, going down it, and nudging (lesson 01)."""

import numpy as np

from helpers.plots.style import GRADIENT, LOSS, NEUTRAL, PARAMETER, RATE, course_style, panels

# The running example of lesson 01: one weight, one sample, ŷ = w x.
X, Y = 2.0, 3.0
START = 0.5  # the weight before the first step, or the nudge


def _loss(w):
    return 0.5 * (w * X - Y) ** 2


def _slope(w):
    return (w * X - Y) * X


def _loss_curve(axes, low, high):
    w = np.linspace(low, high, 200)
    axes.plot(w, _loss(w), color=LOSS)
    axes.set(xlabel="weight $w$", ylabel="loss $L$", xlim=(low, high))


@course_style
def loss_against_weight(weight=0.5):
    """Draw the loss against one weight, with the point at this weight and its tangent."""
    figure, axes = panels(3.4)
    _loss_curve(axes, -0.5, 3.5)
    axes.set_ylim(-0.6, 8.5)
    (tangent,) = axes.plot([], [], "--", color=GRADIENT)
    (point,) = axes.plot([], [], "o", color=PARAMETER, markersize=10)

    def draw(weight):
        reach = np.array([weight - 0.7, weight + 0.7])
        tangent.set_data(reach, _loss(weight) + _slope(weight) * (reach - weight))
        point.set_data([weight], [_loss(weight)])
        way = "falls" if _slope(weight) < 0 else "rises"
        return (
            f"the loss is a bowl over the weight w; at w = {weight:g} it is {_loss(weight):g}, and {way} to the right."
        )

    return figure.updates_with(draw, weight=weight)


@course_style
def descent(learning_rate=0.1, steps=12):
    """Draw gradient descent on one weight: the path down the bowl, and the loss after each step."""
    figure, (bowl, history) = panels(3.5, 1, 2, width_ratios=(1.25, 1))
    _loss_curve(bowl, -1.5, 4.5)
    bowl.set(ylim=(-0.8, 15), title="the weight on its way")
    (path,) = bowl.plot([], [], "o-", color=PARAMETER, markerfacecolor=RATE, markeredgecolor="black", linewidth=1.2)
    note = bowl.text(0.5, 0.97, "", transform=bowl.transAxes, ha="center", va="top", size=12, weight="bold")
    history.set(xlabel="step", ylabel="loss", yscale="log", title="the loss on its way")
    history.set(xlim=(-0.3, steps + 0.3), ylim=(1e-8, 1e5), xticks=range(0, steps + 1, 2))
    (losses,) = history.plot([], [], "s-", color=LOSS, markersize=5)

    def draw(learning_rate, steps):
        w = walk(_slope, START, learning_rate, steps)
        L = np.maximum(_loss(w), 1e-30)  # a log axis has no zero
        path.set_data(w, _loss(w))
        losses.set_data(np.arange(steps + 1), L)
        last = "0" if L[-1] < 1e-12 else f"{L[-1]:.2g}"
        note.set_text(_verdict(1 - learning_rate * X**2))
        return (
            f"gradient descent with learning rate {learning_rate:g} on one weight: {note.get_text()}. "
            f"Start: loss {L[0]:g}. After {steps} steps: loss {last}."
        )

    return figure.updates_with(draw, learning_rate=learning_rate, steps=steps)


def walk(slope, start, learning_rate, steps):
    """Return the weight before the first step and after each one; slope(w) is that of the loss."""
    w = [start]
    for _ in range(steps):
        w.append(w[-1] - learning_rate * slope(w[-1]))
    return np.array(w, dtype=float)


def _verdict(factor):  # what a step multiplies the distance to the minimum by
    if abs(abs(factor) - 1) < 1e-9:
        return "back and forth forever"
    if abs(factor) > 1:
        return "each step leads farther away"
    if abs(factor) < 1e-9:
        return "there in one step"
    if factor < 0:
        return "it overshoots, and comes back"
    return "it crawls" if factor > 0.8 else "it walks down"


@course_style
def nudge(amount=0.5):
    """Draw what a nudge of the weight does to the loss, and what the slope says that it does."""
    figure, (axes, bars) = panels(3.5, 1, 2, width_ratios=(1.6, 1))
    _loss_and_tangent(axes)
    (truth,) = axes.plot([], [], "o", color=LOSS, markersize=10, markeredgecolor="black")
    (promise,) = axes.plot([], [], "D", color=GRADIENT, markersize=8, markeredgecolor="black")
    (gap,) = axes.plot([], [], ":", color=NEUTRAL, linewidth=1.6)
    drawn, labels = _two_bars(bars)

    def draw(amount):
        change, promised = _loss(START + amount) - _loss(START), _slope(START) * amount
        truth.set_data([START + amount], [_loss(START) + change])
        promise.set_data([START + amount], [_loss(START) + promised])
        gap.set_data([START + amount] * 2, [_loss(START) + promised, _loss(START) + change])
        for bar, width in zip(drawn, (change, promised), strict=True):
            bar.set_width(width)
        labels[0].set_text(f"what happens: {change:+.6g}")
        labels[1].set_text(f"slope × nudge: {promised:+.6g}")
        return (
            f"the weight is nudged by {amount:+g}. The loss changes by {change:+.6g}; "
            f"slope times nudge says {promised:+.6g}; they differ by {abs(change - promised):.2g}."
        )

    return figure.updates_with(draw, amount=amount)


def _loss_and_tangent(axes):
    _loss_curve(axes, -0.6, 1.6)
    axes.set_ylim(-2.8, 9)
    reach = np.array([-0.6, 1.6])
    axes.plot(reach, _loss(START) + _slope(START) * (reach - START), "--", color=GRADIENT)
    axes.plot([START], [_loss(START)], "o", color=PARAMETER, markersize=9)
    axes.text(-0.55, 5.3, "tangent", color=GRADIENT, weight="bold", rotation=-24)


def _two_bars(axes):
    bars = axes.barh([1, 0], [0, 0], color=[LOSS, GRADIENT], height=0.5, edgecolor="black")
    bars[1].set_hatch("//")
    axes.set(xlim=(-6, 10), yticks=[], xlabel="change of the loss")
    axes.axvline(0, color="black", linewidth=1)
    box = {"facecolor": "white", "edgecolor": "none", "pad": 1}
    labels = [axes.text(-5.8, height + 0.33, "", bbox=box) for height in (1, 0)]
    axes.set_ylim(-0.5, 1.7)
    return bars, labels
