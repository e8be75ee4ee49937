"""Lessons 00 to 05 in a real browser."""

from lessons.pairing import lesson_paths
from tests.browser.in_the_browser import (  # noqa: F401
    explorers_of,
    fixture,
    steppers_of,
    test_console_stays_clean,
    test_keyboard,
    test_line_of_python_draws_the_same_picture,
    test_mouse,
    test_predictions_by_keyboard,
    test_runs_from_the_top,
    test_stepper_plays_and_asks,
)

lesson = fixture(lesson_paths()[:6])
