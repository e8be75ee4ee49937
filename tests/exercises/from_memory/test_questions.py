"""The questions beside the two layers: right pages of every style pass, wrong ones are named, slips are no attempt."""

import linecache
from itertools import count, pairwise

import numpy as np
import pytest

from helpers.exercises.check.verdict import CORRECT, MEANINGS, NOT_ATTEMPTED, WRONG
from helpers.exercises.from_memory.questions import (
    adam,
    find_the_bug,
    logistic_regression,
    softmax_cross_entropy,
)
from helpers.nn import numerical_gradient
from tests.exercises.check.test_verdict import NEVER
from tests.exercises.from_memory import pages_adam, pages_logistic, pages_softmax
from tests.exercises.test_every_exercise import made_by

QUESTIONS = [each.QUESTION for each in (softmax_cross_entropy, logistic_regression, find_the_bug, adam)]
SOFTMAX, LOGISTIC, BUG, ADAM = QUESTIONS
cells = count()


def defined(code):
    """Return what a page defines, in order, as if it had been written in a cell."""
    file, space = f"/tmp/ipykernel_2/{next(cells)}.py", {"np": np}
    linecache.cache[file] = len(code), None, code.splitlines(keepends=True), file
    exec(compile(code, file, "exec"), space)
    return {name: each for name, each in space.items() if getattr(each, "__module__", None) == "builtins" or name in NAMES}


NAMES = ("line", "mended")


def asked(question, space):
    """Return what a question asks for, of a page."""
    names = {
        SOFTMAX.name: ("loss", "gradient", "gradient_check"),
        LOGISTIC.name: ("predict", "loss", "gradients", "fit"),
        BUG.name: ("gradient_check", "line", "mended"),
        ADAM.name: ("Adam",),
    }[question.name]
    return {name: space[name] for name in names if name in space}
