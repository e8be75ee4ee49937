"""The sets that are made from a formula and a seed."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.datasets import make_moons

from helpers.data import logic_gate, moons, xor


@pytest.mark.parametrize(
    ("name", "operation"),
    [
        ("AND", lambda a, b: a and b),
        ("OR", lambda a, b: a or b),
        ("XOR", lambda a, b: a != b),
    ],
)
def test_gates_are_their_truth_tables(name, operation):
    X, Y = logic_gate(name)
    assert X.shape == (4, 2) and Y.shape == (4, 1)
    assert X.dtype == Y.dtype == np.float64
    assert {tuple(x) for x in X} == {(0, 0), (0, 1), (1, 0), (1, 1)}
    for (a, b), (y,) in zip(X, Y, strict=True):
        assert y == operation(a, b)


def test_xor_is_the_gate():
    for one, other in zip(xor(), logic_gate("XOR"), strict=True):
        np.testing.assert_array_equal(one, other)


def test_each_call_gives_arrays_of_its_own():
    X, Y = xor()
    X[:], Y[:] = 7, 7
    assert xor()[0].max() == xor()[1].max() == 1


def test_an_unknown_gate_is_refused():
    with pytest.raises(ValueError, match="there is no gate 'NAND'; known are AND, OR, XOR"):
        logic_gate("NAND")


@given(n=st.integers(2, 60))
def test_moons_have_the_shape_of_scikit_learns(n):
    X, Y = moons(n, noise=0, rng=0)
    expected, labels = make_moons((n - n // 2, n // 2), shuffle=False)
    np.testing.assert_allclose(X, expected, atol=1e-15)
    np.testing.assert_array_equal(Y, labels.reshape(-1, 1))


def test_the_noise_of_the_moons_has_the_given_size():
    for noise in (0.01, 0.3):
        deviation = moons(20_000, noise, rng=0)[0] - moons(20_000, 0, rng=0)[0]
        assert deviation.std() == pytest.approx(noise, rel=0.02)
        assert abs(deviation.mean()) < 0.02 * noise


def test_moons_can_be_repeated():
    X, _ = moons(10, 0.1, rng=3)
    np.testing.assert_array_equal(X, moons(10, 0.1, rng=np.random.default_rng(3))[0])
    assert (moons(10, 0.1, rng=4)[0] != X).all()


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"n": 1}, ValueError, "n must be a whole number and at least 2, but it is 1"),
        ({"n": 2.5}, ValueError, r"n must be a whole number.* 2\.5"),
        ({"noise": -0.1}, ValueError, r"noise must be finite and not negative.* -0\.1"),
        ({"noise": float("nan")}, ValueError, "noise must be finite and not negative.* nan"),
        ({"noise": float("inf")}, ValueError, "noise must be finite and not negative.* inf"),
        ({"rng": None}, TypeError, "rng is None.*pass a seed"),
    ],
)
def test_bad_settings_of_the_moons_are_refused(arguments, error, message):
    with pytest.raises(error, match=message):
        moons(**{"n": 10, "noise": 0.1, "rng": 0} | arguments)
