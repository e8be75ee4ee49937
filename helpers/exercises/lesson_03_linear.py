"""Lessons 03 and 04: a linear layer, forward and backward, for a batch of samples."""

import numpy as np

from helpers.exercises.check.exercise import Exercise
from helpers.exercises.check.on_paper import ByHand, Recap
from helpers.exercises.check.verdict import mistake

SIZES = ({"n": 5, "d_in": 3, "d_out": 2}, {"n": 4, "d_in": 2, "d_out": 6}, {"n": 3, "d_in": 7, "d_out": 4})
SQUARE = {"n": 3, "d_in": 3, "d_out": 3}  # where no shape objects to a forgotten .T
SQUARE_WEIGHTS = {"n": 4, "d_in": 3, "d_out": 3}
ALIKE = (SQUARE_WEIGHTS, SQUARE)


def ones(array):
    """1 in place of each entry."""
    return np.ones_like(array, dtype=float)


# ------------------------------------------------------------ forward


def forward_arguments(numbers, n, d_in, d_out):
    """X, W and b."""
    return numbers(n, d_in), numbers(d_in, d_out), numbers(d_out)


def wrong_orders(output, order):
    """Products of the right factors in a wrong order, or transposed, as known mistakes of a formula with a product."""
    ways = {
        "`W` is transposed; row `i` of `W` belongs to input `i`, as it is.": lambda X, W: X @ W.T,
        "`X` is transposed; a sample is a row of `X`, as it is.": lambda X, W: X.T @ W,
        "Both factors are transposed, in an order that only fits by chance.": lambda X, W: X.T @ W.T,
        "The factors are in the wrong order: `X` comes first.": lambda X, W: W @ X,
        "The factors are in the wrong order, and `W` is transposed.": lambda X, W: W.T @ X,
        "The factors are in the wrong order, and `X` is transposed.": lambda X, W: W @ X.T,
    }
    return tuple(mistake("transposed", words, output, **{order: way}) for words, way in ways.items())


linear_forward = Exercise(
    signature="linear_forward(X, W, b)",
    lesson="03",
    task=(
        "A linear layer: `X` (n, d_in) holds one sample in each row, `W` (d_in, d_out) a neuron in each column, `b`"
        " (d_out,) one bias for each neuron. Return `Z` (n, d_out)."
    ),
    formulas={"Z": lambda X, W, b, *, product=np.matmul, bias=lambda b: b: product(X, W) + bias(b)},
    draw=forward_arguments,
    sizes=SIZES,
    alike=(*ALIKE, {"n": 4, "d_in": 3, "d_out": 4}),
    hints=(
        "Each sample meets each neuron: row times column, plus that neuron's bias.",
        "(n, d_in) times (d_in, d_out) is (n, d_out). NumPy copies the bias to every row by itself.",
        "`X @ W + b`.",
    ),
    code="""
def linear_forward(X, W, b):
    return X @ W + b
""",
    reason=(
        "The product adds up input times weight for each sample and neuron, (4.1). `b` has one entry for each column of"
        " the product, so it is copied to every row."
    ),
    mistakes=(
        *wrong_orders("Z", "product"),
        mistake("wrong-sign", "The bias is added.", bias=np.negative),
        mistake("wrong-sign", "The product is added, not subtracted.", product=lambda X, W: -X @ W),
        mistake("wrong-factor", "The product is 2 times what it should be.", product=lambda X, W: 2 * X @ W),
        mistake("wrong-factor", "The product is ½ times what it should be.", product=lambda X, W: 0.5 * X @ W),
        mistake("wrong-factor", "The bias is 2 times what it should be.", bias=lambda b: 2 * b),
        mistake("wrong-factor", "The bias is ½ times what it should be.", bias=lambda b: 0.5 * b),
        mistake(
            "mean-for-sum",
            "The product is divided by the number of samples. Each sample has a row of its own.",
            product=lambda X, W: X @ W / len(X),
        ),
        mistake(
            "mean-for-sum",
            "The product is divided by the number of inputs. A neuron adds up, and takes no mean.",
            product=lambda X, W: X @ W / len(W),
        ),
        mistake(
            "missing-path",
            "Each neuron hears its first input only. A neuron adds up all of its inputs.",
            product=lambda X, W: X[:, :1] * W[0],
        ),
        mistake(
            "missing-path",
            "Each neuron keeps what its last input said: the sum over the inputs is left out.",
            product=lambda X, W: X[:, -1:] * W[-1],
        ),
        mistake(
            "last-sample-only", "Only the last row is filled.", product=lambda X, W: _last_row(X @ W), bias=lambda b: 0
        ),
        mistake("last-sample-only", "Only the last sample is left.", "Z", whole=lambda X, W, b: X[-1] @ W + b),
        mistake(
            "missing-path",
            "The products of inputs and weights are there, one by one. The sum over the inputs is left out.",
            "Z",
            whole=lambda X, W, b: X[:, :, None] * W + b,
        ),
        mistake(
            "broadcast",
            "The bias is a column here, and a column is copied sideways: one bias per sample, not per neuron.",
            bias=lambda b: b[:, None],
        ),
        mistake(
            None,
            "Only the first sample is there. Each sample has its own row.",
            "Z",
            whole=lambda X, W, b: X[0] @ W + b,
        ),
        mistake(None, "The bias is left out.", bias=lambda b: 0),
        mistake(None, "The bias is multiplied. It is added to the product.", "Z", whole=lambda X, W, b: X @ W * b),
        mistake(
            None,
            "The bias is added once for each input: it stands inside the sum.",
            "Z",
            whole=lambda X, W, b: X @ W + X.shape[1] * b,
        ),
        mistake(None, "The bias is added to the weights before the product.", "Z", whole=lambda X, W, b: X @ (W + b)),
    ),
)


def _last_row(Z):
    """All rows but the last become 0."""
    return np.where(np.arange(len(Z))[:, None] == len(Z) - 1, Z, 0)


# ------------------------------------------------------------ backward


def backward_arguments(numbers, n, d_in, d_out):
    """dL_dZ, X and W."""
    return numbers(n, d_out), numbers(n, d_in), numbers(d_in, d_out)


HAND_BACK = (
    mistake(
        "transposed",
        "`W` is not transposed. The sum runs over the neurons, which are the columns of `W`.",
        "dL_dX",
        whole=lambda G, X, W: G @ W,
    ),
    mistake(
        "transposed",
        "The factors are in the wrong order: what arrives comes first.",
        "dL_dX",
        whole=lambda G, X, W: W @ G,
    ),
    mistake(
        "transposed",
        "The factors are in the wrong order: what arrives comes first.",
        "dL_dX",
        whole=lambda G, X, W: W.T @ G,
    ),
    mistake("transposed", "What arrives is transposed, and should not be.", "dL_dX", whole=lambda G, X, W: G.T @ W.T),
    mistake("transposed", "What arrives is transposed, and `W` is not.", "dL_dX", whole=lambda G, X, W: G.T @ W),
    mistake(
        "missing-upstream",
        "These are the weights alone. Multiply them with what arrives.",
        "dL_dX",
        whole=lambda G, X, W: ones(G) @ W.T,
    ),
    mistake(
        "missing-upstream",
        "These are the weights alone. Multiply them with what arrives.",
        "dL_dX",
        whole=lambda G, X, W: W.T,
    ),
    mistake(
        "missing-upstream",
        "These are the weights alone. Multiply them with what arrives.",
        "dL_dX",
        whole=lambda G, X, W: W,
    ),
    mistake(
        "missing-path",
        "An input hears the last neuron only: each overwrites what the one before it said. Add over all neurons.",
        "dL_dX",
        whole=lambda G, X, W: G[:, -1:] * W[:, -1],
    ),
    mistake(
        "missing-path",
        "An input hears the first neuron only. Add over all neurons.",
        "dL_dX",
        whole=lambda G, X, W: G[:, :1] * W[:, 0],
    ),
    mistake(
        "missing-path",
        "The answers of the neurons are there, one by one. Their sum is left out.",
        "dL_dX",
        whole=lambda G, X, W: G[:, None, :] * W,
    ),
    mistake(
        "missing-path",
        "The answers of the neurons are there, one by one. Their sum is left out.",
        "dL_dX",
        whole=lambda G, X, W: G[:, :, None] * W.T,
    ),
    mistake(
        "missing-path",
        "What arrives and the weights are added up separately. Multiply neuron by neuron, then add.",
        "dL_dX",
        whole=lambda G, X, W: G.sum(axis=1, keepdims=True) * W.sum(axis=1),
    ),
    mistake("last-sample-only", "Only the last sample gets an answer.", "dL_dX", whole=lambda G, X, W: G[-1] @ W.T),
    mistake("last-sample-only", "Only the last sample gets an answer.", "dL_dX", whole=lambda G, X, W: G[-1:] @ W.T),
    mistake(
        "last-sample-only",
        "Only the last sample gets an answer; the other rows stay 0.",
        "dL_dX",
        whole=lambda G, X, W: _last_row(G @ W.T),
    ),
    mistake(
        "updated-too-early",
        "`W` has taken its step before it is used here. The sum needs the weights of the forward pass; and stepping is"
        " the optimizer's job.",
        "dL_dX",
        direction=lambda G, X, W: G @ (X.T @ G).T,
    ),
    mistake(
        "updated-too-early",
        "`W` has taken its step, with a mean over the samples, before it is used here. The sum needs the weights of the"
        " forward pass.",
        "dL_dX",
        direction=lambda G, X, W: G @ (X.T @ G).T / len(X),
    ),
    mistake(
        "batch-not-summed",
        "Each sample has its own row in `dL_dX`: nothing is summed over the samples here.",
        "dL_dX",
        whole=lambda G, X, W: (G @ W.T).sum(axis=0),
    ),
    mistake(
        None,
        "`X` stands where `W` belongs. An input hears the weights through which it was used.",
        "dL_dX",
        whole=lambda G, X, W: G.sum(axis=1, keepdims=True) * X,
    ),
    mistake(
        None, "This is `dL_dZ` itself, as if the layer had no weights.", "dL_dX", whole=lambda G, X, W: np.array(G)
    ),
    mistake(
        None,
        "Only the first sample gets an answer. Each sample has its own row.",
        "dL_dX",
        whole=lambda G, X, W: G[0] @ W.T,
    ),
    mistake(
        None,
        "Only the first sample gets an answer. Each sample has its own row.",
        "dL_dX",
        whole=lambda G, X, W: G[:1] @ W.T,
    ),
    mistake(
        None,
        "Only the first sample gets an answer; the other rows stay 0.",
        "dL_dX",
        whole=lambda G, X, W: _last_row((G @ W.T)[::-1])[::-1],
    ),
    mistake(
        None,
        "All samples get the answer of the first. Each has its own row.",
        "dL_dX",
        whole=lambda G, X, W: np.ones((len(G), 1)) * (G[0] @ W.T),
    ),
)

WEIGHTS = (
    mistake(
        "transposed",
        "`X` is not transposed, or the factors are in the wrong order: the sum has to run over the samples.",
        "dL_dW",
        whole=lambda G, X, W: X @ G,
    ),
    mistake("transposed", "The factors are in the wrong order.", "dL_dW", whole=lambda G, X, W: G @ X),
    mistake(
        "transposed",
        "The factors are in the wrong order, and the sum runs over another axis than the samples.",
        "dL_dW",
        whole=lambda G, X, W: G @ X.T,
    ),
    mistake(
        "transposed",
        "The other factor is transposed: the sum runs over another axis than the samples.",
        "dL_dW",
        whole=lambda G, X, W: X @ G.T,
    ),
    mistake(
        "missing-upstream",
        "These are the inputs alone. Multiply them with what arrives.",
        "dL_dW",
        whole=lambda G, X, W: X.T @ ones(G),
    ),
    mistake(
        "missing-upstream",
        "These are the inputs alone. Multiply them with what arrives.",
        "dL_dW",
        whole=lambda G, X, W: X.T,
    ),
    mistake(
        "missing-upstream",
        "These are the inputs alone. Multiply them with what arrives.",
        "dL_dW",
        whole=lambda G, X, W: X,
    ),
    mistake(
        "missing-upstream",
        "This is what arrives alone, without the inputs. Each weight's slope is its input.",
        "dL_dW",
        whole=lambda G, X, W: ones(X).T @ G,
    ),
    mistake(
        "last-sample-only",
        "Each sample overwrites what the one before it said. Add over all samples.",
        "dL_dW",
        whole=lambda G, X, W: np.outer(X[-1], G[-1]),
    ),
    mistake(
        "batch-not-summed",
        "The samples' own products are there, one by one. Their sum is left out.",
        "dL_dW",
        whole=lambda G, X, W: X[:, :, None] * G[:, None, :],
    ),
    mistake(
        "batch-not-summed",
        "The samples' own products are there, one by one. Their sum is left out.",
        "dL_dW",
        whole=lambda G, X, W: G[:, :, None] * X[:, None, :],
    ),
    mistake(
        None, "Only the first sample counts. Add over all samples.", "dL_dW", whole=lambda G, X, W: np.outer(X[0], G[0])
    ),
    mistake(
        None,
        "Both sums are taken before the product. Multiply sample by sample, then add.",
        "dL_dW",
        whole=lambda G, X, W: np.outer(X.sum(axis=0), G.sum(axis=0)),
    ),
)

BIAS = (
    mistake(
        "batch-not-summed",
        "`dL_dZ` still has a row for each sample. The bias was used by all of them: add over the samples.",
        "dL_db",
        whole=lambda G, X, W: np.array(G),
    ),
    mistake(
        "batch-not-summed",
        "The sum runs over the neurons. The bias has one entry for each neuron: add over the samples.",
        "dL_db",
        whole=lambda G, X, W: G.sum(axis=1),
    ),
    mistake(
        "batch-not-summed",
        "The sum runs over the neurons, and the samples are still there.",
        "dL_db",
        whole=lambda G, X, W: G.sum(axis=1, keepdims=True),
    ),
    mistake(
        "batch-not-summed",
        "The sum runs over both axes, and one number is left. Add over the samples only.",
        "dL_db",
        whole=lambda G, X, W: G.sum(),
    ),
    mistake(
        "missing-upstream",
        "This counts the samples, or is 1. Add what arrives.",
        "dL_db",
        whole=lambda G, X, W: ones(G).sum(axis=0),
    ),
    mistake(
        "missing-upstream",
        "This is the slope of z in b, which is 1. Multiply by what arrives, and add over the samples.",
        "dL_db",
        whole=lambda G, X, W: ones(G)[0],
    ),
    mistake(
        "last-sample-only",
        "Each sample overwrites what the one before it said. Add over all samples.",
        "dL_db",
        whole=lambda G, X, W: G[-1],
    ),
    mistake(
        "last-sample-only",
        "Each sample overwrites what the one before it said. Add over all samples.",
        "dL_db",
        whole=lambda G, X, W: G[-1:],
    ),
    mistake(None, "Only the first sample counts. Add over all samples.", "dL_db", whole=lambda G, X, W: G[0]),
    mistake(
        None,
        "The inputs have no part in this: the slope of z in b is 1.",
        "dL_db",
        whole=lambda G, X, W: (X.T @ G).sum(axis=0),
    ),
)

linear_backward = Exercise(
    signature="linear_backward(dL_dZ, X, W)",
    lesson="03",
    task=(
        "The layer computed `Z = X @ W + b`, and `dL_dZ` (n, d_out) arrives. Return `(dL_dX, dL_dW, dL_db)`, each in"
        " the shape of what it belongs to: (n, d_in), (d_in, d_out) and (d_out,). Leave the arguments as they are, and"
        " update nothing. The 1/n of a mean is in the seed already."
    ),
    formulas={
        "dL_dX": lambda dL_dZ, X, W: dL_dZ @ W.T,
        "dL_dW": lambda dL_dZ, X, W: X.T @ dL_dZ,
        "dL_db": lambda dL_dZ, X, W: dL_dZ.sum(axis=0),
    },
    draw=backward_arguments,
    sizes=SIZES,
    alike=ALIKE,
    hints=(
        (
            "Three rules: weights, bias, hand back. For each ask who used it, and add over everyone who did: a weight"
            " was used by all samples, an input by all neurons."
        ),
        (
            "A gradient has the shape of what it belongs to. Write the three shapes down, and look which product of the"
            " given arrays has them, with the sum over the right axis."
        ),
        (
            "`X.T @ dL_dZ` adds over the samples, `dL_dZ @ W.T` over the neurons. The bias has the slope 1, so only the"
            " sum over the samples is left."
        ),
    ),
    code="""
def linear_backward(dL_dZ, X, W):
    dL_dX = dL_dZ @ W.T  # hand back
    dL_dW = X.T @ dL_dZ  # weights
    dL_db = dL_dZ.sum(axis=0)  # bias
    return dL_dX, dL_dW, dL_db
""",
    reason=(
        "Sum over everyone who used it. An input was used by all neurons of its sample, so `dL_dZ @ W.T` adds over the"
        " neurons. A weight and a bias were used by all samples, so `X.T @ dL_dZ` and the sum along axis 0 add over the"
        " samples. Nothing is divided by n: that happened once, in the seed."
    ),
    mistakes=HAND_BACK + WEIGHTS + BIAS,
)


# ------------------------------------------------------------ hand back alone, by loops

hand_back = Exercise(
    signature="hand_back(dL_dZ, X, W)",
    lesson="03",
    task=(
        "The layer computed `Z = X @ W + b`, and `dL_dZ` (n, d_out) arrives. Return `dL_dX` (n, d_in), what each input"
        " hears."
    ),
    formulas={"dL_dX": lambda dL_dZ, X, W: dL_dZ @ W.T},
    draw=backward_arguments,
    sizes=SIZES,
    alike=ALIKE,
    hints=(
        "Input i was used by neuron j once. With which slope, and what does neuron j say?",
        "It is one term of the sum (3.6). `+=` adds it to what the other neurons said.",
        "`dL_dX[:, i] += dL_dZ[:, j] * W[i, j]`.",
    ),
    code="""
def hand_back(dL_dZ, X, W):
    dL_dX = np.zeros(X.shape)
    for i in range(W.shape[0]):
        for j in range(W.shape[1]):
            dL_dX[:, i] += dL_dZ[:, j] * W[i, j]
    return dL_dX
""",
    reason=(
        "Input i was used by every neuron j, with the slope w_ij: one term for each, and `+=` adds them up, (3.6). The"
        " same sum is `dL_dZ @ W.T`."
    ),
    mistakes=HAND_BACK,
)


# ------------------------------------------------------------ by hand

linear_by_hand = ByHand(
    name="linear_by_hand",
    lesson="03",
    task=(
        "One sample, `X` = [[3, −1]], meets two neurons: `W` = [[2, 1], [−2, 4]], `b` = [1, −1]. The gradients −2 and 5"
        " arrive at z₁ and z₂. The weight w₁₂ leads from the first input to the second neuron."
    ),
    right={"z1": 9, "z2": -2, "dL_dw12": 15, "dL_dw21": 2, "dL_db1": -2, "dL_dx1": 1, "dL_dx2": 24},
    hints=(
        "A neuron's weights stand in a column of W: the second neuron has 1 and 4.",
        "A weight was used by one neuron: what that neuron hears, times the weight's input. An input was used by two.",
        "For w₁₂ that is 5 · 3. For x₁ add what both neurons say, −2 · 2 and 5 · 1.",
    ),
    reason=(
        "z₁ = 3 · 2 + (−1)(−2) + 1 = 9 and z₂ = 3 · 1 + (−1) · 4 − 1 = −2. A weight hears its input times its neuron: 3"
        " · 5 and −1 · (−2). A bias hears its neuron: −2. An input hears both neurons: −2 · 2 + 5 · 1 = 1 and −2 · (−2)"
        " + 5 · 4 = 24."
    ),
    slips=(
        ("z1", 6, "transposed", "This takes the first row of W. A neuron's weights stand in a column."),
        ("z2", -11, "transposed", "This takes the second row of W. A neuron's weights stand in a column."),
        ("z1", 8, None, "The bias is left out."),
        ("z2", -1, None, "The bias is left out."),
        ("z1", 7, "wrong-sign", "The bias is added: here it is subtracted."),
        ("z2", 0, "wrong-sign", "The bias is −1, and it is added: here it is subtracted."),
        ("dL_dw12", 2, "transposed", "That belongs to w₂₁. The first index is the input's, the second the neuron's."),
        ("dL_dw21", 15, "transposed", "That belongs to w₁₂. The first index is the input's, the second the neuron's."),
        ("dL_dw12", 3, "missing-upstream", "This is the input alone. Multiply it by what arrives at its neuron."),
        ("dL_dw21", -1, "missing-upstream", "This is the input alone. Multiply it by what arrives at its neuron."),
        ("dL_dw12", 5, None, "This is what arrives at the neuron. Multiply it by the weight's input."),
        ("dL_dw21", 4, None, "This multiplies by the weight itself. A weight hears its input."),
        (
            "dL_dw12",
            9,
            None,
            "The other neuron speaks here, too. A weight was used by one neuron alone: nothing is added.",
        ),
        (
            "dL_dw21",
            -3,
            None,
            "The other neuron speaks here, too. A weight was used by one neuron alone: nothing is added.",
        ),
        ("dL_dw12", -6, None, "This is what the first neuron says. w₁₂ leads to the second one."),
        ("dL_dw21", -5, None, "This is what the second neuron says. w₂₁ leads to the first one."),
        ("dL_db1", 5, None, "That arrives at the other neuron."),
        ("dL_db1", 1, "missing-upstream", "1 is the slope of z₁ in b₁. Multiply it by what arrives."),
        ("dL_db1", 3, None, "A bias was used by its own neuron alone: nothing is added."),
        ("dL_dx1", -4, "missing-path", "Here only the first neuron speaks. Both have used this input."),
        ("dL_dx1", 5, "missing-path", "Here only the second neuron speaks. Both have used this input."),
        ("dL_dx2", 4, "missing-path", "Here only the first neuron speaks. Both have used this input."),
        ("dL_dx2", 20, "missing-path", "Here only the second neuron speaks. Both have used this input."),
        ("dL_dx1", -14, "transposed", "This takes the first column of W. The weights of an input stand in its row."),
        ("dL_dx2", 18, "transposed", "This takes the second column of W. The weights of an input stand in its row."),
        ("dL_dx1", 3, "missing-upstream", "These are the weights alone. Multiply each by what arrives at its neuron."),
        ("dL_dx2", 2, "missing-upstream", "These are the weights alone. Multiply each by what arrives at its neuron."),
        ("dL_dx1", -20, None, "What the two neurons say is multiplied. It is added."),
        ("dL_dx2", 80, None, "What the two neurons say is multiplied. It is added."),
        ("dL_dx1", 9, None, "This multiplies by the input itself. An input hears its weights."),
        ("dL_dx2", -3, None, "This multiplies by the input itself. An input hears its weights."),
    ),
)


# ------------------------------------------------------------ the recap

recap_03 = Recap(
    name="recap_03",
    lesson="03",
    task=(
        "A linear layer: for each array its shape, for n samples, d_in inputs and d_out neurons, and the line that"
        " makes it from `X`, `W`, `b` and `dL_dZ`."
    ),
    rows={
        "Z": ("(n, d_out)", "X @ W + b", linear_forward),
        "dL_dW": ("(d_in, d_out)", "X.T @ dL_dZ", linear_backward),
        "dL_db": ("(d_out,)", "dL_dZ.sum(axis=0)", linear_backward),
        "dL_dX": ("(n, d_in)", "dL_dZ @ W.T", linear_backward),
    },
    hints=(
        "A gradient has the shape of what it belongs to. A row of `X` is a sample, a column of `W` a neuron.",
        (
            "Who used it? A weight and a bias all samples, an input all neurons. The axis that is added up disappears"
            " from the shape."
        ),
        "The samples are added up by `X.T @ dL_dZ` and by `.sum(axis=0)`, the neurons by `dL_dZ @ W.T`.",
    ),
    reason=(
        "`W` and its gradient are (d_in, d_out), so the sum in `X.T @ dL_dZ` runs over the samples. `X` and its"
        " gradient are (n, d_in), so the sum in `dL_dZ @ W.T` runs over the neurons. `b` has one entry for each neuron,"
        " and adds up the samples."
    ),
)
