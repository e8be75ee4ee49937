"""Tests of helpers.widgets: predictions, sliders, progress."""
