"""The colors of the course at a glance (lesson 00)."""

from matplotlib.patches import FancyBboxPatch

from helpers.plots.style import (
    ACTIVATION,
    CENTER,
    GRADIENT,
    INPUT,
    LOSS,
    PARAMETER,
    RATE,
    TARGET,
    course_style,
    panels,
    text_on,
)

QUANTITIES = {
    "inputs": INPUT,
    "parameters": PARAMETER,
    "activations,\npredictions": ACTIVATION,
    "targets": TARGET,
    "loss": LOSS,
    "gradients": GRADIENT,
    "learning\nrate, step": RATE,
}


@course_style
def colors():
    """Draw one swatch for each quantity that has a color of its own."""
    figure, axes = panels(0.9)
    for place, (name, color) in enumerate(QUANTITIES.items()):
        look = {"boxstyle": "round,pad=0,rounding_size=0.08", "facecolor": color, "edgecolor": "none"}
        axes.add_patch(FancyBboxPatch((place + 0.06, 0.1), 0.88, 0.8, **look))
        axes.text(place + 0.5, 0.5, name, **CENTER, color=text_on(color), size=10)
    axes.set(xlim=(0, len(QUANTITIES)), ylim=(0, 1))
    axes.axis("off")
    figure.alt = (
        "the colors of the course: inputs sky blue, parameters blue, activations and predictions green, "
        "targets black, loss pink, gradients vermilion, learning rate and step orange."
    )
    return figure
