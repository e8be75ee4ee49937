"""What lies between an answer and a candidate: a transpose, another shape, a sign, a factor, a size that divides."""

import itertools
import math

import numpy as np

from helpers.exercises.check.compare import same
from helpers.exercises.check.showing import factor

TURNS = (  # what may lie between an answer and a candidate: how to turn the answer, and what to say of it
    (lambda given, shape: given, ()),
    (lambda given, shape: given.T, (("transposed", "The result is the transpose of what is asked for."),)),
    (
        lambda given, shape: given.reshape(shape) if given.size == np.prod(shape) else given,
        (
            (
                "wrong-shape",
                "The numbers are there; the shape isn't. Is an axis of length 1 kept or lost, or everything in one"
                " row?",
            ),
        ),
    ),
)


def turned(given, shapes):
    """Return the ways to turn an answer that change it: [(turned, what to say, whether all are whole numbers)]."""
    found = []
    for turn, words in TURNS:
        turned = [turn(g, shape) for g, shape in zip(given, shapes, strict=True)]
        if not words or not all(np.array_equal(t, g) for t, g in zip(turned, given, strict=True)):
            found.append((turned, words, _are_whole(turned)))
    return found


def _are_whole(given):
    """Return whether all numbers are whole. 0 everywhere says nothing, unless it is an array of integers."""
    says = any(g.any() or (g.dtype.kind == "i" and g.ndim) for g in given)
    return says and all(np.array_equal(g, np.rint(g)) for g in given)


def between(exercise, cases, turned, values):
    """Yield what lies between an answer and a candidate, as ((identifier, words), …)."""
    for given, words, are_whole in turned:
        scaled = _scaled(exercise, cases, given, values)
        if scaled is not None:
            yield words + scaled
        elif are_whole and any(
            agree(exercise, cases, given, [cut(v) for v in values]) for cut in (np.trunc, np.floor, np.rint)
        ):
            yield (*words, ("integer", "The result is cut to whole numbers."))


def _scaled(exercise, cases, given, values):
    """Return the factor between an answer and a candidate as ((identifier, words), …), or None if it isn't one."""
    ratios = []
    for case, g, v in zip(cases, given, values, strict=True):
        ratios.append(_ratio(exercise, case, g, v))
        if ratios[-1] is None:
            return None
    known = [(ratio, case.sizes) for ratio, case in zip(ratios, cases, strict=True) if ratio != "any"]
    if not known:
        return ()  # both are 0 everywhere
    names = [*known[0][1]]
    ways = [way for way in itertools.product((0, -1, 1), repeat=len(names)) if _is_sensible(exercise, names, way)]
    for way in sorted(ways, key=lambda exponents: sum(map(abs, exponents))):
        exponents = dict(zip(names, way, strict=True))
        constants = [
            ratio / math.prod(sizes[name] ** float(e) for name, e in exponents.items()) for ratio, sizes in known
        ]
        if max(constants) - min(constants) <= 1e-5 * abs(constants[0]):
            return _named(constants[0], exponents, known[0][1])
    return None


def _is_sensible(exercise, names, exponents):
    """Only a size by which the right answer divides can be missing."""
    return all(e < 1 or name in exercise.mean_over for name, e in zip(names, exponents, strict=True))


def _ratio(exercise, case, given, value):
    """Return k with given = k · value, None if there is none (or it is 0), "any" if both are 0."""
    if given.shape != value.shape:
        return None
    length = float(np.vdot(value, value))
    if length == 0:
        return "any" if same(given, value, exercise.rtol, case.atol) else None
    k, size = float(np.vdot(given, value)) / length, float(np.vdot(given, given))
    if not 0 < k * k < np.inf or (not case.atol and size - k * k * length > max(1e-6, 100 * exercise.rtol**2) * size):
        return None  # what is left over is too much by far: quicker than looking at each entry
    return k if same(given, k * value, exercise.rtol, case.atol) else None


def _named(constant, exponents, sizes):
    found = []
    if constant < 0:
        found.append(("wrong-sign", "The whole result has the opposite sign."))
    if abs(abs(constant) - 1) > 1e-5:
        found.append(("wrong-factor", f"The result is {factor(abs(constant))} times what it should be."))
    over = [name for name, e in exponents.items() if e < 0]
    missing = [name for name, e in exponents.items() if e > 0]
    if missing:
        instead = f" It divides by {' and '.join(over)} instead." if over else ""
        found.append(("sum-for-mean", f"The division by {_sized(missing, sizes)} is missing.{instead}"))
    elif over:
        found.append(("mean-for-sum", f"It divides by {_sized(over, sizes)}, and nothing here asks for that."))
    return tuple(found)


def _sized(names, sizes):
    """Name sizes with their values in the first random input."""
    words = [
        f"`{name}`{', the number of samples' if name == 'n' else ''} ({sizes[name]} in the first random input)"
        for name in names
    ]
    return " and by ".join(words)


def agree(exercise, cases, given, right):
    """Return whether results are the same in all cases, up to rounding."""
    return all(same(g, r, exercise.rtol, case.atol) for g, r, case in zip(given, right, cases, strict=True))
