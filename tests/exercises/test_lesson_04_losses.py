"""Lesson 04's loss where samples are columns: the same slips, by the same names."""

import pytest

from helpers.exercises import half_squared_error
from helpers.exercises.two_layers.tasks import two_layer_exercises
from helpers.exercises.two_layers.variant import Variant
from tests.exercises.test_every_exercise import made_by

COLUMNS = two_layer_exercises(Variant(columns=True))["half_squared_error"]


@pytest.mark.parametrize("place", range(len(half_squared_error.mistakes)))
def test_a_slip_has_the_same_name_in_columns(place):
    made = COLUMNS.mistakes[place]
    verdict = COLUMNS.check(made_by(COLUMNS, place))
    assert (verdict.status, verdict.mistake) == ("wrong", made.identifier) and made.mend in verdict.mend
