"""One way to make an explorer: a figure that can be updated, and a control for each of its settings."""

import ipywidgets
from IPython.display import display

VIEW = "application/vnd.jupyter.widget-view+json"
LABEL = {"description_width": "initial"}
WIDE = ipywidgets.Layout(width="380px")


def show(widget, data, metadata=None):
    """Display a widget together with what stands in for it where no kernel runs (GitHub, a saved page)."""
    view = {"version_major": 2, "version_minor": 0, "model_id": widget.model_id}
    display({VIEW: view, **data}, metadata=metadata, raw=True)


def slider(label, values, value):
    """Return a slider over a list of values, which it shows as they are written here."""
    return ipywidgets.SelectionSlider(
        description=label, options=values, value=value, style=LABEL, layout=WIDE, continuous_update=True
    )


def choice(label, options, value):
    """Return a row of buttons to choose one of a few options."""
    return ipywidgets.ToggleButtons(description=label, options=options, value=value, style=LABEL | {"button_width": "initial"})


def explore(figure_function, **controls):
    """Show the figure with a control per setting; moving one updates the figure in place.

    Parameters: figure_function, from helpers.plots, returns a CourseFigure and takes the settings
    by name; controls, a widget with a `value` for each setting. Returns nothing: the explorer is shown.
    """
    figure = figure_function(**{name: control.value for name, control in controls.items()})
    image = ipywidgets.Image(format="png", layout=ipywidgets.Layout(width=f"{figure.get_figwidth() * 100:.0f}px"))
    caption = ipywidgets.HTML()

    def refresh(_=None):
        figure.update(**{name: control.value for name, control in controls.items()})
        image.value, caption.value = figure.png(scale=1.3), figure.alt

    for control in controls.values():
        control.observe(refresh, names="value")
    refresh()
    data, metadata = figure._repr_mimebundle_()
    show(ipywidgets.VBox([*controls.values(), image, caption]), data, metadata)
