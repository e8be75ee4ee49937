"""Lesson 11: momentum, by hand and as a function."""

import pytest

from helpers import exercises
from tests.exercises.answers import written

ALL = "for theta, v, g in zip(parameters, velocities, gradients):\n"

RIGHT = [
    ALL + "    v[:] = momentum * v - learning_rate * g\n    theta += v",
    ALL + "    v *= momentum\n    v -= learning_rate * g\n    theta[...] = theta + v\nreturn parameters, velocities",
    ALL + "    new = momentum * v - learning_rate * g\n    theta += new\n    v[:] = new",
    (
        "for i in range(len(gradients)):\n    velocities[i] *= momentum\n    velocities[i] -= learning_rate *"
        " gradients[i]\n    parameters[i] += velocities[i]"
    ),
    ALL + "    for i in np.ndindex(g.shape):\n        v[i] = momentum * v[i] - learning_rate * g[i]\n        theta[i]"
    " += v[i]",
    (
        "for v, g in zip(velocities, gradients):\n    np.add(momentum * v, -learning_rate * g, out=v)\nfor theta, v"
        " in zip(parameters, velocities):\n    np.add(theta, v, out=theta)"
    ),
]
WRONG = [
    ("not-in-place", ALL + "    v = momentum * v - learning_rate * g\n    theta += v"),
    ("not-in-place", ALL + "    v[:] = momentum * v - learning_rate * g\n    theta = theta + v"),
    ("not-in-place", ALL + "    v = momentum * v - learning_rate * g\n    theta = theta + v"),
    (
        "not-in-place",
        (
            "for i in range(len(gradients)):\n    velocities[i] = momentum * velocities[i] - learning_rate *"
            " gradients[i]\n    parameters[i] = parameters[i] + velocities[i]"
        ),
    ),
    ("uphill", ALL + "    v[:] = momentum * v + learning_rate * g\n    theta += v"),
    ("uphill", ALL + "    v[:] = momentum * v - learning_rate * g\n    theta -= v"),
    ("wrong-factor", ALL + "    v[:] = momentum * v - learning_rate * g\n    theta += 2 * v"),
    ("last-sample-only", ALL + "    new = momentum * v - learning_rate * g\nv[:] = new\ntheta += new"),
    ("argument-changed", ALL + "    g *= learning_rate\n    v[:] = momentum * v - g\n    theta += v"),
    ("raises", "velocities = momentum * velocities - learning_rate * gradients\nparameters += velocities"),
    (None, ALL + "    v[:] = momentum * v + learning_rate * g\n    theta -= v"),
    (None, ALL + "    v[:] = momentum * v + g\n    theta -= learning_rate * v"),
    (None, ALL + "    theta += v\n    v[:] = momentum * v - learning_rate * g"),
    (None, ALL + "    v[:] = -learning_rate * g\n    theta += v"),
    (None, ALL + "    v -= learning_rate * g\n    theta += v"),
    (None, ALL + "    v[:] = momentum * v - g\n    theta += v"),
    (None, ALL + "    v[:] = momentum * v - learning_rate * g\n    theta -= learning_rate * g"),
    (None, ALL + "    v[:] = momentum * v - learning_rate * g\n    theta += v\n    return"),
]


@pytest.mark.parametrize("body", RIGHT)
def test_right_answers_in_other_styles_pass(body):
    verdict = exercises.momentum_step.check(written("momentum_step", body))
    assert verdict.status == "correct", f"{verdict}\n{verdict.mend}"


@pytest.mark.parametrize("mistake, body", WRONG)
def test_wrong_answers_are_named(mistake, body):
    verdict = exercises.momentum_step.check(written("momentum_step", body))
    assert (verdict.status, verdict.mistake) == ("wrong", mistake), f"{verdict}\n{verdict.mend}"


# ------------------------------------------------------------ on paper

NUMBERS = {"v": -0.5, "w": 0.3}


def test_by_hand():
    assert exercises.momentum_by_hand.check(**NUMBERS).status == "correct"
    assert exercises.momentum_by_hand.check(v=..., w=...).status == "not attempted"
    assert exercises.momentum_by_hand.check(v=-0.5).status == "not attempted"


def test_the_numbers_again():
    w, v = 1.0, 0.0
    for gradient in (2, 4):
        v = 0.5 * v - 0.1 * gradient
        w += v
    assert exercises.momentum_by_hand.check(v=v, w=w).status == "correct"


@pytest.mark.parametrize(
    "name, number, mistake",
    [
        ("v", 0.5, "uphill"),
        ("v", 0.3, "uphill"),
        ("v", -0.4, None),
        ("v", -0.6, None),
        ("w", 1.7, "uphill"),
        ("w", 0.4, None),
        ("w", 0.5, None),
        ("w", 0.8, None),
    ],
)
def test_slips_by_hand(name, number, mistake):
    verdict = exercises.momentum_by_hand.check(**NUMBERS | {name: number})
    assert (verdict.status, verdict.mistake) == ("wrong", mistake)
