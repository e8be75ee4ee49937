"""What a piece of code holds of a two-layer network: forward, the five rules, the loop and the judge.

Each part is recognized by what it computes: an array of the trace is compared with what the rule gives for the arrays
that the code itself has made before. Where that can't be, the form decides. What is wrong is not there.
"""

import ast
import re
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise, product

import numpy as np

from helpers.exercises.from_memory.cold_code.roles import CHAIN, HIDDEN, LAYOUTS, OUTPUT, SLOPES
from helpers.exercises.from_memory.cold_code.trace import Trace, Value

PARTS = ("forward", "seed", "slope", "weights", "bias", "hand back", "loop", "judge")
OF_A_BATCH = re.compile(r"\bmean\(|\blen\(|\.shape\[|batch|/ *[nmN]\b|axis")  # then no column is a single sample
SOME = 6  # parameters and layers that are tried out; those of the first turns are enough
FORWARD = {"X", "Y", "W1", "b1", "W2", "b2", "Z1", "A1", "Z2", "Y_hat"}


def parts_of(code, around=(), objects=()):
    """Return the parts that are there, in the order of PARTS, for the way in which the arrays lie best.

    Samples are rows, unless the forward pass shows that they are columns, or come one at a time.
    """
    best = set()
    of_a_batch = OF_A_BATCH.search(code)
    for layout in LAYOUTS:
        if layout.n > 1 or layout.flat or not of_a_batch:
            best = max(best, _best_reading(Trace(code, layout, around, objects), code), key=len)
    if not best and not of_a_batch:
        best = Reading(Trace(code, CHAIN, around, objects), code, own=False).parts()
    return tuple(part for part in PARTS if part in best)


def _best_reading(trace, code):
    """Return the parts that are there with the course's inputs, or with those of the code itself."""
    default = trace.layout == LAYOUTS[0] or (trace.layout.flat and "outer(" in code)
    readings = [Reading(trace, code, own) for own in (False, True)[: trace.layout.n]]
    return max((each.parts() for each in readings if default or each.layers2), default=set(), key=len)


@dataclass(frozen=True)
class Layer:
    """A layer that was found: the weights that it used, what came out, and which activation that is."""

    W: Value
    A: Value
    act: str

    @property
    def slope(self):
        """Its slope."""
        return SLOPES[self.act](self.A.array)


class Pool(list):
    """Values of one shape."""

    @cached_property
    def arrays(self):
        """All of them, a row each."""
        return np.array([each.array.ravel() for each in self])

    def equal(self, array):
        """Return those that are equal to an array."""
        row, size = np.ravel(array), np.abs(array).max()
        if not self or self[0].array.shape != np.shape(array) or not 0 < size < np.inf:
            return []
        return [self[place] for place in np.flatnonzero(np.abs(self.arrays - row).max(axis=1) <= 1e-9 * size)]


class Reading:
    """One trace, with the course's inputs or those of the code itself, and what is in it."""

    def __init__(self, trace, code, own):
        self.trace, self.code, self.layout = trace, code, trace.layout
        self.given = trace.givens.in_rows
        X, Y, W1 = (self._named(role) if own else self.given[role] for role in ("X", "Y", "W1"))
        self.X, self.Y, self.n = X, Y, len(X)
        sizes = X.shape[1], W1.shape[1], Y.shape[1]
        self.inputs, self.hidden, self.out = (self._of((self.n, size)) for size in sizes)
        self.first, self.second = self._of(sizes[:2], "W1"), self._of(sizes[1:], "W2")
        self.bias1, self.bias2 = self._of((1, sizes[1]), "b1"), self._of((1, sizes[2]), "b2")
        self.layers1 = self._layers([self.X], self.first, self.bias1, self.hidden, HIDDEN)
        self.layers2 = [
            layer
            for below in self.layers1
            for layer in self._layers([below.A.array], self.second, self.bias2, self.out, OUTPUT)
        ]
        self.G1, self.G2 = self._gradients(self.hidden), self._gradients(self.out)
        self.signs = self._signs()

    def _named(self, role):
        """Return the array to which the code itself gives this name, or else the one that stands for it."""
        own = (each.array for each in self.trace.values if role in each.roles and not each.given)
        return next((each for each in own if len(each) > 1), self.given[role])

    def _of(self, shape, role=None):
        """Return what has a shape; in a chain of single numbers parameters are told apart by their names."""
        by_name = self.layout.scalar and role
        values = [each for each in self.trace.values if each.array.shape == shape]
        return Pool([each for each in values if not by_name or role in each.roles][: 20 * SOME])

    def parts(self):
        """Return what is there."""
        self.back = self._handed_back()
        there = {
            "forward": bool(self.layers2),
            "seed": 1 in self.signs or (-1 in self.signs and any(k < 0 for *_, k in self.steps())),
            "slope": self.slope(),
            "weights": self.weights(),
            "bias": self.bias(),
            "hand back": bool(self.back),
            "loop": self.loop(),
            "judge": self.judge(),
        }
        return {part for part, is_there in there.items() if is_there}

    # ---- forward

    def _layers(self, inputs, weights, biases, results, acts):
        """Return the layers whose results are there."""
        found = []
        shifts = [0.0, *(each.array for each in biases[:SOME] if each.array.any())]
        for below, W, b in product(inputs, weights[:SOME], shifts):
            for name, act in acts.items():
                found += [Layer(W, A, name) for A in results.equal(act(below @ W.array + b)) if not A.given]
            if len(found) >= SOME:
                break
        return found

    def _gradients(self, values):
        """Return what isn't part of the forward pass."""
        forward = {each.A.index for each in self.layers1 + self.layers2}
        return Pool([each for each in values if each.index not in forward and not each.roles & FORWARD])

    @property
    def predictions(self):
        """The arrays that may be the prediction."""
        given = [self.given["Y_hat"]] + [self.given["A1"]] * self.layout.scalar
        return [each.A.array for each in self.layers2] + [each for each in given if each.shape == self.Y.shape]

    # ---- the five rules

    def _signs(self):
        """Return the signs of the seeds that are there: 1 for prediction minus target, −1 for the other way round."""
        n, d = self.Y.shape
        factors = [two / size for two in (1, 2) for size in {1, n, d, n * d}]
        signs = set()
        for Y_hat in self.predictions:
            difference = Y_hat - self.Y
            with np.errstate(all="ignore"):
                forms = [difference * slope(Y_hat) for slope in (SLOPES["identity"], SLOPES["sigmoid"], SLOPES["tanh"])]
                forms += [difference / (Y_hat * (1 - Y_hat)), -self.Y / Y_hat]
            for form, factor, sign in product(forms, factors, (1, -1)):
                if any(not each.given for each in self.out.equal(sign * factor * form)):
                    signs.add(sign)
        return signs

    def _slopes(self, layers, A, Z):
        """Return the slopes of the layers that are there, and those of the arrays that stand for undefined names."""
        given = [SLOPES["sigmoid"](A), SLOPES["tanh"](A), SLOPES["tanh"](np.tanh(Z)), 1.0 * (Z > 0)]
        return [each.slope for each in layers] + given

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
        places = (self.hidden, self.G1, self.hidden_slopes), (self.out, self.G2, out)
        return any(
            values.equal(factor * slope)
            for values, gradients, slopes in places
            for slope in slopes
            for factor in [1.0, *(each.array for each in gradients if each.array.shape == slope.shape)]
            if (slope != 1).any()
        )

    def _sums(self, role, values, products):
        """Return the factors, 1 or 1/n, with which products are there, and whether anything has their name.

        Where something has the name and isn't right, nothing is there.
        """
        named = [each for each in self.trace.values if role in each.roles and not each.given]
        found, right = set(), set()
        for expected, factor in product(products, {1.0, 1 / self.n}):
            for each in values.equal(factor * expected):
                if not each.given and (role in each.roles or not self._needs_name(role)):
                    found.add(factor)
                    right.add(each.index)
        wrong = named and not right & {each.index for each in named}
        return (set() if wrong else found), bool(named)

    def _both(self, roles, pools, products):
        """Return the factors that are there in both layers, or in one where the other isn't named."""
        both = [self._sums(*each) for each in zip(roles, pools, products, strict=True)]
        if any(named and not factors for factors, named in both):
            return set()
        return set().union(*(factors for factors, _ in both))

    @property
    def weight_factors(self):
        """The factors of the weights' gradients."""
        below = [each.A.array for each in self.layers1] + [self.given["A1"]]
        products = (
            [self.X.T @ G.array for G in self.G1],
            [A.T @ G.array for A in below for G in self.G2 if A.shape[0] == G.array.shape[0]],
        )
        return self._both(("dW1", "dW2"), (self._any("W1", self.first), self._any("W2", self.second)), products)

    def _any(self, role, values):
        """In a chain of single numbers a gradient may be any of them."""
        return self.inputs if self.layout.scalar else values

    def _needs_name(self, role):
        """Return whether a gradient is told apart by its name alone: with one sample a bias's is what arrives."""
        return self.layout.scalar or (self.n == 1 and "b" in role)

    def weights(self):
        """Are the weights' gradients there?"""
        return bool(self.weight_factors)

    def bias(self):
        """Are those of the biases there, and do both divide by n, or none?"""
        products = [[G.array.sum(axis=0, keepdims=True) for G in gradients] for gradients in (self.G1, self.G2)]
        pools = self._any("b1", self.bias1), self._any("b2", self.bias2)
        factors, others = self._both(("db1", "db2"), pools, products), self.weight_factors
        return bool(factors & others if others else factors)

    def _handed_back(self):
        """Return what is handed back, as far as it is there, with a slope or without."""
        used = [(each.W.array, each.A.index) for each in self.layers2] + [(self.given["W2"], -1)]
        found = []
        for G, (W, index) in product(self.G2, used):
            if G.array.shape[1] != W.shape[1]:
                continue
            B = G.array @ W.T
            later = Pool(each for each in self.hidden if each.index > index and not each.given)
            if any(later.equal(B * slope) for slope in [1.0, *self.hidden_slopes] if np.shape(slope) in ((), B.shape)):
                found.append(B)
        used = [each.W.array for each in self.layers1] + [self.given["W1"]]
        products = (G.array @ W.T for G in self.G1 for W in used if G.array.shape[1] == W.shape[1])
        return found + [B for B in products if any(not each.given for each in self.inputs.equal(B))]

    # ---- the loop and the judge

    def steps(self):
        """Return [(before, after, direction, k)]: parameters that moved by −k times an array that is there."""
        found = []
        for pool in (self.first, self.second):
            if self.layout.scalar or len(pool) < 3:
                continue
            arrays = pool.arrays
            lengths = (arrays**2).sum(axis=1)
            for before, after in ((a, b) for a in range(len(pool)) for b in range(a + 1, len(pool))):
                D = arrays[before] - arrays[after]
                k = arrays @ D / lengths
                along = np.abs(D - k[:, None] * arrays).max(axis=1) < 1e-9 * np.abs(D).max()
                along[[before, after]] = False
                found += [(pool[before], pool[after], pool[way], k[way]) for way in np.flatnonzero(along)[:1]]
        return found

    def loop(self):
        """Do parameters take a step, and from there another one, by a new gradient? Or does a loop look like that?"""
        steps, signs = self.steps(), self.signs or {1}
        downhill = [step for step in steps if step[-1] > 0 or signs == {-1}]
        for (_, once, way, _), (start, twice, other, _) in product(downhill, downhill):
            if once is start and way is not other and _in_two_turns(once.turns, twice.turns):
                return True
        return not steps and any(_trains(each) for each in self._loops())

    def _loops(self):
        return [each for each in ast.walk(ast.parse(self.code)) if isinstance(each, ast.For | ast.While)]

    def judge(self):
        """Is a difference of two losses divided by the distance between the two nudges?"""
        trace = self.trace
        if trace.judged:
            return True
        if trace.givens.asked:
            return any(_is_slope_of_cube(*pair, trace.quotients) for pair in pairwise(trace.givens.asked))
        nudged = np.unique(trace.scalars)
        entries = [each.array.ravel() for pool in (self.first, self.second, self.bias1, self.bias2) for each in pool]
        entries = np.unique(np.concatenate([nudged, *entries]))
        return any(
            _are_apart(entries, abs(below)) and not _are_apart(nudged, 2 * abs(below)) for _, below in trace.quotients
        )


def _in_two_turns(once, twice):
    """Return whether two values were made in different turns of the same loop."""
    return any(
        place in twice and entered == twice[place][0] and turn != twice[place][1]
        for place, (entered, turn) in once.items()
    )


def _are_apart(numbers, distance):
    """Return whether two of some sorted numbers are so far apart."""
    places = np.searchsorted(numbers, numbers + distance * (1 - 1e-4))
    inside = places < len(numbers)
    return bool((np.abs(numbers[places[inside]] - numbers[inside] - distance) < 1e-4 * distance).any())


def _is_slope_of_cube(one, other, quotients):
    """Return whether a quotient is the slope of the sum of x³ between two points."""
    if one.shape != other.shape or not 0 < np.abs(one - other).max() < 0.1:
        return False
    way = (one - other) / np.abs(one - other).max()
    slope = float((3 * ((one + other) / 2) ** 2 * way).sum())
    return any(abs(abs(above / below) - abs(slope)) < 1e-2 * abs(slope) for above, below in quotients)


def _trains(loop):
    """Return whether a loop looks like a training: forward, backward, and a step."""
    names = {each.id for each in ast.walk(loop) if isinstance(each, ast.Name)}
    names |= {each.attr for each in ast.walk(loop) if isinstance(each, ast.Attribute)}
    text = " ".join(names).lower()
    moves = any(isinstance(each, ast.AugAssign) and isinstance(each.op, ast.Sub) for each in ast.walk(loop))
    return bool(
        re.search("forward|predict|feed", text)
        and re.search("backward|backprop|grad", text)
        and (moves or re.search("step|update", text))
    )
