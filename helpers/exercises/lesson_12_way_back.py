"""Lesson 12: the way back through any expression, as a function."""

from functools import partial

import numpy as np

from helpers.exercises.check.exercise import Exercise
from helpers.exercises.check.formula import records
from helpers.exercises.check.verdict import Mistake


def expression(numbers, n):
    """Return used and last for n + 2 values; each but the first uses the one before it, and one more, perhaps the same.

    With more than three, there is also a value that uses last and another, and that last isn't made from. The list
    isn't in the order in which they were computed, so that an order has to be found.
    """
    n += 2
    order = sorted(range(n + (n > 3)), key=lambda _: numbers.rng.random())
    used = [[] for _ in order]
    for place in range(1, n):
        other = int(numbers.rng.random() * place)
        others = [other] * numbers.pick((1, 1, 2))
        pairs = numbers.pick(((place - 1, *others), (*others, place - 1)))
        used[order[place]] = [(order[each], float(numbers(1)[0])) for each in pairs]
    if n > 3:
        used[order[n]] = [(order[each], float(numbers(1)[0])) for each in (n - 1, numbers.pick(range(1, n - 1)))]
    return used, order[n - 1]


def users_first(used, last):
    """Return all values that last is made from, each after everyone who used it."""
    found = []

    def visit(value):
        if value not in found:
            for other, _ in used[value]:
                visit(other)
            found.append(value)

    visit(last)
    return found[::-1]


def as_they_come(used, last):
    """Return them from the end, each when it is met first."""
    found = [last]
    for value in found:
        found += [other for other in dict.fromkeys(other for other, _ in used[value]) if other not in found]
    return found


def into_the_depth(used, last, step=1):
    """Return them from the end, each before what it used, which comes at once; a stack turns it around: step is −1."""
    found = []

    def visit(value):
        if value not in found:
            found.append(value)
            for other, _ in used[value][::step]:
                visit(other)

    visit(last)
    return found


def into_the_depth_again(used, last, step=1):
    """Return them in that order, each as often as somebody has used it."""
    found = [last]
    for other, _ in used[last][::step]:
        found += into_the_depth_again(used, other, step)
    return found


def again_and_again(used, last):
    """Return them from the end, each as often as somebody has used it."""
    found = [last]
    for value in found:
        found += [other for other, _ in used[value]]
    return found


def way_back(used, last, order=users_first, keep=1.0, seed=1.0, share=lambda g, slope: g * slope, pairs=list):
    """Return the gradients of all values; what may go wrong comes in by name."""
    gradients = np.zeros(len(used))
    gradients[last] = seed
    for value in order(used, last):
        for other, slope in pairs(used[value]):
            gradients[other] = keep * gradients[other] + share(gradients[value], slope)
    return gradients


def at_once(used, last, is_once=False):
    """Return the gradients where whoever receives something hands on at once what it has; is_once: the first time."""
    gradients, seen = np.zeros(len(used)), []
    gradients[last] = 1

    def hand_on(value):
        if not (is_once and value in seen):
            seen.append(value)
            for other, slope in used[value]:
                gradients[other] += gradients[value] * slope
                hand_on(other)

    hand_on(last)
    return gradients


def mean_over_users(used, last):
    """Return the gradients where each value takes the mean over its users."""
    gradients, count = np.zeros(len(used)), np.zeros(len(used))
    gradients[last] = 1
    for value in users_first(used, last):
        gradients[value] /= max(count[value], 1)
        for other, slope in used[value]:
            gradients[other] += gradients[value] * slope
            count[other] += 1
    return gradients


def one_of_a_pair(used):
    """Return the pairs without the first of two that belong to the same value, as a dictionary keeps them."""
    return list(dict(used).items())


SLIPS = """
last-sample-only | keep = 0.0
  | Each user overwrites what the others said. Add: `+=`.
missing-path | order = as_they_come
  | Each value hands on as soon as it is met. Some of them hand on before all of their users have spoken: first find an
    order in which each comes after everyone who used it.
missing-path | order = into_the_depth ; order = partial(into_the_depth, step=-1)
  | Each value hands on before the search goes on, so before all of its users have spoken. Put it into a list *after*
    what it used, and go through that list from its end.
last-sample-only | order = as_they_come, keep = 0.0 ; order = into_the_depth, keep = 0.0 ;
    order = again_and_again, keep = 0.0
  | Each user overwrites what the others said, and there is no order in which all of them have spoken before.
| order = again_and_again ; order = into_the_depth_again ; order = partial(into_the_depth_again, step=-1)
  | A value that was used twice hands on twice, and the second time with what it had handed on before. Each value hands
    on once, after everyone who used it.
missing-path | order = lambda used, last: users_first(used, last)[::-1]
  | Only the last value hands on something. Is the order turned around? Then all others hand on before anything has
    arrived. Start at the end.
missing-path | pairs = one_of_a_pair
  | A value that is used twice by the same one, as in x · x, is counted once. Each pair brings a share.
missing-upstream | seed = 0.0 | Nothing ever arrives: the seed is missing. The last value has the gradient 1.
missing-upstream | share = lambda g, slope: slope
  | The slopes are added up by themselves. Multiply each by what the user has received.
| share = lambda g, slope: g | The slopes are left out: each user hands on its gradient times the slope.
| share = lambda g, slope: g + slope | Gradient and slope are added. Along a path one multiplies.
wrong-sign | share = lambda g, slope: -g * slope | Each share has the wrong sign.
"""


LIST_SLIPS = """
missing-path | order = lambda used, last: range(len(used))[::-1] ; order = lambda used, last: range(len(used))
  | The order is that of the list. It says nothing about who used whom: find the order by going from `last` to what it
    used.
"""


def slips(text):
    """Return records of `identifier | name = value, … ; … | words` as Mistakes of the way back."""
    found = []
    for _, record in records(text):
        identifier, changes, words = (" ".join(field.split()) for field in record.split("|"))
        for change in changes.split(";"):
            settings = eval(f"dict({change})", globals())
            found.append(Mistake(identifier or None, words, whole=partial(way_back, **settings)))
    return tuple(found)


AT_ONCE = (
    Mistake(
        None,
        "Who receives a share hands on at once, and each time all that it has by then: what came first is handed on"
        " twice. Each value hands on once, after everyone who used it.",
        whole=at_once,
    ),
    Mistake(
        "missing-path",
        "Who receives the first share hands on at once, and never again: what comes later stays. First find an"
        " order in which each comes after everyone who used it.",
        whole=partial(at_once, is_once=True),
    ),
)
way_back.steps = set()

engine_backward = Exercise(
    signature="engine_backward(used, last)",
    lesson="12",
    task="""
An engine without a class. `used[i]` is a list of pairs `(k, slope)`: value i used value k, with this local slope; a
leaf used nothing. `last` is the number of the last value, L. The list is in no particular order. Return the gradients
of L with respect to all values, a list or an array; where L doesn't depend on a value, it is 0.
""",
    formula={"gradients": way_back},
    wrong=(
        *slips(SLIPS + LIST_SLIPS),
        *AT_ONCE,
        Mistake("mean-for-sum", "It takes the mean over the users. Add up what they say.", whole=mean_over_users),
    ),
    draw=expression,
    sizes=({"n": 5}, {"n": 4}, {"n": 7}, {"n": 3}),
    integers=False,
    hints="""
Two parts: an order, and a loop over it. Which gradient has to be complete before value i may hand on?
A recursion finds the order: visit everything that i used, then put i at the end of a list. Go through it from its end.
In the loop: `for k, slope in used[i]: gradients[k] += gradients[i] * slope`. Start with `gradients[last] = 1`.
""",
    body="""
order = []

def visit(i):
    if i not in order:
        for k, slope in used[i]:
            visit(k)
        order.append(i)

visit(last)
gradients = np.zeros(len(used))
gradients[last] = 1
for i in reversed(order):
    for k, slope in used[i]:
        gradients[k] += gradients[i] * slope
return gradients
""",
    reason="""
Sum over everyone who used it, (12.1), for each value after all of its users. The list `order` has each value after what
it used, so from its end each comes after everyone who used it.
""",
)
