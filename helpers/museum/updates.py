"""Mistakes in the step that follows the backward pass."""

from helpers.museum.bench import GATE, MOONS, biased, network
from helpers.museum.exhibit import Exhibit
from helpers.nn import HalfSquaredError, Linear, Sigmoid, numerical_gradient, relative_error


def losses_of(network, step, data=MOONS, steps=400):
    """Train the network with step(layer), called for each linear layer after each backward pass; return the losses."""
    loss, losses = HalfSquaredError(), []
    for _ in range(steps):
        losses.append(loss.forward(network.forward(data[0]), data[1]))
        network.backward(loss.backward())
        for layer, name in network.parameters():
            setattr(layer, name, step(layer, name))
    return losses


# ------------------------------------------------------------------ the bias grows


def published_bias_step(b, dL_dZ, rate):
    b = b - rate * dL_dZ
    return b


def mended_bias_step(b, dL_dZ, rate):
    b = b - rate * dL_dZ.sum(axis=0)
    return b


def train_neuron(bias_step, steps=400):
    """Train one neuron on XOR, which no neuron can learn; return the losses and its bias."""
    X, Y = GATE
    neuron, sigmoid, loss, losses = Linear(2, 1, rng=1), Sigmoid(), HalfSquaredError(), []
    for _ in range(steps):
        losses.append(loss.forward(sigmoid.forward(neuron.forward(X)), Y))
        dL_dZ = sigmoid.backward(loss.backward())
        neuron.backward(dL_dZ)
        neuron.W = neuron.W - 5 * neuron.dL_dW
        neuron.b = bias_step(neuron.b, dL_dZ, 5)
    return losses, neuron.b


bias_grows = Exhibit(
    name="bias-grows",
    title="The step of the bias",
    source="jimfleming/differentiation, issue 1",
    question="b is (1,) and dL_dZ is (4, 1). One neuron learns XOR this way, which is impossible. How?",
    published=published_bias_step,
    mended=mended_bias_step,
    measure=lambda bias_step: train_neuron(bias_step, steps=1)[1].size - 1,
    measured="numbers too many in b, after one step",
    curve=lambda bias_step: train_neuron(bias_step)[0],
    because=(
        "b − rate · dL_dZ has the shape (4, 1), and b takes it: from now on each sample has a bias of its own, and "
        "learns its answer by heart. The loss goes to 0, lower than it ever could. A batch of another size then "
        "fails, or a new sample gets an old one's bias."
    ),
    tool="a shape test: a parameter keeps its shape",
    fix="Sum over the samples. And write b -= …: NumPy refuses to stretch an array in place.",
)

# ------------------------------------------------------------------ up the hill


def published_step(theta, gradient, rate):
    return theta + rate * gradient


def mended_step(theta, gradient, rate):
    return theta - rate * gradient


def step_curve(step, steps=400):
    return losses_of(
        network(), lambda layer, name: step(getattr(layer, name), getattr(layer, f"dL_d{name}"), 5.0), steps=steps
    )


def rise(step):
    """Return how much the loss rises in the first step, or 0 where it falls."""
    first, second = step_curve(step, steps=2)
    return max(second - first, 0.0)


up_the_hill = Exhibit(
    name="up-the-hill",
    title="The step of a weight",
    source="pytorch/pytorch, issue 1871 (the text of its 60 minute blitz)",
    status="fixed on the day of the report, in 2017",
    question="The gradient is right to the last digit. Which way does it point?",
    published=published_step,
    mended=mended_step,
    measure=rise,
    measured="rise of the loss in the first step",
    curve=step_curve,
    because=(
        "The gradient points to where the loss grows, and the step follows it. A gradient check has nothing to say "
        "about what is done with the gradient. (Code with + can be right: where the error was taken as y − ŷ, the "
        "minus sign is in it already.)"
    ),
    tool="one small step: does the loss fall?",
    fix="Minus.",
)

# ------------------------------------------------------------------ never zeroed


def published_total(total, gradient):
    return total + gradient


def mended_total(total, gradient):
    return gradient


def total_curve(collect, steps=400):
    totals = {}

    def step(layer, name):
        gradient = getattr(layer, f"dL_d{name}")
        totals[layer, name] = collect(totals.get((layer, name), 0), gradient)
        return getattr(layer, name) - 5.0 * totals[layer, name]

    return losses_of(network(), step, steps=steps)


def second_gradient_error(collect):
    """Return the relative error of what is called the gradient at a second backward pass, at the same weights."""
    net, loss, total = biased(network()), HalfSquaredError(), 0
    for _ in range(2):
        loss.forward(net.forward(GATE[0]), GATE[1])
        net.backward(loss.backward())
        total = collect(total, net.layers[0].dL_dW)

    def loss_at(W):
        net.layers[0].W = W
        return loss.forward(net.forward(GATE[0]), GATE[1])

    return relative_error(total, numerical_gradient(loss_at, net.layers[0].W))


never_zeroed = Exhibit(
    name="never-zeroed",
    title="Accumulating, batch after batch",
    source="udacity/deep-learning-v2-pytorch, pull request 160",
    question="The first step is right. And the second?",
    published=published_total,
    mended=mended_total,
    measure=second_gradient_error,
    measured="relative error of the second gradient",
    curve=total_curve,
    because=(
        "Each step takes the gradients of all steps before it along: momentum that never fades. On this network that "
        "even helps, until it comes to rest where the sigmoid is flat. On a plain bowl it never comes to rest: with a "
        "loss of w²/2 it swings through the minimum and back, forever, as far as on the first day."
    ),
    tool="a gradient check at the second pass, not only at the first",
    fix="Set the gradients to 0 before each batch; or overwrite them in backward, as this course does.",
)

# ------------------------------------------------------------------ decay with the wrong sign

DECAY = 0.0005


def published_decay(dL_dW, W):
    return dL_dW - DECAY * W


def mended_decay(dL_dW, W):
    return dL_dW + DECAY * W


def decay_step(decay):
    def step(layer, name):
        theta, gradient = getattr(layer, name), getattr(layer, f"dL_d{name}")
        return theta - 5.0 * (decay(gradient, theta) if name == "W" else gradient)

    return step


def decay_error(decay):
    """Return the relative error of the gradient of the loss with its penalty, DECAY/2 · ΣW²."""
    net, loss = biased(network()), HalfSquaredError()
    first = net.layers[0]

    def total(W):
        first.W = W
        return loss.forward(net.forward(GATE[0]), GATE[1]) + DECAY / 2 * (W**2).sum()

    total(first.W)
    net.backward(loss.backward())
    return relative_error(decay(first.dL_dW, first.W), numerical_gradient(total, first.W))


decay_sign = Exhibit(
    name="decay-sign",
    title="Weight decay",
    source="andersbll/nnet, issue 4",
    question="A penalty of λ/2 · ΣW² is to keep the weights small. What does this do to a large weight?",
    published=published_decay,
    mended=mended_decay,
    measure=decay_error,
    measured="relative error of the gradient with its penalty",
    curve=lambda decay: losses_of(network(), decay_step(decay)),
    because=(
        "Each step makes every weight a little larger, in proportion to itself: growth, not decay. The loss without its"
        " penalty falls even farther than with the right sign, for large weights fit the training set well. That is"
        " what the penalty was to prevent. The library has a gradient check, too, but it takes the decay out again"
        " before it compares."
    ),
    tool="finite differences of the loss with its penalty",
    fix="Plus: the slope of λ/2 · W² is λW.",
)

exhibits = [bias_grows, up_the_hill, never_zeroed, decay_sign]
