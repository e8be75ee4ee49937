"""How good is the check? Right answers, wrong ones, random changes, answers that never end, and the time it takes.

python -m tests.exercises.report                              all of it: half an hour on one core
python -m tests.exercises.report --only relu sgd_step         some exercises
python -m tests.exercises.report --parts right wrong          some parts: right, wrong, changes, endless
python -m tests.exercises.report --changes 300 --seed 2       other random changes, and how many
python -m tests.exercises.report --unnamed                    also list what was rejected without a name

The answers are in tests/exercises/corpus and tests/exercises/answers.py. A random change is one small change to a right
answer (tests/mutations.py): it counts where it alters a value on one of 200 inputs that the check doesn't know
(tests/exercises/sampler.py), by more than 1e-6 of it. A mistake is named where the verdict has a fair identifier, or
words of its own. Where Python complains by itself, nobody has to; but what NumPy says of shapes is no name.
Needs a system that can fork (Linux, macOS).
"""

import argparse
import ast
import collections
import contextlib
import itertools
import multiprocessing
import random
import re
import signal
import statistics
import sys
import time
from typing import NamedTuple

import numpy as np

from helpers import exercises
from helpers.exercises.check.calling import is_empty
from helpers.exercises.check.task import KNOWN
from helpers.exercises.check.verdict import CORRECT, MENDS, WRONG
from tests.exercises.answers import from_cell
from tests.exercises.corpus import endless_answers, identifiers, right_answers, wrong_answers
from tests.exercises.sampler import alike, inputs_of, outcome
from tests.mutations import mutants

OTHER_START = re.compile("helpers.nn|float32")  # changed, they may become right in another way, or the same
TOLD_AS_TYPE = re.compile(
    r"It returns |is None|must hold|can't be read|Two calls|another size|takes `|no line of Python"
)
# Of all random changes those that a reader would make: of a kind that people's answers show.
NATURAL = {
    *("operand left out", "order", "name", "transpose", "sign", "axis or index", "keyword left out", "line left out"),
    *("= for +=", "Sub for Add", "Add for Sub", "Mult for MatMult", "MatMult for Mult", "Mult for Pow"),
    *("Lt for Gt", "GtE for Gt", "Gt for Lt", "LtE for Lt", "1 for 2", "1.0 for 0.5", "mean for sum"),
    *("sum left out", "mean left out", "abs left out", "copy left out", "astype left out", "sigmoid left out"),
    *("safe_sigmoid left out", "S left out", "S_prime left out"),
}
TOO_LONG = 25  # seconds in which an endless answer has to be told


class Told(NamedTuple):
    """What the check said of an answer, and how long it took."""

    status: str
    mistake: str
    said: str
    mend: str
    seconds: float

    @property
    def by_python(self):
        """Whether Python says it by itself: a name that isn't there, a wrong type, an index that is out of bounds."""
        return self.mistake == "raises" and "ValueError" not in self.said

    @property
    def named(self):
        """Whether it says which mistake it is, by an identifier or in words of its own."""
        if self.mistake == "raises":
            return not self.mend.endswith(MENDS["raises"])
        if "No known mistake" in self.said:
            return False
        return self.mistake != "words" or bool(self.mend) or bool(TOLD_AS_TYPE.search(self.said))

    def is_fair_to(self, answer):
        """Return whether a wrong answer is named as it should be."""
        wanted = (
            re.search(answer.wanted, f"{self.said}\n{self.mend}") if answer.wanted else self.named or self.by_python
        )
        return self.status == WRONG and identifiers(self.mistake) in answer.fair and bool(wanted)


def told(check, clock=time.process_time):
    """Return what a check says, and how long it takes; by the clock of this process, which others don't slow down."""
    start = clock()
    verdict = check()
    seconds = clock() - start
    return Told(verdict.status, verdict.mistake or "words", verdict.message, verdict.mend, seconds)


# ---- right and wrong answers


def verdict_on(answer):
    """Return (answer, what the check says)."""
    return answer, told(answer.verdict)


def verdicts_on(answers, pool, options):
    """Return [(answer, what the check says)] for the chosen exercises."""
    return pool.map(verdict_on, [each for each in answers if each.exercise in options.only], chunksize=10)


def print_right(found, _):
    """Print which right answers are refused."""
    refused = [(answer, said) for answer, said in found if said.status != CORRECT]
    functions = sum(answer.exercise in exercises.ALL for answer, _ in found)
    title(f"Right answers: {len(found)} ({functions} functions, {len(found) - functions} on paper)", "refused", refused)
    for answer, said in refused:
        show(answer.exercise, f"{answer.place}, {answer.title}", said)


def print_wrong(found, options):
    """Print which wrong answers are accepted, and how many are named."""
    accepted = [(answer, said) for answer, said in found if said.status != WRONG]
    unnamed = [(answer, said) for answer, said in found if said.status == WRONG and not said.is_fair_to(answer)]
    title(f"Wrong answers: {len(found)}", "accepted", accepted)
    for answer, said in accepted:
        show(answer.exercise, f"{answer.place}, {answer.title}", said)
    print(f"named: {share(len(found) - len(accepted) - len(unnamed), len(found))}")
    for name, count in collections.Counter(answer.exercise for answer, _ in unnamed).most_common():
        print(f"  {count:3} unnamed or named unfairly in {name}")
    for answer, said in unnamed if options.unnamed else ():
        show(answer.exercise, f"{answer.place}, {answer.title}", said)


# ---- random changes


class Change(NamedTuple):
    """A random change to a right answer."""

    exercise: str
    source: str
    what: str
    original: str

    @property
    def is_natural(self):
        """Whether it is of a kind that a reader would make."""
        return self.what in NATURAL

    def is_named_by(self, said):
        """Return whether a verdict names the mistake; where it points at a line, at the changed one."""
        before, after = ast.unparse(ast.parse(self.original)).split("\n"), self.source.split("\n")
        changed = {number for number, (old, new) in enumerate(zip(before, after, strict=False), 1) if old != new}
        lines = {int(number) for number in re.findall(r"In line (\d+)", said.mend)}
        return said.named and (not lines or bool(lines & changed))


def changes_of(name, seed):
    """Return all changes to the right answers to an exercise, one of each kind after the other, in a random order."""
    answers = [each.source for each in right_answers() if each.exercise == name and not OTHER_START.search(each.code)]
    found = {}
    for original in [exercises.ALL[name].code, *answers]:
        for source, what in mutants(original).items():
            found.setdefault(source, Change(name, source, what, original))
    rng, kinds = random.Random(f"{seed} {name}"), collections.defaultdict(list)
    for change in rng.sample([*found.values()], len(found)):
        kinds[change.what if change.is_natural else "other"].append(change)
    return [change for turn in itertools.zip_longest(*kinds.values()) for change in turn if change]


def change_some(task):
    """Return [(change, what the check says)] for so many changes to an exercise that alter a value."""
    name, count, seed = task
    exercise, found, originals = exercises.ALL[name], [], {}
    inputs = inputs_of(exercise)
    for change in changes_of(name, seed):
        if len(found) == count:
            break
        if change.original not in originals:
            function = from_cell(change.original, name)
            originals[change.original] = [outcome(function, exercise, case.arguments) for case in inputs]
        mutant = from_cell(change.source, name)
        if not is_empty(mutant) and alters(mutant, exercise, inputs, originals[change.original]):
            found.append((change, told(lambda mutant=mutant: exercise.check(mutant))))
    return found


def some_changes(pool, options):
    """Return [(change, what the check says)], as many of each exercise, if it has so many."""
    names = [name for name in exercises.ALL if name in options.only and not name.startswith("repaired_")]  # seen before
    each = -(-options.changes // max(len(names), 1))
    tasks = [(name, each, options.seed) for name in names]
    return [pair for pairs in pool.imap(change_some, tasks) for pair in pairs]


def alters(mutant, exercise, inputs, originals):
    """Return whether a mutant gives another value for any input; one that never ends is put aside."""
    try:
        with at_most(20):
            return not all(
                alike(outcome(mutant, exercise, case.arguments), original, exercise.rtol, case.atol)
                for case, original in zip(inputs, originals, strict=True)
            )
    except TimeoutError:
        return False


@contextlib.contextmanager
def at_most(seconds):
    """Raise TimeoutError when the time is up."""

    def ring(*_):
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, ring)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def print_changes(found, options):
    """Print which random changes are accepted, and how many are named."""
    accepted = [(change, said) for change, said in found if said.status != WRONG]
    by_python = sum(said.by_python for _, said in found)
    natural = [(change, said) for change, said in found if change.is_natural and not said.by_python]
    title(f"Random changes that alter a value: {len(found)}", "accepted", accepted)
    for change, said in accepted:
        show(change.exercise, difference(change), said)
    print(f"Python complains by itself of {by_python}; of the others named:", end=" ")
    print(share(sum(change.is_named_by(said) for change, said in found if not said.by_python), len(found) - by_python))
    unnamed = [(change, said) for change, said in natural if not change.is_named_by(said)]
    print(f"of those of kinds that a reader would make: {share(len(natural) - len(unnamed), len(natural))}")
    for name, count in collections.Counter(change.exercise for change, _ in unnamed).most_common():
        print(f"  {count:3} of {sum(change.exercise == name for change, _ in natural)} unnamed in {name}")
    for change, said in unnamed if options.unnamed else ():
        show(change.exercise, difference(change), said)


def difference(change):
    """Return the lines that a change changes, as text."""
    before, after = (ast.unparse(ast.parse(each)).split("\n") for each in (change.original, change.source))
    old, new = [line for line in before if line not in after], [line for line in after if line not in before]
    return f"{change.what}: {' / '.join(map(str.strip, old))} -> {' / '.join(map(str.strip, new))}"


# ---- answers that never end


def told_in_time(answer):
    """Return (answer, what the check says), from a process of its own, which is ended when that says nothing."""
    with multiprocessing.get_context("fork").Pool(1) as pool:
        try:
            return answer, pool.apply_async(told, [answer.verdict, time.perf_counter]).get(2 * TOO_LONG)
        except multiprocessing.TimeoutError:
            return answer, Told("not told", "words", "", "", 2 * TOO_LONG)


def endless_verdicts(_, options):
    """Return [(answer, what the check says)]."""
    return [told_in_time(each) for each in endless_answers() if each.exercise in options.only]


def print_endless(found, _):
    """Print which endless answers are told too late."""
    late = [(answer, said) for answer, said in found if said.status != WRONG or said.seconds > TOO_LONG]
    title(f"Answers that never end: {len(found)}", f"not told within {TOO_LONG} s", late)
    for answer, said in found:
        print(f"  {answer.title}: {said.status} after {said.seconds:.1f} s")


# ---- what is printed


def title(what, bad, found):
    """Print a heading."""
    print(f"\n{what}, {len(found)} {bad}", flush=True)


def show(exercise, what, said):
    """Print an answer and what was said of it, in two lines."""
    words = " ".join(f"{said.said} {said.mend}".split())
    print(f"  {exercise} [{what}]\n      {said.status}, {said.mistake}: {words[:160]}", flush=True)


def share(count, total):
    """Return a share as text."""
    return f"{count} of {total} ({count / max(total, 1):.1%})"


def print_times(found):
    """Print the median and the longest time of a check."""
    seconds, name = max((said.seconds, each.exercise) for each, said in found)
    median = statistics.median(said.seconds for _, said in found)
    print(f"\nTime of a check: median {median:.3f} s, longest {seconds:.2f} s ({name}), of {len(found)}")


PARTS = {  # {name: (how to find what the check says, how to print it)}
    "right": (lambda pool, options: verdicts_on(right_answers(), pool, options), print_right),
    "wrong": (lambda pool, options: verdicts_on(wrong_answers(), pool, options), print_wrong),
    "changes": (some_changes, print_changes),
    "endless": (endless_verdicts, print_endless),
}


def main(arguments=None):
    """Print the report."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.exercises.report",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--only", nargs="+", default=[*KNOWN], choices=[*KNOWN], metavar="EXERCISE")
    parser.add_argument("--parts", nargs="+", default=PARTS, choices=PARTS)
    parser.add_argument("--changes", type=int, default=3500, metavar="N", help="about so many random changes")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=1, metavar="N", help="processes at once")
    parser.add_argument("--unnamed", action="store_true", help="also list what was rejected without a name")
    options = parser.parse_args(arguments)
    np.seterr(all="ignore")

    found = {}
    with multiprocessing.get_context("fork").Pool(options.jobs) as pool:
        for part in options.parts:
            find, print_it = PARTS[part]
            found[part] = find(pool, options)
            print_it(found[part], options)
    timed = [pair for part in found for pair in found[part] if part != "endless"]
    if timed:
        print_times(timed)
    return 0


if __name__ == "__main__":
    sys.exit(main())
