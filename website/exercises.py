"""Exercises in the page: the cells that are written and checked there, and the files that this needs.

`element` gives the HTML in place of a cell; `add_to` writes the scripts, Python's part, and the course's wheel.
A page loads exercise.js (deferred) and exercise.css from the folder that `add_to` has written.

python -m website.exercises FOLDER     fetch Pyodide and NumPy into a folder, for tests or for a site of its own
"""

import ast
import base64
import hashlib
import json
import os
import re
import shutil
import sys
from functools import lru_cache
from html import escape
from pathlib import Path
from urllib.request import urlopen

from lessons.assignment import bound, lines_of
from lessons.pairing import lesson_paths, notebook_path, read_notebook, read_text
from website import wheels

HERE = Path(__file__).parent
FOLDER = "exercises"  # in the folder of the site's static files
STATIC = HERE / "static" / FOLDER

# ---- Python in the page: to change its version, change this and pyodide-lock.json, and run the tests with it

PYODIDE = "0.29.5"
CDN = f"https://cdn.jsdelivr.net/pyodide/v{PYODIDE}/full/"
LOCAL = "BACKPROP_PYODIDE"  # this variable may name a folder with Pyodide and NumPy's wheel, which go into the site
CORE = "pyodide.mjs", "pyodide.asm.js", "pyodide.asm.wasm", "python_stdlib.zip"
BYTES = 15_000_000  # what is fetched, unpacked, until Python is ready: for the bar alone
SECONDS, SECONDS_OF_SUBMIT = 20, 60  # for a cell; a submission trains networks with the reader's code


# ---- which cells


def exercise_cells(notebook):
    """Return {index of a cell: its name} for all cells of a lesson that are written and checked in the page.

    These are the cells whose last line asks the course's exercises something, and those with what they are given.
    """
    return named_cells(tuple(cell.source if cell.cell_type == "code" else "" for cell in notebook.cells))


@lru_cache
def named_cells(sources):
    """Return {index: name} for the code of all cells of a lesson."""
    asked, found, definitions = {"exercises"}, {}, {}
    for index, source in enumerate(sources):
        lines = lines_of(source)
        asked |= {name for line in lines if asks(line, asked) for name in bound(ast.unparse(line))}
        if lines and isinstance(lines[-1], ast.Expr) and root(lines[-1].value) in asked:
            found[index] = name_of(lines[-1].value)
            given = {each.id for each in ast.walk(lines[-1]) if isinstance(each, ast.Name)} - bound(source)
            found |= [definitions[name] for name in given & definitions.keys()]
        defined = [line.name for line in lines if isinstance(line, ast.FunctionDef | ast.ClassDef)]
        definitions |= dict.fromkeys(defined, (index, *defined[:1]))
    return dict(sorted(found.items()))


def asks(line, asked):
    """Return whether a line gives a name to what one of these gives."""
    return isinstance(line, ast.Assign) and root(line.value) in asked


def root(node):
    """Return the name with which an expression begins, such as `exercises`."""
    while isinstance(node, ast.Call | ast.Attribute | ast.Subscript):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else None


def name_of(last):
    """Return the name of a cell: the exercise that it checks, or else what its last line calls."""
    called = last.func if isinstance(last, ast.Call) else last
    return re.sub(r"\W+", "_", ast.unparse(called).removeprefix("exercises.").removesuffix(".check")).strip("_")


# ---- what stands in their place


def element(name, cell, notebook):
    """Return the HTML in place of a cell of the lesson with this name, or None where it isn't to be written in."""
    found = exercise_cells(notebook)
    index = next(index for index, each in enumerate(notebook.cells) if each.id == cell.id)
    if index not in found:
        return None
    last = lines_of(cell.source)[-1]
    method = last.value.func.attr if isinstance(last, ast.Expr) and isinstance(last.value, ast.Call) else ""
    attributes = {
        "lesson": name,
        "name": found[index],
        "press": {"check": "Check", "submit": "Submit"}.get(method, "Run"),
        "seconds": SECONDS_OF_SUBMIT if method == "submit" else SECONDS,
    }
    if method == "check":
        attributes["hint"] = f"{ast.unparse(last.value.func.value)}.hint()"
    written = " ".join(f'{key}="{escape(str(value))}"' for key, value in attributes.items())
    return (
        f"<bp-exercise {written}>\n"
        f'<pre class="bp-cell">{escape(cell.source)}\n</pre>\n'
        f'<div class="bp-verdict">{shown(cell)}</div>\n'
        "</bp-exercise>"
    )


def shown(cell):
    """Return what a cell shows in the notebook, as HTML."""
    data = [output.data for output in cell.get("outputs", ()) if "data" in output]
    return "".join(each.get("text/html") or f"<pre>{escape(each.get('text/plain', ''))}</pre>" for each in data)


def script(name, notebook):
    """Return the script with the code of a lesson's cells, of which each press takes what is above it."""
    found = exercise_cells(notebook)
    cells = [
        {"name": found[index], "code": cell.source} if index in found else cell.source
        for index, cell in enumerate(notebook.cells)
        if cell.cell_type == "code"
    ]
    return f"BP.lessons[{json.dumps(name)}] = {json.dumps(cells, ensure_ascii=False)};\n"


# ---- the files


def add_to(static):
    """Write what exercises in the page need into the folder `exercises` of a folder of static files; return it."""
    folder = Path(static) / FOLDER
    shutil.copytree(STATIC, folder, dirs_exist_ok=True)
    for name in ("cell.py", "vendor/codemirror.js", "vendor/codemirror_license.txt"):
        shutil.copy(HERE / name, folder)
    wheel = wheels.of_the_course(folder)
    local = os.environ.get(LOCAL)
    base, lock = copy_pyodide(Path(local), folder) if local else (CDN, read_lock())
    settings = {"base": base, "lock": lock, "bytes": BYTES}
    settings |= {
        kind: f"{path.name}?{digest(path)[:8]}" for kind, path in (("wheel", wheel), ("cell", folder / "cell.py"))
    }
    write(folder / "exercise.js", f"window.BP = {json.dumps(settings)};\n{read_text(STATIC / 'exercise.js')}")
    for path in lesson_paths():
        write(folder / f"{path.stem}.js", script(path.stem, read_notebook(notebook_path(path))))
    offline = {
        "worker": read_text(STATIC / "python.js"),
        "wheel": base64.b64encode(wheel.read_bytes()).decode(),
        "cell": read_text(HERE / "cell.py"),
    }
    write(folder / "offline.js", f"BP.offline = {json.dumps(offline)};\n")
    return folder


def write(path, text):
    """Write a text file."""
    path.write_text(text, encoding="utf-8", newline="\n")


def digest(path):
    """Return the SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def read_lock():
    """Return what Pyodide is told about packages: of the hundreds that it has, NumPy."""
    return json.loads(read_text(HERE / "pyodide-lock.json"))


def fetch_pyodide(folder):
    """Fetch the parts of Pyodide that a page uses; raise ValueError where NumPy isn't the one that was tested."""
    folder.mkdir(parents=True, exist_ok=True)
    numpy = read_lock()["packages"]["numpy"]
    for name in (*CORE, numpy["file_name"]):
        with urlopen(CDN + name) as answer:
            (folder / name).write_bytes(answer.read())
    if digest(folder / numpy["file_name"]) != numpy["sha256"]:
        raise ValueError(f"{CDN}{numpy['file_name']} is not what pyodide-lock.json says")


def copy_pyodide(source, folder):
    """Copy Pyodide and NumPy from a folder; return its address, seen from exercise.js, and the lock for this NumPy."""
    target = folder / "pyodide"
    target.mkdir(exist_ok=True)
    (numpy,) = source.glob("numpy-*.whl")
    for path in (*(source / name for name in CORE), numpy):
        shutil.copy(path, target)
    lock = read_lock()
    lock["packages"]["numpy"] |= {"file_name": numpy.name, "sha256": digest(numpy)}
    return "pyodide/", lock


if __name__ == "__main__":
    fetch_pyodide(Path(sys.argv[1]))
