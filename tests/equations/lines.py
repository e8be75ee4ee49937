"""The lines of code that carry a formula's number, and what they compute with given arrays.

A line is taken from its cell as it stands. What it uses and letters.txt doesn't declare is computed by the lines before
it in the same cell. ``self.`` is left out, so that an object's arrays are names like all others.
"""

import ast
import builtins
import re
from functools import lru_cache
from itertools import product
from typing import NamedTuple

import numpy as np

from lessons.pairing import as_notebook, lesson_paths, read_text
from tests.equations.values import Refused

COMMENT = re.compile(r"  # [\w, ]*\((\d+\.\d+)\)$")


class Line(NamedTuple):
    """A line of a code cell with the number of a formula."""

    lesson: str
    tag: str
    place: str  # "line 2", or "line 1 in 05" where the formula is from another lesson
    cell: str
    row: int

    @property
    def text(self):
        return self.cell.splitlines()[self.row - 1].strip()

    @property
    def keys(self):
        """Return the keys of letters.txt that hold for this line."""
        return self.tag, f"{self.tag} line", f"{self.tag} {self.place}"

    @property
    def target(self):
        """Return the name of what the line assigns, or None."""
        found = re.match(r"(\w+)(?:\[.*?\])? [-+]?= ", self.text)
        return found and found[1]

    def compute(self, values, order):
        """Return what the line computes with these values; ``order`` is that of the indices in the formula."""
        names = {name: value.copy() if isinstance(value, np.ndarray) else value for name, value in values.items()}
        found = Cell(self.cell, names, order).value(self.row)
        return np.asarray(found) + names.get("added_to", 0)


@lru_cache
def numbered_lines():
    """Return all lines with a number, without those of cells that a reader fills in."""
    lines, counts = [], {}
    for path in lesson_paths():
        lesson = path.name[:2]
        for cell in as_notebook(read_text(path)).cells:
            if cell.cell_type != "code" or "..." in cell.source:
                continue
            for row, text in enumerate(cell.source.splitlines(), 1):
                for tag in COMMENT.findall(text):
                    own = int(tag.split(".")[0]) == int(lesson)
                    counts[lesson, tag] = counts.get((lesson, tag), 0) + 1
                    place = f"line {counts[lesson, tag]}" + ("" if own else f" in {lesson}")
                    lines.append(Line(lesson, tag, place, cell.source, row))
    return lines


class Cell:
    """Computes lines of a cell. ``names`` are the arrays, and are added to."""

    def __init__(self, source, names, order):
        self.tree = ast.parse(re.sub(r"\b(self|layer|neuron)\.", "", source))
        self.names, self.order = names, order
        self.statements = [node for node in ast.walk(self.tree) if isinstance(node, ast.stmt)]

    def value(self, row):
        """Return what the statement, or the entry of a dictionary, in this row computes."""
        statement = min(
            (node for node in self.statements if node.lineno <= row <= node.end_lineno),
            key=lambda node: node.end_lineno - node.lineno,
        )
        loop = self.outermost_loop(statement)
        if isinstance(statement, ast.AugAssign) and isinstance(statement.op, ast.Add) and loop:
            return self.run(loop, root_of(statement.target))
        if statement.end_lineno > statement.lineno:
            inner = [node for node in ast.walk(statement) if isinstance(node, ast.expr) and node.lineno == row]
            return self.evaluate(max(inner, key=lambda node: not isinstance(node, ast.Constant)), row)
        return self.evaluate(expression_of(statement), row)

    def outermost_loop(self, statement):
        around = [node for node in self.statements if isinstance(node, ast.For) and statement in ast.walk(node)]
        return min(around, key=lambda node: node.lineno, default=None)

    def run(self, loop, target):
        """Run a loop that adds to ``target``, and return that."""
        self.names[target] = np.array(self.made_before(target, loop.lineno), dtype=float)
        self.look_for_names(loop, loop.lineno, [])
        exec(compile(ast.Module([loop], []), "the loop", "exec"), self.names)
        return self.names[target]

    def evaluate(self, expression, row):
        """Evaluate an expression; where it names indices, for all their values."""
        code = compile(ast.Expression(expression), "the line", "eval")
        indices = self.look_for_names(expression, row, list(self.order))
        if not indices:
            return eval(code, self.names)
        ranges = [range(self.order[index]) for index in indices]
        found = [eval(code, self.names | dict(zip(indices, at, strict=True))) for at in product(*ranges)]
        return np.reshape(found, [len(each) for each in ranges])

    def look_for_names(self, node, row, indices):
        """Compute the names that nobody has declared, and return the indices among them."""
        names = [each for each in ast.walk(node) if isinstance(each, ast.Name)]
        own = {each.id for each in names if isinstance(each.ctx, ast.Store)}
        own |= {each.arg for each in ast.walk(node) if isinstance(each, ast.arg)}
        missing = {each.id for each in names} - own - set(self.names) - set(dir(builtins))
        for name in missing - set(indices):
            self.names[name] = self.made_before(name, row)
        return [index for index in indices if index in missing]

    def made_before(self, name, row):
        """Return what the last line before this one has made of a name."""
        for statement in sorted(self.statements, key=lambda node: -node.lineno):
            if isinstance(statement, ast.Assign) and statement.end_lineno < row:
                target, value = statement.targets[0], statement.value
                pairs = zip(target.elts, value.elts, strict=True) if isinstance(value, ast.Tuple) else [(target, value)]
                for one, expression in pairs:
                    if isinstance(one, ast.Name) and one.id == name:
                        return self.evaluate(expression, statement.lineno)
        raise Refused(f"a line of code uses {name}, which is neither declared nor made in its cell")


def root_of(target):
    """Return the name of the array to an entry of which something is assigned."""
    while not isinstance(target, ast.Name):
        target = target.value
    return target.id


def expression_of(statement):
    """Return the expression of a statement: what is assigned, returned, printed or appended last."""
    expression = statement.value
    if isinstance(statement, ast.AugAssign):
        return ast.fix_missing_locations(ast.BinOp(load(statement.target), statement.op, expression))
    if isinstance(statement, ast.Expr) and isinstance(expression, ast.Call):
        expression = expression.args[-1]
    if isinstance(expression, ast.Tuple):
        expression = expression.elts[0]
    if isinstance(expression, ast.DictComp):
        expression = expression.value
    if isinstance(expression, ast.Dict):
        expression = expression.values[0]
    return expression


def load(target):
    """Return what a target of an assignment stands for before."""
    return ast.parse(ast.unparse(target), mode="eval").body
