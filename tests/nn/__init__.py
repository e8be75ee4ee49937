"""Tests of helpers.nn: the mathematics."""
