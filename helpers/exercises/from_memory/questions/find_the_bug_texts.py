"""The planted mistakes of "find the bug", and the words of the question."""

# identifier | what is on the page => what is there instead | what it is. Either is a whole line, or a piece that the
# page has once; what is in braces differs from page to page.
BUGS = """
missing-slope | {back} * {slope} => {back}
  | The hidden layer's slope is left out of what is handed back.
missing-slope | self.dL_dW1 = {weights1} => self.dL_dW1 = {weights1_before}
  | The weights of the first layer get what is handed back before it has passed the activation.
slope-of-activation | * self.A1 * (1 - self.A1) => * sigmoid(self.A1) * (1 - sigmoid(self.A1))
  | The sigmoid's slope gets the activation: `self.A1` is σ(z) already.
missing-slope | * (1 - self.A1**2) => * (1 - self.A1) | The square is left out of tanh's slope, 1 − a².
slope-of-activation | * (1 - self.A1**2) => * (1 - np.tanh(self.A1) ** 2)
  | tanh's slope gets the activation: `self.A1` is tanh(z) already.
missing-slope | (self.A1 > 0) => (self.A1 >= 0)
  | A ReLU's activation is never negative, so this is true everywhere: the slope is 1 where it should be 0.
missing-slope | (self.Y_hat - Y){n} * self.Y_hat * (1 - self.Y_hat) => (self.Y_hat - Y){n}
  | The output's slope is left out: this is the gradient of another loss, cross-entropy.
slope-of-activation | dL_dZ2 = (self.Y_hat - Y){n} => dL_dZ2 = (self.Y_hat - Y){n} * self.Y_hat * (1 - self.Y_hat)
  | Softmax and cross-entropy have their slope together, P − Y. Here p (1 − p) multiplies it once more.
sum-for-mean | (self.Y_hat - Y){n} => (self.Y_hat - Y) | The loss is a mean over the samples, and its 1/n is left out.
mean-for-sum | (self.Y_hat - Y){n} => (self.Y_hat - Y) / Y.size
  | The seed divides by all entries of `Y`. The loss is a mean over the samples and a sum over the outputs.
wrong-factor | 2 * (self.Y_hat - Y) => (self.Y_hat - Y) | This loss has no ½, so its slope has a 2.
wrong-factor | dL_dZ2 = (self.Y_hat - Y){n} * self.Y_hat => dL_dZ2 = 2 * (self.Y_hat - Y){n} * self.Y_hat
  | This loss has a ½, which cancels the 2 of the square.
mean-for-sum | self.dL_db1 = dL_dZ1{total} => self.dL_db1 = dL_dZ1{mean}
  | The bias of the first layer divides by n once more. The 1/n is in the seed already.
mean-for-sum | self.dL_dW2 = {weights2} => self.dL_dW2 = {weights2}{n}
  | The weights of the second layer divide by n once more. The 1/n is in the seed already.
last-sample-only | self.dL_db1 = dL_dZ1{total} => self.dL_db1 = dL_dZ1{last}
  | The bias of the first layer gets the last sample's part alone. Add over all samples.
last-sample-only | self.dL_dW1 = {weights1} => self.dL_dW1 = {last_weights1}
  | The weights of the first layer get the last sample's part alone. Add over all samples.
missing-path | {back} * {slope} => {back_of_first} * {slope}
  | Only the first output hands something back. The hidden neurons were used by all of them.
wrong-sign | self.dL_db1 = dL_dZ1{total} => self.dL_db1 = -dL_dZ1{total}
  | The bias of the first layer has a minus, and steps uphill.
"""

WHERE = "Every gradient that is off depends on the wrong line, and no gradient that is right does."

# ---- what the reader sees

TASK = (
    "This page trains: its loss is {losses}. One line of it is wrong, and its gradients are not those of its `loss`.\n"
    "{page}\n"
    "Write `gradient_check(network, X, Y)`, your own judge: True if all four gradients of a network of this class agree"
    " with differences of the loss, else False. It has to reject this page and accept the fixed one.\n"
    "Name the `line` by its number, and fix it.\n"
    "When you are done: `interview.submit(gradient_check, line=line, mended=TwoLayers)`, with the fixed class. The"
    ' fixed line alone, as text, is fine, too: `mended="…"`.'
)
HINTS = (
    "A loss that falls says little: many wrong gradients still point downhill. What would tell a right gradient from a"
    " wrong one, entry by entry?",
    "Nudge one entry of one parameter up and down, run forward for the loss each time, and compare (above − below) / 2h"
    " with that entry of the gradient. Put the entry back. Which of the four gradients are off?",
    "A wrong line spoils every gradient that is made from its result, and no other. Which lines do all gradients that"
    " are off depend on, and the right ones don't? Give each line its rule: seed, slope, weights, bias, hand back.",
    "Write down what the line should be by its rule, with shapes, and compare it with what is there: a factor, a slope,"
    " a sum, a sign, the division by n.",
)
