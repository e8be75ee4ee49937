"""A reader's network as functions of numbers, in the shapes in which people write it.

A class, or functions over a list or a dictionary of parameters; parameters as attributes or in a dictionary; gradients
that backward keeps, under one of several names, or returns.
"""

import numpy as np

from helpers.exercises.check.calling import is_empty, order_of_parameters, takes
from helpers.exercises.check.exercise import NOTHING
from helpers.exercises.check.showing import a
from helpers.exercises.from_memory.questions.asked import Computed, Unreadable

KEPT_AS = ("dL_d{}", "d{}", "grad_{}", "{}_grad", "d_{}")  # what people call the gradient of a parameter


class Methods:
    """The methods of a network class as functions of numbers. names: its parameters, in the task's order.

    sizes_of(parameters) returns the sizes with which a network of these parameters is made.
    """

    def __init__(self, make, names, sizes_of):
        self.make, self.names, self.sizes_of = make, names, sizes_of

    # ---- making one

    def network(self, sizes, seed=0):
        """Return a new network with the reader's own start."""
        taken, rng = order_of_parameters(self.make), np.random.default_rng(seed)
        given = [*sizes] if len(taken) > 2 else [tuple(sizes)]
        return self.make(*given, *[rng] * (len(taken) > len(given)))

    def with_parameters(self, *parameters):
        """Return a network with these parameters in it."""
        network = self.network(self.sizes_of(parameters))
        for name, value in zip(self.names, parameters, strict=True):
            place = self._place(network, name)
            array = np.asarray(place[name])
            if array.shape != np.shape(value) and not self._is_in_line(name, array, value):
                cause = " Is it transposed?" if array.shape == np.shape(value)[::-1] else ""
                raise Unreadable(f"`{name}` has the shape {array.shape}; {np.shape(value)} is asked for.{cause}")
            place[name] = np.array(value, dtype=float).reshape(array.shape)
        return network

    def parameters(self, network):
        """Return all parameters, in order."""
        return [self._place(network, name)[name] for name in self.names]

    def _place(self, network, name):
        """Return what holds a parameter, as a dictionary."""
        for holder in (vars(network), *(each for each in vars(network).values() if isinstance(each, dict))):
            if name in holder:
                return holder
        raise Unreadable(f"The network has no `{name}`. Keep its parameters, {', '.join(self.names)}, as attributes.")

    # ---- the methods

    def forward(self, X, *parameters):
        """Return the prediction."""
        return prediction(self.with_parameters(*parameters).forward(X))

    def backward(self, X, Y, *parameters):
        """Return all gradients, in order."""
        network = self.with_parameters(*parameters)
        network.forward(X)
        gradients = self.gradients(network, backward(network, X, Y))
        return [self._like(name, g, value) for name, g, value in zip(self.names, gradients, parameters, strict=True)]

    def train(self, X, Y, parameters, *settings):
        """Return the losses; the parameters move in place."""
        network = self.with_parameters(*parameters)
        losses = network.train(X, Y, *settings)
        for array, name, value in zip(parameters, self.names, self.parameters(network), strict=True):
            array[...] = self._like(name, value, array)
        return losses

    def gradients(self, network, returned):
        """Return the gradients that backward has kept or returned, in order."""
        holders = [vars(network), *(each for each in vars(network).values() if isinstance(each, dict))]
        if isinstance(returned, dict):
            holders.insert(0, returned)
        elif isinstance(returned, tuple | list) and len(returned) == len(self.names):
            return [*returned]
        own = {id(each) for each in self.parameters(network)}
        return [self._gradient(name, holders, own) for name in self.names]

    def _gradient(self, name, holders, own):
        for holder in holders:
            for key in (*(form.format(name) for form in KEPT_AS), name):
                if key in holder and id(holder[key]) not in own:
                    return holder[key]
        raise Unreadable(
            f"After `backward` there is no `dL_d{name}`: keep it under this name, or return all gradients."
        )

    def _like(self, name, array, asked):
        """Return a bias in the shape that is asked for, where it lies in a row or a column of its own."""
        return np.reshape(array, np.shape(asked)) if self._is_in_line(name, array, asked) else array

    def _is_in_line(self, name, array, asked):
        """Return whether it is a bias with all its entries in a row or a column."""
        return name.startswith("b") and np.size(array) == np.size(asked) == max(np.shape(array), default=1)


def prediction(returned):
    """Return the prediction in what forward returned: all of it, or the first of several."""
    return returned[0] if isinstance(returned, tuple | list) else returned


def backward(network, X, Y):
    """Call backward with the targets, or with the inputs as well."""
    return network.backward(X, Y) if takes(network.backward, 1) else network.backward(Y)


def class_of(names, functions):
    """Return a class of functions {"init", "forward", …} over a list or a dictionary of parameters."""

    class Functions:
        """The functions, with the parameters that go through them."""

        def __init__(self, sizes, rng):
            if "init" not in functions:
                raise Unreadable("`init(sizes, rng)` is still to be written.")
            self.take(functions["init"](sizes, rng))

        def take(self, made):
            self.is_named = isinstance(made, dict)
            self.theta = made if self.is_named else dict(zip(names, made, strict=True))

        @property
        def held(self):
            return self.theta if self.is_named else [*self.theta.values()]

    def forward(self, X):
        self.X, self.returned = X, functions["forward"](self.held, X)
        return prediction(self.returned)

    def backward(self, Y):
        several = isinstance(self.returned, tuple | list)
        cache = (self.returned[1] if len(self.returned) == 2 else self.returned[1:]) if several else self.X
        return functions["backward"](self.held, cache, Y)

    def train(self, X, Y, *settings):
        return functions["train"](self.held, X, Y, *settings)

    for method in (forward, backward, train):
        if method.__name__ in functions and not is_empty(functions[method.__name__]):
            setattr(Functions, method.__name__, method)
    return Functions


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
