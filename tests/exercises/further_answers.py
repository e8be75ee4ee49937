"""Answers as readers write them, to tables of slopes, products, a softmax layer, logistic regression and yes or no."""

NUDGED = """
J = np.zeros((len(f(x)), len(x)))
for k in range(len(x)):
    nudge = np.zeros(len(x))
    nudge[k] = 1e-5
    J[:, k] = (f(x + nudge) - f(x - nudge)) / 2e-5
return J
"""
IN_A_COPY = """
at, h = np.array(x, dtype=float), 1e-5
J = np.empty((f(at).size, at.size))
for k in range(at.size):
    kept = at[k]
    at[k] = kept + h
    above = f(at)
    at[k] = kept - h
    below = f(at)
    at[k] = kept
    J[:, k] = (above - below) / (2 * h)
return J
"""
BY_SIDES = """
before = [np.eye(len(dL_dM))]
for A in factors:
    before.append(before[-1] @ A)
after = [np.eye(len(dL_dM))]
for A in factors[::-1]:
    after.insert(0, A @ after[0])
return [before[i].T @ dL_dM @ after[i + 1].T for i in range(len(factors))]
"""
AFRESH = """
found = []
for i in range(len(factors)):
    B, C = np.eye(len(dL_dM)), np.eye(len(dL_dM))
    for A in factors[:i]:
        B = B @ A
    for A in factors[i + 1:]:
        C = C @ A
    found.append(B.T @ dL_dM @ C.T)
return np.array(found)
"""
LAYER_BY_LAYER = """
kept, value = [], np.eye(len(dL_dM))
for A in factors:
    kept.append(value)
    value = value @ A
found, arrives = [], dL_dM
for A, came_in in zip(factors[::-1], kept[::-1]):
    found.append(came_in.T @ arrives)
    arrives = arrives @ A.T
return found[::-1]
"""
BY_JACOBIAN = """
n, k = P.shape
out = np.zeros((n, k))
for s in range(n):
    for i in range(k):
        for j in range(k):
            out[s, i] += dL_dP[s, j] * P[s, j] * ((i == j) - P[s, i])
return out
"""
FORWARD = "z = X @ w + b\np = 1 / (1 + np.exp(-z))\nn = len(y)\n"
LOSS = "L = -(y * np.log(p) + (1 - y) * np.log(1 - p)).mean()\n"
BACK = "d = (p - y) / n\nreturn p, L, X.T @ d, d.sum()"
BY_SAMPLES = """
n, d = X.shape
p, L, dw, db = [], 0.0, np.zeros(d), 0.0
for row, label in zip(X, y):
    q = 1 / (1 + math.exp(-(sum(row * w) + b)))
    p.append(q)
    L -= (math.log(q) if label == 1 else math.log(1 - q)) / n
    for k in range(d):
        dw[k] += (q - label) * row[k] / n
    db += (q - label) / n
return p, L, dw, db
"""
STABLE = "np.maximum(logits, 0) - logits * Y + np.log1p(np.exp(-np.abs(logits)))"
SAFE = "p = safe_sigmoid(logits)\nn = len(Y)\n"
NAIVE = "p = 1 / (1 + np.exp(-logits))\nn = len(Y)\n"

RIGHT = {
    "numerical_jacobian": [
        NUDGED,
        IN_A_COPY,
        "h = 1e-5\nreturn np.array([(f(x + h * e) - f(x - h * e)) / (2 * h) for e in np.eye(len(x))]).T",
        "h = 1e-4\nsteps = h * np.eye(len(x))\n"
        "return np.column_stack([(f(x + e) - f(x - e)) / (2 * h) for e in steps])",
        (
            "from helpers.nn import numerical_gradient\nreturn [numerical_gradient(lambda x: f(x)[j], x) for j in"
            " range(len(f(x)))]"
        ),
        (
            "rows = [[0.0] * len(x) for _ in f(x)]\nfor k in range(len(x)):\n    up, down = x.astype(float),"
            " x.astype(float)\n    up[k] += 1e-6\n    down[k] -= 1e-6\n    for j, (a, b) in enumerate(zip(f(up),"
            " f(down))):\n        rows[j][k] = (a - b) / (up[k] - down[k])\nreturn rows"
        ),
        NUDGED.replace("(f(x + nudge) - f(x - nudge)) / 2e-5", "(f(x + nudge) / 2 - f(x - nudge) / 2) / 1e-5"),
    ],
    "product_backward": [
        BY_SIDES,
        AFRESH,
        LAYER_BY_LAYER,
        "r, d = factors.shape[:2]\none = np.eye(d)\nfound = np.empty((r, d, d))\nfor i in range(r):\n    B ="
        " np.linalg.multi_dot([one, one, *factors[:i]])\n    C = np.linalg.multi_dot([one, *factors[i + 1:], one])\n"
        "    found[i] = np.einsum('ji,jk,lk->il', B, dL_dM, C)\nreturn found",
        (
            "found, arrives = [], dL_dM\nfor i in reversed(range(len(factors))):\n    back = arrives\n    for A in"
            " factors[:i]:\n        back = A.T @ back\n    found.insert(0, back)\n    arrives = arrives @"
            " factors[i].T\nreturn found"
        ),
        AFRESH.replace("return np.array(found)", "return [g.tolist() for g in found]"),
    ],
    "softmax_backward": [
        "return P * (dL_dP - (dL_dP * P).sum(axis=1, keepdims=True))",
        "return dL_dP * P - P * np.sum(dL_dP * P, axis=1)[:, None]",
        "return P * dL_dP - P * np.einsum('nk,nk->n', P, dL_dP).reshape(-1, 1)",
        "return [(np.diag(p) - np.outer(p, p)) @ g for g, p in zip(dL_dP, P)]",
        "J = P[:, :, None] * np.eye(P.shape[1]) - P[:, :, None] * P[:, None, :]\n"
        "return np.einsum('nij,nj->ni', J, dL_dP)",
        BY_JACOBIAN,
        "rows = []\nfor g, p in zip(dL_dP, P):\n    rows.append(p * (g - g @ p))\nreturn np.stack(rows)",
        "out = np.empty(P.shape)\nfor i in range(len(P)):\n    J = np.diag(P[i]) - P[i][:, None] @ P[i][None]\n"
        "    out[i] = dL_dP[i] @ J\nreturn out",
    ],
    "logistic_regression": [
        FORWARD + LOSS + BACK,
        FORWARD
        + "L = -np.where(y == 1, np.log(p), np.log(1 - p)).sum() / n\nd = p - y\nreturn p, L, d @ X / n, d.mean()",
        FORWARD + "L = np.logaddexp(0, np.where(y, -z, z)).mean()\n" + BACK,
        FORWARD + "L = np.mean(np.maximum(z, 0) - z * y + np.log1p(np.exp(-np.abs(z))))\n" + BACK,
        BY_SAMPLES,
        "p = sigmoid(np.dot(X, w) + b)\nm = X.shape[0]\n"
        "cost = -1 / m * np.sum(y * np.log(p) + (1 - y) * np.log(1 - p))\n"
        "dz = p - y\ndw = 1 / m * np.dot(X.T, dz)\ndb = 1 / m * np.sum(dz)\nreturn p, cost, dw, db",
        FORWARD + LOSS + "dp = (-y / p + (1 - y) / (1 - p)) / n\ndz = dp * p * (1 - p)\n"
        "return p, L, (X * dz[:, None]).sum(axis=0), sum(dz)",
        "Xb = np.column_stack([X, np.ones(len(X))])\np = sigmoid(Xb @ np.append(w, b))\nn = len(y)\n"
        + LOSS
        + "g = Xb.T @ (p - y) / n\nreturn p, L, g[:-1], g[-1]",
    ],
    "binary_cross_entropy": [
        f"return ({STABLE}).mean()",
        "return np.logaddexp(0, np.where(Y == 1, -logits, logits)).mean()",
        "return (np.logaddexp(0, logits) - logits * Y).sum() / len(Y)",
        "return -(Y * -np.logaddexp(0, -logits) + (1 - Y) * -np.logaddexp(0, logits)).mean()",
        (
            "total = 0.0\nfor z, y in zip(logits.ravel(), Y.ravel()):\n    total += max(z, 0) - z * y +"
            " math.log1p(math.exp(-abs(z)))\nreturn total / len(Y)"
        ),
        "z, y = logits[:, 0], Y[:, 0]\nreturn np.mean((1 - y) * z + np.maximum(-z, 0) + np.log(1 + np.exp(-abs(z))))",
        (
            "from helpers.nn import SoftmaxCrossEntropy\nZ = np.hstack([np.zeros(logits.shape), logits])\nreturn"
            " SoftmaxCrossEntropy().forward(Z, Y.astype(int).ravel())"
        ),
    ],
    "binary_cross_entropy_backward": [
        SAFE + "return (p - Y) / n",
        SAFE + "return -(Y - p) / n",
        SAFE + "return np.where(Y == 1, p - 1, p) / n",
        SAFE + "return -(Y * (1 - p) - (1 - Y) * p) / n",
        "p = 0.5 * (1 + np.tanh(logits / 2))\nreturn (p - Y) / Y.shape[0]",
        "def p(z):\n    return math.exp(min(z, 0)) / (1 + math.exp(-abs(z)))\nreturn [[(p(z) - y) / len(Y)] for z, y"
        " in zip(logits[:, 0], Y[:, 0])]",
        "p = np.exp(-np.logaddexp(0, -logits))\ng = p.copy()\ng[Y == 1] -= 1\nreturn g / len(g)",
        "s = 2 * Y - 1\nreturn -s * safe_sigmoid(-s * logits) / len(Y)",
    ],
}

WRONG = {
    "numerical_jacobian": [
        ("transposed", "h = 1e-5\nreturn [(f(x + h * e) - f(x - h * e)) / (2 * h) for e in np.eye(len(x))]"),
        (None, "h = 1e-5\nreturn [(f(x + h * e) - f(x - h * e)).sum() / (2 * h) for e in np.eye(len(x))]"),
        (None, "h = 1e-5\nreturn [np.mean(f(x + h * e) - f(x - h * e)) / (2 * h) for e in np.eye(len(x))]"),
        (None, "h = 1e-5\nreturn (f(x + h) - f(x - h)) / (2 * h)"),
        (None, "h = 1e-5\nreturn [np.linalg.norm(f(x + h * e) - f(x - h * e)) / (2 * h) for e in np.eye(len(x))]"),
        (None, NUDGED.replace("(f(x + nudge) - f(x - nudge))", "np.abs(f(x + nudge) - f(x - nudge))")),
        (None, NUDGED.replace("(f(x + nudge) - f(x - nudge)) / 2e-5", "(f(x + nudge) - f(x)) / 1e-5")),
        (None, NUDGED.replace("(f(x + nudge) - f(x - nudge)) / 2e-5", "(f(x) - f(x - nudge)) / 1e-5")),
        (None, NUDGED.replace("(f(x + nudge) - f(x - nudge)) / 2e-5", "(f(x + nudge / 1e5) - f(x)) / 1e-10")),
        (None, IN_A_COPY.replace("    at[k] = kept\n", "")),
        (None, "h = 1e-5\nreturn np.array([(f(x + h * e) - f(x - h * e))[0] / (2 * h) for e in np.eye(len(x))])"),
        ("wrong-factor", NUDGED.replace("/ 2e-5", "/ 1e-5")),
        ("wrong-sign", NUDGED.replace("f(x + nudge) - f(x - nudge)", "f(x - nudge) - f(x + nudge)")),
        ("last-sample-only", NUDGED.replace("    nudge = ", "    J = np.zeros(J.shape)\n    nudge = ")),
        ("integer", NUDGED.replace("J = np.zeros((len(f(x)), len(x)))", "J = np.zeros((len(f(x)), len(x)), x.dtype)")),
        ("integer", IN_A_COPY.replace("np.array(x, dtype=float)", "x.copy()").replace("1e-5", "1e-3")),
        (
            "argument-changed",
            "J = []\nfor k in range(len(x)):\n    x[k] += 1e-5\n    above = f(x)\n    x[k] -= 2e-5\n"
            "    J.append((above -"
            " f(x)) / 2e-5)\n    x[k] += 1e-5\nx *= 2\nreturn np.array(J).T",
        ),
        ("raises", "from helpers.nn import numerical_gradient\nreturn numerical_gradient(f, x)"),
        ("transposed", NUDGED.replace("J[:, k] =", "J[k] =")),
    ],
    "product_backward": [
        ("transposed", AFRESH.replace("B.T @ dL_dM @ C.T", "B @ dL_dM @ C")),
        ("transposed", AFRESH.replace("B.T @ dL_dM @ C.T", "B.T @ dL_dM @ C")),
        ("transposed", AFRESH.replace("B.T @ dL_dM @ C.T", "C.T @ dL_dM @ B.T")),
        ("transposed", AFRESH.replace("B = B @ A", "B = A @ B")),
        ("transposed", AFRESH.replace("C = C @ A", "C = C @ A.T").replace("C.T)", "C)")),
        ("transposed", AFRESH.replace("B.T @ dL_dM @ C.T", "(B.T @ dL_dM @ C.T).T")),
        (None, AFRESH.replace("factors[:i]", "factors[:i + 1]")),
        (None, AFRESH.replace("factors[i + 1:]", "factors[i:]")),
        (
            None,
            "found, arrives = [], dL_dM\nfor A in factors[::-1]:\n    found.append(arrives)\n    arrives = arrives @"
            " A.T\nreturn found[::-1]",
        ),
        (None, LAYER_BY_LAYER.replace("return found[::-1]", "return found")),
        (None, AFRESH.replace("B = B @ A", "B = A")),
        (None, AFRESH.replace("B.T @ dL_dM @ C.T", "dL_dM @ (B @ C).T")),
        (None, AFRESH.replace("B.T @ dL_dM @ C.T", "B.T * dL_dM * C.T")),
        ("missing-upstream", AFRESH.replace("B.T @ dL_dM @ C.T", "(B @ C).T")),
        (None, "return np.stack([dL_dM for A in factors])"),
        ("last-sample-only", AFRESH.replace("found.append(B.T @ dL_dM @ C.T)", "found = B.T @ dL_dM @ C.T")),
        ("wrong-sign", AFRESH.replace("B.T @ dL_dM", "-B.T @ dL_dM")),
        ("mean-for-sum", AFRESH.replace("np.array(found)", "np.array(found) / len(factors)")),
        ("argument-changed", AFRESH.replace("return", "factors *= 2\nreturn")),
    ],
    "softmax_backward": [
        ("missing-path", "return dL_dP * P * (1 - P)"),
        ("missing-path", "return dL_dP * P"),
        ("missing-slope", "return dL_dP"),
        ("missing-slope", "return dL_dP - (dL_dP * P).sum(axis=1, keepdims=True)"),
        ("missing-slope", "return P * (dL_dP - dL_dP.sum(axis=1, keepdims=True))"),
        ("missing-upstream", "return P * (1 - P)"),
        ("missing-upstream", "return np.stack([(np.diag(p) - np.outer(p, p)).sum(axis=1) for p in P])"),
        (
            "slope-of-activation",
            "E = np.exp(P)\nS = E / E.sum(axis=1, keepdims=True)\nreturn S * (dL_dP - (dL_dP *"
            " S).sum(axis=1, keepdims=True))",
        ),
        ("transposed", "return P * (dL_dP - (dL_dP * P).sum(axis=0))"),
        (None, "return P * (dL_dP - (dL_dP * P).sum())"),
        ("mean-for-sum", "return P * (dL_dP - (dL_dP * P).mean(axis=1, keepdims=True))"),
        ("mean-for-sum", "return P * (dL_dP - dL_dP.mean(axis=1, keepdims=True))"),
        ("mean-for-sum", "return P * (dL_dP - (dL_dP * P).sum(axis=1, keepdims=True)) / len(P)"),
        ("wrong-sign", "return P * ((dL_dP * P).sum(axis=1, keepdims=True) - dL_dP)"),
        ("wrong-sign", "return P * (dL_dP + (dL_dP * P).sum(axis=1, keepdims=True))"),
        (None, "return P - dL_dP"),
        (None, "return dL_dP * (P - (P * dL_dP).sum(axis=1, keepdims=True))"),
        ("last-sample-only", BY_JACOBIAN.replace("+=", "=")),
        ("wrong-sign+missing-path", "return dL_dP * P * (P - 1)"),
        ("broadcast", "return P * (dL_dP - (dL_dP * P).sum(axis=1))"),
        ("argument-changed", "dL_dP -= (dL_dP * P).sum(axis=1, keepdims=True)\nreturn P * dL_dP"),
        (
            "integer",
            "out = np.zeros_like(dL_dP)\nout[:] = P * (dL_dP - (dL_dP * P).sum(axis=1, keepdims=True))\nreturn out",
        ),
        ("raises", "J = np.diag(P) - np.outer(P, P)\nreturn J @ dL_dP"),
    ],
    "logistic_regression": [
        ("wrong-sign", FORWARD + LOSS + BACK.replace("p - y", "y - p")),
        ("wrong-sign", FORWARD + LOSS.replace("-(", "(") + BACK),
        ("wrong-sign", FORWARD + LOSS.replace("+ (1 - y)", "- (1 - y)") + BACK),
        ("sum-for-mean", FORWARD + LOSS + BACK.replace(" / n", "")),
        ("sum-for-mean", FORWARD + LOSS.replace("mean", "sum") + BACK),
        ("mean-for-sum", FORWARD + LOSS + BACK.replace("d.sum()", "d.mean()")),
        ("mean-for-sum", FORWARD + LOSS + BACK.replace("X.T @ d", "X.T @ d / n")),
        ("missing-slope", FORWARD + LOSS + BACK.replace("(p - y)", "(-y / p + (1 - y) / (1 - p))")),
        ("wrong-sign", FORWARD + LOSS + BACK.replace("(p - y)", "-(y / p + (1 - y) / (1 - p)) * p * (1 - p)")),
        (
            "wrong-sign+missing-slope",
            FORWARD + LOSS + BACK.replace("(p - y)", "-(y / p + (1 - y) / (1 - p))"),
        ),
        (None, FORWARD + LOSS + BACK.replace("(p - y)", "(p - y) * p * (1 - p)")),
        (None, FORWARD.replace(" + b", "") + LOSS + BACK),
        (None, FORWARD + "L = -(y * np.log(p)).mean()\n" + BACK),
        (None, FORWARD + "L = ((p - y) ** 2).mean()\n" + BACK),
        (None, FORWARD + LOSS.replace("y * np.log(p)", "np.log(p)") + BACK),
        (None, FORWARD + LOSS.replace("np.log(1 - p)", "(1 - p)") + BACK),
        ("wrong-sign", FORWARD.replace("np.exp(-z)", "np.exp(z)") + LOSS + BACK),
        ("missing-upstream", FORWARD + LOSS + BACK.replace("(p - y)", "p")),
        ("missing-upstream", FORWARD + LOSS + BACK.replace("X.T @ d", "X.mean(axis=0)")),
        ("batch-not-summed", FORWARD + LOSS + BACK.replace("X.T @ d", "X.T * d")),
        ("batch-not-summed", FORWARD + LOSS + BACK.replace("d.sum()", "d")),
        ("batch-not-summed", FORWARD + LOSS.replace(".mean()", "") + BACK),
        (
            "last-sample-only",
            FORWARD + LOSS + "for row, q, t in zip(X, p, y):\n    dw, db = (q - t) * row / n, (q - t) / n\n"
            "return p, L, dw, db",
        ),
        (None, FORWARD + LOSS + BACK.replace("X.T @ d", "w * d.sum()")),
        (None, FORWARD + LOSS + BACK.replace("d.sum()", "b * d.sum()")),
        ("transposed", FORWARD + LOSS + "d = (p - y) / n\nreturn p, L, d.sum(), X.T @ d"),
        (None, FORWARD + LOSS + "return p, L"),
        ("argument-changed", FORWARD + LOSS + "d = (p - y) / n\ndw = X.T @ d\nw -= 0.1 * dw\nreturn p, L, dw, d.sum()"),
        ("raises", FORWARD.replace("X @ w", "X * w") + LOSS + BACK),
    ],
    "binary_cross_entropy": [
        ("overflow", NAIVE + "return -(Y * np.log(p) + (1 - Y) * np.log(1 - p)).mean()"),
        ("overflow", SAFE + "return -(Y * np.log(p) + (1 - Y) * np.log(1 - p)).mean()"),
        ("overflow", "return (np.log(1 + np.exp(logits)) - logits * Y).mean()"),
        ("overflow", "return np.log(1 + np.exp(-(2 * Y - 1) * logits)).mean()"),
        ("wrong-sign", NAIVE + "return (Y * np.log(p) + (1 - Y) * np.log(1 - p)).mean()"),
        ("wrong-sign", NAIVE + "return -(Y * np.log(p) - (1 - Y) * np.log(1 - p)).mean()"),
        ("wrong-sign", f"return ({STABLE.replace('- logits * Y', '+ logits * Y')}).mean()"),
        ("wrong-sign", f"return ({STABLE.replace('-np.abs', 'np.abs')}).mean()"),
        ("wrong-sign", NAIVE + "return -(Y * np.log(1 - p) + (1 - Y) * np.log(p)).mean()"),
        ("sum-for-mean", f"return ({STABLE}).sum()"),
        ("batch-not-summed", f"return {STABLE}"),
        ("broadcast", f"Y = Y.ravel()\nreturn ({STABLE}).mean()"),
        (
            "last-sample-only",
            "for z, y in zip(logits, Y):\n    L = max(z[0], 0) - z[0] * y[0] + np.log1p(np.exp(-abs(z[0])))\n"
            "return L / len(Y)",
        ),
        (None, NAIVE + "return -(Y * np.log(p)).mean()"),
        (None, NAIVE + "return -((1 - Y) * np.log(1 - p)).mean()"),
        (None, NAIVE + "return ((p - Y) ** 2).mean()"),
        (None, NAIVE + "return -(Y * p + (1 - Y) * (1 - p)).mean()"),
        (None, f"return ({STABLE.replace('np.log1p', '')}).mean()"),
        (None, f"return ({STABLE.replace('np.maximum(logits, 0)', 'np.abs(logits)')}).mean()"),
        (None, f"return ({STABLE.replace('-np.abs(logits)', '-logits')}).mean()"),
        (None, f"return ({STABLE.replace('logits * Y', 'Y')}).mean()"),
        (None, "logits = safe_sigmoid(logits)\n" + f"return ({STABLE}).mean()"),
        ("wrong-factor", f"return ({STABLE}).mean() / np.log(2)"),
        ("argument-changed", f"L = ({STABLE}).mean()\nlogits *= Y\nreturn L"),
        ("raises", "return -(Y * math.log(logits) + (1 - Y) * math.log(1 - logits)).mean()"),
    ],
    "binary_cross_entropy_backward": [
        ("wrong-sign", SAFE + "return (Y - p) / n"),
        ("wrong-sign", SAFE + "return (Y / p - (1 - Y) / (1 - p)) * p * (1 - p) / n"),
        ("wrong-sign", NAIVE + "return -(Y / p + (1 - Y) / (1 - p)) * p * (1 - p) / n"),
        ("wrong-sign+missing-slope", NAIVE + "return -(Y / p + (1 - Y) / (1 - p)) / n"),
        ("missing-slope", NAIVE + "return (-Y / p + (1 - Y) / (1 - p)) / n"),
        ("missing-slope", NAIVE + "return (p - Y) / (p * (1 - p)) / n"),
        ("wrong-sign+missing-slope", NAIVE + "return (Y / p - (1 - Y) / (1 - p)) / n"),
        ("overflow", NAIVE + "return (-Y / p + (1 - Y) / (1 - p)) * p * (1 - p) / n"),
        ("overflow", NAIVE + "return (p - Y) / n"),
        (None, SAFE + "return (p - Y) * p * (1 - p) / n"),
        ("sum-for-mean", SAFE + "return p - Y"),
        ("wrong-sign+sum-for-mean", SAFE + "return Y - p"),
        ("wrong-factor", SAFE + "return 2 * (p - Y) / n"),
        ("missing-upstream", SAFE + "return p * (1 - p) / n"),
        ("missing-upstream", SAFE + "return p / n"),
        ("slope-of-activation", "return (logits - Y) / len(Y)"),
        ("slope-of-activation", SAFE + "return (safe_sigmoid(p) - Y) / n"),
        ("broadcast", SAFE + "return (p - Y.ravel()) / n"),
        (None, SAFE + "return Y * (p - 1) / n"),
        (None, "return ((logits > 0) - Y) / len(Y)"),
        ("batch-not-summed", SAFE + "return (p - Y).mean()"),
        ("wrong-shape", SAFE + "return (p - Y).ravel() / n"),
        ("argument-changed", SAFE + "Y -= p\nreturn -Y / n"),
        ("raises", "return (sigmoid(logits) - Y) / len(y)"),
    ],
}
