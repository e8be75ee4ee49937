"""Main path, side paths and the interview path: how long they are, and that each runs without what it may leave out."""

import math
import re
import symtable

import numpy as np
import pytest
from IPython.core.inputtransformer2 import TransformerManager

from lessons import interview_path
from lessons.interview_path import STOPS, minutes_left, pieces_of
from lessons.minutes import SIDE_PATH, parts_of
from lessons.pairing import ROOT, as_notebook, lesson_paths, read_text

PATHS = lesson_paths()
every_lesson = pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
EVENINGS = [path for path in PATHS if "01" <= path.name[:2] <= "05"]
MOST_WORDS, MOST_ELSEWHERE, MEAN_WORDS, MOST_MINUTES, LEAST_FOR_THE_PAGE = 1700, 2100, 1550, 50, 16


# ------------------------------------------------------------------ minutes


@every_lesson
def test_minutes_are_those_of_the_formula(path):
    main, *side = parts_of(read_text(path))
    assert main.words <= MOST_ELSEWHERE
    assert main.stated == 5 * math.ceil(main.minutes / 5)
    for part in side:
        assert part.stated == max(1, round(part.minutes)), part.title


def test_the_readme_has_the_same_minutes():
    rows = re.findall(r"\(notebooks/(\d\d_\w+)\.ipynb\) \|.*\| (\d+) \|", read_text(ROOT / "README.md"))
    assert dict(rows) == {path.stem: str(parts_of(read_text(path))[0].stated) for path in PATHS}


@pytest.mark.parametrize("path", EVENINGS, ids=lambda path: path.stem)
def test_the_main_path_fits_into_two_evenings(path):
    main = parts_of(read_text(path))[0]
    assert main.words <= MOST_WORDS and main.minutes <= MOST_MINUTES


def test_the_main_path_is_short_in_the_mean():
    assert np.mean([parts_of(read_text(path))[0].words for path in EVENINGS]) <= MEAN_WORDS


# ------------------------------------------------------------------ main path without side paths


def code_of(path):
    """Return [(whether it is on a side path, source)] of a lesson's code cells."""
    found, side = [], False
    for cell in as_notebook(read_text(path)).cells:
        if cell.cell_type == "code":
            found.append((side, TransformerManager().transform_cell(cell.source)))
            continue
        for heading in re.findall(r"(?m)^## .*", cell.source):
            side = bool(SIDE_PATH.match(heading))
    return found


def names_in(source):
    """Return (names that a cell makes at its top level, names that it takes from there, functions included)."""
    module = symtable.symtable(source, "cell", "exec")
    made = {symbol.get_name() for symbol in module.get_symbols() if symbol.is_assigned() or symbol.is_imported()}
    made |= {table.get_name() for table in module.get_children() if table.get_type() in ("function", "class")}
    used, tables = set(), [module]
    for table in tables:
        outer = table is module
        used |= {
            each.get_name() for each in table.get_symbols() if each.is_referenced() and (outer or each.is_global())
        }
        tables += table.get_children()
    return made, used


@every_lesson
def test_the_main_path_needs_no_name_from_a_side_path(path):
    cells = [(side, *names_in(source)) for side, source in code_of(path)]
    of_side_paths = {name for side, made, _ in cells if side for name in made}
    there = set()
    for side, made, used in cells:
        if not side:
            missing = (used & of_side_paths) - there - made
            assert not missing, f"{missing} come from a side path"
            there |= made


@every_lesson
def test_no_cell_uses_a_name_that_is_a_stub_above(path):
    """A stub that raises, or returns nothing, breaks what comes after it, also when the reader runs it once more."""
    cells = [names_in(source) for _, source in code_of(path)]
    sources = [source for _, source in code_of(path)]
    stubs = {}
    for (made, used), source in zip(cells, sources, strict=True):
        broken = {name for name in used & stubs.keys() if name not in made and "exercises." not in source}
        assert not broken, f"{broken}: a stub in {[stubs[name] for name in broken]}, used in\n{source}"
        asked = re.findall(r"\.check\((\w+)\)", source) if "def " in source else []
        stubs = {name: cell for name, cell in stubs.items() if name not in made} | dict.fromkeys(asked, source)


# ------------------------------------------------------------------ the interview path


@pytest.mark.parametrize("stop", STOPS, ids=lambda stop: stop.lesson)
def test_each_stop_is_whole_and_ends_with_a_check(stop):
    pieces = pieces_of(stop)
    headings = [re.match(r"#{2,3} (.*)", piece)[1] for piece in pieces if isinstance(piece, str) and piece[0] == "#"]
    assert tuple(headings) == stop.sections
    assert stop.check in pieces[-1].source


@pytest.mark.parametrize("stop", STOPS, ids=lambda stop: stop.lesson)
def test_each_stop_runs_alone(stop, monkeypatch):
    monkeypatch.setattr("helpers.widgets.explore.explore", lambda *_, **__: None)  # nobody looks
    space = {"__name__": "__main__"}
    for cell in (piece for piece in pieces_of(stop) if not isinstance(piece, str)):
        with np.errstate(all="ignore"):
            exec(compile(TransformerManager().transform_cell(cell.source), stop.lesson, "exec"), space)


def test_the_path_takes_ninety_minutes_and_is_listed():
    lesson, readme = read_text(ROOT / "lessons" / "00_start_here.md"), read_text(ROOT / "README.md")
    assert interview_path.table() in lesson and interview_path.table("notebooks/") in readme
    assert minutes_left() >= LEAST_FOR_THE_PAGE
