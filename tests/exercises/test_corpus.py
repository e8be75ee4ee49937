"""The answers of the report: they can be read, belong to exercises, and ask for identifiers that there are."""

from helpers import exercises
from helpers.exercises.check.verdict import MEANINGS
from tests.exercises.corpus import endless_answers, right_answers, wrong_answers


def test_there_are_enough_answers():
    assert len(right_answers()) >= 300 and len(wrong_answers()) >= 400


def test_every_answer_can_be_read():
    for answer in right_answers() + wrong_answers() + endless_answers():
        assert answer.exercise not in exercises.ALL or callable(answer.function()), answer.place
        assert all(each <= {*MEANINGS, "words"} for each in answer.fair), answer
