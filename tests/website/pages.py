"""The pages of the site, and what tests do with them."""

import importlib.util

from lessons.pairing import ROOT, lesson_paths
from website.lite import FOLDER

LESSONS = [path.stem for path in lesson_paths()]
OTHERS = [path.stem for path in sorted((ROOT / "website" / "pages").glob("*.md"))]
PAGES = [*LESSONS, *OTHERS, "teaching", "changelog", "digits", "search"]
NEEDS = ("sphinx", "myst_nb", "furo", "py_mini_racer")


def missing():
    """Return, as a sentence, what is missing to build the site; or nothing."""
    names = [name for name in NEEDS if importlib.util.find_spec(name) is None]
    return f'the site is built with what `pip install -e ".[site]"` brings: {", ".join(names)}' if names else ""


def files_of(site):
    """Return the files of the site but for those of JupyterLite."""
    return [path for path in site.rglob("*") if path.is_file() and path.relative_to(site).parts[0] != FOLDER]


def watched(context, allowed):
    """Return a page, and the list of what goes wrong on it: console, errors, requests to where it may not ask."""
    page, wrong = context.new_page(), []
    page.on("console", lambda message: message.type in ("error", "warning") and wrong.append(message.text))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("request", lambda request: request.url.startswith((allowed, "data:")) or wrong.append(request.url))
    # What is aborted was still on its way when the page was left.
    page.on("requestfailed", lambda it: "ABORTED" in it.failure or wrong.append(f"{it.url}: {it.failure}"))
    page.on("response", lambda response: response.status >= 400 and wrong.append(f"{response.url}: {response.status}"))
    return page, wrong


def too_wide(page):
    """Return whether the page scrolls sideways."""
    return page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
