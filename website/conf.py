"""Sphinx's settings for the site."""

from website import equations, folds, formulas, repository

project = html_title = "Backprop from a blank page"
copyright = "2026, the contributors"
extensions = ["myst_nb"]
nb_execution_mode = "off"
nb_merge_streams = True
myst_enable_extensions = ["amsmath", "dollarmath"]
myst_html_meta = {"description": "A course that ends with you writing backpropagation from a blank page, with NumPy."}
myst_heading_anchors = 3
myst_heading_slug_func = "website.notebooks.anchor"
html_theme = "furo"
pygments_dark_style = "github-dark"
html_css_files = ["katex/katex.min.css", "site.css", "exercises/exercise.css", "explorers.css"]
SCRIPTS = "site.js", "predictions.js", "exercises/exercise.js", "explorers.js"
html_js_files = [(name, {"defer": "defer"}) for name in SCRIPTS]
html_favicon = "static/favicon.svg"
templates_path = ["templates"]
html_use_index = False
html_copy_source = False
html_show_sourcelink = False
html_math_renderer = "katex"

LIGHT, DARK = "#005a8f", "#7cc4f2"  # the color of parameters, as dark and as light as text needs it
html_theme_options = {
    "light_css_variables": {
        "color-brand-primary": LIGHT,
        "color-brand-content": LIGHT,
        "color-highlight-on-target": "#e3f0fa",
    },
    "dark_css_variables": {
        "color-brand-primary": DARK,
        "color-brand-content": DARK,
        "color-highlight-on-target": "#1c3143",
    },
}


def setup(app):
    """Plug in what is ours."""
    for part in (folds, equations, formulas, repository):
        part.setup(app)
