"""What people wrote in public is named, and so is what others might write in the same way."""

import re

import pytest

from tests.exercises.answers import checked
from tests.exercises.check.test_verdict import NEVER
from tests.exercises.people import ALL

EACH = [(kind, *each) for kind, every in ALL.items() for each in every]
MOST_WORDS = 160


@pytest.mark.parametrize(("kind", "name", "fair", "said", "body"), EACH, ids=[f"{each[0]}-{each[1]}" for each in EACH])
def test_it_is_named_in_words_that_help(kind, name, fair, said, body):
    verdict = checked(name, body)
    text = f"{verdict.message}\n{verdict.mend}"
    assert verdict.status == "wrong" and verdict.mistake in fair, f"{verdict.mistake}\n{verdict}\n{verdict.mend}"
    assert "No known mistake" not in text and "has no name" not in text
    assert re.search(said, text), verdict.mend
    assert not NEVER.search(verdict.mend) and len(verdict.mend.split()) <= MOST_WORDS


def test_there_are_others_of_each_kind():
    assert len(EACH) >= 45 + 2 * len(ALL)
