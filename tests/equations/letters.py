"""The letters of a formula, as letters.txt declares them.

A row without "=" draws its letters at random. The axes in brackets are names of indices; all sizes differ, so that no
other order fits. Nearly all that letters.txt calls a gradient is measured by the judge of lesson 01: a formula for it
is compared with the truth, and not only with its line of code.

Rows below a number, such as ``(3.1):``, hold for this formula alone, and those below ``(1.4 line):`` for its lines of
code alone, to give them the numbers that stand there. ``(1.4 line 2):`` is the second line with this number in its
lesson, and ``(1.4 line 1 in 09):`` one of another lesson.
"""

import re
from functools import lru_cache
from pathlib import Path
from types import SimpleNamespace

import numpy as np

from helpers.nn import numerical_gradient
from lessons.pairing import read_text
from tests.equations.values import Refused

DRAWN = re.compile(r"(\w+)(?:\[([\w, ]+)\])?")
MADE = re.compile(r"(\w+)(?:\[([\w, ]+)\])? = ((?!\w+ = ).+)")


class Letters:
    """The letters of a lesson, with those that hold for some formulas or lines (``keys``) alone."""

    def __init__(self, lesson, keys):
        self.sizes, self.kinds, self.fixed, self.layers, self.implied = {"1": 1}, {}, {}, {}, ""
        self.axes, self.drawn, rng = {}, set(), np.random.default_rng(int(lesson) + 5)
        self.values = {"np": np, "numerical_gradient": numerical_gradient, "Names": SimpleNamespace, "rng": rng}
        rows = [row for of, rows in blocks().get(lesson, []) if not of or set(of) & set(keys) for row in rows]
        for row in sorted(rows, key=lambda row: not row.startswith("index ")):
            if row.startswith("index "):
                self.add_index(*row.split()[1:])
            elif MADE.fullmatch(row):
                self.make(*MADE.fullmatch(row).groups())
            elif "=" in row:  # several names at once, for the lines of code
                exec(row, self.values)
            else:
                for name, axes in DRAWN.findall(row):
                    self.draw(name, axes, rng)

    def add_index(self, letter, kind, *more):
        """Add an index.

        ``i 5`` has an axis of its own, ``k as j`` shares that of j, ``c as j at 1`` is fixed. ``layer l 2`` is the
        number of a layer. ``implied`` says that every letter is meant of sample i, whether it is written or not.
        """
        if letter == "layer":
            number = int(more[0])
            self.layers |= {kind: number, f"{kind}-1": number - 1, f"{kind}+1": number + 1}
        elif kind == "as":
            self.kinds[letter] = more[0]
            self.fixed |= {letter: int(more[2])} if more[1:] else {}
        else:
            self.sizes[letter], self.kinds[letter] = int(kind), letter
            self.implied = letter if "implied" in more else self.implied

    def make(self, name, axes, expression):
        """Make a letter from others."""
        self.values[name] = eval(expression, self.values)
        self.axes[name] = self.kinds_of(axes)
        self.drawn.discard(name)

    def draw(self, name, axes, rng):
        """Draw a letter at random."""
        self.axes[name] = self.kinds_of(axes)
        self.values[name] = np.asarray(rng.normal(size=[self.sizes[axis] for axis in self.axes[name]]))[()]
        self.drawn.add(name)

    def kinds_of(self, axes):
        return "".join(self.kinds.get(axis, axis) for axis in (axes or "").split(", "))

    def spellings(self, name, indices):
        """Return the names under which a letter may be declared: with its indices, alone, as an entry of a capital."""
        capital = re.sub(r"(^|_d)([a-z])(?=\d?(_hat)?$)", lambda match: match[1] + match[2].upper(), name)
        return (f"{name}_{''.join(indices)}", name, capital) if indices else (name,)

    def knows(self, name, indices):
        """Say whether a letter is declared."""
        return any(known in self.axes for known in self.spellings(name, indices))

    def find(self, name, indices):
        """Return the name under which a letter is declared, its array and its axes."""
        for known in self.spellings(name, indices):
            if known in self.axes:
                return known, np.asarray(self.values[known]), self.axes[known]
        raise Refused(f"{name} is not declared in letters.txt")


@lru_cache
def letters_of(lesson, *keys):
    """Return the letters of a lesson, with those of these keys; kept, because many formulas ask for the same."""
    return Letters(lesson, keys)


@lru_cache
def blocks():
    """Return letters.txt as a list of (keys, rows) for each lesson; the first of them has no keys."""
    lessons = {}
    for line in read_text(Path(__file__).with_name("letters.txt")).splitlines():
        lesson, heading = re.fullmatch(r"\[(\d\d)\]", line), re.fullmatch(r"\((.+)\):", line)
        if lesson:
            current = lessons[lesson[1]] = [((), [])]
        elif heading:
            current.append((heading[1].split(", "), []))
        elif line and not line.startswith("#"):
            current[-1][1].append(line)
    return lessons
