"""The second round: one live change to the page that passed, drawn by seed, and checked as the page was.

`second_round(seed, variant)` returns a Question whose only variant is that change.
"""

import random
from dataclasses import replace
from functools import lru_cache, partial

import numpy as np

from helpers.exercises import rules
from helpers.exercises.check.cases import Case
from helpers.exercises.check.compare import moved
from helpers.exercises.check.exercise import Exercise
from helpers.exercises.check.formula import mistakes_of
from helpers.exercises.check.verdict import Mistake
from helpers.exercises.from_memory.question import Question
from helpers.exercises.from_memory.questions import second_round_texts as texts
from helpers.exercises.from_memory.questions.asked import Answers, by_name
from helpers.exercises.from_memory.questions.batches import Batches, Start
from helpers.exercises.from_memory.questions.changed import Changed
from helpers.exercises.from_memory.questions.changed_pages import reference_code
from helpers.exercises.from_memory.questions.network import Method, Methods, class_of
from helpers.exercises.two_layers.slips import SOFTMAX_SLOPE, STEP_SLIPS, forward_slips, gradient_slips
from helpers.exercises.two_layers.tasks import EPOCHS, TRAINED, order
from helpers.exercises.two_layers.training import LATER, OF_LOSSES, WAYS, made_once, outcome, piled_up, ways_as_mistakes

# ---- which change


def changes_for(variant):
    """Return the names of the changes that fit a variant."""
    unfit = {
        "mini-batches": variant.single,
        "ReLU with a start that fits": variant.hidden == "ReLU",
    }
    return [name for name in texts.CHANGES if not unfit.get(name)]


def changed_by(seed, variant):
    """Return the change of a seed: neighbors differ."""
    order = changes_for(variant)
    random.Random(7).shuffle(order)
    return Changed(variant, order[(seed - 1) % len(order)])


# ---- what goes wrong

SLOPES = {"sigmoid": rules.SIGMOID_SLOPE, "tanh": rules.TANH_SLOPE, "ReLU": rules.RELU_SLOPE}


def slips_of_forward(changed):
    """Return the slips of a forward pass."""
    others = {
        "a third layer": texts.THIRD_FORWARD,
        "cross-entropy from logits": texts.LOGITS_FORWARD,
        "a tensor that is used twice": texts.TIED_FORWARD,
    }
    return others.get(changed.change) or forward_slips(changed.base)


def slips_of_gradients(changed):
    """Return the slips of a backward pass."""
    if changed.change == "a third layer":
        hidden = SLOPES[changed.base.hidden]
        output = SOFTMAX_SLOPE if changed.base.output == "softmax" else rules.SIGMOID_SLOPE.format(**texts.OUTPUT_OF_3)
        return texts.THIRD_SLIPS + output + hidden.format(**texts.SECOND_OF_3) + hidden.format(**texts.FIRST_OF_3)
    more = {
        "L2 in the loss": texts.L2_SLIPS + texts.L2_BIAS_SLIPS,
        "cross-entropy from logits": texts.LOGITS_SLIPS,
        "integer labels": texts.INTEGER_SLIPS,
        "a tensor that is used twice": texts.TIED_SLIPS,
        "ReLU with a start that fits": texts.KINK_SLIPS,
    }
    return more.get(changed.change, "") + gradient_slips(changed.base)


def wholes(text, formulas):
    """Return the slips of a text, each by itself, as mistakes in the results that they change."""
    return tuple(
        Mistake(made.identifier, made.mend, (name,), whole=partial(formula, **made.steps))
        for made in mistakes_of(text, formulas)
        for name, formula in formulas.items()
        if made.steps.keys() & (formula.steps | {name})
    )


def wrong_losses(changed, text):
    """Return the slips of a loss as mistakes in the losses of a training."""

    def losses(wrong, X, Y, parameters, learning_rate, epochs):
        return np.array(changed.trained(X, Y, -learning_rate, epochs, *parameters, **wrong)[0])

    found = mistakes_of(text, {"losses": changed.formula("losses")})
    return tuple(Mistake(made.identifier, made.mend, ("losses",), whole=partial(losses, made.steps)) for made in found)


# ---- what is looked at


def forward_of(changed):
    """Return the exercise that looks at the prediction."""

    def draw(numbers, **sizes):
        X, _, *parameters = changed.draw(numbers, **sizes)
        return Case((X, *parameters), sizes, atol=1e-12)

    given = ("X", *changed.parameters)
    return Exercise(
        signature=f"forward({', '.join(given)})",
        task="",
        formula={"Y_hat": changed.formula("Y_hat", given)},
        draw=draw,
        sizes=changed.sizes,
        alike=changed.alike,
        integers=False,
        wrong=slips_of_forward(changed),
    )


def backward_of(changed):
    """Return the exercise that looks at all gradients."""
    formulas = {f"dL_d{name}": changed.formula(f"dL_d{name}") for name in changed.parameters}
    return Exercise(
        signature=f"backward({', '.join(changed.given)})",
        task="",
        formula=formulas,
        draw=changed.case,
        sizes=changed.sizes,
        alike=changed.alike,
        mean_over=() if changed.variant.single else ("n",),
        integers=False,
        wrong=wholes(slips_of_gradients(changed), formulas),
    )


def train_of(changed):
    """Return the exercise that looks at three epochs of the loop."""

    def draw(numbers, **sizes):
        X, Y, *parameters = changed.draw(numbers, many=True, **sizes)
        return Case((X, Y, parameters, 0.5, EPOCHS), sizes, atol=1e-9)

    ways = [each for each in (*OF_LOSSES, *WAYS) if each[2].get("way") in (None, made_once, piled_up)]
    return Exercise(
        signature="train(X, Y, parameters, learning_rate, epochs)",
        task="",
        formula={name: outcome(changed, order, read) for name, read in TRAINED.items()},
        draw=draw,
        sizes=changed.all_sizes,
        effect=lambda call: [call.returned, moved(call, 2)],
        changes=(2,),
        integers=False,
        rtol_float32=1e-2,
        mean_over=("n",),
        large=large_logits(changed) if changed.change == "cross-entropy from logits" else (),
        wrong=(
            STEP_SLIPS,
            *ways_as_mistakes(ways, TRAINED),
            *(wrong_losses(changed, texts.L2_LOSS_SLIPS) if changed.change == "L2 in the loss" else ()),
        ),
    )


def large_logits(changed):
    """Return arguments of `train` with logits of 1000 and more, on the right side and on the wrong one."""
    X, Y, *parameters = changed.draw(Halves(), many=True, n=2, d_in=2, d_hidden=2, d_out=2)
    W2 = changed.variant.layout.weights_back(np.array([[2000.0, -2000.0], [2000.0, -2000.0]]))
    return ((X, Y, [W2 if place == 2 else each for place, each in enumerate(parameters)], 1e-6, 1),)


class Halves:
    """Numbers that are all ½, and both classes."""

    kind = "random"

    def __call__(self, *shape):
        """All ½."""
        return np.full(shape, 0.5)

    def classes(self, n, k):
        """One after the other."""
        return np.arange(n) % k


class Train(Method):
    """The loop; losses from after the steps are taken for those before."""

    def __init__(self, changed, methods_of):
        super().__init__(train_of(changed), "the training loop", methods_of)
        self.changed, self.later = changed, False

    def look(self, thing):
        """Return the Verdict, with a remark on losses that come later."""
        self.later = False
        verdict = super().look(thing)
        return replace(verdict, remarks=(*verdict.remarks, *[LATER] * self.later))

    def adapted(self, thing):
        """Return the method as a function of numbers."""
        train = super().adapted(thing)

        def adapted(X, Y, parameters, learning_rate, epochs):
            right = self.changed.trained(X, Y, -learning_rate, epochs + 1, *parameters)[0]
            losses = train(X, Y, parameters, learning_rate, epochs)
            is_later = np.shape(losses) == (epochs,) and np.allclose(np.asarray(losses, float), right[1:], rtol=1e-6)
            self.later |= is_later and not np.allclose(right[:-1], right[1:], rtol=1e-6)
            return right[:-1] if is_later else losses

        return adapted


@lru_cache(maxsize=4)  # what mistakes give is computed once
def parts_of(changed):
    """Return the parts of a change."""

    def methods_of(network_class):
        return Methods(network_class, changed.parameters, changed.sizes_of)

    forward = Method(forward_of(changed), "forward", methods_of)
    gradients = Method(backward_of(changed), "gradients", methods_of)
    loop = Batches(changed, methods_of) if changed.change == "mini-batches" else Train(changed, methods_of)
    start = (Start(changed, methods_of),) * (changed.change == "ReLU with a start that fits")
    return forward, gradients, loop, *start


FUNCTIONS = ("init", "forward", "backward", "step", "train")


def submission(changed, *submitted, **named):
    """Return what looks at a submission, a class or functions; a gradient check that comes with it isn't asked for."""
    found, strangers = by_name(("TwoLayers", "gradient_check", *FUNCTIONS), submitted, named)
    functions = {name: found[name] for name in FUNCTIONS if name in found}
    if functions and "TwoLayers" not in found:
        found["TwoLayers"] = class_of(changed.parameters, functions)
    given = {name: found[name] for name in ("TwoLayers",) if name in found} | dict.fromkeys(strangers)
    return Answers(parts_of(changed), (), given, f"{changed.change[0].upper()}{changed.change[1:]}, on your own page.")


# ---- what the reader sees


def task_of(changed):
    """Return the task as text."""
    words = texts.CHANGES[changed.change].format(
        of_each=" of each sample" * changed.variant.single,
        labels="the number of the right class" if changed.variant.single else "the numbers of the right classes, (n,)",
    )
    parts = zip(("hidden", "loss", "layout", "steps"), changed.variant.name.split(", "), strict=True)
    rest = [part for name, part in parts if name not in texts.ALSO_CHANGED.get(changed.change, ())]
    return texts.TASK.format(change=words, rest=", ".join(rest))


def signatures(changed):
    """Return the empty cell."""
    return f"# Your page, changed: {changed.change}.\n\nclass TwoLayers: ...\n"


def second_round(seed, variant):
    """Return the Question of a seed (from 1 on) for the variant of the page that passed.

    Its `variant_of(seed)` gives the change, whatever the seed.
    """
    changed = changed_by(seed, variant)
    return Question(
        name="second round",
        minutes=25,
        variant_of=lambda seed=1, columns=False: changed,
        task_of=task_of,
        signatures=signatures,
        hints=tuple(hint.format(hint=texts.HINT_OF[changed.change]) for hint in texts.HINTS),
        reference_code=reference_code,
        submission=submission,
    )
