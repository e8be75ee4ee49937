"""What the verdict on a function says: what is off, the smallest example, what it raised, what it changed."""

from itertools import islice

import numpy as np

from helpers.exercises.check.calling import complaint, line_of, order_of_parameters, place_of, uncalled
from helpers.exercises.check.cases import identical
from helpers.exercises.check.compare import beside, cut_off, differences, has_wrong_shape, off_as_text
from helpers.exercises.check.diagnose import diagnose, together
from helpers.exercises.check.errors import explained
from helpers.exercises.check.showing import listed, value
from helpers.exercises.check.verdict import WRONG, Verdict, joined, sentence

UNKNOWN = "No known mistake gives these numbers: it is wrong in a way that the check has no name for."
BEYOND = {  # what a kind of numbers shows
    "close": "with zeros and numbers near 0 it is not.",
    "far": "with large numbers it is not.",
    "kink": "where f has a kink, and is as high on both sides, it is not.",
}
NO_WAY_BACK = "0/0 and ∞ − ∞ have no value: `nan` comes out. Use a comparison in place of the division."


class Words:
    """The words of an examination, which has an `exercise` and an `answer`, and knows `call`, `results` and `off`."""

    def wrong(self, mistake, message, mend="", error=None, where=None):
        """Return a Verdict that says what is off; where: the line, if it isn't that of the error."""
        theirs, ours = order_of_parameters(self.answer), self.exercise.parameters
        if theirs != ours and sorted(theirs) == sorted(ours):
            asked, taken = f"({', '.join(ours)}), in this order", f"({', '.join(theirs)})"
            message += f"\nThe check calls it with {asked}; yours takes {taken}."
        where = None if self.exercise.line_given else line_of(error) if where is None else where
        return Verdict(self.exercise.name, WRONG, mistake, message, mend, where=where)

    # ---- wrong numbers

    def what_is_off(self, wrong):
        """Return what is off, with shapes where these are, and the smallest example."""
        case, given = self.exercise.cases[0], self.given[0]
        lines = [off_as_text(self.exercise, wrong)]
        for name, result, right in beside(self.exercise, given, case):
            if has_wrong_shape(result, right):
                shapes = ", ".join(f"{name} is {shape}" for name, shape in self.shapes(case))
                lines.append(f"{name} has the shape {result.shape}; {right.shape} is asked for, where {shapes}.")
        return "\n".join(lines) + self.example([*self.exercise.ladder(), *self.exercise.cases])

    def example(self, cases, **tolerance):
        """Return the first case that the function gets wrong, with its numbers; rather one whose results aren't 0."""
        found = None
        for case in cases:
            _, given = self.results(case)
            wrong = self.off(given, case, **tolerance) if given is not None else []
            if wrong:
                kind = "An" if case in self.exercise.cases else "The smallest"
                shown = f"\n{kind} example that shows it:\n" + self.numbers(case, given, **tolerance)
                if all(right.any() for name, _, right in beside(self.exercise, given, case) if name in wrong):
                    return shown
                found = found or shown
        return found or ""

    def numbers(self, case, given, **tolerance):
        """Return the arguments of a case, what came out, and what is expected."""
        return self.arguments(case) + differences(self.exercise, given, case, **tolerance)

    def named(self, case):
        """Return [(name, argument)] for what a message shows."""
        pairs = zip(self.exercise.parameters, case.arguments, strict=True)
        return [(name, each) for name, each in pairs if name not in self.exercise.idle]

    def shapes(self, case):
        """Return [(name, shape)] of the arrays among the arguments."""
        return [(name, np.shape(each)) for name, each in self.named(case) if isinstance(each, np.ndarray)]

    def arguments(self, case):
        """Return the arguments as text."""
        return "\n".join(f"  {name} = {value(each)}" for name, each in self.named(case))

    # ---- wrong only beyond ordinary numbers

    def beyond(self, kind, case, outcome, given):
        """Return the Verdict on a function that is right for ordinary numbers, and not for this case."""
        small = self._plainest(islice(self.exercise.ladder(kind, draws=10), 20)) or self.first_wrong(
            self.exercise.ladder(kind)
        )
        words = f"With ordinary numbers it is right; {BEYOND[kind]}" if small else "With larger arrays it is not right."
        shown, its_outcome, its_results = small or (case, outcome, given)
        if its_outcome.error:
            return self.raises_for(f"{words} It raises", shown, its_outcome)
        wrong = self.off(given, case) if given else []
        mistake, mend = self._why_beyond(case, given, wrong)
        example = "The smallest example that shows it:\n" if small else ""
        parts = [words, off_as_text(self.exercise, wrong) if wrong else "", example + self.numbers(shown, its_results)]
        parts += [UNKNOWN] * (not mend)
        return self.wrong(mistake, "\n".join(filter(None, parts)), mend)

    def _plainest(self, cases):
        """Return (case, call, results) of the case whose numbers take the least room, of those that are wrong."""
        found = [wrong for case in cases if (wrong := self.first_wrong([case]))]
        return min(found, key=lambda wrong: len(self.arguments(wrong[0])), default=None)

    def _why_beyond(self, case, given, wrong):
        """Return (mistake, how to mend it) where it is known: the numbers are cut off, or not there, or a slip's."""
        if not wrong:
            return None, ""
        rows = [row for row in beside(self.exercise, given, case) if row[0] in wrong]
        limits = cut_off([pair for _, *pair in rows])
        if limits:
            limit = " or ".join(limits)
            return None, f"Nothing {limit} comes out: the numbers are cut off there. Return them as they are."
        if any(np.isnan(result).any() for _, result, _ in rows):
            return None, NO_WAY_BACK
        found = diagnose(self.exercise, [case], [given])
        if any(found[name] is None or found[name].generic for name in wrong):
            return None, ""
        identifiers, words = together({name: found[name] for name in wrong})
        return joined(identifiers), words

    # ---- errors

    def complaint(self, error):
        """Return an error as text; with its place, unless there is one line only."""
        return complaint(error) + ("" if self.exercise.line_given else place_of(error))

    def raises(self, error):
        """Return the line of the fold about an error."""
        names = uncalled(error) if isinstance(error, TypeError) else []
        if names:
            is_not = "is a function, and isn't" if len(names) == 1 else "are functions, and aren't"
            call = f"{listed(f'`{name}`' for name in names)} {is_not} called: `{names[0]}(…)`, with what it works on."
            return sentence("raises", call)
        if explained(error):
            return sentence("raises", explained(error) + self.of_labels())
        if self.exercise.line_given and isinstance(error, NameError):
            return sentence("raises", f"The line may use {listed(self.exercise.parameters)}, and NumPy as `np`.")
        if self.exercise.line_given:
            return sentence("raises", "Write down the shapes of what stands in it.")
        if line_of(error) is None:
            return sentence("raises", "Call it yourself, with arguments like these.")
        if isinstance(error, NameError):
            name = getattr(error, "name", None)
            nothing = f"Nothing is called `{name}` there. " if isinstance(name, str) else ""
            return sentence(
                "raises", f"{nothing}In the line that is named, compare the name with the one that was made."
            )
        return sentence("raises")

    def of_labels(self):
        """Say what rows made of the numbers of classes need, where there are such numbers among the arguments."""
        given = [(name, each) for name, each in self.named(self.exercise.cases[0]) if isinstance(each, np.ndarray)]
        labels = [name for name, each in given if each.ndim == 1 and each.dtype.kind == "i"]
        tables = [name for name, each in given if each.ndim == 2]
        if not labels or not tables:
            return ""
        return f" `{labels[0]}` holds numbers: one-hot rows of them have as many columns as `{tables[0]}`."

    def raises_for(self, words, case, outcome, mistake="raises"):
        """Return the Verdict that the function raises an error for a case."""
        message = f"{words} {self.complaint(outcome.error)}\nfor\n{self.arguments(case)}"
        mend = self.raises(outcome.error) if mistake == "raises" else sentence(mistake)
        return self.wrong(mistake, message, mend, outcome.error)

    def noise(self, outcome):
        """Return what a call complained about: an error, or the first warning."""
        if outcome.error:
            return f"It raises {self.complaint(outcome.error)}"
        return f'NumPy warns of "{outcome.warned[0]}"' if outcome.warned else ""

    # ---- changed arguments

    def changed(self, calls, cases):
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

    def what_changed(self, places):
        """Say which arguments were changed, with the numbers of a small example."""
        names = " and ".join(self.exercise.parameters[place] for place in places)
        lines = [f"It changes its argument{'s' if len(places) > 1 else ''} {names}."]
        for case in self.exercise.ladder():
            outcome = self.call(case)
            if self.changed([outcome], [case]) == places:
                for place in places:
                    name = self.exercise.parameters[place]
                    lines += [
                        f"  {name} before: {value(case.arguments[place])}",
                        f"  {name} after: {value(outcome.arguments[place])}",
                    ]
                break
        return "\n".join(lines)
