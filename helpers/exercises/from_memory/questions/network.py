"""A reader's network as functions of numbers, in the shapes in which people write it.

A class, or functions over a list or a dictionary of parameters; parameters and gradients as attributes, in lists and
dictionaries, or in layers that are objects of their own; gradients that backward keeps or returns. Arrays are told
apart by their names and their order, never by their shapes: a shape would fit a transposed array.
"""

import inspect
import re
from itertools import chain

import numpy as np

from helpers.exercises.check.calling import is_empty, order_of_parameters
from helpers.exercises.check.exercise import NOTHING
from helpers.exercises.check.showing import a, listed
from helpers.exercises.from_memory.questions.asked import Computed, Unreadable
from helpers.exercises.from_memory.questions.calls import takes

OF = r"d[a-z]{0,2}_?d?_?|grads?_?|gradients?_?|g_?"  # before a name: the gradient of
NAME = re.compile(rf"_*(?P<of>{OF})?(?P<kind>w|weights?|b|bias(?:es)?)_?(?P<layer>\d*)(?P<by>_?grad(?:ient)?s?)?", re.I)
LAYER = re.compile(r"[a-z]+_?(?P<layer>\d+)", re.I)
GRADIENTS = re.compile(r".*grad.*|d_?(params|parameters|theta)", re.I)
DEEP = 4  # what lies deeper isn't looked at


# ---- which array is which


def arrays_in(thing, way=()):
    """Yield (way, holder, key) of each array of floats in a thing, what is nearest first."""
    if isinstance(thing, dict):
        parts = thing
    elif isinstance(thing, list | tuple):
        parts = dict(enumerate(thing))
    else:
        parts = getattr(thing, "__dict__", {})
    deeper = []
    for key, each in [*parts.items()]:
        if isinstance(each, np.ndarray | np.generic):
            yield (*way, key), thing, key
        elif not (isinstance(each, type) or inspect.isroutine(each) or inspect.ismodule(each)) and len(way) < DEEP:
            deeper.append(arrays_in(each, (*way, key)))
    yield from chain(*deeper)


def told(way):
    """Return (kind, layer, whether it is a gradient) of the array at the end of a way; kind is "W", "b" or None."""
    kind, layer, is_gradient = None, None, False
    for part in way:
        if isinstance(part, int):
            layer = part if layer is None or kind else layer
        elif kind is None and (match := NAME.fullmatch(str(part))):
            kind = "W" if match["kind"][0] in "wW" else "b"
            layer = int(match["layer"]) if match["layer"] else layer
            is_gradient |= bool(match["of"] or match["by"])
        elif match := LAYER.fullmatch(str(part)):
            layer = int(match["layer"])
        is_gradient |= bool(GRADIENTS.fullmatch(str(part)))
    return kind, layer, is_gradient


def places_in(thing, names, gradients=False, others=frozenset()):
    """Return {name: (holder, key)} of the parameters, or of their gradients, in a thing.

    gradients: whether these are meant; None for either. others: ids of arrays that are neither. What has no name counts
    by its order, where there are as many arrays as names.
    """
    found, nameless = {}, []
    for way, holder, key in arrays_in(thing):
        kind, layer, is_gradient = told(way)
        if id(value_at(holder, key)) in others or (is_gradient != gradients and gradients is not None):
            continue
        if kind and layer is not None:
            found.setdefault((kind, layer), (holder, key))
        elif kind is None and isinstance(key, int):
            nameless.append((holder, key))
    layers = sorted({layer for _, layer in found})
    named = {f"{kind}{1 + layers.index(layer)}": place for (kind, layer), place in found.items()}
    if not {*names} <= named.keys() and len(nameless) == len(names):
        return dict(zip(names, nameless, strict=True))
    return {name: named[name] for name in names if name in named}


def value_at(holder, key):
    """Return what a holder has under a key, or as an attribute."""
    return holder[key] if isinstance(holder, dict | list | tuple) else getattr(holder, key)


def put_at(holder, key, array):
    """Put an array in its place: into the one that is there, which others may hold, if it has floats."""
    old = value_at(holder, key)
    if isinstance(old, np.ndarray) and old.dtype == np.float64:
        old[...] = array
    elif isinstance(holder, dict | list):
        holder[key] = array
    else:
        setattr(holder, key, array)


# ---- a network


class Methods:
    """The methods of a network class as functions of numbers. names: its parameters, in the task's order.

    sizes_of(parameters) returns the sizes with which a network of these parameters is made.
    """

    def __init__(self, make, names, sizes_of):
        self.make, self.names, self.sizes_of = make, names, sizes_of

    def network(self, sizes, seed=0):
        """Return a new network with the reader's own start."""
        taken, rng = order_of_parameters(self.make), np.random.default_rng(seed)
        given = [*sizes] if len(taken) > 2 else [tuple(sizes)]
        return self.make(*given, *[rng] * (len(taken) > len(given)))

    def with_parameters(self, *parameters):
        """Return a network with these parameters in it."""
        network = self.network(self.sizes_of(parameters))
        for (name, place), value in zip(self.places(network).items(), parameters, strict=True):
            shape = np.shape(value_at(*place))
            if shape != np.shape(value) and not _is_in_line(name, value_at(*place), value):
                cause = " Is it transposed?" if shape == np.shape(value)[::-1] else ""
                raise Unreadable(f"`{name}` has the shape {shape}; {np.shape(value)} is asked for.{cause}")
            put_at(*place, np.array(value, dtype=float).reshape(shape))
        return network

    def places(self, network):
        """Return where the parameters are, {name: (holder, key)}, in order."""
        found = places_in(network, self.names)
        left_out = [f"`{name}`" for name in self.names if name not in found]
        if left_out:
            raise Unreadable(f"The network has no {listed(left_out)}. Keep its parameters under these names.")
        return found

    def parameters(self, network):
        """Return all parameters, in order."""
        return [value_at(*place) for place in self.places(network).values()]

    # ---- the methods

    def forward(self, X, *parameters):
        """Return the prediction."""
        return prediction(self.with_parameters(*parameters).forward(X))

    def backward(self, X, Y, *parameters):
        """Return all gradients, in order."""
        network = self.with_parameters(*parameters)
        network.forward(X)
        gradients = self.gradients(network, backward(network, X, Y))
        return [like(name, g, value) for name, g, value in zip(self.names, gradients, parameters, strict=True)]

    def train(self, X, Y, parameters, *settings):
        """Return the losses; the parameters move in place."""
        network = self.with_parameters(*parameters)
        losses = network.train(X, Y, *settings)
        for array, name, value in zip(parameters, self.names, self.parameters(network), strict=True):
            array[...] = like(name, value, array)
        return losses

    def gradients(self, network, returned):
        """Return the gradients that backward has kept or returned, in order."""
        own = {id(each) for each in self.parameters(network)}
        for thing, kind in (
            (network, True),
            (returned, None),
        ):  # what is returned are gradients, however they are called
            found = places_in(thing, self.names, kind, own)
            if len(found) == len(self.names):
                return [value_at(*found[name]) for name in self.names]
        kept = places_in(network, self.names, True, own)
        left_out = [f"`dL_d{name}`" for name in self.names if name not in kept]
        raise Unreadable(f"After `backward` there is no {listed(left_out)}: keep it, or return all gradients.")


def prediction(returned):
    """Return the prediction in what forward returned: all of it, or the first of several."""
    return returned[0] if isinstance(returned, tuple | list) else returned


def backward(network, X, Y):
    """Call backward with the targets, or with the inputs as well."""
    return network.backward(Y) if takes(network.backward, 1) else network.backward(X, Y)


def like(name, array, asked):
    """Return a bias in the shape that is asked for, where it lies in a row or a column of its own."""
    return np.reshape(array, np.shape(asked)) if _is_in_line(name, array, asked) else array


def _is_in_line(name, array, asked):
    return name.startswith("b") and np.size(array) == np.size(asked) == max(np.shape(array), default=1)


# ---- functions instead of a class


class Functions:
    """Functions over a list or a dictionary of parameters, as a network; names: those of the parameters."""

    names, functions = (), {}

    def __init__(self, sizes, rng):
        if "init" not in self.functions:
            raise Unreadable("`init(sizes, rng)` is still to be written.")
        made = self.functions["init"](sizes, rng)
        self.is_named = isinstance(made, dict)
        self.theta = made if self.is_named else dict(zip(self.names, made, strict=True))

    @property
    def held(self):
        """The parameters, as the functions take them."""
        return self.theta if self.is_named else [*self.theta.values()]


def _forward(self, X):
    self.X, self.returned = X, self.functions["forward"](self.held, X)
    return prediction(self.returned)


def _backward(self, Y):
    several = isinstance(self.returned, tuple | list)
    cache = (self.returned[1] if len(self.returned) == 2 else self.returned[1:]) if several else self.X
    return self.functions["backward"](self.held, cache, Y)


def _train(self, X, Y, *settings):
    return self.functions["train"](self.held, X, Y, *settings)


def class_of(names, functions):
    """Return a class of functions {"init", "forward", …}, with the methods for which there is one."""
    methods = {"forward": _forward, "backward": _backward, "train": _train}
    written = {name: each for name, each in methods.items() if name in functions and not is_empty(functions[name])}
    return type("Functions", (Functions,), written | {"names": names, "functions": functions})


class Method(Computed):
    """One method of a network class, "forward", "backward" or "train", at whose numbers an exercise looks.

    methods_of(network_class) returns its Methods.
    """

    def __init__(self, exercise, title, methods_of, goes_by="TwoLayers"):
        super().__init__(exercise, title)
        self.methods_of, self.signature, self.goes_by = methods_of, self.name, goes_by

    def unwritten(self, thing):
        """Return why it can't be called, as text."""
        if thing is None or thing is ... or thing is NOTHING:
            return f"The class `{self.goes_by}` is still to be written."
        if not isinstance(thing, type):
            return f"`submit` takes the class itself, and got {a(type(thing).__name__)}."
        method = getattr(thing, self.name, None)
        return "" if callable(method) and not is_empty(method) else f"`{self.name}` is still to be written."

    def adapted(self, thing):
        """Return the method as a function of numbers."""
        return getattr(self.methods_of(thing), self.name)
