"""Pages as people write them, kept as text beside, and how to run them as if they had been written in a cell.

A section begins with `=== kind | …` and holds a whole page, or changes in the plain one: the lines with "+ " stand in
the place of those with "- " before them. Kinds: plain; right | style; wrong | identifier (- for none) | words that the
cure has to hold; judge (one that is none) | words. In second_round.txt a change and a variant follow.
"""

import linecache
from itertools import count
from pathlib import Path

import numpy as np

FOLDER = Path(__file__).with_name("page_texts")
cells = count()


def sections(name, kind):
    """Return [(fields of the header, page or changes)] of one kind."""
    found = []
    for section in ("\n" + (FOLDER / f"{name}.txt").read_text(encoding="utf-8")).split("\n=== ")[1:]:
        header, _, body = section.partition("\n")
        first, *fields = (field.strip() for field in header.split(" | "))
        if first == kind:
            found.append((*fields, body.strip("\n") + "\n"))
    return found


def page(body, plain):
    """Return the code of a section: itself, or the plain page with its changes."""
    return changed(plain, *changes(body)) if body.startswith("- ") else body


def changes(body):
    """Return [(old, new)] of a section."""
    found = []
    for line in body.rstrip("\n").split("\n"):
        sign, code = line[:1], line[2:]
        if sign == "-" and (not found or found[-1][1]):
            found.append(([], []))
        found[-1][sign == "+"].append(code)
    return [("\n".join(old), "\n".join(new)) for old, new in found]


def changed(code, *pairs):
    """Return code with changes (old, new), each of which has to be possible."""
    for old, new in pairs:
        assert old in code, f"{old}\nis not in\n{code}"
        code = code.replace(old, new)
    return code


def defined(code):
    """Return what a page defines, {name: thing}; tracebacks can show its lines."""
    file, space = f"/tmp/ipykernel_2/{next(cells)}.py", {"np": np}
    linecache.cache[file] = len(code), None, code.splitlines(keepends=True), file
    exec(compile(code, file, "exec"), space)
    return space
