"""One change to whole lines of a function: `=` for `+=`, a line inside a loop that belongs outside, one too many."""

import ast
import copy
from dataclasses import dataclass

SIMPLE = ast.Assign | ast.AugAssign | ast.Expr
OPERATORS = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}
OVERWRITES = "`=` overwrites what the turns before it found, and only the last is left. `+=` adds to it."
ADDS = "`+=` adds to what is there already. Here it is `=`."
OUTSIDE = "This line is inside the loop, and belongs {where} it: it is done in every turn."
INSIDE = "This line is {where} the loop, and belongs inside: every turn needs it."
RETURNS = "This `return` is inside the loop, and ends it in the first turn. It belongs behind it."
SURPLUS = "This line is one too many."
TOO_EARLY = "This line comes too early: it belongs behind `{other}`."
EVERYWHERE = "`{wrong}` stands where `{right}` belongs."


@dataclass(frozen=True)
class LineChange:
    """Blocks of lines, what comes in their place, and what it means."""

    node: ast.stmt
    text: str
    blocks: tuple  # (list of lines, what is to be in it)
    names: tuple | None = None  # (the name that is there, the one that comes in its place)

    def __post_init__(self):
        object.__setattr__(self, "before", [list(block) for block, _ in self.blocks])

    def make(self):
        """Put the other lines in place."""
        for block, lines in self.blocks:
            block[:] = lines

    def undo(self):
        """Put the lines back."""
        for (block, _), lines in zip(self.blocks, self.before, strict=True):
            block[:] = lines

    @property
    def places(self):
        """The blocks in which it replaces lines."""
        return {id(block) for block, _ in self.blocks}

    def words(self, mends=True):
        """Say what is wrong with the line."""
        return self.text


def line_changes(function, names):
    """Yield all changes of whole lines, the likeliest first."""
    blocks = [*_blocks(function)]
    for kind in (_signs_of_equality, _around_loops, _everywhere, _orders, _surplus):
        for block in blocks:
            yield from kind(block, names)


def _blocks(tree):
    """Yield all lists of lines."""
    for node in ast.walk(tree):
        for field in ("body", "orelse"):
            lines = getattr(node, field, None)
            if isinstance(lines, list) and lines and isinstance(lines[0], ast.stmt):
                yield lines


def _is_loop(line):
    return isinstance(line, ast.For | ast.While)


def _signs_of_equality(block, names):
    """`+=` for `=` in a loop, wherever the same is filled; `=` for `+=`."""
    for loop in filter(_is_loop, block):
        filled = [(lines, line) for lines in _blocks(loop) for line in lines if _fills_one(line)]
        for target in dict.fromkeys(ast.unparse(line.targets) for _, line in filled):
            same = [(lines, line) for lines, line in filled if ast.unparse(line.targets) == target]
            yield _together([(*each, _added(each[1])) for each in same], OVERWRITES)
    for line in block:
        if isinstance(line, ast.AugAssign):
            yield _together([(block, line, ast.copy_location(ast.Assign([line.target], line.value), line))], ADDS)
            for op, sign in OPERATORS.items():
                if not isinstance(line.op, op):
                    other = ast.copy_location(ast.AugAssign(line.target, op(), line.value), line)
                    text = EVERYWHERE.format(wrong=f"{OPERATORS.get(type(line.op), '')}=", right=f"{sign}=")
                    yield _together([(block, line, other)], text)


def _fills_one(line):
    return isinstance(line, ast.Assign) and isinstance(line.targets[0], ast.Name | ast.Subscript | ast.Attribute)


def _added(line):
    return ast.copy_location(ast.AugAssign(line.targets[0], ast.Add(), line.value), line)


def _together(replaced, text, names=None):
    """Replace [(block, line, other line)]."""
    by_block = {}
    for block, line, other in replaced:
        lines = by_block.setdefault(id(block), (block, list(block)))[1]
        lines[lines.index(line)] = other
    return LineChange(replaced[0][1], text, tuple(by_block.values()), names)


def _around_loops(block, names):
    """A line out of the loop, or into it."""
    for place, loop in enumerate(block):
        if not _is_loop(loop):
            continue
        before, behind = block[:place], block[place + 1 :]
        for line in loop.body if len(loop.body) > 1 else ():
            rest = [each for each in loop.body if each is not line]
            text = RETURNS if isinstance(line, ast.Return) else OUTSIDE
            yield LineChange(
                line, text.format(where="behind"), ((loop.body, rest), (block, [*before, loop, line, *behind]))
            )
            yield LineChange(
                line, text.format(where="before"), ((loop.body, rest), (block, [*before, line, loop, *behind]))
            )
        for line in before[-3:]:
            others = [each for each in before if each is not line]
            inside = (loop.body, [line, *loop.body]), (block, [*others, loop, *behind])
            yield LineChange(line, INSIDE.format(where="before"), inside)
        for line in behind[:3]:
            others = [each for each in behind if each is not line]
            inside = (loop.body, [*loop.body, line]), (block, [*before, loop, *others])
            yield LineChange(line, INSIDE.format(where="behind"), inside)


class _Renamed(ast.NodeTransformer):
    """Another name in all places where one is read."""

    def __init__(self, old, new):
        self.old, self.new = old, new

    def visit_Name(self, node):
        is_meant = node.id == self.old and isinstance(node.ctx, ast.Load)
        return ast.copy_location(ast.Name(self.new, node.ctx), node) if is_meant else node


def _everywhere(block, names):
    """Another name in all places of a line."""
    for line in block:
        if isinstance(line, ast.Assign | ast.AugAssign | ast.Return):
            read = [n.id for n in ast.walk(line) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)]
            for old in dict.fromkeys(name for name in read if name in names and read.count(name) > 1):
                for new in names:
                    if new != old:
                        other = _Renamed(old, new).visit(copy.deepcopy(line))
                        yield _together([(block, line, other)], EVERYWHERE.format(wrong=old, right=new), (old, new))


def _orders(block, names):
    """A line behind the one that follows, or behind the one after that."""
    for place, line in enumerate(block):
        for further in (1, 2, 3) if isinstance(line, SIMPLE) else ():
            passed = block[place + 1 : place + 1 + further]
            if len(passed) == further and all(isinstance(each, SIMPLE) for each in passed):
                lines = [*block[:place], *passed, line, *block[place + 1 + further :]]
                text = TOO_EARLY.format(other=ast.unparse(passed[-1]).split("\n")[0])
                yield LineChange(line, text, ((block, lines),))


def _surplus(block, names):
    """A line that is left away."""
    for line in block if len(block) > 1 else ():
        yield LineChange(line, SURPLUS, ((block, [each for each in block if each is not line]),))
