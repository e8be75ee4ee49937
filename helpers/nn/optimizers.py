"""The optimizers: they turn gradients into steps, and are the only ones who change parameters."""

import numpy as np

from helpers.nn import checks
from helpers.nn.network import Network


def _parameters_and_gradients(network):
    """Return [(theta, gradient)] of a network, checked before anything changes."""
    if not isinstance(network, Network):
        raise TypeError(f"step needs a Network, but got {network!r}")
    pairs = []
    for layer, name in network.parameters():
        theta, gradient = getattr(layer, name), getattr(layer, f"dL_d{name}", None)
        if gradient is None:
            raise RuntimeError(f"step was called before backward: {type(layer).__name__} has no dL_d{name} yet")
        if gradient.shape != theta.shape:
            shapes = f"dL_d{name} has shape {gradient.shape} but {name} has shape {theta.shape}"
            raise checks.ShapeError(f"{shapes}; is a sum over the batch missing?")
        pairs.append((theta, gradient))
    return pairs


class SGD:
    """Gradient descent: θ ← θ − η dL/dθ; with momentum μ: v ← μ v − η dL/dθ, θ ← θ + v.

    Parameters: learning_rate η (positive, finite), momentum μ in [0, 1). "Stochastic" is what it
    becomes when the gradient comes from a mini-batch. The velocity v starts at 0 for each new network.
    Raises ValueError or TypeError for bad settings, RuntimeError where step comes before backward.
    Source: lesson 05; momentum as in Sutskever et al. (2013), eq. 1 and 2.

    >>> from helpers.nn import Linear
    >>> network = Network([Linear(1, 1, rng=0)])
    >>> network.layers[0].W[:] = 2.0
    >>> _ = network.forward([[3.0]]), network.backward([[1.0]])
    >>> SGD(learning_rate=0.1).step(network)
    >>> network.layers[0].W.round(6)
    array([[1.7]])
    """

    def __init__(self, learning_rate, momentum=0.0):
        self.learning_rate = checks.positive("learning_rate", learning_rate)
        self.momentum = checks.number_in("momentum", momentum, 0, 1, low_included=True)
        self.network, self.velocities = None, []

    def step(self, network):
        """Change each parameter of the network in place."""
        pairs = _parameters_and_gradients(network)
        if self.network is not network:
            self.network, self.velocities = network, [0.0] * len(pairs)
        for i, (theta, gradient) in enumerate(pairs):
            step = -self.learning_rate * gradient
            if self.momentum:
                step += self.momentum * self.velocities[i]
                self.velocities[i] = step
            theta += step


class Adam:
    """Adam: a step of about η in each parameter, whatever the size of its gradient.

    m ← β₁ m + (1 − β₁) g, v ← β₂ v + (1 − β₂) g², θ ← θ − η m̂ / (√v̂ + ε),
    with m̂ = m / (1 − β₁ᵗ) and v̂ = v / (1 − β₂ᵗ) at step t = 1, 2, …
    Parameters: learning_rate η, beta_1 and beta_2 in [0, 1), epsilon ε (positive).
    Raises ValueError or TypeError for bad settings, RuntimeError where step comes before backward.
    Source: Kingma and Ba (2015), algorithm 1.

    >>> from helpers.nn import Linear
    >>> network = Network([Linear(1, 1, rng=0)])
    >>> network.layers[0].W[:] = 2.0
    >>> _ = network.forward([[3.0]]), network.backward([[1.0]])
    >>> Adam(learning_rate=0.1).step(network)
    >>> network.layers[0].W.round(6)
    array([[1.9]])
    """

    def __init__(self, learning_rate, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
        self.learning_rate = checks.positive("learning_rate", learning_rate)
        self.beta_1 = checks.number_in("beta_1", beta_1, 0, 1, low_included=True)
        self.beta_2 = checks.number_in("beta_2", beta_2, 0, 1, low_included=True)
        self.epsilon = checks.positive("epsilon", epsilon)
        self.network, self.t, self.moments = None, 0, []

    def step(self, network):
        """Change each parameter of the network in place."""
        pairs = _parameters_and_gradients(network)
        if self.network is not network:
            self.network, self.t = network, 0
            self.moments = [(np.zeros_like(theta), np.zeros_like(theta)) for theta, _ in pairs]
        self.t += 1
        for (theta, gradient), (m, v) in zip(pairs, self.moments, strict=True):
            m += (1 - self.beta_1) * (gradient - m)
            v += (1 - self.beta_2) * (gradient**2 - v)
            m_hat = m / (1 - self.beta_1**self.t)
            v_hat = v / (1 - self.beta_2**self.t)
            theta -= self.learning_rate * m_hat / (np.sqrt(v_hat) + self.epsilon)
