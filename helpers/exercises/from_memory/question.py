"""What a question of the interview is, and where each of them is written.

Another question is a module that ends in `QUESTION = Question(...)`, and a line in WHERE. Nothing of it is imported
before somebody asks it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec

HERE = "helpers.exercises.from_memory"
WHERE = {
    "two layers": f"{HERE}.task",
    "softmax cross-entropy": f"{HERE}.questions.softmax_cross_entropy",
    "logistic regression": f"{HERE}.questions.logistic_regression",
    "find the bug": f"{HERE}.questions.find_the_bug",
    "adam": f"{HERE}.questions.adam",
    "autograd": f"{HERE}.questions.autograd",
    "layer norm": f"{HERE}.questions.layer_norm",
    "attention": f"{HERE}.questions.attention",
}

GIVEN = {"find the bug", "second round"}  # here the task gives the page


@dataclass(frozen=True)
class Question:
    """A question: its task and its hints as text, its variants, and who looks at what is submitted.

    minutes: an estimate. variant_of(seed, columns): a variant, hashable, with a `name`; neighbors differ.
    task_of(variant): the task. signatures(variant): the page before anything is written, with `...` for each body.
    reference_code(variant): a whole right page. submission(variant, *submitted, **named): an object with `fits()`,
    which returns a Verdict, and `report()`, which returns a Report.
    """

    name: str
    minutes: int
    variant_of: Callable
    task_of: Callable
    signatures: Callable
    hints: tuple
    reference_code: Callable
    submission: Callable

    @property
    def from_blank(self):
        """Whether the page is the reader's own from its first line; then one that is moved over is practice."""
        return self.name not in GIVEN


def exists(name):
    """Return whether a question is written."""
    try:
        return find_spec(WHERE[name]) is not None
    except ModuleNotFoundError:  # not even its folder
        return False


def question_of(name):
    """Return the Question of a name; raise ValueError where there is none."""
    name = " ".join(name.lower().split())
    if name not in WHERE or not exists(name):
        known = ", ".join(f'"{each}"' for each in WHERE if exists(each))
        raise ValueError(f"no question is called {name!r}; there are {known}. A seed is a number, without quotes")
    return import_module(WHERE[name]).QUESTION
