"""The diary: what each sitting took, the picture on the progress page, the date for a calendar, and old files."""

import json
import re
from datetime import date, timedelta
from xml.etree import ElementTree

import pytest

from helpers.exercises.check.record import FILE, Progress
from helpers.exercises.from_memory.diary import SHOWN, Appointment, appointment, picture, sittings
from helpers.exercises.progress import Page, progress

DAY = date(2030, 5, 1)
ONE, TWO = "sigmoid, rows", "tanh, rows"


@pytest.fixture
def path(tmp_path):
    return tmp_path / FILE


def entry(passed=True, day=DAY, variant=ONE, **more):
    return {"date": day.isoformat(), "variant": variant, "passed": passed, "hints": 0, "seed": 1} | more


def test_a_sitting_goes_from_the_first_submission_to_the_one_that_passed():
    first = {"started": "2030-05-01T12:00:00"}
    (one, two) = sittings(
        [
            entry(False, minutes=10, stuck="hand back", **first),
            entry(False, minutes=20, stuck="hand back", **first),
            entry(False, minutes=30, stuck="the loop", **first),
            entry(True, minutes=41, **first),
            entry(True, variant=TWO, minutes=5),
        ]
    )
    assert (one.minutes, one.mends, one.stuck) == (41, 3, ["hand back", "the loop"])
    assert str(one) == f"2030-05-01  {ONE}: passed in 41 min, 3 fixes, stuck at hand back and the loop"
    assert str(two) == f"2030-05-01  {TWO}: passed in 5 min"


def test_after_a_restart_the_clock_goes_on():
    (one,) = sittings(
        [
            entry(False, minutes=10, started="2030-05-01T12:00:00"),
            entry(True, minutes=5, started="2030-05-01T12:20:00"),
        ]
    )
    assert one.minutes == 25


def test_past_midnight_it_is_one_sitting_and_on_another_day_two():
    late = {"started": "2030-05-01T23:30:00"}
    assert len(sittings([entry(False, **late), entry(True, DAY + timedelta(1), **late)])) == 1
    assert len(sittings([entry(False), entry(True, DAY + timedelta(1))])) == 2
    assert len(sittings([entry(False), entry(False, variant=TWO), entry(True)])) == 3
    assert len(sittings([entry(True), entry(True)])) == 2


def test_what_does_not_count_says_why():
    assert sittings([entry(hints=2)])[0].how == "passed, 2 hints: doesn't count"
    moved = sittings([entry(practice="the page of another variant")])[0]
    assert moved.how == "passed, the page of another variant: doesn't count"


def test_another_question_is_named():
    assert sittings([entry(question="adam")])[0].title == f"adam: {ONE}"


# ------------------------------------------------------------ the picture


def drawn(*entries, day=None):
    return picture(sittings(list(entries)), day)


def test_the_picture_is_svg_with_an_alternative_text():
    svg = drawn(entry(False, stuck="hand <back>", minutes=3), entry(minutes=41), day=date(2030, 5, 4))
    tree = ElementTree.fromstring(svg)
    alt = tree.get("aria-label")
    assert tree.get("role") == "img" and tree.find("{http://www.w3.org/2000/svg}title").text == alt
    assert "1 interview" in alt and "passed in 41 min, 1 fix, stuck at hand <back>" in alt and "2030-05-04" in alt
    texts = [each.text for each in tree.iter("{http://www.w3.org/2000/svg}text")]
    assert texts == ["✓ 41 min", "2030-05-01", "1 fix", "hand <back>", "next", "2030-05-04", "or later"]


def test_it_is_readable_in_light_and_dark():
    """Words and lines have the color of the text around them; of all else only what counts has a color of its own."""
    svg = drawn(entry(minutes=41), entry(False, variant=TWO), day=date(2030, 5, 4))
    assert set(re.findall(r"(?:fill|stroke)='([^']*)'", svg)) == {"currentColor", "none", "#009E73"}


def test_the_longest_bar_is_the_longest_sitting_and_old_ones_have_a_question_mark():
    svg = drawn(entry(minutes=40), entry(minutes=20, variant=TWO), entry())
    heights = [float(each) for each in re.findall(r"<rect [^>]*height='(\d+)'", svg)]
    assert heights[0] == 2 * heights[1] and heights[2] < 5 and "✓ ?" in svg


def test_practice_is_not_filled():
    assert "#009E73" not in drawn(entry(minutes=4, hints=1)) and "practice" in drawn(entry(minutes=4, hints=1))


def test_of_many_sittings_the_last_are_shown():
    svg = drawn(*(entry(day=DAY + timedelta(days)) for days in range(20)))
    assert svg.count("<rect") == SHOWN and "2030-05-20" in svg and "2030-05-01" not in svg


def test_the_progress_page_shows_it(path):
    kept = Progress(path)
    kept.record_attempt(ONE, False, 0, 1, DAY, stuck="the loop", minutes=12)
    kept.record_attempt(ONE, True, 0, 1, DAY, minutes=30)
    page = progress(path)
    assert "passed in 30 min, 1 fix, stuck at the loop" in repr(page)
    assert page._repr_html_().count("<svg") == 1 and "2030-05-04" in page._repr_html_()
    assert "<svg" not in Page(Progress(path.with_name("other.json")))._repr_html_()


def test_the_progress_page_shows_the_cold_start(path):
    Progress(path).record_cold(("forward",), "A = X @ W", 15, DAY)
    assert "cold start: 1 of 8 parts" in repr(progress(path))


# ------------------------------------------------------------ the date


def test_the_date_is_a_file_for_a_calendar(tmp_path):
    date_ = Appointment(date(2030, 5, 31), "exercises.interview(2)")
    text = date_.save(tmp_path / "day.ics").read_bytes().decode()
    lines = text.split("\r\n")
    assert (
        lines[0] == "BEGIN:VCALENDAR" and lines[-2:] == ["END:VCALENDAR", ""] and "\n" not in text.replace("\r\n", "")
    )
    assert "DTSTART;VALUE=DATE:20300531" in lines and "DTEND;VALUE=DATE:20300601" in lines
    assert {"VERSION:2.0", "BEGIN:VEVENT", "END:VEVENT"} <= {*lines} and max(map(len, lines)) <= 75
    assert all(any(line.startswith(name) for line in lines) for name in ("UID:", "DTSTAMP:", "SUMMARY:", "PRODID:"))
    assert "data:text/calendar;base64," in date_._repr_html_() and "2030-05-31" in repr(date_)


def test_there_is_a_date_where_a_second_time_is_due(path):
    assert appointment(Progress(path)) is None
    kept = Progress(path)
    kept.record_attempt(ONE, True, 0, 1, date(2200, 1, 1))
    assert appointment(kept).day == date(2200, 1, 4) and "text/calendar" in Page(kept)._repr_html_()
    kept.record_attempt(TWO, True, 0, 2, date(2200, 1, 4))
    assert appointment(kept) is None
    past = Progress(path.with_name("past.json"))
    past.record_attempt(ONE, True, 0, 1, date(2020, 1, 1))
    assert appointment(past) is None  # it counts today


# ------------------------------------------------------------ the file

OLD = {  # as version 0.1.0 wrote it
    "exercises": {"sigmoid": {"lesson": "02", "status": "correct", "solved": "2030-05-01"}},
    "interview": [
        {"date": "2030-05-01", "variant": ONE, "passed": False, "hints": 0, "seed": 1},
        {"date": "2030-05-01", "variant": ONE, "passed": True, "hints": 1, "seed": 1},
        {"date": "2030-05-02", "variant": TWO, "passed": True, "hints": 0, "seed": 2},
    ],
}


def test_an_old_file_is_read_and_shown(path):
    path.write_text(json.dumps(OLD))
    kept = Progress(path)
    assert not kept.notice and len(kept.counting) == 1 and kept.next_attempt() == (3, date(2030, 5, 5))
    assert "passed, 1 fix, 1 hint: doesn't count" in repr(Page(kept)) and "<svg" in Page(kept)._repr_html_()


def test_what_a_later_version_keeps_is_not_lost(path):
    path.write_text(json.dumps(OLD | {"second round": [1]}))
    Progress(path).record_cold((), "# nothing", 1, DAY)
    assert json.loads(path.read_text())["second round"] == [1]


@pytest.mark.parametrize(
    "more",
    [
        {"minutes": "many"},
        {"started": "noon"},
        {"started": "2030-05-01T12:00:00+02:00"},
        {"stuck": ["the loop"]},
        {"question": 1},
        {"practice": None},
        {"code": 3},
    ],
    ids=str,
)
def test_an_odd_attempt_is_put_aside(path, more):
    path.write_text(json.dumps({"interview": [entry(**more)]}))
    assert "is kept as my_progress_broken_1.json" in Progress(path).notice and not path.exists()


@pytest.mark.parametrize(
    "cold",
    [
        [],
        3,
        {"date": "2030-05-01"},
        {"date": "soon", "there": [], "code": "", "minutes": 1},
        {"date": "2030-05-01", "there": [1], "code": "", "minutes": 1},
        {"date": "2030-05-01", "there": "all", "code": "", "minutes": 1},
    ],
    ids=str,
)
def test_an_odd_cold_start_is_put_aside(path, cold):
    path.write_text(json.dumps({"cold": cold or [1]}))
    assert "is kept as my_progress_broken_1.json" in Progress(path).notice and not path.exists()


def test_code_is_kept_of_the_day_and_of_pages_that_passed(path):
    kept = Progress(path)
    kept.record_attempt(ONE, False, 0, 1, DAY, code="a")
    kept.record_attempt(ONE, True, 0, 1, DAY, code="b")
    assert [each["code"] for each in kept.attempts] == ["a", "b"]
    kept.record_attempt(TWO, False, 0, 2, DAY + timedelta(1), code="c")
    assert [each.get("code") for each in Progress(path).attempts] == [None, "b", "c"]
