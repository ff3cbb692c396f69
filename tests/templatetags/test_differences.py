"""Old words and new: everything marked that differs, nothing lost, nothing run."""

import re
from html import unescape

from hypothesis import given
from hypothesis import strategies as st

from claims.templatetags.differences import differences, marked

WORDS = st.lists(st.sampled_from(["the", "a", " ", "\n\n", "<b>", "x&y", "fell", "18", "."]))


def plain(html):
    return unescape(re.sub(r"</?(?:del|ins|p)>", "", html))


@given(WORDS.map("".join), WORDS.map("".join))
def test_both_texts_are_whole_and_what_is_unmarked_is_common(old, new):
    left, right = marked(old, new)
    assert plain(left) == old
    assert plain(right) == new
    kept = [re.sub(r"<(del|ins)>.*?</\1>", "", side, flags=re.DOTALL) for side in (left, right)]
    assert kept[0] == kept[1]
    assert "<b>" not in left + right


def test_only_what_changed_is_marked():
    left, right = marked("It fell by 38 percent.", "It fell by 18 percent.")
    assert left == "It fell by <del>38</del> percent."
    assert right == "It fell by <ins>18</ins> percent."


def test_paragraphs_that_stayed_are_left_out():
    left, right = differences("One.\n\nTwo.\n\nThree.", "One.\n\n2.\n\nThree.")
    assert left == "<p>[…]</p><p><del>Two</del>.</p><p>[…]</p>"
    assert right == "<p>[…]</p><p><ins>2</ins>.</p><p>[…]</p>"


def test_texts_of_any_length_are_compared_within_bounds():
    old, new = "a b " * 25_000, "b c " * 25_000
    left, _ = differences(old, new)
    assert plain(left) == old
    assert left.startswith("<p><del>")
