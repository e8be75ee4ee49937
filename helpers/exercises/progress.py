"""What a reader has done: a small file beside the notebooks, which git ignores, and a page that shows it.

Nothing leaves the machine. A file that is missing, empty or broken harms nothing: a broken one is
put aside under another name. Only a notebook's kernel writes (or whoever names a path), so that a
test or a script leaves nothing behind.
"""

import json
import os
import tempfile
from datetime import date, timedelta
from html import escape
from itertools import combinations, count
from pathlib import Path

from IPython import get_ipython

from helpers.exercises.verdict import CORRECT, NOT_ATTEMPTED, as_html

FILE = "my_progress.json"
DAYS_APART = 3  # between the two interviews that count
TITLES = {
    "01": "Math",
    "02": "Sigmoid",
    "03": "Linear layer",
    "04": "Batch dimension",
    "05": "Full training",
    "06": "Real digits",
    "07": "Spot the bug",
    "08": "Blank page",
    "09": "Neuron by neuron",
    "10": "Delta recursion",
}
LESSONS = {  # in the order in which they come; an exercise may also have a `lesson` of its own
    "01": ("two_paths_by_hand", "chain_by_hand", "numerical_gradient", "chain_backward", "recap_01"),
    "02": ("sigmoid_by_hand", "sigmoid_backward", "sigmoid", "tanh_backward", "relu", "relu_backward", "recap_02"),
    "03": ("linear_by_hand", "hand_back", "linear_forward", "linear_backward", "recap_03"),
    "04": ("batch_by_hand", "half_squared_error", "half_squared_error_backward", "two_layer_backward", "recap_04"),
    "05": ("step_by_hand", "sgd_step", "train_two_layers", "recap_05"),
    "06": (
        "softmax_by_hand",
        "softmax",
        "softmax_cross_entropy",
        "softmax_cross_entropy_backward",
        "momentum_by_hand",
        "momentum_step",
        "recap_06",
    ),
    "07": ("recap_07",),
    "09": ("neuron_by_hand", "neuron_backward", "layer_backward", "mean_gradients", "recap_09"),
    "10": ("deltas_by_hand", "delta_hidden", "delta_output", "delta_gradients", "recap_10"),
}
PLACES = {name: place for place, name in enumerate(name for names in LESSONS.values() for name in names)}


def lesson_of(name, exercise=None):
    """Return the lesson of an exercise, or None where nobody knows."""
    own = getattr(exercise, "lesson", None)
    listed = next((lesson for lesson, names in LESSONS.items() if name in names), None)
    return (
        own or listed or (name[-2:] if name[-3:-2] in ("_", " ") and name[-2:] in TITLES else None)
    )  # recap_03, blank page 03


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

    def lesson_is_done(self, lesson):
        """Return whether all exercises of a lesson are solved that this page knows."""
        names = exercises_of(lesson)
        return bool(names) and all(self.solved(name) for name in names)

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


def known():
    """Return all exercises of the course: {name: exercise}."""
    import helpers.exercises  # here: that package imports this module

    return {
        each.name: each
        for each in vars(helpers.exercises).values()
        if hasattr(each, "check") and isinstance(getattr(each, "name", None), str)
    }


def exercises_of(lesson):
    """Return the names of a lesson's exercises."""
    return sorted(
        (name for name, each in known().items() if lesson_of(name, each) == lesson),
        key=lambda name: PLACES.get(name, len(PLACES)),
    )


# ------------------------------------------------------------ the reader's own file


def in_a_notebook():
    """Return whether this runs in a notebook's kernel."""
    return getattr(get_ipython(), "kernel", None) is not None


def mine(path=None):
    """Return the reader's Progress: from a path that is named, or beside the notebook; elsewhere an empty one that is not kept."""
    return Progress(path or (Path.cwd() / FILE if in_a_notebook() else None))


def record(verdict, lesson=None):
    """Keep that something was solved. What goes wrong with the file never disturbs the check. Returns the verdict."""
    if in_a_notebook() and verdict.status == CORRECT:
        mine().record(verdict, lesson or lesson_of(verdict.exercise, known().get(verdict.exercise)))
    return verdict


def record_hint(name, lesson=None):
    """Count a hint that was shown."""
    if in_a_notebook():
        mine().record_hint(name, lesson or lesson_of(name, known().get(name)))


# ------------------------------------------------------------ the page


class Page:
    """The progress page: text, and a table in a notebook."""

    def __init__(self, kept):
        self.kept = kept

    def lessons(self):
        """Return [(lesson, title, [(name, mark)])] for all lessons in which something is done or to be done."""
        from helpers.exercises.blank_page import STAGES  # here: that module imports this one

        names = {lesson: [f"blank page {lesson}"] * (lesson in STAGES) + exercises_of(lesson) for lesson in TITLES}
        for name, entry in self.kept.exercises.items():
            lesson = entry.get("lesson") or lesson_of(name)
            row = names.setdefault(lesson if lesson in TITLES else "", [])
            if name not in row and "status" in entry:
                row.append(name)
        return [
            (lesson, TITLES.get(lesson, "Others"), [(name, self.mark(name)) for name in row])
            for lesson, row in names.items()
            if row
        ]

    def mark(self, name):
        """Return "solved, since when", "tried" or "open", and how many hints it took."""
        entry = self.kept.exercises.get(name, {})
        hints = entry.get("hints", 0)
        words = (
            f"solved {entry.get('solved', '')}".strip()
            if self.kept.solved(name)
            else "tried"
            if "status" in entry
            else "open"
        )
        return words + (f", {hints} hint{'s' if hints > 1 else ''}" if hints else "")

    def interview(self):
        """Return the lines about the interview."""
        kept = self.kept
        lines = []
        for each in kept.attempts:
            how = "passed" if each["passed"] else "not passed"
            hints = f", {each['hints']} hint{'s' if each['hints'] > 1 else ''}: doesn't count" if each["hints"] else ""
            lines.append(f"{each['date']}  {each['variant']}: {how}{hints}")
        seed, day = kept.next_attempt()
        if kept.passed_the_course:
            lines.append(f"You have passed the course. The next page, for pleasure: exercises.interview({seed}).")
        elif day:
            lines.append(
                f"One of two. The second counts with another variant, from {day.isoformat()} on:"
                f" exercises.interview({seed})."
            )
        else:
            lines.append(
                f"Passed means twice, with different variants, at least {DAYS_APART} days apart, without hints. Next:"
                f" exercises.interview({seed})."
            )
        return lines

    @property
    def is_blank(self):
        """Whether there is nothing to show yet."""
        return not self.kept.exercises and not self.kept.attempts

    def __repr__(self):
        lines = [self.kept.notice] if self.kept.notice else []
        if self.is_blank:
            return "\n".join(
                [
                    *lines,
                    (
                        f"Nothing is done yet. What you solve is kept in {FILE}, beside this notebook; nothing leaves"
                        " your machine."
                    ),
                ]
            )
        for lesson, title, row in self.lessons():
            lines.append(f"{lesson} {title}: {sum(mark.startswith('solved') for _, mark in row)} of {len(row)}".strip())
            lines += [f"  {name}: {mark}" for name, mark in row]
        return "\n".join([*lines, "The interview:", *(f"  {line}" for line in self.interview())])

    def _repr_html_(self):
        if self.is_blank:
            return as_html(repr(self))
        rows = ""
        for lesson, title, row in self.lessons():
            done = sum(mark.startswith("solved") for _, mark in row)
            cells = ", ".join(
                f"{'✓' if mark.startswith('solved') else '·'} <code>{escape(name)}</code> <small>{escape(mark)}</small>"
                for name, mark in row
            )
            rows += (
                f"<tr><td style='text-align: left; vertical-align: top; white-space: nowrap'>{escape(lesson)}"
                f" {escape(title)}</td>"
            )
            rows += (
                f"<td style='vertical-align: top; white-space: nowrap'>{done} of {len(row)}</td><td style='text-align:"
                f" left'>{cells}</td></tr>"
            )
        lines = "".join(f"<li>{escape(line)}</li>" for line in self.interview())
        notice = as_html(self.kept.notice) if self.kept.notice else ""
        return (
            f"<div style='line-height: 1.5; max-width: 760px'>{notice}<table>{rows}</table><p><b>The"
            f" interview</b></p><ul>{lines}</ul></div>"
        )


def progress(path=None):
    """Show what is done, lesson by lesson, and when the interview's next attempt counts."""
    return Page(mine(path))
