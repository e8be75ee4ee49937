"""Lesson 01: two paths and eight lines by hand, the judge with a line missing, the eight lines as code, the recap."""

import pytest

from helpers import exercises
from helpers.exercises.check.task import exercises_of
from tests.exercises.cells import exercise_cells, run

CELLS = exercise_cells("01")
EIGHT = {
    "dL_da2": -3,
    "dL_dz2": -24,
    "dL_dw2": -216,
    "dL_db2": -24,
    "dL_da1": -12,
    "dL_dz1": -72,
    "dL_dw1": 360,
    "dL_db1": -72,
}
RULES = {
    "dL_da2": "a2 - y",
    "dL_dz2": "dL_da2 * S_prime(z2)",
    "dL_dw2": "dL_dz2 * a1",
    "dL_db2": "dL_dz2",
    "dL_da1": "dL_dz2 * w2",
}
BACK = """dL_da2 = a2 - y
    dL_dz2 = dL_da2 * S_prime(z2)
    dL_dz1 = dL_dz2 * w2 * S_prime(z1)
    return dL_dz1 * x, dL_dz1, dL_dz2 * a1, dL_dz2"""


def test_the_exercises():
    mine = ["two_paths_by_hand", "chain_by_hand", "numerical_gradient", "chain_backward", "numerical_jacobian"]
    assert [*CELLS] == [*mine, "recap_01"]
    assert exercises_of("01") == [*CELLS]  # so the progress page shows them


@pytest.mark.parametrize("name", CELLS)
def test_not_attempted(name):
    assert run(CELLS[name]).status == "not attempted"


# ------------------------------------------------------------ by hand


def test_two_paths():
    assert exercises.two_paths_by_hand.check(df_da=5, df_db=9, df_dx=48).status == "correct"
    assert exercises.two_paths_by_hand.check(df_da=5, df_db=9).status == "not attempted"
    assert exercises.two_paths_by_hand.check(df_da=5, df_db=9, df_dx=18).mistake == "missing-path"
    assert exercises.two_paths_by_hand.check(df_dx=24).mistake == "wrong-factor"
    assert exercises.two_paths_by_hand.check(df_dx=540).mistake is None


def test_eight_lines():
    assert exercises.chain_by_hand.check(**EIGHT).status == "correct"
    assert exercises.chain_by_hand.check(dL_da2=-3, dL_dz2=-24).status == "not attempted"


def reckoned(**changes):
    """The eight lines with a mistake that runs through to the end."""
    x, y, w1, b1, w2, b2 = -5, 19, -1, -2, 0.5, -0.5
    z1 = x * w1 + b1
    a1, z2 = z1**2, z1**2 * w2 + b2
    a2 = z2**2
    letters = {"y": y, "w1": w1, "z1": z1, "a1": a1, "z2": z2, "a2": a2}
    at = {"seed": a2 - y, "outer": 2 * z2, "inner": 2 * z1, "w2": w2, "a1": a1, "x": x}
    at |= {name: eval(text, letters) for name, text in changes.items()}
    dz2 = at["seed"] * at["outer"]
    da1 = dz2 * at["w2"]
    dz1 = da1 * at["inner"]
    return dict(zip(EIGHT, (at["seed"], dz2, dz2 * at["a1"], dz2, da1, dz1, dz1 * at["x"], dz1), strict=True))


def test_the_numbers_are_those_of_the_task():
    assert reckoned() == EIGHT


@pytest.mark.parametrize(
    "changes, mistake, line",
    [
        ({"seed": "y - a2"}, "wrong-sign", "dL_da2"),
        ({"seed": "2 * (a2 - y)"}, "wrong-factor", "dL_da2"),
        ({"seed": "0.5 * (a2 - y) ** 2"}, None, "dL_da2"),
        ({"outer": "2 * a2", "inner": "2 * a1"}, "slope-of-activation", "dL_dz2"),
        ({"inner": "2 * a1"}, "slope-of-activation", "dL_dz1"),
        ({"outer": "1", "inner": "1"}, "missing-slope", "dL_dz2"),
        ({"outer": "z2", "inner": "z1"}, "missing-slope", "dL_dz2"),
        ({"outer": "a2", "inner": "a1"}, "missing-slope", "dL_dz2"),
        ({"a1": "z1"}, None, "dL_dw2"),
        ({"w2": "1"}, None, "dL_da1"),
        ({"x": "w1"}, None, "dL_dw1"),
    ],
)
def test_a_mistake_that_runs_through_is_named_where_it_begins(changes, mistake, line):
    verdict = exercises.chain_by_hand.check(**reckoned(**changes))
    assert (verdict.status, verdict.mistake) == ("wrong", mistake)
    assert verdict.message.startswith(f"{line}: ") and verdict.mend


# ------------------------------------------------------------ one line is missing


def judge(line):
    """The judge of the lesson, with its last line filled in."""
    return CELLS["numerical_gradient"].replace("gradient[entry] = ...", line)


@pytest.mark.parametrize(
    "line",
    [
        "gradient[entry] = (f(x + nudge) - f(x - nudge)) / (2 * h)",
        "gradient[entry] = (f(x + nudge) - f(x - nudge)) / 2 / h",
        "gradient[entry] = 0.5 / h * (f(x + nudge) - f(x - nudge))",
        "gradient[entry] = -(f(x - nudge) - f(x + nudge)) / (2 * nudge[entry])",
        "gradient[entry] = ((f(x + nudge) - f(x)) / h + (f(x) - f(x - nudge)) / h) / 2",
    ],
)
def test_the_missing_line(line):
    assert run(judge(line)).status == "correct"


@pytest.mark.parametrize(
    "mistake, line",
    [
        ("wrong-factor", "gradient[entry] = (f(x + nudge) - f(x - nudge)) / h"),
        ("wrong-factor", "gradient[entry] = f(x + nudge) - f(x - nudge)"),
        ("wrong-factor", "gradient[entry] = (f(x + nudge) - f(x - nudge)) / 2 * h"),
        ("wrong-sign", "gradient[entry] = (f(x - nudge) - f(x + nudge)) / (2 * h)"),
        ("last-sample-only", "gradient[...] = (f(x + nudge) - f(x - nudge)) / (2 * h)"),
        ("raises", "gradient[entry] = (f(x[entry] + h) - f(x[entry] - h)) / (2 * h)"),
        (None, "gradient[entry] = (f(x + nudge) - f(x)) / h"),
        (None, "gradient[entry] = (f(x + h) - f(x - h)) / (2 * h)"),
        (None, "gradient[entry] = (f(x + nudge) + f(x - nudge)) / (2 * h)"),
    ],
)
def test_a_wrong_line(mistake, line):
    verdict = run(judge(line))
    assert verdict.status == "wrong"
    assert verdict.mistake == mistake or (
        mistake is None and verdict.mistake == "missing-path"
    )  # all entries nudged at once


# ------------------------------------------------------------ write it yourself


def test_the_eight_lines_in_the_cell_of_the_lesson():
    cell = CELLS["chain_backward"].replace("...\n    return ...", BACK)
    assert run(cell).status == "correct"
    assert run(cell.replace("S_prime(z2)", "S_prime(a2)")).mistake == "slope-of-activation"
    assert run(cell.replace(" * w2 ", " * w1 ")).mistake is None
    assert run(cell.replace("a2 - y", "y - a2")).mistake == "wrong-sign"
    assert (
        run(cell.replace("dL_dz1 * x, dL_dz1, dL_dz2 * a1, dL_dz2", "dL_dz2 * a1, dL_dz2, dL_dz1 * x, dL_dz1")).mistake
        == "transposed"
    )


def test_half_of_it_is_not_attempted():
    assert run(CELLS["chain_backward"].replace("    ...\n", "    dL_da2 = a2 - y\n")).status == "not attempted"


# ------------------------------------------------------------ the recap


def test_the_five_rules():
    assert exercises.recap_01.check(**RULES).status == "correct"
    assert exercises.recap_01.check(**RULES | {"dL_da1": ...}).status == "not attempted"


@pytest.mark.parametrize(
    "rule",
    [
        "S_prime(z2) * dL_da2",
        "dL_dz2 = dL_da2 * S_prime(z2)",
        "(a2 - y) * S_prime(z2)",
        "np.multiply(dL_da2, S_prime(z2))",
        "dL_da2*S_prime( z2 )",
    ],
)
def test_a_rule_in_another_form(rule):
    assert exercises.recap_01.check(**RULES | {"dL_dz2": rule}).status == "correct"


@pytest.mark.parametrize(
    "mistake, given",
    [
        ("wrong-sign", {"dL_da2": "y - a2"}),
        ("wrong-sign", {"dL_da2": "y + a2"}),
        ("wrong-factor", {"dL_da2": "2 * (a2 - y)"}),
        (None, {"dL_da2": "0.5 * (a2 - y)**2"}),
        (None, {"dL_da2": "a2"}),
        ("missing-slope", {"dL_dz2": "dL_da2 * a2"}),
        ("slope-of-activation", {"dL_dz2": "dL_da2 * S_prime(a2)"}),
        ("missing-slope", {"dL_dz2": "dL_da2"}),
        ("missing-upstream", {"dL_dz2": "S_prime(z2)"}),
        ("missing-upstream", {"dL_dw2": "a1"}),
        (None, {"dL_dw2": "dL_dz2 * w2"}),
        ("missing-slope", {"dL_dw2": "dL_da2 * a1"}),
        ("missing-upstream", {"dL_db2": "1"}),
        ("missing-slope", {"dL_db2": "dL_da2"}),
        ("missing-upstream", {"dL_da1": "w2"}),
        (None, {"dL_da1": "dL_dz2 * a1"}),
        ("missing-slope", {"dL_da1": "dL_da2 * w2"}),
        ("wrong-sign+missing-slope", {"dL_da2": "y - a2", "dL_dz2": "dL_da2"}),
        ("raises", {"dL_dw2": "dL_dz2 * x"}),
        (None, {"dL_db2": "0"}),
    ],
)
def test_a_wrong_rule(mistake, given):
    verdict = exercises.recap_01.check(**given)
    assert (verdict.status, verdict.mistake) == ("wrong", mistake), verdict.mend
    assert mistake is None or verdict.mend
