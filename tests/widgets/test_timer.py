"""The timer: it starts at a button, can be hidden, and runs on."""

import pytest

from helpers.widgets.timer import Timer, timer


def test_the_timer_can_be_hidden():
    each = Timer(1)
    assert each.words() == "1:00"
    each.start()
    assert each.label.value in ("1:00", "0:59")
    each.hide.value = True
    assert each.label.value == ""
    each.started -= 75
    each.hide.value = False
    assert each.label.value.startswith("0:15 over")
    timer(5)
    with pytest.raises(ValueError, match="minutes"):
        timer(0)
