"""Nothing gets out, nothing that Python can interrupt hangs, and the reader's session stays as it was."""

import os
import signal
import subprocess
import sys
import threading
import time

import numpy as np
import pytest

from helpers import exercises
from helpers.exercises.check import calling, examine
from helpers.exercises.check.session import Stopped, running
from lessons.pairing import ROOT
from tests.exercises.answers import from_cell, written

RIGHT = "return np.maximum(Z, 0)"


def check(body, name="relu"):
    """Check a function with this body."""
    return exercises.ALL[name].check(written(name, body))


@pytest.fixture
def short(monkeypatch):
    """A limit of a fifth of a second."""
    monkeypatch.setattr(calling, "SECONDS", 0.2)
    monkeypatch.setattr(examine, "SECONDS", 0.2)


# ------------------------------------------------------------ what has no end

ENDLESS = {
    "a loop": "while True:\n    pass",
    "a sleep": "import time\ntime.sleep(60)",
    "a bare except around a sleep": """
import time
while True:
    try:
        time.sleep(0.2)
        return np.maximun(Z, 0)
    except:
        pass
""",
    "a bare except around a loop": """
while True:
    try:
        while True:
            len(Z)
    except BaseException:
        continue
""",
    "one bare except in another": """
import time
while True:
    try:
        while True:
            try:
                time.sleep(10)
            except:
                pass
    except:
        pass
""",
    "a helper that swallows everything": """
import contextlib, time
def careful():
    with contextlib.suppress(BaseException):
        time.sleep(1)
while True:
    careful()
""",
    "a finally that goes on": """
while True:
    try:
        len(Z)
    finally:
        continue
""",
    "a pattern that backtracks": "import re\nreturn re.match(r'(a+)+b', 'a' * 60)",
    "a power of whole numbers": "return 7 ** (7 ** 12)",
    "a wait for another thread": """
import threading
threading.Event().wait()
""",
    "a lock that is taken twice": "import threading\nlock = threading.Lock()\nlock.acquire()\nlock.acquire()",
    "a queue that stays empty": "import queue\nreturn queue.Queue().get()",
    "prints without end": "while True:\n    print('still here')",
    "the signal ignored": """
import signal, time
signal.signal(signal.SIGINT, signal.SIG_IGN)
while True:
    time.sleep(0.01)
""",
    "a result that is never read": """
class Odd:
    def __array__(self, *args, **kwargs):
        while True:
            pass
return Odd()
""",
    "an error that never says what it is": """
class Odd(Exception):
    def __str__(self):
        while True:
            pass
raise Odd
""",
    "a generator that goes on when it is closed": """
import time
def numbers():
    while True:
        try:
            yield 1
        except GeneratorExit:
            time.sleep(60)
for number in numbers():
    break
""",
}


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="without a timer of the system C code isn't interrupted")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # an interrupt in a generator's end
@pytest.mark.parametrize("kind", ENDLESS)
def test_what_has_no_end_is_stopped(short, kind, monkeypatch):
    monkeypatch.setattr(sys, "unraisablehook", lambda *_: None)  # pytest's own may be interrupted, and then complains
    start = time.monotonic()
    verdict = check(ENDLESS[kind])
    assert time.monotonic() - start < 5
    assert (verdict.status, verdict.mistake) == ("wrong", None) and "never ends" in verdict.message
    time.sleep(0.05)  # nothing comes later


def test_the_line_where_it_was(short):
    verdict = check("Z = Z + 1\nwhile True:\n    pass")
    assert "In line 3, in relu: `while True:`" in verdict.message or "In line 4" in verdict.message
    assert verdict.where in (3, 4)
    verdict = exercises.relu.check(
        from_cell("import time\ndef wait():\n    time.sleep(60)\ndef relu(Z):\n    wait()\n", "relu")
    )
    assert "In line 3, in wait: `time.sleep(60)`" in verdict.message and verdict.where == 3


def test_what_is_slow_is_not_called_endless(short):
    verdict = check(f"import time\ntime.sleep(0.05)\n{RIGHT}")
    assert "never ends" not in verdict.message and "It may be right" in verdict.message


def test_no_interrupt_comes_late(short):
    for _ in range(20):
        check("while True:\n    try:\n        len(Z)\n    except:\n        pass")
        before = signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGALRM), signal.getitimer(signal.ITIMER_REAL)
        assert before == (signal.default_int_handler, signal.SIG_DFL, (0, 0)) and running() is None
    time.sleep(0.3)
    assert threading.active_count() < 5


def test_somebody_elses_alarm_goes_on(short):
    rang = []
    before = signal.signal(signal.SIGALRM, lambda *_: rang.append(1))
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.4)
        assert "never ends" in check("while True:\n    pass").message and not rang
        time.sleep(0.6)
        assert rang
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


# ------------------------------------------------------------ the reader's own stop


@pytest.mark.parametrize(
    "body",
    [
        "import time\ntime.sleep(30)",
        "import time\nwhile True:\n    try:\n        time.sleep(30)\n    except:\n        pass",
        "try:\n    while True:\n        pass\nexcept KeyboardInterrupt:\n    return Z",
    ],
)
def test_the_stop_button_works(body):
    answer = written("relu", body)
    press = threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGINT))
    press.start()
    start = time.monotonic()
    with pytest.raises(KeyboardInterrupt) as raised:
        exercises.relu.check(answer)
    assert raised.type is KeyboardInterrupt and time.monotonic() - start < 5
    assert exercises.relu.check(written("relu", RIGHT)).status == "correct"


def test_an_interrupt_that_the_function_raises_is_its_own():
    assert check("raise KeyboardInterrupt").mistake == "raises"


# ------------------------------------------------------------ where nothing can be interrupted


def refuse(*_):
    raise RuntimeError("can't start new thread")


def test_without_threads_it_says_that_there_is_no_limit(monkeypatch):
    monkeypatch.setattr(threading.Thread, "start", refuse)
    verdict = check(RIGHT)
    assert verdict.status == "correct" and "No time limit" in verdict.remark and "No time limit" in repr(verdict)
    verdict = check("return Z")
    assert verdict.status == "wrong" and "No time limit" in verdict.remark


def test_whoever_keeps_a_limit_can_say_so(monkeypatch):
    monkeypatch.setattr(threading.Thread, "start", refuse)
    monkeypatch.setattr(calling, "LIMIT_KEPT_OUTSIDE", True)
    assert not check(RIGHT).remark


def test_without_signals_too(monkeypatch):
    def refuse_signals(*_):
        raise ValueError("signal only works in main thread of the main interpreter")

    monkeypatch.setattr(signal, "signal", refuse_signals)
    verdict = check(RIGHT)
    assert verdict.status == "correct" and "No time limit" in verdict.remark


def test_in_another_thread():
    verdicts = []
    thread = threading.Thread(target=lambda: verdicts.append(check(RIGHT)))
    thread.start()
    thread.join()
    assert verdicts[0].status == "correct" and "No time limit" in verdicts[0].remark


def test_where_there_is_a_limit_nothing_is_said():
    assert check(RIGHT).remarks == ()


# ------------------------------------------------------------ a check inside of a check


def test_a_check_inside_of_a_checked_function():
    source = """
def sgd_step(parameters, gradients, learning_rate):
    for theta, gradient in zip(parameters, gradients):
        theta -= learning_rate * gradient
    exercises.sgd_step.check(sgd_step)
"""
    answer = from_cell("from helpers import exercises\n" + source, "sgd_step")
    start = time.monotonic()
    verdict = exercises.sgd_step.check(answer)
    assert time.monotonic() - start < 3
    assert verdict.status == "correct" and "calls a check itself" in verdict.remark


def test_a_check_that_is_returned_is_no_result():
    source = "from helpers import exercises\ndef relu(Z):\n    return exercises.relu.check(relu)\n"
    assert exercises.relu.check(from_cell(source, "relu")).status == "wrong"


def test_another_check_inside():
    inner = []
    verdict = exercises.relu.check(lambda Z: (inner.append(exercises.sigmoid.check(lambda Z: Z)), np.maximum(Z, 0))[1])
    assert verdict.status == "correct" and {each.status for each in inner} == {"not attempted"}


def test_stopped_is_an_interrupt():
    assert issubclass(Stopped, KeyboardInterrupt)


def test_in_a_process_of_its_own():
    """Twenty seconds are what it takes where nobody shortens them; here two, and nothing comes later."""
    program = """
import time
from helpers import exercises
from helpers.exercises.check import calling, examine
calling.SECONDS = examine.SECONDS = 2
def relu(Z):
    while True:
        try:
            time.sleep(0.2)
            return np.maximun(Z, 0)
        except:
            pass
start = time.monotonic()
print(exercises.relu.check(relu).status, time.monotonic() - start < 5)
time.sleep(0.5)
print("nothing came later")
"""
    run = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert run.stdout == "wrong True\nnothing came later\n", run.stderr
