"""What an assignment brings along beside its notebooks: helpers, what has to be installed, and the licenses.

Without solutions and hints, what only those show is gone. It is known by its names: the functions in EMPTIED, the
arguments in TEXTS and `reference_code`, the constant HINTS, and whatever nobody else uses. What the check compares
with has to stay; it is packed, so that it isn't read by accident.
"""

import ast
import re
import tomllib
from base64 import b85encode
from pathlib import Path
from zlib import compress

from helpers import workbook

ROOT = workbook.COURSE
EMPTIED = {"hint", "solution", "worked"}
TEXTS = {"hints", "body", "reason"}
LEFT_OUT = "Your teacher has left hints and solutions out of this copy of the course."
PACKED = '''"""What this is checked against."""

from base64 import b85decode
from zlib import decompress

exec(compile(decompress(b85decode("{}")), __file__, "exec"))
'''
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
    before = unused(trees)
    for tree in trees.values():
        _Emptied().visit(tree)
    after = unused(trees)
    for path, tree in trees.items():
        gone = after[path] - before[path]
        tree.body = [node for node in tree.body if not made_by(node) or made_by(node) - gone]
        for node in (node for node in tree.body if isinstance(node, ast.ImportFrom)):
            node.names = [alias for alias in node.names if (alias.asname or alias.name) not in gone]
    return {path: packed(path, ast.unparse(tree) + "\n") for path, tree in trees.items()}


def packed(path, code):
    """Return the code of a module in a form that can't be read; the engine and the packages' faces stay as they are."""
    if "check" in path.parts or path.name == "__init__.py":
        return code
    return PACKED.format(b85encode(compress(code.encode())).decode())


class _Emptied(ast.NodeTransformer):
    """Takes the texts out, and lets the functions say that they are gone."""

    def visit_FunctionDef(self, node):
        if node.name in EMPTIED or (node.name == "code" and node.decorator_list):
            node.body = STUB
        return self.generic_visit(node)

    def visit_keyword(self, node):
        if node.arg in TEXTS and not (isinstance(node.value, ast.Name) and node.value.id.islower()):
            node.value = ast.Constant("")
        elif node.arg == "reference_code":
            node.value = ast.parse(f"lambda variant: {LEFT_OUT!r}", mode="eval").body
        return self.generic_visit(node)

    def visit_Assign(self, node):
        if made_by(node) == {"HINTS"}:
            node.value = ast.Constant("")
        return self.generic_visit(node)


def unused(trees):
    """Return {path: the names that nobody needs}, of what modules define or import outside of classes."""
    gone = {path: set() for path in trees}
    while True:
        kept = {
            path: [node for node in tree.body if not made_by(node) or made_by(node) - gone[path]]
            for path, tree in trees.items()
        }
        lent = {each for path, nodes in kept.items() for node in nodes for each in borrowed(node, gone[path])}
        more = {}
        for path, nodes in kept.items():
            module = ".".join(path.with_suffix("").parts)
            names = {name for node in nodes for name in made_by(node)} if path.name != "__init__.py" else set()
            more[path] = names - gone[path] - used(nodes) - {name for of, name in lent if of == module}
        if not any(more.values()):
            return gone
        gone = {path: names | more[path] for path, names in gone.items()}


def made_by(node):
    """Return the names that a statement of a module gives to a value, a function, or what it imports."""
    if isinstance(node, ast.FunctionDef):
        return {node.name}
    if isinstance(node, ast.ImportFrom):
        return {alias.asname or alias.name for alias in node.names}
    targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AugAssign) else []
    return {each.id for target in targets for each in ast.walk(target) if isinstance(each, ast.Name)}


def used(nodes):
    """Return the names whose values statements use."""
    names = (each for node in nodes for each in ast.walk(node) if isinstance(each, ast.Name))
    return {each.id for each in names if isinstance(each.ctx, ast.Load)}


def borrowed(node, gone):
    """Return what a statement imports, (module, name), without the names that are gone."""
    imports = (each for each in ast.walk(node) if isinstance(each, ast.ImportFrom))
    return {
        (each.module, alias.name)
        for each in imports
        for alias in each.names
        if (alias.asname or alias.name) not in gone
    }
