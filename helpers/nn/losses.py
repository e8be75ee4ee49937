"""The losses: one number for a batch, and the gradient that starts the backward pass.

Both are means over the samples. The 1/n of that mean lives here, in the seed, and nowhere else.
"""

import numpy as np

from helpers.nn import checks


class Loss:
    """What both losses share: the checks around `mean`, the formula, and `seed`, its gradient."""

    n = None

    def forward(self, Y_hat, Y):
        """Return the loss, a float."""
        Y_hat = checks.prediction(Y_hat)
        return float(self.mean(Y_hat, self.targets(Y_hat, Y)))

    def backward(self):
        """Return dL_dY_hat, of the shape of Y_hat."""
        if self.n is None:
            raise RuntimeError("backward was called before forward: there is no loss to differentiate")
        return self.seed()


class HalfSquaredError(Loss):
    """Half the squared error: L = (1/n) Σ ½‖ŷ − y‖², a mean over the n samples.

    Backward: dL_dY_hat = (Y_hat − Y) / n. Y_hat and Y have the same shape (n, d_out); dimensionless.
    Raises ShapeError where the shapes differ, even where they would broadcast, ValueError for an
    empty batch, RuntimeError where backward comes before forward.
    Source: lesson 04.

    >>> loss = HalfSquaredError()
    >>> loss.forward([[1.0], [3.0]], [[0.0], [0.0]])
    2.5
    >>> loss.backward()
    array([[0.5],
           [1.5]])
    """

    def targets(self, Y_hat, Y):
        """Return Y checked, (n, d_out)."""
        return checks.target(Y_hat, Y)

    def mean(self, Y_hat, Y):
        """The formula alone, without checks; a stack of predictions (R, n, d_out) gives R losses (R,)."""
        self.difference, self.n = Y_hat - Y, len(Y)
        return 0.5 * (self.difference**2).sum(axis=(-2, -1)) / self.n

    def seed(self):
        """Return dL_dY_hat, of the shape of Y_hat."""
        return self.difference / self.n  # seed


class SoftmaxCrossEntropy(Loss):
    """Softmax, then cross-entropy: L = −(1/n) Σ log p[class], with p = exp(z) / Σ exp(z) in each row.

    Backward: dL_dY_hat = (P − Y) / n, with Y as one-hot rows. Y_hat holds logits (n, k); Y holds
    class numbers (n,) or one-hot rows (n, k). Rows may also be soft, such as [0.5, 0.5]: each
    non-negative with sum 1; then L = −(1/n) Σ y log p. The loss is in nats.
    Raises ShapeError where shapes do not fit, ValueError for a class number that does not exist
    or an empty batch, RuntimeError where backward comes before forward.
    Source: lesson 06.

    >>> loss = SoftmaxCrossEntropy()
    >>> round(loss.forward([[0.0, 0.0]], [1]), 4)
    0.6931
    >>> loss.backward()
    array([[ 0.5, -0.5]])
    """

    def targets(self, Y_hat, Y):
        """Return Y checked, as one-hot (or soft) rows (n, k)."""
        return checks.one_hot(Y_hat, Y)

    def mean(self, Y_hat, Y):
        """The formula alone, without checks; a stack of logits (R, n, k) gives R losses (R,)."""
        shifted = Y_hat - Y_hat.max(axis=-1, keepdims=True)  # the largest is 0, so exp can't overflow
        log_P = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
        self.P, self.Y, self.n = np.exp(log_P), Y, len(Y)
        return -(Y * log_P).sum(axis=(-2, -1)) / self.n

    def seed(self):
        """Return dL_dY_hat, of the shape of Y_hat."""
        return (self.P - self.Y) / self.n  # seed
