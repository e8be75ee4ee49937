"""What a check says: a status, the mistake where it is known, and words for a person; and what a known mistake is."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape

from helpers.exercises.check.showing import listed

NOT_ATTEMPTED, CORRECT, WRONG = "not attempted", "correct", "wrong"

# All identifiers, in the order in which two of them are joined by "+", and what each means.
MEANINGS = {
    "wrong-shape": "The shape isn't the one that is asked for.",
    "transposed": "A factor, or the result, is transposed, or in the place of another.",
    "wrong-sign": "A sign is wrong.",
    "wrong-factor": "The result is off by a constant factor.",
    "mean-for-sum": "It divides by a size where a plain sum is asked for.",
    "sum-for-mean": "It doesn't divide by the number of samples, where a mean is asked for.",
    "batch-not-summed": "A sum over the samples is left out, or is in the wrong place.",
    "slope-of-activation": "A slope is taken at the wrong place, or is there once too often.",
    "missing-slope": "A derivative, or a part of it, is left out.",
    "missing-upstream": "What arrives from above is left out: this is a local slope only.",
    "missing-path": "A path, or a term of a sum, is left out.",
    "last-sample-only": "Only the last is left, as where each turn of a loop overwrites the one before it.",
    "updated-too-early": "The gradient that is passed back uses the weights after the step.",
    "argument-changed": "It overwrites what it was given.",
    "broadcast": "Arrays met in another way than entry by entry: NumPy stretched one of them, or paired all with all.",
    "overflow": "With large inputs a number gets too large, or too small, for a float, or meets a limit.",
    "integer": "With whole numbers it computes in integers, and everything behind the decimal point is lost.",
    "uphill": "It steps with the gradient, and that's where the loss rises.",
    "not-in-place": "A new array got a local name; the arrays outside stay as they were.",
    "raises": "It raises an error.",
}

# How to mend what looks the same in every exercise.
MENDS = {
    "argument-changed": (
        "`a *= b`, `a[mask] = 0` and `out=a` write into the array that was given. Make a new one: `a * b`, or"
        " `a.copy()` first."
    ),
    "integer": (
        "An array of whole numbers has no room for 0.5. Start from floats: `np.zeros(x.shape)` for `np.zeros_like(x)`,"
        " `x.astype(float)` for `x.copy()`."
    ),
    "overflow": "Ask only for exponentials of numbers that aren't positive.",
    "underflow": (
        "A power so small that a float makes 0 of it is a denominator here, or has its logarithm taken. Let the two"
        " cancel on paper first: log (e^z / Σ) is z − log Σ, and the slope of −log p in the logits is p − y."
    ),
    "limit": (
        "NumPy has nothing to complain about here. Is there a limit, `np.clip` or a small number that is added? It"
        " takes the place of the right one: leave it out. A logarithm needs none, if it is log (e^z / Σ) = z − log Σ."
    ),
    "raises": "Start at the line that is named. On the line before it, print the shapes of what stands in it.",
}


@dataclass(frozen=True)
class Mistake:
    """One known mistake: its identifier (None: it has no name), how to mend it, and the wrong computation.

    The computation is given in one of three ways. `steps`: it replaces steps of the formula, by
    their keyword, and so it combines with mistakes in other steps. `whole`: it replaces the formula.
    `direction`: the answer is right + c · direction, with an unknown number c (a learning rate, say).
    outputs: the names of the outputs where it can be made; by default all whose formula has the step.
    """

    identifier: str | None
    mend: str
    outputs: tuple = ()
    whole: Callable | None = None
    direction: Callable | None = None
    steps: dict = field(default_factory=dict)

    def can_be_in(self, output, steps):
        """Return whether the formula of an output, which has these steps, can be wrong in this way."""
        fits = self.whole or self.direction or steps | {output} >= self.steps.keys()
        return bool(fits) and (output in self.outputs or not self.outputs)


@dataclass(frozen=True, repr=False)
class Verdict:
    """What `check` returns. It shows itself: first what is off, then the mistake and its cure behind a fold.

    exercise is a name; status is "not attempted", "correct" or "wrong"; mistake is an identifier
    from MEANINGS, several joined by "+" in its order, or None; message says what is off, with the
    numbers of the smallest example; mend is what the fold hides. remarks: what is no mistake, and worth a word.
    where: the line of the reader's own code that the message is about, where one is known.

    >>> Verdict("sigmoid", CORRECT, message="Same numbers as the reference.")
    sigmoid: correct
    Same numbers as the reference.
    """

    exercise: str
    status: str
    mistake: str | None = None
    message: str = ""
    mend: str = ""
    remarks: tuple = ()
    where: int | None = None
    told: str = field(default="", repr=False, compare=False)  # `mend` with its emphasis

    def __post_init__(self):
        mend = plain(self.mend)
        object.__setattr__(self, "told", self.told if plain(self.told) == mend else self.mend)
        object.__setattr__(self, "mend", mend)

    @property
    def remark(self):
        """All remarks as one text."""
        return "\n".join(self.remarks)

    def __repr__(self):
        lines = [f"{self.exercise}: {self.status}", self.message, *self.remarks]
        if self.mend:
            lines.append("Folded away: the name of the mistake (.mistake) and how to fix it (.mend).")
        return plain("\n".join(line for line in lines if line))

    def _repr_html_(self):
        html = f"<p><b>{escape(self.exercise)}: {self.status}</b></p>{as_html(self.message)}{as_html(self.remark)}"
        if self.mend:
            mend = re.sub(rf"<p>({'|'.join(MEANINGS)}):", r"<p><b>\1</b>:", as_html(self.told))
            html += f"<details><summary>Show the mistake and the fix</summary>{mend}</details>"
        return framed(html)


def joined(identifiers):
    """Return several identifiers as one, in the order of the table; None where one of them is unknown.

    >>> joined({"mean-for-sum", "transposed"})
    'transposed+mean-for-sum'
    """
    if not identifiers or None in identifiers:
        return None
    names = "+".join(identifiers).split("+")  # one may be joined already
    return "+".join(name for name in MEANINGS if name in names)


def sentence(identifier, words="", where=()):
    """Return a line of the fold: the name of a mistake (or None), what it means, in which results, how to mend it.

    >>> sentence("raises", "Look at the shapes.", ["dL_dX", "dL_dW"])
    'raises: It raises an error. In dL_dX and dL_dW: Look at the shapes.'
    """
    name = f"{identifier}: {MEANINGS[identifier]}" if identifier else ""
    mend = (f"In {listed(where)}: " if where else "") + (words or MENDS.get(identifier, ""))
    return " ".join(filter(None, (name, mend)))


def emphasized(line, put):
    r"""Return a line with what stands between asterisks put otherwise; code, between backticks, stays as it is.

    >>> emphasized("each *output*, and `a * b * c`", r"<em>\1</em>")
    'each <em>output</em>, and `a * b * c`'
    """
    parts = line.split("`")
    parts[::2] = [re.sub(r"(?<![\w*)\]])\*(\w(?:[^*]*\w)?)\*(?![\w*(])", put, part) for part in parts[::2]]
    return "`".join(parts)


def plain(text):
    """Return text without the asterisks of emphasis; indented lines are numbers or code."""
    lines = text.split("\n")
    return "\n".join(line if line.startswith("  ") else emphasized(line, r"\1") for line in lines)


def framed(html):
    """Return HTML in the frame of everything that shows itself."""
    return f"<div style='line-height: 1.5; max-width: 760px'>{html}</div>"


def as_html(text):
    """Return plain text as HTML: indented lines keep their columns, and `code` stands between backticks."""
    html, block = "", []
    for line in [*text.split("\n"), ""]:
        if line.startswith("  "):
            block.append(escape(line[2:]))
            continue
        if block:
            html += "<pre style='margin: 4px 0 4px 16px'>" + "\n".join(block) + "</pre>"
            block = []
        if line:
            html += "<p>" + re.sub(r"`([^`]*)`", r"<code>\1</code>", emphasized(escape(line), r"<em>\1</em>")) + "</p>"
    return html
