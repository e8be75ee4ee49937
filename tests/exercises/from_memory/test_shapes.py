"""The interview takes the shape in which people write, and no shape hides a mistake."""

import pytest

from helpers.exercises.check.verdict import CORRECT, WRONG
from helpers.exercises.from_memory.submission import Submission
from tests.exercises.from_memory.pages import STYLES

MISTAKES = [(name, changes) for name, style in STYLES.items() for changes in style.wrong]


def submission(style, *changes):
    submitted, named = style.page(*changes)
    return Submission(style.variant, *submitted, **named)


@pytest.mark.parametrize("style", STYLES.values(), ids=STYLES)
def test_a_right_page_of_any_style_fits_and_passes(style):
    fits = submission(style).fits()
    assert fits.status == CORRECT, fits
    report = submission(style).report()
    assert report.status == CORRECT, f"{report}\n{report.mend}"
    remarks = "\n".join(report.remarks)
    assert all(words in remarks for words in style.remarks) and remarks.count("train") == len(style.remarks), remarks


@pytest.mark.parametrize("name, changes", MISTAKES, ids=[f"{name}, {changes[0][1]}" for name, changes in MISTAKES])
def test_a_wrong_page_of_any_style_is_refused(name, changes):
    report = submission(STYLES[name], *changes).report()
    assert report.status == WRONG, f"{report}\n{report.mend}"


def test_there_are_twenty_styles_and_each_has_wrong_pages():
    assert len(STYLES) >= 20 and all(len(style.wrong) >= 2 for style in STYLES.values())
