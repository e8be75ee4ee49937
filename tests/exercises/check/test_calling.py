"""Whatever a reader's function does, the check answers, and the session stays whole."""

import functools
import linecache
import os
import random
import signal
import statistics
import subprocess
import sys
import time
import warnings
import zipfile
from pathlib import Path

import numpy as np
import pytest

from helpers import exercises
from helpers.exercises.check import calling, examine
from lessons.pairing import ROOT
from tests.exercises.answers import EXERCISES, from_cell, written

BACKWARD = exercises.linear_backward
RIGHT = "return dL_dZ @ W.T, X.T @ dL_dZ, dL_dZ.sum(axis=0)"


def check(body, name="linear_backward"):
    """Check a function with this body."""
    return exercises.ALL[name].check(written(name, body))


# ------------------------------------------------------------ not attempted


@pytest.mark.parametrize("name", EXERCISES)
@pytest.mark.parametrize(
    "body",
    [
        "...",
        "pass",
        '"""What it does."""',
        "return None",
        "return",
        "return ...",
        "raise NotImplementedError",
        'raise NotImplementedError("your turn")',
        '"""What it does."""\n...  # your code here',
    ],
)
def test_not_attempted(name, body):
    verdict = check(body, name)
    assert verdict.status == "not attempted" and verdict.mistake is None
    assert (
        str(verdict)
        == repr(verdict)
        == f"{name}: not attempted\n`{exercises.ALL[name].signature}` is still to be written."
    )


@pytest.mark.parametrize(
    "body",
    [
        "dL_dX = ...\ndL_dW = X.T @ dL_dZ\nreturn dL_dX, dL_dW, dL_dZ.sum(axis=0)",
        "dL_dX = W * ...\nreturn dL_dX, 0, 0",
        "dL_dZ = ...\nreturn dL_dZ.T, 0, 0",
        "dL_dX = ...\nreturn X @ dL_dX, 0, 0",
        "dL_dX = None\ndL_dW = None\ndL_db = None\nreturn dL_dX, dL_dW, dL_db",
        "dL_dX = dL_dW = dL_db = None\nreturn [dL_dX, dL_dW, dL_db]",
        "return np.exp(...), 0, 0",
        "dL_dW = X.T @ ...\nreturn dL_dZ @ W.T, dL_dW, 0",
        "dL_db = np.zeros(2)\ndL_db += ...\nreturn dL_dZ @ W.T, X.T @ dL_dZ, dL_db",
    ],
)
def test_a_line_that_is_still_missing(body):
    assert check(body).status == "not attempted"


FINISHED = [
    ("sgd_step", "for theta, g in zip(parameters, gradients):\n    theta[...] = theta - learning_rate * grad"),
    ("sgd_step", "for theta, g in zip(parameters, gradients):\n    theta[...] -= learning_rat * g"),
    ("sgd_step", "for theta, g in zip(parameters, gradients):\n    theta[..., :] = theta - rate * g"),
    ("sgd_step", "for theta, g in zip(parameters, gradients):\n    theta[(..., 0)] = (theta - rate * g)[..., 0]"),
    ("sgd_step", "parameters[...] = parameters - learning_rate * gradients"),
    ("sgd_step", "parameters[...] -= 1"),
    ("relu", "A = np.zeros(Z.shape)\nA[...] = np.maximun(Z, 0)\nreturn A"),
    ("relu", "return np.maximun(Z[...], 0)"),
    ("relu", "return np.maximun(Z, 0)  # ..."),
    ("relu", "return np.einsum('...i->...', Z, W)"),
    ("relu", "print('...')\nreturn {}['...']"),
    ("linear_backward", "return dL_dZ @ W.T, X.T @ dL_dZ[..., None], dL_dZ.sum(axis=0)"),
    ("linear_backward", "dL_db = np.zeros(len(W))\ndL_db[...] = dL_dZ.sum(axis=0)\nreturn 0, 0, dL_db"),
    ("sigmoid", "return 1 / (1 + np.exp(-Z[:, :, ..., None, 0] @ Y))"),
    ("relu", "return np.random.default_rng(1).spawn"),
]


@pytest.mark.parametrize(("name", "body"), FINISHED)
def test_three_dots_in_a_finished_answer(name, body):
    assert check(body, name).status == "wrong"


@pytest.mark.parametrize(
    "body",
    [
        "for theta, gradient in zip(parameters, gradients):\n    theta[...] = ...",
        "for theta, gradient in zip(parameters, gradients):\n    theta[...] = theta - learning_rate * ...",
        "for theta, gradient in zip(parameters, gradients):\n    theta -= ...",
        "for theta, gradient in zip(..., gradients):\n    theta -= gradient",
        "for theta, gradient in ...:\n    theta -= gradient",
        "step = ...\nfor theta, gradient in zip(parameters, gradients):\n    theta -= step",
    ],
)
def test_three_dots_where_a_value_is_due(body):
    assert check(body, "sgd_step").status == "not attempted"


def test_a_library_that_raises_not_implemented_is_an_error():
    body = "import logging\nreturn logging.Handler().emit(Z)"
    assert check(body, "relu").mistake == "raises"


@pytest.mark.parametrize(
    "body",
    [
        "for theta, gradient in zip(parameters, gradients):\n    ...  # your line",
        "for i in range(len(parameters)):\n    pass",
        "for i, theta in enumerate(parameters):\n    ...",
    ],
)
def test_a_loop_without_its_line(body):
    assert check(body, "sgd_step").status == "not attempted"
    assert (
        check(body.replace("...", "theta = 2 * theta").replace("pass", "parameters[i] + 1"), "sgd_step").mistake
        == "not-in-place"
    )


def test_a_stub_with_other_arguments_is_not_attempted():
    assert BACKWARD.check(lambda: ...).status == "not attempted"


def test_a_forgotten_return_is_an_attempt():
    verdict = check("dL_dX = dL_dZ @ W.T")
    assert verdict.status == "wrong" and verdict.mistake is None and "`return`" in verdict.message


def test_what_was_given_and_a_constant_are_attempts():
    assert exercises.sigmoid_backward.check(lambda dL_dA, A: dL_dA).mistake == "missing-slope"
    assert "dL_db is None" in check("return dL_dZ @ W.T, X.T @ dL_dZ, None").message
    assert exercises.half_squared_error.check(lambda Y_hat, Y: 0.0).status == "wrong"


# ------------------------------------------------------------ mistaken calls


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        ((), "not attempted"),
        ((None,), "not attempted"),
        ((...,), "not attempted"),
        ((BACKWARD,), "not attempted"),
        ((np.zeros(3),), "wrong"),
        (((1, 2, 3),), "wrong"),
        (("linear_backward",), "wrong"),
        ((int,), "wrong"),
        ((np.ones(2), np.ones(3), 0), "wrong"),
    ],
)
def test_a_mistaken_call_says_what_to_pass(arguments, status):
    verdict = BACKWARD.check(*arguments)
    assert verdict.status == status and verdict.mistake is None
    assert "linear_backward" in verdict.message


def test_another_number_of_arguments():
    verdict = BACKWARD.check(lambda dL_dZ, X: None if X is None else 1)
    assert verdict.mistake == "raises" and "(dL_dZ, X)" in verdict.message and "3 arguments" in verdict.message


@pytest.mark.parametrize(
    ("signature", "said"),
    [
        ("self, dL_dZ, X, W", "`self` belongs to the methods of a class"),
        ("dL_dZ, X, W, b", "The check doesn't pass `b`. Give it a value in the `def` line, as in `b=1`."),
        ("G, A, V, rate, n", "The check doesn't pass `rate` and `n`."),
        ("dL_dZ, X", "Write `def linear_backward(dL_dZ, X, W):`."),
        ("dL_dZ, X, *, W", "Write `def linear_backward(dL_dZ, X, W):`."),
        ("", "Write `def linear_backward(dL_dZ, X, W):`."),
    ],
)
def test_another_number_of_arguments_says_what_to_change(signature, said):
    verdict = BACKWARD.check(written("linear_backward", RIGHT, f"linear_backward({signature})"))
    assert verdict.mistake == "raises" and "TypeError" in verdict.message
    assert said in verdict.mend and "the line that is named" not in verdict.mend and verdict.where is None


def test_arguments_in_another_order():
    verdict = BACKWARD.check(written("linear_backward", RIGHT, "linear_backward(X, W, dL_dZ)"))
    assert verdict.status == "wrong" and "in this order; yours takes (X, W, dL_dZ)" in verdict.message


def test_other_names_and_more_arguments_with_defaults():
    assert (
        BACKWARD.check(
            written("f", "return G @ V.T, A.T @ G, G.sum(axis=0)", "f(G, A, V, n=None, *more, **named)")
        ).status
        == "correct"
    )


def test_things_that_can_be_called():
    class Answer:
        def __call__(self, dL_dZ, X, W):
            return dL_dZ @ W.T, X.T @ dL_dZ, dL_dZ.sum(axis=0)

    function = written("linear_backward", RIGHT)
    for answer in (
        Answer(),
        functools.partial(function),
        lambda *a: function(*a),
        functools.lru_cache(lambda: function)(),
        np.vectorize,
    ):
        assert BACKWARD.check(answer).status == ("wrong" if answer is np.vectorize else "correct")


# ------------------------------------------------------------ errors


def test_an_error_comes_with_its_line():
    verdict = check("n = len(X)\nreturn dL_dZ @ V.T, 0, n")
    assert verdict.mistake == "raises"
    assert verdict.message.startswith(
        "It raises NameError: name 'V' is not defined\nIn line 3, in linear_backward: `return dL_dZ @ V.T, 0, n`\n"
    )


@pytest.mark.parametrize(
    ("body", "line"),
    [
        ("n = len(X)\nreturn dL_dZ @ V.T, 0, n", 3),
        ("n = len(X)\n\nreturn (\n    dL_dZ @ W,\n    X.T @ dL_dZ / nothing,\n    1,\n)", 5),
        ("G = np.linalg.inv(dL_dZ)\nreturn G, G, G", 2),
        ("if len(X) == 1:\n    raise ValueError\n" + RIGHT, 3),
        ("if X.dtype == np.float32:\n    raise ValueError\n" + RIGHT, 3),
        ("if X.dtype == int:\n    raise ValueError\n" + RIGHT, 3),
        ("if len(X) > 20:\n    raise ValueError\n" + RIGHT, 3),
    ],
)
def test_the_number_of_the_line(body, line):
    verdict = check(body)
    assert verdict.where == line and f"In line {line}, in " in verdict.message


@pytest.mark.parametrize("body", [RIGHT, "return -X, X.T @ dL_dZ, 1", "return 3", "...", "return None"])
def test_no_line_where_nothing_was_raised(body):
    assert check(body).where is None


def test_no_line_is_named_in_the_fold_where_none_is_shown():
    for answer in (np.linalg.inv, functools.partial(np.add, 1, 2), "abc".encode):
        verdict = BACKWARD.check(answer)
        assert verdict.mistake == "raises" and verdict.where is None
        assert "In line" not in verdict.message and "the line that is named" not in verdict.mend


def test_a_name_that_is_misspelled_has_no_shape():
    assert "compare the name" in check("return dL_dZ @ V.T, 0, 0").mend


def test_the_line_is_the_readers_where_a_library_raises():
    message = check("G = np.linalg.inv(dL_dZ)\nreturn G, G, G").message
    assert "LinAlgError" in message and "In line 2, in linear_backward: `G = np.linalg.inv(dL_dZ)`" in message


def test_the_line_is_the_readers_where_a_library_was_compiled_elsewhere():
    space = {"__file__": str(Path(np.__file__).with_name("elsewhere.pyc"))}  # as in NumPy for the browser
    exec(compile("def ones(n):\n    return n + ''", "numpy/elsewhere.py", "exec"), space)
    answer = from_cell("def linear_backward(dL_dZ, X, W):\n    return ones(3)\n", "linear_backward")
    answer.__globals__["ones"] = space["ones"]
    assert "In line 2, in linear_backward: `return ones(3)`" in BACKWARD.check(answer).message


def test_the_line_is_the_readers_where_the_standard_library_is_a_zip(tmp_path):
    archive = tmp_path / "python.zip"
    with zipfile.ZipFile(archive, "w") as file:
        for module in (linecache, statistics):
            file.write(module.__file__, Path(module.__file__).name)
    program = """
import statistics
from helpers import exercises

def linear_backward(dL_dZ, X, W):
    return statistics.mean([])

print(exercises.linear_backward.check(linear_backward).message)
"""
    path = os.pathsep.join(map(str, (archive, ROOT)))
    found = subprocess.run(
        [sys.executable, "-c", program], env=os.environ | {"PYTHONPATH": path}, capture_output=True, text=True
    )
    assert "In line 6, in linear_backward" in found.stdout, found.stdout + found.stderr


def test_the_line_is_that_of_a_helper_from_another_cell():
    source = "def helper(W):\n    return W.t\n\ndef linear_backward(dL_dZ, X, W):\n    return helper(W), 0, 0\n"
    assert "In line 2, in helper: `return W.t`" in BACKWARD.check(from_cell(source, "linear_backward")).message


def test_a_line_without_its_source():
    namespace = {}
    exec("def linear_backward(dL_dZ, X, W):\n    return 1 / 0", namespace)
    assert (
        "It raises ZeroDivisionError: division by zero\nIn line 2, in linear_backward\n"
        in BACKWARD.check(namespace["linear_backward"]).message
    )


@pytest.mark.parametrize(
    "body",
    [
        "import sys\nsys.exit()",
        "raise KeyboardInterrupt",
        "raise SystemExit('bye')",
        "raise GeneratorExit",
        "return linear_backward(dL_dZ, X, W)",
        "assert False",
        "raise StopIteration",
    ],
)
def test_nothing_gets_out(body):
    verdict = check(body)
    assert verdict.status == "wrong" and verdict.mistake == "raises" and "In line " in verdict.message


def test_no_addresses_in_an_error():
    assert "at 0x…" in check("raise ValueError(object())").message


@pytest.mark.parametrize(
    "body",
    [
        "return 'abc'",
        "return {}",
        "return [[1, 2], [3]]",
        "return lambda: 0",
        "return dL_dA.astype(complex)",
        "yield dL_dA",
        "return {1: dL_dA}",
        "return np.array([None])",
    ],
)
def test_what_is_no_array_of_numbers(body):
    verdict = check(body, "sigmoid_backward")
    assert verdict.status == "wrong" and verdict.mistake is None and verdict.message.startswith("dL_dZ ")


def test_a_coroutine_is_no_array():
    source = "async def sigmoid_backward(dL_dA, A):\n    return dL_dA\n"
    assert "coroutine" in exercises.sigmoid_backward.check(from_cell(source, "sigmoid_backward")).message


# ------------------------------------------------------------ side effects


def test_prints_and_warnings_stay_inside(capsys):
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        assert (
            check(
                "print('here')\nimport sys, warnings\nsys.stderr.write('there')\nwarnings.warn('look')\n" + RIGHT
            ).status
            == "correct"
        )
        assert check("return 1 / (1 + np.exp(-Z))", "sigmoid").mistake == "overflow"
    assert not warned and capsys.readouterr() == ("", "")


def test_pictures_are_closed():
    pyplot = pytest.importorskip("matplotlib.pyplot")
    mine = pyplot.figure()
    assert check("import matplotlib.pyplot as plt\nplt.figure()\nplt.plot(X)\n" + RIGHT).status == "correct"
    assert pyplot.get_fignums() == [mine.number]
    pyplot.close(mine)


def test_random_states_are_as_before():
    np.random.seed(5)
    random.seed(5)
    before = np.random.get_state()[1].tolist(), random.getstate()
    assert (
        check("import random\nnp.random.seed(0)\nrandom.seed(1)\nnp.random.normal(size=3)\n" + RIGHT).status
        == "correct"
    )
    assert (np.random.get_state()[1].tolist(), random.getstate()) == before


def test_numpys_error_state_does_not_matter():
    for state in ("ignore", "raise"):
        with np.errstate(all=state):
            assert check("return 1 / (1 + np.exp(-Z))", "sigmoid").mistake == "overflow"
            assert check("return 0.5 * (1 + np.tanh(Z / 2))", "sigmoid").status == "correct"


def test_the_recursion_limit_is_as_before():
    before = sys.getrecursionlimit()
    assert check("import sys\nsys.setrecursionlimit(5000)\n" + RIGHT).status == "correct"
    assert sys.getrecursionlimit() == before


@pytest.mark.parametrize(
    "body",
    [
        "while True:\n    pass",
        "import time\ntime.sleep(60)",
        "while True:\n    try:\n        len(X)\n    finally:\n        pass",
    ],
)
def test_what_has_no_end_is_stopped(monkeypatch, body):
    monkeypatch.setattr(calling, "SECONDS", 0.2)
    monkeypatch.setattr(examine, "SECONDS", 0.2)
    start = time.monotonic()
    verdict = check(body)
    assert (
        verdict.status == "wrong"
        and verdict.mistake is None
        and "never ends" in verdict.message
        and "In line " in verdict.message
    )
    assert time.monotonic() - start < 5


def test_what_has_no_end_is_stopped_where_the_shell_ignores_interrupts(monkeypatch):
    monkeypatch.setattr(calling, "SECONDS", 0.2)
    monkeypatch.setattr(examine, "SECONDS", 0.2)
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        assert "never ends" in check("while True:\n    pass").message
        assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGINT, before)


def test_a_slow_answer_is_called_a_limited_number_of_times():
    """It is not changed and tried again and again, as a quick one is."""
    calls = []

    def slow(dL_dZ, X, W):
        calls.append(time.sleep(0.11))
        return dL_dZ @ W.T, X.T @ dL_dZ, dL_dZ.sum(axis=0) ** 2

    assert BACKWARD.check(slow).status == "wrong"
    assert len(calls) < 30
    calls.clear()
    assert (
        BACKWARD.check(lambda dL_dZ, X, W: (calls.append(0), dL_dZ @ W.T, X.T @ dL_dZ, dL_dZ.sum(axis=0))[1:]).status
        == "correct"
    )
    assert len(calls) < 60


def test_it_has_to_work_twice():
    source = (
        "total = 0\ndef half_squared_error(Y_hat, Y):\n    global total\n    total += 0.5 * ((Y_hat - Y) ** 2).sum() /"
        " len(Y)\n    return total\n"
    )
    verdict = exercises.half_squared_error.check(from_cell(source, "half_squared_error"))
    assert verdict.status == "wrong" and "Two calls with the same arguments" in verdict.message


def test_noise_is_found():
    assert "random" in check("return dL_dA * A * (1 - A) + 1e-3 * np.random.normal()", "sigmoid_backward").message


def test_float32():
    body = "if Z.dtype != np.float64 and Z.dtype.kind == 'f':\n    return 2 * safe_sigmoid(Z)\nreturn safe_sigmoid(Z)"
    verdict = check(body, "sigmoid")
    assert verdict.status == "wrong" and "float32" in verdict.message


def test_results_may_be_anything_array_like():
    assert (
        check("return [(dL_dZ @ W.T).tolist(), np.matrix(X.T @ dL_dZ), tuple(dL_dZ.sum(axis=0))]").status == "correct"
    )


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("sgd_step", "parameters.clear()"),
        ("sgd_step", "for p in parameters:\n    p.resize(p.size + 1, refcheck=False)"),
        ("sgd_step", "gradients.pop()"),
        ("sgd_step", "parameters[0] = 'abc'"),
        ("sgd_step", "for p in parameters:\n    p[:] = np.nan"),
        ("sgd_step", "for p in parameters:\n    p.flags.writeable = False"),
        ("linear_backward", "W.shape = (-1,)\nreturn W, W, W"),
        ("linear_backward", "X.resize((2, 2), refcheck=False)\nreturn X, X, X"),
        ("linear_backward", "return dL_dZ @ W.T * np.inf, X.T @ dL_dZ + np.nan, dL_dZ.sum(0)"),
        ("linear_backward", "return np.zeros((0, 3)), X.T @ dL_dZ, 10**400"),
        (
            "linear_backward",
            "class Bad:\n    def __array__(self, *a, **k):\n        raise RuntimeError('no')\nreturn Bad(), 1, 2",
        ),
        ("linear_backward", "return {'dL_dX': 1}, True, np.datetime64('2020-01-01')"),
        ("linear_backward", "import itertools\nreturn itertools.count()"),
        ("half_squared_error", "from decimal import Decimal\nreturn Decimal(1)"),
        ("half_squared_error", "return float('nan')"),
        ("half_squared_error", "return 0.5, None"),
        ("relu", "import sys\nsys.stdout = sys.stderr = None\nreturn Z"),
        ("relu", "raise ExceptionGroup('two', [ValueError('a'), ValueError('b')])"),
    ],
)
def test_odd_answers_are_wrong_and_nothing_else_happens(name, body):
    verdict = check(body, name)
    assert verdict.status == "wrong" and verdict.message and verdict._repr_html_() and sys.stdout is not None
