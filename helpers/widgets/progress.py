"""A progress bar for work that takes longer than a moment."""

import time

import ipywidgets

from helpers.widgets.frontend import show

EVERY = 0.05  # seconds between two updates: often enough to look alive, rare enough to cost nothing


def progress(epochs):
    """Show a progress bar over this many epochs; return the function to pass to `train` as on_epoch."""
    bar = ipywidgets.IntProgress(min=0, max=epochs, description="training", bar_style="info")
    words = ipywidgets.HTML()
    show(ipywidgets.HBox([bar, words]), {"text/plain": f"Progress bar over {epochs} epochs"}, asleep="")
    last = 0.0

    def on_epoch(epoch, loss):
        nonlocal last
        if time.monotonic() - last > EVERY or epoch + 1 == epochs:
            last = time.monotonic()
            bar.value, words.value = epoch + 1, f"epoch {epoch + 1} of {epochs}, loss {loss:.4f}"

    return on_epoch
