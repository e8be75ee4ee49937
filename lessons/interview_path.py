"""The interview path: ninety minutes through marked sections of the lessons, each of which runs by itself.

A stop is a run of sections of one lesson, and the exercise that ends it.
"""

import re
from typing import NamedTuple

from lessons.minutes import minutes_of
from lessons.pairing import LESSONS, as_notebook, read_text


class Stop(NamedTuple):
    """A lesson, the sections (headings, in order) that one reads, and what the last cell, a check, calls."""

    lesson: str
    sections: tuple
    check: str
    what: str


STOPS = (
    Stop("00_start_here", ("The page",), "widgets.predict(", "the page as a picture"),
    Stop(
        "01_math",
        ("Second half: chains and crossroads", "One path", "Several paths", "A network of scalars"),
        "exercises.chain_by_hand.check(",
        "from one path to the eight lines",
    ),
    Stop(
        "02_sigmoid",
        ("By hand", "Forward and backward are a pair"),
        "exercises.sigmoid_backward.check(",
        "the sigmoid on the way back, and the first class",
    ),
    Stop(
        "03_linear_layer",
        (
            "Second half: a layer of neurons",
            "Hand back: two users, two answers",
            "From loops to a matrix product",
            "Weights: used once",
            "The class",
        ),
        "exercises.linear_backward.check(",
        "from hand back to the class",
    ),
    Stop(
        "04_batch_dimension",
        ("Backward: what was copied is summed", "The mean lives in the loss", "The whole page"),
        "exercises.two_layer_backward.check(",
        "the sum over the samples, and the page",
    ),
    Stop(
        "05_full_training",
        ("First half: from a page to a loop",),
        "exercises.sgd_step.check(",
        "the step, and the loop",
    ),
)

ALTOGETHER = 90
INTERVIEW = "08_blank_page.ipynb#First-half:-the-page", "the interview, as practice: class, loop, judge"


def pieces_of(stop):
    """Return what a stop consists of, in order: blocks of Markdown as text, and code cells; its check comes last."""
    pieces, heading, check = [], "", None
    for cell in as_notebook(read_text(LESSONS / f"{stop.lesson}.md")).cells:
        if cell.cell_type == "markdown":
            for block in re.split(r"(?m)^(?=#{2,3} )", cell.source):
                found = re.match(r"#{2,3} (.*)", block)
                heading = found[1] if found else heading
                pieces += [block] if block and heading in stop.sections else []
        elif heading in stop.sections:
            pieces.append(cell)
        elif stop.check in cell.source:
            check = cell
    has_it = any(stop.check in piece.source for piece in pieces if not isinstance(piece, str))
    return pieces + [check] * (check is not None and not has_it)


def minutes_for(stop):
    """Return the minutes of a stop, by the formula of all lessons."""
    return round(minutes_of(pieces_of(stop)))


def minutes_left():
    """Return what is left of the ninety minutes for the interview, which by itself has no limit here."""
    return ALTOGETHER - sum(map(minutes_for, STOPS))


def table(folder=""):
    """Return the table of stops; folder: where the notebooks are, seen from the table."""
    found = ["| stop | sections | minutes |", "| --- | --- | --- |"]
    for stop in STOPS:
        links = [f"[{name}]({folder}{stop.lesson}.ipynb#{name.replace(' ', '-')})" for name in stop.sections]
        exercise = re.search(r"exercises\.(\w+)", stop.check)
        end = f", then [`{exercise[1]}`]({folder}{stop.lesson}.ipynb#Exercises)" if exercise else ""
        found.append(f"| {stop.what} | {', '.join(links)}{end} | {minutes_for(stop)} |")
    link, what = INTERVIEW
    return "\n".join([*found, f"| {what} | [The page]({folder}{link}), with hints | the rest: {minutes_left()} |"])
