"""What a release on GitHub has: the changelog's text, and the site as a zip, which works from a folder.

python -m website.release v0.5.0     write release/notes.md and release/…-site.zip, of the site that was built
"""

import re
import shutil
import sys

from helpers.environment import PACKAGE
from lessons.pairing import ROOT, read_text, write_text
from website.building import BUILD
from website.texts import version

FOLDER = ROOT / "release"


def notes(number):
    """Return what the changelog says of a version; raise ValueError where it isn't this one, or has no text."""
    if number != version():
        raise ValueError(f"the tag says {number}, and pyproject.toml {version()}")
    found = re.search(rf"(?ms)^## {re.escape(number)} · .*?\n(.*?)(?=^## |\Z)", read_text(ROOT / "CHANGELOG.md"))
    if not found or not found[1].strip():
        raise ValueError(f'CHANGELOG.md has no text below "## {number} · date"')
    return re.sub(r"\n +(?![ -])", " ", found[1].strip()) + "\n"  # GitHub shows each end of a line in a release's text


def write(tag, site=BUILD):
    """Write the files of a release into FOLDER; return it. Raises ValueError where something is missing."""
    text = notes(tag.removeprefix("v"))
    if not (site / "index.html").is_file():
        raise ValueError("the site isn't built: python -m website")
    FOLDER.mkdir(exist_ok=True)
    write_text(FOLDER / "notes.md", text)
    name = f"{PACKAGE}-{version()}-site"
    shutil.make_archive(str(FOLDER / name), "zip", site)
    return FOLDER


if __name__ == "__main__":
    try:
        print(write(sys.argv[1]))
    except ValueError as error:
        sys.exit(str(error))
