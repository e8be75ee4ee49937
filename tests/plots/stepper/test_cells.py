"""What the stepper is drawn with: short numbers, formulas from names, and lines that shrink to their room."""

import pytest

from helpers.plots.stepper.cells import Line, box, color_of, latex, short, tint
from helpers.plots.stepper.stamps import width_of
from helpers.plots.style import ACTIVATION, GRADIENT, PARAMETER


def test_short_numbers():
    written = {
        0.0: "0",
        0.5: "0.5",
        -0.12345: "−0.123",
        48.0: "48",
        1.125: "1.125",
        0.00002: "2e−5",
        -123456.0: "−1e5",
        999.96: "1000",
    }
    assert {value: short(value) for value in written} == written
    assert short(-0.0) == "0"


def test_a_name_in_code_is_a_formula():
    assert latex("W2.T") == r"W_2^\top" and latex("Y_hat") == r"\hat{Y}"
    assert latex("dL_dZ1") == r"\dfrac{dL}{dZ_1}"


def test_a_quantity_has_its_color():
    assert [color_of(name) for name in ("W1", "b2", "A1", "Y_hat", "dL_dW1")] == [
        *[PARAMETER] * 2, *[ACTIVATION] * 2, GRADIENT
    ]  # fmt: skip
    assert tint("black", 0.25) == pytest.approx((0.75, 0.75, 0.75)) and tint(GRADIENT, 0) == (1, 1, 1)


def test_a_box_is_centered():
    extents = box(2, 3, 0.5, 0.25).get_path().get_extents()
    assert (extents.x0 + extents.x1) / 2 == pytest.approx(2) and (extents.y0 + extents.y1) / 2 == pytest.approx(3)


def test_a_line_that_is_too_long_shrinks_to_its_room():
    parts = [("$W_1$", PARAMETER, "(2, 3)"), ("·", None, ""), ("12345.678", GRADIENT, "")]
    wide = Line(parts, (1, 2), 9, 0.3, 12)
    small = Line(parts, (1, 2), 0.8, 0.3, 12)
    assert wide.scale == 1 and small.scale < 1
    assert [word.text for word in wide.words] == ["$W_1$", "(2, 3)", "·", "12345.678"]
    assert wide.fills == [PARAMETER, GRADIENT] and len(wide.boxes) == 2
    last = small.words[-1]
    assert last.x + width_of(last) / 2 < 1.8 + 0.01 and last.size == pytest.approx(12 * small.scale)
