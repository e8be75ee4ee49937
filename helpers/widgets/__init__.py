"""Sliders over the figures of helpers.plots, predictions, and a progress bar. Each is one call."""

from helpers.widgets import answers
from helpers.widgets.explorers import (
    batch_parts,
    causal_mask,
    conventions,
    delta_paths,
    descent,
    digit_training,
    duplicates,
    engine_steps,
    gradient_by_depth,
    gradient_in_stacks,
    hidden_neurons,
    learning_rate,
    microscope,
    moons_training,
    network_stepper,
    nudge,
    perceptron,
    products_by_depth,
    ravine,
    scalar_stepper,
    sigmoid_slope,
    softmax_bars,
    suspects,
    three_factors,
    two_valleys,
    weight_gradient,
    who_used_it,
    wiggle_travels,
    wrong_order,
    xor_in_time,
)
from helpers.widgets.gallery import gallery
from helpers.widgets.predict import Answer, predict
from helpers.widgets.progress import progress
from helpers.widgets.stepper import stepper
from helpers.widgets.timer import timer
