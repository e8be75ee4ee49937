"""A notebook in JupyterLab that has lost its kernel, also one that is saved and opened again, keeps what it showed."""

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook
from playwright.sync_api import expect

from helpers import workbook
from helpers.widgets.frontend import RUN
from lessons.pairing import KERNELSPEC
from tests.browser.jupyter import CLOSE, open_notebook, run_all

NAME = "mine.ipynb"
# Each with what is seen of it while it lives, and afterwards.
CELLS = {
    "from helpers import widgets": (None, None),
    "widgets.sigmoid_slope()": (".widget-slider", "img"),
    "widgets.network_stepper()": (".widget-slider", "img"),
    "widgets.predict('How far?', choices=[8, 14], answer=widgets.answers.two_paths)": (".widget-button", "details"),
    "widgets.predict('How far?', answer=widgets.answers.two_paths)": (".widget-text", "details"),
    "widgets.gallery()": (".widget-dropdown", "details"),
    "widgets.timer(5)": (".widget-button", "p"),
    "widgets.progress(3)(2, 0.5)": (".widget-hprogress", "pre"),
}
ENDED = "widgets.progress"
KERNEL = "jupyterapp.shell.currentWidget.sessionContext.session.kernel"
RESTART = f"{KERNEL}.restart()"


@pytest.fixture(scope="module")
def opened(lab):
    """The server, and the page with the notebook, which has run."""
    (server, page), cells = lab, [new_code_cell(source) for source in CELLS]
    nbformat.write(new_notebook(cells=cells, metadata={"kernelspec": KERNELSPEC}), server.root / NAME)
    open_notebook(page, server, NAME)
    run_all(page, cells)
    return server, page, cells


def see(page, awake):
    """Each cell shows its widget or what stands in for it, never both, and never an error."""
    for place, (source, (alive, asleep)) in enumerate(CELLS.items()):
        outputs = page.locator(".jp-CodeCell").nth(place).locator(".jp-OutputArea-child")
        if alive is None:
            continue
        widget, stand_in = outputs.nth(2), outputs.nth(0)
        expect(widget.locator(alive).first).to_be_visible(visible=awake, timeout=30_000)
        expect(widget).to_be_visible(visible=awake)
        expect(stand_in.locator(asleep).first).to_be_visible(visible=not awake)
        expect(outputs.nth(1).get_by_text(RUN)).to_be_visible(visible=not awake and not source.startswith(ENDED))
    expect(page.get_by_text("Error displaying widget").filter(visible=True)).to_have_count(0)


def test_it_keeps_its_pictures_and_comes_back_to_life(opened):
    server, page, cells = opened
    see(page, awake=True)
    page.evaluate(RESTART)
    see(page, awake=False)
    run_all(page, cells)
    page.evaluate("jupyterapp.commands.execute('docmanager:save')")
    page.evaluate(CLOSE)
    server.shut_down_kernels()
    open_notebook(page, server, NAME)
    see(page, awake=False)
    run_all(page, cells)
    see(page, awake=True)


def test_a_copy_that_was_only_opened_has_no_changes_to_save(opened):
    server, page, _ = opened
    workbook.prepare(server.root / "copy")
    open_notebook(page, server, f"copy/{workbook.FIRST}")
    page.evaluate(f"{KERNEL}.info")
    assert page.evaluate("jupyterapp.shell.currentWidget.content.model.dirty") is False
