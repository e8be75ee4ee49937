"""A network is a list of layers: forward in order, backward in reverse."""

from helpers.nn import checks
from helpers.nn.layers import Linear


class Network:
    """Layers one after the other.

    Parameters: layers, a list of things with `forward` and `backward`; a Network among them is unpacked.
    Raises ValueError for no layers or for one layer in two places (its second forward would
    overwrite what the first kept), TypeError for things that are not layers.
    Source: lesson 05.

    >>> from helpers.nn import Linear, Sigmoid
    >>> network = Network([Linear(2, 3, rng=0), Sigmoid(), Linear(3, 1, rng=1)])
    >>> network.forward([[0, 1], [1, 1]]).shape
    (2, 1)
    >>> network.backward([[1], [1]]).shape
    (2, 2)
    """

    def __init__(self, layers):
        if not hasattr(layers, "__iter__"):
            raise TypeError(f"layers must be a list of layers, but it is {layers!r}")
        self.layers = []
        for layer in layers:
            checks.has_methods("a layer", layer, "forward", "backward")
            self.layers += layer.layers if isinstance(layer, Network) else [layer]
        if not self.layers:
            raise ValueError("layers is empty: a network needs at least one layer")
        if len({id(part) for part in self.parts}) < len(self.parts):
            raise ValueError("one layer stands in two places; each place needs a layer of its own to keep what it saw")

    @property
    def parts(self):
        """The layers; in the place of one that is made of layers, such as a Residual, its `parts`."""
        return [part for layer in self.layers for part in getattr(layer, "parts", (layer,))]

    def forward(self, X):
        """Return Y_hat (n, d_out) for X (n, d_in)."""
        for layer in self.layers:
            X = layer.forward(X)
        return X

    def backward(self, dL_dY_hat):
        """Store all gradients; return dL_dX (n, d_in) for dL_dY_hat (n, d_out)."""
        gradient = dL_dY_hat
        for layer in reversed(self.layers):
            gradient = layer.backward(gradient)
        return gradient

    def parameters(self):
        """Return [(layer, name)] of all parameters, such as (layer, "W"), whose gradient is layer.dL_dW.

        A layer may have other `names` than W and b.
        """
        return [
            (part, name) for part in self.parts for name in getattr(part, "names", ("W", "b")) if hasattr(part, name)
        ]


def linears_and_activations(network, *activations):
    """Return the Linear layers of a network, and the types of what follows each, which must be in activations."""
    checks.has_methods("network", network, "forward", "backward", "parameters")
    linears, kinds = network.layers[::2], [type(layer) for layer in network.layers[1::2]]
    plain = all(type(layer) is Linear for layer in linears) and set(kinds) <= set(activations)
    if not plain or len(linears) != len(kinds):
        names = " or ".join(kind.__name__ for kind in activations)
        given = ", ".join(type(layer).__name__ for layer in network.layers)
        raise ValueError(f"the network must be Linear, {names}, Linear, … and end in {names}, but it is {given}")
    return linears, kinds
