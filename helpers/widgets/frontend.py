"""What all widgets need of the kernel and of the page."""

import asyncio
import os
import sys

from IPython.display import display

VIEW = "application/vnd.jupyter.widget-view+json"
JUPYTER = "JPY_SESSION_NAME"  # the variable that JupyterLab's server sets, which others share
AWAKE = "backprop-awake"  # the class of a widget that a kernel moves
LIVING = f".{AWAKE}:not(.jupyter-widgets-disconnected)"  # its kernel was not restarted
OUTPUT = ":is(.jp-OutputArea-child, .output_area)"  # the second in the classic notebook
# While it lives, the two outputs before it are hidden; else what the front end says in its place, an error.
# Notebook 7 keeps the arrow keys for its headings, and the slider that has the focus says what it leaves.
STYLE = f"""<style>
{OUTPUT}:has(+ * .backprop-asleep):has(+ * + * {LIVING}),
{OUTPUT}:has(.backprop-asleep):has(+ * {LIVING}),
{OUTPUT}:has(.backprop-asleep) + *:not(:has({LIVING})) {{ display: none }}
body[data-notebook] .{AWAKE} .noUi-handle:focus-visible::after {{
    content: "Shift + ← →"; display: block; left: 50%; transform: translateX(-50%); width: auto; height: auto;
    background: none; white-space: nowrap; font-size: 11px; color: var(--jp-ui-font-color1)
}}
</style>"""
RUN = "To move or choose something here, run the cells down to this one."


def show(widget, data, metadata=None, asleep=RUN):
    """Display a widget together with what stands in for it where no kernel runs (GitHub, a saved page).

    JupyterLab shows a widget or nothing. So there what stands in is an output of its own, which a notebook that is
    saved and opened again still has, with a word (asleep) on how to bring the widget back. Other front ends choose.
    """
    view = {"version_major": 2, "version_minor": 0, "model_id": widget.model_id}
    if JUPYTER not in os.environ and sys.platform != "emscripten":  # JupyterLite is a JupyterLab
        display({VIEW: view, **data}, metadata=metadata, raw=True)
        return
    widget.add_class(AWAKE)
    display(data, metadata=metadata, raw=True)
    display({"text/html": f'{STYLE}<p class="backprop-asleep">{asleep}</p>'}, raw=True)
    display({VIEW: view}, raw=True)


def is_voila():
    """Return whether this is Voila. It runs all cells before there is a page, which may miss what comes meanwhile."""
    return os.environ.get("SERVER_SOFTWARE", "").startswith("voila")


def running_loop():
    """Return the event loop of the kernel, or None in a plain Python session, where nobody is going to drag."""
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        return None
