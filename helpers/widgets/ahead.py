"""Draw ahead of the reader: what is one move away is drawn while nobody moves anything, and given to the browser."""

import asyncio
import time

from helpers.plots.style import drawing
from helpers.widgets.frontend import is_voila, running_loop
from helpers.widgets.pictures import ReadyPictures

PAUSE = 2.0  # seconds without a move, and the reader looks at the picture
BREATH = 0.05  # seconds between two stages that are drawn ahead; a move that comes meanwhile goes first
REST = 0.2  # seconds without a move, and it was the last one for now; or the browser has loaded what it got
MOST_KEPT = 200  # pictures of an explorer, 8 to 25 kilobytes each
MOST_BYTES = 25_000  # of a picture that is sent ahead: the kernel may be far away


class Ahead:
    """What is drawn ahead for one explorer, which tells it of its moves and of what it has drawn itself.

    Finished pictures are kept, and shown again without the figure, which then stays behind until
    something has to be drawn. The pictures of the control moved last come first, of a training at
    least the first stage, and are handed to the browser. From then on it shows them without asking
    the kernel. Where one is too large for that, the kernel goes on answering.
    """

    last_move = 0.0  # of any explorer; in the clock of time.monotonic()
    last_task = None  # of all explorers, the task that draws ahead and began last

    def __init__(self, explorer):
        self.explorer, explorer.ahead = explorer, self
        self.kept, self.too_large = {}, False  # {values of the settings: (picture, text)}
        self.unseen = [control for control in explorer.controls.values() if hasattr(control, "options")]
        self.dragged = next(iter(self.unseen), None)  # the one of them that was moved last
        self.owner = self.task = None  # of the last move; that draws ahead
        self.browser = ReadyPictures(explorer.picture, max((len(each.options) for each in self.unseen), default=0))
        explorer.place = self.browser.widget
        self.keep(explorer.frame())

    def begin(self):
        """Begin to draw, after what was begun ahead for other explorers."""
        self.warm_up(Ahead.last_task)
        Ahead.last_task = self.task or Ahead.last_task

    def answers(self, owner):
        """Show what a control was moved to, if it was drawn ahead; return whether it was."""
        Ahead.last_move, self.owner = time.monotonic(), owner
        by_browser, settings = owner is self.browser.follows, self.explorer.settings()
        kept = None if self.explorer.more.value else self.kept.get(self.key(settings))  # numbers come from the figure
        if kept:
            self.explorer.stages = None  # an older answer that is still being computed is asked for no more
        if kept and by_browser:
            if loop := running_loop():
                loop.call_later(REST, self.catch_up)
            return True
        if kept:
            self.keep(kept, settings)  # what is on the screen is the last to be forgotten
            self.explorer.picture.show(*kept)
            self.browser.leave()
        if by_browser or owner is not self.dragged or not self.task or self.task.done():
            self.dragged = owner if hasattr(owner, "options") else self.dragged
            self.warm_up()  # else what is being drawn ahead stays right
        return bool(kept)

    def drawn(self, drawn, done, first):
        """Take note of what the explorer has drawn; the browser may have the first stage of it ready, and show that."""
        if done:
            self.keep(drawn)
        if not (first and self.browser.follows is self.owner):
            self.browser.leave()

    def numbers(self, shown):
        """Take note that the numbers are shown, and come from the kernel, or are hidden again."""
        if shown:
            self.browser.leave()
        else:
            self.warm_up()

    def catch_up(self):
        """Put what the browser shows by itself behind it, so that it stays until the next picture has come."""
        with drawing:
            kept = self.kept.get(self.key(self.explorer.settings()))
            if kept and self.browser.follows and time.monotonic() - Ahead.last_move >= REST:
                self.explorer.picture.show(*kept)

    def warm_up(self, others=None):
        """Begin to draw what is one move away, between other work; others, a task that comes first."""
        if self.dragged is None or is_voila():
            return  # nothing here has positions that one could draw, or the page would not get the pictures
        self.unseen = [self.dragged] + [control for control in self.unseen if control is not self.dragged]
        if loop := running_loop():
            self.task = loop.create_task(self.look_ahead(others))

    async def look_ahead(self, others):
        """Draw what is one move away: of the control moved last, then of those that were not seen to yet."""
        if others and not others.done():
            await asyncio.wait([others])
        if await self.get_ready(self.dragged):
            while self.unseen and await self.draw_ahead(self.unseen[0]):
                self.unseen.pop(0)

    async def get_ready(self, control):
        """Let the browser show each position of a control, or its first stage; return whether no move came between."""
        for place, settings in enumerate(self.positions(control)):
            await self.quiet(REST)
            with drawing:
                if self.task is not asyncio.current_task():
                    return False
                kept = self.kept.get(self.key(settings))
                if not kept:
                    next(self.begin_stages(settings))
                self.prepare(place, kept or self.draw(done=self.explorer.at_once))
        await asyncio.sleep(REST)
        with drawing:
            if self.task is asyncio.current_task() and not self.explorer.more.value and not self.too_large:
                self.browser.follow(control)
        return True

    async def draw_ahead(self, control):
        """Draw and keep the picture of each position of a control; return whether no move came between."""
        for settings in self.positions(control):
            stages = None
            while self.key(settings) not in self.kept:
                await self.quiet(PAUSE)
                with drawing:
                    if self.task is not asyncio.current_task():
                        return False
                    if stages is None or self.explorer.stages is not stages:
                        stages = self.begin_stages(settings)
                    if next(stages, None) is None or self.explorer.at_once:
                        self.draw(done=True)
        return True

    def positions(self, control):
        """Yield the settings at each position of a control; the others stay."""
        name = next(name for name, other in self.explorer.controls.items() if other is control)
        for option in control.options:
            yield self.explorer.settings() | {name: option[1] if isinstance(option, tuple) else option}

    async def quiet(self, seconds):
        """Wait until nobody has moved anything for so long, and no network is being trained."""
        await asyncio.sleep(BREATH)
        while time.monotonic() - Ahead.last_move < seconds or (self.explorer.task and not self.explorer.task.done()):
            await asyncio.sleep(seconds)

    def begin_stages(self, settings):
        """Return the stages of the figure at these settings, in place of what it was about to show."""
        self.explorer.stages = self.explorer.figure.stages(**settings)
        return self.explorer.stages

    def draw(self, done):
        """Return the figure as it is now, as picture and text; keep them if it is done."""
        drawn = self.explorer.frame()
        if done:
            self.keep(drawn)
        return drawn

    def prepare(self, place, drawn):
        """Hand the picture of a position to the browser, unless it is too large; then the kernel answers them all."""
        self.too_large = self.too_large or len(drawn[0]) > MOST_BYTES
        if self.too_large:
            self.browser.leave()
        else:
            self.browser.prepare(place, *drawn)

    def key(self, settings):
        """Return what the picture of these settings is kept under."""
        return tuple(settings[name] for name in self.explorer.controls)

    def keep(self, drawn, settings=None):
        """Keep picture and text, of the figure as it is now or of other settings, as the newest.

        The browser gets them in place of a first stage that it may have.
        """
        key = self.key(settings or self.explorer.figure.settings)
        self.kept.pop(key, None)
        if len(self.kept) >= MOST_KEPT:
            self.kept.pop(next(iter(self.kept)))  # the oldest
        self.kept[key] = drawn
        for place, at in enumerate(self.positions(self.dragged) if self.dragged else ()):
            if self.key(at) == key and self.browser.ready[place].value:
                self.prepare(place, drawn)
