"""The explorers of the site: what is drawn, what the cache keeps, what the page says, and how it answers."""

import io
import itertools
import json
import random
import re
from html import unescape

import numpy as np
import pytest
from nbformat.v4 import new_code_cell, new_notebook
from PIL import Image
from playwright.sync_api import expect

from helpers import plots
from lessons.pairing import NOTEBOOKS, read_notebook, read_text
from tests.explorers import NAMES, NEXT_COLOR
from tests.website.pages import LESSONS, watched
from website import drawing, explorers
from website.positions import FEWER, options, parts

NOTEBOOK = {name: read_notebook(NOTEBOOKS / f"{name}.ipynb") for name in LESSONS}
CELLS = {
    explorers.last_call(cell).func.attr: (lesson, cell)
    for lesson, notebook in NOTEBOOK.items()
    for cell in notebook.cells
    if explorers.script(cell, notebook)
}
TRAINED_IN_THE_LESSON = {"stepper"}  # its script is most of the lesson
PLAYED, LARGE = ["scalar_stepper", "network_stepper", "stepper"], 400
every_explorer = pytest.mark.parametrize("name", CELLS)
DATA = re.compile(
    r'<bp-explorer data-name="(\w+)".*?<script type="application/json">(.*?)</script></bp-explorer>', re.S
)


# ---- what is drawn ----


def test_all_explorers_are_in_a_lesson():
    assert sorted(CELLS) == NAMES


def test_other_cells_are_no_explorers():
    for source in ("widgets.predict('?', answer=1)", "plots.nudge()", "x = 1", "widgets.nudge", ""):
        cell = new_code_cell(source)
        assert explorers.script(cell, new_notebook(cells=[cell])) is None


def test_a_script_has_what_the_lesson_made():
    cells = [new_code_cell("network = 1\nplots.nudge()"), new_code_cell("widgets.stepper(network, 2, 3)")]
    assert explorers.script(cells[1], new_notebook(cells=cells)) == "network = 1\nwidgets.stepper(network, 2, 3)"


@pytest.mark.parametrize("name", sorted(set(CELLS) - TRAINED_IN_THE_LESSON))
def test_positions(name):
    explorer = parts(f"widgets.{name}()")
    positions = explorer.positions()
    assert explorer.first in positions and explorer.first | explorer.still in positions
    if explorer.everything > LARGE:
        assert len(positions) <= 450
    else:
        assert len(positions) % explorer.everything == 0
    for setting, values in FEWER.get(name, {}).items():
        assert values == [value for _, value in options(explorer.controls[setting]) if value in values]


SMALL = "widgets.batch_parts()"


@pytest.fixture(scope="module")
def cache(tmp_path_factory):
    """A cache that has one explorer."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(drawing, "CACHE", tmp_path_factory.mktemp("cache"))
        drawing.draw([SMALL])
        yield


def test_pictures_texts_and_numbers_are_those_of_the_settings(cache):
    explorer, folder = drawing.kept(SMALL)
    for place, settings in enumerate(parts(SMALL).positions()):
        figure = eval(explorers.line(explorer, [place]), {"plots": plots})
        assert figure.settings == settings and figure.alt == explorer["captions"][place]
        shown = [explorer["tables"][number] for number in explorer["numbers"][place]]
        assert json.loads(json.dumps(drawing.written(figure))) == shown
        _assert_same(Image.open(folder / explorer["files"][explorer["frames"][place]]), figure.png())


def test_what_is_drawn_is_drawn_once(cache, monkeypatch):
    monkeypatch.setattr(drawing, "ProcessPoolExecutor", None)
    drawing.draw([SMALL])
    monkeypatch.setattr(drawing, "sources", lambda: b"changed")
    assert drawing.kept(SMALL) is None
    with pytest.raises(TypeError):
        drawing.draw([SMALL])
    assert explorers.element("", new_code_cell(SMALL), new_notebook()) is None


def test_equal_values_are_kept_once():
    assert drawing.once([[1], [2], [1]]) == ([[1], [2]], [0, 1, 0])


def test_data_end_no_script():
    assert "</" not in explorers.as_script(["</script>"]) and json.loads(explorers.as_script(["</a>"])) == ["</a>"]


def _assert_same(picture, png):
    """Compare a picture with one of all colors, but for edges, which may be rounded otherwise."""
    expected = Image.open(io.BytesIO(png)).convert("RGB")
    assert picture.size == expected.size
    one, other = (np.asarray(image.convert("RGB").resize((95, 60)), dtype=int) for image in (picture, expected))
    assert abs(one - other).max() <= NEXT_COLOR


# ---- what stands in the pages ----


@pytest.fixture(scope="module")
def drawn(site):
    """{name: (page, data)} of all explorers in the lessons."""
    return {
        name: (lesson, json.loads(data))
        for lesson in LESSONS
        for name, data in DATA.findall(read_text(site / f"{lesson}.html"))
    }


@every_explorer
def test_an_explorer_has_all_its_pictures(name, drawn, site):
    lesson, cell = CELLS[name]
    page, data = drawn[name]
    assert page == lesson
    count = np.prod([len(control["options"]) for control in data["controls"]])
    assert len(data["frames"]) == len(data["captions"]) == count
    assert all((site / data["folder"] / file).exists() for file in data["files"])
    assert not data["numbers"] or (site / data["numbers"]).exists()
    (stored,) = cell.outputs
    html = read_text(site / f"{lesson}.html")
    still = re.search(rf'<bp-explorer data-name="{name}".*?<img src="([^"]*)".*?alt="([^"]*)"', html, re.S)
    assert unescape(still[2]) == stored.metadata["image/png"]["alt"]
    assert still[1] == data["folder"] + data["files"][data["frames"][data["captions"].index(unescape(still[2]))]]


@pytest.mark.parametrize("name", sorted(set(CELLS) - TRAINED_IN_THE_LESSON))
def test_the_picture_is_the_one_of_its_settings(name, drawn, site):
    _, data = drawn[name]
    number = random.Random(name).randrange(len(data["frames"]))
    places = np.unravel_index(number, [len(control["options"]) for control in data["controls"]])
    figure = eval(explorers.line(data, places), {"plots": plots})
    assert figure.alt == data["captions"][number]
    _assert_same(Image.open(site / data["folder"] / data["files"][data["frames"][number]]), figure.png())


def test_a_page_says_where_the_notebook_has_more(site):
    html = read_text(site / "06_real_digits.html")
    assert "Here are 343 of 2,197 positions; the notebook has them all." in html
    assert "Here are 96 of 1,680 positions; the notebook has them all, and more starts." in html


# ---- how it answers in a browser ----


class Shown:
    """An explorer on a page, with its data."""

    def __init__(self, page, lesson, name, data):
        page.goto(f"{lesson}.html")
        page.eval_on_selector_all("details", "boxes => boxes.forEach(box => { box.open = true })")
        self.element, self.data = page.locator(f"bp-explorer[data-name='{name}']"), data
        self.element.scroll_into_view_if_needed()
        self.places = list(data["start"])
        self.assert_shown()

    def control(self, place):
        """The input of a slider, or the list of buttons of a choice."""
        role = {"slider": "slider", "choice": "radio"}
        kind = self.data["controls"][place]["kind"]
        before = [each for each in self.data["controls"][:place] if each["kind"] == kind and len(each["options"]) > 1]
        if kind == "slider":
            return self.element.get_by_role(role[kind]).nth(len(before))
        label = self.data["controls"][place]["label"]
        return self.element.get_by_role("group", name=label, exact=True).get_by_role(role[kind])

    def move(self, place, index, press):
        """Move a control, by keyboard or by mouse."""
        control = self.control(place)
        if self.data["controls"][place]["kind"] == "slider":
            press(control, index, self.places[place])
        elif len(self.data["controls"][place]["options"]) > 1:
            control.nth(index).press("Space")
        else:
            return
        self.places[place] = index
        self.assert_shown()

    def assert_shown(self):
        number = explorers.number_of(self.data, self.places)
        image, caption = self.element.locator("figure img"), self.data["captions"][number]
        file = self.data["files"][self.data["frames"][number]]
        expect(image).to_have_attribute("src", self.data["folder"] + file)
        expect(image).to_have_attribute("alt", caption)
        expect(self.element.locator("figcaption")).to_have_text(caption)
        expect(self.element.locator(".bp-line")).to_have_text(explorers.line(self.data, self.places))
        for place, control in enumerate(self.data["controls"]):
            if control["kind"] == "slider":
                expect(self.control(place)).to_have_attribute("aria-valuetext", control["options"][self.places[place]])


def by_keyboard(slider, index, before):
    """Press keys: from where it is, or from an end where that is nearer."""
    slider.focus()
    starts = {before: None, 0: "Home", int(slider.get_attribute("max")): "End"}
    start = min(starts, key=lambda each: abs(each - index))
    if starts[start]:
        slider.press(starts[start])
    for _ in range(abs(index - start)):
        slider.press("ArrowRight" if index > start else "ArrowLeft")


def by_mouse(slider, index, _):
    box, last = slider.bounding_box(), int(slider.get_attribute("max"))
    thumb = 16
    x = thumb / 2 + (box["width"] - thumb) * index / last
    slider.click(position={"x": x, "y": box["height"] / 2})


@every_explorer
def test_by_keyboard_and_by_mouse(name, page, drawn):
    explorer = Shown(page, *_at(drawn, name))
    rng = random.Random(name)
    for place, control in enumerate(explorer.data["controls"]):
        last = len(control["options"]) - 1
        for index, press in itertools.product((last, 0, rng.randint(0, last)), (by_keyboard, by_mouse)):
            explorer.move(place, index, press)
    expect(explorer.element.locator(".bp-unseen")).to_have_text(
        explorer.data["captions"][explorers.number_of(explorer.data, explorer.places)]
    )


def _at(drawn, name):
    lesson, data = drawn[name]
    return lesson, name, data


@pytest.mark.parametrize("lesson", LESSONS)
def test_without_javascript_the_picture_stays(lesson, chromium, address):
    context = chromium.new_context(java_script_enabled=False)
    page, wrong = watched(context, address)
    page.goto(f"{address}{lesson}.html")
    pictures = page.locator("section:not(details section) > bp-explorer img")
    for place in range(pictures.count()):
        expect(pictures.nth(place)).to_be_visible()
    context.close()
    assert not wrong


def test_a_link_leads_to_a_state(page, drawn):
    explorer = Shown(page, *_at(drawn, "learning_rate"))
    link = explorer.element.get_by_role("link", name="link to this picture")
    explorer.move(0, 3, by_keyboard)
    explorer.move(1, 1, by_keyboard)
    assert link.get_attribute("href") == "#explorer=learning_rate&rate=0.02&output=linear"
    link.press("Enter")
    page.reload()
    explorer.assert_shown()
    expect(explorer.element).to_be_in_viewport()


@pytest.mark.parametrize(
    "hash, places",
    [
        ("explorer=learning_rate&rate=5.0", [27, 0]),
        ("explorer=learning_rate&rate=5.0&output=linear&more=1", [27, 1]),
        ("explorer=learning_rate&rate=<img src=x onerror=alert(1)>&output=__proto__", [10, 0]),
        ("explorer=learning_rate&rate=alert(1)", [10, 0]),
        ("explorer=nobody&rate=5.0", [10, 0]),
        ("explorer", [10, 0]),
    ],
)
def test_a_link_chooses_among_positions_and_does_nothing_else(hash, places, page, drawn):
    page.on("dialog", lambda dialog: pytest.fail(dialog.message))
    page.goto(f"05_full_training.html#{hash}")
    explorer = Shown.__new__(Shown)
    explorer.element, explorer.data = page.locator("bp-explorer[data-name='learning_rate']"), drawn["learning_rate"][1]
    explorer.element.scroll_into_view_if_needed()
    explorer.places = places
    explorer.assert_shown()


@pytest.mark.parametrize("where", ["served", "in a folder"])
def test_the_numbers_are_a_click_away(where, chromium, address, site, drawn):
    allowed = address if where == "served" else f"{site.as_uri()}/"
    context = chromium.new_context(base_url=allowed)
    page, wrong = watched(context, allowed)
    explorer = Shown(page, *_at(drawn, "nudge"))
    text = (site / explorer.data["numbers"]).read_text("utf-8")
    numbers = json.loads(text.split(" = ", 1)[1])
    button = explorer.element.get_by_role("button", name="numbers")
    button.press("Enter")
    for index in (3, 7):
        explorer.move(0, index, by_keyboard)
        tables = [numbers["tables"][place] for place in numbers["numbers"][index]]
        expect(explorer.element.locator("table")).to_have_count(len(tables))
        expect(explorer.element.locator("caption")).to_have_text([table[0] for table in tables])
        expect(explorer.element.locator("td")).to_have_text([c for table in tables for row in table[2] for c in row])
    button.press("Enter")
    expect(explorer.element.locator("table").first).to_be_hidden()
    context.close()
    assert not wrong


@pytest.mark.parametrize("name", PLAYED)
def test_a_stepper_plays_and_pauses(name, page, drawn):
    page.clock.install()
    explorer = Shown(page, *_at(drawn, name))
    explorer.element.get_by_role("button", name="play").press("Enter")
    for step in (1, 2):
        explorer.places[0] = step
        explorer.assert_shown()
        page.clock.run_for(2000)
    explorer.places[0] = 3
    explorer.assert_shown()
    explorer.element.get_by_role("button", name="pause").press("Enter")
    page.clock.run_for(10_000)
    explorer.assert_shown()
    explorer.element.get_by_role("button", name="play").press("Enter")
    explorer.places[0] = 4
    explorer.move(0, 6, by_keyboard)
    page.clock.run_for(10_000)
    explorer.assert_shown()
    expect(explorer.element.get_by_role("button", name="play")).to_be_visible()


@pytest.mark.parametrize("motion", ["no-preference", "reduce"])
def test_the_stepper_of_the_first_page_plays_by_itself_unless_motion_is_unwelcome(motion, page, drawn):
    page.emulate_media(reduced_motion=motion)
    page.clock.install()
    page.goto("index.html")
    slider = page.get_by_role("slider")
    slider.scroll_into_view_if_needed()
    expect(page.get_by_role("button", name="pause" if motion == "no-preference" else "play")).to_be_visible()
    page.clock.run_for(60_000)
    last = len(drawn["network_stepper"][1]["controls"][0]["options"]) - 1
    expect(slider).to_have_value(str(last) if motion == "no-preference" else "0")
    expect(page.get_by_role("button", name="play")).to_be_visible()
    expect(page.locator(".bp-unseen")).to_have_text("")


def test_on_a_phone_a_tap_enlarges_the_picture_shown(page, drawn):
    page.set_viewport_size({"width": 390, "height": 844})
    explorer = Shown(page, *_at(drawn, "learning_rate"))
    explorer.move(0, 30, by_keyboard)
    explorer.element.locator("figure a").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.locator("img")).to_have_attribute(
        "src", re.compile(explorer.element.locator("img").get_attribute("src"))
    )
    assert dialog.locator("img").bounding_box()["width"] >= 740


def test_a_line_does_not_end_within_a_number(page):
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("07_spot_the_bug.html")
    explorer = page.locator('bp-explorer[data-name="microscope"]')
    explorer.scroll_into_view_if_needed()
    expect(explorer.locator("figcaption .bp-number").first).to_have_text(re.compile(r"^[\d.]+e-\d+$"))
    for handle in explorer.locator("input[type=range]").all():
        handle.press("ArrowRight")
        pieces = explorer.locator("figcaption .bp-number").evaluate_all(
            "all => all.map(one => one.getClientRects().length)"
        )
        assert pieces and {*pieces} == {1}


def test_a_picture_that_does_not_come_is_told_of(chromium, address, drawn):
    context = chromium.new_context(base_url=address)
    page, data = context.new_page(), drawn["nudge"][1]
    file = data["files"][data["frames"][0]]
    page.route(f"**/{file}", lambda route: route.abort())  # before anything of it could be kept
    explorer = Shown(page, *_at(drawn, "nudge"))
    explorer.control(0).press("Home")
    expect(explorer.element.locator("figcaption")).to_contain_text("Its picture could not be loaded.")
    page.unroute(f"**/{file}")
    explorer.control(0).press("End")
    explorer.move(0, 0, by_keyboard)
    context.close()


def test_every_press_brings_a_picture(page, drawn):
    explorer = Shown(page, *_at(drawn, "learning_rate"))
    explorer.element.evaluate("""explorer => {
        window.shown = 0
        explorer.addEventListener('bp-shown', () => { shown += 1 })
    }""")
    page.wait_for_timeout(1500)  # its neighbors come
    explorer.control(0).focus()
    for key in ["ArrowRight"] * 20 + ["ArrowLeft"] * 20:
        page.keyboard.press(key)
        page.wait_for_timeout(40)
    assert page.evaluate("shown") == 40
