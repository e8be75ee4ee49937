"""Run a reader's function safely: whatever it does, the check gets to know it, and the reader's session stays whole."""

import ast
import inspect
import itertools
import linecache
import re
import sys
import sysconfig
import textwrap
import traceback
import types
import warnings
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from helpers.exercises.check.cases import copied
from helpers.exercises.check.session import Session, Stopped, put_back, tried
from helpers.exercises.check.showing import listed, shortened
from helpers.exercises.check.silence import WARNS, watched

SECONDS = 20  # a check takes milliseconds; what isn't done after this long has no end
# Where nothing can be interrupted (a browser), a verdict says that there is no limit. Set this to True where whoever
# calls a check keeps one, as a page does that ends its worker.
LIMIT_KEPT_OUTSIDE = False
# In a browser the standard library comes from a zip, which sysconfig doesn't know.
PLACES = (*map(sysconfig.get_path, ("stdlib", "purelib", "platlib")), Path(linecache.__file__).parent)
LIBRARIES = tuple({str(Path(place).resolve()) for place in PLACES})
OURS = str(Path(__file__).resolve().parents[2])  # helpers/
CHECK = str(Path(__file__).parent)
# What only hands values around, or loops over them; and all that an empty body may call.
HANDS_AROUND = ast.Pass | ast.Expr | ast.Assign | ast.Return | ast.For | ast.Constant | ast.Name | ast.Tuple | ast.List
CHANGES_NOTHING = {"zip", "enumerate", "range", "len"}


@dataclass
class Call:
    """What one call did: what it returned or raised, what became of its arguments, what NumPy warned of."""

    given: tuple  # the arguments as they were
    returned: object = None
    error: BaseException | None = None
    arguments: tuple = ()  # as they are after the call
    held: tuple = ()  # the same, but lists as they were: the arrays that somebody outside still holds
    warned: list = field(default_factory=list)


def undisturbed():
    """Return what `with` is for: inside, a reader's function may do what it likes, for so many seconds.

    It gives the clock; when the time is up, Stopped is raised inside.
    """
    return Session(SECONDS)


def call(answer, arguments, listen=False):
    """Call a reader's function with copies of the arguments; whatever it raises is kept.

    listen: what NumPy warns of is asked for, so it is to be known also where NumPy can't warn.
    """
    mine, limit = copied(arguments), sys.getrecursionlimit()
    outcome = Call(
        arguments, arguments=mine, held=tuple(list(each) if isinstance(each, list) else each for each in mine)
    )
    with (
        warnings.catch_warnings(record=True) as warned,
        np.errstate(over="warn", invalid="warn", divide="warn", under="ignore"),
    ):
        warnings.simplefilter("always")
        try:
            outcome.returned = answer(*mine)
            if isinstance(outcome.returned, types.CoroutineType):
                outcome.returned.close()  # it would complain later that nobody waited for it
        except Stopped:
            raise
        except BaseException as error:  # also SystemExit: a reader's function must not end the session
            outcome.error = error
        finally:
            sys.setrecursionlimit(limit)  # before anything else is called
        if listen and not WARNS:
            warned.clear()
            tried(answer, *map(watched, copied(arguments)))
    put_back()
    outcome.warned = [_said(each.message) for each in warned if issubclass(each.category, RuntimeWarning)]
    return outcome


# ---- is there anything to call?


def is_empty(answer):
    """Return whether a function computes nothing: its body is `...`, `pass`, a text, or hands around what was given."""
    code = tried(getattr, answer, "__code__")
    if not isinstance(code, types.CodeType):
        return False
    try:
        lines = linecache.getlines(code.co_filename)[code.co_firstlineno - 1 :]
        (function,) = ast.parse(textwrap.dedent("".join(inspect.getblock(lines)))).body
    except (SyntaxError, ValueError):  # nobody kept the source
        function = None
    if not isinstance(function, ast.FunctionDef):  # a lambda, too, in the midst of a line: is it longer than nothing?
        return len(code.co_code) <= len(_nothing.__code__.co_code)
    return all(_does_nothing(node) for line in function.body for node in ast.walk(line))


def _nothing(): ...


def _does_nothing(node):
    if isinstance(node, ast.Call):
        return isinstance(node.func, ast.Name) and node.func.id in CHANGES_NOTHING
    return isinstance(node, HANDS_AROUND | ast.expr_context)


def is_nothing(outcome):
    """Return whether a call returned None, or nothing but None."""
    return outcome.error is None and all(each is None for each in _returned(outcome))


def _returned(outcome):
    return outcome.returned if isinstance(outcome.returned, tuple | list) else [outcome.returned]


def is_blank(outcome):
    """Return whether a call says that it is still to be written: NotImplementedError, or `...` in place of a value."""
    if outcome.error is not None:
        return _says_that_it_is_missing(outcome.error) or _reckons_with_dots(outcome.error)
    return any(each is ... or each is NotImplemented for each in _returned(outcome))


def _says_that_it_is_missing(error):
    """Return whether the reader's own code, and no library, raises NotImplementedError."""
    *_, (frame, _) = traceback.walk_tb(error.__traceback__)
    return isinstance(error, NotImplementedError) and not _is_foreign(frame)


def _reckons_with_dots(error):
    """Return whether an error comes from a `...` that stands where a value is due; `theta[...]` is finished."""
    text = _said(error) if isinstance(error, TypeError | AttributeError) else ""
    if "ellipsis" in text and "indices" not in text:
        return True
    frame, line = _place(error)
    return frame is not None and (
        any(each is ... for each in frame.f_locals.values()) or _has_dots(frame.f_code.co_filename, line)
    )


def _has_dots(filename, number):
    """Return whether the statement in this line has a `...` that is no index."""
    try:
        tree = ast.parse("".join(linecache.getlines(filename)))
    except (SyntaxError, ValueError):
        return False
    for node in ast.walk(tree):
        if isinstance(node, ast.stmt) and not hasattr(node, "body") and node.lineno <= number <= node.end_lineno:
            indices = [each.slice for each in ast.walk(node) if isinstance(each, ast.Subscript)]
            inside = {id(each) for index in indices for each in ast.walk(index)}
            dots = (each for each in ast.walk(node) if isinstance(each, ast.Constant) and each.value is ...)
            return any(id(each) not in inside for each in dots)
    return False


# ---- what an error says, and where


def _said(thing):
    """Return the text of an error or a warning; its `__str__` is somebody's code, too, and may raise."""
    text = tried(str, thing, instead="(what it says can't be shown)")
    return shortened(text)


def complaint(error):
    """Return an error as text."""
    return re.sub(r"\b0x[0-9a-fA-F]+", "0x…", f"{shortened(type(error).__name__, 60)}: {_said(error)}".rstrip(": "))


def place_of(origin):
    """Return the line of the reader's own code where an error, or a frame, is, or nothing where it isn't there."""
    frame, line = _place(origin)
    if frame is None:
        return ""
    code = frame.f_code
    name = "your function" if code.co_name == "<lambda>" else shortened(code.co_name, 60)
    written = shortened(linecache.getline(code.co_filename, line).strip(), 120)
    return f"\nIn line {line}, in {name}{': `' + written + '`' if written else ''}"


def line_of(origin):
    """Return the number of this line, or None."""
    return _place(origin)[1]


def _place(origin):
    """Return (frame, number of the line) of what is the reader's own, as near to an error or a frame as can be."""
    if origin is None:
        return None, None
    if isinstance(origin, types.FrameType):
        pairs = itertools.takewhile(lambda pair: not _is_ours(pair[0]), traceback.walk_stack(origin))
    else:
        pairs = reversed([*traceback.walk_tb(origin.__traceback__)])
    own = (pair for pair in pairs if not _is_foreign(pair[0]))
    return next(own, (None, None))


def uncalled(error):
    """Return the names of the functions that are not called in the line of an error."""
    frame, line = _place(error)
    written = linecache.getline(frame.f_code.co_filename, line) if frame else ""
    names = dict.fromkeys(re.findall(r"\b(\w+)\b(?!\s*[(.\w])", written))
    return [name for name in names if callable(frame.f_locals.get(name))]


def _is_ours(frame):
    return frame.f_code.co_filename.startswith(CHECK)


def _is_foreign(frame):
    filename, module = frame.f_code.co_filename, frame.f_globals.get("__file__")
    if filename.startswith("<") and not filename.startswith("<ipython"):
        return filename.startswith("<frozen") or filename == "<__array_function__ internals>"
    if isinstance(module, str) and not Path(filename).is_absolute():
        filename = module  # NumPy for the browser was compiled elsewhere, and its code has no whole path
    path = str(Path(filename).resolve())
    return path.startswith(OURS) or "site-packages" in path or (path.startswith(LIBRARIES) and "ipykernel" not in path)


# ---- which arguments it takes


def misfit(answer, signature, names):
    """Return (what it takes, how to mend it) where a function can't be called with these arguments, else None."""
    found = _signature(answer)
    if found is None:
        return None
    try:
        found.bind(*names)
        return None
    except TypeError:
        pass
    due = [
        name
        for name, each in found.parameters.items()
        if each.default is each.empty and each.kind < each.VAR_POSITIONAL
    ]
    too_many = max(0, len(due) - len(names))
    unknown = [name for name in due if name not in names]
    surplus = unknown if len(unknown) == too_many else due[len(names) :]
    if surplus == ["self"]:
        words = "`self` belongs to the methods of a class. A function that stands alone has none: take it out."
    elif surplus:
        which = listed(f"`{name}`" for name in surplus)
        words = f"The check doesn't pass {which}. Give it a value in the `def` line, as in `{surplus[0]}=1`."
    else:
        words = f"Write `def {signature}:`."
    return tried(lambda: shortened(str(found)), instead="something else"), words


def takes(answer, count):
    """Return None where count arguments can be passed in order, else what the function takes."""
    signature = _signature(answer)
    try:
        if signature:
            signature.bind(*range(count))
    except TypeError:
        return str(signature)
    return None


def order_of_parameters(answer):
    """Return the names of a function's parameters, as far as they can be known."""
    signature = _signature(answer)
    return [*signature.parameters] if signature else []


def _signature(answer):
    """Return the signature of a function, or None: some that are written in C have none, and some raise."""
    found = tried(inspect.signature, answer)
    return found if isinstance(found, inspect.Signature) else None
