"""The same network neuron by neuron, in plain Python: only lists and floats, and one sample at a time.

Two things differ from layers.py, losses.py and training.py. The loss here is (a − label)², without
the ½, so every gradient is twice theirs. And the mean over a batch is taken at its end: the samples
add up their gradients in the neurons, which then divide by how many they were.
"""

import math
import random
from itertools import pairwise

from helpers.nn import checks
from helpers.nn.layers import Linear, ReLU, Sigmoid
from helpers.nn.network import Network, linears_and_activations
from helpers.nn.training import Divergence, History


def sigmoid(z):
    """Return σ(z) = 1 / (1 + exp(−z)); no z overflows."""
    return 1 / (1 + math.exp(-z)) if z >= 0 else math.exp(z) / (1 + math.exp(z))


def sigmoid_slope(z):
    """Return σ′(z) = σ(z) (1 − σ(z)), for a pre-activation z."""
    return sigmoid(z) * (1 - sigmoid(z))


def relu(z):
    """Return max(z, 0)."""
    return max(z, 0.0)


def relu_slope(z):
    """Return 1 for z > 0, else 0."""
    return 1.0 if z > 0 else 0.0


ACTIVATIONS = {"sigmoid": (sigmoid, sigmoid_slope), "relu": (relu, relu_slope)}
LAYERS = {"sigmoid": Sigmoid, "relu": ReLU}


class Neuron:
    """One neuron: z = Σ w_k x_k + b, a = act(z).

    Backward, from dL/da: dL/dz = dL/da · act′(z), dL/dw_k = dL/dz · x_k, dL/db = dL/dz, dL/dx_k = dL/dz · w_k.
    `forward` keeps one sample, `backward` adds this sample's gradients to `.weight_gradients` and `.bias_gradient`.
    Parameters: d_in (whole number), rng (random.Random or seed), activation ("sigmoid" or "relu").
    The weights are drawn from N(0, 1 / d_in), the bias is 0. All numbers are dimensionless.
    Raises ShapeError for another number of inputs, RuntimeError for backward before forward or step before backward.
    Source: lesson 09.

    >>> neuron = Neuron(2, rng=0, activation="relu")
    >>> neuron.weights = [3.0, 4.0]
    >>> neuron.forward([1.0, 2.0])
    11.0
    >>> neuron.backward(10.0)
    [30.0, 40.0]
    >>> neuron.weight_gradients, neuron.bias_gradient
    ([10.0, 20.0], 10.0)
    """

    def __init__(self, d_in, rng, activation="sigmoid"):
        d_in, rng = checks.whole_number("d_in", d_in), python_random(rng)
        self.activate_with(activation)
        self.weights = [rng.gauss(0, 1 / math.sqrt(d_in)) for _ in range(d_in)]
        self.bias, self.inputs = 0.0, None
        self.zero_gradients()

    def activate_with(self, activation):
        """Choose the activation by its name."""
        if activation not in ACTIVATIONS:
            raise ValueError(f"activation must be one of {', '.join(ACTIVATIONS)}, but it is {activation!r}")
        self.activation, (self.act, self.act_slope) = activation, ACTIVATIONS[activation]

    def forward(self, inputs):
        """Return the activation, a float, for a list of floats."""
        self.inputs = checks.numbers("inputs", inputs, len(self.weights))
        self.z = sum(weight * value for weight, value in zip(self.weights, self.inputs, strict=True)) + self.bias
        return self.act(self.z)

    def backward(self, output_gradient):
        """Add this sample's gradients; return dL/d input, a list, for dL/da, a float."""
        if self.inputs is None:
            raise RuntimeError("backward without a forward of its own: a neuron keeps one sample; go back after each")
        dL_dz = output_gradient * self.act_slope(self.z)  # slope
        for k, value in enumerate(self.inputs):
            self.weight_gradients[k] += dL_dz * value  # weights
        self.bias_gradient += dL_dz  # bias
        self.inputs, self.samples = None, self.samples + 1
        return [dL_dz * weight for weight in self.weights]  # hand back

    def zero_gradients(self):
        """Forget the last batch."""
        self.weight_gradients, self.bias_gradient, self.samples = [0.0] * len(self.weights), 0.0, 0

    def average_gradients(self):
        """Turn the sums over the samples into means."""
        self.weight_gradients = [gradient / self.samples for gradient in self.weight_gradients]
        self.bias_gradient /= self.samples
        self.samples = 1

    def step(self, learning_rate):
        """Move the weights and the bias against their gradients."""
        learning_rate = checks.positive("learning_rate", learning_rate)
        if not self.samples:
            raise RuntimeError("step was called before backward: there is no gradient yet")
        self.weights = [
            weight - learning_rate * gradient
            for weight, gradient in zip(self.weights, self.weight_gradients, strict=True)
        ]
        self.bias -= learning_rate * self.bias_gradient


class NeuronLayer:
    """Neurons side by side: all see the same inputs, each gives one output.

    Parameters: d_in, d_out (whole numbers), rng, activation, as for a Neuron.
    Raises what a Neuron raises. Source: lesson 09.

    >>> layer = NeuronLayer(5, 2, rng=0)
    >>> len(layer.forward([1, 2, 3, 4, 5])), len(layer.backward([1.0, 1.0]))
    (2, 5)
    """

    def __init__(self, d_in, d_out, rng, activation="sigmoid"):
        rng = python_random(rng)
        self.neurons = [Neuron(d_in, rng, activation) for _ in range(checks.whole_number("d_out", d_out))]

    def forward(self, inputs):
        """Return one activation per neuron."""
        return [neuron.forward(inputs) for neuron in self.neurons]

    def backward(self, output_gradients):
        """Return dL/d input: for each, the sum over the neurons that used it."""
        output_gradients = checks.numbers("output_gradients", output_gradients, len(self.neurons))
        sums = [0.0] * len(self.neurons[0].weights)
        for neuron, output_gradient in zip(self.neurons, output_gradients, strict=True):
            for k, gradient in enumerate(neuron.backward(output_gradient)):
                sums[k] += gradient
        return sums

    def step(self, learning_rate):
        """Let each neuron take its step."""
        for neuron in self.neurons:
            neuron.step(learning_rate)


class NeuronNetwork:
    """Layers of neurons, with the loss L = mean over the samples of Σ (a − label)².

    Parameters: sizes, numbers of inputs, neurons …, outputs; rng (random.Random or seed); activation of all neurons.
    Raises ValueError or TypeError for sizes or data that can't work, before anything changes.
    Source: lesson 09.

    >>> network = NeuronNetwork([2, 3, 1], rng=0)
    >>> history = network.train([[0, 0], [1, 1]], [[0], [1]], learning_rate=2, epochs=500, rng=0)
    >>> history.loss[0] > 0.2, history.loss[-1] < 0.01
    (True, True)
    """

    def __init__(self, sizes, rng, activation="sigmoid"):
        sizes, rng = checks.sizes(sizes), python_random(rng)
        self.layers = [NeuronLayer(d_in, d_out, rng, activation) for d_in, d_out in pairwise(sizes)]

    def forward(self, inputs):
        """Return the outputs of the last layer for one sample, a list of floats."""
        for layer in self.layers:
            inputs = layer.forward(inputs)
        return inputs

    def backward(self, output_gradients):
        """Add one sample's gradients in all neurons; return dL/d input."""
        for layer in reversed(self.layers):
            output_gradients = layer.backward(output_gradients)
        return output_gradients

    def gradients(self, batch, labels):
        """Leave the mean gradients of a batch in the neurons; return its loss. Forward and backward take turns."""
        batch, labels = self._labeled(batch, labels)
        for neuron in self.neurons():
            neuron.zero_gradients()
        loss = 0.0
        for inputs, label in zip(batch, labels, strict=True):
            outputs = self.forward(inputs)
            loss += sum((a - y) * (a - y) for a, y in zip(outputs, label, strict=True))
            self.backward([2 * (a - y) for a, y in zip(outputs, label, strict=True)])  # seed
        for neuron in self.neurons():
            neuron.average_gradients()
        return loss / len(batch)

    def step(self, learning_rate):
        """Let each layer take its step."""
        for layer in self.layers:
            layer.step(learning_rate)

    def train(self, inputs, labels, *, learning_rate, epochs, batch_size=None, rng):
        """Mini-batches in a new order in each epoch; return the History, with a mean loss per epoch.

        The run stops, without an error, when the loss is no longer finite.
        """
        inputs, labels = self._labeled(inputs, labels)
        learning_rate, epochs = checks.positive("learning_rate", learning_rate), checks.whole_number("epochs", epochs)
        batch_size = len(inputs) if batch_size is None else checks.whole_number("batch_size", batch_size)
        rng, order, history = python_random(rng), list(range(len(inputs))), History()
        for epoch in range(epochs):
            rng.shuffle(order)
            total = 0.0
            for start in range(0, len(order), batch_size):
                batch = order[start : start + batch_size]
                loss = self.gradients([inputs[i] for i in batch], [labels[i] for i in batch])
                if not math.isfinite(loss):
                    history.diverged = Divergence(epoch, start // batch_size, f"the loss is {loss}")
                    return history
                self.step(learning_rate)
                total += loss * len(batch)
            history.loss.append(total / len(order))
        return history

    def _labeled(self, inputs, labels):
        return checks.labeled(inputs, labels, len(self.layers[0].neurons[0].weights), len(self.layers[-1].neurons))

    def neurons(self):
        """Return all neurons in one list."""
        return [neuron for layer in self.layers for neuron in layer.neurons]

    @classmethod
    def from_network(cls, network):
        """Return the same network neuron by neuron; network alternates Linear and Sigmoid or ReLU."""
        activations = {kind: name for name, kind in LAYERS.items()}
        linears, kinds = linears_and_activations(network, *activations)
        copy = cls([len(linears[0].W), *(len(linear.b) for linear in linears)], rng=0)
        for layer, linear, kind in zip(copy.layers, linears, kinds, strict=True):
            for j, neuron in enumerate(layer.neurons):
                neuron.weights, neuron.bias = linear.W[:, j].tolist(), float(linear.b[j])  # a neuron is a column of W
                neuron.activate_with(activations[kind])
        return copy

    def to_network(self):
        """Return the same network as a Network of rows and matrices."""
        layers = []
        for layer in self.layers:
            linear = Linear(len(layer.neurons[0].weights), len(layer.neurons), rng=0)
            linear.W[:] = list(zip(*(neuron.weights for neuron in layer.neurons), strict=True))
            linear.b[:] = [neuron.bias for neuron in layer.neurons]
            layers += [linear, LAYERS[layer.neurons[0].activation]()]
        return Network(layers)


def python_random(rng):
    """Return a random.Random from one, or from a seed."""
    if rng is None:
        raise TypeError("rng is None, so this run could not be repeated; pass a seed (rng=0) or a random.Random")
    return rng if isinstance(rng, random.Random) else random.Random(checks.whole_number("rng", rng, 0))
