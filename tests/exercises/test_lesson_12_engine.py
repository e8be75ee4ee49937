"""Lesson 12: the graph on paper, a quotient's share, and broadcasting undone, as readers write them."""

import numpy as np
import pytest

from helpers import exercises
from helpers.exercises.check.cases import Numbers
from helpers.exercises.lesson_12_engine import FORMS, copied_arguments
from helpers.nn import Value, numerical_gradient
from tests.exercises.answers import written

RIGHT = {
    "divide_backward": [
        "return g / b, -g * a / b**2",
        "return g * (1 / b), g * (-a / (b * b))",
        "dL_da = g / b\ndL_db = -(a / b) * dL_da\nreturn dL_da, dL_db",
        "inverse = 1 / b\nreturn [g * inverse, -a * g * inverse**2]",
        "c = a / b\nreturn g / b, -g * c / b",
        "return np.divide(g, b), np.negative(g) * np.divide(a, np.square(b))",
    ],
    "unbroadcast": [
        "while g.ndim > x.ndim:\n    g = g.sum(axis=0)\nfor axis, size in enumerate(x.shape):\n    if size == 1:\n"
        "        g = g.sum(axis=axis, keepdims=True)\nreturn g",
        "new = g.ndim - x.ndim\ng = g.sum(axis=tuple(range(new)))\n"
        "return g.sum(axis=tuple(i for i, s in enumerate(x.shape) if s == 1), keepdims=True)",
        "shape = (1,) * (g.ndim - x.ndim) + x.shape\n"
        "axes = tuple(i for i, (s, t) in enumerate(zip(shape, g.shape)) if s != t)\n"
        "return g.sum(axis=axes, keepdims=True).reshape(x.shape)",
        "out = np.zeros(x.shape)\nfor i in np.ndindex(g.shape):\n    place = i[len(i) - x.ndim:]\n"
        "    out[tuple(0 if s == 1 else k for k, s in zip(place, x.shape))] += g[i]\nreturn out",
        "new = g.ndim - x.ndim\nextra = tuple(range(new))\n"
        "ones = tuple(new + i for i in range(x.ndim) if x.shape[i] == 1)\n"
        "return np.sum(g, axis=extra + ones).reshape(x.shape)",
        "out = np.zeros(x.shape)\nplaces = np.broadcast_to(np.arange(x.size).reshape(x.shape), g.shape)\n"
        "np.add.at(out.reshape(-1), places, g)\nreturn out",
    ],
}
WRONG = {
    "divide_backward": [
        ("wrong-sign", "return g / b, g * a / b**2"),
        ("missing-slope", "return g / b, -g / b**2"),
        ("missing-slope", "return g / b, -g * a"),
        (None, "return g / b, -g * a / b"),
        ("missing-upstream", "return g / b, -a / b**2"),
        ("missing-upstream", "return 1 / b, -a / b**2"),
        (None, "return g / b, g * a"),
        (None, "return g / b, g * a / b"),
        (None, "return g * b, -g * a / b**2"),
        ("batch-not-summed", "return g / b, (-g * a / b**2).sum(axis=0)"),
        ("transposed", "return -g * a / b**2, g / b"),
        ("raises", "return g / b, -(g @ a) / b**2"),
        ("argument-changed", "g /= b\nreturn g, -g * a / b"),
    ],
    "unbroadcast": [
        ("batch-not-summed", "return g"),
        ("batch-not-summed", "while g.ndim > x.ndim:\n    g = g.sum(axis=0)\nreturn g"),
        (
            "wrong-shape",
            "while g.ndim > x.ndim:\n    g = g.sum(axis=0)\n"
            "return g.sum(axis=tuple(i for i, s in enumerate(x.shape) if s == 1))",
        ),
        (
            "mean-for-sum",
            "while g.ndim > x.ndim:\n    g = g.mean(axis=0)\nfor axis, size in enumerate(x.shape):\n    if size == 1:\n"
            "        g = g.mean(axis=axis, keepdims=True)\nreturn g",
        ),
        (
            "last-sample-only",
            "while g.ndim > x.ndim:\n    g = g[-1]\nfor axis, size in enumerate(x.shape):\n    if size == 1:\n"
            "        g = g.sum(axis=axis, keepdims=True)\nreturn g",
        ),
        (
            "wrong-shape",  # one stretched axis only
            "while g.ndim > x.ndim:\n    g = g.sum(axis=0)\nfor axis, size in enumerate(x.shape):\n    if size == 1:\n"
            "        return g.sum(axis=axis, keepdims=True)\nreturn g",
        ),
        (None, "return g.sum(axis=0)"),
        (None, "return g.sum() * np.ones(x.shape)"),
        (None, "return x"),
        (None, "return np.ones(x.shape)"),
        ("raises", "return g.reshape(x.shape)"),
    ],
}


@pytest.mark.parametrize("name, body", [(name, body) for name in RIGHT for body in RIGHT[name]])
def test_right_answers_in_other_styles_pass(name, body):
    verdict = exercises.ALL[name].check(written(name, body))
    assert verdict.status == "correct", f"{verdict}\n{verdict.mend}"


@pytest.mark.parametrize("name, mistake, body", [(name, *each) for name in WRONG for each in WRONG[name]])
def test_wrong_answers_are_named(name, mistake, body):
    verdict = exercises.ALL[name].check(written(name, body))
    assert (verdict.status, verdict.mistake) == ("wrong", mistake), f"{verdict}\n{verdict.mend}"


def test_the_formulas_are_true():
    g, a, b = exercises.divide_backward.cases[0].arguments
    found = exercises.divide_backward.right((g, a, b))
    for place, each in enumerate((a, b)):
        pair = [a, b]

        def loss(x, pair=pair, place=place):
            changed = [*pair[:place], x, *pair[place + 1 :]]
            return (g * changed[0] / changed[1]).sum()

        assert np.allclose(found[place], numerical_gradient(loss, each), atol=1e-6)


@pytest.mark.parametrize("form", range(len(FORMS)))
def test_what_was_copied_is_summed(form):
    g, x = copied_arguments(Numbers(form, "random"), form, 3, 2)
    value = Value(x)
    (value + 0 * g).sum().backward()
    assert exercises.unbroadcast.right((np.ones(g.shape), x))[0].tolist() == value.grad.tolist()
    judge = numerical_gradient(lambda x: (g * np.broadcast_to(x, g.shape)).sum(), x)
    assert np.allclose(exercises.unbroadcast.right((g, x))[0], judge, atol=1e-6)


# ------------------------------------------------------------ on paper

NUMBERS = {"dL_dd": -15, "dL_dc": -25, "dL_da": 60}


def test_by_hand():
    assert exercises.engine_by_hand.check(**NUMBERS).status == "correct"
    assert exercises.engine_by_hand.check(dL_dd=..., dL_dc=..., dL_da=...).status == "not attempted"
    assert exercises.engine_by_hand.check(dL_dd=-15).status == "not attempted"


def test_an_engine_finds_the_same():
    a, b = Value(5), Value(-3)
    c = a * b
    d = c + a
    (c * d).backward()
    assert NUMBERS == {"dL_dd": d.grad, "dL_dc": c.grad, "dL_da": a.grad}


@pytest.mark.parametrize(
    "name, number, mistake, words",
    [
        ("dL_dd", -10, None, "other factor"),
        ("dL_dd", 1, "missing-upstream", "slope of d in c"),
        ("dL_dc", -10, "missing-path", "Only L speaks"),
        ("dL_dc", -15, "last-sample-only", "Only d speaks"),
        ("dL_dc", 150, None, "multiplied"),
        ("dL_da", 75, "missing-path", "Only the product"),
        ("dL_da", -15, "last-sample-only", "Only the sum"),
        ("dL_da", 15, "missing-path", "complete only when"),
        ("dL_da", 45, "last-sample-only", "overwritten"),
        ("dL_da", 30, "last-sample-only", "overwritten"),
        ("dL_da", -60, "wrong-sign", ""),
    ],
)
def test_slips_by_hand(name, number, mistake, words):
    verdict = exercises.engine_by_hand.check(**NUMBERS | {name: number})
    assert (verdict.status, verdict.mistake) == ("wrong", mistake) and words in verdict.mend, verdict.mend
