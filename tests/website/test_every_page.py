"""Every page, as a browser shows it: over http, from a folder, without JavaScript, on a phone, light and dark."""

import pytest

from tests.website.pages import LESSONS, PAGES, too_wide, watched

WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
every_page = pytest.mark.parametrize("name", PAGES)
# What is KaTeX's own, and code in a color that was judged already, would take axe minutes.
EACH_ONCE = """() => {
    for (const box of document.querySelectorAll('details')) box.open = true
    for (const part of document.querySelectorAll('.katex-mathml, .katex .base')) part.remove()
    const seen = new Set()
    for (const span of document.querySelectorAll('.highlight span:not(:has(a))')) {
        if (seen.has(span.className)) span.replaceWith(span.textContent)
        seen.add(span.className)
    }
}"""
JUDGE = "settings => axe.run(document, {preload: false, resultTypes: ['violations'], ...settings})"


@pytest.fixture(scope="module")
def served(chromium, address):
    context = chromium.new_context(viewport=WIDE, color_scheme="light")
    yield watched(context, address)
    context.close()


@pytest.fixture(scope="module")
def from_folder(chromium, site):
    context = chromium.new_context(viewport=PHONE, color_scheme="dark")
    yield watched(context, site.as_uri())
    context.close()


@pytest.fixture(scope="module")
def without_script(chromium, address):
    context = chromium.new_context(viewport=PHONE, color_scheme="dark", java_script_enabled=False)
    yield watched(context, address)
    context.close()


@every_page
def test_over_http(name, served, address, axe):
    page, wrong = served
    wrong.clear()
    page.goto(f"{address}{name}.html")
    for size in (PHONE, WIDE):
        page.set_viewport_size(size)
        assert not too_wide(page), f"{name} scrolls sideways at {size['width']} pixels"
    assert not wrong
    page.evaluate(EACH_ONCE)
    page.evaluate(axe)
    found = page.evaluate(JUDGE, {})["violations"]
    page.emulate_media(color_scheme="dark")
    found += page.evaluate(JUDGE, {"runOnly": ["color-contrast"]})["violations"]
    page.emulate_media(color_scheme="light")
    assert not [f"{rule['id']}: {node['html']}" for rule in found for node in rule["nodes"]]


@every_page
def test_from_a_folder(name, from_folder, site):
    page, wrong = from_folder
    wrong.clear()
    page.goto((site / f"{name}.html").as_uri())
    assert not wrong and not too_wide(page)
    broken = "images => images.filter(image => image.complete && !image.naturalWidth).map(image => image.src)"
    assert not page.eval_on_selector_all("article img", broken)


@every_page
def test_without_javascript(name, without_script, address):
    page, wrong = without_script
    wrong.clear()
    page.goto(f"{address}{name}.html")
    assert not wrong and not too_wide(page)
    assert page.locator("article h1").is_visible()
    assert not page.locator("article details[open]").count()
    if name in LESSONS:
        questions = page.locator("section:not(details section) > bp-predict")
        for place in range(questions.count()):
            assert questions.nth(place).locator("summary").is_visible()
