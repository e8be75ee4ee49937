"""Lesson 10: the delta recursion, with samples as columns."""

import numpy as np

from helpers.exercises import rules
from helpers.exercises.check.exercise import Exercise
from helpers.exercises.check.on_paper import ByHand

deltas_by_hand = ByHand(
    name="deltas_by_hand",
    lesson="10",
    task="""
One sample: the outputs are 0.8 and 0.5, the targets 1 and 0. Find `delta_1` and `delta_2` of the outputs. A hidden
neuron says 0.6, and leads to them by the weights 5 and 2: find its `delta_hidden`. In a second sample the first output
has the delta 0.1, and the hidden neuron says 0.5: find `dC_dw`, the slope of C in the weight 5, over both samples. All
are sigmoids.
""",
    formula="""
a1 = 0.8
a2 = 0.5
y1 = 1
y2 = 0
h = 0.6
w1 = 5
w2 = 2
d_second = 0.1
h_second = 0.5
delta_1 = (a1 - y1) * a1 * (1 - a1)
delta_2 = (a2 - y2) * a2 * (1 - a2)
back = w1 * delta_1 + w2 * delta_2
slope = h * (1 - h)
delta_hidden = back * slope
dC_dw = (delta_1 * h + d_second * h_second) / 2
""",
    returns=("delta_1", "delta_2", "delta_hidden", "dC_dw"),
    wrong="""
missing-slope | delta_1 = a1 - y1 ; delta_2 = a2 - y2 | This is a − y. The slope σ′(z) = a (1 − a) is left out.
missing-upstream | delta_1 = a1 * (1 - a1) | This is the slope alone. Multiply it by a − y.
missing-slope | delta_1 = (a1 - y1) * a1 | The slope has two factors, a and 1 − a. The second is left out.
missing-slope | delta_1 = (a1 - y1) * (1 - a1) | The slope has two factors, a and 1 − a. The first is left out.
slope-of-activation | delta_1 = (a1 - y1) * sigma(a1) * (1 - sigma(a1))
  | 0.8 is the activation already: a (1 − a) needs no sigmoid.
wrong-factor | delta_1 = 2 * delta_1 | With the ½ in the cost its slope is a − y; this is twice as much.
missing-slope | delta_2 = (a2 - y2) * a2
  | The slope has two factors, a and 1 − a, and then there is a − y: three halves.
slope-of-activation | delta_2 = (a2 - y2) * sigma(a2) * (1 - sigma(a2))
  | 0.5 is the activation already: a (1 − a) needs no sigmoid.
missing-slope | delta_hidden = back | This is the sum that comes back. The hidden neuron's own slope is left out.
missing-path | delta_hidden = w1 * delta_1 * slope | This is the path through the first output. Add the other one.
missing-path | delta_hidden = w2 * delta_2 * slope | This is the path through the second output. Add the other one.
missing-path | delta_hidden = (delta_1 + delta_2) * slope
  | Each delta comes back through its weight, 5 or 2. These are left out.
mean-for-sum | delta_hidden = back / 2 * slope | Over paths we add; this is the mean.
missing-upstream | delta_hidden = slope | This is the slope alone. Multiply it by what comes back.
missing-upstream | delta_hidden = (w1 + w2) * slope | The deltas of the outputs are left out.
slope-of-activation | delta_hidden = back * sigma(h) * (1 - sigma(h))
  | 0.6 is the activation already: a (1 − a) needs no sigmoid.
missing-slope | delta_hidden = back * h | The slope has two factors, a and 1 − a. The second is left out.
sum-for-mean | dC_dw = 2 * dC_dw | These are the two samples together. C is their mean, n = 2.
last-sample-only | dC_dw = d_second * h_second ; d_second * h_second / 2 | This is the second sample alone.
| dC_dw = delta_1 * h | This is the first sample alone.
| dC_dw = (delta_1 + d_second) / 2 * (h + h_second) / 2
  | The means are taken before the product. Multiply sample by sample, then average.
missing-upstream | dC_dw = (h + h_second) / 2 | These are the inputs of the weight alone. Multiply each by its delta.
| dC_dw = (delta_1 + d_second) / 2 | These are the deltas alone. Multiply each by what the weight's input said.
""",
    hints="""
δ of an output: a − y, times a (1 − a), (10.5). Which neurons used the hidden one, and with which weights?
The sum 5 δ₁ + 2 δ₂ comes back; then the hidden neuron's own slope, 0.6 · 0.4. In each sample a weight gets the delta at
  its end times the activation at its start.
δ₁ = −0.2 · 0.16 and δ₂ = 0.5 · 0.25. The two products of the weight are −0.032 · 0.6 and 0.1 · 0.5; C takes their mean.
""",
    reason="""
δ₁ = (0.8 − 1) · 0.8 · 0.2 = −0.032 and δ₂ = 0.5 · 0.5 · 0.5 = 0.125, (10.5). What comes back is 5 · (−0.032) + 2 ·
0.125 = 0.09, times 0.6 · 0.4 = 0.24, (10.8). For the weight: (−0.032 · 0.6 + 0.1 · 0.5) / 2 = 0.0154, (10.10).
""",
)


# ---- one delta from the next

NEVER = """Columns are samples here: `W_next` (d_next, d) has a row for each neuron of the next layer, and the sum
    runs over those."""

HIDDEN_SLIPS = f"""
transposed | handed_back = W_next @ delta_next | `W_next` is not transposed. {NEVER}
transposed | handed_back = delta_next @ W_next.T | The factors are in the wrong order, as if samples were rows. {NEVER}
transposed | handed_back = delta_next @ W_next | The factors are in the wrong order. {NEVER}
transposed | handed_back = W_next @ delta_next.T ; W_next.T @ delta_next.T | `delta_next` is transposed. {NEVER}
transposed | handed_back = delta_next.T @ W_next | `delta_next` is transposed, and comes first. {NEVER}
slope-of-activation | slope = sigma(a) * (1 - sigma(a))
  | σ′ gets the activation here. It was given z: σ′(z) = σ(z) (1 − σ(z)).
slope-of-activation | slope = z * (1 - z)
  | z (1 − z) is the formula for the activation, with z in it. Compute a = σ(z) first, then a (1 − a).
missing-slope | slope = z | This multiplies by z. The slope is σ(z) (1 − σ(z)).
missing-upstream | handed_back = W_next.T @ ones(delta_next)
  | `delta_next` has no part in this: only weights and slope are left.
missing-upstream | handed_back = 1
  | This is the slope alone. The error of the next layer has to come back through its weights.
missing-path | handed_back = W_next[-1][:, None] * delta_next[-1]
  | A neuron here hears the last neuron of the next layer only. Add over all of them.
missing-path | handed_back = W_next[0][:, None] * delta_next[0]
  | A neuron here hears the first neuron of the next layer only. Add over all of them.
missing-path | handed_back = W_next.sum(axis=0)[:, None] * delta_next.sum(axis=0)
  | Weights and errors are added up separately. Multiply neuron by neuron, then add.
missing-path | handed_back = delta_next.sum(axis=0)
  | The weights are left out: each neuron hears the plain sum of all errors.
missing-path | delta = W_next[:, :, None] * delta_next[:, None, :] * slope ;
    W_next.T[:, :, None] * delta_next * slope[:, None, :]
  | The answers of the next layer's neurons are there, one by one. Their sum is left out.
last-sample-only | handed_back = only_last(handed_back.T).T | Only the last sample gets an answer.
last-sample-only | delta = delta[:, -1] | Only the last sample is left.
batch-not-summed | delta = delta.sum(axis=1) ; delta.sum(axis=1, keepdims=True)
  | Each sample keeps its own column. Nothing is summed over the samples here.
broadcast | delta = np.outer(handed_back, slope)
  | A column and a row were stretched against each other. Both have the shape (d, n): multiply them as they are.
| delta = W_next.T @ (delta_next * sigma(delta_next) * (1 - sigma(delta_next)))
  | The slope is put into the sum: σ′ belongs to this layer's neurons, not to those of the next.
"""

delta_hidden = Exercise(
    signature="delta_hidden(W_next, delta_next, z)",
    lesson="10",
    task="""
Samples are columns. The next layer has the weights `W_next` (d_next, d) and the error `delta_next` (d_next, n); this
layer's `z` is (d, n), and its activation was the sigmoid. Return this layer's error `delta`, (d, n).
""",
    formula="""
handed_back = W_next.T @ delta_next
a = sigma(z)
slope = a * (1 - a)
delta = handed_back * slope
""",
    draw=lambda numbers, d, d_next, n: (numbers(d_next, d), numbers(d_next, n), numbers.tame(d, n)),
    also=("close", "far"),
    sizes=({"d": 3, "d_next": 2, "n": 5}, {"d": 6, "d_next": 3, "n": 4}, {"d": 4, "d_next": 7, "n": 2}),
    alike=(
        {"d": 3, "d_next": 3, "n": 4},
        {"d": 3, "d_next": 3, "n": 3},
        {"d": 4, "d_next": 3, "n": 1},
        {"d": 3, "d_next": 2, "n": 3},
    ),
    large=tuple((np.array([[1.0], [2.0]]), np.array([[0.5], [1.0]]), np.array([[z]])) for z in (-1000.0, 1000.0)),
    large_is="remark",
    hints="""
Two rules in one line: hand back through the next layer's weights, then this layer's slope.
A neuron here was used by all neurons of the next layer: the sum runs over them. Does that take `W_next` or its
  transpose?
`W_next.T @ delta_next`, times σ′(z), entry by entry. σ′ gets z; with a = σ(z) it is a (1 − a).
""",
    body="""
q = np.exp(-np.abs(z))
return W_next.T @ delta_next * q / (1 + q) ** 2
""",
    reason="""
δ = W_nextᵀ δ_next ⊙ σ′(z). The product adds over the neurons of the next layer, for each sample by itself. q / (1 + q)²
with q = e^(−|z|) is σ′(z), and never overflows.
""",
    wrong=HIDDEN_SLIPS + rules.SIGMOID_SLOPE.format(slope="slope", A="a", Z="z", at=""),
)


# ---- the last layer

OUTPUT_SLIPS = """
slope-of-activation | slope = sigma(a) * (1 - sigma(a))
  | `a` is the activation already. σ(a) would be a sigmoid of a sigmoid: write the slope as a (1 − a).
missing-slope | slope = ones(a)
  | This is a − y: the slope σ′(z) = a (1 − a) is left out. (With cross-entropy it would cancel, (7.1). This is a
    squared error.)
missing-upstream | difference = ones(a) | This is the slope alone. Multiply it by a − y, the slope of the cost.
wrong-sign | difference = a + y | The difference is an output *minus* its target; here they are added.
| difference = 0.5 * (a - y) ** 2 | This starts from the cost, ½(a − y)². Start from its slope, a − y.
| difference = a | The target is left out. The slope of ½(a − y)² is a − y.
| difference = np.sign(a - y) | Only the sign of the difference is left: that's the slope of the absolute value.
| delta_L = difference + slope | The slope is added. Along a path slopes are multiplied.
last-sample-only | delta_L = delta_L[:, -1] | Only the last sample is left.
last-sample-only | delta_L = only_last(delta_L.T).T | Only the last column is filled.
batch-not-summed | delta_L = delta_L.sum(axis=1) ; delta_L.sum(axis=1, keepdims=True)
  | A delta belongs to its own sample: nothing is summed over the samples here.
batch-not-summed | delta_L = delta_L.sum(axis=0) | Each output has its own delta: nothing is summed over the outputs.
"""
OUTPUT_SLIPS += rules.SIGMOID_SLOPE_OF_A.format(slope="slope", A="a", at="")
OUTPUT_SLIPS += rules.STRETCHED.format(out="delta_L", P="difference", Q="slope")

delta_output = Exercise(
    signature="delta_output(a, y)",
    lesson="10",
    task="""
Samples are columns. The last layer's sigmoids made the activations `a` (d, n); `y` (d, n) are the targets. The cost of
one sample is ½‖a − y‖². Return `delta` of this layer, (d, n): how far each sample's own cost moves with each z. There
is no `z`. Leave both arrays as they are.
""",
    formula="""
difference = a - y
slope = a * (1 - a)
delta_L = difference * slope
""",
    draw=lambda numbers, d, n: (numbers.activations(d, n), numbers(d, n)),
    also=("close", "far"),
    sizes=({"d": 3, "n": 5}, {"d": 6, "n": 4}, {"d": 2, "n": 7}),
    alike=({"d": 3, "n": 3},),
    hints="""
Two arrows lead from an output's z to its cost: z → a → C_i. What is the slope of each?
The slope of ½(a − y)² is a − y. That of the sigmoid can be written with the activation alone, (10.6).
`(a - y)`, times `a * (1 - a)`, entry by entry: `*`, not `@`. No division by n: that comes with the gradients.
""",
    body="return (a - y) * a * (1 - a)",
    reason="""
δ_L = (a − y) ⊙ σ′(z), (10.5), and σ′(z) = a (1 − a), (10.6), with the activation. A delta belongs to one sample's own
cost; the 1/n stands in the gradients.
""",
    wrong=OUTPUT_SLIPS,
)


# ---- the gradients

ROWS = """That's the formula for rows. In columns the samples are axis 1, and the sum has to run over
    them."""

WEIGHTS_SLIPS = f"""
transposed | product = delta.T @ a_before | {ROWS}
transposed | product = a_before.T @ delta | Both factors are in the wrong order. {ROWS}
transposed | product = delta @ a_before | `a_before` is not transposed: the sum has to run over the samples.
transposed | product = a_before @ delta
  | The factors are in the wrong order, and the sum runs over another axis than the samples.
missing-upstream | product = ones(delta) @ a_before.T
  | These are the activations alone. Multiply each by the delta of its sample.
| product = delta @ ones(a_before).T | These are the deltas alone. Multiply each by the activation that the weight saw.
last-sample-only | dC_dW = np.outer(delta[:, -1], a_before[:, -1])
  | Each sample overwrites what the one before it said. Take the mean over all samples.
last-sample-only | product = np.outer(delta[:, -1], a_before[:, -1])
  | Each sample overwrites what the one before it said. Add over all samples.
| dC_dW = np.outer(delta[:, 0], a_before[:, 0]) | Only the first sample counts.
batch-not-summed | dC_dW = delta[:, None, :] * a_before ; delta.T[:, :, None] * a_before.T[:, None, :] ;
    product = delta[:, None, :] * a_before ; delta.T[:, :, None] * a_before.T[:, None, :]
  | The samples' own products are there, one by one. Their mean is left out.
| dC_dW = np.outer(delta.mean(axis=1), a_before.mean(axis=1))
  | The means are taken before the product. Multiply sample by sample, then average.
| product = np.outer(delta.sum(axis=1), a_before.sum(axis=1))
  | The sums are taken before the product. Multiply sample by sample, then average.
"""
BIAS_SLIPS = """
wrong-shape | dC_db = delta.mean(axis=1)
  | (d,) is a row for NumPy: b − α · dC_db would stretch (d, 1) and (d,) to (d, d). Keep the axis: `keepdims=True`.
batch-not-summed | dC_db = np.array(delta)
  | `delta` still has a column for each sample. The bias was used by all of them: take the mean over the samples.
batch-not-summed | dC_db = delta / n
  | There is still a column for each sample. The bias was used by all of them: add over the samples.
batch-not-summed | dC_db = delta.mean(axis=0) ; delta.sum(axis=0) ; delta.sum(axis=0) / n ;
    delta.mean(axis=0, keepdims=True) ; delta.sum(axis=0, keepdims=True)
  | Axis 0 is the neurons, as if samples were rows. Here samples are axis 1.
batch-not-summed | dC_db = delta.mean() ; delta.sum()
  | Everything is added to one number. Each neuron has its own bias: take the mean over the samples only.
missing-upstream | dC_db = np.ones((len(delta), 1))
  | This is the slope of z in b, which is 1. Take the mean of the deltas.
last-sample-only | dC_db = delta[:, -1:] ; delta[:, -1]
  | Each sample overwrites what the one before it said. Take the mean over all samples.
last-sample-only | dC_db = delta[:, -1:] / n | Each sample overwrites what the one before it said. Add over all samples.
| dC_db = delta[:, :1] | Only the first sample counts.
| dC_db = dC_dW.sum(axis=1, keepdims=True) | The activations have no part in this: the slope of z in b is 1.
"""

delta_gradients = Exercise(
    signature="delta_gradients(delta, a_before)",
    lesson="10",
    task="""
Samples are columns. A layer's `delta` is (d, n), each sample's own, and `a_before` (d_before, n) are the activations
that the layer saw. Return `(dC_dW, dC_db)`, the gradients of the mean cost C, in the shapes of `W` (d, d_before) and
`b` (d, 1).
""",
    formula="""
n = delta.shape[1]
product = delta @ a_before.T
dC_dW = product / n
dC_db = delta.mean(axis=1, keepdims=True)
""",
    returns=("dC_dW", "dC_db"),
    draw=lambda numbers, d, d_before, n: (numbers(d, n), numbers(d_before, n)),
    also=("close", "far"),
    sizes=({"d": 3, "d_before": 2, "n": 5}, {"d": 6, "d_before": 3, "n": 4}, {"d": 2, "d_before": 7, "n": 3}),
    alike=(
        {"d": 3, "d_before": 3, "n": 4},
        {"d": 4, "d_before": 3, "n": 4},
        {"d": 3, "d_before": 4, "n": 4},
        {"d": 3, "d_before": 3, "n": 3},
    ),
    mean_over=("n",),
    hints="""
A weight is used once per sample. What does it get there? And the bias?
A weight gets the delta at its end times the activation at its start. Which product of `delta` and `a_before` adds that
  over the samples, and has the shape of `W`?
`delta @ a_before.T`, divided by n, which is `delta.shape[1]`. For the bias the mean of the columns, with
  `keepdims=True`.
""",
    body="""
n = delta.shape[1]
dC_dW = delta @ a_before.T / n
dC_db = delta.mean(axis=1, keepdims=True)
return dC_dW, dC_db
""",
    reason="""
The index that the two factors of a product share is summed over: here the samples, (10.10). C is a mean, and delta
belongs to one sample, so the 1/n stands here. The bias hears the mean of the columns, (10.11), and keeps the shape (d,
1) of b.
""",
    wrong=WEIGHTS_SLIPS + BIAS_SLIPS,
)
