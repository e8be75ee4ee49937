"""Name the mistake: which known wrong computation gives the same numbers, on all inputs?

A candidate is the right formula, or one with one or two of the exercise's own mistakes in it. It
explains an answer if the two agree, or if all that lies between them is a transpose, a sign, a
constant factor, or a size by which one divides. The explanation with the fewest mistakes wins.
"""

import itertools
import math
from dataclasses import dataclass
from functools import partial

import numpy as np

from helpers.exercises.check.compare import rights, same, settled
from helpers.exercises.check.formula import silent, value_of
from helpers.exercises.check.showing import factor, listed
from helpers.exercises.check.verdict import MEANINGS, Mistake, sentence

MOST = 3  # more mistakes than this in one result are not named


@dataclass(frozen=True)
class Explanation:
    """Why a result is wrong: identifiers (None: known, but nameless), each with words, and how specific that is."""

    identifiers: frozenset
    words: tuple = ()  # (identifier, how to mend it)
    generic: int = 0  # how many of them say nothing about this exercise

    @property
    def rank(self):
        """The smaller, the better: few, with a name, not a mere shape, specific."""
        ids = self.identifiers
        return len(ids), None in ids, "wrong-shape" in ids, self.generic, len(self.words)


RIGHT = Explanation(frozenset())


def diagnose(exercise, cases, given):
    """Return {output: Explanation or None} for given, a list of results for each case."""
    with silent():
        return _diagnosis(exercise, cases, given)


def _diagnosis(exercise, cases, given):
    right = [rights(exercise, case) for case in cases]
    given = [[settled(*pair) for pair in zip(*each, strict=True)] for each in zip(given, right, strict=True)]
    exchanged = _in_another_order(exercise, cases, given, right)
    if exchanged:
        return exchanged
    choices = {}
    for place, output in enumerate(exercise.outputs):
        results = [each[place] for each in given]
        choices[output] = _explanations(exercise, output, cases, results) or [
            _by_shape(results, [each[place] for each in right], cases)
        ]
    best = min(itertools.product(*choices.values()), key=_rank)
    return dict(zip(choices, best, strict=True))


def together(found):
    """Return all identifiers of the explanations of several results, and their words, each said once."""
    identifiers, said = set(), {}
    for output, each in found.items():
        for pair in each.words if each else ():
            said.setdefault(pair, []).append(output)
        identifiers |= each.identifiers if each else set()
    order = [*MEANINGS, None]
    lines = [
        sentence(*pair, outputs if len(found) > 1 else ())
        for pair, outputs in sorted(said.items(), key=lambda each: order.index(each[0][0]))
    ]
    return identifiers, "\n".join(lines)


def _rank(explanations):
    """Rank explanations of several results: few different mistakes first."""
    found = [each for each in explanations if each]
    alike = frozenset().union(*(each.identifiers for each in found))
    return len(alike), [sum(column) for column in zip(*(each.rank for each in found), strict=True)]


def _in_another_order(exercise, cases, given, right):
    """Explain results that are all right, but come in another order."""
    count = len(exercise.outputs)
    if count == 1 or all(_agree(exercise, cases, [g[i] for g in given], [r[i] for r in right]) for i in range(count)):
        return None
    for order in itertools.permutations(range(count)):
        if all(_agree(exercise, cases, [g[i] for g in given], [r[j] for r in right]) for i, j in enumerate(order)):
            words = (
                f"The results come in the order ({', '.join(exercise.outputs[j] for j in order)});"
                f" ({', '.join(exercise.outputs)}) is asked for."
            )
            moved = Explanation(frozenset({"transposed"}), (("transposed", words),))
            return {name: moved if order[i] != i else RIGHT for i, name in enumerate(exercise.outputs)}
    return None


def _agree(exercise, cases, given, right):
    return all(same(g, r, exercise.rtol, case.atol) for g, r, case in zip(given, right, cases, strict=True))


def _explanations(exercise, output, cases, given):
    """Return the few best explanations of one result."""
    found, turned = [], {}
    for made, values in candidates(exercise, output, cases):
        if not made and _agree(exercise, cases, given, values):
            return [RIGHT]
        specific = tuple((each.identifier, each.mend) for each in made)
        shapes = tuple(value.shape for value in values)
        if shapes not in turned:
            turned[shapes] = _turned(given, shapes)
        for generic in _between(exercise, cases, turned[shapes], values):
            words = tuple((exercise.renamed.get(name, name), text) for name, text in specific + generic)
            identifiers = frozenset(name for name, _ in words)
            if len(identifiers) <= MOST:
                found.append(Explanation(identifiers, words, len(generic)))
    found += _along(exercise, output, cases, given)
    most = min(5, int(600 ** (1 / len(exercise.outputs))))  # some hundred combinations, and not thousands
    return sorted(found, key=lambda each: each.rank)[:most]


def _along(exercise, output, cases, given):
    """Explain a result that is right + c · direction, with the same c everywhere."""
    right, found = candidates(exercise, output, cases)[0][1], []
    if any(g.shape != r.shape for g, r in zip(given, right, strict=True)):
        return []
    for each in exercise.mistakes:
        if each.direction is None or output not in each.outputs:
            continue
        ways = [np.asarray(each.direction(*case.arguments)) for case in cases]
        along = sum(np.vdot(g - r, way) for g, r, way in zip(given, right, ways, strict=True))
        c = along / sum(np.vdot(way, way) for way in ways)
        if c and _agree(exercise, cases, given, [r + c * way for r, way in zip(right, ways, strict=True)]):
            found.append(Explanation(frozenset({each.identifier}), ((each.identifier, each.mend),)))
    return found


def candidates(exercise, output, cases):
    """Return [(mistakes made, their values in all cases)], the right values first; computed once."""
    key = output, tuple(cases)
    if key not in exercise.known:
        formula = exercise.formulas[output]
        of_this = [each for each in exercise.mistakes if each.can_be_in(output, formula.steps)]
        singles = [each for each in of_this if each.steps and output not in each.steps]
        pairs = [pair for pair in itertools.combinations(singles, 2) if not pair[0].steps.keys() & pair[1].steps.keys()]
        wholes = [each for each in of_this if each.whole or output in each.steps]
        made = [(), *((each,) for each in singles + wholes + _cut_arguments(exercise, formula, cases[0])), *pairs]
        at = getattr(formula, "at", lambda arguments: partial(formula, *arguments))
        results = [at(case.arguments) for case in cases]
        values = [(each, _values(results, each, cases)) for each in made]
        exercise.known[key] = [each for each in values if each[1] is not None]
    return exercise.known[key]


def _cut_arguments(exercise, formula, case):
    """Return the mistakes of cutting one argument, or all, to whole numbers; one of which 0 is left may be missing."""
    arrays = [(i, each) for i, each in enumerate(case.arguments) if isinstance(each, np.ndarray)]
    floats = [i for i, each in arrays if each.dtype.kind == "f" and np.trunc(each).any()]
    found = []
    for places in [*([i] for i in floats), floats] if floats else ():

        def cut(*arguments, places=places):
            return formula(*(np.trunc(each) if i in places else each for i, each in enumerate(arguments)))

        names = f"{listed(exercise.parameters[i] for i in places)} {'is' if len(places) == 1 else 'are'}"
        words = f"{names} cut to whole numbers before anything is computed."
        found.append(Mistake("integer", words, whole=cut))
    return found


def _values(results, made, cases):
    """Return what a formula gives in all cases with some mistakes in it, or None where it can't run."""
    if made and made[0].whole:
        results = [partial(made[0].whole, *case.arguments) for case in cases]
    steps = {name: step for each in made for name, step in each.steps.items()}
    values = []
    for result in results:
        values.append(value_of(result, steps))
        if values[-1] is None:
            return None
    return values


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


def _turned(given, shapes):
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


def _between(exercise, cases, turned, values):
    """Yield what lies between an answer and a candidate, as ((identifier, words), …)."""
    for given, words, are_whole in turned:
        scaled = _scaled(exercise, cases, given, values)
        if scaled is not None:
            yield words + scaled
        elif are_whole and any(
            _agree(exercise, cases, given, [cut(v) for v in values]) for cut in (np.trunc, np.floor, np.rint)
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


def _by_shape(given, right, cases):
    """Explain a result by its shape, if that is wrong and nothing else explains it; else return None."""
    for g, r, case in zip(given, right, cases, strict=True):
        if g.shape != r.shape:
            came, asked = (_axes(each.shape, case.sizes) for each in (g, r))
            words = f"{came} came out, {asked} is asked for. {_cause(g.shape, r.shape)}"
            return Explanation(frozenset({"wrong-shape"}), (("wrong-shape", words),))
    return None


def _axes(shape, sizes):
    """Return a shape with the names of its axes; no two sizes of a random input are the same."""
    names = {size: name for name, size in sizes.items()}
    named = ", ".join(names.get(size, str(size)) for size in shape)
    has_names = any(size in names for size in shape)
    return f"{shape}, which is ({named}{',' if len(shape) == 1 else ''})," if has_names else str(shape)


def _cause(given, right):
    if given == right[::-1]:
        return "Is it transposed?"
    if sorted(size for size in given if size > 1) == sorted(size for size in right if size > 1):
        return "Is an axis of length 1 kept (`keepdims`, a slice) or lost?"
    if len(given) < len(right):
        return "Does a sum run over one axis too many, or an index take only one of several?"
    if len(given) > len(right):
        return "Is a sum missing, or did NumPy stretch two arrays against each other?"
    return "Are the factors of a product in another order, or do they share another axis?"
