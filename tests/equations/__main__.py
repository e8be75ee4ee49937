"""Print how each displayed formula is vouched for: python -m tests.equations [03]."""

import sys

from tests.equations.exceptions import NOT_THE_FORMULA
from tests.equations.values import Refused
from tests.equations.vouch import all_rows, vouch

refused = 0
chosen = [row for row in all_rows() if not sys.argv[1:] or row.lesson in sys.argv[1:]]
for row in chosen:
    try:
        said = ", ".join(vouch(row))
    except Refused as problem:
        refused += 1
        said = f"REFUSED: {problem}"
    print(f"{row.lesson}  {row.key:10}  {said}")
print(f"{len(chosen)} formulas, {refused} refused. Not compared are {len(NOT_THE_FORMULA)} lines:")
for line, reason in NOT_THE_FORMULA.items():
    print(f"  {line}: {reason}")
sys.exit(refused > 0)
