"""Mistakes, one at a time, in every formula of the lessons: does anything notice?

They are those of a pencil: a sign, a transpose, an index, a factor, a term, a power, a sum, a prime, a hat, the number
of a layer, a limit, the two halves of a fraction.
"""

import numpy as np

from tests.equations.letters import letters_of
from tests.equations.reader import Side
from tests.equations.tokens import split
from tests.equations.values import Refused
from tests.equations.vouch import GAPS, RELATIONS, vouch

OPERATORS = (r"\cdot", r"\odot", "/")
COMPARED = {">": r"\ge", "<": r"\le", r"\ge": ">", r"\le": "<"}


def slips(row):
    """Yield (what was done, the row with this slip) for all slips in all sides."""
    at = 0
    for part in split(row.tokens, (*RELATIONS, *GAPS, ",")):
        if isinstance(part, list) and part:
            for what, side in slips_of(part, letters_of(row.lesson, row.key)):
                if side != part:
                    yield what, row._replace(tokens=(*row.tokens[:at], *side, *row.tokens[at + len(part) :]))
        at += len(part) if isinstance(part, list) else 1


def slips_of(side, letters):
    """Yield (what was done, the tokens with this slip)."""
    read = Side(side, letters)
    for start, end in read.factors:
        yield f"the factor {' '.join(side[start:end])} is left out", without_factor(side, start, end)
    for start, end in read.terms:
        left = side[:start] + side[end:]
        if left[start : start + 1] == ["+"] and left[start - 1 : start] in ([], ["("], ["{"]):
            left.pop(start)
        yield f"the term {' '.join(side[start:end])} is left out", left
    for at, token in enumerate(side):
        before, after = side[:at], side[at + 1 :]
        for what, instead in in_the_place_of(token, side, at, letters):
            yield what, [*before, *instead, *after]
        if token in ("^", r"\sum"):  # with what hangs on it
            end = end_of_group(side, at + (1 if token == "^" else 2))
            yield f"{' '.join(side[at:end])} is left out", before + side[end:]
        if token == r"\frac" and side[at + 2] != "d":
            middle = end_of_group(side, at + 1)
            end = end_of_group(side, middle)
            yield (
                "the fraction is upside down",
                [*before, token, *side[middle:end], *side[at + 1 : middle], *side[end:]],
            )
        if token in letters.kinds and after and after[0] in letters.kinds and is_index(side, at):
            yield f"{after[0]}{token} for {token}{after[0]}", [*before, after[0], token, *after[1:]]


def in_the_place_of(token, side, at, letters):
    """Yield (what was done, the tokens that take the place of this one)."""
    if token == "+":
        yield "− for +", ["-"]
    elif token == "-" and side[at - 1 : at] in ([], ["("], ["{"], ["|"], [r"\cdot"]):
        yield "the minus is left out", []
    elif token == "-":
        yield "+ for −", ["+"]
    elif token in COMPARED:
        yield f"{COMPARED[token]} for {token}", [COMPARED[token]]
    elif token in ("'", r"\hat", r"\bar"):
        yield f"{token} is left out", []
    elif token in ("1", "2") and side[at - 1] == "_":
        yield "another number", [{"1": "2", "2": "1"}[token]]
    elif token in letters.kinds and is_index(side, at):
        for other in letters.kinds:
            yield f"{other} for {token}", [other]


def without_factor(side, start, end):
    """Leave out a factor, and the sign between it and its neighbor."""
    if start and side[start - 1] in OPERATORS:
        start -= 1
    elif side[end : end + 1] == ["/"]:
        return [*side[:start], "1", *side[end:]]
    elif side[end : end + 1] and side[end] in OPERATORS:
        end += 1
    return side[:start] + side[end:]


def is_index(side, at):
    """Say whether a token stands in a subscript."""
    while at and side[at - 1] not in ("{", "}", "_"):
        at -= 1
    return at > 0 and (side[at - 1] == "_" or side[at - 2 : at] == ["_", "{"])


def end_of_group(side, start):
    """Return where the braces that open here are closed again, or where a single token ends."""
    depth = 0
    for at in range(start, len(side)):
        depth += {"{": 1, "}": -1}.get(side[at], 0)
        if not depth:
            return at + 1
    raise Refused("a brace is open")


def is_noticed(row):
    """Say whether the row is refused."""
    try:
        with np.errstate(all="ignore"):
            vouch(row)
    except Refused:
        return True
    return False
