"""Lesson 03, a side path: the gradients of all factors in a product of matrices."""

from functools import reduce

import numpy as np

from helpers.exercises.check.exercise import Exercise


def products_before(factors):
    """Return (r, d, d): entry i is the product of the factors before factor i, from the left."""
    return np.stack([reduce(np.matmul, factors[:i], np.eye(len(each))) for i, each in enumerate(factors)])


def products_after(factors):
    """Return (r, d, d): entry i is the product of the factors after factor i."""
    return np.stack([reduce(np.matmul, factors[i + 1 :], np.eye(len(each))) for i, each in enumerate(factors)])


def turned(matrices):
    """Return each matrix transposed."""
    return np.swapaxes(matrices, -1, -2)


def neighbors(factors, step):
    """Return (r, d, d): in place i the one factor before it (step −1) or after it (step 1), and at the end 1."""
    one, places = np.eye(factors.shape[-1]), np.arange(len(factors)) + step
    return np.stack([factors[i] if 0 <= i < len(factors) else one for i in places])


BOTH_SIDES = "Products from the left and from the right replace the other factors: turn both, and keep the order."

product_backward = Exercise(
    signature="product_backward(dL_dM, factors)",
    lesson="03",
    task="""
`factors` (r, d, d) holds r square matrices, and forward multiplied them in this order: `M = factors[0] @ factors[1] @
…`, any number of them. `dL_dM` (d, d) arrives. Return the gradients of all factors, an array (r, d, d). Leave the
arguments as they are.
""",
    formula="""
before = products_before(factors)
after = products_after(factors)
left = turned(before)
right = turned(after)
gradients = left @ dL_dM @ right
""",
    names={
        "products_before": products_before,
        "products_after": products_after,
        "turned": turned,
        "neighbors": neighbors,
    },
    wrong=f"""
transposed | left = before
  | The product of the factors before it isn't transposed. In `X.T @ dL_dZ` the left one is, too.
transposed | right = after | The product of the factors after it isn't transposed. In `dL_dZ @ W.T` it is, too.
transposed | left = before and right = after | Neither product is transposed. {BOTH_SIDES}
transposed | gradients = right @ dL_dM @ left
  | The sides are exchanged. What was multiplied from the left comes back from the left.
transposed | gradients = left @ dL_dM.T @ right | What arrives is transposed, and should not be.
transposed | gradients = turned(gradients)
  | Each gradient is transposed. It has the same places as its factor, `B.T @ dL_dM @ C.T`.
transposed | left = products_before(turned(factors))
  | The factors before it come in the opposite order. (A B)ᵀ is Bᵀ Aᵀ: multiply first, then transpose the product.
transposed | right = products_after(turned(factors))
  | The factors after it come in the opposite order. (A B)ᵀ is Bᵀ Aᵀ: multiply first, then transpose the product.
| before = before @ factors | The factor itself is in the product of those before it. Stop one earlier.
| after = factors @ after | The factor itself is in the product of those after it. Start one later.
| left = np.eye(len(dL_dM))
  | The factors before it are left out: this is handed back only, as if each factor came first. Multiply by them, too.
| right = np.eye(len(dL_dM))
  | The factors after it are left out, as if each factor came last. The gradient is handed back through them first.
| before = neighbors(factors, -1) | Only the factor next to it on the left counts here. All factors before it do.
| after = neighbors(factors, 1) | Only the factor next to it on the right counts here. All factors after it do.
| gradients = dL_dM @ turned(before @ after) ; turned(before @ after) @ dL_dM
  | All other factors come from one side. Those before it belong to the left of `dL_dM`, those after it to the right.
| gradients = left * dL_dM * right ; left @ dL_dM * right ; left * dL_dM @ right
  | `*` multiplies entry by entry. A product of matrices is `@`, on the way back, too.
missing-upstream | gradients = left @ right ; left @ ones(dL_dM) @ right
  | `dL_dM` has no part in this: these are the other factors alone. It belongs between the two products.
missing-upstream | gradients = turned(before @ after) ; before @ after
  | `dL_dM` has no part in this: these are the other factors alone. It belongs between the two products.
| gradients = 0 * factors + dL_dM | This is `dL_dM` itself for each factor. {BOTH_SIDES}
last-sample-only | gradients = only_last(gradients) ; gradients[-1]
  | Only the last factor has its gradient. Each of them needs one.
| gradients = only_first(gradients) ; gradients[0] | Only the first factor has its gradient. Each of them needs one.
| gradients = gradients.sum(axis=0)
  | The gradients are added up. Each factor was used once, and has a gradient of its own.
| gradients = gradients[::-1] | The gradients come in the opposite order: the last factor's is the first.
""",
    draw=lambda numbers, r, d: (numbers(d, d), numbers(r, d, d)),
    sizes=({"r": 4, "d": 2}, {"r": 2, "d": 3}, {"r": 3, "d": 5}),
    alike=({"r": 3, "d": 3},),
    hints="""
Choose one factor A. Call the product of all before it B and of all after it C, so M is B A C.
Group it as (B A) C. To B A, (3.7) hands back `dL_dM @ C.T`. In B A, the factor A stands where `W` stood in (3.9).
The gradient of A is `B.T @ dL_dM @ C.T`. Go through the factors with a loop; before the first, B is `np.eye(d)`.
""",
    body="""
before, after = [np.eye(len(dL_dM))], [np.eye(len(dL_dM))]
for A in factors[:-1]:
    before.append(before[-1] @ A)  # from the left
for A in factors[:0:-1]:
    after.append(A @ after[-1])  # from the right
return np.stack([B.T @ dL_dM @ C.T for B, C in zip(before, after[::-1])])
""",
    reason="""
M = (B A) C, so (3.7) hands back `dL_dM @ C.T` to B A, and (3.9) makes `B.T @ dL_dM @ C.T` of it. The products from the
left and from the right are kept, so r factors need about 4r multiplications; to start over for each takes r².
""",
)
