"""Formulas: KaTeX writes them as HTML when the site is built, so that a page needs no script for them."""

import json
from functools import cache
from pathlib import Path

from docutils import nodes

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
    options = {"displayMode": display, "throwOnError": True, "strict": "error"}
    try:
        return _katex().eval(f"katex.renderToString({json.dumps(formula)}, {json.dumps(options)})")
    except Exception as error:
        raise ValueError(f"KaTeX can't read {formula!r}: {error}") from None


def visit_inline(translator, node):
    """Write an inline formula."""
    translator.body.append(f'<span class="math">{render(node.astext(), False)}</span>')
    raise nodes.SkipNode


def visit_block(translator, node):
    """Write a displayed formula, in a box of its own that scrolls where the formula is too wide."""
    translator.body.append(f'<div class="math">{render(node.astext(), True)}</div>')
    raise nodes.SkipNode
