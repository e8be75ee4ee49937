"""What a press runs, as in a browser: where NumPy is the only package, and nothing can draw."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from lessons.pairing import ROOT
from tests.website.presses import IMPORTS, RIGHT, before, lesson, page_of_interview, solved
from website.exercises import exercise_cells

SERVE = """
import json, sys
import website.cell
for line in sys.stdin:
    print(website.cell.run(*json.loads(line)), flush=True)
"""


@pytest.fixture
def press(tmp_path):
    """A function that runs a cell, with the code above it, and returns what is shown; one Python for all calls."""
    packages, folder = tmp_path / "packages", tmp_path / "home"
    packages.mkdir()
    folder.mkdir()
    for name in ("numpy", "numpy.libs"):
        if (place := Path(np.__file__).parent.parent / name).exists():
            (packages / name).symlink_to(place, target_is_directory=True)
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(map(str, (packages, ROOT)))}
    command = [sys.executable, "-S", "-c", SERVE]  # -S: without the packages of this environment
    with subprocess.Popen(
        command, env=environment, cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as python:

        def press(source, above=(IMPORTS,), kept=""):
            print(json.dumps([source, above, kept]), file=python.stdin, flush=True)
            shown, press.kept = json.loads(python.stdout.readline())
            return shown

        yield press
        python.stdin.close()


def test_a_press_shows_what_the_last_line_shows(press):
    assert "linear_backward: correct" in press(RIGHT)
    assert press("x = 3") == "" and press("None") == "" and press("") == ""
    assert press("1 < 2, '<b>'") == "<pre>(True, &#x27;&lt;b&gt;&#x27;)</pre>"
    assert "cut off" in press("[0] * 10**6") and len(press("[0] * 10**6")) < 30_000


def test_each_press_has_a_namespace_of_its_own(press):
    press("exercises = np = 3")
    assert "correct" in press(RIGHT)
    assert "NameError" in press("linear_backward")


@pytest.fixture(scope="module")
def all_solved():
    return [*solved()]


def test_every_exercise_page_and_recap_is_right_with_what_the_cells_above_it_make(press, all_solved):
    assert len(all_solved) > 60
    for name, source, above in all_solved:
        assert ": correct" in press(source, above), name


def test_a_cell_gets_what_it_uses_and_nothing_else(press):
    above = [IMPORTS, "raise SystemError", "def f(x):\n    return g(x) + 1", "def g(x):\n    return 2 * x", "h = 1 / 0"]
    assert press("f(3)", above) == "<pre>7</pre>"
    assert "ZeroDivisionError" in press("h", above) and "of a cell above" in press("h", above)


def test_names_are_those_of_the_last_cell_that_makes_them(press):
    assert press("x + y", ["x = 1", "y = 1", "x = x + 5", "for y in range(4): pass"]) == "<pre>9</pre>"


def test_what_a_function_calls_its_own_is_not_looked_for(press):
    assert (
        press("def f(x):\n    n = x\n    return [i for i in range(n)]\nf(2)", ["x = n = i = 1 / 0"])
        == "<pre>[0, 1]</pre>"
    )


def test_a_cell_above_that_is_half_written_disturbs_only_those_who_need_it(press):
    above = [IMPORTS, "def half(:\n    pass"]
    assert press("1", above) == "<pre>1</pre>"
    assert "SyntaxError" in press("half(1)", above) and "of a cell above" in press("half(1)", above)


def test_errors_say_where(press):
    shown = press("def f(x):\n    return x + missing\n\n\nf(1)")
    assert "NameError: name &#x27;missing&#x27; is not defined" in shown
    assert "Line 5:\n    f(1)\nLine 2, in f:\n    return x + missing" in shown
    shown = press("1\ndef f(:")
    assert "SyntaxError: invalid syntax" in shown and "Line 2:\n    def f(:" in shown and "ipython" not in shown
    assert "In line 2, in linear_backward" in press(RIGHT.replace("axis=0", "axis=7"))


@pytest.mark.parametrize("last", ["import sys\nsys.exit()", "raise KeyboardInterrupt", "def f(): f()\nf()"])
def test_nothing_ends_this_python(press, last):
    assert "<b>" in press(last) and "correct" in press(RIGHT)


def test_what_is_not_there_says_so(press):
    assert "can&#x27;t ask anything in this page" in press("input('?')")
    assert "NumPy, the course" in press("import torch")
    assert "only computes" in press("widgets.timer(45)", ["from helpers import plots, widgets"])


def test_a_verdict_doesnt_complain_of_a_limit_that_the_page_keeps(press):
    assert "No time limit" not in press(RIGHT)


# ---- what is kept


def test_progress_travels(press):
    press(RIGHT)
    kept = press.kept
    assert json.loads(json.loads(kept)["file"])["exercises"]["linear_backward"]["status"] == "correct"
    press("exercises.linear_backward.hint()")
    assert json.loads(json.loads(press.kept)["file"])["exercises"]["linear_backward"]["hints"] == 1
    press("1", kept=kept)
    assert press.kept == kept


def test_a_first_visit_has_nothing_to_show(press):
    assert "kept in this browser" in press("exercises.progress()")


@pytest.fixture
def interview():
    """Lesson 08: a function that gives a cell, by its name, and the code above it, with a right page."""
    notebook = lesson("08")
    at = {name: index for index, name in exercise_cells(notebook).items()}

    def cell(name, page, source=None):
        index = at[name]
        return source or notebook.cells[index].source, before(notebook, index, {at["TwoLayers"]: page})

    return cell


def test_an_interview_goes_on_from_cell_to_cell(press, interview):
    page = page_of_interview()
    wrong = page.replace("axis=0", "axis=1", 1)
    assert wrong != page
    assert "The interview" in press(*interview("interview", page))
    assert "correct" in press(*interview("interview_fits", page))
    assert "wrong" in press(*interview("interview_submit", wrong))
    assert "batch-not-summed" in press(*interview("interview_submit", page, "interview.name_it()"))
    kept = press.kept
    assert json.loads(kept)["clocks"]
    assert "practice" in press(*interview("interview_submit", page), kept)
    assert "Yours" in press(*interview("interview_side_by_side", page), press.kept)
    assert "After" in press(*interview("interview_before_and_after", page), press.kept)
    assert ", 1 fix" in press(*interview("progress", page), press.kept)
    assert "About 25 minutes" in press(*interview("change", page), press.kept)


def test_the_clock_of_an_interview_goes_on_after_a_reload(press, interview):
    press(*interview("interview", ""))
    (name,) = json.loads(press.kept)["clocks"]
    kept = json.dumps({"clocks": {name: "2030-01-01T10:00:00"}})
    press(*interview("interview", ""), kept)
    assert json.loads(press.kept)["clocks"] == {name: "2030-01-01T10:00:00"}


def test_a_cold_start_has_links_to_pages(press):
    notebook = lesson("00")
    (first, second) = exercise_cells(notebook)
    press(notebook.cells[first].source, before(notebook, first))
    shown = press('cold.submit("z = x @ W + b")', before(notebook, second))
    assert "04_batch_dimension.html#" in shown and ".ipynb" not in shown
