"""Pages of two layers with one wrong line each: which there are, and how they train."""

import itertools
import linecache
import random
import re
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from helpers.exercises.check.formula import records
from helpers.exercises.from_memory.questions.find_the_bug_texts import BUGS
from helpers.exercises.two_layers.reference import pieces, reference_code
from helpers.exercises.two_layers.variant import Variant as Page

count = itertools.count(1)
PAGES = (
    Page(),
    Page("ReLU", "cross-entropy"),
    Page("tanh", "squared error"),
    Page("sigmoid", "cross-entropy"),
    Page("ReLU", "half squared error"),
)
ONLY_ON_THE_ANSWER = re.compile(r"  # (seed|weights|bias|hand back).*")
BY_COLUMNS = {  # pieces of code that only mistakes need
    False: {
        "n": " / len(Y)",
        "mean": ".mean(axis=0)",
        "last": "[-1]",
        "last_weights1": "np.outer(self.X[-1], dL_dZ1[-1])",
        "back_of_first": "dL_dZ2[:, :1] @ self.W2[:, :1].T",
    },
    True: {
        "n": " / Y.shape[1]",
        "mean": ".mean(axis=1, keepdims=True)",
        "last": "[:, -1:]",
        "last_weights1": "np.outer(dL_dZ1[:, -1], self.X[:, -1])",
        "back_of_first": "self.W2.T[:, :1] @ dL_dZ2[:1]",
    },
}


@dataclass(frozen=True)
class Bug:
    """A planted mistake: its name, the right and the wrong line, the number of the line, and what it is."""

    identifier: str
    right: str
    wrong: str
    line: int  # from 1 on
    words: str


def right_page(page):
    """Return a right page as text, without its gradient check and the comments that name the rules."""
    lines = reference_code(page).partition("def gradient_check")[0].rstrip().split("\n")
    return "\n".join(ONLY_ON_THE_ANSWER.sub("", line) for line in lines) + "\n"


@lru_cache
def bugs_of(page):
    """Return all Bugs that can be planted on a page."""
    found, lines, code = [], right_page(page).split("\n"), pieces(page) | BY_COLUMNS[page.columns]
    code["weights1_before"] = code["weights1"].replace("dL_dZ1", f"({code['back']})")
    for _, record in records(BUGS):
        identifier, changes, words = (" ".join(field.split()) for field in re.split(r"\s\|\s", record))
        old, new = (piece.format(**code) for piece in changes.split(" => "))
        is_line = re.match(r"[\w.]+ = ", old)
        places = [i for i, line in enumerate(lines) if (line.strip() == old if is_line else old in line)]
        if len(places) == 1:
            line = lines[places[0]]
            found.append(Bug(identifier, line.strip(), line.replace(old, new).strip(), places[0] + 1, words))
    return found


@dataclass(frozen=True)
class Variant:
    """A page, and the number of the mistake that is planted on it."""

    page: Page
    number: int

    @property
    def name(self):
        """What makes a variant different from another; it doesn't name the mistake."""
        return f"{self.page.name}, page {self.number + 1}"

    @property
    def bug(self):
        """The Bug."""
        return bugs_of(self.page)[self.number]

    @property
    def text(self):
        """The page with the mistake on it."""
        return self.with_line(self.bug.wrong)

    def with_line(self, line):
        """Return the page with another line in the place of the wrong one."""
        lines = right_page(self.page).split("\n")
        old = lines[self.bug.line - 1]
        lines[self.bug.line - 1] = old[: len(old) - len(old.lstrip())] + line.strip()
        return "\n".join(lines)


@lru_cache
def variant_of(seed, columns=False):
    """Return the variant of a seed: neighbors are different pages with different mistakes."""
    page = replace(PAGES[(seed - 1) % len(PAGES)], columns=bool(columns))
    order = [*range(len(bugs_of(page)))]
    random.Random(4).shuffle(order)
    return Variant(page, order[(seed - 1 + (seed - 1) // len(PAGES)) % len(order)])


def run(text):
    """Run a page and return what it defines; tracebacks can show its lines."""
    file = f"<the page {next(count)}>"
    linecache.cache[file] = len(text), None, text.splitlines(keepends=True), file
    space = {}
    exec(compile(text, file, "exec"), space)
    return space


# ---- a training with a falling loss

EXAMPLE = (6, 5, 3)  # d_in, d_hidden and d_out of the training in the task
AFTER = (0, 50, 200, 800)  # steps
RATE = 0.1


def trained(variant, network_class):
    """Return the losses of a network of a class in a training, one for each step."""
    rng = np.random.default_rng(0)
    X, classes = rng.normal(size=(12, EXAMPLE[0])), np.arange(12) % 3
    X += 0.8 * np.eye(EXAMPLE[0])[classes]
    Y = np.eye(3)[classes] if variant.page.loss == "cross-entropy" else 0.1 + 0.8 * np.eye(3)[classes]
    network = network_class(EXAMPLE, np.random.default_rng(1))
    return network.train(*map(variant.page.layout.samples_back, (X, Y)), RATE, AFTER[-1] + 1)
