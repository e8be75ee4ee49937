"""Lesson 11: a step with momentum."""

from helpers.exercises.check.compare import in_one_row, moved
from helpers.exercises.check.exercise import Exercise
from helpers.exercises.check.on_paper import ByHand
from helpers.exercises.lesson_05_training import arguments, sgd_step

momentum_by_hand = ByHand(
    name="momentum_by_hand",
    lesson="11",
    task="""
Momentum, twice. A weight `w` is 1 and its velocity `v` is 0; μ = 0.5 and η = 0.1. The gradient is 2 in the first step
and 4 in the second. Where are `v` and `w` after both?
""",
    formula="""
mu = 0.5
eta = 0.1
w0 = 1
g1 = 2
g2 = 4
v1 = -eta * g1
w1 = w0 + v1
v = mu * v1 - eta * g2
w = w1 + v
""",
    returns=("v", "w"),
    wrong="""
uphill | v = mu * v1 + eta * g2 ; -mu * v1 + eta * g2 | Each gradient is subtracted: v ← μ v − η g.
| v = -eta * g2 | The first velocity is forgotten: half of it is kept.
| v = v1 - eta * g2 | The first velocity is kept whole. μ = 0.5 keeps half of it.
| v = v1 | This is the velocity after the first step. A second follows.
| w = w0 + v | The weight moves in both steps: by −0.2, then by the second velocity.
| w = w0 - eta * g1 - eta * g2 | Without momentum it would be here: 1 − 0.2 − 0.4.
| w = w1 | This is the weight after the first step. A second follows.
uphill | w = w0 - v1 - v | The velocity is added, and it is negative.
""",
    hints="""
(11.2) and (11.3), one after the other, twice.
After the first step v is −0.2 and w is 0.8.
In the second step v is 0.5 · (−0.2) − 0.1 · 4.
""",
    reason="""
First v = 0 − 0.2 = −0.2 and w = 0.8; then v = −0.1 − 0.4 = −0.5 and w = 0.3. Plain steps would have ended at 0.4.
""",
)


def momentum_arguments(numbers, d_in, d_out):
    """parameters, velocities, gradients, the learning rate, and the momentum."""
    parameters, gradients, rate = arguments(numbers, d_in, d_out)
    velocities = [numbers(*each.shape) for each in gradients]
    return parameters, velocities, gradients, rate, numbers.pick((0.9, 0.8, 0.6))


momentum_step = Exercise(
    signature="momentum_step(parameters, velocities, gradients, learning_rate, momentum)",
    lesson="11",
    task="""
`parameters`, `velocities` and `gradients` are lists of arrays, as many in each, with the same shapes. Take one step
with momentum, (11.2) and (11.3): first the velocity, then the parameter. Change the arrays themselves, and leave the
gradients as they are. Return nothing.
""",
    formula="""
v = in_one_row(velocities)
g = in_one_row(gradients)
kept = momentum * v
scaled = learning_rate * g
velocity = kept - scaled
step = kept - scaled
in_first = in_one_row([0 * each + (each is gradients[0]) for each in gradients])
in_last = in_one_row([0 * each + (each is gradients[-1]) for each in gradients])
""",
    returns=("velocity", "step"),
    names={"in_one_row": in_one_row},
    draw=momentum_arguments,
    also=("close", "far"),
    sizes=sgd_step.sizes,
    effect=lambda call: [in_one_row(call.held[1]), moved(call, 0)],
    changes=(0, 1),
    integers=False,
    hints="""
Go through the three lists together. The velocity moves first, the parameter moves by the new velocity.
`v = momentum * v - …` makes a new array and gives it a local name; at the next step the velocity would be the old one.
`v *= momentum` and `v -= learning_rate * gradient` change the velocity itself; then `theta += v`.
""",
    body="""
for theta, v, gradient in zip(parameters, velocities, gradients):
    v[:] = momentum * v - learning_rate * gradient
    theta += v
""",
    reason="""
(11.2), then (11.3). Both arrays have to outlive the call: the layer holds the parameter, and the next step needs the
velocity. `v[:] = …` fills the array that is there.
""",
    wrong="""
not-in-place | velocity = v ; step = 0 * v
  | Outside nothing has moved. `v = …` makes a new array with a local name; `v[:] = …`, `v *= …` and `theta += v` change
    the old one.
uphill | velocity = kept + scaled ; step = kept + scaled
  | The gradient is added to the velocity, and that's where the loss rises. Subtract it.
uphill | step = scaled - kept | The velocity points downhill already: add it to the parameter.
| velocity = kept + scaled ; step = -kept - scaled
  | Asked for is v ← μ v − η g, then θ ← θ + v. [This is another convention, right in itself, with the gradient added to
    the velocity and the velocity subtracted from the parameter.]
| velocity = kept + g ; step = -learning_rate * (kept + g)
  | This is PyTorch's convention, v ← μ v + g and θ ← θ − η v: the learning rate is outside of the velocity. Asked for
    is v ← μ v − η g.
| velocity = kept + (1 - momentum) * g ; step = -learning_rate * (kept + (1 - momentum) * g)
  | This is a running mean of the gradients, v ← μ v + (1 − μ) g, as in Adam, or in PyTorch with `dampening`. Asked for
    is v ← μ v − η g.
| step = momentum * (kept - scaled) - scaled ; -learning_rate * (g + momentum * (kept + g))
  | This is Nesterov's step, another convention: it moves by the new velocity times μ, and by the gradient once more.
    Asked for is θ ← θ + v.
| velocity ~ v, g
  | The new velocity is {fit}, with v the old velocity and g the gradient. Asked for is v ← μ v − η g.
| step ~ v, g
  | The parameter moves by {fit}, with v the old velocity and g the gradient. Asked for is θ ← θ + v, with the new
    velocity.
| step = v | The parameter moves by the old velocity. First the velocity, then the parameter.
| step = -scaled | The parameter takes a plain step. It moves by the velocity, which has the gradient in it.
| step = kept - 2 * scaled
  | The parameter moves by the velocity and by the gradient once more. The gradient is in the velocity already.
| step = learning_rate * (kept - scaled) | The learning rate is in it twice: the velocity has it already.
| kept = 0 * v | The old velocity is left out: nothing is kept of the earlier steps.
| kept = v | The old velocity is kept whole. μ keeps a part of it.
| kept = (1 - momentum) * v | The old velocity is multiplied by 1 − μ. It keeps the part μ.
| scaled = g | The learning rate is left out.
| velocity = kept - (1 - momentum) * scaled
  | This is a running mean, with 1 − μ at the gradient. Asked for is v ← μ v − η g.
last-sample-only | velocity = v + in_last * (kept - scaled - v) ; step = in_last * (kept - scaled)
  | Only the last arrays take their step: the lines stand behind the loop.
| velocity = v + in_first * (kept - scaled - v) ; step = in_first * (kept - scaled)
  | Only the first arrays take their step. Does the function return inside the loop?
""",
)


velocity = Exercise(
    signature="v(v, dL_dW, learning_rate, momentum)",
    task="",
    formula="""
kept = momentum * v
step = learning_rate * dL_dW
v = kept - step
""",
    wrong="""
uphill | v = kept + step | The gradient is subtracted.
| v = kept - dL_dW | The learning rate is left out.
| v = -step | The old velocity is left out.
| kept = v | The old velocity is kept whole. μ keeps a part of it.
""",
    draw=lambda numbers, d_in, d_out: (
        numbers(d_in, d_out),
        numbers(d_in, d_out),
        numbers.pick((0.1, 0.5, 0.2)),
        numbers.pick((0.9, 0.8, 0.6)),
    ),
    sizes=sgd_step.sizes,
)
