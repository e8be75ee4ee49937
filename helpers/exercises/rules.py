"""The slips of the five rules, once for all lessons: seed, slope, weights, bias, hand back.

Each text is a template. {G} is what arrives, {A} the activation and {Z} its argument, {X} the layer's input, {W} its
weights; {seed}, {slope}, {dX}, {dW} and {db} are the lines where the slips are made, and {at} says where that is, such
as "In the hidden layer: ", or nothing. `WEIGHTS.format(G="dL_dZ", X="X", dW="dL_dW")` makes a lesson's slips of it.
Where the activation alone is known, OF_A leaves out what needs {Z}. {out} is a product of {P} and {Q}, entry by entry.
Samples are rows.
"""

SEED = """
wrong-sign | {seed} = {Y} - {Y_hat}
  | The seed is prediction *minus* target. With the sign turned around, the step would go uphill.
wrong-sign | {seed} = {Y_hat} + {Y} | The seed is prediction *minus* target; here they are added.
| {seed} = {Y_hat} | The target is left out of the seed.
missing-upstream | {seed} = ones({Y_hat})
  | The seed is left out: the backward pass starts with a 1, so this is the slope of the outputs, not of the loss.
last-sample-only | {seed} = only_last({Y_hat} - {Y})
  | Only the last sample has a part in it; the others are overwritten.
"""

SIGMOID_SLOPE_OF_A = """
missing-slope | {slope} = ones({A})
  | {at}The gradient passes the sigmoid as if that had the slope 1. Multiply by {A} (1 − {A}).
missing-slope | {slope} = {A} | {at}The slope has two factors, {A} and 1 − {A}. The second is left out.
missing-slope | {slope} = 1 - {A} | {at}The slope has two factors, {A} and 1 − {A}. The first is left out.
slope-of-activation | {slope} = sigma({A}) * (1 - sigma({A})) ; sigma({A}) * (1 - {A}) ; {A} * (1 - sigma({A}))
  | {at}σ′ gets the activation: `{A}` is σ(z) already. The slope is {A} (1 − {A}).
slope-of-activation | {slope} = np.log({A} / (1 - {A})) * (1 - np.log({A} / (1 - {A})))
  | {at}This is z (1 − z), with z found from `{A}`. The formula wants the activation itself: {A} (1 − {A}).
wrong-sign | {slope} = {A} * (1 + {A}) | {at}The slope is {A} (1 − {A}), with a minus.
| {slope} = 1 - {A}**2 | {at}1 − a² is the slope of tanh. This is a sigmoid.
"""
SIGMOID_SLOPE = (
    """
slope-of-activation | {slope} = {Z} * (1 - {Z})
  | {at}z (1 − z) is the formula for the activation, with z in it. The slope is {A} (1 − {A}).
"""
    + SIGMOID_SLOPE_OF_A
)

TANH_SLOPE_OF_A = """
missing-slope | {slope} = ones({A}) | {at}The gradient passes tanh as if that had the slope 1. Multiply by 1 − {A}².
missing-slope | {slope} = 1 - {A} | {at}This is 1 − {A}. The square is left out.
missing-slope | {slope} = {A} | {at}This multiplies by the activation itself. Its slope is 1 − {A}².
slope-of-activation | {slope} = 1 - np.tanh({A}) ** 2
  | {at}tanh′ gets the activation: `{A}` is tanh(z) already. The slope is 1 − {A}².
slope-of-activation | {slope} = 1 - np.arctanh({A}) ** 2
  | {at}This is 1 − z², with z found from `{A}`. The formula wants the activation itself: 1 − {A}².
wrong-sign | {slope} = 1 + {A}**2
  | {at}The slope is 1 − {A}², with a minus. (1 + tan² is the slope of tan, not of tanh.)
| {slope} = {A} * (1 - {A}) | {at}a (1 − a) is the slope of the sigmoid. This is tanh.
"""
TANH_SLOPE = (
    """
slope-of-activation | {slope} = 1 - {Z}**2
  | {at}1 − z² is the formula for the activation, with z in it. The slope is 1 − {A}².
"""
    + TANH_SLOPE_OF_A
)

RELU_SLOPE = """
missing-slope | {slope} = ones({A})
  | {at}The gradient passes the ReLU as if that had the slope 1 everywhere. It is 0 where z is negative.
missing-slope | {slope} = {A} | {at}This multiplies by the activation itself. Its slope is 0 or 1.
wrong-sign | {slope} = 1.0 * ({Z} < 0)
  | {at}Here the gradient passes where z is negative. A ReLU passes it where z is positive.
| {slope} = {A} * (1 - {A}) | {at}a (1 − a) is the slope of the sigmoid. This is a ReLU.
| {slope} = 1 - {A}**2 | {at}1 − a² is the slope of tanh. This is a ReLU.
"""

STRETCHED = """
broadcast | {out} = np.outer({P}, {Q}) ; ({P})[:, None] * ({Q}) ; ({P}) * ({Q})[:, None]
  | Every entry of one array met every entry of the other. Both have the same shape: multiply them as they are.
"""

TOO_EARLY = (
    "`{W}` has taken its step before the gradient is handed back through it. The sum needs the weights of the forward"
    " pass. All gradients first, then the steps."
)

HAND_BACK = """
transposed | {dX} = {G} @ {W} | `{W}` is not transposed on the way back. The sum runs over the neurons.
transposed | {dX} = {W} @ {G} ; {W}.T @ {G}
  | The factors are in the wrong order on the way back through `{W}`: the sum has to run over the neurons.
transposed | {dX} = {G}.T @ {W}.T | On the way back through `{W}` what arrives is transposed, and should not be.
transposed | {dX} = {G}.T @ {W} | On the way back what arrives is transposed, and `{W}` is not.
| {dX} = np.array({G})
  | This is what arrives, as it is: it isn't handed back, and the weights are left out. An input hears each neuron
    through its weight.
missing-upstream | {dX} = ones({G}) @ {W}.T ; {W}.T ; {W}
  | What is handed back are the weights alone. Multiply them with what arrives.
missing-path | {dX} = {G}[:, -1:] * {W}[:, -1]
  | On the way back through `{W}` only the last neuron is heard: each overwrites what the one before it said. Add over
    all neurons.
missing-path | {dX} = {G}[:, :1] * {W}[:, 0]
  | On the way back through `{W}` only the first neuron is heard. Add over all neurons.
missing-path | {dX} = {G}[:, None, :] * {W} ; {G}[:, :, None] * {W}.T
  | The answers of the neurons are there, one by one. Their sum is left out.
missing-path | {dX} = {G}.sum(axis=1, keepdims=True) * {W}.sum(axis=1)
  | What arrives and the weights are added up separately. Multiply neuron by neuron, then add.
last-sample-only | {dX} = {G}[-1] @ {W}.T ; {G}[-1:] @ {W}.T | Only the last sample gets an answer.
last-sample-only | {dX} = only_last({G} @ {W}.T) | Only the last sample gets an answer; the others get 0.
batch-not-summed | {dX} = ({G} @ {W}.T).sum(axis=0)
  | Each sample has its own answer: nothing is summed over the samples here.
| {dX} = {G}.sum(axis=1, keepdims=True) + 0 * {W}[:, 0]
  | The weights are left out on the way back. An input hears each neuron through its weight.
| {dX} = {G}[0] @ {W}.T ; {G}[:1] @ {W}.T | Only the first sample gets an answer. Each sample has its own.
| {dX} = only_first({G} @ {W}.T) | Only the first sample gets an answer; the others get 0.
| {dX} = np.ones((len({G}), 1)) * ({G}[0] @ {W}.T) | All samples get the answer of the first. Each has its own.
"""

NOT_HANDED_BACK = """
| {dX} = {A} @ {W}.T
  | Hand back got `{A}`, the prediction. What arrives there is `{G}`.
| {dX} = np.array({above})
  | The gradient isn't handed back: what arrives above is taken for the layer below, as it is. The slope and the product
    with the weights are left out.
"""

WEIGHTS = """
transposed | {dW} = {X} @ {G}
  | `{X}` is not transposed, or the factors are in the wrong order: the sum has to run over the samples.
transposed | {dW} = {G} @ {X} | The factors are in the wrong order: the sum has to run over the samples.
transposed | {dW} = {G} @ {X}.T
  | The factors are in the wrong order, and the sum runs over another axis than the samples.
transposed | {dW} = {X} @ {G}.T | The other factor is transposed: the sum runs over another axis than the samples.
missing-upstream | {dW} = {X}.T @ ones({G}) ; {X}.T ; {X}
  | These are the inputs of the layer alone. Multiply them with what arrives.
missing-upstream | {dW} = ones({X}).T @ {G}
  | This is what arrives alone, without the inputs. Each weight's slope is its input.
last-sample-only | {dW} = np.outer({X}[-1], {G}[-1])
  | Each sample overwrites what the one before it said. Add over all samples.
batch-not-summed | {dW} = {X}[:, :, None] * {G}[:, None, :] ; {G}[:, :, None] * {X}[:, None, :]
  | The samples' own products are there, one by one. Their sum is left out.
| {dW} = np.outer({X}[0], {G}[0]) | Only the first sample counts. Add over all samples.
| {dW} = np.outer({X}.sum(axis=0), {G}.sum(axis=0))
  | Both sums are taken before the product. Multiply sample by sample, then add.
"""

BIAS = """
batch-not-summed | {db} = np.array({G})
  | What arrives still has an entry for each sample. The bias was used by all of them: add over the samples.
batch-not-summed | {db} = {G}.sum(axis=1)
  | The sum runs over the neurons. The bias has one entry for each neuron: add over the samples.
batch-not-summed | {db} = {G}.sum(axis=1, keepdims=True)
  | The sum runs over the neurons, and the samples are still there. Add over the samples.
batch-not-summed | {db} = {G}.sum() | The sum runs over both axes, and one number is left. Add over the samples only.
missing-upstream | {db} = ones({G}).sum(axis=0) | This counts the samples, or is 1. Add what arrives.
missing-upstream | {db} = ones({G})[0]
  | This is the slope of z in b, which is 1. Multiply by what arrives, and add over the samples.
last-sample-only | {db} = {G}[-1] ; {G}[-1:] | Each sample overwrites what the one before it said. Add over all samples.
| {db} = {G}[0] | Only the first sample counts. Add over all samples.
"""
