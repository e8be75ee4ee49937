"""A submission: the questions of an interviewer, in their order."""

import numpy as np

from helpers.exercises import rules
from helpers.exercises.check import examine
from helpers.exercises.check.calling import is_empty
from helpers.exercises.check.exercise import NOTHING
from helpers.exercises.check.showing import a
from helpers.exercises.check.verdict import CORRECT, NOT_ATTEMPTED, WRONG, Verdict
from helpers.exercises.from_memory.bench import Bench, Ones, backward_exercise, prediction_exercise, step_exercise
from helpers.exercises.from_memory.report import NAME, Mended, Report, missing, safely, wrong
from helpers.exercises.from_memory.training import Training
from helpers.exercises.two_layers.steps import PARAMETERS
from helpers.exercises.two_layers.tasks import train_exercise

METHODS = ("__init__", "forward", "backward", "step", "train")


def is_blank(network_class):
    """Return whether nothing was submitted, or a class that holds nothing written for the interview."""
    if network_class is None or network_class is ... or network_class is NOTHING:
        return True
    return isinstance(network_class, type) and not any(_is_written(network_class, name) for name in METHODS)


def _is_written(network_class, name):
    """Return whether a class has a method of its own that computes something."""
    method = getattr(network_class, name, None)
    return callable(method) and method is not getattr(object, name, None) and not is_empty(method)


class Submission:
    """One class and one gradient check before the questions; each returns None, or the Verdict that ends it."""

    def __init__(self, variant, network_class, gradient_check):
        self.variant, self.network_class, self.gradient_check = variant, network_class, gradient_check
        self.bench = Bench(network_class, variant)
        self.training = Training(self.bench)
        self.done, self.remarks = [], self.training.remarks

    def report(self):
        """Ask all questions, in order."""
        if is_blank(self.network_class):
            return self._report(missing("The page is blank. Write `TwoLayers` and `gradient_check`, then submit them."))
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
                return self._report(verdict)
            self.done.append(name)
        words = "A two-layer network, its training loop and a judge, from a blank page."
        return self._report(Verdict(NAME, CORRECT, message=words), self._curve())

    def _report(self, verdict, curve=None):
        return Report(**vars(verdict) | {"remarks": tuple(self.remarks)}, passed=tuple(self.done), curve=curve)

    def _curve(self):
        """Return a picture of the trainings, if there is matplotlib."""
        try:
            import matplotlib  # noqa: F401

            from helpers.plots.lesson_08_interview import interview_curves
        except ModuleNotFoundError:
            return None
        return interview_curves(self.training.xor_losses, self.training.digit_losses, self.training.held_out)

    def _asked(self, title, exercise, function):
        """Let the checker of the exercises look at one method."""
        verdict = examine.examine(exercise, function)
        if verdict.status == NOT_ATTEMPTED:
            return missing(f"`{title}` is still to be written.")
        if verdict.status == WRONG:
            return wrong(f"`{title}`: {verdict.message}", verdict.mistake, verdict.mend)
        self.remarks += verdict.remarks
        return None

    # ---- shapes

    def shapes(self):
        """Is it a class with these methods, and are its parameters as the task says?"""
        if not isinstance(self.network_class, type):
            return wrong(f"submit takes the class itself, `TwoLayers`, and got {a(type(self.network_class).__name__)}.")
        left_out = [name for name in METHODS[1:] if not _is_written(self.network_class, name)]
        if left_out:
            return missing(f"Still to be written: {', '.join(f'`{name}`' for name in left_out)}.")
        _, verdict = safely("`TwoLayers(sizes, rng)`", self._parameters)
        return verdict

    def _parameters(self):
        network, other = self.bench.network((3, 4, 2)), self.bench.network((3, 4, 2), seed=1)
        for name in PARAMETERS:
            array, right = getattr(network, name, None), self.variant.layout.shape(name, 3, 4, 2)
            if array is None:
                raise Mended(f"The network has no `{name}`. Its parameters are W1, b1, W2 and b2, as attributes.")
            if not isinstance(array, np.ndarray) or array.dtype.kind != "f":
                raise Mended(
                    f"`{name}` must be an array of floats, but it is"
                    f" {a(getattr(array, 'dtype', type(array).__name__))}. A step in whole numbers goes nowhere."
                )
            if array.shape != right and not (name.startswith("b") and array.size == max(right) and array.ndim <= 2):
                cause = " Is it transposed?" if array.shape == right[::-1] else ""
                raise Mended(
                    f"For the sizes (3, 4, 2), `{name}` has the shape {array.shape}; the task asks for {right}.{cause}"
                )
        if np.array_equal(network.W1, other.W1) and np.ptp(network.W1) > 0:
            self.remarks.append("A remark: two networks with different `rng` start alike. Draw the weights from `rng`.")

    # ---- numbers

    def forward(self):
        """Forward values."""
        return self._asked("forward", prediction_exercise(self.variant), self.bench.forward)

    def backward(self):
        """Each gradient; and nothing else moves."""
        left, _ = safely("`backward`", self._what_backward_leaves)  # what it raises, the next question shows better
        return left or self._asked("backward", backward_exercise(self.variant), self.bench.backward)

    def _what_backward_leaves(self):
        """Are all gradients there, and are the parameters as they were?"""
        X, Y, *_ = self.variant.draw(Ones(), n=1 if self.variant.single else 2, d_in=3, d_hidden=4, d_out=2)
        network = self.bench.network((3, 4, 2))
        before = {name: np.array(getattr(network, name)) for name in PARAMETERS}
        network.forward(X)
        network.backward(Y)
        left_out = [f"dL_d{name}" for name in PARAMETERS if getattr(network, f"dL_d{name}", None) is None]
        if left_out:
            return wrong(f"After `backward` the network has no {', '.join(f'`{name}`' for name in left_out)}.")
        moved = [name for name in PARAMETERS if not np.array_equal(before[name], getattr(network, name))]
        if moved:
            mend = f"updated-too-early: {rules.TOO_EARLY.format(W='W2')}"
            return wrong(
                f"`backward` moves {', '.join(f'`{name}`' for name in moved)}. It makes gradients; `step` moves the"
                " parameters.",
                "updated-too-early",
                mend,
            )
        return None

    def step(self):
        """One step."""
        return self._asked("step", step_exercise(self.variant), self.bench.step)

    def loop(self):
        """Three epochs of the reader's own loop."""
        return self._asked("train", train_exercise(self.variant), self.bench.train)

    # ---- the reader's own judge

    def own_check(self):
        """Does the gradient check accept the right network, and reject each planted mistake?"""
        check = self.gradient_check
        if check is NOTHING or check is None or check is ... or is_empty(check):
            return missing(
                "The network is right so far. `gradient_check` is still to be written: a page without a judge isn't"
                " done."
            )
        said, verdict = safely("`gradient_check`", lambda: self._says(self.network_class))
        if verdict:
            return verdict
        if not said:
            return wrong(
                "`gradient_check` rejects your network, and your network is right. So it's the judge who is wrong: is"
                " his loss that of the task, does he put each entry back, is his limit too strict?"
            )
        for name in PARAMETERS:
            said, verdict = safely("`gradient_check`", lambda name=name: self._says(_planted(self.network_class, name)))
            if verdict:
                return verdict
            if said:
                return wrong(
                    f"`gradient_check` accepts a network in which one entry of `dL_d{name}` is off by 0.1. Does it look"
                    " at all four gradients, at every entry, and does it return what it finds?"
                )
        return None

    def _says(self, network_class):
        """Return whether the gradient check accepts a network: by True, or by raising no AssertionError."""
        variant, rng = self.variant, np.random.default_rng(4)
        d_out, n = 2, 1 if variant.single else 5
        X = rng.normal(size=(n, 3))
        Y = (
            np.eye(d_out)[np.arange(n) % d_out]
            if variant.loss == "cross-entropy"
            else rng.uniform(0.1, 0.9, (n, d_out))
        )
        network = Bench(network_class, variant).network((3, 4, d_out), seed=2)
        X, Y = variant.layout.samples_back(X), variant.layout.samples_back(Y)
        network.forward(X)
        network.backward(Y)
        before = [np.array(getattr(network, name)) for name in PARAMETERS]
        try:
            said = self.gradient_check(network, X, Y)
        except AssertionError:
            return False
        after = [getattr(network, name) for name in PARAMETERS]
        if not all(np.allclose(*pair, rtol=0, atol=1e-9) for pair in zip(before, after, strict=True)):
            raise Mended("`gradient_check` leaves the parameters nudged. Put each entry back before the next one.")
        if said is not None and not isinstance(said, bool | np.bool_):
            raise Mended(f"`gradient_check` returns {a(type(said).__name__)}; True or False is asked for.")
        return said is None or bool(said)


def _planted(network_class, name):
    """The reader's class with one wrong entry in one gradient."""

    class Planted(network_class):
        def backward(self, Y):
            answer = super().backward(Y)
            wrong = np.array(getattr(self, f"dL_d{name}"), dtype=float)
            wrong[tuple(np.array(wrong.shape) - 1)] += 0.1
            setattr(self, f"dL_d{name}", wrong)
            return answer

    return Planted
