"""Autograd, operation by operation: the expressions that are looked at, what goes wrong, and the question's words."""

# Each value is used once. The share of each operand: g arrives at the result r; x and y are the operands.
ONCE = {
    "tanh": """
left = lambda g, x, y: g * y
right = lambda g, x, y: g * x
first = lambda g: g
second = lambda g: g
through_tanh = lambda g, x, r: g * (1 - r**2)
p = a * b
z = p + c
t = np.tanh(z)
dL_dt = left(1.0, t, d)
dL_dd = right(1.0, t, d)
dL_dz = through_tanh(dL_dt, z, t)
dL_dp = first(dL_dz)
dL_dc = second(dL_dz)
dL_da = left(dL_dp, a, b)
dL_db = right(dL_dp, a, b)
alone = first(1.0), second(1.0), left(1.0, c, d), right(1.0, c, d), through_tanh(1.0, c, np.tanh(c))
gradients = np.array([*alone, dL_da, dL_db, dL_dc, dL_dd])
""",
    "relu and exp": """
left = lambda g, x, y: g * y
right = lambda g, x, y: g * x
first = lambda g: g
second = lambda g: g
through_relu = lambda g, x, r: g * (x > 0)
through_exp = lambda g, x, r: g * r
p = a * b
z = p + c
h = np.maximum(z, 0)
e = np.exp(d)
m = e - 1
dL_dh = left(1.0, h, m)
dL_dm = right(1.0, h, m)
dL_de = first(dL_dm)
dL_dd = through_exp(dL_de, d, e)
dL_dz = through_relu(dL_dh, z, h)
dL_dp = first(dL_dz)
dL_dc = second(dL_dz)
dL_da = left(dL_dp, a, b)
dL_db = right(dL_dp, a, b)
plain = first(1.0), second(1.0), left(1.0, c, d), right(1.0, c, d)
alone = *plain, through_relu(1.0, c, np.maximum(c, 0)), through_exp(1.0, c, np.exp(c))
gradients = np.array([*alone, dL_da, dL_db, dL_dc, dL_dd])
""",
    "division and powers": """
over = lambda g, x, y: g / y
under = lambda g, x, y: -g * x / y**2
first = lambda g: g
second = lambda g: g
subtracted = lambda g: -g
through_power = lambda g, x, n: g * n * x ** (n - 1)
q = a / b
z = q + c
dL_dz = through_power(first(1.0), z, 3)
dL_dd = subtracted(1.0)
dL_dq = first(dL_dz)
dL_dc = second(dL_dz)
dL_da = over(dL_dq, a, b)
dL_db = under(dL_dq, a, b)
alone = first(1.0), second(1.0), 1.0, subtracted(1.0), over(1.0, c, d), under(1.0, c, d), through_power(1.0, c, 2)
gradients = np.array([*alone, dL_da, dL_db, dL_dc, dL_dd])
""",
}

SUM_SLIPS = """
missing-path | first = lambda g: 0.0 ; second = lambda g: 0.0
  | A sum hands on to one of its operands only. Both were used.
missing-upstream | first = lambda g: 1.0 and second = lambda g: 1.0 ; second = lambda g: 1.0
  | A sum hands on 1. Its slope is 1: multiply it by the sum's own gradient.
missing-upstream | gradients = 0 * gradients
  | All gradients stay 0. Is the seed missing, `self.grad = 1` at the start of `backward`? Or does nobody hand on?
"""
PRODUCT_SLIPS = """
missing-path | left = lambda g, x, y: 0.0 ; right = lambda g, x, y: 0.0
  | A product hands on to one of its factors only. Both were used.
| left = lambda g, x, y: g * x and right = lambda g, x, y: g * y
  | In a product, each factor receives its own value here. It receives the *other* factor, times what arrives.
missing-upstream | left = lambda g, x, y: y and right = lambda g, x, y: x ; left = lambda g, x, y: y ;
    right = lambda g, x, y: x
  | A product hands on the other factor alone. Multiply it by the product's own gradient.
| left = lambda g, x, y: g and right = lambda g, x, y: g
  | A product hands on its gradient unchanged, as a sum does. Multiply by the other factor.
"""
ONCE_SLIPS = {
    "tanh": SUM_SLIPS
    + PRODUCT_SLIPS
    + """
slope-of-activation | through_tanh = lambda g, x, r: g * (1 - x**2) ; lambda g, x, r: g * (1 - np.tanh(r) ** 2)
  | The slope of tanh is 1 − a² of the *result* a. Here it is taken at another number.
missing-slope | through_tanh = lambda g, x, r: g | tanh hands on what it received, without its slope 1 − a².
missing-slope | through_tanh = lambda g, x, r: -g * r**2 ; lambda g, x, r: g * (1 - r)
  | The slope of tanh is 1 − a², with a the result.
slope-of-activation | through_tanh = lambda g, x, r: g * r * (1 - r)
  | This is the form of the sigmoid's slope. That of tanh is 1 − a².
missing-upstream | through_tanh = lambda g, x, r: 1 - r**2
  | tanh hands on its slope alone. Multiply it by its own gradient.
wrong-sign | through_tanh = lambda g, x, r: -g * (1 - r**2)
  | The slope of tanh has the wrong sign: tanh rises everywhere.
missing-path | dL_dz = 0.0
  | Only what L itself used receives something. Every value on the way hands on what it received, the last one first.
""",
    "relu and exp": SUM_SLIPS
    + PRODUCT_SLIPS
    + """
missing-slope | through_relu = lambda g, x, r: g
  | relu hands on everything. Where its input was negative, the slope is 0, and nothing gets through.
slope-of-activation | through_relu = lambda g, x, r: g * r
  | relu multiplies by its result. The slope is 1 where the input was positive, else 0.
| through_relu = lambda g, x, r: g * (x <= 0)
  | The mask of relu is turned around: the slope is 1 where the input was positive.
| through_relu = lambda g, x, r: g * (g > 0) ; lambda g, x, r: max(g, 0.0)
  | The mask asks whether the *gradient* is positive. It asks that of the input.
| through_relu = lambda g, x, r: g * (x >= 0)
  | At 0, relu hands on what it received. The slope there is asked for as 0.
missing-upstream | through_relu = lambda g, x, r: 1.0 * (x > 0)
  | relu hands on its slope alone. Multiply it by its own gradient.
missing-slope | through_exp = lambda g, x, r: g | exp hands on what it received, without its slope, which is its result.
slope-of-activation | through_exp = lambda g, x, r: g * x ; lambda g, x, r: g * np.exp(r) ;
    lambda g, x, r: g * x * np.exp(x - 1)
  | The slope of exp is its own result. Here it is another number.
missing-upstream | through_exp = lambda g, x, r: r | exp hands on its slope alone. Multiply it by its own gradient.
missing-path | dL_dz = 0.0 and dL_dd = 0.0
  | Only what L itself used receives something. Every value on the way hands on what it received, the last one first.
""",
    "division and powers": SUM_SLIPS
    + """
wrong-sign | under = lambda g, x, y: g * x / y**2
  | The denominator receives the wrong sign: a quotient falls where its denominator grows.
| under = lambda g, x, y: -g * x / y ; lambda g, x, y: -g / y**2 ; lambda g, x, y: -g / y ; lambda g, x, y: g * x
  | The slope of a quotient a / b in b is −a / b². It is another number here.
| over = lambda g, x, y: g * y | The numerator receives b. The slope of a / b in a is 1 / b.
missing-upstream | over = lambda g, x, y: 1 / y and under = lambda g, x, y: -x / y**2
  | A quotient hands on its slopes alone. Multiply them by its own gradient.
missing-path | over = lambda g, x, y: 0.0 ; under = lambda g, x, y: 0.0
  | A quotient hands on to one of the two only. Both were used.
wrong-sign | subtracted = lambda g: g | What is subtracted has the slope −1.
missing-path | subtracted = lambda g: 0.0 | What is subtracted receives nothing. It was used, with the slope −1.
missing-slope | through_power = lambda g, x, n: g * n * x ; lambda g, x, n: g * x ** (n - 1) ; lambda g, x, n: g * n ;
    lambda g, x, n: g ; through_power = lambda g, x, n: g * n * x and under = lambda g, x, y: -g * x * y ;
    through_power = lambda g, x, n: g * x ** (n - 1) and under = lambda g, x, y: g * x / y**2 ;
    through_power = lambda g, x, n: g * n and under = lambda g, x, y: -g * x ;
    through_power = lambda g, x, n: g and under = lambda g, x, y: g * x
  | The slope of xⁿ is n xⁿ⁻¹. A part is left out.
| through_power = lambda g, x, n: g * n * x**n ;
    through_power = lambda g, x, n: g * n * x**n and under = lambda g, x, y: -g * x / y
  | The exponent stays. The slope of xⁿ is n xⁿ⁻¹.
missing-path | dL_dz = 0.0 ; dL_dq = 0.0 and dL_dc = 0.0
  | Some values on the way don't hand on what they received.
""",
}

FRESH, ADD_UP = "starts over", "adds up"
# What is looked at, in words, below the numbers of a wrong answer.
LOOKED_AT = {
    "tanh": (
        "(a * b + c).tanh() * d",
        "The gradients are those of c + d, c * d and c.tanh() by themselves, then those of (a * b + c).tanh() * d.",
        "q.tanh() * p + a * a + d * q",
    ),
    "relu and exp": (
        "(a * b + c).relu() * (d.exp() + -1)",
        "The gradients are those of c + d, c * d, c.relu() and c.exp() by themselves, then those of"
        " (a * b + c).relu() * (d.exp() + -1).",
        "(q.relu() + q.exp()) * p + a * a + d * q",
    ),
    "division and powers": (
        "(a / b + c) ** 3 - d",
        "The gradients are those of c + d, c - d, c / d and c ** 2 by themselves, then those of (a / b + c) ** 3 - d.",
        "q ** 2 / 3 * p + a * a + d * q",
    ),
}
VALUES = "The values are those of {once}, of {several} with p = a * b and q = p + c, then of {numbers}, with v = a."
SEVERAL = "The gradients are those of {several}, with p = a * b and q = p + c{twice}."
TWICE = "; four after one call of `backward`, and four after a second one"

# What the gradients are after two calls of backward, and what to say.
AGAIN_SLIPS = {
    FRESH: """
twice | After a second `backward`, the leaves have twice their gradients. Here each call starts over: first set the
  gradients of all values that L is made from to 0.
nothing fresh ; nothing fresh and two seeds
  | A second `backward` finds the gradients of the first one, and hands them on once more. Here each call
  starts over: first set the gradients of all values that L is made from to 0.
""",
    ADD_UP: """
once | After a second `backward`, the gradients are those of one. Here the gradients of leaves add up from call to call,
  so those must not be reset.
nothing fresh ; nothing fresh and two seeds
  | Values in between keep the gradient of the first call, and hand it on once more. Only the leaves keep
  theirs: set all others to 0 at the start of `backward`.
""",
}

# ---- what the reader sees

TASK = (
    "Write an engine that finds gradients: automatic differentiation for numbers, from a blank page. No libraries but"
    " NumPy and `math`.\n"
    "`Value(data)` has the number in `.data`, and its gradient in `.grad`, which starts at 0. Operations: {operations}."
    " A plain number may stand on either side of an operator, as in `2 * v`. Each returns a new `Value`, and leaves the"
    " old ones as they are.\n"
    "`L.backward()` leaves dL/dv in `v.grad`, for each v that L is made from. A value may be used several times, also"
    " by one operation, and at different depths.\n"
    "{again}\n"
    "Submit the class: `interview.submit(Value)`."
)
OPERATIONS = {
    "tanh": "`+`, `*` and `.tanh()`",
    "relu and exp": "`+`, `*`, `.relu()`, with the slope 0 at 0, and `.exp()`",
    "division and powers": "`+`, `-`, `*`, `/`, and `**` with a number as the exponent",
}
AGAIN = {
    FRESH: "A second `backward()` starts over: it leaves the same gradients as the first one.",
    ADD_UP: (
        "A second `backward()` adds to what leaves have: after two calls it is twice as much. Leaves are what you made"
        " from numbers; values in between start over."
    ),
}
HINTS = (
    "An operation knows, when it is computed, what it used and with which local slopes. Where does it write them down?",
    "Sum over everyone who used it: each share is the user's gradient times the slope, and `+=` adds it.",
    "A value may hand on when its gradient is complete, so after everyone who used it. A recursion that puts each value"
    " into a list after what it used gives the order; go through it from its end.",
    "Python asks `2 * v` of the number first. It knows no answer, so it asks `v.__rmul__(2)`.",
)
METHODS = {
    "tanh": ("__add__", "__mul__", "tanh"),
    "relu and exp": ("__add__", "__mul__", "relu", "exp"),
    "division and powers": ("__add__", "__sub__", "__mul__", "__truediv__", "__pow__"),
}
REFLECTED = (
    "`{expression}` raises a TypeError. Python asks the number first, and then the Value on its right: write"
    " `Value.{method}`, and let each operation turn a plain number into a Value."
)

BEGIN = """import math


class Value:
    def __init__(self, data, used=()):
        self.data, self.used, self.grad = data, used, 0.0

    def __add__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        return Value(self.data + other.data, [(self, 1.0), (other, 1.0)])

    def __mul__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        return Value(self.data * other.data, [(self, other.data), (other, self.data)])

    __radd__, __rmul__ = __add__, __mul__
"""
MORE = {
    "tanh": """
    def tanh(self):
        a = math.tanh(self.data)
        return Value(a, [(self, 1 - a**2)])
""",
    "relu and exp": """
    def relu(self):
        return Value(max(self.data, 0.0), [(self, float(self.data > 0))])

    def exp(self):
        a = math.exp(self.data)
        return Value(a, [(self, a)])
""",
    "division and powers": """
    def __pow__(self, power):
        return Value(self.data**power, [(self, power * self.data ** (power - 1))])

    def __truediv__(self, other):
        return self * (other if isinstance(other, Value) else Value(other)) ** -1

    def __rtruediv__(self, other):
        return self**-1 * other

    def __sub__(self, other):
        return self + other * -1

    def __rsub__(self, other):
        return self * -1 + other
""",
}
END = """
    def backward(self):
        order = []

        def visit(value):
            if value not in order:
                for other, _ in value.used:
                    visit(other)
                order.append(value)

        visit(self)
        for value in order:
            {fresh}
        self.grad = {seed}
        for value in reversed(order):
            for other, slope in value.used:
                other.grad += value.grad * slope
"""
FRESHENING = {
    FRESH: ("value.grad = 0.0", "1.0"),
    ADD_UP: ("value.grad = 0.0 if value.used else value.grad", "self.grad + 1.0"),
}
