"""Lesson 11: a step of Adam, and the recap."""

import numpy as np
import pytest

from helpers import exercises
from helpers.nn import Adam, Linear, Network
from tests.exercises.answers import written
from tests.exercises.cells import exercise_cells, run

CELLS = exercise_cells("11")

ADAM = """
m[:] = beta_1 * m + (1 - beta_1) * gradient
s[:] = beta_2 * s + (1 - beta_2) * gradient**2
m_hat = m / (1 - beta_1**t)
s_hat = s / (1 - beta_2**t)
theta -= learning_rate * m_hat / (np.sqrt(s_hat) + epsilon)
"""


def changed(*changes):
    """Return the reference with changes (old, new)."""
    body = ADAM
    for old, new in changes:
        assert old in body, f"{old} is not in\n{body}"
        body = body.replace(old, new)
    return body


RIGHT = [
    ADAM,
    ADAM + "return theta, m, s",
    changed(("m[:] =", "m *= beta_1\nm +="), ("beta_1 * m + ", "")),
    changed(("m[:] = beta_1 * m + (1 - beta_1) * gradient", "m += (1 - beta_1) * (gradient - m)")),
    changed(("gradient**2", "gradient * gradient"), ("np.sqrt(s_hat)", "s_hat**0.5")),
    changed(("m_hat = m", "m = m"), ("m_hat", "m")),  # a local name, after the array was filled
    changed(("s / (1 - beta_2**t)", "s"), ("np.sqrt(s_hat)", "np.sqrt(s_hat) / np.sqrt(1 - beta_2**t)")),
    changed(("theta -=", "theta[...] = theta -")),
    (
        "for i in np.ndindex(theta.shape):\n    m[i] = beta_1 * m[i] + (1 - beta_1) * gradient[i]\n"
        "    s[i] = beta_2 * s[i] + (1 - beta_2) * gradient[i] ** 2\n    m_hat = m[i] / (1 - beta_1**t)\n"
        "    theta[i] -= learning_rate * m_hat / (math.sqrt(s[i] / (1 - beta_2**t)) + epsilon)"
    ),
    (
        "np.copyto(m, beta_1 * m + (1 - beta_1) * gradient)\nnp.copyto(s, beta_2 * s + (1 - beta_2) * gradient**2)\n"
        "rate = learning_rate / (1 - math.pow(beta_1, t))\n"
        "np.subtract(theta, rate * m / (np.sqrt(s / (1 - beta_2**t)) + epsilon), out=theta)"
    ),
]
SWAPPED = ("beta_1", "beta"), ("beta_2", "beta_1"), ("beta)", "beta_2)"), ("beta *", "beta_2 *"), ("beta**", "beta_2**")
WRONG = [  # the name, a word of what is said, the body
    ("not-in-place", "m[:]", changed(("m[:] =", "m ="), ("s[:] =", "s ="))),
    ("not-in-place", "theta -=", changed(("theta -=", "theta = theta -"))),
    ("not-in-place", "theta -=", changed(("theta -=", "return theta -"))),
    ("not-in-place", "m[:]", changed(("[:]", ""), ("theta -=", "theta = theta -"))),
    ("uphill", "Subtract", changed(("theta -=", "theta +="))),
    ("wrong-factor", "learning rate", changed(("learning_rate * ", ""))),
    ("argument-changed", "overwrites", changed(("gradient**2", "np.square(gradient, out=gradient)"))),
    ("raises", "", changed(("(np.sqrt", "(math.sqrt"))),
    (None, "off by one", changed(("**t", "**(t - 1)"))),
    (None, "off by one", "t = t + 1\n" + ADAM),
    (None, "first step only", changed(("**t", ""))),
    (None, "power", changed(("beta_1**t", "beta_1 * t"))),
    (None, "1 minus", changed(("1 - beta_1**t", "beta_1**t"))),
    (None, "multiplies", changed(("m / (", "m * ("))),
    (None, "parentheses", changed(("(1 - beta_1**t)", "1 - beta_1**t"))),
    (None, "too small", changed(("m_hat = m / (1 - beta_1**t)", "m_hat = m"))),
    (None, "too small", changed((" / (1 - beta_1**t)", ""), (" / (1 - beta_2**t)", ""))),
    (None, "corrected", changed(("m_hat = m", "m_hat = m[:] = m"), ("s_hat = s", "s_hat = s[:] = s"))),
    (None, "root is left out", changed(("np.sqrt(s_hat)", "s_hat"))),
    (None, "inside the root", changed(("np.sqrt(s_hat) + epsilon", "np.sqrt(s_hat + epsilon)"))),
    (None, "ε is left out", changed((" + epsilon", ""))),
    (None, "parentheses", changed(("(np.sqrt(s_hat) + epsilon)", "np.sqrt(s_hat) + epsilon"))),
    (
        None,
        "before the correction",
        changed(
            (
                "m_hat / (np.sqrt(s_hat)",
                "np.sqrt(1 - beta_2**t) / (1 - beta_1**t) * m / (np.sqrt(s)",
            )
        ),
    ),
    (None, "not s", changed(("s / (1", "np.sqrt(s) / (1"), ("np.sqrt(s_hat)", "s_hat"))),
    (None, "isn't squared", changed(("gradient**2", "gradient"))),
    (None, "isn't squared", changed(("gradient**2", "abs(gradient)"))),
    (None, "gradient itself", changed(("gradient**2", "m**2"))),
    (None, "own", changed(("gradient**2", "(gradient**2).sum()"))),
    (None, "other one", changed(*SWAPPED)),
    (None, "other one", changed(("beta_1 * m", "beta_2 * m"))),
    (None, "other one", changed(("beta_1**t", "beta_2**t"))),
    (None, "not 1 − β₁", changed(("(1 - beta_1) * gradient", "gradient"))),
    (None, "exchanged", changed(("beta_1 * m + (1 - beta_1) * gradient", "(1 - beta_1) * m + beta_1 * gradient"))),
    (None, "minus comes in the step", changed(("+ (1 - beta_1)", "- (1 - beta_1)"))),
    (None, "not β₂", changed(("beta_2 * s + ", ""))),
    (None, "old m", changed(("m[:] = ", "new = "), ("theta -=", "m_hat = m / (1 - beta_1**t)\nm[:] = new\ntheta -="))),
    (None, "RMS scaling", changed(("m_hat / (np", "gradient / (np"))),
    (None, "L2", changed(("m[:]", "g = gradient + 0.01 * theta\nm[:]"), ("* gradient", "* g"))),
    (None, "AdamW", changed(("theta -=", "theta *= 1 - 0.01 * learning_rate\ntheta -="))),
    (None, "old value is left out", changed(("theta -=", "theta[:] = -"))),
]


@pytest.mark.parametrize("body", RIGHT)
def test_right_answers_in_other_styles_pass(body):
    verdict = exercises.adam_step.check(written("adam_step", body))
    assert verdict.status == "correct", f"{verdict}\n{verdict.mend}"


@pytest.mark.parametrize("mistake, said, body", WRONG)
def test_wrong_answers_are_named(mistake, said, body):
    verdict = exercises.adam_step.check(written("adam_step", body))
    assert (verdict.status, verdict.mistake) == ("wrong", mistake), f"{verdict}\n{verdict.mend}"
    assert said in verdict.mend and "No known mistake" not in verdict.message, f"{verdict}\n{verdict.mend}"


def test_two_mistakes_are_both_said():
    verdict = exercises.adam_step.check(
        written("adam_step", changed(("gradient**2", "gradient"), ("np.sqrt(s_hat) + epsilon", "s_hat + epsilon")))
    )
    assert "isn't squared" in verdict.mend and "root is left out" in verdict.mend


def test_what_is_said_of_two_lines_names_their_result_once():
    verdict = exercises.adam_step.check(written("adam_step", changed(("**t", "**(t - 1)"))))
    assert verdict.mend.startswith("In step: ")


def test_it_is_the_adam_of_the_package():
    """Ten steps of the reference, from 0, go where helpers.nn.Adam goes."""
    network, rng = Network([Linear(2, 3, rng=0)]), np.random.default_rng(1)
    layer, optimizer = network.layers[0], Adam(0.03, epsilon=0.01)
    theta, m, s = layer.W.copy(), np.zeros((2, 3)), np.zeros((2, 3))
    step = written("adam_step", ADAM)
    for t in range(1, 11):
        layer.dL_dW, layer.dL_db = rng.normal(size=(2, 3)), np.zeros(3)
        optimizer.step(network)
        step(theta, m, s, layer.dL_dW, t, 0.03, 0.9, 0.999, 0.01)
    np.testing.assert_allclose(theta, layer.W, rtol=1e-12)


# ------------------------------------------------------------ the lesson's cells, and the recap

ROWS = {
    "v": ("(d_in, d_out)", "momentum * v - learning_rate * dL_dW"),
    "m_hat": ("(d_in, d_out)", "m / (1 - beta_1**t)"),
}


def test_the_cells_of_the_lesson():
    assert [*CELLS] == ["momentum_by_hand", "momentum_step", "adam_step", "recap_11"]
    assert all(run(cell).status == "not attempted" for cell in CELLS.values())


def test_the_recap():
    recap = exercises.recap_11
    assert recap.check(**ROWS).status == "correct"
    assert recap.check(**dict.fromkeys(ROWS, (..., ...)) | {"v": ("(d_in, d_out)", ...)}).status == "not attempted"
    for name, code in (
        ("v", "v * momentum + -learning_rate * dL_dW"),
        ("m_hat", "m_hat = m / (1 - np.power(beta_1, t))"),
        ("m_hat", "(1 - beta_1**t) ** -1 * m"),
    ):
        assert recap.check(**ROWS | {name: (ROWS[name][0], code)}).status == "correct"


@pytest.mark.parametrize(
    "name, code, mistake, said",
    [
        ("v", "momentum * v + learning_rate * dL_dW", "uphill", "subtracted"),
        ("v", "momentum * v - dL_dW", None, "learning rate"),
        ("v", "-learning_rate * dL_dW", None, "old velocity"),
        ("v", "dL_dW", None, ""),
        ("m_hat", "m", None, "too small"),
        ("m_hat", "m / (1 - beta_1)", None, "first step only"),
        ("m_hat", "m / (1 - beta_1 ** (t + 1))", None, "off by one"),
        ("m_hat", "m * (1 - beta_1**t)", None, "multiplies"),
        ("m_hat", "m / 1 - beta_1**t", None, "parentheses"),
    ],
)
def test_wrong_lines_are_named(name, code, mistake, said):
    verdict = exercises.recap_11.check(**ROWS | {name: (ROWS[name][0], code)})
    assert (verdict.status, verdict.mistake) == ("wrong", mistake), f"{verdict}\n{verdict.mend}"
    assert said in verdict.mend


@pytest.mark.parametrize("name", ROWS)
def test_a_wrong_shape(name):
    verdict = exercises.recap_11.check(**ROWS | {name: ("(d_out, d_in)", ROWS[name][1])})
    assert (verdict.status, verdict.mistake) == ("wrong", "wrong-shape")
