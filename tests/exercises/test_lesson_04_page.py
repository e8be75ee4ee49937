"""Lesson 04: the whole page as a function, and its lines in the recap."""

import pytest

from helpers import exercises
from tests.exercises.answers import from_cell, written

FORWARD = "A1 = sigmoid(X @ W1 + b1)\nY_hat = sigmoid(A1 @ W2 + b2)\nn = len(X)\n"
SECOND = "d2 = (Y_hat - Y) / n * Y_hat * (1 - Y_hat)\n"
FIRST = "d1 = d2 @ W2.T * A1 * (1 - A1)\n"
RESULT = "return X.T @ d1, d1.sum(axis=0), A1.T @ d2, d2.sum(axis=0)"
ONE_BY_ONE = """dW1, db1, dW2, db2 = np.zeros(W1.shape), np.zeros(b1.shape), np.zeros(W2.shape), np.zeros(b2.shape)
for x, y in zip(X, Y):
    a = sigmoid(x @ W1 + b1)
    y_hat = sigmoid(a @ W2 + b2)
    d2 = (y_hat - y) / len(X) * y_hat * (1 - y_hat)
    d1 = W2 @ d2 * a * (1 - a)
    dW1 += np.outer(x, d1)
    db1 += d1
    dW2 += np.outer(a, d2)
    db2 += d2
return dW1, db1, dW2, db2"""
JUDGE = """def loss(W1, b1, W2, b2):
    return 0.5 * ((sigmoid(sigmoid(X @ W1 + b1) @ W2 + b2) - Y) ** 2).sum() / len(X)
given, found = [W1, b1, W2, b2], []
for k, theta in enumerate(given):
    gradient = np.zeros(theta.shape)
    for i in np.ndindex(theta.shape):
        sides = []
        for h in (1e-4, -1e-4):
            moved = [np.array(each, dtype=float) for each in given]
            moved[k][i] += h
            sides.append(loss(*moved))
        gradient[i] = (sides[0] - sides[1]) / 2e-4
    found.append(gradient)
return found"""

RIGHT = [
    FORWARD + SECOND + FIRST + RESULT,
    ONE_BY_ONE,
    FORWARD
    + "seed = Y_hat - Y\nd2 = seed * Y_hat * (1 - Y_hat)\n"
    + FIRST
    + "return X.T @ d1 / n, d1.mean(axis=0), A1.T @ d2 / n, d2.mean(axis=0)",
    (
        "Z1 = np.dot(X, W1) + b1\nZ2 = np.dot(1 / (1 + np.exp(-Z1)), W2) + b2\ns = lambda z: safe_sigmoid(z) *"
        " safe_sigmoid(-z)\nd2 = (safe_sigmoid(Z2) - Y) / len(X) * s(Z2)\nd1 = np.einsum('no,ho->nh', d2, W2) *"
        " s(Z1)\nreturn np.einsum('ni,nh->ih', X, d1), np.einsum('nh->h', d1), np.einsum('nh,no->ho', safe_sigmoid(Z1),"
        " d2), np.einsum('no->o', d2)"
    ),
    FORWARD
    + SECOND
    + "d1 = (W2 @ d2.T).T * (A1 - A1**2)\nreturn [(d1.T @ X).T.tolist(), sum(d1), (d2.T @ A1).T, np.ones(n) @ d2]",
    (
        "def layer(X, W, b):\n    return safe_sigmoid(X @ W + b)\ndef back(G, A, X, W):\n    G = G * A * (1 - A)\n   "
        " return G @ W.T, X.T @ G, G.sum(axis=0)\nA1 = layer(X, W1, b1)\nY_hat = layer(A1, W2, b2)\nG, dW2, db2 ="
        " back((Y_hat - Y) / len(Y), Y_hat, A1, W2)\n_, dW1, db1 = back(G, A1, X, W1)\nreturn dW1, db1, dW2, db2"
    ),
    (
        "from helpers.nn import HalfSquaredError, Linear, Network, Sigmoid\nnet = Network([Linear(*W1.shape, 0),"
        " Sigmoid(), Linear(*W2.shape, 0), Sigmoid()])\nfirst, _, second, _ = net.layers\nfirst.W, first.b, second.W,"
        " second.b = (np.array(each, dtype=float) for each in (W1, b1, W2, b2))\nloss ="
        " HalfSquaredError()\nloss.forward(net.forward(X), Y)\nnet.backward(loss.backward())\nreturn first.dL_dW,"
        " first.dL_db, second.dL_dW, second.dL_db"
    ),
    JUDGE,
]
WRONG = [
    ("sum-for-mean", FORWARD + SECOND.replace(" / n", "") + FIRST + RESULT),
    ("mean-for-sum", FORWARD + SECOND + FIRST + RESULT.replace("sum", "mean")),
    ("mean-for-sum", FORWARD + SECOND + FIRST + "return X.T @ d1 / n, d1.sum(axis=0), A1.T @ d2 / n, d2.sum(axis=0)"),
    ("mean-for-sum", FORWARD + SECOND.replace("/ n", "/ Y.size") + FIRST + RESULT),
    ("missing-slope", FORWARD + "d2 = (Y_hat - Y) / n\n" + FIRST + RESULT),
    ("missing-slope", FORWARD + SECOND + "d1 = d2 @ W2.T\n" + RESULT),
    ("missing-slope", FORWARD + "d2 = (Y_hat - Y) / n\nd1 = d2 @ W2.T\n" + RESULT),
    ("missing-slope", FORWARD + SECOND + "d1 = d2 @ W2.T * (1 - A1)\n" + RESULT),
    ("slope-of-activation", FORWARD + SECOND + "d1 = d2 @ W2.T * sigmoid(A1) * (1 - sigmoid(A1))\n" + RESULT),
    ("slope-of-activation", FORWARD + "Z2 = A1 @ W2 + b2\nd2 = (Y_hat - Y) / n * Z2 * (1 - Z2)\n" + FIRST + RESULT),
    ("slope-of-activation", FORWARD + "Z1 = X @ W1 + b1\n" + SECOND + "d1 = d2 @ W2.T * Z1 * (1 - Z1)\n" + RESULT),
    ("missing-upstream", FORWARD + "d2 = Y_hat * (1 - Y_hat) / n\n" + FIRST + RESULT),
    (
        "missing-upstream",
        FORWARD + SECOND + FIRST + "return X.T @ np.ones(A1.shape), d1.sum(axis=0), A1.T @ d2, d2.sum(axis=0)",
    ),
    (
        "missing-path",
        FORWARD + SECOND + "for k in range(Y.shape[1]):\n    d1 = d2[:, [k]] * W2[:, k] * A1 * (1 - A1)\n" + RESULT,
    ),
    ("wrong-sign", FORWARD + SECOND.replace("Y_hat - Y)", "Y - Y_hat)", 1) + FIRST + RESULT),
    ("wrong-factor", FORWARD + "d2 = 2 * (Y_hat - Y) / n * Y_hat * (1 - Y_hat)\n" + FIRST + RESULT),
    ("batch-not-summed", FORWARD + SECOND + FIRST + "return X.T @ d1, d1, A1.T @ d2, d2"),
    ("batch-not-summed", FORWARD + SECOND + FIRST + RESULT.replace("axis=0", "axis=1")),
    ("wrong-shape", FORWARD + SECOND + FIRST + RESULT.replace("axis=0", "axis=0, keepdims=True")),
    ("transposed", FORWARD + SECOND + "d1 = d2 @ W2 * A1 * (1 - A1)\n" + RESULT),
    ("transposed", FORWARD + SECOND + FIRST + "return d1.T @ X, d1.sum(axis=0), d2.T @ A1, d2.sum(axis=0)"),
    ("transposed", FORWARD + SECOND + FIRST + "return A1.T @ d2, d2.sum(axis=0), X.T @ d1, d1.sum(axis=0)"),
    ("broadcast", FORWARD.replace("b1)", "b1[:, None])").replace("b2)", "b2[:, None])") + SECOND + FIRST + RESULT),
    ("last-sample-only", ONE_BY_ONE.replace("+=", "=")),
    ("updated-too-early", FORWARD + SECOND + "dW2 = A1.T @ d2\nW2 = W2 - 0.1 * dW2\n" + FIRST + RESULT),
    ("updated-too-early+argument-changed", FORWARD + SECOND + "W2 -= 0.01 * A1.T @ d2\n" + FIRST + RESULT),
    ("argument-changed", FORWARD + SECOND + FIRST + "Y *= 1.5\n" + RESULT),
    ("mean-for-sum+missing-slope", FORWARD + SECOND + "d1 = d2 @ W2.T\n" + RESULT.replace("sum", "mean")),
    (
        "sum-for-mean+batch-not-summed",
        FORWARD + SECOND.replace(" / n", "") + FIRST + "return X.T @ d1, d1, A1.T @ d2, d2",
    ),
    (
        "integer",
        ONE_BY_ONE.replace("np.zeros(W1.shape)", "np.zeros_like(W1)").replace(
            "dW1 += np.outer(x, d1)", "dW1[:] = dW1 + np.outer(x, d1)"
        ),
    ),
    ("raises", FORWARD + SECOND + FIRST + RESULT.replace("X.T", "x.T")),
    (None, "A1 = X @ W1 + b1\nY_hat = sigmoid(A1 @ W2 + b2)\nn = len(X)\n" + SECOND + FIRST + RESULT),
    (None, "A1 = sigmoid(X @ W1 + b1)\nY_hat = A1 @ W2 + b2\nn = len(X)\nd2 = (Y_hat - Y) / n\n" + FIRST + RESULT),
    (None, "A1 = sigmoid(X @ W1)\nY_hat = sigmoid(A1 @ W2)\nn = len(X)\n" + SECOND + FIRST + RESULT),
    (None, FORWARD + SECOND + FIRST + "return X.T @ d1, d1.sum(axis=0)"),
    (None, FORWARD + "d2 = (Y_hat - Y) / n * (1 - Y_hat**2)\n" + FIRST + RESULT),
]


def check(body):
    return exercises.two_layer_backward.check(written("two_layer_backward", body))


@pytest.mark.parametrize("body", RIGHT)
def test_right_answers_in_other_styles_pass(body):
    verdict = check(body)
    assert verdict.status == "correct", f"{verdict}\n{verdict.mend}"


@pytest.mark.parametrize("mistake, body", WRONG)
def test_wrong_answers_are_named(mistake, body):
    verdict = check(body)
    assert (verdict.status, verdict.mistake) == ("wrong", mistake), f"{verdict}\n{verdict.mend}"


STUB = """
def batch_backward(dL_dZ, X, W):
    dL_dX = dL_dZ @ W.T  # hand back
    dL_dW = X.T @ dL_dZ  # weights
    dL_db = {line}  # bias
    return dL_dX, dL_dW, dL_db
"""


@pytest.mark.parametrize(
    "line, status, mistake",
    [
        ("...", "not attempted", None),
        ("dL_dZ.sum(axis=0)", "correct", None),
        ("sum(dL_dZ)", "correct", None),
        ("dL_dZ", "wrong", "batch-not-summed"),
        ("dL_dZ.sum(axis=1)", "wrong", "batch-not-summed"),
        ("dL_dZ.sum()", "wrong", "batch-not-summed"),
        ("dL_dZ.mean(axis=0)", "wrong", "mean-for-sum"),
        ("dL_dZ[-1]", "wrong", "last-sample-only"),
        ("len(X)", "wrong", None),
    ],
)
def test_the_line_that_is_missing(line, status, mistake):
    verdict = exercises.batch_backward.check(from_cell(STUB.format(line=line), "batch_backward"))
    assert verdict.status == status and (mistake is None or verdict.mistake == mistake), verdict


# ------------------------------------------------------------ line by line

ROWS = {
    "dL_dY_hat": ("(n, d_out)", "(Y_hat - Y) / n"),
    "dL_dZ2": ("(n, d_out)", "dL_dY_hat * Y_hat * (1 - Y_hat)"),
    "dL_dW2": ("(d_hidden, d_out)", "A1.T @ dL_dZ2"),
    "dL_db2": ("(d_out,)", "dL_dZ2.sum(axis=0)"),
    "dL_dA1": ("(n, d_hidden)", "dL_dZ2 @ W2.T"),
    "dL_dZ1": ("(n, d_hidden)", "dL_dA1 * A1 * (1 - A1)"),
    "dL_dW1": ("(d_in, d_hidden)", "X.T @ dL_dZ1"),
    "dL_db1": ("(d_hidden,)", "dL_dZ1.sum(axis=0)"),
}


def recap(**rows):
    return exercises.recap_04.check(**ROWS | rows)


def test_the_recap():
    assert recap().status == "correct"
    assert recap(**dict.fromkeys(ROWS, (..., ...)) | {"dL_dY_hat": ("(n, d_out)", ...)}).status == "not attempted"
    assert "Still open: dL_dW1" in recap(dL_dW1=("(d_in, d_hidden)", ...)).message


@pytest.mark.parametrize(
    "name, code",
    [
        ("dL_dY_hat", "(Y_hat - Y) / len(X)"),
        ("dL_dY_hat", "dL_dY_hat = (Y_hat - Y) / Y.shape[0]"),
        ("dL_dZ2", "(Y_hat - Y) / n * (Y_hat - Y_hat**2)"),
        ("dL_dZ2", "dL_dY_hat * sigmoid(Z2) * (1 - sigmoid(Z2))"),
        ("dL_dW2", "(dL_dZ2.T @ A1).T"),
        ("dL_db2", "np.ones(n) @ dL_dZ2"),
        ("dL_dA1", "(W2 @ dL_dZ2.T).T"),
        ("dL_dZ1", "A1 * (1 - A1) * (dL_dZ2 @ W2.T)"),
        ("dL_dW1", "np.einsum('ni,nh->ih', X, dL_dZ1)"),
        ("dL_db1", "sum(dL_dZ1)"),
    ],
)
def test_other_right_lines(name, code):
    verdict = recap(**{name: (ROWS[name][0], code)})
    assert verdict.status == "correct", verdict


@pytest.mark.parametrize(
    "name, code, mistake",
    [
        ("dL_dY_hat", "Y_hat - Y", "sum-for-mean"),
        ("dL_dY_hat", "(Y - Y_hat) / n", "wrong-sign"),
        ("dL_dY_hat", "2 * (Y_hat - Y) / n", "wrong-factor"),
        ("dL_dY_hat", "(Y_hat + Y) / n", "wrong-sign"),
        ("dL_dY_hat", "0.5 * (Y_hat - Y) ** 2 / n", None),
        ("dL_dZ2", "dL_dY_hat", "missing-slope"),
        ("dL_dZ2", "Y_hat * (1 - Y_hat)", "missing-upstream"),
        ("dL_dZ2", "dL_dY_hat * Z2 * (1 - Z2)", "slope-of-activation"),
        ("dL_dW2", "dL_dZ2.T @ A1", "transposed"),
        ("dL_dW2", "A1 @ dL_dZ2", "transposed"),
        ("dL_dW2", "A1.T @ dL_dZ2 / n", "mean-for-sum"),
        ("dL_dW2", "A1.T @ dL_dY_hat", "missing-slope"),
        ("dL_dW2", "X.T @ dL_dZ2", None),
        ("dL_db2", "dL_dZ2", "batch-not-summed"),
        ("dL_db2", "dL_dZ2.mean(axis=0)", "mean-for-sum"),
        ("dL_db2", "dL_dZ2.sum(axis=1)", "batch-not-summed"),
        ("dL_dA1", "dL_dZ2 @ W2", "transposed"),
        ("dL_dA1", "dL_dY_hat @ W2.T", "missing-slope"),
        ("dL_dA1", "W2.T @ dL_dZ2", "transposed"),
        ("dL_dZ1", "dL_dA1", "missing-slope"),
        ("dL_dZ1", "dL_dA1 * sigmoid(A1) * (1 - sigmoid(A1))", "slope-of-activation"),
        ("dL_dZ1", "A1 * (1 - A1)", "missing-upstream"),
        ("dL_dW1", "dL_dZ1.T @ X", "transposed"),
        ("dL_dW1", "X.T @ dL_dA1", "missing-slope"),
        ("dL_dW1", "A1.T @ dL_dZ1", None),
        ("dL_db1", "dL_dA1.sum(axis=0)", "missing-slope"),
        ("dL_db1", "dL_dZ1[-1]", "last-sample-only"),
        ("dL_db1", "dL_dZ1.sum()", "batch-not-summed"),
        ("dL_db1", "dL_dZ3.sum(axis=0)", "raises"),
        ("dL_db1", "dL_db1", "raises"),  # nothing is given that the line itself makes
    ],
)
def test_wrong_lines_are_named(name, code, mistake):
    verdict = recap(**{name: (ROWS[name][0], code)})
    assert verdict.status == "wrong" and (
        verdict.mistake == mistake or (mistake is None and verdict.mistake in (None, "wrong-shape"))
    ), f"{verdict}\n{verdict.mend}"
    assert verdict.message.startswith(f"{name}: ")


@pytest.mark.parametrize("name", ROWS)
def test_a_wrong_shape(name):
    verdict = recap(**{name: ("(n, n)", ROWS[name][1])})
    assert (verdict.status, verdict.mistake) == ("wrong", "wrong-shape")


def test_a_message_shows_no_number_that_has_no_part_in_it():
    message = recap(dL_dZ1=("(n, d_hidden)", "dL_dA1 * Z1 * (1 - Z1)")).message
    assert "  dL_dA1 = " in message and "  Z1 = " in message and "  A1 = " in message
    assert "  W1 = " not in message and "sigmoid" not in message and "In line 2" not in message
