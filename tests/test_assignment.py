"""The course as an nbgrader assignment: what its cells hold, and that a solution gets the point and a stub doesn't."""

import json
import re

import nbformat
import pytest

from lessons import assignment, pairing
from lessons.pairing import HEADER, as_notebook, lesson_paths, read_text

EXERCISE = '''from helpers import exercises


def sigmoid(Z):
    """Return A."""
    ...


exercises.sigmoid.check(sigmoid)'''
LESSON = f"{HEADER}# Title\n\n```{{code-cell}}\nimport numpy as np\n```\n\n```{{code-cell}}\n{EXERCISE}\n```\n"
SOLUTION = re.compile(rf" *{assignment.BEGIN}.*?{assignment.END}", re.DOTALL)


def run(notebook):
    """Run the code of a notebook's cells, one after the other; return the verdicts that graded, by exercise."""
    names, verdicts = {}, {}
    for cell in (cell for cell in notebook.cells if cell.cell_type == "code"):
        exec(cell.source.split("assert ")[0], names)
        if cell.metadata.get("nbgrader", {}).get("grade"):
            verdicts[cell.metadata.nbgrader.grade_id] = names["verdict"].status
    return verdicts


def test_the_solution_gets_the_point_and_the_stub_does_not():
    solved = assignment.assignment(as_notebook(LESSON))
    assert [cell.metadata.get("nbgrader", {}).get("grade_id") for cell in solved.cells] == [
        None,
        None,
        "sigmoid",
        "sigmoid-check",
    ]
    assert '"""Return A."""' in solved.cells[2].source
    assert run(solved) == {"sigmoid-check": "correct"}
    solved.cells[2].source = SOLUTION.sub("    raise NotImplementedError()", solved.cells[2].source)  # as nbgrader does
    assert run(solved) == {"sigmoid-check": "not attempted"}


def test_lines_to_complete_or_to_mend_stay_as_comments():
    """nbgrader empties the body, and the learner still needs them."""
    given = "q = np.exp(-abs(Z))\n    return ...  # for both signs"
    solved = assignment.assignment(as_notebook(LESSON.replace("    ...", f"    {given}")))
    assert run(solved) == {"sigmoid-check": "correct"}
    left = SOLUTION.sub("    raise NotImplementedError()", solved.cells[2].source)
    assert (
        "    # Given:\n    # q = np.exp(-abs(Z))\n    # return ...  # for both signs\n    raise NotImplementedError()"
        in left
    )


@pytest.mark.parametrize("path", lesson_paths(), ids=lambda path: path.stem)
def test_every_exercise_of_a_lesson_is_solved(path):
    notebook = assignment.assignment(as_notebook(read_text(path)))
    nbformat.validate(notebook)
    ids = [cell.metadata.nbgrader.grade_id for cell in notebook.cells if "nbgrader" in cell.metadata]
    assert (
        len(ids)
        == len(set(ids))
        == 2 * sum(len(assignment.CHECK.findall(cell.source)) for cell in as_notebook(read_text(path)).cells)
    )
    for cell in notebook.cells:
        if cell.metadata.get("nbgrader", {}).get("solution"):
            compile(cell.source, cell.metadata.nbgrader.grade_id, "exec")
            assert SOLUTION.search(cell.source)


def test_the_command_writes_all_lessons_and_overwrites_nothing(tmp_path, capsys):
    assert assignment.main([str(tmp_path)]) == 0
    written = sorted(path.stem for path in (tmp_path / "source" / "backprop").glob("*.ipynb"))
    assert written == [path.stem for path in lesson_paths()]
    assert "nbgrader generate_assignment backprop" in capsys.readouterr().out
    first = tmp_path / "source" / "backprop" / f"{written[0]}.ipynb"
    first.write_text(json.dumps({"mine": True}), encoding="utf-8")
    assert assignment.main([str(tmp_path)]) == 1
    assert "exists already" in capsys.readouterr().err and json.loads(read_text(first)) == {"mine": True}


def test_what_is_in_the_way_is_said_in_a_line(tmp_path, monkeypatch, capsys):
    (tmp_path / "file").write_text("mine")
    assert assignment.main([str(tmp_path / "file")]) == 1
    (tmp_path / "01_bad.md").write_text("---\nkernelspec: [\n---\n", encoding="utf-8")
    monkeypatch.setattr(pairing, "LESSONS", tmp_path)
    assert assignment.main([str(tmp_path / "new")]) == 1
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 2 and str(tmp_path / "file") in lines[0] and "lessons/01_bad.md can't be read" in lines[1]
    assert (tmp_path / "file").read_text() == "mine" and not (tmp_path / "new").exists()
