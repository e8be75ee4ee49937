"""Lesson 07: the numbers that convict. The exercises of the same names check its five pieces of broken code."""

from helpers.exercises.check.on_paper import ByHand

recap_07 = ByHand(
    name="recap_07",
    lesson="07",
    task="""
A gradient is three times as large as the judge's, in each entry: which `relative_error` does the table show? The judge
takes a tenth of his h, with float64 and far from rounding: by what number is his formula's own error divided,
`smaller_by`? And a judge who stores his nudges as whole numbers, with h = 0.0001: what does he say about x² at x = 3,
`whole_numbers`?
""",
    formula="""
ours = 3
judge = 1
relative_error = (ours - judge) / (ours + judge)
smaller_by = 10**2
h = 0.0001
above = np.trunc(3 + h)
below = np.trunc(3 - h)
whole_numbers = (above**2 - below**2) / (2 * h)
""",
    returns=("relative_error", "smaller_by", "whole_numbers"),
    wrong="""
| relative_error = (ours - judge) / judge
  | This is the difference over the right one. The table divides by the two together: (3 − 1) / (3 + 1).
| relative_error = (ours - judge) / ours
  | This is the difference over the larger one. The table divides by the two together: (3 − 1) / (3 + 1).
| relative_error = ours / judge | This is the factor itself. The table shows the difference over the two together.
| smaller_by = 10 | That would be a one-sided difference. With one foot on each side the error shrinks with h².
| whole_numbers = 2 * 3 | This is the truth, 2x. But 3.0001 is stored as 3, and 2.9999 as 2.
| whole_numbers = above**2 - below**2 | This is the difference of 9 and 4. It is divided by 2h.
wrong-factor | whole_numbers = (above**2 - below**2) / h | The two feet are 2h apart, not h.
| above = np.ceil(3 + h) and below = np.ceil(3 - h)
  | Here 3.0001 was rounded up to 4. Digits behind the point are cut off: it is stored as 3, and 2.9999 as 2.
| above = np.ceil(3 + h)
  | Here both feet moved a whole step. Digits behind the point are cut off: 3.0001 is stored as 3, and 2.9999 as 2.
| below = np.rint(3 - h) | Here 2.9999 was rounded to 3. Digits behind the point are cut off: it is stored as 2.
""",
    hints="""
The relative error is the difference over the sum of the two sizes. The rest stands in *How small is h?* and in exhibit
  6.
A central difference errs by a multiple of h². In whole numbers everything behind the point is cut off.
(3 − 1) / (3 + 1); 10²; and (3² − 2²) divided by 0.0002.
""",
    reason="""
(3 − 1) / (3 + 1) = 0.5, whatever the size of the gradient. The error shrinks with h², so by 10² = 100. 3.0001 becomes 3
and 2.9999 becomes 2, so the judge says (9 − 4) / 0.0002 = 25000, where the truth is 6.
""",
)
