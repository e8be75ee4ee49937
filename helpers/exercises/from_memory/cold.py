"""The cold start: fifteen minutes with the interview's question before anything was learned.

Whatever comes is looked at, even one line. The answer says which parts of a page are there, which are missing, and
where exactly those are taught.
"""

import re
import warnings
from dataclasses import dataclass, field
from datetime import datetime
from html import escape

import numpy as np

from helpers.exercises.check.calling import undisturbed
from helpers.exercises.check.record import mine
from helpers.exercises.check.verdict import as_html, framed
from helpers.exercises.from_memory.cold_code.forms import begun_in, is_code, is_mean_without_n
from helpers.exercises.from_memory.cold_code.parts import PARTS, parts_of
from helpers.exercises.from_memory.cold_code.watched import readable
from helpers.exercises.from_memory.pages import source_of

MINUTES = 15
DIVIDES = re.compile(r"/\s*\(?\s*(len\(|[nNm]\b|batch|\w+(\.\w+)?\.(shape|size)|num)|mean\([^()]*axis|average")
NO_MEAN = "A remark: the loss is a mean, so its slope has a 1/n. The seed here has none."
NOTHING = "Nothing of it is there yet. That is where this course begins."
UNKNOWN = "Nothing that this recognizes is there yet."
WORDS = "This is in words, and they are a start. Write it as code; half a line is enough."
TASK = (
    'An interviewer asks: "Write a network with two layers and its training loop. No libraries but NumPy."\n'
    f"You have {MINUTES} minutes. Write what you know, in any form: the way forward, the gradients, a step, the loop, a"
    " check of the gradients. Samples are rows; activations, loss and names are up to you. Nobody expects a page from"
    " you today: one line is a start.\n"
    "Then `cold.submit(...)`, with a function, a class, or code as text. It says what is there already, and where the"
    " rest is taught."
)

# part | what it is | the sections that teach it, each with its minutes (an estimate)
SECTIONS = """
forward | from X through both layers to the prediction
  | 04_batch_dimension.ipynb # Forward: the loop is a product # 2
  | 04_batch_dimension.ipynb # The whole page # 6
seed | the slope of the loss in the prediction, where the way back begins
  | 04_batch_dimension.ipynb # The mean lives in the loss # 4
slope | the slope of the activation, such as a (1 − a)
  | 02_sigmoid.ipynb # The slope, a step a line # 7
  | 02_sigmoid.ipynb # Whose slope is it? # 3
weights | their gradient, a product of what came in and what arrives
  | 03_linear_layer.ipynb # Weights: used once # 5
  | 04_batch_dimension.ipynb # The weights sum by themselves # 3
bias | its gradient, the sum over the samples
  | 04_batch_dimension.ipynb # Backward: what was copied is summed # 2
hand back | the gradient for the layer below, through the weights
  | 03_linear_layer.ipynb # Hand back: two users, two answers # 4
  | 03_linear_layer.ipynb # From loops to a matrix product # 1
loop | forward, backward and a step downhill, again and again
  | 05_full_training.ipynb # First half: from a page to a loop # 3
judge | the difference of two losses, which checks a gradient
  | 01_math.ipynb # A slope is made of two losses # 3
  | 07_spot_the_bug.ipynb # Exhibit 6: the judge itself # 3
"""


@dataclass(frozen=True)
class Section:
    """A section of a lesson."""

    notebook: str
    heading: str
    minutes: int

    @property
    def link(self):
        """Its address, from the folder of the notebooks."""
        return f"{self.notebook}#{self.heading.replace(' ', '-')}"

    def __str__(self):
        return f"{self.notebook[:2]}, {self.heading} ({self.minutes} min)"


def _sections():
    """Return {part: (what it is, its Sections)}."""
    found = {}
    for line in SECTIONS.strip().splitlines():
        first, *rest = (each.strip() for each in line.split("|"))
        if first:
            found[first] = rest[0], []
        else:
            notebook, heading, minutes = (each.strip() for each in rest[0].split("#"))
            found[[*found][-1]][1].append(Section(notebook, heading, int(minutes)))
    return found


TAUGHT = _sections()


class ColdStart:
    """The task; `submit(...)` takes whatever there is."""

    def __init__(self, path=None):
        self.path, self.started = path, datetime.now()

    def __repr__(self):
        return f"A cold start\n{TASK}"

    def _repr_html_(self):
        return framed(f"<p><b>A cold start</b></p>{as_html(TASK)}")

    def submit(self, *pieces, today=None, **named):
        """Look at functions, classes or code as text; return the ColdReport."""
        pieces = [each for each in (*pieces, *named.values()) if each is not None and each is not ...]
        texts = [each if isinstance(each, str) else source_of(each) for each in pieces]
        written = "\n\n".join(dict.fromkeys(text.strip("\n") for text in texts if text))
        objects = [each for each, text in zip(pieces, texts, strict=True) if text is None and callable(each)]
        there, remarks, begun, title = (), (), {}, NOTHING
        if written.strip() and not objects and not is_code(readable(written)):
            title = WORDS
        if objects or re.sub("#.*", "", written).strip():
            code = readable(written)
            there = _looked_at(code, pieces, objects)
            begun = {part: what for part, what in begun_in(code).items() if part not in there}
            title = title if title == WORDS else UNKNOWN
            if "seed" in there and is_mean_without_n(code) and not DIVIDES.search(written):
                remarks = (NO_MEAN,)
            minutes = int((datetime.now() - self.started).total_seconds() // 60)
            kept = written or "# code whose text can't be found"
            mine(self.path).record_cold(there, kept.encode(errors="replace").decode(), minutes, today)
        return ColdReport(there, remarks, begun, title)


def _looked_at(code, pieces, objects):
    """Return the parts that are there; nothing that the code does gets out."""
    around = {}
    for each in pieces:
        function = getattr(each, "forward", each)
        names = getattr(function, "__globals__", {})
        around |= {name: value for name, value in names.items() if callable(value) and not name.startswith("_")}
    try:
        with undisturbed() as clock, np.errstate(all="ignore"), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return parts_of(code, around, objects)
    except KeyboardInterrupt:
        if not clock.rang:
            raise
        return ()


@dataclass(frozen=True)
class ColdReport:
    """What is there, what is begun, what is missing, and where that is taught."""

    there: tuple
    remarks: tuple = ()
    begun: dict = field(default_factory=dict)  # {part: what of it is there}
    nothing: str = NOTHING  # what is said where nothing is there

    @property
    def missing(self):
        """The parts that are not there."""
        return tuple(part for part in PARTS if part not in self.there)

    @property
    def minutes(self):
        """What reading the sections takes, an estimate."""
        sections = {each.link: each.minutes for part in self.missing for each in TAUGHT[part][1]}
        return sum(sections.values())

    @property
    def _title(self):
        if not self.there:
            return self._begun or self.nothing
        if not self.missing:
            return "All eight parts are there. The interview asks for more: `exercises.interview(1)`, in lesson 08."
        return f"There: {', '.join(self.there)}. {self._begun}".strip()

    @property
    def _begun(self):
        parts = ", ".join(f"{part} ({what})" for part, what in self.begun.items())
        return f"Begun: {parts}." if parts else ""

    @property
    def _heading(self):
        return f"Missing, and where it is taught (about {self.minutes} minutes in all):" if self.missing else ""

    def __repr__(self):
        lines = [f"Cold start: {len(self.there)} of {len(PARTS)} parts", self._title, *self.remarks, self._heading]
        for part in self.missing:
            what, sections = TAUGHT[part]
            lines += [f"  {part}: {what}", *(f"    {each}" for each in sections)]
        return "\n".join(filter(None, lines))

    def _repr_html_(self):
        rows = ""
        for part in self.missing:
            what, sections = TAUGHT[part]
            links = ", ".join(f"<a href='{escape(each.link, quote=True)}'>{escape(str(each))}</a>" for each in sections)
            rows += f"<li><b>{part}</b>: {escape(what)}. {links}</li>"
        title = f"<p><b>Cold start: {len(self.there)} of {len(PARTS)} parts</b></p>{as_html(self._title)}"
        title += "".join(map(as_html, self.remarks))
        return framed(f"{title}{as_html(self._heading) if rows else ''}<ul>{rows}</ul>")
