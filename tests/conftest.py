"""Settings for all tests."""

import matplotlib.font_manager  # noqa: F401  builds its cache here, once, and not in a notebook, where it warns
from hypothesis import Phase, settings

# The same examples in every run, and no verdict that depends on how busy the machine is.
# A failure is shrunk, but not explained, which takes minutes.
PHASES = (Phase.explicit, Phase.generate, Phase.shrink)
settings.register_profile("repeatable", derandomize=True, deadline=None, max_examples=50, phases=PHASES)
settings.load_profile("repeatable")
