"""The answers to the predictions of the lessons, kept out of the lessons, where they would be read too early."""

from helpers.widgets.predict import Answer

# Lesson 00
all_on_their_side = Answer(
    3, "One draws a straight border, two can bend it. With three, all 200 points are on their side."
)
products_of_the_page = Answer(3, "The rules *weights*, twice, and *hand back*, once. Nobody needs a gradient of X.")

# Lesson 01
two_paths = Answer(
    14, "8 along the path through a, and 6 along the path through b. One wiggle takes both, so f feels both."
)
hundred_layers = Answer(
    299, "Three for every layer, for slope, weights and hand back; the first layer hands nothing back."
)

# Lesson 02
slope_of_a = Answer(
    0.207, "σ′(a) is the slope at 0.881, another place on the curve, and nearly twice the truth. −2 is z(1 − z)."
)
not_undone = Answer(0.105, "It multiplies the gradient, 1, by the slope, 0.881 · 0.119. Nothing is undone.")
kink = Answer(0.5, "To the left of the kink ReLU is 0, to the right it is h, and the two points are 2h apart.")

# Lesson 03
forgotten_transpose = Answer("four weights", "NumPy stretches the column and the row to (2, 2), and says nothing.")
two_users = Answer(8, "2 from the first neuron, and 6 from the second. Both have used it.")
through_new_weights = Answer(
    1.5, "After the step the first row of W is (0, −0.5), and 2 · 0 + (−3) · (−0.5) = 1.5.", within=0.05
)

# Lesson 04
every_row_twice = Answer(
    "only without 1/n it doubles", "There are twice as many rows to add. With 1/n each counts half as much."
)
column_minus_row = Answer(5, "The difference is (4, 4): each prediction is compared with every target.")
forward_passes = Answer(52, "W1, b1, W2 and b2 have 12 + 4 + 8 + 2 = 26 entries, and each is nudged up and down.")

# Lesson 05
one_neuron = Answer(
    "AND and OR",
    "One neuron draws one straight line. No line has the two ones of XOR on one side and its two zeros on the other.",
)
wrong_gradients = Answer(
    "both", "Both go roughly downhill, and on XOR that is enough. Only the judge sees the difference."
)

# Lesson 06
a_hundredth = Answer(4.605, "Each factor of ten costs the same once more, for log 0.01 = 2 · log 0.1.")
first_loss = Answer(2.303, "−log 0.1 = log 10, for every sample.", within=0.01)
held_out_digits = Answer(349, "97% of them, after 40 epochs of the loop of lesson 05.", within=10)

# Lesson 08
most_let_through = Answer(0.25, "a(1 − a) is largest in the middle, where a = ½.")
products_backward = Answer(2, "One for the gradient of the weights, and one to hand back.")

# Lesson 09
three_of_four = Answer(
    "about the same", "Three errors near 0 and one near 1 have the mean ¼. So has ½ for everybody: (½)² = ¼."
)
one_of_two = Answer(
    0.5, "−0.5 from the neuron that should say more, and 1 from the one that should say less. Ours feeds both, so add."
)
last_sample = Answer(0.125, "Each of the four goes back through the inputs (1, 1), the last ones: (¼ + ¼ + ¼ − ¼) / 4.")

# Lesson 07
line_up = Answer(
    "R",
    "Its learning rate is far too large, and it learns all the same. The others hang in the museum: S is exhibit 1, P"
    " 2, T 3, Q 4, U 5.",
)
other_loss = Answer(
    "cross-entropy", "Its slope has a(1 − a) below the line, and the sigmoid's slope has it above: they cancel."
)
whole_numbers = Answer(
    "5000 and 15000",
    "1.0001 is cut down to 1, and 0.9999 to 0. The difference is 1, and it is divided by 0.0002. At 2: 4 − 1 = 3.",
)

# Lesson 10
wrong_layer = Answer(
    "1 and 2",
    "Layer 2 in the product, (3, 3) @ (2, 4). Layer 1 gets through it, for two sizes are 3, and fails at ⊙: (2, 4)"
    " against (3, 4).",
)
products_kept = Answer(23, "Layer 3: a slope for each of 2 neurons. Layer 2: 3 · (2 + 1). Layer 1: 3 · (3 + 1).")
copied_lines = Answer(
    "only a(1 − a)",
    "The copied line leads away or blows up. Without the bias, the cost falls for a while and climbs again.",
)

# Lesson 11
end_of_momentum = Answer(-1, "There v no longer changes: v = 0.9 v − 0.1.", within=0.01)
momentum_of_the_ravine = Answer(
    0.5, "With 0.8 and 0.9 the velocity overshoots the bottom again and again; they pay in longer ravines."
)

# Lesson 12
two_depths = Answer(
    120, "60 along w, c, L; 48 along w, c, d, L; and 12 along w, d, L. All three paths begin at the same w."
)
backward_twice = Answer(
    408, "w keeps its 120. And c and d hand on what they kept from the first time, too: c 66 in place of 27, d 24."
)

# Lesson 13
sum_of_shares = Answer(
    0, "The shares always add up to 1, so raising all three z alike changes nothing: the slopes add up to 0."
)
way_around = Answer(
    0.12, "Each layer has the slope 1 − 0.1, and 0.9 to the power of 20 is 0.12. Without the 1 it is 0.1 to that power."
)
