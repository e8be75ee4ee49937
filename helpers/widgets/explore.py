"""One way to make an explorer: a figure that can be updated, and a control for each of its settings."""

import asyncio
import time
from inspect import signature

import ipywidgets
from IPython.display import display
from traitlets import Int

from helpers.plots.style import drawing
from helpers.widgets.live import LiveView
from helpers.widgets.numbers import as_html
from helpers.widgets.pictures import Pictures

VIEW = "application/vnd.jupyter.widget-view+json"
LABEL = {"description_width": "initial"}
WIDE = ipywidgets.Layout(width="380px", max_width="100%")
PAUSE = 2.0  # seconds without a move, and the reader looks at the picture
BREATH = 0.05  # seconds between two stages that are drawn ahead; a move that comes meanwhile goes first
REST = 0.2  # seconds without a move, and it was the last one for now; or the browser has loaded what it got
SETTLE = 0.02  # seconds before a training begins; whoever drags on has moved again by then
BETWEEN_FRAMES = 0.2  # seconds; while a network trains, more frames would only slow it down
MOST_KEPT = 200  # pictures of an explorer, 60 to 110 kilobytes each


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


class Slider(ipywidgets.SelectionSlider):
    """A slider whose position goes to the kernel and isn't repeated to the browser, which has enough to do while somebody drags."""

    index = Int(None, allow_none=True).tag(sync=True, echo_update=False)


def slider(label, values, value):
    """Return a slider over a list of values, which it shows as they are written here."""
    return Slider(description=label, options=values, value=value, style=LABEL, layout=WIDE, continuous_update=True)


def as_list(control):
    """Return a slider's values as a list to choose from. Screen readers read its name and value, and of a slider only the position."""
    return ipywidgets.Dropdown(
        description=control.description, options=control.options, index=control.index, style=LABEL
    )


def choice(label, options, value):
    """Return a row of buttons to choose one of a few options."""
    return ipywidgets.ToggleButtons(
        description=label, options=options, value=value, style=LABEL | {"button_width": "initial"}
    )


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

    The pictures of the control moved last are drawn while nobody moves anything, of a training at least
    the first stage, and handed to the browser. From then on it shows them without asking the kernel.
    """

    last_move = 0.0  # of any explorer; in the clock of time.monotonic()
    last_ahead = None  # of all explorers, the task that draws ahead and began last

    def __init__(self, figure_function, controls, still=None):
        self.function, self.controls = figure_function, controls
        self.stages = self.task = self.ahead = None
        self.kept = {}  # {values of the settings: (JPEG, text)}
        self.unseen = [control for control in controls.values() if hasattr(control, "options")]  # to be drawn ahead
        self.dragged = self.unseen[0]  # the one of them that was moved last
        self.figure = figure_function(**self.settings() | (still or {}))
        self.bundle = self.figure._repr_mimebundle_()
        self.at_once = sum(1 for _ in self.figure.stages(**self.settings())) == 1
        with drawing:
            self.view = LiveView(self.figure)
        self.pictures = Pictures(self.figure, max(len(control.options) for control in self.unseen))
        self.numbers = ipywidgets.HTML()
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
        return (
            f"plots.{function.__name__}({', '.join(given + [f'{name}={value!r}' for name, value in settings.items()])})"
        )

    def moved(self, change):
        """Show the new settings at once, and forget about older ones that are still being computed."""
        with drawing:
            Explorer.last_move = time.monotonic()
            ready = (
                change["owner"] is self.pictures.follows
            )  # then the browser shows the picture already, or its first stage
            if ready and self.key(self.settings()) in self.kept:
                self.stages = None
                if loop := running_loop():
                    loop.call_later(REST, self.catch_up)
                return
            self.show_settings(ready)
            if (
                ready or change["owner"] is not self.dragged or not self.ahead or self.ahead.done()
            ):  # else what is drawn ahead stays right
                self.dragged = change["owner"] if hasattr(change["owner"], "options") else self.dragged
                self.warm_up()

    def show_settings(self, ready=False):
        """Show the picture of the settings, as it was kept, or begin to draw it; ready, whether the browser shows the first stage."""
        key = self.key(self.settings())
        if key in self.kept and not self.more.value:  # numbers are read from the figure
            self.stages = None
            self.kept[key] = self.kept.pop(key)  # what is on the screen is the last to be forgotten
            self.pictures.show(*self.kept[key])
            return
        self.stages = stages = self.figure.stages(**self.settings())
        next(stages)
        self.draw_frame(self.at_once, ready)
        if loop := running_loop():
            self.task = None if self.at_once else loop.create_task(self.follow(stages))
        else:
            for _ in stages:
                self.draw_frame(done=False)

    def catch_up(self):
        """Put what the browser shows by itself behind it, so that it stays until the next picture that is drawn has come."""
        with drawing:
            kept = self.kept.get(self.key(self.settings()))
            if kept and self.pictures.follows and time.monotonic() - Explorer.last_move >= REST:
                self.pictures.draw(*kept)

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

    def warm_up(self, others=None):
        """Begin to draw what is one move away, between other work; others, a task that comes first."""
        self.unseen = [self.dragged] + [control for control in self.unseen if control is not self.dragged]
        if loop := running_loop():
            self.ahead = loop.create_task(self.look_ahead(others))

    async def look_ahead(self, others):
        """Draw out of sight what is one move away: first of the control moved last, then of those that were not seen to yet."""
        if others and not others.done():
            await asyncio.wait([others])
        if await self.get_ready(self.dragged):
            while self.unseen and await self.draw_ahead(self.unseen[0]):
                self.unseen.pop(0)

    async def get_ready(self, control):
        """Let the browser show the picture of each position of a control, or its first stage; return whether no move came between."""
        for place, settings in enumerate(self.positions(control)):
            await self.quiet(REST)
            with drawing:
                if self.ahead is not asyncio.current_task():
                    return False
                drawn = self.kept.get(self.key(settings))
                if not drawn:
                    self.stages = self.figure.stages(**settings)
                    next(self.stages)
                    drawn = self.frame(done=self.at_once)
                self.pictures.prepare(place, *drawn)
        await asyncio.sleep(REST)
        with drawing:
            if self.ahead is asyncio.current_task() and not self.more.value:
                self.pictures.follow(control)
        return True

    async def draw_ahead(self, control):
        """Draw and keep the picture of each position of a control; return whether no move came between."""
        for place, settings in enumerate(self.positions(control)):
            stages = None
            while self.key(settings) not in self.kept:
                await self.quiet(PAUSE)
                with drawing:
                    if self.ahead is not asyncio.current_task():
                        return False
                    if stages is None or self.stages is not stages:
                        self.stages = stages = self.figure.stages(**settings)
                    if next(stages, None) is None or self.at_once:
                        drawn = self.frame(done=True)
                        if control is self.dragged:
                            self.pictures.prepare(place, *drawn)
        return True

    def positions(self, control):
        """Yield the settings at each position of a control; the others stay."""
        name = next(name for name, other in self.controls.items() if other is control)
        for option in control.options:
            yield self.settings() | {name: option[1] if isinstance(option, tuple) else option}

    async def quiet(self, seconds):
        """Wait until nobody has moved anything for so long, and no network is being trained."""
        await asyncio.sleep(BREATH)
        while time.monotonic() - Explorer.last_move < seconds or (self.task and not self.task.done()):
            await asyncio.sleep(seconds)

    def key(self, settings):
        """Return what the picture of these settings is kept under."""
        return tuple(settings[name] for name in self.controls)

    def frame(self, done):
        """Return the figure as it is now, as picture and caption; keep them if it is done."""
        drawn = self.view.frame(), self.figure.alt
        if done:
            if len(self.kept) >= MOST_KEPT:
                self.kept.pop(next(iter(self.kept)))  # the oldest
            self.kept[self.key(self.figure.settings)] = drawn
        return drawn

    def draw_frame(self, done, ready=False):
        """Send the figure as it is now, its text and, where they are asked for, its numbers; where the browser has it ready, unseen."""
        with drawing:
            (self.pictures.draw if ready else self.pictures.show)(*self.frame(done))
            self.numbers.value = as_html(self.figure, self.call()) if self.more.value else ""

    def show_numbers(self, asked):
        """Show or hide what is below the picture: the sliders as lists, and the numbers."""
        for link in self.links:
            link.unlink()
        sliders = [
            control
            for control in self.controls.values()
            if isinstance(control, ipywidgets.SelectionSlider) and asked["new"]
        ]
        lists = [as_list(slider) for slider in sliders]
        self.links = [
            ipywidgets.link((slider, "index"), (same, "index")) for slider, same in zip(sliders, lists, strict=True)
        ]
        self.below.children, self.numbers.value = [*lists, self.numbers], ""
        with drawing:  # nothing is drawn ahead between the question and the answer
            if asked["new"] and self.key(self.figure.settings) != self.key(self.settings()):
                self.show_settings()
            elif asked["new"]:
                self.draw_frame(done=False)
            else:
                self.warm_up()

    def widget(self):
        """Return all of it as one widget."""
        rows = [getattr(control, "row", control) for control in self.controls.values()]
        return ipywidgets.VBox([*rows, self.pictures.widget, self.more, self.below])


def explore(figure_function, still=None, **controls):
    """Show the figure with a control per setting.

    Parameters: figure_function, from helpers.plots, returns a CourseFigure and takes the settings
    by name; controls, a widget with a `value` for each setting; still, settings for the picture
    that stands in where no kernel runs, where they should be others. Returns nothing: the explorer is shown.
    """
    explorer = Explorer(figure_function, controls, still)
    show(explorer.widget(), *explorer.bundle)
    explorer.warm_up(Explorer.last_ahead)
    Explorer.last_ahead = explorer.ahead
