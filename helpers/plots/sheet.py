"""The formula sheet: rules, shapes and names on one page to print.

python -m helpers.plots.sheet writes notebooks/formula_sheet.pdf.
"""

from pathlib import Path

from matplotlib.patches import Rectangle

from helpers.plots.stepper.passes import record_example
from helpers.plots.style import ACTIVATION, FORWARD_PANEL, GRADIENT, WIDTH, course_style, page

FILE = Path(__file__).resolve().parents[2] / "notebooks" / "formula_sheet.pdf"
HEIGHT, MARGIN, LINE = 10.3, 0.1, 0.255  # inches; fits A4 and Letter

FORWARD = [
    ("linear", r"$Z = X\,W + b$", "Z = X @ W + b", "(n, d_out)"),
    ("sigmoid", r"$A = 1\,/\,(1 + e^{-Z})$, $\; q = e^{-|Z|}$", "A = np.where(Z >= 0, 1, q) / (1 + q)", "like Z"),
    (
        "loss",
        r"$L = \frac{1}{n} \sum \frac{1}{2}\,\|\hat{y} - y\|^2$",
        "L = 0.5 * ((Y_hat - Y)**2).sum() / n",
        "a number",
    ),
]
RULES = [
    ("seed", r"$dL/d\hat{Y} = (\hat{Y} - Y)\,/\,n$", "dL_dY_hat = (Y_hat - Y) / n", "like Y_hat"),
    ("slope", r"$dL/dZ = dL/dA \odot A \odot (1 - A)$", "dL_dZ = dL_dA * A * (1 - A)", "like Z"),
    ("weights", r"$dL/dW = X^T\;dL/dZ$", "dL_dW = X.T @ dL_dZ", "(d_in, d_out)"),
    ("bias", r"$dL/db = \sum_{rows}\;dL/dZ$", "dL_db = dL_dZ.sum(axis=0)", "(d_out,)"),
    ("hand back", r"$dL/dX = dL/dZ\;W^T$", "dL_dX = dL_dZ @ W.T", "(n, d_in)"),
]
OTHERS = [
    ("tanh", r"$dL/dZ = dL/dA \odot (1 - A^2)$", "dL_dZ = dL_dA * (1 - A**2)", "the slope"),
    ("ReLU", r"$dL/dZ = dL/dA \odot (Z > 0)$", "dL_dZ = dL_dA * (Z > 0)", "the slope"),
    ("softmax", r"$dL/dZ = (P - Y)\,/\,n$", "dL_dZ = (P - Y) / n", "the seed at the logits"),
]
PAGE = [
    step.code if step.rule == "forward" else f"{step.code:42}# {step.rule}"
    for step in record_example().steps
    if step.rule != "loss"
]
PAGE += [
    "for theta, gradient in zip((W1, b1, W2, b2), (dL_dW1, dL_db1, dL_dW2, dL_db2)):",
    "    theta -= learning_rate * gradient     # all gradients first, then the steps",
]
SHAPES = "Samples are rows: X (n, d_in), W (d_in, d_out), b (d_out,). A gradient has the shape of what it belongs to."
CHECK = (
    r"$\frac{dL}{d\theta} \approx \frac{L(\theta + h) - L(\theta - h)}{2h}$   for each entry, in float64, with $h ="
    r" 10^{-5}$;"
    " relative error below $10^{-6}$"
)
COLUMNS = (
    r"Samples are columns.   $\delta_L = (a_L - y) \odot a_L \odot (1 - a_L)$,   "
    r"$\delta_l = W_{l+1}^T\,\delta_{l+1} \odot a_l \odot (1 - a_l)$;   for $W_l$: $\delta_l\,a_{l-1}^T\,/\,n$,"
    r"   for $b_l$: $\frac{1}{n}\sum_{columns} \delta_l$."
)


class _Sheet:
    def __init__(self):
        self.figure, self.axes = page(HEIGHT)
        self.y = HEIGHT - 0.2

    def write(self, text, x=MARGIN, down=LINE, **look):
        self.axes.text(x, self.y, text, va="center", **{"size": 10} | look)
        self.y -= down

    def head(self, text, color="black"):
        self.y -= 0.07
        self.write(text, size=12.5, weight="bold", color=color, down=0.28)

    def table(self, rows, color):
        for name, equation, code, shape in rows:
            for text, x, look in (
                (name, MARGIN + 0.05, {"weight": "bold", "color": color}),
                (equation, 1.15, {}),
                (code, 3.75, {"family": "monospace", "size": 9.5}),
                (shape, WIDTH - MARGIN, {"ha": "right", "size": 9.5}),
            ):
                self.write(text, x, 0, **look)
            self.y -= LINE + 0.012

    def code(self, lines):
        high = len(lines) * 0.19 + 0.16
        self.axes.add_patch(
            Rectangle((MARGIN, self.y + 0.14 - high), WIDTH - 2 * MARGIN, high, facecolor=FORWARD_PANEL)
        )
        self.y -= 0.02
        for line in lines:
            self.write(line, MARGIN + 0.1, 0.19, family="monospace", size=9.5)
        self.y -= 0.1


@course_style
def formula_sheet():
    """Draw the formula sheet."""
    sheet = _Sheet()
    sheet.write("Backprop on one page", size=18, weight="bold", down=0.38)
    sheet.write(SHAPES)
    sheet.head("Forward: keep what backward needs", ACTIVATION)
    sheet.table(FORWARD, ACTIVATION)
    sheet.head("Backward: five rules, from the loss to the input", GRADIENT)
    sheet.table(RULES, GRADIENT)
    sheet.write("The last three in one sentence: sum over everyone who used it.", style="italic")
    sheet.head("The whole page: two layers")
    sheet.code(PAGE)
    sheet.head("Other slopes, another seed", GRADIENT)
    sheet.table(OTHERS, GRADIENT)
    sheet.write("P = exp(Z − max) / its sum, row by row; the loss is the cross-entropy, and Y holds one-hot rows.")
    sheet.head("The judge")
    sheet.write(CHECK, down=0.32)
    sheet.write("It sees no mistake in the loss itself, and stumbles over kinks. Test with sizes that all differ.")
    sheet.head("As papers write it")
    sheet.write(COLUMNS, size=9)
    sheet.figure.alt = (
        "a page to print: shapes, the forward lines, the five backward rules with equation, code and shape, and the"
        " two-layer page."
    )
    return sheet.figure


if __name__ == "__main__":
    formula_sheet().savefig(
        FILE, metadata={"Title": "Backprop on one page", "CreationDate": None, "Creator": None, "Producer": None}
    )
