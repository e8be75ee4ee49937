"""What a wrong shape says of a result."""

import math


def said_of_shape(given, right, cases, why=True):
    """Return what came out, what is asked for, and why that may be; or nothing where all shapes are right."""
    for g, r, case in zip(given, right, cases, strict=True):
        if g.shape != r.shape:
            came, asked = (_axes(each.shape, case.sizes) for each in (g, r))
            return f"{came} came out, {asked} is asked for.{' ' + _cause(g.shape, r.shape) if why else ''}"
    return ""


def _axes(shape, sizes):
    """Return a shape with the names of its axes; no two sizes of a random input are the same."""
    names = {size: name for name, size in sizes.items()}
    named = ", ".join(names.get(size, str(size)) for size in shape)
    has_names = any(size in names for size in shape)
    return f"{shape}, which is ({named}{',' if len(shape) == 1 else ''})," if has_names else str(shape)


def _cause(given, right):
    if given == right[::-1]:
        return "Is it transposed?"
    if math.prod(given) == math.prod(right) ** 2 > 1:
        return (
            "That is a number for each pair of entries, a Jacobian: how far each entry moves with every other. Multiply"
            " it, sample by sample, by what arrives."
        )
    if sorted(size for size in given if size > 1) == sorted(size for size in right if size > 1):
        return "Is an axis of length 1 kept (`keepdims`, a slice) or lost (`squeeze`, an index)?"
    if len(given) == len(right) == 1:
        return "Does a sum run along another axis, or does a loop end early (`break`), or start late?"
    if len(given) < len(right):
        return "Does a sum run over one axis too many, or an index take only one of several?"
    if len(given) > len(right):
        return "Is a sum missing, or did NumPy stretch two arrays against each other?"
    return "Are the factors of a product in another order, or do they share another axis?"
