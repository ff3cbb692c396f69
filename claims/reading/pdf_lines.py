"""pdfium's characters to lines: their words, and where on the page and how large they stand."""

import ctypes
import math
from collections.abc import Iterator
from statistics import median

import pypdfium2 as pdfium
from pypdfium2 import raw

from claims.reading.blocks import one_line
from claims.reading.layout import Line
from claims.reading.right_to_left import LETTER, Glyph, as_read, is_scrambled, letters

LINE_ENDS = {10, 13}
SOFT_HYPHEN = {2, 0xFFFE}
"""pdfium's own mark for a hyphen at a line's end, after which it drops the line break."""
NAMELESS = "\ufffd"
"""A glyph for which the PDF names no letter: shown as lost, rather than left out unseen."""
LIGATURES = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
)
Characters = list[tuple[int, str]]
"""pdfium's index of a character, and the character."""


def lines_of_page(document: pdfium.PdfDocument, number: int) -> list[Line]:
    """The lines of page `number` (from 1) in the order in which the file stores them; none when
    pdfium cannot load the page."""
    try:
        page = document[number - 1]
        text_page = page.get_textpage()
    except pdfium.PdfiumError:
        return []
    try:
        height = page.get_height()
        found = (_line(text_page, run, number, height) for run in _runs(text_page))
        return [line for line in found if line.text]
    finally:
        text_page.close()
        page.close()


def _runs(text_page: pdfium.PdfTextPage) -> Iterator[Characters]:
    run: Characters = []
    for index in range(text_page.count_chars()):
        code = raw.FPDFText_GetUnicode(text_page, index)
        if code in SOFT_HYPHEN:
            run.append((index, "-"))
        elif code not in LINE_ENDS:
            run.append((index, chr(code) if 0 < code <= 0x10FFFF else NAMELESS))
            continue
        if run:
            yield run
        run = []
    if run:
        yield run


def _line(text_page: pdfium.PdfTextPage, run: Characters, number: int, height: float) -> Line:
    """Size, weight and baseline are those of most of three letters: the first may be a footnote's
    mark, the last a hyphen."""
    inked = [index for index, text in run if not text.isspace()] or [run[0][0]]
    picked = (inked[0], inked[len(inked) // 2], inked[-1])
    size = max(median(_size(text_page, index) for index in picked), 1.0)
    ends = [text_page.get_charbox(index, loose=True) for index in (picked[0], picked[-1])]
    weights = [raw.FPDFText_GetFontWeight(text_page, index) for index in picked]
    return Line(
        one_line(_words(text_page, run, size).translate(LIGATURES)),
        number,
        min(box[0] for box in ends),
        max(box[2] for box in ends),
        height - median(_baseline(text_page, index) for index in picked),
        size,
        max(float(min(weights)), 1.0),
        height,
    )


def _words(text_page: pdfium.PdfTextPage, run: Characters, size: float) -> str:
    text = "".join(text for _, text in run)
    if not LETTER.search(text):
        return text
    glyphs = [_glyph(text_page, index, text) for index, text in run]
    return as_read(glyphs, size) if is_scrambled(glyphs) else letters(text)


def _glyph(text_page: pdfium.PdfTextPage, index: int, text: str) -> Glyph:
    left, _, right, _ = text_page.get_charbox(index, loose=True)
    return Glyph(text, left, right)


def _size(text_page: pdfium.PdfTextPage, index: int) -> float:
    """Points on the page: many PDFs have fonts of size 1 and a matrix that enlarges them."""
    matrix = raw.FS_MATRIX()
    raw.FPDFText_GetMatrix(text_page, index, matrix)
    scale = math.hypot(matrix.c, matrix.d)
    return round(float(raw.FPDFText_GetFontSize(text_page, index) * scale), 1)


def _baseline(text_page: pdfium.PdfTextPage, index: int) -> float:
    """Points from the page's foot, the same for every letter of a line, whatever its shape."""
    x, y = ctypes.c_double(), ctypes.c_double()
    raw.FPDFText_GetCharOrigin(text_page, index, ctypes.byref(x), ctypes.byref(y))
    return y.value
