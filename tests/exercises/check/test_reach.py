"""Wrong answers that ordinary inputs don't show: at a kink, near 0, far out, beyond some samples; and odd judges."""

import numpy as np
import pytest

from helpers import exercises
from tests.exercises.answers import written

LINEAR = "dL_dX, dL_dW, dL_db = dL_dZ @ W.T, X.T @ dL_dZ, dL_dZ.sum(axis=0)\n"
PAGE = """
A1 = sigmoid(X @ W1 + b1)
Y_hat = sigmoid(A1 @ W2 + b2)
d2 = (Y_hat - Y) / len(X) * Y_hat * (1 - Y_hat)
d1 = d2 @ W2.T * A1 * (1 - A1)
gradients = X.T @ d1, d1.sum(axis=0), A1.T @ d2, d2.sum(axis=0)
"""
JUDGE = """
h, g = 1e-5, np.zeros(x.shape)
for i in np.ndindex(x.shape):
    e = np.zeros(x.shape)
    e[i] = h
    g[i] = (f(x + e) - f(x - e)) / (2 * h)
return g
"""


def check(name, body):
    return exercises.ALL[name].check(written(name, body))


# ------------------------------------------------------------ at the kink


@pytest.mark.parametrize(
    "slope",
    [
        "(Z >= 0)",
        "np.where(Z < 0, 0, 1)",
        "np.heaviside(Z, 1)",
        "np.heaviside(Z, 0.5)",
        "(1 + np.sign(Z)) / 2 * (Z != -9)",
    ],
)
def test_another_slope_at_zero_is_told_why_it_hardly_matters(slope):
    verdict = check("relu_backward", f"return dL_dA * {slope}")
    if slope.startswith("(1"):  # ½ at 0 in another way
        slope = "½"
    assert verdict.status == "wrong" and "hardly ever" in verdict.mend, verdict
    assert "z is exactly 0" in verdict.mend and "zeros" in verdict.message


def test_one_at_zero_by_a_mask():
    verdict = check("relu_backward", "g = dL_dA.copy()\ng[Z < 0] = 0\nreturn g")
    assert verdict.status == "wrong" and "hardly ever" in verdict.mend


@pytest.mark.parametrize(
    "slope", ["np.maximum(Z, 0) / Z", "(1 + Z / np.abs(Z)) / 2", "np.exp(np.log(np.maximum(Z, 0)) - np.log(Z))"]
)
def test_nothing_over_nothing(slope):
    verdict = check("relu_backward", f"return dL_dA * ({slope})")
    assert verdict.status == "wrong"


def test_a_division_by_zero_is_named():
    verdict = check("relu_backward", "return dL_dA * np.maximum(Z, 0) / Z")
    assert verdict.mistake is None and "0/0" in verdict.mend and "nan" in verdict.message


# ------------------------------------------------------------ near 0


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("relu_backward", "return dL_dA * (Z > -0.01)"),
        ("relu_backward", "return dL_dA * (Z > -1e-5)"),
        ("relu_backward", "return dL_dA * (Z > 1e-3)"),
        ("relu_backward", "return np.where(Z > 0, dL_dA, 1e-7 * dL_dA)"),
        ("relu_backward", "return np.where(Z > 0, dL_dA, 1e-3 * dL_dA)"),
        ("relu_backward", "return np.where(np.abs(dL_dA) < 1e-3, 0, dL_dA) * (Z > 0)"),
        ("relu", "return np.where(Z > 0.001, Z, 0)"),
        ("relu", "return np.logaddexp(0, 1000 * Z) / 1000"),
        ("sigmoid_backward", "G = np.where(np.abs(dL_dA) < 1e-5, 0, dL_dA)\nreturn G * A * (1 - A)"),
        ("linear_forward", "X = np.where(np.abs(X) < 0.005, 0, X)\nreturn X @ W + b"),
        ("linear_backward", f"{LINEAR}return dL_dX, dL_dW, np.where(np.abs(dL_db) < 1e-3, 0, dL_db)"),
        ("half_squared_error_backward", "D = (Y_hat - Y) / len(Y)\nreturn D * (np.abs(D) > 1e-4)"),
        ("sgd_step", "for p, g in zip(parameters, gradients):\n    p -= learning_rate * g * (np.abs(g) > 1e-5)"),
        ("delta_output", "y = np.where(np.abs(y) < 1e-3, 0, y)\nreturn (a - y) * a * (1 - a)"),
        ("sigmoid", "return np.where(Z == 0, 0, safe_sigmoid(Z))"),
        ("tanh_backward", "return dL_dA * (1 - A**2) * (dL_dA != 0) + (dL_dA == 0)"),
    ],
)
def test_wrong_near_zero(name, body):
    assert check(name, body).status == "wrong"


# ------------------------------------------------------------ far out


@pytest.mark.parametrize("c", [0.1, 0.5, 1, 5, 50])
@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("two_layer_backward", PAGE + "return tuple(np.clip(g, -{c}, {c}) for g in gradients)"),
        ("linear_backward", LINEAR + "return tuple(np.clip(g, -{c}, {c}) for g in (dL_dX, dL_dW, dL_db))"),
        ("linear_backward", LINEAR + "return dL_dX, dL_dW, np.clip(dL_db, -{c}, {c})"),
        ("linear_forward", "return np.clip(X @ W + b, -{c}, {c})"),
        ("relu", "return np.clip(Z, 0, {c})"),
        ("relu", "return np.minimum(np.maximum(Z, 0), {c})"),
        ("sigmoid_backward", "return np.clip(dL_dA, -{c}, {c}) * A * (1 - A)"),
        ("half_squared_error_backward", "return np.clip(Y_hat - Y, -{c}, {c}) / len(Y)"),
        ("sgd_step", "for p, g in zip(parameters, gradients):\n    p -= learning_rate * np.clip(g, -{c}, {c})"),
        ("delta_hidden", "s = safe_sigmoid(z)\nreturn np.clip(W_next.T @ delta_next, -{c}, {c}) * s * (1 - s)"),
        ("hand_back", "return np.clip(dL_dZ @ W.T, -{c}, {c})"),
    ],
)
def test_cut_off(name, body, c):
    verdict = check(name, body.format(c=c))
    assert verdict.status == "wrong" and verdict.mistake != "integer"


@pytest.mark.parametrize(
    ("name", "body", "limits"),
    [
        (
            "linear_backward",
            LINEAR + "return tuple(np.clip(g, -20, 20) for g in (dL_dX, dL_dW, dL_db))",
            "Nothing below -20 or above 20 comes",
        ),
        ("relu", "return np.clip(Z, 0, 6)", "Nothing above 6 comes"),
        (
            "two_layer_backward",
            PAGE + "return tuple(np.clip(g, -5, 5) for g in gradients)",
            "Nothing below -5 or above 5 comes",
        ),
    ],
)
def test_a_clip_is_named(name, body, limits):
    verdict = check(name, body)
    assert verdict.mistake is None and "cut off" in verdict.mend and limits in verdict.mend, verdict.mend
    assert "integer" not in verdict.mend


def test_a_clip_of_the_sigmoid_is_open():
    verdict = check("sigmoid", "return np.clip(safe_sigmoid(Z), 1e-7, 1 - 1e-7)")
    assert verdict.status == "correct" and "cut off" in verdict.remark and len(verdict.remarks) == 1
    assert check("sigmoid", "return 1 / (1 + np.exp(-np.clip(Z, -500, 500)))").remarks == ()
    epsilon = "E = np.exp(Z - Z.max(axis=1, keepdims=True))\nreturn E / (E.sum(axis=1, keepdims=True) + 1e-8)"
    assert check("softmax", epsilon).remarks == ()
    assert check("sigmoid", "return np.clip(safe_sigmoid(Z), 1e-3, 1 - 1e-3)").status == "wrong"
    assert check("sigmoid", "return np.clip(0.2 * Z + 0.5, 0, 1)").status == "wrong"


# ------------------------------------------------------------ beyond some samples and entries


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("relu", "A = np.maximum(Z, 0)\nA[5:] = 0\nreturn A"),
        ("relu", "A = np.maximum(Z, 0)\nA.flat[30:] = 0\nreturn A"),
        ("sigmoid_backward", "G = dL_dA * A * (1 - A)\nG[8:] = 0\nreturn G"),
        (
            "linear_forward",
            "Z = np.zeros((len(X), len(b)))\nfor i in range(min(len(X), 10)):\n    Z[i] = X[i] @ W + b\nreturn Z",
        ),
        ("linear_backward", LINEAR + "return dL_dX, X[:6].T @ dL_dZ[:6], dL_db"),
        ("linear_backward", LINEAR + "dL_dW.flat[50:] = 0\nreturn dL_dX, dL_dW, dL_db"),
        ("half_squared_error", "return 0.5 * ((Y_hat - Y)[:7] ** 2).sum() / len(Y)"),
        ("two_layer_backward", PAGE + "gradients[0].flat[30:] = 0\nreturn gradients"),
        ("mean_gradients", "n = len(errors)\nreturn errors[:9] @ inputs[:9] / n, errors.mean()"),
        (
            "numerical_gradient",
            JUDGE.replace("np.ndindex(x.shape)", "[*np.ndindex(x.shape)][:30]"),
        ),
    ],
)
def test_wrong_beyond_a_few(name, body):
    verdict = check(name, body)
    assert verdict.status == "wrong"
    assert (
        "With larger arrays it is not right" in verdict.message or "numerical" in name or "With" not in verdict.message
    )


# ------------------------------------------------------------ judges

CENTRAL = "g[i] = (above - below) / (2 * h)"


def judge(before, above, between, below, after, value=CENTRAL, h="1e-5"):
    return (
        f"h, x, g = {h}, x.astype(float), np.zeros(x.shape)\nfor i in np.ndindex(x.shape):\n    {before}\n    {above}\n"
        f"    above = f(x)\n    {between}\n    below = f(x)\n    {after}\n    {value}\nreturn g"
    )


@pytest.mark.parametrize("h", ["1e-4", "1e-5", "1e-6", "1e-7", "1e-8"])
def test_a_judge_that_puts_nothing_back(h):
    body = judge("pass", "x[i] += h", "x[i] -= 2 * h", "", "pass", h=h).replace("    \n", "")
    verdict = check("numerical_gradient", body)
    assert verdict.status == "wrong" and "not put back" in verdict.mend, f"{verdict}\n{verdict.mend}"


def test_a_judge_that_puts_back_too_little():
    body = judge("pass", "x[i] += h", "x[i] -= h", "", "pass", value="g[i] = (above - below) / h")
    assert check("numerical_gradient", body).status == "wrong"  # one side alone


@pytest.mark.parametrize("h", ["1e-5", "1e-7", "1e-8", "1e-9", "1e-10"])
@pytest.mark.parametrize("sign", ["", "-"])
def test_a_judge_with_one_side(h, sign):
    body = JUDGE.replace("1e-5", f"{sign}{h}").replace("f(x - e)", "f(x)").replace("(2 * h)", "h")
    verdict = check("numerical_gradient", body)
    assert verdict.status == "wrong" and "Only one side" in verdict.mend, f"{verdict}\n{verdict.mend}"


@pytest.mark.parametrize(
    "body",
    [
        judge("kept = x[i]", "x[i] = kept + h", "x[i] = kept - h", "", "x[i] = kept"),
        judge(
            "kept = x[i]",
            "x[i] = kept + h",
            "x[i] = kept - h",
            "",
            "x[i] = kept",
            value="g[i] = (above - below) / (x[i] + h - (x[i] - h))",
        ),
        judge("pass", "x[i] += h", "x[i] -= 2 * h", "", "x[i] += h"),
        judge("pass", "x[i] += h", "x[i] -= 2 * h", "", "x[i] += h", h="1e-3"),
        judge("pass", "x[i] += h", "x[i] -= 2 * h", "", "x[i] += h", h="1e-7"),
    ],
)
def test_a_judge_that_puts_back(body):
    verdict = check("numerical_gradient", body)
    assert verdict.status == "correct" and not verdict.remarks, verdict


def test_a_judge_whose_nudge_is_a_part_of_the_entry():
    body = JUDGE.replace("e[i] = h", "e[i] = h = 1e-5 * x[i]")
    verdict = check("numerical_gradient", body)
    assert verdict.status == "wrong" and "nan" in verdict.mend
    assert check("numerical_gradient", body.replace("1e-5 * x[i]", "1e-5 * max(1, abs(x[i]))")).status == "correct"


def test_gradients_that_are_changed_on_the_way():
    for line in (
        "g *= learning_rate\n    p -= g",
        "p -= learning_rate * g\n    g[:] = 0",
        "g -= 0\n    g += 1\n    p -= learning_rate * (g - 1)",
    ):
        verdict = check("sgd_step", f"for p, g in zip(parameters, gradients):\n    {line}")
        assert verdict.mistake == "argument-changed"


def test_the_numbers_have_zeros_and_both_signs():
    for kind in ("close", "far"):
        dL_dA, Z = exercises.relu_backward.wide_cases[kind].arguments
        assert (Z == 0).any() and (Z < 0).any() and (Z > 0).any() and Z.size > 30 and len(Z) > 5
    assert np.abs(Z).max() > 50 and np.abs(dL_dA).max() > 50
