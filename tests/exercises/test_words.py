"""How long a check may talk: hints, and what a fix leaves for the message (each verdict: test_every_exercise)."""

import re

import pytest

from helpers.exercises.check.task import KNOWN
from helpers.exercises.from_memory.blank_page import STAGES, blank_page

A_HINT, IN_ALL = 60, 160  # words at most
TASKS = [*KNOWN.values(), *(task for stage in STAGES for task in blank_page(stage).tasks)]


def words(text):
    """Return how many words of ours a text has: a piece of code is one, numbers and Python's own words are none."""
    ours = [re.sub(r"(It raises \w+):.*", r"\1", line) for line in text.split("\n") if not line.startswith("  ")]
    return sum(any(map(str.isalpha, word)) for word in re.sub(r"`[^`]*`", "code", " ".join(ours)).split())


def slips_of(task):
    """Return all fixes that the catalogue of a task can offer."""
    texts = [each.mend for each in getattr(task, "mistakes", ())]
    texts += [each.mend for each in getattr(task, "slips", ())]
    return texts + [each.mend for row in (getattr(task, "rows", None) or {}).values() for each in row[2].mistakes]


def test_words():
    assert words("Add them:\n  A = [[1, 2]]\nX is (5, 2), use `X.T @ dL_dZ` here") == 7
    assert words("It raises ValueError: x and y differ\nIn line 2") == 5


@pytest.mark.parametrize("task", TASKS, ids=lambda task: f"{task.lesson} {task.name}")
def test_no_hint_is_long(task):
    assert all(0 < words(hint) <= A_HINT for hint in task.hints)


@pytest.mark.parametrize("task", TASKS, ids=lambda task: f"{task.lesson} {task.name}")
def test_a_fix_and_the_reason_leave_room_for_the_message(task):
    """Forty words say what is off, and twenty what an identifier means."""
    longest = max(map(words, slips_of(task)), default=0)
    assert longest + words(task.reason) <= IN_ALL - 60, (longest, words(task.reason))
