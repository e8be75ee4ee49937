"""The interview: write a page from memory, and submit it when you are done.

`interview(seed)` shows the task; `.fits(...)` says whether a page can be read, and counts nothing; `.submit(...)`
answers in the order in which an interviewer would look, and only then. What counts: question by question, twice, with
different variants, at least three days apart, without help, from a blank page. The progress file keeps the dates.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from html import escape

from helpers.exercises.check.record import DAYS_APART, FIRST, mine
from helpers.exercises.check.task import Note, Task, exercises_of
from helpers.exercises.check.verdict import CORRECT, NOT_ATTEMPTED, as_html
from helpers.exercises.from_memory.diary import SECOND_ROUND, appointment, call_of, counted, sittings
from helpers.exercises.from_memory.pages import SideBySide, moved_over, pages_of
from helpers.exercises.from_memory.question import WHERE, exists, question_of
from helpers.exercises.from_memory.report import NAME, stuck_at

ALONE = (
    "Fix it by these numbers, and submit again: that is your own work, and it counts. (`{this}.name_it()` names the"
    f" mistake; after that, this variant is practice for {DAYS_APART} days.)"
)
HELPED = (
    "Fix it, and submit again. You've had help with this variant, so it is practice until {days} days after the last"
    " help; then it counts again, without help. Another one, from a blank page, counts at once: `{next}`{needs}."
)
PRACTICE = (
    "It works. You had help with this variant, so it was practice, and doesn't count. {days} days after the last help"
    " it counts. Another one, from a blank page, counts at once: `{next}`{needs}."
)
MOVED = (
    "It works, and {share:.0%} of it is the page that you submitted today for another variant. That was good practice,"
    " and doesn't count. From a blank page it will: `{next}`."
)
NEEDS = {"cross-entropy": ", with softmax and cross-entropy (lesson 06)"}  # of a variant's loss
ELSEWHERE = (
    "This is the first round's task, and it has passed. Is this the page of the second round? That one goes to"
    " `change.submit(…)`, if `change = interview.second_round(1)`."
)
SECOND = "That was the second time, with another variant, days later, from a blank page."

STARTED = {}  # {which page: when its task was shown first}, so that a cell which runs again starts no new clock
STALE = timedelta(hours=12)
QUICK = 0.25  # of the question's minutes; a page that is there sooner, and like an earlier one, was not written anew


class Interview(Task):
    """One variant of a question: shows its task, and takes a submission."""

    lesson, reason = "08", ""
    no_more = "There are no more hints. `{0.called}.solution()` shows a whole page."
    next_hint = "Hint {0.shown} of {count} (with a hint it is practice, and that's fine): {hint}"

    def __init__(self, question, variant, seed=None, path=None):
        self.question, self.variant, self.seed, self.path = question, variant, seed, path
        self.hints, self.shown = question.hints, 0
        self.helped = 0  # how often, in this session
        self.report, self.mends = None, 0  # on the last submission, and how many have failed
        self.code = None  # of the page that passed
        self.first = None  # the minutes of the first
        self.saw_solution = False
        asked = "" if question.name == FIRST else f"{question.name}: "
        self.name = f"{NAME} ({asked}{variant.name})"
        self.started = self._clock()

    @property
    def called(self):
        """The name that lesson 08 gives it."""
        return "change" if self.question.name == SECOND_ROUND else "interview"

    def _clock(self):
        """Return when the task was shown first."""
        now, key = datetime.now().replace(microsecond=0), (self.name, str(self.path))
        if now - STARTED.get(key, datetime.min) > STALE:
            STARTED[key] = now
        return STARTED[key]

    @property
    def minutes(self):
        """The minutes since the task was shown."""
        return int((datetime.now() - self.started).total_seconds() // 60)

    @property
    def text(self):
        """The task, with an estimate of its minutes."""
        return f"{self.question.task_of(self.variant)}\nAbout {self.question.minutes} minutes."

    def __repr__(self):
        return f"Interview: {self.question.name}, {self.variant.name}\n{self.text}"

    def _repr_html_(self):
        return (
            "<div style='line-height: 1.5; max-width: 760px; border: 1px solid gray; padding: 4px 16px'><p><b>The"
            f" interview: {escape(self.question.name)}</b> ({escape(self.variant.name)})</p>{as_html(self.text)}</div>"
        )

    def page(self):
        """Return the empty page, to copy into a cell."""
        return Note(_indented(self.question.signatures(self.variant)))

    # ---- help, after which it is practice

    def keep_hint(self):
        """Keep that this variant is practice now."""
        self.helped += 1
        mine(self.path).record_hint(self.name, self.lesson)

    def name_it(self):
        """Return the name of the mistake in the last submission, and how to mend it."""
        if self.report is None:
            return Note("There is nothing to name: submit a page first.")
        if self.report.status == CORRECT:
            return Note("There is nothing to name: the page that you submitted passed.")
        if not self.report.mend:
            return Note("The check has no name for this one. (So that was no help, and your page still counts.)")
        self.keep_hint()
        return Note(self.report.mend)

    def solution(self):
        """Return a whole page."""
        self.saw_solution = True
        return super().solution()

    def worked(self):
        """Return the page as text."""
        return _indented(self.question.reference_code(self.variant))

    # ---- the submission

    def fits(self, *submitted, **named):
        """Return a Verdict on names, arguments and shapes: "correct", or "not attempted". Nothing is kept."""
        return self.question.submission(self.variant, *submitted, **named).fits()

    def submit(self, *submitted, today=None, **named):
        """Look at a page, in the order in which an interviewer would; return the Report."""
        report = self.question.submission(self.variant, *submitted, **named).report()
        is_over = self.question.name == FIRST and report.status != CORRECT and self.code is not None
        elsewhere = [ELSEWHERE] * bool(is_over)
        if report.status == NOT_ATTEMPTED:
            return replace(report, counts="".join(elsewhere))
        self.report, code = report, pages_of(submitted, named)
        if report.status == CORRECT:
            self.code = code
        return replace(report, counts="\n".join([self._kept(report, code, today), *elsewhere]))

    def _kept(self, report, code, today):
        """Keep the submission, and say what it counts for."""
        kept, passed = mine(self.path), report.status == CORRECT
        hints = max(self.helped, kept.told(self.name, today))
        if self.first is None:
            self.first = self.minutes
        share = self._moved(code, kept, today) if passed else 0
        kept.record_attempt(
            self.variant.name,
            passed,
            hints,
            self.seed,
            today,
            question=self.question.name if self.question.name != FIRST else None,
            started=self.started.isoformat(),
            minutes=self.minutes,
            stuck=None if passed else stuck_at(report),
            practice="the page of another variant" if share else None,
            code=code or None,
        )
        words = self._words(kept, passed, hints, share)
        self.mends = 0 if passed else self.mends + 1
        if passed:
            self.first = None
            STARTED.pop((self.name, str(self.path)), None)
        return words

    def _moved(self, code, kept, today):
        """Return how much of a page that passed was moved over from another variant, and not written anew."""
        if not self.question.from_blank or self.first >= QUICK * self.question.minutes:
            return 0
        return moved_over(code, kept, self.question.name, self.variant.name, today)

    def _words(self, kept, passed, hints, share):
        """Say what a submission counts for."""
        name, (seed, day) = self.question.name, kept.next_attempt(self.question.name)
        following = call_of(name, seed)
        if hints:
            loss = getattr(self.question.variant_of(seed, False), "loss", None)
            needs = NEEDS.get(loss, "") if loss != getattr(self.variant, "loss", None) else ""
            return (PRACTICE if passed else HELPED).format(days=DAYS_APART, next=following, needs=needs)
        if not passed:
            return ALONE.format(this=self.called)
        if share:
            return MOVED.format(share=share, next=following)
        if kept.passed_twice(name):
            return f"{SECOND} You have passed {'the course' if name == FIRST else f'this question, {name}'}."
        when = f"Come back on {day.isoformat()} or later: `{following}`."
        return f"{self._took(kept)} That is one pass of two. {when} (`exercises.interview.calendar()` keeps the date.)"

    def _took(self, kept):
        """Say how long the page took, and how often it was fixed by its numbers."""
        sitting = sittings(kept.attempts)[-1]
        mends = max(sitting.mends, self.mends)
        how = f"fixed {counted(mends, 'time')} by its numbers alone" if mends else "right at once"
        return f"Passed in {sitting.time}, {how}."

    # ---- afterwards

    def second_round(self, seed=1):
        """Return the Interview of one live change to this page, drawn by seed."""
        from helpers.exercises.from_memory.second_round import second_round  # not before somebody asks

        if self.question.name != FIRST:
            raise ValueError(f"the second round changes the page of {FIRST}, and this is {self.question.name}")
        question = second_round(_checked(seed), self.variant)
        return Interview(question, question.variant_of(seed, self.variant.columns), seed, self.path)

    def side_by_side(self, *submitted, **named):
        """Show a page, by default the one that passed, beside the reference."""
        passed = self._passed()
        if not (passed or self.saw_solution):
            return Note(
                "Your page is still blank, or hasn't passed yet. The reference appears here, beside it, once yours has"
                f" passed. (`{self.called}.solution()` shows it at once, and makes this variant practice.)"
            )
        own = (
            pages_of(submitted, named) or (passed or {}).get("code") or "# the source of your page can't be found here"
        )
        return SideBySide(("Yours", own), ("The reference", self.question.reference_code(self.variant)))

    def _passed(self):
        """Return the last submission of this variant that passed, or None."""
        found = [each for each in mine(self.path).at(self.question.name) if each["passed"]]
        if self.code is not None:
            found.append({"variant": self.variant.name, "code": self.code})
        return next((each for each in reversed(found) if each["variant"] == self.variant.name), None)


def _checked(seed):
    """Return a seed; raise ValueError where it is none."""
    if isinstance(seed, bool) or not isinstance(seed, int) or seed < 1:
        raise ValueError(f"seed must be a whole number from 1 on, but it is {seed!r}")
    return seed


def _indented(code):
    return "\n".join(f"  {line}" for line in code.splitlines())


# ---- the questions


class Questions:
    """The interview's questions: `interview(seed)` is the course's own, `interview("adam", seed=2)` another.

    seed: a whole number from 1 on; another one next time. columns: samples as columns; None offers them in every
    second variant once lesson 10 is done. path: where progress is kept, if not beside the notebook.
    Raises ValueError for a seed that isn't a whole number from 1 on, and for a question that doesn't exist.

    >>> Questions()(1).variant.name
    'sigmoid, half squared error, rows, a batch at a time'
    """

    def __call__(self, question=FIRST, seed=1, columns=None, path=None):
        """Return the Interview of a question and a seed; of the first question where only a seed is given."""
        if not isinstance(question, str):
            question, seed = FIRST, question
        asked, seed = question_of(question), _checked(seed)
        if columns is None:
            columns = seed % 2 == 0 and mine(path).all_solved(exercises_of("10"))
        return Interview(asked, asked.variant_of(seed, bool(columns)), seed, path)

    def __repr__(self):
        calls = "\n".join(f"  {call_of(name, 1)}" for name in WHERE if exists(name))
        return f"The interview's questions:\n{calls}\nBefore anything was learned: exercises.interview.cold()"

    def cold(self, path=None):
        """Return the ColdStart: whatever one can write before anything was learned."""
        from helpers.exercises.from_memory.cold import ColdStart  # not before somebody asks

        return ColdStart(path)

    def before_and_after(self, path=None):
        """Show the cold start beside the page that passed last."""
        kept = mine(path)
        after = next((each for each in reversed(kept.at(FIRST)) if each["passed"] and each.get("code")), None)
        if after is None:
            return Note("Once a page has passed, it appears here beside your cold start.")
        before = kept.cold or {"date": "nothing was kept", "code": "# a blank page"}
        return SideBySide((f"Before ({before['date']})", before["code"]), (f"After ({after['date']})", after["code"]))

    def calendar(self, question=FIRST, path=None):
        """Return the Appointment of the second time, to save for a calendar."""
        return appointment(mine(path), question) or Note("There is no date to keep: the next page counts at once.")


interview = Questions()
