"""The museum: what is called wrong is wrong, by the number shown; what is mended is right; nothing is chance."""

import ast
import math
import re

import autograd
import autograd.numpy as anp
import numpy as np
import pytest

from helpers import museum
from helpers.museum import activations, blind_spots, layers, losses, sums, updates
from helpers.museum.bench import GATE, MOONS, Loss, judged, linear_with, network, trained
from helpers.museum.exhibit import ERRORS, NOTHING
from helpers.nn import SGD, HalfSquaredError, Network, ReLU, check_gradients, train

# name: (the number or the error, the outcome); fractions where the mistake is a factor that is known beforehand
KNOWN = {
    "slope-times-z": (1, museum.STAYS),
    "bias-left-out": (0.173, museum.STAYS),
    "tanh-for-its-slope": (1, museum.FALLS_LESS),
    "constructor-called": ("TypeError", museum.RAISES),
    "overflow": (1, museum.FALLS),
    "half-missing": ((2 - 1) / (2 + 1), museum.FALLS),
    "mean-of-outputs": ((3 - 1) / (3 + 1), museum.FALLS),
    "every-pair": (1 / 2 * 1 / 2, museum.STAYS),
    "softmax-one-by-one": (1, museum.FALLS),
    "two-wrongs": (0.993, museum.FALLS),
    "loss-for-its-slope": (1, museum.STAYS),
    "dropout-factor": ((2 - 1) / (2 + 1), museum.FALLS),
    "bias-mean": ((4 - 1) / (4 + 1), museum.FALLS_LESS),
    "bias-one-number": (1, museum.FALLS_LESS),
    "one-neighbor": (1, museum.FALLS_LESS),
    "own-weights": (1, museum.FALLS_LESS),
    "nothing-returned": ("TypeError", museum.RAISES),
    "overwritten": (1, museum.FALLS_LESS),
    "last-use-wins": ((14 - 6) / (14 + 6), museum.FALLS),
    "last-sample-wins": (1, museum.FALLS_LESS),
    "all-then-all": (0.842, museum.STAYS),
    "sum-for-mean": ((60 - 1) / (60 + 1), museum.STAYS),
    "bias-grows": (3, museum.FALLS),
    "up-the-hill": (0.0248, museum.STAYS),
    "never-zeroed": ((2 - 1) / (2 + 1), museum.FALLS),
    "decay-sign": (1, museum.FALLS),
    "two-shuffles": (1, museum.STAYS),
    "zero-start": (3, museum.STAYS),
    "loose-judge": (3, museum.FALLS),
}
each_exhibit = pytest.mark.parametrize("exhibit", museum.exhibits, ids=lambda exhibit: exhibit.name)


# ------------------------------------------------------------------ each of them


def test_all_are_known():
    assert [exhibit.name for exhibit in museum.exhibits] == list(KNOWN)
    assert len({exhibit.title for exhibit in museum.exhibits}) == len(KNOWN)


@each_exhibit
def test_the_published_code_is_wrong_by_its_number(exhibit):
    number, _ = KNOWN[exhibit.name]
    if isinstance(number, str):
        assert exhibit.number == number
    else:
        assert exhibit.number == pytest.approx(number, rel=3e-3) and exhibit.number > 1000 * NOTHING


@each_exhibit
def test_the_mended_code_is_right(exhibit):
    assert 0 <= exhibit.measure(exhibit.mended) < NOTHING


@each_exhibit
def test_curves_start_alike_and_end_as_is_said(exhibit):
    published, mended = exhibit.curves
    assert exhibit.outcome == KNOWN[exhibit.name][1]
    assert all(map(math.isfinite, mended)) and mended[-1] < mended[0]
    if published is None:
        assert exhibit.outcome == museum.RAISES
    else:
        assert all(map(math.isfinite, published))
        assert (
            published[0] == pytest.approx(mended[0]) or exhibit.name == "zero-start"
        )  # where the start is the mistake
        assert len(published) == len(mended)  # none of them diverges so far that it is stopped


@each_exhibit
def test_twice_the_same(exhibit):
    for code in (exhibit.published, exhibit.mended):
        try:
            first = exhibit.measure(code), exhibit.curve(code)
        except ERRORS:
            continue
        assert first == (exhibit.measure(code), exhibit.curve(code))


@each_exhibit
def test_the_source_is_named(exhibit):
    assert re.match(r"tutorial [ABC], \w|[\w.-]+/[\w.-]+, \w", exhibit.source)
    if re.search(r"issue|pull request", exhibit.source):
        assert re.fullmatch(r"https://github\.com/[\w.-]+/[\w.-]+/issues/\d+", exhibit.link)
    else:
        assert exhibit.link is None


@each_exhibit
def test_it_reads_well(exhibit):
    published, mended = museum.code(exhibit.published), museum.code(exhibit.mended)
    assert published != mended
    for source in (published, mended):
        assert len(source.splitlines()) <= 15 and ast.parse(source)
    assert re.match(r"def published_|class Published", published) and re.match(r"def mended_|class Mended", mended)
    for text in (exhibit.title, exhibit.question, exhibit.because, exhibit.tool, exhibit.fix):
        assert text.strip() == text and text.count("`") % 2 == 0
    assert exhibit.question[-1] in ".?" and exhibit.because[-1] in ".)" and exhibit.fix[-1] in ".)"


def test_three_at_least_train_well_with_a_wrong_gradient():
    wrong_gradient = {
        each.name for each in museum.exhibits if each.outcome == museum.FALLS and "gradient" in each.measured
    }
    assert len(wrong_gradient) >= 5


def test_the_table_is_stable():
    lines = museum.table().splitlines()
    assert len(lines) == 1 + len(KNOWN)
    assert lines[0].split() == ["exhibit", "number", "the", "loss", "what", "catches", "it"]
    assert lines[6] == "half-missing              0.333  falls as far, or farther   finite differences"
    assert museum.table() == museum.table()


def test_an_unknown_name():
    with pytest.raises(ValueError, match="no exhibit 'rembrandt'; there are slope-times-z, "):
        museum.find("rembrandt")


# ------------------------------------------------------------------ the mended code, by a library that differentiates

RNG = np.random.default_rng(7)
Z, Y = RNG.normal(size=(5, 3)), np.eye(3)[[0, 2, 1, 1, 0]]


def probabilities(z):
    e = anp.exp(z)
    return e / e.sum(axis=1, keepdims=True)


def test_slopes():
    for function, slope in (
        (lambda z: 1 / (1 + anp.exp(-z)), activations.mended_sigmoid_slope),
        (anp.tanh, activations.mended_tanh_slope),
    ):
        assert np.allclose(slope(Z, function(Z)), autograd.elementwise_grad(function)(Z))


def test_softmax_slope():
    G = RNG.normal(size=Z.shape)
    truth = autograd.grad(lambda z: (probabilities(z) * G).sum())(Z)
    assert np.allclose(losses.mended_softmax_slope(G, probabilities(Z)), truth)
    assert not np.allclose(losses.published_softmax_slope(G, probabilities(Z)), truth)


@pytest.mark.parametrize(
    "function, formula",
    [
        (losses.mended_squared_error, lambda z: ((z - Y) ** 2).sum() / 5),
        (losses.mended_multi_error, lambda z: 0.5 * ((z - Y) ** 2).sum() / 5),
        (losses.mended_cross_entropy, lambda z: -(Y * anp.log(probabilities(z))).sum() / 5),
        (losses.mended_start, lambda z: ((z - Y) ** 2).sum() / 5),
        (sums.mended_batch_loss, lambda z: ((z - Y) ** 2).sum() / 5),
    ],
)
def test_losses(function, formula):
    loss, gradient = function(Z, Y)
    assert loss == pytest.approx(formula(Z)) and np.allclose(gradient, autograd.grad(formula)(Z))


def test_linear_layers():
    X, G, W = RNG.normal(size=(5, 4)), RNG.normal(size=(5, 3)), RNG.normal(size=(4, 3))

    def value(X, W, b):
        return ((X @ W + b) * G).sum()

    dL_dX, dL_dW, dL_db = (autograd.grad(value, place)(X, W, np.zeros(3)) for place in range(3))
    for gradients in (layers.mended_gradients, sums.mended_sample_gradients):
        assert all(map(np.allclose, gradients(X, G), (dL_dW, dL_db)))
    assert np.allclose(layers.mended_hand_back(G, W), dL_dX)


# ------------------------------------------------------------------ what the texts say


def test_the_slope_at_zero():
    assert activations.published_sigmoid_slope(0.0, 0.5) == 0 and activations.mended_sigmoid_slope(0.0, 0.5) == 0.25


def test_a_bias_of_zero_hides_that_it_is_missing():
    delta = activations.published_delta
    X, W, G = RNG.normal(size=(5, 2)), RNG.normal(size=(2, 3)), np.ones((5, 3))
    assert np.array_equal(delta(G, X, W, np.zeros(3)), activations.mended_delta(G, X, W, np.zeros(3)))
    assert not np.allclose(delta(G, X, W, np.ones(3)), activations.mended_delta(G, X, W, np.ones(3)))


def test_the_slope_of_tanh_was_tanh():
    z = np.linspace(-5, 5, 11)
    assert np.allclose(activations.published_tanh_slope(z, None), np.tanh(z))


def test_the_overflow_is_right_by_luck():
    z = np.array([-1000.0, 0.0, 1000.0])
    with np.errstate(over="ignore"):
        assert activations.published_sigmoid(z).tolist() == [0, 0.5, 1] == activations.mended_sigmoid(z).tolist()


def test_one_output_hides_what_three_show():
    assert judged(network(), loss=Loss(losses.published_multi_error)) < NOTHING
    report = check_gradients(
        network(linear=linear_with(hand_back=layers.published_hand_back)), HalfSquaredError(), *GATE
    )
    assert all(row.passed for row in report.rows if row.parameter != "X")  # whose gradient nobody needs


def test_every_pair_has_the_right_gradient_of_its_loss():
    assert judged(network(), losses.FLAT, Loss(losses.published_flat_error)) < NOTHING


def test_two_wrongs_make_the_gradient_of_another_loss():
    _, gradient = losses.published_cross_entropy(Z, Y)
    assert np.allclose(gradient, (probabilities(Z) - Y) / 5)


def test_one_number_for_all_biases_leaves_them_at_zero():
    net = layers.softmax_regression(layers.published_total_gradients)
    loss = layers.SoftmaxCrossEntropy()
    train(net, loss, *layers.SHIFTED, SGD(1.0), epochs=50, rng=0)
    assert np.abs(net.layers[0].b).max() < 1e-12


def test_own_weights_clash_where_sizes_differ():
    with pytest.raises(ValueError, match="matmul"):
        layers.published_own_hand_back(np.ones((5, 3)), np.ones((2, 4)), np.ones((4, 3)))


def test_a_single_layer_does_not_notice_that_nothing_is_returned():
    history = train(
        Network([layers.PublishedLinear(2, 1, rng=0)]), HalfSquaredError(), *GATE, SGD(0.1), epochs=50, rng=0
    )
    assert history.loss[-1] < history.loss[0]


def test_in_a_chain_nobody_notices_the_overwriting():
    class InPlace(ReLU):
        def backward(self, dL_dA):
            return layers.published_relu_backward(dL_dA, self.A)

    assert judged(network(hidden=InPlace()), MOONS) < NOTHING
    G = np.ones((1, 2))
    layers.published_relu_backward(G, np.array([[-1.0, 1.0]]))
    assert G.tolist() == [[0, 1]]


def test_without_zeroing_a_bowl_never_comes_to_rest():
    w, total, away = 1.0, 0.0, []
    for _ in range(1000):
        total = updates.published_total(total, w)
        w -= 0.1 * total
        away.append(abs(w))
    assert max(away[-20:]) > 0.95


def test_the_bias_grows_to_one_per_sample_and_xor_is_learned():
    published, b = updates.train_neuron(updates.published_bias_step)
    mended, _ = updates.train_neuron(updates.mended_bias_step)
    assert b.shape == (4, 1) and published[-1] < 0.01 and mended[-1] == pytest.approx(0.125, abs=1e-3)
    with pytest.raises(ValueError, match="non-broadcastable"):
        bias = np.zeros(1)
        bias -= np.ones((4, 1))


def test_decay_with_the_wrong_sign_makes_weights_grow():
    sizes = []
    for decay in (updates.published_decay, updates.mended_decay):
        net = network()
        updates.losses_of(net, updates.decay_step(decay))
        sizes.append(sum((net.layers[place].W ** 2).sum() for place in (0, 2)))
    assert sizes[0] > 2 * sizes[1]


def test_zeros_keep_the_hidden_layer_at_zero():
    net = blind_spots.started(blind_spots.published_start)
    train(net, HalfSquaredError(), *MOONS, SGD(5.0), epochs=50, rng=0)
    assert not net.layers[0].W.any() and not net.layers[2].W.any()


def test_what_passes_the_loose_judge():
    truth, passes = np.array([1.0, -2.0]), blind_spots.published_check
    assert passes(1.49 * truth, truth) and not passes(1.51 * truth, truth)
    assert passes(np.array([0.4]), np.array([0.0009])) and not passes(np.array([0.4]), np.array([0.0011]))


def test_what_five_samples_catch():
    five = MOONS[0][::12], MOONS[1][::12]
    flat = five[0], five[1].ravel()
    for last in (
        lambda right: blind_spots.shuffle_curve(
            (blind_spots.published_shuffle, blind_spots.mended_shuffle)[right], five
        )[-1],
        lambda right: trained(
            blind_spots.started((blind_spots.published_start, blind_spots.mended_start)[right]), five
        )[-1],
        lambda right: trained(
            network(),
            flat,
            Loss((losses.published_flat_error, losses.mended_flat_error)[right], losses.mended_flat_error),
        )[-1],
        lambda right: trained(network(), five, Loss((losses.published_start, losses.mended_start)[right]))[-1],
    ):
        assert last(True) < 0.02 and last(False) > 0.05
