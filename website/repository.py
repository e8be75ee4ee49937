"""The one setting: where the repository is.

The variable GITHUB_REPOSITORY ("owner/name", as GitHub's workflows set it) names it, and GITHUB_REF_NAME the branch
("main" without it). Without the first, a page has no links to the repository, and none that need it.

GITHUB_REPOSITORY=owner/name python -m website.repository     write the addresses into the texts, as a fork does
"""

import os
import re
from html import escape
from urllib.parse import urlencode

from helpers import workbook
from helpers.environment import PACKAGE
from lessons.pairing import ROOT, read_text, write_text
from website import lite

README, TEACHING = ROOT / "README.md", ROOT / "TEACHING.md"
WAYS = re.compile(r"(?<=<!-- ways -->\n).*?(?=<!-- end of ways -->)", re.DOTALL)
PULLED = re.compile(r"https://HUB/[^`\s]*")
COPIES = "live"  # the branch that has the lessons as a reader's copies (website.branch)
UNKNOWN = "https://github.com/OWNER/NAME"  # for the README of a course that doesn't know its address
LIVE = "All cells run in this browser, once Python has come from cdn.jsdelivr.net (an estimated 20 to 30 MB, once)."


def address():
    """Return the address of the repository, or None."""
    name = os.environ.get("GITHUB_REPOSITORY")
    return f"https://github.com/{name}" if name else None


def branch():
    """Return the name of the branch."""
    return os.environ.get("GITHUB_REF_NAME") or "main"


def zipped():
    """Return the address of the branch as a ZIP, with OWNER/NAME in it where the repository isn't known."""
    return f"{address() or UNKNOWN}/archive/{branch()}.zip"


def site():
    """Return the address of the site on GitHub Pages, or None."""
    if not address():
        return None
    owner, name = os.environ["GITHUB_REPOSITORY"].lower().split("/")
    return f"https://{owner}.github.io/" + ("" if name == f"{owner}.github.io" else f"{name}/")


def ways():
    """Return how to get the course, as a list in Markdown: in the browser, with one command, as a folder."""
    base = address() or UNKNOWN
    here = f"- **In the browser**, with nothing to install: [the site]({site()}).\n" if site() else ""
    filled = "" if site() else ", with OWNER/NAME as in the address of the repository"
    uv = "[uv](https://docs.astral.sh/uv/)"
    return (
        f"{here}- **In JupyterLab, with one command** of {uv}, which copies the lessons into a folder"
        f' and opens them: `uvx --from "{PACKAGE}[lab] @ {zipped()}" backprop`{filled}.\n'
        f"- **All of it, as a folder**: `git clone {base}`, or download and unpack "
        f"{f'[the ZIP]({zipped()})' if site() else 'the ZIP (*Code → Download ZIP*)'}.\n"
    )


def links(lesson):
    """Return (text, address) of each way to open a lesson elsewhere; [] where the repository isn't known."""
    if not address():
        return []
    name = os.environ["GITHUB_REPOSITORY"]
    return [
        ("Colab", f"https://colab.research.google.com/github/{name}/blob/{COPIES}/{lesson}.ipynb"),
        ("Binder", f"https://mybinder.org/v2/gh/{name}/{COPIES}?labpath={lesson}.ipynb"),
        ("GitHub", f"{address()}/blob/{branch()}/notebooks/{lesson}.ipynb"),
    ]


def pulled():
    """Return the link with which nbgitpuller brings the lessons to a learner of a JupyterHub, which HUB stands for."""
    base = address() or UNKNOWN
    asked = {"repo": base, "branch": COPIES, "urlpath": f"lab/tree/{base.rsplit('/', 1)[1]}/{workbook.FIRST}"}
    return f"https://HUB/hub/user-redirect/git-pull?{urlencode(asked)}"


def show(app, name, template, context, doctree):
    """Show below a lesson's title where it can be opened."""
    if name[:2].isdigit():
        context["body"] = context["body"].replace("</h1>", f"</h1>\n{live(name)}{elsewhere(name)}", 1)


def live(lesson):
    """Return the button that opens a lesson in JupyterLite; a script shows it where the page isn't from a folder."""
    if lite.missing():
        return ""
    button = f'<a class="button" href="{lite.link(lesson)}">Open the whole lesson, live</a>'
    return f'<p class="live" hidden>{button} {LIVE}</p>\n'


def elsewhere(lesson):
    """Return the links to where a lesson can be opened, where the repository is known."""
    anchors = [f'<a href="{escape(link)}">{text}</a>' for text, link in links(lesson)]
    return f'<p class="elsewhere">Open this lesson in {" · ".join(anchors)}</p>\n' if anchors else ""


def setup(app):
    """Tell Sphinx."""
    app.connect("html-page-context", show)


if __name__ == "__main__":
    write_text(README, WAYS.sub(lambda _: ways(), read_text(README)))
    write_text(TEACHING, PULLED.sub(lambda _: pulled(), read_text(TEACHING)))
