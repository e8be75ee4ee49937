"""The pieces of a transformer block, as layers with `forward` and `backward` like all others.

Arrays are (n, t, d): samples, positions, features. A layer whose positions don't mix takes (..., d), so that a
matrix works as well. What all positions of all samples use, such as a weight, gets the sum over them.
All raise ShapeError where shapes do not fit, and RuntimeError where backward comes before forward.
"""

import numpy as np

from helpers.nn import block_checks, checks
from helpers.nn.network import Network


def _drawn(rng, d_in, d_out, dtype):
    """Return weights (d_in, d_out), drawn as those of Linear."""
    return rng.normal(0, np.sqrt(2 / (d_in + d_out)), (d_in, d_out)).astype(dtype)


def _for_weights(X, dL_dZ):
    """Return dL_dW (d_in, d_out) of Z = X W: Xᵀ dL_dZ, with a row for each position of each sample."""
    return X.reshape(-1, X.shape[-1]).T @ dL_dZ.reshape(-1, dL_dZ.shape[-1])


def _over_positions(gradient):
    """Return the sum (d,) of a gradient (..., d) over all positions of all samples."""
    return gradient.reshape(-1, gradient.shape[-1]).sum(axis=0)


class Embedding:
    """A vector for each symbol: Z = W[ids], one row of W for each id.

    ids (n, t), or any shape, are whole numbers from 0 on, also as floats; Z (n, t, d); W (vocabulary, d) ~ N(0, 1).
    Backward: each row of dL_dW is the sum of dL_dZ over the places that read this row. Ids have no gradient.
    Parameters: vocabulary, d, rng, dtype. Raises ValueError for an id that doesn't exist. Source: lesson 13.

    >>> layer = Embedding(3, 1, rng=0)
    >>> layer.forward([[2, 0, 2]]).shape
    (1, 3, 1)
    >>> layer.backward([[[1], [3], [10]]])
    >>> layer.dL_dW.ravel()
    array([ 3.,  0., 11.])
    """

    def __init__(self, vocabulary, d, rng, dtype=np.float64):
        shape = checks.whole_number("vocabulary", vocabulary), checks.whole_number("d", d)
        self.W = checks.generator(rng).normal(size=shape).astype(checks.float_dtype(dtype))
        self.ids = self.dL_dW = None

    def forward(self, ids):
        """Return Z (n, t, d) for ids (n, t)."""
        self.ids = block_checks.ids(ids, len(self.W))
        return self.W[self.ids]

    def backward(self, dL_dZ):
        """Store dL_dW; return None, because nobody can wiggle an id."""
        shape = self.ids is not None and (*self.ids.shape, self.W.shape[1])
        dL_dZ = checks.like_output("dL_dZ", dL_dZ, None if self.ids is None else self.W, shape)
        self.dL_dW = np.zeros_like(self.W)
        np.add.at(self.dL_dW, self.ids, dL_dZ)  # sum over everyone who used the row


class Positions:
    """A bias for each position: Z = X + b, the same for all samples.

    X and Z (n, t, d) with t up to `longest`; b (longest, d) ~ N(0, 1). Backward: dL_db is the sum of dL_dZ over the
    samples, and 0 at positions that this batch doesn't have; dL_dX = dL_dZ. Source: lesson 13.

    >>> layer = Positions(3, 1, rng=0)
    >>> _ = layer.forward([[[5.0], [5.0]], [[6.0], [6.0]]])
    >>> _ = layer.backward([[[1.0], [2.0]], [[10.0], [20.0]]])
    >>> layer.dL_db.ravel()
    array([11., 22.,  0.])
    """

    has_positions, shape = True, None

    def __init__(self, longest, d, rng, dtype=np.float64):
        self.d, self.dtype = checks.whole_number("d", d), checks.float_dtype(dtype)
        shape = checks.whole_number("longest", longest), self.d
        self.b = checks.generator(rng).normal(size=shape).astype(self.dtype)

    @block_checks.features_input
    def forward(self, X):
        """Return Z (n, t, d) for X (n, t, d)."""
        if X.shape[1] > len(self.b):
            raise checks.ShapeError(f"X {X.shape} has {X.shape[1]} positions, but there are biases for {len(self.b)}")
        return X + self.b[: X.shape[1]]

    @block_checks.features_gradient
    def backward(self, dL_dZ):
        """Store dL_db; return dL_dX, of the shape of dL_dZ."""
        self.dL_db = np.zeros_like(self.b)
        self.dL_db[: dL_dZ.shape[1]] = dL_dZ.sum(axis=0)  # bias
        return dL_dZ


class Rows:
    """From positions to rows: (n, t, d) becomes (n (t − first), d), so that a Linear can follow.

    Positions before `first` are left out: nobody uses them, so their gradient is 0. Source: lesson 13.

    >>> rows = Rows(first=1)
    >>> rows.forward([[[1.0, 2.0], [3.0, 4.0]]])
    array([[3., 4.]])
    >>> rows.backward([[5.0, 6.0]]).tolist()
    [[[0.0, 0.0], [5.0, 6.0]]]
    """

    X = None

    def __init__(self, first=0):
        self.first = checks.whole_number("first", first, 0)

    def forward(self, X):
        """Return rows (n (t − first), d) for X (n, t, d)."""
        self.X = block_checks.positions("X", X)
        return self.X[:, self.first :].reshape(-1, self.X.shape[2])

    def backward(self, dL_dZ):
        """Return dL_dX (n, t, d) for the gradient of the rows."""
        used = self.X is not None and self.X[:, self.first :].shape
        dL_dZ = checks.like_output("dL_dZ", dL_dZ, self.X, used and (used[0] * used[1], used[2]))
        dL_dX = np.zeros_like(self.X)
        dL_dX[:, self.first :] = dL_dZ.reshape(used)
        return dL_dX


class RMSNorm:
    """Each position in units of its size: Z = gain · X_hat, X_hat = X / r, with r = √(mean(X²) + ε) of the position.

    X and Z (..., d), gain (d,), r one number for each position. Backward, with G = dL_dZ · gain:
    dL_dgain = Σ dL_dZ · X_hat over all positions, dL_dX = (G − X_hat · mean(G · X_hat)) / r.
    Parameters: d, epsilon (positive), dtype. gain starts at 1. Source: lesson 13; Zhang and Sennrich (2019), eq. 4.

    >>> norm = RMSNorm(2, epsilon=1e-12)
    >>> norm.forward([1.0, 7.0]).round(6)
    array([0.2, 1.4])
    >>> norm.backward([10.0, 3.0]).round(6)
    array([ 1.876, -0.268])
    """

    has_positions, shape, names = False, None, ("gain",)

    def __init__(self, d, epsilon=1e-5, dtype=np.float64):
        self.d, self.epsilon = checks.whole_number("d", d), checks.positive("epsilon", epsilon)
        self.gain = np.ones(self.d, checks.float_dtype(dtype))
        self.dtype = self.gain.dtype

    @block_checks.features_input
    def forward(self, X):
        """Return Z, of the shape of X."""
        self.r = np.sqrt((X**2).mean(axis=-1, keepdims=True) + self.epsilon)
        self.X_hat = X / self.r
        return self.gain * self.X_hat

    @block_checks.features_gradient
    def backward(self, dL_dZ):
        """Store dL_dgain; return dL_dX, of the shape of dL_dZ."""
        self.dL_dgain = _over_positions(dL_dZ * self.X_hat)  # weights
        G = dL_dZ * self.gain  # hand back
        return (G - self.X_hat * (G * self.X_hat).mean(axis=-1, keepdims=True)) / self.r  # slope, and the way through r


class LayerNorm(RMSNorm):
    """An RMSNorm of what is left without the mean, plus a bias: Z = gain · X_hat + b, X_hat = (X − mean(X)) / r.

    r = √(variance + ε) of the position. X and Z (..., d), gain and b (d,). Backward: dL_dgain as in RMSNorm,
    dL_db = Σ dL_dZ over all positions, dL_dX = (G − mean(G) − X_hat · mean(G · X_hat)) / r with G = dL_dZ · gain.
    Parameters: d, epsilon, dtype. gain starts at 1, b at 0. Source: lesson 13; Ba, Kiros and Hinton (2016), eq. 4.

    >>> LayerNorm(2, epsilon=1e-12).forward([1.0, 7.0]).round(6)
    array([-1.,  1.])
    """

    names = ("gain", "b")

    def __init__(self, d, epsilon=1e-5, dtype=np.float64):
        super().__init__(d, epsilon, dtype)
        self.b = np.zeros(self.d, dtype)

    @block_checks.features_input
    def forward(self, X):
        """Return Z, of the shape of X."""
        return super().forward(X - X.mean(axis=-1, keepdims=True)) + self.b

    @block_checks.features_gradient
    def backward(self, dL_dZ):
        """Store dL_dgain and dL_db; return dL_dX, of the shape of dL_dZ."""
        self.dL_db = _over_positions(dL_dZ)  # bias
        of_centered = super().backward(dL_dZ)
        return of_centered - of_centered.mean(axis=-1, keepdims=True)  # slope, and the way through the mean


class Softmax:
    """Shares that add up to 1: P = exp(Z) / Σ exp(Z), along the last axis.

    Backward: dL_dZ = P · (dL_dP − Σ dL_dP · P). Z, P (..., k); an entry of −∞ gets the share 0, and no gradient.
    Source: lesson 13.

    >>> softmax = Softmax()
    >>> _ = softmax.forward(np.log([2.0, 3.0, 5.0]))  # 0.2, 0.3, 0.5
    >>> softmax.backward([4.0, 1.0, -2.0]).round(6)
    array([ 0.78,  0.27, -1.05])
    """

    P = None

    def forward(self, Z):
        """Return P, of the shape of Z."""
        Z = block_checks.features("Z", Z)
        powers = np.exp(Z - Z.max(axis=-1, keepdims=True))  # the largest is 1
        self.P = powers / powers.sum(axis=-1, keepdims=True)
        return self.P

    def backward(self, dL_dP):
        """Return dL_dZ, of the shape of dL_dP."""
        dL_dP = checks.like_output("dL_dP", dL_dP, self.P, self.P is not None and self.P.shape)
        return self.P * (dL_dP - (dL_dP * self.P).sum(axis=-1, keepdims=True))  # slope, over all paths


class Attention:
    """Each position takes a mixture of what all positions offer: Z = P V W_o, P = softmax(Q Kᵀ / √d_head).

    Q = X W_q, K = X W_k, V = X W_v; every head has d_head = d / heads columns of each. Where causal, a position sees
    itself and those before it: the scores of all others are −∞. X and Z (n, t, d), all weights (d, d), P (n, heads, t,
    t) with the position that looks first. Backward: the lines below, in reverse. Parameters: d, heads (a divisor of d),
    rng, causal, dtype. Weights are drawn as those of Linear. Source: lesson 13; Vaswani et al. (2017), eq. 1.

    >>> layer = Attention(4, 2, rng=0)
    >>> layer.forward(np.ones((1, 3, 4))).shape
    (1, 3, 4)
    >>> layer.P[0, 0].round(2)
    array([[1.  , 0.  , 0.  ],
           [0.5 , 0.5 , 0.  ],
           [0.33, 0.33, 0.33]])
    """

    has_positions, shape, names = True, None, ("W_q", "W_k", "W_v", "W_o")

    def __init__(self, d, heads, rng, causal=True, dtype=np.float64):
        self.d, self.heads = checks.whole_number("d", d), checks.whole_number("heads", heads)
        if self.d % self.heads:
            raise ValueError(f"each head gets d / heads columns, but {d} / {heads} is no whole number")
        rng, self.dtype, self.causal = checks.generator(rng), checks.float_dtype(dtype), causal
        self.W_q, self.W_k, self.W_v, self.W_o = (_drawn(rng, self.d, self.d, self.dtype) for _ in range(4))
        self.root, self.softmax = (self.d / self.heads) ** 0.5, Softmax()

    def _split(self, X):
        return X.reshape(*X.shape[:2], self.heads, self.d // self.heads).transpose(0, 2, 1, 3)  # (n, heads, t, d_head)

    def _merged(self, X):
        return X.transpose(0, 2, 1, 3).reshape(self.X.shape)

    @block_checks.features_input
    def forward(self, X):
        """Return Z (n, t, d) for X (n, t, d)."""
        self.X = X
        self.Q, self.K, self.V = (self._split(X @ W) for W in (self.W_q, self.W_k, self.W_v))
        S = self.Q @ self.K.mT / self.root
        if self.causal:
            S = np.where(np.tri(X.shape[1], dtype=bool), S, -np.inf)
        self.P = self.softmax.forward(S)
        self.M = self._merged(self.P @ self.V)
        return self.M @ self.W_o

    @block_checks.features_gradient
    def backward(self, dL_dZ):
        """Store the gradients of the four weights; return dL_dX (n, t, d) for dL_dZ (n, t, d)."""
        self.dL_dW_o = _for_weights(self.M, dL_dZ)  # weights
        dL_dM = self._split(dL_dZ @ self.W_o.T)  # hand back
        dL_dP = dL_dM @ self.V.mT  # hand back
        dL_dV = self._merged(self.P.mT @ dL_dM)  # weights: sum over everyone who looked
        dL_dS = self.softmax.backward(dL_dP) / self.root  # slope
        dL_dQ = self._merged(dL_dS @ self.K)  # hand back
        dL_dK = self._merged(dL_dS.mT @ self.Q)  # weights
        self.dL_dW_q, self.dL_dW_k, self.dL_dW_v = (_for_weights(self.X, G) for G in (dL_dQ, dL_dK, dL_dV))
        return dL_dQ @ self.W_q.T + dL_dK @ self.W_k.T + dL_dV @ self.W_v.T  # hand back, over three paths


class Residual:
    """Layers with a way around them: Z = X + f(X).

    Backward: dL_dX = dL_dZ + what the layers hand back: the slope is 1 plus theirs. X and Z have the same shape, or it
    raises ShapeError. Parameters: layers, as for Network. Source: lesson 13; He et al. (2016), eq. 1.

    >>> from helpers.nn import ReLU
    >>> residual = Residual([ReLU()])
    >>> residual.forward([2.0, -2.0]), residual.backward([10.0, 10.0])
    (array([ 4., -2.]), array([20., 10.]))
    """

    def __init__(self, layers):
        self.inside = Network(layers)

    def forward(self, X):
        """Return Z, of the shape of X."""
        X = checks.real_array("X", X)
        F = self.inside.forward(X)
        if F.shape != X.shape:
            raise checks.ShapeError(f"the layers turn X {X.shape} into {F.shape}; a sum needs the same shape")
        return X + F

    def backward(self, dL_dZ):
        """Return dL_dX, of the shape of dL_dZ."""
        through = self.inside.backward(dL_dZ)
        return checks.real_array("dL_dZ", dL_dZ, through.dtype) + through  # sum over both paths

    @property
    def parts(self):
        """The layers inside, and those inside of these."""
        return self.inside.parts


class SwiGLU:
    """A gate for each hidden number: Z = H W_down, H = silu(A) · B, A = X W_gate, B = X W_up, silu(a) = a σ(a).

    X and Z (..., d), A, B and H (..., d_hidden). Backward: a product has two paths, so dL_dA = dL_dH · B · silu′(A) and
    dL_dB = dL_dH · silu(A), with silu′(a) = σ(a) (1 + a (1 − σ(a))).
    Parameters: d, d_hidden, rng, dtype; weights are drawn as those of Linear. Source: lesson 13; Shazeer (2020), eq. 6.

    >>> layer = SwiGLU(2, 3, rng=0)
    >>> layer.backward(layer.forward(np.ones((4, 2)))).shape, layer.dL_dW_gate.shape
    ((4, 2), (2, 3))
    """

    has_positions, shape, names = False, None, ("W_gate", "W_up", "W_down")

    def __init__(self, d, d_hidden, rng, dtype=np.float64):
        self.d, d_hidden = checks.whole_number("d", d), checks.whole_number("d_hidden", d_hidden)
        rng, self.dtype = checks.generator(rng), checks.float_dtype(dtype)
        self.W_gate, self.W_up = (_drawn(rng, self.d, d_hidden, self.dtype) for _ in range(2))
        self.W_down = _drawn(rng, d_hidden, self.d, self.dtype)

    @block_checks.features_input
    def forward(self, X):
        """Return Z, of the shape of X."""
        self.X, self.A, self.B = X, X @ self.W_gate, X @ self.W_up
        self.share = np.exp(np.minimum(self.A, 0)) / (1 + np.exp(-np.abs(self.A)))  # σ(A); no exp overflows
        self.silu = self.A * self.share
        return self.silu * self.B @ self.W_down

    @block_checks.features_gradient
    def backward(self, dL_dZ):
        """Store the gradients of the three weights; return dL_dX, of the shape of dL_dZ."""
        self.dL_dW_down = _for_weights(self.silu * self.B, dL_dZ)  # weights
        dL_dH = dL_dZ @ self.W_down.T  # hand back
        dL_dA = dL_dH * self.B * self.share * (1 + self.A * (1 - self.share))  # slope
        dL_dB = dL_dH * self.silu  # slope
        self.dL_dW_gate, self.dL_dW_up = _for_weights(self.X, dL_dA), _for_weights(self.X, dL_dB)  # weights
        return dL_dA @ self.W_gate.T + dL_dB @ self.W_up.T  # hand back, over two paths
