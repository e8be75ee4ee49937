"""Checks of what comes in, so that the layers can stay as short as their equations.

Each function returns the checked value, or raises an error that says what was given,
what was expected and what the likely cause is. Nothing here changes anything.

Four of them decorate the methods of the layers: they look at the argument first, and the method
gets it as the array that its equation needs. Where it is that array already, as in each step of a
training but the first perhaps, all that costs is a comparison of type, dtype and shape.
"""

from functools import wraps

import numpy as np


class ShapeError(ValueError):
    """An array has the wrong shape."""


def real_array(name, value, dtype=None):
    """Return value as an array of real numbers; whole numbers become float64 unless dtype says otherwise."""
    if type(value) is np.ndarray and (value.dtype.kind == "f" if dtype is None else value.dtype == dtype):
        return value  # the common case, at once
    try:
        array = np.asarray(value)
    except ValueError:
        raise ValueError(f"{name} is ragged: its rows have different lengths") from None
    if array.dtype.kind not in "biuf":
        raise TypeError(f"{name} must hold real numbers, but its dtype is {array.dtype}")
    own = array.dtype if array.dtype.kind == "f" else np.float64
    return array.astype(own if dtype is None else dtype, copy=False)


def batch(name, value, dtype=None):
    """Return value as a matrix with one sample per row."""
    array = real_array(name, value, dtype)
    if array.ndim != 2:
        hint = f"is it one sample? Then pass {name}.reshape(1, -1)" if array.ndim < 2 else "flatten each sample first"
        raise ShapeError(f"{name} has shape {array.shape}; two dimensions are expected, (samples, columns); {hint}")
    return array


def columns(name, value, rows):
    """Return value as a float64 matrix (rows, n) with one sample per column, and at least one."""
    array = real_array(name, value, np.float64)
    if array.ndim != 2 or len(array) != rows or array.size == 0:
        hint = "one column per sample is expected"
        if array.shape[1:] == (rows,):
            hint = "samples are columns here; did you pass them as rows?"
        raise ShapeError(f"{name} has shape {array.shape}, but ({rows}, n) is expected; {hint}")
    return array


def linear_input(forward):
    """Decorate a forward: X becomes a matrix that `X @ W` accepts, in W's dtype."""

    @wraps(forward)
    def checked(layer, X):
        W = layer.W
        if type(X) is not np.ndarray or X.dtype != W.dtype or X.ndim != 2 or X.shape[1] != len(W):
            X = batch("X", X, W.dtype)
            if X.shape[1] != len(W):
                hint = "did you pass X.T?" if len(X) == len(W) else "does the layer before it have another size?"
                given = f"X {X.shape} has {X.shape[1]} columns but the layer expects {len(W)} inputs, W is {W.shape}"
                raise ShapeError(f"{given}; {hint}")
        return forward(layer, X)

    return checked


def linear_gradient(backward):
    """Decorate a backward: dL_dZ gets the dtype and must have the shape of the layer's last output."""

    @wraps(backward)
    def checked(layer, dL_dZ):
        X = layer.X
        shape = X is not None and (len(X), layer.W.shape[1])
        return backward(layer, like_output("dL_dZ", dL_dZ, X, shape))

    return checked


def activation_input(forward):
    """Decorate a forward: Z becomes an array of real numbers, of any shape."""

    @wraps(forward)
    def checked(layer, Z):
        return forward(layer, real_array("Z", Z))

    return checked


def activation_gradient(backward):
    """Decorate a backward: dL_dA gets the dtype and must have the shape of the layer's last output."""

    @wraps(backward)
    def checked(layer, dL_dA):
        A = layer.A
        return backward(layer, like_output("dL_dA", dL_dA, A, A is not None and A.shape))

    return checked


def like_output(name, gradient, kept, shape):
    """Return the gradient in kept's dtype; kept is what forward kept, None before it ran, and shape is the output's."""
    if kept is None:
        raise RuntimeError("backward was called before forward: there is no input to differentiate at")
    gradient = real_array(name, gradient, kept.dtype)
    if gradient.shape != shape:
        hint = "is it transposed?" if gradient.shape == shape[::-1] else "was forward called with another batch since?"
        raise ShapeError(f"{name} has shape {gradient.shape}, but the layer's last output had shape {shape}; {hint}")
    return gradient


def prediction(Y_hat):
    """Return Y_hat as a matrix with at least one row."""
    if len(matrix := batch("Y_hat", Y_hat)) == 0:
        raise ValueError("the batch is empty: a mean over no samples has no value")
    return matrix


def target(Y_hat, Y):
    """Return Y in Y_hat's dtype; it must have Y_hat's shape, for anything else would broadcast."""
    Y = real_array("Y", Y, Y_hat.dtype)
    if Y.shape != Y_hat.shape:
        hint = "is it transposed?" if Y.shape == Y_hat.shape[::-1] else "does the network end in another size?"
        if Y.ndim == 1:
            hint = f"did you mean Y.reshape{(1, -1) if len(Y_hat) == 1 else (-1, 1)}?"
        raise ShapeError(f"Y has shape {Y.shape} but Y_hat has shape {Y_hat.shape}; they must be equal; {hint}")
    return Y


def one_hot(logits, Y):
    """Return Y, class numbers (n,) or one-hot (or soft) rows (n, k), as such rows in the dtype of the logits."""
    n, k = logits.shape
    Y = real_array("Y", Y)
    if Y.shape not in {(n,), (n, k)}:
        raise ShapeError(f"Y has shape {Y.shape}; expected class numbers ({n},) or one-hot rows ({n}, {k}) (or soft)")
    if Y.ndim == 2:
        if (Y < 0).any() or not np.allclose(Y.sum(axis=1), 1):
            raise ValueError("Y has rows that are not one-hot (or soft): each must be non-negative and sum to 1")
        return Y.astype(logits.dtype, copy=False)
    wrong = (np.floor(Y) != Y) | (Y < 0) | (k <= Y)
    if wrong.any():
        raise ValueError(f"Y holds the class number {Y[wrong][0]:g}; with {k} logits the classes are 0 to {k - 1}")
    return np.eye(k, dtype=logits.dtype)[Y.astype(int)]


def numbers(name, values, count):
    """Return values as a list of count floats: one sample, neuron by neuron."""
    if type(values) is list and len(values) == count and all(type(value) is float for value in values):
        return values  # the common case, at once
    array = real_array(name, values, np.float64)
    if array.shape != (count,):
        hint = "; is it more than one sample?" if array.ndim > 1 else ""
        raise ShapeError(f"{name} has shape {array.shape}, but {count} numbers are expected, ({count},){hint}")
    return array.tolist()


def samples(X, Y):
    """Return X and Y as arrays with as many rows in one as in the other, and at least one."""
    real_array("X", X)
    real_array("Y", Y)
    X, Y = np.asarray(X), np.asarray(Y)  # class numbers stay whole numbers
    if X.ndim == 0 or Y.ndim == 0 or len(X) != len(Y):
        raise ShapeError(f"X has shape {X.shape} but Y has shape {Y.shape}; both need one row per sample")
    if len(X) == 0:
        raise ValueError("the batch is empty: there is nothing to learn from")
    return X, Y


def training_data(X, Y):
    """Return X and Y as `samples` does, with X a matrix and all numbers finite."""
    X, Y = samples(X, Y)
    return batch("X", finite("X", X)), finite("Y", Y)


def labeled(inputs, labels, d_in, d_out):
    """Return inputs and labels as lists of samples, which are lists of d_in and d_out finite floats."""
    inputs, labels = finite("inputs", inputs), finite("labels", labels)
    if inputs.size == 0:
        raise ValueError("the batch is empty: there is nothing to learn from")
    for name, array, count in (("inputs", inputs, d_in), ("labels", labels, d_out)):
        if array.shape != (expected := (*inputs.shape[:1], count)):
            raise ShapeError(f"{name} has shape {array.shape}, but {expected} is expected, one row per sample")
    return inputs.astype(float).tolist(), labels.astype(float).tolist()


def finite(name, value):
    """Return value as an array of finite numbers."""
    if not np.isfinite(array := real_array(name, value)).all():
        raise ValueError(f"{name} holds NaN or infinity; clean the data before training")
    return array


def whole_number(name, value, smallest=1):
    """Return value as an int that is at least smallest."""
    if not isinstance(value, int | np.integer) or isinstance(value, bool) or value < smallest:
        raise ValueError(f"{name} must be a whole number and at least {smallest}, but it is {value!r}")
    return int(value)


def sizes(value):
    """Return the sizes of a network's inputs and layers as a list of at least two whole numbers."""
    if not hasattr(value, "__len__") or len(value) < 2:
        raise ValueError(f"sizes must list the inputs and each layer, such as [2, 3, 1], but it is {value!r}")
    return [whole_number("each of sizes", size) for size in value]


def number_in(name, value, low, high, *, low_included=False):
    """Return value as a float between low and high; high is never included."""
    number = real_array(name, value)
    if number.ndim:
        raise TypeError(f"{name} must be one number, but it has shape {number.shape}")
    if not (low < number < high or (low_included and number == low)):
        raise ValueError(f"{name} must lie in {'[' if low_included else '('}{low:g}, {high:g}), but it is {value!r}")
    return float(number)


def positive(name, value):
    """Return value as a float that is positive and finite."""
    return number_in(name, value, 0, np.inf)


def generator(rng):
    """Return a numpy.random.Generator from a generator or a seed."""
    if rng is None:
        raise TypeError("rng is None, so this run could not be repeated; pass a seed (rng=0) or a generator")
    return rng if isinstance(rng, np.random.Generator) else np.random.default_rng(whole_number("rng", rng, 0))


def float_dtype(dtype):
    """Return dtype as a NumPy floating-point dtype."""
    if np.dtype(dtype).kind != "f":
        raise TypeError(f"dtype must be a floating-point type such as float64, but it is {dtype!r}")
    return np.dtype(dtype)


def has_methods(name, thing, *methods):
    """Refuse a thing that isn't an instance with these methods."""
    if isinstance(thing, type):
        raise TypeError(f"{name} is the class {thing.__name__}, not an instance; are the parentheses missing?")
    for method in methods:
        if not callable(getattr(thing, method, None)):
            raise TypeError(f"{name} is {thing!r}, which has no method {method}")
