"""A two-layer page with one change: its right numbers, and what is drawn to look at it."""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from helpers.exercises.check.cases import Case
from helpers.exercises.check.formula import Formula, lines_of
from helpers.exercises.from_memory.questions.second_round_texts import INTEGER, L2, LOGITS, THIRD_LAYER, TIED
from helpers.exercises.two_layers.steps import FUNCTIONS, NAMES, OUTPUTS, ROUNDING, SLOPES, InLayout, Layout
from helpers.exercises.two_layers.variant import Variant

LAMBDA = 0.1  # of the L2 penalty
FAR = 1000  # times as large is the first input of one pass: its gradients are large, and its weights small
ON_THE_KINK = (2, 5)  # with so many hidden neurons z is 0 in the first, where a ReLU has the slope 0
LINES = {
    "a third layer": THIRD_LAYER,
    "L2 in the loss": L2,
    "cross-entropy from logits": LOGITS,
    "integer labels": INTEGER,
    "a tensor that is used twice": TIED,
}
AXES = {"W1": "d_in d_hidden", "b1": "d_hidden", "W2": "d_hidden d_out", "b2": "d_out"}
OTHER_AXES = {
    "a third layer": AXES | {"W2": "d_hidden d_second", "b2": "d_second", "W3": "d_second d_out", "b3": "d_out"},
    "a tensor that is used twice": {"W1": "d_in d_hidden", "b1": "d_hidden", "b2": "d_in"},
}
SECOND = (4, 6, 3)  # d_second in each set of sizes


@dataclass(frozen=True)
class Changed:
    """The variant of the page that passed, and the name of a change."""

    variant: Variant
    change: str

    @property
    def name(self):
        """What makes it different from another."""
        return f"{self.change}: {self.variant.name}"

    @cached_property
    def base(self):
        """The variant in whose lines the change is made."""
        if self.change == "ReLU with a start that fits":
            return replace(self.variant, hidden="ReLU")
        is_softmax = self.change in ("cross-entropy from logits", "integer labels")
        return replace(self.variant, loss="cross-entropy") if is_softmax else self.variant

    @property
    def axes(self):
        """The parameters with the names of their axes, in rows."""
        return OTHER_AXES.get(self.change, AXES)

    @property
    def parameters(self):
        """Their names, in order."""
        return tuple(self.axes)

    @property
    def given(self):
        """The names of what the loss depends on."""
        return ("X", "Y", *self.parameters)

    # ---- right numbers

    @cached_property
    def lines(self):
        """The page, line by line."""
        output, out_slope = OUTPUTS[self.base.output]
        slope = SLOPES[self.base.hidden]
        code = {
            "losses": self.base.lines["losses"].source,
            "hidden_of_2": FUNCTIONS[self.base.hidden].format(Z="Z2"),
            "slope_of_2": slope.format(Z="Z2", A="A2"),
            "output_of_2": output,
            "output_of_3": output.replace("Z2", "Z3"),
            "out_slope_of_3": out_slope.replace("Z2", "Z3"),
        }
        return self.base.lines | lines_of(LINES.get(self.change, "").format(**code), self.name)

    def formula(self, output, given=None):
        """The formula of a result for a reader's arrays."""
        layout = self.variant.layout
        return InLayout(layout, given or self.given, self.lines, output, NAMES | {"l2": LAMBDA})

    @cached_property
    def all_gradients(self):
        """The formula of all gradients, in rows."""
        together = lines_of(f"gradients = {', '.join(f'dL_d{name}' for name in self.parameters)}")
        return Formula(self.given, self.lines | together, "gradients", NAMES | {"l2": LAMBDA})

    def gradients(self, *arguments, **wrong):
        """All gradients, as the reader has them: {name: array}; wrong replaces lines of the page."""
        lay = self.variant.layout
        rows = (lay.in_rows(*pair) for pair in zip(self.given, arguments, strict=True))
        found = zip(self.parameters, self.all_gradients(*rows, **wrong), strict=True)
        return {f"dL_d{name}": lay.back(f"dL_d{name}", array) for name, array in found}

    def trained(self, X, Y, step, epochs, *parameters, gradients=None, **wrong):
        """Return the losses, one per epoch, and the parameters after gradient descent, as Variant.trained does.

        wrong: lines of the loss that are replaced, for the losses alone.
        """
        loss = self.formula("losses")
        parameters, losses = [np.array(each, dtype=float) for each in parameters], []
        for _ in range(epochs):
            of_epoch = []
            for x, y in self.variant.samples(X, Y):
                of_epoch.append(float(loss(x, y, *parameters, **wrong).mean()))
                found = (gradients or self.gradients)(x, y, *parameters)
                pairs = zip(self.parameters, parameters, strict=True)
                parameters = [theta + step * found[f"dL_d{name}"] for name, theta in pairs]
            losses.append(float(np.mean(of_epoch)))
        return losses, parameters

    # ---- what is drawn

    def draw(self, numbers, many=False, n=1, **sizes):
        """Return (X, Y, *parameters), as the reader has them; many: n samples, also where one is seen at a time."""
        single = self.variant.single and not many
        samples, lay = Layout(self.variant.columns, single), self.variant.layout
        X = numbers(n, sizes["d_in"])
        far = FAR if numbers.kind in ("random", "float32") and not many else 1  # a training would diverge
        X[:, 0] *= far
        d_out = sizes.get("d_out", sizes["d_in"])
        classes = numbers.classes(n, d_out)
        if self.change == "integer labels":
            Y = classes
        elif self.base.loss == "cross-entropy":
            Y = np.eye(d_out)[classes].astype(X.dtype)
        else:
            Y = numbers.activations(n, d_out)
        parameters = []
        for name, axes in self.axes.items():
            array = numbers(*(sizes[axis] for axis in axes.split()))
            if numbers.kind == "small":  # halves and quarters: nothing saturates, and no ReLU sits on its kink
                array = np.sign(array) / (2 if "W" in name else 4)
            elif name == "W1":
                array[0] /= far
            if name in ("W1", "b1") and self._is_on_the_kink(numbers, sizes):
                array[..., 0] = 0
            parameters.append(lay.back(name, array))
        Y = Y[0] if single and Y.ndim == 1 else samples.samples_back(Y)
        return samples.samples_back(X), Y, *parameters

    def _is_on_the_kink(self, numbers, sizes):
        """Return whether z is 0 in the first neuron: only where the change says which slope a ReLU has there."""
        is_asked = self.change == "ReLU with a start that fits" and numbers.kind in ("random", "small")
        return is_asked and sizes["d_hidden"] in ON_THE_KINK

    def case(self, numbers, **sizes):
        """Return what is drawn as a Case in which rounding counts as 0."""
        return Case(self.draw(numbers, **sizes), dict(sizes), atol=ROUNDING)

    @property
    def all_sizes(self):
        """Sizes for random cases, with n; no two alike within one, but for tied weights."""
        axes = {axis for each in self.axes.values() for axis in each.split()}
        wide = [sizes | {"d_second": second} for sizes, second in zip(Variant().sizes, SECOND, strict=True)]
        return tuple({name: size for name, size in sizes.items() if name in axes | {"n"}} for sizes in wide)

    @property
    def sizes(self):
        """The same for what one pass sees."""
        return tuple(self.of_a_pass(sizes) for sizes in self.all_sizes)

    @property
    def alike(self):
        """Sizes where shapes coincide, so that a forgotten transpose runs through."""
        square = dict.fromkeys(self.all_sizes[0], 3)
        return tuple(self.of_a_pass(square | {"n": n}) for n in (4, 3))[: 1 if self.variant.single else 2]

    def of_a_pass(self, sizes):
        """Sizes without n, where one sample is seen at a time."""
        return {name: size for name, size in sizes.items() if name != "n" or not self.variant.single}

    def sizes_of(self, parameters):
        """Return the sizes with which a network of these parameters is made."""
        of = {}
        for (_, axes), array in zip(self.axes.items(), parameters, strict=True):
            if len(axes.split()) == 2:
                of |= dict(zip(axes.split(), self.variant.layout.weights(array).shape, strict=True))
        names = ("d_in", "d_hidden", "d_second", "d_out")
        return tuple(of[name] for name in names if name in of) + (of["d_in"],) * ("d_out" not in of)
