"""The worked code of a two-layer network, in each variant: a page for the interview, functions for blank pages."""

from textwrap import indent

BACKWARD = """
dL_dZ2 = {seed}
self.dL_dW2 = {weights2}  # weights
self.dL_db2 = dL_dZ2{total}  # bias
dL_dZ1 = {back} * {slope}  # hand back, slope
self.dL_dW1 = {weights1}  # weights
self.dL_db1 = dL_dZ1{total}  # bias
"""
PAGE = """import numpy as np

{functions}def loss({Y_hat}, {y}):
    return {loss}

class TwoLayers:
    def __init__(self, sizes, rng):
        d_in, d_hidden, d_out = sizes
        self.W1 = rng.normal(0, np.sqrt(2 / (d_in + d_hidden)), {shape1})
        self.W2 = rng.normal(0, np.sqrt(2 / (d_hidden + d_out)), {shape2})
        self.b1, self.b2 = np.zeros({bias1}), np.zeros({bias2})

    def forward(self, {x}):
        self.{x} = {x}
        self.A1 = {hidden}
        self.{Y_hat} = {output}
        return self.{Y_hat}

    def backward(self, {y}):"""
PAGE += indent(BACKWARD, "        ")
PAGE += """
    def step(self, learning_rate):
        for name in ("W1", "b1", "W2", "b2"):
            theta = getattr(self, name)
            theta -= learning_rate * getattr(self, "dL_d" + name)

    def train(self, X, Y, learning_rate, epochs):
        losses = []
        for _ in range(epochs):
{loop}        return losses

def gradient_check(network, {x}, {y}, h=1e-5):
    network.forward({x})
    network.backward({y})
    for name in ("W1", "b1", "W2", "b2"):
        theta, gradient = getattr(network, name), getattr(network, "dL_d" + name)
        for entry in np.ndindex(theta.shape):
            kept = theta[entry]
            theta[entry] = kept + h
            above = loss(network.forward({x}), {y})
            theta[entry] = kept - h
            below = loss(network.forward({x}), {y})
            theta[entry] = kept
            if not abs((above - below) / (2 * h) - gradient[entry]) < 1e-6:
                return False
    return True
"""
LOOP = """            losses.append(loss(self.forward(X), Y))
            self.backward(Y)
            self.step(learning_rate)
"""
LOOP_OVER_SAMPLES = """            of_epoch = []
            for x, y in zip({pairs}):
                of_epoch.append(loss(self.forward(x), y))
                self.backward(y)
                self.step(learning_rate)
            losses.append(np.mean(of_epoch))
"""
SIGMOID = """def sigmoid(Z):
    return 0.5 * (1 + np.tanh(0.5 * Z))  # = 1 / (1 + exp(-Z)), without overflow

"""
SOFTMAX = """def softmax(Z):
    exp = np.exp(Z - Z.max({keep}))
    return exp / exp.sum({keep})

"""
BODIES = {  # of the functions that a blank page asks for
    "forward": """
A1 = {hidden}
Y_hat = {output}
return A1, Y_hat
""",
    "loss": "return {loss}",
    "backward": f"{BACKWARD}return dL_dW1, dL_db1, dL_dW2, dL_db2",
    "train": """
W1, b1, W2, b2 = parameters
losses = []
for _ in range(epochs):
    A1, Y_hat = forward(X, W1, b1, W2, b2)
    losses.append(half_squared_error(Y_hat, Y))
    gradients = backward(X, A1, Y_hat, Y, W2)
    for theta, gradient in zip(parameters, gradients):
        theta -= learning_rate * gradient
return losses
""",
}

PRODUCTS = {  # by columns
    False: {
        "shape1": "(d_in, d_hidden)",
        "shape2": "(d_hidden, d_out)",
        "first": "{x} @ self.W1 + self.b1",
        "second": "self.A1 @ self.W2 + self.b2",
        "back": "dL_dZ2 @ self.W2.T",
        "pairs": "X, Y",
    },
    True: {
        "shape1": "(d_hidden, d_in)",
        "shape2": "(d_out, d_hidden)",
        "first": "self.W1 @ {x} + self.b1",
        "second": "self.W2 @ self.A1 + self.b2",
        "back": "self.W2.T @ dL_dZ2",
        "pairs": "X.T, Y.T",
    },
}
WEIGHTS = {  # by columns and single
    (False, False): "self.{A}.T @ {G}",
    (True, False): "{G} @ self.{A}.T",
    (False, True): "np.outer(self.{A}, {G})",
    (True, True): "np.outer({G}, self.{A})",
}
SUMS = {  # by columns and single: the mean's 1/n, the sum over samples, a bias's shape, and the axis of the outputs
    (False, False): (" / len(Y)", ".sum(axis=0)", "{}", 1, "axis=1, keepdims=True"),
    (True, False): (" / Y.shape[1]", ".sum(axis=1, keepdims=True)", "({}, 1)", 0, "axis=0, keepdims=True"),
    (False, True): ("", "", "{}", 0, ""),
    (True, True): ("", "", "{}", 0, ""),
}
HIDDEN = {
    "sigmoid": ("sigmoid({})", "self.A1 * (1 - self.A1)"),
    "tanh": ("np.tanh({})", "(1 - self.A1**2)"),
    "ReLU": ("np.maximum({}, 0)", "(self.A1 > 0)"),
}
LOSSES = {
    "half squared error": "(0.5 * ({Y_hat} - {y}) ** 2).sum(axis={axis})",
    "squared error": "(({Y_hat} - {y}) ** 2).sum(axis={axis})",
    "cross-entropy": "-({y} * np.log({Y_hat})).sum(axis={axis})",
}


def pieces(variant):
    """Return the pieces of code in which variants differ."""
    softmax, layout = variant.output == "softmax", (variant.columns, variant.single)
    products, (n, total, bias, axis, keep) = PRODUCTS[variant.columns], SUMS[layout]
    x, y, Y_hat = ("x", "y", "y_hat") if variant.single else ("X", "Y", "Y_hat")
    hidden, slope = HIDDEN[variant.hidden]
    loss = LOSSES[variant.loss].format(Y_hat=Y_hat, y=y, axis=axis)
    if not variant.single:
        loss = f"({loss}).mean()" if softmax else f"{loss}.mean()"
    seed = f"{'2 * ' if variant.loss == 'squared error' else ''}(self.{Y_hat} - {y}){n}"
    rest = "  # seed, with the slope in it" if softmax else f" * self.{Y_hat} * (1 - self.{Y_hat})  # seed, slope"
    return products | {
        "x": x,
        "y": y,
        "Y_hat": Y_hat,
        "loss": loss,
        "seed": seed + rest,
        "slope": slope,
        "total": total,
        "hidden": hidden.format(products["first"].format(x=x)),
        "output": f"{variant.output}({products['second']})",
        "bias1": bias.format("d_hidden"),
        "bias2": bias.format("d_out"),
        "weights1": WEIGHTS[layout].format(A=x, G="dL_dZ1"),
        "weights2": WEIGHTS[layout].format(A="A1", G="dL_dZ2"),
        "functions": SIGMOID * ("sigmoid" in (variant.hidden, variant.output)) + SOFTMAX.format(keep=keep) * softmax,
        "loop": (LOOP_OVER_SAMPLES if variant.single else LOOP).format(**products),
    }


def reference_code(variant):
    """Return the page of a variant: the class and the gradient check."""
    return PAGE.format(**pieces(variant))


def bodies(variant):
    """Return the bodies of the functions of a blank page, {"forward", "loss", "backward" or "train": code}."""
    return {name: code.format(**pieces(variant)).replace("self.", "") for name, code in BODIES.items()}
