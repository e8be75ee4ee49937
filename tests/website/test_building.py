"""What the site is built with: the setting of the repository, formulas, folds, numbers, and the files of others."""

import json
import re
import subprocess
import sys

import pytest
from nbformat.v4 import new_code_cell, new_output

from lessons.pairing import ROOT, read_text
from tests import give_up
from tests.website.pages import missing

WEBSITE = ROOT / "website"


@pytest.fixture(autouse=True)
def ready():
    """The extra is there, or these tests are skipped."""
    if missing():
        give_up(missing())


@pytest.fixture
def setting(monkeypatch):
    monkeypatch.setenv("GITHUB_REPOSITORY", "somebody/course")
    monkeypatch.setenv("GITHUB_REF_NAME", "my/branch")


def test_one_setting_gives_all_addresses(setting):
    from website import repository

    assert dict(repository.links("03_linear_layer")) == {
        "Colab": "https://colab.research.google.com/github/somebody/course/blob/live/03_linear_layer.ipynb",
        "Binder": "https://mybinder.org/v2/gh/somebody/course/live?labpath=03_linear_layer.ipynb",
        "GitHub": "https://github.com/somebody/course/blob/my/branch/notebooks/03_linear_layer.ipynb",
    }


def test_without_it_there_are_none(monkeypatch):
    from website import repository, texts

    monkeypatch.delenv("GITHUB_REPOSITORY", raising=False)
    assert repository.links("03_linear_layer") == [] and repository.address() is None and texts.where() == ""


def test_a_lesson_shows_them_below_its_title(setting):
    from website import repository

    lesson, other = ({"body": "<h1>the title</h1><p>the text</p>"} for _ in range(2))
    repository.show(None, "01_math", "page.html", lesson, None)
    repository.show(None, "about", "page.html", other, None)
    elsewhere = r'<p class="elsewhere">(.*?<a href="[^"]*">\w+</a>){3}</p>\s*<p>the text'
    assert re.match(rf'<h1>the title</h1>\s*(<p class="live" hidden>.*</p>\s*)?{elsewhere}', lesson["body"])
    assert "elsewhere" not in other["body"]


def test_a_folder_that_holds_something_else_is_left_alone(tmp_path):
    kept = tmp_path / "thesis.txt"
    kept.write_text("years of work")
    run = subprocess.run([sys.executable, "-m", "website", tmp_path], cwd=ROOT, capture_output=True, text=True)
    assert run.returncode == 1 and "nothing was written" in run.stderr and list(tmp_path.iterdir()) == [kept]


def test_a_formula_that_cannot_be_read_stops_the_build():
    from website import formulas

    assert "katex" in formulas.render(r"\frac{1}{2}", True)
    with pytest.raises(ValueError, match="frac"):
        formulas.render(r"\frac{1}", False)


def test_what_is_heard_is_not_said_twice():
    """The drawing of a formula is hidden from screen readers, but for the links in it."""
    from website import equations, formulas

    html = formulas.speak(formulas.render(equations.link_tags(r"x = 1 \tag{3.4}"), True))
    hidden = re.findall(r'<span class="([^"]*)" aria-hidden="true">', html)
    assert hidden and set(hidden) == {"base"} and '<a href="#line-3.4">' in html


def test_a_cell_that_only_draws():
    from website.notebooks import only_draws

    picture = new_output("execute_result", {"image/png": "", "text/plain": "Figure: a"})
    printed = new_output("stream", text="1")
    assert only_draws(new_code_cell("from helpers import plots\n\nplots.colors()", outputs=[picture]))
    assert not only_draws(new_code_cell("plots.colors()", outputs=[printed, picture]))
    assert not only_draws(new_code_cell("a = 1\nplots.colors()", outputs=[picture]))
    assert not only_draws(new_code_cell("print(1)", outputs=[printed]))
    assert not only_draws(new_code_cell(""))


def test_links_in_outputs_lead_to_pages():
    from website.notebooks import linked

    assert linked("<a href='04_x.ipynb#The-page'>") == "<a href='04_x.html#The-page'>"
    assert linked('<a href="https://x.org/a.ipynb">') == '<a href="https://x.org/a.ipynb">'


def test_the_vendored_katex_is_the_one_that_is_tested():
    wanted = json.loads(read_text(ROOT / "tests" / "formulas" / "package.json"))["dependencies"]["katex"]
    vendored = re.search(r'version:"([\d.]+)"', read_text(WEBSITE / "vendor" / "katex" / "katex.min.js"))[1]
    assert vendored == wanted and wanted in read_text(WEBSITE / "vendor" / "README.md")


def test_all_fonts_are_there_and_none_is_left_over():
    named = re.findall(r"url\(fonts/([^)]+)\)", read_text(WEBSITE / "vendor" / "katex" / "katex.min.css"))
    there = {path.name for path in (WEBSITE / "vendor" / "katex" / "fonts").glob("*.woff*")}
    assert set(named) == there
