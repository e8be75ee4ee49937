"""Mistakes that people made in public, retold as bodies of functions, and others of the same kinds.

Each is (exercise, the identifiers that are fair, what the words have to hold, body). None stands for a mistake that has
words and no identifier.
"""

PAGE = "A1 = sigmoid(X @ W1 + b1)\nY_hat = sigmoid(A1 @ W2 + b2)\n"
SEED = PAGE + "error = (Y_hat - Y) / len(X)\n"
DELTA = SEED + "delta = error * Y_hat * (1 - Y_hat)\n"
BACK = "hidden = delta @ W2.T * A1 * (1 - A1)\n"
GRADIENTS = "return X.T @ hidden, hidden.sum(axis=0), A1.T @ delta, delta.sum(axis=0)"
NEURON = "z1 = x * w1 + b1\na1 = S(z1)\nz2 = a1 * w2 + b2\na2 = S(z2)\n"
OWN_ERRORS = "errors = [g * sigmoid(z) * (1 - sigmoid(z)) for g, z in zip(output_gradients, zs)]\n"
SOFTMAX = "e = np.exp(logits - logits.max(axis=1, keepdims=True))\nP = e / e.sum(axis=1, keepdims=True)\n"
SLOPES = SOFTMAX + "n, k = logits.shape\ndP = -np.eye(k)[classes] / P / n\n"
LONG_WAY = """
out = np.zeros((n, k))
for s in range(n):
    for i in range(k):
        for j in range(k):
            {}
return out
"""
NUDGED = """
h, out = 1e-5, np.zeros(x.shape)
for i in np.ndindex(x.shape):
    e = np.zeros(x.shape)
    e[i] = h
    out[i] = {}
return out
"""
MOMENTUM = "for w, v, g in zip(parameters, velocities, gradients):\n    "
TRAINING = """
for _ in range(steps):
    A1 = sigmoid(X @ W1 + b1)
    Y_hat = sigmoid(A1 @ W2 + b2)
"""

NO_NAME = {None}
RAISES = {"raises", None}
SHAPE = {"wrong-shape", None}

THE_SLOPE = [
    (
        "sigmoid_backward",
        {None, "missing-upstream", "missing-slope"},
        "`A` has no part",
        "return sigmoid(1 - sigmoid(dL_dA))",
    ),
    ("tanh_backward", {None, "missing-upstream"}, "`A` has no part", "return 1 - np.square(np.tanh(dL_dA))"),
    ("tanh_backward", {"slope-of-activation"}, "1 − A²", "return dL_dA * (1 - np.arctanh(A) * np.arctanh(A))"),
    (
        "sigmoid_backward",
        {"slope-of-activation"},
        r"A \(1 − A\)",
        "Z = np.log(A / (1 - A))\nreturn dL_dA * Z * (1 - Z)",
    ),
    ("sigmoid_backward", {"slope-of-activation"}, r"A \(1 − A\)", "return dL_dA * sigmoid(A) * (1 - A)"),
    ("tanh_backward", {"wrong-sign"}, "tan, not of tanh", "return (1.0 + np.square(A)) * dL_dA"),
    (
        "relu_backward",
        {"missing-upstream+argument-changed"},
        "Multiply",
        "for i in range(len(Z)):\n    dL_dA[i] = np.where(Z[i] > 0, 1, 0)\nreturn dL_dA",
    ),
    ("relu_backward", {None, "missing-slope"}, "ReLU of the gradient", "g = dL_dA.copy()\ng[g < 0] = 0\nreturn g"),
    ("relu_backward", {"missing-slope"}, "0 where z is negative", "g = dL_dA.copy()\ng[Z == 0] = 0\nreturn g"),
    ("relu_backward", NO_NAME, "slope of the sigmoid", "A = np.maximum(Z, 0)\nreturn dL_dA * A * (1 - A)"),
    (
        "neuron_backward",
        {"slope-of-activation"},
        r"z \(1 − z\)",
        "d = z * (1 - z) * output_gradient\nreturn [d * i for i in inputs], d, [d * w for w in weights]",
    ),
    (
        "two_layer_backward",
        {"missing-slope"},
        "At the output",
        SEED.replace("error", "delta") + "hidden = delta * Y_hat * (1 - Y_hat) @ W2.T * A1 * (1 - A1)\n" + GRADIENTS,
    ),
    ("two_layer_backward", {"missing-slope"}, "At the output", SEED.replace("error", "delta") + BACK + GRADIENTS),
    (
        "two_layer_backward",
        {"missing-slope"},
        "The first is left out",
        SEED + "delta = error * (1 - Y_hat)\n" + BACK + GRADIENTS,
    ),
    (
        "delta_output",
        {"missing-slope"},
        "two factors",
        "return (a - y) * a",
    ),
    (
        "half_squared_error_backward",
        NO_NAME,
        "no other factor",
        "return (Y_hat - Y) * Y_hat / len(Y)",
    ),
    ("half_squared_error_backward", NO_NAME, "no other factor", "return (Y_hat - Y) * Y / len(Y)"),
    ("half_squared_error_backward", NO_NAME, "next rule", "return (Y_hat - Y) * Y_hat * (1 - Y_hat) / len(Y)"),
]

THE_KIND_OF_PRODUCT = [
    ("linear_forward", RAISES, "`X @ W`", "return X * W + b"),
    ("linear_forward", RAISES, "`X @ W`", "return np.multiply(X, W) + b"),
    ("linear_forward", RAISES, "`X @ W`", "Z = X * W\nreturn Z + b"),
    (
        "linear_backward",
        {"raises", None, "batch-not-summed+raises"},
        "`X.T @ dL_dZ`",
        (
            """
dL_dW = np.multiply(X, dL_dZ)
dL_db = np.sum(dL_dZ, axis=1, keepdims=True)
return np.multiply(dL_dZ, W.T), dL_dW, dL_db
"""
        ),
    ),
    ("linear_backward", RAISES, "`dL_dZ @ W.T`", "return dL_dZ * W.T, X.T @ dL_dZ, dL_dZ.sum(axis=0)"),
    ("linear_backward", RAISES, r"X\.T @ dL_dZ", "return dL_dZ @ W.T, X.T * dL_dZ, dL_dZ.sum(axis=0)"),
    ("linear_backward", SHAPE, "each entry with each", "return dL_dZ @ W.T, np.outer(X, dL_dZ), dL_dZ.sum(axis=0)"),
    ("sigmoid_backward", RAISES, "row by column", "return dL_dA @ (A * (1 - A))"),
    ("sigmoid_backward", RAISES, "row by column", "return np.dot(dL_dA, A) * (1 - A)"),
    ("delta_output", RAISES, "row by column", "return (a - y) @ a * (1 - a)"),
    (
        "delta_hidden",
        RAISES,
        r"`W_next\.T @ delta_next`",
        """
a = sigmoid(z)
return W_next.T * delta_next * a * (1 - a)
""",
    ),
    (
        "delta_gradients",
        RAISES,
        "@",
        "n = delta.shape[1]\nreturn delta * a_before.T / n, delta.mean(axis=1, keepdims=True)",
    ),
    ("two_layer_backward", RAISES, "entry by entry", DELTA + "hidden = delta * W2.T * A1 * (1 - A1)\n" + GRADIENTS),
    (
        "two_layer_backward",
        RAISES,
        "row by column",
        SEED + "delta = error @ Y_hat * (1 - Y_hat)\n" + BACK + GRADIENTS,
    ),
]

THE_ARRAY = [
    (
        "two_layer_backward",
        SHAPE,
        "own output",
        DELTA + BACK + "return A1.T @ hidden, hidden.sum(axis=0), Y_hat.T @ delta, delta.sum(axis=0)",
    ),
    (
        "two_layer_backward",
        SHAPE,
        "own output",
        DELTA + BACK + "return X.T @ hidden, hidden.sum(axis=0), Y_hat.T @ delta, delta.sum(axis=0)",
    ),
    (
        "linear_backward",
        {None, "wrong-shape", "updated-too-early"},
        "is a gradient",
        "dL_dW = X.T @ dL_dZ\nreturn dL_dZ @ dL_dW.T, dL_dW, dL_dZ.sum(axis=0)",
    ),
    (
        "two_layer_backward",
        NO_NAME,
        "is a gradient",
        DELTA + "dL_dW2 = A1.T @ delta\nhidden = delta @ dL_dW2.T * A1 * (1 - A1)\n" + GRADIENTS,
    ),
    (
        "chain_backward",
        {"missing-slope", None},
        "gets itself",
        NEURON
        + """
error = a2 - y
back = error * w2
d2, d1 = error * S_prime(z2), back * S_prime(z1)
return d1 * w1, d1, d2 * w2, d2
""",
    ),
    (
        "chain_backward",
        NO_NAME,
        "its value has no part",
        NEURON + "d2 = (a2 - y) * S_prime(z2)\nd1 = d2 * w2 * S_prime(z1)\nreturn d1 * x, d1 * b1, d2 * a1, d2 * b2",
    ),
    (
        "two_layer_backward",
        NO_NAME,
        "b2",
        DELTA + BACK + "return X.T @ hidden, hidden.sum(axis=0), A1.T @ delta, delta.sum(axis=0) * b2",
    ),
    (
        "delta_gradients",
        NO_NAME,
        "activations have no part",
        "m = delta.shape[1]\nd = (1 / m) * np.dot(delta, a_before.T)\nreturn d, np.sum(d, axis=1, keepdims=True)",
    ),
    (
        "linear_backward",
        NO_NAME,
        "inputs have no part",
        "return np.dot(dL_dZ, W.T), np.dot(X.T, dL_dZ), np.sum(np.dot(X.T, dL_dZ), axis=0)",
    ),
    (
        "two_layer_backward",
        RAISES,
        "left out",
        DELTA + "hidden = error @ W2.T\nhidden = error * A1 * (1 - A1)\n" + GRADIENTS,
    ),
    (
        "two_layer_backward",
        {"missing-slope", None},
        "weights are left out",
        DELTA + "hidden = error.sum(axis=1, keepdims=True) * A1 * (1 - A1)\n" + GRADIENTS,
    ),
    ("two_layer_backward", RAISES, "left out", DELTA + "hidden = delta * A1 * (1 - A1)\n" + GRADIENTS),
    (
        "softmax_cross_entropy_backward",
        {"slope-of-activation", None},
        "`logits`",
        SLOPES
        + LONG_WAY.format(
            "out[s, i] += dP[s, j] * (P[s, i] * (1 - logits[s, i]) if i == j else -P[s, i] * logits[s, j])"
        ),
    ),
]

NO_PART = [
    ("sigmoid_backward", NO_NAME, "`A` has no part", "return np.tanh(dL_dA)"),
    ("relu_backward", NO_NAME, "`Z` has no part", "return dL_dA * np.exp(dL_dA)"),
    ("hand_back", NO_NAME, "`W` has no part", "return np.exp(dL_dZ) @ np.ones((X.shape[1], dL_dZ.shape[1])).T"),
    (
        "half_squared_error",
        NO_NAME,
        "`Y` has no part",
        "return 0.5 * (np.exp(Y_hat) ** 2).sum(axis=1).mean()",
    ),
    (
        "delta_gradients",
        NO_NAME,
        "`a_before` has a part in dC_db",
        "n = delta.shape[1]\nreturn delta @ a_before.T / n, np.tanh(delta @ a_before.T).sum(axis=1, keepdims=True)",
    ),
]

THE_LOOP = [
    (
        "softmax_cross_entropy_backward",
        {"missing-path", "last-sample-only", None},
        "overwrites",
        SLOPES
        + """
out = np.zeros((n, k))
for s in range(n):
    for i in range(k):
        for j in range(k):
            if i == j:
                out[s, i] = dP[s, j] * P[s, i] * (1 - P[s, i])
            else:
                out[s, i] = -dP[s, j] * P[s, i] * P[s, j]
return out
""",
    ),
    (
        "layer_backward",
        {"transposed"},
        "indices",
        OWN_ERRORS
        + """
back = []
for j in range(len(inputs)):
    total = 0
    for i in range(len(errors)):
        total += weights[j][i] * errors[i]
    back.append(total)
return [[e * i for i in inputs] for e in errors], errors, back
""",
    ),
    (
        "layer_backward",
        {"transposed"},
        "transpose",
        OWN_ERRORS
        + """
out = np.zeros((len(inputs), len(errors)))
for i in range(len(inputs)):
    for j in range(len(errors)):
        out[i][j] = inputs[i] * errors[j]
return out, errors, np.dot(errors, weights)
""",
    ),
    (
        "linear_forward",
        {"missing-path", None},
        r"last|\+=",
        """
Z = np.zeros((len(X), len(b)))
for i in range(len(X)):
    for j in range(len(b)):
        for k in range(len(W)):
            Z[i, j] = X[i, k] * W[k, j] + b[j]
return Z
""",
    ),
    (
        "linear_forward",
        NO_NAME,
        "once for each input",
        """
Z = np.zeros((len(X), len(b)))
for i in range(len(X)):
    for j in range(len(b)):
        for k in range(len(W)):
            Z[i, j] += X[i, k] * W[k, j] + b[j]
return Z
""",
    ),
    (
        "mean_gradients",
        NO_NAME | {"last-sample-only"},
        "inside the loop|outside|before it|turn",
        """
for error, sample in zip(errors, inputs):
    total, bias = np.zeros(len(sample)), 0.0
    total += error * sample / len(errors)
    bias += error / len(errors)
return total, bias
""",
    ),
    (
        "mean_gradients",
        NO_NAME,
        "inside the loop|first",
        """
total, bias = np.zeros(len(inputs[0])), 0.0
for error, sample in zip(errors, inputs):
    total += error * sample / len(errors)
    bias += error / len(errors)
    return total, bias
""",
    ),
    (
        "hand_back",
        NO_NAME | {"transposed", "raises"},
        "stands where",
        """
dL_dX = np.zeros(X.shape)
for i in range(W.shape[0]):
    for j in range(W.shape[1]):
        dL_dX[:, i] += dL_dZ[:, j] * W[i, 0]
return dL_dX
""",
    ),
    (
        "hand_back",
        RAISES,
        r"`dL_dZ\[:, i\]` has another index than is meant: `dL_dZ\[:, j\]`",
        """
dL_dX = np.zeros(X.shape)
for i in range(W.shape[0]):
    for j in range(W.shape[1]):
        dL_dX[:, i] += dL_dZ[:, i] * W[i, j]
return dL_dX
""",
    ),
    (
        "relu",
        NO_NAME,
        "negative entries",
        "out = np.zeros(Z.shape)\nfor i in np.ndindex(Z.shape):\n    out[i] = np.max(Z[i], 0)\nreturn out",
    ),
]

TWO_AT_ONCE = [
    (
        "train_two_layers",
        {"missing-slope+updated-too-early"},
        "All gradients first",
        TRAINING
        + """
    delta = (Y_hat - Y) / len(X)
    W2 += -learning_rate * A1.T @ delta
    b2 += -learning_rate * delta.sum(axis=0)
    hidden = delta @ W2.T * (A1 * (1 - A1))
    W1 += -learning_rate * X.T @ hidden
    b1 += -learning_rate * hidden.sum(axis=0)
""",
    ),
    (
        "train_two_layers",
        {"sum-for-mean+updated-too-early"},
        "All gradients first",
        TRAINING
        + """
    delta = (Y_hat - Y) * Y_hat * (1 - Y_hat)
    W2 -= learning_rate * A1.T @ delta
    b2 -= learning_rate * delta.sum(axis=0)
    hidden = delta @ W2.T * (A1 * (1 - A1))
    W1 -= learning_rate * X.T @ hidden
    b1 -= learning_rate * hidden.sum(axis=0)
""",
    ),
    (
        "train_two_layers",
        {"updated-too-early"},
        "All gradients first",
        TRAINING
        + """
    delta = (Y_hat - Y) / len(X) * Y_hat * (1 - Y_hat)
    W2 -= learning_rate * A1.T @ delta
    b2 -= learning_rate * delta.sum(axis=0)
    hidden = delta @ W2.T * (A1 * (1 - A1))
    W1 -= learning_rate * X.T @ hidden
    b1 -= learning_rate * hidden.sum(axis=0)
""",
    ),
    ("linear_forward", RAISES | {"wrong-sign", "wrong-sign+raises"}, "`X @ W`", "return X * W - b"),
    ("sigmoid_backward", RAISES | {"missing-slope", "missing-slope+raises"}, "second|1 - A", "return dL_dA @ A"),
    (
        "delta_hidden",
        RAISES | {"slope-of-activation", "transposed+slope-of-activation"},
        "z",
        "return W_next @ delta_next * z * (1 - z)",
    ),
]

CONVENTIONS = [
    (
        "momentum_step",
        {None, "uphill"},
        "old velocity",
        """
for w, v, g in zip(parameters, velocities, gradients):
    old = v.copy()
    v[:] = momentum * v + (1 - momentum) * g
    w -= (1 - momentum) * learning_rate * old
""",
    ),
    (
        "momentum_step",
        {None, "uphill"},
        "momentum² · v",
        MOMENTUM
        + "new = v * momentum + learning_rate * g\n    w += momentum * new - learning_rate * g\n    v[:] = new",
    ),
    (
        "momentum_step",
        NO_NAME,
        "Nesterov",
        MOMENTUM + "v[:] = v * momentum - learning_rate * g\n    w += momentum * v - learning_rate * g",
    ),
    (
        "momentum_step",
        NO_NAME,
        "Nesterov",
        MOMENTUM
        + "old = v.copy()\n    v[:] = v * momentum - learning_rate * g\n    w += (1 + momentum) * v - momentum * old",
    ),
    ("momentum_step", NO_NAME, "PyTorch", MOMENTUM + "v[:] = momentum * v + g\n    w -= learning_rate * v"),
    (
        "momentum_step",
        NO_NAME,
        "dampening|Adam",
        MOMENTUM + "v[:] = momentum * v + (1 - momentum) * g\n    w -= learning_rate * v",
    ),
    (
        "momentum_step",
        NO_NAME,
        "Nesterov",
        MOMENTUM + "v[:] = momentum * v + g\n    w -= learning_rate * (g + momentum * v)",
    ),
    (
        "sgd_step",
        NO_NAME | {"wrong-factor"},
        "1/learning_rate|learning_rate · theta|theta",
        "for p, g in zip(parameters, gradients):\n    p -= learning_rate * (g + p)",
    ),
    ("half_squared_error", {"mean-for-sum"}, "MSELoss", "return 0.5 * ((Y_hat - Y) ** 2).mean()"),
    ("half_squared_error", {"wrong-factor"}, "½", "return ((Y_hat - Y) ** 2).sum(axis=1).mean()"),
    ("half_squared_error", {"wrong-factor+mean-for-sum"}, "MSELoss", "return ((Y_hat - Y) ** 2).mean()"),
    ("half_squared_error_backward", {"mean-for-sum"}, "MSELoss", "return (Y_hat - Y) / Y.size"),
    ("half_squared_error_backward", {"wrong-factor"}, "½", "return 2 * (Y_hat - Y) / len(Y)"),
    (
        "softmax_cross_entropy",
        {"mean-for-sum"},
        "`k`|classes",
        """
s = logits - logits.max(axis=1, keepdims=True)
log_p = s - np.log(np.exp(s).sum(axis=1, keepdims=True))
return -np.mean(log_p * np.eye(logits.shape[1])[classes])
""",
    ),
    (
        "softmax_cross_entropy_backward",
        {"sum-for-mean"},
        "division by",
        SOFTMAX + "P[range(len(P)), classes] -= 1\nreturn P",
    ),
    (
        "two_layer_backward",
        {"mean-for-sum"},
        "number of samples",
        PAGE
        + """
m = len(X)
d2 = (Y_hat - Y) * Y_hat * (1 - Y_hat)
d1 = d2 @ W2.T * A1 * (1 - A1) / m
return X.T @ d1 / m, d1.sum(axis=0) / m, A1.T @ d2 / m, d2.sum(axis=0) / m
""",
    ),
    (
        "two_layer_backward",
        {"sum-for-mean"},
        "division by",
        PAGE
        + """
d2 = (Y_hat - Y) * Y_hat * (1 - Y_hat)
d1 = d2 @ W2.T * A1 * (1 - A1)
return X.T @ d1, d1.mean(axis=0), A1.T @ d2, d2.mean(axis=0)
""",
    ),
]

SOFTMAXES = [
    ("softmax", NO_NAME, "sum of all rows", "e = np.exp(Z)\nreturn e / e.sum()"),
    ("softmax", {"transposed"}, "down the columns", "return np.exp(Z) / sum(np.exp(Z))"),
    (
        "softmax",
        {"overflow"},
        "row's maximum|own",
        "e = np.exp(Z - np.max(Z))\nreturn e / np.sum(e, axis=1, keepdims=True)",
    ),
    (
        "softmax_cross_entropy_backward",
        SHAPE,
        "Jacobian",
        SLOPES + "e = np.exp(dP - dP.max())\ns = (e / e.sum()).reshape(-1, 1)\nreturn np.diagflat(s) - np.dot(s, s.T)",
    ),
    (
        "softmax_cross_entropy_backward",
        SHAPE,
        "Jacobian",
        SLOPES + "return np.diagflat(P) - np.outer(P, P)",
    ),
]

THE_JUDGE = [
    (
        "numerical_gradient",
        {"raises"},
        "print the shapes|ndindex",
        """
h, x = 1e-4, x.astype(float)
grad = np.zeros_like(x)
for i in range(x.size):
    kept = x[i]
    x[i] = kept + h
    above = f(x)
    x[i] = kept - h
    grad[i] = (above - f(x)) / (2 * h)
    x[i] = kept
return grad
""",
    ),
    (
        "numerical_gradient",
        {"integer"},
        "whole numbers",
        """
g = np.zeros_like(x)
for i in np.ndindex(x.shape):
    up, down = x.copy(), x.copy()
    up[i] = x[i] + 1e-5
    down[i] = x[i] - 1e-5
    g[i] = (f(up) - f(down)) / 2e-5
return g
""",
    ),
    ("numerical_gradient", NO_NAME, "one side", NUDGED.format("(f(x + e) - f(x)) / h")),
    (
        "numerical_gradient",
        {"wrong-factor"},
        r"`\(f\(x \+ e\) - f\(x - e\)\) / \(2 \* h\)`",
        NUDGED.format("(f(x + e) - f(x - e)) / 2 * h"),
    ),
    ("numerical_gradient", NO_NAME, "parentheses", NUDGED.format("f(x + e) - f(x - e) / (2 * h)")),
    ("numerical_gradient", {"wrong-factor"}, "parentheses", NUDGED.format("(f(x + e) - f(x - e)) * 1 / h * 2")),
]

PYTHON = [
    (
        "sigmoid",
        {"integer"},
        "whole numbers",
        "return np.piecewise(Z, [Z > 0], [lambda i: 1 / (1 + np.exp(-i)), lambda i: np.exp(i) / (1 + np.exp(i))])",
    ),
    (
        "chain_backward",
        RAISES,
        "isn't called",
        NEURON + "d2 = (a2 - y) * S_prime\nd1 = d2 * w2 * S_prime(z1)\nreturn d1 * x, d1, d2 * a1, d2",
    ),
    (
        "chain_backward",
        RAISES,
        "isn't called",
        NEURON + "d2 = (a2 - y) * S_prime(z2)\nd1 = d2 * w2 * S_prime\nreturn d1 * x, d1, d2 * a1, d2",
    ),
    ("sigmoid_backward", RAISES, r"`\*` missing", "return dL_dA * A(1 - A)"),
    ("linear_backward", RAISES, "`dL_dZ`", "return dL_dZ @ W.T, X.T @ dZ, dL_dZ.sum(axis=0)"),
    ("relu_backward", NO_NAME, "parentheses", "return dL_dA * Z > 0"),
    ("sigmoid", NO_NAME, "parentheses", "return 1 / 1 + np.exp(-Z)"),
    ("linear_forward", NO_NAME, "bias is added to the weights|parentheses", "return X @ (W + b)"),
]

CUT_OFF = [
    (
        "two_layer_backward",
        NO_NAME,
        "above 0.05 is cut off|np.clip|below",
        DELTA + BACK + f"return tuple(np.clip(g, -0.05, 0.05) for g in ({GRADIENTS.removeprefix('return ')}))",
    ),
    ("relu", NO_NAME, "Everything above 1 is cut off", "return np.clip(Z, 0, 1)"),
    (
        "linear_backward",
        NO_NAME,
        "above 1 is cut off",
        "return np.clip(dL_dZ @ W.T, -1, 1), X.T @ dL_dZ, dL_dZ.sum(axis=0)",
    ),
    (
        "sgd_step",
        NO_NAME,
        "clip|cut off",
        "for p, g in zip(parameters, gradients):\n    p -= learning_rate * np.clip(g, -1, 1)",
    ),
]

ALL = {name: value for name, value in globals().items() if name.isupper() and isinstance(value, list)}
