"""Lesson 01: the chain rule on paper, along paths and over them, from the end to the start."""

import numpy as np

from helpers.exercises.check.on_paper import ByHand

PATH_SLIPS = """
missing-path | along_b = 0 * x
  | Only the path through a is there. f feels the wiggle through b, too: add over the paths.
missing-path | along_a = 0 * x
  | Only the path through b is there. f feels the wiggle through a, too: add over the paths.
missing-upstream | along_a = da_dx | Through a: the slope of f in a is left out, which is b.
missing-upstream | along_b = db_dx | Through b: the slope of f in b is left out, which is a.
missing-slope | along_a = df_da | Through a: the slope of a in x is left out, which is 2x.
missing-slope | along_b = df_db | Through b: the slope of b in x is left out: the number before x.
| df_dx = along_a * along_b
  | The paths are multiplied with each other. Along a path one multiplies; over paths one adds.
| df_dx = da_dx * db_dx
  | These are the slopes of a and of b in x, multiplied. They are on different paths: each is multiplied by the slope of
    f, and the paths are added.
| df_dx = a * da_dx + b * db_dx | In a product each factor has the *other* one as its slope; here each has itself.
| df_dx = a * b | This is f itself. Its slope is asked for: how many times as far as x does f move?
wrong-sign | along_b = -along_b | The two paths are subtracted. Add over the paths.
"""

two_paths_by_hand = ByHand(
    name="two_paths_by_hand",
    lesson="01",
    task="`a = x**2`, `b = 2 * x - 1` and `f = a * b`, at x = 3. Find the slopes of f in a, in b, and in x.",
    formula="""
x = 3
a = x**2
b = 2 * x - 1
df_da = b
df_db = a
da_dx = 2 * x
db_dx = 2
along_a = df_da * da_dx
along_b = df_db * db_dx
df_dx = along_a + along_b
""",
    returns=("df_da", "df_db", "df_dx"),
    wrong=(
        """
| df_da = a | This is a itself. In a product a factor gets the other one.
| df_db = b | This is b itself. In a product a factor gets the other one.
| df_da = da_dx | This is the slope of a in x. Here the slope of f in a is asked for.
| df_db = db_dx | This is the slope of b in x. Here the slope of f in b is asked for.
| df_da = df_da * da_dx | This is the whole path from x through a. Here only the last arrow is asked for.
| df_db = df_db * db_dx | This is the whole path from x through b. Here only the last arrow is asked for.
| df_dx = df_da + df_db
  | Only the last arrows are added. Each path has a first arrow, too: the slope of a in x, and of b in x.
missing-upstream | df_dx = da_dx + db_dx
  | These are the slopes of a and of b in x, added. On each path multiply by the slope of f.
wrong-factor | df_dx = (along_a + along_b) / 2
  | This is the mean of the two paths, half of what is asked for. f feels both of them in full.
""",
        PATH_SLIPS,
    ),
    hints="""
In a product with one factor held still, a nudge of the other arrives multiplied by the one that is still.
x reaches f through a and through b. Multiply along each path: which two slopes are on the path through a?
(1.4): 5 · 6 through a, and 9 · 2 through b. What do we do with two paths?
""",
    reason="""
In a product each factor gets the other one: df/da = b = 5, df/db = a = 9. At x = 3, a has the slope 2x = 6 and b the
slope 2. Along the paths 5 · 6 = 30 and 9 · 2 = 18; over the paths 30 + 18 = 48.
""",
)


EIGHT_LINES = """
z1 = x * w1 + b1
a1 = S(z1)
z2 = a1 * w2 + b2
a2 = S(z2)
in_1 = x
in_2 = a1
dL_da2 = a2 - y
dL_dz2 = dL_da2 * S_prime(z2)
dL_dw2 = dL_dz2 * in_2
dL_db2 = dL_dz2
dL_da1 = dL_dz2 * w2
dL_dz1 = dL_da1 * S_prime(z1)
dL_dw1 = dL_dz1 * in_1
dL_db1 = dL_dz1
"""

EIGHT_SLIPS = """
wrong-sign | dL_da2 = y - a2 | The seed is a₂ − y: what came out less what was wanted.
wrong-sign | dL_da2 = a2 + y | The seed is a₂ − y, with a minus.
wrong-factor | dL_da2 = 2 * (a2 - y)
  | The result is 2 times what it should be. The ½ of the loss cancels the 2 of the square: the seed is a₂ − y.
missing-upstream | dL_da2 = 1 | The seed is left out: the slope of the loss, a₂ − y.
| dL_da2 = 0.5 * (a2 - y) ** 2 | The seed here is the loss itself. The slope of ½u² is u, and u is a₂ − y.
| dL_da2 = a2 | The seed here is a₂. The target is left out: a₂ − y.
slope-of-activation | dL_dz2 = dL_da2 * S_prime(a2)
  | This is S′(a₂). The slope belongs to the place where S was used: S′(z₂).
slope-of-activation | dL_dz1 = dL_da1 * S_prime(a1)
  | This is S′(a₁). The slope belongs to the place where S was used: S′(z₁).
missing-slope | dL_dz2 = dL_da2 | Between a₂ and z₂ the slope S′(z₂) is left out.
missing-slope | dL_dz1 = dL_da1 | Between a₁ and z₁ the slope S′(z₁) is left out.
missing-slope | dL_dz2 = dL_da2 * a2 | This multiplies by a₂ = S(z₂). Its slope is S′(z₂).
missing-slope | dL_dz1 = dL_da1 * a1 | This multiplies by a₁ = S(z₁). Its slope is S′(z₁).
| dL_da1 = dL_dz2 | Hand back is left out: on its way from z₂ to a₁ the gradient is multiplied by w₂.
| dL_da1 = dL_dz2 * w1 | This multiplies by w₁. The weight between a₁ and z₂ is w₂.
| dL_da1 = dL_dz2 * a1 | This multiplies by a₁ itself. In a product each factor gets the other one: here w₂.
| in_1 = 1 | The last factor is left out: the weight w₁ gets what came in, x.
| in_1 = w1 | The weight w₁ gets itself. In a product each factor gets the other one: here x.
| in_2 = 1 | The last factor is left out: the weight w₂ gets what came in, a₁.
| in_2 = z1 | This multiplies by z₁. What came in at the weight w₂ has passed S: it is a₁.
| in_2 = x | This multiplies by x. What came in at the weight w₂ is a₁.
| in_2 = w2 | The weight w₂ gets itself. In a product each factor gets the other one: here a₁.
| dL_db2 = dL_dz2 * b2 ; dL_db1 = dL_dz1 * b1
  | The bias is added, and a sum has the slope 1: its value has no part in this.
missing-upstream | dL_dw1 = x | This is the slope of z₁ in w₁ alone. Multiply it by what arrives, dL/dz₁.
missing-upstream | dL_db1 = 1 | This is the slope of z₁ in b₁ alone. Multiply it by what arrives, dL/dz₁.
missing-upstream | dL_dw2 = a1 | This is the slope of z₂ in w₂ alone. Multiply it by what arrives, dL/dz₂.
missing-upstream | dL_db2 = 1 | This is the slope of z₂ in b₂ alone. Multiply it by what arrives, dL/dz₂.
missing-upstream | dL_dz1 = S_prime(z1) | S′(z₁) is the slope of a₁ alone. Multiply it by what arrives, dL/da₁.
updated-too-early | dL_dw1 += dL_dz2 * dL_dw2 * S_prime(z1) * x ; dL_db1 += dL_dz2 * dL_dw2 * S_prime(z1)
  | w₂ has taken its step before it is used for the way back. All gradients first, then the steps.
"""

# What takes one place for the other.
PLACE_SLIPS = """
slope-of-activation | dL_dz2 = dL_da2 * S_prime(z1) | This is S′(z₁). Here S was used at z₂: S′(z₂).
slope-of-activation | dL_dz1 = dL_da1 * S_prime(z2) | This is S′(z₂). Here S was used at z₁: S′(z₁).
missing-slope | dL_dz2 = dL_da2 * z2 | This multiplies by z₂ itself. The slope there is S′(z₂): 2 z₂, if S(z) is z².
missing-slope | dL_dz1 = dL_da1 * z1 | This multiplies by z₁ itself. The slope there is S′(z₁): 2 z₁, if S(z) is z².
"""

# What shows only where the lines are asked for one by one.
ONE_LINE_SLIPS = """
missing-upstream | dL_dz2 = S_prime(z2) | S′(z₂) is the slope of a₂ alone. Multiply it by what arrives, dL/da₂.
missing-upstream | dL_da1 = w2 | w₂ is the slope of z₂ in a₁ alone. Multiply it by what arrives, dL/dz₂.
missing-slope | dL_dw2 = dL_da2 * a1 | This starts from dL/da₂. The weight was used in z₂: start from dL/dz₂.
missing-slope | dL_db2 = dL_da2 | This is dL/da₂. The bias was used in z₂, so it gets dL/dz₂.
missing-slope | dL_da1 = dL_da2 * w2 | This starts from dL/da₂. a₁ was used in z₂: start from dL/dz₂.
| dL_dz1 = dL_dz2 * S_prime(z1) | This starts from dL/dz₂. w₂ is between: start from dL/da₁.
missing-slope | dL_dw1 = dL_da1 * x | This starts from dL/da₁. The weight was used in z₁: start from dL/dz₁.
missing-slope | dL_db1 = dL_da1 | This is dL/da₁. The bias was used in z₁, so it gets dL/dz₁.
"""

chain_by_hand = ByHand(
    name="chain_by_hand",
    lesson="01",
    task="""
The network of (1.5) to (1.9) with S(z) = z², x = −5, y = 19, w₁ = −1, b₁ = −2, w₂ = ½ and b₂ = −½. Go forward to a₂,
then back through (1.10) to (1.17).
""",
    formula=f"""
x = -5
y = 19
w1 = -1
b1 = -2
w2 = 0.5
b2 = -0.5
{EIGHT_LINES}
""",
    returns=("dL_da2", "dL_dz2", "dL_dw2", "dL_db2", "dL_da1", "dL_dz1", "dL_dw1", "dL_db1"),
    names={"S": np.square, "S_prime": lambda z: 2 * z},
    wrong=(ONE_LINE_SLIPS, EIGHT_SLIPS + PLACE_SLIPS),
    in_order=True,
    hints="""
Forward first, and write down all that comes back later: z₁ = 3, a₁ = 9, then z₂ and a₂.
z₂ = 4 and a₂ = 16, so the seed is 16 − 19. The slope of S is 2z: 2 · 4 at z₂, and 2 · 3 at z₁.
From the end: −3, then times 8. This −24 goes three ways: times a₁, as it is, and times w₂.
""",
    reason="""
Forward z₁ = 3, a₁ = 9, z₂ = 4, a₂ = 16. Back: seed 16 − 19 = −3; slope −3 · 2 · 4 = −24; weights −24 · 9; bias −24;
hand back −24 · ½ = −12; slope −12 · 2 · 3 = −72; weights −72 · (−5); bias −72.
""",
)
