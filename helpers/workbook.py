"""The reader's own copy of the lessons: nothing that was written there is ever lost.

python -m helpers.workbook                     copies the lessons that are not there yet
python -m helpers.workbook reset 03            brings a fresh copy of lesson 03, and keeps the old one under another name
"""

import argparse
import shutil
from itertools import count
from pathlib import Path

COURSE = Path(__file__).resolve().parents[1]
LESSONS = COURSE / "notebooks"
COPY = COURSE / "my_notebooks"


def prepare(copy=COPY):
    """Copy each lesson that copy (a folder) doesn't hold yet; return the new files."""
    return [_copy(lesson, copy / lesson.name) for lesson in _lessons() if not (copy / lesson.name).exists()]


def reset(lesson, copy=COPY):
    """Bring a fresh copy of a lesson, and keep the old one beside it; return both files.

    Parameters: lesson, its number or its name, as "03" or "03_linear_layer"; copy, the reader's folder.
    Raises ValueError for a lesson that does not exist.
    """
    wanted = str(lesson).removesuffix(".ipynb")
    names = [path.name for path in _lessons()]
    found = [name for name in names if wanted in (name.removesuffix(".ipynb"), name.split("_")[0])]
    if not found:
        raise ValueError(
            f"there is no lesson {lesson!r}; there are {', '.join(name.removesuffix('.ipynb') for name in names)}"
        )
    present, kept = copy / found[0], None
    if present.exists():
        kept = next(path for n in count(1) if not (path := present.with_stem(f"{present.stem}_old_{n}")).exists())
        present.rename(kept)
    return _copy(LESSONS / present.name, present), kept


def _lessons():
    if not LESSONS.is_dir():
        raise FileNotFoundError(f"the lessons should be in {LESSONS}; was the package installed without its folder?")
    return sorted(LESSONS.glob("*.ipynb"))


def _copy(source, target):
    target.parent.mkdir(parents=True, exist_ok=True)
    with source.open("rb") as lesson, target.open("xb") as new:  # x: fails, rather than overwrite
        shutil.copyfileobj(lesson, new)
    return target


def main(arguments=None):
    """Do what the command line asks for, and say what was done."""
    parser = argparse.ArgumentParser(prog="python -m helpers.workbook", description="Your own copy of the lessons.")
    parser.add_argument("--folder", type=Path, default=COPY, help=f"where your copy is (default {COPY.name})")
    todo = parser.add_subparsers(dest="todo")
    todo.add_parser("reset", help="bring a fresh copy of a lesson; the old one is kept").add_argument(
        "lesson", help="such as 03"
    )
    options = parser.parse_args(arguments)
    if options.todo == "reset":
        try:
            fresh, kept = reset(options.lesson, options.folder)
        except ValueError as error:
            parser.error(str(error))
        print(f"{fresh.name} is fresh" + (f"; yours is kept as {kept.name}" if kept else ""))
    else:
        new = prepare(options.folder)
        print(f"{len(new)} new lessons in {options.folder.name}/" if new else f"{options.folder.name}/ has all lessons")


if __name__ == "__main__":
    main()
