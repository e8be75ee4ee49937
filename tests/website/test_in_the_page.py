"""What answers in the page: predictions, the gallery, pictures, folds, numbers, the search."""

import re

import pytest
from playwright.sync_api import expect

from helpers import museum
from helpers.widgets import answers
from lessons.pairing import NOTEBOOKS, read_notebook
from tests.website.pages import LESSONS, watched

PREDICTIONS = {
    name: [
        answer
        for cell in read_notebook(NOTEBOOKS / f"{name}.ipynb").cells
        if cell.cell_type == "code"
        for answer in re.findall(r"answer=widgets\.answers\.(\w+)", cell.source)
    ]
    for name in LESSONS
}
GALLERY = "07_spot_the_bug"


def prediction(page, name):
    return page.locator(f"bp-predict[data-name='{name}']")


def open_all(page):
    page.eval_on_selector_all("details:not(bp-predict details)", "boxes => boxes.forEach(box => { box.open = true })")


@pytest.mark.parametrize("name", [name for name in LESSONS if PREDICTIONS[name]])
def test_predictions_by_keyboard(page, name):
    page.goto(f"{name}.html")
    open_all(page)
    for each in PREDICTIONS[name]:
        question, answer = prediction(page, each), getattr(answers, each)
        reveal, because = question.get_by_role("button", name="show the answer"), question.locator("details")
        expect(because).to_be_hidden()
        reveal.press("Enter")
        expect(question.get_by_role("status")).to_contain_text("first")
        if question.get_by_role("radio").count():
            question.get_by_role("radio").first.press("Space")
            question.get_by_role("radio").first.press("ArrowRight")
            expect(question.get_by_role("radio").nth(1)).to_be_checked()
        else:
            question.get_by_role("textbox").fill("1/3")
        reveal.press("Enter")
        expect(because).to_be_visible()
        expect(because).to_contain_text(re.sub(r"`", "", answer.because))
        expect(reveal).to_be_hidden()


def test_a_guess_stays_until_it_is_asked_again(page):
    page.goto("03_linear_layer.html")
    two_users = prediction(page, "two_users")
    two_users.get_by_role("radio", name="12").check()
    two_users.get_by_role("button").first.click()
    page.goto("ninety_minutes.html")
    expect(prediction(page, "two_users").locator("details")).to_be_visible()
    page.goto("03_linear_layer.html")
    expect(two_users.get_by_role("status")).to_have_text("Your prediction: 12")
    assert page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('backprop'))") == [
        "backprop:/course/:guess:two_users"
    ]
    two_users.get_by_role("button", name="ask me again").press("Enter")
    expect(two_users.locator("details")).to_be_hidden()
    page.reload()
    expect(two_users.locator("details")).to_be_hidden()
    expect(two_users.get_by_role("radio", checked=True)).to_have_count(0)


def test_numbers_are_compared(page):
    page.goto("03_linear_layer.html")
    open_all(page)
    question = prediction(page, "through_new_weights")
    field, reply = question.get_by_role("textbox"), question.get_by_role("status")
    for written, said in {
        "3/2": "1.5, which agrees to within 0.05.",
        "1.46": "1.46, which agrees to within 0.05.",
        "−2": "−2, 3.5 away from the answer.",
        " 1e3 ": "1000, 998.5 away from the answer.",
    }.items():
        field.fill(written)
        field.press("Enter")
        expect(reply).to_have_text(f"Your prediction: {said}")
        question.get_by_role("button", name="ask me again").click()


def test_what_is_no_number_is_asked_again(page):
    page.goto("03_linear_layer.html")
    open_all(page)
    question = prediction(page, "through_new_weights")
    for written in ("", "one", "1/0", "1/", "/2", "1,5", "1/2/3", "Infinity"):
        question.get_by_role("textbox").fill(written)
        question.get_by_role("button", name="show the answer").click()
        expect(question.get_by_role("status"), written).to_contain_text("Write a number first")
        expect(question.locator("details")).to_be_hidden()


def test_a_browser_that_keeps_nothing(page):
    page.add_init_script("Storage.prototype.setItem = function () { throw new Error('nothing is kept here') }")
    page.goto("03_linear_layer.html")
    two_users = prediction(page, "two_users")
    two_users.get_by_role("radio", name="8").check()
    two_users.get_by_role("button").first.click()
    expect(two_users.get_by_role("status")).to_have_text("Your prediction: 8, and so it is.")


def test_the_gallery_counts(page):
    page.goto(f"{GALLERY}.html")
    gallery = page.locator("bp-gallery")
    exhibits = gallery.locator("details.exhibit")
    expect(exhibits).to_have_count(len(museum.exhibits))
    score = gallery.get_by_role("status").first
    expect(score).to_have_text(f"seen 0 of {len(museum.exhibits)}, guessed right 0")
    for place, each in enumerate(museum.exhibits[:2]):
        exhibit = exhibits.nth(place)
        exhibit.locator("> summary").click()
        right = each.outcome if place == 0 else next(other for other in museum.OUTCOMES if other != each.outcome)
        exhibit.get_by_role("radio", name=right).check()
        exhibit.get_by_role("textbox").fill("a factor too many")
        exhibit.get_by_role("button", name="show the answer").click()
        expect(exhibit.locator("details")).to_contain_text(each.verdict)
        assert (
            exhibit.locator("img").evaluate("async image => { await image.decode(); return image.naturalWidth }") > 700
        )
    expect(score).to_have_text(f"seen 2 of {len(museum.exhibits)}, guessed right 1")
    page.reload()
    expect(score).to_have_text(f"seen 2 of {len(museum.exhibits)}, guessed right 1")
    expect(exhibits.first.locator("textarea")).to_have_value("a factor too many")


@pytest.mark.parametrize("width", [390, 1280])
def test_a_picture_is_enlarged_and_put_back(page, width):
    page.set_viewport_size({"width": width, "height": 844})
    page.goto("01_math.html")
    link = page.locator("a.image-reference").first
    link.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    assert dialog.locator("img").bounding_box()["width"] >= 740
    expect(dialog).to_contain_text(link.locator("img").get_attribute("alt"))
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(link).to_be_focused()


def test_a_link_opens_the_box_it_leads_to(page):
    page.goto("03_linear_layer.html")
    box = page.locator("details.side-path").last
    expect(box).not_to_have_attribute("open", "")
    heading = page.locator("section:has(> details.side-path)").last.get_attribute("id")
    page.goto(f"03_linear_layer.html#{heading}")
    expect(box).to_have_attribute("open", "")
    expect(page.locator("details.side-path[open]")).to_have_count(1)


def test_a_number_leads_from_equation_to_code_and_back(page):
    page.goto("03_linear_layer.html")
    page.locator("a[href='#line-3.4']").click()
    expect(page.locator("[id='line-3.4']")).to_be_in_viewport()
    page.locator("[id='line-3.4']").press("Enter")
    expect(page.locator("div.math:has([id='equation-3.4'])")).to_be_in_viewport()


def test_the_search_finds(page):
    page.goto("search.html?q=broadcast")
    expect(page.locator("#search-results li").first).to_be_visible()
    expect(page.locator("#search-results")).to_contain_text("04 · Send a whole batch through at once")
    expect(page.locator("#search-results")).not_to_contain_text("\\text")


def test_the_search_finds_in_a_folder(chromium, site):
    context = chromium.new_context()
    page, wrong = watched(context, site.as_uri())
    page.goto(f"{(site / 'search.html').as_uri()}?q=broadcast")
    expect(page.locator("#search-results li").first).to_be_visible()
    context.close()
    assert not wrong


def test_wide_formulas_scroll_in_their_own_box_by_keyboard(page):
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("09_neuron_by_neuron.html")
    open_all(page)
    boxes = page.locator("article :is(pre, div.math)")
    wide = boxes.evaluate_all("boxes => boxes.filter(box => box.scrollWidth > box.clientWidth)")
    assert wide
    assert boxes.evaluate_all("boxes => boxes.every(box => box.scrollWidth <= box.clientWidth || box.tabIndex === 0)")


def test_on_paper_side_paths_are_open(page):
    page.goto("03_linear_layer.html")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(page.locator("details.side-path:not([open])")).to_have_count(0)
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(page.locator("details.side-path[open]")).to_have_count(0)
