"""One sample's way through a small network and back, recorded operation by operation (lessons 01, 04 and 05)."""

import copy
from typing import NamedTuple

import numpy as np

from helpers.nn import HalfSquaredError, Linear, Network, ReLU, Sigmoid, Tanh

MOST = (3, 4, 2)  # inputs, hidden neurons and outputs that a drawing has room for
SCALARS = {"X": "x", "W1": "w1", "Z1": "z1", "A1": "a1", "W2": "w2", "Z2": "z2", "Y_hat": "a2", "Y": "y"}


class Square:
    """S(z) = z², the bend of the pencil exercise in lesson 01; its slope is S′(z) = 2z."""

    def forward(self, Z):
        """Return A, of the shape of Z."""
        self.Z = Z
        return Z**2

    def backward(self, dL_dA):
        """Return dL_dZ, of the shape of dL_dA."""
        return dL_dA * 2 * self.Z  # slope


class Entry(NamedTuple):
    """One number of an array, such as dL_dW2[0, 1]."""

    array: str
    index: tuple[int, ...]


class Form(NamedTuple):
    """How an activation and its slope are written: in code, as an equation, and with numbers where that differs.

    {z} and {a} are the arrays; in equations and numbers the parts are set apart by blanks.
    """

    code: str
    slope_code: str
    equation: str
    slope_equation: str
    numbers: str = ""
    slope_numbers: str = ""


FORMS = {
    Sigmoid: Form("sigmoid({z})", "{a} * (1 - {a})", "σ( {z} )", "⊙ {a} ⊙ (1_− {a} )"),
    Tanh: Form("np.tanh({z})", "(1 - {a}**2)", "tanh( {z} )", "⊙ (1_− {a} ⊙ {a} )"),
    ReLU: Form("np.maximum({z}, 0)", "({a} > 0)", "max( {z} ,_0)", "⊙ [ {a} >_0_]"),
    Square: Form("S({z})", "S_prime({z})", "S( {z} )", "· S′( {z} )", "{z} · {z}", "· 2 · {z}"),
}

# Array, rule, code, equation; {1} and {2} are the two activations' part.
PAGE = [
    ("Z1", "forward", "X @ W1 + b1", "X W1 + b1"),
    ("A1", "forward", "", ""),
    ("Z2", "forward", "A1 @ W2 + b2", "A1 W2 + b2"),
    ("Y_hat", "forward", "", ""),
    ("L", "loss", "(0.5 * (Y_hat - Y) ** 2).sum(axis=1).mean()", "mean_of ½‖ Y_hat − Y ‖²"),
    ("dL_dY_hat", "seed", "(Y_hat - Y) / n", "( Y_hat − Y )_/_n"),
    ("dL_dZ2", "slope", "dL_dY_hat * ", "dL_dY_hat "),
    ("dL_dW2", "weights", "A1.T @ dL_dZ2", "A1.T dL_dZ2"),
    ("dL_db2", "bias", "dL_dZ2.sum(axis=0)", "sum_of_the_rows_of dL_dZ2"),
    ("dL_dA1", "hand back", "dL_dZ2 @ W2.T", "dL_dZ2 W2.T"),
    ("dL_dZ1", "slope", "dL_dA1 * ", "dL_dA1 "),
    ("dL_dW1", "weights", "X.T @ dL_dZ1", "X.T dL_dZ1"),
    ("dL_db1", "bias", "dL_dZ1.sum(axis=0)", "sum_of_the_rows_of dL_dZ1"),
]
SCALAR_PAGE = {
    "Z1": ("x * w1 + b1", "X · W1 + b1"),
    "Z2": ("a1 * w2 + b2", "A1 · W2 + b2"),
    "L": ("0.5 * (a2 - y) ** 2", "½_( Y_hat − Y )²"),
    "dL_dY_hat": ("a2 - y", "Y_hat − Y"),
    "dL_dW2": ("dL_dz2 * a1", "dL_dZ2 · A1"),
    "dL_db2": ("dL_dz2", "dL_dZ2"),
    "dL_dA1": ("dL_dz2 * w2", "dL_dZ2 · W2"),
    "dL_dW1": ("dL_dz1 * x", "dL_dZ1 · X"),
    "dL_db1": ("dL_dz1", "dL_dZ1"),
}


# An activation's input, its output and its number, for what it computes forward and backward.
FIRST, SECOND = ("Z1", "A1", "1"), ("Z2", "Y_hat", "2")
ACTIVATION_AT = {"A1": FIRST, "dL_dZ1": FIRST, "Y_hat": SECOND, "dL_dZ2": SECOND}


class Step(NamedTuple):
    """One operation: what it computes and by which rule; its equation, number and line of code.

    equation and calculation are tuples of parts: a sign, the name of an array (with ".T" where it is
    transposed), or an Entry. The calculation is that of one entry of the array, `entry`.
    """

    array: str
    rule: str
    number: str
    code: str
    equation: tuple[str, ...]
    entry: Entry
    calculation: tuple


class Recording:
    """All numbers of one pass: `values`, an array by name, and `steps`, in the order in which they come up.

    Parameters: values; activations, the types of the two; scalar, whether to write it as lesson 01
    does, with a small letter for each number, or as lesson 04 does, with matrices.
    """

    def __init__(self, values, activations, scalar=False):
        self.values, self.scalar = values, scalar
        self.forms = {"1": FORMS[activations[0]], "2": FORMS[activations[1]]}
        self.steps = [self._step(place, *row) for place, row in enumerate(PAGE)]

    def name(self, array):
        """Return how the course's code writes an array: dL_dW2, or dL_dw2 for a scalar."""
        start, _, end = array.rpartition("dL_d")
        return f"dL_d{self.name(end)}" if "dL_d" in array else SCALARS.get(end, end) if self.scalar else start + end

    def entry_name(self, entry):
        """Return how code writes one number: dL_dW2[0, 1], or dL_dw2 for a scalar."""
        index = ", ".join(map(str, entry.index))
        return self.name(entry.array) + (f"[{index}]" if index and not self.scalar else "")

    def value(self, entry):
        """Return one number."""
        return float(self.values[entry.array][entry.index])

    def shape(self, name):
        """Return the shape of an array as a text; ".T" at the end of its name transposes it."""
        shape = self.values[name.removesuffix(".T")].shape
        return str(shape[::-1] if name.endswith(".T") else shape) if shape else "one number"

    def _step(self, place, array, rule, code, equation):
        if self.scalar:
            code, equation = SCALAR_PAGE.get(array, (code, equation))
        if array in ACTIVATION_AT:
            z, a, number = ACTIVATION_AT[array]
            form = self.forms[number]
            code = code.replace(f"dL_d{a}", self.name(f"dL_d{a}"))
            code += (form.slope_code if rule == "slope" else form.code).format(z=self.name(z), a=self.name(a))
            equation += (form.slope_equation if rule == "slope" else form.equation).format(z=z, a=a)
        number = f"({'1' if self.scalar else '4'}.{place + (5 if self.scalar else 7)})"
        entry = Entry(array, (0,) * self.values[array].ndim)
        parts = [
            part if part.removesuffix(".T") in self.values else part.replace("_", " ") for part in equation.split()
        ]
        code = f"{self.name(array)} = {code}"
        return Step(array, rule, number, code, tuple(parts), entry, tuple(self._calculation(array, rule)))

    def _calculation(self, array, rule):
        """Return the parts of the calculation of the first entry of an array."""
        layer = "1" if array.endswith("1") else "2"
        came_in, gradient = ("X" if layer == "1" else "A1"), Entry(f"dL_dZ{layer}", (0, 0))
        if array in ("Z1", "Z2"):
            return [*self._sum_of_products(came_in, f"W{layer}", lambda k: (k, 0)), "+", Entry(f"b{layer}", (0,))]
        if rule == "loss":
            outputs = range(self.values["Y"].shape[1])
            return _joined(["½ (", Entry("Y_hat", (0, j)), "−", Entry("Y", (0, j)), ")²"] for j in outputs)
        if rule == "seed":
            difference = [Entry("Y_hat", (0, 0)), "−", Entry("Y", (0, 0))]
            return difference if self.scalar else ["(", *difference, ") / 1"]
        if rule == "hand back":
            return self._sum_of_products("dL_dZ2", "W2", lambda k: (0, k))
        if rule in ("weights", "bias"):
            factors = [Entry(came_in, (0, 0)), "·", gradient]
            return [gradient] if rule == "bias" else factors[::-1] if self.scalar else factors
        return self._through_activation(array, rule)

    def _sum_of_products(self, row, weights, index):
        length = self.values[row].shape[1]
        return _joined([Entry(row, (0, k)), "·", Entry(weights, index(k))] for k in range(length))

    def _through_activation(self, array, rule):
        z, a, form = ACTIVATION_AT[array]
        form, slope = self.forms[form], rule == "slope"
        written = form.slope_numbers or form.slope_equation if slope else form.numbers or form.equation
        places = {"{z}": Entry(z, (0, 0)), "{a}": Entry(a, (0, 0))}
        start = [Entry(f"dL_d{a}", (0, 0))] if slope else []
        return start + [places.get(part, part.replace("_", " ")) for part in written.replace("⊙", "·").split()]


def _joined(terms):
    return [part for place, term in enumerate(terms) for part in ["+"] * (place > 0) + term]


def record(network, X, Y, scalar=False):
    """Send one sample through a copy of the network, forward and backward, and return the Recording.

    Parameters: network, two linear layers with an activation after each, at most 3 inputs, 4 hidden
    neurons and 2 outputs; X (1, d_in), Y (1, d_out). The network stays as it is.
    Raises ValueError for other networks, for several samples, and where a number isn't finite.
    """
    layers = _layers(network)
    X, Y = np.atleast_2d(np.asarray(X, dtype=float)), np.atleast_2d(np.asarray(Y, dtype=float))
    if len(X) != 1 or len(Y) != 1:
        raise ValueError(
            f"the stepper follows one sample, but X has {len(X)} rows and Y has {len(Y)}: pass X[:1] and Y[:1]"
        )
    with np.errstate(all="ignore"):  # what isn't finite is refused below
        values = _pass(layers, X, Y)
    if not all(np.isfinite(array).all() for array in values.values()):
        raise ValueError("a number of this network isn't finite: look some steps earlier, before it ran away")
    return Recording(values, [_kind(layers[1]), _kind(layers[3])], scalar)


def _pass(layers, X, Y):
    first, _, second, _ = layers
    values = {"X": X, "W1": first.W.copy(), "b1": first.b.copy(), "W2": second.W.copy(), "b2": second.b.copy(), "Y": Y}
    A = X
    for layer, name in zip(layers, ("Z1", "A1", "Z2", "Y_hat"), strict=True):
        values[name] = A = layer.forward(A)
    loss = HalfSquaredError()
    values["L"] = np.array(loss.forward(A, Y))
    values["dL_dY_hat"] = gradient = loss.backward()
    for layer, name in zip(layers[:0:-1], ("dL_dZ2", "dL_dA1", "dL_dZ1"), strict=True):
        values[name] = gradient = layer.backward(gradient)
    first.backward(gradient)
    for number, layer in (("1", first), ("2", second)):
        values["dL_dW" + number], values["dL_db" + number] = layer.dL_dW, layer.dL_db
    return values


def _layers(network):
    """Return copies of the four layers of a network, or raise the ValueError of record."""
    layers = copy.deepcopy(list(network.layers))
    linear = [isinstance(layer, Linear) for layer in layers]
    if linear != [True, False, True, False] or None in (_kind(layers[1]), _kind(layers[3])):
        found = ", ".join(type(layer).__name__ for layer in layers)
        raise ValueError(
            "the stepper draws Linear, activation, Linear, activation (Sigmoid, Tanh or ReLU), but this network is"
            f" {found}"
        )
    sizes = (*layers[0].W.shape, layers[2].W.shape[1])
    if any(size > most for size, most in zip(sizes, MOST, strict=True)):
        raise ValueError(
            f"the stepper has room for at most {list(MOST)} inputs, hidden neurons and outputs, but this network is"
            f" {list(sizes)}"
        )
    return layers


def _kind(layer):
    return next((kind for kind in FORMS if isinstance(layer, kind)), None)


# Short numbers, so that a pencil can follow: W1, b1, W2, b2, X and Y by the sizes of the network.
EXAMPLES = {
    (1, 1, 1): ([[2]], [-6], [[0.5]], [-5], [[5]], [[-1]]),
    (2, 2, 1): ([[1, -0.5], [-1, 2]], [0.5, -1], [[2], [1]], [-1], [[1, 2]], [[0]]),
    (2, 3, 2): (
        [[1, -0.5, 0.5], [-1, 2, 0.5]],
        [0.5, -0.5, -2],
        [[1, -1], [-1, 1.5], [0.5, 1]],
        [0.5, -0.5],
        [[2, 1]],
        [[0, 1]],
    ),
}
ACTIVATIONS = {"sigmoid": Sigmoid, "tanh": Tanh, "relu": ReLU, "square": Square}


def record_example(sizes=(2, 3, 2), activation="sigmoid", scalar=False):
    """Return the pass of one of EXAMPLES, with one of ACTIVATIONS."""
    W1, b1, W2, b2, X, Y = EXAMPLES[tuple(sizes)]
    first, second = Linear(sizes[0], sizes[1], rng=0), Linear(sizes[1], sizes[2], rng=0)
    first.W[:], first.b[:], second.W[:], second.b[:] = W1, b1, W2, b2
    bend = ACTIVATIONS[activation]
    return record(Network([first, bend(), second, bend()]), X, Y, scalar)


def record_scalars():
    """Return the pass of lesson 01's pencil exercise, where S(z) = z²."""
    return record_example((1, 1, 1), "square", scalar=True)
