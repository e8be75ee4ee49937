"""Run a reader's function safely: whatever it does, the check gets to know it, and the reader's session stays whole."""

import _thread
import ast
import contextlib
import inspect
import io
import linecache
import random
import re
import signal
import sys
import sysconfig
import textwrap
import threading
import time
import traceback
import types
import warnings
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from helpers.exercises.check.cases import copied

SECONDS = 20  # a check takes milliseconds; what isn't done after this long has no end
LIBRARIES = tuple({str(Path(sysconfig.get_path(name)).resolve()) for name in ("stdlib", "purelib", "platlib")})
OURS = str(Path(__file__).resolve().parents[1])  # helpers/
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


def call(answer, arguments):
    """Call a reader's function with copies of the arguments; whatever it raises is kept."""
    mine = copied(arguments)
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
        except BaseException as error:  # also SystemExit: a reader's function must not end the session
            outcome.error = error
    outcome.warned = [str(each.message) for each in warned if issubclass(each.category, RuntimeWarning)]
    return outcome


def is_empty(answer):
    """Return whether a function computes nothing: its body is `...`, `pass`, a text, or hands around what was given."""
    code = getattr(answer, "__code__", None)
    if code is None:
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
        return isinstance(outcome.error, NotImplementedError) or _reckons_with_dots(outcome.error)
    return any(each is ... or each is NotImplemented for each in _returned(outcome))


def _reckons_with_dots(error):
    """Return whether an error comes from a `...` that stands where a value is due."""
    if isinstance(error, TypeError | AttributeError) and "ellipsis" in str(error):
        return True
    frame = _readers_frame(error)
    if frame is None:
        return False
    line = linecache.getline(frame.f_code.co_filename, _line(error, frame))
    return "..." in line or any(each is ... for each in frame.f_locals.values())


def complaint(error):
    """Return an error as text."""
    return re.sub(r"\b0x[0-9a-fA-F]+", "0x…", f"{type(error).__name__}: {error}".rstrip(": "))


def place_of(error):
    """Return the line of an error in the reader's own code as text, or nothing where it isn't there."""
    frame = _readers_frame(error)
    if frame is None:
        return ""
    code, line = frame.f_code, _line(error, frame)
    name = "your function" if code.co_name == "<lambda>" else code.co_name
    written = linecache.getline(code.co_filename, line).strip()
    return f"\nIn line {line}, in {name}{': `' + written + '`' if written else ''}"


def _readers_frame(error):
    """Return the last frame of an error that is neither a library's nor ours."""
    frames = [frame for frame, _ in traceback.walk_tb(error.__traceback__)]
    own = [frame for frame in frames if not _is_foreign(frame.f_code.co_filename)]
    return own[-1] if own else None


def _line(error, frame):
    return next(line for each, line in traceback.walk_tb(error.__traceback__) if each is frame)


def _is_foreign(filename):
    if filename.startswith("<") and not filename.startswith("<ipython"):
        return filename.startswith("<frozen") or filename == "<__array_function__ internals>"
    path = str(Path(filename).resolve())
    return path.startswith(OURS) or "site-packages" in path or (path.startswith(LIBRARIES) and "ipykernel" not in path)


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
    try:
        return inspect.signature(answer)
    except (TypeError, ValueError):  # some functions written in C have none
        return None


@contextlib.contextmanager
def undisturbed():
    """Keep prints and pictures of a reader's function from the page, give random states back, and set a time limit."""
    numpys, pythons, limit = np.random.get_state(), random.getstate(), sys.getrecursionlimit()
    figures = _figures()
    clock = _Clock()
    try:
        with _unseen(), clock:
            yield clock
    finally:
        np.random.set_state(numpys)
        random.setstate(pythons)
        sys.setrecursionlimit(limit)
        for figure in set(_figures()) - set(figures):
            sys.modules["matplotlib.pyplot"].close(figure)


@contextlib.contextmanager
def _unseen():
    """Keep from the page what is printed, and in a notebook also what is displayed."""
    ipython = sys.modules.get("IPython")
    if ipython and ipython.get_ipython():
        from IPython.utils.capture import capture_output

        with capture_output():
            yield
    else:
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            yield


def _figures():
    """Return the numbers of the open figures, if matplotlib is in use at all."""
    pyplot = sys.modules.get("matplotlib.pyplot")
    return pyplot.get_fignums() if pyplot else []


class _Clock:
    """Interrupts the main thread, as the stop button does, when the time is up; elsewhere it can't, and doesn't."""

    def __init__(self):
        self.rang, self.lock, self.done = False, threading.Lock(), False
        in_main = threading.current_thread() is threading.main_thread()
        # What a shell starts in the background ignores the signal; somebody else's handler stays in place.
        self.works = in_main and signal.getsignal(signal.SIGINT) in (signal.default_int_handler, signal.SIG_IGN)
        self.timer = threading.Timer(SECONDS, self._ring)
        self.timer.daemon = True

    def _ring(self):
        with self.lock:  # so that nothing is interrupted after the end
            if not self.done:
                self.rang = True
                if hasattr(signal, "pthread_kill"):  # this also wakes a sleeper
                    signal.pthread_kill(threading.main_thread().ident, signal.SIGINT)
                else:
                    _thread.interrupt_main()

    def __enter__(self):
        if self.works:
            self.before = signal.signal(signal.SIGINT, signal.default_int_handler)
            self.timer.start()
        return self

    def __exit__(self, kind, *_):
        with self.lock:
            self.done = True
        self.timer.cancel()
        if self.rang and kind is None:
            with contextlib.suppress(KeyboardInterrupt):
                time.sleep(0.01)  # an interrupt that is still on its way arrives here
        if self.works:
            signal.signal(signal.SIGINT, self.before)
        return False
