"""An explorer by itself: what it shows, and that it needs nothing drawn ahead."""

import ipywidgets
import pytest

from helpers.widgets.explore import Explorer
from tests.explorers import assert_same, parts, shown_by, shown_without_explorer

pytestmark = pytest.mark.filterwarnings("error", "ignore::DeprecationWarning")


def test_numbers_come_with_the_sliders_as_lists():
    """Screen readers read the name and the value of a list, and of a slider only the position."""
    explorer = Explorer(*parts("wrong_order"))
    assert explorer.below.children == (explorer.numbers,)
    explorer.more.value = True
    *lists, numbers = explorer.below.children
    sliders = [control for control in explorer.controls.values() if isinstance(control, ipywidgets.SelectionSlider)]
    assert [same.description for same in lists] == [slider.description for slider in sliders]
    lists[0].index = 0
    assert sliders[0].index == 0 and explorer.figure.settings["samples"] == sliders[0].value
    sliders[1].index = 0
    assert lists[1].index == 0
    assert f"{explorer.call()}</pre>" in numbers.value
    explorer.more.value = False
    assert explorer.below.children == (numbers,) and not numbers.value


@pytest.mark.parametrize("name", ["sigmoid_slope", "weight_gradient"])
def test_without_anything_drawn_ahead_the_kernel_answers(name):
    explorer = Explorer(*parts(name))
    assert explorer.ahead is None and explorer.widget().children[-3] is explorer.picture.widget
    drawn_now = shown_without_explorer(explorer.function)
    for control in explorer.controls.values():
        for place in range(len(control.options)):
            control.index = place
            assert_same([shown_by(explorer)], [drawn_now(**explorer.settings())])
