"""What the tests need to know of Markdown: formulas, prose, headings, links."""

import re
from typing import NamedTuple

from lessons.pairing import read_notebook, read_text

CODE = re.compile(r"^(`{3,}|~{3,}).*?^\1[`~]*[ \t]*$|(`+)(?!`).+?(?<!`)\2(?!`)", re.MULTILINE | re.DOTALL)
DISPLAY = re.compile(r"(?<!\\)\$\$(.+?)(?<!\\)\$\$|(\\begin\{([a-z]+\*?)\}.*?\\end\{\3\})", re.DOTALL)
# As Pandoc and GitHub read it: no space inside the dollars, no digit after them ("$5 and $6" is money).
INLINE = re.compile(r"(?<![\\$])\$(?![\s$])((?:\\.|[^\\$\n]|\n(?!\s*\n))+?)(?<!\s)\$(?![\d$])", re.DOTALL)
LINK = re.compile(r"\[(?:[^\[\]]|\[[^\]]*\])*\]\(\s*<?([^)\s>]+)>?[^)]*\)|(?:href|src)=\"([^\"]+)\"")
HEADING = re.compile(r"^#{1,6}\s+(.+?)\s*#*$", re.MULTILINE)
TAG = re.compile(r"\\tag\{([^}]*)\}")


class Prose(NamedTuple):
    """A Markdown text taken apart."""

    formulas: list  # of (formula, whether it is displayed)
    words: str  # the text without code, formulas and link targets


def split_prose(source):
    """Take a Markdown text apart."""
    formulas = []

    def keep(display):
        def collect(match):
            formulas.append(((match.group(1) or match.group(2 if display else 1)).strip(), display))
            return " "

        return collect

    text = CODE.sub(" ", source)
    text = DISPLAY.sub(keep(True), text)
    text = INLINE.sub(keep(False), text)
    text = LINK.sub(lambda match: match.group().split("](")[0].lstrip("["), text)
    return Prose(formulas, re.sub(r"<[^>]*>", " ", text))


def tags_in(source):
    """Return the equation numbers in a Markdown text, in order."""
    return [tag for formula, _ in split_prose(source).formulas for tag in TAG.findall(formula)]


def stray_dollars(source):
    """Return the lines with a dollar sign that JupyterLab may take for the start of a formula."""
    return [line for line in split_prose(source).words.splitlines() if re.search(r"(?<!\\)\$", line)]


def links_in(source):
    """Return the targets of all links and pictures in a Markdown text."""
    text = CODE.sub(" ", source)
    return [first or second for first, second in LINK.findall(text)]


def anchors_of(path):
    """Return the anchors of the headings in a notebook (as JupyterLab forms them) or Markdown file (as GitHub)."""
    if path.suffix == ".ipynb":
        sources = [cell.source for cell in read_notebook(path).cells if cell.cell_type == "markdown"]
        return {heading.replace(" ", "-") for source in sources for heading in headings(source)}
    slugs = (re.sub(r"[^\w\- ]", "", heading.lower()) for heading in headings(read_text(path)))
    return {slug.replace(" ", "-") for slug in slugs}


def headings(source):
    """Return the headings' texts without their markup."""
    return [
        re.sub(r"[`*]", "", heading)
        for heading in HEADING.findall(re.sub(r"^```.*?^```", "", source, flags=re.M | re.S))
    ]


def broken_links(source, path):
    """Return the relative links in a text that lead nowhere; they count from the folder of the file ``path``."""
    broken = []
    for link in links_in(source):
        if re.match(r"[a-z]+:", link):
            continue
        name, _, anchor = link.partition("#")
        target = (path.parent / name) if name else path
        if not target.exists() or (anchor and anchor not in anchors_of(target)):
            broken.append(link)
    return broken
