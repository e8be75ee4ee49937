"""Change one thing in the reference: what alters a value on any input is rejected, what alters nothing is accepted.

A sample: all of them are part of `python -m tests.exercises.report`.
"""

import copy
import warnings

import numpy as np
import pytest

from helpers import exercises
from helpers.exercises.check import naming
from helpers.exercises.check.calling import is_empty
from helpers.exercises.check.cases import Case, drawn
from tests.exercises.answers import OWN, RIGHT, from_cell, source_of
from tests.mutations import mutants

MOST = 20, 7  # changes to a reference, and to a longer answer, evenly chosen where there are more
SLOW = {"train_two_layers": 8, "two_layer_backward": 10}  # of these references fewer
LOOPS = {
    "sigmoid": 6,
    "linear_forward": 3,
    "linear_backward": 0,
    "half_squared_error": 4,
    "half_squared_error_backward": 5,
    "softmax_cross_entropy_backward": 4,
    "sgd_step": 4,
    "delta_hidden": 4,
    "numerical_gradient": 3,
}  # right answers that are longer than the reference


def sources():
    """Yield (name of an exercise, source of a right answer): the references, and longer ones."""
    for name in OWN:
        yield name, exercises.ALL[name].code.strip()
        if name in LOOPS:
            yield name, source_of(name, RIGHT[name][LOOPS[name]])


@pytest.mark.parametrize(
    ("name", "source"), [*sources()], ids=lambda each: each if each in exercises.ALL else each.split("\n")[1].strip()
)
def test_a_change_that_alters_a_value_is_rejected(name, source, monkeypatch):
    monkeypatch.setattr(naming, "SECONDS", 0)  # what it is called is another question
    exercise = exercises.ALL[name]
    reference, inputs = from_cell(source, name), inputs_of(exercise)
    expected = [outcome(reference, case.arguments) for case in inputs]
    disagree, different = [], 0
    changes = list(mutants(source))
    most = MOST[1] if source != exercise.code.strip() else SLOW.get(name, MOST[0])
    for changed in changes[:: -(-len(changes) // most)]:
        mutant = from_cell(changed, name)
        equal = all(
            alike(outcome(mutant, case.arguments), right, exercise, case.atol)
            for case, right in zip(inputs, expected, strict=True)
        )
        status = exercise.check(mutant).status
        different += not equal
        if equal != (status == "correct") or (status == "not attempted" and not is_empty(mutant)):
            disagree.append(f"{'equal' if equal else 'different'}, but {status}:\n{changed}")
    assert different and not disagree, "\n\n".join(disagree)


def inputs_of(exercise):
    """Return arguments of other sizes and seeds than the check's own."""
    sizes = [{name: 2 + (3 * i + 5 * k) % 7 for i, name in enumerate(exercise.sizes[0])} for k in range(4)]
    sizes += [dict.fromkeys(exercise.sizes[0], 1), dict.fromkeys(exercise.sizes[0], 2), *exercise.sizes]
    kinds = (*(("random", "small", "integer") if exercise.integers else ("random", "small")), *exercise.also)
    cases = [drawn(exercise.draw, kind, each, seed) for kind in kinds for seed, each in enumerate(sizes, 30)]
    return cases + [Case(arguments, atol=1e-6) for arguments in exercise.large]


def outcome(function, arguments):
    """Return what a function returns, and what becomes of its arguments; or the error that it raises."""
    mine = copy.deepcopy(arguments)
    with warnings.catch_warnings(record=True) as warned, np.errstate(all="warn"):
        warnings.simplefilter("always")
        np.seterr(under="ignore")
        try:
            arrays = [*flat((function(*mine), mine))]
        except Exception as error:
            return error
    noise = any("overflow" in str(each.message) for each in warned)
    return [noise, *arrays]


def flat(thing):
    """Yield the arrays and numbers in nested tuples and lists; lists of numbers are arrays."""
    if isinstance(thing, tuple) or (isinstance(thing, list) and not all(isinstance(each, float) for each in thing)):
        for each in thing:
            yield from flat(each)
    elif np.iscomplexobj(thing):
        raise TypeError("a gradient is real")
    elif thing is not None and not callable(thing):
        yield np.asarray(thing, dtype=float)


def alike(outcome, right, exercise, atol):
    """Return whether two outcomes are the same to rounding; where large numbers bring a remark, noise doesn't count."""
    quiet = exercise.large_is == "remark"
    if isinstance(outcome, Exception):
        return quiet and isinstance(outcome, OverflowError)
    if len(outcome) != len(right) or (outcome[0] != right[0] and not quiet):
        return False
    pairs = zip(outcome[1:], right[1:], strict=True)
    rtol = 10 * exercise.rtol
    return all(a.shape == b.shape and np.all(is_close(a, b, rtol, atol)) for a, b in pairs)


def is_close(a, b, rtol, atol):
    """Return where numbers are the same to rounding; a loss may be infinite in both."""
    finite = np.isfinite(b)
    with np.errstate(invalid="ignore"):
        most = rtol * (np.abs(b) + 1e-3 * np.max(np.abs(b[finite]), initial=0)) + atol
        return (a == b) | (finite & (np.abs(a - b) <= most))
