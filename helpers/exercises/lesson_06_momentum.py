"""Lesson 06: a step with momentum."""

import numpy as np

from helpers.exercises.check.exercise import Exercise
from helpers.exercises.check.on_paper import ByHand
from helpers.exercises.check.verdict import mistake
from helpers.exercises.lesson_05_training import arguments, change, in_one_row, sgd_step

momentum_by_hand = ByHand(
    name="momentum_by_hand",
    lesson="06",
    task=(
        "Momentum, twice. A weight `w` is 1 and its velocity `v` is 0; μ = 0.5 and η = 0.1. The gradient is 2 in the"
        " first step and 4 in the second. Where are `v` and `w` after both?"
    ),
    fixed={"v": -0.5, "w": 0.3},
    fixed_slips=(
        ("v", 0.3, "uphill", "Each gradient is subtracted: v ← μ v − η g."),
        ("v", 0.5, "uphill", "Each gradient is subtracted: v ← μ v − η g."),
        ("v", -0.4, None, "The first velocity is forgotten: half of it is kept."),
        ("v", -0.6, None, "The first velocity is kept whole. μ = 0.5 keeps half of it."),
        ("v", -0.2, None, "This is the velocity after the first step. A second follows."),
        ("w", 0.5, None, "The weight moves in both steps: by −0.2, then by the second velocity."),
        ("w", 0.4, None, "Without momentum it would be here: 1 − 0.2 − 0.4."),
        ("w", 0.8, None, "This is the weight after the first step. A second follows."),
        ("w", 1.7, "uphill", "The velocity is added, and it is negative."),
    ),
    hints=(
        "(6.9) and (6.10), one after the other, twice.",
        "After the first step v is −0.2 and w is 0.8.",
        "In the second step v is 0.5 · (−0.2) − 0.1 · 4.",
    ),
    reason=(
        "First v = 0 − 0.2 = −0.2 and w = 0.8; then v = −0.1 − 0.4 = −0.5 and w = 0.3. Plain steps would have ended at"
        " 0.4."
    ),
)


def momentum_arguments(numbers, d_in, d_out):
    """parameters, velocities, gradients, the learning rate, and the momentum."""
    parameters, gradients, rate = arguments(numbers, d_in, d_out)
    velocities = [numbers(*each.shape) for each in gradients]
    return parameters, velocities, gradients, rate, numbers.pick((0.9, 0.8, 0.6))


def after_and_change(call):
    """The velocities as they are, and how far the parameters were moved; of the arrays that somebody outside still holds."""
    velocities = in_one_row([np.asarray(array, dtype=np.float64) for array in call.held[1]])
    return [velocities, *change(call)]


def new_velocity(
    parameters,
    velocities,
    gradients,
    learning_rate,
    momentum,
    *,
    pull=np.negative,
    kept=lambda v, mu: mu * v,
    scaled=lambda g, rate: rate * g,
):
    """μ v − η g."""
    return kept(in_one_row(velocities), momentum) + pull(scaled(in_one_row(gradients), learning_rate))


def both(identifier, words, velocity, step):
    """A mistake that shows in both results, as functions of rows of numbers v, g, η and μ."""

    def on_rows(way):
        return lambda p, velocities, gradients, rate, mu: way(in_one_row(velocities), in_one_row(gradients), rate, mu)

    pairs = (("velocity", velocity), ("step", step))
    return tuple(mistake(identifier, words, name, whole=on_rows(way)) for name, way in pairs if way)


def only_array(place, of_rows):
    """Let all arrays but one stand still; of_rows says where a row of numbers v with the gradient g would be after the step."""

    def result(p, velocities, gradients, rate, mu):
        chosen = range(len(gradients))[place]
        return in_one_row(
            [of_rows(v, g, rate, mu, i == chosen) for i, (v, g) in enumerate(zip(velocities, gradients, strict=True))]
        )

    return result


OTHER_SIGNS = (
    "This is another convention, with the gradient added to the velocity and the velocity subtracted from the"
    " parameter. Asked for is v ← μ v − η g, then θ ← θ + v."
)


momentum_step = Exercise(
    signature="momentum_step(parameters, velocities, gradients, learning_rate, momentum)",
    lesson="06",
    task=(
        "`parameters`, `velocities` and `gradients` are lists of arrays, as many in each, with the same shapes. Take"
        " one step with momentum, (6.9) and (6.10): first the velocity, then the parameter. Change the arrays"
        " themselves, and leave the gradients as they are. Return nothing."
    ),
    formula={"velocity": new_velocity, "step": new_velocity},
    draw=momentum_arguments,
    sizes=sgd_step.sizes,
    effect=after_and_change,
    changes=(0, 1),
    integers=False,
    hints=(
        "Go through the three lists together. The velocity moves first, the parameter moves by the new velocity.",
        (
            "`v = momentum * v - …` makes a new array and gives it a local name; at the next step the velocity would be"
            " the old one."
        ),
        "`v *= momentum` and `v -= learning_rate * gradient` change the velocity itself; then `theta += v`.",
    ),
    code="""
def momentum_step(parameters, velocities, gradients, learning_rate, momentum):
    for theta, v, gradient in zip(parameters, velocities, gradients):
        v[:] = momentum * v - learning_rate * gradient
        theta += v
""",
    reason=(
        "(6.9), then (6.10). Both arrays have to outlive the call: the layer holds the parameter, and the next step"
        " needs the velocity. `v[:] = …` fills the array that is there."
    ),
    wrong=(
        *both(
            "not-in-place",
            "Outside nothing has moved. `v = …` makes a new array with a local name; `v[:] = …`, `v *= …` and `theta +="
            " v` change the old one.",
            lambda v, g, rate, mu: v,
            lambda v, g, rate, mu: 0 * v,
        ),
        *both(
            "uphill",
            "The gradient is added to the velocity, and that's where the loss rises. Subtract it.",
            lambda v, g, rate, mu: mu * v + rate * g,
            lambda v, g, rate, mu: mu * v + rate * g,
        ),
        *both(
            "uphill",
            "The velocity points downhill already: add it to the parameter.",
            None,
            lambda v, g, rate, mu: rate * g - mu * v,
        ),
        *both(None, OTHER_SIGNS, lambda v, g, rate, mu: mu * v + rate * g, lambda v, g, rate, mu: -mu * v - rate * g),
        *both(
            None,
            "This is another convention, in which the learning rate stands outside of the velocity. Asked for is v ← μ"
            " v − η g.",
            lambda v, g, rate, mu: mu * v + g,
            lambda v, g, rate, mu: -rate * (mu * v + g),
        ),
        *both(
            None,
            "The parameter moves by the old velocity. First the velocity, then the parameter.",
            None,
            lambda v, g, rate, mu: v,
        ),
        *both(
            None,
            "The parameter takes a plain step. It moves by the velocity, which has the gradient in it.",
            None,
            lambda v, g, rate, mu: -rate * g,
        ),
        *both(
            None,
            "The parameter moves by the velocity and by the gradient once more. The gradient is in the velocity"
            " already.",
            None,
            lambda v, g, rate, mu: mu * v - 2 * rate * g,
        ),
        *both(
            None,
            "The learning rate is in it twice: the velocity has it already.",
            None,
            lambda v, g, rate, mu: rate * (mu * v - rate * g),
        ),
        mistake(None, "The old velocity is left out: nothing is kept of the earlier steps.", kept=lambda v, mu: 0 * v),
        mistake(None, "The old velocity is kept whole. μ keeps a part of it.", kept=lambda v, mu: v),
        mistake(None, "The old velocity is multiplied by 1 − μ. It keeps the part μ.", kept=lambda v, mu: (1 - mu) * v),
        mistake(None, "The learning rate is left out.", scaled=lambda g, rate: g),
        mistake(
            None,
            "This is a running mean, with 1 − μ at the gradient. Asked for is v ← μ v − η g.",
            "velocity",
            whole=lambda p, v, g, rate, mu: mu * in_one_row(v) - (1 - mu) * rate * in_one_row(g),
        ),
        mistake(
            "last-sample-only",
            "Only the last arrays take their step: the lines stand behind the loop.",
            "velocity",
            whole=only_array(-1, lambda v, g, rate, mu, chosen: mu * v - rate * g if chosen else v),
        ),
        mistake(
            "last-sample-only",
            "Only the last arrays take their step: the lines stand behind the loop.",
            "step",
            whole=only_array(-1, lambda v, g, rate, mu, chosen: (mu * v - rate * g) * chosen),
        ),
        mistake(
            None,
            "Only the first arrays take their step. Does the function return inside the loop?",
            "velocity",
            whole=only_array(0, lambda v, g, rate, mu, chosen: mu * v - rate * g if chosen else v),
        ),
        mistake(
            None,
            "Only the first arrays take their step. Does the function return inside the loop?",
            "step",
            whole=only_array(0, lambda v, g, rate, mu, chosen: (mu * v - rate * g) * chosen),
        ),
    ),
)
