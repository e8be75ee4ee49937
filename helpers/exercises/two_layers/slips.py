"""The known mistakes of a two-layer network, as text: slips in the lines of its page."""

from functools import partial

from helpers.exercises import rules
from helpers.exercises.check.formula import lines_of, mistakes_of
from helpers.exercises.check.verdict import Mistake
from helpers.exercises.two_layers.steps import FUNCTIONS

# The names that the slips of the rules have in each layer. `above` is the gradient before the slope.
SECOND = {
    "at": "At the output: ", "X": "A1", "W": "W2", "Z": "Z2", "A": "Y_hat", "above": "dL_dY_hat", "slope": "out_slope",
    "G": "dL_dZ2", "dW": "weights2", "db": "sum2", "dX": "dL_dA1", "other": "X",
}  # fmt: skip
FIRST = {
    "at": "In the hidden layer: ", "X": "X", "Z": "Z1", "A": "A1", "above": "dL_dA1", "slope": "slope",
    "G": "dL_dZ1", "dW": "weights1", "db": "sum1", "other": "A1",
}  # fmt: skip
SEED = rules.SEED.format(seed="difference", Y="Y", Y_hat="Y_hat")

FORWARD = """
| hidden = Z1 | The hidden activation is left out. Two layers without one between them are a single layer.
| output = Z2 | The activation at the output is left out.
| bias1 = 0 and bias2 = 0 | The biases are left out.
| bias1 = 0 | The hidden layer's bias is left out.
| bias2 = 0 | The output layer's bias is left out.
wrong-sign | bias1 = -b1 and bias2 = -b2 | The biases are added.
wrong-sign | bias1 = -b1 | The hidden layer's bias is added.
wrong-sign | bias2 = -b2 | The output layer's bias is added.
"""
OTHER_HIDDEN = """
| hidden = {code} | The hidden activation is {right}; this is {wrong}.
"""
SIGMOID_HIDDEN = """
wrong-sign | hidden = sigma(-Z1) | The sigmoid's exponent is −z.
"""
SIGMOID_OUTPUT = """
wrong-sign | output = sigma(-Z2) | The sigmoid's exponent is −z.
| output = np.tanh(Z2) | The activation at the output is the sigmoid; this is tanh.
"""
BOTH_SIGMOIDS = """
wrong-sign | hidden = sigma(-Z1) and output = sigma(-Z2) | The sigmoid's exponent is −z.
"""
SOFTMAX_OUTPUT = """
| output = sigma(Z2) | The activation at the output is softmax; this is the sigmoid.
| output = np.exp(Z2) | The exponentials aren't divided by their sum.
"""
SOFTMAX_OF_A_BATCH = """
transposed | output = softmax(Z2.T).T
  | The softmax runs along the wrong axis: the probabilities of each sample add up to 1.
| output = np.exp(Z2) / np.exp(Z2).sum()
  | The softmax divides by the sum over all samples. The probabilities of each sample add up to 1.
"""

OUT_SLOPE = """
missing-slope | out_slope = ones(Y_hat)
  | At the output: The sigmoid's slope is left out. [It is the gradient of another loss, cross-entropy.]
""" + rules.SIGMOID_SLOPE.format(**SECOND)
SOFTMAX_SLOPE = """
slope-of-activation | out_slope = Y_hat * (1 - Y_hat)
  | Softmax and cross-entropy have their slope together: P − Y. There is no slope p (1 − p) left to multiply with.
"""
HIDDEN_SLOPES = {
    name: template.format(**FIRST)
    for name, template in (("sigmoid", rules.SIGMOID_SLOPE), ("tanh", rules.TANH_SLOPE), ("ReLU", rules.RELU_SLOPE))
}
IN_COLUMNS = """
batch-not-summed | {db} = as_it_is({G}.sum(axis=1))
  | The sum runs over the neurons. The bias has one entry for each neuron: add over the samples.
"""
NO_SEED = (
    {"dL_dW1", "dL_dW2"},
    "sum-for-mean",
    "The division by n is missing, and the biases have it. Divide the seed by n, once, and add everywhere after it: in"
    " the biases, too.",
)
HAND_BACK = (rules.HAND_BACK + rules.NOT_HANDED_BACK).format(**SECOND)
SUMS = "".join(rule.format(**layer) for layer in (SECOND, FIRST) for rule in (rules.WEIGHTS, rules.BIAS))
MOVED = lines_of("dL_dA1 = dL_dZ2 @ weights2.T")  # W2's own gradient in the place of W2

STEP_SLIPS = """
not-in-place | step = 0
  | The parameters are as before: the step went to new arrays with local names. `W -= …` changes the array itself.
uphill | step = learning_rate | The step goes with the gradient, and that's where the loss rises. Subtract.
uphill | step = 1 | The step goes with the gradient, and without the learning rate.
wrong-factor | step = -1 | The learning rate is left out.
wrong-factor | step = -1 / learning_rate | It divides by the learning rate. A small learning rate makes small steps.
"""


def forward_slips(variant):
    """Slips of a forward pass."""
    of = {"sigmoid": "the sigmoid"}
    right, softmax = variant.hidden, variant.output == "softmax"
    return "".join(
        (
            *(
                OTHER_HIDDEN.format(code=code.format(Z="Z1"), right=of.get(right, right), wrong=of.get(name, name))
                for name, code in FUNCTIONS.items()
                if name != right
            ),
            FORWARD,
            SIGMOID_HIDDEN * (right == "sigmoid"),
            SOFTMAX_OUTPUT if softmax else SIGMOID_OUTPUT,
            BOTH_SIGMOIDS * (right == variant.output),
            SOFTMAX_OF_A_BATCH * (softmax and not variant.single),
        )
    )


def gradient_slips(variant):
    """Slips of a backward pass."""
    sums_in_columns = IN_COLUMNS.format(**SECOND) + IN_COLUMNS.format(**FIRST)
    return "".join(
        (
            SEED,
            SOFTMAX_SLOPE if variant.output == "softmax" else OUT_SLOPE,
            HIDDEN_SLOPES[variant.hidden],
            HAND_BACK,
            SUMS,
            sums_in_columns * variant.columns,
        )
    )


def too_early(formulas):
    """W2 has taken its step before it hands back: the mistakes of formulas {name of a gradient: Formula}.

    What is handed back is off along what W2's own gradient would hand back, by an unknown learning rate.
    """
    words = rules.TOO_EARLY.format(W="W2")
    return tuple(
        Mistake("updated-too-early", words, (name,), direction=partial(formulas[name], **MOVED))
        for name in ("dL_dW1", "dL_db1")
    )


def as_wholes(text, formulas):
    """The slips of a text as mistakes in all results at once, which don't combine with others."""
    return tuple(
        Mistake(made.identifier, made.mend, (name,), whole=partial(formula, **made.steps))
        for made in mistakes_of(text, formulas)
        for name, formula in formulas.items()
    )
