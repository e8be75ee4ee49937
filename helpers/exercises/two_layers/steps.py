"""The steps of a two-layer network's formulas, and how a reader's arrays lie."""

from dataclasses import dataclass

import numpy as np

from helpers.nn.delta import sigma

ROUNDING = 1e-12  # smaller numbers, behind a saturated sigmoid for instance, count as 0


PARAMETERS = ("W1", "b1", "W2", "b2")


GRADIENTS = ("dL_dW2", "dL_db2", "dL_dW1", "dL_db1")


def softmax(Z):
    """exp(z) / Σ exp(z) in each row; no z overflows."""
    exp = np.exp(Z - Z.max(axis=1, keepdims=True))
    return exp / exp.sum(axis=1, keepdims=True)


def sigmoid_slope(Z, A):
    """σ′(z) = a (1 − a)."""
    return A * (1 - A)


def tanh_slope(Z, A):
    """tanh′(z) = 1 − a²."""
    return 1 - A**2


def relu_slope(Z, A):
    """1 where z > 0, else 0."""
    return np.where(Z > 0, 1.0, 0.0)


def no_slope(Z, A):
    """1 everywhere."""
    return np.ones_like(Z)


FUNCTIONS = {"sigmoid": sigma, "tanh": np.tanh, "ReLU": lambda Z: np.maximum(Z, 0)}


SLOPES = {"sigmoid": sigmoid_slope, "tanh": tanh_slope, "ReLU": relu_slope}


LOSSES = {
    "half squared error": "sigmoid",
    "squared error": "sigmoid",
    "cross-entropy": "softmax",
}  # and the output that goes with it


FACTOR = {"half squared error": 1.0, "squared error": 2.0, "cross-entropy": 1.0}


RIGHT_STEPS = {
    "difference": np.subtract,
    "hand_back": lambda G, W: G @ W.T,
    "weights": lambda A, G: A.T @ G,
    "bias": lambda G: G.sum(axis=0),
}


@dataclass(frozen=True)
class Pass:
    """One forward pass, with samples in rows."""

    X: np.ndarray
    Y: np.ndarray
    Z1: np.ndarray
    A1: np.ndarray
    Z2: np.ndarray
    Y_hat: np.ndarray
    W2: np.ndarray


@dataclass(frozen=True)
class AsItIs:
    """A result that a mistake has in this shape in each layout."""

    array: np.ndarray


@dataclass(frozen=True)
class Layout:
    """How a reader's arrays lie: samples in rows or in columns, many at once or one alone (then x, y and b have one axis)."""

    columns: bool = False
    single: bool = False

    def rows(self, X):
        """Samples (n, d)."""
        return X[None] if self.single else X.T if self.columns else X

    def weights(self, W):
        """Weights (d_in, d_out)."""
        return W.T if self.columns else W

    def bias(self, b):
        """A bias (d_out,)."""
        return np.ravel(b)

    def samples_back(self, M):
        """Samples as the reader has them; also what a mistake made of them."""
        if self.single:
            return M[0] if np.ndim(M) == 2 and len(M) == 1 else M
        return M.T if self.columns else M

    def weights_back(self, W):
        """Weights as the reader has them."""
        return np.transpose(W) if self.columns else W

    def bias_back(self, b):
        """A bias as the reader has it."""
        if isinstance(b, AsItIs):
            return b.array
        if self.single:
            return b[0] if np.ndim(b) == 2 and len(b) == 1 else b
        return (b[:, None] if np.ndim(b) == 1 else np.transpose(b)) if self.columns else b

    def back(self, name, array):
        """The result of this name as the reader has it."""
        return (
            self.weights_back(array)
            if "W" in name
            else self.bias_back(array)
            if "b" in name
            else self.samples_back(array)
        )

    def shape(self, name, d_in, d_hidden, d_out):
        """The shape of a parameter."""
        m, d = (d_in, d_hidden) if name.endswith("1") else (d_hidden, d_out)
        if "W" in name:
            return (d, m) if self.columns else (m, d)
        return (d, 1) if self.columns and not self.single else (d,)
