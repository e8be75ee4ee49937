"""What the form of somebody's code shows, also where it can't run: a judge; and what is begun of a part."""

import ast

from helpers.exercises.from_memory.cold_code.roles import role_of

CODE = (ast.BinOp, ast.Call, ast.Assign, ast.AugAssign, ast.FunctionDef, ast.ClassDef, ast.For, ast.While, ast.Lambda)
BEGUN = {  # the part of which it is a beginning: what it is
    "forward": "one layer",
    "seed": "a loss, and the seed is its slope",
    "loop": "a step against a gradient",
    "judge": "a difference of two losses, not yet divided by how far apart the points are",
}


def is_code(text):
    """Return whether more than words is in a text that can be read as Python."""
    return any(isinstance(node, CODE) for node in ast.walk(ast.parse(text)))


def begun_in(code):
    """Return the parts of which something is there in this form, {part: what}."""
    tree = ast.parse(code)
    meant = _meanings(tree)
    forms = {"forward": _is_layer, "seed": _is_loss, "loop": _is_step, "judge": lambda node: _apart(node, meant)}
    return {part: BEGUN[part] for part, is_form in forms.items() if any(map(is_form, ast.walk(tree)))}


def _is_layer(node):
    """`X @ W + b`, or the same with `*` or `dot`."""
    if not (isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add)):
        return False
    roles = [{role_of(name) for name in _names(side)} for side in (node.left, node.right)]
    return any(
        _is_product(product) and one & {"W1", "W2"} and one & {"X", "A1"} and other & {"b1", "b2"}
        for product, one, other in ((node.left, *roles), (node.right, *reversed(roles)))
    )


def _is_product(node):
    if isinstance(node, ast.Call):
        return getattr(node.func, "attr", getattr(node.func, "id", "")) in ("dot", "matmul", "sum")
    return isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult | ast.MatMult)


def _is_loss(node):
    """`(y_hat - y)**2`, or a target times a logarithm."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow):
        return _is_difference(node.left) and getattr(node.right, "value", None) == 2
    if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "square":
        return bool(node.args) and _is_difference(node.args[0])
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
        logarithms = [each for each in ast.walk(node.right) if isinstance(each, ast.Call)]
        is_log = any(getattr(each.func, "attr", getattr(each.func, "id", "")) == "log" for each in logarithms)
        return is_log and "Y" in {role_of(name) for name in _names(node.left)}
    return False


def is_mean_without_n(code):
    """Return whether a loss is a mean, and no difference of prediction and target is divided by anything."""
    tree = ast.parse(code)
    meant = _meanings(tree)

    def has(node, is_form):
        return any(is_form(meant(each)) for each in ast.walk(node))

    means = [each for each in ast.walk(tree) if isinstance(each, ast.Call) and "mean" in _names(each.func)]
    divided = [each for node in ast.walk(tree) for each in _divided(node) if not has(each, _is_loss)]  # no half of it
    return any(has(each, _is_loss) for each in means) and not any(has(each, _is_difference) for each in divided)


def _divided(node):
    """Return what is divided, as a list: d of `d / n`, of `d /= n` and of `2 / n * d`."""
    op = getattr(node, "op", None)
    if isinstance(op, ast.Div):
        return [node.left if isinstance(node, ast.BinOp) else node.target]
    is_scaled = isinstance(op, ast.Mult) and isinstance(node, ast.BinOp)
    return [node.right] if is_scaled and isinstance(getattr(node.left, "op", None), ast.Div) else []


def _is_difference(node):
    """Return whether something made of names is subtracted from something else, of which one is a target."""
    if not (isinstance(node, ast.BinOp) and isinstance(node.op, ast.Sub)):
        return False
    return "Y" in {role_of(name) for name in _names(node)} and all(map(_names, (node.left, node.right)))


def _is_step(node):
    """`w -= rate * slope`, or the same in full."""
    if isinstance(node, ast.AugAssign) and isinstance(node.op, ast.Sub):
        target, moved = node.target, node.value
    elif isinstance(node, ast.Assign) and isinstance(node.value, ast.BinOp) and isinstance(node.value.op, ast.Sub):
        target, moved = node.targets[0], node.value.right
        if ast.unparse(target) != ast.unparse(node.value.left):
            return False
    else:
        return False
    is_scaled = isinstance(moved, ast.BinOp) and isinstance(moved.op, ast.Mult) and _names(moved) - _names(target)
    return bool(is_scaled) and any(map(role_of, _names(target) | _names(moved)))


def _names(node):
    found = {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}
    return found | {each.attr for each in ast.walk(node) if isinstance(each, ast.Attribute)}


# ---- the judge


def is_judge_in(code):
    """Return whether a difference of two losses is divided by how far apart the nudges are."""
    tree = ast.parse(code)
    meant = _meanings(tree)
    return any(_is_slope(node, meant) for node in ast.walk(tree))


def _meanings(tree):
    """Return a function that gives what a name was made from, and all else as it is."""
    known = {
        each.targets[0].id: each.value
        for each in ast.walk(tree)
        if isinstance(each, ast.Assign) and isinstance(each.targets[0], ast.Name)
    }
    return lambda node: known.get(getattr(node, "id", None), node)


def _is_slope(node, meant):
    """`(L(w + h) - L(w - h)) / (2 * h)`."""
    if not (isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div)):
        return False
    apart = _apart(meant(node.left), meant)
    return bool(apart) and apart in (_as_text(node.right), _as_text(meant(node.right)))


def _apart(node, meant):
    """Return how far apart `w + h` and `w - h`, or `w`, are in `L(w + h) - L(w - h)`, as text, or nothing."""
    if not (isinstance(node, ast.BinOp) and isinstance(node.op, ast.Sub)):
        return ""
    up, down = meant(node.left), meant(node.right)
    if not (isinstance(up, ast.Call) and isinstance(down, ast.Call)) or len(up.args) != len(down.args):
        return ""
    pairs = [(meant(one), meant(other)) for one, other in zip(up.args, down.args, strict=True)]
    nudged = [pair for pair in pairs if ast.unparse(pair[0]) != ast.unparse(pair[1])]
    if ast.unparse(up.func) != ast.unparse(down.func) or len(nudged) != 1:
        return ""
    ((one, other),) = nudged
    if not (isinstance(one, ast.BinOp) and isinstance(one.op, ast.Add)):
        return ""
    point, nudge = ast.unparse(one.left), ast.unparse(one.right)
    twice = _as_text(ast.parse(f"2 * ({nudge})", mode="eval").body)
    return {point: _as_text(one.right), f"{point} - {nudge}": twice}.get(ast.unparse(other), "")


def _as_text(node):
    """Return code as text, a multiple of a name with the number first, and numbers alone as one."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
        one, other = node.left, node.right
        numbers = [each.value for each in (one, other) if isinstance(getattr(each, "value", None), int | float)]
        if len(numbers) == 2:
            return f"{numbers[0] * numbers[1]:g}"
        if isinstance(other, ast.Constant):
            one, other = other, one
        return f"{_as_text(one)} * {ast.unparse(other)}"
    is_number = isinstance(node, ast.Constant) and isinstance(node.value, int | float)
    return f"{node.value:g}" if is_number else ast.unparse(node)
