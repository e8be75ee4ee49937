"""Sphinx's settings for the site."""

from website import equations, folds, formulas

project = html_title = "Backprop from a blank page"
copyright = "2026, the contributors"
extensions = ["myst_nb"]
nb_execution_mode = "off"
nb_merge_streams = True
myst_enable_extensions = ["amsmath", "dollarmath", "substitution"]
myst_heading_anchors = 3
myst_heading_slug_func = "website.notebooks.anchor"
html_theme = "furo"
html_css_files = ["katex/katex.min.css", "site.css"]
html_copy_source = False
html_show_sourcelink = False
html_math_renderer = "katex"


def setup(app):
    """Plug in what is ours."""
    app.add_html_math_renderer("katex", (formulas.visit_inline, None), (formulas.visit_block, None))
    folds.setup(app)
    equations.setup(app)
