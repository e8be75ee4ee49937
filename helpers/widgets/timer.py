"""A timer that starts when one says so, and that one can hide."""

import asyncio
import time

import ipywidgets

from helpers.widgets.frontend import running_loop, show


class Timer:
    """A button that starts it, the time, and a button that hides the time. It runs on past its end."""

    def __init__(self, minutes):
        self.minutes, self.started, self.task = minutes, None, None
        self.button = ipywidgets.Button(description="start", tooltip="start the timer")
        self.hide = ipywidgets.ToggleButton(description="hide the time", tooltip="hide or show the time; it runs on")
        self.label = ipywidgets.HTML(self.words())
        self.button.on_click(lambda _: self.start())
        self.hide.observe(lambda _: self.show(), names="value")

    def start(self):
        """Start it, or start it anew."""
        self.started = time.monotonic()
        self.button.description = "start again"
        self.show()
        if self.task is None and (loop := running_loop()):
            self.task = loop.create_task(self.tick())

    async def tick(self):
        """Show the time once a second."""
        while True:
            await asyncio.sleep(1)
            self.show()

    def show(self):
        """Show the time, unless it is hidden."""
        self.hide.description = "show the time" if self.hide.value else "hide the time"
        self.label.value = "" if self.hide.value else self.words()

    def words(self):
        """The time that is left, as text."""
        if self.started is None:
            return f"{self.minutes}:00"
        left = round(60 * self.minutes - (time.monotonic() - self.started))
        clock = f"{abs(left) // 60}:{abs(left) % 60:02}"
        return clock if left >= 0 else f"{clock} over; go on until you are done"

    def widget(self):
        """All of it as one widget."""
        return ipywidgets.HBox([self.button, self.hide, self.label])


def timer(minutes=45):
    """Show a timer; nothing happens when it ends. Returns nothing.

    Raises ValueError for minutes that aren't a whole number from 1 on.
    """
    if isinstance(minutes, bool) or not isinstance(minutes, int) or minutes < 1:
        raise ValueError(f"minutes must be a whole number from 1 on, but it is {minutes!r}")
    text = f"Timer: {minutes} minutes. It starts when you press the button, and can be hidden."
    show(Timer(minutes).widget(), {"text/plain": text, "text/html": f"<p>{text}</p>"})
