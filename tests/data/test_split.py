"""Holding samples back."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.data import split


@given(n=st.integers(4, 100), held_out=st.floats(0.2, 0.8), seed=st.integers(0, 1000))
def test_each_sample_is_on_one_side_beside_its_target(n, held_out, seed):
    X, Y = np.arange(3 * n).reshape(n, 3), np.arange(n)
    X_train, Y_train, X_test, Y_test = split(X, Y, held_out, seed)
    assert len(X_test) == len(Y_test) == round(held_out * n)
    np.testing.assert_array_equal(X_train, X[Y_train])
    np.testing.assert_array_equal(X_test, X[Y_test])
    assert sorted([*Y_train, *Y_test]) == list(range(n))


def test_the_split_is_random_and_can_be_repeated():
    X, Y = np.zeros((50, 1)), np.arange(50)
    held_out = split(X, Y, 0.2, rng=0)[3]
    assert sorted(held_out) not in (list(range(10)), list(range(40, 50)))
    np.testing.assert_array_equal(held_out, split(X, Y, 0.2, rng=np.random.default_rng(0))[3])
    assert set(held_out) != set(split(X, Y, 0.2, rng=1)[3])


def test_the_data_stay_as_they_are():
    X, Y = np.arange(10.0).reshape(5, 2), np.arange(5)
    X.flags.writeable = Y.flags.writeable = False
    for part in split(X, Y, 0.4, rng=0):
        part[:] = 0  # the parts are copies
    np.testing.assert_array_equal(Y, np.arange(5))


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"held_out": 0}, ValueError, "held_out is 0: of 10 samples, 0 would be held out"),
        ({"held_out": 1}, ValueError, "held_out is 1: of 10 samples, 10 would be held out"),
        ({"held_out": 0.01}, ValueError, "of 10 samples, 0 would be held out"),
        ({"held_out": -0.5}, ValueError, "held_out is -0.5"),
        ({"held_out": 3}, ValueError, "held_out is 3"),
        ({"Y": np.zeros(9)}, ValueError, "X has 10 samples but Y has 9"),
        ({"rng": None}, TypeError, "rng is None.*pass a seed"),
    ],
)
def test_bad_settings_are_refused(arguments, error, message):
    with pytest.raises(error, match=message):
        split(**{"X": np.zeros((10, 2)), "Y": np.zeros(10), "held_out": 0.2, "rng": 0} | arguments)
