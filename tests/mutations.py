"""One small change to a syntax tree: an operator, an operand, an axis, a sign, a name, a condition, a line.

`tests/exercises/test_random_mistakes.py` changes the right answers of exercises, `tests/mutants.py` changes helpers/nn.
"""

import ast
import copy
from contextlib import contextmanager

BINARY = (ast.Add, ast.Sub, ast.Mult, ast.Div, ast.MatMult, ast.Pow, ast.FloorDiv)
COMPARE = (ast.Lt, ast.LtE, ast.Gt, ast.GtE, ast.Eq, ast.NotEq)
OTHER_FUNCTION = {
    "sum": "mean",
    "max": "min",
    "maximum": "minimum",
    "exp": "log",
    "abs": "negative",
    "where": "maximum",
    "zeros": "ones",
    "arange": "zeros",
}


NO_VALUES = {"np", "math", "copy", "random", "checks", "self", "cls"}
OTHER_BUILTIN = {"max": "min", "min": "max", "any": "all", "all": "any"}
# What is near enough to be overlooked: the other sign, the limit itself, the other side of it.
NEAR_BINARY = {
    ast.Add: (ast.Sub,),
    ast.Sub: (ast.Add,),
    ast.Mult: (ast.Div,),
    ast.Div: (ast.Mult,),
    ast.MatMult: (ast.Mult,),
    ast.Pow: (ast.Mult,),
    ast.FloorDiv: (ast.Div,),
    ast.BitOr: (ast.BitAnd,),
}
NEAR_COMPARE = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq, ast.GtE, ast.LtE),
    ast.NotEq: (ast.Eq, ast.Gt, ast.Lt),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}


def mutants(source):
    """Return {source of a mutant: what was changed}, without the original."""
    tree = ast.parse(source)
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    names |= {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
    names = sorted(names - {"np", "math", "len", "zip", "range", "abs"})
    found = {}
    for parent, node in [(above, node) for above in ast.walk(tree) for node in ast.iter_child_nodes(above)]:
        for change, what in changes(node, names):
            with planted(parent, node, change):
                found.setdefault(ast.unparse(tree), _in_its_place(what, parent, node))
    found.pop(ast.unparse(tree), None)
    return found


def _in_its_place(what, parent, node):
    """Return what was changed, more exactly where that depends on what the node is in."""
    if isinstance(node, ast.Constant) and isinstance(parent, ast.Subscript | ast.Slice | ast.keyword):
        return "axis or index"
    if isinstance(node, ast.Name) and what in ("sign", "transpose"):
        is_operand = isinstance(parent, ast.BinOp) and (what == "sign" or isinstance(parent.op, ast.MatMult))
        return what if is_operand else f"{what} elsewhere"
    return what


@contextmanager
def planted(parent, node, change):
    """Have a changed copy of the node in its place; give the copy."""
    changed = change(copy.copy(node))
    if not hasattr(changed, "lineno"):
        ast.copy_location(changed, node)
    _replace(parent, node, changed)
    yield changed
    _replace(parent, changed, node)


def changes(node, names=(), near=False):
    """Yield (change of a copy of this node, its name); near: only what is easily overlooked, instead of all kinds."""
    if isinstance(node, ast.BinOp):
        for op in NEAR_BINARY.get(type(node.op), ()) if near else BINARY:
            yield (lambda n, op=op: _set(n, op=op())), f"{op.__name__} for {type(node.op).__name__}"
        if not near or not isinstance(node.op, ast.Add | ast.Mult | ast.BitOr | ast.BitAnd):
            matters = isinstance(node.op, ast.Sub | ast.MatMult)
            yield (lambda n: _set(n, left=n.right, right=n.left)), "order" if matters else "order of other operands"
        yield (lambda n: n.left), "operand left out"
        yield (lambda n: n.right), "operand left out"
    if isinstance(node, ast.AugAssign):
        for op in NEAR_BINARY.get(type(node.op), ()) if near else BINARY:
            yield (lambda n, op=op: _set(n, op=op())), f"{op.__name__} for {type(node.op).__name__}"
        yield (lambda n: ast.Assign([n.target], n.value)), "= for +="
    if isinstance(node, ast.UnaryOp):
        yield (lambda n: n.operand), "sign"
    if isinstance(node, ast.Compare):
        for i, old in enumerate(node.ops):
            for op in NEAR_COMPARE[type(old)] if near else COMPARE:
                what = f"{op.__name__} for {type(old).__name__}"
                yield (lambda n, i=i, op=op: _set(n, ops=[*n.ops[:i], op(), *n.ops[i + 1 :]])), what
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float) and not isinstance(node.value, bool):
        old = node.value
        if not near:
            values = (old + 1, old - 1, -old, 0, 2 * old)
        else:
            values = (old + 1, old - 1) if isinstance(old, int) or old == 0 else (2 * old, old / 2)
        for value in values:
            yield (lambda n, value=value: ast.Constant(value)), f"{value} for {old}"
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in names:
        for name in names:
            yield (lambda n, name=name: ast.Name(name, ast.Load())), "name"
        yield (lambda n: ast.Attribute(n, "T", ast.Load())), "transpose"
        yield (lambda n: ast.UnaryOp(ast.USub(), n)), "sign"
    if isinstance(node, ast.Attribute) and node.attr == "T":
        yield (lambda n: n.value), "transpose"
    if isinstance(node, ast.Attribute) and node.attr in OTHER_FUNCTION:
        yield (lambda n: _set(n, attr=OTHER_FUNCTION[n.attr])), f"{OTHER_FUNCTION[node.attr]} for {node.attr}"
    if isinstance(node, ast.Call):
        left_out = f"{getattr(node.func, 'attr', None) or getattr(node.func, 'id', 'a function')} left out"
        for i in _left_over(node)[:1] if near else range(len(node.args))[:1]:
            yield (lambda n, i=i: n.args[i]), left_out
        if isinstance(node.func, ast.Attribute) and not (
            isinstance(node.func.value, ast.Name) and node.func.value.id in (NO_VALUES if near else ("np", "math"))
        ):
            yield (lambda n: n.func.value), left_out
        for i in range(len(node.keywords)):
            yield (lambda n, i=i: _set(n, keywords=n.keywords[:i] + n.keywords[i + 1 :])), "keyword left out"
        if len(node.args) == 2:
            yield (lambda n: _set(n, args=n.args[::-1])), "order"
    if isinstance(node, ast.Tuple) and isinstance(node.ctx, ast.Load):
        for i in range(len(node.elts) - 1):
            yield (lambda n, i=i: _set(n, elts=[*n.elts[:i], n.elts[i + 1], n.elts[i], *n.elts[i + 2 :]])), "order"
    if isinstance(node, ast.Assign | ast.AugAssign):
        yield (lambda n: ast.Pass()), "line left out"


def steering(node):
    """Yield (change of a copy of this node, its name) for what decides which lines run, and with what."""
    if isinstance(node, ast.Expr | ast.Raise | ast.Return):
        yield (lambda n: ast.Pass()), "line left out"
    if isinstance(node, ast.If | ast.While | ast.IfExp) and not _has_opposite(node.test):
        yield (lambda n: _set(n, test=ast.UnaryOp(ast.Not(), n.test))), "condition"
    if isinstance(node, ast.comprehension):
        for i, test in enumerate(node.ifs):
            yield (lambda n, i=i: _set(n, ifs=n.ifs[:i] + n.ifs[i + 1 :])), "condition left out"
            if not _has_opposite(test):
                negated = ast.UnaryOp(ast.Not(), test)
                yield (lambda n, i=i, negated=negated: _set(n, ifs=[*n.ifs[:i], negated, *n.ifs[i + 1 :]])), "condition"
    if isinstance(node, ast.BoolOp):
        yield (lambda n: _set(n, op=ast.Or() if isinstance(n.op, ast.And) else ast.And())), "and, or"
        for i in range(len(node.values)):
            others = node.values[:i] + node.values[i + 1 :]
            yield (lambda n, others=others: _set(n, values=others) if others[1:] else others[0]), "condition left out"
    if isinstance(node, ast.Constant) and isinstance(node.value, bool):
        yield (lambda n: ast.Constant(not n.value)), "switch"
    if isinstance(node, ast.Call):
        if isinstance(node.func, ast.Name) and node.func.id in OTHER_BUILTIN:
            yield (lambda n: _set(n, func=ast.Name(OTHER_BUILTIN[n.func.id], ast.Load()))), "function"
        for i in range(len(node.args) - 1 if len(node.args) > 2 else 0):
            yield (lambda n, i=i: _set(n, args=[*n.args[:i], n.args[i + 1], n.args[i], *n.args[i + 2 :]])), "order"
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        for i in range(len(node.decorator_list)):
            others = node.decorator_list[:i] + node.decorator_list[i + 1 :]
            yield (lambda n, others=others: _set(n, decorator_list=others)), "decorator left out"


def _left_over(call):
    """Return the places of the arguments that could be what a call returns: no name in quotes, no error's text."""
    if isinstance(call.func, ast.Name) and call.func.id.endswith("Error"):
        return []
    return [i for i, arg in enumerate(call.args) if not isinstance(getattr(arg, "value", None), str)]


def _has_opposite(test):
    """Return whether `changes` turns this condition into its opposite."""
    if isinstance(test, ast.Compare):
        return len(test.ops) == 1
    return isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not)


def _set(node, **fields):
    for name, value in fields.items():
        setattr(node, name, value)
    return node


def _replace(parent, old, new):
    for name, value in ast.iter_fields(parent):
        if value is old:
            setattr(parent, name, new)
        elif isinstance(value, list):
            setattr(parent, name, [new if each is old else each for each in value])
