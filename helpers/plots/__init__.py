"""One function per figure. Each returns a CourseFigure, which a notebook shows as it is."""

from helpers.plots.legend import colors
from helpers.plots.lesson_01_graphs import one_chain, scalar_network, two_paths
from helpers.plots.lesson_01_slopes import descent, loss_against_weight, nudge
from helpers.plots.lesson_01_wiggle import wiggle_travels
from helpers.plots.lesson_02_activations import (
    gradient_by_depth,
    sigmoid_circuit,
    sigmoid_slope,
    three_activations,
    wiggle_through_sigmoid,
    wrong_slopes,
)
from helpers.plots.lesson_03_linear import one_neuron, who_used_it
from helpers.plots.lesson_03_matrices import hand_back, weight_gradient, wrong_order
from helpers.plots.lesson_04_batches import batch_parts, duplicates, one_bias
from helpers.plots.lesson_04_page import whole_page
from helpers.plots.lesson_05_boundaries import before_and_after, gates, hidden_neurons, moons_training
from helpers.plots.lesson_05_training import learning_rate, xor_in_time
from helpers.plots.lesson_06_digits import digit_grid, digit_training, mistakes, softmax_bars
from helpers.plots.lesson_07_microscope import microscope
from helpers.plots.lesson_07_museum import exhibit_curves
from helpers.plots.lesson_07_suspects import line_up, suspect, two_runs
from helpers.plots.lesson_09_loops import vanishing_loops
from helpers.plots.lesson_09_neurons import perceptron, textbook_symbols, three_factors, two_valleys
from helpers.plots.lesson_10_conventions import conventions
from helpers.plots.lesson_10_deltas import delta_network, delta_paths
from helpers.plots.lesson_10_half_adder import half_adder
from helpers.plots.lesson_10_products import products, products_by_depth
from helpers.plots.lesson_11_optimizers import optimizers_compared
from helpers.plots.lesson_11_ravine import ravine
from helpers.plots.lesson_12_engine import engine_steps, expression_graph, two_depths
from helpers.plots.lesson_12_passes import passes_counted
from helpers.plots.lesson_13_attention import attention_map, causal_mask
from helpers.plots.lesson_13_block import transformer_block
from helpers.plots.lesson_13_depth import gradient_in_stacks
from helpers.plots.stepper.stepper import network_stepper, scalar_stepper, stepper
