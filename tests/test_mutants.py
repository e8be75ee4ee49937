"""The tool that plants faults: what it plants, how it knows a line again, and what it says of what is caught."""

import subprocess
import sys
import textwrap

import pytest

from tests import mutants

SOURCE = '''
"""A module."""

import numpy as np

LIMIT = 2.0


class Layer:
    """A class."""

    A: int | None = None

    @property
    def size(self):
        """A docstring."""
        return len(self.A)

    def step(self, X, *, exact=False):
        if X is None and not exact:
            raise ValueError("nothing")
        for row in X[1:]:
            X = row.T @ np.clip(X, 0, self.A)
        return [x for x in X if 0 <= x < LIMIT]
'''


@pytest.fixture(scope="module")
def planted(tmp_path_factory):
    """The mutants of SOURCE, as {before: {after: mutant}}."""
    path = tmp_path_factory.mktemp("mutants") / "source.py"
    path.write_text(SOURCE)
    found = {}
    for mutant in mutants.mutants(str(path)):
        assert mutant.after not in found.setdefault(mutant.before, {})
        found[mutant.before][mutant.after] = mutant
    return found


@pytest.mark.parametrize(
    ("before", "some"),
    [
        ("LIMIT = 2.0", {"LIMIT = 4.0", "LIMIT = 1.0", "pass"}),
        ("@property def size(self):", {"def size(self):"}),
        ("return len(self.A)", {"return self.A", "pass"}),
        ("def step(self, X, *, exact=False):", {"def step(self, X, *, exact=True):"}),
        (
            "if X is None and (not exact):",
            {
                "if X is not None and (not exact):",
                "if X is None or not exact:",
                "if X is None and exact:",
                "if X is None:",
                "if not exact:",
                "if not (X is None and (not exact)):",
            },
        ),
        ("raise ValueError('nothing')", {"pass"}),
        ("for row in X[1:]:", {"for row in X[2:]:", "for row in X[0:]:"}),
        (
            "X = row.T @ np.clip(X, 0, self.A)",
            {
                "X = row @ np.clip(X, 0, self.A)",
                "X = row.T * np.clip(X, 0, self.A)",
                "X = np.clip(X, 0, self.A) @ row.T",
                "X = row.T @ np.clip(0, X, self.A)",
                "X = row.T @ np.clip(X, self.A, 0)",
                "X = row.T",
                "X = row.T @ X",
                "pass",
            },
        ),
        (
            "return [x for x in X if 0 <= x < LIMIT]",
            {
                "return [x for x in X if 0 < x < LIMIT]",
                "return [x for x in X if 0 <= x <= LIMIT]",
                "return [x for x in X if 1 <= x < LIMIT]",
                "return [x for x in X]",
                "return [x for x in X if not 0 <= x < LIMIT]",
            },
        ),
    ],
)
def test_what_is_planted(planted, before, some):
    assert some <= set(planted[before])


def test_docstrings_annotations_and_imports_stay(planted):
    assert not any(word in before for before in planted for word in ("docstring", "module", "import", "A: int"))


def test_a_mutant_knows_its_line_and_the_function_around_it(planted):
    (property_left_out,) = planted["@property def size(self):"].values()
    assert property_left_out.span is None  # outside: any test may see it
    mutant = planted["X = row.T @ np.clip(X, 0, self.A)"]["X = row @ np.clip(X, 0, self.A)"]
    assert SOURCE.splitlines()[mutant.number - 1].strip() == mutant.before
    first, last = mutant.span
    assert SOURCE.splitlines()[first - 1].strip() == "def step(self, X, *, exact=False):"
    assert last == len(SOURCE.splitlines())


def test_every_mutant_compiles_and_leaves_the_tree_as_it_was(planted):
    for mutant in [each for afters in planted.values() for each in afters.values()]:
        before = mutants.ast.dump(mutant.tree)
        with mutants.planted(mutant.parent, mutant.node, mutant.change):
            compile(mutants.ast.fix_missing_locations(mutant.tree), "source.py", "exec")
        assert mutants.ast.dump(mutant.tree) == before


def test_the_list_is_read():
    text = (
        "# why\n\na.py\n- x = 1\n+ x = 2\n- y - z\n+ pass\n\nb.py\n- x = 1\n+ x = 0\n\n# why not\n\na.py\n- z\n+ pass\n"
    )
    assert mutants.equivalents(text) == {
        ("a.py", "x = 1", "x = 2"): "why",
        ("a.py", "y - z", "pass"): "why",
        ("b.py", "x = 1", "x = 0"): "why",
        ("a.py", "z", "pass"): "why not",
    }


def test_each_line_of_the_list_has_a_reason():
    listed = mutants.equivalents(mutants.EQUIVALENT.read_text(encoding="utf-8"))
    assert listed and all(listed.values())


def run(script):
    """Run a script that has the tool as `mutants`, in a process of its own."""
    script = "import sys\nfrom pathlib import Path\nfrom tests import mutants\n" + textwrap.dedent(script)
    return subprocess.run([sys.executable, "-c", script], cwd=mutants.ROOT, capture_output=True, text=True, timeout=300)


@pytest.mark.skipif(sys.platform == "win32", reason="the tool needs a system that can fork")
def test_what_is_caught_what_survives_and_what_is_listed(tmp_path):
    """Only the doctest of network.py runs: it sees a network that doesn't pass its numbers on, and no missing error."""
    listed = tmp_path / "listed.txt"
    kept = "(part, name) for part in self.parts for name in getattr(part, 'names', ('W', 'b')) if hasattr(part, name)"
    survives = f"- return [{kept}]\n+ pass\n"
    caught = "- X = layer.forward(X)\n+ pass\n"
    listed.write_text(
        f"# a doctest calls no parameters()\n\nhelpers/nn/network.py\n{survives}{caught}- nothing like it\n+ pass\n"
    )
    sources = {path: path.read_bytes() for path in (mutants.ROOT / "helpers/nn").glob("*.py")}
    done = run(f"""
        mutants.TESTS = ["helpers/nn/network.py"]
        mutants.EQUIVALENT = Path({str(listed)!r})
        sys.exit(mutants.main(["helpers/nn/network.py", "--listed", "--jobs", "2"]))
    """)
    assert done.stderr == ""
    assert done.returncode == 1
    assert f"listed as changing nothing, but caught\n{caught}" in done.stdout
    assert "listed as changing nothing, but fits no line\n- nothing like it\n+ pass\n" in done.stdout
    assert survives not in done.stdout
    assert (
        "survived\n- raise ValueError('layers is empty: a network needs at least one layer')\n+ pass\n" in done.stdout
    )
    assert "- gradient = layer.backward(gradient)\n" not in done.stdout
    assert "2 (" in done.stdout.splitlines()[-1]
    assert {path: path.read_bytes() for path in sources} == sources


@pytest.mark.skipif(sys.platform == "win32", reason="the tool needs a system that can fork")
def test_what_never_ends_or_raises_is_caught():
    done = run("""
        def work(kind):
            mutants.limit_time(1)
            while kind == "never ends":
                pass
            return {"passes": 0}[kind]

        kinds = ["passes", "raises", "never ends"]
        print(sorted((kind, status != 0) for kind, status in mutants.forked(work, kinds, jobs=2)))
    """)
    assert done.stdout == "[('never ends', True), ('passes', False), ('raises', True)]\n"
