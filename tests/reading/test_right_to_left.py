import pytest

from claims.reading.right_to_left import Glyph, as_read, is_scrambled, letters

SIZE = 10


def placed(text, *, gap=3.0):
    """Letters as they stand on paper: from the right edge leftwards, `gap` points for a blank."""
    glyphs, edge = [], 500.0
    for letter in text:
        if letter == " ":
            edge -= gap
            continue
        wide = 0.5 if letter in "ًَُِ" else 5.0
        glyphs.append(Glyph(letter, edge - wide, edge))
        edge -= wide
    return glyphs


@pytest.mark.parametrize("text", ["يولد جميع الناس", "כל בני האדם", "أحراراً متساوين"])
def test_words_stored_from_left_to_right_are_read_from_right_to_left(text):
    stored = placed(text)[::-1]
    assert is_scrambled(stored)
    assert as_read(stored, SIZE) == text


def test_words_that_come_as_read_are_left_alone():
    assert not is_scrambled(placed("يولد جميع الناس"))


def test_numbers_and_latin_words_in_between_keep_their_direction():
    arabic = placed("عام ")
    edge = arabic[-1].left - 3
    number = [Glyph(d, edge - 20 + 5 * i, edge - 15 + 5 * i) for i, d in enumerate("1948")]
    rest = [
        Glyph(g.text, g.left - 600 + edge + 75, g.right - 600 + edge + 75) for g in placed("قال")
    ]
    assert as_read([*rest[::-1], *number, *arabic[::-1]], SIZE) == "عام 1948 قال"


def test_a_line_without_such_letters_is_never_scrambled():
    assert not is_scrambled([Glyph("a", 0, 5), Glyph("b", 5, 10)])


def test_shapes_of_letters_become_letters():
    assert letters("ﺟﻤﻴﻊ ﻻ ﬁ") == "جميع لا ﬁ"
