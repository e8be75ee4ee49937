"""How a widget is shown: one output with what stands in for it, or, in JupyterLab, outputs of their own."""

import ipywidgets
import pytest

from helpers import widgets
from helpers.widgets import frontend

PICTURE = {"image/png": "…", "text/plain": "Figure: a picture"}


@pytest.fixture
def shown(monkeypatch):
    """What was displayed, as [(data, metadata)]."""
    found = []
    monkeypatch.setattr(frontend, "display", lambda data, metadata=None, raw=None: found.append((data, metadata)))
    return found


def test_elsewhere_the_front_end_chooses(shown, monkeypatch):
    monkeypatch.delenv(frontend.JUPYTER, raising=False)
    box = ipywidgets.VBox()
    frontend.show(box, PICTURE, {"image/png": {"width": 760}})
    ((data, metadata),) = shown
    assert data.pop(frontend.VIEW)["model_id"] == box.model_id and data == PICTURE
    assert metadata == {"image/png": {"width": 760}} and frontend.AWAKE not in box._dom_classes


@pytest.mark.parametrize("lite", [False, True])
def test_in_jupyterlab_what_stands_in_is_an_output_of_its_own(lite, shown, monkeypatch):
    monkeypatch.setenv(frontend.JUPYTER, "02_sigmoid.ipynb")
    if lite:
        monkeypatch.delenv(frontend.JUPYTER)
        monkeypatch.setattr(frontend.sys, "platform", "emscripten")
    box = ipywidgets.VBox()
    frontend.show(box, PICTURE, {"image/png": {"width": 760}})
    picture, word, view = shown
    assert picture == (PICTURE, {"image/png": {"width": 760}})
    assert word[0].keys() == {"text/html"} and frontend.RUN in word[0]["text/html"] and "{" in word[0]["text/html"]
    assert view[0].keys() == {frontend.VIEW} and view[0][frontend.VIEW]["model_id"] == box.model_id
    assert frontend.AWAKE in box._dom_classes


def test_what_has_ended_needs_no_word_on_how_to_bring_it_back(shown, monkeypatch):
    monkeypatch.setenv(frontend.JUPYTER, "05_full_training.ipynb")
    widgets.progress(3)
    assert shown[1][0]["text/html"].endswith('<p class="backprop-asleep"></p>')
