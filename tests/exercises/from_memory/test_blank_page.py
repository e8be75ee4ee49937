"""Writing from memory: on each stage the reference passes, and wrong answers get their names."""

import ast

import numpy as np
import pytest

from helpers import exercises
from helpers.exercises.check.examine import examine
from helpers.exercises.from_memory.blank_page import STAGES, TITLES, blank_page
from helpers.nn.delta import sigma
from tests.exercises.answers import from_cell
from tests.exercises.test_random_mistakes import alike, inputs_of, outcome
from tests.mutations import mutants


def page(stage, *changes):
    """Return {name: function}, the reference of a stage with changes (old, new) in its code."""
    code = "\n\n".join(task.code for task in blank_page(stage).tasks)
    for old, new in changes:
        assert old in code, f"{old} is not in\n{code}"
        code = code.replace(old, new)
    space = {"np": np, "sigmoid": sigma}
    exec(code, space)
    return {task.name: space[task.name] for task in blank_page(stage).tasks}


def check(stage, *changes):
    return blank_page(stage).check(*page(stage, *changes).values())


WRONG = [
    ("02", "missing-path", ("df_da * 2 * x + df_db * 3", "df_da * 2 * x")),
    ("02", "missing-path", ("df_da * 2 * x + df_db * 3", "df_db * 3 + 0 * x")),
    ("02", "missing-slope", ("df_da * 2 * x + df_db * 3", "df_da * 2 * x + df_db")),
    ("02", "missing-upstream", ("df_da * 2 * x + df_db * 3", "2 * x + df_db * 3")),
    ("02", "missing-slope+missing-upstream", ("df_da * 2 * x + df_db * 3", "2 * x + df_db")),
    ("02", "wrong-sign", ("df_da * 2 * x + df_db * 3", "df_da * 2 * x - df_db * 3")),
    ("02", None, ("df_da, df_db = b, a", "df_da, df_db = a, b")),
    ("02", "wrong-factor", ("/ (2 * h)", "/ h")),
    ("02", "wrong-sign", ("f(x + nudge) - f(x - nudge)", "f(x - nudge) - f(x + nudge)")),
    ("02", "wrong-factor", ("(f(x + nudge) - f(x - nudge)) / (2 * h)", "f(x + nudge) - f(x - nudge)")),
    ("03", "wrong-factor", ("/ (2 * h)", "/ h")),
    ("03", "wrong-sign", ("np.where(Z >= 0, 1, q)", "np.where(Z >= 0, q, 1)")),
    ("03", "missing-slope", ("dL_dA * A * (1 - A)", "dL_dA * A")),
    ("03", "missing-upstream", ("dL_dA * A * (1 - A)", "A * (1 - A)")),
    ("03", "wrong-sign", ("dL_dA * A * (1 - A)", "dL_dA * A * (1 + A)")),
    ("04", "transposed", ("X @ W + b", "(X @ W + b).T")),
    ("04", "missing-upstream", ("X.T @ dL_dZ", "X.T @ np.ones_like(dL_dZ)")),
    ("04", "wrong-sign", ("X.T @ dL_dZ", "-X.T @ dL_dZ")),
    ("04", "missing-path", ("dL_dZ @ W.T", "dL_dZ[:, :1] * W[:, 0]")),
    ("04", "missing-slope", ("dL_dA * A * (1 - A)", "dL_dA * (1 - A)")),
    ("05", "missing-slope", ("W2.T * A1 * (1 - A1)", "W2.T")),
    ("05", "missing-slope", ("* Y_hat * (1 - Y_hat)", "")),
    ("05", "slope-of-activation", ("W2.T * A1 * (1 - A1)", "W2.T * sigmoid(A1) * (1 - sigmoid(A1))")),
    ("05", "wrong-sign", ("(Y_hat - Y)", "(Y - Y_hat)")),
    ("05", "sum-for-mean", ("/ len(Y)", "")),
    ("05", "mean-for-sum", ("dL_dZ1.sum(axis=0)", "dL_dZ1.mean(axis=0)")),
    ("05", "batch-not-summed", ("dL_dZ2.sum(axis=0)", "dL_dZ2")),
    ("05", "transposed", ("A1.T @ dL_dZ2", "dL_dZ2.T @ A1")),
    ("05", "updated-too-early", ("dL_dZ2 @ W2.T", "dL_dZ2 @ (W2 - 0.1 * dL_dW2).T")),
    ("05", "missing-upstream", ("dL_dZ2 @ W2.T", "W2.sum(axis=1)")),
    ("06", "wrong-sign", ("A1 @ W2 + b2", "A1 @ W2 - b2")),
    ("06", None, ("A1 = sigmoid(X @ W1 + b1)", "A1 = np.tanh(X @ W1 + b1)")),
    ("06", "sum-for-mean", (".mean()", ".sum()")),
    ("06", "wrong-factor", ("0.5 * ", "")),
    ("06", "last-sample-only", ("X.T @ dL_dZ1", "np.outer(X[-1], dL_dZ1[-1])")),
    ("06", "wrong-factor", ("(Y_hat - Y) / len(Y)", "2 * (Y_hat - Y) / len(Y)")),
    ("07", "uphill", ("theta -= learning_rate * gradient", "theta += learning_rate * gradient")),
    ("07", "not-in-place", ("theta -= learning_rate * gradient", "theta = theta - learning_rate * gradient")),
    ("07", "updated-too-early", ("dL_dZ2 @ W2.T", "dL_dZ2 @ (W2 - 0.5 * dL_dW2).T")),
    ("07", "wrong-factor", ("theta -= learning_rate * gradient", "theta -= gradient")),
    (
        "07",
        None,
        (
            "            theta -= learning_rate * gradient\n",
            "            theta -= learning_rate * gradient\n        break\n",
        ),
    ),
    ("07", "mean-for-sum", ("dL_dZ2.sum(axis=0)", "dL_dZ2.mean(axis=0)")),
    ("09", "missing-slope", ("* (1 - A1**2)", "")),
    ("09", "missing-slope", ("* (1 - A1**2)", "* (1 - A1)")),
    ("09", "slope-of-activation", ("* (1 - A1**2)", "* (1 - np.tanh(A1)**2)")),
    ("09", None, ("* (1 - A1**2)", "* A1 * (1 - A1)")),
    ("09", "wrong-sign", ("* (1 - A1**2)", "* (1 + A1**2)")),
    ("09", None, ("A1 = np.tanh(X @ W1 + b1)", "A1 = sigmoid(X @ W1 + b1)")),
    ("10", "transposed", ("dL_dZ2 @ A1.T", "A1 @ dL_dZ2.T")),
    ("10", "transposed", ("W2.T @ dL_dZ2", "W2 @ dL_dZ2")),
    ("10", "batch-not-summed", ("dL_dZ1.sum(axis=1, keepdims=True)", "dL_dZ1")),
    ("10", "batch-not-summed", ("dL_dZ1.sum(axis=1, keepdims=True)", "dL_dZ1.sum(axis=0)")),
    ("10", "wrong-shape", ("dL_dZ1.sum(axis=1, keepdims=True)", "dL_dZ1.sum(axis=1)")),
    ("10", "mean-for-sum", ("dL_dZ1.sum(axis=1, keepdims=True)", "dL_dZ1.mean(axis=1, keepdims=True)")),
    ("10", "sum-for-mean", ("/ Y.shape[1]", "/ len(Y)")),
    ("10", "uphill", ("theta -= learning_rate * gradient", "theta += learning_rate * gradient")),
    ("10", "batch-not-summed", (".sum(axis=0).mean()", ".sum(axis=0)")),
    ("11", "wrong-sign", ("classes] -= 1", "classes] += 1")),
    ("11", "sum-for-mean", ("return P / n", "return P")),
    ("11", "missing-upstream", ("P[np.arange(n), classes] -= 1", "pass")),
    ("11", "uphill", ("theta -=", "theta +=")),
    ("11", "not-in-place", ("theta -= learning_rate", "theta = theta - learning_rate")),
    ("12", "missing-upstream", ("dL_da2 = a2 - y", "dL_da2 = 1")),
    ("12", "missing-slope", ("dL_dz2 = dL_da2 * S_prime(z2)", "dL_dz2 = dL_da2")),
    ("12", "transposed", ("dL_dZ @ W.T", "dL_dZ @ W")),
    ("12", "batch-not-summed", ("dL_dZ.sum(axis=0)", "dL_dZ")),
    ("13", "transposed", ("dL_dZ @ W.T", "dL_dZ @ W")),
    ("13", "transposed", ("X.T @ dL_dZ", "dL_dZ.T @ X")),
    ("13", "batch-not-summed", ("dL_dZ.sum(axis=0)", "dL_dZ")),
    ("13", "wrong-sign", ("classes] -= 1", "classes] += 1")),
    ("13", "sum-for-mean", ("return P / n", "return P")),
]


@pytest.mark.parametrize("stage", STAGES)
def test_the_reference_passes(stage):
    verdict = check(stage)
    assert verdict.status == "correct", verdict


@pytest.mark.parametrize("stage, name, change", WRONG)
def test_a_wrong_answer_gets_its_name(stage, name, change):
    verdict = check(stage, change)
    assert (verdict.status, verdict.mistake) == ("wrong", name), f"{verdict}\n{verdict.mend}"
    assert verdict.exercise == f"blank page {stage}"


FORWARD = "        A1, Y_hat = forward(X, W1, b1, W2, b2)\n"
LOSS = "        losses.append(half_squared_error(Y_hat, Y))\n"
STEP = "            theta -= learning_rate * gradient\n"


@pytest.mark.parametrize("stage", ["07", "09", "10"])
@pytest.mark.parametrize("again", [FORWARD + LOSS, LOSS.replace("Y_hat, Y", "forward(X, W1, b1, W2, b2)[1], Y")])
def test_losses_from_after_the_steps(stage, again):
    verdict = check(stage, (LOSS, ""), (STEP, STEP + again))
    assert verdict.status == "wrong" and "These are the losses after each step" in verdict.mend
    assert "loop" not in verdict.mend and "belongs" not in verdict.mend


@pytest.mark.parametrize("stage", ["07", "09"])
def test_a_step_behind_the_loop(stage):
    loop = "        for theta, gradient in zip(parameters, gradients):\n" + STEP
    verdict = check(stage, (loop, loop.replace("        for", "    for").replace("            theta", "        theta")))
    assert verdict.status == "wrong" and "once, behind the loop" in verdict.mend and "place" not in verdict.mend


def test_every_stage_has_wrong_answers():
    assert all(sum(each[0] == stage for each in WRONG) >= 4 for stage in STAGES)


def cell(stage):
    """The opening cell of a lesson, not attempted."""
    tasks = blank_page(stage).tasks
    stubs = [f"def {task.signature}: ..." for task in tasks]
    call = f'exercises.blank_page("{stage}").check({", ".join(task.name for task in tasks)})'
    return "\n".join(["import numpy as np", "", "from helpers import exercises", "", *stubs, "", call])


@pytest.mark.parametrize("stage", STAGES)
def test_an_empty_cell_runs_and_shows_the_task(stage):
    code = cell(stage)
    assert len(code.splitlines()) <= 15
    body, last = code.rsplit("\n", 1)
    space = {}
    exec(body, space)
    verdict = eval(last, space)
    assert verdict.status == "not attempted" and "0x" not in repr(verdict)
    assert all(task.signature in repr(verdict) for task in blank_page(stage).tasks)
    assert repr(eval(last, space)) == repr(verdict)


def test_each_task_names_what_it_returns():
    for stage in STAGES:
        for task in blank_page(stage).tasks:
            ast.parse(task.code)
            assert task.hints and task.reason and stage in TITLES


def test_the_first_that_fails_is_named():
    verdict = check("03", ("/ (2 * h)", "/ h"), ("dL_dA * A * (1 - A)", "dL_dA * A"))
    assert verdict.message.startswith("`numerical_gradient`, 1 of 3:")


def test_some_right_and_some_to_be_written():
    functions = page("03")

    def sigmoid_backward(dL_dA, A): ...

    verdict = blank_page("03").check(sigmoid_backward, functions["sigmoid"], functions["numerical_gradient"])
    assert verdict.status == "not attempted"
    assert (
        "Right so far: `numerical_gradient`, `sigmoid`." in verdict.message
        and "`sigmoid_backward(dL_dA, A)`" in verdict.message
    )


@pytest.mark.parametrize("dL_dW", ["np.outer(X, dL_dZ)", "X.T * dL_dZ", "X[0][:, None] @ dL_dZ"])
@pytest.mark.parametrize("dL_db", ["dL_dZ[0]", "dL_dZ.ravel()", "dL_dZ.sum(axis=0)"])
def test_who_is_asked_for_one_sample_may_count_on_one(dL_dW, dL_db):
    backward = from_cell(f"def linear_backward(dL_dZ, X, W): return dL_dZ @ W.T, {dL_dW}, {dL_db}", "linear_backward")
    forward = from_cell("def linear_forward(X, W, b): return (X[0] @ W + b)[None]", "linear_forward")
    for task, answer in (("linear_forward", forward), ("linear_backward", backward)):
        (task,) = (each for each in blank_page("04").tasks if each.name == task)
        assert examine(task, answer).status == "correct"


def test_order_does_not_matter_and_names_do():
    functions = page("03")
    assert blank_page("03").check(*reversed(functions.values())).status == "correct"
    assert blank_page("03").check(**functions).status == "correct"

    def squash(Z):
        return sigma(Z)

    verdict = blank_page("03").check(functions["numerical_gradient"], squash)
    assert verdict.status == "not attempted" and "`squash`" in verdict.message


@pytest.mark.parametrize(
    ("line", "remarked"),
    [
        ("return 9 * x**2 + 4 * x", True),
        ("return x * (9 * x + 4)", True),
        ("return 9.0 * x * x + 4 * x", True),
        ("return (3 * x + 2) * 2 * x + x**2 * 3", False),
        ("a, b = x * x, 3 * x + 2\n    return 2 * b * x + 3 * a", False),
    ],
)
def test_f_that_is_multiplied_out_gets_a_remark(line, remarked):
    space = {}
    exec(f"def chain_rule(x):\n    {line}", space)
    alone = blank_page("02").check(space["chain_rule"])
    both = blank_page("02").check(**page("02") | {"chain_rule": space["chain_rule"]})
    assert (alone.status, both.status) == ("not attempted", "correct")
    assert ("multiplied out" in alone.remark) == ("multiplied out" in both.remark) == remarked


def test_hints_tell_of_what_the_cell_has_not():
    of_page = next(task for task in blank_page("02").tasks if task.name == "numerical_gradient")
    assert "ndindex" in " ".join(of_page.hints)
    assert not any(word in " ".join(exercises.numerical_gradient.hints) for word in ("ndindex", "copy in floats"))


def test_the_exercises_of_the_course_are_no_answers():
    assert blank_page("03").check(exercises.sigmoid, exercises.numerical_gradient).status == "not attempted"


def test_hints_go_further_and_the_solution_is_whole():
    own = blank_page.__wrapped__(2) if hasattr(blank_page, "__wrapped__") else blank_page(2)
    own.right = set()
    first, second = own.hint(), own.hint()
    assert first != second and "chain_rule" in first
    assert "def chain_rule(x):" in own.solution() and "def numerical_gradient" in own.solution()


@pytest.mark.parametrize("stage", ["01", 8, "14", "x", None, 2.0])
def test_there_is_no_page_for_other_lessons(stage):
    with pytest.raises(ValueError, match="02, 03, 04, 05, 06, 07, 09, 10, 11, 12"):
        blank_page(stage)


@pytest.mark.parametrize(
    "stage, name, every",
    [
        ("02", "chain_rule", 3),
        ("07", "forward", 4),
        ("07", "train", 12),
        ("09", "backward", 32),
        ("10", "backward", 32),
        ("10", "half_squared_error", 3),
    ],
)
def test_a_random_change_that_alters_a_value_is_rejected(stage, name, every):
    """As in test_random_mistakes, for the pages of two layers (of all 1870 changes none was judged falsely)."""
    code = "\n".join(task.code for task in blank_page(stage).tasks)
    (task,) = (task for task in blank_page(stage).tasks if task.name == name)

    def function(source):
        space = {"np": np, "sigmoid": sigma}
        exec(code + "\n" + source, space)
        return space[name]

    inputs = inputs_of(task)
    expected = [outcome(function(""), case.arguments) for case in inputs]
    for changed in [*mutants(task.code.strip())][::every]:
        equal = all(
            alike(outcome(function(changed), case.arguments), right, task, case.atol)
            for case, right in zip(inputs, expected, strict=True)
        )
        assert equal == (examine(task, function(changed)).status == "correct"), changed
