"""Code with hooks in it: each result is seen, a name may be undefined, a line may fail, and each loop ends."""

import ast
import re
from itertools import count

from helpers.exercises.from_memory.cold_code.roles import role_of

HOOKS = ("_seen", "_quotient", "_named", "_name", "_attr", "_item", "_few", "_again")


class Watched(ast.NodeTransformer):
    """Code in which each result is seen, each name may be undefined, each line may fail, and each loop ends."""

    numbers = count()

    def statements(self, body):
        """Return a body in which each line may fail."""
        found = []
        for each in body:
            new = self.visit(each)
            for line in new if isinstance(new, list) else [new]:
                handler = ast.ExceptHandler(ast.Name("_Error", ast.Load()), None, [ast.Pass()])
                found.append(ast.Try([line], [handler], [], []))
        return found or [ast.Pass()]

    def generic_visit(self, node):
        """Visit all parts; those that are bodies line by line."""
        for name, value in ast.iter_fields(node):
            if isinstance(value, list) and value and isinstance(value[0], ast.stmt):
                setattr(node, name, self.statements(value))
            elif isinstance(value, list):
                setattr(node, name, [self.visit(each) if isinstance(each, ast.AST) else each for each in value])
            elif isinstance(value, ast.AST):
                setattr(node, name, self.visit(value))
        return node

    def hook(self, name, *arguments):
        """A call of one of the hooks."""
        return ast.Call(ast.Name(name, ast.Load()), [*arguments], [])

    def seen(self, node):
        """What is computed is kept."""
        return self.hook("_seen", self.generic_visit(node))

    visit_Call = visit_Compare = visit_UnaryOp = visit_IfExp = seen

    def visit_BinOp(self, node):
        """A quotient may be a judge's. A difference that is squared is part of a loss, and no seed."""
        if isinstance(node.op, ast.Pow) and isinstance(node.left, ast.BinOp):
            node.left = self.generic_visit(node.left)
            node.right = self.visit(node.right)
            return self.hook("_seen", node)
        node = self.generic_visit(node)
        return (
            self.hook("_quotient", node.left, node.right) if isinstance(node.op, ast.Div) else self.hook("_seen", node)
        )

    def visit_Name(self, node):
        """A name may be undefined."""
        if not isinstance(node.ctx, ast.Load) or role_of(node.id) is None:
            return node
        nothing = ast.arguments([], [], None, [], [], None, [])
        return self.hook("_name", ast.Constant(node.id), ast.Lambda(nothing, node))

    def visit_Attribute(self, node):
        """An attribute may be missing."""
        node = self.generic_visit(node)
        if not isinstance(node.ctx, ast.Load) or node.attr == "T" or role_of(node.attr) is None:
            return node
        return self.hook("_attr", node.value, ast.Constant(node.attr))

    def visit_Subscript(self, node):
        """So may an entry of a dictionary."""
        node = self.generic_visit(node)
        key = node.slice.value if isinstance(node.slice, ast.Constant) else None
        if not isinstance(node.ctx, ast.Load) or not isinstance(key, str) or role_of(key) is None:
            return node
        return self.hook("_item", node.value, ast.Constant(key))

    def visit_Assign(self, node):
        """What gets a name is kept under it."""
        (target, *more), value = node.targets, node.value
        if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple) and len(target.elts) == len(value.elts):
            value.elts = [self._named(*pair) for pair in zip(target.elts, value.elts, strict=True)]
            return node
        base = target.value if isinstance(target, ast.Subscript) else None
        name, whole = _name_of(base), _again(base)
        node.value = self._named(target, value)
        node.targets = [self.visit(each) for each in (target, *more)]
        return [node, ast.Expr(self.hook("_named", ast.Constant(name), whole))] if whole else node

    def _named(self, target, value):
        name = _name_of(target)
        value = self.visit(value)
        return self.hook("_named", ast.Constant(name), value) if name else value

    def visit_AugAssign(self, node):
        """An array that changes in place is looked at again."""
        whole = node.target.value if isinstance(node.target, ast.Subscript) else node.target
        before, after, entry = _again(whole), _again(whole), _again(node.target)
        node = self.generic_visit(node)
        if not (before and entry):
            return node
        name = ast.Constant(_name_of(whole))
        return [
            ast.Expr(self.hook("_named", name, before)),
            node,
            ast.Expr(self.hook("_named", name, after)),
            ast.Expr(self.hook("_seen", entry)),
        ]

    def visit_For(self, node):
        """A loop takes a few turns."""
        node = self.generic_visit(node)
        node.iter = self.hook("_few", ast.Constant(next(self.numbers)), node.iter)
        return node

    def visit_While(self, node):
        """So does one that asks."""
        node = self.generic_visit(node)
        node.test = self.hook("_again", ast.Constant(next(self.numbers)), node.test)
        return node


def _name_of(node):
    """Return the name of what is assigned to: of a variable, an attribute or an entry; an empty text otherwise."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return node.attr
    key = node.slice.value if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant) else ""
    return key if isinstance(key, str) else ""


def _again(node):
    """Return a target as an expression that reads it, or None."""
    if not isinstance(node, ast.Name | ast.Attribute | ast.Subscript):
        return None
    return ast.parse(ast.unparse(node), mode="eval").body


def readable(code):
    """Return as much of a text as is Python: the whole, or its lines one by one."""
    code = re.sub(r"^\s*([%!]|from __future__).*", "", code, flags=re.MULTILINE)
    if _runs(code):
        return code
    lines = (line.strip().removeprefix("return ") for line in code.splitlines())
    return "\n".join(line for line in lines if _runs(line))


def _runs(code):
    try:
        return bool(compile(code, "<your code>", "exec"))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
