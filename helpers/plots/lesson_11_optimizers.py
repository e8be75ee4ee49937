"""Four optimizers on the handwritten digits, each at the best of its rates (lesson 11)."""

from functools import partial

import numpy as np

from helpers.nn import SGD, Adam
from helpers.plots.lesson_06_digits import train_on_digits
from helpers.plots.style import LOSS, course_style, panels

# How to make it from a learning rate, the rates to try; line, marker and what fills the marker.
CONTESTANTS = {
    "plain SGD": (SGD, (0.3, 1, 3, 10), "-", "o", LOSS),
    "momentum 0.9": (partial(SGD, momentum=0.9), (0.03, 0.1, 0.3, 1), "--", "s", "white"),
    "Adam": (Adam, (0.003, 0.01, 0.03, 0.1), ":", "^", LOSS),
    "AdamW, λ = 0.01": (partial(Adam, weight_decay=0.01), (0.003, 0.01, 0.03, 0.1), "-.", "D", "white"),
}


@course_style
def optimizers_compared(epochs=10):
    """Draw the training loss that four optimizers reach at four learning rates each, and the best run of each."""
    figure, (left, right) = panels(4.1, 1, 2, sharey=True)
    found = []
    for name, (optimizer, rates, line, marker, fill) in CONTESTANTS.items():
        runs = [list(train_on_digits(optimizer(rate), epochs=epochs))[-1][0] for rate in rates]
        finals = [losses[-1] for losses in runs]
        best = int(np.argmin(finals))
        look = {"linestyle": line, "marker": marker, "color": LOSS, "markerfacecolor": fill, "markeredgecolor": "black"}
        left.plot(rates, finals, **look)
        right.plot(range(epochs + 1), runs[best], label=f"{name}: rate {rates[best]:g}", **look)
        found.append(f"{name}: loss {finals[best]:.3f} at rate {rates[best]:g}")
    left.set(xscale="log", yscale="log", xlabel="learning rate", ylabel="training loss")
    left.set(title=f"after {epochs} epochs, at four rates each")
    left.set(xticks=[0.003, 0.03, 0.3, 3], yticks=[0.01, 0.1, 1])
    left.xaxis.set_major_formatter("{x:g}")
    left.yaxis.set_major_formatter("{x:g}")
    left.minorticks_off()
    right.set(xlabel="epoch", xlim=(0, epochs * 1.02), title="the best run of each")
    figure.legend(loc="outside lower center", ncols=2, handlelength=3.2)
    figure.alt = (
        f"training loss on the digits for four optimizers. After {epochs} epochs, each has a valley over the learning"
        f" rate; the best of four rates: {'; '.join(found)}."
    )
    return figure
