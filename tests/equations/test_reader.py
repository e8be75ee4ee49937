"""The reader of formulas: what it makes of a formula, and that it notices when somebody slips."""

import numpy as np
import pytest

from tests.equations.letters import letters_of
from tests.equations.reader import Side, compute_side
from tests.equations.tokens import tokens
from tests.equations.values import Refused
from tests.equations.vouch import Row, rows_of, vouch

# A formula, then what people write instead.
PENCIL = r"""
1.1   \frac{dL}{dw} \approx \frac{L(w + h) - L(w - h)}{2h}
      \frac{dL}{dw} \approx \frac{L(w + h) - L(w - h)}{h}
      \frac{dL}{dw} \approx \frac{L(w + h) - L(w)}{2h}
1.2   w \leftarrow w - \eta \frac{dL}{dw}
      w \leftarrow w + \eta \frac{dL}{dw}
1.9   L = \tfrac12 (a_2 - y)^2
      L = (a_2 - y)^2
      L = \tfrac12 (a_2 - y)
      L = \tfrac12 a_2 - y^2
1.11  \frac{dL}{dz_2} = \frac{dL}{da_2} \cdot S'(z_2)
      \frac{dL}{dz_2} = \frac{dL}{da_2} \cdot S(z_2)
      \frac{dL}{dz_2} = \frac{dL}{da_2} \cdot S'(a_2)
2.2   \sigma'(z) = \frac{e^{-z}}{(1 + e^{-z})^2}
      \sigma'(z) = \frac{(1 + e^{-z})^2}{e^{-z}}
      \sigma'(z) = \frac{e^{z}}{(1 + e^{-z})^2}
2.4   \frac{dL}{dZ} = \frac{dL}{dA} \odot A \odot (1 - A)
      \frac{dL}{dZ} = \frac{dL}{dA} A (1 - A)
      \frac{dL}{dZ} = \frac{dL}{dA} \odot A \odot 1 - A
2.6   \sigma(z) = \begin{cases} 1 / (1 + q) & \text{if } z \ge 0 \\ q / (1 + q) & \text{if } z < 0 \end{cases}
      \sigma(z) = \begin{cases} 1 / (1 + q) & \text{if } z < 0 \\ q / (1 + q) & \text{if } z \ge 0 \end{cases}
4.1   Z = X W + b
      Z = X \odot W + b
      Z = W X + b
      Z = X W^\top + b
4.3   \frac{dL}{dw_{kj}} = \sum_i x_{ik} \frac{dL}{dz_{ij}}
      \frac{dL}{dw_{kj}} = \sum_i x_{ki} \frac{dL}{dz_{ij}}
      \frac{dL}{dw_{kj}} = \sum_j x_{ik} \frac{dL}{dz_{ij}}
      \frac{dL}{dw_{kj}} = x_{ik} \frac{dL}{dz_{ij}}
      \frac{dL}{dw_{jk}} = \sum_i x_{ik} \frac{dL}{dz_{ij}}
4.4   \frac{dL}{dX} = \frac{dL}{dZ} W^\top
      \frac{dL}{dX} = W^\top \frac{dL}{dZ}
      \frac{dL}{dX} = \frac{dL}{dZ} W
4.5   L = \frac{1}{n} \sum_i \tfrac12 \lVert \hat y_i - y_i \rVert^2
      L = \frac{1}{n} \sum_i \lVert \hat y_i - y_i \rVert^2
      L = \sum_i \tfrac12 \lVert \hat y_i - y_i \rVert^2
      L = \frac{1}{n} \sum_i \tfrac12 \lVert \hat y_i - y_i \rVert
      L = \frac{1}{n} \sum_i \tfrac12 \lVert y_i - y_i \rVert^2
      L = \frac{1}{n} \sum_j \tfrac12 \lVert \hat y_j - y_j \rVert^2
4.6   \frac{dL}{d\hat Y} = \frac{\hat Y - Y}{n}
      \frac{dL}{d\hat Y} = \frac{Y - \hat Y}{n}
      \frac{dL}{d\hat Y} = \hat Y - Y
4.15  \frac{dL}{db_2} = \sum_{\text{rows}} \frac{dL}{dZ_2}
      \frac{dL}{db_2} = \sum_{\text{columns}} \frac{dL}{dZ_2}
      \frac{dL}{db_2} = \sum_{\text{rows}} \frac{dL}{dZ_1}
6.2   L = -\log p_c
      L = \log p_c
6.6   \frac{dp_j}{dz_k} = p_j ([j = k] - p_k)
      \frac{dp_j}{dz_k} = p_j ([j = k] - p_j)
9.1   z = \sum_{k=0}^{d_\text{in}-1} w_k x_k + b
      z = \sum_{k=0}^{d_\text{in}} w_k x_k + b
      z = \sum_{k=1}^{d_\text{in}-1} w_k x_k + b
10.4  \delta_{l,k} = \frac{\partial C_i}{\partial z_{l,k}}
      \delta_{l,k} = \frac{\partial C}{\partial z_{l,k}}
10.9  \delta_l = W_{l+1}^\top \delta_{l+1} \odot \sigma'(z_l)
      \delta_l = W_l^\top \delta_{l+1} \odot \sigma'(z_l)
      \delta_l = W_{l+1}^\top \delta_l \odot \sigma'(z_l)
      \delta_l = W_{l+1} \delta_{l+1} \odot \sigma'(z_l)
10.10 \frac{\partial C}{\partial W_l} = \frac1n \delta_l a_{l-1}^\top
      \frac{\partial C}{\partial W_l} = \delta_l a_{l-1}^\top
      \frac{\partial C}{\partial W_l} = \frac1n a_{l-1} \delta_l^\top
11.9  \theta \leftarrow \theta - \eta \hat m / (\sqrt{\hat s} + \varepsilon)
      \theta \leftarrow \theta - \eta m / (\sqrt{\hat s} + \varepsilon)
      \theta \leftarrow \theta - \eta \hat m / \sqrt{\hat s + \varepsilon}
"""


def cases():
    """Take the table apart: (number, formula, whether it is right)."""
    number = None
    for line in PENCIL.strip().splitlines():
        number = line.split()[0] if line[0] != " " else number
        yield number, line[6:], line[0] != " "


@pytest.mark.parametrize("number, formula, right", list(cases()))
def test_slips_of_a_pencil(number, formula, right):
    [(_, found)] = rows_of(formula)
    row = Row(f"{int(number.split('.')[0]):02}", number, found)
    if right:
        assert vouch(row)
    else:
        with pytest.raises(Refused):
            vouch(row)


def test_there_are_enough_slips():
    assert sum(not right for _, _, right in cases()) >= 20


@pytest.mark.parametrize(
    "formula, value",
    [
        ("1 - 2 - 3", -4),
        ("-2^2", -4),
        ("2 / 4 / 2", 0.25),
        (r"2 \cdot 3 + 4", 10),
        (r"\tfrac12 6", 3),
        (r"\frac1{2} (1 + 3)", 2),
        (r"3 |2 - 4| - 1", 5),
        (r"\sqrt{9} - \log e^{2}", 1),
        (r"\max(2, 3)", 3),
        (r"\underbrace{2}_{\text{two}} 4", 8),
        (r"\sum_{k=0}^{4} 2 w_k", 2 * np.arange(5).sum()),
        (r"\sum_k w_k + 1", 11),
        (r"\sum_k (w_k + 1)", 15),
    ],
)
def test_arithmetic(formula, value):
    letters = letters_of("09", "9.1")
    letters.values["w"] = np.arange(5.0)
    numbers, axes = compute_side(Side(tokens(formula), letters), letters, [])
    assert (axes, numbers) == ("", pytest.approx(value))


@pytest.mark.parametrize(
    "formula, reason",
    [
        (r"X \foo W", "foo is not declared"),
        ("X ! W", "can't read '! W'"),
        (r"\frac{1}", "more expected"),
        ("X W +", "more expected"),
        ("Q", "Q is not declared in letters.txt"),
        (r"\text{sum of the rows of } X", "a letter expected"),
        ("(X W", ") expected"),
        ("X)", "')' can't stand there"),
        (r"x_{ki}", "has the axes ik, in this order, and not ki"),
        (r"\sum_i x_{ik}", "no sum runs over k"),
        (r"\sum_i \sum_i \sum_k x_{ik}", "i can't be an index here"),
        (r"\sum_j \sum_i \sum_k x_{ik}", "a sum over j of what has no j"),
        (r"X^2", "a power of an array"),
        (r"1 / X", "a division by an array"),
        (r"X + W", "a sum of ik and kj"),
        (r"b W", "a product of j and kj"),
        (r"\lVert X \rVert", "the length of what is no vector"),
        (r"\frac{dz_{ij}}{db_i}", "b has the axes j, in this order, and not i"),
    ],
)
def test_what_is_refused(formula, reason):
    letters = letters_of("04", "4.1")
    with pytest.raises(Refused) as caught:
        compute_side(Side(tokens(formula), letters), letters, [])
    assert reason in str(caught.value)
