"""Plain text: paragraphs between empty lines, wrapped or not, with whatever marks them."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from claims.reading.blocks import BlockKind, Piece, Reading, Unreadable, assemble, one_line
from claims.reading.furniture import is_furniture
from claims.reading.linebreaks import Mender, width

MAX_CHARACTERS = 10_000_000
LINE = re.compile(r"\r\n|[\n\r\v\x85\u2028\u2029]")
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1b\x7f]")
WRAPPED_FROM, WRAPPED_TO = 40, 120
"""Columns between which a line may have been broken by an editor or a mail program."""
HEADING_WIDTH = 100
BULLET = re.compile(r"\s*[•‣⁃◦▪●○∙·➢✓*–-]\s+\S")
NUMBER = re.compile(
    r"\s*(?:\(?\d{1,3}[.)]|\(?[a-z][.)]|[A-Z]\)|\(?[ivx]{1,5}[.)]|\d{1,3}、|[(（][一二三四五六七八九十]+[)）])"
    r"(?:\s+\S|\s*$|(?<=[、）]))"
)
ROMAN = re.compile(r"[IVXLC]{1,7}[.:)]?\s+\S")
DEEP_NUMBER = re.compile(r"\d{1,2}((?:\.\d{1,2}){1,4})\.?\s+\S")
NUMBERED = re.compile(r"\d{1,2}[.)]?\s+\S")
STOPPED = re.compile(r"[.!?;:,…。！？；：、，।॥۔؟؛،።។။]['\"”’»)\]]*$")


@dataclass(frozen=True, slots=True)
class Chunk:
    """Lines with no empty line between them; `page` where form feeds part the file."""

    lines: tuple[str, ...]
    page: int | None


def read_text(text: str) -> Reading:
    """Blocks of a plain text. Offsets of the result are code points into its own text, in which
    every block is one line.

    Raises Unreadable when there is nothing to read or more than MAX_CHARACTERS.
    """
    refuse_too_long(len(text))
    pieces = tuple(text_pieces(text))
    joined, blocks = assemble(pieces)
    if not blocks:
        raise Unreadable("The text is empty. Paste or upload the words of the document.")
    dropped = len(CONTROL.findall(text))
    title = next((one_line(p.text) for p in pieces if p.kind is BlockKind.HEADING), "")
    return Reading(joined, blocks, title=title, notes=control_notes(dropped))


def refuse_too_long(characters: int) -> None:
    if characters > MAX_CHARACTERS:
        raise Unreadable(
            f"The text has {characters:,} characters; a document may have {MAX_CHARACTERS:,}. "
            "Add it in parts, for instance chapter by chapter."
        )


def control_notes(dropped: int) -> tuple[str, ...]:
    if not dropped:
        return ()
    what = "1 control character was" if dropped == 1 else f"{dropped} control characters were"
    return (f"{what} left out of the text.",)


def text_pieces(text: str, *, typeset: bool = False) -> Iterator[Piece]:
    """The blocks in order, before they have a place. `typeset`: see `Mender`."""
    chunks = tuple(_chunks(text))
    mender = Mender((line for chunk in chunks for line in chunk.lines), typeset=typeset)
    for index, chunk in enumerate(chunks):
        if len(chunk.lines) == 1:
            before = chunks[index - 1] if index else None
            after = chunks[index + 1] if index + 1 < len(chunks) else None
            yield _alone(chunk, before, after)
        else:
            yield from _together(chunk, mender)


def _chunks(text: str) -> Iterator[Chunk]:
    pages = text.split("\f")
    for number, page_text in enumerate(pages, 1):
        for blank, lines in groupby(LINE.split(page_text), key=lambda line: not line.strip()):
            if not blank:
                yield Chunk(tuple(lines), number if len(pages) > 1 else None)


def _alone(chunk: Chunk, before: Chunk | None, after: Chunk | None) -> Piece:
    """A line between empty lines: furniture, list item, heading or a whole paragraph."""
    line = chunk.lines[0].strip()
    if is_furniture(line):
        return Piece(line, BlockKind.FURNITURE, chunk.page)
    if BULLET.match(line):
        return Piece(line, BlockKind.LIST_ITEM, chunk.page)
    in_list = any(near and NUMBER.match(near.lines[0]) for near in (before, after))
    level = heading_level(line)
    if NUMBER.match(line) and (in_list or not level):
        return Piece(line, BlockKind.LIST_ITEM, chunk.page)
    if level and after:
        return Piece(line, BlockKind.HEADING, chunk.page, level)
    return Piece(line, BlockKind.PARAGRAPH, chunk.page)


def heading_level(line: str) -> int | None:
    """1 to 5 for a line that looks like a heading by itself: short, begun with a capital, a number
    or a letter that knows no capitals, and not stopped as a sentence is."""
    if len(line) > HEADING_WIDTH or width(line) > HEADING_WIDTH or STOPPED.search(line):
        return None
    if not any(map(str.isalpha, line)):
        return None
    deep = DEEP_NUMBER.match(line)
    if deep:
        return 1 + deep.group(1).count(".")
    if ROMAN.match(line) or NUMBERED.match(line):
        return 1
    first = next(filter(str.isalpha, line))
    if first.islower() or (not first.isupper() and width(line) > HEADING_WIDTH // 2):
        return None
    return 1


def _together(chunk: Chunk, mender: Mender) -> Iterator[Piece]:
    """Adjoining lines: joined where a line was full, parted where its author parted them."""
    held: list[str] = []
    kind = BlockKind.PARAGRAPH
    furniture = tuple(map(is_furniture, chunk.lines))
    columns = _columns(
        line for line, apart in zip(chunk.lines, furniture, strict=True) if not apart
    )
    for line, apart in zip(chunk.lines, furniture, strict=True):
        opened = not apart and _opens(line)
        if held and (opened or not _continues(held[-1], line, columns, kind)):
            yield Piece(mender.join(held), kind, chunk.page)
            held = []
        if apart and not held:
            yield Piece(line, BlockKind.FURNITURE, chunk.page)
            continue
        if not held:
            kind = BlockKind.LIST_ITEM if opened else BlockKind.PARAGRAPH
        held.append(line)
    if held:
        yield Piece(mender.join(held), kind, chunk.page)


def _columns(lines: Iterable[str]) -> int:
    return max((columns for columns in map(width, lines) if columns <= WRAPPED_TO), default=0)


def _opens(line: str) -> bool:
    return bool(BULLET.match(line) or NUMBER.match(line))


def _continues(above: str, below: str, columns: int, kind: BlockKind) -> bool:
    """A break is the page's if the next word would not have fitted on the line above, or goes on
    in lower case where nothing has ended."""
    if kind is BlockKind.LIST_ITEM and _indent(below) > _indent(above):
        return True
    if _indent(below) >= _indent(above) + 2 and STOPPED.search(above.rstrip()):
        return False
    taken = width(above.rstrip())
    if below.lstrip()[0].islower() and not STOPPED.search(above.rstrip()):
        return taken >= WRAPPED_FROM // 2 or above[-1].isspace()
    word = width(below.split(maxsplit=1)[0])
    return WRAPPED_FROM <= taken <= WRAPPED_TO and taken + 1 + word > columns


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())
