"""What all exercises have in common: a name, a place in the course, hints one at a time, and a solution."""

from helpers.exercises.check.record import record_hint
from helpers.exercises.check.verdict import as_html

KNOWN = {}  # all exercises of the course: {name: exercise}, in the order in which they were defined


def exercises_of(lesson):
    """Return the names of a lesson's exercises; the recap comes last."""
    names = [name for name, each in KNOWN.items() if each.lesson == lesson]
    return sorted(names, key=lambda name: name.startswith("recap"))


class Note(str):
    """A text that shows itself as a page, not in quotes."""

    def __repr__(self):
        return str(self)

    def _repr_html_(self):
        return f"<div style='line-height: 1.5; max-width: 760px'>{as_html(self)}</div>"


class Task:
    """Base of every exercise, with `name`, `lesson` (where it counts; "" for none), `hints`, `shown` and `worked()`."""

    def __post_init__(self):
        if self.lesson:  # a copy for another place has the name of one that is known already
            KNOWN.setdefault(self.name, self)

    def hint(self):
        """Return the next hint; each goes further than the last."""
        if self.shown >= len(self.hints):
            solution = f"`exercises.{self.name}.solution()` shows the worked solution."
            return Note(f"There are no more hints for {self.name}. {solution}")
        self.shown += 1
        record_hint(self.name, self.lesson)
        return Note(f"Hint {self.shown} of {len(self.hints)}: {self.hints[self.shown - 1]}")

    def solution(self):
        """Return the worked solution, with the reason."""
        record_hint(self.name, self.lesson)
        return Note(f"{self.worked()}\n{self.reason}")
