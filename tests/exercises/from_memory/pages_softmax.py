"""Pages of "softmax cross-entropy" as people write them: right ones in many styles, and wrong ones.

All are for the first variant: a mean over the samples, integer labels, rows. A wrong page is the plain one with
changes, and the identifier that it gets (None: known by its words only).
"""

PLAIN = '''
def softmax(Z):
    e = np.exp(Z - Z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)

def loss(logits, classes):
    shifted = logits - logits.max(axis=1, keepdims=True)
    log_P = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return -log_P[np.arange(len(logits)), classes].mean()

def gradient(logits, classes):
    P = softmax(logits)
    P[np.arange(len(logits)), classes] -= 1
    return P / len(logits)

def gradient_check(loss, gradient, logits, classes):
    found, eps = gradient(logits, classes), 1e-5
    for i in range(logits.shape[0]):
        for j in range(logits.shape[1]):
            old = logits[i, j]
            logits[i, j] = old + eps
            plus = loss(logits, classes)
            logits[i, j] = old - eps
            minus = loss(logits, classes)
            logits[i, j] = old
            if abs((plus - minus) / (2 * eps) - found[i, j]) > 1e-6:
                return False
    return True
'''

RIGHT = {
    "plain": PLAIN,
    "loops over lists": '''
import math

def loss(logits, classes):
    total = 0.0
    for z, c in zip(logits.tolist(), classes.tolist()):
        top = max(z)
        total += top + math.log(sum(math.exp(each - top) for each in z)) - z[c]
    return total / len(classes)

def gradient(logits, classes):
    rows = []
    for z, c in zip(logits.tolist(), classes.tolist()):
        powers = [math.exp(each - max(z)) for each in z]
        rows.append([(p / sum(powers) - (j == c)) / len(classes) for j, p in enumerate(powers)])
    return rows

def gradient_check(loss, gradient, logits, classes):
    found = np.array(gradient(logits, classes))
    numeric = np.zeros_like(logits)
    for index in np.ndindex(*logits.shape):
        nudge = np.zeros_like(logits)
        nudge[index] = 1e-6
        numeric[index] = (loss(logits + nudge, classes) - loss(logits - nudge, classes)) / 2e-6
    return np.allclose(numeric, found, atol=1e-7)
''',
    "one-hot rows and logaddexp": '''
def loss(Z, y):
    return float(np.mean(np.logaddexp.reduce(Z, axis=1) - Z[np.arange(Z.shape[0]), y]))

def gradient(Z, y):
    P = np.exp(Z - np.logaddexp.reduce(Z, axis=1)[:, None])
    Y = np.eye(Z.shape[1])[y]
    return (P - Y) / Z.shape[0]

def gradient_check(f, g, Z, y):
    G, worst = g(Z, y), 0.0
    for i in np.ndindex(Z.shape):
        up, down = Z.copy(), Z.copy()
        up[i] += 1e-5
        down[i] -= 1e-5
        worst = max(worst, abs((f(up, y) - f(down, y)) / 2e-5 - G[i]))
    return worst
''',
    "take_along_axis, and an assertion": '''
def loss(logits, labels):
    m = np.max(logits, axis=-1, keepdims=True)
    lse = m + np.log(np.sum(np.exp(logits - m), axis=-1, keepdims=True))
    return np.mean(lse - np.take_along_axis(logits, labels[:, None], axis=-1))

def gradient(logits, labels):
    m = np.max(logits, axis=-1, keepdims=True)
    e = np.exp(logits - m)
    d = e / np.sum(e, axis=-1, keepdims=True)
    np.put_along_axis(d, labels[:, None], np.take_along_axis(d, labels[:, None], axis=-1) - 1, axis=-1)
    return d / logits.shape[0]

def gradient_check(loss, gradient, logits, labels):
    analytic = gradient(logits, labels)
    for i, j in np.ndindex(logits.shape):
        logits[i, j] += 1e-5
        plus = loss(logits, labels)
        logits[i, j] -= 2e-5
        minus = loss(logits, labels)
        logits[i, j] += 1e-5
        assert abs((plus - minus) / 2e-5 - analytic[i, j]) < 1e-6, (i, j)
''',
    "row by row with the Jacobian": '''
def probabilities(z):
    e = np.exp(z - z.max())
    return e / e.sum()

def loss(logits, classes):
    return sum(np.log(np.exp(z - z.max()).sum()) - (z - z.max())[c] for z, c in zip(logits, classes)) / len(classes)

def gradient(logits, classes):
    out = np.empty(logits.shape)
    for i, (z, c) in enumerate(zip(logits, classes)):
        p = probabilities(z)
        out[i] = p
        out[i, c] = -(p.sum() - p[c])
    return out / len(logits)

def gradient_check(loss, gradient, logits, classes):
    g, n, h = gradient(logits, classes), np.zeros(logits.shape), 1e-4
    for i in np.ndindex(logits.shape):
        d = np.zeros(logits.shape)
        d[i] = h
        n[i] = (-loss(logits + 2 * d, classes) + 8 * loss(logits + d, classes) - 8 * loss(logits - d, classes)
                + loss(logits - 2 * d, classes)) / (12 * h)
    return bool(np.linalg.norm(g - n) / (np.linalg.norm(g) + np.linalg.norm(n)) < 1e-7)
''',
    "a clipped 1 in the sum, einsum": '''
def parts(logits):
    shifted = logits - logits.max(1)[:, None]
    powers = np.exp(shifted)
    return shifted, powers, powers.sum(1)[:, None] + 1e-15

def loss(logits, classes):
    shifted, powers, sums = parts(logits)
    Y = (classes[:, None] == np.arange(logits.shape[1])).astype(float)
    return np.einsum("nk,nk->", Y, np.log(sums) - shifted) / len(Y)

def gradient(logits, classes):
    _, powers, sums = parts(logits)
    Y = (classes[:, None] == np.arange(logits.shape[1])).astype(float)
    return (powers / sums - Y) / len(Y)

def gradient_check(loss, gradient, logits, classes):
    rng = np.random.default_rng(0)
    for _ in range(5):
        v = rng.normal(size=logits.shape)
        numeric = (loss(logits + 1e-5 * v, classes) - loss(logits - 1e-5 * v, classes)) / 2e-5
        if abs(numeric - (gradient(logits, classes) * v).sum()) > 1e-7:
            return False
    return True
''',
    "the loss in the gradient's cache": '''
cache = {}

def loss(logits, classes):
    Z = logits - logits.max(axis=1, keepdims=True)
    cache["P"] = np.exp(Z) / np.exp(Z).sum(axis=1, keepdims=True)
    return np.mean(-Z[range(len(Z)), classes] + np.log(np.exp(Z).sum(axis=1)))

def gradient(logits, classes):
    loss(logits, classes)
    dZ = cache["P"].copy()
    dZ[range(len(dZ)), classes] -= 1
    dZ *= 1 / len(dZ)
    return dZ

def gradient_check(loss, gradient, logits, classes):
    flat, got = logits.ravel(), gradient(logits, classes).ravel()
    errors = []
    for k in range(flat.size):
        keep = flat[k]
        flat[k] = keep + 1e-5
        a = loss(flat.reshape(logits.shape), classes)
        flat[k] = keep - 1e-5
        b = loss(flat.reshape(logits.shape), classes)
        flat[k] = keep
        n = (a - b) / 2e-5
        errors.append(abs(n - got[k]) / max(1e-8, abs(n) + abs(got[k])))
    return max(errors) < 1e-4
''',
    "sigmoid-like, for the differences of logits": '''
def loss(logits, classes):
    own = logits[np.arange(len(logits)), classes][:, None]
    d = logits - own
    top = d.max(axis=1)
    return (top + np.log(np.exp(d - top[:, None]).sum(axis=1))).sum() / d.shape[0]

def gradient(logits, classes):
    d = logits - np.amax(logits, axis=1).reshape(-1, 1)
    P = np.exp(d - np.log(np.exp(d).sum(axis=1)).reshape(-1, 1))
    Y = np.zeros(logits.shape)
    for i in range(len(classes)):
        Y[i, classes[i]] = 1
    return np.subtract(P, Y) / len(Y)

def gradient_check(loss, gradient, logits, classes):
    return {"worst": max(
        abs((loss(logits + e, classes) - loss(logits - e, classes)) / 2e-5 - (gradient(logits, classes) * e / 1e-5).sum())
        for e in (1e-5 * np.eye(logits.size)).reshape(-1, *logits.shape)
    )}
''',
}

LOSS, GRADIENT = "return -log_P[np.arange(len(logits)), classes].mean()", "P[np.arange(len(logits)), classes] -= 1"
WRONG = [
    ("sum-for-mean", (LOSS, LOSS.replace("mean", "sum"))),
    ("wrong-sign", (LOSS, LOSS.replace("-log_P", "log_P"))),
    ("broadcast", (LOSS, "return -log_P[:, classes].mean()")),
    ("batch-not-summed", (LOSS, LOSS.replace(".mean()", ""))),
    ("last-sample-only", (LOSS, "return -log_P[-1, classes[-1]]")),
    (None, (LOSS, "return -np.exp(log_P)[np.arange(len(logits)), classes].mean()")),
    (None, (LOSS, "return -log_P.sum(axis=1).mean()")),
    ("mean-for-sum", (LOSS, "return -(np.eye(logits.shape[1])[classes] * log_P).mean()")),
    (None, (LOSS, "return -log_P.max(axis=1).mean()")),
    ("wrong-factor", (LOSS, "return -(log_P / np.log(2))[np.arange(len(logits)), classes].mean()")),
    ("overflow", ("shifted = logits - logits.max(axis=1, keepdims=True)", "shifted = logits")),
    ("overflow", (LOSS, "return -np.log(softmax(logits)[np.arange(len(logits)), classes]).mean()")),
    ("overflow", (LOSS, "return -np.log(softmax(logits) + 1e-12)[np.arange(len(logits)), classes].mean()")),
    ("sum-for-mean", ("return P / len(logits)", "return P")),
    ("wrong-sign", (GRADIENT, "P[np.arange(len(logits)), classes] += 1")),
    ("wrong-sign", ("return P / len(logits)", "return -P / len(logits)")),
    ("broadcast", (GRADIENT, "P[:, classes] -= 1")),
    ("missing-upstream", (GRADIENT, "pass")),
    (None, (GRADIENT, "P -= classes[:, None]")),
    ("slope-of-activation", (GRADIENT, GRADIENT + "; P *= softmax(logits) * (1 - softmax(logits))")),
    ("slope-of-activation", ("P = softmax(logits)", "P = logits.copy()")),
    ("slope-of-activation", ("P = softmax(logits)", "P = softmax(softmax(logits))")),
    ("slope-of-activation", ("P = softmax(logits)", "P = 1 / (1 + np.exp(-logits))")),
    ("missing-slope", ("return P / len(logits)", "return -np.eye(P.shape[1])[classes] / softmax(logits) / len(P)")),
    ("last-sample-only", (GRADIENT, "P[-1, classes[-1]] -= 1")),
    ("transposed", ("e.sum(axis=1, keepdims=True)", "e.sum(axis=0)"), ("Z.max(axis=1, keepdims=True)", "Z.max()")),
    ("batch-not-summed", ("return P / len(logits)", "return P.mean(axis=0)")),
    ("mean-for-sum", ("return P / len(logits)", "return P / P.size")),
    ("argument-changed", ("P = softmax(logits)", "P = softmax(logits); logits -= logits.max(axis=1, keepdims=True)")),
    ("wrong-factor", ("return P / len(logits)", "return 2 * P / len(logits)")),
]

JUDGES = [  # that are none, by what is said of them
    ("compare each entry", ("                return False\n", "                pass\n")),
    ("`abs`", ("if abs((plus - minus) / (2 * eps) - found[i, j]) > 1e-6", "if (plus - minus) / (2 * eps) - found[i, j] > 1e-6")),
    ("How large a difference", ("> 1e-6", "> 0.01")),
    ("every entry", ("for i in range(logits.shape[0])", "for i in range(1)")),
    ("Put each entry back", ("            logits[i, j] = old\n            if", "            if")),
    ("rejects a right gradient", ("/ (2 * eps)", "/ eps")),
    (
        "compare each entry",
        ("            if abs((plus - minus) / (2 * eps) - found[i, j]) > 1e-6:\n                return False\n    return True",
         "            found[i, j] -= (plus - minus) / (2 * eps)\n    return abs(found.sum()) < 1e-6"),
    ),
    ("Their direction is right", ("if abs((plus - minus) / (2 * eps) - found[i, j]) > 1e-6", "if (plus - minus) * found[i, j] < 0")),
]
