"""Autograd: small expressions in which a value is used twice, so that an operation that overwrites is found by name.

In each, the value in question is made once and used by the last operation and by one before it, so that every engine
hands on in the same order: what an overwriting operation leaves is certain.
"""

import numpy as np

BOTH = (
    ("(a + b) * a", lambda a, b: (a + b) * a),
    ("a + a", lambda a, b: a + a),
    ("a * b + a", lambda a, b: a * b + a),
    ("a * a", lambda a, b: a * a),
)
# Once, but with numbers: who forgets them hands nothing on.
WITH_NUMBERS = ("(1 + 2 * a + 1) * b", lambda a, b: (1 + 2 * a + 1) * b)
MORE = {
    "tanh": (WITH_NUMBERS, ("a.tanh() + a", lambda a, b: a.tanh() + a)),
    "relu and exp": (
        WITH_NUMBERS,
        ("a.relu() + a", lambda a, b: a.relu() + a),
        ("a.exp() + a", lambda a, b: a.exp() + a),
    ),
    "division and powers": (
        ("(1 - 2 / (4 + 2 * a)) * b", lambda a, b: (1 - 2 / (4 + 2 * a)) * b),
        ("a ** 2 + a", lambda a, b: a**2 + a),
        ("a / b + a", lambda a, b: a / b + a),
        ("(a - b) * a", lambda a, b: (a - b) * a),
    ),
}
# Where an operation overwrites, nothing is kept of what the value had from its other user.
FORMULA = """
kept_by_sum = 1
kept_by_product = 1
in_a_sum = kept_by_sum * (a + b) + a
doubled = kept_by_sum + 1
in_a_product = kept_by_product + b
squared = kept_by_product * a + a
in_between = 1 + 0 * a
"""
FORMULAS = {
    "tanh": FORMULA
    + """
with_numbers = 2 * b
kept_by_tanh = 1
of_tanh = kept_by_tanh + 1 - np.tanh(a) ** 2
gradients = np.array([in_a_sum, doubled, in_a_product, squared, with_numbers, of_tanh, in_between])
""",
    "relu and exp": FORMULA
    + """
with_numbers = 2 * b
kept_by_relu = 1
kept_by_exp = 1
of_relu = kept_by_relu + (a > 0)
of_exp = kept_by_exp + np.exp(a)
gradients = np.array([in_a_sum, doubled, in_a_product, squared, with_numbers, of_relu, of_exp, in_between])
""",
    "division and powers": FORMULA
    + """
with_numbers = b / (2 + a) ** 2
kept_by_power = 1
kept_by_quotient = 1
kept_by_difference = 1
of_power = kept_by_power + 2 * a
of_quotient = kept_by_quotient + 1 / b
in_a_difference = kept_by_difference * (a - b) + a
of_functions = of_power, of_quotient, in_a_difference
gradients = np.array([in_a_sum, doubled, in_a_product, squared, with_numbers, *of_functions, in_between])
""",
}
PAIR = """
missing-path | with_numbers = 0
  | Where one operand is a plain number, the result hands nothing on. Turn the number into a `Value`, and go on as
    with two of them.
missing-path | squared = a and doubled = 1 ; squared = a ; doubled = 1
  | A value that is used twice by the same operation, as in a * a, is counted once. Each use brings a share.
missing-path | squared = 2 * a and in_a_sum = a + b ; in_a_sum = a + b and in_a_product = 1 ;
    in_a_sum = a + b and in_a_product = 1 and with_numbers = 0
  | Only what L itself used receives something. Every value on the way hands on what it received.
"""
KEEPING = """
missing-path | in_between = 0 * a
  | After `backward`, a value in between has no gradient left. Each value that L is made from keeps its own.
"""
LEFT = """
wrong-sign | with_numbers = -b / (2 + a) ** 2
  | With a number on the left, as in 1 - v or 2 / v, v receives the wrong sign. Both slopes are negative here.
"""
SLIP = "last-sample-only | {} | {} overwrites what the other user has handed on. Add there: `+=`.\n"
EACH = SLIP.format("kept_by_sum = 0", "A sum") + SLIP.format("kept_by_product = 0", "A product")
EACH += SLIP.format("in_a_sum = a", "One side of a sum")
EACH += SLIP.format("in_a_product = b", "One side of a product") + KEEPING
ALL = "kept_by_sum = 0 and kept_by_product = 0"
SLIPS = {
    "tanh": PAIR
    + EACH
    + SLIP.format("kept_by_tanh = 0", "tanh")
    + SLIP.format(f"{ALL} and kept_by_tanh = 0 ; {ALL}", "Each user"),
    "relu and exp": PAIR
    + EACH
    + SLIP.format("kept_by_relu = 0 ; kept_by_exp = 0", "relu or exp")
    + SLIP.format(f"{ALL} and kept_by_relu = 0 and kept_by_exp = 0 ; {ALL}", "Each user"),
    "division and powers": PAIR
    + LEFT
    + EACH
    # A quotient may be made of a product and a power, and a difference of a sum.
    + SLIP.format("kept_by_sum = 0 and kept_by_difference = 0", "A sum")
    + SLIP.format("kept_by_product = 0 and kept_by_quotient = 0", "A product")
    + SLIP.format(
        "kept_by_power = 0 ; kept_by_quotient = 0 ; kept_by_difference = 0", "A power, quotient or difference"
    )
    + SLIP.format(
        f"{ALL} and kept_by_power = 0 and kept_by_quotient = 0 and kept_by_difference = 0 ;"
        f" {ALL} and kept_by_quotient = 0 and kept_by_difference = 0 ; {ALL}",
        "Each user",
    ),
}


def expressions(operations):
    """Return [(in words, function of a and b)] of a variant's operations."""
    return [*BOTH, *MORE[operations]]


def said(operations):
    """Return the words below the numbers of a wrong answer."""
    names = ", ".join(name for name, _ in expressions(operations))
    return f"The gradients are those of a, in {names}; the last one is that of a * b, in a * b + a."


def gradients_of_a(operations, made, a, b, *_):
    """Return the gradient of a in each of the expressions, found by a reader's engine."""
    found = []
    for _, expression in expressions(operations):
        value = made(a)
        expression(value, made(b)).backward()
        found.append(float(value.grad))
    between, value = made(a) * made(b), made(a)
    (between + value).backward()
    return np.array([*found, float(between.grad)])
