"""The museum's gallery in the page: all exhibits, each folded, with a prediction and the answer in it."""

from html import escape

from helpers import museum, plots
from helpers.widgets.gallery import QUESTION, paragraphs, published
from helpers.widgets.predict import Answer, as_html
from website import pictures, predictions
from website.code import highlighted

NOTE = "What is wrong here? In your own words, for yourself."


def element(name, cell, notebook):
    """Return the HTML of a cell that shows the gallery, or None."""
    if predictions.called(cell, "widgets.gallery") is None:
        return None
    exhibits = "".join(exhibit_html(number, each) for number, each in enumerate(museum.exhibits, 1))
    return f"<bp-gallery>{exhibits}</bp-gallery>"


def exhibit_html(number, exhibit):
    """Return an exhibit: its code, a guess, and what it is."""
    answer = Answer(exhibit.outcome, exhibit.because)
    guess = predictions.html(
        f"museum-{exhibit.name}", escape(QUESTION), museum.OUTCOMES, answer, answer_html(exhibit), NOTE
    )
    return (
        f'<details class="exhibit"><summary>{number} · {escape(exhibit.title)}</summary>'
        f"<p>{as_html(exhibit.question)}</p>{highlighted(museum.code(exhibit.published))}{guess}</details>"
    )


def answer_html(exhibit):
    """Return what an exhibit does to training, what convicts it, why, the fix and the source."""
    figure = plots.exhibit_curves(exhibit.name)
    return (
        f"<p><b>{escape(exhibit.verdict)}</b></p>"
        + pictures.html(figure.png(), figure.alt)
        + "".join(f"<p>{each}</p>" for each in paragraphs(exhibit))
        + highlighted(museum.code(exhibit.mended))
        + f"<p>{published(exhibit)}</p>"
    )
