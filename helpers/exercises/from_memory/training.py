"""The last two questions of the interview: does the reader's network learn XOR, and does it read digits?"""

import time

import numpy as np

from helpers.data import digits, split, xor
from helpers.exercises.check.record import in_a_notebook
from helpers.exercises.check.task import Note
from helpers.exercises.from_memory.report import safely, wrong

BUDGET = 5.0  # seconds of computing for the training on the digits; slow code sees fewer of them
STARTS = 3  # XOR has traps: so many starts are tried
XOR_RATE = {"sigmoid": 8.0, "tanh": 2.0, "ReLU": 1.0}
DIGIT_RATE = {"sigmoid": 3.0, "tanh": 1.0, "ReLU": 0.7}
PER_LOSS = {"half squared error": 1.0, "squared error": 0.5, "cross-entropy": 0.25}
GOOD = 0.8  # of the held-out digits


class Training:
    """The trainings of one network; each returns None, or the Verdict that ends the submission."""

    def __init__(self, bench):
        self.bench, self.variant = bench, bench.variant
        self.remarks = bench.page.remarks
        self.steps = 1  # how many steps an epoch of the reader's loop takes, for each of the task's
        self.xor_losses, self.digit_losses, self.held_out = [], [], 0.0

    # ---- XOR

    def xor(self):
        """Does it learn XOR, from the reader's own start?"""
        X, Y = self._in_layout(*xor_of(self.variant))
        epochs = 1000 if self.variant.single else 3000
        rate = XOR_RATE[self.variant.hidden] * PER_LOSS[self.variant.loss] / (4 if self.variant.single else self.steps)
        progress = Progress("XOR")
        for seed in range(STARTS):
            network, losses, solved, verdict = self._train_on(X, Y, seed, rate, epochs)
            progress.show(f"start {seed + 1} of {STARTS}")
            if verdict or solved:
                break
        progress.end()
        self.xor_losses = losses
        return verdict if verdict or solved else self._from_our_start(X, Y, rate, epochs, network)

    def _from_our_start(self, X, Y, rate, epochs, trained):
        """Is it the start that is to blame?"""
        start = self._first_weights(self.bench.network((2, self.variant.xor_size, 1)))
        if np.ptp(start, axis=1).max() < 1e-9:
            return wrong(
                f"All gradients are right, and XOR isn't learned from {STARTS} starts: in `W1` all hidden neurons start"
                f" alike ({start[0, 0]:.3g} each), get the same gradient, and stay twins. Draw the weights from `rng`."
            )
        _, losses, solved, verdict = self._train_on(X, Y, 0, rate, epochs, own_start=False)
        if verdict or not solved:
            return verdict or wrong(
                f"XOR isn't learned in {epochs} epochs, from {STARTS} starts of yours and one of ours: the last loss is"
                f" {losses[-1]:.3f}."
            )
        self.xor_losses = losses
        self.remarks.append(
            f"A remark: from your own starts (weights of about {np.abs(start).mean():.2g}) XOR isn't learned in"
            f" {epochs} epochs; from weights of about 1 it is. The largest weight of yours ends at"
            f" {np.abs(self._first_weights(trained)).max():.2g}."
        )
        return None

    def _first_weights(self, network):
        return self.variant.layout.weights(network.parameters()["W1"])

    def _train_on(self, X, Y, seed, rate, epochs, own_start=True):
        """Train with the reader's own loop; return (network, losses, whether it is solved, Verdict or None)."""

        def action():
            sizes = (2, self.variant.xor_size, 2 if self.variant.loss == "cross-entropy" else 1)
            network = self.bench.network(sizes, seed)
            if not own_start:
                rng = np.random.default_rng(0)
                now = network.parameters()
                network.set(now | {name: rng.normal(size=now[name].shape) for name in ("W1", "W2")})
            before = self._loss(network, X, Y)
            losses = network.train(X, Y, rate, epochs)
            if losses is None:
                losses = [before, self._loss(network, X, Y)]
            return network, [float(each) for each in losses], self._solves(network, X, Y)

        found, verdict = safely("`train`", action)
        return (*found, None) if found else (None, [], False, verdict)

    def _loss(self, network, X, Y):
        """The loss as it is, computed from outside."""
        return self.variant.trained(X, Y, 0, 1, *self.bench.parameters(network))[0][0]

    def _solves(self, network, X, Y):
        """Return whether all four answers are on the right side."""
        pairs = self.variant.samples(X, Y)
        return all(bool((np.abs(np.asarray(network.forward(x)) - y) < 0.5).all()) for x, y in pairs)

    # ---- digits

    def digits(self):
        """Does it read digits? Its own forward, backward and step, over batches or single samples."""
        what = "The training on the digits"
        network, verdict = safely(what, lambda: self.bench.network((64, self.variant.digit_size, 10), seed=0))
        data, rng, losses, until = digit_data(), np.random.default_rng(0), [], time.process_time() + BUDGET
        progress, epochs = Progress("digits"), 3 if self.variant.single else 12
        for epoch in range(epochs):
            if verdict or time.process_time() > until:
                break
            of_epoch, verdict = safely(what, lambda: self._epoch(network, *data[:2], rng, until))
            losses += of_epoch or []
            progress.show(f"epoch {epoch + 1} of {epochs}")
        progress.end()
        if verdict:
            return verdict
        self.digit_losses = losses
        self.held_out, verdict = safely(what, lambda: self._read(network, *data[2:]))
        return verdict or self._is_good(stopped=time.process_time() > until)

    def _is_good(self, stopped):
        """Are enough digits read? Slow is not wrong: everything else has been checked."""
        if stopped:
            self.remarks.append(
                f"A remark: your code takes its time, so the training on the digits was stopped after {BUDGET:.0f}"
                " seconds. One product over the whole batch does what a loop over samples does."
            )
        elif not self.held_out >= GOOD:
            return wrong(
                f"XOR is learned, the digits aren't: of those held out it reads {self.held_out:.0%}, where {GOOD:.0%}"
                f" are asked for. The last losses are {', '.join(f'{loss:.2f}' for loss in self.digit_losses[-3:])}."
                " Does it start with weights that are too large, or far too small, for 64 inputs?"
            )
        return None

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
            if time.process_time() > until:
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


class Progress:
    """A line that says how far the training is, in a notebook; it goes when the training is done."""

    def __init__(self, title):
        self.title, self.handle = title, None

    def show(self, words):
        """Show how far it is."""
        if in_a_notebook():
            from IPython.display import display

            note = Note(f"Training on {self.title}: {words}")
            if self.handle is None:
                self.handle = display(note, display_id=True)
            else:
                self.handle.update(note)

    def end(self):
        """Clear the line."""
        if self.handle is not None:
            self.handle.update(Note(""))
