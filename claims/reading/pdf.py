"""PDF: pdfium first, for its speed and the place of each line; pypdf where pdfium finds nothing.

Runs in a child process (`confined`): a PDF is a program, and some are written to hurt.
"""

import io
import re
from collections.abc import Callable, Iterator, Sequence
from itertools import dropwhile, groupby

import pypdf
import pypdfium2 as pdfium
from pypdf.errors import PyPdfError
from pypdfium2 import raw

from claims.reading.blocks import BlockKind, Piece, Reading, Unreadable, assemble, one_line
from claims.reading.layout import Line, pieces_of
from claims.reading.pdf_lines import LIGATURES, NAMELESS, lines_of_page
from claims.reading.plain_text import refuse_too_long, text_pieces

MAX_PAGES = 5_000
LONGEST_TITLE = 300
NO_TITLE = re.compile(
    r"\A((untitled|document\d*|title)\Z|microsoft \w+ - )"
    r"|\.(docx?|pptx?|xlsx?|indd|tex|pdf|odt|rtf)\Z",
    re.IGNORECASE,
)
Progress = Callable[[int, int], None]
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
    "This PDF is empty, or so damaged that nothing on its pages can be found. Open it in a viewer: "
    "if it shows text there, print it to a new PDF and add that."
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
    title = title_of(title, pieces)
    return Reading(text, blocks, title=title, notes=_notes(empty, text.count(NAMELESS)))


def title_of(said: str, pieces: Sequence[Piece]) -> str:
    """The title that the PDF says it has, or what stands largest at its beginning.

    Programs that make PDFs put names of files there, placeholders, or what fits of a long title.
    """
    said, heading = NO_TITLE.sub("", one_line(said)), _heading(pieces)
    is_name = said.isascii() and " " not in said
    is_cut = heading.casefold().startswith(said.rstrip(".… ").casefold())
    return heading if heading and (is_name or is_cut) else said


def _heading(pieces: Sequence[Piece]) -> str:
    """The first heading with the lines of the same size that go on with it."""
    rest = dropwhile(lambda piece: piece.kind is not BlockKind.HEADING, pieces)
    _, lines = next(groupby(rest, lambda piece: (piece.kind, piece.page, piece.level)), (None, ()))
    return one_line(" ".join(piece.text for piece in lines))[:LONGEST_TITLE]


def _notes(empty: list[int], nameless: int) -> tuple[str, ...]:
    notes: tuple[str, ...] = ()
    if empty:
        shown = ", ".join(map(str, empty[:20])) + (" and others" if len(empty) > 20 else "")
        one = f"Page {shown} has no text: it is empty or a picture."
        many = f"Pages {shown} have no text: they are empty or pictures."
        notes += (one if len(empty) == 1 else many,)
    if nameless:
        what = "1 character" if nameless == 1 else f"{nameless} characters"
        notes += (f"The PDF does not say which letter {what} stand for; they show as �.",)
    return notes


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
        pages.append(lines_of_page(document, number))
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
