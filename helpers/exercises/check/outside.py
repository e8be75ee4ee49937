"""What is said before all else: a `^` for a power, and a name that a function takes from the notebook around it."""

import ast
import dis
import inspect
import itertools
import re
import textwrap
import types

import numpy as np

from helpers.exercises.check.calling import OURS, order_of_parameters
from helpers.exercises.check.compare import off
from helpers.exercises.check.limit import Limit
from helpers.exercises.check.showing import number

OPERAND = r"(?:[\w.]+|\([^()]*\))(?:\[[^\]]*\]|\([^()]*\))*"
POWER = re.compile(rf"({OPERAND})\s*\^\s*({OPERAND})")
NO_POWER = "`^` is no power in Python. Write `{}**{}`."
NUMBER = "Your function takes `{name}` from the notebook. It is {value} there, and another number here: use {right}."
ARRAY = "Your function takes `{name}` from the notebook, and here the arrays are others: use {right}."
ITS_OWN = "its arguments, and what it makes of them"
COUNTS = ("n", "m", "N", "n_samples", "num_samples")
SECONDS = 0.5  # of work, to put something in the place of these names


# ---- a power


def power_in(exercise, answer):
    """Return what is said of an answer with a `^` for a power, or nothing."""
    text = _source_of(exercise, answer)
    try:
        nodes = [*ast.walk(ast.parse(text))]
    except (SyntaxError, ValueError):
        return ""
    for node in nodes:
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitXor) and _may_be_power(node):
            found = POWER.search(ast.get_source_segment(text, node))
            return NO_POWER.format(*found.groups()) if found else ""
    return ""


def _may_be_power(node):
    """Return whether neither side may be True or False (a comparison, a name on the right), for which `^` is meant."""
    exponent = node.right
    while isinstance(exponent, ast.BinOp):
        exponent = exponent.left
    is_number = isinstance(exponent, ast.UnaryOp) or type(getattr(exponent, "value", None)) in (int, float)
    return is_number and not isinstance(node.left, ast.Compare | ast.BoolOp)


def _source_of(exercise, answer):
    """Return the text of a function, or of a line, as far as somebody kept it."""
    try:
        return exercise.line_given or textwrap.dedent(inspect.getsource(answer))
    except (OSError, TypeError):
        return ""


# ---- a name from outside


def from_outside(exercise, cases, answer, attempt):
    """Return (words, results) where a function takes numbers or arrays from the notebook, and shouldn't, or None.

    The results are those with what is due in the place of these names, as far as that is known.
    """
    outside, names, limit = _outside(answer), _own_names(exercise, answer), Limit(SECONDS)
    ways = {name: _ways(cases, names, name, value) for name, value in outside.items()}
    for chosen in itertools.product(*ways.values()) if outside else ():
        instead = {name: way for name, way in zip(outside, chosen, strict=True) if way}
        if limit.is_over:
            break
        if instead and _is_right(exercise, cases, answer, attempt, names, instead):
            return _told(outside, instead), _results(cases, answer, attempt, names, instead)
    sizes = {name: ways[name][0] for name in outside if name in cases[0].sizes and ways[name][0]}
    arrays = {name: "" for name, value in outside.items() if _is_array(value)}
    if not sizes and not arrays:
        return None
    return _told(outside, sizes | arrays), _results(cases, answer, attempt, names, sizes)


def _is_right(exercise, cases, answer, attempt, names, instead):
    for case in cases:
        (results,) = _results([case], answer, attempt, names, instead)
        if results is None or off(exercise, results, case):
            return False
    return True


def count_from_outside(function):
    """Say so where a function of a page takes the number of samples from the notebook, or nothing."""
    for name, value in _outside(function).items():
        if name in COUNTS and isinstance(value, int):
            return NUMBER.format(name=name, value=value, right="the number of samples that it gets")
    return ""


def _outside(answer):
    """Return {name: value} of the numbers and arrays that a function reads, and that are neither given nor made."""
    code = getattr(answer, "__code__", None)
    is_own = isinstance(answer, types.FunctionType) and isinstance(code, types.CodeType)
    if not is_own or code.co_filename.startswith(OURS):
        return {}
    scope = answer.__globals__
    return {name: scope[name] for name in _read(code) if _is_number(scope.get(name)) or _is_array(scope.get(name))}


def _read(code):
    """Return the global names that code reads, also inside of what it defines."""
    own = [each.argval for each in dis.get_instructions(code) if each.opname == "LOAD_GLOBAL"]
    inner = [name for each in code.co_consts if isinstance(each, types.CodeType) for name in _read(each)]
    return [*dict.fromkeys(own + inner)]


def _is_number(value):
    return isinstance(value, int | float | np.number) and not isinstance(value, bool)


def _is_array(value):
    return isinstance(value, np.ndarray) and value.ndim > 0


def _own_names(exercise, answer):
    """Return what the reader calls the arguments."""
    own = order_of_parameters(answer)
    return own if len(own) == len(exercise.parameters) else exercise.parameters


def _ways(cases, names, name, value):
    """Return the code that may stand for a name; "" leaves it as it is. The name of a size has one way."""
    arguments = dict(zip(names, cases[0].arguments, strict=True))
    arrays = {each: given for each, given in arguments.items() if _is_array(given)}
    if _is_array(value):
        return [*arrays, ""]
    if isinstance(value, float):
        return [*(each for each, given in arguments.items() if _is_number(given)), ""]
    lengths = [f"len({each})" for each in arrays]
    lengths += [f"{each}.shape[1]" for each, given in arrays.items() if given.ndim > 1]
    if name in cases[0].sizes:
        right = [way for way in lengths if all(_value(way, names, each) == each.sizes[name] for each in cases)]
        return right[:1] or [""]
    return [*lengths, ""]


def _value(way, names, case):
    return eval(way, dict(zip(names, case.arguments, strict=True)))


def _results(cases, answer, attempt, names, instead):
    """Return the results in all cases, with code in the place of names."""
    results = []
    for case in cases:
        scope = answer.__globals__ | {name: _value(way, names, case) for name, way in instead.items()}
        changed = types.FunctionType(answer.__code__, scope, answer.__name__, answer.__defaults__, answer.__closure__)
        changed.__kwdefaults__ = answer.__kwdefaults__
        results.append(attempt(changed, case)[0])
    return results


def _told(outside, instead):
    """Say which names these are, and what belongs in their place."""
    told = []
    for name, right in instead.items():
        value = outside[name]
        if _is_array(value):
            told.append(ARRAY.format(name=name, right=f"`{right}`" if right else ITS_OWN))
        else:
            told.append(NUMBER.format(name=name, value=number(value), right=f"`{right}`"))
    return "\n".join(told)
