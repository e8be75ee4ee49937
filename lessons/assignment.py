"""The course as an nbgrader assignment: solutions between its markers, and behind each exercise a cell that grades it.

python -m lessons.assignment FOLDER     writes FOLDER/source/backprop/*.ipynb and FOLDER/nbgrader_config.py
"""

import argparse
import ast
import os
import re
import sys
import textwrap
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell

from helpers import exercises, files
from lessons.pairing import lesson_paths, notebook_path, read_lesson, write_text

NAME = "backprop"  # of the assignment
CHECK = re.compile(r"^exercises\.(\w+)\.check\((\w+)\)$", re.MULTILINE)
BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"
SCHEMA = {"schema_version": 3, "task": False}
CONFIG = """c = get_config()
c.CourseDirectory.course_id = "backprop"
"""


def write(folder):
    """Write the lessons as an assignment into folder/source, beside a configuration; return what was written.

    Raises FileExistsError, before anything is written, where one of the files is there already, ValueError for a
    lesson that can't be read, and OSError for a file that can't be written.
    """
    config = folder / "nbgrader_config.py"
    texts = {config: CONFIG}
    for path in lesson_paths():
        target = folder / "source" / NAME / notebook_path(path).name
        texts[target] = nbformat.writes(assignment(read_lesson(path))) + "\n"
    there = [path for path in texts if os.path.lexists(path)]
    if there:
        raise FileExistsError(f"{there[0]} exists already; name an empty folder")
    for path, text in texts.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        write_text(path, text)
    return [*texts]


def assignment(notebook):
    """Return a lesson's notebook with its exercises solved, marked and followed by a grading cell."""
    cells = []
    for cell in notebook.cells:
        found = CHECK.search(cell.source) if cell.cell_type == "code" else None
        cells.append(solved(cell, found[1]) if found else cell)
        if found:
            cells.append(grading_cell(found[1]))
    notebook.cells = cells
    return notebook


def solved(cell, name):
    """Return an exercise's cell with the worked solution in place of the stub's body."""
    source = cell.source.splitlines()
    stub, worked = function_in(cell.source, name), getattr(exercises, name).code.strip()
    solution = function_in(worked, name)
    body = textwrap.dedent("\n".join(worked.splitlines()[solution.body[0].lineno - 1 : solution.end_lineno]))
    body = textwrap.indent(f"{BEGIN}\n{body}\n{END}", "    ")
    helping = worked.splitlines()[: solution.lineno - 1]
    before = [BEGIN, *helping, END] if any(helping) else []
    first = stub.body[1 if ast.get_docstring(stub) and stub.body[1:] else 0]  # a docstring stays
    given = source[
        first.lineno - 1 : stub.end_lineno
    ]  # lines to complete or to mend stay as comments: nbgrader empties the body
    kept = (
        []
        if [line.strip() for line in given] == ["..."]
        else ["    # Given:", *(f"    # {line[4:]}".rstrip() for line in given)]
    )
    source[first.lineno - 1 : stub.end_lineno] = kept + body.splitlines()
    source[stub.lineno - 1 : stub.lineno - 1] = before
    cell.source = "\n".join(source)
    cell.metadata["nbgrader"] = {"grade": False, "grade_id": name, "locked": False, "solution": True, **SCHEMA}
    return cell


def function_in(source, name):
    """Return the definition of a function in some source."""
    return next(node for node in ast.parse(source).body if isinstance(node, ast.FunctionDef) and node.name == name)


def grading_cell(name):
    """Return the locked cell that gives the point."""
    source = f'verdict = exercises.{name}.check({name})\nassert verdict.status == "correct", verdict'
    nbgrader = {"grade": True, "grade_id": f"{name}-check", "locked": True, "points": 1, "solution": False, **SCHEMA}
    return new_code_cell(source, metadata={"nbgrader": nbgrader})


def main(arguments=None):
    """Write the assignment; return the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m lessons.assignment", description="Write the course as an nbgrader assignment."
    )
    parser.add_argument(
        "folder", type=Path, help="where the files of the teacher's nbgrader course are to be; TEACHING.md says more"
    )
    try:
        written = write(parser.parse_args(arguments).folder)
    except (OSError, ValueError) as error:
        print(files.reason(error) if isinstance(error, OSError) else error, file=sys.stderr)
        return 1
    print(f"{len(written) - 1} notebooks; next, in that folder: nbgrader generate_assignment {NAME}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
