"""Settings for all tests."""

import matplotlib.font_manager  # noqa: F401  builds its cache here, once, and not in a notebook, where it warns
from hypothesis import settings

# The same examples in every run, and no verdict that depends on how busy the machine is.
settings.register_profile("repeatable", derandomize=True, deadline=None)
settings.load_profile("repeatable")
