"""Lesson 10: the delta recursion, with samples as columns."""

from dataclasses import replace

import numpy as np

from helpers.exercises.check.exercise import Exercise
from helpers.exercises.check.on_paper import ByHand, Recap
from helpers.exercises.check.verdict import mistake
from helpers.exercises.lesson_02_activations import sigma_slope, stretched
from helpers.nn.delta import sigma


def arguments(numbers, d, d_next, n):
    """W_next (d_next, d), delta_next (d_next, n) and z (d, n)."""
    return numbers(d_next, d), numbers(d_next, n), numbers(d, n)


def delta_of(W_next, delta_next, z, *, handed_back=lambda W, delta: W.T @ delta, slope=sigma_slope):
    """δ = W_nextᵀ δ_next ⊙ σ′(z)."""
    return handed_back(W_next, delta_next) * slope(z)


def only_last_column(W, delta):
    """What is handed back to the last sample; the others get 0."""
    return W.T @ np.where(np.arange(delta.shape[1]) == delta.shape[1] - 1, delta, 0)


NEVER = (
    "Columns are samples here: `W_next` (d_next, d) has a row for each neuron of the next layer, and the sum runs over"
    " those."
)

delta_hidden = Exercise(
    signature="delta_hidden(W_next, delta_next, z)",
    lesson="10",
    task=(
        "Samples are columns. The next layer has the weights `W_next` (d_next, d) and the error `delta_next` (d_next,"
        " n); this layer's `z` is (d, n), and its activation was the sigmoid. Return this layer's error `delta`,"
        " (d, n)."
    ),
    formula={"delta": delta_of},
    draw=arguments,
    sizes=({"d": 3, "d_next": 2, "n": 5}, {"d": 6, "d_next": 3, "n": 4}, {"d": 4, "d_next": 7, "n": 2}),
    alike=(
        {"d": 3, "d_next": 3, "n": 4},
        {"d": 3, "d_next": 3, "n": 3},
        {"d": 4, "d_next": 3, "n": 1},
        {"d": 3, "d_next": 2, "n": 3},
    ),
    large=tuple((np.array([[1.0], [2.0]]), np.array([[0.5], [1.0]]), np.array([[z]])) for z in (-1000.0, 1000.0)),
    large_is="remark",
    hints=(
        "Two rules in one line: hand back through the next layer's weights, then this layer's slope.",
        (
            "A neuron here was used by all neurons of the next layer: the sum runs over them. Which way round does"
            " `W_next` have to stand for that?"
        ),
        "`W_next.T @ delta_next`, times σ′(z), entry by entry. σ′ gets z; with a = σ(z) it is a (1 − a).",
    ),
    code="""
def delta_hidden(W_next, delta_next, z):
    q = np.exp(-np.abs(z))
    return W_next.T @ delta_next * q / (1 + q) ** 2
""",
    reason=(
        "δ = W_nextᵀ δ_next ⊙ σ′(z). The product adds over the neurons of the next layer, for each sample by itself. "
        "q / (1 + q)² with q = e^(−|z|) is σ′(z), and never overflows."
    ),
    wrong=(
        mistake("transposed", f"`W_next` is not transposed. {NEVER}", handed_back=lambda W, delta: W @ delta),
        mistake(
            "transposed",
            f"The factors are in the wrong order, as if samples were rows. {NEVER}",
            handed_back=lambda W, delta: delta @ W.T,
        ),
        mistake("transposed", f"The factors are in the wrong order. {NEVER}", handed_back=lambda W, delta: delta @ W),
        mistake("transposed", f"`delta_next` is transposed. {NEVER}", handed_back=lambda W, delta: W @ delta.T),
        mistake("transposed", f"`delta_next` is transposed. {NEVER}", handed_back=lambda W, delta: W.T @ delta.T),
        mistake(
            "transposed",
            f"`delta_next` is transposed, and comes first. {NEVER}",
            handed_back=lambda W, delta: delta.T @ W,
        ),
        mistake(
            "slope-of-activation",
            "σ′ gets the activation here. It was given z: σ′(z) = σ(z) (1 − σ(z)).",
            slope=lambda z: sigma_slope(sigma(z)),
        ),
        mistake(
            "slope-of-activation",
            "z (1 − z) is the formula for the activation, with z in it. Compute a = σ(z) first, then a (1 − a).",
            slope=lambda z: z * (1 - z),
        ),
        mistake(
            "missing-slope", "The slope of this layer's sigmoid is left out. Multiply by σ′(z).", slope=np.ones_like
        ),
        mistake("missing-slope", "This multiplies by the activation σ(z). Its slope is σ(z) (1 − σ(z)).", slope=sigma),
        mistake(
            "missing-slope", "This multiplies by 1 − σ(z). The slope is σ(z) (1 − σ(z)).", slope=lambda z: 1 - sigma(z)
        ),
        mistake("missing-slope", "This multiplies by z. The slope is σ(z) (1 − σ(z)).", slope=np.array),
        mistake("wrong-sign", "The slope is a (1 − a), with a minus.", slope=lambda z: sigma(z) * (1 + sigma(z))),
        mistake(
            "missing-upstream",
            "`delta_next` has no part in this: only weights and slope are left.",
            handed_back=lambda W, delta: W.T @ np.ones_like(delta),
        ),
        mistake(
            "missing-upstream",
            "This is the slope alone. The error of the next layer has to come back through its weights.",
            handed_back=lambda W, delta: 1.0,
        ),
        mistake(
            "missing-path",
            "A neuron here hears the last neuron of the next layer only. Add over all of them.",
            handed_back=lambda W, delta: W[-1][:, None] * delta[-1],
        ),
        mistake(
            "missing-path",
            "A neuron here hears the first neuron of the next layer only. Add over all of them.",
            handed_back=lambda W, delta: W[0][:, None] * delta[0],
        ),
        mistake(
            "missing-path",
            "Weights and errors are added up separately. Multiply neuron by neuron, then add.",
            handed_back=lambda W, delta: W.sum(axis=0)[:, None] * delta.sum(axis=0),
        ),
        mistake(
            "missing-path",
            "The weights are left out: each neuron hears the plain sum of all errors.",
            handed_back=lambda W, delta: delta.sum(axis=0),
        ),
        mistake(
            "missing-path",
            "The answers of the next layer's neurons are there, one by one. Their sum is left out.",
            "delta",
            whole=lambda W, delta, z: W[:, :, None] * delta[:, None, :] * sigma_slope(z),
        ),
        mistake(
            "missing-path",
            "The answers of the next layer's neurons are there, one by one. Their sum is left out.",
            "delta",
            whole=lambda W, delta, z: W.T[:, :, None] * delta * sigma_slope(z)[:, None, :],
        ),
        mistake("last-sample-only", "Only the last sample gets an answer.", handed_back=only_last_column),
        mistake(
            "last-sample-only",
            "Only the last sample is left.",
            "delta",
            whole=lambda W, delta, z: (W.T @ delta * sigma_slope(z))[:, -1],
        ),
        mistake(
            "batch-not-summed",
            "Each sample keeps its own column. Nothing is summed over the samples here.",
            "delta",
            whole=lambda W, delta, z: (W.T @ delta * sigma_slope(z)).sum(axis=1),
        ),
        mistake(
            "batch-not-summed",
            "Each sample keeps its own column. Nothing is summed over the samples here.",
            "delta",
            whole=lambda W, delta, z: (W.T @ delta * sigma_slope(z)).sum(axis=1, keepdims=True),
        ),
        mistake(
            "broadcast",
            "A column and a row were stretched against each other. Both have the shape (d, n): multiply them as they"
            " are.",
            "delta",
            whole=lambda W, delta, z: np.outer(W.T @ delta, sigma_slope(z)),
        ),
        mistake(
            None,
            "The slope is put into the sum: σ′ belongs to this layer's neurons, not to those of the next.",
            "delta",
            whole=lambda W, delta, z: W.T @ (delta * sigma_slope(delta)),
        ),
    ),
)


# ------------------------------------------------------------ by hand

deltas_by_hand = ByHand(
    name="deltas_by_hand",
    lesson="10",
    task=(
        "One sample: the outputs are 0.8 and 0.5, the targets 1 and 0. Find `delta_1` and `delta_2` of the outputs. A"
        " hidden neuron says 0.6, and leads to them by the weights 5 and 2: find its `delta_hidden`. In a second sample"
        " the first output has the delta 0.1, and the hidden neuron says 0.5: find `dC_dw`, the slope of C in the"
        " weight 5, over both samples. All are sigmoids."
    ),
    fixed={"delta_1": -0.032, "delta_2": 0.125, "delta_hidden": 0.0216, "dC_dw": 0.0154},
    fixed_slips=(
        ("delta_1", -0.2, "missing-slope", "This is a − y. The slope σ′(z) = a (1 − a) is left out."),
        ("delta_1", 0.16, "missing-upstream", "This is the slope alone. Multiply it by a − y."),
        ("delta_1", -0.16, "missing-slope", "The slope has two factors, a and 1 − a. The second is left out."),
        ("delta_1", -0.04, "missing-slope", "The slope has two factors, a and 1 − a. The first is left out."),
        (
            "delta_1",
            -0.2 * float(sigma_slope(0.8)),
            "slope-of-activation",
            "0.8 is the activation already: a (1 − a) needs no sigmoid.",
        ),
        ("delta_1", -0.064, "wrong-factor", "With the ½ in the cost its slope is a − y; this is twice as much."),
        ("delta_2", 0.5, "missing-slope", "This is a − y. The slope σ′(z) = a (1 − a) is left out."),
        (
            "delta_2",
            0.25,
            "missing-slope",
            "The slope has two factors, a and 1 − a, and then there is a − y: three halves.",
        ),
        (
            "delta_2",
            0.5 * float(sigma_slope(0.5)),
            "slope-of-activation",
            "0.5 is the activation already: a (1 − a) needs no sigmoid.",
        ),
        (
            "delta_hidden",
            0.09,
            "missing-slope",
            "This is the sum that comes back. The hidden neuron's own slope is left out.",
        ),
        ("delta_hidden", -0.0384, "missing-path", "This is the path through the first output. Add the other one."),
        ("delta_hidden", 0.06, "missing-path", "This is the path through the second output. Add the other one."),
        (
            "delta_hidden",
            0.093 * 0.24,
            "missing-path",
            "Each delta comes back through its weight, 5 or 2. These are left out.",
        ),
        ("delta_hidden", 0.0108, "mean-for-sum", "Over paths we add; this is the mean."),
        ("delta_hidden", 0.24, "missing-upstream", "This is the slope alone. Multiply it by what comes back."),
        ("delta_hidden", 1.68, "missing-upstream", "The deltas of the outputs are left out."),
        (
            "delta_hidden",
            0.09 * float(sigma_slope(0.6)),
            "slope-of-activation",
            "0.6 is the activation already: a (1 − a) needs no sigmoid.",
        ),
        (
            "delta_hidden",
            0.09 * 0.6,
            "missing-slope",
            "The slope has two factors, a and 1 − a. The second is left out.",
        ),
        ("dC_dw", 0.0308, "sum-for-mean", "These are the two samples together. C is their mean, n = 2."),
        ("dC_dw", 0.05, "last-sample-only", "This is the second sample alone."),
        ("dC_dw", 0.025, "last-sample-only", "This is the second sample alone."),
        ("dC_dw", -0.0192, None, "This is the first sample alone."),
        (
            "dC_dw",
            0.034 * 0.55,
            None,
            "The means are taken before the product. Multiply sample by sample, then average.",
        ),
        ("dC_dw", 0.55, "missing-upstream", "These are the inputs of the weight alone. Multiply each by its delta."),
        ("dC_dw", 0.034, None, "These are the deltas alone. Multiply each by what the weight's input said."),
    ),
    hints=(
        (
            "δ of an output: a − y, times a (1 − a), (10.5). Which neurons heard the hidden one, and through which"
            " weights?"
        ),
        (
            "The sum 5 δ₁ + 2 δ₂ comes back; then the hidden neuron's own slope, 0.6 · 0.4. A weight hears, in each"
            " sample, the delta at its end times the activation at its start."
        ),
        (
            "δ₁ = −0.2 · 0.16 and δ₂ = 0.5 · 0.25. The two products of the weight are −0.032 · 0.6 and 0.1 · 0.5; C"
            " takes their mean."
        ),
    ),
    reason=(
        "δ₁ = (0.8 − 1) · 0.8 · 0.2 = −0.032 and δ₂ = 0.5 · 0.5 · 0.5 = 0.125, (10.5). What comes back is 5 · (−0.032)"
        " + 2 · 0.125 = 0.09, times 0.6 · 0.4 = 0.24, (10.8). For the weight: (−0.032 · 0.6 + 0.1 · 0.5) / 2 = 0.0154,"
        " (10.10)."
    ),
)


# ------------------------------------------------------------ the last layer

OWN_COST = "A delta belongs to its own sample: nothing is summed over the samples here."

delta_output = Exercise(
    signature="delta_output(a, y)",
    lesson="10",
    task=(
        "Samples are columns. The last layer's sigmoids made the activations `a` (d, n); `y` (d, n) are the targets."
        " The cost of one sample is ½‖a − y‖². Return `delta` of this layer, (d, n): how far each sample's own cost"
        " moves with each z. There is no `z`. Leave both arrays as they are."
    ),
    formula={
        "delta_L": lambda a, y, *, difference=np.subtract, slope=lambda a: a * (1 - a): difference(a, y) * slope(a)
    },
    draw=lambda numbers, d, n: (numbers.activations(d, n), numbers(d, n)),
    sizes=({"d": 3, "n": 5}, {"d": 6, "n": 4}, {"d": 2, "n": 7}),
    alike=({"d": 3, "n": 3},),
    hints=(
        "Two arrows lead from an output's z to its cost: z → a → C_i. What is the slope of each?",
        "The slope of ½(a − y)² is a − y. That of the sigmoid can be written with the activation alone, (10.6).",
        (
            "`(a - y)`, times `a * (1 - a)`, entry by entry: `*`, not `@`. No division by n: that comes with the"
            " gradients."
        ),
    ),
    code="""
def delta_output(a, y):
    return (a - y) * a * (1 - a)
""",
    reason=(
        "δ_L = (a − y) ⊙ σ′(z), (10.5), and σ′(z) = a (1 − a), (10.6), with the activation. A delta belongs to one"
        " sample's own cost; the 1/n stands in the gradients."
    ),
    wrong=(
        mistake(
            "slope-of-activation",
            "`a` is the activation already. σ(a) would be a sigmoid of a sigmoid: write the slope as a (1 − a).",
            slope=sigma_slope,
        ),
        mistake(
            "missing-slope",
            "This is a − y: the slope σ′(z) = a (1 − a) is left out. (With cross-entropy it would cancel, (7.1). This"
            " is a squared error.)",
            slope=np.ones_like,
        ),
        mistake("missing-slope", "The slope has two factors, a and 1 − a. The second is left out.", slope=np.array),
        mistake(
            "missing-slope", "The slope has two factors, a and 1 − a. The first is left out.", slope=lambda a: 1 - a
        ),
        mistake(
            "missing-upstream",
            "This is the slope alone. Multiply it by a − y, the slope of the cost.",
            difference=lambda a, y: np.ones_like(a),
        ),
        mistake(
            "wrong-sign", "The difference is an output *minus* its target; here they are added.", difference=np.add
        ),
        mistake("wrong-sign", "The slope is a (1 − a), with a minus.", slope=lambda a: a * (1 + a)),
        mistake(
            None,
            "This starts from the cost, ½(a − y)². Its slope is due, a − y.",
            difference=lambda a, y: 0.5 * (a - y) ** 2,
        ),
        mistake(None, "The target is left out. The slope of ½(a − y)² is a − y.", difference=lambda a, y: a),
        mistake(
            None,
            "Only the sign of the difference is left: that's the slope of the absolute value.",
            difference=lambda a, y: np.sign(a - y),
        ),
        mistake(
            None,
            "The slope is added. Along a path slopes are multiplied.",
            "delta_L",
            whole=lambda a, y: a - y + a * (1 - a),
        ),
        mistake(
            "last-sample-only",
            "Only the last sample is left.",
            "delta_L",
            whole=lambda a, y: ((a - y) * a * (1 - a))[:, -1],
        ),
        mistake(
            "last-sample-only",
            "Only the last column is filled.",
            "delta_L",
            whole=lambda a, y: last_column((a - y) * a * (1 - a)),
        ),
        mistake("batch-not-summed", OWN_COST, "delta_L", whole=lambda a, y: ((a - y) * a * (1 - a)).sum(axis=1)),
        mistake(
            "batch-not-summed",
            OWN_COST,
            "delta_L",
            whole=lambda a, y: ((a - y) * a * (1 - a)).sum(axis=1, keepdims=True),
        ),
        mistake(
            "batch-not-summed",
            "Each output has its own delta: nothing is summed over the outputs.",
            "delta_L",
            whole=lambda a, y: ((a - y) * a * (1 - a)).sum(axis=0),
        ),
        *stretched("delta_L", np.subtract, lambda a, y: a * (1 - a)),
    ),
)


def last_column(array):
    """The last column; the others are 0."""
    return np.where(np.arange(array.shape[1]) == array.shape[1] - 1, array, 0)


# ------------------------------------------------------------ the gradients

FLAT_BIAS = (
    "(d,) is a row for NumPy: b − α · dC_db would stretch (d, 1) and (d,) to (d, d). Keep the axis: `keepdims=True`."
)
ONE_BY_ONE = "The samples' own products are there, one by one. Their mean is left out."
ROWS = "That's the formula for rows. In columns the samples are axis 1, and the sum has to run over them."

weight_mistakes = (
    mistake("transposed", ROWS, "dC_dW", product=lambda delta, a: delta.T @ a),
    mistake(
        "transposed", f"Both factors are in the wrong order. {ROWS}", "dC_dW", product=lambda delta, a: a.T @ delta
    ),
    mistake(
        "transposed",
        "`a_before` is not transposed: the sum has to run over the samples.",
        "dC_dW",
        product=lambda delta, a: delta @ a,
    ),
    mistake(
        "transposed",
        "The factors are in the wrong order, and the sum runs over another axis than the samples.",
        "dC_dW",
        product=lambda delta, a: a @ delta,
    ),
    mistake(
        "missing-upstream",
        "These are the activations alone. Multiply each by the delta of its sample.",
        "dC_dW",
        product=lambda delta, a: np.ones_like(delta, float) @ a.T,
    ),
    mistake(
        None,
        "These are the deltas alone. Multiply each by the activation that the weight saw.",
        "dC_dW",
        product=lambda delta, a: delta @ np.ones_like(a, float).T,
    ),
    mistake(
        "last-sample-only",
        "Each sample overwrites what the one before it said. Take the mean over all samples.",
        "dC_dW",
        whole=lambda delta, a: np.outer(delta[:, -1], a[:, -1]),
    ),
    mistake(
        "last-sample-only",
        "Each sample overwrites what the one before it said. Add over all samples.",
        "dC_dW",
        product=lambda delta, a: np.outer(delta[:, -1], a[:, -1]),
    ),
    mistake(None, "Only the first sample counts.", "dC_dW", whole=lambda delta, a: np.outer(delta[:, 0], a[:, 0])),
    mistake("batch-not-summed", ONE_BY_ONE, "dC_dW", whole=lambda delta, a: delta[:, None, :] * a),
    mistake("batch-not-summed", ONE_BY_ONE, "dC_dW", whole=lambda delta, a: delta.T[:, :, None] * a.T[:, None, :]),
    mistake("batch-not-summed", ONE_BY_ONE, "dC_dW", product=lambda delta, a: delta[:, None, :] * a),
    mistake("batch-not-summed", ONE_BY_ONE, "dC_dW", product=lambda delta, a: delta.T[:, :, None] * a.T[:, None, :]),
    mistake(
        None,
        "The means are taken before the product. Multiply sample by sample, then average.",
        "dC_dW",
        whole=lambda delta, a: np.outer(delta.mean(axis=1), a.mean(axis=1)),
    ),
    mistake(
        None,
        "The sums are taken before the product. Multiply sample by sample, then average.",
        "dC_dW",
        product=lambda delta, a: np.outer(delta.sum(axis=1), a.sum(axis=1)),
    ),
)

bias_mistakes = (
    mistake("wrong-shape", FLAT_BIAS, "dC_db", whole=lambda delta, a: delta.mean(axis=1)),
    mistake(
        "batch-not-summed",
        "`delta` still has a column for each sample. The bias was used by all of them: take the mean over the samples.",
        "dC_db",
        whole=lambda delta, a: np.array(delta),
    ),
    mistake(
        "batch-not-summed",
        "There is still a column for each sample. The bias was used by all of them: add over the samples.",
        "dC_db",
        whole=lambda delta, a: delta / delta.shape[1],
    ),
    mistake(
        "batch-not-summed",
        "Axis 0 is the neurons, as if samples were rows. Here samples are axis 1.",
        "dC_db",
        whole=lambda delta, a: delta.mean(axis=0),
    ),
    mistake(
        "batch-not-summed",
        "Axis 0 is the neurons, as if samples were rows. Here samples are axis 1.",
        "dC_db",
        whole=lambda delta, a: delta.sum(axis=0),
    ),
    mistake(
        "batch-not-summed",
        "Axis 0 is the neurons, as if samples were rows. Here samples are axis 1.",
        "dC_db",
        whole=lambda delta, a: delta.sum(axis=0) / delta.shape[1],
    ),
    mistake(
        "batch-not-summed",
        "Axis 0 is the neurons, as if samples were rows. Here samples are axis 1.",
        "dC_db",
        whole=lambda delta, a: delta.mean(axis=0, keepdims=True),
    ),
    mistake(
        "batch-not-summed",
        "Axis 0 is the neurons, as if samples were rows. Here samples are axis 1.",
        "dC_db",
        whole=lambda delta, a: delta.sum(axis=0, keepdims=True),
    ),
    mistake(
        "batch-not-summed",
        "Everything is added to one number. Each neuron has its own bias: take the mean over the samples only.",
        "dC_db",
        whole=lambda delta, a: delta.mean(),
    ),
    mistake(
        "batch-not-summed",
        "Everything is added to one number. Each neuron has its own bias: take the mean over the samples only.",
        "dC_db",
        whole=lambda delta, a: delta.sum(),
    ),
    mistake(
        "missing-upstream",
        "This is the slope of z in b, which is 1. Take the mean of the deltas.",
        "dC_db",
        whole=lambda delta, a: np.ones((len(delta), 1)),
    ),
    mistake(
        "last-sample-only",
        "Each sample overwrites what the one before it said. Take the mean over all samples.",
        "dC_db",
        whole=lambda delta, a: delta[:, -1:],
    ),
    mistake(
        "last-sample-only",
        "Each sample overwrites what the one before it said. Take the mean over all samples.",
        "dC_db",
        whole=lambda delta, a: delta[:, -1],
    ),
    mistake(
        "last-sample-only",
        "Each sample overwrites what the one before it said. Add over all samples.",
        "dC_db",
        whole=lambda delta, a: delta[:, -1:] / delta.shape[1],
    ),
    mistake(None, "Only the first sample counts.", "dC_db", whole=lambda delta, a: delta[:, :1]),
    mistake(
        None,
        "The activations have no part in this: the slope of z in b is 1.",
        "dC_db",
        whole=lambda delta, a: (delta @ a.T / delta.shape[1]).sum(axis=1, keepdims=True),
    ),
)


def mean_of_products(delta, a_before, *, product=lambda delta, a: delta @ a.T):
    """(1/n) δ aᵀ."""
    return product(delta, a_before) / delta.shape[1]


delta_gradients = Exercise(
    signature="delta_gradients(delta, a_before)",
    lesson="10",
    task=(
        "Samples are columns. A layer's `delta` is (d, n), each sample's own, and `a_before` (d_before, n) are the"
        " activations that the layer saw. Return `(dC_dW, dC_db)`, the gradients of the mean cost C, in the shapes of"
        " `W` (d, d_before) and `b` (d, 1)."
    ),
    formula={"dC_dW": mean_of_products, "dC_db": lambda delta, a_before: delta.mean(axis=1, keepdims=True)},
    draw=lambda numbers, d, d_before, n: (numbers(d, n), numbers(d_before, n)),
    sizes=({"d": 3, "d_before": 2, "n": 5}, {"d": 6, "d_before": 3, "n": 4}, {"d": 2, "d_before": 7, "n": 3}),
    alike=(
        {"d": 3, "d_before": 3, "n": 4},
        {"d": 4, "d_before": 3, "n": 4},
        {"d": 3, "d_before": 4, "n": 4},
        {"d": 3, "d_before": 3, "n": 3},
    ),
    mean_over=("n",),
    hints=(
        "A weight is used once per sample. What does it hear there? And the bias?",
        (
            "A weight hears the delta at its end times the activation at its start. Which product of `delta` and"
            " `a_before` adds that over the samples, and has the shape of `W`?"
        ),
        (
            "`delta @ a_before.T`, divided by n, which is `delta.shape[1]`. For the bias the mean of the columns, with"
            " `keepdims=True`."
        ),
    ),
    code="""
def delta_gradients(delta, a_before):
    n = delta.shape[1]
    dC_dW = delta @ a_before.T / n
    dC_db = delta.mean(axis=1, keepdims=True)
    return dC_dW, dC_db
""",
    reason=(
        "The index that the two factors of a product share is summed over: here the samples, (10.10). C is a mean, and"
        " delta belongs to one sample, so the 1/n stands here. The bias hears the mean of the columns, (10.11), and"
        " keeps the shape (d, 1) of b."
    ),
    wrong=weight_mistakes + bias_mistakes,
)


# ------------------------------------------------------------ the recap


def in_columns(made):
    """A mistake of delta_gradients as one of the recap's layer."""
    return replace(made, whole=made.whole and (lambda W, b, a_before, delta, n: made.whole(delta, a_before)))


layer_in_columns = Exercise(
    signature="layer_in_columns(W, b, a_before, delta, n)",
    task="A layer in columns: what the rows of the recap are made of.",
    formula={
        "z": (
            lambda W, b, a_before, delta, n, *, order=lambda W, a: W @ a, bias=lambda b: b: order(W, a_before) + bias(b)
        ),
        "dC_da": lambda W, b, a_before, delta, n, *, back=lambda W, delta: W.T @ delta: back(W, delta),
        "dC_dW": lambda W, b, a_before, delta, n, *, product=lambda delta, a: delta @ a.T: product(delta, a_before) / n,
        "dC_db": lambda W, b, a_before, delta, n: delta.mean(axis=1, keepdims=True),
    },
    draw=lambda numbers, d_out, d_in, n: (
        numbers(d_out, d_in),
        numbers(d_out, 1),
        numbers(d_in, n),
        numbers(d_out, n),
        n,
    ),
    sizes=({"d_out": 3, "d_in": 2, "n": 5}, {"d_out": 6, "d_in": 3, "n": 4}, {"d_out": 2, "d_in": 7, "n": 3}),
    alike=(
        {"d_out": 3, "d_in": 3, "n": 4},
        {"d_out": 4, "d_in": 3, "n": 4},
        {"d_out": 3, "d_in": 4, "n": 4},
        {"d_out": 3, "d_in": 3, "n": 3},
    ),
    mean_over=("n",),
    hints=(),
    code="",
    reason="",
    wrong=(
        mistake("transposed", ROWS, "z", order=lambda W, a: a @ W),
        mistake("transposed", ROWS, "z", order=lambda W, a: a.T @ W),
        mistake(
            "transposed",
            "`W` is (d_out, d_in) here, and not transposed on the way forward.",
            "z",
            order=lambda W, a: W.T @ a,
        ),
        mistake(
            "transposed",
            "`W` is (d_out, d_in) here, and not transposed on the way forward.",
            "z",
            order=lambda W, a: a @ W.T,
        ),
        mistake(None, "The bias is left out.", "z", bias=lambda b: 0),
        mistake("transposed", f"`W` is not transposed. {NEVER}", "dC_da", back=lambda W, delta: W @ delta),
        mistake("transposed", ROWS, "dC_da", back=lambda W, delta: delta @ W.T),
        mistake("transposed", ROWS, "dC_da", back=lambda W, delta: delta.T @ W.T),
        mistake("transposed", "The factors are in the wrong order.", "dC_da", back=lambda W, delta: delta @ W),
        *map(in_columns, weight_mistakes + bias_mistakes),
    ),
)

recap_10 = Recap(
    name="recap_10",
    lesson="10",
    task=(
        'A layer in columns. Each row is a pair of texts: the shape, such as "(d_in, n)", and the line of NumPy, from'
        " `W`, `b`, `a_before`, `delta` and `n`. `dC_da` is what is handed back to `a_before`, before any slope;"
        " `delta_L` is that of the last layer, from `a` and `y`."
    ),
    rows={
        "z": ("(d_out, n)", "W @ a_before + b", layer_in_columns),
        "dC_da": ("(d_in, n)", "W.T @ delta", layer_in_columns),
        "dC_dW": ("(d_out, d_in)", "delta @ a_before.T / n", layer_in_columns),
        "dC_db": ("(d_out, 1)", "delta.mean(axis=1, keepdims=True)", layer_in_columns),
        "delta_L": ("(d_out, n)", "(a - y) * a * (1 - a)", delta_output),
    },
    hints=(
        "`W` is (d_out, d_in), and everything else has a column for each sample.",
        (
            "A gradient has the shape of what it belongs to. The index that is summed over is in no shape any more:"
            " inputs in `z`, neurons in `dC_da`, samples in `dC_dW`."
        ),
        (
            "`W @ a_before + b`; back with `W.T`; the weights with `a_before.T`. The mean over the samples belongs to"
            " the last two rows."
        ),
    ),
    reason=(
        "It is the page of lesson 04 on its side: each product is transposed, so its factors change places. The 1/n"
        " stands in the gradients, for delta belongs to one sample."
    ),
)
