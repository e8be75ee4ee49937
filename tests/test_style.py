"""One formatter, one linter: ruff, as pyproject.toml sets it, for the Python files and for the cells of the lessons."""

import subprocess
import sys

import jupytext
import nbformat
import pytest

from lessons.pairing import ROOT, lesson_paths


def ruff(*arguments):
    run = subprocess.run([sys.executable, "-m", "ruff", *arguments], cwd=ROOT, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout + run.stderr


COMMANDS = pytest.mark.parametrize("command", [("format", "--diff"), ("check",)], ids=["format", "check"])


@COMMANDS
def test_python_files(command):
    ruff(*command, "--no-cache", ".")


@COMMANDS
def test_cells_of_the_lessons(command, tmp_path):
    """`python -m lessons format` does what the first asks for."""
    folder = tmp_path / "lessons"
    folder.mkdir()
    (tmp_path / "pyproject.toml").write_bytes((ROOT / "pyproject.toml").read_bytes())
    for path in lesson_paths():
        nbformat.write(jupytext.read(path, fmt="md:myst"), folder / f"{path.stem}.ipynb")
    ruff(*command, "--no-cache", *map(str, folder.iterdir()))  # files that are named are never excluded
