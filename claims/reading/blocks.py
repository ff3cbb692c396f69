"""The shape every reader returns: one text, and the blocks it is made of.

All offsets are code points into `Reading.text` (what Python's `str` counts), never bytes and
never UTF-16 units: an anchor stored today must mean the same passage in any language and script.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

SEPARATOR = "\n\n"
BLANK = re.compile(r"\s+")
UNSEEN = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\ufeff]")
"""Control characters, soft hyphens and stray byte order marks: no part of any word, and enough
to make a database refuse a text or a quote miss its passage."""
UNPAIRED = re.compile(r"[\ud800-\udfff\ufffe\uffff]")


class Unreadable(ValueError):
    """A file that cannot become text. Its message is for the person who brought the file:
    whole sentences that say what is wrong, where, and what to do."""


class BlockKind(StrEnum):
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list item"
    FURNITURE = "furniture"
    """What the page says about itself (page numbers, "Print", running headers): kept, because a
    captured text loses nothing, but never taken for something that somebody asserted."""


@dataclass(frozen=True, slots=True)
class Block:
    """One unit of layout. `text[start:end]` has no line break and no outer blanks; `page` counts
    from 1 where the file has pages; `level` is a heading's depth, 1 the highest."""

    kind: BlockKind
    start: int
    end: int
    page: int | None = None
    level: int | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """A document's text (NFC, blocks joined by an empty line) and what its file says of itself.

    `language` is a BCP 47 tag or empty; `published` is ISO 8601 and may stop at the year or the
    month; `encoding_guessed` says that the file did not declare `encoding` and a person should
    look; `notes` are whole sentences for that person, such as which pages carry no text.
    """

    text: str
    blocks: tuple[Block, ...]
    title: str = ""
    language: str = ""
    published: str = ""
    encoding: str = ""
    encoding_guessed: bool = False
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Piece:
    """A block before it has a place: what a reader finds, in reading order."""

    text: str
    kind: BlockKind = BlockKind.PARAGRAPH
    page: int | None = None
    level: int | None = None


def one_line(text: str) -> str:
    """NFC, every run of white space one blank: line breaks are the file's, not the author's."""
    seen = UNPAIRED.sub("\ufffd", UNSEEN.sub("", text))
    return BLANK.sub(" ", unicodedata.normalize("NFC", seen)).strip()


def assemble(pieces: Iterable[Piece]) -> tuple[str, tuple[Block, ...]]:
    """Join pieces to the text of a reading and place each block in it; blank pieces vanish.

    Joining cannot undo the normalisation: a line break composes with nothing.
    """
    texts: list[str] = []
    blocks: list[Block] = []
    start = 0
    for piece in pieces:
        text = one_line(piece.text)
        if not text:
            continue
        end = start + len(text)
        blocks.append(Block(piece.kind, start, end, piece.page, piece.level))
        texts.append(text)
        start = end + len(SEPARATOR)
    return SEPARATOR.join(texts), tuple(blocks)
