"""Exercises in a real browser, with a stand-in for Python: the editor, what is kept, messages, stop and limit."""

import json
import re

import nbformat
import pytest
from playwright.sync_api import expect

from tests.website.exercise_pages import Exercise, notebook_of, opened, served, with_stand_in, write_page
from website.exercises import LOCAL, add_to

FIRST = "def relu(Z):\n    ...\n\n\nexercises.relu.check(relu)"
CELLS = "from helpers import exercises", FIRST, "a = 1", "exercises.sigmoid_by_hand.check(a=...)"
CODE = "backprop:/:code:02_sigmoid:relu"


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """A folder with a page of two exercises, and its address."""
    folder = tmp_path_factory.mktemp("site")
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv(LOCAL, raising=False)
        add_to(folder / "_static")
    with_stand_in(folder / "_static")
    write_page(folder, "02_sigmoid", notebook_of(*CELLS))
    hasty = notebook_of(*CELLS)
    write_page(folder, "hasty", hasty)
    path = folder / "hasty.html"
    path.write_text(path.read_text(encoding="utf-8").replace('seconds="20"', 'seconds="0.5"'), encoding="utf-8")
    with served(folder) as address:
        yield folder, address


@pytest.fixture
def context(chromium):
    """A context of the browser, with nothing kept; no error may be in its console, and no request may leave."""
    context = chromium.new_context()
    context.set_default_timeout(10_000)
    said, asked = [], []
    context.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    context.on("weberror", lambda error: said.append(str(error.error)))
    context.on("request", lambda request: asked.append(request.url))
    context.said, context.asked = said, asked
    yield context
    context.close()
    assert not said
    assert all(url.startswith(("http://127.0.0.1:", "file:", "data:", "blob:")) for url in asked)


@pytest.fixture
def page(context, site):
    """The page, with its editors."""
    return opened(context, site, "02_sigmoid")


@pytest.fixture
def relu(page):
    return Exercise(page, "relu")


# ------------------------------------------------------------ a press


def test_a_press_shows_what_the_cell_shows(relu):
    assert relu.code == FIRST
    shown = relu.press()
    assert shown.startswith("shown") and relu.verdict.locator("b").inner_text() == "shown"
    assert relu.verdict.locator(".source").inner_text() == FIRST
    assert relu.note.inner_text() == ""


def test_a_cell_comes_with_those_above_it_as_they_are_now(page, relu):
    relu.write("def relu(Z): return 7")
    second = Exercise(page, "sigmoid_by_hand")
    second.press()
    above = second.verdict.locator(".above").inner_text().split("\n----\n")
    assert above == [CELLS[0], "def relu(Z): return 7", CELLS[2]]


def test_a_page_with_some_cells_of_a_lesson_knows_the_others(context, site, page, relu):
    relu.write("def relu(Z): return 8")
    notebook = notebook_of(*CELLS)
    notebook.cells[1:2] = []
    write_page(site[0], "ninety", notebook)
    path = site[0] / "ninety.html"
    path.write_text(path.read_text(encoding="utf-8").replace('"ninety"', '"02_sigmoid"'), encoding="utf-8")
    other = Exercise(opened(context, site, "ninety"), "sigmoid_by_hand")
    other.press()
    above = other.verdict.locator(".above").inner_text().split("\n----\n")
    assert above == [CELLS[0], "def relu(Z): return 8", CELLS[2]]


def test_python_starts_at_the_first_press_and_later_with_the_focus(context, site, page, relu):
    relu.editor.click()
    page.wait_for_timeout(200)
    assert not [url for url in context.asked if "python.js" in url]
    relu.press()
    assert len([url for url in context.asked if "python.js" in url]) == 1
    context.asked.clear()
    page.reload()
    page.locator(".cm-content").last.wait_for()
    assert not [url for url in context.asked if "python.js" in url]
    with page.expect_request("**/python.js"):
        relu.editor.click()


def test_what_is_printed_stands_above_the_verdict(relu):
    relu.press("print one\nprint <b>two")
    assert relu.printed.inner_text() == "one\n<b>two\n"
    assert relu.printed.bounding_box()["y"] < relu.verdict.bounding_box()["y"]
    relu.press("nothing")
    assert not relu.printed.is_visible() and "shows nothing" in relu.note.inner_text()


def test_a_hint_stays_below_the_verdict(relu):
    relu.press()
    relu.at.get_by_role("button", name="Hint").click()
    relu.end()
    hints = relu.at.locator(".bp-hints")
    expect(hints.locator(".source")).to_have_text("exercises.relu.hint()")
    assert FIRST in hints.locator(".above").inner_text() and relu.verdict.inner_text().startswith("shown")


def test_one_cell_at_a_time(page, relu):
    relu.write("endless")
    relu.check.click()
    second = Exercise(page, "sigmoid_by_hand")
    second.check.click()
    expect(second.note).to_contain_text("Another cell")
    relu.at.get_by_role("button", name="Stop").click()
    assert second.press().startswith("shown")


def test_it_says_what_loads_and_how_much(page, relu):
    relu.write("endless")
    page.evaluate("BP.base = 'slow/'")
    relu.check.click()
    expect(relu.note).to_have_text("Loading Python (about 9 MB, once) …")
    bar = relu.at.get_by_role("progressbar")
    expect(bar).to_be_visible()
    assert 0.2 < bar.evaluate("bar => bar.position") < 0.5
    expect(relu.note).to_have_text("At work …")
    expect(bar).not_to_be_visible()
    relu.at.get_by_role("button", name="Stop").click()


# ------------------------------------------------------------ stop and limit


def test_stop_ends_what_never_ends_and_nothing_is_lost(page, relu):
    relu.write("endless")
    relu.check.click()
    expect(relu.note).to_have_text("At work …")
    relu.at.get_by_role("button", name="Stop").click()
    assert relu.end() == "Stopped. Your code is kept."
    assert relu.code == "endless" and not relu.at.get_by_role("button", name="Stop").is_visible()
    assert relu.press("1").startswith("shown")


def test_the_limit_counts_from_the_start_of_the_cell(context, site):
    page = opened(context, site, "hasty")
    relu = Exercise(page, "relu")
    page.evaluate("BP.base = 'slow/'")  # two seconds, and the limit is half of one
    assert relu.press().startswith("shown")
    assert re.match(r"Stopped: after 0.5 seconds it had not come to an end.*kept", relu.press("endless"))
    assert relu.code == "endless"
    assert relu.press("1").startswith("shown")


def test_what_fails_says_so_and_can_be_tried_again(page, relu):
    base = page.evaluate("BP.base")
    page.evaluate("BP.base = 'nowhere/'")
    said = relu.press("first")
    assert "could not be loaded (no such place)" in said and "need the internet" in said and relu.code == "first"
    page.evaluate("base => { BP.base = base }", base)
    assert "broke down (out of order)" in relu.press("broken") and relu.code == "broken"
    assert relu.press("1").startswith("shown")


def test_a_key_pressed_in_an_editor_is_the_editors(page, relu):
    """For Sphinx, / means: search."""
    page.evaluate("document.addEventListener('keydown', event => { window.heard = event.key })")
    relu.write("1 ")
    page.keyboard.press("/")
    assert relu.code == "1 /" and page.evaluate("window.heard") is None


def test_python_can_be_started_anew(context, page, relu):
    restart = relu.at.get_by_role("button", name="Restart Python")
    assert not restart.is_visible()
    relu.press()
    with page.expect_request("**/python.js"):
        restart.click()
    expect(relu.note).to_contain_text("starts anew")
    assert relu.press().startswith("shown")


# ------------------------------------------------------------ what is kept


def test_code_stays_in_the_browser(page, relu):
    relu.write("mine")
    page.reload()
    assert relu.code == "mine"
    assert json.loads(page.evaluate("key => localStorage[key]", CODE)) == {"code": "mine", "starter": FIRST}
    relu.write(FIRST)
    assert page.evaluate("Object.keys(localStorage)") == []


def test_progress_goes_from_press_to_press_and_from_page_to_page(context, site, page, relu):
    relu.press()
    relu.press()
    assert page.evaluate("JSON.parse(localStorage['backprop:/:progress'])") == "++"
    Exercise(opened(context, site, "hasty"), "relu").press()
    assert page.evaluate("JSON.parse(localStorage['backprop:/:progress'])") == "+++"


def test_two_sites_of_one_host_keep_apart(context, site, page):
    folder, address = site
    if not (folder / "fork").exists():
        (folder / "fork").symlink_to(folder, target_is_directory=True)
    other = context.new_page()
    other.goto(f"{address}/fork/02_sigmoid.html")
    Exercise(other, "relu").write("other")
    assert other.evaluate("Object.keys(localStorage)") == ["backprop:/fork/:code:02_sigmoid:relu"]
    page.reload()
    assert Exercise(page, "relu").code == FIRST


def test_a_newer_cell_is_offered_and_nothing_is_overwritten(page, relu):
    page.evaluate(
        "([key, text]) => { localStorage[key] = text }", [CODE, json.dumps({"code": "mine", "starter": "old"})]
    )
    page.reload()
    assert relu.code == "mine"
    expect(relu.note).to_contain_text("has changed since you began. Yours is kept.")
    relu.at.get_by_role("button", name="Show the new cell").click()
    assert relu.code == FIRST
    relu.at.get_by_role("button", name="Bring mine back").click()
    assert relu.code == "mine"


def test_a_cell_can_be_begun_again_and_that_can_be_undone(page, relu):
    relu.write("mine")
    relu.at.get_by_role("button", name="Begin this cell again").click()
    assert relu.code == FIRST
    relu.at.get_by_role("button", name="Bring mine back").click()
    assert relu.code == "mine"
    page.reload()
    assert relu.code == "mine"


def test_what_was_begun_again_is_offered_until_it_is_back(page, relu):
    back = relu.at.get_by_role("button", name="Bring the earlier one back")
    relu.write("mine")
    relu.at.get_by_role("button", name="Begin this cell again").click()
    page.reload()
    back.click()
    assert relu.code == "mine"
    relu.write("mine and more")
    page.reload()
    page.locator(".cm-content").last.wait_for()
    expect(back).to_have_count(0)


def test_the_code_of_a_page_can_be_taken_along(page, relu, tmp_path):
    relu.write("mine = 1")
    with page.expect_download() as download:
        relu.at.get_by_role("button", name="Take your code along").click()
    assert download.value.suggested_filename == "02_sigmoid_mine.ipynb"
    download.value.save_as(tmp_path / "mine.ipynb")
    notebook = nbformat.read(tmp_path / "mine.ipynb", as_version=4)
    nbformat.validate(notebook)
    assert [cell.source for cell in notebook.cells][1:] == ["mine = 1", CELLS[3]]
    assert "from helpers import exercises" in notebook.cells[0].source


def test_a_browser_that_keeps_nothing_says_so(context, site):
    context.add_init_script("Storage.prototype.setItem = () => { throw new Error('full') }")
    relu = Exercise(opened(context, site, "02_sigmoid"), "relu")
    relu.write("mine")
    expect(relu.note).to_contain_text("This browser keeps nothing here")
    assert relu.press().startswith("shown")


# ------------------------------------------------------------ the editor


def test_everything_works_by_keyboard(page, relu):
    page.locator("h1").click()
    page.keyboard.press("Tab")
    assert relu.editor.evaluate("editor => editor === document.activeElement")
    keys = relu.at.get_by_text("Esc, then Tab leaves the editor.")
    expect(keys).to_be_visible()
    assert relu.editor.get_attribute("aria-describedby") == keys.get_attribute("id")
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("if 1:\nprint x")  # a new line is indented by itself
    page.keyboard.press("Home")
    page.keyboard.press("Tab")
    assert relu.code.startswith("if 1:\n        print x")
    page.keyboard.press("Shift+Enter")
    assert relu.end().startswith("shown") and relu.printed.inner_text() == "x\n"
    page.keyboard.press("Escape")
    page.wait_for_timeout(2500)  # longer than CodeMirror alone would wait
    page.keyboard.press("Tab")
    assert relu.check.evaluate("check => check === document.activeElement")
    assert relu.at.get_by_role("button", name="Hint").is_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    relu.end()
    assert "relu.hint()" in relu.at.locator(".bp-hints").inner_text()
    relu.write("endless")
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Space")  # once is enough
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert relu.end() == "Stopped. Your code is kept."
    assert relu.check.evaluate("check => check === document.activeElement")


def test_the_verdict_is_announced(relu):
    assert relu.verdict.get_attribute("aria-live") == "polite" and relu.note.get_attribute("role") == "status"
    assert relu.editor.get_attribute("aria-label") == "Your code: relu"


def test_without_codemirror_a_text_field_does(context, site):
    context.route("**/codemirror.js", lambda route: route.abort())
    page = context.new_page()
    page.goto(f"{site[1]}/02_sigmoid.html")
    relu = Exercise(page, "relu")
    assert relu.at.locator("textarea").input_value() == FIRST
    assert relu.press("mine").startswith("shown")
    page.reload()
    assert relu.code == "mine"
    context.said[:] = [each for each in context.said if "ERR_FAILED" not in each]


def test_what_is_written_before_codemirror_comes_stays(context, site):
    held = []
    context.route("**/codemirror.js", lambda route: held.append(route))
    page = context.new_page()
    page.goto(f"{site[1]}/02_sigmoid.html", wait_until="commit")
    relu = Exercise(page, "relu")
    relu.write("early")
    held[0].continue_()
    relu.at.locator(".cm-content").wait_for()
    assert relu.code == "early" and relu.editor.evaluate("editor => editor === document.activeElement")


def test_without_javascript_the_cell_is_there_to_read(chromium, site):
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site[1]}/02_sigmoid.html")
    assert page.locator("bp-exercise pre").first.inner_text().strip() == FIRST
    context.close()


def test_a_page_without_exercises_loads_no_editor(context, site):
    folder, address = site
    write_page(folder, "plain", notebook_of("x = 1"))
    page = context.new_page()
    page.goto(f"{address}/plain.html", wait_until="networkidle")
    assert not [url for url in context.asked if "codemirror" in url]


# ------------------------------------------------------------ from a folder


def test_from_a_folder_the_worker_comes_with_a_script(context, site):
    folder, _ = site
    offline = folder / "_static/exercises/offline.js"
    before = offline.read_text(encoding="utf-8")
    worker = (folder / "_static/exercises/python.js").read_text(encoding="utf-8")
    told = json.loads(before.removeprefix("BP.offline = ")[:-2]) | {"worker": worker}
    offline.write_text(f"BP.offline = {json.dumps(told)};\n", encoding="utf-8")
    page = context.new_page()
    page.goto(f"file://{folder}/02_sigmoid.html")
    relu = Exercise(page, "relu")
    expect(relu.note).to_contain_text("Checks need the internet")
    assert relu.press("mine").startswith("shown")
    page.reload()
    assert relu.code == "mine"
    offline.write_text(before, encoding="utf-8")


# ------------------------------------------------------------ how it looks


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_a_phone_nothing_is_wider_than_the_page(chromium, site, scheme):
    context = chromium.new_context(viewport={"width": 390, "height": 800}, color_scheme=scheme)
    page = opened(context, site, "02_sigmoid")
    relu = Exercise(page, "relu")
    relu.press("x = " + "1 + " * 60 + "1\nprint " + "long " * 100)
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    buttons = page.locator("bp-exercise button:visible").all()
    assert len(buttons) > 6 and all(each.bounding_box()["height"] >= 24 for each in buttons)
    context.close()
