"""How long it may take to find out what is wrong."""

import time


class Limit:
    """So many seconds of work; on a machine that does other work, too, not much longer than that either."""

    def __init__(self, seconds):
        self.work, self.end = time.process_time() + seconds, time.monotonic() + 4 * seconds

    @property
    def is_over(self):
        """Whether the time is up."""
        return time.process_time() > self.work or time.monotonic() > self.end
