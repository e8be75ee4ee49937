"""The optimizers: they turn gradients into steps, and are the only ones who change parameters."""

import numpy as np

from helpers.nn import checks
from helpers.nn.network import Network


def _parameters_and_gradients(network):
    """Return [(layer, name, theta, gradient)] of a network, checked before anything changes."""
    if not isinstance(network, Network):
        raise TypeError(f"step needs a Network, but got {network!r}")
    found = []
    for layer, name in network.parameters():
        theta, gradient = getattr(layer, name), getattr(layer, "dL_d" + name, None)
        if gradient is None:
            raise RuntimeError(f"step was called before backward: {type(layer).__name__} has no dL_d{name} yet")
        if gradient.shape != theta.shape:
            shapes = f"dL_d{name} has shape {gradient.shape} but {name} has shape {theta.shape}"
            raise checks.ShapeError(f"{shapes}; is a sum over the batch missing?")
        found.append((layer, name, theta, gradient))
    return found


class SGD:
    """Gradient descent: θ ← θ − η dL/dθ; with momentum μ: v ← μ v − η dL/dθ, θ ← θ + v.

    Parameters: learning_rate η (positive, finite), momentum μ in [0, 1). "Stochastic" is what it
    becomes when the gradient comes from a mini-batch. Each parameter has a velocity v of its own, which
    starts at 0: one SGD may serve several networks in turn.
    Raises ValueError or TypeError for bad settings, RuntimeError where step comes before backward.
    Source: lessons 05 and 11; momentum as in Sutskever et al. (2013), eq. 1 and 2.

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
        self.velocities = {}  # by layer and name

    def step(self, network):
        """Change each parameter of the network in place."""
        for layer, name, theta, gradient in _parameters_and_gradients(network):
            v = -self.learning_rate * gradient
            if self.momentum:
                v += self.momentum * self.velocities.get((layer, name), 0.0)
                self.velocities[layer, name] = v
            theta += v


class Adam:
    """Adam: a step of about η in each parameter, whatever the size of its gradient; with weight decay λ: AdamW.

    m ← β₁ m + (1 − β₁) g, s ← β₂ s + (1 − β₂) g², θ ← θ − η λ θ − η m̂ / (√ŝ + ε),
    with m̂ = m / (1 − β₁ᵗ) and ŝ = s / (1 − β₂ᵗ) at step t = 1, 2, …; each parameter has t, m and s of its own.
    Parameters: learning_rate η, beta_1 and beta_2 in [0, 1), epsilon ε (positive), weight_decay λ (finite, 0 or more).
    The decay stays out of the gradient ("decoupled"), and is the same for weights and biases.
    Raises ValueError or TypeError for bad settings, RuntimeError where step comes before backward.
    Source: lesson 11; Kingma and Ba (2015), algorithm 1; Loshchilov and Hutter (2019), algorithm 2, but with η as a
    factor of the decay, too, as in PyTorch.

    >>> from helpers.nn import Linear
    >>> network = Network([Linear(1, 1, rng=0)])
    >>> network.layers[0].W[:] = 2.0
    >>> _ = network.forward([[3.0]]), network.backward([[1.0]])
    >>> Adam(learning_rate=0.1, weight_decay=0.5).step(network)
    >>> network.layers[0].W.round(6)
    array([[1.8]])
    """

    def __init__(self, learning_rate, beta_1=0.9, beta_2=0.999, epsilon=1e-8, weight_decay=0.0):
        self.learning_rate = checks.positive("learning_rate", learning_rate)
        self.beta_1 = checks.number_in("beta_1", beta_1, 0, 1, low_included=True)
        self.beta_2 = checks.number_in("beta_2", beta_2, 0, 1, low_included=True)
        self.epsilon = checks.positive("epsilon", epsilon)
        self.weight_decay = checks.number_in("weight_decay", weight_decay, 0, np.inf, low_included=True)
        self.moments = {}  # by layer and name: t, m, s

    def step(self, network):
        """Change each parameter of the network in place."""
        for layer, name, theta, gradient in _parameters_and_gradients(network):
            t, m, s = self.moments.get((layer, name), (0, 0.0, 0.0))
            t += 1
            m = m + (1 - self.beta_1) * (gradient - m)
            s = s + (1 - self.beta_2) * (gradient**2 - s)
            self.moments[layer, name] = t, m, s
            m_hat = m / (1 - self.beta_1**t)
            s_hat = s / (1 - self.beta_2**t)
            decay = self.learning_rate * self.weight_decay * theta
            theta -= decay + self.learning_rate * m_hat / (np.sqrt(s_hat) + self.epsilon)
