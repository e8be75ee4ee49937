"""Expressions as graphs: all values and slopes are there, no arrow meets a box, the steps are those of the engine."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers import plots
from helpers.nn import Value
from helpers.plots.lesson_12_engine import BROAD, ORDERS, SIGNS, TALL, Graph, example, passes
from helpers.plots.lesson_12_layout import lay_out, values_of
from tests.figures import hard_to_read, numbers, words


class Own:
    """A value as a reader writes it in lesson 12: with numbers for slopes."""

    def __init__(self, data, used=(), name=""):
        self.data, self.used, self.name, self.grad = data, used, name, 0.0

    def __add__(self, other):
        return Own(self.data + other.data, ((self, 1.0), (other, 1.0)), "+")

    def __mul__(self, other):
        return Own(self.data * other.data, ((self, other.data), (other, self.data)), "·")


def test_the_example_and_its_gradients():
    L = example()
    L.backward()
    figure = plots.expression_graph(L)
    assert numbers(figure.alt) == [3, 120, 4, 81, 12, 27, 15, 12, 180, 1]
    shown = words(figure)
    assert {"w\n3", "x\n4", "c\n12", "d\n15", "L\n180", "120", "81", "27"} <= {*shown}
    assert sorted(each for each in shown if each in ("1", "3", "4", "12", "15")) == [
        "1",
        "1",
        "1",
        "12",
        "12",
        "15",
        "3",
        "4",
    ]


def test_before_the_way_back_there_are_no_gradients():
    figure = plots.two_depths()
    assert numbers(figure.alt) == [3, 4, 12, 15, 180] and "120" not in words(figure)


def test_a_readers_own_class_is_drawn_too():
    w, x = Own(3.0, name="w"), Own(4.0, name="x")
    c = w * x
    figure = plots.expression_graph(c * (c + w))
    assert {"·\n12", "+\n15", "·\n180"} <= {*words(figure)}


def test_arrays_are_drawn_with_their_shapes():
    X, W = Value(np.ones((5, 3)), name="X"), Value(np.ones((3, 2)), name="W")
    figure = plots.expression_graph((X @ W).tanh().sum())
    assert {"X\n(5, 3)", "@\n(5, 2)", "tanh\n(5, 2)"} <= {*words(figure)}
    with pytest.raises(ValueError, match="has arrays in it"):
        plots.engine_steps(value=(X @ W).sum())


def test_a_value_used_twice_by_one_operation_has_one_arrow_with_both_slopes():
    x = Value(3.0, name="x")
    assert "3 and 3" in words(plots.expression_graph(x * x))


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("sign", SIGNS)
def test_the_steps(order, sign):
    truth = {"d": 12, "c": 27, "w": 120, "x": 81}
    wrong = {
        ("users first", "="): {"c": 12, "w": 48, "x": 36},
        ("as they come", "+="): {"w": 72, "x": 45},
        ("as they come", "="): {"c": 12, "w": 12, "x": 45},
    }.get((order, sign), {})
    figure = plots.engine_steps(step=9, order=order, sign=sign)
    for name, right in truth.items():
        found = wrong.get(name, right)
        assert f"{name} {found}," in figure.alt + ","
        assert (f"{found} ≠ {right}" in words(figure)) == (found != right)
    assert hard_to_read(figure) == ([], [])


def test_each_step_says_what_it_adds():
    figure = plots.engine_steps(0)
    assert "users first, with +=, step 0 of 3: the seed is 1" in words(figure)
    assert figure.alt.startswith("users first, with +=, step 0 of 3: the seed is 1. Gradients: w 0,")
    figure.update(step=3)
    assert "w.grad += 27 · 4:  12 + 108 = 120" in words(figure)


def test_the_steps_agree_with_the_engine():
    a, b = Value(0.3, name="a"), Value(-1.2, name="b")
    L = (a * b + a).tanh() * a + b * b
    found = passes(L, "users first", "+=")[-1][2]
    L.backward()
    assert all(np.isclose(found[value], value.grad) for value in values_of(L))


STEPS = st.lists(st.tuples(st.booleans(), st.integers(0, 99), st.integers(0, 99)), min_size=1, max_size=6)


@settings(max_examples=40, deadline=None)
@given(STEPS)
def test_no_arrow_meets_a_box(steps):
    values = [Value(1.5, name="a"), Value(-2.0, name="b")]
    for is_sum, one, other in steps:
        one, other = values[one % len(values)], values[other % len(values)]
        values.append(one + other if is_sum else one * other)
    last = values[-1]
    layout = lay_out(last)
    assert len({*layout.places.values()}) == len(layout.places) == len(values_of(last))
    for other, user in layout.arrows:
        assert layout.places[other][0] < layout.places[user][0]
    try:
        graph = Graph(last)
    except ValueError as error:
        assert "there is room for" in str(error)
        return
    for (other, user), (line, _) in graph.edges.items():
        for value in {*layout.places} - {other, user}:
            x, y = graph.at(*layout.places[value])
            points = line.get_xydata()
            inside = (np.abs(points[:, 0] - x) < BROAD / 2) & (np.abs(points[:, 1] - y) < TALL / 2)
            assert not inside.any()


def test_what_is_too_large_for_a_page_is_refused():
    value = Value(1.0)
    for _ in range(8):
        value = value * value
    with pytest.raises(ValueError, match="needs 9 columns and 1 rows; there is room for 7 and 6"):
        plots.expression_graph(value)
