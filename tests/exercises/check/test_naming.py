"""What is said of a wrong answer, and what isn't."""

import itertools
import random
import re

import pytest

from helpers import exercises
from helpers.exercises.check import naming
from helpers.exercises.check.fits import fitted
from helpers.exercises.check.formula import Code, Formula
from helpers.exercises.check.naming import UNKNOWN
from helpers.exercises.check.verdict import joined
from helpers.exercises.from_memory.blank_page import blank_page
from tests.exercises.answers import checked, written
from tests.exercises.test_every_exercise import fill

ALL_FOUR = "A1 = sigmoid(X @ W1 + b1)\nY_hat = sigmoid(A1 @ W2 + b2)\ne = (Y_hat - Y) / len(X)\n"


def test_another_loss_is_named_only_where_all_results_are_its_gradient():
    training = "for _ in range(steps):\n    A1 = sigmoid(X @ W1 + b1)\n    Y_hat = sigmoid(A1 @ W2 + b2)\n"
    training += "    e = (Y_hat - Y) / len(X)\n"
    training += "    d = {} @ W2.T * A1 * (1 - A1)\n    W1 -= learning_rate * X.T @ d\n"
    training += "    b1 -= learning_rate * d.sum(axis=0)\n    W2 -= learning_rate * A1.T @ e\n"
    training += "    b2 -= learning_rate * e.sum(axis=0)"
    of_all = checked("train_two_layers", training.format("e"))
    assert of_all.mistake == "missing-slope"
    body = ALL_FOUR + "d = (e * Y_hat * (1 - Y_hat)) @ W2.T * A1 * (1 - A1)\n"
    in_part = checked("two_layer_backward", body + "return X.T @ d, d.sum(axis=0), A1.T @ e, e.sum(axis=0)")
    assert in_part.mistake == "missing-slope" and "cross-entropy" not in in_part.mend and "[" not in in_part.mend


def test_two_names_in_one_row_are_joined():
    assert joined({"transposed+mean-for-sum", "wrong-sign"}) == "transposed+wrong-sign+mean-for-sum"
    row = ("(d_in, d_out)", "dL_dZ.T @ X / len(X)")
    verdict = exercises.recap_03.check(
        Z=("(n, d_out)", "X @ W + b"),
        dL_dW=row,
        dL_db=("(d_out,)", "dL_dZ.sum(axis=0)"),
        dL_dX=("(n, d_in)", "dL_dZ @ W.T"),
    )
    assert verdict.mistake == "transposed+mean-for-sum"


def test_a_row_of_a_recap_is_mended_like_a_function():
    given = {"Z": ("(n, d_out)", "X * W + b"), "dL_dW": ("(d_in, d_out)", "np.outer(X, dL_dZ)")}
    verdict = exercises.recap_03.check(**given)
    assert verdict.mistake is None or verdict.mistake.startswith("wrong-shape")
    assert "`X @ W`" in verdict.mend and "`X.T @ dL_dZ`" in verdict.mend


def test_unknown_is_said_only_where_nothing_is_known():
    unknown = checked("relu", "return np.sin(3 * Z) + np.cos(Z) ** 3")
    assert UNKNOWN in unknown.message and not unknown.mend and unknown.mistake is None
    known_in_part = checked("linear_backward", "return np.sin(dL_dZ @ W.T) ** 3 + 1, -X.T @ dL_dZ, dL_dZ.sum(axis=0)")
    assert "No known mistake" not in known_in_part.message and "dL_dX has no name" in known_in_part.message
    assert known_in_part.mistake is None and "wrong-sign" in known_in_part.mend


def test_an_argument_without_a_part_and_one_with_a_part_too_many():
    body = "return np.exp(dL_dZ) @ np.ones((dL_dZ.shape[1], X.shape[1])), X.T @ dL_dZ, dL_dZ.sum(axis=0)"
    assert "`W` has no part in dL_dX" in checked("linear_backward", body).mend
    body = "return dL_dZ @ W.T, X.T @ dL_dZ, np.sin(dL_dZ.sum(axis=0) ** 3 + W.sum() ** 3)"
    assert "`X`" not in checked("linear_backward", body).mend
    assert "`W` has a part in dL_db, and should have none" in checked("linear_backward", body).mend


def test_large_numbers():
    """What NumPy says tells a number that is too large from one that is too small, and both from a limit."""
    softmax = "e = np.exp({})\nreturn e / e.sum(axis=1, keepdims=True)"
    assert "row's maximum first" in checked("softmax", softmax.format("Z")).mend
    assert "Each row has its own" in checked("softmax", softmax.format("Z - Z.max()")).mend
    jacobian = """
out = []
for z, c in zip(logits, classes):
    p = np.exp(z - z.max())
    p /= p.sum()
    out.append((np.diag(p) - np.outer(p, p)) @ (-np.eye(len(z))[c] / p) / len(logits))
return np.array(out)
"""
    verdict = checked("softmax_cross_entropy_backward", jacobian)
    assert verdict.mistake == "overflow" and "subtract" not in verdict.mend and "cancel on paper" in verdict.mend
    clipped = """
e = np.exp(logits - logits.max(axis=1, keepdims=True))
P = np.clip(e / e.sum(axis=1, keepdims=True), 1e-12, 1)
return -np.log(P[np.arange(len(P)), classes]).mean()
"""
    verdict = checked("softmax_cross_entropy", clipped)
    assert verdict.mistake == "overflow" and "subtract" not in verdict.mend and "limit, `np.clip`" in verdict.mend


def test_whole_numbers_that_are_as_wrong_as_floats_are_not_integers():
    body = "return tuple(np.clip(g, -10, 10) for g in (dL_dZ @ W.T, X.T @ dL_dZ, dL_dZ.sum(axis=0)))"
    verdict = checked("linear_backward", body)
    assert verdict.mistake is None and "cut off" in verdict.mend and "integer" not in verdict.mend


def test_fewer_entries_are_no_axis_that_was_squeezed():
    body = """
W1, b1, W2, b2 = parameters
losses = []
for _ in range(epochs):
    A1, Y_hat = 1 / (1 + np.exp(-(X @ W1 + b1))), 0
    Y_hat = 1 / (1 + np.exp(-(A1 @ W2 + b2)))
    losses.append((0.5 * (Y_hat - Y) ** 2).sum(axis=1).mean())
    if losses[-1] < 1e-2:
        break
    d2 = (Y_hat - Y) / len(X) * Y_hat * (1 - Y_hat)
    d1 = d2 @ W2.T * A1 * (1 - A1)
    for theta, g in zip(parameters, (X.T @ d1, d1.sum(axis=0), A1.T @ d2, d2.sum(axis=0))):
        theta -= learning_rate * g
return losses
"""
    from helpers.exercises.two_layers.tasks import train_exercise
    from helpers.exercises.two_layers.variant import Variant

    signature = "train(X, Y, parameters, learning_rate, epochs)"
    verdict = train_exercise(Variant()).verdict(written("train", body, signature))
    assert verdict.status == "wrong" and "squeeze" not in verdict.mend


def test_a_sum_of_multiples_is_read():
    exercise = exercises.momentum_step
    formula = exercise.formulas["step"]
    lines = {name: type(formula)(formula.parameters, formula.lines, name, formula.names) for name in ("v", "g")}

    def result(of):
        return [of(*case.arguments[3:], *(lines[name](*case.arguments) for name in "vg")) for case in exercise.cases]

    def text(of):
        return fitted(lines, exercise, exercise.cases, result(of))

    assert text(lambda eta, mu, v, g: mu * v - eta * g) == "momentum · v − learning_rate · g"
    assert text(lambda eta, mu, v, g: -(1 - mu) * v + 2 * g / eta) == "− (1 − momentum) · v + 2 · 1/learning_rate · g"
    assert text(lambda eta, mu, v, g: 0.5 * mu**2 * g) == "½ · momentum² · g"
    assert text(lambda eta, mu, v, g: v * g) is None and text(lambda eta, mu, v, g: 0.123 * v) is None


@pytest.mark.parametrize(
    ("name", "body", "said"),
    [
        ("chain_backward", "return (x @ w1, 0, 0, 0)", "Single numbers are multiplied by `*`"),
        ("linear_forward", "for _ in range(9):\n    X = X * W\nreturn X * W * b", "entry by entry"),
        ("linear_forward", "return X.T @ W @ W @ X @ b.T @ np.ones(99)", "have to be equally long"),
        ("sigmoid", "return Z * np.exp * np.exp * np.log", "Call it"),
        ("relu", "return max(0, Z, Z) if Z > 0 and Z < 0 else 1", "`np.where`"),
    ],
)
def test_errors_are_explained(monkeypatch, name, body, said):
    monkeypatch.setattr(naming, "SECONDS", 0)
    verdict = checked.__wrapped__(name, body)
    assert verdict.mistake == "raises" and said in verdict.mend


# ---- every exercise, by its numbers alone

LINES = [name for name, each in exercises.ALL.items() if isinstance(next(iter(each.formulas.values())), Formula)]


def answering(exercise, steps):
    """Return a function that makes mistakes in the lines of the formula."""

    def answer(*arguments):
        of = exercise.formulas.items()
        results = {
            name: each(*arguments, **{k: v for k, v in steps.items() if k in each.steps | {name}}) for name, each in of
        }
        if exercise.effect:
            fill(arguments[0], results["step"], add=True)
            fill(arguments[1], results["velocity"]) if "velocity" in results else None
            return None
        return tuple(results.values()) if len(results) > 1 else results.popitem()[1]

    return answer


def is_named(verdict):
    text = f"{verdict.message}\n{verdict.mend}"
    return verdict.mend and "No known mistake" not in text and "no name here" not in text


@pytest.mark.parametrize("name", LINES)
def test_another_kind_of_product_is_named_in_every_exercise(monkeypatch, name):
    monkeypatch.setattr(naming, "mended", lambda *_, **__: None)
    exercise = exercises.ALL[name]
    of = next(iter(exercise.formulas.values()))
    for line in sorted({of.output, *of.steps}):
        code = of.lines[line].source.partition("  #")[0]
        for sign, other in (" * ", " @ "), (" @ ", " * "):
            if sign in code:
                verdict = exercise.verdict(answering(exercise, {line: Code(code.replace(sign, other, 1), "", 1)}))
                assert verdict.status == "correct" or is_named(verdict), f"{line}: {verdict}\n{verdict.mend}"


@pytest.mark.parametrize("name", LINES)
def test_two_known_mistakes_at_once_are_named_in_every_exercise(monkeypatch, name):
    monkeypatch.setattr(naming, "mended", lambda *_, **__: None)
    exercise = exercises.ALL[name]
    known = [each for each in exercise.mistakes if each.steps and not each.outputs]
    pairs = [(a, b) for a, b in itertools.combinations(known, 2) if not a.steps.keys() & b.steps.keys()]
    for a, b in random.Random(1).sample(pairs, min(8, len(pairs))):
        verdict = exercise.verdict(answering(exercise, a.steps | b.steps))
        assert verdict.status == "correct" or is_named(verdict), f"{a}\n{b}\n{verdict}\n{verdict.mend}"


PAGE = ALL_FOUR + "delta = e * Y_hat * (1 - Y_hat)\n"
BACK = "hidden = {} @ W2.T * A1 * (1 - A1)\nreturn X.T @ hidden, hidden.sum(axis=0), A1.T @ delta, delta.sum(axis=0)"


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("Y_hat", "Hand back got `Y_hat`, the prediction"),
        ("(Y_hat - Y)", "`Y_hat - Y` stands where `delta` belongs"),
        ("(Y_hat * (1 - Y_hat))", "stands where `delta` belongs"),
    ],
)
def test_one_slip_has_one_diagnosis(what, said):
    verdict = checked("two_layer_backward", PAGE + BACK.format(what))
    assert verdict.mistake is None and said in verdict.mend and len(verdict.mend.split("\n")) == 1


def test_a_mean_in_the_biases_alone_speaks_of_the_seed():
    body = PAGE.replace(" / len(X)", "") + BACK.format("delta")
    verdict = checked("two_layer_backward", body.replace("sum(axis=0)", "mean(axis=0)"))
    assert verdict.mistake == "sum-for-mean" and "Divide the seed by n" in verdict.mend
    verdict = checked("two_layer_backward", body)
    assert verdict.mistake == "sum-for-mean" and "biases have it" not in verdict.mend


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("half_squared_error", "return (0.5 * (Y_hat - Y) ** 2).sum(axis=1) / len(Y)"),
        (
            "softmax_cross_entropy",
            "s = logits - np.log(np.exp(logits).sum(axis=1, keepdims=True))\n"
            "return -s[np.arange(len(s)), classes] / len(s)",
        ),
        ("binary_cross_entropy", "return (np.logaddexp(0, logits) - logits * Y) / len(Y)"),
    ],
)
def test_a_mean_without_its_sum(name, body):
    verdict = checked(name, body)
    assert verdict.mistake == "batch-not-summed" and "The sum over the samples is left out" in verdict.mend
    assert "nothing here asks for that" not in verdict.mend


def test_an_odd_multiple_of_a_wrong_result_is_met_by_chance():
    for body in ("a = 2 * x\nreturn 2 * a * 2", "return 8 * x", "return 7 * x"):
        verdict = blank_page("02").tasks[0].verdict(written("chain_rule", body, "chain_rule(x)"))
        assert verdict.status == "wrong" and "multiplied. They" not in verdict.mend
        assert "4/3" not in verdict.mend and "stands where" not in verdict.mend


@pytest.mark.parametrize(
    ("name", "body", "right"),
    [
        ("hand_back", "out[:, k] += dL_dZ[:, j] * W[j, k]", "The indices are exchanged: `W[k, j]`"),
        ("hand_back", "out[:, k] += dL_dZ[:, k] * W[k, j]", "`dL_dZ[:, k]` has another index than is meant"),
        ("hand_back", "out[:] = dL_dZ @ W", "`W` lacks its `.T`: `dL_dZ @ W.T`"),
    ],
)
def test_where_it_raises_the_line_has_the_cure(name, body, right):
    loop = "out = np.zeros(X.shape)\nfor k in range(W.shape[0]):\n    for j in range(W.shape[1]):\n        "
    verdict = checked(name, f"{loop}{body}\nreturn out")
    assert right in verdict.mend and "not transposed on the way back" not in verdict.mend


CHAIN = "z1 = x * w1 + b1\na1 = S(z1)\nz2 = a1 * w2 + b2\na2 = S(z2)\ndL_dz2 = (a2 - y) * S_prime{}\n"
CHAIN += "dL_dz1 = dL_dz2 * w2 * S_prime{}\nreturn dL_dz1 * x, dL_dz1, dL_dz2 * a1, dL_dz2"


@pytest.mark.parametrize("calls", [("", ""), ("", "(z1)"), ("(z2)", "")])
def test_a_function_in_the_place_of_a_number(calls):
    verdict = checked("chain_backward", CHAIN.format(*calls))
    assert verdict.mistake == "raises" and "`S_prime` is a function, and" in verdict.mend
    assert "print the shapes" not in verdict.mend


def test_only_names_that_the_reader_knows_are_said():
    for body in ("slope = A * (1 - A) * dL_dA\nreturn slope * dL_dA", "return dL_dA * A * (1 - A) * dL_dA"):
        verdict = checked("sigmoid_backward", body)
        assert "upstream" not in verdict.mend and "`dL_dA` is one factor too many" in verdict.mend
    unseen = eval("lambda dL_dA, A: dL_dA**2 * A * (1 - A)")
    verdict = exercises.sigmoid_backward.check(unseen)
    assert verdict.status == "wrong" and "upstream" not in verdict.mend


def test_powers_that_overflow_in_a_branch():
    two = "return np.where(Z >= 0, 1 / (1 + np.exp(-Z)), np.exp(Z) / (1 + np.exp(Z)))"
    verdict = checked("sigmoid", two)
    assert "`np.where` computes both branches" in verdict.mend and "e^(−|z|)" in verdict.mend
    for body in (two, "return 1 / (1 + np.exp(-Z))"):
        assert "softmax" not in checked("sigmoid", body).mend and "maximum" not in checked("sigmoid", body).mend
    assert "where" not in checked("sigmoid", "return 1 / (1 + np.exp(-Z))").mend
    for form, sign in (("1", "negative"), ("q", "positive")):
        assert f"For a {sign} z" in checked("sigmoid", f"q = np.exp(-np.abs(Z))\nreturn {form} / (1 + q)").mend


def test_what_is_compared_has_a_name_that_is_true():
    step = "for theta, gradient in zip(parameters, gradients):\n    theta[:] = -learning_rate * gradient"
    message = checked("sgd_step", step).message
    assert "your change of the parameters" in message and "your step" not in message


def test_the_example_tells_the_mistake_apart():
    body = "d2 = (Y_hat - Y) / len(Y) * Y_hat * (1 - Y_hat)\nd1 = Y_hat @ W2.T * A1 * (1 - A1)\n"
    body += "return X.T @ d1, d1.sum(axis=0), A1.T @ d2, d2.sum(axis=0)"
    backward = blank_page("05").tasks[0]
    message = backward.verdict(written("backward", body, backward.signature)).message
    assert "expected: [[0]]" not in message and "expected: [0]" not in message


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("p = np.random.permutation(len(X))\nreturn dL_dZ @ W.T, X[p].T @ dL_dZ[p], dL_dZ[p].sum(axis=0)", "correct"),
        ("p = np.random.permutation(len(W))\nreturn dL_dZ @ W.T, X.T @ dL_dZ, dL_dZ.sum(axis=0) + p[:1]", "wrong"),
        ("s = 1 + 1e-4 * np.random.rand()\nreturn dL_dZ @ W.T, X.T @ dL_dZ, s * dL_dZ.sum(axis=0)", "wrong"),
    ],
)
def test_two_calls_may_differ_by_rounding(body, status):
    assert checked.__wrapped__("linear_backward", body).status == status


@pytest.mark.parametrize("name", ["softmax_cross_entropy", "softmax_cross_entropy_backward", "logistic_regression"])
def test_code_in_words_has_the_names_of_the_task(name):
    """No n that the reader may not have."""
    exercise = exercises.ALL[name]
    said = " ".join([*(each.mend for each in exercise.mistakes), *exercise.hints])
    assert not re.findall(r"`[^`]*\b(?:arange\(n\)|/ n\b)[^`]*`", said)
