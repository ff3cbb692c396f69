"""The encoding of a file that may be too large to hold, found by reading it once in pieces.

The order is that of `encodings`: a person's choice, byte order mark, strict UTF-8, then a guess
that is shown. Bytes that do not fit are refused with their line; nothing is replaced silently.
"""

import codecs
import re
from collections.abc import Iterator
from pathlib import Path
from typing import IO, NamedTuple, cast

from claims.reading.blocks import Unreadable
from claims.reading.encodings import (
    BYTE_ORDER_MARKS,
    CONTROL,
    LINE_WITH_FOREIGN_BYTE,
    SAMPLE,
    likely,
    wide_without_mark,
)

PIECE = 1_000_000
"""Bytes read at once."""
SHOWN = 240
NO_TEXT = "These bytes are no text."
CONTROLS = bytes([*range(1, 9), 11, 12, *range(14, 32), 127])
"""NUL is left out: no cell may hold it."""
TURNING = (rb"\xe2\x80[\xaa-\xae]", rb"\xe2\x81[\xa6-\xa9]", rb"\xc2[\x80-\x9f]")
"""In UTF-8: what turns the direction of the text that follows (U+202A to U+202E, U+2066 to
U+2069), and the second set of control characters. One pattern each, for its fixed beginning
makes it fast."""
QUICK = [re.compile(pattern) for pattern in TURNING]
UNSEEN = re.compile(b"|".join([b"[" + re.escape(CONTROLS) + b"]", *TURNING]))
FOREIGN = re.compile(r"[^\x00-\x7f]")


class TextFile(NamedTuple):
    """What one reading of a file shows.

    `guessed`: nothing in the file says its encoding, so a person should look at `sample`. `lines`
    counts line ends of every kind, plus one. `longest` is the length in characters of the longest
    stretch without one, as far as it is longer than PIECE, and `longest_line` where it is.
    `unseen`: how many characters nobody sees; the first is on `unseen_line`. `quotes`: whether
    there is any quotation mark.
    """

    encoding: str
    guessed: bool
    sample: str
    lines: int
    longest: int
    longest_line: int
    unseen: int
    unseen_line: int
    quotes: bool


def inspect(path: Path, chosen: str = "") -> TextFile:
    """Read the file at `path` once, in pieces; memory does not grow with it.

    Raises:
        Unreadable: it is no text, `chosen` is no encoding, or some bytes fit none; with the line.
    """
    if chosen:
        return _walk(path, _named(chosen), guessed=False)
    with path.open("rb") as file:
        head = file.read(SAMPLE)
    for mark, encoding in BYTE_ORDER_MARKS:
        if head.startswith(mark):
            return _walk(path, encoding, guessed=False)
    if head.count(0) * 4 > len(head):
        if wide := wide_without_mark(head):
            return _walk(path, wide.encoding, guessed=True)
        raise Unreadable(NO_TEXT)
    return _guess(path)


def _named(chosen: str) -> str:
    try:
        b"\0\0\0\0".decode(chosen)
        return codecs.lookup(chosen).name
    except (LookupError, ValueError):
        raise Unreadable(
            f"“{chosen[:40]}” is not the name of an encoding. Choose another one, such as utf-8, "
            "cp1252 or gb18030."
        ) from None


def _guess(path: Path) -> TextFile:
    try:
        return _walk(path, "utf-8", guessed=False)
    except Unreadable:
        sample = _foreign_lines(path)
    if len(CONTROL.findall(sample.decode("latin-1"))) * 20 > len(sample):
        raise Unreadable(NO_TEXT)
    nearly = sample.decode("utf-8", errors="replace")
    letters = len(sample) - len(nearly)
    if nearly.count("\ufffd") * 20 <= letters:  # UTF-8 with a few broken places
        return _walk(path, "utf-8", guessed=False)
    first: Unreadable | None = None
    for encoding in dict.fromkeys(likely(sample)):
        try:
            return _walk(path, encoding, guessed=True)
        except Unreadable as error:
            first = first or error
    raise first or Unreadable(NO_TEXT)


def _foreign_lines(path: Path) -> bytes:
    """The lines that carry evidence, from anywhere in the file."""
    found: list[bytes] = []
    size = 0
    for piece in _pieces(path):
        for match in LINE_WITH_FOREIGN_BYTE.finditer(piece):
            found.append(match.group())
            size += len(match.group())
            if size > SAMPLE:
                return b"\n".join(found)
    return b"\n".join(found)


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            yield piece
        yield b""


def _walk(path: Path, encoding: str, *, guessed: bool) -> TextFile:
    walk = _Walk()
    decoder = codecs.getincrementaldecoder(encoding)()
    for piece in _pieces(path):
        try:
            text = decoder.decode(piece, final=not piece)
        except UnicodeError as error:
            good = getattr(error, "object", b"")[: getattr(error, "start", 0)]
            line = walk.lines + _line_ends(good.decode(encoding, errors="ignore")) + 1
            raise Unreadable(
                f"Line {line:,}: some characters cannot be read as "
                f"{encoding.removesuffix('-sig')}. Save the file as CSV UTF-8, or choose its "
                "encoding."
            ) from None
        walk.take(text, piece if encoding.startswith("utf-8") else None)
    return TextFile(
        encoding.removesuffix("-sig"),
        guessed,
        walk.sample or walk.start,
        walk.lines + 1,
        walk.longest,
        walk.longest_line,
        walk.unseen,
        walk.unseen_line,
        walk.quotes,
    )


class _Walk:
    """What is counted on the way through a file."""

    def __init__(self) -> None:
        self.lines = self.run = self.longest = self.longest_line = 0
        self.unseen = self.unseen_line = 0
        self.sample = self.start = ""
        self.quotes = self.after_cr = False

    def take(self, text: str, raw: bytes | None) -> None:
        if not text:
            return
        raw = text.encode("utf-8", "surrogatepass") if raw is None else raw
        self._look_for_unseen(text, raw)
        self._measure(text)
        if self.after_cr and text[0] == "\n":
            self.lines -= 1
        self.lines += _line_ends(text)
        self.after_cr = text[-1] == "\r"
        self.quotes = self.quotes or '"' in text
        self.start = self.start or text[:SHOWN].lstrip("\ufeff")
        if not self.sample and not text.isascii() and (place := FOREIGN.search(text, 1)):
            self.sample = text[max(0, place.start() - SHOWN // 3) : place.start() + SHOWN]

    def _measure(self, text: str) -> None:
        first = min((p for p in (text.find("\n"), text.find("\r")) if p >= 0), default=-1)
        length = self.run + (len(text) if first < 0 else first)
        if length > max(self.longest, PIECE):
            self.longest, self.longest_line = length, self.lines + 1
        last = max(text.rfind("\n"), text.rfind("\r"))
        self.run = length if last < 0 else len(text) - last - 1

    def _look_for_unseen(self, text: str, raw: bytes) -> None:
        controls = len(raw.translate(None, CONTROLS)) < len(raw)
        if not controls and (raw.isascii() or not any(p.search(raw) for p in QUICK)):
            return
        places = [match.start() for match in UNSEEN.finditer(raw)]
        if places and not self.unseen:
            before = raw[: places[0]].decode("utf-8", "ignore")
            self.unseen_line = self.lines + _line_ends(before) + 1
        self.unseen += len(places)


def _line_ends(text: str) -> int:
    if "\r" not in text:
        return text.count("\n")
    return text.count("\n") + text.count("\r") - text.count("\r\n")


def recoded(path: Path, encoding: str) -> IO[bytes]:
    """The file at `path` as UTF-8 without a byte order mark, whatever it is encoded in."""
    file = path.open("rb")
    if encoding == "utf-8":
        if file.read(3) != codecs.BOM_UTF8:
            file.seek(0)
        return file
    return cast(IO[bytes], codecs.EncodedFile(file, "utf-8", encoding))
