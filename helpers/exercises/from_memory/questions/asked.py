"""What all questions share: what was submitted, by order or by name, is looked at part by part.

A part is one thing that a question asks for. It says what keeps it from being looked at (a slip of the interface, which
is no attempt), and then whether it is right. To ask for another function, write its exercise and make a Computed of it.
"""

from dataclasses import replace

import numpy as np

from helpers.exercises.check import examine
from helpers.exercises.check.calling import (
    complaint,
    is_blank,
    is_empty,
    is_nothing,
    place_of,
)
from helpers.exercises.check.compare import NotNumbers, beside, has_wrong_shape, read
from helpers.exercises.check.exercise import NOTHING
from helpers.exercises.check.showing import a, listed
from helpers.exercises.check.verdict import CORRECT, NOT_ATTEMPTED, WRONG, Verdict
from helpers.exercises.from_memory.questions.calls import outcome_of, signature_of, takes
from helpers.exercises.from_memory.report import NAME, Mended, Report, missing


class Unreadable(Mended):
    """Something isn't as the task says; the text says what, and the smallest change that helps."""


FITS = "Names, arguments and shapes are as asked. `submit` says whether the numbers are right."


class Answers:
    """What answers the parts of a question; `words` say what was done, once all of it is right."""

    def __init__(self, parts, submitted, named, words):
        self.parts, self.words = parts, words
        self.names = [*dict.fromkeys(part.goes_by for part in parts)]
        self.found, self.strangers = by_name(self.names, submitted, named)

    def fits(self):
        """Return the Verdict whether names, arguments and shapes are as asked; never "wrong"."""
        problems = [self._strange(), *(part.fits(self.found.get(part.goes_by)) for part in self.parts)]
        message = "\n".join(filter(None, problems))
        return Verdict(NAME, NOT_ATTEMPTED if message else CORRECT, message=message or FITS)

    def report(self):
        """Look at all parts, in order, up to the first that is off; return the Report."""
        names = listed(f"`{name}`" for name in self.names)
        if not self.found and not self.strangers:
            return Report(**vars(missing(f"The page is blank. Write {names}, then submit them.")))
        if self.strangers:
            return Report(**vars(missing(self._strange())))
        done, remarks = [], []
        for part in self.parts:
            verdict = part.look(self.found.get(part.goes_by))
            remarks += verdict.remarks
            if verdict.status != CORRECT:
                shown = () if verdict.status == WRONG else tuple(remarks)  # first what is wrong
                return Report(**vars(replace(verdict, remarks=shown)), passed=tuple(done))
            done.append(part.title)
        return Report(NAME, CORRECT, message=self.words, remarks=tuple(remarks), passed=tuple(done))

    def _strange(self):
        if not self.strangers:
            return ""
        names = listed(f"`{name}`" for name in self.names)
        return f"Nothing here is called {listed(f'`{name}`' for name in self.strangers)}: {names} are asked for."


def by_name(names, submitted, named):
    """Return {name: what goes by it}, and what has no place: a function goes by its own name, else by its order."""
    if len(submitted) == 1 and isinstance(submitted[0], dict):
        submitted, named = (), submitted[0] | named
    if len(submitted) == 1 and isinstance(submitted[0], tuple | list):
        submitted = submitted[0]
    found = {name: each for name, each in named.items() if name in names}
    strangers = [name for name in named if name not in names]
    others = []
    for each in submitted:
        own = getattr(each, "__name__", None)
        if own in names and own not in found:
            found[own] = each
        else:
            others.append(each)
    free = [name for name in names if name not in found]
    strangers += [getattr(each, "__name__", type(each).__name__) for each in others[len(free) :]]
    return found | dict(zip(free, others, strict=False)), strangers


class Part:
    """One thing that a question asks for: a function with this signature, and what the report calls it.

    goes_by: the name under which it is submitted.
    """

    def __init__(self, signature, title):
        self.signature, self.title = signature, title
        self.name, _, parameters = signature.rstrip(")").partition("(")
        self.parameters, self.goes_by = parameters.split(", "), self.name

    def fits(self, thing):
        """Return what isn't as asked, as text; nothing where all is."""
        return self.unwritten(thing)

    def look(self, thing):
        """Return the Verdict; "correct" lets the next part be looked at."""
        raise NotImplementedError

    def unwritten(self, thing):
        """Return why it can't be called, as text."""
        if thing is None or thing is ... or thing is NOTHING:
            return f"`{self.signature}` is still to be written."
        if isinstance(thing, type) or not callable(thing):
            return f"`{self.name}` is {a(type(thing).__name__)}; the function `{self.signature}` is asked for."
        return "" if takes(thing, len(self.parameters)) else self.other_arguments(thing)

    def other_arguments(self, thing):
        """Say which arguments it takes, and with which it is called."""
        asked = f"({', '.join(self.parameters)})"
        return f"`{self.name}` is called with `{asked}`, and yours takes `{str(signature_of(thing))[:200]}`."


class Computed(Part):
    """A function at whose numbers an exercise looks. adapted(function) returns it with its result as the exercise's."""

    def __init__(self, exercise, title, adapted=None):
        super().__init__(exercise.signature, title)
        self.exercise = exercise
        if adapted:
            self.adapted = adapted

    def adapted(self, function):
        """Return the function as the exercise calls it."""
        return function

    def fits(self, thing):
        """Return what isn't as asked: is it there, does it run, has it the right shapes?"""
        slip = self.slip(thing, self._shapes)
        return slip.message if slip else ""

    def look(self, thing):
        """Return the Verdict of the exercise; what raises is no attempt."""
        return self.slip(thing) or of_the_interview(self.name, examine.examine(self.exercise, self.adapted(thing)))

    def slip(self, thing, shapes=lambda case, given: ""):
        """Return the Verdict on what keeps its results from being read, or None."""
        words = self.unwritten(thing)
        if words:
            return missing(words)
        for case in self.exercise.cases:
            outcome, endless = outcome_of(self.name, self.adapted(thing), case.arguments)
            if endless:
                return endless
            words = self._unread(thing, outcome, case, shapes)
            if words:
                return missing(words)
        return None

    def _unread(self, thing, outcome, case, shapes):
        """Return why a result can't be read, as text."""
        if isinstance(outcome.error, Unreadable):
            return str(outcome.error)
        if is_blank(outcome) or (is_nothing(outcome) and is_empty(thing)):
            return f"`{self.signature}` is still to be written."
        if outcome.error:
            where = self._sizes(case.arguments)
            words = f"`{self.signature}` raises {complaint(outcome.error)}{place_of(outcome.error)}"
            return f"{words}\nThe shapes were: {where}." if where else words
        try:
            return shapes(case, read(self.exercise, outcome))
        except NotNumbers as problem:
            return f"`{self.name}`: {problem}"

    def _sizes(self, arguments):
        pairs = zip(self.exercise.parameters, arguments, strict=True)
        return ", ".join(f"{name} {each.shape}" for name, each in pairs if isinstance(each, np.ndarray))

    def _shapes(self, case, given):
        """Return what has another shape than is asked for, as text."""
        for name, result, right in beside(self.exercise, given, case):
            if has_wrong_shape(result, right):
                asked = f"{right.shape} is asked for, where the shapes are: {self._sizes(case.arguments)}"
                return f"`{self.name}`: {name} has the shape {result.shape}; {asked}."
        return ""


def of_the_interview(name, verdict):
    """Return the Verdict of an exercise as one of the interview: an exception is no attempt."""
    message = f"`{name}`: {verdict.message}"
    if verdict.status == CORRECT:
        return replace(verdict, exercise=NAME)
    if verdict.status == WRONG and verdict.mistake != "raises":
        return replace(verdict, exercise=NAME, message=message)
    return missing(message)


def slipped(verdict):
    """Return a Verdict of `safely`: what raises is no attempt; what never ends is one."""
    return missing(verdict.message) if verdict.mistake == "raises" else verdict
