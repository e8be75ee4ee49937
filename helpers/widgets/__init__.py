"""Sliders over the figures of helpers.plots, and a progress bar. Each explorer is one call."""

from helpers.widgets.explorers import batch_parts, descent, digit_training, duplicates, gradient_by_depth, hidden_neurons, learning_rate, moons_training, nudge, sigmoid_slope, softmax_bars, weight_gradient, who_used_it, wrong_order, xor_in_time
from helpers.widgets.progress import progress
