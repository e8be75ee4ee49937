"""The tests: python -m pytest."""

import os

import pytest


def give_up(reason):
    """Skip, or fail where nobody would notice a skipped test."""
    (pytest.fail if os.environ.get("CI") else pytest.skip)(reason)
