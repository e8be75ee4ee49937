"""Lesson 09: one neuron, a layer of them and a batch, without matrices."""

import numpy as np

from helpers.exercises.check.exercise import Exercise
from helpers.exercises.check.on_paper import ByHand, Recap
from helpers.exercises.check.verdict import mistake
from helpers.exercises.lesson_02_activations import sigma_slope
from helpers.exercises.lesson_03_linear import linear_backward, linear_forward
from helpers.nn.delta import sigma


def arguments(numbers, k):
    """output_gradient, z, inputs and weights."""
    gradient, z = (each.item() for each in numbers(2))
    return gradient, z, numbers(k), numbers(k)


def passed_on(output_gradient):
    """The gradient from above, as it came."""
    return output_gradient


def delta(output_gradient, z, *, upstream=passed_on, slope=sigma_slope):
    """dL/dz = dL/da · σ′(z)."""
    return upstream(output_gradient) * slope(z)


def weight_gradients(
    output_gradient, z, inputs, weights, *, upstream=passed_on, slope=sigma_slope, factor=lambda inputs, weights: inputs
):
    """dL/dw_k = dL/dz · i_k."""
    return delta(output_gradient, z, upstream=upstream, slope=slope) * factor(inputs, weights)


def bias_gradient(output_gradient, z, inputs, weights, *, upstream=passed_on, slope=sigma_slope):
    """dL/db = dL/dz."""
    return delta(output_gradient, z, upstream=upstream, slope=slope)


def input_gradients(
    output_gradient, z, inputs, weights, *, upstream=passed_on, slope=sigma_slope, other=lambda inputs, weights: weights
):
    """dL/di_k = dL/dz · w_k."""
    return delta(output_gradient, z, upstream=upstream, slope=slope) * other(inputs, weights)


def its_own_step(output_gradient, z, inputs, weights):
    """Where the weights go when they take their step, seen from the gradients of the inputs."""
    return delta(output_gradient, z) ** 2 * np.asarray(inputs)


def last_only(values):
    """The last entry; the others are 0."""
    return np.where(np.arange(len(values)) == len(values) - 1, values, 0)


neuron_backward = Exercise(
    signature="neuron_backward(output_gradient, z, inputs, weights)",
    lesson="09",
    task=(
        "A neuron with a sigmoid computed `z` = Σ w_k i_k + b, and a = σ(z). `output_gradient` is dL/da, one number,"
        " and so is `z`; `inputs` and `weights` are as long as each other. Return `(weight_gradients, bias_gradient,"
        " input_gradients)`: lists or arrays for the first and the last, one number in the middle."
    ),
    formula={"weight_gradients": weight_gradients, "bias_gradient": bias_gradient, "input_gradients": input_gradients},
    draw=arguments,
    sizes=({"k": 3}, {"k": 5}, {"k": 2}, {"k": 4}),
    large=tuple((0.5, z, np.array([2.0, -1.0]), np.array([1.0, 3.0])) for z in (-1000.0, 1000.0)),
    large_is="remark",
    hints=(
        "First the slope: what is dL/dz? Everything else is made from it.",
        (
            "σ′(z) = a (1 − a) with a = σ(z); z is given, so a has to be computed. Then ask for each number with which"
            " factor it stands in the sum z."
        ),
        (
            "With `d = output_gradient * a * (1 - a)`: a weight hears d times its input, the bias d, an input d times"
            " its weight."
        ),
    ),
    code="""
def neuron_backward(output_gradient, z, inputs, weights):
    q = math.exp(-abs(z))
    dL_dz = output_gradient * q / (1 + q) ** 2
    weight_gradients = [dL_dz * value for value in inputs]
    input_gradients = [dL_dz * weight for weight in weights]
    return weight_gradients, dL_dz, input_gradients
""",
    reason=(
        "dL/dz = dL/da · σ′(z), and q / (1 + q)² with q = e^(−|z|) is σ′(z) for either sign. In z each weight stands"
        " with its input and each input with its weight, and the bias stands alone."
    ),
    wrong=(
        mistake(
            "slope-of-activation",
            "σ′ gets the activation here. It was given z: σ′(z) = σ(z) (1 − σ(z)).",
            slope=lambda z: sigma_slope(sigma(z)),
        ),
        mistake(
            "slope-of-activation",
            "z (1 − z) is the formula for the activation, with z in it. Compute a = σ(z) first, then a (1 − a).",
            slope=lambda z: z * (1 - z),
        ),
        mistake(
            "missing-slope",
            "The gradient passes the sigmoid as if that had the slope 1. Multiply by σ′(z).",
            slope=lambda z: 1.0,
        ),
        mistake("missing-slope", "This multiplies by the activation σ(z). Its slope is σ(z) (1 − σ(z)).", slope=sigma),
        mistake(
            "missing-slope", "This multiplies by 1 − σ(z). The slope is σ(z) (1 − σ(z)).", slope=lambda z: 1 - sigma(z)
        ),
        mistake("missing-slope", "This multiplies by z. The slope is σ(z) (1 − σ(z)).", slope=lambda z: z),
        mistake(
            "missing-upstream",
            "`output_gradient` has no part in this. Multiply by what arrives.",
            upstream=lambda gradient: 1.0,
        ),
        mistake("wrong-sign", "The slope is a (1 − a), with a minus.", slope=lambda z: sigma(z) * (1 + sigma(z))),
        mistake(
            "transposed",
            "The weights stand where the inputs belong. In z a weight is multiplied by its input, so that is what it"
            " hears.",
            "weight_gradients",
            factor=lambda inputs, weights: weights,
        ),
        mistake(
            "transposed",
            "The inputs stand where the weights belong. In z an input is multiplied by its weight, so that is what it"
            " hears.",
            "input_gradients",
            other=lambda inputs, weights: inputs,
        ),
        mistake(
            "transposed",
            "The numbers come in the reverse order.",
            "weight_gradients",
            factor=lambda inputs, weights: inputs[::-1],
        ),
        mistake(
            "transposed",
            "The numbers come in the reverse order.",
            "input_gradients",
            other=lambda inputs, weights: weights[::-1],
        ),
        mistake(
            "last-sample-only",
            "Each turn overwrites the one before it: only the last number is there.",
            "weight_gradients",
            factor=lambda inputs, weights: last_only(inputs),
        ),
        mistake(
            "last-sample-only",
            "Each turn overwrites the one before it: only the last number is there.",
            "weight_gradients",
            factor=lambda inputs, weights: inputs[-1:],
        ),
        mistake(
            "last-sample-only",
            "Each turn overwrites the one before it: one number is left.",
            "weight_gradients",
            factor=lambda inputs, weights: inputs[-1],
        ),
        mistake(
            "last-sample-only",
            "Each turn overwrites the one before it: only the last number is there.",
            "input_gradients",
            other=lambda inputs, weights: last_only(weights),
        ),
        mistake(
            "last-sample-only",
            "Each turn overwrites the one before it: only the last number is there.",
            "input_gradients",
            other=lambda inputs, weights: weights[-1:],
        ),
        mistake(
            "last-sample-only",
            "Each turn overwrites the one before it: one number is left.",
            "input_gradients",
            other=lambda inputs, weights: weights[-1],
        ),
        mistake(
            "last-sample-only",
            "Each turn overwrites the one before it: the last number stands everywhere.",
            "weight_gradients",
            factor=lambda inputs, weights: np.full(len(inputs), inputs[-1]),
        ),
        mistake(
            "last-sample-only",
            "Each turn overwrites the one before it: the last number stands everywhere.",
            "input_gradients",
            other=lambda inputs, weights: np.full(len(weights), weights[-1]),
        ),
        mistake(
            "updated-too-early",
            "The weights have taken their step before they are used here. An input hears the weights of the forward"
            " pass.",
            "input_gradients",
            direction=its_own_step,
        ),
        mistake(
            "missing-upstream",
            "These are the inputs alone.",
            "weight_gradients",
            whole=lambda gradient, z, inputs, weights: inputs,
        ),
        mistake(
            "missing-upstream",
            "These are the weights alone.",
            "input_gradients",
            whole=lambda gradient, z, inputs, weights: weights,
        ),
        mistake(
            "missing-upstream",
            "This is the slope of z in b, which is 1. Multiply by dL/dz.",
            "bias_gradient",
            whole=lambda gradient, z, inputs, weights: 1.0,
        ),
        mistake(
            None,
            "An input's gradient is given to all together, as a sum. Each input hears its own weight.",
            "input_gradients",
            other=lambda inputs, weights: np.sum(weights),
        ),
        mistake(
            None,
            "A weight's gradient is given to all together, as a sum. Each weight hears its own input.",
            "weight_gradients",
            factor=lambda inputs, weights: np.sum(inputs),
        ),
        mistake(
            None,
            "Each number hears only dL/dz: the other factor of the product is left out.",
            "weight_gradients",
            factor=lambda inputs, weights: np.ones(len(inputs)),
        ),
        mistake(
            None,
            "Each number hears only dL/dz: the other factor of the product is left out.",
            "input_gradients",
            other=lambda inputs, weights: np.ones(len(inputs)),
        ),
    ),
)


# ------------------------------------------------------------ by hand

neuron_by_hand = ByHand(
    name="neuron_by_hand",
    lesson="09",
    task=(
        "A hidden neuron says 0.3. It feeds two output neurons: through the weight 5 one that says 0.8 and has the"
        " label 0, through the weight 6 one that says 0.5 and has the label 1. All are sigmoids; the loss of an output"
        " is (a − label)². For the first output neuron: `output_gradient`, `activation_gradient`, `weight_gradient` (of"
        " the weight 5) and `bias_gradient`. For the hidden neuron: `hidden_gradient`, the output gradient that it"
        " gets."
    ),
    fixed={
        "output_gradient": 1.6,
        "activation_gradient": 0.16,
        "weight_gradient": 0.0768,
        "bias_gradient": 0.256,
        "hidden_gradient": -0.22,
    },
    fixed_slips=(
        (
            "output_gradient",
            0.8,
            "wrong-factor",
            "There is no ½ in this loss: the slope of (a − label)² is 2 (a − label).",
        ),
        ("output_gradient", 0.64, None, "This is the loss itself. Backward starts with its slope, 2 (a − label)."),
        (
            "activation_gradient",
            float(sigma_slope(0.8)),
            "slope-of-activation",
            "0.8 is the activation already: a (1 − a) needs no sigmoid.",
        ),
        (
            "activation_gradient",
            float(np.log(4) * (1 - np.log(4))),
            "slope-of-activation",
            "z (1 − z) is the formula for the activation, with z in it.",
        ),
        ("activation_gradient", 0.8, "missing-slope", "This is the activation itself. Its slope is a (1 − a)."),
        ("activation_gradient", 0.2, "missing-slope", "The slope has two factors, a and 1 − a. The first is left out."),
        ("activation_gradient", 0.25, None, "¼ is the slope at a = ½. This neuron says 0.8."),
        ("weight_gradient", 0.48, "missing-slope", "The second of the three factors is left out."),
        ("weight_gradient", 0.048, "missing-upstream", "The first of the three factors is left out."),
        ("weight_gradient", 0.256, None, "The third factor is left out: what the weight's input said, 0.3."),
        (
            "weight_gradient",
            1.28,
            "transposed",
            "The weight stands where its input belongs. In z it is multiplied by its input, so that is what it hears.",
        ),
        ("bias_gradient", 1.6, "missing-slope", "The second of the three factors is left out."),
        ("bias_gradient", 0.16, "missing-upstream", "The first of the three factors is left out."),
        ("bias_gradient", 1, "missing-upstream", "1 is the third factor of a bias. Multiply it by the other two."),
        ("bias_gradient", 0.0768, None, "The input has no part in this: for a bias the last factor is 1."),
        ("hidden_gradient", 1.28, "missing-path", "This is what the first of the two says. Add what the second says."),
        ("hidden_gradient", -1.5, "missing-path", "This is what the second of the two says. Add what the first says."),
        (
            "hidden_gradient",
            0.006,
            "missing-path",
            "Each error comes back through its weight, 5 or 6. These are left out.",
        ),
        ("hidden_gradient", -0.11, "mean-for-sum", "Over paths we add; this is the mean."),
        ("hidden_gradient", 2, "missing-slope", "The slopes of the two output neurons are left out."),
        ("hidden_gradient", 2.3, "missing-upstream", "The output gradients of the two are left out."),
        (
            "hidden_gradient",
            -0.055,
            None,
            "The slope of the hidden neuron itself comes later: dL/da is asked for, not dL/dz.",
        ),
    ),
    hints=(
        (
            "From the loss to a weight there are three arrows, and so three factors, (9.5). For a bias the last factor"
            " is 1."
        ),
        (
            "The first: 2 (a − label). The second: a (1 − a). The third: what the input said. For the hidden neuron"
            " multiply the first two by the weight, on each of the two paths."
        ),
        (
            "The errors of the two are 1.6 · 0.16 = 0.256 and −1 · 0.25 = −0.25. Through the weights 5 and 6 they come"
            " back, and are added."
        ),
    ),
    reason=(
        "2 (0.8 − 0) = 1.6 and 0.8 · 0.2 = 0.16 make the error 0.256. Its weight hears 0.256 · 0.3, its bias 0.256 · 1."
        " The error of the other one is 2 (0.5 − 1) · 0.25 = −0.25. So the hidden neuron hears 5 · 0.256 + 6 · (−0.25)"
        " = 1.28 − 1.5 = −0.22, (9.6): with the first path alone it would go the wrong way."
    ),
)


# ------------------------------------------------------------ a layer


def layer_arguments(numbers, d_out, d_in):
    """output_gradients and zs, one for each neuron; inputs; weights, a row for each neuron."""
    return numbers(d_out), numbers(d_out), numbers(d_in), numbers(d_out, d_in)


def errors_of(gradients, zs, *, upstream=passed_on, slope=sigma_slope):
    """dL/dz of each neuron."""
    return upstream(gradients) * slope(zs)


def layer_weight_gradients(
    gradients,
    zs,
    inputs,
    weights,
    *,
    upstream=passed_on,
    slope=sigma_slope,
    table=lambda errors, inputs, weights: np.outer(errors, inputs),
):
    """dL/dw_jk = dL/dz_j · i_k, in row j."""
    return table(errors_of(gradients, zs, upstream=upstream, slope=slope), inputs, weights)


def layer_bias_gradients(gradients, zs, inputs, weights, *, upstream=passed_on, slope=sigma_slope, each=passed_on):
    """dL/db_j = dL/dz_j."""
    return each(errors_of(gradients, zs, upstream=upstream, slope=slope))


def layer_input_gradients(
    gradients,
    zs,
    inputs,
    weights,
    *,
    upstream=passed_on,
    slope=sigma_slope,
    summed=lambda errors, inputs, weights: errors @ weights,
):
    """dL/di_k = Σ_j dL/dz_j · w_jk."""
    return summed(errors_of(gradients, zs, upstream=upstream, slope=slope), inputs, weights)


def step_of_a_layer(gradients, zs, inputs, weights):
    """Where the input gradients go when each neuron steps first."""
    return np.sum(errors_of(gradients, zs) ** 2) * np.asarray(inputs)


def last_row_only(table):
    """The last row; the others are 0."""
    return np.where(np.arange(len(table))[:, None] == len(table) - 1, table, 0)


layer_backward = Exercise(
    signature="layer_backward(output_gradients, zs, inputs, weights)",
    lesson="09",
    task=(
        "A layer of sigmoid neurons. Neuron j has the weights `weights[j]`, computed `zs[j]` and hears"
        " `output_gradients[j]`; all of them see the same `inputs`. Return `(weight_gradients, bias_gradients,"
        " input_gradients)`: a row of weight gradients for each neuron, one bias gradient for each neuron, and for each"
        " input the sum over all neurons. Lists or arrays will do."
    ),
    formula={
        "weight_gradients": layer_weight_gradients,
        "bias_gradients": layer_bias_gradients,
        "input_gradients": layer_input_gradients,
    },
    draw=layer_arguments,
    sizes=({"d_out": 3, "d_in": 5}, {"d_out": 4, "d_in": 2}, {"d_out": 2, "d_in": 6}),
    alike=({"d_out": 3, "d_in": 3},),
    large=tuple(
        (
            np.array([0.5, 1.0]),
            np.array([z, -z]),
            np.array([2.0, -1.0, 1.0]),
            np.array([[1.0, 3.0, -2.0], [2.0, -1.0, 1.0]]),
        )
        for z in (-1000.0, 1000.0)
    ),
    large_is="remark",
    hints=(
        "Each neuron does what `neuron_backward` does. What is left for the layer is to collect.",
        (
            "The weights and the biases belong to one neuron each: put them side by side. An input was used by all"
            " neurons: what they say about it is added."
        ),
        (
            "Start with a 0 for each input. Then one loop over the neurons, and in it one over the inputs, with"
            " `input_gradients[k] += error * weights[j][k]`."
        ),
    ),
    code="""
def layer_backward(output_gradients, zs, inputs, weights):
    errors = []
    for gradient, z in zip(output_gradients, zs):
        q = math.exp(-abs(z))
        errors.append(gradient * q / (1 + q) ** 2)
    weight_gradients = [[error * value for value in inputs] for error in errors]
    input_gradients = [0.0] * len(inputs)
    for error, row in zip(errors, weights):
        for k, weight in enumerate(row):
            input_gradients[k] += error * weight
    return weight_gradients, errors, input_gradients
""",
    reason=(
        "Each neuron has its own error, and its weights and bias hear of nothing else, (9.5). An input was used by"
        " every neuron of the layer, so its gradient is the sum of what they say, (9.6): sum over everyone who used it."
        " q / (1 + q)² with q = e^(−|z|) is σ′(z) for either sign."
    ),
    wrong=(
        mistake(
            "slope-of-activation",
            "σ′ gets the activation here. It was given z: σ′(z) = σ(z) (1 − σ(z)).",
            slope=lambda zs: sigma_slope(sigma(zs)),
        ),
        mistake(
            "slope-of-activation",
            "z (1 − z) is the formula for the activation, with z in it. Compute a = σ(z) first, then a (1 − a).",
            slope=lambda zs: zs * (1 - zs),
        ),
        mistake(
            "missing-slope",
            "The gradient passes the sigmoids as if they had the slope 1. Multiply by σ′(z).",
            slope=lambda zs: np.ones(len(zs)),
        ),
        mistake("missing-slope", "This multiplies by the activation σ(z). Its slope is σ(z) (1 − σ(z)).", slope=sigma),
        mistake(
            "missing-slope",
            "This multiplies by 1 − σ(z). The slope is σ(z) (1 − σ(z)).",
            slope=lambda zs: 1 - sigma(zs),
        ),
        mistake(
            "missing-upstream",
            "`output_gradients` have no part in this. Multiply by what arrives.",
            upstream=lambda gradients: np.ones(len(gradients)),
        ),
        mistake("wrong-sign", "The slope is a (1 − a), with a minus.", slope=lambda zs: sigma(zs) * (1 + sigma(zs))),
        mistake(
            None,
            "All neurons use the z of the last one. Each has its own.",
            slope=lambda zs: np.full(len(zs), sigma_slope(zs[-1])),
        ),
        mistake(
            None,
            "All neurons use the z of the first one. Each has its own.",
            slope=lambda zs: np.full(len(zs), sigma_slope(zs[0])),
        ),
        mistake(
            None,
            "All neurons get the same gradient from above, the last. Each has its own.",
            upstream=lambda gradients: np.full(len(gradients), gradients[-1]),
        ),
        mistake(
            None,
            "All neurons get the same gradient from above, the sum. Each has its own.",
            upstream=lambda gradients: np.full(len(gradients), np.sum(gradients)),
        ),
        mistake(
            "transposed",
            "The weights stand where the inputs belong. In z a weight is multiplied by its input, so that is what it"
            " hears.",
            "weight_gradients",
            table=lambda errors, inputs, weights: errors[:, None] * weights,
        ),
        mistake(
            "last-sample-only",
            "Each neuron overwrites what the one before it found: one row is left. Collect a row for each neuron.",
            "weight_gradients",
            table=lambda errors, inputs, weights: errors[-1] * inputs,
        ),
        mistake(
            "last-sample-only",
            "Each neuron overwrites what the one before it found: one row is left. Collect a row for each neuron.",
            "weight_gradients",
            table=lambda errors, inputs, weights: errors[-1:, None] * inputs,
        ),
        mistake(
            "last-sample-only",
            "Only the last neuron's row is filled.",
            "weight_gradients",
            table=lambda errors, inputs, weights: last_row_only(np.outer(errors, inputs)),
        ),
        mistake(
            "missing-upstream",
            "These are the inputs alone.",
            "weight_gradients",
            table=lambda errors, inputs, weights: np.outer(np.ones(len(errors)), inputs),
        ),
        mistake(
            None,
            "Each number hears only dL/dz: the inputs are left out.",
            "weight_gradients",
            table=lambda errors, inputs, weights: np.outer(errors, np.ones(len(inputs))),
        ),
        mistake(
            None,
            "The neurons' gradients are added up. Only an input is shared by the neurons; each weight has its own.",
            "weight_gradients",
            table=lambda errors, inputs, weights: np.sum(errors) * inputs,
        ),
        mistake(
            "last-sample-only",
            "Each neuron overwrites what the one before it found: one number is left.",
            "bias_gradients",
            each=lambda errors: errors[-1],
        ),
        mistake(
            "missing-upstream",
            "This is the slope of z in b, which is 1. Multiply by dL/dz.",
            "bias_gradients",
            each=lambda errors: np.ones(len(errors)),
        ),
        mistake(
            None,
            "The neurons' gradients are added up. Only an input is shared by the neurons; each bias has its own.",
            "bias_gradients",
            each=np.sum,
        ),
        mistake(
            "missing-path",
            "An input hears the last neuron only: each overwrites what the one before it said. Add over all neurons:"
            " `+=`, from 0.",
            "input_gradients",
            summed=lambda errors, inputs, weights: errors[-1] * weights[-1],
        ),
        mistake(
            "missing-path",
            "An input hears the first neuron only. Add over all neurons.",
            "input_gradients",
            summed=lambda errors, inputs, weights: errors[0] * weights[0],
        ),
        mistake(
            "missing-path",
            "The answers of the neurons are there, one by one. Their sum is left out.",
            "input_gradients",
            summed=lambda errors, inputs, weights: errors[:, None] * weights,
        ),
        mistake(
            "missing-path",
            "The weights are left out: each input hears the plain sum of all errors.",
            "input_gradients",
            summed=lambda errors, inputs, weights: np.full(len(inputs), np.sum(errors)),
        ),
        mistake(
            "missing-path",
            "Weights and errors are added up separately. Multiply neuron by neuron, then add.",
            "input_gradients",
            summed=lambda errors, inputs, weights: np.sum(errors) * weights.sum(axis=0),
        ),
        mistake(
            "transposed",
            "The two indices of the weights are exchanged: `weights[j][k]` belongs to neuron j and input k.",
            "input_gradients",
            summed=lambda errors, inputs, weights: weights @ errors,
        ),
        mistake(
            "transposed",
            "The inputs stand where the weights belong. In z an input is multiplied by its weight, so that is what it"
            " hears.",
            "input_gradients",
            summed=lambda errors, inputs, weights: np.sum(errors) * inputs,
        ),
        mistake(
            None,
            "The sum runs over the inputs, and there is one number for each neuron. Each input has its own: add over"
            " the neurons.",
            "input_gradients",
            summed=lambda errors, inputs, weights: errors * weights.sum(axis=1),
        ),
        mistake(
            None,
            "Everything is added to one number. Each input has its own: add over the neurons only.",
            "input_gradients",
            summed=lambda errors, inputs, weights: np.sum(errors @ weights),
        ),
        mistake(
            "missing-upstream",
            "These are the weights alone, added up. Multiply each by its neuron's error.",
            "input_gradients",
            summed=lambda errors, inputs, weights: weights.sum(axis=0),
        ),
        mistake(
            "updated-too-early",
            "The weights have taken their step before they are used here. An input hears the weights of the forward"
            " pass.",
            "input_gradients",
            direction=step_of_a_layer,
        ),
    ),
)


# ------------------------------------------------------------ a batch

BOTH_MEANS = "Errors and inputs are averaged apart. Multiply sample by sample, then average."

mean_gradients = Exercise(
    signature="mean_gradients(errors, inputs)",
    lesson="09",
    task=(
        "One neuron, a batch of n samples, one after the other. `errors[s]` is dL/dz for sample s, and `inputs[s]` is"
        " the list of what the neuron saw then. Return `(weight_gradients, bias_gradient)`: for each weight and for the"
        " bias the mean over the samples. Lists or arrays for the first, one number for the second."
    ),
    formula={
        "weight_gradients": (
            lambda errors, inputs, *, total=lambda errors, inputs: errors @ inputs: total(errors, inputs) / len(errors)
        ),
        "bias_gradient": (
            lambda errors, inputs, *, added=lambda errors, inputs: errors.sum(): added(errors, inputs) / len(errors)
        ),
    },
    draw=lambda numbers, n, d_in: (numbers(n), numbers(n, d_in)),
    sizes=({"n": 5, "d_in": 3}, {"n": 4, "d_in": 2}, {"n": 3, "d_in": 6}),
    alike=({"n": 3, "d_in": 3},),
    mean_over=("n",),
    hints=(
        "Three things to do: zero, add, divide. What is the gradient of one weight for one sample?",
        (
            "For sample s the weight k hears `errors[s] * inputs[s][k]`, and the bias `errors[s]`. Start from 0 and add"
            " with `+=`."
        ),
        "Two loops, over the samples and in it over the inputs. Divide by `len(errors)`, once.",
    ),
    code="""
def mean_gradients(errors, inputs):
    n = len(errors)
    weight_gradients, bias_gradient = [0.0] * len(inputs[0]), 0.0
    for error, sample in zip(errors, inputs):
        for k, value in enumerate(sample):
            weight_gradients[k] += error * value / n
        bias_gradient += error / n
    return weight_gradients, bias_gradient
""",
    reason=(
        "Every sample used the same weights and the same bias, so the sum runs over all of them: zero, then `+=`. The"
        " loss is a mean, so the sum is divided by the number of samples. The product belongs into the loop, where each"
        " error still meets its own inputs."
    ),
    wrong=(
        mistake(
            "last-sample-only",
            "Each sample overwrites what the one before it said: `=` for `+=`.",
            "weight_gradients",
            whole=lambda errors, inputs: errors[-1] * inputs[-1],
        ),
        mistake(
            "last-sample-only",
            "Each sample overwrites what the one before it said: `=` for `+=`.",
            "weight_gradients",
            whole=lambda errors, inputs: errors[-1] * inputs[-1] / len(errors),
        ),
        mistake(
            "last-sample-only",
            "Each sample overwrites what the one before it said: `=` for `+=`.",
            "bias_gradient",
            whole=lambda errors, inputs: errors[-1],
        ),
        mistake(
            "last-sample-only",
            "Each sample overwrites what the one before it said: `=` for `+=`.",
            "bias_gradient",
            whole=lambda errors, inputs: errors[-1] / len(errors),
        ),
        mistake(
            None,
            "Only the first sample counts. Does the function return inside the loop?",
            "weight_gradients",
            whole=lambda errors, inputs: errors[0] * inputs[0],
        ),
        mistake(
            None,
            "Only the first sample counts. Does the function return inside the loop?",
            "bias_gradient",
            whole=lambda errors, inputs: errors[0],
        ),
        mistake(
            None,
            "All samples are multiplied by the inputs of the last one, as if all had gone forward first. Each error"
            " belongs to its own inputs.",
            total=lambda errors, inputs: errors.sum() * inputs[-1],
        ),
        mistake(
            None,
            "All samples are multiplied by the inputs of the first one. Each error belongs to its own inputs.",
            total=lambda errors, inputs: errors.sum() * inputs[0],
        ),
        mistake(None, BOTH_MEANS, "weight_gradients", whole=lambda errors, inputs: errors.mean() * inputs.mean(axis=0)),
        mistake(None, BOTH_MEANS, "weight_gradients", whole=lambda errors, inputs: errors.sum() * inputs.sum(axis=0)),
        mistake(
            "missing-upstream",
            "These are the inputs alone. Multiply each by its sample's error.",
            total=lambda errors, inputs: inputs.sum(axis=0),
        ),
        mistake(
            None,
            "The inputs are left out. In z a weight is multiplied by its input, so that is what it hears.",
            total=lambda errors, inputs: np.full(inputs.shape[1], errors.sum()),
        ),
        mistake(
            "transposed",
            "The two indices of the inputs are exchanged: `inputs[s][k]` belongs to sample s and weight k.",
            total=lambda errors, inputs: inputs @ errors,
        ),
        mistake(
            "batch-not-summed",
            "The samples' own gradients are there, one by one. Their sum is left out.",
            total=lambda errors, inputs: errors[:, None] * inputs,
        ),
        mistake(
            "batch-not-summed",
            "The samples' own gradients are there, one by one. Their mean is left out.",
            "weight_gradients",
            whole=lambda errors, inputs: errors[:, None] * inputs,
        ),
        mistake(
            "batch-not-summed",
            "The sum runs over the inputs, and the samples are still there.",
            total=lambda errors, inputs: errors * inputs.sum(axis=1),
        ),
        mistake(
            "batch-not-summed",
            "Everything is added to one number. Each weight has its own: add over the samples only.",
            total=lambda errors, inputs: (errors @ inputs).sum(),
        ),
        mistake(
            "batch-not-summed",
            "There is still one number for each sample. The bias was used by all of them: take the mean.",
            "bias_gradient",
            whole=lambda errors, inputs: np.array(errors),
        ),
        mistake(
            "batch-not-summed",
            "There is still one number for each sample. The bias was used by all of them: add.",
            added=lambda errors, inputs: np.array(errors),
        ),
        mistake(
            "missing-upstream",
            "This is the slope of z in b, which is 1. Take the mean of the errors.",
            "bias_gradient",
            whole=lambda errors, inputs: 1.0,
        ),
        mistake(
            None,
            "The inputs have no part in this: the slope of z in b is 1.",
            added=lambda errors, inputs: (errors @ inputs).sum(),
        ),
    ),
)


# ------------------------------------------------------------ the recap

recap_09 = Recap(
    name="recap_09",
    lesson="09",
    task=(
        'What the loops become. Each row is a pair of texts: the shape, such as "(n, d_in)", and the line of NumPy. The'
        " first three are of a layer, from `X`, `W`, `b` and `dL_dZ`; the last two are the means of one neuron, from"
        " `errors`, (n,), and `inputs`, (n, d_in)."
    ),
    rows={
        "Z": ("(n, d_out)", "X @ W + b", linear_forward),
        "dL_dW": ("(d_in, d_out)", "X.T @ dL_dZ", linear_backward),
        "dL_dX": ("(n, d_in)", "dL_dZ @ W.T", linear_backward),
        "weight_gradients": ("(d_in,)", "errors @ inputs / len(errors)", mean_gradients),
        "bias_gradient": ("()", "errors.mean()", mean_gradients),
    },
    hints=(
        (
            "A product of matrices sums over one of the three loops, the index that both factors share. Which one is"
            " that, in each row?"
        ),
        (
            "(9.7) sums over the inputs k, (9.8) over the samples s, (9.9) over the neurons j. What is summed over is"
            " in no shape any more."
        ),
        (
            "For the last two: a vector times a matrix adds over the samples; then divide by their number. The shape of"
            " one number is ()."
        ),
    ),
    reason=(
        "The index that is summed over has gone; the other two are rows and columns. The neuron's mean gradients sum"
        " over the samples, too, and divide by their number."
    ),
)
