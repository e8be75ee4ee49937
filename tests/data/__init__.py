"""Tests of helpers.data: the toy sets and the digits."""
