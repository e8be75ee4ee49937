"""Lesson 13: the way back through attention, one head with a causal mask."""

from helpers.exercises.check.cases import Case
from helpers.exercises.check.exercise import Exercise


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
