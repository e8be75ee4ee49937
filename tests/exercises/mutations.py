"""One small change to a function's syntax tree: an operator, an operand, an axis, a sign, a name, a line."""

import ast
import copy

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


def mutants(source):
    """Return {source of a mutant: what was changed}, without the original."""
    tree = ast.parse(source)
    names = sorted(
        {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)} | {arg.arg for arg in tree.body[0].args.args}
    )
    found = {}
    for place, node in enumerate(ast.walk(tree)):
        for change, what in changes(
            node, [name for name in names if name not in {"np", "math", "len", "zip", "range", "abs"}]
        ):
            mutant = copy.deepcopy(tree)
            parent = _parents(mutant)
            target = next(each for i, each in enumerate(ast.walk(mutant)) if i == place)
            new = change(target)
            if new is not target:
                _replace(parent[target], target, new)
            text = ast.unparse(ast.fix_missing_locations(mutant))
            found.setdefault(text, what)
    found.pop(ast.unparse(tree), None)
    return found


def changes(node, names):
    """Yield (change of a copy of this node, its name)."""
    if isinstance(node, ast.BinOp):
        for op in BINARY:
            yield (lambda n, op=op: _set(n, op=op())), "operator"
        yield (lambda n: _set(n, left=n.right, right=n.left)), "order"
        yield (lambda n: n.left), "operand left out"
        yield (lambda n: n.right), "operand left out"
    if isinstance(node, ast.AugAssign):
        for op in BINARY:
            yield (lambda n, op=op: _set(n, op=op())), "operator"
        yield (lambda n: ast.Assign([n.target], n.value)), "= for +="
    if isinstance(node, ast.UnaryOp):
        yield (lambda n: n.operand), "sign"
    if isinstance(node, ast.Compare):
        for op in COMPARE:
            yield (lambda n, op=op: _set(n, ops=[op()])), "comparison"
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float) and not isinstance(node.value, bool):
        for value in (node.value + 1, node.value - 1, -node.value, 0, 2 * node.value):
            yield (lambda n, value=value: ast.Constant(value)), "number"
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in names:
        for name in names:
            yield (lambda n, name=name: ast.Name(name, ast.Load())), "name"
        yield (lambda n: ast.Attribute(n, "T", ast.Load())), "transpose"
        yield (lambda n: ast.UnaryOp(ast.USub(), n)), "sign"
    if isinstance(node, ast.Attribute) and node.attr == "T":
        yield (lambda n: n.value), "transpose"
    if isinstance(node, ast.Attribute) and node.attr in OTHER_FUNCTION:
        yield (lambda n: _set(n, attr=OTHER_FUNCTION[n.attr])), "function"
    if isinstance(node, ast.Call):
        if node.args:
            yield (lambda n: n.args[0]), "function left out"
        if isinstance(node.func, ast.Attribute) and not (
            isinstance(node.func.value, ast.Name) and node.func.value.id in ("np", "math")
        ):
            yield (lambda n: n.func.value), "function left out"
        for i in range(len(node.keywords)):
            yield (lambda n, i=i: _set(n, keywords=n.keywords[:i] + n.keywords[i + 1 :])), "keyword left out"
        if len(node.args) == 2:
            yield (lambda n: _set(n, args=n.args[::-1])), "order"
    if isinstance(node, ast.Tuple) and isinstance(node.ctx, ast.Load):
        for i in range(len(node.elts) - 1):
            yield (lambda n, i=i: _set(n, elts=[*n.elts[:i], n.elts[i + 1], n.elts[i], *n.elts[i + 2 :]])), "order"
    if isinstance(node, ast.Assign | ast.AugAssign):
        yield (lambda n: ast.Pass()), "line left out"


def _set(node, **fields):
    for name, value in fields.items():
        setattr(node, name, value)
    return node


def _parents(tree):
    return {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}


def _replace(parent, old, new):
    for name, value in ast.iter_fields(parent):
        if value is old:
            setattr(parent, name, new)
        elif isinstance(value, list):
            setattr(parent, name, [new if each is old else each for each in value])
