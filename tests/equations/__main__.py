"""Print how each displayed formula is vouched for: python -m tests.equations [03]."""

import sys

from tests.equations.exceptions import NOT_THE_FORMULA
from tests.equations.values import Refused
from tests.equations.vouch import all_rows, vouch

refused = with_sides = with_lines = 0
chosen = [row for row in all_rows() if not sys.argv[1:] or row.lesson in sys.argv[1:]]
for row in chosen:
    try:
        ways = vouch(row)
        said = ", ".join(ways)
        with_sides += ways[0] == "both sides agree"
        with_lines += any(way.startswith("line") for way in ways)
    except Refused as problem:
        refused += 1
        said = f"REFUSED: {problem}"
    print(f"{row.lesson}  {row.key:10}  {said}")
print(f"{len(chosen)} formulas: in {with_sides} the sides agree, {with_lines} agree with their line, {refused} refused")
print(f"{len(NOT_THE_FORMULA)} lines are not compared:")
for line, reason in NOT_THE_FORMULA.items():
    print(f"  {line}: {reason}")
sys.exit(refused > 0)
