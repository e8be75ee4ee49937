"""While a reader's function runs: nothing gets out, what it changes is put back, and it doesn't run forever."""

import _thread
import builtins
import contextlib
import gc
import math
import operator
import os
import random
import signal
import sys
import threading
import time
import warnings

import numpy as np

ALARM = getattr(signal, "SIGALRM", signal.SIGINT)  # Windows has no alarm
GENTLE, AGAIN = 4, 0.05  # so many interrupts come one by one, after so many seconds
HAS_TIMER = hasattr(signal, "setitimer")
UNKNOWN = object()  # such as the folder in which we are, where it was deleted
RUNNING = threading.local()  # its `clock` belongs to the check that runs in this thread


class Stopped(KeyboardInterrupt):
    """The time is up, or the reader has pressed stop."""


def tried(action, *arguments, instead=None):
    """Return what something of the reader's returns (`__str__`, `__array__`, …), or instead, whatever it raises."""
    try:
        return action(*arguments)
    except Stopped:
        raise
    except BaseException:
        return instead


def running():
    """Return the clock of the check that runs in this thread, if one does."""
    return getattr(RUNNING, "clock", None)


class Clock:
    """Interrupts the main thread when the time is up, or the reader presses stop; then again and again.

    A bare `except` swallows an interrupt. The first ones leave some time to tidy up. After those one waits whenever
    Python looks for signals, and strikes or passes at random: in the end it strikes where no `except` is.

    armed: it may interrupt. rang: the time is up. pressed: the reader has stopped it. frame: where that was.
    nested: a check was called inside of the function. works: False where it can't interrupt.
    """

    def __init__(self, seconds):
        self.seconds, self.until = seconds, time.monotonic() + seconds
        self.works = self.armed = self.rang = self.pressed = self.nested = False
        self.strikes, self.frame, self.before, self.theirs = 0, None, {}, None
        self.ended, self.random = threading.Event(), random.Random()
        self.thread = threading.Thread(target=self._ring, daemon=True)

    def start(self):
        """Start. In a browser no thread can be started (and no timer rings), and only the main thread has signals."""
        with contextlib.suppress(ValueError, RuntimeError, OSError):
            for number in {signal.SIGINT, ALARM}:
                if signal.getsignal(number) is not None:  # a handler that isn't Python's can't be put back
                    self.before[number] = signal.signal(number, self._interrupt)
            self.thread.start()
            if HAS_TIMER:  # it strikes also while a thread can't: C code may hold the interpreter and look for signals
                self.theirs = signal.setitimer(signal.ITIMER_REAL, self.seconds)
            self.works = ALARM in self.before

    def stop(self):
        """End: from here on nothing is interrupted, and no interrupt is on its way."""
        self.armed = False
        self.ended.set()
        if self.thread.is_alive():
            self.thread.join()
        if self.theirs:
            signal.setitimer(signal.ITIMER_REAL, 0)
        for number, handler in self.before.items():
            signal.signal(number, handler)
        if self.theirs:  # somebody else's alarm goes on
            signal.setitimer(signal.ITIMER_REAL, *self.theirs)
        self.frame = None

    def _ring(self):
        """Interrupt from another thread."""
        while not self.ended.wait(AGAIN):
            if self.pressed or time.monotonic() >= self.until:
                _thread.interrupt_main(ALARM)

    def _interrupt(self, number, frame):
        if not self.armed or frame.f_code.co_filename == __file__:  # it is about to end, or interrupting already
            return
        if not self.pressed:
            self.rang = self.rang or time.monotonic() >= self.until
            self.pressed = not self.rang and callable(self.before.get(number))  # a shell may ignore the stop key
        if self.rang or self.pressed:
            self.frame = self.frame or frame
            self.strikes += 1
            if HAS_TIMER:
                signal.setitimer(signal.ITIMER_REAL, AGAIN, AGAIN)
            more = self.strikes > GENTLE
            passes = more and self.random.random() < 0.5
            for _ in map(_thread.interrupt_main, [ALARM] * more):  # in a loop's head Python looks for no signal
                if passes:
                    return
                raise Stopped
            raise Stopped


class Session:
    """What `with` is for: inside, the reader's function may do what it likes; afterwards the session is as before."""

    def __init__(self, seconds):
        self.clock = Clock(seconds)

    def __enter__(self):
        self.outer = running()
        if self.outer:  # a check inside of a check: one clock is enough
            return self.outer
        self.clock.start()
        self.figures = set(_figures())
        self.stack = contextlib.ExitStack()
        for each in (np.errstate(), np.printoptions(), warnings.catch_warnings(), _unseen()):
            self.stack.enter_context(each)
        RUNNING.clock = self.clock
        RUNNING.between, RUNNING.afterwards = _looked(BETWEEN), _looked(AFTERWARDS)
        self.clock.armed = True
        return self.clock

    def __exit__(self, *error):
        if self.outer:
            return
        self.clock.stop()
        put_back()
        put_back(RUNNING.afterwards)
        RUNNING.clock = None
        self.stack.close()
        for figure in set(_figures()) - self.figures:
            sys.modules["matplotlib.pyplot"].close(figure)
        if self.clock.pressed:  # whoever swallowed it
            raise KeyboardInterrupt from None


# ---- what is put back


def put_back(states=None):
    """Put back what belongs to the whole session: between two calls what the check itself needs."""
    for put, state in states or RUNNING.between:
        if state is not UNKNOWN:
            tried(put, state)


def _looked(pairs):
    """Return [(how to put it back, as it is now)]."""
    return [(put, tried(look, instead=UNKNOWN)) for look, put in pairs]


def _of_module(module):
    """Return how to look at the names of a module, and how to put back those that were given another value."""

    def put_back(before):
        names = vars(module)
        if len(names) != len(before) or not all(map(operator.is_, names.values(), before.values())):
            names.update(before)

    return lambda: dict(vars(module)), put_back


def _unless_same(look, put_back):
    """Return the same pair, which puts nothing back where nothing was changed."""
    return look, lambda state: None if tried(look, instead=UNKNOWN) == state else put_back(state)


def _put_back_environment(before):
    os.environ.clear()
    os.environ.update(before)


def _put_back_path(before):
    sys.path[:] = before


# How to look at something that belongs to the whole session, and how to put it back.
BETWEEN = (
    *map(_of_module, (builtins, sys, math, np)),
    _unless_same(sys.gettrace, sys.settrace),
    _unless_same(sys.getprofile, sys.setprofile),
    _unless_same(np.geterrcall, np.seterrcall),
)
AFTERWARDS = (
    (np.random.get_state, np.random.set_state),
    (random.getstate, random.setstate),
    _unless_same(lambda: [*sys.path], _put_back_path),
    _unless_same(os.getcwd, os.chdir),
    _unless_same(os.environ.copy, _put_back_environment),
    _unless_same(sys.getswitchinterval, sys.setswitchinterval),
    _unless_same(gc.isenabled, lambda was_on: gc.enable() if was_on else gc.disable()),
)


# ---- what is kept from the page


@contextlib.contextmanager
def _unseen():
    """Keep from the page what is printed, and in a notebook also what is displayed."""
    with contextlib.ExitStack() as stack:
        ipython = sys.modules.get("IPython")
        if ipython and ipython.get_ipython():
            from IPython.utils.capture import capture_output

            stack.enter_context(capture_output(stdout=False, stderr=False))
        nowhere = stack.enter_context(open(os.devnull, "w", encoding="utf-8", errors="replace"))  # there may be much
        stack.enter_context(contextlib.redirect_stdout(nowhere))
        stack.enter_context(contextlib.redirect_stderr(nowhere))
        yield


def _figures():
    """Return the numbers of the open figures, if matplotlib is in use at all."""
    pyplot = sys.modules.get("matplotlib.pyplot")
    return pyplot.get_fignums() if pyplot else []
