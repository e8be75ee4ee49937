"""The training loop of a two-layer network as a formula, and the ways in which it goes wrong that no line can say."""

from functools import partial

from helpers.exercises import rules
from helpers.exercises.check.formula import Formula, lines_of
from helpers.exercises.check.verdict import mistake
from helpers.exercises.two_layers.slips import MOVED

STEP = Formula(("learning_rate",), lines_of("step = -learning_rate"), "step", {})

# A way to train takes (variant, X, Y, learning_rate, epochs, *parameters), and returns what `Variant.trained` does.


def trained(variant, X, Y, learning_rate, epochs, *parameters, **wrong):
    """The right way; wrong replaces lines of the page, or of the step."""
    step, gradients = STEP(learning_rate, **wrong), partial(variant.gradients, **wrong)
    return variant.trained(X, Y, step, epochs, *parameters, gradients=gradients)


def early(variant, X, Y, learning_rate, epochs, *parameters):
    """The second layer's weights step before they hand back."""

    def gradients(*now):
        found, moved = variant.gradients(*now), variant.gradients(*now, **MOVED)
        return found | {name: found[name] - learning_rate * moved[name] for name in ("dL_dW1", "dL_db1")}

    return variant.trained(X, Y, -learning_rate, epochs, *parameters, gradients=gradients)


def in_turn(variant, X, Y, learning_rate, epochs, *parameters):
    """The second layer steps first, and everything is made anew before the first one does."""

    def gradients(x, y, W1, b1, W2, b2):
        found = variant.gradients(x, y, W1, b1, W2, b2)
        second = {name: found[name] for name in ("dL_dW2", "dL_db2")}
        W2, b2 = (theta - learning_rate * gradient for theta, gradient in zip((W2, b2), second.values(), strict=True))
        return variant.gradients(x, y, W1, b1, W2, b2) | second

    return variant.trained(X, Y, -learning_rate, epochs, *parameters, gradients=gradients)


def made_once(variant, X, Y, learning_rate, epochs, *parameters):
    """The first gradients are used in every step."""
    kept = {}
    return variant.trained(
        X,
        Y,
        -learning_rate,
        epochs,
        *parameters,
        gradients=lambda *now: kept or kept.update(variant.gradients(*now)) or kept,
    )


def piled_up(variant, X, Y, learning_rate, epochs, *parameters):
    """Each gradient has the earlier ones in it."""
    sums = {}

    def gradients(*now):
        for name, found in variant.gradients(*now).items():
            sums[name] = sums.get(name, 0) + found
        return sums

    return variant.trained(X, Y, -learning_rate, epochs, *parameters, gradients=gradients)


def turns(count):
    """Another number of turns."""

    def way(variant, X, Y, learning_rate, epochs, *parameters):
        return variant.trained(X, Y, -learning_rate, count(epochs), *parameters)

    return way


WAYS = (
    ("updated-too-early", rules.TOO_EARLY.format(W="W2"), early),
    (
        None,
        "The gradients are made once, and used in every turn. Forward and backward belong inside the loop.",
        made_once,
    ),
    (
        None,
        "The gradients of earlier steps are still in those of later ones: they pile up. Set each anew in every backward"
        " pass.",
        piled_up,
    ),
    (
        None,
        "The second layer steps first, and the gradients of the first layer are made anew after that. All gradients"
        " first, then the steps.",
        in_turn,
    ),
    (None, "Only one turn of the loop is done. Is there a `return` or a `break` inside?", turns(lambda epochs: 1)),
    (None, "One turn too few is done.", turns(lambda epochs: epochs - 1)),
    (None, "One turn too many is done.", turns(lambda epochs: epochs + 1)),
)


def outcome(variant, order, read, way=trained):
    """The formula of a result of training.

    order(*arguments) returns the arguments of a way, without the variant; read(losses, after, before) the result.
    """

    def formula(*arguments, **wrong):
        given = order(*arguments)
        return read(*way(variant, *given, **wrong), given[4:])

    formula.steps = {*variant.lines, "step"}
    return formula


def ways_as_mistakes(ways, variant, order, results):
    """Return ways to go wrong as mistakes in all results, {name: read}."""
    return tuple(
        mistake(identifier, words, name, whole=outcome(variant, order, read, way))
        for identifier, words, way in ways
        for name, read in results.items()
    )
