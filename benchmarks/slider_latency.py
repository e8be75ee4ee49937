"""How long does a reader wait for the picture, beside interact around pyplot, which is today's common way?

python -m benchmarks.slider_latency             prints a table
python -m benchmarks.slider_latency --write     and puts it into benchmarks/slider_latency.md

It opens each explorer in JupyterLab in Chromium, below it the bare way through kernel and browser
and the same picture in the common way (with_interact.py, where there is one), and presses arrow
keys, in turn in each of them. A picture counts when it is on the screen: it is a new one, it is
decoded, and a frame with it was painted.
"""

import argparse
import inspect
import os
import platform
import sys
import tempfile
import time
from datetime import date
from importlib.metadata import version
from pathlib import Path

import jupytext
import numpy as np
from ipywidgets import SelectionSlider
from nbformat.v4 import new_code_cell, new_notebook, writes

from helpers import widgets
from lessons.pairing import KERNELSPEC
from tests.browser.jupyter import (
    KERNEL,
    SHOWN_PICTURE,
    find_chromium,
    jupyter_and_browser,
    open_notebook,
    run_all,
)
from tests.explorers import NAMES, parts

HERE = Path(__file__).parent
SLIDER = {"moons_training": "learning rate"}  # the one to move, where it isn't the first
ROUNDS, DRAGS, DRAG_SECONDS, MOVES_A_SECOND = 30, 4, 2.0, 60
LOOKS = 8  # seconds: as a reader does before the first move; the explorer draws ahead and keeps the pictures meanwhile
STILL = 0.3  # seconds without a question to the page, before and after a key
QUIET = 500  # milliseconds without a new picture, and the kernel is idle: the last one has come
FOLLOW = f"""output => {{
    const log = output.log = {{painted: [], began: 0}}
    // When the key or the mouse was moved, in the clock of performance.now().
    const began = event => {{ log.began = event.timeStamp }}
    for (const kind of ['keydown', 'pointermove']) output.addEventListener(kind, began, true)
    const shown = () => {SHOWN_PICTURE}
    const read = async src => new TextDecoder('latin1').decode(await (await fetch(src)).arrayBuffer())
    let last = shown().src, file = read(last)
    const look = async () => {{
        const image = shown()
        if (!image || image.src === last) return
        const src = last = image.src
        try {{ await image.decode() }} catch {{ return }}  // a newer one has come meanwhile
        // The callback comes right before the next frame is painted; a message posted in it arrives right after.
        requestAnimationFrame(() => {{
            const {{port1, port2}} = new MessageChannel()
            port1.onmessage = async () => {{
                const now = performance.now(), before = await file
                // An explorer may show the same file from another place.
                // One that can't be read any more was followed by another one.
                if (before !== await (file = read(src).catch(() => src))) log.painted.push(now)
            }}
            port2.postMessage(0)
        }})
    }}
    new MutationObserver(look).observe(output, {{subtree: true, childList: true, attributeFilter: ['src', 'class']}})
}}"""
SETTLED = f"""output => {KERNEL} === 'idle' && output.log.painted.length
    && performance.now() - Math.max(output.log.began, output.log.painted.at(-1)) > {QUIET}"""


# The least that is possible: a slider that shows one of two ready pictures of a pixel each.
BARE = """import io
import ipywidgets
from PIL import Image

def picture(shade):
    Image.new("L", (1, 1), shade).save(buffer := io.BytesIO(), "JPEG")
    return buffer.getvalue()

pictures = picture(0), picture(255)
slider = ipywidgets.SelectionSlider(options=range(20))
image = ipywidgets.Image(value=pictures[0], format="jpeg")
slider.observe(lambda change: image.set_trait("value", pictures[change["new"] % 2]), names="value")
ipywidgets.VBox([slider, image])"""


class Contestant:
    """A slider on the page, with the picture below it."""

    def __init__(self, page, output, label, new_starts):
        self.page, self.output = page, output
        slider = output.locator(".widget-slider")
        self.slider = slider.filter(has=page.get_by_text(label, exact=True)).first if label else slider.first
        self.handle, self.direction = self.slider.locator(".noUi-handle"), "ArrowRight"
        output.locator("img:visible").first.wait_for()
        output.evaluate(FOLLOW)
        self.new_start = output.get_by_role("button", name="new start", exact=True) if new_starts else None
        self.first, self.last, self.rate, self.rest = [], [], [], []

    def read(self):
        """Wait until no new picture comes; return when they were painted, in ms after the last key or mouse move."""
        rarely = 200  # ms; to look more often would cost the page time
        self.page.wait_for_function(SETTLED, arg=self.output.element_handle(), polling=rarely)
        log = self.output.evaluate("output => output.log")
        return np.array(log["painted"]) - log["began"]

    def clear(self):
        """Forget the pictures that were painted."""
        self.output.evaluate("output => { output.log.painted.length = 0 }")

    def position(self):
        """Return the slider's position and its last one."""
        return [float(self.handle.get_attribute(f"aria-value{end}")) for end in ("now", "max")]

    def press(self):
        """Press an arrow key, to and fro between the ends."""
        if self.new_start and self.new_start.count():  # interact has none, and computes everything anew
            self.clear()
            self.new_start.click()
            self.read()
        now, end = self.position()
        self.direction = "ArrowRight" if now == 0 else "ArrowLeft" if now == end else self.direction
        self.handle.focus()
        self.clear()
        time.sleep(STILL)
        self.page.keyboard.press(self.direction)
        time.sleep(STILL)  # to ask the page how far it is would keep it from getting there
        painted = self.read()
        self.first.append(painted[0])
        self.last.append(painted[-1])

    def drag(self):
        """Drag to and fro, a position further with each move of the mouse."""
        self.handle.scroll_into_view_if_needed()
        now, end = self.position()
        box, knob = self.slider.locator(".noUi-target").bounding_box(), self.handle.bounding_box()
        y = knob["y"] + knob["height"] / 2
        places = [*range(int(end) + 1), *range(int(end) - 1, 0, -1)]
        self.page.mouse.move(knob["x"] + knob["width"] / 2, y)
        self.page.mouse.down()
        self.clear()
        start = time.perf_counter()
        for move in range(1, round(DRAG_SECONDS * MOVES_A_SECOND) + 1):
            place = places[(int(now) + move) % len(places)]
            self.page.mouse.move(box["x"] + place / end * box["width"], y)
            time.sleep(max(0, start + move / MOVES_A_SECOND - time.perf_counter()))
        seconds = time.perf_counter() - start
        self.page.mouse.up()
        painted = self.read()
        self.rate.append((painted <= 0).sum() / seconds)
        self.rest.append(max(painted[-1], 0))


def cells_with_interact():
    """Return {title: cell} of with_interact.py."""
    return {
        cell.metadata["title"]: cell
        for cell in jupytext.read(HERE / "with_interact.py").cells
        if "title" in cell.metadata
    }


def measure(page, server, name, rounds, new_starts):
    """Return the Contestants of one explorer: ours, the bare way, and interact where there is one.

    Parameters: new_starts, whether a new start is asked for before each key.
    """
    common = cells_with_interact()
    cells = [new_code_cell(f"from helpers import widgets\n\nwidgets.{name}()"), new_code_cell(BARE)]
    if name in common:
        cells += [common["first"], common[name]]
    (server.root / f"{name}.ipynb").write_text(
        writes(new_notebook(cells=cells, metadata={"kernelspec": KERNELSPEC})), encoding="utf-8"
    )
    open_notebook(page, server, f"{name}.ipynb")
    run_all(page, cells)
    outputs = page.locator(".jp-Cell-outputArea:has(img):has(.widget-slider)")
    labels = [SLIDER.get(name), None, SLIDER.get(name)][: 2 + (name in common)]
    contestants = [Contestant(page, outputs.nth(place), label, new_starts) for place, label in enumerate(labels)]
    time.sleep(LOOKS)
    for contestant in contestants:
        contestant.press()  # the first time is another matter: caches are empty
        contestant.first.clear()
        contestant.last.clear()
    for turn in range(rounds):
        for contestant in contestants if turn % 2 else contestants[::-1]:
            contestant.press()
    ours, _, *others = contestants
    for _ in range(DRAGS):
        for contestant in (ours, *others):
            contestant.drag()
    return contestants


def row(name, ours, bare, other=None):
    """Return a line of the table; name, what stands in its first column."""

    def spread(values):
        """Write the median and the 95th percentile."""
        return f"{np.median(values):.0f} / {np.percentile(values, 95):.0f}"

    ratio = f"**{np.median(np.array(other.first) / ours.first):.1f}**" if other else ""
    common = [spread(other.first), f"{np.median(other.rate):.0f}", f"{max(other.rest):.0f}"] if other else ["", "", ""]
    mine = [spread(ours.first), spread(ours.last), f"{np.median(ours.rate):.0f}", f"{max(ours.rest):.0f}"]
    cells = [mine[0], spread(bare.first), common[0], mine[1], mine[2], common[1], mine[3], common[2]]
    return f"| {name} | {ratio} | {' | '.join(cells)} |"


COLUMNS = (
    "explorer",
    "`interact` takes … times as long",
    "first new picture, ms",
    "the bare way, ms",
    "with `interact`, ms",
    "last new picture, ms",
    "dragging: pictures a second",
    "with `interact`",
    "dragging: at rest after, ms",
    "with `interact`",
)
HEAD = f"| {' | '.join(COLUMNS)} |\n|{' --- |' * len(COLUMNS)}"
NOTES = f"""Milliseconds are median / 95th percentile, from the key press to the painted frame, in JupyterLab in
Chromium. The bare way is a slider on the same page that shows one of two ready pictures of a pixel each: what kernel
and browser take alone. The ratio is the median over pairs: the key is pressed here and there in turn. An explorer that
trains shows a first picture early, and a last one when it is done; `interact` has only one. A drag moves the slider
{MOVES_A_SECOND} times a second for {DRAG_SECONDS:g} seconds; the time to rest is the longest of {DRAGS} drags. Where a
column is empty, `with_interact.py` has no such picture. The first move comes {LOOKS} seconds after the picture;
meanwhile an explorer hands the pictures of its first control to the browser. The first move of another control goes
through the kernel, as in the bare way; then the browser gets the pictures of that one. With "new starts", that button
is pressed before each key: then no network was trained in advance, but the start of the training is known."""


def conditions(chromium_version, load, rounds):
    """Say on what this was measured."""
    packages = ", ".join(
        f"{name} {version(name)}" for name in ("jupyterlab", "ipywidgets", "ipykernel", "matplotlib", "numpy")
    )
    return (
        f"{date.today()}: {os.cpu_count()} cores ({platform.machine()}), {platform.system()}, Python"
        f" {platform.python_version()}, {packages}, Chromium {chromium_version}; {rounds} key presses each; load"
        f" average {load[0]:.1f} before, {load[1]:.1f} after."
    )


def main():
    """Measure, print and, if asked, write."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.slider_latency",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--write", action="store_true", help="put the table into benchmarks/slider_latency.md")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help=f"key presses (default {ROUNDS})")
    parser.add_argument("--only", nargs="+", metavar="explorer", help="some explorers instead of all")
    alone = [
        name
        for name in NAMES
        if all(p.default is not p.empty for p in inspect.signature(getattr(widgets, name)).parameters.values())
    ]
    alone = [name for name in alone if any(isinstance(control, SelectionSlider) for control in parts(name)[1].values())]
    alone.sort(key=lambda name: (name not in cells_with_interact(), name))
    options = parser.parse_args()
    names = options.only or alone
    if unknown := set(names) - set(alone):
        parser.error(f"no explorer with a slider: {', '.join(sorted(unknown))}; there are {', '.join(alone)}")
    chromium = find_chromium() or parser.error("no Chromium or Chrome was found")
    load, lines = [os.getloadavg()[0]], [HEAD]
    print(HEAD, flush=True)
    with tempfile.TemporaryDirectory() as folder, jupyter_and_browser(folder, chromium) as (server, context):
        for name in names:
            for new_starts in (False, True) if "seed" in parts(name)[1] else (False,):
                page = context.new_page()
                label = f"`{name}`, new starts" if new_starts else f"`{name}`"
                lines.append(row(label, *measure(page, server, name, options.rounds, new_starts)))
                print(lines[-1], flush=True)
                page.close()
                server.shut_down_kernels()
        lines += ["", NOTES, "", conditions(context.browser.version, [*load, os.getloadavg()[0]], options.rounds)]
    print("\n".join(lines[-4:]))
    if options.write:
        command = " ".join(["python -m benchmarks.slider_latency", *sys.argv[1:]])
        text = f"# From a key press to the new picture\n\nWritten by `{command}`.\n\n" + "\n".join(lines) + "\n"
        (HERE / "slider_latency.md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
