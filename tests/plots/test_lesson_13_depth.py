"""Gradients through depth: the sizes are those of the layers of helpers.nn, and both helps are needed."""

import numpy as np
import pytest

from helpers import plots
from helpers.nn import Linear, Network, Residual, RMSNorm, Tanh
from helpers.plots.lesson_13_depth import STACKS, sizes_by_depth
from tests.figures import hard_to_read, labeled, words


@pytest.mark.parametrize("depth, factor", [(1, 1), (20, 0.5), (40, 4)])
def test_the_lines_are_the_gradients_of_the_stacks(depth, factor):
    figure = plots.gradient_in_stacks()
    figure.update(depth=depth, factor=factor)
    for (norm, residual), (label, *_) in STACKS.items():
        rng, layers = np.random.default_rng(1), []
        for _ in range(depth):
            linear = Linear(16, 16, rng)
            linear.W *= factor
            inner = [RMSNorm(16), linear, Tanh()] if norm else [linear, Tanh()]
            layers += [Residual(inner)] if residual else inner
        network, rng = Network(layers), np.random.default_rng(0)
        X, G = rng.normal(size=(32, 16)), rng.normal(size=(32, 16))
        network.forward(X)
        left = np.sqrt((network.backward(G) ** 2).mean() / (G**2).mean())
        line = labeled(figure.axes[0])[label]
        assert np.asarray(line.get_ydata())[[0, -1]] == pytest.approx([1, left]) and len(line.get_xdata()) == depth + 1
        said = f"{label} {left:.2g}".replace("-", "−")
        assert said in figure.alt and said.replace(f"{label} ", f"{label}: ") in "".join(words(figure))
    assert hard_to_read(figure) == ([], [])


def test_what_the_lesson_says():
    left = {(factor, kind): sizes_by_depth(40, factor, *kind)[-1] for factor in (0.5, 4) for kind in STACKS}
    assert left[0.5, (False, False)] < 1e-10 and all(left[0.5, kind] > 0.1 for kind in STACKS if any(kind))
    assert all(left[4, kind] > 1000 for kind in STACKS if not all(kind))
    assert all(0.01 < left[factor, (True, True)] < 100 for factor in (0.5, 4))
