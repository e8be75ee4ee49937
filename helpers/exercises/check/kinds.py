"""The kinds of change: what may stand in the place of a piece of code. Each yields (its meaning, other code)."""

import ast
import itertools
from dataclasses import dataclass

from helpers.exercises.check.products import products, turned

OPERATORS = (ast.Add, ast.Sub, ast.Mult, ast.Div, ast.Pow)
COMPARISONS = (ast.Lt, ast.LtE, ast.Gt, ast.GtE)
ALIKE = (  # functions that are taken for one another
    ("sum", "mean", "max", "prod"),
    ("max", "maximum", "min", "minimum"),
    ("exp", "log", "tanh", "abs", "sign", "square", "sqrt"),
    ("zeros", "ones"),
)


@dataclass(frozen=True)
class Words:
    """What may stand in a piece of code: names that may take each other's place, functions, what nobody defined.

    labels: those of the names that hold a whole number for each sample.
    """

    names: tuple
    functions: tuple = ()
    unknown: tuple = ()
    labels: tuple = ()

    def has(self, node):
        """Return whether a node reads one of the names."""
        is_read = isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
        return is_read and node.id in (*self.names, *self.functions, *self.unknown)


# ---- one thing in the place of another


def names(node, words):
    """Another name."""
    if words.has(node):
        for name in words.names + words.functions * (node.id in words.functions):
            if name != node.id:
                yield "place", ast.Name(name, ast.Load())


def names_for_all(node, words):
    """A name for a whole operation."""
    if isinstance(node, ast.BinOp):
        for name in words.names:
            yield "place", ast.Name(name, ast.Load())


def signs(node, words):
    """Another sign, or the other order of a difference."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub):
        yield "sign", ast.BinOp(node.left, ast.Sub() if isinstance(node.op, ast.Add) else ast.Add(), node.right)
        if isinstance(node.op, ast.Sub):
            yield "sign", ast.BinOp(node.right, ast.Sub(), node.left)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        yield "sign", node.operand
    if words.has(node):
        yield "sign", ast.UnaryOp(ast.USub(), node)


def groups(node, words):
    """The same code with other parentheses."""
    if isinstance(node, ast.BinOp):
        left, right = node.left, node.right
        if isinstance(left, ast.BinOp) and not _is_associative(left.op, node.op):  # (a · b) · c
            yield "group on the right", ast.BinOp(left.left, left.op, ast.BinOp(left.right, node.op, right))
        if isinstance(right, ast.BinOp) and not _is_associative(node.op, right.op):  # a · (b · c)
            yield from _first_of_many(node)
            yield "group on the left", ast.BinOp(ast.BinOp(left, node.op, right.left), right.op, right.right)
        for call, wrap in ((left, lambda x: (x, right)), (right, lambda x: (left, x))):  # f(a) · b
            for inner, around in _inside(call):
                first, second = wrap(inner)
                yield "inside", around(ast.BinOp(first, node.op, second))
    for inner, around in _inside(node):  # f(a · b)
        if isinstance(inner, ast.BinOp):
            yield "inside", ast.BinOp(around(inner.left), inner.op, inner.right)
            yield "inside", ast.BinOp(inner.left, inner.op, around(inner.right))
    if isinstance(node, ast.Compare) and isinstance(node.left, ast.BinOp) and len(node.ops) == 1:
        compared = ast.Compare(node.left.right, node.ops, node.comparators)
        yield "group on the right", ast.BinOp(node.left.left, node.left.op, compared)


def _first_of_many(node):
    """`(a - b) * c * d` for `a - b * c * d`."""
    chain, first = [], node.right
    while isinstance(first, ast.BinOp) and isinstance(first.op, ast.Mult | ast.Div | ast.MatMult):
        chain.append(first)
        first = first.left
    if len(chain) > 1:
        grouped = ast.BinOp(node.left, node.op, first)
        for each in reversed(chain):
            grouped = ast.BinOp(grouped, each.op, each.right)
        yield "group on the left", grouped


def _is_associative(first, second):
    return type(first) is type(second) and isinstance(first, ast.Add | ast.Mult | ast.MatMult)


def _inside(node):
    """Yield (what a call or a minus works on, function that puts it around something else)."""
    if isinstance(node, ast.UnaryOp):
        yield node.operand, lambda x: ast.UnaryOp(node.op, x)
    elif isinstance(node, ast.Attribute) and node.attr == "T":
        yield node.value, turned
    elif isinstance(node, ast.Call) and node.args:
        yield node.args[0], lambda x: ast.Call(node.func, [x, *node.args[1:]], node.keywords)
    if isinstance(node, ast.Call) and _is_method(node):
        method = node.func.attr
        yield node.func.value, lambda x: ast.Call(ast.Attribute(x, method, ast.Load()), node.args, node.keywords)


def _is_method(call):
    """Return whether it is called on a value: `A.sum()`, but not `np.sum(A)`."""
    function = call.func
    return isinstance(function, ast.Attribute) and getattr(function.value, "id", "") not in ("np", "numpy", "math")


def calls(node, words):
    """A function that isn't called, or something that is, and is none."""
    if words.has(node) and node.id in words.functions:
        for name in words.names:
            yield "call", ast.Call(node, [ast.Name(name, ast.Load())], [])
    if isinstance(node, ast.Call) and len(node.args) == 1 and not isinstance(node.func, ast.Attribute):
        yield "no call", ast.BinOp(node.func, ast.Mult(), node.args[0])


def one_hot(node, words):
    """Rows with a single 1 in the place of the numbers of classes, or one entry in each row."""
    if words.has(node) and node.id in words.labels:
        for name in words.names:
            if name not in words.labels:
                yield "one-hot", ast.parse(f"np.eye({name}.shape[1])[{node.id}]", mode="eval").body
        yield "each row", ast.parse(f"(np.arange(len({node.id})), {node.id})", mode="eval").body


def others(node, words):
    """Another operator, comparison, function, axis, number or index."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, (*OPERATORS, ast.MatMult)):  # no `&` of masks
        for op in (*OPERATORS, ast.MatMult):
            if not isinstance(node.op, op) and not (op is ast.Pow and isinstance(node.left, ast.Constant)):
                yield "place", ast.BinOp(node.left, op(), node.right)
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        for op in COMPARISONS:
            yield "place", ast.Compare(node.left, [op()], node.comparators)
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float) and not isinstance(node.value, bool):
        for value in dict.fromkeys((0, 1, 2, 0.5, -1, node.value - 1, node.value + 1, -node.value, 2 * node.value)):
            if value != node.value:
                yield "place", ast.Constant(value)
        for name in words.names:
            yield "place", ast.Name(name, ast.Load())
            for axis in (0, 1) if isinstance(node.value, int) else ():
                yield "size", ast.parse(f"{name}.shape[{axis}]", mode="eval").body
    if isinstance(node, ast.Call):
        yield from _called(node)
        if len(node.args) == 2:
            yield "place", ast.Call(node.func, node.args[::-1], node.keywords)
    if isinstance(node, ast.Tuple):
        orders = itertools.permutations(node.elts) if len(node.elts) < 5 else ()
        for others in itertools.islice(orders, 1, None):  # the first is as it is
            yield "place", ast.Tuple([*others], node.ctx)


def indices(node, words):
    """An index with its parts exchanged, or with another name in it."""
    if not isinstance(node, ast.Subscript):
        return
    if isinstance(node.slice, ast.Tuple):
        yield "indices", ast.Subscript(node.value, ast.Tuple(node.slice.elts[::-1], ast.Load()), node.ctx)
    if isinstance(node.value, ast.Subscript):
        inner = node.value
        yield "indices", ast.Subscript(ast.Subscript(inner.value, node.slice, ast.Load()), inner.slice, node.ctx)
    parts = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
    for place, part in enumerate(parts):
        for _, name in names(part, words):
            others = [*parts[:place], name, *parts[place + 1 :]]
            index = ast.Tuple(others, ast.Load()) if isinstance(node.slice, ast.Tuple) else name
            yield "index", ast.Subscript(node.value, index, node.ctx)


def _called(node):
    """A call of another function, along another axis, or with the axis kept."""
    if isinstance(node.func, ast.Attribute):
        for family in ALIKE:
            for name in family if node.func.attr in family else ():
                if name != node.func.attr:
                    function = ast.Attribute(node.func.value, name, ast.Load())
                    yield "place", ast.Call(function, node.args, node.keywords)
    others = [each for each in node.keywords if each.arg not in ("axis", "keepdims")]
    if getattr(node.func, "attr", getattr(node.func, "id", "")) in ("sum", "mean", "max", "prod"):
        axes = [[ast.keyword("axis", ast.Constant(axis))] for axis in (0, 1)]
        for axis, keep in itertools.product([[], *axes], ([], [ast.keyword("keepdims", ast.Constant(True))])):
            function = node.func
            if isinstance(function, ast.Name):  # Python's own
                function = ast.Attribute(ast.Name("np", ast.Load()), function.id, ast.Load())
            call = ast.Call(function, node.args[: 0 if _is_method(node) else 1], [*others, *axis, *keep])
            yield (f"axis {axis[0].value.value}" if axis else "place"), call


# ---- less, and more


def less(node, words):
    """A part of it."""
    if isinstance(node, ast.BinOp):
        yield "too much", node.left
        yield "too much", node.right
    if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load):
        yield "too much", node.value
    if isinstance(node, ast.Call | ast.Attribute):
        for inner, _ in _inside(node):
            yield "too much", inner


def multiplied_by(node, words):
    """Times one of the others, or the slope that is made of it; divided by how many there are."""
    for name in words.names:
        other = ast.Name(name, ast.Load())
        one_minus = ast.BinOp(ast.Constant(1), ast.Sub(), other)
        for factor in (other, one_minus, ast.BinOp(other, ast.Mult(), one_minus)):
            yield ast.BinOp(node, ast.Mult(), factor)
        yield ast.BinOp(node, ast.Div(), ast.Call(ast.Name("len", ast.Load()), [other], []))


def extended(node, words):
    """A power, a transpose, a sum, a function of it; another term or divisor."""
    for name in words.functions:
        yield ast.Call(ast.Name(name, ast.Load()), [node], [])
    for name in ("exp", "log", "abs"):
        yield ast.Call(ast.Attribute(ast.Name("np", ast.Load()), name, ast.Load()), [node], [])
    yield ast.BinOp(node, ast.Pow(), ast.Constant(2))
    yield turned(node)
    yield ast.BinOp(ast.Constant(1), ast.Sub(), node)
    for axis in (0, 1, None):
        keyword = [] if axis is None else [ast.keyword("axis", ast.Constant(axis))]
        yield ast.Call(ast.Attribute(node, "sum", ast.Load()), [], keyword)
    for name in words.names:
        other = ast.Name(name, ast.Load())
        for op in (ast.Add, ast.Sub, ast.Div, ast.MatMult):
            yield ast.BinOp(node, op(), other)
        yield ast.BinOp(node, ast.MatMult(), turned(other))
        yield ast.BinOp(node, ast.Div(), ast.BinOp(ast.Constant(1), ast.Add(), other))


LIKELY = (products, indices, names, signs, groups, calls, one_hot, others, less)
MORE = (multiplied_by, extended)
