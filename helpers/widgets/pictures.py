"""A picture on the page: the one that the kernel sends, and those that the browser has ready and shows by itself."""

import re
from base64 import b64encode
from html import escape

import ipywidgets
from traitlets import CInt

from helpers.plots.style import PIXELS_PER_INCH

# A Tab shows one of its children, and hides the others. Its row of tabs would say nothing to anybody. What is drawn
# keeps its place while it is hidden: so the browser shows its old picture until it has loaded a new one, and not an
# empty frame.
STYLE = """<style>
.one-picture > .lm-TabBar, .one-picture > .p-TabBar { display: none !important }
.one-picture > .widget-tab-contents {
    padding: 0 !important; border: none !important; background: none !important; overflow: visible; position: relative
}
.one-picture .drawn.lm-mod-hidden, .one-picture .drawn.p-mod-hidden {
    display: flex !important; visibility: hidden; position: absolute; top: 0; left: 0; width: 100%
}
</style>"""
CAPTION = (  # room for three lines, so that nothing jumps
    "<div class='caption' style='line-height: 1.4; min-height: 4.2em'>{}</div>"
)
# Decoded before it is shown, else the browser would show an empty frame first; its size known before it is there, so
# that nothing jumps.
READY = (
    "<img decoding='sync' alt='' width='{}' height='{}' style='display: block; margin-bottom: 4px; width: 100%; height:"
    " auto' src='data:image/png;base64,{}'>"
)

NUMBER = re.compile(r"[\d.]+e-\d+")  # a line may end at the hyphen of 2e-06, unless that is told to stay in one piece


def caption(text):
    """Return a text as it is shown below a picture."""
    return CAPTION.format(NUMBER.sub(r"<span style='white-space: nowrap'>\g<0></span>", escape(text)))


class Picture:
    """A picture that the kernel sends, and the text below it."""

    def __init__(self, figure):
        """Parameters: figure, which is shown by a LiveView."""
        self.size = figure.canvas.get_width_height()  # of a file, in pixels
        width = f"{round(figure.get_figwidth() * PIXELS_PER_INCH)}px"
        self.layout = ipywidgets.Layout(width=width, max_width="100%")  # shrinks in a narrow window, or at 200% zoom
        self.image = ipywidgets.Image(format="png", layout=self.layout)
        self.caption = ipywidgets.HTML(layout=self.layout)
        self.widget = ipywidgets.VBox([self.image, self.caption]).add_class("drawn")

    def show(self, picture, text):
        """Send a picture, as PNG bytes, and its text."""
        self.image.value, self.caption.value = picture, caption(text)


class OneOf(ipywidgets.Tab):
    """A Tab whose position goes to the kernel and isn't repeated to the browser."""

    selected_index = CInt(None, allow_none=True).tag(sync=True, echo_update=False)


class ReadyPictures:
    """In front of a Picture those of all positions of a control, for the browser to show without asking the kernel.

    `follows` is the control, if there is one; then what the kernel sends stays unseen.
    """

    def __init__(self, picture, most):
        """Parameters: picture, a Picture; most, the positions of any control."""
        self.picture, self.follows, self.link = picture, None, None
        self.ready = [ipywidgets.HTML(layout=picture.layout) for _ in range(most)]
        self.tab = OneOf(children=[*self.ready, picture.widget], selected_index=most).add_class("one-picture")
        self.widget = ipywidgets.VBox([ipywidgets.HTML(STYLE, layout={"display": "none"}), self.tab])

    def prepare(self, place, picture, text):
        """Hand the picture of a position to the browser, unseen."""
        image = READY.format(*self.picture.size, b64encode(picture).decode())
        self.ready[place].value = image + caption(text)

    def follow(self, control):
        """From now on, show what was prepared for the position of a control, as it moves."""
        self.leave()
        self.follows = control
        self.tab.selected_index = control.index
        self.link = ipywidgets.jsdlink((control, "index"), (self.tab, "selected_index"))

    def leave(self):
        """From now on, show what the kernel sends."""
        if self.follows:
            self.link.unlink()
            self.follows = self.link = None
        self.tab.selected_index = len(self.ready)
