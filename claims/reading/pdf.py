"""PDF: pdfium first, for its speed and the place of each line; pypdf where pdfium finds nothing.

Runs in a child process (`confined`): a PDF is a program, and some are written to hurt.
"""

import ctypes
import io
import re
from collections.abc import Callable, Iterator
from statistics import median

import pypdf
import pypdfium2 as pdfium
from pypdf.errors import PyPdfError
from pypdfium2 import raw

from claims.reading.blocks import BlockKind, Piece, Reading, Unreadable, assemble, one_line
from claims.reading.layout import Line, pieces_of
from claims.reading.plain_text import refuse_too_long, text_pieces

MAX_PAGES = 5_000
Progress = Callable[[int, int], None]
LINE_ENDS = {10, 13}
SOFT_HYPHEN = {2, 0xFFFE}
"""pdfium's own mark for a hyphen at a line's end, after which it drops the line break."""
LIGATURES = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
)
MEANINGLESS = re.compile("[\ufffd\ue000-\uf8ff\U000f0000-\U0010ffff]")
LOCKED = (
    "This PDF is locked with a password. Open it with the password, save or print it to a new "
    "PDF without one, and add that."
)
DAMAGED = (
    "This PDF is damaged and neither of the two readers can open it. Get it again from where it "
    "was published, or open it in a viewer and print it to a new PDF."
)
BLANK = (
    "This PDF is empty: nothing stands on any of its pages. Look whether it was saved before its "
    "text came in, and add it again."
)
SCANNED = (
    "This PDF has no text layer: its pages are pictures of text. Run text recognition over it "
    "(for instance “ocrmypdf --skip-text in.pdf out.pdf”), check the result, and add that."
)
NO_LETTERS = (
    "This PDF's fonts do not say which letters they show, so its text would be gibberish. Run "
    "text recognition over it (for instance “ocrmypdf --force-ocr in.pdf out.pdf”) and add that."
)


def read_pdf(data: bytes, progress: Progress | None = None) -> Reading:
    """The blocks of a PDF, each with the number of the page on which it begins.

    `progress(done, total)` is told the pages. Raises Unreadable, in its own words, for a PDF that
    is locked, damaged, without pages, too long, or without a text layer.
    """
    pages, title = _by_pdfium(data, progress)
    pieces = tuple(pieces_of(pages))
    empty = [number for number, page in enumerate(pages, 1) if not page]
    if not pieces:
        pieces = tuple(_by_pypdf(data))
        empty = [n for n in range(1, len(pages) + 1) if n not in {p.page for p in pieces}]
    text, blocks = assemble(pieces)
    refuse_too_long(len(text))
    if not blocks:
        raise Unreadable(BLANK if _is_blank(data) else SCANNED)
    if len(MEANINGLESS.findall(text)) * 4 > len(text):
        raise Unreadable(NO_LETTERS)
    heading = next((p.text for p in pieces if p.kind is BlockKind.HEADING), "")
    return Reading(text, blocks, title=one_line(title or heading), notes=_notes(empty))


def _notes(empty: list[int]) -> tuple[str, ...]:
    if not empty:
        return ()
    shown = ", ".join(map(str, empty[:20])) + (" and others" if len(empty) > 20 else "")
    if len(empty) == 1:
        return (f"Page {shown} has no text: it is empty or a picture.",)
    return (f"Pages {shown} have no text: they are empty or pictures.",)


def _by_pdfium(data: bytes, progress: Progress | None) -> tuple[list[list[Line]], str]:
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if "password" in str(error).lower():
            raise Unreadable(LOCKED) from None
        return _unopened(data), ""
    total = len(document)
    if total > MAX_PAGES:
        raise Unreadable(
            f"This PDF has {total:,} pages; a document may have {MAX_PAGES:,}. Add it in parts."
        )
    pages: list[list[Line]] = []
    for number in range(1, total + 1):
        pages.append(_lines_of_page(document, number))
        refuse_too_long(sum(len(line.text) for line in pages[-1]))
        if progress:
            progress(number, total)
    return pages, document.get_metadata_dict().get("Title", "")


def _unopened(data: bytes) -> list[list[Line]]:
    """As many empty pages as pypdf counts, for its text to be asked for next."""
    try:
        reader = pypdf.PdfReader(io.BytesIO(data), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise Unreadable(LOCKED)
        count = len(reader.pages)
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, OSError) as error:
        if isinstance(error, Unreadable):
            raise
        raise Unreadable(DAMAGED) from None
    if not count:
        raise Unreadable(DAMAGED)
    return [[] for _ in range(count)]


def _is_blank(data: bytes) -> bool:
    """Whether no page has so much as a picture. What pdfium cannot open is not called blank."""
    try:
        document = pdfium.PdfDocument(data)
        return not any(raw.FPDFPage_CountObjects(page) for page in document)
    except pdfium.PdfiumError:
        return False


def _by_pypdf(data: bytes) -> Iterator[Piece]:
    """pypdf's text of each page, laid out as plain text is: it knows no places."""
    try:
        pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages]
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return
    for number, text in enumerate(pages, 1):
        for piece in text_pieces(text.replace("\f", "\n").translate(LIGATURES), typeset=True):
            yield Piece(piece.text, piece.kind, number, piece.level)


def _lines_of_page(document: pdfium.PdfDocument, number: int) -> list[Line]:
    """The lines of one page; none when pdfium cannot load it, which the notes then tell."""
    try:
        page = document[number - 1]
        text_page = page.get_textpage()
    except pdfium.PdfiumError:
        return []
    try:
        height = page.get_height()
        return [
            line
            for indices, text in _runs(text_page)
            if (line := _line(text_page, indices, text, number, height)).text
        ]
    finally:
        text_page.close()
        page.close()


def _runs(text_page: pdfium.PdfTextPage) -> Iterator[tuple[list[int], str]]:
    """Indices of pdfium's characters and their text, line by line."""
    indices: list[int] = []
    letters: list[str] = []
    for index in range(text_page.count_chars()):
        code = raw.FPDFText_GetUnicode(text_page, index)
        if code not in LINE_ENDS and code not in SOFT_HYPHEN:
            indices.append(index)
            letters.append(chr(code) if code <= 0x10FFFF else "\ufffd")
            continue
        if code in SOFT_HYPHEN:
            letters.append("-")
        if indices:
            yield indices, "".join(letters)
        indices, letters = [], []
    if indices:
        yield indices, "".join(letters)


def _line(
    text_page: pdfium.PdfTextPage, indices: list[int], text: str, number: int, height: float
) -> Line:
    picked = (indices[0], indices[len(indices) // 2], indices[-1])
    boxes = [text_page.get_charbox(index, loose=True) for index in picked]
    weights = [raw.FPDFText_GetFontWeight(text_page, index) for index in picked]
    return Line(
        one_line(text.translate(LIGATURES)),
        number,
        boxes[0][0],
        max(box[2] for box in boxes),
        height - median(_baseline(text_page, index) for index in picked),
        max(median(box[3] - box[1] for box in boxes), 1.0),
        max(float(min(weights)), 1.0),
        height,
    )


def _baseline(text_page: pdfium.PdfTextPage, index: int) -> float:
    """Points from the page's foot, the same for every letter of a line, whatever its shape."""
    x, y = ctypes.c_double(), ctypes.c_double()
    raw.FPDFText_GetCharOrigin(text_page, index, ctypes.byref(x), ctypes.byref(y))
    return y.value
