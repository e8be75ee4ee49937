"""The formula sheet: rules, shapes and names on one page to print, and a second one for lessons 12 and 13.

python -m helpers.plots.sheet writes notebooks/formula_sheet.pdf.
"""

from pathlib import Path

from matplotlib.backends.backend_pdf import PdfPages
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


# Operation, shares of the gradient g, rule; a is the result of a function of z.
OPERATIONS = [
    ("a + b", "g,  g", "bias: slope 1"),
    ("a * b", "g * b,  g * a", "each factor gets the other one"),
    ("a ** p", "g * p * a ** (p - 1)", "slope"),
    ("a = np.exp(z)", "g * a", "slope"),
    ("a = np.log(z)", "g / z", "slope"),
    ("a = np.tanh(z)", "g * (1 - a**2)", "slope"),
    ("a = 1 / (1 + np.exp(-z))", "g * a * (1 - a)", "slope"),
    ("a = np.maximum(z, 0)", "g * (z > 0)", "slope"),
    ("X @ W", "g @ W.T,  X.T @ g", "hand back, weights"),
    ("X + b, b copied to the rows", "g,  g.sum(axis=0)", "bias: everyone who used it"),
    ("x.sum()", "np.broadcast_to(g, x.shape)", "what was added has slope 1"),
    ("x[index]", "np.add.at(dL_dx, index, g)", "everyone who read it; dL_dx starts at 0"),
]
WALK = [
    "L.grad = 1                                    # seed",
    "for value in reversed(in_order(L)):           # each after everyone who used it",
    "    for other, share in value.used:",
    "        other.grad += share(value.grad)       # sum over everyone who used it",
]
# Name, forward lines, backward lines. `mean` and `total` are over the last axis, which stays as an axis of size 1.
BLOCKS = [
    ("softmax", ["P = exp(Z) / total(exp(Z))"], ["dL_dZ = P * (dL_dP - total(dL_dP * P))"]),
    (
        "RMSNorm",
        ["r = sqrt(mean(X**2) + epsilon)", "X_hat = X / r", "Z = gain * X_hat"],
        [
            "dL_dgain = (dL_dZ * X_hat).sum(axis=0)",
            "G = dL_dZ * gain",
            "dL_dX = (G - X_hat * mean(G * X_hat)) / r",
        ],
    ),
    (
        "LayerNorm",
        ["C = X - mean(X)", "r = sqrt(mean(C**2) + epsilon)", "X_hat = C / r", "Z = gain * X_hat + b"],
        [
            "dL_dgain = (dL_dZ * X_hat).sum(axis=0)",
            "dL_db = dL_dZ.sum(axis=0)",
            "G = dL_dZ * gain",
            "dL_dX = (G - mean(G) - X_hat * mean(G * X_hat)) / r",
        ],
    ),
    (
        "attention",
        ["S = Q @ K.T / root", "S[j > i] = -inf  # causal", "P = softmax(S)", "M = P @ V"],
        [
            "dL_dV, dL_dP = P.T @ dL_dM, dL_dM @ V.T",
            "dL_dS = P * (dL_dP - total(dL_dP * P))",
            "dL_dQ, dL_dK = dL_dS @ K / root, dL_dS.T @ Q / root",
            "dL_dX = (dL_dQ @ W_q.T + dL_dK @ W_k.T",
            "         + dL_dV @ W_v.T)  # three paths",
        ],
    ),
    ("residual", ["Z = X + f(X)"], ["dL_dX = dL_dZ + f_backward(dL_dZ)"]),
    (
        "SwiGLU",
        ["A, B = X @ W_gate, X @ W_up", "s = 1 / (1 + exp(-A))", "H = A * s * B"],
        [
            "dL_dA = dL_dH * B * s * (1 + A * (1 - s))",
            "dL_dB = dL_dH * A * s",
            "dL_dX = dL_dA @ W_gate.T + dL_dB @ W_up.T",
        ],
    ),
    ("embedding", ["Z = W[ids]"], ["np.add.at(dL_dW, ids, dL_dZ)  # dL_dW starts at 0"]),
]
TRAPS = [
    "Gains and weights away from 1 and 0, a random gradient from above, and sizes that all differ:",
    "else a gain used twice, or LayerNorm without the way through r, can't be seen. Check dL_dX, too.",
]


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

    def lines(self, columns):
        """Write lists of lines side by side, from (x, lines)."""
        top = self.y
        for x, lines in columns:
            self.y = top
            for line in lines:
                self.write(line, x, 0.19, family="monospace", size=8.5)
        self.y = top - 0.19 * max(len(lines) for _, lines in columns) - 0.075

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


@course_style
def second_sheet():
    """Draw the second page, for lessons 12 and 13: the engine's operations, and the pieces of a transformer block."""
    sheet = _Sheet()
    sheet.write("An engine and a transformer block", size=18, weight="bold", down=0.38)
    sheet.head("An engine: an operation, and the shares of the gradient g", GRADIENT)
    for operation, shares, rule in OPERATIONS:
        for text, x, look in (
            (operation, MARGIN + 0.05, {"family": "monospace", "size": 8.5}),
            (shares, 2.55, {"family": "monospace", "size": 8.5}),
            (rule, WIDTH - MARGIN, {"ha": "right", "size": 9.5}),
        ):
            sheet.write(text, x, 0, **look)
        sheet.y -= 0.205
    sheet.write("What was copied forward is summed backward, along every axis that was copied.", style="italic")
    sheet.code(WALK)
    sheet.head("A transformer block: forward, and backward", GRADIENT)
    sheet.write(
        "mean and total are over the features of a row, root = √d_head, and sums over axis 0 take all rows.", size=9.5
    )
    for name, forward, backward in BLOCKS:
        sheet.write(name, MARGIN + 0.05, 0, weight="bold", color=GRADIENT)
        sheet.lines([(1.15, forward), (3.75, backward)])
    sheet.head("The judge")
    for line in TRAPS:
        sheet.write(line, down=0.22)
    sheet.figure.alt = (
        "a second page to print: the operations of an engine with the shares of the gradient, the walk back, and the"
        " lines of softmax, norms, attention, residual, SwiGLU and embedding, forward and backward."
    )
    return sheet.figure


def write(path=FILE):
    """Write both pages as a PDF, the same bytes each time."""
    about = {"Title": "Backprop on one page", "CreationDate": None, "Creator": None, "Producer": None}
    with PdfPages(path, metadata=about) as pdf:
        for draw in (formula_sheet, second_sheet):
            pdf.savefig(draw())


if __name__ == "__main__":
    write()
