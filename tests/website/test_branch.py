"""The branch for Colab, Binder and JupyterHub: a reader's copies with a cell that installs the course."""

import subprocess
import sys

import pytest
import yaml
from IPython.core.inputtransformer2 import TransformerManager

from helpers import workbook
from lessons.pairing import NOTEBOOKS, ROOT, read_notebook, read_text
from website import branch, repository


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("GITHUB_REPOSITORY", "somebody/course")
    monkeypatch.delenv("GITHUB_REF_NAME", raising=False)
    branch.write(tmp_path / "copies")
    return tmp_path / "copies"


def test_each_lesson_is_a_readers_copy_below_a_cell_that_installs(folder, tmp_path):
    workbook.prepare(tmp_path / "reader")
    package = "backprop-from-a-blank-page @ https://github.com/somebody/course/archive/main.zip"
    for path in NOTEBOOKS.glob("*.ipynb"):
        first, *others = read_notebook(folder / path.name).cells
        assert others == read_notebook(tmp_path / "reader" / path.name).cells
        assert first.source.endswith(f'    %pip install --quiet "{package}"')
    named = {path.name for path in (tmp_path / "reader").iterdir()}
    assert {path.name for path in folder.iterdir()} == named | {"README.md", "environment.yml"}


def test_where_the_course_is_there_the_cell_does_nothing(folder):
    source = TransformerManager().transform_cell(read_notebook(folder / workbook.FIRST).cells[0].source)
    assert "get_ipython().run_line_magic('pip', " in source
    ran = subprocess.run([sys.executable, "-c", source], cwd=ROOT, capture_output=True, text=True)
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")


def test_binder_gets_the_course_and_jupyterlab(folder):
    (*_, packages) = yaml.safe_load(read_text(folder / "environment.yml"))["dependencies"]
    assert packages == {"pip": [branch.required("[lab]")]} and "[lab] @ https://" in packages["pip"][0]


def test_without_the_setting_nothing_is_written(tmp_path, monkeypatch):
    monkeypatch.delenv("GITHUB_REPOSITORY", raising=False)
    with pytest.raises(ValueError, match="GITHUB_REPOSITORY"):
        branch.write(tmp_path / "copies")
    assert not (tmp_path / "copies").exists()


def test_the_workflow_writes_it_before_the_pages_that_link_to_it():
    jobs = yaml.safe_load(read_text(ROOT / ".github" / "workflows" / "site.yml"))["jobs"]
    (script,) = [step["run"] for step in jobs["copies"]["steps"] if "website.branch" in step.get("run", "")]
    assert f"git -C copies push origin {repository.COPIES}" in script
    assert jobs["copies"]["permissions"] == {"contents": "write"} and "copies" in jobs["publish"]["needs"]
