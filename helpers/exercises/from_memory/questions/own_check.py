"""The reader's own gradient check before right gradients and before wrong ones: the judge is judged.

Wrong gradients are planted: all of them turned around or doubled, each entry too large and too small by its own size
and by a thousandth of it, entries exchanged, two errors that cancel. A judge answers with True or False, with an
error as one number, or by raising an AssertionError.
"""

import time

import numpy as np

from helpers.exercises.check.calling import is_empty
from helpers.exercises.check.cases import copied
from helpers.exercises.check.showing import a, entry, number
from helpers.exercises.check.verdict import CORRECT, Verdict
from helpers.exercises.from_memory.questions.asked import Part, slipped
from helpers.exercises.from_memory.report import NAME, missing, safely, wrong

SMALLEST = 1.2e-5  # a smaller error may be rounding to many good judges
CLEARER = 10  # an error that is returned has to be so many times larger on wrong gradients
SECONDS = 2.5  # a slow judge sees fewer mistakes

PUT_BACK = "Put each entry back before the next one: else every later difference is taken somewhere else."
REJECTS = (
    "`gradient_check` rejects a right gradient, so it is the judge that is wrong.",
    "Is its loss that of the page, is the difference divided by 2h, is the limit too strict, or h too small?",
)
WHOLE = (  # what is done to all gradients, in words, and what to look at where nobody notices
    (
        "gradients that all have the opposite sign",
        "Does it compare each entry with a difference of the loss, and does it return what it finds?",
        lambda g: -g,
    ),
    (
        "gradients that are all twice as large as they should be",
        "Their direction is right, and so is every sign. Compare the numbers themselves.",
        lambda g: 2 * g,
    ),
)
ONE_SIGN = (
    "An error of the other sign is noticed. Is there an absolute value, `abs`, around the difference? Without it,"
    " errors of one sign always pass."
)
EVERY_ENTRY = "Does it look at every entry of every gradient, and does it return what it finds?"
LIMIT = "How large a difference does it let pass? In float64 a limit of 1e-6 is enough."
CANCELS = "Errors cancel where entries are added first. Compare entry by entry, each with its own difference."


class OwnCheck(Part):
    """A gradient check to write. right: {name: gradient}; given(gradients) makes the arguments in which these come out.

    state(arguments): what the check may nudge, and has to put back.
    """

    def __init__(self, signature, right, given, state=lambda arguments: arguments):
        super().__init__(signature, "your gradient check")
        self.right, self.given, self.state = right, given, state

    def fits(self, thing):
        """Return what isn't as asked: does it run, and can its answer be read?"""
        slip = self._slip(thing)
        return slip.message if slip else ""

    def look(self, thing):
        """Return the Verdict: does it accept what is right, and notice everything that is planted?"""
        slip = self._slip(thing)
        if slip:
            return slip
        gap, verdict = safely(f"`{self.name}`", lambda: self._gap(thing))
        if verdict:
            return slipped(verdict)
        return wrong(*gap) if gap else Verdict(NAME, CORRECT)

    def _slip(self, thing):
        """Return the Verdict on what keeps its answer from being read, or None."""
        words = self.unwritten(thing)
        if words or is_empty(thing):
            return missing(words or f"`{self.signature}` is still to be written.")
        said, verdict = safely(f"`{self.name}`", lambda: self._says(thing, self.right))
        if verdict:
            return slipped(verdict)
        if isinstance(said, Nudged | bool | float):
            return None
        kind = a(type(said).__name__)
        return missing(f"`{self.name}` returns {kind}. Return True or False, or the largest error as one number.")

    def _says(self, check, gradients):
        """Return what the check says of gradients: True, False, an error as a float, or what can't be read."""
        mine = copied(self.given(gradients))
        before = copied(self.state(mine))
        try:
            said = check(*mine)
        except AssertionError:
            said = False
        nudged = (nudge for pair in zip(before, self.state(mine), strict=True) for nudge in nudges(*pair))
        return next(nudged, None) or said_as(said)

    def _gap(self, check):
        """Return (message, mistake, mend) of the widest gap in a check, or None."""
        honest = self._says(check, self.right)
        if isinstance(honest, Nudged):
            return f"`{self.name}` leaves an entry nudged: {honest}.", None, PUT_BACK
        if honest is False or not np.isfinite(honest):
            return REJECTS[0], None, REJECTS[1]
        until = time.monotonic() + SECONDS

        def accepts(gradients):
            if time.monotonic() > until:
                return False
            try:
                said = self._says(check, gradients)
            except Exception:  # before wrong gradients alone, that is a no as well
                return False
            return said if isinstance(said, bool) else not said > CLEARER * abs(honest)

        return self._whole(accepts) or self._entry(accepts) or self._pair(accepts)

    def _whole(self, accepts):
        """Are all gradients wrong at once?"""
        for words, mend, change in WHOLE:
            if accepts({name: change(g) for name, g in self.right.items()}):
                return f"`{self.name}` accepts {words}.", None, mend
        return None

    def _entry(self, accepts):
        """Is one entry wrong, by its own size, or by a thousandth of it?"""
        for part, mend in ((1, EVERY_ENTRY), (1000, LIMIT)):
            for name, g in self.right.items():
                for place in np.ndindex(g.shape):
                    size = max(abs(g[place]) / part, SMALLEST)
                    errors = [{(name, place): sign * size} for sign in (1, -1)]
                    passing = [each for each in errors if accepts(self._with(each))]
                    if passing:
                        words = f"`{self.name}` accepts {self._words(passing[0])}."
                        return words, None, mend if len(passing) == 2 else ONE_SIGN
        return None

    def _pair(self, accepts):
        """Are entries exchanged, or off by errors that add up to 0?"""
        names = [*self.right]
        ends = {name: ((0,) * g.ndim, tuple(np.array(g.shape) - 1)) for name, g in self.right.items()}
        for name, other in [(name, name) for name in names if self.right[name].size > 1] + [(names[0], names[-1])]:
            first, last = (name, ends[name][0]), (other, ends[other][1])
            size = min(abs(self.right[key][place]) for key, place in (first, last)) / 2
            if accepts(self._with({first: size, last: -size})):
                words = f"`{self.name}` accepts {self._words({first: size, last: -size})}"
                return f"{words}: errors that add up to 0.", None, CANCELS
        for name, g in self.right.items():
            if g.ndim == 2 and g.shape[0] == g.shape[1] and accepts(self.right | {name: g.T}):
                return f"`{self.name}` accepts a `{name}` that is transposed.", None, CANCELS
        return None

    def _with(self, errors):
        """Return the gradients with errors in them, {(name, place): error}."""
        wrong = {name: g.copy() for name, g in self.right.items()}
        for (name, place), error in errors.items():
            wrong[name][place] += error
        return wrong

    def _words(self, errors):
        """Say where the errors are, with the numbers."""
        return " and ".join(
            f"a `{name}` whose entry {entry(place)} is {number(self.right[name][place] + error)} where"
            f" {number(self.right[name][place])} is right"
            for (name, place), error in errors.items()
        )


class Nudged(str):
    """Where a check has left an entry nudged."""


def nudges(before, after):
    """Yield where an array isn't as it was before."""
    if isinstance(before, np.ndarray) and before.shape == after.shape:
        for place in np.argwhere(~np.isclose(before, after, rtol=0, atol=1e-9)):
            was, now = (number(each[tuple(place)]) for each in (before, after))
            yield Nudged(f"entry {entry(place)} was {was} before, and is {now} afterwards")


def said_as(said):
    """Return what a judge returned as True, False or one float, the largest of several; else as it is."""
    if said is None:  # who only asserts returns nothing
        return True
    several = [*said.values()] if isinstance(said, dict) else said
    try:
        array = np.asarray(several)
    except ValueError:
        return said
    if array.size and array.dtype.kind == "b":
        return bool(array.all())
    return float(np.abs(array).max()) if array.size and array.dtype.kind in "iuf" else said
