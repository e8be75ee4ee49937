"""The interview: write a two-layer network with its training loop, and a gradient check of your own.

`interview(seed)` shows the task; `.submit(TwoLayers, gradient_check)` answers in the order in which an
interviewer would look, and only then. Passed means twice, with different variants, at least three days
apart, without hints; the progress file keeps the dates.
"""

import ast
import linecache
from dataclasses import replace
from html import escape

from helpers.exercises.check.exercise import NOTHING
from helpers.exercises.check.record import DAYS_APART, in_a_notebook, mine
from helpers.exercises.check.task import Note, Task, exercises_of
from helpers.exercises.check.verdict import CORRECT, NOT_ATTEMPTED, as_html
from helpers.exercises.from_memory.report import NAME
from helpers.exercises.from_memory.submission import Submission, is_blank
from helpers.exercises.from_memory.task import HINTS, task_of
from helpers.exercises.two_layers.reference import reference_code
from helpers.exercises.two_layers.variant import variant_of


class Interview(Task):
    """One variant of the interview: shows its task, and takes a submission."""

    lesson, hints, reason = "08", HINTS, ""
    no_more = "There are no more hints. `interview.solution()` shows a whole page."
    next_hint = "Hint {0.shown} of {count} (with a hint this attempt doesn't count, and that's fine): {hint}"

    def __init__(self, variant, seed=None, path=None):
        self.variant, self.seed, self.path = variant, seed, path
        self.shown, self.passed = 0, False  # hints, and whether a submission has passed
        self.name = f"{NAME} ({variant.name})"

    def __repr__(self):
        return f"Interview: {self.variant.name}\n{task_of(self.variant)}"

    def _repr_html_(self):
        return (
            "<div style='line-height: 1.5; max-width: 760px; border: 1px solid gray; padding: 4px 16px'><p><b>The"
            f" interview</b> ({escape(self.variant.name)})</p>{as_html(task_of(self.variant))}</div>"
        )

    def solution(self):
        """Return a whole page. After that, this attempt no longer counts."""
        self.shown = len(HINTS) + 1
        return super().solution()

    def worked(self):
        """Return the page as text."""
        return "\n".join(f"  {line}" for line in reference_code(self.variant).splitlines())

    def keep_hint(self):
        """Keep that this attempt no longer counts."""
        mine(self.path).record_hint(self.name, self.lesson)

    # ---- the submission

    def submit(self, network_class=NOTHING, gradient_check=NOTHING, today=None):
        """Look at a class and a gradient check, in the order in which an interviewer would; return the Report."""
        report = Submission(self.variant, network_class, gradient_check).report()
        return report if report.status == NOT_ATTEMPTED else self._kept(report, today)

    def _kept(self, report, today):
        """Keep the attempt, and say whether it counts."""
        kept = mine(self.path)
        # A submission that failed has named its mistake.
        hints = max(self.shown, kept.told(self.name, self.variant.name, today))
        self.passed = passed = report.status == CORRECT
        kept.record_attempt(self.variant.name, passed, hints, self.seed, today)
        if not passed:
            words = (
                f"Mend it, and submit again. It won't count, since you've been told: for {DAYS_APART} days not with"
                " this variant, with another one, from a blank page, at once."
            )
        elif hints:
            words = (
                "It works. It doesn't count, for there were hints, or an earlier submission of this variant. Take"
                f" another variant, from a blank page: `exercises.interview({kept.next_attempt()[0]})`."
            )
        elif kept.passed_the_course:
            words = (
                "That was the second time, with another variant, days later, from a blank page. You have passed the"
                " course."
            )
        else:
            seed, day = kept.next_attempt()
            words = f"Passed: one of two. Come back on {day.isoformat()} or later: `exercises.interview({seed})`."
        return replace(report, counts=words)

    def side_by_side(self, network_class=NOTHING):
        """Show the reader's own code beside the reference."""
        if is_blank(network_class):
            return Note("Your page is still blank. What you write comes to stand here, beside the reference.")
        earlier = any(each["passed"] and each["variant"] == self.variant.name for each in mine(self.path).attempts)
        if not (self.passed or earlier or self.shown > len(HINTS)):
            return Note(
                "The reference comes to stand here, beside your page, once yours has passed. (`interview.solution()`"
                " shows it at once.)"
            )
        return SideBySide(
            source_of(network_class) or "# the source of your class can't be found here", reference_code(self.variant)
        )


class SideBySide:
    """Two texts of code, one beside the other."""

    def __init__(self, mine, reference):
        self.mine, self.reference = mine.strip("\n"), reference.strip("\n")

    def __repr__(self):
        return f"Yours:\n{self.mine}\n\nThe reference:\n{self.reference}"

    def _repr_html_(self):
        cell = (
            "<td style='vertical-align: top; text-align: left; padding: 0 12px 0 0'><b>{}</b><pre style='font-size:"
            " 11px; line-height: 1.35; white-space: pre-wrap; word-break: normal; overflow-wrap:"
            " break-word'>{}</pre></td>"
        )
        cells = cell.format("Yours", escape(self.mine)) + cell.format("The reference", escape(self.reference))
        return f"<table style='table-layout: fixed; width: 100%; max-width: 1100px'><tr>{cells}</tr></table>"


def source_of(network_class):
    """Return the source of a class, or the whole cell where it stands in a notebook; None where it can't be found."""
    for each in vars(network_class).values() if isinstance(network_class, type) else ():
        code = getattr(each, "__code__", None)
        if code is None:
            continue
        lines = linecache.getlines(code.co_filename)
        if lines and in_a_notebook() and ("ipykernel" in code.co_filename or code.co_filename.startswith("<ipython")):
            return "".join(lines)
        try:
            tree = ast.parse("".join(lines))
        except SyntaxError:  # a cell with magics
            return None
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef) and node.name == network_class.__name__:
                return "".join(lines[node.lineno - 1 : node.end_lineno])
    return None


# ---- the questions


def interview(seed=1, columns=None, path=None):
    """Return the Interview of a seed (a whole number; another one next week).

    columns: samples as columns; None offers them in every second variant once lesson 10 is done.
    path: where progress is kept, if not beside the notebook.
    Raises ValueError for a seed that isn't a whole number from 1 on.

    >>> interview(1).variant.name
    'sigmoid, half squared error, rows, a batch at a time'
    """
    if isinstance(seed, bool) or not isinstance(seed, int) or seed < 1:
        raise ValueError(f"seed must be a whole number from 1 on, but it is {seed!r}")
    if columns is None:
        columns = seed % 2 == 0 and mine(path).all_solved(exercises_of("10"))
    return Interview(variant_of(seed, bool(columns)), seed, path)
