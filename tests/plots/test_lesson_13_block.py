"""The block, drawn: its boxes are the layers of the lesson's model, in their order."""

from helpers import plots
from tests.figures import words


def test_the_boxes_are_in_order():
    said = words(plots.transformer_block())
    forward = ["ids", "embed", "norm", "attention", "+", "norm", "SwiGLU", "+", "linear", "loss"]
    assert [each for each in said if each in forward] == forward
    assert said.count("1 +") == 2 and said.count("2 paths") == 3 and said.count("3 paths") == 1


def test_it_says_both_ways():
    alt = plots.transformer_block().alt
    assert all(each in alt for each in ("embedding", "attention", "SwiGLU", "seed", "1 plus", "a way around"))
