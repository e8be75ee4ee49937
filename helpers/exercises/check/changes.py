"""One change to a line of code, and what it says of the line.

The same changes serve twice. Made to the right formula, each is a mistake that somebody may have made (`swaps.py`);
made to a reader's own code, each may mend it, and then it says what was wrong, and where (`mending.py`).
"""

import ast
from collections.abc import Callable
from dataclasses import dataclass

from helpers.exercises.check.groups import OTHER_GROUPS, said_of_groups
from helpers.exercises.check.kinds import LIKELY, MORE
from helpers.exercises.check.products import DOES, DUE, said_of_turned, way_of

WHOLE = ast.stmt | ast.Expression | ast.Tuple | ast.List  # what has an expression as a whole in it


@dataclass(frozen=True)
class Change:
    """A piece of code, what comes in its place, and what it means: a key of WORDS."""

    kind: str
    node: ast.AST
    other: ast.AST
    put: Callable

    def make(self):
        """Put the other code in place."""
        self.put(ast.fix_missing_locations(ast.copy_location(self.other, self.node)))

    def undo(self):
        """Put the code back."""
        self.put(self.node)

    @property
    def places(self):
        """What it replaces: of two changes in the same place the second would undo the first."""
        return {id(self.node)}

    @property
    def names(self):
        """(The name that is there, the one that comes in its place), if both are nothing but names."""
        both = [getattr(each, "id", None) for each in (self.node, self.other)]
        return tuple(both) if all(both) else None

    def words(self, mends):
        """Say what is wrong: with the code that is there, if the change mends it, else with the other."""
        wrong, right = (self.node, self.other) if mends else (self.other, self.node)
        kind = self.kind if mends else OPPOSITE.get(self.kind, self.kind)
        if kind.startswith("group"):
            return said_of_groups(kind, wrong, right) if mends else OTHER_GROUPS.format(ast.unparse(right))
        if kind == "turned":
            return said_of_turned(wrong, right)
        ways = {"does": DOES.get(way_of(wrong)), "due": DUE.get(way_of(right))}
        if kind == "too much" and isinstance(getattr(wrong, "op", None), ast.Mult):
            kind, ways = "factor", {"factor": ast.unparse(wrong.right if right is wrong.left else wrong.left)}
        return WORDS[kind].format(wrong=ast.unparse(wrong), right=ast.unparse(right), **ways)


GUARD = "__counted"  # counts the turns of a loop, and stays where it is
# What was wrong, where the change mends it.
WORDS = {
    "product": "`{wrong}` {does}. {due}: `{right}`.",
    "place": "`{wrong}` stands where `{right}` belongs.",
    "index": "`{wrong}` has another index than is meant: `{right}`.",
    "indices": "The indices are exchanged: `{right}`, not `{wrong}`.",
    "axis 0": "Each column has its own: `{right}`. This is `{wrong}`.",
    "axis 1": "Each row has its own: `{right}`. This is `{wrong}`.",
    "inside": "In `{wrong}` the call works on another part than is meant. Move the parentheses: `{right}`.",
    "one-hot": (
        "`{wrong}` holds numbers of classes. Make one-hot rows of them, with as many columns as there are classes:"
        " `{right}`."
    ),
    "each row": (
        "`{wrong}` alone picks whole rows or columns. One entry in each row has two indices:"
        " `[np.arange(len({wrong})), {wrong}]`."
    ),
    "size": "A size differs from input to input: `{right}`, not `{wrong}`.",
    "sign": "The sign of `{wrong}` is wrong: it should be `{right}`.",
    "too much": "There is too much in `{wrong}`: it should be `{right}`.",
    "factor": "`{factor}` is one factor too many in `{wrong}`: it should be `{right}`.",
    "left out": "Something is left out of `{wrong}`: it should be `{right}`.",
    "call": "`{wrong}` is a function, and here it isn't called: `{right}`.",
    "no call": "`{wrong}` calls something that is no function. Is a `*` missing? `{right}`.",
}
OPPOSITE = {"too much": "left out", "left out": "too much", "axis 0": "place", "axis 1": "place"}


def changes(tree, words, more=()):
    """Yield the changes of a tree, the likeliest first; more: further kinds."""
    everywhere = [*_places(tree)]
    for kind in (*LIKELY, *more):
        for _, node, put in everywhere:
            for meaning, other in kind(node, words):
                yield Change(meaning, node, other, put)


def additions(tree, words, all_kinds=True):
    """Yield the changes of a tree by which there is more in it; there are many, and fewer where it is but a factor."""
    everywhere = [(node, put) for parent, node, put in _places(tree) if isinstance(parent, WHOLE)]
    for kind in MORE if all_kinds else MORE[:1]:
        for node, put in everywhere:
            for other in kind(node, words):
                yield Change("left out", node, other, put)


def _places(tree):
    """Yield (parent, expression, function that puts another in its place)."""
    for parent in [*ast.walk(tree)]:
        for field, value in ast.iter_fields(parent):
            if _is_value(value):
                yield parent, value, lambda other, parent=parent, field=field: setattr(parent, field, other)
            elif isinstance(value, list):
                for i, each in enumerate(value):
                    if _is_value(each):
                        yield parent, each, lambda other, value=value, i=i: value.__setitem__(i, other)


def _is_value(node):
    """Return whether a node is an expression of the reader's, that something else may stand for."""
    is_guard = GUARD in (getattr(node, "id", ""), getattr(getattr(node, "func", None), "id", ""))
    is_read = not isinstance(getattr(node, "ctx", None), ast.Store | ast.Del)
    return isinstance(node, ast.expr) and is_read and not is_guard
