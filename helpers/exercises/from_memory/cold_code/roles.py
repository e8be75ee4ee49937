"""What the names in somebody's code most likely mean, and a number or an array for each of them.

A line such as `dW1 = X.T @ dZ1` can be tried out where X and dZ1 are nowhere computed: they get random values here.
"""

import re
from dataclasses import dataclass
from functools import cached_property

import numpy as np

NAMES = """
X | x inputs input data l0 a0 xs
Y | y target targets label labels t ytrue truth ys
W1 | w1 w weights1 weight1 weights weight wh wih syn0 theta1 theta
W2 | w2 weights2 weight2 wo who syn1 theta2
b1 | b1 b bias1 bias bh
b2 | b2 bias2 bo
Z1 | z1 z
A1 | a1 a h hidden h1 l1 hiddenlayer
Z2 | z2 logits scores
Y_hat | yhat ypred pred preds prediction predictions output outputs out a2 l2 p probs yh o
dA1 | dout upstream gradoutput gradout dldout grad gradient
dZ1 | delta delta1 delta1s hiddendelta l1delta
dZ2 | delta2 outputdelta l2delta
n | n m nsamples batchsize numsamples
d_in | din nin inputsize inputdim ninput ninputs inputnodes nx
d_hidden | dhidden nhidden hiddensize hiddendim nh dh hiddennodes
d_out | dout nout outputsize outputdim noutput noutputs outputnodes numclasses ny
sizes | sizes layers dims layersizes
rng | rng generator
seed | seed randomstate
learning_rate | lr learningrate eta alpha rate stepsize
epochs | epochs nepochs numepochs iterations niter numiterations steps nsteps
h | eps epsilon nudge
network | network net model nn
parameters | params parameters cache weightsandbiases
gradients | grads gradients
forward | forward predict feedforward
backward | backward backprop backpropagate
step | step update
sigmoid | sigmoid sigma logistic activation act
tanh | tanh
relu | relu
softmax | softmax
loss | loss f fn func function cost lossfn lossfunction j computeloss
"""
ROLES = {}
for _line in NAMES.strip().splitlines():
    _role, _, _names = _line.partition(" | ")
    for _name in _names.split():
        ROLES.setdefault(_name, _role)
SIZES = {"dout": "d_out"}  # as an argument of a constructor; elsewhere it is what arrives
GRADIENT_OF = re.compile(r"(?:dld|dl|dc|dj|grad|gradient|nabla|d)(\w+)|(\w+?)(?:grad|gradient)")
ARRAYS = ("X", "Y", "W1", "b1", "W2", "b2", "Z1", "A1", "Z2", "Y_hat")
PARAMETERS = ("W1", "b1", "W2", "b2")


def role_of(name, constructor=False):
    """Return what a name means, such as "W1" or, for its gradient, "dW1"; None where nobody can say.

    >>> role_of("self_w1"), role_of("dL_dW2"), role_of("eta"), role_of("banana")
    ('W1', 'dW2', 'learning_rate', None)
    """
    name = re.sub(r"^self_|_", "", name.lower().replace("self_", ""))
    if constructor and name in SIZES:
        return SIZES[name]
    if name in ROLES:
        return ROLES[name]
    found = GRADIENT_OF.fullmatch(name)
    base = ROLES.get(found[1] or found[2]) if found else None
    return f"d{base}" if base in ARRAYS else None


# ---- how arrays lie, and their values


@dataclass(frozen=True)
class Layout:
    """How somebody's arrays lie: samples in rows or columns, or one sample at a time, as a row of numbers or a column.

    flat: a sample has one axis. turned: weights are (d_out, d_in), though samples are rows. numbers: labels are the
    numbers of classes. sizes: d_in, d_hidden, d_out; all 1 for a chain of single numbers.
    """

    n: int = 5
    columns: bool = False
    flat: bool = False
    turned: bool = False
    numbers: bool = False
    sizes: tuple = (3, 4, 2)

    @property
    def scalar(self):
        """Whether everything is one number."""
        return self.sizes == (1, 1, 1)

    @property
    def is_plain(self):
        """Whether samples are rows, as in this course."""
        return self.n > 1 and not self.columns and not self.turned

    def lay(self, role, rows):
        """Return an array in rows as it lies here."""
        if self.scalar:
            return np.float64(rows.ravel()[0])
        if role == "Y" and self.numbers:
            return rows.argmax(axis=1)
        if role[-2:] in ("b1", "b2"):
            return rows.reshape(-1, 1) if self.columns and not self.flat else rows.ravel()
        if "W" in role:
            return rows.T.copy() if self.columns or self.turned else rows
        return rows[0] if self.flat else rows.T.copy() if self.columns else rows

    def rows(self, array):
        """Return an array that lies as here in rows."""
        if array.ndim < 2:
            return array.reshape(1, -1)
        d_in, d_hidden, d_out = self.sizes
        turned = self.turned and array.shape in ((d_hidden, d_in), (d_out, d_hidden))
        return array.T if self.columns or turned else array


LAYOUTS = (
    Layout(),
    Layout(numbers=True),
    Layout(columns=True),
    Layout(turned=True),
    Layout(1, flat=True),
    Layout(1, columns=True, flat=True),
    Layout(1, columns=True),
)
CHAIN = Layout(1, sizes=(1, 1, 1))


class Givens:
    """A value for each role: random, and no two the same."""

    def __init__(self, layout):
        self.layout = layout
        self.asked = []  # the cubes that were asked for: where a judge looked

    @cached_property
    def in_rows(self):
        """{role: array in rows}."""
        rng, n, (d_in, d_hidden, d_out) = np.random.default_rng(7), self.layout.n, self.layout.sizes
        A1, Y_hat = rng.uniform(0.15, 0.85, (n, d_hidden)), rng.uniform(0.15, 0.85, (n, d_out))
        shapes = {"X": (n, d_in), "Y": (n, d_out), "W1": (d_in, d_hidden), "b1": (1, d_hidden)}
        shapes |= {"W2": (d_hidden, d_out), "b2": (1, d_out), "Z1": (n, d_hidden), "A1": (n, d_hidden)}
        shapes |= {"Z2": (n, d_out), "Y_hat": (n, d_out)}
        given = {name: rng.normal(size=shape) for name, shape in shapes.items()}
        given |= {"A1": A1, "Y_hat": Y_hat, "Z1": np.log(A1 / (1 - A1)), "Z2": np.log(Y_hat / (1 - Y_hat))}
        given["Y"] = np.eye(d_out)[np.arange(n) % d_out] if self.layout.numbers else rng.uniform(size=shapes["Y"])
        return given | {f"d{name}": rng.normal(size=shape) for name, shape in shapes.items()}

    def value(self, role):
        """Return what a role stands for; raise KeyError where nothing can stand for it."""
        if role in self.in_rows:
            return self.layout.lay(role, self.in_rows[role].copy())
        d_in, d_hidden, d_out = self.layout.sizes
        return {
            "n": self.layout.n,
            "d_in": d_in,
            "d_hidden": d_hidden,
            "d_out": d_out,
            "sizes": self.layout.sizes,
            "rng": np.random.default_rng(3),
            "seed": 0,
            "learning_rate": 0.1,
            "epochs": 2,
            "h": 1e-5,
            "parameters": Bundle(self, PARAMETERS),
            "gradients": Bundle(self, [f"d{name}" for name in PARAMETERS]),
            "network": Bundle(self, PARAMETERS),
            "forward": lambda *_: self.value("Y_hat"),
            "backward": lambda *_: Bundle(self, [f"d{name}" for name in PARAMETERS]),
            "step": lambda *_: None,
            "sigmoid": sigmoid,
            "tanh": np.tanh,
            "relu": relu,
            "softmax": softmax,
            "loss": self.cube,
        }[role]

    def cube(self, x, *_):
        """A loss for a judge: the sum of all x³."""
        self.asked.append(np.array(x, dtype=float))
        return float(np.sum(self.asked[-1] ** 3))


class Bundle:
    """A dictionary, a list or an object of which only the names are known."""

    def __init__(self, givens, order):
        self.__dict__["_of"] = givens, order, {}

    def __getitem__(self, key):
        givens, order, kept = self.__dict__["_of"]
        role = role_of(key) if isinstance(key, str) else order[key]
        if role not in kept:  # the same array each time: it may change in place
            kept[role] = givens.value(role)
        return kept[role]

    def __getattr__(self, name):
        try:
            return self[name]
        except KeyError:
            raise AttributeError(name) from None

    def __setitem__(self, key, value): ...

    def __iter__(self):
        return iter([self[place] for place in range(len(self.__dict__["_of"][1]))])


# ---- activations: (function, slope in a)


def sigmoid(Z):
    """1 / (1 + e^−z)."""
    return 0.5 * (1 + np.tanh(0.5 * np.asarray(Z)))


def relu(Z):
    """The positive part."""
    return np.maximum(Z, 0)


def softmax(Z):
    """Probabilities, row by row."""
    exp = np.exp(Z - np.max(Z, axis=-1, keepdims=True))
    return exp / exp.sum(axis=-1, keepdims=True)


HIDDEN = {"sigmoid": sigmoid, "tanh": np.tanh, "relu": relu}
OUTPUT = HIDDEN | {"softmax": softmax, "identity": lambda Z: Z}
SLOPES = {
    "sigmoid": lambda A: A * (1 - A),
    "tanh": lambda A: 1 - A**2,
    "relu": lambda A: 1.0 * (A > 0),
    "softmax": np.ones_like,
    "identity": np.ones_like,
}
