"""What an assignment brings along beside its notebooks: helpers, what has to be installed, and the licenses.

Without solutions and hints, what only those show is gone. It is known by its names: the functions in EMPTIED, the
arguments in TEXTS, the constant HINTS, and whatever nothing else uses any more.
"""

import ast
import re
import tomllib
from pathlib import Path

from helpers import workbook

ROOT = workbook.COURSE
EMPTIED = {"hint", "solution", "worked", "reference_code", "bodies"}
TEXTS = {"hints", "body", "reason"}
LEFT_OUT = "Your teacher has left hints and solutions out of this copy of the course."
STUB = ast.parse(f"from helpers.exercises.check.task import Note\nreturn Note({LEFT_OUT!r})").body


def content(without_solutions=False):
    """Return {path, from the folder of the assignment: text or bytes}."""
    found = {Path("requirements.txt"): requirements()}
    for path in (path for path in sorted((ROOT / "helpers").rglob("*")) if path.is_file()):
        if "__pycache__" not in path.parts and not path.name.startswith("."):
            found[path.relative_to(ROOT)] = path.read_bytes()
    found |= {Path(path.name): path.read_bytes() for path in sorted(ROOT.glob("LICENSE*"))}
    return found | emptied(found) if without_solutions else found


def requirements():
    """Return what a learner installs: the packages that the course needs, and JupyterLab, but not the course."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        needed = tomllib.load(file)["project"]["dependencies"]
    own = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    lines = [*needed, *(line for line in own if line[:1].isalpha())]
    return "\n".join({re.match(r"[\w.-]+", line)[0]: line for line in lines}.values()) + "\n"


# ---- without solutions and hints


def emptied(found):
    """Return the modules of the exercises without what only solutions and hints show."""
    trees = {path: ast.parse(text) for path, text in found.items() if path.parts[:2] == ("helpers", "exercises")}
    unused_before = unused(trees)
    for tree in trees.values():
        _Emptied().visit(tree)
    for path, names in unused(trees).items():
        gone = names - unused_before[path]
        trees[path].body = [node for node in trees[path].body if not defined(node) or defined(node) - gone]
    return {path: ast.unparse(tree) + "\n" for path, tree in trees.items()}


class _Emptied(ast.NodeTransformer):
    """Takes the texts out, and lets the functions say that they are gone."""

    def visit_FunctionDef(self, node):
        if node.name in EMPTIED or (node.name == "code" and node.decorator_list):
            node.body = STUB
        return self.generic_visit(node)

    def visit_keyword(self, node):
        if node.arg in TEXTS and not isinstance(node.value, ast.Name):
            node.value = ast.Constant("")
        elif node.arg in EMPTIED:
            node.value = ast.parse(f"lambda *_: {LEFT_OUT!r}", mode="eval").body
        return self.generic_visit(node)

    def visit_Assign(self, node):
        if defined(node) == {"HINTS"}:
            node.value = ast.Constant("")
        return self.generic_visit(node)


def unused(trees):
    """Return {path: the names that nobody needs}, of what modules define outside of classes."""
    imports = [node for tree in trees.values() for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    imported = {(node.module, alias.name) for node in imports for alias in node.names}
    found = {}
    for path, tree in trees.items():
        module = ".".join(path.with_suffix("").parts)
        found[path] = unused_in(tree, {name for of, name in imported if of == module})
    return found


def unused_in(tree, imported):
    """Return the names that a module defines and neither uses nor lends, and those that only they used."""
    gone = set()
    while True:
        kept = [node for node in tree.body if not defined(node) or defined(node) - gone]
        names = (each for node in kept for each in ast.walk(node) if isinstance(each, ast.Name))
        used = {each.id for each in names if isinstance(each.ctx, ast.Load)}
        more = {name for node in kept for name in defined(node)} - used - imported - gone
        if not more:
            return gone
        gone |= more


def defined(node):
    """Return the names that a statement gives to values or to a function."""
    if isinstance(node, ast.FunctionDef):
        return {node.name}
    targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AugAssign) else []
    return {each.id for target in targets for each in ast.walk(target) if isinstance(each, ast.Name)}
