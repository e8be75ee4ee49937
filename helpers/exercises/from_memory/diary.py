"""The interview's diary: what each sitting took, as lines and as a small picture, and the next date for a calendar."""

from base64 import b64encode
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from html import escape
from pathlib import Path

from helpers import files
from helpers.exercises.check.record import FIRST
from helpers.exercises.check.showing import listed

SECOND_ROUND = "second round"  # of the page of an interview
LONG = 24 * 60  # minutes; after that nobody sat there all the time


def counted(number, word):
    """Return a number with its noun.

    >>> counted(1, "hint"), counted(3, "hint"), counted(2, "fix")
    ('1 hint', '3 hints', '2 fixes')
    """
    return f"{number} {word}{'' if number == 1 else 'es' if word.endswith('x') else 's'}"


# ---- sittings


@dataclass(frozen=True)
class Sitting:
    """The submissions of one variant, from the first to the one that passed, or to the last of the day."""

    entries: tuple

    @property
    def last(self):
        """The submission that ended it."""
        return self.entries[-1]

    @property
    def title(self):
        """What was asked: the variant, and the question where it isn't the first."""
        question = self.last.get("question", FIRST)
        return self.last["variant"] if question == FIRST else f"{question}: {self.last['variant']}"

    @property
    def minutes(self):
        """From when the task was shown to the end; None where nobody looked at a clock (version 0.1.0)."""
        if "minutes" not in self.last:
            return None
        starts = [datetime.fromisoformat(each["started"]) for each in self.entries if "started" in each]
        earlier = (starts[-1] - min(starts)).total_seconds() / 60 if starts else 0  # a kernel was restarted
        return max(0, self.last["minutes"] + round(earlier))

    @property
    def time(self):
        """The minutes in words, or nothing."""
        if self.minutes is None:
            return ""
        return f"{self.minutes} min" if self.minutes < LONG else "more than a day"

    @property
    def mends(self):
        """How many submissions failed."""
        return sum(not each["passed"] for each in self.entries)

    @property
    def stuck(self):
        """What was stuck, in the order of the day."""
        return [*dict.fromkeys(each["stuck"] for each in self.entries if each.get("stuck"))]

    @property
    def practice(self):
        """Why it doesn't count, though it passed, or nothing."""
        hints = self.last["hints"]
        return self.last.get("practice") or (counted(hints, "hint") if hints else "")

    @property
    def how(self):
        """How it ended, in words."""
        words = "passed" if self.last["passed"] else "not passed"
        if self.time:
            words += f"{' in' if self.last['passed'] else ','} {self.time}"
        words += f", {counted(self.mends, 'fix' if self.last['passed'] else 'submission')}" if self.mends else ""
        words += f", stuck at {listed(self.stuck)}" if self.stuck else ""
        return words + (f", {self.practice}: doesn't count" if self.practice else "")

    def __str__(self):
        return f"{self.last['date']}  {self.title}: {self.how}"


def sittings(attempts):
    """Return submissions as Sittings: one ends when the page has passed, or with its day."""
    found = []
    for each in attempts:
        if found and _goes_on(found[-1][-1], each):
            found[-1].append(each)
        else:
            found.append([each])
    return [Sitting(tuple(entries)) for entries in found]


def _goes_on(before, after):
    """Return whether a submission belongs to the same sitting as the one before it."""
    same = all(before.get(key) == after.get(key) for key in ("question", "variant"))
    day = before["date"] == after["date"] or before.get("started", "") == after.get("started")  # past midnight
    return same and day and not before["passed"]


# ---- the next date


class Appointment:
    """The day of the second time, as a file for a calendar. In a notebook it shows itself as a link to save it."""

    def __init__(self, day, call):
        self.day, self.call = day, call

    @property
    def text(self):
        """The file (RFC 5545: lines end in CR LF; an event of a day ends on the next)."""
        lines = (
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            "PRODID:-//Backprop from a blank page//EN",
            "BEGIN:VEVENT",
            f"UID:interview-{self.day:%Y%m%d}@backprop-from-a-blank-page",
            f"DTSTAMP:{datetime.now(UTC):%Y%m%dT%H%M%SZ}",
            f"DTSTART;VALUE=DATE:{self.day:%Y%m%d}",
            f"DTEND;VALUE=DATE:{self.day + timedelta(1):%Y%m%d}",
            "SUMMARY:Backprop from a blank page",
            f"DESCRIPTION:{self.call}",
            "END:VEVENT",
            "END:VCALENDAR",
        )
        return "".join(f"{line}\r\n" for line in lines)

    def save(self, path="my_interview.ics"):
        """Write the file, and return its path."""
        files.write(path, self.text.encode())
        return Path(path)

    def link(self):
        """Return the link as HTML."""
        data = b64encode(self.text.encode()).decode()
        return (
            f"<a download='my_interview.ics' href='data:text/calendar;base64,{data}'>Save"
            f" {self.day.isoformat()} for your calendar</a>"
        )

    def __repr__(self):
        return f"{self.day.isoformat()}: {self.call}. `.save()` writes it as a file for your calendar."

    def _repr_html_(self):
        return f"<p>{self.link()}</p>"


def appointment(kept, question=FIRST):
    """Return the Appointment of a second time that is still to come, or None."""
    seed, day = kept.next_attempt(question)
    return Appointment(day, call_of(question, seed)) if day and day > date.today() else None


def call_of(question, seed):
    """Return how one asks for a question.

    >>> call_of("adam", 2), call_of("two layers", 3)
    ('exercises.interview("adam", seed=2)', 'exercises.interview(3)')
    """
    if question == SECOND_ROUND:
        return f"interview.second_round({seed})"
    return f"exercises.interview({seed})" if question == FIRST else f'exercises.interview("{question}", seed={seed})'


# ---- the picture

WIDTH, LEFT, COLUMN, BAR, GROUND, TOP = 760, 12, 92, 34, 118, 28
SHOWN = 8  # sittings; of more, the last ones
COUNTS = "#009E73"


def picture(found, next_day=None):
    """Return the last sittings as SVG: a bar each, as high as it took minutes, and filled where it counts."""
    shown = found[-SHOWN:]
    longest = max([each.minutes or 0 for each in shown] + [1])
    columns = "".join(_column(each, place, longest) for place, each in enumerate(shown))
    if next_day:
        columns += _next(next_day, len(shown))
    width = LEFT + COLUMN * (len(shown) + bool(next_day))
    alt = escape(alternative(shown, next_day), quote=True)
    return (
        f"<svg xmlns='http://www.w3.org/2000/svg' role='img' aria-label='{alt}' viewBox='0 0 {width} {GROUND + 52}'"
        f" width='{width}' style='max-width: 100%; height: auto' fill='currentColor' font-size='11'"
        f" font-family='sans-serif'><title>{alt}</title><line x1='{LEFT}' x2='{width}' y1='{GROUND}' y2='{GROUND}'"
        f" stroke='currentColor' stroke-opacity='0.5'/>{columns}</svg>"
    )


def _column(sitting, place, longest):
    """One sitting: a bar, its minutes above it, and below it the day, the mends and what was stuck."""
    x, minutes = LEFT + COLUMN * place + COLUMN / 2, sitting.minutes or 0
    height = max(3, (GROUND - TOP) * minutes / longest)
    counts = sitting.last["passed"] and not sitting.practice
    look = f"fill='{COUNTS}'" if counts else "fill='none' stroke='currentColor' stroke-dasharray='3 2'"
    bar = f"<rect x='{x - BAR / 2}' y='{GROUND - height:.0f}' width='{BAR}' height='{height:.0f}' {look}/>"
    above = sitting.time or "?"
    if sitting.last["passed"]:
        above = f"✓ {above}"
    how = "practice" if sitting.practice else counted(sitting.mends, "fix")
    below = [sitting.last["date"], how if sitting.last["passed"] else "not passed"]
    below += [sitting.stuck[0] + (" …" if sitting.stuck[1:] else "")] if sitting.stuck else []
    return bar + _words(x, GROUND - height - 6, above) + _below(x, below)


def _next(day, place):
    """The place of the second time."""
    x = LEFT + COLUMN * place + COLUMN / 2
    bar = (
        f"<rect x='{x - BAR / 2}' y='{TOP}' width='{BAR}' height='{GROUND - TOP}' fill='none' stroke='currentColor'"
        " stroke-opacity='0.5' stroke-dasharray='1 3'/>"
    )
    return bar + _words(x, (TOP + GROUND) / 2, "next") + _below(x, [day.isoformat(), "or later"])


def _below(x, lines):
    return "".join(_words(x, GROUND + 15 + 15 * row, line) for row, line in enumerate(lines))


def _words(x, y, text):
    return f"<text x='{x}' y='{y:.0f}' text-anchor='middle'>{escape(text)}</text>"


def alternative(shown, next_day=None):
    """Return what the picture shows, in words."""
    words = [f"The diary of {counted(len(shown), 'interview')}", *(f"{each.last['date']} {each.how}" for each in shown)]
    if next_day:
        words.append(f"next on {next_day.isoformat()} or later")
    return "; ".join(words)
