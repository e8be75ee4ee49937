"""Lesson 06: logistic regression, from the probability to the gradients, as one task."""

import numpy as np

from helpers.exercises.check.exercise import Exercise


def samples(numbers, n, d_in):
    """X, y with zeros and ones, w and b; the weights are small, so that no probability is stored as 0 or 1."""
    X, w = numbers(n, d_in), numbers.activations(d_in, low=-1)
    if numbers.kind not in ("small", "integer"):
        X, w = 50 * X, w / 50  # the gradients get so large that nothing can be cut off
    return X, numbers.classes(n, 2).astype(X.dtype), w, numbers.pick((-0.5, 0.3, 0.75))


logistic_regression = Exercise(
    signature="logistic_regression(X, y, w, b)",
    lesson="06",
    task="""
Samples are the rows of `X` (n, d_in); `y` (n,) holds a 1 for yes and a 0 for no; `w` (d_in,) are weights, and `b` is
one number. Return `(p, L, dL_dw, dL_db)`: the probabilities of yes, (n,); the loss, one number, the mean over the
samples of −log of what the right answer got; and the two gradients. Update nothing.
""",
    formula="""
z = X @ w + b
p = sigma(z)
log_yes = -np.logaddexp(0, -z)
log_no = -np.logaddexp(0, z)
of_each = -(y * log_yes + (1 - y) * log_no)
L = of_each.mean()
n = len(y)
plus = 1
error_no = (1 - y) * p
error_yes = y * (1 - p)
error = plus * error_no - error_yes
dL_dz = error / n
dL_dw = X.T @ dL_dz
dL_db = dL_dz.sum()
""",
    returns=("p", "L", "dL_dw", "dL_db"),
    wrong="""
| z = X @ w | The bias is left out: z is `X @ w + b`.
wrong-sign | z = X @ w - b | The bias is subtracted. It is added.
transposed | z = X.T @ w + b | `X` is transposed. A sample is a row of `X`, as it is.
| p = z | This is z itself. A probability is σ(z).
| p = 1.0 * (z > 0) | This is yes or no, without a doubt. The probability is σ(z).
| p = np.exp(z) / np.exp(z).sum()
  | This is a softmax over the batch: its probabilities add up to 1 over the samples. Each sample has its own σ(z).
wrong-sign | p = 1 / (1 - np.exp(-z)) | The denominator is 1 *plus* e^(−z).
wrong-sign | p = sigma(-z) | This is the probability of no, 1 − p. For yes it is σ(z).
| of_each = -y * log_yes
  | Where y is 0, this costs nothing, whatever the network says. The second term, for no, is left out.
wrong-sign | of_each = y * log_yes + (1 - y) * log_no
  | The logarithm of a probability is negative, and so is this loss. A minus belongs in front.
wrong-sign | of_each = -(y * log_yes - (1 - y) * log_no)
  | The two terms are subtracted. Both cost something: add them, then put the minus in front of both.
wrong-sign | of_each = -(y * log_no + (1 - y) * log_yes)
  | This is the loss of −z: yes and no have changed places. y belongs to log p, and 1 − y to log(1 − p).
| of_each = -(log_yes + log_no) | Both answers are paid for in each sample. The label chooses one: y, or 1 − y.
| of_each = -(log_yes + (1 - y) * log_no)
  | The first term isn't multiplied by y, so every sample pays for a yes. The label chooses: y log p.
| of_each = -(y * log_yes + log_no)
  | The second term isn't multiplied by 1 − y, so every sample pays for a no. The label chooses: (1 − y) log(1 − p).
| of_each = -(y * p + (1 - y) * (1 - p))
  | The logarithm is left out: this counts probabilities. The loss is −log of what the right answer got.
| of_each = -(y * log_yes + (1 - y) * (1 - p))
  | In the second term the logarithm is left out: it is (1 − y) log(1 − p).
| of_each = (p - y) ** 2 ; 0.5 * (p - y) ** 2 | This is a squared error. The loss is −log of what the right answer got.
broadcast | of_each = -(y * log_yes[:, None] + (1 - y) * log_no[:, None])
  | Every sample met every label: (n, 1) times (n,) is (n, n). Leave `w` as it is, and p is (n,).
batch-not-summed | L = of_each | There is one loss for each sample. Their mean is asked for, one number.
last-sample-only | L = of_each[-1] ; of_each[-1] / n | Only the last sample is left. Take the mean over all.
wrong-sign | error = y - p
  | This is the label minus the probability, which points downhill. A gradient points to where the loss rises: p − y.
wrong-sign | plus = -1
  | The two terms have the same sign. The slope of log(1 − p) is −1 / (1 − p), and with the minus in front it is
    positive.
missing-slope | error_no = (1 - y) / (1 - p) and error_yes = y / p
  | This is the slope of the loss in p. Between p and z the sigmoid has a slope, too: multiply by p (1 − p).
| error = (p - y) * p * (1 - p)
  | This is the gradient of half the squared error. For −log the slope p (1 − p) cancels, and p − y is left.
missing-upstream | error = p * (1 - p) | This is the slope of the sigmoid alone. The loss above it is left out.
missing-upstream | error = p | The labels have no part in this. What it said, minus what it should have said: p − y.
broadcast | error = p[:, None] - y
  | Every sample met every label: (n, 1) minus (n,) is (n, n). Leave `w` as it is, and p is (n,).
last-sample-only | dL_dz = only_last(error) / n ; only_last(error)
  | Only the last sample has a part in it. Add over all.
transposed | dL_dw = X @ dL_dz | `X` is not transposed: the sum has to run over the samples.
batch-not-summed | dL_dw = X * dL_dz[:, None] ; X.T * dL_dz
  | The samples' own products are there, one by one. Their sum is left out: `X.T @ …` adds them up.
missing-upstream | dL_dw = X.T @ ones(dL_dz) / n ; X.T @ ones(dL_dz)
  | These are the inputs alone. Multiply each by the error of its sample, then add.
last-sample-only | dL_dw = X[-1] * dL_dz[-1] ; X[-1] * error[-1]
  | Each sample overwrites what the one before it said. Add over all samples.
| dL_dw = X[0] * dL_dz[0] | Only the first sample counts. Add over all samples.
| dL_dw = w * dL_dz.sum() | The weight itself is the factor here. The slope of z in a weight is its *input*.
| dL_dw = X.sum(axis=0) * dL_dz.sum() | Both sums are taken before the product. Multiply sample by sample, then add.
batch-not-summed | dL_db = dL_dz ; error
  | There is still an entry for each sample. The bias was used by all of them: add over the samples.
missing-upstream | dL_db = 1 | This is the slope of z in b. Multiply by the errors, and add.
last-sample-only | dL_db = dL_dz[-1] ; error[-1]
  | Each sample overwrites what the one before it said. Add over all samples.
| dL_db = dL_dw.sum() | The inputs have no part in this: the slope of z in b is 1.
| dL_db = b * dL_dz.sum() | The bias itself is the factor here. The slope of z in b is 1.
""",
    draw=samples,
    also=("close",),
    sizes=({"n": 5, "d_in": 3}, {"n": 4, "d_in": 2}, {"n": 6, "d_in": 4}),
    alike=({"n": 3, "d_in": 3},),
    mean_over=("n",),
    large=((np.array([[1000.0], [-1000.0]]), np.array([0.0, 1.0]), np.array([1.0]), 0.0),),
    large_is="With logits of 1000 it overflows, or takes the logarithm of 0. Lesson 07 has a form that does neither.",
    hints="""
Four steps: z for each sample, p = σ(z), the loss, and the way back. Which of the five rules does each gradient need?
The right answer got p where y is 1, and 1 − p where y is 0. On the way back the slope of the sigmoid cancels: the seed
  in z is what it said, minus what it should have said.
With `dL_dz = (p - y) / len(X)`, the weights get `X.T @ dL_dz` and the bias `dL_dz.sum()`.
""",
    body="""
p = 1 / (1 + np.exp(-(X @ w + b)))
L = -(y * np.log(p) + (1 - y) * np.log(1 - p)).mean()
dL_dz = (p - y) / len(y)  # seed and slope
dL_dw = X.T @ dL_dz  # weights
dL_db = dL_dz.sum()  # bias
return p, L, dL_dw, dL_db
""",
    reason="""
A sigmoid is a softmax over the logits z and 0, so (6.4) holds: the slope of one sample's loss in z is p − y. The mean
puts 1/n into the seed, once. After that it is a linear layer with one neuron.
""",
)
