"""Run a cell of a lesson in the page: with what the cells above it make, and nothing that another press left behind.

This runs in the reader's browser, beside the course's package, with NumPy alone. `run` is what python.js calls.
"""

import ast
import builtins
import importlib.util
import json
import linecache
import re
import sys
import traceback
import types
from dataclasses import dataclass
from datetime import datetime
from functools import cache, cached_property
from html import escape
from pathlib import Path
from symtable import symtable

from helpers.exercises.check import calling, record
from helpers.exercises.check.verdict import framed
from helpers.exercises.from_memory.interview import STARTED

FILE = "<ipython-input-{}>"  # named as a notebook's cells are, so the check takes these lines for the reader's
LINK = re.compile(r"(?<=href=['\"])([\w./-]+)\.ipynb(?=[#'\"])")  # a lesson is a page here
LONG = 20_000  # characters; what is longer is cut off
NO_INPUT = "input() can't ask anything in this page. Give the value a name instead, as in `x = 3`."
NO_PICTURES = "This draws, and the Python in this page only computes, with NumPy alone. In JupyterLab it works."
NO_PACKAGE = "The Python in this page has NumPy, the course's package and the standard library."

TALKS = {}  # {lines of code: the names they make}, such as an interview, which goes on in the next cell

# ---- what is different in a page

calling.LIMIT_KEPT_OUTSIDE = True  # the page ends the worker
record.KEPT_IN = "this browser"


def no_input(*_):
    """Say that nothing can be asked."""
    raise RuntimeError(NO_INPUT)


class NotHere(types.ModuleType):
    """In the place of a module that needs more than NumPy: a lesson may import it, but not use it."""

    def __getattr__(self, name):
        raise (AttributeError if name.startswith("__") else RuntimeError)(NO_PICTURES)


builtins.input = no_input
if not importlib.util.find_spec("matplotlib"):
    sys.modules |= {name: NotHere(name) for name in ("helpers.plots", "helpers.widgets")}


# ---- a press


def run(source, before, kept):
    """Run a cell; return what its last line shows, as HTML, and what is kept of the reader, as JSON.

    before: the code of the cells above it. kept: what the last press returned, or "".
    """
    remember(kept)
    try:
        shown = LINK.sub(r"\1.html", as_html(result(source, before)))
    except BaseException as error:  # also SystemExit: the next cell still wants this Python
        shown = failure(error, len(before) + 1)
    return json.dumps([shown, keep()])


def remember(kept):
    """Put back what was done before: the progress file, and when the interview's tasks were first seen."""
    kept = json.loads(kept or "{}")
    if "file" in kept:
        Path(record.FILE).write_text(kept["file"], encoding="utf-8")
    STARTED.update({(name, "None"): datetime.fromisoformat(time) for name, time in kept.get("clocks", {}).items()})


def keep():
    """Return what is to be put back at the next press."""
    file = Path(record.FILE)
    kept = {"clocks": {name: time.isoformat() for (name, _), time in STARTED.items()}}
    return json.dumps(kept | ({"file": file.read_text(encoding="utf-8")} if file.exists() else {}))


def result(source, before):
    """Run what the cell needs, then the cell; return the value of its last line, if it has one."""
    above, broken = [], []
    for number, text in enumerate(before, start=1):
        try:
            above += statements(text, number)
        except SyntaxError as error:
            broken.append((error, {*re.findall(r"\w+", text)}))
    own, space, value = statements(source, len(before) + 1), {"__name__": "__main__"}, None
    first = needed(own, above)
    missing = set().union(*(each.used for each in own + first)) - vars(builtins).keys()
    missing -= set().union(*(each.made for each in own + above))
    for error, words in broken:
        if words & missing:
            raise error
    for each in first:
        if each.key(above) not in TALKS:
            each.run(space, above)
        space.update(TALKS.get(each.key(above), {}))
    for each in own:
        value = each.run(space, above + own)
    return value


@dataclass(eq=False)
class Statement:
    """A line of a cell, or a block: the names that it makes and uses, and how to run it."""

    node: ast.stmt
    file: str

    @cached_property
    def text(self):
        """Its code, without comments."""
        return ast.unparse(self.node)

    @cached_property
    def table(self):
        """What Python knows of its names."""
        return symtable(self.text, self.file, "exec")

    @cached_property
    def made(self):
        """The names that it gives a value."""
        return {each.get_name() for each in self.table.get_symbols() if each.is_assigned() or each.is_imported()}

    @cached_property
    def used(self):
        """The names that it looks up, in its functions too."""
        symbols = (each for table in tables(self.table) for each in table.get_symbols())
        return {each.get_name() for each in symbols if each.is_global() and each.is_referenced()}

    def key(self, above):
        """Return what its value depends on: its code, and that of what it needs."""
        return (*(each.text for each in needed([self], above)), self.text)

    def run(self, space, above):
        """Run it; return its value, if it is an expression. A conversation with the course is kept."""
        if isinstance(self.node, ast.Expr):
            return eval(compile(ast.Expression(self.node.value), self.file, "eval"), space)
        exec(compile(ast.Module([self.node], []), self.file, "exec"), space)
        if isinstance(self.node, ast.Assign):
            made = {name: space[name] for name in self.made if name in space}
            if any(type(each).__module__.startswith("helpers.exercises.") for each in made.values()):
                TALKS[self.key(above)] = made
        return None


def tables(table):
    """Yield a table of names, and those inside of it."""
    yield table
    for inner in table.get_children():
        yield from tables(inner)


def statements(source, number):
    """Return the Statements of a cell; its lines can be shown afterwards."""
    file = FILE.format(number)
    linecache.cache[file] = len(source), None, source.splitlines(keepends=True), file
    return parsed(source, file)


@cache
def parsed(source, file):
    """Return the Statements of a cell."""
    return [Statement(node, file) for node in ast.parse(source, file).body]


def needed(own, above):
    """Return those of the statements above that make what these use, and what those use in turn."""
    wanted, found = set().union(*(each.used for each in own)), []
    while (more := [each for each in above if each.made & wanted and each not in own]) != found:
        found, wanted = more, wanted.union(*(each.used for each in more))
    return found


# ---- what is shown


def as_html(value):
    """Return a value as a notebook shows it."""
    if value is None:
        return ""
    if hasattr(value, "_repr_html_"):
        return value._repr_html_()
    return f"<pre>{escape(cut(repr(value)))}</pre>"


def cut(text):
    """Return a text, or its beginning."""
    return text if len(text) <= LONG else f"{text[:LONG]}\n… (cut off after {LONG} characters)"


def failure(error, number):
    """Say what an error says, and where in the reader's lines it is; number: of the reader's cell."""
    if isinstance(error, SyntaxError) and error.filename and error.filename.startswith("<ipython"):
        steps = [(error.filename, error.lineno, "", (error.text or "").rstrip())]
    else:
        trace = traceback.extract_tb(error.__traceback__)
        steps = [(s.filename, s.lineno, s.name, s.line) for s in trace if s.filename.startswith("<ipython")]
    lines = []
    for file, line, name, code in steps[-5:]:
        where = "" if file == FILE.format(number) else " of a cell above"
        inside = f", in {name}" if name.isidentifier() else ""
        lines.append(f"Line {line}{where}{inside}:\n    {code.strip()}")
    said = f"SyntaxError: {error.msg}" if isinstance(error, SyntaxError) else calling.complaint(error)
    more = f"<p>{NO_PACKAGE}</p>" if isinstance(error, ModuleNotFoundError) else ""
    place = f"<pre>{escape(chr(10).join(lines))}</pre>" if lines else ""
    return framed(f"<p><b>{escape(said)}</b></p>{more}{place}")
