"""Folding: typography goes, and every folded place leads back to the original."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.reading.folding import fold

TYPESET = st.text(st.sampled_from("ab \n\u00a0\u00ad\u200bﬁﬃ…“’–\u3000é人")) | st.text()


@pytest.mark.parametrize(
    ("typeset", "plain"),
    [
        ("‘so’ “called”", "'so' \"called\""),
        ("1990–2000 − half‑time", "1990-2000 - half-time"),
        ("one\u00a0\u2009two\r\n\r\n three", "one two three"),
        ("eﬃcient oﬃce…", "efficient office..."),
        ("devel\u00adop\u200bment\ufeff", "development"),
        ("a \u200b b", "a b"),
        ("Ärger in São Paulo, 人权", "Ärger in São Paulo, 人权"),
    ],
)
def test_typographic_variants_fold_to_what_a_keyboard_types(typeset, plain):
    assert fold(typeset).text == plain


@given(TYPESET)
def test_folding_twice_is_folding_once(text):
    once = fold(text).text
    assert fold(once).text == once


@given(TYPESET, st.data())
def test_a_folded_span_leads_back_to_an_original_that_folds_to_it(text, data):
    folded = fold(text)
    if not folded.text:
        return
    start = data.draw(st.integers(0, len(folded.text) - 1))
    end = data.draw(st.integers(start + 1, len(folded.text)))
    first, last = folded.original_span(start, end)
    assert 0 <= first < last <= len(text)
    # The whole of a ligature or a run of blanks stands for any part of it.
    assert folded.text[start:end].strip() in fold(text[first:last]).text


@given(TYPESET, st.integers(-3, 400))
def test_an_original_offset_has_a_place_in_the_folded_text(text, offset):
    folded = fold(text)
    assert 0 <= folded.offset_of(offset) <= len(folded.text)
    if 0 <= offset <= len(text):
        assert len(fold(text[:offset]).text) - folded.offset_of(offset) in {0, 1, 2, 3}
