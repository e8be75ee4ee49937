"""The numbers of a worked example show every slip that somebody could make in it."""

import numpy as np
import pytest

from helpers import exercises
from helpers.exercises.check.on_paper import ByHand
from tests.exercises.worked_examples import EXAMPLES, code_of, hidden, numbers_of

ON_PAPER = [name for name in dir(exercises) if isinstance(getattr(exercises, name), ByHand)]

# Slips that the numbers of an example still hide, and numbers that would show them.
HIDES = {
    # b = x + 1 has the slope 1. With b = 3x − 5, which is 4 at x = 3 as well, the paths are 8 and 18, their sum is 26.
    "01 two_paths_by_hand # (1.4)": ["df_db = df_db * db_dx", "along_b = df_db"],
    # a₂ − y is 2, and so is ½ (a₂ − y)². With y = 6 the seed is 3, and the loss 4.5.
    "01 chain_by_hand (1.10)": ["dL_da2 = 0.5 * (a2 - y) ** 2"],
    # The right class is the middle one of 2, 1, 0. If the picture shows an 8, the mean of the logarithms is another.
    "06 softmax_by_hand # (6.4)": ["L = -np.log(p).mean()"],
    # z and b are 0. The bias 1 and the inputs 1 and 3 also give z = 0 and a = ½.
    "09 linear_forward with the weights 2 and −1, the": [
        "bias = -b",
        "product = -X @ W",
        "product = 2 * X @ W",
        "product = 0.5 * X @ W",
        "bias = 2 * b",
        "bias = 0.5 * b",
        "product = X @ W / len(W)",
        "product = only_last(X @ W) and bias = 0",
        "bias = 0",
        "Z = X @ W * b",
        "Z = X @ W + X.shape[1] * b",
        "Z = X @ (W + b)",
    ],
    # Both output neurons have z = 0, and so the same slope. With the bias −1 for the second one it has z = 1.
    "09 neuron_by_hand outputs, labels = [Neuron([2.0": ["activation_gradient = 0.25"],
    "09 layer_backward outputs, labels = [Neuron([2.0": [
        "slope = np.full(len(zs), slope[-1])",
        "slope = np.full(len(zs), slope[0])",
    ],
    # b₁ is 1. With x = −5 and b₁ = −2, z₁ stays 3.
    "chain_by_hand": ["dL_db1 = dL_dz1 * b1"],
}


@pytest.mark.parametrize("example", EXAMPLES, ids=str)
def test_worked_examples_hide_no_slip(example):
    slips, planted = hidden(getattr(exercises, example.exercise), example.values())
    assert planted > 8
    assert slips == HIDES.get(str(example), [])


@pytest.mark.parametrize("name", ON_PAPER)
def test_exercises_on_paper_hide_no_slip(name):
    exercise = getattr(exercises, name)
    slips, _ = hidden(exercise, numbers_of(exercise))
    assert slips == HIDES.get(name, [])


def test_what_is_listed_as_hidden_is_there():
    assert set(HIDES) <= {*map(str, EXAMPLES), *ON_PAPER}


JUDGE = [
    ("below = float(f(x))", "below = float(f(np.where(x == kept - h, kept, x)))"),
    ("/ (2 * h)", "/ h"),
    ("(above - below)", "(below - above)"),
    ("gradient[entry] =", "gradient[:] ="),
    ("dtype=float", "dtype=int"),
    pytest.param(
        "        x[entry] = kept\n",
        "",
        marks=pytest.mark.xfail(strict=True, reason="with u² v, slopes 30 and 9, an entry not put back would show"),
    ),
]


@pytest.mark.parametrize("right, wrong", JUDGE)
def test_the_first_example_of_the_judge_hides_no_slip(right, wrong):
    """f(u, v) = u² + 10 v in lesson 01. What is printed has to change."""
    code = code_of("01")
    start = code.index("def numerical_gradient")
    function = code[start : code.index("slopes = ", start)]
    assert right in function
    [asked] = [line for line in code.splitlines() if line.startswith("slopes = numerical_gradient")]

    def printed(function):
        names = {"np": np}
        exec(f"{function}\n{asked}\nslopes = slopes.round(6)", names)
        return names["slopes"].tolist()

    assert printed(function) != printed(function.replace(right, wrong, 1))
