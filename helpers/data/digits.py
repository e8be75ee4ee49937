"""Real handwritten digits, 8 × 8 pixels, from the UCI repository (see digits.md beside this file)."""

from importlib.resources import files

import numpy as np


def digits():
    """Return X (1797, 64), the pixels as ink from 0 (none) to 1 (full), and the classes (1797,), 0 to 9.

    A row of X is an image of 8 × 8 pixels, line by line. The file ships with the package; nothing
    is downloaded. Source: Alpaydin and Kaynak (1998), "Optical Recognition of Handwritten Digits",
    UCI Machine Learning Repository, CC BY 4.0.

    >>> X, classes = digits()
    >>> X.shape, X.max(), classes[:5]
    ((1797, 64), np.float64(1.0), array([0, 1, 2, 3, 4]))
    """
    with files("helpers.data").joinpath("digits.npz").open("rb") as file:
        stored = np.load(file)
        images, labels = stored["images"], stored["labels"]
    return images.reshape(len(images), -1) / 16, labels.astype(int)
