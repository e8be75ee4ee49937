"""One way to make an explorer: a figure that can be updated, and a control for each of its settings."""

import asyncio
import time
from inspect import signature

import ipywidgets

from helpers.plots.style import drawing
from helpers.widgets.ahead import Ahead
from helpers.widgets.controls import as_list
from helpers.widgets.frontend import running_loop, show
from helpers.widgets.live import LiveView
from helpers.widgets.numbers import as_html
from helpers.widgets.pictures import Picture

SETTLE = 0.02  # seconds before a training begins; whoever drags on has moved again by then
BETWEEN_FRAMES = 0.2  # seconds; while a network trains, more frames would only slow it down


class Explorer:
    """A figure, a control per setting, and below them the alternative text and, on demand, the numbers.

    Moving a control updates the figure in place. Where an answer takes time, it is computed stage by
    stage; a newer position of the control cancels what is not yet done.

    `ahead` may be an Ahead, which draws the next pictures while nobody moves anything. Without it,
    every move is answered here.
    """

    def __init__(self, figure_function, controls, still=None):
        self.function, self.controls = figure_function, controls
        self.ahead = self.stages = self.task = None
        self.figure = figure_function(**self.settings() | (still or {}))
        self.bundle = self.figure._repr_mimebundle_()
        self.at_once = sum(1 for _ in self.figure.stages(**self.settings())) == 1
        with drawing:
            self.view = LiveView(self.figure)
        self.picture = Picture(self.figure)
        self.place = self.picture.widget  # on the page
        self.numbers = ipywidgets.HTML()
        self.more = ipywidgets.ToggleButton(description="numbers", tooltip="show the numbers behind the picture")
        self.below, self.links = ipywidgets.VBox([self.numbers]), []
        self.draw_frame(done=True)
        for control in controls.values():
            control.observe(self.moved, names="value")
        self.more.observe(self.show_numbers, names="value")

    def settings(self):
        """Return what the controls say now."""
        return {name: control.value for name, control in self.controls.items()}

    def call(self):
        """Return the line of Python that draws the present picture; what was given by place stands there by name."""
        function = getattr(self.function, "func", self.function)
        given = list(signature(function).parameters)[: len(getattr(self.function, "args", ()))]
        settings = getattr(self.function, "keywords", {}) | self.figure.settings
        given += [f"{name}={value!r}" for name, value in settings.items()]
        return f"plots.{function.__name__}({', '.join(given)})"

    def moved(self, change):
        """Answer a move, if nobody has done it ahead."""
        with drawing:
            if not (self.ahead and self.ahead.answers(change["owner"])):
                self.draw()

    def draw(self):
        """Show the settings at once, and forget about older ones that are still being computed."""
        self.stages = stages = self.figure.stages(**self.settings())
        next(stages)
        self.draw_frame(self.at_once, first=True)
        if loop := running_loop():
            self.task = None if self.at_once else loop.create_task(self.follow(stages))
        else:
            for _ in stages:
                self.draw_frame(done=False)

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

    def frame(self):
        """Return the figure as it is now, as picture and text."""
        return self.view.frame(), self.figure.alt

    def draw_frame(self, done, first=False):
        """Send the figure as it is now, its text and, where they are asked for, its numbers.

        Parameters: done, whether the picture is finished; first, whether it is the first one after a move.
        """
        with drawing:
            drawn = self.frame()
            self.picture.show(*drawn)
            self.numbers.value = as_html(self.figure, self.call()) if self.more.value else ""
            if self.ahead:
                self.ahead.drawn(drawn, done, first)

    def show_numbers(self, asked):
        """Show or hide what is below the picture: the sliders as lists, and the numbers."""
        for link in self.links:
            link.unlink()
        sliders = [control for control in self.controls.values() if isinstance(control, ipywidgets.SelectionSlider)]
        pairs = [as_list(slider) for slider in sliders] if asked["new"] else []
        self.links = [link for _, link in pairs]
        self.below.children, self.numbers.value = [*(same for same, _ in pairs), self.numbers], ""
        with drawing:  # nothing is drawn ahead between the question and the answer
            if asked["new"] and self.figure.settings | self.settings() != self.figure.settings:  # it stayed behind
                self.draw()
            elif asked["new"]:
                self.draw_frame(done=False)
            if self.ahead:
                self.ahead.numbers(asked["new"])

    def widget(self):
        """Return all of it as one widget."""
        rows = [getattr(control, "row", control) for control in self.controls.values()]
        return ipywidgets.VBox([*rows, self.place, self.more, self.below])


def explore(figure_function, still=None, **controls):
    """Show the figure with a control per setting.

    Parameters: figure_function, from helpers.plots, returns a CourseFigure and takes the settings
    by name; controls, a widget with a `value` for each setting; still, settings for the picture
    that stands in where no kernel runs, where they should be others. Returns nothing: the explorer is shown.
    """
    explorer = Explorer(figure_function, controls, still)
    ahead = Ahead(explorer)
    show(explorer.widget(), *explorer.bundle)
    ahead.begin()
