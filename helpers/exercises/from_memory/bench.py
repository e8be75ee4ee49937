"""What is asked of a reader's network: its methods as functions of numbers."""

from dataclasses import replace
from functools import lru_cache

import numpy as np

from helpers.exercises.check.exercise import Exercise
from helpers.exercises.two_layers.slips import STEP_SLIPS, gradient_slips, too_early
from helpers.exercises.two_layers.steps import GRADIENTS, PARAMETERS
from helpers.exercises.two_layers.tasks import forward_exercise
from helpers.exercises.two_layers.training import STEP
from helpers.exercises.two_layers.variant import GIVEN


class Bench:
    """Builds the reader's network, sets its parameters, and reads them and their gradients."""

    def __init__(self, network_class, variant):
        self.make, self.variant = network_class, variant

    def network(self, sizes, seed=0):
        """A new network with the reader's own start."""
        return self.make(tuple(sizes), np.random.default_rng(seed))

    def with_parameters(self, *parameters):
        """A network with these parameters in it."""
        lay = self.variant.layout
        W1, W2 = lay.weights(parameters[0]), lay.weights(parameters[2])
        network = self.network((W1.shape[0], W1.shape[1], W2.shape[1]))
        for name, value in zip(PARAMETERS, parameters, strict=True):
            array = getattr(network, name)
            array[...] = np.reshape(value, np.shape(array))
        return network

    def gradients(self, network):
        """The four gradients; a bias may lie in a row or a column, as its parameter does."""
        return [
            self._like(network, f"dL_d{name}", name, getattr(network, f"dL_d{name}"))
            for name in ("W2", "b2", "W1", "b1")
        ]

    def parameters(self, network):
        """The four parameters."""
        return [self._like(network, name, name, getattr(network, name)) for name in PARAMETERS]

    def _like(self, network, label, name, value):
        if name.startswith("b") and np.shape(value) == np.shape(getattr(network, name)):
            return np.reshape(value, self.variant.layout.bias_back(np.ravel(value)).shape)
        return value

    # ---- the reader's methods as functions of numbers

    def forward(self, X, W1, b1, W2, b2):
        """Y_hat."""
        return self.with_parameters(W1, b1, W2, b2).forward(X)

    def backward(self, X, Y, *parameters):
        """The four gradients."""
        network = self.with_parameters(*parameters)
        network.forward(X)
        network.backward(Y)
        return self.gradients(network)

    def step(self, X, Y, W1, b1, W2, b2, learning_rate):
        """How far each parameter moves."""
        network = self.with_parameters(W1, b1, W2, b2)
        network.forward(X)
        network.backward(Y)
        before = [np.array(each) for each in self.parameters(network)]
        network.step(learning_rate)
        return [np.asarray(after) - earlier for after, earlier in zip(self.parameters(network), before, strict=True)]

    def train(self, X, Y, parameters, learning_rate, epochs):
        """The losses; the parameters move in place. Losses from after the steps are taken for those before."""
        network = self.with_parameters(*parameters)
        losses = network.train(X, Y, learning_rate, epochs)
        if losses is not None and np.shape(losses) == (epochs,):
            right = self.variant.trained(X, Y, -learning_rate, epochs + 1, *parameters)[0]
            if np.allclose(np.asarray(losses, float), right[1:], rtol=1e-6):
                losses = right[:-1]
        for array, value in zip(parameters, self.parameters(network), strict=True):
            array[...] = value
        return losses


@lru_cache(maxsize=4)  # what its mistakes give is computed once
def prediction_exercise(variant):
    """Return the exercise that looks at what forward returns."""
    X, _, W1, b1, _, b2 = variant.draw(Ones(), n=1 if variant.single else 2)
    W2 = variant.layout.weights_back(2000.0 * np.array([[1.0, -1.0], [1.0, -1.0]]))
    large = ((X, W1, b1, W2, b2),)
    return replace(forward_exercise(variant), returns=("Y_hat",), large=large, large_is="remark")


class Ones:
    """Numbers that are all 1, for sizes alone."""

    kind = "random"

    def __call__(self, *shape):
        """All 1."""
        return np.ones(shape)

    def activations(self, *shape, low=0):
        """All ½."""
        return np.full(shape, 0.5)

    def classes(self, n, k):
        """All the first."""
        return np.zeros(n, int)


@lru_cache(maxsize=4)
def backward_exercise(variant):
    """Return the exercise that looks at the four gradients."""
    formulas = {name: variant.formula(name) for name in GRADIENTS}
    return Exercise(
        signature=f"backward({', '.join(GIVEN)})",
        task="",
        formula=formulas,
        draw=lambda numbers, **sizes: variant.case(numbers, sizes),
        also=("far",),
        sizes=variant.sizes,
        alike=variant.alike,
        mean_over=() if variant.single else ("n",),
        integers=False,
        wrong=(gradient_slips(variant), *too_early(formulas)),
    )


@lru_cache(maxsize=4)
def step_exercise(variant):
    """Return the exercise that looks at one step."""

    def change(name):
        def formula(*given, **wrong):
            *arguments, learning_rate = given
            return STEP(learning_rate, **wrong) * variant.gradients(*arguments)[f"dL_d{name}"]

        formula.steps = {"step"}
        return formula

    return Exercise(
        signature=f"step({', '.join(GIVEN)}, learning_rate)",
        task="",
        formula={f"the change of {name}": change(name) for name in PARAMETERS},
        draw=lambda numbers, **sizes: replace(variant.case(numbers, sizes, more=(0.3,)), atol=1e-9),
        sizes=variant.sizes,
        integers=False,
        renamed={"wrong-sign": "uphill"},
        rtol_float32=1e-2,
        wrong=STEP_SLIPS,
    )
