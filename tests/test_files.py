"""What belongs to the reader is written in one move, and by one process at a time."""

import errno
import os
import subprocess
import sys
from types import SimpleNamespace

import pytest

from helpers import files
from lessons.pairing import ROOT
from tests.disk import full_disk


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "mine.json"
    path.write_bytes(b"old")
    return path


def refuse(error):
    def raising(*_, **__):
        raise error

    return raising


def test_a_new_file_has_the_mode_of_any_other(path):
    files.write(path.with_name("new"), b"1")
    path.with_name("other").write_bytes(b"1")
    assert path.with_name("new").read_bytes() == b"1"
    assert path.with_name("new").stat().st_mode == path.with_name("other").stat().st_mode


@pytest.mark.skipif(sys.platform == "win32", reason="modes are not kept there")
@pytest.mark.parametrize("mode", [0o600, 0o644, 0o664, 0o755])
def test_the_mode_is_kept(path, mode):
    path.chmod(mode)
    files.write(path, b"new")
    assert path.read_bytes() == b"new" and path.stat().st_mode & 0o777 == mode


def test_a_link_is_followed_and_stays(path, tmp_path):
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    link, dangling = folder / "link.json", folder / "dangling.json"
    link.symlink_to(path)
    dangling.symlink_to(tmp_path / "made.json")
    for each in (link, dangling):
        files.write(each, b"new")
        assert each.is_symlink()
    assert path.read_bytes() == (tmp_path / "made.json").read_bytes() == b"new"
    assert sorted(folder.iterdir()) == [dangling, link]


def test_a_read_only_file_is_left_alone(path):
    path.chmod(0o444)
    with pytest.raises(PermissionError, match="read-only") as refused:
        files.write(path, b"new")
    assert files.reason(refused.value) == f"{path}: it is read-only"
    assert path.read_bytes() == b"old" and [*path.parent.iterdir()] == [path]


@pytest.mark.parametrize("step", ["fsync", "replace"])
@pytest.mark.parametrize("error", [OSError(errno.ENOSPC, "No space left on device"), KeyboardInterrupt()], ids=repr)
def test_what_fails_or_is_stopped_leaves_all_as_it_was(path, monkeypatch, step, error):
    monkeypatch.setattr(os, step, refuse(error))
    with pytest.raises(type(error)) as stopped:
        files.write(path, b"new")
    assert path.read_bytes() == b"old" and [*path.parent.iterdir()] == [path]
    if isinstance(error, OSError):
        assert files.reason(stopped.value) == f"{path}: No space left on device"


def test_a_full_disk_leaves_all_as_it_was(path):
    with full_disk(room=1000), pytest.raises(OSError) as full:
        files.write(path, bytes(2000))
    assert path.read_bytes() == b"old" and [*path.parent.iterdir()] == [path]
    assert files.reason(full.value).startswith(f"{path}: ")


def test_below_a_file_nothing_can_be_written(path):
    with pytest.raises(OSError) as wrong:
        files.write(path / "below", b"new")
    assert str(path / "below") in files.reason(wrong.value) and ".part" not in files.reason(wrong.value)


# ------------------------------------------------------------ one at a time


def windows(monkeypatch):
    """Lock as on Windows, played by the lock of this system."""
    flock = pytest.importorskip("fcntl")

    def locking(handle, mode, size):
        try:
            flock.flock(handle, mode)
        except BlockingIOError:
            raise PermissionError(errno.EACCES, "Permission denied") from None

    played = SimpleNamespace(locking=locking, LK_NBLCK=flock.LOCK_EX | flock.LOCK_NB, LK_UNLCK=flock.LOCK_UN)
    monkeypatch.setattr(files, "fcntl", None)
    monkeypatch.setattr(files, "msvcrt", played)


def test_a_module_of_that_name_that_cannot_lock_is_none(path):
    """JupyterLite has one with nothing in it."""
    program = "import sys, types; sys.modules['fcntl'] = types.ModuleType('fcntl'); from helpers import files"
    program += f"\nwith files.alone({str(path)!r}, 1) as free: print(free)"
    ran = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True)
    assert ran.stdout == "True\n", ran.stderr


@pytest.mark.parametrize("system", [lambda monkeypatch: None, windows], ids=["this system", "windows"])
def test_one_at_a_time(path, monkeypatch, system):
    system(monkeypatch)
    with files.alone(path, 0.01) as free:
        assert free
        with files.alone(path.parent, 0.01) as free:  # a file's lock is its folder's
            assert not free
        with files.alone(path, 0.01) as free:  # who didn't get it takes it from nobody
            assert not free
    with files.alone(path, 0.01) as free:
        assert free


def test_without_locks_all_goes_on(path, monkeypatch):
    monkeypatch.setattr(files, "fcntl", None)
    monkeypatch.setattr(files, "msvcrt", None)  # Python in the browser
    with files.alone(path, 0.01) as free:
        assert free
    assert [*path.parent.iterdir()] == [path]


def test_an_error_inside_gets_out_and_opens_the_lock(path):
    with pytest.raises(OSError, match="inside"), files.alone(path, 0.01):
        raise OSError("inside")
    with files.alone(path, 0.01) as free:
        assert free


def test_where_there_is_no_folder_all_goes_on(path):
    with files.alone(path.parent / "no" / "where", 0.01) as free:
        assert free


def test_a_process_that_dies_gives_the_lock_back(path):
    code = (
        "import os, sys\nfrom helpers import files\n"
        "with files.alone(sys.argv[1], 1):\n    print('in', flush=True)\n    input()"
    )
    other = subprocess.Popen(
        [sys.executable, "-c", code, path], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with other:
        assert other.stdout.readline() == "in\n"
        with files.alone(path, 0.01) as free:
            assert not free
        other.kill()
    with files.alone(path, 10) as free:
        assert free
