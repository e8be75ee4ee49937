"""What a reader has done: a small file beside the notebooks, which git ignores, and a page that shows it.

Nothing leaves the machine. A file that is missing, empty or broken harms nothing: a broken one is
put aside under another name. Only a notebook's kernel writes (or whoever names a path), so that a
test or a script leaves nothing behind.
"""

from html import escape

from helpers.exercises.check import record
from helpers.exercises.check.record import DAYS_APART, FILE, mine
from helpers.exercises.check.task import KNOWN, exercises_of
from helpers.exercises.check.verdict import as_html, framed
from helpers.exercises.from_memory.blank_page import STAGES
from helpers.exercises.from_memory.diary import appointment, counted, picture, sittings

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
    "11": "Better steps",
    "13": "Transformer block",
}


def lesson_of(name):
    """Return the lesson of an exercise of which only the name is known, or None."""
    if name in KNOWN:
        return KNOWN[name].lesson
    return name[-2:] if name[-3:-2] in ("_", " ") and name[-2:] in TITLES else None  # recap_03, blank page 03


# ---- the page


class Page:
    """The progress page: text, and a table in a notebook."""

    def __init__(self, kept):
        self.kept = kept

    def lessons(self):
        """Return [(lesson, title, [(name, mark)])] for all lessons in which something is done or to be done."""
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
        words = "tried" if "status" in entry else "open"
        if self.kept.solved(name):
            words = f"solved {entry.get('solved', '')}".strip()
        return words + (f", {counted(hints, 'hint')}" if hints else "")

    def interview(self):
        """Return the lines about the interview: the diary, and what comes next."""
        kept, lines = self.kept, [*map(str, sittings(self.kept.attempts))]
        seed, day = kept.next_attempt()
        if kept.passed_the_course:
            lines.append(f"You have passed the course. The next page, for pleasure: exercises.interview({seed}).")
        elif day:
            what = f"One pass of two. The second counts with another variant, from {day.isoformat()} on"
            lines.append(f"{what}: exercises.interview({seed}).")
        else:
            what = f"Passed means twice, with different variants, at least {DAYS_APART} days apart, without hints"
            lines.append(f"{what}. Next: exercises.interview({seed}).")
        if kept.cold:
            lines.insert(0, f"{kept.cold['date']}  cold start: {len(kept.cold['there'])} of 8 parts")
        return lines

    @property
    def is_blank(self):
        """Whether there is nothing to show yet."""
        return not (self.kept.exercises or self.kept.attempts or self.kept.cold)

    def __repr__(self):
        lines = [self.kept.notice] if self.kept.notice else []
        if self.is_blank:
            place = record.KEPT_IN or f"{FILE}, beside this notebook"
            kept = f"What you solve is kept in {place}; nothing leaves your machine."
            return "\n".join([*lines, f"Nothing is done yet. {kept}"])
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
            fixed = "vertical-align: top; white-space: nowrap"
            rows += (
                f"<tr><td style='text-align: left; {fixed}'>{escape(lesson)} {escape(title)}</td>"
                f"<td style='{fixed}'>{done} of {len(row)}</td><td style='text-align: left'>{cells}</td></tr>"
            )
        lines = "".join(f"<li>{escape(line)}</li>" for line in self.interview())
        notice = as_html(self.kept.notice) if self.kept.notice else ""
        diary, date = sittings(self.kept.attempts), appointment(self.kept)
        drawn = picture(diary, date and date.day) if diary else ""
        link = f"<p>{date.link()}</p>" if date else ""
        return framed(f"{notice}<table>{rows}</table><p><b>The interview</b></p>{drawn}<ul>{lines}</ul>{link}")


def progress(path=None):
    """Show what is done, lesson by lesson, and when the interview's next attempt counts."""
    return Page(mine(path))
