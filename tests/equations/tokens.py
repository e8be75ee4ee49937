r"""A formula of a lesson as a row of tokens: ``\frac``, ``{``, ``d``, ``L``, ``}`` and so on."""

import re

from tests.equations.values import Refused

TOKEN = re.compile(
    r"(?P<space>\s+|\\[,;!]|\\(?:left|right|[Bb]ig)(?![A-Za-z]))"
    r"|\\text\{[^}]*\}|\\(?:begin|end)\{\w+\}|\\[A-Za-z]+|\\\\(?:\[\w+\])?"
    r"|label|act|\d+\.?\d*|[A-Za-z]|[-+^_{}()\[\]/|=<>,&']"
)
SHORT_FRACTION = re.compile(r"\\t?frac(\d)([^\W_])")  # \tfrac12 is a half
OPENING, CLOSING = ("{", "(", "[", r"\begin{cases}"), ("}", ")", "]", r"\end{cases}")


def tokens(text):
    """Take a formula apart; spaces and the sizes of brackets are left out."""
    text = SHORT_FRACTION.sub(r"\\frac{\1}{\2}", text).replace(r"\tfrac", r"\frac")
    found, at = [], 0
    while at < len(text):
        match = TOKEN.match(text, at)
        if not match:
            raise Refused(f"can't read {text[at : at + 20]!r}")
        if not match["space"]:
            found.append(match[0])
        at = match.end()
    return found


def split(row, at, drop=()):
    """Split tokens where one of ``at`` stands outside of all brackets; every second part is such a token."""
    parts, depth = [[]], 0
    for token in row:
        depth += (token in OPENING) - (token in CLOSING)
        if not depth and token.split("[")[0] in at:
            parts += [token, []]
        elif depth or token not in drop:
            parts[-1].append(token)
    return parts


class Tokens:
    """Takes tokens one after the other."""

    def __init__(self, tokens):
        self.tokens, self.at = list(tokens), 0

    def peek(self, ahead=0):
        """Return the next token without taking it, or "" at the end."""
        return self.tokens[self.at + ahead] if self.at + ahead < len(self.tokens) else ""

    def take(self, *wanted):
        """Take the next token, which must be one of these."""
        token = self.peek()
        if not token or (wanted and token not in wanted):
            raise Refused(f"{' or '.join(wanted) or 'more'} expected, and not {token or 'the end'}")
        self.at += 1
        return token

    def group(self):
        """Take the tokens in a pair of braces, or a single token."""
        if self.peek() != "{":
            return [self.take()]
        start, depth = self.at + 1, 0
        while True:
            depth += {"{": 1, "}": -1}.get(self.take(), 0)
            if not depth:
                return self.tokens[start : self.at - 1]
