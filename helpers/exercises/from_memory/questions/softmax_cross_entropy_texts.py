"""Softmax and cross-entropy line by line, in rows, what goes wrong there, and the words of its question."""

PAGE = """
Z = {logits}
shifted = Z - Z.max(axis=1, keepdims=True)
powers = np.exp(shifted)
naive = np.exp(Z)
P = powers / powers.sum(axis=1, keepdims=True)
log_P = shifted - np.log(powers.sum(axis=1, keepdims=True))
one_hot = {one_hot}
of_each = -(one_hot * log_P).sum(axis=1)
L = of_each.{reduction}()
error = P - one_hot
scale = {scale}
of_T = {of_T}
dL_dlogits = error * scale * of_T
"""
LOSS_SLIPS = """
last-sample-only | L = of_each[-1] | Only the last sample is left: its loss overwrites those before it.
batch-not-summed | L = np.array(of_each) | There is one loss for each sample; one number is asked for.
wrong-sign | of_each = (one_hot * log_P).sum(axis=1)
  | The minus is left out. The logarithm of a probability is negative, and a loss isn't.
| of_each = (one_hot * P).sum(axis=1) ; -(one_hot * P).sum(axis=1)
  | This is the probability of the right class. Its logarithm, with a minus, is the loss.
| of_each = 1 - (one_hot * P).sum(axis=1) | This is 1 − p of the right class. Its loss is −log p.
wrong-factor | of_each = -(one_hot * log_P).sum(axis=1) / np.log(2) ; -(one_hot * log_P).sum(axis=1) / np.log(10)
  | The logarithm has another base. It should be the natural one, `np.log`.
| of_each = -np.log(np.abs(1 - one_hot - P)).sum(axis=1)
  | The wrong classes are in it, as with a sigmoid for each class. Only the right class counts.
| of_each = -log_P.sum(axis=1) | The logarithms of all classes are added. Only that of the right class counts.
mean-for-sum | of_each = -(one_hot * log_P).mean(axis=1)
  | The mean runs over the classes, too, and divides by k. Within a sample only the right class counts, undivided.
| of_each = -(one_hot * Z).sum(axis=1) | The softmax is left out: these are the logits of the right classes.
wrong-sign | of_each = np.log(powers.sum(axis=1)) + (one_hot * shifted).sum(axis=1)
  | The logit of the right class is added to the logarithm of the sum. Subtract it.
| of_each = np.log(naive.sum(axis=1))
  | This is the logarithm of the sum alone. The logit of the right class is subtracted from it.
| of_each = np.log(powers.sum(axis=1)) - (one_hot * Z).sum(axis=1)
  | The maximum is subtracted inside the sum alone. Subtract it from the logit of the right class, too.
| L = -np.log((one_hot * P).sum(axis=1).mean()) | The logarithm is taken of the mean. Take it for each sample first.
| of_each = -log_P.max(axis=1)
  | This is the loss of the class that is predicted. Take the right class, which the labels give.
| one_hot = one_hot[::-1] | The labels meet the samples in reverse order.
| log_P = P - np.log(np.exp(P).sum(axis=1, keepdims=True))
  | The softmax is applied twice: the second time to probabilities.
transposed | log_P = Z - np.log(naive.sum(axis=0))
  | The softmax runs over the samples. It runs over the classes of one sample.
| log_P = Z - np.log(naive.sum()) | The sum runs over all samples. Each sample has a sum of its own.
| log_P = shifted | The logarithm of the sum is left out: this is a logit, not the logarithm of a probability.
"""
ALL_COLUMNS = """
broadcast | L = -log_P[:, classes].{reduction}()
  | `log_P[:, classes]` takes these columns of *every* row. It should be one entry of each row, that of its own class.
"""
GRADIENT_SLIPS = """
wrong-sign | error = P + one_hot | The gradient is P *minus* Y, with Y as one-hot labels.
wrong-sign | error = one_hot - P
  | This is target minus prediction, and with it a step would go uphill. The gradient is prediction minus target.
missing-slope | error = -one_hot / P
  | This is the slope of the loss in the probabilities, −Y / P. The softmax below it has a slope, too.
slope-of-activation | error = (P - one_hot) * P * (1 - P)
  | This multiplies by p (1 − p) once more. P − Y is the gradient of softmax and cross-entropy together already.
missing-path | error = -one_hot * (1 - P)
  | p (1 − p) is what a logit does to its own probability. It moves all other probabilities of its sample, too.
missing-upstream | one_hot = 0 * P
  | These are the probabilities alone. The labels have no part in them: subtract 1 in the right class.
missing-upstream | error = P * (1 - P)
  | This is p (1 − p), a slope of the softmax. The cross-entropy above it is left out.
slope-of-activation | P = Z
  | This subtracts 1 from the logits themselves. Subtract it from their probabilities: the softmax is left out.
slope-of-activation | P = np.exp(P) / np.exp(P).sum(axis=1, keepdims=True)
  | The softmax is applied twice: the second time to probabilities.
slope-of-activation | P = sigma(Z) | This is a sigmoid of each logit. A softmax divides by the sum over the classes.
| P = powers ; naive | The powers aren't divided by their sum over the classes.
| P = powers / powers.sum() ; naive / naive.sum()
  | The powers are divided by the sum over all samples. Each sample has a sum of its own.
transposed | P = naive / naive.sum(axis=0)
  | The softmax runs over the samples. It runs over the classes of one sample.
last-sample-only | one_hot = only_last(one_hot) | Only the last sample has 1 subtracted in its class.
last-sample-only | error = only_last(error) ; error[-1] | Only the last sample has a gradient.
batch-not-summed | error = error.sum(axis=0) | Each logit has a slope of its own. Nothing is summed over the samples.
| one_hot = one_hot[::-1] | The labels meet the samples in reverse order.
| one_hot = np.eye(P.shape[1])[P.argmax(axis=1)]
  | 1 is subtracted in the class that is predicted. Subtract it in the right one.
| one_hot = one_hot.argmax(axis=1)[:, None] | The class *number* is subtracted. Subtract 1 in its class.
"""
IN_ROWS = """
broadcast | one_hot = ones(P) * one_hot.max(axis=0)
  | `P[:, classes]` takes these columns of *every* row. It should be one entry of each row, that of its own class.
broadcast | P = powers / powers.sum(axis=1) ; naive / naive.sum(axis=1)
  | The sums have lost their axis, and NumPy divides column j by the sum of row j. Keep it: `keepdims=True`.
"""
HOT = """
| Z = logits | The temperature is left out. The softmax sees the logits divided by T.
| Z = logits * T | The logits are multiplied by the temperature. Divide them by it.
"""
HOT_GRADIENT = """
wrong-factor | of_T = 1 | The logits are divided by T, so the chain rule divides their gradient by T, too.
wrong-factor | of_T = T | The gradient is multiplied by T. The slope of z / T is 1/T: divide.
wrong-factor | of_T = 1 / T**2 | The gradient is divided by T twice. The slope of z / T is 1/T.
"""

# ---- what the reader sees

TASK = (
    "Write softmax and cross-entropy, from logits, and their gradient. No libraries but NumPy.\n"
    "`logits` {shape} are what the last layer of a classifier returns for n samples and k classes. {labels} The loss of"
    " a sample is −log p of its right class, where p is the softmax of its logits{divided}; the loss of the batch is"
    " the {reduction} over its samples.\n"
    "`loss({arguments})` returns it, one number. Logits of 1000 must neither overflow nor let NumPy warn, not even"
    " where the right class gets nothing.\n"
    "`gradient({arguments})` returns its gradient with respect to `logits`, in their shape, and changes no argument.\n"
    "`gradient_check(loss, gradient, {arguments})` is your own judge: True if the gradient agrees with differences of"
    " the loss in every entry, else False.\n"
    "When you are done: `interview.submit(loss, gradient, gradient_check)`."
)
LABELS = {
    "integer": "`classes` (n,) holds the number of each sample's right class, from 0 on.",
    "one-hot": "`Y`, in the same shape, holds a 1 in each sample's right class, and else 0.",
}
HINTS = (
    "Write the loss of one sample as a difference of two terms, by the rules for logarithms: no probability is needed."
    " Which number can you subtract from all logits of a sample without changing either?",
    "−log p of class c is log Σ exp(z) − z_c. With the sample's largest logit subtracted from z, no power is above 1"
    " and the sum is at least 1.",
    "For one sample the gradient is P − Y: the probabilities, with 1 subtracted in the right class. Then think of what"
    " comes after the loss of one sample, and of what happens to the logits before the softmax.",
    "The check nudges one logit up and down, asks for the loss each time, and compares (above − below) / 2h with that"
    " entry of the gradient. Put the entry back.",
)
REFERENCE = """import numpy as np


def log_softmax(Z):
    shifted = Z - Z.max({along}, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum({along}, keepdims=True))


def loss({arguments}):
    log_P = log_softmax({Z})
    return -{of_each}.{reduction}()


def gradient({arguments}):
    error = np.exp(log_softmax({Z}))
    {minus_one}
    return error{scale}


def gradient_check(loss, gradient, {arguments}, h=1e-5):
    found = gradient({arguments})
    for entry in np.ndindex(logits.shape):
        kept = logits[entry]
        logits[entry] = kept + h
        above = loss({arguments})
        logits[entry] = kept - h
        below = loss({arguments})
        logits[entry] = kept
        if not abs((above - below) / (2 * h) - found[entry]) < 1e-6:
            return False
    return True
"""
