"""The command line of the lessons.

python -m lessons build [NN ...]     run lessons/NN_*.md, write notebooks/NN_*.ipynb
python -m lessons import NN [...]    bring changes made in a notebook back into its lesson
python -m lessons format [NN ...]    write lessons/NN_*.md in the one form that is stored
python -m lessons check [NN ...]     say which lessons and notebooks are out of step

``build`` will not overwrite a notebook that was edited after it was built, and
``import`` will not overwrite a lesson that was. ``--force`` does both. Cells with the tag
nbval-ignore-output keep what they showed until their source changes, or ``--force`` is given.
"""

import argparse
import asyncio
import re
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

from helpers import files
from lessons import pairing
from lessons.pairing import (
    BUILT_FROM,
    ROOT,
    as_lesson,
    cells_of,
    differences,
    digest,
    edited_since_build,
    in_a_line,
    lesson_paths,
    notebook_path,
    out_of_step,
    read_lesson,
    read_notebook,
    write_text,
)

WIDGET = "application/vnd.jupyter.widget-view+json"
RAISES = "raises-exception"
IGNORED = "nbval-ignore-output"
ADDRESS = re.compile(r"\b0x[0-9a-fA-F]{5,}")
COLORS = re.compile(r"\x1b\[[\d;]*m")
PLACES = [str(place) for place in (ROOT, Path(sys.prefix), Path.home()) if str(place) != "/"]
TIMEOUT = 60  # seconds for a cell, as in the tests
INTERRUPTED = 130  # the exit code after Ctrl-C


class Refused(Exception):
    """A lesson that must not be stored as it is; the message says why and what to do."""


def build(lesson_path, force=False):
    """Execute a lesson and write its notebook; raise Refused, and write nothing, where that is not right."""
    target = notebook_path(lesson_path)
    if target.exists() and not force and changed_only_in_notebook(lesson_path):
        raise Refused(
            f"notebooks/{target.name} was edited after it was built; import it first "
            f"(python -m lessons import {target.name[:2]}), or lose that with --force"
        )
    notebook = read_lesson(lesson_path)
    notebook.metadata[BUILT_FROM] = digest(notebook)
    metadata = dict(notebook.metadata)
    execute(notebook)
    notebook.metadata = metadata  # the kernel adds its exact version
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    for count, cell in enumerate(code, start=1):
        tidy(cell, count)
    if target.exists() and not force:
        keep_ignored_outputs(code, read_notebook(target))
    nbformat.validate(notebook)
    write_text(target, nbformat.writes(notebook).rstrip("\n") + "\n")


def keep_ignored_outputs(code, old):
    """Give cells whose outputs nbval ignores, such as timings, those of the last build: they differ in each run."""
    stored = {cell.source: cell.outputs for cell in old.cells if cell.cell_type == "code"}
    for cell in code:
        if IGNORED in cell.metadata.get("tags", []) and stored.get(cell.source):
            cell.outputs = stored[cell.source]
            for output in cell.outputs:
                if output.output_type == "execute_result":
                    output.execution_count = cell.execution_count


def changed_only_in_notebook(lesson_path):
    """Say whether the notebook holds cells that neither its lesson nor its last build holds."""
    notebook = read_notebook(notebook_path(lesson_path))
    return edited_since_build(notebook) and bool(differences(read_lesson(lesson_path), notebook))


def execute(notebook):
    """Run all cells in place, in a new kernel, in notebooks/."""
    pairing.NOTEBOOKS.mkdir(exist_ok=True)
    client = NotebookClient(
        notebook,
        timeout=TIMEOUT,
        kernel_name="python3",
        record_timing=False,
        store_widget_state=False,
        shutdown_kernel="immediate",
        resources={"metadata": {"path": str(pairing.NOTEBOOKS)}},
        extra_arguments=["--log-level=ERROR"],
    )
    try:
        with asyncio.Runner(loop_factory=_Loop) as runner:  # at its end, all that still runs is canceled
            runner.get_loop().run_until_complete(client.async_execute())
    except CellExecutionError as error:
        message = COLORS.sub("", str(error)).strip()
        raise Refused(f"a cell raised an exception (tag it {RAISES} if that is its purpose)\n{message}") from None
    except (CellTimeoutError, DeadKernelError) as error:
        raise Refused(f"a cell did not end: {error}") from None


class _Loop(asyncio.SelectorEventLoop):
    """A loop in which Ctrl-C is a KeyboardInterrupt, as it is elsewhere, and what it cuts short says nothing."""

    def add_signal_handler(self, sig, callback, *args):
        if sig != signal.SIGINT:  # nbclient would go on without its kernel, up to an AssertionError
            super().add_signal_handler(sig, callback, *args)

    def call_exception_handler(self, context):
        pass


def tidy(cell, count):
    """Leave in an executed cell only what is the same in every run; raise Refused for what can't be."""

    def refuse(reason):
        raise Refused(f"{reason}, in code cell {count}:\n{cell.source}")

    cell.execution_count = count
    cell.metadata = {"tags": cell.metadata.tags} if "tags" in cell.metadata else {}
    cell.outputs = merge_streams(cell.outputs)
    raised = any(output.output_type == "error" for output in cell.outputs)
    if RAISES in cell.metadata.get("tags", []) and not raised:
        refuse(f"tagged {RAISES}, but nothing was raised")
    for output in cell.outputs:
        if output.output_type == "stream" and output.name == "stderr":
            refuse(f"something was written to stderr ({output.text.strip()})")
        if output.output_type == "error":
            # The traceback names places on this machine, and differs between IPython versions.
            output.traceback = [f"{output.ename}: {output.evalue}"]
        if output.output_type == "execute_result":
            output.execution_count = count
        if output.get("data", {}).pop(WIDGET, None) and not output.data:
            refuse("a widget is shown without a picture or a text beside it")
        output.get("metadata", {}).pop(WIDGET, None)
        text = text_of(output)
        if ADDRESS.search(text):
            refuse(f"an output shows the address of an object ({ADDRESS.search(text).group()})")
        if any(place in text for place in PLACES):
            refuse("an output shows a path of this machine")


def merge_streams(outputs):
    """Join consecutive pieces of the same stream: where they are cut depends on timing."""
    merged = []
    for output in outputs:
        last = merged[-1] if merged else None
        if last and output.output_type == last.output_type == "stream" and output.name == last.name:
            last.text += output.text
        else:
            merged.append(output)
    return merged


def text_of(output):
    """Return all text in an output; pictures are not text."""
    texts = [output.get("text", ""), output.get("evalue", "")]
    texts += [str(value) for kind, value in output.get("data", {}).items() if not kind.startswith("image/")]
    return "\n".join(texts)


def bring_back(lesson_path, force=False):
    """Write a notebook's cells into its lesson; raise Refused where there are none or edits would be lost."""
    path = notebook_path(lesson_path)
    if not path.exists():
        raise Refused(f"there is no notebooks/{path.name} to import")
    notebook, lesson = read_notebook(path), read_lesson(lesson_path)
    if not cells_of(notebook):
        raise Refused(f"there is no cell in notebooks/{path.name} to import")
    if not differences(lesson, notebook):
        raise Refused("nothing to import: lesson and notebook have the same cells")
    if not edited_since_build(notebook):
        raise Refused("nothing to import: the notebook is as it was built; it is the lesson that changed, so build it")
    if notebook.metadata.get(BUILT_FROM) != digest(lesson) and not force:
        raise Refused(
            f"lessons/{lesson_path.name} was edited too since the notebook was built; "
            "merge the two by hand, or lose the lesson's edits with --force"
        )
    write_text(lesson_path, as_lesson(notebook))


def put_in_form(lesson_path, force=False):
    """Rewrite a lesson in the form in which it is stored, its code cells as ruff formats them."""
    lesson = read_lesson(lesson_path)
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "lessons" / f"{lesson_path.stem}.ipynb"  # the name of the folder counts in the settings
        copy.parent.mkdir()
        nbformat.write(lesson, copy)
        for command in (["format"], ["check", "--select", "I", "--fix"]):
            settings = ["--quiet", "--no-cache", "--config", str(ROOT / "pyproject.toml")]
            run = subprocess.run([sys.executable, "-m", "ruff", *command, *settings, str(copy)], capture_output=True)
            if run.returncode:
                raise Refused(f"ruff can't format its cells: {run.stderr.decode().strip()}")
        for cell, formatted in zip(lesson.cells, nbformat.read(copy, as_version=4).cells, strict=True):
            cell.source = formatted.source
    write_text(lesson_path, as_lesson(lesson))


def check(lesson_path, force=False):
    """Raise Refused, with the reasons, if a lesson and its notebook are out of step."""
    found = out_of_step(lesson_path)
    if found:
        raise Refused("\n".join(found))


def main(arguments=None):
    """Run one command on the lessons that are named, or on all; return the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m lessons", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("command", choices=["build", "import", "format", "check"])
    parser.add_argument("numbers", nargs="*", metavar="NN", help="lesson numbers, such as 03; all if left out")
    parser.add_argument("--force", action="store_true", help="overwrite edits that were made on the other side")
    options = parser.parse_args(arguments)
    if options.command == "import" and not options.numbers:
        parser.error("say which notebook to import, such as 03")
    action, done = {
        "build": (build, "built"),
        "import": (bring_back, "imported; now build it"),
        "format": (put_in_form, "in form"),
        "check": (check, "in step"),
    }[options.command]
    failed = False
    try:
        paths = lesson_paths(options.numbers)
    except ValueError as error:
        parser.error(str(error))
    for path in paths:
        try:
            action(path, force=options.force)
            print(f"{path.stem}: {done}")
        except KeyboardInterrupt:
            print(f"{path.stem}: stopped; nothing is half written", file=sys.stderr)
            return INTERRUPTED
        except Exception as error:  # whatever is wrong with this lesson, the next one comes
            failed = True
            print(f"{path.stem}: {said(error)}", file=sys.stderr)
    return int(failed)


def said(error):
    """Return what is wrong with a lesson as text."""
    if isinstance(error, OSError):
        return files.reason(error)
    return str(error) if isinstance(error, Refused | ValueError) else in_a_line(error)


if __name__ == "__main__":
    sys.exit(main())
