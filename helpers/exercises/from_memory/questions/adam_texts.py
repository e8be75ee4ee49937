"""Adam line by line: one step, with the entries of all arrays in one row, what goes wrong, and the question's words."""

PAGE = """
t = count + 1
g = {g}
m_new = beta1 * m + (1 - beta1) * g
v_new = beta2 * v + (1 - beta2) * g**2
m_hat = m_new / (1 - beta1**t)
v_hat = v_new / (1 - beta2**t)
root = {root}
scaled = m_hat / root
decay = {decay}
move = -learning_rate * (scaled + decay)
kept_m = m_new
kept_v = v_new
after = kept_m, kept_v, move
"""
# ε is added to the root, or inside of it; weight decay is decoupled from the gradient, or added to it.
ROOTS = {"outside": "np.sqrt(v_hat) + epsilon", "inside": "np.sqrt(v_hat + epsilon)"}
DECAYS = {
    "none": ("gradient", "0 * theta"),
    "decoupled": ("gradient", "weight_decay * theta"),
    "L2": ("gradient + weight_decay * theta", "0 * theta"),
}

SLIPS = """
not-in-place | move = 0 * theta
  | The arrays are as before: the step went to new arrays with local names. `theta -= …` changes the array itself.
uphill | move = learning_rate * (scaled + decay) | The step goes with the gradient, and there the loss rises. Subtract.
wrong-factor | move = -(scaled + decay) | The learning rate is left out.
last-sample-only | move = (place == many - 1) * -learning_rate * (scaled + decay)
  | Only the last array moves: the line is behind the loop, where it belongs inside.
| move = (place == 0) * -learning_rate * (scaled + decay)
  | Only the first array moves. Does the function return inside the loop?
| t = 1 | The correction of the first step is used in every step: t stays 1, or the power t is left out.
| t = count + 2 | t is 2 in the first step. It starts at 0 and is counted up once in each step, before it is used.
| t = count * many + place + 1
  | t counts arrays: it goes up inside the loop over the parameters. Count it up once for each step.
| m_hat = m_new and v_hat = v_new
  | The bias correction is left out: both moments start at 0, so in the first steps they are too small.
| m_hat = m_new | The first moment isn't corrected. Divide it by 1 − β₁ᵗ, as the second by 1 − β₂ᵗ.
| v_hat = v_new | The second moment isn't corrected. Divide it by 1 − β₂ᵗ, as the first by 1 − β₁ᵗ.
| m_hat = m_new * (1 - beta1**t) and v_hat = v_new * (1 - beta2**t)
  | The correction multiplies by 1 − βᵗ. The moments are too small at first: divide.
| v_hat = v_new / (1 - beta1**t) | The second moment is corrected with β₁. It has β₂.
| m_hat = m_new / (1 - beta2**t) | The first moment is corrected with β₂. It has β₁.
| kept_m = m_hat and kept_v = v_hat
  | The corrected moments are kept, and the next step corrects them once more. Keep the moments as they are.
| kept_m = m_hat | The corrected first moment is kept, and the next step corrects it once more. Keep it as it is.
| kept_v = v_hat | The corrected second moment is kept, and the next step corrects it once more. Keep it as it is.
| kept_m = 0 * m and kept_v = 0 * v
  | Each step starts with moments of 0: nothing is kept from one step to the next.
| kept_m = 0 * m | The first moment isn't kept from one step to the next.
| kept_v = 0 * v | The second moment isn't kept from one step to the next.
| m_new = (1 - beta1) * m + beta1 * g and v_new = (1 - beta2) * v + beta2 * g**2
  | β and 1 − β have changed places. β is what is kept of the old moment.
| m_new = (1 - beta1) * m + beta1 * g | In the first moment β₁ and 1 − β₁ have changed places. β₁ is what is kept.
| v_new = (1 - beta2) * v + beta2 * g**2 | In the second moment β₂ and 1 − β₂ have changed places. β₂ is what is kept.
| m_new = beta2 * m + (1 - beta2) * g and v_new = beta1 * v + (1 - beta1) * g**2 ; m_new = beta2 * m + (1 - beta2) * g
    and v_new = beta1 * v + (1 - beta1) * g**2 and m_hat = m_new / (1 - beta2**t) and v_hat = v_new / (1 - beta1**t)
  | β₁ and β₂ have changed places: β₁ belongs to the gradient, β₂ to its square.
wrong-factor | m_new = beta1 * m + g | The factor 1 − β₁ at the gradient is left out.
wrong-factor | v_new = beta2 * v + g**2 | The factor 1 − β₂ at the squared gradient is left out.
wrong-factor | m_new = beta1 * m + g and v_new = beta2 * v + g**2
  | The factors 1 − β at the gradient and its square are left out.
| v_new = beta2 * v + (1 - beta2) * m_new**2
  | The second moment takes the square of the first moment. It takes the square of the gradient.
| v_new = beta2 * v + (1 - beta2) * np.abs(g) | The gradient isn't squared in the second moment.
| v_new = beta2 * v + ((1 - beta2) * g) ** 2 | The factor 1 − β₂ is squared, too. It multiplies the squared gradient.
| root = np.sqrt(v_hat) | ε is left out. Where a gradient is 0, this divides 0 by 0.
| root = v_hat + epsilon | The root is left out: the step is divided by √v̂, not by v̂.
| root = np.sqrt(np.abs(m_hat)) + epsilon | The root is taken of the first moment. It is taken of the second.
| scaled = g / root | This divides the gradient itself, as RMSProp does. Adam divides the first moment.
| scaled = m_hat | The second moment has no part in the step: this is momentum.
"""
ROOT_SLIPS = {
    "outside": """
| root = np.sqrt(v_hat + epsilon) | ε is inside the root. Here it is added to the root: √v̂ + ε.
| root = np.sqrt(v_hat) + epsilon / np.sqrt(1 - beta2**t)
  | ε is added to the root before the correction of v, as in TensorFlow. Here it is added to √v̂, after it.
""",
    "inside": """
| root = np.sqrt(v_hat) + epsilon | ε is added to the root. Here it is inside: √(v̂ + ε).
| root = np.sqrt(v_hat + epsilon / (1 - beta2**t))
  | ε is added to v before its correction. Here it is added to v̂, after it.
""",
}
DECAY_SLIPS = {
    "none": "",
    "decoupled": """
| g = gradient + weight_decay * theta and decay = 0 * theta
  | The decay is in the gradient, as an L2 penalty. Decoupled, it stays out of both moments and moves θ by itself.
| g = gradient + weight_decay * theta | The decay is in it twice: in the gradient, and by itself. Decoupled, it is not
    in the gradient.
| decay = 0 * theta | The weight decay is left out.
| decay = weight_decay * theta / learning_rate
  | The decay moves θ by λ θ, without the learning rate, as in the paper. Here, as in PyTorch, it is η λ θ.
wrong-sign | decay = -weight_decay * theta | The decay makes the parameters larger. It pulls them toward 0.
| decay = weight_decay * (theta - learning_rate * scaled)
  | The decay sees θ after the step of the moments. Both parts of a step start from the same θ.
| decay = weight_decay * theta * np.abs(theta) ; weight_decay * theta**2
  | The decay is proportional to θ², and asked for is λ θ.
| decay = weight_decay * np.sign(theta) | This is the decay of an L1 penalty. Asked for is λ θ.
| scaled = (m_hat + weight_decay * theta) / root and decay = 0 * theta
  | The decay is divided by the root, too. Decoupled, it moves θ by itself.
""",
    "L2": """
| g = gradient and decay = weight_decay * theta
  | The decay moves θ by itself, as in AdamW. Here λ θ is added to the gradient, and goes into both moments.
| g = gradient | The weight decay is left out.
wrong-sign | g = gradient - weight_decay * theta | λ θ is subtracted from the gradient. Add it: it pulls θ toward 0.
wrong-factor | g = gradient + 2 * weight_decay * theta | λ θ is added twice, as for a penalty without ½.
| v_new = beta2 * v + (1 - beta2) * gradient**2
  | λ θ is in the first moment alone. Both moments take the gradient with λ θ in it.
| m_new = beta1 * m + (1 - beta1) * gradient
  | λ θ is in the second moment alone. Both moments take the gradient with λ θ in it.
| decay = weight_decay * theta | The decay is in it twice: in the gradient, and by itself.
""",
}
SHARED = {
    "mv": "All arrays share one pair of moments. Each array needs an m and a v of its own, in its shape.",
    "m": "All arrays share one first moment. Each array needs an m of its own: `[zeros] * n` is n times the same.",
    "v": "All arrays share one second moment. Each array needs a v of its own: `[zeros] * n` is n times the same.",
}
OF_ROWS = "Each row of Δθ is one step, with the changes of all arrays one after the other."
NOT_FINITE = (
    "Something is divided by 0, or it is the root of a negative number. Is t 1 in the first step, and is it the"
    " gradient's *square* that goes into v?"
)
KEPT = "a second optimizer, with the same numbers, takes other steps than the first."
KEPT_MEND = "Something is kept from one optimizer to the next. Make both moments and t anew in each `__init__`."
REPLACED = (
    "A remark: your step makes new arrays. A layer that holds the old ones doesn't see them; `theta -= …` would move"
    " those."
)

# ---- what the reader sees

TASK = (
    "Write the optimizer {name}. No libraries but NumPy.\n"
    "`parameters` is a list of arrays; in each step, `gradients` is a list of arrays in the same shapes. β₁ is {beta1},"
    " β₂ {beta2} and ε {epsilon}. Both moments start at 0, and both are corrected for that. ε is {where}.{decay}\n"
    "`Adam(parameters, learning_rate{more})` makes the optimizer. Its `.step(gradients)` moves the parameters, the"
    " arrays in the list themselves, and changes no gradient.\n"
    "Or as a function: `step(parameters, gradients, state, learning_rate{more})`, where `state` is a dictionary, empty"
    " before the first step, in which you keep what you like.\n"
    "When you are done: `interview.submit(Adam)`, or `interview.submit(step)`."
)
WHERE = {"outside": "added to the root, √v̂ + ε", "inside": "inside the root, √(v̂ + ε)"}
DECAY = {
    "none": "",
    "decoupled": (
        " Weight decay is decoupled from the gradient: in each step θ also moves by −η λ θ, with θ from before the step"
        " and λ = `weight_decay`."
    ),
    "L2": " Weight decay is an L2 penalty: λ θ, with λ = `weight_decay`, is added to the gradient before all else.",
}
HINTS = (
    "Two moments for each array, in its shape: a running mean of the gradient, and one of its square. How many numbers"
    " does the optimizer have to keep from one step to the next, beside these?",
    "m ← β₁ m + (1 − β₁) g, and v ← β₂ v + (1 − β₂) g². A running mean that starts at 0 is too small at first: after t"
    " steps by the factor 1 − βᵗ.",
    "Count t up once for each step, before it is used. Divide by 1 − βᵗ for the step alone, and keep the moments as"
    " they are.",
    "The step is −η m̂ / (√v̂ + ε), where the task says on which side of the root ε is. `theta -= …` moves the array"
    " that is in the list.",
)
REFERENCE = """import numpy as np


class Adam:
    def __init__(self, parameters, learning_rate{more}, beta1={beta1}, beta2={beta2}, epsilon={epsilon}):
        self.parameters, self.learning_rate{own_decay} = parameters, learning_rate{more}
        self.beta1, self.beta2, self.epsilon = beta1, beta2, epsilon
        self.m = [np.zeros_like(theta) for theta in parameters]
        self.v = [np.zeros_like(theta) for theta in parameters]
        self.t = 0

    def step(self, gradients):
        self.t += 1
        for theta, gradient, m, v in zip(self.parameters, gradients, self.m, self.v):
            {g}m[...] = self.beta1 * m + (1 - self.beta1) * gradient
            v[...] = self.beta2 * v + (1 - self.beta2) * gradient**2
            m_hat = m / (1 - self.beta1**self.t)
            v_hat = v / (1 - self.beta2**self.t)
            theta -= self.learning_rate * {step}
"""
