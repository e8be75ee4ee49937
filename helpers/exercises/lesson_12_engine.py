"""Lesson 12: a graph on paper, the shares of an operation, and broadcasting undone."""

import numpy as np

from helpers.exercises.check.exercise import Exercise
from helpers.exercises.check.on_paper import ByHand

engine_by_hand = ByHand(
    name="engine_by_hand",
    lesson="12",
    task="""
Three operations: c = a b, d = c + a, and L = c d, at a = 5 and b = −3. Go forward, then back: what do `d`, `c` and `a`
receive as their gradients?
""",
    formula="""
a = 5
b = -3
c = a * b
d = c + a
dL_dd = c
dL_dc = d + dL_dd
dL_da = dL_dc * b + dL_dd
""",
    returns=("dL_dd", "dL_dc", "dL_da"),
    in_order=True,
    wrong="""
| dL_dd = d | This is d itself. In the product c d, it is the other factor that d receives.
missing-upstream | dL_dd = 1 | 1 is the slope of d in c. L is the product c d, so d receives the other factor.
missing-path | dL_dc = d | Only L speaks here. d has used c, too: add what comes from there, dL/dd · 1.
last-sample-only | dL_dc = dL_dd | Only d speaks here. L has used c, too: add the other factor of c d.
| dL_dc = d * dL_dd | The two paths are multiplied. Add them.
| dL_dc = c + dL_dd | In the product c d, c receives the other factor, d.
missing-path | dL_da = dL_dc * b
  | Only the product speaks here. d has used a, too: add what comes from there, dL/dd · 1.
last-sample-only | dL_da = dL_dd | Only the sum speaks here. c = a b has used a, too.
missing-path | dL_da = d * b + dL_dd
  | c hands on what it has from L alone. Its gradient is complete only when d has spoken, too.
last-sample-only | dL_da = dL_dd * b ; dL_dd * b + dL_dd
  | c hands on what it has from d alone. What L said was overwritten.
missing-upstream | dL_da = b + 1 | These are the slopes of c and d in a. Multiply each by what c and d receive.
| dL_da = dL_dc * a + dL_dd | In the product a b, a receives the other factor, b.
| dL_da = dL_dc * b * dL_dd | The two paths are multiplied. Add them.
""",
    hints="""
Draw the boxes a, b, c, d and L, and an arrow to each from what it used. c has two arrows that leave it, and so has a.
Forward: c = −15, d = −10. Back: the seed is 1, and in a product each factor receives the other one.
d receives c. c receives d from L, and dL/dd · 1 from d. Then a receives dL/dc · b and dL/dd · 1.
""",
    reason="""
d receives c = −15. c receives d = −10 from L and −15 from d, together −25. a receives −25 · (−3) = 75 from c and −15
from d, together 60. a comes last, after everyone who used it.
""",
)

divide_backward = Exercise(
    signature="divide_backward(g, a, b)",
    lesson="12",
    task="""
Forward was `c = a / b`, entry by entry, with arrays of the same shape, and `g` of that shape arrives. Return the shares
of both, `(dL_da, dL_db)`.
""",
    formula="""
dL_da = g / b
slope = -a / b**2
dL_db = g * slope
""",
    returns=("dL_da", "dL_db"),
    wrong="""
wrong-sign | slope = a / b**2 | The sign is wrong: a larger denominator makes the quotient smaller.
missing-slope | slope = -1 / b**2 | The numerator is left out: a / b is a times 1/b.
missing-slope | slope = -a | The factor 1/b² is left out: the slope of 1/b is −1/b².
| slope = -a / b | The denominator isn't squared: the slope of 1/b is −1/b².
| slope = a ; a / b
  | That's no slope of a quotient. Write it as a times 1/b: the slope of 1/b is −1/b².
| slope = -b / a**2 | a and b are exchanged. a is the numerator.
| slope = 1 / b | That is the slope in a. In b it is a times −1/b².
| slope = np.log(np.abs(b)) * a | This integrates 1/b. Its slope is −1/b².
missing-upstream | dL_db = slope | The gradient that arrives, `g`, is left out: this is the slope alone.
| dL_db = slope + g | The slope is added. Along a path one multiplies.
batch-not-summed | dL_db = (g * slope).sum() ; (g * slope).sum(axis=0)
  | It adds up. Each entry of b was used by one entry of the quotient: nothing is added here.
missing-upstream | dL_da = 1 / b | The gradient that arrives, `g`, is left out: this is the slope alone.
| dL_da = g * b | It multiplies by b. a / b is a times 1/b, so the slope in a is 1/b.
""",
    draw=lambda numbers, n, d: (numbers(n, d), numbers(n, d), _away_from_0(numbers(n, d))),
    sizes=({"n": 3, "d": 2}, {"n": 2, "d": 4}, {"n": 5, "d": 3}),
    integers=False,
    hints="""
Write the quotient as a product, a times 1/b. What is the slope of each factor?
The slope of 1/b is −1/b². Nudge b = 2 up by a little, and see 1/b fall.
The share of b is `-g * a / b**2`.
""",
    reason="""
a / b is a times 1/b. So a receives g times 1/b, and b receives g times a times the slope of 1/b, which is −1/b².
""",
)


def _away_from_0(array):
    """Return numbers of the same signs, each at least 1 in size."""
    return array + np.sign(array)


# ---- broadcasting undone

# The shape of x, and of what it was copied to; the first three are the examples that a message shows.
FORMS = (
    lambda n, d: ((n, 1), (2, n, d)),
    lambda n, d: ((d,), (n, d)),
    lambda n, d: ((n, 1), (n, d)),
    lambda n, d: ((1, d), (n, d)),
    lambda n, d: ((d,), (2, n, d)),
    lambda n, d: ((), (n, d)),
    lambda n, d: ((n, d), (n, d)),
    lambda n, d: ((1, d), (2, n, d)),
    lambda n, d: ((1, n, 1), (2, n, d)),  # two stretched axes, the last one third
)


def copied_arguments(numbers, form, n, d):
    """Return g and x; x was copied to the shape of g in one of several forms."""
    shape, copied = FORMS[form % len(FORMS)](n, d)
    return numbers(*copied), numbers(*shape)


def in_front(g, x):
    """Return the axes that are new in g."""
    return tuple(range(np.ndim(g) - np.ndim(x)))


def stretched(x):
    """Return the axes of size 1."""
    return tuple(axis for axis, size in enumerate(np.shape(x)) if size == 1)


unbroadcast = Exercise(
    signature="unbroadcast(g, x)",
    lesson="12",
    task="""
NumPy copied the array `x` to the shape of `g`: new axes came in front, and axes of size 1 were stretched. `g` is the
gradient of the copies. Return the gradient of `x`, in the shape of `x`. Leave the arguments as they are.
""",
    formula="""
summed = g.sum(axis=in_front(g, x))
dL_dx = summed.sum(axis=stretched(x), keepdims=True)
""",
    names={"in_front": in_front, "stretched": stretched},
    wrong="""
batch-not-summed | dL_dx = g
  | Nothing is added up: this has one gradient for each copy. There is one x, and it gets the sum of them.
batch-not-summed | dL_dx = summed
  | The axes of size 1 that were stretched are not added up. They have copies, too, as a column does for each column.
batch-not-summed | dL_dx = g.sum(axis=stretched(x), keepdims=True) ; summed = g[(0,) * len(in_front(g, x))]
  | The axes that are new in front are not added up.
wrong-shape | dL_dx = summed.sum(axis=stretched(x))
  | The stretched axes are added up, and gone. They stay, with the size 1: `keepdims=True`.
wrong-shape | summed = g.sum(axis=in_front(g, x), keepdims=True)
  | The new axes stay, with the size 1. x doesn't have them: add them up without `keepdims`.
mean-for-sum | dL_dx = summed.mean(axis=stretched(x), keepdims=True) ; summed = g.mean(axis=in_front(g, x))
  | It takes the mean over the copies. Each copy was used, so their gradients are added.
mean-for-sum | dL_dx = summed.mean(axis=stretched(x), keepdims=True) and summed = g.mean(axis=in_front(g, x))
  | It takes the mean over the copies. Each copy was used, so their gradients are added.
last-sample-only | summed = g[(-1,) * len(in_front(g, x))]
  | Only the last copy speaks. All of them were used.
| dL_dx = g.sum(axis=0) ; dL_dx = g.sum(axis=0, keepdims=True)
  | It always adds up the first axis, as for a bias. Which axes were copied depends on the shape of x.
| dL_dx = g.sum() ; dL_dx = g.sum() * ones(x)
  | It adds up everything. Only the axes that were copied are added up.
| dL_dx = g * x ; dL_dx = summed.sum(axis=stretched(x), keepdims=True) * x
  | It multiplies by x. A copy has the slope 1.
| dL_dx = x | This is x itself.
""",
    draw=copied_arguments,
    sizes=tuple({"form": 1 + form, "n": 3 + form % 2, "d": 2 + 3 * (form % 2)} for form in range(len(FORMS))),
    hints="""
Each copy has the slope 1, and everyone who used x speaks: add up over the axes along which it was copied.
Two kinds of axes: those that g has more than x are in front; and those where x has the size 1.
First `g = g.sum(axis=0)`, as often as g has more axes than x. Then, for each axis of size 1 in `x.shape`,
  `g = g.sum(axis=axis, keepdims=True)`.
""",
    body="""
for _ in range(g.ndim - x.ndim):
    g = g.sum(axis=0)
for axis, size in enumerate(x.shape):
    if size == 1:
        g = g.sum(axis=axis, keepdims=True)
return g
""",
    reason="""
What was copied forward is summed backward, along the axes of the copies: those in front, which x doesn't have, and
those where x has the size 1. The bias rule, `.sum(axis=0)`, is the case of (d,) copied to (n, d).
""",
)
