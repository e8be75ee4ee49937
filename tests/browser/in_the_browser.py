"""The lessons in JupyterLab, in a real browser: they run from the top, and their explorers follow keyboard and mouse.

test_lessons_to_05.py and test_lessons_from_06.py hold these tests, so that two browsers can work side by side.
"""

import base64
import io
import itertools
import re
import time
from functools import cached_property, partial

import ipywidgets
import nbformat
import numpy as np
import pytest
from PIL import Image, ImageFilter
from playwright.sync_api import expect

from helpers import plots
from helpers.widgets.live import LiveView
from lessons.pairing import notebook_path, read_notebook
from tests.browser.jupyter import PATIENCE, SHOWN_PICTURE, open_notebook, run_all
from tests.explorers import NAMES, cases, on_the_page, parts, reading

KEYS = {"slider": ("ArrowRight", "ArrowLeft"), "button": ("Space", "Enter")}
ONE_COLOR_IS_LIKE_ANOTHER = 48  # of 255: a palette has few; pictures with a line elsewhere differ by more
NEIGHBORS = 3  # pixels across: whether a text is rounded up or down to the next pixel depends on how often it was drawn
WATCH = f"""output => {{
    const heights = output.heights = new Set()
    const height = () => ({SHOWN_PICTURE})?.offsetHeight
    const note = () => heights.add(`picture ${{height()}}, with its controls and text ${{output.offsetHeight}}`)
    const observer = new ResizeObserver(note)
    for (const part of [output, ...output.querySelectorAll('img')]) observer.observe(part)
    note()
}}"""
# The file that the browser shows, once it could decode it.
SHOWN_FILE = """async image => {
    while (true) {
        const src = image.src
        try {
            await image.decode()
            const file = await (await fetch(src)).blob(), reader = new FileReader()
            await new Promise(done => { reader.onload = done; reader.readAsDataURL(file) })
            return reader.result.split(',')[1]
        } catch (error) {
            if (image.src === src) throw error  // else a newer one has taken its place meanwhile
        }
    }
}"""
# Nothing new for 10 frames of the browser in a row.
AT_REST = f"""output => new Promise(done => {{
    let frames = 0, last = null
    const look = () => {{
        const src = ({SHOWN_PICTURE})?.src
        frames = src === last ? frames + 1 : 0
        last = src
        frames < 10 ? requestAnimationFrame(look) : done()
    }}
    look()
}})"""
# What the controls say, by their labels.
SHOWN = """output => {
    const controls = output.querySelectorAll('.widget-slider, .widget-toggle-buttons, .widget-text:has([type=number])')
    return [...controls].map(control => [
        control.querySelector('.widget-label').textContent,
        control.querySelector('[type=number]')?.value
            ?? control.querySelector('.widget-readout, .mod-active').textContent.trim(),
    ])
}"""
# What a control is on the page, and in the kernel.
PARTS = {
    "handles": (".noUi-handle", ipywidgets.SelectionSlider),
    "groups": (".widget-toggle-buttons", ipywidgets.ToggleButtons),
    "fields": ("[type=number]:visible", ipywidgets.BoundedIntText),
    "buttons": (".widget-button:visible", ipywidgets.Button),
}


class Lesson:
    """A lesson in the browser, run from the top."""

    def __init__(self, server, page, path):
        notebook = read_notebook(notebook_path(path))
        self.cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
        for cell in self.cells:  # what is stored must not pass for what is computed
            cell.outputs, cell.execution_count = [], None
        nbformat.write(notebook, server.root / f"{path.stem}.ipynb")
        self.page, self.console = page, []
        self.page.on("console", lambda message: message.type == "error" and self.console.append(message.text))
        self.page.on("pageerror", lambda error: self.console.append(str(error)))
        open_notebook(self.page, server, f"{path.stem}.ipynb")
        self.ran = run_all(self.page, self.cells)

        self.calls = re.findall(r"\bwidgets\.(\w+)\((\)?)", "\n".join(cell.source for cell in self.cells))

    @cached_property
    def explorers(self):
        """The explorers on the page, in the order in which the lesson calls them."""
        calls = [(name, bool(alone)) for name, alone in self.calls if name in NAMES]
        outputs = self.page.locator(".jp-OutputArea-output:has(.widget-image)").filter(
            has=self.page.get_by_role("button", name="numbers", exact=True)
        )
        expect(outputs).to_have_count(len(calls))
        return [OnPage(outputs.nth(place), *call) for place, call in enumerate(calls)]

    @property
    def questions(self):
        """The predictions on the page."""
        outputs = self.page.locator(".jp-OutputArea-output:has-text('your prediction'):has(.widget-button)")
        return counted(outputs, sum(name == "predict" for name, _ in self.calls))


class OnPage:
    """An explorer on the page."""

    def __init__(self, output, name, alone):
        """Parameters: output, where it is; name, of its function; alone, whether that was called without arguments."""
        self.output, self.page, self.name = output, output.page, name
        figure_function, self.controls = parts(*cases()[name])
        self.expected = None  # the same figure on our side; what a lesson hands over is known to its kernel alone
        if alone:
            self.expected = figure_function(**{setting: control.value for setting, control in self.controls.items()})
            self.expected.png()  # as the explorer does first; the layout settles while it is drawn
            self.view = LiveView(self.expected)
        self.image, self.caption = output.locator("img:visible"), output.locator(".caption:visible")
        on_page = list(on_the_page(self.controls.values()))
        self.handles, self.groups, self.fields, self.buttons = (
            counted(output.locator(selector), sum(isinstance(widget, kind) for widget in on_page))
            for selector, kind in PARTS.values()
        )
        self.numbers = output.locator(".widget-vbox > .widget-toggle-button")

    def settings(self):
        """Return the settings that one reads off the controls; those that have none on the page stay as they are."""
        shown = dict(self.output.evaluate(SHOWN))
        return {
            name: reading(control, shown[control.description]) if control.description in shown else control.value
            for name, control in self.controls.items()
        }

    def moves(self, action):
        """Do it; the picture must change, keep its height, and come to rest where the controls say."""
        self.output.evaluate(WATCH)
        before, src = self.pixels(), self.image.get_attribute("src")
        action()
        expect(self.image).not_to_have_attribute("src", src)
        give_up_at = time.monotonic() + PATIENCE / 1000
        while wrong := self.what_is_wrong(before):
            assert time.monotonic() < give_up_at, f"{self.name}: {wrong}"
        heights = self.output.evaluate("output => [...output.heights]")
        assert len(heights) == 1, f"{self.name}: heights in pixels while it moved: {heights}"

    def what_is_wrong(self, before):
        """Wait until no newer picture comes; say what is wrong with this one, or nothing.

        On a busy machine, a later one may be right.
        """
        self.output.evaluate(AT_REST)
        picture = self.pixels()
        if like(picture, before):
            return "the picture did not change"
        if not self.expected:
            return None
        settings = self.settings()
        self.expected.update(**settings)
        if self.caption.text_content() != self.expected.alt:
            return f"this is not the text for {settings}: {self.caption.text_content()}"
        if not like(picture, opened(self.view.frame()), NEIGHBORS):
            return f"this is not the picture for {settings}"
        return None

    def pixels(self):
        """Return the picture that the browser shows."""
        return opened(base64.b64decode(self.image.evaluate(SHOWN_FILE)))


def counted(locator, count):
    """Return all that a locator finds, which must be so many."""
    expect(locator).to_have_count(count)
    return locator.all()


def opened(data):
    """Return an image file as an image."""
    return Image.open(io.BytesIO(data)).convert("RGB")


def like(one, other, neighborhood=1):
    """Say whether two pictures are the same but for their palettes, and for shifts within a neighborhood of pixels."""
    darkest, brightest = (
        np.asarray(other.filter(extreme(neighborhood)) if neighborhood > 1 else other, dtype=int)
        for extreme in (ImageFilter.MinFilter, ImageFilter.MaxFilter)
    )
    low, high = darkest - ONE_COLOR_IS_LIKE_ANOTHER, brightest + ONE_COLOR_IS_LIKE_ANOTHER
    return one.size == other.size and bool(((low <= one) & (one <= high)).all())


def fixture(paths):
    """Return the fixture `lesson`: each of these lessons, run from the top."""

    @pytest.fixture(name="lesson", scope="module", params=paths, ids=lambda path: path.stem)
    def lesson(request, lab):
        return Lesson(*lab, request.param)

    return lesson


@pytest.fixture(name="explorers")
def explorers_of(lesson):
    """The explorers of a lesson that has some."""
    return lesson.explorers or pytest.skip("this lesson calls no explorer")


@pytest.fixture(name="steppers")
def steppers_of(lesson):
    """The steppers of a lesson that has some."""
    names = [name for name, _ in lesson.calls if "stepper" in name]
    if not names:
        pytest.skip("this lesson calls no stepper")
    steppers = [explorer for explorer in lesson.explorers if "stepper" in explorer.name]
    assert [stepper.name for stepper in steppers] == names
    return steppers


def test_runs_from_the_top(lesson):
    for cell, ran in zip(lesson.cells, lesson.ran, strict=True):
        errors = [
            output for output in ran["outputs"] if output["output_type"] == "error" or output.get("name") == "stderr"
        ]
        assert not errors or "raises-exception" in cell.metadata.get("tags", []), f"{cell.source}\n{errors}"
    numbers = itertools.count(1)
    assert [ran["execution_count"] for ran in lesson.ran] == [
        next(numbers) if cell.source.strip() else None for cell in lesson.cells
    ]
    assert all(explorer.image.is_visible() for explorer in lesson.explorers)
    assert not lesson.page.locator(".jupyter-widgets-error-widget").count()


def test_keyboard(explorers):
    for explorer in explorers:
        for handle in explorer.handles:
            at_end = handle.get_attribute("aria-valuenow") == handle.get_attribute("aria-valuemax")
            handle.focus()
            explorer.moves(partial(explorer.page.keyboard.press, KEYS["slider"][at_end]))
        for group in explorer.groups:
            for key in KEYS["button"]:
                group.locator("button:not(.mod-active)").last.focus()
                explorer.moves(partial(explorer.page.keyboard.press, key))
        for field in explorer.fields:
            field.focus()
            explorer.moves(partial(explorer.page.keyboard.press, "ArrowUp"))


def test_mouse(explorers):
    for explorer in explorers:
        for handle in explorer.handles:
            explorer.moves(lambda handle=handle: drag(handle))
        for group in explorer.groups:
            explorer.moves(group.locator("button:not(.mod-active)").first.click)
        for button in reversed(explorer.buttons):  # first a new start, then the same again
            explorer.moves(button.click)


def drag(handle):
    """Drag a slider through all its positions: to its nearer end, then almost to the other one."""
    mouse, track = handle.page.mouse, handle.locator("xpath=ancestor::*[contains(@class, 'noUi-target')]")
    handle.scroll_into_view_if_needed()
    box, knob = track.bounding_box(), handle.bounding_box()
    y = knob["y"] + knob["height"] / 2
    x = knob["x"] + knob["width"] / 2
    ends = (0, 0.85) if x < box["x"] + box["width"] / 2 else (1, 0.15)
    mouse.move(x, y)
    mouse.down()
    for end in ends:
        mouse.move(box["x"] + end * box["width"], y, steps=8)
    mouse.up()


def test_line_of_python_draws_the_same_picture(explorers):
    for explorer in explorers:
        if not explorer.expected:
            continue  # the line names what the kernel alone knows
        explorer.numbers.press("Space")
        shown = explorer.output.locator("pre")
        line = shown.text_content()
        for select in counted(explorer.output.locator("select"), len(explorer.handles))[:1]:
            src = explorer.image.get_attribute("src")
            select.press("Home" if select.evaluate("list => list.selectedIndex") else "End")
            expect(explorer.image).not_to_have_attribute("src", src)
            expect(shown).not_to_have_text(line)
            line = shown.text_content()
        explorer.numbers.press("Space")
        expect(shown).to_have_count(0)
        expect(explorer.caption, line).to_have_text(eval(line, {"plots": plots}).alt)


def test_stepper_plays_and_asks(steppers):
    for explorer in steppers:
        play = explorer.output.get_by_role("button", name="play", exact=True)
        ask = explorer.output.get_by_role("button", name="Ask me first")
        explorer.handles[0].press("Home")
        expect(explorer.caption).to_contain_text("before the first step")
        explorer.moves(play.click)
        play.click()
        explorer.handles[0].press("End")
        expect(explorer.caption).to_contain_text("13 of 13")
        ask.press("Space")
        expect(explorer.caption).to_contain_text("?")
        explorer.output.get_by_role("button", name="show it").press("Enter")
        expect(explorer.caption).not_to_contain_text("?")
        ask.press("Space")


def test_predictions_by_keyboard(lesson):
    for question in lesson.questions:
        reveal = question.get_by_role("button", name="show the answer")
        reveal.press("Enter")
        expect(question).not_to_contain_text("The answer")
        choices, field = question.locator(".widget-toggle-buttons button"), question.locator(".widget-text input")
        if choices.count():
            choices.first.press("Space")
        else:
            field.fill("0.5")
        reveal.press("Enter")
        expect(question).to_contain_text("The answer")


def test_console_stays_clean(lesson):
    # The site's JupyterLite brings an extension that pip puts into JupyterLab, too, where it can't be loaded.
    ours = [message for message in lesson.console if "@jupyterlite/pyodide-kernel-extension" not in message]
    assert not ours, ours
