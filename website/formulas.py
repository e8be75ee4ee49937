"""Formulas: KaTeX writes them as HTML when the site is built, so that a page needs no script for them."""

import json
import re
from functools import cache
from html import escape
from pathlib import Path

from docutils import nodes

from website import equations

KATEX = Path(__file__).with_name("vendor") / "katex" / "katex.min.js"
BEFORE, AFTER = re.compile(r"[(\[“]+$"), re.compile(r"^[.,;:!?)\]”]+")


@cache
def _katex():
    from py_mini_racer import MiniRacer

    engine = MiniRacer()
    engine.eval(KATEX.read_text(encoding="utf-8"))
    return engine


@cache
def render(formula, display):
    """Return a formula as HTML; raise ValueError where KaTeX can't read it."""
    options = {"displayMode": display, "throwOnError": True, "strict": "error", "trust": True}  # trust: links
    try:
        return _katex().eval(f"katex.renderToString({json.dumps(formula)}, {json.dumps(options)})")
    except Exception as error:
        raise ValueError(f"KaTeX can't read {formula!r}: {error}") from None


def visit_inline(translator, node):
    """Write an inline formula, which may be broken where KaTeX allows it, but not before the comma that follows it."""
    html = render(node.astext(), False).replace('</span><span class="base">', '</span><wbr><span class="base">')
    translator.body.append(f'<span class="math">{node.get("before", "")}{html}{node.get("after", "")}</span>')
    raise nodes.SkipNode


def visit_block(translator, node):
    """Write a displayed formula, in a box of its own that scrolls where the formula is too wide."""
    formula = node.astext()
    html = speak(render(equations.link_tags(formula), True))
    translator.body.append(f'<div class="math">{equations.ids(formula)}{html}</div>')
    raise nodes.SkipNode


def speak(html):
    """Return a formula of which screen readers skip the drawing, but no link in it; they read its MathML."""
    if "<a " in html:
        html = html.replace('<span class="katex-html" aria-hidden="true">', '<span class="katex-html">')
        html = html.replace('<span class="base">', '<span class="base" aria-hidden="true">')
    return html


def join(app, doctree, name):
    """Give a formula the punctuation beside it, which shall stay on its line."""
    for formula in list(doctree.findall(nodes.math)):
        siblings, place = formula.parent.children, formula.parent.index(formula)
        for side, step, pattern in (("before", -1, BEFORE), ("after", 1, AFTER)):
            text = siblings[place + step] if 0 <= place + step < len(siblings) else None
            found = pattern.search(text) if isinstance(text, nodes.Text) else None
            if found:
                formula[side] = escape(found[0])
                siblings[place + step] = nodes.Text(pattern.sub("", text))
                siblings[place + step].parent = formula.parent


def setup(app):
    """Tell Sphinx."""
    app.add_html_math_renderer("katex", (visit_inline, None), (visit_block, None))
    app.connect("doctree-resolved", join)
