import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from claims.reading.blocks import SEPARATOR, BlockKind, Piece, assemble, one_line

PIECES = st.lists(st.builds(Piece, st.text(), st.sampled_from(BlockKind)))


@given(PIECES)
def test_blocks_stand_one_after_the_other_and_cover_all_that_is_not_blank(pieces):
    text, blocks = assemble(pieces)
    place = 0
    for block in blocks:
        assert text[place : block.start] in ("", SEPARATOR)
        assert block.start < block.end
        place = block.end
    assert place == len(text)


@given(PIECES)
def test_a_block_slices_to_its_words_in_one_line(pieces):
    text, blocks = assemble(pieces)
    wanted = [one_line(piece.text) for piece in pieces if one_line(piece.text)]
    assert [text[block.start : block.end] for block in blocks] == wanted


@given(PIECES)
def test_the_text_of_a_reading_is_normalised_as_a_whole(pieces):
    text, _ = assemble(pieces)
    assert unicodedata.is_normalized("NFC", text)
    text.encode()  # a lone surrogate would not pass, neither here nor into a database


@given(st.text())
def test_one_line_is_one_line_and_stays_what_it_is(text):
    line = one_line(text)
    assert one_line(line) == line
    assert len(line.splitlines()) <= 1
    assert line == line.strip()


def test_combining_marks_become_the_letter_that_readers_search_for():
    assert one_line("Cafe\u0301  de\u00a0\n  Flore") == "Café de Flore"


def test_controls_soft_hyphens_and_inner_byte_order_marks_are_dropped():
    assert one_line("a\x00b\x07 co\u00adoperate \ufeffend") == "ab cooperate end"


def test_the_joiners_of_persian_and_hindi_are_kept():
    assert one_line("می\u200cخواهم") == "می\u200cخواهم"
    assert one_line("क्\u200dष") == "क्\u200dष"
