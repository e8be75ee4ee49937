"""The Markdown helpers of the tests, tested: what they miss, the tests of the lessons would miss."""

import pytest

from tests.markdown import anchors_of, broken_links, links_in, split_prose, stray_dollars, tags_in


@pytest.mark.parametrize(
    "source, formulas",
    [
        ("a $x$ b $y_1$", [("x", False), ("y_1", False)]),
        ("$$\nz = x \\tag{3.4}\n$$", [("z = x \\tag{3.4}", True)]),
        ("\\begin{align}\nz &= x\n\\end{align}", [("\\begin{align}\nz &= x\n\\end{align}", True)]),
        ("$$\n\\begin{aligned}\nz &= x\n\\end{aligned}\n$$", [("\\begin{aligned}\nz &= x\n\\end{aligned}", True)]),
        ("It costs $5 and then $6.", []),
        ("It costs \\$5; $x$ is free", [("x", False)]),
        ("`$x$` and ``a ` $y$``", []),
        ("```sh\necho $HOME $PATH\n```\n$x$", [("x", False)]),
        ("in a table | $a$ | $b$ |", [("a", False), ("b", False)]),
        ("over $a +\nb$ two lines", [("a +\nb", False)]),
    ],
)
def test_formulas(source, formulas):
    assert split_prose(source).formulas == formulas


def test_words():
    source = "One [two](three.md) $x$ `four` <b>five</b>\n\n```python\nsix\n```\n"
    assert split_prose(source).words.split() == ["One", "two", "five"]


def test_stray_dollars():
    assert stray_dollars("It costs $5 and then $6.") == ["It costs $5 and then $6."]
    assert not stray_dollars("It costs \\$5; $x$ and $$y$$ and `$z`")


def test_tags():
    assert tags_in("$$a \\tag{3.1}$$ `\\tag{3.2}` $$b \\tag{3.3}$$") == ["3.1", "3.3"]


def test_links(tmp_path):
    there = tmp_path / "there.md"
    there.write_text("# One, *two* `three`\n\n```sh\n# no heading\n```\n")
    here = tmp_path / "here.md"
    source = (
        '[a](there.md) [b [c]](there.md#one-two-three) ![d](gone.png "t") <img src="gone.svg"> `[e](code.md)` '
        "[f](https://example.org/x) [g](there.md#no-heading)"
    )
    assert links_in(source) == [
        "there.md",
        "there.md#one-two-three",
        "gone.png",
        "gone.svg",
        "https://example.org/x",
        "there.md#no-heading",
    ]
    assert broken_links(source, here) == ["gone.png", "gone.svg", "there.md#no-heading"]
    assert anchors_of(there) == {"one-two-three"}
