"""Bytes to text: what the file says, what the bytes prove, and only then a guess that is shown.

Order: a person's choice, byte order mark, strict UTF-8, declaration, UTF-16 by its zeros,
charset-normalizer. Strict UTF-8 stands before the declaration because bytes of another encoding
are practically never valid UTF-8 by accident, while pages that declare the wrong charset abound.
"""

import codecs
import re
from dataclasses import dataclass

from charset_normalizer import from_bytes

from claims.reading.blocks import Unreadable

BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
WIDER = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
}
"""What a label means in practice (WHATWG Encoding Standard, section 4.2): the superset."""
LIVING = (
    "cp1252 cp1250 cp1251 cp1253 cp1254 cp1255 cp1256 cp1257 cp1258 cp874 gb18030 big5 cp932 "
    "euc_jp cp949 koi8_r koi8_u iso8859_2 iso8859_5 iso8859_7 mac_roman mac_cyrillic cp437 cp866 "
    "iso2022_jp"
)
"""What files of today come in (WHATWG Encoding Standard, and DOS and Mac of old)."""
ENOUGH_EVIDENCE = 8
"""Bytes beyond ASCII below which every guess is as good as the most common encoding, cp1252."""
SAMPLE = 65_536
LINE_WITH_FOREIGN_BYTE = re.compile(rb"[^\r\n]{0,200}[\x80-\xff][^\r\n]{0,200}")
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x7f]")


@dataclass(frozen=True, slots=True)
class Decoded:
    """`guessed`: nothing in the file said so, a person should look at the letters. `damaged`:
    how many places could not be decoded and now read U+FFFD."""

    text: str
    encoding: str
    guessed: bool = False
    damaged: int = 0


def decode(data: bytes, declared: str = "", chosen: str = "") -> Decoded:
    """The text of `data`; `declared` by a header or the page, `chosen` by a person who looked.

    Raises Unreadable for bytes that are no text, and for a choice that does not fit them.
    """
    if chosen:
        return _as_chosen(data, chosen)
    decoded = _proven(data) or _declared(data, declared) or _guessed(data)
    controls = len(CONTROL.findall(decoded.text))
    if controls * 20 > len(decoded.text):
        raise Unreadable(
            f"These {len(data)} bytes are not text: one character in "
            f"{max(1, len(decoded.text) // controls)} is a control character. Add the document "
            "as plain text, HTML, PDF or DOCX."
        )
    return decoded


def _as_chosen(data: bytes, chosen: str) -> Decoded:
    try:
        return Decoded(data.decode(chosen), codecs.lookup(chosen).name)
    except LookupError:
        raise Unreadable(
            f"“{chosen}” is not the name of an encoding. Choose another one, such as utf-8, "
            "cp1252 or gb18030."
        ) from None
    except UnicodeDecodeError as error:
        raise Unreadable(
            f"The file is not {chosen}: byte {error.start + 1} cannot be read. Choose another "
            "encoding, or leave the choice empty to have it detected."
        ) from None


def _proven(data: bytes) -> Decoded | None:
    for mark, encoding in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            text = data.decode(encoding, errors="replace")
            return Decoded(text, encoding.removesuffix("-sig"), damaged=_losses(text))
    if b"\x00" in data or b"\x1b" in data:
        return None
    return _strict(data, "utf-8")


def _strict(data: bytes, encoding: str, guessed: bool = False) -> Decoded | None:
    try:
        return Decoded(data.decode(encoding), encoding, guessed)
    except (UnicodeDecodeError, LookupError):
        return None


def _declared(data: bytes, declared: str) -> Decoded | None:
    try:
        name = codecs.lookup(declared.strip("\"' ")).name
    except LookupError:
        return None
    return _strict(data, WIDER.get(name, name))


def _guessed(data: bytes) -> Decoded:
    wide = wide_without_mark(data)
    if wide:
        return wide
    nearly = data.decode("utf-8", errors="replace")
    losses = _losses(nearly)
    letters = len(data) - len(nearly)  # every byte beyond the first of a well-formed character
    if losses * 20 <= letters or not losses:
        return Decoded(nearly, "utf-8", guessed=bool(losses), damaged=losses)
    for encoding in likely(data):
        decoded = _strict(data, encoding, guessed=True)
        if decoded:
            return decoded
    text = data.decode("cp1252", errors="replace")
    return Decoded(text, "cp1252", guessed=True, damaged=_losses(text))


def likely(data: bytes) -> list[str]:
    """Encodings from the likeliest; among equals cp1252, as most of what is not UTF-8 is that."""
    sample = _sample(data)
    if b"\x1b" not in data and sum(byte > 0x7F for byte in sample) < ENOUGH_EVIDENCE:
        return ["cp1252"]
    matches = list(from_bytes(sample, cp_isolation=LIVING.split()))
    equals = [m for m in matches if m.chaos == matches[0].chaos]
    equals = [m for m in equals if m.coherence == matches[0].coherence]
    names = [match.encoding for match in matches]
    if "cp1252" in {match.encoding for match in equals} or _same(sample, names[:1], "cp1252"):
        names.insert(0, "cp1252")
    return [*names, "cp1252"]


def _same(sample: bytes, names: list[str], other: str) -> bool:
    decoded = _strict(sample, other)
    return any(decoded and decoded.text == sample.decode(name, "replace") for name in names)


def wide_without_mark(data: bytes) -> Decoded | None:
    """UTF-16 or UTF-32 with no byte order mark: the zeros of its ASCII tell which."""
    head = data[: SAMPLE - SAMPLE % 4]
    zeros = [head[place::4].count(0) for place in range(4)]
    if not any(zeros) or (sum(zeros) * 20 < len(head) and _strict(data, "utf-8", guessed=False)):
        return None  # a stray NUL in UTF-8 makes no UTF-16
    quarter = max(1, len(head) // 4)
    if zeros[1] + zeros[2] + zeros[3] > 2.5 * quarter and zeros[0] < quarter / 2:
        order = ("utf-32-le",)
    elif zeros[0] + zeros[1] + zeros[2] > 2.5 * quarter and zeros[3] < quarter / 2:
        order = ("utf-32-be",)
    elif zeros[1] + zeros[3] > 4 * (zeros[0] + zeros[2]):
        order = ("utf-16-le",)
    elif zeros[0] + zeros[2] > 4 * (zeros[1] + zeros[3]):
        order = ("utf-16-be",)
    else:
        return None
    return _strict(data, order[0], guessed=True)


def _sample(data: bytes) -> bytes:
    """The lines that carry evidence: pages of ASCII before the first accent would drown it."""
    found: list[bytes] = []
    size = 0
    for match in LINE_WITH_FOREIGN_BYTE.finditer(data):
        found.append(match.group())
        size += len(match.group())
        if size > SAMPLE:
            break
    return b"\n".join(found)[:SAMPLE] or data[:SAMPLE]


def _losses(text: str) -> int:
    return text.count("\ufffd")
