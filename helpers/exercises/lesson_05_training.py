"""Lesson 05: the step, and the training loop."""

from helpers.exercises.check.compare import in_one_row, moved
from helpers.exercises.check.exercise import Exercise
from helpers.exercises.check.on_paper import ByHand, Recap
from helpers.exercises.lesson_04_page import ALIKE, given
from helpers.exercises.two_layers.slips import HAND_BACK, HIDDEN_SLOPES, OUT_SLOPE, as_wholes
from helpers.exercises.two_layers.steps import PARAMETERS
from helpers.exercises.two_layers.training import WAYS, outcome, ways_as_mistakes
from helpers.exercises.two_layers.variant import Variant


def arguments(numbers, d_in, d_out):
    """Parameters and gradients, lists of arrays of the same shapes, and the learning rate."""
    shapes = [(d_in, d_out), (d_out,), (d_out, d_in + d_out)][: 2 + (d_in + d_out) % 2]  # two arrays, or three
    return [numbers(*shape) for shape in shapes], [numbers(*shape) for shape in shapes], numbers.pick((0.1, 0.5, 0.2))


step_by_hand = ByHand(
    name="step_by_hand",
    lesson="05",
    task="""
A step, a mini-batch, and a landscape. `w`: a weight of 0.8 with the slope −0.3, after one step with the learning rate
0.5. `estimate`: four samples have the slopes 4, −2, 1 and 5; what does the batch of the first and the third say?
`distance`: the output's bias of (5.3) is 2 above the targets' mean; where is it after one step with the learning rate
2.5?
""",
    formula="""
old = 0.8
slope = -0.3
rate = 0.5
w = old - rate * slope
slopes = np.array([4, -2, 1, 5])
batch = slopes[[0, 2]]
estimate = batch.mean()
start = 2
eta = 2.5
distance = (1 - eta) * start
""",
    returns=("w", "estimate", "distance"),
    wrong="""
uphill | w = old + rate * slope | The slope is negative, so minus the slope goes up: 0.8 − 0.5 · (−0.3).
| w = old - slope | The learning rate is left out: the step is 0.5 · 0.3.
uphill | w = old + slope | And the learning rate is left out. The step goes against the slope: 0.8 − 0.5 · (−0.3).
| w = -rate * slope | This is the step alone. It is added to the old weight.
sum-for-mean | estimate = batch.sum() | A batch of two says half the sum of its slopes.
mean-for-sum | estimate = batch.sum() / len(slopes) | It is divided by all four samples. The batch has two.
| estimate = slopes.mean() | This is the mean of all four, which the batch estimates.
last-sample-only | estimate = batch[-1] | The batch has two samples.
| distance = eta * start | This is η · 2, which is the length of the step: it starts at 2 and goes down.
| distance = -eta * start | This is the step itself. It starts at 2.
uphill | distance = (1 + eta) * start | The step goes against the slope: the distance is multiplied by 1 − η.
| distance = start - eta | The factor is 1 − η, and it is multiplied by the distance, not subtracted.
| distance = 1 - eta | This is the factor, 1 − η. It multiplies the distance.
""",
    hints="""
(5.1): the old value, minus the learning rate times the slope. Mind the two signs.
(5.2): the mean, over the samples of the batch.
(5.3): a step multiplies the distance by 1 − η, which is negative here.
""",
    reason="""
0.8 − 0.5 · (−0.3) = 0.95, (5.1). (4 + 1) / 2 = 2.5, where the mean of all four is 2, (5.2). And (1 − 2.5) · 2 = −3,
(5.3): farther away, on the other side.
""",
)


sgd_step = Exercise(
    signature="sgd_step(parameters, gradients, learning_rate)",
    lesson="05",
    task="""
`parameters` and `gradients` are lists of arrays, as many in one as in the other, with the same shapes. Take one step of
gradient descent. Change the arrays themselves: the layers hold the same ones, and look at no list. Leave the gradients
as they are. Return nothing.
""",
    formula="""
theta = in_one_row(parameters)
g = in_one_row(gradients)
step = -learning_rate * g
""",
    labels={"step": "change of the parameters"},
    names={"in_one_row": in_one_row},
    draw=arguments,
    also=("close", "far"),
    sizes=({"d_in": 3, "d_out": 2}, {"d_in": 2, "d_out": 4}, {"d_in": 5, "d_out": 4}, {"d_in": 4, "d_out": 3}),
    effect=lambda call: [moved(call, 0)],
    changes=(0,),
    integers=False,
    renamed={"wrong-sign": "uphill"},
    hints="""
Go through both lists together. Which way is downhill, seen from a gradient?
`theta = theta - …` makes a new array and gives it a local name; the array outside stays as it was.
The new value is `theta - learning_rate * gradient`. Written into `theta[:]`, it changes the array itself.
""",
    body="""
for theta, gradient in zip(parameters, gradients):
    theta -= learning_rate * gradient
""",
    reason="""
The gradient points to where the loss rises, so the step goes against it, (5.1). `-=` changes the array that the layer
holds; `theta = theta - …` would only give a new array to a local name.
""",
    wrong="""
not-in-place | step = 0 * in_one_row(gradients)
  | The arrays outside are as before. `theta = theta - …` and `parameters[i] = …` make new arrays; `theta -= …` and
    `theta[:] = …` change the old ones.
wrong-factor | step = -in_one_row(gradients) | The learning rate is left out.
wrong-factor | step = -in_one_row(gradients) / learning_rate
  | It divides by the learning rate. A small learning rate makes small steps.
last-sample-only | step = -learning_rate * in_one_row([each * (each is gradients[-1]) for each in gradients])
  | Only the last array takes its step: the line stands behind the loop, or overwrites what the turns before it found.
mean-for-sum | step = -learning_rate * in_one_row(gradients) / len(gradients) | It divides by the number of arrays.
mean-for-sum | step = -learning_rate * in_one_row([each / len(each) for each in gradients])
  | It divides each gradient by its number of rows.
| step = -learning_rate * in_one_row([each * (each is gradients[0]) for each in gradients])
  | Only the first array takes its step. Does the function return inside the loop?
| step = in_one_row(gradients) - in_one_row(parameters)
  | The gradient itself became the parameter: the old value is left out.
| step = -learning_rate * in_one_row(gradients) - in_one_row(parameters)
  | The step itself became the parameter: the old value is left out.
| step = -learning_rate * np.sign(in_one_row(gradients))
  | Only the sign of the gradient counts here; its size is left out.
| step ~ theta, g
  | The parameter moves by {fit}, with g the gradient. Asked for is θ ← θ − η g.
| step = -learning_rate * in_one_row(parameters)
  | The parameter is multiplied, or its own value subtracted: the gradient is left out.
""",
)


# ---- the loop


def order(X, Y, W1, b1, W2, b2, learning_rate, steps):
    """The arguments of the exercise as those of a way to train."""
    return X, Y, learning_rate, steps, W1, b1, W2, b2


PLAIN = Variant()
AFTER = {name: lambda losses, after, before, place=place: after[place] for place, name in enumerate(PARAMETERS)}
FORMULAS = {name: outcome(PLAIN, order, read) for name, read in AFTER.items()}

SLIPS = """
uphill | step = learning_rate
  | The step goes with the gradient, or the seed has its sign turned around. Subtract, and start from prediction minus
    target.
sum-for-mean | dL_dY_hat = difference | The 1/n of the seed is left out.
mean-for-sum | dL_dY_hat = difference / Y.size
  | The seed divides by all entries of `Y`. The loss is a mean over the samples, and a sum over the outputs.
mean-for-sum | sum1 = dL_dZ1.mean(axis=0) and sum2 = dL_dZ2.mean(axis=0)
  | The biases are averaged over the samples. The 1/n is in the seed already.
mean-for-sum | weights1 = weights1 / len(X) and weights2 = weights2 / len(X)
  | The weights are averaged over the samples. The 1/n is in the seed already.
missing-slope | out_slope = ones(Y_hat) | At the output the slope of the sigmoid is left out.
missing-slope | slope = ones(A1) | In the hidden layer the slope of the sigmoid is left out.
slope-of-activation | out_slope = sigma(Y_hat) * (1 - sigma(Y_hat))
  | At the output σ′ gets the activation. The slope is Y_hat (1 − Y_hat).
slope-of-activation | slope = sigma(A1) * (1 - sigma(A1))
  | In the hidden layer σ′ gets the activation. The slope is A1 (1 − A1).
missing-upstream | dL_dY_hat = ones(Y_hat) | The seed is left out: backward starts with ones.
last-sample-only | dL_dY_hat = only_last(difference) / len(Y) ; only_last(difference)
  | Only the last sample has a part in the step. Add over all samples.
wrong-factor | step = -1 | The learning rate is left out.
wrong-factor | step = -2 * learning_rate | The steps are twice as long. The slope of ½u² is u, with no 2 in front.
"""
ALONE = """
not-in-place | step = 0
  | Outside nothing has moved. `W1 = W1 - …` makes a new array with a local name; `W1 -= …` changes the one that was
    passed in.
transposed | weights1 = X @ dL_dZ1 and weights2 = A1 @ dL_dZ2 ; weights1 = X @ dL_dZ1.T and weights2 = A1 @ dL_dZ2.T ;
    weights1 = dL_dZ1 @ X and weights2 = dL_dZ2 @ A1 ; weights1 = dL_dZ1 @ X.T and weights2 = dL_dZ2 @ A1.T ;
    weights1 = dL_dZ1.T @ X and weights2 = dL_dZ2.T @ A1
  | In the gradients of the weights a factor is transposed, or the order is turned: the inputs of the layer come first,
    `X.T @ …`.
| dL_dW1 = 0 | `W1` never moves.
| dL_db1 = 0 | `b1` never moves.
| dL_dW2 = 0 | `W2` never moves.
| dL_db2 = 0 | `b2` never moves.
| dL_db1 = 0 and dL_db2 = 0 | The biases never move.
| dL_dW1 = 0 and dL_db1 = 0 | The first layer never moves.
| dL_dW2 = 0 and dL_db2 = 0 | The second layer never moves.
"""


ONE_BY_ONE = (
    None,
    "It steps after each sample. Asked for are steps with all samples at once.",
    {"variant": Variant(single=True)},
)

train_two_layers = Exercise(
    signature="train_two_layers(X, Y, W1, b1, W2, b2, learning_rate, steps)",
    lesson="05",
    task="""
The loop of this lesson for any sizes: `steps` steps of gradient descent with all samples, for two layers with sigmoids
and the half squared error. Change `W1`, `b1`, `W2` and `b2` themselves, so that whoever passed them in sees them
trained. Return nothing. `sigmoid` is there.
""",
    formula=FORMULAS,
    draw=lambda numbers, steps, **sizes: (*given(numbers, **sizes), numbers.pick((0.5, 1.5, 2.0)), steps),
    also=("far",),
    sizes=(
        {"n": 5, "d_in": 6, "d_hidden": 4, "d_out": 2, "steps": 3},
        {"n": 6, "d_in": 5, "d_hidden": 3, "d_out": 4, "steps": 2},
        {"n": 4, "d_in": 5, "d_hidden": 2, "d_out": 3, "steps": 1},
    ),
    alike=tuple(sizes | {"steps": 2} for sizes in ALIKE),
    effect=lambda call: list(call.held[2:6]),
    changes=(2, 3, 4, 5),
    integers=False,
    hints="""
Four parts in each turn: forward, seed, backward, and at the very end the step.
The loop of the lesson makes new arrays, `W1 = W1 - …`. Whoever passed in `W1` never sees those.
The page of lesson 04 inside `for step in range(steps):`, then four lines like `W1 -= learning_rate * dL_dW1`.
""",
    body="""
for step in range(steps):
    A1 = sigmoid(X @ W1 + b1)
    Y_hat = sigmoid(A1 @ W2 + b2)
    dL_dZ2 = (Y_hat - Y) / len(X) * Y_hat * (1 - Y_hat)  # seed, slope
    dL_dZ1 = dL_dZ2 @ W2.T * A1 * (1 - A1)  # hand back, slope
    W1 -= learning_rate * X.T @ dL_dZ1
    b1 -= learning_rate * dL_dZ1.sum(axis=0)
    W2 -= learning_rate * A1.T @ dL_dZ2
    b2 -= learning_rate * dL_dZ2.sum(axis=0)
""",
    reason="""
All gradients are there before anything moves, so hand back sees the weights of the forward pass. `-=` changes the
arrays that were passed in.
""",
    wrong=(
        SLIPS,
        *as_wholes(ALONE + OUT_SLOPE + HIDDEN_SLOPES["sigmoid"] + HAND_BACK, FORMULAS),
        *ways_as_mistakes((*WAYS, ONE_BY_ONE), AFTER),
    ),
)


# ---- the recap


def step_line(name, shape):
    """The exercise of writing one line of (5.1)."""

    def draw(numbers, **sizes):
        size = [sizes[each] for each in shape]
        return numbers(*size), numbers(*size), numbers.pick((0.1, 0.5, 0.2))

    return Exercise(
        signature=f"new_{name}({name}, dL_d{name}, learning_rate)",
        task="",
        formula=f"new_{name} = {name} - learning_rate * dL_d{name}",
        draw=draw,
        sizes=sgd_step.sizes,
        wrong=f"""
uphill | new_{name} = {name} + learning_rate * dL_d{name} | It steps with the gradient, and there the loss rises.
| new_{name} = {name} - dL_d{name} | The learning rate is left out.
| new_{name} = -learning_rate * dL_d{name} ; learning_rate * dL_d{name}
  | This is the step alone. The old value is left out.
""",
    )


batch_gradient = Exercise(
    signature="batch_gradient(of_samples, m)",
    task="",
    formula="batch_gradient = of_samples.mean(axis=0)",
    draw=lambda numbers, m, d_in, d_out: (numbers(m, d_in, d_out), m),
    sizes=({"m": 4, "d_in": 3, "d_out": 2}, {"m": 2, "d_in": 5, "d_out": 3}, {"m": 6, "d_in": 4, "d_out": 5}),
    mean_over=("m",),
    wrong="""
batch-not-summed | batch_gradient = of_samples | The samples are still there: take the mean over them.
batch-not-summed | batch_gradient = of_samples.mean()
  | The mean runs over all axes, and one number is left. Take it along the samples, axis 0.
last-sample-only | batch_gradient = of_samples[-1] | This is the last sample alone.
""",
)

recap_05 = Recap(
    name="recap_05",
    lesson="05",
    task="""
Three lines of a training loop, each with the shape of its result and its code, both as text. `dL_dW` and `dL_db` are
the gradients of one layer. `batch_gradient` is made from `of_samples` (m, d_in, d_out), the gradients of the samples of
a batch.
""",
    hints="""
A parameter keeps its shape.
`W` and `b` take their step by (5.1). The batch says (5.2).
A mean along the axis of the samples, `axis=0`.
""",
    reason="(5.1) for weights and bias; for a batch the mean over its m samples, (5.2).",
    rows={
        "W": ("(d_in, d_out)", step_line("W", ("d_in", "d_out"))),
        "b": ("(d_out,)", step_line("b", ("d_out",))),
        "batch_gradient": ("(d_in, d_out)", batch_gradient),
    },
)
