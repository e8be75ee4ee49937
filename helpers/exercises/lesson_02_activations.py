"""Lesson 02: sigmoid, ReLU and tanh, forward and backward, element by element."""

import math

import numpy as np

from helpers.exercises.check.exercise import Exercise
from helpers.exercises.check.on_paper import ByHand, Recap
from helpers.exercises.check.verdict import mistake
from helpers.nn.delta import sigma

SIZES = ({"n": 5, "d": 3}, {"n": 4, "d": 6}, {"n": 3, "d": 7})
ROWS_ONLY = ({"n": 4},)  # arrays of one axis, where (n, 1) against (n,) runs through


def sigma_slope(z):
    """σ′ as a function of z."""
    return sigma(z) * (1 - sigma(z))


def stretched(output, first, second):
    """The products in which every entry of one factor meets every entry of the other, as known mistakes."""
    words = (
        "Every entry of one array met every entry of the other. Both have the same shape: multiply them as they are."
    )
    ways = (np.outer, lambda a, b: a[:, None] * b, lambda a, b: a * b[:, None])
    return tuple(
        mistake("broadcast", words, output, whole=lambda *given, way=way: way(first(*given), second(*given)))
        for way in ways
    )


def passed_on(gradient):
    """The gradient from above, as it came."""
    return gradient


def forward_arguments(numbers, n, d=None):
    """Z."""
    return (numbers(n, d) if d else numbers(n),)


# ------------------------------------------------------------ sigmoid

sigmoid = Exercise(
    signature="sigmoid(Z)",
    lesson="02",
    task=(
        "Write the sigmoid, σ(z) = 1 / (1 + e^(−z)), for each entry of an array `Z`. Return an array of the shape of"
        " `Z`. It must not overflow, or let NumPy warn, for any number: −1000 and 1000 are asked too."
    ),
    formula={
        "A": (
            lambda Z, *, exponent=np.negative, top=lambda Z: 1.0, bottom=lambda q: 1 + q: (
                top(Z) / bottom(np.exp(exponent(Z)))
            )
        )
    },
    draw=forward_arguments,
    sizes=SIZES,
    alike=ROWS_ONLY,
    large=tuple((np.array([[z]]),) for z in (-1000.0, 1000.0)),
    hints=(
        "Write the formula first; `np.exp` works on whole arrays. Then ask: for which z does e^(−z) get too large?",
        (
            "Multiply top and bottom by e^z: the value stays, and the exponential is now e^z. Which of the two forms is"
            " safe for which sign?"
        ),
        (
            "Both forms need q = e^(−|z|), which lies between 0 and 1. For z ≥ 0 the answer is 1 / (1 + q), for z < 0"
            " it is q / (1 + q)."
        ),
    ),
    code="""
def sigmoid(Z):
    q = np.exp(-np.abs(Z))
    return np.where(Z >= 0, 1, q) / (1 + q)
""",
    reason=(
        "`q` lies between 0 and 1, so no exponential can overflow. For z ≥ 0 it is e^(−z), and 1 / (1 + q) is the"
        " formula itself; for z < 0 it is e^z, and q / (1 + q) is the formula with top and bottom multiplied by e^z."
    ),
    wrong=(
        mistake("wrong-sign", "The exponent is −z. With e^z the curve falls instead of rising.", exponent=np.positive),
        mistake("wrong-sign", "Below the line stands 1 + e^(−z), with a plus.", bottom=lambda q: 1 - q),
        mistake("wrong-sign", "Below the line stands 1 + e^(−z), with a plus.", bottom=lambda q: q - 1),
        mistake(
            None,
            "This is the exponential alone. The 1 / (1 + …) around it is left out.",
            "A",
            whole=lambda Z: np.exp(-Z),
        ),
        mistake(
            None, "This is σ′(z) = a (1 − a), the slope. The function itself is asked for.", "A", whole=sigma_slope
        ),
        mistake(None, "The sigmoid is applied twice: once is enough.", "A", whole=lambda Z: sigma(sigma(Z))),
        mistake(None, "The 1 + below the line is left out, and 1 / e^(−z) is e^z.", "A", whole=np.exp),
        mistake(None, "This is tanh. It has the form of a sigmoid, but runs from −1 to 1.", "A", whole=np.tanh),
        *stretched("A", np.ones_like, sigma),
    ),
)


# ------------------------------------------------------------ backward


def backward_arguments(numbers, n, d=None):
    """dL_dA and A."""
    shape = (n, d) if d else (n,)
    return numbers(*shape), numbers.activations(*shape)


sigmoid_backward = Exercise(
    signature="sigmoid_backward(dL_dA, A)",
    lesson="02",
    task=(
        "A sigmoid made the activations `A`, and the gradient `dL_dA` arrives, of the same shape. Return `dL_dZ`, of"
        " the same shape. `A` is the activation, σ(Z); there is no `Z`. Leave both arrays as they are."
    ),
    formula={"dL_dZ": lambda dL_dA, A, *, upstream=passed_on, slope=lambda A: A * (1 - A): upstream(dL_dA) * slope(A)},
    draw=backward_arguments,
    sizes=SIZES,
    alike=ROWS_ONLY,
    hints=(
        "It is the rule called slope: what arrives, times the slope of the function, entry by entry.",
        (
            "The slope of the sigmoid can be written with the activation alone, (2.3). Forward has paid for the"
            " exponential already."
        ),
        "The slope is `A * (1 - A)`. Multiply by what arrives, and call no sigmoid.",
    ),
    code="""
def sigmoid_backward(dL_dA, A):
    return dL_dA * A * (1 - A)
""",
    reason=(
        "There is one arrow from each z to its a, so the gradient is multiplied by that arrow's slope, (2.4). "
        "σ′(z) = a (1 − a) takes the activation, which is what was given."
    ),
    wrong=(
        mistake(
            "slope-of-activation",
            "`A` is the activation already. σ(A) would be a sigmoid of a sigmoid: write the slope as A (1 − A).",
            slope=sigma_slope,
        ),
        mistake(
            "missing-slope",
            "The gradient passes the sigmoid as if that had the slope 1. Multiply by A (1 − A).",
            slope=np.ones_like,
        ),
        mistake("missing-slope", "The slope has two factors, A and 1 − A. The second is left out.", slope=np.array),
        mistake(
            "missing-slope", "The slope has two factors, A and 1 − A. The first is left out.", slope=lambda A: 1 - A
        ),
        mistake(
            "missing-upstream",
            "A (1 − A) is the slope here. Multiply it by what arrives from above, `dL_dA`.",
            upstream=np.ones_like,
        ),
        mistake("wrong-sign", "The slope is A (1 − A), with a minus.", slope=lambda A: A * (1 + A)),
        mistake(
            "wrong-sign",
            "The slope is A (1 − A), with a plus before A: it is never negative.",
            slope=lambda A: A * (A - 1),
        ),
        mistake(
            None,
            "This divides by the slope. Backward doesn't undo the function: it multiplies by the slope.",
            slope=lambda A: 1 / (A * (1 - A)),
        ),
        mistake(None, "1 − A² is the slope of tanh. This is a sigmoid.", slope=lambda A: 1 - A**2),
        mistake(
            None,
            "The slope is added. Along a path slopes are multiplied.",
            "dL_dZ",
            whole=lambda dL_dA, A: dL_dA + A * (1 - A),
        ),
        *stretched("dL_dZ", lambda dL_dA, A: dL_dA, lambda dL_dA, A: A * (1 - A)),
        *stretched("dL_dZ", lambda dL_dA, A: dL_dA * A, lambda dL_dA, A: 1 - A),
        *stretched("dL_dZ", lambda dL_dA, A: dL_dA * (1 - A), lambda dL_dA, A: A),
    ),
)


def tanh_arguments(numbers, n, d=None):
    """dL_dA and A, between −1 and 1."""
    shape = (n, d) if d else (n,)
    return numbers(*shape), numbers.activations(*shape, low=-1)


tanh_backward = Exercise(
    signature="tanh_backward(dL_dA, A)",
    lesson="02",
    task=(
        "The hyperbolic tangent made the activations `A` = tanh(Z), and the gradient `dL_dA` arrives, of the same"
        " shape. Return `dL_dZ`. Leave both arrays as they are."
    ),
    formula={"dL_dZ": lambda dL_dA, A, *, upstream=passed_on, slope=lambda A: 1 - A**2: upstream(dL_dA) * slope(A)},
    draw=tanh_arguments,
    sizes=SIZES,
    alike=ROWS_ONLY,
    hints=(
        (
            "The rule is the same as for the sigmoid: what arrives, times the slope, entry by entry. Only the slope is"
            " another."
        ),
        "Derive the slope of tanh in z, then write it with the activation, (2.7).",
        "The slope is `1 - A**2`. Multiply by what arrives.",
    ),
    code="""
def tanh_backward(dL_dA, A):
    return dL_dA * (1 - A**2)
""",
    reason=(
        "tanh′(z) = 1 − a², written with the activation a = tanh(z), (2.7). The rule slope multiplies it by what"
        " arrives."
    ),
    wrong=(
        mistake(
            "slope-of-activation",
            "`A` is tanh(Z) already. tanh(A) would be a tanh of a tanh: the slope is 1 − A².",
            slope=lambda A: 1 - np.tanh(A) ** 2,
        ),
        mistake(
            "missing-slope",
            "The gradient passes tanh as if that had the slope 1. Multiply by 1 − A².",
            slope=np.ones_like,
        ),
        mistake("missing-slope", "This is 1 − A. The square is left out.", slope=lambda A: 1 - A),
        mistake("missing-slope", "This multiplies by the activation itself; its slope is 1 − A².", slope=np.array),
        mistake(
            "missing-upstream",
            "1 − A² is the slope here. Multiply it by what arrives from above, `dL_dA`.",
            upstream=np.ones_like,
        ),
        mistake("wrong-sign", "The slope is 1 − A², with a minus.", slope=lambda A: 1 + A**2),
        mistake(None, "A (1 − A) is the slope of the sigmoid. This is tanh.", slope=lambda A: A * (1 - A)),
        *stretched("dL_dZ", lambda dL_dA, A: dL_dA, lambda dL_dA, A: 1 - A**2),
    ),
)


# ------------------------------------------------------------ ReLU

relu = Exercise(
    signature="relu(Z)",
    lesson="02",
    task=(
        "Write the rectified linear unit, max(z, 0), for each entry of an array `Z`. Return a new array of the shape of"
        " `Z`."
    ),
    formula={"A": lambda Z, *, chosen=lambda Z: Z > 0, value=passed_on: np.where(chosen(Z), value(Z), 0)},
    draw=forward_arguments,
    sizes=SIZES,
    alike=ROWS_ONLY,
    hints=(
        "What becomes of a negative entry, and what of a positive one?",
        (
            "NumPy has a function that takes the larger of two numbers, entry by entry. It isn't `np.max`, which looks"
            " for the largest of an array."
        ),
        "`np.maximum(Z, 0)`.",
    ),
    code="""
def relu(Z):
    return np.maximum(Z, 0)
""",
    reason=(
        "`np.maximum` compares each entry with 0, and returns a new array. `np.max(Z, 0)` would look for the largest"
        " entry along axis 0."
    ),
    wrong=(
        mistake("wrong-sign", "This keeps the negative entries. The positive ones are kept.", chosen=lambda Z: Z < 0),
        mistake(None, "Nothing is done to Z: negative entries become 0.", chosen=lambda Z: np.ones_like(Z, bool)),
        mistake(
            "wrong-shape",
            "`np.max(Z, 0)` takes the largest of each column, for its second argument is an axis. `np.maximum` compares"
            " with 0.",
            "A",
            whole=lambda Z: np.max(Z, 0),
        ),
        mistake(
            "wrong-shape",
            "`np.max` takes the largest entry of an array. `np.maximum` compares each with 0.",
            "A",
            whole=lambda Z: max(np.max(Z), 0),
        ),
        mistake(None, "This is the slope, 0 or 1. The function itself is asked for.", value=np.ones_like),
        mistake(None, "This takes the sign away. A ReLU sets negative entries to 0.", "A", whole=np.abs),
    ),
)


relu_backward = Exercise(
    signature="relu_backward(dL_dA, Z)",
    lesson="02",
    task=(
        "A ReLU got `Z`, and the gradient `dL_dA` arrives, of the same shape. Return `dL_dZ`. Where z is 0 take the"
        " slope as 0. Leave both arrays as they are."
    ),
    formula={"dL_dZ": lambda dL_dA, Z, *, upstream=passed_on, slope=lambda Z: Z > 0: upstream(dL_dA) * slope(Z)},
    draw=lambda numbers, n, d=None: (numbers(n, d), numbers(n, d)) if d else (numbers(n), numbers(n)),
    sizes=SIZES,
    alike=ROWS_ONLY,
    hints=(
        "What arrives, times the slope, entry by entry. Which two values can the slope have?",
        "Where z is positive the gradient passes as it is; elsewhere nothing does.",
        (
            "`Z > 0` is an array of True and False, and in a product those are 1 and 0. Make a new array: `dL_dA[Z <="
            " 0] = 0` would overwrite the caller's."
        ),
    ),
    code="""
def relu_backward(dL_dA, Z):
    return dL_dA * (Z > 0)
""",
    reason=(
        "The slope of a ReLU is 1 where z > 0 and 0 elsewhere, (2.8). The product is a new array, so what was given"
        " stays as it is."
    ),
    wrong=(
        mistake(
            "missing-slope",
            "The gradient passes everywhere. Where z is negative, ReLU is flat and nothing passes. "
            "(A test like `A >= 0` on what ReLU returned is always true.)",
            slope=np.ones_like,
        ),
        mistake(
            "missing-slope",
            "This multiplies by the activation itself. Its slope is 0 or 1.",
            slope=lambda Z: np.maximum(Z, 0),
        ),
        mistake("missing-slope", "This multiplies by Z itself. The slope is 0 or 1.", slope=np.array),
        mistake(
            "missing-upstream",
            "`Z > 0` is the slope here. Multiply it by what arrives from above, `dL_dA`.",
            upstream=np.ones_like,
        ),
        mistake(
            "missing-upstream",
            "This is a ReLU of Z once more. Backward multiplies what arrives by the slope.",
            "dL_dZ",
            whole=lambda dL_dA, Z: np.maximum(Z, 0),
        ),
        mistake(
            "wrong-sign",
            "The gradient passes where z is positive. Here it passes where z is negative.",
            slope=lambda Z: Z < 0,
        ),
        mistake(
            None,
            "The question is the sign of Z, not that of what arrives: this is a ReLU of the gradient.",
            "dL_dZ",
            whole=lambda dL_dA, Z: np.maximum(dL_dA, 0),
        ),
        mistake(
            None,
            "The gradient is rectified too: only the sign of Z decides what passes.",
            "dL_dZ",
            whole=lambda dL_dA, Z: np.maximum(dL_dA, 0) * (Z > 0),
        ),
        mistake(
            None,
            "The comparison looks at a product. `*` comes before `>`: put parentheses around `Z > 0`.",
            "dL_dZ",
            whole=lambda dL_dA, Z: dL_dA * Z > 0,
        ),
        mistake(None, "The sigmoid's slope stands here. The slope of a ReLU is 0 or 1.", slope=sigma_slope),
        mistake(
            None,
            "The sigmoid's formula stands here, and with z for a. The slope of a ReLU is 0 or 1.",
            slope=lambda Z: Z * (1 - Z),
        ),
        *stretched("dL_dZ", lambda dL_dA, Z: dL_dA, lambda dL_dA, Z: Z > 0),
    ),
)


# ------------------------------------------------------------ by hand

DECAYED = math.exp(-1.5)
ACTIVATION = 1 / (1 + DECAYED)
SLOPE = ACTIVATION * (1 - ACTIVATION)

sigmoid_by_hand = ByHand(
    name="sigmoid_by_hand",
    lesson="02",
    task=(
        "z = 1.5, and e^(−1.5) ≈ 0.223. Find the activation a = σ(z), the slope σ′(z), and, where dL/da = −4 arrives,"
        " dL/dz. Three digits are enough."
    ),
    fixed={"a": ACTIVATION, "slope": SLOPE, "dL_dz": -4 * SLOPE},
    rtol=0.012,
    hints=(
        "(2.1) gives a: what stands below the line?",
        "The slope needs no exponential any more: (2.3).",
        "a ≈ 1 / 1.223, the slope is a (1 − a), and dL/dz is what arrives times the slope, (2.4).",
    ),
    reason=(
        "a = 1 / 1.223 ≈ 0.818. The slope is 0.818 · 0.182 ≈ 0.149, (2.3). What arrives is multiplied by it: −4 · 0.149"
        " ≈ −0.596, (2.4)."
    ),
    fixed_slips=(
        ("a", DECAYED, None, "This is e^(−1.5) alone. It stands below the line, with a 1 before it."),
        ("a", 1 / DECAYED, None, "The 1 + below the line is left out."),
        ("a", 1 - ACTIVATION, "wrong-sign", "This is σ(−1.5): the exponent is −z."),
        ("a", 1 / (1 - DECAYED), "wrong-sign", "Below the line stands 1 + e^(−z), with a plus."),
        ("a", SLOPE, None, "This is the slope. The activation itself is asked for first."),
        (
            "slope",
            1.5 * (1 - 1.5),
            "slope-of-activation",
            "This is z (1 − z). The form a (1 − a) wants the activation.",
        ),
        (
            "slope",
            sigma_slope(ACTIVATION),
            "slope-of-activation",
            "This is σ′(a): the form with the exponential wants z, and got a.",
        ),
        ("slope", 1.5 * SLOPE, None, "This is z a (1 − a): a factor z too many."),
        ("slope", ACTIVATION, "missing-slope", "This is the activation. The slope is a (1 − a)."),
        ("slope", 1 - ACTIVATION, "missing-slope", "The slope has two factors, a and 1 − a. The first is left out."),
        ("slope", ACTIVATION * (1 + ACTIVATION), "wrong-sign", "The slope is a (1 − a), with a minus."),
        ("slope", 1 - ACTIVATION**2, None, "1 − a² is the slope of tanh. This is a sigmoid."),
        ("slope", -4 * SLOPE, None, "This is dL/dz already. The slope alone is asked for."),
        ("dL_dz", -4, "missing-slope", "The gradient passed the sigmoid as if that had the slope 1."),
        ("dL_dz", -4 * ACTIVATION, "missing-slope", "This multiplies by the activation. Its slope is a (1 − a)."),
        (
            "dL_dz",
            -4 * (1 - ACTIVATION),
            "missing-slope",
            "The slope has two factors, a and 1 − a. The first is left out.",
        ),
        ("dL_dz", SLOPE, "missing-upstream", "This is the slope alone. Multiply it by what arrives, −4."),
        ("dL_dz", 3, "slope-of-activation", "The slope is z (1 − z) here. The form a (1 − a) wants the activation."),
        (
            "dL_dz",
            -4 * sigma_slope(ACTIVATION),
            "slope-of-activation",
            "The slope is σ′(a) here: the form with the exponential wants z, and got a.",
        ),
        ("dL_dz", -4 / SLOPE, None, "This divides by the slope. Backward doesn't undo the function: it multiplies."),
        ("dL_dz", -4 + SLOPE, None, "The slope is added. Along a path slopes are multiplied."),
    ),
)


# ------------------------------------------------------------ the recap


def kept(name, draw, right, *mistakes):
    """Return the exercise of writing a slope from the activation that forward kept."""
    return Exercise(
        signature=f"{name}(A)",
        task="",
        formula={name: right},
        draw=draw,
        sizes=SIZES,
        alike=ROWS_ONLY,
        hints=(),
        code="",
        reason="",
        wrong=mistakes,
    )


def of_sigmoid(numbers, n, d=None):
    """The activations of a sigmoid."""
    return backward_arguments(numbers, n, d)[1:]


def of_tanh(numbers, n, d=None):
    """The activations of a tanh."""
    return tanh_arguments(numbers, n, d)[1:]


def of_relu(numbers, n, d=None):
    """The activations of a ReLU, some of which are 0."""
    return (np.maximum(numbers(n, d) if d else numbers(n), 0),)


recap_02 = Recap(
    name="recap_02",
    lesson="02",
    task=(
        "For each function its largest slope, as a number, and the slope as a line of code, made from the activation"
        " `A` that forward kept."
    ),
    rows={
        "sigmoid": (
            0.25,
            "A * (1 - A)",
            kept(
                "sigmoid",
                of_sigmoid,
                lambda A: A * (1 - A),
                mistake(
                    "slope-of-activation",
                    "`A` is the activation already: no exponential is needed any more.",
                    "sigmoid",
                    whole=sigma_slope,
                ),
                mistake(None, "1 − A² is the slope of tanh.", "sigmoid", whole=lambda A: 1 - A**2),
                mistake("missing-slope", "The slope has two factors, A and 1 − A.", "sigmoid", whole=np.array),
                mistake("missing-slope", "The slope has two factors, A and 1 − A.", "sigmoid", whole=lambda A: 1 - A),
            ),
        ),
        "tanh": (
            1,
            "1 - A**2",
            kept(
                "tanh",
                of_tanh,
                lambda A: 1 - A**2,
                mistake(
                    "slope-of-activation",
                    "`A` is tanh(Z) already: the slope is 1 − A².",
                    "tanh",
                    whole=lambda A: 1 - np.tanh(A) ** 2,
                ),
                mistake(None, "A (1 − A) is the slope of the sigmoid.", "tanh", whole=lambda A: A * (1 - A)),
                mistake("missing-slope", "The square is left out.", "tanh", whole=lambda A: 1 - A),
            ),
        ),
        "relu": (
            1,
            "A > 0",
            kept(
                "relu",
                of_relu,
                lambda A: A > 0,
                mistake(
                    "missing-slope",
                    "The slope is 0 or 1: what ReLU returned is never negative, so this is always true.",
                    "relu",
                    whole=np.ones_like,
                ),
                mistake("missing-slope", "This is the activation itself. Its slope is 0 or 1.", "relu", whole=np.array),
            ),
        ),
    },
    hints=(
        (
            "A slope was rewritten twice in this lesson, so that it asks for the activation alone: (2.3) and (2.7). For"
            " ReLU see (2.8)."
        ),
        "a (1 − a) is largest in the middle, at a = ½. 1 − a² is largest at a = 0.",
        (
            "`A * (1 - A)` is never more than ¼, `1 - A**2` never more than 1, and for ReLU the question is whether `A"
            " > 0`."
        ),
    ),
    reason=(
        "(2.3): a (1 − a) = ¼ − (a − ½)², never more than ¼. (2.7): 1 − a², never more than 1. (2.8): 1 or 0, and in a"
        " product True and False count as that."
    ),
)
