"""Numbers and arrays as text, the same with every version of NumPy."""

from fractions import Fraction

import numpy as np

FRACTIONS = {Fraction(1, 2): "½", Fraction(1, 4): "¼", Fraction(1, 3): "⅓", Fraction(3, 2): "1½", Fraction(2, 3): "⅔"}
MANY = 40  # entries; an array with more is shown by its shape alone


def number(value):
    """Return one number as short text.

    >>> number(2.0), number(-0.0), number(1 / 3), number(float("nan"))
    ('2', '0', '0.333333', 'nan')
    """
    text = f"{float(value):.6g}"
    return "0" if text == "-0" else text


def value(thing):
    """Return an array, a list of arrays, a number or a function as text.

    >>> value(np.array([[1.0, 0.5]])), value([np.array([1]), np.array([2])])
    ('[[1, 0.5]]', '[[1], [2]]')
    """
    if callable(thing):
        return getattr(thing, "text", "a function")
    if isinstance(thing, np.ndarray) and thing.ndim == 0:
        return number(thing)
    if isinstance(thing, np.ndarray) and thing.size > MANY:
        return f"an array of shape {thing.shape}"
    if isinstance(thing, np.ndarray | list | tuple):
        return "[" + ", ".join(value(each) for each in thing) + "]"
    return number(thing)


def shortened(text, most=300):
    """Return a text, or its beginning if it is longer than anybody reads.

    >>> shortened("abcdef", 4), shortened("abcd", 4)
    ('abcd …', 'abcd')
    """
    return text if len(text) <= most else f"{text[:most]} …"


def factor(ratio):
    """Return a factor as one would write it.

    >>> factor(0.5), factor(2.0), factor(0.123456)
    ('½', '2', '0.1235')
    """
    nearest = Fraction(ratio).limit_denominator(12)
    if abs(float(nearest) - ratio) < 1e-6 * abs(ratio):
        return FRACTIONS.get(nearest, str(nearest))
    return f"{ratio:.4g}"


def listed(words):
    """Return words as in a sentence.

    >>> listed(["dL_dX", "dL_dW", "dL_db"])
    'dL_dX, dL_dW and dL_db'
    """
    words = list(words)
    return words[-1] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def a(kind):
    """Return a kind with its article.

    >>> a("array"), a("list")
    ('an array', 'a list')
    """
    return f"{'an' if str(kind)[0].lower() in 'aeiou' else 'a'} {kind}"


def entry(index):
    """Return the index of an entry as it is written in code.

    >>> entry((0, 1))
    '[0, 1]'
    """
    return "[" + ", ".join(str(int(i)) for i in index) + "]"
