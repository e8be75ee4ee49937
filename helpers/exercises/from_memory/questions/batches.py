"""What only one change of the second round asks for: the batches that a loop takes, and the start of the weights."""

import numpy as np

from helpers.exercises.check.calling import is_empty
from helpers.exercises.check.cases import Numbers
from helpers.exercises.check.formula import records
from helpers.exercises.check.showing import entry, listed, number
from helpers.exercises.check.verdict import CORRECT, Verdict
from helpers.exercises.from_memory.questions.asked import Part, Unreadable, slipped
from helpers.exercises.from_memory.questions.calls import takes
from helpers.exercises.from_memory.questions.network import like
from helpers.exercises.from_memory.questions.second_round_texts import STARTS
from helpers.exercises.from_memory.report import NAME, missing, safely, wrong

SAMPLES, SIZE, RUNS, RATE = 7, 3, 3, 0.3  # of the training that is watched: 3 epochs, in batches of 3, 3 and 1
DUE = [3, 3, 1]

DROPPED = "The last batch may be smaller; it isn't left out. A slice that reaches over the end is cut off there."
WHOLE = "One batch holds `batch_size` samples: take slices of a permutation, `order[start : start + batch_size]`."
UNPAIRED = "`X` and `Y` are shuffled apart. Draw one permutation, and use it for both."
TWICE = "Drawn with replacement, a sample comes twice in an epoch, and another one not at all. Cut up a permutation."
NOT_SHUFFLED = "The samples come in the order in which they are. Draw a permutation from `rng` in each epoch."
SHUFFLED_ONCE = "All epochs have the same order. Draw a new permutation inside the loop over the epochs."
STARTS_SHUFFLED = "Only the order of the batches is new: each holds the same samples. Shuffle the samples."
STEPS = "For each batch: forward, backward, and one step with the gradients of this batch alone."


class Batches(Part):
    """The loop with mini-batches: which samples does it see in which order, and which steps does it take?"""

    def __init__(self, changed, methods_of):
        super().__init__("train(X, Y, learning_rate, epochs, batch_size, rng)", "the mini-batches")
        self.changed, self.methods_of, self.goes_by = changed, methods_of, "TwoLayers"

    def unwritten(self, thing):
        """Return why it can't be called, as text."""
        train = getattr(thing, "train", None)
        if not callable(train) or is_empty(train):
            return f"`{self.signature}` is still to be written."
        return "" if takes(train, 1 + len(self.parameters)) else self.other_arguments(train)

    def fits(self, thing):
        """Return what isn't as asked: does it run, and can its batches be seen?"""
        slip = self.unwritten(thing)
        if slip:
            return slip
        _, verdict = safely("`train`", lambda: self._watched(thing))
        return verdict.message if verdict else ""

    def look(self, thing):
        """Return the Verdict on the batches and the steps."""
        slip = self.unwritten(thing)
        seen, verdict = (None, missing(slip)) if slip else safely("`train`", lambda: self._watched(thing))
        if verdict:
            return slipped(verdict)
        batches, after = seen
        found = self._sizes(batches) or self._samples(batches) or self._steps(batches, after)
        return found or Verdict(NAME, CORRECT)

    def _data(self):
        sizes = {"n": SAMPLES, "d_in": 3, "d_hidden": 4, "d_out": 2}
        return self.changed.draw(Numbers(1, "random"), many=True, **sizes)

    def _watched(self, network_class):
        """Return the batches that backward sees, in rows, and the parameters after the training."""
        X, Y, *parameters = self._data()
        rows, batches, seen = self.changed.variant.layout.rows, [], {}

        class Watched(network_class):
            def forward(self, X, *more):
                seen["X"] = np.array(X)
                return super().forward(X, *more)

            def backward(self, *given):
                batches.append((rows(seen["X"]), rows(np.array(given[-1]))))
                return super().backward(*given)

        methods = self.methods_of(Watched)
        network = methods.with_parameters(*parameters)
        network.train(X, Y, RATE, RUNS, SIZE, np.random.default_rng(5))
        if not batches:
            raise Unreadable("`train` doesn't call `forward` and `backward` of the network, so no batch can be seen.")
        after = zip(methods.names, methods.parameters(network), parameters, strict=True)
        return batches, [like(*each) for each in after]

    def _sizes(self, batches):
        """Are they as large as asked?"""
        sizes = [len(X) for X, _ in batches]
        if sizes == DUE * RUNS:
            return None
        due = f"{SAMPLES} samples in batches of {SIZE} make 3, 3 and 1 in each of {RUNS} epochs"
        mend = DROPPED if sizes == DUE[:2] * RUNS else WHOLE
        return wrong(f"`train`: {due}. Yours have {listed(map(str, sizes[:12]))}.", None, mend)

    def _samples(self, batches):
        """Is each epoch a new order of all samples, with their own targets?"""
        X, Y, *_ = self._data()
        X, Y = map(self.changed.variant.layout.rows, (X, Y))
        orders = []
        for epoch in range(RUNS):
            order = []
            for x, y in batches[epoch * len(DUE) : (epoch + 1) * len(DUE)]:
                numbers = [int(np.argmin(np.abs(X - row).sum(axis=1))) for row in x]
                if not np.allclose(Y[numbers], y):
                    return wrong("`train`: there are samples with the targets of others.", None, UNPAIRED)
                order.append(numbers)
            orders.append(order)
        flat = [[i for batch in order for i in batch] for order in orders]
        counts = np.bincount(flat[0], minlength=SAMPLES)
        if counts.max() > 1:
            twice, never = int(counts.argmax()), int(counts.argmin())
            words = f"in the first epoch sample {twice} comes {counts.max()} times, and sample {never} never"
            return wrong(f"`train`: {words}.", None, TWICE)
        sets = [{frozenset(batch) for batch in order} for order in orders]
        if all(each == sets[0] for each in sets):
            once = SHUFFLED_ONCE if all(each == flat[0] for each in flat) else STARTS_SHUFFLED
            mend = NOT_SHUFFLED if flat[0] == [*range(SAMPLES)] == flat[1] else once
            shown = "; ".join(" ".join(map(str, each)) for each in flat)
            return wrong(f"`train`: in {RUNS} epochs the samples come in the orders {shown}.", None, mend)
        return None

    def _steps(self, batches, after):
        """Is there one step for each batch, with its gradients?"""
        _, _, *parameters = self._data()
        back = self.changed.variant.layout.samples_back
        for X, Y in batches:
            gradients = self.changed.gradients(back(X), back(Y), *parameters)
            pairs = zip(self.changed.parameters, parameters, strict=True)
            parameters = [theta - RATE * gradients[f"dL_d{name}"] for name, theta in pairs]
        for name, array, right in zip(self.changed.parameters, after, parameters, strict=True):
            off = np.argwhere(~np.isclose(array, right, rtol=1e-4, atol=1e-8))
            if len(off):
                place = tuple(off[0])
                where = f"`{name}{entry(place)}` is {number(array[place])} where {number(right[place])} is right"
                return wrong(f"`train`: the batches are as asked, but after {RUNS} epochs {where}.", None, STEPS)
        return None


SIZES_OF_START = {"d_in": 40, "d_hidden": 250, "d_out": 3}
DUE_START = "A ReLU halves the variance, and z is a sum over d_in inputs: the variance 2 / d_in makes up for both."


class Start(Part):
    """The start of the weights in front of a ReLU."""

    def __init__(self, changed, methods_of):
        super().__init__("TwoLayers(sizes, rng)", "the start")
        self.changed, self.methods_of = changed, methods_of

    def fits(self, thing):
        """Return nothing: whether it can be made, the methods show."""
        return ""

    def look(self, thing):
        """Return the Verdict on the standard deviation of the first weights."""
        methods = self.methods_of(thing)
        W1, verdict = safely(
            "`TwoLayers(sizes, rng)`", lambda: methods.parameters(methods.network([*SIZES_OF_START.values()]))[0]
        )
        if verdict:
            return slipped(verdict)
        spread = float(np.std(W1))
        found = {record.partition("|")[0].strip(): record.partition("|")[2] for _, record in records(STARTS)}
        spreads = {code: float(eval(code, {"np": np} | SIZES_OF_START)) for code in found}
        nearest = min(spreads, key=lambda code: abs(spread - spreads[code]))
        is_near = abs(spread - spreads[nearest]) <= 0.05 * max(spreads[nearest], 0.01)
        if is_near and nearest == next(iter(spreads)) and abs(np.mean(W1)) < 0.1 * spread:
            return Verdict(NAME, CORRECT)
        words = f"For d_in = 40 and d_hidden = 250, `W1` starts with the mean {number(np.mean(W1))} and the standard"
        due = f"0 and {number(next(iter(spreads.values())))} fit a ReLU"
        mend = " ".join(found[nearest].split()) if is_near and nearest != next(iter(spreads)) else DUE_START
        return wrong(f"{words} deviation {number(spread)}; {due}.", None, mend)
