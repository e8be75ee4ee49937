"""Attention line by line, with an axis for the heads, what goes wrong there, and the words of its question."""

PAGE = """
count = {count}
Q3 = split(Q, count)
K3 = split(K, count)
V3 = split(V, count)
G3 = split({arrives}, count)
root = {root}
back = root
S = Q3 @ K3.swapaxes(1, 2) / root
seen = {seen}
masked = np.where(seen, S, -np.inf)
powers = np.exp(masked - masked.max(axis=2, keepdims=True))
P = powers / powers.sum(axis=2, keepdims=True)
mixed = P @ V3
M = merged(mixed)
dL_dV3 = P.swapaxes(1, 2) @ G3
dL_dP = G3 @ V3.swapaxes(1, 2)
heard = (dL_dP * P).sum(axis=2, keepdims=True)
dL_dS = P * (dL_dP - heard)
scaled = dL_dS / back
dL_dQ3 = scaled @ K3
dL_dK3 = scaled.swapaxes(1, 2) @ Q3
dL_dQ = merged(dL_dQ3)
dL_dK = merged(dL_dK3)
dL_dV = merged(dL_dV3)
"""
SHARES = """
transposed | P = np.exp(masked) / np.exp(masked).sum(axis=1, keepdims=True)
  | The softmax runs over the positions that look. The shares of a *row* add up to 1: it runs over those looked at.
| P = np.exp(masked) | The softmax isn't divided by its sum: the shares of a row don't add up to 1.
"""
CAUSAL = """
| masked = S
  | The mask is left out: here a position looks ahead. The score is −∞ where j > i.
| seen = np.tri(len(Q), dtype=bool).T
  | The mask is the wrong way round: here each position sees only itself and what comes after it.
| seen = np.eye(len(Q), dtype=bool)
  | Each position sees itself alone. It also sees those before it.
| masked = np.where(seen, S, 0)
  | Masked scores are 0, and exp(0) is 1, so they still get a share. −∞ gives them none.
| P = seen * np.exp(S) / np.exp(S).sum(axis=2, keepdims=True)
  | The mask comes after the softmax, so the shares of a row no longer add up to 1. Mask the scores.
"""
ALL_SEE_ALL = """
| seen = np.tri(len(Q), dtype=bool)
  | There is a causal mask. Here all positions see all others.
"""
SCALED = """
missing-slope | root = 1 | The scores aren't divided by the root of d_head.
| root = Q3.shape[2] | The scores are divided by d_head. It is its *root*.
| root = 1 / np.sqrt(Q3.shape[2]) | The scores are multiplied by the root of d_head. Divide them.
| root = np.sqrt(len(Q)) | The root is that of the number of positions. It is that of d_head, the columns of a head.
"""
SCALED_BACKWARD = """
missing-slope | back = 1
  | The root of d_head is left out on the way back. Forward divides the scores by it, so backward does, too.
| back = root**2 | On the way back it divides by d_head. It is the root, once, as in forward.
| back = 1 / root | On the way back it multiplies by the root of d_head. Divide, as in forward.
"""
NOT_SCALED = """
| root = np.sqrt(Q3.shape[2])
  | The scores are divided by the root of d_head. In this variant they aren't divided.
"""
HEADS = """
| count = 1 | There is one head for all columns. Each head has scores and shares of its own.
| root = np.sqrt(Q.shape[1]) | The root is that of all columns. Each head has only d_head of them.
| Q3 = interleaved(Q, heads) and K3 = interleaved(K, heads) and V3 = interleaved(V, heads)
  | The heads are cut in another way: head 0 has the *first* columns, side by side.
"""
MIXTURE = """
| mixed = np.where(seen, S, 0) @ V3 | The scores are in the place of the shares: the softmax is left out.
transposed | mixed = P.swapaxes(1, 2) @ V3 | The shares are transposed. Row i of P mixes the values for position i.
| mixed = P @ K3 | The keys are mixed. It is the values that are mixed.
"""
BACKWARD_SLIPS = """
missing-path | heard = 0
  | In the softmax only one of two paths is here: each score also moves the sum that its whole row is divided by.
    Subtract
    the row's sum of `dL_dP * P`.
missing-path | dL_dS = dL_dP * P * (1 - P)
  | P (1 − P) is what a score does to its own share. It moves all others of its row, too.
missing-slope | dL_dS = np.where(seen, dL_dP, 0)
  | The softmax is left out on the way back: what arrives at the shares is taken for what arrives at the scores.
missing-slope | dL_dS = np.where(seen, dL_dP - heard, 0) ; dL_dP - heard
  | In the softmax the factor `P` in front is left out.
missing-slope | heard = dL_dP.sum(axis=2, keepdims=True)
  | The row's sum is that of `dL_dP` alone. Each entry counts as much as its share: add up `dL_dP * P`.
mean-for-sum | heard = (dL_dP * P).mean(axis=2, keepdims=True)
  | The mean of the row is subtracted. It should be the sum: the shares are the weights of a mean already.
wrong-sign | heard = -(dL_dP * P).sum(axis=2, keepdims=True) | In the softmax the row's sum is added. Subtract it.
transposed | heard = (dL_dP * P).sum(axis=1, keepdims=True)
  | In the softmax the sum runs over the positions that look. Each *row* has its own.
transposed | dL_dV3 = P @ G3
  | `P` is not transposed. A value gets the sum over the positions that looked at it.
missing-upstream | dL_dV3 = P.swapaxes(1, 2) @ ones(G3) | What arrives has no part in the gradient of V.
missing-slope | dL_dV3 = np.array(G3) | What arrives is handed on to V as it is. The shares are left out.
missing-upstream | dL_dP = ones(G3) @ V3.swapaxes(1, 2) | What arrives has no part in the gradients of Q and K.
transposed | dL_dP = V3 @ G3.swapaxes(1, 2)
  | The product for what arrives at the shares is transposed: rows are the positions that look.
transposed | dL_dQ3 = scaled.swapaxes(1, 2) @ K3
  | What arrives at the scores is transposed on the way to Q, and should not be: row i belongs to query i.
transposed | dL_dK3 = scaled @ Q3
  | What arrives at the scores is not transposed on the way to K. A key gets the sum over the positions that looked at
    it.
| dL_dQ3 = scaled @ Q3 | Q gets itself. In the product of Q and K each gets the *other* one.
| dL_dK3 = scaled.swapaxes(1, 2) @ K3 | K gets itself. In the product of Q and K each gets the *other* one.
| dL_dQ3 = P @ K3 | The shares are in the place of what arrives at the scores.
| dL_dK3 = P.swapaxes(1, 2) @ Q3 | The shares are in the place of what arrives at the scores.
last-sample-only | dL_dV3 = P[:, -1, :, None] * G3[:, -1:]
  | Only the last position is heard. A value gets the sum over all positions that looked at it.
last-sample-only | dL_dK3 = scaled[:, -1, :, None] * Q3[:, -1:]
  | Only the last position is heard. A key gets the sum over all positions that looked at it.
"""

# ---- what the reader sees

TASK = (
    "Write {heads}attention, forward and backward. No libraries but NumPy.\n"
    "`Q`, `K` and `V` (t, d) hold the queries, keys and values of t positions.{cut} The score of a query and a key is"
    " their product, summed over {columns}{scaled}. {mask} A softmax makes shares of the scores of each query, and a"
    " position takes the mixture of the values with these shares.\n"
    "`forward({arguments})` returns the mixtures M (t, d){joined}.\n"
    "`backward(dL_dM, {arguments})` gets what arrives at M, and returns `(dL_dQ, dL_dK, dL_dV)`. It computes what it"
    " needs anew, and changes no argument.\n"
    "When you are done: `interview.submit(forward, backward)`."
)
CUT = (
    " There are `heads` heads: head 0 has the first d_head = d / heads columns of each, head 1 the next ones, and so"
    " on; each has scores and shares of its own."
)
MASKS = {
    True: "No position looks ahead: position i sees those up to i, itself included.",
    False: "All positions see all positions.",
}
HINTS = (
    "Write forward in steps with names: scores, {mask}shares, mixture. What are the rows and columns of each?",
    "The mixture is a product of shares and values, and the scores are a product of queries and keys. The way back"
    " through a product you know: one factor gets a transpose in front, the other one behind.",
    "Between the two products there is a softmax in each row, with any gradient arriving: two kinds of paths, the"
    " share's own, and the sum that the whole row was divided by.",
    "dL_dS = P · (dL_dP − the row's sum of dL_dP · P). A share of 0 hands nothing on. What forward divides the scores"
    " by, backward divides by, too.",
)
REFERENCE = """import numpy as np


{helpers}def shares(Q, K):
    S = Q @ K.swapaxes(-1, -2){root}
{mask}    powers = np.exp(S - S.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


def forward({arguments}):
{split}    return {joined}


def backward(dL_dM, {arguments}):
{split_all}    P = shares(Q, K)
    dL_dV = P.swapaxes(-1, -2) @ dL_dM  # weights
    dL_dP = dL_dM @ V.swapaxes(-1, -2)  # hand back
    dL_dS = P * (dL_dP - (dL_dP * P).sum(axis=-1, keepdims=True)){root_back}  # slope
    dL_dQ = dL_dS @ K  # hand back
    dL_dK = dL_dS.swapaxes(-1, -2) @ Q  # weights
    return {all_joined}
"""
SPLIT = """def split(X, heads):
    return X.reshape(len(X), heads, -1).swapaxes(0, 1)


def merged(X):
    return X.swapaxes(0, 1).reshape(X.shape[1], -1)


"""
