"""The colors at a glance: each swatch has its quantity's color, and its name can be read on it."""

import pytest
from matplotlib.colors import to_rgb

from helpers.plots import colors, style
from tests.figures import texts

SWATCHES = {
    "inputs": style.INPUT,
    "parameters": style.PARAMETER,
    "activations,\npredictions": style.ACTIVATION,
    "targets": style.TARGET,
    "loss": style.LOSS,
    "gradients": style.GRADIENT,
    "learning\nrate, step": style.RATE,
}


def luminance(color):
    """Return the relative luminance of the Web Content Accessibility Guidelines."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(color)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_each_name_stands_on_its_color():
    figure = colors()
    names = {text.get_text(): text for text in texts(figure)}
    assert names.keys() == SWATCHES.keys()
    for name, color in SWATCHES.items():
        (swatch,) = [patch for patch in figure.axes[0].patches if _inside(patch, names[name])]
        assert swatch.get_facecolor()[:3] == pytest.approx(to_rgb(color))
        assert contrast(color, names[name].get_color()) >= 4.5
        for word in name.replace(",", "").split():
            assert word in figure.alt


def _inside(patch, text):
    return patch.get_path().get_extents(patch.get_patch_transform()).contains(*text.get_position())
