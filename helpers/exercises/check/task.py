"""What all exercises have in common: a name, a place in the course, hints one at a time, and a solution."""

from helpers.exercises.check.formula import records
from helpers.exercises.check.record import record_hint
from helpers.exercises.check.verdict import as_html, framed, plain

KNOWN = {}  # all exercises of the course: {name: exercise}, in the order in which they were defined


def exercises_of(lesson):
    """Return the names of a lesson's exercises; the recap comes last."""
    names = [name for name, each in KNOWN.items() if each.lesson == lesson]
    return sorted(names, key=lambda name: name.startswith("recap"))


class Note(str):
    """A text that shows itself as a page, not in quotes."""

    def __repr__(self):
        return plain(str(self))

    def _repr_html_(self):
        return framed(as_html(self))


class Task:
    """Base of all that is asked. It has `name`, `lesson` (where it counts), `hints`, `shown`, `reason`, `worked()`."""

    no_more = "There are no more hints for {0.name}. `exercises.{0.name}.solution()` shows the worked solution."
    next_hint = "Hint {0.shown} of {count}: {hint}"

    def __post_init__(self):
        self.task, self.reason = " ".join(self.task.split()), " ".join(self.reason.split())
        if isinstance(self.hints, str):
            self.hints = tuple(" ".join(hint.split()) for _, hint in records(self.hints))
        if self.lesson:  # a copy for another place has the name of one that is known already
            KNOWN.setdefault(self.name, self)

    def hint(self):
        """Return the next hint; each goes further than the last."""
        if self.shown >= len(self.hints):
            return Note(self.no_more.format(self))
        self.shown += 1
        self.keep_hint()
        return Note(self.next_hint.format(self, count=len(self.hints), hint=self.hints[self.shown - 1]))

    def solution(self):
        """Return the worked solution, with the reason."""
        self.keep_hint()
        return Note("\n".join(filter(None, (self.worked(), self.reason))))

    def keep_hint(self):
        """Keep that something was told."""
        record_hint(self.name, self.lesson)
