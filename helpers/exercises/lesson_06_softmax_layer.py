"""Lesson 06, a side path: the softmax as a layer, with any gradient that arrives."""

import numpy as np

from helpers.exercises.check.cases import Case
from helpers.exercises.check.exercise import Exercise
from helpers.exercises.lesson_06_softmax import SIZES, SQUARE, softmax

SHARES = {  # rows that add up to 1, for examples that one can follow on paper
    1: ((1.0,),),
    2: ((0.2, 0.8), (0.6, 0.4), (0.3, 0.7)),
    3: ((0.2, 0.3, 0.5), (0.1, 0.7, 0.2), (0.6, 0.3, 0.1)),
}


def gradient_and_probabilities(numbers, n, k):
    """dL_dP and P, both (n, k); for one class all slopes are 0. What arrives is large: no gradient can be cut off."""
    if numbers.kind in ("small", "integer") and k in SHARES:
        dL_dP, P = numbers(n, k), np.array([numbers.pick(SHARES[k]) for _ in range(n)])
    else:
        dL_dP, (P,) = 40 * numbers(n, k), softmax.right((numbers(n, k),))
    return Case((dL_dP, P), {"n": n, "k": k}, atol=1e-9)


def softmax_again(P):
    """The softmax of each row."""
    return softmax.right((P,))[0]


softmax_backward = Exercise(
    signature="softmax_backward(dL_dP, P)",
    lesson="06",
    task="""
The rows of `P` (n, k) are the probabilities that a softmax made. `dL_dP` (n, k) arrives, from any loss or layer. Return
the gradient with respect to the logits, (n, k). Leave both arrays as they are; nothing is divided by n.
""",
    formula="""
p = P
heard = dL_dP * p
shared = heard.sum(axis=1, keepdims=True)
dL_dZ = p * (dL_dP - shared)
""",
    names={"softmax": softmax_again},
    wrong="""
missing-path | dL_dZ = dL_dP * p * (1 - p)
  | P (1 − P) is what a logit does to its own probability. It moves all others of its row, too: those paths are left
    out.
missing-path | shared = 0
  | This is `dL_dP * P` alone. Each logit also stands in the sum that all probabilities of its row are divided by.
missing-slope | dL_dZ = dL_dP | The gradient passes as it came, as if the softmax had the slope 1.
missing-slope | dL_dZ = dL_dP - shared | The factor `P` in front of the difference is left out.
missing-slope | heard = np.array(dL_dP)
  | The row's sum is that of `dL_dP` alone. Each entry counts as much as its probability: add up `dL_dP * P`.
missing-upstream | dL_dZ = p * (1 - p) | This is P (1 − P), a slope of the softmax. `dL_dP` has no part in it.
missing-upstream | dL_dZ = 0 * p
  | All slopes of a row were added up, and that gives 0, because the probabilities always add up to 1. Multiply by
    `dL_dP` before you add.
slope-of-activation | p = softmax(P)
  | The softmax is applied once more. `P` holds the probabilities already.
broadcast | shared = heard.sum(axis=1)
  | The sums have lost their axis, and NumPy subtracts from column j the sum of row j. Keep it: `keepdims=True`.
transposed | shared = heard.sum(axis=0)
  | The sum runs down the columns, over the samples. Each *row* has its own.
| shared = heard.sum() | One sum of all rows is subtracted. Each row has its own.
mean-for-sum | shared = heard.mean(axis=1, keepdims=True)
  | The mean of the row is subtracted. It should be the sum: P has the weights of a mean already.
mean-for-sum | shared = dL_dP.mean(axis=1, keepdims=True)
  | The plain mean of the row is subtracted. Each entry counts as much as its probability: add up `dL_dP * P`.
wrong-sign | dL_dZ = p * (dL_dP + shared) | The row's sum is added. It is subtracted.
| dL_dZ = p - dL_dP ; dL_dP - p
  | P − Y is the gradient of softmax and cross-entropy together. Here `dL_dP` is any gradient, and no target.
| dL_dZ = p * (p - dL_dP) ; p * (dL_dP - p) | `P` is subtracted where the row's sum of `dL_dP * P` belongs.
| dL_dZ = dL_dP * (p - shared)
  | What arrives and the probabilities have changed places. The factor in front is `P`; the row's sum is taken from
    `dL_dP`.
| dL_dZ = dL_dP * (1 - p**2) | 1 − a² is the slope of tanh. This is a softmax.
last-sample-only | dL_dZ = dL_dP[:, -1:] * p[:, -1:] * (np.eye(p.shape[1])[-1] - p)
  | In the loop over the probabilities each one overwrites what the one before it said. `+=` adds them up.
last-sample-only | dL_dZ = only_last(dL_dZ) ; dL_dZ[-1] | Only the last sample has a gradient. Each row has its own.
| dL_dZ = only_first(dL_dZ) ; dL_dZ[0] | Only the first sample has a gradient. Each row has its own.
batch-not-summed | dL_dZ = dL_dZ.sum(axis=0) | Each logit has its own slope. Nothing is summed over the samples.
batch-not-summed | dL_dZ = dL_dP[:, :, None] * (p[:, :, None] * (np.eye(p.shape[1]) - p[:, None, :]))
  | What each probability says to each logit is there, one by one. Their sum is left out.
""",
    draw=gradient_and_probabilities,
    also=("close",),
    sizes=SIZES,
    alike=SQUARE,
    hints="""
Put (6.6) into (6.7). The sum over j has two parts: the one with [j = k], and all the others.
Of the first part one term is left. In the second, p_k stands in every term: take it out of the sum.
Each row's sum of `dL_dP * P` is one number, kept as a column with `keepdims=True`. Subtract it from `dL_dP`, then
  multiply by `P`.
""",
    body="""
shared = (dL_dP * P).sum(axis=1, keepdims=True)
return P * (dL_dP - shared)
""",
    reason="""
(6.6) in (6.7): Σ_j g_j p_j ([j = k] − p_k) = p_k g_k − p_k Σ_j g_j p_j, with g for what arrives. So the k × k table of
slopes is never built. What is handed back adds up to 0 in each row.
""",
)
