"""Lesson 01: the chain rule, along paths and over them, from the end to the start."""

import numpy as np

from helpers.exercises.check.exercise import Exercise
from helpers.exercises.check.on_paper import ByHand, Recap
from helpers.exercises.check.verdict import mistake

# ------------------------------------------------------------ two paths

two_paths_by_hand = ByHand(
    name="two_paths_by_hand",
    lesson="01",
    task="`a = x**2`, `b = 2 * x - 1` and `f = a * b`, at x = 3. Find the slopes of f in a, in b, and in x.",
    fixed={"df_da": 5, "df_db": 9, "df_dx": 48},
    hints=(
        "In a product with one factor held still, a nudge of the other arrives multiplied by the one that is still.",
        "x reaches f through a and through b. Multiply along each path: which two slopes are on the path through a?",
        "(1.4): 5 · 6 through a, and 9 · 2 through b. What do we do with two paths?",
    ),
    reason=(
        "In a product each factor gets the other one: df/da = b = 5, df/db = a = 9. At x = 3, a has the slope 2x = 6"
        " and b the slope 2. Along the paths 5 · 6 = 30 and 9 · 2 = 18; over the paths 30 + 18 = 48."
    ),
    fixed_slips=(
        ("df_da", 9, None, "That is a itself. In a product a factor gets the other one."),
        ("df_db", 5, None, "That is b itself. In a product a factor gets the other one."),
        ("df_da", 6, None, "That is the slope of a in x. Here the slope of f in a is asked for."),
        ("df_db", 2, None, "That is the slope of b in x. Here the slope of f in b is asked for."),
        ("df_da", 30, None, "That is the whole path from x through a. Here only the last arrow is asked for."),
        ("df_db", 18, None, "That is the whole path from x through b. Here only the last arrow is asked for."),
        ("df_dx", 30, "missing-path", "Here the path through b: one wiggle of x moves b, too."),
        ("df_dx", 18, "missing-path", "Here the path through a: one wiggle of x moves a, too."),
        (
            "df_dx",
            24,
            "wrong-factor",
            "This is the mean of the two paths, half of what is asked for. f feels both of them in full.",
        ),
        ("df_dx", 540, None, "The two paths are multiplied. Multiply along a path, add over the paths."),
        (
            "df_dx",
            12,
            None,
            (
                "These are the slopes of a and of b in x, multiplied. They lie on different paths; each is multiplied"
                " by the slope of f."
            ),
        ),
        (
            "df_dx",
            14,
            None,
            "Only the last arrows are added. Each path has a first arrow, too: the slope of a in x, and of b in x.",
        ),
        (
            "df_dx",
            8,
            "missing-upstream",
            "These are the slopes of a and of b in x, added. On each path multiply by the slope of f.",
        ),
        ("df_dx", 64, None, "In the product f each factor got itself. It gets the other one."),
        ("df_dx", 45, None, "That is f itself. How many times as far as x does it move?"),
    ),
)


# ------------------------------------------------------------ eight lines

chain_by_hand = ByHand(
    name="chain_by_hand",
    lesson="01",
    task=(
        "The network of (1.5) to (1.9) with S(z) = z², x = −2, y = 19, w₁ = −1, b₁ = 1, w₂ = ½ and b₂ = −½. Go forward"
        " to a₂, then back through (1.10) to (1.17)."
    ),
    fixed={
        "dL_da2": -3,
        "dL_dz2": -24,
        "dL_dw2": -216,
        "dL_db2": -24,
        "dL_da1": -12,
        "dL_dz1": -72,
        "dL_dw1": 144,
        "dL_db1": -72,
    },
    in_order=True,
    hints=(
        "Forward first, and write down all that comes back later: z₁ = 3, a₁ = 9, then z₂ and a₂.",
        (
            "z₂ = 4 and a₂ = 16, so the seed is 16 − 19. S has the slope 2z, at the place where it was used: 2 · 4"
            " behind, 2 · 3 in front."
        ),
        "From the end: −3, then times 8. This −24 goes three ways: times a₁, as it is, and times w₂.",
    ),
    reason=(
        "Forward z₁ = 3, a₁ = 9, z₂ = 4, a₂ = 16. Back: seed 16 − 19 = −3; slope −3 · 2 · 4 = −24; weights −24 · 9;"
        " bias −24; hand back −24 · ½ = −12; slope −12 · 2 · 3 = −72; weights −72 · (−2); bias −72."
    ),
    fixed_slips=(
        ("dL_da2", 3, "wrong-sign", "The seed is a₂ − y: what came out less what was wanted."),
        ("dL_da2", 4.5, None, "That is the loss itself. The slope of ½u² is u, and u is a₂ − y."),
        ("dL_da2", 16, None, "That is a₂. The seed is what lies between it and the target, a₂ − y."),
        (
            "dL_dz2",
            -96,
            "slope-of-activation",
            "S′(16) stands here, and 16 is a₂. The slope is due where S was used, at z₂ = 4.",
        ),
        ("dL_dz2", -3, "missing-slope", "The gradient passed S as if that had the slope 1."),
        ("dL_dz2", -48, "missing-slope", "This multiplies by a₂ = S(z₂). Its slope is S′(z₂) = 2 · 4."),
        ("dL_dz2", 8, "missing-upstream", "S′(z₂) is 8. Multiply it by what arrives, dL/da₂."),
        ("dL_dw2", -27, "missing-slope", "This starts from dL/da₂. The weight stands in z₂, so it starts from dL/dz₂."),
        ("dL_dw2", -72, None, "This multiplies by z₁. What came in at the weight w₂ is a₁."),
        (
            "dL_dw2",
            -12,
            None,
            "This multiplies by the weight itself. In a product each factor gets the other one: here a₁.",
        ),
        ("dL_dw2", 48, None, "This multiplies by x. What came in at the weight w₂ is a₁."),
        ("dL_dw2", 9, "missing-upstream", "This is a₁ alone. Multiply it by what arrives, dL/dz₂."),
        ("dL_db2", -3, "missing-slope", "This is dL/da₂. The bias stands in z₂, so it gets dL/dz₂."),
        ("dL_db2", 12, None, "The bias is added in z₂, and a sum has the slope 1: its value has no part in this."),
        ("dL_db2", 1, "missing-upstream", "1 is the slope of z₂ in b₂. Multiply it by what arrives, dL/dz₂."),
        ("dL_da1", -24, None, "w₂ is left out: what came in gets the weight."),
        ("dL_da1", -216, None, "This multiplies by a₁ itself. In a product each factor gets the other one: here w₂."),
        ("dL_da1", -1.5, "missing-slope", "This starts from dL/da₂. a₁ stands in z₂, so it starts from dL/dz₂."),
        ("dL_da1", 0.5, "missing-upstream", "This is w₂ alone. Multiply it by what arrives, dL/dz₂."),
        (
            "dL_dz1",
            -216,
            "slope-of-activation",
            "S′(9) stands here, and 9 is a₁. The slope is due where S was used, at z₁ = 3.",
        ),
        ("dL_dz1", -12, "missing-slope", "The gradient passed S as if that had the slope 1."),
        ("dL_dz1", -108, "missing-slope", "This multiplies by a₁ = S(z₁). Its slope is S′(z₁) = 2 · 3."),
        ("dL_dz1", -144, None, "This starts from dL/dz₂. w₂ lies between: start from dL/da₁."),
        ("dL_dz1", 6, "missing-upstream", "S′(z₁) is 6. Multiply it by what arrives, dL/da₁."),
        ("dL_dw1", 24, "missing-slope", "This starts from dL/da₁. The weight stands in z₁, so it starts from dL/dz₁."),
        (
            "dL_dw1",
            72,
            None,
            "This multiplies by the weight itself. In a product each factor gets the other one: here x.",
        ),
        ("dL_dw1", -2, "missing-upstream", "This is x alone. Multiply it by what arrives, dL/dz₁."),
        ("dL_db1", -12, "missing-slope", "This is dL/da₁. The bias stands in z₁, so it gets dL/dz₁."),
        ("dL_db1", 1, "missing-upstream", "1 is the slope of z₁ in b₁. Multiply it by what arrives, dL/dz₁."),
    ),
)


class Curve:
    """A function of one number, with its text."""

    def __init__(self, text, value):
        self.text, self.value = text, value

    def __call__(self, z):
        """Return the value at z."""
        return self.value(z)


SQUARE = Curve("z -> z**2", lambda z: z**2), Curve("z -> 2 * z", lambda z: 2 * z)
WAVE = Curve("z -> z + sin(z)", lambda z: z + np.sin(z)), Curve("z -> 1 + cos(z)", lambda z: 1 + np.cos(z))
PAGES = (
    (-1, 7, -2, 1, 2, -15),
    (3, 7, 1, -1, 2, -5),
    (2, 2, 1, 1, 1, -8),
)  # x, y, w1, b1, w2, b2 where the squares stay small
BEND = (
    Curve("z -> sqrt(1 + z**2)", lambda z: np.sqrt(1 + z**2)),
    Curve("z -> z / sqrt(1 + z**2)", lambda z: z / np.sqrt(1 + z**2)),
)


def chain_arguments(numbers, page):
    """x, y, w1, b1, w2, b2, S and S_prime; three pages for the pencil, and any number of others."""
    if numbers.kind in ("small", "integer"):
        kind = int if numbers.kind == "integer" else float
        return (*map(kind, PAGES[page % len(PAGES)]), *SQUARE)
    return (*(each.item() for each in numbers(6)), *numbers.pick((SQUARE, WAVE, BEND)))


def forward(x, y, w1, b1, w2, b2, S, S_prime):
    """z1, a1, z2 and a2."""
    z1 = x * w1 + b1
    z2 = S(z1) * w2 + b2
    return z1, S(z1), z2, S(z2)


def behind(given, seed, outer):
    """dL/dz2: seed and slope."""
    *_, z2, a2 = forward(*given)
    return seed(a2, given[1]) * outer(given, z2, a2)


def in_front(given, seed, outer, through, inner):
    """dL/dz1: hand back and slope."""
    z1, a1, *_ = forward(*given)
    return behind(given, seed, outer) * through(given) * inner(given, z1, a1)


def target_off(a2, y):
    """The seed of half the squared error."""
    return a2 - y


def at_z(given, z, a):
    """The slope of S, where S was used."""
    return given[7](z)


def by_w2(given):
    """The weight by which a1 reaches z2."""
    return given[4]


def x_itself(given):
    """What came in at w1."""
    return given[0]


def a1_itself(given):
    """What came in at w2."""
    return forward(*given)[1]


chain_backward = Exercise(
    signature="chain_backward(x, y, w1, b1, w2, b2, S, S_prime)",
    lesson="01",
    task=(
        "The network of (1.5) to (1.9): z₁ = x w₁ + b₁, a₁ = S(z₁), z₂ = a₁ w₂ + b₂, a₂ = S(z₂), and the loss ½ (a₂ −"
        " y)². All are single numbers; `S` is a function, and `S_prime` its slope. Return `(dL_dw1, dL_db1, dL_dw2,"
        " dL_db2)`."
    ),
    formula={
        "dL_dw1": (
            lambda *given, seed=target_off, outer=at_z, through=by_w2, inner=at_z, first=x_itself: (
                in_front(given, seed, outer, through, inner) * first(given)
            )
        ),
        "dL_db1": lambda *given, seed=target_off, outer=at_z, through=by_w2, inner=at_z: in_front(
            given, seed, outer, through, inner
        ),
        "dL_dw2": (
            lambda *given, seed=target_off, outer=at_z, second=a1_itself: behind(given, seed, outer) * second(given)
        ),
        "dL_db2": lambda *given, seed=target_off, outer=at_z: behind(given, seed, outer),
    },
    draw=chain_arguments,
    sizes=tuple({"page": page} for page in (11, 12, 13, 14, 15, 16)),
    hints=(
        "Forward makes four numbers; keep them all. Then start at the end: what is the slope of ½ (a₂ − y)² in a₂?",
        (
            "Seed, slope, weights, bias, hand back, slope, weights, bias: one product each at most. What arrives stands"
            " to the left, and the local slope to the right."
        ),
        (
            "`dL_dz2 = (a2 - y) * S_prime(z2)` goes three ways: times a1 to w2, as it is to b2, times w2 back to a1."
            " Then the same once more from `dL_da1`."
        ),
    ),
    code="""
def chain_backward(x, y, w1, b1, w2, b2, S, S_prime):
    z1 = x * w1 + b1
    a1 = S(z1)
    z2 = a1 * w2 + b2
    a2 = S(z2)
    dL_da2 = a2 - y  # seed
    dL_dz2 = dL_da2 * S_prime(z2)  # slope
    dL_dw2 = dL_dz2 * a1  # weights
    dL_db2 = dL_dz2  # bias
    dL_da1 = dL_dz2 * w2  # hand back
    dL_dz1 = dL_da1 * S_prime(z1)  # slope
    dL_dw1 = dL_dz1 * x  # weights
    dL_db1 = dL_dz1  # bias
    return dL_dw1, dL_db1, dL_dw2, dL_db2
""",
    reason=(
        "From each dial one path leads to the loss. The paths share their last part, so the products are made from the"
        " end to the start, and each is made once: (1.10) to (1.17)."
    ),
    wrong=(
        mistake("wrong-sign", "The seed is a₂ − y: what came out less what was wanted.", seed=lambda a2, y: y - a2),
        mistake("wrong-sign", "The seed is a₂ − y, with a minus.", seed=lambda a2, y: a2 + y),
        mistake(
            "wrong-factor",
            "The result is 2 times what it should be. The ½ of the loss cancels the 2 of the square: the seed is a₂"
            " − y.",
            seed=lambda a2, y: 2 * (a2 - y),
        ),
        mistake("missing-upstream", "The seed is left out: the slope of the loss, a₂ − y.", seed=lambda a2, y: 1),
        mistake(None, "The seed is the loss itself here. Its slope is a₂ − y.", seed=lambda a2, y: 0.5 * (a2 - y) ** 2),
        mistake(None, "The seed is a₂ here. The target is left out: a₂ − y.", seed=lambda a2, y: a2),
        mistake(
            "slope-of-activation",
            "S′(a₂) stands where S′(z₂) is due: the slope belongs to the place where S was used.",
            outer=lambda given, z, a: given[7](a),
        ),
        mistake(
            "slope-of-activation",
            "S′(a₁) stands where S′(z₁) is due: the slope belongs to the place where S was used.",
            inner=lambda given, z, a: given[7](a),
        ),
        mistake("missing-slope", "Between a₂ and z₂ the slope S′(z₂) is left out.", outer=lambda given, z, a: 1),
        mistake("missing-slope", "Between a₁ and z₁ the slope S′(z₁) is left out.", inner=lambda given, z, a: 1),
        mistake("missing-slope", "This multiplies by a₂ = S(z₂). Its slope is S′(z₂).", outer=lambda given, z, a: a),
        mistake("missing-slope", "This multiplies by a₁ = S(z₁). Its slope is S′(z₁).", inner=lambda given, z, a: a),
        mistake(
            None,
            "Hand back is left out: on its way from z₂ to a₁ the gradient is multiplied by w₂.",
            through=lambda given: 1,
        ),
        mistake(None, "w₁ stands where w₂ belongs: between a₁ and z₂ lies w₂.", through=lambda given: given[2]),
        mistake(None, "a₁ stands where w₂ belongs. In a product each factor gets the other one.", through=a1_itself),
        mistake(None, "The last factor is left out: the weight w₁ gets what came in, x.", first=lambda given: 1),
        mistake(
            None,
            "The weight w₁ gets itself. In a product each factor gets the other one: here x.",
            first=lambda given: given[2],
        ),
        mistake(None, "The last factor is left out: the weight w₂ gets what came in, a₁.", second=lambda given: 1),
        mistake(
            None,
            "z₁ stands where a₁ belongs: what came in at the weight w₂ has passed S.",
            second=lambda given: forward(*given)[0],
        ),
        mistake(None, "x stands where a₁ belongs: that is what came in at the weight w₂.", second=x_itself),
        mistake(None, "The weight w₂ gets itself. In a product each factor gets the other one: here a₁.", second=by_w2),
        mistake(
            None,
            "The bias is added, and a sum has the slope 1: its value has no part in this.",
            "dL_db2",
            whole=lambda *given: behind(given, target_off, at_z) * given[5],
        ),
        mistake(
            None,
            "The bias is added, and a sum has the slope 1: its value has no part in this.",
            "dL_db1",
            whole=lambda *given: in_front(given, target_off, at_z, by_w2, at_z) * given[3],
        ),
        mistake(
            "missing-upstream",
            "This is the slope of z₁ in w₁ alone. Multiply it by what arrives.",
            "dL_dw1",
            whole=lambda *given: given[0],
        ),
        mistake(
            "missing-upstream",
            "This is the slope of a₁ in w₁ alone. Multiply it by what arrives, dL/da₁.",
            "dL_dw1",
            whole=lambda *given: at_z(given, forward(*given)[0], 0) * given[0],
        ),
        mistake(
            "missing-upstream",
            "This is the slope of z₁ in b₁ alone. Multiply it by what arrives.",
            "dL_db1",
            whole=lambda *given: 1,
        ),
        mistake(
            "missing-upstream",
            "This is the slope of a₁ in b₁ alone. Multiply it by what arrives, dL/da₁.",
            "dL_db1",
            whole=lambda *given: at_z(given, forward(*given)[0], 0),
        ),
        mistake(
            "missing-upstream",
            "This is the slope of z₂ in w₂ alone. Multiply it by what arrives.",
            "dL_dw2",
            whole=lambda *given: a1_itself(given),
        ),
        mistake(
            "missing-upstream",
            "This is the slope of z₂ in b₂ alone. Multiply it by what arrives.",
            "dL_db2",
            whole=lambda *given: 1,
        ),
        mistake(
            "updated-too-early",
            "w₂ has taken its step before it is used for the way back. All gradients first, then the steps.",
            "dL_dw1",
            direction=lambda *given: in_front(given, target_off, at_z, w2_step, at_z) * given[0],
        ),
        mistake(
            "updated-too-early",
            "w₂ has taken its step before it is used for the way back. All gradients first, then the steps.",
            "dL_db1",
            direction=lambda *given: in_front(given, target_off, at_z, w2_step, at_z),
        ),
    ),
)


def w2_step(given):
    """Where w2 goes when it takes its step."""
    return -behind(given, target_off, at_z) * a1_itself(given)


# ------------------------------------------------------------ the recap


def rule_arguments(numbers, page):
    """What the five rules may ask for."""
    _x, y, _w1, _b1, w2, _b2, _S, S_prime = given = chain_arguments(numbers, page)
    _z1, a1, z2, a2 = forward(*given)
    dL_da2 = a2 - y
    return (
        y,
        a1,
        w2,
        z2,
        a2,
        dL_da2,
        dL_da2 * S_prime(z2),
        S_prime,
    )  # they belong together, so that a longer line is right too


five_rules = Exercise(
    signature="five_rules(y, a1, w2, z2, a2, dL_da2, dL_dz2, S_prime)",
    task="The five rules, each from what is given.",
    formula={
        "dL_da2": lambda y, a1, w2, z2, a2, dL_da2, dL_dz2, S_prime: a2 - y,
        "dL_dz2": lambda y, a1, w2, z2, a2, dL_da2, dL_dz2, S_prime: dL_da2 * S_prime(z2),
        "dL_dw2": lambda y, a1, w2, z2, a2, dL_da2, dL_dz2, S_prime: dL_dz2 * a1,
        "dL_db2": lambda y, a1, w2, z2, a2, dL_da2, dL_dz2, S_prime: dL_dz2,
        "dL_da1": lambda y, a1, w2, z2, a2, dL_da2, dL_dz2, S_prime: dL_dz2 * w2,
    },
    draw=rule_arguments,
    sizes=tuple({"page": page} for page in (11, 12, 13, 14)),
    hints=(),
    code="",
    reason="",
    wrong=(
        mistake("wrong-sign", "The seed is a₂ − y, with a minus.", "dL_da2", whole=lambda *given: given[4] + given[0]),
        mistake(
            None,
            "That is the loss itself. The slope of ½u² is u, and u is a₂ − y.",
            "dL_da2",
            whole=lambda *given: 0.5 * (given[4] - given[0]) ** 2,
        ),
        mistake(None, "The target is left out: the seed is a₂ − y.", "dL_da2", whole=lambda *given: given[4]),
        mistake(
            "missing-slope",
            "This multiplies by a₂ = S(z₂). Its slope is S′(z₂).",
            "dL_dz2",
            whole=lambda *given: given[5] * given[4],
        ),
        mistake(
            "slope-of-activation",
            "S′ gets the activation a₂ here. It was used at z₂.",
            "dL_dz2",
            whole=lambda *given: given[5] * given[7](given[4]),
        ),
        mistake("missing-slope", "Multiply what arrives by S′(z₂).", "dL_dz2", whole=lambda *given: given[5]),
        mistake(
            "missing-upstream",
            "Multiply S′(z₂) by what arrives, dL/da₂.",
            "dL_dz2",
            whole=lambda *given: given[7](given[3]),
        ),
        mistake("missing-upstream", "Multiply by what arrives, dL/dz₂.", "dL_dw2", whole=lambda *given: given[1]),
        mistake(
            None,
            "In a product each factor gets the other one: the weight gets what came in, a₁.",
            "dL_dw2",
            whole=lambda *given: given[6] * given[2],
        ),
        mistake(
            "missing-slope",
            "This starts from dL/da₂. The weight stands in z₂.",
            "dL_dw2",
            whole=lambda *given: given[5] * given[1],
        ),
        mistake(
            "missing-upstream",
            "1 is the slope of a sum. Multiply it by what arrives, dL/dz₂.",
            "dL_db2",
            whole=lambda *given: 1,
        ),
        mistake("missing-slope", "This is dL/da₂. The bias stands in z₂.", "dL_db2", whole=lambda *given: given[5]),
        mistake("missing-upstream", "Multiply by what arrives, dL/dz₂.", "dL_da1", whole=lambda *given: given[2]),
        mistake(
            None,
            "In a product each factor gets the other one: what came in gets the weight, w₂.",
            "dL_da1",
            whole=lambda *given: given[6] * given[1],
        ),
        mistake(
            "missing-slope",
            "This starts from dL/da₂. a₁ stands in z₂.",
            "dL_da1",
            whole=lambda *given: given[5] * given[2],
        ),
    ),
)

recap_01 = Recap(
    name="recap_01",
    lesson="01",
    task=(
        "The five rules at the last neuron of (1.5) to (1.9), each as one line of code, made from `y`, `a1`, `w2`,"
        " `z2`, `a2`, `S_prime` and the gradients that are there already."
    ),
    rows={
        "dL_da2": (None, "a2 - y", five_rules),
        "dL_dz2": (None, "dL_da2 * S_prime(z2)", five_rules),
        "dL_dw2": (None, "dL_dz2 * a1", five_rules),
        "dL_db2": (None, "dL_dz2", five_rules),
        "dL_da1": (None, "dL_dz2 * w2", five_rules),
    },
    hints=(
        "Seed, slope, weights, bias, hand back. Each is what arrives, times one local slope.",
        "In z₂ = a₁ w₂ + b₂ each factor gets the other one, and a bias has the slope 1.",
        (
            "From z₂ the gradient goes three ways: times `a1` to w₂, as it is to b₂, times `w2` to a₁. To z₂ it came"
            " from a₂, times `S_prime(z2)`."
        ),
    ),
    reason=(
        "The seed is the slope of ½ (a₂ − y)². Each of the others is what arrives, times the slope on one arrow:"
        " S′(z₂), a₁, 1 and w₂."
    ),
)
