"""The variants of a two-layer network: its right numbers, and those that known mistakes give.

The formulas are written once, with samples in rows. A layout turns a reader's arrays into rows and
the results back, so that columns and single samples need no formulas of their own. A mistake
replaces steps of a formula, and is the same in each layout.
"""

import inspect
import itertools
import random
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from helpers.exercises.check.cases import Case
from helpers.exercises.two_layers.steps import (
    FACTOR,
    FUNCTIONS,
    GRADIENTS,
    LOSSES,
    PARAMETERS,
    RIGHT_STEPS,
    ROUNDING,
    SLOPES,
    Layout,
    Pass,
    no_slope,
    sigmoid_slope,
    softmax,
)
from helpers.nn.delta import sigma

# ------------------------------------------------------------ a variant

COMBINATIONS = [*itertools.product(FUNCTIONS, LOSSES, (False, True))]


@dataclass(frozen=True)
class Variant:
    """A two-layer network to write: the hidden activation, the loss, the layout, and the hidden sizes to train it with."""

    hidden: str = "sigmoid"
    loss: str = "half squared error"
    columns: bool = False
    single: bool = False
    xor_size: int = 8
    digit_size: int = 32

    @property
    def name(self):
        """What makes a variant different from another."""
        return (
            f"{self.hidden}, {self.loss}, {'columns' if self.columns else 'rows'},"
            f" {'one sample at a time' if self.single else 'a batch at a time'}"
        )

    @property
    def output(self):
        """The output's activation."""
        return LOSSES[self.loss]

    @property
    def layout(self):
        """How the arrays lie."""
        return Layout(self.columns, self.single)

    # ------------------------------------------------------------ right numbers, in rows

    def forward(self, X, W1, b1, W2, b2, *, hidden=None, output=None, bias1=None, bias2=None):
        """Return Z1, A1, Z2 and Y_hat, all in rows; what is given replaces a step."""
        hidden, output = hidden or FUNCTIONS[self.hidden], output or (softmax if self.output == "softmax" else sigma)
        Z1 = X @ W1 + (bias1(b1) if bias1 else b1)
        A1 = hidden(Z1)
        Z2 = A1 @ W2 + (bias2(b2) if bias2 else b2)
        return Z1, A1, Z2, output(Z2)

    def of_samples(self, Y_hat, Y):
        """The loss of each sample (n,), in rows."""
        if self.loss == "cross-entropy":
            return -(Y * np.log(np.maximum(Y_hat, 1e-300))).sum(axis=1)
        return FACTOR[self.loss] * 0.5 * ((Y_hat - Y) ** 2).sum(axis=1)

    def out_slope(self, Z, A):
        """The slope of the output as the gradient needs it: softmax and cross-entropy have theirs together."""
        return no_slope(Z, A) if self.output == "softmax" else sigmoid_slope(Z, A)

    def gradient(self, name, p, **steps):
        """One of the four gradients, in rows; steps replace the right ones."""
        do = RIGHT_STEPS | {"out_slope": self.out_slope, "slope": SLOPES[self.hidden]} | steps
        G = FACTOR[self.loss] * do["difference"](p.Y_hat, p.Y) / len(p.Y) * do["out_slope"](p.Z2, p.Y_hat)
        A = p.A1
        if name.endswith("1"):
            G, A = do["hand_back"](G, p.W2) * do["slope"](p.Z1, p.A1), p.X
        return do["weights"](A, G) if "W" in name else do["bias"](G)

    def steps_of(self, name):
        """The steps in the formula of a gradient."""
        return [
            "difference",
            "out_slope",
            *(["hand_back", "slope"] if name.endswith("1") else []),
            "weights" if "W" in name else "bias",
        ]

    # ------------------------------------------------------------ the same from a reader's arrays

    def passed(self, X, Y, W1, b1, W2, b2):
        """The forward pass from a reader's arrays."""
        lay = self.layout
        X, W1, b1, W2, b2 = lay.rows(X), lay.weights(W1), lay.bias(b1), lay.weights(W2), lay.bias(b2)
        Z1, A1, Z2, Y_hat = self.forward(X, W1, b1, W2, b2)
        return Pass(X, lay.rows(Y), Z1, A1, Z2, Y_hat, W2)

    def prediction(self, X, W1, b1, W2, b2, **steps):
        """Y_hat from a reader's arrays, as the reader has it."""
        lay = self.layout
        return lay.samples_back(
            self.forward(lay.rows(X), lay.weights(W1), lay.bias(b1), lay.weights(W2), lay.bias(b2), **steps)[3]
        )

    def gradients(self, *arguments):
        """All four gradients, as the reader has them: {name: array}."""
        p = self.passed(*arguments)
        return {name: self.layout.back(name, self.gradient(name, p)) for name in GRADIENTS}

    def mean_loss(self, X, Y, W1, b1, W2, b2):
        """The loss, the mean over the samples."""
        p = self.passed(X, Y, W1, b1, W2, b2)
        return float(self.of_samples(p.Y_hat, p.Y).mean())

    def samples(self, X, Y):
        """What one step sees, one after the other, in an epoch: the batch, or each sample by itself."""
        if not self.single:
            return [(X, Y)]
        return list(zip(X.T, Y.T, strict=True)) if self.columns else list(zip(X, Y, strict=True))

    def trained(self, X, Y, learning_rate, epochs, *parameters, step=-1.0, gradients=None):
        """Return the losses, one per epoch, and the parameters after gradient descent; X and Y hold all samples.

        For mistakes: step multiplies each step (−1 is downhill); gradients(x, y, *parameters) takes the place of the right ones.
        """
        parameters, losses = [np.array(each, dtype=float) for each in parameters], []
        for _ in range(epochs):
            of_epoch = []
            for x, y in self.samples(X, Y):
                of_epoch.append(self.mean_loss(x, y, *parameters))
                found = (gradients or self.gradients)(x, y, *parameters)
                parameters = [
                    theta + step * learning_rate * found[f"dL_d{name}"]
                    for name, theta in zip(PARAMETERS, parameters, strict=True)
                ]
            losses.append(float(np.mean(of_epoch)))
        return losses, parameters

    # ------------------------------------------------------------ random numbers for a check

    def draw(self, numbers, n=1, d_in=2, d_hidden=2, d_out=2):
        """Return (X, Y, W1, b1, W2, b2), as the reader has them."""
        lay = self.layout
        X, W1, W2 = numbers(n, d_in), numbers(d_in, d_hidden), numbers(d_hidden, d_out)
        b1, b2 = numbers(d_hidden), numbers(d_out)
        if numbers.kind == "small":  # halves and quarters: nothing saturates, and no ReLU sits on its kink
            W1, W2, b1, b2 = np.sign(W1) / 2, np.sign(W2) / 2, np.sign(b1) / 4, np.sign(b2) / 4
        if self.loss == "cross-entropy":
            Y = np.eye(d_out)[numbers.classes(n, d_out)].astype(X.dtype)
        else:
            Y = numbers.activations(n, d_out)
        return (
            lay.samples_back(X),
            lay.samples_back(Y),
            lay.weights_back(W1),
            lay.bias_back(b1),
            lay.weights_back(W2),
            lay.bias_back(b2),
        )

    def case(self, numbers, sizes, more=()):
        """Return what is drawn, and more behind it, as a Case in which rounding counts as 0."""
        return Case((*self.draw(numbers, **sizes), *more), dict(sizes), atol=ROUNDING)

    def draw_many(self, numbers, **sizes):
        """Return (X, Y, W1, b1, W2, b2) with n samples, also where the network sees one at a time."""
        drawn = replace(self, single=False).draw(numbers, **sizes)
        return tuple(np.ravel(each) if place in (3, 5) and self.single else each for place, each in enumerate(drawn))

    @property
    def sizes(self):
        """Sizes for random cases: no two alike within one."""
        all_sizes = (
            {"n": 6, "d_in": 3, "d_hidden": 5, "d_out": 2},
            {"n": 5, "d_in": 4, "d_hidden": 2, "d_out": 3},
            {"n": 3, "d_in": 2, "d_hidden": 4, "d_out": 5},
        )
        return tuple(
            {name: size for name, size in sizes.items() if name != "n" or not self.single} for sizes in all_sizes
        )

    @property
    def alike(self):
        """Sizes where shapes coincide, so that a forgotten transpose runs through."""
        square = {"d_in": 3, "d_hidden": 3, "d_out": 3}
        return (square,) if self.single else ({"n": 4, **square}, {"n": 3, **square})


# ------------------------------------------------------------ formulas for the checker


def formula(variant, name, reader, parameters):
    """Return the formula of a gradient as the checker reads it: a function whose keyword-only arguments are its steps.

    reader turns the exercise's arguments into a Pass; parameters are the names of those arguments.
    """

    def gradient(*arguments, **steps):
        return variant.layout.back(name, variant.gradient(name, reader(*arguments), **steps))

    places = [inspect.Parameter(each, inspect.Parameter.POSITIONAL_OR_KEYWORD) for each in parameters]
    steps = [inspect.Parameter(each, inspect.Parameter.KEYWORD_ONLY, default=None) for each in variant.steps_of(name)]
    gradient.__signature__ = inspect.Signature(places + steps)
    return gradient


@lru_cache
def variant_of(seed, columns=False):
    """Return the variant of a seed: neighbors always differ. Columns are offered only to those who can have met them."""
    order = COMBINATIONS.copy()
    random.Random(5).shuffle(order)
    order.insert(
        0, order.pop(order.index(("sigmoid", "half squared error", False)))
    )  # the first is the one that the course has built
    hidden, loss, single = order[(seed - 1) % len(order)]
    sizes = random.Random(seed)
    return Variant(hidden, loss, bool(columns), single, 6 + int(5 * sizes.random()), 8 * (3 + int(3 * sizes.random())))
