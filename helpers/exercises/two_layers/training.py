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


# A way through the loop takes trained(step, epochs), which returns the losses and the parameters, and returns both.


def stopped(trained, step, epochs):
    """Only the first turn is done."""
    return trained(step, 1)


def too_few(trained, step, epochs):
    """One turn too few."""
    return trained(step, epochs - 1)


def too_many(trained, step, epochs):
    """One turn too many."""
    return trained(step, epochs + 1)


def later(trained, step, epochs):
    """Each loss is that from after the step."""
    return trained(step, epochs + 1)[0][1:], trained(step, epochs)[1]


def behind(trained, step, epochs):
    """The step stands behind the loop."""
    return trained(0, epochs)[0], trained(step, 1)[1]


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
    (
        None,
        "Only one step is taken. Does the step stand behind the loop, or is there a `return` or a `break` inside?",
        {"through": stopped},
    ),
    (None, "One turn too few is done.", {"through": too_few}),
    (None, "One turn too many is done.", {"through": too_many}),
)
LATER = (  # where that is let pass
    "A remark. Your `train` returns the losses from after each step. Asked for are those from before it: the first is"
    " then the start's."
)
OF_LOSSES = (  # what only losses can tell
    (
        None,
        "These are the losses after each step. Asked for are those before it, so the first one is the start's: take the"
        " loss of the prediction from which backward starts.",
        {"through": later},
    ),
    (
        None,
        "The step is taken once, behind the loop, so all losses are alike. It belongs into the loop, as its last part:"
        " indent it.",
        {"through": behind},
    ),
)


def outcome(variant, order, read):
    """The formula of a result of training.

    order(*arguments) returns (X, Y, learning_rate, epochs, *parameters); read(losses, after, before) the result. What
    may be wrong in it: a line of the page; way, in which the gradients are made; through, a way through the loop.
    """

    def formula(*arguments, way=None, through=None, variant=variant, **wrong):
        X, Y, learning_rate, epochs, *before = order(*arguments)
        gradients = partial(variant.gradients, **wrong)
        if way:
            gradients = way(gradients, learning_rate)
        step = STEP(learning_rate, **wrong)

        def trained(step, epochs):
            return variant.trained(X, Y, step, epochs, *before, gradients=gradients)

        return read(*(through(trained, step, epochs) if through else trained(step, epochs)), before)

    formula.steps = {*variant.lines, "step", "way", "through", "variant"}
    return formula


def ways_as_mistakes(ways, results):
    """Return ways to go wrong as mistakes in the results of these names; they combine with wrong lines."""
    return tuple(Mistake(identifier, words, tuple(results), steps=changes) for identifier, words, changes in ways)
