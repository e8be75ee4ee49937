"""The order of questions: does it run, is it numbers, are shapes and values right, and then what else may be off."""

import time
from dataclasses import replace
from functools import cached_property, partial

import numpy as np

from helpers.exercises.check import calling
from helpers.exercises.check.calling import (
    SECONDS,
    call,
    is_blank,
    is_empty,
    is_nothing,
    misfit,
    place_of,
    undisturbed,
)
from helpers.exercises.check.cases import Case, drawn
from helpers.exercises.check.compare import NotNumbers, beside, off, read, same
from helpers.exercises.check.naming import Named, named, named_where_it_raises, of_large_numbers
from helpers.exercises.check.rounding import (
    COARSE,
    IN_FLOAT32,
    IN_FLOAT64,
    REMARK,
    computes_in_float32,
    in_float32,
    sees_float32_only,
)
from helpers.exercises.check.session import Stopped, running
from helpers.exercises.check.showing import value
from helpers.exercises.check.verdict import CORRECT, NOT_ATTEMPTED, Verdict, joined, sentence
from helpers.exercises.check.words import Words

NESTED = "A remark. Your function calls a check itself, which looked at nothing. Move that line to the left margin."
NO_LIMIT = "A remark. No time limit can be kept here: a loop that never ends has to be stopped by hand."
CUT_OFF = "A remark. Far out it is cut off, as by a clip or an ε. The task leaves that open. For"


def examine(exercise, answer):
    """Return the Verdict on a function."""
    if running():
        running().nested = True
        message = "This check was called inside of a function that is being checked: it looks at nothing."
        return Verdict(exercise.name, NOT_ATTEMPTED, message=message)
    with undisturbed() as clock:
        examination = _Examination(exercise, answer)
        try:
            verdict = examination.verdict()
            clock.armed = False
        except Stopped:
            clock.armed = False  # no other line may come first, nor a context's end: the next interrupt is near
        if clock.rang or clock.pressed:  # also where something swallowed it, and came to an end
            verdict = examination.stopped(clock.frame)
        limited = clock.works or calling.LIMIT_KEPT_OUTSIDE
        remarks = [NESTED] * clock.nested + [NO_LIMIT] * (not limited)
    return replace(verdict, remarks=(*verdict.remarks, *remarks))


class _Examination(Words):
    """One function before one exercise: each question returns a Verdict, or None to go on."""

    def __init__(self, exercise, answer):
        self.exercise, self.answer = exercise, answer
        self.remarks = []
        self.seconds = []  # of each call that came to an end

    def verdict(self):
        """Ask all questions, in order."""
        first = self.attempted, self.runs, self.are_numbers, self.repeats, self.values
        for question in (*first, self.reaches, self.ones, self.integers, self.float32, self.large):
            verdict = question()
            if verdict:
                return verdict
        return Verdict(self.exercise.name, CORRECT, message=self.what_was_asked(), remarks=tuple(self.remarks))

    def what_was_asked(self):
        """Say what was asked."""
        kinds = (
            ["float32"]
            + ["whole numbers"] * self.exercise.integers
            + ["large numbers"] * (bool(self.exercise.large) and self.exercise.large_is in ("wrong", "remark"))
        )
        inputs = f"{len(self.exercise.cases)} random inputs of different sizes"
        return f"It agrees with the reference on {inputs}, and for {' and '.join(kinds)}."

    def stopped(self, frame):
        """Return the Verdict on a function that was still running when the time was up: endless, or slow."""
        if sum(self.seconds) > SECONDS / 2:
            message = (
                f"The check calls your function some 40 times, and stopped after {SECONDS} seconds: by then"
                f" {len(self.seconds)} calls had come to an end, and the longest took {max(self.seconds):.1f} seconds."
                " It may be right. Replace a loop by a product of arrays, and ask again."
            )
            return self.wrong(None, message)
        message = f"It was still running after {SECONDS} seconds, and was stopped. Is there a loop that never ends?"
        return self.wrong(None, message + place_of(frame), error=frame)

    def wrong_numbers(self, message, case, given):
        """Return a Verdict that says what is off in one more case, and why where that is known."""
        cases, given = [case, *self.exercise.cases], given and [given, *self.given]
        found = named(self.exercise, cases, given, self.answer, self.attempt) if given else Named()
        return self.wrong(joined(found.identifiers), message, found.words, where=found.where)

    def call(self, case, answer=None, listen=False):
        """Call the function, or another one."""
        start = time.monotonic()
        outcome = call(answer or self.answer, case.arguments, listen)
        self.seconds += [time.monotonic() - start] * (not running().rang)
        return outcome

    def attempt(self, answer, case, quiet=False):
        """Return (results or None, the error or None) of a function for a case; a quiet one lets nothing warn."""
        outcome = self.call(case, answer, listen=quiet)
        try:
            is_there = not outcome.error and not (quiet and outcome.warned)
            return (read(self.exercise, outcome) if is_there else None), outcome.error
        except NotNumbers:
            return None, None

    def results(self, case, listen=False):
        """Return (call, results), with None for results that can't be had."""
        outcome = self.call(case, listen=listen)
        try:
            return outcome, None if outcome.error else read(self.exercise, outcome)
        except NotNumbers:
            return outcome, None

    def numbers_of(self, case):
        """Return the results alone, or None."""
        return self.results(case)[1]

    def off(self, given, case, **tolerance):
        """Return the names of the results that are wrong. To compute in float32 is not, and brings a remark."""
        wrong = off(self.exercise, given, case, **tolerance)
        if not wrong or tolerance or {*wrong} & {*off(self.exercise, given, in_float32(case), **IN_FLOAT32)}:
            return wrong
        return [name for name in wrong if name not in self.rounded]

    @cached_property
    def rounded(self):
        """The names of the results that are computed in float32."""
        found = computes_in_float32(self.exercise, self.numbers_of, self.exercise.cases[0])
        self.remarks += [REMARK] * bool(found)
        return found

    def first_wrong(self, cases, **tolerance):
        """Return (case, call, results) of the first case that the function gets wrong, or None."""
        for case in cases:
            outcome, given = self.results(case)
            if given is None or self.off(given, case, **tolerance):
                return case, outcome, given
        return None

    # ---- the questions

    def attempted(self):
        """Is there anything to look at? Its arguments, can it be called with them?"""
        message = f"`{self.exercise.signature}` is still to be written."
        nothing = Verdict(self.exercise.name, NOT_ATTEMPTED, message=message)
        names = self.exercise.parameters
        other = misfit(self.answer, self.exercise.signature, names)
        if is_empty(self.answer) and (other or self._returns_nothing()):
            return nothing
        if other:
            takes, mend = other
            asked = f"{len(names)} argument{'s' if len(names) > 1 else ''}, `{self.exercise.signature}`"
            message = f"It is called with {asked}, but it takes `{takes}`: that raises a TypeError."
            return self.wrong("raises", message, sentence("raises", mend))
        self.calls = [self.call(case) for case in self.exercise.cases[:1]]
        return nothing if is_blank(self.calls[0]) else None

    def _returns_nothing(self):
        """Return whether a function without a body gives nothing: it may also return a constant."""
        outcome = self.call(self.exercise.cases[0])
        return is_nothing(outcome) or is_blank(outcome)

    def runs(self):
        """Does it run on all random inputs? If not: would it, if shapes were alike, and what would that show?"""
        self.calls += [self.call(case) for case in self.exercise.cases[1:]]
        failed = [pair for pair in zip(self.exercise.cases, self.calls, strict=True) if pair[1].error]
        if not failed:
            return None
        case, outcome = failed[0]
        shapes = ", ".join(f"{name} {shape}" for name, shape in self.shapes(case))
        message = f"It raises {self.complaint(outcome.error)}" + (f"\nThe shapes were: {shapes}." if shapes else "")
        name = named_where_it_raises(self.exercise, self.exercise.cases, self.answer, self.attempt, outcome.error)
        if name:
            mistake = joined(name.identifiers)
            words = name.words if mistake else sentence("raises", name.words)
            return self.wrong(mistake or "raises", message, words, outcome.error, name.where)
        return self.wrong("raises", message, self.raises(outcome.error), outcome.error)

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
        if again is not None and all(map(self._are_alike, self.given[0], again)):
            return None
        message = (
            "Two calls with the same arguments give different results. Does it keep something from one call to the"
            " next, or draw random numbers?"
        )
        return self.wrong(None, message)

    def _are_alike(self, once, again):
        """Return whether two results are the same, up to rounding: samples in another order are added up otherwise."""
        return np.array_equal(once, again, equal_nan=True) or same(once, again, self.exercise.rtol)

    def values(self):
        """Are shapes and values right, and are the arguments as they were?"""
        pairs = zip(self.given, self.exercise.cases, strict=True)
        wrong = {name for pair in pairs for name in self.off(*pair)}
        changed = self.changed(self.calls, self.exercise.cases)
        if not wrong and not changed:
            return self._look_for_float32()
        name = named(self.exercise, self.exercise.cases, self.given, self.answer, self.attempt) if wrong else Named()
        identifiers, words = name.identifiers, name.words
        parts = [self.what_is_off([each for each in self.exercise.outputs if each in wrong])] if wrong else []
        if changed:
            identifiers = identifiers - {None} | {"argument-changed"}
            words = "\n".join(filter(None, (words, sentence("argument-changed"))))
            parts.append(self.what_changed(changed))
        unlisted = name.unknown or name.where is not None
        if unlisted and not changed and sees_float32_only(self.numbers_of, self.exercise.cases[0]):
            words = "\n".join(filter(None, (words if name.unknown else "", COARSE)))
        elif name.unknown:
            parts.append("The wrong numbers may come from that." if changed else name.unknown)
        return self.wrong(joined(identifiers), "\n".join(parts), words, where=name.where)

    def _look_for_float32(self):
        """Say so where numbers that are right are so to seven digits only; a judge's have no more anyway."""
        exact = replace(self.exercise.cases[0], atol=0)
        if self.exercise.rtol < 1e-5 and off(self.exercise, self.given[0], exact, **IN_FLOAT64):
            _ = self.rounded

    def reaches(self):
        """Is it right also for numbers that are 0, near 0 or large, and for more samples and entries?"""
        for kind, case in self.exercise.wide_cases.items():
            found = self.first_wrong([case])
            if found:
                return self.beyond(kind, *found)
        return None

    def ones(self):
        """Does it work where sizes are 1: a single sample, a single neuron?"""
        found = self.first_wrong(self.exercise.first_small())
        if not found:
            return None
        case, outcome, given = found
        if outcome.error:
            return self.raises_for("With more of everything it runs. Here it raises", case, outcome)
        message = "With more of everything it is right. With a size of 1 it is not." + self.example([case])
        return self.wrong_numbers(message, case, given)

    def integers(self):
        """Does it work for whole numbers?"""
        if not self.exercise.integers:
            return None
        larger = drawn(self.exercise.draw, "integer", self.exercise.sizes[0])
        found = self.first_wrong([*self.exercise.first_small("integer"), larger])
        if not found:
            return None
        case, outcome, _ = found
        floats = self.exercise.known.setdefault("floats", drawn(self.exercise.draw, "small", self.exercise.sizes[0]))
        if case is larger and self.first_wrong([floats]):
            message = "With small numbers it is right. With larger ones it is not." + self.example([floats])
            return self.wrong_numbers(message, floats, self.results(floats)[1])
        if outcome.error:
            return self.raises_for("With floats it runs. With whole numbers it raises", case, outcome, "integer")
        message = "With floats it is right. With arrays of whole numbers (dtype int64) it is not."
        return self.wrong("integer", message + self.example([case]), sentence("integer"))

    def float32(self):
        """Does it work in float32?"""
        rtol = self.exercise.rtol_float32
        found = self.first_wrong([drawn(self.exercise.draw, "float32", self.exercise.sizes[0])], rtol=rtol)
        if not found:
            return None
        _, outcome, _ = found
        if outcome.error:
            message = f"In float64 it runs. In float32 it raises {self.complaint(outcome.error)}"
            return self.wrong("raises", message, self.raises(outcome.error), outcome.error)
        message = "In float64 it is right. With the same numbers in float32 it is not."
        return self.wrong(None, message + self.example(self.exercise.ladder("float32"), rtol=rtol))

    def large(self):
        """Does it stay finite, and without a warning, for large inputs?"""
        for arguments in self.exercise.large:
            case = Case(arguments, atol=1e-6)  # clipping at 20 is good enough
            outcome, given = self.results(case, listen=True)
            wrong, noise = given is None or self.off(given, case), self.noise(outcome)
            if self.exercise.large_is not in ("wrong", "remark"):
                self.remarks += [f"A remark. {self.exercise.large_is}"] * bool(wrong or noise)
                return None
            if self.exercise.large_is == "remark" and (not wrong or isinstance(outcome.error, ArithmeticError)):
                self.remarks += [f"A remark. {noise}, for\n{self.arguments(case)}"] if noise else []
            elif wrong or noise:
                message = (
                    "With numbers of ordinary size it is right. With large ones it is not.\n"
                    f"{noise or 'It is off'}, for\n{self.numbers(case, given)}"
                )
                quiet = partial(self.attempt, quiet=True)
                mend, line = of_large_numbers(self.exercise, case, outcome, self.answer, quiet)
                return self.wrong("overflow", message, mend, outcome.error, line)
            else:
                self._look_for_a_limit(replace(case, atol=1e-12), given)
        return None

    def _look_for_a_limit(self, case, given):
        """Say where a result is cut off."""
        wrong = self.off(given, case)
        is_seen = any(value(g) != value(r) for name, g, r in beside(self.exercise, given, case) if name in wrong)
        if is_seen and not any(each.startswith(CUT_OFF) for each in self.remarks):
            self.remarks.append(f"{CUT_OFF}\n{self.numbers(case, given)}")
