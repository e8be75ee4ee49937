"""Lesson 06: softmax and the cross-entropy, by hand and as functions, and the recap."""

import math

import pytest

from helpers import exercises
from tests.exercises.answers import from_cell, written

SHIFTED = "E = np.exp(Z - Z.max(axis=1, keepdims=True))\n"
ROW_SUMS = "return E / E.sum(axis=1, keepdims=True)"
LOG_P = (
    "z = logits - logits.max(axis=1, keepdims=True)\nlog_P = z - np.log(np.exp(z).sum(axis=1, keepdims=True))\nn ="
    " len(logits)\n"
)
NAIVE = "E = np.exp(logits)\nP = E / E.sum(axis=1, keepdims=True)\nn = len(P)\n"

RIGHT = {
    "softmax": [
        SHIFTED + ROW_SUMS,
        "P = np.empty(Z.shape)\nfor i, z in enumerate(Z):\n    e = np.exp(z - max(z))\n    P[i] = e / sum(e)\nreturn P",
        "return [[float(1 / np.exp(np.minimum(z - v, 700)).sum()) for v in z] for z in Z]",
        "z = Z - Z.max(axis=1)[:, None]\nreturn np.exp(z - np.log(np.exp(z).sum(axis=1))[:, None])",
        "z = Z.T - Z.max(axis=1)\nE = np.exp(z)\nreturn (E / E.sum(axis=0)).T",
        "return np.apply_along_axis(lambda z: np.exp(z - z.max()) / np.exp(z - z.max()).sum(), 1, Z)",
        "E = np.exp(Z - np.amax(Z, axis=-1, keepdims=True))\nE /= np.einsum('nk->n', E)[:, None]\nreturn E",
        "return [[math.exp(v - max(z)) / sum(math.exp(u - max(z)) for u in z) for v in z] for z in Z.tolist()]",
    ],
    "softmax_cross_entropy": [
        LOG_P + "return -log_P[np.arange(n), classes].mean()",
        LOG_P + "return -(np.eye(log_P.shape[1])[classes] * log_P).sum() / n",
        LOG_P + "total = 0\nfor row, c in zip(log_P, classes):\n    total -= row[c]\nreturn total / n",
        "return np.mean([np.logaddexp.reduce(z) - z[c] for z, c in zip(logits, classes)])",
        (
            "m = logits.max(axis=1)\nright = np.take_along_axis(logits, classes[:, None], axis=1).ravel()\nreturn (m +"
            " np.log(np.exp(logits - m[:, None]).sum(axis=1)) - right).mean()"
        ),
        (
            "total = 0.0\nfor z, c in zip(logits, classes):\n    total += math.log(sum(math.exp(v - max(z)) for v in"
            " z)) + max(z) - z[c]\nreturn [total / len(logits)]"
        ),
        "from helpers.nn import SoftmaxCrossEntropy\nreturn SoftmaxCrossEntropy().forward(logits, classes)",
    ],
}
WRONG = {
    "softmax": [
        ("overflow", "E = np.exp(Z)\n" + ROW_SUMS),
        ("overflow", "E = np.exp(Z - Z.max())\n" + ROW_SUMS),
        ("overflow", "E = np.exp(np.clip(Z, -20, 20))\n" + ROW_SUMS),
        ("transposed", "E = np.exp(Z - Z.max(axis=0))\nreturn E / E.sum(axis=0)"),
        (
            "transposed",
            SHIFTED
            + ROW_SUMS.replace(
                "return E / E.sum(axis=1, keepdims=True)", "return (E / E.sum(axis=1, keepdims=True)).T"
            ),
        ),
        ("broadcast", SHIFTED + "return E / E.sum(axis=1)"),
        ("broadcast", "E = np.exp(Z)\nreturn E / E.sum(axis=1)"),
        ("broadcast", "E = np.exp(Z - Z.max(axis=1))\n" + ROW_SUMS),
        ("wrong-sign", "E = np.exp(-Z + Z.min(axis=1, keepdims=True))\n" + ROW_SUMS),
        ("wrong-factor", SHIFTED + ROW_SUMS.replace("E /", "2 * E /")),
        ("mean-for-sum", SHIFTED + ROW_SUMS + " / len(Z)"),
        ("argument-changed", "Z -= Z.max(axis=1, keepdims=True)\nE = np.exp(Z)\n" + ROW_SUMS),
        (
            "integer",
            (
                "P = np.zeros_like(Z)\nfor i, z in enumerate(Z):\n    e = np.exp(z - z.max())\n    P[i] = e /"
                " e.sum()\nreturn P"
            ),
        ),
        ("raises", "E = np.exp(Z - max(Z))\n" + ROW_SUMS),
        (None, SHIFTED + "return E / E.sum()"),
        (None, "E = np.exp(Z)\nreturn E / E.sum()"),
        (None, SHIFTED + "return E"),
        (None, "return Z / Z.sum(axis=1, keepdims=True)"),
        (None, "return 1 / (1 + np.exp(-Z))"),
        (None, "E = np.exp(Z - Z.max(axis=0))\n" + ROW_SUMS),
        (None, SHIFTED + "return np.log(E / E.sum(axis=1, keepdims=True))"),
    ],
    "softmax_cross_entropy": [
        ("overflow", NAIVE + "return -np.log(P[np.arange(n), classes]).mean()"),
        (
            "overflow",
            NAIVE.replace("logits)", "logits - logits.max(axis=1, keepdims=True))")
            + "return -np.log(P[np.arange(n), classes]).mean()",
        ),
        (
            "overflow",
            NAIVE.replace("logits)", "logits - logits.max(axis=1, keepdims=True))")
            + "return -np.log(P[np.arange(n), classes] + 1e-12).mean()",
        ),
        ("sum-for-mean", LOG_P + "return -log_P[np.arange(n), classes].sum()"),
        ("wrong-sign", LOG_P + "return log_P[np.arange(n), classes].mean()"),
        ("wrong-sign+sum-for-mean", LOG_P + "return log_P[np.arange(n), classes].sum()"),
        ("mean-for-sum", LOG_P + "return -(np.eye(log_P.shape[1])[classes] * log_P).mean()"),
        ("wrong-factor", LOG_P + "return -log_P[np.arange(n), classes].mean() / np.log(10)"),
        ("wrong-factor", LOG_P + "return -0.5 * log_P[np.arange(n), classes].mean()"),
        ("batch-not-summed", LOG_P + "return -log_P[np.arange(n), classes]"),
        ("last-sample-only", LOG_P + "for row, c in zip(log_P, classes):\n    loss = -row[c]\nreturn loss"),
        ("last-sample-only", LOG_P + "for row, c in zip(log_P, classes):\n    loss = -row[c]\nreturn loss / n"),
        ("broadcast", LOG_P + "return -log_P[:, classes].mean()"),
        ("transposed", LOG_P.replace("axis=1", "axis=0") + "return -log_P[np.arange(n), classes].mean()"),
        (
            "argument-changed",
            "logits -= logits.max(axis=1, keepdims=True)\n" + LOG_P + "return -log_P[np.arange(n), classes].mean()",
        ),
        ("raises", LOG_P + "return -(classes * log_P).sum(axis=1).mean()"),
        (None, NAIVE + "return P[np.arange(n), classes].mean()"),
        (None, NAIVE + "return (1 - P[np.arange(n), classes]).mean()"),
        (None, "return -logits[np.arange(len(logits)), classes].mean()"),
        (None, LOG_P + "return -log_P.sum(axis=1).mean()"),
        (None, LOG_P + "return -log_P.max(axis=1).mean()"),
        (None, NAIVE + "return -np.log(P[np.arange(n), classes].mean())"),
    ],
}


@pytest.mark.parametrize("name", RIGHT)
def test_right_answers_in_other_styles_pass(name):
    for body in RIGHT[name]:
        verdict = exercises.ALL[name].check(written(name, body))
        assert verdict.status == "correct", f"{body}\n{verdict}\n{verdict.mend}"


@pytest.mark.parametrize("name", WRONG)
def test_wrong_answers_are_named(name):
    for mistake, body in WRONG[name]:
        verdict = exercises.ALL[name].check(written(name, body))
        assert (verdict.status, verdict.mistake) == ("wrong", mistake), f"{body}\n{verdict}\n{verdict.mend}"


@pytest.mark.parametrize(
    "line, status, mistake",
    [
        ("...", "not attempted", None),
        ("np.exp(Z - Z.max(axis=1, keepdims=True))", "correct", None),
        ("np.exp(Z - Z.max(axis=-1).reshape(-1, 1))", "correct", None),
        ("np.exp(Z)", "wrong", "overflow"),
        ("np.exp(Z - Z.max())", "wrong", "overflow"),
        ("np.exp(Z - Z.max(axis=1))", "wrong", "broadcast"),
        ("np.exp(Z.max(axis=1, keepdims=True) - Z)", "wrong", "wrong-sign"),
        ("Z", "wrong", None),
    ],
)
def test_the_line_that_is_missing(line, status, mistake):
    stub = f"def softmax(Z):\n    powers = {line}\n    return powers / powers.sum(axis=1, keepdims=True)\n"
    verdict = exercises.softmax.check(from_cell(stub, "softmax"))
    assert (verdict.status, verdict.mistake) == (status, mistake), verdict


# ------------------------------------------------------------ on paper

NUMBERS = {
    "softmax_by_hand": {"p1": 0.75, "L": 1.386, "dL_dz1": 0.75, "dL_dz2": -0.75},
}


@pytest.mark.parametrize("name", NUMBERS)
def test_by_hand(name):
    exercise, numbers = getattr(exercises, name), NUMBERS[name]
    assert exercise.check(**numbers).status == "correct"
    assert exercise.check(**dict.fromkeys(numbers, ...)).status == "not attempted"
    assert exercise.check(**dict([*numbers.items()][:1])).status == "not attempted"


def test_the_numbers_again():
    p = [math.exp(z) / (math.exp(math.log(3)) + 1) for z in (math.log(3), 0)]
    assert exercises.softmax_by_hand.check(p1=p[0], L=-math.log(p[1]), dL_dz1=p[0], dL_dz2=p[1] - 1).status == "correct"
    assert exercises.softmax_by_hand.check(p1=0.75, L=1.39, dL_dz1=0.75, dL_dz2=-0.75).status == "correct"


@pytest.mark.parametrize(
    "exercise, name, number, mistake",
    [
        ("softmax_by_hand", "p1", 3, None),
        ("softmax_by_hand", "p1", 1, None),
        ("softmax_by_hand", "p1", 0.25, None),
        ("softmax_by_hand", "L", -1.386, "wrong-sign"),
        ("softmax_by_hand", "L", 0.602, "wrong-factor"),
        ("softmax_by_hand", "L", 0.2877, None),
        ("softmax_by_hand", "L", 0.25, None),
        ("softmax_by_hand", "dL_dz1", -0.25, None),
        ("softmax_by_hand", "dL_dz1", -0.75, "wrong-sign"),
        ("softmax_by_hand", "dL_dz1", 0.375, "wrong-factor"),
        ("softmax_by_hand", "dL_dz2", 0.25, "missing-upstream"),
        ("softmax_by_hand", "dL_dz2", -4, "missing-slope"),
        ("softmax_by_hand", "dL_dz1", 0.1875, "missing-upstream"),
    ],
)
def test_slips_by_hand(exercise, name, number, mistake):
    verdict = getattr(exercises, exercise).check(**NUMBERS[exercise] | {name: number})
    assert (verdict.status, verdict.mistake) == ("wrong", mistake)


ROWS = {
    "shifted": ("(n, k)", "Y_hat - Y_hat.max(axis=1, keepdims=True)"),
    "P": ("(n, k)", "np.exp(shifted) / np.exp(shifted).sum(axis=1, keepdims=True)"),
    "dL_dY_hat": ("(n, k)", "(P - Y) / n"),
}


def test_the_recap():
    recap = exercises.recap_06
    assert recap.check(**ROWS).status == "correct"
    assert recap.check(**dict.fromkeys(ROWS, (..., ...)) | {"shifted": ("(n, k)", ...)}).status == "not attempted"
    for name, code in (
        ("shifted", "(Y_hat.T - Y_hat.max(axis=1)).T"),
        ("P", "np.exp(shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True)))"),
        ("dL_dY_hat", "(P - Y) / len(Y)"),
    ):
        assert recap.check(**ROWS | {name: (ROWS[name][0], code)}).status == "correct"


@pytest.mark.parametrize(
    "name, code, mistake",
    [
        ("shifted", "Y_hat - Y_hat.max()", None),
        ("shifted", "Y_hat - Y_hat.max(axis=0)", "transposed"),
        ("shifted", "Y_hat - Y_hat.max(axis=1)", "broadcast"),
        ("shifted", "Y_hat.max(axis=1, keepdims=True) - Y_hat", "wrong-sign"),
        ("P", "np.exp(shifted)", None),
        ("P", "np.exp(shifted) / np.exp(shifted).sum()", None),
        ("P", "np.exp(shifted) / np.exp(shifted).sum(axis=1)", "broadcast"),
        ("P", "np.exp(shifted) / np.exp(shifted).sum(axis=0)", "transposed"),
        ("dL_dY_hat", "P - Y", "sum-for-mean"),
        ("dL_dY_hat", "(Y - P) / n", "wrong-sign"),
        ("dL_dY_hat", "-Y / P / n", "missing-slope"),
        ("dL_dY_hat", "(P - Y) * P * (1 - P) / n", "slope-of-activation"),
    ],
)
def test_wrong_lines_are_named(name, code, mistake):
    verdict = exercises.recap_06.check(**ROWS | {name: (ROWS[name][0], code)})
    assert (verdict.status, verdict.mistake) == ("wrong", mistake), f"{verdict}\n{verdict.mend}"


@pytest.mark.parametrize("name", ROWS)
def test_a_wrong_shape(name):
    verdict = exercises.recap_06.check(**ROWS | {name: ("(k, n)", ROWS[name][1])})
    assert (verdict.status, verdict.mistake) == ("wrong", "wrong-shape")
