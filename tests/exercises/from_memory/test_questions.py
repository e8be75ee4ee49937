"""The questions beside the two layers: right pages of every style pass, wrong ones are named, slips are no attempt."""

import re
import time
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from helpers.exercises.check.cases import Numbers
from helpers.exercises.check.verdict import CORRECT, MEANINGS, NOT_ATTEMPTED, WRONG
from helpers.exercises.from_memory.questions import (
    adam,
    attention,
    autograd,
    find_the_bug,
    layer_norm,
    logistic_fit,
    planted,
)
from helpers.exercises.from_memory.questions import logistic_numbers as numbers
from helpers.exercises.from_memory.questions import logistic_regression as logistic
from helpers.exercises.from_memory.questions import softmax_cross_entropy as softmax
from helpers.nn import numerical_gradient
from tests.exercises.check.test_verdict import NEVER
from tests.exercises.from_memory.page_texts import changed, defined, page, sections
from tests.exercises.test_every_exercise import made_by

ALL = softmax, logistic, find_the_bug, adam, autograd, layer_norm, attention
MODULES = {each.__name__.rpartition(".")[2]: each for each in ALL}
ASKED = {
    "softmax_cross_entropy": ("loss", "gradient", "gradient_check"),
    "logistic_regression": ("predict", "loss", "gradients", "fit"),
    "find_the_bug": ("gradient_check", "line", "mended"),
    "adam": ("Adam",),
    "autograd": ("Value",),
    "layer_norm": ("forward", "backward"),
    "attention": ("forward", "backward"),
}
PLAIN = {name: sections(name, "plain")[0][0] for name in MODULES}
COMPUTED = [name for name in MODULES if name != "find_the_bug"]  # who asks for functions that compute
SEEDS = range(1, 9)


def variants(name):
    """All variants of a question, in rows and in columns."""
    seeds = SEEDS if name != "find_the_bug" else range(1, 6)  # once each page
    return [*dict.fromkeys(MODULES[name].variant_of(seed, columns) for columns in (False, True) for seed in seeds)]


OF_EVERY = pytest.mark.parametrize(
    "name, variant",
    [(name, variant) for name in MODULES for variant in variants(name)],
    ids=lambda each: getattr(each, "name", each),
)


def title(value):
    """A short name for a test."""
    return re.sub(r"\W+", " ", str(value))[:50]


def submitted(name, code, variant=None):
    """Return what looks at a page: its class or its functions, by name; a step by its order."""
    space = defined(code)
    steps = [space[each] for each in ("step", "adam_step") if each in space]
    things = {} if steps else {each: space[each] for each in ASKED[name] if each in space}
    return MODULES[name].submission(variant or MODULES[name].variant_of(1), *steps, **things)


def assert_wrong(report, mistake, words=""):
    assert (report.status, report.mistake) == (WRONG, mistake), f"{report}\n{report.mend}"
    assert words in f"{report.message} {report.mend}", f"{report}\n{report.mend}"
    assert len(f"{report.message} {report.mend}".split()) <= 160, report


# ------------------------------------------------------------ every question


@OF_EVERY
def test_the_reference_passes(name, variant):
    code = MODULES[name].QUESTION.reference_code(variant)
    answers = submitted(name, code, variant)
    assert answers.fits().status == CORRECT
    report = answers.report()
    assert (report.status, report.remarks, report.mistake) == (CORRECT, (), None), f"{report}\n{report.mend}"
    assert report.passed == tuple(part.title for part in answers.parts) and max(map(len, code.splitlines())) < 120


@OF_EVERY
def test_the_empty_cell_runs_and_is_no_attempt(name, variant):
    answers = submitted(name, MODULES[name].QUESTION.signatures(variant), variant)
    for verdict in (answers.fits(), answers.report()):
        assert verdict.status == NOT_ATTEMPTED and "still to be" in verdict.message


@pytest.mark.parametrize("name", MODULES)
def test_neighbors_differ(name):
    question = MODULES[name].QUESTION
    found = [question.variant_of(seed) for seed in range(1, 30)]
    assert all(a != b and a.name != b.name for a, b in pairwise(found)) and len({*found}) > 5
    assert len({question.task_of(each) for each in found}) == len({each.name for each in found}) == len({*found})


@pytest.mark.parametrize("name", MODULES)
def test_the_words(name):
    question = MODULES[name].QUESTION
    assert question.name == name.replace("_", " ").replace("softmax cross entropy", "softmax cross-entropy")
    assert all(len(hint.split()) <= 60 for hint in question.hints) and 0 < question.minutes <= 30
    texts = [*question.hints]
    for variant in variants(name):
        task = re.sub(r"\n  .*", "", question.task_of(variant))  # without the page that it shows
        assert len(task.split()) <= 180 and "{" not in task, task
        texts.append(task)
        for part in submitted(name, question.signatures(variant), variant).parts:
            texts += [each.mend for each in getattr(getattr(part, "exercise", None), "mistakes", ())]
    for text in texts:
        assert text and not NEVER.search(text), text


@pytest.mark.parametrize("name", MODULES)
def test_nothing_and_strangers(name):
    module, variant = MODULES[name], MODULES[name].variant_of(1)
    for answers in (
        module.submission(variant),
        module.submission(variant, None),
        module.submission(variant, nothing=3),
    ):
        assert answers.fits().status == answers.report().status == NOT_ATTEMPTED
    assert "`nothing`" in answers.report().message


RIGHT = [(name, style, code) for name in COMPUTED for style, code in sections(name, "right")]
OTHERS = [(name, *each) for name in COMPUTED for each in sections(name, "wrong")]


@pytest.mark.parametrize("name, style, code", RIGHT, ids=title)
def test_right_pages_of_other_styles_pass(name, style, code):
    answers = submitted(name, page(code, PLAIN[name]))
    assert answers.fits().status == CORRECT, answers.fits()
    report = answers.report()
    assert report.status == CORRECT, f"{report}\n{report.mend}"


@pytest.mark.parametrize("name", COMPUTED)
def test_the_plain_page_passes(name):
    assert submitted(name, PLAIN[name]).report().status == CORRECT


@pytest.mark.parametrize(
    "name, mistake, words, code", [(n, m, *w, c) if w else (n, m, "", c) for n, m, *w, c in OTHERS]
)
def test_a_mistake_gets_its_name(name, mistake, words, code):
    answers = submitted(name, page(code, PLAIN[name]))
    assert answers.fits().status != WRONG
    assert_wrong(answers.report(), None if mistake == "-" else mistake, words)


def test_there_are_enough_pages():
    for name in MODULES:
        wrong = len(sections(name, "wrong")) + len(sections(name, "judge"))
        assert 1 + len(sections(name, "right")) >= 8 and wrong >= (10 if name == "find_the_bug" else 25)
    named = {mistake for _, mistake, *_ in OTHERS} - {"-"}
    assert len(named) >= 12 and named <= {*MEANINGS}


EXERCISES = [
    (name, every, part.exercise)
    for name in COMPUTED
    for variant, every in zip(variants(name)[:3], (5, 20, 20), strict=True)  # without every all of them hold
    for part in submitted(name, PLAIN[name], variant).parts
    if hasattr(part, "exercise") and part.title != "arrays of different shapes"
]


@pytest.mark.parametrize("name, every, exercise", EXERCISES, ids=lambda each: getattr(each, "signature", each))
def test_mistakes_of_the_catalog_have_their_own_names(name, every, exercise):
    for place, made in [*enumerate(exercise.mistakes)][::every]:
        verdict = exercise.verdict(made_by(exercise, place))
        if verdict.mistake != "raises":  # what runs with some shapes only
            names = {exercise.renamed.get(made.identifier, made.identifier)}
            names |= {"uphill"} if exercise.name == "fit" and names == {"wrong-sign"} else set()
            names |= {"integer"} if "These are labels" in made.mend else set()
            assert verdict.status == WRONG and verdict.mistake in names, f"{made}\n{verdict}\n{verdict.mend}"


def test_a_check_is_quick():
    start = time.monotonic()
    for name in COMPUTED:
        submitted(name, PLAIN[name]).report()
    assert time.monotonic() - start < 3


# ------------------------------------------------------------ what can't be looked at

SLIPS = [
    ("softmax_cross_entropy", "takes", ("def loss(logits, classes):", "def loss(logits, *, classes):")),
    ("softmax_cross_entropy", "raises NameError", ("P = softmax(logits)", "P = softmaxx(logits)")),
    ("softmax_cross_entropy", "real numbers", ("return P / len(logits)", "return 'P'")),
    ("softmax_cross_entropy", "returns a str", ("    return True\n", "    return 'fine'\n")),
    ("softmax_cross_entropy", "raises ZeroDivisionError", ("found, eps = gradient", "found, eps = 1 / 0, gradient")),
    ("logistic_regression", "Is the `return` missing?", ("    return dw, db\n", "")),
    ("logistic_regression", "raises NameError", ("return w, b", "return ww, b")),
    ("adam", "still to be written", ("    def step(self", "    def move(self")),
    ("adam", "positional argument", ("beta1=0.9, beta2=0.999", "beta1, beta2")),
    ("adam", "raises AttributeError", ("self.t = 0", "self.tt = 0")),
    ("autograd", "`2 * v` raises a TypeError", ("    __rmul__ = __mul__\n", "")),
    ("autograd", "`1 + v` raises a TypeError", ("    __radd__ = __add__\n", "")),
    ("autograd", "`backward` is still to be written", ("def backward(self", "def back(self")),
]


@pytest.mark.parametrize("name, words, change", SLIPS, ids=title)
def test_a_slip_is_no_attempt(name, words, change):
    answers = submitted(name, changed(PLAIN[name], change))
    fits, report = answers.fits(), answers.report()
    assert (fits.status, report.status, report.mistake) == (NOT_ATTEMPTED, NOT_ATTEMPTED, None), report
    assert words in fits.message and words in report.message, fits


def test_shapes_are_said_by_fits_and_named_by_submit():
    code = changed(PLAIN["softmax_cross_entropy"], ("return P / len(logits)", "return P.mean(axis=0)"))
    answers = submitted("softmax_cross_entropy", code)
    fits = answers.fits()
    assert fits.status == NOT_ATTEMPTED and "has the shape (3,); (5, 3) is asked for" in fits.message
    assert_wrong(answers.report(), "batch-not-summed")


@pytest.mark.parametrize("name", COMPUTED)
def test_by_order_by_name_in_a_list_or_a_dictionary(name):
    module, space = MODULES[name], defined(PLAIN[name])
    things = {each: space[each] for each in ASKED[name]}
    in_order = [*things.values()]
    for given, named in [(in_order, {}), ([things], {}), ([in_order], {}), ([], things), (in_order[::-1], {})]:
        assert module.submission(module.variant_of(1), *given, **named).report().status == CORRECT


def test_other_names_count_by_order():
    space = defined(changed(PLAIN["softmax_cross_entropy"], ("def loss(logits", "def cross_entropy(logits")))
    names = ("cross_entropy", "gradient", "gradient_check")
    answers = softmax.submission(softmax.variant_of(1), *(space[name] for name in names))
    assert answers.report().status == CORRECT


# ------------------------------------------------------------ softmax and cross-entropy


def test_one_function_may_return_both():
    plain = PLAIN["softmax_cross_entropy"]
    code = plain + "\ndef softmax_loss(Z, y):\n    return loss(Z, y), gradient(Z, y)\n"
    for changes, mistake in (((), None), ((("return P / len(logits)", "return P"),), "sum-for-mean")):
        space = defined(changed(code, *changes))
        report = softmax.submission(softmax.variant_of(1), space["softmax_loss"], space["gradient_check"]).report()
        assert (report.status, report.mistake) == (WRONG if mistake else CORRECT, mistake), report


@pytest.mark.parametrize("variant", variants("softmax_cross_entropy"), ids=lambda each: each.name)
def test_the_gradient_of_softmax_agrees_with_differences(variant):
    logits, *rest = softmax.drawn(variant, Numbers(3, "random"), 5, 3).arguments
    loss, gradient = (softmax.formula_of(variant, name) for name in ("L", "dL_dlogits"))
    found = gradient(logits, *rest)
    assert np.allclose(found, numerical_gradient(lambda Z: loss(Z, *rest), logits), atol=1e-7)
    assert np.allclose(found, defined(softmax.reference_code(variant))["gradient"](logits, *rest))


@pytest.mark.parametrize("words, code", sections("softmax_cross_entropy", "judge"), ids=title)
def test_a_judge_that_is_none_for_softmax(words, code):
    assert_wrong(submitted("softmax_cross_entropy", page(code, PLAIN["softmax_cross_entropy"])).report(), None, words)


HOT = softmax.Variant(temperature=True)
IN_COLUMNS = softmax.Variant(columns=True)


@pytest.mark.parametrize(
    "variant, mistake, words, change",
    [
        (HOT, "wrong-factor", "divides their gradient by T, too", ("len(logits) / T", "len(logits)")),
        (HOT, "wrong-factor", "is 1/T: divide", ("len(logits) / T", "len(logits) * T")),
        (HOT, None, "The temperature is left out", ("log_softmax(logits / T)", "log_softmax(logits)")),
        (replace(HOT, columns=True), None, "multiplied by the temperature", ("(logits / T)", "(logits * T)")),
        (IN_COLUMNS, "transposed", "The softmax runs over the samples", ("axis=0", "axis=1")),
        (IN_COLUMNS, "sum-for-mean", "division by `n`", ("error / logits.shape[1]", "error")),
        (
            softmax.Variant("sum", "one-hot"),
            "mean-for-sum",
            "divides by `n`",
            (").sum(axis=1).sum", ").sum(axis=1).mean"),
        ),
        (softmax.Variant("sum", "one-hot"), "missing-upstream", "The labels", ("error -= Y", "pass")),
    ],
    ids=title,
)
def test_mistakes_in_other_variants_of_softmax(variant, mistake, words, change):
    code = changed(softmax.reference_code(variant), change)
    assert_wrong(submitted("softmax_cross_entropy", code, variant).report(), mistake, words)


# ------------------------------------------------------------ logistic regression


@pytest.mark.parametrize("variant", variants("logistic_regression"), ids=lambda each: each.name)
def test_the_gradients_of_logistic_regression_agree_with_differences(variant):
    X, y, w, b, *more = numbers.at_parameters(variant, Numbers(3, "random"), 5, 3).arguments
    loss, dw, db = (numbers.formula_of(variant, name) for name in ("L", "dL_dw", "dL_db"))
    assert np.allclose(dw(X, y, w, b, *more), numerical_gradient(lambda w: loss(X, y, w, b, *more), w), atol=1e-7)
    judge = numerical_gradient(lambda b: loss(X, y, w, float(b[0]), *more), np.array([b]))
    assert np.allclose(db(X, y, w, b, *more), judge, atol=1e-7)


@pytest.mark.parametrize("variant", variants("logistic_regression"), ids=lambda each: each.name)
def test_the_smallest_loss_is_the_smallest(variant):
    X, y, more = logistic_fit.to_learn(variant)
    fit, loss = defined(logistic.reference_code(variant))["fit"], numbers.formula_of(variant, "L")
    rate, smallest = (0.5 if variant.reduction == "mean" else 0.5 / len(X)), logistic_fit.smallest_loss(variant)
    reached = loss(X, y, *fit(X, y, rate, 2000, *more), *more)
    assert smallest - 1e-9 <= reached <= smallest * (1 + 1e-6)


def test_other_steps_are_judged_by_the_loss_and_remarked():
    code = next(code for style, code in sections("logistic_regression", "right") if style == "mini-batches")
    remark = submitted("logistic_regression", page(code, PLAIN["logistic_regression"])).report().remark
    assert "other steps than the task's" in remark and "the smallest is 0.377139" in remark


WITH_L2, SIGNS = numbers.Variant(penalty=True), numbers.Variant("−1 and 1")


@pytest.mark.parametrize(
    "variant, mistake, words, change",
    [
        (WITH_L2, "wrong-factor", "½ of the penalty", ("0.5 * l2", "l2")),
        (WITH_L2, None, "The penalty is left out", (" + 0.5 * l2 * (w**2).sum()", "")),
        (WITH_L2, None, "own gradient is left out", (" + l2 * w", "")),
        (WITH_L2, "mean-for-sum", "divided by the number of samples", ("l2 * w,", "l2 * w / len(y),")),
        (WITH_L2, None, "The bias is pulled", ("dL_dz.sum()", "dL_dz.sum() + l2 * b")),
        (SIGNS, None, "right for labels 0 and 1", ("(y + 1) / 2", "y")),
        (SIGNS, None, "right for labels 0 and 1", ("np.logaddexp(0, -y * z)", "(np.logaddexp(0, z) - y * z)")),
        (SIGNS, "wrong-sign", "the other label", ("np.logaddexp(0, -y * z)", "np.logaddexp(0, y * z)")),
    ],
    ids=title,
)
def test_mistakes_in_other_variants_of_logistic_regression(variant, mistake, words, change):
    code = changed(logistic.reference_code(variant), change)
    assert_wrong(submitted("logistic_regression", code, variant).report(), mistake, words)


# ------------------------------------------------------------ adam


@pytest.mark.parametrize("variant", variants("adam"), ids=lambda each: each.name)
def test_adam_is_adam(variant):
    """The same written in another way: sums over all gradients so far, in the place of running means."""
    beta1, beta2, epsilon = variant.settings
    parameters, gradients, rate, *more = adam.drawn(
        variant, Numbers(3, "random"), adam.alike, d_in=3, d_out=2
    ).arguments
    theta, seen, moves = np.concatenate([each.ravel() for each in parameters]), [], []
    for t, of_step in enumerate(gradients, 1):
        g = np.concatenate([each.ravel() for each in of_step])
        seen.append(g + sum(more) * theta if variant.decay == "L2" else g)
        m = sum((1 - beta1) * beta1 ** (t - 1 - i) * each for i, each in enumerate(seen)) / (1 - beta1**t)
        v = sum((1 - beta2) * beta2 ** (t - 1 - i) * each**2 for i, each in enumerate(seen)) / (1 - beta2**t)
        root = v**0.5 + epsilon if variant.epsilon_is == "outside" else (v + epsilon) ** 0.5
        moves.append(-rate * (m / root + (sum(more) * theta if variant.decay == "decoupled" else 0)))
        theta = theta + moves[-1]
    assert np.allclose(adam.moves_of(variant)(parameters, gradients, rate, *more), moves, rtol=1e-9)


STEP = "self.eps)\n"


@pytest.mark.parametrize(
    "decay, words, changes",
    [
        (
            "decoupled",
            "The decay is in the gradient",
            (("self.m[i] =", "g = g + self.wd * p\n            self.m[i] ="),),
        ),
        ("decoupled", "without the learning rate", ((STEP, "self.eps) + self.wd * p\n"),)),
        ("decoupled", "left out", ()),
        ("decoupled", "after the step", ((STEP, "self.eps)\n            p -= self.lr * self.wd * p\n"),)),
        ("L2", "as in AdamW", ((STEP, "self.eps) + self.lr * self.wd * p\n"),)),
        ("L2", "in the first moment alone", (("(1 - self.b1) * g", "(1 - self.b1) * (g + self.wd * p)"),)),
        ("L2", "left out", ()),
    ],
    ids=title,
)
def test_weight_decay_of_adam(decay, words, changes):
    code = changed(
        PLAIN["adam"],
        ("learning_rate, beta1=0.9", "learning_rate, weight_decay, beta1=0.9"),
        ("self.t = 0\n", "self.t = 0\n        self.wd = weight_decay\n"),
        *changes,
    )
    assert_wrong(submitted("adam", code, adam.Variant(decay)).report(), None, words)


def test_weight_decay_may_come_last():
    variant = adam.Variant("decoupled")
    code = changed(
        adam.reference_code(variant),
        ("learning_rate, weight_decay, beta1=0.9", "learning_rate, beta1=0.9"),
        ("epsilon=1e-8)", "epsilon=1e-8, weight_decay=0.01)"),
    )
    assert submitted("adam", code, variant).report().status == CORRECT


def test_new_arrays_are_remarked():
    code = next(code for style, code in sections("adam", "right") if style == "new arrays in the list")
    assert "makes new arrays" in submitted("adam", page(code, PLAIN["adam"])).report().remark


def test_arrays_of_two_shapes():
    code = changed(PLAIN["adam"], ("[np.zeros_like(p) for p in parameters]", "[np.zeros(parameters[0].shape)] * 2"))
    report = submitted("adam", code).report()
    assert report.status == NOT_ATTEMPTED and "broadcast" in report.message


# ------------------------------------------------------------ find the bug

ALL_PAGES = [replace(each, columns=columns) for each in planted.PAGES for columns in (False, True)]
PLANTED = [planted.Variant(each, number) for each in ALL_PAGES for number in range(len(planted.bugs_of(each)))]
SOME = [each for i, each in enumerate(PLANTED) if i % (5 if each.page.columns else 2) == 0]  # all of them hold
FIRST = find_the_bug.variant_of(1)


def judge(code=PLAIN["find_the_bug"], variant=FIRST):
    """The judge, with the loss of the page."""
    return defined(planted.right_page(variant.page) + code)["gradient_check"]


def found(check=None, line=None, mended=None, variant=FIRST):
    """What looks at an answer that is right, but for what is given."""
    line = variant.bug.line if line is None else line
    mended = variant.bug.right if mended is None else mended
    return find_the_bug.submission(variant, check or judge(variant=variant), line=line, mended=mended)


@pytest.fixture
def trusted(monkeypatch):
    """Leave out what judges the judge, which takes a quarter of a second."""
    monkeypatch.setattr(find_the_bug.Check, "_gap", lambda self, check: None)


def test_there_are_planted_mistakes_of_many_kinds():
    assert len(PLANTED) > 100 and len({variant.bug.identifier for variant in PLANTED}) >= 8
    assert min(len(planted.bugs_of(each)) for each in ALL_PAGES) >= 12


@pytest.mark.parametrize("variant", SOME, ids=lambda each: each.name)
def test_the_loss_falls_and_the_gradient_is_wrong(variant):
    losses = planted.trained(variant, planted.run(variant.text)["TwoLayers"])
    shown = [losses[step] for step in planted.AFTER]
    assert all(later < 0.999 * earlier for earlier, later in pairwise(shown)) and shown[-1] < 0.8 * shown[0]
    _, right = find_the_bug.sample_of(variant.page)
    wrong = find_the_bug.gradients_of(variant)
    assert max(np.abs(wrong[name] - g).max() / np.abs(g).max() for name, g in right.items()) > 0.1
    assert variant.bug.identifier in MEANINGS and variant.bug.words
    lines = [line.strip() for line in planted.right_page(variant.page).split("\n")]
    assert variant.bug.wrong not in lines and "#" not in variant.bug.wrong


@pytest.mark.parametrize("each", ALL_PAGES, ids=lambda each: each.name)
def test_the_right_gradients_of_the_pages_agree_with_differences(each):
    (X, Y, *parameters), right = find_the_bug.sample_of(each)
    for place, name in enumerate(("W1", "b1", "W2", "b2")):

        def loss(theta, place=place):
            return each.mean_loss(X, Y, *parameters[:place], theta, *parameters[place + 1 :])

        assert np.allclose(right[f"dL_d{name}"], numerical_gradient(loss, parameters[place]), atol=1e-7)


@pytest.mark.parametrize("variant", variants("find_the_bug"), ids=lambda each: each.name)
def test_the_task_shows_the_page_with_numbers_and_not_the_mistake(variant):
    task = find_the_bug.task_of(variant)
    assert f"{variant.bug.line:4}  " in task and variant.bug.wrong in task and variant.bug.words not in task
    assert not re.search("# (seed|weights|bias|hand)", task) and variant.bug.identifier not in task + variant.name


@pytest.mark.parametrize("style, code", sections("find_the_bug", "right"), ids=title)
def test_right_judges_of_other_styles_pass(style, code):
    report = found(judge(page(code, PLAIN["find_the_bug"]))).report()
    assert report.status == CORRECT and FIRST.bug.words in report.message, f"{report}\n{report.mend}"


@pytest.mark.parametrize("words, code", sections("find_the_bug", "judge"), ids=title)
def test_a_judge_that_is_none(words, code):
    report = found(judge(page(code, PLAIN["find_the_bug"]))).report()
    assert report.status == WRONG and words in f"{report.message} {report.mend}", f"{report}\n{report.mend}"


def test_the_line_and_the_mended_page_in_other_containers(trusted):
    right = planted.right_page(FIRST.page)
    mended_class = defined(right)["TwoLayers"]
    for line in (FIRST.bug.line, str(FIRST.bug.line), np.int64(FIRST.bug.line), FIRST.bug.wrong):
        assert found(line=line).report().status == CORRECT
    method = mended_class.backward
    for mended in (mended_class, method, [method], {"backward": method}, right, f"    {FIRST.bug.right}  # mended"):
        assert found(mended=mended).report().status == CORRECT
    assert find_the_bug.submission(FIRST, judge(), FIRST.bug.line, mended_class).report().status == CORRECT


def test_what_is_not_there_yet(trusted):
    for line in (0, 999, "no such line", ..., 2.5j):
        report = found(line=line).report()
        assert report.status == NOT_ATTEMPTED and "`line` is still to be named" in report.message
    for mended in (..., 5, "x = = 2", "raise ValueError"):
        assert found(mended=mended).fits().status == found(mended=mended).report().status == NOT_ATTEMPTED
    assert found(judge("\ndef gradient_check(network): ...\n")).report().status == NOT_ATTEMPTED


@pytest.mark.parametrize("line", [*range(FIRST.bug.line - 5, FIRST.bug.line), FIRST.bug.line + 2])
def test_another_line_is_as_it_should_be(line, trusted):
    report = found(line=line).report()
    assert report.status == WRONG and f"Line {line}, `" in report.message and "right" in report.message
    assert report.passed == ("your gradient check",)


@pytest.mark.parametrize("variant", PLANTED[::25], ids=lambda each: each.name)
def test_what_is_not_mended_is_named(variant, trusted):
    report = found(mended=planted.run(variant.text)["TwoLayers"], variant=variant).report()
    assert report.passed == ("your gradient check", "the line")
    assert_wrong(report, variant.bug.identifier)


def test_a_page_that_is_mended_elsewhere_passes(trusted):
    variant = next(each for each in PLANTED if each.bug.identifier == "sum-for-mean")
    elsewhere = changed(
        planted.right_page(variant.page),
        (variant.bug.right, variant.bug.wrong),
        ("self.dL_dW2 = ", "dL_dZ2 = dL_dZ2 / len(Y)\n        self.dL_dW2 = "),
    )
    assert found(mended=elsewhere, variant=variant).report().status == CORRECT


# ------------------------------------------------------------ autograd

FRESH, ADD_UP = autograd.Variant("tanh"), autograd.Variant("tanh", "adds up")
RELU, DIVISION = autograd.Variant("relu and exp"), autograd.Variant("division and powers", "adds up")


@pytest.mark.parametrize(
    "variant, mistake, words, change",
    [
        (ADD_UP, None, "those must not be reset", ("0.0 if value.used else value.grad", "0.0")),
        (ADD_UP, None, "hand it on once more", ("value.grad = 0.0 if value.used else value.grad", "pass")),
        (RELU, "missing-slope", "relu hands on everything", ("float(self.data > 0)", "1.0")),
        (RELU, "slope-of-activation", "relu multiplies by its result", ("float(self.data > 0)", "max(self.data, 0)")),
        (RELU, None, "At 0, relu hands on", ("float(self.data > 0)", "float(self.data >= 0)")),
        (RELU, None, "turned around", ("float(self.data > 0)", "float(self.data <= 0)")),
        (RELU, "missing-slope", "exp hands on what it received", ("[(self, a)]", "[(self, 1.0)]")),
        (RELU, "slope-of-activation", "its own result", ("[(self, a)]", "[(self, self.data)]")),
        (RELU, "last-sample-only", "overwrites", ("other.grad +=", "other.grad =")),
        (DIVISION, "missing-slope", "A part is left out", ("power * self.data ** (power - 1)", "power * self.data")),
        (DIVISION, None, "The exponent stays", ("power * self.data ** (power - 1)", "power * self.data**power")),
        (DIVISION, "wrong-sign", "has the slope −1", ("    def __sub__(self, other):\n        return self + other * -1",
          "    def __sub__(self, other):\n        other = other if isinstance(other, Value) else Value(other)\n"
          "        return Value(self.data - other.data, [(self, 1.0), (other, 1.0)])")),
        (FRESH, "missing-path", "one operand is a plain number", ("__radd__, __rmul__ = __add__, __mul__",
          "__rmul__ = __mul__\n\n    def __radd__(self, other):\n        return Value(other + self.data)")),
        (DIVISION, "wrong-sign", "With a number on the left", ("self * -1 + other",
          "Value(other - self.data, [(self, 1.0)])")),
        (DIVISION, "missing-path", "one operand is a plain number", ("self**-1 * other", "Value(other / self.data)")),
        (FRESH, None, "twice their gradients", ("value.grad = 0.0\n", "value.grad *= not value.used\n")),
    ],
    ids=title,
)  # fmt: skip
def test_mistakes_in_other_variants_of_autograd(variant, mistake, words, change):
    code = changed(autograd.reference_code(variant), change)
    assert_wrong(submitted("autograd", code, variant).report(), mistake, words)


def test_wrong_numbers_are_told_with_their_expression():
    report = submitted("autograd", changed(PLAIN["autograd"], ("t = np.tanh(self.data)", "t = self.data"))).report()
    assert_wrong(report, None, "The values are those of (a * b + c).tanh() * d")
    report = submitted(
        "autograd", changed(PLAIN["autograd"], ("self.grad += out.grad", "self.grad = out.grad"))
    ).report()
    assert (
        "those of a, in (a + b) * a, a + a, a * b + a, a * a, (1 + 2 * a + 1) * b, a.tanh() + a; the last one is that"
        in report.message
    )
    too_early = (
        ("seen.add(v)\n", "seen.add(v)\n                order.append(v)\n"),
        ("visit(each)\n                order.append(v)\n", "visit(each)\n"),
        ("reversed(order)", "order"),
    )
    report = submitted("autograd", changed(PLAIN["autograd"], *too_early)).report()
    assert "with p = a * b and q = p + c" in report.message, report


@pytest.mark.parametrize(
    "operation, words", [("__add__", "A sum"), ("__mul__", "A product"), ("tanh", "tanh"), ("", "Each user")]
)
def test_an_operation_that_overwrites_is_named(operation, words):
    code = PLAIN["autograd"]
    start = code.index(f"def {operation}")
    end = code.find("\n    def ", start) if operation else len(code)
    code = code[:start] + re.sub(r"\.grad \+= ", ".grad = ", code[start:end]) + code[end:]
    report = submitted("autograd", code).report()
    assert_wrong(report, "last-sample-only", f"{words} overwrites")


@pytest.mark.parametrize(
    "words, change",
    [
        ("One side of a sum", ("self.grad += out.grad", "self.grad = out.grad")),
        ("One side of a product", ("self.grad += other.data", "self.grad = other.data")),
    ],
)
def test_a_side_that_overwrites_is_named(words, change):
    report = submitted("autograd", changed(PLAIN["autograd"], change)).report()
    assert_wrong(report, "last-sample-only", f"{words} overwrites")


def test_values_in_between_keep_their_gradients():
    cleared = ("    v.push()", "    v.push()\n            if v.parents: v.grad = 0.0")
    report = submitted("autograd", changed(PLAIN["autograd"], cleared)).report()
    assert_wrong(report, "missing-path", "has no gradient left")


@pytest.mark.parametrize("expression, method", [("1 - v", "__rsub__"), ("2 / v", "__rtruediv__")])
def test_a_number_on_the_left_is_asked_for(expression, method):
    code = changed(autograd.reference_code(DIVISION), (f"def {method}", f"def _{method}"))
    answers = submitted("autograd", code, DIVISION)
    for verdict in (answers.fits(), answers.report()):
        assert verdict.status == NOT_ATTEMPTED
        assert f"`{expression}` raises a TypeError" in verdict.message and f"`Value.{method}`" in verdict.message


def test_a_class_is_asked_for():
    for thing, words in ((len, "the class itself is asked for"), (3, "the class itself"), (..., "still to be written")):
        assert words in autograd.submission(FRESH, Value=thing).fits().message


# ------------------------------------------------------------ a norm, and attention


@pytest.mark.parametrize("variant", variants("layer_norm"), ids=lambda each: each.name)
def test_the_gradients_of_a_norm_agree_with_differences(variant):
    dL_dZ, X, gain, epsilon = layer_norm.drawn(variant, Numbers(3, "random"), False, 4, 3).arguments
    b = np.array([0.5, -1, 2])
    forward = layer_norm.formula_of(variant, "Z")

    def loss_at(X, gain, b):
        return (dL_dZ * forward(X, gain, *[b] * variant.has_bias, epsilon)).sum()

    found = {name: layer_norm.formula_of(variant, name)(dL_dZ, X, gain, epsilon) for name in variant.returns}
    assert np.allclose(found["dL_dX"], numerical_gradient(lambda X: loss_at(X, gain, b), X), atol=1e-7)
    assert np.allclose(found["dL_dgain"], numerical_gradient(lambda gain: loss_at(X, gain, b), gain), atol=1e-7)
    if variant.has_bias:
        assert np.allclose(found["dL_db"], numerical_gradient(lambda b: loss_at(X, gain, b), b), atol=1e-7)


@pytest.mark.parametrize("variant", variants("attention"), ids=lambda each: each.name)
def test_the_gradients_of_attention_agree_with_differences(variant):
    dL_dM, *given = attention.drawn(variant, Numbers(3, "random"), False, 4, 3).arguments
    forward = attention.formula_of(variant, "M")
    for place, name in enumerate(("dL_dQ", "dL_dK", "dL_dV")):

        def loss_at(value, place=place):
            changed_one = [*given[:place], value, *given[place + 1 :]]
            return (dL_dM * forward(*changed_one)).sum()

        right = attention.formula_of(variant, name)(dL_dM, *given)
        assert np.allclose(right, numerical_gradient(loss_at, given[place]), atol=1e-7)


@pytest.mark.parametrize(
    "name, variant, words, change",
    [
        (
            "layer_norm",
            layer_norm.Variant("RMSNorm"),
            "RMSNorm subtracts none",
            ("(G - ", "(G - G.mean(axis=1, keepdims=True) - "),
        ),
        ("layer_norm", layer_norm.Variant("LayerNorm", "outside"), "without ε", ("centered / root *", "X_hat *")),
        ("layer_norm", layer_norm.Variant("LayerNorm", "outside"), "ε is left out", ("(root + epsilon)", "root")),
        (
            "attention",
            attention.Variant(causal=False),
            "There is a causal mask",
            ("    powers", "    S = np.where(np.tri(len(Q)) > 0, S, -1e9)\n    powers"),
        ),
        (
            "attention",
            attention.Variant(scaled=False),
            "aren't divided",
            ("K.swapaxes(-1, -2)\n", "K.swapaxes(-1, -2) / np.sqrt(Q.shape[-1])\n"),
        ),
        (
            "attention",
            attention.Variant(heads=True),
            "one head for all columns",
            ("len(X), heads, -1", "len(X), 1, -1"),
        ),
        (
            "attention",
            attention.Variant(heads=True),
            "first* columns".replace("*", ""),
            ("X.reshape(len(X), heads, -1).swapaxes(0, 1)", "X.reshape(len(X), -1, heads).transpose(2, 0, 1)"),
        ),
    ],
    ids=title,
)
def test_mistakes_in_other_variants_of_norms_and_attention(name, variant, words, change):
    report = submitted(name, changed(MODULES[name].QUESTION.reference_code(variant), change), variant).report()
    assert report.status == WRONG and words in report.mend.replace("*", ""), f"{report}\n{report.mend}"
