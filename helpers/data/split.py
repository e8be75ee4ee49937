"""Hold some samples back, to test on what was never trained on."""

import numpy as np


def split(X, Y, held_out, rng):
    """Return X_train, Y_train, X_test, Y_test: a random part of the samples is held out for the test.

    Parameters: X and Y with one row per sample, held_out (the held-out part of the samples, between
    0 and 1), rng (generator or seed; None is refused).
    Raises ValueError where the lengths differ or a part would be empty, TypeError for rng=None.

    >>> X_train, Y_train, X_test, Y_test = split(np.zeros((10, 2)), np.arange(10), held_out=0.2, rng=0)
    >>> len(X_train), len(X_test)
    (8, 2)
    """
    if rng is None:
        raise TypeError("rng is None, so the split could not be made again; pass a seed (rng=0) or a generator")
    X, Y = np.asarray(X), np.asarray(Y)
    if len(X) != len(Y):
        raise ValueError(f"X has {len(X)} samples but Y has {len(Y)}")
    n_test = round(held_out * len(X))
    if not 0 < n_test < len(X):
        raise ValueError(f"held_out is {held_out!r}: of {len(X)} samples, {n_test} would be held out")
    order = np.random.default_rng(rng).permutation(len(X))
    test, train = order[:n_test], order[n_test:]
    return X[train], Y[train], X[test], Y[test]
