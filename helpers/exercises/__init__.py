"""Exercises whose check names the mistake.

In a lesson: `from helpers import exercises`, write a function, then `exercises.linear_backward.check(linear_backward)`.
`.hint()` gives one hint at a time, `.solution()` the worked code with its reason.

What to read first: verdict (what a check says), exercise (what an exercise is), then one module per lesson:
wiggles and chains (01), activations (02), linear (03, 04), page (04), losses (04, 06), training (05, 06), probabilities (06), mending (07), neurons (09), deltas (10).
From memory: blank_page (the start of a lesson) and interview (08), with the two-layer networks of variants, their code in reference, and what is kept in progress.
The engine: examine (the order of questions), calling (run a reader's function safely), cases (the inputs),
compare (right or wrong) and diagnose (which mistake it is).
"""

from helpers.exercises.activations import (
    recap_02,
    relu,
    relu_backward,
    sigmoid,
    sigmoid_backward,
    sigmoid_by_hand,
    tanh_backward,
)
from helpers.exercises.chains import chain_backward, chain_by_hand, recap_01, two_paths_by_hand
from helpers.exercises.blank_page import blank_page
from helpers.exercises.deltas import delta_gradients, delta_hidden, delta_output, deltas_by_hand, recap_10
from helpers.exercises.exercise import Exercise
from helpers.exercises.interview import interview
from helpers.exercises.linear import hand_back, linear_backward, linear_by_hand, linear_forward, recap_03
from helpers.exercises.losses import half_squared_error, half_squared_error_backward, softmax_cross_entropy_backward
from helpers.exercises.mending import recap_07
from helpers.exercises.neurons import layer_backward, mean_gradients, neuron_backward, neuron_by_hand, recap_09
from helpers.exercises.page import batch_by_hand, recap_04, two_layer_backward
from helpers.exercises.probabilities import recap_06, softmax, softmax_by_hand, softmax_cross_entropy
from helpers.exercises.progress import progress
from helpers.exercises.training import (
    momentum_by_hand,
    momentum_step,
    recap_05,
    sgd_step,
    step_by_hand,
    train_two_layers,
)
from helpers.exercises.verdict import Verdict
from helpers.exercises.wiggles import numerical_gradient

ALL = {
    each.name: each for each in list(globals().values()) if isinstance(each, Exercise)
}  # in the order of their imports
