"""Lesson 04: a batch by hand, and the loss where samples are columns: the same slips, by the same names."""

import numpy as np
import pytest

from helpers import exercises
from helpers.exercises.check.verdict import plain
from helpers.exercises.two_layers.tasks import two_layer_exercises
from helpers.exercises.two_layers.variant import Variant
from tests.exercises.test_every_exercise import made_by

NUMBERS = {"dL_db": -1, "dL_dw1": -4, "dL_dw2": 14, "dL_dx1": -15}


def test_by_hand():
    exercise = exercises.batch_by_hand
    assert exercise.check(**NUMBERS).status == "correct"
    assert exercise.check(**dict.fromkeys(NUMBERS, ...)).status == "not attempted"
    assert exercise.check(**NUMBERS | {"dL_dx1": ...}).status == "not attempted"
    X, W, dL_dZ = [[1, 2], [4, -2]], [5, -1], [2, -3]  # the numbers of the task, reckoned again; a row for each input
    assert exercise.right == {
        "dL_db": sum(dL_dZ),
        "dL_dw1": np.dot(X, dL_dZ)[0],
        "dL_dw2": np.dot(X, dL_dZ)[1],
        "dL_dx1": W[0] * dL_dZ[1],
    }


@pytest.mark.parametrize(
    "name, number, mistake",
    [
        ("dL_db", -0.5, "mean-for-sum"),
        ("dL_db", -3, "last-sample-only"),
        ("dL_db", 1, "wrong-sign"),
        ("dL_db", 7, None),
        ("dL_dw1", -2, "mean-for-sum"),
        ("dL_dw1", -6, "last-sample-only"),
        ("dL_dw1", 3, "missing-upstream"),
        ("dL_dw1", 4, "wrong-sign"),
        ("dL_dw1", -3, None),
        ("dL_dw2", 7, "mean-for-sum"),
        ("dL_dw2", 6, "last-sample-only"),
        ("dL_dw2", 2, "wrong-sign"),
        ("dL_dw2", -2, None),
        ("dL_dx1", -5, "batch-not-summed"),
        ("dL_dx1", 5, "missing-upstream"),
        ("dL_dx1", 15, "wrong-sign"),
        ("dL_dx1", 10, None),
    ],
)
def test_slips_by_hand(name, number, mistake):
    verdict = exercises.batch_by_hand.check(**NUMBERS | {name: number})
    assert (verdict.status, verdict.mistake) == ("wrong", mistake)
    assert verdict.message.startswith(f"{name}: ")


COLUMNS = two_layer_exercises(Variant(columns=True))["half_squared_error"]


@pytest.mark.parametrize("place", range(len(exercises.half_squared_error.mistakes)))
def test_a_slip_has_the_same_name_in_columns(place):
    made = COLUMNS.mistakes[place]
    verdict = COLUMNS.check(made_by(COLUMNS, place))
    assert (verdict.status, verdict.mistake) == ("wrong", made.identifier) and plain(made.mend) in verdict.mend
