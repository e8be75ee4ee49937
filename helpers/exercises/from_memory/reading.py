"""The shapes in which people write, read as one: a class or functions, names or an order, stored or returned.

A Page is what was submitted. It makes Nets, each with its own parameters, which all have the same few methods.
"""

import contextlib

import numpy as np

from helpers.exercises.check.calling import is_empty
from helpers.exercises.check.exercise import NOTHING
from helpers.exercises.check.showing import a, listed
from helpers.exercises.from_memory.arguments import ROLES, Unreadable, call, plan
from helpers.exercises.from_memory.names import Group, groups, last_line
from helpers.exercises.from_memory.network import FUNCTIONS, Net
from helpers.exercises.from_memory.replacing import attribute, entry, holders
from helpers.exercises.two_layers.steps import PARAMETERS

ORDERS = {  # of the arguments, as the contract has them. A method has its network, which keeps what it needs
    "forward": ("parameters", "X"),
    "backward": ("parameters", "cache", "Y"),
    "step": ("parameters", "gradients", "learning_rate"),
    "train": ("parameters", "X", "Y", "learning_rate", "epochs"),
    "gradient_check": ("parameters", "X", "Y"),
}
CALLED = {  # what else people call them
    "init": ("init_parameters", "init_params", "initialize", "initialize_parameters"),
    "forward": ("feedforward", "forward_pass", "forward_propagation", "predict", "__call__"),
    "backward": ("backprop", "backward_pass", "backward_propagation", "backpropagation", "compute_gradients"),
    "step": ("update", "update_parameters", "update_params", "sgd_step", "apply_gradients", "optimize"),
    "train": ("fit", "learn", "train_network", "optimize"),
}
KEPT = ("parameters", "cache", "gradients")
MORE = {  # what else there is something for
    "backward": ("X", "Y_hat"),
    "gradient_check": ("cache", "gradients", "Y_hat", "h", *FUNCTIONS),
}
SIZES = (("sizes", "rng"), ("d_in", "d_hidden", "d_out", "rng"))  # either as one, or as three numbers


class Page:
    """What was submitted: a class, functions, or both, and how they are read."""

    def __init__(self, submitted, named):
        self.submitted, self.functions = _sorted_out(submitted, named)
        self.network_class = self.submitted  # or one that keeps what its `backward` returns
        self.plans = {}
        self.parameters = None  # the Group of the four parameters
        self.made = []  # where the gradients are: [(whether on the network or in what backward returns, Group)]
        self.out, self.cache = None, 0  # the way to the prediction in what forward returns; which cache backward takes
        self.remarks = []

    @property
    def gradient_check(self):
        """The reader's judge, which may also be a method; NOTHING where there is none."""
        return self.functions.get("gradient_check", getattr(self.submitted, "gradient_check", NOTHING))

    @property
    def sets_to_zero(self):
        """Whether gradients add up from one backward to the next, as PyTorch's do, until they are set to 0."""
        return callable(getattr(self.submitted, "zero_grad", None))

    @property
    def left_out(self):
        """What is still to be written, as text; nothing where all is there."""
        names = FUNCTIONS if self.submitted else ("init", *FUNCTIONS)
        names = [name for name in names if not is_written(self.of_class(name))]
        other = [(name, each) for name in names for each in CALLED[name] if is_written(self.of_class(each))]
        meant = "".join(f" Is `{each}` your `{name}`? Then call it so." for name, each in other)
        return f"Still to be written: {', '.join(f'`{name}`' for name in names)}.{meant}" if names else ""

    def of_class(self, name):
        """The function of this name, without a network; None where there is none."""
        return self.functions.get(name, getattr(self.submitted, name, None))

    # ---- calling

    def network(self, sizes, seed=0):
        """Return a Net with the reader's own start."""
        function = self.network_class or self.functions["init"]
        if "init" not in self.plans:
            self.plans["init"] = _plan_of_sizes(function, self.title("init"))
        values = dict(zip(SIZES[1], sizes, strict=False))
        values |= {"sizes": tuple(sizes), "seed": seed, "rng": np.random.default_rng(seed)}
        made = call(function, self.plans["init"], lambda role: values[role])
        return Net(self, made)

    def title(self, name):
        """What the reader calls a function."""
        return self.network_class.__name__ if name == "init" and self.network_class else name

    def function(self, name, thing):
        """The function of this name: one of its own, or a method of the network."""
        return self.functions[name] if name in self.functions else getattr(thing, name)

    def plan(self, name, thing):
        """How the function of this name is called."""
        if name not in self.plans:
            order, own = ORDERS[name], name in self.functions
            offered = {*order, *MORE.get(name, ())}
            if not own:
                order = [role for role in order if role not in KEPT]
            needed = [role for role in order if role not in KEPT[1:] and name != "gradient_check"]
            shown = ["network" if role == "parameters" and self.submitted else role for role in order]
            asked = f"{name}({', '.join(shown)})"
            self.plans[name] = plan(self.function(name, thing), asked, order, offered, needed)
        return self.plans[name]

    def keep_what_is_returned(self):
        """Where `backward` returns the gradients, and `step` isn't given any: keep them where the task has them."""
        stored = any(on_the_network for on_the_network, _ in self.made)
        takes = {role for _, role in self.plans["step"]}
        if not self.network_class or stored or "gradients" in takes or "backward" in self.functions:
            return
        (_, group), own = self.made[0], self.network_class

        def backward(network, *given, **named):
            answer = own.backward(network, *given, **named)
            for name, array in group.of(answer).items():
                setattr(network, f"dL_d{name}", array)
            return answer

        self.network_class = type(own.__name__, (own,), {"backward": backward})
        self.remarks.append(
            "A remark: your `backward` returns the gradients, and `step` isn't given them. For this reading they were"
            " also kept as `dL_dW1`, `dL_db1`, `dL_dW2` and `dL_db2`; alone your page needs a line that does that."
        )

    @contextlib.contextmanager
    def replaced(self, name, other):
        """Put another function in the place of one, wherever the reader's code may find it."""
        with contextlib.ExitStack() as changes:
            if name not in self.functions:
                changes.enter_context(attribute(self.submitted, name, other))
            else:
                for holder, key in holders(self.gradient_check, self.functions[name]):
                    changes.enter_context(entry(holder, key, other))
                changes.enter_context(entry(self.functions, name, other))
            yield

    def all_gradients(self, things, answer):
        """Return all gradients that a call of backward has made, [{name: array}], no array twice."""
        found, seen = [], set()
        for on_the_network, group in self.made:
            for thing in things if on_the_network else [answer]:
                try:
                    made = group.of(thing)
                except (KeyError, TypeError):
                    continue
                found.append({name: array for name, array in made.items() if id(array) not in seen})
                seen |= {id(array) for array in made.values()}
                break
        return found

    # ---- finding the arrays

    def find_prediction(self, output, shape):
        """Find the prediction in what forward returned: what has its name, or its shape, or comes first."""
        if isinstance(output, dict):
            names = {name: name.lower() for name in output if isinstance(name, str)}
        elif isinstance(output, tuple | list):
            called = last_line(self.of_class("forward"))
            names = called if len(called) == len(output) else [""] * len(output)
            names = {place: name.lower() for place, name in enumerate(names)}
        elif output is None:
            raise Unreadable("`forward` returns None: let it return the prediction.")
        else:
            self.out = ()
            return
        fitting = [name for name in names if getattr(output[name], "shape", None) == shape]
        called = [name for name in fitting if "Y_hat" in ROLES.get(names[name], ())]
        self.out = ([*called, *fitting, *names][0],)

    def find_parameters(self, network, shapes):
        """Find the four parameters of a network; shapes: those that the task asks for, {name: shape}."""
        found = [group for group in groups(network.thing) if not group.gradients]
        group = next((each for each in found if each.is_whole), None)
        if group is None:
            largest = max((each.ways for each in found), key=len, default={})
            names = listed(f"`{name}`" for name in PARAMETERS if name not in largest)
            raise Unreadable(
                f"The network has no {names}. Its parameters are arrays, `W1`, `b1`, `W2` and `b2`: attributes, or in a"
                " dictionary, a list, or layers with `W` and `b`."
            )
        if not group.named:  # by their order: layer by layer, or first the weights and then the biases
            there = [*group.ways.values()]
            other = Group(dict(zip(("W1", "W2", "b1", "b2"), there, strict=True)), named=False)
            if all(has_shape(name, array, shapes[name]) for name, array in other.of(network.thing).items()):
                group = other
        self.parameters = group

    def find_gradients(self, network, before):
        """Find the gradients that backward has made; before: the arrays of the network as they were."""
        self.made = []
        for group in groups(network.thing):
            if (
                group.gradients
                and group.is_whole
                and any(not np.array_equal(before.get(id(array)), array) for array in group.of(network.thing).values())
            ):
                self.made.append((True, group if group.named else self._in_order(group)))
        returned = network.answer
        if returned is not None and returned is not network.thing:
            found = self._in_what_it_returns(returned, network)
            self.made += [(False, found)] if found else []
        if not self.made:
            raise Unreadable(self._none_made(network))

    def _in_what_it_returns(self, returned, network):
        own = {id(array) for array in network.parameters().values()}
        names = last_line(self.of_class("backward")) if isinstance(returned, tuple | list) else []
        by_name = groups(returned, names) if names and len(names) == len(returned) else []
        for group in [*by_name, *groups(returned)]:
            if group.is_whole and not own & {id(array) for array in group.of(returned).values()}:
                return group if group.named else self._in_order(group)
        return None

    def _in_order(self, group):
        """Gradients without names come in the order of the parameters."""
        order = PARAMETERS
        if not self.network_class or not self.parameters.named:
            order = self.parameters.ways
        return Group(dict(zip(order, group.ways.values(), strict=True)), group.gradients, named=False)

    def _none_made(self, network):
        partial = max((each.ways for each in groups(network.thing) if each.gradients), key=len, default={})
        names = listed(f"`dL_d{name}`" for name in PARAMETERS if name not in partial)
        returns = a(type(network.answer).__name__)
        instead = "" if network.answer is None else f" What it returns, {returns}, doesn't hold these four, either."
        return f"After `backward` there is no {names}: keep them under these names, or return all four.{instead}"


def has_shape(name, array, shape):
    """Return whether a parameter has the shape that is asked for; a bias may lie in a row or a column."""
    return array.shape == shape or (name.startswith("b") and array.size == max(shape) and array.ndim <= 2)


def is_written(function):
    """Return whether a function is there and computes something."""
    return callable(function) and function is not NOTHING and not is_empty(function)


def _sorted_out(submitted, named):
    """Return (class or None, {name: function}) of what was submitted; raise Unreadable for anything else."""
    network_class, functions = None, {}
    names = ("init", *ORDERS)
    for each in (*submitted, *(value for name, value in named.items() if name not in names)):
        if each is None or each is ... or each is NOTHING:
            continue
        name = getattr(each, "__name__", None)
        if isinstance(each, type):
            network_class = each
        elif hasattr(each, "forward") or not callable(each):
            kind = type(each).__name__
            if hasattr(each, "forward"):
                raise Unreadable(f"This is {a(kind)}; the class itself, `{kind}`, is asked for: without parentheses.")
            raise Unreadable(f"This is {a(kind)}; a class and a gradient check are asked for, or functions by name.")
        else:
            functions[name if name in names else "gradient_check"] = each
    functions |= {name: named[name] for name in names if named.get(name) not in (None, ..., NOTHING)}
    return network_class, functions


def _plan_of_sizes(function, title):
    """How a network is made: from sizes as one, or from three numbers; with a generator, a seed, or neither."""
    problems = []
    for order in SIZES:
        needed = [role for role in order if role != "rng"]
        try:
            return plan(function, f"{title}({', '.join(order)})", order, {*order, "seed"}, needed)
        except Unreadable as problem:
            problems.append(problem)
    raise problems[0]
