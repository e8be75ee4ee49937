"""What an exercise knows of a mistake: its name, how to mend it, and the wrong computation."""

from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Mistake:
    """One known mistake: its identifier (None: it has no name), how to mend it, and the wrong computation.

    The computation is given in one of three ways. `steps`: it replaces steps of the formula, by
    their keyword, and so it combines with mistakes in other steps. `whole`: it replaces the formula.
    `direction`: the answer is right + c · direction, with an unknown number c (a learning rate, say).
    outputs: the names of the outputs where it can be made; by default all whose formula has the step.
    """

    identifier: str | None
    mend: str
    outputs: tuple = ()
    whole: Callable | None = None
    direction: Callable | None = None
    steps: dict = field(default_factory=dict)


def mistake(identifier, mend, *outputs, whole=None, direction=None, **steps):
    """Return a Mistake; see there."""
    return Mistake(identifier, mend, outputs, whole, direction, steps)
