"""The text below a picture."""

from helpers.widgets.pictures import caption


def test_a_line_does_not_end_within_a_number():
    shown = caption("they differ by 2e-06 & more.")
    assert "they differ by <span style='white-space: nowrap'>2e-06</span> &amp; more." in shown
