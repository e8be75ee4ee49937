"""The progress page: what it shows, and that every exercise has its place on it. Dates are passed in."""

import re
from datetime import date, timedelta

import pytest

from helpers.exercises.check import record
from helpers.exercises.check.record import FILE, Progress
from helpers.exercises.check.task import KNOWN, exercises_of
from helpers.exercises.check.verdict import CORRECT, WRONG, Verdict
from helpers.exercises.progress import Page, progress
from lessons.pairing import lesson_paths, read_text
from tests.exercises.answers import from_cell

DAY = date(2030, 5, 1)
ONE, TWO = "sigmoid, rows", "tanh, rows"


@pytest.fixture
def path(tmp_path):
    return tmp_path / FILE


def test_a_page_of_nothing(path):
    assert "Nothing is done yet" in repr(Page(Progress(path))) and not path.exists()


def test_the_page_says_what_is_wrong_with_the_file(path):
    path.write_text("{")
    page = progress(path)
    assert "is kept as my_progress_broken_1.json" in repr(page) and "_broken_1.json" in page._repr_html_()


def test_the_page_offers_the_next_interview(path):
    kept = Progress(path)
    kept.record_attempt(ONE, False, 0, 1, DAY)
    kept.record_attempt(TWO, True, 0, 2, DAY + timedelta(1))
    assert "from 2030-05-05 on: exercises.interview(3)" in repr(Page(kept))
    kept.record_attempt(ONE, True, 0, 3, DAY + timedelta(9))
    assert "You have passed the course" in repr(Page(kept))


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


def test_every_check_of_a_lesson_counts_for_it():
    for path in lesson_paths():
        for name in re.findall(r"\bexercises\.(\w+)\.check", read_text(path)):
            assert KNOWN[name].lesson == path.name[:2], f"{path.name}: {name}"


def test_lesson_07_is_done_when_its_five_repairs_are(path, monkeypatch):
    """Solving the functions in their own lessons doesn't count, and a repair doesn't count there."""
    repairs = [name for name in exercises_of("07") if name.startswith("repaired_")]
    monkeypatch.setattr(record, "in_a_notebook", lambda: True)
    monkeypatch.chdir(path.parent)
    for name in [*exercises_of("02"), *exercises_of("07")]:
        if name not in repairs:
            record.record(Verdict(name, CORRECT), KNOWN[name].lesson)
    assert len(repairs) == 5 and "07 Spot the bug: 3 of 9" in repr(progress())  # the blank page is one of the nine
    for name in repairs:
        assert not Progress(path).all_solved(exercises_of("07"))
        KNOWN[name].check(solved(KNOWN[name]))
    assert Progress(path).all_solved(exercises_of("07"))
    assert not {*repairs} & {name for name, each in Progress(path).exercises.items() if each["lesson"] != "07"}


def test_a_repair_leaves_the_earlier_lesson_as_it_was(path, monkeypatch):
    monkeypatch.setattr(record, "in_a_notebook", lambda: True)
    monkeypatch.chdir(path.parent)
    repair = KNOWN["repaired_relu_backward"]
    assert repair.check(solved(repair)).status == CORRECT and repair.hint()
    kept = Progress(path)
    assert [*kept.exercises] == ["repaired_relu_backward"] and not kept.solved("relu_backward")
    assert kept.exercises["repaired_relu_backward"]["lesson"] == "07"


def solved(exercise):
    """The worked solution as a function."""
    return from_cell(exercise.code, exercise.name)


def test_every_lesson_with_a_blank_page_shows_it(path):
    kept = Progress(path)
    kept.record(Verdict("blank page 03", CORRECT), "03", DAY)
    assert "blank page 03: solved 2030-05-01" in repr(Page(kept)) and "blank page 10: open" in repr(Page(kept))
