"""Predictions: a question that is answered in the page, after the reader has given an answer."""


def element(name, cell, notebook):
    """Return the HTML of a cell that asks for a prediction, or None."""
    return None
