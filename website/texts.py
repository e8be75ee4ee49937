"""What the pages say that stands elsewhere already: {{ name }} in pages/*.md is replaced by it."""

import re
import tomllib

from helpers import museum
from helpers.plots import sheet
from lessons import interview_path
from lessons.pairing import NOTEBOOKS, ROOT, read_notebook, read_text
from website import explorers, notebooks, pictures, repository

STEPPER = "04_batch_dimension", "widgets.network_stepper()"


def fill(text):
    """Return a page's text with everything that is generated in its place."""
    return re.sub(r"\{\{ ?(\w+) ?\}\}", lambda name: TEXTS[name[1]](), text)


def lessons():
    """Return the README's table of the lessons."""
    table = re.search(r"(?m)^\| lesson \|.*\n(?:\|.*\n)+", read_text(ROOT / "README.md"))[0]
    return table.replace("](notebooks/", "](")


def stops():
    """Return the table of the interview path."""
    return interview_path.table()


def stepper():
    """Return the stepper, which begins to play; where it isn't drawn, the picture that its lesson has stored."""
    lesson, call = STEPPER
    notebook = read_notebook(NOTEBOOKS / f"{lesson}.ipynb")
    cell = next(cell for cell in notebook.cells if cell.cell_type == "code" and cell.source.endswith(call))
    (output,) = cell.outputs
    html = explorers.element(lesson, cell, notebook, plays=True)
    return notebooks.raw(html or pictures.html(pictures.decoded(output), output.metadata["image/png"]["alt"]))


def sheet_rows(rows):
    """Return rows of the formula sheet as a table."""
    norm = r"\|", r"\Vert "  # a bar would end the column
    lines = [f"| **{name}** | {formula.replace(*norm)} | `{code}` | {shape} |" for name, formula, code, shape in rows]
    return "\n".join(["| name | formula | code | shape |", "| --- | --- | --- | --- |", *lines])


def sheet_operations():
    """Return the engine's operations as a table."""
    lines = [f"| `{operation}` | `{shares}` | {rule} |" for operation, shares, rule in sheet.OPERATIONS]
    return "\n".join(["| operation | shares of the gradient g | rule |", "| --- | --- | --- |", *lines])


def sheet_blocks():
    """Return the pieces of a transformer block, each with its lines forward and then backward."""
    return "\n\n".join(
        "\n".join([f"**{name}**", "", "```python", *forward, "# backward", *backward, "```"])
        for name, forward, backward in sheet.BLOCKS
    )


def exhibits():
    """Return where the museum's exhibits were published, a line each."""
    lines = {each.source: f"[{each.source}]({each.link})" if each.link else each.source for each in museum.exhibits}
    return "\n".join(f"- {line}" for line in sorted(lines.values(), key=lambda line: line.strip("[").lower()))


def version():
    """Return the version of the course."""
    return tomllib.loads(read_text(ROOT / "pyproject.toml"))["project"]["version"]


def where():
    """Return the line of a citation that says where the course is, where that is known."""
    return f"  url = {{{repository.address()}}},\n" if repository.address() else ""


def ways():
    """Return the section on other ways to the course, where its address is known."""
    return f"## Take it with you\n\n{repository.ways()}" if repository.address() else ""


TEXTS = {
    "lessons": lessons,
    "stops": stops,
    "stepper": stepper,
    "sheet_shapes": lambda: sheet.SHAPES,
    "sheet_forward": lambda: sheet_rows(sheet.FORWARD),
    "sheet_rules": lambda: sheet_rows(sheet.RULES),
    "sheet_others": lambda: sheet_rows(sheet.OTHERS),
    "sheet_page": lambda: "\n".join(sheet.PAGE),
    "sheet_check": lambda: sheet.CHECK,
    "sheet_columns": lambda: sheet.COLUMNS,
    "sheet_operations": sheet_operations,
    "sheet_walk": lambda: "\n".join(sheet.WALK),
    "sheet_blocks": sheet_blocks,
    "sheet_traps": lambda: " ".join(sheet.TRAPS),
    "exhibits": exhibits,
    "version": version,
    "where": where,
    "ways": ways,
}
