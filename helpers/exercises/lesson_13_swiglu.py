"""Lesson 13: the way back through the gate of SwiGLU."""

from helpers.exercises.check.cases import Case
from helpers.exercises.check.exercise import Exercise
from helpers.exercises.rules import WEIGHTS


def arguments(numbers, n, d, d_hidden):
    """dL_dH (n, d_hidden), X (n, d), W_gate and W_up (d, d_hidden); no σ is 0 or 1, and some products are 0."""
    weights = (numbers.activations(d, d_hidden, low=-1) for _ in range(2))
    arrays = numbers(n, d_hidden), numbers.tame(n, d), *weights
    return Case(arrays, {"n": n, "d": d, "d_hidden": d_hidden}, atol=1e-9)


swiglu_backward = Exercise(
    signature="swiglu_backward(dL_dH, X, W_gate, W_up)",
    lesson="13",
    task="""
The way back through `H = silu(A) * B`, with `A = X @ W_gate`, `B = X @ W_up`, and silu(a) = a σ(a). `X` is (n, d), both
weights are (d, d_hidden), `dL_dH` is (n, d_hidden). Return `(dL_dX, dL_dW_gate, dL_dW_up)`.
""",
    formula="""
A = X @ W_gate
B = X @ W_up
share = sigma(A)
silu = A * share
slope = share * (1 + A * (1 - share))
dL_dA = dL_dH * B * slope
dL_dB = dL_dH * silu
by_gate = dL_dA @ W_gate.T
by_up = dL_dB @ W_up.T
dL_dX = by_gate + by_up
dL_dW_gate = X.T @ dL_dA
dL_dW_up = X.T @ dL_dB
""",
    returns=("dL_dX", "dL_dW_gate", "dL_dW_up"),
    wrong=(
        """
missing-path | dL_dX = np.array(by_gate)
  | Only the path through the gate is here. X was used twice: add what comes back through `W_up`.
missing-path | dL_dX = np.array(by_up)
  | Only the path through `W_up` is here. X was used twice: add what comes back through the gate.
wrong-sign | dL_dX = by_gate - by_up ; by_up - by_gate | The two paths are subtracted. Over paths one adds.
| dL_dX = by_gate * by_up | The two paths are multiplied. Along a path one multiplies, over paths one adds.
missing-slope | dL_dA = dL_dH * B
  | The slope of silu is left out: what arrives is multiplied by B, and then by silu′(A).
missing-slope | dL_dA = dL_dH * slope | B is left out. In the product of silu(A) and B each factor gets the other one.
| dL_dA = dL_dH * silu * slope
  | silu(A) gets itself. In the product of silu(A) and B each factor gets the *other* one.
missing-upstream | dL_dA = B * slope | What arrives, `dL_dH`, has no part in `dL_dA`.
missing-slope | slope = np.array(share)
  | σ(a) is half of silu′: a σ(a) is a product, and the a inside σ is a second path. Add a σ(a) (1 − σ(a)).
missing-path | slope = A * share * (1 - share)
  | a σ(a) (1 − σ(a)) is half of silu′: a σ(a) is a product, and the a in front is a second path. Add σ(a).
missing-slope | slope = share * (1 - share)
  | σ(a) (1 − σ(a)) is the slope of the sigmoid. silu is a σ(a), a product with two paths.
wrong-sign | slope = share * (1 - A * (1 - share)) | A sign in silu′ is wrong: it is σ(a) (1 + a (1 − σ(a))).
| slope = share * (1 + A * share) | The second term of silu′ has 1 − σ(a) in it, and not σ(a) twice.
| slope = np.array(silu) | silu itself is in the place of its slope.
| share = np.tanh(A) | This is tanh in the place of the sigmoid.
missing-slope | dL_dB = np.array(dL_dH)
  | silu(A) is left out on the way to B. In a product each factor gets the other one.
slope-of-activation | dL_dB = dL_dH * A | A is in the place of silu(A): that is what B was multiplied by.
| dL_dB = dL_dH * share | σ(A) is in the place of silu(A): that is A σ(A).
| dL_dB = dL_dH * slope | On the way to B no slope of silu is needed: B was multiplied by silu(A) itself.
| dL_dB = dL_dH * B | B gets itself. In the product of silu(A) and B each factor gets the *other* one.
missing-upstream | dL_dB = np.array(silu) | What arrives, `dL_dH`, has no part in `dL_dB`.
transposed | by_gate = dL_dA @ W_up.T and by_up = dL_dB @ W_gate.T
  | The two weights are exchanged on the way back.
""",
        WEIGHTS.format(G="dL_dA", X="X", dW="dL_dW_gate"),
        WEIGHTS.format(G="dL_dB", X="X", dW="dL_dW_up"),
        """
transposed | dL_dW_gate = X.T @ dL_dB | This is the gradient of W_up, in the place of that of W_gate.
transposed | dL_dW_up = X.T @ dL_dA | This is the gradient of W_gate, in the place of that of W_up.
""",
    ),
    draw=arguments,
    sizes=(
        {"n": 5, "d": 3, "d_hidden": 2},
        {"n": 4, "d": 2, "d_hidden": 5},
        {"n": 3, "d": 4, "d_hidden": 6},
    ),
    alike=({"n": 3, "d": 3, "d_hidden": 3},),
    hints="""
A product has two paths: silu(A) gets B, and B gets silu(A). X was used by both.
silu(a) = a σ(a) is a product itself, so its slope has two terms: σ(a), and a times the slope of σ.
`dL_dA = dL_dH * B * s * (1 + A * (1 - s))` with s = σ(A), and `dL_dB = dL_dH * A * s`. Then two linear layers, whose
  hand backs are added.
""",
    body="""
A, B = X @ W_gate, X @ W_up
s = 1 / (1 + np.exp(-A))
dL_dA = dL_dH * B * s * (1 + A * (1 - s))  # slope
dL_dB = dL_dH * A * s  # slope
dL_dX = dL_dA @ W_gate.T + dL_dB @ W_up.T  # hand back, over two paths
return dL_dX, X.T @ dL_dA, X.T @ dL_dB  # weights
""",
    reason="""
In a product each factor gets the other one, and X was used by both, so two hand backs are added. silu′ is
σ(a) (1 + a (1 − σ(a))), a sum over the two places where a stands.
""",
)
