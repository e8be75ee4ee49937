"""Explorers in the page: <bp-explorer>, which static/explorers.js brings to life.

Without a script the picture stays, with its text and the line that draws it.
"""

import ast
import json
import re
from html import escape

from helpers import widgets
from lessons.pairing import NOTEBOOKS, read_notebook
from website import drawing, pictures

MODULES = {"helpers.widgets.explorers", "helpers.widgets.stepper"}
CALLS = {f"widgets.{name}" for name, each in vars(widgets).items() if getattr(each, "__module__", "") in MODULES}
SHOWING = ("exercises.", "plots.", "widgets.")  # how lines begin that only show something
NUMBER = re.compile(r"-?[\d.]+(e-?\d+)?")
WIDE, NARROW = 92, 42  # letters that fit on a line


def draw(only=()):
    """Draw the explorers of all lessons, or of those whose names begin so, unless they are drawn already."""
    found = {}
    for path in sorted(NOTEBOOKS.glob("*.ipynb")):
        if not only or path.name.startswith(tuple(only)):
            notebook = read_notebook(path)
            found |= dict.fromkeys(script(cell, notebook) for cell in notebook.cells)
    drawing.draw([each for each in found if each])


def element(name, cell, notebook, plays=False):
    """Return the HTML of a cell that shows an explorer, or None, also where it isn't drawn.

    Parameters: plays, whether it begins to play when it is seen.
    """
    code = script(cell, notebook)
    kept = drawing.kept(code) if code else None
    return html(*kept, plays) if kept else None


def html(explorer, folder, plays=False):
    """Return an explorer as HTML: the picture that stands in for it, and what the script needs to know."""
    addresses = [pictures.keep_file((folder / name).read_bytes(), "webp") for name in explorer["files"]]
    data = {name: explorer[name] for name in ("call", "start", "frames", "captions")}
    data |= {
        "controls": [control | {"options": list(map(shown, control["options"]))} for control in explorer["controls"]],
        "folder": f"{pictures.FOLDER}/",
        "files": [address.removeprefix(f"{pictures.FOLDER}/") for address in addresses],
        "numbers": numbers_file(explorer),
    }
    at = number_of(explorer, explorer["still"])
    address, caption = addresses[explorer["frames"][at]], escape(explorer["captions"][at])
    width, height = explorer["size"]
    return (
        f'<bp-explorer data-name="{explorer["name"]}"{" data-plays" if plays else ""}><figure style="{room(explorer)}">'
        f'<a class="image-reference" href="{address}">'
        f'<img src="{address}" width="{width}" height="{height}" alt="{caption}" loading="lazy"></a>'
        f'<figcaption aria-hidden="true">{caption}</figcaption></figure>'
        f'<p class="bp-line"><code>{escape(line(explorer, explorer["still"]))}</code></p>{note(explorer)}'
        f'<script type="application/json">{as_script(data)}</script></bp-explorer>'
    )


def room(explorer):
    """Return how many lines the longest text takes, on a wide page and on a phone, so that nothing jumps."""
    longest = max(map(len, explorer["captions"]))
    return f"--wide: {-(-longest // WIDE)}; --narrow: {-(-longest // NARROW)}"


def number_of(explorer, places):
    """Return the number of a position; the last control counts fastest."""
    number = 0
    for place, control in zip(places, explorer["controls"], strict=True):
        number = number * len(control["options"]) + place
    return number


def line(explorer, places):
    """Return the line of Python that draws a position."""
    text = explorer["call"]
    for place, control in zip(places, explorer["controls"], strict=True):
        text = text.replace(f"{{{control['name']}}}", control["code"][place])
    return text


def note(explorer):
    """Return what to say where the notebook has more positions."""
    drawn, everything = len(explorer["captions"]), explorer["everything"]
    said = "The notebook has more starts." if explorer["starts"] else ""
    if drawn < everything:
        more = ", and more starts" if explorer["starts"] else ""
        said = f"Here are {drawn} of {everything:,} positions; the notebook has them all{more}."
    return f'<p class="bp-note">{said}</p>' if said else ""


def shown(option):
    """Return the text of an option, a number with a real minus sign."""
    return option.replace("-", "−") if NUMBER.fullmatch(option) else option


def numbers_file(explorer):
    """Keep the numbers behind an explorer as a script, which also a page in a folder can load.

    Returns its address, or None where there are no numbers.
    """
    if not explorer["tables"]:
        return None
    data = as_script({name: explorer[name] for name in ("tables", "numbers")})
    return pictures.keep_file(f"backprop.numbers[{json.dumps(explorer['name'])}] = {data}\n".encode(), "js")


def as_script(data):
    """Return data as JSON that can stand in a page's script."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("</", "<\\/")


def script(cell, notebook):
    """Return the Python that shows an explorer where a cell does, or None; it runs the cells above only if it must."""
    call = last_call(cell)
    if call is None or ast.unparse(call.func) not in CALLS:
        return None
    lines = []
    if call.args:  # what the lesson has made by then
        above = [each for each in notebook.cells[: notebook.cells.index(cell)] if each.cell_type == "code"]
        lines = [line for each in above for line in ast.parse(each.source).body if not shows(line)]
    return "\n".join(map(ast.unparse, [*lines, call]))


def last_call(cell):
    """Return the call on the last line of a code cell, as a syntax tree, or None."""
    last = ast.parse(cell.source).body[-1:] if cell.cell_type == "code" else []
    call = last[0].value if last and isinstance(last[0], ast.Expr) else None
    return call if isinstance(call, ast.Call) else None


def shows(line):
    """Say whether a line does nothing but show something."""
    return isinstance(line, ast.Expr) and ast.unparse(line).startswith(SHOWING)
