import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.reading.blocks import Unreadable
from claims.reading.encodings import decode

WORDS = st.text(
    st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters="\ufeff\ufffd")
)
RUSSIAN = "Все люди рождаются свободными и равными в своем достоинстве и правах. " * 3
CHINESE = "人人生而自由，在尊严和权利上一律平等。他们赋有理性和良心。" * 3
FRENCH = "Les élèves ont été reçus à l’école, où la fête a commencé dès l’après-midi. " * 3


@pytest.mark.parametrize(
    ("mark", "encoding", "name"),
    [
        (codecs.BOM_UTF8, "utf-8", "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le", "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16-be", "utf-16"),
        (codecs.BOM_UTF32_LE, "utf-32-le", "utf-32"),
        (codecs.BOM_UTF32_BE, "utf-32-be", "utf-32"),
    ],
)
@given(text=WORDS)
def test_a_byte_order_mark_settles_the_encoding(mark, encoding, name, text):
    decoded = decode(mark + text.encode(encoding))
    assert (decoded.text, decoded.encoding, decoded.guessed) == (text, name, False)


@given(WORDS)
def test_utf8_comes_back_as_it_went_even_when_something_else_is_declared(text):
    decoded = decode(text.encode(), declared="iso-8859-1")
    assert (decoded.text, decoded.encoding, decoded.guessed) == (text, "utf-8", False)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_wide_text_without_a_mark_is_told_by_its_zeros_and_called_a_guess(encoding):
    decoded = decode("Prices rose by 4 percent.\r\n".encode(encoding))
    assert decoded.text == "Prices rose by 4 percent.\r\n"
    assert (decoded.encoding, decoded.guessed) == (encoding, True)


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "koi8_r"),
        (CHINESE, "gb18030"),
        (CHINESE, "big5"),
        (FRENCH, "cp1252"),
    ],
)
def test_an_undeclared_encoding_is_detected_and_called_a_guess(text, encoding):
    raw = text.encode(encoding, errors="ignore")
    decoded = decode(raw)
    assert decoded.text == raw.decode(encoding)
    assert decoded.guessed


def test_a_wrong_declaration_is_not_believed_where_the_bytes_contradict_it():
    decoded = decode(FRENCH.encode("cp1252"), declared="utf-8")
    assert decoded.text == FRENCH
    assert decoded.guessed


def test_a_right_declaration_is_no_guess():
    decoded = decode(RUSSIAN.encode("cp1251"), declared="windows-1251")
    assert (decoded.text, decoded.guessed) == (RUSSIAN, False)


def test_latin1_means_its_superset_as_in_browsers():
    assert decode(b"\x93quoted\x94 caf\xe9", declared="iso-8859-1").text == "“quoted” café"


def test_one_accent_is_too_little_for_an_exotic_guess():
    decoded = decode(b"Merci \xe0 toi")
    assert (decoded.text, decoded.encoding, decoded.guessed) == ("Merci à toi", "cp1252", True)


def test_a_persons_choice_outranks_what_the_bytes_suggest():
    assert decode("é".encode(), chosen="cp1252").text == "Ã©"


def test_a_choice_that_does_not_fit_is_refused_with_the_place():
    with pytest.raises(Unreadable, match="byte 4 cannot be read"):
        decode(b"abc\xff", chosen="utf-8")
    with pytest.raises(Unreadable, match="not the name of an encoding"):
        decode(b"abc", chosen="klingon")


def test_a_few_bad_bytes_in_utf8_are_counted_not_a_reason_to_read_gibberish():
    decoded = decode((CHINESE * 5).encode() + b"\xff" + CHINESE.encode())
    assert (decoded.encoding, decoded.damaged, decoded.guessed) == ("utf-8", 1, True)
    assert decoded.text.count(CHINESE) == 6


def test_binary_is_refused_in_words():
    with pytest.raises(Unreadable, match="not text"):
        decode(bytes(range(32)) * 50)


@given(st.binary(max_size=400))
def test_any_bytes_are_decoded_or_refused_with_a_sentence(data):
    try:
        decode(data).text.encode()
    except Unreadable as refusal:
        message = str(refusal)
    else:
        message = "."
    assert message.endswith(".")


def test_a_stray_nul_in_utf8_makes_no_utf16():
    data = "Two columns, and one é.\nA\0B, and so on for a good while.\n".encode()
    assert decode(data).text == data.decode()
