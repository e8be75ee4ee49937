"""Small data sets, made from a formula and a seed."""

import numpy as np

GATES = {"AND": (0, 0, 0, 1), "OR": (0, 1, 1, 1), "XOR": (0, 1, 1, 0)}


def logic_gate(name):
    """Return X (4, 2) and Y (4, 1) of a logic gate: the truth table, row by row.

    Parameters: name, "AND", "OR" or "XOR". Raises ValueError for another name.

    >>> X, Y = logic_gate("AND")
    >>> Y.ravel()
    array([0., 0., 0., 1.])
    """
    if name not in GATES:
        raise ValueError(f"there is no gate {name!r}; known are {', '.join(GATES)}")
    X = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=float)
    return X, np.array(GATES[name], dtype=float).reshape(-1, 1)


def xor():
    """Return X (4, 2) and Y (4, 1) of "one or the other, but not both", which no single neuron can learn.

    >>> xor()[1].ravel()
    array([0., 1., 1., 0.])
    """
    return logic_gate("XOR")


def moons(n, noise, rng):
    """Return X (n, 2) and Y (n, 1): two half circles of radius 1 that reach into each other, labeled 0 and 1.

    Parameters: n (whole number, at least 2), noise (standard deviation of the normal noise on each
    coordinate, in units of the radius, not negative), rng (generator or seed; None is refused).
    Raises ValueError or TypeError for values outside of these. Source: the shape is that of
    scikit-learn's `make_moons`.

    >>> X, Y = moons(n=5, noise=0.1, rng=0)
    >>> X.shape, Y.sum()
    ((5, 2), np.float64(2.0))
    """
    if rng is None:
        raise TypeError("rng is None, so the data could not be made again; pass a seed (rng=0) or a generator")
    if not isinstance(n, int | np.integer) or n < 2:
        raise ValueError(f"n must be a whole number and at least 2, but it is {n!r}")
    if not 0 <= noise < np.inf:
        raise ValueError(f"noise must be finite and not negative, but it is {noise!r}")
    rng = np.random.default_rng(rng)
    n_inner = n // 2
    outer = np.linspace(0, np.pi, n - n_inner)
    inner = np.linspace(0, np.pi, n_inner)
    X = np.concatenate(
        [
            np.column_stack([np.cos(outer), np.sin(outer)]),
            np.column_stack([1 - np.cos(inner), 0.5 - np.sin(inner)]),
        ]
    )
    Y = np.repeat([[0.0], [1.0]], [n - n_inner, n_inner], axis=0)
    return X + rng.normal(0, noise, X.shape), Y
