"""The training loop of a two-layer network as a formula, and the ways in which it goes wrong that no line can say."""

from functools import partial

from helpers.exercises import rules
from helpers.exercises.check.formula import Formula, lines_of
from helpers.exercises.check.verdict import Mistake
from helpers.exercises.two_layers.slips import MOVED

STEP = Formula(("learning_rate",), lines_of("step = -learning_rate"), "step", {})

# A way to make the gradients takes (a function like `Variant.gradients`, the learning rate), and returns another.


def early(right, learning_rate):
    """The second layer's weights step before they hand back."""

    def gradients(*now):
        found, moved = right(*now), right(*now, **MOVED)
        return found | {name: found[name] - learning_rate * moved[name] for name in ("dL_dW1", "dL_db1")}

    return gradients


def in_turn(right, learning_rate):
    """The second layer steps first, and everything is made anew before the first one does."""

    def gradients(x, y, W1, b1, W2, b2):
        found = right(x, y, W1, b1, W2, b2)
        second = {name: found[name] for name in ("dL_dW2", "dL_db2")}
        W2, b2 = (theta - learning_rate * gradient for theta, gradient in zip((W2, b2), second.values(), strict=True))
        return right(x, y, W1, b1, W2, b2) | second

    return gradients


def made_once(right, learning_rate):
    """The first gradients are used in every step."""
    kept = {}
    return lambda *now: kept or kept.update(right(*now)) or kept


def piled_up(right, learning_rate):
    """Each gradient has the earlier ones in it."""
    sums = {}

    def gradients(*now):
        for name, found in right(*now).items():
            sums[name] = sums.get(name, 0) + found
        return sums

    return gradients


# (identifier, how to mend it, what the formula of `outcome` gets in place of the right way)
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


def outcome(variant, order, read):
    """The formula of a result of training.

    order(*arguments) returns (X, Y, learning_rate, epochs, *parameters); read(losses, after, before) the result. What
    may be wrong in it: a line of the page; way, in which the gradients are made; turns(epochs), how many are done.
    """

    def formula(*arguments, way=None, turns=int, variant=variant, **wrong):
        X, Y, learning_rate, epochs, *before = order(*arguments)
        gradients = partial(variant.gradients, **wrong)
        if way:
            gradients = way(gradients, learning_rate)
        step = STEP(learning_rate, **wrong)
        return read(*variant.trained(X, Y, step, turns(epochs), *before, gradients=gradients), before)

    formula.steps = {*variant.lines, "step", "way", "turns", "variant"}
    return formula


def ways_as_mistakes(ways, results):
    """Return ways to go wrong as mistakes in the results of these names; they combine with wrong lines."""
    return tuple(Mistake(identifier, words, tuple(results), steps=changes) for identifier, words, changes in ways)
