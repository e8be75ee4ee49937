"""A museum of published mistakes in backpropagation, each small and runnable (the gallery of lesson 07).

Read exhibit first, then any of the others: activations, losses, layers, sums, updates, blind_spots. The file suspects
holds the wrong layers that lesson 07 puts in a line-up.
All code is in words of our own. Tutorials A, B and C are those of lessons 07, 09 and 10.
"""

from helpers.museum import activations, blind_spots, layers, losses, sums, updates
from helpers.museum.exhibit import FALLS, FALLS_LESS, OUTCOMES, RAISES, STAYS, Exhibit, code

exhibits = tuple(
    each for family in (activations, losses, layers, sums, updates, blind_spots) for each in family.exhibits
)


def find(name):
    """Return the exhibit of this name.

    >>> find("dropout-factor").source
    'numpy/numpy-tutorials, deep learning on MNIST'
    """
    for each in exhibits:
        if each.name == name:
            return each
    raise ValueError(f"there is no exhibit {name!r}; there are {', '.join(each.name for each in exhibits)}")


def table():
    """Return one line per exhibit: its name, the number that convicts it, and whether the loss still falls."""
    rows = [("exhibit", "number", "the loss", "what catches it")]
    for each in exhibits:
        number = each.number if isinstance(each.number, str) else f"{each.number:.3g}"
        rows.append((each.name, number, each.outcome, each.tool))
    return "\n".join(f"{name:20} {number:>10}  {outcome:26} {tool}" for name, number, outcome, tool in rows)
