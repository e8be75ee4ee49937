"""The reference for the interview: one page of code for each variant."""


def reference_code(variant):
    """Return the code of a variant: the class and the gradient check."""
    columns, single, softmax = variant.columns, variant.single, variant.output == "softmax"
    x, y, Y_hat = ("x", "y", "y_hat") if single else ("X", "Y", "Y_hat")
    bias = "({}, 1)" if columns and not single else "{}"
    shapes = ("(d_hidden, d_in)", "(d_out, d_hidden)") if columns else ("(d_in, d_hidden)", "(d_hidden, d_out)")
    first, second = (
        (f"self.W1 @ {x} + self.b1", "self.W2 @ self.A1 + self.b2")
        if columns
        else (f"{x} @ self.W1 + self.b1", "self.A1 @ self.W2 + self.b2")
    )
    activation = {"sigmoid": "sigmoid({})", "tanh": "np.tanh({})", "ReLU": "np.maximum({}, 0)"}[variant.hidden]
    slope = {"sigmoid": "self.A1 * (1 - self.A1)", "tanh": "(1 - self.A1**2)", "ReLU": "(self.A1 > 0)"}[variant.hidden]
    n = "" if single else f" / {y}.shape[1]" if columns else f" / len({y})"
    seed = f"{'2 * ' if variant.loss == 'squared error' else ''}(self.{Y_hat} - {y}){n}"
    out_slope, names = (
        ("", "seed, with the slope in it") if softmax else (f" * self.{Y_hat} * (1 - self.{Y_hat})", "seed, slope")
    )
    total = "" if single else ".sum(axis=1, keepdims=True)" if columns else ".sum(axis=0)"
    if single:
        weights = (
            ("np.outer(dL_dZ2, self.A1)", f"np.outer(dL_dZ1, self.{x})")
            if columns
            else ("np.outer(self.A1, dL_dZ2)", f"np.outer(self.{x}, dL_dZ1)")
        )
    else:
        weights = (
            ("dL_dZ2 @ self.A1.T", f"dL_dZ1 @ self.{x}.T")
            if columns
            else ("self.A1.T @ dL_dZ2", f"self.{x}.T @ dL_dZ1")
        )
    back = "self.W2.T @ dL_dZ2" if columns else "dL_dZ2 @ self.W2.T"
    axis = 0 if columns or single else 1
    of_samples = {
        "half squared error": f"(0.5 * ({Y_hat} - {y}) ** 2).sum(axis={axis})",
        "squared error": f"(({Y_hat} - {y}) ** 2).sum(axis={axis})",
        "cross-entropy": f"-({y} * np.log({Y_hat})).sum(axis={axis})",
    }[variant.loss]
    loss = (
        of_samples
        if single
        else f"{of_samples}.mean()"
        if variant.loss != "cross-entropy"
        else f"({of_samples}).mean()"
    )
    helpers = (
        ""
        if variant.hidden != "sigmoid" and softmax
        else "def sigmoid(Z):\n    return 0.5 * (1 + np.tanh(0.5 * Z))  # = 1 / (1 + exp(-Z)), without overflow\n\n"
    )
    output = "softmax" if softmax else "sigmoid"
    if softmax:
        keep = "" if single else f"axis={axis}, keepdims=True"
        helpers += f"def softmax(Z):\n    exp = np.exp(Z - Z.max({keep}))\n    return exp / exp.sum({keep})\n\n"
    if single:
        loop = (
            f"            of_epoch = []\n            for x, y in zip({'X.T, Y.T' if columns else 'X, Y'}):\n           "
            "     of_epoch.append(loss(self.forward(x), y))\n                self.backward(y)\n               "
            " self.step(learning_rate)\n            losses.append(np.mean(of_epoch))\n"
        )
    else:
        loop = (
            "            losses.append(loss(self.forward(X), Y))\n            self.backward(Y)\n           "
            " self.step(learning_rate)\n"
        )
    return f"""import numpy as np

{helpers}def loss({Y_hat}, {y}):
    return {loss}

class TwoLayers:
    def __init__(self, sizes, rng):
        d_in, d_hidden, d_out = sizes
        self.W1 = rng.normal(0, np.sqrt(2 / (d_in + d_hidden)), {shapes[0]})
        self.W2 = rng.normal(0, np.sqrt(2 / (d_hidden + d_out)), {shapes[1]})
        self.b1, self.b2 = np.zeros({bias.format("d_hidden")}), np.zeros({bias.format("d_out")})

    def forward(self, {x}):
        self.{x} = {x}
        self.A1 = {activation.format(first)}
        self.{Y_hat} = {output}({second})
        return self.{Y_hat}

    def backward(self, {y}):
        dL_dZ2 = {seed}{out_slope}  # {names}
        self.dL_dW2 = {weights[0]}  # weights
        self.dL_db2 = dL_dZ2{total}  # bias
        dL_dZ1 = {back} * {slope}  # hand back, slope
        self.dL_dW1 = {weights[1]}  # weights
        self.dL_db1 = dL_dZ1{total}  # bias

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
