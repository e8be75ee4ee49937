"""Lesson 05: a step by hand, the missing line of a step, the training loop, and the recap."""

import pytest

from helpers import exercises
from tests.exercises.answers import from_cell, written

HEAD = "for step in range(steps):\n"
PASS = "    A1 = sigmoid(X @ W1 + b1)\n    Y_hat = sigmoid(A1 @ W2 + b2)\n"
BACK = "    d2 = (Y_hat - Y) / len(X) * Y_hat * (1 - Y_hat)\n    d1 = d2 @ W2.T * A1 * (1 - A1)\n"
STEP = (
    "    W1 -= learning_rate * X.T @ d1\n    b1 -= learning_rate * d1.sum(axis=0)\n    W2 -= learning_rate * A1.T @"
    " d2\n    b2 -= learning_rate * d2.sum(axis=0)\n"
)
LOOP = HEAD + PASS + BACK + STEP
GRADIENTS = (
    "def gradients():\n    A1 = sigmoid(X @ W1 + b1)\n    Y_hat = sigmoid(A1 @ W2 + b2)\n"
    + BACK
    + "    return X.T @ d1, d1.sum(axis=0), A1.T @ d2, d2.sum(axis=0)\n"
)

RIGHT = [
    LOOP,
    LOOP.replace("-= learning_rate * ", "+= -learning_rate * ") + "return W1, b1, W2, b2",
    GRADIENTS
    + "while steps > 0:\n    for theta, g in zip((W1, b1, W2, b2), gradients()):\n        theta[...] = theta -"
    " learning_rate * g\n    steps -= 1",
    GRADIENTS
    + "for _ in range(steps):\n    found = gradients()\n    for theta, g in zip([W1, b1, W2, b2], found):\n       "
    " np.subtract(theta, learning_rate * g, out=theta)",
    "V1, c1, V2, c2 = W1.copy(), b1.copy(), W2.copy(), b2.copy()\n"
    + LOOP.replace("W1", "V1").replace("b1", "c1").replace("W2", "V2").replace("b2", "c2")
    + "W1[:], b1[:], W2[:], b2[:] = V1, c1, V2, c2",
    "losses = []\n"
    + LOOP.replace(BACK, "    losses.append(0.5 * ((Y_hat - Y) ** 2).sum(axis=1).mean())\n" + BACK)
    + "return losses",
    (
        "from helpers.nn import SGD, HalfSquaredError, Linear, Network, Sigmoid\nnet = Network([Linear(*W1.shape, 0),"
        " Sigmoid(), Linear(*W2.shape, 0), Sigmoid()])\nfirst, _, second, _ = net.layers\nfirst.W[:], first.b[:],"
        " second.W[:], second.b[:] = W1, b1, W2, b2\nloss, sgd = HalfSquaredError(), SGD(learning_rate)\nfor _ in"
        " range(steps):\n    loss.forward(net.forward(X), Y)\n    net.backward(loss.backward())\n    sgd.step(net)\nfor"
        " theta, trained in ((W1, first.W), (b1, first.b), (W2, second.W), (b2, second.b)):\n    theta[:] = trained"
    ),
]
NEW_ARRAYS = (
    LOOP.replace("W1 -= ", "W1 = W1 - ")
    .replace("b1 -= ", "b1 = b1 - ")
    .replace("W2 -= ", "W2 = W2 - ")
    .replace("b2 -= ", "b2 = b2 - ")
)
EARLY = (
    HEAD
    + PASS
    + BACK.split("\n")[0]
    + "\n"
    + "\n".join(STEP.split("\n")[2:4])
    + "\n"
    + BACK.split("\n")[1]
    + "\n"
    + "\n".join(STEP.split("\n")[:2])
)
WRONG = [
    ("not-in-place", NEW_ARRAYS),
    ("not-in-place", NEW_ARRAYS + "return W1, b1, W2, b2"),
    ("not-in-place", LOOP.replace("b1 -= ", "b1 = b1 - ").replace("b2 -= ", "b2 = b2 - ")),
    ("not-in-place", "W1, b1, W2, b2 = W1.copy(), b1.copy(), W2.copy(), b2.copy()\n" + LOOP),
    ("uphill", LOOP.replace("-= ", "+= ")),
    ("uphill", LOOP.replace("Y_hat - Y)", "Y - Y_hat)", 1)),
    ("updated-too-early", EARLY),
    ("sum-for-mean", LOOP.replace(" / len(X)", "")),
    ("mean-for-sum", LOOP.replace("len(X)", "Y.size")),
    ("mean-for-sum", LOOP.replace("sum(axis=0)", "mean(axis=0)")),
    ("missing-slope", LOOP.replace(" * Y_hat * (1 - Y_hat)", "")),
    ("missing-slope", LOOP.replace(" * A1 * (1 - A1)", "")),
    ("missing-slope", LOOP.replace(" * A1 * (1 - A1)", " * (1 - A1)")),
    ("slope-of-activation", LOOP.replace("A1 * (1 - A1)", "sigmoid(A1) * (1 - sigmoid(A1))")),
    ("slope-of-activation", LOOP.replace("W2.T * A1 * (1 - A1)", "W2.T * (X @ W1 + b1) * (1 - (X @ W1 + b1))")),
    ("missing-upstream", LOOP.replace("(Y_hat - Y) / len(X) * ", "")),
    ("missing-path", LOOP.replace("d2 @ W2.T", "d2[:, -1:] * W2[:, -1]")),
    ("transposed", LOOP.replace("d2 @ W2.T", "d2 @ W2")),
    ("transposed", LOOP.replace("X.T @ d1", "d1.T @ X").replace("A1.T @ d2", "d2.T @ A1")),
    ("transposed", LOOP.replace("X.T @ d1", "X @ d1").replace("A1.T @ d2", "A1 @ d2")),
    ("wrong-factor", LOOP.replace("learning_rate * ", "")),
    ("wrong-factor", LOOP.replace("(Y_hat - Y)", "2 * (Y_hat - Y)")),
    ("sum-for-mean+uphill", LOOP.replace("-= ", "+= ").replace(" / len(X)", "")),
    ("missing-slope+uphill", LOOP.replace("-= ", "+= ").replace(" * Y_hat * (1 - Y_hat)", "")),
    (
        "last-sample-only",
        HEAD
        + "    for x, y in zip(X, Y):\n        A1 = sigmoid(x @ W1 + b1)\n        Y_hat = sigmoid(A1 @ W2 + b2)\n      "
        "  d2 = (Y_hat - y) * Y_hat * (1 - Y_hat)\n        d1 = W2 @ d2 * A1 * (1 - A1)\n    W1 -= learning_rate *"
        " np.outer(x, d1)\n    b1 -= learning_rate * d1\n    W2 -= learning_rate * np.outer(A1, d2)\n    b2 -="
        " learning_rate * d2",
    ),
    ("argument-changed", LOOP + "X[:] = 0"),
    ("raises", LOOP.replace("len(X)", "n")),
    (None, (PASS + BACK).replace("    ", "") + HEAD + STEP),
    (None, LOOP + "    return"),
    (None, LOOP.replace("range(steps)", "range(1, steps)")),
    (None, LOOP.replace("range(steps)", "range(steps + 1)")),
    (
        None,
        HEAD
        + PASS
        + BACK
        + "    W2 -= learning_rate * A1.T @ d2\n    b2 -= learning_rate * d2.sum(axis=0)\n"
        + PASS
        + BACK
        + "    W1 -= learning_rate * X.T @ d1\n    b1 -= learning_rate * d1.sum(axis=0)\n",
    ),
    (None, HEAD + PASS + BACK + "    W1 -= learning_rate * X.T @ d1\n    W2 -= learning_rate * A1.T @ d2"),
    (None, HEAD + PASS + BACK + "    W2 -= learning_rate * A1.T @ d2\n    b2 -= learning_rate * d2.sum(axis=0)"),
    (
        None,
        HEAD
        + "    for i in range(len(X)):\n        x, y = X[[i]], Y[[i]]\n        A1 = sigmoid(x @ W1 + b1)\n        Y_hat"
        " = sigmoid(A1 @ W2 + b2)\n        d2 = (Y_hat - y) * Y_hat * (1 - Y_hat)\n        d1 = d2 @ W2.T * A1 * (1 -"
        " A1)\n        W1 -= learning_rate * x.T @ d1\n        b1 -= learning_rate * d1.sum(axis=0)\n        W2 -="
        " learning_rate * A1.T @ d2\n        b2 -= learning_rate * d2.sum(axis=0)",
    ),
]


def check(body):
    return exercises.train_two_layers.check(written("train_two_layers", body))


@pytest.mark.parametrize("body", RIGHT)
def test_right_answers_in_other_styles_pass(body):
    verdict = check(body)
    assert verdict.status == "correct", f"{verdict}\n{verdict.mend}"


@pytest.mark.parametrize("mistake, body", WRONG)
def test_wrong_answers_are_named(mistake, body):
    verdict = check(body)
    assert (verdict.status, verdict.mistake) == ("wrong", mistake), f"{verdict}\n{verdict.mend}"


def test_the_words_say_what_happened():
    for body, words in (
        (LOOP + "    return", "Only one step"),
        (LOOP.replace("range(steps)", "range(1, steps)"), "One turn too few"),
        ((PASS + BACK).replace("    ", "") + HEAD + STEP, "made once"),
        (
            HEAD + PASS + BACK + "    W1 -= learning_rate * X.T @ d1\n    W2 -= learning_rate * A1.T @ d2",
            "biases never move",
        ),
    ):
        assert words in check(body).mend


@pytest.mark.parametrize(
    "line, status, mistake",
    [
        ("...", "not attempted", None),
        ("theta - learning_rate * gradient", "correct", None),
        ("theta + learning_rate * gradient", "wrong", "uphill"),
        ("theta - gradient", "wrong", "wrong-factor"),
        ("learning_rate * gradient", "wrong", None),
        ("-learning_rate * gradient", "wrong", None),
        ("theta - learning_rate * gradient / len(gradient)", "wrong", "mean-for-sum"),
    ],
)
def test_the_line_that_is_missing(line, status, mistake):
    stub = (
        "def sgd_step(parameters, gradients, learning_rate):\n    for theta, gradient in zip(parameters, gradients):\n"
        f"        theta[:] = {line}\n"
    )
    verdict = exercises.sgd_step.check(from_cell(stub, "sgd_step"))
    assert (verdict.status, verdict.mistake) == (status, mistake), verdict


# ------------------------------------------------------------ on paper

NUMBERS = {"w": 0.95, "estimate": 2.5, "distance": -3}


def test_by_hand():
    exercise = exercises.step_by_hand
    assert exercise.check(**NUMBERS).status == "correct"
    assert exercise.check(w=0.8 - 0.5 * -0.3, estimate=(4 + 1) / 2, distance=(1 - 2.5) * 2).status == "correct"
    assert exercise.check(**dict.fromkeys(NUMBERS, ...)).status == "not attempted"
    assert exercise.check(w=0.95, estimate=..., distance=...).status == "not attempted"


@pytest.mark.parametrize(
    "name, number, mistake",
    [
        ("w", 0.65, "uphill"),
        ("w", 0.5, "uphill"),
        ("w", 1.1, None),
        ("w", 0.15, None),
        ("w", 0.7, None),
        ("estimate", 5, "sum-for-mean"),
        ("estimate", 1.25, "mean-for-sum"),
        ("estimate", 1, "last-sample-only"),
        ("estimate", 2, None),
        ("distance", 3, "wrong-sign"),
        ("distance", 7, "uphill"),
        ("distance", 5, None),
        ("distance", -1.5, None),
        ("distance", -0.5, None),
    ],
)
def test_slips_by_hand(name, number, mistake):
    verdict = exercises.step_by_hand.check(**NUMBERS | {name: number})
    assert (verdict.status, verdict.mistake) == ("wrong", mistake)


ROWS = {
    "W": ("(d_in, d_out)", "W - learning_rate * dL_dW"),
    "b": ("(d_out,)", "b - learning_rate * dL_db"),
    "batch_gradient": ("(d_in, d_out)", "of_samples.mean(axis=0)"),
}


def test_the_recap():
    recap = exercises.recap_05
    assert recap.check(**ROWS).status == "correct"
    assert recap.check(**dict.fromkeys(ROWS, (..., ...)) | {"W": ("(d_in, d_out)", ...)}).status == "not attempted"
    for code in (
        "of_samples.sum(axis=0) / len(of_samples)",
        "sum(of_samples) / len(of_samples)",
        "np.einsum('mio->io', of_samples) / of_samples.shape[0]",
    ):
        assert recap.check(**ROWS | {"batch_gradient": ("(d_in,d_out)", code)}).status == "correct"


@pytest.mark.parametrize(
    "name, row, mistake",
    [
        ("W", ("(d_out, d_in)", "W - learning_rate * dL_dW"), "wrong-shape"),
        ("W", ("(d_in, d_out)", "W + learning_rate * dL_dW"), "uphill"),
        ("W", ("(d_in, d_out)", "W - dL_dW"), None),
        ("b", ("(d_out,)", "b + learning_rate * dL_db"), "uphill"),
        ("b", ("(d_out,)", "learning_rate * dL_db"), None),
        ("b", ("(d_in,)", ...), "wrong-shape"),
        ("batch_gradient", ("(d_in, d_out)", "of_samples.sum(axis=0)"), "sum-for-mean"),
        ("batch_gradient", ("(d_in, d_out)", "of_samples"), "batch-not-summed"),
        ("batch_gradient", ("(d_in, d_out)", "of_samples.mean()"), "batch-not-summed"),
        ("batch_gradient", ("(d_in, d_out)", "of_samples[-1]"), "last-sample-only"),
    ],
)
def test_wrong_rows_are_named(name, row, mistake):
    verdict = exercises.recap_05.check(**ROWS | {name: row})
    assert (verdict.status, verdict.mistake) == ("wrong", mistake), f"{verdict}\n{verdict.mend}"
