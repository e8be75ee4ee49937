"""Lesson 07: binary cross-entropy from logits, against its own definition, and its gradient against the loss."""

import numpy as np
import pytest

from helpers import exercises
from helpers.nn import numerical_gradient, relative_error
from tests.exercises.answers import checked, from_cell
from tests.exercises.cells import exercise_cells, run
from tests.exercises.further_answers import SAFE, STABLE

LOSS, BACK = exercises.binary_cross_entropy, exercises.binary_cross_entropy_backward


def loss(logits, Y):
    """The definition, which is right for logits of ordinary size."""
    p = 1 / (1 + np.exp(-logits))
    return -(Y * np.log(p) + (1 - Y) * np.log(1 - p)).mean()


@pytest.mark.parametrize("n", [1, 2, 5, 8])
def test_loss_and_gradient_are_right(n):
    rng = np.random.default_rng(n)
    logits, Y = 3 * rng.normal(size=(n, 1)), rng.integers(0, 2, (n, 1)).astype(float)
    judge = numerical_gradient(lambda logits: loss(logits, Y), logits)
    for exercise, expected in ((LOSS, loss(logits, Y)), (BACK, judge)):
        worked = from_cell(exercise.code, exercise.name)
        for result in (exercise.right((logits, Y))[0], worked(logits, Y)):
            assert relative_error(result, expected) < 1e-6


@pytest.mark.parametrize("exercise", [LOSS, BACK], ids=lambda each: each.name)
def test_the_inputs_tell_the_signs_apart(exercise):
    """Both labels, and for each of them logits of both signs, in at least one of the inputs."""
    pairs = {
        (z > 0, y)
        for logits, Y in (case.arguments for case in exercise.cases)
        for z, y in zip(logits.ravel(), Y.ravel(), strict=True)
    }
    assert pairs == {(above, label) for above in (False, True) for label in (0, 1)}
    assert all(len({*case.arguments[1].ravel()}) == 2 for case in exercise.cases)


def test_large_logits_cost_what_they_are():
    costs = [LOSS.right(arguments)[0] for arguments in LOSS.large]
    assert np.allclose(costs, [1000, 0, (840 + np.log(2)) / 3], atol=1e-12)
    for arguments, expected in zip(BACK.large, ([0.5, -0.5], [0, 0], [1 / 3, -1 / 3, -1 / 6]), strict=True):
        assert np.allclose(BACK.right(arguments)[0].ravel(), expected)


@pytest.mark.parametrize(
    "name, body", [("binary_cross_entropy", f"return ({STABLE}).mean()"), (BACK.name, SAFE + "return (p - Y) / n")]
)
def test_the_cells_filled_in(name, body):
    cell = exercise_cells("07")[name]
    assert run(cell).status == "not attempted"
    q = "q = np.exp(-np.abs(logits))\n    p = np.where(logits >= 0, 1, q) / (1 + q)"
    lines = "\n    ".join(body.replace("p = safe_sigmoid(logits)", q.replace("\n    ", "\n")).split("\n"))
    assert run(cell.replace("    ...", f"    {lines}")).status == "correct"


@pytest.mark.parametrize(
    "sign, said",
    [
        ("return (Y - p) / n", "p − y"),
        ("return -(Y * (1 - p) + (1 - Y) * p) / n", "−1 / (1 − p)"),
        ("return (p + Y) / n", "minus"),
    ],
)
def test_each_wrong_sign_has_words_of_its_own(sign, said):
    verdict = checked(BACK.name, SAFE + sign)
    assert verdict.mistake == "wrong-sign" and said in verdict.mend
