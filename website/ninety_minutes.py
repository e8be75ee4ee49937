"""The interview path as one page: the stops of lessons/interview_path.py, with what the notebooks have stored."""

import copy
import re

from nbformat.v4 import new_markdown_cell, new_notebook

from lessons.interview_path import INTERVIEW, STOPS, minutes_for, minutes_left, pieces_of
from lessons.pairing import KERNELSPEC, NOTEBOOKS, read_notebook
from website import notebooks


def notebook(introduction):
    """Return the page as a notebook for Sphinx; introduction: the Markdown that it begins with."""
    cells = [new_markdown_cell(introduction)]
    for number, stop in enumerate(STOPS, 1):
        cells.append(heading(number, stop.what, minutes_for(stop)))
        cells += cells_of(stop)
    link, what = INTERVIEW
    last = f"Close this page, take paper, and open [lesson 08]({link}): its first half is the interview."
    cells += [heading(len(STOPS) + 1, what, minutes_left()), new_markdown_cell(last)]
    return new_notebook(cells=cells, metadata={"kernelspec": KERNELSPEC, "language_info": {"name": "python"}})


def heading(number, what, minutes):
    """Return the heading of a stop."""
    return new_markdown_cell(f"## Stop {number}: {what} · {minutes} minutes")


def cells_of(stop):
    """Return the cells of a stop as the site shows them; all their headings are one level below that of the stop."""
    source = read_notebook(NOTEBOOKS / f"{stop.lesson}.ipynb")
    stored = {cell.source: cell for cell in source.cells if cell.cell_type == "code"}
    cells = []
    for piece in pieces_of(stop):
        if isinstance(piece, str):
            cells.append(new_markdown_cell(re.sub(r"^#{2,3} ", "### ", piece)))
        else:
            cells.append(copy.deepcopy(stored[piece.source]))
    return [notebooks.prepared(stop.lesson, cell, source) for cell in cells]
