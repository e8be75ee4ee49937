"""Does this machine have what the course needs? Each line says yes, or how to mend it."""

import sys
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement

PACKAGE = "backprop-from-a-blank-page"
COURSE = Path(__file__).parents[1]
MEND = "python -m pip install -r requirements.txt"


def check():
    """Print a line for Python and one for each package that the course needs."""
    _line("Python", sys.version_info >= (3, 11), "install Python 3.11 or newer")
    for text in _needs():
        need = Requirement(text)
        if need.marker is None or need.marker.evaluate({"extra": ""}):
            _line(need.name, _fits(need), _mend(need))


def _needs():
    """Return the requirements. Nobody installs the copy of helpers in a class's assignment: a list stands beside it."""
    try:
        return metadata.requires(PACKAGE)
    except metadata.PackageNotFoundError:
        return COURSE.joinpath("requirements.txt").read_text(encoding="utf-8").splitlines()


def _mend(need):
    """Return how to get a package; where the course is installed without its folder, by itself."""
    there = COURSE.joinpath("requirements.txt").is_file()
    return f"in the folder of the course, run: {MEND}" if there else f'run: python -m pip install "{need}"'


def _fits(need):
    try:
        return need.specifier.contains(metadata.version(need.name), prereleases=True)
    except metadata.PackageNotFoundError:
        return False


def _line(name, good, mend):
    print(f"{name:13} {'ok' if good else 'missing or too old: ' + mend}")
