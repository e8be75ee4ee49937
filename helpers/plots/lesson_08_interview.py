"""The loss of the reader's own network on XOR and on the digits (lesson 08)."""

import numpy as np

from helpers.plots.style import LOSS, course_style, panels


@course_style
def interview_curves(xor_losses, digit_losses, held_out):
    """Draw both loss curves of a network from a blank page; held_out is the part of the digits that it reads."""
    figure, (left, right) = panels(2.6, 1, 2)
    for axes, losses, title in ((left, xor_losses, "XOR"), (right, digit_losses, "digits")):
        axes.plot(np.arange(1, len(losses) + 1) / (1 if axes is left else len(losses)), losses, color=LOSS)
        axes.set(title=title, ylabel="loss", ylim=(0, 1.08 * max([1e-9, *losses])))
    untold = len(xor_losses) == 2  # by a `train` that returns no losses: the first and the last, from outside
    left.set(xlabel="before and after" if untold else "epoch")
    right.set(xlabel="batches seen, part of all")
    right.text(0.97, 0.9, f"{held_out:.0%} of the held-out digits", ha="right", transform=right.transAxes)
    figure.alt = (
        f"Two loss curves of your network: on XOR from {xor_losses[0]:.2f} to {xor_losses[-1]:.3f}"
        f"{'' if untold else f' in {len(xor_losses)} epochs'}; on the digits from {digit_losses[0]:.2f} to"
        f" {digit_losses[-1]:.2f}, and it reads {held_out:.0%} of the held-out ones."
    )
    return figure
