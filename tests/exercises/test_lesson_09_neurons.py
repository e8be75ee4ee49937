"""Lesson 09: a neuron by hand, a layer of neurons, a batch, and the recap."""

import pytest

from helpers import exercises
from helpers.exercises.check.task import exercises_of
from tests.exercises.answers import safe_sigmoid, written
from tests.exercises.cells import exercise_cells, run

CELLS = exercise_cells("09")

ERRORS = "e = output_gradients * sigmoid(zs) * (1 - sigmoid(zs))\n"
LISTS = (
    "e = [g * sigmoid(z) * (1 - sigmoid(z)) for g, z in zip(output_gradients, zs)]\nwg = [[d * i for i in inputs] for d"
    " in e]\n"
)
LOOP = (
    "wg, bg, ig = [], [], [0.0] * len(inputs)\nfor g, z, row in zip(output_gradients, zs, weights):\n    a ="
    " sigmoid(z)\n    d = g * a * (1 - a)\n"
)
SHARED = "    wg.append([d * i for i in inputs])\n    bg.append(d)\n"
SUMMED = "    for k, w in enumerate(row):\n        ig[k] += d * w\nreturn wg, bg, ig"
BATCH = (
    "n, wg, bg = len(errors), [0.0] * len(inputs[0]), 0.0\nfor e, x in zip(errors, inputs):\n    for k in"
    " range(len(x)):\n        "
)

RIGHT = {
    "layer_backward": [
        LOOP + SHARED + SUMMED,
        LISTS + "return wg, e, [sum(d * row[k] for d, row in zip(e, weights)) for k in range(len(inputs))]",
        LISTS + "return wg, e, [sum(d * w for d, w in zip(e, column)) for column in zip(*weights)]",
        ERRORS + "return np.outer(e, inputs), e, e @ weights",
        ERRORS + "return np.outer(inputs, e).T, e.tolist(), (weights.T @ e).tolist()",
        ERRORS + "return np.einsum('j,k->jk', e, inputs), e, np.einsum('j,jk->k', e, weights)",
        (
            "e = output_gradients * (1 - np.tanh(np.asarray(zs) / 2) ** 2) / 4\nreturn e[:, None] * inputs, e, (e[:,"
            " None] * weights).sum(axis=0)"
        ),
        (
            "def one(g, z, row):\n    s = math.exp(-abs(z))\n    d = g * s / (1 + s) ** 2\n    return [d * i for i in"
            " inputs], d, [d * w for w in row]\nparts = [one(*each) for each in zip(output_gradients, zs,"
            " weights)]\nreturn [p[0] for p in parts], [p[1] for p in parts], [sum(column) for column in zip(*(p[2] for"
            " p in parts))]"
        ),
    ],
    "mean_gradients": [
        BATCH + "wg[k] += e * x[k]\n    bg += e\nreturn [w / n for w in wg], bg / n",
        BATCH + "wg[k] += e * x[k] / n\n    bg += e / n\nreturn wg, bg",
        "return errors @ inputs / len(errors), errors.mean()",
        "return np.mean([e * x for e, x in zip(errors, inputs)], axis=0), np.mean(errors)",
        (
            "n = len(errors)\nreturn [sum(e * x[k] for e, x in zip(errors, inputs)) / n for k in"
            " range(len(inputs[0]))], sum(errors) / n"
        ),
        (
            "return [sum(map(lambda e, x: e * x, errors, column)) / len(errors) for column in zip(*inputs)],"
            " [sum(errors) / len(errors)]"
        ),
        (
            "wg, bg = 0, 0\nfor s in range(len(errors)):\n    wg = wg + errors[s] * inputs[s]\n    bg +="
            " errors[s]\nreturn wg / len(errors), bg / len(errors)"
        ),
        "return np.einsum('s,sk->k', errors, inputs) / errors.size, np.average(errors)",
    ],
}

WRONG = {
    "layer_backward": [
        ("missing-path", LOOP + SHARED + "    for k, w in enumerate(row):\n        ig[k] = d * w\nreturn wg, bg, ig"),
        ("missing-path", LOOP + SHARED + "    ig = [d * w for w in row]\nreturn wg, bg, ig"),
        ("missing-path", ERRORS + "return np.outer(e, inputs), e, e[0] * weights[0]"),
        ("missing-path", ERRORS + "return np.outer(e, inputs), e, e[:, None] * weights"),
        ("missing-path", ERRORS + "return np.outer(e, inputs), e, [sum(e) for _ in inputs]"),
        ("missing-path", LOOP + SHARED + "    ig.append([d * w for w in row])\nreturn wg, bg, ig[len(inputs):]"),
        ("last-sample-only", LOOP + "    wg, bg = [[d * i for i in inputs]], [*bg, d]\n" + SUMMED),
        ("last-sample-only", LOOP + "    wg = [d * i for i in inputs]\n    bg.append(d)\n" + SUMMED),
        ("last-sample-only", LOOP + "    wg.append([d * i for i in inputs])\n    bg = d\n" + SUMMED),
        (
            "missing-path+last-sample-only",
            LOOP + "    wg, bg, ig = [d * i for i in inputs], d, [d * w for w in row]\nreturn wg, bg, ig",
        ),
        ("missing-slope", LOOP.replace("g * a * (1 - a)", "g") + SHARED + SUMMED),
        ("missing-slope", LOOP.replace("g * a * (1 - a)", "g * a") + SHARED + SUMMED),
        ("missing-slope", LOOP.replace("g * a * (1 - a)", "g * (1 - a)") + SHARED + SUMMED),
        ("slope-of-activation", LOOP.replace("a = sigmoid(z)", "a = z") + SHARED + SUMMED),
        ("slope-of-activation", LOOP.replace("a = sigmoid(z)", "a = sigmoid(sigmoid(z))") + SHARED + SUMMED),
        ("missing-upstream", LOOP.replace("g * a * (1 - a)", "a * (1 - a)") + SHARED + SUMMED),
        ("missing-upstream", ERRORS + "return np.outer(e, inputs), e, weights.sum(axis=0)"),
        ("wrong-sign", LOOP.replace("g * a", "-g * a") + SHARED + SUMMED),
        ("wrong-factor", LOOP.replace("g * a", "2 * g * a") + SHARED + SUMMED),
        ("mean-for-sum", ERRORS + "return np.outer(e, inputs), e, e @ weights / len(e)"),
        ("mean-for-sum", ERRORS + "return np.outer(e, inputs), e, (e[:, None] * weights).mean(axis=0)"),
        ("transposed", ERRORS + "return np.outer(inputs, e), e, e @ weights"),
        (None, ERRORS + "return e[:, None] * weights, e, e @ weights"),
        ("transposed", ERRORS + "return np.outer(e, inputs), e, weights @ e"),
        ("transposed", ERRORS + "return np.outer(e, inputs), e @ weights, e"),
        ("wrong-shape", ERRORS + "return np.outer(e, inputs).ravel(), e, e @ weights"),
        ("updated-too-early", ERRORS + "return np.outer(e, inputs), e, e @ (weights - 0.5 * np.outer(e, inputs))"),
        (
            "argument-changed",
            LOOP + SHARED + "    for k in range(len(row)):\n        ig[k] += d * row[k]\n        row[k] -= 0.1 * d *"
            " inputs[k]\nreturn wg, bg, ig",
        ),
        (
            "updated-too-early+argument-changed",
            LOOP + SHARED + "    for k in range(len(row)):\n        row[k] -= 0.1 * d * inputs[k]\n        ig[k] += d *"
            " row[k]\nreturn wg, bg, ig",
        ),
        (
            "missing-slope+missing-path",
            ERRORS + "e = output_gradients\nreturn np.outer(e, inputs), e, e[-1] * weights[-1]",
        ),
        (
            "integer",
            LISTS
            + "ig = np.zeros_like(inputs)\nfor d, row in zip(e, weights):\n    for k, w in enumerate(row):\n       "
            " ig[k] += d * w\nreturn wg, e, ig",
        ),
        ("raises", LOOP + SHARED + "    for k, w in enumerate(row):\n        ig[j] += d * w\nreturn wg, bg, ig"),
        ("raises", "return neuron_backward(output_gradients, zs, inputs, weights)"),
        (None, ERRORS + "return e.sum() * inputs, e, e @ weights"),
        (None, ERRORS + "return np.outer(e, inputs), e.sum(), e @ weights"),
        (None, ERRORS + "return np.outer(e, inputs), e, (e @ weights).sum()"),
        (None, ERRORS + "return np.outer(e, inputs), e, [sum(d * w for w in row) for d, row in zip(e, weights)]"),
        (None, ERRORS + "return np.outer(e, inputs), e"),
        (None, ERRORS + "return np.outer(e, inputs), e, e @ np.sin(weights)"),
        (
            None,
            (
                "e = output_gradients * sigmoid(zs[-1]) * (1 - sigmoid(zs[-1]))\nreturn np.outer(e, inputs), e, e @"
                " weights"
            ),
        ),
    ],
    "mean_gradients": [
        ("last-sample-only", BATCH + "wg[k] = e * x[k]\n    bg = e\nreturn wg, bg"),
        ("last-sample-only", BATCH + "wg[k] = e * x[k] / n\n    bg = e / n\nreturn wg, bg"),
        ("last-sample-only", BATCH + "wg[k] = e * x[k] / n\n    bg += e / n\nreturn wg, bg"),
        ("last-sample-only", BATCH + "wg[k] += e * x[k] / n\n    bg = e\nreturn wg, bg"),
        ("sum-for-mean", BATCH + "wg[k] += e * x[k]\n    bg += e\nreturn wg, bg"),
        ("sum-for-mean", BATCH + "wg[k] += e * x[k]\n    bg += e / n\nreturn wg, bg"),
        ("sum-for-mean", "return errors @ inputs / len(inputs[0]), errors.mean()"),
        ("sum-for-mean+last-sample-only", BATCH + "wg[k] += e * x[k]\n    bg = e\nreturn wg, bg"),
        ("mean-for-sum", "return (errors[:, None] * inputs).mean(axis=0) / len(inputs[0]), errors.mean()"),
        ("wrong-sign", "return -errors @ inputs / len(errors), -errors.mean()"),
        ("wrong-factor", "return 2 * errors @ inputs / len(errors), 2 * errors.mean()"),
        ("wrong-factor", "return errors @ inputs / len(errors) / 2, errors.mean() / 2"),
        ("batch-not-summed", "return errors[:, None] * inputs / len(errors), errors.mean()"),
        ("batch-not-summed", "return [[e * i for i in x] for e, x in zip(errors, inputs)], errors.mean()"),
        ("batch-not-summed", "return errors @ inputs / len(errors), errors"),
        (
            "batch-not-summed",
            "return [sum(e * i for i in x) / len(errors) for e, x in zip(errors, inputs)], errors.mean()",
        ),
        ("batch-not-summed", "return (errors @ inputs).sum() / len(errors), errors.mean()"),
        ("missing-upstream", "return inputs.mean(axis=0), errors.mean()"),
        ("missing-upstream", "return errors @ inputs / len(errors), 1"),
        ("transposed", "return errors.mean(), errors @ inputs / len(errors)"),
        ("transposed", "return inputs @ errors / len(errors), errors.mean()"),
        ("wrong-shape", "return [errors @ inputs / len(errors)], errors.mean()"),
        ("argument-changed", "errors /= len(errors)\nreturn errors @ inputs, errors.sum()"),
        ("argument-changed", "for e, x in zip(errors, inputs):\n    x *= e\nreturn inputs.mean(axis=0), errors.mean()"),
        (
            "integer",
            (
                "wg = np.zeros_like(inputs[0])\nfor e, x in zip(errors, inputs):\n    wg[:] = wg + e * x /"
                " len(errors)\nreturn wg, errors.mean()"
            ),
        ),
        ("raises", "return [e * i for e, i in zip(errors, inputs)] / len(errors), errors.mean()"),
        (None, BATCH + "wg[k] += e * inputs[-1][k] / n\n    bg += e / n\nreturn wg, bg"),
        (None, "return errors.mean() * inputs.mean(axis=0), errors.mean()"),
        (None, "for e, x in zip(errors, inputs):\n    return e * x, e"),
        (None, "return errors @ inputs / len(errors)"),
        (None, "return [errors.mean() for _ in inputs[0]], errors.mean()"),
        (None, "return errors @ inputs / len(errors), errors.mean() ** 2"),
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


@pytest.mark.parametrize("name", CELLS)
def test_not_attempted(name):
    assert run(CELLS[name]).status == "not attempted"


def test_the_exercises():
    assert [*CELLS] == ["neuron_by_hand", "neuron_backward", "layer_backward", "mean_gradients", "recap_09"]
    assert exercises_of("09") == [*CELLS]  # so the progress page shows them


def sigmoid_slope(z):
    """The slope, as in the lesson."""
    return safe_sigmoid(z) * (1 - safe_sigmoid(z))


@pytest.mark.parametrize(
    "line, status, mistake",
    [
        ("...", "not attempted", None),
        ("output_gradient * sigmoid_slope(z)", "correct", None),
        ("output_gradient * sigmoid_slope(safe_sigmoid(z))", "wrong", "slope-of-activation"),
        ("output_gradient", "wrong", "missing-slope"),
        ("sigmoid_slope(z)", "wrong", "missing-upstream"),
        ("output_gradient * z * (1 - z)", "wrong", "slope-of-activation"),
        ("output_gradient * z * sigmoid_slope(z)", "wrong", None),  # tutorial B's factor
    ],
)
def test_the_line_that_is_missing(line, status, mistake):
    verdict = run(CELLS["neuron_backward"].replace("...", line), sigmoid_slope=sigmoid_slope, safe_sigmoid=safe_sigmoid)
    assert (verdict.status, verdict.mistake) == (status, mistake), verdict


# ------------------------------------------------------------ on paper

NUMBERS = {
    "output_gradient": 1.6,
    "activation_gradient": 0.16,
    "weight_gradient": 0.0768,
    "bias_gradient": 0.256,
    "hidden_gradient": -0.22,
}


def test_neuron_by_hand():
    exercise = exercises.neuron_by_hand
    assert exercise.check(**NUMBERS).status == "correct"
    assert exercise.check(**dict.fromkeys(NUMBERS, ...)).status == "not attempted"
    assert exercise.check(output_gradient=1.6).status == "not attempted"
    assert (
        exercise.check(
            output_gradient=2 * (0.8 - 0),
            activation_gradient=0.8 * 0.2,
            weight_gradient=1.6 * 0.16 * 0.3,
            bias_gradient=1.6 * 0.16,
            hidden_gradient=5 * 0.256 - 6 * 0.25,
        ).status
        == "correct"
    )


@pytest.mark.parametrize(
    "name, number, mistake",
    [
        ("output_gradient", -1.6, "wrong-sign"),
        ("output_gradient", 0.8, "wrong-factor"),
        ("output_gradient", 0.64, None),
        ("activation_gradient", 0.2139, "slope-of-activation"),
        ("activation_gradient", -0.5355, "slope-of-activation"),
        ("activation_gradient", 0.8, "missing-slope"),
        ("activation_gradient", 0.25, None),
        ("weight_gradient", 0.48, "missing-slope"),
        ("weight_gradient", 0.048, "missing-upstream"),
        ("weight_gradient", 1.28, None),
        ("bias_gradient", 1, "missing-upstream"),
        ("bias_gradient", 0.0768, None),
        ("bias_gradient", 0.128, "wrong-factor"),
        ("bias_gradient", 0.512, "wrong-factor"),
        ("hidden_gradient", 1.28, "missing-path"),
        ("hidden_gradient", -1.5, "missing-path"),
        ("hidden_gradient", 2, "missing-slope"),
        ("hidden_gradient", 2.3, "missing-upstream"),
        ("hidden_gradient", -0.11, "mean-for-sum"),
        ("hidden_gradient", 0.22, "wrong-sign"),
        ("hidden_gradient", 17, None),
    ],
)
def test_slips_with_neuron_by_hand(name, number, mistake):
    verdict = exercises.neuron_by_hand.check(**NUMBERS | {name: number})
    assert (verdict.status, verdict.mistake) == ("wrong", mistake), verdict


def test_the_slope_of_the_hidden_neuron_itself_comes_later():
    verdict = exercises.neuron_by_hand.check(**NUMBERS | {"hidden_gradient": -0.22 * 0.3 * 0.7})
    assert verdict.mistake is None and verdict.mend.startswith("The slope of the hidden neuron")


ROWS = {
    "Z": ("(n, d_out)", "X @ W + b"),
    "dL_dW": ("(d_in, d_out)", "X.T @ dL_dZ"),
    "dL_dX": ("(n, d_in)", "dL_dZ @ W.T"),
    "weight_gradients": ("(d_in,)", "errors @ inputs / len(errors)"),
    "bias_gradient": ("()", "errors.mean()"),
}


def test_recap():
    assert exercises.recap_09.check(**ROWS).status == "correct"
    others = {
        "dL_dW": ("(d_in, d_out)", "np.dot(X.T, dL_dZ)"),
        "weight_gradients": ("(d_in,)", "(errors[:, None] * inputs).mean(axis=0)"),
        "bias_gradient": ("()", "sum(errors) / len(errors)"),
    }
    assert exercises.recap_09.check(**ROWS | others).status == "correct"
    assert exercises.recap_09.check(**dict.fromkeys(ROWS, ...)).status == "not attempted"
    assert exercises.recap_09.check(**dict.fromkeys(ROWS, (..., ...))).status == "not attempted"


@pytest.mark.parametrize(
    "name, row, mistake",
    [
        ("Z", ("(d_out, n)", "X @ W + b"), "wrong-shape"),
        ("Z", ("(n, d_out)", "X @ W"), None),
        ("dL_dW", ("(d_in, d_out)", "X @ dL_dZ"), "transposed"),
        ("dL_dX", ("(n, d_in)", "dL_dZ @ W"), "transposed"),
        ("weight_gradients", ("(d_in,)", "errors @ inputs"), "sum-for-mean"),
        ("weight_gradients", ("(n, d_in)", "errors @ inputs / len(errors)"), "wrong-shape"),
        ("bias_gradient", ("()", "errors"), "batch-not-summed"),
    ],
)
def test_wrong_rows(name, row, mistake):
    verdict = exercises.recap_09.check(**ROWS | {name: row})
    assert (verdict.status, verdict.mistake) == ("wrong", mistake), verdict
