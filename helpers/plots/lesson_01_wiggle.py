"""A wiggle that travels: from the weight over z and a to the loss; each slope stretches or shrinks it (lesson 01)."""

from helpers.plots.style import ACTIVATION, CENTER, GRADIENT, LOSS, NEUTRAL, PARAMETER, course_style, minus, panels

X, Y = 2.0, 2.0  # z = 2w, a = z², L = ½ (a − 2)²
NAMES, COLORS = ("w", "z", "a", "L"), (PARAMETER, NEUTRAL, ACTIVATION, LOSS)
FORMULAS = ("$dz/dw$", "$da/dz = 2z$", "$dL/da = a - 2$")
REACH = 1.0  # how much of each number line is shown, to either side of the value; the unit is the same on all of them


def values_at(w):
    """Return w, z, a and L."""
    z = X * w
    a = z**2
    return w, z, a, 0.5 * (a - Y) ** 2


def slopes_at(w):
    """Return dz/dw, da/dz and dL/da."""
    _, z, a, _ = values_at(w)
    return X, 2 * z, a - Y


@course_style
def wiggle_travels(w=0.5, nudge=0.1):
    """Draw four number lines, each around its value; a nudge of the first moves all of them."""
    figure, axes = panels(3.6)
    _number_lines(axes)
    (beam,) = axes.plot([], [], color=GRADIENT, linewidth=1.5)
    arrows = [axes.annotate("", (0, 0), (0, 0), arrowprops=_arrow(color)) for color in COLORS]
    values = [axes.text(place, REACH + 0.22, "", **CENTER, size=12) for place in range(4)]
    moved = [axes.text(place, -REACH - 0.17, "", **CENTER, size=12, weight="bold") for place in range(4)]
    slopes = [axes.text(place + 0.5, -REACH - 0.4, "", **CENTER, size=12, color=GRADIENT) for place in range(3)]

    def draw(w, nudge):
        before, found = values_at(w), slopes_at(w)
        changes = [now - then for then, now in zip(before, values_at(w + nudge), strict=True)]
        beam.set_data(range(4), changes)
        for place, change in enumerate(changes):
            arrows[place].xy, arrows[place].xyann = (place, change), (place, 0)
            values[place].set_text(minus(f"{before[place]:.4g}"))
            moved[place].set_text(minus(f"{change:+.3f}"))
        for text, formula, slope in zip(slopes, FORMULAS, found, strict=True):
            text.set_text(f"{formula} = {minus(f'{slope:.3g}')}")
        return _said(w, nudge, changes, found)

    return figure.updates_with(draw, w=w, nudge=nudge)


def _number_lines(axes):
    axes.set(xlim=(-0.45, 3.45), ylim=(-REACH - 0.5, REACH + 0.75))
    axes.axis("off")
    axes.plot(range(4), [0] * 4, color=NEUTRAL, linewidth=1, zorder=0)
    for place, (name, color) in enumerate(zip(NAMES, COLORS, strict=True)):
        axes.plot([place, place], [-REACH, REACH], color=color, linewidth=1.5)
        axes.plot([place - 0.05, place + 0.05], [0, 0], color=color, linewidth=2)
        axes.text(place, REACH + 0.5, f"${name}$", **CENTER, size=15)


def _said(w, nudge, changes, slopes):
    """Return what the figure shows, as text."""
    product = slopes[0] * slopes[1] * slopes[2] + 0.0  # and not −0
    return (
        f"four number lines. w = {w:g} is nudged by {nudge:+g}; z moves by {changes[1]:+.3f}, a by {changes[2]:+.3f}"
        f" and the loss by {changes[3]:+.3f}. The slopes on the way are {slopes[0]:.3g}, {slopes[1]:.3g} and"
        f" {slopes[2]:.3g}; their product is {product:.3g}, so they predict {product * nudge:+.3f}."
    )


def _arrow(color):
    return {"arrowstyle": "-|>", "color": color, "linewidth": 3.5, "shrinkA": 0, "shrinkB": 0, "mutation_scale": 16}
