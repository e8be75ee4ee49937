"""The cold start: whatever comes, what is there is found and what is wrong is missing. Dates are passed in."""

import re
import time
from datetime import date, timedelta

import numpy as np
import pytest

from helpers import exercises
from helpers.exercises.check.record import FILE, Progress
from helpers.exercises.from_memory.cold import TAUGHT, ColdStart
from helpers.exercises.from_memory.cold_code.parts import PARTS
from helpers.exercises.two_layers.reference import reference_code
from helpers.exercises.two_layers.variant import Variant
from lessons.pairing import NOTEBOOKS, lesson_paths, read_text
from tests.exercises.from_memory import cold_pieces as pieces
from tests.markdown import broken_links, split_prose

DAY = date(2030, 5, 1)
FORWARD, SEED, SLOPE, WEIGHTS, BIAS, BACK, LOOP, JUDGE = PARTS

# ------------------------------------------------------------ from nothing to a page

LINES = [
    ("", ()),
    ("# I don't know where to begin", ()),
    ("I don't know how", ()),
    ("A1 = sigmoid(X @ W1 + b1)", ()),  # half of the way
    ("Y_hat = sigmoid(sigmoid(X @ W1 + b1) @ W2 + b2)", (FORWARD,)),
    ("loss = ((Y_hat - Y) ** 2).mean()", ()),  # a loss is no seed
    ("dL_dY_hat = (Y_hat - Y) / len(Y)", (SEED,)),
    ("dL_dY_hat = (Y - Y_hat) / len(Y)", ()),
    ("dL_dZ = dL_dA * A * (1 - A)", (SLOPE,)),
    ("dL_dZ = dL_dA * A", ()),
    ("dL_dZ = dL_dA * Z * (1 - Z)", ()),
    ("dZ1 = dA1 * (Z1 > 0)", (SLOPE,)),
    ("def sigmoid_prime(z):\n    s = 1 / (1 + np.exp(-z))\n    return s * (1 - s)", (SLOPE,)),
    ("def sigmoid_prime(z):\n    return z * (1 + z)", ()),
    ("dL_dW = X.T @ dL_dZ", (WEIGHTS,)),
    ("dW = np.einsum('ik,ij->kj', X, dZ)", (WEIGHTS,)),
    ("dW = np.outer(x, dz)", (WEIGHTS,)),
    ("dL_dW = X @ dL_dZ", ()),
    ("dL_dW = dL_dZ.T @ X", ()),
    ("db = dZ.sum(axis=0)", (BIAS,)),
    ("db = dZ.sum(axis=1)", ()),
    ("db = dZ", ()),
    ("dX = dZ @ W.T", (BACK,)),
    ("dX = dZ @ W", ()),
    ("dw = (a - y) * a * (1 - a) * x", (SEED, SLOPE, WEIGHTS)),
    ("dw = (y - a) * a * (1 - a) * x", (SLOPE, WEIGHTS)),
    ("slope = (loss(w + h) - loss(w - h)) / (2 * h)", (JUDGE,)),
    ("slope = (loss(w + h) - loss(w - h)) / 2 * h", ()),
    ("for epoch in range(1000):\n    forward(X)\n    backward(Y)\n    W1 -= lr * dW1", (LOOP,)),
    ("for epoch in range(1000):\n    print(epoch)", ()),
]


def there(*submitted):
    return ColdStart().submit(*submitted).there


@pytest.mark.parametrize("code, parts", LINES, ids=[code[:50] for code, _ in LINES])
def test_one_line_is_looked_at(code, parts):
    assert there(code) == parts


NUDGES = "up = L(w + 1e-5, x)\ndown = L(w - 1e-5, x)\ng = (up - down) / 2e-5"
BY_FORM = [  # what can't run
    ("g = (L(w + h) - L(w - h)) / (2 * h)", (JUDGE,), {}),
    ("g = (L(w + h) - L(w)) / h", (JUDGE,), {}),
    (NUDGES, (JUDGE,), {}),
    (NUDGES.replace("2e-5", "1e-5"), (), {JUDGE}),
    ("g = (L(w + h) - L(w - h)) / 2 * h", (), {JUDGE}),
    ("g = (L(w + h) - M(w - h)) / (2 * h)", (), {}),
    ("for i in range(100): w = w - 0.1 * slope", (), {LOOP}),
    ("w -= lr * slope", (), {LOOP}),
    ("w = w + 0.1 * slope", (), {}),
    ("n = n - 1", (), {}),
    ("loss = 0.5*(y_hat-y)**2", (), {SEED}),
    ("loss = -np.mean(y * np.log(p))", (), {SEED}),
    ("d = (a - b)**2", (), {}),
    ("A1 = sigmoid(X @ W1 + b1)", (), {FORWARD}),
    ("z = w * x + b", (), {FORWARD}),
    ("dL_dY_hat = (Y_hat - Y) / len(Y)\nloss = (Y_hat - Y)**2", (SEED,), {}),
]


@pytest.mark.parametrize("code, parts, begun", BY_FORM, ids=[code[:50] for code, *_ in BY_FORM])
def test_what_is_begun_is_named(code, parts, begun):
    report = ColdStart().submit(code)
    assert report.there == parts and {*report.begun} == {*begun}
    assert all(f"Begun: {part} (" in repr(report) for part in begun)
    assert parts or begun or "Nothing that this recognizes is there yet." in repr(report)


@pytest.mark.parametrize("text", ["I would multiply the weights", "backprop", "forward, backward, step", "# no idea"])
def test_words_are_asked_for_as_code(text):
    assert "Write it as code; half a line is enough." in repr(ColdStart().submit(text))


ALL = set(PARTS)
PAGE = reference_code(Variant())
PIECES = [
    ("a numerical gradient", pieces.NUMERIC, {JUDGE}),
    ("eleven lines", pieces.ELEVEN, {FORWARD, SEED, SLOPE, WEIGHTS, BACK, LOOP}),
    ("eleven lines, uphill", pieces.ELEVEN.replace("+=", "-="), {FORWARD, SLOPE, WEIGHTS, BACK, LOOP}),
    ("functions over a list of parameters", pieces.FUNCTIONS, ALL - {JUDGE}),
    ("lists of layers, columns, one sample", pieces.LISTS, ALL - {LOOP, JUDGE}),
    (  # all of the hidden Z is positive, as if it were a ReLU's result
        "other weights",
        pieces.LISTS.replace("default_rng(0)", "default_rng(6)"),
        ALL - {LOOP, JUDGE},
    ),
    ("loops over neurons", pieces.LOOPS, {WEIGHTS, BIAS, BACK}),
    ("a library's own backward", pieces.TORCH, set()),
    ("functions in columns, with dictionaries", pieces.COLUMNS, ALL - {JUDGE}),
    ("loss and gradients in one, integer labels", pieces.INTEGER_LABELS, ALL - {JUDGE}),
    ("layers as objects", pieces.LAYERS, ALL - {JUDGE}),
    ("weights turned, as a library keeps them", pieces.TURNED, ALL - {LOOP, JUDGE}),
    ("sample by sample", pieces.SAMPLE_BY_SAMPLE, ALL - {LOOP, JUDGE}),
    ("only the last sample", pieces.SAMPLE_BY_SAMPLE.replace("+=", "="), {FORWARD, SEED, SLOPE, BACK}),
    ("columns, the wrong axis", pieces.COLUMNS.replace("axis=1", "axis=0"), ALL - {BIAS, JUDGE}),
    (
        "a mean for the weights, a sum for the biases",
        pieces.COLUMNS.replace("1 / m * np.sum", "np.sum"),
        ALL - {BIAS, JUDGE},
    ),
    ("no mask", pieces.INTEGER_LABELS.replace("        dhidden[hidden <= 0] = 0\n", ""), ALL - {SLOPE, JUDGE}),
    ("no .T", pieces.INTEGER_LABELS.replace("dscores.dot(W2.T)", "dscores.dot(W2)"), ALL - {BACK, JUDGE}),
    ("half a page", "W1, b1 = np.ones((3, 4)), np.ones(4)\n" + pieces.HALF, {FORWARD}),
    ("a whole page", PAGE, ALL),
    ("a page in columns", reference_code(Variant(columns=True)), ALL),
    ("a page for one sample", reference_code(Variant(single=True)), ALL),
    ("a page for one sample, in columns", reference_code(Variant("tanh", single=True, columns=True)), ALL),
    ("a page with ReLU and softmax", reference_code(Variant("ReLU", "cross-entropy")), ALL),
]


@pytest.mark.parametrize("code, parts", [each[1:] for each in PIECES], ids=[each[0] for each in PIECES])
def test_longer_pieces_are_looked_at(code, parts):
    start = time.monotonic()
    assert set(there(code)) == parts
    assert time.monotonic() - start < 10  # on a busy machine; about a second


MISTAKES = [
    (FORWARD, "sigmoid(self.A1 @ self.W2 + self.b2)", "sigmoid(self.A1 * self.W2[0, 0] + self.b2[0])"),
    (SEED, "(self.Y_hat - Y)", "(Y - self.Y_hat)"),
    (SLOPE, " * self.A1 * (1 - self.A1)", ""),
    (SLOPE, " * self.A1 * (1 - self.A1)", " * sigmoid(self.A1) * (1 - sigmoid(self.A1))"),
    (WEIGHTS, "self.X.T @ dL_dZ1", "self.A1.T @ dL_dZ1"),
    (WEIGHTS, "self.A1.T @ dL_dZ2", "(self.A1.T @ dL_dZ2) ** 2"),
    (BIAS, "dL_dZ1.sum(axis=0)", "dL_dZ1.sum(axis=1)"),
    (BIAS, ".sum(axis=0)", ".mean(axis=0)"),
    (BACK, "        dL_dZ1 =", "        self.W2 -= 0.1 * self.dL_dW2\n        dL_dZ1 ="),
    (LOOP, "theta -= learning_rate", "theta += learning_rate"),
    (LOOP, "for _ in range(epochs):", "if epochs:"),
    (JUDGE, "/ (2 * h)", "/ h"),
    (JUDGE, "/ (2 * h)", ""),
]


@pytest.mark.parametrize("part, right, wrong", MISTAKES, ids=[f"{each[0]}: {each[2][-40:]}" for each in MISTAKES])
def test_what_is_wrong_is_missing_and_the_rest_is_there(part, right, wrong):
    assert right in PAGE
    found = set(there(PAGE.replace(right, wrong)))
    assert part not in found
    if part != FORWARD:  # without it little can be computed
        assert found == ALL - {part}


# ------------------------------------------------------------ in any form


def page():
    space = {}
    exec(PAGE, space)  # so that its source can't be found
    return space["TwoLayers"], space["gradient_check"]


def test_functions_and_classes_are_taken_too():
    def hand_back(dL_dZ, W):
        return dL_dZ @ W.T

    assert there(hand_back) == there(lambda dL_dZ, W: dL_dZ @ W.T) == (BACK,)
    assert there(hand_back, "db = dZ.sum(axis=0)") == (BIAS, BACK)
    assert ColdStart().submit(forward=None, backward=hand_back).there == (BACK,)
    assert there(*page()) == (FORWARD,)  # of a class without a source only results are seen


@pytest.mark.parametrize(
    "pieces",
    [
        (),
        (None, ..., 5),
        (np.ones(3), [1, 2], {"W1": 3}),
        ("def f(:",),
        ("import os\nos.remove('/')", "exit()", "input()"),
        ("raise SystemExit",),
        ("def f(x): raise SystemExit",),
        ("while True: pass",),
        ("def f(): return f()\nf()",),
        ("class A: __init__ = 3",),
        ("(" * 500,),
        ("x = 1\n" * 300,),
        ("\ud800",),
        ("\x00",),
    ],
    ids=lambda pieces: ascii(pieces)[:30],
)
def test_whatever_comes_gets_out_of_nothing(pieces):
    assert there(*pieces) == ()


def test_what_it_prints_and_what_warns_stays_unseen(capsys, recwarn):
    there("print('loud')\nnp.log(np.zeros(3))")
    assert not capsys.readouterr().out and not recwarn


# ------------------------------------------------------------ the answer


def test_the_answer_names_what_is_missing_with_links_and_minutes():
    report = ColdStart().submit("dL_dW = X.T @ dL_dZ")
    text, html = repr(report), report._repr_html_()
    assert "1 of 8 parts" in text and "There: weights." in text
    assert "04, The mean lives in the loss (4 min)" in text and "Weights: used once" not in text
    assert "<a href='04_batch_dimension.ipynb#The-mean-lives-in-the-loss'>" in html
    assert report.minutes == sum(each.minutes for part in report.missing for each in TAUGHT[part][1])


def test_nothing_and_everything_have_words_of_their_own():
    assert "Nothing of it is there yet" in repr(ColdStart().submit())
    assert "All eight parts are there" in repr(ColdStart().submit(PAGE))


def test_each_part_has_its_sections_and_their_links_lead_somewhere():
    assert tuple(TAUGHT) == PARTS
    links = [each.link for _, sections in TAUGHT.values() for each in sections]
    assert len({*links}) == len(links)
    assert not [link for link in links if broken_links(f"[section]({link})", NOTEBOOKS / "00_start_here.ipynb")]


def test_their_minutes_are_those_of_the_estimate():
    """150 words a minute, and a minute for each displayed formula and each figure."""
    for section in (each for _, sections in TAUGHT.values() for each in sections):
        path = next(path for path in lesson_paths() if path.stem == section.notebook.removesuffix(".ipynb"))
        _, _, after = read_text(path).partition(f"# {section.heading}\n")
        text = re.split(r"^##+ ", after, flags=re.MULTILINE)[0]
        formulas, words = split_prose(text)
        figures = len(re.findall(r"^\w*(?:plots|widgets)\.\w+\(", text, re.MULTILINE))
        estimate = len(words.split()) / 150 + sum(displayed for _, displayed in formulas) + figures
        assert abs(section.minutes - estimate) <= 1, f"{section}: {estimate:.1f}"


def test_the_task_is_shown():
    cold = exercises.interview.cold()
    assert (
        "15 minutes" in repr(cold) and "`cold.submit(...)`" in repr(cold) and "<code>cold.submit" in cold._repr_html_()
    )


# ------------------------------------------------------------ before and after


@pytest.fixture
def path(tmp_path):
    return tmp_path / FILE


def test_it_is_kept(path):
    exercises.interview.cold(path).submit("dL_dW = X.T @ dL_dZ", today=DAY)
    assert Progress(path).cold == {
        "date": "2030-05-01",
        "there": [WEIGHTS],
        "code": "dL_dW = X.T @ dL_dZ",
        "minutes": 0,
    }


def test_an_empty_page_is_not_kept(path):
    for submitted in ((), ("# nothing",), (None,)):
        exercises.interview.cold(path).submit(*submitted, today=DAY)
    assert not path.exists()


def test_the_best_of_the_first_day_is_the_time_before(path):
    for days, code in ((0, "a = 1"), (0, "dW = X.T @ dZ"), (0, "a = 2"), (0, "db = dZ.sum(axis=0)"), (1, PAGE)):
        exercises.interview.cold(path).submit(code, today=DAY + timedelta(days))
    assert Progress(path).cold["code"] == "db = dZ.sum(axis=0)"


def test_before_and_after_stand_side_by_side(path):
    assert "Once a page has passed" in exercises.interview.before_and_after(path)
    exercises.interview.cold(path).submit("W = <b>'1'</b>", today=DAY)
    Progress(path).record_attempt("sigmoid, rows", True, 0, 1, DAY + timedelta(9), code="class TwoLayers: ...")
    shown = exercises.interview.before_and_after(path)
    assert repr(shown).startswith("Before (2030-05-01):\nW = <b>") and "After (2030-05-10):\nclass TwoLayers" in repr(
        shown
    )
    assert "<b>'1'" not in shown._repr_html_()


def test_without_a_cold_start_the_time_before_was_a_blank_page(path):
    Progress(path).record_attempt("sigmoid, rows", True, 0, 1, DAY, code="class TwoLayers: ...")
    assert "# a blank page" in repr(exercises.interview.before_and_after(path))


@pytest.mark.parametrize("form", ["1 / (1 + exp(-({})))", "tanh({})", "maximum({}, 0)"])
def test_a_function_of_numpy_without_its_module(form):
    code = f"def forward(X):\n    h = {form.format('X @ W1 + b1')}\n    return 1 / (1 + exp(-(h @ W2 + b2)))"
    assert there(code) == (FORWARD,)


def test_a_mean_loss_has_a_seed_with_its_n():
    page = "y = 1 / (1 + np.exp(-(np.tanh(X @ W1 + b1) @ W2 + b2)))\nloss = ((y - t) ** 2).mean()\n"
    for seed, words in (("dy = y - t", "1/n"), ("dy = 2 * (y - t)", "1/n"), ("dy = (y - t) / len(t)", "")):
        report = ColdStart().submit(page + seed)
        assert SEED in report.there and bool(report.remarks) == bool(words)
        assert (words or "There") in repr(report) and (words or "There") in report._repr_html_()
    for half in (page.replace(".mean()", ".mean() / 2"), page.replace("((y", "1 / 2 * ((y")):
        assert ColdStart().submit(half + "dy = y - t").remarks, half
    of_a_sum = page.replace(".mean()", ".sum()")
    for right in (
        of_a_sum + "dy = y - t",
        of_a_sum + "dy = y - t\nprint(np.mean((y > 0.5) == t))",
        page + "dy = (y - t) / float(len(X))",
        page + "B = X.shape[0]\ndy = (y - t) / B",
        page + "d = y - t\ndy = d / count",
        page + "dy = y - t\ndy /= len(X)",
        page + "dy = y - t\ndy /= count",
        page + "dy = 2 / B * (y - t)",
    ):
        assert not ColdStart().submit(right).remarks, right


@pytest.mark.parametrize("line", ["f'{x + 1}'", "count -= 2 * k", "k -= k.max() * 1"])
def test_what_only_looks_like_a_beginning(line):
    assert not ColdStart().submit(line).begun


def test_a_nudge_that_is_none():
    assert "judge" not in ColdStart().submit("g = (f(x + 'a' * 3) - f(x)) / h").there
