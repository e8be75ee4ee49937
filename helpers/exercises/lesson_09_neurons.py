"""Lesson 09: one neuron and a layer of them, without matrices."""

import numpy as np

from helpers.exercises import rules
from helpers.exercises.check.exercise import Exercise
from helpers.exercises.check.on_paper import ByHand

neuron_by_hand = ByHand(
    name="neuron_by_hand",
    lesson="09",
    task="""
A hidden neuron says 0.3. It feeds two output neurons: through the weight 5 one that says 0.8 and has the label 0,
through the weight 6 one that says 0.5 and has the label 1. All are sigmoids; the loss of an output is (a − label)². For
the first output neuron: `output_gradient`, `activation_gradient`, `weight_gradient` (of the weight 5) and
`bias_gradient`. For the hidden neuron: `hidden_gradient`, the output gradient that it gets.
""",
    formula="""
hidden = 0.3
weights = np.array([5, 6])
activations = np.array([0.8, 0.5])
labels = np.array([0, 1])
upstream = 2 * (activations - labels)
slopes = activations * (1 - activations)
errors = upstream * slopes
a = activations[0]
z = np.log(a / (1 - a))
output_gradient = upstream[0]
activation_gradient = slopes[0]
weight_gradient = errors[0] * hidden
bias_gradient = errors[0]
hidden_gradient = errors @ weights
""",
    returns=("output_gradient", "activation_gradient", "weight_gradient", "bias_gradient", "hidden_gradient"),
    wrong=(
        """
wrong-factor | output_gradient = output_gradient / 2
  | There is no ½ in this loss: the slope of (a − label)² is 2 (a − label).
| output_gradient = (activations[0] - labels[0]) ** 2
  | This is the loss itself. Backward starts with its slope, 2 (a − label).
| activation_gradient = 0.25 | ¼ is the slope at a = ½. This neuron says 0.8.
missing-slope | weight_gradient = upstream[0] * hidden ; bias_gradient = upstream[0]
  | The second of the three factors is left out.
missing-upstream | weight_gradient = slopes[0] * hidden ; bias_gradient = slopes[0]
  | The first of the three factors is left out.
| weight_gradient = errors[0] | The third factor is left out: what the weight's input said, 0.3.
| weight_gradient = errors[0] * weights[0]
  | This multiplies by the weight. In z it is multiplied by its input, so that is what it hears.
missing-upstream | bias_gradient = 1 | 1 is the third factor of a bias. Multiply it by the other two.
| bias_gradient = errors[0] * hidden | The input has no part in this: for a bias the last factor is 1.
missing-path | hidden_gradient = errors[0] * weights[0]
  | This is what the first of the two says. Add what the second says.
missing-path | hidden_gradient = errors[1] * weights[1]
  | This is what the second of the two says. Add what the first says.
missing-path | hidden_gradient = errors.sum() | Each error comes back through its weight, 5 or 6. These are left out.
mean-for-sum | hidden_gradient = hidden_gradient / 2 | Over paths we add; this is the mean.
missing-slope | hidden_gradient = upstream @ weights | The slopes of the two output neurons are left out.
missing-upstream | hidden_gradient = slopes @ weights | The output gradients of the two are left out.
| hidden_gradient = hidden_gradient * hidden * (1 - hidden)
  | The slope of the hidden neuron itself comes later: dL/da is asked for, not dL/dz.
""",
        rules.SIGMOID_SLOPE.format(A="a", Z="z", slope="activation_gradient", at=""),
    ),
    hints="""
From the loss to a weight there are three arrows, and so three factors, (9.5). For a bias the last factor is 1.
The first: 2 (a − label). The second: a (1 − a). The third: what the input said. For the hidden neuron multiply the
  first two by the weight, on each of the two paths.
The errors of the two are 1.6 · 0.16 = 0.256 and −1 · 0.25 = −0.25. Through the weights 5 and 6 they come back, and are
  added.
""",
    reason="""
2 (0.8 − 0) = 1.6 and 0.8 · 0.2 = 0.16 make the error 0.256. Its weight hears 0.256 · 0.3, its bias 0.256 · 1. The error
of the other one is 2 (0.5 − 1) · 0.25 = −0.25. So the hidden neuron hears 5 · 0.256 + 6 · (−0.25) = 1.28 − 1.5 = −0.22,
(9.6): with the first path alone it would go the wrong way.
""",
)


def neuron_arguments(numbers, k):
    """output_gradient, z, inputs and weights."""
    gradient, z = numbers(1).item(), numbers.tame(1).item()
    return gradient, z, numbers(k), numbers(k)


neuron_backward = Exercise(
    signature="neuron_backward(output_gradient, z, inputs, weights)",
    lesson="09",
    task="""
A neuron with a sigmoid computed `z` = Σ w_k x_k + b, and a = σ(z). `output_gradient` is dL/da, one number, and so is
`z`; `inputs` and `weights` are as long as each other. Return `(weight_gradients, bias_gradient, input_gradients)`:
lists or arrays for the first and the last, one number in the middle.
""",
    formula="""
a = sigma(z)
upstream = output_gradient
slope = a * (1 - a)
dL_dz = upstream * slope
seen = inputs
through = weights
weight_gradients = dL_dz * seen
bias_gradient = dL_dz
input_gradients = dL_dz * through
""",
    returns=("weight_gradients", "bias_gradient", "input_gradients"),
    wrong=(
        rules.SIGMOID_SLOPE.format(A="a", Z="z", slope="slope", at="")
        + """
missing-slope | slope = z | This multiplies by z. The slope is a (1 − a) with a = σ(z).
missing-upstream | upstream = 1 | `output_gradient` has no part in this. Multiply by what arrives.
| seen = weights
  | This multiplies by the weights. In z a weight is multiplied by its input, so that is what it hears.
| through = inputs
  | This multiplies by the inputs. In z an input is multiplied by its weight, so that is what it hears.
| seen = inputs[::-1] ; through = weights[::-1] | The numbers come in the reverse order.
last-sample-only | seen = only_last(inputs) ; inputs[-1:] ; through = only_last(weights) ; weights[-1:]
  | Each turn overwrites the one before it: only the last number is there.
last-sample-only | seen = inputs[-1] ; through = weights[-1]
  | Each turn overwrites the one before it: one number is left.
last-sample-only | seen = np.full(len(inputs), inputs[-1]) ; through = np.full(len(weights), weights[-1])
  | Each turn overwrites the one before it: all are the last number.
updated-too-early | input_gradients += dL_dz**2 * inputs
  | The weights have taken their step before they are used here. An input hears the weights of the forward pass.
missing-upstream | weight_gradients = inputs | These are the inputs alone. Multiply each by dL/dz.
missing-upstream | input_gradients = weights | These are the weights alone. Multiply each by dL/dz.
missing-upstream | bias_gradient = 1 | This is the slope of z in b, which is 1. Multiply by dL/dz.
| through = np.sum(weights) | An input's gradient is given to all together, as a sum. Each input hears its own weight.
| seen = np.sum(inputs) | A weight's gradient is given to all together, as a sum. Each weight hears its own input.
| seen = ones(inputs) ; through = ones(weights)
  | Each number hears only dL/dz: the other factor of the product is left out.
"""
    ),
    draw=neuron_arguments,
    also=("close", "far"),
    sizes=({"k": 3}, {"k": 5}, {"k": 2}, {"k": 4}),
    large=tuple((0.5, z, np.array([2.0, -1.0]), np.array([1.0, 3.0])) for z in (-1000.0, 1000.0)),
    large_is="remark",
    renamed={"transposed": None},  # nothing here has two axes
    hints="""
First the slope: what is dL/dz? Everything else is made from it.
σ′(z) = a (1 − a) with a = σ(z); z is given, so a has to be computed. Then ask for each number by which factor it is
  multiplied in the sum z.
With `d = output_gradient * a * (1 - a)`: a weight gets d times its input, the bias d, an input d times its weight.
""",
    body="""
q = math.exp(-abs(z))
dL_dz = output_gradient * q / (1 + q) ** 2
weight_gradients = [dL_dz * value for value in inputs]
input_gradients = [dL_dz * weight for weight in weights]
return weight_gradients, dL_dz, input_gradients
""",
    reason="""
dL/dz = dL/da · σ′(z), and q / (1 + q)² with q = e^(−|z|) is σ′(z) for either sign. In z each weight stands with its
input and each input with its weight, and the bias stands alone.
""",
)


def layer_arguments(numbers, d_out, d_in):
    """output_gradients and zs, one for each neuron; inputs; weights, a row for each neuron."""
    return numbers(d_out), numbers.tame(d_out), numbers(d_in), numbers(d_out, d_in)


layer_backward = Exercise(
    signature="layer_backward(output_gradients, zs, inputs, weights)",
    lesson="09",
    task="""
A layer of sigmoid neurons. Neuron j has the weights `weights[j]`, computed `zs[j]` and hears `output_gradients[j]`; all
of them see the same `inputs`. Return `(weight_gradients, bias_gradients, input_gradients)`: a row of weight gradients
for each neuron, one bias gradient for each neuron, and for each input the sum over all neurons. Lists or arrays will
do.
""",
    formula="""
a = sigma(zs)
upstream = output_gradients
slope = a * (1 - a)
errors = upstream * slope
rows = np.outer(errors, inputs)
own = errors
summed = errors @ weights
weight_gradients = rows
bias_gradients = own
input_gradients = summed
""",
    returns=("weight_gradients", "bias_gradients", "input_gradients"),
    wrong=(
        rules.SIGMOID_SLOPE.format(A="a", Z="zs", slope="slope", at="")
        + """
missing-upstream | upstream = ones(zs) | `output_gradients` have no part in this. Multiply by what arrives.
| slope = np.full(len(zs), slope[-1]) | All neurons use the z of the last one. Each has its own.
| slope = np.full(len(zs), slope[0]) | All neurons use the z of the first one. Each has its own.
| upstream = np.full(len(zs), upstream[-1]) | All neurons get the same gradient from above, the last. Each has its own.
| upstream = np.full(len(zs), upstream.sum()) | All neurons get the same gradient from above, the sum. Each has its own.
| rows = errors[:, None] * weights
  | This multiplies by the weights. In z a weight is multiplied by its input, so that is what it hears.
last-sample-only | rows = errors[-1] * inputs ; errors[-1:, None] * inputs
  | Each neuron overwrites what the one before it found: one row is left. Collect a row for each neuron.
last-sample-only | rows = only_last(rows) | Only the last neuron's row is filled.
missing-upstream | rows = np.outer(ones(zs), inputs) | These are the inputs alone. Multiply them by each neuron's error.
| rows = np.outer(errors, ones(inputs)) | Each number hears only dL/dz: the inputs are left out.
| rows = errors.sum() * inputs
  | The neurons' gradients are added up. Only an input is shared by the neurons; each weight has its own.
last-sample-only | own = errors[-1] | Each neuron overwrites what the one before it found: one number is left.
missing-upstream | own = ones(zs) | This is the slope of z in b, which is 1. Multiply by dL/dz.
| own = errors.sum()
  | The neurons' gradients are added up. Only an input is shared by the neurons; each bias has its own.
missing-path | summed = errors[-1] * weights[-1]
  | An input hears the last neuron only: each overwrites what the one before it said. Add over all neurons: `+=`, from
    0.
missing-path | summed = errors[0] * weights[0] | An input hears the first neuron only. Add over all neurons.
missing-path | summed = errors[:, None] * weights
  | The answers of the neurons are there, one by one. Their sum is left out.
missing-path | summed = np.full(len(inputs), errors.sum())
  | The weights are left out: each input hears the plain sum of all errors.
missing-path | summed = errors.sum() * weights.sum(axis=0)
  | Weights and errors are added up separately. Multiply neuron by neuron, then add.
transposed | summed = weights @ errors
  | The two indices of the weights are exchanged: `weights[j][k]` belongs to neuron j and input k.
| summed = errors.sum() * inputs
  | This multiplies by the inputs. In z an input is multiplied by its weight, so that is what it hears.
| summed = errors * weights.sum(axis=1)
  | The sum runs over the inputs, and there is one number for each neuron. Each input has its own: add over the neurons.
| summed = (errors @ weights).sum()
  | Everything is added to one number. Each input has its own: add over the neurons only.
missing-upstream | summed = weights.sum(axis=0)
  | These are the weights alone, added up. Multiply each by its neuron's error.
updated-too-early | input_gradients += np.sum(errors**2) * inputs
  | The weights have taken their step before they are used here. An input hears the weights of the forward pass.
"""
    ),
    draw=layer_arguments,
    also=("close", "far"),
    sizes=({"d_out": 3, "d_in": 5}, {"d_out": 4, "d_in": 2}, {"d_out": 2, "d_in": 6}),
    alike=({"d_out": 3, "d_in": 3},),
    large=tuple(
        (np.array([0.5, 1]), np.array([z, -z]), np.array([2.0, -1, 1]), np.array([[1.0, 3, -2], [2, -1, 1]]))
        for z in (-1000.0, 1000.0)
    ),
    large_is="remark",
    hints="""
Each neuron does what `neuron_backward` does. What is left for the layer is to collect.
The weights and the biases belong to one neuron each: put them side by side. An input was used by all neurons: what they
  say about it is added.
Start with a 0 for each input. Then one loop over the neurons, and in it one over the inputs, with `input_gradients[k]
  += error * weights[j][k]`.
""",
    body="""
errors = []
for gradient, z in zip(output_gradients, zs):
    q = math.exp(-abs(z))
    errors.append(gradient * q / (1 + q) ** 2)
weight_gradients = [[error * value for value in inputs] for error in errors]
input_gradients = [0.0] * len(inputs)
for error, row in zip(errors, weights):
    for k, weight in enumerate(row):
        input_gradients[k] += error * weight
return weight_gradients, errors, input_gradients
""",
    reason="""
Each neuron has its own error, and its weights and bias hear of nothing else, (9.5). An input was used by every neuron
of the layer, so its gradient is the sum of what they say, (9.6): sum over everyone who used it. q / (1 + q)² with q =
e^(−|z|) is σ′(z) for either sign.
""",
)
