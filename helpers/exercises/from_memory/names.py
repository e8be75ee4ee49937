"""What a name means, of an array: `dL_dW1`, `grads["W1"]` and `layers[0].dW` are all the gradient of W1.

Arrays are told apart by their names and by their order, never by their shapes: a shape would fit a transposed array.
"""

import ast
import inspect
import re
import textwrap
from dataclasses import dataclass

import numpy as np

from helpers.exercises.two_layers.steps import PARAMETERS

FIRST = "input_hidden|in_hidden|hidden|first|one|ih|in|xh|h"
SECOND = "hidden_output|hidden_out|output|second|out|two|ho|hy|o|y"
LAYER = rf"\d+|{FIRST}|{SECOND}"
OF = r"d|d_|d[a-z]{1,5}_?d_?|g|g_|grads?_?|gradients?_?|nabla_?|del_"  # before a name: the gradient of
BY = r"_?grads?|_?gradients?|_g"  # behind it
KIND = r"weights?|bias(?:es)?|w|b"
IN = rf"(?:layer|fc|lin(?:ear)?|dense|l)_?\d+|{FIRST}|{SECOND}"  # before a name: in which layer
ARRAY = re.compile(rf"_*(?P<of>{OF})?(?:(?P<place>{IN})_)?(?P<kind>{KIND})s?_?(?P<layer>{LAYER})?(?P<by>{BY})?", re.I)
PLACE = re.compile(rf"_*(?:[a-z]+_?(?=\d)|[a-z]+_)?(?P<layer>{LAYER})(?:_layer)?_*", re.I)
GRADIENTS = re.compile(rf"_*(?:{OF}|d(?:params?|parameters|theta))_*|.*_?grad(?:ient)?s?_*", re.I)
USUAL = {
    "params",
    "parameters",
    "param",
    "p",
    "layers",
    "network",
    "value",
    "data",
    "theta",
}  # where parameters are kept
DEEP, MANY = 5, 20  # what lies deeper, or further behind in a list, is not looked at


@dataclass(frozen=True)
class Group:
    """Arrays that belong together, {name: the way to it from a thing}, in the order in which they were found."""

    ways: dict
    gradients: bool = False
    named: bool = True  # or by their order alone

    def of(self, thing):
        """The arrays of a thing, {name: array}."""
        return {name: at(thing, way) for name, way in self.ways.items()}

    @property
    def is_whole(self):
        """Whether all four are there."""
        return len(self.ways) == len(PARAMETERS)


# ---- things and the ways through them


def children(thing):
    """Return {name or number: what is there} of a container, or of an object of the reader's own."""
    if isinstance(thing, dict):
        return {key if isinstance(key, int | str) else str(key): each for key, each in thing.items()}
    if hasattr(thing, "_asdict"):
        return thing._asdict()
    if isinstance(thing, list | tuple):
        return dict(enumerate(thing))
    if isinstance(thing, np.ndarray | type) or inspect.isroutine(thing) or inspect.ismodule(thing):
        return {}
    slots = [getattr(kind, "__slots__", ()) for kind in type(thing).__mro__]
    names = [name for each in slots for name in ([each] if isinstance(each, str) else each)]
    found = {name: getattr(thing, name) for name in names if hasattr(thing, name) and not name.startswith("__")}
    return found | getattr(thing, "__dict__", {})


def at(thing, way):
    """Return what lies at the end of a way."""
    for key in way:
        thing = children(thing)[key]
    return thing


def put(thing, way, value):
    """Put something at the end of a way; return whether there is room for it."""
    *there, last = way
    holder = at(thing, there)
    if isinstance(holder, tuple):
        return False
    if isinstance(holder, list | dict):
        holder[last] = value
    else:
        setattr(holder, last, value)
    return True


def arrays(thing, way=(), seen=None):
    """Yield (way, array) for each array in a thing, each array once."""
    seen = set() if seen is None else seen
    if id(thing) in seen or len(way) > DEEP:
        return
    if isinstance(thing, np.ndarray | np.generic):  # a sum over too many axes is a number
        seen.add(id(thing))
        yield way, thing
    parts = children(thing)
    if parts:
        seen.add(id(thing))
    for key, each in [*parts.items()][:MANY]:
        yield from arrays(each, (*way, key), seen)


# ---- names


def meaning(way):
    """Return (kind, layer, whether it is a gradient, the other words) of an array; kind is "W", "b" or None."""
    kind, layer, gradient, words = None, None, False, []
    for part in way:
        if isinstance(part, int):
            layer = part if layer is None or kind is None else layer
        elif kind is None and (match := ARRAY.fullmatch(part)):
            kind = match["kind"][0].lower().replace("w", "W")
            gradient |= bool(match["of"] or match["by"])
            own = match["layer"] or match["place"]
            layer = layer if own is None else _number(own)
        elif match := PLACE.fullmatch(part):
            layer = _number(match["layer"])
        else:
            gradient |= bool(GRADIENTS.fullmatch(part))
            words.append(part.lower())
    return kind, layer, gradient, tuple(words)


def _number(layer):
    word, number = layer.lower(), re.search(r"\d+$", layer)
    return int(number[0]) if number else 1 if word in FIRST.split("|") else 2


def groups(thing, names=()):
    """Return the Groups of a thing: those with all four arrays first, and of these what has the usual names.

    names: what the entries of the thing are called, where it is a tuple or a list.
    """
    named, lists = {}, {}
    for way, array in arrays(thing):
        kind, layer, gradient, words = meaning((names[way[0]], *way[1:]) if names and way else way)
        if kind and layer is not None:
            named.setdefault((gradient, words), {}).setdefault((kind, layer), way)
        elif kind is None and array.ndim <= 2 and any(isinstance(part, int) for part in way):
            lists.setdefault((gradient, words), []).append(way)
    usual = sorted(named.items(), key=lambda each: not USUAL.issuperset(each[0][1]))
    found = [Group(in_layers(ways), gradient) for (gradient, _), ways in usual]
    for (gradient, _), ways in lists.items():
        if len(ways) == len(PARAMETERS):
            found.append(Group(dict(zip(PARAMETERS, ways, strict=True)), gradient, named=False))
    return sorted(found, key=lambda group: not group.is_whole)


def in_layers(ways):
    """Return {name: way} of {(kind, layer): way}: the lower of two layers is the first, whatever their numbers are."""
    layers = sorted({layer for _, layer in ways})
    if len(layers) not in (1, 2):
        return {}
    first = layers[0] if len(layers) == 2 else min(layers[0], 1)  # where there is one alone, it has its own number
    return {f"{kind}{1 if layer == first else 2}": way for (kind, layer), way in ways.items()}


def last_line(function):
    """Return the names in the one line in which a function returns, `return dW1, db1, dW2, db2`, where it has them."""
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    except (OSError, TypeError, SyntaxError):  # nobody kept the source
        return []
    returns = [node.value for node in ast.walk(tree) if isinstance(node, ast.Return)]
    if len(returns) != 1 or not isinstance(returns[0], ast.Tuple | ast.List):
        return []
    return [getattr(node, "id", getattr(node, "attr", "")) for node in returns[0].elts]
