"""The lessons: in step with their notebooks, whole, and within the limits that the course sets itself."""

import ast
import re
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
from IPython.core.inputtransformer2 import TransformerManager

from lessons.pairing import (
    LESSONS,
    NOTEBOOKS,
    ROOT,
    as_lesson,
    as_notebook,
    lesson_paths,
    notebook_path,
    out_of_step,
    read_notebook,
    read_text,
)
from tests.markdown import broken_links, links_in, split_prose, tags_in

MAX_LINES = 15
MAX_LINES_WHOLE_PAGE = 20  # once per lesson, from 04 on
MAX_BYTES = 1_000_000
FORBIDDEN_WORDS = re.compile(r"\b(simply|just|obviously|trivially|of course|it is easy to see)\b", re.IGNORECASE)
FORBIDDEN_CODE = re.compile(
    r"import \*|sys\.path|os\.chdir|^\s*(?:import|from)\s+(?:matplotlib|ipywidgets)\b", re.MULTILINE
)
TAG_COMMENT = re.compile(r"#.*?\((\d+\.\d+)\)")
EQUATION_IN_PROSE = re.compile(r"\bequations?\s+\((\d+\.\d+)\)", re.IGNORECASE)

PATHS = lesson_paths()
every_lesson = pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)


@cache
def code_cells(path):
    return [cell for cell in read_notebook(notebook_path(path)).cells if cell.cell_type == "code"]


@cache
def markdown_cells(path):
    return [cell.source for cell in as_notebook(read_text(path)).cells if cell.cell_type == "markdown"]


def prose(path):
    """The text of a lesson, without code, formulas and link targets."""
    return "\n\n".join(split_prose(source).words for source in markdown_cells(path))


def has_picture(cell):
    return any("image/png" in output.get("data", {}) for output in cell.outputs)


def has_text(cell):
    """Say whether a cell shows a text of its own: printed, or a value; the text beside a picture doesn't count."""
    return any(
        output.output_type == "stream" or ("text/plain" in output.get("data", {}) and "image/png" not in output.data)
        for output in cell.outputs
    )


# ------------------------------------------------------------------ the pair


def test_every_notebook_has_a_lesson():
    names = sorted(path.stem for path in NOTEBOOKS.glob("*.ipynb"))
    assert names and names == [path.stem for path in PATHS]


@every_lesson
def test_lesson_and_notebook_are_in_step(path):
    assert not out_of_step(path)


@every_lesson
def test_lesson_is_in_canonical_form(path):
    text = read_text(path)
    assert as_lesson(as_notebook(text)) == text, f"to mend it: python -m lessons format {path.name[:2]}"


@every_lesson
def test_cells_carry_no_metadata_but_tags(path):
    import jupytext

    for cell in jupytext.reads(read_text(path), fmt="md:myst").cells:
        assert set(cell.metadata) <= {"tags"}, cell.source


@every_lesson
def test_notebook_is_small(path):
    assert notebook_path(path).stat().st_size < MAX_BYTES


# --------------------------------------------------------------- the outputs


@every_lesson
def test_every_code_cell_was_run_in_order(path):
    counts = [cell.execution_count for cell in code_cells(path)]
    assert counts == list(range(1, len(counts) + 1))


@every_lesson
def test_every_figure_and_widget_is_stored(path):
    cells = code_cells(path)
    names = drawing_names(cells)
    for cell in cells:
        kind = shows(cell, names)
        if kind and "raises-exception" not in cell.metadata.get("tags", []):
            assert cell.outputs, f"nothing is stored of what this cell shows:\n{cell.source}"
            assert kind != "plots" or has_picture(cell), f"no picture is stored:\n{cell.source}"


def parse(cell):
    """The syntax tree of a cell, IPython's magics included."""
    return ast.parse(TransformerManager().transform_cell(cell.source))


def drawing_names(cells):
    """Names that a lesson imports from helpers.plots and helpers.widgets, each with its package."""
    names = {"plots": "plots", "widgets": "widgets"}
    for node in (node for cell in cells for node in ast.walk(parse(cell))):
        if isinstance(node, ast.ImportFrom) and node.module:
            package = re.match(r"helpers\.(plots|widgets)\b", node.module)
            names |= {alias.asname or alias.name: package[1] for alias in node.names if package}
    return names


def shows(cell, names):
    """Return "plots" or "widgets" if a line of the cell calls such a function in order to show it, else None."""
    for line in parse(cell).body:
        called = line.value if isinstance(line, ast.Expr) and isinstance(line.value, ast.Call) else None
        while isinstance(called, (ast.Call, ast.Attribute)):
            called = called.func if isinstance(called, ast.Call) else called.value
        if isinstance(called, ast.Name) and called.id in names:
            return names[called.id]
    return None


@every_lesson
def test_errors_only_where_they_are_meant(path):
    for cell in code_cells(path):
        raised = any(output.output_type == "error" for output in cell.outputs)
        assert raised == ("raises-exception" in cell.metadata.get("tags", [])), cell.source


@every_lesson
def test_nothing_on_stderr(path):
    for cell in code_cells(path):
        assert not any(output.get("name") == "stderr" for output in cell.outputs), cell.source


@every_lesson
def test_every_picture_has_an_alternative_text(path):
    for cell in code_cells(path):
        for output in cell.outputs:
            if "image/png" in output.get("data", {}):
                assert output.metadata.get("image/png", {}).get("alt", "").strip(), cell.source
    for source in markdown_cells(path):
        assert not re.search(r"!\[\s*\]\(|<img (?![^>]*\balt=\"[^\"])", source), source


@every_lesson
def test_every_picture_is_followed_by_a_number(path):
    """Pixels are not compared, so the same or the next code cell must print or assert something."""
    cells = code_cells(path)
    for cell, following in pairwise([*cells, None]):
        if has_picture(cell):
            near = [cell, following] if following else [cell]
            assert any(has_text(one) or re.search(r"^\s*assert\b", one.source, re.M) for one in near), cell.source


# ---------------------------------------------------------------- the limits


@every_lesson
def test_cells_are_short(path):
    lengths = [len(cell.source.splitlines()) for cell in code_cells(path)]
    long = sorted(length for length in lengths if length > MAX_LINES)
    allowed = 1 if path.name[:2] >= "04" else 0
    assert len(long) <= allowed, f"cells of {long} lines"
    assert all(length <= MAX_LINES_WHOLE_PAGE for length in long), f"cells of {long} lines"


@every_lesson
def test_no_plumbing_in_cells(path):
    for cell in code_cells(path):
        found = FORBIDDEN_CODE.search(cell.source)
        assert not found, found.group()


@pytest.mark.parametrize("path", [*PATHS, ROOT / "README.md", ROOT / "CONTRIBUTING.md"], ids=lambda path: path.stem)
def test_no_word_that_makes_a_reader_feel_slow(path):
    text = read_text(path)
    found = [
        f"line {text[: match.start()].count(chr(10)) + 1}: {match.group()}" for match in FORBIDDEN_WORDS.finditer(text)
    ]
    assert not found


# ------------------------------------------------------- equations and links


@every_lesson
def test_equation_numbers_are_unique(path):
    tags = [tag for source in markdown_cells(path) for tag in tags_in(source)]
    assert sorted(set(tags)) == sorted(tags)


@every_lesson
def test_every_numbered_equation_becomes_code(path):
    tags = {tag for source in markdown_cells(path) for tag in tags_in(source)}
    comments = {tag for cell in code_cells(path) for tag in TAG_COMMENT.findall(cell.source)}
    own = {tag for tag in comments if tag.split(".")[0] == str(int(path.name[:2]))}
    assert not tags - comments, "no line of code carries these numbers"
    assert not own - tags, "no equation carries these numbers"


@every_lesson
def test_equations_that_are_mentioned_exist(path):
    """A number may also come from another lesson."""
    known = {tag for other in PATHS for source in markdown_cells(other) for tag in tags_in(source)}
    code = {tag for cell in code_cells(path) for tag in TAG_COMMENT.findall(cell.source)}
    assert not (code | set(EQUATION_IN_PROSE.findall(prose(path)))) - known


@every_lesson
def test_links_resolve(path):
    """A lesson's links count from notebooks/, where it is read."""
    found = [link for source in markdown_cells(path) for link in broken_links(source, notebook_path(path))]
    assert not found


@pytest.mark.parametrize("before, after", list(pairwise(PATHS)), ids=lambda path: path.stem)
def test_neighbors_link_to_each_other(before, after):
    forth = [link.split("#")[0] for source in markdown_cells(before) for link in links_in(source)]
    back = [link.split("#")[0] for source in markdown_cells(after) for link in links_in(source)]
    assert f"{after.stem}.ipynb" in forth
    assert f"{before.stem}.ipynb" in back


def test_lessons_are_where_the_tool_looks():
    assert LESSONS == ROOT / "lessons" and Path(__file__).parent.parent == ROOT
