"""Exercises in a real browser with the real Pyodide. The variable BACKPROP_PYODIDE names its folder; else they skip."""

import inspect
import os

import pytest
from playwright.sync_api import expect

from helpers import exercises
from lessons.pairing import lesson_paths, notebook_path, read_notebook
from tests.exercises import answers
from tests.website.exercise_pages import Exercise, opened, served, write_page
from tests.website.presses import IMPORTS, RIGHT, page_of_interview, solved
from website.exercises import LOCAL, add_to

FIRST_PRESS, NEXT = 60, 30  # seconds
ABOVE = [IMPORTS, "import math", *map(inspect.getsource, (answers.sigmoid, answers.safe_sigmoid))]
WRONG = [
    (name, body, mistake)
    for name, each in answers.WRONG.items()
    if name in exercises.ALL
    for mistake, body in each[:3]
    if mistake
][::2][:30]

pytestmark = pytest.mark.skipif(
    LOCAL not in os.environ, reason=f"no Pyodide: {LOCAL} may name a folder with one (website/README.md says how)"
)


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """All lessons as pages with their exercises, and Pyodide."""
    folder = tmp_path_factory.mktemp("site")
    add_to(folder / "_static")
    for path in lesson_paths():
        write_page(folder, path.stem, read_notebook(notebook_path(path)))
    with served(folder) as address:
        yield folder, address


@pytest.fixture(scope="module")
def context(site, chromium):
    context = chromium.new_context()
    context.set_default_timeout(10_000)
    yield context
    context.close()


@pytest.fixture(scope="module")
def page(context, site):
    """One page for all tests that need no other: its Python is started once."""
    return opened(context, site, "03_linear_layer")


@pytest.fixture
def backward(page):
    return Exercise(page, "linear_backward")


def run(exercise, source, above):
    """Run a cell with other code above it than the lesson's; return the verdict's HTML."""
    exercise.at.evaluate(
        "(element, [source, above]) => { element.above = async () => above; element.editor.text = source }",
        [source, above],
    )
    said = exercise.press(seconds=FIRST_PRESS)
    exercise.at.evaluate("element => { delete element.above }")
    return exercise.verdict.inner_html() or said


def test_a_right_answer_and_a_wrong_one(backward):
    assert backward.press(RIGHT, FIRST_PRESS).startswith("linear_backward: correct")
    assert "No time limit" not in backward.verdict.inner_text()
    shown = backward.press(RIGHT.replace("X.T @ dL_dZ", "X.T @ dL_dZ / len(X)"), NEXT)
    assert shown.startswith("linear_backward: wrong")
    backward.verdict.locator("summary").click()
    expect(backward.verdict.locator("details")).to_contain_text("mean-for-sum")


def test_the_lines_of_numpy_are_not_the_readers(backward):
    raises = RIGHT.replace("dL_dZ.sum(axis=0)", "np.ones((1, 2), like=3, dtype='nothing')")
    assert "In line 2, in linear_backward: return" in backward.press(raises, NEXT)
    raises = RIGHT.replace("dL_dZ.sum(axis=0)", "__import__('statistics').mean([])")
    assert "In line 2, in linear_backward: return" in backward.press(raises, NEXT)


def test_every_worked_answer_is_right(backward):
    for name, source, above in solved():
        assert ": correct" in run(backward, source, above), name


@pytest.mark.parametrize(("name", "body", "mistake"), WRONG)
def test_wrong_answers_are_named_as_in_a_notebook(backward, name, body, mistake):
    call = f"\n\nexercises.{name}.check({exercises.ALL[name].signature.partition('(')[0]})"
    shown = run(backward, answers.source_of(name, body) + call, ABOVE)
    assert answers.checked(name, body).mistake == mistake
    assert all(f"<b>{each}</b>" in shown for each in mistake.split("+")), shown


def test_what_is_printed_ends_after_20_kB(backward):
    backward.press("for i in range(200_000): print(i)", NEXT)
    printed = backward.printed.inner_text()
    assert printed.startswith("0\n1\n2\n") and 19_900 < len(printed) < 20_200 and "not shown" in printed
    backward.press("print('x' * 10**6)", NEXT)
    assert len(backward.printed.inner_text()) == 20_001


@pytest.mark.parametrize(
    "bad", ["np.ones((10**5, 10**5))", "import sys\nsys.exit()", "def f(): f()\nf()", "input()", "np.matmul = 3"]
)
def test_what_breaks_a_cell_breaks_no_other(backward, bad):
    backward.press(bad, NEXT)
    assert "correct" in backward.press(RIGHT, FIRST_PRESS)


def test_what_never_ends_is_stopped_and_the_next_press_works(page, backward):
    page.evaluate("document.querySelector('bp-exercise[name=linear_backward]').setAttribute('seconds', '2')")
    endless = RIGHT.replace("    return", "    while True:\n        try: 1\n        except: pass\n    return")
    assert "had not come to an end" in backward.press(endless, 30)
    page.evaluate("document.querySelector('bp-exercise[name=linear_backward]').setAttribute('seconds', '20')")
    assert backward.code == endless and "correct" in backward.press(RIGHT, FIRST_PRESS)


def test_hints_come_one_after_the_other(page, backward):
    for exercise, first in ((backward, "Hint"), (Exercise(page, "blank_page_03"), "numerical_gradient: Hint")):
        for number in (1, 2):
            exercise.at.get_by_role("button", name="Hint").click()
            exercise.end(NEXT)
            expect(exercise.at.locator(".bp-hints")).to_contain_text(f"{first} {number} of")


def test_untouched_cells_say_what_is_asked(page):
    for name in ("blank_page_03", "linear_by_hand", "recap_03"):
        assert "not attempted" in Exercise(page, name).press(seconds=NEXT)


def test_the_interview_is_begun_left_and_found_again(context, site):
    page = opened(context, site, "08_blank_page")
    assert "About" in Exercise(page, "interview").press(seconds=FIRST_PRESS)
    Exercise(page, "TwoLayers").write(page_of_interview())
    page.close()
    page = opened(context, site, "08_blank_page")
    assert Exercise(page, "TwoLayers").code == page_of_interview()
    assert "correct" in Exercise(page, "interview_fits").press(seconds=FIRST_PRESS)
    assert "one pass of two" in Exercise(page, "interview_submit").press(seconds=60)
    assert "Yours" in Exercise(page, "interview_side_by_side").press(seconds=NEXT)
    assert "passed" in Exercise(page, "progress").press(seconds=NEXT)
    page.reload()
    assert "linear_backward" in Exercise(page, "progress").press(seconds=FIRST_PRESS)  # of another page
    page.close()


def test_from_a_folder_pyodide_comes_from_elsewhere(context, site, page):
    folder, address = site
    script = folder / "_static/exercises/exercise.js"
    before = script.read_text(encoding="utf-8")
    elsewhere = f'"base": "{address}/_static/exercises/pyodide/"'
    script.write_text(before.replace('"base": "pyodide/"', elsewhere), encoding="utf-8")
    page = opened(context, (folder, f"file://{folder}"), "03_linear_layer")
    assert "correct" in Exercise(page, "linear_backward").press(RIGHT, FIRST_PRESS)
    page.close()
    script.write_text(before, encoding="utf-8")
