"""Lesson 04: a layer for a batch; the whole page of two layers, as a function and line by line."""

from dataclasses import replace
from functools import partial

import numpy as np

from helpers.exercises import rules
from helpers.exercises.check.exercise import Exercise
from helpers.exercises.check.formula import Formula, lines_of
from helpers.exercises.check.on_paper import Recap
from helpers.exercises.lesson_03_linear import linear_backward
from helpers.exercises.two_layers.slips import FIRST, HAND_BACK, NO_SEED, SECOND, SEED
from helpers.exercises.two_layers.variant import GIVEN, Variant

SIZES = (
    {"n": 6, "d_in": 3, "d_hidden": 4, "d_out": 2},
    {"n": 5, "d_in": 2, "d_hidden": 3, "d_out": 4},
    {"n": 3, "d_in": 4, "d_hidden": 2, "d_out": 5},
)
ALIKE = ({"n": 4, "d_in": 3, "d_hidden": 3, "d_out": 3}, {"n": 3, "d_in": 3, "d_hidden": 3, "d_out": 3})


batch_backward = replace(  # under a name of its own, so that it counts here and not in lesson 03
    linear_backward,
    signature="batch_backward(dL_dZ, X, W)",
    lesson="04",
    shown=0,
    hints="""
Each neuron has one bias, and every sample used it. So what do the samples' answers become?
`dL_dZ` has a row for each sample. Which axis must go, so that `dL_db` has the shape of `b`?
Add over the samples: `dL_dZ.sum(axis=0)`.
""",
)


def given(numbers, n, d_in, d_hidden, d_out):
    """X, Y, W1, b1, W2 and b2, so small that no sigmoid saturates: far out 1 − a would be nothing but rounding.

    Only the targets may be far away: that makes all gradients large.
    """

    def gentle(*shape):
        some = numbers.tame(*shape)
        return np.sign(some) if numbers.kind in ("small", "integer") else some / shape[0]

    return (
        numbers.tame(n, d_in),
        numbers(n, d_out),
        gentle(d_in, d_hidden),
        gentle(d_hidden),
        gentle(d_hidden, d_out),
        gentle(d_out),
    )


PAGE = f"sigmoid = sigma\nn = len(X)\n{Variant().page}"
SLIPS = {
    "dL_dY_hat": SEED,
    "dL_dZ2": rules.SIGMOID_SLOPE.format(**SECOND),
    "dL_dW2": rules.WEIGHTS.format(**SECOND),
    "dL_db2": rules.BIAS.format(**SECOND),
    "dL_dA1": HAND_BACK,
    "dL_dZ1": rules.SIGMOID_SLOPE.format(**FIRST),
    "dL_dW1": rules.WEIGHTS.format(**FIRST),
    "dL_db1": rules.BIAS.format(**FIRST),
}


# ---- the whole backward pass

FORWARD_SLIPS = """
| Z1 = X @ W1 and Z2 = A1 @ W2 | In the forward pass the biases are left out.
broadcast | Z1 = X @ W1 + b1[:, None] and Z2 = A1 @ W2 + b2[:, None]
  | In the forward pass the biases are columns, and a column is copied sideways: one bias per sample, not per neuron.
| A1 = Z1 ; A1 = Z1 and slope = ones(A1) | The sigmoid of the hidden layer is left out. `A1` is the sigmoid of `Z1`.
| Y_hat = Z2 ; Y_hat = Z2 and out_slope = ones(Y_hat)
  | The sigmoid at the output is left out. `Y_hat` is the sigmoid of `Z2`.
| A1 = Z1 and Y_hat = Z2 and out_slope = ones(Y_hat) ;
    A1 = Z1 and Y_hat = Z2 and out_slope = ones(Y_hat) and slope = ones(A1)
  | Both layers have a sigmoid; here neither has one.
"""
TOO_EARLY = f"""
updated-too-early | dL_dW1 += X.T @ (dL_dZ2 @ dL_dW2.T * slope) ; dL_db1 += (dL_dZ2 @ dL_dW2.T * slope).sum(axis=0)
  | {rules.TOO_EARLY.format(W="W2")}
"""

two_layer_backward = Exercise(
    signature="two_layer_backward(X, Y, W1, b1, W2, b2)",
    lesson="04",
    task="""
The whole page for σ(σ(X W1 + b1) W2 + b2): go forward, then back from the mean over the samples of ½‖ŷ − y‖². Return
`(dL_dW1, dL_db1, dL_dW2, dL_db2)`, each in the shape of what it belongs to. `sigmoid` is there; update nothing.
""",
    formula=PAGE,
    returns=("dL_dW1", "dL_db1", "dL_dW2", "dL_db2"),
    wrong=(*SLIPS.values(), FORWARD_SLIPS, TOO_EARLY),
    jointly=(NO_SEED,),
    draw=given,
    also=("far",),
    sizes=SIZES,
    alike=ALIKE,
    mean_over=("n",),
    hints="""
First the activations `A1` and `Y_hat`, then eight lines: seed; slope, weights, bias, hand back; slope, weights, bias.
A gradient has the shape of what it belongs to. Weights and biases add over the samples, hand back over the neurons, and
  the 1/n is in the seed alone.
`(Y_hat - Y) / len(X)` is the seed and `Y_hat * (1 - Y_hat)` the first slope. `dL_dZ2 @ W2.T` hands back, and the last
  three lines are the second to fourth again, with `A1` and `X`.
""",
    body="""
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
    reason="""
The page of lesson 04, (4.7) to (4.19): a name for each array, one of the five rules in each line. The loss itself isn't
needed on the way back.
""",
)

# ---- line by line

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
NAMES = (*GIVEN, "n", "sigmoid", "Z1", "A1", "Z2", "Y_hat", *BACKWARD)

# What goes wrong in a line alone, with everything given that stands above it.
SLOPE_ALONE = """
missing-upstream | {G} = {slope} | This is the slope alone. Multiply it by what arrives, `{above}`.
"""
WEIGHTS_ALONE = """
missing-slope | {dW} = {X}.T @ {above}
  | `{above}` is the gradient above the activation. The weights see what is below it, `{G}`.
| {dW} = {other}.T @ {G} | `{other}` is the input of the other layer.
"""
BIAS_ALONE = """
missing-slope | {db} = {above}.sum(axis=0)
  | `{above}` is the gradient above the activation. The bias sees what is below it, `{G}`.
"""
ALONE = {
    "dL_dY_hat": "| difference = 0.5 * difference**2 | This is the loss, entry by entry. Its slope is asked for.",
    "dL_dZ2": SLOPE_ALONE.format(**SECOND),
    "dL_dW2": WEIGHTS_ALONE.format(**SECOND),
    "dL_db2": BIAS_ALONE.format(**SECOND),
    "dL_dA1": """
missing-slope | dL_dA1 = dL_dY_hat @ W2.T
  | `dL_dY_hat` is the gradient above the activation. Hand back takes what is below it, `dL_dZ2`.
""",
    "dL_dZ1": SLOPE_ALONE.format(**FIRST),
    "dL_dW1": WEIGHTS_ALONE.format(**FIRST),
    "dL_db1": BIAS_ALONE.format(**FIRST),
}


LINES = lines_of(PAGE)
FORMULAS = [Formula(NAMES[:place], LINES, NAMES[place], {}) for place in range(len(GIVEN), len(NAMES))]


def page_until(count, numbers, **sizes):
    """The values of the first so many NAMES, each made from those before it."""
    page = given(numbers, **sizes)
    for formula in FORMULAS[: count - len(page)]:
        page = (*page, formula(*page))
    return page


def line_of_the_page(name):
    """The exercise of writing one line of the page, with everything given that stands above it."""
    above = NAMES[: NAMES.index(name)]
    return Exercise(
        signature=f"{name}({', '.join(above)})",
        task="",
        formula=PAGE,
        returns=(name,),
        wrong=(SLIPS[name], ALONE[name]),
        draw=partial(page_until, len(above)),
        sizes=SIZES,
        alike=ALIKE,
        mean_over=("n",) if name == "dL_dY_hat" else (),
    )


recap_04 = Recap(
    name="recap_04",
    lesson="04",
    task="""
The way back, line by line: for each gradient its shape and its code, both as text, as in `dL_dY_hat=("(n, d_out)",
"…")`. The sizes are called n, d_in, d_hidden and d_out; a line may use everything that stands above it on the page.
""",
    hints="""
The names of the rules, in order: seed; slope, weights, bias, hand back; slope, weights, bias.
A gradient has the shape of what it belongs to: that fills the first column, and rules out most wrong lines of the
  second.
The last three lines are the second, third and fourth again, with `A1` in place of `Y_hat` and `X` in place of `A1`.
""",
    reason="""
Seed, slope, weights, bias, hand back; slope, weights, bias: (4.12) to (4.19). The 1/n is in the first line alone, and
the sums over the samples are in those of the parameters.
""",
    rows={name: (shape, code, line_of_the_page(name)) for name, (shape, code) in BACKWARD.items()},
)
