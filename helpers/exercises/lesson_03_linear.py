"""Lessons 03 and 04: a linear layer, forward and backward, for a batch of samples."""

from helpers.exercises import rules
from helpers.exercises.check.exercise import Exercise
from helpers.exercises.check.on_paper import ByHand, Recap

SIZES = ({"n": 5, "d_in": 3, "d_out": 2}, {"n": 4, "d_in": 2, "d_out": 6}, {"n": 3, "d_in": 7, "d_out": 4})
ALIKE = ({"n": 4, "d_in": 3, "d_out": 3}, {"n": 3, "d_in": 3, "d_out": 3})  # no shape objects to a forgotten .T


def backward_arguments(numbers, n, d_in, d_out):
    """dL_dZ, X and W."""
    return numbers(n, d_out), numbers(n, d_in), numbers(d_in, d_out)


FORWARD_SLIPS = """
transposed | product = X @ W.T | `W` is transposed; row k of `W` belongs to input k, as it is.
transposed | product = X.T @ W | `X` is transposed; a sample is a row of `X`, as it is.
transposed | product = X.T @ W.T | Both factors are transposed, in an order that only fits by chance.
transposed | product = W @ X | The factors are in the wrong order: `X` comes first.
transposed | product = W.T @ X | The factors are in the wrong order, and `W` is transposed.
transposed | product = W @ X.T | The factors are in the wrong order, and `X` is transposed.
wrong-sign | bias = -b | The bias is added.
wrong-sign | product = -X @ W | The product is added, not subtracted.
wrong-factor | product = 2 * X @ W | The product is 2 times what it should be.
wrong-factor | product = 0.5 * X @ W | The product is ½ times what it should be.
wrong-factor | bias = 2 * b | The bias is 2 times what it should be.
wrong-factor | bias = 0.5 * b | The bias is ½ times what it should be.
mean-for-sum | product = X @ W / len(X)
  | The product is divided by the number of samples. Each sample has a row of its own.
mean-for-sum | product = X @ W / len(W)
  | The product is divided by the number of inputs. A neuron adds up, and takes no mean.
missing-path | product = X[:, :1] * W[0] | Each neuron hears its first input only. A neuron adds up all of its inputs.
missing-path | product = X[:, -1:] * W[-1]
  | Each neuron keeps what its last input said: the sum over the inputs is left out.
last-sample-only | product = only_last(X @ W) and bias = 0 | Only the last row is filled.
last-sample-only | Z = X[-1] @ W + b | Only the last sample is left.
missing-path | Z = X[:, :, None] * W + b
  | The products of inputs and weights are there, one by one. The sum over the inputs is left out.
broadcast | bias = b[:, None]
  | The bias is a column here, and a column is copied sideways: one bias per sample, not per neuron.
| Z = X[0] @ W + b | Only the first sample is there. Each sample has its own row.
| bias = 0 | The bias is left out.
| Z = X @ W * b | The bias is multiplied. It is added to the product.
| Z = X @ W + X.shape[1] * b | The bias is added once for each input: it stands inside the sum.
| Z = X @ (W + b) | The bias is added to the weights before the product.
"""

linear_forward = Exercise(
    signature="linear_forward(X, W, b)",
    lesson="03",
    task="""
A linear layer: `X` (n, d_in) holds one sample in each row, `W` (d_in, d_out) a neuron in each column, `b` (d_out,) one
bias for each neuron. Return `Z` (n, d_out).
""",
    formula="""
product = X @ W
bias = b
Z = product + bias
""",
    wrong=FORWARD_SLIPS,
    draw=lambda numbers, n, d_in, d_out: (numbers(n, d_in), numbers(d_in, d_out), numbers(d_out)),
    also=("close", "far"),
    sizes=SIZES,
    alike=(*ALIKE, {"n": 4, "d_in": 3, "d_out": 4}),
    hints="""
Each sample meets each neuron: row times column, plus that neuron's bias.
(n, d_in) times (d_in, d_out) is (n, d_out). NumPy copies the bias to every row by itself.
`X @ W + b`.
""",
    body="return X @ W + b",
    reason="""
The product adds up input times weight for each sample and neuron, (4.1). `b` has one entry for each column of the
product, so it is copied to every row.
""",
)


HAND_BACK_SLIPS = (
    rules.HAND_BACK.format(dX="dL_dX", G="dL_dZ", W="W")
    + """
updated-too-early | dL_dX += dL_dZ @ (X.T @ dL_dZ).T
  | `W` has taken its step before it is used here. The sum needs the weights of the forward pass; and stepping is the
    optimizer's job.
updated-too-early | dL_dX += dL_dZ @ (X.T @ dL_dZ).T / len(X)
  | `W` has taken its step, with a mean over the samples, before it is used here. The sum needs the weights of the
    forward pass.
| dL_dX = dL_dZ.sum(axis=1, keepdims=True) * X
  | `X` stands where `W` belongs. An input hears the weights through which it was used.
"""
)
WEIGHTS_SLIPS = rules.WEIGHTS.format(dW="dL_dW", G="dL_dZ", X="X")
BIAS_SLIPS = (
    rules.BIAS.format(db="dL_db", G="dL_dZ")
    + """
| dL_db = (X.T @ dL_dZ).sum(axis=0) | The inputs have no part in this: the slope of z in b is 1.
"""
)

linear_backward = Exercise(
    signature="linear_backward(dL_dZ, X, W)",
    lesson="03",
    task="""
The layer computed `Z = X @ W + b`, and `dL_dZ` (n, d_out) arrives. Return `(dL_dX, dL_dW, dL_db)`, each in the shape of
what it belongs to: (n, d_in), (d_in, d_out) and (d_out,). Leave the arguments as they are, and update nothing. The 1/n
of a mean is in the seed already.
""",
    formula="""
dL_dX = dL_dZ @ W.T  # hand back
dL_dW = X.T @ dL_dZ  # weights
dL_db = dL_dZ.sum(axis=0)  # bias
""",
    returns=("dL_dX", "dL_dW", "dL_db"),
    wrong=HAND_BACK_SLIPS + WEIGHTS_SLIPS + BIAS_SLIPS,
    draw=backward_arguments,
    also=("close", "far"),
    sizes=SIZES,
    alike=ALIKE,
    hints="""
Three rules: weights, bias, hand back. For each ask who used it, and add over everyone who did: a weight was used by all
  samples, an input by all neurons.
A gradient has the shape of what it belongs to. Write the three shapes down, and find the product of the given arrays
  that has each, with the sum over the right axis.
`X.T @ dL_dZ` adds over the samples, `dL_dZ @ W.T` over the neurons. The bias has the slope 1, so only the sum over the
  samples is left.
""",
    reason="""
Sum over everyone who used it. An input was used by all neurons of its sample, so `dL_dZ @ W.T` adds over the neurons. A
weight and a bias were used by all samples, so `X.T @ dL_dZ` and the sum along axis 0 add over the samples. Nothing is
divided by n: that happened once, in the seed.
""",
)

hand_back = Exercise(
    signature="hand_back(dL_dZ, X, W)",
    lesson="03",
    task="""
The layer computed `Z = X @ W + b`, and `dL_dZ` (n, d_out) arrives. Return `dL_dX` (n, d_in), what each input hears.
""",
    formula="dL_dX = dL_dZ @ W.T",
    wrong=HAND_BACK_SLIPS,
    draw=backward_arguments,
    also=("close", "far"),
    sizes=SIZES,
    alike=ALIKE,
    hints="""
Neuron j used input k once. With which slope, and what arrives at neuron j?
It is one term of the sum (3.6). `+=` adds it to what the other neurons said.
`dL_dX[:, k] += dL_dZ[:, j] * W[k, j]`.
""",
    body="""
dL_dX = np.zeros(X.shape)
for k in range(W.shape[0]):
    for j in range(W.shape[1]):
        dL_dX[:, k] += dL_dZ[:, j] * W[k, j]
return dL_dX
""",
    reason="""
Input k was used by every neuron j, with the slope w_kj: one term for each, and `+=` adds them up, (3.6). The same sum
is `dL_dZ @ W.T`.
""",
)


linear_by_hand = ByHand(
    name="linear_by_hand",
    lesson="03",
    task="""
One sample, `X` = [[3, −1]], meets two neurons: `W` = [[2, 1], [−2, 4]], `b` = [1, −1]. The gradients −2 and 5 arrive at
z₁ and z₂. The weight w₁₂ leads from the first input to the second neuron.
""",
    formula="""
X = np.array([[3, -1]])
W = np.array([[2, 1], [-2, 4]])
b = np.array([1, -1])
dL_dZ = np.array([[-2, 5]])
product = X @ W
bias = b
Z = product + bias
dL_dX = dL_dZ @ W.T
dL_dW = X.T @ dL_dZ
dL_db = dL_dZ.sum(axis=0)
z1 = Z[0, 0]
z2 = Z[0, 1]
dL_dw12 = dL_dW[0, 1]
dL_dw21 = dL_dW[1, 0]
dL_db1 = dL_db[0]
dL_dx1 = dL_dX[0, 0]
dL_dx2 = dL_dX[0, 1]
""",
    returns=("z1", "z2", "dL_dw12", "dL_dw21", "dL_db1", "dL_dx1", "dL_dx2"),
    wrong=(
        """
transposed | z1 = X[0] @ W[0] + b[0] | This takes the first row of W. A neuron's weights stand in a column.
transposed | z2 = X[0] @ W[1] + b[1] | This takes the second row of W. A neuron's weights stand in a column.
| z1 = X[0] @ W[:, 0] ; z2 = X[0] @ W[:, 1] | The bias is left out.
wrong-sign | z1 = X[0] @ W[:, 0] - b[0] | The bias is added: here it is subtracted.
wrong-sign | z2 = X[0] @ W[:, 1] - b[1] | The bias is −1, and it is added: here it is subtracted.
transposed | dL_dw12 = dL_dW[1, 0] | That belongs to w₂₁. The first index is the input's, the second the neuron's.
transposed | dL_dw21 = dL_dW[0, 1] | That belongs to w₁₂. The first index is the input's, the second the neuron's.
missing-upstream | dL_dw12 = X[0, 0] ; dL_dw21 = X[0, 1]
  | This is the input alone. Multiply it by what arrives at its neuron.
| dL_dw12 = dL_dZ[0, 1] | This is what arrives at the neuron. Multiply it by the weight's input.
| dL_dw21 = dL_dZ[0, 0] * W[1, 0] | This multiplies by the weight itself. A weight hears its input.
| dL_dw12 = X[0, 0] * dL_dZ.sum() ; dL_dw21 = X[0, 1] * dL_dZ.sum()
  | The other neuron speaks here, too. A weight was used by one neuron alone: nothing is added.
| dL_dw12 = dL_dW[0, 0] | This is what the first neuron says. w₁₂ leads to the second one.
| dL_dw21 = dL_dW[1, 1] | This is what the second neuron says. w₂₁ leads to the first one.
| dL_db1 = dL_dZ[0, 1] | That arrives at the other neuron.
missing-upstream | dL_db1 = 1 | 1 is the slope of z₁ in b₁. Multiply it by what arrives.
| dL_db1 = dL_dZ.sum() | A bias was used by its own neuron alone: nothing is added.
missing-path | dL_dx1 = dL_dZ[0, 0] * W[0, 0] ; dL_dx2 = dL_dZ[0, 0] * W[1, 0]
  | Here only the first neuron speaks. Both have used this input.
missing-path | dL_dx1 = dL_dZ[0, 1] * W[0, 1] ; dL_dx2 = dL_dZ[0, 1] * W[1, 1]
  | Here only the second neuron speaks. Both have used this input.
transposed | dL_dx1 = dL_dZ[0] @ W[:, 0] | This takes the first column of W. The weights of an input stand in its row.
transposed | dL_dx2 = dL_dZ[0] @ W[:, 1] | This takes the second column of W. The weights of an input stand in its row.
missing-upstream | dL_dx1 = W[0].sum() ; dL_dx2 = W[1].sum()
  | These are the weights alone. Multiply each by what arrives at its neuron.
| dL_dx1 = np.prod(dL_dZ * W[0]) ; dL_dx2 = np.prod(dL_dZ * W[1]) | What the two neurons say is multiplied. It is added.
| dL_dx1 = dL_dZ.sum() * X[0, 0] ; dL_dx2 = dL_dZ.sum() * X[0, 1]
  | This multiplies by the input itself. An input hears its weights.
""",
        FORWARD_SLIPS,
        HAND_BACK_SLIPS,
        WEIGHTS_SLIPS,
        BIAS_SLIPS,
    ),
    hints="""
A neuron's weights are a column of W: the second neuron has 1 and 4.
A weight was used by one neuron: what arrives there, times the weight's input. An input was used by two.
For w₁₂ that is 5 · 3. For x₁ add what both neurons say, −2 · 2 and 5 · 1.
""",
    reason="""
z₁ = 3 · 2 + (−1)(−2) + 1 = 9 and z₂ = 3 · 1 + (−1) · 4 − 1 = −2. A weight hears its input times its neuron: 3 · 5 and
−1 · (−2). A bias hears its neuron: −2. An input hears both neurons: −2 · 2 + 5 · 1 = 1 and −2 · (−2) + 5 · 4 = 24.
""",
)


recap_03 = Recap(
    name="recap_03",
    lesson="03",
    task="""
A linear layer: for each array its shape, for n samples, d_in inputs and d_out neurons, and the line that makes it from
`X`, `W`, `b` and `dL_dZ`.
""",
    rows={
        "Z": ("(n, d_out)", "X @ W + b", linear_forward),
        "dL_dW": ("(d_in, d_out)", linear_backward),
        "dL_db": ("(d_out,)", linear_backward),
        "dL_dX": ("(n, d_in)", linear_backward),
    },
    hints="""
A gradient has the shape of what it belongs to. A row of `X` is a sample, a column of `W` a neuron.
Who used it? A weight and a bias all samples, an input all neurons. The axis that is added up disappears from the shape.
The samples are added up by `X.T @ dL_dZ` and by `.sum(axis=0)`, the neurons by `dL_dZ @ W.T`.
""",
    reason="""
`W` and its gradient are (d_in, d_out), so the sum in `X.T @ dL_dZ` runs over the samples. `X` and its gradient are (n,
d_in), so the sum in `dL_dZ @ W.T` runs over the neurons. `b` has one entry for each neuron, and adds up the samples.
""",
)
