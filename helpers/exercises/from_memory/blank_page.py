"""Write from memory: each lesson from 02 on opens with an empty cell for what the course has built so far.

`blank_page("03")` shows the task; `.check(numerical_gradient, sigmoid, …)` looks at the functions in the
order of the task, and names the first that is wrong.
"""

from dataclasses import replace
from functools import lru_cache
from html import escape

from helpers.exercises.check.exercise import Exercise
from helpers.exercises.check.record import record
from helpers.exercises.check.task import Note, Task
from helpers.exercises.check.verdict import CORRECT, NOT_ATTEMPTED, WRONG, Verdict, as_html, framed, plain
from helpers.exercises.lesson_01_chain_rule import PATH_SLIPS
from helpers.exercises.lesson_01_judge import numerical_gradient
from helpers.exercises.lesson_01_network import chain_backward
from helpers.exercises.lesson_02_activations import sigmoid, sigmoid_backward
from helpers.exercises.lesson_03_linear import linear_backward, linear_forward
from helpers.exercises.lesson_05_training import sgd_step
from helpers.exercises.lesson_06_softmax import softmax_cross_entropy_backward
from helpers.exercises.two_layers.tasks import two_layer_exercises
from helpers.exercises.two_layers.variant import Variant

# ---- 02: the chain rule on three nodes

chain_rule = Exercise(
    signature="chain_rule(x)",
    task="""
Three nodes: `a = x**2`, `b = 3 * x + 2`, and `f = a * b`. Return the slope of f in x by the chain rule, without
multiplying f out: local slopes along the paths.
""",
    formula="""
a = x**2
b = 3 * x + 2
df_da = b
df_db = a
da_dx = 2 * x
db_dx = 3 * ones(x)
along_a = df_da * da_dx
along_b = df_db * db_dx
df_dx = along_a + along_b
""",
    wrong=PATH_SLIPS,
    draw=lambda numbers, n: (numbers(n),),
    sizes=({"n": 3}, {"n": 4}, {"n": 5}),
    integers=False,
    hints="""
How many paths lead from x to f? Write the local slope on each arrow.
In a product, each factor has the other one as its slope. Along a path one multiplies.
Through a it is b · 2x, through b it is a · 3. Over paths one adds.
""",
    body="""
a = x**2
b = 3 * x + 2
df_da, df_db = b, a
return df_da * 2 * x + df_db * 3
""",
    reason="""
Multiply along a path, add over the paths, (1.4): one wiggle of x reaches f through a and through b, and f feels both.
""",
)

MULTIPLIED_OUT = (
    "A remark. In your `chain_rule` f is multiplied out first. The task asks for the local slopes along the paths:"
    " through a it is b · 2x, through b it is a · 3."
)


def remarks_on(name, function):
    """Return the remarks on a function that is right; the chain rule on these paths has no 9 in it."""
    constants = getattr(getattr(function, "__code__", None), "co_consts", ())
    return (MULTIPLIED_OUT,) * (name == chain_rule.name and 9 in constants)


# ---- 04: a linear layer, one sample

ONE_SAMPLE = ({"n": 1, "d_in": 3, "d_out": 2}, {"n": 1, "d_in": 2, "d_out": 5}, {"n": 1, "d_in": 4, "d_out": 3})
ONE_SQUARE = ({"n": 1, "d_in": 3, "d_out": 3},)


def for_one_sample(exercise, task):
    """An exercise of the course with a batch of one."""
    return replace(exercise, task=task, sizes=ONE_SAMPLE, alike=ONE_SQUARE)


linear_forward_of_one = for_one_sample(
    linear_forward,
    "A linear layer for one sample: `X` (1, d_in), `W` (d_in, d_out), `b` (d_out,). Return `Z` (1, d_out).",
)
linear_backward_of_one = for_one_sample(
    linear_backward,
    "Its way back: `dL_dZ` (1, d_out) arrives. Return `(dL_dX, dL_dW, dL_db)`, each in the shape of what it belongs to:"
    " (1, d_in), (d_in, d_out) and (d_out,).",
)


# ---- the pages

SHORT = {
    "numerical_gradient": (
        "The slope of `f` in each entry of `x` (any shape, whole numbers too), by central differences; `x` stays as"
        " it is."
    ),
    "sigmoid": "σ(z) for each entry of `Z`, without overflow for −1000 or 1000.",
    "sigmoid_backward": "`dL_dZ`, given what arrives and the activation `A` = σ(Z).",
}
from_nothing = replace(  # where no line is given
    numerical_gradient,
    hints="""
Nudge one entry up and down, and leave the others. How far does f move, and over what distance?
Work on a copy in floats: a whole number has no room for a nudge. `np.ndindex(x.shape)` goes through all entries,
  whatever the shape.
(f(x + h) − f(x − h)) / (2h), with h in one entry at a time, and each result in its own place.
""",
)
SMALL = (from_nothing, sigmoid, sigmoid_backward)
FORWARD, LOSS, BACKWARD, TRAIN = "forward", "half_squared_error", "backward", "train"


def _in_short(exercise):
    """An exercise of the course with its task in one line, and a count of hints of its own."""
    return replace(exercise, task=SHORT.get(exercise.name, exercise.task), shown=0)


def _tasks(stage):
    """Return the exercises of a stage."""
    if stage in ("05", "06", "07", "09", "10"):
        all_four = two_layer_exercises(Variant("tanh" if stage == "09" else "sigmoid", columns=stage == "10"))
        names = {"05": (BACKWARD,), "06": (FORWARD, LOSS, BACKWARD)}.get(stage, (FORWARD, LOSS, BACKWARD, TRAIN))
        return tuple(all_four[name] for name in names)
    small = {
        "02": (chain_rule, from_nothing),
        "03": SMALL,
        "04": (*SMALL, linear_forward_of_one, linear_backward_of_one),
        "11": (softmax_cross_entropy_backward, sgd_step),
        "12": (chain_backward, linear_backward),
        "13": (linear_backward, softmax_cross_entropy_backward),
    }[stage]
    return tuple(map(_in_short, small))


TITLES = {
    "02": "the chain rule, and the judge",
    "03": "the judge, and the sigmoid both ways",
    "04": "the judge, the sigmoid, and a linear layer for one sample",
    "05": "two layers, backward",
    "06": "two layers, forward and backward",
    "07": "a network and its training loop",
    "09": "a network with tanh",
    "10": "a network in columns",
    "11": "the seed of a softmax, and a step",
    "12": "a chain of numbers, and a layer, backward",
    "13": "a linear layer, and the seed of a softmax",
}
STAGES = tuple(TITLES)


class BlankPage(Task):
    """What to write from memory at the start of a lesson. `check(function, …)` takes the functions by their names."""

    reason = ""  # each function has its own

    def __init__(self, stage):
        self.lesson, self.tasks = stage, _tasks(stage)
        self.name = f"blank page {stage}"
        self.right = set()

    def check(self, *functions, **named):
        """Return the Verdict: the first function of the task that is wrong; else what is still to be written."""
        found, strangers = self._by_name(functions, named)
        missing, remarks, self.right = [], (), set()
        for task in self.tasks:
            verdict = task.verdict(found[task.name]) if task.name in found else None
            if verdict is None or verdict.status == NOT_ATTEMPTED:
                missing.append(task)
            elif verdict.status == WRONG:
                place = f"`{task.name}`, {self.tasks.index(task) + 1} of {len(self.tasks)}"
                return replace(verdict, exercise=self.name, message=f"{place}:\n{verdict.message}")
            else:
                self.right.add(task.name)
                remarks += remarks_on(task.name, found[task.name])
        return record(replace(self._so_far(missing, strangers), remarks=remarks), self.lesson)

    def _by_name(self, functions, named):
        """Return {name of a task: function}, and the names that no task has. What has no own name counts by place."""
        names, found, strangers = [task.name for task in self.tasks], {}, []
        for place, function in enumerate(functions):
            name = getattr(function, "__name__", None) or getattr(function, "name", None)
            if name not in names and name in (None, "<lambda>") and place < len(names):
                name = names[place]
            if name in names:
                found[name] = function
            else:
                strangers.append(str(name))
        strangers += [name for name in named if name not in names]
        return found | {name: each for name, each in named.items() if name in names}, strangers

    def _so_far(self, missing, strangers):
        if not missing:
            right = f"All {len(self.tasks)} right" if len(self.tasks) > 1 else "Right"
            return Verdict(self.name, CORRECT, message=f"{right}, from memory.")
        done = [task.name for task in self.tasks if task.name in self.right]
        lines = [f"Right so far: {', '.join(f'`{name}`' for name in done)}."] if done else []
        if strangers:
            lines.append(
                f"Nothing here is called {', '.join(f'`{name}`' for name in strangers)}: the functions are told apart"
                " by their names."
            )
        lines.append("Still to be written, from memory:" if done else "Write from memory, without looking back:")
        lines += [f"`{task.signature}`: {task.task}" for task in missing]
        return Verdict(self.name, NOT_ATTEMPTED, message="\n".join(lines))

    @property
    def next(self):
        """The first task that is not right yet."""
        return next((task for task in self.tasks if task.name not in self.right), self.tasks[-1])

    def hint(self):
        """Return the next hint for the first function that is not right yet."""
        self.keep_hint()
        task = self.next
        if task.shown >= len(task.hints):
            return Note(
                f"There are no more hints for {task.name}. `exercises.blank_page({self.lesson!r}).solution()` shows the"
                " page."
            )
        return Note(f"{task.name}: {task.hint()}")

    def worked(self):
        """Return the whole page, with the reasons."""
        return "\n".join(f"{task.worked()}\n{task.reason}" for task in self.tasks)

    def __repr__(self):
        tasks = [f"{task.signature}: {task.task}" for task in self.tasks]
        title = f"{self.name}: {TITLES[self.lesson]}"
        return plain("\n".join([title, "Write from memory, without looking back:", *tasks]))

    def _repr_html_(self):
        rows = "".join(f"<li><code>{escape(task.signature)}</code>{as_html(task.task)}</li>" for task in self.tasks)
        return framed(f"<p><b>{escape(self.name)}: {escape(TITLES[self.lesson])}</b></p><ol>{rows}</ol>")


def blank_page(stage):
    """Return the BlankPage of a lesson: "02" (or 2) to "07", and "09" to "13".

    Raises ValueError for a lesson that has none.

    >>> blank_page(3).check(...).status
    'not attempted'
    """
    name = f"{int(stage):02}" if str(stage).isdigit() else str(stage)
    if name not in STAGES:
        raise ValueError(f"there is no blank page for {stage!r}; there are {', '.join(STAGES)}")
    return _page(name)


@lru_cache
def _page(name):
    return BlankPage(name)
