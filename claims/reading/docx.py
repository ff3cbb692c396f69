"""DOCX: the zip is looked at before it is unpacked, then mammoth turns its styles into HTML."""

import io
import zipfile
import zlib
from xml.parsers.expat import ExpatError

import mammoth
from defusedxml import ElementTree
from lxml import html as lxml_html

from claims.reading.blocks import BlockKind, Reading, Unreadable, assemble, one_line
from claims.reading.markup import pieces_of
from claims.reading.plain_text import refuse_too_long

MAX_MEMBERS = 5_000
MAX_UNPACKED = 200_000_000
MAX_XML = 60_000_000
MAX_RATIO = 100
"""Bytes out for a byte in, over all members; a real DOCX stays under 20."""
SMALL = 5_000_000
"""Bytes unpacked below which the ratio says nothing: templates are mostly repetition."""
PROLOG = 65_536
"""Bytes of a part in which a document type would stand; the child's limits hold behind them."""
OTHERS = (
    ("xl/workbook.xml", "a spreadsheet (XLSX)"),
    ("ppt/presentation.xml", "a presentation (PPTX)"),
    ("META-INF/container.xml", "an e-book (EPUB)"),
    ("content.xml", "an OpenDocument file (ODT)"),
)
DAMAGED = (
    "This DOCX file is damaged and cannot be unpacked. Open it in a word processor, save it "
    "again, and add the new file."
)
DC = "{http://purl.org/dc/elements/1.1/}"
NOTE_MARKS = (
    '//a[starts-with(@id, "footnote-ref") or starts-with(@id, "endnote-ref")]'
    ' | //a[starts-with(@href, "#footnote-ref") or starts-with(@href, "#endnote-ref")]'
)
"""mammoth's own "[1]" and "↑", which the author did not write."""


def read_docx(data: bytes) -> Reading:
    """Blocks by the styles of the document (Heading 1, lists, tables cell by cell, footnotes at
    the end), title and language from its properties. It has no pages before it is printed.

    Raises Unreadable for a zip that is no DOCX, one that is damaged, one that would unpack to
    more than MAX_UNPACKED bytes or is built to, and one without text.
    """
    archive = _opened(data)
    title, language = _properties(archive)
    root = lxml_html.document_fromstring(_html(data))
    for mark in root.xpath(NOTE_MARKS):
        mark.drop_tree()
    pieces = tuple(pieces_of(root))
    text, blocks = assemble(pieces)
    refuse_too_long(len(text))
    if not blocks:
        raise Unreadable(
            "This DOCX file has no text. If it shows pictures of pages, run text recognition "
            "over them and add the result."
        )
    heading = next((p.text for p in pieces if p.kind is BlockKind.HEADING), "")
    return Reading(text, blocks, title=one_line(title or heading), language=language)


def _opened(data: bytes) -> zipfile.ZipFile:
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except zipfile.BadZipFile:
        raise Unreadable(DAMAGED) from None
    members = archive.infolist()
    _refuse_bomb(members, len(data))
    names = {member.filename for member in members}
    if "word/document.xml" not in names:
        kind = next((kind for name, kind in OTHERS if name in names), "a zip archive")
        raise Unreadable(
            f"This file is {kind}, not a DOCX. Open it, save its text as DOCX, PDF or plain text, "
            "and add that."
        )
    if any(member.flag_bits & 1 for member in members):
        raise Unreadable(
            "This DOCX file is locked with a password. Save a copy without one and add that."
        )
    if any(_defines_entities(archive, member) for member in members):
        raise Unreadable(DAMAGED)
    return archive


def _defines_entities(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bool:
    """No word processor writes a document type; who does wants its entities expanded."""
    if not member.filename.endswith((".xml", ".rels")):
        return False
    try:
        with archive.open(member) as part:
            return b"<!DOCTYPE" in part.read(PROLOG).replace(b"\x00", b"")
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError):
        return True


def _refuse_bomb(members: list[zipfile.ZipInfo], packed: int) -> None:
    unpacked = sum(member.file_size for member in members)
    xml = max((m.file_size for m in members if m.filename.endswith(".xml")), default=0)
    ratio = unpacked / max(packed, 1)
    too_dense = unpacked > SMALL and ratio > MAX_RATIO
    if too_dense or unpacked > MAX_UNPACKED or xml > MAX_XML or len(members) > MAX_MEMBERS:
        raise Unreadable(
            f"This file would unpack to {unpacked:,} bytes in {len(members):,} parts, "
            f"{ratio:,.0f} times its size. No document needs that, so it was not opened."
        )


def _html(data: bytes) -> str:
    try:
        result = mammoth.convert_to_html(
            io.BytesIO(data), convert_image=mammoth.images.img_element(lambda image: {})
        )
    except (KeyError, ValueError, AttributeError, TypeError, IndexError) as error:
        raise Unreadable(DAMAGED) from error
    except (zipfile.BadZipFile, zlib.error, ExpatError, RecursionError, EOFError) as error:
        raise Unreadable(DAMAGED) from error
    return f"<body>{result.value}</body>"


def _properties(archive: zipfile.ZipFile) -> tuple[str, str]:
    """Title and language as the author left them. The dates of a DOCX are those of its making,
    often of its template: nothing that was published on them."""
    try:
        core = ElementTree.fromstring(archive.read("docProps/core.xml"))
    except (KeyError, ElementTree.ParseError, ValueError, zipfile.BadZipFile, zlib.error):
        return "", ""
    return core.findtext(f"{DC}title") or "", core.findtext(f"{DC}language") or ""
