"""Plant one small fault at a time in helpers/nn, and see whether a quick test notices.

python -m tests.mutants                           all of it
python -m tests.mutants helpers/nn/layers.py      one file, or several
python -m tests.mutants --only 100                100 changes, evenly chosen
python -m tests.mutants --listed                  also those that are listed as changing nothing

A fault is another operator, number, axis or comparison, a dropped .T, argument, condition or line,
arguments in another order (tests/mutations.py). It is planted in memory, in a process of its own;
no file changes. Each runs the tests in tests/nn and the doctests of helpers/nn that call the changed
function, those of the file's own name first, and stops at the first failure. A fault that never ends is caught.

What survives is printed with its line, before and after. Either a test is missing, or the change can't
change a result: then it belongs into tests/equivalent_mutants.txt, with its reason. Ends with 1 if
under 99% of the others are caught, if over 5% of all are listed, or if an entry there fits no line.
Needs a system that can fork (Linux, macOS).
"""

import argparse
import ast
import contextlib
import copy
import gc
import importlib
import io
import json
import os
import sys
import tempfile
import time
from collections import Counter
from importlib.machinery import SourceFileLoader
from pathlib import Path
from typing import NamedTuple

from tests.mutations import changes, planted, steering

ROOT = Path(__file__).resolve().parent.parent
EQUIVALENT = ROOT / "tests" / "equivalent_mutants.txt"
SLOW = {ROOT / "tests/nn/test_digits.py"}  # half a minute of training; all other tests of nn are quick
FILES = sorted((ROOT / "helpers/nn").glob("*.py"))
TESTS = [
    path.relative_to(ROOT).as_posix() for path in [*sorted({*(ROOT / "tests/nn").glob("test_*.py")} - SLOW), *FILES]
]
CAUGHT, LISTED = 0.99, 0.05  # at least, at most
ARGUMENTS = ["-o", "addopts=", "-x", "-q", "--import-mode=importlib", "--assert=plain", "-p", "no:cacheprovider"]


class Mutant(NamedTuple):
    """A fault: what to change where, and how the statement's own line reads before and after."""

    path: str  # from the root
    tree: ast.Module
    parent: ast.AST
    node: ast.AST
    change: object
    span: tuple[int, int] | None  # first and last line of the function around it; None for what runs at import
    before: str
    after: str

    @property
    def number(self):
        """The line's number; what has none of its own (a comprehension) is found by what it is in."""
        return getattr(self.node, "lineno", None) or getattr(self.parent, "lineno", None)

    @property
    def source(self):
        """By which it is known, wherever its line moves."""
        return self.path, self.before, self.after


# What can be changed


def mutants(path):
    """Return the mutants of a file, each that reads differently once."""
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    found = []
    for parent, statement, span in statements(tree):
        before, seen = line(statement), {line(statement)}
        for above, node in [(parent, statement), *expressions(statement)]:
            for change, _ in [*changes(node, near=True), *steering(node)]:
                with planted(above, node, change) as changed:
                    after = line(changed if node is statement else statement)
                if after not in seen:
                    seen.add(after)
                    found.append(Mutant(path, tree, above, node, change, span, before, after))
    return found


def statements(parent, span=None):
    """Yield (what it is in, statement, span of the function around it) for all statements but docstrings."""
    for child in ast.iter_child_nodes(parent):
        if isinstance(child, ast.stmt):
            docstring = isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant)
            if not docstring and not isinstance(child, ast.Import | ast.ImportFrom):
                yield parent, child, None if isinstance(child, ast.FunctionDef | ast.ClassDef) else span
            if isinstance(child, ast.FunctionDef):
                first = min(each.lineno for each in [child, *child.decorator_list])
                yield from statements(child, span or (first, child.end_lineno))
                continue
        if isinstance(child, ast.stmt | ast.ExceptHandler):
            yield from statements(child, span)


def expressions(parent):
    """Yield (what it is in, node) for what a statement's own line holds, without annotations."""
    for name, value in ast.iter_fields(parent):
        for node in value if isinstance(value, list) else [value]:
            if not isinstance(node, ast.AST) or isinstance(node, ast.stmt) or name in ("annotation", "returns"):
                continue
            if isinstance(parent, ast.keyword) and isinstance(node, ast.Constant) and isinstance(node.value, bool):
                continue  # to drop the keyword is the same change
            yield parent, node
            yield from expressions(node)


def line(statement):
    """Return a statement's own line: of a loop or a function the head alone."""
    if isinstance(statement, ast.Try):
        return "try:"
    if not hasattr(statement, "body"):
        return ast.unparse(statement)
    head = copy.copy(statement)
    head.body, head.orelse = [ast.Pass()], []
    return " ".join(ast.unparse(head).splitlines()[:-1])


def equivalents(text):
    """Return {(path, before, after): reason} from a text like tests/equivalent_mutants.txt."""
    found, reason, path, before = {}, "", None, None
    for row in text.splitlines():
        if row.startswith("# "):
            reason = row[2:]
        elif row.startswith("- "):
            before = row[2:]
        elif row.startswith("+ "):
            found[path, before, row[2:]] = reason
        elif row:
            path = row
    return found


# What notices


class Plugin:
    """For pytest: hypothesis draws little, and stops at the first failure."""

    def pytest_collection(self):
        from hypothesis import Phase, settings

        phases = [Phase.explicit, Phase.generate]
        settings.register_profile("mutants", phases=phases, max_examples=10, report_multiple_bugs=False)
        settings.load_profile("mutants")


class Choice(Plugin):
    """Also runs the chosen tests only, in their order."""

    def __init__(self, chosen):
        self.order = {name: i for i, name in enumerate(chosen)}

    def pytest_collection_modifyitems(self, items):
        chosen = [item for item in items if item.nodeid in self.order]
        items[:] = sorted(chosen, key=lambda item: self.order[item.nodeid])


class Watch(Plugin):
    """Also keeps which functions of helpers each test calls, and how long it takes."""

    def __init__(self):
        self.seconds, self.calls = {}, {}

    def pytest_runtest_logstart(self, nodeid):
        codes = self.calls[nodeid] = set()
        self.seconds[nodeid] = -time.process_time()
        sys.settrace(lambda frame, *_: codes.add(frame.f_code))

    def pytest_runtest_logfinish(self, nodeid):
        sys.settrace(None)
        self.seconds[nodeid] += time.process_time()
        places = {(os.path.relpath(code.co_filename, ROOT), code.co_firstlineno) for code in self.calls[nodeid]}
        self.calls[nodeid] = sorted(place for place in places if place[0].startswith("helpers"))


class Test(NamedTuple):
    """A quick test: its file and name, how long it takes, and where the functions begin that it calls."""

    file: str
    name: str
    seconds: float
    calls: list

    def concerns(self, mutant):
        """Return whether this test can see the mutant: it calls the function, or every test might."""
        if mutant.span is None:
            return True
        first, last = mutant.span
        return any(path == mutant.path and first <= number <= last for path, number in self.calls)


def quick_tests(jobs):
    """Run all quick tests on what is there, which must pass; return them."""
    found = []
    with tempfile.TemporaryDirectory() as place:

        def run(file):
            watch = Watch()
            status = pytest_main(file, watch)
            tests = [Test(file, name, watch.seconds[name], watch.calls[name]) for name in watch.calls]
            (Path(place) / file.replace("/", "-")).write_text(json.dumps(tests))
            return status

        for file, status in forked(run, TESTS, jobs):
            if status not in (0, 5):  # 5: no test, a file without a doctest
                sys.exit(f"{file} fails without any change: see python -m pytest {file}")
            found += [Test(*each) for each in json.loads((Path(place) / file.replace("/", "-")).read_text())]
    return found


def caught(mutant, tests):
    """Plant the mutant in this process; return 1 where a test fails, 0 where all pass."""
    with planted(mutant.parent, mutant.node, mutant.change):
        code = compile(ast.fix_missing_locations(mutant.tree), ROOT / mutant.path, "exec")
    changed, get_code = mutant.path.removesuffix(".py").replace("/", "."), SourceFileLoader.get_code
    SourceFileLoader.get_code = lambda loader, name: code if name == changed else get_code(loader, name)
    importlib.import_module(changed)
    files = {}
    for test in sorted(tests, key=lambda test: test.seconds):
        files.setdefault(test.file, []).append(test)
    own = Path(mutant.path).stem

    def rank(file):
        return own not in file, sum(test.seconds for test in files[file])

    for file in sorted(files, key=rank):
        limit_time(5 + 3 * sum(test.seconds for test in files[file]))
        if pytest_main(file, Choice([test.name for test in files[file]])):
            return 1
    return 0


def pytest_main(file, *plugins):
    """Run the tests of a file in this process; return pytest's status."""
    import pytest

    kind = ["-p", "no:doctest"] if file.startswith("tests") else ["--doctest-modules"]
    return int(pytest.main([*ARGUMENTS, *kind, file], plugins=plugins))


def limit_time(seconds):
    """Let this process be killed when it has computed for so many more seconds: what never ends is caught."""
    import resource

    limit = int(time.process_time() + seconds)
    resource.setrlimit(resource.RLIMIT_CPU, (limit, resource.getrlimit(resource.RLIMIT_CPU)[1]))


def forked(work, items, jobs):
    """Yield (item, status) of work(item), each in a process of its own that prints nothing, jobs at once."""
    running = {}

    def finished():
        pid, status = os.wait()
        return running.pop(pid), os.waitstatus_to_exitcode(status)

    for item in items:
        if len(running) == jobs:
            yield finished()
        if pid := os.fork():
            running[pid] = item
            continue
        nothing = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(nothing, stream)
        status = 1  # where planting alone raises, a test would, too
        try:
            status = work(item)
        finally:
            os._exit(status)
    while running:
        yield finished()


def prepare():
    """Import once what all processes need; helpers and tests are imported in each of them."""
    os.environ |= {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    for name in ("autograd.numpy", "hypothesis.extra.numpy", "matplotlib.font_manager"):
        importlib.import_module(name)
    with contextlib.redirect_stdout(io.StringIO()):
        pytest_main("tests/__init__.py")  # for what pytest itself imports
    gc.freeze()  # what is there already need not be looked through in each process


# What is said


def main(arguments=None):
    """Plant, print what survives and the share that is caught; return 0 where the limits hold."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.mutants", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("files", nargs="*", type=Path, default=FILES)
    parser.add_argument("--only", type=int, metavar="N", help="at most N changes, evenly chosen")
    parser.add_argument("--listed", action="store_true", help="also what is listed as changing nothing")
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), metavar="N", help="processes at once")
    options = parser.parse_args(arguments)

    start = time.monotonic()
    paths = [path.resolve().relative_to(ROOT).as_posix() for path in options.files]
    everything = [mutant for path in paths for mutant in mutants(path)]
    listed = equivalents(EQUIVALENT.read_text(encoding="utf-8"))
    unknown = {key for key in listed if key[0] in paths} - {mutant.source for mutant in everything}
    chosen = everything[:: -(-len(everything) // options.only)] if options.only else everything
    planned = [mutant for mutant in chosen if options.listed or mutant.source not in listed]

    prepare()
    tests = quick_tests(options.jobs)
    print(f"{len(everything)} changes, {len(tests)} quick tests ({time.monotonic() - start:.0f} s)", flush=True)

    def plant(mutant):
        return caught(mutant, [test for test in tests if test.concerns(mutant)])

    left, survivors, wrong = Counter(mutant.path for mutant in planned), Counter(), 0
    for mutant, status in forked(plant, planned, options.jobs):
        known = mutant.source in listed
        if known == (status != 0):
            survivors[mutant.path] += not known
            wrong += known
            what = "listed as changing nothing, but caught" if known else "survived"
            print(f"\n{mutant.path}:{mutant.number}: {what}\n- {mutant.before}\n+ {mutant.after}", flush=True)
        left[mutant.path] -= 1
        if not left[mutant.path]:
            print(
                f"{mutant.path}: done, {survivors[mutant.path]} survived ({time.monotonic() - start:.0f} s)", flush=True
            )
    for path, before, after in sorted(unknown):
        print(f"\n{path}: listed as changing nothing, but fits no line\n- {before}\n+ {after}")

    alike = sum(mutant.source in listed for mutant in chosen)
    others = len(chosen) - alike
    share, share_alike = (others - survivors.total()) / max(others, 1), alike / max(len(chosen), 1)
    print(
        f"\n{len(chosen)} changes planted or listed: {alike} ({share_alike:.1%}) listed as changing nothing; "
        f"of {others} others {others - survivors.total()} caught ({share:.1%}), {survivors.total()} survived "
        f"({time.monotonic() - start:.0f} s)"
    )
    return int(share < CAUGHT or share_alike > LISTED or wrong > 0 or len(unknown) > 0)


if __name__ == "__main__":
    sys.exit(main())
