"""What is asked of a reader's network: its functions as functions of numbers."""

from dataclasses import replace
from functools import lru_cache

import numpy as np

from helpers.exercises.check.cases import Numbers
from helpers.exercises.check.exercise import Exercise
from helpers.exercises.from_memory.names import arrays
from helpers.exercises.from_memory.network import FUNCTIONS
from helpers.exercises.two_layers.slips import NO_SEED, STEP_SLIPS, gradient_slips, too_early
from helpers.exercises.two_layers.steps import PARAMETERS
from helpers.exercises.two_layers.tasks import forward_exercise
from helpers.exercises.two_layers.training import STEP
from helpers.exercises.two_layers.variant import GIVEN

SIZES = (3, 4, 2)  # of the network by which a page is read: no two alike


class Bench:
    """Builds the reader's networks, sets their parameters, and asks for numbers as the exercises do."""

    def __init__(self, page, variant):
        self.page, self.variant = page, variant
        self.single_precision = False  # whether it computes in float32, or what it makes is that
        self.losses_come_later = False  # whether `train` returns those from after the steps

    def network(self, sizes, seed=0):
        """A new network with the reader's own start."""
        return self.page.network(tuple(sizes), seed)

    def with_parameters(self, *parameters):
        """A network with these parameters in it."""
        lay = self.variant.layout
        W1, W2 = lay.weights(parameters[0]), lay.weights(parameters[2])
        network = self.network((W1.shape[0], W1.shape[1], W2.shape[1]))
        network.set(dict(zip(PARAMETERS, parameters, strict=True)))
        return network

    # ---- how the page is to be read

    def read_parameters(self):
        """Find the parameters. Return those of two networks, which start with different seeds."""
        network, other = self.network(SIZES), self.network(SIZES, seed=1)
        self.page.find_parameters(network, self.shapes)
        return network.parameters(), other.parameters()

    @property
    def shapes(self):
        """The shapes that the task asks for, with the sizes (3, 4, 2)."""
        return {name: self.variant.layout.shape(name, *SIZES) for name in PARAMETERS}

    def read_passes(self):
        """Find the prediction and the gradients; with equal sizes, where others raise an error."""
        try:
            self._read_passes(*SIZES)
        except Exception as error:
            try:
                self._read_passes(3, 3, 3)
            except Exception:
                raise error from None

    def drawn(self, d_in, d_hidden, d_out):
        """Return random (X, Y, W1, b1, W2, b2) for some sizes."""
        n = {} if self.variant.single else {"n": 5}
        return self.variant.draw(Numbers(0, "random"), **n, d_in=d_in, d_hidden=d_hidden, d_out=d_out)

    def _read_passes(self, *sizes):
        X, Y, *parameters = self.drawn(*sizes)
        network, page = self.with_parameters(*parameters), self.page
        network.output = network.call("forward", X=X)
        page.find_prediction(network.output, np.shape(Y))
        before = {id(array): array.copy() for _, array in arrays(network.thing)}
        problems = []
        for page.cache in range(len(network.caches())):
            try:
                network.backward(Y)
                page.find_gradients(network, before)
                break
            except Exception as problem:
                problems.append(problem)
        else:
            raise problems[0]
        for name in FUNCTIONS:
            page.plan(name, network.thing)
        page.keep_what_is_returned()
        made = [network.prediction(), *network.gradients().values()]
        self.single_precision = any(np.asarray(each).dtype == np.float32 for each in made) or np.array_equal(
            made[0], network.forward(X * (1 + 1e-10))
        )

    # ---- the reader's functions as functions of numbers

    def forward(self, X, W1, b1, W2, b2):
        """Y_hat."""
        return self.with_parameters(W1, b1, W2, b2).forward(X)

    def backward(self, X, Y, *parameters):
        """The four gradients."""
        network = self.after_backward(X, Y, *parameters)
        own, made = network.parameters(), network.gradients()
        return [self._like(name, made[name], own[name]) for name in PARAMETERS]

    def after_backward(self, X, Y, *parameters):
        """A network with these parameters, after forward and backward."""
        network = self.with_parameters(*parameters)
        network.forward(X)
        network.backward(Y)
        return network

    def step(self, X, Y, W1, b1, W2, b2, learning_rate):
        """How far each parameter moves."""
        network = self.after_backward(X, Y, W1, b1, W2, b2)
        before = [np.array(each) for each in self.parameters(network)]
        network.step(learning_rate)
        self._look_at_precision(network)
        return [np.asarray(after) - earlier for after, earlier in zip(self.parameters(network), before, strict=True)]

    def train(self, X, Y, parameters, learning_rate, epochs):
        """The losses; the parameters move in place. Losses from after the steps are taken for those before.

        Where none are returned, the parameters alone say whether the steps are right.
        """
        network = self.with_parameters(*parameters)
        losses = network.train(X, Y, learning_rate, epochs)
        self._look_at_precision(network)
        right = self.variant.trained(X, Y, -learning_rate, epochs + 1, *parameters)[0]
        later = np.shape(losses) == (epochs,) and np.allclose(losses, right[1:], rtol=1e-6)
        self.losses_come_later |= later and not np.allclose(right[:-1], right[1:], rtol=1e-6)
        if losses is None or later:
            losses = right[:-1]
        for array, value in zip(parameters, self.parameters(network), strict=True):
            array[...] = value
        return losses

    def _look_at_precision(self, network):
        """Keep that the parameters are float32 after a step: the next step sees no finer numbers."""
        self.single_precision |= any(array.dtype == np.float32 for array in network.parameters().values())

    def parameters(self, network):
        """The four parameters; a bias may lie in a row or a column."""
        return [self._like(name, array, array) for name, array in network.parameters().items()]

    def _like(self, name, value, own):
        """A bias, or its gradient, lies as its parameter does."""
        if name.startswith("b") and np.shape(value) == np.shape(own):
            return np.reshape(value, self.variant.layout.bias_back(np.ravel(value)).shape)
        return value


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


def with_large_gradients(exercise, variant):
    """The same exercise for far inputs and targets: nothing saturates, and the gradients are large."""

    def draw(numbers, **sizes):
        case = exercise.draw(numbers, **sizes)
        X, Y, W1, *rest = case.arguments
        far = 1.0 if variant.loss == "cross-entropy" else 1000.0
        return replace(case, arguments=(X * 1000.0, Y * far, W1 / 1000.0, *rest))

    return replace(exercise, draw=draw, alike=())


@lru_cache(maxsize=4)
def backward_exercise(variant):
    """Return the exercise that looks at the four gradients."""
    formulas = {f"dL_d{name}": variant.formula(f"dL_d{name}") for name in PARAMETERS}
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
        jointly=(NO_SEED,),
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
        formula={f"change of {name}": change(name) for name in PARAMETERS},
        draw=lambda numbers, **sizes: replace(variant.case(numbers, sizes, more=(0.3,)), atol=1e-9),
        sizes=variant.sizes,
        integers=False,
        renamed={"wrong-sign": "uphill"},
        rtol_float32=1e-2,
        wrong=STEP_SLIPS,
    )
