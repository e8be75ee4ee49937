"""Mistakes that nobody listed: what a formula gives with one change in one of its lines.

The wrong kind of product, another array in the place of the right one, a factor left out or too many, other
parentheses: whoever makes such a change to what is right gets these numbers.
"""

import ast
import copy
import itertools
import re
from dataclasses import replace
from functools import partial

import numpy as np

from helpers.exercises.check.between import agree
from helpers.exercises.check.changes import additions, changes
from helpers.exercises.check.formula import Changed, Formula, value_of
from helpers.exercises.check.kinds import Words

COURSE = re.compile(r"d[LC]_d\w+|Y_hat|[AZ]\d?")  # names that every page has


def known_names(exercise, answer):
    """Return the names that the reader knows: those of the task, and of their own code."""
    code = getattr(answer, "__code__", None)
    own = {*code.co_varnames, *code.co_names} if code else set()
    return {*exercise.parameters, *exercise.outputs, *re.findall(r"\w+", exercise.task)} | own


class _Known(ast.NodeTransformer):
    """A name that the reader can't know becomes the code of its line."""

    def __init__(self, formula, names):
        self.formula, self.names = formula, names

    def visit_Name(self, node):
        if node.id not in self.formula.lines or node.id in self.names or COURSE.fullmatch(node.id):
            return node
        return self.visit(copy.deepcopy(self.formula.lines[node.id].tree.body))

    def __call__(self, tree):
        return self.visit(copy.deepcopy(tree))


def swapped(exercise, output, cases, given, limit, known=()):
    """Return the words for the first change of the formula that gives these results in all cases, or None.

    known: the names that may be said.
    """
    formula = exercise.formulas[output]
    if not isinstance(formula, Formula):
        return None
    first, names = cases[0].arguments, names_of(formula, cases[0].arguments).values()
    result = formula.at(first)
    for line in [name for name in reversed(formula.lines) if name in {output, *formula.steps}]:
        code = formula.lines[line]
        right = copy.deepcopy(code.tree)
        words = Words(tuple(name for name in names if line not in _behind(formula, name)))
        for change in itertools.chain(changes(code.tree, words), additions(code.tree, words, all_kinds=False)):
            if limit.is_over:
                return None
            change.make()
            try:
                wrong = Changed(code)
                value = value_of(result, {line: wrong})
                if value is not None and agree(exercise, cases[:1], given[:1], [value]):
                    values = [value_of(formula.at(case.arguments), {line: wrong}) for case in cases]
                    if not any(value is None for value in values) and agree(exercise, cases, given, values):
                        return _words(formula, change, wrong.tree, right, _Known(formula, known))
            finally:
                change.undo()
    return None


def names_of(formula, arguments):
    """Return the names of all arrays and numbers that are there, {its shape and bytes: name}, each array once."""
    scope, found = formula.scope_of(arguments), {}
    for name in (*formula.parameters, *reversed(formula.lines)):
        of_line = Formula(formula.parameters, formula.lines, name, formula.names)
        value = scope[name] if name in formula.parameters else value_of(partial(of_line.value_in, scope, {}), {})
        if value is not None and not callable(value) and not isinstance(value, list):
            found.setdefault(key(value), name)
    return found


def key(value):
    """Return what tells arrays apart, up to rounding."""
    return np.shape(value), tuple(f"{each:.5e}" for each in np.ravel(value)[:9])


def _behind(formula, name):
    """Return a name and all that it is made from."""
    lines = {name, *formula.made_from.get(name, ())}
    return lines.union(*(formula.lines[each].names for each in lines if each in formula.lines))


def _words(formula, change, wrong, right, shown):
    """Say what was done to a line, and what it makes of it, in names that are known."""
    words = replace(change, node=shown(change.node), other=shown(change.other)).words(mends=False)
    if ast.unparse(change.node) != ast.unparse(right):
        words += f" This is `{ast.unparse(shown(wrong))}`; it should be `{ast.unparse(shown(right))}`."
    if change.names and all(isinstance(shown(each), ast.Name) for each in (change.node, change.other)):
        words += instead(formula, *reversed(change.names))
    return words


PARAMETER = re.compile(r"[Wwb]\d*|W_next|weights")


def instead(formula, wrong, right, shown=None):
    """Say what an array is that was taken for another; shown are their names for the reader."""
    gradients = [name.startswith(("dL_d", "dC_d")) for name in (wrong, right)]
    parameters = [bool(PARAMETER.fullmatch(name)) for name in (wrong, right)]
    w, r = (f"`{name}`" for name in shown or (wrong, right))
    if gradients == [True, False] and wrong not in _behind(formula, right):
        return f" {w} is a gradient; the number itself is needed, {r}."
    if gradients == [False, True]:
        return f" {w} is a number of the way forward; what arrives from above is needed, {r}."
    if parameters == [True, False]:
        return f" {w} is a parameter's own value."
    if right in _behind(formula, wrong) and not any(gradients + parameters):
        return f" {w} is the layer's own output; what came in is {r}."
    if wrong in _behind(formula, right) and not any([gradients[1], *parameters]):
        return f" {w} is what came in; what was made of it is {r}."
    return ""
