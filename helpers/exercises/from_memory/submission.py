"""A submission: the questions of an interviewer, in their order."""

import base64
import time
import warnings
from dataclasses import dataclass
from html import escape

import numpy as np
from IPython.display import display

from helpers.data import digits, split, xor
from helpers.exercises import rules
from helpers.exercises.check import examine
from helpers.exercises.check.calling import complaint, is_empty, undisturbed
from helpers.exercises.check.record import in_a_notebook
from helpers.exercises.check.task import Note
from helpers.exercises.check.verdict import CORRECT, NOT_ATTEMPTED, WRONG, Verdict, as_html
from helpers.exercises.from_memory.bench import Bench, Mended, Ones, backward_exercise, forward_exercise, step_exercise
from helpers.exercises.two_layers.steps import PARAMETERS
from helpers.exercises.two_layers.tasks import train_exercise
from helpers.plots.lesson_08_interview import interview_curves

NAME = "interview"


METHODS = ("__init__", "forward", "backward", "step", "train")


BUDGET = 5.0  # seconds for the training on the digits; slow code sees fewer of them


STARTS = 3  # XOR has traps: so many starts are tried


XOR_RATE = {"sigmoid": 8.0, "tanh": 2.0, "ReLU": 1.0}


DIGIT_RATE = {"sigmoid": 3.0, "tanh": 1.0, "ReLU": 0.7}


PER_LOSS = {"half squared error": 1.0, "squared error": 0.5, "cross-entropy": 0.25}


GOOD = 0.8  # of the held-out digits


NOTHING = object()


@dataclass(frozen=True, repr=False)
class Report(Verdict):
    """A Verdict with what was looked at before, a curve, and remarks."""

    passed: tuple = ()  # what was found right, in the order of the questions
    remarks: tuple = ()
    curve: object = None
    counts: str = ""

    def __repr__(self):
        parts = [f"Right: {', '.join(self.passed)}."] if self.passed and self.status == WRONG else []
        return "\n".join(
            [
                *parts,
                super().__repr__(),
                *self.remarks,
                *([self.curve.alt] if self.curve else []),
                *([self.counts] if self.counts else []),
            ]
        )

    def _repr_html_(self):
        ticks = f"<p>{' &nbsp; '.join(f'✓ {escape(each)}' for each in self.passed)}</p>" if self.passed else ""
        picture = ""
        if self.curve is not None:
            data = base64.b64encode(self.curve.png()).decode()
            picture = (
                f"<img src='data:image/png;base64,{data}' alt='{escape(self.curve.alt, quote=True)}' width='760'"
                " style='max-width: 100%'>"
            )
        rest = "".join(as_html(each) for each in (*self.remarks, self.counts) if each)
        return f"<div style='line-height: 1.5; max-width: 760px'>{ticks}{super()._repr_html_()}{picture}{rest}</div>"


def _is_blank(network_class):
    """Return whether a class holds nothing that was written for the interview."""
    if network_class is None or network_class is ...:
        return True
    if not isinstance(network_class, type):
        return False
    written = [
        each
        for each in METHODS
        if callable(getattr(network_class, each, None))
        and getattr(network_class, each) is not getattr(object, each, None)
    ]
    return all(is_empty(getattr(network_class, each)) for each in written)


class _Submission:
    """One class and one gradient check before the questions; each returns None, or the Verdict that ends it."""

    def __init__(self, variant, network_class, gradient_check):
        self.variant, self.network_class, self.gradient_check = variant, network_class, gradient_check
        self.bench = Bench(network_class, variant)
        self.done, self.remarks = [], []

    def report(self):
        """Ask all questions, in order."""
        if self.network_class is NOTHING or _is_blank(self.network_class):
            return self._report(
                Verdict(
                    NAME,
                    NOT_ATTEMPTED,
                    message="The page is blank. Write `TwoLayers` and `gradient_check`, then submit them.",
                )
            )
        questions = (
            ("shapes", self.shapes),
            ("forward", self.forward),
            ("gradients", self.backward),
            ("one step", self.step),
            ("the training loop", self.loop),
            ("your gradient check", self.own_check),
            ("XOR", self.xor),
            ("the digits", self.digits),
        )
        for name, question in questions:
            verdict = question()
            if verdict is not None:
                return self._report(verdict)
            self.done.append(name)
        curve = interview_curves(self.xor_losses, self.digit_losses, self.held_out)
        return self._report(
            Verdict(NAME, CORRECT, message="A two-layer network, its training loop and a judge, from a blank page."),
            curve,
        )

    def _report(self, verdict, curve=None):
        return Report(
            NAME,
            verdict.status,
            verdict.mistake,
            verdict.message,
            verdict.mend,
            tuple(self.done),
            tuple(self.remarks),
            curve,
        )

    def wrong(self, message, mistake=None, mend=""):
        """A Verdict that ends the submission."""
        return Verdict(NAME, WRONG, mistake, message, mend)

    def _safely(self, what, action):
        """Return (what action returned, None), or (None, the Verdict about what it raised or that it had no end)."""
        try:
            with undisturbed(), warnings.catch_warnings(), np.errstate(all="ignore"):
                warnings.simplefilter("ignore")
                return action(), None
        except Mended as problem:
            return None, self.wrong(str(problem))
        except KeyboardInterrupt:
            return None, self.wrong(f"{what}: it was still running after a long time, and was stopped.")
        except NotImplementedError:
            return None, Verdict(NAME, NOT_ATTEMPTED, message=f"{what} is still to be written.")
        except Exception as error:
            return None, self.wrong(
                f"{what} raises {complaint(error)}",
                "raises",
                "raises: the error, with its line in your own code, stands above.",
            )

    def _asked(self, title, exercise, function):
        """Let the checker of the exercises look at one method."""
        verdict = examine.examine(exercise, function)
        if verdict.status == NOT_ATTEMPTED:
            return Verdict(NAME, NOT_ATTEMPTED, message=f"`{title}` is still to be written.")
        if verdict.status == WRONG:
            return self.wrong(f"`{title}`: {verdict.message}", verdict.mistake, verdict.mend)
        self.remarks += [line for line in verdict.message.split("\n") if line.startswith("A remark")]
        return None

    # ---- shapes

    def shapes(self):
        """Is it a class with these methods, and are its parameters as the task says?"""
        if not isinstance(self.network_class, type):
            return self.wrong(
                f"submit takes the class itself, `TwoLayers`, and got {_a(type(self.network_class).__name__)}."
            )
        missing = [
            name
            for name in METHODS[1:]
            if not callable(getattr(self.network_class, name, None)) or is_empty(getattr(self.network_class, name))
        ]
        if missing:
            return Verdict(
                NAME, NOT_ATTEMPTED, message=f"Still to be written: {', '.join(f'`{name}`' for name in missing)}."
            )
        _, verdict = self._safely("`TwoLayers(sizes, rng)`", self._parameters)
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
                    f" {_a(getattr(array, 'dtype', type(array).__name__))}. A step in whole numbers goes nowhere."
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
        return self._asked("forward", forward_exercise(self.variant), self.bench.forward)

    def backward(self):
        """Each gradient; and nothing else moves."""
        left, _ = self._safely(
            "`backward`", self._what_backward_leaves
        )  # what it raises, the next question shows better
        return left or self._asked("backward", backward_exercise(self.variant), self.bench.backward)

    def _what_backward_leaves(self):
        """Are all gradients there, and are the parameters as they were?"""
        X, Y, *_ = self.variant.draw(Ones(), n=1 if self.variant.single else 2, d_in=3, d_hidden=4, d_out=2)
        network = self.bench.network((3, 4, 2))
        before = {name: np.array(getattr(network, name)) for name in PARAMETERS}
        network.forward(X)
        network.backward(Y)
        missing = [f"dL_d{name}" for name in PARAMETERS if getattr(network, f"dL_d{name}", None) is None]
        if missing:
            return self.wrong(f"After `backward` the network has no {', '.join(f'`{name}`' for name in missing)}.")
        moved = [name for name in PARAMETERS if not np.array_equal(before[name], getattr(network, name))]
        if moved:
            mend = f"updated-too-early: {rules.TOO_EARLY.format(W='W2')}"
            return self.wrong(
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
            return Verdict(
                NAME,
                NOT_ATTEMPTED,
                message=(
                    "The network is right so far. `gradient_check` is still to be written: a page without a judge isn't"
                    " done."
                ),
            )
        said, verdict = self._safely("`gradient_check`", lambda: self._says(self.network_class))
        if verdict:
            return verdict
        if not said:
            return self.wrong(
                "`gradient_check` rejects your network, and your network is right. So it's the judge who is wrong: is"
                " his loss that of the task, does he put each entry back, is his limit too strict?"
            )
        for name in PARAMETERS:
            said, verdict = self._safely(
                "`gradient_check`", lambda name=name: self._says(_planted(self.network_class, name))
            )
            if verdict:
                return verdict
            if said:
                return self.wrong(
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
        if any(
            not np.allclose(a, getattr(network, name), rtol=0, atol=1e-9)
            for a, name in zip(before, PARAMETERS, strict=True)
        ):
            raise Mended("`gradient_check` leaves the parameters nudged. Put each entry back before the next one.")
        if said is not None and not isinstance(said, bool | np.bool_):
            raise Mended(f"`gradient_check` returns {_a(type(said).__name__)}; True or False is asked for.")
        return said is None or bool(said)

    # ---- training

    def xor(self):
        """Does it learn XOR, from the reader's own start?"""
        X, Y = self._in_layout(*xor_of(self.variant))
        epochs = 1000 if self.variant.single else 3000
        rate = XOR_RATE[self.variant.hidden] * PER_LOSS[self.variant.loss] / (4 if self.variant.single else 1)
        progress = _Progress("XOR")
        for seed in range(STARTS):
            network, losses, solved, verdict = self._train_on(X, Y, seed, rate, epochs)
            progress.show(f"start {seed + 1} of {STARTS}")
            if verdict:
                return verdict
            if solved:
                self.xor_losses = losses
                return progress.end()
        progress.end()
        columns = self.variant.layout.weights(network.W1)
        start = self.variant.layout.weights(self.bench.network((2, self.variant.xor_size, 1)).W1)
        if np.ptp(start, axis=1).max() < 1e-9:
            return self.wrong(
                f"All gradients are right, and XOR isn't learned from {STARTS} starts: in `W1` all hidden neurons start"
                f" alike ({start[0, 0]:.3g} each), get the same gradient, and stay twins. Draw the weights from `rng`."
            )
        network, losses, solved, verdict = self._train_on(X, Y, 0, rate, epochs, own_start=False)
        if verdict or not solved:
            return verdict or self.wrong(
                f"XOR isn't learned in {epochs} epochs, from {STARTS} starts of yours and one of ours: the last loss is"
                f" {losses[-1]:.3f}."
            )
        self.xor_losses = losses
        self.remarks.append(
            f"A remark: from your own starts (weights of about {np.abs(start).mean():.2g}) XOR isn't learned in"
            f" {epochs} epochs; from weights of about 1 it is. The largest weight of yours ends at"
            f" {np.abs(columns).max():.2g}."
        )
        return None

    def _train_on(self, X, Y, seed, rate, epochs, own_start=True):
        """Train with the reader's own loop; return (network, losses, whether it is solved, Verdict or None)."""

        def action():
            sizes = (2, self.variant.xor_size, 2 if self.variant.loss == "cross-entropy" else 1)
            network = self.bench.network(sizes, seed)
            if not own_start:
                rng = np.random.default_rng(0)
                network.W1[...], network.W2[...] = rng.normal(size=network.W1.shape), rng.normal(size=network.W2.shape)
            losses = [float(each) for each in network.train(X, Y, rate, epochs)]
            return network, losses, self._solves(network, X, Y)

        found, verdict = self._safely("`train`", action)
        return (*found, None) if found else (None, None, False, verdict)

    def _solves(self, network, X, Y):
        """Return whether all four answers are on the right side."""
        pairs = self.variant.samples(X, Y)
        return all(bool((np.abs(np.asarray(network.forward(x)) - y) < 0.5).all()) for x, y in pairs)

    def digits(self):
        """Does it read digits? Its own forward, backward and step, over batches or single samples."""
        what = "The training on the digits"
        network, verdict = self._safely(what, lambda: self.bench.network((64, self.variant.digit_size, 10), seed=0))
        data, rng, losses, until = digit_data(), np.random.default_rng(0), [], time.monotonic() + BUDGET
        progress, epochs = _Progress("digits"), 3 if self.variant.single else 12
        for epoch in range(epochs):
            if verdict or time.monotonic() > until:
                break
            of_epoch, verdict = self._safely(what, lambda: self._epoch(network, *data[:2], rng, until))
            losses += of_epoch or []
            progress.show(f"epoch {epoch + 1} of {epochs}")
        progress.end()
        if verdict:
            return verdict
        stopped = time.monotonic() > until
        if stopped:  # slow is not wrong: everything else has been checked
            self.remarks.append(
                f"A remark: your code takes its time, so the training on the digits was stopped after {BUDGET:.0f}"
                " seconds. One product over the whole batch does what a loop over samples does."
            )
        self.held_out, verdict = self._safely(what, lambda: self._read(network, *data[2:]))
        self.digit_losses = losses
        if not verdict and not stopped and not self.held_out >= GOOD:
            verdict = self.wrong(
                f"XOR is learned, the digits aren't: of those held out it reads {self.held_out:.0%}, where {GOOD:.0%}"
                f" are asked for. The last losses are {', '.join(f'{loss:.2f}' for loss in losses[-3:])}. Does it start"
                " with weights that are too large, or far too small, for 64 inputs?"
            )
        return verdict

    def _epoch(self, network, X, Y, rng, until):
        """Train for an epoch, or until the time is up; return the losses on the way, means over some steps each."""
        variant, losses = self.variant, []
        size, rate = (1, DIGIT_RATE[variant.hidden] / 8) if variant.single else (16, DIGIT_RATE[variant.hidden])
        order = rng.permutation(len(X))
        for start in range(0, len(X), size):
            chosen = order[start : start + size]
            x, y = self._in_layout(X[chosen], Y[chosen], variant.single)
            Y_hat = variant.layout.rows(np.asarray(network.forward(x)))
            losses.append(float(variant.of_samples(Y_hat, Y[chosen]).mean()))
            network.backward(y)
            network.step(rate * PER_LOSS[variant.loss])
            if time.monotonic() > until:
                break
        return [float(np.mean(part)) for part in np.array_split(losses, min(20, len(losses)))]

    def _read(self, network, X, classes):
        """The part of the digits that the network reads."""
        samples = self.variant.samples(*self._in_layout(X, X))
        answers = [self.variant.layout.rows(np.asarray(network.forward(x))) for x, _ in samples]
        return float((np.concatenate(answers).argmax(axis=1) == classes).mean())

    def _in_layout(self, X, Y, single=False):
        """Samples in rows, as the reader's network takes them."""
        if single:
            return X[0], Y[0]
        return (X.T, Y.T) if self.variant.columns else (X, Y)


def xor_of(variant):
    """XOR in rows; with one-hot targets where the loss asks for them."""
    X, Y = xor()
    return (X, np.eye(2)[Y.astype(int).ravel()]) if variant.loss == "cross-entropy" else (X, Y)


def digit_data():
    """X, one-hot Y, and the held-out X and classes."""
    X, classes, X_test, classes_test = split(*digits(), held_out=0.2, rng=1)
    return X, np.eye(10)[classes], X_test, classes_test


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


def _a(kind):
    """A kind with its article."""
    return f"{'an' if str(kind)[0] in 'aeiou' else 'a'} {kind}"


class _Progress:
    """A line that says how far the training is, in a notebook; it goes when the training is done."""

    def __init__(self, title):
        self.title, self.handle = title, None

    def show(self, words):
        """Show how far it is."""
        if not in_a_notebook():
            return
        note = Note(f"Training on {self.title}: {words}")
        if self.handle is None:
            self.handle = display(note, display_id=True)
        else:
            self.handle.update(note)

    def end(self):
        """Clear the line."""
        if self.handle is not None:
            self.handle.update(Note(""))
