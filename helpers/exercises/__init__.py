"""Exercises whose check names the mistake.

In a lesson: `from helpers import exercises`, write a function, then `exercises.linear_backward.check(linear_backward)`.
`.hint()` gives one hint at a time, `.solution()` the worked code with its reason.

What to read first: verdict (what a check says), exercise (what an exercise is), then one module per lesson, or a few.
From memory: blank_page (the start of a lesson) and interview (08): question says what a question is and where each is
written, diary what is kept of it; cold is the interview before anything was learned. progress shows what is done.
The engine: examine (the order of questions) and words (what is said), calling (run a reader's function) and session
(nothing gets out, nothing runs forever), cases (the inputs), compare and rounding (right or wrong), and naming (which
mistake it is), with diagnose for those that are listed and mending for those that nobody listed.
"""

from helpers.exercises.check.exercise import Exercise
from helpers.exercises.check.task import KNOWN
from helpers.exercises.check.verdict import Verdict
from helpers.exercises.from_memory.blank_page import blank_page
from helpers.exercises.from_memory.interview import interview
from helpers.exercises.lesson_01_chain_rule import chain_by_hand, two_paths_by_hand
from helpers.exercises.lesson_01_judge import numerical_gradient
from helpers.exercises.lesson_01_network import chain_backward, recap_01
from helpers.exercises.lesson_01_several_outputs import numerical_jacobian
from helpers.exercises.lesson_02_activations import (
    recap_02,
    relu,
    relu_backward,
    sigmoid,
    sigmoid_backward,
    sigmoid_by_hand,
    tanh_backward,
)
from helpers.exercises.lesson_03_linear import hand_back, linear_backward, linear_by_hand, linear_forward, recap_03
from helpers.exercises.lesson_03_products import product_backward
from helpers.exercises.lesson_04_losses import batch_by_hand, half_squared_error, half_squared_error_backward
from helpers.exercises.lesson_04_page import batch_backward, recap_04, two_layer_backward
from helpers.exercises.lesson_05_training import recap_05, sgd_step, step_by_hand, train_two_layers
from helpers.exercises.lesson_06_logistic import logistic_regression
from helpers.exercises.lesson_06_softmax import (
    recap_06,
    softmax,
    softmax_by_hand,
    softmax_cross_entropy,
    softmax_cross_entropy_backward,
)
from helpers.exercises.lesson_06_softmax_layer import softmax_backward
from helpers.exercises.lesson_07_binary import binary_cross_entropy, binary_cross_entropy_backward
from helpers.exercises.lesson_07_spot_the_bug import (
    recap_07,
    repaired_half_squared_error_backward,
    repaired_linear_backward,
    repaired_relu_backward,
    repaired_sgd_step,
    repaired_softmax_cross_entropy_backward,
)
from helpers.exercises.lesson_09_neurons import layer_backward, neuron_backward, neuron_by_hand
from helpers.exercises.lesson_09_samples import mean_gradients, recap_09
from helpers.exercises.lesson_10_columns import recap_10
from helpers.exercises.lesson_10_deltas import delta_gradients, delta_hidden, delta_output, deltas_by_hand
from helpers.exercises.lesson_11_adam import adam_step, recap_11
from helpers.exercises.lesson_11_momentum import momentum_by_hand, momentum_step
from helpers.exercises.lesson_12_engine import divide_backward, engine_by_hand, unbroadcast
from helpers.exercises.lesson_12_way_back import engine_backward
from helpers.exercises.lesson_13_attention import attention_backward, attention_by_hand, shares_backward
from helpers.exercises.lesson_13_norms import layer_norm_backward, rms_norm_backward
from helpers.exercises.lesson_13_swiglu import swiglu_backward
from helpers.exercises.progress import progress

ALL = {name: each for name, each in KNOWN.items() if isinstance(each, Exercise)}  # the functions to write
