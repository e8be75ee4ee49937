"""The line-up: suspects have wrong gradients and nothing else, and their curves are those of train."""

import numpy as np
import pytest

from helpers import plots
from helpers.data import xor
from helpers.museum.suspects import NoSlope
from helpers.nn import SGD, HalfSquaredError, Linear, Network, Sigmoid, check_gradients, train
from helpers.plots.lesson_07_suspects import SUSPECTS
from tests.figures import labeled, markers, numbers, words


@pytest.mark.parametrize("name", SUSPECTS)
def test_only_the_gradient_is_wrong(name):
    suspect, loss = SUSPECTS[name], HalfSquaredError()
    X, Y = suspect.data()
    right, wrong = (suspect.network(3, wrong) for wrong in (False, True))
    assert np.array_equal(right.forward(X), wrong.forward(X))
    assert check_gradients(right, loss, X, Y).passed
    assert not check_gradients(wrong, loss, X, Y).passed


def test_a_suspect_beside_the_right_network():
    figure = plots.suspect("no slope", seed=3)
    suspect, loss, (X, Y) = SUSPECTS["no slope"], HalfSquaredError(), xor()
    for line, wrong in zip(figure.axes[0].lines, (False, True), strict=False):
        run = train(suspect.network(3, wrong), loss, X, Y, SGD(suspect.rate), epochs=3000, rng=0).loss
        assert line.get_ydata() == pytest.approx(np.array(run) / run[0])
    rng = np.random.default_rng(3)
    network = Network([Linear(2, 8, rng), Sigmoid(), Linear(8, 1, rng), NoSlope()])
    report = check_gradients(network, loss, X, Y)
    error = max(row.relative_error for row in report.rows if row.parameter != "X")
    assert f"relative error {error:.2g}" in words(figure) and f"{error:.2g}" in figure.alt
    clouds = labeled(figure.axes[1])
    assert [len(clouds[kind].get_xdata()) for kind in ("weights", "biases")] == [2 * 8 + 8, 8 + 1]
    judge, ours = np.concatenate([clouds[kind].get_data() for kind in ("weights", "biases")], axis=1)
    assert abs(np.concatenate([judge, ours])).max() == pytest.approx(1)
    a = network.forward(X)
    one_entry = [((a - Y) / 4).sum(), ((a - Y) / 4 * a * (1 - a)).sum()]  # the output's bias: wrong, and right
    assert ours[-1] / judge[-1] == pytest.approx(one_entry[0] / one_entry[1])


def test_a_suspect_that_blows_up_is_marked():
    figure = plots.suspect("z(1 − z)", seed=3)
    stopped = len(figure.axes[0].lines[1].get_xdata())
    assert stopped < 3000 and [x for x, _ in markers(figure.axes[0], "x")] == [stopped]
    assert f"with the wrong one it stops at step {stopped}." in figure.alt


def test_the_line_up_hides_one_right_gradient_among_five_wrong_ones():
    figure = plots.line_up()
    curves = {axes.texts[0].get_text(): axes.lines[0].get_ydata() for axes in figure.axes}
    assert list(curves) == list("PQRSTU") and all(curve[0] == 1 and curve[-1] < 0.8 for curve in curves.values())
    right = train(
        SUSPECTS["too early"].network(3, wrong=False), HalfSquaredError(), *xor(), SGD(40.0), epochs=800, rng=0
    )
    assert curves["R"] == pytest.approx(np.array(right.loss) / right.loss[0])
    assert [letter for letter, curve in curves.items() if curve.max() > 1] == ["R"]  # the right one looks worst
    ends = ", ".join(f"{letter} {curve[-1]:.2f}" for letter, curve in curves.items())
    assert ends in figure.alt and f"R first rises, to {curves['R'].max():.2f}" in figure.alt


def test_two_runs_and_the_end_of_the_one_that_stopped():
    figure = plots.two_runs([3.0, 2.0, 1.5, 1.0], [3.0, 4.0, 9.0], unit="epoch")
    assert {"right gradient: at the end 1", "suspect: stopped at epoch 3"} <= set(words(figure))
    assert figure.alt.endswith("at 3: right gradient at the end 1; suspect stopped at epoch 3.")
    right, suspect = figure.axes
    assert markers(suspect, "x") == [(3, 9.0)] and markers(right, "x") == []
    assert [len(line.get_xdata()) for line in right.lines] == [3, 4]  # the other one in gray, then its own
    assert numbers(figure.alt)[0] == 3 and right.get_xlim() == suspect.get_xlim() == (0, 4)
