"""Predictions: driven as a reader drives them, as they read without a kernel, and those of the lessons."""

import re

import numpy as np
import pytest

from helpers.widgets import Answer, answers, predict
from helpers.widgets.predict import HOW_TO_CHOOSE, HOW_TO_WRITE, Prediction, as_html, as_number, as_text
from lessons.pairing import lesson_paths, notebook_path, read_notebook

CHOICES = [8, 6, 48, 7, 14]
TWO_PATHS = Answer(14, "8 + 6: add over the paths.")
SLOPE = Answer(0.105, "a(1 − a) with a = 0.881", within=0.01)


def words(html):
    """The text of a piece of HTML, one line per block."""
    return re.sub(r"<[^>]*>", "", html.replace("</div>", "\n")).strip()


# ------------------------------------------------------------------ choices


def test_nothing_is_chosen_or_shown_at_first():
    prediction = Prediction("How far?", CHOICES, TWO_PATHS)
    assert prediction.ask.value is None and prediction.reply.value == ""


def test_the_answer_is_not_shown_before_a_choice():
    prediction = Prediction("How far?", CHOICES, TWO_PATHS)
    prediction.reveal.click()
    assert words(prediction.reply.value) == HOW_TO_CHOOSE
    assert not prediction.ask.disabled and not prediction.reveal.disabled


def test_a_choice_can_be_changed_until_the_answer_is_shown():
    prediction = Prediction("How far?", CHOICES, TWO_PATHS)
    for choice in ("8", "48"):
        prediction.ask.value = choice
        assert words(prediction.reply.value) == f"Your prediction: {choice}"


@pytest.mark.parametrize("choice", ["8", "14"])
def test_both_are_shown_and_kept(choice):
    prediction = Prediction("How far?", CHOICES, TWO_PATHS)
    prediction.ask.value = choice
    for _ in range(2):  # a double click changes nothing
        prediction.reveal.click()
        lines = [f"Your prediction: {choice}", "The answer: 14", TWO_PATHS.because]
        assert words(prediction.reply.value).splitlines() == lines
    assert prediction.ask.value == choice
    assert prediction.ask.disabled and prediction.reveal.disabled


# ------------------------------------------------------------------ numbers


@pytest.mark.parametrize("text", ["", "  ", "about 3", "0,105", "1/0", "nan", "inf", "1/2/3", "1/"])
def test_a_number_that_cannot_be_read_shows_no_answer(text):
    prediction = Prediction("How steep?", None, SLOPE)
    prediction.ask.value = text
    prediction.reveal.click()
    assert words(prediction.reply.value) == HOW_TO_WRITE
    assert not prediction.ask.disabled


@pytest.mark.parametrize(
    "text, said, distance",
    [
        ("0.25", "0.25", "0.145 away from yours"),
        ("1/4", "0.25", "0.145 away from yours"),
        ("−2", "−2", "2.105 away from yours"),
        ("0.1", "0.1", "the two agree to within 0.01"),
        (" .115 ", "0.115", "the two agree to within 0.01"),
    ],
)
def test_a_number_is_compared(text, said, distance):
    prediction = Prediction("How steep?", None, SLOPE)
    prediction.ask.value = text
    prediction.reveal.click()
    lines = [f"Your prediction: {said}", f"The answer: 0.105 ({distance})", SLOPE.because]
    assert words(prediction.reply.value).splitlines() == lines


@pytest.mark.parametrize(
    "text, line", [("52", "The answer: 52"), ("52.0", "The answer: 52"), ("26", "The answer: 52 (26 away from yours)")]
)
def test_a_number_that_is_asked_for_exactly(text, line):
    prediction = Prediction("How many?", None, Answer(52, "2 · 26"))
    prediction.ask.value = text
    prediction.reveal.click()
    assert words(prediction.reply.value).splitlines()[1] == line


def test_numbers_as_they_are_read_and_written():
    assert [as_number(text) for text in ("-3", "−3", "1e3", "3/-4")] == [-3, -3, 1000, -0.75]
    assert [as_text(value) for value in (-3, 14.0, np.float64(0.105), np.int64(20100), "x")] == [
        "−3",
        "14",
        "0.105",
        "20100",
        "x",
    ]


# --------------------------------------------------------- without a kernel


def test_it_reads_as_a_question_with_a_folded_answer():
    bundle = Prediction("How far does `f` move?", [8, 14], TWO_PATHS).bundle()
    assert (
        bundle["text/html"] == "<p><b>Predict:</b> How far does <code>f</code> move?</p><ul><li>8</li><li>14</li></ul>"
        "<details><summary>show the answer</summary><b>14</b><br>8 + 6: add over the paths.</details>"
    )
    assert bundle["text/plain"] == "Predict: How far does `f` move?\n- 8\n- 14\nAnswer: 14\n8 + 6: add over the paths."


def test_a_question_for_a_number_lists_no_choices():
    bundle = Prediction("How steep?", None, SLOPE).bundle()
    assert "<ul>" not in bundle["text/html"]
    assert bundle["text/plain"] == "Predict: How steep?\nAnswer: 0.105\na(1 − a) with a = 0.881"


def test_what_is_shown_is_the_widget_beside_both_texts(monkeypatch):
    shown = []
    monkeypatch.setattr("helpers.widgets.frontend.display", lambda data, **options: shown.append(data))
    for _ in range(2):
        predict("How far?", choices=CHOICES, answer=TWO_PATHS)
    first, again = shown
    assert set(first) == {"application/vnd.jupyter.widget-view+json", "text/html", "text/plain"}
    assert first.pop("application/vnd.jupyter.widget-view+json") != again.pop(
        "application/vnd.jupyter.widget-view+json"
    )  # run again, it starts afresh
    assert first == again  # and the texts carry nothing that changes


def test_text_is_escaped():
    hostile = "<b>&\"'</b>"
    prediction = Prediction(hostile, [hostile, "other"], Answer(hostile, hostile))
    prediction.ask.value = hostile
    prediction.reveal.click()
    question = prediction.widget().children[0].value
    for html in (prediction.bundle()["text/html"], prediction.reply.value, question):
        assert hostile not in html and "&lt;b&gt;&amp;&quot;&#x27;&lt;/b&gt;" in html
    assert as_html("a `b < c` d") == "a <code>b &lt; c</code> d"


def test_no_colors_are_set():
    prediction = Prediction("How far?", CHOICES, TWO_PATHS)
    prediction.ask.value = "8"
    prediction.reveal.click()
    assert "color" not in prediction.reply.value + prediction.widget().children[0].value


# -------------------------------------------------------------- bad arguments


@pytest.mark.parametrize(
    "question, choices, answer, message",
    [
        ("", CHOICES, TWO_PATHS, "question must be a text"),
        ("a `b", CHOICES, TWO_PATHS, "question has a backtick without a partner"),
        ("How far?", CHOICES, Answer(14, " "), "because must be a text"),
        ("How far?", CHOICES, Answer(9, "why"), "the answer 9 is not among the choices"),
        ("How far?", CHOICES, Answer(None, "why"), "the answer None is not among the choices"),
        ("How far?", [14], TWO_PATHS, "at least two, and all different"),
        ("How far?", [], TWO_PATHS, "at least two, and all different"),
        ("How far?", [14, 14.0, 3], TWO_PATHS, "at least two, and all different"),
        ("How far?", "14 or 8", TWO_PATHS, "must be a list of texts or numbers"),
        ("How far?", [14, None], TWO_PATHS, "must be a list of texts or numbers"),
        ("How far?", [14, ""], TWO_PATHS, "must be a list of texts or numbers"),
        ("How far?", [14, 8], Answer(14, "why", within=1), "with choices leave it out"),
        ("How far?", None, Answer("far", "why"), "the answer must be a finite number"),
        ("How far?", None, Answer(True, "why"), "the answer must be a finite number"),
        ("How far?", None, Answer(float("nan"), "why"), "the answer must be a finite number"),
        ("How far?", None, Answer(1, "why", within="much"), "within must be a finite number"),
        ("How far?", None, Answer(1, "why", within=-1), "within must not be negative"),
    ],
)
def test_bad_arguments(question, choices, answer, message):
    with pytest.raises(ValueError, match=message):
        predict(question, choices=choices, answer=answer)


def test_an_answer_without_a_reason():
    with pytest.raises(TypeError, match=r"Answer\(value, because\)"):
        predict("How far?", choices=CHOICES, answer=14)


# ---------------------------------------------------------------- the lessons


def predictions(path):
    """The predictions of a lesson: (name of the answer, what the next two code cells print)."""
    cells = [cell for cell in read_notebook(notebook_path(path)).cells if cell.cell_type == "code"]
    found = []
    for place, cell in enumerate(cells):
        printed = "\n".join(output.get("text", "") for one in cells[place + 1 : place + 3] for output in one.outputs)
        found += [(name, printed) for name in re.findall(r"\bwidgets\.answers\.(\w+)", cell.source)]
    return found


@pytest.mark.parametrize("path", lesson_paths(), ids=lambda path: path.stem)
def test_each_lesson_asks_twice_at_least(path):
    assert len(predictions(path)) >= 2


@pytest.mark.parametrize("path", lesson_paths(), ids=lambda path: path.stem)
def test_one_of_the_next_two_cells_prints_the_number(path):
    for name, printed in predictions(path):
        value = getattr(answers, name).value
        if not isinstance(value, str):
            number = re.escape(as_text(value).replace("−", "-"))
            further = "" if "." in number else r"(?!\d|\.0*[1-9])"  # 0.207 may be printed as 0.20716, but 5 not as 5.1
            assert re.search(rf"(?<![\d.-]){number}{further}", printed), name


def test_each_answer_is_asked_for_once():
    asked = [name for path in lesson_paths() for name, _ in predictions(path)]
    known = [name for name, value in vars(answers).items() if isinstance(value, Answer)]
    assert sorted(asked) == sorted(known)
