"""What a piece of code holds of a two-layer network: forward, the five rules, the loop and the judge.

Each part is recognized by what it computes: an array of the trace is compared with what the rule gives for the arrays
that the code itself has made before. Where that can't be, the form decides. What is wrong is not there.
"""

import re
from dataclasses import replace
from itertools import pairwise, product

import numpy as np

from helpers.exercises.from_memory.cold_code.forms import is_judge_in
from helpers.exercises.from_memory.cold_code.layers import SOME, Pool, layers
from helpers.exercises.from_memory.cold_code.roles import ARRAYS, CHAIN, HIDDEN, LAYOUTS, OUTPUT, SLOPES
from helpers.exercises.from_memory.cold_code.trace import Trace
from helpers.exercises.from_memory.cold_code.turns import is_slope_of_cube, judges, loops, steps

PARTS = ("forward", "seed", "slope", "weights", "bias", "hand back", "loop", "judge")
OF_A_BATCH = re.compile(r"\bmean\(|\blen\(|\.shape\[|batch|/ *[nmN]\b|axis")  # then no column is a single sample
NUMBERS = re.compile(r"\[ *(np\.)?(range|arange)\(|eye\(")  # labels are class numbers
SEEDS = {
    "difference": lambda Y_hat, Y: Y_hat - Y,
    "with the sigmoid's slope": lambda Y_hat, Y: (Y_hat - Y) * SLOPES["sigmoid"](Y_hat),
    "with the slope of tanh": lambda Y_hat, Y: (Y_hat - Y) * SLOPES["tanh"](Y_hat),
    "of the binary cross-entropy": lambda Y_hat, Y: (Y_hat - Y) / SLOPES["sigmoid"](Y_hat),
    "of the cross-entropy": lambda Y_hat, Y: -Y / Y_hat,
}


def parts_of(code, around=(), objects=()):
    """Return the parts that are there, in the order of PARTS, for the way in which the arrays lie best.

    Samples are rows, unless the forward pass shows that they are columns, or come one at a time.
    """
    of_a_batch, numbers = OF_A_BATCH.search(code), NUMBERS.search(code)
    sizes = _own_sizes(Trace(code, LAYOUTS[0], around, objects).values)
    layouts = [replace(each, sizes=sizes) for each in LAYOUTS] if sizes else LAYOUTS
    rows = [each for each in layouts if each.is_plain and (numbers or not each.numbers)]
    others = [each for each in layouts if not each.is_plain and (each.n > 1 or each.flat or not of_a_batch)]
    best = _most(rows, code, around, objects)
    if "forward" not in best or "outer(" in code:  # else it is clear that samples are rows
        best = max(best, _most(others, code, around, objects), key=len)
    if not best and not of_a_batch:
        best = Reading(Trace(code, CHAIN, around, objects), code).parts()
    if is_judge_in(code):
        best |= {"judge"}
    return tuple(part for part in PARTS if part in best)


def _own_sizes(values):
    """Return (d_in, d_hidden, d_out) where the code itself makes weights of other sizes than ours, or None."""
    shapes = [
        next((each.array.shape for each in values if role in each.roles and not each.given), ())
        for role in ("W1", "W2")
    ]
    if min(map(len, shapes)) < 2:
        return None
    (a, b), (c, d) = shapes
    chains = [sizes for sizes, fits in (((a, b, d), b == c), ((b, a, c), a == d)) if fits and max(sizes) > 1]
    return chains[0] if chains else None


def _most(layouts, code, around, objects):
    """Return the parts that are there in that layout in which most are."""
    return max((_best_reading(Trace(code, each, around, objects), code) for each in layouts), key=len)


def _best_reading(trace, code):
    """Return the parts that are there with the course's inputs, or those of the code, or sample by sample."""
    layout = trace.layout
    default = layout.is_plain or (layout.flat and "outer(" in code)
    readings = [Reading(trace, code)]
    if layout.n > 1:
        readings += [Reading(trace, code, own=True)] + [Reading(trace, code, one=True)] * ("for " in code)
    return max((each.parts() for each in readings if default or each.layers2), default=set(), key=len)


class Reading:
    """One trace, and what is in it.

    own: with the inputs that the code gives itself. one: it takes one sample after the other, and the first is enough
    to see what it does.
    """

    def __init__(self, trace, code, own=False, one=False):
        self.trace, self.code, self.layout, self.one = trace, code, trace.layout, one
        self.given = trace.givens.in_rows
        X, Y, W1 = (self._named(role) if own else self.given[role] for role in ("X", "Y", "W1"))
        self.X, self.Y, self.n = X, Y, len(X)
        self.seen = slice(0, 1 if one else None)
        sizes, samples = (X.shape[1], W1.shape[1], Y.shape[1]), len(X[self.seen])
        self.inputs, self.hidden, self.out = (self._of((samples, size)) for size in sizes)
        self.first, self.second = self._of(sizes[:2], "W1"), self._of(sizes[1:], "W2")
        self.bias1, self.bias2 = self._of((1, sizes[1]), "b1"), self._of((1, sizes[2]), "b2")
        self.layers1 = layers([(X[self.seen], X, None)], self.first, self.bias1, self.hidden, HIDDEN)
        below = [(each.A.array, each.batch, each) for each in self.layers1]
        self.layers2 = layers(below, self.second, self.bias2, self.out, OUTPUT)
        self.G1, self.G2 = self._gradients(self.hidden, self.layers1), self._gradients(self.out, self.layers2)

    def _named(self, role):
        """Return the array to which the code itself gives this name, or else the one that stands for it."""
        own = (each.array for each in self.trace.values if role in each.roles and not each.given)
        return next((each for each in own if len(each) > 1), self.given[role])

    def _of(self, shape, role=None):
        """Return what has a shape; in a chain of single numbers parameters are told apart by their names."""
        by_name = self.layout.scalar and role
        values = [each for each in self.trace.values if each.array.shape == shape]
        return Pool([each for each in values if not by_name or role in each.roles][: 20 * SOME])

    def _gradients(self, values, through):
        """Return what isn't part of the forward pass through these layers."""
        forward = {each.A.index for each in through}
        forward |= {each.index for layer in through for Z in (layer.Z, layer.product) for each in values.equal(Z)}
        found = [each for each in values if each.index not in forward and not each.roles & {*ARRAYS}]
        return Pool(found[: 10 * SOME])

    def parts(self):
        """Return what is there."""
        self.seeds, self.back = self._seeds(), self._handed_back()
        self.steps = [] if self.layout.scalar else steps((self.first, self.second))
        downhill = any(factor > 0 for factor, _ in self.seeds)  # prediction minus target
        there = {
            "forward": bool(self.layers2),
            "seed": downhill or (bool(self.seeds) and any(k < 0 for *_, k in self.steps)),
            "slope": self.slope(),
            "weights": any(self.weights()),
            "bias": self.bias(),
            "hand back": bool(self.back),
            "loop": loops(self.code, self.steps, lambda k: k > 0 or (bool(self.seeds) and not downhill)),
            "judge": self.judge(),
        }
        return {part for part, is_there in there.items() if is_there}

    # ---- seed and slope

    def _seeds(self):
        """Return the seeds that are there: {(factor, name)}; the factor is negative for target minus prediction."""
        given = [self.given["Y_hat"]] + [self.given["A1"]] * self.layout.scalar
        predictions = [each.A.array for each in self.layers2] + [each for each in given if each.shape == self.Y.shape]
        n, d = self.Y.shape
        factors = [sign * two / size for sign in (1, -1) for two in (1, 2) for size in {1, n, d, n * d}]
        with np.errstate(all="ignore"):
            return {
                (factor, name)
                for Y_hat, (name, seed), factor in product(predictions, SEEDS.items(), factors)
                if self.out.equal(factor * seed(Y_hat[self.seen], self.Y[self.seen]))
            }

    def _slopes(self, found, A, Z):
        """Return the slopes of the layers that are there, and those of the arrays that stand for undefined names."""
        given = [SLOPES["sigmoid"](A), SLOPES["tanh"](A), SLOPES["tanh"](np.tanh(Z)), 1.0 * (Z > 0)]
        return [each.slope for each in found] + given

    @property
    def hidden_slopes(self):
        """The slopes of the hidden layer."""
        return self._slopes(self.layers1, self.given["A1"], self.given["Z1"])

    def slope(self):
        """Is there a slope: behind what is handed back, if anything is, else anywhere?"""
        handed = [(B, slope) for B, slope in product(self.back, self.hidden_slopes) if B.shape == slope.shape]
        if handed:
            return any(self.hidden.equal(B * slope) for B, slope in handed)
        out = self._slopes(self.layers2, self.given["Y_hat"], self.given["Z2"])
        return any(
            values.equal(factor * slope)
            for values, slopes in ((self.G1, self.hidden_slopes), (self.G2, out))
            for slope in slopes
            for factor in [1.0, *(each.array for each in values if each.array.shape == slope.shape)]
            if (slope != 1).any()
        )

    # ---- weights and bias

    def _arriving(self):
        """Return what arrives at both layers: what is there, and what the seeds that are there would give."""
        at_second = [
            factor * seed * slope
            for layer in self.layers2
            for factor, name in self.seeds
            for seed in [SEEDS[name](layer.batch, self.Y)]
            for slope in (1, layer.slope_of_batch)
        ]
        at_first = [
            G @ layer.W.array.T * slope
            for layer in self.layers2
            for G in at_second
            for slope in (1, layer.below.slope_of_batch)
        ]
        if self.one:
            return at_first, at_second
        return [each.array for each in self.G1] + at_first, [each.array for each in self.G2] + at_second

    def _sums(self, role, values, products):
        """Return which of the products, {what arrives: product}, are there, each with its factor, 1 or 1/n.

        What has the name of the gradient decides, where anything has: None if that is wrong.
        """
        named = {each.index for each in self.trace.values if role in each.roles and not each.given}
        by_name = named or self.layout.scalar or self.one or (self.n == 1 and "b" in role)
        found = {
            (arriving, factor)
            for (arriving, expected), factor in product(products, {1.0, 1 / self.n})
            for each in (self.inputs if self.layout.scalar else values).equal(factor * expected)
            if each.index in named or not by_name
        }
        return None if named and not found else found

    def weights(self):
        """Return what _sums finds of the weights' gradients in both layers; nothing where one is wrong."""
        below = [each.batch for each in self.layers1] + [self.given["A1"]]
        at_first, at_second = self._arriving()
        first = [(place, self.X.T @ G) for place, G in enumerate(at_first) if len(G) == self.n]
        second = [(place, A.T @ G) for A in below for place, G in enumerate(at_second) if len(A) == len(G)]
        found = self._sums("dW1", self.first, first), self._sums("dW2", self.second, second)
        return () if None in found else found

    def bias(self):
        """Are those of the biases there, and do they divide by n where the weights' do?"""
        sums = [[(place, G.sum(axis=0, keepdims=True)) for place, G in enumerate(each)] for each in self._arriving()]
        found = self._sums("db1", self.bias1, sums[0]), self._sums("db2", self.bias2, sums[1])
        if None in found or not any(found):
            return False
        pairs = zip(found, self.weights() or ((), ()), strict=True)
        return all(biases & weights for biases, weights in pairs if biases and weights)

    # ---- hand back, and the rest

    def _handed_back(self):
        """Return what is handed back, as far as it is there, with a slope or without."""
        used = [(each.W.array, each.A.index) for each in self.layers2] + [(self.given["W2"], -1)]
        found = []
        for G, (W, index) in product(self.G2, used):
            if G.array.shape[1] != W.shape[1]:
                continue
            B = G.array @ W.T
            later = Pool(each for each in self.hidden if each.index > index)  # weights that are used after the step
            if any(later.equal(B * slope) for slope in [1.0, *self.hidden_slopes] if np.shape(slope) in ((), B.shape)):
                found.append(B)
        used = [each.W.array for each in self.layers1] + [self.given["W1"]]
        products = (G.array @ W.T for G in self.G1 for W in used if G.array.shape[1] == W.shape[1])
        return found + [B for B in products if self.inputs.equal(B)]

    def judge(self):
        """Is a difference of two losses divided by the distance between the two nudges?"""
        trace = self.trace
        if trace.givens.asked:
            return trace.judged or any(
                is_slope_of_cube(*pair, trace.quotients) for pair in pairwise(trace.givens.asked)
            )
        pools = self.first, self.second, self.bias1, self.bias2
        return judges(trace.quotients, trace.scalars, [each.array.ravel() for pool in pools for each in pool])
