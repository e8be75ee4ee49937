"""Lesson 02: a sigmoid by hand, its two functions, tanh and ReLU, and the recap."""

import numpy as np
import pytest

from helpers import exercises
from helpers.exercises.check.task import exercises_of
from tests.exercises.cells import exercise_cells, run

CELLS = exercise_cells("02")
TABLE = {"sigmoid": (0.25, "A * (1 - A)"), "tanh": (1, "1 - A**2"), "relu": (1, "A > 0")}


def test_the_exercises():
    assert [name for name in CELLS if name != "blank_page"] == [
        "sigmoid_by_hand",
        "sigmoid_backward",
        "sigmoid",
        "tanh_backward",
        "relu",
        "relu_backward",
        "recap_02",
    ]
    assert exercises_of("02") == [name for name in CELLS if name != "blank_page"]  # so the progress page shows them


@pytest.mark.parametrize("name", [name for name in CELLS if name != "blank_page"])
def test_not_attempted(name):
    assert run(CELLS[name]).status == "not attempted"


# ------------------------------------------------------------ by hand


@pytest.mark.parametrize(
    "numbers",
    [(0.818, 0.149, -0.596), (0.8176, 0.14915, -0.5966), (0.82, 0.148, -0.59), (0.818, 0.818 * 0.182, -4 * 0.149)],
)
def test_three_digits_are_enough(numbers):
    assert (
        exercises.sigmoid_by_hand.check(**dict(zip(("a", "slope", "dL_dz"), numbers, strict=True))).status == "correct"
    )


def test_the_numbers_are_those_of_the_task():
    a = 1 / (1 + np.exp(-1.5))
    assert (
        exercises.sigmoid_by_hand.check(
            a=a, slope=np.exp(-1.5) / (1 + np.exp(-1.5)) ** 2, dL_dz=-4 * a * (1 - a)
        ).status
        == "correct"
    )


@pytest.mark.parametrize(
    "mistake, given",
    [
        ("wrong-sign", {"a": 0.182}),
        ("wrong-sign", {"a": 1.287}),
        (None, {"a": 0.223}),
        (None, {"a": 4.48}),
        ("slope-of-activation", {"slope": -0.75}),
        ("slope-of-activation", {"slope": 0.212}),
        ("missing-slope", {"slope": 0.818}),
        (None, {"slope": 0.224}),
        (None, {"slope": 0.33}),
        ("missing-slope", {"dL_dz": -4}),
        ("missing-slope", {"dL_dz": -3.27}),
        ("missing-upstream", {"dL_dz": 0.149}),
        ("slope-of-activation", {"dL_dz": 3}),
        ("slope-of-activation", {"dL_dz": -0.849}),
        ("slope-of-activation", {"slope": 0.212, "dL_dz": -0.849}),
        ("wrong-sign", {"dL_dz": 0.597}),
        (None, {"dL_dz": -26.8}),
        (None, {"dL_dz": -3.85}),
    ],
)
def test_a_slip(mistake, given):
    verdict = exercises.sigmoid_by_hand.check(**given)
    assert (verdict.status, verdict.mistake) == ("wrong", mistake) and verdict.mend


# ------------------------------------------------------------ the cells, filled in


@pytest.mark.parametrize(
    "name, old, new",
    [
        ("sigmoid_backward", "slope = ...", "slope = A * (1 - A)"),
        ("sigmoid_backward", "slope = ...", "slope = A - A**2"),
        ("sigmoid", "    ...", "    q = np.exp(-abs(Z))\n    return np.where(Z >= 0, 1, q) / (1 + q)"),
        ("tanh_backward", "    ...", "    return dL_dA * (1 - A**2)"),
        ("relu", "    ...", "    return np.maximum(Z, 0)"),
        ("relu_backward", "    ...", "    return dL_dA * (Z > 0)"),
    ],
)
def test_a_cell_filled_in(name, old, new):
    assert old in CELLS[name]
    assert run(CELLS[name].replace(old, new)).status == "correct"


@pytest.mark.parametrize(
    "mistake, line",
    [
        ("slope-of-activation", "slope = np.exp(-A) / (1 + np.exp(-A)) ** 2"),
        ("missing-slope", "slope = A"),
        ("missing-slope", "slope = 1 - A"),
        ("wrong-sign", "slope = A * (A - 1)"),
        (None, "slope = 1 / (A * (1 - A))"),
        (None, "slope = 1 - A**2"),
        ("raises", "slope = sigmoid(Z) * (1 - sigmoid(Z))"),
    ],
)
def test_a_wrong_line(mistake, line):
    verdict = run(CELLS["sigmoid_backward"].replace("slope = ...", line))
    assert (verdict.status, verdict.mistake) == ("wrong", mistake)


def test_the_sigmoid_of_the_first_half_overflows():
    verdict = run(CELLS["sigmoid"].replace("    ...", "    return 1 / (1 + np.exp(-Z))"))
    assert verdict.mistake == "overflow" and "-1000" in verdict.message


# ------------------------------------------------------------ the recap


@pytest.mark.parametrize(
    "row",
    [
        {},
        {"sigmoid": (1 / 4, "A - A * A")},
        {"tanh": (1.0, "(1 - A) * (1 + A)")},
        {"relu": (1, "np.where(A > 0, 1, 0)")},
        {"relu": (1, "np.sign(A)")},
        {"relu": (1, "(A > 0).astype(float)")},
    ],
)
def test_the_table(row):
    assert exercises.recap_02.check(**TABLE | row).status == "correct"


@pytest.mark.parametrize(
    "mistake, row",
    [
        (None, {"sigmoid": (0.5, "A * (1 - A)")}),
        (None, {"relu": (0, "A > 0")}),
        ("slope-of-activation", {"sigmoid": (0.25, "1 / (1 + np.exp(-A)) * (1 - 1 / (1 + np.exp(-A)))")}),
        ("slope-of-activation", {"tanh": (1, "1 - np.tanh(A)**2")}),
        ("missing-slope", {"sigmoid": (0.25, "A")}),
        ("missing-slope", {"tanh": (1, "1 - A")}),
        ("missing-slope", {"relu": (1, "A >= 0")}),
        ("missing-slope", {"relu": (1, "A")}),
        ("wrong-sign", {"tanh": (1, "A**2 - 1")}),
        (None, {"tanh": (1, "A * (1 - A)")}),
        (None, {"sigmoid": (0.25, "1 - A**2")}),
        ("raises", {"relu": (1, "Z > 0")}),
    ],
)
def test_a_wrong_row(mistake, row):
    verdict = exercises.recap_02.check(**TABLE | row)
    assert (verdict.status, verdict.mistake) == ("wrong", mistake), verdict.mend
