"""Where NumPy is the only package: the mathematics, the museum, checks, an interview and the progress page."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from lessons.pairing import ROOT


@pytest.fixture
def run(tmp_path):
    """A function that runs a program where no package is but NumPy and the course's, and returns what was printed."""
    packages = Path(np.__file__).parent.parent
    for name in ("numpy", "numpy.libs"):
        if (packages / name).exists():
            (tmp_path / name).symlink_to(packages / name, target_is_directory=True)

    def run(program):
        command = [sys.executable, "-S", "-c", program]  # -S: without the packages of this environment
        path = os.pathsep.join(map(str, (tmp_path, ROOT)))
        found = subprocess.run(command, env=os.environ | {"PYTHONPATH": path}, capture_output=True, text=True)
        assert found.returncode == 0, found.stderr
        return found.stdout

    return run


def test_packages_import_numpy_and_nothing_else(run):
    program = """
import sys

import helpers.data, helpers.exercises, helpers.museum, helpers.nn
top = {name.partition(".")[0] for name in sys.modules if getattr(sys.modules[name], "__file__", None)}
print(*top - sys.stdlib_module_names - {"numpy", "helpers"})
"""
    assert not [
        name for name in run(program).split() if not name.startswith("_sysconfigdata")
    ]  # named after the machine


def test_a_check_names_the_mistake(run):
    program = """
from helpers import exercises

def sigmoid_backward(dL_dA, A):
    return A * (1 - A)

verdict = exercises.sigmoid_backward.check(sigmoid_backward)
print(verdict.status, verdict.mistake)
print(exercises.linear_by_hand.check(z1=7).mistake, exercises.recap_03.check(dL_db="dL_dZ").status)
print(exercises.sigmoid_backward.hint(), exercises.sigmoid_backward.solution())
"""
    first, second, *_ = run(program).splitlines()
    assert first == "wrong missing-upstream" and second == "wrong-sign wrong"


def test_an_interview_has_no_curve_and_the_progress_page_is_shown(run):
    program = """
from helpers import exercises
from helpers.exercises.two_layers.reference import reference_code

interview = exercises.interview(1)
page = {}
exec(reference_code(interview.variant), page)
report = interview.submit(page["TwoLayers"], page["gradient_check"])
print(report.status, report.curve, "<img" in report._repr_html_())
print(exercises.progress())
"""
    first, second, *_ = run(program).splitlines()
    assert first == "correct None False" and second.startswith("Nothing is done yet")
