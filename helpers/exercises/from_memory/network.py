"""One network of a reader's, as an object with the same few methods, whatever it is made of."""

import numpy as np

from helpers.exercises.check.showing import a
from helpers.exercises.from_memory.arguments import Unreadable, call
from helpers.exercises.from_memory.names import at, put
from helpers.exercises.two_layers.steps import PARAMETERS

FUNCTIONS = ("forward", "backward", "step", "train")


class Net:
    """One network with its parameters: an object of the reader's class, or whatever holds the parameters."""

    def __init__(self, page, thing):
        self.page, self.thing = page, thing
        self.given = {}  # what was passed last, {role: value}
        self.output = self.answer = None  # what forward and backward returned

    def call(self, name, **given):
        """Call one of the reader's functions; given: {role: value} of what it is called with."""
        self.given |= given
        return call(self.page.function(name, self.thing), self.page.plan(name, self.thing), self._value)

    def _value(self, role):
        if role in self.given:
            return self.given[role]
        if role in FUNCTIONS:
            return self.page.function(role, self.thing)
        makers = {
            "parameters": lambda: self.thing,
            "Y_hat": self.prediction,
            "cache": lambda: self.caches()[self.page.cache],
            "gradients": self._all_gradients,
            "h": lambda: 1e-5,
        }
        return makers[role]()

    # ---- the five functions

    def forward(self, X):
        """Return the prediction."""
        self.output = self.call("forward", X=X)
        return self.prediction()

    def prediction(self):
        """What forward has predicted."""
        return at(self.output, self.page.out)

    def caches(self):
        """What backward may be given of what forward returned: what else there is, all of it, or the input."""
        output = self.output
        if not isinstance(output, tuple | list):
            return [output, self.given["X"]]
        rest = [each for place, each in enumerate(output) if (place,) != self.page.out]
        return [rest[0] if len(rest) == 1 else output, output, type(output)(rest), self.given["X"]]

    def backward(self, Y):
        """Make the gradients."""
        if self.page.sets_to_zero:  # gradients add up until somebody says so
            self.thing.zero_grad()
        self.answer = self.call("backward", Y=Y)

    def gradients(self):
        """The four gradients, {name: array}."""
        stored, group = self.page.made[0]
        return group.of(self.thing if stored else self.answer)

    def _all_gradients(self):
        """What step gets: what backward returned, or the place where it has put them."""
        stored, group = self.page.made[-1]
        return at(self.thing, next(iter(group.ways.values()))[:-1]) if stored else self.answer

    def step(self, learning_rate):
        """Move the parameters."""
        self._moved_to(self.call("step", learning_rate=learning_rate))

    def train(self, X, Y, learning_rate, epochs):
        """Train; return one loss for each epoch, or whatever losses there are, or None."""
        returned = self.call("train", X=X, Y=Y, learning_rate=learning_rate, epochs=epochs)
        if returned is None or self._moved_to(returned):
            return None
        pieces = [returned, *(returned if isinstance(returned, tuple | list) else ())]
        losses = _losses([each for each in pieces if not self._moved_to(each)])
        if losses is None:
            kind = a(type(returned).__name__)
            raise Unreadable(f"`train` returns {kind}: let it return a list with one loss for each epoch, or nothing.")
        return losses

    def _moved_to(self, returned):
        """Take the parameters that a function returned, where it returns them; return whether it does."""
        if self.page.network_class:
            return False
        try:
            there = self.page.parameters.of(returned)
        except (KeyError, TypeError, AttributeError):
            return False
        if any(np.shape(there[name]) != np.shape(array) for name, array in self.parameters().items()):
            return False
        self.thing = returned
        return True

    # ---- parameters

    def parameters(self):
        """The four parameters, {name: array}."""
        found = self.page.parameters.of(self.thing)
        return {name: found[name] for name in PARAMETERS}

    def set(self, values):
        """Set the parameters, {name: array}, in place; what is not float64 is replaced, for differences need that."""
        for name, array in self.parameters().items():
            value = np.reshape(np.array(values[name], dtype=float), np.shape(array))
            if array.dtype == float or not put(self.thing, self.page.parameters.ways[name], value):
                array[...] = value


def _losses(pieces):
    """Return the first of some things that is a row of numbers, as an array, or None; of a dictionary its losses."""
    for each in pieces:
        if isinstance(each, dict):
            each = next((row for name, row in each.items() if str(name).lower().startswith(("loss", "cost"))), None)
        if isinstance(each, list | tuple | np.ndarray):
            try:
                return np.asarray(each, dtype=float).reshape(len(each))
            except (TypeError, ValueError):  # it isn't
                continue
    return None
