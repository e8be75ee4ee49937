"""The gallery of lesson 07: choose an exhibit, say what its code does to training, and look."""

from html import escape

import ipywidgets

from helpers import museum, plots
from helpers.plots.style import PIXELS_PER_INCH, WIDTH
from helpers.widgets.controls import LABEL
from helpers.widgets.frontend import show
from helpers.widgets.predict import FRAME, HOW_TO_CHOOSE, TEXT, as_html

CODE = (
    "<pre style='line-height: 1.35; margin: 6px 0; padding: 0 0 0 12px; border-left: 3px solid gray; overflow-x:"
    " auto'>{}</pre>"
)
FOLDED = "<details style='margin: 4px 0 4px 16px'><summary>{}</summary>{}</details>"
QUESTION = "With this code, the loss …"


class Gallery:
    """A list of exhibits; of one of them the code, buttons and a field for the guess, and, after it, the answer.

    What was guessed about each exhibit stays, also while others are looked at.
    """

    def __init__(self, exhibits=museum.exhibits):
        self.exhibits, self.guesses, self.notes, self.seen = exhibits, {}, {}, set()
        options = [(f"{place + 1} · {each.title}", place) for place, each in enumerate(exhibits)]
        narrow, wide = {"width": "330px"}, {"width": "560px"}
        self.chooser = ipywidgets.Dropdown(description="exhibit", options=options, style=LABEL, layout=narrow)
        self.next = ipywidgets.Button(description="next exhibit")
        self.score = ipywidgets.HTML()
        self.task = ipywidgets.HTML()
        self.guess = ipywidgets.ToggleButtons(options=museum.OUTCOMES, value=None, style={"button_width": "initial"})
        hint = "What is wrong here? (in your own words, for yourself)"
        self.note = ipywidgets.Textarea(placeholder=hint, rows=2, layout=wide)
        self.reveal = ipywidgets.Button(description="show the answer")
        self.reply = ipywidgets.HTML()
        page = {"width": f"{WIDTH * PIXELS_PER_INCH:.0f}px", "max_width": "100%"}
        self.picture = ipywidgets.Image(format="png", layout=page)
        self.answer = ipywidgets.HTML()
        self.chooser.observe(lambda _: self.enter(), names="value")
        self.next.on_click(lambda _: self.chooser.set_trait("value", (self.chooser.value + 1) % len(exhibits)))
        self.guess.observe(lambda _: self.keep(), names="value")
        self.note.observe(lambda _: self.notes.update({self.exhibit.name: self.note.value}), names="value")
        self.reveal.on_click(lambda _: self.show_answer())
        self.enter()

    @property
    def exhibit(self):
        """The exhibit that is shown now."""
        return self.exhibits[self.chooser.value]

    def enter(self):
        """Show the exhibit that was chosen, as it was left."""
        name = self.exhibit.name
        question = TEXT.format(as_html(self.exhibit.question))
        self.task.value = question + code_html(self.exhibit.published) + TEXT.format(QUESTION)
        self.note.value = self.notes.get(name, "")
        self.guess.value = self.guesses.get(name)
        self.reply.value = ""
        self.refresh()

    def keep(self):
        """Remember the guess."""
        if self.guess.value is not None:
            self.guesses[self.exhibit.name] = self.guess.value
            self.reply.value = ""

    def show_answer(self):
        """Show what this exhibit is, and keep it open; without a guess, ask for it."""
        if self.exhibit.name not in self.guesses:
            self.reply.value = TEXT.format(HOW_TO_CHOOSE)
            return
        self.seen.add(self.exhibit.name)
        self.refresh()

    def refresh(self):
        """Show or hide the answer, and count."""
        exhibit, is_open = self.exhibit, self.exhibit.name in self.seen
        self.guess.disabled = self.reveal.disabled = self.note.disabled = is_open
        self.picture.layout.display = None if is_open else "none"
        self.answer.value = ""
        if is_open:
            self.picture.value = plots.exhibit_curves(exhibit.name).png()
            right = "as you said" if self.guess.value == exhibit.outcome else f"you said: {self.guess.value}"
            self.reply.value = TEXT.format(f"<b>{escape(exhibit.verdict)}</b> ({right})")
            self.answer.value = answer_html(exhibit)
        right = sum(self.guesses[each.name] == each.outcome for each in self.exhibits if each.name in self.seen)
        self.score.value = TEXT.format(f"seen {len(self.seen)} of {len(self.exhibits)}, guessed right {right}")

    def widget(self):
        """Return all of it as one widget."""
        top = ipywidgets.HBox([self.chooser, self.next, self.score], layout={"flex_flow": "row wrap"})
        rows = [top, self.task, self.guess, self.note, self.reveal, self.reply, self.picture, self.answer]
        return ipywidgets.VBox(rows, layout=FRAME)

    def bundle(self):
        """Return what stands in where no kernel runs: all exhibits, each folded, the answers folded again."""
        parts, lines, asked = [], [], TEXT.format(f"{QUESTION} {' · '.join(museum.OUTCOMES)}?")
        for number, each in enumerate(self.exhibits, 1):
            question = TEXT.format(as_html(each.question)) + code_html(each.published) + asked
            answer = TEXT.format(f"<b>The loss {each.outcome}.</b>") + answer_html(each)
            folded = question + FOLDED.format("show the answer", answer)
            parts.append(FOLDED.format(f"{number} · {escape(each.title)}", folded))
            lines.append(f"{number}. {each.title}: {each.question}")
        return {"text/html": "".join(parts), "text/plain": "\n".join([*lines, "", museum.table()])}


def code_html(code):
    """Return an exhibit's code as HTML."""
    return CODE.format(escape(museum.code(code)))


def paragraphs(exhibit):
    """Return, as HTML, what convicts an exhibit, why, what catches it, and the fix."""
    return [
        f"<b>{escape(exhibit.shown_number)}</b>",
        as_html(exhibit.because),
        f"<b>Caught by:</b> {as_html(exhibit.tool)}",
        f"<b>Fix:</b> {as_html(exhibit.fix)}",
    ]


def published(exhibit, attributes=""):
    """Return, as HTML, where it was published, and what became of it there; attributes: of the link."""
    source = escape(exhibit.source)
    if exhibit.link:
        source = f"<a href='{exhibit.link}'{attributes}>{source}</a>"
    status = f" ({escape(exhibit.status)})" if exhibit.status else ""
    return f"<b>Published in:</b> {source}{status}; the code is our own."


def answer_html(exhibit):
    """Return what convicts an exhibit, why, the fix and the source."""
    text = "".join(map(TEXT.format, paragraphs(exhibit))) + code_html(exhibit.mended)
    return text + TEXT.format(published(exhibit, " target='_blank' style='text-decoration: underline'"))


def gallery():
    """Show the museum's gallery of published mistakes: guess first, then look. Nothing is returned."""
    shown = Gallery()
    show(shown.widget(), shown.bundle())
