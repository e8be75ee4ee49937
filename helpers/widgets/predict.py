"""Predict, then reveal: a question that shows its answer only to somebody who has given one."""

import math
from html import escape
from numbers import Real
from typing import NamedTuple

import ipywidgets

from helpers.plots.style import minus
from helpers.widgets.controls import LABEL, choice
from helpers.widgets.frontend import show

FRAME = ipywidgets.Layout(border="1px solid gray", padding="6px 12px", margin="4px 0", max_width="760px")
TEXT = "<div style='line-height: 1.5; font-size: 14px'>{}</div>"  # no color: the theme's own fits the page
HOW_TO_CHOOSE = "Choose one of the buttons first."
HOW_TO_WRITE = "Write a number first, like 0.25, −3 or 1/8 (no commas, no unit)."


class Answer(NamedTuple):
    """A value, the reason for it, and, where a number is typed, how far from it counts as the same."""

    value: object
    because: str
    within: float = 0


class Prediction:
    """A question, buttons or a field for the prediction, a button that shows the answer, and the reply.

    What is predicted can be changed until the answer is shown, and stays on the screen afterwards.
    """

    def __init__(self, question, choices, answer):
        self.question, self.answer = question, answer
        self.labels = [as_text(each) for each in choices or []]
        self.ask = choice("your prediction", self.labels, None) if self.labels else self.field()
        self.ask.observe(lambda _: self.note(), names="value")
        self.reveal = ipywidgets.Button(description="show the answer")
        self.reveal.on_click(lambda _: self.show_answer())
        self.reply = ipywidgets.HTML()

    def field(self):
        """Return an empty field for a number; its value arrives when it is left, not letter by letter."""
        look = {"style": LABEL, "layout": {"width": "260px"}, "continuous_update": False}
        return ipywidgets.Text(description="your prediction", placeholder="a number", **look)

    def said(self):
        """Return the prediction as text, or None if there is none that can be read."""
        if self.labels:
            return self.ask.value
        number = as_number(self.ask.value)
        return None if number is None else as_text(number)

    def note(self):
        """Show what was predicted so far, or how to write it."""
        said, hint = self.said(), HOW_TO_CHOOSE if self.labels else HOW_TO_WRITE
        self.reply.value = TEXT.format(hint if said is None else f"Your prediction: <b>{as_html(said)}</b>")

    def show_answer(self):
        """Show prediction, answer and reason, and keep them; without a prediction, ask for it again."""
        self.note()
        if self.said() is None:
            return
        self.ask.disabled = self.reveal.disabled = True
        lines = [
            f"The answer: <b>{as_html(as_text(self.answer.value))}</b>{self.distance()}",
            as_html(self.answer.because),
        ]
        self.reply.value += "".join(TEXT.format(line) for line in lines)

    def distance(self):
        """Say how far a number is from the answer."""
        if self.labels:
            return ""
        away = abs(as_number(self.ask.value) - self.answer.value)
        if away <= self.answer.within + 1e-9 * abs(self.answer.value):  # the second part is for rounding
            return f" (the two agree to within {as_text(self.answer.within)})" if self.answer.within else ""
        return f" ({away:.6g} away from yours)"

    def widget(self):
        """Return all of it as one widget."""
        question = ipywidgets.HTML(TEXT.format(f"<b>Predict:</b> {as_html(self.question)}"))
        return ipywidgets.VBox([question, self.ask, self.reveal, self.reply], layout=FRAME)

    def bundle(self):
        """Return what stands in for the widget where no kernel runs: the question, and the answer folded away."""
        value, because = as_text(self.answer.value), self.answer.because
        labels = "".join(f"<li>{as_html(label)}</li>" for label in self.labels)
        html = f"<p><b>Predict:</b> {as_html(self.question)}</p>" + (f"<ul>{labels}</ul>" if labels else "")
        answer = f"<b>{as_html(value)}</b><br>{as_html(because)}"
        html += f"<details><summary>show the answer</summary>{answer}</details>"
        lines = [f"Predict: {self.question}", *(f"- {label}" for label in self.labels), f"Answer: {value}", because]
        return {"text/html": html, "text/plain": "\n".join(lines)}


def predict(question, *, answer, choices=None):
    """Ask for a prediction, and show the answer after it was given; run the cell again to start afresh.

    Parameters: question, plain text, with `code` between backticks; answer, an Answer (those of the
    lessons are in helpers.widgets.answers, so that a lesson doesn't show what it asks); choices, texts
    or numbers for the buttons. Without choices, a number is typed. Returns nothing: the question is shown.
    Raises TypeError or ValueError for arguments with which it couldn't be asked or answered.
    """
    _check(question, choices, answer)
    prediction = Prediction(question, choices, answer)
    show(prediction.widget(), prediction.bundle())


def as_number(text):
    """Return the finite number that a reader wrote, a fraction perhaps, or None."""
    above, slash, below = text.strip().replace("−", "-").partition("/")
    try:
        number = float(above) / (float(below) if slash else 1)
    except (ValueError, ZeroDivisionError):
        return None
    return number if math.isfinite(number) else None


def as_text(value):
    """Return a choice or a number as it is shown: 14 for 14.0, and a real minus sign."""
    return value if isinstance(value, str) else minus(f"{value:.10g}")


def as_html(text):
    """Return plain text as HTML, with <code> for what stands between backticks."""
    pieces = escape(text).split("`")
    return "".join(f"<code>{piece}</code>" if place % 2 else piece for place, piece in enumerate(pieces))


def _check(question, choices, answer):
    if not isinstance(answer, Answer):
        raise TypeError(f"answer must be an Answer(value, because), not {answer!r}")
    for name, text in {"question": question, "because": answer.because}.items():
        if not isinstance(text, str) or not text.strip():
            raise ValueError(f"{name} must be a text that isn't empty, not {text!r}")
        if text.count("`") % 2:
            raise ValueError(f"{name} has a backtick without a partner: {text!r}")
    if choices is None:
        _check_number(answer)
    else:
        _check_choices(choices, answer)


def _check_number(answer):
    for name, number in {"the answer": answer.value, "within": answer.within}.items():
        if not _is_number(number):
            raise ValueError(f"without choices a number is typed, so {name} must be a finite number, not {number!r}")
    if answer.within < 0:
        raise ValueError(f"within must not be negative, not {answer.within!r}")


def _check_choices(choices, answer):
    can_be_chosen = [_is_number(each) or (isinstance(each, str) and each.strip()) for each in choices]
    if isinstance(choices, str) or not all(can_be_chosen):
        raise ValueError(f"choices must be a list of texts or numbers, not {choices!r}")
    labels = [as_text(each) for each in choices]
    if len(labels) < 2 or len(set(labels)) < len(labels):
        raise ValueError(f"choices must be at least two, and all different, not {choices!r}")
    if (not isinstance(answer.value, str) and not _is_number(answer.value)) or as_text(answer.value) not in labels:
        raise ValueError(f"the answer {answer.value!r} is not among the choices {choices!r}")
    if answer.within:
        raise ValueError("within is for a number that is typed; with choices leave it out")


def _is_number(value):
    return isinstance(value, Real) and not isinstance(value, bool) and math.isfinite(value)
