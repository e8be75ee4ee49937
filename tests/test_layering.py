"""The package: imports go one way, and helpers/nn stays small enough to read in one sitting."""

import ast
import io
import subprocess
import sys
import tokenize
from collections import Counter

from lessons.pairing import ROOT, read_text

NN = sorted((ROOT / "helpers" / "nn").rglob("*.py"))
MAX_CODE_LINES = {
    "mathematics": 400,  # what one reads to understand it, all files but these:
    "checks.py": 154,  # what stands between it and bad input
    "neuron.py": 145,  # the same network again, neuron by neuron
    "delta.py": 70,  # and by the delta recursion
    "engine.py": 125,  # gradients of any expression, beside all that
    "blocks.py": 160,  # a transformer block
    "block_checks.py": 38,  # and what stands before it
}
MAX_LINES_OF_DELTA = 99  # with its docstrings and blank lines
NOT_CODE = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER}


def test_imports_go_one_way():
    """The contract itself stands in pyproject.toml."""
    run = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command as run; run()", "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stdout + run.stderr


def test_the_mathematics_needs_numpy_alone():
    allowed = sys.stdlib_module_names | {"numpy"}
    for path in NN:
        for node in ast.walk(ast.parse(read_text(path))):
            names = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and node.level == 0:
                names = [node.module]
            for name in names:
                assert name.split(".")[0] in allowed or name.startswith("helpers.nn"), f"{path.name}: {name}"


def test_the_mathematics_fits_in_one_sitting():
    lines = Counter()
    for path in NN:
        lines[path.name if path.name in MAX_CODE_LINES else "mathematics"] += code_lines(read_text(path))
    assert all(lines[part] <= most for part, most in MAX_CODE_LINES.items()), lines


def test_the_delta_recursion_fits_in_a_file_of_under_100_lines():
    assert len(read_text(ROOT / "helpers" / "nn" / "delta.py").splitlines()) <= MAX_LINES_OF_DELTA


def test_files_and_functions_of_the_package_are_short():
    """A file has at most 350 lines, a function 30 and its docstring; exceptions are at most three, with a reason."""
    exceptions = {}  # {"file: function": reason}
    long = set()
    for path in sorted((ROOT / "helpers").rglob("*.py")):
        source, name = read_text(path), path.relative_to(ROOT / "helpers").as_posix()
        assert len(source.splitlines()) <= 350, name
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.FunctionDef) and lines_without_docstring(node) > 30:
                long.add(f"{name}: {node.name}")
    assert long == set(exceptions) and len(exceptions) <= 3


def lines_without_docstring(function):
    """Return how many lines a function has, from its name to its end."""
    first = function.body[0]
    documented = ast.get_docstring(function, clean=False) is not None
    return function.end_lineno - function.lineno + 1 - documented * (first.end_lineno - first.lineno + 1)


def test_code_lines():
    source = '"""Doc\nstring."""\n\n# why\ndef f(x):\n    """One."""\n    return g(  # shape\n        x,\n    )\n'
    assert code_lines(source) == 4


def code_lines(source):
    """Return how many lines hold code: no docstring, comment or blank line."""
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef)
    without = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, documented) and ast.get_docstring(node, clean=False) is not None:
            without.update(range(node.body[0].lineno, node.body[0].end_lineno + 1))
    lines = set()
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type not in NOT_CODE:
            lines.update(range(token.start[0], token.end[0] + 1))
    return len(lines - without)
