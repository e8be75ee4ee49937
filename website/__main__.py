"""The command that builds the site.

python -m website             write website/build/index.html and all that belongs to it
python -m website FOLDER      write it into this folder
python -m website --only 05   draw only this lesson's explorers; others stay pictures, unless they are drawn already
"""

import argparse
import sys
from pathlib import Path

from website.building import BUILD, build


def main():
    """Build the site; return 0, or 1 where something was wrong."""
    parser = argparse.ArgumentParser(prog="python -m website", description="Build the site from notebooks/.")
    parser.add_argument("folder", nargs="?", type=Path, default=BUILD, help="where to write it (website/build)")
    parser.add_argument("--only", action="append", default=[], metavar="05", help="draw the explorers of this lesson")
    given = parser.parse_args()
    folder = given.folder.resolve()
    if folder.exists() and any(folder.iterdir()) and not (folder / "searchindex.js").exists():
        print(f"{folder} holds something else than a site; nothing was written", file=sys.stderr)
        return 1
    if not build(folder, given.only):
        return 1
    print(f"open {folder / 'index.html'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
