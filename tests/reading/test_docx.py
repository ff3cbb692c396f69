import io
import zipfile

import pytest

from claims.reading import docx
from claims.reading.blocks import BlockKind, Unreadable
from claims.reading.docx import read_docx

BOMB = b"<w:document>" + b" " * 60_000_000 + b"</w:document>"


def test_styles_become_headings_and_paragraphs(make_docx):
    data = make_docx(("Heading1", "What it cost"), "Prices rose.", "", "Wages did not.")
    reading = read_docx(data)
    assert reading.text == "What it cost\n\nPrices rose.\n\nWages did not."
    assert [block.kind for block in reading.blocks] == [
        BlockKind.HEADING,
        BlockKind.PARAGRAPH,
        BlockKind.PARAGRAPH,
    ]
    assert reading.blocks[0].level == 1
    assert reading.title == "What it cost"


def test_title_and_language_come_from_the_properties(make_docx):
    reading = read_docx(make_docx("Цены выросли.", title="Отчёт", language="ru-RU"))
    assert (reading.title, reading.language, reading.published) == ("Отчёт", "ru-RU", "")


def test_a_heading_that_reads_like_a_button_stays_a_heading(make_docx):
    reading = read_docx(make_docx(("Heading1", "Home"), "Where people live."))
    assert reading.blocks[0].kind is BlockKind.HEADING


def test_markup_in_the_words_is_words(make_docx):
    assert read_docx(make_docx("1 &lt; 2 &amp; 3")).text == "1 < 2 & 3"


@pytest.mark.parametrize(
    ("member", "kind"),
    [
        ("xl/workbook.xml", "a spreadsheet"),
        ("ppt/presentation.xml", "a presentation"),
        ("content.xml", "an OpenDocument file"),
        ("holiday.jpg", "a zip archive"),
    ],
)
def test_a_zip_that_is_no_docx_is_called_what_it_is(make_zip, member, kind):
    with pytest.raises(Unreadable, match=f"This file is {kind}.*, not a DOCX"):
        read_docx(make_zip({member: b"x"}))


def test_a_bomb_is_refused_before_it_is_unpacked(make_docx, monkeypatch):
    monkeypatch.setattr(docx, "_html", None)
    with pytest.raises(Unreadable, match="would unpack to 60,0"):
        read_docx(make_docx(extra={"word/document.xml": BOMB}))


def test_thousands_of_parts_are_refused(make_zip, monkeypatch):
    monkeypatch.setattr(docx, "MAX_MEMBERS", 20)
    parts = {f"word/media/{number}.png": b"" for number in range(20)}
    with pytest.raises(Unreadable, match="in 21 parts"):
        read_docx(make_zip({"word/document.xml": b"<w:document/>", **parts}))


def test_a_small_repetitive_document_is_no_bomb(make_docx):
    assert len(read_docx(make_docx(*["Prices rose again."] * 2_000)).blocks) == 2_000


@pytest.mark.parametrize("content", [b"", b"no xml", b"<w:document", b"<html/>"])
def test_a_docx_with_a_broken_inside_is_damaged_or_empty(make_docx, content):
    with pytest.raises(Unreadable, match=r"damaged|no text"):
        read_docx(make_docx(extra={"word/document.xml": content}))


def test_a_cut_off_file_is_damaged(make_docx):
    with pytest.raises(Unreadable, match="damaged"):
        read_docx(make_docx("Prices rose.")[:-40])


def test_a_locked_archive_is_called_locked(make_docx):
    data = make_docx("Prices rose.")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        place = archive.getinfo("word/document.xml").header_offset
    entry = data.index(b"PK\x01\x02", place)
    while b"word/document.xml" not in data[entry : entry + 80]:
        entry = data.index(b"PK\x01\x02", entry + 4)
    with pytest.raises(Unreadable, match="locked with a password"):
        read_docx(data[: entry + 8] + b"\x01\x00" + data[entry + 10 :])


def test_a_docx_without_words_is_said_to_have_none(make_docx):
    with pytest.raises(Unreadable, match="no text"):
        read_docx(make_docx("", " "))


def test_no_entity_is_expanded(make_docx):
    bomb = (
        '<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "boom ">]><w:document xmlns:w="http://schemas.'
        'openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>&a;</w:t></w:r></w:p>'
        "</w:body></w:document>"
    )
    with pytest.raises(Unreadable):
        read_docx(make_docx(extra={"word/document.xml": bomb.encode()}))
