"""What is said of parentheses: which operation Python does first, and what belongs together."""

import ast

import pytest

from helpers import exercises
from helpers.exercises.check.groups import said_of_groups
from tests.exercises.answers import checked

SHAPE = "(n, d_out)"


def said(kind, wrong, right):
    return said_of_groups(kind, *(ast.parse(each, mode="eval").body for each in (wrong, right)))


@pytest.mark.parametrize(
    ("kind", "wrong", "right", "words"),
    [
        ("left", "a - b / n", "(a - b) / n", "A division comes before a subtraction. Put parentheses around `a - b`"),
        ("left", "a + b * c", "(a + b) * c", "A multiplication comes before an addition."),
        ("left", "1 - b ** t", "(1 - b) ** t", "A power comes before a subtraction. Put parentheses around `1 - b`"),
        ("left", "a - y * a * s", "(a - y) * a * s", "Put parentheses around `a - y`"),
        ("right", "(1 - b) ** t", "1 - b ** t", "The parentheses keep `1 - b` together. Take them away: `1 - b ** t`."),
        ("right", "d / 2 * h", "d / (2 * h)", "`/` and `*` have the same rank: Python goes from left to right."),
        ("right", "s * W.T @ d", "s * (W.T @ d)", "`*` and `@` have the same rank: Python goes from left to right."),
        ("right", "a - b - c", "a - (b - c)", "Several `-` have the same rank"),
        ("right", "d * z > 0", "d * (z > 0)", "A multiplication comes before a comparison."),
    ],
)
def test_which_comes_first(kind, wrong, right, words):
    assert words in said(f"group on the {kind}", wrong, right)


@pytest.mark.parametrize(
    ("name", "line", "group"),
    [
        ("recap_04", {"dL_dY_hat": (SHAPE, "Y_hat - Y / n")}, "around `Y_hat - Y`"),
        ("recap_06", {"dL_dY_hat": ("(n, k)", "P - Y / n")}, "around `P - Y`"),
        ("recap_11", {"m_hat": ("(d_in, d_out)", "m / (1 - beta_1)**t")}, "`1 - beta_1 ** t`"),
        ("recap_10", {"delta_L": ("(d_out, n)", "a - y * a * (1 - a)")}, "around `a - y`"),
    ],
)
def test_in_a_recap(name, line, group):
    verdict = getattr(exercises, name).check(**line)
    assert verdict.status == "wrong" and group in verdict.mend and "left to right" not in verdict.mend


NUDGED = """
gradient = np.zeros(x.shape)
h = 1e-5
for i in np.ndindex(x.shape):
    e = np.zeros(x.shape)
    e[i] = h
    gradient[i] = {}
return gradient
"""


@pytest.mark.parametrize(
    ("body", "group"),
    [("(f(x + e) - f(x - e)) / 2 * h", "`2 * h`"), ("f(x + e) - f(x - e) / (2 * h)", "`f(x + e) - f(x - e)`")],
)
def test_in_a_function(body, group):
    assert f"Put parentheses around {group}" in checked("numerical_gradient", NUDGED.format(body)).mend
