"""The reader's copy of the lessons: made once, never overwritten, and renewed without a loss."""

import pytest

from helpers import workbook
from lessons.pairing import NOTEBOOKS, ROOT, read_text

MINE = '{"cells": [], "mine": true}'


def test_copies_what_is_missing_and_nothing_else(tmp_path):
    copy = tmp_path / "new" / "folder"
    names = sorted(path.name for path in NOTEBOOKS.glob("*.ipynb"))
    assert [path.name for path in workbook.prepare(copy)] == names
    (copy / names[0]).write_text(MINE, encoding="utf-8")
    (copy / names[1]).unlink()
    assert [path.name for path in workbook.prepare(copy)] == [names[1]]
    assert read_text(copy / names[0]) == MINE
    assert read_text(copy / names[1]) == read_text(NOTEBOOKS / names[1])


@pytest.mark.parametrize("lesson", ["03", "03_linear_layer", "03_linear_layer.ipynb"])
def test_reset_keeps_what_was_there(tmp_path, lesson):
    workbook.prepare(tmp_path)
    for number in (1, 2):
        (tmp_path / "03_linear_layer.ipynb").write_text(f"{MINE}{number}", encoding="utf-8")
        fresh, kept = workbook.reset(lesson, tmp_path)
        assert kept.name == f"03_linear_layer_old_{number}.ipynb" and read_text(kept) == f"{MINE}{number}"
        assert read_text(fresh) == read_text(NOTEBOOKS / fresh.name)
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


def test_the_command_says_what_it_did(tmp_path, capsys):
    folder = ["--folder", str(tmp_path / "mine")]
    for arguments in ([], [], ["reset", "02"]):
        workbook.main(folder + arguments)
    number = len(list(NOTEBOOKS.glob("*.ipynb")))
    assert capsys.readouterr().out.splitlines() == [
        f"{number} new lessons in mine/",
        "mine/ has all lessons",
        "02_sigmoid.ipynb is fresh; yours is kept as 02_sigmoid_old_1.ipynb",
    ]


def test_git_ignores_the_copy():
    assert f"/{workbook.COPY.name}/" in read_text(ROOT / ".gitignore").splitlines()
    assert workbook.COPY.parent == ROOT
