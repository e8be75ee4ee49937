"""The live changes of the second round: their lines, in the place of those of the page, their slips and their words.

Samples are in rows. What is in braces comes from the page that is changed: its activations, their slopes, its
loss.
"""

from helpers.exercises import rules
from helpers.exercises.two_layers.slips import FIRST, SECOND, SEED

# ---- a third layer

THIRD_LAYER = """
bias2 = b2
Z2 = A1 @ W2 + bias2
A2 = {hidden_of_2}
bias3 = b3
Z3 = A2 @ W3 + bias3
output = {output_of_3}
out_slope = {out_slope_of_3}
dL_dZ3 = dL_dY_hat * out_slope
weights3 = A2.T @ dL_dZ3
sum3 = dL_dZ3.sum(axis=0)
dL_dA2 = dL_dZ3 @ W3.T
slope2 = {slope_of_2}
dL_dZ2 = dL_dA2 * slope2
dL_dW3 = weights3
dL_db3 = sum3
"""
OUTPUT_OF_3 = {
    "at": "At the output: ", "X": "A2", "W": "W3", "Z": "Z3", "A": "Y_hat", "above": "dL_dY_hat", "slope": "out_slope",
    "G": "dL_dZ3", "dW": "weights3", "db": "sum3", "dX": "dL_dA2", "other": "X",
}  # fmt: skip
SECOND_OF_3 = SECOND | {
    "at": "In the second hidden layer: ", "Z": "Z2", "A": "A2", "above": "dL_dA2", "slope": "slope2",
}  # fmt: skip
FIRST_OF_3 = FIRST | {"at": "In the first hidden layer: "}
THIRD_SLIPS = (
    SEED
    + "".join(rules.HAND_BACK.format(**layer) for layer in (OUTPUT_OF_3, SECOND_OF_3))
    + "".join(
        rule.format(**layer) for layer in (OUTPUT_OF_3, SECOND_OF_3, FIRST_OF_3) for rule in (rules.WEIGHTS, rules.BIAS)
    )
    + """
missing-path | dL_dA1 = dL_dZ3 @ W3.T
  | What is handed back to the first hidden layer goes through `W3`. It passes the second layer, and so `W2`.
missing-slope | dL_dZ2 = dL_dZ3 @ W3.T ; dL_dA2
  | What is handed back passes the second hidden activation as if that had the slope 1.
"""
)
THIRD_FORWARD = """
| A2 = Z2 | The activation of the second hidden layer is left out.
| A2 = {output_of_2} | The second hidden layer has the output's activation. It has the hidden one.
| output = Z3 | The activation at the output is left out.
| bias3 = 0 | The output's bias is left out.
| bias2 = 0 | The second layer's bias is left out.
"""

# ---- L2 in the loss

L2 = """
penalty = 0.5 * l2 * ((W1**2).sum() + (W2**2).sum())
losses = {losses} + penalty
pull1 = l2 * W1
pull2 = l2 * W2
dL_dW2 = weights2 + pull2
dL_dW1 = weights1 + pull1
"""
L2_SLIPS = """
| pull1 = 0 * W1 and pull2 = 0 * W2 | The penalty's own gradient is left out.
| pull1 = 0 * W1 | The penalty's gradient is left out in `W1`.
| pull2 = 0 * W2 | The penalty's gradient is left out in `W2`.
wrong-factor | pull1 = 2 * l2 * W1 and pull2 = 2 * l2 * W2 | The slope of ½ λ w² is λ w, without a 2.
wrong-factor | pull1 = 0.5 * l2 * W1 and pull2 = 0.5 * l2 * W2 | The slope of ½ λ w² is λ w: the 2 cancels the ½.
mean-for-sum | pull1 = l2 * W1 / len(X) and pull2 = l2 * W2 / len(X)
  | The penalty's gradient is divided by the number of samples. The penalty is added once, undivided.
| pull1 = l2 * W1 * len(X) and pull2 = l2 * W2 * len(X)
  | The penalty's gradient is added for each sample. The penalty is added once.
wrong-sign | pull1 = -l2 * W1 and pull2 = -l2 * W2
  | The penalty's gradient is subtracted. Add it, as the penalty is added to the loss.
| pull1 = l2 * np.sign(W1) and pull2 = l2 * np.sign(W2) | This is the gradient of an L1 penalty. That of ½ λ w² is λ w.
| pull1 = W1 and pull2 = W2 | λ is left out of the penalty's gradient.
| pull1 = l2 * W1 * (W1**2).sum() and pull2 = l2 * W2 * (W2**2).sum()
  | The sum of the squares multiplies the gradient. Each entry is pulled by λ times itself.
"""
L2_BIAS_SLIPS = """
| sum1 = dL_dZ1.sum(axis=0) + l2 * b1 and sum2 = dL_dZ2.sum(axis=0) + l2 * b2
  | The biases are pulled, too. The penalty holds the weights only.
"""
L2_LOSS_SLIPS = """
| penalty = 0 | The penalty is left out of the loss.
wrong-factor | penalty = l2 * ((W1**2).sum() + (W2**2).sum()) | The ½ of the penalty is left out of the loss.
| penalty = 0.5 * l2 * ((W1**2).sum() + (W2**2).sum() + (b1**2).sum() + (b2**2).sum())
  | The biases are in the penalty. It holds the weights only.
| penalty = 0.5 * l2 * (W1**2).sum() | `W2` is left out of the penalty.
| penalty = 0.5 * l2 * (W2**2).sum() | `W1` is left out of the penalty.
mean-for-sum | penalty = 0.5 * l2 * ((W1**2).sum() + (W2**2).sum()) / len(X)
  | The penalty is divided by the number of samples. It is added once, undivided.
"""

# ---- cross-entropy from logits, and integer labels

LOGITS = """
output = Z2
largest = Z2.max(axis=1)
losses = np.log(np.exp(Z2 - largest[:, None]).sum(axis=1)) + largest - (Y * Z2).sum(axis=1)
P = softmax(Z2)
difference = P - Y
dL_dY_hat = difference / len(Y)
out_slope = ones(Z2)
"""
LOGITS_SLIPS = """
slope-of-activation | P = Z2
  | The seed is logits minus targets. It is probabilities minus targets, and the prediction holds logits now.
slope-of-activation | P = softmax(softmax(Z2)) | The softmax is applied twice: the second time to probabilities.
slope-of-activation | P = sigma(Z2) | This is a sigmoid of each logit. A softmax divides by the sum over the classes.
slope-of-activation | out_slope = P * (1 - P)
  | Softmax and cross-entropy have their slope together: P − Y. There is no slope p (1 − p) left to multiply with.
missing-slope | difference = -Y / P | This is the slope of the loss in the probabilities. The softmax has a slope, too.
wrong-sign | difference = Y - P
  | The seed is prediction *minus* target. With the sign turned around, a step goes uphill.
missing-upstream | difference = P | The target is left out of the seed.
transposed | P = softmax(Z2.T).T | The softmax runs over the samples. It runs over the classes of one sample.
"""
LOGITS_FORWARD = """
| output = softmax(Z2) | These are probabilities. Now `forward` returns the logits, before the softmax.
| output = sigma(Z2) | There is a sigmoid at the output. Now `forward` returns the logits, as they are.
| bias2 = 0 | The output's bias is left out.
"""
INTEGER = """
output = softmax(Z2)
one_hot = np.eye(Z2.shape[1])[Y]
losses = -np.log((one_hot * np.maximum(Y_hat, 1e-300)).sum(axis=1))
difference = Y_hat - one_hot
dL_dY_hat = difference / len(Y)
out_slope = ones(Z2)
"""
INTEGER_SLIPS = """
| one_hot = Y[:, None] | The class *number* is subtracted from every probability. Subtract 1 in its class.
missing-upstream | one_hot = 0 * Y_hat | The labels have no part in the seed: subtract 1 in the right class.
broadcast | one_hot = ones(Y_hat) * one_hot.max(axis=0)
  | `Y_hat[:, Y]` takes these columns of *every* row. It should be one entry of each row, that of its own class.
last-sample-only | one_hot = only_last(one_hot) | Only the last sample has 1 subtracted in its class.
wrong-sign | difference = one_hot - Y_hat
  | The seed is prediction *minus* target. With the sign turned around, a step goes uphill.
wrong-sign | difference = Y_hat + one_hot | 1 is added in the right class. Subtract it.
| one_hot = np.eye(Z2.shape[1])[Y - 1] | The classes count from 0 on. Here 1 is subtracted in the class before.
slope-of-activation | out_slope = Y_hat * (1 - Y_hat)
  | Softmax and cross-entropy have their slope together: P − Y. There is no slope p (1 − p) left to multiply with.
"""

# ---- a tensor that is used twice

TIED = """
Z2 = A1 @ W1.T + bias2
dL_dA1 = dL_dZ2 @ W1
first = X.T @ dL_dZ1
second = dL_dZ2.T @ A1
dL_dW1 = first + second
"""
TIED_SLIPS = """
missing-path | second = 0 * W1
  | Only the first use of `W1` is in its gradient. It is used twice: add what both uses say.
missing-path | first = 0 * W1
  | Only the second use of `W1` is in its gradient: it overwrites the first. Add what both uses say.
wrong-factor | dL_dW1 = (first + second) / 2 | The two uses are averaged. Add them.
wrong-factor | second = first
  | The gradient of the first use is counted twice. The second use has a gradient of its own.
wrong-sign | second = -dL_dZ2.T @ A1 | The second use is subtracted. Add what both uses say.
transposed | second = A1.T @ dL_dZ2
  | The second use had `W1` transposed, so its gradient is transposed back: what arrives comes first.
transposed | dL_dA1 = dL_dZ2 @ W1.T
  | `W1` was transposed on the way forward. On the way back it is transposed once more, and that is `W1` itself.
"""
TIED_FORWARD = """
| Z2 = A1 @ W1.T | The output's bias is left out.
| output = Z2 | The activation at the output is left out.
| hidden = Z1 | The hidden activation is left out.
"""

# ---- ReLU with a start that fits

KINK_SLIPS = """
| slope = 1.0 * (Z1 >= 0)
  | Where z is 0, this lets the gradient pass. The task takes the slope there as 0. (With floats z is hardly ever 0.)
"""
# the standard deviation of W1 | what somebody was thinking of
STARTS = """
np.sqrt(2 / d_in) | right
np.sqrt(2 / (d_in + d_hidden))
  | This start is for a sigmoid or tanh. A ReLU halves what passes: 2 / d_in makes up for it.
np.sqrt(1 / d_in)
  | This keeps the size of z. A ReLU sets half of it to 0, so it needs twice the variance, 2 / d_in.
np.sqrt(2 / d_hidden) | It divides by the number of neurons. Each z is a sum over the inputs: 2 / d_in.
2 / d_in | This is the variance. The standard deviation is its root.
1 | These weights are too large: z grows with the number of inputs.
0.01 | These weights are too small: with every layer less arrives.
0 | All weights start at 0, so all neurons get the same gradient and stay alike.
"""

# ---- what the reader sees

TASK = (
    "Your page, and one change: {change}\n"
    "All else stays as it was: {rest}.\n"
    "`TwoLayers(sizes, rng)`, `.forward`, `.backward`, `.step` and `.train` as before. Your own gradient check knows"
    " the page: let it look before you submit.\n"
    "When you are done: `change.submit(TwoLayers)`, with the class under whatever name."
)
CHANGES = {
    "a third layer": (
        "it gets a third layer. `sizes` is now (d_in, d_hidden, d_second, d_out). The second layer has the hidden"
        " activation, too, and the third, with `W3` and `b3`, has the output's. There are six gradients."
    ),
    "L2 in the loss": (
        "the loss{of_each} gets a penalty, ½ λ (‖W1‖² + ‖W2‖²) with λ = 0.1. It is added once, and the biases have"
        " none. The losses that `.train` returns have it, too."
    ),
    "mini-batches": (
        "`.train(X, Y, learning_rate, epochs, batch_size, rng)` takes mini-batches. In each epoch every sample comes"
        " once, in a new random order, drawn from `rng`, in batches of `batch_size`; the last may be smaller. One step"
        " for each batch."
    ),
    "ReLU with a start that fits": (
        "the hidden layer has ReLU, with the slope 0 at 0, and `W1` a normal start that fits it."
    ),
    "cross-entropy from logits": (
        "`.forward` returns the logits, without any activation at the output, and the loss of a sample is the"
        " cross-entropy of their softmax, with one-hot targets. Logits of 1000 must not overflow in it."
    ),
    "integer labels": (
        "the output is a softmax, the loss of a sample is the cross-entropy, and `Y` holds {labels}, from 0 on, in the"
        " place of targets."
    ),
    "a tensor that is used twice": (
        "the second layer uses `W1` once more, transposed, in the place of `W2`, so that it predicts as many numbers as"
        " there are inputs: d_out is d_in. There is no `W2`; `dL_dW1` is the gradient of both uses."
    ),
}
ALSO_CHANGED = {  # what of a variant's name a change leaves nothing of, or says itself
    "L2 in the loss": ("loss",),
    "mini-batches": ("steps",),
    "ReLU with a start that fits": ("hidden",),
    "cross-entropy from logits": ("loss",),
    "integer labels": ("loss",),
}
HINTS = (
    "Say first what stays as it is. Which lines of forward change, which of backward, which of the loop? Mark them"
    " before you write.",
    "{hint}",
    "Run your gradient check after each line that you change. If it looks at four parameters by name, does it see all"
    " that there are now?",
)
HINT_OF = {
    "a third layer": (
        "Backward gets three lines more, and they are the same as before: hand back, slope; then weights and bias. Each"
        " layer's weights have the input of that layer as a factor."
    ),
    "L2 in the loss": "The penalty is a sum beside the loss. Its gradient is added to that of the weights, at the end.",
    "mini-batches": (
        "Draw one permutation in each epoch, and take slices of it. `X` and `Y` need the same one. The 1/n of the seed"
        " is the size of the batch that is there."
    ),
    "ReLU with a start that fits": (
        "The slope is 1 where z is positive, else 0. A ReLU lets half of the variance through, and z is a sum over d_in"
        " inputs: which variance of the weights makes up for both?"
    ),
    "cross-entropy from logits": (
        "−log softmax of the right class is log Σ exp(z) − z, and with the largest logit subtracted nothing overflows."
        " In backward the softmax is made of the logits, and the seed is P − Y."
    ),
    "integer labels": "With Y as one-hot rows the seed was P − Y. From which entry of each row is 1 subtracted there?",
    "a tensor that is used twice": (
        "Sum over everyone who used it. Give the second use another name, take its gradient as you would for `W2`, and"
        " think of what its transpose has to do with `W1`."
    ),
}
