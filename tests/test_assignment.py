"""The course as an nbgrader assignment: what is graded, who gets the points, and what the learners' files hold."""

import ast
import json
import os
import re
import shutil
import subprocess
import sys
from base64 import b85decode
from pathlib import Path
from types import SimpleNamespace
from zlib import decompress

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from helpers import exercises, workbook
from helpers.exercises.check.task import KNOWN
from lessons import assignment, class_copy
from lessons.pairing import KERNELSPEC, ROOT

SOLUTION = re.compile(rf"{assignment.BEGIN}\n.*?{assignment.END}", re.DOTALL)
CHECK = re.compile(r"^(?!cold\.)[\w.]+(\(.*?\))?\.(check|submit)\(", re.MULTILINE)  # a cold start gives no points
PATHS = sorted(workbook.LESSONS.glob("*.ipynb"))
every_lesson = pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)


def lesson(*sources):
    """A notebook of code cells."""
    return new_notebook(cells=[new_code_cell(each) for each in sources], metadata={"kernelspec": KERNELSPEC})


def released(notebook):
    """What the learners get, as nbgrader makes it."""
    copy = nbformat.from_dict(notebook)
    for cell in copy.cells:
        cell.source = SOLUTION.sub("", cell.source)
    return copy


def filled(notebook, answers):
    """The same with a learner's answers in it, {grade_id: source}."""
    copy = nbformat.from_dict(notebook)
    for cell in copy.cells:
        mark = cell.metadata.get("nbgrader")
        if mark and mark.solution:
            cell.source = answers.get(mark.grade_id, cell.source)
    return copy


def points(notebook):
    """Run what grading needs, each cell as a kernel would, and return who gets the point: {grade_id: True or False}."""
    names, found = {}, {}
    for cell in (cell for cell in notebook.cells if cell.cell_type == "code"):
        mark = cell.metadata.get("nbgrader")
        sources = (
            [cell.source] if mark else [ast.unparse(node) for node in ast.parse(cell.source).body if is_needed(node)]
        )
        for source in sources:
            try:
                exec(source, names)
                error = None
            except Exception as raised:
                error = raised
        if mark and mark.grade:
            found[mark.grade_id.removesuffix("-check")] = error is None
    return found


def is_needed(node):
    """Say whether a line of a lesson defines something that answers may use."""
    kinds = ast.Import | ast.ImportFrom | ast.FunctionDef | ast.ClassDef
    is_alias = isinstance(node, ast.Assign) and isinstance(node.value, ast.Attribute)  # sigmoid = Sigmoid().forward
    return isinstance(node, kinds) or is_alias or bool(re.search(r"exercises\.|\.submit\(", ast.unparse(node)))


def in_a_copy(folder, program):
    """Run a program with the helpers of a folder, and return what it printed."""
    environment = os.environ | {"PYTHONPATH": str(folder)}
    found = subprocess.run([sys.executable, "-c", program], cwd=folder, env=environment, capture_output=True, text=True)
    assert found.returncode == 0, found.stderr
    return found.stdout


# ---------------------------------------------------------------- what is graded


@every_lesson
def test_every_check_of_a_lesson_is_graded_and_has_an_answer(path):
    notebook = assignment.read(path)
    count = sum(len(CHECK.findall(cell.source)) for cell in notebook.cells if cell.cell_type == "code")
    graded = assignment.assignment(notebook)
    nbformat.validate(graded)
    marks = [cell.metadata.nbgrader for cell in graded.cells if "nbgrader" in cell.metadata]
    ids = [mark.grade_id for mark in marks]
    assert len(ids) == len(set(ids)) and sum(mark.get("points", 0) for mark in marks) == count
    assert sum(mark.solution for mark in marks) == count
    assert not any(cell.get("outputs") for cell in graded.cells)


@every_lesson
def test_who_solves_all_gets_all_points_and_who_solves_nothing_gets_none(path):
    graded = assignment.assignment(assignment.read(path))
    assert all(points(graded).values())
    assert not any(points(released(graded)).values())


def test_the_learners_cell_of_a_function_is_the_lessons_own():
    source = "def sigmoid(Z):\n    q = ...\n    return q\n\n\nexercises.sigmoid.check(sigmoid)"
    graded = assignment.assignment(lesson(source))
    assert released(graded).cells[0].source == source


def test_numbers_and_tables_have_a_name_that_is_asked_again():
    graded = released(assignment.assignment(lesson("exercises.step_by_hand.check(\n    w=...,  # the weight\n)")))
    first, again = "step_by_hand = dict(\n    w=...,  # the weight\n)", "exercises.step_by_hand.check(**step_by_hand)"
    assert [cell.source for cell in graded.cells] == [
        f"{first}\n\n{again}",
        f'from helpers import exercises\n\nverdict = {again}\nassert verdict.status == "correct", verdict',
    ]


def test_a_teacher_chooses_what_gives_a_point():
    cells = ["exercises.recap_07.check(relative_error=...)", "def relu(Z): ...\n\n\nexercises.relu.check(relu)"]
    graded = assignment.assignment(lesson(*cells), points=["functions"])
    assert [cell.metadata.get("nbgrader", {}).get("grade_id") for cell in graded.cells] == [None, "relu", "relu-check"]
    assert graded.cells[0].source == cells[0]
    kinds = {each.kind for path in PATHS for each in assignment.checks(assignment.read(path))}
    assert kinds == set(assignment.KINDS)


# ---------------------------------------------------------------- what a learner may do


def test_a_lessons_own_function_gets_no_point():
    """The learner's cell doesn't run at all, and the lesson has shown a right sigmoid before."""
    right, asked = exercises.sigmoid.code, "def sigmoid(Z): ...\n\n\nexercises.sigmoid.check(sigmoid)"
    graded = assignment.assignment(lesson("import numpy as np\nfrom helpers import exercises", right, asked))
    assert points(filled(graded, {"sigmoid": "def sigmoid(Z:"})) == {"sigmoid": False}
    assert points(filled(graded, {"sigmoid": f"{right}\n\n\nexercises.sigmoid.check(sigmoid)"})) == {"sigmoid": True}


def test_a_cell_that_does_not_run_costs_its_own_point_alone():
    """The lesson imports `exercises` in it, for all that follow."""
    first = "from helpers import exercises\n\nexercises.recap_07.check(relative_error=...)"
    graded = assignment.assignment(lesson(first, "def relu(Z): ...\n\n\nexercises.relu.check(relu)"))
    solved = {cell.metadata.nbgrader.grade_id: cell.source for cell in graded.cells}
    solved["relu"] = f"import numpy as np\n\n{solved['relu']}"
    assert points(filled(graded, solved | {"recap_07": "recap_07 = dict("})) == {"recap_07": False, "relu": True}


MISTAKES = {
    "01_math": {
        "two_paths_by_hand": "two_paths_by_hand = dict(df_da=5, df_db=9, df_dx=30)",  # one path alone
        "chain_by_hand": "exercises.chain_by_hand.check(dL_da2=-3)",  # under no name
        "numerical_gradient": "def my_judge(f, x):\n    return (f(x + 1e-5) - f(x - 1e-5)) / 2e-5",
        "chain_backward": "def chain_backward(x, y, w1, b1, w2, b2, S, S_prime):\n    return x / 0",
        "recap_01": "recap_01 = dict(dL_da2='y - a2')",
    },
    "02_sigmoid": {
        "blank_page_02": "def chain_rule(x):\n    return 2 * x * 3",
        "sigmoid": "def sigmoid(Z):\n    return 1 / (1 + np.exp(-Z)",  # a parenthesis is missing
        "sigmoid_backward": "def sigmoid_backward(dL_dA, A):\n    dL_dA *= A * (1 - A)\n    return dL_dA",
        "tanh_backward": "def backward_of_tanh(dL_dA, A):\n    return dL_dA * (1 - A**2)",  # under another name
        "relu": "def relu(Z):\n    raise SystemExit",
    },
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_costs_its_own_point_alone(name):
    path = next(path for path in PATHS if path.stem == name)
    graded = assignment.assignment(assignment.read(path))
    solved = {cell.metadata.nbgrader.grade_id: cell.source for cell in graded.cells if "nbgrader" in cell.metadata}
    found = points(filled(graded, solved | MISTAKES[name]))
    assert {each for each, point in found.items() if not point} == set(MISTAKES[name])


def test_nbgrader_from_the_assignment_to_the_grades(tmp_path):
    """Two lessons; who solves all, who solves nothing, who makes ten mistakes, and whose cell never ends."""
    api = pytest.importorskip("nbgrader.api")
    assert assignment.main([str(tmp_path), "--without-solutions"]) == 0
    (tmp_path / "nbgrader_config.py").write_text(assignment.CONFIG.replace("timeout = 60", "timeout = 5"))
    source = tmp_path / "source" / "backprop"
    for path in source.glob("*.ipynb"):
        if path.stem not in MISTAKES:
            path.unlink()
    graded = {name: nbformat.read(source / f"{name}.ipynb", 4) for name in MISTAKES}
    for name, each in graded.items():
        each.cells = [cell for cell in each.cells if not re.search(r"import plots|plots\.|widgets\.", cell.source)]
        nbformat.write(each, source / f"{name}.ipynb")  # pictures take their time
    marks = {name: [cell for cell in each.cells if "nbgrader" in cell.metadata] for name, each in graded.items()}
    right = {name: {cell.metadata.nbgrader.grade_id: cell.source for cell in each} for name, each in marks.items()}
    endless = {"chain_backward": "while True:\n    pass"}
    answers = {
        "all": right,
        "none": {name: {} for name in right},
        "mistakes": {name: each | MISTAKES[name] for name, each in right.items()},
        "endless": {name: each | endless for name, each in right.items()},
    }
    nbgrader(tmp_path, "generate_assignment")
    release = tmp_path / "release" / "backprop"
    for learner, of_lesson in answers.items():
        folder = tmp_path / "submitted" / learner / "backprop"
        shutil.copytree(release, folder)
        for name, each in of_lesson.items():
            nbformat.write(filled(nbformat.read(release / f"{name}.ipynb", 4), each), folder / f"{name}.ipynb")
    nbgrader(tmp_path, "autograde")
    with api.Gradebook(f"sqlite:///{tmp_path}/gradebook.db", "backprop") as gradebook:
        found = {each.student.id: each.score for each in gradebook.assignment_submissions("backprop")}
    count = sum(cell.metadata.nbgrader.get("points", 0) for each in marks.values() for cell in each)
    assert found == {"all": count, "none": 0, "mistakes": count - 10, "endless": count - 1}


def nbgrader(folder, command):
    """Run a command of nbgrader on the assignment."""
    command = [sys.executable, "-m", "nbgrader", command, "backprop"]
    place = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])  # of the programs that it calls
    found = subprocess.run(command, cwd=folder, env=os.environ | {"PATH": place}, capture_output=True, text=True)
    assert found.returncode == 0, found.stderr


# ---------------------------------------------------------------- the files


@pytest.fixture(scope="module")
def bare(tmp_path_factory):
    """An assignment without solutions and hints, made with the reader's packages alone."""
    folder = tmp_path_factory.mktemp("class")
    program = f"""
import sys
for name in ("jupytext", "nbclient", "nbval", "pytest", "ruff", "hypothesis", "autograd"):
    sys.modules[name] = None
from lessons import assignment
sys.exit(assignment.main([{str(folder)!r}, "--without-solutions"]))
"""
    assert "nbgrader generate_assignment backprop" in in_a_copy(ROOT, program)
    return SimpleNamespace(folder=folder, source=folder / "source" / "backprop")


def test_the_assignment_holds_all_lessons_and_what_they_need(bare):
    assert sorted(bare.source.glob("*.ipynb")) == [bare.source / path.name for path in PATHS]
    assert {"helpers", "requirements.txt", "LICENSE", "LICENSE-lessons"} <= {
        path.name for path in bare.source.iterdir()
    }


def test_the_learners_files_hold_no_solution_and_no_hint(bare):
    texts = [unpacked(path.read_text(encoding="utf-8")) for path in (bare.source / "helpers").rglob("*.py")]
    constants = {node.value for text in texts for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Constant)}
    everything = "\n".join([*texts, *(each for each in constants if isinstance(each, str))])
    pages = [task for stage in exercises.from_memory.blank_page.STAGES for task in exercises.blank_page(stage).tasks]
    for task in [*KNOWN.values(), *pages, exercises.interview(1)]:
        secret = [*task.hints, task.reason, task.worked(), getattr(task, "code", None) or ""]
        found = [each for each in secret if len(each) > 20 and each in everything]
        assert not found, f"{task.name}: hints, reason and body have to be given by these names"


def test_what_the_check_needs_is_not_read_by_accident(bare):
    modules = [path for path in (bare.source / "helpers" / "exercises").rglob("*.py") if path.parent.name != "check"]
    texts = {path.name: path.read_text(encoding="utf-8") for path in modules if path.name != "__init__.py"}
    assert not [name for name, text in texts.items() if "dL_d" in text or "return" in text]


def unpacked(text):
    """The code of a module that may be packed."""
    found = re.search(r'b85decode\("([^"]*)"\)', text)
    return decompress(b85decode(found[1])).decode() if found else text


PROGRAM = f"""
from helpers import exercises
from helpers.exercises.check.task import KNOWN
assert exercises.__file__.startswith(FOLDER)
told = [task for each in KNOWN.values() for task in (each.hint(), each.solution())]
page, interview = exercises.blank_page("03"), exercises.interview(1)
told += [page.hint(), page.solution(), interview.hint(), interview.solution()]
assert {{*map(str, told)}} == {{{class_copy.LEFT_OUT!r}}}, told
def sigmoid_backward(dL_dA, A):
    return A * (1 - A)
print(exercises.sigmoid_backward.check(sigmoid_backward).mistake)
print(exercises.linear_by_hand.check(z1=7).mistake, exercises.recap_03.check(dL_db="dL_dZ").status)
print(exercises.blank_page("09").check().status, exercises.progress())
"""


def test_a_copy_without_solutions_checks_as_before_and_says_what_was_left_out(bare):
    first, second, third, *_ = in_a_copy(bare.source, f"FOLDER = {str(bare.source)!r}\n{PROGRAM}").splitlines()
    assert (first, second) == ("missing-upstream", "wrong-sign wrong")
    assert third.startswith("not attempted Nothing is done yet")


def test_a_copy_without_solutions_gives_all_points(bare, tmp_path):
    graded = [assignment.assignment(assignment.read(path)) for path in PATHS]
    file = tmp_path / "graded.json"
    file.write_text(json.dumps(graded), encoding="utf-8")
    program = f"""
import json, sys
sys.path.append({str(ROOT)!r})
import nbformat, helpers
from tests.test_assignment import points
for notebook in json.load(open({str(file)!r}, encoding="utf-8")):
    assert all(points(nbformat.from_dict(notebook)).values())
print(helpers.__file__)
"""
    assert in_a_copy(bare.source, program).startswith(str(bare.source))


def test_a_copy_that_nobody_installs_knows_what_it_needs(bare):
    program = """
from importlib import metadata
def missing(name):
    raise metadata.PackageNotFoundError(name)
metadata.requires = missing
from helpers import environment
environment.check()
"""
    lines = in_a_copy(bare.source, program).splitlines()
    assert lines[0].split() == ["Python", "ok"] and [line for line in lines if line.startswith("numpy")]


def test_the_key_answers_every_check(bare):
    key = (bare.folder / "key.md").read_text(encoding="utf-8")
    assert not list(bare.source.rglob("key.md"))
    for path in PATHS:
        for each in assignment.checks(assignment.read(path)):
            assert f"```python\n{each.answer}\n```" in key
            assert each.task.reason in key and all(hint in key for hint in getattr(each.task, "hints", ()))


def test_nothing_is_overwritten(tmp_path, capsys):
    mine = tmp_path / "source" / "backprop" / PATHS[0].name
    mine.parent.mkdir(parents=True)
    mine.write_text("mine", encoding="utf-8")
    assert assignment.main([str(tmp_path)]) == 1
    assert "exists already" in capsys.readouterr().err
    assert mine.read_text() == "mine" and not (tmp_path / "key.md").exists()


def test_what_is_in_the_way_is_said_in_a_line(tmp_path, monkeypatch, capsys):
    (tmp_path / "file").write_text("mine")
    assert assignment.main([str(tmp_path / "file")]) == 1
    (tmp_path / "01_bad.ipynb").write_text("[]", encoding="utf-8")
    monkeypatch.setattr(workbook, "LESSONS", tmp_path)
    assert assignment.main([str(tmp_path / "new")]) == 1
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 2 and str(tmp_path / "file") in lines[0] and "notebooks/01_bad.ipynb can't be read" in lines[1]
    assert (tmp_path / "file").read_text() == "mine" and not (tmp_path / "new").exists()
