"""Put another function in the place of one of the reader's for a while, wherever the reader's code may find it."""

import contextlib
import inspect


@contextlib.contextmanager
def attribute(owner, name, value):
    """Give a class another method; one that it has inherited it inherits again."""
    own, before = name in vars(owner), vars(owner).get(name)
    setattr(owner, name, value)
    try:
        yield
    finally:
        if own:
            setattr(owner, name, before)
        else:
            delattr(owner, name)


@contextlib.contextmanager
def entry(holder, key, value):
    """Give a dictionary, or a cell, another entry."""
    before = holder[key]
    holder[key] = value
    try:
        yield
    finally:
        holder[key] = before


class Cell:
    """The cell of a closure, with an entry as a dictionary has it."""

    def __init__(self, cell):
        self.cell = cell

    def __getitem__(self, _):
        return self.cell.cell_contents

    def __setitem__(self, _, value):
        self.cell.cell_contents = value


def holders(function, original):
    """Return [(holder, key)] of what holds an original where a function looks for it: its globals, and closures."""
    function = inspect.unwrap(getattr(function, "func", function))  # a partial one, or a decorated one
    if not hasattr(function, "__globals__"):
        function = type(function).__call__  # an object that can be called
    space = getattr(function, "__globals__", {})
    found = [(space, key) for key, each in space.items() if each is original]
    cells, seen = [*(getattr(function, "__closure__", None) or ())], set()
    while cells:
        cell = cells.pop()
        try:
            kept = cell.cell_contents
        except ValueError:  # it is still empty
            continue
        if kept is original:
            found.append((Cell(cell), None))
        elif id(kept) not in seen:
            seen.add(id(kept))
            cells += getattr(kept, "__closure__", None) or ()
    return found
