"""Name the mistake: which known wrong computation gives the same numbers, on all inputs?

A candidate is the right formula, or one with one or two of the exercise's own mistakes in it. It
explains an answer if the two agree, or if all that lies between them is a transpose, a sign, a
constant factor, or a size by which one divides. The explanation with the fewest mistakes wins.
"""

import itertools
import re
from collections import Counter
from dataclasses import dataclass
from functools import cache, partial

import numpy as np

from helpers.exercises.check.between import agree, between, turned
from helpers.exercises.check.compare import rights, settled
from helpers.exercises.check.fits import fitted
from helpers.exercises.check.formula import silent, sums_of, value_of
from helpers.exercises.check.showing import listed, number
from helpers.exercises.check.verdict import MEANINGS, Mistake, sentence

OF_ALL = re.compile(r" \[([A-Z].*)\]$")  # the end of what a slip says, where it is true only of all results together
PLAIN = re.compile(r"is (2|½) times")
MOST = 3  # more mistakes than this in one result are not named


@dataclass(frozen=True)
class Explanation:
    """Why a result is wrong: identifiers (None: known, but nameless), each with words, and how specific that is."""

    identifiers: frozenset
    words: tuple = ()  # (identifier, how to mend it)
    generic: int = 0  # how many of them say nothing about this exercise
    vague: bool = False  # whether the reader's own code may say more

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
        choices[output] = _explanations(exercise, output, cases, results) or [None]
    found = dict(zip(choices, min(itertools.product(*choices.values()), key=_rank), strict=True))
    wrong = {output: each.identifiers if each else None for output, each in found.items() if each != RIGHT}
    for outputs, identifier, words in exercise.jointly:
        if wrong == dict.fromkeys(outputs, frozenset({identifier})):
            found |= dict.fromkeys(wrong, Explanation(frozenset({identifier}), ((identifier, words),)))
    return found


def together(found):
    """Return all identifiers of the explanations of several results, and their words, each said once."""
    identifiers, said = set(), {}
    for output, each in found.items():
        for pair in dict.fromkeys(each.words) if each else ():
            said.setdefault(pair, []).append(output)
        identifiers |= each.identifiers if each else set()
    order = [*MEANINGS, None]
    lines = []
    for (identifier, words), outputs in sorted(said.items(), key=lambda each: order.index(each[0][0])):
        words = OF_ALL.sub(r" \1" if len(outputs) == len(found) else "", words)
        lines.append(sentence(identifier, words, outputs if len(found) > 1 else ()))
    return identifiers, "\n".join(lines)


def _rank(explanations):
    """Rank explanations of several results: few different mistakes first."""
    found = [each for each in explanations if each]
    alike = frozenset().union(*(each.identifiers for each in found))
    of_all = Counter(pair for each in found for pair in each.words if OF_ALL.search(pair[1]))
    in_part = sum(count < len(explanations) for count in of_all.values())
    said = {pair for each in found for pair in each.words}  # one slip that explains several results is likelier
    return in_part, len(alike), len(said), [sum(column) for column in zip(*(each.rank for each in found), strict=True)]


def _in_another_order(exercise, cases, given, right):
    """Explain results that are all right, but come in another order."""
    count = len(exercise.outputs)
    if count == 1 or all(agree(exercise, cases, [g[i] for g in given], [r[i] for r in right]) for i in range(count)):
        return None
    for order in itertools.permutations(range(count)):
        if all(agree(exercise, cases, [g[i] for g in given], [r[j] for r in right]) for i, j in enumerate(order)):
            words = (
                f"The results come in the order ({', '.join(exercise.outputs[j] for j in order)});"
                f" ({', '.join(exercise.outputs)}) is asked for."
            )
            name = exercise.renamed.get("transposed", "transposed")
            moved = Explanation(frozenset({name}), ((name, words),))
            return {name: moved if order[i] != i else RIGHT for i, name in enumerate(exercise.outputs)}
    return None


def _explanations(exercise, output, cases, given):
    """Return the few best explanations of one result."""
    found, given_turned = [], cache(lambda *shapes: turned(given[: len(shapes)], shapes))
    for made, values in candidates(exercise, output, cases):
        if not made and agree(exercise, cases, given, values):
            return [RIGHT]
        specific = tuple((each.identifier, each.mend) for each in made)
        for generic in _all_between(exercise, cases, given_turned, values):
            if specific and any(name == "wrong-factor" and not PLAIN.search(text) for name, text in generic):
                continue  # an odd multiple of a wrong result is met by chance
            words = tuple((exercise.renamed.get(name, name), text) for name, text in specific + generic)
            identifiers = frozenset(name for name, _ in words)
            if len(identifiers) <= MOST:
                vague = any(name == "wrong-factor" for name, _ in generic)
                found.append(Explanation(identifiers, words, len(generic), vague))
    found += _along(exercise, output, cases, given)
    found = found or _limited(exercise, output, cases, given) or _fitted(exercise, output, cases, given)
    most = min(5, int(600 ** (1 / len(exercise.outputs))))  # some hundred combinations, and not thousands
    return sorted(found, key=lambda each: each.rank)[:most]


def _all_between(exercise, cases, given_turned, values):
    """Yield what lies between an answer and a candidate in all cases; nearly all candidates fail in the first."""
    first = between(exercise, cases[:1], given_turned(values[0].shape), [values[0]])
    if any(True for _ in first) and not any(value is None for value in values):
        yield from between(exercise, cases, given_turned(*(value.shape for value in values)), [*values])


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
        if c and agree(exercise, cases, given, [r + c * way for r, way in zip(right, ways, strict=True)]):
            found.append(Explanation(frozenset({each.identifier}), ((each.identifier, each.mend),)))
    return found


def _limited(exercise, output, cases, given):
    """Explain a result that is right up to a limit, and cut off beyond."""
    right = candidates(exercise, output, cases)[0][1]
    if any(g.shape != r.shape for g, r in zip(given, right, strict=True)):
        return []
    theirs, ours = (np.concatenate([np.ravel(each) for each in arrays]) for arrays in (given, right))
    beyond = ~np.isclose(theirs, ours, rtol=exercise.rtol)
    below, above = (np.unique(theirs[beyond & side]) for side in (ours < theirs, ours > theirs))
    if not beyond.any() or beyond.all() or len(below) > 1 or len(above) > 1 or (*below, *above) == (0, 0):
        return []
    low, high = (each[0] if len(each) else end for each, end in ((below, -np.inf), (above, np.inf)))
    if not agree(exercise, cases, given, [np.clip(r, low, high) for r in right]):
        return []
    words = [f"Everything below {number(low)} is raised to that."] * len(below)
    words += [f"Everything above {number(high)} is cut off."] * len(above)
    return [Explanation(frozenset({None}), ((None, " ".join([*words, "No limit is asked for."])),))]


def _fitted(exercise, output, cases, given):
    """Explain a result that is a sum of multiples of arrays, with factors made of the numbers among the arguments."""
    if "sums" not in exercise.known:
        pieces = (exercise.wrong,) if isinstance(exercise.wrong, str) else exercise.wrong
        texts = [piece for piece in pieces if isinstance(piece, str)]
        exercise.known["sums"] = [each for text in texts for each in sums_of(text, exercise.formulas)]
    for name, lines, words in exercise.known["sums"]:
        fit = fitted(lines, exercise, cases, given) if name == output else None
        if fit:
            return [Explanation(frozenset({None}), ((None, words.format(fit=fit)),))]
    return []


def candidates(exercise, output, cases):
    """Return [(mistakes made, their values in all cases)], the right values first; each is computed once."""
    key = output, tuple(cases)
    if key not in exercise.known:
        formula = exercise.formulas[output]
        of_this = [each for each in exercise.mistakes if each.can_be_in(output, formula.steps)]
        lines = [each for each in of_this if each.steps]
        pairs = [pair for pair in itertools.combinations(lines, 2) if not pair[0].steps.keys() & pair[1].steps.keys()]
        wholes = [each for each in of_this if each.whole] + _cut_arguments(exercise, formula, cases[0])
        made = [(), *((each,) for each in lines + wholes), *pairs]
        at = getattr(formula, "at", lambda arguments: partial(formula, *arguments))
        results = [at(case.arguments) for case in cases]
        values = [(each, _Values(results, each, cases)) for each in made]
        exercise.known[key] = [each for each in values if each[1][0] is not None]
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


class _Values:
    """What a formula gives with some mistakes in it, in each case; computed when it is first asked for."""

    def __init__(self, results, made, cases):
        if made and made[0].whole:
            results = [partial(made[0].whole, *case.arguments) for case in cases]
        self.results, self.found = results, {}
        self.steps = {name: step for each in made for name, step in each.steps.items()}

    def __getitem__(self, place):
        """Return what it gives in one case, or None where it can't run."""
        if place not in self.found:
            self.found[place] = value_of(self.results[place], self.steps)
        return self.found[place]

    def __iter__(self):
        return (self[place] for place in range(len(self.results)))
