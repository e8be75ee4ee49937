"""Which cells are written and checked in the page, what stands in their place, and the files that this needs."""

import base64
import copy
import hashlib
import json
import re
import subprocess
import sys
import zipfile
from html.parser import HTMLParser

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from lessons.assignment import checks
from lessons.pairing import ROOT, lesson_paths, notebook_path, read_notebook, read_text
from tests.website.exercise_pages import notebook_of
from tests.website.presses import lesson
from website import exercises, wheels
from website.exercises import LOCAL, add_to, element, exercise_cells

WEBSITE = ROOT / "website"

# ------------------------------------------------------------ which cells


@pytest.mark.parametrize("path", lesson_paths(), ids=lambda path: path.stem)
def test_every_check_of_a_lesson_is_in_the_page_under_a_name_of_its_own(path):
    notebook = read_notebook(notebook_path(path))
    names = exercise_cells(notebook)
    cells = [notebook.cells[index] for index in names]
    assert all(
        any(cell is each for each in cells) for asked in checks(notebook) for cell in (asked.cell, asked.answered)
    )
    assert len({*names.values()}) == len(names)


def test_the_interview_is_a_page_and_what_is_asked_of_it():
    names = [*exercise_cells(lesson("08")).values()]
    assert names[:4] == ["interview", "TwoLayers", "interview_fits", "interview_submit"]
    assert {"interview_side_by_side", "interview_before_and_after", "change", "progress"} == {*names[4:]}
    assert [*exercise_cells(lesson("00")).values()] == ["cold", "cold_submit"]


@pytest.mark.parametrize(
    "source", ["print(exercises)", "x = exercises.relu", "%matplotlib inline", "", "import exercises"]
)
def test_other_cells_are_not(source):
    assert not exercise_cells(notebook_of(source))


def test_a_definition_is_written_in_the_page_where_an_exercise_is_given_it():
    found = exercise_cells(notebook_of("class A: ...", "def f(): ...\ndef g(): ...", "exercises.relu.check(g)"))
    assert found == {1: "f", 2: "relu"}


# ------------------------------------------------------------ what stands in their place


class Elements(HTMLParser):
    """The elements of some HTML: [(tag, attributes, text)]."""

    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.found, self.open = [], []
        self.feed(html)
        assert not self.open

    def handle_starttag(self, tag, attributes):
        self.open.append([tag, dict(attributes), ""])
        self.found.append(self.open[-1])

    def handle_endtag(self, tag):
        assert self.open.pop()[0] == tag

    def handle_data(self, data):
        for each in self.open:
            each[2] += data

    def __getitem__(self, tag):
        (found,) = [each for each in self.found if each[0] == tag]
        return found


def test_an_element_holds_the_cell_and_what_it_shows():
    shown = new_output("display_data", {"text/plain": "plain", "text/html": "<p>the task</p>"})
    source = 'def f(x):\n    return x < 1 and "</script>"\n\n\nexercises.blank_page("02").check(f)'
    cells = [
        new_markdown_cell("Text"),
        new_code_cell('a = "</script>"'),
        new_code_cell("exercises.relu.check(a)"),
        new_code_cell("b = 2"),
        new_code_cell(source, outputs=[shown]),
    ]
    notebook = new_notebook(cells=cells)
    assert element("02_sigmoid", cells[0], notebook) is None and element("02_sigmoid", cells[3], notebook) is None
    second = Elements(element("02_sigmoid", copy.deepcopy(cells[4]), notebook))  # of a page of another name
    assert second["pre"][2] == source + "\n"
    assert second["bp-exercise"][1] == {
        "lesson": "02_sigmoid",
        "name": "blank_page_02",
        "press": "Check",
        "seconds": "20",
        "hint": "exercises.blank_page('02').hint()",
    }
    assert "the task" in second["bp-exercise"][2]
    assert json.loads(exercises.script("02", notebook).removeprefix('BP.lessons["02"] = ')[:-2]) == [
        'a = "</script>"',
        {"name": "relu", "code": "exercises.relu.check(a)"},
        "b = 2",
        {"name": "blank_page_02", "code": source},
    ]


def test_a_press_is_called_what_it_does():
    notebook = lesson("08")
    press = {}
    for index, name in exercise_cells(notebook).items():
        attributes = Elements(element("08_blank_page", notebook.cells[index], notebook))["bp-exercise"][1]
        press[name] = attributes["press"]
        assert "hint" not in attributes  # in an interview a hint is asked for on purpose
    assert press["interview"] == press["TwoLayers"] == "Run" and press["interview_submit"] == "Submit"


def test_text_without_html_is_shown_as_it_is():
    cell = new_code_cell("exercises.relu", outputs=[new_output("execute_result", {"text/plain": "<b>"})])
    assert "<pre>&lt;b&gt;</pre>" in element("02", cell, new_notebook(cells=[cell]))


# ------------------------------------------------------------ the files


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """The folder that the build writes, where no folder with Pyodide is named."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv(LOCAL, raising=False)
        return add_to(tmp_path_factory.mktemp("static"))


def settings_of(folder):
    """What exercise.js is told."""
    first = (folder / "exercise.js").read_text(encoding="utf-8").splitlines()[0]
    return json.loads(first.removeprefix("window.BP = ").removesuffix(";"))


def test_every_file_that_the_page_is_told_of_is_there(built):
    settings = settings_of(built)
    for address in (settings["wheel"], settings["cell"]):
        name, _, version = address.partition("?")
        assert hashlib.sha256((built / name).read_bytes()).hexdigest().startswith(version) and len(version) == 8
    for name in ("exercise.css", "python.js", "codemirror.js", "codemirror_license.txt", "offline.js"):
        assert (built / name).stat().st_size > 1000
    assert settings["base"].startswith("https://")


def test_what_a_folder_needs_is_in_a_script(built):
    offline = json.loads((built / "offline.js").read_text(encoding="utf-8").removeprefix("BP.offline = ")[:-2])
    assert offline["worker"] == read_text(exercises.STATIC / "python.js") and offline["cell"] == read_text(
        WEBSITE / "cell.py"
    )
    (wheel,) = built.glob("*.whl")
    assert base64.b64decode(offline["wheel"]) == wheel.read_bytes()


def test_the_wheel_holds_the_package_and_says_so(built, tmp_path):
    (path,) = built.glob("*.whl")
    with zipfile.ZipFile(path) as wheel:
        wheel.extractall(tmp_path)
        names = set(wheel.namelist())
    (record,) = tmp_path.glob("*.dist-info/RECORD")
    listed = {}
    for line in record.read_text(encoding="utf-8").splitlines():
        name, code, size = line.rsplit(",", 2)
        listed[name] = code, size
    assert {*listed} == names
    for name in names - {record.relative_to(tmp_path).as_posix()}:
        data = (tmp_path / name).read_bytes()
        code = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
        assert listed[name] == (f"sha256={code}", str(len(data)))
    program = "import helpers; from helpers import exercises, data; data.digits(); print(helpers.__file__)"
    command = [sys.executable, "-c", program]
    ran = subprocess.run(command, cwd=tmp_path, env={"PYTHONPATH": str(tmp_path)}, capture_output=True, text=True)
    assert str(tmp_path) in ran.stdout, ran.stderr


def test_the_same_files_give_the_same_wheel(built, tmp_path):
    (path,) = built.glob("*.whl")
    assert wheels.of_the_course(tmp_path).read_bytes() == path.read_bytes()


def test_pyodides_version_and_address_are_in_one_place(built):
    settings = settings_of(built)
    assert exercises.PYODIDE in settings["base"] and [*settings["lock"]["packages"]] == ["numpy"]
    for path in WEBSITE.rglob("*"):
        if path.suffix in (".py", ".js", ".mjs", ".css", ".html") and not {"node_modules", "build"} & {*path.parts}:
            count = len(re.findall(r"https://[^\s'\"]*pyodide/v|\d+\.\d+\.\d+/full", read_text(path)))
            assert count == (path.name in ("exercises.py", "lite.py")), path


def test_pyodide_can_be_fetched(tmp_path, monkeypatch):
    numpy = exercises.read_lock()["packages"]["numpy"]
    for name in (*exercises.CORE, numpy["file_name"]):
        (tmp_path / name).write_text(name, encoding="utf-8")
    monkeypatch.setattr(exercises, "CDN", f"{tmp_path.as_uri()}/")
    with pytest.raises(ValueError, match="is not what"):
        exercises.fetch_pyodide(tmp_path / "fetched")
    numpy["sha256"] = exercises.digest(tmp_path / numpy["file_name"])
    monkeypatch.setattr(exercises, "read_lock", lambda: {"packages": {"numpy": numpy}})
    exercises.fetch_pyodide(tmp_path / "fetched")
    assert {path.name for path in (tmp_path / "fetched").iterdir()} == {*exercises.CORE, numpy["file_name"]}


def test_a_folder_with_pyodide_goes_into_the_site(tmp_path, monkeypatch):
    source = tmp_path / "pyodide"
    source.mkdir()
    for name in (*exercises.CORE, "numpy-9.9-py3-none-any.whl", "pyodide-lock.json"):
        (source / name).write_text(name, encoding="utf-8")
    monkeypatch.setenv(LOCAL, str(source))
    folder = add_to(tmp_path / "static")
    settings = settings_of(folder)
    numpy = settings["lock"]["packages"]["numpy"]
    assert settings["base"] == "pyodide/" and numpy["file_name"] == "numpy-9.9-py3-none-any.whl"
    assert numpy["sha256"] == hashlib.sha256(b"numpy-9.9-py3-none-any.whl").hexdigest()
    assert {path.name for path in (folder / "pyodide").iterdir()} == {*exercises.CORE, numpy["file_name"]}
