"""Answers to the exercises of lesson 13 as people write them, right ones in their styles and wrong ones."""

RMS = """
r = np.sqrt((X**2).mean(axis=1, keepdims=True) + epsilon)
X_hat = X / r
G = dL_dZ * gain
dL_dX = (G - X_hat * (G * X_hat).mean(axis=1, keepdims=True)) / r
return dL_dX, (dL_dZ * X_hat).sum(axis=0)
"""
LAYER = """
c = X - X.mean(axis=1, keepdims=True)
r = np.sqrt((c**2).mean(axis=1, keepdims=True) + epsilon)
X_hat = c / r
G = dL_dZ * gain
dL_dX = (G - G.mean(axis=1, keepdims=True) - X_hat * (G * X_hat).mean(axis=1, keepdims=True)) / r
return dL_dX, (dL_dZ * X_hat).sum(axis=0), dL_dZ.sum(axis=0)
"""
HEAD = """
root = np.sqrt(Q.shape[1])
S = np.where(np.tri(len(Q), dtype=bool), Q @ K.T / root, -np.inf)
E = np.exp(S - S.max(axis=1, keepdims=True))
P = E / E.sum(axis=1, keepdims=True)
dV = P.T @ dL_dM
dP = dL_dM @ V.T
dS = P * (dP - (dP * P).sum(axis=1, keepdims=True))
return dS @ K / root, dS.T @ Q / root, dV
"""
GATE = """
A, B = X @ W_gate, X @ W_up
s = 1 / (1 + np.exp(-A))
dA = dL_dH * B * s * (1 + A * (1 - s))
dB = dL_dH * A * s
return dA @ W_gate.T + dB @ W_up.T, X.T @ dA, X.T @ dB
"""
PLAIN = {
    "rms_norm_backward": RMS,
    "layer_norm_backward": LAYER,
    "attention_backward": HEAD,
    "swiglu_backward": GATE,
}


def changed(body, *changes):
    """Return a body with changes (old, new)."""
    for old, new in changes:
        assert old in body, f"{old} is not in\n{body}"
        body = body.replace(old, new)
    return body


def rms(*changes):
    """The plain RMSNorm with changes."""
    return changed(RMS, *changes)


def layer(*changes):
    """The plain LayerNorm with changes."""
    return changed(LAYER, *changes)


def head(*changes):
    """The plain attention with changes."""
    return changed(HEAD, *changes)


def gate(*changes):
    """The plain SwiGLU with changes."""
    return changed(GATE, *changes)


RIGHT = {
    "rms_norm_backward": [
        RMS,
        (
            "n, d = X.shape\nr = (np.sum(X * X, -1, keepdims=True) / d + epsilon) ** 0.5\nG = gain * dL_dZ\n"
            "dr = -(G * X).sum(-1, keepdims=True) / r**2\n"
            "return G / r + dr * X / (d * r), np.einsum('nd,nd->d', dL_dZ, X / r)"
        ),
        (
            "out, dg = np.zeros(X.shape), np.zeros(len(gain))\nfor i in range(len(X)):\n    x, d = X[i], X.shape[1]\n"
            "    r = math.sqrt(sum(x**2) / d + epsilon)\n    for k in range(d):\n"
            "        dg[k] += dL_dZ[i, k] * x[k] / r\n"
            "        out[i, k] = gain[k] * dL_dZ[i, k] / r\n"
            "        for j in range(d):\n            out[i, k] -= gain[j] * dL_dZ[i, j] * x[j] * x[k] / (d * r**3)\n"
            "return out, dg"
        ),
        (
            "d = X.shape[1]\nout = []\nfor x, g in zip(X, dL_dZ * gain):\n    r = np.sqrt(np.mean(x**2) + epsilon)\n"
            "    J = np.eye(d) / r - np.outer(x, x) / (d * r**3)\n    out.append(J @ g)\n"
            "r = np.sqrt(np.mean(X**2, axis=1) + epsilon)[:, None]\nreturn np.array(out), (dL_dZ * X / r).sum(0)"
        ),
        rms(("r = np", "s = 1 / np"), ("X / r", "X * s"), (") / r\nreturn", ") * s\nreturn")),
        "from helpers.nn import RMSNorm\nlayer = RMSNorm(X.shape[1], epsilon)\n"
        "layer.gain = np.array(gain, dtype=float)\n"
        "layer.forward(X.astype(float))\nreturn layer.backward(dL_dZ.astype(float)), layer.dL_dgain",
    ],
    "layer_norm_backward": [
        LAYER,
        (
            "n, d = X.shape\nmu, var = X.mean(1)[:, None], X.var(1)[:, None]\nstd_inv = (var + epsilon) ** -0.5\n"
            "xhat = (X - mu) * std_inv\ng = dL_dZ * gain\n"
            "dx = std_inv / d * (d * g - g.sum(1, keepdims=True) - xhat * (g * xhat).sum(1, keepdims=True))\n"
            "return dx, np.sum(dL_dZ * xhat, axis=0), np.sum(dL_dZ, axis=0)"
        ),
        (
            "n, d = X.shape\nmu = X.mean(axis=1, keepdims=True)\nvar = ((X - mu) ** 2).mean(axis=1, keepdims=True)\n"
            "xhat = (X - mu) / np.sqrt(var + epsilon)\ndxhat = dL_dZ * gain\n"
            "dvar = (dxhat * (X - mu) * -0.5 * (var + epsilon) ** -1.5).sum(axis=1, keepdims=True)\n"
            "dmu = -(dxhat / np.sqrt(var + epsilon)).sum(axis=1, keepdims=True) + dvar * (-2 * (X - "
            "mu)).mean(axis=1, keepdims=True)\n"
            "dx = dxhat / np.sqrt(var + epsilon) + dvar * 2 * (X - mu) / d + dmu / d\n"
            "return dx, (dL_dZ * xhat).sum(axis=0), dL_dZ.sum(axis=0)"
        ),
        (
            "dx, dg, db = np.zeros(X.shape), np.zeros(len(gain)), np.zeros(len(gain))\nfor i, x in enumerate(X):\n"
            "    s = np.sqrt(x.var() + epsilon)\n    h, g = (x - x.mean()) / s, dL_dZ[i] * gain\n"
            "    dx[i] = (g - g.mean() - h * (g @ h) / len(x)) / s\n    dg += dL_dZ[i] * h\n    db += dL_dZ[i]\n"
            "return dx, dg, db"
        ),
        (
            "d = X.shape[1]\nC = np.eye(d) - 1 / d\nc = X @ C\n"
            "r = np.sqrt((c * c).mean(axis=1, keepdims=True) + epsilon)\nh = c / r\n"
            "G = dL_dZ * gain\nback = (G - h * (G * h).mean(axis=1, keepdims=True)) / r\n"
            "return back @ C, (dL_dZ * h).sum(axis=0), dL_dZ.sum(axis=0)"
        ),
        "from helpers.nn import LayerNorm\nlayer = LayerNorm(X.shape[1], epsilon)\n"
        "layer.gain = np.array(gain, dtype=float)\n"
        "layer.forward(X.astype(float))\nreturn layer.backward(dL_dZ.astype(float)), layer.dL_dgain, layer.dL_db",
    ],
    "attention_backward": [
        HEAD,
        head(
            (
                "np.where(np.tri(len(Q), dtype=bool), Q @ K.T / root, -np.inf)",
                "Q @ K.T / root - 1e9 * np.triu(np.ones((len(Q), len(Q))), 1)",
            )
        ),
        head(("-np.inf", "-1e30"), ("Q.shape[1]", "K.shape[-1]")),
        (
            "t, d = Q.shape\nS = np.einsum('ik,jk->ij', Q, K) / d**0.5\nS[np.triu_indices(t, 1)] = -np.inf\n"
            "P = np.exp(S) / np.exp(S).sum(axis=1, keepdims=True)\ndP = np.einsum('im,jm->ij', dL_dM, V)\n"
            "dS = P * dP - P * np.einsum('ij,ij->i', P, dP)[:, None]\n"
            "return np.einsum('ij,jk->ik', dS, K) / d**0.5, np.einsum('ij,ik->jk', dS, Q) / d**0.5, "
            "np.einsum('ij,im->jm', P, dL_dM)"
        ),
        (
            "dQ, dK, dV = np.zeros(Q.shape), np.zeros(K.shape), np.zeros(V.shape)\nroot = np.sqrt(Q.shape[1])\n"
            "for i in range(len(Q)):\n    s = K[: i + 1] @ Q[i] / root\n    p = np.exp(s - s.max())\n"
            "    p /= p.sum()\n"
            "    dp = V[: i + 1] @ dL_dM[i]\n    ds = p * (dp - dp @ p)\n    dV[: i + 1] += np.outer(p, dL_dM[i])\n"
            "    dQ[i] = ds @ K[: i + 1] / root\n    dK[: i + 1] += np.outer(ds, Q[i]) / root\nreturn dQ, dK, dV"
        ),
        (
            "t, d = Q.shape\nE = np.exp(Q @ K.T / np.sqrt(d)) * np.tril(np.ones((t, t)))\n"
            "P = E / E.sum(axis=1, keepdims=True)\n"
            "dP = dL_dM @ V.T\n"
            "dS = np.stack([(np.diag(p) - np.outer(p, p)) @ g for p, g in zip(P, dP)]) / np.sqrt(d)\n"
            "return dS @ K, dS.T @ Q, P.T @ dL_dM"
        ),
    ],
    "swiglu_backward": [
        GATE,
        gate(("s * (1 + A * (1 - s))", "(s + A * s * (1 - s))")),
        gate(("s = 1 / (1 + np.exp(-A))", "s = 0.5 * (1 + np.tanh(A / 2))\nH = A * s"), ("A * (1 - s)", "A - H")),
        (
            "A = X @ W_gate\ns = safe_sigmoid(A)\nsilu = A * s\ndB = dL_dH * silu\ndsilu = dL_dH * (X @ W_up)\n"
            "dA = dsilu * s + dsilu * A * s * (1 - s)\ndX = dA @ W_gate.T\ndX += dB @ W_up.T\n"
            "return dX, X.T @ dA, X.T @ dB"
        ),
        (
            "W = np.hstack([W_gate, W_up])\nh = W_gate.shape[1]\nZ = X @ W\nA, B = Z[:, :h], Z[:, h:]\n"
            "s = sigmoid(A)\n"
            "dZ = np.hstack([dL_dH * B * (s + A * s * (1 - s)), dL_dH * A * s])\ndW = X.T @ dZ\n"
            "return dZ @ W.T, dW[:, :h], dW[:, h:]"
        ),
        (
            "dX, dG, dU = np.zeros(X.shape), np.zeros(W_gate.shape), np.zeros(W_up.shape)\n"
            "for i, x in enumerate(X):\n"
            "    a, b = x @ W_gate, x @ W_up\n    s = sigmoid(a)\n"
            "    da, db = dL_dH[i] * b * (s + a * s * (1 - s)), dL_dH[i] * a * s\n"
            "    dX[i] = W_gate @ da + W_up @ db\n    dG += np.outer(x, da)\n    dU += np.outer(x, db)\n"
            "return dX, dG, dU"
        ),
        (
            "A, B = np.einsum('ij,jk->ik', X, W_gate), np.einsum('ij,jk->ik', X, W_up)\ns = 1 / (1 + np.exp(-A))\n"
            "dA, dB = dL_dH * B * (s + A * s * (1 - s)), dL_dH * A * s\n"
            "dX = np.einsum('ik,jk->ij', dA, W_gate) + np.einsum('ik,jk->ij', dB, W_up)\n"
            "return dX, np.einsum('ij,ik->jk', X, dA), np.einsum('ij,ik->jk', X, dB)"
        ),
    ],
}

THROUGH_R = " - X_hat * (G * X_hat).mean(axis=1, keepdims=True)"
OF_MEAN = " - G.mean(axis=1, keepdims=True)"
WRONG = {  # the name, a word of what is said, the body
    "rms_norm_backward": [
        ("missing-path", "constant", rms((THROUGH_R, ""))),
        ("missing-path", "every X_hat", rms((THROUGH_R, " - G * X_hat**2 / X.shape[1]"))),
        (None, "mean is forgotten", rms(("(G * X_hat).mean", "(G * X_hat).sum"))),
        (None, "gain is used twice", rms(("G = dL_dZ * gain", "G = dL_dZ * gain * gain"))),
        ("missing-slope", "gain is left out", rms(("dL_dZ * gain", "dL_dZ"))),
        ("missing-slope", "division by r", rms((") / r\nreturn", ")\nreturn"))),
        ("wrong-sign", "subtract it", rms((" - X_hat", " + X_hat"))),
        (None, "epsilon belongs", rms((" + epsilon", " + 1e-5"))),
        (None, "Two roots", rms((" + epsilon)", ") + np.sqrt(epsilon)"))),
        (None, "before the gain", rms(("(G * X_hat)", "(dL_dZ * X_hat)"))),
        (None, "factor of 2", rms(("(G - X_hat", "(G - 2 * X_hat"))),
        (None, "mean is subtracted, as LayerNorm", rms(("(X**2).mean(axis=1, keepdims=True)", "X.var(1)[:, None]"))),
        (
            None,
            "gain comes last",
            rms(("dL_dZ * gain", "dL_dZ"), ("dL_dX = (G", "dL_dX = gain * (G")),
        ),
        (None, "ε is left out", rms((" + epsilon", ""))),
        (None, "inside of it", rms((" + epsilon)", ") + epsilon"))),
        (None, "mean is forgotten", rms(("(X**2).mean", "(X**2).sum"))),
        (
            None,
            "root is left out",
            rms(
                (
                    "np.sqrt((X**2).mean(axis=1, keepdims=True) + epsilon)",
                    "(X**2).mean(axis=1, keepdims=True) + epsilon",
                )
            ),
        ),
        ("transposed", "down the columns", rms(("(X**2).mean(axis=1, keepdims=True)", "(X**2).mean(axis=0)"))),
        (None, "X_hat", rms(("X_hat * (G * X_hat).mean", "X * (G * X).mean"))),
        ("missing-slope", "X_hat is left out", rms(("(dL_dZ * X_hat).sum", "dL_dZ.sum"))),
        (None, "not X", rms(("(dL_dZ * X_hat).sum", "(dL_dZ * X).sum"))),
        (None, "other", rms(("(dL_dZ * X_hat).sum", "(G * X_hat).sum"))),
        ("batch-not-summed", "each sample", rms((".sum(axis=0)", ""))),
        ("mean-for-sum", "", rms((".sum(axis=0)", ".mean(axis=0)"))),
        (None, "LayerNorm", rms(("(G - X_hat", "(G - G.mean(axis=1, keepdims=True) - X_hat"))),
        (
            "argument-changed",
            "",
            rms(("G = dL_dZ * gain", "G = dL_dZ\nG *= gain"), ("(dL_dZ * X_hat)", "(dL_dZ / gain * X_hat)")),
        ),
        ("raises", "", rms(("np.sqrt", "math.sqrt"))),
    ],
    "layer_norm_backward": [
        ("missing-path", "mean is treated as a constant", layer((OF_MEAN, ""))),
        ("missing-path", "r is treated as a constant", layer((THROUGH_R, ""))),
        ("missing-path", "treated as constants", layer((THROUGH_R, ""), (OF_MEAN, ""))),
        (None, "gain comes last", layer(("dL_dZ * gain", "dL_dZ"), ("dL_dX = (G", "dL_dX = gain * (G"))),
        (None, "divided by d, too", layer(("(G - G", "(G / X.shape[1] - G"))),
        (None, "d times too large", layer(("dL_dX = (G", "dL_dX = X.shape[1] * (G"))),
        (None, "gain is used twice", layer(("G = dL_dZ * gain", "G = dL_dZ * gain**2"))),
        ("missing-slope", "gain is left out", layer(("dL_dZ * gain", "dL_dZ"))),
        (None, "sum of what arrives", layer(("G.mean", "G.sum"))),
        (None, "mean is forgotten", layer(("(G * X_hat).mean", "(G * X_hat).sum"))),
        (None, "before the gain", layer((" - G.mean", " - dL_dZ.mean"))),
        (None, "as in RMSNorm", layer(("c = X - X.mean(axis=1, keepdims=True)", "c = X"))),
        (None, "d − 1", layer(("(c**2).mean(axis=1, keepdims=True)", "c.var(axis=1, ddof=1, keepdims=True)"))),
        ("missing-slope", "division by r", layer((") / r\nreturn", ")\nreturn"))),
        ("transposed", "", layer(("G.mean(axis=1, keepdims=True)", "G.mean(axis=0)"))),
        ("batch-not-summed", "bias", layer(("dL_dZ.sum(axis=0)", "dL_dZ.sum(axis=1)"))),
        (None, "gain is in the gradient of the bias", layer((", dL_dZ.sum(axis=0)", ", G.sum(axis=0)"))),
        ("mean-for-sum", "", layer((", dL_dZ.sum(axis=0)", ", dL_dZ.mean(axis=0)"))),
    ],
    "attention_backward": [
        (
            None,
            "mask is left out",
            head(("np.where(np.tri(len(Q), dtype=bool), Q @ K.T / root, -np.inf)", "Q @ K.T / root")),
        ),
        (None, "itself alone", head(("np.tri(len(Q), dtype=bool)", "np.eye(len(Q), dtype=bool)"))),
        (None, "still get a share", head(("-np.inf", "0"))),
        (None, "wrong way round", head(("dtype=bool)", "dtype=bool).T"))),
        ("missing-slope", "left out on the way back", head((" / root, dS", ", dS"), ("Q / root", "Q"))),
        ("missing-slope", "neither in P", head(("root = np.sqrt(Q.shape[1])", "root = 1"))),
        (None, "root is left out", head(("np.sqrt(Q.shape[1])", "Q.shape[1]"))),
        (None, "number of positions", head(("np.sqrt(Q.shape[1])", "np.sqrt(len(Q))"))),
        ("missing-path", "one of two paths", head((" - (dP * P).sum(axis=1, keepdims=True)", ""))),
        ("missing-path", "own share", head(("P * (dP - (dP * P).sum(axis=1, keepdims=True))", "dP * P * (1 - P)"))),
        ("missing-slope", "softmax is left out", head(("P * (dP - (dP * P).sum(axis=1, keepdims=True))", "dP"))),
        ("transposed", "down the columns", head(("(dP * P).sum(axis=1, keepdims=True)", "(dP * P).sum(axis=0)"))),
        ("mean-for-sum", "mean of the row", head(("(dP * P).sum", "(dP * P).mean"))),
        ("transposed", "not transposed", head(("P.T @ dL_dM", "P @ dL_dM"))),
        ("transposed", "should not be", head(("dS @ K", "dS.T @ K"))),
        ("transposed", "not transposed on the way to K", head(("dS.T @ Q", "dS @ Q"))),
        (
            "transposed",
            "in the place of",
            head(("return dS @ K / root, dS.T @ Q / root", "return dS.T @ Q / root, dS @ K / root")),
        ),
        (None, "Q gets itself", head(("dS @ K", "dS @ Q"))),
        ("wrong-sign", "", head(("dP - (dP", "dP + (dP"))),
        ("missing-upstream", "no part in the gradient of V", head(("P.T @ dL_dM", "P.T @ np.ones(dL_dM.shape)"))),
        ("argument-changed", "", head(("dP = dL_dM", "Q /= root\ndP = dL_dM"), ("dS.T @ Q / root", "dS.T @ Q"))),
    ],
    "swiglu_backward": [
        ("missing-path", "through the gate", gate((" + dB @ W_up.T", ""))),
        (None, "one factor too many", gate(("dL_dH * A * s", "dL_dH * A * s * (1 - s)"))),
        ("missing-path", "through W_up", gate(("dA @ W_gate.T + ", ""))),
        ("missing-slope", "slope of silu is left out", gate((" * s * (1 + A * (1 - s))", ""))),
        ("missing-slope", "half of silu", gate((" * (1 + A * (1 - s))", ""))),
        ("missing-path", "half of silu", gate(("s * (1 + A * (1 - s))", "A * s * (1 - s)"))),
        ("missing-slope", "slope of the sigmoid", gate(("s * (1 + A * (1 - s))", "s * (1 - s)"))),
        ("wrong-sign", "sign in silu", gate(("(1 + A", "(1 - A"))),
        ("missing-slope", "B is left out", gate(("dL_dH * B", "dL_dH"))),
        (None, "silu(A) gets itself", gate(("dL_dH * B", "dL_dH * A * s"))),
        ("missing-slope", "left out on the way to B", gate(("dL_dH * A * s", "dL_dH"))),
        ("slope-of-activation", "place of silu", gate(("dL_dH * A * s", "dL_dH * A"))),
        (None, "place of silu", gate(("dL_dH * A * s", "dL_dH * s"))),
        (None, "B gets itself", gate(("dL_dH * A * s", "dL_dH * B"))),
        ("transposed", "exchanged", gate(("dA @ W_gate.T + dB @ W_up.T", "dA @ W_up.T + dB @ W_gate.T"))),
        ("transposed", "come in the order", gate(("X.T @ dA, X.T @ dB", "X.T @ dB, X.T @ dA"))),
        ("mean-for-sum", "", gate(("X.T @ dB", "X.T @ dB / len(X)"))),
        ("wrong-sign", "subtracted", gate(("W_gate.T + dB", "W_gate.T - dB"))),
        ("missing-upstream", "", gate(("dL_dH * A * s", "A * s"))),
    ],
}
