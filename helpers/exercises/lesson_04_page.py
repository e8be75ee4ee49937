"""Lesson 04: a batch by hand, and the whole page of two layers: its lines one by one, and its backward pass.

The formulas and the known mistakes of the backward pass are those of the interview (variants), with
sigmoids, the half squared error and samples in rows. The lines are kept as text, and are run as such.
"""

from dataclasses import replace
from functools import lru_cache

import numpy as np

from helpers.exercises.check.exercise import Exercise
from helpers.exercises.check.on_paper import Recap
from helpers.exercises.check.verdict import mistake
from helpers.exercises.two_layers.slips import gradient_mistakes
from helpers.exercises.two_layers.steps import PARAMETERS, Pass
from helpers.exercises.two_layers.variant import Variant, formula
from helpers.nn.delta import sigma

GIVEN = ("X", "Y", *PARAMETERS)
RESULTS = ("dL_dW1", "dL_db1", "dL_dW2", "dL_db2")
PLAIN = Variant()
SIZES = (
    {"n": 6, "d_in": 3, "d_hidden": 4, "d_out": 2},
    {"n": 5, "d_in": 2, "d_hidden": 3, "d_out": 4},
    {"n": 3, "d_in": 4, "d_hidden": 2, "d_out": 5},
)
ALIKE = ({"n": 4, "d_in": 3, "d_hidden": 3, "d_out": 3}, {"n": 3, "d_in": 3, "d_hidden": 3, "d_out": 3})


def given(numbers, n, d_in, d_hidden, d_out):
    """X, Y, W1, b1, W2 and b2, so small that no sigmoid saturates: far out 1 − a would be nothing but rounding."""

    def gentle(*shape):
        return np.sign(numbers(*shape)) if numbers.kind in ("small", "integer") else numbers(*shape) / shape[0]

    return (
        numbers(n, d_in),
        numbers(n, d_out),
        gentle(d_in, d_hidden),
        gentle(d_hidden),
        gentle(d_hidden, d_out),
        gentle(d_out),
    )


# ------------------------------------------------------------ the lines, for the recap

FORWARD = {"Z1": "X @ W1 + b1", "A1": "sigmoid(Z1)", "Z2": "A1 @ W2 + b2", "Y_hat": "sigmoid(Z2)"}
BACKWARD = {
    "dL_dY_hat": ("(n, d_out)", "(Y_hat - Y) / n"),
    "dL_dZ2": ("(n, d_out)", "dL_dY_hat * Y_hat * (1 - Y_hat)"),
    "dL_dW2": ("(d_hidden, d_out)", "A1.T @ dL_dZ2"),
    "dL_db2": ("(d_out,)", "dL_dZ2.sum(axis=0)"),
    "dL_dA1": ("(n, d_hidden)", "dL_dZ2 @ W2.T"),
    "dL_dZ1": ("(n, d_hidden)", "dL_dA1 * A1 * (1 - A1)"),
    "dL_dW1": ("(d_in, d_hidden)", "X.T @ dL_dZ1"),
    "dL_db1": ("(d_hidden,)", "dL_dZ1.sum(axis=0)"),
}
NAMES = (*GIVEN, "n", "sigmoid", *FORWARD, *BACKWARD)


@lru_cache
def function_of(code, parameters):
    """Return a line of our own as a function."""
    return eval(f"lambda {', '.join(parameters)}: ({code})", {"np": np})


def whole_page_of(numbers, n, d_in, d_hidden, d_out):
    """Return all numbers of a page, {name: array}."""
    page = dict(zip(GIVEN, given(numbers, n, d_in, d_hidden, d_out), strict=True), n=n, sigmoid=sigma)
    for name, code in (FORWARD | {name: code for name, (_, code) in BACKWARD.items()}).items():
        page[name] = function_of(code, tuple(page))(**page)
    return page


def slope_slips(G, A, Z):
    """Known wrong lines for a slope."""
    left_out = f"The slope of the sigmoid, {A} (1 − {A}), or a factor of it, is left out."
    letter = f"`{A}` is the activation, and the slope is {A} (1 − {A}); σ(z) (1 − σ(z)) needs `{Z}`."
    return (
        ("missing-slope", left_out, G),
        ("missing-slope", left_out, f"{G} * {A}"),
        ("missing-slope", left_out, f"{G} * (1 - {A})"),
        ("slope-of-activation", letter, f"{G} * {Z} * (1 - {Z})"),
        ("slope-of-activation", letter, f"{G} * sigmoid({A}) * (1 - sigmoid({A}))"),
        ("missing-upstream", f"This is the slope alone. Multiply it by what arrives, `{G}`.", f"{A} * (1 - {A})"),
        ("wrong-sign", f"The slope is {A} (1 − {A}), with a minus.", f"{G} * {A} * (1 + {A})"),
    )


def weights_slips(A, G, before, other):
    """Known wrong lines for weights; before is the gradient above the slope, other the other layer's input."""
    order = (
        "The sum has to run over the samples: (d_in, n) times (n, d_out). Is a factor transposed that should not be, or"
        " the order turned?"
    )
    return (
        *(("transposed", order, way) for way in (f"{A} @ {G}", f"{G} @ {A}", f"{G} @ {A}.T", f"{A} @ {G}.T")),
        (
            "missing-slope",
            f"`{before}` is the gradient above the activation. The weights see what is below it, `{G}`.",
            f"{A}.T @ {before}",
        ),
        (
            "missing-upstream",
            "These are the inputs of the layer alone. Multiply them with what arrives.",
            f"{A}.T @ np.ones({G}.shape)",
        ),
        (None, f"`{other}` is the input of the other layer.", f"{other}.T @ {G}"),
    )


def bias_slips(G, before):
    """Known wrong lines for a bias."""
    words = "The bias has one entry for each neuron, and was used by all samples: add over the samples, axis 0."
    return (
        *(
            ("batch-not-summed", words, way)
            for way in (G, f"{G}.sum(axis=1)", f"{G}.sum(axis=1, keepdims=True)", f"{G}.sum()")
        ),
        (
            "missing-slope",
            f"`{before}` is the gradient above the activation. The bias sees what is below it, `{G}`.",
            f"{before}.sum(axis=0)",
        ),
        ("last-sample-only", "This is the last sample alone. Add over all of them.", f"{G}[-1]"),
    )


BACK = "The sum has to run over the neurons of the second layer: (n, d_out) times (d_out, d_hidden)."
SLIPS = {
    "dL_dY_hat": (
        ("wrong-sign", "The seed is prediction *minus* target.", "(Y_hat + Y) / n"),
        (None, "This is the loss, entry by entry. Its slope is asked for.", "0.5 * (Y_hat - Y) ** 2 / n"),
        (None, "The target is left out.", "Y_hat / n"),
    ),
    "dL_dZ2": slope_slips("dL_dY_hat", "Y_hat", "Z2"),
    "dL_dW2": weights_slips("A1", "dL_dZ2", "dL_dY_hat", "X"),
    "dL_db2": bias_slips("dL_dZ2", "dL_dY_hat"),
    "dL_dA1": (
        *(
            ("transposed", BACK, way)
            for way in ("dL_dZ2 @ W2", "W2 @ dL_dZ2", "W2.T @ dL_dZ2", "dL_dZ2.T @ W2.T", "W2 @ dL_dZ2.T")
        ),
        (
            "missing-slope",
            "`dL_dY_hat` is the gradient above the activation. Hand back takes what is below it, `dL_dZ2`.",
            "dL_dY_hat @ W2.T",
        ),
        (
            "missing-upstream",
            "These are the weights alone. Multiply them with what arrives.",
            "np.ones(dL_dZ2.shape) @ W2.T",
        ),
    ),
    "dL_dZ1": slope_slips("dL_dA1", "A1", "Z1"),
    "dL_dW1": weights_slips("X", "dL_dZ1", "dL_dA1", "A1"),
    "dL_db1": bias_slips("dL_dZ1", "dL_dA1"),
}


def line(name, parameters, code, draw, sizes, *slips, **more):
    """The exercise of writing one line of code for a recap; slips: (identifier, how to mend it, wrong line)."""
    mistakes = tuple(
        mistake(identifier, words, name, whole=function_of(wrong, parameters)) for identifier, words, wrong in slips
    )
    return Exercise(
        signature=f"{name}({', '.join(parameters)})",
        task="",
        hints=(),
        reason="",
        code=code,
        formula={name: function_of(code, parameters)},
        draw=draw,
        sizes=sizes,
        wrong=mistakes,
        **more,
    )


def line_of_the_page(name):
    """The exercise of writing one line of the page, with everything that stands above it."""
    above = NAMES[: NAMES.index(name)]
    return line(
        name,
        above,
        BACKWARD[name][1],
        lambda numbers, **sizes: tuple(map(whole_page_of(numbers, **sizes).get, above)),
        SIZES,
        *SLIPS[name],
        alike=ALIKE,
        mean_over=("n",) if name == "dL_dY_hat" else (),
    )


recap_04 = Recap(
    name="recap_04",
    lesson="04",
    task=(
        'The way back, line by line: for each gradient its shape and its code, both as text, as in `dL_dY_hat=("(n,'
        ' d_out)", "…")`. The sizes are called n, d_in, d_hidden and d_out; a line may use everything that stands above'
        " it on the page."
    ),
    hints=(
        "The names of the rules, in order: seed; slope, weights, bias, hand back; slope, weights, bias.",
        (
            "A gradient has the shape of what it belongs to: that fills the first column, and rules out most wrong"
            " lines of the second."
        ),
        (
            "The last three lines are the second, third and fourth again, with `A1` in place of `Y_hat` and `X` in"
            " place of `A1`."
        ),
    ),
    reason=(
        "Seed, slope, weights, bias, hand back; slope, weights, bias: (4.12) to (4.19). The 1/n is in the first line"
        " alone, and the sums over the samples are in those of the parameters."
    ),
    rows={name: (shape, code, line_of_the_page(name)) for name, (shape, code) in BACKWARD.items()},
)


# ------------------------------------------------------------ the whole backward pass


def straight(Z, A):
    """The slope of an activation that isn't there."""
    return np.ones_like(Z)


def forward_slip(words, identifier=None, hidden=sigma, output=sigma, bias=np.array, **steps):
    """A mistake in the forward pass, which all four gradients feel; steps are those of the way back."""

    def result(name, X, Y, W1, b1, W2, b2):
        Z1 = X @ W1 + bias(b1)
        A1 = hidden(Z1)
        Z2 = A1 @ W2 + bias(b2)
        return PLAIN.gradient(name, Pass(X, Y, Z1, A1, Z2, output(Z2), W2), **steps)

    return tuple(
        mistake(identifier, words, name, whole=lambda *arguments, name=name: result(name, *arguments))
        for name in RESULTS
    )


TOO_EARLY = (
    "`W2` has taken its step before the gradient is handed back through it. The sum needs the weights of the forward"
    " pass; update nothing here."
)


def too_early(name):
    """How a gradient of the first layer moves if W2 has moved along its own gradient."""

    def direction(*arguments):
        page = PLAIN.passed(*arguments)
        return PLAIN.gradient(name, replace(page, W2=PLAIN.gradient("dL_dW2", page)))

    return mistake("updated-too-early", TOO_EARLY, name, direction=direction)


two_layer_backward = Exercise(
    signature="two_layer_backward(X, Y, W1, b1, W2, b2)",
    lesson="04",
    task=(
        "The whole page for σ(σ(X W1 + b1) W2 + b2): go forward, then back from the mean over the samples of ½‖ŷ − y‖²."
        " Return `(dL_dW1, dL_db1, dL_dW2, dL_db2)`, each in the shape of what it belongs to. `sigmoid` is there;"
        " update nothing."
    ),
    formula={name: formula(PLAIN, name, PLAIN.passed, GIVEN) for name in RESULTS},
    draw=given,
    sizes=SIZES,
    alike=ALIKE,
    mean_over=("n",),
    hints=(
        (
            "First the activations `A1` and `Y_hat`, then eight lines: seed; slope, weights, bias, hand back; slope,"
            " weights, bias."
        ),
        (
            "A gradient has the shape of what it belongs to. Weights and biases add over the samples, hand back over"
            " the neurons, and the 1/n is in the seed alone."
        ),
        (
            "`(Y_hat - Y) / len(X)` is the seed and `Y_hat * (1 - Y_hat)` the first slope. `dL_dZ2 @ W2.T` hands back,"
            " and the last three lines are the second to fourth again, with `A1` and `X`."
        ),
    ),
    code="""
def two_layer_backward(X, Y, W1, b1, W2, b2):
    A1 = sigmoid(X @ W1 + b1)
    Y_hat = sigmoid(A1 @ W2 + b2)
    dL_dY_hat = (Y_hat - Y) / len(X)  # seed
    dL_dZ2 = dL_dY_hat * Y_hat * (1 - Y_hat)  # slope
    dL_dW2 = A1.T @ dL_dZ2  # weights
    dL_db2 = dL_dZ2.sum(axis=0)  # bias
    dL_dA1 = dL_dZ2 @ W2.T  # hand back
    dL_dZ1 = dL_dA1 * A1 * (1 - A1)  # slope
    dL_dW1 = X.T @ dL_dZ1  # weights
    dL_db1 = dL_dZ1.sum(axis=0)  # bias
    return dL_dW1, dL_db1, dL_dW2, dL_db2
""",
    reason=(
        "The page of lesson 04, (4.7) to (4.19): a name for each array, one of the five rules in each line. The loss"
        " itself isn't needed on the way back."
    ),
    wrong=(
        *(each for each in gradient_mistakes(PLAIN) if hasattr(each, "steps")),
        *forward_slip("In the forward pass the biases are left out.", bias=np.zeros_like),
        *forward_slip(
            "In the forward pass the biases are columns, and a column is copied sideways: one bias per sample, not per"
            " neuron.",
            "broadcast",
            bias=lambda b: b[:, None],
        ),
        *forward_slip("In the forward pass the sigmoid of the hidden layer is left out.", hidden=np.array),
        *forward_slip("In the forward pass the sigmoid at the output is left out.", output=np.array),
        *forward_slip(
            "The hidden layer has a sigmoid; here it has none, neither forward nor backward.",
            hidden=np.array,
            slope=straight,
        ),
        *forward_slip(
            "The output has a sigmoid; here it has none, neither forward nor backward.",
            output=np.array,
            out_slope=straight,
        ),
        *forward_slip(
            "Both layers have a sigmoid; here neither has one.",
            hidden=np.array,
            output=np.array,
            slope=straight,
            out_slope=straight,
        ),
        *map(too_early, ("dL_dW1", "dL_db1")),
    ),
)
