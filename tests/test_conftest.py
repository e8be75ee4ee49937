"""Which cases are run: a few of each test where all tests are run, and every one elsewhere."""

import os
import re
import shutil
import subprocess
import sys

import pytest

from lessons.pairing import ROOT

TESTS = """
import pytest

@pytest.mark.parametrize("case", range(10))
def test_many(case):
    print("case", case)

@pytest.mark.parametrize("case", range(3))
def test_three(case):
    print("three", case)
"""
EVERY = [*range(10)]


@pytest.mark.parametrize("workers", ["0", "1"])
@pytest.mark.parametrize(
    "given, variables, cases",
    [
        ([], {}, [0, 3, 6, 9]),
        (["tests"], {}, EVERY),
        ([], {"CI": "1"}, EVERY),
        (["-k", "many or three"], {}, EVERY),
    ],
)
def test_the_cases_that_are_run(tmp_path, workers, given, variables, cases):
    folder = tmp_path / "tests"
    folder.mkdir()
    shutil.copy(ROOT / "tests" / "conftest.py", folder)
    (folder / "test_it.py").write_text(TESTS, encoding="utf-8")
    (tmp_path / "pytest.ini").write_text("[pytest]\ntestpaths = tests\n", encoding="utf-8")
    known = {name: value for name, value in os.environ.items() if name != "CI" and not name.startswith("PYTEST")}
    command = [sys.executable, "-m", "pytest", "-n", workers, "-rP", *given]
    run = subprocess.run(command, cwd=tmp_path, env=known | variables, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout + run.stderr
    assert sorted(map(int, re.findall(r"^case (\d)", run.stdout, re.MULTILINE))) == cases
    assert len(re.findall(r"^three", run.stdout, re.MULTILINE)) == 3
