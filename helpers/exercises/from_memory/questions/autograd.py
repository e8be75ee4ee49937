"""Autograd from a blank page: a class whose values remember what they used, and find gradients by themselves."""

import itertools
import random
from dataclasses import dataclass, replace
from functools import lru_cache, partial

import numpy as np

from helpers.exercises.check.calling import is_empty
from helpers.exercises.check.exercise import NOTHING, Exercise
from helpers.exercises.check.formula import records
from helpers.exercises.check.showing import a, listed
from helpers.exercises.check.verdict import WRONG, Mistake
from helpers.exercises.from_memory.question import Question
from helpers.exercises.from_memory.questions import autograd_two_users as two_users
from helpers.exercises.from_memory.questions.asked import Answers, Computed, Unreadable
from helpers.exercises.from_memory.questions.autograd_texts import (
    AGAIN,
    AGAIN_SLIPS,
    BEGIN,
    END,
    FRESH,
    FRESHENING,
    HINTS,
    LOOKED_AT,
    METHODS,
    MORE,
    ONCE,
    ONCE_SLIPS,
    OPERATIONS,
    REFLECTED,
    SEVERAL,
    TASK,
    TWICE,
    VALUES,
)
from helpers.exercises.lesson_12_way_back import AT_ONCE, SLIPS, slips, users_first, way_back
from helpers.nn import Value
from helpers.nn.engine import in_order

# ---- the variants

COMBINATIONS = [*itertools.product(OPERATIONS, AGAIN)]


@dataclass(frozen=True)
class Variant:
    """Which operations are asked for, and what a second backward does."""

    operations: str = "tanh"
    again: str = FRESH

    @property
    def name(self):
        """What makes a variant different from another."""
        return f"with {self.operations}, a second backward {self.again}"


@lru_cache
def variant_of(seed, columns=False):
    """Return the variant of a seed: neighbors differ."""
    order = COMBINATIONS[1:]
    random.Random(3).shuffle(order)
    return Variant(*[COMBINATIONS[0], *order][(seed - 1) % len(COMBINATIONS)])


# ---- the expressions, for Values of the package and of the reader

ONE_USE = {
    "tanh": lambda a, b, c, d: (a * b + c).tanh() * d,
    "relu and exp": lambda a, b, c, d: (a * b + c).relu() * (d.exp() + -1),
    "division and powers": lambda a, b, c, d: (a / b + c) ** 3 - d,
}
ALONE = {  # operations by themselves, in the order of the formula, each with its number of operands
    "tanh": ((2, lambda c, d: c + d), (2, lambda c, d: c * d), (1, lambda c: c.tanh())),
    "relu and exp": (
        (2, lambda c, d: c + d),
        (2, lambda c, d: c * d),
        (1, lambda c: c.relu()),
        (1, lambda c: c.exp()),
    ),
    "division and powers": (
        (2, lambda c, d: c + d),
        (2, lambda c, d: c - d),
        (2, lambda c, d: c / d),
        (1, lambda c: c**2),
    ),
}
SQUASHED = {
    "tanh": lambda q: q.tanh(),
    "relu and exp": lambda q: q.relu() + q.exp(),
    "division and powers": lambda q: q**2 / 3,
}
NUMBERS = {  # with a number on one side, and the method that Python calls
    "2 * v": ("__rmul__", lambda v: 2 * v),
    "1 + v": ("__radd__", lambda v: 1 + v),
    "v * 2": ("__mul__", lambda v: v * 2),
    "v + 1": ("__add__", lambda v: v + 1),
}
MORE_NUMBERS = {
    "1 - v": ("__rsub__", lambda v: 1 - v),
    "2 / v": ("__rtruediv__", lambda v: 2 / v),
    "v - 1": ("__sub__", lambda v: v - 1),
    "v / 2": ("__truediv__", lambda v: v / 2),
}


def with_numbers(variant):
    """Return the expressions with a number on one side that a variant asks for."""
    return NUMBERS | (MORE_NUMBERS if variant.operations == "division and powers" else {})


def several_users(squashed, a, b, c, d):
    """Return an expression in which values are used twice, at two depths, and twice by one operation."""
    p = a * b
    q = p + c
    return squashed(q) * p + a * a + d * q


def as_lists(last, leaves):
    """Return the graph of a Value as `used` and `last`, with the leaves first, in their order."""
    order = [*leaves, *(value for value in in_order(last) if value not in leaves)]
    place = {value: i for i, value in enumerate(order)}
    used = [[(place[other], float(share(1.0))) for other, share in value.used] for value in order]
    return used, place[last]


def gradients(squashed, way, *numbers):
    """Return the four gradients, found by a way back that may be wrong."""
    leaves = [*map(Value, numbers)]
    return way(*as_lists(several_users(squashed, *leaves), leaves))[: len(leaves)]


def nothing_fresh(used, last, seed=1):
    """Return the gradients after two ways back, the second of which finds those of the first."""
    found = way_back(used, last)
    found[last] = seed
    for value in users_first(used, last):
        for other, slope in used[value]:
            found[other] += found[value] * slope
    return found


AFTER_TWO = {
    "once": way_back,
    "twice": lambda used, last: 2 * way_back(used, last),
    "nothing fresh": nothing_fresh,
    "nothing fresh and two seeds": partial(nothing_fresh, seed=2),
}


def both_times(squashed, second, *numbers):
    """Return the gradients after one call of backward, and after two."""
    return np.concatenate([gradients(squashed, way_back, *numbers), gradients(squashed, second, *numbers)])


# ---- what is looked at


def drawn(numbers, page):
    """Return four numbers between 1/4 and 1 in size, so that nothing saturates."""
    return tuple(((number + np.sign(number)) / 4).item() for number in numbers.tame(4))


def exercise(formula, wrong):
    """Return the exercise that looks at numbers made from a, b, c and d."""
    return Exercise(
        signature="Value(a, b, c, d)",
        task="",
        formula=formula,
        draw=drawn,
        sizes=tuple({"page": page} for page in (11, 12, 13, 14, 15)),
        integers=False,
        wrong=wrong,
        rtol_float32=1e-2,
    )


def whole(function):
    """Return a function as a formula without lines."""
    found = partial(function)
    found.steps = set()
    return found


@lru_cache(maxsize=4)  # what mistakes give is computed once
def parts_of(variant):
    """Return the parts of the question."""
    return values_part(variant), slopes_part(variant), pairs_part(variant), users_part(variant), again_part(variant)


def values_part(variant):
    """Return the part that looks at the way forward."""
    once_is, _, several = LOOKED_AT[variant.operations]
    numbers = listed(f"`{expression}`" for expression in with_numbers(variant))
    said = VALUES.format(once=once_is, several=several, numbers=numbers)
    right = whole(partial(values_of, variant, Value))
    return Engine(variant, exercise({"values": right}, ()), "values", partial(values_of, variant), said)


def slopes_part(variant):
    """Return the part that looks at each operation's way back."""
    asked = exercise(ONCE[variant.operations], ONCE_SLIPS[variant.operations])
    return Engine(variant, asked, "slopes", partial(once, variant), LOOKED_AT[variant.operations][1])


def pairs_part(variant):
    """Return the part that looks at a value with two users."""
    kind = variant.operations
    asked = exercise(two_users.FORMULAS[kind], two_users.SLIPS[kind])
    return Engine(variant, asked, "two users", partial(two_users.gradients_of_a, kind), two_users.said(kind))


def users_part(variant):
    """Return the part that looks at values with several users."""
    squashed = SQUASHED[variant.operations]
    right = whole(partial(gradients, squashed, way_back))
    wrong = [replace(each, whole=partial(gradients, squashed, each.whole)) for each in (*slips(SLIPS), *AT_ONCE)]
    said = SEVERAL.format(several=LOOKED_AT[variant.operations][2], twice="")
    asked = exercise({"gradients": right}, tuple(wrong))
    return Engine(variant, asked, "several users", partial(found_by, squashed, 1), said)


def again_part(variant):
    """Return the part that looks at a second backward."""
    squashed = SQUASHED[variant.operations]
    right = whole(partial(both_times, squashed, AFTER_TWO["once" if variant.again == FRESH else "twice"]))
    wrong = []
    for _, record in records(AGAIN_SLIPS[variant.again]):
        names, words = (" ".join(field.split()) for field in record.split("|"))
        wrong += [
            Mistake(None, words, whole=partial(both_times, squashed, AFTER_TWO[name])) for name in names.split(" ; ")
        ]
    said = SEVERAL.format(several=LOOKED_AT[variant.operations][2], twice=TWICE)
    asked = exercise({"gradients": right}, tuple(wrong))
    return Engine(variant, asked, "a second backward", partial(found_by, squashed, 2), said)


def values_of(variant, made, *numbers):
    """Return the numbers of all expressions."""
    squashed, values = SQUASHED[variant.operations], [made(number) for number in numbers]
    found = [ONE_USE[variant.operations](*values), several_users(squashed, *values)]
    for expression, (method, result) in with_numbers(variant).items():
        try:
            found.append(result(values[0]))
        except (TypeError, AttributeError):
            raise Unreadable(REFLECTED.format(expression=expression, method=method)) from None
    return np.array([float(each.data) for each in found])


def once(variant, made, *numbers):
    """Return the gradients of a reader's engine where each value is used once."""
    found = []
    for count, operation in ALONE[variant.operations]:
        operands = [made(number) for number in numbers[2 : 2 + count]]
        operation(*operands).backward()
        found += [value.grad for value in operands]
    values = [made(number) for number in numbers]
    ONE_USE[variant.operations](*values).backward()
    return np.array([float(each) for each in (*found, *(value.grad for value in values))])


def found_by(squashed, times, made, *numbers):
    """Return the gradients of a reader's engine where values have several users, after each call of backward."""
    values = [made(number) for number in numbers]
    last, found = several_users(squashed, *values), []
    for _ in range(times):
        last.backward()
        found += [float(value.grad) for value in values]
    return np.array(found)


class Engine(Computed):
    """The reader's class before one kind of expression."""

    def __init__(self, variant, exercise, title, use, looked_at):
        super().__init__(exercise, title)
        self.variant, self.use, self.looked_at, self.signature = variant, use, looked_at, "Value(data)"

    def unwritten(self, thing):
        """Return why nothing can be looked at, as text."""
        if thing is None or thing is ... or thing is NOTHING:
            return "`Value(data)` is still to be written."
        if not isinstance(thing, type):
            return f"`Value` is {a(type(thing).__name__)}; the class itself is asked for, `Value(data)`."
        names = ("__init__", *METHODS[self.variant.operations], "backward")
        methods = [(name, getattr(thing, name, None)) for name in names]
        missing = [name for name, method in methods if not callable(method) or is_empty(method)]
        verb = "is" if len(missing) == 1 else "are"
        return f"{listed(f'`{name}`' for name in missing)} {verb} still to be written." if missing else ""

    def look(self, thing):
        """Return the Verdict of the exercise, and say which expression it is about."""
        verdict = super().look(thing)
        if verdict.status != WRONG:
            return verdict
        return replace(verdict, message=f"{verdict.message}\n{self.looked_at}")

    def adapted(self, thing):
        """Return a function of the numbers."""
        return lambda a, b, c, d: self.use(thing, a, b, c, d)


def submission(variant, *submitted, **named):
    """Return what looks at a submission."""
    return Answers(parts_of(variant), submitted, named, f"An engine {variant.name}. It finds gradients by itself.")


# ---- what the reader sees


def task_of(variant):
    """Return the task as text."""
    return TASK.format(operations=OPERATIONS[variant.operations], again=AGAIN[variant.again])


def signatures(variant):
    """Return the empty cell."""
    arguments = {"__pow__": "self, power", "tanh": "self", "relu": "self", "exp": "self"}
    lines = [f"    def {name}({arguments.get(name, 'self, other')}): ...\n" for name in METHODS[variant.operations]]
    return "\n".join(["class Value:\n    def __init__(self, data): ...\n", *lines, "    def backward(self): ...\n"])


def reference_code(variant):
    """Return a whole right page."""
    fresh, seed = FRESHENING[variant.again]
    return BEGIN + MORE[variant.operations] + END.format(fresh=fresh, seed=seed)


QUESTION = Question(
    name="autograd",
    minutes=25,
    variant_of=variant_of,
    task_of=task_of,
    signatures=signatures,
    hints=HINTS,
    reference_code=reference_code,
    submission=submission,
)
