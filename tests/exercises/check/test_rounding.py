"""Rounding is no mistake: an ε, float32, another order of sums. A mistake is no rounding."""

import pytest

from helpers import exercises
from helpers.exercises.check import naming
from tests.exercises.answers import RIGHT, WRONG, written

PROBABILITIES = "E = np.exp(logits - logits.max(axis=1, keepdims=True))\nn, k = logits.shape\n"
LESS_ONE = "P[np.arange(n), classes] -= 1\nreturn P / n"


def check(name, body):
    return exercises.ALL[name].check(written(name, body))


# ------------------------------------------------------------ an ε, and a right number of 0


@pytest.mark.parametrize("epsilon", [1e-16, 1e-15, 1e-12, 1e-10, 1e-8])
@pytest.mark.parametrize(
    "P",
    [
        "P = E / (E.sum(axis=1, keepdims=True) + {})",
        "P = np.clip(E / E.sum(axis=1, keepdims=True), {0}, 1 - {0})",
        "P = E / E.sum(axis=1, keepdims=True)\nP = np.maximum(P, {})",
        "P = np.exp(np.log(E / E.sum(axis=1, keepdims=True) + {}))",
    ],
)
def test_an_epsilon(P, epsilon):
    verdict = check("softmax_cross_entropy_backward", f"{PROBABILITIES}{P.format(epsilon)}\n{LESS_ONE}")
    assert verdict.status == "correct", verdict


@pytest.mark.parametrize("epsilon", [1e-5, 1e-4, 1e-3])
def test_an_epsilon_that_is_large(epsilon):
    P = f"P = E / (E.sum(axis=1, keepdims=True) + {epsilon})"
    assert check("softmax_cross_entropy_backward", f"{PROBABILITIES}{P}\n{LESS_ONE}").status == "wrong"


def test_a_zero_that_is_made_of_a_sum():
    body = "errors = Y_hat / len(Y) - Y / len(Y)\nreturn errors + (1e-16 - 1e-16 * (1 + 1e-3))"
    assert check("half_squared_error_backward", body).status == "correct"
    backwards = "return dL_dZ[:, ::-1] @ W[:, ::-1].T, X[::-1].T @ dL_dZ[::-1], sum(dL_dZ[::-1])"
    assert check("linear_backward", backwards).status == "correct"


# ------------------------------------------------------------ float32

IN_FLOAT32 = [
    (
        "hand_back",
        "dL_dZ, W = np.float32(dL_dZ), W.astype(np.float32)\ndL_dX = np.zeros(X.shape)\nfor k in range(len(W)):\n"
        "    for j in range(W.shape[1]):\n        dL_dX[:, k] += dL_dZ[:, j] * W[k, j]\nreturn dL_dX",
    ),
    ("hand_back", "return (dL_dZ @ W.T).astype(np.float32)"),
    ("hand_back", "return np.float32(dL_dZ) @ W.T"),
    ("half_squared_error", "return np.float32(0.5) * ((Y_hat - Y).astype('f') ** 2).sum(axis=1).mean()"),
    ("half_squared_error", "return 0.5 * ((np.float32(Y_hat) - Y) ** 2).sum() / len(Y)"),
    ("linear_forward", "Z = np.zeros((len(X), len(b)), dtype=np.float32)\nZ += X @ W\nreturn Z + b"),
    ("linear_backward", "G = dL_dZ.astype(np.float32)\nreturn G @ W.T, X.T @ G, G.sum(axis=0)"),
    ("linear_backward", "return dL_dZ @ W.T, X.T.astype('f') @ dL_dZ, dL_dZ.sum(axis=0)"),
    ("sigmoid_backward", "return dL_dA * (A * (1 - A)).astype(np.float32)"),
    ("tanh_backward", "A = A.astype('float32')\nreturn dL_dA * (1 - A**2)"),
    ("sigmoid", "return safe_sigmoid(Z.astype(np.float32))"),
    ("softmax", "E = np.exp(np.float32(Z - Z.max(axis=1, keepdims=True)))\nreturn E / E.sum(axis=1, keepdims=True)"),
    ("softmax_cross_entropy_backward", f"{PROBABILITIES}P = np.float32(E / E.sum(axis=1, keepdims=True))\n{LESS_ONE}"),
    ("delta_output", "return np.float32((a - y) * a * (1 - a))"),
    (
        "delta_gradients",
        "d = delta.astype(np.float32)\nreturn d @ a_before.T / d.shape[1], d.mean(axis=1, keepdims=True)",
    ),
    ("sgd_step", "for p, g in zip(parameters, gradients):\n    p -= np.float32(learning_rate) * g.astype(np.float32)"),
    (
        "two_layer_backward",
        "A1 = sigmoid((X @ W1 + b1).astype(np.float32))\nY_hat = sigmoid(A1 @ W2 + b2)\n"
        "d2 = (Y_hat - Y) / len(X) * Y_hat * (1 - Y_hat)\nd1 = d2 @ W2.T * A1 * (1 - A1)\n"
        "return X.T @ d1, d1.sum(0), A1.T @ d2, d2.sum(0)",
    ),
    (
        "chain_backward",
        "x, w1 = np.float32(x), np.float32(w1)\nz1 = x * w1 + b1\na1 = S(z1)\nz2 = a1 * w2 + b2\n"
        "d2 = (S(z2) - y) * S_prime(z2)\nd1 = d2 * w2 * S_prime(z1)\nreturn d1 * x, d1, d2 * a1, d2",
    ),
]


@pytest.mark.parametrize(("name", "body"), IN_FLOAT32)
def test_who_computes_in_float32_passes_and_is_told(name, body):
    verdict = check(name, body)
    assert verdict.status == "correct", verdict
    assert "float32" in verdict.remark and "gradient" in verdict.remark and len(verdict.remarks) == 1


@pytest.mark.parametrize("name", RIGHT)
def test_who_does_not_is_not_told(name):
    for body in RIGHT[name]:
        assert "float32" not in check(name, body).remark


@pytest.mark.parametrize("name", ["linear_backward", "sigmoid_backward", "half_squared_error_backward", "delta_hidden"])
def test_a_mistake_in_float32_is_a_mistake(name, monkeypatch):
    monkeypatch.setattr(naming, "SECONDS", 0)  # what it is called is another question
    for mistake, body in WRONG[name]:
        if mistake and "integer" not in mistake and mistake not in ("argument-changed", "raises"):
            cast = "\n".join(f"{each} = np.float32({each})" for each in exercises.ALL[name].parameters)
            assert check(name, f"{cast}\n{body}").status == "wrong", body


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("linear_forward", "return X @ W + b + 1e-6"),
        ("linear_forward", "return (X @ W + b) * (1 + 3e-6)"),
        ("hand_back", "return dL_dZ @ (W + 1e-6).T"),
        ("sigmoid", "return np.round(safe_sigmoid(Z), 6)"),
        ("linear_forward", "return np.round(X @ W + b, 6)"),
        ("linear_forward", "return (X @ W + b).astype(np.float16)"),
        ("sigmoid_backward", "return dL_dA * (A * (1 - A) + 1e-6)"),
        ("softmax", "E = np.exp(Z - Z.max(axis=1, keepdims=True))\nreturn E / (E.sum(axis=1, keepdims=True) + 3e-6)"),
        ("half_squared_error", "return 0.5 * ((Y_hat - Y) ** 2).sum() / (len(Y) + 1e-5)"),
        ("delta_output", "return (a - y) * a * (1 - a) + 1e-6"),
        ("sgd_step", "for p, g in zip(parameters, gradients):\n    p -= (learning_rate + 1e-6) * g"),
    ],
)
def test_a_millionth_is_a_mistake(name, body):
    verdict = check(name, body)
    assert verdict.status == "wrong" and "float32" not in verdict.remark


def test_float32_is_also_accepted_where_only_a_later_question_sees_it():
    body = "if len(X) > 20:\n    dL_dZ = dL_dZ.astype(np.float32)\nreturn dL_dZ @ W.T"
    assert check("hand_back", body).status == "wrong"  # it doesn't compute so as a rule


JUDGE = """
x, g, h = x.astype(np.float32), np.zeros(x.shape), 1e-5
for i in np.ndindex(x.shape):
    kept = x[i]
    x[i] = kept + h
    above = f(x)
    x[i] = kept - h
    g[i] = (above - f(x)) / (2 * h)
    x[i] = kept
return g
"""


def test_a_judge_in_float32_is_wrong_and_is_told_why():
    verdict = check("numerical_gradient", JUDGE)
    assert verdict.status == "wrong" and "float32" in verdict.mend and "float64" in verdict.mend
    verdict = check("numerical_gradient", JUDGE.replace("np.float32", "np.float64"))
    assert verdict.status == "correct" and not verdict.remarks


@pytest.mark.parametrize("body", ["return np.zeros(Z.shape)", "return np.sign(Z)", "return np.round(Z)", "return Z**3"])
def test_float32_is_not_blamed_for_what_it_has_no_part_in(body):
    assert "float32" not in check("sigmoid", body).mend


# ------------------------------------------------------------ containers

CHAIN = "z1 = x * w1 + b1\na1 = S(z1)\nz2 = a1 * w2 + b2\nd2 = (S(z2) - y) * S_prime(z2)\nd1 = d2 * w2 * S_prime(z1)\n"


@pytest.mark.parametrize(
    "returned",
    [
        "np.array([d1 * x, d1, d2 * a1, d2])",
        "np.array([[d1 * x], [d1], [d2 * a1], [d2]])",
        "np.array([d1 * x, d1, d2 * a1, d2], dtype=object)",
        "[d1 * x, d1, d2 * a1, d2]",
        "[np.array(each) for each in (d1 * x, d1, d2 * a1, d2)]",
        "[np.array([each]) for each in (d1 * x, d1, d2 * a1, d2)]",
        "{'dL_dw1': d1 * x, 'dL_dw2': d2 * a1, 'dL_db1': d1, 'dL_db2': d2}",
    ],
)
def test_four_numbers_in_any_container(returned):
    assert check("chain_backward", f"{CHAIN}return {returned}").status == "correct"


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("linear_backward", "return {'dL_dX': dL_dZ @ W.T, 'dL_dW': X.T @ dL_dZ, 'dL_db': dL_dZ.sum(axis=0)}"),
        ("half_squared_error", "return np.array(0.5 * ((Y_hat - Y) ** 2).sum() / len(Y))"),
        ("half_squared_error", "return [[0.5 * ((Y_hat - Y) ** 2).sum() / len(Y)]]"),
        (
            "half_squared_error",
            "from fractions import Fraction\nreturn Fraction(float(((Y_hat - Y) ** 2).sum() / len(Y) / 2))",
        ),
        ("relu", "return tuple(tuple(max(z, 0) for z in row) for row in Z)"),
        ("relu", "return np.array([[max(z, 0) for z in row] for row in Z], dtype=object)"),
        (
            "neuron_backward",
            "a = sigmoid(z)\nd = output_gradient * a * (1 - a)\nreturn tuple(d * inputs), [d], d * weights",
        ),
    ],
)
def test_other_containers(name, body):
    verdict = check(name, body)
    assert verdict.status == "correct", verdict


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("chain_backward", f"{CHAIN}return np.array([d1 * x, d1, d2 * a1])"),
        ("chain_backward", f"{CHAIN}return np.array([d1, d1 * x, d2 * a1, d2])"),
        ("chain_backward", f"{CHAIN}return {{'dL_dw1': d1 * x}}"),
        ("linear_backward", "return {'dL_dX': dL_dZ @ W.T, 'dL_dW': X.T @ dL_dZ}"),
        ("linear_backward", "return X.T @ dL_dZ"),
        ("relu", "return np.array([None])"),
    ],
)
def test_a_container_hides_nothing(name, body):
    assert check(name, body).status == "wrong"
