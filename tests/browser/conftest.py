"""Keep a picture of the page when a test in the browser fails."""

import re
from pathlib import Path

import pytest

SCREENSHOTS = Path(__file__).with_name("screenshots")
contexts = pytest.StashKey()


@pytest.fixture(scope="module")
def photographed(request):
    """A function: give it the browser context whose pages are to be photographed when a test fails."""
    request.config.stash[contexts] = []
    yield request.config.stash[contexts].append
    request.config.stash[contexts] = []


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
