"""Checks of what comes into the layers of blocks.py, as checks.py has them for the others."""

from functools import wraps

import numpy as np

from helpers.nn import checks


def features_input(forward):
    """Decorate a forward: X gets the layer's dtype, its last axis must hold the layer's d features.

    layer.has_positions says whether it must be (n, t, d), or may be (..., d). layer.shape keeps that of X.
    """

    @wraps(forward)
    def checked(layer, X):
        X = (positions if layer.has_positions else features)("X", X, layer.dtype)
        if X.shape[-1] != layer.d:
            hint = "does the layer before it have another size?"
            raise checks.ShapeError(f"X {X.shape} has {X.shape[-1]} features but the layer expects {layer.d}; {hint}")
        Z = forward(layer, X)
        layer.shape = X.shape
        return Z

    return checked


def features_gradient(backward):
    """Decorate a backward: dL_dZ gets the layer's dtype and must have the shape of the layer's last output."""

    @wraps(backward)
    def checked(layer, dL_dZ):
        kept = None if layer.shape is None else layer  # it has the dtype that the gradient gets
        return backward(layer, checks.like_output("dL_dZ", dL_dZ, kept, layer.shape))

    return checked


def features(name, value, dtype=None):
    """Return value as an array with at least one axis, (..., d)."""
    array = checks.real_array(name, value, dtype)
    if not array.ndim:
        raise checks.ShapeError(f"{name} is one number; an array of features is expected")
    return array


def positions(name, value, dtype=None):
    """Return value as an array (n, t, d)."""
    array = checks.real_array(name, value, dtype)
    if array.ndim != 3:
        hint = f"; is it one sample? Then pass {name}[None]" if array.ndim == 2 else ""
        expected = "three dimensions are expected, (samples, positions, features)"
        raise checks.ShapeError(f"{name} has shape {array.shape}; {expected}{hint}")
    return array


def ids(value, count):
    """Return value as whole numbers from 0 to count − 1."""
    array = checks.real_array("ids", value)
    wrong = (np.floor(array) != array) | (array < 0) | (count <= array)
    if wrong.any():
        raise ValueError(f"ids holds {array[wrong][0]:g}; with {count} symbols the ids are 0 to {count - 1}")
    return array.astype(int)
