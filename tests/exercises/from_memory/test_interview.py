"""The interview: every variant can be solved, mistakes get their names, and the rules about attempts hold."""

import ast
import linecache
import sys
import textwrap
from datetime import date, timedelta
from itertools import pairwise, product

import numpy as np
import pytest

from helpers import exercises
from helpers.exercises import interview
from helpers.exercises.check.cases import Numbers
from helpers.exercises.check.record import FILE, Progress
from helpers.exercises.check.verdict import CORRECT, NOT_ATTEMPTED, WRONG, Verdict
from helpers.exercises.from_memory.bench import backward_exercise, prediction_exercise
from helpers.exercises.from_memory.interview import Interview
from helpers.exercises.from_memory.pages import source_of
from helpers.exercises.from_memory.submission import Submission
from helpers.exercises.from_memory.task import HINTS, QUESTION
from helpers.exercises.from_memory.training import Training
from helpers.exercises.two_layers.reference import reference_code
from helpers.exercises.two_layers.steps import FUNCTIONS, LOSSES, PARAMETERS
from helpers.exercises.two_layers.variant import Variant, variant_of
from helpers.nn import numerical_gradient
from tests.exercises.test_every_exercise import made_by
from tests.mutations import mutants

ROWS, COLUMNS = Variant(), Variant(columns=True)
SINGLE, SINGLE_COLUMNS = Variant(single=True), Variant(columns=True, single=True)
TANH, RELU, SOFTMAX = (
    Variant("tanh", "squared error"),
    Variant("ReLU", "cross-entropy"),
    Variant("sigmoid", "cross-entropy", columns=True),
)
EVERY = [Variant(*each) for each in product(FUNCTIONS, LOSSES, (False, True), (False, True))]
DAY = date(2030, 5, 1)


def page(variant, *changes):
    """The class and the gradient check of the reference, with changes (old, new) in its code."""
    code = reference_code(variant)
    for old, new in changes:
        assert old in code, f"{old} is not in\n{code}"
        code = code.replace(old, new)
    space = {}
    exec(code, space)
    return space["TwoLayers"], space["gradient_check"]


def report(variant, *changes):
    return Submission(variant, *page(variant, *changes)).report()


@pytest.fixture
def untrained(monkeypatch):
    """Leave the training out, which takes a second."""

    def learned(self):
        self.xor_losses, self.digit_losses, self.held_out = [1.0, 0.5], [1.0, 0.5], 0.9

    monkeypatch.setattr(Training, "xor", learned)
    monkeypatch.setattr(Training, "digits", learned)


# ------------------------------------------------------------ right answers


@pytest.mark.parametrize("variant", EVERY, ids=lambda each: each.name)
def test_the_reference_of_every_variant_passes(variant, untrained):
    verdict = report(variant)
    assert verdict.status == CORRECT, verdict
    code = reference_code(variant)
    assert len([line for line in code.splitlines() if line.strip()]) < 60 and max(map(len, code.splitlines())) < 110


def test_the_page_of_the_course_has_under_60_lines():
    assert len(reference_code(variant_of(1)).splitlines()) < 60


@pytest.mark.parametrize("variant", [ROWS, RELU, SINGLE_COLUMNS], ids=lambda each: each.name)
def test_it_trains_xor_and_the_digits_and_shows_the_curve(variant):
    verdict = report(variant)
    assert verdict.status == CORRECT and verdict.passed[-2:] == ("XOR", "the digits") and not verdict.remarks
    assert "Two loss curves of your network" in verdict.curve.alt
    assert "<img src='data:image/png;base64," in verdict._repr_html_() and verdict.curve.alt in repr(verdict)


@pytest.mark.parametrize("variant", EVERY, ids=lambda each: each.name)
def test_the_right_gradients_agree_with_the_judge(variant):
    arguments = list(variant.draw(Numbers(3, "random"), **variant.sizes[0]))
    found = variant.gradients(*arguments)
    for place, name in enumerate(PARAMETERS, start=2):
        judge = numerical_gradient(
            lambda theta, place=place: variant.mean_loss(*arguments[:place], theta, *arguments[place + 1 :]),
            arguments[place],
        )
        assert np.allclose(found[f"dL_d{name}"], judge, atol=1e-7), name


def test_without_matplotlib_there_is_no_curve(untrained, monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    verdict = report(ROWS)
    assert verdict.status == CORRECT and verdict.curve is None and "Two loss curves" not in repr(verdict)
    assert "<img" not in verdict._repr_html_()


def test_a_remark_is_whole(untrained):
    verdict = report(ROWS, ("0.5 * (1 + np.tanh(0.5 * Z))", "1 / (1 + np.exp(-Z))"))
    assert verdict.status == CORRECT and "A remark. NumPy warns of" in verdict.remarks[0]
    assert "\n  W2 = " in verdict.remarks[0] and verdict.remarks[0] in repr(verdict)  # with the numbers it is about


LOOP = """            losses.append(loss(self.forward(X), Y))
            self.backward(Y)
            self.step(learning_rate)
"""
AFTER = """            self.forward(X)
            self.backward(Y)
            self.step(learning_rate)
            losses.append({})
"""


@pytest.mark.parametrize("later", ["loss(self.forward(X), Y)", "float(loss(self.forward(X), Y))"])
def test_losses_from_after_the_steps_are_remarked(untrained, later):
    verdict = report(ROWS, (LOOP, AFTER.format(later)))
    assert verdict.status == CORRECT and "from after each step" in verdict.remark
    assert not report(ROWS, (LOOP, LOOP.replace("loss(self", "1 * loss(self"))).remarks


@pytest.mark.parametrize("variant", [ROWS, COLUMNS, RELU], ids=lambda each: each.name)
def test_a_step_behind_the_loop(variant, untrained):
    step = "            self.step(learning_rate)\n"
    verdict = report(variant, (step, step[4:]))
    assert verdict.status == WRONG and verdict.mistake is None
    assert "The step is taken once, behind the loop" in verdict.mend and "break" not in verdict.mend


def test_a_wrong_page_gets_no_remarks_and_its_own_judge_is_quoted(untrained):
    naive = ("0.5 * (1 + np.tanh(0.5 * Z))", "1 / (1 + np.exp(-Z))")
    wrong = report(ROWS, naive, ("(self.Y_hat - Y) / len(Y)", "(self.Y_hat - Y)"))
    assert wrong.status == WRONG and not wrong.remarks and "Your own judge rejects" in wrong.message
    assert report(ROWS, naive).remarks


def test_a_page_that_passed_is_shown_where_the_diary_has_it(path, untrained):
    space = {}
    source = reference_code(ROWS)
    filename = "/tmp/page_of_the_diary.py"
    linecache.cache[filename] = len(source), None, source.splitlines(keepends=True), filename
    exec(compile(source, filename, "exec"), space)
    each = exercises.interview(1, path=path)
    assert each.submit(space["TwoLayers"], space["gradient_check"]).status == CORRECT
    assert "def forward" in each.side_by_side().pairs[0][1]
    assert "`change.submit" in each.submit(type("TwoLayers", (), {"forward": lambda self, X: X[9]})).counts
    assert "`change.submit" in each.submit(*page(ROWS, ("(self.Y_hat - Y) / len(Y)", "(self.Y_hat - Y)"))).counts
    assert "def forward" in each.side_by_side().pairs[0][1]
    again = exercises.interview(1, path=path)  # practised on another day: no second round is meant
    assert "change.submit" not in again.submit(type("TwoLayers", (), {"forward": lambda self, X: X[9]})).counts


def test_what_another_variant_needs_is_said(path, untrained):
    each = exercises.interview(1, path=path)
    each.hint()
    counts = each.submit(*page(each.variant), today=DAY).counts
    assert (
        "3 days after the last help it counts" in counts
        and "`exercises.interview(2)`, with softmax and cross-entropy" in counts
    )


STYLES = [
    ("losses as an array", ("return losses", "return np.array(losses)")),
    (
        "losses from after the steps",
        (
            (
                "losses.append(loss(self.forward(X), Y))\n            self.backward(Y)\n           "
                " self.step(learning_rate)"
            ),
            (
                "self.forward(X)\n            self.backward(Y)\n            self.step(learning_rate)\n           "
                " losses.append(loss(self.forward(X), Y))"
            ),
        ),
    ),
    (
        "biases as rows",
        ("np.zeros(d_hidden), np.zeros(d_out)", "np.zeros((1, d_hidden)), np.zeros((1, d_out))"),
        (".sum(axis=0)", ".sum(axis=0, keepdims=True)"),
    ),
    (
        "new arrays for the parameters",
        (
            (
                '            theta = getattr(self, name)\n            theta -= learning_rate * getattr(self, "dL_d" +'
                " name)"
            ),
            '            setattr(self, name, getattr(self, name) - learning_rate * getattr(self, "dL_d" + name))',
        ),
    ),
    ("einsum", ("self.A1.T @ dL_dZ2", "np.einsum('nh,no->ho', self.A1, dL_dZ2)")),
    (
        "a check that asserts",
        ("                return False\n    return True", "                raise AssertionError(name)"),
    ),
    ("a check with a numpy bool", ("    return True", "    return np.bool_(True)")),
    ("the plain sigmoid", ("0.5 * (1 + np.tanh(0.5 * Z))", "1 / (1 + np.exp(-Z))")),
    ("a uniform start", ("rng.normal(0, np.sqrt(2 / (d_in + d_hidden)), ", "rng.uniform(-1, 1, ")),
    (
        "a loop over samples",
        ("self.dL_dW1 = self.X.T @ dL_dZ1", "self.dL_dW1 = sum(np.outer(x, g) for x, g in zip(self.X, dL_dZ1))"),
    ),
]


@pytest.mark.parametrize("changes", [each[1:] for each in STYLES], ids=[each[0] for each in STYLES])
def test_other_styles_pass(changes, untrained):
    verdict = report(ROWS, *changes)
    assert verdict.status == CORRECT, f"{verdict}\n{verdict.mend}"


# ------------------------------------------------------------ wrong answers

MISTAKES = [
    (ROWS, "missing-slope", ("* self.Y_hat * (1 - self.Y_hat)", "")),
    (ROWS, "missing-slope", ("* self.A1 * (1 - self.A1)", "")),
    (ROWS, "slope-of-activation", ("* self.A1 * (1 - self.A1)", "* sigmoid(self.A1) * (1 - sigmoid(self.A1))")),
    (ROWS, "wrong-sign", ("(self.Y_hat - Y)", "(Y - self.Y_hat)")),
    (ROWS, "sum-for-mean", (" / len(Y) *", " *")),
    (ROWS, "mean-for-sum", ("self.dL_db2 = dL_dZ2.sum(axis=0)", "self.dL_db2 = dL_dZ2.mean(axis=0)")),
    (
        ROWS,
        "mean-for-sum",
        ("self.dL_dW1 = self.X.T @ dL_dZ1", "self.dL_dW1 = self.X.T @ dL_dZ1 / len(Y)"),
        ("self.dL_dW2 = self.A1.T @ dL_dZ2", "self.dL_dW2 = self.A1.T @ dL_dZ2 / len(Y)"),
    ),
    (ROWS, "batch-not-summed", ("dL_dZ1.sum(axis=0)", "dL_dZ1")),
    (ROWS, "batch-not-summed", ("dL_dZ1.sum(axis=0)", "dL_dZ1.sum(axis=1)")),
    (ROWS, "batch-not-summed", ("dL_dZ2.sum(axis=0)", "dL_dZ2.sum()")),
    (ROWS, "transposed", ("dL_dZ2 @ self.W2.T", "dL_dZ2 @ self.W2")),
    (ROWS, "transposed", ("self.X.T @ dL_dZ1", "(self.X.T @ dL_dZ1).T")),
    (ROWS, "transposed", ("self.A1.T @ dL_dZ2", "dL_dZ2.T @ self.A1")),
    (ROWS, "wrong-factor", ("(self.Y_hat - Y)", "2 * (self.Y_hat - Y)")),
    (ROWS, "last-sample-only", ("self.A1.T @ dL_dZ2", "np.outer(self.A1[-1], dL_dZ2[-1])")),
    (ROWS, "missing-upstream", ("dL_dZ2 @ self.W2.T", "self.W2.sum(axis=1)")),
    (ROWS, "missing-path", ("dL_dZ2 @ self.W2.T", "dL_dZ2[:, :1] * self.W2[:, 0]")),
    (
        ROWS,
        "updated-too-early",
        (
            "        self.dL_db2 = dL_dZ2.sum(axis=0)  # bias\n",
            "        self.dL_db2 = dL_dZ2.sum(axis=0)  # bias\n        self.W2 = self.W2 - 0.1 * self.dL_dW2\n",
        ),
    ),
    (ROWS, "updated-too-early", ("dL_dZ2 @ self.W2.T", "dL_dZ2 @ (self.W2 - 0.1 * self.dL_dW2).T")),
    (ROWS, "uphill", ("theta -= learning_rate", "theta += learning_rate")),
    (ROWS, "not-in-place", ("theta -= learning_rate *", "theta = theta - learning_rate *")),
    (ROWS, "wrong-factor", ("theta -= learning_rate *", "theta -=")),
    (
        ROWS,
        "argument-changed",
        ("        self.X = X\n", "        self.X = X\n        X *= 1.0\n        X += 0.0\n        X[:] = X + 1\n"),
    ),
    (ROWS, None, ("+ self.b1", "")),
    (ROWS, None, ("(self.Y_hat - Y)", "self.Y_hat")),
    (ROWS, None, ("self.A1 = sigmoid(X", "self.A1 = np.tanh(X")),
    (
        ROWS,
        "wrong-factor",
        ("return (0.5 * (Y_hat - Y) ** 2).sum(axis=1).mean()", "return ((Y_hat - Y) ** 2).sum(axis=1).mean()"),
    ),
    (
        ROWS,
        "mean-for-sum",
        ("return (0.5 * (Y_hat - Y) ** 2).sum(axis=1).mean()", "return (0.5 * (Y_hat - Y) ** 2).mean()"),
    ),
    (
        ROWS,
        "sum-for-mean",
        ("return (0.5 * (Y_hat - Y) ** 2).sum(axis=1).mean()", "return (0.5 * (Y_hat - Y) ** 2).sum()"),
    ),
    (
        ROWS,
        None,
        (
            "            self.backward(Y)\n            self.step(learning_rate)",
            "            if not losses[1:]: self.backward(Y)\n            self.step(learning_rate)",
        ),
    ),
    (
        ROWS,
        None,
        (
            "        self.dL_dW1 = self.X.T @ dL_dZ1",
            "        self.dL_dW1 = getattr(self, 'dL_dW1', 0) + self.X.T @ dL_dZ1",
        ),
    ),
    (
        ROWS,
        "mean-for-sum+missing-slope",
        ("* self.A1 * (1 - self.A1)", ""),
        ("dL_dZ1.sum(axis=0)", "dL_dZ1.mean(axis=0)"),
    ),
    (COLUMNS, "transposed", ("self.W2.T @ dL_dZ2", "self.W2 @ dL_dZ2")),
    (COLUMNS, "transposed", ("dL_dZ1 @ self.X.T", "self.X @ dL_dZ1.T")),
    (COLUMNS, "batch-not-summed", ("self.dL_db1 = dL_dZ1.sum(axis=1, keepdims=True)", "self.dL_db1 = dL_dZ1")),
    (
        COLUMNS,
        "batch-not-summed",
        ("self.dL_db1 = dL_dZ1.sum(axis=1, keepdims=True)", "self.dL_db1 = dL_dZ1.sum(axis=0, keepdims=True)"),
    ),
    (
        COLUMNS,
        "batch-not-summed",
        ("self.dL_db1 = dL_dZ1.sum(axis=1, keepdims=True)", "self.dL_db1 = dL_dZ1.sum(axis=0)"),
    ),
    (COLUMNS, "wrong-shape", ("self.dL_db1 = dL_dZ1.sum(axis=1, keepdims=True)", "self.dL_db1 = dL_dZ1.sum(axis=1)")),
    (COLUMNS, "missing-slope", ("* self.A1 * (1 - self.A1)", "")),
    (
        COLUMNS,
        "mean-for-sum",
        ("self.dL_db1 = dL_dZ1.sum(axis=1, keepdims=True)", "self.dL_db1 = dL_dZ1.mean(axis=1, keepdims=True)"),
    ),
    (COLUMNS, "sum-for-mean", ("/ Y.shape[1]", "/ len(Y)")),
    (COLUMNS, "uphill", ("theta -= learning_rate", "theta += learning_rate")),
    (SINGLE, "transposed", ("np.outer(self.A1, dL_dZ2)", "np.outer(dL_dZ2, self.A1)")),
    (SINGLE, "transposed", ("dL_dZ2 @ self.W2.T", "dL_dZ2 @ self.W2")),
    (SINGLE, "missing-slope", ("* self.A1 * (1 - self.A1)", "")),
    (SINGLE, "wrong-sign", ("(self.y_hat - y)", "(y - self.y_hat)")),
    (SINGLE, "missing-path", ("dL_dZ2 @ self.W2.T", "dL_dZ2[0] * self.W2[:, 0]")),
    (SINGLE, "slope-of-activation", ("* self.A1 * (1 - self.A1)", "* sigmoid(self.A1) * (1 - sigmoid(self.A1))")),
    (SINGLE, "not-in-place", ("theta -= learning_rate *", "theta = theta - learning_rate *")),
    (SINGLE_COLUMNS, "transposed", ("self.W2.T @ dL_dZ2", "self.W2 @ dL_dZ2")),
    (SINGLE_COLUMNS, "transposed", ("np.outer(dL_dZ2, self.A1)", "np.outer(self.A1, dL_dZ2)")),
    (SINGLE_COLUMNS, "updated-too-early", ("self.W2.T @ dL_dZ2", "(self.W2 - 0.1 * self.dL_dW2).T @ dL_dZ2")),
    (TANH, "wrong-factor", ("2 * (self", "(self")),
    (TANH, "missing-slope", ("* (1 - self.A1**2)", "")),
    (TANH, "missing-slope", ("* (1 - self.A1**2)", "* (1 - self.A1)")),
    (TANH, "slope-of-activation", ("* (1 - self.A1**2)", "* (1 - np.tanh(self.A1)**2)")),
    (TANH, None, ("* (1 - self.A1**2)", "* self.A1 * (1 - self.A1)")),
    (TANH, "wrong-sign", ("* (1 - self.A1**2)", "* (1 + self.A1**2)")),
    (RELU, "missing-slope", ("* (self.A1 > 0)", "")),
    (RELU, "missing-slope", ("* (self.A1 > 0)", "* (self.A1 >= 0)")),
    (
        RELU,
        "slope-of-activation",
        ("(self.Y_hat - Y) / len(Y)", "(self.Y_hat - Y) / len(Y) * self.Y_hat * (1 - self.Y_hat)"),
    ),
    (RELU, "overflow", ("np.exp(Z - Z.max(axis=1, keepdims=True))", "np.exp(Z)")),
    (
        RELU,
        "transposed",
        ("np.exp(Z - Z.max(axis=1, keepdims=True))", "np.exp(Z - Z.max())"),
        ("exp.sum(axis=1", "exp.sum(axis=0"),
    ),
    (RELU, "sum-for-mean", ("(self.Y_hat - Y) / len(Y)", "(self.Y_hat - Y)")),
    (RELU, "wrong-sign", ("(self.Y_hat - Y)", "(Y - self.Y_hat)")),
    (SOFTMAX, "transposed", ("self.W2.T @ dL_dZ2", "self.W2 @ dL_dZ2")),
    (SOFTMAX, "batch-not-summed", ("self.dL_db2 = dL_dZ2.sum(axis=1, keepdims=True)", "self.dL_db2 = dL_dZ2")),
]


@pytest.mark.parametrize("variant, name, changes", [(each[0], each[1], each[2:]) for each in MISTAKES])
def test_a_mistake_gets_its_name(variant, name, changes):
    verdict = report(variant, *changes)
    assert (verdict.status, verdict.mistake) == (WRONG, name), f"{verdict}\n{verdict.mend}"


@pytest.mark.parametrize("make, every", [(prediction_exercise, 1), (backward_exercise, 5)], ids=["forward", "backward"])
@pytest.mark.parametrize("variant", [ROWS, TANH, SOFTMAX], ids=lambda each: each.name)
def test_every_mistake_of_the_catalogue_has_its_own_name(variant, make, every):
    """The backward pass has some 90, in each variant; without every all of them hold."""
    exercise = make(variant)
    for place, made in [*enumerate(exercise.mistakes)][::every]:
        verdict = exercise.check(made_by(exercise, place))
        if verdict.mistake != "raises":  # what runs in one layer only
            assert (verdict.status, verdict.mistake) == ("wrong", made.identifier), f"{made}\n{verdict}\n{verdict.mend}"


@pytest.mark.parametrize(
    "change, words",
    [
        (("(d_in, d_hidden))", "(d_hidden, d_in))"), "Is it transposed?"),
        (("np.zeros(d_hidden)", "np.zeros(d_hidden, int)"), "array of floats"),
        (("self.W2 = rng", "self.V2 = rng"), "has no `W2`"),
        (("self.dL_dW1 =", "self.grad_W1 ="), "'dL_dW1'"),
        (("np.zeros(d_hidden)", "None"), "has no `b1`"),
        (("d_in, d_hidden, d_out = sizes", "d_in, d_hidden, d_out, more = sizes"), "not enough values"),
        (("self.A1 = sigmoid", "self.A1 = sigmoidal"), "NameError"),
    ],
)
def test_what_is_not_as_the_task_says(change, words):
    verdict = report(ROWS, change)
    assert verdict.status == (WRONG if "transposed" in words else NOT_ATTEMPTED) and words in verdict.message


@pytest.mark.parametrize(
    "change, words",
    [
        (
            ("                return False\n    return True", "                pass\n    return True"),
            "It accepts all",
        ),
        (("    return True", "    return False"), "rejects your network"),
        (
            (
                '    for name in ("W1", "b1", "W2", "b2"):\n        theta, gradient',
                '    for name in ("W1", "W2", "b2"):\n        theta, gradient',
            ),
            "`dL_db1`",
        ),
        (("            theta[entry] = kept\n", ""), "leaves the parameters nudged"),
        (("    return True", "    return 0.0"), "accepts a network"),
        (
            (
                "        for entry in np.ndindex(theta.shape):",
                "        for entry in list(np.ndindex(theta.shape))[:1]:",
            ),
            "It sees errors in `dL_dW1[0, 0]`",
        ),
        (
            (
                '    for name in ("W1", "b1", "W2", "b2"):\n        theta, gradient',
                '    for name in ("W3",):\n        theta, gradient',
            ),
            "raises AttributeError",
        ),
    ],
)
def test_the_reader_s_own_judge_is_judged(change, words):
    verdict = report(ROWS, change)
    assert verdict.status == (NOT_ATTEMPTED if "raises" in words else WRONG) and words in verdict.message, verdict


def test_twins_are_found_in_the_training():
    verdict = report(
        ROWS,
        ("rng.normal(0, np.sqrt(2 / (d_in + d_hidden)), (d_in, d_hidden))", "np.full((d_in, d_hidden), 0.5)"),
        ("rng.normal(0, np.sqrt(2 / (d_hidden + d_out)), (d_hidden, d_out))", "np.full((d_hidden, d_out), 0.5)"),
    )
    assert verdict.status == WRONG and "twins" in verdict.message and verdict.passed[-1] == "your gradient check"


# ------------------------------------------------------------ nothing, or not all of it


def test_a_blank_page_runs_clean():
    class TwoLayers: ...

    def gradient_check(network, X, Y): ...

    for given in [(), (TwoLayers,), (TwoLayers, gradient_check), (None, None), (..., ...)]:
        verdict = exercises.interview(1).submit(*given)
        assert verdict.status == NOT_ATTEMPTED and repr(verdict) == repr(exercises.interview(1).submit(*given))
    assert "still blank" in exercises.interview(1).side_by_side(TwoLayers)


def test_empty_methods_are_not_attempted():
    class TwoLayers:
        def __init__(self, sizes, rng): ...
        def forward(self, X): ...
        def backward(self, Y): ...
        def step(self, learning_rate): ...
        def train(self, X, Y, learning_rate, epochs): ...

    assert exercises.interview(1).submit(TwoLayers).status == NOT_ATTEMPTED


def test_what_is_still_to_be_written_is_named():
    network_class, _ = page(ROWS)
    verdict = Submission(ROWS, network_class, None).report()
    assert verdict.status == NOT_ATTEMPTED and "`gradient_check` is still to be written" in verdict.message
    network_class.step = lambda self, learning_rate: ...
    verdict = Submission(ROWS, network_class, None).report()
    assert verdict.status == NOT_ATTEMPTED and "`step`" in verdict.message


def test_an_instance_or_a_function_is_no_class():
    network_class, check = page(ROWS)
    for wrong in (network_class((2, 3, 1), np.random.default_rng(0)), check, 5):
        assert Submission(ROWS, wrong, check).report().status == NOT_ATTEMPTED


# ------------------------------------------------------------ attempts


@pytest.fixture
def path(tmp_path, untrained):
    return tmp_path / FILE


def test_passed_means_twice_with_different_variants_three_days_apart(path):
    first = interview(1, path=path)
    assert (
        "Come back on 2030-05-04 or later: `exercises.interview(2)`"
        in first.submit(*page(first.variant), today=DAY).counts
    )
    again = interview(1, path=path).submit(*page(first.variant), today=DAY + timedelta(5))
    assert again.status == CORRECT and not Progress(path).passed_the_course
    second = interview(2, path=path)
    assert "You have passed the course" in second.submit(*page(second.variant), today=DAY + timedelta(3 + 5)).counts
    assert Progress(path).passed_the_course


def test_with_a_hint_it_does_not_count(path):
    with_hint = interview(1, path=path)
    Progress(path).record_hint(with_hint.name, "08", DAY - timedelta(2))
    restarted = interview(1, path=path)
    verdict = restarted.submit(*page(restarted.variant), today=DAY)
    assert verdict.status == CORRECT and "doesn't count" in verdict.counts and not Progress(path).counting
    later = interview(1, path=path)
    later.submit(*page(later.variant), today=DAY + timedelta(1))
    assert len(Progress(path).counting) == 1  # the hint is three days old by now


def test_a_hint_in_this_session_does_not_count(path):
    each = interview(1, path=path)
    assert "Hint 1 of" in each.hint()
    assert "doesn't count" in each.submit(*page(each.variant), today=date(2200, 1, 1)).counts


def test_the_solution_is_a_hint_and_the_hints_end(path):
    each = interview(1, path=path)
    said = [each.hint() for _ in range(len(HINTS) + 1)]
    assert len(set(said)) == len(said) and "no more hints" in said[-1]
    assert "class TwoLayers:" in each.solution()


def test_a_page_that_is_mended_by_its_numbers_counts(path):
    each = interview(1, path=path)
    verdict = each.submit(*page(each.variant, ("(self.Y_hat - Y)", "(Y - self.Y_hat)")), today=DAY)
    assert "it counts" in verdict.counts and "wrong-sign" not in repr(verdict) + verdict._repr_html_()
    assert "fixed 1 time by its numbers alone" in each.submit(*page(each.variant), today=DAY).counts
    assert [attempt["passed"] for attempt in Progress(path).attempts] == [False, True]
    assert Progress(path).attempts[0]["stuck"] == "seed" and len(Progress(path).counting) == 1


def test_what_was_not_attempted_is_no_attempt(path):
    interview(1, path=path).submit()
    assert not path.exists()


def test_columns_are_offered_once_lesson_10_is_done(path):
    assert not interview(2, path=path).variant.columns and interview(2, columns=True, path=path).variant.columns
    kept = Progress(path)
    from helpers.exercises.check.task import exercises_of

    for name in exercises_of("10"):
        kept.record(Verdict(name, CORRECT), "10", DAY)
    assert interview(2, path=path).variant.columns and not interview(1, path=path).variant.columns


def test_neighboring_seeds_differ():
    names = [variant_of(seed).name for seed in range(1, 20)]
    assert all(a != b for a, b in pairwise(names)) and len(set(names)) == 18


@pytest.mark.parametrize("seed", [0, -1, 1.5, "1", None, True])
def test_a_seed_is_a_whole_number(seed):
    with pytest.raises(ValueError, match="seed"):
        interview(seed)


# ------------------------------------------------------------ what is shown


def test_side_by_side_is_escaped(path):
    import linecache

    code = (
        reference_code(ROWS)
        + "\nclass Other(TwoLayers):\n    def forward(self, X):\n        return '<b>' if X < 3 else \"</pre>\"\n"
    )
    linecache.cache["<cell>"] = (len(code), None, code.splitlines(True), "<cell>")
    space = {}
    exec(compile(code, "<cell>", "exec"), space)
    assert source_of(space["TwoLayers"]).startswith("class TwoLayers:") and source_of(
        space["TwoLayers"]
    ).rstrip().endswith("return losses")
    each = Interview(QUESTION, ROWS, 1, path)
    assert "once yours has passed" in each.side_by_side(space["Other"])
    each.submit(*page(ROWS), today=DAY)
    shown = each.side_by_side(space["Other"])
    assert (
        "<b>'" not in shown._repr_html_() and "&lt;/pre&gt;" in shown._repr_html_() and "The reference:" in repr(shown)
    )


def test_the_task_names_all_that_is_asked():
    for variant in EVERY:
        text = repr(Interview(QUESTION, variant, 1))
        assert (
            all(f"`{name}`" in text or f"`dL_d{name}`" in text for name in PARAMETERS)
            and ".train(" in text
            and "gradient_check(" in text
        )
        assert "0x" not in text and Interview(QUESTION, variant, 1)._repr_html_()


@pytest.mark.parametrize(
    "variant, method, every",
    [(ROWS, "forward", 12), (ROWS, "backward", 18), (SINGLE_COLUMNS, "backward", 24), (ROWS, "train", 12)],
)
def test_a_random_change_that_alters_a_value_is_rejected(variant, method, every, untrained):
    """One change in one method of the reference (of all 1200, in four variants, none was accepted falsely)."""
    code = reference_code(variant)
    node = next(each for each in ast.walk(ast.parse(code)) if isinstance(each, ast.FunctionDef) and each.name == method)
    lines = code.split("\n")
    source = textwrap.dedent("\n".join(lines[node.lineno - 1 : node.end_lineno]))
    right = numbers_of(page(variant)[0], variant)
    for changed in [*mutants(source)][::every]:
        space = {}
        exec("\n".join([*lines[: node.lineno - 1], textwrap.indent(changed, "    "), *lines[node.end_lineno :]]), space)
        found = numbers_of(space["TwoLayers"], variant)
        equal = found is not None and all(
            a.shape == b.shape and np.allclose(a, b, rtol=1e-9) for a, b in zip(found, right, strict=True)
        )
        verdict = Submission(variant, space["TwoLayers"], space["gradient_check"]).report()
        assert equal == (verdict.status == CORRECT), f"{changed}\n{verdict}"


@np.errstate(all="ignore")
def numbers_of(network_class, variant):
    """All numbers that a network makes, its prediction, gradients, losses and parameters; None where it can't."""
    found = []
    for seed, sizes in enumerate(variant.sizes):
        X, Y, *_ = variant.draw(Numbers(seed, "random"), **sizes)
        all_X, all_Y, *_ = variant.draw_many(Numbers(seed, "random"), **{"n": 4, **sizes})
        try:
            network = network_class(
                [sizes[name] for name in ("d_in", "d_hidden", "d_out")], np.random.default_rng(seed)
            )
            network.b1 += 0.3
            network.b2 -= 0.2
            found.append(network.forward(X))
            network.backward(Y)
            found += [getattr(network, f"dL_d{name}") for name in PARAMETERS]
            found.append(network.train(all_X, all_Y, 0.5, 3))
            found += [getattr(network, name) for name in PARAMETERS]
            found += [X, Y]
            found = [np.array(each, dtype=float) for each in found]
        except Exception:
            return None
    return found
