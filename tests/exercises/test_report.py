"""The report: what counts as named, which random changes there are, and that they alter a value."""

from types import SimpleNamespace

import pytest

from helpers import exercises
from tests.exercises.answers import checked, from_cell
from tests.exercises.report import alters, changes_of, told
from tests.exercises.sampler import inputs_of, outcome


@pytest.mark.parametrize(
    ("body", "named", "by_python"),
    [
        ("return X @ W - b", True, False),
        ("return X @ W + b + 1e-3", True, False),
        ("return X @ W, b", True, False),  # what came out is said
        ("return X @ W + c", True, True),
    ],
)
def test_what_counts_as_named(body, named, by_python):
    said = told(lambda: checked("linear_forward", body))
    assert (said.named or said.by_python, said.by_python) == (named, by_python)


def test_changes_are_the_same_for_the_same_seed_and_one_of_each_kind_comes_first():
    first, again, other = (changes_of("relu", seed)[:10] for seed in (1, 1, 2))
    assert first == again and first != other
    assert len({change.what for change in first}) == 10


def test_what_alters_a_value():
    exercise = exercises.ALL["relu_backward"]
    inputs = inputs_of(exercise)
    right = from_cell("def relu_backward(dL_dA, Z):\n    return dL_dA * (Z > 0)", "relu_backward")
    originals = [outcome(right, exercise, case.arguments) for case in inputs]
    for body, altered in (("dL_dA * (Z >= 0)", True), ("np.where(Z > 0, dL_dA, 0).tolist()", False)):
        mutant = from_cell(f"def relu_backward(dL_dA, Z):\n    return {body}", "relu_backward")
        assert alters(mutant, exercise, inputs, originals) == altered


@pytest.mark.parametrize("name", exercises.ALL)
def test_the_sampler_draws_for_every_exercise(name):
    """The reference has something to say of them; also where an exercise is new, and not in the sampler's table."""
    exercise = exercises.ALL[name]
    for each in (exercise, SimpleNamespace(**vars(exercise), name="new")):
        inputs = inputs_of(each, count=16)
        assert len(inputs) == 16
        assert all(outcome(from_cell(exercise.code, name), exercise, case.arguments) is not None for case in inputs)
