"""The front door: bytes of any kind in, a reading out. What decides is the content; a name and a
media type are claims about it, and wrong often enough."""

import re
from dataclasses import replace

from claims.reading.blocks import Reading, Unreadable
from claims.reading.confined import Progress, read_confined
from claims.reading.encodings import Decoded, decode
from claims.reading.plain_text import read_text

MAX_BYTES = 20_000_000
OPEN_AND_SAVE = "Open it, save its text as DOCX, PDF or plain text, and add that."
KNOWN_BUT_UNREAD = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Word or Excel file, or one with a password"),
    (b"{\\rtf", "an RTF file"),
    (b"\x89PNG", "a picture (PNG)"),
    (b"\xff\xd8\xff", "a picture (JPEG)"),
    (b"GIF8", "a picture (GIF)"),
    (b"II*\x00", "a picture (TIFF)"),
    (b"MM\x00*", "a picture (TIFF)"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"Rar!", "a RAR archive"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"%!PS", "a PostScript file"),
    (b"ID3", "a sound file"),
    (b"OggS", "a sound file"),
    (b"SQLite format 3\x00", "a database"),
)
TAGS = re.compile(r"<(?:!doctype\s+html|html|head|body)[\s>]", re.IGNORECASE)
MARKUP = re.compile(r"<(?:p|div|article|h[1-6]|ul|table|span|title|meta)[\s>]", re.IGNORECASE)
CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
NAMED = {
    "pdf": ("pdf",),
    "docx": ("docx", "docm", "dotx"),
    "html": ("html", "htm", "xhtml", "xml", "mhtml"),
}
CALLED = {"pdf": "a PDF", "docx": "a DOCX", "html": "an HTML page", "text": "plain text"}


def read(
    data: bytes,
    *,
    name: str = "",
    media_type: str = "",
    encoding: str = "",
    progress: Progress | None = None,
) -> Reading:
    """The text of a PDF, DOCX, HTML page or plain text, decided by its first bytes.

    `name` is the file's, `media_type` that of an HTTP header with its charset; `encoding` is a
    person's choice and outranks whatever the file says. `progress(done, total)` is told the pages
    of a PDF. Everything but plain text is parsed in a child process under limits.

    Raises Unreadable before any work for an empty file and one over MAX_BYTES, and for whatever
    its reader cannot read.
    """
    _refuse_size(data)
    charset = CHARSET.search(media_type)
    declared = charset.group(1) if charset else ""
    kind = _kind(data)
    if kind:
        reading = read_confined(kind, data, {}, progress)
        return _with_notes(reading, name, kind)
    decoded = decode(data, declared, encoding)
    if _is_html(decoded.text, name, media_type):
        reading = read_confined("html", data, {"declared": declared, "chosen": encoding})
        return _with_notes(reading, name, "html")
    reading = replace(
        read_text(decoded.text), encoding=decoded.encoding, encoding_guessed=decoded.guessed
    )
    return _with_notes(reading, name, "text", decoded)


def _refuse_size(data: bytes) -> None:
    if not data.strip():
        raise Unreadable("The file is empty. Look whether the upload or the download was cut off.")
    if len(data) > MAX_BYTES:
        raise Unreadable(
            f"The file has {len(data) / 1e6:,.1f} MB; a document may have {MAX_BYTES / 1e6:,.0f}. "
            "Add it in parts, or without its pictures."
        )


def _kind(data: bytes) -> str:
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "docx"
    for start, what in KNOWN_BUT_UNREAD:
        if data.startswith(start):
            raise Unreadable(f"This file is {what}, which cannot be read here. {OPEN_AND_SAVE}")
    return ""


def _is_html(text: str, name: str, media_type: str) -> bool:
    start = text[:2048].lstrip("\ufeff \t\r\n")
    if not start.startswith("<"):
        return bool(TAGS.search(start)) and "html" in media_type
    said = "html" in media_type or "xml" in media_type or _ending(name) in NAMED["html"]
    return (
        bool(TAGS.search(start))
        or start.startswith("<?xml")
        or (said and bool(MARKUP.search(start)))
    )


def _ending(name: str) -> str:
    return name.rpartition(".")[2].lower()


def _with_notes(reading: Reading, name: str, kind: str, decoded: Decoded | None = None) -> Reading:
    notes = reading.notes
    named = next((k for k, endings in NAMED.items() if _ending(name) in endings), "")
    if named and named != kind:
        notes += (f"The file is named like {CALLED[named]} but is {CALLED[kind]}; so it was read.",)
    if decoded and decoded.damaged:
        places = "1 place" if decoded.damaged == 1 else f"{decoded.damaged} places"
        notes += (
            f"{places} could not be decoded as {decoded.encoding}, shown as �. Choose another "
            "encoding if the text looks wrong.",
        )
    return replace(reading, notes=notes)
