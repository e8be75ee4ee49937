"""Mend the reader's own code: the change that makes it right says what was wrong, and in which line.

This is for what no formula can say: a loop that overwrites, a line that stands outside, parentheses, a function that
isn't called; and for two mistakes in lines of their own.
"""

import ast
import builtins
import inspect
import itertools
import linecache
import sys
import time
import traceback
import types
from functools import cache, partial

import numpy as np

from helpers.exercises.check.calling import OURS, call
from helpers.exercises.check.changes import GUARD, additions, changes
from helpers.exercises.check.compare import off
from helpers.exercises.check.diagnose import candidates
from helpers.exercises.check.formula import Formula
from helpers.exercises.check.kinds import Words, names_for_all
from helpers.exercises.check.lines import line_changes
from helpers.exercises.check.swaps import instead, key, names_of

TRIES = 2000  # so often a change is tried, if there is time
SLOW = 0.1  # seconds: what takes longer isn't tried again and again
MOST = 3  # changes, and no more
FUNCTIONS = types.FunctionType | np.ufunc
WIDTH = 6  # so many ways are followed further
TURNS = 20_000  # of all loops together


class TooLong(Exception):
    """A loop goes on and on, or makes something ever larger."""


def mended(exercise, answer, cases, attempt, limit, most=MOST):
    """Return ([(line, words)], results in all cases, how many changes) that make a wrong function less wrong, or None.

    attempt(function, case) returns (results or None, the error or None).
    """
    own = _OwnCode(answer, exercise.line_given, exercise.parameters)
    if own.node is None:
        return None
    if min(_seconds_of(attempt, answer, cases[0]) for _ in range(2)) > SLOW:
        return None
    search = _Search(exercise, own, cases, attempt, limit, more=(names_for_all,) if most == 1 else ())
    found = search.best(search.score(), most)
    if not found:
        return None
    _, made, results = found
    lines = {}
    for change, words in made:
        lines.setdefault(change.node.lineno, []).append(words + own.role(change, exercise, cases[0]))
    told = [(line, own.told(line, " ".join(dict.fromkeys(words)))) for line, words in lines.items()]
    return told, results, len(made)


def _seconds_of(attempt, answer, case):
    start = time.monotonic()
    attempt(answer, case)
    return time.monotonic() - start


class _OwnCode:
    """The reader's function as a syntax tree that can be changed and compiled."""

    def __init__(self, answer, line_given, parameters):
        self.answer, self.node = answer, None
        code = getattr(answer, "__code__", None)
        if not isinstance(code, types.CodeType) or code.co_filename.startswith(OURS):
            return
        self.code = code
        self.closed_over = inspect.getclosurevars(answer).nonlocals
        if line_given:
            source = f"lambda {', '.join(parameters)}: (\n{line_given}\n)"
        else:
            source = "".join(linecache.getlines(code.co_filename))
        try:
            tree = ast.parse(source)
        except (SyntaxError, ValueError):  # nobody kept it, or it isn't this one
            return
        is_meant = (lambda node: isinstance(node, ast.Lambda)) if line_given else (lambda node: _is(node, code))
        self.node = next(filter(is_meant, ast.walk(tree)), None)
        self.scope = self.answer.__globals__ | {GUARD: self._counted}
        if self.node:
            self._guard()

    def _guard(self):
        """Have the turns of all loops counted: with a change in it, one may never end."""
        for node in [*ast.walk(self.node)]:
            if isinstance(node, ast.While):
                node.test = ast.BoolOp(ast.And(), [_guarded(), node.test])
            elif isinstance(node, ast.For | ast.comprehension):
                node.iter = _guarded(node.iter)
        ast.fix_missing_locations(self.node)

    def _counted(self, steps=None):
        """Return whether a `while` may go on, or yield what another loop goes over, as long as it isn't too long."""
        return self._turn() if steps is None else (each for each in steps if self._turn())

    def _turn(self):
        self.turns += 1
        looks = self.turns < 8 or self.turns % 8 == 0  # a list that is in itself is endless after a few turns
        if self.turns > TURNS or (looks and any(map(_is_huge, self._locals().values()))):
            raise TooLong
        return True

    def _locals(self):
        """Return what the function holds while a loop of it is on."""
        frame = sys._getframe(2)
        while frame.f_code.co_name != self.code.co_name and frame.f_back:
            frame = frame.f_back
        return frame.f_locals

    def words(self, given):
        """Return the names of its arguments and of all that it makes, of functions, and of what nobody defined."""
        names = [node for node in ast.walk(self.node) if isinstance(node, ast.Name)]
        arguments = [each.arg for each in ast.walk(self.node.args) if isinstance(each, ast.arg)]
        own = tuple(dict.fromkeys(arguments + [each.id for each in names if isinstance(each.ctx, ast.Store)]))
        scope = vars(builtins) | self.scope | self.closed_over | given
        others = dict.fromkeys(each.id for each in names if each.id not in own)
        is_function = {name: callable(value) for name, value in given.items()}
        functions = tuple(
            name for name in (*own, *others) if is_function.get(name, isinstance(scope.get(name), FUNCTIONS))
        )
        labels = tuple(name for name, value in given.items() if _are_labels(value))
        return Words(own, functions, tuple(name for name in others if name not in scope), labels)

    def function(self):
        """Return the function that the tree is now."""
        free = self.code.co_freevars
        outer = ast.parse(f"def outer({', '.join(free)}): pass")
        is_line = isinstance(self.node, ast.stmt)
        outer.body[0].body = [self.node if is_line else ast.copy_location(ast.Expr(self.node), self.node)]
        if is_line and self.node.name not in free:  # it may call itself
            outer.body[0].body.insert(0, ast.copy_location(ast.Global([self.node.name]), self.node))
        code = compile(outer, self.code.co_filename, "exec")
        for name in ("outer", self.code.co_name):
            code = next(each for each in code.co_consts if isinstance(each, types.CodeType) and each.co_name == name)
        cells = dict(zip(free, self.answer.__closure__ or (), strict=True))
        closure = tuple(cells[name] for name in code.co_freevars)
        self.turns = 0
        made = types.FunctionType(code, self.scope, code.co_name, self.answer.__defaults__, closure)
        made.__kwdefaults__ = self.answer.__kwdefaults__
        return lambda *arguments: _plain(made(*arguments))

    def line_of(self, error):
        """Return the line in which it raised an error, or None."""
        code, tree = self.code, traceback.walk_tb(error.__traceback__) if error else ()
        lines = [line for frame, line in tree if frame.f_code.co_filename == code.co_filename]
        return lines[0] if lines else None

    def role(self, change, exercise, case):
        """Say what the reader's array is that stands in the place of another, if it is known by its numbers."""
        formula, seen = next(iter(exercise.formulas.values())), {}

        def watch(frame, event, _):
            if event == "return" and frame.f_code is self.code:
                seen.update(frame.f_locals)

        if not change.names or not isinstance(formula, Formula):
            return ""
        before = sys.getprofile()
        sys.setprofile(watch)
        try:
            call(self.answer, case.arguments)
        finally:
            sys.setprofile(before)
        known = names_of(formula, case.arguments)
        both = [known.get(key(seen[name])) if _is_number(seen.get(name)) else None for name in change.names]
        return instead(formula, *both, change.names) if all(both) else ""

    def told(self, line, words):
        """Return words about a line, which is shown."""
        written = linecache.getline(self.code.co_filename, line).strip()
        return f"In line {line}, `{written}`: {words}" if written else words


def _guarded(*steps):
    return ast.Call(ast.Name(GUARD, ast.Load()), [*steps], [])


def _plain(result, depth=0):
    """Return a result, unless it is a list in lists without end: NumPy would go through all of them."""
    if isinstance(result, list | tuple):
        if depth > 4 or len(result) > 1000:
            raise TooLong
        for each in result:
            _plain(each, depth + 1)
    return result


def _is_huge(value):
    """Return whether something grows that need not: a change may have doubled it, or put it into itself."""
    if isinstance(value, int):
        return value.bit_length() > 1000
    if isinstance(value, list):
        lists = [value, *(each for each in value if isinstance(each, list))]
        return any(len(each) > 1000 for each in lists) or any(each is value for each in lists[1:])
    return isinstance(value, str) and len(value) > 1000


def _are_labels(value):
    return isinstance(value, np.ndarray) and value.ndim == 1 and value.dtype.kind == "i"


def _is_number(value):
    return isinstance(value, np.ndarray | np.number | float | int)


def _is(node, code):
    """Return whether a node is what this code was compiled from."""
    if isinstance(node, ast.FunctionDef):
        first = min([node.lineno, *(each.lineno for each in node.decorator_list)])
        return node.name == code.co_name and first == code.co_firstlineno
    if not isinstance(node, ast.Lambda) or code.co_name != "<lambda>":
        return False
    body = node.body
    return (body.lineno, body.end_lineno, body.col_offset, body.end_col_offset) in [*code.co_positions()]


class _Search:
    """Tries changes, as long as there is time, and goes on from those that make something better."""

    def __init__(self, exercise, own, cases, attempt, limit, more=()):
        self.more = more
        self.exercise, self.own, self.cases, self.attempt, self.limit = exercise, own, cases, attempt, limit
        self.tries, self.results, self.failed_in = 0, [], None
        self.known = cache(partial(_fingerprints, exercise, cases))
        self.words = own.words(dict(zip(exercise.parameters, cases[0].arguments, strict=True)))

    @property
    def full(self):
        """The score where everything is right."""
        return 1, 2 * len(self.exercise.outputs)

    def best(self, before, depth, among=None):
        """Return (score, [(change, words)], results) of the best that so many changes make of it, or None."""
        better = []
        for is_last, group in [(True, among)] if among else self._groups(is_first=depth == MOST):
            for change in group:
                self.tries += 1
                if self.tries > TRIES or self.limit.is_over:
                    break
                after = self._with(change, self.score)
                if after > before:
                    better.append((after, change))
                    if after == self.full and self._with(change, self.score_of_all) == self.full:
                        return self._with(change, lambda change=change: self._told(change, 0, ()))
            if better and is_last:
                break
        better.sort(key=lambda each: each[0], reverse=True)
        best = None
        for _, change in better[:WIDTH]:
            others = [other for _, other in better if not other.places & change.places]
            found = self._with(change, lambda change=change, others=others: self._told(change, depth - 1, others))
            best = max(filter(None, (best, found)), key=lambda each: each[0], default=None)
            if best and best[0] == self.full:
                break
        return best

    def _with(self, change, action):
        change.make()
        try:
            return action()
        finally:
            change.undo()

    def _told(self, change, depth, others):
        """Return what `best` does, with this change made, and so many more."""
        after, told = self.score_of_all(), [(change, change.words(mends=True))]
        results, now = self.results, self.score()
        for among in (others, None) if depth and after < self.full else ():
            further = self.best(now, depth, among) if among != [] else None
            if further and further[0] > after:
                return further[0], told + further[1], further[2]
        return (after, told, results) if after[0] else None

    def _groups(self, is_first):
        """Yield groups of changes: those of the line that raises an error, the likelier ones, all others.

        Before each stands whether to go on from what it makes better; at first, one change that mends all goes before.
        """
        tree, words = self.own.node, self.words

        def likely():
            return itertools.chain(line_changes(tree, words.names), changes(tree, words, self.more))

        line = self.failed_in
        if line:
            yield not is_first, (each for each in likely() if each.node.lineno == line)
        yield True, likely()
        yield True, additions(tree, words)

    def score_of_all(self):
        """Return the score on all cases."""
        return self.score(len(self.cases))

    def score(self, count=1):
        """Return how far it gets: (0, line of an error), or (1, two for each right result, and one for a known one)."""
        self.results, self.failed_in, points = [], None, []
        try:
            function = self.own.function()
        except (SyntaxError, ValueError, RecursionError):
            return 0, -1
        for place, case in enumerate(self.cases[:count]):
            results, error = self.attempt(function, case)
            if results is None:
                self.failed_in = self.own.line_of(error)
                return 0, self.failed_in or 0
            wrong = off(self.exercise, results, case)
            pairs = zip(self.exercise.outputs, results, strict=True)
            points.append([2 if name not in wrong else key(each) in self.known(place, name) for name, each in pairs])
            self.results.append(results)
        return 1, sum(map(min, zip(*points, strict=True)))


def _fingerprints(exercise, cases, place, output):
    """Return what tells the results of known mistakes in a case from others; zeros are too easily had."""
    values = [values[place] for made, values in candidates(exercise, output, cases) if made]
    return {key(each) for each in values if each is not None and each.any()}
