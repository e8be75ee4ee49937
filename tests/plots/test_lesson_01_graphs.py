"""Computation graphs: the numbers in boxes and below them are those of the functions and of finite differences."""

import re

import pytest

from helpers import plots
from helpers.nn import numerical_gradient
from tests.figures import numbers, words

GRAPHS = {
    "one_chain": ({"x": 3, "a": 6, "g": 36}, lambda x: (2 * x) ** 2),
    "two_paths": ({"x": 3, "a": 6, "b": 4, "f": 24}, lambda x: 2 * x * (x + 1)),
}


@pytest.mark.parametrize("name", GRAPHS)
def test_values_and_gradients(name):
    values, function = GRAPHS[name]
    figure = getattr(plots, name)()
    said = words(figure)
    boxes = dict(re.fullmatch(r"\$(\w)\$ = (\d+)", each).groups() for each in said if re.match(r"\$\w\$ = ", each))
    assert {letter: int(value) for letter, value in boxes.items()} == values
    assert function(3) == list(values.values())[-1]
    slope = float(numerical_gradient(function, 3.0))
    sums = [each for each in said if re.fullmatch(r"[\d ·+]+ = \d+", each)]  # below the boxes: how a gradient is made
    for line in sums:
        left, right = line.replace("·", "*").split(" = ")
        assert eval(left) == int(right)
    assert max(numbers(line)[-1] for line in sums) == pytest.approx(slope)
    assert numbers(figure.alt)[-1] == pytest.approx(slope)


def test_slopes_on_the_arrows_of_two_paths():
    said = "".join(words(plots.two_paths()))
    for slope in ("da/dx = 2", "db/dx = 1", "df/da = b = 4", "df/db = a = 6"):
        assert slope in said
    assert 4 * 2 + 6 * 1 == 14


def test_the_network_of_scalars_has_every_arrow_and_gradient():
    figure = plots.scalar_network()
    (axes,) = figure.axes
    said = {text.get_text(): text.get_position() for text in axes.texts if text.get_text()}
    arrows = {(text.xyann, text.xy) for text in axes.texts if getattr(text, "arrow_patch", None)}
    used = [*zip(("x", "w_1", "b_1"), ("z_1",) * 3, strict=True), ("z_1", "a_1"), ("a_1", "z_2"), ("w_2", "z_2")]
    used += [("b_2", "z_2"), ("z_2", "a_2"), ("a_2", "L"), ("y", "L")]
    assert arrows == {(said[f"${start}$"], said[f"${end}$"]) for start, end in used}
    for gradient in ("z_1", "a_1", "z_2", "a_2"):
        x, y = said[f"${gradient}$"]
        below, height = said[f"$dL/d{gradient}$"]
        assert below == x and height < y
