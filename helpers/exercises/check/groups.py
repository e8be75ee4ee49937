"""What is said of parentheses: which operation comes first, and which should."""

import ast

RANKS = {  # the higher comes first
    ast.Pow: (3, "**", "A power"),
    ast.Mult: (2, "*", "A multiplication"),
    ast.Div: (2, "/", "A division"),
    ast.MatMult: (2, "@", "A product `@`"),
    ast.Add: (1, "+", "An addition"),
    ast.Sub: (1, "-", "A subtraction"),
    ast.Compare: (0, "<", "A comparison"),
}


OTHER_GROUPS = "Other parts belong together: `{}`."


def said_of_groups(kind, wrong, right):
    """Say how to mend what is written; kind: "group on the right", or "on the left", is what belongs together."""
    done, due = (wrong.left, right.right) if kind.endswith("right") else (wrong.right, right.left)
    while kind.endswith("left") and type(due.op) is not type(wrong.op) and isinstance(due.left, ast.BinOp):
        due = due.left  # (a - b) * c * d
    ranks = (RANKS[type(getattr(each, "op", each))] for each in (done, due))
    (rank, sign, first), (other, other_sign, second) = ranks
    shown, group = ast.unparse(right), ast.unparse(due)
    if f"({group})" not in shown:  # Python would do it first by itself
        return f"The parentheses keep `{ast.unparse(done)}` together. Take them away: `{shown}`."
    if rank == other:
        signs = f"`{sign}` and `{other_sign}` have" if sign != other_sign else f"Several `{sign}` have"
        order = "from right to left" if rank == 3 else "from left to right"
        return f"{signs} the same rank: Python goes {order}. Put parentheses around `{group}`: `{shown}`."
    return f"{first} comes before {second.lower()}. Put parentheses around `{group}`: `{shown}`."
