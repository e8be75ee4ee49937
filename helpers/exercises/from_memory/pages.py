"""A reader's page as text: where it stands, what is shown beside it, and whether it is an earlier one, edited."""

import ast
import linecache
import re
from datetime import date
from difflib import SequenceMatcher
from html import escape
from textwrap import dedent

from helpers.exercises.check.record import is_kept

ALIKE = 0.9  # from here on a page is an earlier one with a few edits


# ---- where it stands


def pages_of(submitted, named):
    """Return the code of all that was submitted, each piece once, as far as its source can be found."""
    found = (source_of(each) for each in (*submitted, *named.values()))
    text = "\n\n".join(dict.fromkeys(each.strip("\n") for each in found if each))
    return text.encode(errors="replace").decode()  # what a file can hold


def source_of(thing):
    """Return the source of a class, a function or an object; in a notebook its whole cell. None if it isn't found."""
    holder = thing if isinstance(thing, type) or hasattr(thing, "__code__") else type(thing)
    for each in (holder, *vars(holder).values()):
        code = getattr(each, "__code__", None)
        lines = linecache.getlines(code.co_filename) if code else []
        if lines and is_kept() and ("ipykernel" in code.co_filename or code.co_filename.startswith("<ipython")):
            return "".join(lines)
        for node in ast.walk(_tree("".join(lines))):
            named = isinstance(node, ast.ClassDef | ast.FunctionDef) and node.name == holder.__name__
            if named and node.lineno <= code.co_firstlineno <= node.end_lineno:
                return dedent("".join(lines[node.lineno - 1 : node.end_lineno]))
    return None


# ---- beside another


class SideBySide:
    """Two texts of code, one beside the other, each with a title."""

    def __init__(self, *pairs):
        self.pairs = [(title, code.strip("\n")) for title, code in pairs]

    def __repr__(self):
        return "\n\n".join(f"{title}:\n{code}" for title, code in self.pairs)

    def _repr_html_(self):
        cell = (
            "<td style='vertical-align: top; text-align: left; padding: 0 12px 0 0'><b>{}</b><pre style='font-size:"
            " 11px; line-height: 1.35; white-space: pre-wrap; word-break: normal; overflow-wrap:"
            " break-word'>{}</pre></td>"
        )
        cells = "".join(cell.format(escape(title), escape(code)) for title, code in self.pairs)
        return f"<table style='table-layout: fixed; width: 100%; max-width: 1100px'><tr>{cells}</tr></table>"


# ---- an earlier one?


def moved_over(code, kept, question, variant, today=None):
    """Return how much of a page was submitted on the same day for another variant; 0 if it isn't nearly all of it."""
    day = (today or date.today()).isoformat()
    earlier = [
        each["code"]
        for each in kept.at(question)
        if each["date"] == day and each["variant"] != variant and each.get("code")
    ]
    share = max((alike(code, each) for each in earlier), default=0)
    return share if share >= ALIKE else 0


def alike(one, other):
    """Return how much of two texts of code is the same, as syntax trees: from 0 to 1.

    >>> alike("y = a + b  # a sum", "y = (a + b)"), alike("y = a + b", "for i in x: print(i)") < 0.5
    (1.0, True)
    """
    nodes = [[*_nodes(_tree(code))] for code in (one, other)]
    if not all(len(each) > 1 for each in nodes):
        return 0.0
    matcher = SequenceMatcher(None, *nodes, autojunk=False)
    most = matcher.quick_ratio()
    return matcher.ratio() if most >= ALIKE else most


def _tree(code):
    """Return the tree of a cell; an empty one where it is no Python."""
    try:
        return ast.parse(re.sub(r"^\s*[%!].*", "", code, flags=re.MULTILINE))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ast.Module([], [])


def _nodes(node):
    """Yield the nodes of a tree, from left to right, each with its names and constants."""
    if isinstance(node, ast.expr_context):
        return
    own = [repr(each) for _, each in ast.iter_fields(node) if isinstance(each, str | int | float)]
    yield " ".join([type(node).__name__, *own])
    for child in ast.iter_child_nodes(node):
        yield from _nodes(child)
