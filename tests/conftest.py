"""Settings for all tests."""

import os
import signal
from itertools import groupby

import matplotlib.font_manager  # noqa: F401  builds its cache here, once, and not in a notebook, where it warns
import pytest
from hypothesis import Phase, settings

# The same examples in every run, and no verdict that depends on how busy the machine is.
# A failure is shrunk, but not explained, which takes minutes.
PHASES = (Phase.explicit, Phase.generate, Phase.shrink)
settings.register_profile("repeatable", derandomize=True, deadline=None, max_examples=50, phases=PHASES)
settings.load_profile("repeatable")

# In the background, a shell lets Ctrl-C be ignored, and all that is started there ignores it, too.
if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

CASES = 4  # of each test, where all tests are run and it isn't CI that runs them


def takes_few(config):
    """Say whether all tests are run, and not by CI, nor some that were chosen; a worker is told."""
    if hasattr(config, "workerinput"):
        return config.workerinput["few"]
    is_chosen = config.getoption("keyword") or config.getoption("lf", False)
    return config.args_source is pytest.Config.ArgsSource.TESTPATHS and not is_chosen and "CI" not in os.environ


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node):
    """Tell a worker, who is always given paths."""
    node.workerinput["few"] = takes_few(node.config)


def pytest_collection_modifyitems(config, items):
    """Take a few cases, evenly spread, of a test that has many."""
    if takes_few(config):
        chosen, left_out = [], []
        for _, cases in groupby(items, key=lambda item: (item.path, getattr(item, "originalname", item.name))):
            cases = list(cases)
            few = {round(place * (len(cases) - 1) / (CASES - 1)) for place in range(CASES)}
            for place, case in enumerate(cases):
                (chosen if len(cases) <= CASES or place in few else left_out).append(case)
        items[:] = chosen
        config.hook.pytest_deselected(items=left_out)
