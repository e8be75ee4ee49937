"""A full disk, for tests of what is written."""

from contextlib import contextmanager

import pytest


@contextmanager
def full_disk(room):
    """Let no file grow beyond so many bytes in the block: what is longer is cut there, and raises an OSError."""
    resource = pytest.importorskip("resource")  # not on Windows
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
