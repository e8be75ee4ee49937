"""The course as an nbgrader assignment: solutions between its markers, and behind each check a cell that gives a point.

python -m lessons.assignment FOLDER                        all checks are graded
python -m lessons.assignment FOLDER --points functions     only these kinds are
python -m lessons.assignment FOLDER --without-solutions    what hint() and solution() show is not in it

It writes FOLDER/source/backprop/, the lessons with a copy of helpers, FOLDER/nbgrader_config.py, and FOLDER/key.md,
the answers to all checks. It needs what Jupyter needs: it reads the notebooks, not the lessons' Markdown.
"""

import argparse
import ast
import os
import re
import sys
import textwrap
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from symtable import symtable

import nbformat
from nbformat.v4 import new_code_cell, new_notebook

from helpers import exercises, files, workbook
from helpers.exercises.check.exercise import Exercise
from helpers.exercises.check.on_paper import ByHand, Recap
from helpers.exercises.check.showing import number
from helpers.exercises.check.task import Task
from helpers.exercises.from_memory.blank_page import BlankPage
from lessons import class_copy

NAME = "backprop"  # of the assignment
KINDS = {"functions": Exercise, "by-hand": ByHand, "recaps": Recap, "from-memory": BlankPage, "interview": object}
BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"
CONFIG = """c = get_config()
c.CourseDirectory.course_id = "backprop"
c.ClearSolutions.code_stub = {"python": ""}  # each cell has its own `...` for the learner
c.ExecutePreprocessor.timeout = 60  # seconds for a cell; a check ends by itself, after 20
c.ExecutePreprocessor.iopub_timeout = 20  # for what it shows: a busy machine takes more than nbgrader's 4
c.ExecutePreprocessor.raise_on_iopub_timeout = False  # what nothing can interrupt costs no points of cells before it
"""
KEY = (
    "For teachers: each check of the course with an answer, the reason, and the hints. Any other code that computes the"
    " same is right, too. An interview's page is that of the lesson's seed; `exercises.interview(seed).solution()`, in"
    " the folder of the course, shows that of another."
)


@dataclass
class Asked:
    """A check in a lesson: what is asked, where its call stands, and the cell in which it is answered."""

    task: object
    call: ast.Call
    cell: dict  # with the call
    name: str
    names: set  # of what the check is given
    answered: dict  # the cell of the answer, mostly the same
    known: set  # the names that cells before that one define

    @property
    def kind(self):
        """The kind of the check, one of KINDS."""
        return next(kind for kind, of in KINDS.items() if isinstance(self.task, of))

    @property
    def answer(self):
        """The worked answer as code."""
        if isinstance(self.task, ByHand):
            return as_dict(self.name, {name: number(right) for name, right in self.task.right.items()})
        if isinstance(self.task, Recap):
            rows = {
                name: (fact, code) if fact is not None else code for name, (fact, code, _) in self.task.rows.items()
            }
            return as_dict(self.name, {name: repr(row) for name, row in rows.items()})
        code = [line if line.startswith("  ") else "" for line in self.task.worked().splitlines()]
        code = textwrap.dedent("\n".join(code)).strip("\n")
        if isinstance(self.task, Exercise):  # the lesson may call it otherwise
            code = re.sub(rf"\b{self.task.name}\b", *self.names, code)
        return with_helpers(code, self.known)


def as_dict(name, values):
    """Return code that gives a dictionary a name."""
    return "\n".join([f"{name} = dict(", *(f"    {key}={value}," for key, value in values.items()), ")"])


def with_helpers(code, known):
    """Return code with what it uses of other exercises, such as `sigmoid`, before it, unless that is known."""
    used = {node.id for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Name)} - known - bound(code)
    return "\n\n".join([*(exercises.ALL[name].code for name in sorted(used & exercises.ALL.keys())), code])


# ---- the checks of a lesson


def checks(notebook):
    """Return what a notebook asks: each `….check(…)` or `….submit(…)` that is a line of its own."""
    found, made, homes, known = [], {"exercises": exercises}, {}, set()
    for cell in (cell for cell in notebook.cells if cell.cell_type == "code"):
        for line in lines_of(cell.source):
            if isinstance(line, ast.FunctionDef | ast.ClassDef):
                homes = {name: home for name, home in homes.items() if name != line.name} | {line.name: (cell, known)}
            elif isinstance(line, ast.Assign) and re.match(r"\w*", ast.unparse(line.value))[0] in made:
                exec(ast.unparse(line), made)  # interview = exercises.interview(seed=1)
            elif is_check(line) and isinstance(task := eval(ast.unparse(line.value.func.value), made), Task):
                given = [*line.value.args, *line.value.keywords]
                names = {node.id for each in given for node in ast.walk(each) if isinstance(node, ast.Name)}
                *_, answered = (cell, known), *(home for name, home in homes.items() if name in names)
                found.append(Asked(task, line.value, cell, name_of(line.value, found), names, *answered))
        known = known | bound(cell.source)
    return found


def lines_of(source):
    """Return the statements of a cell; none where it holds one of Jupyter's commands."""
    try:
        return ast.parse(source).body
    except SyntaxError:
        return []


def is_check(line):
    """Return whether a statement is a call of check or submit."""
    called = line.value.func if isinstance(line, ast.Expr) and isinstance(line.value, ast.Call) else None
    return isinstance(called, ast.Attribute) and called.attr in ("check", "submit")


def name_of(call, others):
    """Return a name for what is checked that no other has."""
    what = ast.unparse(call.func.value).removeprefix("exercises.")
    name = base = re.sub(r"\W+", "_", what).strip("_")
    while name in {each.name for each in others}:
        name = f"{base}_{len(others)}"
    return name


def bound(source):
    """Return the names that some code defines or imports."""
    symbols = symtable(source, "cell", "exec").get_symbols() if lines_of(source) else []
    return {each.get_name() for each in symbols if each.is_assigned() or each.is_imported()}


# ---- the notebook of the assignment


def assignment(notebook, points=KINDS):
    """Return a lesson's notebook without outputs, each check of these kinds solved, marked and graded."""
    notebook = bare(notebook)
    before, after = {}, {}  # the cells to come before and after another one, by its id
    for each in checks(notebook):
        if each.kind in points:
            if taken := each.names & each.known:
                before[each.answered.id] = opening_cell(each.name, taken)
            after[each.cell.id] = grading_cell(each.name, solve(each))
    rows = ((before.get(cell.id), cell, after.get(cell.id)) for cell in notebook.cells)
    notebook.cells = [cell for row in rows for cell in row if cell]
    return notebook


def bare(notebook):
    """Return a copy with nothing but cells, tags and the language."""
    copy = new_notebook(cells=deepcopy(notebook.cells), metadata={"kernelspec": notebook.metadata.kernelspec})
    for cell in copy.cells:
        cell.metadata = {"tags": cell.metadata.tags} if "tags" in cell.metadata else {}
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    return copy


def solve(asked):
    """Put the worked answer between nbgrader's markers, before the check or below the page.

    Return code that asks for the verdict once more, from what is in the learner's cell.
    """
    whole, method = (ast.get_source_segment(asked.cell.source, node) for node in (asked.call, asked.call.func))
    first, check, again = "", whole, whole
    if asked.call.func.attr == "submit":  # a second submission would be another attempt
        again = f"{asked.name}_report"
        check = f"{again} = {whole}\n{again}"
    elif not asked.call.args:
        first = f"{asked.name} = dict{whole.removeprefix(method)}\n"
        check = again = f"{method}(**{asked.name})"
    worked = f"{BEGIN}\n{asked.answer}\n{END}"
    head, _, tail = asked.cell.source.partition(whole)
    if asked.answered is not asked.cell:
        asked.answered.source += f"\n{worked}"
    else:
        check = f"{worked}\n{check}"
        if not first and head.endswith("\n\n"):
            head = head[:-1]  # nbgrader leaves a blank line
    asked.cell.source = f"{head}{first}{check}{tail}"
    asked.answered.metadata["nbgrader"] = marks(asked.name, solution=True)
    return again


def opening_cell(name, taken):
    """Return the locked cell that forgets what the lesson called by the same names: only an answer gets the point."""
    source = " = ".join([*sorted(taken), "...  # the next cell asks for yours"])
    return new_code_cell(source, metadata={"nbgrader": marks(f"{name}-open", locked=True)})


def grading_cell(name, again):
    """Return the locked cell that gives the point."""
    source = f'from helpers import exercises\n\nverdict = {again}\nassert verdict.status == "correct", verdict'
    return new_code_cell(source, metadata={"nbgrader": marks(f"{name}-check", locked=True, grade=True, points=1)})


def marks(grade_id, **what):
    """Return a cell's metadata for nbgrader."""
    plain = {"grade": False, "locked": False, "solution": False, "task": False, "schema_version": 3}
    return plain | {"grade_id": grade_id} | what


# ---- the key


def key(notebooks):
    """Return the answers to all checks as Markdown; notebooks is {path: notebook}."""
    parts = ["# Key", KEY]
    for path, notebook in notebooks.items():
        found = checks(notebook)
        if found:
            parts.append(f"## {path.stem.replace('_', ' ')}")
            parts += [part for each in found for part in key_to(each)]
    return "\n\n".join(parts) + "\n"


def key_to(asked):
    """Return the paragraphs on one check."""
    title, *told = repr(asked.task).split("\n")
    hints = [f"{n}. {hint}" for n, hint in enumerate(getattr(asked.task, "hints", ()), start=1)]
    parts = [f"### {title}", *told, f"```python\n{asked.answer}\n```", asked.task.reason, "\n".join(hints)]
    return [part for part in parts if part]


# ---- the files


def write(folder, points=KINDS, without_solutions=False):
    """Write the assignment into folder/source, beside it a configuration and a key; return what was written.

    Raises FileExistsError, before anything is written, where one of the files is there already, ValueError for a
    notebook that can't be read, and OSError for a file that can't be written.
    """
    source = folder / "source" / NAME
    notebooks = {path: read(path) for path in sorted(workbook.LESSONS.glob("*.ipynb"))}
    content = {folder / "nbgrader_config.py": CONFIG, folder / "key.md": key(notebooks)}
    for path, notebook in notebooks.items():
        content[source / path.name] = nbformat.writes(assignment(notebook, points)) + "\n"
    content |= {source / path: each for path, each in class_copy.content(without_solutions).items()}
    there = [path for path in content if os.path.lexists(path)]
    if there:
        raise FileExistsError(f"{there[0]} exists already; name an empty folder")
    for path, each in content.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        files.write(path, each if isinstance(each, bytes) else each.encode())
    return [*content]


def read(path):
    """Return a notebook; raise ValueError where it can't be read."""
    try:
        return nbformat.reads(path.read_text(encoding="utf-8-sig"), as_version=4)
    except OSError:
        raise
    except Exception as error:  # JSON and nbformat have many classes for what can be wrong
        raise ValueError(f"notebooks/{path.name} can't be read: {type(error).__name__}") from None


def main(arguments=None):
    """Write the assignment; return the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m lessons.assignment", description="Write the course as an nbgrader assignment."
    )
    parser.add_argument(
        "folder", type=Path, help="where the files of the teacher's nbgrader course are to be; TEACHING.md says more"
    )
    parser.add_argument(
        "--points", nargs="+", choices=KINDS, default=[*KINDS], metavar="KIND",
        help=f"the kinds of checks that give a point: {', '.join(KINDS)} (default: all)",
    )  # fmt: skip
    parser.add_argument(
        "--without-solutions",
        action="store_true",
        help="leave out of the learners' files what hint() and solution() show",
    )
    options = parser.parse_args(arguments)
    try:
        written = write(options.folder, options.points, options.without_solutions)
    except (OSError, ValueError) as error:
        print(files.reason(error) if isinstance(error, OSError) else error, file=sys.stderr)
        return 1
    count = sum(path.suffix == ".ipynb" for path in written)
    print(f"{count} notebooks, and key.md for you; next, in that folder: nbgrader generate_assignment {NAME}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
