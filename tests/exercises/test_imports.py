"""The exercises need NumPy alone: they also run where nothing else is, in a page for instance."""

import subprocess
import sys

from lessons.pairing import ROOT

SHOWING = ("matplotlib", "IPython", "ipywidgets", "helpers.plots")


def test_nothing_that_shows_is_imported():
    code = f"import sys, helpers.exercises; print([name for name in {SHOWING} if name in sys.modules])"
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
