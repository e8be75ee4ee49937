"""What a submission to the interview gets: a Verdict that names no mistake, with what was right before, and a curve."""

import base64
import re
import warnings
from dataclasses import dataclass
from html import escape

import numpy as np

from helpers.exercises.check.calling import complaint, place_of, undisturbed
from helpers.exercises.check.verdict import NOT_ATTEMPTED, WRONG, Verdict, as_html, framed

NAME = "interview"


@dataclass(frozen=True, repr=False)
class Report(Verdict):
    """A Verdict with what was looked at before, and a curve.

    It shows where the page fails and with which numbers. The name of the mistake and its cure are in `mistake` and
    `mend`, and `interview.name_it()` shows them: a page that is mended by its numbers is the reader's own work.
    """

    passed: tuple = ()  # what was found right, in the order of the questions
    curve: object = None
    counts: str = ""  # what it counts for
    stuck: str = ""  # where it ended, in a word or two, such as "hand back"; otherwise it is read off the message

    @property
    def _nameless(self):
        return Verdict(self.exercise, self.status, None, self.message, "", self.remarks, self.where)

    def __repr__(self):
        right = f"Right: {', '.join(self.passed)}." if self.passed and self.status == WRONG else ""
        alt = self.curve.alt if self.curve else ""
        return "\n".join(filter(None, [right, repr(self._nameless), alt, self.counts]))

    def _repr_html_(self):
        ticks = f"<p>{' &nbsp; '.join(f'✓ {escape(each)}' for each in self.passed)}</p>" if self.passed else ""
        picture = ""
        if self.curve is not None:
            data = base64.b64encode(self.curve.png()).decode()
            picture = (
                f"<img src='data:image/png;base64,{data}' alt='{escape(self.curve.alt, quote=True)}' width='760'"
                " style='max-width: 100%'>"
            )
        rest = as_html(self.counts) if self.counts else ""
        return framed(f"{ticks}{self._nameless._repr_html_()}{picture}{rest}")


# ---- where a page is stuck

METHODS = {"forward": "forward", "backward": "backward", "step": "the step", "train": "the loop"}
JUDGE = "the judge"
ALL_FOUR, FIRST_LAYER = {"W1", "b1", "W2", "b2"}, {"W1", "b1"}


def stuck_at(report):
    """Return what a page is stuck at, in a word or two, for the diary.

    >>> stuck_at(Report(NAME, WRONG, None, "`backward`: dL_dW1 and dL_db1 are off; dL_dW2 and dL_db2 are right."))
    'hand back'
    """
    if report.stuck:
        return report.stuck
    place = re.match(r"\s*`(\w+)", report.message)
    name = place[1] if place else ""
    if name == "backward":
        return _rule(report)
    if "check" in name:
        return JUDGE
    return METHODS.get(name, name or "the training")


def _rule(report):
    """Return which of the five rules is off: a slope by the mistake, the others by which gradients are off."""
    off = set(re.findall(r"dL_d([Wb][12])\b", re.split(r"\b(?:is|are) off\b", report.message)[0]))
    mistake = report.mistake or ""
    if "slope" in mistake:
        return "slope"
    if "too-early" in mistake or off == FIRST_LAYER:
        return "hand back"
    if off and off <= {"W1", "W2"}:
        return "weights"
    if off and off <= {"b1", "b2"}:
        return "bias"
    return "seed" if off == ALL_FOUR else "backward"


# ---- ends of a submission


class Mended(Exception):
    """Something about the class isn't as the task says; the text says what."""


def wrong(message, mistake=None, mend=""):
    """Return a Verdict that ends the submission."""
    return Verdict(NAME, WRONG, mistake, message, mend)


def missing(message):
    """Return the Verdict that something is still to be written."""
    return Verdict(NAME, NOT_ATTEMPTED, message=message)


def safely(what, action):
    """Return (what action returned, None), or (None, the Verdict about what it raised or that it had no end)."""
    try:
        with undisturbed() as clock, warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            return action(), None
    except Mended as problem:
        return None, missing(str(problem))
    except KeyboardInterrupt:
        if not clock.rang:  # the reader pressed stop: that is no attempt
            raise
        return None, wrong(f"{what}: it was still running after a long time, and was stopped.")
    except NotImplementedError:
        return None, missing(f"{what} is still to be written.")
    except Exception as error:
        return None, missing(f"{what} raises {complaint(error)}{place_of(error)}")
