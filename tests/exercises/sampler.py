"""Inputs that the check doesn't know: zeros, large and tiny numbers, both signs or one, whole, sizes from 1 to 40.

ARGUMENTS says what each exercise is given, in one word for each argument, `kind:shape`. The kind is a method of Draw;
the same letter is the same size; `|` stands between two ways. An exercise that isn't there has its arguments drawn as
the check draws its own.
"""

import contextlib
import copy
import io
import random
import warnings

import numpy as np

from helpers.exercises.check.cases import Case, drawn

SIZES = (1, 1, 2, 2, 3, 3, 4, 5, 6, 7, 8)  # mostly; in one of ten inputs one size is 9 to 40
SCALES = (1, 1, 1, 1, 3, 10, 1000, 1e-3, 1e-7)
ATOL = {"numerical_gradient": 1e-5, "numerical_jacobian": 1e-5}  # what a small nudge leaves of rounding
CURVES = ((np.square, lambda z: 2 * z), (np.tanh, lambda z: 1 - np.tanh(z) ** 2), (np.sin, np.cos))
LAYER, LOGITS, PAIR = "any:n.o any:n.i any:i.o", "any:n.k classes:n.k", "any:n.d any:n.d"
PAGE = "tame:n.i tame:n.o tame:i.h tame:h tame:h.o tame:o"
ARGUMENTS = {
    "numerical_gradient": "function:i tame:i | function:h.i tame:h.i | function:i.k.h tame:i.k.h",
    "numerical_jacobian": "functions:o.i tame:i",
    "chain_backward": "number: number: number: number: number: number: curve: slope:",
    "sigmoid": "any:n.d",
    "sigmoid_backward": "any:n.d unit:n.d",
    "tanh_backward": "any:n.d both:n.d",
    "relu": "any:n.d",
    "relu_backward": PAIR,
    "linear_forward": "any:n.i any:i.o any:o",
    "linear_backward": LAYER,
    "batch_backward": LAYER,
    "hand_back": LAYER,
    "product_backward": "any:d.d any:r.d.d",
    "half_squared_error": PAIR,
    "half_squared_error_backward": PAIR,
    "two_layer_backward": PAGE,
    "train_two_layers": f"{PAGE} rate: steps:",
    "sgd_step": "lists:i.h,h lists:i.h,h rate: | lists:i,h.o,o lists:i,h.o,o rate:",
    "momentum_step": "lists:i.h,h lists:i.h,h lists:i.h,h rate: momentum: | lists:i lists:i lists:i rate: momentum:",
    "softmax": "any:n.k",
    "softmax_cross_entropy": LOGITS,
    "softmax_cross_entropy_backward": LOGITS,
    "softmax_backward": "any:n.k shares:n.k",
    "logistic_regression": "tame:n.i yes:n tame:i number:",
    "binary_cross_entropy": "any:n.1 yes:n.1",
    "binary_cross_entropy_backward": "any:n.1 yes:n.1",
    "neuron_backward": "number: number: any:k any:k",
    "layer_backward": "any:o tame:o any:i any:o.i",
    "mean_gradients": "any:n any:n.i",
    "delta_hidden": "any:e.d any:e.n tame:d.n",
    "delta_output": "unit:d.n any:d.n",
    "delta_gradients": "any:d.n any:b.n",
}


class Draw:
    """Draws the arguments of one call: a method for each kind, which takes a shape as text."""

    def __init__(self, seed, whole):
        self.numpy, self.rng, self.whole = np.random.default_rng(seed), random.Random(f"draw {seed}"), whole
        self.sizes, self.large = {}, self.rng.choice("bdehiknor") if seed % 10 == 0 else None
        self.curves = self.rng.choice(CURVES)

    def arguments(self, line):
        """Return the arguments that a line of ARGUMENTS asks for."""
        pairs = [word.split(":") for word in self.rng.choice(line.split(" | ")).split()]
        return tuple(getattr(self, kind)(shape) for kind, shape in pairs)

    def shape(self, text):
        """Return a shape, with a size for each letter."""
        for letter in filter(str.isalpha, text):
            size = self.rng.randint(9, 40) if letter == self.large else self.rng.choice(SIZES)
            self.sizes.setdefault(letter, size)
        return tuple(self.sizes[each] if each.isalpha() else int(each) for each in text.split(".") if each)

    def any(self, text, scale=None):
        """Return an array of any size of numbers."""
        shape = self.shape(text)
        if self.whole:
            return self.numpy.integers(-4, 5, size=shape)
        values = np.asarray(self.numpy.normal(scale=scale or self.rng.choice(SCALES), size=shape))
        change = self.rng.choice(("none", "none", "none", "zeros", "whole", "positive", "negative"))
        if change == "zeros":
            values = values * (self.numpy.random(shape) < 0.6)
        elif change == "whole":
            values = np.rint(3 * values)
        elif change in ("positive", "negative"):
            values = np.abs(values) * (1 if change == "positive" else -1)
        return values

    def tame(self, text):
        """Return an array of ordinary numbers, for what saturates."""
        return self.any(text, scale=1)

    def lists(self, text):
        """Return a list of arrays."""
        return [self.any(each) for each in text.split(",")]

    def unit(self, text, low=0):
        """Return an array of numbers between 0 and 1, some of them near the ends."""
        shape, edge = self.shape(text), self.rng.choice((0, 0, 0, 1e-3, 1e-6))
        inside = self.numpy.random(shape)
        return low + (1 - low) * (np.where(self.numpy.random(shape) < 0.5, inside, edge) if edge else inside)

    def both(self, text):
        """Return an array of numbers between -1 and 1."""
        return self.unit(text, low=-1)

    def shares(self, text):
        """Return an array whose rows are probabilities, some of them tiny."""
        parts = self.unit(text) * (self.numpy.random(self.shape(text)) < 0.8) + 1e-9
        return parts / parts.sum(axis=1, keepdims=True)

    def classes(self, text):
        """Return class numbers: n of them, below k."""
        n, k = self.shape(text)
        return self.numpy.integers(0, k, size=n)

    def yes(self, text):
        """Return an array of 0 and 1."""
        return self.numpy.integers(0, 2, size=self.shape(text)).astype(int if self.whole else float)

    def number(self, _):
        """Return one ordinary number."""
        return np.asarray(self.tame("")).item()

    def rate(self, _):
        """Return a learning rate."""
        return self.rng.choice((0.01, 0.3, 1.7))

    def momentum(self, _):
        """Return how much is kept of a velocity."""
        return self.rng.choice((0.0, 0.5, 0.95))

    def steps(self, _):
        """Return a number of steps."""
        return self.rng.randint(1, 4)

    def curve(self, _):
        """Return a function of one number."""
        return self.curves[0]

    def slope(self, _):
        """Return the slope of the same function."""
        return self.curves[1]

    def function(self, text):
        """Return a function of an array of this shape; its value is one number."""
        factors = self.numpy.normal(size=self.shape(text))

        def f(x):
            assert np.shape(x) == factors.shape
            return float((factors * np.sin(x) + 0.3 * np.asarray(x, float) ** 3).sum() + np.sum(x) ** 2)

        return f

    def functions(self, text):
        """Return a function of as many numbers as a table of this shape has columns; its values are as many as rows."""
        factors = self.numpy.normal(size=self.shape(text))
        return lambda x: factors @ np.sin(x) + np.sum(np.asarray(x, float) ** 2)


def inputs_of(exercise, count=200):
    """Return Cases for an exercise, the small ones first."""
    name, found = exercise.name.removeprefix("repaired_"), []
    for seed in range(count):
        whole = exercise.integers and seed % 8 == 5
        if name in ARGUMENTS:
            found.append(Case(Draw(seed, whole).arguments(ARGUMENTS[name]), atol=ATOL.get(name, 0)))
        else:
            sizes = {each: random.Random(f"{seed} {each}").choice(SIZES) for each in exercise.sizes[0]}
            found.append(drawn(exercise.draw, "integer" if whole else "random", sizes, 1000 + seed))
    return sorted(found, key=lambda case: sum(np.size(each) for each in case.arguments if isinstance(each, np.ndarray)))


def outcome(function, exercise, arguments):
    """Return the arrays that a function returns and leaves in its arguments, or None where it raises an error."""
    mine, is_one = copy.deepcopy(arguments), len(exercise.outputs) == 1
    with warnings.catch_warnings(), np.errstate(all="ignore"), contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        try:
            returned = function(*mine)
            results = [] if exercise.effect else [returned] if is_one else [*returned]
            return [_numbers(each) for each in (*results, *_flat(mine))]
        except Exception:
            return None


def alike(arrays, originals, rtol, atol):
    """Return whether two outcomes are the same to rounding: of each entry, or a thousand times finer of the largest."""
    if originals is None or not all(np.isfinite(each).all() for each in originals):
        return True  # here the original itself has nothing to say
    if arrays is None or [_shape(each) for each in arrays] != [_shape(each) for each in originals]:
        return False
    return all(
        np.all(np.abs(a - b) <= rtol * np.abs(b) + rtol / 1000 * np.max(np.abs(b), initial=0) + max(atol, 1e-11))
        for a, b in zip(arrays, originals, strict=True)
    )


def _shape(array):
    """Return an array's shape; of one number, however it is packed, none."""
    return array.shape if array.size != 1 else ()


def _flat(thing):
    """Yield the arrays and numbers in the arguments, also those in lists."""
    if isinstance(thing, tuple | list):
        for each in thing:
            yield from _flat(each)
    elif not callable(thing):
        yield thing


def _numbers(thing):
    """Return an array of real numbers."""
    if thing is None or np.iscomplexobj(thing):
        raise TypeError("a result is an array of real numbers")
    return np.asarray(thing, dtype=float)
