"""The interview's task in words, and its hints."""


def task_of(variant):
    """Return the task as text."""
    columns, single = variant.columns, variant.single
    sample = (
        "`x` (d_in,) and `y` (d_out,)"
        if single
        else "`X` (d_in, n) and `Y` (d_out, n)"
        if columns
        else "`X` (n, d_in) and `Y` (n, d_out)"
    )
    many = "`X` (d_in, n) and `Y` (d_out, n)" if columns else "`X` (n, d_in) and `Y` (n, d_out)"
    x, y = ("x", "y") if single else ("X", "Y")
    bias = "(d, 1)" if columns and not single else "(d,)"
    weights = (
        "`W1` (d_hidden, d_in), `W2` (d_out, d_hidden)" if columns else "`W1` (d_in, d_hidden), `W2` (d_hidden, d_out)"
    )
    loss = {
        "half squared error": "½‖ŷ − y‖², half the squared error",
        "squared error": "‖ŷ − y‖², the squared error, without a ½",
        "cross-entropy": "−Σ y log ŷ, the cross-entropy, with one-hot targets",
    }[variant.loss]
    passes = "one sample at a time" if single else f"a batch at a time, samples as {'columns' if columns else 'rows'}"
    step = "one step for each sample, in order" if single else "one step with all samples"
    mean = (
        "the mean loss of its samples, each from before its step"
        if single
        else "the mean loss of the samples, from before the step"
    )
    hidden = "the sigmoid" if variant.hidden == "sigmoid" else variant.hidden
    output = "the sigmoid" if variant.output == "sigmoid" else "softmax"
    return f"""Write a network with two layers and its training loop. No libraries but NumPy. Take your time.
The hidden layer has {hidden}, the output {output}. The loss of a sample is {loss}{"" if single else "; that of a batch is the mean over its samples"}. It sees {passes}: {sample}.
`TwoLayers(sizes, rng)`: sizes is (d_in, d_hidden, d_out), rng a NumPy generator. Parameters: {weights}, `b1` and `b2` {bias}.
`.forward({x})` returns the prediction. `.backward({y})`, after it, makes the gradients of the loss, `dL_dW1`, `dL_db1`, `dL_dW2`, `dL_db2`, and moves nothing. `.step(learning_rate)` moves the parameters.
`.train(X, Y, learning_rate, epochs)` takes {many}; an epoch is {step}. It returns a list with one number for each epoch: {mean}.
`gradient_check(network, {x}, {y})` is your own judge: True if all four gradients agree with differences of the loss, else False. Submit nothing that it rejects.
When you are done, and not before: `interview.submit(TwoLayers, gradient_check)`."""


HINTS = (
    (
        "Forward first, and keep what backward will ask for: the input, the hidden activation, the prediction. Then"
        " write the names of the four gradients on the page, each with its shape."
    ),
    (
        "Five rules: seed, slope, weights, bias, hand back. From the output: seed, slope, weights, bias; hand back;"
        " slope, weights, bias."
    ),
    (
        "The seed is the slope of the loss, with the mean's 1/n in it, if there is a mean. Each slope is that of the"
        " activation, in terms of the activation. Weights and bias add over the samples, hand back adds over the"
        " neurons."
    ),
    (
        "The check nudges one entry up and down, runs forward for the loss each time, and compares (above − below) / 2h"
        " with that entry of the gradient. Put the entry back."
    ),
)
