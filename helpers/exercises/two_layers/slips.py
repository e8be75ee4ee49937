"""The known mistakes of a two-layer network, as steps of its formulas."""

from functools import lru_cache

import numpy as np

from helpers.exercises.check.verdict import mistake
from helpers.exercises.two_layers.steps import FUNCTIONS, AsItIs, Pass, no_slope, sigmoid_slope, softmax, tanh_slope
from helpers.nn.delta import sigma


def forward_mistakes(hidden, output):
    """Mistakes of a forward pass, as steps."""
    out, no_bias = "the output", lambda b: 0 * b
    of = {"sigmoid": "the sigmoid"}
    found = [
        mistake(
            None,
            f"The hidden activation is {of.get(hidden, hidden)}; this is {of.get(name, name)}.",
            hidden=FUNCTIONS[name],
        )
        for name in FUNCTIONS
        if name != hidden
    ]
    found += [
        mistake(
            None,
            "The hidden activation is left out. Two layers without one between them are a single layer.",
            hidden=np.array,
        ),
        mistake(None, f"The {output} at {out} is left out.", output=np.array),
        mistake(None, "The biases are left out.", bias1=no_bias, bias2=no_bias),
        mistake(None, "The hidden layer's bias is left out.", bias1=no_bias),
        mistake(None, "The output layer's bias is left out.", bias2=no_bias),
        mistake("wrong-sign", "The biases are added.", bias1=np.negative, bias2=np.negative),
        mistake("wrong-sign", "The hidden layer's bias is added.", bias1=np.negative),
        mistake("wrong-sign", "The output layer's bias is added.", bias2=np.negative),
    ]
    if hidden == "sigmoid":
        found.append(mistake("wrong-sign", "The sigmoid's exponent is −z.", hidden=lambda Z: sigma(-Z)))
    if output == "sigmoid":
        found += [
            mistake("wrong-sign", "The sigmoid's exponent is −z.", output=lambda Z: sigma(-Z)),
            mistake(None, f"The activation at {out} is the sigmoid; this is tanh.", output=np.tanh),
        ]
        if hidden == "sigmoid":
            found.append(
                mistake(
                    "wrong-sign",
                    "The sigmoid's exponent is −z.",
                    hidden=lambda Z: sigma(-Z),
                    output=lambda Z: sigma(-Z),
                )
            )
    else:
        found += [
            mistake(None, f"The activation at {out} is softmax; this is the sigmoid.", output=sigma),
            mistake(
                "transposed",
                "The softmax runs along the wrong axis: the probabilities of each sample add up to 1.",
                output=lambda Z: softmax(Z.T).T if len(Z) > 1 else None,
            ),
            mistake(
                None,
                "The softmax divides by the sum over all samples. The probabilities of each sample add up to 1.",
                output=lambda Z: np.exp(Z) / np.exp(Z).sum() if len(Z) > 1 else None,
            ),
            mistake(None, "The exponentials aren't divided by their sum.", output=np.exp),
        ]
    return tuple(found)


class TooEarly:
    """`updated-too-early` for both gradients of the first layer."""

    words = (
        "`W2` has taken its step before the gradient is handed back through it. The sum needs the weights of the"
        " forward pass; only `step` moves them."
    )

    def __init__(self, direction):
        self.direction = direction

    def of(self, reader):
        """Return the two Mistakes; reader turns an exercise's arguments into (X, Y, W1, b1, W2, b2)."""
        return tuple(
            mistake(
                "updated-too-early",
                self.words,
                name,
                direction=lambda *given, name=name: self.direction(*reader(*given), name=name),
            )
            for name in ("dL_dW1", "dL_db1")
        )


def seed_mistakes():
    """Mistakes in the seed."""
    return (
        mistake(
            "wrong-sign",
            "The seed is prediction *minus* target. With the sign turned around, `step` would go uphill.",
            difference=lambda Y_hat, Y: Y - Y_hat,
        ),
        mistake("wrong-sign", "The seed is prediction *minus* target; here they are added.", difference=np.add),
        mistake(None, "The target is left out of the seed.", difference=lambda Y_hat, Y: Y_hat),
        mistake(
            "missing-upstream",
            "The seed is left out: the backward pass starts with a 1, so this is the slope of the outputs, not of the"
            " loss.",
            difference=lambda Y_hat, Y: np.ones_like(Y_hat),
        ),
        mistake(
            "last-sample-only",
            "Only the last sample has a part in it; the others are overwritten.",
            difference=lambda Y_hat, Y: _only_last(Y_hat - Y),
        ),
    )


def hidden_mistakes(hidden):
    """Mistakes in the hidden slope."""
    a = "In the hidden layer"
    found = [
        mistake(
            "missing-slope",
            f"{a} the slope of {'the ' if hidden != 'tanh' else ''}{hidden} is left out: the gradient passes as if it"
            " were 1.",
            slope=no_slope,
        )
    ]
    if hidden == "sigmoid":
        found += [
            mistake(
                "slope-of-activation",
                f"{a} σ′ gets the activation: `A1` is σ(z) already. The slope is A1 (1 − A1).",
                slope=lambda Z, A: sigma(A) * (1 - sigma(A)),
            ),
            mistake(
                "slope-of-activation",
                f"{a} z (1 − z) is the formula for the activation, with z in it. The slope is A1 (1 − A1).",
                slope=lambda Z, A: Z * (1 - Z),
            ),
            mistake(
                "missing-slope",
                f"{a} the slope has two factors, A1 and 1 − A1; the second is left out.",
                slope=lambda Z, A: A,
            ),
            mistake(
                "missing-slope",
                f"{a} the slope has two factors, A1 and 1 − A1; the first is left out.",
                slope=lambda Z, A: 1 - A,
            ),
            mistake("wrong-sign", f"{a} the slope is A1 (1 − A1), with a minus.", slope=lambda Z, A: A * (1 + A)),
            mistake(None, f"{a} stands a sigmoid, and 1 − a² is the slope of tanh.", slope=tanh_slope),
        ]
    if hidden == "tanh":
        found += [
            mistake(
                "slope-of-activation",
                f"{a} tanh′ gets the activation: `A1` is tanh(z) already. The slope is 1 − A1².",
                slope=lambda Z, A: 1 - np.tanh(A) ** 2,
            ),
            mistake(
                "slope-of-activation",
                f"{a} 1 − z² is the formula for the activation, with z in it. The slope is 1 − A1².",
                slope=lambda Z, A: 1 - Z**2,
            ),
            mistake("missing-slope", f"{a} this is 1 − a. The square is left out.", slope=lambda Z, A: 1 - A),
            mistake(
                "missing-slope", f"{a} the activation stands where its slope belongs, 1 − A1².", slope=lambda Z, A: A
            ),
            mistake("wrong-sign", f"{a} the slope is 1 − A1², with a minus.", slope=lambda Z, A: 1 + A**2),
            mistake(None, f"{a} stands tanh, and a (1 − a) is the slope of the sigmoid.", slope=sigmoid_slope),
        ]
    if hidden == "ReLU":
        found += [
            mistake(
                "missing-slope",
                f"{a} the activation stands where its slope belongs, which is 0 or 1.",
                slope=lambda Z, A: A,
            ),
            mistake(
                "wrong-sign",
                f"{a} the gradient passes where z is negative. It passes where z is positive.",
                slope=lambda Z, A: (Z < 0) * 1.0,
            ),
            mistake(None, f"{a} stands a ReLU, and a (1 − a) is the slope of the sigmoid.", slope=sigmoid_slope),
            mistake(None, f"{a} stands a ReLU, and 1 − a² is the slope of tanh.", slope=tanh_slope),
        ]
    return tuple(found)


def _only_last(M):
    """All samples but the last become 0."""
    return np.where(np.arange(len(M))[:, None] == len(M) - 1, M, 0)


def _ones(M):
    return np.ones_like(M, dtype=float)


def shared_mistakes(columns=False):
    """Mistakes in the three rules that sum: weights, bias, hand back. Both layers can make them."""
    back, upstream = "The gradient is handed back through `W2`", "Multiply them with what arrives."
    samples, neurons = ("axis 1", "axis 0") if columns else ("axis 0", "axis 1")
    return (
        mistake(
            "transposed",
            f"{back}, but the other way round: the sum has to run over the neurons of the second layer.",
            hand_back=lambda G, W: G @ W,
        ),
        mistake("transposed", f"{back}, but the factors are in the wrong order.", hand_back=lambda G, W: W @ G),
        mistake("transposed", f"{back}, but the factors are in the wrong order.", hand_back=lambda G, W: W.T @ G),
        mistake("transposed", f"{back}, but what arrives is transposed.", hand_back=lambda G, W: G.T @ W.T),
        mistake(
            "missing-upstream",
            f"What is handed back are the weights alone. {upstream}",
            hand_back=lambda G, W: _ones(G) @ W.T,
        ),
        mistake(
            "missing-path",
            "A hidden neuron hears the first output only. Add over all that used it.",
            hand_back=lambda G, W: G[:, :1] * W[:, 0],
        ),
        mistake(
            "missing-path",
            "A hidden neuron hears the last output only. Add over all that used it.",
            hand_back=lambda G, W: G[:, -1:] * W[:, -1],
        ),
        mistake(
            None,
            "The weights are left out on the way back: the gradient arrives at the hidden layer as it left the output.",
            hand_back=lambda G, W: G.sum(axis=1, keepdims=True) + 0 * W[:, 0],
        ),
        mistake(
            "transposed",
            "The sum has to run over the samples: one factor is transposed that should not be, or the other is not.",
            weights=lambda A, G: A @ G,
        ),
        mistake(
            "transposed",
            "The sum has to run over the samples: one factor is transposed that should not be, or the other is not.",
            weights=lambda A, G: A @ G.T,
        ),
        mistake(
            "transposed",
            "The factors are in the wrong order: the sum has to run over the samples.",
            weights=lambda A, G: G @ A.T,
        ),
        mistake(
            "transposed",
            "The factors are in the wrong order: the sum has to run over the samples.",
            weights=lambda A, G: G @ A,
        ),
        mistake(
            "missing-upstream",
            f"These are the inputs of the layer alone. {upstream}",
            weights=lambda A, G: A.T @ _ones(G),
        ),
        mistake(
            None,
            "The inputs of the layer are left out: a weight's slope is what came in through it.",
            weights=lambda A, G: _ones(A).T @ G,
        ),
        mistake(
            "last-sample-only",
            "Each sample overwrites what the one before it said. Add over all samples.",
            weights=lambda A, G: np.outer(A[-1], G[-1]),
        ),
        mistake(
            "batch-not-summed",
            "The samples' own products are there, one by one. Their sum is left out.",
            weights=lambda A, G: A[:, :, None] * G[:, None, :],
        ),
        mistake(
            "batch-not-summed",
            f"What arrives still has a place for each sample. The bias was used by all of them: add along {samples}.",
            bias=lambda G: np.array(G),
        ),
        mistake(
            "batch-not-summed",
            "The sum runs over the neurons. The bias has one entry for each neuron: add over the samples, along"
            f" {samples}.",
            bias=lambda G: G.sum(axis=1),
        ),
        mistake(
            "batch-not-summed",
            f"The sum runs over the neurons, {neurons}. The bias has one entry for each neuron: add along {samples}.",
            bias=lambda G: AsItIs(G.sum(axis=1)),
        ),
        mistake(
            "batch-not-summed",
            f"The sum runs over the neurons, {neurons}. Add over the samples, along {samples}.",
            bias=lambda G: G.sum(axis=1, keepdims=True),
        ),
        mistake(
            "batch-not-summed",
            f"The sum runs over both axes, and one number is left. Add over the samples only, along {samples}.",
            bias=lambda G: G.sum(),
        ),
        mistake(
            "last-sample-only",
            "Each sample overwrites what the one before it said. Add over all samples.",
            bias=lambda G: G[-1],
        ),
        mistake(None, "The bias of the layer hears the first sample only. Add over all samples.", bias=lambda G: G[0]),
    )


@lru_cache(maxsize=8)
def gradient_mistakes(variant):
    """The known mistakes of a backward pass, as steps."""
    return (
        *seed_mistakes(),
        *output_mistakes(variant.output),
        *hidden_mistakes(variant.hidden),
        *shared_mistakes(variant.columns),
        too_early(variant),
    )


def output_mistakes(output):
    """Mistakes in the slope at the output."""
    if output == "softmax":
        twice = (
            "Softmax and cross-entropy have their slope together: P − Y. There is no slope p (1 − p) left to"
            " multiply with."
        )
        return (mistake("slope-of-activation", twice, out_slope=sigmoid_slope),)
    a = "At the output"
    return (
        mistake(
            "missing-slope",
            f"{a} the sigmoid's slope is left out. (It is the gradient of another loss, cross-entropy.)",
            out_slope=no_slope,
        ),
        mistake(
            "missing-slope",
            f"{a} the slope has two factors, `Y_hat` and `1 - Y_hat`; the second is left out.",
            out_slope=lambda Z, A: A,
        ),
        mistake(
            "missing-slope",
            f"{a} the slope has two factors, `Y_hat` and `1 - Y_hat`; the first is left out.",
            out_slope=lambda Z, A: 1 - A,
        ),
        mistake(
            "slope-of-activation",
            f"{a} σ′ gets the activation: `Y_hat` is σ(z) already. The slope is Y_hat (1 − Y_hat).",
            out_slope=lambda Z, A: sigma(A) * (1 - sigma(A)),
        ),
        mistake(
            "slope-of-activation",
            f"{a} z (1 − z) is the formula for the activation, with z in it.",
            out_slope=lambda Z, A: Z * (1 - Z),
        ),
        mistake("wrong-sign", f"{a} the slope is Y_hat (1 − Y_hat), with a minus.", out_slope=lambda Z, A: A * (1 + A)),
        mistake(None, f"{a} stands a sigmoid, and 1 − a² is the slope of tanh.", out_slope=tanh_slope),
    )


def too_early(variant):
    """W2 has taken its step before it hands back."""

    def direction(*arguments, name):
        p = variant.passed(*arguments)
        dL_dW2 = variant.gradient("dL_dW2", p)
        moved = Pass(p.X, p.Y, p.Z1, p.A1, p.Z2, p.Y_hat, dL_dW2)
        return variant.layout.back(name, variant.gradient(name, moved))

    return TooEarly(direction)
