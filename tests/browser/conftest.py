"""JupyterLab in a browser, once a file, and a picture of the page when a test fails."""

import importlib.util
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests import give_up
from tests.browser.jupyter import PATIENCE, VARIABLE, find_chromium, jupyter_and_browser

SCREENSHOTS = Path(__file__).with_name("screenshots")
contexts = pytest.StashKey()


@pytest.fixture(scope="module")
def photographed(request):
    """A function: give it the browser context whose pages are to be photographed when a test fails."""
    request.config.stash[contexts] = []
    yield request.config.stash[contexts].append
    request.config.stash[contexts] = []


@pytest.fixture(scope="module")
def lab(tmp_path_factory, photographed):
    """JupyterLab and a page of a browser that shows it, once for all lessons: for each it would take five seconds."""
    if importlib.util.find_spec("jupyterlab") is None:
        pytest.skip("JupyterLab is not installed; requirements.txt has it, Colab does without")
    chromium = find_chromium()
    if chromium is None:
        give_up(f"no Chromium or Chrome was found; the environment variable {VARIABLE} may name one")
    with jupyter_and_browser(tmp_path_factory.mktemp("jupyter"), chromium) as (server, context):
        context.set_default_timeout(PATIENCE)
        expect.set_options(timeout=PATIENCE)
        photographed(context)
        yield server, context.new_page()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item):
    report = yield
    path = SCREENSHOTS / f"{re.sub(r'[^a-z0-9_]+', '_', item.name).strip('_')}.png"
    if report.passed:
        path.unlink(missing_ok=True)
    if report.failed:
        for page in [page for context in item.config.stash.get(contexts, []) for page in context.pages]:
            page.screenshot(path=path)
            report.sections.append(("Screenshot", str(path)))
    return report
