"""What holds for every function exercise that lessons 04, 05 and 06 added: solution, stub, catalogue, random changes, words."""

import pytest

from helpers import exercises
from tests.exercises.answers import from_cell, written
from tests.exercises.check.test_verdict import NEVER
from tests.exercises.mutations import mutants
from tests.exercises.test_every_exercise import made_by
from tests.exercises.test_random_mistakes import alike, inputs_of, outcome

NAMES = ["two_layer_backward", "train_two_layers", "softmax", "softmax_cross_entropy", "momentum_step"]
ON_PAPER = ["batch_by_hand", "step_by_hand", "softmax_by_hand", "momentum_by_hand", "recap_04", "recap_05", "recap_06"]
MOST = 40  # changes to one source, evenly chosen


@pytest.mark.parametrize("name", NAMES)
def test_solution_and_stub(name):
    exercise = exercises.ALL[name]
    verdict = exercise.check(from_cell(exercise.code, name))
    assert verdict.status == "correct" and "remark" not in verdict.message
    for body in ("...", "raise NotImplementedError", "pass", '"""Later."""'):
        verdict = exercise.check(written(name, body))
        assert (verdict.status, verdict.mistake) == ("not attempted", None)
        assert repr(verdict) == f"{name}: not attempted\n`{exercise.signature}` is still to be written."


@pytest.mark.parametrize("name", NAMES)
def test_a_change_that_alters_a_value_is_rejected(name):
    exercise = exercises.ALL[name]
    source = exercise.code.strip()
    reference, inputs = from_cell(source, name), inputs_of(exercise)
    expected = [outcome(reference, case.arguments) for case in inputs]
    changes, disagree = list(mutants(source)), []
    for changed in changes[:: -(-len(changes) // MOST)]:
        mutant = from_cell(changed, name)
        equal = all(
            alike(outcome(mutant, case.arguments), right, exercise, case.atol)
            for case, right in zip(inputs, expected, strict=True)
        )
        status = exercise.check(mutant).status
        if status == "not attempted" or equal != (status == "correct"):
            disagree.append(f"{'equal' if equal else 'different'}, but {status}:\n{changed}")
    assert not disagree, "\n\n".join(disagree)


@pytest.mark.parametrize("name", NAMES + ON_PAPER)
def test_hints_and_words(name):
    exercise = getattr(exercises, name)
    assert len(exercise.hints) == 3 and exercise.reason in repr(exercise.solution()) and exercise.task in repr(exercise)
    texts = [exercise.task, exercise.reason, *exercise.hints]
    texts += [each.mend for each in getattr(exercise, "mistakes", ())] + [
        words for *_, words in getattr(exercise, "slips", ())
    ]
    for row in (getattr(exercise, "rows", None) or {}).values():
        texts += [each.mend for each in row[2].mistakes]
    for text in texts:
        assert text and not NEVER.search(text), text


@pytest.mark.parametrize("name", [each for each in ON_PAPER if each.endswith("by_hand")])
def test_every_slip_has_its_own_name_and_words(name):
    exercise = getattr(exercises, name)
    for number, wrong, mistake, words in exercise.slips:
        verdict = exercise.check(**{number: wrong})
        assert (verdict.status, verdict.mistake) == (
            "wrong",
            mistake,
        ) and words in verdict.mend, f"{number} {wrong}\n{verdict}"


@pytest.mark.parametrize("name", [each for each in ON_PAPER if each.startswith("recap")])
def test_every_wrong_line_of_a_recap_has_its_own_name(name):
    exercise = getattr(exercises, name)
    for row, (_, _, behind) in exercise.rows.items():
        for place, made in enumerate(behind.mistakes):
            verdict = behind.check(made_by(behind, place))
            assert (verdict.status, verdict.mistake) == (
                "wrong",
                made.identifier,
            ) and verdict.mend, f"{row}: {made}\n{verdict}\n{verdict.mend}"
