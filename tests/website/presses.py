"""What readers press in the page: cells of the lessons with answers in them, and what comes before them."""

from helpers import exercises
from helpers.exercises.two_layers.reference import reference_code
from lessons.assignment import checks
from lessons.pairing import lesson_paths, notebook_path, read_notebook
from website.exercises import exercise_cells

FUNCTION = "def {}:\n{}\n\n\nexercises.{}.check({})\n"
IMPORTS = "import numpy as np\n\nfrom helpers import exercises"
BACKWARD = "def linear_backward(dL_dZ, X, W):\n    {}return dL_dZ @ W.T, X.T @ dL_dZ, dL_dZ.sum(axis=0)\n\n\n"
RIGHT = BACKWARD.format("") + "exercises.linear_backward.check(linear_backward)"


def lesson(number):
    """A lesson's notebook."""
    (path,) = lesson_paths([number])
    return read_notebook(notebook_path(path))


def before(notebook, index, answers=()):
    """The code of the cells above one, some of them with other text: {index: source}."""
    answers = dict(answers)
    cells = enumerate(notebook.cells[:index])
    return [answers.get(number, cell.source) for number, cell in cells if cell.cell_type == "code"]


def solved():
    """All checks of the lessons with their worked answers: (what it is, the cell, the cells above it, solved too)."""
    for path in lesson_paths():
        notebook, answers = read_notebook(notebook_path(path)), {}
        names = exercise_cells(notebook)
        for each in checks(notebook):
            index = next(index for index, cell in enumerate(notebook.cells) if cell is each.cell)
            if each.call.func.attr == "check":
                yield f"{path.stem} {names[index]}", filled_in(each), before(notebook, index, answers)
                answers[index] = filled_in(each)


def filled_in(asked):
    """The cell of a check, with the worked answer."""
    imports = [line for line in asked.cell.source.splitlines() if "import" in line]
    call = asked.cell.source.splitlines()[-1]
    if not asked.call.args:
        call = f"exercises.{asked.task.name}.check(**{asked.name})"
    return "\n".join([*imports, asked.answer, "", call])


def page_of_interview(seed=1):
    """A whole page for the interview's question."""
    return "import numpy as np\n\n" + reference_code(exercises.interview(seed).variant)
