"""Lesson 01, a side path: the judge of a function that returns an array."""

from dataclasses import dataclass

import numpy as np

from helpers.exercises.check.cases import Case
from helpers.exercises.check.exercise import Exercise

STEEP = 1e6  # so steep that at the bottom, where the slope is 0, one side or a forgotten entry is seen


@dataclass(frozen=True, eq=False, repr=False)
class Outputs:
    """A function of an array x (d_in,) that returns an array (d_out,); it objects to another shape.

    It is C @ g(x) + s (D @ x)²: `bend` is the pair of g and its two derivatives; `text` shows it. Frozen, because a
    reader's function gets it.
    """

    text: str
    C: np.ndarray
    bend: tuple
    D: np.ndarray
    s: float
    about: float = 0

    def __call__(self, x):
        """Return the values at x, an array (d_out,) of float64."""
        x = np.asarray(x)
        shape = self.D.shape[1:]
        if x.shape != shape:
            raise ValueError(f"f is a function of an array of shape {shape}, but it was called with shape {x.shape}")
        x = x.astype(np.float64)
        return self.C @ self.bend[0](x) + self.s * (self.D @ (x - self.about)) ** 2

    def slopes(self, x):
        """Return the slope of each output in each entry of x, (d_out, d_in)."""
        return self.C * self.bend[1](x) + 2 * self.s * (self.D @ (x - self.about))[:, None] * self.D

    def curvature(self, x):
        """Return the second derivative of each output in each entry of x, (d_out, d_in)."""
        return self.C * self.bend[2](x) + 2 * self.s * self.D**2

    def left_behind(self, x):
        """Return how far each slope moves per nudge that the entries before it have kept, (d_out, d_in)."""
        return 2 * self.s * self.D * (np.cumsum(self.D, axis=1) - self.D)


def weights(d_out, d_in):
    """Return whole numbers (d_out, d_in) of both signs, no two alike."""
    sizes = 1.0 + np.arange(d_out * d_in)
    return (sizes * (-1) ** np.arange(d_out * d_in)).reshape(d_out, d_in)


def cubes(numbers, d_in, d_out):
    """f(x) = 0.1 C @ x³: the slopes are 0.3 C x², which are seldom whole for whole x."""
    C = weights(d_out, d_in)
    bend = (lambda x: 0.1 * x**3, lambda x: 0.3 * x**2, lambda x: 0.6 * x)
    text = f"x -> np.array({C.astype(int).tolist()}) @ (0.1 * x**3)"
    return Case((Outputs(text, C, bend, 0 * C, 0.0), numbers(d_in)), {"d_in": d_in, "d_out": d_out}, atol=5e-4)


def waves(numbers, d_in, d_out):
    """f(x) = C @ sin(x) + (D @ x)²: each output hears each entry differently, and all of them together."""
    C = weights(d_out, d_in)
    D = 1 / C[::-1, ::-1]
    f = Outputs("x -> C @ np.sin(x) + (D @ x) ** 2", C, (np.sin, np.cos, lambda x: -np.sin(x)), D, 1.0)
    return Case((f, numbers.tame(d_in)), {"d_in": d_in, "d_out": d_out}, atol=5e-4)


def steep_bowls(numbers, d_in, d_out):
    """f(x) = 10⁶ (D @ (x − c))², at x = c: both sides are equally high, and all slopes are 0."""
    D = 1 / weights(d_out, d_in)
    x = numbers(d_in)
    flat = (np.zeros_like,) * 3
    text = f"x -> {STEEP:.0f} * (D @ (x - c)) ** 2, at x = c"
    f = Outputs(text, 0 * D, flat, D, STEEP, about=x.astype(np.float64))
    return Case((f, x), {"d_in": d_in, "d_out": d_out}, atol=1e-6)


def function_and_place(numbers, d_in, d_out):
    """F and x, as a Case."""
    if numbers.kind in ("small", "integer"):
        return cubes(numbers, d_in, d_out)
    return (steep_bowls if d_in == 5 else waves)(numbers, d_in, d_out)


numerical_jacobian = Exercise(
    signature="numerical_jacobian(f, x)",
    lesson="01",
    task="""
`f` takes an array `x` (d_in,) and returns an array (d_out,). Return the table `J` (d_out, d_in) of all slopes: row j,
column k says how far output j moves with entry k of `x`. Use central differences. `x` may hold whole numbers, and when
you are done it is as it was.
""",
    formula="""
at = np.asarray(x, dtype=np.float64)
J = f.slopes(at)
""",
    wrong="""
transposed | J = J.T
  | Here each entry of `x` has a row. Asked for is a row for each *output*: what one nudge does is a column, `J[:, k]`.
| J = J.sum(axis=0)
  | The outputs are added up before the slope is taken, so one slope is left for each entry. Keep the outputs apart.
| J = J.mean(axis=0)
  | The mean of the outputs is taken, so one slope is left for each entry. Keep the outputs apart.
| J = J.sum(axis=1)
  | All entries are nudged at once, and each output's slopes are added up. Nudge one entry at a time.
| J = J.sum(axis=1, keepdims=True) + 0 * J
  | All entries are nudged at once, and each output's slopes are added up. Nudge one entry at a time.
| J = J.sum()
  | All entries are nudged at once, and all outputs are added up. Nudge one entry, and keep the outputs apart.
| J = np.sqrt((J**2).sum(axis=0))
  | This is the length of the whole change, one number for each entry. Keep the outputs apart, with their signs.
| J = np.abs(J) | The signs are lost. An output that falls has a negative slope.
| J = J[0] ; J[:1] | Only the first output is there. Each output has a row of its own.
| J = J[-1] ; J[-1:] | Only the last output is there. Each output has a row of its own.
| J = np.diag(J) ; np.diag(np.diag(J))
  | Only output k is read when entry k is nudged. One entry moves *all* outputs: store the whole array.
last-sample-only | J = J[:, -1] ; J[:, -1:]
  | Each entry overwrites what the one before it found; only the last column is left.
last-sample-only | J = only_last(J.T).T | Only the last entry's column is filled.
last-sample-only | J = J[:, -1:] + 0 * J | Each entry overwrites the slopes of the one before it, in all columns.
| J += f.curvature(at)
  | Only one side is nudged. Look as far to the left as to the right: (f(x + h) − f(x − h)) / (2h).
| J += f.left_behind(at)
  | An entry that was nudged is not put back, and the next slope is taken beside `x`. Put each entry back at once.
""",
    draw=function_and_place,
    also=("far",),
    sizes=({"d_in": 3, "d_out": 2}, {"d_in": 2, "d_out": 6}, {"d_in": 5, "d_out": 3}, {"d_in": 4, "d_out": 7}),
    alike=({"d_in": 3, "d_out": 3},),
    rtol=1e-4,
    hints="""
Nudge one entry of `x`. Now a whole array moves. Which column of the table is that?
Your judge of one number needs no new formula: (1.1) works for arrays, too. Only the place where the result goes is new.
For each k: `J[:, k] = (f(x + nudge) - f(x - nudge)) / (2 * h)`, where `nudge` is h in entry k and 0 elsewhere.
""",
    body="""
def numerical_jacobian(f, x, h=1e-5):
    columns = []
    for k in range(len(x)):
        nudge = np.zeros(len(x))
        nudge[k] = h
        columns.append((f(x + nudge) - f(x - nudge)) / (2 * h))
    return np.stack(columns, axis=1)
""",
    reason="""
(1.1) holds for each output. One nudge moves all of them, so it fills a column: row j, column k is the slope of output j
in entry k. The table is called the *Jacobian*.
""",
)
