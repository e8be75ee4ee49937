"""Folds: side paths, answers, and code that only draws are boxes that the reader opens."""

from docutils import nodes
from sphinx.writers.html5 import HTML5Translator

from lessons.minutes import SIDE_PATH

ANSWER, DRAWING = "folded-answer", "folded-drawing"  # tags of cells, which Sphinx makes classes
WORDS = {ANSWER: "show the answer", DRAWING: "the code of this picture"}


class details(nodes.Element):
    """A box that is closed at first."""


class summary(nodes.TextElement):
    """The line that opens and closes it, its first child."""


class Translator(HTML5Translator):
    """Sphinx's writer, which also knows boxes; a side path is one, from its heading on."""

    def visit_title(self, node):
        """Begin a heading, and with that of a side path its box."""
        if is_side_path(node.parent):
            self.body.append('<details class="side-path"><summary>')
        super().visit_title(node)

    def depart_title(self, node):
        """End a heading; in the line that opens a box, a link would be a button in a button."""
        side_path = is_side_path(node.parent)
        self.builder.add_permalinks = not side_path
        super().depart_title(node)
        self.builder.add_permalinks = True
        if side_path:
            self.body.append("</summary>\n")

    def depart_section(self, node):
        """End a section, and the box that it may be."""
        if is_side_path(node):
            self.body.append("</details>\n")
        super().depart_section(node)

    def visit_details(self, node):
        """Open a box."""
        self.body.append(self.starttag(node, "details"))

    def depart_details(self, node):
        """Close it."""
        self.body.append("</details>\n")

    def visit_summary(self, node):
        """Begin the line that opens it."""
        self.body.append("<summary>")

    def depart_summary(self, node):
        """End the line."""
        self.body.append("</summary>\n")


def is_side_path(node):
    """Say whether a node is the section of a side path."""
    return isinstance(node, nodes.section) and bool(SIDE_PATH.match(f"## {node[0].astext()}"))


def fold_cells(app, doctree, name):
    """Fold answers, and code that only draws, which then comes below its picture."""
    for cell in list(doctree.findall(nodes.container)):
        kind = next((kind for kind in WORDS if f"tag_{kind}" in cell["classes"]), None)
        if kind:
            source, *outputs = cell.children
            parts = outputs if kind == ANSWER else [source]
            box = details("", summary("", WORDS[kind]), *parts, classes=["fold"])
            cell.children = []
            cell += [source, box] if kind == ANSWER else [*outputs, box]


def setup(app):
    """Tell Sphinx."""
    app.set_translator("html", Translator)
    app.add_node(details)
    app.add_node(summary)
    app.connect("doctree-resolved", fold_cells)
