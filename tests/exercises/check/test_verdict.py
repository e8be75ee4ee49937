"""What a reader sees: stable text, a page with a fold, hints one at a time, a worked solution."""

import copy
import re
import subprocess
import sys
from html.parser import HTMLParser

import pytest

from helpers import exercises
from helpers.exercises.check.verdict import MEANINGS, plain
from lessons.pairing import ROOT
from tests.exercises.answers import EXERCISES, WRONG, checked

NEVER = re.compile(
    r"\b(simply|just|obviously|great|well done|congratulations|good|perfect|easy|easily|trivial)\b", re.IGNORECASE
)


def said_aloud(verdict):
    """Return whether the name is in the message anyway: there is none, or Python and NumPy use the same word."""
    return verdict.mistake in (None, "raises", "overflow") or "It raises" in verdict.message


def all_verdicts():
    """Return the verdicts on wrong answers of every exercise."""
    return [checked(name, body) for name, answers in WRONG.items() for _, body in answers[::4]]


def test_the_text_of_a_wrong_value():
    assert (
        repr(checked("linear_backward", "return dL_dZ @ W.T, X.T @ dL_dZ / len(X), dL_dZ.sum(axis=0)"))
        == """\
linear_backward: wrong
dL_dW is off; dL_dX and dL_db are right.
The smallest example that shows it:
  dL_dZ = [[-3], [3]]
  X = [[2], [-2]]
  W = [[-1]]
  your dL_dW: [[-6]]
  expected: [[-12]]
Folded away: the name of the mistake (.mistake) and how to fix it (.mend)."""
    )


def test_the_text_of_a_wrong_shape():
    verdict = checked("linear_backward", "return dL_dZ @ W.T, X.T @ dL_dZ, dL_dZ.sum(axis=0, keepdims=True)")
    assert (
        "dL_db has the shape (1, 2); (2,) is asked for, where dL_dZ is (5, 2), X is (5, 3), W is (3, 2)."
        in verdict.message
    )
    verdict = checked("linear_backward", "return dL_dZ @ W.T, X.T @ dL_dZ, dL_dZ.max(axis=1)")
    assert verdict.mistake == "wrong-shape"
    assert "(5,), which is (n,), came out, (2,), which is (d_out,), is asked for." in verdict.mend


def test_the_first_entry_that_differs():
    message = checked("sigmoid_backward", "return np.sin(3 * dL_dA) + A**3").message
    assert "No known mistake gives these numbers" in message
    message = checked("relu", "return np.where(np.arange(Z.shape[1]) > 0, Z, np.maximum(Z, 0))").message
    assert re.search(r"first entry that differs: \[0, 2\], -3 where 0 is expected", message)


def test_the_text_of_a_right_answer():
    assert (
        repr(checked("relu", "return np.maximum(Z, 0)"))
        == "relu: correct\nIt agrees with the reference on 3 random inputs of different sizes, and for float32 and"
        " whole numbers."
    )


def test_a_warning_that_is_no_mistake_here_is_a_remark():
    verdict = checked("delta_hidden", "a = 1 / (1 + np.exp(-z))\nreturn W_next.T @ delta_next * a * (1 - a)")
    assert (
        verdict.status == "correct"
        and 'A remark. NumPy warns of "overflow encountered in exp", for\n' in verdict.remark
    )
    verdict = checked(
        "neuron_backward",
        "a = 1 / (1 + math.exp(-z))\nd = output_gradient * a * (1 - a)\nreturn d * inputs, d, d * weights",
    )
    assert (
        verdict.status == "correct"
        and "A remark. It raises OverflowError: math range error\nIn line 2, " in verdict.remark
    )


def test_the_message_says_nothing_that_the_fold_hides():
    for verdict in all_verdicts():
        assert verdict.status == "wrong"
        if not said_aloud(verdict):
            assert verdict.mend and not any(each in verdict.message for each in verdict.mistake.split("+"))
        for each in (verdict.mistake or "").split("+"):
            assert not each or f"{each}: {MEANINGS[each]}" in verdict.mend
        first = verdict.message.split("\n")[0]
        assert first.endswith((".", ":", "?")) or "It raises" in first or "it raises" in first, first


def test_words_are_plain():
    texts = [text for verdict in all_verdicts() for text in (verdict.message, verdict.mend)]
    for text in [*texts, *MEANINGS.values()]:
        assert not NEVER.search(text), text
        assert "0x" not in text.replace("0x…", "") and "np.float64" not in text, text


def test_the_same_text_in_another_process():
    program = """
from tests.exercises.answers import WRONG, written
from helpers import exercises
for name, answers in WRONG.items():
    for _, body in answers[::16]:
        verdict = exercises.ALL[name].check(written(name, body))
        print(repr(verdict), verdict.mend, verdict._repr_html_())
"""
    runs = [
        subprocess.run(
            [sys.executable, "-c", program],
            cwd=ROOT,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=True,
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"},
        ).stdout
        for seed in ("1", "2")
    ]
    assert runs[0] == runs[1] and len(runs[0]) > 5_000


# ------------------------------------------------------------ the page


class Tags(HTMLParser):
    """Keeps the open tags, and the text inside and outside of the fold."""

    def __init__(self, html):
        super().__init__()
        self.open, self.folded, self.shown = [], "", ""
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if "details" in self.open and "summary" not in self.open:
            self.folded += data
        else:
            self.shown += data


def test_the_name_is_behind_the_fold():
    for verdict in all_verdicts():
        page = Tags(verdict._repr_html_())
        assert not page.open
        assert f"{verdict.exercise}: wrong" in page.shown
        for each in (verdict.mistake or "").split("+"):
            assert each in page.folded and (said_aloud(verdict) or each not in page.shown)
        if not verdict.mend:
            assert not page.folded


def test_what_a_reader_wrote_is_escaped():
    page = checked("relu", "raise ValueError('<script>')")._repr_html_()
    assert "<script>" not in page and "&lt;script&gt;" in page


# ------------------------------------------------------------ hints, solution, task


@pytest.mark.parametrize("name", EXERCISES)
def test_hints_come_one_at_a_time(name):
    exercise = copy.copy(exercises.ALL[name])
    exercise.shown = 0
    assert len(exercise.hints) == 3
    for i, hint in enumerate(exercise.hints, 1):
        assert exercise.hint() == f"Hint {i} of 3: {hint}"
    for _ in range(2):
        assert "no more hints" in exercise.hint()


@pytest.mark.parametrize("name", EXERCISES)
def test_the_solution_shows_itself(name):
    exercise = exercises.ALL[name]
    solution = exercise.solution()
    assert f"def {name}(" in repr(solution) and plain(exercise.reason) in repr(solution)
    assert not Tags(solution._repr_html_()).open and "<pre" in solution._repr_html_()


@pytest.mark.parametrize("name", EXERCISES)
def test_the_task_shows_itself(name):
    exercise = exercises.ALL[name]
    assert repr(exercise).startswith(f"{exercise.signature}\n{exercise.task} The check tries float32")
    assert not Tags(exercise._repr_html_()).open


def test_no_two_sizes_of_a_random_input_are_the_same():
    for exercise in map(exercises.ALL.get, EXERCISES):
        for sizes in exercise.sizes:
            assert len(set(sizes.values())) == len(sizes) and 1 not in sizes.values(), exercise.name
        assert len({tuple(sizes.values()) for sizes in exercise.sizes}) >= 3 or not exercise.sizes[0]
