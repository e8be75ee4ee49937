r"""Read one side of an equation, as it stands in the Markdown, and compute it.

A letter has the name that it has in code: W_1 is W1, \hat Y is Y_hat, \frac{dL}{dZ_2} is dL_dZ2, S' is S_prime. What it
is, with its axes in order, is declared in letters.txt. A small letter with indices that isn't declared is an entry of
the capital one: x_{ik} is row i, column k of X, and x_{ki} is refused.

Each piece becomes a function, from the values of the indices to the value of the piece.
"""

import re
from itertools import pairwise
from itertools import product as combinations

import numpy as np

from tests.equations import values
from tests.equations.tokens import Tokens
from tests.equations.values import Refused, Value

NAMES = {"varepsilon": "epsilon", "lambda": "lambda_"}
FUNCTIONS = {"max": np.maximum, "tanh": np.tanh}
ACCENTS = {r"\hat": "_hat", r"\bar": "_bar"}
COMPARE = {">": np.greater, "<": np.less, r"\ge": np.greater_equal, r"\le": np.less_equal}
# What ends a product.
ENDS = {"", "+", "-", ")", "}", "]", r"\rVert", "=", ",", "&", r"\\", r"\odot", r"\end{cases}", *COMPARE}


class Side(Tokens):
    """One side of an equation, with the letters of its lesson.

    ``compute`` is the whole side: it takes a dictionary of the indices' values and returns a value. ``free`` are the
    indices that no sum runs over, ``name`` is the letter if the side is nothing but a letter. ``terms`` and ``factors``
    are the places, as (start, end), of those that have others beside them.
    """

    def __init__(self, tokens, letters):
        super().__init__(tokens)
        self.letters, self.free, self.bound, self.name = letters, [], [], None
        self.terms, self.factors, self.spans, self.in_bars = [], [], [], False
        self.compute = self.expression()
        if self.peek():
            raise Refused(f"{self.peek()!r} can't stand there")

    # ------------------------------------------- sums, products, factors

    def expression(self):
        starts = [self.at]
        node = self.apply(values.negative, self.after(self.term)) if self.peek() == "-" else self.term()
        while self.peek() in ("+", "-"):
            starts.append(self.at)
            minus = self.take() == "-"
            term = self.term()
            node = self.apply(values.add, node, self.apply(values.negative, term) if minus else term)
        if len(starts) > 1:
            self.terms += pairwise([*starts, self.at])
        return node

    def term(self):
        self.spans.append([])
        node = self.side_by_side()
        while self.peek() == r"\odot":
            node = self.apply(values.entrywise, node, self.after(self.side_by_side))
        spans = self.spans.pop()
        self.factors += spans if len(spans) > 1 else []
        return node

    def side_by_side(self):
        node = self.factor()
        while self.peek() not in ENDS and not (self.in_bars and self.peek() == "|"):
            if self.peek() == "/":
                node = self.apply(values.quotient, node, self.after(self.factor))
            else:
                right = self.after(self.factor) if self.peek() == r"\cdot" else self.factor()
                node = self.apply(values.product, node, right)
        return node

    def factor(self):
        start, node = self.at, self.atom()
        while self.peek() == "^":
            self.take()
            if self.peek() == r"\top":
                self.take()
                node = self.apply(values.transpose, node)
            else:
                node = self.apply(values.power, node, self.braced())
        self.spans[-1].append((start, self.at))
        return node

    @staticmethod
    def apply(function, *nodes):
        return lambda at: function(*(node(at) for node in nodes))

    def after(self, read):
        """Take a sign, then read."""
        self.take()
        return read()

    def inside(self, opening, closing):
        self.take(opening)
        node = self.expression()
        self.take(closing)
        return node

    def braced(self):
        """Read what stands in braces, or a single atom."""
        return self.inside("{", "}") if self.peek() == "{" else self.atom()

    # -------------------------------------------------------------- atoms

    def atom(self):
        token = self.peek()
        known = {
            "(": lambda: self.inside("(", ")"),
            "|": self.absolute,
            "[": self.equal_indices,
            "e": self.exponential,
            r"\lVert": lambda: self.apply(values.norm, self.inside(r"\lVert", r"\rVert")),
            r"\frac": self.fraction,
            r"\sqrt": lambda: self.elementwise(np.sqrt, self.after(self.braced)),
            r"\log": lambda: self.elementwise(np.log, self.after(self.factor)),
            r"\sum": self.sum,
            r"\underbrace": self.underbrace,
            r"\begin{cases}": self.cases,
        }
        if token in known:
            return known[token]()
        if re.match(r"\d", token):
            number = Value(float(self.take()))
            return lambda at: number
        return self.letter()

    @staticmethod
    def elementwise(function, *nodes):
        def compute(at):
            found = [node(at) for node in nodes]
            return Value(function(*(value.numbers for value in found)), found[0].axes)

        return compute

    def exponential(self):
        self.take("e")
        self.take("^")
        return self.elementwise(np.exp, self.braced())

    def absolute(self):
        self.in_bars = True
        node = self.inside("|", "|")
        self.in_bars = False
        return self.elementwise(np.abs, node)

    def equal_indices(self):
        """[j = k] is 1 where the two are equal, else 0."""
        self.take("[")
        first = self.index(self.take())
        self.take("=")
        second = self.index(self.take())
        self.take("]")
        return lambda at: Value(float(at[first] == at[second]))

    def fraction(self):
        if self.peek(2) in ("d", r"\partial"):
            return self.derivative()
        above = self.after(self.braced)
        return self.apply(values.quotient, above, self.braced())

    def underbrace(self):
        node = self.after(self.braced)
        self.take("_")
        self.group()  # the words below
        return node

    def cases(self):
        self.take(r"\begin{cases}")
        conditions, choices = [], []
        while self.peek() != r"\end{cases}":
            choices.append(self.expression())
            self.take("&")
            conditions.append(self.condition())
            if self.peek() != r"\end{cases}":
                self.take(r"\\")
        self.take()

        def compute(at):
            found = [[node(at).numbers for node in nodes] for nodes in (conditions, choices)]
            return Value(np.select(*found))

        return compute

    def condition(self):
        if self.take(r"\text{if }", r"\text{otherwise}") == r"\text{otherwise}":
            return lambda at: Value(np.array(True))
        left = self.expression()
        compare = COMPARE[self.take(*COMPARE)]
        return self.elementwise(compare, left, self.expression())

    # --------------------------------------------------------------- sums

    def sum(self):
        self.take(r"\sum")
        self.take("_")
        under = self.group()
        if under[0] in (r"\text{rows}", r"\text{columns}"):
            return self.apply(values.sum_of_rows if "rows" in under[0] else values.sum_of_columns, self.term())
        index = self.index(under[0], bind=True)
        run = self.range(index, under[1:])
        start, node = self.at, self.term()
        self.bound.remove(index)
        if index not in self.tokens[start : self.at]:
            raise Refused(f"a sum over {index} of what has no {index}")
        return lambda at: values.total([node(at | {index: value}) for value in run(at)])

    def range(self, index, rest):
        """Return what the index of a sum runs over: its axis, a set, or from one number to another."""
        size = self.letters.sizes[self.letters.kinds[index]]
        if not rest:
            return lambda at: range(size)
        if rest[0] == r"\in":
            return lambda at: self.letters.values[re.sub(r"\\text\{(\w+)\}", r"\1", rest[1])]
        lower = Side(rest[1:], self.letters).compute
        self.take("^")
        upper = self.braced()

        def run(at):
            found = range(int(lower(at).numbers), int(upper(at).numbers) + 1)
            if not found or found[0] < 0 or found[-1] >= size:
                raise Refused(f"{index} leaves its axis")
            return found

        return run

    # ------------------------------------------------------------ letters

    def letter(self):
        start = self.at
        name, indices = self.spelled()
        if self.peek() == "'":
            self.take()
            name += "_prime"
        function = self.letters.values.get(name, FUNCTIONS.get(name))
        if not callable(function):
            return self.entry(name, indices, start)
        self.take("(")
        arguments = [self.expression()]
        while self.peek() == ",":
            arguments.append(self.after(self.expression))
        self.take(")")
        return self.elementwise(function, *arguments)

    def derivative(self):
        r"""\frac{dL}{dZ} is a letter of its own, and \frac{dz_j}{dx_k} has the indices j and k."""
        start, parts = self.at, []
        self.take(r"\frac")
        for _ in range(2):
            self.take("{")
            self.take("d", r"\partial")
            parts.append(self.spelled())
            self.take("}")
        (above, first), (below, second) = parts
        for name, indices in parts:
            if indices and self.letters.knows(name, indices):
                self.places(*self.letters.find(name, indices)[::2], indices)
        return self.entry(f"d{above}_d{below}", [*first, *(index for index in second if index not in first)], start)

    def spelled(self):
        """Read a letter with what hangs on it; return its name in code, and its indices."""
        accent = ACCENTS.get(self.peek(), "")
        base = self.after(self.group)[0] if accent else self.take()
        word = re.fullmatch(r"\\?(?:text\{)?([A-Za-z]+)\}?", base)
        if not word:
            raise Refused(f"a letter expected, and not {base}")
        name, indices, layers = NAMES.get(word[1], word[1]), [], self.letters.layers
        while self.peek() == "_" or (self.peek() == "^" and self.peek(2) in layers):
            self.take()
            for item in re.findall(r"[lL](?:[+-]1)?|\d|[a-z]|\\text\{\w+\}", "".join(self.group())):
                if item in self.letters.kinds:
                    indices.append(self.index(item))
                else:
                    name += str(layers.get(item, re.sub(r"\\text\{(\w+)\}", r"_\1", item)))
        return name + accent, indices

    def index(self, letter, bind=False):
        """Note that an index is used, or that a sum binds it."""
        if letter not in self.letters.kinds or (bind and letter in self.bound + self.free):
            raise Refused(f"{letter} can't be an index here")
        if bind:
            self.bound.append(letter)
        elif letter not in [*self.bound, *self.free, *self.letters.fixed]:
            self.free.append(letter)
        return letter

    def entry(self, name, indices, start):
        """A letter, or an entry, a row or a column of it."""
        name, array, axes = self.letters.find(name, indices)
        self.name = name if (start, self.at) == (0, len(self.tokens)) else None
        places = self.places(name, axes, indices)
        left = "".join(axis for axis, place in zip(axes, places, strict=True) if place is None)
        return lambda at: Value(array[tuple(slice(None) if place is None else at[place] for place in places)], left)

    def places(self, name, axes, indices):
        """Return the index at each axis, or None; the indices have to be in the order of the axes."""
        waiting, places = list(indices), []
        for axis in axes:
            if waiting and self.letters.kinds[waiting[0]] == axis and None not in places:
                places.append(waiting.pop(0))
            else:  # where every letter is meant of sample i, i need not be written
                places.append(axis if indices and axis == self.letters.implied else None)
        if waiting:
            raise Refused(f"{name} has the axes {axes or 'of a number'}, in this order, and not {''.join(indices)}")
        return places


def compute_side(side, letters, free):
    """Return the numbers of a side for all values of the free indices, and the axes that are left."""
    unknown = [index for index in side.free if index not in free]
    if unknown:
        raise Refused(f"no sum runs over {' and '.join(unknown)}")
    fixed = dict.fromkeys(letters.implied, 0) | letters.fixed
    sizes = [letters.sizes[letters.kinds[index]] for index in free]
    found = [side.compute(fixed | dict(zip(free, at, strict=True))) for at in combinations(*map(range, sizes))]
    return np.reshape([value.numbers for value in found], [*sizes, *np.shape(found[0].numbers)]), found[0].axes
