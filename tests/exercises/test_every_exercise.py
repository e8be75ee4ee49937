"""Every exercise: right answers of every style pass, wrong ones are named, and the words are plain."""

from collections import Counter

import numpy as np
import pytest

from helpers import exercises
from helpers.exercises import rules
from helpers.exercises.check import naming
from helpers.exercises.check.task import KNOWN
from helpers.exercises.check.verdict import MEANINGS, joined, plain
from tests.exercises.answers import EXERCISES, OWN, RIGHT, WRONG, checked, from_cell, written
from tests.exercises.check.test_verdict import NEVER
from tests.exercises.test_words import IN_ALL, words

NAMES = [
    "sigmoid",
    "sigmoid_backward",
    "linear_forward",
    "linear_backward",
    "relu_backward",
    "half_squared_error",
    "half_squared_error_backward",
    "softmax_cross_entropy_backward",
    "sgd_step",
    "neuron_backward",
    "delta_hidden",
    "numerical_gradient",
]


def test_the_names_that_others_rely_on():
    assert set(NAMES) <= set(EXERCISES)
    for name in NAMES:
        assert getattr(exercises, name) is exercises.ALL[name] and exercises.ALL[name].name == name


@pytest.mark.parametrize("name", exercises.ALL)
def test_solution_and_stub(name):
    exercise = exercises.ALL[name]
    verdict = exercise.check(from_cell(exercise.code, name))
    is_left_out = exercise.large_is not in ("wrong", "remark")  # what is large; then a remark says so
    assert verdict.status == "correct" and verdict.mistake is None and bool(verdict.remark) == is_left_out
    for body in ("...", "raise NotImplementedError", "pass", '"""Later."""'):
        verdict = exercise.check(written(name, body))
        assert (verdict.status, verdict.mistake) == ("not attempted", None)
        assert repr(verdict) == f"{name}: not attempted\n`{exercise.signature}` is still to be written."


@pytest.mark.parametrize("name", KNOWN)
def test_hints_and_words(name):
    exercise = KNOWN[name]
    assert len(exercise.hints) == 3 and plain(exercise.reason) in repr(exercise.solution())
    assert plain(exercise.task) in repr(exercise)
    texts = [exercise.task, exercise.reason, *exercise.hints]
    texts += [each.mend for each in getattr(exercise, "mistakes", ())]
    texts += [each.mend for each in getattr(exercise, "slips", ())]
    texts += [each.mend for row in getattr(exercise, "rows", {}).values() for each in row[2].mistakes]
    for text in texts:
        assert text and not NEVER.search(text), text


@pytest.mark.parametrize("name", RIGHT)  # answers to the others are in test_lesson_NN
def test_right_answers_in_other_styles_pass(name):
    assert len(RIGHT[name]) >= 5
    for body in RIGHT[name]:
        verdict = checked(name, body)
        assert verdict.status == "correct", f"{body}\n{verdict}\n{verdict.mend}"


@pytest.mark.parametrize("name", WRONG)  # answers to the others are in test_lesson_NN
def test_wrong_answers_are_named(name):
    assert len(WRONG[name]) >= 8
    for mistake, body in WRONG[name]:
        verdict = checked(name, body)
        assert (verdict.status, verdict.mistake) == ("wrong", mistake), f"{body}\n{verdict}\n{verdict.mend}"


@pytest.mark.parametrize("name", WRONG)
def test_no_verdict_is_long(name):
    """Message, fix and reason together, for every wrong answer of the tests."""
    for _, body in WRONG[name]:
        verdict = checked(name, body)
        total = sum(map(words, (verdict.message, verdict.mend, KNOWN[name].reason, *verdict.remarks)))
        assert total <= IN_ALL, f"{total} words\n{body}\n{verdict.message}\n{verdict.mend}"


def test_there_are_enough_wrong_answers():
    counts = Counter(
        part for answers in WRONG.values() for mistake, _ in answers if mistake for part in mistake.split("+")
    )
    assert sum(map(len, WRONG.values())) >= 250
    assert set(counts) == set(MEANINGS)  # every identifier of the table
    assert sum("+" in (mistake or "") for answers in WRONG.values() for mistake, _ in answers) >= 20


PLACES = {"W1": 2, "b1": 3, "W2": 4, "b2": 5}  # the arguments of train_two_layers in which a result arrives


def made_by(exercise, place):
    """Return a function that makes one mistake of the catalogue, in all results where it shows, and no other."""
    one = exercise.mistakes[place]
    near = sorted(exercise.mistakes, key=lambda each: abs(exercise.mistakes.index(each) - place))
    alike = [each for each in near if (each.identifier, each.mend) == (one.identifier, one.mend)]

    def result(output, formula, arguments):
        made = next((each for each in alike if each.can_be_in(output, formula.steps)), None)
        if made is None:
            return formula(*arguments)
        if made.direction:
            return formula(*arguments) + 1e-5 * made.direction(*arguments)
        return made.whole(*arguments) if made.whole else formula(*arguments, **made.steps)

    def answer(*arguments):
        results = {output: result(output, formula, arguments) for output, formula in exercise.formulas.items()}
        if exercise.name == "adam_step":
            arguments[0][:] += results["step"]
            arguments[1][:], arguments[2][:] = results["new_m"], results["new_s"]
            return None
        if "step" in results:  # sgd_step, momentum_step
            fill(arguments[0], results["step"], add=True)
            if "velocity" in results:
                fill(arguments[1], results["velocity"])
            return None
        if exercise.name == "train_two_layers":
            for output, place in PLACES.items():
                arguments[place][:] = results[output]
            return None
        return tuple(results.values()) if len(results) > 1 else results.popitem()[1]

    return answer


def fill(arrays, row, add=False):
    """Write a row of numbers into a list of arrays."""
    for array, piece in zip(arrays, np.split(row, np.cumsum([each.size for each in arrays])[:-1]), strict=True):
        array[:] = piece.reshape(array.shape) + add * array


@pytest.mark.parametrize("name", OWN)
def test_every_mistake_of_the_catalogue_has_its_own_name(name, monkeypatch):
    """A wrong code may not run with these shapes; of each record that lessons don't share, one does."""
    monkeypatch.setattr(naming, "SECONDS", 0)  # by its numbers, and not by the code of this test
    exercise, named = exercises.ALL[name], {}
    for place, made in enumerate(exercise.mistakes):
        record, in_another_result = (made.identifier, made.mend), made.outputs[:1] not in ((), (exercise.outputs[0],))
        if record in named and in_another_result:
            continue  # all of them were made with the first
        verdict = exercise.check(made_by(exercise, place))
        if verdict.mistake != "raises":
            assert (verdict.status, verdict.mistake) == ("wrong", made.identifier), f"{made}\n{verdict}\n{verdict.mend}"
            assert verdict.mend and (made.identifier is None or made.identifier in MEANINGS)
        named[record] = named.get(record) or verdict.mistake != "raises"
    shared = " ".join(text for text in vars(rules).values() if isinstance(text, str))
    assert not [record for record, once in named.items() if not once and record[1] not in " ".join(shared.split())]


@pytest.mark.parametrize("name", [name for name, each in KNOWN.items() if hasattr(each, "rows")])
def test_every_wrong_line_of_a_recap_has_its_own_name(name, monkeypatch):
    """Some slips are shared with an exercise that is given more, or makes what is given here: they aren't made here."""
    monkeypatch.setattr(naming, "SECONDS", 0)
    for _, _, behind in KNOWN[name].rows.values():
        made_here = 0
        for place, made in enumerate(behind.mistakes):
            verdict = behind.check(made_by(behind, place))
            if verdict.status == "wrong" and verdict.mistake != "raises":
                assert verdict.mistake == made.identifier and verdict.mend, f"{made}\n{verdict}\n{verdict.mend}"
                made_here += 1
        assert made_here > len(behind.mistakes) / 2


RETURNING = [name for name in exercises.ALL if not exercises.ALL[name].effect]


@pytest.mark.parametrize("name", RETURNING)
def test_one_constant_is_wrong(name):
    """Any factor is found and said, as are signs."""
    exercise = exercises.ALL[name]
    for factor, said in ((2, "2 times"), (0.5, "½ times"), (-3, "3 times"), (0.1234, "0.1234 times")):
        verdict = exercise.check(lambda *arguments, factor=factor: _scaled(exercise.right(arguments), factor))
        assert verdict.mistake == ("wrong-factor" if factor > 0 else "wrong-sign+wrong-factor"), verdict
        assert said in verdict.mend


def _scaled(results, factor):
    return [factor * each for each in results] if len(results) > 1 else factor * results[0]


@pytest.mark.parametrize("name", RETURNING)
def test_nothing_but_the_arguments_of_the_task_is_needed(name):
    """A result of zeros, ones or noise is never taken for right."""
    exercise, rng = exercises.ALL[name], np.random.default_rng(0)
    for make in (
        np.zeros_like,
        np.ones_like,
        lambda each: rng.normal(size=np.shape(each)),
        lambda each: np.full(np.shape(each), np.nan),
    ):

        def answer(*arguments, make=make):
            results = [make(np.asarray(each, dtype=float)) for each in exercise.right(arguments)]
            return results if len(results) > 1 else results[0]

        assert exercise.check(answer).status == "wrong"


def test_joined_in_the_order_of_the_table():
    assert joined(["raises", "transposed", "wrong-shape"]) == "wrong-shape+transposed+raises"
    assert joined([]) is None and joined([None, "transposed"]) is None


def test_three_results_with_a_mistake_each():
    body = "return dL_dZ[:, :1] * W[:, 0], -X.T @ dL_dZ, dL_dZ.mean(axis=0)"
    verdict = exercises.linear_backward.check(written("linear_backward", body))
    assert verdict.mistake == "wrong-sign+mean-for-sum+missing-path"


def test_a_known_and_an_unknown_mistake_have_no_name_together():
    body = "return np.sin(dL_dZ @ W.T) + np.cos(3 * dL_dZ @ W.T), X.T @ dL_dZ, dL_dZ.mean(axis=0)"
    verdict = exercises.linear_backward.check(written("linear_backward", body))
    assert verdict.status == "wrong" and verdict.mistake is None
    assert "What is wrong with dL_dX has no name here." in verdict.message and "mean-for-sum" in verdict.mend
    assert "No known mistake" not in verdict.message


@pytest.mark.parametrize("rate", [1e-3, 0.1, 1.0])
def test_updated_too_early_is_found_for_any_learning_rate(rate):
    body = (
        f"dL_dW = X.T @ dL_dZ / len(X)\nW = W - {rate} * dL_dW\nreturn dL_dZ @ W.T, dL_dW * len(X), dL_dZ.sum(axis=0)"
    )
    assert exercises.linear_backward.check(written("linear_backward", body)).mistake == "updated-too-early"
