"""The worked examples of the lessons, each with an exercise whose slips one could make in it.

A slip that changes nothing with the numbers of an example is hidden by them: a reader who slips gets what is in the
lesson. What no numbers of these shapes would show (with one sample, a sum over the samples) isn't counted.
"""

import ast
from functools import cache
from typing import NamedTuple

import numpy as np

from helpers.exercises.check.exercise import Exercise
from helpers.exercises.check.formula import Formula, mistakes_of, silent, value_of
from lessons.pairing import as_notebook, lesson_paths, read_text
from tests.equations.lines import Cell


class Example(NamedTuple):
    """A worked example.

    at: the end of a line of code, or a piece of a sentence, as it stands in the lesson. numbers: lines `name = code`
    for what the exercise is given; the code may use what the lesson's cells have made before that line.
    """

    lesson: str
    at: str
    exercise: str
    numbers: str

    def __str__(self):
        return f"{self.lesson} {self.exercise} {self.at[:30]}"

    def values(self):
        """Return {name: value} of the numbers."""
        code = code_of(self.lesson)
        rows = [row for row, line in enumerate(code.splitlines(), 1) if line.endswith(self.at)]
        if not rows and self.at not in read_text(lesson_paths([self.lesson])[0]):
            raise ValueError(f"lesson {self.lesson} has no {self.at!r}")
        cell = Cell(code, {"np": np, "sigma": lambda z: 1 / (1 + np.exp(-z))}, {})
        pairs = [line.split(" = ", 1) for line in self.numbers.splitlines() if line]
        return {name: cell.evaluate(ast.parse(said, mode="eval").body, rows[0] if rows else 0) for name, said in pairs}


def hidden(exercise, values):
    """Return the slips that change nothing with these numbers, and would with others; and how many were planted."""
    planted, others = planted_in(exercise, values), planted_in(exercise, other_numbers(values))
    return [slip for slip, shows in planted.items() if others[slip] and not shows], len(planted)


def numbers_of(exercise):
    """Return the numbers that an exercise on paper gives, {name: value}."""
    [formula, *_] = exercise.formulas.values()
    given = {name: code for name, code in formula.lines.items() if set(code.names) <= {"np"}}
    return {name: eval(code.compiled, {"np": np}) for name, code in given.items()}


@cache
def code_of(lesson):
    """Return the code of all cells of a lesson."""
    cells = as_notebook(read_text(lesson_paths([lesson])[0])).cells
    return "\n".join(cell.source for cell in cells if cell.cell_type == "code")


def other_numbers(values):
    """Return random numbers of the same shapes; functions and classes stay as they are."""
    rng = np.random.default_rng(0)

    def other(name, value):
        is_one_hot = np.ndim(value) == 1 and sorted(value) == [0] * (len(value) - 1) + [1]
        kept = callable(value) or name == "classes" or is_one_hot
        return value if kept else rng.uniform(0.1, 0.9, size=np.shape(value))

    return {name: other(name, value) for name, value in values.items()}


def planted_in(exercise, values):
    """Return {slip as text: whether the result differs from the right one}."""
    if isinstance(exercise, Exercise):
        formulas, mistakes = exercise.formulas, exercise.mistakes
        arguments = [values[name] for name in exercise.parameters]
    else:
        formulas = {name: given(formula, values) for name, formula in exercise.formulas.items() if name not in values}
        texts = (exercise.wrong,) if isinstance(exercise.wrong, str) else exercise.wrong
        mistakes = [mistake for text in texts for mistake in mistakes_of(text, formulas)]
        arguments = []
    found = {}
    for mistake in mistakes:
        for name, formula in formulas.items():
            if mistake.steps and mistake.can_be_in(name, formula.steps):
                said = " and ".join(f"{line} = {code.source}" for line, code in mistake.steps.items())
                found[said] = found.get(said, False) or differs(formula, arguments, mistake.steps)
    return found


def given(formula, values):
    """Return a formula on paper with other numbers in it."""
    lines = {name: code for name, code in formula.lines.items() if name not in values}
    return Formula((), lines, formula.output, formula.names | values)


def differs(formula, arguments, steps):
    """Say whether a formula has another result with wrong steps."""
    with silent():
        right = np.asarray(formula(*arguments))
        wrong = value_of(lambda **wrong: formula(*arguments, **wrong), steps)
    return wrong is None or wrong.shape != right.shape or not np.allclose(wrong, right, rtol=1e-6, atol=1e-12)


EXAMPLES = [
    Example("01", r"from $w = 0.5$ with $\eta = 0.1$", "step_by_hand", "old = 0.5\nslope = -4\nrate = 0.1"),
    Example("01", "# (1.4)", "two_paths_by_hand", "x = 3.0\na = a\nb = b\nda_dx = 2\ndb_dx = 1"),
    Example("01", "(1.10)", "chain_by_hand", "x = x\ny = y\nw1 = w1\nb1 = b1\nw2 = w2\nb2 = b2"),
    Example("02", r"At $z = 0$ you get $1 / (1 + 1) = 0.5$. At $z = 2$", "sigmoid", "Z = np.array([0, 2, -2])"),
    Example(
        "02",
        "let the activations be 0.5 and 0.9, and let the gradients 4 and −2 arrive",
        "sigmoid_backward",
        "dL_dA = np.array([4, -2])\nA = np.array([0.5, 0.9])",
    ),
    Example(
        "02",
        "dL_da2 = a2 - y  # seed",
        "chain_by_hand",
        "x = x\ny = y\nw1 = w1\nb1 = b1\nw2 = w2\nb2 = b2\nS = sigma\nS_prime = lambda z: sigma(z) * (1 - sigma(z))",
    ),
    Example("03", "# (3.1)", "linear_forward", "X = X\nW = W\nb = b"),
    Example("03", "(3.4)", "linear_backward", "dL_dZ = np.array([[dL_dz]])\nX = X\nW = W"),
    Example("03", "# seed, for one sample", "linear_forward", "X = X\nW = W\nb = b"),
    Example("03", "# hand back (3.7)", "linear_backward", "dL_dZ = dL_dZ\nX = X\nW = W"),
    Example("04", "# bias (4.2)", "linear_forward", "X = X\nW = W\nb = b"),
    Example("04", "# bias (4.2)", "batch_backward", "dL_dZ = dL_dZ\nX = X\nW = W"),
    Example("04", "seed = loss.backward()", "half_squared_error", "Y_hat = Y_hat\nY = Y"),
    Example("04", "seed = loss.backward()", "half_squared_error_backward", "Y_hat = Y_hat\nY = Y"),
    Example("06", "# (6.1)", "softmax", "Z = z[None]"),
    Example("06", "# (6.4)", "softmax_by_hand", "z = z\ny = y"),
    Example("06", "# (6.4)", "softmax_cross_entropy", "logits = z[None]\nclasses = np.array([1])"),
    Example("06", "# (6.4)", "softmax_cross_entropy_backward", "logits = z[None]\nclasses = np.array([1])"),
    Example("06", "dL_dY_hat = loss.backward()", "softmax_cross_entropy", "logits = Y_hat\nclasses = Y.argmax(axis=1)"),
    Example(
        "06",
        "dL_dY_hat = loss.backward()",
        "softmax_cross_entropy_backward",
        "logits = Y_hat\nclasses = Y.argmax(axis=1)",
    ),
    Example(
        "09",
        "with the weights 2 and −1, the bias 1 and the inputs 1 and 3",
        "linear_forward",
        "X = np.array([[1, 3]])\nW = np.array([[2], [-1]])\nb = np.array([1])",
    ),
    Example(
        "09",
        r"for the neuron from above with the label 1: $2\,(\tfrac12 - 1) = -1$",
        "neuron_backward",
        "output_gradient = -1\nz = 0\ninputs = np.array([1, 3])\nweights = np.array([2, -1])",
    ),
    Example(
        "09",
        "outputs, labels = [Neuron([2.0], -1.0), Neuron([4.0], -2.0)], [1, 0]",
        "neuron_by_hand",
        "hidden = 0.5\nweights = np.array([2, 4])\nactivations = np.array([0.5, 0.5])\nlabels = np.array([1, 0])",
    ),
    Example(
        "09",
        "outputs, labels = [Neuron([2.0], -1.0), Neuron([4.0], -2.0)], [1, 0]",
        "layer_backward",
        "output_gradients = np.array([-1, 1])\nzs = np.zeros(2)\ninputs = np.array([0.5])\n"
        "weights = np.array([[2], [4]])",
    ),
    Example(
        "10",
        "the weights $(3, -1)$, the inputs $(1, 2)$ and the bias 1 give $z = 3 - 2 + 1 = 2$",
        "linear_forward",
        "X = np.array([[1, 2]])\nW = np.array([[3], [-1]])\nb = np.array([1])",
    ),
    Example("10", "For $a = 0.9$ and $y = 1$ we get", "delta_output", "a = np.array([[0.9]])\ny = np.array([[1.0]])"),
    Example(
        "10",
        "with the column $(2, -1)$, the deltas 0.1 and 0.3 and the slope 0.25",
        "delta_hidden",
        "W_next = np.array([[2], [-1]])\ndelta_next = np.array([[0.1], [0.3]])\nz = np.array([[0]])",
    ),
    Example(
        "10",
        "the deltas $(2, -1)$ and the inputs $(3, 5)$ make the table",
        "delta_gradients",
        "delta = np.array([[2], [-1]])\na_before = np.array([[3], [5]])",
    ),
    Example("12", r"so it receives $1 \cdot 15 + 12 \cdot 1 = 27$", "engine_by_hand", "a = 3\nb = 4"),
    Example(
        "13",
        "the shares are 0.2, 0.3 and 0.5, and 4, 1 and −2 arrive",
        "shares_backward",
        "dL_dP = np.array([[4, 1, -2]])\nP = np.array([[0.2, 0.3, 0.5]])",
    ),
    Example(
        "13",
        "with the shares 0.4 and 0.6. They are 5 and 2",
        "attention_by_hand",
        "v = np.array([5, 2])\np = np.array([0.4, 0.6])\ndL_dm = 2",
    ),
]
