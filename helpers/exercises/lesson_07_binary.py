"""Lesson 07: yes or no, binary cross-entropy from logits, and the sign of its gradient."""

import numpy as np

from helpers.exercises.check.exercise import Exercise

SIZES = ({"n": 5}, {"n": 4}, {"n": 7})
LARGE = (
    (np.array([[1000.0], [-1000.0]]), np.array([[0.0], [1.0]])),
    (np.array([[1000.0], [-1000.0]]), np.array([[1.0], [0.0]])),
    (np.array([[40.0], [-800.0], [0.0]]), np.array([[0.0], [1.0], [1.0]])),
)


def logits_and_labels(numbers, n):
    """Logits (n, 1) and labels (n, 1), 0 or 1."""
    logits = numbers(n, 1)
    return logits, numbers.classes(n, 2).reshape(n, 1).astype(logits.dtype)


MET = "Every logit met every label: (n, 1) and (n,) make (n, n). Leave both as columns."

binary_cross_entropy = Exercise(
    signature="binary_cross_entropy(logits, Y)",
    lesson="07",
    task="""
`logits` (n, 1), one z for each sample; `Y` (n, 1) holds a 1 for yes and a 0 for no. With p = σ(z), the loss of one
sample is −y log p − (1 − y) log(1 − p). Return the mean over the samples, one number. Logits of 1000 and −1000 must
neither overflow nor let NumPy warn.
""",
    formula="""
z = logits
n = len(z)
p = sigma(z)
log_yes = -np.logaddexp(0, -z)
log_no = -np.logaddexp(0, z)
highest = np.maximum(z, 0)
chosen = z * Y
power = np.exp(-np.abs(z))
rest = np.log(1 + power)
of_each = highest - chosen + rest
L = of_each.mean()
""",
    wrong=f"""
wrong-sign | of_each = Y * log_yes + (1 - Y) * log_no
  | The logarithm of a probability is negative, and so is this loss. A minus belongs in front of each term.
wrong-sign | of_each = -(Y * log_yes - (1 - Y) * log_no) ; Y * log_yes - (1 - Y) * log_no
  | The two terms have different signs. Both cost something: there is a minus in front of each.
| of_each = -Y * log_yes
  | Where y is 0, this costs nothing, whatever the network says. The second term, −(1 − y) log(1 − p), is left out.
| of_each = -(1 - Y) * log_no
  | Where y is 1, this costs nothing, whatever the network says. The first term, −y log p, is left out.
| of_each = -log_yes | The labels have no part in this: it is −log p in each sample, what a yes costs.
| of_each = -log_no ; highest + rest
  | The labels have no part in this: it is −log(1 − p) in each sample, what a no costs. Where y is 1, z is subtracted.
wrong-sign | of_each = -(Y * log_no + (1 - Y) * log_yes)
  | This is the loss of −z: yes and no have changed places. y belongs to log p, and 1 − y to log(1 − p).
| of_each = -(log_yes + log_no) | Both answers are paid for in each sample. The label chooses one: y, or 1 − y.
| of_each = -(log_yes + (1 - Y) * log_no)
  | The first term isn't multiplied by y, so every sample pays for a yes. The label chooses: y log p.
| of_each = -(Y * log_yes + log_no)
  | The second term isn't multiplied by 1 − y, so every sample pays for a no. The label chooses: (1 − y) log(1 − p).
| of_each = -(Y * p + (1 - Y) * (1 - p))
  | The logarithm is left out: this counts probabilities. The loss is −log of what the right answer got.
| of_each = -(Y * log_yes + (1 - Y) * (1 - p))
  | In the second term the logarithm is left out: it is (1 − y) log(1 − p).
| of_each = (p - Y) ** 2 ; 0.5 * (p - Y) ** 2 | This is a squared error of the probability. −log of it is asked for.
| of_each = np.abs(p - Y) | This is how far the probability is off. The loss is −log of what the right answer got.
| z = sigma(logits) | The sigmoid is applied twice: what goes into the second is a probability already.
wrong-sign | of_each = highest + chosen + rest ; highest - chosen - rest
  | In max(z, 0) − z y + log(1 + e^(−|z|)) one sign is turned around.
| of_each = rest - chosen | The term max(z, 0) is left out.
| of_each = highest - chosen | The term log(1 + e^(−|z|)) is left out: near z = 0 it is log 2.
| chosen = Y | The label itself is subtracted. The term is − z y.
| highest = np.abs(z) ; power = np.exp(-z)
  | For a negative z this is too large by |z|. It takes max(z, 0) in front, and e^(−|z|) in the logarithm.
| highest = z | z stands where max(z, 0) belongs: for a negative z that term is 0.
wrong-sign | power = np.exp(np.abs(z)) | In the exponent a minus is left out, e^(−|z|).
| rest = power ; 1 + power | The last term is a logarithm, log(1 + e^(−|z|)).
| power = np.exp(z) | For a positive z this is too large by z: the exponent is −|z|.
wrong-factor | L = of_each.mean() / np.log(2) ; of_each.mean() / np.log(10) | The logarithm is the natural one.
broadcast | L = (highest - z * Y.T + rest).mean() ; (highest - z * Y.T + rest).sum() ;
    (highest - z * Y.T + rest).sum() / n
  | {MET}
batch-not-summed | L = of_each ; of_each[:, 0]
  | There is one loss for each sample. Their mean is asked for, one number.
batch-not-summed | L = of_each / n ; of_each[:, 0] / n
  | Each sample's loss is divided by n. The sum over the samples is left out.
last-sample-only | L = of_each[-1, 0] ; of_each[-1, 0] / n | Only the last sample is left. Take the mean over all.
| L = of_each[0, 0] | Only the first sample is left. Take the mean over all.
""",
    draw=logits_and_labels,
    also=("close",),
    sizes=SIZES,
    mean_over=("n",),
    large=LARGE,
    hints="""
Never take the logarithm of a stored p: for z = −1000 it is 0. Write log σ(z) and log(1 − σ(z)) with z itself.
−log σ(z) is log(1 + e^(−z)), and −log(1 − σ(z)) is z more. So one sample costs log(1 + e^(−z)) + (1 − y) z, which is
  safe for z ≥ 0. For z < 0, pull −z out of the logarithm.
Both cases in one line: `np.maximum(z, 0) - z * Y + np.log(1 + np.exp(-np.abs(z)))`. Then the mean.
""",
    body="""
of_each = np.maximum(logits, 0) - logits * Y + np.log(1 + np.exp(-np.abs(logits)))
return of_each.mean()
""",
    reason="""
−log σ(z) = log(1 + e^(−z)), and −log(1 − σ(z)) = z + log(1 + e^(−z)). Both together: log(1 + e^(−z)) + (1 − y) z. With
|z| in the exponent no power exceeds 1, and max(z, 0) − z y is what is left beside the logarithm.
""",
)


binary_cross_entropy_backward = Exercise(
    signature="binary_cross_entropy_backward(logits, Y)",
    lesson="07",
    task="""
`logits` (n, 1) and `Y` (n, 1) with a 1 for yes and a 0 for no. The loss is the mean over the samples of −y log p −
(1 − y) log(1 − p), with p = σ(z). Return its gradient with respect to the logits, (n, 1). Logits of 1000 and −1000 must
neither overflow nor let NumPy warn.
""",
    formula="""
z = logits
n = len(z)
p = sigma(z)
plus = 1
error_no = (1 - Y) * p
error_yes = Y * (1 - p)
error = plus * error_no - error_yes
dL_dlogits = error / n
""",
    wrong=f"""
wrong-sign | error = Y - p
  | This is the label minus the probability: it is negative where the loss rises with z. The gradient is p − y.
wrong-sign | error = p + Y | The gradient is p *minus* y; here they are added.
wrong-sign | plus = -1
  | The two terms have the same sign. The slope of log(1 − p) in p is −1 / (1 − p), so behind the minus of the loss it
    is
    positive.
missing-slope | error_no = (1 - Y) / (1 - p) and error_yes = Y / p
  | This is the slope of the loss in p. Between p and z the sigmoid has a slope, too: multiply by p (1 − p).
| error = (p - Y) * p * (1 - p)
  | This is the gradient of half the squared error. With cross-entropy the slope p (1 − p) cancels, and p − y is left.
missing-upstream | error = p * (1 - p) | This is the slope of the sigmoid alone. The loss above it is left out.
missing-upstream | error = p | The labels have no part in this. Where y is 1, 1 is subtracted.
| error = -error_yes | Where y is 0, this says 0, whatever p is. The second term of the loss is left out.
| error = error_no | Where y is 1, this says 0, whatever p is. The first term of the loss is left out.
slope-of-activation | p = z | The logits stand where the probabilities belong: the sigmoid is left out.
slope-of-activation | p = sigma(sigma(z)) | The sigmoid is applied twice: the second time to a probability.
| p = 1.0 * (z > 0) | The probability is rounded to yes or no before the label is subtracted.
wrong-sign | p = 1 / (1 - np.exp(-z)) | The denominator of σ(z) is 1 *plus* e^(−z).
wrong-sign | p = sigma(-z) | This is the probability of no, 1 − p. For yes it is σ(z).
| error = np.sign(p - Y) | Only the sign is left. How far p is off counts, too.
| error = p * Y | Probability and label are multiplied. It should be their difference.
broadcast | error = p - Y.T ; p.T - Y | {MET}
last-sample-only | error = only_last(error) | Only the last sample has a gradient.
last-sample-only | error = error[-1] | Only the last sample is left.
batch-not-summed | error = error.sum() ; error.sum(axis=0)
  | Each logit has its own slope. Nothing is summed over the samples.
| error = error[0] | Only the first sample is left. Each logit has its own slope.
""",
    draw=logits_and_labels,
    also=("close",),
    sizes=SIZES,
    mean_over=("n",),
    large=LARGE,
    hints="""
Take a sample with y = 1 first. If its z rises, does its loss rise or fall? So which sign has the slope?
In p, the slope of the loss is −1/p where y is 1, and 1/(1 − p) where y is 0. Multiply each by p (1 − p), the slope of
  the sigmoid, and cancel.
What is left is p − 1 where y is 1 and p where y is 0, so p − y. Compute p from e^(−|z|), and divide by n.
""",
    body="""
q = np.exp(-np.abs(logits))
p = np.where(logits >= 0, 1, q) / (1 + q)
return (p - Y) / len(Y)
""",
    reason="""
Where y is 1, −1/p · p (1 − p) = p − 1; where y is 0, 1/(1 − p) · p (1 − p) = p. Both are p − y: negative, so the step
raises z, exactly where the answer is yes. The mean divides by n.
""",
)
