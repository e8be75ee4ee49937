"""Lesson 09: one neuron, sample after sample, and what the loops become."""

from helpers.exercises.check.exercise import Exercise
from helpers.exercises.check.on_paper import Recap
from helpers.exercises.lesson_03_linear import linear_backward, linear_forward

mean_gradients = Exercise(
    signature="mean_gradients(errors, inputs)",
    lesson="09",
    task="""
One neuron, a batch of n samples, one after the other. `errors[i]` is dL/dz for sample i, and `inputs[i]` is the list of
what the neuron saw then. Return `(weight_gradients, bias_gradient)`: for each weight and for the bias the mean over the
samples. Lists or arrays for the first, one number for the second.
""",
    formula="""
total = errors @ inputs
added = errors.sum()
weight_gradients = total / len(errors)
bias_gradient = added / len(errors)
""",
    returns=("weight_gradients", "bias_gradient"),
    wrong="""
last-sample-only | weight_gradients = errors[-1] * inputs[-1] ; errors[-1] * inputs[-1] / len(errors) ;
    bias_gradient = errors[-1] ; errors[-1] / len(errors)
  | Each sample overwrites what the one before it said: `=` for `+=`.
| weight_gradients = errors[0] * inputs[0] ; bias_gradient = errors[0]
  | Only the first sample counts. Does the function return inside the loop?
| total = errors.sum() * inputs[-1]
  | All samples are multiplied by the inputs of the last one, as if all had gone forward first. Each error belongs to
    its own inputs.
| total = errors.sum() * inputs[0]
  | All samples are multiplied by the inputs of the first one. Each error belongs to its own inputs.
| weight_gradients = errors.mean() * inputs.mean(axis=0) ; errors.sum() * inputs.sum(axis=0)
  | Errors and inputs are averaged apart. Multiply sample by sample, then average.
missing-upstream | total = inputs.sum(axis=0) | These are the inputs alone. Multiply each by its sample's error.
| total = np.full(len(inputs[0]), errors.sum())
  | The inputs are left out. In z a weight is multiplied by its input, so that is what it hears.
transposed | total = inputs @ errors
  | The two indices of the inputs are exchanged: `inputs[i][k]` belongs to sample i and weight k.
batch-not-summed | total = errors[:, None] * inputs
  | The samples' own gradients are there, one by one. Their sum is left out.
batch-not-summed | weight_gradients = errors[:, None] * inputs
  | The samples' own gradients are there, one by one. Their mean is left out.
batch-not-summed | total = errors * inputs.sum(axis=1)
  | The sum runs over the inputs, and the samples are still there. Add over the samples.
batch-not-summed | total = (errors @ inputs).sum()
  | Everything is added to one number. Each weight has its own: add over the samples only.
batch-not-summed | bias_gradient = np.array(errors)
  | There is still one number for each sample. The bias was used by all of them: take the mean.
batch-not-summed | added = np.array(errors)
  | There is still one number for each sample. The bias was used by all of them: add.
missing-upstream | bias_gradient = 1 | This is the slope of z in b, which is 1. Take the mean of the errors.
| added = (errors @ inputs).sum() | The inputs have no part in this: the slope of z in b is 1.
""",
    draw=lambda numbers, n, d_in: (numbers(n), numbers(n, d_in)),
    also=("close", "far"),
    sizes=({"n": 5, "d_in": 3}, {"n": 4, "d_in": 2}, {"n": 3, "d_in": 6}),
    alike=({"n": 3, "d_in": 3},),
    mean_over=("n",),
    hints="""
Three things to do: zero, add, divide. What is the gradient of one weight for one sample?
In sample i the weight k gets `errors[i] * inputs[i][k]`, and the bias `errors[i]`. Start from 0 and add with `+=`.
Two loops, over the samples and in it over the inputs. Divide by `len(errors)`, once.
""",
    body="""
n = len(errors)
weight_gradients, bias_gradient = [0.0] * len(inputs[0]), 0.0
for error, sample in zip(errors, inputs):
    for k, value in enumerate(sample):
        weight_gradients[k] += error * value / n
    bias_gradient += error / n
return weight_gradients, bias_gradient
""",
    reason="""
Every sample used the same weights and the same bias, so the sum runs over all of them: zero, then `+=`. The loss is a
mean, so the sum is divided by the number of samples. The product belongs into the loop, where each error still meets
its own inputs.
""",
)

recap_09 = Recap(
    name="recap_09",
    lesson="09",
    task="""
What the loops become. Each row is a pair of texts: the shape, such as "(n, d_in)", and the line of NumPy. The first
three are of a layer, from `X`, `W`, `b` and `dL_dZ`; the last two are the means of one neuron, from `errors`, (n,), and
`inputs`, (n, d_in).
""",
    rows={
        "Z": ("(n, d_out)", "X @ W + b", linear_forward),
        "dL_dW": ("(d_in, d_out)", linear_backward),
        "dL_dX": ("(n, d_in)", linear_backward),
        "weight_gradients": ("(d_in,)", "errors @ inputs / len(errors)", mean_gradients),
        "bias_gradient": ("()", "errors.mean()", mean_gradients),
    },
    hints="""
A product of matrices sums over one of the three loops, the index that both factors share. Which one is that, in each
  row?
(9.7) sums over the inputs k, (9.8) over the samples i, (9.9) over the neurons j. What is summed over is in no shape any
  more.
For the last two: a vector times a matrix adds over the samples; then divide by their number. The shape of one number is
  ().
""",
    reason="""
The index that is summed over has gone; the other two are rows and columns. The neuron's mean gradients sum over the
samples, too, and divide by their number.
""",
)
