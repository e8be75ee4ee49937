"""Calling what a reader has submitted."""

import inspect

from helpers.exercises.check.calling import call
from helpers.exercises.from_memory.report import safely


def signature_of(answer):
    """Return the signature of a function or a class; None where it has none that can be read."""
    try:
        return inspect.signature(answer)
    except Exception:  # some that are written in C have none, and some raise
        return None


def takes(answer, count):
    """Return whether so many arguments can be passed in order, as far as that can be known."""
    signature = signature_of(answer)
    try:
        return signature is None or bool(signature.bind(*range(count)))
    except TypeError:
        return False


def outcome_of(name, function, arguments):
    """Return (the Call of a function, None), or (None, the Verdict that it never ends)."""
    return safely(f"`{name}`", lambda: call(function, arguments))


def returned_by(name, function, arguments):
    """Return what a function returns; None where it raises, or never ends."""
    outcome, _ = outcome_of(name, function, arguments)
    return outcome.returned if outcome and outcome.error is None else None
