"""The explorers of the course: which figure, which settings, which values."""

from functools import partial

from helpers import plots
from helpers.plots.passes import record_example, record_scalars
from helpers.plots.training import RATES
from helpers.widgets.explore import choice, explore, slider, start
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
    explore(plots.nudge, amount=slider("nudge", amounts, 0.001))


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
    explore(plots.who_used_it, name=choice("who used", names, "w11"))


def weight_gradient():
    """Lesson 03: choose an entry of dL_dW; see the row and the column it is made from."""
    explore(plots.weight_gradient, row=choice("row i", [1, 2, 3], 1), column=choice("column j", [1, 2], 1))


def wrong_order():
    """Lesson 03: choose the sizes of a layer; see whether the wrong order of factors is refused."""
    sizes = [1, 2, 3, 4]
    explore(plots.wrong_order, samples=slider("samples", sizes, 1), inputs=slider("inputs", sizes, 3), outputs=slider("outputs", sizes, 2))


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
    explore(plots.learning_rate, rate=slider("learning rate", RATES, 0.1), output=output)


def xor_in_time():
    """Lesson 05: rewind the training on XOR; choose the step and the start."""
    steps = [0, 1, 5, 20, 100, *range(200, 700, 25), 700, 800, 1000, 1500, 2000]
    start = choice("start", ["random", "all equal"], "random")
    explore(plots.xor_in_time, step=slider("step", steps, 0), start=start)


def softmax_bars():
    """Lesson 06: move three logits; see the probabilities and the gradient."""
    values = range(-6, 7)
    explore(plots.softmax_bars, z_3=slider("logit of “3”", values, 2), z_5=slider("logit of “5”", values, 1), z_8=slider("logit of “8”", values, 0))


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
