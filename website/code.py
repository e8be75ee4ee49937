"""Python as HTML, in the colors of the site."""

from html import escape

from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from website.folds import DRAWING, WORDS


def highlighted(code):
    """Return code as HTML."""
    return highlight(code, PythonLexer(), HtmlFormatter())


def folded(code, line=WORDS[DRAWING]):
    """Return code as HTML behind a line that unfolds it."""
    return f'<details class="fold"><summary>{escape(line)}</summary>{highlighted(code)}</details>'
