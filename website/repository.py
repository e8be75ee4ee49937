"""The one setting: where the repository is.

The variable GITHUB_REPOSITORY ("owner/name", as GitHub's workflows set it) names it, and GITHUB_REF_NAME the branch
("main" without it). Without the first, a page has no links to the repository, and none that need it.
"""

import os
from html import escape
from urllib.parse import quote


def address():
    """Return the address of the repository, or None."""
    name = os.environ.get("GITHUB_REPOSITORY")
    return f"https://github.com/{name}" if name else None


def links(lesson):
    """Return (text, address) of each way to open a lesson elsewhere; [] where the repository isn't known."""
    if not address():
        return []
    name, branch = os.environ["GITHUB_REPOSITORY"], os.environ.get("GITHUB_REF_NAME") or "main"
    path = f"notebooks/{lesson}.ipynb"
    return [
        ("Colab", f"https://colab.research.google.com/github/{name}/blob/{branch}/{path}"),
        ("Binder", f"https://mybinder.org/v2/gh/{name}/{quote(branch, safe='')}?labpath={quote(path, safe='')}"),
        ("GitHub", f"{address()}/blob/{branch}/{path}"),
    ]


def show(app, name, template, context, doctree):
    """Show below a lesson's title where it can be opened."""
    anchors = [f'<a href="{escape(link)}">{text}</a>' for text, link in links(name)] if name[:2].isdigit() else []
    if anchors:
        row = f'<p class="elsewhere">Open this lesson in {" · ".join(anchors)}</p>'
        context["body"] = context["body"].replace("</h1>", f"</h1>\n{row}", 1)


def setup(app):
    """Tell Sphinx."""
    app.connect("html-page-context", show)
