"""One function per figure. Each returns a CourseFigure, which a notebook shows as it is."""

from helpers.plots.activations import (
    gradient_by_depth,
    sigmoid_slope,
    three_activations,
    wiggle_through_sigmoid,
    wrong_slopes,
)
from helpers.plots.batches import batch_parts, duplicates, one_bias
from helpers.plots.boundaries import before_and_after, gates, hidden_neurons, moons_training
from helpers.plots.conventions import conventions
from helpers.plots.deltas import delta_network, delta_paths, half_adder, products_by_depth
from helpers.plots.digits import digit_grid, digit_training, mistakes, optimizers_compared, softmax_bars
from helpers.plots.graphs import one_chain, scalar_network, two_paths
from helpers.plots.legend import colors
from helpers.plots.linear import one_neuron, who_used_it
from helpers.plots.matrices import hand_back, weight_gradient, wrong_order
from helpers.plots.microscope import microscope
from helpers.plots.museum import exhibit_curves
from helpers.plots.neurons import perceptron, textbook_symbols, three_factors, two_valleys, vanishing_loops
from helpers.plots.page import whole_page
from helpers.plots.slopes import descent, loss_against_weight, nudge
from helpers.plots.stepper import network_stepper, scalar_stepper, stepper
from helpers.plots.suspects import line_up, suspect, two_runs
from helpers.plots.training import learning_rate, xor_in_time
