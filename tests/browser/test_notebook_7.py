"""Notebook 7 takes the arrow keys for itself. With Shift they move a slider, which says so, to every position."""

from importlib.metadata import PackageNotFoundError, version

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook
from playwright.sync_api import expect

from lessons.pairing import KERNELSPEC
from tests import give_up
from tests.browser.jupyter import VARIABLE, find_chromium, jupyter_and_browser, open_notebook, run_all
from tests.explorers import cases, parts

NAME, WORD = "mine.ipynb", "handle => getComputedStyle(handle, '::after').content"


@pytest.fixture(scope="module")
def page(tmp_path_factory, photographed):
    """The page of Notebook 7 with lesson 00's explorer."""
    try:
        there = int(version("notebook").partition(".")[0]) >= 7
    except PackageNotFoundError:
        there = False
    if not there:
        pytest.skip("Notebook 7 is not installed: python -m pip install notebook")
    chromium = find_chromium()
    if chromium is None:
        give_up(f"no Chromium or Chrome was found; the environment variable {VARIABLE} may name one")
    with jupyter_and_browser(tmp_path_factory.mktemp("jupyter"), chromium, "notebook") as (server, context):
        photographed(context)
        page, cells = context.new_page(), [new_code_cell("from helpers import widgets\nwidgets.hidden_neurons()")]
        page.set_default_timeout(30_000)
        nbformat.write(new_notebook(cells=cells, metadata={"kernelspec": KERNELSPEC}), server.root / NAME)
        open_notebook(page, server, NAME)
        run_all(page, cells)
        yield page


def test_the_keyboard_reaches_every_position(page):
    slider = parts(*cases()["hidden_neurons"])[1]["hidden"]
    handle, shown = page.locator(".noUi-handle"), page.locator(".widget-readout").first
    handle.focus()
    page.keyboard.press("Home")
    for option in slider.options:
        expect(shown).to_have_text(str(option))
        expect(page.locator(".caption:visible")).to_contain_text(f"{option} hidden neuron")
        page.keyboard.press("Shift+ArrowRight")
    assert "Shift" in handle.evaluate(WORD)


def test_what_stands_in_is_hidden(page):
    expect(page.locator(".jp-OutputArea img:visible")).to_have_count(1)
    expect(page.locator(".backprop-asleep:visible")).to_have_count(0)
