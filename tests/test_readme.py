"""The README: its two commands are the ones that are tested, its map is complete, its links resolve."""

import re
import tomllib
from urllib.parse import parse_qsl, urlsplit

import pytest

from lessons.pairing import NOTEBOOKS, ROOT, read_text
from tests.markdown import broken_links, links_in
from website import repository

README = ROOT / "README.md"


def commands():
    """Return the README's commands: what stands in its ```sh blocks."""
    return [block.strip() for block in re.findall(r"^```sh\n(.*?)^```", read_text(README), re.MULTILINE | re.DOTALL)]


def test_command_one_opens_the_readers_copy_of_the_first_lesson():
    command = commands()[0]
    assert "\n" not in command
    steps = (
        r"python -m pip install -r requirements\.txt && python -m helpers\.workbook && python -m jupyterlab"
        r" my_notebooks/(\S+)"
    )
    opened = re.fullmatch(steps, command)
    assert opened and (NOTEBOOKS / opened[1]).exists(), command


def test_command_two_is_what_continuous_integration_runs():
    command = commands()[1]
    assert "\n" not in command and command.endswith("python -m pytest")
    for script in (".ci/run", ".github/workflows/test.yml"):
        lines = [line.strip().removeprefix("- run: ") for line in read_text(ROOT / script).splitlines()]
        assert command in lines, f"{script} does not run: {command}"


def test_conda_has_what_both_commands_install():
    arguments = [re.findall(r"-[re] (\S+)", command) for command in commands()]
    listed = re.findall(r"(?m)^ +- (-[re] .*)$", read_text(ROOT / "environment.yml"))
    assert [each[3:] for each in listed] == [each.strip('"') for each in arguments[1]]
    assert set(arguments[0]) <= set(arguments[1])


@pytest.mark.parametrize("name", [None, "Somebody/course", "somebody/Somebody.github.io"])
def test_the_ways_to_get_it_are_those_of_the_setting(name, monkeypatch):
    monkeypatch.delenv("GITHUB_REF_NAME", raising=False)
    set_to(monkeypatch, name)
    lines = repository.ways().splitlines()
    assert len(lines) == 2 + bool(name) and all(
        line.count("github.com/" + (name or "OWNER/NAME")) for line in lines[-2:]
    )
    site = {"Somebody/course": "https://somebody.github.io/course/"}.get(name, "https://somebody.github.io/")
    assert (site in lines[0]) == bool(name)


def test_a_fork_writes_its_addresses_into_the_readme(monkeypatch):
    """python -m website.repository does; what is written there belongs to one address, or to none."""
    text = read_text(README)
    name, branch = re.search(r"github\.com/([^/]+/[^/]+)/archive/(\S+)\.zip", repository.WAYS.search(text)[0]).groups()
    monkeypatch.setenv("GITHUB_REF_NAME", branch)
    set_to(monkeypatch, None if name == "OWNER/NAME" else name)
    assert repository.WAYS.search(text)[0] == repository.ways()
    assert repository.PULLED.findall(read_text(ROOT / "TEACHING.md")) == [repository.pulled()]
    set_to(monkeypatch, "somebody/course")
    assert repository.WAYS.sub(lambda _: repository.ways(), text).count("somebody.github.io/course") == 1


def test_nbgitpuller_brings_the_copies(monkeypatch):
    set_to(monkeypatch, "somebody/course")
    link = urlsplit(repository.pulled())
    asked = dict(parse_qsl(link.query))
    assert (link.netloc, link.path) == ("HUB", "/hub/user-redirect/git-pull")
    wanted = {"repo": "https://github.com/somebody/course", "branch": "live"}
    assert asked == wanted | {"urlpath": "lab/tree/course/00_start_here.ipynb"}


def set_to(monkeypatch, name):
    """Let the variable name this repository, or none."""
    monkeypatch.delenv("GITHUB_REPOSITORY", raising=False)
    if name:
        monkeypatch.setenv("GITHUB_REPOSITORY", name)


def test_map_lists_every_notebook():
    listed = {link for link in links_in(read_text(README)) if link.endswith(".ipynb")}
    assert listed >= {f"notebooks/{path.name}" for path in NOTEBOOKS.glob("*.ipynb")}


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "TEACHING.md"])
def test_links_resolve(name):
    assert not broken_links(read_text(ROOT / name), ROOT / name)


def test_every_lower_bound_is_given():
    """Without one, "oldest" would mean nothing. ipywidgets stands in both files: Colab's is older than JupyterLab's."""
    lines = [line for line in read_text(ROOT / "requirements.txt").splitlines() if line and not line.startswith("#")]
    settings = tomllib.loads(read_text(ROOT / "pyproject.toml"))
    assert lines[0] == "-e ."
    assert all(">=" in requirement for requirement in lines[1:] + settings["project"]["dependencies"])
