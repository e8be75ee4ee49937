"""Predictions in the page: <bp-predict>, which static/predictions.js brings to life.

Without a script the question stays, and the answer is folded below it.
"""

import ast
from html import escape

from helpers.widgets import answers
from helpers.widgets.predict import as_html, as_text
from website.explorers import last_call


class _Asked:
    """Stands in for helpers.widgets while a cell's call is read: predict gives back what it was asked."""

    answers = answers

    @staticmethod
    def predict(question, *, answer, choices=None):
        return question, answer, choices


def element(name, cell, notebook):
    """Return the HTML of a cell that asks for a prediction, or None."""
    call = called(cell, "widgets.predict")
    if call is None:
        return None
    question, answer, choices = eval(ast.unparse(call), {"widgets": _Asked})
    name = next(name for name, each in vars(answers).items() if each is answer)
    labels = [as_text(choice) for choice in choices or []]
    told = f"<p>The answer: <b>{as_html(as_text(answer.value))}</b></p><p>{as_html(answer.because)}</p>"
    return html(name, f"<b>Predict:</b> {as_html(question)}", labels, answer, told)


def html(name, question, labels, answer, told, note=None):
    """Return a prediction as HTML.

    Parameters: name, under which the guess is kept; question and told, the answer, as HTML; labels of the choices,
    or none where a number is typed; answer, an Answer; note, what to write into a field for the reader's own words.
    """
    data = {"name": name, "answer": as_text(answer.value) if labels else answer.value, "note": note}
    if not labels:
        data["within"] = answer.within
    given = "".join(f' data-{key}="{escape(str(value))}"' for key, value in data.items() if value is not None)
    choices = "".join(f"<li>{as_html(label)}</li>" for label in labels)
    return (
        f"<bp-predict{given}><p>{question}</p>{f'<ul>{choices}</ul>' if choices else ''}"
        f'<details class="fold"><summary>show the answer</summary>{told}</details></bp-predict>'
    )


def called(cell, function):
    """Return the call of a function ("widgets.predict") on the last line of a code cell, as a syntax tree, or None."""
    call = last_call(cell)
    return call if call and ast.unparse(call.func) == function else None
