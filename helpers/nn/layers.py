"""The layers: each does one thing forward, and hands a gradient back.

Samples are rows. `forward` keeps what `backward` needs; `backward` stores the gradients
of the parameters, returns the gradient of the input, and updates nothing.
"""

import numpy as np

from helpers.nn import checks


class Linear:
    """A linear layer: Z = X W + b.

    Backward, from dL_dZ (n, d_out): dL_dW = Xᵀ dL_dZ (d_in, d_out), dL_db = sum of the rows of
    dL_dZ (d_out,), dL_dX = dL_dZ Wᵀ (n, d_in). All numbers are dimensionless.

    Parameters: d_in, d_out (whole numbers), rng (generator or seed), dtype. The layer computes in
    its dtype, whatever it is given. W (d_in, d_out) is drawn from N(0, 2 / (d_in + d_out)),
    b (d_out,) is 0.
    Raises ShapeError where shapes do not fit, RuntimeError where backward comes before forward.
    Source: lesson 03; the initial weights are those of Glorot and Bengio (2010), eq. 12, with a normal distribution.

    >>> layer = Linear(2, 1, rng=0)
    >>> layer.W[:] = [[3.0], [4.0]]
    >>> layer.forward([[1, 2]])
    array([[11.]])
    >>> layer.backward([[1]])
    array([[3., 4.]])
    >>> layer.dL_dW.ravel(), layer.dL_db
    (array([1., 2.]), array([1.]))
    """

    def __init__(self, d_in, d_out, rng, dtype=np.float64):
        d_in, d_out = checks.whole_number("d_in", d_in), checks.whole_number("d_out", d_out)
        rng, dtype = checks.generator(rng), checks.float_dtype(dtype)
        self.W = rng.normal(0, np.sqrt(2 / (d_in + d_out)), (d_in, d_out)).astype(dtype)
        self.b = np.zeros(d_out, dtype)
        self.X = self.dL_dW = self.dL_db = None

    @checks.linear_input
    def forward(self, X):
        """Return Z (n, d_out) for X (n, d_in)."""
        self.X = X
        return X @ self.W + self.b

    @checks.linear_gradient
    def backward(self, dL_dZ):
        """Store dL_dW and dL_db; return dL_dX (n, d_in) for dL_dZ (n, d_out)."""
        self.dL_dW = self.X.T @ dL_dZ  # weights
        self.dL_db = dL_dZ.sum(axis=0)  # bias
        return dL_dZ @ self.W.T  # hand back


class Sigmoid:
    """The sigmoid, element by element: A = 1 / (1 + exp(−Z)).

    Backward: dL_dZ = dL_dA · A (1 − A), in terms of the *activation* A. Any shape; the gradient
    has the shape of Z. All numbers are dimensionless. No finite Z overflows or warns.
    Raises ShapeError where shapes do not fit, RuntimeError where backward comes before forward.
    Source: lesson 02.

    >>> sigmoid = Sigmoid()
    >>> sigmoid.forward([0, -1000])
    array([0.5, 0. ])
    >>> sigmoid.backward([1, 1])
    array([0.25, 0.  ])
    """

    A = None

    @checks.activation_input
    def forward(self, Z):
        """Return A, of the shape of Z."""
        self.A = np.exp(np.minimum(Z, 0)) / (1 + np.exp(-np.abs(Z)))  # no exp of more than 0, so none overflows
        return self.A

    @checks.activation_gradient
    def backward(self, dL_dA):
        """Return dL_dZ, of the shape of dL_dA."""
        return dL_dA * self.A * (1 - self.A)  # slope


class Tanh:
    """The hyperbolic tangent, element by element: A = tanh(Z).

    Backward: dL_dZ = dL_dA · (1 − A²), in terms of the *activation* A. Any shape; dimensionless.
    Raises ShapeError where shapes do not fit, RuntimeError where backward comes before forward.
    Source: lesson 02.

    >>> tanh = Tanh()
    >>> tanh.forward([0.0])
    array([0.])
    >>> tanh.backward([2.0])
    array([2.])
    """

    A = None

    @checks.activation_input
    def forward(self, Z):
        """Return A, of the shape of Z."""
        self.A = np.tanh(Z)
        return self.A

    @checks.activation_gradient
    def backward(self, dL_dA):
        """Return dL_dZ, of the shape of dL_dA."""
        return dL_dA * (1 - self.A**2)  # slope


class ReLU:
    """The rectified linear unit, element by element: A = max(Z, 0).

    Backward: dL_dZ = dL_dA where Z > 0, else 0; the slope at 0 is taken as 0. Any shape; dimensionless.
    Raises ShapeError where shapes do not fit, RuntimeError where backward comes before forward.
    Source: lesson 02.

    >>> relu = ReLU()
    >>> relu.forward([-2.0, 3.0])
    array([0., 3.])
    >>> relu.backward([5.0, 5.0])
    array([0., 5.])
    """

    A = None

    @checks.activation_input
    def forward(self, Z):
        """Return A, of the shape of Z."""
        self.A = np.maximum(Z, 0)
        return self.A

    @checks.activation_gradient
    def backward(self, dL_dA):
        """Return dL_dZ, of the shape of dL_dA."""
        return dL_dA * (self.A > 0)  # slope; A > 0 exactly where Z > 0
