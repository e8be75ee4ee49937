"""Whole pages for the interview as different people would write them, as texts, with changes that make them wrong.

A Style is a right page: its variant, its code, what is submitted, and wrong changes [((old, new), …), …], each of which
makes another page that must be refused as wrong.
"""

import itertools
import linecache
from dataclasses import dataclass, field

from helpers.exercises.two_layers.variant import Variant

COUNT = itertools.count()


@dataclass(frozen=True)
class Style:
    code: str
    wrong: tuple
    variant: Variant = field(default_factory=Variant)
    submit: str = "TwoLayers, gradient_check"
    remarks: tuple = ()  # words of the remarks that it gets

    def page(self, *changes):
        """Return (submitted, named) of the page with changes (old, new)."""
        code = HEAD + self.code
        for old, new in changes:
            assert old in code, f"{old} is not in\n{code}"
            code = code.replace(old, new)
        space, file = {}, f"<page {next(COUNT)}>"
        linecache.cache[file] = len(code), None, code.splitlines(keepends=True), file  # as a notebook does
        exec(compile(code, file, "exec"), space)
        names = [name.strip() for name in self.submit.split(",")]
        if names[0] == "TwoLayers":
            return [space[name] for name in names], {}
        return [], {name: space[name] for name in names}


HEAD = """
import numpy as np

def sigmoid(Z):
    return 0.5 * (1 + np.tanh(0.5 * Z))

def loss(P, Y):
    return (0.5 * (P - Y) ** 2).sum(axis=1).mean()
"""
FUNCTIONS = "init, forward, backward, step, train, gradient_check"

STYLES = {}

STYLES["three numbers, no rng, short names, prints its losses, a judge that asserts"] = Style(
    code="""
class TwoLayers:
    def __init__(self, n_in, n_hidden, n_out):
        self.W1 = np.random.randn(n_in, n_hidden) / np.sqrt(n_in)
        self.b1 = np.zeros((1, n_hidden))
        self.W2 = np.random.randn(n_hidden, n_out) / np.sqrt(n_hidden)
        self.b2 = np.zeros((1, n_out))

    def forward(self, x):
        self.x = x
        self.h = sigmoid(x.dot(self.W1) + self.b1)
        self.out = sigmoid(self.h.dot(self.W2) + self.b2)
        return self.out

    def backward(self, y):
        d = (self.out - y) / y.shape[0] * self.out * (1 - self.out)
        self.dW2 = self.h.T.dot(d)
        self.db2 = d.sum(axis=0, keepdims=True)
        d = d.dot(self.W2.T) * self.h * (1 - self.h)
        self.dW1 = self.x.T.dot(d)
        self.db1 = d.sum(axis=0, keepdims=True)

    def step(self, lr):
        self.W1 -= lr * self.dW1
        self.b1 -= lr * self.db1
        self.W2 -= lr * self.dW2
        self.b2 -= lr * self.db2

    def train(self, x, y, lr, n):
        for epoch in range(n):
            out = self.forward(x)
            if epoch % 100 == 0:
                print(epoch, loss(out, y))
            self.backward(y)
            self.step(lr)

def gradient_check(net, x, y, eps=1e-5):
    net.forward(x)
    net.backward(y)
    for p, g in [(net.W1, net.dW1), (net.b1, net.db1), (net.W2, net.dW2), (net.b2, net.db2)]:
        for i in range(p.shape[0]):
            for j in range(p.shape[1]):
                old = p[i, j]
                p[i, j] = old + eps
                up = loss(net.forward(x), y)
                p[i, j] = old - eps
                down = loss(net.forward(x), y)
                p[i, j] = old
                assert abs((up - down) / (2 * eps) - g[i, j]) < 1e-7, (i, j)
""",
    wrong=(
        (("d.dot(self.W2.T) * self.h * (1 - self.h)", "d.dot(self.W2.T)"),),
        (("self.dW1 = self.x.T.dot(d)", "self.dW1 = d.T.dot(self.x)"),),
        (("d.dot(self.W2.T)", "d.dot(self.W2)"),),
        (("/ y.shape[0]", ""),),
    ),
)

STYLES["dictionaries of parameters and of gradients"] = Style(
    code="""
class TwoLayers:
    def __init__(self, sizes, rng):
        d_in, d_hidden, d_out = sizes
        self.params = {
            "W1": rng.normal(size=(d_in, d_hidden)), "b1": np.zeros(d_hidden),
            "W2": rng.normal(size=(d_hidden, d_out)), "b2": np.zeros(d_out),
        }
        self.grads = {}

    def forward(self, X):
        p = self.params
        A1 = sigmoid(X @ p["W1"] + p["b1"])
        A2 = sigmoid(A1 @ p["W2"] + p["b2"])
        self.cache = X, A1, A2
        return A2

    def backward(self, Y):
        X, A1, A2 = self.cache
        dZ2 = (A2 - Y) * A2 * (1 - A2) / len(X)
        dZ1 = (dZ2 @ self.params["W2"].T) * A1 * (1 - A1)
        self.grads = {"W1": X.T @ dZ1, "b1": dZ1.sum(0), "W2": A1.T @ dZ2, "b2": dZ2.sum(0)}

    def step(self, learning_rate):
        for key in self.params:
            self.params[key] -= learning_rate * self.grads[key]

    def train(self, X, Y, learning_rate, epochs):
        losses = []
        for _ in range(epochs):
            losses.append(loss(self.forward(X), Y))
            self.backward(Y)
            self.step(learning_rate)
        return losses

def gradient_check(network, X, Y):
    network.forward(X)
    network.backward(Y)
    worst = 0
    for key, theta in network.params.items():
        numeric = np.zeros_like(theta)
        for i in np.ndindex(*theta.shape):
            theta[i] += 1e-5
            plus = loss(network.forward(X), Y)
            theta[i] -= 2e-5
            numeric[i] = (plus - loss(network.forward(X), Y)) / 2e-5
            theta[i] += 1e-5
        worst = max(worst, np.abs(numeric - network.grads[key]).max())
    return worst
""",
    wrong=(
        (('"W1": X.T @ dZ1', '"W1": (X.T @ dZ1).T'),),
        (("A2 * (1 - A2) / len(X)", "A2 / len(X)"),),
        (('"b1": dZ1.sum(0)', '"b1": dZ1.mean(0)'),),
        (('{"W1": X.T @ dZ1, "b1": dZ1.sum(0)', '{"b1": X.T @ dZ1, "W1": dZ1.sum(0)'),),
        (
            (
                "worst = max(worst, np.abs(numeric - network.grads[key]).max())",
                "worst = max(worst, (numeric - network.grads[key]).max())",
            ),
        ),
    ),
)

STYLES["backward returns a tuple, step takes it"] = Style(
    code="""
class TwoLayers:
    def __init__(self, sizes, rng=None):
        rng = rng or np.random.default_rng()
        self.W1 = rng.standard_normal(sizes[:2])
        self.W2 = rng.standard_normal(sizes[1:])
        self.b1 = np.zeros(sizes[1])
        self.b2 = np.zeros(sizes[2])

    def forward(self, X):
        self.X = X
        self.A1 = sigmoid(X @ self.W1 + self.b1)
        self.A2 = sigmoid(self.A1 @ self.W2 + self.b2)
        return self.A2

    def backward(self, Y):
        dZ2 = (self.A2 - Y) * self.A2 * (1 - self.A2) / len(Y)
        dZ1 = dZ2 @ self.W2.T * self.A1 * (1 - self.A1)
        return self.X.T @ dZ1, dZ1.sum(axis=0), self.A1.T @ dZ2, dZ2.sum(axis=0)

    def step(self, gradients, learning_rate):
        dW1, db1, dW2, db2 = gradients
        self.W1 = self.W1 - learning_rate * dW1
        self.b1 = self.b1 - learning_rate * db1
        self.W2 = self.W2 - learning_rate * dW2
        self.b2 = self.b2 - learning_rate * db2

    def train(self, X, Y, learning_rate=0.1, epochs=1000):
        history = np.zeros(epochs)
        for epoch in range(epochs):
            history[epoch] = loss(self.forward(X), Y)
            self.step(self.backward(Y), learning_rate)
        return history

def gradient_check(X, Y, network):
    network.forward(X)
    gradients = network.backward(Y)
    for theta, gradient in zip((network.W1, network.b1, network.W2, network.b2), gradients):
        flat = theta.reshape(-1)
        for k in range(flat.size):
            kept = flat[k]
            flat[k] = kept + 1e-4
            a = loss(network.forward(X), Y)
            flat[k] = kept - 1e-4
            b = loss(network.forward(X), Y)
            flat[k] = kept
            if not np.isclose((a - b) / 2e-4, gradient.ravel()[k], rtol=1e-5, atol=1e-7):
                return False
    return True
""",
    wrong=(
        (
            (
                "return self.X.T @ dZ1, dZ1.sum(axis=0), self.A1.T @ dZ2",
                "return dZ1.T @ self.X, dZ1.sum(axis=0), self.A1.T @ dZ2",
            ),
        ),
        (("self.W2.T * self.A1 * (1 - self.A1)", "self.W2.T * self.A1"),),
        (
            (
                "return self.X.T @ dZ1, dZ1.sum(axis=0), self.A1.T @ dZ2, dZ2.sum(axis=0)",
                "return self.A1.T @ dZ2, dZ2.sum(axis=0), self.X.T @ dZ1, dZ1.sum(axis=0)",
            ),
        ),
        (("self.step(self.backward(Y), learning_rate)", "self.step(self.backward(Y), learning_rate / (1 + epoch))"),),
    ),
)

STYLES["backward returns a dictionary, from the output on"] = Style(
    code="""
class TwoLayers:
    def __init__(self, d_in, d_hidden, d_out, seed=0):
        g = np.random.default_rng(seed)
        self.W1, self.b1 = g.normal(0, 1, (d_in, d_hidden)), np.zeros(d_hidden)
        self.W2, self.b2 = g.normal(0, 1, (d_hidden, d_out)), np.zeros(d_out)

    def forward(self, X):
        self.X, self.A1 = X, sigmoid(X @ self.W1 + self.b1)
        self.Y_hat = sigmoid(self.A1 @ self.W2 + self.b2)
        return self.Y_hat

    def backward(self, Y):
        gradients = {}
        delta = (self.Y_hat - Y) / len(Y) * self.Y_hat * (1 - self.Y_hat)
        gradients["dW2"] = self.A1.T @ delta
        gradients["db2"] = delta.sum(axis=0)
        delta = delta @ self.W2.T * self.A1 * (1 - self.A1)
        gradients["dW1"] = self.X.T @ delta
        gradients["db1"] = delta.sum(axis=0)
        return gradients

    def step(self, gradients, eta):
        for name, gradient in gradients.items():
            theta = getattr(self, name[1:])
            theta -= eta * gradient

    def train(self, X, Y, eta, epochs):
        losses = []
        for _ in range(epochs):
            losses.append(float(loss(self.forward(X), Y)))
            self.step(self.backward(Y), eta)
        return losses

def gradient_check(network, X, Y):
    network.forward(X)
    errors = {}
    for name, gradient in network.backward(Y).items():
        theta = getattr(network, name[1:])
        errors[name] = 0.0
        for i in np.ndindex(theta.shape):
            old = theta[i]
            values = []
            for h in (1e-5, -1e-5):
                theta[i] = old + h
                values.append(loss(network.forward(X), Y))
            theta[i] = old
            errors[name] = max(errors[name], abs((values[0] - values[1]) / 2e-5 - gradient[i]))
    return errors
""",
    wrong=(
        (('gradients["dW2"] = self.A1.T @ delta', 'gradients["dW2"] = delta.T @ self.A1'),),
        (("* self.Y_hat * (1 - self.Y_hat)", ""),),
        (("theta -= eta * gradient", "theta += eta * gradient"),),
        (('gradients["dW1"] = self.X.T @ delta', 'gradients["dW1"] = self.X.T @ delta / len(Y)'),),
    ),
)

STYLES["forward returns a cache, backward takes it"] = Style(
    code="""
class TwoLayers:
    def __init__(self, layer_sizes, rng):
        n0, n1, n2 = layer_sizes
        self.W1 = rng.uniform(-1, 1, (n0, n1)); self.b1 = np.zeros(n1)
        self.W2 = rng.uniform(-1, 1, (n1, n2)); self.b2 = np.zeros(n2)

    def forward(self, X):
        Z1 = X @ self.W1 + self.b1
        A1 = sigmoid(Z1)
        Z2 = A1 @ self.W2 + self.b2
        A2 = sigmoid(Z2)
        return A2, (X, A1, A2)

    def backward(self, cache, Y):
        X, A1, A2 = cache
        n = X.shape[0]
        dZ2 = (A2 - Y) / n * (A2 * (1 - A2))
        dW2 = A1.T @ dZ2
        db2 = np.sum(dZ2, axis=0)
        dA1 = dZ2 @ self.W2.T
        dZ1 = dA1 * (A1 * (1 - A1))
        dW1 = X.T @ dZ1
        db1 = np.sum(dZ1, axis=0)
        return dW2, db2, dW1, db1

    def step(self, grads, lr):
        dW2, db2, dW1, db1 = grads
        self.W1 -= lr * dW1; self.b1 -= lr * db1; self.W2 -= lr * dW2; self.b2 -= lr * db2

    def train(self, X, Y, lr, epochs):
        losses = []
        for _ in range(epochs):
            A2, cache = self.forward(X)
            losses.append(loss(A2, Y))
            self.step(self.backward(cache, Y), lr)
        return losses

def gradient_check(network, X, Y):
    dW2, db2, dW1, db1 = network.backward(network.forward(X)[1], Y)
    def f():
        return loss(network.forward(X)[0], Y)
    for theta, grad in ((network.W1, dW1), (network.b1, db1), (network.W2, dW2), (network.b2, db2)):
        it = np.nditer(theta, flags=["multi_index"])
        for _ in it:
            i = it.multi_index
            t = theta[i]
            theta[i] = t + 1e-6
            fp = f()
            theta[i] = t - 1e-6
            fm = f()
            theta[i] = t
            if abs((fp - fm) / 2e-6 - grad[i]) > 1e-6:
                return False
    return True
""",
    wrong=(
        (("dW2 = A1.T @ dZ2", "dW2 = dZ2.T @ A1"),),
        (("dZ1 = dA1 * (A1 * (1 - A1))", "dZ1 = dA1"),),
        (("db2 = np.sum(dZ2, axis=0)", "db2 = np.sum(dZ2)"),),
        (("dA1 = dZ2 @ self.W2.T", "dA1 = dZ2 @ self.W2"),),
    ),
)

STYLES["mini-batches, shuffled in train"] = Style(
    code="""
class TwoLayers:
    def __init__(self, sizes, rng):
        self.rng = rng
        a, b, c = sizes
        self.W1 = rng.normal(0, 1, (a, b)); self.b1 = np.zeros(b)
        self.W2 = rng.normal(0, 1, (b, c)); self.b2 = np.zeros(c)

    def forward(self, X):
        self.X = X
        self.A1 = sigmoid(X @ self.W1 + self.b1)
        self.A2 = sigmoid(self.A1 @ self.W2 + self.b2)
        return self.A2

    def backward(self, Y):
        dZ2 = (self.A2 - Y) / len(Y) * self.A2 * (1 - self.A2)
        self.dL_dW2, self.dL_db2 = self.A1.T @ dZ2, dZ2.sum(axis=0)
        dZ1 = dZ2 @ self.W2.T * self.A1 * (1 - self.A1)
        self.dL_dW1, self.dL_db1 = self.X.T @ dZ1, dZ1.sum(axis=0)

    def step(self, lr):
        for name in ("W1", "b1", "W2", "b2"):
            setattr(self, name, getattr(self, name) - lr * getattr(self, "dL_d" + name))

    def train(self, X, Y, lr, epochs, batch_size=2):
        losses = []
        for _ in range(epochs):
            order = self.rng.permutation(len(X))
            total = 0.0
            for start in range(0, len(X), batch_size):
                batch = order[start:start + batch_size]
                total += loss(self.forward(X[batch]), Y[batch]) * len(batch)
                self.backward(Y[batch])
                self.step(lr)
            losses.append(total / len(X))
        return losses

def gradient_check(network, X, Y):
    network.forward(X)
    network.backward(Y)
    for name in ("W1", "b1", "W2", "b2"):
        theta, g = getattr(network, name), getattr(network, "dL_d" + name)
        for i in np.ndindex(theta.shape):
            old = theta[i]
            theta[i] = old + 1e-5
            up = loss(network.forward(X), Y)
            theta[i] = old - 1e-5
            down = loss(network.forward(X), Y)
            theta[i] = old
            n = (up - down) / 2e-5
            if abs(n - g[i]) / max(1e-8, abs(n) + abs(g[i])) > 1e-4:
                return False
    return True
""",
    wrong=(
        (("self.backward(Y[batch])", "self.backward(Y[start:start + batch_size])"),),
        (("self.A1.T @ dZ2, dZ2.sum(axis=0)", "(self.A1.T @ dZ2).T, dZ2.sum(axis=0)"),),
        (("self.A2 * (1 - self.A2)", "self.A2"),),
        (
            ("for start in range(0, len(X), batch_size):", "for start in [0]:"),
            ("order = self.rng.permutation(len(X))", "order = np.arange(len(X))"),
        ),
        (("self.step(lr)", "self.step(lr * len(batch))"),),
    ),
    remarks=("takes 2 steps for 4 samples, and 50 for 100",),
)

STYLES["lists of weights and biases, loops over layers"] = Style(
    code="""
class TwoLayers:
    def __init__(self, sizes, rng):
        self.biases = [rng.standard_normal(y) for y in sizes[1:]]
        self.weights = [rng.standard_normal((x, y)) / np.sqrt(x) for x, y in zip(sizes[:-1], sizes[1:])]

    def forward(self, X):
        self.activations = [X]
        for W, b in zip(self.weights, self.biases):
            self.activations.append(sigmoid(self.activations[-1] @ W + b))
        return self.activations[-1]

    def backward(self, Y):
        self.nabla_w = [None] * 2
        self.nabla_b = [None] * 2
        A = self.activations
        delta = (A[-1] - Y) / len(Y)
        for l in (1, 0):
            delta = delta * A[l + 1] * (1 - A[l + 1])
            self.nabla_w[l] = A[l].T @ delta
            self.nabla_b[l] = delta.sum(axis=0)
            delta = delta @ self.weights[l].T

    def step(self, eta):
        self.weights = [w - eta * nw for w, nw in zip(self.weights, self.nabla_w)]
        self.biases = [b - eta * nb for b, nb in zip(self.biases, self.nabla_b)]

    def train(self, X, Y, eta, epochs):
        losses = []
        for _ in range(epochs):
            losses.append(loss(self.forward(X), Y))
            self.backward(Y)
            self.step(eta)
        return losses

def gradient_check(network, X, Y):
    network.forward(X)
    network.backward(Y)
    pairs = list(zip(network.weights + network.biases, network.nabla_w + network.nabla_b))
    ours, numeric = [], []
    for theta, gradient in pairs:
        for i in np.ndindex(theta.shape):
            old = theta[i]
            theta[i] = old + 1e-5
            up = loss(network.forward(X), Y)
            theta[i] = old - 1e-5
            down = loss(network.forward(X), Y)
            theta[i] = old
            numeric.append((up - down) / 2e-5)
            ours.append(gradient[i])
    ours, numeric = np.array(ours), np.array(numeric)
    return np.linalg.norm(ours - numeric) / (np.linalg.norm(ours) + np.linalg.norm(numeric)) < 1e-7
""",
    wrong=(
        (("self.nabla_w[l] = A[l].T @ delta", "self.nabla_w[l] = delta.T @ A[l]"),),
        (("delta = delta * A[l + 1] * (1 - A[l + 1])", "delta = delta * A[l + 1]"),),
        (("self.nabla_b[l] = delta.sum(axis=0)", "self.nabla_b[l] = delta.mean(axis=0)"),),
        (("[w - eta * nw for", "[w - nw for"),),
    ),
)

LAYERS = """
class Linear:
    def __init__(self, d_in, d_out, rng):
        self.W = rng.normal(0, 1 / np.sqrt(d_in), (d_in, d_out))
        self.b = np.zeros(d_out)

    def forward(self, X):
        self.X = X
        return X @ self.W + self.b

    def backward(self, dZ):
        self.dW = self.X.T @ dZ
        self.db = dZ.sum(axis=0)
        return dZ @ self.W.T

class Sigmoid:
    def forward(self, Z):
        self.A = sigmoid(Z)
        return self.A

    def backward(self, dA):
        return dA * self.A * (1 - self.A)

def check_layers(layers, forward, X, Y):
    for layer in layers:
        for name in ("W", "b"):
            if not hasattr(layer, name):
                continue
            theta, gradient = getattr(layer, name), getattr(layer, "d" + name)
            for i in np.ndindex(theta.shape):
                old = theta[i]
                theta[i] = old + 1e-5
                up = loss(forward(X), Y)
                theta[i] = old - 1e-5
                down = loss(forward(X), Y)
                theta[i] = old
                if abs((up - down) / 2e-5 - gradient[i]) > 1e-6:
                    return False
    return True
"""
WRONG_LAYERS = (
    (("self.dW = self.X.T @ dZ", "self.dW = dZ.T @ self.X"),),
    (("return dZ @ self.W.T", "return dZ @ self.W"),),
    (("return dA * self.A * (1 - self.A)", "return dA * self.A"),),
    (("self.db = dZ.sum(axis=0)", "self.db = dZ.mean(axis=0)"),),
)

STYLES["a list of layers as objects"] = Style(
    code=LAYERS
    + """
class TwoLayers:
    def __init__(self, sizes, rng):
        a, b, c = sizes
        self.layers = [Linear(a, b, rng), Sigmoid(), Linear(b, c, rng), Sigmoid()]

    def forward(self, X):
        for layer in self.layers:
            X = layer.forward(X)
        self.Y_hat = X
        return X

    def backward(self, Y):
        d = (self.Y_hat - Y) / len(Y)
        for layer in reversed(self.layers):
            d = layer.backward(d)
        return d

    def step(self, lr):
        for layer in self.layers:
            if isinstance(layer, Linear):
                layer.W -= lr * layer.dW
                layer.b -= lr * layer.db

    def train(self, X, Y, lr, epochs):
        losses = []
        for _ in range(epochs):
            losses.append(loss(self.forward(X), Y))
            self.backward(Y)
            self.step(lr)
        return losses

def gradient_check(network, X, Y):
    network.forward(X)
    network.backward(Y)
    return check_layers(network.layers, network.forward, X, Y)
""",
    wrong=WRONG_LAYERS,
)

STYLES["two layers as objects, with a name each, which can be called"] = Style(
    code=LAYERS.replace("def forward(self", "def __call__(self")
    + """
class TwoLayers:
    def __init__(self, sizes, rng):
        self.fc1, self.act1 = Linear(sizes[0], sizes[1], rng), Sigmoid()
        self.fc2, self.act2 = Linear(sizes[1], sizes[2], rng), Sigmoid()
        self.layers = [self.fc1, self.fc2]

    def forward(self, X):
        self.out = self.act2(self.fc2(self.act1(self.fc1(X))))
        return self.out

    def backward(self, Y):
        d = self.fc2.backward(self.act2.backward((self.out - Y) / len(Y)))
        self.fc1.backward(self.act1.backward(d))

    def step(self, lr):
        for layer in self.layers:
            layer.W -= lr * layer.dW
            layer.b -= lr * layer.db

    def train(self, X, Y, lr, epochs):
        losses = []
        for _ in range(epochs):
            self.forward(X)
            self.backward(Y)
            self.step(lr)
            losses.append(loss(self.out, Y))
        return losses

def gradient_check(network, X, Y):
    network.forward(X)
    network.backward(Y)
    return check_layers([network.fc1, network.fc2], network.forward, X, Y)
""",
    wrong=(*WRONG_LAYERS, (("self.layers = [self.fc1, self.fc2]", "self.layers = [self.fc1]"),)),
)

STYLES["functions over a list of layers as objects"] = Style(
    code=LAYERS
    + """
def init(sizes, rng):
    return [Linear(sizes[0], sizes[1], rng), Sigmoid(), Linear(sizes[1], sizes[2], rng), Sigmoid()]

def forward(layers, X):
    for layer in layers:
        X = layer.forward(X)
    return X

def backward(layers, Y_hat, Y):
    d = (Y_hat - Y) / len(Y)
    for layer in layers[::-1]:
        d = layer.backward(d)

def step(layers, lr):
    for layer in layers[::2]:
        layer.W -= lr * layer.dW
        layer.b -= lr * layer.db

def train(layers, X, Y, lr, epochs):
    losses = []
    for _ in range(epochs):
        Y_hat = forward(layers, X)
        losses.append(loss(Y_hat, Y))
        backward(layers, Y_hat, Y)
        step(layers, lr)
    return losses

def gradient_check(layers, X, Y):
    backward(layers, forward(layers, X), Y)
    return check_layers(layers, lambda X: forward(layers, X), X, Y)
""",
    submit=FUNCTIONS,
    wrong=WRONG_LAYERS,
)

STYLES["functions over a list, step in place"] = Style(
    code="""
def init(sizes, rng):
    d_in, d_hidden, d_out = sizes
    return [rng.normal(size=(d_in, d_hidden)), np.zeros(d_hidden), rng.normal(size=(d_hidden, d_out)), np.zeros(d_out)]

def forward(parameters, X):
    W1, b1, W2, b2 = parameters
    A1 = sigmoid(X @ W1 + b1)
    Y_hat = sigmoid(A1 @ W2 + b2)
    return Y_hat, (X, A1, Y_hat)

def backward(parameters, cache, Y):
    W1, b1, W2, b2 = parameters
    X, A1, Y_hat = cache
    dZ2 = (Y_hat - Y) / len(Y) * Y_hat * (1 - Y_hat)
    dZ1 = dZ2 @ W2.T * A1 * (1 - A1)
    return [X.T @ dZ1, dZ1.sum(axis=0), A1.T @ dZ2, dZ2.sum(axis=0)]

def step(parameters, gradients, learning_rate):
    for theta, gradient in zip(parameters, gradients):
        theta -= learning_rate * gradient

def train(parameters, X, Y, learning_rate, epochs):
    losses = []
    for _ in range(epochs):
        Y_hat, cache = forward(parameters, X)
        losses.append(loss(Y_hat, Y))
        step(parameters, backward(parameters, cache, Y), learning_rate)
    return losses

def gradient_check(parameters, X, Y):
    gradients = backward(parameters, forward(parameters, X)[1], Y)
    for theta, gradient in zip(parameters, gradients):
        for i in np.ndindex(theta.shape):
            old = theta[i]
            theta[i] = old + 1e-5
            up = loss(forward(parameters, X)[0], Y)
            theta[i] = old - 1e-5
            down = loss(forward(parameters, X)[0], Y)
            theta[i] = old
            if abs((up - down) / 2e-5 - gradient[i]) > 1e-6:
                return False
    return True
""",
    submit=FUNCTIONS,
    wrong=(
        (("return [X.T @ dZ1", "return [dZ1.T @ X"),),
        (("A1 * (1 - A1)", "A1"),),
        (("dZ1.sum(axis=0), A1.T @ dZ2", "A1.T @ dZ2, dZ1.sum(axis=0)"),),
        (("theta -= learning_rate * gradient", "theta = theta - learning_rate * gradient"),),
        (
            ("rng.normal(size=(d_in, d_hidden))", "rng.normal(size=(d_hidden, d_in))"),
            ("X @ W1", "X @ W1.T"),
            ("[X.T @ dZ1", "[dZ1.T @ X"),
        ),
    ),
)

STYLES["functions over a dictionary, step returns a new one"] = Style(
    code="""
def init(sizes, rng):
    p = {}
    for l in (1, 2):
        p[f"W{l}"] = rng.normal(0, np.sqrt(2 / sizes[l - 1]), (sizes[l - 1], sizes[l]))
        p[f"b{l}"] = np.zeros((1, sizes[l]))
    return p

def forward(p, X):
    A1 = sigmoid(X @ p["W1"] + p["b1"])
    A2 = sigmoid(A1 @ p["W2"] + p["b2"])
    return A2, {"X": X, "A1": A1, "A2": A2}

def backward(p, cache, Y):
    n = len(Y)
    A1, A2 = cache["A1"], cache["A2"]
    dZ2 = (A2 - Y) * A2 * (1 - A2)
    dZ1 = dZ2 @ p["W2"].T * A1 * (1 - A1)
    return {
        "dW2": A1.T @ dZ2 / n, "db2": dZ2.sum(axis=0, keepdims=True) / n,
        "dW1": cache["X"].T @ dZ1 / n, "db1": dZ1.sum(axis=0, keepdims=True) / n,
    }

def step(p, g, lr):
    return {key: p[key] - lr * g["d" + key] for key in p}

def train(p, X, Y, lr, epochs):
    losses = []
    for _ in range(epochs):
        A2, cache = forward(p, X)
        losses.append(loss(A2, Y))
        p = step(p, backward(p, cache, Y), lr)
    return p, losses

def gradient_check(p, X, Y):
    g = backward(p, forward(p, X)[1], Y)
    for key in p:
        for i in np.ndindex(p[key].shape):
            def at(h):
                q = {k: v.copy() for k, v in p.items()}
                q[key][i] += h
                return loss(forward(q, X)[0], Y)
            if not abs((at(1e-5) - at(-1e-5)) / 2e-5 - g["d" + key][i]) < 1e-7:
                return False
    return True
""",
    submit=FUNCTIONS,
    wrong=(
        (('"dW2": A1.T @ dZ2 / n', '"dW2": dZ2.T @ A1 / n'),),
        (("A2 * (1 - A2)", "(1 - A2)"),),
        (('"db1": dZ1.sum(axis=0, keepdims=True) / n', '"db1": dZ1.sum(axis=0, keepdims=True)'),),
        (("p[key] - lr * g", "p[key] + lr * g"),),
        (("p = step(p, backward", "q = step(p, backward"),),
    ),
)

STYLES["functions over pairs of weights and bias, arguments by name"] = Style(
    code="""
def init(layer_sizes, rng):
    return [(rng.normal(size=(m, n)), np.zeros(n)) for m, n in zip(layer_sizes, layer_sizes[1:])]

def forward(params, inputs):
    activations = [inputs]
    for W, b in params:
        activations.append(sigmoid(activations[-1] @ W + b))
    return activations[-1], activations

def backward(params, activations, targets):
    grads = []
    dA = (activations[-1] - targets) / len(targets)
    for l in range(len(params) - 1, -1, -1):
        A = activations[l + 1]
        dZ = dA * A * (1 - A)
        grads.insert(0, (activations[l].T @ dZ, dZ.sum(axis=0)))
        dA = dZ @ params[l][0].T
    return grads

def step(params, grads, step_size):
    return [(W - step_size * dW, b - step_size * db) for (W, b), (dW, db) in zip(params, grads)]

def train(params, inputs, targets, step_size, num_epochs):
    for _ in range(num_epochs):
        prediction, activations = forward(params, inputs)
        params = step(params, backward(params, activations, targets), step_size)
    return params

def gradient_check(params, inputs, targets):
    _, activations = forward(params, inputs)
    grads = backward(params, activations, targets)
    for pair, gradient_pair in zip(params, grads):
        for theta, gradient in zip(pair, gradient_pair):
            for i in np.ndindex(theta.shape):
                theta[i] += 1e-5
                up = loss(forward(params, inputs)[0], targets)
                theta[i] -= 2e-5
                down = loss(forward(params, inputs)[0], targets)
                theta[i] += 1e-5
                if abs(gradient[i] - (up - down) / 2e-5) > 1e-6:
                    raise AssertionError(i)
""",
    submit=FUNCTIONS,
    wrong=(
        (("(activations[l].T @ dZ, dZ.sum(axis=0))", "(dZ.T @ activations[l], dZ.sum(axis=0))"),),
        (("dZ = dA * A * (1 - A)", "dZ = dA"),),
        (
            (
                "grads.insert(0, (activations[l].T @ dZ, dZ.sum(axis=0)))",
                "grads.append((activations[l].T @ dZ, dZ.sum(axis=0)))",
            ),
        ),
        (("/ len(targets)", ""),),
    ),
)

STYLES["functions over a list of dictionaries"] = Style(
    code="""
def init(sizes, rng):
    return [{"W": rng.normal(size=(sizes[i], sizes[i + 1])), "b": np.zeros(sizes[i + 1])} for i in range(2)]

def forward(network, X):
    hidden = sigmoid(X @ network[0]["W"] + network[0]["b"])
    return sigmoid(hidden @ network[1]["W"] + network[1]["b"]), (X, hidden)

def backward(network, cache, Y):
    X, hidden = cache
    Y_hat = sigmoid(hidden @ network[1]["W"] + network[1]["b"])
    d2 = (Y_hat - Y) / len(X) * Y_hat * (1 - Y_hat)
    d1 = d2 @ network[1]["W"].T * hidden * (1 - hidden)
    return [{"W": X.T @ d1, "b": d1.sum(axis=0)}, {"W": hidden.T @ d2, "b": d2.sum(axis=0)}]

def step(network, gradients, learning_rate):
    for layer, gradient in zip(network, gradients):
        for name in layer:
            layer[name] = layer[name] - learning_rate * gradient[name]

def train(network, X, Y, learning_rate, epochs):
    for epoch in range(epochs):
        Y_hat, cache = forward(network, X)
        print(f"epoch {epoch}: {loss(Y_hat, Y):.4f}")
        step(network, backward(network, cache, Y), learning_rate)

def gradient_check(network, gradients, X, Y):
    largest = 0.0
    for layer, gradient in zip(network, gradients):
        for name, theta in layer.items():
            for i in np.ndindex(theta.shape):
                old = theta[i]
                theta[i] = old + 1e-5
                up = loss(forward(network, X)[0], Y)
                theta[i] = old - 1e-5
                down = loss(forward(network, X)[0], Y)
                theta[i] = old
                numeric = (up - down) / 2e-5
                error = abs(numeric - gradient[name][i]) / (abs(numeric) + abs(gradient[name][i]))
                largest = max(largest, error)
    return largest
""",
    submit=FUNCTIONS,
    wrong=(
        (('[{"W": X.T @ d1', '[{"W": d1.T @ X'),),
        (("* hidden * (1 - hidden)", ""),),
        (('{"W": hidden.T @ d2, "b": d2.sum(axis=0)}]', '{"b": hidden.T @ d2, "W": d2.sum(axis=0)}]'),),
        (("learning_rate * gradient[name]", "gradient[name]"),),
    ),
)

STYLES["functions over a tuple that never changes"] = Style(
    code="""
from collections import namedtuple

Parameters = namedtuple("Parameters", "W1 b1 W2 b2")

def init(sizes, rng):
    i, h, o = sizes
    return Parameters(rng.normal(size=(i, h)), np.zeros(h), rng.normal(size=(h, o)), np.zeros(o))

def forward(p, x):
    return sigmoid(sigmoid(x @ p.W1 + p.b1) @ p.W2 + p.b2)

def backward(p, x, y):
    a = sigmoid(x @ p.W1 + p.b1)
    out = sigmoid(a @ p.W2 + p.b2)
    d2 = (out - y) * out * (1 - out) / len(x)
    d1 = d2 @ p.W2.T * a * (1 - a)
    return Parameters(x.T @ d1, d1.sum(0), a.T @ d2, d2.sum(0))

def step(p, g, lr):
    return Parameters(*(theta - lr * grad for theta, grad in zip(p, g)))

def train(p, x, y, lr, epochs):
    losses = []
    for _ in range(epochs):
        losses.append(loss(forward(p, x), y))
        p = step(p, backward(p, x, y), lr)
    return losses, p

def gradient_check(p, x, y):
    g = backward(p, x, y)
    for k in range(4):
        for i in np.ndindex(p[k].shape):
            nudge = np.zeros_like(p[k])
            nudge[i] = 1e-5
            up = p._replace(**{p._fields[k]: p[k] + nudge})
            down = p._replace(**{p._fields[k]: p[k] - nudge})
            if abs((loss(forward(up, x), y) - loss(forward(down, x), y)) / 2e-5 - g[k][i]) > 1e-6:
                return False
    return True
""",
    submit=FUNCTIONS,
    wrong=(
        (("Parameters(x.T @ d1", "Parameters(d1.T @ x"),),
        (("* a * (1 - a)", ""),),
        (("theta - lr * grad", "theta + lr * grad"),),
        (("a.T @ d2, d2.sum(0))", "a.T @ d2, d1.sum(0))"),),
    ),
)

STYLES["columns, biases as columns, backward takes X too"] = Style(
    variant=Variant(columns=True),
    code="""
class TwoLayers:
    def __init__(self, n_x, n_h, n_y, rng):
        self.W1 = rng.standard_normal((n_h, n_x))
        self.b1 = np.zeros((n_h, 1))
        self.W2 = rng.standard_normal((n_y, n_h))
        self.b2 = np.zeros((n_y, 1))

    def forward(self, X):
        self.A1 = sigmoid(np.dot(self.W1, X) + self.b1)
        self.A2 = sigmoid(np.dot(self.W2, self.A1) + self.b2)
        return self.A2

    def backward(self, X, Y):
        m = X.shape[1]
        dZ2 = (self.A2 - Y) * self.A2 * (1 - self.A2)
        self.dW2 = np.dot(dZ2, self.A1.T) / m
        self.db2 = np.sum(dZ2, axis=1, keepdims=True) / m
        dZ1 = np.dot(self.W2.T, dZ2) * self.A1 * (1 - self.A1)
        self.dW1 = np.dot(dZ1, X.T) / m
        self.db1 = np.sum(dZ1, axis=1, keepdims=True) / m

    def step(self, alpha):
        self.W1 -= alpha * self.dW1
        self.b1 -= alpha * self.db1
        self.W2 -= alpha * self.dW2
        self.b2 -= alpha * self.db2

    def cost(self, Y):
        return 0.5 * np.sum((self.A2 - Y) ** 2) / Y.shape[1]

    def train(self, X, Y, num_iterations, alpha):
        costs = []
        for _ in range(num_iterations):
            self.forward(X)
            costs.append(self.cost(Y))
            self.backward(X, Y)
            self.step(alpha)
        return costs

def gradient_check(model, X, Y, epsilon=1e-7):
    model.forward(X)
    model.backward(X, Y)
    names = ["W1", "b1", "W2", "b2"]
    gradient = np.concatenate([getattr(model, "d" + name).ravel() for name in names])
    approx = []
    for name in names:
        flat = getattr(model, name).ravel()
        for k in range(flat.size):
            keep = flat[k]
            flat[k] = keep + epsilon
            model.forward(X)
            up = model.cost(Y)
            flat[k] = keep - epsilon
            model.forward(X)
            down = model.cost(Y)
            flat[k] = keep
            approx.append((up - down) / (2 * epsilon))
    approx = np.array(approx)
    difference = np.linalg.norm(gradient - approx) / (np.linalg.norm(gradient) + np.linalg.norm(approx))
    return difference < 2e-7
""",
    wrong=(
        (("self.dW2 = np.dot(dZ2, self.A1.T) / m", "self.dW2 = np.dot(self.A1, dZ2.T) / m"),),
        (("* self.A1 * (1 - self.A1)", ""),),
        (("m = X.shape[1]", "m = X.shape[0]"),),
        (("self.db1 = np.sum(dZ1, axis=1, keepdims=True)", "self.db1 = np.sum(dZ1, keepdims=True)"),),
    ),
)

STYLES["one sample at a time, functions"] = Style(
    variant=Variant(single=True),
    code="""
def loss(P, Y):
    return 0.5 * ((P - Y) ** 2).sum()

def init(sizes, rng):
    return {
        "W_hidden": rng.normal(size=(sizes[0], sizes[1])), "b_hidden": np.zeros(sizes[1]),
        "W_out": rng.normal(size=(sizes[1], sizes[2])), "b_out": np.zeros(sizes[2]),
    }

def forward(parameters, x):
    hidden = sigmoid(x @ parameters["W_hidden"] + parameters["b_hidden"])
    return sigmoid(hidden @ parameters["W_out"] + parameters["b_out"]), hidden

def backward(parameters, x, y):
    y_hat, hidden = forward(parameters, x)
    d_out = (y_hat - y) * y_hat * (1 - y_hat)
    d_hidden = parameters["W_out"] @ d_out * hidden * (1 - hidden)
    return {"W_out": np.outer(hidden, d_out), "b_out": d_out, "W_hidden": np.outer(x, d_hidden), "b_hidden": d_hidden}

def step(parameters, gradients, learning_rate):
    for name in parameters:
        parameters[name] -= learning_rate * gradients[name]

def train(parameters, X, Y, learning_rate, epochs):
    losses = []
    for _ in range(epochs):
        total = 0
        for x, y in zip(X, Y):
            total += loss(forward(parameters, x)[0], y)
            step(parameters, backward(parameters, x, y), learning_rate)
        losses.append(total / len(X))
    return losses

def gradient_check(parameters, x, y):
    gradients = backward(parameters, x, y)
    for name, theta in parameters.items():
        for i in np.ndindex(theta.shape):
            old = theta[i]
            theta[i] = old + 1e-5
            up = loss(forward(parameters, x)[0], y)
            theta[i] = old - 1e-5
            down = loss(forward(parameters, x)[0], y)
            theta[i] = old
            if abs((up - down) / 2e-5 - gradients[name][i]) > 1e-6:
                return False
    return True
""",
    submit=FUNCTIONS,
    wrong=(
        (("np.outer(hidden, d_out)", "np.outer(d_out, hidden)"),),
        (("* hidden * (1 - hidden)", ""),),
        (("y_hat * (1 - y_hat)", "y_hat"),),
        (("for x, y in zip(X, Y):", "for x, y in list(zip(X, Y))[:-1]:"),),
    ),
)

STYLES["softmax and cross-entropy, tanh, a judge as a method"] = Style(
    variant=Variant("tanh", "cross-entropy"),
    submit="TwoLayers",
    code="""
class TwoLayers:
    def __init__(self, input_size, hidden_size, output_size, rng=None):
        rng = np.random.default_rng() if rng is None else rng
        self.W1 = rng.normal(0, 0.5, (input_size, hidden_size))
        self.b1 = np.zeros(hidden_size)
        self.W2 = rng.normal(0, 0.5, (hidden_size, output_size))
        self.b2 = np.zeros(output_size)

    def forward(self, X):
        self.X = X
        self.h = np.tanh(X @ self.W1 + self.b1)
        logits = self.h @ self.W2 + self.b2
        e = np.exp(logits - logits.max(axis=1, keepdims=True))
        self.probs = e / e.sum(axis=1, keepdims=True)
        return self.probs

    def loss(self, X, Y):
        return -np.sum(Y * np.log(self.forward(X))) / len(X)

    def backward(self, Y):
        grads = {}
        dlogits = (self.probs - Y) / len(Y)
        grads["W2"] = self.h.T @ dlogits
        grads["b2"] = dlogits.sum(axis=0)
        dh = (dlogits @ self.W2.T) * (1 - self.h ** 2)
        grads["W1"] = self.X.T @ dh
        grads["b1"] = dh.sum(axis=0)
        self.grads = grads
        return grads

    def step(self, lr):
        for name, g in self.grads.items():
            setattr(self, name, getattr(self, name) - lr * g)

    def train(self, X, Y, lr, epochs):
        losses = []
        for _ in range(epochs):
            losses.append(self.loss(X, Y))
            self.backward(Y)
            self.step(lr)
        return losses

    def gradient_check(self, X, Y):
        self.forward(X)
        grads = self.backward(Y)
        good = True
        for name in ("W1", "b1", "W2", "b2"):
            theta = getattr(self, name)
            for i in np.ndindex(theta.shape):
                old = theta[i]
                theta[i] = old + 1e-5
                up = self.loss(X, Y)
                theta[i] = old - 1e-5
                down = self.loss(X, Y)
                theta[i] = old
                good = good and abs((up - down) / 2e-5 - grads[name][i]) < 1e-6
        return good
""",
    wrong=(
        (('grads["W2"] = self.h.T @ dlogits', 'grads["W2"] = dlogits.T @ self.h'),),
        (("* (1 - self.h ** 2)", ""),),
        (("(self.probs - Y) / len(Y)", "(self.probs - Y) / len(Y) * self.probs * (1 - self.probs)"),),
        (("e.sum(axis=1, keepdims=True)", "e.sum()"),),
        (("good = good and", "good ="),),
    ),
)

STYLES["numbered from zero, forward returns both activations, a judge with named arguments"] = Style(
    code="""
class TwoLayers:
    def __init__(self, *sizes, seed=1):
        rng = np.random.default_rng(seed)
        for l in range(2):
            setattr(self, f"W{l}", rng.normal(0, 1, (sizes[l], sizes[l + 1])))
            setattr(self, f"b{l}", np.zeros(sizes[l + 1]))

    def forward(self, X):
        self.X = X
        self.A0 = sigmoid(X @ self.W0 + self.b0)
        self.A1 = sigmoid(self.A0 @ self.W1 + self.b1)
        return self.A0, self.A1

    def backward(self, Y):
        d1 = (self.A1 - Y) / len(Y) * self.A1 * (1 - self.A1)
        d0 = d1 @ self.W1.T * self.A0 * (1 - self.A0)
        self.grad_W1, self.grad_b1 = self.A0.T @ d1, d1.sum(axis=0)
        self.grad_W0, self.grad_b0 = self.X.T @ d0, d0.sum(axis=0)

    def step(self, lr):
        for name in ("W0", "b0", "W1", "b1"):
            setattr(self, name, getattr(self, name) - lr * getattr(self, "grad_" + name))

    def train(self, X, Y, epochs=1000, lr=0.1):
        losses = []
        for _ in range(epochs):
            losses.append(loss(self.forward(X)[1], Y))
            self.backward(Y)
            self.step(lr)
        return {"loss": losses}

def gradient_check(*, Y, X, network):
    network.forward(X)
    network.backward(Y)
    for name in ("W0", "b0", "W1", "b1"):
        kept, gradient = getattr(network, name), getattr(network, "grad_" + name)
        for i in np.ndindex(kept.shape):
            values = []
            for h in (1e-5, -1e-5):
                nudged = kept.copy()
                nudged[i] += h
                setattr(network, name, nudged)
                values.append(loss(network.forward(X)[1], Y))
            setattr(network, name, kept)
            if abs((values[0] - values[1]) / 2e-5 - gradient[i]) > 1e-6:
                return np.False_
    return np.True_
""",
    wrong=(
        (("self.A0.T @ d1, d1.sum", "d1.T @ self.A0, d1.sum"),),
        (("* self.A0 * (1 - self.A0)", ""),),
        (("self.grad_W0, self.grad_b0 = self.X.T @ d0", "self.grad_W0, self.grad_b0 = self.X.T @ d1 @ self.W1.T"),),
    ),
)

STYLES["parameters as objects with a value and a gradient, everything spelled out"] = Style(
    code="""
class Parameter:
    def __init__(self, value):
        self.value = value
        self.gradient = np.zeros_like(value)

class TwoLayers:
    def __init__(self, sizes, rng):
        inputs, hidden, outputs = sizes
        self.weights_input_hidden = Parameter(rng.normal(0, inputs ** -0.5, (inputs, hidden)))
        self.bias_hidden = Parameter(np.zeros(hidden))
        self.weights_hidden_output = Parameter(rng.normal(0, hidden ** -0.5, (hidden, outputs)))
        self.bias_output = Parameter(np.zeros(outputs))

    def all(self):
        return [self.weights_input_hidden, self.bias_hidden, self.weights_hidden_output, self.bias_output]

    def forward(self, inputs):
        self.inputs = inputs
        self.hidden = sigmoid(inputs @ self.weights_input_hidden.value + self.bias_hidden.value)
        self.outputs = sigmoid(self.hidden @ self.weights_hidden_output.value + self.bias_output.value)
        return self.outputs

    def backward(self, targets):
        for parameter in self.all():
            parameter.gradient[...] = 0
        for x, h, o, t in zip(self.inputs, self.hidden, self.outputs, targets):
            output_delta = (o - t) / len(targets) * o * (1 - o)
            hidden_delta = self.weights_hidden_output.value @ output_delta * h * (1 - h)
            self.weights_hidden_output.gradient += np.outer(h, output_delta)
            self.bias_output.gradient += output_delta
            self.weights_input_hidden.gradient += np.outer(x, hidden_delta)
            self.bias_hidden.gradient += hidden_delta

    def step(self, learning_rate):
        for parameter in self.all():
            parameter.value -= learning_rate * parameter.gradient

    def train(self, inputs, targets, learning_rate, epochs):
        losses = []
        for _ in range(epochs):
            losses.append(loss(self.forward(inputs), targets))
            self.backward(targets)
            self.step(learning_rate)
        return losses

def gradient_check(network, inputs, targets):
    network.forward(inputs)
    network.backward(targets)
    for parameter in network.all():
        for i in np.ndindex(parameter.value.shape):
            old = parameter.value[i]
            parameter.value[i] = old + 1e-5
            up = loss(network.forward(inputs), targets)
            parameter.value[i] = old - 1e-5
            down = loss(network.forward(inputs), targets)
            parameter.value[i] = old
            if abs((up - down) / 2e-5 - parameter.gradient[i]) > 1e-6:
                return False
    return True
""",
    wrong=(
        (("np.outer(h, output_delta)", "np.outer(output_delta, h)"),),
        (("@ output_delta * h * (1 - h)", "@ output_delta"),),
        (("            parameter.gradient[...] = 0\n", "            pass\n"),),
        (("self.bias_output.gradient += output_delta", "self.bias_output.gradient[:] = output_delta"),),
    ),
)

STYLES["ReLU, one step after each sample, a judge on a copy"] = Style(
    variant=Variant("ReLU", "squared error"),
    code="""
import copy

class TwoLayers:
    def __init__(self, sizes, rng):
        self.w1 = rng.normal(0, np.sqrt(2 / sizes[0]), (sizes[0], sizes[1]))
        self.b1 = np.full(sizes[1], 0.1)
        self.w2 = rng.normal(0, np.sqrt(2 / sizes[1]), (sizes[1], sizes[2]))
        self.b2 = np.zeros(sizes[2])

    def forward(self, x):
        z1 = x @ self.w1 + self.b1
        a1 = np.where(z1 > 0, z1, 0)
        self.memory = x, z1, a1
        self.a2 = sigmoid(a1 @ self.w2 + self.b2)
        return self.a2

    def backward(self, y):
        x, z1, a1 = self.memory
        dz2 = 2 * (self.a2 - y) / len(y) * self.a2 * (1 - self.a2)
        dz1 = np.where(z1 > 0, dz2 @ self.w2.T, 0)
        self.gradients = {"w1": x.T @ dz1, "b1": dz1.sum(axis=0), "w2": a1.T @ dz2, "b2": dz2.sum(axis=0)}
        return self.gradients

    def step(self, rate):
        self.w1 -= rate * self.gradients["w1"]
        self.b1 -= rate * self.gradients["b1"]
        self.w2 -= rate * self.gradients["w2"]
        self.b2 -= rate * self.gradients["b2"]

    def train(self, x, y, rate, epochs):
        for _ in range(epochs):
            for i in range(len(x)):
                self.forward(x[i:i + 1])
                self.backward(y[i:i + 1])
                self.step(rate)

def gradient_check(network, x, y):
    def value(other):
        return ((other.forward(x) - y) ** 2).sum(axis=1).mean()
    network.forward(x)
    gradients = copy.deepcopy(network.backward(y))
    for name in gradients:
        for i in np.ndindex(gradients[name].shape):
            up, down = copy.deepcopy(network), copy.deepcopy(network)
            getattr(up, name)[i] += 1e-5
            getattr(down, name)[i] -= 1e-5
            if abs((value(up) - value(down)) / 2e-5 - gradients[name][i]) > 1e-6:
                return False
    return True
""",
    remarks=("takes 4 steps for 4 samples, and 100 for 100",),
    wrong=(
        (('"w1": x.T @ dz1', '"w1": dz1.T @ x'),),
        (("np.where(z1 > 0, dz2 @ self.w2.T, 0)", "dz2 @ self.w2.T"),),
        (("2 * (self.a2 - y)", "(self.a2 - y)"),),
        (("self.backward(y[i:i + 1])", "self.backward(y[:1])"),),
        (("range(len(x))", "range(1, len(x))"),),
    ),
)

STYLES["a vector of all parameters in the judge, a helper for the gradients"] = Style(
    code="""
class TwoLayers:
    def __init__(self, dims, rng):
        (n, m, k) = dims
        self.parameters = {"W1": rng.normal(size=(n, m)), "W2": rng.normal(size=(m, k))}
        self.parameters |= {"b1": np.zeros(m), "b2": np.zeros(k)}

    def forward(self, X):
        p = self.parameters
        self.cache = {"X": X}
        self.cache["A1"] = sigmoid(X @ p["W1"] + p["b1"])
        self.cache["A2"] = sigmoid(self.cache["A1"] @ p["W2"] + p["b2"])
        return self.cache["A2"]

    def backward(self, Y):
        c, p = self.cache, self.parameters
        E2 = (c["A2"] - Y) * c["A2"] * (1 - c["A2"]) / Y.shape[0]
        E1 = E2 @ p["W2"].T * c["A1"] * (1 - c["A1"])
        return {"W1": c["X"].T @ E1, "W2": c["A1"].T @ E2, "b1": E1.sum(0), "b2": E2.sum(0)}

    def step(self, gradients, learning_rate):
        for name in self.parameters:
            self.parameters[name] = self.parameters[name] - learning_rate * gradients[name]

    def train(self, X, Y, learning_rate, epochs):
        return [self._epoch(X, Y, learning_rate) for _ in range(epochs)]

    def _epoch(self, X, Y, learning_rate):
        value = loss(self.forward(X), Y)
        self.step(self.backward(Y), learning_rate)
        return value

def roll(parts):
    return np.concatenate([parts[name].ravel() for name in ("W1", "W2", "b1", "b2")])

def analytic(network, X, Y):
    network.forward(X)
    return roll(network.backward(Y))

def numeric(network, X, Y, h=1e-5):
    theta = roll(network.parameters)
    found = np.zeros(theta.size)
    shapes = {name: each.shape for name, each in network.parameters.items()}
    def value(vector):
        start = 0
        for name, shape in shapes.items():
            size = int(np.prod(shape))
            network.parameters[name] = vector[start:start + size].reshape(shape)
            start += size
        return loss(network.forward(X), Y)
    for k in range(theta.size):
        e = np.zeros(theta.size)
        e[k] = h
        found[k] = (value(theta + e) - value(theta - e)) / (2 * h)
    value(theta)
    return found

def gradient_check(network, X, Y):
    error = np.abs(analytic(network, X, Y) - numeric(network, X, Y)).max()
    return error < 1e-6, error
""",
    wrong=(
        (('"W2": c["A1"].T @ E2', '"W2": E2.T @ c["A1"]'),),
        (('* c["A1"] * (1 - c["A1"])', ""),),
        (("    value(theta)\n    return found", "    return found"),),
        (('"b1": E1.sum(0), "b2": E2.sum(0)', '"b1": E2.sum(0), "b2": E1.sum(0)'),),
    ),
)

STYLES["batches of 32, a class that inherits"] = Style(
    code="""
class Network:
    def forward(self, X):
        self.X = X
        self.A1 = sigmoid(X @ self.W1 + self.b1)
        self.Y_hat = sigmoid(self.A1 @ self.W2 + self.b2)
        return self.Y_hat

    def backward(self, Y):
        seed = (self.Y_hat - Y) / len(Y)
        dZ2 = seed * self.Y_hat * (1 - self.Y_hat)
        self.dL_dW2 = self.A1.T @ dZ2
        self.dL_db2 = np.ones(len(Y)) @ dZ2
        dA1 = np.einsum("no,ho->nh", dZ2, self.W2)
        dZ1 = dA1 * self.A1 * (1 - self.A1)
        self.dL_dW1 = np.einsum("ni,nh->ih", self.X, dZ1)
        self.dL_db1 = np.ones(len(Y)) @ dZ1

class TwoLayers(Network):
    def __init__(self, sizes, rng):
        self.W1 = rng.normal(0, 1, sizes[:2])
        self.b1 = np.zeros(sizes[1])
        self.W2 = rng.normal(0, 1, sizes[1:])
        self.b2 = np.zeros(sizes[2])

    def step(self, learning_rate):
        for name in ("W1", "b1", "W2", "b2"):
            theta = getattr(self, name)
            np.subtract(theta, learning_rate * getattr(self, "dL_d" + name), out=theta)

    def train(self, X, Y, learning_rate, epochs, batch_size=32):
        losses = []
        for _ in range(epochs):
            losses.append(loss(self.forward(X), Y))
            for X_batch, Y_batch in self.batches(X, Y, batch_size):
                self.forward(X_batch)
                self.backward(Y_batch)
                self.step(learning_rate)
        return losses

    def batches(self, X, Y, size):
        order = np.random.permutation(len(X))
        for i in range(0, len(X), size):
            yield X[order[i:i + size]], Y[order[i:i + size]]

def gradient_check(network, X, Y):
    network.forward(X)
    network.backward(Y)
    for name in ("W1", "b1", "W2", "b2"):
        theta = getattr(network, name)
        gradient = getattr(network, "dL_d" + name).copy()
        for i, _ in np.ndenumerate(theta):
            old, values = theta[i], {}
            for sign in (1, -1):
                theta[i] = old + sign * 1e-5
                values[sign] = loss(network.forward(X), Y)
            theta[i] = old
            np.testing.assert_allclose((values[1] - values[-1]) / 2e-5, gradient[i], rtol=1e-4, atol=1e-8)
""",
    remarks=("takes 1 step for 4 samples, and 4 for 100",),
    wrong=(
        (('"ni,nh->ih"', '"ni,nh->hi"'),),
        (("dZ1 = dA1 * self.A1 * (1 - self.A1)", "dZ1 = dA1"),),
        (('"no,ho->nh", dZ2, self.W2', '"no,ho->nh", seed, self.W2'),),
        (("Y[order[i:i + size]]", "Y[i:i + size]"),),
    ),
)
