"""What a reader has done: a small file beside the notebooks, which git ignores."""

import json
import os
import sys
from contextlib import contextmanager, nullcontext
from datetime import date, datetime, timedelta
from functools import cache
from itertools import combinations, count
from pathlib import Path

from helpers import files, workbook
from helpers.exercises.check.verdict import CORRECT, NOT_ATTEMPTED

FILE = "my_progress.json"
FIRST = "two layers"  # the question that passes the course; an attempt of version 0.1.0 names none, and was at this
DAYS_APART = 3  # between the two interviews that count, and after a hint, until the same variant counts again
KEPT_IN = None  # where a page without a kernel keeps the file, in words: "this browser"
PATIENCE = 0.5  # seconds, for another kernel that is at work; a check reads and changes, and waits twice at most

# What an exercise, a submission to the interview, and the cold start hold. Other keys are a later version's.
ENTRY = {"lesson": str, "status": str, "hints": int, "solved": str, "hinted": str}
ATTEMPT = (
    {"date": str, "variant": str, "passed": bool, "hints": int, "seed": int | None}
    | dict.fromkeys(("question", "started", "stuck", "practice", "code"), str)
    | {"minutes": int}
)
COLD = {"date": str, "there": list, "code": str, "minutes": int}


class Progress:
    """The contents of the file. Every change is written at once; without a path, nothing is read or written."""

    def __init__(self, path=None):
        self.path = Path(path) if path else None
        self.notice = ""  # a line about the file, if there is something to say
        self.exercises, self.attempts, self.cold, self.extra = {}, [], {}, {}
        with self._alone():
            self._read()

    def _alone(self):
        """Keep other kernels from the file for a moment."""
        return files.alone(self.path, PATIENCE) if self.path else nullcontext(True)

    @contextmanager
    def _changing(self):
        """Read, change (that is the block) and write, while no other kernel does."""
        with self._alone() as alone:
            self._read()
            yield
            self._write()
        if self.path and not alone:
            self._say(
                f"Another notebook was busy with {self.path.name}, and this one did not wait any longer: what the"
                " other one has done now may be missing in it."
            )

    def _say(self, notice):
        self.notice = notice
        print(notice)

    def _read(self):
        if self.path is None:
            return
        try:
            text = self.path.read_text(encoding="utf-8-sig")
        except FileNotFoundError:
            return
        except (OSError, UnicodeDecodeError) as error:
            return self._put_aside(error)
        if not text.strip():
            return
        try:
            data = json.loads(text)
            kept = data.pop("exercises", {}), data.pop("interview", []), data.pop("cold", {})
            _check(*kept)
            _as_bytes(*kept, data)  # what can be read, but not be written again
        except (ValueError, TypeError, AttributeError, KeyError, OverflowError, RecursionError) as error:
            return self._put_aside(error)
        (self.exercises, self.attempts, self.cold), self.extra = kept, data

    def _put_aside(self, error):
        """Keep a file that can't be read under another name, and begin a new one."""
        what = f"{self.path.name} could not be read ({type(error).__name__})"
        try:
            target = Path(os.path.realpath(self.path))  # a link stays
            names = (target.with_name(f"{target.stem}_broken_{n}.json") for n in count(1))
            aside = target.rename(next(name for name in names if not os.path.lexists(name)))
            self._say(f"{what}. It is kept as {aside.name}, and a new one begins.")
        except OSError:
            self._say(f"{what}, and not be moved either: nothing is kept.")
            self.path = None

    def _write(self):
        if self.path is None:
            return
        try:
            files.write(self.path, _as_bytes(self.exercises, self.attempts, self.cold, self.extra))
        except (OSError, ValueError, RecursionError) as error:
            why = getattr(error, "strerror", None) or type(error).__name__
            self._say(f"{self.path.name} could not be written ({why}): what you do now is not kept.")

    # ---- what is kept

    def record(self, verdict, lesson=None, today=None):
        """Keep the status of an exercise, and the day on which it was solved first. Once solved, it stays solved."""
        if verdict.status == NOT_ATTEMPTED:
            return
        with self._changing():
            entry = self._entry(verdict.exercise, lesson)
            if entry.get("status") != CORRECT:
                entry["status"] = verdict.status
            if verdict.status == CORRECT:
                entry.setdefault("solved", _iso(today))

    def record_hint(self, name, lesson=None, today=None):
        """Count a hint, or a look at the solution, and keep the day."""
        with self._changing():
            entry = self._entry(name, lesson)
            entry["hints"], entry["hinted"] = entry.get("hints", 0) + 1, _iso(today)

    def record_attempt(self, variant, passed, hints, seed=None, today=None, **more):
        """Keep a submission to the interview; more: what else ATTEMPT names. Code is kept of the day, and of passes."""
        with self._changing():
            for each in self.attempts:
                if not each["passed"] and each["date"] != _iso(today):
                    each.pop("code", None)
            entry = {"date": _iso(today), "variant": variant, "passed": bool(passed), "hints": int(hints), "seed": seed}
            self.attempts.append(entry | {key: value for key, value in more.items() if value is not None})

    def record_cold(self, there, code, minutes, today=None):
        """Keep a cold start: the best of the first day, which is the time before."""
        with self._changing():
            first, best = self.cold.get("date", _iso(today)), self.cold.get("there", ())
            if first == _iso(today) and len(there) >= len(best):
                self.cold = {"date": _iso(today), "there": list(there), "code": code, "minutes": minutes}

    def _entry(self, name, lesson):
        entry = self.exercises.setdefault(name, {})
        if lesson:
            entry["lesson"] = lesson
        return entry

    def told(self, name, today=None):
        """Return how many hints were given for an exercise, if the last is not three days old."""
        hinted = self.exercises.get(name, {}).get("hinted")
        fresh = hinted and (today or date.today()) - date.fromisoformat(hinted) < timedelta(DAYS_APART)
        return self.exercises[name]["hints"] if fresh else 0

    # ---- what follows from it

    def solved(self, name):
        """Return whether an exercise is solved."""
        return self.exercises.get(name, {}).get("status") == CORRECT

    def all_solved(self, names):
        """Return whether all of these exercises are solved."""
        return all(self.solved(name) for name in names)

    def at(self, question):
        """Return the submissions to a question of the interview."""
        return [each for each in self.attempts if each.get("question", FIRST) == question]

    def counted(self, question=FIRST):
        """Return the submissions that count: passed, without hints, from a blank page."""
        return [each for each in self.at(question) if each["passed"] and not each["hints"] and "practice" not in each]

    def passed_twice(self, question=FIRST):
        """Return whether two attempts count, with different variants, the second at least three days later."""
        pairs = combinations(self.counted(question), 2)
        return any(a["variant"] != b["variant"] and _day(b) - _day(a) >= timedelta(DAYS_APART) for a, b in pairs)

    @property
    def counting(self):
        """The submissions that count for the course."""
        return self.counted()

    @property
    def passed_the_course(self):
        """Whether the first question is passed twice."""
        return self.passed_twice()

    def next_attempt(self, question=FIRST):
        """Return (seed, day): what to ask for next, and from which day on it is the second time (None: at once)."""
        seeds = [each["seed"] for each in self.at(question) if isinstance(each.get("seed"), int)]
        first = min((_day(each) for each in self.counted(question)), default=None)
        once = first is not None and not self.passed_twice(question)
        return max(seeds, default=0) + 1, first + timedelta(DAYS_APART) if once else None


def _iso(today):
    return (today or date.today()).isoformat()


def _day(attempt):
    return date.fromisoformat(attempt["date"])


def _check(exercises, attempts, cold):
    """Raise an error for contents that no version of this file had."""
    if not isinstance(exercises, dict) or not isinstance(attempts, list):
        raise TypeError("exercises have names, and attempts come one after the other")
    for entry in exercises.values():
        _check_kinds(entry, ENTRY, {"hints"} if "hinted" in entry else set())
    for attempt in attempts:
        _check_kinds(attempt, ATTEMPT, {"date", "variant", "passed", "hints"})
    _check_kinds(cold, COLD, COLD.keys() if cold else set())
    if not all(isinstance(each, str) for each in cold.get("there", ())):
        raise TypeError("parts have names")


def _check_kinds(entry, kinds, needed):
    """Raise an error where a value is of another kind, a day has no days after it, or something is missing."""
    if needed - entry.keys():
        raise KeyError(*needed - entry.keys())
    for key in kinds.keys() & entry.keys():
        if not isinstance(entry[key], kinds[key]):
            raise TypeError(f"{key} is {entry[key]!r}")
        if key in ("solved", "hinted", "date"):
            date.fromisoformat(entry[key]) + timedelta(DAYS_APART)
        if key == "started":
            datetime.fromisoformat(entry[key]) - datetime(2000, 1, 1)  # a time of the day where the reader is


def _as_bytes(exercises, attempts, cold, extra):
    """Return the contents of the file."""
    data = {**extra, "exercises": exercises, "interview": attempts} | ({"cold": cold} if cold else {})
    return json.dumps(data, indent=1, ensure_ascii=False).encode()


def in_a_notebook():
    """Return whether this runs in a notebook's kernel."""
    ipython = sys.modules.get("IPython")  # where nobody has imported it, there is no kernel
    return ipython is not None and getattr(ipython.get_ipython(), "kernel", None) is not None


def is_kept():
    """Return whether a file is kept: beside a notebook, or by the page in which this runs."""
    return KEPT_IN is not None or in_a_notebook()


def mine(path=None):
    """Return the Progress at a path, or beside the notebook; elsewhere an empty Progress that is not kept."""
    return Progress(path or (FILE if is_kept() else None))


def record(verdict, lesson=""):
    """Keep that something was solved. What goes wrong with the file never disturbs the check. Returns the verdict."""
    if in_a_notebook():
        _tell_of_a_newer_version()
    if is_kept() and verdict.status == CORRECT:
        mine().record(verdict, lesson)
    return verdict


@cache
def _tell_of_a_newer_version():
    """Say once in a kernel that the lesson was copied from an older version than the package: git pull changes it."""
    if word := workbook.newer_version():
        print(word)


def record_hint(name, lesson=""):
    """Count a hint that was shown."""
    if is_kept():
        mine().record_hint(name, lesson)
