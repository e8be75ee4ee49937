"""Lesson 13: the way back through attention, one head with a causal mask."""

from dataclasses import replace

from helpers.exercises.check.cases import Case
from helpers.exercises.check.exercise import Exercise
from helpers.exercises.check.on_paper import ByHand
from helpers.exercises.lesson_06_softmax_layer import softmax_backward

attention_by_hand = ByHand(
    name="attention_by_hand",
    lesson="13",
    task="""
One position takes two values, v1 = 5 and v2 = 2, with the shares 0.4 and 0.6, which a softmax made from two scores. 2
arrives at the mixture. Find the mixture `m`, the gradients `dL_dv1` and `dL_dv2` of the values, and `dL_ds1` of the
first score.
""",
    formula="""
v = np.array([5, 2])
p = np.array([0.4, 0.6])
dL_dm = 2
m = (p * v).sum()
dL_dv = dL_dm * p
dL_dp = dL_dm * v
shared = (dL_dp * p).sum()
dL_ds = p * (dL_dp - shared)
dL_dv1 = dL_dv[0]
dL_dv2 = dL_dv[1]
dL_ds1 = dL_ds[0]
""",
    returns=("m", "dL_dv1", "dL_dv2", "dL_ds1"),
    wrong="""
mean-for-sum | m = v.mean() | This is the plain mean. Each value counts as much as its share.
| m = v.sum() | The shares are left out: each value counts as much as its share.
missing-upstream | dL_dv = p | This is the share alone, the slope of the mixture. Multiply it by what arrives, 2.
| dL_dv = dL_dm * v | A value's slope is its share, not the value itself.
missing-slope | dL_dv = np.array([dL_dm, dL_dm]) | This is what arrives. The slope of the mixture is the share.
missing-path | dL_ds = p * dL_dp
  | The second kind of path is left out: the score also moves the sum that both shares are divided by.
missing-path | dL_ds = dL_dp * p * (1 - p)
  | p (1 − p) is what the score does to its own share. It moves the other share, too.
missing-slope | dL_ds = dL_dp | This is what arrives at the first share. The softmax has a slope, too.
missing-slope | dL_ds = dL_dp - shared | The share in front of the difference is left out.
missing-slope | shared = dL_dp.sum() | Each entry counts as much as its share in the sum: 0.4 · 10 + 0.6 · 4.
mean-for-sum | shared = dL_dp.mean() | This is the plain mean of 10 and 4. The shares are its weights.
missing-upstream | dL_dp = v | What arrives is left out: 2 times the value arrives at its share.
wrong-sign | dL_ds = p * (dL_dp + shared) | The weighted mean is added. It is subtracted.
""",
    hints="""
The mixture is a sum of products. In a product each factor gets the other one, times what arrives.
10 and 4 arrive at the shares. (13.1) compares each with their mean, weighted by the shares.
The weighted mean is 0.4 · 10 + 0.6 · 4 = 6.4.
""",
    reason="""
m = 0.4 · 5 + 0.6 · 2 = 3.2. The values get 2 · 0.4 = 0.8 and 2 · 0.6 = 1.2. At the shares 10 and 4 arrive, with the
weighted mean 6.4, so the first score gets 0.4 · (10 − 6.4) = 1.44, (13.1).
""",
)


shares_backward = replace(
    softmax_backward,
    signature="shares_backward(dL_dP, P)",
    lesson="13",
    task="""
The way back through a softmax by itself, (13.1). The rows of `P` (n, k) are shares that add up to 1, and `dL_dP` (n, k)
arrives at them. Return the gradient with respect to the scores, (n, k). Leave both arrays as they are.
""",
    hints="""
Two kinds of paths lead from a score to the shares: to its own, and through the sum that all of the row were divided by.
The second kind is the same for the whole row, up to the share in front: the mean of what arrives, weighted by the
  shares.
Each row's sum of `dL_dP * P` is one number, kept as a column with `keepdims=True`. Subtract it from `dL_dP`, then
  multiply by `P`.
""",
    reason="""
(13.1): each share compares what arrives for it with the weighted mean of what arrives. What is handed back adds up to 0
in each row.
""",
)


def arguments(numbers, t, d_head, d_v):
    """dL_dM (t, d_v), Q and K (t, d_head), V (t, d_v); scores are small, so that no share is 0. Some slopes are 0."""
    Q, K = numbers.activations(t, d_head, low=-1), numbers.tame(t, d_head)
    return Case((numbers(t, d_v), Q, K, numbers(t, d_v)), {"t": t, "d_head": d_head, "d_v": d_v}, atol=1e-9)


attention_backward = Exercise(
    signature="attention_backward(dL_dM, Q, K, V)",
    lesson="13",
    task="""
The way back through one head with a causal mask: `S = Q @ K.T / np.sqrt(d_head)`, −∞ where a position would look ahead,
a softmax in each row, `M = P @ V`. `Q` and `K` are (t, d_head), `V` and `dL_dM` (t, d_v). Return
`(dL_dQ, dL_dK, dL_dV)`.
""",
    formula="""
root = np.sqrt(Q.shape[1])
S = Q @ K.T / root
seen = np.tri(len(Q), dtype=bool)
masked = np.where(seen, S, -np.inf)
powers = np.exp(masked - masked.max(axis=1, keepdims=True))
P = powers / powers.sum(axis=1, keepdims=True)
dL_dV = P.T @ dL_dM
dL_dP = dL_dM @ V.T
heard = (dL_dP * P).sum(axis=1, keepdims=True)
dL_dS = P * (dL_dP - heard)
scaled = dL_dS / root
dL_dQ = scaled @ K
dL_dK = scaled.T @ Q
""",
    returns=("dL_dQ", "dL_dK", "dL_dV"),
    wrong="""
| masked = S
  | The mask is left out: here a position looks ahead. The score is −∞ where j > i, also when P is computed anew.
| seen = np.tri(len(Q), dtype=bool).T
  | The mask is the wrong way round: here each position sees only what comes after it.
| seen = np.eye(len(Q), dtype=bool)
  | Each position sees itself alone. It also sees those before it.
| masked = np.where(seen, S, 0)
  | Masked scores are 0, and exp(0) is 1, so they still get a share. −∞ gives them none.
| P = seen * np.exp(S) / np.exp(S).sum(axis=1, keepdims=True)
  | The mask comes after the softmax, so the shares of a row no longer add up to 1. Mask the scores.
transposed | P = np.exp(masked) / np.exp(masked).sum(axis=0)
  | The softmax runs down the columns. The shares of each *row* add up to 1.
missing-slope | root = 1
  | The scores aren't divided by the root of d_head, neither in P nor on the way back.
missing-slope | scaled = np.array(dL_dS)
  | The root of d_head is left out on the way back. Forward divides the scores by it, so backward does, too.
| scaled = dL_dS / root**2 | On the way back it divides by d_head. It is the root, once, as in forward.
| scaled = dL_dS * root | On the way back it multiplies by the root of d_head. Divide, as in forward.
| root = np.sqrt(len(Q)) | The root is that of the number of positions. Forward divides by the root of d_head.
| root = np.sqrt(V.shape[1]) | The root is that of the columns of V. Forward divides by the root of those of Q.
| root = Q.shape[1] | The root is left out: scores are divided by the *root* of d_head.
missing-path | heard = 0
  | In the softmax only one of two paths is here: each score also moves the sum that all shares of its row are divided
    by.
    Subtract the row's sum of `dL_dP * P`.
missing-path | dL_dS = dL_dP * P * (1 - P)
  | P (1 − P) is what a score does to its own share. It moves all others of its row, too.
missing-slope | dL_dS = np.array(dL_dP) ; np.where(seen, dL_dP, 0)
  | The softmax is left out on the way back: what arrives at the shares is taken for what arrives at the scores.
missing-slope | dL_dS = dL_dP - heard ; np.where(seen, dL_dP - heard, 0)
  | In the softmax the factor `P` in front is left out. It is what makes masked entries 0.
missing-slope | heard = dL_dP.sum(axis=1, keepdims=True)
  | The row's sum is that of `dL_dP` alone. Each entry counts as much as its share: add up `dL_dP * P`.
mean-for-sum | heard = (dL_dP * P).mean(axis=1, keepdims=True)
  | The mean of the row is subtracted. It should be the sum: the shares are the weights of a mean already.
wrong-sign | dL_dS = P * (dL_dP + heard) | In the softmax the row's sum is added. Subtract it.
transposed | heard = (dL_dP * P).sum(axis=0)
  | In the softmax the sum runs down the columns. Each *row* has its own.
broadcast | heard = (dL_dP * P).sum(axis=1)
  | In the softmax the sums have lost their axis. Keep it: `keepdims=True`.
transposed | dL_dV = P @ dL_dM
  | `P` is not transposed. A value gets the sum over the positions that looked at it, and these are the rows of P.
missing-upstream | dL_dV = P.T @ ones(dL_dM) | What arrives has no part in the gradient of V.
missing-slope | dL_dV = np.array(dL_dM) | What arrives is handed on to V as it is. The shares are left out.
| dL_dV = S.T @ dL_dM | The scores are in the place of the shares. The mixture is `P @ V`.
transposed | dL_dP = V @ dL_dM.T | The product for `dL_dP` is transposed: rows are the positions that look.
missing-upstream | dL_dP = ones(dL_dM) @ V.T | What arrives has no part in `dL_dP`.
transposed | dL_dQ = scaled.T @ K
  | What arrives at the scores is transposed on the way to Q, and should not be: row i belongs to query i.
transposed | dL_dK = scaled @ Q
  | What arrives at the scores is not transposed on the way to K. A key gets the sum over the positions that looked at
    it.
| dL_dQ = scaled @ Q | Q gets itself. In the product of Q and K each gets the *other* one.
| dL_dK = scaled.T @ K | K gets itself. In the product of Q and K each gets the *other* one.
transposed | dL_dQ = scaled.T @ Q | This is the gradient of K, in the place of that of Q.
transposed | dL_dK = scaled @ K | This is the gradient of Q, in the place of that of K.
| dL_dQ = P @ K | The shares are in the place of what arrives at the scores.
| dL_dK = P.T @ Q | The shares are in the place of what arrives at the scores.
last-sample-only | dL_dV = np.outer(P[-1], dL_dM[-1])
  | Only the last position is heard. A value gets the sum over all positions that looked at it.
last-sample-only | dL_dK = np.outer(scaled[-1], Q[-1])
  | Only the last position is heard. A key gets the sum over all positions that looked at it.
""",
    draw=arguments,
    sizes=({"t": 5, "d_head": 3, "d_v": 2}, {"t": 4, "d_head": 2, "d_v": 6}, {"t": 3, "d_head": 7, "d_v": 5}),
    alike=({"t": 4, "d_head": 4, "d_v": 4},),
    hints="""
First P anew, with the mask. Then four lines back: two products, a softmax, two products.
`M = P @ V` is a linear layer with P as its input and V as its weights. A masked share is 0, so the softmax hands its
  score nothing back.
`dL_dS = P * (dL_dP - (dL_dP * P).sum(axis=1, keepdims=True))`; then `dL_dS @ K` and `dL_dS.T @ Q`, each over the root
  of
  d_head.
""",
    body="""
root = np.sqrt(Q.shape[1])
S = np.where(np.tri(len(Q), dtype=bool), Q @ K.T / root, -np.inf)
powers = np.exp(S - S.max(axis=1, keepdims=True))
P = powers / powers.sum(axis=1, keepdims=True)
dL_dV = P.T @ dL_dM  # weights
dL_dP = dL_dM @ V.T  # hand back
dL_dS = P * (dL_dP - (dL_dP * P).sum(axis=1, keepdims=True))  # slope
dL_dQ = dL_dS @ K / root  # hand back
dL_dK = dL_dS.T @ Q / root  # weights
return dL_dQ, dL_dK, dL_dV
""",
    reason="""
(13.12) to (13.15), with (13.1) in each row between them. The mask needs no line of its own on the way back: a share of
0 hands nothing on.
""",
)
