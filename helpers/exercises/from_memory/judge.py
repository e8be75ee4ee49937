"""The judge is judged: the reader's gradient check sees a right network, and many with a mistake planted in a gradient.

The network has three outputs, and no entry of its gradients is near 0, so that every mistake can be seen.
"""

import contextlib
import time
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from helpers.exercises.check.cases import Numbers
from helpers.exercises.check.showing import a, entry, listed, number
from helpers.exercises.from_memory.arguments import Unreadable
from helpers.exercises.from_memory.report import wrong
from helpers.exercises.two_layers.steps import PARAMETERS

SIZES, SQUARE = (3, 4, 3), (3, 3, 3)  # a transposed gradient fits in the second
LEAST = 2e-3  # of an entry of a gradient
SMALLEST = 1.2e-5  # of a planted error; one of 1e-5 itself would be at the limit of many good judges
PART = 5e-4  # of an entry: smaller errors are rounding to a judge that divides by the entry
SECONDS = 4.0  # for all of it: a slow judge sees fewer mistakes
CLEARLY = 10  # times as large is the error of a wrong network, where a judge returns one


@dataclass(frozen=True)
class Plant:
    """A mistake in the gradients: its kind, the parameter to name, what is added, {name: array}, and to what."""

    kind: str
    name: str
    added: dict
    gradient: np.ndarray
    sizes: tuple = SIZES

    def into(self, gradients):
        """Add it, in place; a bias may lie in a row or a column."""
        for name in self.added.keys() & gradients.keys():
            gradients[name] += np.reshape(self.added[name], np.shape(gradients[name]))

    @property
    def place(self):
        """The entry where it is largest."""
        return np.unravel_index(np.argmax(np.abs(self.added[self.name])), self.gradient.shape)

    @property
    def where(self):
        """This entry as text; in a bias that lies in a column, by its number alone."""
        place = self.place if self.name.startswith("W") else [max(self.place)]
        return f"`dL_d{self.name}{entry(place)}`"

    @property
    def size(self):
        """How large it is there, with its sign."""
        return self.added[self.name][self.place]

    @property
    def right(self):
        """What is right there."""
        return self.gradient[self.place]


@lru_cache(maxsize=4)
def drawn(variant, sizes):
    """Return (X, Y, W1, b1, W2, b2) and the right gradients, {name: array}, none of whose entries is near 0."""
    d_in, d_hidden, d_out = sizes
    for seed in range(10_000):
        arguments = variant.draw(
            Numbers(seed, "random"), n=1 if variant.single else 5, d_in=d_in, d_hidden=d_hidden, d_out=d_out
        )
        made = variant.gradients(*arguments)
        if min(np.abs(made[f"dL_d{name}"]).min() for name in PARAMETERS) > LEAST and _far_from_kinks(
            variant, arguments
        ):
            return arguments, {name: made[f"dL_d{name}"] for name in PARAMETERS}
    raise RuntimeError("no such network was found")


def _far_from_kinks(variant, arguments):
    """Return whether a nudge moves no z across 0, where a ReLU has its kink."""
    return np.abs(variant.formula("Z1")(*arguments)).min() > 0.05


@lru_cache(maxsize=4)
def plants(variant):
    """Return all planted mistakes: the special ones, then each entry, and each once more with the other sign."""
    _, right = drawn(variant, SIZES)
    _, of_square = drawn(variant, SQUARE)
    wholes = [("scaled", 1.0), ("scaled", 0.01), ("scaled", -0.5), ("turned around", -2.0), ("left out", -1.0)]
    found = [Plant(kind, "W1", {name: part * g for name, g in right.items()}, right["W1"]) for kind, part in wholes]
    for name, g in right.items():
        found += [Plant(kind, name, {name: part * g}, g) for kind, part in wholes]
        found += [Plant("cancel", name, {name: each}, g) for each in _pairs(g)]
    for name in ("W1", "W2"):
        g = of_square[name]
        found.append(Plant("transposed", name, {name: g.T - g}, g, SQUARE))
    return (*found, *_entries(right))


def _entries(right):
    """Yield an error in each entry, alone, and once more with the other sign and another size."""
    everywhere = [(name, i) for name, g in right.items() for i in range(g.size)]
    for turn in (1, -1):
        for count, (name, i) in enumerate(everywhere):
            entry, added = abs(right[name].flat[i]), np.zeros(right[name].shape)
            least = max(SMALLEST, PART * entry)
            share = (3 * count + 4 * (turn < 0)) % 8 / 7  # from the smallest to the entry itself
            added.flat[i] = turn * (-1) ** (count + count // 8) * least * (entry / least) ** share
            yield Plant("entry", name, {name: added}, right[name])


def _pairs(g):
    """Two errors whose sum is 0; and two entries that have changed places."""
    added = np.zeros(g.size)
    added[[0, -1]] = 0.3 * np.abs(g).min() * np.array([1, -1])
    changed = np.zeros(g.size)
    changed[[0, -1]] = (g.flat[-1] - g.flat[0]) * np.array([1, -1])
    return added.reshape(g.shape), changed.reshape(g.shape)


# ---- asking


class Nudged(Exception):
    """The parameters are others than before; the text says where."""


class Judge:
    """The reader's gradient check before a right network and before wrong ones."""

    def __init__(self, bench):
        self.bench, self.page, self.variant = bench, bench.page, bench.variant

    def verdict(self):
        """Return the Verdict on what it accepts and rejects, or None where it is a good judge."""
        try:
            trusted = {sizes: self.answer(sizes) for sizes in (SIZES, SQUARE)}
        except Nudged as problem:
            return wrong(str(problem), mend="Put each entry back before the next one.")
        for sizes, answer in trusted.items():
            if not _accepts(answer):
                return _rejects(sizes, answer)
        missed, seen, until = [], [], time.monotonic() + SECONDS
        for plant in plants(self.variant):
            sees = _sees(self.answer(plant.sizes, plant), trusted[plant.sizes])
            (seen if sees else missed).append(plant)
            if time.monotonic() > until:
                break
        return self._misses(missed, seen) if missed else None

    def answer(self, sizes, plant=None):
        """Return what it says of a network: True, False or a number; None, a no, where it raises an AssertionError."""
        (X, Y, *parameters), _ = drawn(self.variant, sizes)
        network = self.bench.with_parameters(*parameters)
        with self._planted(plant):
            if not self.page.sets_to_zero:  # what is there already would be added to what it makes itself
                network.forward(X)
                network.backward(Y)
            before = {name: np.array(each) for name, each in network.parameters().items()}
            try:
                said = network.call("gradient_check", X=X, Y=Y)
            except AssertionError:
                return None
            except Exception:
                if plant is None:
                    raise
                return None  # any other error, before a wrong network alone, is a no as well
        if plant is None:
            _unchanged(before, network.parameters())
        return read_answer(said)

    @contextlib.contextmanager
    def _planted(self, plant):
        """Let backward make gradients with a mistake in them, wherever it is called from."""
        if plant is None:
            yield
            return
        original = self.page.of_class("backward")

        def backward(*given, **named):
            answer = original(*given, **named)
            for gradients in self.page.all_gradients((*given, *named.values()), answer):
                plant.into(gradients)
            return answer

        with self.page.replaced("backward", backward):
            yield

    def _misses(self, missed, seen):
        """Return the Verdict on a judge that accepts wrong networks: which kind, with an entry."""
        words, mend, plant = _kind(missed, seen)
        example = f"{plant.where} is {number(plant.right + plant.size)} where {number(plant.right)} is right"
        return wrong(f"`gradient_check` accepts a network in which {example}. {words}", mend=mend)


def _unchanged(before, after):
    """Raise Nudged where the parameters are others than before."""
    for name, array in after.items():
        off = np.argwhere(~np.isclose(array, before[name], rtol=0, atol=1e-9))
        if len(off):
            place = tuple(off[0])
            raise Nudged(
                f"`gradient_check` leaves the parameters nudged: `{name}{entry(place)}` was"
                f" {number(before[name][place])}, and is {number(array[place])} afterwards."
            )


def read_answer(said):
    """Return what a judge returned as True, False or a number; of several numbers the largest."""
    if said is None:
        return True  # it raises an error where something is wrong
    if isinstance(said, dict):
        said = [*said.values()]
    if isinstance(said, tuple | list) and any(isinstance(each, bool | np.bool_) for each in said):
        said = all(each for each in said if isinstance(each, bool | np.bool_))
    try:
        array = np.asarray(said)
    except ValueError:
        array = np.array(None)
    if array.size and array.dtype.kind == "b":
        return bool(array.all())
    if array.size and array.dtype.kind in "iuf":
        return array.item() if array.size == 1 else float(np.abs(array).max())
    raise Unreadable(
        f"`gradient_check` returns {a(type(said).__name__)}: let it return True or False, or the largest error, or"
        " raise an AssertionError."
    )


def _accepts(answer):
    return answer is not None and (answer if isinstance(answer, bool) else bool(np.isfinite(answer)))


def _sees(answer, trusted):
    """Return whether an answer to a wrong network differs from that to the right one."""
    if answer is None:
        return True
    if isinstance(trusted, bool) or (isinstance(trusted, int) and trusted == 1):  # a 1 for what is right is a True
        return not answer
    return abs(answer) > abs(trusted) and abs(answer) >= CLEARLY * abs(trusted)


def _rejects(sizes, answer):
    said = "rejects your network" if answer is None or isinstance(answer, bool) else f"returns {number(answer)}"
    return wrong(
        f"`gradient_check` {said}, and your network is right. (It has the sizes {sizes}: three outputs.)",
        mend="So the judge is wrong. Is its loss that of the task, with the sum over the outputs? Is each entry put"
        " back before the next? Is its limit too strict, or the nudge too small?",
    )


# ---- which kind it can't see


def _kind(missed, seen):
    """Return (which kind of mistake a judge can't see, what helps, one that it missed)."""
    entries, known = ([each for each in group if each.kind == "entry"] for group in (missed, seen))
    if not seen:
        return f"It accepts all {len(missed)} networks with a planted mistake.", RETURN, max(missed, key=_size)
    if not entries:
        return *BLIND[missed[0].kind], missed[0]
    largest = max(entries, key=_size)
    if not known:
        return "It sees no error in one entry alone, and be it as large as the entry.", ENTRIES, largest
    for size in (_size, _share):
        if max(map(size, missed)) < 0.99 * min(map(size, known)):
            words = "Of errors as small as that it sees none; larger ones it sees."
            return words, "Its limit is too wide, or its differences are too coarse.", largest
    signs = {each.size > 0 for each in entries}
    if len(signs) == 1 and not signs & {each.size > 0 for each in known}:
        way, other = ("large", "small") if signs == {True} else ("small", "large")
        words = f"It sees no entry that is too {way}; one that is too {other} it sees."
        return words, "Compare the absolute value of the difference.", largest
    places, known_places = ({each.where for each in group} for group in (entries, known))
    if not places & known_places:
        if len(known_places) < len(places):
            return f"It sees errors in {_where(known)} alone.", ENTRIES, largest
        return f"In {_where(entries)} it sees no error.", ENTRIES, largest
    count = len(entries) + len(known)
    return f"It misses {len(entries)} of {count} errors in one entry alone.", ENTRIES, largest


def _where(plants):
    """Return entries as text; where all of a gradient are there, its name."""
    found = []
    for name in PARAMETERS:
        of_this = {each.where: each for each in plants if each.name == name}
        is_whole = of_this and len(of_this) == next(iter(of_this.values())).gradient.size
        found += [f"`dL_d{name}`"] if is_whole else of_this
    return listed(found)


def _size(plant):
    return abs(plant.size)


def _share(plant):
    return abs(plant.size / plant.right)


RETURN = "Does it compare, and does it return what it finds? What it prints, nobody can ask for."
ENTRIES = "Look at all four gradients, and compare each entry by its value. One that is off decides."
BLIND = {  # where every error in one entry is seen: (what it can't see, what helps)
    "scaled": ("All its entries are off by the same factor.", "Compare lengths as well as the direction."),
    "left out": ("The whole gradient is 0.", "Compare with the differences also where a gradient is 0."),
    "turned around": ("The whole gradient has the opposite sign.", "Compare values, and not sizes alone."),
    "cancel": (
        "Another entry is off by as much, the other way round.",
        "Compare entry by entry, and not sums or norms.",
    ),
    "transposed": ("The whole gradient is transposed.", "Compare entry by entry, each with its own index."),
}
