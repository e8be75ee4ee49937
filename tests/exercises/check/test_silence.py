"""Where NumPy can't warn, as in a browser, the check says what it would with NumPy's warnings."""

import numpy as np
import pytest

from helpers import exercises
from helpers.exercises.check import calling
from helpers.exercises.check.silence import WARNS
from tests.exercises.answers import WRONG, from_cell, source_of
from tests.exercises.corpus import right_answers

LARGE = [name for name, each in exercises.ALL.items() if each.large]
ZERO, HUGE = np.zeros(2), np.full(2, 800.0)


def of_answer(name, body):
    return from_cell(source_of(name, body), name)


def test_here_numpy_warns():
    assert WARNS


@pytest.mark.parametrize(
    "function",
    [
        lambda x, y: np.exp(y),
        lambda x, y: 1 / (1 + np.exp(y)),
        lambda x, y: np.log(x),
        lambda x, y: y / x,
        lambda x, y: x / x,
        lambda x, y: np.exp(y) - np.exp(y),
        lambda x, y: np.exp(y[0]),
        lambda x, y: [np.exp(each) for each in y],
        lambda x, y: np.exp(y, out=y),
        lambda x, y: np.sqrt(x - y),
        lambda x, y: y**200,
        lambda x, y: np.exp(y, where=y > 0, out=y.copy()),
        lambda x, y: np.sum(y, where=x == 0),
        lambda x, y: 1.0 / x.astype(int),
        lambda x, y: np.log(x.astype(int)),
        lambda x, y: y**y @ y,
        lambda x, y: (1e307 * y).sum(),
        lambda x, y: np.exp(-y),
        lambda x, y: np.log1p(y) + np.maximum(x, y) - np.where(x > 1, y, x),
        lambda x, y: np.divmod(y, 3)[0] + np.isinf(y / 2),
        lambda x, y: y.max(axis=0, keepdims=True) + x.astype(int),
    ],
)
def test_it_warns_of_what_numpy_warns_of(function, monkeypatch):
    assert heard(function, monkeypatch) == {*of_numpy(function)}


def heard(function, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(calling, "WARNS", False)
        return {*of_numpy(function)}


def of_numpy(function):
    with calling.undisturbed():
        return calling.call(function, (ZERO, HUGE), listen=True).warned


def test_an_error_is_no_matter(monkeypatch):
    assert heard(lambda x, y: np.exp(y) + missing, monkeypatch) == {"overflow encountered in exp"}  # noqa: F821


def test_what_the_reader_silences_is_silent(monkeypatch):
    def silent(x, y):
        with np.errstate(over="ignore"):
            return np.exp(y)

    assert heard(silent, monkeypatch) == set() and heard(np.multiply, monkeypatch) == set()


@pytest.mark.parametrize("name", LARGE)
def test_verdicts_are_the_same(name, monkeypatch):
    bodies = [body for mistake, body in WRONG.get(name, ()) if mistake == "overflow"]
    given = [of_answer(name, body) for body in bodies] + [
        each.function() for each in right_answers() if each.exercise == name
    ]
    for answer in given:
        with_warnings = exercises.ALL[name].check(answer)
        with monkeypatch.context() as patch:
            patch.setattr(calling, "WARNS", False)
            without = exercises.ALL[name].check(answer)
        assert (without.status, without.mistake, without.mend) == (
            with_warnings.status,
            with_warnings.mistake,
            with_warnings.mend,
        )
