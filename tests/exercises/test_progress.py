"""The progress file: what it keeps, what follows from it, and that nothing about it can do harm. Dates are passed in."""

import json
import re
import sys
from datetime import date, timedelta

import pytest

from helpers.exercises.check.record import FILE, Progress, in_a_notebook, mine, record
from helpers.exercises.check.task import KNOWN, exercises_of
from helpers.exercises.check.verdict import CORRECT, NOT_ATTEMPTED, WRONG, Verdict
from helpers.exercises.progress import Page, progress
from lessons.pairing import lesson_paths, read_text

DAY = date(2030, 5, 1)
ONE, TWO = "sigmoid, rows", "tanh, rows"


@pytest.fixture
def path(tmp_path):
    return tmp_path / FILE


def attempts(path, *each):
    """A Progress with these attempts: (days after DAY, variant, passed, hints)."""
    kept = Progress(path)
    for seed, (days, variant, passed, hints) in enumerate(each, start=1):
        kept.record_attempt(variant, passed, hints, seed, DAY + timedelta(days))
    return Progress(path)  # as after a restart


def test_a_missing_file_is_no_trouble(path):
    assert "Nothing is done yet" in repr(Page(Progress(path)))
    assert not path.exists()


def test_what_is_kept_survives_a_restart(path):
    Progress(path).record(Verdict("sigmoid", WRONG), "02", DAY)
    Progress(path).record(Verdict("sigmoid", CORRECT), "02", DAY + timedelta(1))
    Progress(path).record(Verdict("sigmoid", CORRECT), "02", DAY + timedelta(9))
    Progress(path).record_hint("sigmoid", "02", DAY)
    assert Progress(path).exercises["sigmoid"] == {
        "lesson": "02",
        "status": CORRECT,
        "solved": "2030-05-02",
        "hints": 1,
        "hinted": "2030-05-01",
    }


def test_solved_stays_solved(path):
    Progress(path).record(Verdict("sigmoid", CORRECT), "02", DAY)
    Progress(path).record(Verdict("sigmoid", WRONG), "02", DAY)
    assert Progress(path).solved("sigmoid")


def test_what_was_not_attempted_leaves_no_file(path):
    Progress(path).record(Verdict("sigmoid", NOT_ATTEMPTED), "02")
    assert not path.exists()


def test_an_empty_file_is_no_trouble(path):
    path.write_text("")
    Progress(path).record(Verdict("sigmoid", CORRECT), "02", DAY)
    assert Progress(path).solved("sigmoid") and len([*path.parent.iterdir()]) == 1


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "[1, 2]",
        "null",
        '"words"',
        '{"exercises": 5}',
        '{"exercises": {"sigmoid": 3}}',
        '{"interview": [{}]}',
        '{"exercises": {"a": {"solved": "soon"}}}',
        '{"interview": [{"date": "yesterday", "variant": "a", "passed": true, "hints": 0}]}',
        "\x00\x01",
        "[" * 100_000,
    ],
)
def test_a_broken_file_is_put_aside_and_said_so(path, text, capsys):
    path.write_text(text)
    kept = Progress(path)
    aside = path.with_name("my_progress_broken_1.json")
    assert aside.read_text() == text and not path.exists()
    assert aside.name in kept.notice and aside.name in repr(Page(kept)) and aside.name in capsys.readouterr().out
    kept.record(Verdict("sigmoid", CORRECT), "02", DAY)
    assert Progress(path).solved("sigmoid")


def test_several_broken_files_are_all_kept(path):
    for text in ("{1", "{2"):
        path.write_text(text)
        Progress(path)
    assert [each.read_text() for each in sorted(path.parent.iterdir())] == ["{1", "{2"]


def test_a_file_that_is_not_text_is_put_aside(path):
    path.write_bytes(b"\xff\xfe\x00")
    Progress(path)
    assert path.with_name("my_progress_broken_1.json").exists()


def test_what_a_later_version_added_is_kept(path):
    path.write_text('{"later": 1}')
    Progress(path).record(Verdict("sigmoid", CORRECT), "02", DAY)
    assert json.loads(path.read_text())["later"] == 1


def test_a_folder_that_cannot_be_written_is_no_trouble(path, monkeypatch):
    def refuse(*_, **__):
        raise PermissionError("read-only")

    monkeypatch.setattr("tempfile.NamedTemporaryFile", refuse)  # (root may write everywhere, so it is played)
    kept = Progress(path)
    kept.record(Verdict("sigmoid", CORRECT), "02", DAY)
    assert "could not be written" in repr(Page(kept)) and not path.exists()


def test_a_move_that_fails_leaves_the_old_file(path, monkeypatch):
    Progress(path).record(Verdict("sigmoid", CORRECT), "02", DAY)

    def refuse(*_):
        raise PermissionError("in use")

    monkeypatch.setattr("os.replace", refuse)
    Progress(path).record(Verdict("relu", CORRECT), "02", DAY)
    assert [each.name for each in path.parent.iterdir()] == [FILE]
    assert Progress(path).solved("sigmoid") and not Progress(path).solved("relu")


def test_two_notebooks_at_once(path):
    one, other = Progress(path), Progress(path)
    one.record(Verdict("sigmoid", CORRECT), "02", DAY)
    assert not other.solved("sigmoid")  # each check reads the file anew, through mine()
    assert mine(path).solved("sigmoid")


def test_nothing_is_written_outside_of_a_notebook(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert not in_a_notebook()
    verdict = Verdict("sigmoid", CORRECT)
    assert record(verdict) is verdict
    assert not [*tmp_path.iterdir()]


def test_in_a_notebook_it_is_written_beside_it(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(
        sys.modules["helpers.exercises.check.record"], "in_a_notebook", lambda: True
    )  # the package shows the function of this name
    record(Verdict("sigmoid", NOT_ATTEMPTED), "02")
    assert not [*tmp_path.iterdir()]
    record(Verdict("sigmoid", CORRECT), "02")
    assert Progress(tmp_path / FILE).exercises["sigmoid"]["lesson"] == "02"


# ------------------------------------------------------------ the interview's dates


def test_two_attempts_three_days_apart_pass_the_course(path):
    assert attempts(path, (0, ONE, True, 0), (3, TWO, True, 0)).passed_the_course


@pytest.mark.parametrize(
    "each",
    [
        [(0, ONE, True, 0)],
        [(0, ONE, True, 0), (1, TWO, True, 0)],
        [(0, ONE, True, 0), (2, TWO, True, 0)],
        [(0, ONE, True, 0), (3, ONE, True, 0)],
        [(0, ONE, True, 0), (3, TWO, False, 0)],
        [(0, ONE, True, 1), (3, TWO, True, 0)],
        [(0, ONE, True, 0), (3, TWO, True, 2)],
        [(0, ONE, False, 0), (3, TWO, True, 0)],
        [(0, ONE, True, 0), (-30, TWO, True, 0)],  # the clock was set back
    ],
    ids=[
        "once",
        "one day",
        "two days",
        "same variant",
        "second failed",
        "hint first",
        "hints second",
        "first failed",
        "clock set back",
    ],
)
def test_what_does_not_pass_the_course(path, each):
    assert not attempts(path, *each).passed_the_course


def test_a_third_attempt_can_complete_it(path):
    assert attempts(path, (0, ONE, True, 0), (1, TWO, True, 0), (3, TWO, True, 0)).passed_the_course
    assert attempts(
        path.with_name("b.json"), (0, ONE, True, 0), (-30, TWO, True, 0), (-27, ONE, True, 0)
    ).passed_the_course


def test_the_next_attempt_is_offered(path):
    assert Progress(path).next_attempt() == (1, None)
    kept = attempts(path, (0, ONE, False, 0), (1, TWO, True, 0))
    assert kept.next_attempt() == (3, date(2030, 5, 5))
    assert "from 2030-05-05 on: exercises.interview(3)" in repr(Page(kept))
    assert "You have passed the course" in repr(Page(attempts(path, (9, ONE, True, 0))))


def test_the_page_shows_what_is_done(path):
    kept = Progress(path)
    kept.record(Verdict("sigmoid", CORRECT), "02", DAY)
    kept.record(Verdict("my <b>own</b>", WRONG), None, DAY)
    kept.record_hint("sigmoid", "02", DAY)
    kept.record_attempt(ONE, True, 2, 1, DAY)
    page = progress(path)
    assert "sigmoid: solved 2030-05-01, 1 hint" in repr(page) and "2 hints: doesn't count" in repr(page)
    assert "<b>own" not in page._repr_html_() and "sigmoid" in page._repr_html_()


def test_lesson_10_is_done_when_all_its_exercises_are(path):
    kept = Progress(path)
    assert not kept.all_solved(exercises_of("10"))
    for name in exercises_of("10"):
        kept.record(Verdict(name, CORRECT), None, DAY)
    assert "delta_hidden" in exercises_of("10")
    assert Progress(path).all_solved(exercises_of("10"))


def test_every_exercise_has_its_place():
    """It counts for the lesson in which a reader meets it first."""
    first = {}
    for path in lesson_paths():
        for name in re.findall(r"\bexercises\.(\w+)\.check", read_text(path)):
            first.setdefault(name, path.name[:2])
    for name, exercise in KNOWN.items():
        assert exercise.lesson == first.get(name, exercise.lesson), name


def test_every_lesson_with_a_blank_page_shows_it(path):
    kept = Progress(path)
    kept.record(Verdict("blank page 03", CORRECT), "03", DAY)
    assert "blank page 03: solved 2030-05-01" in repr(Page(kept)) and "blank page 10: open" in repr(Page(kept))
