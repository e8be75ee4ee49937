"""Pages of "logistic regression" as people write them: right ones in many styles, and wrong ones.

All are for the first variant: labels 0 and 1, no penalty, a mean over the samples.
"""

PLAIN = '''
def predict(X, w, b):
    return 1 / (1 + np.exp(-(X @ w + b)))

def loss(X, y, w, b):
    z = X @ w + b
    return np.mean(np.maximum(z, 0) - y * z + np.log1p(np.exp(-np.abs(z))))

def gradients(X, y, w, b):
    error = predict(X, w, b) - y
    dw = X.T @ error / len(y)
    db = error.mean()
    return dw, db

def fit(X, y, learning_rate, epochs):
    w, b = np.zeros(X.shape[1]), 0.0
    for epoch in range(epochs):
        dw, db = gradients(X, y, w, b)
        w -= learning_rate * dw
        b -= learning_rate * db
    return w, b
'''
LOOPS = '''
import math

def predict(X, w, b):
    p = []
    for row in X:
        z = sum(x * k for x, k in zip(row, w)) + b
        p.append(1 / (1 + math.exp(-z)) if z >= 0 else math.exp(z) / (1 + math.exp(z)))
    return p

def loss(X, y, w, b):
    total = 0
    for row, label in zip(X, y):
        z = float(row @ w + b)
        total += max(z, 0) + math.log(1 + math.exp(-abs(z))) - label * z
    return total / len(y)

def gradients(X, y, w, b):
    dw, db = [0.0] * len(w), 0.0
    for row, label, p in zip(X, y, predict(X, w, b)):
        for k in range(len(w)):
            dw[k] += (p - label) * row[k] / len(y)
        db += (p - label) / len(y)
    return [dw, db]

def fit(X, y, learning_rate, epochs):
    w, b = [0.0] * X.shape[1], 0.0
    for _ in range(epochs):
        dw, db = gradients(X, y, np.array(w), b)
        w = [k - learning_rate * d for k, d in zip(w, dw)]
        b = b - learning_rate * db
    return w, b
'''


def changed(*changes, base=PLAIN):
    """A page with changes."""
    for old, new in changes:
        assert old in base, old
        base = base.replace(old, new)
    return base


RIGHT = {
    "plain": PLAIN,
    "loops": LOOPS,
    "logaddexp, and a dictionary": changed(
        ("np.mean(np.maximum(z, 0) - y * z + np.log1p(np.exp(-np.abs(z))))", "(np.logaddexp(0, z) - y * z).sum() / len(z)"),
        ("return dw, db", 'return {"dw": dw, "db": db}'),
        ("dw, db = gradients(X, y, w, b)", 'g = gradients(X, y, w, b); dw, db = g["dw"], g["db"]'),
    ),
    "one array of all": changed(
        ("return dw, db", "return np.append(dw, db)"),
        ("dw, db = gradients(X, y, w, b)", "g = gradients(X, y, w, b); dw, db = g[:-1], g[-1]"),
        ("return w, b", "return np.concatenate([w, [b]])"),
    ),
    "cases by np.where, losses returned as well": changed(
        ("return 1 / (1 + np.exp(-(X @ w + b)))", "q = np.exp(-np.abs(X @ w + b)); return np.where(X @ w + b >= 0, 1, q) / (1 + q)"),
        ("np.mean(np.maximum(z, 0) - y * z + np.log1p(np.exp(-np.abs(z))))", "np.where(y == 1, np.logaddexp(0, -z), np.logaddexp(0, z)).mean()"),
        ("    for epoch", "    losses = []\n    for epoch"),
        ("        dw, db = gradients", "        losses.append(loss(X, y, w, b))\n        dw, db = gradients"),
        ("    return w, b", "    return w, b, losses"),
    ),
    "columns inside": changed(
        ("w, b = np.zeros(X.shape[1]), 0.0", "w, b = np.zeros((X.shape[1], 1)), np.zeros((1, 1))"),
        ("dw, db = gradients(X, y, w, b)", "dw, db = gradients(X, y, w[:, 0], b[0, 0])"),
        ("w -= learning_rate * dw", "w -= learning_rate * dw[:, None]"),
    ),
    "an object": changed(
        ("def fit", "class Model: pass\n\ndef fit"),
        ("return w, b\n", "model = Model(); model.w, model.b = w, b; return model\n"),
    ),
    "a random start and shuffled samples": changed(
        ("w, b = np.zeros(X.shape[1]), 0.0", "w, b = np.random.normal(0, 0.01, X.shape[1]), 0.0"),
        ("        dw, db = gradients(X, y, w, b)", "        order = np.random.permutation(len(X))\n        dw, db = gradients(X[order], y[order], w, b)"),
    ),
    "mini-batches": changed(
        ("        dw, db = gradients(X, y, w, b)\n        w -= learning_rate * dw\n        b -= learning_rate * db\n",
         "        for i in range(0, len(X), 20):\n            dw, db = gradients(X[i:i+20], y[i:i+20], w, b)\n"
         "            w, b = w - 0.1 * learning_rate * dw, b - 0.1 * learning_rate * db\n"),
    ),
    "a column of ones": changed(
        ("    error = predict(X, w, b) - y\n    dw = X.T @ error / len(y)\n    db = error.mean()\n    return dw, db",
         "    wide = np.hstack([X, np.ones((len(X), 1))])\n    g = wide.T @ (predict(X, w, b) - y) / len(X)\n    return g[:-1], g[-1:]"),
    ),
}
ERROR, LOSS = "error = predict(X, w, b) - y", "np.mean(np.maximum(z, 0) - y * z + np.log1p(np.exp(-np.abs(z))))"
WRONG = [
    (None, ("return 1 / (1 + np.exp(-(X @ w + b)))", "return np.tanh(X @ w + b)")),
    (None, ("return 1 / (1 + np.exp(-(X @ w + b)))", "return X @ w + b")),
    ("wrong-sign", ("np.exp(-(X @ w + b))", "np.exp(X @ w + b)")),
    (None, ("return 1 / (1 + np.exp(-(X @ w + b)))", "return 1 / (1 + np.exp(-(X @ w)))")),
    ("wrong-sign", (f"return {LOSS}", f"return -{LOSS}")),
    ("sum-for-mean", (LOSS, LOSS.replace("np.mean", "np.sum"))),
    ("overflow", (LOSS, "-np.mean(y * np.log(predict(X, w, b)) + (1 - y) * np.log(1 - predict(X, w, b)))")),
    ("overflow", (LOSS, "np.mean(np.log(1 + np.exp(z)) - y * z)")),
    (None, (LOSS, "-np.mean(y * np.log(predict(X, w, b)))")),
    (None, (LOSS, "np.mean((predict(X, w, b) - y) ** 2)")),
    (None, (LOSS, "np.mean(np.logaddexp(0, -y * z))")),
    ("batch-not-summed", (LOSS, LOSS.replace("np.mean(", "("))),
    ("wrong-sign", (ERROR, "error = y - predict(X, w, b)")),
    ("slope-of-activation", (ERROR, "p = predict(X, w, b); error = (p - y) * p * (1 - p)")),
    ("sum-for-mean", ("X.T @ error / len(y)", "X.T @ error")),
    ("sum-for-mean", ("error.mean()", "error.sum()")),
    ("mean-for-sum", ("error.mean()", "error.mean() / len(y)")),
    ("batch-not-summed", ("X.T @ error / len(y)", "(X * error[:, None]).sum(axis=1) / len(y)")),
    ("last-sample-only", ("X.T @ error / len(y)", "X[-1] * error[-1] / len(y)")),
    (None, ("X.T @ error / len(y)", "X.mean(axis=0) * error.sum()")),
    ("slope-of-activation", (ERROR, "error = X @ w + b - y")),
    (None, (ERROR, "error = (predict(X, w, b) > 0.5) - y")),
    ("missing-upstream", (ERROR, "error = predict(X, w, b)")),
    ("uphill", ("w -=", "w +="), ("b -=", "b +=")),
    (None, ("        b -= learning_rate * db\n", "")),
    ("wrong-factor", ("learning_rate * d", "d")),
    (None, ("    return w, b", "        return w, b")),
    (None, ("range(epochs)", "range(epochs - 1)")),
    ("updated-too-early", ("        b -= learning_rate * db", "        b -= learning_rate * gradients(X, y, w, b)[1]")),
    (None, ("range(epochs)", "range(min(epochs, 5))")),
    (None, ("w, b = np.zeros(X.shape[1]), 0.0", "w, b = np.random.normal(size=X.shape[1]), 0.0"), ("range(epochs)", "range(3)")),
    (None, ("dw, db = gradients(X, y, w, b)\n", "dw, db = gradients(X, 0 * y + np.random.randint(0, 2, len(y)), w, b)\n")),
]
