"""Sphinx's settings for the site."""

from website import equations, folds, formulas, repository

project = html_title = "Backprop from a blank page"
copyright = "2026, the contributors"
extensions = ["myst_nb"]
nb_execution_mode = "off"
nb_merge_streams = True
myst_enable_extensions = ["amsmath", "dollarmath"]
myst_heading_anchors = 3
myst_heading_slug_func = "website.notebooks.anchor"
html_theme = "furo"
pygments_dark_style = "github-dark"
html_css_files = ["katex/katex.min.css", "site.css"]
html_js_files = [(name, {"defer": "defer"}) for name in ("site.js", "predictions.js")]
html_favicon = "static/favicon.svg"
templates_path = ["templates"]
html_use_index = False
html_copy_source = False
html_show_sourcelink = False
html_math_renderer = "katex"

html_theme_options = {
    "light_css_variables": {"color-brand-primary": "#005a8f", "color-brand-content": "#005a8f"},
    "dark_css_variables": {"color-brand-primary": "#7cc4f2", "color-brand-content": "#7cc4f2"},
}


def launch(app, name, template, context, doctree):
    """Tell a lesson's page where it can be opened elsewhere."""
    context["launch"] = repository.links(name) if name[:2].isdigit() else []


def setup(app):
    """Plug in what is ours."""
    app.add_html_math_renderer("katex", (formulas.visit_inline, None), (formulas.visit_block, None))
    folds.setup(app)
    equations.setup(app)
    app.connect("html-page-context", launch)
