"""The order of questions: does it run, is it numbers, are shapes and values right, and then what else may be off."""

from functools import partial

import numpy as np

from helpers.exercises.check.calling import (
    SECONDS,
    call,
    complaint,
    is_blank,
    is_empty,
    is_nothing,
    order_of_parameters,
    place_of,
    takes,
    undisturbed,
)
from helpers.exercises.check.cases import Case, drawn, identical
from helpers.exercises.check.compare import (
    NotNumbers,
    beside,
    differences,
    has_wrong_shape,
    off,
    off_as_text,
    read,
)
from helpers.exercises.check.diagnose import diagnose, together
from helpers.exercises.check.showing import listed, value
from helpers.exercises.check.verdict import CORRECT, NOT_ATTEMPTED, WRONG, Verdict, joined, sentence

UNKNOWN = "No known mistake gives these numbers: it is wrong in a way that the check has no name for."


def examine(exercise, answer):
    """Return the Verdict on a function."""
    with undisturbed() as clock:
        try:
            return _Examination(exercise, answer, clock).verdict()
        except _Endless as endless:
            where = str(endless)
        except KeyboardInterrupt:
            if not clock.rang:
                raise
            where = ""
    message = f"It was still running after {SECONDS} seconds, and was stopped. Is there a loop that never ends?{where}"
    return Verdict(exercise.name, WRONG, message=message)


class _Endless(Exception):
    """The time is up; the text says where the function was."""


class _Examination:
    """One function before one exercise: each question returns a Verdict, or None to go on."""

    def __init__(self, exercise, answer, clock):
        self.exercise, self.answer, self.clock = exercise, answer, clock
        self.remarks = []

    def verdict(self):
        """Ask all questions, in order."""
        first = self.attempted, self.runs, self.are_numbers, self.repeats, self.values
        for question in (*first, self.ones, self.integers, self.float32, self.large):
            verdict = question()
            if verdict:
                return verdict
        return Verdict(self.exercise.name, CORRECT, message=self.what_was_asked(), remarks=tuple(self.remarks))

    def what_was_asked(self):
        """Say what was asked."""
        kinds = ["float32"] + ["whole numbers"] * self.exercise.integers + ["large numbers"] * bool(self.exercise.large)
        inputs = f"{len(self.exercise.cases)} random inputs of different sizes"
        return f"It agrees with the reference on {inputs}, and for {' and '.join(kinds)}."

    def wrong(self, mistake, message, mend=""):
        """Return a Verdict that says what is off."""
        theirs, ours = order_of_parameters(self.answer), self.exercise.parameters
        if theirs != ours and sorted(theirs) == sorted(ours):
            asked, taken = f"({', '.join(ours)}), in this order", f"({', '.join(theirs)})"
            message += f"\nThe check calls it with {asked}; yours takes {taken}."
        return Verdict(self.exercise.name, WRONG, mistake, message, mend)

    def call(self, case):
        """Call the function, unless the time is up."""
        outcome = call(self.answer, case.arguments)
        if self.clock.rang:
            raise _Endless(place_of(outcome.error) if outcome.error else "")
        return outcome

    def results(self, case):
        """Return (call, results), with None for results that can't be had."""
        outcome = self.call(case)
        try:
            return outcome, None if outcome.error else read(self.exercise, outcome)
        except NotNumbers:
            return outcome, None

    def first_wrong(self, cases, rtol=None):
        """Return (case, call, results) of the first case that the function gets wrong, or None."""
        for case in cases:
            outcome, given = self.results(case)
            if given is None or off(self.exercise, given, case, rtol):
                return case, outcome, given
        return None

    # ---- the questions

    def attempted(self):
        """Is there anything to look at? Its arguments, can it be called with them?"""
        message = f"`{self.exercise.signature}` is still to be written."
        nothing = Verdict(self.exercise.name, NOT_ATTEMPTED, message=message)
        count = len(self.exercise.parameters)
        if is_empty(self.answer) and self._returns_nothing(count):
            return nothing
        theirs = takes(self.answer, count)
        if theirs:
            asked = f"{count} argument{'s' if count > 1 else ''}, `{self.exercise.signature}`"
            return self.wrong("raises", f"It is called with {asked}, but it takes `{theirs}`.", sentence("raises"))
        self.calls = [self.call(case) for case in self.exercise.cases[:1]]
        return nothing if is_blank(self.calls[0]) else None

    def _returns_nothing(self, count):
        """Return whether a function without a body gives nothing: it may also return a constant."""
        if takes(self.answer, count):
            return True
        outcome = self.call(self.exercise.cases[0])
        return is_nothing(outcome) or is_blank(outcome)

    def runs(self):
        """Does it run on all random inputs? If not: would it, if shapes were alike, and what would that show?"""
        self.calls += [self.call(case) for case in self.exercise.cases[1:]]
        failed = [pair for pair in zip(self.exercise.cases, self.calls, strict=True) if pair[1].error]
        if not failed:
            return None
        case, outcome = failed[0]
        shapes = ", ".join(f"{name} {shape}" for name, shape in self._shapes(case))
        message = f"It raises {self._complaint(outcome.error)}" + (f"\nThe shapes were: {shapes}." if shapes else "")
        for cases in self.exercise.alike_cases:
            named = self._named_where_shapes_are_alike(cases)
            if named:
                mistake, words = named
                return self.wrong(mistake, message, f"Where the shapes happen to fit, it runs, and is wrong.\n{words}")
        return self.wrong("raises", message, self._raises(outcome.error))

    def _named_where_shapes_are_alike(self, cases):
        """Return (mistake, words) if the answer is a transposed factor or a broadcast where shapes are alike."""
        given = [self.results(case)[1] for case in cases]
        if None in given or not any(off(self.exercise, *pair) for pair in zip(given, cases, strict=True)):
            return None
        found = diagnose(self.exercise, cases, given)
        identifiers, words = together(found)
        is_named = identifiers & {"transposed", "broadcast"} and None not in found.values()
        return (joined(identifiers), words) if is_named else None

    def are_numbers(self):
        """Is what it returns of the right type?"""
        try:
            self.given = [read(self.exercise, outcome) for outcome in self.calls]
        except NotNumbers as wrong:
            return self.wrong(None, str(wrong))
        return None

    def repeats(self):
        """Does it give the same a second time?"""
        _, again = self.results(self.exercise.cases[0])
        if again is not None and all(map(partial(np.array_equal, equal_nan=True), self.given[0], again)):
            return None
        message = (
            "Two calls with the same arguments give different results. Does it keep something from one call to the"
            " next, or draw random numbers?"
        )
        return self.wrong(None, message)

    def values(self):
        """Are shapes and values right, and are the arguments as they were?"""
        pairs = zip(self.given, self.exercise.cases, strict=True)
        wrong = {name for pair in pairs for name in off(self.exercise, *pair)}
        changed = self._changed(self.calls, self.exercise.cases)
        if not wrong and not changed:
            return None
        found = diagnose(self.exercise, self.exercise.cases, self.given) if wrong else {}
        identifiers, words = together(found)
        parts = [self._what_is_off([name for name in self.exercise.outputs if name in wrong])] if wrong else []
        if changed:
            identifiers |= {"argument-changed"}
            words = "\n".join(filter(None, (words, sentence("argument-changed"))))
            parts.append(self._what_changed(changed))
        unknown = [name for name, each in found.items() if each is None]
        if unknown:
            parts.append("The wrong numbers may come from that." if changed else UNKNOWN)
        mistake = None if unknown and not changed else joined(identifiers)
        return self.wrong(mistake, "\n".join(parts), words)

    def ones(self):
        """Does it work where sizes are 1: a single sample, a single neuron?"""
        found = self.first_wrong(self.exercise.first_small())
        if not found:
            return None
        case, outcome, given = found
        if outcome.error:
            return self._raises_for("With more of everything it runs. Here it raises", case, outcome)
        message = "With more of everything it is right. With a size of 1 it is not." + self._example([case])
        if given is None or not any(has_wrong_shape(*pair) for _, *pair in beside(self.exercise, given, case)):
            return self.wrong(None, message)
        mend = sentence("wrong-shape", "Does `squeeze`, or an index, take an axis of length 1 away?")
        return self.wrong("wrong-shape", message, mend)

    def integers(self):
        """Does it work for whole numbers?"""
        if not self.exercise.integers:
            return None
        larger = drawn(self.exercise.draw, "integer", self.exercise.sizes[0])
        found = self.first_wrong([*self.exercise.first_small("integer"), larger])
        if not found:
            return None
        case, outcome, _ = found
        if outcome.error:
            return self._raises_for("With floats it runs. With whole numbers it raises", case, outcome, "integer")
        message = "With floats it is right. With arrays of whole numbers (dtype int64) it is not."
        return self.wrong("integer", message + self._example([case]), sentence("integer"))

    def float32(self):
        """Does it work in float32?"""
        rtol = self.exercise.rtol_float32
        found = self.first_wrong([drawn(self.exercise.draw, "float32", self.exercise.sizes[0])], rtol)
        if not found:
            return None
        _, outcome, _ = found
        if outcome.error:
            message = f"In float64 it runs. In float32 it raises {self._complaint(outcome.error)}"
            return self.wrong("raises", message, self._raises(outcome.error))
        message = "In float64 it is right. With the same numbers in float32 it is not."
        return self.wrong(None, message + self._example(self.exercise.ladder("float32"), rtol))

    def large(self):
        """Does it stay finite, and without a warning, for large inputs?"""
        for arguments in self.exercise.large:
            case = Case(arguments, atol=1e-6)  # clipping at 20 is good enough
            outcome, given = self.results(case)
            wrong, noise = given is None or off(self.exercise, given, case), self._noise(outcome)
            if self.exercise.large_is == "remark" and (not wrong or isinstance(outcome.error, ArithmeticError)):
                self.remarks += [f"A remark. {noise}, for\n{self._arguments(case)}"] if noise else []
            elif wrong or noise:
                message = (
                    "With numbers of ordinary size it is right. With large ones it is not.\n"
                    f"{noise or 'It is off'}, for\n{self._arguments(case)}{differences(self.exercise, given, case)}"
                )
                return self.wrong("overflow", message, sentence("overflow"))
        return None

    # ---- what a message shows

    def _changed(self, calls, cases):
        """Return the places of arguments that a call changed, and may not."""
        return [
            place
            for place in range(len(self.exercise.parameters))
            if place not in self.exercise.changes
            and not all(
                identical(case.arguments[place], outcome.arguments[place])
                for outcome, case in zip(calls, cases, strict=True)
            )
        ]

    def _what_is_off(self, wrong):
        """Return what is off, with shapes where these are, and the smallest example."""
        case, given = self.exercise.cases[0], self.given[0]
        lines = [off_as_text(self.exercise, wrong)]
        for name, result, right in beside(self.exercise, given, case):
            if has_wrong_shape(result, right):
                shapes = ", ".join(f"{name} is {shape}" for name, shape in self._shapes(case))
                lines.append(f"{name} has the shape {result.shape}; {right.shape} is asked for, where {shapes}.")
        return "\n".join(lines) + self._example([*self.exercise.ladder(), *self.exercise.cases])

    def _example(self, cases, rtol=None):
        """Return the first case that the function gets wrong, with its numbers."""
        for case in cases:
            _, given = self.results(case)
            if given is not None and off(self.exercise, given, case, rtol):
                kind = "An" if case in self.exercise.cases else "The smallest"
                return (
                    f"\n{kind} example that shows it:\n"
                    + self._arguments(case)
                    + differences(self.exercise, given, case, rtol)
                )
        return ""

    def _named(self, case):
        """Return [(name, argument)] for what a message shows."""
        pairs = zip(self.exercise.parameters, case.arguments, strict=True)
        return [(name, each) for name, each in pairs if name not in self.exercise.idle]

    def _shapes(self, case):
        return [(name, np.shape(each)) for name, each in self._named(case) if isinstance(each, np.ndarray)]

    def _arguments(self, case):
        return "\n".join(f"  {name} = {value(each)}" for name, each in self._named(case))

    def _complaint(self, error):
        """Return an error as text; with its place, unless there is one line only."""
        return complaint(error) + ("" if self.exercise.line_given else place_of(error))

    def _raises(self, error):
        """Return the line of the fold about an error."""
        if not self.exercise.line_given:
            return sentence("raises")
        if isinstance(error, NameError):
            return sentence("raises", f"The line may use {listed(self.exercise.parameters)}, and NumPy as `np`.")
        return sentence("raises", "Write down the shapes of what stands in it.")

    def _raises_for(self, words, case, outcome, mistake="raises"):
        """Return the Verdict that the function raises an error for a case."""
        message = f"{words} {self._complaint(outcome.error)}\nfor\n{self._arguments(case)}"
        return self.wrong(mistake, message, self._raises(outcome.error) if mistake == "raises" else sentence(mistake))

    def _noise(self, outcome):
        """Return what a call complained about: an error, or the first warning."""
        if outcome.error:
            return f"It raises {self._complaint(outcome.error)}"
        return f'NumPy warns of "{outcome.warned[0]}"' if outcome.warned else ""

    def _what_changed(self, places):
        """Say which arguments were changed, with the numbers of a small example."""
        names = " and ".join(self.exercise.parameters[place] for place in places)
        lines = [f"It changes its argument{'s' if len(places) > 1 else ''} {names}."]
        for case in self.exercise.ladder():
            outcome = self.call(case)
            if self._changed([outcome], [case]) == places:
                for place in places:
                    name = self.exercise.parameters[place]
                    lines += [
                        f"  {name} before: {value(case.arguments[place])}",
                        f"  {name} after: {value(outcome.arguments[place])}",
                    ]
                break
        return "\n".join(lines)
