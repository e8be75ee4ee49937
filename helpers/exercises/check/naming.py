"""Name what is wrong with a function: by its numbers, by its own code, and by what has no part in its results."""

from dataclasses import dataclass, replace

from helpers.exercises.check.cases import Case, drawn
from helpers.exercises.check.compare import off, rights, same
from helpers.exercises.check.diagnose import RIGHT, Explanation, diagnose, together
from helpers.exercises.check.errors import is_clear
from helpers.exercises.check.formula import silent
from helpers.exercises.check.limit import Limit
from helpers.exercises.check.mending import mended
from helpers.exercises.check.outside import from_outside, power_in
from helpers.exercises.check.shapes import said_of_shape
from helpers.exercises.check.showing import listed
from helpers.exercises.check.swaps import known_names, swapped
from helpers.exercises.check.verdict import MENDS, sentence

SECONDS = 1.5  # of work, to find out what is wrong
NO_PART = "{names} {has} no part{where}: with all else the same, another value changes nothing."
A_PART = "{names} {has} a part{where}, and should have none: the right result is the same for every value."
UNKNOWN = "No known mistake gives these numbers: it is wrong in a way that the check has no name for."
BRANCHES = "`np.where` computes both branches for all entries, and picks afterwards: neither may overflow."
UNKNOWN_IN = "What is wrong with {} has no name here."  # where there is one for the others


@dataclass(frozen=True)
class Named:
    """What is known of a mistake: its identifiers, words, what the message says of the rest, and its line."""

    identifiers: frozenset = frozenset()
    words: str = ""
    unknown: str = ""
    where: int | None = None


@silent()
def named(exercise, cases, given, answer, attempt):
    """Return what is Named of a function that gives wrong results.

    attempt(function, case) returns (results or None, the error or None).
    """
    first = _named_first(exercise, cases, answer, attempt)
    if first:
        return first
    limit, found, lines = Limit(SECONDS), diagnose(exercise, cases, given), []
    parts = _parts(exercise, cases[0], _unknown(found), lambda case: attempt(answer, case)[0])
    if any(each is None or each.vague for each in found.values()):
        found, lines = _by_its_code(exercise, cases, given, answer, attempt, found, limit, bool(parts))
    elif len({pair for each in found.values() for pair in each.words}) > 1:
        found, lines = _at_one_root(exercise, cases, answer, attempt, found, limit)
    found = _by_its_numbers(exercise, cases, given, answer, found, limit)
    identifiers, words = together(found)
    parts = {output: words for output, words in parts.items() if found[output] is None}
    told = "\n".join(filter(None, [words, *(text for _, text in lines), *parts.values()]))
    unknown = [output for output in _unknown(found) if output not in parts]
    said = UNKNOWN_IN.format(listed(unknown)) if told and unknown else UNKNOWN if unknown else ""
    if None in found.values():
        identifiers |= {None}
    return Named(identifiers, told, said, lines[0][0] if lines else None)


@silent()
def named_where_it_raises(exercise, cases, answer, attempt, error):
    """Return what is Named of a function that raises an error, or None.

    Where shapes are alike it may run, and show what it computes; and a change of its code may let it run.
    """
    first = _named_first(exercise, cases, answer, attempt)
    if first or is_clear(error):
        return first
    limit, groups = (
        Limit(SECONDS),
        [*_where_it_runs(exercise, exercise.alike_cases + _with_sizes(exercise, 3), answer, attempt)],
    )
    for alike, given in groups:
        found = diagnose(exercise, alike, given)
        if None not in found.values():
            return _with_its_line(exercise, cases, answer, attempt, found, limit) or _named(found, [(None, FITS)])
    found, lines = _by_its_code(exercise, cases, None, answer, attempt, dict.fromkeys(exercise.outputs), limit)
    if lines and not any(each is None or each.words for each in found.values()):  # mended, it is right everywhere
        return _named(found, lines)
    for alike, given in groups[:1]:
        found = _by_its_numbers(exercise, alike, given, answer, diagnose(exercise, alike, given), limit, is_strict=True)
        if not any(each is None or each.vague for each in found.values()):
            return _named(found, [(None, FITS)])
    return None


def _named_first(exercise, cases, answer, attempt):
    """Return what is Named where that goes before all else, or None."""
    power = power_in(exercise, answer)
    words, results = (power, None) if power else from_outside(exercise, cases, answer, attempt) or ("", None)
    if not words:
        return None
    more = together(diagnose(exercise, cases, results))[1] if results and None not in results else ""
    return Named(frozenset({None}), "\n".join(filter(None, (words, more))))


def _with_its_line(exercise, cases, answer, attempt, found, limit):
    """Return a single mistake with the line of its cure in the place of its words, or None."""
    said = {pair for each in found.values() for pair in each.words}
    mend = mended(exercise, answer, cases, attempt, limit, most=1) if len(said) == 1 else None
    if not mend or any(off(exercise, *pair) for pair in zip(mend[1], cases, strict=True)):
        return None
    ((identifier, _),), ((line, words), *_) = said, mend[0]
    return Named(frozenset({identifier}), sentence(identifier, words), where=line)


FITS = "(Where the shapes happen to fit, it runs, and that is what it computes.)"


def _named(found, lines):
    identifiers, words = together(found)
    told = "\n".join(filter(None, (words, *(text for _, text in lines))))
    return Named(identifiers, told, where=lines[0][0])


def _where_it_runs(exercise, groups, answer, attempt):
    """Yield (cases, results) of the groups of cases for which a function runs, and is wrong."""
    for cases in groups:
        given = [attempt(answer, case)[0] for case in cases]
        if None not in given and any(off(exercise, *pair) for pair in zip(given, cases, strict=True)):
            yield cases, given


def _with_sizes(exercise, size):
    """Return one group of cases in which all sizes are the same."""
    if size not in exercise.known:
        sizes = dict.fromkeys(exercise.sizes[0], size)
        exercise.known[size] = [drawn(exercise.draw, "random", sizes, seed) for seed in (11, 12, 13)]
    return [exercise.known[size]]


def _unknown(found):
    return [output for output, each in found.items() if each is None]


def _by_its_code(exercise, cases, given, answer, attempt, found, limit, only_one=False):
    """Return what is found when the reader's code is mended, and [(line, words)]; what isn't right then is no cure."""
    mend = mended(exercise, answer, cases, attempt, limit)
    if mend is None:
        return found, []
    lines, results, count = mend
    after = diagnose(exercise, cases, results)
    others = {output: each for output, each in after.items() if each != RIGHT}
    is_cure = len(others) < sum(each != RIGHT for each in found.values()) and others.items() <= found.items()
    if not is_cure or (only_one and (count > 1 or others)):
        return found, []
    one = Explanation(frozenset({None}))
    now = {output: one if each is None and output not in others else each for output, each in found.items()}
    if given:
        now = {output: _with_its_shape(exercise, cases, given, output, each) for output, each in now.items()}
    return now, lines


def _at_one_root(exercise, cases, answer, attempt, found, limit):
    """Return the same in the place of several mistakes, where a single change of the reader's code mends them all."""
    mend = mended(exercise, answer, cases, attempt, limit, most=1)
    if mend is None or any(off(exercise, *pair) for pair in zip(mend[1], cases, strict=True)):
        return found, []
    (only, *more), lines = {*together(found)[0]}, mend[0]
    identifier = None if more else only  # the mistakes may have one name
    one = Explanation(frozenset({identifier}))
    lines = [(line, sentence(identifier, words)) for line, words in lines]
    return {output: one if each.words else each for output, each in found.items()}, lines


def _with_its_shape(exercise, cases, given, output, found):
    """Return what is found, with the shape in place of no name where that is wrong."""
    shape = said_of_shape(*_of_one(exercise, output, cases, given), cases, why=False)
    if shape and found and found.identifiers == {None}:
        words = [("wrong-shape", text) for _, text in found.words] or [("wrong-shape", shape)]
        return replace(found, identifiers=frozenset({"wrong-shape"}), words=tuple(words))
    return found


def _of_one(exercise, output, cases, given):
    """Return the results for one output, and the right ones, for each case."""
    i = exercise.outputs.index(output)
    return [each[i] for each in given], [rights(exercise, case)[i] for case in cases]


def _by_its_numbers(exercise, cases, given, answer, found, limit, is_strict=False):
    """Return what is found when the unknown results are looked at once more; a strict one ends where one stays so."""
    found, known = dict(found), known_names(exercise, answer)
    for output in _unknown(found):
        results, right = _of_one(exercise, output, cases, given)
        words = swapped(exercise, output, cases, results, limit, known)
        of_shape = said_of_shape(results, right, cases)
        if words:
            found[output] = Explanation(frozenset({None}), ((None, words),))
            found[output] = _with_its_shape(exercise, cases, given, output, found[output])
        elif is_strict:
            break
        elif of_shape:
            found[output] = Explanation(frozenset({"wrong-shape"}), (("wrong-shape", of_shape),), vague=True)
    return found


def _parts(exercise, case, outputs, results_of):
    """Return {output: words} on arguments that have no part in it and should have, or the other way round."""
    other = drawn(exercise.draw, "random", case.sizes or exercise.sizes[0], seed=77)
    before, parts = (results_of(case), rights(exercise, case)), {}
    for place, name in enumerate(exercise.parameters if outputs else ()):
        arguments = (*case.arguments[:place], other.arguments[place], *case.arguments[place + 1 :])
        changed = Case(arguments, case.sizes, case.atol)
        after = results_of(changed), rights(exercise, changed)
        for output in outputs if before[0] and after[0] else ():
            i = exercise.outputs.index(output)
            pairs = zip(before, after, strict=True)
            theirs, ours = (same(was[i], now[i], exercise.rtol, case.atol) for was, now in pairs)
            if theirs != ours:
                parts.setdefault(output, {}).setdefault(NO_PART if theirs else A_PART, []).append(f"`{name}`")
    return {output: _in_words(output, found, exercise) for output, found in parts.items()}


def _in_words(output, found, exercise):
    where = f" in {output}" if len(exercise.outputs) > 1 else ""
    return " ".join(
        text.format(names=listed(names), has="has" if len(names) == 1 else "have", where=where)
        for text, names in found.items()
    )


def _too_large(exercise, answer):
    """Say how a power is kept from getting too large."""
    lines = getattr(next(iter(exercise.formulas.values())), "lines", {})
    how = "subtract each row's maximum first" if "shifted" in lines else "e^(−|z|)"
    code = getattr(answer, "__code__", None)
    branches = f"{BRANCHES} " if code and "where" in code.co_names else ""
    return f"{branches}{MENDS['overflow'][:-1]}: {how}."


@silent()
def of_large_numbers(exercise, case, outcome, answer, attempt):
    """Return (how to mend what goes wrong with large numbers, by what NumPy says of it, and its line)."""
    overflows = isinstance(outcome.error, OverflowError) or any("overflow" in each for each in outcome.warned)
    if overflows or (outcome.error and not isinstance(outcome.error, ZeroDivisionError)):
        return sentence("overflow", _too_large(exercise, answer)), None
    mend = mended(exercise, answer, [case, *exercise.cases], attempt, Limit(SECONDS))
    if not mend or any(off(exercise, *pair) for pair in zip(mend[1], [case, *exercise.cases], strict=True)):
        return sentence("overflow", MENDS["underflow" if outcome.error or outcome.warned else "limit"]), None
    lines = mend[0]
    return sentence("overflow", "\n".join(text for _, text in lines)), lines[0][0]
