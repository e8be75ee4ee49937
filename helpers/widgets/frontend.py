"""What all widgets need of the kernel and of the page."""

import asyncio

from IPython.display import display

VIEW = "application/vnd.jupyter.widget-view+json"


def show(widget, data, metadata=None):
    """Display a widget together with what stands in for it where no kernel runs (GitHub, a saved page)."""
    view = {"version_major": 2, "version_minor": 0, "model_id": widget.model_id}
    display({VIEW: view, **data}, metadata=metadata, raw=True)


def running_loop():
    """Return the event loop of the kernel, or None in a plain Python session, where nobody is going to drag."""
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        return None
