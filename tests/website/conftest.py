"""The site, built once for all tests; a server for it, a browser, and axe."""

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from lessons.pairing import ROOT
from tests import give_up
from tests.browser.jupyter import VARIABLE, find_chromium
from tests.website.exercise_pages import served
from tests.website.pages import missing, watched

HERE = Path(__file__).parent
PATIENCE = 1200  # seconds, for another worker to build the site, and to draw its explorers
SETTING = ("GITHUB_REPOSITORY", "GITHUB_REF_NAME")


def built(folder, **setting):
    """Build the site into a folder, with no more than this setting of the repository's address."""
    if missing():
        give_up(missing())
    known = {name: value for name, value in os.environ.items() if name not in SETTING} | setting
    command = [sys.executable, "-m", "website", str(folder)]
    run = subprocess.run(command, cwd=ROOT, env=known, capture_output=True, text=True, encoding="utf-8")
    assert run.returncode == 0 and not run.stderr, run.stdout + run.stderr
    return folder


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    """The folder of the site. Of several workers, one builds it, and the others wait."""
    place = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        place = place.parent
    folder, lock, done = (place / name for name in ("site", "site.lock", "site.done"))
    try:
        lock.mkdir()
    except FileExistsError:
        end = time.monotonic() + PATIENCE
        while not done.exists():
            assert time.monotonic() < end, "the site was not built in time"
            time.sleep(0.2)
        assert folder.exists(), "the worker that built the site says why it could not"
        return folder
    try:
        return built(folder)
    finally:
        done.mkdir()


@pytest.fixture(scope="session")
def address(site):
    """The address of the site on this machine, in a folder as on GitHub Pages, so that nothing relies on the root."""
    root = site.parent / f"served{os.environ.get('PYTEST_XDIST_WORKER', '')}"
    root.mkdir()
    (root / "course").symlink_to(site, target_is_directory=True)
    with served(root) as host:
        yield f"{host}/course/"


@pytest.fixture(scope="package")
def chromium():
    """A browser without a page; closed before other tests of this worker, which want an event loop of their own."""
    path = find_chromium()
    if path is None:
        give_up(f"no Chromium or Chrome on this machine; the environment variable {VARIABLE} may name one")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path)
        yield browser
        browser.close()


@pytest.fixture
def page(chromium, address):
    """A page that remembers nothing yet; nothing may go wrong on it."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, base_url=address)
    page, wrong = watched(context, address)
    page.set_default_timeout(15_000)
    yield page
    context.close()
    assert not wrong


@pytest.fixture(scope="session")
def axe():
    """The script of axe-core."""
    folder = HERE / "node_modules" / "axe-core"
    wanted = json.loads((HERE / "package.json").read_text("utf-8"))["dependencies"]["axe-core"]
    if not _has(folder, wanted):
        npm = shutil.which("npm")
        if npm is None:
            give_up("axe-core comes from npm, which is missing")
        command = [npm, "install", "--no-package-lock", "--no-audit", "--no-fund"]
        install = subprocess.run(command, cwd=HERE, capture_output=True, text=True, timeout=300)
        if install.returncode or not _has(folder, wanted):
            give_up(f"npm could not install axe-core: {install.stderr.strip()}")
    return (folder / "axe.min.js").read_text("utf-8")


def _has(folder, version):
    package = folder / "package.json"
    return package.exists() and json.loads(package.read_text("utf-8"))["version"] == version
