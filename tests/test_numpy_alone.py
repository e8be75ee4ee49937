"""Where NumPy is the only package, the mathematics, the data, the museum, checks, an interview and the progress page work."""

import subprocess
import sys

from lessons.pairing import ROOT

# In front of everything that finds modules: whatever isn't Python's own, NumPy or the course's isn't there.
ALONE = """
import sys

class NothingElse:
    def find_spec(self, name, path=None, target=None):
        top = name.partition(".")[0]
        own = top in sys.stdlib_module_names or top.startswith("_sysconfigdata")  # named after the machine
        if not own and top not in ("numpy", "helpers"):
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

sys.meta_path.insert(0, NothingElse())
"""


def run(program):
    """Run a program where NumPy is alone; return what it printed."""
    run = subprocess.run([sys.executable, "-c", ALONE + program], cwd=ROOT, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    return run.stdout


def test_packages_import_numpy_and_nothing_else():
    program = """
import helpers.data, helpers.exercises, helpers.museum, helpers.nn
print(*{name.partition(".")[0] for name in sys.modules} - {"numpy", "helpers", "__main__"} - sys.stdlib_module_names)
"""
    assert {each for each in run(program).split() if not each.startswith("_")} <= {"cython_runtime"}


def test_a_check_names_the_mistake():
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


def test_an_interview_has_no_curve_and_the_progress_page_is_shown():
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
