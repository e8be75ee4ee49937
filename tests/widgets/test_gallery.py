"""The gallery: driven as a reader drives it, and as it reads without a kernel."""

import re
from html import unescape

import pytest

from helpers import museum, plots
from helpers.widgets.gallery import Gallery, gallery
from helpers.widgets.predict import HOW_TO_CHOOSE

PLACES = range(len(museum.exhibits))


@pytest.fixture(scope="module")
def visited():
    """A gallery that is used by several tests."""
    return Gallery()


def words(html):
    """The text of a piece of HTML, one line per block."""
    return unescape(re.sub(r"<[^>]*>", "", html.replace("</div>", "\n"))).strip()


def test_nothing_is_chosen_or_shown_at_first():
    shown = Gallery()
    assert shown.guess.value is None and shown.reply.value == shown.answer.value == "" and not shown.picture.value
    assert shown.picture.layout.display == "none"
    assert words(shown.score.value) == f"seen 0 of {len(PLACES)}, guessed right 0"


def test_the_answer_is_not_shown_before_a_guess():
    shown = Gallery()
    shown.note.value = "a factor too many"
    shown.reveal.click()
    assert words(shown.reply.value) == HOW_TO_CHOOSE and shown.answer.value == ""
    assert not shown.reveal.disabled
    shown.guess.value = museum.FALLS
    assert shown.reply.value == ""


@pytest.mark.parametrize("place", PLACES, ids=[exhibit.name for exhibit in museum.exhibits])
def test_reveal(visited, place):
    exhibit = museum.exhibits[place]
    visited.chooser.value = place
    assert "published" in visited.task.value.lower()
    visited.guess.value = exhibit.outcome
    visited.reveal.click()
    assert f"{exhibit.verdict} (as you said)" in words(visited.reply.value)
    answer = words(visited.answer.value)
    assert exhibit.shown_number in answer and "mended" in answer.lower() and "Published in:" in answer
    assert visited.picture.layout.display is None and bytes(visited.picture.value).startswith(b"\x89PNG")
    assert visited.guess.disabled and visited.reveal.disabled


def test_guesses_and_notes_stay():
    shown = Gallery()
    shown.guess.value, shown.note.value = museum.STAYS, "the z"
    shown.reveal.click()
    shown.next.click()
    assert shown.chooser.value == 1 and shown.guess.value is None and shown.note.value == ""
    assert not shown.guess.disabled and shown.answer.value == "" and shown.picture.layout.display == "none"
    shown.guess.value = museum.FALLS
    shown.chooser.value = 0
    assert (
        (shown.guess.value, shown.note.value) == (museum.STAYS, "the z") and shown.guess.disabled and shown.answer.value
    )
    shown.chooser.value = 1
    assert shown.guess.value == museum.FALLS and not shown.guess.disabled
    assert words(shown.score.value) == f"seen 1 of {len(PLACES)}, guessed right 1"


def test_a_wrong_guess_is_kept_and_not_counted():
    shown = Gallery()
    shown.guess.value = museum.FALLS
    shown.reveal.click()
    shown.reveal.click()
    assert "(you said: falls as far, or farther)" in words(shown.reply.value)
    assert words(shown.score.value) == f"seen 1 of {len(PLACES)}, guessed right 0"


def test_after_the_last_comes_the_first():
    shown = Gallery()
    shown.chooser.value = PLACES[-1]
    shown.next.click()
    assert shown.chooser.value == 0


def test_it_reads_as_a_list_with_folded_answers(visited):
    html, text = visited.bundle().values()
    assert html.count("<details") == html.count("</details>") == 2 * len(PLACES)
    for exhibit in museum.exhibits:
        assert f"{exhibit.title}: {exhibit.question}" in text and exhibit.name in text
    assert text.endswith(museum.table())
    assert not re.search(r"0x[0-9a-f]{6}|np\.float", html + text)


def test_sources_on_github_are_links(visited):
    html = visited.bundle()["text/html"]
    for exhibit in museum.exhibits:
        assert exhibit.link is None or f"<a href='{exhibit.link}' " in html


def test_no_colors_are_set(visited):
    everything = visited.task.value + visited.answer.value + visited.bundle()["text/html"]
    assert not re.search(r"(?<!border-)\b(color|background)\b *:", everything)


def test_what_is_shown_is_the_widget_beside_both_texts(monkeypatch):
    shown = []
    monkeypatch.setattr("helpers.widgets.frontend.display", lambda data, **options: shown.append(data))
    for _ in range(2):
        gallery()
    first, again = shown
    view = "application/vnd.jupyter.widget-view+json"
    assert first.pop(view) != again.pop(view)
    assert first == again and set(first) == {"text/html", "text/plain"}


def test_an_updated_figure_says_what_a_fresh_one_says():
    figure = plots.exhibit_curves("constructor-called")
    figure.update(name="up-the-hill")
    assert (
        figure.alt
        == plots.exhibit_curves("up-the-hill").alt
        == f"Two loss curves from the same start: {museum.find('up-the-hill').verdict}"
    )
