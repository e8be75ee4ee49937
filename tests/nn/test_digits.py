"""The real thing: handwritten digits, against scikit-learn's network with the same shape and settings."""

import warnings

import numpy as np
from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPClassifier

from helpers.data import digits, split
from helpers.nn import SGD, Linear, Network, Sigmoid, SoftmaxCrossEntropy, train

EPOCHS, BATCH_SIZE, LEARNING_RATE, HIDDEN = 40, 16, 1.0, 32


def our_accuracy(X, classes, X_test, classes_test, rng):
    network = Network([Linear(64, HIDDEN, rng), Sigmoid(), Linear(HIDDEN, 10, rng)])
    train(network, SoftmaxCrossEntropy(), X, classes, SGD(LEARNING_RATE), epochs=EPOCHS, batch_size=BATCH_SIZE, rng=rng)
    return np.mean(network.forward(X_test).argmax(axis=1) == classes_test)


def their_accuracy(X, classes, X_test, classes_test, seed):
    model = MLPClassifier(
        (HIDDEN,),
        activation="logistic",
        solver="sgd",
        alpha=0,
        momentum=0,
        learning_rate_init=LEARNING_RATE,
        batch_size=BATCH_SIZE,
        max_iter=EPOCHS,
        n_iter_no_change=EPOCHS,
        random_state=seed,
    )  # never stops early
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # it would go on after 40 epochs, and so would we
        model.fit(X, classes)
    assert model.n_iter_ == EPOCHS
    return model.score(X_test, classes_test)


def test_digits_are_read_as_well_as_by_scikit_learn():
    ours, theirs = [], []
    for seed in range(5):  # each with its own split and weights
        rng = np.random.default_rng(seed)
        X, classes, X_test, classes_test = split(*digits(), held_out=0.2, rng=rng)
        ours.append(our_accuracy(X, classes, X_test, classes_test, rng))
        theirs.append(their_accuracy(X, classes, X_test, classes_test, seed))
    assert np.mean(ours) >= 0.97
    assert min(ours) >= 0.94
    assert np.mean(ours) >= np.mean(theirs) - 0.005
