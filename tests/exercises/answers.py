"""Answers as readers write them: bodies of functions, with what the check has to say. None comes from a catalogue."""

import functools
import itertools
import linecache
import math

import numpy as np

from helpers import exercises
from tests.exercises import further_answers

cells = itertools.count()


def written(name, body, signature=None):
    """Return a function with this body, as if it had been written in a notebook's cell."""
    return from_cell(source_of(name, body, signature), (signature or name).partition("(")[0])


@functools.cache
def checked(name, body):
    """Return the verdict on a function with this body."""
    return exercises.ALL[name].check(written(name, body))


def source_of(name, body, signature=None):
    """Return the source of a function with this body."""
    lines = [
        f"def {signature or exercises.ALL[name].signature}:",
        *(f"    {line}" for line in body.strip("\n").split("\n")),
    ]
    return "\n".join(lines) + "\n"


def from_cell(source, name):
    """Run a cell and return what it defined under a name."""
    filename = f"/tmp/ipykernel_1/{next(cells)}.py"
    linecache.cache[filename] = len(source), None, source.splitlines(keepends=True), filename
    namespace = {"np": np, "math": math, "sigmoid": sigmoid, "safe_sigmoid": safe_sigmoid}
    exec(compile(source, filename, "exec"), namespace)
    return namespace[name]


def sigmoid(z):
    """The sigmoid as most people write it; it warns for large negative z."""
    return 1 / (1 + np.exp(-z))


def safe_sigmoid(z):
    """The sigmoid that never warns."""
    q = np.exp(-np.abs(z))
    return np.where(z >= 0, 1, q) / (1 + q)


CHAIN = "z1 = x * w1 + b1\na1 = S(z1)\nz2 = a1 * w2 + b2\na2 = S(z2)\n"
HAND_BACK = """
dL_dX = np.zeros(X.shape)
for i in range(W.shape[0]):
    for j in range(W.shape[1]):
        dL_dX[:, i] += dL_dZ[:, j] * W[i, j]
return dL_dX
"""

WRONG = {
    "sigmoid": [
        ("overflow", "return 1 / (1 + np.exp(-Z))"),
        ("overflow", "return np.exp(Z) / (1 + np.exp(Z))"),
        ("overflow", "return np.where(Z >= 0, 1 / (1 + np.exp(-Z)), np.exp(Z) / (1 + np.exp(Z)))"),
        ("wrong-sign", "return 1 / (1 + np.exp(Z))"),
        ("wrong-sign", "return 1 / (1 - np.exp(-Z))"),
        ("wrong-sign", "return -safe_sigmoid(Z)"),
        ("wrong-factor", "return 2 * safe_sigmoid(Z)"),
        ("wrong-factor", "return 0.5 / (1 + np.exp(-Z))"),
        ("mean-for-sum", "return safe_sigmoid(Z) / len(Z)"),
        ("transposed", "return safe_sigmoid(Z).T"),
        ("transposed+wrong-sign", "return -safe_sigmoid(Z.T)"),
        ("wrong-shape", "return safe_sigmoid(Z).ravel()"),
        ("wrong-shape", "return safe_sigmoid(Z).sum(axis=0)"),
        ("argument-changed", "Z[:] = safe_sigmoid(Z)\nreturn Z"),
        ("argument-changed", "np.clip(Z, -1, 1, out=Z)\nreturn safe_sigmoid(Z)"),
        ("integer", "A = np.empty_like(Z)\nfor i in np.ndindex(Z.shape):\n    A[i] = safe_sigmoid(Z[i])\nreturn A"),
        ("raises", "return 1 / (1 + math.exp(-Z))"),
        ("integer", "return (1 / (1 + np.exp(-Z))).astype(int)"),
        ("integer", "return safe_sigmoid(Z.astype(int))"),
        (None, "return np.zeros(Z.shape)"),
        (None, "return safe_sigmoid(Z) * (1 - safe_sigmoid(Z))"),
        (None, "return np.tanh(Z)"),
        (None, "return np.round(safe_sigmoid(Z), 3)"),
    ],
    "sigmoid_backward": [
        ("slope-of-activation", "return dL_dA * sigmoid(A) * (1 - sigmoid(A))"),
        ("slope-of-activation", "s = 1 / (1 + np.exp(-A))\nreturn dL_dA * s * (1 - s)"),
        ("slope-of-activation", "return dL_dA * np.exp(-A) / (1 + np.exp(-A)) ** 2"),
        ("missing-slope", "return dL_dA"),
        ("missing-slope", "return dL_dA * A"),
        ("missing-slope", "return dL_dA * (1 - A)"),
        ("missing-upstream", "return A * (1 - A)"),
        ("wrong-sign", "return -dL_dA * A * (1 - A)"),
        ("wrong-sign", "return dL_dA * A * (1 + A)"),
        ("wrong-sign", "return dL_dA * A * (A - 1)"),
        ("wrong-factor", "return 2 * dL_dA * A * (1 - A)"),
        ("mean-for-sum", "return dL_dA * A * (1 - A) / A.shape[0]"),
        ("mean-for-sum", "return dL_dA * A * (1 - A) / A.size"),
        ("transposed", "return (dL_dA * A * (1 - A)).T"),
        ("argument-changed", "dL_dA *= A * (1 - A)\nreturn dL_dA"),
        ("argument-changed", "A *= 1 - A\nreturn dL_dA * A"),
        ("broadcast", "return dL_dA.reshape(-1, 1) * A * (1 - A)"),
        ("broadcast", "return np.outer(dL_dA, A * (1 - A))"),
        ("integer", "dL_dZ = np.zeros_like(dL_dA)\ndL_dZ[...] = dL_dA * A * (1 - A)\nreturn dL_dZ"),
        ("slope-of-activation+missing-upstream", "s = sigmoid(A)\nreturn s * (1 - s)"),
        ("wrong-sign+missing-slope", "return -dL_dA"),
        ("wrong-factor+slope-of-activation", "return 0.5 * dL_dA * sigmoid(A) * (1 - sigmoid(A))"),
        ("wrong-shape", "return (dL_dA * A * (1 - A)).flatten()"),
        ("wrong-shape", "return dL_dA @ A.T @ (1 - A) @ A.T"),
        ("raises", "return dL_dA @ A * (1 - A)"),
        (None, "return dL_dA * A - (1 - A)"),
        (None, "return dL_dA * (1 - A**2)"),
    ],
    "tanh_backward": [
        ("slope-of-activation", "return dL_dA * (1 - np.tanh(A) ** 2)"),
        ("missing-slope", "return dL_dA"),
        ("missing-slope", "return dL_dA * (1 - A)"),
        ("missing-upstream", "return 1 - A**2"),
        ("wrong-sign", "return dL_dA * (1 + A**2)"),
        ("wrong-sign", "return dL_dA * (A**2 - 1)"),
        ("wrong-factor", "return dL_dA * (2 - 2 * A**2)"),
        ("mean-for-sum", "return dL_dA * (1 - A**2) / len(A)"),
        ("transposed", "return dL_dA.T * (1 - A.T**2)"),
        ("argument-changed", "dL_dA *= 1 - A**2\nreturn dL_dA"),
        ("broadcast", "return dL_dA[:, None] * (1 - A**2)"),
        (None, "return dL_dA * A * (1 - A)"),
        (None, "return dL_dA * 1 - A**2"),
    ],
    "relu": [
        ("wrong-sign", "return np.minimum(Z, 0)"),
        ("wrong-sign", "return -np.maximum(Z, 0)"),
        ("wrong-shape", "return np.max(Z, 0)"),
        ("wrong-shape", "return max(0, Z.max())"),
        ("wrong-factor", "return 0.5 * np.maximum(Z, 0)"),
        ("argument-changed", "Z[Z < 0] = 0\nreturn Z"),
        ("transposed", "return np.maximum(Z.T, 0)"),
        ("raises", "return max(Z, 0)"),
        ("raises", "return Z if Z > 0 else 0"),
        (None, "return Z"),
        (None, "return (Z > 0).astype(float)"),
        (None, "return np.where(Z > 0, Z, 0.01 * Z)"),
        (None, "return np.abs(Z)"),
    ],
    "relu_backward": [
        ("missing-slope", "return dL_dA"),
        ("missing-slope", "return dL_dA * (np.maximum(Z, 0) >= 0)"),
        ("missing-slope", "return dL_dA * np.maximum(Z, 0)"),
        ("missing-upstream", "return (Z > 0).astype(float)"),
        ("missing-upstream", "return Z > 0"),
        ("wrong-sign", "return dL_dA * (Z < 0)"),
        ("wrong-sign", "return -dL_dA * (Z > 0)"),
        ("wrong-factor", "return 2 * dL_dA * (Z > 0)"),
        ("mean-for-sum", "return dL_dA * (Z > 0) / len(Z)"),
        ("argument-changed", "dL_dA[Z <= 0] = 0\nreturn dL_dA"),
        ("argument-changed", "Z[Z <= 0] = 0\nZ[Z > 0] = 1\nreturn dL_dA * Z"),
        ("transposed", "return (dL_dA * (Z > 0)).T"),
        ("broadcast", "return dL_dA.reshape(-1, 1) * (Z > 0)"),
        ("raises", "return dL_dA if Z > 0 else 0"),
        (None, "return dL_dA * Z > 0"),
        (None, "return np.maximum(dL_dA, 0)"),
        (None, "return dL_dA * np.where(Z > 0, 1, 0.01)"),
        (None, "return dL_dA * (Z >= 0)"),
        (None, "return dL_dA * (1 + np.sign(Z)) / 2"),
    ],
    "linear_forward": [
        ("transposed", "return (X @ W + b).T"),
        ("transposed", "return X @ W.T + b"),
        ("transposed", "return W @ X + b"),
        ("transposed", "return W.T @ X.T + b[:, None]"),
        ("wrong-sign", "return X @ W - b"),
        ("wrong-sign", "return b - X @ W"),
        ("mean-for-sum", "return X @ W / X.shape[1] + b"),
        ("wrong-factor", "return 2 * X @ W + b"),
        ("wrong-shape", "return (X @ W + b).squeeze()"),
        ("wrong-sign", "return -(X @ W + b)"),
        ("wrong-factor", "return 2 * (X @ W + b)"),
        ("mean-for-sum", "return (X @ W + b) / len(X)"),
        ("broadcast", "return X @ W + b.reshape(-1, 1)"),
        ("last-sample-only", "for x in X:\n    z = x @ W + b\nreturn z"),
        (
            "missing-path",
            (
                "Z = np.zeros((X.shape[0], W.shape[1]))\nfor i in range(X.shape[1]):\n    Z = X[:, [i]] * W[i]\nreturn"
                " Z + b"
            ),
        ),
        ("argument-changed", "W *= 1\nb += 1\nreturn X @ W + b - 1"),
        ("integer", "Z = np.empty((len(X), W.shape[1]), dtype=X.dtype)\nZ[:] = X / 2 @ W\nreturn 2 * Z + b"),
        ("raises", "return X * W + b"),
        ("wrong-sign+mean-for-sum", "return -(X @ W + b) / len(X)"),
        (None, "return X @ W"),
        (None, "return X @ (W + b)"),
        (None, "return X @ W + b + 1e-3"),
    ],
    "linear_backward": [
        ("transposed", "return dL_dZ @ W.T, dL_dZ.T @ X, dL_dZ.sum(axis=0)"),
        ("transposed", "return (dL_dZ @ W.T).T, X.T @ dL_dZ, dL_dZ.sum(axis=0)"),
        ("transposed", "return dL_dZ @ W, X.T @ dL_dZ, dL_dZ.sum(axis=0)"),
        ("transposed", "return W @ dL_dZ, X.T @ dL_dZ, dL_dZ.sum(axis=0)"),
        ("transposed", "return dL_dZ @ W.T, X @ dL_dZ, dL_dZ.sum(axis=0)"),
        ("transposed", "return dL_dZ @ W.T, dL_dZ @ X.T, dL_dZ.sum(axis=0)"),
        ("transposed", "return X.T @ dL_dZ, dL_dZ.sum(axis=0), dL_dZ @ W.T"),
        ("mean-for-sum", "n = len(X)\nreturn dL_dZ @ W.T, X.T @ dL_dZ / n, dL_dZ.sum(axis=0) / n"),
        ("mean-for-sum", "return dL_dZ @ W.T, X.T @ dL_dZ, dL_dZ.mean(axis=0)"),
        ("batch-not-summed", "return dL_dZ @ W.T, X.T @ dL_dZ, dL_dZ"),
        ("batch-not-summed", "return dL_dZ @ W.T, X.T @ dL_dZ, dL_dZ.sum(axis=1)"),
        ("batch-not-summed", "return dL_dZ @ W.T, X.T @ dL_dZ, dL_dZ.sum()"),
        ("batch-not-summed", "return dL_dZ @ W.T, np.einsum('ni,nj->nij', X, dL_dZ), dL_dZ.sum(axis=0)"),
        ("wrong-shape", "return dL_dZ @ W.T, X.T @ dL_dZ, dL_dZ.sum(axis=0, keepdims=True)"),
        ("wrong-shape+mean-for-sum", "return dL_dZ @ W.T, X.T @ dL_dZ, dL_dZ.mean(axis=0, keepdims=True)"),
        ("wrong-sign", "return dL_dZ @ W.T, -X.T @ dL_dZ, dL_dZ.sum(axis=0)"),
        ("wrong-sign", "return -dL_dZ @ W.T, -X.T @ dL_dZ, -dL_dZ.sum(axis=0)"),
        ("wrong-factor", "return dL_dZ @ W.T, 2 * X.T @ dL_dZ, dL_dZ.sum(axis=0)"),
        ("missing-upstream", "return W.T, X.T @ dL_dZ, dL_dZ.sum(axis=0)"),
        ("missing-upstream", "return dL_dZ @ W.T, X.T, dL_dZ.sum(axis=0)"),
        ("missing-upstream", "return dL_dZ @ W.T, X.T @ dL_dZ, np.ones(W.shape[1])"),
        (
            "missing-path",
            (
                "dL_dX = np.zeros(X.shape)\nfor j in range(W.shape[1]):\n    dL_dX = dL_dZ[:, [j]] * W[:, j]\nreturn"
                " dL_dX, X.T @ dL_dZ, dL_dZ.sum(axis=0)"
            ),
        ),
        ("missing-path", "return dL_dZ[:, None, :] * W[None], X.T @ dL_dZ, dL_dZ.sum(axis=0)"),
        (
            "last-sample-only",
            "for x, g in zip(X, dL_dZ):\n    dL_dW = np.outer(x, g)\nreturn dL_dZ @ W.T, dL_dW, dL_dZ.sum(axis=0)",
        ),
        (
            "last-sample-only",
            "for x, g in zip(X, dL_dZ):\n    dL_dW, dL_db = np.outer(x, g), g\nreturn dL_dZ @ W.T, dL_dW, dL_db",
        ),
        ("updated-too-early", "dL_dW = X.T @ dL_dZ\nW = W - 0.1 * dL_dW\nreturn dL_dZ @ W.T, dL_dW, dL_dZ.sum(axis=0)"),
        (
            "updated-too-early+argument-changed",
            "dL_dW = X.T @ dL_dZ\nW -= 0.01 * dL_dW\nreturn dL_dZ @ W.T, dL_dW, dL_dZ.sum(axis=0)",
        ),
        (
            "argument-changed",
            "dL_dX = dL_dZ @ W.T\ndL_dW = X.T @ dL_dZ\nW -= 0.1 * dL_dW\nreturn dL_dX, dL_dW, dL_dZ.sum(axis=0)",
        ),
        ("transposed+mean-for-sum", "return dL_dZ @ W.T, dL_dZ.T @ X / len(X), dL_dZ.sum(axis=0)"),
        ("transposed+batch-not-summed", "return dL_dZ @ W.T, dL_dZ.T @ X, dL_dZ"),
        ("mean-for-sum+batch-not-summed", "return dL_dZ @ W.T, X.T @ dL_dZ / len(X), dL_dZ"),
        ("wrong-sign+missing-upstream", "return dL_dZ @ W.T, -X.T @ dL_dZ, np.ones(W.shape[1])"),
        (
            "integer",
            (
                "dL_dW = np.zeros(W.shape, dtype=int)\ndL_dW = dL_dW + X.T @ dL_dZ\nreturn (dL_dZ /"
                " 2).astype(dL_dZ.dtype) @ W.T * 2, dL_dW, dL_dZ.sum(axis=0)"
            ),
        ),
        ("integer", "return (dL_dZ @ W.T).astype(int), X.T @ dL_dZ, dL_dZ.sum(axis=0)"),
        ("mean-for-sum+integer", "return dL_dZ @ W.T, X.T @ dL_dZ / len(X), np.floor(dL_dZ.sum(axis=0))"),
        ("raises", "return dL_dZ * W.T, X.T @ dL_dZ, dL_dZ.sum(axis=0)"),
        ("raises", "return dL_dZ @ V.T, X.T @ dL_dZ, dL_dZ.sum(axis=0)"),
        (None, "return dL_dZ @ W.T, X.T @ dL_dZ"),
        (None, "return X.T @ dL_dZ"),
        (None, "return dL_dZ @ W.T + X, X.T @ dL_dZ, dL_dZ.sum(axis=0)"),
        (None, "return dL_dZ @ W.T, X.T @ dL_dZ, np.abs(dL_dZ).sum(axis=0)"),
    ],
    "half_squared_error": [
        ("wrong-factor", "return ((Y_hat - Y) ** 2).sum(axis=1).mean()"),
        ("wrong-factor", "return 0.25 * ((Y_hat - Y) ** 2).sum(axis=1).mean()"),
        ("sum-for-mean", "return 0.5 * ((Y_hat - Y) ** 2).sum()"),
        ("mean-for-sum", "return 0.5 * ((Y_hat - Y) ** 2).mean()"),
        ("wrong-factor+sum-for-mean", "return ((Y_hat - Y) ** 2).sum()"),
        ("wrong-factor+mean-for-sum", "return ((Y_hat - Y) ** 2).mean()"),
        ("wrong-sign", "return -0.5 * ((Y_hat - Y) ** 2).sum(axis=1).mean()"),
        ("wrong-sign", "return 0.5 * ((Y_hat + Y) ** 2).sum(axis=1).mean()"),
        ("broadcast", "return 0.5 * ((Y_hat - Y.ravel()) ** 2).sum(axis=1).mean()"),
        ("broadcast", "return 0.5 * np.mean((Y_hat - Y.reshape(-1)) ** 2)"),
        ("last-sample-only", "for y_hat, y in zip(Y_hat, Y):\n    loss = 0.5 * ((y_hat - y) ** 2).sum()\nreturn loss"),
        (
            "last-sample-only",
            "for y_hat, y in zip(Y_hat, Y):\n    loss = 0.5 * ((y_hat - y) ** 2).sum()\nreturn loss / len(Y)",
        ),
        ("batch-not-summed", "return 0.5 * ((Y_hat - Y) ** 2).sum(axis=1)"),
        ("argument-changed", "Y_hat -= Y\nreturn 0.5 * (Y_hat**2).sum() / len(Y)"),
        ("raises", "return 0.5 * (Y_hat - Y) @ (Y_hat - Y) / len(Y)"),
        (
            "integer",
            (
                "D = Y_hat - Y\nD //= 1\nD = (Y_hat - Y) / 2\nD = D.astype(Y.dtype) * 2\nreturn 0.5 * (D**2).sum() /"
                " len(D)"
            ),
        ),
        ("integer", "return ((Y_hat - Y) ** 2).sum() // (2 * len(Y))"),
        ("integer", "return int(0.5 * ((Y_hat - Y) ** 2).sum() / len(Y))"),
        (None, "return (Y_hat - Y).sum(axis=1).mean() / 2"),
        (None, "return 0.5 * np.abs(Y_hat - Y).sum(axis=1).mean()"),
        (None, "return 0.5 * ((Y_hat - Y) ** 3).sum(axis=1).mean()"),
    ],
    "half_squared_error_backward": [
        ("sum-for-mean", "return Y_hat - Y"),
        ("wrong-sign", "return (Y - Y_hat) / len(Y)"),
        ("wrong-sign", "return (Y_hat + Y) / len(Y)"),
        ("wrong-factor", "return 2 * (Y_hat - Y) / len(Y)"),
        ("wrong-factor", "return 0.5 * (Y_hat - Y) / len(Y)"),
        ("wrong-factor+sum-for-mean", "return 2 * (Y_hat - Y)"),
        ("mean-for-sum", "return (Y_hat - Y) / Y.size"),
        ("mean-for-sum", "return (Y_hat - Y) / len(Y) ** 2"),
        ("sum-for-mean", "return (Y_hat - Y) / Y.shape[1]"),
        ("wrong-sign+sum-for-mean", "return Y - Y_hat"),
        ("broadcast", "return (Y_hat - Y.ravel()) / len(Y)"),
        ("broadcast", "return (Y_hat.ravel() - Y) / len(Y)"),
        ("transposed", "return (Y_hat - Y).T / len(Y)"),
        ("batch-not-summed", "return (Y_hat - Y).mean(axis=0)"),
        ("argument-changed", "Y_hat -= Y\nreturn Y_hat / len(Y)"),
        ("integer", "return (Y_hat - Y) // len(Y) if Y.dtype.kind == 'i' else (Y_hat - Y) / len(Y)"),
        (
            "last-sample-only",
            (
                "G = np.zeros_like(Y_hat)\nfor i in range(len(Y)):\n    G = np.zeros_like(Y_hat)\n    G[i] = (Y_hat[i]"
                " - Y[i]) / len(Y)\nreturn G"
            ),
        ),
        (None, "return 0.5 * (Y_hat - Y) ** 2 / len(Y)"),
        (None, "return Y_hat / len(Y)"),
        (None, "return (Y_hat - Y) / (len(Y) - 1)"),
    ],
    "softmax_cross_entropy_backward": [
        (
            "overflow",
            (
                "P = np.exp(logits)\nP = P / P.sum(axis=1, keepdims=True)\nP[np.arange(len(P)), classes] -= 1\nreturn P"
                " / len(P)"
            ),
        ),
        (
            "sum-for-mean",
            (
                "P = np.exp(logits - logits.max(axis=1, keepdims=True))\nP = P / P.sum(axis=1,"
                " keepdims=True)\nP[np.arange(len(P)), classes] -= 1\nreturn P"
            ),
        ),
        (
            "mean-for-sum",
            (
                "P = np.exp(logits)\nP = P / P.sum(axis=1, keepdims=True)\nP[np.arange(len(P)), classes] -= 1\nreturn P"
                " / P.size"
            ),
        ),
        (
            "wrong-sign",
            (
                "P = np.exp(logits)\nP = P / P.sum(axis=1, keepdims=True)\nreturn (np.eye(P.shape[1])[classes] - P) /"
                " len(P)"
            ),
        ),
        (
            "wrong-sign",
            (
                "P = np.exp(logits)\nP = P / P.sum(axis=1, keepdims=True)\nP[np.arange(len(P)), classes] += 1\nreturn P"
                " / len(P)"
            ),
        ),
        (
            "wrong-factor",
            (
                "P = np.exp(logits)\nP = P / P.sum(axis=1, keepdims=True)\nP[np.arange(len(P)), classes] -= 1\nreturn 2"
                " * P / len(P)"
            ),
        ),
        (
            "broadcast",
            "P = np.exp(logits)\nP = P / P.sum(axis=1, keepdims=True)\nP[:, classes] -= 1\nreturn P / len(P)",
        ),
        (
            "broadcast",
            "P = np.exp(logits) / np.exp(logits).sum(axis=1)\nP[np.arange(len(P)), classes] -= 1\nreturn P / len(P)",
        ),
        (
            "argument-changed",
            (
                "logits -= logits.max(axis=1, keepdims=True)\nP = np.exp(logits)\nP /= P.sum(axis=1,"
                " keepdims=True)\nP[np.arange(len(P)), classes] -= 1\nreturn P / len(P)"
            ),
        ),
        ("missing-upstream", "P = np.exp(logits)\nP = P / P.sum(axis=1, keepdims=True)\nreturn P / len(P)"),
        (
            "missing-slope",
            (
                "P = np.exp(logits)\nP = P / P.sum(axis=1, keepdims=True)\nreturn -np.eye(P.shape[1])[classes] / P /"
                " len(P)"
            ),
        ),
        ("slope-of-activation", "P = logits.astype(float)\nP[np.arange(len(P)), classes] -= 1\nreturn P / len(P)"),
        (
            "last-sample-only",
            (
                "P = np.exp(logits)\nP = P / P.sum(axis=1, keepdims=True)\nfor p, c in zip(P, classes):\n    g ="
                " p.copy()\n    g[c] -= 1\nreturn g / len(P)"
            ),
        ),
        (
            "transposed",
            (
                "P = np.exp(logits)\nP = P / P.sum(axis=1, keepdims=True)\nP[np.arange(len(P)), classes] -= 1\nreturn"
                " P.T / len(P)"
            ),
        ),
        ("sum-for-mean+missing-upstream", "P = np.exp(logits)\nreturn P / P.sum(axis=1, keepdims=True)"),
        (
            "wrong-sign+sum-for-mean",
            "P = np.exp(logits)\nP = P / P.sum(axis=1, keepdims=True)\nreturn np.eye(P.shape[1])[classes] - P",
        ),
        (
            "integer",
            (
                "P = np.zeros_like(logits)\nP[:] = np.exp(logits) / np.exp(logits).sum(axis=1,"
                " keepdims=True)\nP[np.arange(len(P)), classes] -= 1\nreturn P / len(P)"
            ),
        ),
        ("raises", "P = np.exp(logits)\nP = P / P.sum(axis=1, keepdims=True)\nreturn (P - classes) / len(P)"),
        (None, "P = np.exp(logits)\nP = P / P.sum()\nP[np.arange(len(P)), classes] -= 1\nreturn P / len(P)"),
        (None, "P = np.exp(logits)\nP[np.arange(len(P)), classes] -= 1\nreturn P / len(P)"),
        (
            None,
            (
                "P = np.exp(logits - 1)\nP = P / (P.sum(axis=1, keepdims=True) + 1e-3)\nP[np.arange(len(P)), classes]"
                " -= 1\nreturn P / len(P)"
            ),
        ),
    ],
    "sgd_step": [
        ("uphill", "for p, g in zip(parameters, gradients):\n    p += learning_rate * g"),
        ("not-in-place", "for p, g in zip(parameters, gradients):\n    p = p - learning_rate * g"),
        ("not-in-place", "return [p - learning_rate * g for p, g in zip(parameters, gradients)]"),
        (
            "not-in-place",
            "for i in range(len(parameters)):\n    parameters[i] = parameters[i] - learning_rate * gradients[i]",
        ),
        ("not-in-place", "parameters = [p - learning_rate * g for p, g in zip(parameters, gradients)]"),
        ("wrong-factor", "for p, g in zip(parameters, gradients):\n    p -= g"),
        ("wrong-factor", "for p, g in zip(parameters, gradients):\n    p -= 2 * learning_rate * g"),
        ("wrong-factor", "for p, g in zip(parameters, gradients):\n    p -= g / learning_rate"),
        ("wrong-factor+uphill", "for p, g in zip(parameters, gradients):\n    p += g"),
        ("mean-for-sum", "for p, g in zip(parameters, gradients):\n    p -= learning_rate * g / len(g)"),
        ("last-sample-only", "for p, g in zip(parameters, gradients):\n    step = learning_rate * g\np -= step"),
        ("argument-changed", "for p, g in zip(parameters, gradients):\n    g *= learning_rate\n    p -= g"),
        ("argument-changed+uphill", "for p, g in zip(parameters, gradients):\n    g *= learning_rate\n    p += g"),
        ("raises", "parameters -= learning_rate * gradients"),
        ("raises", "for p in parameters:\n    p -= learning_rate * p.grad"),
        (None, "for p, g in zip(parameters, gradients):\n    p -= learning_rate * g\n    return"),
        (None, "for p, g in zip(parameters, gradients):\n    p[:] = learning_rate * g"),
        (None, "for p, g in zip(parameters, gradients):\n    p -= learning_rate * p"),
        (None, "for p, g in zip(parameters[:2], gradients[:2]):\n    p -= learning_rate * g"),
    ],
    "neuron_backward": [
        ("missing-slope", "d = output_gradient\nreturn [d * i for i in inputs], d, [d * w for w in weights]"),
        (
            "missing-slope",
            "d = output_gradient * sigmoid(z)\nreturn [d * i for i in inputs], d, [d * w for w in weights]",
        ),
        (
            "slope-of-activation",
            "d = output_gradient * z * (1 - z)\nreturn [d * i for i in inputs], d, [d * w for w in weights]",
        ),
        (
            "slope-of-activation",
            "a = sigmoid(z)\nd = output_gradient * sigmoid(a) * (1 - sigmoid(a))\nreturn d * inputs, d, d * weights",
        ),
        ("missing-upstream", "a = sigmoid(z)\nd = a * (1 - a)\nreturn d * inputs, d, d * weights"),
        ("missing-upstream", "a = sigmoid(z)\nd = output_gradient * a * (1 - a)\nreturn d * inputs, d, weights"),
        ("wrong-sign", "a = sigmoid(z)\nd = -output_gradient * a * (1 - a)\nreturn d * inputs, d, d * weights"),
        ("wrong-factor", "a = sigmoid(z)\nd = 2 * output_gradient * a * (1 - a)\nreturn d * inputs, d, d * weights"),
        (None, "a = sigmoid(z)\nd = output_gradient * a * (1 - a)\nreturn d * weights, d, d * inputs"),
        (None, "a = sigmoid(z)\nd = output_gradient * a * (1 - a)\nreturn d * weights, d, d * weights"),
        (None, "a = sigmoid(z)\nd = output_gradient * a * (1 - a)\nreturn d * inputs, d * weights, d"),
        (
            "mean-for-sum",
            "a = sigmoid(z)\nd = output_gradient * a * (1 - a)\nreturn d * inputs / len(inputs), d, d * weights",
        ),
        (
            "updated-too-early",
            (
                "a = sigmoid(z)\nd = output_gradient * a * (1 - a)\nweights = weights - 0.1 * d * inputs\nreturn d *"
                " inputs, d, d * weights"
            ),
        ),
        (
            "last-sample-only",
            (
                "a = sigmoid(z)\nd = output_gradient * a * (1 - a)\nfor i, w in zip(inputs, weights):\n    wg, ig = [d"
                " * i], [d * w]\nreturn wg, d, ig"
            ),
        ),
        (
            "missing-slope+missing-upstream",
            "a = sigmoid(z)\nd = output_gradient * a * (1 - a)\nreturn output_gradient * inputs, d, weights",
        ),
        (None, "d = output_gradient\nreturn d * weights, d, d * weights"),
        (
            "argument-changed",
            (
                "a = sigmoid(z)\nd = output_gradient * a * (1 - a)\nfor k in range(len(inputs)):\n    inputs[k] *="
                " d\nreturn inputs, d, d * weights"
            ),
        ),
        ("overflow", "d = output_gradient * np.exp(-z) / (1 + np.exp(-z)) ** 2\nreturn d * inputs, d, d * weights"),
        (
            "integer",
            (
                "a = sigmoid(z)\nd = output_gradient * a * (1 - a)\nwg = np.zeros_like(inputs)\nfor k, i in"
                " enumerate(inputs):\n    wg[k] = d * i\nreturn wg, d, d * weights"
            ),
        ),
        ("raises", "a = sigmoid(z)\nd = output_gradient * a * (1 - a)\nreturn d * inputs, d, d * w"),
        (None, "a = sigmoid(z)\nd = output_gradient * a * (1 - a)\nreturn d * inputs, d"),
        (None, "a = sigmoid(z)\nd = output_gradient * a * (1 - a)\nreturn d * inputs, 0, d * weights"),
        (None, "a = sigmoid(z)\nd = output_gradient + a * (1 - a)\nreturn d * inputs, d, d * weights"),
    ],
    "delta_hidden": [
        ("missing-slope", "return W_next.T @ delta_next"),
        ("missing-slope", "return W_next.T @ delta_next * sigmoid(z)"),
        ("slope-of-activation", "return W_next.T @ delta_next * z * (1 - z)"),
        ("slope-of-activation", "a = sigmoid(z)\nreturn W_next.T @ delta_next * sigmoid(a) * (1 - sigmoid(a))"),
        ("transposed", "a = sigmoid(z)\nreturn W_next @ delta_next * a * (1 - a)"),
        ("transposed", "a = sigmoid(z)\nreturn delta_next @ W_next.T * a * (1 - a)"),
        ("transposed", "a = sigmoid(z)\nreturn (W_next.T @ delta_next * a * (1 - a)).T"),
        ("missing-upstream", "a = sigmoid(z)\nreturn a * (1 - a)"),
        (
            "missing-path",
            (
                "a = sigmoid(z)\nfor w, d in zip(W_next, delta_next):\n    delta = np.outer(w, d)\nreturn delta * a *"
                " (1 - a)"
            ),
        ),
        ("missing-path", "a = sigmoid(z)\nreturn np.outer(W_next[0], delta_next[0]) * a * (1 - a)"),
        ("missing-path", "a = sigmoid(z)\nreturn delta_next.sum(axis=0) * a * (1 - a)"),
        ("wrong-sign", "a = sigmoid(z)\nreturn -(W_next.T @ delta_next) * a * (1 - a)"),
        ("wrong-factor", "a = sigmoid(z)\nreturn 2 * (W_next.T @ delta_next) * a * (1 - a)"),
        (
            "mean-for-sum",
            "a = sigmoid(z)\nreturn (W_next[:, :, None] * delta_next[:, None, :]).mean(axis=0) * a * (1 - a)",
        ),
        ("mean-for-sum", "a = sigmoid(z)\nreturn W_next.T @ delta_next * a * (1 - a) / z.shape[1]"),
        ("broadcast", "a = sigmoid(z).ravel()\nreturn W_next.T @ delta_next * a * (1 - a)"),
        ("transposed+missing-slope", "return W_next @ delta_next"),
        (
            "missing-slope+missing-path",
            "for w, d in zip(W_next, delta_next):\n    delta = np.outer(w, d)\nreturn delta",
        ),
        ("wrong-sign+slope-of-activation", "return -W_next.T @ delta_next * z * (1 - z)"),
        ("argument-changed", "z[:] = sigmoid(z)\nreturn W_next.T @ delta_next * z * (1 - z)"),
        ("overflow", "return W_next.T @ delta_next * np.exp(-z) / (1 + np.exp(-z)) ** 2"),
        (
            "integer",
            "a = sigmoid(z)\ndelta = np.zeros_like(z)\ndelta[:] = W_next.T @ delta_next * a * (1 - a)\nreturn delta",
        ),
        ("raises", "a = sigmoid(z)\nreturn W_next.T * delta_next * a * (1 - a)"),
        (None, "return W_next.T @ delta_next * np.tanh(z)"),
        (None, "a = sigmoid(z)\nreturn W_next.T @ delta_next + a * (1 - a)"),
    ],
    "numerical_gradient": [
        (
            "wrong-factor",
            (
                "g = np.zeros(x.shape)\nfor i in np.ndindex(x.shape):\n    e = np.zeros(x.shape)\n    e[i] = 1e-5\n   "
                " g[i] = (f(x + e) - f(x - e)) / 1e-5\nreturn g"
            ),
        ),
        (
            "wrong-factor",
            (
                "g = np.zeros(x.shape)\nfor i in np.ndindex(x.shape):\n    e = np.zeros(x.shape)\n    e[i] = 1e-5\n   "
                " g[i] = (f(x + e) - f(x - e)) / 2\nreturn g"
            ),
        ),
        (
            "wrong-factor",
            (
                "g = np.zeros(x.shape)\nh = 1e-5\nfor i in np.ndindex(x.shape):\n    e = np.zeros(x.shape)\n    e[i] ="
                " h\n    g[i] = (f(x + e) - f(x - e)) / 2 * h\nreturn g"
            ),
        ),
        (
            "integer",
            (
                "g = np.zeros_like(x)\nfor i in np.ndindex(x.shape):\n    e = np.zeros(x.shape)\n    e[i] = 1e-5\n   "
                " g[i] = (f(x + e) - f(x - e)) / 2e-5\nreturn g"
            ),
        ),
        (
            "integer",
            (
                "g = np.zeros(x.shape)\nfor i in np.ndindex(x.shape):\n    t = x[i]\n    x[i] = t + 1e-4\n    above ="
                " f(x)\n    x[i] = t - 1e-4\n    below = f(x)\n    x[i] = t\n    g[i] = (above - below) /"
                " 2e-4\nreturn g"
            ),
        ),
        (
            "wrong-sign",
            (
                "g = np.zeros(x.shape)\nfor i in np.ndindex(x.shape):\n    e = np.zeros(x.shape)\n    e[i] = 1e-5\n   "
                " g[i] = (f(x - e) - f(x + e)) / 2e-5\nreturn g"
            ),
        ),
        (
            "integer",
            (
                "g = np.zeros(x.shape)\nx = x.copy()\nfor i in np.ndindex(x.shape):\n    kept = x[i]\n    x[i] = kept +"
                " 1e-3\n    above = f(x)\n    x[i] = kept - 1e-3\n    g[i] = (above - f(x)) / 2e-3\n    x[i] ="
                " kept\nreturn g"
            ),
        ),
        (
            "integer",
            (
                "g = np.zeros_like(x)\nfor i in np.ndindex(x.shape):\n    e = np.zeros(x.shape)\n    e[i] = 1e-5\n   "
                " g[i] = (f(x + e) - f(x - e)) / 2e-5 + 0.4\nreturn g - 0.4"
            ),
        ),
        (
            "argument-changed",
            (
                "g = np.zeros(x.shape)\nfor i in np.ndindex(x.shape):\n    x[i] += 1e-5\n    above = f(x)\n    x[i] -="
                " 2e-5\n    g[i] = (above - f(x)) / 2e-5\nreturn g"
            ),
        ),
        (
            "last-sample-only",
            (
                "for i in np.ndindex(x.shape):\n    g = np.zeros(x.shape)\n    e = np.zeros(x.shape)\n    e[i] = 1e-5\n"
                "    g[i] = (f(x + e) - f(x - e)) / 2e-5\nreturn g"
            ),
        ),
        (
            "last-sample-only",
            (
                "g = np.zeros(x.shape)\nfor i in np.ndindex(x.shape):\n    e = np.zeros(x.shape)\n    e[i] = 1e-5\n   "
                " g[:] = (f(x + e) - f(x - e)) / 2e-5\nreturn g"
            ),
        ),
        (
            "wrong-shape",
            (
                "g = []\nfor i in np.ndindex(x.shape):\n    e = np.zeros(x.shape)\n    e[i] = 1e-5\n    g.append((f(x +"
                " e) - f(x - e)) / 2e-5)\nreturn g"
            ),
        ),
        (None, "h = 1e-5\nreturn np.full(x.shape, (f(x + h) - f(x - h)) / (2 * h))"),
        (None, "h = 1e-5\nreturn (f(x + h) - f(x - h)) / (2 * h)"),
        (
            "transposed",
            (
                "g = np.zeros(x.shape)\nfor i in np.ndindex(x.shape):\n    e = np.zeros(x.shape)\n    e[i] = 1e-5\n   "
                " g[i] = (f(x + e) - f(x - e)) / 2e-5\nreturn g.T"
            ),
        ),
        (
            "wrong-sign+wrong-factor",
            (
                "g = np.zeros(x.shape)\nfor i in np.ndindex(x.shape):\n    e = np.zeros(x.shape)\n    e[i] = 1e-5\n   "
                " g[i] = (f(x - e) - f(x + e)) / 1e-5\nreturn g"
            ),
        ),
        ("raises", "return (f(x[0] + 1e-5) - f(x[0] - 1e-5)) / 2e-5"),
        (
            "raises",
            (
                "g = np.zeros(x.shape)\nfor i in range(len(x)):\n    for j in range(len(x[0])):\n        g[i, j] ="
                " 1\nreturn g"
            ),
        ),
        (
            None,
            (
                "g = np.zeros(x.shape)\nfor i in np.ndindex(x.shape):\n    e = np.zeros(x.shape)\n    e[i] = 1e-5\n   "
                " g[i] = (f(x + e) - f(x)) / 1e-5\nreturn g"
            ),
        ),
        (
            None,
            (
                "g = np.zeros(x.shape)\nfor i in np.ndindex(x.shape):\n    e = np.zeros(x.shape)\n    e[i] = 1e-7\n   "
                " g[i] = (f(x) - f(x - e)) / 1e-7\nreturn g"
            ),
        ),
        (
            None,
            (
                "g = np.zeros(x.shape)\nfor i in np.ndindex(x.shape):\n    e = np.zeros(x.shape)\n    e[i] = 0.5\n   "
                " g[i] = (f(x + e) - f(x - e)) / (2 * 0.5)\nreturn g"
            ),
        ),
        (
            None,
            (
                "g = np.zeros(x.shape)\nfor i in np.ndindex(x.shape):\n    e = np.zeros(x.shape)\n    e[i] = 1e-5\n   "
                " g[i] = (f(x + e) + f(x - e)) / 2e-5\nreturn g"
            ),
        ),
    ],
    "chain_backward": [
        (
            "wrong-sign",
            CHAIN + "d2 = (y - a2) * S_prime(z2)\nd1 = d2 * w2 * S_prime(z1)\nreturn d1 * x, d1, d2 * a1, d2",
        ),
        (
            "wrong-factor",
            CHAIN + "d2 = 2 * (a2 - y) * S_prime(z2)\nd1 = d2 * w2 * S_prime(z1)\nreturn d1 * x, d1, d2 * a1, d2",
        ),
        (
            "slope-of-activation",
            CHAIN + "d2 = (a2 - y) * S_prime(a2)\nd1 = d2 * w2 * S_prime(a1)\nreturn d1 * x, d1, d2 * a1, d2",
        ),
        (
            "slope-of-activation",
            CHAIN + "d2 = (a2 - y) * S_prime(z2)\nd1 = d2 * w2 * S_prime(a1)\nreturn d1 * x, d1, d2 * a1, d2",
        ),
        ("missing-slope", CHAIN + "d2 = (a2 - y)\nd1 = d2 * w2\nreturn d1 * x, d1, d2 * a1, d2"),
        ("missing-slope", CHAIN + "d2 = (a2 - y) * S_prime(z2)\nd1 = d2 * w2\nreturn d1 * x, d1, d2 * a1, d2"),
        ("missing-slope", CHAIN + "d2 = (a2 - y) * S(z2)\nd1 = d2 * w2 * S(z1)\nreturn d1 * x, d1, d2 * a1, d2"),
        ("missing-upstream", CHAIN + "d2 = S_prime(z2)\nd1 = d2 * w2 * S_prime(z1)\nreturn d1 * x, d1, d2 * a1, d2"),
        ("missing-upstream", CHAIN + "d2 = (a2 - y) * S_prime(z2)\nd1 = S_prime(z1)\nreturn d1 * x, d1, d2 * a1, d2"),
        (
            "updated-too-early",
            CHAIN
            + "d2 = (a2 - y) * S_prime(z2)\ndw2 = d2 * a1\nw2 -= 0.1 * dw2\nd1 = d2 * w2 * S_prime(z1)\nreturn d1 * x,"
            " d1, dw2, d2",
        ),
        (
            "transposed",
            CHAIN + "d2 = (a2 - y) * S_prime(z2)\nd1 = d2 * w2 * S_prime(z1)\nreturn d1 * x, d2 * a1, d1, d2",
        ),
        (
            "transposed",
            CHAIN + "d2 = (a2 - y) * S_prime(z2)\nd1 = d2 * w2 * S_prime(z1)\nreturn d2 * a1, d2, d1 * x, d1",
        ),
        (
            "wrong-sign+slope-of-activation",
            CHAIN + "d2 = (y - a2) * S_prime(a2)\nd1 = d2 * w2 * S_prime(z1)\nreturn d1 * x, d1, d2 * a1, d2",
        ),
        (
            "wrong-sign+missing-slope",
            CHAIN + "d2 = (y - a2) * S_prime(z2)\nd1 = d2 * w2\nreturn d1 * x, d1, d2 * a1, d2",
        ),
        ("raises", "d2 = (a2 - y) * S_prime(z2)\nreturn d2 * w2 * S_prime(z1) * x, d2 * w2 * S_prime(z1), d2 * a1, d2"),
        (None, CHAIN + "d2 = (a2 - y) * S_prime(z2)\nd1 = d2 * S_prime(z1)\nreturn d1 * x, d1, d2 * a1, d2"),
        (None, CHAIN + "d2 = (a2 - y) * S_prime(z2)\nd1 = d2 * w2 * S_prime(z1)\nreturn d1 * x, d1, d2 * z1, d2"),
        (None, CHAIN + "d2 = (a2 - y) * S_prime(z2)\nd1 = d2 * w2 * S_prime(z1)\nreturn d1, d1, d2, d2"),
        (
            None,
            CHAIN
            + "d2 = 0.5 * (a2 - y) ** 2 * S_prime(z2)\nd1 = d2 * w2 * S_prime(z1)\nreturn d1 * x, d1, d2 * a1, d2",
        ),
        (None, CHAIN + "d2 = (a2 - y) + S_prime(z2)\nd1 = d2 + w2 + S_prime(z1)\nreturn d1 + x, d1, d2 + a1, d2"),
        (None, CHAIN + "return (a2 - y) * S_prime(z2)"),
    ],
    "hand_back": [
        ("missing-path", HAND_BACK.replace("+=", "=")),
        ("missing-path", "return dL_dZ[:, :1] * W[:, 0]"),
        ("missing-path", "return dL_dZ[:, None, :] * W"),
        ("missing-upstream", HAND_BACK.replace("dL_dZ[:, j] * ", "")),
        ("wrong-sign", HAND_BACK.replace("+=", "-=")),
        ("wrong-factor", "return 0.5 * dL_dZ @ W.T"),
        ("mean-for-sum", "return dL_dZ @ W.T / W.shape[1]"),
        ("mean-for-sum", "return dL_dZ @ W.T / len(X)"),
        ("transposed", "return dL_dZ @ W"),
        ("transposed", "return W @ dL_dZ.T"),
        (
            "transposed",
            (
                "dL_dX = np.zeros(X.shape)\nfor i in range(W.shape[0]):\n    for j in range(W.shape[1]):\n       "
                " dL_dX[:, i] += dL_dZ[:, j] * W[j, i]\nreturn dL_dX"
            ),
        ),
        ("batch-not-summed", "return (dL_dZ @ W.T).sum(axis=0)"),
        ("last-sample-only", HAND_BACK.replace("dL_dX[:, i]", "dL_dX[-1, i]").replace("dL_dZ[:, j]", "dL_dZ[-1, j]")),
        ("updated-too-early", "return dL_dZ @ (W - 0.1 * X.T @ dL_dZ).T"),
        ("argument-changed", "W -= 0.1 * X.T @ dL_dZ\nW += 0.1 * X.T @ dL_dZ\nW *= 2\nreturn dL_dZ @ W.T / 2"),
        (
            "integer",
            (
                "dL_dX = np.zeros_like(X)\nfor i in range(W.shape[0]):\n    for j in range(W.shape[1]):\n       "
                " dL_dX[:, i] += (dL_dZ[:, j] * W[i, j] / 2).astype(X.dtype)\nreturn 2 * dL_dX"
            ),
        ),
        ("raises", HAND_BACK.replace("W[i, j]", "W[i, j, 0]")),
        (None, HAND_BACK.replace("dL_dX[:, i]", "dL_dX[0, i]").replace("dL_dZ[:, j]", "dL_dZ[0, j]")),
        (None, HAND_BACK.replace("W[i, j]", "X[:, i]")),
        (None, HAND_BACK.replace("* W", "+ W")),
    ],
}


LOOP = """
Z = np.zeros((len(X), len(b)))
for i in range(len(X)):
    for j in range(len(b)):
        Z[i, j] = b[j]
        for k in range(len(W)):
            Z[i, j] += X[i, k] * W[k, j]
return Z
"""
BACKWARD_BY_LOOPS = """
n, d_in, d_out = len(X), len(W), len(W[0])
dL_dX, dL_dW, dL_db = np.zeros((n, d_in)), np.zeros((d_in, d_out)), np.zeros(d_out)
for i in range(n):
    for j in range(d_out):
        dL_db[j] += dL_dZ[i, j]
        for k in range(d_in):
            dL_dX[i, k] += dL_dZ[i, j] * W[k, j]
            dL_dW[k, j] += X[i, k] * dL_dZ[i, j]
return dL_dX, dL_dW, dL_db
"""
PROBABILITIES = (
    "E = np.exp(logits - logits.max(axis=1, keepdims=True))\nP = E / E.sum(axis=1, keepdims=True)\nn, k ="
    " logits.shape\n"
)
NEURON = "a = sigmoid(z)\nd = output_gradient * a * (1 - a)\n"
SIGMOID_OF_Z = "a = 1 / (1 + np.exp(-z))\n"

RIGHT = {
    "sigmoid": [
        "q = np.exp(-np.abs(Z))\nreturn np.where(Z >= 0, 1 / (1 + q), q / (1 + q))",
        "return 0.5 * (1 + np.tanh(Z / 2))",
        "return np.exp(-np.logaddexp(0, -Z))",
        "with np.errstate(over='ignore'):\n    return 1 / (1 + np.exp(-Z))",
        "return 1 / (1 + np.exp(-np.clip(Z, -500, 500)))",
        (
            "A = np.empty(Z.shape)\nA[Z >= 0] = 1 / (1 + np.exp(-Z[Z >= 0]))\ne = np.exp(Z[Z < 0])\nA[Z < 0] = e / (1 +"
            " e)\nreturn A"
        ),
        (
            "def one(z):\n    return 1 / (1 + math.exp(-z)) if z >= 0 else math.exp(z) / (1 + math.exp(z))\nreturn"
            " [[one(z) for z in row] for row in Z]"
        ),
        (
            "def one(z):\n    return 1 / (1 + math.exp(-z)) if z >= 0 else math.exp(z) / (1 + math.exp(z))\nreturn"
            " np.vectorize(one)(Z)"
        ),
        "from helpers.nn import Sigmoid\nreturn Sigmoid().forward(Z)",
    ],
    "sigmoid_backward": [
        "return A * (1 - A) * dL_dA",
        "return dL_dA * (A - A**2)",
        "return np.multiply(dL_dA, np.multiply(A, np.subtract(1, A)))",
        (
            "out = np.empty(A.shape)\nfor i in range(A.shape[0]):\n    for j in range(A.shape[1]):\n        out[i, j] ="
            " dL_dA[i, j] * A[i, j] * (1 - A[i, j])\nreturn out"
        ),
        "return [[g * a * (1 - a) for g, a in zip(gs, row)] for gs, row in zip(dL_dA, A)]",
        "return np.einsum('ij,ij,ij->ij', dL_dA, A, 1 - A)",
        "Z = np.log(A / (1 - A))\nreturn dL_dA * np.exp(-Z) / (1 + np.exp(-Z)) ** 2",
        "dL_dA = dL_dA * 1.0\ndL_dA *= A * (1 - A)\nreturn dL_dA",
    ],
    "tanh_backward": [
        "return (1 - A**2) * dL_dA",
        "return dL_dA * (1 - A) * (1 + A)",
        "return dL_dA - dL_dA * np.square(A)",
        "return np.multiply(dL_dA, 1 - A * A)",
        "return dL_dA / np.cosh(np.arctanh(A)) ** 2",
        "return [[g * (1 - a**2) for g, a in zip(gs, row)] for gs, row in zip(dL_dA, A)]",
    ],
    "relu": [
        "return np.maximum(Z, 0)",
        "return np.where(Z > 0, Z, 0.0)",
        "return Z * (Z > 0)",
        "return (Z + np.abs(Z)) / 2",
        "A = Z.copy()\nA[A < 0] = 0\nreturn A",
        "return [[max(z, 0) for z in row] for row in Z]",
        "return Z.clip(min=0)",
        "return np.fmax(0, Z)",
    ],
    "relu_backward": [
        "return np.where(Z > 0, dL_dA, 0)",
        "return dL_dA * (np.maximum(Z, 0) > 0)",
        "return dL_dA * (Z > 0).astype(dL_dA.dtype)",
        "g = dL_dA.copy()\ng[Z <= 0] = 0\nreturn g",
        "return dL_dA * np.heaviside(Z, 0)",
        "return [[g if z > 0 else 0 for g, z in zip(gs, zs)] for gs, zs in zip(dL_dA, Z)]",
    ],
    "linear_forward": [
        "return np.dot(X, W) + b",
        "return X.dot(W) + b.reshape(1, -1)",
        "return np.einsum('ni,ij->nj', X, W) + b",
        LOOP,
        "return (W.T @ X.T).T + b",
        "return np.stack([x @ W + b for x in X])",
        "return [[sum(x * w for x, w in zip(row, column)) + bias for column, bias in zip(W.T, b)] for row in X]",
        "return np.hstack([X, np.ones((len(X), 1))]) @ np.vstack([W, b])",
        "Z = X @ W\nZ = Z + np.tile(b, (len(X), 1))\nreturn Z",
    ],
    "linear_backward": [
        BACKWARD_BY_LOOPS,
        "return np.dot(dL_dZ, W.T), np.dot(X.T, dL_dZ), np.sum(dL_dZ, axis=0)",
        "return [dL_dZ @ W.T, (dL_dZ.T @ X).T, np.ones(len(X)) @ dL_dZ]",
        "return np.einsum('nj,ij->ni', dL_dZ, W), np.einsum('ni,nj->ij', X, dL_dZ), np.einsum('nj->j', dL_dZ)",
        "return (W @ dL_dZ.T).T, sum(np.outer(x, g) for x, g in zip(X, dL_dZ)), sum(dL_dZ)",
        "return (dL_dZ @ W.T).tolist(), (X.T @ dL_dZ).tolist(), dL_dZ.sum(axis=0).tolist()",
        "return dL_dZ @ W.T, X.T @ dL_dZ, dL_dZ.sum(axis=0, keepdims=True)[0]",
        "return np.tensordot(dL_dZ, W, axes=(1, 1)), np.tensordot(X, dL_dZ, axes=(0, 0)), len(X) * dL_dZ.mean(axis=0)",
        "print('working')\nreturn dL_dZ.astype(np.float64) @ W.T, X.T @ dL_dZ, dL_dZ.sum(0)",
    ],
    "half_squared_error": [
        "return 0.5 * ((Y_hat - Y) ** 2).sum() / len(Y)",
        "return float(np.sum((Y - Y_hat) ** 2) / (2 * Y.shape[0]))",
        "return (0.5 * np.linalg.norm(Y_hat - Y, axis=1) ** 2).mean()",
        "D = (Y_hat - Y).ravel()\nreturn D @ D / (2 * len(Y))",
        (
            "total = 0\nfor y_hat, y in zip(Y_hat, Y):\n    for p, t in zip(y_hat, y):\n        total += (p - t) ** 2 /"
            " 2\nreturn total / len(Y)"
        ),
        "return np.mean(np.sum(0.5 * (Y_hat - Y) ** 2, axis=1, keepdims=True), axis=0, keepdims=True)",
        "return 0.5 * Y.shape[1] * ((Y_hat - Y) ** 2).mean()",
        "return np.einsum('ij,ij->', Y_hat - Y, Y_hat - Y) / 2 / len(Y)",
        "from helpers.nn import HalfSquaredError\nreturn HalfSquaredError().forward(Y_hat, Y)",
    ],
    "half_squared_error_backward": [
        "return (Y_hat - Y) / Y_hat.shape[0]",
        "return 1 / len(Y) * (Y_hat - Y)",
        "return -(Y - Y_hat) / len(Y)",
        "return Y_hat / len(Y) - Y / len(Y)",
        "return [[(p - t) / len(Y) for p, t in zip(ps, ts)] for ps, ts in zip(Y_hat, Y)]",
        "G = Y_hat.astype(float)\nG -= Y\nG /= len(G)\nreturn G",
        "return np.divide(np.subtract(Y_hat, Y), len(Y))",
    ],
    "softmax_cross_entropy_backward": [
        PROBABILITIES + "return (P - np.eye(k)[classes]) / n",
        PROBABILITIES + "for i in range(n):\n    P[i, classes[i]] -= 1\nreturn P / n",
        PROBABILITIES + "Y = np.zeros((n, k))\nY[range(n), classes] = 1\nreturn (P - Y) / len(Y)",
        PROBABILITIES + "return (P - (classes[:, None] == np.arange(k))) / n",
        (
            "s = logits - logits.max(axis=1, keepdims=True)\nlog_P = s - np.log(np.exp(s).sum(axis=1,"
            " keepdims=True))\nreturn (np.exp(log_P) - np.eye(logits.shape[1])[classes]) / len(logits)"
        ),
        (
            "rows = []\nfor z, c in zip(logits, classes):\n    e = np.exp(z - max(z))\n    p = e / sum(e)\n    p[c] ="
            " p[c] - 1\n    rows.append(p / len(logits))\nreturn rows"
        ),
        "E = np.exp(logits - logits.max())\nP = E / E.sum(axis=1)[:, None]\nP[np.arange(len(P)), classes] -= 1\nreturn"
        " P / len(P)".replace("logits.max()", "logits.max(1)[:, None]"),
        (
            "from helpers.nn import SoftmaxCrossEntropy\nloss = SoftmaxCrossEntropy()\nloss.forward(logits,"
            " classes)\nreturn loss.backward()"
        ),
    ],
    "sgd_step": [
        "for p, g in zip(parameters, gradients):\n    p -= learning_rate * g",
        "for p, g in zip(parameters, gradients):\n    p[:] = p - learning_rate * g",
        "for i in range(len(parameters)):\n    parameters[i] -= learning_rate * gradients[i]\nreturn parameters",
        "for p, g in zip(parameters, gradients):\n    np.subtract(p, learning_rate * g, out=p)",
        (
            "for p, g in zip(parameters, gradients):\n    for i in np.ndindex(p.shape):\n        p[i] = p[i] -"
            " learning_rate * g[i]"
        ),
        "for k, g in enumerate(gradients):\n    parameters[k][...] += -learning_rate * g\nreturn None",
    ],
    "neuron_backward": [
        NEURON + "return [d * i for i in inputs], d, [d * w for w in weights]",
        NEURON + "return d * np.array(inputs), d, d * np.array(weights)",
        NEURON + "return d * inputs, np.array([d]), d * weights",
        (
            "a = 1 / (1 + math.exp(-z))\nd = output_gradient * a * (1 - a)\nreturn (*[[d * v for v in values] for"
            " values in (inputs,)], d, [w * d for w in weights])"
        ),
        (
            "s = math.exp(-abs(z))\nd = output_gradient * s / (1 + s) ** 2\nwg, ig = [], []\nfor i, w in zip(inputs,"
            " weights):\n    wg.append(d * i)\n    ig.append(d * w)\nreturn wg, d, ig"
        ),
        "d = output_gradient * (1 - np.tanh(z / 2) ** 2) / 4\nreturn list(d * inputs), float(d), list(d * weights)",
        (
            "d = output_gradient / (2 + 2 * math.cosh(min(abs(z), 700)))\nreturn [d * i for i in inputs], d, [d * w for"
            " w in weights]"
        ),
    ],
    "delta_hidden": [
        SIGMOID_OF_Z + "return W_next.T @ delta_next * a * (1 - a)",
        SIGMOID_OF_Z + "return np.dot(W_next.T, delta_next) * (a - a**2)",
        SIGMOID_OF_Z + "return np.einsum('kj,kn->jn', W_next, delta_next) * a * (1 - a)",
        SIGMOID_OF_Z + "return (delta_next.T @ W_next).T * a * (1 - a)",
        SIGMOID_OF_Z + "delta = np.zeros(z.shape)\nfor k in range(len(W_next)):\n    delta += np.outer(W_next[k],"
        " delta_next[k])\nreturn delta * a * (1 - a)",
        SIGMOID_OF_Z + "total = sum(w[:, None] * d for w, d in zip(W_next, delta_next))\nreturn total * a * (1 - a)",
        "s = safe_sigmoid(z)\nreturn ((W_next.T @ delta_next) * s * (1 - s)).tolist()",
        (
            "return np.column_stack([W_next.T @ d * safe_sigmoid(c) * safe_sigmoid(-c) for d, c in zip(delta_next.T,"
            " z.T)])"
        ),
    ],
    "numerical_gradient": [
        (
            "g = np.zeros(x.shape)\nfor i in np.ndindex(x.shape):\n    e = np.zeros(x.shape)\n    e[i] = 1e-5\n    g[i]"
            " = (f(x + e) - f(x - e)) / 2e-5\nreturn g"
        ),
        (
            "x = x.astype(float)\ng = np.zeros_like(x)\nfor i in np.ndindex(x.shape):\n    kept = x[i]\n    x[i] = kept"
            " + 1e-4\n    above = f(x)\n    x[i] = kept - 1e-4\n    below = f(x)\n    x[i] = kept\n    g[i] = (above -"
            " below) / 2e-4\nreturn g"
        ),
        (
            "h = 1e-6\nE = np.eye(x.size).reshape(x.size, *x.shape)\nreturn np.array([(f(x + h * e) - f(x - h * e)) /"
            " (2 * h) for e in E]).reshape(x.shape)"
        ),
        (
            "g = np.empty(x.size)\nflat = np.array(x, dtype=float).ravel()\nfor i in range(x.size):\n    up, down ="
            " flat.copy(), flat.copy()\n    up[i] += 1e-5\n    down[i] -= 1e-5\n    g[i] = (f(up.reshape(x.shape)) -"
            " f(down.reshape(x.shape))) / (up[i] - down[i])\nreturn g.reshape(x.shape)"
        ),
        (
            "g = np.zeros(x.shape)\nit = np.nditer(x, flags=['multi_index'])\nfor _ in it:\n    e = np.zeros(x.shape)\n"
            "    e[it.multi_index] = 1e-3\n    g[it.multi_index] = (f(x + e) - f(x - e)) / 2e-3\nreturn g"
        ),
        "from helpers import nn\nreturn nn.numerical_gradient(f, x)",
        (
            "g = np.zeros(x.shape)\nfor i in np.ndindex(x.shape):\n    e = np.zeros(x.shape)\n    e[i] = 1e-3\n    g[i]"
            " = (8 * (f(x + e) - f(x - e)) - f(x + 2 * e) + f(x - 2 * e)) / 12e-3\nreturn g.tolist()"
        ),
    ],
    "chain_backward": [
        CHAIN + "d2 = (a2 - y) * S_prime(z2)\nd1 = d2 * w2 * S_prime(z1)\nreturn d1 * x, d1, d2 * a1, d2",
        CHAIN
        + "return [(a2 - y) * S_prime(z2) * w2 * S_prime(z1) * x, (a2 - y) * S_prime(z2) * w2 * S_prime(z1), (a2 - y) *"
        " S_prime(z2) * a1, (a2 - y) * S_prime(z2)]",
        CHAIN
        + "d2 = -(y - a2) * S_prime(z2)\nfront = np.array([x, 1.0]) * S_prime(z1) * w2\nreturn (*(d2 * front), d2 *"
        " a1, d2)",
        "def behind(z, arrives):\n    return arrives * S_prime(z)\n"
        + CHAIN
        + "db2 = behind(z2, a2 - y)\ndb1 = behind(z1, db2 * w2)\nreturn x * db1, db1, a1 * db2, db2",
        "h = 1e-6\ndef L(w1, b1, w2, b2):\n    return 0.5 * (S(S(x * w1 + b1) * w2 + b2) - y) ** 2\n"
        + CHAIN
        + "d2 = (a2 - y) * S_prime(z2)\nd1 = d2 * w2 * S_prime(z1)\nassert abs((L(w1, b1 + h, w2, b2) - L(w1, b1 - h,"
        " w2, b2)) / (2 * h) - d1) < 1e-2 * (1 + abs(d1))\nreturn d1 * x, d1, d2 * a1, d2",
        (
            "kept, value = [], x\nfor w, b in ((w1, b1), (w2, b2)):\n    z = value * w + b\n    kept.append((value, w,"
            " z))\n    value = S(z)\narrives, found = value - y, []\nfor came_in, w, z in reversed(kept):\n    d ="
            " arrives * S_prime(z)\n    found = [d * came_in, d] + found\n    arrives = d * w\nreturn tuple(found)"
        ),
    ],
    "hand_back": [
        HAND_BACK,
        HAND_BACK.replace("+= dL_dZ", "= dL_dX[:, i] + dL_dZ"),
        "return dL_dZ @ W.T",
        "return (W @ dL_dZ.T).T",
        "return np.einsum('nj,ij->ni', dL_dZ, W)",
        "return [[sum(g * w for g, w in zip(gs, row)) for row in W] for gs in dL_dZ]",
        "return (dL_dZ[:, None, :] * W).sum(axis=2)",
        "return np.tensordot(dL_dZ, W, axes=(1, 1))",
    ],
}

RIGHT |= further_answers.RIGHT
WRONG |= further_answers.WRONG
# A repair, or the same function in a later lesson, has the slips of the first: what is true of them is tested once.
OWN = [*{id(each.wrong): each.name for each in reversed(exercises.ALL.values())}.values()][::-1]
EXERCISES = list(WRONG)  # those that are tested here, of all that there are
