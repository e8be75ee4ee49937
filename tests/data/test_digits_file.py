"""The digits that ship with the package are scikit-learn's, which are those of the UCI repository."""

import hashlib
import re
from importlib.resources import files

import numpy as np
from sklearn.datasets import load_digits

from helpers.data import digits


def test_the_digits_are_scikit_learns_number_by_number():
    X, classes = digits()
    theirs = load_digits()
    np.testing.assert_array_equal(X * 16, theirs.data)
    np.testing.assert_array_equal(classes, theirs.target)


def test_pixels_are_ink_from_0_to_1_and_classes_whole_numbers():
    X, classes = digits()
    assert X.shape == (1797, 64) and X.dtype == np.float64
    assert X.min() == 0 and X.max() == 1
    assert classes.dtype == int and set(classes) == set(range(10))


def test_each_call_gives_arrays_of_its_own():
    X, classes = digits()
    X[:], classes[:] = -1, -1
    assert digits()[0].min() == digits()[1].min() == 0


def test_the_checksum_beside_the_file_is_that_of_the_file():
    folder = files("helpers.data")
    stated = re.search(r"SHA-256 \| `([0-9a-f]{64})`", folder.joinpath("digits.md").read_text("utf-8"))[1]
    assert hashlib.sha256(folder.joinpath("digits.npz").read_bytes()).hexdigest() == stated
