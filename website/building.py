"""Build the site: lay out what Sphinx reads in a folder of its own, and let Sphinx write the pages."""

import re
import shutil
import sys
import tempfile
from pathlib import Path

import nbformat

from lessons.pairing import NOTEBOOKS, ROOT, read_text, write_text
from website import exercises, explorers, formulas, lite, ninety_minutes, notebooks, pictures, texts

HERE = Path(__file__).resolve().parent
BUILD = HERE / "build"
# Pages that are files of the repository, too: there they have other names.
COPIES = {
    "teaching.md": ROOT / "TEACHING.md",
    "changelog.md": ROOT / "CHANGELOG.md",
}
DIGITS = ROOT / "helpers" / "data" / "digits.md"

# What the theme leaves to be said to screen readers.
THEME = {
    '<aside class="sidebar-drawer">': '<aside class="sidebar-drawer" aria-label="All pages">',
    '<p class="caption" role="heading">': '<p class="caption" role="heading" aria-level="2">',
}


def build(folder, only=()):
    """Write the site into a folder; return whether nothing was wrong. What the folder held before is gone.

    Parameters: only, beginnings of lessons' names, such as "05": new pictures are drawn for the explorers of these.
    """
    from sphinx.application import Sphinx

    explorers.draw(only)
    with tempfile.TemporaryDirectory() as place:
        source, pages, doctrees = (Path(place, name) for name in ("source", "site", "doctrees"))
        write_source(source)
        static = {"html_static_path": [str(source / "_static")]}
        sphinx = Sphinx(source, HERE, pages, doctrees, "html", static, status=None, warning=sys.stderr)
        sphinx.build()
        for name in (".buildinfo", "objects.inv"):
            (pages / name).unlink(missing_ok=True)
        for path in pages.glob("*.html"):
            write_text(path, re.sub("|".join(THEME), lambda found: THEME[found[0]], read_text(path)))
        if absent := lite.missing():
            print(f"no JupyterLite, and no button for it, without {', '.join(absent)}")
        else:
            lite.build(pages / lite.FOLDER)
        shutil.rmtree(folder, ignore_errors=True)
        shutil.move(pages, folder)
        return not sphinx.statuscode and not sphinx._warncount


def write_source(folder):
    """Write what Sphinx reads: pages, notebooks, and the files that belong to them."""
    folder.mkdir()
    for path in sorted(HERE.glob("pages/*.md")):
        write_text(folder / path.name, texts.fill(read_text(path)))
    for name, path in COPIES.items():
        write_text(folder / name, read_text(path))
    write_text(folder / "digits.md", f"---\norphan: true\n---\n{read_text(DIGITS)}")
    for path in sorted(NOTEBOOKS.glob("*.ipynb")):
        notebooks.write(path, folder)
    introduction = folder / "ninety_minutes.md"
    nbformat.write(ninety_minutes.notebook(read_text(introduction)), introduction.with_suffix(".ipynb"))
    introduction.unlink()
    shutil.copy(NOTEBOOKS / "formula_sheet.pdf", folder)
    shutil.copytree(HERE / "static", folder / "_static")
    exercises.add_to(folder / "_static")
    pictures.write(folder)
    for path in (HERE / "vendor").iterdir():
        if path.is_dir() and path.name != "node_modules":
            shutil.copytree(path, folder / "_static" / path.name, ignore=shutil.ignore_patterns(formulas.KATEX.name))
