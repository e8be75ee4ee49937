"""Lesson 01: the judge of a function that returns an array. Its functions say their own slopes; are they right?"""

import numpy as np
import pytest

from helpers import exercises
from helpers.exercises.check.cases import drawn
from helpers.nn import numerical_gradient
from tests.exercises.answers import checked
from tests.exercises.cells import exercise_cells, run
from tests.exercises.further_answers import IN_A_COPY, NUDGED

JACOBIAN = exercises.numerical_jacobian
CASES = [*JACOBIAN.cases, *JACOBIAN.first_small(), drawn(JACOBIAN.draw, "integer", {"d_in": 3, "d_out": 4})]


def by_outputs(f, x):
    """The judge of one number, for each output by itself."""
    return np.stack([numerical_gradient(lambda x, j=j: f(x)[j], x.astype(float)) for j in range(len(f(x)))])


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case.sizes))
def test_slopes_and_curvatures_are_right(case):
    f, x = case.arguments
    scale = max(1.0, np.abs(f.curvature(x)).max())
    assert np.allclose(f.slopes(x), by_outputs(f, x), rtol=1e-6, atol=1e-8 * scale)
    assert f.slopes(x).shape == (case.sizes["d_out"], case.sizes["d_in"])
    for j, k in np.ndindex(f.slopes(x).shape):
        along = numerical_gradient(lambda x, j=j, k=k: f.slopes(x)[j, k], x.astype(float))
        assert np.isclose(along[k], f.curvature(x)[j, k], rtol=1e-6, atol=1e-6 * scale)
        assert np.isclose(along[:k].sum(), f.left_behind(x)[j, k], rtol=1e-6, atol=1e-6 * scale)


def test_some_slopes_are_negative_and_no_shape_is_its_own_transpose():
    assert all((f.slopes(x) < 0).any() for f, x in (case.arguments for case in JACOBIAN.cases[:2]))
    assert all(case.sizes["d_in"] != case.sizes["d_out"] for case in JACOBIAN.cases)


def test_the_cell_filled_in():
    cell = exercise_cells("01")["numerical_jacobian"]
    assert run(cell).status == "not attempted"
    body = "\n    ".join(NUDGED.strip().split("\n"))
    assert run(cell.replace("    ...", f"    {body}")).status == "correct"


@pytest.mark.parametrize("h", [1e-5, 1e-7, 1e-9, 1e-11])
def test_one_side_is_seen_however_small_the_step(h):
    body = NUDGED.replace("1e-5", f"{h}").replace(
        "(f(x + nudge) - f(x - nudge)) / 2e-5", f"(f(x + nudge) - f(x)) / {h}"
    )
    assert checked("numerical_jacobian", body).status == "wrong"


@pytest.mark.parametrize("h", [1e-4, 1e-5, 1e-6])
def test_both_sides_are_right_whatever_the_step(h):
    body = NUDGED.replace("nudge[k] = 1e-5", f"nudge[k] = {h}").replace("/ 2e-5", f"/ (2 * {h})")
    assert checked("numerical_jacobian", body).status == "correct"
    assert checked("numerical_jacobian", IN_A_COPY.replace("1e-5", f"{h}")).status == "correct"


@pytest.mark.parametrize("h", [1e-4, 1e-5, 1e-6])
def test_an_entry_that_is_never_put_back_is_named(h):
    verdict = checked("numerical_jacobian", IN_A_COPY.replace("    at[k] = kept\n", "").replace("1e-5", f"{h}"))
    assert verdict.status == "wrong" and "is not put back" in verdict.mend
