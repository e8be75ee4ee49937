"""The tool that builds the notebooks (python -m lessons), on lessons of a few cells in a folder of their own."""

import json
import os
import subprocess
import sys

import pytest
from nbclient import NotebookClient

from lessons import __main__ as tool
from lessons import pairing
from lessons.__main__ import main
from lessons.pairing import HEADER, ROOT, as_lesson, as_notebook, differences
from tests.disk import full_disk

SHOW_WIDGET = """
from IPython.display import display
display({"application/vnd.jupyter.widget-view+json": {"model_id": "1", "version_major": 2, "version_minor": 0},
         "text/plain": "a slider"}, raw=True)
""".strip()


def cell(source, *tags):
    """Return a code cell as it stands in a lesson."""
    head = f":tags: [{', '.join(tags)}]\n\n" if tags else ""
    return f"```{{code-cell}}\n{head}{source}\n```\n"


@pytest.fixture
def course(tmp_path, monkeypatch):
    """A course without a lesson; the tool works here while the test runs."""
    for name in ("lessons", "notebooks"):
        (tmp_path / name).mkdir()
        monkeypatch.setattr(pairing, name.upper(), tmp_path / name)
    return tmp_path


@pytest.fixture
def lessons(capsys):
    """A function that runs the tool, and returns its exit code and all that it printed."""

    def run(*arguments):
        code = main(arguments)
        return code, "".join(capsys.readouterr())

    return run


def write(course, name, *cells):
    path = course / "lessons" / f"{name}.md"
    path.write_text(HEADER + "# Title\n\n" + "\n".join(cells), encoding="utf-8")
    return path


def edit(notebook, old, new):
    """Change a notebook as JupyterLab would: the source, and the metadata that it adds on saving."""
    content = json.loads(notebook.read_text(encoding="utf-8"))
    for one in content["cells"]:
        one["source"] = "".join(one["source"]).replace(old, new)
        one["metadata"]["collapsed"] = False
    content["metadata"]["language_info"]["version"] = "3.0"
    notebook.write_text(json.dumps(content), encoding="utf-8")


def test_build_stores_what_is_the_same_in_every_run(course, lessons):
    write(
        course,
        "01_one",
        cell("import sys\nprint(1)\nsys.stdout.flush()\nprint(2)"),
        cell(SHOW_WIDGET),
        cell("import time\ntime.perf_counter_ns()", "nbval-ignore-output"),
        cell("1 / 0", "raises-exception"),
    )
    code, printed = lessons("build", "01")
    assert code == 0, printed
    first = (course / "notebooks" / "01_one.ipynb").read_text()
    assert lessons("build")[0] == 0
    assert (course / "notebooks" / "01_one.ipynb").read_text() == first

    notebook = json.loads(first)
    assert notebook["metadata"].keys() == {"built_from", "kernelspec", "language_info"}
    assert notebook["metadata"]["language_info"] == {"name": "python"}
    stream, widget, _, error = [one["outputs"] for one in notebook["cells"] if one["cell_type"] == "code"]
    assert [output["text"] for output in stream] == [["1\n", "2\n"]]
    assert [output["data"] for output in widget] == [{"text/plain": ["a slider"]}]
    assert error[0]["traceback"] == ["ZeroDivisionError: division by zero"]
    assert lessons("check")[0] == 0


def test_build_refuses(course, lessons):
    write(course, "01_raises", cell("1 / 0"))
    write(course, "02_stderr", cell("import sys\nprint('oh', file=sys.stderr)"))
    write(course, "03_address", cell("object()"))
    write(course, "04_place", cell("import sys\nsys.prefix"))
    write(course, "05_widget", cell(SHOW_WIDGET.replace('"text/plain": "a slider"', "")))
    write(course, "06_nothing_raised", cell("1", "raises-exception"))
    code, printed = lessons("build")
    assert code == 1
    for reason in (
        "01_raises: a cell raised an exception",
        "02_stderr: something was written to stderr (oh)",
        "03_address: an output shows the address of an object",
        "04_place: an output shows a path",
        "05_widget: a widget is shown without",
        "06_nothing_raised: tagged raises-exception, but nothing",
    ):
        assert reason in printed
    assert not list((course / "notebooks").iterdir())


def test_changes_travel_both_ways_and_are_never_lost(course, lessons):
    lesson = write(course, "01_one", cell("x = 1"))
    notebook = course / "notebooks" / "01_one.ipynb"
    assert lessons("import", "01") == (1, "01_one: there is no notebooks/01_one.ipynb to import\n")
    lessons("build")
    assert "nothing to import: lesson and notebook have the same cells" in lessons("import", "01")[1]

    # The lesson changes.
    lesson.write_text(lesson.read_text().replace("x = 1", "x = 2"))
    assert "python -m lessons build 01" in lessons("check")[1]
    code, printed = lessons("import", "01")
    assert code == 1 and "it is the lesson that changed" in printed
    assert lessons("build")[0] == 0

    # The notebook changes.
    edit(notebook, "x = 2", "x = 3")
    assert "python -m lessons import 01" in lessons("check")[1]
    code, printed = lessons("build")
    assert code == 1 and "was edited after it was built" in printed
    assert lessons("import", "01")[0] == 0
    assert lesson.read_text() == HEADER + "# Title\n\n" + cell("x = 3")
    assert lessons("build")[0] == 0 and lessons("check")[0] == 0

    # Both change.
    edit(notebook, "x = 3", "x = 4")
    lesson.write_text(lesson.read_text().replace("x = 3", "x = 5"))
    code, printed = lessons("import", "01")
    assert code == 1 and "was edited too" in printed
    assert "x = 5" in lesson.read_text()
    assert lessons("import", "01", "--force")[0] == 0
    assert "x = 4" in lesson.read_text()


@pytest.mark.parametrize(
    "arguments, message",
    [
        (["import"], "say which notebook to import"),
        (["build", "09"], "no lesson in lessons/ has the number 09"),
    ],
)
def test_wrong_arguments(course, capsys, arguments, message):
    with pytest.raises(SystemExit):
        main(arguments)
    assert message in capsys.readouterr().err


@pytest.mark.parametrize(
    "body",
    [
        "# Title\n\nText with `code`, $x$ and a list:\n\n- one\n- two\n",
        "# Title\n\n+++\n\nA second text.\n\n" + cell("x = 1"),
        "```python\nshown, not run\n```\n\n" + cell('"""```"""', "raises-exception", "nbval-ignore-output"),
        (
            "$$\n\\begin{aligned}\na &= b \\\\\nc &= d\n\\end{aligned} \\tag{1.1}\n$$\n\n| a | b |\n| --- | --- |\n| 1"
            " | 2 |\n"
        ),
        "<details>\n<summary>Answer</summary>\n\nText\n\n---\n\nmore\n\n</details>\n",
    ],
)
def test_round_trip(body):
    text = as_lesson(as_notebook(HEADER + body))
    assert as_lesson(as_notebook(text)) == text
    assert not differences(as_notebook(text), as_notebook(HEADER + body))


def test_format_changes_no_cell(course, lessons):
    path = write(course, "01_one", cell("x = 1"), "\n\n\nText  \n\n\n")
    before = as_notebook(path.read_text(encoding="utf-8"))
    assert lessons("format") == (0, "01_one: in form\n")
    assert path.read_text(encoding="utf-8") == HEADER + "# Title\n\n" + cell("x = 1") + "\nText\n"
    assert not differences(before, as_notebook(path.read_text(encoding="utf-8")))


def test_differences_name_the_cell():
    one, two = (as_notebook(HEADER + cell("x = 1") + "\n" + other) for other in (cell("y"), cell("y", "tag")))
    assert differences(one, two) == ["cell 2, tags: lesson [], notebook ['tag']"]
    assert differences(one, as_notebook(HEADER + cell("x = 1"))) == ["the lesson has 2 cells, the notebook 1"]


# ------------------------------------------------------------ what can be wrong with a lesson


@pytest.fixture
def no_kernel(monkeypatch):
    """Builds run no cell."""
    monkeypatch.setattr(tool, "execute", lambda notebook: None)


BROKEN = {
    "a list": "[]",
    "no metadata": '{"cells": [], "nbformat": 4, "nbformat_minor": 5}',
    "a cell of nothing": '{"cells": [{}], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}',
    "no cells": '{"metadata": {}, "nbformat": 4, "nbformat_minor": 5}',
    "cut": '{"cells": [',
    "empty": "",
    "no text": "\udcff\udcfe",
    "deep": "[" * 100_000,
}


def said_of(printed):
    """Return {number of a lesson: its line} from what was printed; there is one line for each."""
    lines = printed.splitlines()
    said = {line[:2]: line for line in lines}
    assert len(said) == len(lines), printed
    return said


@pytest.mark.parametrize("text", BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_notebook_hides_no_other_and_can_be_forced(course, lessons, no_kernel, text):
    for name in ("01_one", "02_two", "03_three"):
        write(course, name, cell("x = 1"))
    assert lessons("build")[0] == 0
    broken = course / "notebooks" / "02_two.ipynb"
    broken.write_text(text, encoding="utf-8", errors="surrogateescape")
    for command in (["check"], ["build"], ["import", "01", "02", "03"]):
        code, printed = lessons(*command)
        said = said_of(printed)
        assert code == 1 and said.keys() == {"01", "02", "03"}
        assert "notebooks/02_two.ipynb can't be read" in said["02"] and "build 02 --force" in said["02"]
        assert "can't" not in said["01"] + said["03"]
    assert broken.read_text(encoding="utf-8", errors="surrogateescape") == text
    assert lessons("build", "02", "--force") == (0, "02_two: built\n") and lessons("check")[0] == 0


@pytest.mark.parametrize("command", ["build", "check", "format"])
def test_a_bad_lesson_hides_no_other(course, lessons, no_kernel, command):
    for number in range(1, 7):
        write(course, f"0{number}_it", cell("x = 1"))
    assert lessons("build")[0] == 0
    bad = {
        1: "---\nkernelspec: [\n---\n\n# Title\n",
        2: "---\n- a list\n---\n\n# Title\n",
        3: HEADER,
        4: "",
        5: HEADER + "```{code-cell}\n:tags: [one\n\nx\n```\n",
    }
    for number, text in bad.items():
        (course / "lessons" / f"0{number}_it.md").write_text(text, encoding="utf-8")
    code, printed = lessons(command)
    said = said_of(printed)
    assert code == 1 and len(said) == 6 and "can't" not in said["06"]
    assert all(f"lessons/0{number}_it.md can't be read: " in said[f"0{number}"] for number in (1, 2, 5))
    assert all(f"lessons/0{number}_it.md is empty" in said[f"0{number}"] for number in (3, 4))
    for number, text in bad.items():
        assert (course / "lessons" / f"0{number}_it.md").read_text(encoding="utf-8") == text
        assert "x = 1" in (course / "notebooks" / f"0{number}_it.ipynb").read_text(encoding="utf-8")


def test_an_empty_lesson_builds_no_notebook(course, lessons):
    write(course, "01_one").write_text(HEADER, encoding="utf-8")
    code, printed = lessons("build")
    assert code == 1 and printed == "01_one: lessons/01_one.md is empty: there is no cell in it\n"
    assert not [*(course / "notebooks").iterdir()]


def test_an_empty_notebook_empties_no_lesson(course, lessons, no_kernel):
    lesson = write(course, "01_one", cell("x = 1"))
    lessons("build")
    path = course / "notebooks" / "01_one.ipynb"
    content = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(content | {"cells": []}), encoding="utf-8")
    before = lesson.read_text(encoding="utf-8")
    assert lessons("import", "01", "--force") == (1, "01_one: there is no cell in notebooks/01_one.ipynb to import\n")
    assert lesson.read_text(encoding="utf-8") == before


def test_a_byte_order_mark_is_no_part_of_a_lesson(course, lessons, no_kernel):
    lesson = write(course, "01_one", cell("x = 1"))
    text = lesson.read_text(encoding="utf-8")
    lesson.write_text(text, encoding="utf-8-sig")
    assert lessons("format")[0] == 0 and lesson.read_text(encoding="utf-8") == text


def test_a_full_disk_is_said_for_each_lesson(course, lessons, no_kernel):
    long = write(course, "01_long", cell("x = 1\n" * 1000))
    write(course, "02_short", cell("x = 1"))
    before = long.read_text(encoding="utf-8")
    for command in ("format", "build"):
        with full_disk(room=3000):
            code, printed = lessons(command)
        said = said_of(printed)
        assert code == 1 and "01_long" in said["01"] and "Errno" not in said["01"] and "02_short: " in said["02"]
    assert long.read_text(encoding="utf-8") == before
    assert sorted(path.name for path in (course / "lessons").iterdir()) == ["01_long.md", "02_short.md"]
    assert [path.name for path in (course / "notebooks").iterdir()] == ["02_short.ipynb"]


def test_a_read_only_notebook_is_left_alone(course, lessons, no_kernel):
    write(course, "01_one", cell("x = 1"))
    notebook = course / "notebooks" / "01_one.ipynb"
    notebook.write_text("mine")
    notebook.chmod(0o444)
    assert lessons("build", "--force") == (1, f"01_one: {notebook}: it is read-only\n")
    assert notebook.read_text() == "mine"


def test_what_goes_wrong_in_nbclient_hides_no_other_lesson(course, lessons, monkeypatch):
    async def fail(client):
        if "wrong" in str(client.nb):
            raise AssertionError

    monkeypatch.setattr(NotebookClient, "async_execute", fail)
    write(course, "01_one", cell("wrong"))
    write(course, "02_two", cell("x = 1"))
    code, printed = lessons("build")
    assert code == 1 and said_of(printed) == {"01": "01_one: AssertionError", "02": "02_two: built"}


# ------------------------------------------------------------ Ctrl-C


@pytest.mark.skipif(sys.platform == "win32", reason="no process can send Ctrl-C to another alone")
def test_ctrl_c_while_a_cell_runs_ends_in_a_line(course):
    write(course, "01_one", cell("import os, signal, time\nos.kill(os.getppid(), signal.SIGINT)\ntime.sleep(60)"))
    write(course, "02_two", cell("x = 1"))
    code = (
        "import sys, pathlib\nfrom lessons import __main__ as tool, pairing\ncourse = pathlib.Path(sys.argv.pop(1))\n"
        "pairing.LESSONS, pairing.NOTEBOOKS = course / 'lessons', course / 'notebooks'\nsys.exit(tool.main())"
    )
    run = subprocess.run(
        [sys.executable, "-c", code, course, "build"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )
    assert run.returncode == 130
    assert (run.stdout, run.stderr) == ("", "01_one: stopped; nothing is half written\n")
    assert not [*(course / "notebooks").iterdir()]


def test_ctrl_c_while_a_file_is_written_leaves_no_part_of_it(course, lessons, monkeypatch):
    def stop(*_):
        raise KeyboardInterrupt

    lesson = write(course, "01_one", cell("x = 1"), "\n\n\n")
    before = lesson.read_text(encoding="utf-8")
    monkeypatch.setattr(os, "replace", stop)
    try:
        result = lessons("format")
    except KeyboardInterrupt:  # it would end the tests
        result = "got out"
    assert result == (130, "01_one: stopped; nothing is half written\n")
    assert lesson.read_text(encoding="utf-8") == before and [*lesson.parent.iterdir()] == [lesson]
