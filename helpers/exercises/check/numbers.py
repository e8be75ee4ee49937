"""The numbers that slips give on paper, and which slip is the likeliest behind the numbers that somebody gives."""

import re
from typing import NamedTuple

from helpers.exercises.check.formula import Code, mistakes_of, silent, value_of
from helpers.exercises.check.verdict import Mistake

LOST = "A sign is lost: this comes out with "
MINUS = re.compile(r"(?<![\w)\]] )-([\d.]+)")  # before a number, and no difference


class Slip(NamedTuple):
    """A wrong number that has a name: its identifier (or None), how to mend it, and all numbers that it changes."""

    name: str
    number: float
    identifier: str | None
    mend: str
    changed: dict


def slips_of(texts, formulas, differ):
    """Return the Slips of texts, the likeliest first: those of the exercise, a lost sign, those that others share.

    differ(name, number) returns whether a number is not the right one.
    """
    with silent():
        own, *shared = (mistakes_of(text, formulas) for text in texts)
        return [slip for made in (own, _lost_signs(formulas), *shared) for slip in _slips(made, formulas, differ)]


def _lost_signs(formulas):
    """Return the mistakes of writing a number that is given without its minus."""
    (formula, *_), found = formulas.values(), []
    for name, code in formula.lines.items():
        for minus in MINUS.finditer(code.source) if {*code.names} <= {"np"} else ():
            source = f"{code.source[: minus.start()]}{minus[1]}{code.source[minus.end() :]}"
            words = f"{LOST}{minus[1]} in the place of −{minus[1]}."
            found.append(Mistake("wrong-sign", words, steps={name: Code(source, code.file, code.line)}))
    return found


def _slips(mistakes, formulas, differ):
    found = []
    for made in mistakes:
        changed = _changed(made, formulas, differ) if made.steps else {}
        asked = [name for name in formulas if name in made.steps]  # then it is in this number alone
        for name in (each for each in asked or formulas if each in changed):
            others = {name: changed[name]} if asked else changed
            found.append(Slip(name, changed[name], made.identifier, made.mend, others))
    return found


def _changed(made, formulas, differ):
    """Return the numbers that a mistake changes, {name: number}."""
    values = {
        name: value_of(formula, made.steps) for name, formula in formulas.items() if made.can_be_in(name, formula.steps)
    }
    numbers = {name: value.item() for name, value in values.items() if value is not None and value.size == 1}
    return {name: number for name, number in numbers.items() if differ(name, number)}


def likeliest(slips, name, given, right, same):
    """Return (identifier, how to mend it) of the likeliest slip behind one of the numbers given, or (None, "").

    It leaves alone what is right of them, and explains as many others as can be.
    """

    def unlikely(slip):
        spoiled = any(same(given[other], right[other]) for other in slip.changed if other in given)
        told = {each.name for each in slips if each.mend == slip.mend and each.name in given and gives(each)}
        return spoiled, -len(told)

    def gives(slip):
        return same(given[slip.name], slip.number)

    found = [slip for slip in slips if slip.name == name and gives(slip)]
    best = min(map(unlikely, found), default=None)
    found = [slip for slip in found if unlikely(slip) == best]
    if not found:
        return None, ""
    if found[0].mend.startswith(LOST):
        lost = dict.fromkeys(slip.mend[len(LOST) : -1] for slip in found if slip.mend.startswith(LOST))
        return "wrong-sign", f"{LOST}{' or '.join(lost)}."
    return found[0].identifier, found[0].mend
