"""Right and wrong answers as people write them, read from the text files beside this one.

`== exercise` starts the answers to an exercise, and `-- …` one answer. It is the body of the function, or a whole cell
that defines it; or, on paper, what goes into the parentheses of `check`. Behind the dashes of a right answer stands its
style, behind those of a wrong one `fair identifiers /words/ | what was believed`: one of these identifiers is fair, and
the verdict must hold these words (a pattern); `words` stands for a verdict that tells it in words, with no identifier.
An answer of lines `~ old => new` changes the one of this exercise that stands under `-- base`; \\n is a new line.
"""

import math
import re
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

import numpy as np

from helpers import exercises
from helpers.exercises.check.task import KNOWN
from tests.exercises.answers import RIGHT, WRONG, from_cell, source_of

HERE = Path(__file__).parent
FAIR = re.compile(r"(?P<fair>[\w+, -]*?)\s*(/(?P<wanted>.*?)/)?\s*(\||$)")


class Answer(NamedTuple):
    """An answer: to which exercise, where it stands, and what would be fair (of a wrong one)."""

    exercise: str
    place: str
    title: str
    code: str
    fair: tuple = ()
    wanted: str = ""

    def verdict(self):
        """Return what the check says."""
        if self.exercise in exercises.ALL:
            return exercises.ALL[self.exercise].check(self.function())
        return KNOWN[self.exercise].check(**eval(f"dict({self.code})", {"np": np, "math": math, "Fraction": Fraction}))

    def function(self):
        """Return it as a function, as if it had been written in a notebook's cell."""
        return from_cell(self.source, self.exercise)

    @property
    def source(self):
        """The cell."""
        is_whole = re.search(rf"^(def {self.exercise}\(|{self.exercise} = )", self.code, re.MULTILINE)
        return self.code if is_whole else source_of(self.exercise, self.code)


def right_answers():
    """Return the right answers: those in the files, and those of the tests."""
    told = [Answer(name, "answers.py", body.split("\n")[-1], body) for name, bodies in RIGHT.items() for body in bodies]
    return _of_known(_read("right_*.txt") + told)


def wrong_answers():
    """Return the wrong answers: those in the files, and those of the tests."""
    told = [
        Answer(name, "answers.py", body.split("\n")[-1], body, (identifiers(mistake),))
        for name, bodies in WRONG.items()
        for mistake, body in bodies
    ]
    return _of_known(_read("wrong_*.txt") + told)


def endless_answers():
    """Return the answers that never end."""
    return _of_known(_read("endless.txt"))


def identifiers(text):
    """Return a verdict's mistake as a set of identifiers; without one it is told in words, or not at all."""
    return frozenset((text or "words").split("+"))


def _of_known(answers):
    """Leave out what belongs to an exercise that isn't there."""
    return [each for each in answers if each.exercise in KNOWN]


def _read(pattern):
    return [answer for path in sorted(HERE.glob(pattern)) for answer in _read_file(path)]


def _read_file(path):
    """Yield the answers of a file."""
    text, base = path.read_text(encoding="utf-8"), None
    line = text.count("\n", 0, text.index("\n== ")) + 2
    for part in re.split(r"^== ", text, flags=re.MULTILINE)[1:]:
        name, *answers = re.split(r"^-- ?", part, flags=re.MULTILINE)
        line += name.count("\n")
        for answer in answers:
            head, _, code = answer.partition("\n")
            code = _changed(base, code.strip("\n")) if code.startswith("~ ") else code.strip("\n")
            if head == "base":
                base = code
            else:
                found = FAIR.match(head) if path.name.startswith("wrong") else None
                fair = tuple(identifiers(each.strip()) for each in found["fair"].split(",")) if found else ()
                yield Answer(
                    name.strip(), f"{path.name}:{line}", head, code, fair, (found["wanted"] or "") if found else ""
                )
            line += answer.count("\n")


def _changed(base, edits):
    """Return an answer with lines `~ old => new` carried out."""
    for edit in edits.split("\n"):
        old, _, new = edit.removeprefix("~ ").replace("\\n", "\n").partition(" =>")
        if old not in base:
            raise ValueError(f"{edit!r} finds nothing in\n{base}")
        base = base.replace(old, new.removeprefix(" "))
    return base
