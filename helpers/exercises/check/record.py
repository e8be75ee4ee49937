"""What a reader has done: a small file beside the notebooks, which git ignores."""

import json
import os
import sys
import tempfile
from datetime import date, timedelta
from itertools import combinations, count
from pathlib import Path

from helpers.exercises.check.verdict import CORRECT, NOT_ATTEMPTED

FILE = "my_progress.json"


DAYS_APART = 3  # between the two interviews that count


class Progress:
    """The contents of the file. Every change is written at once; without a path, nothing is read or written."""

    def __init__(self, path=None):
        self.path = Path(path) if path else None
        self.notice = ""  # a line about the file, if there is something to say
        self.exercises, self.attempts, self.extra = {}, [], {}
        self._read()

    def _read(self):
        if self.path is None:
            return
        try:
            text = self.path.read_text(encoding="utf-8")
        except FileNotFoundError:
            return
        except (OSError, UnicodeDecodeError) as error:
            return self._put_aside(error)
        if not text.strip():
            return
        try:
            data = json.loads(text)
            exercises, attempts = data.pop("exercises", {}), data.pop("interview", [])
            _check(exercises, attempts)
        except (ValueError, TypeError, AttributeError, KeyError, RecursionError) as error:
            return self._put_aside(error)
        self.exercises, self.attempts, self.extra = exercises, attempts, data

    def _put_aside(self, error):
        """Keep a file that can't be read under another name, and begin a new one."""
        aside = next(
            path for n in count(1) if not (path := self.path.with_name(f"{self.path.stem}_broken_{n}.json")).exists()
        )
        try:
            self.path.rename(aside)
            self.notice = (
                f"{self.path.name} could not be read ({type(error).__name__}). It is kept as {aside.name}, and a new"
                " one begins."
            )
        except OSError:
            self.notice = (
                f"{self.path.name} could not be read ({type(error).__name__}), and not be moved either: nothing is"
                " kept."
            )
            self.path = None
        print(self.notice)

    def _write(self):
        """Write the file in one move, so that nobody sees half of it."""
        if self.path is None:
            return
        text = json.dumps(
            {**self.extra, "exercises": self.exercises, "interview": self.attempts}, indent=1, ensure_ascii=False
        )
        half = None
        try:
            with tempfile.NamedTemporaryFile(
                "w", encoding="utf-8", dir=self.path.parent, prefix=".my_progress", delete=False
            ) as file:
                half = file.name
                file.write(text)
            os.replace(half, self.path)
        except OSError as error:
            self.notice = (
                f"{self.path.name} could not be written ({type(error).__name__}): what you do now is not kept."
            )
            if half:
                Path(half).unlink(missing_ok=True)

    # ------------------------------------------------------------ what is kept

    def record(self, verdict, lesson=None, today=None):
        """Keep the status of an exercise, and the day on which it was solved first. Once solved, it stays solved."""
        if verdict.status == NOT_ATTEMPTED:
            return
        entry = self.exercises.setdefault(verdict.exercise, {})
        if lesson:
            entry["lesson"] = lesson
        if entry.get("status") != CORRECT:
            entry["status"] = verdict.status
        if verdict.status == CORRECT:
            entry.setdefault("solved", _iso(today))
        self._write()

    def record_hint(self, name, lesson=None, today=None):
        """Count a hint, or a look at the solution, and keep the day."""
        entry = self.exercises.setdefault(name, {})
        if lesson:
            entry["lesson"] = lesson
        entry["hints"], entry["hinted"] = entry.get("hints", 0) + 1, _iso(today)
        self._write()

    def record_attempt(self, variant, passed, hints, seed=None, today=None):
        """Keep an attempt at the interview."""
        self.attempts.append(
            {"date": _iso(today), "variant": variant, "passed": bool(passed), "hints": int(hints), "seed": seed}
        )
        self._write()

    def told(self, name, variant, today=None):
        """Return how much a reader has been told about a variant in the last three days: hints, and submissions that failed."""
        now, hinted = today or date.today(), self.exercises.get(name, {}).get("hinted")
        fresh = timedelta(DAYS_APART)
        hints = self.exercises[name]["hints"] if hinted and now - date.fromisoformat(hinted) < fresh else 0
        return hints + sum(
            1
            for each in self.attempts
            if each["variant"] == variant and not each["passed"] and now - _day(each) < fresh
        )

    # ------------------------------------------------------------ what follows from it

    def solved(self, name):
        """Return whether an exercise is solved."""
        return self.exercises.get(name, {}).get("status") == CORRECT

    def all_solved(self, names):
        """Return whether all of these exercises are solved."""
        return all(self.solved(name) for name in names)

    @property
    def counting(self):
        """The attempts that count: passed, without hints."""
        return [each for each in self.attempts if each["passed"] and not each["hints"]]

    @property
    def passed_the_course(self):
        """Whether two attempts count, with different variants, the second at least three days after the first."""
        pairs = combinations(self.counting, 2)
        return any(a["variant"] != b["variant"] and _day(b) - _day(a) >= timedelta(DAYS_APART) for a, b in pairs)

    def next_attempt(self):
        """Return (seed, day): what to ask for next, and from which day on it completes the course (None: at once)."""
        seeds = [each["seed"] for each in self.attempts if isinstance(each.get("seed"), int)]
        first = min((_day(each) for each in self.counting), default=None)
        return max(seeds, default=0) + 1, (
            None if first is None or self.passed_the_course else first + timedelta(DAYS_APART)
        )


def _iso(today):
    return (today or date.today()).isoformat()


def _day(attempt):
    return date.fromisoformat(attempt["date"])


def _check(exercises, attempts):
    """Raise an error for contents that no version of this file had."""
    for entry in exercises.values():
        if not isinstance(entry.get("hints", 0), int) or not isinstance(entry.get("status", ""), str):
            raise TypeError("an entry is not of the right form")
        for key in ("solved", "hinted"):
            date.fromisoformat(entry.get(key, "2000-01-01"))
    for attempt in attempts:
        _day(attempt)
        attempt["variant"], attempt["passed"], attempt["hints"]


def in_a_notebook():
    """Return whether this runs in a notebook's kernel."""
    ipython = sys.modules.get("IPython")  # where nobody has imported it, there is no kernel
    return ipython is not None and getattr(ipython.get_ipython(), "kernel", None) is not None


def mine(path=None):
    """Return the reader's Progress: from a path that is named, or beside the notebook; elsewhere an empty one that is not kept."""
    return Progress(path or (Path.cwd() / FILE if in_a_notebook() else None))


def record(verdict, lesson=""):
    """Keep that something was solved. What goes wrong with the file never disturbs the check. Returns the verdict."""
    if in_a_notebook() and verdict.status == CORRECT:
        mine().record(verdict, lesson)
    return verdict


def record_hint(name, lesson=""):
    """Count a hint that was shown."""
    if in_a_notebook():
        mine().record_hint(name, lesson)
