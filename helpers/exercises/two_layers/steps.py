"""A two-layer network line by line, with samples in rows, and how a reader's arrays lie."""

from dataclasses import dataclass

import numpy as np

from helpers.exercises.check.formula import Formula

ROUNDING = 1e-12  # smaller numbers, behind a saturated sigmoid for instance, count as 0
PARAMETERS = ("W1", "b1", "W2", "b2")
GRADIENTS = ("dL_dW2", "dL_db2", "dL_dW1", "dL_db1")

FUNCTIONS = {"sigmoid": "sigma({Z})", "tanh": "np.tanh({Z})", "ReLU": "np.maximum({Z}, 0)"}
SLOPES = {"sigmoid": "{A} * (1 - {A})", "tanh": "1 - {A}**2", "ReLU": "np.where({Z} > 0, 1.0, 0.0)"}
INVERSES = {"sigmoid": "np.log({A} / (1 - {A}))", "tanh": "np.arctanh({A})"}

LOSSES = {  # the output that goes with it, the loss of each sample, and the 2 of a square without a half
    "half squared error": ("sigmoid", "0.5 * ((Y_hat - Y) ** 2).sum(axis=1)", ""),
    "squared error": ("sigmoid", "((Y_hat - Y) ** 2).sum(axis=1)", "2 * "),
    "cross-entropy": ("softmax", "-(Y * np.log(np.maximum(Y_hat, 1e-300))).sum(axis=1)", ""),
}
OUTPUTS = {  # the activation, and the slope that the gradient needs: softmax and cross-entropy have theirs together
    "sigmoid": ("sigma(Z2)", "Y_hat * (1 - Y_hat)"),
    "softmax": ("softmax(Z2)", "ones(Z2)"),
}

PAGE = """
bias1 = b1
Z1 = X @ W1 + bias1
hidden = {hidden}
A1 = hidden
bias2 = b2
Z2 = A1 @ W2 + bias2
output = {output}
Y_hat = output
losses = {losses}

difference = Y_hat - Y
dL_dY_hat = {factor}difference / len(Y)
out_slope = {out_slope}
dL_dZ2 = dL_dY_hat * out_slope
weights2 = A1.T @ dL_dZ2
sum2 = dL_dZ2.sum(axis=0)
dL_dA1 = dL_dZ2 @ W2.T
slope = {slope}
dL_dZ1 = dL_dA1 * slope
weights1 = X.T @ dL_dZ1
sum1 = dL_dZ1.sum(axis=0)

dL_dW2 = weights2
dL_db2 = sum2
dL_dW1 = weights1
dL_db1 = sum1
gradients = dL_dW2, dL_db2, dL_dW1, dL_db1
"""


def softmax(Z):
    """exp(z) / Σ exp(z) in each row; no z overflows."""
    exp = np.exp(Z - Z.max(axis=1, keepdims=True))
    return exp / exp.sum(axis=1, keepdims=True)


@dataclass(frozen=True)
class AsItIs:
    """A result that a mistake has in this shape in each layout."""

    array: np.ndarray


NAMES = {"softmax": softmax, "as_it_is": AsItIs}  # what the lines and the slips use beside the checker's words


@dataclass(frozen=True)
class Layout:
    """How a reader's arrays lie: samples in rows or columns, many at once or one (then x, y and b have one axis)."""

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

    def in_rows(self, name, array):
        """The reader's array of this name, as the formulas need it."""
        return self.weights(array) if "W" in name else self.bias(array) if "b" in name else self.rows(array)

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
        turn = self.weights_back if "W" in name else self.bias_back if "b" in name else self.samples_back
        return turn(array)

    def shape(self, name, d_in, d_hidden, d_out):
        """The shape of a parameter."""
        m, d = (d_in, d_hidden) if name.endswith("1") else (d_hidden, d_out)
        if "W" in name:
            return (d, m) if self.columns else (m, d)
        return (d, 1) if self.columns and not self.single else (d,)


class InLayout(Formula):
    """A formula in rows, for arrays that lie as a reader's do."""

    def __init__(self, layout, *of_the_formula):
        super().__init__(*of_the_formula)
        self.layout = layout

    def scope_of(self, arguments):
        """The reader's arrays, turned into rows."""
        return super().scope_of(self.layout.in_rows(*pair) for pair in zip(self.parameters, arguments, strict=True))

    def value_in(self, scope, wrong):
        """The result as the reader has it."""
        return self.layout.back(self.output, super().value_in(scope, wrong))
