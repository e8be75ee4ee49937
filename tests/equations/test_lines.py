"""Lines of code with a number: a wrong one doesn't agree with its formula."""

import pytest

from tests.equations import vouch
from tests.equations.lines import numbered_lines
from tests.equations.values import Refused

SLIPS = [
    ("1.9", "0.5 * (a2 - y)", "(a2 - y)"),
    ("2.6", "np.where(Z >= 0, 1, q)", "np.where(Z >= 0, q, 1)"),
    ("3.6", "dL_dZ[0, j] * W[k, j]  #", "dL_dZ[0, j] + W[k, j]  #"),
    ("3.9", "X.T @ dL_dZ", "dL_dZ.T @ X"),
    ("3.11", "np.sqrt(2 / (d_in + d_out))", "2 / (d_in + d_out)"),
    ("4.2", "sum(axis=0)", "mean(axis=0)"),
    ("4.5", ".mean()", ".sum()"),
    ("5.1", "W1 -=", "W1 +="),
    ("6.3", "-z[1] + np.log", "-z[1] - np.log"),
    ("9.7", "X[i, k] * W[k, j]", "X[i, k] / W[k, j]"),
    ("10.6", "a[3] * (1 - a[3])", "a[3] * (1 + a[3])"),
    ("10.10", "/ n for", "for"),
    ("10.12", "W[l] - alpha", "W[l] + alpha"),
    ("11.8", "0.999**t", "0.999"),
]


@pytest.mark.parametrize("tag, right, wrong", SLIPS)
def test_wrong_lines_are_refused(tag, right, wrong, monkeypatch):
    [row] = [row for row in vouch.all_rows() if row.key == tag]
    lines = [line._replace(cell=line.cell.replace(right, wrong)) for line in numbered_lines()]
    assert vouch.vouch(row)
    monkeypatch.setattr(vouch, "numbered_lines", lambda: lines)
    with pytest.raises(Refused):
        vouch.vouch(row)
