"""A submission: the questions of an interviewer, in their order."""

import contextlib
from dataclasses import replace

import numpy as np

from helpers.exercises import rules
from helpers.exercises.check import examine
from helpers.exercises.check.cases import Numbers
from helpers.exercises.check.exercise import NOTHING
from helpers.exercises.check.outside import count_from_outside
from helpers.exercises.check.showing import listed
from helpers.exercises.check.verdict import CORRECT, NOT_ATTEMPTED, WRONG, Verdict, sentence
from helpers.exercises.from_memory.arguments import Unreadable
from helpers.exercises.from_memory.bench import (
    SIZES,
    Bench,
    backward_exercise,
    prediction_exercise,
    step_exercise,
    with_large_gradients,
)
from helpers.exercises.from_memory.judge import Judge, read_answer
from helpers.exercises.from_memory.loop import Loop
from helpers.exercises.from_memory.network import FUNCTIONS
from helpers.exercises.from_memory.reading import Page, has_shape, is_written
from helpers.exercises.from_memory.report import NAME, Report, missing, safely, wrong
from helpers.exercises.from_memory.training import Training
from helpers.exercises.two_layers.tasks import train_exercise
from helpers.exercises.two_layers.training import LATER

FLOAT32 = "A remark: it computes in float32, to 7 digits. That is enough for training; a gradient check needs float64."
BLANK = "The page is blank. Write `TwoLayers` and `gradient_check`, then submit them."
REJECTED = "Your own judge rejects this page, too: ask it before you submit."
FAR = (
    "Is a gradient cut off somewhere, by `np.clip` or a `min`? Some do that to keep steps small; what is asked for is"
    " the gradient as it is."
)
FITS = "It fits: names, arguments and shapes are as asked. No number has been looked at yet."


def is_blank(network_class):
    """Return whether nothing was submitted, or a class that holds nothing written for the interview."""
    if network_class is None or network_class is ... or network_class is NOTHING:
        return True
    methods = (getattr(network_class, name, None) for name in ("__init__", *FUNCTIONS))
    return isinstance(network_class, type) and not any(
        is_written(method) and method is not object.__init__ for method in methods
    )


def read(what, action):
    """Return None or a Verdict, that of an action; what can't be read, or raises an error, is not there yet."""

    def reading():
        try:
            return action()
        except Unreadable as problem:
            return missing(str(problem))

    answer, problem = safely(what, reading)
    return not_yet(problem) if problem and problem.mistake == "raises" else problem or answer


def not_yet(verdict):
    """Return the same as what isn't there yet: an error is no attempt."""
    return replace(verdict, status=NOT_ATTEMPTED, mistake=None, mend="")


class Submission:
    """A page before the questions; each returns None, or the Verdict that ends it.

    submitted: the class and the gradient check; named: functions of their own, `forward=`, `backward=` and so on.
    """

    def __init__(self, variant, *submitted, **named):
        self.variant, self.given = variant, (submitted, named)
        self.done, self.losses = [], None  # what was found right; what `train` returns

    def fits(self):
        """Return the Verdict on names, arguments and shapes: "correct", or "not attempted" with what is in the way."""
        verdict = self.reading() or self.shapes() or self._fits()
        if verdict is None:
            return Verdict(NAME, CORRECT, message=FITS, remarks=tuple(self.remarks))
        return replace(not_yet(verdict), remarks=tuple(self.remarks))

    def report(self):
        """Ask all questions, in order."""
        verdict = self.reading()
        if verdict:
            return self._report(verdict)
        questions = {
            "shapes": self.shapes,
            "forward": self.forward,
            "gradients": self.backward,
            "one step": self.step,
            "the training loop": self.loop,
            "your gradient check": self.own_check,
            "XOR": self.training.xor,
            "the digits": self.training.digits,
        }
        for name, question in questions.items():
            verdict = question()
            if verdict is not None:
                return self._report(not_yet(verdict) if verdict.mistake == "raises" else verdict)
            self.done.append(name)
        words = "A two-layer network, its training loop and a judge, from a blank page."
        return self._report(Verdict(NAME, CORRECT, message=words), self._curve())

    def _report(self, verdict, curve=None):
        remarks = tuple(self.remarks) if verdict.status != WRONG else ()  # first what is wrong
        return Report(**vars(verdict) | {"remarks": remarks}, passed=tuple(self.done), curve=curve)

    def _curve(self):
        """Return a picture of the trainings, if there is matplotlib."""
        try:
            import matplotlib  # noqa: F401

            from helpers.plots.lesson_08_interview import interview_curves
        except ModuleNotFoundError:
            return None
        return interview_curves(self.training.xor_losses, self.training.digit_losses, self.training.held_out)

    # ---- is everything there, and can it be read?

    def reading(self):
        """Sort out what was submitted, and what of it is still to be written."""
        self.remarks = []
        try:
            self.page = Page(*self.given)
        except Unreadable as problem:
            return missing(str(problem))
        page = self.page
        if is_blank(page.submitted) and not any(map(is_written, page.functions.values())):
            return missing(BLANK)
        if page.left_out:
            return missing(page.left_out)
        self.bench = Bench(page, self.variant)
        self.training = Training(self.bench)
        self.remarks = page.remarks
        return None

    def shapes(self):
        """Are the parameters as the task says, and can the page be read?"""
        return read(f"`{self.page.title('init')}`", self._parameters) or read("Your page", self._passes)

    def _passes(self):
        self.bench.read_passes()
        self._look_at_precision()

    def _look_at_precision(self):
        if self.bench.single_precision and FLOAT32 not in self.remarks:
            self.remarks.append(FLOAT32)

    def _parameters(self):
        own, other = self.bench.read_parameters()
        for name, right in self.bench.shapes.items():
            array = own[name]
            if array.dtype.kind != "f":
                raise Unreadable(
                    f"`{name}` must be an array of floats, but its dtype is {array.dtype}: a step in whole numbers goes"
                    " nowhere."
                )
            if has_shape(name, array, right):
                continue
            words = f"`{name}` has the shape {array.shape} for the sizes {SIZES}; the task asks for {right}."
            if array.shape != right[::-1]:
                raise Unreadable(words)
            return wrong(f"{words} Is it transposed?", "transposed", sentence("transposed"))
        if np.array_equal(own["W1"], other["W1"]) and np.ptp(own["W1"]) > 0:
            self.remarks.append("A remark: two networks of yours start alike. Draw the weights anew for each.")
        if any(array.dtype != float for array in own.values()):
            self.remarks.append(
                "A remark: your parameters are float32. They were checked in float64, for in float32 the differences of"
                " a gradient check are mostly rounding."
            )
        return None

    # ---- does it fit?

    def _fits(self):
        """Are the gradients in shape, and does the rest run?"""
        return (
            read("`backward`", self._shapes_of_gradients)
            or read("`step`", lambda: self._network().step(0.1))
            or read("`train`", self._fitting_training)
            or self._judge_is_missing()
            or read("`gradient_check`", self._a_check)
        )

    def _network(self):
        return self.bench.after_backward(*self.bench.drawn(*SIZES))

    def _shapes_of_gradients(self):
        gradients = self.bench.backward(*self.bench.drawn(*SIZES))
        for (name, due), gradient in zip(self.bench.shapes.items(), gradients, strict=True):
            if np.shape(gradient) != due:
                raise Unreadable(
                    f"For the sizes {SIZES}, the gradient of `{name}` has the shape {np.shape(gradient)}, and `{name}`"
                    f" itself {due}. A gradient has the shape of what it belongs to."
                )

    def _fitting_training(self):
        self._a_training()
        if len(self.losses) < 2:  # more of them may be one for each batch
            raise Unreadable(
                f"`train` is asked for 2 epochs, and returns {len(self.losses)} loss: let it return one for each, or"
                " nothing."
            )

    def _a_training(self):
        X, Y, *parameters = self.variant.draw_many(Numbers(0, "random"), n=5, d_in=3, d_hidden=4, d_out=2)
        self.losses = self.bench.train(X, Y, parameters, 0.1, 2)

    def _a_check(self):
        X, Y, *_ = self.bench.drawn(*SIZES)
        with contextlib.suppress(AssertionError):
            read_answer(self._network().call("gradient_check", X=X, Y=Y))

    # ---- numbers

    def _asked(self, title, exercise, function):
        """Let the checker of the exercises look at one function."""
        verdict = examine.examine(exercise, function)
        if verdict.status == WRONG and self.bench.single_precision:
            verdict = examine.examine(replace(exercise, rtol=exercise.rtol_float32), function)
            self._look_at_precision()
        if verdict.status == NOT_ATTEMPTED:
            return missing(f"`{title}` is still to be written.")
        if verdict.status == WRONG:
            verdict = replace(verdict, exercise=NAME, message=f"`{title}`: {verdict.message}", remarks=())
            first = count_from_outside(self.page.of_class(title))
            verdict = replace(verdict, mistake=None, mend=first) if first else verdict
            return not_yet(verdict) if verdict.mistake == "raises" else verdict
        self.remarks += verdict.remarks
        return None

    def forward(self):
        """Forward values."""
        return self._asked("forward", prediction_exercise(self.variant), self.bench.forward)

    def backward(self):
        """Each gradient; and nothing else moves."""
        moved, _ = safely("`backward`", self._what_backward_moves)  # what it raises, the next question shows better
        verdict = moved or self._near_and_far("backward", backward_exercise(self.variant), self.bench.backward)
        says = verdict and safely("`gradient_check`", lambda: Judge(self.bench).answer(SIZES))[0]
        return replace(verdict, message=f"{verdict.message}\n{REJECTED}") if says is False else verdict

    def _near_and_far(self, title, exercise, function):
        """Ask with ordinary numbers, and with some that make the gradients large."""
        verdict = self._asked(title, exercise, function)
        if verdict:
            return verdict
        far = self._asked(title, with_large_gradients(exercise, self.variant), function)
        words = f"`{title}`: with ordinary numbers it is right, with large ones it is not."
        return far and replace(far, message=far.message.replace(f"`{title}`:", words, 1), mend=far.mend or FAR)

    def _what_backward_moves(self):
        X, Y, *parameters = self.bench.drawn(*SIZES)
        network = self.bench.with_parameters(*parameters)
        before = [np.array(each) for each in network.parameters().values()]
        network.forward(X)
        network.backward(Y)
        pairs = zip(network.parameters().items(), before, strict=True)
        moved = [name for (name, after), earlier in pairs if not np.array_equal(after, earlier)]
        if not moved:
            return None
        mend = f"updated-too-early: {rules.TOO_EARLY.format(W='W2')}"
        names = listed(f"`{name}`" for name in moved)
        words = f"`backward` moves {names}. It makes gradients; `step` moves the parameters."
        return wrong(words, "updated-too-early", mend)

    def step(self):
        """One step."""
        return self._near_and_far("step", step_exercise(self.variant), self.bench.step)

    def loop(self):
        """Three epochs of the reader's own loop; and where its steps are others, are they as good?"""
        verdict = read("`train`", self._a_training)  # what has no end isn't asked again
        verdict = verdict or self._asked("train", train_exercise(self.variant), self.bench.train)
        if verdict and (verdict.status == NOT_ATTEMPTED or self.losses is None):
            return verdict
        loop = Loop(self.bench)
        found = read("`train`", lambda: loop.question(verdict))
        self.remarks += [*loop.remarks, *[LATER] * self.bench.losses_come_later]
        self.training.steps = loop.steps
        return found

    # ---- the reader's own judge

    def _judge_is_missing(self):
        if is_written(self.page.gradient_check):
            return None
        words = "The network is right so far." if self.done else "The network fits."
        return missing(f"{words} `gradient_check` is still to be written: a page without a judge isn't done.")

    def own_check(self):
        """Does the gradient check accept the right network, and reject each planted mistake?"""
        return self._judge_is_missing() or read("`gradient_check`", Judge(self.bench).verdict)
