"""The progress file: what it keeps, what follows from it, and that it can do no harm. Dates are passed in."""

import errno
import json
import os
import subprocess
import sys
from datetime import date, timedelta

import pytest

from helpers import exercises, files
from helpers.exercises.check import record as module
from helpers.exercises.check.record import FILE, Progress, in_a_notebook, mine, record
from helpers.exercises.check.verdict import CORRECT, NOT_ATTEMPTED, WRONG, Verdict
from lessons.pairing import ROOT
from tests.disk import full_disk

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
    assert not Progress(path).exercises and not path.exists()


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
        # Valid, and odd: each once raised another error.
        '{"interview": {}}',
        '{"interview": [["date"]]}',
        '{"interview": [{"date": "2030-01-01", "variant": ["a"], "passed": true, "hints": 0}]}',
        '{"interview": [{"date": "2030-01-01", "variant": "a", "passed": "no", "hints": 0}]}',
        '{"interview": [{"date": "2030-01-01", "variant": "a", "passed": true, "hints": "many"}]}',
        '{"interview": [{"date": "9999-12-31", "variant": "a", "passed": true, "hints": 0}]}',
        '{"exercises": []}',
        '{"exercises": {"sigmoid": {"hinted": "2030-05-01"}}}',
        '{"exercises": {"sigmoid": {"lesson": ["02"]}}}',
        '{"exercises": {"sigmoid": {"solved": "9999-12-31"}}}',
        '{"exercises": {"sigmoid": {"hints": 1, "hinted": "9999-12-31"}}}',
        '{"exercises": {"sigmoid": {"hints": 1, "hinted": null}}}',
        '{"exercises": {"\\ud800": {"status": "correct"}}}',
        '{"later": "\\udfff"}',
    ],
    ids=lambda text: text[:70],
)
def test_a_broken_file_is_put_aside_and_said_so(path, text, capsys):
    path.write_text(text)
    kept = Progress(path)
    aside = path.with_name("my_progress_broken_1.json")
    assert aside.read_text() == text and not path.exists()
    assert aside.name in kept.notice and aside.name in capsys.readouterr().out
    assert kept.told("sigmoid", DAY) == 0 and kept.next_attempt() == (1, None)
    kept.record(Verdict("sigmoid", CORRECT), "02", DAY)
    assert Progress(path).solved("sigmoid") and sorted(path.parent.iterdir()) == [path, aside]


@pytest.mark.parametrize("depth", [100, 500, 900, 980, 3000])
def test_what_is_nested_deep_is_kept_or_put_aside(path, depth):
    """How deep is too deep depends on Python, and differs between reading and writing."""
    path.write_text('{"later": ' + "[" * depth + "]" * depth + "}")
    Progress(path).record(Verdict("sigmoid", CORRECT), "02", DAY)
    assert Progress(path).solved("sigmoid") or not path.with_name("my_progress_broken_1.json").exists()
    assert any("[" * depth in each.read_text().replace("\n", "").replace(" ", "") for each in path.parent.iterdir())


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


def test_a_byte_order_mark_is_read(path):
    path.write_text('{"exercises": {"sigmoid": {"status": "correct"}}}', encoding="utf-8-sig")
    assert Progress(path).solved("sigmoid") and [*path.parent.iterdir()] == [path]


def refuse(*_, **__):
    raise PermissionError(errno.EACCES, "Permission denied")


def test_a_folder_that_cannot_be_written_is_no_trouble(path, monkeypatch, capsys):
    kept = Progress(path)
    monkeypatch.setattr("pathlib.Path.open", refuse)  # (root may write everywhere, so it is played)
    monkeypatch.setattr(kept, "_read", lambda: None)
    kept.record(Verdict("sigmoid", CORRECT), "02", DAY)
    assert "could not be written (Permission denied)" in kept.notice and not path.exists()
    assert kept.notice in capsys.readouterr().out


def test_a_move_that_fails_leaves_the_old_file(path, monkeypatch):
    Progress(path).record(Verdict("sigmoid", CORRECT), "02", DAY)
    monkeypatch.setattr("os.replace", refuse)
    Progress(path).record(Verdict("relu", CORRECT), "02", DAY)
    assert [each.name for each in path.parent.iterdir()] == [FILE]
    assert Progress(path).solved("sigmoid") and not Progress(path).solved("relu")


def test_a_full_disk_leaves_the_old_file_and_is_said(path, capsys):
    Progress(path).record(Verdict("sigmoid", CORRECT), "02", DAY)
    with full_disk(room=10):
        Progress(path).record(Verdict("relu", CORRECT), "02", DAY)
    assert "could not be written" in capsys.readouterr().out
    assert Progress(path).solved("sigmoid") and [*path.parent.iterdir()] == [path]


def test_a_read_only_file_is_left_alone_and_that_is_said(path, capsys):
    path.write_text("{}")
    path.chmod(0o444)
    Progress(path).record(Verdict("sigmoid", CORRECT), "02", DAY)
    assert path.read_text() == "{}" and [*path.parent.iterdir()] == [path]
    assert f"{FILE} could not be written (it is read-only): what you do now is not kept." in capsys.readouterr().out


@pytest.mark.skipif(sys.platform == "win32", reason="modes are not kept there")
def test_the_mode_is_kept(path):
    path.write_text("{}")
    path.chmod(0o664)
    Progress(path).record(Verdict("sigmoid", CORRECT), "02", DAY)
    assert path.stat().st_mode & 0o777 == 0o664


@pytest.mark.parametrize("text", ["{}", "{1"], ids=["whole", "broken"])
def test_a_link_is_followed_and_stays(path, tmp_path, text):
    target = tmp_path / "elsewhere" / "progress.json"
    target.parent.mkdir()
    target.write_text(text)
    path.symlink_to(target)
    Progress(path).record(Verdict("sigmoid", CORRECT), "02", DAY)
    assert path.is_symlink() and Progress(target).solved("sigmoid")
    assert [each.read_text() for each in target.parent.glob("*_broken_1.json")] == [text] * (text == "{1")


def test_a_text_that_cannot_be_written_gets_out_of_no_check(path, capsys):
    Progress(path).record(Verdict("\ud800", CORRECT), "02", DAY)
    assert "could not be written (UnicodeEncodeError)" in capsys.readouterr().out and not [*path.parent.iterdir()]


def test_a_folder_that_is_gone_gets_out_of_no_check(tmp_path, monkeypatch, capsys):
    (tmp_path / "gone").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    try:
        (tmp_path / "gone").rmdir()
    except OSError:
        pytest.skip("a folder in use stays, on Windows")
    monkeypatch.setattr(sys.modules["helpers.exercises.check.record"], "in_a_notebook", lambda: True)
    record(Verdict("sigmoid", CORRECT), "02")
    assert "could not be written" in capsys.readouterr().out


# ------------------------------------------------------------ several kernels


RECORDS = """
import os, sys, time
from helpers.exercises.check.record import Progress
from helpers.exercises.check.verdict import CORRECT, Verdict
sys.modules["helpers.exercises.check.record"].PATIENCE = 60  # on a busy machine, too
print("ready", flush=True)
sys.stdin.readline()
for number in range(100):
    Progress(sys.argv[1]).record(Verdict(f"{sys.argv[2]} {number}", CORRECT), "02")
"""


def test_two_kernels_that_record_at_once_keep_all(path):
    both = [
        subprocess.Popen(
            [sys.executable, "-c", RECORDS, path, name],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for name in ("one", "other")
    ]
    assert [kernel.stdout.readline() for kernel in both] == ["ready\n"] * 2
    for kernel in both:
        kernel.stdin.write("go\n")
        kernel.stdin.flush()
    said = [kernel.communicate()[0] for kernel in both]
    assert said == ["", ""] and [kernel.returncode for kernel in both] == [0, 0]
    assert len(Progress(path).exercises) == 200 and [each.name for each in path.parent.glob("[!.]*")] == [FILE]


def test_a_change_sees_what_another_kernel_wrote(path):
    one, other = Progress(path), Progress(path)
    one.record(Verdict("sigmoid", CORRECT), "02", DAY)
    other.record_hint("relu", "02", DAY)
    one.record_attempt(ONE, True, 0, 1, DAY)
    kept = Progress(path)
    assert kept.solved("sigmoid") and kept.exercises["relu"]["hints"] == 1 and len(kept.attempts) == 1


def test_a_kernel_that_holds_the_file_stops_no_check(path, monkeypatch, capsys):
    monkeypatch.setattr(sys.modules["helpers.exercises.check.record"], "PATIENCE", 0.01)
    with files.alone(path, 0.01):
        Progress(path).record(Verdict("sigmoid", CORRECT), "02", DAY)
    assert "did not wait any longer" in capsys.readouterr().out and Progress(path).solved("sigmoid")


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
    assert attempts(path, (9, ONE, True, 0)).passed_the_course


def test_a_page_without_a_kernel_may_keep_the_file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert mine().path is None
    monkeypatch.setattr(module, "KEPT_IN", "this browser")
    assert "kept in this browser; nothing" in repr(exercises.progress())
    exercises.sigmoid_backward.check(lambda dL_dA, A: dL_dA * A * (1 - A))
    assert mine().solved("sigmoid_backward") and (tmp_path / FILE).exists()
