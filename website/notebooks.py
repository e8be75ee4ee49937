"""Notebooks as Sphinx is to read them: cells that become elements of the page, folds, alternative texts, links.

PLUGINS is where an element comes in: functions (name, cell, notebook) -> HTML or None. Each code cell is shown to all
of them, and the first that answers replaces it, its source included. name is that of the notebook, such as
"03_linear_layer". The HTML may contain code.folded(cell.source), the source behind a line that unfolds it, and pictures
that pictures.keep has named. Its script is a file in static/, which conf.py lists.
"""

import ast
import re

import nbformat
from nbformat.v4 import new_markdown_cell

from lessons.pairing import HIDDEN, read_notebook
from website import exercises, explorers, folds, gallery, predictions

PLUGINS = [predictions.element, gallery.element, exercises.element, explorers.element]
LINK = re.compile(r"(?<=href=['\"])([\w./-]+)\.ipynb(?=[#'\"])")
REPOSITORY_FILES = {"../helpers/data/digits.md": "digits.md"}


def write(path, folder):
    """Write a notebook (its path) into Sphinx's folder."""
    notebook = read_notebook(path)
    notebook.cells = [prepared(path.stem, cell, notebook) for cell in notebook.cells]
    nbformat.write(notebook, folder / path.name)


def prepared(name, cell, notebook):
    """Return a cell as the site shows it."""
    if cell.cell_type == "markdown":
        for target, page in REPOSITORY_FILES.items():
            cell.source = cell.source.replace(f"]({target}", f"]({page}")
        return cell
    for element in PLUGINS:
        html = element(name, cell, notebook)
        if html is not None:
            return new_markdown_cell(raw(html), id=cell.id)
    fold(cell)
    for output in cell.outputs:
        describe(output, cell)
    return cell


def raw(html):
    """Return HTML as Markdown that leaves it as it is."""
    fence = "`" * 12
    return f"{fence}{{raw}} html\n{linked(html)}\n{fence}"


def linked(html):
    """Return HTML whose links to notebooks lead to the pages made of them."""
    return LINK.sub(r"\1.html", html)


def fold(cell):
    """Let the answer to a question, and code that only draws, wait behind a line."""
    tags = [tag for tag in cell.metadata.get("tags", []) if tag != HIDDEN]
    if HIDDEN in cell.metadata.get("tags", []):
        tags.append(folds.ANSWER)
    elif only_draws(cell):
        tags.append(folds.DRAWING)
    cell.metadata = {"tags": tags}


def only_draws(cell):
    """Say whether a cell shows a picture and does nothing else than import and call it."""
    pictures = [output for output in cell.outputs if "image/png" in output.get("data", {})]
    *imports, last = ast.parse(cell.source).body or [None]
    return (
        len(pictures) == len(cell.outputs) == 1
        and all(isinstance(line, ast.Import | ast.ImportFrom) for line in imports)
        and isinstance(last, ast.Expr)
    )


def describe(output, cell):
    """Give a picture its alternative text and its width; lead a text's links to the site's pages."""
    data = output.get("data", {})
    if "image/png" in data:
        settings = output.metadata["image/png"]
        image = {"alt": settings["alt"], "width": f"{settings['width']}px"}
        cell.metadata.setdefault("mystnb", {})["image"] = image
    if "text/html" in data:
        data["text/html"] = linked(data["text/html"])


def anchor(heading):
    """Return the name by which links reach a heading, as JupyterLab forms it."""
    return heading.replace(" ", "-")
