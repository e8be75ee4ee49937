"""The variants of a two-layer network: its right numbers, and what a check draws for them.

The formulas are lines of text, written once, with samples in rows. A layout turns a reader's arrays into rows and the
results back, so that columns and single samples need no formulas of their own.
"""

import itertools
import random
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

import numpy as np

from helpers.exercises.check.cases import Case
from helpers.exercises.check.formula import Formula, lines_of
from helpers.exercises.two_layers.steps import (
    FUNCTIONS,
    GRADIENTS,
    INVERSES,
    LOSSES,
    NAMES,
    OUTPUTS,
    PAGE,
    PARAMETERS,
    ROUNDING,
    SLOPES,
    InLayout,
    Layout,
)

GIVEN = ("X", "Y", *PARAMETERS)

# ---- a variant

COMBINATIONS = [*itertools.product(FUNCTIONS, LOSSES, (False, True))]


@dataclass(frozen=True)
class Variant:
    """A two-layer network to write: hidden activation, loss, layout, and the hidden sizes to train it with."""

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
        return LOSSES[self.loss][0]

    @property
    def layout(self):
        """How the arrays lie."""
        return Layout(self.columns, self.single)

    # ---- right numbers

    @property
    def page(self):
        """The page as text, with samples in rows."""
        (output, out_slope), (_, losses, factor) = OUTPUTS[self.output], LOSSES[self.loss]
        hidden, slope = FUNCTIONS[self.hidden].format(Z="Z1"), SLOPES[self.hidden].format(Z="Z1", A="A1")
        return PAGE.format(hidden=hidden, output=output, losses=losses, factor=factor, out_slope=out_slope, slope=slope)

    @cached_property
    def lines(self):
        """The page, line by line: {name: Code}."""
        return lines_of(self.page, self.name)

    def formula(self, output, given=GIVEN):
        """The formula of a result for a reader's arrays, which have these names."""
        lines = self.lines
        if "A1" in given:  # then nobody has z
            z = f"Z1 = {INVERSES[self.hidden]}".format(A="A1"), f"Z2 = {INVERSES['sigmoid']}".format(A="Y_hat")
            lines = lines | lines_of("\n".join(z))
        return InLayout(self.layout, given, lines, output, NAMES)

    def gradients(self, *arguments, **wrong):
        """All four gradients, as the reader has them: {name: array}; wrong replaces lines of the page."""
        rows = (self.layout.in_rows(*pair) for pair in zip(GIVEN, arguments, strict=True))
        found = Formula(GIVEN, self.lines, "gradients", NAMES)(*rows, **wrong)
        return {name: self.layout.back(name, array) for name, array in zip(GRADIENTS, found, strict=True)}

    def of_samples(self, Y_hat, Y):
        """The loss of each sample (n,), in rows."""
        return Formula(("Y_hat", "Y"), self.lines, "losses", NAMES)(Y_hat, Y)

    def mean_loss(self, *arguments):
        """The loss, the mean over the samples."""
        return float(self.formula("losses")(*arguments).mean())

    def samples(self, X, Y):
        """What one step sees, one after the other, in an epoch: the batch, or each sample by itself."""
        if not self.single:
            return [(X, Y)]
        return list(zip(X.T, Y.T, strict=True)) if self.columns else list(zip(X, Y, strict=True))

    def trained(self, X, Y, step, epochs, *parameters, gradients=None):
        """Return the losses, one per epoch, and the parameters after gradient descent; X and Y hold all samples.

        step multiplies the gradients: minus the learning rate. gradients(x, y, *parameters) gives wrong ones.
        """
        parameters, losses = [np.array(each, dtype=float) for each in parameters], []
        for _ in range(epochs):
            of_epoch = []
            for x, y in self.samples(X, Y):
                of_epoch.append(self.mean_loss(x, y, *parameters))
                found = (gradients or self.gradients)(x, y, *parameters)
                pairs = zip(PARAMETERS, parameters, strict=True)
                parameters = [theta + step * found[f"dL_d{name}"] for name, theta in pairs]
            losses.append(float(np.mean(of_epoch)))
        return losses, parameters

    # ---- random numbers for a check

    def draw(self, numbers, n=1, d_in=2, d_hidden=2, d_out=2):
        """Return (X, Y, W1, b1, W2, b2), as the reader has them."""
        lay = self.layout
        tame = numbers.tame if numbers.kind == "far" else numbers
        X, W1, W2 = tame(n, d_in), tame(d_in, d_hidden), tame(d_hidden, d_out)
        b1, b2 = tame(d_hidden), tame(d_out)
        if numbers.kind == "far":  # the gradients get large, and nothing saturates
            X, W1 = 500 * X, W1 / 500
        if numbers.kind == "small":  # halves and quarters: nothing saturates, and no ReLU sits on its kink
            W1, W2, b1, b2 = np.sign(W1) / 2, np.sign(W2) / 2, np.sign(b1) / 4, np.sign(b2) / 4
        if self.loss == "cross-entropy":
            Y = np.eye(d_out)[numbers.classes(n, d_out)].astype(X.dtype)
        else:
            Y = numbers(n, d_out) if numbers.kind == "far" else numbers.activations(n, d_out)
        return tuple(map(lay.back, GIVEN, (X, Y, W1, b1, W2, b2)))

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


@lru_cache
def variant_of(seed, columns=False):
    """Return the variant of a seed: neighbors differ. Columns are offered only to those who can have met them."""
    order = COMBINATIONS.copy()
    random.Random(5).shuffle(order)
    order.insert(
        0, order.pop(order.index(("sigmoid", "half squared error", False)))
    )  # the first is the one that the course has built
    hidden, loss, single = order[(seed - 1) % len(order)]
    sizes = random.Random(seed)
    return Variant(hidden, loss, bool(columns), single, 6 + int(5 * sizes.random()), 8 * (3 + int(3 * sizes.random())))
