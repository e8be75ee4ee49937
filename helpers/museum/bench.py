"""The workbench: data, networks and layers into which an exhibit's code is put, to be measured and trained."""

from itertools import pairwise

import numpy as np

from helpers.data import moons, xor
from helpers.nn import SGD, HalfSquaredError, Linear, Network, Sigmoid, Tanh, check_gradients, train

GATE = xor()
MOONS = moons(n=60, noise=0.1, rng=0)


def three_classes():
    """Return X (60, 2), normal, and Y (60, 3), the one-hot sector of the plane that each lies in."""
    X = np.random.default_rng(0).normal(size=(60, 2))
    sector = ((np.arctan2(X[:, 1], X[:, 0]) / np.pi + 1) * 1.5).astype(int) % 3
    return X, np.eye(3)[sector]


CLASSES = three_classes()


def biased(network):
    """Return the network with biases that aren't 0, so that a forgotten one is seen."""
    rng = np.random.default_rng(9)
    for layer in network.layers:
        if hasattr(layer, "b"):
            layer.b[:] = rng.normal(0, 0.5, layer.b.shape)
    return network


def judged(network, data=GATE, loss=None):
    """Return the largest relative error of the network's gradients against finite differences."""
    return check_gradients(biased(network), loss or HalfSquaredError(), *data).relative_error


def trained(network, data=MOONS, loss=None, rate=5.0, epochs=400):
    """Train the network and return one loss per epoch."""
    return train(network, loss or HalfSquaredError(), *data, SGD(rate), epochs=epochs, rng=0).loss


def network(hidden=None, last=None, sizes=(2, 4, 1), linear=Linear):
    """Return a network of two linear layers with tanh and a sigmoid after them, unless others are given."""
    rng = np.random.default_rng(1)
    layers = [linear(d_in, d_out, rng) for d_in, d_out in pairwise(sizes)]
    return Network([layers[0], hidden or Tanh(), layers[1], last or Sigmoid()])


class Activation:
    """An activation made of two functions: A = function(Z), dL_dZ = dL_dA · slope(Z, A), all of one shape."""

    def __init__(self, function, slope):
        self.function, self.slope = function, slope

    def forward(self, Z):
        """Return A."""
        self.Z, self.A = Z, self.function(Z)
        return self.A

    def backward(self, dL_dA):
        """Return dL_dZ."""
        return dL_dA * self.slope(self.Z, self.A)


class Loss:
    """A loss made of one function of Y_hat (n, d) and Y that returns the loss and its gradient (n, d).

    Where two losses are to be compared, a yardstick, such a function too, says what loss is shown.
    """

    def __init__(self, function, yardstick=None):
        self.function, self.yardstick = function, yardstick or function

    def forward(self, Y_hat, Y):
        """Return the loss."""
        _, self.gradient = self.function(Y_hat, Y)
        return self.yardstick(Y_hat, Y)[0]

    def backward(self):
        """Return the gradient, dL_dY_hat."""
        return self.gradient


def linear_with(gradients=None, hand_back=None):
    """Return a class of linear layers whose gradients(X, dL_dZ) or hand_back(dL_dZ, W) is another one."""

    class OtherLinear(Linear):
        def backward(self, dL_dZ):
            dL_dX = super().backward(dL_dZ)
            if gradients:
                self.dL_dW, dL_db = gradients(self.X, dL_dZ)
                self.dL_db = np.broadcast_to(dL_db, self.b.shape)  # as `b -= rate * dL_db` would
            return hand_back(dL_dZ, self.W) if hand_back else dL_dX

    return OtherLinear
