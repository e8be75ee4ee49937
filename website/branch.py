"""The branch `live`: the lessons as Colab, Binder and a class's JupyterHub open them.

They are a reader's copies, with a first cell that installs the course where it is missing, as in Colab. The workflow of
the site writes the branch, since the cell has the repository's address in it.

GITHUB_REPOSITORY=owner/name python -m website.branch FOLDER     write the files of the branch into a folder
"""

import sys
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell

from helpers import workbook
from helpers.environment import PACKAGE
from lessons.pairing import read_notebook, write_text
from website import repository

INSTALL = """\
# This installs the course where it is missing, as in Colab.
try:
    import helpers
except ImportError:
    %pip install --quiet "{}\""""
ENVIRONMENT = """\
# For Binder.
channels:
  - conda-forge
dependencies:
  - python>=3.11
  - pip
  - pip:
      - "{}"
"""
README = """\
# The lessons, to run

They are those of {address}, for Colab, Binder and JupyterHub. A workflow writes them: changes belong there.
"""


def write(folder):
    """Write the files of the branch into a folder that has no lessons yet; raise ValueError without the setting."""
    if not repository.address():
        raise ValueError("the variable GITHUB_REPOSITORY (owner/name) has to name the repository")
    workbook.prepare(folder)
    for path in sorted(folder.glob("*.ipynb")):
        notebook = read_notebook(path)
        notebook.cells.insert(0, new_code_cell(INSTALL.format(required()), id="install"))
        nbformat.write(notebook, path)
    write_text(folder / "environment.yml", ENVIRONMENT.format(required("[lab]")))
    write_text(folder / "README.md", README.format(address=repository.address()))


def required(extra=""):
    """Return the course's package as pip takes it, from the repository."""
    return f"{PACKAGE}{extra} @ {repository.zipped()}"


if __name__ == "__main__":
    try:
        write(Path(sys.argv[1]))
    except ValueError as error:
        sys.exit(str(error))
