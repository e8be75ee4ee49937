"""How long a lesson takes: an estimate by one formula, the same everywhere.

A minute for 150 words of prose, and for each displayed formula and each figure; 4 for a task on paper, 3 for a missing
line, 6 for a function, 8 for a page from memory, 45 for the interview.
"""

import ast
import re
from typing import NamedTuple

from lessons.pairing import as_notebook, lesson_paths, read_text

WORDS, FORMULA, FIGURE, PAPER, LINE, FUNCTION, MEMORY, INTERVIEW = 150, 1, 1, 4, 3, 6, 8, 45
SIDE_PATH = re.compile(r"## Going further · (\d+) minutes?")
STATED = re.compile(r"main path takes about (\d+) minutes|About (\d+) minutes, which is an estimate")


class Part(NamedTuple):
    """The main path of a lesson (title "") or a side path: what it says it takes, and the minutes of the formula."""

    title: str
    stated: int | None
    minutes: float
    words: int


def parts_of(text):
    """Return the Parts of a lesson's text, the main path first."""
    paths = {"": []}
    title = ""
    for cell in as_notebook(text).cells:
        if cell.cell_type == "code":
            paths[title].append(cell)
            continue
        for block in re.split(r"(?m)^(?=## )", cell.source):
            if block.startswith("## "):
                heading = block.split("\n", 1)[0]
                title = heading.removeprefix("## ") if SIDE_PATH.match(heading) else ""
            paths.setdefault(title, []).append(block)
    stated = STATED.search(text)
    main = int(stated[1] or stated[2]) if stated else None
    return [
        Part(
            title,
            int(SIDE_PATH.match(f"## {title}")[1]) if title else main,
            minutes_of(pieces),
            len(words_of(prose_of(pieces))),
        )
        for title, pieces in paths.items()
    ]


def minutes_of(pieces):
    """Return the minutes of blocks of Markdown, which are text, and code cells."""
    prose = prose_of(pieces)
    formulas = len(re.findall(r"\$\$.+?\$\$", prose, re.DOTALL))
    tasks = sum(_minutes_of(cell.source) for cell in pieces if not isinstance(cell, str))
    return len(words_of(prose)) / WORDS + formulas * FORMULA + tasks


def prose_of(pieces):
    """Return the blocks of Markdown among pieces as one text."""
    return "\n\n".join(piece for piece in pieces if isinstance(piece, str))


def words_of(prose):
    """Return the words of a text's paragraphs: no headings, lists, tables, formulas; a piece of code is one word."""
    for pattern, by in (
        (r"(?s)\$\$.*?\$\$", ""),
        (r"`[^`\n]*`", "x"),
        (r"\$[^$\n]+\$", "x"),
        (r"\]\([^)\n]*\)", "]"),
        (r"[*_\[\]]", ""),
    ):
        prose = re.sub(pattern, by, prose)
    blocks = re.split(r"\n\s*\n", prose)
    return [word for block in blocks if not re.match(r"\s*([#>|]|- |\d+\. )", block) for word in block.split()]


def _minutes_of(source):
    """Return the minutes of a code cell: a task, a figure, or nothing."""
    if "blank_page(" in source and ".check(" in source:
        return MEMORY
    if "interview.submit(" in source:
        return INTERVIEW
    if re.search(r"\bexercises\.\w+\.check\(", source):
        if "def " not in source:
            return PAPER
        return LINE if _has_a_missing_line(source) else FUNCTION
    return FIGURE if re.match(r"(plots|widgets)\.(?!predict|gallery)", source.strip().split("\n")[-1]) else 0


def _has_a_missing_line(source):
    """Return whether `...` stands for a single value in a function that is there otherwise."""
    (function,) = [node for node in ast.parse(source).body if isinstance(node, ast.FunctionDef)][:1]
    dots = [node for node in ast.walk(function) if isinstance(node, ast.Constant) and node.value is ...]
    alone = [
        line for line in ast.walk(function) if isinstance(line, ast.Expr) and getattr(line.value, "value", 0) is ...
    ]
    return len(dots) == 1 and not alone


def table():
    """Return a line for each part of each lesson: what it says it takes, and what the formula gives."""
    lines = []
    for path in lesson_paths():
        for part in parts_of(read_text(path)):
            stated = "?" if part.stated is None else part.stated
            lines.append(f"{path.stem:22} {stated:>4} {part.minutes:6.1f} {part.words:6} words  {part.title}")
    return "\n".join(lines)


if __name__ == "__main__":
    print(table())
