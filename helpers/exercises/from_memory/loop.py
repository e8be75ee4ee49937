"""The training loop: does it end where it should, and where its steps are others than the task's, are they right?"""

from dataclasses import replace
from functools import cached_property

import numpy as np

from helpers.exercises.check.cases import Numbers
from helpers.exercises.check.showing import number, value
from helpers.exercises.from_memory.bench import SIZES
from helpers.exercises.from_memory.report import missing, wrong
from helpers.exercises.two_layers.steps import PARAMETERS
from helpers.exercises.two_layers.tasks import train_exercise

RATE = 0.5
FEW, MANY = 4, 100  # samples: as many as XOR has, and more than most batches
DISTINCT, COPIES = 6, 20
TINY = 1e-8  # a learning rate with which the gradients stay as they are while it trains
ONLY_END = (
    "It ends after `epochs` epochs, and in no other way. Is there a `break`, a `return` or an `if` inside the loop?"
)

OTHER_COUNT = (
    "`train` moves the parameters as it should, and returns another number of losses than there are epochs. Return one"
    " for each epoch, or nothing: then the loss is computed from outside."
)


class Loop:
    """The reader's loop, asked with data that tell one way to train from another."""

    def __init__(self, bench):
        self.bench, self.variant = bench, bench.variant
        self.remarks = []
        self.rtol = 1e-2 if bench.single_precision else 1e-5
        self.steps = 1  # that an epoch takes for XOR, beside the task's own

    def question(self, verdict):
        """Return what is to be said of a loop, beside the verdict of the exercise (None where it is right)."""
        moves, losses = self._compared()
        if verdict and moves and losses is not True:
            return verdict if losses is False else missing(OTHER_COUNT)
        early = self.ends_early()
        if early:
            return early
        few, many = self.steps_of(FEW), self.steps_of(MANY)
        own = (FEW, MANY) if self.variant.single else (1, 1)
        if moves and not verdict and (few, many) == own:
            return self._from_all_of_many()
        if few and many:
            apart = None if self.bench.single_precision else self.apart(1) or self.apart(COPIES)
            if apart and not (verdict and verdict.mend):
                return apart
            if not apart and self.steps_of(1) and self.learns():
                return self._losses_of_one() or self._other_steps(few, many, own)
        return verdict or wrong(
            f"`train` is right for few samples. For {MANY} its steps are neither the task's nor those of mini-batches."
        )

    def _from_all_of_many(self):
        """Return the Verdict on epochs that are the task's for a few samples, and leave some out of many; or None."""
        X, Y, *parameters = self._draw(MANY)
        if self._alike(self._moved(X, Y, parameters, 1), self._path(X, Y, parameters, 1)[1]):
            return None
        apart = None if self.bench.single_precision else self.apart(COPIES)
        if not apart:
            self.remarks.append(
                f"A remark: with {MANY} samples an epoch of your `train` takes one step, from some of them alone. Is"
                " `step` meant to be outside of the loop over the batches?"
            )
        return apart

    def _losses_of_one(self):
        """Return the Verdict on losses that are wrong even for one sample, where any loop takes one step, or None."""
        X, Y, *parameters = self._draw(1)
        found = self.bench.train(X, Y, [np.array(each) for each in parameters], RATE, 3)
        due, _ = self.variant.trained(X, Y, -RATE, 3, *parameters)
        if np.shape(found) == np.shape(due) and self._alike(np.array(found), np.array(due)):
            return None
        return wrong(f"`train`, with one sample, returns the losses {value(found)}; they are {value(due)}.")

    def _other_steps(self, few, many, own):
        """Keep what is another way to train, and as good."""
        self.steps = max(1, few // own[0])
        how = (
            "takes the samples in another order"
            if (few, many) == own
            else f"takes {few} step{'s' * (few > 1)} for {FEW} samples, and {many} for {MANY}"
        )
        self.remarks.append(
            f"A remark: an epoch of your `train` {how}. That is not the task's loop, and just as good: it was judged by"
            " the loss, computed from outside, and by XOR."
        )

    # ---- data; many samples, also where the network sees one at a time

    @cached_property
    def sizes(self):
        """The sizes by their names."""
        return dict(zip(("d_in", "d_hidden", "d_out"), SIZES, strict=True))

    def _draw(self, n):
        return self.variant.draw_many(Numbers(0, "random"), n=n, **self.sizes)

    def _times(self, X, count):
        """Return samples, each of them so many times."""
        return np.repeat(X, count, axis=1 if self.variant.columns else 0)

    def _nearly_learned(self):
        """One sample that the network has learned: the loss is next to nothing."""
        many = replace(self.variant, single=False)
        X, _, *parameters = many.draw(Numbers(1, "random"), n=1, **self.sizes)
        if self.variant.loss == "cross-entropy":
            parameters[2] = 8 * parameters[2]
        Y = many.formula("Y_hat", ("X", *PARAMETERS))(X, *parameters)
        Y = 1.0 * (Y == Y.max()) if self.variant.loss == "cross-entropy" else Y * (1 - 1e-5)
        return (
            X,
            Y,
            *(np.ravel(each) if self.variant.single and place % 2 else each for place, each in enumerate(parameters)),
        )

    # ---- what the loop does

    def _moved(self, X, Y, parameters, epochs, rate=RATE):
        """How far the reader's loop moves the parameters, in one row."""
        mine = [np.array(each, dtype=float) for each in parameters]
        self.bench.train(X, Y, mine, rate, epochs)
        return _row(mine) - _row(parameters)

    def _path(self, X, Y, parameters, epochs):
        """How far the task's loop has moved them after each epoch, from none on."""
        path, now = [0 * _row(parameters)], parameters
        for _ in range(epochs):
            now = self.variant.trained(X, Y, -RATE, 1, *now)[1]
            path.append(_row(now) - _row(parameters))
        return path

    def steps_of(self, n):
        """Return how many steps an epoch takes for n samples that are all alike, or None where they aren't the task's.

        Whichever samples a step takes, in whichever order: its gradient is then that of one.
        """
        X, Y, *parameters = self._draw(1)
        path = self._path(X, Y, parameters, 2 * n)
        first, second = (self._moved(self._times(X, n), self._times(Y, n), parameters, epochs) for epochs in (1, 2))
        return next(
            (m for m in range(1, n + 1) if self._alike(first, path[m]) and self._alike(second, path[2 * m])), None
        )

    def apart(self, copies):
        """Return the Verdict on steps in which a sample has no part, or not its own target, or None.

        A very small learning rate adds up gradients that hardly change: how much of each sample's is in the sum?
        """
        X, Y, *parameters = self._draw(DISTINCT)
        moved = self._moved(self._times(X, copies), self._times(Y, copies), parameters, MANY // copies, TINY) / -TINY
        of_each = np.array([_row(self._gradients(x, y, parameters)) for x, y in self._one_by_one(X, Y)]).T
        parts, *_ = np.linalg.lstsq(of_each, moved, rcond=None)
        samples = f"`train` with {DISTINCT * copies} samples: "
        if not self._alike(of_each @ parts, moved, 1e-3):
            words = "its steps are no sum of the samples' gradients, each with its own target."
            return wrong(samples + words, mend="Are X and Y cut into batches, and shuffled, in the same way?")
        if parts.min() < 1e-3 * parts.max():
            words = f"sample {parts.argmin()} has no part in its steps (they are counted from 0)."
            return wrong(samples + words, mend="Does the loop over the samples, or over the batches, reach the last?")
        return None

    def _one_by_one(self, X, Y):
        if self.variant.single:
            return self.variant.samples(X, Y)
        axis = 1 if self.variant.columns else 0
        return zip(*(np.split(each, DISTINCT, axis) for each in (X, Y)), strict=True)

    def _gradients(self, x, y, parameters):
        made = self.variant.gradients(x, y, *parameters)
        return [made[f"dL_d{name}"] for name in PARAMETERS]

    def learns(self):
        """Return whether the loss, computed from outside, has come down after some epochs."""
        X, Y, *parameters = self._draw(DISTINCT)
        mine = [np.array(each) for each in parameters]
        self.bench.train(X, Y, mine, 0.1, 20)
        before, after = (self.variant.trained(X, Y, 0, 1, *each)[0][0] for each in (parameters, mine))
        return after < before

    def _alike(self, moved, right, rtol=0):
        return bool(np.linalg.norm(moved - right) <= max(rtol, self.rtol) * np.linalg.norm(right))

    # ---- how it ends

    def ends_early(self):
        """Return the Verdict on a loop that takes fewer epochs where the loss is small, or None."""
        exercise, found = train_exercise(self.variant), []
        if self.steps_of(1) is None:
            return None  # then the loss isn't why
        cases = [case.arguments[:3] for case in [*exercise.cases, *exercise.first_small()]]
        X, Y, *parameters = self._nearly_learned()
        for x, y, start in [*cases, (X, Y, parameters)]:
            path = self._path(x, y, start, 3)
            moved = self._moved(x, y, start, 3)
            done = next((k for k in (3, 2, 1, 0) if self._alike(moved, path[k], 1e-4)), None)
            found.append((done, x, y, start))
        early = [each for each in found if each[0] is not None and each[0] < 3]
        if not early or len({each[0] for each in found}) == 1:
            return None  # always one turn too few is another mistake, and has its words
        done, x, y, start = early[0]
        losses, _ = self.variant.trained(x, y, -RATE, done + 1, *start)
        return wrong(
            f"`train` is asked for 3 epochs, and takes {done} where the loss is {number(losses[-1])} by then. Elsewhere"
            " it takes all 3.",
            mend=ONLY_END,
        )

    def _compared(self):
        """Return whether the parameters move as they should, and whether the losses are right (None: their number)."""
        moves, losses = True, True
        for case in train_exercise(self.variant).cases:
            X, Y, parameters, rate, epochs = case.arguments
            mine = [np.array(each) for each in parameters]
            found = self.bench.train(X, Y, mine, rate, epochs)
            due, after = self.variant.trained(X, Y, -rate, epochs, *parameters)
            moves = moves and self._alike(_row(mine) - _row(parameters), _row(after) - _row(parameters))
            if np.shape(found) != (epochs,):
                return moves, None
            losses = losses and self._alike(np.array(found), np.array(due))
        return moves, losses


def _row(arrays):
    return np.concatenate([np.ravel(each) for each in arrays])
