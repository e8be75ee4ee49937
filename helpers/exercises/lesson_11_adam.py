"""Lesson 11: a step of Adam for one array, and the recap."""

import numpy as np

from helpers.exercises.check.exercise import Exercise
from helpers.exercises.check.on_paper import Recap
from helpers.exercises.lesson_05_training import sgd_step
from helpers.exercises.lesson_11_momentum import velocity

CORRECTION = """
| {correction} = 1 - {beta}
  | It divides by 1 − β, which is right in the first step only. At step t the divisor is 1 − β to the power t.
| {correction} = 1 - {beta} ** (t + 1) ; 1 - {beta} ** (t - 1)
  | The power is off by one: t is 1 in the first step, so the divisor is 1 − β to the power t itself.
| {correction} = {beta} ** t | It divides by β to the power t. The divisor is 1 minus that.
| {correction} = 1 / (1 - {beta} ** t)
  | It multiplies by 1 − β to the power t. Divide by it: at first the running mean is too small.
| {corrected} - {beta} ** t
  | Without parentheses only the 1 divides, and the power is subtracted. Divide by `(1 - beta ** t)`.
| {correction} = 1
  | The correction is left out: at first m and s are too small, because they start at 0. Divide m by 1 − β₁ to the power
    t, and s by 1 − β₂ to the power t.
"""
# For β₂ there is no such number: the divisor is negative, and has no root.
PRODUCT = """
| {correction} = 1 - beta_1 * t | β is multiplied by t. The divisor is 1 − β to the *power* t, `beta ** t`.
"""


def adam_arguments(numbers, d_in, d_out):
    """theta, m, s, gradient, t, learning_rate, beta_1, beta_2, epsilon; small cases may be a first step.

    The old s is at least 1, so that it stays positive where somebody forgets to square; ε is large, so that its place
    shows.
    """
    theta, m, gradient = (numbers(d_in, d_out) for _ in range(3))
    s = 1 + np.abs(numbers(d_in, d_out))
    t = numbers.pick((1, 2, 3) if numbers.kind == "small" else (2, 3, 5))
    if t == 1:
        m, s = 0 * m, 0 * s
    rate, beta_1 = numbers.pick((0.1, 0.5, 0.2)), numbers.pick((0.9, 0.8, 0.6))
    return theta, m, s, gradient, t, rate, beta_1, numbers.pick((0.99, 0.95, 0.7)), numbers.pick((0.1, 0.01, 0.5))


adam_step = Exercise(
    signature="adam_step(theta, m, s, gradient, t, learning_rate, beta_1, beta_2, epsilon)",
    lesson="11",
    task="""
One step of Adam, (11.6), (11.4) and (11.7) to (11.9), for one array of parameters. `theta`, `m`, `s` and `gradient`
have the same shape, and `t` is 1 in the first step. Change `theta`, `m` and `s` themselves, and leave the gradient as
it is. Return nothing.
""",
    formula="""
g = gradient
old_part = beta_1 * m
new_part = (1 - beta_1) * g
mean = old_part + new_part
old_square = beta_2 * s
new_square = (1 - beta_2) * g**2
square = old_square + new_square
correction_1 = 1 - beta_1 ** t
correction_2 = 1 - beta_2 ** t
m_hat = mean / correction_1
s_hat = square / correction_2
scale = np.sqrt(s_hat) + epsilon
new_m = mean
new_s = square
rate = learning_rate
step = -rate * m_hat / scale
""",
    returns=("new_m", "new_s", "step"),
    draw=adam_arguments,
    sizes=sgd_step.sizes[:3],
    effect=lambda call: [*call.held[1:3], call.held[0] - call.given[0]],
    changes=(0, 1, 2),
    integers=False,
    renamed={"wrong-sign": "uphill"},
    hints="""
Five lines, in the order of the formulas: `m`, `s`, `m_hat`, `s_hat`, `theta`.
`m[:] = …` fills the array that is there. `m_hat` is a new array: the next step needs `m` without the correction.
`m[:] = beta_1 * m + (1 - beta_1) * gradient`, the same for `s` with `gradient**2`; `m_hat = m / (1 - beta_1**t)`; then
  `theta -= learning_rate * m_hat / (np.sqrt(s_hat) + epsilon)`.
""",
    body="""
m[:] = beta_1 * m + (1 - beta_1) * gradient
s[:] = beta_2 * s + (1 - beta_2) * gradient**2
m_hat = m / (1 - beta_1**t)
s_hat = s / (1 - beta_2**t)
theta -= learning_rate * m_hat / (np.sqrt(s_hat) + epsilon)
""",
    reason="""
(11.6) and (11.4) fill the arrays that the next step needs. The corrected ones are new arrays, and the step divides one
by the root of the other, (11.9).
""",
    wrong=(
        """
not-in-place | new_m = m ; new_s = s ; step = 0 * theta
  | `m = …` makes a new array; `m[:] = …`, `s[:] = …` and `theta -= …` change the one that was passed in.
| new_m = m_hat ; new_s = s_hat
  | The corrected value is kept, and the next step would correct it again. Give it a name of its own, such as `m_hat`.
uphill | rate = -learning_rate | Subtract: θ ← θ − η m̂ / (√ŝ + ε).
| mean = old_part - new_part
  | The gradient is subtracted from the mean. Add it: the minus comes in the step, (11.9).
| old_part = m ; old_part = (1 - beta_1) * m ; old_part = 0 * m
  | The weight of the old m is not β₁. Asked for is m ← β₁ m + (1 − β₁) g.
| new_part = g ; new_part = beta_1 * g
  | The weight of the new gradient is not 1 − β₁. Asked for is m ← β₁ m + (1 − β₁) g.
| old_part = (1 - beta_1) * m and new_part = beta_1 * g
  | The two weights are exchanged. Asked for is m ← β₁ m + (1 − β₁) g.
| old_square = s ; old_square = (1 - beta_2) * s ; old_square = 0 * s
  | The weight of the old s is not β₂. Asked for is s ← β₂ s + (1 − β₂) g².
| new_square = g**2 ; new_square = beta_2 * g**2 ; new_square = ((1 - beta_2) * g) ** 2
  | The weight of the new square is not 1 − β₂. Asked for is s ← β₂ s + (1 − β₂) g².
| old_square = (1 - beta_2) * s and new_square = beta_2 * g**2
  | The two weights are exchanged. Asked for is s ← β₂ s + (1 − β₂) g².
| new_square = (1 - beta_2) * g ; new_square = (1 - beta_2) * np.abs(g) ; new_square = (1 - beta_2) * 2 * g
  | The gradient isn't squared. s is a running mean of g².
| new_part = (1 - beta_1) * g**2 | The gradient is squared in m. m is a running mean of g, and s of g².
| new_square = (1 - beta_2) * mean**2 ; new_square = (1 - beta_2) * m_hat**2
  | It squares the running mean. s takes the square of the gradient itself.
| new_square = (1 - beta_2) * (g - mean) ** 2
  | It squares the distance between gradient and m. s takes the square of the gradient itself.
| new_square = (1 - beta_2) * np.sum(g**2) ; new_square = (1 - beta_2) * np.mean(g**2)
  | One number for the whole array: the squares are added or averaged over its entries. Each entry has an s of its own.
| old_part = beta_2 * m ; new_part = (1 - beta_2) * g ; old_square = beta_1 * s ; new_square = (1 - beta_1) * g**2 ;
    correction_1 = 1 - beta_2**t ; correction_2 = 1 - beta_1**t ; old_part = beta_2 * m and new_part = (1 - beta_2) * g
    ; old_square = beta_1 * s and new_square = (1 - beta_1) * g**2 ; old_part = beta_2 * m and
    new_part = (1 - beta_2) * g and old_square = beta_1 * s and new_square = (1 - beta_1) * g**2 and
    correction_1 = 1 - beta_2**t and correction_2 = 1 - beta_1**t
  | A β is in the place of the other one: β₁ belongs to m, and β₂ to s.
| m_hat = m / correction_1
  | The step uses the old m, without this gradient. First m and s, then the corrections, then the step.
| s_hat = s / correction_2
  | The step uses the old s, without this gradient. First m and s, then the corrections, then the step.
""",
        CORRECTION.format(correction="correction_1", beta="beta_1", corrected="m_hat = mean"),
        PRODUCT.format(correction="correction_1"),
        CORRECTION.format(correction="correction_2", beta="beta_2", corrected="s_hat = square"),
        """
| scale = s_hat + epsilon | The square root is left out. The step divides by √ŝ + ε.
| step = -rate * m_hat / np.sqrt(s_hat) - epsilon ; step = -rate * m_hat / np.sqrt(s_hat) + epsilon ;
    step = -rate * (m_hat / np.sqrt(s_hat) + epsilon)
  | Without parentheses ε is added after the division. Divide by `(np.sqrt(s_hat) + epsilon)`.
| scale = np.sqrt(s_hat + epsilon) | ε stands inside the root. It is added to the root: √ŝ + ε.
| scale = np.sqrt(s_hat) | ε is left out. The step divides by √ŝ + ε.
| scale = (np.sqrt(square) + epsilon) / np.sqrt(correction_2)
  | ε is added before the correction, as in the shorter form of the paper. In (11.9) it is added to √ŝ.
| scale = np.sqrt(square) / correction_2 + epsilon
  | The root is corrected, not s. First ŝ, then its root.
| scale = 1 | The division by √ŝ + ε is left out.
| scale = 1 / (np.sqrt(s_hat) + epsilon) | It multiplies by √ŝ + ε. Divide by it.
| scale = np.abs(m_hat) + epsilon | It divides by the size of m̂ itself. The step divides by √ŝ + ε.
wrong-factor | rate = 1 | The learning rate is left out.
| step = -rate * g / scale | The step takes the gradient itself, as RMS scaling does. Adam takes m̂.
| step = -rate * m_hat**2 / scale | m̂ is squared. The step is −η m̂ / (√ŝ + ε).
| step = step - theta | The step itself became the parameter: the old value is left out.
| step += theta ; step += learning_rate * theta
  | The parameter decays as well, as in AdamW, (11.10). Asked for is plain Adam, (11.9).
| g = gradient + 0.01 * theta ; gradient + 0.1 * theta ; gradient + 0.001 * theta ; gradient + learning_rate * theta
  | A decay is added to the gradient, which is L2. Asked for is plain Adam, with the gradient as it is.
""",
    ),
)

corrected = Exercise(
    signature="m_hat(m, beta_1, t)",
    task="",
    formula="""
correction = 1 - beta_1 ** t
m_hat = m / correction
""",
    wrong=CORRECTION.format(correction="correction", beta="beta_1", corrected="m_hat = m")
    + PRODUCT.format(correction="correction"),
    draw=lambda numbers, d_in, d_out: (
        numbers(d_in, d_out),
        numbers.pick((0.9, 0.8, 0.6)),
        numbers.pick((2, 3, 5)),
    ),
    sizes=sgd_step.sizes,
)

recap_11 = Recap(
    name="recap_11",
    lesson="11",
    task="""
Two lines of this lesson, each with the shape of its result and its code, both as text, for weights of shape
(d_in, d_out): the new velocity `v`, from `v`, `dL_dW`, `learning_rate` and `momentum`; and Adam's corrected mean
`m_hat`, from `m`, `beta_1` and `t`.
""",
    rows={
        "v": ("(d_in, d_out)", "momentum * v - learning_rate * dL_dW", velocity),
        "m_hat": ("(d_in, d_out)", "m / (1 - beta_1**t)", corrected),
    },
    hints="""
A velocity and a running mean have the shape of what they move.
The velocity is (11.2), the corrected mean (11.7).
After the first step m is 1 − β₁ times the gradient, so there the divisor is 1 − β₁; after t steps β₁ has the power t.
""",
    reason="(11.2) and (11.7). Each entry of the weights has its own velocity and its own mean.",
)
