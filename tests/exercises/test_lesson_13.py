"""Lesson 13: RMSNorm, LayerNorm, attention and SwiGLU on the way back, and attention on paper."""

import numpy as np
import pytest

from helpers import exercises
from helpers.exercises.check.cases import drawn
from helpers.nn import numerical_gradient, relative_error
from tests.exercises.answers import written
from tests.exercises.cells import exercise_cells, run
from tests.exercises.lesson_13_answers import PLAIN, RIGHT, WRONG

CELLS = exercise_cells("13")
RIGHTS = [(name, body) for name in RIGHT for body in RIGHT[name]]
WRONGS = [(name, *each) for name in WRONG for each in WRONG[name]]


@pytest.mark.parametrize("name, body", RIGHTS)
def test_right_answers_in_other_styles_pass(name, body):
    verdict = exercises.ALL[name].check(written(name, body))
    assert verdict.status == "correct", f"{verdict}\n{verdict.mend}"


@pytest.mark.parametrize("name, mistake, said, body", WRONGS)
def test_wrong_answers_are_named(name, mistake, said, body):
    verdict = exercises.ALL[name].check(written(name, body))
    assert (verdict.status, verdict.mistake) == ("wrong", mistake), f"{verdict}\n{verdict.mend}"
    assert said in verdict.mend.replace("`", "") and "No known mistake" not in verdict.message, (
        f"{verdict}\n{verdict.mend}"
    )


def rms_norm(X, gain, epsilon):
    return gain * X / np.sqrt((X**2).mean(axis=1, keepdims=True) + epsilon)


def layer_norm(X, gain, epsilon):
    return rms_norm(X - X.mean(axis=1, keepdims=True), gain, epsilon)


def attention(Q, K, V):
    E = np.exp(Q @ K.T / np.sqrt(Q.shape[1])) * np.tri(len(Q))
    return E / E.sum(axis=1, keepdims=True) @ V


def swiglu(X, W_gate, W_up):
    A = X @ W_gate
    return A / (1 + np.exp(-A)) * (X @ W_up)


FORWARD = {  # and the arguments whose gradients are asked for
    "rms_norm_backward": (rms_norm, (1, 2)),
    "layer_norm_backward": (layer_norm, (1, 2)),
    "attention_backward": (attention, (1, 2, 3)),
    "swiglu_backward": (swiglu, (1, 2, 3)),
}


@pytest.mark.parametrize("name", FORWARD)
def test_the_reference_agrees_with_differences(name):
    forward, places = FORWARD[name]
    exercise = exercises.ALL[name]
    G, *arguments = drawn(exercise.draw, "random", exercise.sizes[0], 5).arguments
    for place, right in zip(places, exercise.right((G, *arguments)), strict=False):

        def loss_at(value, place=place):
            changed = [*arguments]
            changed[place - 1] = value
            return (G * forward(*changed)).sum()

        assert relative_error(right, numerical_gradient(loss_at, arguments[place - 1])) < 1e-6


def test_a_mistake_that_gains_of_one_hide_is_found():
    """The judge of the lesson can't see it at the start of a training; the check draws other gains."""
    wrong = written("rms_norm_backward", PLAIN["rms_norm_backward"].replace("dL_dZ * gain", "dL_dZ * gain**2"))
    rng = np.random.default_rng(0)
    G, X = rng.normal(size=(4, 3)), rng.normal(size=(4, 3))
    right = exercises.rms_norm_backward.right((G, X, np.ones(3), 0.1))
    assert all(np.allclose(one, other) for one, other in zip(wrong(G, X, np.ones(3), 0.1), right, strict=True))
    assert exercises.rms_norm_backward.check(wrong).status == "wrong"


def test_two_mistakes_are_both_said():
    body = PLAIN["attention_backward"].replace("P.T @ dL_dM", "P @ dL_dM").replace("dS.T @ Q", "dS.T @ K")
    verdict = exercises.attention_backward.check(written("attention_backward", body))
    assert "K gets itself" in verdict.mend and "not transposed" in verdict.mend


# ------------------------------------------------------------ the lesson's cells, and paper

ON_PAPER = {"m": 3.2, "dL_dv1": 0.8, "dL_dv2": 1.2, "dL_ds1": 1.44}


def test_the_cells_of_the_lesson():
    asked = ["attention_by_hand", "shares_backward", "rms_norm_backward", "attention_backward"]
    assert [*CELLS] == [*asked, "layer_norm_backward", "swiglu_backward"]
    assert all(run(cell).status == "not attempted" for cell in CELLS.values())


@pytest.mark.parametrize("name", ["rms_norm_backward", "attention_backward", "layer_norm_backward", "swiglu_backward"])
def test_a_cell_that_is_filled_in(name):
    lines = PLAIN[name].strip().replace("\n", "\n    ")
    assert run(CELLS[name].replace("# your lines\n    ...", lines)).status == "correct"


def test_attention_on_paper():
    assert exercises.attention_by_hand.check(**ON_PAPER).status == "correct"
    for name, number, mistake in (
        ("m", 3.5, "mean-for-sum"),
        ("m", 7, None),
        ("dL_dv1", 0.4, "missing-upstream"),
        ("dL_dv1", 10, None),
        ("dL_dv2", 2, "missing-slope"),
        ("dL_ds1", 4, "missing-path"),
        ("dL_ds1", 2.4, "missing-path"),
        ("dL_ds1", 3.6, "missing-slope"),
        ("dL_ds1", 1.2, "mean-for-sum"),
        ("dL_ds1", 0.8, None),
    ):
        verdict = exercises.attention_by_hand.check(**ON_PAPER | {name: number})
        assert verdict.status == "wrong", name
        if number != 0.8:
            assert verdict.mistake == mistake and verdict.mend, f"{name} {number} {verdict.mistake} {verdict.mend}"
