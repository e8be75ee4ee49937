"""The reference page with one change: which pieces of its code another piece replaces."""

from helpers.exercises.two_layers.reference import pieces
from helpers.exercises.two_layers.reference import reference_code as page_of

NAMES = '("W1", "b1", "W2", "b2")'
MANY = """        losses, many = [], {many}
        for _ in range(epochs):
            order, of_epoch = rng.permutation(many), []
            for start in range(0, many, batch_size):
                chosen = order[start : start + batch_size]
                of_epoch.append(len(chosen) * loss(self.forward({X}), {Y}))
                self.backward({Y})
                self.step(learning_rate)
            losses.append(sum(of_epoch) / many)
"""


def renamed(code, *pairs):
    """Return code with other names."""
    for old, new in pairs:
        code = code.replace(old, new)
    return code


def third_layer(changed, code):
    """Pieces for a third layer."""
    upward = ("dL_dZ2", "dL_dZ3"), ("A1", "A2"), ("W2", "W3"), ("b2", "b3")
    shape2, shape3 = code["shape2"].replace("d_out", "d_second"), code["shape2"].replace("d_hidden", "d_second")
    W2 = f"self.W2 = rng.normal(0, np.sqrt(2 / (d_hidden + d_out)), {code['shape2']})"
    bias2, bias3 = f"np.zeros({code['bias2'].replace('d_out', 'd_second')})", f"np.zeros({code['bias2']})"
    back, slope = renamed(code["back"], *upward), renamed(code["slope"], *upward)
    hidden = code["hidden"].replace(code["first"].format(x=code["x"]), code["second"])
    return (
        ("d_in, d_hidden, d_out = sizes", "d_in, d_hidden, d_second, d_out = sizes"),
        (
            W2,
            f"self.W2 = rng.normal(0, np.sqrt(2 / (d_hidden + d_second)), {shape2})\n"
            f"        self.W3 = rng.normal(0, np.sqrt(2 / (d_second + d_out)), {shape3})",
        ),
        (f"self.b1, self.b2 = np.zeros({code['bias1']}), {bias3}",
         f"self.b1, self.b2, self.b3 = np.zeros({code['bias1']}), {bias2}, {bias3}"),
        (code["output"], renamed(code["output"], *upward)),
        (f"self.A1 = {code['hidden']}\n", f"self.A1 = {code['hidden']}\n        self.A2 = {hidden}\n"),
        (
            f"dL_dZ2 = {code['seed']}",
            f"dL_dZ3 = {code['seed']}\n"
            f"        self.dL_dW3 = {renamed(code['weights2'], *upward)}  # weights\n"
            f"        self.dL_db3 = dL_dZ3{code['total']}  # bias\n"
            f"        dL_dZ2 = {back} * {slope}  # hand back, slope",
        ),
        (NAMES, '("W1", "b1", "W2", "b2", "W3", "b3")'),
    )  # fmt: skip


def penalty(changed, code):
    """Pieces for L2 in the loss."""
    method = "    def penalty(self):\n        return 0.5 * 0.1 * ((self.W1**2).sum() + (self.W2**2).sum())\n\n"
    weights = [(f"self.dL_d{W} = {code[k]}", f"self.dL_d{W} = {code[k]} + 0.1 * self.{W}") for W, k in
               (("W1", "weights1"), ("W2", "weights2"))]  # fmt: skip
    loss = f"loss(self.forward({code['x']}), {code['y']})"
    return *weights, (loss, f"{loss} + self.penalty()"), ("    def step", f"{method}    def step")


def mini_batches(changed, code):
    """Pieces for mini-batches."""
    axis, of_chosen = ("X.shape[1]", "[:, chosen]") if changed.variant.columns else ("len(X)", "[chosen]")
    loop = MANY.format(many=axis, X=f"X{of_chosen}", Y=f"Y{of_chosen}")
    return (
        ("learning_rate, epochs)", "learning_rate, epochs, batch_size, rng)"),
        (f"        losses = []\n        for _ in range(epochs):\n{code['loop']}", loop),
    )


def relu(changed, code):
    """Pieces for a start that fits a ReLU."""
    return (("np.sqrt(2 / (d_in + d_hidden))", "np.sqrt(2 / d_in)"),)


def logits(changed, code):
    """Pieces for cross-entropy from logits."""
    y, Y_hat = code["y"], code["Y_hat"]
    axis = 0 if changed.variant.single or changed.variant.columns else 1
    keep = "" if changed.variant.single else f"axis={axis}, keepdims=True"
    mean = "" if changed.variant.single else ".mean()"
    stable = (
        f"shifted = {Y_hat} - {Y_hat}.max({keep})\n"
        f"    return (np.log(np.exp(shifted).sum(axis={axis})) - ({y} * shifted).sum(axis={axis})){mean}"
    )
    return (
        (f"return {code['loss']}", stable),
        (f"self.{Y_hat} = {code['output']}", f"self.{Y_hat} = {code['second']}"),
        (f"(self.{Y_hat} - {y})", f"(softmax(self.{Y_hat}) - {y})"),
    )


def integers(changed, code):
    """Pieces for integer labels."""
    y, Y_hat, columns = code["y"], code["Y_hat"], changed.variant.columns
    n = f"np.arange(len({y}))"
    own = y if changed.variant.single else f"{y}, {n}" if columns else f"{n}, {y}"
    one_hot = f"np.eye(self.{Y_hat}.shape[0])[:, {y}]" if columns else f"np.eye(self.{Y_hat}.shape[-1])[{y}]"
    mean = "" if changed.variant.single else ".mean()"
    return (
        (f"return {code['loss']}", f"return -np.log({Y_hat}[{own}]){mean}"),
        (f"(self.{Y_hat} - {y})", f"(self.{Y_hat} - {one_hot})"),
        (" / Y.shape[1]", " / len(Y)"),
        ("X.T, Y.T", "X.T, Y"),
    )


def tied(changed, code):
    """Pieces for weights that are used twice."""
    single, columns = changed.variant.single, changed.variant.columns
    A, G = ("self.A1", "dL_dZ2") if columns else ("dL_dZ2", "self.A1")
    second = f"np.outer({A}, {G})" if single else f"{A} @ {G}.T" if columns else f"{A}.T @ {G}"
    W2 = f"        self.W2 = rng.normal(0, np.sqrt(2 / (d_hidden + d_out)), {code['shape2']})\n"
    return (
        (W2, ""),
        (code["output"], code["output"].replace("W2", "W1.T")),
        (f"        self.dL_dW2 = {code['weights2']}  # weights\n", ""),
        (code["back"], code["back"].replace("W2.T", "W1")),
        (f"self.dL_dW1 = {code['weights1']}", f"self.dL_dW1 = {code['weights1']} + {second}"),
        (NAMES, '("W1", "b1", "b2")'),
    )


PIECES = {
    "a third layer": third_layer,
    "L2 in the loss": penalty,
    "mini-batches": mini_batches,
    "ReLU with a start that fits": relu,
    "cross-entropy from logits": logits,
    "integer labels": integers,
    "a tensor that is used twice": tied,
}


def reference_code(changed):
    """Return a whole right page, without a gradient check."""
    page = page_of(changed.base).partition("def gradient_check")[0].rstrip() + "\n"
    return renamed(page, *PIECES[changed.change](changed, pieces(changed.base)))
