"""Run somebody's code, whatever there is of it, and keep each array that it computes on the way.

A line that can't run is passed over; a name that is nowhere defined gets what it most likely means; a loop takes two
turns, or as many as there are samples or entries. So one line tells as much as a page.
"""

import ast
import builtins
import inspect
import re
from dataclasses import dataclass, field
from itertools import islice

import numpy as np

from helpers.exercises.from_memory.cold_code.roles import Givens, role_of
from helpers.exercises.from_memory.cold_code.watched import HOOKS, Watched

FEW, TURNS = 12, 2  # so many of a loop's things are looked at all; of more, so many
MOST = 5000  # arrays that are kept
NUDGE = re.compile(r"/\s*\(?\s*(2(\.0*)?\s*\*\s*)?h\b")  # then h is no hidden layer
TINY = 0.02  # what a judge divides by is smaller
MODULES = {"numpy", "math", "random", "itertools", "functools", "dataclasses", "typing", "copy"}
UNSAFE = {"input", "open", "exec", "eval", "compile", "exit", "quit", "breakpoint", "help", "__import__"}
ERRORS = Exception, SystemExit
BARE = ("exp", "log", "tanh", "sqrt", "maximum", "dot", "outer", "zeros", "ones", "array", "mean", "random")
BARE = {name: getattr(np, name) for name in BARE}  # of NumPy, and often written without `np.`
FIRST_CALLED = ("forward", "predict", "feed", "loss", "cost", "back", "grad", "step", "update", "train", "fit", "check")


@dataclass
class Value:
    """An array that was computed, in rows."""

    index: int  # when
    array: np.ndarray
    turns: dict  # {loop: (how often it was entered, which turn)}
    given: bool = False  # it stands for a name that is nowhere defined
    roles: set = field(default_factory=set)  # of the names that it got


class Trace:
    """All that somebody's code computes, for one way in which arrays may lie."""

    def __init__(self, code, layout, around=(), objects=()):
        self.layout, self.givens = layout, Givens(layout)
        self.values, self.known, self.turns = [], {}, {}
        self.scalars, self.quotients, self.judged = [], [], False
        self.nudge = bool(NUDGE.search(code))
        self.space = BARE | dict(around) | self._space()
        tree, self.instance = ast.parse(code), None
        own = [node.name for node in tree.body if isinstance(node, ast.ClassDef | ast.FunctionDef)]
        exec(compile(ast.fix_missing_locations(Watched().visit(tree)), "<your code>", "exec"), self.space)
        for thing in [*(self.space.get(name) for name in own), *objects]:
            self._try_out(thing)

    def _space(self):
        hooks = {name: getattr(self, name) for name in HOOKS}
        names = {name: each for name, each in vars(builtins).items() if name not in UNSAFE}
        return hooks | {
            "_Error": ERRORS,
            "np": np,
            "numpy": np,
            "__name__": "__main__",
            "__builtins__": names | {"__import__": _import},
        }

    # ---- what the code calls while it runs

    def _seen(self, value, role=None, given=False):
        """Keep an array, or all of several."""
        if isinstance(value, dict):
            for key, each in value.items():
                self._seen(each, role_of(key) if isinstance(key, str) else None)
        elif isinstance(value, list | tuple) and len(value) <= FEW:
            for each in value:
                self._seen(each, role)
        elif isinstance(value, np.ndarray | float | np.floating) and len(self.values) < MOST:
            array = np.asarray(value)
            if array.dtype.kind in "fbiu" and array.ndim <= 2 and array.size:
                self._keep(array.astype(float), role, given)
        return value

    def _keep(self, array, role, given):
        if array.ndim == 0 and not self.layout.scalar:
            self.scalars.append(float(array))
            return
        rows = self.layout.rows(array)
        key = rows.shape, rows.tobytes()
        if key not in self.known:
            self.known[key] = Value(len(self.values), rows.copy(), dict(self.turns), given)
            self.values.append(self.known[key])
        self.known[key].roles |= {role} if role else set()

    def _named(self, name, value):
        return self._seen(value, role_of(name))

    def _given(self, name, error):
        """Return what a name that is nowhere defined most likely means."""
        role = "h" if name == "h" and self.nudge else role_of(name)
        try:
            return self._seen(self.givens.value(role), role, given=True)
        except KeyError:
            raise error from None

    def _name(self, name, read):
        try:
            return read()
        except NameError as error:
            return self._given(name, error)

    def _attr(self, thing, name):
        try:
            return getattr(thing, name)
        except AttributeError as error:
            return self._given(name, error)

    def _item(self, thing, name):
        try:
            return thing[name]
        except (KeyError, TypeError, IndexError) as error:
            return self._given(name, error)

    def _quotient(self, above, below):
        if np.ndim(above) == np.ndim(below) == 0 and 0 < abs(below) < TINY:
            self.quotients.append((float(above), float(below)))
        return self._seen(above / below)

    def _few(self, place, things):
        """Yield a few of the things that a loop goes through."""
        many = isinstance(things, range) and len(things) > FEW
        entered = self.turns.get(place, (0, 0))[0] + 1
        for turn, thing in enumerate(islice(things, TURNS if many else FEW)):
            self.turns[place] = entered, turn
            yield thing

    def _again(self, place, test):
        """Return whether a while loop may take another turn."""
        turn = self.turns.get(place, (0, -1))[1] + 1
        self.turns[place] = 0, turn
        return bool(test) and turn < TURNS

    # ---- calls of what was defined

    def _try_out(self, thing):
        """Call a function, or all methods of a class, with what the names of the arguments most likely mean."""
        if isinstance(thing, type):
            self.instance = self._called(thing) or self.instance
            names = [name for name in vars(thing) if not name.startswith("__")]
            for name in sorted(names, key=_when):
                self._called(getattr(self.instance, name, None))
                self._seen(getattr(self.instance, "__dict__", {}))
        elif callable(thing):
            self._called(thing)
            self._probed(thing)

    def _called(self, function, *arguments):
        """Return what a call returns, and keep it; None where it can't be called."""
        try:
            parameters = inspect.signature(function).parameters.values()
            needed = [each for each in parameters if each.default is each.empty and each.kind < each.VAR_POSITIONAL]
            constructor = isinstance(function, type) or "init" in getattr(function, "__name__", "")
            arguments = arguments or self._arguments([each.name for each in needed], constructor)
            return self._seen(function(*arguments))
        except ERRORS:
            return None

    def _arguments(self, names, constructor):
        roles = [role_of(name, constructor) for name in names]
        if "d_out" in roles and "d_hidden" not in roles:  # one layer by itself: the first
            roles = ["d_hidden" if role == "d_out" else role for role in roles]
        found = []
        for role in roles:
            try:
                value = self.givens.value(role)
            except KeyError:
                value = self.givens.value("parameters")
            found.append(self.instance if role == "network" and self.instance else value)
            self._seen(found[-1], role, given=True)
        return found

    def _probed(self, function):
        """Try a function of one argument on z and on a, and one of a function on a cube: is it a slope, a judge?"""
        try:
            needed = [
                each.name for each in inspect.signature(function).parameters.values() if each.default is each.empty
            ]
        except (TypeError, ValueError):
            return
        roles = [role_of(name) for name in needed]
        if len(needed) == 1:
            for role in ("Z1", "A1", "Z2", "Y_hat"):
                given = self._seen(self.givens.value(role), role, given=True)
                self._called(function, given)
                self._called(function, given, True)
        elif "loss" in roles and len(needed) < 4:
            for point in (0.7, np.array([0.7, -1.2, 0.4])):
                values = [point if role != "loss" else self.givens.cube for role in roles]
                values = [1e-5 if role == "h" else value for role, value in zip(roles, values, strict=True)]
                slope = self._called(function, *values)
                self.judged |= _are_alike(slope, 3 * point**2)


def _are_alike(slope, right):
    try:
        return np.shape(slope) == np.shape(right) and bool(np.allclose(slope, right, rtol=1e-3))
    except (TypeError, ValueError):
        return False


def _when(name):
    """Forward comes before backward."""
    return next((place for place, part in enumerate(FIRST_CALLED) if part in name), len(FIRST_CALLED))


def _import(name, *rest):
    if name.partition(".")[0] not in MODULES:
        raise ImportError(name)
    return builtins.__import__(name, *rest)
