"""JupyterLite in the site: its files, where Python and packages come from, its button, and that it opens a lesson."""

import hashlib
import json
import zipfile
from importlib import metadata

import pytest
from packaging.utils import canonicalize_name
from playwright.sync_api import expect

from helpers import workbook
from lessons.pairing import NOTEBOOKS, read_text
from tests import give_up
from tests.website.pages import LESSONS
from website import lite, repository, wheels

BYTES = 30_000_000


@pytest.fixture(scope="module", autouse=True)
def ready():
    """What builds it is there, or these tests are skipped."""
    if "ipywidgets 8" in lite.missing():
        pytest.skip("JupyterLite needs ipywidgets 8, and Colab has 7")
    if lite.missing():
        give_up(f"JupyterLite is not in the site without {', '.join(lite.missing())}")


@pytest.fixture(scope="module")
def folder(site):
    """The folder of JupyterLite."""
    return site / lite.FOLDER


def test_it_is_small_and_has_the_lessons_as_readers_copies(folder):
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in files) < BYTES
    assert not [path for path in files if path.suffix == ".map" or path.suffix == ".wasm"]
    for path in NOTEBOOKS.glob("*.ipynb"):
        assert (folder / "files" / path.name).read_bytes() == workbook._without_outputs(path.read_bytes())
    for path in (workbook.SHEET, workbook.DIGITS):
        assert (folder / "files" / path.name).read_bytes() == path.read_bytes()


def test_python_comes_from_one_place_and_nobody_else_is_asked(folder):
    settings = json.loads(read_text(folder / "jupyter-lite.json"))["jupyter-config-data"]["litePluginSettings"]
    kernel = settings["@jupyterlite/pyodide-kernel-extension:kernel"]
    assert kernel["pyodideUrl"] == f"{lite.CDN}pyodide.mjs" and kernel["disablePyPIFallback"] is True
    assert (folder / kernel["loadPyodideOptions"]["lockFileURL"]).is_file()


def test_the_lock_names_all_packages_that_lessons_import(folder):
    packages = json.loads(read_text(folder / lite.PYTHON / "pyodide-lock.json"))["packages"]
    for name, entry in packages.items():
        assert name == canonicalize_name(entry["name"])
        assert {*map(canonicalize_name, entry["depends"])} <= {*packages}
        if not entry["file_name"].startswith(lite.CDN):
            assert (
                hashlib.sha256((folder / lite.PYTHON / entry["file_name"]).read_bytes()).hexdigest() == entry["sha256"]
            )
    ours = packages[wheels.project()["name"]]
    assert ours["imports"] == ["helpers"] and {"numpy", "matplotlib", "ipywidgets"} <= {*ours["depends"]}
    assert "comm" in packages["ipywidgets"]["depends"] and "pillow" in packages["matplotlib"]["depends"]


def test_the_lock_is_that_of_the_kernels_pyodide():
    from jupyterlite_pyodide_kernel.constants import PYODIDE_VERSION

    assert lite.PYODIDE == PYODIDE_VERSION


def test_of_pyodides_lock_the_needed_is_kept():
    lock = json.loads(read_text(lite.LOCK))
    more = {"scipy": {"depends": ["numpy"]}, **lock["packages"]}
    assert lite.trimmed(lock | {"packages": more}) == lock


def test_what_is_installed_becomes_a_wheel(tmp_path):
    path = wheels.of_installed("ipywidgets", tmp_path)
    version = metadata.version("ipywidgets")
    assert path.name == f"ipywidgets-{version}-py3-none-any.whl"
    with zipfile.ZipFile(path) as wheel:
        names = wheel.namelist()
        assert f"Version: {version}\n" in wheel.read(f"ipywidgets-{version}.dist-info/METADATA").decode()
    assert "ipywidgets/__init__.py" in names and not [name for name in names if name.startswith("..") or "pyc" in name]


def test_the_button_is_on_each_lesson_and_hidden_in_a_folder(folder, site, page, chromium):
    for name in LESSONS:
        assert f'<p class="live" hidden><a class="button" href="{lite.link(name)}">' in read_text(site / f"{name}.html")
    button = page.get_by_role("link", name="Open the whole lesson")
    page.goto("03_linear_layer.html")
    assert button.get_attribute("href") == lite.link("03_linear_layer")
    page.set_viewport_size({"width": 390, "height": 844})
    page.reload()
    assert button.evaluate("link => link.href").endswith("/lite/notebooks/index.html?path=03_linear_layer.ipynb")
    page.goto("about.html")
    expect(button).to_have_count(0)
    with chromium.new_context() as context:
        from_folder = context.new_page()
        from_folder.goto((site / "03_linear_layer.html").as_uri())
        expect(from_folder.locator(".live")).to_be_hidden()


@pytest.mark.parametrize("app", ["lab", "notebooks"])
def test_it_opens_a_lesson_and_asks_nobody_but_pyodides_address(app, folder, address, chromium):
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    outside, wrong = [], []
    page = context.new_page()
    page.on(
        "request", lambda request: request.url.startswith((address, "data:", "blob:")) or outside.append(request.url)
    )
    page.on("pageerror", lambda error: wrong.append(str(error)))
    context.route(f"{lite.CDN}**", lambda route: route.abort())
    with page.expect_request(f"{lite.CDN}pyodide.mjs"):
        page.goto(address + lite.link("03_linear_layer").replace("/lab/", f"/{app}/"))
    expect(page.locator(".jp-Notebook h1")).to_contain_text("03 ·", timeout=30_000)
    context.close()
    assert {*outside} == {f"{lite.CDN}pyodide.mjs"} and not [error for error in wrong if lite.CDN not in error]


def test_without_it_there_is_no_button(monkeypatch):
    monkeypatch.setattr(lite, "missing", lambda: ["jupyterlite_core"])
    assert repository.live("03_linear_layer") == ""
