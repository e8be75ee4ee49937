"""What holds for every function exercise that lessons 04, 05 and 06 added: solution, stub, catalogue, random changes, words."""

import inspect

import numpy as np
import pytest

from helpers import exercises
from helpers.exercises.check.verdict import MEANINGS
from tests.exercises.answers import from_cell, written
from tests.exercises.check.test_verdict import NEVER
from tests.exercises.mutations import mutants
from tests.exercises.test_random_mistakes import alike, inputs_of, outcome

NAMES = ["two_layer_backward", "train_two_layers", "softmax", "softmax_cross_entropy", "momentum_step"]
ON_PAPER = ["batch_by_hand", "step_by_hand", "softmax_by_hand", "momentum_by_hand", "recap_04", "recap_05", "recap_06"]
MOST = 40  # changes to one source, evenly chosen
PLACES = {"train_two_layers": {"W1": 2, "b1": 3, "W2": 4, "b2": 5}}  # of the arguments in which a result arrives


@pytest.mark.parametrize("name", NAMES)
def test_solution_and_stub(name):
    exercise = exercises.ALL[name]
    verdict = exercise.check(from_cell(exercise.code, name))
    assert verdict.status == "correct" and "remark" not in verdict.message
    for body in ("...", "raise NotImplementedError", "pass", '"""Later."""'):
        verdict = exercise.check(written(name, body))
        assert (verdict.status, verdict.mistake) == ("not attempted", None)
        assert repr(verdict) == f"{name}: not attempted\n`{exercise.signature}` is still to be written."


def made_by(exercise, place):
    """Return a function that makes one mistake of the catalogue, in all results where it shows, and nothing else wrong."""
    one = exercise.mistakes[place]
    near = sorted(
        range(len(exercise.mistakes)), key=lambda i: abs(i - place)
    )  # the same mistake in another result stands next to it
    alike = [
        exercise.mistakes[i]
        for i in near
        if (exercise.mistakes[i].identifier, exercise.mistakes[i].mend) == (one.identifier, one.mend)
    ]

    def result(output, formula, arguments):
        made = next((each for each in alike if output in (each.outputs or exercise.outputs)), None)
        if made is None:
            return formula(*arguments)
        if made.direction:
            return formula(*arguments) + 1e-5 * made.direction(*arguments)
        steps = {name: step for name, step in made.steps.items() if name in inspect.signature(formula).parameters}
        return made.whole(*arguments) if made.whole else formula(*arguments, **steps)

    def answer(*arguments):
        results = {output: result(output, formula, arguments) for output, formula in exercise.formulas.items()}
        if exercise.name == "momentum_step":
            fill(arguments[0], results["step"], add=True)
            fill(arguments[1], results["velocity"])
            return None
        if exercise.name in PLACES:
            for output, place in PLACES[exercise.name].items():
                arguments[place][:] = results[output]
            return None
        return tuple(results.values()) if len(results) > 1 else results.popitem()[1]

    return answer


def fill(arrays, row, add=False):
    """Write a row of numbers into a list of arrays."""
    for array, piece in zip(arrays, np.split(row, np.cumsum([each.size for each in arrays])[:-1]), strict=True):
        array[:] = piece.reshape(array.shape) + add * array


@pytest.mark.parametrize("name", NAMES)
def test_every_mistake_of_the_catalogue_has_its_own_name(name):
    exercise = exercises.ALL[name]
    for place, made in enumerate(exercise.mistakes):
        first = place - (exercise.outputs.index(made.outputs[0]) if made.outputs else 0)
        if exercise.mistakes[first].mend == made.mend and first != place:
            continue  # the same in another result; all of them were made with the first
        verdict = exercise.check(made_by(exercise, place))
        assert (verdict.status, verdict.mistake) == ("wrong", made.identifier), f"{made}\n{verdict}\n{verdict.mend}"
        assert made.identifier is None or made.identifier in MEANINGS
        assert verdict.mend


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
        for made in behind.mistakes:
            verdict = behind.check(made.whole)
            assert (verdict.status, verdict.mistake) == (
                "wrong",
                made.identifier,
            ) and verdict.mend, f"{row}: {made}\n{verdict}\n{verdict.mend}"
