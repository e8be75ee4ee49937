"""Lesson 04: a batch by hand, and the half squared error with the seed that it hands down."""

from helpers.exercises.check.exercise import Exercise
from helpers.exercises.check.on_paper import ByHand

SIZES = ({"n": 5, "d": 3}, {"n": 4, "d": 6}, {"n": 3, "d": 2})
COLUMN = ({"n": 4, "d": 1},)  # one output, where a row of targets against a column of predictions runs through


batch_by_hand = ByHand(
    name="batch_by_hand",
    lesson="04",
    task="""
A layer with two inputs and one neuron; its weights are 5 and −1. A batch of two: the first sample has the inputs 1 and
4, and 2 arrives for it as dL/dz; the second has 2 and −2, and −3 arrives. Find the gradients of the bias (`dL_db`) and
of the two weights (`dL_dw1`, `dL_dw2`), and that of the second sample's first input (`dL_dx1`).
""",
    formula="""
X = np.array([[1, 4], [2, -2]])
W = np.array([[5], [-1]])
dL_dZ = np.array([[2], [-3]])
dL_dX = dL_dZ @ W.T
dL_dW = X.T @ dL_dZ
dL_db = dL_dZ.sum(axis=0)
dL_dw1 = dL_dW[0, 0]
dL_dw2 = dL_dW[1, 0]
dL_dx1 = dL_dX[1, 0]
""",
    returns=("dL_db", "dL_dw1", "dL_dw2", "dL_dx1"),
    wrong="""
mean-for-sum | dL_db = dL_dZ.mean() ; dL_dW = X.T @ dL_dZ / len(X)
  | There is no 1/n in a layer: the seed has it already.
last-sample-only | dL_db = dL_dZ[-1] | Both samples used the bias.
last-sample-only | dL_dW = X[-1:].T @ dL_dZ[-1:] | Both samples used the weight.
missing-upstream | dL_dW = X.T @ ones(dL_dZ) | These are the inputs alone. Multiply each by what arrives for its sample.
batch-not-summed | dL_dx1 = dL_dX[:, 0].sum()
  | An input belongs to its own sample: nothing is added over the samples here.
missing-upstream | dL_dx1 = W[0, 0] | This is the weight alone. Multiply it by what arrives for the second sample.
| dL_db = dL_dZ[0] | This is the first sample alone. Both used the bias.
| dL_db = (X.T @ dL_dZ).sum() | The inputs have no part in this: the slope of z in b is 1.
| dL_dW = X[:1].T @ dL_dZ[:1] | This is the first sample alone. Both used the weight.
| dL_dW = X.sum(axis=0)[:, None] * dL_dZ.sum()
  | Both sums are taken before the product. Multiply sample by sample, then add.
| dL_dx1 = dL_dX[0, 0] | This is the first sample's. The second is asked for.
| dL_dx1 = dL_dX[1, 1] | This is what the second *input* hears. The first has the weight 5.
| dL_dx1 = dL_dZ[1, 0] * X[1, 0]
  | The input stands where its weight belongs: an input hears the weight through which it was used.
""",
    hints="""
Who used it? The bias and the weights: both samples. An input: its own sample only.
For the bias add what arrives. For a weight multiply, in each sample, its input by what arrives; then add.
dL_dw1 = 1 · 2 + 2 · (−3). And x1 of the second sample gets 5 times what arrives for that sample.
""",
    reason="""
dL_db = 2 − 3; dL_dw1 = 1 · 2 + 2 · (−3); dL_dw2 = 4 · 2 + (−2) · (−3): (4.2) and (4.3) add over the samples. dL_dx1 =
−3 · 5 stays with its sample, (4.4).
""",
)


def predictions_and_targets(numbers, n, d):
    """Y_hat and Y."""
    return numbers(n, d), numbers(n, d)


PAIRS = (
    "Every prediction is compared with every target: (n, 1) minus (n,) is (n, n). Leave both arrays as they are, or"
    " give both the same shape."
)

half_squared_error = Exercise(
    signature="half_squared_error(Y_hat, Y)",
    lesson="04",
    task="""
Predictions `Y_hat` and targets `Y`, both (n, d), one sample in each row. The loss of one sample is ½‖ŷ − y‖², half the
sum of its squared differences. Return the mean over the samples, one number.
""",
    formula="""
error = Y_hat - Y
pairs = Y_hat.reshape(-1, 1) - Y.reshape(1, -1)  # as NumPy gives them for (n, 1) and (n,)
squares = (error**2).sum(axis=1)
L = 0.5 * squares.mean()
""",
    wrong=f"""
broadcast | L = 0.5 * (pairs**2).sum() / len(error) ; 0.5 * (pairs**2).mean() ; 0.5 * (pairs**2).sum() | {PAIRS}
wrong-factor | L = squares.mean()
  | The result is 2 times what it should be: the squared error without the ½, as PyTorch's `MSELoss` has it. Here the
    loss of a sample is ½‖ŷ − y‖².
mean-for-sum | squares = (error**2).mean(axis=1)
  | This is a mean over all entries, as PyTorch's `MSELoss` takes it: it divides by the number of outputs, too. Here a
    sample's squares are added, and the mean is over the samples.
wrong-sign | error = Y_hat + Y | The difference is a prediction *minus* its target.
last-sample-only | L = 0.5 * squares[-1] ; 0.5 * squares[-1] / len(error)
  | Each sample overwrites the loss of the one before it. Add over all samples.
batch-not-summed | L = 0.5 * squares ; 0.5 * squares[:, None]
  | There is one loss for each sample. Their mean is asked for, one number.
batch-not-summed | L = 0.5 * squares / len(error) ; 0.5 * squares[:, None] / len(error)
  | Each sample's loss is divided by n, as (4.5) asks. The sum over the samples is left out.
batch-not-summed | L = 0.5 * (error**2).mean(axis=0)
  | The mean runs over the samples, but the outputs are still there: add over them.
batch-not-summed | L = 0.5 * error**2
  | The squares of all entries are there, one by one. Add within a sample, then take the mean.
| squares = error.sum(axis=1) | The differences aren't squared.
| squares = np.abs(error).sum(axis=1) | The absolute value stands where the square belongs.
| squares = error.sum(axis=1) ** 2 | The sum is squared. Square each difference, then add.
| squares = np.sqrt((error**2).sum(axis=1)) | This is the length of the differences. Its square is asked for.
| L = 0.5 * squares[0] | Only the first sample counts.
""",
    draw=predictions_and_targets,
    also=("close", "far"),
    sizes=SIZES,
    alike=COLUMN,
    mean_over=("n",),
    hints="""
Three steps: the differences, the loss of each sample, and the mean over the samples. Over which axis does each run?
Within a sample, add the squares of all outputs. The mean runs over the samples only.
`((Y_hat - Y) ** 2).sum(axis=1)` has one entry for each sample. Half of its mean is the loss.
""",
    body="""
of_each_sample = 0.5 * ((Y_hat - Y) ** 2).sum(axis=1)
return of_each_sample.mean()
""",
    reason="""
The sum runs over the outputs of a sample, axis 1, and the mean over the samples, (4.5). A mean over everything would
divide by d as well.
""",
)


half_squared_error_backward = Exercise(
    signature="half_squared_error_backward(Y_hat, Y)",
    lesson="04",
    task="""
The seed: the loss is the mean over the samples of ½‖ŷ − y‖². `Y_hat` and `Y` are (n, d), one sample in each row. Return
`dL_dY_hat`, of the same shape.
""",
    formula="""
error = Y_hat - Y
pairs = Y_hat.reshape(-1, 1) - Y.reshape(1, -1)  # as NumPy gives them for (n, 1) and (n,)
dL_dY_hat = error / len(Y_hat)
""",
    wrong=f"""
broadcast | error = pairs ; pairs.T ; pairs.sum(axis=1, keepdims=True) | {PAIRS}
wrong-factor | error = 2 * error
  | The result is 2 times what it should be: the slope of a squared error without the ½, as PyTorch's `MSELoss` has it.
    The slope of ½u² is u.
mean-for-sum | dL_dY_hat = error / Y.size
  | It divides by the number of all entries, as PyTorch's `MSELoss` does. The loss here is a mean over the samples, and
    a sum over the outputs: divide by the number of rows.
| dL_dY_hat = error * Y_hat / len(Y_hat) ; error * Y / len(Y_hat)
  | The difference is multiplied once more. The slope of ½u² is u, and u is ŷ − y: no other factor.
| dL_dY_hat = error * Y_hat * (1 - Y_hat) / len(Y_hat)
  | The slope of a sigmoid is in it, Y_hat (1 − Y_hat). That is the next rule; the slope of ½u² is u.
wrong-sign | error = Y_hat + Y | The difference is a prediction *minus* its target; here they are added.
last-sample-only | error = only_last(error) | Only the last row is filled.
last-sample-only | error = error[-1] | Only the last sample is left.
batch-not-summed | error = error.sum(axis=0) | Each prediction has its own slope. Nothing is summed over the samples.
batch-not-summed | error = error.sum(axis=1) | Each prediction has its own slope. Nothing is summed over the outputs.
batch-not-summed | error = error.sum() | Each prediction has its own slope. Nothing is summed here.
| error = 0.5 * error**2 | This is the loss, entry by entry. Its slope is asked for: the slope of ½u² is u.
| error = np.sign(error) | Only the sign of the difference is left: that's the slope of the absolute value.
| error = Y_hat | The target is left out. The slope of ½(ŷ − y)² is ŷ − y.
""",
    draw=predictions_and_targets,
    also=("close", "far"),
    sizes=SIZES,
    alike=COLUMN,
    mean_over=("n",),
    hints="""
Take one sample first. What is the slope of ½(ŷ − y)² with respect to ŷ?
The loss is a mean over the samples. What does that do to the slope of each of them?
The difference, divided by the number of rows. On the way back this is the only place for that division.
""",
    body="return (Y_hat - Y) / len(Y_hat)",
    reason="""
The slope of ½u² is u, here ŷ − y. Each sample has a share of 1/n in the mean, so each slope is divided by n, (4.6):
once, in the seed.
""",
)
