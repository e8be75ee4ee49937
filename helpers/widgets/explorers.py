"""The explorers of the course: which figure, which settings, which values."""

from functools import partial

from helpers import plots
from helpers.plots.lesson_05_training import RATES
from helpers.plots.lesson_07_microscope import DTYPES, HS, PLACES
from helpers.plots.lesson_07_suspects import SUSPECTS
from helpers.plots.lesson_10_deltas import DELTAS
from helpers.plots.lesson_12_engine import ORDERS, SIGNS, example, order_of
from helpers.plots.stepper.passes import record_example, record_scalars
from helpers.widgets.controls import choice, slider, start
from helpers.widgets.explore import explore
from helpers.widgets.stepper import STILL, step_controls


def hidden_neurons():
    """Lesson 00: train on two moons; choose the number of hidden neurons."""
    explore(plots.hidden_neurons, hidden=slider("hidden neurons", [1, 2, 3, 4, 6, 8, 12], 1), seed=start(3))


def descent():
    """Lesson 01: gradient descent on one weight; move the learning rate."""
    rates = [0.01, 0.02, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.51, 0.55, 0.6]
    explore(plots.descent, learning_rate=slider("learning rate", rates, 0.02))


def nudge():
    """Lesson 01: nudge the weight, and compare the change of the loss with slope times nudge."""
    amounts = [-1, -0.5, -0.2, -0.1, -0.01, -0.001, 0.001, 0.01, 0.1, 0.2, 0.5, 1]
    explore(plots.nudge, amount=slider("nudge", amounts, 0.5))


def wiggle_travels():
    """Lesson 01: move a weight and its nudge, and see how far z, a and the loss move."""
    weights = [round(0.1 * k, 1) for k in range(-8, 9)]
    nudge = slider("nudge", [-0.1, -0.05, -0.01, 0.01, 0.05, 0.1], 0.1)
    explore(plots.wiggle_travels, w=slider("weight w", weights, 0.5), nudge=nudge)


def scalar_stepper():
    """Lesson 01: the network of scalars, forward and backward, one operation a step."""
    explore(plots.scalar_stepper, STILL, **step_controls(record_scalars()))


def sigmoid_slope():
    """Lesson 02: move z along the sigmoid, and watch the tangent and its slope."""
    zs = [-6, -5, -4, -3, -2.5, -2, -1.5, -1, -0.5, 0, 0.5, 1, 1.5, 2, 2.5, 3, 4, 5, 6]
    explore(plots.sigmoid_slope, z=slider("z", zs, 2))


def gradient_by_depth():
    """Lesson 02: send a gradient back through 20 layers; change the size of their starting weights."""
    factors = [0.5, 0.7, 1, 1.4, 2, 3, 4, 6, 8]
    explore(plots.gradient_by_depth, factor=slider("starting weights times", factors, 1))


def who_used_it():
    """Lesson 03: choose a number of a linear layer; see who used it, and what they hand back."""
    names = ["x1", "x2", "x3", "w11", "w12", "w21", "w22", "w31", "w32", "b1", "b2"]
    explore(plots.who_used_it, name=choice("who used", names, "x1"))


def weight_gradient():
    """Lesson 03: choose an entry of dL_dW; see the row and the column it is made from."""
    explore(plots.weight_gradient, row=choice("row k", [1, 2, 3], 1), column=choice("column j", [1, 2], 1))


def wrong_order():
    """Lesson 03: choose the sizes of a layer; see whether the wrong order of factors is refused."""
    sizes = {"samples": 1, "inputs": 3, "outputs": 2}
    explore(plots.wrong_order, **{name: slider(name, [1, 2, 3, 4], size) for name, size in sizes.items()})


def batch_parts():
    """Lesson 04: let the samples join the batch, and watch dL_db and dL_dW grow."""
    explore(plots.batch_parts, samples=slider("samples in the batch", [1, 2, 3, 4], 2))


def duplicates():
    """Lesson 04: copy every row, with 1/n in the loss and without; choose how many copies."""
    explore(plots.duplicates, copies=slider("copies of every row", [1, 2, 3, 4, 5, 6], 1))


def network_stepper(sizes=(2, 3, 2), activation="sigmoid"):
    """Lesson 04: the page, one line a step, with sizes (2, 2, 1) or (2, 3, 2) and "sigmoid", "tanh" or "relu"."""
    figure = partial(plots.network_stepper, sizes=sizes, activation=activation)
    explore(figure, STILL, **step_controls(record_example(sizes, activation)))


def moons_training():
    """Lesson 05: train on two moons for 50 epochs; choose the learning rate, the batch size and the hidden layer."""
    explore(
        plots.moons_training,
        batch_size=slider("batch size", [10, 20, 50, 100, 200], 200),
        learning_rate=slider("learning rate", [0.1, 0.3, 1, 3, 10, 30], 3),
        hidden=slider("hidden neurons", [1, 2, 3, 4, 6, 8, 12], 4),
        seed=start(3),
    )


def learning_rate():
    """Lesson 05: the loss on XOR after 1,000 steps, for every learning rate; move along it."""
    output = choice("output layer", ["sigmoid", "linear"], "sigmoid")
    explore(plots.learning_rate, {"rate": 5}, rate=slider("learning rate", RATES, 0.1), output=output)


def xor_in_time():
    """Lesson 05: rewind the training on XOR; choose the step and the start."""
    steps = [0, 1, 5, 20, 100, *range(200, 700, 25), 700, 800, 1000, 1500, 2000]
    start = choice("start", ["random", "all equal"], "random")
    explore(plots.xor_in_time, step=slider("step", steps, 0), start=start)


def softmax_bars():
    """Lesson 06: move three logits; see the probabilities and the gradient."""
    logits = {3: 2, 5: 1, 8: 0}
    sliders = {f"z_{name}": slider(f"logit of “{name}”", range(-6, 7), z) for name, z in logits.items()}
    explore(plots.softmax_bars, **sliders)


def digit_training():
    """Lesson 06: train on the digits for 10 epochs; move learning rate, batch size, hidden size and momentum."""
    explore(
        partial(plots.digit_training, epochs=10),
        learning_rate=slider("learning rate", [0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0], 1.0),
        batch_size=slider("batch size", [8, 16, 32, 64, 256, 1438], 16),
        hidden=slider("hidden size", [1, 2, 4, 8, 16, 32, 64, 128], 32),
        momentum=slider("momentum", [0.0, 0.5, 0.8, 0.9, 0.95], 0.0),
        seed=start(1),
    )


def suspects():
    """Lesson 07: choose a wrong gradient and a start; see both loss curves, and every entry against the judge's."""
    explore(plots.suspect, name=choice("suspect", list(SUSPECTS), list(SUSPECTS)[-1]), seed=start(3))


def microscope():
    """Lesson 07: shrink h of a numerical slope, in float64 or float32, on a smooth loss or at a kink."""
    explore(
        plots.microscope,
        {"h": 1e-12},  # the whole way down and half of the way up
        h=slider("h", HS, 0.1),
        precision=choice("computed in", list(DTYPES), "float64"),
        place=choice("place", list(PLACES), "smooth"),
    )


def perceptron():
    """Lesson 09: choose a gate, and the weights and the bias of one neuron; see its line and its loss."""
    values = [-20, -10, -5, -3, -2, -1, 0, 1, 2, 3, 5, 10, 20]
    biases = [-30, -15, -10, -5, -3, -2, -1, 0, 1, 2, 3, 5, 10, 15, 30]
    explore(
        plots.perceptron,
        w_0=slider("weight w₀", values, 2),
        w_1=slider("weight w₁", values, 2),
        b=slider("bias b", biases, -1),
        gate=choice("gate", ["AND", "OR", "XOR"], "AND"),
    )


def three_factors():
    """Lesson 09: move the weight, the input and the label of one neuron; see the three factors of the gradient."""
    explore(
        plots.three_factors,
        weight=slider("weight", range(-6, 7), 2),
        value=slider("input", [-1, -0.5, 0, 0.5, 1], 1),
        label=choice("label", [0, 1], 0),
        activation=choice("activation", ["sigmoid", "relu"], "sigmoid"),
    )


def two_valleys():
    """Lesson 09: walk down a loss with two valleys; choose the start and the learning rate."""
    rate = slider("learning rate", [0.3, 1, 3, 10, 30, 100], 0.3)
    explore(plots.two_valleys, start=slider("start", range(-6, 10), -4), learning_rate=rate)


def delta_paths():
    """Lesson 10: choose a delta, and see the sum that it is; push an output into saturation."""
    push = slider("raise z of output 1 by", [0, 0.5, 1, 2, 3, 4, 5, 6, 8, 10], 0)
    explore(plots.delta_paths, delta=choice("follow", DELTAS, "δ 2,1"), push=push)


def products_by_depth():
    """Lesson 10: the products that all deltas take, with and without keeping them; choose the width."""
    explore(plots.products_by_depth, {"width": 3}, width=slider("neurons in each layer", [1, 2, 3, 4, 5, 7, 10], 2))


def conventions():
    """Lesson 10: the switch between rows and columns, ½ and 1, mean and sum."""
    explore(
        plots.conventions,
        {"samples": "columns", "half": "1"},
        samples=choice("samples are", ["rows", "columns"], "rows"),
        half=choice("factor in the cost", ["½", "1"], "½"),
        over=choice("over the samples", ["mean", "sum"], "mean"),
    )


def ravine():
    """Lesson 11: 30 steps in a ravine; move the learning rate, and choose a momentum."""
    rates = [0.01, 0.02, 0.03, 0.04, 0.05, 0.06, 0.07, 0.08, 0.09]
    momentum = choice("momentum", [0, 0.5, 0.8, 0.9], 0)
    explore(
        plots.ravine, {"learning_rate": 0.07}, learning_rate=slider("learning rate", rates, 0.01), momentum=momentum
    )


def engine_steps(value=None):
    """Lesson 12: the way back through an expression, a value a step; choose the order, and whether gradients add up.

    Parameters: value, the last one of your own expression of numbers, with `.data`, `.used` and `.name`.
    """
    last = len(order_of(example() if value is None else value, ORDERS[0]))
    figure = plots.engine_steps if value is None else partial(plots.engine_steps, value=value)
    order, sign = choice("order", ORDERS, ORDERS[0]), choice("sign", SIGNS, SIGNS[0])
    explore(figure, {"step": last}, step=slider("step", range(last + 1), 0), order=order, sign=sign)


def causal_mask():
    """Lesson 13: send a gradient to one position of an attention, with a causal mask or without."""
    position = slider("arrives at position", [1, 2, 3, 4, 5, 6], 3)
    explore(plots.causal_mask, position=position, mask=choice("mask", ["causal", "none"], "causal"))


def gradient_in_stacks():
    """Lesson 13: send a gradient through layers with and without a residual and a norm; move depth and weights."""
    explore(
        plots.gradient_in_stacks,
        depth=slider("layers", [1, 2, 5, 10, 20, 40], 20),
        factor=slider("starting weights times", [0.25, 0.5, 1, 2, 4], 0.5),
    )
