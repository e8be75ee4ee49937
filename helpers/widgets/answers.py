"""The answers to the predictions of the lessons, kept out of the lessons, where they would be read too early."""

from helpers.widgets.predict import Answer

# Lesson 00
all_on_their_side = Answer(3, "One draws a straight border, two can bend it. With three, all 200 points are on their side.")
parameters = Answer(33, "2 · 8 + 8 in the first layer, 8 + 1 in the second.")

# Lesson 01
two_paths = Answer(14, "8 along the path through a, and 6 along the path through b. One wiggle takes both, so f feels both.")
hundred_layers = Answer(299, "Three for every layer, for slope, weights and hand back; the first layer hands nothing back.")

# Lesson 02
slope_of_a = Answer(0.207, "σ′(a) is the slope at 0.881, another place on the curve, and nearly twice the truth. −2 is z(1 − z).")
not_undone = Answer(0.105, "It multiplies the gradient, 1, by the slope, 0.881 · 0.119. Nothing is undone.")
kink = Answer(0.5, "The foot on the left stands at 0, the one on the right at h, and they are 2h apart.")

# Lesson 03
forgotten_transpose = Answer("four weights", "NumPy stretches the column and the row to (2, 2), and says nothing.")
two_users = Answer(8, "2 from the first neuron, and 6 from the second. Both have used it.")
through_new_weights = Answer(5.4, "After the step the first row of W is (0.6, −1.4), and 2 · 0.6 + (−3) · (−1.4) = 5.4.", within=0.05)

# Lesson 04
every_row_twice = Answer("only without 1/n it doubles", "There are twice as many rows to add. With 1/n each counts half as much.")
column_minus_row = Answer(5, "The difference is (4, 4): each prediction is compared with every target.")
forward_passes = Answer(52, "W1, b1, W2 and b2 have 12 + 4 + 8 + 2 = 26 entries, and each is nudged up and down.")

# Lesson 05
one_neuron = Answer("AND and OR", "One neuron draws one straight line. No line has the two ones of XOR on one side and its two zeros on the other.")
wrong_gradients = Answer("both", "Both go roughly downhill, and on XOR that is enough. Only the judge sees the difference.")

# Lesson 06
a_hundredth = Answer(4.605, "Each factor of ten costs the same once more, for log 0.01 = 2 · log 0.1.")
first_loss = Answer(2.303, "−log 0.1 = log 10, for every sample.", within=0.01)
held_out_digits = Answer(349, "97% of them, after 40 epochs of the loop of lesson 05.", within=10)
end_of_momentum = Answer(-1, "There v no longer changes: v = 0.9 v − 0.1.", within=0.01)
