"""Equation numbers: an equation, its line of code and every mention of it lead to each other.

All links are written as if both were on this page. Where one isn't, it leads to the lesson that has the number.
"""

import re

from docutils import nodes

from lessons.pairing import NOTEBOOKS

TAG = re.compile(r"\\tag\{(\d+\.\d+)\}")
NUMBER = re.compile(r"\((\d+\.\d+)\)")
COMMENT = re.compile(r'(?<=<span class="c1">)#[^<]*(?=</span>)')
TARGET = re.compile(r'(?<=href=")#((?:equation|line)-(\d+)\.\d+)(?=")')
ID = re.compile(r'\bid="([^"]+)"')
NOT_PROSE = (nodes.literal, nodes.literal_block, nodes.math, nodes.math_block, nodes.reference, nodes.title, nodes.raw)


def link_tags(formula):
    """Return a formula whose numbers are links to their lines of code."""
    return TAG.sub(r"\\tag{\\href{\\#line-\1}{\1}}", formula)


def ids(formula):
    """Return what stands before a formula, so that links find it: an id for each of its numbers."""
    return "".join(f'<span id="equation-{number}"></span>' for number in TAG.findall(formula))


def link_mentions(app, doctree, name):
    """Make links of the numbers in a page's prose, such as (3.4)."""
    for text in list(doctree.findall(nodes.Text)):
        if not NUMBER.search(text) or _inside(text, NOT_PROSE):
            continue
        new = []
        for place, piece in enumerate(NUMBER.split(text)):  # text, number, text, number, text
            if place % 2:
                link = nodes.reference("", f"({piece})", internal=True, refuri=f"#equation-{piece}")
                new.append(link if piece in app.env.equations else nodes.Text(f"({piece})"))
            elif piece:
                new.append(nodes.Text(piece))
        text.parent.replace(text, new)


def _inside(node, kinds):
    while node.parent is not None:
        node = node.parent
        if isinstance(node, kinds):
            return True
    return False


def collect(app, doctree):
    """Remember the numbers that the lessons have given."""
    found = {number for formula in doctree.findall(nodes.math_block) for number in TAG.findall(formula.astext())}
    app.env.equations = getattr(app.env, "equations", set()) | found


def finish(app, name, template, context, doctree):
    """Link a page's comments to their equations; lead links that find nothing on the page to the lesson."""
    if "body" not in context:
        return
    seen = set()
    body = COMMENT.sub(lambda comment: NUMBER.sub(lambda number: _line(number[1], seen), comment[0]), context["body"])
    there = set(ID.findall(body))
    context["body"] = TARGET.sub(lambda link: f"#{link[1]}" if link[1] in there else _elsewhere(link), body)


def _line(number, seen):
    """Return the number in a comment as a link to its equation; the first one on the page can be reached itself."""
    own = "" if number in seen else f' id="line-{number}"'
    seen.add(number)
    return f'<a{own} href="#equation-{number}">({number})</a>'


def _elsewhere(link):
    (lesson,) = NOTEBOOKS.glob(f"{int(link[2]):02}_*.ipynb")
    return f"{lesson.stem}.html#{link[1]}"


def setup(app):
    """Tell Sphinx."""
    app.connect("doctree-read", collect)
    app.connect("doctree-resolved", link_mentions)
    app.connect("html-page-context", finish)
