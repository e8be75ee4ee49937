"""Lesson 10: the recap, a layer in columns."""

from helpers.exercises.check.exercise import Exercise
from helpers.exercises.check.on_paper import Recap
from helpers.exercises.lesson_10_deltas import BIAS_SLIPS, NEVER, ROWS, WEIGHTS_SLIPS, delta_output

layer_in_columns = Exercise(
    signature="layer_in_columns(W, b, a_before, delta, n)",
    task="A layer in columns: what the rows of the recap are made of.",
    formula="""
order = W @ a_before
bias = b
z = order + bias
back = W.T @ delta
dC_da = back
product = delta @ a_before.T
dC_dW = product / n
dC_db = delta.mean(axis=1, keepdims=True)
""",
    returns=("z", "dC_da", "dC_dW", "dC_db"),
    draw=lambda numbers, d_out, d_in, n: (
        numbers(d_out, d_in),
        numbers(d_out, 1),
        numbers(d_in, n),
        numbers(d_out, n),
        n,
    ),
    sizes=({"d_out": 3, "d_in": 2, "n": 5}, {"d_out": 6, "d_in": 3, "n": 4}, {"d_out": 2, "d_in": 7, "n": 3}),
    alike=(
        {"d_out": 3, "d_in": 3, "n": 4},
        {"d_out": 4, "d_in": 3, "n": 4},
        {"d_out": 3, "d_in": 4, "n": 4},
        {"d_out": 3, "d_in": 3, "n": 3},
    ),
    mean_over=("n",),
    wrong=f"""
transposed | order = a_before @ W ; a_before.T @ W | {ROWS}
transposed | order = W.T @ a_before ; a_before @ W.T | `W` is (d_out, d_in) here, and not transposed on the way forward.
| bias = 0 | The bias is left out.
transposed | back = W @ delta | `W` is not transposed. {NEVER}
transposed | back = delta @ W.T ; delta.T @ W.T | {ROWS}
transposed | back = delta @ W | The factors are in the wrong order.
"""
    + WEIGHTS_SLIPS
    + BIAS_SLIPS,
)

recap_10 = Recap(
    name="recap_10",
    lesson="10",
    task="""
A layer in columns. Each row is a pair of texts: the shape, such as "(d_in, n)", and the line of NumPy, from `W`, `b`,
`a_before`, `delta` and `n`. `dC_da` is what is handed back to `a_before`, before any slope; `delta_L` is that of the
last layer, from `a` and `y`.
""",
    rows={
        "z": ("(d_out, n)", "W @ a_before + b", layer_in_columns),
        "dC_da": ("(d_in, n)", "W.T @ delta", layer_in_columns),
        "dC_dW": ("(d_out, d_in)", "delta @ a_before.T / n", layer_in_columns),
        "dC_db": ("(d_out, 1)", layer_in_columns),
        "delta_L": ("(d_out, n)", "(a - y) * a * (1 - a)", delta_output),
    },
    hints="""
`W` is (d_out, d_in), and everything else has a column for each sample.
A gradient has the shape of what it belongs to. The index that is summed over is in no shape any more: inputs in `z`,
  neurons in `dC_da`, samples in `dC_dW`.
`W @ a_before + b`; back with `W.T`; the weights with `a_before.T`. The mean over the samples belongs to the last two
  rows.
""",
    reason="""
It is the page of lesson 04 on its side: each product is transposed, so its factors change places. The 1/n stands in the
gradients, for delta belongs to one sample.
""",
)
