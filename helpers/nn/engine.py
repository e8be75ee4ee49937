"""Automatic differentiation: write an expression, and the backward pass comes by itself.

A Value is a number or an array that remembers what it used, and for each of those a function: the gradient of this
value goes in, the other's share comes out. `backward` hands the shares on, the last value first, and adds them up.
Nothing else of helpers.nn needs this file.
"""

from itertools import count

import numpy as np

from helpers.nn import checks

ages = count()


class Value:
    """A number or an array in an expression, its gradient, and what it used.

    L = f(w): after `L.backward()`, `w.grad` is dL/dw, of the shape of w, for every w that L is made from. Parameters:
    data, a number or an array; name, for drawings. `.used` holds (value, share) for each value that this one was made
    from: share(dL/dself) is the part of that value's gradient that comes through this one. Dimensionless.
    Operations: + - * / ** (a number) @, exp, log, tanh, sigmoid, relu, sum, mean, reshape, T, indexing.

    Inner gradients are fresh in each backward; those of leaves add up, as in PyTorch, so that several losses can share
    their parameters: a second `backward` doubles them. `zero_grad` forgets.
    Raises TypeError for what isn't a real number, ShapeError where shapes don't fit, or for backward from an array.
    Source: lesson 12.

    >>> x = Value(3.0)
    >>> f = 2 * x * (x + 1)
    >>> f.backward()
    >>> float(f.data), float(x.grad)
    (24.0, 14.0)
    """

    __array_ufunc__ = None  # so that `array * value` asks the value

    def __init__(self, data, used=(), name=""):
        if isinstance(data, Value):
            raise TypeError("data is a Value already; pass a number or an array")
        self.data = checks.real_array("data", data)
        self.used, self.name, self.age = used, name, next(ages)
        self.zero_grad()

    def zero_grad(self):
        """Forget the gradient."""
        self.grad = np.zeros_like(self.data)

    def backward(self):
        """Add dL/dvalue to the `.grad` of every value that this one, L, is made from."""
        if self.data.size != 1:
            hint = "add its entries up first, with .sum() or .mean()"
            raise checks.ShapeError(
                f"backward starts at one number, but this value has shape {self.data.shape}; {hint}"
            )
        values = in_order(self)
        for value in values:
            if value.used:
                value.zero_grad()
        self.grad = self.grad + 1  # seed
        for value in reversed(values):
            for other, share in value.used:
                other.grad = other.grad + unbroadcast(share(value.grad), other.data.shape)

    def __add__(self, other):
        other = self._lifted(other)
        _must_fit("+", self, other)
        return Value(self.data + other.data, ((self, lambda g: g), (other, lambda g: g)), "+")  # slope 1, as for a bias

    def __mul__(self, other):
        other = self._lifted(other)
        _must_fit("*", self, other)
        return Value(self.data * other.data, ((self, lambda g: g * other.data), (other, lambda g: g * self.data)), "·")

    def __pow__(self, power):
        if not np.isscalar(power) or isinstance(power, str | complex):
            raise TypeError(f"the power must be a number, but it is {power!r}")
        power = float(power)  # a NumPy number would bring its own dtype
        slope = power * self.data ** (power - 1) if power else 0
        return Value(self.data**power, ((self, lambda g: g * slope),), f"^{power:g}")  # slope

    def __matmul__(self, other):
        other = self._lifted(other)
        A, B = self.data, other.data
        if A.ndim < 2 or B.ndim < 2 or A.shape[-1] != B.shape[-2]:
            raise checks.ShapeError(f"{A.shape} @ {B.shape} is no product of matrices, (n, d_in) @ (d_in, d_out)")

        def hand_back(g):
            return g @ B.swapaxes(-1, -2)

        def weights(g):
            return A.swapaxes(-1, -2) @ g

        return Value(A @ B, ((self, hand_back), (other, weights)), "@")

    def __neg__(self):
        return self * -1

    def __sub__(self, other):
        return self + -self._lifted(other)

    def __truediv__(self, other):
        return self * self._lifted(other) ** -1

    __radd__, __rmul__ = __add__, __mul__

    def __rsub__(self, other):
        return -self + other

    def __rtruediv__(self, other):
        return self._lifted(other) / self

    def __rmatmul__(self, other):
        return self._lifted(other) @ self

    def exp(self):
        """Return e to the power of each entry."""
        a = np.exp(self.data)
        return Value(a, ((self, lambda g: g * a),), "exp")  # slope

    def log(self):
        """Return the natural logarithm of each entry."""
        return Value(np.log(self.data), ((self, lambda g: g / self.data),), "log")  # slope

    def tanh(self):
        """Return the hyperbolic tangent of each entry."""
        a = np.tanh(self.data)
        return Value(a, ((self, lambda g: g * (1 - a**2)),), "tanh")  # slope

    def sigmoid(self):
        """Return 1 / (1 + exp(−z)) of each entry; none overflows."""
        a = np.exp(np.minimum(self.data, 0)) / (1 + np.exp(-np.abs(self.data)))
        return Value(a, ((self, lambda g: g * a * (1 - a)),), "σ")  # slope

    def relu(self):
        """Return max(z, 0) of each entry; the slope at 0 is taken as 0."""
        return Value(np.maximum(self.data, 0), ((self, lambda g: g * (self.data > 0)),), "relu")  # slope

    def sum(self, axis=None, keepdims=False):
        """Return the sum of all entries, or along an axis. What was added up shares one gradient: it is copied."""

        def copied(g):
            kept = g if axis is None or keepdims else np.expand_dims(g, axis)
            return np.broadcast_to(kept, self.data.shape)

        return Value(self.data.sum(axis=axis, keepdims=keepdims), ((self, copied),), "sum")

    def mean(self, axis=None, keepdims=False):
        """Return the mean of all entries, or along an axis."""
        total = self.sum(axis, keepdims)
        return total * (total.data.size / self.data.size)

    def reshape(self, *shape):
        """Return the same entries in another shape."""
        return Value(self.data.reshape(*shape), ((self, lambda g: g.reshape(self.data.shape)),), "reshape")

    @property
    def T(self):
        """The transpose."""
        return Value(self.data.T, ((self, lambda g: g.T),), "T")

    def __getitem__(self, index):
        def added_where_it_was_read(g):
            gradient = np.zeros_like(self.data)
            np.add.at(gradient, index, g)  # an entry that was read twice gets both
            return gradient

        return Value(self.data[index], ((self, added_where_it_was_read),), "[ ]")

    def __repr__(self):
        return f"Value({self.data.tolist()}, grad={self.grad.tolist()})"

    def _lifted(self, other):
        """Return a constant as a Value in this one's dtype, and a Value as it is."""
        return other if isinstance(other, Value) else Value(checks.real_array("a constant", other, self.data.dtype))


def in_order(last):
    """Return all values that this one is made from, each after what it used: in the order in which they were made."""
    found, waiting = {last}, [last]
    while waiting:
        fresh = {other for other, _ in waiting.pop().used} - found
        found |= fresh
        waiting += fresh
    return sorted(found, key=lambda value: value.age)


def unbroadcast(gradient, shape):
    """Undo broadcasting: return the gradient summed over the copies, in the shape that was stretched.

    Raises ShapeError where this shape doesn't stretch to the gradient's. Source: lesson 12.

    >>> unbroadcast(np.array([[1, 2, 3], [4, 5, 6]]), (3,))
    array([5, 7, 9])
    >>> unbroadcast(np.array([[1, 2, 3], [4, 5, 6]]), (2, 1)).ravel()
    array([ 6, 15])
    """
    gradient = np.asarray(gradient)
    new = gradient.ndim - len(shape)
    if new < 0 or any(size not in (1, there) for size, there in zip(shape, gradient.shape[new:], strict=True)):
        raise checks.ShapeError(f"an array of shape {shape} is never broadcast to {gradient.shape}")
    gradient = gradient.sum(axis=tuple(range(new)))  # axes in front
    stretched = tuple(axis for axis, size in enumerate(shape) if size == 1)
    return gradient.sum(axis=stretched, keepdims=True)  # axes of size 1


def _must_fit(sign, one, other):
    """Refuse two values whose shapes can't be broadcast."""
    try:
        np.broadcast_shapes(one.data.shape, other.data.shape)
    except ValueError:
        shapes = f"{one.data.shape} {sign} {other.data.shape}"
        raise checks.ShapeError(f"{shapes}: these shapes don't fit; sizes must be equal, or 1") from None
