"""A norm line by line, in rows, what goes wrong there, and the words of its question."""

PAGE = """
d = X.shape[1]
center = {center}
centered = X - center
mean_square = (centered**2).mean(axis=1, keepdims=True)
deviation = {deviation}
r = {r}
X_hat = centered / r
shift = {shift}
Z = gain * X_hat + shift
G = dL_dZ * gain
through_mean = {through_mean}
direction = {direction}
through_r = direction * (G * X_hat).mean(axis=1, keepdims=True)
back = 1 / r
dL_dX = (G - through_mean - through_r) * back
dL_dgain = (dL_dZ * X_hat).sum(axis=0)
dL_db = dL_dZ.sum(axis=0)
"""
ROOTS = {  # where ε is: the deviation, r, and the slope of r with respect to an entry, times d
    "inside": ("np.sqrt(mean_square + epsilon)", "deviation", "X_hat"),
    "outside": ("np.sqrt(mean_square)", "deviation + epsilon", "centered / deviation"),
}
STATISTICS = """
sum-for-mean | mean_square = (centered**2).sum(axis=1, keepdims=True)
  | The squares are added, and the mean is forgotten.
transposed | mean_square = (centered**2).mean(axis=0)
  | The mean square runs down the columns, over the samples. Each *row* has its own.
| mean_square = (centered**2).mean() | One mean square for all rows. Each row has its own.
| mean_square = (centered**2).sum(axis=1, keepdims=True) / (d - 1)
  | The squares are divided by d − 1. Here it is d.
| deviation = mean_square ; mean_square + epsilon | The root is left out.
"""
FORWARD_SLIPS = """
| Z = X_hat + shift | The gain is left out.
| Z = gain * centered + shift | The division by the deviation is left out.
| Z = gain * centered * r + shift | It multiplies by the deviation, where it should divide.
| Z = X_hat / gain + shift | It divides by the gain. Multiply by it.
"""
BACKWARD_SLIPS = """
missing-path | through_r = 0
  | The deviation is treated as a constant. All entries of the row are in it, and all were divided by it: subtract what
    comes back through it.
missing-path | through_r = G * direction * X_hat / d
  | An entry moves the deviation, and that moves every entry of the row. Only the way back to the entry itself is here.
| through_r = direction * (G * X_hat).sum(axis=1, keepdims=True)
  | In the way through the deviation the mean is forgotten: it is the root of a *mean*, so its slope has a 1/d.
| through_r = direction * (G * X_hat).mean(axis=1, keepdims=True) / d
  | In the way through the deviation it is divided by d twice.
wrong-sign | through_r = -direction * (G * X_hat).mean(axis=1, keepdims=True)
  | What comes back through the deviation is added. Subtract it.
| through_r = direction * (dL_dZ * X_hat).mean(axis=1, keepdims=True)
  | In the way through the deviation the mean is taken before the gain. Take it after.
| dL_dX = (G - through_mean - through_r) * back * d
  | It comes out d times too large. Were the sums of a row multiplied out, and the 1/d in front forgotten?
| dL_dX = (G / d - through_mean - through_r) * back
  | What arrives at the normalized row is divided by d, too. Only the ways through its statistics have a 1/d.
transposed | through_r = direction * (G * X_hat).mean(axis=0)
  | The mean in the way through the deviation runs over the samples. Each *row* has its own.
broadcast | through_r = direction * (G * X_hat).mean(axis=1)
  | The means in the way through the deviation have lost their axis. Keep it: `keepdims=True`.
| through_r = direction * G.mean(axis=1, keepdims=True) ; (G * X_hat).mean(axis=1, keepdims=True)
  | In the way through the deviation a factor is left out: a mean of G times the normalized row, times that row.
| through_r = centered * (G * centered).mean(axis=1, keepdims=True) ; X * (G * X).mean(axis=1, keepdims=True)
  | In the way through the deviation the row itself is in the place of the normalized one.
missing-slope | back = 1 | The division by the deviation is left out on the way back.
| back = 1 / r**2 | On the way back it divides by the deviation twice.
| back = r | On the way back it multiplies by the deviation. Divide, as in forward.
missing-slope | G = np.array(dL_dZ) | The gain is left out on the way back to X. Forward multiplies by it.
| G = dL_dZ * gain**2 | The gain is used twice on the way back. With gains of 1, nobody would notice.
| G = dL_dZ / gain | On the way back it divides by the gain. Multiply, as in forward.
missing-upstream | G = ones(dL_dZ) * gain | What arrives has no part in the gradient of X.
missing-slope | dL_dX = np.array(dL_dZ) | What arrives is handed back as it is: the whole norm is left out.
missing-upstream | dL_dgain = X_hat.sum(axis=0) | What arrives has no part in the gradient of the gain.
missing-slope | dL_dgain = dL_dZ.sum(axis=0) | In the gradient of the gain the normalized row is left out.
| dL_dgain = (dL_dZ * X).sum(axis=0) ; (dL_dZ * centered).sum(axis=0)
  | The gain multiplies the *normalized* row, so that is in its gradient.
| dL_dgain = (G * X_hat).sum(axis=0) | The gain is a factor of its own gradient. In a product each gets the *other* one.
batch-not-summed | dL_dgain = dL_dZ * X_hat ; (dL_dZ * X_hat).sum(axis=1) ; (dL_dZ * X_hat).sum()
  | The gain was used by all samples: its gradient is a sum over them, and over nothing else.
last-sample-only | dL_dgain = dL_dZ[-1] * X_hat[-1] | Only the last sample has a part in the gradient of the gain.
"""
CENTER_SLIPS = """
missing-path | through_mean = 0
  | The mean is treated as a constant. All entries of the row are in it: subtract the mean of what arrives.
missing-path | through_mean = 0 and through_r = 0
  | Mean and deviation are treated as constants. All entries of the row are in both: two paths are left out.
| through_mean = G.sum(axis=1, keepdims=True)
  | The sum of what arrives is subtracted. The slope of a mean is 1/d: subtract the mean.
| dL_dX = gain * (dL_dZ - dL_dZ.mean(axis=1, keepdims=True) - direction * (dL_dZ * X_hat).mean(axis=1, keepdims=True)) *
    back
  | The gain comes last. It belongs to what arrives at the normalized row, so both means are taken after it.
transposed | through_mean = G.mean(axis=0)
  | The mean of what arrives runs over the samples. Each *row* has its own.
broadcast | through_mean = G.mean(axis=1) | The means of what arrives have lost their axis. Keep it: `keepdims=True`.
| through_mean = dL_dZ.mean(axis=1, keepdims=True) | The mean of what arrives is taken before the gain. Take it after.
wrong-sign | through_mean = -G.mean(axis=1, keepdims=True) | The mean of what arrives is added. Subtract it.
"""
CENTERED = """
| center = 0 | The mean of the row isn't subtracted.
transposed | center = X.mean(axis=0) | The mean runs over the samples. Each *row* has its own.
"""
NOT_CENTERED = """
| center = X.mean(axis=1, keepdims=True)
  | The mean of the row is subtracted, as LayerNorm does. RMSNorm subtracts none.
"""
NOT_CENTERED_BACKWARD = """
| center = X.mean(axis=1, keepdims=True) and through_mean = G.mean(axis=1, keepdims=True)
  | This is the way back through LayerNorm, with a mean that is subtracted. RMSNorm subtracts none.
| dL_dX = gain * (dL_dZ - direction * (dL_dZ * X_hat).mean(axis=1, keepdims=True)) * back
  | The gain comes last. It belongs to what arrives at the normalized row, so the mean is taken after it.
| through_mean = G.mean(axis=1, keepdims=True)
  | On the way back the mean is subtracted, as LayerNorm does. RMSNorm subtracts none.
"""
INSIDE = """
| deviation = np.sqrt(mean_square) | ε is left out.
| deviation = np.sqrt(mean_square) + epsilon | ε is added after the root. Here it is inside, with the mean square.
"""
OUTSIDE = """
| r = np.array(deviation) | ε is left out.
| r = np.sqrt(mean_square + epsilon) | ε is inside the root. Here it is added after it.
"""
OUTSIDE_BACKWARD = """
| direction = np.array(X_hat)
  | The slope of the deviation is the row over the *root*, without ε; ε is added after it. Here it has ε in it.
"""
BIAS_SLIPS = """
batch-not-summed | dL_db = np.array(dL_dZ) ; dL_dZ.sum(axis=1) ; dL_dZ.sum()
  | The bias was used by all samples: its gradient is a sum over them, and over nothing else.
| dL_db = G.sum(axis=0) | The gain is in the gradient of the bias. The bias is added after it.
last-sample-only | dL_db = dL_dZ[-1] | Only the last sample has a part in the gradient of the bias.
missing-upstream | dL_db = ones(dL_dZ).sum(axis=0) | This counts the samples. Add what arrives.
"""
NO_SHIFT = """
| Z = gain * (X_hat + shift) | The bias is multiplied by the gain. It is added after it.
| shift = 0 | The bias is left out.
| shift = -b | The bias is subtracted.
"""

# ---- what the reader sees

TASK = (
    "Write {name}, forward and backward. No libraries but NumPy.\n"
    "`X` (n, d) holds a row for each sample or position, `gain` (d,){and_bias} what is learned. {what} ε is {where}.\n"
    "`forward({arguments}, epsilon)` returns Z (n, d).\n"
    "`backward(dL_dZ, X, gain, epsilon)` gets what arrives at Z, and returns {returns}, each in the shape of what it"
    " belongs to. It computes what it needs anew, and changes no argument.\n"
    "When you are done: `interview.submit(forward, backward)`."
)
WHAT = {
    "LayerNorm": (
        "Each row is brought to the mean 0 and divided by its standard deviation (of d numbers, divided by d), then"
        " multiplied by the gain, plus the bias."
    ),
    "LayerNorm without a bias": (
        "Each row is brought to the mean 0 and divided by its standard deviation (of d numbers, divided by d), then"
        " multiplied by the gain."
    ),
    "RMSNorm": "Each row is divided by the root of its mean square, then multiplied by the gain.",
}
WHERE = {"inside": "added inside the root", "outside": "added to the root, after it is taken"}
HINTS = (
    "Write forward in steps with names: {center}the mean square, its root, the normalized row, the product with the"
    " gain. Which of these did all entries of a row use?",
    "Start at the end. A product gives each factor the other one: the gain gets a sum over the samples, and the"
    " normalized row gets what arrives times the gain.",
    "From the normalized row back to X there is the own path, and one through each statistic. A statistic gets a sum"
    " over everyone who used it; then it hands that on to every entry of the row, with its own slope.",
    "With G for what arrives at the normalized row: subtract the mean of G (where a mean was subtracted), and the"
    " normalized row times the mean of G times it; then divide. All means are those of a row.",
)
REFERENCE = """import numpy as np


def statistics(X, epsilon):
    centered = {centered}
    root = np.sqrt((centered**2).mean(axis=1, keepdims=True){inside})
    return centered, root, centered / {r}


def forward({arguments}, epsilon):
    return gain * statistics(X, epsilon)[2]{shift}


def backward(dL_dZ, X, gain, epsilon):
    centered, root, X_hat = statistics(X, epsilon)
    dL_dgain = (dL_dZ * X_hat).sum(axis=0)  # weights
    G = dL_dZ * gain  # hand back
    through_root = {direction} * (G * X_hat).mean(axis=1, keepdims=True)
    dL_dX = (G{minus_mean} - through_root) / {r}  # slope, over all paths
    return dL_dX, dL_dgain{dL_db}
"""
