"""Where the values of an expression stand when it is drawn: what used it is on its right, and no arrow meets a box."""

from itertools import pairwise
from typing import NamedTuple

SWEEPS = 8  # of ordering the rows by their neighbors; more change nothing in graphs that fit on a page


class Layout(NamedTuple):
    """Places in columns and rows: of each value, and of each arrow (value, user) a list of all columns it passes."""

    places: dict
    arrows: dict
    columns: int
    rows: int


def values_of(last):
    """Return all values that this one is made from, each after what it used; last has `.used`, as a Value has."""
    found, waiting = [], [(last, False)]
    while waiting:
        value, is_done = waiting.pop()
        if is_done:
            found.append(value)
        elif value not in found:
            waiting += [(value, True), *((other, False) for other, _ in value.used)]
    return found


def lay_out(last):
    """Return the Layout of an expression."""
    values = values_of(last)
    arrows = {(other, value): None for value in values for other, _ in value.used}
    column = {}
    for value in values:
        column[value] = 1 + max((column[other] for other, _ in value.used), default=-1)
    for value in (value for value in values if not value.used):  # near who uses it
        column[value] = min((column[user] for other, user in arrows if other is value), default=1) - 1
    layers, links = _layers(values, arrows, column)
    for sweep in range(SWEEPS):
        _order(layers, links, forward=sweep % 2 == 0)
    places = {}
    for x, layer in enumerate(layers):
        for row, each in enumerate(layer):
            places[each] = x, row - (len(layer) - 1) / 2
    passed = {
        (other, user): [places[other], *(places[other, user, x] for x in between), places[user]]
        for other, user in arrows
        for between in [range(column[other] + 1, column[user])]
    }
    return Layout({value: places[value] for value in values}, passed, len(layers), max(map(len, layers)))


def _layers(values, arrows, column):
    """Return the columns, each a list of values and of arrows that pass it, and all links between neighbors."""
    layers = [[] for _ in range(1 + max(column.values()))]
    for value in values:
        layers[column[value]].append(value)
    links = []
    for other, user in arrows:
        between = [(other, user, x) for x in range(column[other] + 1, column[user])]
        for each in between:
            layers[each[2]].append(each)
        links += pairwise([other, *between, user])
    return layers, links


def _order(layers, links, forward):
    """Order each column by where its neighbors in the column before (or after) it are, in the mean."""
    for layer in layers if forward else layers[::-1]:
        rows = {each: row - (len(other) - 1) / 2 for other in layers for row, each in enumerate(other)}
        near = {each: [] for each in layer}
        for start, end in links:
            here, there = (end, start) if forward else (start, end)
            if here in near:
                near[here].append(rows[there])
        layer.sort(key=lambda each: sum(near[each]) / len(near[each]) if near[each] else rows[each])
