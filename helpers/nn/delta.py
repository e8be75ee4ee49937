"""The delta recursion: the network as papers write it. Samples are columns, X (d_0, n), and W_l is (d_l, d_(l−1))."""

from itertools import pairwise

import numpy as np

from helpers.nn import checks
from helpers.nn.layers import Linear, Sigmoid
from helpers.nn.network import Network, linears_and_activations
from helpers.nn.training import History


def sigma(z):
    """σ(z) = 1 / (1 + exp(−z)), element by element; exp never gets a large number."""
    exp = np.exp(-np.abs(z))
    return np.where(z >= 0, 1, exp) / (1 + exp)


class DeltaNetwork:
    """Layers 1 … L of a_l = σ(W_l a_(l−1) + b_l), with a_0 = X, trained on C = 1/(2n) Σ ‖a_L − y‖². Source: lesson 10.

    W[l] is (d_l, d_(l−1)), drawn from N(0, 2 / (d_l + d_(l−1))); b[l] is (d_l, 1) and 0. Parameters: sizes, from d_0 to
    d_L, and rng (generator or seed). Raises ShapeError, ValueError or TypeError for what can't work, before any change.

    >>> network = DeltaNetwork([2, 3, 3, 2], rng=0)
    >>> network.forward([[0, 0, 1, 1], [0, 1, 0, 1]]).shape
    (2, 4)
    """

    def __init__(self, sizes, rng):
        sizes, rng = checks.sizes(sizes), checks.generator(rng)
        self.L = len(sizes) - 1
        self.W = {l: rng.normal(0, np.sqrt(2 / (m + d)), (d, m)) for l, (m, d) in enumerate(pairwise(sizes), 1)}
        self.b = {l: np.zeros((d, 1)) for l, d in enumerate(sizes) if l}
        self.z, self.a, self.delta, self.dC_dW, self.dC_db = {}, {}, {}, {}, {}

    def forward(self, X):
        """z_l = W_l a_(l−1) + b_l, a_l = σ(z_l), both (d_l, n), are kept; returns a_L for X (d_0, n)."""
        self.a = {0: checks.columns("X", X, self.W[1].shape[1])}
        for l in range(1, self.L + 1):
            self.z[l] = self.W[l] @ self.a[l - 1] + self.b[l]
            self.a[l] = sigma(self.z[l])
        return self.a[self.L]

    def cost(self, Y):
        """C = 1/(2n) Σ ‖a_L − y‖² of the last forward, a float, for Y (d_L, n)."""
        return float((0.5 * (self._targets(Y) - self.a[self.L]) ** 2).sum(axis=0).mean())

    def backward(self, Y):
        """δ_L = (a_L − Y) ⊙ a_L ⊙ (1 − a_L); δ_l = W_(l+1)ᵀ δ_(l+1) ⊙ a_l ⊙ (1 − a_l), (d_l, n); then the gradients."""
        Y, a, n = self._targets(Y), self.a, self.a[0].shape[1]
        self.delta = {self.L: (a[self.L] - Y) * a[self.L] * (1 - a[self.L])}
        for l in range(self.L - 1, 0, -1):
            self.delta[l] = self.W[l + 1].T @ self.delta[l + 1] * a[l] * (1 - a[l])
        for l, delta in self.delta.items():
            self.dC_dW[l] = delta @ a[l - 1].T / n
            self.dC_db[l] = delta.sum(axis=1, keepdims=True) / n

    def step(self, alpha):
        """W_l ← W_l − α dC/dW_l, b_l ← b_l − α dC/db_l."""
        alpha = checks.positive("alpha", alpha)
        if not self.dC_dW:
            raise RuntimeError("step was called before backward: there is no gradient yet")
        for l in self.W:
            self.W[l] -= alpha * self.dC_dW[l]
            self.b[l] -= alpha * self.dC_db[l]

    def train(self, X, Y, *, alpha, epochs):
        """Forward, backward, step with all n columns, epochs times; returns the History of the cost."""
        alpha, epochs, history = checks.positive("alpha", alpha), checks.whole_number("epochs", epochs), History()
        X, Y = checks.finite("X", X), checks.finite("Y", Y)
        for _ in range(epochs):
            self.forward(X)
            history.loss.append(self.cost(Y))
            self.backward(Y)
            self.step(alpha)
        return history

    @classmethod
    def from_network(cls, network):
        """The same network, of Linear, Sigmoid, Linear, …, in columns: W_l is the transpose of a Linear layer's W."""
        linears, _ = linears_and_activations(network, Sigmoid)
        copy = cls([len(linears[0].W), *(len(linear.b) for linear in linears)], rng=0)
        for l, linear in enumerate(linears, 1):
            copy.W[l][:], copy.b[l][:, 0] = linear.W.T, linear.b
        return copy

    def to_network(self):
        """The same network in rows, a Network of Linear and Sigmoid."""
        layers = []
        for l in self.W:
            layers += [Linear(*self.W[l].T.shape, rng=0), Sigmoid()]
            layers[-2].W[:], layers[-2].b[:] = self.W[l].T, self.b[l][:, 0]
        return Network(layers)

    def _targets(self, Y):
        if not self.a:
            raise RuntimeError("backward (or cost) was called before forward: there is nothing to compare with Y")
        return checks.target(self.a[self.L], Y)
