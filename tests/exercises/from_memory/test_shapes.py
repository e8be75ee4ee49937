"""The interview takes the shape in which people write, and no shape hides a mistake."""

import time

import numpy as np
import pytest

from helpers.exercises.check import calling
from helpers.exercises.check.verdict import CORRECT, NOT_ATTEMPTED, WRONG
from helpers.exercises.from_memory.names import groups, meaning
from helpers.exercises.from_memory.submission import Submission
from helpers.exercises.from_memory.training import Training
from helpers.exercises.two_layers.reference import reference_code
from helpers.exercises.two_layers.variant import Variant
from tests.exercises.from_memory.pages import STYLES, Style

MISTAKES = [(name, changes) for name, style in STYLES.items() for changes in style.wrong]
TRAINED = ["mini-batches, shuffled in train", "ReLU, one step after each sample, a judge on a copy"]
TRAINED += [
    "functions over a tuple that never changes",
    "three numbers, no rng, short names, prints its losses, a judge that asserts",
]
PLAIN = Style(reference_code(Variant()), ())


def submission(style, *changes):
    submitted, named = style.page(*changes)
    return Submission(style.variant, *submitted, **named)


@pytest.fixture
def untrained(monkeypatch):
    """Leave the training out, which takes a second."""

    def learned(self):
        self.xor_losses, self.digit_losses, self.held_out = [1.0, 0.5], [1.0, 0.5], 0.9

    monkeypatch.setattr(Training, "xor", learned)
    monkeypatch.setattr(Training, "digits", learned)


# ------------------------------------------------------------ whole pages in many styles


@pytest.mark.parametrize("name", STYLES)
def test_a_right_page_of_any_style_fits_and_passes(name, untrained):
    style = STYLES[name]
    fits = submission(style).fits()
    assert fits.status == CORRECT, fits
    report = submission(style).report()
    assert report.status == CORRECT, f"{report}\n{report.mend}"
    remarks = "\n".join(report.remarks)
    assert all(words in remarks for words in style.remarks) and remarks.count("train") == len(style.remarks), remarks


@pytest.mark.parametrize("name", TRAINED)
def test_it_trains_in_any_shape(name):
    report = submission(STYLES[name]).report()
    assert report.status == CORRECT and report.passed[-2:] == ("XOR", "the digits"), report


@pytest.mark.parametrize("name, changes", MISTAKES, ids=[f"{name}, {changes[0][1]}" for name, changes in MISTAKES])
def test_a_wrong_page_of_any_style_is_refused(name, changes, untrained):
    report = submission(STYLES[name], *changes).report()
    assert report.status == WRONG, f"{report}\n{report.mend}"
    assert submission(STYLES[name], *changes).fits().status in (CORRECT, NOT_ATTEMPTED)


def test_there_are_twenty_styles_and_each_has_wrong_pages():
    assert len(STYLES) >= 20 and all(len(style.wrong) >= 2 for style in STYLES.values())
    transposed = [changes for style in STYLES.values() for changes in style.wrong if ".T" in changes[0][1]]
    assert len(transposed) >= 12


def test_whether_it_fits_is_said_in_milliseconds():
    assert submission(PLAIN).fits().status == CORRECT
    start = time.process_time()
    submission(PLAIN).fits()
    assert time.process_time() - start < 0.25


# ------------------------------------------------------------ one change to a plain page

STORED = ["self.dL_dW2 = ", "self.dL_db2 = ", "self.dL_dW1 = ", "self.dL_db1 = "]
RETURNS = [
    *((each, each.removeprefix("self.")) for each in STORED),
    ("dL_dZ1.sum(axis=0)  # bias\n", "dL_dZ1.sum(axis=0)  # bias\n        return dL_dW1, dL_db1, dL_dW2, dL_db2\n"),
]
START = "self.b1, self.b2 = np.zeros(d_hidden), np.zeros(d_out)\n"
ADDS = [(each, f"{each}{each[:-3]} + ") for each in STORED]
ZERO = "\n    def zero_grad(self):\n        self.dL_dW1, self.dL_db1, self.dL_dW2, self.dL_db2 = 0, 0, 0, 0\n"
TURN = "            self.backward(Y)\n            self.step(learning_rate)\n"
IN_BATCHES = """            for i in range(0, len(X), {size}):
                self.forward(X[i:i + {size}])
                self.backward(Y[i:i + {size}])
                self.step(learning_rate)
"""
LAST_BATCH = IN_BATCHES.format(size=32).replace("                self.step", "            self.step")
SHUFFLED = "            order = np.random.permutation(len(X))\n            X, Y = X[order], Y[order]\n"
DRAWN = """            k = np.random.randint(len(X), size=32)
            self.forward(X[k])
            self.backward(Y[k])
            self.step(learning_rate)
"""
WITH_SLOTS = """class TwoLayers:
    __slots__ = ("W1", "b1", "W2", "b2", "X", "A1", "Y_hat", "dL_dW1", "dL_db1", "dL_dW2", "dL_db2")
"""
STEPS = '            theta -= learning_rate * getattr(self, "dL_d" + name)'
STEPS_IN_FLOAT32 = STEPS.replace("theta -= ", "setattr(self, name, (theta - ") + ").astype(np.float32))"
WITH_MOMENTUM = """            velocities = self.__dict__.setdefault("v", {})
            velocities[name] = 0.9 * velocities.get(name, 0) + getattr(self, "dL_d" + name)
            theta -= learning_rate * velocities[name]"""
RIGHT = {  # changes, and words of a remark
    "backward(X, Y)": (
        [
            ("def backward(self, Y)", "def backward(self, X, Y)"),
            ("self.backward(Y)", "self.backward(X, Y)"),
            ("network.backward(Y)", "network.backward(X, Y)"),
        ],
        "",
    ),
    "backward(prediction, targets)": (
        [
            ("def backward(self, Y)", "def backward(self, prediction, targets)"),
            ("self.Y_hat - Y) / len(Y)", "prediction - targets) / len(prediction)"),
            ("self.backward(Y)", "self.backward(self.Y_hat, Y)"),
            ("network.backward(Y)", "network.backward(network.Y_hat, Y)"),
        ],
        "",
    ),
    "returns gradients, keeps none": (RETURNS, "alone your page needs a line"),
    "gradients add up, with zero_grad": (
        [*ADDS, (START, f"{START}        self.zero_grad()\n{ZERO}"), (TURN, f"            self.zero_grad()\n{TURN}")],
        "",
    ),
    "slots": ([("class TwoLayers:\n", WITH_SLOTS)], ""),
    "a cache that grows": (
        [("        self.X = X\n", "        self.cache = [*getattr(self, 'cache', []), X]\n        self.X = X\n")],
        "",
    ),
    "backward returns self": (
        [("dL_dZ1.sum(axis=0)  # bias\n", "dL_dZ1.sum(axis=0)  # bias\n        return self\n")],
        "",
    ),
    "backward returns the gradient of the input": (
        [("dL_dZ1.sum(axis=0)  # bias\n", "dL_dZ1.sum(axis=0)  # bias\n        return dL_dZ1 @ self.W1.T\n")],
        "",
    ),
    "nothing returned": ([("        return losses", "        print(losses)")], ""),
    "a history": ([("        return losses", "        return {'loss': losses, 'epochs': epochs}")], ""),
    "losses and something else": ([("        return losses", "        return losses, self.W1")], ""),
    "moments beside the parameters": (
        [(START, f"{START}        self.m = {{name: 0 * getattr(self, name) for name in ('W1', 'b1', 'W2', 'b2')}}\n")],
        "",
    ),
    "no rng": (
        [("def __init__(self, sizes, rng)", "def __init__(self, sizes)"), ("rng.normal", "np.random.normal")],
        "",
    ),
    "parameters in float32": (
        [("(d_in, d_hidden))", "(d_in, d_hidden)).astype(np.float32)")],
        "your parameters are float32",
    ),
    "float32 in forward": (
        [("        self.X = X\n", "        self.X = X = X.astype(np.float32)\n")],
        "t computes in float32",
    ),
    "float32 in backward": ([("self.X.T @ dL_dZ1", "np.float32(self.X.T @ dL_dZ1)")], "t computes in float32"),
    "float32 in a step": (
        [(STEPS, STEPS_IN_FLOAT32)],
        "t computes in float32",
    ),
    "a step after each sample": ([(TURN, IN_BATCHES.format(size=1))], "takes 4 steps for 4 samples, and 100 for 100"),
    "batches of 3": ([(TURN, IN_BATCHES.format(size=3))], "takes 2 steps for 4 samples, and 34 for 100"),
    "batches of 64": ([(TURN, IN_BATCHES.format(size=64))], "takes 1 step for 4 samples, and 2 for 100"),
    "the last batch of an epoch, shuffled": ([(TURN, SHUFFLED + LAST_BATCH)], "one step, from some of them alone"),
    "a batch drawn with replacement": ([(TURN, DRAWN)], "takes the samples in another order"),
}


@pytest.mark.parametrize("changes, words", RIGHT.values(), ids=RIGHT)
def test_another_way_passes(changes, words, untrained):
    fits, report = submission(PLAIN, *changes).fits(), submission(PLAIN, *changes).report()
    assert (fits.status, report.status) == (CORRECT, CORRECT), f"{fits}\n{report}\n{report.mend}"
    assert words in report.remark and bool(words) == bool(report.remarks), report


WRONG_PAGES = {  # changes, the mistake, and words of the message
    "gradients add up, and nobody sets them to 0": (
        [*ADDS, (START, f"{START}        self.zero_grad()\n{ZERO}")],
        None,
        "`train`",
    ),
    "W1 is transposed": (
        [
            ("(d_in, d_hidden))", "(d_hidden, d_in))"),
            ("X @ self.W1", "X @ self.W1.T"),
            ("self.X.T @ dL_dZ1", "dL_dZ1.T @ self.X"),
        ],
        "transposed",
        "`W1` has the shape (4, 3) for the sizes (3, 4, 2); the task asks for (3, 4). Is it transposed?",
    ),
    "steps inside backward": (
        [("        dL_dZ1 =", "        self.W2 -= 0.5 * self.dL_dW2\n        dL_dZ1 =")],
        "updated-too-early",
        "`backward` moves `W2`",
    ),
    "gradients cut off": (
        [
            (
                "dL_dZ1.sum(axis=0)  # bias\n",
                "dL_dZ1.sum(axis=0)  # bias\n        self.dL_dW1 = np.clip(self.dL_dW1, -1, 1)\n",
            )
        ],
        None,
        "ith ordinary numbers it is right",
    ),
    "gradients cut off at 5, in a step": (
        [
            (
                'learning_rate * getattr(self, "dL_d" + name)',
                'learning_rate * np.clip(getattr(self, "dL_d" + name), -5, 5)',
            )
        ],
        None,
        "ith ordinary numbers it is right",
    ),
    "a norm that is cut off": (
        [
            (
                "dL_dZ1.sum(axis=0)  # bias\n",
                "dL_dZ1.sum(axis=0)  # bias\n        self.dL_dW1 /= max(1, np.linalg.norm(self.dL_dW1) / 5)\n",
            )
        ],
        None,
        "ith ordinary numbers it is right",
    ),
    "weight decay": (
        [
            (
                'learning_rate * getattr(self, "dL_d" + name)',
                'learning_rate * (getattr(self, "dL_d" + name) + 1e-3 * theta)',
            )
        ],
        None,
        "your change of W1",
    ),
    "momentum": (
        [(STEPS, WITH_MOMENTUM)],
        None,
        "`train`",
    ),
    "a rate that falls": ([(TURN, TURN.replace("learning_rate", "learning_rate / len(losses)"))], None, "`train`"),
    "ends where the loss is small": (
        [(TURN, f"            if losses[-1] < 1e-2:\n                break\n{TURN}")],
        None,
        "is asked for 3 epochs, and takes 0",
    ),
    "ends where the loss is tiny": (
        [(TURN, f"            if losses[-1] < 1e-7:\n                break\n{TURN}")],
        None,
        "is asked for 3 epochs, and takes 0",
    ),
    "ends where the loss hardly falls": (
        [(TURN, f"            if len(losses) > 1 and losses[-2] - losses[-1] < 1e-5:\n                break\n{TURN}")],
        None,
        "is asked for 3 epochs, and takes 1",
    ),
    "ends early and returns nothing": (
        [(TURN, f"            if losses[-1] < 1e-3:\n                return\n{TURN}")],
        None,
        "is asked for 3 epochs, and takes 0",
    ),
    "X shuffled without Y": (
        [(TURN, f"            X = np.random.permutation(X)\n            self.forward(X)\n{TURN}")],
        None,
        "no sum of the samples' gradients, each with its own target",
    ),
    "the last batch is left out": (
        [(TURN, IN_BATCHES.format(size=2).replace("len(X), 2", "len(X) - 2, 2"))],
        None,
        "`train`",
    ),
    "the last batch divided by a whole one": (
        [
            ("def backward(self, Y)", "def backward(self, Y, n=None)"),
            ("/ len(Y)", "/ (n or len(Y))"),
            (
                TURN,
                IN_BATCHES.format(size=3).replace(
                    "[i:i + 3])\n                self.step", "[i:i + 3], 3)\n                self.step"
                ),
            ),
        ],
        None,
        "`train`",
    ),
    "batches with a loss that is none": (
        [(TURN, IN_BATCHES.format(size=3)), ("        return losses", "        return [2 * each for each in losses]")],
        None,
        "with one sample, returns the losses",
    ),
    "never ends": ([("for _ in range(epochs)", "while True")], None, "still running"),
    "the last batch of an epoch": ([(TURN, LAST_BATCH)], None, "has no part in its steps"),
}


@pytest.mark.parametrize("changes, mistake, words", WRONG_PAGES.values(), ids=WRONG_PAGES)
def test_a_wrong_page_is_refused(changes, mistake, words, untrained, monkeypatch):
    monkeypatch.setattr(calling, "SECONDS", 5)
    report = submission(PLAIN, *changes).report()
    assert (report.status, report.mistake) == (WRONG, mistake) and words in report.message, f"{report}\n{report.mend}"


NOT_YET = {  # changes, and words of the sentence
    "a dictionary that nobody reads": (
        [("        self.W1 = ", "        self.parameters = {}; self.parameters['W1'] = ")],
        "The network has no `W1`",
    ),
    "no W2": ([("self.W2 = rng", "self.V2 = rng")], "The network has no `W2`"),
    "gradients without a name": (
        [(each, each.replace("dL_d", "slope_")) for each in STORED],
        "After `backward` there is no `dL_dW1`, `dL_db1`, `dL_dW2` and `dL_db2`",
    ),
    "whole numbers": ([("np.zeros(d_hidden)", "np.zeros(d_hidden, int)")], "must be an array of floats"),
    "fit": ([("def train(", "def fit(")], "Is `fit` your `train`?"),
    "update": ([("def step(", "def update(")], "Is `update` your `step`?"),
    "a learning rate of one's own": (
        [("def step(self, learning_rate)", "def step(self)")],
        "`step` doesn't take `learning_rate`; `step(learning_rate)` is asked for",
    ),
    "backward wants a rate": (
        [("def backward(self, Y)", "def backward(self, Y, lr)")],
        "`backward` wants `lr`; `backward(Y)` is asked for. Leave it out",
    ),
    "forward wants more": ([("def forward(self, X)", "def forward(self, X, mode)")], "`forward` wants `mode`, too"),
    "backward(X, Y), and the judge doesn't know": (
        [("def backward(self, Y)", "def backward(self, X, Y)"), ("self.backward(Y)", "self.backward(X, Y)")],
        "`gradient_check` raises TypeError",
    ),
    "forward returns nothing": ([("        return self.Y_hat\n", "")], "`forward` returns None"),
    "a name that isn't there": ([("self.A1 = sigmoid", "self.A1 = sigmoidal")], "NameError"),
    "the shapes don't fit": ([("dL_dZ1.sum(axis=0)", "dL_dZ1.sum(axis=2)")], "AxisError"),
    "the last loss alone": ([("return losses", "return losses[-1]")], "`train` returns a float"),
    "every tenth loss": (
        [
            (
                "            losses.append(loss(self.forward(X), Y))",
                "            value = loss(self.forward(X), Y)\n            if not _ % 10: losses.append(value)",
            )
        ],
        "epochs",
    ),
    "the network itself": ([("return losses", "return self")], "`train` returns a TwoLayers"),
    "three layers": (
        [(START, f"{START}        self.W3, self.b3 = np.zeros((2, 2)), np.zeros(2)\n")],
        "The network has no",
    ),
}


@pytest.mark.parametrize("changes, words", NOT_YET.values(), ids=NOT_YET)
def test_a_slip_of_the_interface_is_no_attempt(changes, words, untrained):
    for verdict in (submission(PLAIN, *changes).fits(), submission(PLAIN, *changes).report()):
        assert verdict.status == NOT_ATTEMPTED and words in verdict.message, verdict


def test_what_is_submitted_is_sorted_by_its_name():
    style = STYLES["functions over a list, step in place"]
    _, named = style.page()
    for submitted in ((*named.values(),), reversed((*named.values(),))):
        assert Submission(style.variant, *submitted).fits().status == CORRECT
    missing = Submission(style.variant, **{name: each for name, each in named.items() if name != "step"}).fits()
    assert missing.status == NOT_ATTEMPTED and "Still to be written: `step`" in missing.message


def test_a_function_may_stand_beside_a_class():
    (network_class, check), _ = PLAIN.page()

    def train(network, X, Y, learning_rate, epochs):
        for _ in range(epochs):
            network.forward(X)
            network.backward(Y)
            network.step(learning_rate)

    del network_class.train
    assert Submission(Variant(), network_class, check, train=train).fits().status == CORRECT


def test_weights_first_in_a_list_is_an_order_too(untrained):
    style = STYLES["functions over a list, step in place"]
    changes = (
        (
            "np.zeros(d_hidden), rng.normal(size=(d_hidden, d_out))",
            "rng.normal(size=(d_hidden, d_out)), np.zeros(d_hidden)",
        ),
        ("W1, b1, W2, b2 = parameters", "W1, W2, b1, b2 = parameters"),
        ("[X.T @ dZ1, dZ1.sum(axis=0), A1.T @ dZ2,", "[X.T @ dZ1, A1.T @ dZ2, dZ1.sum(axis=0),"),
    )
    assert submission(style, *changes).report().status == CORRECT
    assert submission(style, *changes[:2]).report().status == WRONG


# ------------------------------------------------------------ names


@pytest.mark.parametrize(
    "way, found",
    [
        (("W1",), ("W", 1, False)),
        (("dL_db2",), ("b", 2, True)),
        (("dW_2",), ("W", 2, True)),
        (("grads", "W1"), ("W", 1, True)),
        (("W1_grad",), ("W", 1, True)),
        (("layers", 2, "W"), ("W", 2, False)),
        (("layers", 0, "db"), ("b", 0, True)),
        (("weights", 1), ("W", 1, False)),
        (("nabla_b", 0), ("b", 0, True)),
        (("weights_hidden_output",), ("W", 2, False)),
        (("fc1", "weight"), ("W", 1, False)),
        (("hidden_layer", "bias", "grad"), ("b", 1, True)),
        (("output_weights",), ("W", 2, False)),
        (("_dhidden_bias",), ("b", 1, True)),
        (("A1",), (None, 1, False)),
        (("beta",), (None, None, False)),
        (("batch",), (None, None, False)),
        (("dZ1",), (None, 1, False)),
    ],
)
def test_what_a_name_means(way, found):
    kind, layer, gradient, _ = meaning(way)
    assert kind == found[0] and gradient == found[2] and (kind is None or layer == found[1])


def test_arrays_are_never_told_apart_by_their_shape():
    four = [np.zeros((4, 3)), np.zeros(4), np.zeros((2, 4)), np.zeros(2)]
    (group,) = groups(four)
    assert not group.named and [group.ways[name] for name in ("W1", "b1", "W2", "b2")] == [(0,), (1,), (2,), (3,)]
    (group,) = groups({"b1": four[0], "W1": four[1], "W2": four[2], "b2": four[3]})
    assert group.named and group.of({"b1": 1, "W1": 2, "W2": 3, "b2": 4}) == {"b1": 1, "W1": 2, "W2": 3, "b2": 4}
