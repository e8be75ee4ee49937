"""Lesson 02: sigmoid, tanh and ReLU, forward and backward, element by element."""

from functools import partial

import numpy as np

from helpers.exercises import rules
from helpers.exercises.check.exercise import Exercise
from helpers.exercises.check.on_paper import ByHand, Recap

SIZES = ({"n": 5, "d": 3}, {"n": 4, "d": 6}, {"n": 3, "d": 7})
ROWS_ONLY = ({"n": 4},)  # arrays of one axis, where (n, 1) against (n,) runs through


def forward_arguments(numbers, n, d=None):
    """Z."""
    return (numbers(n, d) if d else numbers(n),)


def backward_arguments(numbers, n, d=None, low=0):
    """dL_dA and A."""
    shape = (n, d) if d else (n,)
    return numbers(*shape), numbers.activations(*shape, low=low)


tanh_arguments = partial(backward_arguments, low=-1)


SIGMOID_BACKWARD_SLIPS = (
    rules.SIGMOID_SLOPE_OF_A
    + """
wrong-sign | {slope} = {A} * ({A} - 1) | The slope is {A} (1 − {A}), with a plus before {A}: it is never negative.
missing-upstream | {G} = ones({A}) | {A} (1 − {A}) is the slope alone. Multiply it by what arrives, dL/d{A}.
| {slope} = 1 / ({A} * (1 - {A}))
  | This divides by the slope. Backward doesn't undo the function: it multiplies by the slope.
| {out} = {G} + {slope} | The slope is added. Along a path slopes are multiplied.
"""
)

sigmoid_by_hand = ByHand(
    name="sigmoid_by_hand",
    lesson="02",
    task="""
z = 1.5, and e^(−1.5) ≈ 0.223. Find the activation a = σ(z), the slope σ′(z), and, where dL/da = −4 arrives, dL/dz.
Three digits are enough.
""",
    formula="""
z = 1.5
dL_da = -4
a = 1 / (1 + np.exp(-z))
local = a * (1 - a)
slope = local
dL_dz = dL_da * local
""",
    returns=("a", "slope", "dL_dz"),
    wrong=(
        """
| a = np.exp(-z) | This is e^(−1.5) alone. It belongs in the denominator, with a 1 before it.
| a = np.exp(z) | The 1 + in the denominator is left out.
wrong-sign | a = 1 - a | This is σ(−1.5): the exponent is −z.
wrong-sign | a = 1 / (1 - np.exp(-z)) | The denominator is 1 + e^(−z), with a plus.
| a = a * (1 - a) | This is the slope. The activation itself is asked for first.
| slope = z * local | This is z a (1 − a): a factor z too many.
| slope = dL_dz | This is dL/dz already. The slope alone is asked for.
""",
        rules.SIGMOID_SLOPE.format(A="a", Z="z", slope="local", at=""),
        SIGMOID_BACKWARD_SLIPS.format(A="a", G="dL_da", slope="local", out="dL_dz", at=""),
    ),
    rtol=0.012,
    hints="""
(2.1) gives a. What is its denominator?
With a at hand, the slope needs no exponential: (2.3).
a ≈ 1 / 1.223, the slope is a (1 − a), and dL/dz is what arrives times the slope, (2.4).
""",
    reason="""
a = 1 / 1.223 ≈ 0.818. The slope is 0.818 · 0.182 ≈ 0.149, (2.3). What arrives is multiplied by it: −4 · 0.149 ≈ −0.596,
(2.4).
""",
)


sigmoid_backward = Exercise(
    signature="sigmoid_backward(dL_dA, A)",
    lesson="02",
    task="""
A sigmoid made the activations `A`, and the gradient `dL_dA` arrives, of the same shape. Return `dL_dZ`, of the same
shape. `A` is the activation, σ(Z); there is no `Z`. Leave both arrays as they are.
""",
    formula="""
upstream = dL_dA
slope = A * (1 - A)
dL_dZ = upstream * slope
""",
    wrong=(
        SIGMOID_BACKWARD_SLIPS.format(A="A", G="upstream", slope="slope", out="dL_dZ", at="")
        + rules.STRETCHED.format(out="dL_dZ", P="dL_dA", Q="slope")
        + rules.STRETCHED.format(out="dL_dZ", P="dL_dA * A", Q="1 - A")
        + rules.STRETCHED.format(out="dL_dZ", P="dL_dA * (1 - A)", Q="A")
    ),
    draw=backward_arguments,
    also=("close", "far"),
    sizes=SIZES,
    alike=ROWS_ONLY,
    hints="""
It is the rule called slope: what arrives, times the slope of the function, entry by entry.
The slope of the sigmoid can be written with the activation alone, (2.3). Forward has computed the exponential already.
The slope is `A * (1 - A)`. Multiply by what arrives, and call no sigmoid.
""",
    body="return dL_dA * A * (1 - A)",
    reason="""
There is one arrow from each z to its a, so the gradient is multiplied by that arrow's slope, (2.4). σ′(z) = a (1 − a)
takes the activation, which is what was given.
""",
)


sigmoid = Exercise(
    signature="sigmoid(Z)",
    lesson="02",
    task="""
Write the sigmoid, σ(z) = 1 / (1 + e^(−z)), for each entry of an array `Z`. Return an array of the shape of `Z`. It must
not overflow, or let NumPy warn, for any number: −1000 and 1000 are asked too.
""",
    formula="""
exponent = -Z
denominator = 1 + np.exp(exponent)
A = 1 / denominator
""",
    wrong=(
        """
wrong-sign | exponent = Z | The exponent is −z. With e^z the curve falls instead of rising.
wrong-sign | denominator = 1 - np.exp(exponent) ; np.exp(exponent) - 1 | The denominator is 1 + e^(−z), with a plus.
| A = np.exp(-Z) | This is the exponential alone. The 1 / (1 + …) around it is left out.
| A = A * (1 - A) | This is σ′(z) = a (1 − a), the slope. The function itself is asked for.
| A = sigma(A) | The sigmoid is applied twice: once is enough.
| A = sigma(np.abs(Z)) | For a negative z this is σ(−z): there q is the numerator, too, q / (1 + q).
| A = sigma(-np.abs(Z)) | For a positive z this is σ(−z): there the numerator is 1, and q only in 1 + q.
| A = np.exp(Z) | The 1 + in the denominator is left out, and 1 / e^(−z) is e^z.
| A = np.tanh(Z) | This is tanh. It has the form of a sigmoid, but runs from −1 to 1.
"""
        + rules.STRETCHED.format(out="A", P="ones(Z)", Q="A")
    ),
    draw=forward_arguments,
    also=("close",),
    sizes=SIZES,
    alike=ROWS_ONLY,
    large=tuple((np.array([[z]]),) for z in (-1000.0, 1000.0, -20.0, 40.0)),
    hints="""
Write the formula first; `np.exp` works on whole arrays. Then ask: for which z does e^(−z) get too large?
Multiply numerator and denominator by e^z: the value stays, and the exponential is now e^z. Which of the two forms is
  safe for which sign?
Both forms need q = e^(−|z|), which lies between 0 and 1. For z ≥ 0 the answer is 1 / (1 + q), for z < 0 it is q / (1 +
  q).
""",
    body="""
q = np.exp(-np.abs(Z))
return np.where(Z >= 0, 1, q) / (1 + q)
""",
    reason="""
`q` lies between 0 and 1, so no exponential can overflow. For z ≥ 0 it is e^(−z), and 1 / (1 + q) is the formula itself;
for z < 0 it is e^z, and q / (1 + q) is the formula with top and bottom multiplied by e^z.
""",
)


tanh_backward = Exercise(
    signature="tanh_backward(dL_dA, A)",
    lesson="02",
    task="""
The hyperbolic tangent made the activations `A` = tanh(Z), and the gradient `dL_dA` arrives, of the same shape. Return
`dL_dZ`. Leave both arrays as they are.
""",
    formula="""
upstream = dL_dA
slope = 1 - A**2
dL_dZ = upstream * slope
""",
    wrong=(
        rules.TANH_SLOPE_OF_A.format(A="A", slope="slope", at="")
        + """
missing-upstream | upstream = ones(A) | 1 − A² is the slope alone. Multiply it by what arrives, dL/dA.
"""
        + rules.STRETCHED.format(out="dL_dZ", P="dL_dA", Q="slope")
    ),
    draw=tanh_arguments,
    also=("close", "far"),
    sizes=SIZES,
    alike=ROWS_ONLY,
    hints="""
The rule is the same as for the sigmoid: what arrives, times the slope, entry by entry. Only the slope is different.
Derive the slope of tanh in z, then write it with the activation, (2.7).
The slope is `1 - A**2`. Multiply by what arrives.
""",
    body="return dL_dA * (1 - A**2)",
    reason="""
tanh′(z) = 1 − a², written with the activation a = tanh(z), (2.7). The rule slope multiplies it by what arrives.
""",
)


relu = Exercise(
    signature="relu(Z)",
    lesson="02",
    task="""
Write the rectified linear unit, max(z, 0), for each entry of an array `Z`. Return a new array of the shape of `Z`.
""",
    formula="""
chosen = Z > 0
value = Z
A = np.where(chosen, value, 0)
""",
    wrong="""
wrong-sign | chosen = Z < 0 | This keeps the negative entries. The positive ones are kept.
wrong-shape | A = np.max(Z, 0)
  | `np.max(Z, 0)` takes the largest of each column, for its second argument is an axis. `np.maximum` compares with 0.
wrong-shape | A = np.maximum(np.max(Z), 0)
  | `np.max` takes the largest entry of an array. `np.maximum` compares each with 0.
| chosen = ones(Z) | Nothing is done to Z: negative entries become 0.
| value = ones(Z) | This is the slope, 0 or 1. The function itself is asked for.
| A = np.abs(Z) | This takes the sign away. A ReLU sets negative entries to 0.
""",
    draw=forward_arguments,
    also=("close", "far"),
    sizes=SIZES,
    alike=ROWS_ONLY,
    hints="""
What becomes of a negative entry, and what of a positive one?
NumPy has a function that takes the larger of two numbers, entry by entry. It isn't `np.max`, which looks for the
  largest of an array.
`np.maximum(Z, 0)`.
""",
    body="return np.maximum(Z, 0)",
    reason="""
`np.maximum` compares each entry with 0, and returns a new array. `np.max(Z, 0)` would look for the largest entry along
axis 0.
""",
)


relu_backward = Exercise(
    signature="relu_backward(dL_dA, Z)",
    lesson="02",
    task="""
A ReLU got `Z`, and the gradient `dL_dA` arrives, of the same shape. Return `dL_dZ`. Where z is 0 take the slope as 0.
Leave both arrays as they are.
""",
    formula="""
A = np.maximum(Z, 0)
upstream = dL_dA
slope = Z > 0
dL_dZ = upstream * slope
""",
    wrong=(
        rules.RELU_SLOPE.format(A="A", Z="Z", slope="slope", at="")
        + """
| slope = Z >= 0
  | Where z is exactly 0 this passes the gradient, and the task does not. It hardly ever matters: a sum of many products
    is almost never exactly 0, and at a kink every slope from 0 to 1 would do. Write `Z > 0`.
| slope = np.heaviside(Z, 0.5)
  | Where z is exactly 0 this takes the slope as ½, and the task takes 0. It hardly ever matters: a sum of many products
    is almost never exactly 0, and at a kink every slope from 0 to 1 would do.
missing-slope | slope = Z | This multiplies by Z itself. The slope is 0 or 1.
missing-upstream | upstream = ones(Z) | `Z > 0` is the slope alone. Multiply it by what arrives, dL/dA.
missing-upstream | dL_dZ = A | This is a ReLU of Z once more. Backward multiplies what arrives by the slope.
| dL_dZ = np.maximum(dL_dA, 0)
  | The question is the sign of Z, not that of what arrives: this is a ReLU of the gradient.
| dL_dZ = np.maximum(dL_dA, 0) * slope | The gradient is rectified too: only the sign of Z decides what passes.
| dL_dZ = dL_dA * Z > 0 | The comparison looks at a product. `*` comes before `>`: put parentheses around `Z > 0`.
| slope = sigma(Z) * (1 - sigma(Z)) | This is the sigmoid's slope. The slope of a ReLU is 0 or 1.
| slope = Z * (1 - Z) | This is the sigmoid's formula, and with z for a. The slope of a ReLU is 0 or 1.
"""
        + rules.STRETCHED.format(out="dL_dZ", P="dL_dA", Q="slope")
    ),
    draw=lambda numbers, n, d=None: (numbers(n, d), numbers(n, d)) if d else (numbers(n), numbers(n)),
    also=("close", "far"),
    sizes=SIZES,
    alike=ROWS_ONLY,
    hints="""
What arrives, times the slope, entry by entry. Which two values can the slope have?
Where z is positive the gradient passes as it is; elsewhere nothing does.
`Z > 0` is an array of True and False, and in a product those are 1 and 0. Make a new array: `dL_dA[Z <= 0] = 0` would
  overwrite the caller's.
""",
    body="return dL_dA * (Z > 0)",
    reason="""
The slope of a ReLU is 1 where z > 0 and 0 elsewhere, (2.8). The product is a new array, so what was given stays as it
is.
""",
)


def slope_of(name, right, wrong, draw):
    """Return the exercise of writing a slope from the activation that forward kept."""
    return Exercise(
        signature=f"{name}(A)",
        task="",
        formula=f"{name} = {right}",
        wrong=wrong.format(A="A", slope=name, at=""),
        draw=lambda numbers, n, d=None: draw(numbers, n, d)[-1:],
        also=("close",),
        sizes=SIZES,
        alike=ROWS_ONLY,
    )


def relu_arguments(numbers, n, d=None):
    """A, where some entries are 0."""
    return (np.maximum(*forward_arguments(numbers, n, d), 0),)


RELU_SLIPS = """
missing-slope | relu = ones(A) | The slope is 0 or 1: what ReLU returned is never negative, so this is always true.
missing-slope | relu = A | This is the activation itself. Its slope is 0 or 1.
"""

recap_02 = Recap(
    name="recap_02",
    lesson="02",
    task="""
For each function its largest slope, as a number, and the slope as a line of code, made from the activation `A` that
forward kept.
""",
    rows={
        "sigmoid": (0.25, slope_of("sigmoid", "A * (1 - A)", rules.SIGMOID_SLOPE_OF_A, backward_arguments)),
        "tanh": (1, slope_of("tanh", "1 - A**2", rules.TANH_SLOPE_OF_A, tanh_arguments)),
        "relu": (1, slope_of("relu", "A > 0", RELU_SLIPS, relu_arguments)),
    },
    of_numbers="Its largest slope is the largest value of the line beside it. For which `A` is that largest?",
    hints="""
A slope was rewritten twice in this lesson, so that it asks for the activation alone: (2.3) and (2.7). For ReLU see
  (2.8).
a (1 − a) is largest in the middle, at a = ½. 1 − a² is largest at a = 0.
`A * (1 - A)` is never more than ¼, `1 - A**2` never more than 1, and for ReLU the question is whether `A > 0`.
""",
    reason="""
(2.3): a (1 − a) = ¼ − (a − ½)², never more than ¼. (2.7): 1 − a², never more than 1. (2.8): 1 or 0, and in a product
True and False count as that.
""",
)
