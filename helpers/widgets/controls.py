"""The controls of the explorers. What has `options` has positions, one for each, and can be drawn ahead."""

import ipywidgets
from traitlets import Int

LABEL = {"description_width": "initial"}
WIDE = ipywidgets.Layout(width="380px", max_width="100%")


class Slider(ipywidgets.SelectionSlider):
    """A slider whose position goes to the kernel and isn't repeated to the browser.

    The browser has enough to do while somebody drags.
    """

    index = Int(None, allow_none=True).tag(sync=True, echo_update=False)


def slider(label, values, value):
    """Return a slider over a list of values, which it shows as they are written here."""
    return Slider(description=label, options=values, value=value, style=LABEL, layout=WIDE, continuous_update=True)


def as_list(control):
    """Return a slider's values as a list to choose from, which moves with it; and the link between them.

    Screen readers read the name and value of a list, and of a slider only the position.
    """
    look = {"description": control.description, "style": LABEL}
    same = ipywidgets.Dropdown(options=control.options, index=control.index, **look)
    return same, ipywidgets.link((control, "index"), (same, "index"))


def choice(label, options, value):
    """Return a row of buttons to choose one of a few options."""
    style = LABEL | {"button_width": "initial"}
    return ipywidgets.ToggleButtons(description=label, options=options, value=value, style=style)


def start(seed):
    """Return a field for the seed of the starting weights, with buttons for the same start and a new one."""
    field = ipywidgets.BoundedIntText(description="start", value=seed, min=0, max=9999, style=LABEL)
    field.layout.width = "120px"
    same, new = ipywidgets.Button(description="same start"), ipywidgets.Button(description="new start")
    same.on_click(lambda _: field.set_trait("value", seed))
    new.on_click(lambda _: field.set_trait("value", field.value + 1))
    field.row = ipywidgets.HBox([field, same, new], layout={"flex_flow": "row wrap"})  # whole words, also on a phone
    return field
