"""What counts in an interview: mends by numbers do, help and a page that was moved over don't. Dates are passed in."""

import linecache
import sys
from dataclasses import dataclass, replace
from datetime import date, timedelta
from types import SimpleNamespace

import pytest

from helpers import exercises
from helpers.exercises.check.record import FILE, Progress
from helpers.exercises.check.verdict import CORRECT, NOT_ATTEMPTED, WRONG, Verdict
from helpers.exercises.from_memory import interview as module
from helpers.exercises.from_memory.interview import Interview
from helpers.exercises.from_memory.pages import alike
from helpers.exercises.from_memory.question import WHERE, Question, question_of
from helpers.exercises.from_memory.report import NAME, Report, missing, safely, stuck_at
from helpers.exercises.two_layers.reference import reference_code
from helpers.exercises.two_layers.variant import Variant, variant_of

DAY = date(2030, 5, 1)
NAMED = "missing-slope: The derivative of the activation, or a part of it, is left out."
FAILED, NAMELESS, PASSED, NOT_YET = "failed", "nameless", "passed", "not yet"
WRONG_SLOPE = Report(
    NAME,
    WRONG,
    "missing-slope",
    "`backward`: dL_dW1 and dL_db1 are off.\n  your dL_dW1: [[2]]",
    NAMED,
    passed=("shapes",),
)
REPORTS = {
    FAILED: WRONG_SLOPE,
    NAMELESS: replace(WRONG_SLOPE, mistake=None, mend=""),
    PASSED: Report(NAME, CORRECT, message="It works."),
    NOT_YET: Report(**vars(missing("`forward` raises NameError: name 'sigmod' is not defined"))),
}


@dataclass(frozen=True)
class Answer:
    """A submission that says what it is told to say."""

    variant: object
    said: str
    page: object = None  # something with a source

    def fits(self):
        return Verdict(NAME, NOT_ATTEMPTED if self.said == NOT_YET else CORRECT)

    def report(self):
        return REPORTS[self.said]


QUESTION = Question(
    name="two layers",
    minutes=45,
    variant_of=lambda seed, columns: SimpleNamespace(name=f"variant {seed}"),
    task_of=lambda variant: f"Write {variant.name}.",
    signatures=lambda variant: "def forward(X): ...\n",
    hints=("Shapes first.", "Then the seed."),
    reference_code=lambda variant: "def forward(X):\n    return X\n",
    submission=Answer,
)
OTHER = replace(QUESTION, name="adam")


@pytest.fixture
def path(tmp_path):
    return tmp_path / FILE


@pytest.fixture
def clock(monkeypatch):
    """A clock that is set by hand."""

    class Clock(module.datetime):
        minutes = 0

        @classmethod
        def now(cls, tz=None):
            return cls(2030, 5, 1, 12) + timedelta(minutes=cls.minutes)

    monkeypatch.setattr(module, "datetime", Clock)
    monkeypatch.setattr(module, "STARTED", {})
    return Clock


def asked(path, seed=1, question=QUESTION):
    return Interview(question, question.variant_of(seed, False), seed, path)


def written(code, name="<page>"):
    """The class of a code, or its first function, as if it stood in a file."""
    linecache.cache[name] = (len(code), None, code.splitlines(keepends=True), name)
    space = {}
    exec(compile(code, name, "exec"), space)
    own = [each for key, each in space.items() if not key.startswith("__") and hasattr(each, "__code__")]
    return space.get("TwoLayers") or own[0]


# ------------------------------------------------------------ a submission names no mistake


def test_a_submission_shows_the_numbers_and_no_name(path):
    report = asked(path).submit(FAILED, today=DAY)
    for shown in (repr(report), report._repr_html_()):
        assert "your dL_dW1" in shown and "missing-slope" not in shown and "left out" not in shown
        assert "Folded" not in shown and "<details>" not in shown
    assert report.mistake == "missing-slope" and report.mend == NAMED  # for tests and tools


def test_the_name_is_shown_on_request_and_then_it_is_practice(path):
    each = asked(path)
    assert "nothing to name" in each.name_it() and each.submit(FAILED, today=DAY).counts.startswith("Fix it")
    assert each.name_it() == NAMED
    assert "practice until 3 days after the last help" in each.submit(FAILED, today=DAY).counts
    report = each.submit(PASSED, today=DAY)
    assert "doesn't count" in report.counts and not Progress(path).counting
    assert "passed" in each.name_it() and "submit a page" not in each.name_it()


def test_where_there_is_no_name_asking_costs_nothing(path):
    each = asked(path)
    each.submit(NAMELESS, today=DAY)
    assert "no name for this one" in each.name_it()
    each.submit(PASSED, today=DAY)
    assert len(Progress(path).counting) == 1


@pytest.mark.parametrize("help", ["hint", "solution"])
def test_with_help_it_is_practice_for_three_days(path, help):
    each = asked(path)
    getattr(each, help)()
    assert "doesn't count" in each.submit(PASSED, today=DAY).counts
    kept = Progress(path)
    kept.record_hint(each.name, "08", DAY)
    for days, counts in ((1, 0), (2, 0), (3, 1)):
        asked(path).submit(PASSED, today=DAY + timedelta(days))
        assert len(Progress(path).counting) == counts


def test_another_variant_counts_at_once(path):
    asked(path).hint()
    asked(path, 2).submit(PASSED, today=DAY)
    assert len(Progress(path).counting) == 1


# ------------------------------------------------------------ mends by numbers count


def test_a_page_that_is_mended_by_its_numbers_counts_and_the_report_says_how_often(path):
    each = asked(path)
    for _ in range(3):
        assert "it counts" in each.submit(FAILED, today=DAY).counts
    report = each.submit(PASSED, today=DAY)
    assert "fixed 3 times by its numbers alone" in report.counts and len(Progress(path).counting) == 1
    assert "right at once" in asked(path, 2).submit(PASSED, today=DAY).counts


def test_mends_are_counted_over_a_restart_and_without_a_file(path):
    asked(path).submit(FAILED, today=DAY)
    assert "fixed 1 time by" in asked(path).submit(PASSED, today=DAY).counts
    unkept = asked(None)
    unkept.submit(FAILED)
    assert "fixed 1 time by" in unkept.submit(PASSED).counts


def test_one_may_mend_ones_own_page_of_the_same_variant(path):
    page = written(reference_code(Variant()), "<one>")
    each = asked(path)
    each.submit(FAILED, page, today=DAY)
    each.submit(PASSED, page, today=DAY)
    assert len(Progress(path).counting) == 1


# ------------------------------------------------------------ a page that was moved over


def test_a_page_that_is_moved_over_from_another_variant_is_practice(path):
    one, other = reference_code(Variant()), reference_code(Variant("tanh"))
    asked(path).submit(PASSED, written(one, "<one>"), today=DAY)
    report = asked(path, 2).submit(PASSED, written(one.replace("d_hidden", "hidden"), "<two>"), today=DAY)
    assert "the page that you submitted today for another variant" in report.counts and "good practice" in report.counts
    asked(path, 3).submit(PASSED, written(other, "<three>"), today=DAY)
    assert len(Progress(path).counting) == 1


def test_a_page_that_took_its_time_was_written_anew(path, clock):
    """Who writes two variants in a row writes them alike: what tells a copy is that it is there at once."""
    code = reference_code(Variant())
    for seed, minutes in ((1, 30), (2, 12), (3, 2)):
        each = asked(path, seed)
        clock.minutes += minutes
        each.submit(FAILED, written(code, f"<{seed}>"), today=DAY)
        clock.minutes += 20
        each.submit(PASSED, written(code, f"<{seed}>"), today=DAY)
    assert [each["seed"] for each in Progress(path).counting] == [1, 2]


def test_where_the_task_gives_the_page_it_may_be_the_same(path):
    given, page = replace(OTHER, name="find the bug"), written(reference_code(Variant()), "<one>")
    for seed in (1, 2):
        asked(path, seed, given).submit(PASSED, page, today=DAY)
    assert len(Progress(path).counted("find the bug")) == 2


def test_also_one_that_failed_there(path):
    page = written(reference_code(Variant()), "<one>")
    asked(path).submit(FAILED, page, today=DAY)
    assert "doesn't count" in asked(path, 2).submit(PASSED, page, today=DAY).counts


def test_on_another_day_or_written_anew_it_counts(path):
    code = reference_code(Variant())
    anew = "def forward(X, W, b):\n    return np.tanh(X @ W + b)\n\ndef backward(d, A):\n    return d * (1 - A * A)\n"
    asked(path).submit(PASSED, written(code, "<one>"), today=DAY)
    asked(path, 2).submit(PASSED, written(anew, "<two>"), today=DAY)
    asked(path, 3).submit(PASSED, written(code, "<three>"), today=DAY + timedelta(1))
    assert len(Progress(path).counting) == 3


def test_a_page_that_fails_there_first_may_be_written_anew(path):
    """As when the seed is changed and all cells are run again before the page is emptied."""
    code = reference_code(Variant())
    asked(path).submit(PASSED, written(code, "<one>"), today=DAY)
    second = asked(path, 2)
    second.submit(FAILED, written(code, "<two>"), today=DAY)
    second.submit(PASSED, written("def forward(X, W, b):\n    return X @ W + b\n", "<three>"), today=DAY)
    assert len(Progress(path).counting) == 2


@pytest.mark.parametrize(
    "one, other, least, most",
    [
        ("a = 1", "a = 1  # one", 1, 1),
        ("", "", 0, 0),
        ("a = (", "a = (", 0, 0),
        ("%matplotlib inline\na = b + c", "a = b + c", 1, 1),
        (reference_code(Variant()), reference_code(Variant(columns=True)), 0.6, 0.95),
        (reference_code(Variant()), "x = 1", 0, 0.1),
    ],
    ids=["comment", "nothing", "no Python", "magics", "in columns", "another"],
)
def test_pages_are_compared_as_syntax_trees(one, other, least, most):
    assert least <= alike(one, other) <= most


# ------------------------------------------------------------ what is no attempt


def test_fits_keeps_nothing(path):
    assert asked(path).fits(PASSED).status == CORRECT and asked(path).fits(NOT_YET).status == NOT_ATTEMPTED
    assert not path.exists()


def test_what_is_not_there_yet_is_no_attempt(path):
    report = asked(path).submit(NOT_YET, today=DAY)
    assert report.status == NOT_ATTEMPTED and not report.counts and not path.exists()


@pytest.mark.parametrize("error", [NameError("x"), AttributeError("y"), TypeError("z"), NotImplementedError()])
def test_an_error_that_is_raised_is_no_attempt(error):
    def action():
        raise error

    _, verdict = safely("`forward`", action)
    assert verdict.status == NOT_ATTEMPTED


# ------------------------------------------------------------ questions


def test_the_second_round_is_a_question_about_the_same_page(path, monkeypatch):
    second = replace(QUESTION, name="second round", minutes=25)
    there = SimpleNamespace(second_round=lambda seed, variant: second)
    monkeypatch.setitem(sys.modules, "helpers.exercises.from_memory.second_round", there)
    each = exercises.interview(1, path=path).second_round(2)
    assert each.name == "interview (second round: variant 2)" and "About 25 minutes" in repr(each)
    assert "`interview.second_round(3)`" in each.submit(PASSED, today=DAY).counts
    assert not Progress(path).counting  # it is no page for the course
    with pytest.raises(ValueError, match="seed"):
        exercises.interview(1).second_round("2")
    with pytest.raises(ValueError, match="the page of two layers"):
        asked(path, question=OTHER).second_round()


def test_each_question_is_passed_twice_by_itself(path):
    for days, seed in ((0, 1), (3, 2)):
        report = asked(path, seed, OTHER).submit(PASSED, today=DAY + timedelta(days))
    assert "passed this question, adam" in report.counts and not Progress(path).passed_the_course
    assert Progress(path).next_attempt() == (1, None) and Progress(path).passed_twice("adam")
    first = asked(path, 1, OTHER).submit(PASSED, today=DAY)
    assert 'exercises.interview("adam", seed=' in asked(path, 5, OTHER).submit(FAILED, today=DAY).counts or first


def test_the_first_question_is_asked_by_a_seed_alone_or_by_its_name():
    one, same = exercises.interview(2), exercises.interview("two layers", seed=2)
    assert one.variant == same.variant == variant_of(2) and one.name == same.name
    assert exercises.interview("Two  Layers", 2).variant == exercises.interview(seed=2).variant == variant_of(2)


def test_a_question_that_does_not_exist_is_said(monkeypatch):
    monkeypatch.setitem(WHERE, "later", "helpers.exercises.from_memory.questions.later")
    for name in ("three layers", "1", "", "later"):
        with pytest.raises(ValueError, match=r'there are "two layers".*seed is a number'):
            exercises.interview(name)
    assert "later" not in repr(exercises.interview) and "exercises.interview(1)" in repr(exercises.interview)


def test_a_question_gets_what_is_submitted_in_order_or_by_name(path):
    seen = []

    def submission(variant, *submitted, **named):
        seen.append((submitted, named))
        return Answer(variant, NOT_YET)

    each = asked(path, question=replace(QUESTION, submission=submission))
    each.submit(1, backward=2, today=DAY)
    each.fits(1, backward=2)
    assert seen == [((1,), {"backward": 2})] * 2


def test_the_page_shows_the_signatures():
    page = exercises.interview(1).page()
    assert (
        "  class TwoLayers:" in page
        and "def backward(self, Y): ..." in page
        and "gradient_check(network, X, Y)" in page
    )
    single = next(seed for seed in range(1, 20) if variant_of(seed).single)
    assert "def forward(self, x): ..." in exercises.interview(single).page()


def test_the_task_names_fits_and_the_minutes():
    text = repr(exercises.interview(1))
    assert "`interview.fits(TwoLayers, gradient_check)`" in text and "About 45 minutes" in text
    assert question_of("two layers").minutes == 45


# ------------------------------------------------------------ what was stuck


@pytest.mark.parametrize(
    "message, mistake, where",
    [
        ("`forward`: Y_hat is off.", None, "forward"),
        ("`backward`: dL_dW2, dL_db2, dL_dW1 and dL_db1 are off.", "wrong-sign", "seed"),
        ("`backward`: dL_dW1 and dL_db1 are off; dL_dW2 and dL_db2 are right.", None, "hand back"),
        ("`backward`: dL_dW1 and dL_db1 are off; dL_dW2 and dL_db2 are right.", "missing-slope", "slope"),
        ("`backward`: dL_dW1 is off; dL_dW2 is right.", "transposed", "weights"),
        ("`backward`: dL_db2 and dL_db1 are off; dL_dW2 is right.", "batch-not-summed", "bias"),
        ("`backward` moves `W2`, `b2`.", "updated-too-early", "hand back"),
        ("`backward`: dL_dW2 and dL_db1 are off.", None, "backward"),
        ("`step`: the change of W1 is off.", "uphill", "the step"),
        ("`train`: losses are off.", None, "the loop"),
        ("`gradient_check` accepts a network in which one entry is off.", None, "the judge"),
        ("XOR isn't learned in 3000 epochs.", None, "the training"),
        ("`softmax`: P is off.", None, "softmax"),
    ],
)
def test_what_was_stuck_is_read_off_the_report(message, mistake, where):
    assert stuck_at(Report(NAME, WRONG, mistake, message)) == where
    assert stuck_at(Report(NAME, WRONG, mistake, message, stuck="elsewhere")) == "elsewhere"


# ------------------------------------------------------------ the clock


def test_the_clock_starts_when_the_task_is_shown_and_not_anew(path, clock):
    asked(path)
    clock.minutes = 10
    asked(path).submit(FAILED, today=DAY)  # the cell ran again
    clock.minutes = 41
    asked(path).submit(PASSED, today=DAY)
    assert [each["minutes"] for each in Progress(path).attempts] == [10, 41]
    clock.minutes = 50
    asked(path).submit(PASSED, today=DAY)  # after a pass it starts anew
    assert Progress(path).attempts[-1]["minutes"] == 0
    asked(path, 2)
    clock.minutes += 13 * 60
    asked(path, 2).submit(PASSED, today=DAY)  # and where nobody sat there since yesterday
    assert Progress(path).attempts[-1]["minutes"] == 0
