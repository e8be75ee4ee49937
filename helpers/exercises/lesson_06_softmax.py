"""Lesson 06: softmax, the cross-entropy above it, and the seed of both together."""

import numpy as np

from helpers.exercises.check.cases import Case
from helpers.exercises.check.exercise import Exercise
from helpers.exercises.check.on_paper import ByHand, Recap

SIZES = ({"n": 5, "k": 3}, {"n": 4, "k": 6}, {"n": 3, "k": 7})
SQUARE = ({"n": 4, "k": 4},)
LARGE = (
    (np.array([[1000.0, 0.0], [1.0, 2.0]]), np.array([0, 1])),
    (np.array([[0.0, 1000.0], [1000.0, -1000.0]]), np.array([0, 1])),
    (np.array([[-1000.0, -1001.0], [1000.0, -1000.0]]), np.array([0, 1])),
)


def logits_and_classes(numbers, n, k):
    """Logits (n, k) and class numbers (n,)."""
    return numbers(n, k), numbers.classes(n, k)


softmax_by_hand = ByHand(
    name="softmax_by_hand",
    lesson="06",
    task="""
Two classes, with the logits log 3 and 0; the second class is right. Find the first probability `p1`, the loss `L` (as a
number: `np.log(…)` is fine), and the gradients `dL_dz1` and `dL_dz2` of the two logits.
""",
    formula="""
z = np.array([np.log(3), 0])
y = np.array([0, 1])
powers = np.exp(z)
p = powers / powers.sum()
p1 = p[0]
L = -np.log(p[1])
dL_dz1 = p[0] - y[0]
dL_dz2 = p[1] - y[1]
""",
    returns=("p1", "L", "dL_dz1", "dL_dz2"),
    rtol=0.005,  # three digits of L
    wrong="""
| p1 = powers[0] | This is the power alone. It is divided by the sum of both.
| p1 = z[0] / z.sum() | The logits themselves are divided by their sum. First come the powers.
| p1 = p[1] | This is the second probability.
| L = -np.log(p[0]) | This is what the first class would cost. The second one is right.
| L = p[1] | This is the probability of the right class. Its logarithm, with a minus, is the loss.
| L = 1 - p[1] | The loss is minus the logarithm of what the right class got.
wrong-factor | L = -np.log10(p[1]) ; -np.log2(p[1]) | The logarithm is the natural one.
| L = -np.log(p).mean() | Both classes are in it. The loss looks only at the right one.
| dL_dz1 = p[0] - 1 | The 1 is subtracted in the right class, and that is the second.
missing-upstream | dL_dz1 = p[0] * (1 - p[0]) | This is p (1 − p), a slope of the softmax. p − y is the whole gradient.
missing-upstream | dL_dz2 = p[1] | This is the probability alone. In the right class 1 is subtracted.
missing-slope | dL_dz2 = -1 / p[1]
  | This is −1/p, the slope of the loss in the probability. The softmax between it and the logit is left out.
""",
    hints="""
e to the power log 3 is 3, and e to the power 0 is 1.
(6.2) for the loss: minus the logarithm of what the *second* class got. (6.4) for the gradient: what it said, minus what
  it should have said.
The probabilities are ¾ and ¼, and y is (0, 1).
""",
    reason="""
The powers are 3 and 1, so p = (¾, ¼), (6.1). L = −log ¼ = log 4 ≈ 1.386, (6.2). p − y = (¾, ¼ − 1), (6.4).
""",
)


SOFTMAX = """
shifted = Z - Z.max(axis=1, keepdims=True)
powers = np.exp(shifted)
naive = np.exp(Z)
P = powers / powers.sum(axis=1, keepdims=True)
"""
LOST_MAXIMA = """
broadcast | shifted = Z - Z.max(axis=1)
  | The maxima have lost their axis, and NumPy subtracts from column j the maximum of row j. Keep it: `keepdims=True`.
"""
WRONG_SUMS = """
transposed | P = naive / naive.sum(axis=0) | The sum runs down the columns. Each *row* adds up to 1.
broadcast | P = powers / powers.sum(axis=1) ; naive / naive.sum(axis=1)
  | The sums have lost their axis, and NumPy divides column j by the sum of row j. Keep it: `keepdims=True`.
| P = powers / powers.sum() ; naive / naive.sum()
  | The powers are divided by the sum of all rows. Each row adds up to 1 by itself.
| P = powers ; naive | The powers aren't divided by the sum of their row.
| P = Z / Z.sum(axis=1, keepdims=True) | The logits themselves are divided by their sum. First come the powers.
| P = sigma(Z) | This is a sigmoid of each logit. A softmax divides by the row's sum.
"""

softmax = Exercise(
    signature="softmax(Z)",
    lesson="06",
    task="""
The probabilities (6.1) for each row of `Z` (n, k). Return an array of the same shape, and leave `Z` as it is. Logits of
1000 and −1000 must neither overflow nor let NumPy warn.
""",
    formula=SOFTMAX,
    wrong=f"""{WRONG_SUMS}{LOST_MAXIMA}
| shifted = Z - Z.max(axis=0)
  | The shift differs from column to column, and that changes the probabilities. Each row needs its own maximum.
| P = powers / powers.mean(axis=1, keepdims=True) | The powers are divided by their mean. Divide by their sum.
wrong-sign | P = (1 / powers) / (1 / powers).sum(axis=1, keepdims=True)
  | The exponent is z, without a minus: the largest logit gets the largest probability.
| P = np.exp(P) / np.exp(P).sum(axis=1, keepdims=True) | The softmax is applied twice.
| P = np.log(P) | This is the logarithm of the probabilities.
""",
    draw=lambda numbers, n, k: (numbers(n, k),),
    also=("close",),
    sizes=SIZES,
    alike=SQUARE,
    large=tuple(
        (np.array(logits),)
        for logits in ([[1000.0, 0.0]], [[-1000.0, -1001.0]], [[1000.0, -1000.0], [-1000.0, -1000.0]])
    ),
    hints="""
Which shift changes no probability, and leaves no power above 1?
Subtract each row's largest logit. With `keepdims=True`, a maximum or a sum along axis 1 stays a column, and NumPy
  copies that to all columns.
`np.exp(Z - Z.max(axis=1, keepdims=True))`, divided by its own sum along axis 1.
""",
    body="""
powers = np.exp(Z - Z.max(axis=1, keepdims=True))
return powers / powers.sum(axis=1, keepdims=True)
""",
    reason="""
(6.1), with each row shifted by its largest logit: the shift cancels, the largest power is 1, and no sum is 0.
""",
)


softmax_cross_entropy = Exercise(
    signature="softmax_cross_entropy(logits, classes)",
    lesson="06",
    task="""
The loss of lesson 06: `logits` (n, k), and `classes` (n,) with the number of the right class of each sample. Return the
mean over the samples of −log p[class], one number. Logits of 1000 must not overflow, not even where the right class
gets nothing.
""",
    formula=f"""{SOFTMAX}
Z = logits
Y = np.eye(Z.shape[1])[classes]
right = np.arange(len(Z)), classes
log_P = shifted - np.log(powers.sum(axis=1, keepdims=True))
of_each = -log_P[right]
L = of_each.mean()
""",
    wrong="""
last-sample-only | L = of_each[-1] ; of_each[-1] / len(Z) | Only the last sample is left. Take the mean over all.
batch-not-summed | L = of_each | There is one loss for each sample. Their mean is asked for, one number.
batch-not-summed | L = of_each / len(Z) | Each sample's loss is divided by n. The sum over the samples is left out.
broadcast | L = -log_P[:, classes].mean()
  | `[:, classes]` takes these columns of *every* row. It should be one entry in each row: `[np.arange(len(logits)),
    classes]`.
transposed | of_each = -np.log(naive / naive.sum(axis=0))[right]
  | The softmax runs down the columns. Each *row* adds up to 1.
| of_each = P[right] ; -P[right] | The logarithm is left out: this is the mean probability of the right class.
| of_each = 1 - P[right] | 1 − p stands where −log p belongs.
| L = -np.log(np.abs(1 - Y - P)).sum(axis=1).mean()
  | The wrong classes are in it, too, as with a sigmoid for each class. Only the right one counts.
| L = -log_P.sum(axis=1).mean() | The logarithms of all classes are added. Only the right one counts.
| of_each = -logits[right] | The softmax is left out: the logarithm needs probabilities, or use (6.3).
| of_each = np.log(naive.sum(axis=1)) | The second term of (6.3) alone: the logit of the right class is left out.
| L = -np.log(P[right].mean()) | The logarithm is taken of the mean. Take it for each sample, then the mean.
| L = -log_P.max(axis=1).mean() | The predicted class stands where the right one belongs.
""",
    draw=lambda numbers, n, k: Case(logits_and_classes(numbers, n, k), {"n": n, "k": k}, atol=1e-9),  # 0 for one class
    also=("close",),
    sizes=SIZES,
    alike=SQUARE,
    mean_over=("n",),
    large=LARGE,
    hints="""
Take (6.3), not the logarithm of a probability: a stored 0 has none.
Shift each row by its largest logit. Then −z_c + log Σ e^z needs no more than `np.exp`, `.sum` and `np.log`.
`shifted[np.arange(len(logits)), classes]` picks the right class of each row; `np.log(np.exp(shifted).sum(axis=1))` is
  the other term.
""",
    body="""
shifted = logits - logits.max(axis=1, keepdims=True)
log_sums = np.log(np.exp(shifted).sum(axis=1))
return (log_sums - shifted[np.arange(len(logits)), classes]).mean()
""",
    reason="""
(6.3) for each row, and the mean. In the shifted row the largest power is 1, so the sum lies between 1 and k, and its
logarithm is harmless.
""",
)


SEED_SLIPS = """
wrong-sign | error = P + Y | The gradient is P *minus* Y.
missing-slope | {seed} = -Y / P / n
  | This is the slope of the loss in the probabilities, −Y / P. The softmax between them and the logits has a slope,
    too.
slope-of-activation | {seed} = error * P * (1 - P) / n
  | The softmax has no single slope p (1 − p): each probability depends on all logits of its row. P − Y is the whole
    gradient already.
"""

softmax_cross_entropy_backward = Exercise(
    signature="softmax_cross_entropy_backward(logits, classes)",
    lesson="06",
    task="""
The seed of lesson 06: `logits` (n, k), `classes` (n,) with the number of the right class of each sample. The loss is
the mean over the samples of −log p[class], with p the softmax of the sample's logits. Return the gradient of the loss
with respect to the logits, (n, k). Logits of 1000 must not overflow.
""",
    formula=f"""{SOFTMAX}
Z = logits
Y = np.eye(Z.shape[1])[classes]
n = len(Z)
error = P - Y
dL_dlogits = error / n
""",
    wrong=f"""{SEED_SLIPS.format(seed="dL_dlogits")}{WRONG_SUMS}
missing-path | dL_dlogits = -Y * (1 - P) / n
  | P (1 − P) is only what a logit does to its own probability. It moves all the others of its row as well, and over
    these paths the sum is left out.
missing-upstream | dL_dlogits = P * (1 - P) / n
  | This is the softmax's own slope, P (1 − P). The cross-entropy above it is left out.
missing-upstream | Y = 0 | These are the probabilities alone. The classes have no part in them.
slope-of-activation | P = Z | The logits stand where their probabilities belong: the softmax is left out.
slope-of-activation | P = np.exp(P) / np.exp(P).sum(axis=1, keepdims=True)
  | The softmax is applied twice: the second time to probabilities.
broadcast | Y = ones(Z) * Y.max(axis=0)
  | `[:, classes]` takes these columns of *every* row. It should be one entry in each row: `[np.arange(len(logits)),
    classes]`.
last-sample-only | Y = only_last(Y) | Only the last sample has its class subtracted.
last-sample-only | dL_dlogits = only_last(dL_dlogits) ; dL_dlogits[-1] | Only the last sample has a gradient.
batch-not-summed | dL_dlogits = dL_dlogits.sum(axis=0)
  | Each logit has its own slope. Nothing is summed over the samples.
| Y = classes[:, None] | The class *number* is subtracted. Subtract 1 in its column.
""",
    draw=lambda numbers, n, k: Case(logits_and_classes(numbers, n, k), {"n": n, "k": k}, atol=1e-7),  # P − 1, with an ε
    also=("close",),
    sizes=SIZES,
    alike=SQUARE,
    mean_over=("n",),
    large=LARGE,
    hints="""
Two steps: the probabilities P in each row, and what the cross-entropy hands down. The two together are shorter than
  each alone.
With Y as one-hot rows the gradient of one sample is P − Y. Then there is the mean. For large logits: subtracting the
  same number from a whole row changes no probability.
Subtract each row's maximum before `np.exp`, divide by each row's sum with `keepdims=True`. Then subtract 1 at
  `P[np.arange(len(logits)), classes]`, and divide by `len(logits)`.
""",
    body="""
n = len(logits)
exp = np.exp(logits - logits.max(axis=1, keepdims=True))
P = exp / exp.sum(axis=1, keepdims=True)
P[np.arange(n), classes] -= 1
return P / n
""",
    reason="""
The slope of −log p[class] in the logits is P − Y, with Y as one-hot rows. The division by n comes from the mean, once.
With the row's maximum subtracted, the largest exponential is 1.
""",
)


def after_forward(numbers, n, k):
    """P, Y as one-hot rows, and n."""
    logits, classes = logits_and_classes(numbers, n, k)
    (P,) = softmax.right((logits,))
    return P, np.eye(k, dtype=P.dtype)[classes], n


shifted = Exercise(
    signature="shifted(Y_hat)",
    task="",
    formula=SOFTMAX + "Z = Y_hat",
    returns=("shifted",),
    wrong=f"""{LOST_MAXIMA}
transposed | shifted = Z - Z.max(axis=0) | These are the largest of the columns. Each row has its own.
| shifted = Z - Z.max() | This is the largest of all rows. Each row has its own.
""",
    draw=lambda numbers, n, k: (numbers(n, k),),
    sizes=SIZES,
    alike=SQUARE,
)
from_shifted = Exercise(
    signature="P(shifted)",
    task="",
    formula=SOFTMAX + "Z = shifted",
    returns=("P",),
    wrong=WRONG_SUMS,
    draw=lambda numbers, n, k: tuple(shifted.right((numbers(n, k),))),
    sizes=SIZES,
    alike=SQUARE,
)
from_P = Exercise(
    signature="dL_dY_hat(P, Y, n)",
    task="",
    formula="""
error = P - Y
dL_dY_hat = error / n
""",
    wrong=SEED_SLIPS.format(seed="dL_dY_hat"),
    draw=after_forward,
    sizes=SIZES,
    mean_over=("n",),
)

recap_06 = Recap(
    name="recap_06",
    lesson="06",
    task="""
Three lines of this lesson, each with the shape of its result and its code, both as text: the logits `Y_hat` (n, k),
`shifted` so that the largest of each row is 0; `P` from `shifted`; the seed `dL_dY_hat` from `P`, `Y` and `n`.
""",
    rows={
        "shifted": ("(n, k)", "Y_hat - Y_hat.max(axis=1, keepdims=True)", shifted),
        "P": ("(n, k)", "np.exp(shifted) / np.exp(shifted).sum(axis=1, keepdims=True)", from_shifted),
        "dL_dY_hat": ("(n, k)", "(P - Y) / n", from_P),
    },
    hints="""
Each row of logits has its own largest one, and its own sum.
`keepdims=True` keeps a column, which NumPy copies to all columns.
The seed is (6.8).
""",
    reason="(6.1) with the shift, and (6.8).",
)
