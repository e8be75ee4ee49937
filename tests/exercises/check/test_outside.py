"""What is said before all else: a `^`, an `if` on an array, a name from the notebook; nobody's right answer is."""

import pytest

from helpers import exercises
from helpers.exercises.from_memory.submission import Submission
from tests.exercises.answers import checked, from_cell
from tests.exercises.from_memory.pages import STYLES

IF = "if Z >= 0:\n    return 1 / (1 + np.exp(-Z))\n"
E_Z = "np.exp(Z) / (1 + np.exp(Z))"
PAGE = """
n = 5
def two_layer_backward(X, Y, W1, b1, W2, b2):
    A1 = sigmoid(X @ W1 + b1)
    Y_hat = sigmoid(A1 @ W2 + b2)
    dL_dZ2 = (Y_hat - Y) / n * Y_hat * (1 - Y_hat)
    dL_dZ1 = dL_dZ2 @ W2.T * A1 * (1 - A1)
    return X.T @ dL_dZ1, dL_dZ1.sum(axis=0), A1.T @ dL_dZ2, dL_dZ2.sum(axis=0)
"""
FROM = "Your function takes `{}` from the notebook"


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("sigmoid", f"{IF}return {E_Z}"),
        ("sigmoid", f"{IF}else:\n    return {E_Z}"),
        ("sigmoid", "q = np.exp(-np.abs(Z))\nif Z >= 0:\n    return 1 / (1 + q)\nelse:\n    return q / (1 + q)"),
        ("relu", "return Z if Z > 0 else 0"),
        ("relu_backward", "if Z > 0:\n    return dL_dA\nreturn 0 * dL_dA"),
    ],
)
def test_a_question_that_is_asked_of_an_array(name, body):
    verdict = checked(name, body)
    assert verdict.mistake == "raises" and "`np.where`" in verdict.mend and "\n" not in verdict.mend


@pytest.mark.parametrize(
    ("name", "body", "said"),
    [
        ("relu", "return (1 - Z)^2", "`(1 - Z)**2`"),
        ("linear_forward", "return X^2 @ W + b", "`X**2`"),
        ("relu", "n = len(Z)^2  # ^\nreturn Z / n", "`len(Z)**2`"),
        ("sigmoid", "return 1 / (1 + np.e^(-Z))", "`np.e**(-Z)`"),
        ("sigmoid", "k = 2\nreturn Z^k", "A power is `**`"),
    ],
)
def test_a_power_is_no_circumflex(name, body, said):
    mend = checked(name, body).mend
    assert "`^` is no power in Python" in mend and said in mend and "\n" not in mend


def test_of_masks_it_is_none():
    for other in ("(Z > 1)", "True", "1"):
        assert "no power" not in checked("relu", f"return (Z > 0) ^ {other}").mend


def test_in_a_row_of_a_recap():
    verdict = exercises.recap_02.check(sigmoid=(0.25, "A * (1 - A)"), tanh=(1, "1 - A^2"), relu=(1, "A > 0"))
    assert verdict.status == "wrong" and "Write `A**2`." in verdict.mend


@pytest.mark.parametrize(
    ("source", "said", "mistake"),
    [
        (PAGE, FROM.format("n") + ". It is 5 there, and another number here: use `len(X)`.", None),
        (PAGE.replace("n = 5", "batch = 5").replace("/ n", "/ batch"), FROM.format("batch"), None),
        (PAGE.replace(" * (1 - A1)", ""), FROM.format("n"), None),
        ("n = 5\ndef linear_backward(G, x, w):\n    return G @ w.T, x.T @ G / n, G.sum(axis=0)", "`len(G)`", None),
        ("b = np.ones(3)\ndef linear_forward(X, W, bias):\n    return X @ W + b", "use `bias`", "raises"),
        ("H = np.ones(2)\ndef linear_forward(X, W, b):\n    return X @ W + H * H", "its arguments", "raises"),
    ],
)
def test_a_name_from_the_notebook(source, said, mistake):
    name = source.partition("def ")[2].partition("(")[0]
    verdict = exercises.ALL[name].check(from_cell(source, name))
    assert verdict.status == "wrong" and "from the notebook" in verdict.mend.split("\n")[0] and said in verdict.mend
    assert verdict.mistake == mistake


def test_the_rest_is_told_behind_it():
    verdict = exercises.two_layer_backward.check(from_cell(PAGE.replace(" * (1 - A1)", ""), "two_layer_backward"))
    assert "The second is left out" in verdict.mend


@pytest.mark.parametrize(
    ("source", "mistake"),
    [
        ("small = 1e-12\ndef linear_forward(X, W, b):\n    return X @ W - b + small", "wrong-sign"),
        ("one = 1\ndef linear_forward(X, W, b):\n    return one * X @ W", None),
    ],
)
def test_a_constant_is_not_blamed(source, mistake):
    verdict = exercises.linear_forward.check(from_cell(source, "linear_forward"))
    assert verdict.status == "wrong" and verdict.mistake == mistake and "notebook" not in verdict.mend


def test_what_is_right_may_take_what_it_likes():
    source = "n = 5\nhalf = 0.5\ndef linear_forward(X, W, b):\n    return n * half / 2.5 * X @ W + b"
    assert exercises.linear_forward.check(from_cell(source, "linear_forward")).status == "correct"


@pytest.mark.parametrize("name", ["n", "m", "N"])
def test_a_page_that_takes_its_count_from_the_notebook(name):
    style = next(each for each in STYLES.values() if "/ y.shape[0]" in each.code)
    given, named = style.page(("/ y.shape[0]", f"/ {name}"), ("def sigmoid(Z)", f"{name} = 5\ndef sigmoid(Z)"))
    report = Submission(style.variant, *given, **named).report()
    assert report.status == "wrong" and report.mend.startswith(FROM.format(name)) and "1/5" not in report.mend
