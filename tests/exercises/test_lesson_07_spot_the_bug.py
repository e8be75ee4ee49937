"""Lesson 07: five pieces of broken code; the check names the mistake of each, and takes it when it is mended."""

import numpy as np
import pytest

from helpers import exercises
from helpers.exercises.check.task import exercises_of
from helpers.nn import relative_error
from tests.exercises.answers import written
from tests.exercises.cells import exercise_cells, run

CELLS = exercise_cells("07")
WHOLE_SLOPE = "P * (dL_dP - (dL_dP * P).sum(axis=1, keepdims=True))"
MENDED = {  # name: (the mistakes, one after the other; what the reader writes in place of what, each time)
    "repaired_relu_backward": [
        (
            "argument-changed",
            "    dL_dA[Z <= 0] = 0  # slope\n    return dL_dA",
            "    return np.where(Z <= 0, 0, dL_dA)",
        )
    ],
    "repaired_linear_backward": [
        ("mean-for-sum+missing-path", "np.outer(dL_dZ[:, 0], W[:, 0])", "dL_dZ @ W.T"),
        ("mean-for-sum", "dL_dZ.mean(axis=0)", "dL_dZ.sum(axis=0)"),
    ],
    "repaired_half_squared_error_backward": [("wrong-factor+sum-for-mean", "2 * (Y_hat - Y)", "(Y_hat - Y) / len(Y)")],
    "repaired_softmax_cross_entropy_backward": [
        ("missing-path", "dL_dP * P * (1 - P)", WHOLE_SLOPE),
        ("overflow", f"    dL_dP = -Y / P / n  # seed\n    return {WHOLE_SLOPE}", "    return (P - Y) / n"),
    ],
    "repaired_sgd_step": [("not-in-place", "theta = theta +", "theta +="), ("uphill", "+=", "-=")],
}


def test_the_exercises():
    assert [*CELLS] == ["binary_cross_entropy", "binary_cross_entropy_backward", *MENDED, "recap_07"]
    assert exercises_of("07") == [*CELLS]  # so the progress page shows them


@pytest.mark.parametrize("name", MENDED)
def test_each_mistake_is_named_until_the_last_is_mended(name):
    source = CELLS[name]
    for mistake, old, new in MENDED[name]:
        verdict = run(source)
        assert (verdict.status, verdict.mistake) == ("wrong", mistake), f"{source}\n{verdict}\n{verdict.mend}"
        assert source.count(old) == 1
        source = source.replace(old, new)
    assert run(source).status == "correct"


@pytest.mark.parametrize("name", MENDED)
def test_a_repair_is_an_exercise_of_its_own(name):
    """It asks for the same function, and has other hints: about the code that is there."""
    repair, before = exercises.ALL[name], exercises.ALL[name.removeprefix("repaired_")]
    assert (repair.lesson, repair.task, repair.signature) == ("07", before.task, f"repaired_{before.signature}")
    assert before.lesson < "07" and repair.hints != before.hints


@pytest.mark.parametrize(
    "seed, mistake",
    [
        ("dL_dP = -Y / P / n\nreturn dL_dP * P * (1 - P)", "missing-path"),
        ("return -Y * (1 - P) / n", "missing-path"),
        ("return Y * (P - 1)", "sum-for-mean+missing-path"),
        ("return Y * (1 - P) / n", "wrong-sign+missing-path"),
        ("return -Y / P / n", "missing-slope"),
    ],
)
def test_only_its_own_probability(seed, mistake):
    """The slope of softmax, one entry at a time."""
    body = (
        "E = np.exp(logits - logits.max(axis=1, keepdims=True))\nP, n = E / E.sum(axis=1, keepdims=True),"
        " len(logits)\nY = np.eye(logits.shape[1])[classes]\n"
    )
    assert (
        exercises.softmax_cross_entropy_backward.check(written("softmax_cross_entropy_backward", body + seed)).mistake
        == mistake
    )


NUMBERS = {"relative_error": 0.5, "smaller_by": 100, "whole_numbers": 25000}


def test_recap():
    assert run(CELLS["recap_07"]).status == "not attempted"
    assert exercises.recap_07.check(**NUMBERS).status == "correct"
    assert exercises.recap_07.check(**dict.fromkeys(NUMBERS, ...)).status == "not attempted"
    assert exercises.recap_07.check(smaller_by=100).status == "not attempted"


def test_the_numbers_are_right():
    def of_whole_numbers(x, h):
        above, below = np.array([x]), np.array([x])
        above[0], below[0] = x + h, x - h
        return float((above[0] ** 2 - below[0] ** 2) / (2 * h))

    exact, errors = np.cos(1.0), []
    for h in (1e-2, 1e-3):
        errors.append(abs((np.sin(1 + h) - np.sin(1 - h)) / (2 * h) - exact))
    found = {
        "relative_error": relative_error(3.0, 1.0),
        "smaller_by": errors[0] / errors[1],
        "whole_numbers": of_whole_numbers(3, 1e-4),
    }
    assert exercises.recap_07.check(**found).status == "correct"


@pytest.mark.parametrize(
    "name, number, mistake",
    [
        ("relative_error", 2, None),
        ("relative_error", 2 / 3, None),
        ("relative_error", -0.5, "wrong-sign"),
        ("smaller_by", 10, None),
        ("whole_numbers", 6, None),
        ("whole_numbers", 50000, "wrong-factor"),
        ("whole_numbers", 0, None),
        ("whole_numbers", 35000, None),
    ],
)
def test_slips(name, number, mistake):
    verdict = exercises.recap_07.check(**NUMBERS | {name: number})
    assert (verdict.status, verdict.mistake) == ("wrong", mistake) and verdict.mend, verdict
