"""What changed between two texts: nothing lost, nothing made up, told in whole words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.reading.difference import difference, runs


@given(st.text(alphabet="ab \n,é", max_size=80), st.text(alphabet="ab \n,é", max_size=80))
def test_a_difference_holds_both_texts(before, after):
    parts = difference(before, after)
    assert "".join(part.text for part in parts if part.tag != "ins") == before
    assert "".join(part.text for part in parts if part.tag != "del") == after


def test_a_difference_is_told_in_whole_words():
    told = [tuple(part) for part in difference("Ten of us.\nSame.", "Nine of us.\nSame.")]
    assert told == [("del", "Ten"), ("ins", "Nine"), ("", " of us.\nSame.")]


def test_a_figure_is_told_whole():
    told = difference("It cost 9.8 million, or 1,200 each.", "It cost 9.9 million, or 1,250 each.")
    changed = [tuple(part) for part in told if part.tag]
    assert changed == [("del", "9.8"), ("ins", "9.9"), ("del", "1,200"), ("ins", "1,250")]


@given(st.lists(st.sampled_from("ab ")), st.lists(st.sampled_from("ab ")))
def test_runs_hold_both_lists_in_order(before, after):
    found = list(runs(before, after))
    assert [piece for old, _ in found for piece in old] == before
    assert [piece for _, new in found for piece in new] == after


@pytest.mark.parametrize("filler", ["a b ", "word\n", "x"])
def test_one_changed_word_of_a_long_text_is_all_that_is_marked(filler):
    begin, end = filler * 20_000, filler * 20_000
    told = difference(f"{begin} 38 {end}", f"{begin} 18 {end}")
    assert [tuple(part) for part in told if part.tag] == [("del", "38"), ("ins", "18")]


def test_beyond_a_bound_a_passage_is_told_as_a_whole():
    told = difference("a b " * 25_000, "b c " * 25_000)
    assert [part.tag for part in told] == ["del", "ins", ""]
