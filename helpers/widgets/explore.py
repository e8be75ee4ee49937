"""One way to make an explorer: a figure that can be updated, and a control for each of its settings."""

import asyncio
import time
from html import escape
from inspect import signature

import ipywidgets
from IPython.display import display
from traitlets import Int

from helpers.plots.live import LiveView
from helpers.plots.numbers import as_html
from helpers.plots.style import PIXELS_PER_INCH, drawing

VIEW = "application/vnd.jupyter.widget-view+json"
LABEL = {"description_width": "initial"}
WIDE = ipywidgets.Layout(width="380px", max_width="100%")
CAPTION = "<div style='line-height: 1.4; min-height: 4.2em'>{}</div>"  # room for three lines, so that nothing jumps
PAUSE = 2.0  # seconds without a move, and the reader looks at the picture
BREATH = 0.05  # seconds between two stages that are drawn ahead; a move that comes meanwhile goes first
SETTLE = 0.05  # seconds before a training begins; whoever drags on has moved again by then
BETWEEN_FRAMES = 0.2  # seconds; while a network trains, more frames would only slow it down
MOST_KEPT = 200  # pictures of an explorer, 60 to 110 kilobytes each


def show(widget, data, metadata=None):
    """Display a widget together with what stands in for it where no kernel runs (GitHub, a saved page)."""
    view = {"version_major": 2, "version_minor": 0, "model_id": widget.model_id}
    display({VIEW: view, **data}, metadata=metadata, raw=True)


class Slider(ipywidgets.SelectionSlider):
    """A slider whose position goes to the kernel and isn't repeated to the browser, which has enough to do while somebody drags."""

    index = Int(None, allow_none=True).tag(sync=True, echo_update=False)


def slider(label, values, value):
    """Return a slider over a list of values, which it shows as they are written here."""
    return Slider(description=label, options=values, value=value, style=LABEL, layout=WIDE, continuous_update=True)


def as_list(control):
    """Return a slider's values as a list to choose from. Screen readers read its name and value, and of a slider only the position."""
    return ipywidgets.Dropdown(description=control.description, options=control.options, index=control.index, style=LABEL)


def choice(label, options, value):
    """Return a row of buttons to choose one of a few options."""
    return ipywidgets.ToggleButtons(description=label, options=options, value=value, style=LABEL | {"button_width": "initial"})


def start(seed):
    """Return a field for the seed of the starting weights, with buttons for the same start and a new one."""
    field = ipywidgets.BoundedIntText(description="start", value=seed, min=0, max=9999, style=LABEL)
    field.layout.width = "120px"
    same, new = ipywidgets.Button(description="same start"), ipywidgets.Button(description="new start")
    same.on_click(lambda _: field.set_trait("value", seed))
    new.on_click(lambda _: field.set_trait("value", field.value + 1))
    field.row = ipywidgets.HBox([field, same, new])
    return field


class Explorer:
    """A figure, a control per setting, and below them the alternative text and, on demand, the numbers.

    Moving a control updates the figure in place. Where an answer takes time, it is computed stage by
    stage; a newer position of the control cancels what is not yet done. Finished pictures are kept, and
    shown again without the figure, which then stays behind until something has to be drawn.
    """

    last_move = 0.0  # of any explorer; in the clock of time.monotonic()
    last_ahead = None  # of all explorers, the task that draws ahead and began last

    def __init__(self, figure_function, controls, still=None):
        self.function, self.controls = figure_function, controls
        self.stages = self.task = self.ahead = None
        self.kept = {}  # {values of the settings: (picture, caption)}
        self.figure = figure_function(**self.settings() | (still or {}))
        self.bundle = self.figure._repr_mimebundle_()
        self.at_once = sum(1 for _ in self.figure.stages(**self.settings())) == 1
        with drawing:
            self.view = LiveView(self.figure)
        # In a narrow window, or at 200% zoom, the picture shrinks instead of being cut.
        size = {"width": f"{self.figure.get_figwidth() * PIXELS_PER_INCH:.0f}px", "max_width": "100%"}
        self.image = ipywidgets.Image(format="jpeg", layout=ipywidgets.Layout(**size))
        self.caption, self.numbers = ipywidgets.HTML(layout=ipywidgets.Layout(**size)), ipywidgets.HTML()
        self.more = ipywidgets.ToggleButton(description="numbers", tooltip="show the numbers behind the picture")
        self.draw_frame(done=True)
        for control in controls.values():
            control.observe(self.moved, names="value")
        self.below, self.links = ipywidgets.VBox([self.numbers]), []
        self.more.observe(self.show_numbers, names="value")

    def settings(self):
        """Return what the controls say now."""
        return {name: control.value for name, control in self.controls.items()}

    def call(self):
        """Return the line of Python that draws the present picture; what was given by place stands there by name."""
        function = getattr(self.function, "func", self.function)
        given = list(signature(function).parameters)[: len(getattr(self.function, "args", ()))]
        settings = getattr(self.function, "keywords", {}) | self.figure.settings
        return f"plots.{function.__name__}({', '.join(given + [f'{name}={value!r}' for name, value in settings.items()])})"

    def moved(self, _):
        """Show the new settings at once, and forget about older ones that are still being computed."""
        with drawing:
            Explorer.last_move = time.monotonic()
            kept = self.kept.get(self.key(self.settings()))
            if kept and not self.more.value:  # numbers are read from the figure
                self.stages = None
                self.image.value, self.caption.value = kept
                return
            self.stages = stages = self.figure.stages(**self.settings())
            next(stages)
            self.draw_frame(done=self.at_once)
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:  # no kernel: a plain Python session
            for _ in stages:
                self.draw_frame(done=False)
        else:
            self.task = None if self.at_once else loop.create_task(self.follow(stages))

    async def follow(self, stages):
        """Show stage after stage, as long as there is no newer position; in between, let newer ones in."""
        await asyncio.sleep(SETTLE)
        last, more = time.monotonic(), True
        while more:
            await asyncio.sleep(0)
            with drawing:
                if self.stages is not stages:
                    return
                more = next(stages, None) is not None
                if not more or time.monotonic() - last > BETWEEN_FRAMES:
                    self.draw_frame(done=not more)
                    last = time.monotonic()

    def warm_up(self):
        """Begin to draw what is one move away, between other work."""
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:  # no kernel: nobody is going to drag
            return
        self.ahead = Explorer.last_ahead = loop.create_task(self.look_ahead(Explorer.last_ahead))

    async def look_ahead(self, others):
        """Draw and keep, out of sight, each position of each control, after other explorers did."""
        if others and not others.done():
            await asyncio.wait([others])
        for name, control in self.controls.items():
            for option in getattr(control, "options", ()):
                await self.draw_ahead(name, option[1] if isinstance(option, tuple) else option)

    async def draw_ahead(self, name, value):
        """Draw and keep the picture with one setting changed, stage by stage, while nobody moves anything; after a move, begin again."""
        stages, pause = None, BREATH
        while self.key(settings := self.settings() | {name: value}) not in self.kept:
            await asyncio.sleep(pause)
            with drawing:
                in_use = time.monotonic() - Explorer.last_move < PAUSE or (self.task and not self.task.done())
                pause = PAUSE if in_use else BREATH
                if in_use:
                    continue
                if stages is None or self.stages is not stages:
                    self.stages = stages = self.figure.stages(**settings)
                if next(stages, None) is None or self.at_once:
                    self.frame(done=True)

    def key(self, settings):
        """Return what the picture of these settings is kept under."""
        return tuple(settings[name] for name in self.controls)

    def frame(self, done):
        """Return the figure as it is now, as picture and caption; keep them if it is done."""
        drawn = self.view.frame(), CAPTION.format(escape(self.figure.alt))
        if done:
            if len(self.kept) >= MOST_KEPT:
                self.kept.clear()
            self.kept[self.key(self.figure.settings)] = drawn
        return drawn

    def draw_frame(self, done):
        """Send the figure as it is now, its text and, where they are asked for, its numbers."""
        with drawing:
            self.image.value, self.caption.value = self.frame(done)
            self.numbers.value = as_html(self.figure, self.call()) if self.more.value else ""

    def show_numbers(self, asked):
        """Show or hide what is below the picture: the sliders as lists, and the numbers."""
        for link in self.links:
            link.unlink()
        sliders = [control for control in self.controls.values() if isinstance(control, ipywidgets.SelectionSlider) and asked["new"]]
        lists = [as_list(slider) for slider in sliders]
        self.links = [ipywidgets.link((slider, "index"), (same, "index")) for slider, same in zip(sliders, lists, strict=True)]
        self.below.children, self.numbers.value = [*lists, self.numbers], ""
        with drawing:  # nothing is drawn ahead between the question and the answer
            if asked["new"] and self.key(self.figure.settings) != self.key(self.settings()):
                self.moved(None)
            elif asked["new"]:
                self.draw_frame(done=False)

    def widget(self):
        """Return all of it as one widget."""
        rows = [getattr(control, "row", control) for control in self.controls.values()]
        return ipywidgets.VBox([*rows, self.image, self.caption, self.more, self.below])


def explore(figure_function, still=None, **controls):
    """Show the figure with a control per setting.

    Parameters: figure_function, from helpers.plots, returns a CourseFigure and takes the settings
    by name; controls, a widget with a `value` for each setting; still, settings for the picture
    that stands in where no kernel runs, where they should be others. Returns nothing: the explorer is shown.
    """
    explorer = Explorer(figure_function, controls, still)
    show(explorer.widget(), *explorer.bundle)
    explorer.warm_up()
