"""Exercises on paper: numbers by hand, and tables to fill in."""

import itertools

import numpy as np
import pytest

from helpers import exercises
from helpers.exercises.check.exercise import Exercise
from helpers.exercises.check.formula import mistakes_of, value_of
from helpers.exercises.check.numbers import LOST, slips_of
from helpers.exercises.check.on_paper import ByHand, OnPaper, Recap, alone
from helpers.exercises.check.verdict import MEANINGS, plain
from helpers.exercises.lesson_03_linear import linear_backward, linear_forward


def by_hand(**changes):
    given = {
        "name": "numbers",
        "task": "Two numbers.",
        "hints": ("One.", "Two."),
        "reason": "So it is.",
        "formula": "b = 12\nc = -1.5",
        "returns": ("b", "c"),
        "wrong": """
missing-path | b = 7 | One path is left out.
| b = 8 | That is c.
transposed | c = 4 | That is the other one.
""",
    }
    return ByHand(**given | changes)


def squares(numbers, n):
    """A, of one axis."""
    return (numbers(n),)


doubled = Exercise(
    signature="doubled(A)",
    task="",
    formula="B = 2 * A",
    wrong="| B = A**2 | That is the square.",
    draw=squares,
    sizes=({"n": 3}, {"n": 4}),
)


def recap(**changes):
    rows = {
        "Z": ("(n, d_out)", "X @ W + b", linear_forward),
        "dL_dW": ("(d_in, d_out)", "X.T @ dL_dZ", linear_backward),
        "dL_db": ("(d_out,)", "dL_dZ.sum(axis=0)", linear_backward),
        "double": (2, "2 * A", doubled),
        "twice": (None, "2 * A", doubled),
    }
    return Recap(**{"name": "table", "task": "A table.", "hints": (), "reason": "Shapes.", "rows": rows} | changes)


FILLED = {
    "Z": ("(n, d_out)", "X @ W + b"),
    "dL_dW": ("(d_in, d_out)", "X.T @ dL_dZ"),
    "dL_db": ("(d_out,)", "dL_dZ.sum(axis=0)"),
    "double": (2, "A + A"),
    "twice": "A * 2",
}


# ------------------------------------------------------------ by hand


@pytest.mark.parametrize(
    "c", [-1.5, np.float64(-1.5), np.float32(-1.5), np.array(-1.5), np.array([-1.5]), -3 / 2, -1.4995]
)
def test_a_right_number_in_any_form(c):
    verdict = by_hand().check(b=12, c=c)
    assert (verdict.status, verdict.mistake) == ("correct", None)


def test_nothing_filled_in():
    for given in ({}, {"b": ...}, {"b": ..., "c": ...}, {"b": None, "c": ...}):
        verdict = by_hand().check(**given)
        assert verdict.status == "not attempted" and verdict.message == "Asked for: b and c."


def test_one_of_two_is_right_so_far():
    verdict = by_hand().check(c=-1.5)
    assert verdict.status == "not attempted" and verdict.message == "Right so far: c. Still open: b."


@pytest.mark.parametrize(
    "given, mistake, mended",
    [
        ({"b": 7}, "missing-path", "One path is left out."),
        ({"b": 7, "c": -1.5}, "missing-path", MEANINGS["missing-path"]),
        ({"b": -12}, "wrong-sign", MEANINGS["wrong-sign"]),
        ({"b": 24}, "wrong-factor", "It is 2 times what it should be."),
        ({"c": -0.75}, "wrong-factor", "It is ½ times what it should be."),
        ({"b": 8}, None, "That is c."),
        ({"b": 7, "c": 4}, "transposed+missing-path", "That is the other one."),
        ({"b": 8, "c": 4}, None, "transposed"),
        ({"b": 11}, None, ""),
        ({"b": float("nan")}, None, ""),
        ({"b": float("inf")}, None, ""),
    ],
)
def test_a_wrong_number_is_named_where_it_can_be(given, mistake, mended):
    verdict = by_hand().check(**given)
    assert (verdict.status, verdict.mistake) == ("wrong", mistake)
    assert mended in verdict.mend and bool(verdict.mend) == bool(mended)


@pytest.mark.parametrize("answer", ["12", [12], [], True, 12j, lambda: 12, {}, np.array([1, 2]), object])
def test_what_is_no_number(answer):
    verdict = by_hand().check(b=answer)
    assert verdict.status == "wrong" and verdict.mistake is None
    assert "a number is asked for" in verdict.message and "0x" not in verdict.message


@pytest.mark.parametrize("answer", [10**400, -(10**400), "a" * 1_000_000, ["a"] * 100_000, float("inf"), np.float32(7)])
def test_what_is_large_is_shown_shortened(answer):
    verdict = by_hand().check(b=answer)
    assert verdict.status == "wrong" and len(repr(verdict)) < 1000


@pytest.mark.parametrize("how", ["raise RuntimeError", "raise SystemExit", "return 3"])
def test_what_cannot_be_shown(how):
    namespace = {}
    exec(
        f"class Odd:\n    def __repr__(self):\n        {how}\nclass List(list):\n    __repr__ = Odd.__repr__", namespace
    )
    for answer in (namespace["Odd"](), [namespace["Odd"]()], namespace["List"]([1])):
        assert by_hand().check(b=answer).status == "wrong"
        assert recap().check(dL_dW=(answer, "X.T @ dL_dZ")).status == "wrong"


def test_zero_has_no_sign_and_no_factor():
    zero = by_hand(formula="b = 0", returns=("b",), wrong="")
    assert zero.check(b=0.0).status == "correct" and zero.check(b=-0.0).status == "correct"
    assert zero.check(b=1e-3).mistake is None and zero.check(b=1e-3).status == "wrong"


def test_rounding_as_the_exercise_allows():
    assert by_hand(rtol=0.02).check(b=12.2, c=-1.51).status == "correct"
    assert by_hand().check(b=12.2).status == "wrong"


def test_a_slip_is_no_wrong_factor():
    assert by_hand(wrong="missing-slope | b = 24 | A half.").check(b=24).mistake == "missing-slope"


def test_in_order_it_tells_of_the_first_only():
    verdict = by_hand(in_order=True).check(b=7, c=4)
    assert verdict.mistake == "missing-path" and "c:" not in verdict.message and "first" in verdict.message
    verdict = by_hand(in_order=True).check(b=12, c=4)
    assert verdict.mistake == "transposed" and "first" not in verdict.message
    assert by_hand(in_order=True).check(b=12, c=-1.5).status == "correct"


@pytest.mark.parametrize(
    "unnamed, given, said",
    [((12, -1.5), {}, "by name"), ((), {"b": 12, "d": 3}, "no d here"), ((), {"d": 1, "e": 2}, "no d and e here")],
)
def test_answers_that_are_called_wrongly(unnamed, given, said):
    verdict = by_hand().check(*unnamed, **given)
    assert verdict.status == "wrong" and said in verdict.message and "b and c" in verdict.message


def test_hints_one_at_a_time_and_the_solution():
    exercise = by_hand()
    assert [str(exercise.hint()) for _ in range(2)] == ["Hint 1 of 2: One.", "Hint 2 of 2: Two."]
    assert "no more hints" in exercise.hint() and "solution()" in exercise.hint()
    assert str(exercise.solution()) == "  b = 12\n  c = -1.5\nSo it is."
    assert repr(exercise) == "numbers\nTwo numbers." and "<p>Two numbers.</p>" in exercise._repr_html_()


# ------------------------------------------------------------ tables


def test_a_table_that_is_right():
    verdict = recap().check(**FILLED)
    assert (verdict.status, verdict.mistake) == ("correct", None)


@pytest.mark.parametrize(
    "row",
    [
        ("(n,d_out)", "b + X @ W"),
        ("n, d_out", "X.dot(W) + b"),
        ("[n, d_out]", "Z = X @ W + b"),
        (" ( n , d_out ) ", "np.einsum('ni,ij->nj', X, W) + b"),
        ("(n, n_out)", "Z=X @ W + b  # forward"),
        ["(n, d_out)", "\n  X @ W\n  + b"],
        (("n", "d_out"), "np.stack([x @ W + b for x in X])"),
    ],
)
def test_a_right_row_in_any_form(row):
    assert recap().check(**FILLED | {"Z": row}).status == "correct"


@pytest.mark.parametrize("shape", ["(d_out,)", "(d_out)", "d_out", "(n_out,)", "(d_out, )"])
def test_the_shape_of_one_axis(shape):
    assert recap().check(**FILLED | {"dL_db": (shape, "dL_dZ.sum(0)")}).status == "correct"


@pytest.mark.parametrize(
    "shape",
    [
        "n × d_out",
        "n x d_out",
        "N x D_out",
        "[n, d_out]",
        "n, d_out",
        "{n, d_out}",
        "(n,d_out)",
        "n by d_out",
        "n * d_out",
        "n·d_out",
        "(n; d_out)",
        ("n", "d_out"),
        ["n", "d_out"],
        "(n × n_out)",
    ],
)
def test_a_shape_in_other_notations(shape):
    assert recap().check(**FILLED | {"Z": (shape, "X @ W + b")}).status == "correct"


@pytest.mark.parametrize(
    "shape", ["d_out × n", "n", "n × d_in", "(n, d_out, 1)", "nd_out", "n / d_out", ("n",), "a" * 10**6]
)
def test_another_shape_in_other_notations(shape):
    verdict = recap().check(**FILLED | {"Z": (shape, "X @ W + b")})
    assert verdict.mistake == "wrong-shape" and len(verdict.message) < 500


@pytest.mark.parametrize(
    "line", ["X\0", "-" * 200_000 + "X", "(" * 1000 + "X" + ")" * 1000, "X @ W +" + " b +" * 10**5]
)
def test_a_line_that_python_does_not_read(line):
    verdict = recap().check(**FILLED | {"Z": ("(n, d_out)", line)})
    assert verdict.status == "wrong" and len(verdict.message) < 500


def test_a_line_that_warns_warns_nobody(recwarn):
    recap().check(**FILLED | {"Z": ("(n, d_out)", "X @ W + b if 1 is 1 else 0")})
    assert not recwarn.list


@pytest.mark.parametrize("open_row", [..., None, "", (..., ...), [..., ...], (None, ...), ("", " ")])
def test_a_table_that_is_open(open_row):
    assert recap().check(**dict.fromkeys(FILLED, open_row)).status == "not attempted"
    verdict = recap().check(**FILLED | {"dL_dW": open_row})
    assert (
        verdict.status == "not attempted"
        and verdict.message == "Right so far: Z, dL_db, double and twice. Still open: dL_dW."
    )


def test_half_a_row_is_checked_as_far_as_it_goes():
    assert recap().check(dL_dW=("(d_in, d_out)", ...)).status == "not attempted"
    assert recap().check(dL_dW=(..., "X.T @ dL_dZ")).status == "not attempted"
    assert recap().check(dL_dW=("(d_out, d_in)", ...)).mistake == "wrong-shape"
    assert recap().check(dL_dW=(..., "-X.T @ dL_dZ")).mistake == "wrong-sign"
    assert recap().check(double=(2, ...)).status == "not attempted"


@pytest.mark.parametrize(
    "given, mistake, said",
    [
        ({"dL_dW": ("(d_out, d_in)", "X.T @ dL_dZ")}, "wrong-shape", "its shape is not (d_out, d_in)"),
        ({"dL_dW": ("(d_in, d_out)", "dL_dZ.T @ X")}, "transposed", "`dL_dZ.T @ X` gives something else"),
        ({"dL_dW": ("(d_in, d_out)", "X.T @ dL_dZ / len(X)")}, "mean-for-sum", "your dL_dW"),
        ({"dL_db": ("(d_out,)", "dL_dZ")}, "batch-not-summed", "(2,) is asked for"),
        ({"dL_db": ("(d_out,)", "dL_dZ.sum(axis=1)")}, "batch-not-summed", "dL_db"),
        ({"dL_db": ("(d_out,)", "dL_dZ.sum(axis=0, keepdims=True)")}, "wrong-shape", "dL_db"),
        ({"Z": ("(n, d_out)", "X @ W - b")}, "wrong-sign", "expected"),
        ({"Z": ("(n, d_out)", "X * W + b")}, "raises", "It raises ValueError"),
        ({"Z": ("(n, d_out)", "X @ V + b")}, "raises", "NameError"),
        ({"Z": ("(n, d_out)", "X @ + ) b")}, None, "no line of Python"),
        ({"Z": ("(n, d_out)", "return X @ W + b")}, None, "no line of Python"),
        ({"Z": ("(n, d_out)", 3)}, None, "in quotes"),
        ({"Z": "X @ W + b"}, None, "a pair is asked for, the shape and the code"),
        ({"Z": ("(n, d_out)", "X @ W + b", "more")}, None, "a pair is asked for"),
        ({"Z": (2, "X @ W + b")}, None, "as text"),
        ({"double": (3, "2 * A")}, None, "3 is not right"),
        ({"double": ("2", "2 * A")}, None, "a number is asked for first"),
        ({"double": (True, "2 * A")}, None, "a number is asked for first"),
        ({"double": (2, "A")}, "wrong-factor", "`A` gives something else"),
        ({"twice": "A**2"}, None, "`A**2` gives something else"),
        ({"twice": (2, "2 * A")}, None, "in quotes"),
        (
            {"dL_dW": ("(d_in, d_out)", "dL_dZ.T @ X"), "dL_db": ("(d_out,)", "dL_dZ.mean(axis=0)")},
            "transposed+mean-for-sum",
            "dL_db: ",
        ),
    ],
)
def test_a_row_that_is_wrong(given, mistake, said):
    verdict = recap().check(**given)
    assert (verdict.status, verdict.mistake) == ("wrong", mistake)
    assert said in verdict.message
    verdict = recap().check(**FILLED | given)
    assert (verdict.status, verdict.mistake) == ("wrong", mistake)


def test_a_message_shows_only_what_the_lines_use():
    message = recap().check(dL_db=(..., "-dL_dZ.sum(axis=0)")).message
    assert "dL_dZ = " in message and " X = " not in message and " W = " not in message
    message = recap().check(dL_db=(..., "X.sum(axis=0)")).message
    assert " X = " in message and " W = " not in message


def test_the_rule_about_shapes_is_said_of_gradients_only():
    assert "the shape of what it belongs to" in recap().check(dL_dW=("(n, d_in)", ...)).mend
    assert "the shape of what it belongs to" not in recap().check(Z=("(n, d_in)", ...)).mend


def test_the_solution_of_a_table():
    assert (
        str(recap().solution())
        == "  Z (n, d_out): X @ W + b\n  dL_dW (d_in, d_out): X.T @ dL_dZ\n  dL_db (d_out,): dL_dZ.sum(axis=0)\n"
        "  double 2: 2 * A\n  twice: 2 * A\nShapes."
    )


def test_the_solution_is_right():
    exercise = recap()
    assert (
        exercise.check(
            **{name: code if fact is None else (fact, code) for name, (fact, code, _) in exercise.rows.items()}
        ).status
        == "correct"
    )


def test_one_result_alone():
    line = "dL_dZ.sum(axis=0)"
    exercise = alone(linear_backward, "dL_db", line, line)
    assert exercise.signature == "dL_db(dL_dZ, X, W)" and exercise.outputs == ["dL_db"]
    assert exercise.check(lambda dL_dZ, X, W: dL_dZ.sum(axis=0)).status == "correct"
    assert exercise.check(lambda dL_dZ, X, W: dL_dZ.mean(axis=0)).mistake == "mean-for-sum"
    assert {*exercise.idle} == {"X", "W"}
    assert linear_backward.outputs == ["dL_dX", "dL_dW", "dL_db"]
    assert alone(doubled, "another name", "", "").outputs == ["B"]


# ------------------------------------------------------------ those of the course

ALL_ON_PAPER = {name: each for name, each in vars(exercises).items() if isinstance(each, OnPaper)}
ALL_BY_HAND = [name for name, each in ALL_ON_PAPER.items() if isinstance(each, ByHand)]


@pytest.mark.parametrize("name", ALL_ON_PAPER)
def test_the_words_of_the_course(name):
    exercise = ALL_ON_PAPER[name]
    assert exercise.name == name and exercise.task and exercise.reason and len(exercise.hints) >= 2
    assert exercise.check().status == "not attempted"
    assert exercise.reason in exercise.solution()


@pytest.mark.parametrize("name", ALL_BY_HAND)
def test_every_slip_of_the_course_is_named(name):
    exercise = ALL_ON_PAPER[name]
    assert exercise.check(**exercise.right).status == "correct"
    seen = []
    for number, wrong, named, mend, _ in exercise.slips:
        assert named is None or named in MEANINGS
        if any(number == other and wrong == pytest.approx(value, rel=exercise.rtol) for other, value in seen):
            continue  # the first counts, and no two of an exercise's own give the same
        seen.append((number, wrong))
        verdict = exercise.check(**{number: wrong})
        assert (verdict.status, verdict.mistake) == ("wrong", named), (number, wrong)
        assert plain(mend).startswith(LOST) or verdict.mend.endswith(plain(mend)), f"{number}: {wrong}"


@pytest.mark.parametrize("name", ALL_BY_HAND)
def test_no_two_slips_of_an_exercise_give_the_same(name):
    exercise = ALL_ON_PAPER[name]
    own = (exercise.wrong,) if isinstance(exercise.wrong, str) else exercise.wrong[:1]
    rtol = exercise.rtol
    slips = slips_of(own, exercise.formulas, lambda each, value: value != pytest.approx(exercise.right[each], rel=rtol))
    own = [each for each in slips if not each.mend.startswith(LOST)]
    for one, other in itertools.combinations(own, 2):
        same = one.name == other.name and one.number == pytest.approx(other.number, rel=rtol)
        assert not same or one.mend == other.mend, (one, other)


LINEAR, SIGMOID = exercises.linear_by_hand.right, {"a": 0.818, "slope": 0.149}


@pytest.mark.parametrize(
    ("exercise", "given", "said"),
    [
        (exercises.sigmoid_by_hand, SIGMOID | {"dL_dz": 0.596}, f"{LOST}4 in the place of −4."),
        (exercises.linear_by_hand, LINEAR | {"z1": 5}, f"{LOST}1 in the place of −1 or 2 in the place of −2."),
        (exercises.linear_by_hand, LINEAR | {"z2": 6}, f"{LOST}1 in the place of −1."),
        (exercises.linear_by_hand, {"z1": 5, "z2": -1.5}, "The product is ½ times"),  # which both numbers have
        (exercises.sigmoid_by_hand, {"a": 0.818, "slope": -0.149, "dL_dz": 0.596}, "it is never negative"),
        (exercises.sigmoid_by_hand, SIGMOID | {"dL_dz": -4}, "as if that had the slope 1"),
    ],
)
def test_a_slip_agrees_with_what_is_right(exercise, given, said):
    assert said in exercise.check(**given).mend


@pytest.mark.parametrize("name", ALL_BY_HAND)
def test_every_slip_of_its_own_gives_a_number(name):
    """One that can't be computed is left out without a word, as those shared with functions may be."""
    exercise = ALL_ON_PAPER[name]
    own = exercise.wrong if isinstance(exercise.wrong, str) else exercise.wrong[0]
    for made in mistakes_of(own, exercise.formulas):
        asked = made.steps.keys() & exercise.right.keys() or exercise.right
        values = {number: value_of(exercise.formulas[number], made.steps) for number in asked}
        assert any(
            value is not None and value != pytest.approx(exercise.right[number]) for number, value in values.items()
        ), made


@pytest.mark.parametrize("name", [name for name in ALL_ON_PAPER if name not in ALL_BY_HAND])
def test_every_table_of_the_course_is_right(name):
    exercise = ALL_ON_PAPER[name]
    table = {name: code if fact is None else (fact, code) for name, (fact, code, _) in exercise.rows.items()}
    assert exercise.check(**table).status == "correct"


def test_a_step_may_be_written_as_a_step():
    batch = {"batch_gradient": ("(d_in, d_out)", "of_samples.sum(axis=0) / m")}
    steps = "W -= learning_rate * dL_dW", "W = W - learning_rate * dL_dW", "W[:] = W - dL_dW * learning_rate"
    for line in (*steps, "W[:] -= learning_rate * dL_dW", "W -= learning_rate * dL_dW  # step"):
        rows = batch | {"W": ("(d_in, d_out)", line), "b": ("(d_out,)", "b -= learning_rate * dL_db")}
        assert exercises.recap_05.check(**rows).status == "correct", line
    assert exercises.recap_05.check(W=("(d_in, d_out)", "W += learning_rate * dL_dW")).mistake == "uphill"
    assert exercises.recap_05.check(W=("(d_in, d_out)", "W -= dL_dW")).status == "wrong"


@pytest.mark.parametrize("shape", ["like W", "the shape of W", "same shape as W", "np.shape(W)"])
def test_a_shape_may_be_that_of_another_array(shape):
    row = {"W": ("(d_in, d_out)", "W - learning_rate * dL_dW"), "batch_gradient": (shape, "of_samples.mean(axis=0)")}
    assert "Right so far: W and batch_gradient" in exercises.recap_05.check(**row).message
    for wrong in ("like b", "the transpose of W", "(d_out, d_in), like W"):
        assert "its shape" in exercises.recap_05.check(batch_gradient=(wrong, "of_samples.mean(axis=0)")).message


def test_both_parts_of_a_row_are_judged():
    verdict = exercises.recap_02.check(tanh=(0.5, "A(1-A)"))
    assert "0.5 is not right" in verdict.message and "not callable" in verdict.message
    assert "largest" in verdict.mend and "is a `*` missing" in verdict.mend
    verdict = exercises.recap_02.check(tanh=(0.5, "1 - A"))
    assert verdict.mistake is None and "The square is left out" in verdict.mend
    assert exercises.recap_02.check(tanh=(1, "1 - A")).mistake == "missing-slope"


def test_a_shape_like_another():
    right = {"dL_dX": "dL_dZ @ W.T", "dL_dW": "X.T @ dL_dZ", "dL_db": "dL_dZ.sum(axis=0)"}
    for like in ("like {}", "like ${}$", "same as `{}`", "{}.shape"):
        rows = {name: (like.format(name.removeprefix("dL_d")), code) for name, code in right.items()}
        assert "shape is not" not in exercises.recap_03.check(**rows).message
    wrong = exercises.recap_03.check(dL_dX=("like X", "dL_dZ * W.T"))
    assert wrong.status == "wrong" and "its shape is not" not in wrong.message
    assert "its shape is not like W" in exercises.recap_03.check(dL_dX=("like W", "dL_dZ @ W.T")).message


def test_nothing_is_right_before_something_is():
    assert "Right so far" not in exercises.recap_04.check(dL_dY_hat=("(n, d_out)", ...)).message
    assert "Right so far: Z." in exercises.recap_03.check(Z=("(n, d_out)", "X @ W + b")).message


def test_what_a_mistake_means_is_true_in_every_task():
    one_path = exercises.two_paths_by_hand.check(df_da=5, df_db=9, df_dx=30)
    assert one_path.mistake == "missing-path" and "neurons" not in one_path.mend
    summed = exercises.batch_by_hand.check(dL_dx1=-5)
    assert summed.mistake == "batch-not-summed" and "still there" not in summed.mend
    weight = exercises.neuron_by_hand.check(weight_gradient=1.28)
    assert weight.mistake is None and "multiplies by the weight" in weight.mend
    forward = exercises.linear_by_hand.check(z1=7)
    assert "neurons of the next layer" not in forward.mend


def test_the_slope_at_the_wrong_place():
    before = {"dL_da2": -3, "dL_dz2": -24, "dL_dw2": -216, "dL_db2": -24, "dL_da1": -12}
    assert "This is S′(z₂)" in exercises.chain_by_hand.check(**before, dL_dz1=-96).mend
    assert "multiplies by z₁ itself" in exercises.chain_by_hand.check(**before, dL_dz1=-36).mend
    assert "This is S′(z₁)" in exercises.chain_by_hand.check(dL_da2=-3, dL_dz2=-18).mend


def test_emphasis_is_no_asterisk():
    verdict = exercises.batch_by_hand.check(dL_dx1=3)
    assert "the second input" in verdict.mend and "<em>input</em>" in verdict._repr_html_()
    assert plain("the *second* one, `a * b * c`\n  f = x *y* z") == "the second one, `a * b * c`\n  f = x *y* z"
