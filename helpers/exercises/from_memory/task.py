"""The interview's first question, two layers: its task in words, its hints, and the empty page."""

from helpers.exercises.check.record import FIRST
from helpers.exercises.from_memory.question import Question
from helpers.exercises.from_memory.submission import Submission
from helpers.exercises.two_layers.reference import reference_code
from helpers.exercises.two_layers.variant import variant_of

TASK = (
    "Write a network with two layers and its training loop. No libraries but NumPy. Take your time.\n"
    "The hidden layer has {hidden}, the output {output}. The loss of a sample is {loss}{of_a_batch}. It sees {passes}:"
    " {sample}.\n"
    "`TwoLayers(sizes, rng)`: sizes is (d_in, d_hidden, d_out), rng a NumPy generator. Parameters: {weights}, `b1` and"
    " `b2` {bias}.\n"
    "`.forward({x})` returns the prediction. `.backward({y})`, after it, makes the gradients of the loss, `dL_dW1`,"
    " `dL_db1`, `dL_dW2`, `dL_db2`, and moves nothing. `.step(learning_rate)` moves the parameters.\n"
    "`.train(X, Y, learning_rate, epochs)` takes {many}; an epoch is {step}. It returns a list with one number for each"
    " epoch: {mean}.\n"
    "`gradient_check(network, {x}, {y})` is your own judge: True if all four gradients agree with differences of the"
    " loss, else False. Submit nothing that it rejects.\n"
    "`interview.page()` shows the empty page. Other shapes are welcome, also functions instead of a class:"
    " `interview.fits(TwoLayers, gradient_check)` says, as often as you like, whether names, arguments and shapes can"
    " be read, and counts nothing.\n"
    "When you are done: `interview.submit(TwoLayers, gradient_check)`."
)
PAGE = """import numpy as np


class TwoLayers:
    def __init__(self, sizes, rng): ...
    def forward(self, {x}): ...
    def backward(self, {y}): ...
    def step(self, learning_rate): ...
    def train(self, X, Y, learning_rate, epochs): ...


def gradient_check(network, {x}, {y}): ...
"""
LOSSES = {
    "half squared error": "½‖ŷ − y‖², half the squared error",
    "squared error": "‖ŷ − y‖², the squared error, without a ½",
    "cross-entropy": "−Σ y log ŷ, the cross-entropy, with one-hot targets",
}
LAYOUTS = {  # by columns
    False: ("`X` (n, d_in) and `Y` (n, d_out)", "`W1` (d_in, d_hidden), `W2` (d_hidden, d_out)"),
    True: ("`X` (d_in, n) and `Y` (d_out, n)", "`W1` (d_hidden, d_in), `W2` (d_out, d_hidden)"),
}
ONE_AT_A_TIME = {
    "x": "x",
    "y": "y",
    "of_a_batch": "",
    "passes": "one sample at a time",
    "sample": "`x` (d_in,) and `y` (d_out,)",
    "bias": "(d,)",
    "step": "one step for each sample, in order",
    "mean": "the mean loss of its samples, each from before its step",
}
A_BATCH_AT_A_TIME = {
    "x": "X",
    "y": "Y",
    "of_a_batch": "; that of a batch is the mean over its samples",
    "step": "one step with all samples",
    "mean": "the mean loss of the samples, from before the step",
}


def task_of(variant):
    """Return the task as text."""
    many, weights = LAYOUTS[variant.columns]
    of_a_batch = {
        "passes": f"a batch at a time, samples as {'columns' if variant.columns else 'rows'}",
        "sample": many,
        "bias": "(d, 1)" if variant.columns else "(d,)",
    }
    return TASK.format(
        hidden="the sigmoid" if variant.hidden == "sigmoid" else variant.hidden,
        output="the sigmoid" if variant.output == "sigmoid" else "softmax",
        loss=LOSSES[variant.loss],
        weights=weights,
        many=many,
        **(ONE_AT_A_TIME if variant.single else A_BATCH_AT_A_TIME | of_a_batch),
    )


def signatures_of(variant):
    """Return the page before anything is written."""
    return PAGE.format(**ONE_AT_A_TIME if variant.single else A_BATCH_AT_A_TIME)


HINTS = (
    "Forward first, and keep what backward will ask for: the input, the hidden activation, the prediction. Then"
    " write the names of the four gradients on the page, each with its shape.",
    "Five rules: seed, slope, weights, bias, hand back. From the output: seed, slope, weights, bias; hand back;"
    " slope, weights, bias.",
    "The seed is the slope of the loss, with the mean's 1/n in it, if there is a mean. Each slope is that of the"
    " activation, in terms of the activation. Weights and bias add over the samples, hand back adds over the"
    " neurons.",
    "The check nudges one entry up and down, runs forward for the loss each time, and compares (above − below) / 2h"
    " with that entry of the gradient. Put the entry back.",
)

QUESTION = Question(
    name=FIRST,
    minutes=45,
    variant_of=variant_of,
    task_of=task_of,
    signatures=signatures_of,
    hints=HINTS,
    reference_code=reference_code,
    submission=Submission,
)
