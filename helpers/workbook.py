"""The reader's own copy of the lessons: nothing that was written there is ever lost.

python -m helpers.workbook             copies the lessons that are not there yet, and names those that are newer
python -m helpers.workbook reset 03    brings a fresh copy of lesson 03, and keeps the old one under another name

Where the course is installed without a clone, the command is `backprop`; without `reset` it also opens JupyterLab.
A copy holds no outputs: the answers to the questions would be below them.
"""

import argparse
import json
import os
import sys
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from helpers import files

COURSE = Path(__file__).resolve().parents[1]
FIRST = "00_start_here.ipynb"
PACKED = Path(__file__).resolve().with_name("notebooks")  # in an installed package; a clone has them beside helpers
if PACKED.is_dir():
    LESSONS, COMMAND = PACKED, "backprop"
    COPY = Path() if Path(FIRST).is_file() else Path("backprop_lessons")  # the current folder, or one in it
else:
    LESSONS, COPY, COMMAND = COURSE / "notebooks", COURSE / "my_notebooks", "python -m helpers.workbook"
# What lessons link to comes along; a notebook server shows nothing outside of its folder.
SHEET, DIGITS = LESSONS / "formula_sheet.pdf", Path(__file__).resolve().parent / "data" / "digits.md"
OUTSIDE = "../helpers/data/digits.md"  # how lesson 06 names the second
# What JupyterLab writes into a notebook that it opens; one that has it doesn't count as changed before it was.
SAVED = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {
        "codemirror_mode": {"name": "ipython", "version": 3},
        "file_extension": ".py",
        "mimetype": "text/x-python",
        "name": "python",
        "nbconvert_exporter": "python",
        "pygments_lexer": "ipython3",
        "version": sys.version.split()[0],
    },
}
PATIENCE = 10  # seconds, for another command that is at work in the same folder


def prepare(copy=COPY):
    """Bring each lesson that copy (a folder) lacks, or holds broken; return each new file, and what is kept beside it.

    What they link to comes along. Raises OSError, which names the file, where one can't be written; the lessons before
    it are there.
    """
    with _alone_in(copy):
        new = [_bring(lesson, copy) for lesson in _lessons() if not _is_whole(copy / lesson.name)]
        for path in (SHEET, DIGITS):
            if not os.path.lexists(copy / path.name):
                files.write(copy / path.name, path.read_bytes())
        return new


def reset(lesson, copy=COPY):
    """Bring a fresh copy of a lesson, and keep the old one beside it; return both files.

    Parameters: lesson, its number or its name, as "03" or "03_linear_layer"; copy, the reader's folder.
    Raises ValueError for a lesson that does not exist, and OSError, with all as it was, where it can't be written.
    """
    wanted = str(lesson).removesuffix(".ipynb")
    found = [path for path in _lessons() if wanted in (path.stem, path.stem.split("_")[0])]
    if not found:
        raise ValueError(f"there is no lesson {lesson!r}; there are {', '.join(path.stem for path in _lessons())}")
    with _alone_in(copy):
        return _bring(found[0], copy)


def is_older(path):
    """Return whether a copy was made from an older version of its lesson; False for what isn't a copy of one."""
    lesson = LESSONS / path.name
    return lesson.is_file() and path.is_file() and _built_from(path) not in (None, _built_from(lesson))


def newer_version():
    """Return a word about the notebook of this kernel where it is a copy of an older version of its lesson, else ""."""
    path = Path(os.environ.get("JPY_SESSION_NAME", ""))  # Jupyter says so; other front ends say nothing
    if path.suffix != ".ipynb" or not is_older(path):
        return ""
    return f"A newer version of this lesson is there: {COMMAND} reset {path.name[:2]} (it keeps yours)"


def _built_from(path):
    """Return the fingerprint that a notebook has of its lesson, or None."""
    try:
        return json.loads(path.read_bytes())["metadata"].get("built_from")
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None


def _without_outputs(content):
    """Return the bytes of a notebook as those of a reader's copy."""
    notebook = json.loads(content)
    notebook["metadata"].pop("widgets", None)
    notebook["metadata"] |= SAVED
    for cell in notebook["cells"]:
        if cell["cell_type"] == "markdown":
            cell["source"] = [line.replace(f"]({OUTSIDE})", f"]({DIGITS.name})") for line in cell["source"]]
        if cell["cell_type"] == "code":
            cell["outputs"], cell["execution_count"] = [], None
            cell["metadata"].pop("jupyter", None)  # so that nothing is folded when the reader runs it
    return (json.dumps(notebook, ensure_ascii=False, indent=1) + "\n").encode()


def _lessons():
    if not LESSONS.is_dir():
        raise FileNotFoundError(f"the lessons should be in {LESSONS}; was the package installed without its folder?")
    return sorted(LESSONS.glob("*.ipynb"))


@contextmanager
def _alone_in(copy):
    """Make the folder, if need be, and keep other commands out of it; raise OSError with what is in the way."""
    for place in (copy, *copy.parents):
        if os.path.lexists(place) and not os.path.isdir(place):
            raise NotADirectoryError(f"{place} is not a folder, nor a link to one")
    copy.mkdir(parents=True, exist_ok=True)
    with files.alone(copy, PATIENCE) as free:
        if not free:
            raise BlockingIOError(f"another command is at work in {copy}; try again when it has ended")
        yield


def _is_whole(path):
    """Return whether there is a notebook, and not nothing, a dangling link or half a file."""
    if not path.is_file():
        return False
    try:
        return isinstance(json.loads(path.read_bytes())["cells"], list)
    except OSError:  # who can't read it can't say that it is broken
        return True
    except (ValueError, TypeError, KeyError, RecursionError):
        return False


def _bring(lesson, copy):
    """Write a fresh copy of a lesson; what had its name is kept under another. Return both files."""
    fresh, kept, content = copy / lesson.name, None, _without_outputs(lesson.read_bytes())
    if os.path.lexists(fresh) and not _is_cut(fresh, content):
        names = (fresh.with_stem(f"{fresh.stem}_old_{n}") for n in count(1))
        kept = fresh.rename(next(name for name in names if not os.path.lexists(name)))
    try:
        files.write(fresh, content)
    except BaseException:  # Ctrl-C, too
        if kept:
            kept.rename(fresh)
        raise
    return fresh, kept


def _is_cut(path, content):
    """Return whether a file is the beginning of what it should be: nobody wrote in it, so it needs no keeping."""
    there = path.read_bytes() if path.is_file() else content
    return there != content and content.startswith(there)


def main(arguments=None, command="python -m helpers.workbook"):
    """Do what the command line asks for, say what was done or what was in the way, and return the exit code."""
    parser = _parser(command)
    todo = parser.add_subparsers(dest="todo")
    todo.add_parser("reset", help="bring a fresh copy of a lesson; the old one is kept").add_argument(
        "lesson", help="such as 03"
    )
    return _answer(parser, parser.parse_args(arguments))


def start(arguments=None):
    """Do the same as the command `backprop`, which also opens the lessons; what it doesn't know is for JupyterLab."""
    arguments = sys.argv[1:] if arguments is None else arguments
    if "reset" in arguments:
        return main(arguments, "backprop")
    parser = _parser("backprop")
    parser.epilog = (
        "Then JupyterLab opens; all other options, such as --no-browser, are for it. "
        "`backprop reset 03` brings a fresh copy of lesson 03 instead, and keeps the old one."
    )
    options, further = parser.parse_known_args(arguments)
    return _answer(parser, options) or _open(options.folder / FIRST, further)


def _open(notebook, further):
    """Open a notebook in JupyterLab, until the reader ends it; return the exit code."""
    try:
        from jupyterlab.labapp import main as lab
    except ModuleNotFoundError as error:
        print(f"{error.name} is missing: python -m pip install jupyterlab", file=sys.stderr)
        return 1
    return lab([str(notebook), *further])


def _parser(command):
    parser = argparse.ArgumentParser(prog=command, description="Your own copy of the lessons.", allow_abbrev=False)
    where = f"where your copy is (default {COPY.absolute().name})"
    parser.add_argument("--folder", type=Path, default=COPY, help=where)
    parser.set_defaults(todo=None)
    return parser


def _answer(parser, options):
    """Bring what these options ask for, and say so; return the exit code."""
    try:
        if options.todo == "reset":
            fresh, kept = reset(options.lesson, options.folder)
            print(f"{fresh.name} is fresh" + (f"; yours is kept as {kept.name}" if kept else ""))
        else:
            _tell(prepare(options.folder), options.folder)
    except ValueError as error:
        parser.error(str(error))
    except OSError as error:
        print(files.reason(error), file=sys.stderr)
        return 1
    return 0


def _tell(new, folder):
    """Say what is new in a folder, what was kept beside it, and what has a newer version."""
    name, lessons = folder.absolute().name, "lesson" if len(new) == 1 else "lessons"
    print(f"{len(new)} new {lessons} in {name}/" if new else f"{name}/ has all lessons")
    for fresh, kept in new:
        if kept:
            print(f"{fresh.name} could not be read as a notebook; what was there is kept as {kept.name}")
    for older in [path for lesson in _lessons() if is_older(path := folder / lesson.name)]:
        print(f"{older.name} has a newer version: {COMMAND} reset {older.name[:2]}")


if __name__ == "__main__":
    sys.exit(main())
