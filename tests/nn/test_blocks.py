"""The pieces of a transformer block: every gradient against differences, against autograd and against PyTorch."""

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import grad
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.nn import (
    SGD,
    Adam,
    Attention,
    Embedding,
    LayerNorm,
    Linear,
    Network,
    Positions,
    ReLU,
    Residual,
    RMSNorm,
    Rows,
    ShapeError,
    Softmax,
    SoftmaxCrossEntropy,
    SwiGLU,
    Tanh,
    check_gradients,
    numerical_gradient,
)
from tests.nn.problems import SEEDS
from tests.nn.test_gradients import BY_AUTOGRAD, BY_DIFFERENCES, error


def parameters_in(layer):
    """The parameters of one layer, [(layer, name)]."""
    return Network([layer]).parameters()


# ------------------------------------------------ each layer, and its formula once more, for autograd


def softmax(Z):
    return anp.exp(Z) / anp.sum(anp.exp(Z), axis=-1, keepdims=True)


def rms_norm(X, gain, epsilon=1e-5):
    return gain * X * (anp.mean(X * X, axis=-1, keepdims=True) + epsilon) ** -0.5


def layer_norm(X, gain, b, epsilon=1e-5):
    deviation = anp.sqrt(anp.var(X, axis=-1, keepdims=True) + epsilon)
    return gain * (X - anp.mean(X, axis=-1, keepdims=True)) / deviation + b


def swiglu(X, W_gate, W_up, W_down):
    A = anp.dot(X, W_gate)
    return anp.dot(A / (1 + anp.exp(-A)) * anp.dot(X, W_up), W_down)


def attention(heads, causal):
    def formula(X, W_q, W_k, W_v, W_o):
        d_head, samples = W_q.shape[1] // heads, []
        for x in X:
            columns = []
            for h in range(heads):
                q, k, v = (anp.dot(x, W[:, h * d_head : (h + 1) * d_head]) for W in (W_q, W_k, W_v))
                rows = []
                for i in range(len(x)):
                    last = i + 1 if causal else len(x)
                    rows.append(anp.dot(softmax(anp.dot(k[:last], q[i]) / d_head**0.5), v[:last]))
                columns.append(anp.stack(rows))
            samples.append(anp.dot(anp.concatenate(columns, axis=1), W_o))
        return anp.stack(samples)

    return formula


LAYERS = {  # name: (layer of d features, t positions; formula)
    "RMSNorm": lambda d, t, dtype=np.float64: (RMSNorm(d, dtype=dtype), rms_norm),
    "LayerNorm": lambda d, t, dtype=np.float64: (LayerNorm(d, dtype=dtype), layer_norm),
    "Softmax": lambda d, t, dtype=None: (Softmax(), softmax),
    "SwiGLU": lambda d, t, dtype=np.float64: (SwiGLU(d, d + 3, 1, dtype), swiglu),
    "Positions": lambda d, t, dtype=np.float64: (
        Positions(t + 2, d, 1, dtype),
        lambda X, b: X + b[: X.shape[1]],
    ),
    "Attention": lambda d, t, dtype=np.float64: (Attention(d, 1, 1, dtype=dtype), attention(1, True)),
    "Attention, two heads": lambda d, t, dtype=np.float64: (
        Attention(2 * d, 2, 1, dtype=dtype),
        attention(2, True),
    ),
    "Attention, all see all": lambda d, t, dtype=np.float64: (
        Attention(2 * d, 2, 1, False, dtype),
        attention(2, False),
    ),
    "Residual": lambda d, t, dtype=np.float64: (
        Residual([RMSNorm(d, dtype=dtype), SwiGLU(d, d + 1, 1, dtype)]),
        lambda X, gain, *weights: X + swiglu(rms_norm(X, gain), *weights),
    ),
    "Rows": lambda d, t, dtype=None: (Rows(1), lambda X: X[:, 1:].reshape(-1, X.shape[2])),
}
WIDE = ("Attention, two heads", "Attention, all see all")
every_layer = pytest.mark.parametrize("name", LAYERS)
DRAWN = {"seed": SEEDS, "n": st.integers(1, 3), "t": st.integers(2, 4), "d": st.integers(2, 4)}


def drawn(name, seed, n, t, d, dtype=np.float64):
    """A layer with random parameters (a gain of 1 would hide mistakes), its formula, an input and a gradient."""
    rng = np.random.default_rng(seed)
    layer, formula = LAYERS[name](d, t, dtype)
    for owner, parameter in parameters_in(layer):
        theta = getattr(owner, parameter)
        theta[...] = rng.normal(size=theta.shape)
    X = rng.normal(size=(n, t, d * (1 + (name in WIDE)))).astype(dtype)
    return layer, formula, X, rng.normal(size=layer.forward(X).shape).astype(dtype)


def arguments_of(layer, X):
    """X and all parameters, in order."""
    return [X, *(getattr(owner, parameter) for owner, parameter in parameters_in(layer))]


def gradients_of(layer, X, G):
    """The gradients of these arguments."""
    layer.forward(X)
    found = layer.backward(G)
    return [found, *(getattr(owner, "dL_d" + parameter).copy() for owner, parameter in parameters_in(layer))]


@every_layer
@given(**DRAWN)
@settings(max_examples=15)
def test_agrees_with_autograd_and_central_differences(name, seed, n, t, d):
    layer, formula, X, G = drawn(name, seed, n, t, d)
    arguments = arguments_of(layer, X)
    np.testing.assert_allclose(layer.forward(X), formula(*arguments), rtol=1e-10, atol=1e-12)
    for i, gradient in enumerate(gradients_of(layer, X, G)):
        truth = grad(lambda *given: anp.sum(G * formula(*given)), i)(*arguments)
        assert error(gradient, truth) < BY_AUTOGRAD, i
        if d == t == 2:  # one judge is enough for the larger ones

            def at(value, i=i):
                return (G * formula(*arguments[:i], value, *arguments[i + 1 :])).sum()

            assert error(gradient, numerical_gradient(at, arguments[i]), smallest=1e-2) < BY_DIFFERENCES, i


@given(seed=SEEDS, n=st.integers(1, 3), t=st.integers(1, 4), d=st.integers(1, 3), vocabulary=st.integers(1, 4))
@settings(max_examples=30)
def test_an_embedding_adds_where_it_was_read(seed, n, t, d, vocabulary):
    rng = np.random.default_rng(seed)
    layer, ids, G = Embedding(vocabulary, d, rng), rng.integers(vocabulary, size=(n, t)), rng.normal(size=(n, t, d))
    np.testing.assert_array_equal(layer.forward(ids.astype(float)), layer.W[ids])
    assert layer.backward(G) is None
    one_hot = np.eye(vocabulary)[ids].reshape(-1, vocabulary)
    np.testing.assert_allclose(layer.dL_dW, one_hot.T @ G.reshape(-1, d), rtol=1e-12, atol=1e-13)


# ------------------------------------------------ the contract


@every_layer
def test_float32_stays_and_no_argument_is_changed(name):
    layer, _, X, G = drawn(name, 1, 2, 3, 4, np.float32)
    kept = X.copy(), G.copy()
    X.flags.writeable = G.flags.writeable = False
    assert layer.forward(X).dtype == np.float32
    first = gradients_of(layer, X, G)
    assert {gradient.dtype for gradient in first} == {np.dtype(np.float32)}
    for one, other in zip(first, gradients_of(layer, X, G), strict=True):
        np.testing.assert_array_equal(one, other)  # overwritten, not added up
    np.testing.assert_array_equal(X, kept[0])
    np.testing.assert_array_equal(G, kept[1])


@every_layer
def test_whole_numbers_count_as_numbers(name):
    layer, _, X, G = drawn(name, 1, 2, 3, 4)
    X = np.arange(X.size).reshape(X.shape) % 5
    np.testing.assert_array_equal(layer.forward(X.tolist()), layer.forward(X.astype(float)))
    assert layer.backward((0 * G).astype(int).tolist()).dtype == np.float64


@every_layer
def test_a_batch_is_the_sum_of_batches_of_one(name):
    layer, _, X, G = drawn(name, 2, 3, 3, 4)
    G = G.reshape(len(X), -1, *G.shape[1:]) if name == "Rows" else G
    rows = (lambda g: g.reshape(-1, g.shape[-1])) if name == "Rows" else (lambda g: g)
    dL_dX, *whole = gradients_of(layer, X, rows(G))
    alone = [gradients_of(layer, X[i : i + 1], rows(G[i : i + 1])) for i in range(len(X))]
    np.testing.assert_allclose(dL_dX, np.concatenate([each[0] for each in alone]), rtol=1e-11, atol=1e-12)
    for k, gradient in enumerate(whole, 1):
        np.testing.assert_allclose(gradient, sum(each[k] for each in alone), rtol=1e-11, atol=1e-12)


@every_layer
def test_backward_before_forward_and_other_shapes_are_refused(name):
    layer = LAYERS[name](4, 3)[0]
    wide = 8 if name in WIDE else 4
    with pytest.raises(RuntimeError, match="backward was called before forward"):
        layer.backward(np.ones((2, 3, wide)))
    before = gradients_of(layer, X := np.ones((2, 3, wide)), layer.forward(X))
    with pytest.raises(ShapeError, match="but the layer's last output had shape"):
        layer.backward(np.ones((2, 3, wide + 1)))
    if name not in ("Softmax", "Rows"):
        for other in (wide + 1, wide - 1, 1):
            with pytest.raises(ShapeError, match=f"{other} features but the layer expects {wide}"):
                layer.forward(np.ones((2, 3, other)))
    with pytest.raises(TypeError, match="must hold real numbers"):
        layer.forward(None)
    after = [getattr(owner, "dL_d" + parameter) for owner, parameter in parameters_in(layer)]
    for one, other in zip(before[1:], after, strict=True):
        np.testing.assert_array_equal(one, other)


SMALLEST = {
    "Embedding": lambda size, *more: Embedding(size, *more),
    "Embedding, d": lambda size, *more: Embedding(2, size, *more[1:]),
    "Positions": lambda size, *more: Positions(size, *more),
    "Positions, d": lambda size, *more: Positions(2, size, *more[1:]),
    "RMSNorm": lambda size, d, rng, dtype: RMSNorm(size, dtype=dtype),
    "LayerNorm": lambda size, d, rng, dtype: LayerNorm(size, dtype=dtype),
    "Attention": lambda size, d, rng, dtype: Attention(size, 1, rng, dtype=dtype),
    "Attention, heads": lambda size, d, rng, dtype: Attention(2, size, rng, dtype=dtype),
    "SwiGLU": lambda size, *more: SwiGLU(size, *more),
    "SwiGLU, d_hidden": lambda size, *more: SwiGLU(2, size, *more[1:]),
}


@pytest.mark.parametrize("name", SMALLEST)
def test_sizes_seeds_and_dtypes_are_checked(name):
    make = SMALLEST[name]
    for size in (0, -1, 1.5, "2", True, None):
        with pytest.raises(ValueError, match="must be a whole number"):
            make(size, 2, 0, np.float64)
    with pytest.raises(TypeError, match="dtype must be a floating-point type"):
        make(2, 2, 0, int)
    one, other = (make(2, 2, rng, np.float32) for rng in (7, np.random.default_rng(7)))
    for (layer, parameter), (twin, _) in zip(parameters_in(one), parameters_in(other), strict=True):
        theta = getattr(layer, parameter)
        assert theta.dtype == np.float32
        np.testing.assert_array_equal(theta, getattr(twin, parameter))
    assert not hasattr(one, "dtype") or (one.dtype == np.dtype("float32") and isinstance(one.dtype, np.dtype))


def test_initial_weights():
    """As those of Linear, N(0, 2 / (d_in + d_out)); embeddings and positions N(0, 1)."""
    attention, gate = Attention(200, 1, 0), SwiGLU(100, 300, 0)
    for W, variance in (
        *((getattr(attention, name), 2 / 400) for name in attention.names),
        *((getattr(gate, name), 2 / 400) for name in gate.names),
        (Embedding(300, 100, 0).W, 1),
        (Positions(300, 100, 0).b, 1),
    ):
        assert W.var() == pytest.approx(variance, rel=4 * np.sqrt(2 / W.size))
        assert abs(W.mean()) < 4 * np.sqrt(variance / W.size)
    assert (RMSNorm(3).gain == 1).all() and (LayerNorm(3).gain == 1).all() and (LayerNorm(3).b == 0).all()


def test_how_many_axes():
    for layer in (RMSNorm(3), LayerNorm(3), SwiGLU(3, 4, 0), Softmax()):
        for shape in ((3,), (2, 3), (4, 2, 3), (5, 4, 2, 3)):
            assert layer.forward(np.ones(shape)).shape == layer.backward(np.ones(shape)).shape == shape
        with pytest.raises(ShapeError, match="is one number"):
            layer.forward(3.0)
    for layer in (Attention(3, 1, 0), Positions(4, 3, 0), Rows()):
        for shape in ((3,), (2, 3), (5, 4, 2, 3)):
            with pytest.raises(ShapeError, match="three dimensions are expected") as raised:
                layer.forward(np.ones(shape))
            assert ("Then pass X[None]" in str(raised.value)) == (len(shape) == 2)


def test_methods_keep_their_names_and_words():
    for layer in (RMSNorm, LayerNorm, Attention, SwiGLU, Positions):
        assert (layer.forward.__name__, layer.backward.__name__) == ("forward", "backward")
        assert layer.forward.__doc__.startswith("Return Z") and "return dL_dX" in layer.backward.__doc__


def test_rows_are_all_positions_by_default():
    X = np.arange(12.0).reshape(2, 3, 2)
    np.testing.assert_array_equal(Rows().forward(X), X.reshape(6, 2))
    np.testing.assert_array_equal(Rows(0).forward(X), X.reshape(6, 2))


def test_each_row_of_a_softmax_has_its_own_largest():
    P = Softmax().forward([[1000.0, 0.0], [-1000.0, -1000.0], [0.0, -np.inf]])
    np.testing.assert_array_equal(P, [[1, 0], [0.5, 0.5], [1, 0]])


def test_a_residual_refuses_whatever_changes_the_shape():
    for layer, shape in (
        (Linear(2, 3, 0), (4, 2)),
        (Linear(3, 2, 0), (4, 3)),
        (Linear(3, 1, 0), (4, 3)),
        (Rows(), (1, 2, 3)),
    ):
        with pytest.raises(ShapeError, match="a sum needs the same shape"):
            Residual([layer]).forward(np.ones(shape))
    residual = Residual([Tanh()])
    assert residual.forward([0.0]).tolist() == [0] and residual.backward([2]).tolist() == [4]
    residual = Residual([Linear(2, 2, 0, dtype=np.float32)])
    residual.forward(np.ones((1, 2), np.float32))
    assert residual.backward(np.ones((1, 2))).dtype == np.float32


def test_what_else_is_refused():
    for make, words in (
        (lambda: Attention(6, 4, 0), "6 / 4 is no whole number"),
        (lambda: RMSNorm(0), "d must be a whole number"),
        (lambda: LayerNorm(3, epsilon=0), "epsilon must lie in"),
        (lambda: SwiGLU(2, 0, 0), "d_hidden must be"),
        (lambda: Embedding(0, 2, 0), "vocabulary must be"),
        (lambda: Rows(-1), "first must be"),
        (lambda: Embedding(3, 2, 0).forward([[3]]), "with 3 symbols the ids are 0 to 2"),
        (lambda: Embedding(3, 2, 0).forward([[-1]]), "ids holds -1"),
        (lambda: Embedding(3, 2, 0).forward([[0.5]]), "ids holds 0.5"),
        (lambda: Positions(2, 3, 0).forward(np.ones((1, 4, 3))), "4 positions, but there are biases for 2"),
        (lambda: Attention(2, 1, 0).forward(np.ones((3, 2))), r"Then pass X\[None\]"),
        (lambda: Embedding(3, 2, 0).forward([[0, 5, 7]]), "ids holds 5"),
        (lambda: Embedding(3, 2, 0).forward([[np.nan]]), "ids holds nan"),
        (lambda: Softmax().forward(3.0), "Z is one number"),
        (lambda: Residual([Linear(2, 3, 0)]).forward(np.ones((4, 2))), "a sum needs the same shape"),
        (lambda: Residual([]), "layers is empty"),
    ):
        with pytest.raises(ValueError, match=words):
            make()
    for make in (lambda: Attention(2, 1, None), lambda: Embedding(2, 2, None), lambda: RMSNorm(2, dtype=int)):
        with pytest.raises(TypeError):
            make()
    with pytest.raises(RuntimeError, match="backward was called before forward"):
        Embedding(3, 2, 0).backward(np.ones((1, 2, 2)))


# ------------------------------------------------ what each piece is for


@given(seed=SEEDS)
def test_no_gradient_comes_from_the_future(seed):
    rng = np.random.default_rng(seed)
    layer, X, G = Attention(4, 2, rng), rng.normal(size=(2, 5, 4)), np.zeros((2, 5, 4))
    layer.forward(X)
    G[:, 2] = rng.normal(size=(2, 4))
    dL_dX = layer.backward(G)
    assert np.all(dL_dX[:, 3:] == 0) and np.all(dL_dX[:, :3] != 0)
    assert np.all(np.triu(layer.P, 1) == 0)


@given(seed=SEEDS)
def test_norms_and_softmax_hand_nothing_back_along_what_they_remove(seed):
    rng = np.random.default_rng(seed)
    X, G = rng.normal(size=(3, 4)), rng.normal(size=(3, 4))
    rms, layer, shares = RMSNorm(4, 1e-12), LayerNorm(4, 1e-12), Softmax()
    for each in (rms, layer, shares):
        each.forward(X)
    assert np.allclose((rms.backward(G) * X).sum(axis=1), 0, atol=1e-9)  # a longer x is the same x_hat
    assert np.allclose(layer.backward(G).sum(axis=1), 0, atol=1e-9)  # so is one that is moved
    assert np.allclose(shares.backward(G).sum(axis=1), 0, atol=1e-12)
    assert np.allclose(layer.backward(np.ones((3, 4))), 0, atol=1e-12)  # with a gain of 1 nothing arrives


def test_softmax_and_swiglu_overflow_nowhere():
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        assert Softmax().forward([1000.0, -1000.0]).tolist() == [1, 0]
        layer = SwiGLU(1, 1, 0)
        layer.W_gate[:] = layer.W_up[:] = layer.W_down[:] = 1
        assert layer.forward([[1000.0], [-1000.0]])[0, 0] == 1e6
        layer.backward([[1.0], [1.0]])


def test_residuals_in_residuals_have_their_parameters():
    inner = Residual([Linear(3, 3, 0), Tanh()])
    network = Network([Residual([RMSNorm(3), inner]), Tanh(), Linear(3, 2, 0)])
    assert [name for _, name in network.parameters()] == ["gain", "W", "b", "W", "b"]
    X = np.random.default_rng(0).normal(size=(4, 3))
    report = check_gradients(network, SoftmaxCrossEntropy(), X, [0, 1, 1, 0])
    assert report.passed and [row.parameter for row in report.rows][1:3] == ["layers[0].gain", "layers[0].W"], report


def test_a_residual_of_nothing_passes_all():
    residual = Residual([Linear(3, 3, 0)])
    residual.inside.layers[0].W[:] = 0
    X = np.arange(6.0).reshape(2, 3)
    np.testing.assert_array_equal(residual.forward(X), X)
    np.testing.assert_array_equal(residual.backward(X), X)


# ------------------------------------------------ in a network


def a_block(rng, d=6):
    return Network(
        [
            Embedding(5, d, rng),
            Positions(4, d, rng),
            Residual([RMSNorm(d), Attention(d, 2, rng)]),
            Residual([LayerNorm(d), SwiGLU(d, 7, rng)]),
            RMSNorm(d),
            Rows(1),
            Linear(d, 5, rng),
        ]
    )


@given(seed=SEEDS)
@settings(max_examples=4)
def test_check_gradients_finds_all_parameters_of_a_block(seed):
    rng = np.random.default_rng(seed)
    network = a_block(rng)
    for layer, name in network.parameters():
        getattr(layer, name)[...] = rng.normal(size=getattr(layer, name).shape)
    report = check_gradients(network, SoftmaxCrossEntropy(), rng.integers(5, size=(2, 4)), rng.integers(5, size=6))
    assert report.passed, report
    names = [row.parameter for row in report.rows]
    assert names[:5] == ["layers[0].W", "layers[1].b", "layers[2].gain", "layers[2].W_q", "layers[2].W_k"]
    assert len(names) == len(network.parameters()) == 15 and "X" not in names


def test_check_gradients_finds_a_mistake_in_a_block(monkeypatch):
    monkeypatch.setattr(Attention, "backward", lambda self, G, whole=Attention.backward: 2 * whole(self, G))
    rng = np.random.default_rng(0)
    report = check_gradients(a_block(rng), SoftmaxCrossEntropy(), rng.integers(5, size=(2, 4)), rng.integers(5, size=6))
    wrong = [row.parameter for row in report.rows if not row.passed]
    assert wrong == ["layers[0].W", "layers[1].b", "layers[2].gain"]  # its own weights are right
    assert "layers[2].W_gate" not in repr(report) and "layers[3].W_gate (" in repr(report)


def test_what_backward_raises_is_in_the_table_of_a_block_too(monkeypatch):
    """Nobody wiggles the ids for it."""
    monkeypatch.setattr(Attention, "backward", lambda self, G: self.M @ G)
    rng = np.random.default_rng(0)
    report = check_gradients(a_block(rng), SoftmaxCrossEntropy(), rng.integers(5, size=(2, 4)), rng.integers(5, size=6))
    assert report.parameter == "X has no gradient" and "backward raised ValueError: matmul" in report.remark, report


def test_check_gradients_of_blocks_without_an_embedding():
    rng = np.random.default_rng(0)
    network = Network([Linear(3, 4, rng), Residual([RMSNorm(4), SwiGLU(4, 5, rng)]), Softmax(), Linear(4, 2, rng)])
    report = check_gradients(network, SoftmaxCrossEntropy(), rng.normal(size=(3, 3)), [0, 1, 1])
    assert report.passed and report.rows[0].parameter == "X", report


@pytest.mark.parametrize("optimizer", [SGD(0.1, momentum=0.5), Adam(0.01)], ids=["SGD", "Adam"])
def test_an_optimizer_moves_all_of_a_block(optimizer):
    rng = np.random.default_rng(1)
    network, loss = a_block(rng), SoftmaxCrossEntropy()
    before = [getattr(layer, name).copy() for layer, name in network.parameters()]
    with pytest.raises(RuntimeError, match="step was called before backward"):
        optimizer.step(network)
    ids, Y = rng.integers(5, size=(8, 4)), rng.integers(5, size=24)
    losses = []
    for _ in range(30):
        losses.append(loss.forward(network.forward(ids), Y))
        network.backward(loss.backward())
        optimizer.step(network)
    assert losses[-1] < losses[0] / 2
    assert all(
        (getattr(layer, name) != was).any() for (layer, name), was in zip(network.parameters(), before, strict=True)
    )


def test_the_slope_of_a_residual_is_one_plus():
    """Twenty layers with a slope below 1 let nothing through; with a way around them, what arrives stays."""
    rng = np.random.default_rng(0)
    G = rng.normal(size=(4, 8))
    X = rng.normal(size=(4, 8))
    sizes = []
    for wrap in (lambda layers: layers, lambda layers: [Residual(layers)]):
        layers = [each for _ in range(20) for each in wrap([Linear(8, 8, rng), Tanh(), ReLU()])]
        network = Network(layers)
        network.forward(X)
        sizes.append(np.abs(network.backward(G)).mean())
    assert sizes[0] < 1e-4 < 0.1 < sizes[1]


# ------------------------------------------------ PyTorch, where it is


def test_the_same_gradients_as_pytorch():
    torch = pytest.importorskip("torch")
    nn = torch.nn.functional
    rng = np.random.default_rng(3)
    network, loss = a_block(rng), SoftmaxCrossEntropy()
    for layer, name in network.parameters():
        getattr(layer, name)[...] = rng.normal(size=getattr(layer, name).shape)
    ids, Y = rng.integers(5, size=(3, 4)), rng.integers(5, size=9)
    L = loss.forward(network.forward(ids), Y)
    network.backward(loss.backward())
    theirs = [torch.tensor(getattr(layer, name), requires_grad=True) for layer, name in network.parameters()]
    E, p, g1, W_q, W_k, W_v, W_o, g2, b2, W_gate, W_up, W_down, g3, W, b = theirs

    def heads(x):
        return x.unflatten(-1, (2, 3)).transpose(1, 2)

    x = nn.embedding(torch.tensor(ids), E) + p
    h = nn.rms_norm(x, (6,), g1, eps=1e-5)
    mixed = nn.scaled_dot_product_attention(heads(h @ W_q), heads(h @ W_k), heads(h @ W_v), is_causal=True)
    x = x + mixed.transpose(1, 2).flatten(2) @ W_o
    h = nn.layer_norm(x, (6,), g2, b2, eps=1e-5)
    x = x + (nn.silu(h @ W_gate) * (h @ W_up)) @ W_down
    logits = nn.rms_norm(x, (6,), g3, eps=1e-5)[:, 1:].flatten(0, 1) @ W + b
    their_loss = nn.cross_entropy(logits, torch.tensor(Y))
    their_loss.backward()
    assert abs(L - their_loss.item()) < 1e-12
    for (layer, name), each in zip(network.parameters(), theirs, strict=True):
        np.testing.assert_allclose(getattr(layer, "dL_d" + name), each.grad.numpy(), rtol=1e-10, atol=1e-12)
