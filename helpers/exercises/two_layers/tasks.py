"""The exercises of a two-layer network: forward, loss, backward and the training loop."""

from dataclasses import replace
from functools import lru_cache

import numpy as np

from helpers.exercises.check.cases import Case
from helpers.exercises.check.compare import in_one_row, moved
from helpers.exercises.check.exercise import Exercise
from helpers.exercises.lesson_04_losses import half_squared_error
from helpers.exercises.two_layers.reference import bodies
from helpers.exercises.two_layers.slips import NO_SEED, STEP_SLIPS, forward_slips, gradient_slips, too_early
from helpers.exercises.two_layers.steps import PARAMETERS, ROUNDING
from helpers.exercises.two_layers.training import OF_LOSSES, WAYS, outcome, ways_as_mistakes

LOW = {"sigmoid": 0, "tanh": -1}
SHAPES = {  # by columns: how samples lie, the shapes of X, A1 and Y, and those of the parameters
    False: ("rows", "(n, d_in)", "(n, d_hidden)", "(n, d_out)", "`W1` (d_in, d_hidden), `W2` (d_hidden, d_out)", "d,"),
    True: (
        "columns",
        "(d_in, n)",
        "(d_hidden, n)",
        "(d_out, n)",
        "`W1` (d_hidden, d_in), `W2` (d_out, d_hidden)",
        "d, 1",
    ),
}


@lru_cache(maxsize=4)
def two_layer_exercises(variant):
    """Return {name: Exercise} of a two-layer network: forward, loss, backward and the training loop."""
    exercises = forward_exercise(variant), _loss(variant), _backward(variant), train_exercise(variant)
    return {each.name: each for each in exercises}


def forward_exercise(variant):
    """forward(X, W1, b1, W2, b2)."""
    samples, X, A1, Y, weights, bias = SHAPES[variant.columns]
    return Exercise(
        signature="forward(X, W1, b1, W2, b2)",
        task=(
            f"Samples are {samples}: `X` {X}, {weights}, biases ({bias}). The hidden layer has"
            f" {'the ' if variant.hidden == 'sigmoid' else ''}{variant.hidden}, the output the sigmoid. Return"
            f" `(A1, Y_hat)`, both activations, {A1} and {Y}."
        ),
        formula={name: variant.formula(name, ("X", *PARAMETERS)) for name in ("A1", "Y_hat")},
        draw=lambda numbers, **sizes: without_targets(variant, numbers, sizes),
        sizes=variant.sizes,
        alike=variant.alike,
        integers=False,
        hints=f"""
Two layers, each a product, a bias and an activation.
Keep an eye on the shapes: which way do `X` and `W1` have to meet?
`{bodies(variant)["forward"].splitlines()[1]}` is the first of two such lines.
""",
        body=bodies(variant)["forward"],
        reason="Linear, activation, linear, activation. What backward needs of it is returned.",
        wrong=forward_slips(variant),
    )


def without_targets(variant, numbers, sizes):
    """X and the parameters, as a Case."""
    drawn = variant.case(numbers, sizes)
    return replace(drawn, arguments=(drawn.arguments[0], *drawn.arguments[2:]))


def _loss(variant):
    """half_squared_error(Y_hat, Y)."""
    if not variant.columns:
        return half_squared_error
    return replace(
        half_squared_error,
        wrong=half_squared_error.wrong.replace("Y_hat + Y", "(Y_hat + Y).T"),
        task="""
Samples are columns: `Y_hat` and `Y` are (d_out, n). The loss of a sample is ½‖ŷ − y‖². Return the mean over the
samples, one number.
""",
        formula=half_squared_error.formula.replace("Y_hat - Y", "(Y_hat - Y).T"),
        draw=lambda numbers, n, d: (numbers(d, n), numbers(d, n)),
        hints="""
Square the differences, add within a sample, take the mean over the samples. Which axis is which, with samples as
  columns?
`0.5 * ((Y_hat - Y) ** 2).sum(axis=0)` is the loss of each sample.
""",
        body=bodies(variant)["loss"],
    )


def _page_drawn(variant, numbers, n, d_in, d_hidden, d_out):
    """X, A1, Y_hat, Y and W2, as a Case."""
    A1, Y_hat = numbers.activations(n, d_hidden, low=LOW[variant.hidden]), numbers.activations(n, d_out)
    Y = numbers(n, d_out) if numbers.kind == "far" else numbers.activations(n, d_out)
    rows = numbers.tame(n, d_in), A1, Y_hat, Y
    W2 = variant.layout.weights_back(numbers.tame(d_hidden, d_out))
    sizes = {"n": n, "d_in": d_in, "d_hidden": d_hidden, "d_out": d_out}
    return Case((*map(variant.layout.samples_back, rows), W2), sizes, atol=ROUNDING)


def _backward(variant):
    """backward(X, A1, Y_hat, Y, W2)."""
    given, order = ("X", "A1", "Y_hat", "Y", "W2"), ("dL_dW1", "dL_db1", "dL_dW2", "dL_db2")
    formulas = {name: variant.formula(name, given) for name in order}
    slope = "1 - A1**2" if variant.hidden == "tanh" else "A1 * (1 - A1)"
    shape = "like `W1`, `b1`, `W2` and `b2`" if not variant.columns else "with the biases' as (d, 1)"
    return Exercise(
        signature="backward(X, A1, Y_hat, Y, W2)",
        task=(
            f"The way back through both layers ({variant.hidden} in the hidden layer, a sigmoid at the output), from"
            " the mean over the samples of ½‖ŷ − y‖². Forward has made the activations `A1` and `Y_hat`. Return"
            f" `({', '.join(order)})`, {shape}."
        ),
        formula=formulas,
        draw=lambda numbers, **sizes: _page_drawn(variant, numbers, **sizes),
        also=("far",),
        sizes=variant.sizes,
        alike=variant.alike,
        mean_over=("n",),
        integers=False,
        hints=f"""
Seed, slope, weights, bias, hand back; then slope, weights, bias. Write the eight names down first.
A gradient has the shape of what it belongs to. Sum over everyone who used it: weights and biases over the samples, hand
  back over the neurons.
The seed is `(Y_hat - Y) / n`, the output's slope `Y_hat * (1 - Y_hat)`, and the hidden one `{slope}`.
""",
        body=bodies(variant)["backward"],
        reason="Seed, slope, weights, bias, hand back; slope, weights, bias. The 1/n stands in the seed alone.",
        wrong=(gradient_slips(variant), *too_early(formulas)),
        jointly=(NO_SEED,),
    )


EPOCHS = 3
TRAINED = {  # what training leaves behind
    "losses": lambda losses, after, before: np.array(losses),
    "changes": lambda losses, after, before: in_one_row(after) - in_one_row(before),
}


def order(X, Y, parameters, learning_rate, epochs):
    """The arguments of the exercise as those of a way to train."""
    return X, Y, learning_rate, epochs, *parameters


def _training_drawn(variant, numbers, **sizes):
    """The arguments of `train`, as a Case."""
    X, Y, *parameters = variant.draw_many(numbers, **sizes)
    return Case((X, Y, parameters, 0.5, EPOCHS), sizes, atol=1e-9)


@lru_cache(maxsize=4)
def train_exercise(variant):
    """train(X, Y, parameters, learning_rate, epochs)."""
    return Exercise(
        signature="train(X, Y, parameters, learning_rate, epochs)",
        task="""
The training loop: `parameters` is the list [W1, b1, W2, b2]. In each epoch: forward, loss, backward, and one step with
all samples. Change the arrays in place, and return the losses as a list, one per epoch, each from before its step. Use
what you wrote above.
""",
        formula={name: outcome(variant, order, read) for name, read in TRAINED.items()},
        draw=lambda numbers, **sizes: _training_drawn(variant, numbers, **sizes),
        sizes=replace(variant, single=False).sizes,
        effect=lambda call: [call.returned, moved(call, 2)],
        changes=(2,),
        integers=False,
        rtol_float32=1e-2,
        mean_over=("n",),
        hints="""
Four lines inside the loop: forward, loss, backward, step.
`for theta, gradient in zip(parameters, gradients)`: the two lists must have the same order.
`theta -= learning_rate * gradient` changes the array that the list holds.
""",
        body=bodies(variant)["train"],
        reason="All gradients are made before any parameter moves. `-=` changes the arrays that `parameters` holds.",
        wrong=(STEP_SLIPS, *ways_as_mistakes((*OF_LOSSES, *WAYS), TRAINED)),
    )
