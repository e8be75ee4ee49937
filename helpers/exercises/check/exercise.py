"""An exercise: a task, a check that names the mistake, hints one at a time, and a worked solution.

To add one: write its formula line by line, and the slips as text (`formula.py` says how); a `draw` for its arguments
and three sets of sizes, no two alike; task, hints and reason. What lies between an answer and a formula by a
transpose, a sign, a factor or a size is named without being listed. Then write right and wrong answers as a reader
would, in tests/exercises/answers.py.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from html import escape
from itertools import islice
from textwrap import dedent, indent

import numpy as np

from helpers.exercises.check import examine
from helpers.exercises.check.cases import drawn, ladder
from helpers.exercises.check.formula import Formula, lines_of, mistakes_of
from helpers.exercises.check.record import record
from helpers.exercises.check.showing import a
from helpers.exercises.check.task import Task
from helpers.exercises.check.verdict import NOT_ATTEMPTED, WRONG, Verdict, as_html, framed, plain

NOTHING = object()  # stands for an argument that was not given


@dataclass(eq=False, repr=False)
class Exercise(Task):
    """A function to write. `check(answer)` returns a Verdict; `hint()` and `solution()` show themselves.

    signature: such as "linear_forward(X, W, b)". task, reason and hints, one a line: for the reader. lesson: its place.
    formula: lines `name = code`, or {output: function} with the names of its `steps`; returns: the names
    of the results, in order (by default the last line's); names: what the code may use. wrong: the slips as
    text, or several of them, or Mistakes. body: the worked solution, where it is not the lines of the formula.
    draw(numbers, **sizes) returns the arguments; sizes: sets of sizes for the random cases, no two alike.
    alike: sizes where shapes coincide, so that a forgotten transpose or a broadcast runs through.
    mean_over: sizes by which the right answer divides. effect(call, before): what to compare, if not the result.
    also: kinds of numbers that are drawn too, with more samples and entries: "close" and "far" (see cases.Numbers), or
    one that only its draw knows.
    large: sets of arguments with large numbers; large_is: "wrong", or "remark" for a mere warning or error there, or
    the remark where the task leaves them out.
    integers: whether whole numbers must work. changes: positions of arguments that are meant to change.
    jointly: ({results}, identifier, words) for what is meant where exactly these are off, each by this mistake.
    labels: what a result is called in a message, {name: words}.
    renamed: identifiers with another name here. rtol: how far a result may be off, relative to itself.
    """

    signature: str
    task: str
    formula: str | dict
    draw: Callable
    sizes: tuple
    hints: tuple = ()
    reason: str = ""
    body: str = ""
    returns: tuple = ()
    names: dict = field(default_factory=dict)
    wrong: str | tuple = ()
    alike: tuple = ()
    mean_over: tuple = ()
    effect: Callable | None = None
    also: tuple = ()
    large: tuple = ()
    large_is: str = "wrong"
    integers: bool = True
    changes: tuple = ()
    jointly: tuple = ()
    labels: dict = field(default_factory=dict)
    renamed: dict = field(default_factory=dict)
    rtol: float = 1e-6
    rtol_float32: float = 1e-3
    lesson: str = ""
    shown: int = 0
    line_given: str = ""  # the reader's one line of code, where a row of a recap is asked for
    idle: tuple = ()  # arguments that no message needs to show
    known: dict = field(default_factory=dict)  # what was computed once and is needed again

    def __post_init__(self):
        super().__post_init__()
        self.known = {}  # also in a copy with other sizes, made by dataclasses.replace

    @property
    def name(self):
        """The function's name."""
        return self.signature.partition("(")[0]

    @property
    def parameters(self):
        """The names of its arguments."""
        return self.signature.partition("(")[2].rstrip(")").split(", ")

    @cached_property
    def formulas(self):
        """The right formula of each result, {name: Formula or function}."""
        if isinstance(self.formula, dict):
            return {name: self.formula[name] for name in self.returns or self.formula}
        lines = lines_of(self.formula, self.name)
        return {name: Formula(self.parameters, lines, name, self.names) for name in self.returns or [[*lines][-1]]}

    @cached_property
    def mistakes(self):
        """The known mistakes."""
        pieces = (self.wrong,) if isinstance(self.wrong, str) else self.wrong
        return tuple(
            mistake
            for piece in pieces
            for mistake in (mistakes_of(piece, self.formulas) if isinstance(piece, str) else (piece,))
        )

    def label(self, name):
        """Return what a result is called in a message."""
        return self.labels.get(name, name)

    def line(self, name):
        """Return a line of the formula as text; its last one where there is none of this name."""
        lines = lines_of(self.formula)
        return lines[name if name in lines else [*lines][-1]].source.partition("  #")[0]

    @property
    def code(self):
        """The worked solution as a function: the body, or the lines of the formula."""
        body = (self.body or f"{dedent(self.formula).strip()}\nreturn {', '.join(self.outputs)}").strip()
        if body.startswith("def "):  # with one more argument
            return body
        return f"def {self.signature}:\n{indent(body, '    ')}"

    @property
    def outputs(self):
        """The names of its results."""
        return [*self.formulas]

    def right(self, arguments):
        """Return the right results, as a list."""
        with np.errstate(all="ignore"):  # the plainest formula is right for large numbers too, but warns
            return [formula(*arguments) for formula in self.formulas.values()]

    @cached_property
    def cases(self):
        """The random cases."""
        return [drawn(self.draw, "random", sizes, seed) for seed, sizes in enumerate(self.sizes)]

    @cached_property
    def alike_cases(self):
        """Groups of random cases whose shapes coincide."""
        return [[drawn(self.draw, "random", sizes, seed) for seed in (11, 12, 13)] for sizes in self.alike]

    @cached_property
    def ones(self):
        """The sizes that are always 1: where a task is about one sample, nobody has to think of two."""
        return [name for name in self.sizes[0] if all(sizes[name] == 1 for sizes in self.sizes)]

    @cached_property
    def wide_cases(self):
        """For each further kind of numbers a case with more samples and entries."""
        sizes = dict(zip(self.sizes[0], (37, 9, 8, 7, 6), strict=False)) | dict.fromkeys(self.ones, 1)
        return {kind: drawn(self.draw, kind, sizes, 21) for kind in self.also}

    def ladder(self, kind="small", draws=2):
        """Yield small cases of whole numbers, the smallest first, from which a message takes its example."""
        cases = ladder(self.draw, [*self.sizes[0]], kind, draws)
        return (case for case in cases if all(case.sizes[name] == 1 for name in self.ones))

    def first_small(self, kind="small"):
        """Return the smallest cases: nearly all of their sizes are 1."""
        if kind not in self.known:
            self.known[kind] = [*islice(self.ladder(kind), 6)]
        return self.known[kind]

    def check(self, answer=NOTHING, *more):
        """Return the Verdict on a reader's function; nothing that the function does gets out."""
        return record(self.verdict(answer, *more), self.lesson)

    def verdict(self, answer=NOTHING, *more):
        """Return the same Verdict, without keeping it."""
        wrong_call = self._wrong_call(answer, more)
        if wrong_call:
            status, message = wrong_call
            return Verdict(self.name, status, message=message)
        return examine.examine(self, answer)

    def _wrong_call(self, answer, more):
        """Return (status, message) where check got something that can't be the answer, else None."""
        asked = f"Pass your function itself: `exercises.{self.name}.check({self.name})`."
        if more:
            return WRONG, f"check got {1 + len(more)} things, and takes one. {asked}"
        if answer is NOTHING or answer is None or answer is ...:
            return NOT_ATTEMPTED, f"There is no function to look at yet. {asked}"
        if isinstance(answer, Exercise):
            first = f"Write `def {self.signature}:` first."
            return NOT_ATTEMPTED, f"This is the exercise `{answer.name}` of the course, not your function. {first}"
        if isinstance(answer, type):
            return WRONG, f"`{answer.__name__}` is a class; a function `{self.signature}` is asked for."
        if not callable(answer):
            why = "with parentheses behind its name it is called first"
            return WRONG, f"check got {a(type(answer).__name__)}, not a function: {why}. {asked}"
        return None

    def worked(self):
        """Return the worked code."""
        return indent(self.code, "  ")

    def __repr__(self):
        return plain(f"{self.signature}\n{self._asked}")

    @property
    def _asked(self):
        also = "float32 and whole numbers" if self.integers else "float32"
        return f"{self.task} The check tries {also}, too."

    def _repr_html_(self):
        return framed(f"<p><code>{escape(self.signature)}</code></p>{as_html(self._asked)}")
