"""Lessons 05 and 06: the step, the step with momentum, and the training loop."""

from dataclasses import replace

import numpy as np

from helpers.exercises.check.exercise import Exercise
from helpers.exercises.check.on_paper import ByHand, Recap
from helpers.exercises.check.verdict import mistake
from helpers.exercises.lesson_04_page import ALIKE, GIVEN, PLAIN, given, line
from helpers.exercises.two_layers.slips import gradient_mistakes
from helpers.exercises.two_layers.steps import PARAMETERS
from helpers.nn.delta import sigma


def arguments(numbers, d_in, d_out):
    """Parameters and gradients, lists of arrays of the same shapes, and the learning rate."""
    shapes = [(d_in, d_out), (d_out,), (d_out, d_in + d_out)][: 2 + (d_in + d_out) % 2]  # two arrays, or three
    return [numbers(*shape) for shape in shapes], [numbers(*shape) for shape in shapes], numbers.pick((0.1, 0.5, 0.2))


def in_one_row(arrays):
    """All entries of a list of arrays, one after the other."""
    return np.concatenate([np.ravel(array) for array in arrays]) if arrays else np.zeros(0)


def change(call):
    """How far the arrays that somebody outside still holds were moved."""
    after = [np.asarray(array, dtype=np.float64) for array in call.held[0]]
    return [in_one_row(after) - in_one_row([np.asarray(array, dtype=np.float64) for array in call.given[0]])]


def only(place):
    """Let all arrays but one stand still."""

    def step(parameters, gradients, learning_rate):
        chosen = range(len(gradients))[place]
        return in_one_row([-learning_rate * g * (i == chosen) for i, g in enumerate(gradients)])

    return step


sgd_step = Exercise(
    signature="sgd_step(parameters, gradients, learning_rate)",
    lesson="05",
    task=(
        "`parameters` and `gradients` are lists of arrays, as many in one as in the other, with the same shapes. Take"
        " one step of gradient descent. Change the arrays themselves: the layers hold the same ones, and look at no"
        " list. Leave the gradients as they are. Return nothing."
    ),
    formula={"step": lambda parameters, gradients, learning_rate: -learning_rate * in_one_row(gradients)},
    draw=arguments,
    sizes=({"d_in": 3, "d_out": 2}, {"d_in": 2, "d_out": 4}, {"d_in": 5, "d_out": 4}, {"d_in": 4, "d_out": 3}),
    effect=change,
    changes=(0,),
    integers=False,
    renamed={"wrong-sign": "uphill"},
    hints=(
        "Go through both lists together. Which way is downhill, seen from a gradient?",
        "`theta = theta - …` makes a new array and gives it a local name; the array outside stays as it was.",
        "`theta -= learning_rate * gradient` changes the array itself, and so does `theta[:] = …`.",
    ),
    code="""
def sgd_step(parameters, gradients, learning_rate):
    for theta, gradient in zip(parameters, gradients):
        theta -= learning_rate * gradient
""",
    reason=(
        "The gradient points to where the loss rises, so the step goes against it, (5.1). `-=` changes the array that"
        " the layer holds; `theta = theta - …` would only give a new array to a local name."
    ),
    wrong=(
        mistake(
            "not-in-place",
            "The arrays outside are as before. `theta = theta - …` and `parameters[i] = …` make new arrays; `theta -="
            " …` and `theta[:] = …` change the old ones.",
            "step",
            whole=lambda parameters, gradients, learning_rate: np.zeros(in_one_row(gradients).size),
        ),
        mistake(
            "wrong-factor",
            "The learning rate is left out.",
            "step",
            whole=lambda parameters, gradients, learning_rate: -in_one_row(gradients),
        ),
        mistake(
            "wrong-factor",
            "It divides by the learning rate. A small learning rate makes small steps.",
            "step",
            whole=lambda parameters, gradients, learning_rate: -in_one_row(gradients) / learning_rate,
        ),
        mistake(
            "last-sample-only",
            "Only the last array takes its step: the line stands behind the loop, or overwrites what the turns before"
            " it found.",
            "step",
            whole=only(-1),
        ),
        mistake(
            "mean-for-sum",
            "It divides by the number of arrays.",
            "step",
            whole=lambda parameters, gradients, learning_rate: -learning_rate * in_one_row(gradients) / len(gradients),
        ),
        mistake(
            "mean-for-sum",
            "It divides each gradient by its number of rows.",
            "step",
            whole=lambda parameters, gradients, learning_rate: (
                -learning_rate * in_one_row([g / len(g) for g in gradients])
            ),
        ),
        mistake(
            None,
            "Only the first array takes its step. Does the function return inside the loop?",
            "step",
            whole=only(0),
        ),
        mistake(
            None,
            "The gradient itself became the parameter: the old value is left out.",
            "step",
            whole=lambda parameters, gradients, learning_rate: in_one_row(gradients) - in_one_row(parameters),
        ),
        mistake(
            None,
            "The step itself became the parameter: the old value is left out.",
            "step",
            whole=lambda parameters, gradients, learning_rate: (
                -learning_rate * in_one_row(gradients) - in_one_row(parameters)
            ),
        ),
        mistake(
            None,
            "Only the sign of the gradient counts here; its size is left out.",
            "step",
            whole=lambda parameters, gradients, learning_rate: -learning_rate * np.sign(in_one_row(gradients)),
        ),
        mistake(
            None,
            "The parameter is multiplied, or its own value subtracted: the gradient is left out.",
            "step",
            whole=lambda parameters, gradients, learning_rate: -learning_rate * in_one_row(parameters),
        ),
    ),
)


# ------------------------------------------------------------ by hand

step_by_hand = ByHand(
    name="step_by_hand",
    lesson="05",
    task=(
        "A step, a mini-batch, and a landscape. `w`: a weight of 0.8 with the slope −0.3, after one step with the"
        " learning rate 0.5. `estimate`: four samples have the slopes 4, −2, 1 and 5; what does the batch of the first"
        " and the third say? `distance`: the output's bias of (5.3) is 2 above the targets' mean; where is it after one"
        " step with the learning rate 2.5?"
    ),
    fixed={"w": 0.95, "estimate": 2.5, "distance": -3.0},
    fixed_slips=(
        ("w", 0.65, "uphill", "The slope is negative, so minus the slope goes up: 0.8 − 0.5 · (−0.3)."),
        ("w", 1.1, None, "The learning rate is left out: the step is 0.5 · 0.3."),
        ("w", 0.5, "uphill", "And the learning rate is left out. The step goes against the slope: 0.8 − 0.5 · (−0.3)."),
        ("w", 0.15, None, "This is the step alone. It is added to the old weight."),
        ("estimate", 5.0, "sum-for-mean", "A batch of two says half the sum of its slopes."),
        ("estimate", 1.25, "mean-for-sum", "It is divided by all four samples. The batch has two."),
        ("estimate", 2.0, None, "This is the mean of all four, which the batch estimates."),
        ("estimate", 1.0, "last-sample-only", "The batch has two samples."),
        ("distance", 5.0, None, "This is η · 2, which is the length of the step: it starts at 2 and goes down."),
        ("distance", -5.0, None, "This is the step itself. It starts at 2."),
        ("distance", 7.0, "uphill", "The step goes against the slope: the distance is multiplied by 1 − η."),
        ("distance", -0.5, None, "The factor is 1 − η, and it is multiplied by the distance, not subtracted."),
        ("distance", -1.5, None, "This is the factor, 1 − η. It multiplies the distance."),
    ),
    hints=(
        "(5.1): the old value, minus the learning rate times the slope. Mind the two signs.",
        "(5.2): the mean, over the samples of the batch.",
        "(5.3): a step multiplies the distance by 1 − η, which is negative here.",
    ),
    reason=(
        "0.8 − 0.5 · (−0.3) = 0.95, (5.1). (4 + 1) / 2 = 2.5, where the mean of all four is 2, (5.2). And (1 − 2.5) · 2"
        " = −3, (5.3): farther away, on the other side."
    ),
)


# ------------------------------------------------------------ momentum


# ------------------------------------------------------------ the loop


def trained(
    X,
    Y,
    W1,
    b1,
    W2,
    b2,
    learning_rate,
    steps,
    *,
    seed=lambda Y_hat, Y: (Y_hat - Y) / len(Y),
    out_slope=None,
    slope=None,
    hand_back=None,
    update=lambda theta, g, rate: theta - rate * g,
    weights=None,
    bias=None,
    early=False,
):
    """Return the four parameters after gradient descent."""
    parameters = dict(zip(PARAMETERS, (W1, b1, W2, b2), strict=True))
    ways = {
        name: way
        for name, way in {
            "out_slope": out_slope,
            "slope": slope,
            "hand_back": hand_back,
            "weights": weights,
            "bias": bias,
        }.items()
        if way
    }
    for _ in range(steps):
        page = PLAIN.passed(X, Y, *parameters.values())
        ways["difference"] = lambda Y_hat, Y: len(Y) * seed(Y_hat, Y)
        found = {name: PLAIN.gradient(f"dL_d{name}", page, **ways) for name in ("W2", "b2")}
        if early:
            page = replace(page, W2=update(page.W2, found["W2"], learning_rate))
        found |= {name: PLAIN.gradient(f"dL_d{name}", page, **ways) for name in ("W1", "b1")}
        parameters = {name: update(theta, found[name], learning_rate) for name, theta in parameters.items()}
    return parameters


def parameter_after(name):
    """The formula of one parameter after training."""

    def after(
        X,
        Y,
        W1,
        b1,
        W2,
        b2,
        learning_rate,
        steps,
        *,
        seed=lambda Y_hat, Y: (Y_hat - Y) / len(Y),
        out_slope=None,
        slope=None,
        hand_back=None,
        update=lambda theta, g, rate: theta - rate * g,
        weights=None,
        bias=None,
    ):
        return trained(
            X,
            Y,
            W1,
            b1,
            W2,
            b2,
            learning_rate,
            steps,
            seed=seed,
            out_slope=out_slope,
            slope=slope,
            hand_back=hand_back,
            update=update,
            weights=weights,
            bias=bias,
        )[name]

    return after


def for_all_four(identifier, words, whole):
    """A mistake that is no step of the formula; whole returns the four parameters as {name: array}."""
    return tuple(
        mistake(identifier, words, name, whole=lambda *arguments, name=name: whole(*arguments)[name])
        for name in PARAMETERS
    )


def by_name(*parameters):
    """The four parameters as {name: array}."""
    return dict(zip(PARAMETERS, parameters, strict=True))


def stale(X, Y, *rest):
    """The gradients of the first step, in every step."""
    *before, _learning_rate, steps = rest
    once = trained(X, Y, *rest[:-1], 1)
    return {name: theta + steps * (once[name] - theta) for name, theta in by_name(*before).items()}


def in_turn(X, Y, *rest):
    """The second layer steps first, and everything is computed anew before the first one does."""
    *before, learning_rate, steps = rest
    now = by_name(*before)
    for _ in range(steps):
        for names in (("W2", "b2"), ("W1", "b1")):
            after = trained(X, Y, *now.values(), learning_rate, 1)
            now |= {name: after[name] for name in names}
    return now


def frozen(*names):
    """Training in which some parameters stay as they were."""

    def result(X, Y, *rest):
        *before, learning_rate, steps = rest
        now = by_name(*before)
        for _ in range(steps):
            now |= {
                name: theta
                for name, theta in trained(X, Y, *now.values(), learning_rate, 1).items()
                if name not in names
            }
        return now

    return result


def one_by_one(X, Y, *rest):
    """A step after each sample."""
    *before, learning_rate, steps = rest
    now = by_name(*before)
    for _ in range(steps):
        for i in range(len(X)):
            now = trained(X[i : i + 1], Y[i : i + 1], *now.values(), learning_rate, 1)
    return now


def in_the_loop(known):
    """A mistake of the backward pass, made in every step."""
    return for_all_four(known.identifier, known.mend, lambda *arguments: trained(*arguments, **known.steps))


train_two_layers = Exercise(
    signature="train_two_layers(X, Y, W1, b1, W2, b2, learning_rate, steps)",
    lesson="05",
    task=(
        "The loop of this lesson for any sizes: `steps` steps of gradient descent with all samples, for two layers with"
        " sigmoids and the half squared error. Change `W1`, `b1`, `W2` and `b2` themselves, so that whoever passed them"
        " in sees them trained. Return nothing. `sigmoid` is there."
    ),
    formula={name: parameter_after(name) for name in PARAMETERS},
    draw=lambda numbers, steps, **sizes: (*given(numbers, **sizes), numbers.pick((0.5, 1.5, 2.0)), steps),
    sizes=(
        {"n": 5, "d_in": 3, "d_hidden": 4, "d_out": 2, "steps": 6},
        {"n": 6, "d_in": 2, "d_hidden": 3, "d_out": 4, "steps": 5},
        {"n": 4, "d_in": 5, "d_hidden": 2, "d_out": 3, "steps": 1},
    ),
    alike=tuple(sizes | {"steps": 2} for sizes in ALIKE),
    effect=lambda call: list(call.held[2:6]),
    changes=tuple(GIVEN.index(name) for name in PARAMETERS),
    integers=False,
    hints=(
        "Four parts in each turn: forward, seed, backward, and at the very end the step.",
        "The loop of the lesson makes new arrays, `W1 = W1 - …`. Whoever passed in `W1` never sees those.",
        (
            "The page of lesson 04 inside `for step in range(steps):`, then four lines like `W1 -= learning_rate *"
            " dL_dW1`."
        ),
    ),
    code="""
def train_two_layers(X, Y, W1, b1, W2, b2, learning_rate, steps):
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
    reason=(
        "All gradients are there before anything moves, so hand back sees the weights of the forward pass. `-=` changes"
        " the arrays that were passed in."
    ),
    wrong=(
        *for_all_four(
            "not-in-place",
            "Outside nothing has moved. `W1 = W1 - …` makes a new array with a local name; `W1 -= …` changes the one"
            " that was passed in.",
            lambda X, Y, *rest: by_name(*rest[:4]),
        ),
        mistake(
            "uphill",
            "The step goes with the gradient, or the seed has its sign turned around. Subtract, and start from"
            " prediction minus target.",
            update=lambda theta, g, rate: theta + rate * g,
        ),
        *for_all_four(
            "updated-too-early",
            "`W2` has taken its step before the gradient is handed back through it. First all gradients, then all"
            " steps.",
            lambda *arguments: trained(*arguments, early=True),
        ),
        mistake("sum-for-mean", "The 1/n of the seed is left out.", seed=lambda Y_hat, Y: Y_hat - Y),
        mistake(
            "mean-for-sum",
            "The seed divides by all entries of `Y`. The loss is a mean over the samples, and a sum over the outputs.",
            seed=lambda Y_hat, Y: (Y_hat - Y) / Y.size,
        ),
        mistake(
            "mean-for-sum",
            "The biases are averaged over the samples. The 1/n is in the seed already.",
            bias=lambda G: G.mean(axis=0),
        ),
        mistake(
            "mean-for-sum",
            "The weights are averaged over the samples. The 1/n is in the seed already.",
            weights=lambda A, G: A.T @ G / len(A),
        ),
        mistake("missing-slope", "At the output the slope of the sigmoid is left out.", out_slope=lambda Z, A: 1.0),
        mistake("missing-slope", "In the hidden layer the slope of the sigmoid is left out.", slope=lambda Z, A: 1.0),
        mistake(
            "slope-of-activation",
            "At the output σ′ gets the activation. The slope is Y_hat (1 − Y_hat).",
            out_slope=lambda Z, A: sigma(A) * (1 - sigma(A)),
        ),
        mistake(
            "slope-of-activation",
            "In the hidden layer σ′ gets the activation. The slope is A1 (1 − A1).",
            slope=lambda Z, A: sigma(A) * (1 - sigma(A)),
        ),
        mistake(
            "missing-upstream",
            "The seed is left out: backward starts with ones.",
            seed=lambda Y_hat, Y: np.ones_like(Y_hat),
        ),
        mistake(
            "last-sample-only",
            "Only the last sample has a part in the step. Add over all samples.",
            seed=lambda Y_hat, Y: np.where(np.arange(len(Y))[:, None] == len(Y) - 1, Y_hat - Y, 0) / len(Y),
        ),
        mistake(
            "last-sample-only",
            "Only the last sample has a part in the step. Add over all samples.",
            seed=lambda Y_hat, Y: np.where(np.arange(len(Y))[:, None] == len(Y) - 1, Y_hat - Y, 0),
        ),
        mistake("wrong-factor", "The learning rate is left out.", update=lambda theta, g, rate: theta - g),
        mistake(
            "wrong-factor",
            "The steps are twice as long. The slope of ½u² is u, with no 2 in front.",
            update=lambda theta, g, rate: theta - 2 * rate * g,
        ),
        *(
            each
            for known in gradient_mistakes(PLAIN)
            if hasattr(known, "steps")
            and (
                {*known.steps} <= {"out_slope", "slope", "hand_back"}
                or (known.identifier, *known.steps) == ("transposed", "weights")
            )
            for each in in_the_loop(known)
        ),
        *in_the_loop(
            mistake(
                "transposed",
                "The gradient of the weights is transposed: the inputs of the layer come first, `X.T @ …`.",
                weights=lambda A, G: G.T @ A,
            )
        ),
        *for_all_four(
            None,
            "The gradients are made once, and used in every step. Forward and backward belong inside the loop.",
            stale,
        ),
        *for_all_four(
            None,
            "Only one step is taken. Does the function return inside the loop?",
            lambda *arguments: trained(*arguments[:-1], 1),
        ),
        *for_all_four(
            None, "One step too few is taken.", lambda *arguments: trained(*arguments[:-1], arguments[-1] - 1)
        ),
        *for_all_four(
            None,
            "The second layer steps first, and the gradients of the first layer are made from what it is then. First"
            " all gradients, then all steps.",
            in_turn,
        ),
        *for_all_four(None, "It steps after each sample. Asked for are steps with all samples at once.", one_by_one),
        *(each for name in PARAMETERS for each in for_all_four(None, f"`{name}` never moves.", frozen(name))),
        *for_all_four(None, "The biases never move.", frozen("b1", "b2")),
        *for_all_four(None, "The first layer never moves.", frozen("W1", "b1")),
        *for_all_four(None, "The second layer never moves.", frozen("W2", "b2")),
    ),
)


# ------------------------------------------------------------ the recap of lesson 05


def weights_like(numbers, d_in, d_out):
    """Weights, their gradient, and the learning rate."""
    return numbers(d_in, d_out), numbers(d_in, d_out), numbers.pick((0.1, 0.5, 0.2))


def biases_like(numbers, d_in, d_out):
    """Biases, their gradient, and the learning rate."""
    return numbers(d_out), numbers(d_out), numbers.pick((0.1, 0.5, 0.2))


def step_line(name, draw):
    """The exercise of writing one line of (5.1)."""
    theta, slope = name, f"dL_d{name}"
    return line(
        name,
        (theta, slope, "learning_rate"),
        f"{theta} - learning_rate * {slope}",
        draw,
        sgd_step.sizes,
        ("uphill", "It steps with the gradient, and there the loss rises.", f"{theta} + learning_rate * {slope}"),
        (None, "The learning rate is left out.", f"{theta} - {slope}"),
        (None, "This is the step alone. The old value is left out.", f"-learning_rate * {slope}"),
        (None, "This is the step alone. The old value is left out.", f"learning_rate * {slope}"),
    )


recap_05 = Recap(
    name="recap_05",
    lesson="05",
    task=(
        "Three lines of a training loop, each with the shape of its result and its code, both as text. `dL_dW` and"
        " `dL_db` are the gradients of one layer. `batch_gradient` is made from `of_samples` (m, d_in, d_out), the"
        " gradients of the samples of a batch."
    ),
    hints=(
        "A parameter keeps its shape.",
        "(5.1) twice, and (5.2).",
        "A mean along the axis of the samples, `axis=0`.",
    ),
    reason="(5.1) for weights and bias; for a batch the mean over its m samples, (5.2).",
    rows={
        "W": ("(d_in, d_out)", "W - learning_rate * dL_dW", step_line("W", weights_like)),
        "b": ("(d_out,)", "b - learning_rate * dL_db", step_line("b", biases_like)),
        "batch_gradient": (
            "(d_in, d_out)",
            "of_samples.mean(axis=0)",
            line(
                "batch_gradient",
                ("of_samples",),
                "of_samples.mean(axis=0)",
                lambda numbers, m, d_in, d_out: (numbers(m, d_in, d_out),),
                ({"m": 4, "d_in": 3, "d_out": 2}, {"m": 2, "d_in": 5, "d_out": 3}, {"m": 6, "d_in": 4, "d_out": 5}),
                ("batch-not-summed", "The samples are still there: take the mean over them.", "of_samples"),
                (
                    "batch-not-summed",
                    "The mean runs over all axes, and one number is left. Take it along the samples, axis 0.",
                    "of_samples.mean()",
                ),
                ("last-sample-only", "This is the last sample alone.", "of_samples[-1]"),
                mean_over=("m",),
            ),
        ),
    },
)
