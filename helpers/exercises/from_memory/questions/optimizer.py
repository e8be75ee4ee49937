"""A reader's optimizer as a function of numbers: a class, or a function that keeps what it needs in a dictionary."""

import re
from dataclasses import replace
from functools import partial

import numpy as np

from helpers.exercises.check.calling import is_empty, order_of_parameters
from helpers.exercises.check.compare import in_one_row
from helpers.exercises.check.examine import examine
from helpers.exercises.check.exercise import NOTHING
from helpers.exercises.check.showing import a, value
from helpers.exercises.check.verdict import WRONG
from helpers.exercises.from_memory.questions.adam_texts import KEPT, KEPT_MEND, NOT_FINITE, OF_ROWS, REPLACED
from helpers.exercises.from_memory.questions.asked import Computed, of_the_interview
from helpers.exercises.from_memory.questions.calls import returned_by, takes
from helpers.exercises.from_memory.report import wrong

RATE = re.compile(".*rate|lr|eta|alpha", re.IGNORECASE)
DECAY_NAME = re.compile(".*decay|wd|lam.*|l2", re.IGNORECASE)


class Optimizer(Computed):
    """A class `Adam`, or a function `step`, before arrays of some shapes."""

    def __init__(self, exercise, title, form):
        super().__init__(exercise, title)
        self.signature, self.name = form, form.partition("(")[0]

    def unwritten(self, thing):
        """Return why nothing can be looked at, as text."""
        if thing is None or thing is ... or thing is NOTHING:
            return f"`{self.signature}` is still to be written."
        if self.name == "step":
            return f"`{self.signature}` is still to be written." * is_empty(thing)
        if not isinstance(thing, type):
            return f"`Adam` is {a(type(thing).__name__)}; the class itself is asked for, `{self.signature}`."
        step = getattr(thing, "step", None)
        return "" if callable(step) and not is_empty(step) else "`Adam.step(gradients)` is still to be written."

    def look(self, thing):
        """Return the Verdict of the exercise, after what it can't name."""
        moves, arguments = self.adapted(thing), self.exercise.cases[0].arguments
        first, again = (returned_by(self.name, moves, arguments) for _ in range(2))
        if first is not None and again is not None and not np.array_equal(first, again, equal_nan=True):
            return wrong(f"`{self.name}`: {KEPT}", None, KEPT_MEND)
        slip = self.slip(thing)
        if slip:
            return slip
        if not np.isfinite(first).all():
            step = 1 + int(np.argmin(np.isfinite(first).all(axis=1)))
            what = value(first[~np.isfinite(first)][0])
            return wrong(f"`{self.name}`: after step {step} there are parameters that are {what}.", None, NOT_FINITE)
        verdict = of_the_interview(self.name, examine(self.exercise, moves))
        if verdict.status == WRONG:
            return replace(verdict, message=f"{verdict.message}\n{OF_ROWS}")
        return replace(verdict, remarks=(*verdict.remarks, *[REPLACED] * (moves.replaced and self.name == "Adam")))

    def adapted(self, thing):
        """Return a function of parameters, the gradients of all steps, and settings, for the moves of all entries."""

        def moves(parameters, gradients, *settings):
            held, now, rows = list(parameters), [each.copy() for each in parameters], []
            step = steps_of(thing, parameters, settings)
            for of_step in gradients:
                before = [[each.copy() for each in arrays] for arrays in (held, parameters)]
                returned = [(each, now) for each in lists_in(step(of_step))]
                places = *zip((held, parameters), before, strict=True), *returned
                after = next((arrays for arrays, earlier in places if has_moved(arrays, earlier)), now)
                moves.replaced |= after is not held and after is not now
                rows.append(in_one_row(after) - in_one_row(now))
                now = [np.array(each) for each in after]
            return np.array(rows)

        moves.replaced = False
        return moves


def steps_of(thing, parameters, settings):
    """Return a function that takes one step of a reader's optimizer, for the gradients of that step."""
    names = order_of_parameters(thing)
    decay = [name for name in names if DECAY_NAME.fullmatch(name)][:1]
    rest = dict(zip(decay, settings[1:], strict=False))
    settings = settings[: len(settings) - len(rest)]
    if isinstance(thing, type):
        is_late = bool(names) and RATE.fullmatch(names[0])  # it sees the parameters in each step
        optimizer = thing(*settings, **rest) if is_late else thing(parameters, *settings, **rest)
        return optimizer.step if takes(optimizer.step, 1) else partial(optimizer.step, parameters)
    held = {"parameters": parameters, "state": {}}

    def step(gradients):
        returned = thing(held["parameters"], gradients, held["state"], *settings, **rest)
        for each in lists_in(returned):
            held["parameters"] = each if has_moved(each, held["parameters"]) else held["parameters"]
        if isinstance(returned, tuple) and isinstance(returned[-1], dict):
            held["state"] = returned[-1]
        return returned

    return step


def lists_in(returned):
    """Return what may be the new parameters in what a step returned: all of it, or its first part."""
    is_several = isinstance(returned, tuple | list) and len(returned) > 0
    return [returned, returned[0]] if is_several else []


def has_moved(arrays, before):
    """Return whether these are arrays in the shapes of the parameters before, and not the same."""
    if not isinstance(arrays, tuple | list) or len(arrays) != len(before):
        return False
    pairs = [*zip(arrays, before, strict=True)]
    same_shapes = all(isinstance(each, np.ndarray) and each.shape == old.shape for each, old in pairs)
    return same_shapes and not all(np.array_equal(*pair) for pair in pairs)
