"""Wrong layers that a loss curve does not give away: the suspects of lesson 07, which a gradient check convicts."""

from helpers.nn import Linear, ReLU, Sigmoid


class NoSlope(Sigmoid):
    """The slope is missing."""

    def backward(self, dL_dA):
        """Hand on what came."""
        return dL_dA


class SlopeOfA(Sigmoid):
    """σ′(a), the slope at another place."""

    def backward(self, dL_dA):
        """Multiply by σ(a)(1 − σ(a))."""
        again = Sigmoid().forward(self.A)
        return dL_dA * again * (1 - again)


class SlopeOfZ(Sigmoid):
    """The formula that wants a, with z in it."""

    def forward(self, Z):
        """Return A, and keep Z."""
        self.Z = Z
        return super().forward(Z)

    def backward(self, dL_dA):
        """Multiply by z(1 − z)."""
        return dL_dA * self.Z * (1 - self.Z)


class AlwaysOn(ReLU):
    """A test that is always true."""

    def backward(self, dL_dA):
        """Multiply by a ≥ 0, which is 1."""
        return dL_dA * (self.A >= 0)


class HastyLinear(Linear):
    """Hands back through the weights as they are after the step."""

    rate = 3.0

    def backward(self, dL_dZ):
        """Return dL_dZ times the new W, transposed."""
        super().backward(dL_dZ)
        return dL_dZ @ (self.W - self.rate * self.dL_dW).T


class WrongOrder(Linear):
    """The two factors of the weights' rule in the wrong order."""

    def backward(self, dL_dZ):
        """Take dL_dZ Xᵀ for dL_dW."""
        dL_dX = super().backward(dL_dZ)
        self.dL_dW = dL_dZ @ self.X.T
        return dL_dX
