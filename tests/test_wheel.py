"""The wheel: it has the package and the lessons in it, and its command brings them to a reader without a clone."""

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
import venv
import zipfile
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

import pytest

from helpers import environment, workbook
from lessons.pairing import NOTEBOOKS, ROOT, read_text
from tests import give_up
from website import wheels

NAMES = sorted(path.name for path in NOTEBOOKS.glob("*.ipynb"))
SOURCES = "pyproject.toml", "README.md", "LICENSE"
LINKED = {path.name: path for path in (workbook.SHEET, workbook.DIGITS)}
SETTINGS = tomllib.loads(read_text(ROOT / "pyproject.toml"))
STAND_IN = "def main(arguments):\n    print('JupyterLab:', *arguments)\n    return 7\n"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The wheel, built beside the clone, in which it would leave a folder that the next one takes along."""
    needed = SETTINGS["build-system"]["requires"][0].partition(">=")[2]
    if int(version("setuptools").partition(".")[0]) < int(needed):
        give_up(f"setuptools is older than {needed}, which builds the wheel")
    source, place = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("wheel")
    for name in SOURCES:
        shutil.copy(ROOT / name, source)
    for name in ("helpers", "notebooks"):
        shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__", ".*"))
    pip("wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", place, source)
    (path,) = place.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """The folder of a new environment with nothing in it but the wheel and something that stands in for JupyterLab."""
    place = tmp_path_factory.mktemp("environment")
    venv.create(place)
    pip("--python", next((place / BIN).glob("python*")), "install", "--no-deps", wheel)
    (helpers,) = place.glob("**/helpers/__init__.py")
    stand_in = helpers.parents[1] / "jupyterlab"
    stand_in.mkdir()
    (stand_in / "__init__.py").touch()
    (stand_in / "labapp.py").write_text(STAND_IN, encoding="utf-8")
    return place


@pytest.fixture
def backprop(installed, tmp_path):
    """A function that runs the command `backprop` in tmp_path; it returns the exit code, and all lines."""

    def run(*arguments):
        kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
        command = [shutil.which("backprop", path=installed / BIN), *arguments]
        ran = subprocess.run(command, cwd=tmp_path, env=kept, capture_output=True, text=True)
        return ran.returncode, (ran.stdout + ran.stderr).splitlines()

    return run


BIN = "Scripts" if os.name == "nt" else "bin"


def pip(*arguments):
    """Run pip, away from any registry; setuptools takes the packages that it brings along before older ones."""
    alone = {"PIP_NO_INDEX": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    alone["PYTHONPATH"] = str(Path(find_spec("setuptools").origin).with_name("_vendor"))
    command = [sys.executable, "-m", "pip", *map(str, arguments)]
    ran = subprocess.run(command, env=os.environ | alone, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stdout + ran.stderr


def names_in(wheel):
    """Return the names of the files in a wheel but for those about it."""
    with zipfile.ZipFile(wheel) as archive:
        return {name for name in archive.namelist() if ".dist-info/" not in name}


def test_the_package_and_the_lessons_are_in_it(wheel):
    package = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "helpers").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and not path.name.startswith(".")
    }
    assert names_in(wheel) == package | {f"helpers/notebooks/{name}" for name in [*NAMES, workbook.SHEET.name]}


def test_the_browsers_wheel_has_the_same_package_and_no_lessons(wheel, tmp_path):
    """Whoever presses Check has the lesson before them."""
    ours = {name for name in names_in(wheel) if not name.startswith("helpers/notebooks/")}
    assert names_in(wheels.of_the_course(tmp_path)) == ours


def test_the_command_brings_the_lessons_and_opens_the_first(backprop, tmp_path):
    opened = f"JupyterLab: {os.path.join('backprop_lessons', NAMES[0])} --no-browser --port 8889"
    assert backprop("--no-browser", "--port", "8889") == (7, [f"{len(NAMES)} new lessons in backprop_lessons/", opened])
    folder = tmp_path / "backprop_lessons"
    assert sorted(path.name for path in folder.iterdir()) == sorted([*NAMES, *LINKED])
    for name in NAMES:
        assert (folder / name).read_bytes() == workbook._without_outputs((NOTEBOOKS / name).read_bytes())
    for name, path in LINKED.items():
        assert (folder / name).read_bytes() == path.read_bytes()
    assert [path.name for path in tmp_path.iterdir()] == [folder.name]


def test_the_command_keeps_what_the_reader_has(backprop, tmp_path):
    backprop()
    folder = tmp_path / "backprop_lessons"
    mine = {name: json.dumps({"cells": [], "metadata": {"built_from": name}}) for name in NAMES[:2]}
    for name, text in (mine | {workbook.SHEET.name: "mine"}).items():
        (folder / name).write_text(text, encoding="utf-8")
    newer = [f"{name} has a newer version: backprop reset {name[:2]}" for name in mine]
    opened = f"JupyterLab: {os.path.join('backprop_lessons', NAMES[0])}"
    assert backprop() == (7, ["backprop_lessons/ has all lessons", *newer, opened])
    assert all(read_text(folder / name) == text for name, text in mine.items())
    kept = f"{NAMES[1][:-6]}_old_1.ipynb"
    assert backprop("reset", "01") == (0, [f"{NAMES[1]} is fresh; yours is kept as {kept}"])
    assert read_text(folder / kept) == mine[NAMES[1]] and read_text(folder / workbook.SHEET.name) == "mine"


def test_what_the_command_cannot_do_is_said_in_a_line(backprop, installed, tmp_path):
    assert backprop("reset", "01", "--no-browser")[0] == 2 and not list(tmp_path.iterdir())
    (tmp_path / "file").touch()
    assert backprop("--folder", "file") == (1, ["file is not a folder, nor a link to one"])
    (stand_in,) = installed.glob("**/jupyterlab")
    hidden = stand_in.rename(stand_in.with_name("hidden"))
    code, lines = backprop("--folder", "new")
    hidden.rename(stand_in)
    assert (code, lines[1:]) == (1, ["jupyterlab is missing: python -m pip install jupyterlab"])
    assert len(list((tmp_path / "new").iterdir())) == len([*NAMES, *LINKED])


def test_what_is_missing_is_installed_by_itself_where_there_is_no_folder_of_the_course(monkeypatch, tmp_path):
    assert environment._mend("numpy>=2.1") == f"in the folder of the course, run: {environment.MEND}"
    monkeypatch.setattr(environment, "COURSE", tmp_path)
    assert environment._mend("numpy>=2.1") == 'run: python -m pip install "numpy>=2.1"'


def test_jupyterlab_has_the_same_bounds_everywhere():
    lab = SETTINGS["project"]["optional-dependencies"]["lab"]
    listed = re.findall(r"(?m)^[a-z].*$", read_text(ROOT / "requirements.txt"))
    assert {*listed} == {each for each in lab if not each.startswith("ipykernel")}
    assert set(lab) & set(SETTINGS["project"]["optional-dependencies"]["test"]), (
        "ipykernel's bound is that of the tests"
    )
