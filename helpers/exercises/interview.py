"""The interview: write a two-layer network with its training loop, and a gradient check of your own.

`interview(seed)` shows the task; `.submit(TwoLayers, gradient_check)` answers in the order in which an
interviewer would look, and only then. Passed means twice, with different variants, at least three days
apart, without hints; the progress file keeps the dates.
"""

import ast
import base64
import linecache
import time
import warnings
from dataclasses import dataclass, replace
from functools import lru_cache
from html import escape

import numpy as np
from IPython.display import display

from helpers.data import digits, split, xor
from helpers.exercises import examine
from helpers.exercises.blank_page import two_layer_exercises, without_targets
from helpers.exercises.calling import complaint, is_empty, undisturbed
from helpers.exercises.exercise import Exercise, Note
from helpers.exercises.mistakes import mistake
from helpers.exercises.progress import DAYS_APART, in_a_notebook, mine
from helpers.exercises.reference import reference_code
from helpers.exercises.timer import timer
from helpers.exercises.variants import GRADIENTS, PARAMETERS, TooEarly, formula, forward_mistakes, variant_of
from helpers.exercises.verdict import CORRECT, NOT_ATTEMPTED, WRONG, Verdict, as_html
from helpers.plots.interview import interview_curves

NAME = "interview"
METHODS = ("__init__", "forward", "backward", "step", "train")
BUDGET = 5.0  # seconds for the training on the digits; slow code sees fewer of them
STARTS = 3  # XOR has traps: so many starts are tried
XOR_RATE = {"sigmoid": 8.0, "tanh": 2.0, "ReLU": 1.0}
DIGIT_RATE = {"sigmoid": 3.0, "tanh": 1.0, "ReLU": 0.7}
PER_LOSS = {"half squared error": 1.0, "squared error": 0.5, "cross-entropy": 0.25}
GOOD = 0.8  # of the held-out digits
NOTHING = object()


# ------------------------------------------------------------ the task in words


def task_of(variant):
    """Return the task as text."""
    columns, single = variant.columns, variant.single
    sample = (
        "`x` (d_in,) and `y` (d_out,)"
        if single
        else "`X` (d_in, n) and `Y` (d_out, n)"
        if columns
        else "`X` (n, d_in) and `Y` (n, d_out)"
    )
    many = "`X` (d_in, n) and `Y` (d_out, n)" if columns else "`X` (n, d_in) and `Y` (n, d_out)"
    x, y = ("x", "y") if single else ("X", "Y")
    bias = "(d, 1)" if columns and not single else "(d,)"
    weights = (
        "`W1` (d_hidden, d_in), `W2` (d_out, d_hidden)" if columns else "`W1` (d_in, d_hidden), `W2` (d_hidden, d_out)"
    )
    loss = {
        "half squared error": "½‖ŷ − y‖², half the squared error",
        "squared error": "‖ŷ − y‖², the squared error, without a ½",
        "cross-entropy": "−Σ y log ŷ, the cross-entropy, with one-hot targets",
    }[variant.loss]
    passes = "one sample at a time" if single else f"a batch at a time, samples as {'columns' if columns else 'rows'}"
    step = "one step for each sample, in order" if single else "one step with all samples"
    mean = (
        "the mean loss of its samples, each from before its step"
        if single
        else "the mean loss of the samples, from before the step"
    )
    hidden = "the sigmoid" if variant.hidden == "sigmoid" else variant.hidden
    output = "the sigmoid" if variant.output == "sigmoid" else "softmax"
    return f"""Write a network with two layers and its training loop. No libraries but NumPy. Take your time.
The hidden layer has {hidden}, the output {output}. The loss of a sample is {loss}{"" if single else "; that of a batch is the mean over its samples"}. It sees {passes}: {sample}.
`TwoLayers(sizes, rng)`: sizes is (d_in, d_hidden, d_out), rng a NumPy generator. Parameters: {weights}, `b1` and `b2` {bias}.
`.forward({x})` returns the prediction. `.backward({y})`, after it, makes the gradients of the loss, `dL_dW1`, `dL_db1`, `dL_dW2`, `dL_db2`, and moves nothing. `.step(learning_rate)` moves the parameters.
`.train(X, Y, learning_rate, epochs)` takes {many}; an epoch is {step}. It returns a list with one number for each epoch: {mean}.
`gradient_check(network, {x}, {y})` is your own judge: True if all four gradients agree with differences of the loss, else False. Submit nothing that it rejects.
When you are done, and not before: `interview.submit(TwoLayers, gradient_check)`."""


HINTS = (
    (
        "Forward first, and keep what backward will ask for: the input, the hidden activation, the prediction. Then"
        " write the names of the four gradients on the page, each with its shape."
    ),
    (
        "Five rules: seed, slope, weights, bias, hand back. From the output: seed, slope, weights, bias; hand back;"
        " slope, weights, bias."
    ),
    (
        "The seed is the slope of the loss, with the mean's 1/n in it, if there is a mean. Each slope is that of the"
        " activation, in terms of the activation. Weights and bias add over the samples, hand back adds over the"
        " neurons."
    ),
    (
        "The check nudges one entry up and down, runs forward for the loss each time, and compares (above − below) / 2h"
        " with that entry of the gradient. Put the entry back."
    ),
)


# ------------------------------------------------------------ what is asked of a network


class Mended(Exception):
    """Something about the class isn't as the task says; the text says what."""


class Bench:
    """Builds the reader's network, sets its parameters, and reads them and their gradients."""

    def __init__(self, network_class, variant):
        self.make, self.variant = network_class, variant

    def network(self, sizes, seed=0):
        """A new network with the reader's own start."""
        return self.make(tuple(sizes), np.random.default_rng(seed))

    def with_parameters(self, *parameters):
        """A network with these parameters in it."""
        lay = self.variant.layout
        W1, W2 = lay.weights(parameters[0]), lay.weights(parameters[2])
        network = self.network((W1.shape[0], W1.shape[1], W2.shape[1]))
        for name, value in zip(PARAMETERS, parameters, strict=True):
            array = getattr(network, name)
            array[...] = np.reshape(value, np.shape(array))
        return network

    def gradients(self, network):
        """The four gradients; a bias may lie in a row or a column, as its parameter does."""
        return [
            self._like(network, f"dL_d{name}", name, getattr(network, f"dL_d{name}"))
            for name in ("W2", "b2", "W1", "b1")
        ]

    def parameters(self, network):
        """The four parameters."""
        return [self._like(network, name, name, getattr(network, name)) for name in PARAMETERS]

    def _like(self, network, label, name, value):
        if name.startswith("b") and np.shape(value) == np.shape(getattr(network, name)):
            return np.reshape(value, self.variant.layout.bias_back(np.ravel(value)).shape)
        return value

    # ---- the reader's methods as functions of numbers

    def forward(self, X, W1, b1, W2, b2):
        """Y_hat."""
        return self.with_parameters(W1, b1, W2, b2).forward(X)

    def backward(self, X, Y, *parameters):
        """The four gradients."""
        network = self.with_parameters(*parameters)
        network.forward(X)
        network.backward(Y)
        return self.gradients(network)

    def step(self, X, Y, W1, b1, W2, b2, learning_rate):
        """How far each parameter moves."""
        network = self.with_parameters(W1, b1, W2, b2)
        network.forward(X)
        network.backward(Y)
        before = [np.array(each) for each in self.parameters(network)]
        network.step(learning_rate)
        return [np.asarray(after) - earlier for after, earlier in zip(self.parameters(network), before, strict=True)]

    def train(self, X, Y, parameters, learning_rate, epochs):
        """The losses; the parameters move in place. Losses from after the steps are taken for those before."""
        network = self.with_parameters(*parameters)
        losses = network.train(X, Y, learning_rate, epochs)
        if losses is not None and np.shape(losses) == (epochs,):
            right = self.variant.trained(X, Y, learning_rate, epochs + 1, *parameters)[0]
            if np.allclose(np.asarray(losses, float), right[1:], rtol=1e-6):
                losses = right[:-1]
        for array, value in zip(parameters, self.parameters(network), strict=True):
            array[...] = value
        return losses


@lru_cache(maxsize=4)  # what its mistakes give is computed once
def forward_exercise(variant):
    """Return the exercise that looks at forward."""
    large = variant.draw(_Ones(), n=1 if variant.single else 2, d_in=2, d_hidden=2, d_out=2)
    large = (
        large[0],
        large[2],
        large[3],
        variant.layout.weights_back(2000.0 * np.array([[1.0, -1.0], [1.0, -1.0]])),
        large[5],
    )
    return Exercise(
        signature="forward(X, W1, b1, W2, b2)",
        task="",
        hints=(),
        code="",
        reason="",
        formulas={
            "Y_hat": lambda X, W1, b1, W2, b2, *, hidden=None, output=None, bias1=None, bias2=None: variant.prediction(
                X, W1, b1, W2, b2, hidden=hidden, output=output, bias1=bias1, bias2=bias2
            )
        },
        draw=lambda numbers, **sizes: without_targets(variant, numbers, sizes),
        sizes=variant.sizes,
        alike=variant.alike,
        integers=False,
        large=(large,),
        large_is="remark",
        mistakes=forward_mistakes(variant.hidden, variant.output),
    )


class _Ones:
    """Numbers that are all 1, for sizes alone."""

    kind = "random"

    def __call__(self, *shape):
        return np.ones(shape)

    def activations(self, *shape, low=0):
        return np.full(shape, 0.5)

    def classes(self, n, k):
        return np.zeros(n, int)


@lru_cache(maxsize=4)
def backward_exercise(variant):
    """Return the exercise that looks at the four gradients."""
    names = ("X", "Y", *PARAMETERS)
    known = [
        found
        for each in variant.gradient_mistakes
        for found in (each.of(lambda *given: given) if isinstance(each, TooEarly) else (each,))
    ]
    return Exercise(
        signature=f"backward({', '.join(names)})",
        task="",
        hints=(),
        code="",
        reason="",
        formulas={name: formula(variant, name, variant.passed, names) for name in GRADIENTS},
        draw=lambda numbers, **sizes: variant.case(numbers, sizes),
        sizes=variant.sizes,
        alike=variant.alike,
        mean_over=() if variant.single else ("n",),
        integers=False,
        mistakes=tuple(known),
    )


@lru_cache(maxsize=4)
def step_exercise(variant):
    """Return the exercise that looks at one step."""
    names = [f"the change of {name}" for name in PARAMETERS]

    def change(name):
        return lambda X, Y, W1, b1, W2, b2, rate: -rate * variant.gradients(X, Y, W1, b1, W2, b2)[f"dL_d{name}"]

    def times(factor, output, name):
        return mistake(*factor[:2], output, whole=lambda *given: factor[2](given[-1]) * change(name)(*given))

    factors = (
        (
            "not-in-place",
            (
                "The parameters are as before: the step went to new arrays with local names. `self.W1 -= …` changes the"
                " array itself."
            ),
            lambda rate: 0,
        ),
        ("uphill", "The step goes with the gradient, and that's where the loss rises. Subtract.", lambda rate: -1),
        ("uphill", "The step goes with the gradient, and without the learning rate.", lambda rate: -1 / rate),
        ("wrong-factor", "The learning rate is left out.", lambda rate: 1 / rate),
        (
            "wrong-factor",
            "It divides by the learning rate. A small learning rate makes small steps.",
            lambda rate: 1 / rate**2,
        ),
    )
    return Exercise(
        signature=f"step(X, Y, {', '.join(PARAMETERS)}, learning_rate)",
        task="",
        hints=(),
        code="",
        reason="",
        formulas={output: change(name) for output, name in zip(names, PARAMETERS, strict=True)},
        draw=lambda numbers, **sizes: replace(variant.case(numbers, sizes, more=(0.3,)), atol=1e-9),
        sizes=variant.sizes,
        integers=False,
        renamed={"wrong-sign": "uphill"},
        rtol_float32=1e-2,
        mistakes=tuple(
            times(factor, output, name) for factor in factors for output, name in zip(names, PARAMETERS, strict=True)
        ),
    )


# ------------------------------------------------------------ what a submission gets back


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


class Interview:
    """One variant of the interview: shows its task, and takes a submission."""

    def __init__(self, variant, seed=None, path=None):
        self.variant, self.seed, self.path = variant, seed, path
        self.shown, self.passed = 0, False  # hints, and whether a submission has passed
        self.key = f"{NAME} ({variant.name})"

    def __repr__(self):
        return f"Interview: {self.variant.name}\n{task_of(self.variant)}"

    def _repr_html_(self):
        return (
            "<div style='line-height: 1.5; max-width: 760px; border: 1px solid gray; padding: 4px 16px'><p><b>The"
            f" interview</b> ({escape(self.variant.name)})</p>{as_html(task_of(self.variant))}</div>"
        )

    def timer(self, minutes=45):
        """Show a timer; it starts at a button, and can be hidden."""
        timer(minutes)

    def hint(self):
        """Return the next hint. With one, this attempt no longer counts."""
        if self.shown >= len(HINTS):
            return Note("There are no more hints. `interview.solution()` shows a whole page.")
        self.shown += 1
        mine(self.path).record_hint(self.key, "08")
        return Note(
            f"Hint {self.shown} of {len(HINTS)} (with a hint this attempt doesn't count, and that's fine):"
            f" {HINTS[self.shown - 1]}"
        )

    def solution(self):
        """Return a whole page. After that, this attempt no longer counts."""
        self.shown = len(HINTS) + 1
        mine(self.path).record_hint(self.key, "08")
        return Note("\n".join("  " + line for line in reference_code(self.variant).splitlines()))

    # ------------------------------------------------------------ the submission

    def submit(self, network_class=NOTHING, gradient_check=NOTHING, today=None):
        """Look at a class and a gradient check, in the order in which an interviewer would; return the Report."""
        report = _Submission(self.variant, network_class, gradient_check).report()
        return report if report.status == NOT_ATTEMPTED else self._kept(report, today)

    def _kept(self, report, today):
        """Keep the attempt, and say whether it counts."""
        kept = mine(self.path)
        hints = max(
            self.shown, kept.told(self.key, self.variant.name, today)
        )  # a submission that failed has named its mistake
        self.passed = passed = report.status == CORRECT
        kept.record_attempt(self.variant.name, passed, hints, self.seed, today)
        if not passed:
            words = (
                f"Mend it, and submit again. It won't count, since you've been told: for {DAYS_APART} days not with"
                " this variant, with another one, from a blank page, at once."
            )
        elif hints:
            words = (
                "It works. It doesn't count, for there were hints, or an earlier submission of this variant. Take"
                f" another variant, from a blank page: `exercises.interview({kept.next_attempt()[0]})`."
            )
        elif kept.passed_the_course:
            words = (
                "That was the second time, with another variant, days later, from a blank page. You have passed the"
                " course."
            )
        else:
            seed, day = kept.next_attempt()
            words = f"Passed: one of two. Come back on {day.isoformat()} or later: `exercises.interview({seed})`."
        return replace(report, counts=words)

    def side_by_side(self, network_class=NOTHING):
        """Show the reader's own code beside the reference."""
        if network_class is NOTHING or _is_blank(network_class):
            return Note("Your page is still blank. What you write comes to stand here, beside the reference.")
        earlier = any(each["passed"] and each["variant"] == self.variant.name for each in mine(self.path).attempts)
        if not (self.passed or earlier or self.shown > len(HINTS)):
            return Note(
                "The reference comes to stand here, beside your page, once yours has passed. (`interview.solution()`"
                " shows it at once.)"
            )
        return SideBySide(
            source_of(network_class) or "# the source of your class can't be found here", reference_code(self.variant)
        )


class SideBySide:
    """Two texts of code, one beside the other."""

    def __init__(self, mine, reference):
        self.mine, self.reference = mine.strip("\n"), reference.strip("\n")

    def __repr__(self):
        return f"Yours:\n{self.mine}\n\nThe reference:\n{self.reference}"

    def _repr_html_(self):
        cell = (
            "<td style='vertical-align: top; text-align: left; padding: 0 12px 0 0'><b>{}</b><pre style='font-size:"
            " 11px; line-height: 1.35; white-space: pre-wrap; word-break: normal; overflow-wrap:"
            " break-word'>{}</pre></td>"
        )
        cells = cell.format("Yours", escape(self.mine)) + cell.format("The reference", escape(self.reference))
        return f"<table style='table-layout: fixed; width: 100%; max-width: 1100px'><tr>{cells}</tr></table>"


def source_of(network_class):
    """Return the source of a class, or the whole cell where it stands in a notebook; None where it can't be found."""
    for each in vars(network_class).values() if isinstance(network_class, type) else ():
        code = getattr(each, "__code__", None)
        if code is None:
            continue
        lines = linecache.getlines(code.co_filename)
        if lines and in_a_notebook() and ("ipykernel" in code.co_filename or code.co_filename.startswith("<ipython")):
            return "".join(lines)
        try:
            tree = ast.parse("".join(lines))
        except SyntaxError:  # a cell with magics
            return None
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef) and node.name == network_class.__name__:
                return "".join(lines[node.lineno - 1 : node.end_lineno])
    return None


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


# ------------------------------------------------------------ the questions


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
        X, Y, *_ = self.variant.draw(_Ones(), n=1 if self.variant.single else 2, d_in=3, d_hidden=4, d_out=2)
        network = self.bench.network((3, 4, 2))
        before = {name: np.array(getattr(network, name)) for name in PARAMETERS}
        network.forward(X)
        network.backward(Y)
        missing = [f"dL_d{name}" for name in PARAMETERS if getattr(network, f"dL_d{name}", None) is None]
        if missing:
            return self.wrong(f"After `backward` the network has no {', '.join(f'`{name}`' for name in missing)}.")
        moved = [name for name in PARAMETERS if not np.array_equal(before[name], getattr(network, name))]
        if moved:
            mend = f"updated-too-early: {TooEarly.words}"
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
        return self._asked("train", two_layer_exercises(self.variant)["train"], self.bench.train)

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


def interview(seed=1, columns=None, path=None):
    """Return the Interview of a seed (a whole number; another one next week).

    columns: samples as columns; None offers them in every second variant once lesson 10 is done.
    path: where progress is kept, if not beside the notebook.
    Raises ValueError for a seed that isn't a whole number from 1 on.

    >>> interview(1).variant.name
    'sigmoid, half squared error, rows, a batch at a time'
    """
    if isinstance(seed, bool) or not isinstance(seed, int) or seed < 1:
        raise ValueError(f"seed must be a whole number from 1 on, but it is {seed!r}")
    if columns is None:
        columns = seed % 2 == 0 and mine(path).lesson_is_done("10")
    return Interview(variant_of(seed, bool(columns)), seed, path)
