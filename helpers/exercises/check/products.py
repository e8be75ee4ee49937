"""The kinds of product that are taken for one another: entry by entry, rows by columns, each with each."""

import ast
import itertools

DOES = {
    "*": "multiplies entry by entry, and adds nothing up",
    "@": "adds products up, row by column",
    "outer": "multiplies each entry with each",
}
DUE = {
    "*": "It should be entry by entry, which is `*`",
    "@": "It should be a sum of products, which is `@`",
    "outer": "It should be each entry with each, which is `np.outer`",
}
CALLED = {"multiply": "*", "dot": "@", "matmul": "@", "outer": "outer"}


def _factors(node):
    """Return (way of multiplying, first, second) of a product of two, else None."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult | ast.MatMult):
        return "*" if isinstance(node.op, ast.Mult) else "@", node.left, node.right
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CALLED:
        factors = node.args if len(node.args) == 2 else [node.func.value, *node.args]
        return (CALLED[node.func.attr], *factors) if len(factors) == 2 else None
    return None


def way_of(node):
    """Return how two factors are multiplied: `*`, `@` or outer; nothing where it is no product."""
    return (_factors(node) or ("",))[0]


def products(node, words):
    """The same two factors, multiplied in all other ways."""
    found = _factors(node)
    if found is None or any(isinstance(each, ast.Constant) for each in found[1:]):
        return
    way, first, second = found[0], *map(_bare, found[1:])
    both = itertools.product((first, turned(first)), (second, turned(second)))
    for pair in [pair for each in both for pair in (each, each[::-1])]:
        for other in ("*", "@"):
            yield ("turned" if other == way else "product"), _multiplied(other, *pair)
    for pair in ((first, second), (second, first)):
        yield ("turned" if way == "outer" else "product"), _multiplied("outer", *pair)


def said_of_turned(wrong, right):
    """Say which factor lacks its transpose, or has one too many; or that the order is another."""
    pairs = [*zip(_factors(wrong)[1:], _factors(right)[1:], strict=True)]
    if any(ast.dump(_bare(given)) != ast.dump(_bare(due)) for given, due in pairs):
        return f"The factors are in another order: `{ast.unparse(right)}`, not `{ast.unparse(wrong)}`."
    said = [
        f"`{ast.unparse(_bare(due))}` {'lacks its' if due is not _bare(due) else 'has no'} `.T`"
        for given, due in pairs
        if (given is _bare(given)) != (due is _bare(due))
    ]
    return f"{' and '.join(said)}: `{ast.unparse(right)}`."


def _bare(node):
    return node.value if isinstance(node, ast.Attribute) and node.attr == "T" else node


def turned(node):
    """Return the transpose."""
    return ast.Attribute(node, "T", ast.Load())


def _multiplied(way, first, second):
    if way == "outer":
        return ast.Call(ast.Attribute(ast.Name("np", ast.Load()), "outer", ast.Load()), [first, second], [])
    return ast.BinOp(first, ast.Mult() if way == "*" else ast.MatMult(), second)
