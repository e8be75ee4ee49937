"""The files of the site: links, formulas, alternative texts, folds, sizes."""

import re
from html.parser import HTMLParser
from urllib.parse import unquote, urldefrag

import pytest

from lessons.pairing import NOTEBOOKS, lesson_paths, notebook_path, read_notebook, read_text
from tests.markdown import links_in, split_prose, tags_in
from tests.website.pages import LESSONS, PAGES, files_of

every_page = pytest.mark.parametrize("name", PAGES)
every_lesson = pytest.mark.parametrize("name", LESSONS)
LOADS = {("link", "href"), ("script", "src"), ("img", "src"), ("iframe", "src"), ("source", "src"), ("video", "src")}
FIRST_PAGE, ALL_PAGES = 1_000_000, 60_000_000


class Page(HTMLParser):
    """What a page has: all tags with their attributes, its ids, its text."""

    def __init__(self, path):
        super().__init__()
        self.tags, self.text = [], []
        self.html = read_text(path)
        self.feed(self.html)
        self.ids = {attributes["id"] for _, attributes in self.tags if attributes.get("id")}

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))

    def handle_data(self, data):
        self.text.append(data)

    def all(self, tag, css_class=None):
        return [
            has for name, has in self.tags if name == tag and css_class in (None, *(has.get("class") or "").split())
        ]


@pytest.fixture(scope="module")
def pages(site):
    return {name: Page(site / f"{name}.html") for name in PAGES}


def test_these_are_the_pages(site):
    assert sorted(path.stem for path in site.glob("*.html")) == sorted(PAGES)


@every_page
def test_links_lead_somewhere(name, pages, site):
    wrong = []
    for tag, has in pages[name].tags:
        for attribute in ("href", "src"):
            link = has.get(attribute)
            if link is None or link.startswith(("data:", "#svg")):
                continue
            if re.match(r"[a-z]+:|//", link):
                if (tag, attribute) in LOADS:
                    wrong.append(f"a request to the outside: {link}")
                continue
            file, anchor = urldefrag(link)
            file = unquote(file.split("?")[0]) or f"{name}.html"
            there = (site / file).exists()
            if there and anchor and file.endswith(".html"):
                there = unquote(anchor) in pages[file.removesuffix(".html")].ids
            if not there:
                wrong.append(link)
    assert not wrong


@every_page
def test_ids_are_given_once(name, pages):
    ids = [has["id"] for _, has in pages[name].tags if has.get("id")]
    assert len(ids) == len(set(ids))


def test_style_sheets_ask_nobody_outside(site):
    for path in files_of(site):
        if path.suffix == ".css":
            assert not re.findall(r"(?:url\(|@import)\s*['\"]?(?:https?:)?//[^)]*", read_text(path)), path.name


@every_lesson
def test_every_formula_is_set(name, pages):
    cells = read_notebook(NOTEBOOKS / f"{name}.ipynb").cells
    formulas = [each for cell in cells if cell.cell_type == "markdown" for each in split_prose(cell.source).formulas]
    assert len(pages[name].all("span", "katex")) >= len(formulas)
    assert "katex-error" not in pages[name].html
    assert not re.search(
        r"\\(?:frac|tag|begin|partial)\b", re.sub(r"(?s)<annotation.*?</annotation>", "", pages[name].html)
    )


@every_page
def test_pictures_have_texts(name, pages):
    for has in pages[name].all("img"):
        assert has.get("alt") and not re.search(r"\.png|_images|description", has["alt"]), has


@every_lesson
def test_pictures_have_the_texts_of_the_notebook(name, pages):
    shown = {has["alt"] for has in pages[name].all("img")}
    for cell in read_notebook(NOTEBOOKS / f"{name}.ipynb").cells:
        for output in cell.get("outputs", []):
            if "image/png" in output.get("data", {}):
                assert output.metadata["image/png"]["alt"] in shown


@every_lesson
def test_numbers_link_equations_and_code(name, pages):
    path = next(path for path in lesson_paths() if path.stem == name)
    tags = [tag for cell in read_notebook(notebook_path(path)).cells for tag in tags_in(cell.source)]
    for tag in tags:
        assert {f"equation-{tag}", f"line-{tag}"} <= pages[name].ids
        assert f'href="#line-{tag}"' in pages[name].html and f'href="#equation-{tag}"' in pages[name].html


@every_lesson
def test_side_paths_and_answers_are_folded(name, pages):
    cells = read_notebook(NOTEBOOKS / f"{name}.ipynb").cells
    side_paths = sum(len(re.findall(r"(?m)^## Going further ·", cell.source)) for cell in cells)
    assert len(pages[name].all("details", "side-path")) == side_paths
    assert not [has for has in pages[name].all("details") if "open" in has]
    answers = sum("hide-output" in cell.metadata.get("tags", []) for cell in cells)
    folded = r'<details class="fold">\s*<summary>show the answer</summary>\s*<div class="cell_output'
    assert len(re.findall(folded, pages[name].html)) == answers


def test_the_ninety_minutes_are_the_stops(pages):
    headings = re.findall(r"<h2>Stop \d: (.*?)<a", pages["ninety_minutes"].html)
    rows = re.findall(
        r"(?m)^\| (.*?) \| \[.*\]\(\d\d_.*\|? (\d+) \|$", read_text(NOTEBOOKS.parent / "lessons/00_start_here.md")
    )
    assert headings == [f"{what} · {minutes} minutes" for what, minutes in rows]


def test_the_start_page_has_three_buttons(pages):
    assert [has["href"].split("#")[0] for has in pages["index"].all("a", "button")] == [
        "00_start_here.html",
        "00_start_here.html",
        "ninety_minutes.html",
    ]


def test_the_first_page_is_light(site, pages):
    needed = {"index.html"}
    for tag, has in pages["index"].tags:
        link = has.get("href") if tag == "link" else has.get("src") if tag == "script" else None
        if link and "stylesheet" in has.get("rel", "stylesheet"):
            needed.add(link.split("?")[0])
    fonts = [path for path in site.rglob("*.woff2") if "Main" in path.name or "Math" in path.name]
    assert (
        sum((site / name).stat().st_size for name in needed) + sum(font.stat().st_size for font in fonts) < FIRST_PAGE
    )


def test_the_site_is_small(site):
    files = files_of(site)
    assert sum(path.stat().st_size for path in files) < ALL_PAGES
    assert not [path for path in files if path.suffix in (".ipynb", ".md", ".doctree") or "katex.min.js" in path.name]


def test_the_sources_list_what_the_lessons_link_to(pages):
    listed = {has["href"] for has in pages["sources"].all("a") if has.get("href")}
    for path in sorted(NOTEBOOKS.glob("*.ipynb")):
        for cell in read_notebook(path).cells:
            if cell.cell_type == "markdown":
                assert {link for link in links_in(cell.source) if link.startswith("http")} <= listed


@every_page
def test_everything_is_filled_in(name, pages):
    assert not re.search(r"\{\{ ?\w+ ?\}\}", "".join(pages[name].text))


def test_nothing_names_this_machine(site, pages):
    for name, page in pages.items():
        assert str(NOTEBOOKS.parent) not in page.html and "/tmp/" not in page.html, name


def test_without_the_setting_nothing_links_to_a_repository(pages):
    for page in pages.values():
        assert "colab.research" not in page.html and "mybinder" not in page.html
