"""What a submission to the interview gets: a Verdict with what was right before, and a curve."""

import base64
import warnings
from dataclasses import dataclass
from html import escape

import numpy as np

from helpers.exercises.check.calling import complaint, place_of, undisturbed
from helpers.exercises.check.verdict import NOT_ATTEMPTED, WRONG, Verdict, as_html, framed

NAME = "interview"


@dataclass(frozen=True, repr=False)
class Report(Verdict):
    """A Verdict with what was looked at before, and a curve."""

    passed: tuple = ()  # what was found right, in the order of the questions
    curve: object = None
    counts: str = ""

    def __repr__(self):
        right = f"Right: {', '.join(self.passed)}." if self.passed and self.status == WRONG else ""
        alt = self.curve.alt if self.curve else ""
        return "\n".join(filter(None, [right, super().__repr__(), alt, self.counts]))

    def _repr_html_(self):
        ticks = f"<p>{' &nbsp; '.join(f'✓ {escape(each)}' for each in self.passed)}</p>" if self.passed else ""
        picture = ""
        if self.curve is not None:
            data = base64.b64encode(self.curve.png()).decode()
            picture = (
                f"<img src='data:image/png;base64,{data}' alt='{escape(self.curve.alt, quote=True)}' width='760'"
                " style='max-width: 100%'>"
            )
        rest = "".join(as_html(each) for each in [self.counts] if each)
        return framed(f"{ticks}{super()._repr_html_()}{picture}{rest}")


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
        with undisturbed(), warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            return action(), None
    except Mended as problem:
        return None, wrong(str(problem))
    except KeyboardInterrupt:
        return None, wrong(f"{what}: it was still running after a long time, and was stopped.")
    except NotImplementedError:
        return None, missing(f"{what} is still to be written.")
    except Exception as error:
        mend = "raises: the error, with its line in your own code, stands above."
        return None, wrong(f"{what} raises {complaint(error)}{place_of(error)}", "raises", mend)
