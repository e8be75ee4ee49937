"""Numbers that others worked out and published: the same network must give the same digits."""

import math

import numpy as np
import pytest

from helpers.nn import SGD, Adam, HalfSquaredError, Linear, Network, Sigmoid, SoftmaxCrossEntropy


def two_layers(W1, b1, W2, b2):
    """A sigmoid network with the given parameters, W as (d_in, d_out)."""
    network = Network([Linear(2, 2, rng=0), Sigmoid(), Linear(2, 2, rng=0), Sigmoid()])
    for layer, W, b in ((network.layers[0], W1, b1), (network.layers[2], W2, b2)):
        layer.W[:], layer.b[:] = W, b
    return network


# Matt Mazur (2015), "A Step by Step Backpropagation Example",
# https://mattmazur.com/2015/03/17/a-step-by-step-backpropagation-example/

MAZUR_X, MAZUR_Y = [[0.05, 0.10]], [[0.01, 0.99]]


def mazur():
    """w1 w2 | w3 w4 and w5 w6 | w7 w8 are the weights into a neuron: our columns. Both biases of a layer are equal."""
    return two_layers([[0.15, 0.25], [0.20, 0.30]], 0.35, [[0.40, 0.50], [0.45, 0.55]], 0.60)


def one_step(network):
    """One step as the page takes it, with learning rate 0.5: it keeps the biases, so put them back after the step."""
    loss = HalfSquaredError()
    L = loss.forward(network.forward(MAZUR_X), MAZUR_Y)
    network.backward(loss.backward())
    biases = [layer.b.copy() for layer in network.layers[::2]]
    SGD(0.5).step(network)
    for layer, b in zip(network.layers[::2], biases, strict=True):
        layer.b[:] = b
    return L


def test_mazur_forward():
    network = mazur()
    np.testing.assert_allclose(network.forward(MAZUR_X), [[0.75136507, 0.772928465]], atol=5e-9)
    np.testing.assert_allclose(network.layers[1].A, [[0.593269992, 0.596884378]], atol=5e-10)
    assert HalfSquaredError().forward(network.forward(MAZUR_X), MAZUR_Y) == pytest.approx(0.298371109, abs=5e-10)


def test_mazur_backward():
    network = mazur()
    one_step(network)
    assert network.layers[2].dL_dW[0, 0] == pytest.approx(0.082167041, abs=5e-10)  # ∂E/∂w5
    assert network.layers[0].dL_dW[0, 0] == pytest.approx(0.000438568, abs=5e-10)  # ∂E/∂w1


def test_mazur_weights_after_one_step():
    network = mazur()
    one_step(network)
    w5_w6, w7_w8 = network.layers[2].W.T
    np.testing.assert_allclose(w5_w6, [0.35891648, 0.408666186], atol=5e-9)
    np.testing.assert_allclose(w7_w8, [0.511301270, 0.561370121], atol=5e-10)
    w1_w2, w3_w4 = network.layers[0].W.T
    np.testing.assert_allclose(w1_w2, [0.149780716, 0.19956143], atol=5e-9)
    np.testing.assert_allclose(w3_w4, [0.24975114, 0.29950229], atol=5e-9)


def test_mazur_error_after_many_steps():
    network = mazur()
    errors = [one_step(network) for _ in range(10_001)]  # each is measured before its step
    # The page's 0.291027924 and its last outputs, 0.015912196 and 0.984065734, come from a program
    # that lets the hidden layer see the new output weights; one gradient for all changes the 7th digit.
    assert errors[1] == pytest.approx(0.291027924, abs=2e-7)
    np.testing.assert_allclose(network.forward(MAZUR_X), [[0.015912196, 0.984065734]], atol=2e-6)
    # Its "10,000 times" counts the first pass as one.
    assert errors[9_999] == pytest.approx(0.0000351085, abs=5e-11)


# Alexander Schiendorfer (2020), "A worked example of backpropagation",
# https://alexander-schiendorfer.github.io/2020/02/24/a-worked-example-of-backprop.html
# No biases; the loss is the *sum* over two samples of ‖ŷ − y‖², so four times ours: ours has 1/n and ½.

SCHIENDORFER_X, SCHIENDORFER_Y = [[3, 1], [-1, 4]], [[1, 0], [0, 1]]


def schiendorfer():
    return two_layers([[6, -3], [-2, 5]], 0, [[1, -2], [0.25, 2]], 0)


def test_schiendorfer_one_sample():
    network, loss = schiendorfer(), HalfSquaredError()
    Y_hat = network.forward(SCHIENDORFER_X[:1])
    np.testing.assert_allclose(Y_hat, [[0.73194171, 0.12303186]], atol=5e-9)
    assert 2 * loss.forward(Y_hat, SCHIENDORFER_Y[:1]) == pytest.approx(0.08699208259994781, rel=1e-13)
    network.backward(2 * loss.backward())
    expected = [[-0.10518769048825163, 0.02654904571226164], [-0.0018919280994576303, 0.0004775167642113309]]
    np.testing.assert_allclose(network.layers[2].dL_dW, expected, rtol=1e-12)
    expected = [[-5.34381483665323e-08, 0.0014201436720081408], [-1.7812716122177433e-08, 0.0004733812240027136]]
    # At z = 16 a sigmoid is 1 − 1e-7: what is left of A (1 − A) has 9 digits.
    np.testing.assert_allclose(network.layers[0].dL_dW, expected, rtol=1e-8)


def test_schiendorfer_one_step_on_two_samples():
    network, loss = schiendorfer(), HalfSquaredError()
    loss.forward(network.forward(SCHIENDORFER_X), SCHIENDORFER_Y)
    network.backward(4 * loss.backward())
    for layer in network.layers[::2]:
        layer.dL_db[:] = 0
    SGD(0.5).step(network)
    # The weights that the page prints here are those of a later step; its outputs and losses are those of this one.
    Y_hat = network.forward(SCHIENDORFER_X)
    np.testing.assert_allclose(Y_hat, [[0.74165987, 0.12162137], [0.52811432, 0.88207988]], atol=5e-9)
    one_by_one = [2 * loss.forward(Y_hat[i : i + 1], SCHIENDORFER_Y[i : i + 1]) for i in range(2)]
    assert one_by_one == pytest.approx([0.08153138, 0.29280989], abs=5e-9)


# Stanford's CS231n, course notes.


def test_cs231n_neuron():
    """https://cs231n.github.io/optimization-2/#sigmoid: the circuit of a neuron with two inputs."""
    network = Network([Linear(2, 1, rng=0), Sigmoid()])
    layer = network.layers[0]
    layer.W[:], layer.b[:] = [[2], [-3]], -3
    assert network.forward([[-1, -2]]).item() == pytest.approx(0.73, abs=0.005)
    dL_dX = network.backward([[1]])
    np.testing.assert_allclose(dL_dX, [[0.39, -0.59]], atol=0.005)
    np.testing.assert_allclose(layer.dL_dW, [[-0.20], [-0.39]], atol=0.005)
    np.testing.assert_allclose(layer.dL_db, [0.20], atol=0.005)


@pytest.mark.parametrize(
    ("scores", "probabilities"),
    [
        ([1, -2, 0], [0.7, 0.04, 0.26]),
        ([0.5, -1, 0], [0.55, 0.12, 0.33]),
    ],
)
def test_cs231n_softmax(scores, probabilities):
    """https://cs231n.github.io/linear-classify/#svmvssoftmax: what the scores of three classes become."""
    loss = SoftmaxCrossEntropy()
    loss.forward([scores], [0])
    softmax = np.add(loss.backward(), [[1, 0, 0]])
    np.testing.assert_allclose(softmax, [probabilities], atol=0.01)  # the page rounds, and once cuts off


def test_cs231n_loss():
    """The same page: the picture that compares the hinge loss, 1.58, with cross-entropy, 1.04."""
    assert SoftmaxCrossEntropy().forward([[-2.85, 0.86, 0.28]], [2]) == pytest.approx(1.04, abs=0.005)


def test_cs231n_large_scores():
    """The same page, "Numeric stability": scores that a naive exp can't hold."""
    loss = SoftmaxCrossEntropy()
    assert loss.forward([[123, 456, 789]], [0]) == 666
    np.testing.assert_allclose(loss.backward(), [[-1, 0, 1]], atol=1e-100)


def test_keras_cross_entropy():
    """Keras, `SparseCategoricalCrossentropy`, example in its documentation: two samples, their losses and the mean."""
    probabilities = np.array([[0.05, 0.95, 1e-7], [0.1, 0.8, 0.1]])  # for its 0; Keras clips there
    logits, classes = np.log(probabilities), [1, 2]
    loss = SoftmaxCrossEntropy()
    assert loss.forward(logits, classes) == pytest.approx(1.177, abs=5e-4)
    assert loss.forward(logits[:1], classes[:1]) == pytest.approx(0.0513, abs=5e-5)
    assert loss.forward(logits[1:], classes[1:]) == pytest.approx(2.303, abs=5e-4)


# Kingma and Ba (2015), "Adam: A Method for Stochastic Optimization", https://arxiv.org/abs/1412.6980, section 2.1.


def steps_of_adam(gradients, learning_rate, **settings):
    """The steps that Adam takes when it meets these gradients, one after the other."""
    network = Network([Linear(1, 1, rng=0)])
    layer, optimizer = network.layers[0], Adam(learning_rate, **settings)
    layer.W[:] = 0
    places = [0.0]
    for gradient in gradients:
        layer.dL_dW, layer.dL_db = np.full((1, 1), float(gradient)), np.zeros(1)
        optimizer.step(network)
        places.append(layer.W.item())
    return np.diff(places)


def test_kingma_and_ba_steps_do_not_depend_on_the_scale_of_the_gradients():
    gradients = np.random.default_rng(0).normal(size=50)
    expected = steps_of_adam(gradients, 0.001)
    for scale in (1e-3, 1e4):
        np.testing.assert_allclose(steps_of_adam(scale * gradients, 0.001), expected, rtol=1e-3, atol=1e-9)


def test_kingma_and_ba_the_longest_step_is_that_after_a_long_silence():
    # "zero at all timesteps except at the current timestep": α (1 − β₁) / sqrt(1 − β₂), about 3.2 α by default.
    steps = steps_of_adam([0] * 20_000 + [5], 0.001)
    assert (steps[:-1] == 0).all()
    assert steps[-1] == pytest.approx(-0.001 * (1 - 0.9) / math.sqrt(1 - 0.999), rel=1e-4)


def test_kingma_and_ba_common_steps_are_no_longer_than_the_learning_rate():
    # "If (1 − β₁) = sqrt(1 − β₂), |m̂/√v̂| < 1, therefore |Δ| < α" — here after the same bias correction.
    gradients = np.random.default_rng(1).normal(size=200)
    steps = steps_of_adam(gradients, 0.001, beta_1=0.9, beta_2=0.99)
    assert np.abs(steps).max() <= 0.001 * (1 + 1e-6)
