"""Formulas: KaTeX writes them as HTML when the site is built, so that a page needs no script for them."""

import json
from functools import cache
from pathlib import Path

from docutils import nodes

from website import equations

KATEX = Path(__file__).with_name("vendor") / "katex" / "katex.min.js"


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
    """Write an inline formula; what follows it directly, such as a comma, stays on its line."""
    after = node.next_node(descend=False, siblings=True)
    joiner = "\u2060" if isinstance(after, nodes.Text) and not after[:1].isspace() else ""
    translator.body.append(f'<span class="math">{render(node.astext(), False)}</span>{joiner}')
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
