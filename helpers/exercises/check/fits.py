"""A result that is a sum of multiples of arrays: of which, and with what in front of them?

So a step is told by what it does: `0.9 v − 0.1 g` is `momentum · v − learning_rate · g`.
"""

import itertools
import math

import numpy as np

from helpers.exercises.check.compare import same

EXPONENTS = (0, 1, -1, 2)
FACTORS = {1.0: "", 2.0: "2 · ", 0.5: "½ · "}


def fitted(lines, exercise, cases, given):
    """Return a result as text, such as "momentum · v − g", or None where it isn't a sum of these lines' multiples."""
    factors = []
    for case, result in zip(cases, given, strict=True):
        columns = np.stack([np.ravel(line(*case.arguments)) for line in lines.values()], axis=1)
        if len(columns) != np.size(result) or len(columns) <= len(lines):
            return None
        found = np.linalg.lstsq(columns, np.ravel(result), rcond=None)[0]
        if not same(np.reshape(columns @ found, result.shape), result, exercise.rtol):
            return None
        factors.append(np.where(np.abs(found) < 1e-9, 0, found))
    numbers = [_numbers(exercise, case) for case in cases]
    terms = []
    for name, of_cases in zip(lines, zip(*factors, strict=True), strict=True):
        text = _factor(of_cases, numbers) if any(of_cases) else ""
        if text is None:
            return None
        terms += [f"{text}{name}"] if text else []
    return " ".join(terms).removeprefix("+ ") or "0"


def _numbers(exercise, case):
    """Return {text: value} of what may stand in a factor: the numbers among the arguments, and 1 minus or plus each."""
    given = {n: v for n, v in zip(exercise.parameters, case.arguments, strict=True) if isinstance(v, float)}
    found = dict(given)
    for name, value in given.items():
        if name != "learning_rate":
            found |= {f"(1 − {name})": 1 - value, f"(1 + {name})": 1 + value}
    return found


def _factor(of_cases, numbers):
    """Return the simplest factor that has these values in all cases, as text with its sign, or None."""
    names = [*numbers[0]]
    ways = sorted(itertools.product(EXPONENTS, repeat=len(names)), key=lambda way: sum(abs(e) for e in way))
    for way in ways:
        products = [math.prod(each[name] ** e for name, e in zip(names, way, strict=True)) for each in numbers]
        ratios = [value / product for value, product in zip(of_cases, products, strict=True)]
        if max(ratios) - min(ratios) <= 1e-6 * abs(ratios[0]) and round(abs(ratios[0]), 6) in FACTORS:
            sign = "−" if ratios[0] < 0 else "+"
            powers = [_power(name, e) for name, e in zip(names, way, strict=True) if e]
            return f"{sign} {FACTORS[round(abs(ratios[0]), 6)]}" + "".join(f"{each} · " for each in powers)
    return None


def _power(name, exponent):
    return {1: name, 2: f"{name}²", -1: f"1/{name}"}[exponent]
