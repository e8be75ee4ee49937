"""Lesson 13: the way back through RMSNorm and LayerNorm."""

from helpers.exercises.check.cases import Case
from helpers.exercises.check.exercise import Exercise

SIZES = ({"n": 5, "d": 3}, {"n": 4, "d": 6}, {"n": 3, "d": 7})


def arguments(numbers, n, d):
    """dL_dZ and X (n, d), gain (d,), and an epsilon so large that its place shows; one feature alone gives about 0."""
    gain = numbers.pick((2.0, 3.0)) + numbers.activations(d)
    arrays = numbers(n, d), numbers.tame(n, d), gain.astype(numbers(1).dtype) if numbers.kind == "float32" else gain
    epsilon = (0.1, 0.5, 0.25)[n % 3]  # no number that could be written down
    return Case((*arrays, epsilon), {"n": n, "d": d}, atol=1e-9)


# What both norms share: {row} is what the mean square is taken of, {rest} what else is subtracted on the way back.
SCALE = """
missing-path | through_r = 0
  | `r` is treated as a constant. All entries of the row are in it, and all `X_hat` were divided by it: subtract what
    comes back through `r`.
missing-path | through_r = G * X_hat**2 / d
  | An entry moves `r`, and `r` moves every `X_hat` of the row. Only the way back to the entry itself is here: take the
    mean over the row.
| through_r = X_hat * (G * X_hat).sum(axis=1, keepdims=True)
  | In the way through `r` the mean is forgotten: `r` is the root of a *mean*, so its slope has a 1/d.
| through_r = X_hat * (dL_dZ * X_hat).mean(axis=1, keepdims=True)
  | In the way through `r` the mean is taken before the gain. It is that of `dL_dZ * gain * X_hat`.
| through_r = 2 * X_hat * (G * X_hat).mean(axis=1, keepdims=True)
  | The way through `r` is there with a factor of 2. It comes from the square, and the root brings ½: both are gone.
| through_r = X_hat * (G * X_hat).mean(axis=1, keepdims=True) / d
  | In the way through `r` it is divided by d twice.
wrong-sign | through_r = -X_hat * (G * X_hat).mean(axis=1, keepdims=True)
  | What comes back through `r` is added. A larger `r` makes every `X_hat` smaller: subtract it.
broadcast | through_r = X_hat * (G * X_hat).mean(axis=1)
  | The means have lost their axis, and NumPy multiplies column j by the mean of row j. Keep it: `keepdims=True`.
transposed | through_r = X_hat * (G * X_hat).mean(axis=0)
  | The mean in the way through `r` runs down the columns, over the samples. Each *row* has an `r` of its own.
| through_r = X_hat * (G * X_hat).mean() | One mean of all rows is taken on the way through `r`. Each row has its own.
| through_r = X * (G * X_hat).mean(axis=1, keepdims=True) ; X_hat * (G * X).mean(axis=1, keepdims=True) ;
    X * (G * X).mean(axis=1, keepdims=True)
  | In the way through `r`, `X` is in the place of `X_hat`. Both are `X_hat`, with the division by `r`.
| through_r = X_hat * G.mean(axis=1, keepdims=True)
  | In the way through `r` a factor is left out: the mean is that of `G * X_hat`.
| through_r = (G * X_hat).mean(axis=1, keepdims=True)
  | In the way through `r` the last factor is left out: the slope of `r` with respect to an entry is its `X_hat`, over
    d.
missing-slope | back = 1 | The division by `r` is left out on the way back.
| back = 1 / r**2 | It divides by `r` twice on the way back.
| back = r | It multiplies by `r` on the way back. Forward divides by it, so does backward.
missing-slope | G = np.array(dL_dZ)
  | The gain is left out on the way back to X. Z is `gain * X_hat`, so what arrives is multiplied by the gain.
| G = dL_dZ * gain**2 | The gain is used twice on the way back. With gains of 1, nobody would notice.
| G = dL_dZ / gain | It divides by the gain. Forward multiplies by it, so does backward.
missing-upstream | G = ones(dL_dZ) * gain | What arrives, `dL_dZ`, has no part in the gradient of X.
| r = np.sqrt(mean_square) | ε is left out.
| r = np.sqrt(mean_square) + epsilon | ε is added to the root. It belongs inside of it, to the mean square.
| r = np.sqrt(mean_square) + np.sqrt(epsilon)
  | Two roots are added in `r`. It is one root, of the mean square plus ε.
| r = mean_square + epsilon | The root is left out of `r`.
| r = np.sqrt(({row}**2).sum(axis=1, keepdims=True) + epsilon)
  | In `r` the mean is forgotten: it is the root of the *mean* square.
transposed | r = np.sqrt(({row}**2).mean(axis=0) + epsilon)
  | The mean square runs down the columns, over the samples. Each *row* has its own.
| r = np.sqrt(({row}**2).mean() + epsilon) | One `r` for all rows. Each row has its own.
missing-upstream | dL_dgain = X_hat.sum(axis=0) | What arrives has no part in the gradient of the gain.
missing-slope | dL_dgain = dL_dZ.sum(axis=0)
  | `X_hat` is left out in the gradient of the gain. A gain's slope is what it multiplies.
| dL_dgain = (dL_dZ * X).sum(axis=0) | The gain multiplies `X_hat`, not `X`: its gradient has `X_hat` in it.
| dL_dgain = (G * X_hat).sum(axis=0)
  | The gain itself is a factor of its gradient. In a product each factor gets the *other*.
batch-not-summed | dL_dgain = dL_dZ * X_hat
  | There is an entry for each sample. The gain was used by all of them: add over the samples.
batch-not-summed | dL_dgain = (dL_dZ * X_hat).sum(axis=1) ; (dL_dZ * X_hat).sum()
  | The sum of the gain's gradient has to run over the samples, and over nothing else.
last-sample-only | dL_dgain = dL_dZ[-1] * X_hat[-1] | Only the last sample has a part in the gradient of the gain.
"""

rms_norm_backward = Exercise(
    signature="rms_norm_backward(dL_dZ, X, gain, epsilon)",
    lesson="13",
    task="""
The way back through `Z = gain * X / r`, with `r` the root of the row's mean square plus `epsilon`. `X` and `dL_dZ` are
(n, d), `gain` is (d,), `epsilon` a number. Return `(dL_dX, dL_dgain)`, in the shapes of `X` and `gain`.
""",
    formula="""
d = X.shape[1]
mean_square = (X**2).mean(axis=1, keepdims=True)
r = np.sqrt(mean_square + epsilon)
X_hat = X / r
G = dL_dZ * gain
through_r = X_hat * (G * X_hat).mean(axis=1, keepdims=True)
back = 1 / r
dL_dX = (G - through_r) * back
dL_dgain = (dL_dZ * X_hat).sum(axis=0)
""",
    returns=("dL_dX", "dL_dgain"),
    wrong=SCALE.format(row="X")
    + """
missing-slope | dL_dX = np.array(dL_dZ) | What arrives is handed back as it is. The gain, `r` and its path are left out.
missing-path | dL_dX = G * (1 - X_hat**2) * back
  | This is the slope of an entry's own `X_hat`, and the d is missing in it. An entry moves all others of its row, too.
transposed | mean_square = (X**2).mean(axis=0) and through_r = X_hat * (G * X_hat).mean(axis=0)
  | The mean square runs down the columns, over the samples. RMSNorm takes each *row* by itself.
| dL_dX = gain * (dL_dZ - X_hat * (dL_dZ * X_hat).mean(axis=1, keepdims=True)) * back
  | The gain comes last. It belongs to what arrives at `X_hat`, so the mean is that of `dL_dZ * gain * X_hat`.
| dL_dX = (G / d - through_r) * back
  | What arrives at `X_hat` is divided by d, too. Only the way through `r` has a 1/d.
| dL_dX = (G - through_r) * back * d
  | It comes out d times too large. Were the sums of a row multiplied out, and the 1/d in front forgotten?
| mean_square = X.var(axis=1, keepdims=True)
  | In `r` the mean is subtracted, as LayerNorm does. RMSNorm takes the mean square as it is.
| dL_dX = (G - G.mean(axis=1, keepdims=True) - through_r) * back
  | The mean is subtracted, as LayerNorm does. RMSNorm subtracts no mean, forward or backward.
""",
    draw=arguments,
    sizes=SIZES,
    alike=({"n": 4, "d": 4},),
    hints="""
Compute `r` and `X_hat` anew. The last line of forward is a product: what does each factor get?
`G = dL_dZ * gain` arrives at `X_hat`. From there two kinds of paths lead to an entry of X: its own, and the one through
  `r`, which all of the row used.
`dL_dX = (G - X_hat * (G * X_hat).mean(axis=1, keepdims=True)) / r`, and for the gain a sum over the samples.
""",
    body="""
r = np.sqrt((X**2).mean(axis=1, keepdims=True) + epsilon)
X_hat = X / r
dL_dgain = (dL_dZ * X_hat).sum(axis=0)  # weights
G = dL_dZ * gain  # hand back
dL_dX = (G - X_hat * (G * X_hat).mean(axis=1, keepdims=True)) / r  # slope, and the way through r
return dL_dX, dL_dgain
""",
    reason="""
(13.5), (13.6) and (13.8). The way through r is a sum over everyone who used it, (13.7), times the slope of r, `X_hat`
over d.
""",
)

layer_norm_backward = Exercise(
    signature="layer_norm_backward(dL_dZ, X, gain, epsilon)",
    lesson="13",
    task="""
The way back through `Z = gain * X_hat + b`, where `X_hat` is the row minus its mean, over `r`, the root of the row's
variance plus `epsilon`. `X` and `dL_dZ` are (n, d), `gain` is (d,), `epsilon` a number. Return
`(dL_dX, dL_dgain, dL_db)`.
""",
    formula="""
d = X.shape[1]
mean = X.mean(axis=1, keepdims=True)
centered = X - mean
mean_square = (centered**2).mean(axis=1, keepdims=True)
r = np.sqrt(mean_square + epsilon)
X_hat = centered / r
G = dL_dZ * gain
through_mean = G.mean(axis=1, keepdims=True)
through_r = X_hat * (G * X_hat).mean(axis=1, keepdims=True)
back = 1 / r
dL_dX = (G - through_mean - through_r) * back
dL_dgain = (dL_dZ * X_hat).sum(axis=0)
dL_db = dL_dZ.sum(axis=0)
""",
    returns=("dL_dX", "dL_dgain", "dL_db"),
    wrong=SCALE.format(row="centered")
    + """
missing-path | through_mean = 0
  | The mean is treated as a constant. All entries of the row are in it, and it was subtracted from all of them:
    subtract the mean of what arrives.
transposed | mean = X.mean(axis=0) and mean_square = (centered**2).mean(axis=0) and through_mean = G.mean(axis=0) and
    through_r = X_hat * (G * X_hat).mean(axis=0)
  | Mean and variance run down the columns, over the samples, as in BatchNorm. LayerNorm takes each *row* by itself.
missing-path | through_mean = 0 and through_r = 0
  | Mean and `r` are treated as constants. All entries of the row are in both: two paths are left out.
| through_mean = G.sum(axis=1, keepdims=True)
  | The sum of what arrives is subtracted. The mean has the slope 1/d in each entry: subtract the mean.
broadcast | through_mean = G.mean(axis=1)
  | The means of what arrives have lost their axis. Keep it: `keepdims=True`.
transposed | through_mean = G.mean(axis=0)
  | The mean of what arrives runs over the samples. Each *row* has a mean of its own.
| dL_dX = gain * (dL_dZ - dL_dZ.mean(axis=1, keepdims=True) - X_hat * (dL_dZ * X_hat).mean(axis=1, keepdims=True)) *
    back
  | The gain comes last. It belongs to what arrives at `X_hat`: both means are those of `dL_dZ * gain`.
| dL_dX = (G / d - through_mean - through_r) * back
  | What arrives at `X_hat` is divided by d, too. Only the ways through the mean and `r` have a 1/d.
| dL_dX = (G - through_mean - through_r) * back * d
  | It comes out d times too large. Were the sums of a row multiplied out, and the 1/d in front forgotten?
| through_mean = dL_dZ.mean(axis=1, keepdims=True) | The mean is taken before the gain. It is that of `dL_dZ * gain`.
wrong-sign | through_mean = -G.mean(axis=1, keepdims=True) | The mean of what arrives is added. Subtract it.
| centered = X | The mean isn't subtracted, as in RMSNorm. `X_hat` is the row minus its mean, over `r`.
| mean_square = centered.var(axis=1, ddof=1, keepdims=True)
  | The variance is divided by d − 1. LayerNorm divides by d.
missing-slope | dL_dX = np.array(dL_dZ) | What arrives is handed back as it is. The gain, mean and `r` are left out.
batch-not-summed | dL_db = np.array(dL_dZ)
  | There is an entry for each sample. The bias was used by all of them: add over the samples.
batch-not-summed | dL_db = dL_dZ.sum(axis=1) ; dL_dZ.sum()
  | The sum of the bias has to run over the samples, and over nothing else.
| dL_db = (dL_dZ * gain).sum(axis=0) | The gain is in the gradient of the bias. The bias is added after it.
last-sample-only | dL_db = dL_dZ[-1] | Only the last sample has a part in the gradient of the bias.
missing-upstream | dL_db = ones(dL_dZ).sum(axis=0) | This counts the samples. Add what arrives.
""",
    draw=arguments,
    sizes=SIZES,
    alike=({"n": 4, "d": 4},),
    hints="""
Three kinds of paths lead from an entry of X to `X_hat`: its own, one through the mean, and one through `r`.
With `G = dL_dZ * gain`, the way through the mean takes the mean of `G` from every entry. The way through `r` is that of
  RMSNorm.
`dL_dX = (G - G.mean(axis=1, keepdims=True) - X_hat * (G * X_hat).mean(axis=1, keepdims=True)) / r`.
""",
    body="""
centered = X - X.mean(axis=1, keepdims=True)
r = np.sqrt((centered**2).mean(axis=1, keepdims=True) + epsilon)
X_hat = centered / r
dL_dgain = (dL_dZ * X_hat).sum(axis=0)  # weights
dL_db = dL_dZ.sum(axis=0)  # bias
G = dL_dZ * gain  # hand back
through_r = X_hat * (G * X_hat).mean(axis=1, keepdims=True)
dL_dX = (G - G.mean(axis=1, keepdims=True) - through_r) / r  # slope, and the ways through mean and r
return dL_dX, dL_dgain, dL_db
""",
    reason="""
LayerNorm is RMSNorm of the row without its mean, (13.8), plus a bias. Subtracting the mean hands back what arrives,
minus the mean of it.
""",
)
