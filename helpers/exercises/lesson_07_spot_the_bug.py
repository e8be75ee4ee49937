"""Lesson 07: five repairs, each an exercise of its own, and the numbers that convict."""

from dataclasses import replace

from helpers.exercises.check.on_paper import ByHand
from helpers.exercises.lesson_02_activations import relu_backward
from helpers.exercises.lesson_03_linear import linear_backward
from helpers.exercises.lesson_04_losses import half_squared_error_backward
from helpers.exercises.lesson_05_training import sgd_step
from helpers.exercises.lesson_06_softmax import softmax_cross_entropy_backward


def repaired(exercise, hints):
    """An exercise of an earlier lesson under a name of its own, so that mending it counts here and not there."""
    return replace(exercise, signature=f"repaired_{exercise.signature}", lesson="07", hints=hints, shown=0)


repaired_relu_backward = repaired(
    relu_backward,
    hints="""
The numbers that it returns are right. Print `dL_dA` before the call and after it.
`dL_dA[Z <= 0] = 0` writes into the array that was given. Whoever needs that gradient next finds zeros in it.
Leave `dL_dA` alone and return a new array: `dL_dA * (Z > 0)`.
""",
)

repaired_linear_backward = repaired(
    linear_backward,
    hints="""
Ask of each line: who used it? An input was used by all neurons of its sample, and a bias by all samples.
`dL_dZ[:, 0]` and `W[:, 0]` take the first neuron alone. And `mean` divides by n, which the seed has done already.
Add over the neurons with `dL_dZ @ W.T`, and over the samples with `dL_dZ.sum(axis=0)`.
""",
)

repaired_half_squared_error_backward = repaired(
    half_squared_error_backward,
    hints="""
Differentiate the loss of one sample, ½(ŷ − y)². Is there a 2 in its slope?
The loss is a mean over the samples. What does that do to the slope of each of them?
The ½ takes the 2 away, and the mean divides by the number of rows: `(Y_hat - Y) / len(Y)`.
""",
)

repaired_softmax_cross_entropy_backward = repaired(
    softmax_cross_entropy_backward,
    hints="""
P (1 − P) is what a logit does to its own probability. Which other probabilities does it move?
Put (6.5) and (6.6) into (6.7), as lesson 06 did. The probability in the denominator
  cancels, so nothing is divided by it.
The last two lines become one: `return (P - Y) / n`.
""",
)

repaired_sgd_step = repaired(
    sgd_step,
    hints="""
Print a parameter before the step and after it. Has it moved?
`theta = theta + …` makes a new array and gives it a local name. And a gradient points to where the loss rises.
`theta -= learning_rate * gradient` changes the array itself, and goes downhill.
""",
)

recap_07 = ByHand(
    name="recap_07",
    lesson="07",
    task="""
A gradient is three times as large as the judge's, in each entry: which `relative_error` does the table show? The judge
takes a tenth of its h, with float64 and far from rounding: by what number is its formula's own error divided,
`smaller_by`? And a judge that stores its nudges as whole numbers, with h = 0.0001: what does it say about x² at x = 3,
`whole_numbers`?
""",
    formula="""
ours = 3
judge = 1
relative_error = (ours - judge) / (ours + judge)
smaller_by = 10**2
h = 0.0001
above = np.trunc(3 + h)
below = np.trunc(3 - h)
whole_numbers = (above**2 - below**2) / (2 * h)
""",
    returns=("relative_error", "smaller_by", "whole_numbers"),
    wrong="""
| relative_error = (ours - judge) / judge
  | This is the difference over the right one. The table divides by the two together: (3 − 1) / (3 + 1).
| relative_error = (ours - judge) / ours
  | This is the difference over the larger one. The table divides by the two together: (3 − 1) / (3 + 1).
| relative_error = ours / judge | This is the factor itself. The table shows the difference over the two together.
| smaller_by = 10 | That would be a one-sided difference. The error of a central one shrinks with h².
| whole_numbers = 2 * 3 | This is the truth, 2x. But 3.0001 is stored as 3, and 2.9999 as 2.
| whole_numbers = above**2 - below**2 | This is the difference of 9 and 4. It is divided by 2h.
wrong-factor | whole_numbers = (above**2 - below**2) / h | The two places are 2h apart, not h.
| above = np.ceil(3 + h) and below = np.ceil(3 - h)
  | Here 3.0001 was rounded up to 4. Digits after the point are cut off: it is stored as 3, and 2.9999 as 2.
| above = np.ceil(3 + h)
  | Here both places moved a whole step. Digits after the point are cut off: 3.0001 is stored as 3, and 2.9999 as 2.
| below = np.rint(3 - h) | Here 2.9999 was rounded to 3. Digits after the point are cut off: it is stored as 2.
""",
    hints="""
The relative error is the difference divided by the sum of the two sizes. *How small is h?* and exhibit 6 have the rest.
The error of a central difference is a multiple of h². In whole numbers everything after the decimal point is cut off.
(3 − 1) / (3 + 1); 10²; and (3² − 2²) divided by 0.0002.
""",
    reason="""
(3 − 1) / (3 + 1) = 0.5, whatever the size of the gradient. The error shrinks with h², so by 10² = 100. 3.0001 becomes 3
and 2.9999 becomes 2, so the judge says (9 − 4) / 0.0002 = 25000, where the truth is 6.
""",
)
