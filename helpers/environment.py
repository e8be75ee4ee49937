"""Does this machine have what the course needs? Each line says yes, or how to mend it."""

import sys
from importlib import metadata

from packaging.requirements import Requirement

PACKAGE = "backprop-from-a-blank-page"
MEND = "python -m pip install -r requirements.txt"


def check():
    """Print a line for Python and one for each package that the course needs."""
    _line("Python", sys.version_info >= (3, 11), "install Python 3.11 or newer")
    for text in metadata.requires(PACKAGE):
        need = Requirement(text)
        if need.marker is None or need.marker.evaluate({"extra": ""}):
            _line(need.name, _fits(need), f"in the folder of the course, run: {MEND}")


def _fits(need):
    try:
        return need.specifier.contains(metadata.version(need.name), prereleases=True)
    except metadata.PackageNotFoundError:
        return False


def _line(name, good, mend):
    print(f"{name:13} {'ok' if good else 'missing or too old: ' + mend}")
