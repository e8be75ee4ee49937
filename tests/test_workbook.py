"""The reader's copy of the lessons: made once, never overwritten, and renewed without a loss."""

import errno
import json
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from helpers import files, workbook
from helpers.exercises.check.verdict import Verdict
from lessons.pairing import NOTEBOOKS, ROOT, read_text
from tests.disk import full_disk
from tests.markdown import broken_links

LINKED = {path.name: path for path in (workbook.SHEET, workbook.DIGITS)}
MINE = '{"cells": [], "mine": true}'
NAMES = sorted(path.name for path in NOTEBOOKS.glob("*.ipynb"))


def contents(folder):
    """Return {name: text} of all that is in a folder, but for what lessons link to."""
    return {path.name: read_text(path) for path in folder.iterdir() if path.name not in LINKED}


LESSONS = {name: workbook._without_outputs((NOTEBOOKS / name).read_bytes()).decode() for name in NAMES}


@pytest.fixture
def command(tmp_path, capsys):
    """A function that runs the command on tmp_path/mine; it returns the exit code and the printed lines."""

    def run(*arguments, folder=tmp_path / "mine"):
        code = workbook.main(["--folder", str(folder), *arguments])
        return code or 0, "".join(capsys.readouterr()).splitlines()

    return run


def test_copies_what_is_missing_and_nothing_else(tmp_path):
    copy = tmp_path / "new" / "folder"
    assert workbook.prepare(copy) == [(copy / name, None) for name in NAMES]
    (copy / NAMES[0]).write_text(MINE, encoding="utf-8")
    (copy / NAMES[1]).unlink()
    assert workbook.prepare(copy) == [(copy / NAMES[1], None)]
    assert contents(copy) == LESSONS | {NAMES[0]: MINE}


@pytest.mark.parametrize("name", LINKED)
def test_what_lessons_link_to_comes_along_once(tmp_path, name):
    workbook.prepare(tmp_path)
    linked = tmp_path / name
    assert linked.read_bytes() == LINKED[name].read_bytes()
    linked.write_bytes(b"mine")
    workbook.prepare(tmp_path)
    assert linked.read_bytes() == b"mine"


def test_every_link_in_a_copy_leads_somewhere(tmp_path):
    workbook.prepare(tmp_path)
    for name in NAMES:
        text = "\n".join("".join(cell["source"]) for cell in json.loads(read_text(tmp_path / name))["cells"])
        assert not broken_links(text, tmp_path / name)


@pytest.mark.parametrize("lesson", ["03", "03_linear_layer", "03_linear_layer.ipynb"])
def test_reset_keeps_what_was_there(tmp_path, lesson):
    workbook.prepare(tmp_path)
    for number in (1, 2):
        (tmp_path / "03_linear_layer.ipynb").write_text(f"{MINE}{number}", encoding="utf-8")
        fresh, kept = workbook.reset(lesson, tmp_path)
        assert kept.name == f"03_linear_layer_old_{number}.ipynb" and read_text(kept) == f"{MINE}{number}"
        assert read_text(fresh) == LESSONS[fresh.name]
    assert read_text(tmp_path / "03_linear_layer_old_1.ipynb") == f"{MINE}1"


def test_reset_brings_a_lesson_that_is_not_there(tmp_path):
    fresh, kept = workbook.reset("01", tmp_path)
    assert fresh.exists() and kept is None


def test_an_unknown_lesson_changes_nothing(tmp_path, capsys):
    with pytest.raises(ValueError, match="no lesson '99'; there are 00_start_here"):
        workbook.reset("99", tmp_path)
    with pytest.raises(SystemExit):
        workbook.main(["reset", "99"])
    assert "there is no lesson" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_the_command_says_what_it_did(command):
    assert command() == (0, [f"{len(NAMES)} new lessons in mine/"])
    assert command() == (0, ["mine/ has all lessons"])
    assert command("reset", "02") == (0, ["02_sigmoid.ipynb is fresh; yours is kept as 02_sigmoid_old_1.ipynb"])


def test_git_ignores_the_copy():
    assert f"/{workbook.COPY.name}/" in read_text(ROOT / ".gitignore").splitlines()
    assert workbook.COPY.parent == ROOT


def test_the_standard_library_is_enough():
    """It runs before anything is installed: -I and -S hide all packages."""
    code = f"import sys; sys.path.insert(0, {str(ROOT)!r}); import helpers.workbook"
    subprocess.run([sys.executable, "-I", "-S", "-c", code], check=True)


# ------------------------------------------------------------ a full disk


def test_a_full_disk_leaves_no_half_of_a_lesson(command, tmp_path):
    with full_disk(room=20_000):  # lesson 00 fits
        code, lines = command()
    assert code == 1 and len(lines) == 1 and NAMES[1] in lines[0] and "Errno" not in lines[0]
    assert contents(tmp_path / "mine") == {NAMES[0]: LESSONS[NAMES[0]]}
    assert command() == (0, [f"{len(NAMES) - 1} new lessons in mine/"])
    assert contents(tmp_path / "mine") == LESSONS


def test_a_reset_on_a_full_disk_leaves_the_lesson(command, tmp_path):
    workbook.prepare(tmp_path / "mine")
    (tmp_path / "mine" / NAMES[1]).write_text(MINE, encoding="utf-8")
    with full_disk(room=20_000):
        code, lines = command("reset", "01")
    assert code == 1 and len(lines) == 1 and NAMES[1] in lines[0]
    assert contents(tmp_path / "mine") == LESSONS | {NAMES[1]: MINE}


@pytest.mark.parametrize("there", [0, 1000], ids=["empty", "cut"])
def test_a_lesson_that_was_cut_is_replaced(command, tmp_path, there):
    workbook.prepare(tmp_path / "mine")
    (tmp_path / "mine" / NAMES[1]).write_text(LESSONS[NAMES[1]][:there], encoding="utf-8")
    assert command() == (0, ["1 new lesson in mine/"])
    assert contents(tmp_path / "mine") == LESSONS


@pytest.mark.parametrize(
    "text", ["[]", "{}", '{"cells": 3}', "{1", "\x00", "[" * 100_000, MINE[:-1]], ids=lambda t: t[:9]
)
def test_a_broken_lesson_is_replaced_and_kept(command, tmp_path, text):
    workbook.prepare(tmp_path / "mine")
    (tmp_path / "mine" / "02_sigmoid.ipynb").write_text(text, encoding="utf-8")
    code, lines = command()
    assert code == 0 and lines == [
        "1 new lesson in mine/",
        "02_sigmoid.ipynb could not be read as a notebook; what was there is kept as 02_sigmoid_old_1.ipynb",
    ]
    assert contents(tmp_path / "mine") == LESSONS | {"02_sigmoid_old_1.ipynb": text}


def test_a_byte_order_mark_breaks_nothing(command, tmp_path):
    workbook.prepare(tmp_path / "mine")
    (tmp_path / "mine" / NAMES[1]).write_text(MINE, encoding="utf-8-sig")
    assert command() == (0, ["mine/ has all lessons"])


# ------------------------------------------------------------ what can be in the way


def test_a_folder_that_is_none_is_said_in_a_line(command, tmp_path):
    file, link = tmp_path / "file", tmp_path / "link"
    file.write_text(MINE, encoding="utf-8")
    link.symlink_to(tmp_path / "nowhere")
    for folder, culprit in [(file, file), (file / "below" / "it", file), (link, link), (link / "below", link)]:
        for arguments in ([], ["reset", "02"]):
            assert command(*arguments, folder=folder) == (1, [f"{culprit} is not a folder, nor a link to one"])
    assert sorted(tmp_path.iterdir()) == [file, link] and read_text(file) == MINE


@pytest.mark.parametrize("step", ["mkdir", "open"])
def test_a_folder_that_may_not_be_written_is_said_in_a_line(command, tmp_path, monkeypatch, step):
    usual = getattr(Path, step)

    def refuse(path, *more, **named):  # root may write everywhere, so it is played
        if tmp_path in path.parents:
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return usual(path, *more, **named)

    monkeypatch.setattr(Path, step, refuse)
    code, lines = command()
    assert code == 1 and len(lines) == 1 and "mine" in lines[0] and lines[0].endswith(": Permission denied")


def test_a_link_to_a_folder_is_followed(command, tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "mine").symlink_to(tmp_path / "real")
    assert command()[0] == 0 and contents(tmp_path / "real") == LESSONS


def test_a_dangling_link_or_a_folder_with_a_lessons_name_stops_no_lesson(command, tmp_path):
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "02_sigmoid.ipynb").symlink_to(tmp_path / "nowhere")
    (mine / "03_linear_layer.ipynb").mkdir()
    code, lines = command()
    assert code == 0 and len(lines) == 3
    assert {name: read_text(mine / name) for name in NAMES} == LESSONS
    assert (mine / "02_sigmoid_old_1.ipynb").is_symlink() and (mine / "03_linear_layer_old_1.ipynb").is_dir()


def test_two_commands_do_not_meet(command, tmp_path, monkeypatch):
    workbook.prepare(tmp_path / "mine")
    monkeypatch.setattr(workbook, "PATIENCE", 0.01)
    with files.alone(tmp_path / "mine", 0.01):
        code, lines = command("reset", "02")
    assert code == 1 and "another command is at work" in lines[0]
    assert contents(tmp_path / "mine") == LESSONS


# ------------------------------------------------------------------ no outputs, and newer versions


def test_a_copy_has_no_answers_in_it(tmp_path):
    """A question's answer is in the stored output below it; the reader's own copy has none, and folds nothing."""
    workbook.prepare(tmp_path)
    for name in NAMES:
        mine, lesson = json.loads(read_text(tmp_path / name)), json.loads(read_text(NOTEBOOKS / name))
        sources = [[line.replace(workbook.OUTSIDE, "digits.md") for line in cell["source"]] for cell in lesson["cells"]]
        assert [cell["source"] for cell in mine["cells"]] == sources
        code = [cell for cell in mine["cells"] if cell["cell_type"] == "code"]
        assert all(cell["outputs"] == [] and cell["execution_count"] is None for cell in code)
        assert not any("jupyter" in cell["metadata"] for cell in code)
        nbformat.validate(nbformat.from_dict(mine))


def test_a_newer_version_is_named_and_comes_beside_what_the_reader_has(command, tmp_path):
    command()
    copy = tmp_path / "mine" / "03_linear_layer.ipynb"
    assert not workbook.is_older(copy)
    older = json.loads(read_text(copy)) | {"metadata": {"built_from": "another"}}
    copy.write_text(json.dumps(older), encoding="utf-8")
    assert workbook.is_older(copy) and not workbook.is_older(tmp_path / "mine" / "03_linear_layer_old_1.ipynb")
    lines = ["mine/ has all lessons", f"{copy.name} has a newer version: python -m helpers.workbook reset 03"]
    assert command() == (0, lines)
    command("reset", "03")
    assert json.loads(read_text(copy.with_stem("03_linear_layer_old_1"))) == older and not workbook.is_older(copy)


@pytest.mark.parametrize("content", ["", "[]", '{"cells": []}', '{"metadata": []}', '{"metadata": {}}', MINE])
def test_what_has_no_version_is_not_older(tmp_path, content):
    (tmp_path / NAMES[0]).write_text(content, encoding="utf-8")
    assert not workbook.is_older(tmp_path / NAMES[0])


def test_a_check_says_once_that_its_notebook_is_an_old_copy(command, tmp_path, monkeypatch, capsys):
    command()
    record = sys.modules["helpers.exercises.check.record"]
    monkeypatch.setattr(record, "in_a_notebook", lambda: True)
    copy = tmp_path / "mine" / "03_linear_layer.ipynb"
    monkeypatch.setenv("JPY_SESSION_NAME", str(copy))
    for said in (0, 1):
        record._tell_of_a_newer_version.cache_clear()
        for _ in range(2):
            record.record(Verdict("hand_back", "wrong"), "03")
        assert capsys.readouterr().out.count("python -m helpers.workbook reset 03") == said
        copy.write_text('{"metadata": {"built_from": "another"}}', encoding="utf-8")
