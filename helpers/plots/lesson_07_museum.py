"""The loss with an exhibit's published code and with the mended one (the gallery of lesson 07)."""

import numpy as np

from helpers import museum
from helpers.plots.style import LOSS, NEUTRAL, TARGET, course_style, panels


@course_style
def exhibit_curves(name="slope-times-z"):
    """Draw both losses of an exhibit of helpers.museum, from the same start."""
    figure, axes = panels(2.5)
    axes.set(xlabel="epoch", ylabel="loss")
    (mended,) = axes.plot([], [], color=NEUTRAL, linewidth=3.2, label="with the fix")
    (published,) = axes.plot([], [], "--", color=LOSS, label="as published")
    (end,) = axes.plot([], [], "x", color=TARGET, markersize=9, markeredgewidth=2)
    legend = figure.legend(handles=[published, mended], loc="outside right upper", handlelength=3)

    def draw(name):
        exhibit = museum.find(name)
        wrong, right = exhibit.curves
        runs = {published: wrong or [], mended: right}
        for line, run in runs.items():
            line.set_data(np.arange(1, len(run) + 1), run)
        stopped = wrong is not None and len(wrong) < len(right)
        end.set_data([len(wrong)] if stopped else [], [wrong[-1]] if stopped else [])
        legend.get_texts()[0].set_text("as published" if wrong else f"as published: {exhibit.number}")
        axes.set(xlim=(0, len(right)), ylim=(0, 1.08 * max(max(run, default=0) for run in runs.values())))
        return f"Two loss curves from the same start: {exhibit.verdict}"

    return figure.updates_with(draw, name=name)
