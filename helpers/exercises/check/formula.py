"""Formulas and slips as text: what is right, line by line, and what people write instead of a line.

A formula is a few lines `name = code`. A slip is one record of three fields, `identifier | name = wrong code | what to
say`: somebody writes this code where that line is due. Another wrong code follows after `;`, a second line that is
wrong at the same time after `and`, and each field may go on in indented lines. `name += code` says that the result is
off in this direction, by an unknown factor; `name ~ v, g` that it is a sum of multiples of these lines, which the
words show as {fit}. A record becomes code when it is first asked for.
"""

import ast
import contextlib
import itertools
import linecache
import re
import warnings
from functools import cached_property
from textwrap import dedent

import numpy as np

from helpers.exercises.check.verdict import Mistake
from helpers.nn.delta import sigma


def ones(array):
    """1 in place of each entry."""
    return np.ones(np.shape(array))


def only_last(rows):
    """All rows but the last become 0."""
    last = np.arange(len(rows)) == len(rows) - 1
    return np.where(last.reshape(-1, *[1] * (np.ndim(rows) - 1)), rows, 0)


def only_first(rows):
    """All rows but the first become 0."""
    return only_last(rows[::-1])[::-1]


WORDS = {"np": np, "sigma": sigma, "ones": ones, "only_last": only_last, "only_first": only_first}
NAMED = re.compile(r"\s*(\w+)\s*(\+?=|~)(?!=)")  # name = …, name += …, or name ~ …
RECORD = re.compile(r"(?P<identifier>[\w-]*)\s*\|\s(?P<changes>.*?)\s\|\s(?P<words>.*)", re.DOTALL)
count = itertools.count(1)


class Text:
    """Source text that Python's tracebacks can show: each piece of code keeps its file name and its line."""

    def __init__(self, title, text):
        text = dedent(text).strip("\n")
        self.records, self.file = records(text), f"<{title} {next(count)}>"
        linecache.cache[self.file] = len(text), None, f"{text}\n".splitlines(keepends=True), self.file

    def code(self, source, line):
        """Return an expression of this text as a Code."""
        return Code(source, self.file, line)


class Code:
    """One expression, compiled when it is first needed."""

    def __init__(self, source, file, line):
        self.source, self.file, self.line = source.strip(), file, line

    @cached_property
    def tree(self):
        """The syntax tree, with its place in the text."""
        try:
            tree = ast.parse(f"({self.source}\n)", self.file, "eval")
        except SyntaxError as error:
            raise SyntaxError(f"{self.file}, line {self.line}: {self.source}") from error
        return ast.increment_lineno(tree, self.line - 1)

    @cached_property
    def names(self):
        """The names in it, in order."""
        return [*dict.fromkeys(node.id for node in ast.walk(self.tree) if isinstance(node, ast.Name))]

    @cached_property
    def compiled(self):
        """The code object."""
        return compile(self.tree, self.file, "eval")


class Changed(Code):
    """A line's code with a change in its tree, good for as long as the change is there."""

    def __init__(self, code):
        self.file, self.line, self.tree = code.file, code.line, code.tree

    @property
    def source(self):
        """The code as text."""
        return ast.unparse(self.tree)


def records(text):
    """Return [(number of the first line, record)] of a text; a record may go on in indented lines."""
    lines = text.split("\n")
    starts = [i for i, line in enumerate(lines) if line.strip() and not line.startswith(" ")]
    return [(start + 1, "\n".join(lines[start:end])) for start, end in zip(starts, [*starts[1:], None], strict=False)]


def lines_of(text, title="formula"):
    """Return {name: Code} for text of lines `name = code`."""
    text, found = Text(title, text), {}
    for number, record in text.records:
        name, _, source = record.partition("=")
        found[name.strip()] = text.code(source, number)
    return found


class Formula:
    """One result, and the lines it is made from, of which any can be replaced. Call it with arguments for its value.

    parameters: the names of the arguments; lines: {name: Code}; output: the name of the result; names: what the code
    may use beside NumPy as `np` and the words above.
    """

    def __init__(self, parameters, lines, output, names):
        self.parameters, self.lines, self.output = parameters, lines, output
        self.names = WORDS | names

    @cached_property
    def made_from(self):
        """{name: the lines that it is made from, all the way back}, without what is given."""
        found = {}

        def back_from(name):
            if name not in found:
                used = {each for each in self.lines[name].names if each in self.lines and each not in self.parameters}
                found[name] = used.union(*map(back_from, used))
            return found[name]

        for name in self.lines:
            back_from(name)
        return found

    @property
    def steps(self):
        """The names of the lines that the result is made from."""
        return self.made_from[self.output]

    def __call__(self, *arguments, **wrong):
        """Return the result; wrong replaces lines. In its wrong code a line's own name stands for the right value."""
        return self.value_in(self.scope_of(arguments), wrong)

    def at(self, arguments):
        """Return the same as a function of wrong lines alone: for many slips, what is right is computed once."""
        right = self.scope_of(arguments)
        self.value_in(right, {})

        def result(**wrong):
            changed = {name for name in self.steps if name in wrong or self.made_from[name] & wrong.keys()}
            return self.value_in({name: each for name, each in right.items() if name not in changed}, wrong)

        return result

    def scope_of(self, arguments):
        """Return the names that are there before any line is computed, with their values."""
        return self.names | dict(zip(self.parameters, arguments, strict=True))

    def value_in(self, scope, wrong):
        """Return the result; the lines that it is made from come into the scope, where they aren't there."""

        def evaluate(code):
            for name in code.names:
                if name not in scope and name in self.lines:
                    scope[name] = value(name)
            return eval(code.compiled, scope)

        def value(name):
            if name in wrong and name in wrong[name].names:
                scope[name] = evaluate(self.lines[name])
            return evaluate(wrong.get(name, self.lines[name]))

        return value(self.output)


def read_slips(text):
    """Yield (identifier or None, [(name, "=" or "+=", Code), …], what to say) for each wrong code of each record."""
    text = Text("slips", text)
    for line, record in text.records:
        record = RECORD.fullmatch(record.strip())
        if not record:
            raise SyntaxError(f"{text.file}, line {line}: a slip has three fields, identifier | name = code | words")
        words, name = " ".join(record["words"].split()), None
        for wrong in record["changes"].split(";"):
            changes = []
            for part in re.split(r"\sand(?=\s+\w+\s*=[^=])", wrong):
                head = NAMED.match(part) or re.match(r"\s*", part)
                name, sign = head.groups() or (name, "=")
                changes.append((name, sign, text.code(part[head.end() :], line + head[0].count("\n"))))
                line += part.count("\n")
            yield record["identifier"] or None, changes, words


def mistakes_of(text, formulas):
    """Return the slips of a text as Mistakes for formulas {output: Formula}."""
    found, (of, *_) = [], formulas.values()
    for identifier, changes, words in read_slips(text):
        (name, sign, code), *_ = changes
        if sign == "=":
            found.append(Mistake(identifier, words, steps={name: code for name, _, code in changes}))
        elif sign == "+=":
            direction = Formula(of.parameters, of.lines | {"direction": code}, "direction", of.names)
            found.append(Mistake(identifier, words, (name,), direction=direction))
    return tuple(found)


def sums_of(text, formulas):
    """Return [(name, {line: Formula}, what to say)] of the slips `name ~ line, line`."""
    (of, *_), found = formulas.values(), []
    for _, changes, words in read_slips(text):
        for name, sign, code in changes:
            if sign == "~":
                lines = {each: Formula(of.parameters, of.lines, each, of.names) for each in code.source.split(", ")}
                found.append((name, lines, words))
    return found


@contextlib.contextmanager
def silent():
    """Let nothing warn: wrong code may divide by 0, and a reader's numbers may be infinite."""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        yield


def value_of(result, steps):
    """Return what a formula gives with wrong steps in it, or None where it can't run: nobody gets a result so."""
    try:
        value = np.asarray(result(**steps), dtype=np.float64)
        return value if np.isfinite(value).all() else None
    except Exception:  # shapes that don't fit
        return None
