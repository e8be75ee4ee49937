"""The second round: every change can be made on every page, its gradients are right, and mistakes in it are named."""

from itertools import pairwise, product

import numpy as np
import pytest

from helpers.exercises.check.cases import Numbers
from helpers.exercises.check.verdict import CORRECT, NOT_ATTEMPTED, WRONG
from helpers.exercises.from_memory import second_round as rounds
from helpers.exercises.from_memory.questions.changed import Changed
from helpers.exercises.from_memory.questions.changed_pages import reference_code
from helpers.exercises.from_memory.questions.second_round_texts import ALSO_CHANGED, CHANGES
from helpers.exercises.two_layers.steps import FUNCTIONS, LOSSES
from helpers.exercises.two_layers.variant import Variant
from helpers.nn import numerical_gradient
from tests.exercises.check.test_verdict import NEVER
from tests.exercises.from_memory.page_texts import changed, defined, page, sections
from tests.exercises.from_memory.test_questions import title

VARIANTS = {
    "rows": Variant(),
    "softmax": Variant("tanh", "cross-entropy"),
    "single": Variant(single=True),
    "columns": Variant("ReLU", columns=True),
}
EVERY = [Variant(*each) for each in product(FUNCTIONS, LOSSES, (False, True), (False, True))]
ALL = [Changed(variant, change) for variant in EVERY for change in rounds.changes_for(variant)]
MAIN = [Changed(variant, change) for variant in VARIANTS.values() for change in rounds.changes_for(variant)]


def submitted(made, code):
    """Return what looks at a page: its class, or its functions."""
    space = defined(code)
    if "TwoLayers" in space:
        return rounds.submission(made, space["TwoLayers"])
    return rounds.submission(made, **{name: space[name] for name in rounds.FUNCTIONS if name in space})


# ------------------------------------------------------------ every change


@pytest.mark.parametrize("made", MAIN, ids=lambda each: each.name)
def test_the_reference_passes(made):
    answers = submitted(made, reference_code(made))
    assert answers.fits().status == CORRECT, answers.fits()
    report = answers.report()
    assert (report.status, report.remarks) == (CORRECT, ()), f"{report}\n{report.mend}"
    assert report.passed == tuple(part.title for part in answers.parts)


@pytest.mark.parametrize("made", ALL, ids=lambda each: each.name)
def test_the_gradients_agree_with_differences(made):
    X, Y, *parameters = made.draw(Numbers(3, "off the kink"), **made.sizes[0])
    loss, found = made.formula("losses"), made.gradients(X, Y, *parameters)
    for place, name in enumerate(made.parameters):

        def at(theta, place=place):
            return float(loss(X, Y, *parameters[:place], theta, *parameters[place + 1 :]).mean())

        assert np.allclose(found[f"dL_d{name}"], numerical_gradient(at, parameters[place]), atol=1e-7), name


@pytest.mark.parametrize("made", ALL[::5], ids=lambda each: each.name)
def test_the_reference_of_every_page_makes_these_gradients(made):
    X, Y, *parameters = made.draw(Numbers(4, "random"), **made.sizes[1])
    network = defined(reference_code(made))["TwoLayers"](made.sizes_of(parameters), np.random.default_rng(0))
    for name, value in zip(made.parameters, parameters, strict=True):
        getattr(network, name)[...] = value
    assert np.allclose(network.forward(X), made.formula("Y_hat", ("X", *made.parameters))(X, *parameters))
    network.backward(Y)
    for name, gradient in made.gradients(X, Y, *parameters).items():
        assert np.allclose(getattr(network, name), gradient), name


def test_every_change_comes_and_neighbors_differ():
    for variant in EVERY:
        found = [rounds.second_round(seed, variant).variant_of(seed) for seed in range(1, 16)]
        assert {each.change for each in found} == {*rounds.changes_for(variant)} and len(
            rounds.changes_for(variant)
        ) >= 5
        assert all(a != b for a, b in pairwise(found)) and len({hash(each) for each in found}) == len({*found})
    assert {change for variant in EVERY for change in rounds.changes_for(variant)} == {*CHANGES}


@pytest.mark.parametrize("made", MAIN, ids=lambda each: each.name)
def test_the_words(made):
    seed = next(seed for seed in range(1, 9) if rounds.changed_by(seed, made.variant) == made)
    question = rounds.second_round(seed, made.variant)
    task = question.task_of(made)
    assert (question.minutes, question.variant_of(seed, False)) == (25, made)
    _, loss, layout, _ = made.variant.name.split(", ")
    rest = task.partition("All else stays as it was: ")[2]
    assert (loss in rest) == ("loss" not in ALSO_CHANGED.get(made.change, ())) and layout in rest
    assert "`change.submit(TwoLayers)`" in task and "`interview.submit" not in task
    assert len(task.split()) <= 180 and all(len(hint.split()) <= 60 for hint in question.hints)
    texts = [task, *question.hints]
    for part in rounds.parts_of(made):
        texts += [each.mend for each in getattr(getattr(part, "exercise", None), "mistakes", ())]
    for text in texts:
        assert text and "{" not in text and not NEVER.search(text), text
    assert submitted(made, question.signatures(made)).report().status == NOT_ATTEMPTED


# ------------------------------------------------------------ as people write it


@pytest.mark.parametrize("style, change, variant, code", sections("second_round", "right"), ids=title)
def test_right_pages_of_other_styles_pass(style, change, variant, code):
    made = Changed(VARIANTS[variant], change)
    answers = submitted(made, page(code, reference_code(made)))
    assert answers.fits().status == CORRECT, answers.fits()
    report = answers.report()
    assert report.status == CORRECT, f"{report}\n{report.mend}"


@pytest.mark.parametrize("words, change, variant, code", sections("second_round", "wrong"), ids=title)
def test_a_mistake_gets_its_name(words, change, variant, code):
    made = Changed(VARIANTS[variant], change)
    answers = submitted(made, page(code, reference_code(made)))
    assert answers.fits().status != WRONG
    report = answers.report()
    is_named = words in (report.mistake, "-") or words in report.mend  # "-": rejected, without a name
    assert report.status == WRONG and is_named, f"{report}\n{report.mend}"
    assert len(f"{report.message} {report.mend}".split()) <= 160, report


def test_there_are_enough_pages():
    right, wrong = sections("second_round", "right"), sections("second_round", "wrong")
    assert len(right) >= 12 and len(wrong) >= 35
    assert {change for *_, change, _, _ in wrong} == {*CHANGES}


# ------------------------------------------------------------ what can't be looked at

THIRD = Changed(VARIANTS["rows"], "a third layer")


@pytest.mark.parametrize(
    "words, change",
    [
        ("The network has no `W3`", ("self.W3", "self.V3")),
        (
            "`W2` has the shape (4, 5); (5, 4) is asked for. Is it transposed?",
            ("(d_hidden, d_second))", "(d_second, d_hidden))"),
        ),
        ("there is no `dL_db3`", ("self.dL_db3 =", "self.bias3 =")),
        ("raises NameError", ("self.A2 = sigmoid", "self.A2 = sigmoidal")),
        ("`train` is still to be written", ("def train(", "def training(")),
        (
            "not enough values",
            ("d_in, d_hidden, d_second, d_out = sizes", "d_in, d_hidden, d_second, d_out, more = sizes"),
        ),
    ],
    ids=title,
)
def test_a_slip_is_no_attempt(words, change):
    answers = submitted(THIRD, changed(reference_code(THIRD), change))
    fits, report = answers.fits(), answers.report()
    assert (fits.status, report.status) == (NOT_ATTEMPTED, NOT_ATTEMPTED), report
    assert words in fits.message and words in report.message, fits


def test_what_comes_with_the_class():
    space = defined(reference_code(THIRD))
    assert rounds.submission(THIRD, space["TwoLayers"], lambda network, X, Y: True).report().status == CORRECT
    assert rounds.submission(THIRD, nothing=3).report().status == NOT_ATTEMPTED
    for nothing in ((), (None,), (space["TwoLayers"]((2, 3, 3, 1), np.random.default_rng(0)),)):
        assert rounds.submission(THIRD, *nothing).report().status == NOT_ATTEMPTED


def test_a_loop_whose_batches_can_not_be_seen():
    made = Changed(VARIANTS["rows"], "mini-batches")
    code = changed(reference_code(made), ("self.backward(Y[chosen])", "break"))
    assert "no batch can be seen" in submitted(made, code).report().message
