"""The tool that builds the notebooks (python -m lessons), on lessons of a few cells in a folder of their own."""

import json

import pytest

from lessons import pairing
from lessons.__main__ import main
from lessons.pairing import HEADER, as_lesson, as_notebook, differences

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
