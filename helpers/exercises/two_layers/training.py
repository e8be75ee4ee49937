"""The training loop of a two-layer network as a formula, and the ways in which it goes wrong that no line can say."""

from functools import partial

from helpers.exercises import rules
from helpers.exercises.check.formula import Formula, lines_of
from helpers.exercises.check.verdict import Mistake
from helpers.exercises.two_layers.slips import MOVED

STEP = Formula(("learning_rate",), lines_of("step = -learning_rate"), "step", {})

# A way to make the gradients takes (variant, learning_rate), and returns a function like `Variant.gradients`.


def early(variant, learning_rate):
    """The second layer's weights step before they hand back."""

    def gradients(*now):
        found, moved = variant.gradients(*now), variant.gradients(*now, **MOVED)
        return found | {name: found[name] - learning_rate * moved[name] for name in ("dL_dW1", "dL_db1")}

    return gradients


def in_turn(variant, learning_rate):
    """The second layer steps first, and everything is made anew before the first one does."""

    def gradients(x, y, W1, b1, W2, b2):
        found = variant.gradients(x, y, W1, b1, W2, b2)
        second = {name: found[name] for name in ("dL_dW2", "dL_db2")}
        W2, b2 = (theta - learning_rate * gradient for theta, gradient in zip((W2, b2), second.values(), strict=True))
        return variant.gradients(x, y, W1, b1, W2, b2) | second

    return gradients


def made_once(variant, learning_rate):
    """The first gradients are used in every step."""
    kept = {}
    return lambda *now: kept or kept.update(variant.gradients(*now)) or kept


def piled_up(variant, learning_rate):
    """Each gradient has the earlier ones in it."""
    sums = {}

    def gradients(*now):
        for name, found in variant.gradients(*now).items():
            sums[name] = sums.get(name, 0) + found
        return sums

    return gradients


# (identifier, how to mend it, what is passed to `outcome`)
WAYS = (
    ("updated-too-early", rules.TOO_EARLY.format(W="W2"), {"way": early}),
    (
        None,
        "The gradients are made once, and used in every turn. Forward and backward belong inside the loop.",
        {"way": made_once},
    ),
    (
        None,
        "The gradients of earlier steps are still in those of later ones: they pile up. Set each anew in every backward"
        " pass.",
        {"way": piled_up},
    ),
    (
        None,
        "The second layer steps first, and the gradients of the first layer are made anew after that. All gradients"
        " first, then the steps.",
        {"way": in_turn},
    ),
    (None, "Only one turn of the loop is done. Is there a `return` or a `break` inside?", {"turns": lambda epochs: 1}),
    (None, "One turn too few is done.", {"turns": lambda epochs: epochs - 1}),
    (None, "One turn too many is done.", {"turns": lambda epochs: epochs + 1}),
)


def outcome(variant, order, read, way=None, turns=None):
    """The formula of a result of training.

    order(*arguments) returns (X, Y, learning_rate, epochs, *parameters); read(losses, after, before) the result.
    way: makes the gradients, if not the page does; turns(epochs): how many turns the loop does, if not epochs.
    """

    def formula(*arguments, **wrong):
        X, Y, learning_rate, epochs, *before = order(*arguments)
        gradients = way(variant, learning_rate) if way else partial(variant.gradients, **wrong)
        epochs, step = turns(epochs) if turns else epochs, STEP(learning_rate, **wrong)
        return read(*variant.trained(X, Y, step, epochs, *before, gradients=gradients), before)

    formula.steps = {*variant.lines, "step"}
    return formula


def ways_as_mistakes(ways, variant, order, results):
    """Return ways to go wrong as mistakes in all results, {name: read}."""
    return tuple(
        Mistake(identifier, words, (name,), whole=outcome(order=order, read=read, **{"variant": variant} | changes))
        for identifier, words, changes in ways
        for name, read in results.items()
    )
