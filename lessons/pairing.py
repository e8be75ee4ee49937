"""Lessons and notebooks: read, compare and convert.

A lesson is ``lessons/NN_topic.md``, a MyST Markdown notebook, and is what one edits.
Its pair is ``notebooks/NN_topic.ipynb``, with the same cells and their outputs.
A cell here is its type, its source and its tags; a lesson holds nothing else.
The output of a cell with the tag hide-output answers a question: JupyterLab and the site fold it until it is asked for.
"""

import hashlib
import json
from pathlib import Path

import jupytext
import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from helpers import files

ROOT = Path(__file__).resolve().parent.parent
LESSONS = ROOT / "lessons"
NOTEBOOKS = ROOT / "notebooks"
MYST = {"extension": ".md", "format_name": "myst"}
KERNELSPEC = {"display_name": "Python 3", "language": "python", "name": "python3"}
HEADER = "---\nkernelspec:\n  display_name: Python 3\n  language: python\n  name: python3\n---\n\n"
# The notebook remembers, under this key, the cells of the lesson from which it was built.
BUILT_FROM = "built_from"
HIDDEN = "hide-output"


def lesson_paths(numbers=()):
    """Return the lessons with these numbers ("03"), or all, in order.

    Raises ValueError for a number that no lesson has.
    """
    paths = sorted(LESSONS.glob("[0-9][0-9]_*.md"))
    missing = set(numbers) - {path.name[:2] for path in paths}
    if missing:
        raise ValueError(f"no lesson in lessons/ has the number {', '.join(sorted(missing))}")
    return [path for path in paths if not numbers or path.name[:2] in numbers]


def notebook_path(lesson_path):
    """Return the path of the notebook that belongs to a lesson."""
    return NOTEBOOKS / f"{lesson_path.stem}.ipynb"


def read_text(path):
    """Return a file's text, with line ends as they are everywhere but on Windows, and without a byte order mark."""
    return path.read_text(encoding="utf-8-sig")


def write_text(path, text):
    """Write a file in one move, so that nobody sees half of it."""
    files.write(path, text.encode())


def read_lesson(path):
    """Return a lesson file as a notebook without outputs; raise ValueError where it can't be read, or holds no cell."""
    try:
        lesson = as_notebook(read_text(path))
    except OSError:
        raise
    except Exception as error:  # jupytext, YAML and nbformat have many classes for what can be wrong
        raise ValueError(f"lessons/{path.name} can't be read: {in_a_line(error)}") from None
    if not lesson.cells:
        raise ValueError(f"lessons/{path.name} is empty: there is no cell in it")
    return lesson


def read_notebook(path):
    """Return a notebook file as a notebook; raise ValueError where it isn't one."""
    try:
        notebook = nbformat.reads(read_text(path), as_version=4)
        nbformat.validate(notebook)
    except OSError:
        raise
    except Exception as error:
        raise ValueError(
            f"notebooks/{path.name} can't be read: {in_a_line(error)}; "
            f"to build it anew: python -m lessons build {path.name[:2]} --force"
        ) from None
    return notebook


def in_a_line(error, length=200):
    """Return an exception as a line of text."""
    text = " ".join(f"{type(error).__name__}: {error}".split()).removesuffix(":")
    return text if len(text) <= length else text[:length] + "…"


def as_notebook(text):
    """Return a lesson's text as a notebook without outputs."""
    return clean(jupytext.reads(text, fmt=MYST))


def as_lesson(notebook):
    """Return a notebook's cells as a lesson's text, in the one form that is stored."""
    bare = clean(notebook)
    # jupytext would add its version to the header; the header here never changes.
    bare.metadata = {"jupytext": {"notebook_metadata_filter": "-all", "cell_metadata_filter": "tags,-all"}}
    body = jupytext.writes(bare, fmt=MYST)
    if body.startswith("---\n"):
        body = body.split("\n---\n", 1)[1]
    return HEADER + body.lstrip("\n")


def clean(notebook):
    """Return a copy with nothing but types, sources and tags, and ids that depend on these alone."""
    cells, seen = [], set()
    for kind, source, tags in cells_of(notebook):
        name = hashlib.sha256(f"{kind}\n{source}".encode()).hexdigest()[:8]
        while name in seen:  # two equal cells
            name += "-again"
        seen.add(name)
        make = new_code_cell if kind == "code" else new_markdown_cell
        metadata = {"tags": tags} if tags else {}
        if HIDDEN in tags:
            metadata["jupyter"] = {"outputs_hidden": True}
        cells.append(make(source, id=name, metadata=metadata))
    return new_notebook(cells=cells, metadata={"kernelspec": KERNELSPEC, "language_info": {"name": "python"}})


def cells_of(notebook):
    """Return each cell as (type, source, tags); empty cells are left out.

    Raises ValueError for a cell that is neither code nor Markdown.
    """
    cells = []
    for cell in notebook.cells:
        if cell.cell_type not in ("code", "markdown"):
            raise ValueError(f"a lesson holds code and Markdown cells, not this {cell.cell_type} cell: {cell.source!r}")
        source = "\n".join(line.rstrip() for line in cell.source.splitlines()).strip("\n")
        if source or cell.metadata.get("tags"):
            cells.append((cell.cell_type, source, list(cell.metadata.get("tags", []))))
    return cells


def digest(notebook):
    """Return a short fingerprint of the cells."""
    return hashlib.sha256(json.dumps(cells_of(notebook)).encode()).hexdigest()[:16]


def differences(lesson, notebook):
    """Return, as lines to print, how the cells of two notebooks differ; [] if they don't."""
    ours, theirs = cells_of(lesson), cells_of(notebook)
    found = []
    if len(ours) != len(theirs):
        found.append(f"the lesson has {len(ours)} cells, the notebook {len(theirs)}")
    for number, (our, their) in enumerate(zip(ours, theirs, strict=False), start=1):
        for what, a, b in zip(("type", "source", "tags"), our, their, strict=True):
            if a != b:
                found.append(f"cell {number}, {what}: lesson {shorten(a)}, notebook {shorten(b)}")
        if our != their:
            break  # after the first difference the cells may be shifted
    return found


def shorten(thing, length=60):
    """Return a short text that shows a value."""
    text = repr(thing)
    return text if len(text) <= length else text[:length] + "…"


def edited_since_build(notebook):
    """Say whether a notebook's cells are no longer those from which it was built."""
    return notebook.metadata.get(BUILT_FROM) != digest(notebook)


def out_of_step(lesson_path):
    """Return, as lines to print, what is wrong between a lesson and its notebook; [] if nothing is."""
    path = notebook_path(lesson_path)
    if not path.exists():
        return [f"notebooks/{path.name} is missing: python -m lessons build {path.name[:2]}"]
    lesson, notebook = read_lesson(lesson_path), read_notebook(path)
    found = differences(lesson, notebook)
    if found:
        way = "import" if edited_since_build(notebook) else "build"
        found.append(f"to mend it: python -m lessons {way} {path.name[:2]}")
    elif edited_since_build(notebook):
        found.append(f"not built by this tool: python -m lessons build {path.name[:2]}")
    return found
