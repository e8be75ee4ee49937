"""What an exhibit is: the code as it was published, the same mended, and a number that is 0 only for the second."""

import inspect
import re
import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

NOTHING = 1e-6  # a number up to this is rounding
FALLS, FALLS_LESS, STAYS, RAISES = (
    "falls as far, or farther",
    "falls, but not as far",
    "hardly falls, or rises",
    "never starts: an error",
)
OUTCOMES = (FALLS, FALLS_LESS, STAYS, RAISES)
ERRORS = (TypeError, ValueError)  # what NumPy and the layers say when the code can't run


@dataclass(frozen=True, eq=False)
class Exhibit:
    """One published mistake, runnable.

    name, an identifier; title, which part it is, without giving the mistake away; source, where it was
    published; question, what to look for; published and mended, the code (in words of our own); measure,
    which takes either and returns a number that is 0, to rounding, where nothing is wrong; measured, what
    that number is; curve, which takes either and returns the losses of a training run, always from the same
    start; because, what is wrong; tool, what catches it; fix; status, what became of it where it was published,
    as far as that could be looked up in 2026. Nothing here depends on time or global state.
    """

    name: str
    title: str
    source: str
    question: str
    published: Callable
    mended: Callable
    measure: Callable
    measured: str
    curve: Callable
    because: str
    tool: str
    fix: str
    status: str = ""

    @cached_property
    def number(self):
        """The number that convicts, a float, or the name of the error that the code raises."""
        try:
            return float(self.measure(self.published))
        except ERRORS as error:
            return type(error).__name__

    @cached_property
    def curves(self):
        """The losses with the published and with the mended code, two lists; the first is None where nothing runs."""
        try:
            published = self.curve(self.published)
        except ERRORS:
            published = None
        return published, self.curve(self.mended)

    @cached_property
    def outcome(self):
        """Does training still seem to work? One of OUTCOMES, by how far the loss falls beside the mended code's."""
        published, mended = self.curves
        if published is None:
            return RAISES
        share = (published[0] - published[-1]) / (mended[0] - mended[-1])
        return FALLS if share >= 0.95 else FALLS_LESS if share >= 0.35 else STAYS

    @property
    def verdict(self):
        """The outcome as a sentence with the losses at the start and the end."""
        published, mended = self.curves
        if published is None:
            return f"The loss {self.outcome}. With the fix, it goes from {mended[0]:.3f} to {mended[-1]:.3f}."
        return (
            f"The loss {self.outcome}: from {published[0]:.3f} to {published[-1]:.3f}. With the fix: to"
            f" {mended[-1]:.3f}."
        )

    @property
    def shown_number(self):
        """The number and what it is, as text."""
        if isinstance(self.number, str):
            return f"An error, and no number: {self.number}"
        return f"{self.measured[0].upper()}{self.measured[1:]}: {self.number:.3g} (with the fix: 0)"

    @property
    def link(self):
        """The address of the source on GitHub, or None."""
        found = re.match(r"([\w.-]+/[\w.-]+), (?:issue|pull request) (\d+)", self.source)
        return found and f"https://github.com/{found[1]}/issues/{found[2]}"


def code(function):
    """Return the source of a function or class, as it stands in its file."""
    return textwrap.dedent(inspect.getsource(function)).strip()
