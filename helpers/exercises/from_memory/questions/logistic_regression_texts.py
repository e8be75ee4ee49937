"""Logistic regression line by line, what goes wrong there, and the words of its question."""

PAGE = """
bias = b
Z = X @ w + bias
p = sigma(Z)
target = {target}
sign = 2 * target - 1
of_each = np.logaddexp(0, -sign * Z)
data = of_each.{reduction}()
penalty = {penalty}
L = data + penalty

scale = {scale}
error = p - target
dL_dZ = error * scale
weights = X.T @ dL_dZ
total = dL_dZ.sum()
pull = {pull}
dL_dw = weights + pull
dL_db = total
"""
STEP = """
turns = epochs
step = -learning_rate
moved_w = step * dL_dw
moved_b = step * dL_db
after = w + moved_w, b + moved_b
"""

LOGIT_SLIPS = """
| bias = 0 | The bias is left out.
wrong-sign | bias = -b | The bias is subtracted. The logit is X w + b.
"""
PREDICT_SLIPS = (
    LOGIT_SLIPS
    + """
| p = Z | These are the logits. The sigmoid is left out.
| p = np.where(Z > 0, 1.0, 0.0) ; np.sign(Z) | These are labels. The probability of the label 1 is asked for.
wrong-sign | p = sigma(-Z) | This is the probability of the other label: the sigmoid's exponent is −z.
| p = np.tanh(Z) ; 2 * sigma(Z) - 1 | These numbers lie between −1 and 1. A probability is σ(z).
| p = np.exp(Z) | This is the power alone. The sigmoid is 1 / (1 + exp(−z)).
| p = np.exp(Z) / np.exp(Z).sum() | This is a softmax over the samples. Each sample has a sigmoid of its own.
"""
)
LOSS_SLIPS = (
    LOGIT_SLIPS
    + """
wrong-sign | of_each = -np.logaddexp(0, -sign * Z)
  | The minus is left out. The logarithm of a probability is negative, and a loss isn't.
wrong-sign | of_each = np.logaddexp(0, sign * Z)
  | This is what the other label would cost: the sign of the logit is turned around.
| of_each = sigma(-sign * Z) | This is 1 − p of the right label. Its loss is −log p.
| of_each = sigma(sign * Z) ; -sigma(sign * Z)
  | This is the probability of the right label. Its logarithm, with a minus, is the loss.
wrong-factor | of_each = np.logaddexp(0, -sign * Z) / np.log(2) ; np.logaddexp(0, -sign * Z) / np.log(10)
  | The logarithm has another base. It should be the natural one, `np.log`.
| of_each = np.maximum(0, 1 - sign * Z) | This is the hinge loss of a support vector machine. Asked for is −log p.
| of_each = np.maximum(0, -sign * Z) | This is the perceptron's loss. Asked for is −log p.
| of_each = (p - target) ** 2 ; 0.5 * (p - target) ** 2 | This is a squared error. Asked for is −log p.
| of_each = -target * np.log(p)
  | Samples of the other label cost nothing here: the term with log(1 − p) is left out.
| of_each = -(1 - target) * np.log(1 - p) | Samples of the label 1 cost nothing here: the term with log p is left out.
| of_each = np.logaddexp(0, Z) | The label has no part in this term. The one that has is left out.
wrong-sign | of_each = np.logaddexp(0, Z) + target * Z | The term with the label is subtracted: log(1 + exp(z)) − y z.
| of_each = np.logaddexp(0, -sign * p)
  | This puts the probability into a formula that takes the logit: the sigmoid is in it already.
last-sample-only | data = of_each[-1] | Only the last sample is left: its loss overwrites those before it.
batch-not-summed | data = np.array(of_each) | There is one loss for each sample; one number is asked for.
| data = -np.log(sigma(sign * Z).mean()) | The logarithm is taken of the mean. Take it for each sample first.
broadcast | data = np.logaddexp(0, -sign[:, None] * Z).{reduction}()
  | Each label met the logit of every sample, n² pairs. Give both the same shape, (n,).
"""
)
GRADIENT_SLIPS = (
    LOGIT_SLIPS
    + """
wrong-sign | error = target - p
  | This is target minus prediction, and with it a step goes uphill. The gradient is prediction minus target.
wrong-sign | error = p + target | The target is added to the prediction. Subtract it.
slope-of-activation | error = (p - target) * p * (1 - p)
  | This multiplies by p (1 − p), as for a squared error. In −log p of a sigmoid that factor has canceled.
missing-upstream | target = 0 | This is the prediction alone. The labels have no part in it.
missing-upstream | error = p * (1 - p) | This is the sigmoid's own slope. The loss above it is left out.
missing-upstream | error = ones(p) | The slope of the loss is left out: this is the slope of the logits.
missing-slope | error = -sign / sigma(sign * Z)
  | This is the slope of −log p in p. The sigmoid below it has the slope p (1 − p).
slope-of-activation | p = Z | This subtracts the target from the logit. It is subtracted from the probability, σ(z).
slope-of-activation | p = sigma(sigma(Z)) | The sigmoid is applied twice: the second time to a probability.
| p = np.where(Z > 0, 1.0, 0.0) | This takes predicted labels, 0 or 1, as the perceptron does. Take the probabilities.
last-sample-only | error = only_last(error) | Only the last sample has a part in it. Add over all samples.
last-sample-only | weights = X[-1] * dL_dZ[-1]
  | Each sample overwrites what the one before it said. Add over all samples.
batch-not-summed | weights = X * dL_dZ[:, None] ; (X * dL_dZ[:, None]).T
  | The samples' own products are there, one by one. Their sum is left out.
batch-not-summed | weights = (X * dL_dZ[:, None]).sum(axis=1)
  | The sum runs over the inputs. A weight was used by all samples: add over them.
batch-not-summed | weights = (X * dL_dZ[:, None]).sum()
  | The sum runs over both axes, and one number is left. Add over the samples only.
transposed | weights = X @ dL_dZ | `X` is not transposed: the sum has to run over the samples.
missing-upstream | weights = X.sum(axis=0) ; X.mean(axis=0)
  | These are the inputs alone. Multiply each by its sample's error before you add.
| weights = X.sum(axis=0) * dL_dZ.sum() ; X.mean(axis=0) * dL_dZ.sum()
  | Both sums are taken before the product. Multiply sample by sample, then add.
| weights = np.ones(X.shape[1]) * dL_dZ.sum() | The inputs are left out. Each weight's slope is its input.
batch-not-summed | total = np.array(dL_dZ)
  | There is one entry for each sample. The bias was used by all of them: add over the samples.
missing-upstream | total = len(dL_dZ) ; 1 | This counts the samples, or is 1. Add the samples' errors.
last-sample-only | total = dL_dZ[-1] | Only the last sample counts. Add over all samples.
| total = (X.sum(axis=1) * dL_dZ).sum() | The inputs have no part in the bias. Add the errors themselves.
"""
)
OF_LABELS = {  # what is right for the other labels, in the loss and in the gradient
    "0 and 1": (
        """
| of_each = np.logaddexp(0, -y * Z)
  | This is right for labels −1 and 1. Where the label is 0, the logit drops out of it.
""",
        """
| error = -y * sigma(-y * Z) | This is right for labels −1 and 1. Where the label is 0, nothing is left of it.
""",
    ),
    "−1 and 1": (
        """
| of_each = np.logaddexp(0, Z) - y * Z | This is right for labels 0 and 1. Here the other label is −1.
""",
        """
| error = p - y | This is right for labels 0 and 1. Here the other label is −1.
""",
    ),
}
PENALTY_SLIPS = """
| penalty = 0 | The penalty is left out.
| penalty = 0.5 * (w**2).sum() | `l2` is left out of the penalty.
wrong-factor | penalty = l2 * (w**2).sum() | The ½ of the penalty is left out.
| penalty = 0.5 * l2 * ((w**2).sum() + b**2) | The bias is in the penalty. It holds the weights only.
| penalty = 0.5 * l2 * np.sqrt((w**2).sum()) | The length of `w` isn't squared.
| penalty = 0.5 * l2 * np.abs(w).sum() ; l2 * np.abs(w).sum()
  | This is an L1 penalty, with absolute values. Asked for are squares.
| penalty = 0.5 * l2 * (w**2).mean() | This is the mean of the squares. Asked for is their sum.
mean-for-sum | penalty = 0.5 * l2 * (w**2).sum() / len(X)
  | The penalty is divided by the number of samples, as in some courses. Here it is added as it is.
| penalty = 0.5 * l2 * (w**2).sum() * len(X) | The penalty is added for each sample. It is added once.
wrong-sign | penalty = -0.5 * l2 * (w**2).sum() | The penalty is subtracted. Large weights have to cost something.
"""
PULL_SLIPS = """
| pull = 0 * w | The penalty's own gradient is left out.
wrong-factor | pull = 2 * l2 * w | The slope of ½ λ w² is λ w, without a 2.
wrong-factor | pull = 0.5 * l2 * w | The slope of ½ λ w² is λ w: the 2 of the square cancels the ½.
mean-for-sum | pull = l2 * w / len(X) | The penalty's gradient is divided by the number of samples. Here it isn't.
| pull = l2 * w * len(X) | The penalty's gradient is added for each sample. It is added once.
wrong-sign | pull = -l2 * w | The penalty's gradient is subtracted. Add it, as the penalty is added to the loss.
| pull = l2 * np.sign(w) | This is the gradient of an L1 penalty. That of ½ λ w² is λ w.
| pull = w | `l2` is left out of the penalty's gradient.
| dL_db = total + l2 * b | The bias is pulled, too. The penalty holds the weights only.
"""
STEP_SLIPS = """
uphill | step = learning_rate | The step goes with the gradient, and that's where the loss rises. Subtract.
wrong-factor | step = -1 | The learning rate is left out.
wrong-factor | step = -1 / learning_rate | It divides by the learning rate. A small learning rate makes small steps.
| moved_b = 0 | The bias never moves.
| moved_w = 0 * w | The weights never move.
| turns = 1 | Only one turn of the loop is done. Is there a `return` or a `break` inside?
| turns = epochs - 1 | One turn too few is done.
| turns = epochs + 1 | One turn too many is done.
| turns = 0 | Nothing has moved: these are the zeros of the start.
updated-too-early | total = ((sigma(X @ (w + moved_w) + b) - target) * scale).sum()
  | The weights have taken their step before the gradient of the bias is made. Both gradients first, then the steps.
"""

# ---- what the reader sees

TASK = (
    "Write logistic regression from scratch. No libraries but NumPy.\n"
    "`X` (n, d) has one sample in each row, and `y` (n,) its label, {labels}. The model is p = σ(X w + b), the"
    " probability of the label 1, with weights `w` (d,) and a bias `b`, which is a number. A sample's loss is −log of"
    " the probability that the model gives to its label; the loss of all is the {reduction} over the"
    " samples{penalty}.\n"
    "`predict(X, w, b)` returns p (n,).\n"
    "`loss(X, y, w, b{more})` returns one number. Logits of 1000 must neither overflow nor let NumPy warn, whatever the"
    " label.\n"
    "`gradients(X, y, w, b{more})` returns `(dL_dw, dL_db)`, an array (d,) and a number.\n"
    "`fit(X, y, learning_rate, epochs{more})` starts with zeros, takes a step of gradient descent with all samples in"
    " each epoch, and returns `(w, b)`.\n"
    "When you are done: `interview.submit(predict, loss, gradients, fit)`."
)
PENALTY = ", plus ½ λ ‖w‖², added once, where λ is `l2`; the bias has no penalty"
HINTS = (
    "Write the loss of one sample in terms of its logit z, once for each label. Both have the form log(1 + exp(…)), and"
    " no probability is needed.",
    "log(1 + exp(z)) overflows where z is large. `np.logaddexp(0, z)` is the same number, and so is max(z, 0) + log(1 +"
    " exp(−|z|)).",
    "The gradient of a sample's loss with respect to its logit is p minus the target, which is 1 or 0, however labels"
    " are written. Then: sum over everyone who used it. All samples used the weights, and all used the bias.",
    "In the loop: both gradients first, then both steps. A penalty adds its own slope to the weights' gradient, and"
    " nothing to the bias's.",
)
REFERENCE = """import numpy as np


def predict(X, w, b):
    return 0.5 * (1 + np.tanh(0.5 * (X @ w + b)))  # = 1 / (1 + exp(-z)), without overflow


def loss(X, y, w, b{more}):
    z = X @ w + b
    return {of_each}.{reduction}(){penalty}


def gradients(X, y, w, b{more}):
    dL_dz = (predict(X, w, b) - {target}){scale}
    return X.T @ dL_dz{pull}, dL_dz.sum()


def fit(X, y, learning_rate, epochs{more}):
    w, b = np.zeros(X.shape[1]), 0.0
    for _ in range(epochs):
        dL_dw, dL_db = gradients(X, y, w, b{more})
        w = w - learning_rate * dL_dw
        b = b - learning_rate * dL_db
    return w, b
"""
