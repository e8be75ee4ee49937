"""Find the bug: a page with one wrong line and a falling loss. Write the judge, name the line, mend it."""

import itertools
from dataclasses import replace
from functools import lru_cache

import numpy as np

from helpers.exercises.check.calling import complaint
from helpers.exercises.check.cases import Numbers
from helpers.exercises.check.exercise import NOTHING, Exercise
from helpers.exercises.check.showing import a, listed
from helpers.exercises.check.verdict import CORRECT, Verdict
from helpers.exercises.from_memory.question import Question
from helpers.exercises.from_memory.questions.asked import Answers, Part
from helpers.exercises.from_memory.questions.find_the_bug_texts import HINTS, TASK, WHERE
from helpers.exercises.from_memory.questions.network import Method, Methods, class_of
from helpers.exercises.from_memory.questions.own_check import EVERY_ENTRY, OwnCheck
from helpers.exercises.from_memory.questions.planted import AFTER, right_page, run, trained, variant_of
from helpers.exercises.from_memory.report import NAME, missing, wrong
from helpers.exercises.two_layers.reference import reference_code as reference_code_of
from helpers.exercises.two_layers.slips import gradient_slips, too_early
from helpers.exercises.two_layers.steps import GRADIENTS, PARAMETERS
from helpers.exercises.two_layers.tasks import forward_exercise, train_exercise
from helpers.exercises.two_layers.variant import GIVEN

# ---- what is looked at

SIZES = (4, 3, 3)  # the second weights are square, so that a transposed gradient fits


def sizes_of(page):
    """Return the function that reads the sizes of a network from its parameters."""

    def sizes(parameters):
        W1, _, W2, _ = parameters
        W1, W2 = page.layout.weights(W1), page.layout.weights(W2)
        return (*W1.shape, W2.shape[1])

    return sizes


@lru_cache(maxsize=4)
def sample_of(page):
    """Return arguments, X, Y and the parameters, at which no entry of a gradient is nearly 0, and their gradients."""
    for seed in itertools.count():
        sizes = dict(zip(("d_in", "d_hidden", "d_out"), SIZES, strict=True))
        arguments = page.draw(Numbers(seed, "random"), n=5, **sizes)
        gradients = page.gradients(*arguments)
        far = np.abs(page.formula("Z1")(*arguments)).min() > 0.05  # from the kink of a ReLU
        if far and min(np.abs(g).min() for g in gradients.values()) > 2e-3:
            return arguments, gradients


class Check(OwnCheck):
    """The judge: it accepts the mended page, and rejects the page of the task and whatever else is planted."""

    def __init__(self, variant):
        page = variant.page
        (X, Y, *parameters), right = sample_of(page)
        network_class = run(right_page(page))["TwoLayers"]

        def given(gradients):
            class Planted(network_class):
                def backward(self, Y):
                    super().backward(Y)
                    for name, g in gradients.items():
                        setattr(self, name, getattr(self, name) + (g - right[name]))

            network = methods_of(page)(Planted).with_parameters(*parameters)
            network.forward(X)
            network.backward(Y)
            return network, X, Y

        super().__init__("gradient_check(network, X, Y)", right, given, self._parameters)
        self.of_the_page = gradients_of(variant)

    @staticmethod
    def _parameters(arguments):
        return [getattr(arguments[0], name) for name in PARAMETERS]

    def _whole(self, accepts):
        """Is it the page of the task?"""
        found = super()._whole(accepts)
        if found or not accepts(self.of_the_page):
            return found
        return f"`{self.name}` accepts the page of the task, which has a wrong line.", None, EVERY_ENTRY


class Line(Part):
    """The number of the wrong line, or its text."""

    def __init__(self, variant):
        super().__init__("line", "the line")
        self.variant, self.lines = variant, variant.text.split("\n")

    def fits(self, thing):
        """Return what isn't as asked, as text."""
        number = self._number(thing)
        if number is None:
            return f"`line` is still to be named: the number of a line, from 1 to {len(self.lines)}."
        return ""

    def look(self, thing):
        """Return the Verdict on the line that was named."""
        slip = self.fits(thing)
        if slip:
            return missing(slip)
        if self._number(thing) == self.variant.bug.line:
            return Verdict(NAME, CORRECT)
        named = self.lines[self._number(thing) - 1].strip()
        return wrong(
            f"Line {self._number(thing)}, `{named}`, is as it should be.\n{which_are_off(self.variant)}", None, WHERE
        )

    def _number(self, thing):
        """Return the number of a line that was given as a number or as text; None where there is no such line."""
        if isinstance(thing, str) and not thing.strip().isdigit():
            places = [i for i, line in enumerate(self.lines, 1) if line.strip() == thing.strip()]
            return places[0] if len(places) == 1 else None
        try:
            number = int(thing)
        except (TypeError, ValueError):
            return None
        return number if 1 <= number <= len(self.lines) else None


def which_are_off(variant):
    """Say which gradients of the page are off, in a sentence."""
    _, right = sample_of(variant.page)
    found = gradients_of(variant)
    off = [f"`{name}`" for name in GRADIENTS if not np.allclose(found[name], right[name], rtol=1e-6)]
    fine = [f"`{name}`" for name in GRADIENTS if f"`{name}`" not in off]
    words = f"Of the page's gradients, {listed(off)} {'is' if len(off) == 1 else 'are'} off"
    return f"{words}; {listed(fine)} {'is' if len(fine) == 1 else 'are'} right." if fine else f"{words}."


class Mended(Part):
    """The page without its mistake: the class, methods of it, functions over parameters, or the line as text."""

    def __init__(self, variant):
        super().__init__("mended", "the fixed page")
        self.variant = variant
        self.methods = [
            Method(exercise, exercise.name, methods_of(variant.page)) for exercise in exercises_of(variant.page)
        ]

    def fits(self, thing):
        """Return what isn't as asked, as text."""
        network_class, slip = self._class(thing)
        return slip or next(filter(None, (method.fits(network_class) for method in self.methods)), "")

    def look(self, thing):
        """Return the Verdict: are forward, the gradients and the loop as they should be?"""
        network_class, slip = self._class(thing)
        if slip:
            return missing(slip)
        verdicts = (method.look(network_class) for method in self.methods)
        return next((each for each in verdicts if each.status != CORRECT), Verdict(NAME, CORRECT))

    def _class(self, thing):
        """Return (the mended class, what isn't as asked)."""
        asked = "Pass the class with the line fixed, `mended=TwoLayers`, or the line alone, as text."
        if thing is None or thing is ... or thing is NOTHING:
            return None, f"`mended` is still to be written. {asked}"
        if isinstance(thing, str):
            try:
                return run(thing if "class " in thing else self.variant.with_line(thing))["TwoLayers"], ""
            except Exception as error:
                return None, f"`mended` is no Python: {complaint(error)}"
        if isinstance(thing, type):
            return thing, ""
        functions = functions_in(thing)
        if not functions:
            return None, f"`mended` is {a(type(thing).__name__)}. {asked}"
        if "init" in functions:
            return class_of(PARAMETERS, functions), ""
        return type("TwoLayers", (run(self.variant.text)["TwoLayers"],), functions), ""


def functions_in(thing):
    """Return {name: function} of one function, `backward` by whatever name, of several, or of a dictionary."""
    if callable(thing):
        return {"backward": thing}
    if isinstance(thing, tuple | list):
        thing = {getattr(each, "__name__", ""): each for each in thing}
    return thing if isinstance(thing, dict) and all(map(callable, thing.values())) else {}


def methods_of(page):
    """Return what makes Methods of a network class."""
    return lambda network_class: Methods(network_class, PARAMETERS, sizes_of(page))


def gradients_of(variant):
    """Return the gradients that the page of the task makes, {name: array}."""
    (X, Y, *parameters), _ = sample_of(variant.page)
    found = methods_of(variant.page)(run(variant.text)["TwoLayers"]).backward(X, Y, *parameters)
    return dict(zip((f"dL_d{name}" for name in PARAMETERS), found, strict=True))


@lru_cache(maxsize=4)  # what mistakes give is computed once
def exercises_of(page):
    """Return the exercises that look at forward, backward and train."""
    formulas = {f"dL_d{name}": page.formula(f"dL_d{name}") for name in PARAMETERS}
    backward = Exercise(
        signature=f"backward({', '.join(GIVEN)})",
        task="",
        formula=formulas,
        draw=lambda numbers, **sizes: page.case(numbers, sizes),
        sizes=page.sizes,
        alike=page.alike,
        mean_over=("n",),
        integers=False,
        wrong=(gradient_slips(page), *too_early(formulas)),
    )
    return replace(forward_exercise(page), returns=("Y_hat",)), backward, train_exercise(page)


def submission(variant, *submitted, **named):
    """Return what looks at a submission: gradient_check, line=…, mended=…."""
    parts = Check(variant), Line(variant), Mended(variant)
    return Answers(parts, submitted, named, f"Found, named and fixed: line {variant.bug.line}. {variant.bug.words}")


# ---- what the reader sees


@lru_cache
def task_of(variant):
    """Return the task as text."""
    losses = trained(variant, run(variant.text)["TwoLayers"])
    numbered = [f"  {i:2}  {line}".rstrip() for i, line in enumerate(variant.text.rstrip().split("\n"), 1)]
    return TASK.format(
        losses=listed(f"{losses[step]:.3f} after {step} steps" for step in AFTER), page="\n".join(numbered)
    )


def signatures(variant):
    """Return the cell: the page, and what is asked for."""
    return f"{variant.text.rstrip()}\n\n\ndef gradient_check(network, X, Y): ...\n\n\nline = ...\n"


def reference_code(variant):
    """Return a whole right answer: the mended page, its judge, and the line."""
    page = reference_code_of(variant.page)
    return f"{page}\n\nline = {variant.bug.line}  # {variant.bug.words}\nmended = TwoLayers\n"


QUESTION = Question(
    name="find the bug",
    minutes=20,
    variant_of=variant_of,
    task_of=task_of,
    signatures=signatures,
    hints=HINTS,
    reference_code=reference_code,
    submission=submission,
)
