"""Is a gradient right? Nudge each number, watch the loss, and compare."""

import copy
from dataclasses import dataclass

import numpy as np

from helpers.nn import checks

NUDGE = 1e-5
TOLERANCE = 1e-6  # largest relative error that passes; at float64 a right gradient is far below it


def numerical_gradient(f, x, h=NUDGE):
    """Slope of f in each entry of x, by central differences: (f(x + h) − f(x − h)) / 2h.

    f takes an array of the shape of x and returns one number; x may have any shape, and may hold
    whole numbers. Returns a float64 array of the shape of x, or a float where x is one number.
    x stays as it is. h is in the units of x.
    Raises ValueError where h is not positive or f does not return one number.
    Source: lesson 01; the error is about h² f‴ / 6 from the formula and ε |f| / h from rounding.

    >>> numerical_gradient(lambda x: x**2, 3).__round__(6)
    6.0
    >>> numerical_gradient(lambda x: (x**2).sum(), [1, 2]).round(6)
    array([2., 4.])
    """
    h = checks.positive("h", h)
    x = np.array(checks.real_array("x", x), dtype=np.float64)  # a copy of our own to nudge
    gradient = np.empty_like(x)
    for entry in np.ndindex(x.shape):
        kept = x[entry]
        x[entry] = kept + h
        above = _one_number(f(x.copy()))
        x[entry] = kept - h
        below = _one_number(f(x.copy()))
        x[entry] = kept
        gradient[entry] = (above - below) / (2 * h)
    return gradient if gradient.ndim else float(gradient)


def _one_number(value):
    number = checks.real_array("the value of f", value)
    if number.size != 1:
        raise ValueError(f"f must return one number, but it returned an array of shape {number.shape}")
    return float(number.item())


def relative_error(a, b):
    """The largest of |a − b| / max(|a| + |b|, tiny), over all entries; 0 is equal, 1 is hopeless.

    a and b have the same shape; the result is a float, dimensionless. Two empty arrays are equal.
    Raises ShapeError where the shapes differ.

    >>> relative_error([1.0, 2.0], [1.0, 2.0])
    0.0
    >>> relative_error(1.0, -1.0)
    1.0
    """
    a, b = checks.real_array("a", a), checks.real_array("b", b)
    if a.shape != b.shape:
        raise checks.ShapeError(
            f"a has shape {a.shape} but b has shape {b.shape}; a gradient has its parameter's shape"
        )
    tiny = np.finfo(np.float64).tiny  # only there so that 0 / 0 counts as equal
    return float(np.max(np.abs(a - b) / np.maximum(np.abs(a) + np.abs(b), tiny), initial=0.0))


@dataclass(frozen=True)
class Comparison:
    """The worst entry of one gradient: whose, where, both values, relative error beyond rounding, a remark."""

    parameter: str
    entry: tuple[int, ...]
    analytic: float
    numerical: float
    relative_error: float
    remark: str = ""

    @property
    def passed(self):
        """True where the error is small, and a number."""
        return self.relative_error <= TOLERANCE


@dataclass(frozen=True, repr=False)
class GradientReport(Comparison):
    """What check_gradients found: the worst comparison of all, and `.rows` with one comparison per gradient."""

    rows: tuple[Comparison, ...] = ()

    def __repr__(self):
        width = max([12, *(len(row.parameter) for row in self.rows)])
        line = f"{{:{width}}} {{:12}} {{:>12}} {{:>12}}  {{:15}} {{}}".format
        lines = [line("gradient of", "worst entry", "analytic", "numerical", "relative error", "verdict")]
        for row in self.rows:
            error = f"< {TOLERANCE:.0e}" if row.passed else f"{row.relative_error:.2g}"
            verdict = "WRONG" if not row.passed else "" if np.isnan(row.numerical) else "right"
            verdict = "; ".join(filter(None, [verdict, row.remark]))
            entry = str(row.entry) if row.entry else ""
            lines.append(line(row.parameter, entry, f"{row.analytic:.6f}", f"{row.numerical:.6f}", error, verdict))
        return "\n".join(lines)


def check_gradients(network, loss, X, Y):
    """Compare every gradient that backward gives, dL_dX included, with central differences in float64.

    X (n, d_in) and Y as for the loss. Works on a float64 copy: the network and the loss stay as
    they are. Where X holds the ids of an Embedding there is no dL_dX. An error that the rounding of the
    differences explains counts as 0. An entry on a kink (ReLU at exactly 0) has no slope to compare with:
    where the network is right a step to the side, the table says so, and only the others count.
    Returns a GradientReport, which shows itself as a table; a wrong gradient raises nothing, and where
    backward itself raises a ValueError, its message stands in the table.
    Source: lesson 04.

    >>> from helpers.nn import HalfSquaredError, Linear, Network
    >>> check_gradients(Network([Linear(2, 1, rng=0)]), HalfSquaredError(), [[1, 2]], [[3]]).passed
    True
    """
    checks.has_methods("network", network, "forward", "backward", "parameters")
    checks.has_methods("loss", loss, "forward", "backward")
    X = checks.batch("X", X, np.float64)
    rows = _rows(network, loss, X, Y)
    aside = X if _takes_ids(network) else _jolt(X)
    if not all(row.passed for row in rows) and all(row.passed for row in _rows(_moved(network), loss, aside, Y)):
        rows = _rows(network, loss, X, Y, kinks=True)  # right a step to the side, so what is wrong here may be a kink
    worst = max(rows, key=lambda row: row.relative_error)
    return GradientReport(**vars(worst), rows=tuple(rows))


def _rows(network, loss, X, Y, kinks=False):
    """Return the Comparison of each gradient; with kinks, entries without a slope don't count."""
    # What works in place spoils only these, and copies of X.
    network, loss = copy.deepcopy(network), copy.deepcopy(loss)
    parameters = [(layer, name, getattr(layer, name).astype(np.float64)) for layer, name in network.parameters()]
    for layer, name, theta in parameters:
        setattr(layer, name, theta.copy())
    loss.forward(network.forward(X.copy()), Y)
    remark = ""
    try:
        dL_dX = network.backward(loss.backward())
    except ValueError as error:  # such as that of a layer which got a gradient of the wrong shape
        remark = f"backward raised {type(error).__name__}: {error}"
    for layer, name, theta in parameters:
        setattr(layer, name, theta)  # should backward have changed one, the others are judged where they were computed
    rows = []
    if remark:
        rows = [Comparison("X has no gradient", (), np.nan, np.nan, np.inf, remark)]
    elif not _takes_ids(network):
        rows = [_compare("X", dL_dX, lambda x: loss.forward(network.forward(x.copy()), Y), X, kinks)]
    for layer, name, theta in parameters:

        def loss_at(value, layer=layer, name=name):
            setattr(layer, name, value)
            return loss.forward(network.forward(X.copy()), Y)

        whose = f"layers[{_place_of(layer, network)}].{name}"
        rows.append(_compare(whose, getattr(layer, f"dL_d{name}", None), loss_at, theta, kinks))
        setattr(layer, name, theta)
    return rows


def _takes_ids(network):
    """Say whether X holds ids, which nobody can wiggle."""
    return hasattr(network.layers[0], "ids")


def _place_of(layer, network):
    """Return the place of a layer, or of the Residual that it is in."""
    return next(i for i, each in enumerate(network.layers) if layer in getattr(each, "parts", (each,)))


def _moved(network):
    """Return a copy of the network with other parameters, a step to the side."""
    network = copy.deepcopy(network)
    for layer, name in network.parameters():
        setattr(layer, name, _jolt(getattr(layer, name)))
    return network


def _jolt(x):
    return x + np.random.default_rng(0).normal(0, 0.1, x.shape)


def _compare(parameter, analytic, f, x, kinks):
    """Return the row of the entry where the gradient of f at x differs most from the numerical one."""
    numerical = numerical_gradient(f, x)
    if np.shape(analytic) != numerical.shape:
        shapes = f"{parameter} is {numerical.shape}, its gradient {np.shape(analytic)}"
        missing = f"{parameter} has no gradient"
        return Comparison(missing if analytic is None else shapes, (), np.nan, np.nan, np.inf)
    noise = _noise(f(x), NUDGE)
    beyond_noise = np.maximum(np.abs(analytic - numerical) - noise, 0)
    error = beyond_noise / np.maximum(np.abs(analytic) + np.abs(numerical), noise)
    error, remark = np.where(np.isnan(error), np.inf, error), ""
    if kinks:
        wrong = zip(*np.nonzero((error > TOLERANCE) & np.isfinite(error)), strict=True)
        without_slope = [entry for entry in wrong if _has_two_slopes(f, x, entry)]
        for entry in without_slope:
            error[entry], numerical[entry] = -1, np.nan  # shown only where there is no other entry
        if without_slope:
            remark = f"{len(without_slope)} of {error.size} on the kink of ReLU: there is no slope to compare with"
    entry = tuple(int(i) for i in np.unravel_index(np.argmax(error), error.shape))
    worst = max(float(error[entry]), 0.0)
    return Comparison(parameter, entry, float(analytic[entry]), float(numerical[entry]), worst, remark)


def _noise(L, h):
    return 10 * np.finfo(np.float64).eps * (1 + abs(L)) / h  # rounding in the loss, divided by h


def _has_two_slopes(f, x, entry):
    """Say whether f has another slope to the left of x than to its right.

    Where f merely bends, the two approach each other as h shrinks: to a tenth, for a tenth of h.
    """
    here, gaps = f(x), []
    for h in (NUDGE, NUDGE / 10):
        nudge = np.zeros_like(x)
        nudge[entry] = h
        gaps.append(abs(f(x + nudge) - 2 * here + f(x - nudge)) / h)
    return gaps[1] > max(gaps[0] / 2, 100 * _noise(here, h))
