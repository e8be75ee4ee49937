"""A release: one version everywhere, the changelog's text, and the site as a zip."""

import re
import zipfile

import pytest
import yaml

from lessons.pairing import ROOT, read_text
from website import release
from website.texts import version

CITATION = yaml.safe_load(read_text(ROOT / "CITATION.cff"))


def test_the_citation_has_the_version_and_nobodys_name():
    assert CITATION["version"] == version() and CITATION["cff-version"] == "1.2.0"
    (author,) = CITATION["authors"]
    cited = read_text(ROOT / "website" / "pages" / "cite.md")
    assert author == {"name": re.search(r"author = \{\{(.*?)\}\}", cited)[1]}
    assert CITATION["title"] in cited


def test_a_release_says_what_the_changelog_says(monkeypatch):
    monkeypatch.setattr(release, "version", lambda: "0.2.0")
    text, (line, *_) = release.notes("0.2.0"), read_text(ROOT / "CHANGELOG.md").split("## 0.2.0 · ")[1].splitlines()[2:]
    assert text.startswith(line) and "\n### Changed\n" in text and "\n## " not in text and "\n  " not in text


def test_what_a_release_lacks_is_said(monkeypatch, tmp_path):
    with pytest.raises(ValueError, match="the tag says 9, and pyproject"):
        release.write("v9")
    monkeypatch.setattr(release, "version", lambda: "9")
    with pytest.raises(ValueError, match='no text below "## 9 · date"'):
        release.write("v9")
    monkeypatch.setattr(release, "version", lambda: "0.2.0")
    with pytest.raises(ValueError, match="the site isn't built"):
        release.write("v0.2.0", tmp_path)


def test_the_site_is_a_zip_beside_the_notes(monkeypatch, tmp_path):
    site = tmp_path / "site"
    (site / "_static").mkdir(parents=True)
    for name in ("index.html", "_static/site.js"):
        (site / name).write_text(name, encoding="utf-8")
    monkeypatch.setattr(release, "version", lambda: "0.2.0")
    monkeypatch.setattr(release, "FOLDER", tmp_path / "release")
    folder = release.write("v0.2.0", site)
    assert read_text(folder / "notes.md") == release.notes("0.2.0")
    with zipfile.ZipFile(next(folder.glob("*-0.2.0-site.zip"))) as archive:
        assert {"index.html", "_static/site.js"} <= {*archive.namelist()}


def test_the_workflow_makes_it_from_a_tag():
    workflow = yaml.safe_load(read_text(ROOT / ".github" / "workflows" / "release.yml"))
    assert workflow[True] == {"push": {"tags": ["v*"]}}  # "on" is YAML's word for true
    runs = [step["run"] for step in workflow["jobs"]["release"]["steps"] if "run" in step]
    wanted = ["python -m website", 'python -m website.release "$GITHUB_REF_NAME"', "gh release create"]
    places = [next(place for place, run in enumerate(runs) if run.startswith(each)) for each in wanted]
    assert places == sorted(places) and f"--notes-file {release.FOLDER.name}/notes.md" in runs[places[-1]]
