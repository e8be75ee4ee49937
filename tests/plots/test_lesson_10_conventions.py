"""The switch: the code of each convention runs and gives the numbers of its table, and its equations say the same."""

import itertools
import re

import numpy as np
import pytest

from helpers import plots
from helpers.plots.lesson_10_conventions import COLUMNS, NAMES, ROWS, _chosen, _plain
from helpers.plots.lesson_10_deltas import X, Y, example
from tests.figures import numbers, stamped

CHOICES = list(itertools.product(("rows", "columns"), ("½", "1"), ("mean", "sum")))


def run_code(samples, half, over):
    """Run the lines of code of a convention on the network of lesson 10; return all names."""
    network, lines = example(), [code for _, code in (ROWS if samples == "rows" else COLUMNS)]
    W, b, inputs, targets = network.W, network.b, X, Y
    if samples == "rows":
        W, b = ({l: array.T for l, array in arrays.items()} for arrays in (W, b))
        inputs, targets = X.T, Y.T
    names = {"W": W, "b": b, "Y": targets, "y": targets, "n": 4, "sigmoid": lambda z: 1 / (1 + np.exp(-z))}
    names |= {name: {} for name in ("Z", "S", "s", "z", "dL_dZ", "dL_dW", "dL_db", "delta", "dC_dW", "dC_db")}
    names |= {"A": {0: inputs}, "a": {0: inputs}}
    forward, cost, slope, seed, back, *parameters = (_plain(_chosen(code, half, over)) for code in _grouped(lines))
    for l in (1, 2, 3):
        exec(forward, names | {"l": l})
        exec(slope, names | {"l": l})
    exec(cost, names)
    exec(seed, names)
    for l in (2, 1):
        exec(back, names | {"l": l})
    for l, line in itertools.product((1, 2, 3), parameters):
        exec(line, names | {"l": l})
    return names


def _grouped(lines):
    """Return the lines, with the first two as one."""
    return ["\n".join(lines[:2]), *lines[2:]]


@pytest.mark.parametrize("samples, half, over", CHOICES)
def test_the_code_gives_the_numbers(samples, half, over):
    alt, names = plots.conventions(samples, half, over).alt, run_code(samples, half, over)
    course = run_code("rows", "½", "mean")
    for name, of_course in zip(NAMES[samples], NAMES["rows"], strict=True):
        value, reference = eval(name, names), eval(of_course, course)
        found = re.search(re.escape(name) + r" = (\S+) \(× ([\d.]+)\)", alt)
        assert numbers(found[1])[0] == pytest.approx(value, abs=5e-5)
        assert float(found[2]) == pytest.approx(value / reference, rel=1e-3)


@pytest.mark.parametrize("samples, half, over", CHOICES)
def test_the_judge_agrees_with_each_gradient(samples, half, over):
    said = stamped(plots.conventions(samples, half, over))
    names = [name for name in NAMES[samples] if name.startswith(("d", "delta"))]
    for name in names:
        here, course, factor, judge = said[said.index(name) + 1 : said.index(name) + 5]
        assert here == judge and factor.startswith("×")
        ratio = numbers(here)[0] / numbers(course)[0]
        assert ratio == pytest.approx(numbers(factor)[0], rel=0.02)


def test_steps_are_the_same_with_the_learning_rate_that_is_said():
    for samples, half, over in CHOICES:
        names, alt = run_code(samples, half, over), plots.conventions(samples, half, over).alt
        here = numbers(alt)[-2] * (names["dL_dW"] if samples == "rows" else names["dC_dW"])[3]
        there = 5 * run_code("rows", "½", "mean")["dL_dW"][3]
        assert np.allclose(here if samples == "rows" else here.T, there)


def test_a_factor_is_in_the_equation_where_it_is_in_the_code():
    for lines in (ROWS, COLUMNS):
        for equation, code in lines:
            assert len(re.findall("<.*?>", equation)) == len(re.findall("<.*?>", code))
