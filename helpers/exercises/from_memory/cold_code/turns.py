"""The loop and the judge in somebody's code."""

import ast
import re
from itertools import product

import numpy as np


def steps(pools):
    """Return [(before, after, direction, k)]: parameters that moved by −k times an array that is there."""
    found = []
    for pool in pools:
        if len(pool) < 3:
            continue
        arrays = pool.arrays
        lengths = (arrays**2).sum(axis=1)
        for before, after in ((a, b) for a in range(len(pool)) for b in range(a + 1, len(pool))):
            D = arrays[before] - arrays[after]
            k = arrays @ D / lengths
            along = np.abs(D - k[:, None] * arrays).max(axis=1) < 1e-9 * np.abs(D).max()
            along[[before, after]] = False
            found += [(pool[before], pool[after], pool[way], k[way]) for way in np.flatnonzero(along)[:1]]
    return found


def loops(code, taken, is_downhill):
    """Do parameters take a step, and from there another one, by a new gradient? Or does a loop look like that?"""
    downhill = [step for step in taken if is_downhill(step[-1])]
    for (_, once, way, _), (start, twice, other, _) in product(downhill, downhill):
        if once is start and way is not other and _in_two_turns(once.turns, twice.turns):
            return True
    return not taken and any(
        _trains(each) for each in ast.walk(ast.parse(code)) if isinstance(each, ast.For | ast.While)
    )


def _in_two_turns(once, twice):
    """Return whether two values were made in different turns of the same loop."""
    return any(
        place in twice and entered == twice[place][0] and turn != twice[place][1]
        for place, (entered, turn) in once.items()
    )


def _trains(loop):
    """Return whether a loop looks like a training: forward, backward, and a step."""
    names = {each.id for each in ast.walk(loop) if isinstance(each, ast.Name)}
    names |= {each.attr for each in ast.walk(loop) if isinstance(each, ast.Attribute)}
    text = " ".join(names).lower()
    moves = any(isinstance(each, ast.AugAssign) and isinstance(each.op, ast.Sub) for each in ast.walk(loop))
    return bool(
        re.search("forward|predict|feed", text)
        and re.search("backward|backprop|grad", text)
        and (moves or re.search("step|update", text))
    )


# ---- the judge


def judges(quotients, nudged, entries):
    """Is a difference of two losses divided by the distance between the two nudges?

    nudged: numbers that the code has computed; entries: those of the parameters as well.
    """
    nudged = np.unique(nudged)
    entries = np.unique(np.concatenate([nudged, *entries]))
    return any(_are_apart(entries, abs(below)) and not _are_apart(nudged, 2 * abs(below)) for _, below in quotients)


def _are_apart(numbers, distance):
    """Return whether two of some sorted numbers are so far apart."""
    places = np.searchsorted(numbers, numbers + distance * (1 - 1e-4))
    inside = places < len(numbers)
    return bool((np.abs(numbers[places[inside]] - numbers[inside] - distance) < 1e-4 * distance).any())


def is_slope_of_cube(one, other, quotients):
    """Return whether a quotient is the slope of the sum of x³ between two points."""
    if one.shape != other.shape or not 0 < np.abs(one - other).max() < 0.1:
        return False
    way = (one - other) / np.abs(one - other).max()
    slope = float((3 * ((one + other) / 2) ** 2 * way).sum())
    return any(abs(abs(above / below) - abs(slope)) < 1e-2 * abs(slope) for above, below in quotients)
