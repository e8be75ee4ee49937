"""The exercises of a two-layer network: forward, loss, backward and the training loop."""

from dataclasses import replace
from functools import lru_cache

import numpy as np

from helpers.exercises.check.cases import Case
from helpers.exercises.check.exercise import Exercise
from helpers.exercises.check.verdict import mistake
from helpers.exercises.lesson_04_losses import half_squared_error
from helpers.exercises.two_layers.slips import TooEarly, forward_mistakes, gradient_mistakes
from helpers.exercises.two_layers.steps import ROUNDING, Pass
from helpers.exercises.two_layers.variant import formula

INVERSES = {"sigmoid": lambda A: np.log(A / (1 - A)), "tanh": np.arctanh}


LOW = {"sigmoid": 0, "tanh": -1}


@lru_cache(maxsize=4)
def two_layer_exercises(variant):
    """Return the exercises {name: Exercise} of a two-layer network: forward, loss, backward and the training loop."""
    lay, hidden = variant.layout, variant.hidden
    words = {
        "samples": "columns" if variant.columns else "rows",
        "X": "(d_in, n)" if variant.columns else "(n, d_in)",
        "A1": "(d_hidden, n)" if variant.columns else "(n, d_hidden)",
        "Y": "(d_out, n)" if variant.columns else "(n, d_out)",
        "W": (
            "`W1` (d_hidden, d_in), `W2` (d_out, d_hidden), biases (d, 1)"
            if variant.columns
            else "`W1` (d_in, d_hidden), `W2` (d_hidden, d_out), biases (d,)"
        ),
    }
    exercises = (
        _forward(variant, lay, hidden, words),
        _loss(variant, lay, words),
        _backward(variant, lay, hidden, words),
        _train(variant, words),
    )
    return {each.name: each for each in exercises}


def _forward(variant, lay, hidden, words):
    """forward(X, W1, b1, W2, b2)."""

    def rows(X, W1, b1, W2, b2, **steps):
        return variant.forward(lay.rows(X), lay.weights(W1), lay.bias(b1), lay.weights(W2), lay.bias(b2), **steps)

    code = _code(variant)["forward"]
    return Exercise(
        signature="forward(X, W1, b1, W2, b2)",
        task=(
            f"Samples are {words['samples']}: `X` {words['X']}, {words['W']}. The hidden layer has"
            f" {'the ' if hidden == 'sigmoid' else ''}{hidden}, the output the sigmoid. Return `(A1, Y_hat)`, both"
            f" activations, {words['A1']} and {words['Y']}."
        ),
        formula={
            "A1": lambda X, W1, b1, W2, b2, *, hidden=None, bias1=None, bias2=None: lay.samples_back(
                rows(X, W1, b1, W2, b2, hidden=hidden, bias1=bias1)[1]
            ),
            "Y_hat": lambda X, W1, b1, W2, b2, *, hidden=None, output=None, bias1=None, bias2=None: lay.samples_back(
                rows(X, W1, b1, W2, b2, hidden=hidden, output=output, bias1=bias1, bias2=bias2)[3]
            ),
        },
        draw=lambda numbers, **sizes: without_targets(variant, numbers, sizes),
        sizes=variant.sizes,
        alike=variant.alike,
        integers=False,
        hints=(
            "Two layers, each a product, a bias and an activation.",
            "Keep an eye on the shapes: which way do `X` and `W1` have to meet?",
            "`" + code.splitlines()[1].strip() + "` is the first of two such lines.",
        ),
        code=code,
        reason="Linear, activation, linear, activation. What backward needs of it is returned.",
        wrong=forward_mistakes(hidden, variant.output),
    )


def without_targets(variant, numbers, sizes):
    """X and the parameters, as a Case."""
    drawn = variant.case(numbers, sizes)
    return replace(drawn, arguments=(drawn.arguments[0], *drawn.arguments[2:]))


def _loss(variant, lay, words):
    """half_squared_error(Y_hat, Y)."""
    if not variant.columns:
        return half_squared_error
    return replace(
        half_squared_error,
        wrong=half_squared_error.wrong.replace("Y_hat + Y", "(Y_hat + Y).T"),
        task=(
            "Samples are columns: `Y_hat` and `Y` are (d_out, n). The loss of a sample is ½‖ŷ − y‖². Return the mean"
            " over the samples, one number."
        ),
        formula=half_squared_error.formula.replace("Y_hat - Y", "(Y_hat - Y).T"),
        draw=lambda numbers, n, d: (numbers(d, n), numbers(d, n)),
        hints=(
            (
                "Square the differences, add within a sample, take the mean over the samples. Which axis is which, with"
                " samples as columns?"
            ),
            "`0.5 * ((Y_hat - Y) ** 2).sum(axis=0)` is the loss of each sample.",
        ),
        code=_code(variant)["loss"],
    )


def _backward(variant, lay, hidden, words):
    """backward(X, A1, Y_hat, Y, W2)."""
    names = ("X", "A1", "Y_hat", "Y", "W2")

    def reader(X, A1, Y_hat, Y, W2):
        A1, Y_hat = lay.rows(np.asarray(A1, float)), lay.rows(np.asarray(Y_hat, float))
        return Pass(
            lay.rows(X), lay.rows(Y), INVERSES[hidden](A1), A1, INVERSES["sigmoid"](Y_hat), Y_hat, lay.weights(W2)
        )

    def draw(numbers, n, d_in, d_hidden, d_out):
        A1, Y_hat = numbers.activations(n, d_hidden, low=LOW[hidden]), numbers.activations(n, d_out)
        arguments = (
            *map(lay.samples_back, (numbers(n, d_in), A1, Y_hat, numbers.activations(n, d_out))),
            lay.weights_back(numbers(d_hidden, d_out)),
        )
        return Case(arguments, {"n": n, "d_in": d_in, "d_hidden": d_hidden, "d_out": d_out}, atol=ROUNDING)

    def direction(*given, name):
        p = reader(*given)
        return lay.back(name, variant.gradient(name, replace(p, W2=variant.gradient("dL_dW2", p))))

    known = [each for each in gradient_mistakes(variant) if not isinstance(each, TooEarly)]
    early = [
        mistake(
            "updated-too-early", TooEarly.words, name, direction=lambda *given, name=name: direction(*given, name=name)
        )
        for name in ("dL_dW1", "dL_db1")
    ]
    order = ("dL_dW1", "dL_db1", "dL_dW2", "dL_db2")
    shape = "like `W1`, `b1`, `W2` and `b2`" if not variant.columns else "with the biases' as (d, 1)"
    return Exercise(
        signature="backward(X, A1, Y_hat, Y, W2)",
        task=(
            f"The way back through both layers ({hidden} in the hidden layer, a sigmoid at the output), from the mean"
            " over the samples of ½‖ŷ − y‖². Forward has made the activations `A1` and `Y_hat`. Return"
            f" `({', '.join(order)})`, {shape}."
        ),
        formula={name: formula(variant, name, reader, names) for name in order},
        draw=draw,
        sizes=variant.sizes,
        alike=variant.alike,
        mean_over=("n",),
        integers=False,
        hints=(
            "Seed, slope, weights, bias, hand back; then slope, weights, bias. Write the eight names down first.",
            (
                "A gradient has the shape of what it belongs to. Sum over everyone who used it: weights and biases over"
                " the samples, hand back over the neurons."
            ),
            "The seed is `(Y_hat - Y) / n`, the output's slope `Y_hat * (1 - Y_hat)`, and the hidden one "
            + ("`1 - A1**2`." if hidden == "tanh" else "`A1 * (1 - A1)`."),
        ),
        code=_code(variant)["backward"],
        reason=(
            "Seed, slope, weights, bias, hand back; slope, weights, bias. The 1/n stands in the seed, and nowhere else."
        ),
        wrong=(*known, *early),
    )


EPOCHS = 3


def _train(variant, words):
    """train(X, Y, parameters, learning_rate, epochs)."""

    def draw(numbers, **sizes):
        X, Y, *parameters = variant.draw_many(numbers, **sizes)
        return Case((X, Y, parameters, 0.5, EPOCHS), sizes, atol=1e-9)

    def outcome(way, output):
        """One of the two results that training gives if it is done in this way."""

        def formula(X, Y, parameters, learning_rate, epochs):
            losses, after = way(X, Y, learning_rate, epochs, *parameters)
            return (
                np.array(losses)
                if output == "losses"
                else in_one_row([a - b for a, b in zip(after, parameters, strict=True)])
            )

        return formula

    mistakes = tuple(
        mistake(name, words, output, whole=outcome(way, output))
        for name, words, way in _wrong_ways(variant)
        for output in ("losses", "changes")
    )
    return Exercise(
        signature="train(X, Y, parameters, learning_rate, epochs)",
        task=(
            "The training loop: `parameters` is the list [W1, b1, W2, b2]. In each epoch: forward, loss, backward, and"
            " one step with all samples. Change the arrays in place, and return the losses as a list, one per epoch,"
            " each from before its step. Use what you wrote above."
        ),
        formula={output: outcome(variant.trained, output) for output in ("losses", "changes")},
        draw=draw,
        sizes=replace(variant, single=False).sizes,
        effect=_effect,
        changes=(2,),
        integers=False,
        rtol_float32=1e-2,
        mean_over=("n",),
        hints=(
            "Four lines inside the loop: forward, loss, backward, step.",
            "`for theta, gradient in zip(parameters, gradients)`: the two lists must have the same order.",
            "`theta -= learning_rate * gradient` changes the array that the list holds.",
        ),
        code=_code(variant)["train"],
        reason="All gradients are made before any parameter moves. `-=` changes the arrays that `parameters` holds.",
        wrong=mistakes,
    )


def _wrong_ways(variant):
    """Return [(identifier, how to mend it, a way to train)]; each way takes and returns what `trained` does."""

    def with_gradients(make):
        """A way that takes its gradients from make(), which is new for each training."""
        return lambda *given: variant.trained(*given, gradients=make())

    def first_only():
        kept = {}
        return lambda *given: kept or kept.update(variant.gradients(*given)) or kept

    def piled_up():
        sums = {}

        def gradients(*given):
            for name, found in variant.gradients(*given).items():
                sums[name] = sums.get(name, 0) + found
            return sums

        return gradients

    def standing_still(X, Y, learning_rate, epochs, *parameters):
        return variant.trained(X, Y, 0.0, 1, *parameters)[0] * epochs, parameters

    def early(X, Y, learning_rate, epochs, *parameters):
        def gradients(x, y, *now):
            found, p = variant.gradients(x, y, *now), variant.passed(x, y, *now)
            p = replace(p, W2=variant.layout.weights(now[2] - learning_rate * found["dL_dW2"]))
            return found | {name: variant.layout.back(name, variant.gradient(name, p)) for name in ("dL_dW1", "dL_db1")}

        return variant.trained(X, Y, learning_rate, epochs, *parameters, gradients=gradients)

    def one_after_another(X, Y, learning_rate, epochs, *parameters):
        def gradients(x, y, W1, b1, W2, b2):
            found = variant.gradients(x, y, W1, b1, W2, b2)
            moved = W2 - learning_rate * found["dL_dW2"], b2 - learning_rate * found["dL_db2"]
            return variant.gradients(x, y, W1, b1, *moved) | {name: found[name] for name in ("dL_dW2", "dL_db2")}

        return variant.trained(X, Y, learning_rate, epochs, *parameters, gradients=gradients)

    up = "The step goes with the gradient, and there the loss rises. Subtract."
    rate = "The learning rate is left out."
    return (
        ("uphill", up, lambda *given: variant.trained(*given, step=1.0)),
        (
            "not-in-place",
            (
                "The arrays are as before: the steps went to new arrays with local names. `W -= …` changes the array"
                " itself."
            ),
            standing_still,
        ),
        (
            "updated-too-early",
            TooEarly.words.replace("only `step` moves them", "all gradients first, then the steps"),
            early,
        ),
        (
            "wrong-factor",
            rate,
            lambda X, Y, learning_rate, epochs, *parameters: variant.trained(X, Y, 1.0, epochs, *parameters),
        ),
        (
            None,
            "The gradients are made once and used in every epoch. Forward and backward belong inside the loop.",
            with_gradients(first_only),
        ),
        (
            None,
            (
                "The gradients of earlier steps are still in those of later ones: they pile up. Set each anew in every"
                " backward pass."
            ),
            with_gradients(piled_up),
        ),
        (
            None,
            (
                "The second layer steps first, and the gradients of the first layer are made anew after that. All"
                " gradients first, then the steps."
            ),
            one_after_another,
        ),
        (
            None,
            "Only one epoch is done. Is there a `return` or a `break` inside the loop?",
            lambda X, Y, rate, epochs, *parameters: variant.trained(X, Y, rate, 1, *parameters),
        ),
        (
            None,
            "There is one epoch too many.",
            lambda X, Y, rate, epochs, *parameters: variant.trained(X, Y, rate, epochs + 1, *parameters),
        ),
    )


def _effect(call):
    """The losses that were returned, and how far the arrays were moved that somebody outside still holds."""
    before = [np.asarray(array, dtype=np.float64) for array in call.given[2]]
    after = [np.asarray(array, dtype=np.float64) for array in call.held[2]]
    return [call.returned, in_one_row(after) - in_one_row(before)]


def in_one_row(arrays):
    """All entries of a list of arrays, one after the other."""
    return np.concatenate([np.ravel(array) for array in arrays])


def _code(variant):
    """The worked code of a two-layer network, by part."""
    columns, a = variant.columns, "np.tanh({})" if variant.hidden == "tanh" else "sigmoid({})"
    first, second = ("W1 @ X + b1", "W2 @ A1 + b2") if columns else ("X @ W1 + b1", "A1 @ W2 + b2")
    slope = "(1 - A1**2)" if variant.hidden == "tanh" else "A1 * (1 - A1)"
    n, total = ("X.shape[1]", "sum(axis=1, keepdims=True)") if columns else ("len(X)", "sum(axis=0)")
    weights = (
        ("dL_dZ2 @ A1.T", "dL_dZ1 @ X.T", "W2.T @ dL_dZ2")
        if columns
        else ("A1.T @ dL_dZ2", "X.T @ dL_dZ1", "dL_dZ2 @ W2.T")
    )
    return {
        "forward": (
            f"def forward(X, W1, b1, W2, b2):\n    A1 = {a.format(first)}\n    Y_hat = sigmoid({second})\n    return"
            " A1, Y_hat\n"
        ),
        "loss": (
            "def half_squared_error(Y_hat, Y):\n    return (0.5 * ((Y_hat - Y) **"
            f" 2).sum(axis={0 if columns else 1})).mean()\n"
        ),
        "backward": (
            "def backward(X, A1, Y_hat, Y, W2):\n"
            f"    dL_dZ2 = (Y_hat - Y) / {n} * Y_hat * (1 - Y_hat)  # seed, slope\n"
            f"    dL_dW2 = {weights[0]}  # weights\n    dL_db2 = dL_dZ2.{total}  # bias\n"
            f"    dL_dZ1 = {weights[2]} * {slope}  # hand back, slope\n"
            f"    dL_dW1 = {weights[1]}  # weights\n    dL_db1 = dL_dZ1.{total}  # bias\n"
            "    return dL_dW1, dL_db1, dL_dW2, dL_db2\n"
        ),
        "train": (
            "def train(X, Y, parameters, learning_rate, epochs):\n    W1, b1, W2, b2 = parameters\n    losses = []\n   "
            " for _ in range(epochs):\n        A1, Y_hat = forward(X, W1, b1, W2, b2)\n       "
            " losses.append(half_squared_error(Y_hat, Y))\n        gradients = backward(X, A1, Y_hat, Y, W2)\n       "
            " for theta, gradient in zip(parameters, gradients):\n            theta -= learning_rate * gradient\n   "
            " return losses\n"
        ),
    }
