"""Nothing that a checked function raises, returns or prints gets out, and what it changes is put back."""

import builtins
import gc
import math
import os
import random
import signal
import sys
import time
import warnings

import numpy as np
import pytest

from helpers import exercises
from helpers.exercises.check import calling, examine
from tests.exercises.answers import checked, from_cell, written

RIGHT = "return np.maximum(Z, 0)"


def check(body, name="relu"):
    """Check a function with this body."""
    return exercises.ALL[name].check(written(name, body))


@pytest.fixture
def short(monkeypatch):
    """A limit of a fifth of a second."""
    monkeypatch.setattr(calling, "SECONDS", 0.2)
    monkeypatch.setattr(examine, "SECONDS", 0.2)


# ------------------------------------------------------------ what gets out


@pytest.mark.parametrize(
    "body",
    [
        "class Odd(Exception):\n    def __str__(self):\n        raise RuntimeError('no words')\nraise Odd",
        "class Odd(Exception):\n    def __str__(self):\n        raise SystemExit\nraise Odd",
        "class Odd(Exception):\n    def __str__(self):\n        return 3\nraise Odd",
        "class Odd:\n    def __repr__(self):\n        raise RuntimeError('no words')\nraise ValueError(Odd())",
        "class Odd:\n    def __repr__(self):\n        raise KeyboardInterrupt\nraise KeyError(Odd(), Odd())",
        "import os\nraise ValueError('a' * 1_000_000)",
        "raise ValueError('line\\n' * 100_000)",
        "raise type('A' * 100_000, (Exception,), {})('b')",
    ],
)
def test_an_error_that_cannot_say_what_it_is(body):
    verdict = check(body)
    assert (verdict.status, verdict.mistake) == ("wrong", "raises")
    assert len(repr(verdict)) < 1500 and "In line " in verdict.message


def test_a_warning_that_cannot_say_what_it_is():
    body = (
        "import warnings\nclass Odd(RuntimeWarning):\n    def __str__(self):\n        return self.words.pop()\n"
        f"odd = Odd()\nodd.words = ['once']\nwarnings.warn(odd)\n{RIGHT}"
    )
    assert check(body).status == "correct"


@pytest.mark.parametrize("how", ["raise SystemExit", "raise KeyboardInterrupt", "raise RuntimeError('no')", "1 / 0"])
def test_a_result_that_cannot_be_read(how):
    verdict = check(f"class Odd:\n    def __array__(self, *args, **kwargs):\n        {how}\nreturn Odd()")
    assert (verdict.status, verdict.mistake) == ("wrong", None) and verdict.message.startswith("A is an Odd")


@pytest.mark.parametrize("how", ["raise SystemExit", "raise RuntimeError('no')", "return 3"])
def test_a_signature_that_cannot_be_read(how):
    namespace = {}
    exec(f"class Odd:\n    @property\n    def __signature__(self):\n        {how}", namespace)
    namespace["Odd"].__call__ = lambda self, Z: Z
    assert exercises.relu.check(namespace["Odd"]()).status == "wrong"


def test_a_default_that_cannot_be_shown():
    odd = "class Odd:\n    def __repr__(self):\n        raise RuntimeError\n"
    verdict = exercises.relu.check(from_cell(f"{odd}def relu(Z, more, odd=Odd()):\n    return Z + more\n", "relu"))
    assert verdict.mistake == "raises" and "`more`" in verdict.mend


def test_an_object_that_raises_for_every_name():
    class Odd:
        def __getattr__(self, name):
            raise RuntimeError(name)

        def __call__(self, Z):
            return np.maximum(Z, 0)

    assert exercises.relu.check(Odd()).status == "correct"


def test_prints_by_the_million(capsys):
    start = time.monotonic()
    assert check(f"for i in range(20_000):\n    print(i)\n{RIGHT}").status == "correct"  # that makes half a million
    assert time.monotonic() - start < 10 and capsys.readouterr() == ("", "")


@pytest.mark.parametrize(
    "line",
    ["sys.stdout.buffer.write(b'here')", "sys.stdout.close()", "print('\\udc80')", "sys.stderr.writelines(['a'] * 9)"],
)
def test_what_else_one_does_with_the_page(line, capfd):
    assert check(f"import sys\n{line}\n{RIGHT}").status in ("correct", "wrong")
    print("here")
    assert capfd.readouterr() == ("here\n", "")


def test_a_recursion_without_end():
    verdict = check("return relu(Z)")
    assert verdict.mistake == "raises" and "RecursionError" in verdict.message


def test_a_thread_that_goes_on():
    body = f"import threading, time\nthreading.Thread(target=time.sleep, args=(0.5,), daemon=True).start()\n{RIGHT}"
    assert check(body).status == "correct"


# ------------------------------------------------------------ what stays as it was

CHANGES = {
    "the folder": ("import os\nos.chdir('/')", os.getcwd),
    "a folder that is deleted": (
        "import os, tempfile\nfolder = tempfile.mkdtemp()\nos.chdir(folder)\nos.rmdir(folder)",
        os.getcwd,
    ),
    "a function of math": ("import math\nmath.exp = math.log", lambda: math.exp),
    "the hooks": ("import sys\nsys.excepthook = sys.displayhook = print", lambda: (sys.excepthook, sys.displayhook)),
    "the environment": (
        "import os\nos.environ['OMP_NUM_THREADS'] = '77'\nos.environ.pop('PATH', 0)",
        lambda: dict(os.environ),
    ),
    "how numbers are printed": ("np.set_printoptions(precision=2, suppress=True)", np.get_printoptions),
    "NumPy's errors": ("np.seterr(all='raise')", np.geterr),
    "NumPy's handler of errors": ("np.seterrcall(print)", np.geterrcall),
    "a function of NumPy": ("keep, np.maximum = np.maximum, None\nreturn keep(Z, 0)", lambda: np.maximum),
    "all of NumPy": ("kept = dict(vars(np))\nvars(np).clear()\nreturn kept['maximum'](Z, 0)", lambda: np.maximum),
    "the filters of warnings": ("import warnings\nwarnings.simplefilter('ignore')", lambda: warnings.filters[:]),
    "how warnings are shown": ("import warnings\nwarnings.showwarning = print", lambda: warnings.showwarning),
    "a builtin": ("import builtins\nbuiltins.sum = max", lambda: builtins.sum),
    "the tracing": ("import sys\nsys.settrace(lambda *_: None)", sys.gettrace),
    "the profiling": ("import sys\nsys.setprofile(lambda *_: None)", sys.getprofile),
    "the recursion limit": ("import sys\nsys.setrecursionlimit(5000)", sys.getrecursionlimit),
    "the path of modules": (
        "import sys\nsys.path.insert(0, '/tmp')\nsys.path = ['/tmp', *sys.path]",
        lambda: sys.path[:],
    ),
    "what is printed to": ("import sys\nsys.stdout = sys.stderr = None", lambda: (sys.stdout, sys.stderr)),
    "the collector": ("import gc\ngc.disable()", gc.isenabled),
    "Python's random numbers": ("import random\nrandom.seed(3)", random.getstate),
    "NumPy's random numbers": ("np.random.seed(3)", lambda: np.random.get_state()[1].tolist()),
    "the stop button": (
        "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)",
        lambda: signal.getsignal(signal.SIGINT),
    ),
    "the alarm": (
        "import signal\nsignal.setitimer(signal.ITIMER_REAL, 0.01)",
        lambda: signal.getitimer(signal.ITIMER_REAL),
    ),
}


@pytest.mark.parametrize("what", CHANGES)
def test_what_it_changes_is_put_back(what):
    body, look = CHANGES[what]
    before = look()
    assert check(f"{body}\n{RIGHT}").status == "correct"
    assert look() == before


def test_a_recursion_limit_that_leaves_no_room():
    body = "import inspect, sys\nsys.setrecursionlimit(len(inspect.stack(0)) + 3)\nreturn np.abs(Z)"
    assert check(body).status == "wrong"


def test_what_it_changes_is_put_back_after_an_error_and_an_interrupt(short):
    before = os.getcwd(), sys.gettrace()
    assert check("import os\nos.chdir('/')\nraise ValueError").mistake == "raises"
    assert (
        "never ends"
        in check("import os, sys\nos.chdir('/')\nsys.settrace(lambda *_: None)\nwhile True:\n    pass").message
    )
    assert (os.getcwd(), sys.gettrace()) == before


@pytest.mark.parametrize(
    "name, line",
    [
        ("chain_backward", "S.value = 0.0"),
        ("numerical_gradient", "f.value = 0.0"),
        ("numerical_jacobian", "f.D = None"),
    ],
)
def test_functions_that_the_check_hands_out_stay_as_they_are(name, line):
    exercise = exercises.ALL[name]
    assert "FrozenInstanceError" in checked(name, line).message
    assert exercise.check(from_cell(exercise.code, name)).status == "correct"
