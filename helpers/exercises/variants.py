"""The variants of a two-layer network: its right numbers, and those that known mistakes give.

The formulas are written once, with samples in rows. A layout turns a reader's arrays into rows and
the results back, so that columns and single samples need no formulas of their own. A mistake
replaces steps of a formula, and is the same in each layout.
"""

import inspect
import itertools
import random
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

import numpy as np

from helpers.exercises.cases import Case
from helpers.exercises.mistakes import mistake
from helpers.nn.delta import sigma

ROUNDING = 1e-12  # smaller numbers, behind a saturated sigmoid for instance, count as 0
PARAMETERS = ("W1", "b1", "W2", "b2")
GRADIENTS = ("dL_dW2", "dL_db2", "dL_dW1", "dL_db1")


def softmax(Z):
    """exp(z) / Σ exp(z) in each row; no z overflows."""
    exp = np.exp(Z - Z.max(axis=1, keepdims=True))
    return exp / exp.sum(axis=1, keepdims=True)


# ------------------------------------------------------------ the steps of a formula


def sigmoid_slope(Z, A):
    """σ′(z) = a (1 − a)."""
    return A * (1 - A)


def tanh_slope(Z, A):
    """tanh′(z) = 1 − a²."""
    return 1 - A**2


def relu_slope(Z, A):
    """1 where z > 0, else 0."""
    return np.where(Z > 0, 1.0, 0.0)


def no_slope(Z, A):
    """1 everywhere."""
    return np.ones_like(Z)


FUNCTIONS = {"sigmoid": sigma, "tanh": np.tanh, "ReLU": lambda Z: np.maximum(Z, 0)}
SLOPES = {"sigmoid": sigmoid_slope, "tanh": tanh_slope, "ReLU": relu_slope}
LOSSES = {
    "half squared error": "sigmoid",
    "squared error": "sigmoid",
    "cross-entropy": "softmax",
}  # and the output that goes with it
FACTOR = {"half squared error": 1.0, "squared error": 2.0, "cross-entropy": 1.0}
RIGHT_STEPS = {
    "difference": np.subtract,
    "hand_back": lambda G, W: G @ W.T,
    "weights": lambda A, G: A.T @ G,
    "bias": lambda G: G.sum(axis=0),
}


@dataclass(frozen=True)
class Pass:
    """One forward pass, with samples in rows."""

    X: np.ndarray
    Y: np.ndarray
    Z1: np.ndarray
    A1: np.ndarray
    Z2: np.ndarray
    Y_hat: np.ndarray
    W2: np.ndarray


@dataclass(frozen=True)
class AsItIs:
    """A result that a mistake has in this shape in each layout."""

    array: np.ndarray


@dataclass(frozen=True)
class Layout:
    """How a reader's arrays lie: samples in rows or in columns, many at once or one alone (then x, y and b have one axis)."""

    columns: bool = False
    single: bool = False

    def rows(self, X):
        """Samples (n, d)."""
        return X[None] if self.single else X.T if self.columns else X

    def weights(self, W):
        """Weights (d_in, d_out)."""
        return W.T if self.columns else W

    def bias(self, b):
        """A bias (d_out,)."""
        return np.ravel(b)

    def samples_back(self, M):
        """Samples as the reader has them; also what a mistake made of them."""
        if self.single:
            return M[0] if np.ndim(M) == 2 and len(M) == 1 else M
        return M.T if self.columns else M

    def weights_back(self, W):
        """Weights as the reader has them."""
        return np.transpose(W) if self.columns else W

    def bias_back(self, b):
        """A bias as the reader has it."""
        if isinstance(b, AsItIs):
            return b.array
        if self.single:
            return b[0] if np.ndim(b) == 2 and len(b) == 1 else b
        return (b[:, None] if np.ndim(b) == 1 else np.transpose(b)) if self.columns else b

    def back(self, name, array):
        """The result of this name as the reader has it."""
        return (
            self.weights_back(array)
            if "W" in name
            else self.bias_back(array)
            if "b" in name
            else self.samples_back(array)
        )

    def shape(self, name, d_in, d_hidden, d_out):
        """The shape of a parameter."""
        m, d = (d_in, d_hidden) if name.endswith("1") else (d_hidden, d_out)
        if "W" in name:
            return (d, m) if self.columns else (m, d)
        return (d, 1) if self.columns and not self.single else (d,)


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

    # ------------------------------------------------------------ known mistakes

    @cached_property
    def gradient_mistakes(self):
        """The known mistakes of a backward pass, as steps."""
        return (
            *seed_mistakes(),
            *self._output_mistakes(),
            *hidden_mistakes(self.hidden),
            *shared_mistakes(self.columns),
            self._too_early(),
        )

    def _output_mistakes(self):
        if self.output == "softmax":
            twice = (
                "Softmax and cross-entropy have their slope together: P − Y. There is no slope p (1 − p) left to"
                " multiply with."
            )
            return (mistake("slope-of-activation", twice, out_slope=sigmoid_slope),)
        a = "At the output"
        return (
            mistake(
                "missing-slope",
                f"{a} the sigmoid's slope is left out. (It is the gradient of another loss, cross-entropy.)",
                out_slope=no_slope,
            ),
            mistake(
                "missing-slope",
                f"{a} the slope has two factors, `Y_hat` and `1 - Y_hat`; the second is left out.",
                out_slope=lambda Z, A: A,
            ),
            mistake(
                "missing-slope",
                f"{a} the slope has two factors, `Y_hat` and `1 - Y_hat`; the first is left out.",
                out_slope=lambda Z, A: 1 - A,
            ),
            mistake(
                "slope-of-activation",
                f"{a} σ′ gets the activation: `Y_hat` is σ(z) already. The slope is Y_hat (1 − Y_hat).",
                out_slope=lambda Z, A: sigma(A) * (1 - sigma(A)),
            ),
            mistake(
                "slope-of-activation",
                f"{a} z (1 − z) is the formula for the activation, with z in it.",
                out_slope=lambda Z, A: Z * (1 - Z),
            ),
            mistake(
                "wrong-sign", f"{a} the slope is Y_hat (1 − Y_hat), with a minus.", out_slope=lambda Z, A: A * (1 + A)
            ),
            mistake(None, f"{a} stands a sigmoid, and 1 − a² is the slope of tanh.", out_slope=tanh_slope),
        )

    def _too_early(self):
        """W2 has taken its step before it hands back."""

        def direction(*arguments, name):
            p = self.passed(*arguments)
            dL_dW2 = self.gradient("dL_dW2", p)
            moved = Pass(p.X, p.Y, p.Z1, p.A1, p.Z2, p.Y_hat, dL_dW2)
            return self.layout.back(name, self.gradient(name, moved))

        return TooEarly(direction)


def forward_mistakes(hidden, output):
    """Mistakes of a forward pass, as steps."""
    out, no_bias = "the output", lambda b: 0 * b
    of = {"sigmoid": "the sigmoid"}
    found = [
        mistake(
            None,
            f"The hidden activation is {of.get(hidden, hidden)}; this is {of.get(name, name)}.",
            hidden=FUNCTIONS[name],
        )
        for name in FUNCTIONS
        if name != hidden
    ]
    found += [
        mistake(
            None,
            "The hidden activation is left out. Two layers without one between them are a single layer.",
            hidden=np.array,
        ),
        mistake(None, f"The {output} at {out} is left out.", output=np.array),
        mistake(None, "The biases are left out.", bias1=no_bias, bias2=no_bias),
        mistake(None, "The hidden layer's bias is left out.", bias1=no_bias),
        mistake(None, "The output layer's bias is left out.", bias2=no_bias),
        mistake("wrong-sign", "The biases are added.", bias1=np.negative, bias2=np.negative),
        mistake("wrong-sign", "The hidden layer's bias is added.", bias1=np.negative),
        mistake("wrong-sign", "The output layer's bias is added.", bias2=np.negative),
    ]
    if hidden == "sigmoid":
        found.append(mistake("wrong-sign", "The sigmoid's exponent is −z.", hidden=lambda Z: sigma(-Z)))
    if output == "sigmoid":
        found += [
            mistake("wrong-sign", "The sigmoid's exponent is −z.", output=lambda Z: sigma(-Z)),
            mistake(None, f"The activation at {out} is the sigmoid; this is tanh.", output=np.tanh),
        ]
        if hidden == "sigmoid":
            found.append(
                mistake(
                    "wrong-sign",
                    "The sigmoid's exponent is −z.",
                    hidden=lambda Z: sigma(-Z),
                    output=lambda Z: sigma(-Z),
                )
            )
    else:
        found += [
            mistake(None, f"The activation at {out} is softmax; this is the sigmoid.", output=sigma),
            mistake(
                "transposed",
                "The softmax runs along the wrong axis: the probabilities of each sample add up to 1.",
                output=lambda Z: softmax(Z.T).T if len(Z) > 1 else None,
            ),
            mistake(
                None,
                "The softmax divides by the sum over all samples. The probabilities of each sample add up to 1.",
                output=lambda Z: np.exp(Z) / np.exp(Z).sum() if len(Z) > 1 else None,
            ),
            mistake(None, "The exponentials aren't divided by their sum.", output=np.exp),
        ]
    return tuple(found)


class TooEarly:
    """`updated-too-early` for both gradients of the first layer."""

    words = (
        "`W2` has taken its step before the gradient is handed back through it. The sum needs the weights of the"
        " forward pass; only `step` moves them."
    )

    def __init__(self, direction):
        self.direction = direction

    def of(self, reader):
        """Return the two Mistakes; reader turns an exercise's arguments into (X, Y, W1, b1, W2, b2)."""
        return tuple(
            mistake(
                "updated-too-early",
                self.words,
                name,
                direction=lambda *given, name=name: self.direction(*reader(*given), name=name),
            )
            for name in ("dL_dW1", "dL_db1")
        )


def seed_mistakes():
    """Mistakes in the seed."""
    return (
        mistake(
            "wrong-sign",
            "The seed is prediction *minus* target. With the sign turned around, `step` would go uphill.",
            difference=lambda Y_hat, Y: Y - Y_hat,
        ),
        mistake("wrong-sign", "The seed is prediction *minus* target; here they are added.", difference=np.add),
        mistake(None, "The target is left out of the seed.", difference=lambda Y_hat, Y: Y_hat),
        mistake(
            "missing-upstream",
            "The seed is left out: the backward pass starts with a 1, so this is the slope of the outputs, not of the"
            " loss.",
            difference=lambda Y_hat, Y: np.ones_like(Y_hat),
        ),
        mistake(
            "last-sample-only",
            "Only the last sample has a part in it; the others are overwritten.",
            difference=lambda Y_hat, Y: _only_last(Y_hat - Y),
        ),
    )


def hidden_mistakes(hidden):
    """Mistakes in the hidden slope."""
    a = "In the hidden layer"
    found = [
        mistake(
            "missing-slope",
            f"{a} the slope of {'the ' if hidden != 'tanh' else ''}{hidden} is left out: the gradient passes as if it"
            " were 1.",
            slope=no_slope,
        )
    ]
    if hidden == "sigmoid":
        found += [
            mistake(
                "slope-of-activation",
                f"{a} σ′ gets the activation: `A1` is σ(z) already. The slope is A1 (1 − A1).",
                slope=lambda Z, A: sigma(A) * (1 - sigma(A)),
            ),
            mistake(
                "slope-of-activation",
                f"{a} z (1 − z) is the formula for the activation, with z in it. The slope is A1 (1 − A1).",
                slope=lambda Z, A: Z * (1 - Z),
            ),
            mistake(
                "missing-slope",
                f"{a} the slope has two factors, A1 and 1 − A1; the second is left out.",
                slope=lambda Z, A: A,
            ),
            mistake(
                "missing-slope",
                f"{a} the slope has two factors, A1 and 1 − A1; the first is left out.",
                slope=lambda Z, A: 1 - A,
            ),
            mistake("wrong-sign", f"{a} the slope is A1 (1 − A1), with a minus.", slope=lambda Z, A: A * (1 + A)),
            mistake(None, f"{a} stands a sigmoid, and 1 − a² is the slope of tanh.", slope=tanh_slope),
        ]
    if hidden == "tanh":
        found += [
            mistake(
                "slope-of-activation",
                f"{a} tanh′ gets the activation: `A1` is tanh(z) already. The slope is 1 − A1².",
                slope=lambda Z, A: 1 - np.tanh(A) ** 2,
            ),
            mistake(
                "slope-of-activation",
                f"{a} 1 − z² is the formula for the activation, with z in it. The slope is 1 − A1².",
                slope=lambda Z, A: 1 - Z**2,
            ),
            mistake("missing-slope", f"{a} this is 1 − a. The square is left out.", slope=lambda Z, A: 1 - A),
            mistake(
                "missing-slope", f"{a} the activation stands where its slope belongs, 1 − A1².", slope=lambda Z, A: A
            ),
            mistake("wrong-sign", f"{a} the slope is 1 − A1², with a minus.", slope=lambda Z, A: 1 + A**2),
            mistake(None, f"{a} stands tanh, and a (1 − a) is the slope of the sigmoid.", slope=sigmoid_slope),
        ]
    if hidden == "ReLU":
        found += [
            mistake(
                "missing-slope",
                f"{a} the activation stands where its slope belongs, which is 0 or 1.",
                slope=lambda Z, A: A,
            ),
            mistake(
                "wrong-sign",
                f"{a} the gradient passes where z is negative. It passes where z is positive.",
                slope=lambda Z, A: (Z < 0) * 1.0,
            ),
            mistake(None, f"{a} stands a ReLU, and a (1 − a) is the slope of the sigmoid.", slope=sigmoid_slope),
            mistake(None, f"{a} stands a ReLU, and 1 − a² is the slope of tanh.", slope=tanh_slope),
        ]
    return tuple(found)


def _only_last(M):
    """All samples but the last become 0."""
    return np.where(np.arange(len(M))[:, None] == len(M) - 1, M, 0)


def _ones(M):
    return np.ones_like(M, dtype=float)


def shared_mistakes(columns=False):
    """Mistakes in the three rules that sum: weights, bias, hand back. Both layers can make them."""
    back, upstream = "The gradient is handed back through `W2`", "Multiply them with what arrives."
    samples, neurons = ("axis 1", "axis 0") if columns else ("axis 0", "axis 1")
    return (
        mistake(
            "transposed",
            f"{back}, but the other way round: the sum has to run over the neurons of the second layer.",
            hand_back=lambda G, W: G @ W,
        ),
        mistake("transposed", f"{back}, but the factors are in the wrong order.", hand_back=lambda G, W: W @ G),
        mistake("transposed", f"{back}, but the factors are in the wrong order.", hand_back=lambda G, W: W.T @ G),
        mistake("transposed", f"{back}, but what arrives is transposed.", hand_back=lambda G, W: G.T @ W.T),
        mistake(
            "missing-upstream",
            f"What is handed back are the weights alone. {upstream}",
            hand_back=lambda G, W: _ones(G) @ W.T,
        ),
        mistake(
            "missing-path",
            "A hidden neuron hears the first output only. Add over all that used it.",
            hand_back=lambda G, W: G[:, :1] * W[:, 0],
        ),
        mistake(
            "missing-path",
            "A hidden neuron hears the last output only. Add over all that used it.",
            hand_back=lambda G, W: G[:, -1:] * W[:, -1],
        ),
        mistake(
            None,
            "The weights are left out on the way back: the gradient arrives at the hidden layer as it left the output.",
            hand_back=lambda G, W: G.sum(axis=1, keepdims=True) + 0 * W[:, 0],
        ),
        mistake(
            "transposed",
            "The sum has to run over the samples: one factor is transposed that should not be, or the other is not.",
            weights=lambda A, G: A @ G,
        ),
        mistake(
            "transposed",
            "The sum has to run over the samples: one factor is transposed that should not be, or the other is not.",
            weights=lambda A, G: A @ G.T,
        ),
        mistake(
            "transposed",
            "The factors are in the wrong order: the sum has to run over the samples.",
            weights=lambda A, G: G @ A.T,
        ),
        mistake(
            "transposed",
            "The factors are in the wrong order: the sum has to run over the samples.",
            weights=lambda A, G: G @ A,
        ),
        mistake(
            "missing-upstream",
            f"These are the inputs of the layer alone. {upstream}",
            weights=lambda A, G: A.T @ _ones(G),
        ),
        mistake(
            None,
            "The inputs of the layer are left out: a weight's slope is what came in through it.",
            weights=lambda A, G: _ones(A).T @ G,
        ),
        mistake(
            "last-sample-only",
            "Each sample overwrites what the one before it said. Add over all samples.",
            weights=lambda A, G: np.outer(A[-1], G[-1]),
        ),
        mistake(
            "batch-not-summed",
            "The samples' own products are there, one by one. Their sum is left out.",
            weights=lambda A, G: A[:, :, None] * G[:, None, :],
        ),
        mistake(
            "batch-not-summed",
            f"What arrives still has a place for each sample. The bias was used by all of them: add along {samples}.",
            bias=lambda G: np.array(G),
        ),
        mistake(
            "batch-not-summed",
            "The sum runs over the neurons. The bias has one entry for each neuron: add over the samples, along"
            f" {samples}.",
            bias=lambda G: G.sum(axis=1),
        ),
        mistake(
            "batch-not-summed",
            f"The sum runs over the neurons, {neurons}. The bias has one entry for each neuron: add along {samples}.",
            bias=lambda G: AsItIs(G.sum(axis=1)),
        ),
        mistake(
            "batch-not-summed",
            f"The sum runs over the neurons, {neurons}. Add over the samples, along {samples}.",
            bias=lambda G: G.sum(axis=1, keepdims=True),
        ),
        mistake(
            "batch-not-summed",
            f"The sum runs over both axes, and one number is left. Add over the samples only, along {samples}.",
            bias=lambda G: G.sum(),
        ),
        mistake(
            "last-sample-only",
            "Each sample overwrites what the one before it said. Add over all samples.",
            bias=lambda G: G[-1],
        ),
        mistake(None, "The bias of the layer hears the first sample only. Add over all samples.", bias=lambda G: G[0]),
    )


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
