"""Exercises that are answered without a function: numbers found by hand, and tables to fill in."""

import math
import re
from dataclasses import dataclass, field, replace
from functools import cached_property
from html import escape
from numbers import Real

import numpy as np

from helpers.exercises.check.compare import rights
from helpers.exercises.check.formula import Formula, lines_of, silent
from helpers.exercises.check.numbers import likeliest, slips_of
from helpers.exercises.check.record import record
from helpers.exercises.check.session import tried
from helpers.exercises.check.showing import factor, listed, number, shortened
from helpers.exercises.check.task import Task
from helpers.exercises.check.verdict import (
    CORRECT,
    MEANINGS,
    NOT_ATTEMPTED,
    WRONG,
    Verdict,
    as_html,
    framed,
    joined,
    plain,
    sentence,
)

FACTORS = (2, 0.5, 4, 0.25, 3, 1 / 3)


@dataclass(eq=False, repr=False)
class OnPaper(Task):
    """What the exercises on paper have in common. name, task, hints and reason are for the reader."""

    name: str
    task: str
    hints: tuple
    reason: str
    lesson: str = ""
    shown: int = 0

    def check(self, *unnamed, **given):
        """Return the Verdict on the answers, which are given by name; ... stands for one that is still open."""
        return record(self.verdict(*unnamed, **given), self.lesson)

    def verdict(self, *unnamed, **given):
        """Return the same Verdict, without keeping it."""
        asked = [*self.answers()]
        unknown = [name for name in given if name not in asked]
        if unnamed or unknown:
            surplus = f"there is no {listed(unknown)} here" if unknown else "it takes answers by name, as `name=answer`"
            return Verdict(self.name, WRONG, message=f"Asked for are {listed(asked)}; {surplus}.")
        given = {name: given.get(name, ...) for name in asked}
        missing = [name for name in asked if _is_open(given[name])]
        if all(_is_empty(answer) for answer in given.values()):
            return Verdict(self.name, NOT_ATTEMPTED, message=f"Asked for: {listed(asked)}.")
        found = [
            (name, *wrong)
            for name, answer in given.items()
            if not _is_empty(answer) and (wrong := self.mistake_in(name, answer, given))
        ]
        if found:
            found, remark = self.told(found)
            mistakes = joined({mistake for _, mistake, _, _ in found})
            message = "\n".join([f"{name}: {message}" for name, _, message, _ in found] + remark)
            return Verdict(self.name, WRONG, mistakes, message, self.fold(found))
        if missing:
            done = [name for name in asked if name not in missing]
            message = f"{f'Right so far: {listed(done)}. ' if done else ''}Still open: {listed(missing)}."
            return Verdict(self.name, NOT_ATTEMPTED, message=message)
        return Verdict(self.name, CORRECT, message="All of it is right.")

    def told(self, found):
        """Return which of the wrong answers the verdict tells of, and a list of remarks."""
        return found, []

    def fold(self, found):
        """Return what stands behind the fold: each mistake, and how to mend it."""
        return "\n".join(dict.fromkeys(line for *_, mend in found if mend for line in mend.split("\n")))

    def __repr__(self):
        return plain(f"{self.name}\n{self.task}")

    def _repr_html_(self):
        return framed(f"<p><b>{escape(self.name)}</b></p>{as_html(self.task)}")


@dataclass(eq=False, repr=False)
class ByHand(OnPaper):
    """Numbers to find with a pencil.

    formula: the given numbers and what is made from them, lines `name = code`; returns: the names that are asked for.
    wrong: the slips as text; put in the place of a line, each gives a wrong number with a name. Of several texts the
    first is about this exercise, the others are shared with functions, and say only what the first doesn't. Other wrong
    numbers are compared up to a sign and a small factor. names: what the code may use. rtol: for rounding.
    in_order: each number is made from those before it, so the verdict tells of the first wrong one only.
    """

    formula: str = ""
    returns: tuple = ()
    wrong: str | tuple = ""
    names: dict = field(default_factory=dict)
    rtol: float = 1e-3
    in_order: bool = False

    @cached_property
    def formulas(self):
        """The formula of each number, {name: Formula}."""
        lines = lines_of(self.formula, self.name)
        return {name: Formula((), lines, name, self.names) for name in self.returns}

    @cached_property
    def right(self):
        """The right numbers, {name: number}."""
        return {name: np.asarray(formula()).item() for name, formula in self.formulas.items()}

    @cached_property
    def slips(self):
        """The numbers that slips give; of several the first counts."""
        texts = (self.wrong,) if isinstance(self.wrong, str) else self.wrong
        return slips_of(texts, self.formulas, lambda name, number: not self._same(number, self.right[name]))

    def answers(self):
        """Return what is asked for."""
        return self.right

    def mistake_in(self, name, answer, given):
        """Return (mistake, message, how to mend it) for a wrong number, else None; given: all numbers.

        A slip that agrees with what is right of them is likelier than one that would change that, too.
        """
        answer, right = _as_number(answer), self.right[name]
        if not _is_number(answer):
            return None, f"a number is asked for, and this is {_shown(answer)}.", ""
        if self._same(answer, right):
            return None
        message = f"{number(answer)} is not right."
        numbers = {each: _as_number(value) for each, value in given.items()}
        numbers = {each: value for each, value in numbers.items() if _is_number(value)}
        mistake, mend = likeliest(self.slips, name, numbers, self.right, self._same)
        if mend:
            return mistake, message, mend
        if right and self._same(answer, -right):
            return "wrong-sign", message, "The size is right."
        for ratio in FACTORS:
            if right and self._same(answer, ratio * right):
                return "wrong-factor", message, f"It is {factor(ratio)} times what it should be."
        return None, f"{message} No known mistake gives it.", ""

    def _same(self, answer, right):
        return math.isclose(answer, right, rel_tol=self.rtol, abs_tol=1e-9)

    def fold(self, found):
        """Return each mistake once, with how to mend each number that comes from it."""
        lines = {}
        for name, mistake, _, mend in found:
            if mend:
                lines.setdefault(mistake, []).append(f"In {name}: {mend}" if len(found) > 1 else mend)
        order = [*MEANINGS, None]
        return "\n".join(sentence(mistake, " ".join(lines[mistake])) for mistake in sorted(lines, key=order.index))

    def told(self, found):
        """Return the wrong numbers that the verdict tells of, and a list of remarks."""
        if not self.in_order or len(found) == 1:
            return found, []
        return found[:1], ["Fix this one first: the numbers after it are made from it."]

    def worked(self):
        """Return the right numbers."""
        return "\n".join(f"  {name} = {number(right)}" for name, right in self.right.items())


@dataclass(eq=False, repr=False)
class Recap(OnPaper):
    """A table to fill in. Each row has a fact, mostly the shape of an array, and the line of code that computes it.

    rows: {name: (fact, exercise)}; the fact is a shape as text, or a number, or None where only the code is asked for.
    The code is the line of this name in the exercise's formula, or stands between them, (fact, code, exercise).
    It is checked like an answer to the exercise, or to the one of its results that has the row's name.
    The reader writes dL_db=("(d_out,)", "dL_dZ.sum(axis=0)"), or without a fact dL_db="dL_dZ.sum(axis=0)".
    Any code that gives the right array will do.
    """

    rows: dict = None
    of_numbers: str = ""  # how to find a number that is wrong

    def __post_init__(self):
        super().__post_init__()
        for name, (fact, *code, exercise) in self.rows.items():
            self.rows[name] = fact, *(code or [exercise.line(name)]), exercise

    def answers(self):
        """Return what is asked for."""
        return self.rows

    def mistake_in(self, name, answer, given):
        """Return (mistake, message, how to mend it) for a wrong row, else None."""
        right, *_ = self.rows[name]
        if right is None:
            return self._wrong_code(name, answer)
        kind = "shape" if isinstance(right, str) else "number"
        if not (isinstance(answer, tuple | list) and len(answer) == 2):
            return None, f"a pair is asked for, the {kind} and the code.", ""
        fact, code = answer
        wrong_fact = self._wrong_shape if kind == "shape" else self._wrong_number
        pairs = (wrong_fact, fact), (self._wrong_code, code)
        found = [wrong for look, given in pairs if not _is_empty(given) and (wrong := look(name, given))]
        if not found:
            return None
        mistakes, messages, mends = zip(*found, strict=True)
        return joined(mistakes), " ".join(messages), "\n".join(filter(None, mends))

    def _wrong_shape(self, name, shape):
        """Return (mistake, message, how to mend it) for a wrong shape, else None."""
        if isinstance(shape, tuple | list):
            shape = f"({', '.join(f'{tried(str, each)}' for each in shape)}{',' if len(shape) == 1 else ''})"
        if not isinstance(shape, str):
            return None, f'the shape is asked for as text, such as "(n, d_in)", and this is {_shown(shape)}.', ""
        if _bare(shape) == _bare(self.rows[name][0]) or self._is_like(name, shape):
            return None
        rule = "A gradient has the shape of what it belongs to." if name.startswith("dL_d") else ""
        return "wrong-shape", f"its shape is not {shortened(shape)}.", sentence("wrong-shape", rule)

    def _is_like(self, name, shape):
        """Return whether "like X" names an array of the shape that is asked for."""
        like = re.fullmatch(r"\W*(?:(?:it|has|the|same|np|shape|of|like|as)\W+)*(\w+)(?:\.shape)?\W*", shape)
        if not like:
            return False
        if name == f"dL_d{like[1]}":
            return True
        if like[1] in self.rows and like[1] != name:
            return _bare(self.rows[like[1]][0]) == _bare(self.rows[name][0])
        *_, exercise = self.rows[name]
        exercise = alone(exercise, name, "", "")
        if like[1] not in exercise.parameters:
            return False
        place = exercise.parameters.index(like[1])
        return all(np.shape(case.arguments[place]) == rights(exercise, case)[0].shape for case in exercise.cases)

    def _wrong_number(self, name, given):
        """Return (mistake, message, how to mend it) for a wrong number, else None."""
        if not _is_number(given):
            return None, f"a number is asked for first, and this is {_shown(given)}.", ""
        given = tried(float, given, instead=math.inf)
        is_right = math.isclose(given, self.rows[name][0], rel_tol=1e-3)
        return None if is_right else (None, f"{number(given)} is not right.", self.of_numbers)

    def _wrong_code(self, name, code):
        """Return (mistake, message, how to mend it) for a line of code that gives another array, else None."""
        if not isinstance(code, str):
            return None, "the code is asked for as text, in quotes.", ""
        target = rf"\s*{name}\s*(?:\[(?::|\.\.\.)\])?\s*"
        line = re.sub(rf"^{target}=(?!=)", "", re.sub(r"\s*#.*$", "", code, flags=re.MULTILINE)).strip()
        step = re.fullmatch(rf"{target}([-+*/@]|\*\*|//)=(.*)", line, re.DOTALL)  # W -= … is W = W - (…)
        line = f"{name} {step[1]} ({step[2].strip()})" if step else line
        _, right, exercise = self.rows[name]
        exercise = alone(exercise, name, line, right)
        try:  # the reader's own line, on their own machine
            with silent():
                function = eval(f"lambda {', '.join(exercise.parameters)}: (\n{line}\n)", {"np": np})
        except (SyntaxError, ValueError, RecursionError, MemoryError):  # the last ones: a character 0, or too deep
            return None, f"`{shortened(code)}` is no line of Python that gives a value.", ""
        verdict = exercise.verdict(function)
        return None if verdict.status == CORRECT else (verdict.mistake, verdict.message, verdict.mend)

    def worked(self):
        """Return the right table."""
        rows = (
            " ".join(filter(None, [name, str(fact or "")])) + f": {code}" for name, (fact, code, _) in self.rows.items()
        )
        return "\n".join(f"  {row}" for row in rows)


def alone(exercise, output, line, right):
    """Return the exercise of writing one result in one line; what neither that nor the right one uses is not shown."""
    if output not in exercise.formulas:
        (output,) = exercise.formulas
    idle = {*exercise.parameters} - {*re.findall(r"\w+", f"{line} {right}")}
    signature = f"{output}({', '.join(exercise.parameters)})"
    own = {"returns": (output,), "lesson": "", "shown": 0, "line_given": line, "idle": tuple(idle)}
    return replace(exercise, signature=signature, **own)


def _shown(answer):
    """Return an answer of the wrong type as text that is the same everywhere."""
    is_plain = isinstance(answer, str | int | float | complex | tuple | list)
    text = tried(repr, answer) if is_plain else None
    return shortened(text) if isinstance(text, str) else f"of type {type(answer).__name__}"


def _as_number(answer):
    """Return an array of one number, or a number that is too large for a float, as a number."""
    if isinstance(answer, np.ndarray) and answer.size == 1:
        answer = answer.item()
    return tried(float, answer, instead=math.inf) if _is_number(answer) else answer


def _is_number(answer):
    return isinstance(answer, Real) and not isinstance(answer, bool)


def _is_empty(answer):
    """Return whether nothing was filled in."""
    if isinstance(answer, str):
        return not answer.strip()
    if isinstance(answer, tuple | list):
        return len(answer) > 0 and all(map(_is_empty, answer))
    return answer is ... or answer is None


def _is_open(answer):
    """Return whether something is still to be filled in."""
    return _is_empty(answer) or (isinstance(answer, tuple | list) and any(map(_is_empty, answer)))


def _bare(shape):
    """Return a shape as text without what one may write in several ways: (n, d_in), [n, d_in], n × d_in, N x d_in."""
    shape = re.sub(r"×|·|\*|;|\b(x|by)\b", ",", shape.lower())
    shape = re.sub(r"\s|[()\[\]{}]", "", shape).rstrip(",")
    return re.sub(r"\bn_(in|out)\b", r"d_\1", "" if shape in ("scalar", "number") else shape)
